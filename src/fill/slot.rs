//! Text into a place: a whole cell, or what stands behind a label.

use super::edits::{Edits, is_writable, paragraph_like, unnumber};
use crate::document::{Document, Span};
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
}

/// Puts text into a place; each line of it is a paragraph where the place is a cell.
pub(super) fn write(source: Source<'_>, edits: &mut Edits, slot: &Slot, text: &str) -> Result<(), Protected> {
    match *slot {
        Slot::Cell { table, cell } => {
            let paragraphs = cell_paragraphs(source.document, table, cell);
            write_paragraphs(source, edits, &paragraphs, text)
        }
        Slot::Inline { paragraph, span, .. } => {
            check(source.document, paragraph)?;
            inline(source.document, edits, paragraph, span, text);
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
        check(source.document, *only)?;
        edits.text(*only, at.text, text);
        return Ok(());
    }
    if !own.is_empty() {
        return write_paragraphs(source, edits, own, text);
    }
    let first = rest.first().and_then(|first| source.document.paragraphs.get(*first as usize));
    let Some(first) = first else { return Err(Protected(Protection::NoRoom)) };
    let start = first.source.start as usize;
    for line in text.split('\n') {
        edits.raw(start..start, paragraph_like(source.xml, first, line));
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
        check(document, paragraph)?;
    }
    let Some(&last) = paragraphs.last() else { return Err(Protected(Protection::NoRoom)) };
    let mut lines = text.split('\n');
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let Some(at) = document.paragraphs.get(paragraph as usize) else { continue };
        let line = lines.next();
        if line.is_none() && number > 0 && is_plain(source, paragraphs) {
            edits.raw(at.source.range(), "");
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
    if let Some(at) = document.paragraphs.get(last as usize) {
        let end = at.source.end as usize;
        for line in lines {
            let mut added = paragraph_like(source.xml, at, line);
            if at.number > 0 {
                added = unnumbered(added);
            }
            edits.raw(end..end, added);
        }
    }
    Ok(())
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
    let empty = Document::new(crate::document::Format::Docx);
    edits.render(&paragraph, &empty, 0..paragraph.len())
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

/// Refuses a paragraph with something that is no text of its own: a form field, a drawn box.
fn check(document: &Document, paragraph: u32) -> Result<(), Protected> {
    let Some(at) = document.paragraphs.get(paragraph as usize) else { return Ok(()) };
    let pieces = document.pieces.get(at.pieces.range()).unwrap_or_default();
    let number_end = at.text.start + at.number;
    let computed = pieces.iter().any(|piece| piece.text.start >= number_end && !is_writable(piece));
    if computed { Err(Protected(Protection::FormField)) } else { Ok(()) }
}

/// Replaces the value in a paragraph; the blanks or line around it keep their width as far as they can.
fn inline(document: &Document, edits: &mut Edits, paragraph: u32, span: Span, text: &str) {
    let old = document.text(span);
    let is_layout = |c: char| is_blank_char(c) || c == '_';
    let core = old.trim_matches(is_layout);
    let end = document.paragraphs.get(paragraph as usize).map_or(span.end, |at| at.text.end);
    let goes_on = end > span.end;
    // A value in one line stays in one line.
    let text = text.replace('\n', if goes_on { " " } else { "\n" });
    if core.is_empty() {
        let pad = width(old).saturating_sub(width(&text));
        let padded = match (goes_on, pad) {
            (true, pad)
                if pad >= 2
                    && document.text(Span { start: span.end, end }).starts_with(['年', ')', '）']) =>
            {
                format!(" {text} ")
            }
            (true, pad) => format!("{text}{}", " ".repeat(pad.max(1))),
            (false, _) => text,
        };
        edits.text(paragraph, span, padded);
        return;
    }
    let lead = old.len() - old.trim_start_matches(is_layout).len();
    let start = span.start + lead as u32;
    edits.text(paragraph, Span { start, end: start + core.len() as u32 }, text);
}

/// The width of a text on the page, in half-width characters.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2E80}' { 2 } else { 1 }).sum()
}
