//! The looks that a template gives to what will be written into it, found once.

use std::borrow::Cow;
use std::collections::HashMap;

use super::controls::Controls;
use super::edits::look;
use super::fragment::{attribute, element_at, elements, look_at, prefix};
use crate::document::{Document, Home, Paragraph, PieceKind, SymbolFont};
use crate::form::{Binding, Slot};
use crate::value::text::is_blank;

/// Looks as `w:rPr` elements.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    /// Of the paragraphs of value cells, by where they begin.
    own: HashMap<u32, Option<String>>,
    /// Of the values in a column of a table: row and look.
    columns: HashMap<(u32, u32), Vec<(u32, String)>>,
}

impl Looks {
    pub(super) fn of(document: &Document, binding: &Binding, xml: &[u8], controls: &Controls) -> Looks {
        let mut looks = Looks::default();
        let mut add = |table: u32, number: u32| {
            let Some(cells) = document.tables.get(table as usize).map(|table| &table.cells) else { return };
            let Some(cell) = cells.get(number as usize) else { return };
            for at in document.cell_paragraphs(table as usize, cell) {
                let Some(paragraph) = document.paragraphs.get(at as usize) else { continue };
                let found = look_of(document, xml, controls, paragraph);
                if let Some(look) = &found {
                    let column = looks.columns.entry((table, cell.column)).or_default();
                    column.push((cell.row, look.clone()));
                }
                looks.own.insert(paragraph.source.start, found);
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

    /// The look of what is written into a paragraph: its own, else that of the nearest value in the same column.
    pub(super) fn look(
        &self,
        document: &Document,
        xml: &[u8],
        controls: &Controls,
        paragraph: &Paragraph,
    ) -> Option<Cow<'_, str>> {
        let own = match self.own.get(&paragraph.source.start) {
            Some(own) => own.as_deref().map(Cow::Borrowed),
            None => look_of(document, xml, controls, paragraph).map(Cow::Owned),
        };
        own.or_else(|| {
            let Home::Table(table) = paragraph.home else { return None };
            let cells = &document.tables.get(table as usize)?.cells;
            let within = |cell: &&crate::document::Cell| {
                cell.source.start <= paragraph.source.start && paragraph.source.end <= cell.source.end
            };
            let cell = cells.iter().find(within)?;
            let column = self.columns.get(&(table, cell.column))?;
            let nearest = column.iter().min_by_key(|(row, _)| row.abs_diff(cell.row))?;
            Some(nearest.1.as_str().into())
        })
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
    let shows = |element: &&super::fragment::Element<'_>| match element.name {
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
