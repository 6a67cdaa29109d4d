//! How long each stage takes, against what cannot be avoided: inflating the document part and finding its tags.
//!
//! `cargo bench` prints, for every input and stage, the median over rounds in which all stages run in turn, and its
//! ratio to a yardstick of the same round. Machines drift; ratios within a round do not.
//!
//! * A = inflate `word/document.xml` + tokenise all of it with quick-xml, its checks off
//! * D = deflate the document part that a fill makes, in an archive of its own
//! * W = the same for the form that Word made, which `declaration.docx` is, its values taken out
#![allow(missing_docs, reason = "a benchmark has no API")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark is run by people who read its output"
)]

use std::hint::black_box;
use std::io::{Cursor, Read, Write};
use std::time::Instant;

use serde_json::{Value, json};
use shenbao::{Compression, Declaration, Document, FillOptions, Form, Template};

const ROUNDS: usize = 15;

fn main() {
    let one = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/declaration.docx")).unwrap();
    let two = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/two.docx")).unwrap();
    let big = big(&two, 100);
    // `cargo bench -- form fill` runs what has these words in the names of its input and stage.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if words.first().is_none_or(|word| word == "memory") {
        memory(&one);
    }
    for (name, bytes, runs) in [("form", &one, 200), ("two", &two, 100), ("big", &big, 1)] {
        if words.first().is_none_or(|word| name.contains(word.as_str())) {
            stages(name, bytes, runs, words.get(1).map_or("", String::as_str));
        }
    }
    if words.first().is_none_or(|word| "vocabulary".contains(word.as_str())) {
        vocabulary(500, words.get(1).map_or("", String::as_str));
    }
}

/// A form of somebody's own with so many labels, and the same form with a slip in every tenth of them: binding has to
/// stay cheap beside reading however long the vocabulary is.
fn vocabulary(labels: usize, word: &str) {
    let label = |number: usize| -> String {
        let digits = number.to_string();
        let names = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
        let name: String = digits.bytes().map(|digit| names[usize::from(digit - b'0')]).collect();
        format!("第{name}项填报内容")
    };
    let mut toml = String::from("name = 'wide'\n");
    for number in 0..labels {
        // Some are endings: `*审核意见`.
        let star = if number % 10 == 7 { "*" } else { "" };
        toml +=
            &format!("[[field]]\nkey = 'f{number}'\nkind = 'text'\nlabels = ['{star}{}']\n", label(number));
    }
    let form = Form::from_toml(&toml).unwrap();
    for (name, slips) in [("vocabulary", false), ("vocabulary, slips", true)] {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let pair = |number: usize| {
            let label = label(number);
            let label = if slips && number % 10 == 3 { label.replace("内容", "内客") } else { label };
            cell(&label) + &cell("清溪县农村公路养护中心")
        };
        let rows: String = (0..labels / 2)
            .map(|row| format!("<w:tr>{}{}</w:tr>", pair(row * 2), pair(row * 2 + 1)))
            .collect();
        let xml = format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>\
             <w:tbl>{rows}</w:tbl></w:body></w:document>"
        );
        let one = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/declaration.docx")).unwrap();
        let bytes = with_document(&one, &xml);
        let document = Document::read(&bytes).unwrap();
        let reading = form.read(&bytes).unwrap();
        assert_eq!(reading.binding.declarations[0].fields.len(), labels, "every label binds");
        let stages = vec![
            stage("A inflate + tokenise", "A", || black_box(tokenise(&inflate(&bytes)))),
            stage("read", "A", || black_box(Document::read(&bytes).unwrap())),
            stage("bind", "A", || black_box(form.bind(&document))),
            stage("extract", "A", || black_box(reading.extract::<serde_json::Value>().unwrap())),
        ];
        measure(&format!("{name}: {labels} labels, {} bytes of document part", xml.len()), 20, stages, word);
    }
}

/// A form that Word made, to be filled: the fixture without what stands in its places.
fn word_form() -> Template<'static> {
    fn empty(value: &mut Value) {
        match value {
            Value::String(text) => text.clear(),
            Value::Array(items) if items.iter().all(|item| item.get("text").is_none()) => items.clear(),
            Value::Array(items) => items.iter_mut().filter_map(|item| item.get_mut("text")).for_each(empty),
            Value::Object(members) if members.contains_key("text") => *value = json!(""),
            Value::Object(members) => members.values_mut().for_each(empty),
            _ => *value = Value::Null,
        }
    }
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/declaration.docx")).unwrap();
    let form = Form::declaration();
    let mut data = form.read(&bytes).unwrap().extract::<Value>().unwrap().remove(0).declaration;
    empty(&mut data);
    for key in ["title", "year"] {
        data.as_object_mut().unwrap().remove(key);
    }
    data["project"].as_object_mut().unwrap().remove("attribute");
    let template = Template::open(form, &bytes).unwrap();
    let options = FillOptions::default().overwrite_values(true).allow_unplaced(true);
    Template::open(form, &template.fill(&data, options).unwrap().bytes).unwrap()
}

/// What the process holds, in KiB, after a thousand fills and after ten thousand.
fn memory(bytes: &[u8]) {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("VmRSS: unknown");
        line.trim_start_matches("VmRSS:").trim().to_owned()
    };
    let declaration = shenbao::extract(bytes).unwrap().remove(0).declaration;
    let template = Template::blank().unwrap();
    for count in 1..=10_000 {
        black_box(template.fill(&declaration, FillOptions::default()).unwrap());
        if [1_000, 10_000].contains(&count) {
            println!("resident after {count} fills: {}", resident());
        }
    }
}

struct Stage<'a> {
    name: &'static str,
    yardstick: &'static str,
    run: Box<dyn Fn() + 'a>,
}

fn stage<'a, T>(name: &'static str, yardstick: &'static str, run: impl Fn() -> T + 'a) -> Stage<'a> {
    Stage { name, yardstick, run: Box::new(move || drop(run())) }
}

fn stages(name: &str, bytes: &[u8], runs: u32, word: &str) {
    let form = Form::declaration();
    let xml = inflate(bytes);
    let document = Document::read(bytes).unwrap();
    let reading = form.read(bytes).unwrap();
    let declarations: Vec<Declaration> =
        reading.extract().unwrap().into_iter().map(|found| found.declaration).collect();
    let (blank, by_word) = (Template::blank().unwrap(), word_form());
    // The form that Word made keeps its tick, which the second declaration has elsewhere.
    let options = FillOptions::default().overwrite_values(true);
    let filled = |template: &Template<'_>| inflate(&template.fill_all(&declarations, options).unwrap().bytes);
    let (filled_blank, filled_word) = (filled(&blank), filled(&by_word));
    let fill = |template: &Template<'_>, verify: bool, compression| {
        let options = options.verify(verify).compression(compression);
        black_box(template.fill_all(&declarations, options).unwrap())
    };
    let one = vec![json!({ "unit": "清溪县交通运输局" }); declarations.len()];
    let little = |template: &Template<'_>, compression| {
        let options = options.verify(false).compression(compression);
        black_box(template.fill_all(&one, options).unwrap())
    };
    let (small, fast) = (Compression::Small, Compression::Fast);
    let mut stages: Vec<Stage<'_>> = vec![
        stage("A inflate + tokenise", "A", || black_box(tokenise(&inflate(bytes)))),
        stage("  inflate", "A", || black_box(inflate(bytes))),
        stage("  tokenise", "A", || black_box(tokenise(&xml))),
        stage("R read", "A", || black_box(Document::read(bytes).unwrap())),
        stage("bind", "R", || black_box(form.bind(&document))),
        stage("extract", "R", || black_box(reading.extract::<Declaration>().unwrap())),
    ];
    for (yardstick, template, xml) in [("D", &blank, &filled_blank), ("W", &by_word, &filled_word)] {
        let name = if yardstick == "D" { "D deflate" } else { "W deflate" };
        stages.extend([
            stage(name, yardstick, || black_box(deflate(xml))),
            stage("fill", yardstick, || fill(template, true, small)),
            stage("fill, not read back", yardstick, || fill(template, false, small)),
            stage("fill, fast", yardstick, || fill(template, true, fast)),
            stage("fill, fast, not read back", yardstick, || fill(template, false, fast)),
            stage("pack (one value)", yardstick, || little(template, small)),
            stage("pack, fast (one value)", yardstick, || little(template, fast)),
        ]);
    }
    let about = format!(
        "{name}: {} bytes, {} bytes of document part, {} declarations",
        bytes.len(),
        xml.len(),
        declarations.len()
    );
    measure(&about, runs, stages, word);
}

/// Runs the stages in turn, and prints what they take.
fn measure(about: &str, runs: u32, stages: Vec<Stage<'_>>, word: &str) {
    let yardsticks = ["A inflate", "R read", "D deflate", "W deflate"];
    let stages: Vec<Stage<'_>> = stages
        .into_iter()
        .filter(|stage| {
            stage.name.contains(word) || yardsticks.iter().any(|name| stage.name.starts_with(name))
        })
        .collect();
    let mut times = vec![Vec::with_capacity(ROUNDS); stages.len()];
    for _ in 0..ROUNDS {
        for (stage, times) in stages.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..runs {
                (stage.run)();
            }
            times.push(start.elapsed().as_secs_f64() / f64::from(runs));
        }
    }
    println!("\n{about}");
    let yardstick = |name: &str| stages.iter().position(|stage| stage.name.starts_with(name)).unwrap();
    for (number, stage) in stages.iter().enumerate() {
        let base = yardstick(stage.yardstick);
        let ratio = median(times[number].iter().zip(&times[base]).map(|(one, other)| one / other));
        let time = median(times[number].iter().copied()) * 1e6;
        println!("{:26} {time:12.1} µs {ratio:8.2} {}", stage.name, stage.yardstick);
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = archive.by_name("word/document.xml").unwrap();
    let mut xml = Vec::with_capacity(part.size() as usize);
    part.read_to_end(&mut xml).unwrap();
    xml
}

fn tokenise(xml: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut count = 0;
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {
        count += 1;
    }
    count
}

fn deflate(xml: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(xml).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A document with the declarations of another many times over.
fn big(bytes: &[u8], times: usize) -> Vec<u8> {
    let xml = String::from_utf8(inflate(bytes)).unwrap();
    let (head, rest) = xml.split_once("<w:body>").unwrap();
    let end = rest.rfind("<w:sectPr").unwrap();
    let (blocks, tail) = rest.split_at(end);
    with_document(bytes, &format!("{head}<w:body>{}{tail}", blocks.repeat(times)))
}

/// A package with another document part.
fn with_document(bytes: &[u8], xml: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).unwrap();
        if entry.name() == "word/document.xml" {
            writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(xml.as_bytes()).unwrap();
        } else {
            writer.raw_copy_file(entry).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}
