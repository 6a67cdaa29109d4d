//! Changes to a part: first in terms of the text that a reader sees, then as byte ranges.

use std::ops::Range;

use super::fragment::{MARKUP, child, element_at, elements, prefix, run_text};
use super::slot::Source;
use super::store::StoreEdit;
use crate::document::{Document, Paragraph, Piece, PieceKind, Span};

/// Changes to one part. Everything outside of them stays as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits {
    texts: Vec<TextEdit>,
    raw: Vec<RawEdit>,
    stores: Vec<StoreEdit>,
}

/// Text to stand in the place of a stretch of a paragraph's text.
#[derive(Clone, Debug)]
struct TextEdit {
    paragraph: u32,
    span: Span,
    text: String,
}

/// Bytes to stand in the place of a range; an empty range is an insertion.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RawEdit {
    range: Range<usize>,
    bytes: Vec<u8>,
}

/// A part with changes made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) xml: Vec<u8>,
    /// What of it is as it was, in order.
    pub(super) kept: Vec<Kept>,
}

/// A stretch of a part that was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) from: Range<usize>,
    /// Where it stands now.
    pub(super) at: usize,
}

impl Rendered {
    /// Goes on with a stretch of a part as it is.
    pub(super) fn keep(&mut self, xml: &[u8], range: Range<usize>) {
        if let Some(bytes) = xml.get(range.clone()).filter(|bytes| !bytes.is_empty()) {
            self.kept.push(Kept { from: range, at: self.xml.len() });
            self.xml.extend_from_slice(bytes);
        }
    }
}

impl Edits {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.raw.is_empty()
    }

    /// Adds the changes of others.
    pub(super) fn append(&mut self, others: Edits) {
        self.texts.extend(others.texts);
        self.raw.extend(others.raw);
        self.stores.extend(others.stores);
    }

    /// Replaces a stretch of a paragraph's text.
    pub(super) fn text(&mut self, paragraph: u32, span: Span, text: impl Into<String>) {
        self.texts.push(TextEdit { paragraph, span, text: text.into() });
    }

    /// Has the data of a control changed along.
    pub(super) fn store(&mut self, edit: StoreEdit) {
        self.stores.push(edit);
    }

    /// The changes of data.
    pub(super) fn stores(&self) -> &[StoreEdit] {
        &self.stores
    }

    /// Replaces a range of bytes.
    pub(super) fn raw(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.raw.push(RawEdit { range, bytes: bytes.into() });
    }

    /// Replaces a range of bytes, unless the very same change was made before.
    pub(super) fn raw_once(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        let edit = RawEdit { range, bytes: bytes.into() };
        if !self.raw.contains(&edit) {
            self.raw.push(edit);
        }
    }

    /// Goes on with a range of the part, with the changes made that lie in it.
    pub(super) fn render(mut self, source: Source<'_>, range: Range<usize>, out: &mut Rendered) {
        let texts = std::mem::take(&mut self.texts);
        resolve(texts, source, &mut self);
        self.splice_into(source.xml, range, out);
    }

    /// A range of the part with changes made, when nothing is changed but bytes.
    pub(super) fn splice(&mut self, xml: &[u8], range: Range<usize>) -> Vec<u8> {
        let mut out = Rendered::default();
        self.splice_into(xml, range, &mut out);
        out.xml
    }

    fn splice_into(&mut self, xml: &[u8], range: Range<usize>, out: &mut Rendered) {
        // Insertions at one place keep the order in which they were made, and come before a change that begins there.
        self.raw.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let here =
            || self.raw.iter().filter(|edit| range.start <= edit.range.start && edit.range.end <= range.end);
        let grown: usize = here().map(|edit| edit.bytes.len()).sum();
        out.xml.reserve(range.len() + grown);
        let mut at = range.start;
        for edit in here() {
            // Inside something that is replaced as a whole, finer changes have no place left.
            if edit.range.start < at {
                continue;
            }
            out.keep(xml, at..edit.range.start);
            out.xml.extend_from_slice(&edit.bytes);
            at = edit.range.end;
        }
        out.keep(xml, at..range.end);
    }
}

/// Turns text edits to byte edits: each touched piece is one element, which is written anew.
fn resolve(texts: Vec<TextEdit>, source: Source<'_>, all: &mut Edits) {
    let Source { document, xml, .. } = source;
    let mut touched: Vec<(usize, Span, &str)> = Vec::new();
    for edit in &texts {
        let Some(paragraph) = document.paragraphs.get(edit.paragraph as usize) else { continue };
        match carrier(document, paragraph, edit.span) {
            Some(carrier) => {
                for number in paragraph.pieces.range() {
                    let Some(piece) = document.pieces.get(number) else { continue };
                    let here = number == carrier;
                    if is_writable(piece) && (here || piece.text.overlaps(edit.span)) {
                        let text = if here { edit.text.as_str() } else { "" };
                        touched.push((number, edit.span, text));
                    }
                }
            }
            None if edit.text.is_empty() => {}
            None => new_run(source, all, edit.paragraph, &edit.text),
        }
    }
    touched.sort_by_key(|(number, span, _)| (*number, span.start));
    for group in touched.chunk_by(|one, other| one.0 == other.0) {
        let Some(piece) = group.first().and_then(|(number, ..)| document.pieces.get(*number)) else {
            continue;
        };
        let mut text = String::new();
        let mut at = piece.text.start;
        for (_, span, new) in group {
            text.push_str(document.text(Span { start: at, end: span.start.clamp(at, piece.text.end) }));
            text.push_str(new);
            at = at.max(span.end).min(piece.text.end);
        }
        text.push_str(document.text(Span { start: at, end: piece.text.end }));
        let start = piece.source.start as usize;
        source.controls.fill(all, xml, start);
        all.raw(piece.source.range(), run_text(&prefix(xml, start), &text));
    }
}

/// Whether the element behind a piece can be written anew.
pub(super) fn is_writable(piece: &Piece) -> bool {
    !matches!(piece.kind, PieceKind::Computed) && !piece.source.is_empty()
}

/// The piece that takes the text that replaces a span: a placeholder, or else the first that lies in it, so that the
/// text has the look of the place and not that of the label before it; else one that only touches it.
pub(super) fn carrier(document: &Document, paragraph: &Paragraph, span: Span) -> Option<usize> {
    let pieces = || {
        paragraph.pieces.range().filter_map(|number| {
            let piece = document.pieces.get(number)?;
            is_writable(piece).then_some((number, piece.text, piece.kind))
        })
    };
    let inside = || pieces().filter(|(_, text, _)| span.contains(*text) && !span.is_empty());
    let placeholder = inside().find(|(.., kind)| *kind == PieceKind::Placeholder);
    let overlapping = || pieces().find(|(_, text, _)| text.overlaps(span));
    let before = || pieces().rfind(|(_, text, _)| text.end == span.start);
    let after = || pieces().find(|(_, text, _)| text.start == span.end);
    let found = placeholder.or_else(|| inside().next()).or_else(overlapping).or_else(before).or_else(after);
    found.map(|(number, ..)| number)
}

/// A new run in a paragraph that shows no text, in its content control if it has one.
fn new_run(source: Source<'_>, all: &mut Edits, paragraph: u32, text: &str) {
    let Some((line, room)) = source.line(paragraph).and_then(|line| Some((line, line.room.as_ref()?))) else {
        return;
    };
    let mut bytes = Vec::with_capacity(text.len() + line.look.len() + MARKUP);
    bytes.extend_from_slice(room.before.as_bytes());
    line.push_run(&mut bytes, text);
    bytes.extend_from_slice(room.after.as_bytes());
    for control in room.told.iter() {
        source.controls.fill(all, source.xml, *control);
    }
    all.raw(room.at.clone(), bytes);
}

/// Takes the automatic number off a paragraph, since numbers are part of the text that is written.
pub(super) fn unnumber(edits: &mut Edits, xml: &[u8], paragraph: &Paragraph) {
    let range = paragraph.source.range();
    let Some(p) = element_at(xml, range) else { return };
    let name = prefix(xml, p.tag.start);
    let none =
        format!("<{name}numPr><{name}ilvl {name}val=\"0\"/><{name}numId {name}val=\"0\"/></{name}numPr>");
    match child(xml, &p, b"pPr") {
        Some(properties) => {
            let inside = elements(xml, properties.content(xml), 1);
            if let Some(number) = inside.iter().find(|element| element.name == b"numPr") {
                edits.raw(number.range.clone(), none);
                return;
            }
            // The sequence of CT_PPrBase (ECMA-376 Part 1, 17.3.1.26) before numPr.
            let before: [&[u8]; 6] =
                [b"pStyle", b"keepNext", b"keepLines", b"pageBreakBefore", b"framePr", b"widowControl"];
            let at = inside
                .iter()
                .take_while(|element| before.contains(&element.name))
                .last()
                .map_or(properties.tag.end, |element| element.range.end);
            if !properties.is_empty(xml) {
                edits.raw(at..at, none);
            }
        }
        None if !p.is_empty(xml) => edits.raw(p.tag.end..p.tag.end, format!("<{name}pPr>{none}</{name}pPr>")),
        None => {}
    }
}
