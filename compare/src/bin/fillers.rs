//! Filling one form in, in process: `fillers FOLDER` prints a line for each way, its name and microseconds per document.
//!
//! `fillers.py` makes the folder (`tags.docx` with `{{ v0 }}` in the places of values, `values.json` with the texts) and
//! runs others beside it.

use std::hint::black_box;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
use office_oxide::DocumentFormat;
use office_oxide::edit::EditableDocument;
use serde_json::{Value, json};
use shenbao::{Compression, Document, FillOptions, Form, Template};

const FORM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/declaration.docx");
const RUNS: u32 = 40;
const ROUNDS: usize = 7;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let read = |name: &str| std::fs::read(Path::new(&folder).join(name)).expect("the script made it");
    let (tags, values) = (read("tags.docx"), read("values.json"));
    let values: Vec<String> = serde_json::from_slice(&values).expect("a list of texts");

    let bytes = std::fs::read(FORM).expect("the fixture");
    let document = Document::read(&bytes).expect("it reads");
    let declaration = shenbao::extract(&bytes).expect("it reads").remove(0).declaration;
    let blank = Template::blank().expect("it is embedded");
    let form = emptied(&bytes);
    let template = Template::open(Form::declaration(), &form).expect("it opens");
    let fill = |template: &Template<'_>, options: FillOptions| {
        drop(black_box(template.fill(&declaration, options).expect("it has a place for everything")));
    };
    let options = FillOptions::default();
    let fast = options.compression(Compression::Fast);
    let ways: [(&str, Box<dyn Fn()>); 7] = [
        ("shenbao fill", Box::new(|| fill(&template, options))),
        ("shenbao fill, not read back", Box::new(|| fill(&template, options.verify(false)))),
        ("shenbao fill, fast, not read back", Box::new(|| fill(&template, fast.verify(false)))),
        ("shenbao fill, built-in blank form", Box::new(|| fill(&blank, options))),
        ("shenbao open and fill", Box::new(|| {
            fill(&Template::open(Form::declaration(), &form).expect("it opens"), options);
        })),
        ("docx-rs builds the form", Box::new(|| { black_box(built(&document)); })),
        ("office_oxide replaces tags", Box::new(|| { black_box(replaced(&tags, &values)); })),
    ];
    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in ways.iter().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..RUNS {
                run();
            }
            times.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(RUNS));
        }
    }
    for ((name, _), mut times) in ways.iter().zip(times) {
        times.sort_by(f64::total_cmp);
        println!("{name}\t{:.1}", times[times.len() / 2]);
    }
}

/// The form without what stands in its places.
fn emptied(bytes: &[u8]) -> Vec<u8> {
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
    let form = Form::declaration();
    let reading = form.read(bytes).expect("it reads");
    let mut data = reading.extract::<Value>().expect("it has a declaration").remove(0).declaration;
    empty(&mut data);
    for key in ["title", "year"] {
        data.as_object_mut().expect("an object").remove(key);
    }
    data["project"].as_object_mut().expect("an object").remove("attribute");
    let options = FillOptions::default().overwrite_values(true).allow_unplaced(true);
    Template::open(form, bytes).expect("it opens").fill(&data, options).expect("it empties").bytes
}

/// The same tables and paragraphs, built anew.
fn built(document: &Document) -> Vec<u8> {
    let paragraph = |number: u32| {
        Paragraph::new().add_run(Run::new().add_text(document.paragraph_text(number)).size(24))
    };
    let mut docx = Docx::new();
    for block in &document.blocks {
        match *block {
            shenbao::document::Block::Paragraph(number) => docx = docx.add_paragraph(paragraph(number)),
            shenbao::document::Block::Table(number) => {
                let table = &document.tables[number as usize];
                let rows = (0..table.row_count()).map(|row| {
                    let cells = table.row_cells(row).map(|number_of_cell| {
                        let at = &table.cells[number_of_cell];
                        let mut cell = TableCell::new().grid_span(at.column_span as usize);
                        if at.row_span > 1 {
                            let first = at.row == row;
                            cell = cell
                                .vertical_merge(if first { VMergeType::Restart } else { VMergeType::Continue });
                        }
                        let paragraphs = document.cell_paragraphs(number as usize, at);
                        let shown = if at.row == row { usize::MAX } else { 0 };
                        paragraphs.take(shown).fold(cell, |cell, number| cell.add_paragraph(paragraph(number)))
                    });
                    TableRow::new(cells.collect())
                });
                docx = docx.add_table(Table::new(rows.collect()));
            }
        }
    }
    let mut out = Cursor::new(Vec::new());
    docx.build().pack(&mut out).expect("it packs");
    out.into_inner()
}

fn replaced(tags: &[u8], values: &[String]) -> Vec<u8> {
    let mut document = EditableDocument::from_reader(Cursor::new(tags), DocumentFormat::Docx).expect("it opens");
    for (number, value) in values.iter().enumerate() {
        document.replace_text(&format!("{{{{ v{number} }}}}"), value).expect("it replaces");
    }
    let mut out = Cursor::new(Vec::new());
    document.write_to(&mut out).expect("it writes");
    out.into_inner()
}
