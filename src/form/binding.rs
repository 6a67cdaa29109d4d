use std::borrow::Cow;

use super::vocabulary::Kind;
use crate::document::{Cell, Document, Span};
use crate::finding::Finding;
use crate::place::Place;
use crate::value::text::{is_blank, is_blank_char, trim};
use crate::value::{AmountUnit, Period};

/// Where one document holds what a form names: the one thing that extracting and filling both go by.
#[derive(Clone, Debug, Default)]
pub struct Binding {
    /// The declarations found, in reading order.
    pub declarations: Vec<BoundDeclaration>,
    /// Text that is no label, no value and no furniture of the form.
    pub unclaimed: Vec<Unclaimed>,
    /// Labels of another kind of document that were met, such as those of a self-evaluation.
    pub foreign: Vec<String>,
    /// One of them is its title.
    pub foreign_title: bool,
}

/// Where one declaration of the document stands.
#[derive(Clone, Debug, Default)]
pub struct BoundDeclaration {
    /// The title.
    pub title: Option<Slot>,
    /// Fields that stand once, in reading order. Opinions stand as often as they are printed.
    pub fields: Vec<BoundField>,
    /// Lists.
    pub lists: Vec<BoundList>,
    /// Labels that the form does not know, with what stands beside them.
    pub extras: Vec<BoundExtra>,
    /// What the binder has to say.
    pub findings: Vec<Finding>,
}

/// Where a field stands.
#[derive(Clone, Debug)]
pub struct BoundField {
    /// The field's number in [`Form::fields`](super::Form::fields).
    pub field: usize,
    /// The label as printed, without blanks.
    pub label: String,
    /// For amounts: the unit that the label, its heading or its section names.
    pub unit: Option<AmountUnit>,
    /// The place of the value.
    pub slot: Slot,
    /// For a value in several places: which part of it stands in `slot`, counted in [`Field::parts`](super::Field::parts).
    pub part: Option<usize>,
    /// The places of its other parts.
    pub more: Vec<(usize, Slot)>,
    /// Places that nothing tells from one of its own: the same label again, and as blank; or the same text again.
    pub repeated: Vec<Repeated>,
    pub(super) within: Within,
}

/// Another place for what stands in a place already.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The place that counts.
    pub of: Slot,
    /// The other place.
    pub slot: Slot,
    /// Its label as printed, without blanks.
    pub label: String,
}

/// The part of a document that a label stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Within {
    /// How many headings, tables included, came before it.
    pub(super) heading: u32,
    /// The row in which the section around it begins.
    pub(super) section: Option<u32>,
}

impl BoundDeclaration {
    /// The last paragraph that one of its values begins with.
    pub(super) fn end(&self, document: &Document) -> u32 {
        let places = |bound: &BoundField| {
            let more = bound.more.iter().map(|(_, slot)| slot.first_paragraph(document)).max();
            more.max(Some(bound.slot.first_paragraph(document)))
        };
        let fields = self.fields.iter().filter_map(places);
        let lists = self.lists.iter().filter_map(|list| {
            let cells = list.rows.last()?.cells.iter().flatten();
            cells.map(|&cell| Slot::Cell { table: list.table, cell }.first_paragraph(document)).max()
        });
        fields.chain(lists).max().unwrap_or_default()
    }
}

impl BoundField {
    /// The text of the value; the texts of its parts in their order where it has several places.
    pub fn text<'d>(&self, kind: Kind, document: &'d Document) -> Cow<'d, str> {
        if self.more.is_empty() {
            return self.slot.text(document);
        }
        let texts: Vec<String> =
            self.places().iter().map(|(_, slot)| trim(&slot.text(document)).to_owned()).collect();
        BoundField::joined(kind, &texts).into()
    }

    /// Its places, in the order of its parts.
    pub(crate) fn places(&self) -> Vec<(usize, Slot)> {
        let first = (self.part.unwrap_or_default(), self.slot);
        let mut places: Vec<(usize, Slot)> = self.more.iter().copied().chain([first]).collect();
        places.sort_by_key(|(part, _)| *part);
        places
    }

    /// The text that the texts of its parts are.
    pub(crate) fn joined(kind: Kind, texts: &[String]) -> String {
        if texts.iter().all(|text| is_blank(text)) {
            return String::new();
        }
        match kind {
            Kind::Period => period_of(texts),
            _ => {
                let said: Vec<&str> =
                    texts.iter().map(String::as_str).filter(|text| !is_blank(text)).collect();
                said.join(" ")
            }
        }
    }
}

/// A period of its two ends. One cell may hold the whole of it, and the other be blank.
fn period_of(ends: &[String]) -> String {
    let mut said = ends.iter().filter(|text| !is_blank(text));
    match (said.next(), said.next()) {
        (Some(only), None) if !is_end(only) => only.clone(),
        _ => ends.join("-"),
    }
}

/// Whether a text is one date, which is not the whole of a period.
fn is_end(text: &str) -> bool {
    let (period, _) = Period::parse(text);
    period.start.is_some() && period.start == period.end
}

/// A label that the form does not know, and the place beside it.
#[derive(Clone, Debug)]
pub struct BoundExtra {
    /// The label as printed, without blanks.
    pub label: String,
    /// The place beside it.
    pub slot: Slot,
}

/// Where a list stands: in the rows of one table.
#[derive(Clone, Debug)]
pub struct BoundList {
    /// The field's number in [`Form::fields`](super::Form::fields).
    pub field: usize,
    /// The table's number in the document.
    pub table: u32,
    /// For each column of the field: the layout-grid column at which it begins, if the document has it.
    pub columns: Vec<Option<u32>>,
    /// The rows, header excluded.
    pub rows: Vec<BoundRow>,
    /// For amounts: the unit that the list's label or section names.
    pub unit: Option<AmountUnit>,
}

/// A row of a list.
#[derive(Clone, Debug)]
pub struct BoundRow {
    /// The row in the table.
    pub row: u32,
    /// For each column of the field: the number of the cell that covers it. A merged cell covers several rows.
    pub cells: Vec<Option<u32>>,
}

/// The place of a value: a whole cell, or a part of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// All paragraphs of a cell.
    Cell {
        /// The table's number in the document.
        table: u32,
        /// The cell's number in the table.
        cell: u32,
    },
    /// Part of a paragraph, usually what follows a label.
    Inline {
        /// The paragraph's number in the document.
        paragraph: u32,
        /// The positions in the document's text.
        span: Span,
        /// The cell that holds the paragraph, as table and cell numbers.
        cell: Option<(u32, u32)>,
    },
}

/// Text that nothing accounts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclaimed {
    /// Where it stands.
    pub place: Place,
    /// The text.
    pub text: String,
    /// The number of the declaration it stands in or after.
    pub declaration: usize,
}

impl Slot {
    /// The text in the place, paragraphs joined by line breaks, placeholders of unfilled controls left out.
    pub fn text<'d>(&self, document: &'d Document) -> Cow<'d, str> {
        match *self {
            Slot::Cell { table, cell } => {
                let mut lines = lines_of(document, table, cell);
                let mut text = lines.next().unwrap_or_default();
                for line in lines {
                    let text = text.to_mut();
                    text.push('\n');
                    text.push_str(&line);
                }
                text
            }
            Slot::Inline { span, .. } => {
                // Underlines are the line to write on, not what is written.
                let is_margin = |c| is_blank_char(c) || c == '_';
                match shown(document, span) {
                    Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_margin)),
                    Cow::Owned(text) => Cow::Owned(text.trim_matches(is_margin).to_owned()),
                }
            }
        }
    }

    /// The text in the place, a line for each paragraph.
    pub fn lines<'d>(&self, document: &'d Document) -> Vec<Cow<'d, str>> {
        match *self {
            Slot::Cell { table, cell } => lines_of(document, table, cell).collect(),
            Slot::Inline { .. } => vec![self.text(document)],
        }
    }

    /// Whether the place is in the table with this number.
    pub(super) fn is_in_table(&self, number: u32) -> bool {
        match *self {
            Slot::Cell { table, .. } => table == number,
            Slot::Inline { cell, .. } => cell.is_some_and(|(table, _)| table == number),
        }
    }

    /// The paragraph with which the place begins; places are in the order of the document by it.
    pub(super) fn first_paragraph(&self, document: &Document) -> u32 {
        match *self {
            Slot::Cell { table, cell } => {
                cell_at(document, table, cell).map_or(0, |cell| cell.paragraphs.start)
            }
            Slot::Inline { paragraph, .. } => paragraph,
        }
    }

    /// The address of the place.
    pub fn place(&self, document: &Document) -> Place {
        let cell = match *self {
            Slot::Cell { table, cell } => Some((table, cell)),
            Slot::Inline { cell, .. } => cell,
        };
        let found = cell.and_then(|(table, cell)| {
            Some(document.cell_place(table as usize, cell_at(document, table, cell)?))
        });
        match (found, *self) {
            (Some(place), _) => place,
            (None, Slot::Inline { paragraph, .. }) => document.paragraph_place(paragraph),
            (None, Slot::Cell { .. }) => Place::default(),
        }
    }
}

fn cell_at(document: &Document, table: u32, cell: u32) -> Option<&Cell> {
    document.tables.get(table as usize)?.cells.get(cell as usize)
}

fn lines_of(document: &Document, table: u32, cell: u32) -> impl Iterator<Item = Cow<'_, str>> {
    let paragraphs = cell_at(document, table, cell)
        .into_iter()
        .flat_map(move |cell| document.cell_paragraphs(table as usize, cell));
    paragraphs
        .filter_map(|paragraph| document.paragraphs.get(paragraph as usize))
        .map(|paragraph| shown(document, paragraph.text))
}

/// The text at a span without the placeholder texts of unfilled content controls.
fn shown(document: &Document, span: Span) -> Cow<'_, str> {
    let mut text = Cow::default();
    let mut from = span.start;
    for placeholder in document.placeholders_in(span) {
        text += document.text(Span { start: from, end: placeholder.start.max(from) });
        from = placeholder.end.min(span.end);
    }
    text += document.text(Span { start: from, end: span.end });
    text
}
