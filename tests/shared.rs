//! Files that are not part of the project: submitted forms and a corpus from public projects.
//!
//! They lie in `shared/` beside the project, or are not there, and then these tests say so and pass.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use shenbao::document::Document;
use shenbao::{Attribute, Declaration, Extraction, extract};

use crate::support::package::unzip;

/// A file or folder under `shared/`, if it is there.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared", "../../shared"]
        .iter()
        .map(|shared| project.join(shared).join(path))
        .find(|p| p.exists());
    if found.is_none() {
        eprintln!("skipped: shared/{path} is not there");
    }
    found
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

const SEED: &str = "seeds/000_98483c687096888a.txt";

#[test]
fn the_submitted_forms_are_read_in_full() {
    let Some(path) = shared(SEED) else { return };
    let found = extract(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(found.len(), 2);
    for (extraction, total, goals) in [(&found[0], "10", (3, 3)), (&found[1], "12", (4, 3))] {
        let Extraction { declaration, findings, unclaimed, .. } = extraction;
        assert_eq!(declaration.title.as_deref(), Some("专项资金预算绩效目标申报表"));
        assert_eq!(declaration.year, Some(2020));
        let funding = &declaration.funding;
        let amounts: Vec<&str> = [
            &funding.total,
            &funding.central,
            &funding.provincial,
            &funding.municipal,
            &funding.local,
            &funding.other,
        ]
        .into_iter()
        .map(|amount| amount.as_ref().unwrap().text.as_str())
        .collect();
        assert_eq!(amounts, [total, "0", "0", "0", total, "0"]);
        assert_eq!((declaration.long_term_goals.len(), declaration.annual_goals.len()), goals);
        assert_eq!(declaration.indicators.len(), 8);
        let levels: Vec<(&str, &str)> =
            declaration.indicators.iter().map(|row| (row.level1.as_str(), row.level2.as_str())).collect();
        let (output, benefit) = ("产出指标", "效益指标");
        assert_eq!(
            levels,
            [
                (output, "数量指标"),
                (output, "质量指标"),
                (output, "时效指标"),
                (output, "成本指标"),
                (benefit, "社会效益"),
                (benefit, "社会效益"),
                (benefit, "可持续影响指标"),
                (benefit, "满意度指标"),
            ]
        );
        let project = &declaration.project;
        let contact = project.contact.as_ref().unwrap();
        assert_eq!(contact.name.as_ref().map(|name| name.chars().count()), Some(3));
        assert_eq!(contact.phone.as_ref().map(String::len), Some(11));
        assert_eq!(declaration.unit_head.as_ref().map(|name| name.chars().count()), Some(2));
        let period = project.period.as_ref().unwrap();
        assert_eq!(period.start.map(|start| start.to_string()).as_deref(), Some("2020-01"));
        assert_eq!(period.end.map(|end| end.to_string()).as_deref(), Some("2020-12"));
        // The tick is lost; what is left of it and the empty box beside it say which it was.
        assert_eq!(project.attribute, Some(Attribute::New));
        assert_eq!(findings.iter().map(shenbao::Finding::code).collect::<Vec<_>>(), ["choice_inferred"]);
        assert_eq!(declaration.opinions.len(), 2);
        assert!(declaration.opinions.iter().all(|opinion| opinion.text.is_empty()));
        assert_eq!(declaration.extra, []);
        assert_eq!(*unclaimed, []);
    }
}

#[test]
fn a_form_reads_the_same_as_a_dump_and_as_a_document() {
    let (Some(dump), Some(document)) = (shared(SEED), shared("samples/word/two.docx")) else { return };
    let read = |path: &Path| -> Vec<Declaration> {
        let found = extract(&std::fs::read(path).unwrap()).unwrap();
        found.into_iter().map(|extraction| extraction.declaration).collect()
    };
    // The document was typed after the dump; its goals have automatic numbers, which the dump has lost.
    let plain = |mut declaration: Declaration| {
        for goal in declaration.long_term_goals.iter_mut().chain(&mut declaration.annual_goals) {
            if let Some((number, rest)) = goal.split_once(' ')
                && number.ends_with('.')
            {
                *goal = rest.to_owned();
            }
        }
        serde_json::to_value(declaration).unwrap()
    };
    let (dump, document) = (read(&dump), read(&document));
    assert_eq!(dump.len(), document.len());
    for (one, other) in dump.into_iter().zip(document) {
        let (Value::Object(one), Value::Object(other)) = (plain(one), plain(other)) else { panic!() };
        for (key, value) in &one {
            assert_eq!(Some(value), other.get(key), "{key}");
        }
        assert_eq!(one.len(), other.len());
    }
}

#[test]
fn a_form_reads_the_same_however_its_parts_are_dressed() {
    for (name, truth) in [
        ("form", "form"),
        ("form-strict", "form"),
        ("form-prefix", "form"),
        ("form-utf16", "form"),
        ("form-desc", "form"),
        ("two", "two"),
    ] {
        let (Some(path), Some(truth)) = (
            shared(&format!("samples/word/{name}.docx")),
            shared(&format!("samples/word/{truth}.truth.json")),
        ) else {
            return;
        };
        let document = Document::read(&std::fs::read(path).unwrap()).unwrap();
        let tables = json(&truth);
        let expected = tables.as_array().unwrap().iter().map(|cells| {
            let mut cells: Vec<_> = cells.as_array().unwrap().iter().map(expected_cell).collect();
            cells.sort();
            cells
        });
        let found = ours(&document).into_iter().map(|mut table| {
            table.cells.sort();
            table.cells
        });
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn every_marker_of_a_torturous_document_comes_out() {
    let (Some(path), Some(expected)) =
        (shared("samples/word/torture.docx"), shared("samples/word/torture.expect.json"))
    else {
        return;
    };
    let read = Document::read(&std::fs::read(path).unwrap()).unwrap();
    for (marker, count) in json(&expected).as_object().unwrap() {
        // The check box control shows ☒; another box of the file is read as ☑.
        let found = read.text.matches(marker.as_str()).count();
        assert_eq!(Some(found as u64), count.as_u64(), "{marker}");
    }
}

// Formats and dumps of the form by other programs

/// The paths of all values.
fn leaves(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| leaves(&format!("{path}/{key}"), value, out))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| leaves(&format!("{path}/{at}"), value, out))
        }
        value => out.push((path.to_owned(), value.to_string())),
    }
}

/// The values of all declarations.
fn values(found: &[Extraction]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (number, found) in found.iter().enumerate() {
        leaves(&number.to_string(), &serde_json::to_value(&found.declaration).unwrap(), &mut out);
    }
    out
}

/// A line for each file: what of the .docx is lost or another by its path, findings, unclaimed texts; or why it is refused.
/// No value is named, since the form is somebody's.
#[test]
fn the_form_reads_the_same_in_every_format_but_for_what_is_listed() {
    let (Some(folder), Some(original)) = (shared("dialects"), shared("samples/form.docx")) else { return };
    let expected = values(&extract(&std::fs::read(&original).unwrap()).unwrap());
    let formats = ["form.doc", "form.rtf", "form.html", "form.xml", "form.odt"];
    let mut paths: Vec<PathBuf> = formats.map(|name| original.with_file_name(name)).into();
    let dialects = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    // The dump of another document.
    paths.extend(dialects.filter(|path| !path.to_string_lossy().contains("features")));
    paths.sort();
    let mut said = String::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = match extract(&std::fs::read(&path).unwrap()) {
            Ok(found) => found,
            Err(error) => {
                said += &format!("{name}: refused, {}\n", error.code());
                continue;
            }
        };
        let values = values(&found);
        let differing: Vec<&str> = expected
            .iter()
            .filter(|value| !values.contains(value))
            .chain(values.iter().filter(|(path, _)| expected.iter().all(|(known, _)| known != path)))
            .map(|(path, _)| path.as_str())
            .collect();
        let differing = match differing.as_slice() {
            few if few.len() <= 8 => few.join(" "),
            many => format!("{} of {} values", many.len(), expected.len()),
        };
        let codes: Vec<&str> =
            found.iter().flat_map(|found| found.findings.iter().map(shenbao::Finding::code)).collect();
        let unclaimed: usize = found.iter().map(|found| found.unclaimed.len()).sum();
        said += &format!("{name}: differs in [{differing}], {codes:?}, {unclaimed} unclaimed\n");
    }
    insta::assert_snapshot!(said);
}

// The corpus

/// What the oracle and this library write differently on purpose.
///
/// * Blanks do not count: breaks, tabs and blanks are compared elsewhere.
/// * A symbol is its tick box or its code here, and is left out of the oracle's `text_nosym`: symbols and tick boxes
///   are taken out of both.
/// * A no-break hyphen is U+2011 here.
///
/// Besides: automatic numbers are text here, and the text of formulas is (see [`has_formula`]); tables in notes and
/// comments are not read (see [`is_read`]).
pub(crate) fn comparable(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .filter(|character| !matches!(character, '☑' | '☐' | '☒' | '□' | '\u{E000}'..='\u{F8FF}'))
        .map(|character| if character == '\u{2011}' { '-' } else { character })
        .collect()
}

/// A table to be compared: rows, columns, and its cells with their texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shape {
    pub(crate) size: (u64, u64),
    pub(crate) cells: Vec<([u64; 4], String)>,
}

impl Shape {
    pub(crate) fn geometry(&self) -> Shape {
        let cells = self.cells.iter().map(|(place, _)| (*place, String::new())).collect();
        Shape { size: self.size, cells }
    }
}

pub(crate) fn ours(document: &Document) -> Vec<Shape> {
    document
        .tables
        .iter()
        .enumerate()
        .map(|(number, table)| {
            let cells = table.cells.iter().map(|cell| {
                let place = [cell.row, cell.column, cell.row_span, cell.column_span].map(u64::from);
                // Automatic numbers are in no oracle.
                let text: String = document
                    .cell_paragraphs(number, cell)
                    .map(|paragraph| {
                        let text = document.paragraph_text(paragraph);
                        comparable(&text[document.paragraphs[paragraph as usize].number as usize..])
                    })
                    .collect();
                (place, text)
            });
            Shape { size: (u64::from(table.row_count()), u64::from(table.columns)), cells: cells.collect() }
        })
        .collect()
}

/// Notes and comments are not on the form; a reference to a note leaves a finding.
fn is_read(table: &Value) -> bool {
    let place = table["where"].as_str().unwrap();
    !["footnotes", "endnotes", "comments"].iter().any(|part| place.contains(part))
}

/// The oracle leaves out the text of formulas, and what buttons show.
fn has_formula(bytes: &[u8]) -> bool {
    let holds = |part: &[u8], word: &[u8]| memchr::memmem::find(part, word).is_some();
    unzip(bytes)
        .iter()
        .any(|(name, part)| name.ends_with(".xml") && (holds(part, b"oMath>") || holds(part, b"MACROBUTTON")))
}

fn oracles(oracle: &Value) -> Vec<Shape> {
    let tables = oracle["tables"].as_array().unwrap().iter().filter(|table| is_read(table));
    tables
        .map(|table| {
            let cells = table["cells"].as_array().unwrap().iter().map(expected_cell);
            Shape { size: (number(&table["n_rows"]), number(&table["n_cols"])), cells: cells.collect() }
        })
        .collect()
}

/// A cell of an oracle: its place and its text.
pub(crate) fn expected_cell(cell: &Value) -> ([u64; 4], String) {
    let text = cell.get("text_nosym").unwrap_or(&cell["text"]).as_str().unwrap();
    (["row", "col", "rowspan", "colspan"].map(|key| number(&cell[key])), comparable(text))
}

pub(crate) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn the_tables_of_the_corpus_have_the_right_cells() {
    let (Some(folder), Some(_)) = (shared("corpus/oracle"), shared("corpus/docx")) else { return };
    let corpus = folder.parent().unwrap().to_owned();
    let mut equal = 0;
    let (mut texts, mut geometry, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for name in names {
        let oracle = json(&name);
        let path = oracle["path"].as_str().unwrap();
        let bytes = std::fs::read(corpus.join(path)).unwrap();
        let document = match Document::read(&bytes) {
            Ok(document) => document,
            Err(error) => {
                assert!(oracle.get("error").is_some(), "{path}: {error}");
                refused.push(format!("{path}: {} {error}", error.code()));
                continue;
            }
        };
        assert!(oracle.get("error").is_none(), "{path}: nobody else reads it");
        // Tables are compared without their order: those of headers and boxes stand elsewhere in each list.
        let (mut found, mut expected) = (ours(&document), oracles(&oracle));
        found.sort();
        expected.sort();
        if found == expected {
            equal += 1;
            continue;
        }
        let shapes = |tables: &[Shape]| {
            let mut shapes: Vec<Shape> = tables.iter().map(Shape::geometry).collect();
            shapes.sort();
            shapes
        };
        if shapes(&found) == shapes(&expected) {
            let difference = format!("{path}: {}", first_difference(&found, &expected));
            assert!(has_formula(&bytes), "{difference}");
            texts.push(difference);
        } else {
            geometry.push(format!("{path}: {} tables, {} in the oracle", found.len(), expected.len()));
        }
    }
    eprintln!(
        "{equal} documents equal, {} with other text (formulas), {} with other cells, {} refused",
        texts.len(),
        geometry.len(),
        refused.len()
    );
    for line in texts.iter().chain(&geometry).chain(&refused) {
        eprintln!("  {line}");
    }
    assert_eq!(geometry, [] as [String; 0]);
}

pub(crate) fn first_difference(found: &[Shape], expected: &[Shape]) -> String {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for (tables, by) in [(found, 1), (expected, -1)] {
        for (_, text) in tables.iter().flat_map(|table| &table.cells) {
            *counts.entry(text).or_default() += by;
        }
    }
    let mut differing: Vec<_> = counts.into_iter().filter(|(_, count)| *count != 0).collect();
    differing.sort();
    let shown = differing.iter().take(4).map(|(text, count)| {
        let text: String = text.chars().take(60).collect();
        format!("{} {text:?}", if *count > 0 { "+" } else { "-" })
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn no_file_of_the_corpus_makes_it_panic() {
    let Some(folder) = shared("corpus") else { return };
    let mut folders = vec![folder.join("doc"), folder.join("docx")];
    let (mut read, mut refused) = (0, HashMap::<&str, u32>::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            match shenbao::Form::declaration().read(&std::fs::read(&path).unwrap()) {
                Ok(reading) => {
                    let _ = reading.extract::<Declaration>();
                    read += 1;
                }
                Err(error) => *refused.entry(error.code()).or_default() += 1,
            }
        }
    }
    let mut refused: Vec<_> = refused.into_iter().collect();
    refused.sort_unstable();
    eprintln!("{read} files read, refused: {refused:?}");
}

/// What a person who reviews them would say, and no more: values that cannot be measured.
#[test]
fn the_submitted_forms_are_reviewed() {
    let Some(path) = shared(SEED) else { return };
    for extraction in extract(&std::fs::read(path).unwrap()).unwrap() {
        for profile in [shenbao::Profile::default_profile(), shenbao::Profile::strict()] {
            let findings = shenbao::check(&extraction, &profile);
            let said: Vec<(&str, String)> =
                findings.iter().map(|finding| (finding.code(), finding.message(shenbao::Lang::Zh))).collect();
            let vague = |text: &str, word: &str| ("target_vague", format!("“{text}”难以衡量：{word}"));
            let helped = vague("有所帮助", "有所");
            assert_eq!(said, [helped.clone(), helped, vague("影响长远", "影响长远")]);
            let columns = findings.iter().map(|finding| finding.place.as_ref().unwrap().label.as_deref());
            assert!(columns.eq([Some("指标值及单位"); 3]));
        }
    }
}
