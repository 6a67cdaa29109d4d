//! What a template gives to the text that will be written into it: looks, and markup around.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::controls::{ControlKind, Controls};
use super::fragment::{
    Element, MARKUP, attribute, child, element_at, elements, look_at, prefix, push_run_text,
};
use super::halves::recomputed;
use super::slot::Source;
use crate::document::{Document, Home, Paragraph, PieceKind, SymbolFont};
use crate::form::{Binding, Slot};
use crate::value::text::is_blank;

/// Looks as `w:rPr` elements.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    /// Of the values in a column of a table: row and look.
    columns: HashMap<(u32, u32), Vec<(u32, String)>>,
    /// The paragraphs of the document, each looked at when it is first written into.
    lines: Vec<OnceLock<Line>>,
}

/// A paragraph as a line to write on.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The prefix of its elements with the colon.
    prefix: String,
    /// The look of what is written.
    pub(super) look: String,
    /// Its `w:pPr` without what ends a section.
    properties: Vec<u8>,
    /// Where a new run goes.
    pub(super) room: Option<Room>,
    /// Where Word computes its text anew.
    pub(super) recomputed: Vec<Range<usize>>,
}

/// A place for a new run in a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) at: Range<usize>,
    /// Markup around the run.
    pub(super) before: &'static str,
    pub(super) after: String,
    /// Positions whose controls come to hold a value.
    pub(super) told: Vec<usize>,
}

impl Looks {
    pub(super) fn of(document: &Document, binding: &Binding, xml: &[u8], controls: &Controls) -> Looks {
        let lines = vec![OnceLock::new(); document.paragraphs.len()];
        let mut looks = Looks { columns: HashMap::new(), lines };
        let mut add = |table: u32, number: u32| {
            let Some(cells) = document.tables.get(table as usize).map(|table| &table.cells) else { return };
            let Some(cell) = cells.get(number as usize) else { return };
            for at in document.cell_paragraphs(table as usize, cell) {
                let paragraph = document.paragraphs.get(at as usize);
                if let Some(look) =
                    paragraph.and_then(|paragraph| look_of(document, xml, controls, paragraph))
                {
                    looks.columns.entry((table, cell.column)).or_default().push((cell.row, look));
                }
            }
        };
        for declaration in &binding.declarations {
            let slots = declaration.fields.iter().map(|field| field.slot);
            for slot in slots.chain(declaration.extras.iter().map(|extra| extra.slot)) {
                if let Slot::Cell { table, cell } = slot {
                    add(table, cell);
                }
            }
            for list in &declaration.lists {
                let cells = list.rows.iter().flat_map(|row| row.cells.iter().flatten());
                cells.for_each(|cell| add(list.table, *cell));
            }
        }
        looks
    }

    /// The look of the nearest value in the same column.
    fn nearby(&self, document: &Document, paragraph: &Paragraph) -> Option<&str> {
        let Home::Table(table) = paragraph.home else { return None };
        let cells = &document.tables.get(table as usize)?.cells;
        let within = |cell: &&crate::document::Cell| {
            cell.source.start <= paragraph.source.start && paragraph.source.end <= cell.source.end
        };
        let cell = cells.iter().find(within)?;
        let column = self.columns.get(&(table, cell.column))?;
        let nearest = column.iter().min_by_key(|(row, _)| row.abs_diff(cell.row))?;
        Some(nearest.1.as_str())
    }
}

impl<'a> Source<'a> {
    /// A paragraph as a line to write on.
    pub(super) fn line(self, number: u32) -> Option<&'a Line> {
        let paragraph = self.document.paragraphs.get(number as usize)?;
        let line = self.looks.lines.get(number as usize)?;
        Some(line.get_or_init(|| Line::of(self, paragraph)))
    }
}

impl Line {
    fn of(source: Source<'_>, paragraph: &Paragraph) -> Line {
        let Source { document, xml, controls, looks, .. } = source;
        let range = paragraph.source.range();
        let look = look_of(document, xml, controls, paragraph)
            .or_else(|| looks.nearby(document, paragraph).map(str::to_owned))
            .unwrap_or_default();
        let properties = element_at(xml, range.clone())
            .and_then(|p| child(xml, &p, b"pPr"))
            .map(|properties| without(xml, &properties, &[b"sectPr"]))
            .unwrap_or_default();
        let prefix = prefix(xml, range.start);
        let recomputed = recomputed(xml, range.clone());
        let room = Room::of(xml, controls, range, &prefix);
        Line { prefix, look, properties, room, recomputed }
    }

    /// Adds a run with the look of the line.
    pub(super) fn push_run(&self, out: &mut Vec<u8>, text: &str) {
        let Line { prefix, look, .. } = self;
        ["<", prefix, "r>", look].iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
        push_run_text(out, prefix, text);
        ["</", prefix, "r>"].iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
    }

    /// A paragraph like it, with other text.
    pub(super) fn another(&self, text: &str) -> Vec<u8> {
        let Line { prefix, look, properties, .. } = self;
        let mut out = Vec::with_capacity(properties.len() + look.len() + text.len() + 2 * MARKUP);
        out.extend_from_slice(["<", prefix, "p>"].concat().as_bytes());
        out.extend_from_slice(properties);
        if !text.is_empty() {
            self.push_run(&mut out, text);
        }
        out.extend_from_slice(["</", prefix, "p>"].concat().as_bytes());
        out
    }
}

impl Room {
    fn of(xml: &[u8], controls: &Controls, range: Range<usize>, prefix: &str) -> Option<Room> {
        let mut told = vec![range.start];
        let within = controls.within(&range);
        let control = within.iter().rfind(|control| control.kind != ControlKind::CheckBox);
        let (place, tag) = match control {
            Some(control) => (control.content.clone(), "sdtContent"),
            None => (range, "p"),
        };
        let element = element_at(xml, place)?;
        if element.is_empty(xml) {
            // `<w:p/>` has no inside yet.
            let end = element.tag.end;
            let at = end.saturating_sub("/>".len())..end;
            return Some(Room { at, before: ">", after: format!("</{prefix}{tag}>"), told });
        }
        let end = element.content(xml).end;
        told.extend(control.map(|_| end));
        Some(Room { at: end..end, before: "", after: String::new(), told })
    }
}

/// The look that a paragraph gives to text: where it has tick boxes, that of the words between them.
fn look_of(document: &Document, xml: &[u8], controls: &Controls, paragraph: &Paragraph) -> Option<String> {
    if document.marks_in(paragraph.text).is_empty() {
        return wearable(look(xml, controls, paragraph)?.into_bytes());
    }
    let pieces = document.pieces.get(paragraph.pieces.range()).unwrap_or_default();
    let word = pieces.iter().find(|piece| {
        piece.kind == PieceKind::Text
            && document.marks_in(piece.text).is_empty()
            && !is_blank(document.text(piece.text))
    })?;
    let look = look_at(xml, word.source.start as usize)?;
    wearable(xml.get(look.range)?.to_vec())
}

/// A look without what would hide a text, or show it in the characters of a symbol font.
fn wearable(look: Vec<u8>) -> Option<String> {
    let whole = element_at(&look, 0..look.len())?;
    let inside = elements(&look, whole.content(&look), 1);
    let shows = |element: &&Element<'_>| match element.name {
        b"vanish" | b"specVanish" | b"webHidden" | b"rPrChange" => false,
        b"rFonts" => !["ascii", "hAnsi"]
            .iter()
            .any(|name| attribute(&look, element, name).as_deref().and_then(SymbolFont::from_name).is_some()),
        _ => true,
    };
    let kept: Vec<_> = inside.iter().filter(shows).collect();
    if kept.len() == inside.len() {
        return String::from_utf8(look).ok();
    }
    let name = prefix(&look, 0);
    let kept = kept.iter().filter_map(|element| look.get(element.range.clone()));
    let kept = String::from_utf8(kept.collect::<Vec<_>>().concat()).ok()?;
    (!kept.is_empty()).then(|| format!("<{name}rPr>{kept}</{name}rPr>"))
}

/// The look that a paragraph gives its text: that of its first run, else of its paragraph mark.
fn look(xml: &[u8], controls: &Controls, paragraph: &Paragraph) -> Option<String> {
    let inside = elements(xml, paragraph.source.range(), 8);
    let of_run = || {
        let run = inside.iter().find(|element| element.name == b"r")?;
        child(xml, run, b"rPr")
    };
    let of_mark = || {
        let properties = inside.iter().find(|element| element.depth == 1 && element.name == b"pPr")?;
        child(xml, properties, b"rPr")
    };
    let look = of_run().or_else(of_mark)?;
    let name = prefix(xml, look.tag.start);
    let is_placeholder = controls.is_placeholder(look.tag.start);
    // What a paragraph mark says about tracked changes is not said of a run, nor is the style of a placeholder.
    let stays = |name: &[u8]| match name {
        b"ins" | b"del" | b"moveFrom" | b"moveTo" | b"rPrChange" => false,
        b"rStyle" => !is_placeholder,
        _ => true,
    };
    let kept: Vec<u8> = elements(xml, look.content(xml), 1)
        .iter()
        .filter(|element| stays(element.name))
        .flat_map(|element| xml.get(element.range.clone()).unwrap_or_default().to_vec())
        .collect();
    (!kept.is_empty()).then(|| format!("<{name}rPr>{}</{name}rPr>", String::from_utf8_lossy(&kept)))
}

/// An element without those of its children that have one of the names.
fn without(xml: &[u8], element: &Element<'_>, names: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = element.range.start;
    for inner in elements(xml, element.content(xml), 1) {
        if names.contains(&inner.name) {
            out.extend_from_slice(xml.get(at..inner.range.start).unwrap_or_default());
            at = inner.range.end;
        }
    }
    out.extend_from_slice(xml.get(at..element.range.end).unwrap_or_default());
    out
}
