//! Text into a place: a whole cell, or what stands behind a label.

use super::controls::{Control, ControlKind, Controls};
use super::edits::{Edits, carrier, is_writable, unnumber};
use super::fragment::{child, element_at, look_at};
use super::halves::open_halves;
use super::looks::Looks;
use super::store::Stores;
use crate::document::{Document, Piece, Span};
use crate::finding::Protection;
use crate::form::{Form, Slot, is_furniture_line};
use crate::value::text::{is_blank, is_blank_char};

/// Why a place cannot be written.
pub(super) struct Protected(pub(super) Protection);

/// The document that is filled, and its main part.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) form: &'a Form,
    pub(super) document: &'a Document,
    pub(super) xml: &'a [u8],
    pub(super) controls: &'a Controls,
    pub(super) looks: &'a Looks,
    pub(super) stores: &'a Stores,
}

impl<'a> Source<'a> {
    /// The content controls that a place stands in or holds.
    fn controls_of(self, slot: &Slot) -> Vec<&'a Control> {
        match *slot {
            Slot::Cell { table, cell } => {
                let cells = self.document.tables.get(table as usize).map(|table| &table.cells);
                let Some(cell) = cells.and_then(|cells| cells.get(cell as usize)) else { return Vec::new() };
                let range = cell.source.range();
                self.controls.within(&range).iter().chain(self.controls.around(range.start)).collect()
            }
            Slot::Inline { paragraph, span, .. } => {
                let piece = self
                    .document
                    .paragraphs
                    .get(paragraph as usize)
                    .and_then(|at| carrier(self.document, at, span))
                    .and_then(|number| self.document.pieces.get(number));
                piece
                    .map(|piece| self.controls.around(piece.source.start as usize).collect())
                    .unwrap_or_default()
            }
        }
    }

    /// The texts of the drop-down list that a place is.
    pub(super) fn entries_of(self, slot: &Slot) -> Option<&'a [(String, String)]> {
        self.controls_of(slot).into_iter().find_map(|control| match &control.kind {
            ControlKind::DropDown { items, .. } => Some(items.as_slice()),
            _ => None,
        })
    }

    /// Tells the controls of a place what they come to show.
    fn tell_controls(self, edits: &mut Edits, slot: &Slot, text: &str) -> Result<(), Protected> {
        if self.controls.is_empty() {
            return Ok(());
        }
        let controls = self.controls_of(slot);
        for control in &controls {
            let Some((name, binding)) = &control.bound else { continue };
            let data = control.data_of(text);
            match data.and_then(|data| self.stores.edit(binding, name, &data)) {
                Some(edit) => edits.store(edit),
                None => return Err(Protected(Protection::BoundControl { control: name.clone() })),
            }
        }
        let choosing = controls
            .iter()
            .find(|control| matches!(control.kind, ControlKind::DropDown { .. } | ControlKind::Date { .. }));
        match choosing {
            Some(control) if !control.choose(edits, self.xml, text) => Err(Protected(Protection::NoListItem)),
            _ => Ok(()),
        }
    }
}

/// Puts text into a place; each line of it is a paragraph where the place is a cell.
pub(super) fn write(source: Source<'_>, edits: &mut Edits, slot: &Slot, text: &str) -> Result<(), Protected> {
    source.tell_controls(edits, slot, text)?;
    match *slot {
        Slot::Cell { table, cell } => {
            let paragraphs = cell_paragraphs(source.document, table, cell);
            write_paragraphs(source, edits, &paragraphs, text)
        }
        Slot::Inline { paragraph, span, .. } => {
            check(source, paragraph, span)?;
            inline(source, edits, paragraph, span, text);
            Ok(())
        }
    }
}

/// Puts an opinion into its cell, before the lines for seal and date, which stay.
pub(super) fn write_opinion(
    source: Source<'_>,
    edits: &mut Edits,
    slot: &Slot,
    text: &str,
) -> Result<(), Protected> {
    let Slot::Cell { table, cell } = *slot else { return write(source, edits, slot, text) };
    source.tell_controls(edits, slot, text)?;
    let paragraphs = cell_paragraphs(source.document, table, cell);
    let is_printed = |paragraph: u32| {
        let line = source.document.paragraph_text(paragraph);
        !is_blank(line) && is_furniture_line(source.form, line)
    };
    let printed = paragraphs.iter().position(|paragraph| is_printed(*paragraph)).unwrap_or(paragraphs.len());
    let (own, rest) = paragraphs.split_at(printed);
    // One paragraph before the seal holds the room for the opinion open; its lines go into it.
    if let [only] = own
        && let Some(at) = source.document.paragraphs.get(*only as usize)
        && at.number == 0
    {
        check(source, *only, at.text)?;
        edits.text(*only, at.text, text);
        return Ok(());
    }
    if !own.is_empty() {
        return write_paragraphs(source, edits, own, text);
    }
    let printed = rest.first().and_then(|first| {
        let start = source.document.paragraphs.get(*first as usize)?.source.start as usize;
        Some((start, source.line(*first)?))
    });
    let Some((start, like)) = printed else { return Err(Protected(Protection::NoRoom)) };
    for line in text.split('\n') {
        edits.raw(start..start, like.another(line));
    }
    Ok(())
}

pub(super) fn cell_paragraphs(document: &Document, table: u32, cell: u32) -> Vec<u32> {
    document
        .tables
        .get(table as usize)
        .and_then(|inner| inner.cells.get(cell as usize))
        .map(|cell| document.cell_paragraphs(table as usize, cell).collect())
        .unwrap_or_default()
}

/// Puts lines into paragraphs, one each: more are added after the last, and those left over are emptied or go.
fn write_paragraphs(
    source: Source<'_>,
    edits: &mut Edits,
    paragraphs: &[u32],
    text: &str,
) -> Result<(), Protected> {
    let document = source.document;
    for &paragraph in paragraphs {
        let whole = document.paragraphs.get(paragraph as usize).map(|at| at.text).unwrap_or_default();
        check(source, paragraph, whole)?;
    }
    let (Some(first), Some(&last)) = (paragraphs.first(), paragraphs.last()) else {
        return Err(Protected(Protection::NoRoom));
    };
    // A control inside a paragraph keeps its text to itself, line breaks and all.
    let is_held = document.paragraphs.get(*first as usize).is_some_and(|at| {
        let controls = source.controls.within(&at.source.range());
        controls.iter().any(|control| control.kind != ControlKind::CheckBox)
    });
    let mut lines = text.split(if is_held { '\0' } else { '\n' });
    let kept = lines.clone().count().min(paragraphs.len());
    let surplus = paragraphs.get(kept..).unwrap_or_default();
    let goes = is_plain(source, paragraphs)
        && take_out(source, edits, paragraphs.get(kept.saturating_sub(1)), surplus);
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let Some(at) = document.paragraphs.get(paragraph as usize) else { continue };
        let line = lines.next();
        if number >= kept && goes {
            continue;
        }
        let line = line.unwrap_or_default();
        let span = Span { start: at.text.start + at.number, end: at.text.end };
        if document.text(at.text) == line {
            continue;
        }
        edits.text(paragraph, span, line);
        if at.number > 0 {
            unnumber(edits, source.xml, at);
        }
    }
    if let (Some(at), Some(like)) = (document.paragraphs.get(last as usize), source.line(last)) {
        let end = at.source.end as usize;
        for line in lines {
            let mut added = like.another(line);
            if at.number > 0 {
                added = unnumbered(added);
            }
            edits.raw(end..end, added);
        }
    }
    Ok(())
}

/// Takes out paragraphs that the value no longer needs. What began before them and ends in them (a bookmark, a comment, a
/// field) ends with the last paragraph that stays; where that has no inside, they stay and are emptied.
fn take_out(source: Source<'_>, edits: &mut Edits, last: Option<&u32>, surplus: &[u32]) -> bool {
    let range_of = |number: &u32| Some(source.document.paragraphs.get(*number as usize)?.source.range());
    let (Some(first), Some(end)) = (surplus.first().and_then(range_of), surplus.last().and_then(range_of))
    else {
        return false;
    };
    let Some(last) = last.and_then(range_of).and_then(|last| element_at(source.xml, last)) else {
        return false;
    };
    let halves = open_halves(source.xml, first.start..end.end);
    if !halves.is_empty() {
        if last.is_empty(source.xml) {
            return false;
        }
        let at = last.content(source.xml).end;
        edits.raw(at..at, halves);
    }
    edits.raw(first.start..end.end, "");
    true
}

/// A new paragraph without the number of the one it was made after.
fn unnumbered(paragraph: Vec<u8>) -> Vec<u8> {
    let mut edits = Edits::default();
    let whole = crate::document::Paragraph {
        text: Span::default(),
        number: 0,
        pieces: Span::default(),
        home: crate::document::Home::Body,
        part: 0,
        source: Span::new(0, paragraph.len()),
    };
    unnumber(&mut edits, &paragraph, &whole);
    edits.splice(&paragraph, 0..paragraph.len())
}

/// Whether paragraphs follow each other without anything around or between, so that one may go.
fn is_plain(source: Source<'_>, paragraphs: &[u32]) -> bool {
    let at =
        |number: &u32| source.document.paragraphs.get(*number as usize).map(|paragraph| paragraph.source);
    paragraphs.windows(2).all(|pair| match pair {
        [one, other] => match (at(one), at(other)) {
            (Some(one), Some(other)) => {
                let between = source.xml.get(one.end as usize..other.start as usize).unwrap_or_default();
                between.iter().all(u8::is_ascii_whitespace)
            }
            _ => false,
        },
        _ => false,
    })
}

/// Refuses a paragraph with something that is no text of its own: a form field, a drawn box; and a stretch of it that Word
/// computes anew.
fn check(source: Source<'_>, paragraph: u32, span: Span) -> Result<(), Protected> {
    let document = source.document;
    let Some(at) = document.paragraphs.get(paragraph as usize) else { return Ok(()) };
    let pieces = document.pieces.get(at.pieces.range()).unwrap_or_default();
    let number_end = at.text.start + at.number;
    let own = || pieces.iter().filter(|piece| piece.text.start >= number_end);
    let anew = source.line(paragraph).map_or(&[][..], |line| &line.recomputed);
    let is_anew = |piece: &&Piece| {
        let start = piece.source.start as usize;
        let after = anew.partition_point(|range| range.start <= start);
        piece.text.overlaps(span)
            && anew.get(..after).and_then(<[_]>::last).is_some_and(|range| start < range.end)
    };
    let is_computed = own().any(|piece| !is_writable(piece)) || own().any(|piece| is_anew(&piece));
    if is_computed { Err(Protected(Protection::FormField)) } else { Ok(()) }
}

/// Replaces the value in a paragraph; the blanks or line around it keep their width as far as they can.
fn inline(source: Source<'_>, edits: &mut Edits, paragraph: u32, span: Span, text: &str) {
    let document = source.document;
    let old = document.text(span);
    let is_layout = |c: char| is_blank_char(c) || c == '_';
    let core = old.trim_matches(is_layout);
    let at = document.paragraphs.get(paragraph as usize);
    let end = at.map_or(span.end, |at| at.text.end);
    let goes_on = end > span.end;
    if core.is_empty() {
        let pad = width(old).saturating_sub(width(text));
        let after = document.text(Span { start: span.end, end });
        let is_line = || at.is_some_and(|at| is_underlined(source, at, span));
        let padded = match goes_on {
            // Tabs lead to where the next label stands, or draw the line. A text takes the room of some of them.
            _ if old.contains('\t') && (goes_on || is_line()) => {
                let tabs = old.matches('\t').count();
                format!("{text}{}", "\t".repeat(tabs.saturating_sub(width(text) / TAB).max(1)))
            }
            true if pad >= 2 && after.starts_with(['年', ')', '）']) => format!(" {text} "),
            true => format!("{text}{}", " ".repeat(pad.max(1))),
            // What is left of the line to write on stays.
            false if pad > 0 && is_line() => format!("{text}{}", " ".repeat(pad)),
            false => text.to_owned(),
        };
        edits.text(paragraph, span, padded);
        return;
    }
    let lead = old.len() - old.trim_start_matches(is_layout).len();
    let start = span.start + lead as u32;
    edits.text(paragraph, Span { start, end: start + core.len() as u32 }, text);
}

/// The width of a tab where Word's Chinese templates set none, in half-width characters.
const TAB: usize = 4;

/// Whether the text of a span is to be written on an underline.
fn is_underlined(source: Source<'_>, paragraph: &crate::document::Paragraph, span: Span) -> bool {
    let piece = carrier(source.document, paragraph, span).and_then(|at| source.document.pieces.get(at));
    let look = piece.and_then(|piece| look_at(source.xml, piece.source.start as usize));
    look.is_some_and(|look| child(source.xml, &look, b"u").is_some())
}

/// The width of a text on the page, in half-width characters.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2E80}' { 2 } else { 1 }).sum()
}
