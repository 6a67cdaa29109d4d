//! Reading one form, against what cannot be avoided and against other libraries, in one run.
//!
//! `cargo run --release -- ../fixtures/declaration.docx` prints the median of interleaved rounds, in microseconds of
//! wall time per document, and the ratio of each to `shenbao` in the same round.

use std::hint::black_box;
use std::io::{Cursor, Read};
use std::time::Instant;

const ROUNDS: usize = 15;

fn main() {
    let path = std::env::args().nth(1).unwrap_or_else(|| "../fixtures/declaration.docx".to_owned());
    let bytes = std::fs::read(&path).expect("the document is readable");
    let form = shenbao::Form::declaration();
    let yardsticks: [(&str, Box<dyn Fn()>); 8] = [
        ("shenbao: document", Box::new(|| drop(black_box(shenbao::Document::read(&bytes))))),
        ("shenbao: typed declarations", Box::new(|| {
            let reading = form.read(&bytes).expect("it reads");
            drop(black_box(reading.extract::<shenbao::Declaration>()));
        })),
        ("A: inflate + quick-xml tokens", Box::new(|| { black_box(tokens(&inflate(&bytes))); })),
        ("B: inflate + scan of the tags", Box::new(|| { black_box(scan(&inflate(&bytes))); })),
        ("inflate", Box::new(|| { black_box(inflate(&bytes)); })),
        ("office_oxide 0.1.16: document + IR", Box::new(|| {
            let reader = Cursor::new(bytes.clone());
            let document = office_oxide::Document::from_reader(reader, office_oxide::DocumentFormat::Docx);
            black_box(document.expect("it reads").to_ir());
        })),
        ("docx-rs 0.4.22: read_docx", Box::new(|| drop(black_box(docx_rs::read_docx(&bytes))))),
        ("undoc 0.27.1: parse_bytes", Box::new(|| drop(black_box(undoc::parse_bytes(&bytes))))),
    ];
    let runs = (20_000_000 / bytes.len().max(1)).clamp(1, 200) / 10 + 1;
    let mut times = vec![Vec::new(); yardsticks.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in yardsticks.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..runs {
                run();
            }
            times.push(start.elapsed().as_secs_f64() * 1e6 / runs as f64);
        }
    }
    println!("{path}: {} bytes", bytes.len());
    for ((name, _), all) in yardsticks.iter().zip(&times) {
        let ratios = all.iter().zip(&times[0]).map(|(one, ours)| one / ours);
        println!("{name:36} {:10.1} µs {:7.2}", median(all.iter().copied()), median(ratios));
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut part = archive.by_name("word/document.xml").expect("a document part");
    let mut xml = Vec::with_capacity(part.size() as usize);
    part.read_to_end(&mut xml).expect("it inflates");
    xml
}

fn tokens(xml: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut count = 0;
    while !matches!(reader.read_event().expect("XML"), quick_xml::events::Event::Eof) {
        count += 1;
    }
    count
}

/// Finds where every tag begins and ends, and looks at the first bytes of its name.
fn scan(xml: &[u8]) -> u64 {
    let mut at = 0;
    let mut sum = 0;
    while let Some(open) = memchr::memchr(b'<', &xml[at..]) {
        let tag = &xml[at + open + 1..];
        let Some(close) = memchr::memchr(b'>', tag) else { break };
        let name = tag.get(..8).map_or(0, |name| u64::from_le_bytes(name.try_into().expect("eight bytes")));
        sum ^= name;
        at += open + close + 2;
    }
    sum
}
