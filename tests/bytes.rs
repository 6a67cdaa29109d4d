//! What a fill changes, byte by byte: the bound places, and rows of lists that are added; nothing else.

use std::io::{Cursor, Read as _};

use shenbao::form::{BoundDeclaration, BoundList, Slot};
use shenbao::{Declaration, Document, FillOptions, Form, Template};

use crate::support::blanks;
use crate::support::data::sample;
use crate::support::package::unzip;

/// A document part in pieces: what stands around the bound places, and each place by its name.
#[derive(Debug, Default)]
struct Anatomy {
    /// The bytes around the places and rows of lists, joined.
    around: String,
    /// The bytes of each place.
    places: Vec<(String, String)>,
    /// The rows of lists, each with its cells blanked out.
    rows: Vec<String>,
}

/// What a control says of its placeholder and choice goes with the place.
fn without_control_state(xml: &str) -> String {
    xml.replace("<w:showingPlcHdr/>", "")
}

impl Anatomy {
    fn of(xml: &str, document: &Document, bound: &BoundDeclaration) -> Anatomy {
        let mut anatomy = Anatomy::default();
        let mut cuts: Vec<(usize, usize, String)> = Vec::new();
        let fields = Form::declaration().fields();
        // A place that two fields have is one place.
        for field in bound.fields.iter().filter(|bound| fields[bound.field].place_of.is_none()) {
            let name = format!("{} {} {}", fields[field.field].key, field.label, field.slot.place(document));
            match field.slot {
                Slot::Cell { table, cell } => {
                    let cell = &document.tables[table as usize].cells[cell as usize];
                    let numbers: Vec<u32> = document.cell_paragraphs(table as usize, cell).collect();
                    let source = |at: u32| document.paragraphs[at as usize].source.range();
                    let (first, last) = (source(numbers[0]), source(*numbers.last().unwrap()));
                    cuts.push((first.start, last.end, name));
                }
                Slot::Inline { paragraph, span, .. } => {
                    // The label may share its element with the value, so the paragraph is taken apart further.
                    let paragraph = &document.paragraphs[paragraph as usize];
                    let source = paragraph.source.range();
                    let value = document.text(span).to_owned();
                    match cuts.iter_mut().find(|cut| cut.0 == source.start) {
                        Some(cut) => cut.2 += &format!("; {name}"),
                        None => cuts.push((source.start, source.end, name)),
                    }
                    let rest =
                        document.text(paragraph.text).replacen(&value, "", usize::from(!value.is_empty()));
                    anatomy.around += &rest.split('：').next().unwrap().replace(' ', "");
                }
            }
        }
        for list in &bound.lists {
            let rows = &document.tables[list.table as usize].rows;
            for row in &list.rows {
                let source = rows[row.row as usize].source.range();
                anatomy.rows.push(blanked(xml, document, list, source.clone()));
                cuts.push((source.start, source.end, String::new()));
            }
        }
        cuts.sort();
        let mut at = 0;
        for (start, end, name) in cuts {
            anatomy.around += &without_control_state(&xml[at..start]);
            if !name.is_empty() {
                anatomy.places.push((name, xml[start..end].to_owned()));
            }
            at = end;
        }
        anatomy.around += &without_control_state(&xml[at..]);
        anatomy
    }
}

/// A row without what stands in its cells.
fn blanked(xml: &str, document: &Document, list: &BoundList, row: std::ops::Range<usize>) -> String {
    let mut out = String::new();
    let mut at = row.start;
    let cells = document.tables[list.table as usize].cells.iter();
    for cell in
        cells.map(|cell| cell.source.range()).filter(|cell| row.start < cell.start && cell.end <= row.end)
    {
        out += &without_control_state(&xml[at..cell.start]);
        at = cell.end;
    }
    out + &xml[at..row.end]
}

fn main_part(bytes: &[u8]) -> String {
    let parts = unzip(bytes);
    let main = parts.into_iter().find(|(name, _)| name == "word/document.xml").unwrap();
    String::from_utf8(main.1).unwrap()
}

fn anatomy(bytes: &[u8]) -> Anatomy {
    let reading = Form::declaration().read(bytes).unwrap();
    Anatomy::of(&main_part(bytes), &reading.document, &reading.binding.declarations[0])
}

#[test]
fn nothing_is_changed_but_the_bound_places() {
    for blank in blanks::all().into_iter().filter(|blank| !["UTF-16", "another prefix"].contains(&blank.name))
    {
        let template = Template::open(Form::declaration(), &blank.bytes).unwrap();
        let mut data = serde_json::to_value(sample(2026)).unwrap();
        blank.lacks.iter().for_each(|key| drop(data.as_object_mut().unwrap().remove(*key)));
        let data: Declaration = serde_json::from_value(data).unwrap();
        let filled = template.fill(&data, FillOptions::default()).unwrap().bytes;
        let (before, after) = (anatomy(&blank.bytes), anatomy(&filled));
        assert_eq!(before.around, after.around, "{}: something around the places", blank.name);

        let names =
            |anatomy: &Anatomy| anatomy.places.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let short = |names: Vec<String>| -> Vec<String> {
            names.iter().map(|name| name.split(' ').next().unwrap().to_owned()).collect()
        };
        assert_eq!(short(names(&before)), short(names(&after)), "{}", blank.name);
        // Each place was blank and is not, but for the opinion that the data leaves open.
        for ((name, old), (_, new)) in before.places.iter().zip(&after.places) {
            assert_eq!(old == new, name.contains("监督绩效股"), "{}: {name}", blank.name);
        }
        // The rows of the form are there in their order; those between them are like one of them.
        let mut rest = after.rows.iter();
        for row in &before.rows {
            assert!(rest.any(|other| other == row), "{}: a row is gone", blank.name);
        }
    }
}

#[test]
fn every_other_entry_keeps_its_bytes_and_its_place() {
    for blank in blanks::all() {
        let template = Template::open(Form::declaration(), &blank.bytes).unwrap();
        let data = serde_json::json!({ "project": { "name": "公路养护" } });
        let filled = template.fill(&data, FillOptions::default()).unwrap().bytes;
        let raw = |bytes: &[u8]| {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
            (0..archive.len())
                .map(|at| {
                    let mut entry = archive.by_index_raw(at).unwrap();
                    let mut bytes = Vec::new();
                    entry.read_to_end(&mut bytes).unwrap();
                    let head = (
                        entry.name().to_owned(),
                        format!("{:?}", entry.last_modified()),
                        entry.compression(),
                    );
                    (head, (entry.name() != "word/document.xml").then_some(bytes))
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(raw(&blank.bytes), raw(&filled), "{}", blank.name);
    }
}
