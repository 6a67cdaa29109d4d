//! One pass over a story of the document, paragraph by paragraph: a paragraph tells at its end where it stands.

use super::bytes::{slice, u16_at};
use super::container::{Data, MAIN, broken};
use super::pages::Pages;
use super::pieces::Text;
use super::properties::{Ends, Look, Paragraph};
use super::sprm::{self, Sprms};
use super::styles::Styles;
use crate::document::{MarkKind, MarkState, Span, SymbolFont};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::read::build::{Builder, Shape};
use crate::read::docx::numbering::{Counters, Numbering, Suffix};
use crate::read::field::Field;

/// What all stories of a document share.
pub(super) struct Source<'d> {
    pub(super) text: Text<'d>,
    pub(super) characters: Pages<'d>,
    pub(super) paragraphs: Pages<'d>,
    pub(super) styles: Styles,
    pub(super) fonts: Vec<String>,
    pub(super) numbering: Numbering,
    /// The positions at which sections end.
    pub(super) sections: Vec<u32>,
}

/// Walks stories into a document.
pub(super) struct Walker<'w, 'd, 'l> {
    source: &'w Source<'d>,
    data: Data<'d>,
    pub(super) builder: Builder<'l>,
    limits: &'l Limits,
    counters: Counters,
    fields: Vec<Field>,
    /// For each table that is open: what of it is.
    open: Vec<Open>,
    /// How many bytes of properties may still be read: those of a sound file are each read once or twice.
    properties_left: usize,
    /// How many bytes of automatic numbers may still be written.
    numbers_left: u64,
}

#[derive(Clone, Copy, Default)]
struct Open {
    row: bool,
    /// A paragraph has ended in a cell that has not.
    cell: bool,
    /// The fields that were open before the cell.
    fields: usize,
}

/// Bytes of properties that may be read for each byte of the file.
const READINGS: usize = 16;

impl<'w, 'd, 'l> Walker<'w, 'd, 'l> {
    pub(super) fn new(
        source: &'w Source<'d>,
        data: Data<'d>,
        builder: Builder<'l>,
        limits: &'l Limits,
        size: usize,
    ) -> Walker<'w, 'd, 'l> {
        Walker {
            source,
            data,
            builder,
            limits,
            counters: Counters::default(),
            fields: Vec::new(),
            open: Vec::new(),
            properties_left: size.saturating_mul(READINGS),
            numbers_left: limits.text_bytes,
        }
    }

    /// Walks through the characters from one position to another.
    pub(super) fn story(&mut self, start: u32, end: u32) -> Result<()> {
        self.counters = Counters::default();
        let mut at = start;
        while at < end {
            let mark = (at..end).find(|&position| self.ends_paragraph(position));
            let stop = mark.unwrap_or(end);
            let paragraph = match mark {
                Some(mark) => self.paragraph_at(mark)?,
                // Text behind the last mark: a story should end with one.
                None => Paragraph::default(),
            };
            let ends = paragraph.ends(mark.map_or(0, |mark| self.unit(mark)));
            let depth = paragraph.depth();
            if ends == Ends::Row && at == stop && depth as usize > self.open.len() {
                // The end of a row that has no cells.
                at = stop + 1;
                continue;
            }
            self.go_to_depth(depth)?;
            if ends != Ends::Row || at < stop {
                self.begin_row();
            }
            self.characters(at, stop, &paragraph)?;
            match ends {
                Ends::Row => self.end_row(&paragraph)?,
                _ => {
                    self.number(&paragraph)?;
                    self.builder.end_paragraph();
                    if let Some(open) = self.open.last_mut() {
                        open.cell = true;
                    }
                    if ends == Ends::Cell {
                        self.end_cell()?;
                    }
                }
            }
            at = stop.saturating_add(1);
        }
        self.go_to_depth(0)?;
        self.end_fields(0);
        Ok(())
    }

    /// Whether a position holds a paragraph mark.
    pub(super) fn is_mark(&self, position: u32) -> bool {
        self.unit(position) == 0x0D
    }

    fn unit(&self, position: u32) -> u16 {
        self.source.text.units.get(position as usize).copied().unwrap_or(0)
    }

    fn ends_paragraph(&self, position: u32) -> bool {
        match self.unit(position) {
            0x0D | 0x07 => true,
            // A page break; where a section ends, the end of a paragraph as well.
            0x0C => self.source.sections.binary_search(&(position + 1)).is_ok(),
            _ => false,
        }
    }

    // Properties

    /// The properties of the paragraph whose mark stands at a position.
    fn paragraph_at(&mut self, mark: u32) -> Result<Paragraph> {
        let source = self.source;
        let Some(piece) = source.text.piece(mark) else { return Ok(Paragraph::default()) };
        let (style, own) =
            source.paragraphs.run(piece.byte(mark))?.map_or((0, &[][..]), |run| run.of_paragraph());
        let mut paragraph = Paragraph::new(style, &source.styles);
        self.apply(&mut paragraph, own)?;
        let mut buffer = [0; 3];
        self.apply(&mut paragraph, source.text.properties(piece, &mut buffer))?;
        Ok(paragraph)
    }

    fn apply(&mut self, paragraph: &mut Paragraph, properties: &[u8]) -> Result<()> {
        self.spend(properties.len())?;
        for sprm in Sprms(properties) {
            if !matches!(sprm.code, sprm::HUGE | sprm::HUGE_97 | sprm::TABLE_PROPERTIES) {
                paragraph.apply(&sprm, &self.source.styles);
                continue;
            }
            // They lie elsewhere, with their length before them.
            let at = sprm.long();
            let missing = || broken("Data", at as usize, "the properties of a paragraph are not there");
            let length = usize::from(u16_at(&self.data.at(at, 2), 0).ok_or_else(missing)?);
            let moved = self.data.at(at, 2 + length);
            let moved = slice(&moved, 2, length).ok_or_else(missing)?;
            self.spend(length)?;
            // Where such a list names another place, it would be its own: one step is all there is.
            Sprms(moved).for_each(|sprm| paragraph.apply(&sprm, &self.source.styles));
        }
        Ok(())
    }

    /// How characters look from a position on, and the position up to which they do.
    fn look_at(&mut self, position: u32, base: &Look) -> Result<(Look, u32)> {
        let source = self.source;
        let mut look = *base;
        let Some(piece) = source.text.piece(position) else { return Ok((look, position + 1)) };
        let mut end = piece.end;
        let styles = Some(&source.styles);
        if let Some(run) = source.characters.run(piece.byte(position))? {
            end = end.min(piece.position(run.end));
            let properties = run.of_characters();
            self.spend(properties.len())?;
            Sprms(properties).for_each(|sprm| look.apply(&sprm, base, styles));
        }
        let mut buffer = [0; 3];
        let properties = source.text.properties(piece, &mut buffer);
        self.spend(properties.len())?;
        Sprms(properties).for_each(|sprm| look.apply(&sprm, base, styles));
        Ok((look, end.max(position + 1)))
    }

    fn spend(&mut self, bytes: usize) -> Result<()> {
        self.properties_left = self
            .properties_left
            .checked_sub(bytes)
            .ok_or_else(|| broken(MAIN, 0, "the same properties are referred to over and over"))?;
        Ok(())
    }

    // Tables

    fn go_to_depth(&mut self, depth: u32) -> Result<()> {
        while self.open.len() as u32 > depth {
            self.end_open_cell()?;
            self.open.pop();
            self.builder.end_table()?;
            if let Some(outer) = self.open.last_mut() {
                outer.cell = true;
            }
        }
        while (self.open.len() as u32) < depth {
            self.begin_row();
            self.builder.begin_table()?;
            self.open.push(Open::default());
        }
        Ok(())
    }

    /// Begins a row where a table is open and none of it is.
    fn begin_row(&mut self) {
        let fields = self.fields.len();
        if let Some(open) = self.open.last_mut().filter(|open| !open.row) {
            *open = Open { row: true, cell: false, fields };
            self.builder.begin_row(false);
            self.builder.begin_cell();
        }
    }

    fn end_cell(&mut self) -> Result<()> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.cell = false;
        let fields = open.fields;
        self.end_fields(fields);
        self.builder.end_cell(Shape::default())
    }

    /// Ends a cell whose mark is missing.
    fn end_open_cell(&mut self) -> Result<()> {
        let is_open = self.open.last().is_some_and(|open| open.cell);
        if is_open || !self.builder.paragraph_text().is_empty() { self.end_cell() } else { Ok(()) }
    }

    fn end_row(&mut self, paragraph: &Paragraph) -> Result<()> {
        self.end_open_cell()?;
        let Some(open) = self.open.last_mut().filter(|open| open.row) else { return Ok(()) };
        open.row = false;
        self.builder.shape_row(paragraph.row.shapes());
        if paragraph.row.header {
            self.builder.head_row();
        }
        Ok(())
    }

    // Text

    fn characters(&mut self, start: u32, stop: u32, paragraph: &Paragraph) -> Result<()> {
        let base = self.source.styles.get(paragraph.style).look;
        let mut at = start;
        while at < stop {
            let (look, end) = self.look_at(at, &base)?;
            let end = end.min(stop);
            self.run(at, end, &look)?;
            at = end;
        }
        Ok(())
    }

    /// Characters that look alike.
    fn run(&mut self, start: u32, end: u32, look: &Look) -> Result<()> {
        let source = self.source;
        let units = source.text.units.get(start as usize..end as usize).unwrap_or_default();
        let font = [look.ascii_font, look.other_font].into_iter().flatten().find_map(|font| self.font(font));
        if let Some(font) = font
            && self.typed_symbols(units, font, look)
        {
            return Ok(());
        }
        let mut text = String::new();
        for character in char::decode_utf16(units.iter().copied()) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            match character {
                '\u{13}' | '\u{14}' | '\u{15}' => {
                    self.text(&mut text, look);
                    self.field_character(character, look);
                    // Whether text is shown, all fields around it are asked.
                    if self.fields.len() as u64 > self.limits.depth {
                        return Err(over("depth", self.limits.depth, self.fields.len() as u64));
                    }
                }
                '(' if look.special && look.symbol.is_some() => {
                    self.text(&mut text, look);
                    self.symbol(look);
                }
                '\t' => text.push('\t'),
                // The end of a line, page or column.
                '\u{B}' | '\u{C}' | '\u{E}' => text.push('\n'),
                '\u{1E}' => text.push('\u{2011}'),
                '\u{1}' if look.special => {
                    self.text(&mut text, look);
                    self.object(look);
                }
                // A soft hyphen, pictures, the numbers of notes.
                '\0'..='\u{1F}' => {}
                _ => text.push(character),
            }
        }
        self.text(&mut text, look);
        Ok(())
    }

    fn font(&self, number: u16) -> Option<SymbolFont> {
        self.source.fonts.get(usize::from(number)).and_then(|name| SymbolFont::from_name(name))
    }

    fn is_shown(&self, look: &Look) -> bool {
        !look.hidden && !look.deleted && self.fields.iter().all(Field::shows_result)
    }

    /// Adds text and empties it.
    fn text(&mut self, text: &mut String, look: &Look) {
        if self.is_shown(look) {
            // Breaks and tabs are characters of their own to a document.
            for piece in text.split_inclusive(['\n', '\t']) {
                let (piece, last) = match piece.strip_suffix(['\n', '\t']) {
                    Some(before) => (before, piece.chars().next_back()),
                    None => (piece, None),
                };
                self.builder.text(piece);
                last.into_iter().for_each(|character| self.builder.character(character));
            }
        } else if !look.deleted
            && let Some(field) = self.fields.last_mut().filter(|field| !field.shows_result())
        {
            field.add_instruction(text, Span::default());
        }
        text.clear();
    }

    fn mark(&mut self, state: MarkState, kind: MarkKind, look: &Look) {
        if self.is_shown(look) {
            self.builder.mark(state, kind);
        } else if let Some(field) = self.fields.last_mut().filter(|field| !field.shows_result()) {
            field.add_instruction(if state == MarkState::Ticked { "√" } else { "□" }, Span::default());
        }
    }

    /// Characters typed in a symbol font, where they are boxes or ticks: `R` in Wingdings 2, or U+F052.
    fn typed_symbols(&mut self, units: &[u16], font: SymbolFont, look: &Look) -> bool {
        let states = units.iter().map(|&unit| font.state(u32::from(unit)));
        let private = |unit: &u16| (0xF000..=0xF0FF).contains(unit);
        if !(units.len() == 1 || units.iter().all(private)) || states.clone().any(|state| state.is_none()) {
            return false;
        }
        states.flatten().for_each(|state| self.mark(state, MarkKind::Typed(font), look));
        true
    }

    /// A symbol by its font and code ([MS-DOC] 2.9.36, `CSymbolOperand`).
    fn symbol(&mut self, look: &Look) {
        let Some((font, code)) = look.symbol else { return };
        if let Some((font, state)) =
            self.font(font).and_then(|font| Some((font, font.state(u32::from(code))?)))
        {
            self.mark(state, MarkKind::Symbol(font), look);
        } else if let Some(character) =
            char::from_u32(u32::from(code)).filter(|character| !character.is_control())
            && self.is_shown(look)
        {
            self.builder.character(character);
        }
    }

    /// The place of an object. In a form field it is that of the field's data.
    fn object(&mut self, look: &Look) {
        if let Some(field) = self.fields.last_mut()
            && let Some(location) = look.location
            && field.is_form_field()
        {
            field.set_data(self.data.form_field(location), Span::default());
        }
    }

    fn field_character(&mut self, character: char, look: &Look) {
        if look.deleted {
            return;
        }
        match character {
            '\u{13}' => self.fields.push(Field::default()),
            '\u{14}' => {
                if let Some(field) = self.fields.last_mut() {
                    field.separated = true;
                }
            }
            _ => {
                let Some(field) = self.fields.pop() else { return };
                if let Some((state, _)) = field.check_box {
                    self.mark(state, MarkKind::FormField, look);
                } else if let Some(chosen) = &field.chosen {
                    if self.is_shown(look) {
                        self.builder.text(chosen);
                    }
                } else if !field.separated {
                    if let Some(state) = field.overstrike() {
                        self.mark(state, MarkKind::Overstrike, look);
                    } else if let Some(shown) = field.button().filter(|_| self.is_shown(look)) {
                        self.builder.text(shown);
                    }
                }
            }
        }
    }

    /// Ends fields that were left open. A field does not reach out of its cell, so what it hides is bounded, and told.
    fn end_fields(&mut self, open: usize) {
        if self.fields.len() > open {
            self.fields.truncate(open);
            self.builder.note("field");
        }
    }

    /// Sets the automatic number of the paragraph.
    fn number(&mut self, paragraph: &Paragraph) -> Result<()> {
        // What is left of a list that a paragraph was taken out of is a number beyond all lists.
        let Some(list) = paragraph.look.list.filter(|list| (1..0xF801).contains(list)) else { return Ok(()) };
        let numbering = &self.source.numbering;
        let level = paragraph.look.level.map(u32::from);
        let Some(at) = numbering.list_of(None, Some(i32::from(list)), level) else { return Ok(()) };
        let Some(number) = self.counters.next(numbering, at) else { return Ok(()) };
        let text = match number.suffix {
            // The gap that a tab makes is a blank to a reader.
            Suffix::Tab | Suffix::Space => number.text + " ",
            Suffix::Nothing => number.text,
        };
        let length = text.len() as u64;
        let allowed = self.limits.text_bytes;
        self.numbers_left = self
            .numbers_left
            .checked_sub(length)
            .ok_or_else(|| over("text_bytes", allowed, allowed - self.numbers_left + length))?;
        self.builder.number(&text);
        Ok(())
    }
}

/// A limit that the document is beyond.
pub(super) fn over(limit: &'static str, allowed: u64, found: u64) -> Error {
    ErrorKind::LimitExceeded { limit, allowed, found, part: Some(MAIN.to_owned()) }.into()
}
