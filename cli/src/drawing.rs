//! What a document looks like, as far as a reviewer needs it: its tables on their grid, its paragraphs, and where in
//! them each value stands. The database keeps one for each content, and a page draws it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};
use shenbao::document::{Block as Part, Document, Home};
use shenbao::form::{BoundDeclaration, Kind, Slot};
use shenbao::{Form, Place, Places, Reading};

/// A document to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Drawing {
    /// All tables, nested ones too, in the order in which they begin.
    pub(crate) tables: Vec<Table>,
    /// What stands outside tables and between them, in reading order. Blank paragraphs are left out.
    pub(crate) blocks: Vec<Block>,
    /// For each declaration: where its values stand, by key. A field of the form that has no cell of its own, such as a
    /// list, has none here either.
    pub(crate) fields: Vec<BTreeMap<String, Vec<Spot>>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    pub(crate) cells: Vec<Cell>,
}

/// A cell at its origin, counted from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) r: u32,
    pub(crate) c: u32,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(crate) rs: u32,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(crate) cs: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) text: String,
    /// The numbers of the tables in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tables: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Block {
    /// A paragraph outside tables.
    Text(String),
    /// The number of a table.
    Table(u32),
}

/// Where a value stands, or part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Spot {
    /// The numbers of a table and of a cell in it.
    Cell(u32, u32),
    /// The number of a block.
    Block(u32),
}

/// Blobs of the database above this size are deflated: the drawing of a usual form is worth it, a page of one line is
/// not.
const LARGE: usize = 1024;

/// More than the drawing of any document within the limits of reading; a damaged database is not to fill the memory.
const LARGEST: u64 = 512 << 20;

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_one(number: &u32) -> bool {
    *number == 1
}

impl Drawing {
    /// Draws a document. `places` are those of its declarations' values, by key.
    pub(crate) fn of<'p>(reading: &Reading<'_>, places: impl IntoIterator<Item = &'p Places>) -> Drawing {
        let document = &reading.document;
        let (blocks, numbers) = blocks_of(document);
        let spots = Spots { document, numbers };
        let bound = reading.binding.declarations.iter().zip(places);
        let fields =
            bound.map(|(bound, places)| spots.of_declaration(reading.form(), bound, places)).collect();
        Drawing { tables: tables_of(document), blocks, fields }
    }

    /// As it stands in the database.
    pub(crate) fn to_blob(&self) -> Vec<u8> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        if json.len() < LARGE {
            return json;
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        // Writing to memory does not fail.
        let _ = encoder.write_all(&json);
        encoder.finish().unwrap_or(json)
    }

    /// As it was put into the database; nothing if that is damaged.
    pub(crate) fn from_blob(blob: &[u8]) -> Option<Drawing> {
        // JSON begins with a brace, a zlib stream never does.
        if blob.first() == Some(&b'{') {
            return serde_json::from_slice(blob).ok();
        }
        let mut json = Vec::new();
        ZlibDecoder::new(blob).take(LARGEST).read_to_end(&mut json).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// Where the values of a declaration stand, as addresses.
    pub(crate) fn places(&self, declaration: usize) -> Places {
        let address = |spot: &Spot| match *spot {
            Spot::Cell(table, cell) => {
                let found = self.tables.get(table as usize)?.cells.get(cell as usize)?;
                let [table, row, column] = [table, found.r, found.c].map(|number| number.checked_add(1));
                Some(Place { table, row, column, ..Place::default() })
            }
            Spot::Block(_) => None,
        };
        let fields = self.fields.get(declaration).into_iter().flatten();
        fields
            .map(|(key, spots)| (key.clone(), spots.first().and_then(address).unwrap_or_default()))
            .collect()
    }

    /// The texts of the places in which the values of these fields stand.
    pub(crate) fn texts_of(&mut self, keys: &HashSet<String>) -> impl Iterator<Item = &mut String> {
        let fields = self.fields.iter().flatten().filter(|(key, _)| keys.contains(*key));
        let spots: HashSet<Spot> = fields.flat_map(|(_, spots)| spots.iter().copied()).collect();
        self.spotted().filter(move |(spot, _)| spots.contains(spot)).map(|(_, text)| text)
    }

    /// All texts in it.
    pub(crate) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        self.spotted().map(|(_, text)| text)
    }

    fn spotted(&mut self) -> impl Iterator<Item = (Spot, &mut String)> {
        let cells = (0..).zip(&mut self.tables).flat_map(|(number, table)| {
            (0..).zip(&mut table.cells).map(move |(cell, it)| (Spot::Cell(number, cell), &mut it.text))
        });
        let paragraphs = (0..).zip(&mut self.blocks).filter_map(|(number, block)| match block {
            Block::Text(text) => Some((Spot::Block(number), text)),
            Block::Table(_) => None,
        });
        cells.chain(paragraphs)
    }
}

fn tables_of(document: &Document) -> Vec<Table> {
    let mut tables: Vec<Table> = document
        .tables
        .iter()
        .enumerate()
        .map(|(number, table)| Table {
            columns: table.columns,
            rows: table.row_count(),
            cells: table
                .cells
                .iter()
                .map(|cell| Cell {
                    r: cell.row,
                    c: cell.column,
                    rs: cell.row_span,
                    cs: cell.column_span,
                    text: document.cell_text(number, cell),
                    tables: Vec::new(),
                })
                .collect(),
        })
        .collect();
    for (number, table) in document.tables.iter().enumerate() {
        if let (Home::Table(outer), Some(cell)) = (table.home, table.parent_cell)
            && let Some(outer) = tables.get_mut(outer as usize)
            && let Some(cell) = outer.cells.get_mut(cell as usize)
        {
            cell.tables.push(number as u32);
        }
    }
    tables
}

/// The blocks, and their numbers by the numbers of their paragraphs.
fn blocks_of(document: &Document) -> (Vec<Block>, HashMap<u32, u32>) {
    let mut blocks = Vec::new();
    let mut numbers = HashMap::new();
    for block in &document.blocks {
        match *block {
            Part::Table(table) => blocks.push(Block::Table(table)),
            Part::Paragraph(paragraph) => {
                let text = document.paragraph_text(paragraph);
                if !text.trim().is_empty() {
                    numbers.insert(paragraph, blocks.len() as u32);
                    blocks.push(Block::Text(text.to_owned()));
                }
            }
        }
    }
    (blocks, numbers)
}

struct Spots<'d> {
    document: &'d Document,
    /// The numbers of blocks by those of their paragraphs.
    numbers: HashMap<u32, u32>,
}

impl Spots<'_> {
    fn of_declaration(
        &self,
        form: &Form,
        bound: &BoundDeclaration,
        places: &Places,
    ) -> BTreeMap<String, Vec<Spot>> {
        let mut found = BTreeMap::new();
        // The cells of lists stand where the places of their values say.
        for (key, place) in places.iter().filter(|(key, _)| key.contains('[')) {
            found.extend(self.of_place(&place).map(|spot| (key, vec![spot])));
        }
        let title = form.fields().iter().find(|field| field.kind == Kind::Title);
        if let (Some(slot), Some(field)) = (&bound.title, title) {
            found.insert(field.key.clone(), self.of_slot(slot).into_iter().collect());
        }
        let mut opinions: HashMap<usize, usize> = HashMap::new();
        for place in &bound.fields {
            let Some(field) = form.fields().get(place.field) else { continue };
            let key = if field.kind == Kind::Opinion {
                let number = opinions.entry(place.field).or_default();
                *number += 1;
                format!("{}[{}]", field.key, *number - 1)
            } else {
                field.key.clone()
            };
            let slots = std::iter::once(&place.slot).chain(place.more.iter().map(|(_, slot)| slot));
            // Where a field is printed twice, the first is the one that was read.
            found.entry(key).or_insert_with(|| slots.filter_map(|slot| self.of_slot(slot)).collect());
        }
        // What is blank is not in the data.
        let extras = bound.extras.iter().filter(|extra| !extra.slot.text(self.document).trim().is_empty());
        for (number, extra) in extras.enumerate() {
            found.insert(format!("extra[{number}]"), self.of_slot(&extra.slot).into_iter().collect());
        }
        for (key, _) in places.iter() {
            found.entry(key).or_default();
        }
        found
    }

    fn of_slot(&self, slot: &Slot) -> Option<Spot> {
        match *slot {
            Slot::Cell { table, cell } | Slot::Inline { cell: Some((table, cell)), .. } => {
                Some(Spot::Cell(table, cell))
            }
            Slot::Inline { paragraph, .. } => self.numbers.get(&paragraph).copied().map(Spot::Block),
        }
    }

    fn of_place(&self, place: &Place) -> Option<Spot> {
        let from_zero = |number: Option<u32>| number.and_then(|number| number.checked_sub(1));
        let table = from_zero(place.table)?;
        let (row, column) = (from_zero(place.row)?, from_zero(place.column)?);
        let cell = self.document.tables.get(table as usize)?.cell_at(row, column)?;
        Some(Spot::Cell(table, cell as u32))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const DUMP: &str = "专项资金预算绩效目标申报表\n专项名称\t清溪县农村公路养护经费\n专项负责人\t周明远\n";

    fn drawn(bytes: &[u8]) -> Drawing {
        let reading = Form::declaration().read(bytes).unwrap();
        let found = reading.extract::<Value>().unwrap();
        Drawing::of(&reading, found.iter().map(|one| &one.places))
    }

    #[test]
    fn every_value_has_its_cell() {
        let drawing = drawn(include_bytes!("../../fixtures/declaration.docx"));
        let text = |key: &str| match drawing.fields[0][key][..] {
            [Spot::Cell(table, cell)] => drawing.tables[table as usize].cells[cell as usize].text.as_str(),
            [Spot::Block(block)] => match &drawing.blocks[block as usize] {
                Block::Text(text) => text,
                Block::Table(_) => panic!("{key} stands in a table"),
            },
            ref spots => panic!("{key}: {spots:?}"),
        };
        assert!(text("title").contains("申报表"));
        assert!(text("year").contains("年度"));
        assert!(text("indicators[0].level1").contains("指标"));
        let found = shenbao::extract(include_bytes!("../../fixtures/declaration.docx")).unwrap();
        assert_eq!(Some(text("project.name").trim()), found[0].declaration.project.name.as_deref());
        for (number, row) in found[0].declaration.indicators.iter().enumerate() {
            assert_eq!(text(&format!("indicators[{number}].target")).trim(), row.target.text);
        }
        for (number, opinion) in found[0].declaration.opinions.iter().enumerate() {
            assert!(text(&format!("opinions[{number}]")).contains(opinion.text.lines().next().unwrap_or("")));
        }
    }

    #[test]
    fn a_blob_comes_back_whether_it_is_small_or_large() {
        for bytes in [DUMP.as_bytes(), include_bytes!("../../fixtures/two.docx")] {
            let drawing = drawn(bytes);
            let blob = drawing.to_blob();
            assert_eq!(Drawing::from_blob(&blob), Some(drawing));
            assert_eq!(Drawing::from_blob(&blob[..blob.len() / 2]), None);
        }
        assert_eq!(drawn(DUMP.as_bytes()).to_blob()[0], b'{');
        assert!(drawn(include_bytes!("../../fixtures/two.docx")).to_blob()[0] != b'{');
        assert_eq!(Drawing::from_blob(b""), None);
    }
}
