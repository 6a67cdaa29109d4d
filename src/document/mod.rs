//! The format-neutral document: paragraphs, tables and tick boxes, in reading order.
//!
//! Everything is flat: one text buffer, one list of paragraphs, one of tables. A paragraph is a range of the
//! text, a cell a range of the paragraphs, so that reading a form makes a handful of allocations.

mod mark;
pub(crate) mod number_format;
mod span;
mod table;

pub use mark::{Mark, MarkKind, MarkState, SymbolFont};
pub use span::Span;
pub use table::{Cell, Row, Table};

use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::{Finding, FindingKind};
use crate::place::Place;

/// What kind of file a document was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// Office Open XML: .docx, .docm, .dotx, .dotm.
    Docx,
    /// Binary Word 97 to 2003, also as WPS writes it: .doc, .wps ([MS-DOC]).
    Doc,
    /// Rich Text Format: .rtf.
    Rtf,
    /// A web page, alone or in a web archive: .html, .mht.
    Html,
    /// Word 2003 XML.
    Xml,
    /// OpenDocument text: .odt.
    Odt,
    /// Plain text: a converter's dump, or what Word and WPS save as text.
    Text,
}

impl Format {
    /// The ending that files of the format have, most often.
    pub fn name(self) -> &'static str {
        match self {
            Format::Docx => ".docx",
            Format::Doc => ".doc",
            Format::Rtf => ".rtf",
            Format::Html => ".html",
            Format::Xml => ".xml",
            Format::Odt => ".odt",
            Format::Text => ".txt",
        }
    }
}

/// A document as a reader of the page sees it: what is deleted, hidden or only instruction is not in it.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it was read from.
    pub format: Format,
    /// All text. Positions in it are what [`Paragraph`], [`Piece`] and [`Mark`] hold.
    pub text: String,
    /// All paragraphs; those of a cell are consecutive but for what is nested in it.
    pub paragraphs: Vec<Paragraph>,
    /// All pieces of text with the bytes they came from, in order of the text.
    pub pieces: Vec<Piece>,
    /// The tick boxes that are more than a character of text, in order of the text.
    pub marks: Vec<Mark>,
    /// All tables, in the order in which they begin.
    pub tables: Vec<Table>,
    /// What stands in the body, then in headers and footers, in reading order.
    pub blocks: Vec<Block>,
    /// The names of the parts that were read; [`Paragraph::part`] and [`Table::part`] count into it.
    pub parts: Vec<String>,
    /// What the reader has to say: what it skipped or could not make sense of.
    pub findings: Vec<Finding>,
    /// For each paragraph outside tables: which it is of those in the same home and part, counted from 1.
    positions: Vec<u32>,
}

/// One thing in the flow of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A number in [`Document::paragraphs`].
    Paragraph(u32),
    /// A number in [`Document::tables`].
    Table(u32),
}

/// A paragraph, or in a text dump a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text, automatic list number included.
    pub text: Span,
    /// How much of its text, from the start, is an automatic list number with what follows it.
    pub number: u32,
    /// The pieces that make its text.
    pub pieces: Span,
    /// What holds it.
    pub home: Home,
    /// The number of its part.
    pub part: u16,
    /// Its bytes in the part (`w:p`); for text formats its line numbers, counted from 0.
    pub source: Span,
}

/// What holds a paragraph or table directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Home {
    /// The body of the document.
    Body,
    /// A cell of the table with this number in [`Document::tables`].
    Table(u32),
    /// A text box.
    TextBox,
    /// A page header.
    Header,
    /// A page footer.
    Footer,
}

/// A stretch of text and the one element of the part that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: Span,
    /// The element's bytes in the part, tags included; empty for an automatic number.
    pub source: Span,
    /// What the element is.
    pub kind: PieceKind,
}

/// What element makes a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// `w:t`, or a line of a text file.
    Text,
    /// The placeholder text of an unfilled content control (`w:showingPlcHdr`): seen, but no value.
    Placeholder,
    /// Anything that is one character: a break, a tab, a symbol, a tick box.
    Character,
    /// Text that no element spells out: a list number, the state of a form field.
    Computed,
}

impl Document {
    /// Makes an empty document.
    pub fn new(format: Format) -> Document {
        Document {
            format,
            text: String::new(),
            paragraphs: Vec::new(),
            pieces: Vec::new(),
            marks: Vec::new(),
            tables: Vec::new(),
            blocks: Vec::new(),
            parts: Vec::new(),
            findings: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// The text at a span; empty where there is none.
    pub fn text(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The text of a paragraph by its number.
    pub fn paragraph_text(&self, paragraph: u32) -> &str {
        self.paragraphs.get(paragraph as usize).map_or("", |paragraph| self.text(paragraph.text))
    }

    /// The numbers of the paragraphs that stand in a cell itself, not in what is nested in it.
    pub fn cell_paragraphs(&self, table: usize, cell: &Cell) -> impl Iterator<Item = u32> + '_ {
        let home = Home::Table(table as u32);
        (cell.paragraphs.start..cell.paragraphs.end)
            .filter(move |&number| self.paragraphs.get(number as usize).is_some_and(|p| p.home == home))
    }

    /// The text of a cell, its paragraphs joined by line breaks.
    pub fn cell_text(&self, table: usize, cell: &Cell) -> String {
        self.cell_str(table, cell).into_owned()
    }

    /// The same, borrowed where the cell has one paragraph, as most have.
    pub(crate) fn cell_str(&self, table: usize, cell: &Cell) -> Cow<'_, str> {
        let mut paragraphs = self.cell_paragraphs(table, cell).map(|number| self.paragraph_text(number));
        let first = paragraphs.next().unwrap_or_default();
        let Some(second) = paragraphs.next() else { return Cow::Borrowed(first) };
        let mut text = [first, "\n", second].concat();
        for paragraph in paragraphs {
            text.push('\n');
            text.push_str(paragraph);
        }
        Cow::Owned(text)
    }

    /// The numbers of the tables that stand in a cell.
    pub fn cell_tables(&self, table: usize, cell: usize) -> impl Iterator<Item = usize> + '_ {
        let home = Home::Table(table as u32);
        self.tables
            .iter()
            .enumerate()
            .filter(move |(_, inner)| inner.home == home && inner.parent_cell == Some(cell as u32))
            .map(|(number, _)| number)
    }

    /// The tick boxes within a span of the text.
    pub fn marks_in(&self, span: Span) -> &[Mark] {
        let start = self.marks.partition_point(|mark| mark.text.start < span.start);
        let end = self.marks.partition_point(|mark| mark.text.start < span.end);
        self.marks.get(start..end).unwrap_or_default()
    }

    /// The pieces of text that touch a span, in order.
    pub fn pieces_in(&self, span: Span) -> &[Piece] {
        let start = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        let end = self.pieces.partition_point(|piece| piece.text.start < span.end);
        self.pieces.get(start..end.max(start)).unwrap_or_default()
    }

    /// The stretches of placeholder text in a span.
    pub(crate) fn placeholders_in(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let start = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        let pieces = self.pieces.iter().skip(start).take_while(move |piece| piece.text.start < span.end);
        pieces.filter(|piece| piece.kind == PieceKind::Placeholder).map(|piece| piece.text)
    }

    /// The address of a cell, for people.
    pub fn cell_place(&self, table: usize, cell: &Cell) -> Place {
        Place {
            part: self.tables.get(table).and_then(|table| self.side_part(table.part)),
            table: Some(table as u32 + 1),
            row: Some(cell.row + 1),
            column: Some(cell.column + 1),
            ..Place::default()
        }
    }

    /// The address of a paragraph outside tables, for people.
    pub fn paragraph_place(&self, number: u32) -> Place {
        let Some(paragraph) = self.paragraphs.get(number as usize) else { return Place::default() };
        Place {
            part: self.side_part(paragraph.part),
            paragraph: self.positions.get(number as usize).copied(),
            ..Place::default()
        }
    }

    /// Says once that something was left out.
    pub(crate) fn note_skipped(&mut self, what: &str) {
        let kind = FindingKind::ContentSkipped { what: what.to_owned() };
        if !self.findings.iter().any(|finding| finding.kind == kind) {
            self.findings.push(Finding::new(kind));
        }
    }

    /// Counts the paragraphs, once all are there.
    pub(crate) fn count_paragraphs(&mut self) {
        let mut counts: HashMap<(Home, u16), u32> = HashMap::new();
        let position = |paragraph: &Paragraph| match paragraph.home {
            Home::Table(_) => 0,
            home => {
                let count = counts.entry((home, paragraph.part)).or_default();
                *count += 1;
                *count
            }
        };
        self.positions = self.paragraphs.iter().map(position).collect();
    }

    /// The name of a part other than the main one.
    pub(crate) fn side_part(&self, part: u16) -> Option<String> {
        (part > 0).then(|| self.parts.get(part as usize).cloned()).flatten()
    }
}
