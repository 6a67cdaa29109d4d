//! One pass over the tags and text of a page.

use super::controls::{Input, Select};
use super::element::El;
use super::list::List;
use super::sheet::Sheet;
use super::stack::{Look, Opened, Stack};
use super::style::{self, Style};
use super::token::{Tag, Token, tokens};
use crate::document::{Document, Format, Home, MarkKind, Span};
use crate::error::{ErrorKind, Result};
use crate::finding::{Finding, FindingKind};
use crate::limits::Limits;
use crate::read::budget::{Budget, TABLE};
use crate::read::build::{Builder, Shape, Width};
use crate::read::field::Field;
use crate::read::symbol;

/// The name of the one part of a page.
const PART: &str = "html";

/// Reads the text of a page.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Document> {
    let mut walker = Walker {
        builder: Builder::new(Format::Html, PART, limits),
        limits,
        // XML ends empty elements with a slash, which HTML does not look at.
        is_xml: text.trim_start().starts_with("<?xml"),
        stack: Stack::default(),
        look: Look::default(),
        tables: Vec::new(),
        lists: Vec::new(),
        select: None,
        number: None,
        spelled: None,
        run: String::new(),
        gap: false,
        breaks: 0,
        first_line: false,
        sheet: Sheet::default(),
        in_sheet: false,
    };
    let mut side = Side { parts: Vec::new(), open: 0, budget: Budget::new(limits) };
    for token in tokens(text) {
        if let Some(token) = side.keep(token, walker.stack.kind(El::Table).is_some())? {
            walker.token(token)?;
        }
    }
    let cut_off = !walker.tables.is_empty();
    for (home, name, tokens) in side.parts {
        walker.close_to(0)?;
        walker.builder.begin_part(home, name)?;
        for token in tokens {
            walker.token(token)?;
        }
    }
    walker.close_to(0)?;
    walker.end_line();
    let mut document = walker.builder.finish()?;
    if cut_off {
        document.findings.push(Finding::new(FindingKind::PageCutOff));
    }
    Ok(document)
}

/// The headers and footers that LibreOffice writes as `div title="header"`, kept until the body has ended.
struct Side {
    parts: Vec<(Home, &'static str, Vec<Token>)>,
    /// How many `div` are open in the one that is being kept.
    open: usize,
    budget: Budget,
}

impl Side {
    /// Keeps a token that is part of a header or footer, or gives it back.
    fn keep(&mut self, token: Token, in_table: bool) -> Result<Option<Token>> {
        match &token {
            Token::Start(tag) if tag.name == b"div" => {
                if self.open > 0 {
                    self.open += 1;
                } else if !in_table {
                    let (home, name) = match tag.attribute(b"title").as_deref() {
                        Some("header") => (Home::Header, "header"),
                        Some("footer") => (Home::Footer, "footer"),
                        _ => return Ok(Some(token)),
                    };
                    self.parts.push((home, name, Vec::new()));
                    self.open = 1;
                }
            }
            Token::End(name) if name == b"div" && self.open > 0 => self.open -= 1,
            _ => {}
        }
        match self.parts.last_mut() {
            Some((_, _, tokens)) if self.open > 0 => {
                let _ = self.budget.spend(TABLE);
                self.budget.check(None)?;
                tokens.push(token);
                Ok(None)
            }
            _ => Ok(Some(token)),
        }
    }
}

struct Walker<'l> {
    builder: Builder<'l>,
    limits: &'l Limits,
    is_xml: bool,
    stack: Stack,
    look: Look,
    /// The tables that are open, outermost first.
    tables: Vec<OpenTable>,
    lists: Vec<List>,
    select: Option<Select>,
    /// The number of the item, until its first text.
    number: Option<String>,
    /// The number that Word spelled out, while it is being read.
    spelled: Option<String>,
    /// Text that the builder does not have yet.
    run: String,
    /// Blanks came behind the last word: however many they are, they become one.
    gap: bool,
    /// Line breaks that the builder does not have yet: the last one of a paragraph shows nothing.
    breaks: usize,
    /// Nothing of a preformatted text was read yet: a line end that begins it does not count.
    first_line: bool,
    sheet: Sheet,
    /// A `<style>` for screens is open.
    in_sheet: bool,
}

/// A table begins with its first row, so that a caption stands in front of it.
#[derive(Default)]
struct OpenTable {
    begun: bool,
    header: bool,
}

impl<'l> Walker<'l> {
    fn token(&mut self, token: Token) -> Result<()> {
        match token {
            Token::Start(tag) => self.start(&tag),
            Token::End(name) => self.end(&name),
            Token::Text(text) if self.in_sheet => {
                self.sheet.add(&String::from_utf8_lossy(&text));
                Ok(())
            }
            Token::Text(text) => {
                self.text(&String::from_utf8_lossy(&text));
                Ok(())
            }
            Token::Comment(comment) => {
                self.comment(&String::from_utf8_lossy(&comment));
                Ok(())
            }
        }
    }

    // Tags

    fn start(&mut self, tag: &Tag) -> Result<()> {
        let name = tag.name.as_slice();
        let attribute = |name: &[u8]| tag.attribute(name);
        let has = |name: &[u8]| tag.has(name);
        let mut style = attribute(b"style").map_or_else(Style::default, |style| Style::of(&style));
        let text = |name: &[u8]| attribute(name).unwrap_or_default();
        self.sheet.apply(&mut style, &String::from_utf8_lossy(name), &text(b"class"), &text(b"id"));
        let is_print = attribute(b"media").is_some_and(|media| !media.contains("screen") && media != "all");
        self.in_sheet = name == b"style" && !is_print;
        if El::is_void(name) {
            if self.look.gone || self.look.hidden || style.gone || style.hidden || has(b"hidden") {
                return Ok(());
            }
            match name {
                b"br" => self.line_break(),
                b"hr" => self.end_line(),
                b"input" => {
                    let (kind, value) = (attribute(b"type"), attribute(b"value"));
                    match Input::of(kind.as_deref(), value.as_deref(), has(b"checked")) {
                        Input::Mark(state) => {
                            self.flow();
                            self.flush();
                            self.builder.mark(state, MarkKind::FormField);
                        }
                        Input::Text(text) => self.literal(text),
                        Input::Nothing => {}
                    }
                }
                _ => {}
            }
            return Ok(());
        }
        let el = El::of(name);
        self.close_before(el)?;
        if el.is_block() {
            self.end_line();
        }
        if self.stack.len() as u64 >= self.limits.depth {
            let (limit, allowed, found) = ("depth", self.limits.depth, self.stack.len() as u64 + 1);
            return Err(
                ErrorKind::LimitExceeded { limit, allowed, found, part: Some(PART.to_owned()) }.into()
            );
        }
        let before = self.look;
        self.look.gone |= style.gone || has(b"hidden") || el == El::Hidden;
        self.look.hidden |= style.hidden;
        self.look.preformatted |= style.preformatted || matches!(el, El::Preformatted | El::TextArea);
        self.first_line = matches!(el, El::Preformatted | El::TextArea);
        if let Some(font) = style.font {
            self.look.font = font;
        } else if let Some(face) = attribute(b"face") {
            self.look.font = style::family(&face);
        }
        let opened = match el {
            _ if self.look.gone => Opened::Nothing,
            El::Table => {
                self.tables.push(OpenTable::default());
                Opened::Table
            }
            El::Section => {
                if let Some(table) = self.tables.last_mut() {
                    table.header = name == b"thead";
                }
                Opened::Nothing
            }
            El::Row if self.begin_row()? => Opened::Row,
            El::Cell => {
                let spans = |name: &[u8], most: u32| {
                    let digits = attribute(name).unwrap_or_default();
                    let digits = digits.trim_start();
                    let end = digits.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
                    digits
                        .get(..end)
                        .filter(|digits| !digits.is_empty())
                        .map(|digits| digits.parse().unwrap_or(most).min(most))
                };
                let width = Width::Span(spans(b"colspan", MOST_COLUMNS).unwrap_or(1).max(1));
                // None at all is all to the end of the table.
                let rows =
                    spans(b"rowspan", MOST_ROWS).map_or(1, |rows| if rows == 0 { MOST_ROWS } else { rows });
                self.begin_cell(Shape { width, rows, ..Shape::default() })?
            }
            El::List => {
                let (start, kind) = (attribute(b"start"), attribute(b"type"));
                self.lists.push(List::new(
                    name == b"ol",
                    start.as_deref(),
                    kind.as_deref(),
                    style.list.as_deref(),
                ));
                Opened::List
            }
            El::Item => {
                let value = attribute(b"value");
                let number =
                    self.lists.last_mut().map(|list| list.number(value.as_deref(), style.list.as_deref()));
                self.number = number.filter(|number| !number.is_empty());
                Opened::Item
            }
            El::Select if self.select.is_none() => {
                self.select = Some(Select::new(has(b"multiple")));
                Opened::Select
            }
            El::Choice => {
                if let Some(select) = &mut self.select {
                    select.begin(has(b"selected"));
                }
                Opened::Nothing
            }
            _ if style.number && self.spelled.is_none() => {
                self.spelled = Some(String::new());
                Opened::Number
            }
            _ => Opened::Nothing,
        };
        self.stack.push(name, el, before, opened);
        if tag.self_closing && (self.is_xml || name.contains(&b':')) {
            self.close_to(self.stack.len() - 1)?;
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<()> {
        self.in_sheet = false;
        if name == b"br" {
            self.line_break();
            return Ok(());
        }
        let el = El::of(name);
        if let Some(place) = self.stack.ended(name, el) {
            self.close_to(place)?;
        } else if el.is_block() {
            self.end_line();
        }
        Ok(())
    }

    /// Closes what an element ends by beginning (HTML standard, 13.1.2.4 and 13.2.6.4).
    fn close_before(&mut self, el: El) -> Result<()> {
        let place = match el {
            El::Cell => self.stack.in_table(El::Cell).or_else(|| self.stack.in_table(El::Caption)),
            El::Row => self.stack.in_table(El::Row).or_else(|| self.stack.in_table(El::Caption)),
            El::Section => self
                .stack
                .in_table(El::Section)
                .or_else(|| self.stack.in_table(El::Row))
                .or_else(|| self.stack.in_table(El::Caption)),
            El::Item => self.stack.within(El::Item, El::List),
            El::Choice => self.stack.within(El::Choice, El::Select),
            _ => None,
        };
        if let Some(place) = place {
            self.close_to(place)?;
        }
        if el.is_block()
            && let Some(place) = self.stack.within(El::Paragraph, El::Block)
        {
            self.close_to(place)?;
        }
        Ok(())
    }

    /// Closes elements from the innermost to the one at a place.
    fn close_to(&mut self, place: usize) -> Result<()> {
        while self.stack.len() > place {
            let Some(open) = self.stack.pop() else { break };
            if open.el.is_block() && !self.look.gone {
                self.end_line();
            }
            if open.el == El::Section
                && let Some(table) = self.tables.last_mut()
            {
                table.header = false;
            }
            match open.opened {
                Opened::Nothing | Opened::Row => {}
                Opened::Table => {
                    if self.tables.pop().is_some_and(|table| table.begun) {
                        self.builder.end_table()?;
                    }
                }
                Opened::Cell(shape) => self.builder.end_cell(shape)?,
                Opened::List => {
                    self.lists.pop();
                }
                Opened::Item => {
                    if self.number.is_some() {
                        self.flow();
                        self.end_line();
                    }
                }
                Opened::Select => {
                    if let Some(select) = self.select.take() {
                        self.literal(&select.shown());
                    }
                }
                Opened::Number => self.spelled_number(),
            }
            self.look = open.before;
        }
        Ok(())
    }

    // Tables

    /// Opens a row of the innermost table, if there is one.
    fn begin_row(&mut self) -> Result<bool> {
        let Some(table) = self.tables.last_mut() else { return Ok(false) };
        if !table.begun {
            table.begun = true;
            self.builder.begin_table()?;
        }
        self.builder.begin_row(table.header);
        Ok(true)
    }

    fn begin_cell(&mut self, shape: Shape) -> Result<Opened> {
        if self.stack.in_table(El::Row).is_none() {
            if !self.begin_row()? {
                return Ok(Opened::Nothing);
            }
            self.stack.push(b"tr", El::Row, self.look, Opened::Row);
        }
        if self.tables.is_empty() {
            return Ok(Opened::Nothing);
        }
        self.builder.begin_cell();
        Ok(Opened::Cell(shape))
    }

    // Text

    fn text(&mut self, text: &str) {
        if self.look.gone || self.look.hidden {
            return;
        }
        if let Some(select) = &mut self.select {
            select.text(text);
        } else if let Some(number) = &mut self.spelled {
            match self.look.font {
                // Blanks are no bullets, whatever their font.
                Some(font) => number.extend(text.chars().map(|char| match char.is_whitespace() {
                    true => char,
                    false => symbol::bullet(char, font.name(), true),
                })),
                None => number.push_str(text),
            }
        } else if self.look.preformatted {
            self.literal(text);
        } else {
            self.words(text);
        }
    }

    fn words(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let (word, behind) = rest.split_at(rest.find(is_blank).unwrap_or(rest.len()));
            if !word.is_empty() {
                self.word(word);
            }
            let (blanks, next) = behind.split_at(behind.find(|char| !is_blank(char)).unwrap_or(behind.len()));
            if !blanks.is_empty() {
                self.gap = true;
                // Text around the tables of a Markdown file.
                if self.stack.len() == 0 && blanks.bytes().filter(|byte| *byte == b'\n').count() > 1 {
                    self.end_line();
                }
            }
            rest = next;
        }
    }

    fn word(&mut self, word: &str) {
        self.flow();
        match self.look.font {
            Some(font) => {
                self.flush();
                self.builder.symbol_text(word, font);
            }
            None => self.run.push_str(word),
        }
    }

    /// Adds text whose blanks and line ends count.
    fn literal(&mut self, text: &str) {
        let text = match self.first_line {
            true => text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text),
            false => text,
        };
        self.first_line = false;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.line_break();
            }
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                self.word(line);
            }
        }
    }

    /// Brings the line to where the next text stands: behind its number, and the blank or breaks in front of it.
    fn flow(&mut self) {
        let begins = self.run.is_empty() && self.builder.paragraph_text().is_empty();
        if std::mem::take(&mut self.gap) && !begins && self.breaks == 0 {
            self.run.push(' ');
        }
        if let Some(number) = self.number.take() {
            self.builder.number(&number);
        }
        if self.breaks > 0 {
            self.flush();
            (0..self.breaks).for_each(|_| self.builder.character('\n'));
            self.breaks = 0;
        }
    }

    fn flush(&mut self) {
        self.builder.text(&self.run);
        self.run.clear();
    }

    fn line_break(&mut self) {
        if !self.look.gone && !self.look.hidden {
            self.breaks += 1;
            self.gap = false;
        }
    }

    /// Ends the paragraph, if there is one. The break that ends it shows nothing, but alone it is an empty line.
    fn end_line(&mut self) {
        self.flush();
        if self.breaks > 0 || !self.builder.paragraph_text().is_empty() {
            (1..self.breaks).for_each(|_| self.builder.character('\n'));
            self.builder.end_paragraph();
        }
        // A number that is alone in its item.
        self.builder.end_open_paragraph();
        self.breaks = 0;
        self.gap = false;
    }

    /// Takes the number that Word spelled out in front of the text.
    fn spelled_number(&mut self) {
        let Some(spelled) = self.spelled.take() else { return };
        let number = spelled.trim();
        if number.is_empty() {
            return;
        }
        self.flush();
        if self.builder.paragraph_text().is_empty() && self.breaks == 0 {
            self.number = Some(format!("{number} "));
        } else {
            self.word(number);
            self.gap = true;
        }
    }

    /// Fields are in comments, because browsers do not know them. Of those that only draw, nothing else is left.
    fn comment(&mut self, comment: &str) {
        if self.look.gone || self.look.hidden || !comment.trim_start().starts_with("[if supportFields]") {
            return;
        }
        let mut field = Field::default();
        for part in comment.split('<').skip(1) {
            field.add_instruction(part.split_once('>').map_or("", |(_, text)| text), Span::default());
        }
        if let Some(state) = field.overstrike() {
            self.flow();
            self.flush();
            self.builder.mark(state, MarkKind::Overstrike);
        }
    }
}

/// Spans that the HTML standard allows (4.9.11); browsers take more for these.
const MOST_COLUMNS: u32 = 1000;
const MOST_ROWS: u32 = 65_534;

/// Blanks that a page does not tell apart. U+00A0 and U+3000 are none of them.
fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r' | '\x0C')
}
