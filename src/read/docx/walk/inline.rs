//! What stands in a paragraph: text, symbols, fields and content controls.

use super::{Frame, FrameKind, Walker};
use crate::document::{MarkKind, MarkState, PieceKind, Span, SymbolFont};
use crate::error::Result;
use crate::read::budget::PIECE;
use crate::read::docx::xml::{El, Tag, Token};
use crate::read::field::Field;
use crate::read::{base64, field_data};

impl<'x> Walker<'_, 'x> {
    // Text

    /// Whether text at this point is on the page.
    pub(super) fn is_shown(&self) -> bool {
        !self.look.hidden && self.fields.iter().all(Field::shows_result)
    }

    pub(super) fn push(&mut self, text: &str, source: Span, kind: PieceKind) {
        if !self.is_shown() {
            return;
        }
        let kind = if self.placeholders > 0 { PieceKind::Placeholder } else { kind };
        if let Some(paragraph) = self.paragraphs.last_mut()
            && self.budget.spend(PIECE)
        {
            paragraph.push(text, source, kind);
        }
    }

    pub(super) fn push_mark(&mut self, state: MarkState, kind: MarkKind, source: Span, piece: PieceKind) {
        if self.is_shown()
            && let Some(paragraph) = self.paragraphs.last_mut()
            && self.budget.spend(2 * PIECE)
        {
            paragraph.push_mark(state, kind, source, piece);
        }
    }

    pub(super) fn character(&mut self, text: &str, tag: &Tag<'x>) {
        self.push(text, Span::new(tag.start, tag.end), PieceKind::Character);
    }

    pub(super) fn text(&mut self) -> Result<()> {
        if let Some((text, source)) = self.scanner.plain_text()? {
            self.shown_text(&text, source);
            return Ok(());
        }
        let depth = self.scanner.depth();
        let mut whole: Option<String> = None;
        let mut first = None;
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Text(text) if first.is_none() => first = Some(text),
                Token::Text(text) => {
                    let start = first.as_deref().unwrap_or_default();
                    whole.get_or_insert_with(|| start.to_owned()).push_str(&text);
                }
                Token::Close { source, .. } if self.scanner.depth() < depth => {
                    if let Some(text) = whole.as_deref().or(first.as_deref()) {
                        self.shown_text(text, source);
                    }
                    return Ok(());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn shown_text(&mut self, text: &str, source: Span) {
        // Letters of a symbol font are not letters.
        match self.look.font.and_then(|font| Some((font, font.typed(text)?))) {
            Some((font, state)) => self.push_mark(state, MarkKind::Typed(font), source, PieceKind::Text),
            None => self.push(text, source, PieceKind::Text),
        }
    }

    pub(super) fn symbol(&mut self, tag: &Tag<'x>) {
        let source = Span::new(tag.start, tag.end);
        let code = tag.attr("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        let Some(code) = code else { return };
        let font = tag.attr("font").and_then(|name| SymbolFont::from_name(&name));
        if let Some((font, state)) = font.and_then(|font| Some((font, font.state(code)?))) {
            self.push_mark(state, MarkKind::Symbol(font), source, PieceKind::Character);
        } else if let Some(character) = char::from_u32(code).filter(|character| !character.is_control()) {
            let mut buffer = [0u8; 4];
            self.push(character.encode_utf8(&mut buffer), source, PieceKind::Character);
        }
    }

    /// The text inside an element, which must hold no other.
    pub(super) fn collect(&mut self, tag: &Tag<'x>) -> Result<String> {
        let depth = self.scanner.depth();
        let mut text = String::new();
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Text(more) => text.push_str(&more),
                Token::Close { .. } if self.scanner.depth() < depth => break,
                _ => {}
            }
        }
        let _ = tag;
        Ok(text)
    }

    // Fields

    pub(super) fn field_character(&mut self, tag: &Tag<'x>) -> Result<()> {
        match tag.attr("fldCharType").as_deref() {
            Some("begin") => {
                self.fields.push(Field::default());
                // Whether text is shown, all fields around it are asked.
                if self.fields.len() as u64 > self.limits.depth {
                    return Err(self.over("depth", self.limits.depth, self.fields.len() as u64));
                }
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.separated = true;
                }
            }
            Some("end") => {
                let Some(field) = self.fields.pop() else { return Ok(()) };
                if let Some((state, source)) = field.check_box {
                    self.push_mark(state, MarkKind::FormField, source, PieceKind::Computed);
                } else if let Some(chosen) = field.chosen {
                    self.push(&chosen, Span::default(), PieceKind::Computed);
                } else if !field.separated {
                    if let Some(state) = field.overstrike() {
                        self.push_mark(
                            state,
                            MarkKind::Overstrike,
                            field.source.unwrap_or_default(),
                            PieceKind::Computed,
                        );
                    } else if let Some(shown) = field.button() {
                        self.push(shown, Span::default(), PieceKind::Computed);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends fields that were left open. A field does not reach out of its cell, so what it hides is bounded, and told.
    pub(super) fn end_fields(&mut self, open: usize) {
        if self.fields.len() > open {
            self.fields.truncate(open);
            self.note("w:fldChar");
        }
    }

    pub(super) fn control_properties(&mut self, tag: &Tag<'x>) -> Result<()> {
        let (mut shows_placeholder, mut is_check_box, mut checked) = (false, false, false);
        self.each_property(tag, |_, inner| {
            match inner.el {
                El::ShowingPlcHdr => shows_placeholder = inner.is_on(),
                El::Checkbox14 => is_check_box = true,
                El::Checked14 => checked = inner.is_on(),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if let Some(Frame { kind: FrameKind::Control { placeholder, ticked, .. }, .. }) =
            self.frames.last_mut()
        {
            *ticked = is_check_box.then_some(checked);
            // A check box's character is a placeholder by name only.
            if shows_placeholder && !is_check_box && !*placeholder {
                *placeholder = true;
                self.placeholders += 1;
            }
        }
        Ok(())
    }

    /// The data of a form field as Word 2003 XML has it.
    pub(super) fn field_data(&mut self, tag: &Tag<'x>) -> Result<()> {
        let data = self.collect(tag)?;
        let source = Span::new(tag.start, self.scanner.position());
        if let Some(field) = self.fields.last_mut() {
            let data = data.get(..field_data::LONGEST).unwrap_or(&data);
            field.set_data(
                base64::decode(data.as_bytes()).ok().and_then(|data| field_data::parse(&data)),
                source,
            );
        }
        Ok(())
    }

    pub(super) fn form_field(&mut self, tag: &Tag<'x>) -> Result<()> {
        let (mut is_check_box, mut default, mut checked) = (false, false, None);
        let (mut entries, mut chosen): (Vec<String>, Option<usize>) = (Vec::new(), None);
        let source = self.each_property(tag, |_, inner| {
            let number = || inner.attr("val")?.trim().parse().ok();
            match inner.el {
                El::CheckBox => is_check_box = true,
                El::Default => {
                    default = inner.is_on();
                    chosen = chosen.or_else(number);
                }
                El::Checked => checked = Some(inner.is_on()),
                El::DdList => {}
                El::FormResult => chosen = number(),
                El::ListEntry => entries.push(inner.attr("val").unwrap_or_default().into_owned()),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let Some(field) = self.fields.last_mut() else { return Ok(()) };
        if is_check_box {
            let state = if checked.unwrap_or(default) { MarkState::Ticked } else { MarkState::Empty };
            field.check_box = Some((state, source));
        } else if !entries.is_empty() {
            // Without a choice a drop-down shows its first entry (ECMA-376 Part 1, 17.16.9).
            field.chosen = entries.into_iter().nth(chosen.unwrap_or(0));
        }
        Ok(())
    }
}
