//! One pass over the content of an OpenDocument text, a text box, a header or a footer.
//!
//! As in the walker of .docx, what is open is kept on a stack, and an element that is not known is transparent.

use std::collections::{BTreeSet, HashMap};

use super::coverage::Coverage;
use super::list::Lists;
use super::styles::{Family, Look, Styles, name};
use crate::document::{MarkKind, MarkState, Span};
use crate::error::{ErrorKind, Foreign, Result};
use crate::limits::Limits;
use crate::read::build::{Builder, Shape, Width};
use crate::read::docx::xml::{El, Scanner, Tag, Token};

/// Walks one story into the document.
pub(super) struct Walker<'w, 'x, 'l> {
    scanner: Scanner<'x>,
    builder: &'w mut Builder<'l>,
    styles: Styles<'w>,
    /// Whether the check boxes of forms are ticked, by their ids.
    controls: &'w mut HashMap<String, bool>,
    limits: &'w Limits,
    frames: Vec<Frame>,
    look: Look,
    lists: Lists,
    /// A paragraph is open, and text counts.
    in_paragraph: bool,
    /// What text there is does not count: that of a check box, or of a field's data.
    quiet: usize,
    placeholders: usize,
    blank: Blank,
    /// Rows and cells that are to be read again: where they begin, and how often.
    repeats: Vec<(usize, u32)>,
    /// Bytes that may be read again.
    repeat_bytes: usize,
    /// The tables that are open.
    coverage: Vec<Coverage>,
    met: Met,
}

/// What a walk came upon.
#[derive(Default)]
pub(super) struct Met {
    pub(super) kind: Option<BodyKind>,
    /// Text boxes, to be walked in their turn.
    pub(super) boxes: Vec<Span>,
    /// The names of pages that paragraphs and tables begin.
    pub(super) pages: BTreeSet<String>,
}

/// What kind of document the body is.
#[derive(Clone, Copy)]
pub(super) enum BodyKind {
    Text,
    Other(Foreign),
}

struct Frame {
    depth: usize,
    kind: FrameKind,
}

enum FrameKind {
    Paragraph { look: Look },
    Span { look: Look },
    List,
    Quiet,
    Placeholder,
    Table { lists: Lists },
    HeaderRows,
    Row,
    Cell(Shape),
    Covered,
}

/// Blanks in a row are one blank, and none at the beginning and end (ODF 1.3 Part 3, 6.1.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// At the beginning, or behind a blank.
    Dropped,
    /// Behind anything else.
    Kept,
    /// There was one, which counts if anything follows.
    Waits,
}

/// The most blanks that one element may stand for.
const BLANKS: usize = 1000;

/// Beside its own length, so much of a file may be read again.
const FREE_BYTES: usize = 1 << 20;

impl<'w, 'x, 'l> Walker<'w, 'x, 'l> {
    pub(super) fn new(
        scanner: Scanner<'x>,
        builder: &'w mut Builder<'l>,
        styles: Styles<'w>,
        controls: &'w mut HashMap<String, bool>,
        limits: &'w Limits,
    ) -> Walker<'w, 'x, 'l> {
        let repeat_bytes = scanner.length() + FREE_BYTES;
        Walker {
            scanner,
            builder,
            styles,
            controls,
            limits,
            frames: Vec::with_capacity(16),
            look: Look::default(),
            lists: Lists::default(),
            in_paragraph: false,
            quiet: 0,
            placeholders: 0,
            blank: Blank::Dropped,
            repeats: Vec::new(),
            repeat_bytes,
            coverage: Vec::new(),
            met: Met::default(),
        }
    }

    pub(super) fn walk(mut self) -> Result<Met> {
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(tag) => self.open(&tag)?,
                Token::Close { source, .. } => self.close(source)?,
                Token::Text(text) if self.in_paragraph => self.characters(&text),
                Token::Text(_) => {}
            }
        }
        Ok(self.met)
    }

    fn open(&mut self, tag: &Tag<'x>) -> Result<()> {
        match tag.el {
            El::TextP | El::TextH if !self.in_paragraph => self.open_paragraph(tag),
            El::TextSpan => {
                let look = self.look;
                if let Some(name) = name(tag, "style-name") {
                    self.look = self.styles.look(Family::Text, &name, look);
                }
                self.push(FrameKind::Span { look });
            }
            El::TextS => {
                let count = tag.attr("c").and_then(|count| count.trim().parse().ok()).unwrap_or(1);
                self.characters_as_written(&" ".repeat(std::cmp::min(count, BLANKS)));
            }
            El::TextTab => self.character('\t'),
            El::TextLineBreak => self.character('\n'),
            El::TextList => {
                self.lists.open(tag);
                self.push(FrameKind::List);
            }
            El::TextListItem => self.lists.item(tag),
            El::Table => {
                self.note_page(Family::Table, tag);
                self.builder.begin_table()?;
                self.coverage.push(Coverage::default());
                let lists = self.lists.suspend();
                self.push(FrameKind::Table { lists });
            }
            El::TableHeaderRows => self.push(FrameKind::HeaderRows),
            El::TableRow if self.is_in_table() => {
                let header = matches!(self.frames.last(), Some(Frame { kind: FrameKind::HeaderRows, .. }));
                self.repeat(tag, "number-rows-repeated");
                self.builder.begin_row(header);
                self.coverage.last_mut().into_iter().for_each(Coverage::row);
                self.push(FrameKind::Row);
            }
            El::TableCell if self.is_in_row() => {
                let number =
                    |name: &str| tag.attr(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                let shape = Shape {
                    width: Width::Span(number("number-columns-spanned").max(1)),
                    rows: number("number-rows-spanned").max(1),
                    ..Shape::default()
                };
                self.repeat(tag, "number-columns-repeated");
                self.builder.begin_cell();
                self.push(FrameKind::Cell(shape));
            }
            El::TableCovered => {
                let count = tag.attr("number-columns-repeated").and_then(|count| count.trim().parse().ok());
                self.coverage.last_mut().into_iter().for_each(|table| table.covered(count.unwrap_or(1)));
                self.push(FrameKind::Covered);
            }
            El::DrawControl => {
                let ticked = tag.attr("control").and_then(|id| self.controls.get(id.as_ref()).copied());
                if let Some(ticked) = ticked {
                    self.mark(ticked, MarkKind::Control);
                }
            }
            El::FormCheckbox => {
                let state = tag.attr("current-state").or_else(|| tag.attr("state"));
                if let Some(id) = tag.attr("id") {
                    self.controls.insert(id.into_owned(), state.is_some_and(|state| state == "checked"));
                }
            }
            El::Fieldmark | El::FieldmarkStart => self.field(tag)?,
            El::ContentControl => {
                let is = |name: &str| tag.attr(name).is_some_and(|value| value == "true");
                if is("checkbox") {
                    self.mark(is("checked"), MarkKind::Control);
                    self.quiet += 1;
                    self.push(FrameKind::Quiet);
                } else if is("showing-place-holder") {
                    self.placeholders += 1;
                    self.push(FrameKind::Placeholder);
                }
            }
            El::TextPlaceholder => {
                self.placeholders += 1;
                self.push(FrameKind::Placeholder);
            }
            El::TextSection | El::TextHiddenText => {
                let hides = tag.attr("display").is_some_and(|display| display == "none")
                    || tag.attr("is-hidden").is_some_and(|hidden| hidden == "true");
                if hides {
                    self.scanner.skip(tag)?;
                }
            }
            El::TextHiddenParagraph if tag.attr("is-hidden").is_some_and(|hidden| hidden == "true") => {
                self.look.hidden = true;
            }
            El::TextNote => {
                self.builder.note("text:note");
                self.scanner.skip(tag)?;
            }
            El::DrawFrame
            | El::DrawG
            | El::DrawCustomShape
            | El::DrawRect
            | El::DrawEllipse
            | El::DrawCircle
            | El::DrawPath
            | El::DrawPolygon
            | El::DrawPolyline
            | El::DrawLine
            | El::DrawConnector
            | El::DrawCaption
                if self.scanner.depth() > 1 =>
            {
                let place = self.scanner.source(tag)?;
                self.met.boxes.push(place);
            }
            El::OfficeText => self.met.kind = Some(BodyKind::Text),
            El::OfficeSpreadsheet => self.other(tag, Foreign::Workbook)?,
            El::OfficePresentation => self.other(tag, Foreign::Presentation)?,
            // Deleted, remarks, reading aids, data: nothing of it is on the page as text.
            El::TextTrackedChanges
            | El::OfficeAnnotation
            | El::TextRubyText
            | El::OfficeBinaryData
            | El::DrawObject
            | El::DrawImage
            | El::OfficeMeta
            | El::OfficeSettings
            | El::OfficeScripts
            | El::OfficeStyles
            | El::OfficeAutomaticStyles
            | El::OfficeMasterStyles => self.scanner.skip(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, source: Span) -> Result<()> {
        let depth = self.scanner.depth() + 1;
        if self.frames.last().is_none_or(|frame| frame.depth != depth) {
            return Ok(());
        }
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        match frame.kind {
            FrameKind::Paragraph { look } => {
                self.look = look;
                self.in_paragraph = false;
                if self.frames.iter().any(|frame| matches!(frame.kind, FrameKind::Covered)) {
                    self.builder.end_open_paragraph();
                } else {
                    self.builder.end_paragraph();
                }
            }
            FrameKind::Span { look } => self.look = look,
            FrameKind::List => self.lists.close(),
            FrameKind::Quiet => self.quiet -= 1,
            FrameKind::Placeholder => self.placeholders -= 1,
            FrameKind::Table { lists } => {
                self.lists.resume(lists);
                let corrected = self.coverage.pop().map(|table| table.corrected(self.limits));
                if let Some(corrected) = corrected.filter(|corrected| !corrected.is_empty()) {
                    let spans = corrected.iter().map(|cell| (cell.cell, cell.rows));
                    let rows = corrected.chunk_by(|cell, next| cell.row == next.row).count();
                    let first = corrected.first().map_or(0, |cell| cell.row);
                    self.builder.restore_spans(spans, first, rows);
                }
                self.builder.end_table()?;
            }
            FrameKind::Cell(shape) => {
                let Width::Span(columns) = shape.width else { return Ok(()) };
                self.coverage.last_mut().into_iter().for_each(|table| table.cell(columns, shape.rows));
                self.builder.end_cell(shape)?;
                self.again(source)?;
            }
            FrameKind::Row => self.again(source)?,
            FrameKind::HeaderRows | FrameKind::Covered => {}
        }
        Ok(())
    }

    fn push(&mut self, kind: FrameKind) {
        self.frames.push(Frame { depth: self.scanner.depth(), kind });
    }

    fn is_in_table(&self) -> bool {
        matches!(
            self.frames.last(),
            Some(Frame { kind: FrameKind::Table { .. } | FrameKind::HeaderRows, .. })
        )
    }

    fn is_in_row(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { kind: FrameKind::Row, .. }))
    }

    fn other(&mut self, tag: &Tag<'x>, found: Foreign) -> Result<()> {
        self.met.kind = Some(BodyKind::Other(found));
        self.scanner.skip(tag)
    }

    fn note_page(&mut self, family: Family, tag: &Tag<'x>) {
        let Some(name) = name(tag, "style-name") else { return };
        if let Some(page) = self.styles.page(family, &name)
            && !self.met.pages.contains(page)
        {
            self.met.pages.insert(page.to_owned());
        }
    }

    // Repeated rows and cells

    /// Takes account of an element that may stand for several.
    fn repeat(&mut self, tag: &Tag<'x>, name: &str) {
        if self.repeats.last().is_some_and(|(start, _)| *start == tag.start) {
            return;
        }
        let count: u32 = tag.attr(name).and_then(|count| count.trim().parse().ok()).unwrap_or(1);
        if count > 1 {
            self.repeats.push((tag.start, count - 1));
        }
    }

    /// Goes back to the beginning of an element that stands for several.
    fn again(&mut self, source: Span) -> Result<()> {
        let Some((_, left)) = self.repeats.last_mut().filter(|(start, _)| *start == source.start as usize)
        else {
            return Ok(());
        };
        if *left == 0 {
            self.repeats.pop();
            return Ok(());
        }
        *left -= 1;
        let found = self.limits.grid.saturating_add(u64::from(*left));
        self.repeat_bytes = self.repeat_bytes.checked_sub(source.len()).ok_or_else(|| {
            let allowed = self.limits.grid;
            crate::error::Error::from(ErrorKind::LimitExceeded { limit: "grid", allowed, found, part: None })
        })?;
        self.scanner.seek(source.start as usize);
        Ok(())
    }

    // Text

    fn open_paragraph(&mut self, tag: &Tag<'x>) {
        let look = self.look;
        let style = name(tag, "style-name");
        if let Some(name) = &style {
            self.look = self.styles.look(Family::Paragraph, name, Look::default());
            self.note_page(Family::Paragraph, tag);
        }
        let styles = self.styles;
        let own = style.as_deref().and_then(|name| styles.list_of(name));
        let start = |name: &str, level: usize| styles.list(name).map_or(1, |list| list.start(level));
        if let Some(listed) = self.lists.paragraph(own, start)
            && let Some(number) = styles.list(listed.style).and_then(|list| list.number(&listed))
        {
            self.builder.number(&number);
        }
        self.in_paragraph = true;
        self.blank = Blank::Dropped;
        self.push(FrameKind::Paragraph { look });
    }

    fn is_shown(&self) -> bool {
        self.in_paragraph && !self.look.hidden && self.quiet == 0
    }

    /// Character data, in which blanks in a row are one.
    fn characters(&mut self, text: &str) {
        if !self.is_shown() {
            return;
        }
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_blank).unwrap_or(rest.len());
            let (word, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.characters_as_written(word);
            rest = behind.trim_start_matches(is_blank);
            if !behind.is_empty() && self.blank == Blank::Kept {
                self.blank = Blank::Waits;
            }
        }
    }

    fn characters_as_written(&mut self, text: &str) {
        if text.is_empty() || !self.is_shown() {
            return;
        }
        self.end_blank();
        match self.look.font {
            _ if self.placeholders > 0 => self.builder.placeholder(text),
            Some(font) => self.builder.symbol_text(text, font),
            None => self.builder.text(text),
        }
    }

    fn character(&mut self, character: char) {
        if self.is_shown() {
            self.end_blank();
            self.builder.character(character);
        }
    }

    fn mark(&mut self, ticked: bool, kind: MarkKind) {
        if self.is_shown() {
            self.end_blank();
            self.builder.mark(if ticked { MarkState::Ticked } else { MarkState::Empty }, kind);
        }
    }

    fn end_blank(&mut self) {
        if std::mem::replace(&mut self.blank, Blank::Kept) == Blank::Waits {
            if self.placeholders > 0 {
                self.builder.placeholder(" ");
            } else {
                self.builder.text(" ");
            }
        }
    }

    /// A form field out of Word: a check box has no text of its own.
    fn field(&mut self, tag: &Tag<'x>) -> Result<()> {
        if !tag.attr("type").is_some_and(|kind| kind.ends_with("FORMCHECKBOX")) {
            return Ok(());
        }
        let depth = self.scanner.depth();
        let mut ticked = false;
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(inner) if inner.el == El::FieldParam => {
                    let named = inner.attr("name").is_some_and(|name| name.ends_with("Checked"));
                    ticked |= named && inner.attr("value").is_some_and(|value| value == "true");
                }
                Token::Close { .. } if self.scanner.depth() < depth => break,
                _ => {}
            }
        }
        self.mark(ticked, MarkKind::FormField);
        Ok(())
    }
}
