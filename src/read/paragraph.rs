//! The paragraph being read: its text, where each piece of it came from, and its tick boxes.

use crate::document::{Document, Home, Mark, MarkKind, MarkState, Paragraph, Piece, PieceKind, Span};

/// A paragraph that is being read. Text positions count from its own start until it is committed.
#[derive(Default)]
pub(in crate::read) struct ParagraphBuilder {
    pub(in crate::read) text: String,
    pub(in crate::read) pieces: Vec<Piece>,
    pub(in crate::read) marks: Vec<Mark>,
}

impl ParagraphBuilder {
    pub(in crate::read) fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
        self.marks.clear();
    }

    /// Adds text that one element of the part makes.
    pub(in crate::read) fn push(&mut self, text: &str, source: Span, kind: PieceKind) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { text: Span::new(start, self.text.len()), source, kind });
    }

    /// Adds text to the last piece.
    pub(in crate::read) fn extend(&mut self, text: &str) {
        self.text.push_str(text);
        if let Some(last) = self.pieces.last_mut() {
            last.text.end = self.text.len() as u32;
        }
    }

    /// Adds a tick box.
    pub(in crate::read) fn push_mark(
        &mut self,
        state: MarkState,
        kind: MarkKind,
        source: Span,
        piece: PieceKind,
    ) {
        let start = self.text.len();
        let mut buffer = [0u8; 4];
        self.push(state.glyph().encode_utf8(&mut buffer), source, piece);
        self.marks.push(Mark { state, kind, text: Span::new(start, self.text.len()), source });
    }

    /// Makes the single character that was added since `piece` a tick box.
    ///
    /// A check box control shows a character of its own choice, which stays what a reader of the page sees.
    pub(in crate::read) fn mark_since(
        &mut self,
        piece: usize,
        state: MarkState,
        kind: MarkKind,
        source: Span,
    ) {
        let shown = self.pieces.get(piece..).unwrap_or_default();
        match shown {
            [] => self.push_mark(state, kind, source, PieceKind::Computed),
            [one] if self.text.get(one.text.range()).is_some_and(|text| text.chars().count() == 1) => {
                let text = one.text;
                // A symbol-font character became a mark of its own; the control knows better.
                self.marks.pop_if(|mark| mark.text == text);
                self.marks.push(Mark { state, kind, text, source });
            }
            _ => {}
        }
    }

    /// Moves the paragraph into the document, after its automatic number.
    pub(in crate::read) fn commit(
        &self,
        document: &mut Document,
        number: &str,
        home: Home,
        part: u16,
        source: Span,
    ) -> u32 {
        let start = document.text.len();
        let first_piece = document.pieces.len();
        if !number.is_empty() {
            document.text.push_str(number);
            let text = Span::new(start, document.text.len());
            document.pieces.push(Piece { text, source: Span::default(), kind: PieceKind::Computed });
        }
        let shift = document.text.len() as u32;
        let moved = |span: Span| Span { start: span.start + shift, end: span.end + shift };
        document.text.push_str(&self.text);
        document.pieces.extend(self.pieces.iter().map(|piece| Piece { text: moved(piece.text), ..*piece }));
        document.marks.extend(self.marks.iter().map(|mark| Mark { text: moved(mark.text), ..*mark }));
        let paragraph = Paragraph {
            text: Span::new(start, document.text.len()),
            number: number.len() as u32,
            pieces: Span::new(first_piece, document.pieces.len()),
            home,
            part,
            source,
        };
        document.paragraphs.push(paragraph);
        document.paragraphs.len() as u32 - 1
    }
}
