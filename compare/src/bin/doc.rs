//! Binary Word documents: what this library and others see in them, and how long it takes, in one run.
//!
//! `cargo run --release --bin doc -- ../fixtures/declaration.doc ...` prints, for each file and reader, its tables as
//! rows, cells, and how many of them are merged to the right and down; what it shows of tick boxes; and the time as
//! the median of interleaved rounds, with the ratio to our own in the same round. antiword and catdoc are run where they
//! are installed.

use std::hint::black_box;
use std::io::Cursor;
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 15;

/// Tables, each as rows, cells, merged to the right, merged down.
type Tables = Vec<[usize; 4]>;

/// What a reader sees: its tables, and the text of the document.
type Seen = Result<(Tables, String), String>;

/// A reader by its name.
type Reader = (&'static str, fn(&[u8]) -> Seen);

const READERS: [Reader; 4] = [
    ("shenbao", ours),
    ("office_oxide 0.1.16", office_oxide_sees),
    ("anydoc 0.2.4", anydoc_sees),
    ("undoc 0.27.1", undoc_sees),
];

fn main() {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        let fixtures = ["declaration", "legacy/doc/two.libreoffice", "legacy/doc/checkboxes.libreoffice"];
        paths.extend(fixtures.iter().chain(&["legacy/doc/constructs"]).map(|name| format!("../fixtures/{name}.doc")));
    }
    for path in paths {
        let bytes = std::fs::read(&path).expect("the document is readable");
        println!("{path}: {} bytes", bytes.len());
        for (name, read) in READERS {
            match read(&bytes) {
                Ok((tables, text)) => {
                    let sum = |part: usize| tables.iter().map(|table| table[part]).sum::<usize>();
                    println!(
                        "  {name:20} {} tables, {} rows, {} cells, {} merged right, {} merged down; {}",
                        tables.len(), sum(0), sum(1), sum(2), sum(3), boxes(&text)
                    );
                }
                Err(error) => println!("  {name:20} {error}"),
            }
        }
        for program in ["antiword", "catdoc"] {
            match Command::new(program).arg(&path).output() {
                Ok(output) => println!("  {program:20} {}", boxes(&String::from_utf8_lossy(&output.stdout))),
                Err(_) => println!("  {program:20} is not installed"),
            }
        }
        time(&bytes);
    }
}

/// The tick boxes of a text: how many are told to be ticked, or empty, or lost their meaning.
fn boxes(text: &str) -> String {
    let count = |set: &[char]| text.chars().filter(|character| set.contains(character)).count();
    let private = text.chars().filter(|character| ('\u{F000}'..='\u{F0FF}').contains(character)).count();
    let placeholders = count(&['(']) - count(&[')']).min(count(&['(']));
    format!(
        "boxes: {} ticked, {} empty, {private} private codes, {placeholders} open brackets",
        count(&['☑', '☒', '✓', '✔', '√', '■']),
        count(&['☐', '□'])
    )
}

fn time(bytes: &[u8]) {
    let runs = (20_000_000 / bytes.len().max(1)).clamp(1, 400) / 10 + 1;
    let mut times = vec![Vec::new(); READERS.len()];
    for _ in 0..ROUNDS {
        for ((_, read), times) in READERS.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..runs {
                let _ = black_box(read(black_box(bytes)));
            }
            times.push(start.elapsed().as_secs_f64() * 1e6 / runs as f64);
        }
    }
    for ((name, _), all) in READERS.iter().zip(&times) {
        let ratios = all.iter().zip(&times[0]).map(|(one, ours)| one / ours);
        println!("  {name:20} {:10.1} µs {:7.2}", median(all.iter().copied()), median(ratios));
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn ours(bytes: &[u8]) -> Seen {
    let document = shenbao::Document::read(bytes).map_err(|error| error.to_string())?;
    let tables = document.tables.iter().map(|table| {
        let merged = |is: fn(&shenbao::document::Cell) -> bool| table.cells.iter().filter(|cell| is(cell)).count();
        let (right, down) = (merged(|cell| cell.column_span > 1), merged(|cell| cell.row_span > 1));
        [table.rows.len(), table.cells.len(), right, down]
    });
    Ok((tables.collect(), document.text.clone()))
}

fn office_oxide_sees(bytes: &[u8]) -> Seen {
    let reader = Cursor::new(bytes.to_vec());
    let document = office_oxide::Document::from_reader(reader, office_oxide::DocumentFormat::Doc)
        .map_err(|error| error.to_string())?;
    let ir = document.to_ir();
    let mut tables = Vec::new();
    for section in &ir.sections {
        let mut open: Vec<&office_oxide::ir::Element> = section.elements.iter().rev().collect();
        while let Some(element) = open.pop() {
            let office_oxide::ir::Element::Table(table) = element else { continue };
            let cells = || table.rows.iter().flat_map(|row| &row.cells);
            let (right, down) =
                (cells().filter(|cell| cell.col_span > 1).count(), cells().filter(|cell| cell.row_span > 1).count());
            tables.push([table.rows.len(), cells().count(), right, down]);
            open.extend(cells().flat_map(|cell| &cell.content));
        }
    }
    Ok((tables, document.plain_text()))
}

fn anydoc_sees(bytes: &[u8]) -> Seen {
    use anydoc::model::{Block, CellSlot};
    let document = anydoc::to_document(bytes, anydoc::Format::Doc).map_err(|error| error.to_string())?;
    let mut tables = Vec::new();
    let mut open: Vec<&Block> = document.blocks.iter().rev().collect();
    while let Some(block) = open.pop() {
        let Block::Table(table) = block else { continue };
        let cells = || table.grid.iter().flatten().filter_map(|slot| match slot {
            CellSlot::Origin(cell) => Some(cell),
            _ => None,
        });
        let (right, down) =
            (cells().filter(|cell| cell.col_span > 1).count(), cells().filter(|cell| cell.row_span > 1).count());
        tables.push([table.grid.len(), cells().count(), right, down]);
        open.extend(cells().flat_map(|cell| &cell.blocks));
    }
    let text = anydoc::to_markdown_bytes(bytes, anydoc::Format::Doc).map_err(|error| error.to_string())?;
    Ok((tables, text))
}

fn undoc_sees(bytes: &[u8]) -> Seen {
    let document = undoc::parse_bytes(bytes).map_err(|error| error.to_string())?;
    let mut tables = Vec::new();
    for block in document.sections.iter().flat_map(|section| &section.content) {
        let undoc::Block::Table(table) = block else { continue };
        let mut open = vec![table];
        while let Some(table) = open.pop() {
            let cells = || table.rows.iter().flat_map(|row| &row.cells);
            let (right, down) =
                (cells().filter(|cell| cell.col_span > 1).count(), cells().filter(|cell| cell.row_span > 1).count());
            tables.push([table.rows.len(), cells().count(), right, down]);
            open.extend(cells().flat_map(|cell| &cell.nested_tables));
        }
    }
    Ok((tables, document.plain_text()))
}
