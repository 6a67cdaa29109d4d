//! One pass over a document, header or footer part.
//!
//! The walker keeps its own stack of what is open, so depth costs memory, never the call stack. An element it does
//! not know is transparent: content controls, insertions, smart tags, hyperlinks and whatever comes next are walked
//! through, and only what is known to hide content is stepped over.

mod inline;

use super::grid::TableBuilder;
use super::paragraph::ParagraphProperties;
use super::properties::Recent;
use super::run::Look;
use super::xml::{El, Scanner, Tag, Token};
use crate::document::{Block, Document, Format, Home, MarkKind, MarkState, Span, Table};
use crate::error::{ErrorKind, Result};
use crate::finding::{Finding, FindingKind};
use crate::limits::Limits;
use crate::place::Place;
use crate::read::budget::{Budget, CELL, PARAGRAPH, TABLE};
use crate::read::build::Merge;
use crate::read::field::Field;
use crate::read::paragraph::ParagraphBuilder;

/// Tells the automatic number of a paragraph, when something in the part asks for one.
pub(super) trait Lists {
    /// The number's text and what follows it, for a paragraph of that style and numbering.
    fn number(
        &mut self,
        style: Option<&str>,
        num_id: Option<i32>,
        level: Option<u32>,
    ) -> Result<Option<String>>;
}

/// Walks one part into the document.
pub(super) struct Walker<'w, 'x> {
    document: &'w mut Document,
    scanner: Scanner<'x>,
    lists: &'w mut dyn Lists,
    limits: &'w Limits,
    part: u16,
    frames: Vec<Frame<'x>>,
    homes: Vec<Home>,
    tables: Vec<TableBuilder>,
    paragraphs: Vec<ParagraphBuilder>,
    spare: Vec<ParagraphBuilder>,
    fields: Vec<Field>,
    look: Look,
    looks: Recent<'x, Look>,
    paragraph_properties: Recent<'x, ParagraphProperties<'x>>,
    /// What stands in the properties of cells and means nothing here.
    cell_lines: Recent<'x, ()>,
    placeholders: usize,
    budget: &'w mut Budget,
    references: References,
}

/// The headers (true) and footers (false) that sections have, in their order.
#[derive(Default)]
pub(super) struct References {
    /// Ids of relationships to them.
    pub(super) ids: Vec<(bool, String)>,
    /// Where they stand in the part itself, in Word 2003 XML.
    pub(super) places: Vec<(bool, Span)>,
}

/// Something open that wants to know when it closes.
struct Frame<'x> {
    /// The scanner's depth inside it.
    depth: usize,
    /// The number of the innermost frame, this one included, that structures the page.
    structure: Option<usize>,
    kind: FrameKind<'x>,
}

enum FrameKind<'x> {
    Table,
    Row,
    Cell {
        /// Fields that were open before it.
        fields: usize,
    },
    Paragraph {
        properties: ParagraphProperties<'x>,
    },
    TextBox {
        look: Look,
        fields: Vec<Field>,
    },
    Alternate {
        taken: bool,
    },
    Control {
        placeholder: bool,
        ticked: Option<bool>,
        first_piece: usize,
        paragraph: usize,
    },
}

impl<'w, 'x> Walker<'w, 'x> {
    pub(super) fn new(
        document: &'w mut Document,
        scanner: Scanner<'x>,
        lists: &'w mut dyn Lists,
        limits: &'w Limits,
        budget: &'w mut Budget,
        part: u16,
        home: Home,
    ) -> Walker<'w, 'x> {
        Walker {
            document,
            scanner,
            lists,
            limits,
            part,
            frames: Vec::with_capacity(16),
            homes: vec![home],
            tables: Vec::new(),
            paragraphs: Vec::new(),
            spare: Vec::new(),
            fields: Vec::new(),
            look: Look::default(),
            looks: Recent::default(),
            paragraph_properties: Recent::default(),
            cell_lines: Recent::default(),
            placeholders: 0,
            budget,
            references: References::default(),
        }
    }

    /// Walks to the end. Returns the headers and footers that sections refer to.
    pub(super) fn walk(mut self) -> Result<References> {
        let mut root = true;
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(tag) => {
                    if root && !self.is_root(tag.el) {
                        let name = self.scanner.bytes(tag.start, tag.end);
                        let found = String::from_utf8_lossy(name.get(..60).unwrap_or(name)).into_owned();
                        let part = self.document.parts.get(self.part as usize).cloned().unwrap_or_default();
                        return Err(ErrorKind::PartUnexpected { part, found }.into());
                    }
                    root = false;
                    self.open(&tag)?;
                }
                Token::Close { source, .. } => self.close(source)?,
                Token::Text(_) => {}
            }
        }
        if root {
            return Err(self.scanner.error(0, "no root element"));
        }
        self.end_fields(0);
        self.spend(0)?;
        Ok(self.references)
    }

    fn is_root(&self, el: El) -> bool {
        match el {
            El::Document => self.document.format == Format::Docx,
            El::WordDocument => self.document.format == Format::Xml,
            el => matches!(el, El::Hdr | El::Ftr),
        }
    }

    fn open(&mut self, tag: &Tag<'x>) -> Result<()> {
        match tag.el {
            El::T | El::MathT => self.text()?,
            El::R | El::MathR => self.look = Look::default(),
            El::RPr => self.run_properties(tag)?,
            El::P => {
                let mut paragraph = self.spare.pop().unwrap_or_default();
                paragraph.clear();
                self.paragraphs.push(paragraph);
                self.push_frame(FrameKind::Paragraph { properties: ParagraphProperties::default() });
            }
            El::PPr => self.paragraph_properties(tag)?,
            El::Tc if self.is_inside_row() => {
                if let Some(table) = self.tables.last_mut() {
                    table.pending = super::grid::CellProperties {
                        first_paragraph: self.document.paragraphs.len() as u32,
                        ..Default::default()
                    };
                    self.homes.push(Home::Table(table.number));
                }
                self.push_frame(FrameKind::Cell { fields: self.fields.len() });
            }
            El::TcPr => self.cell_properties(tag)?,
            El::Tr if self.is_inside_table() => {
                if let Some(table) = self.tables.last_mut() {
                    table.open_row();
                }
                self.push_frame(FrameKind::Row);
            }
            El::TrPr => self.row_properties(tag)?,
            El::Tbl => self.open_table()?,
            El::Br | El::Cr => self.character("\n", tag),
            El::Tab | El::PTab => self.character("\t", tag),
            El::NoBreakHyphen => self.character("\u{2011}", tag),
            El::Sym => self.symbol(tag),
            El::Sdt => {
                let first_piece = self.paragraphs.last().map_or(0, |paragraph| paragraph.pieces.len());
                let paragraph = self.paragraphs.len();
                self.push_frame(FrameKind::Control {
                    placeholder: false,
                    ticked: None,
                    first_piece,
                    paragraph,
                });
            }
            El::SdtPr => self.control_properties(tag)?,
            El::FldChar => self.field_character(tag)?,
            El::InstrText => {
                let instruction = self.collect(tag)?;
                let source = Span::new(tag.start, self.scanner.position());
                if let Some(field) = self.fields.last_mut() {
                    field.add_instruction(&instruction, source);
                }
            }
            El::FfData => self.form_field(tag)?,
            El::AlternateContent => self.push_frame(FrameKind::Alternate { taken: false }),
            El::Choice => {
                let understood =
                    tag.attr("Requires").is_some_and(|requires| self.scanner.understands(&requires));
                self.alternative(tag, understood)?;
            }
            El::Fallback => self.alternative(tag, true)?,
            El::TxbxContent => {
                let look = std::mem::take(&mut self.look);
                let fields = std::mem::take(&mut self.fields);
                self.homes.push(Home::TextBox);
                self.push_frame(FrameKind::TextBox { look, fields });
            }
            El::HeaderReference | El::FooterReference => {
                if let Some(id) = tag.attr("id") {
                    self.references.ids.push((tag.el == El::HeaderReference, id.into_owned()));
                }
            }
            El::Hdr | El::Ftr if self.scanner.depth() > 1 => {
                let place = self.scanner.source(tag)?;
                self.references.places.push((tag.el == El::Hdr, place));
            }
            El::Annotation => {
                let kind = tag.attr("type").unwrap_or_default();
                if matches!(kind.as_ref(), "Word.Deletion" | "Word.Comment" | "Word.Formatting") {
                    self.scanner.skip(tag)?;
                }
            }
            El::FldData if self.document.format == Format::Xml => self.field_data(tag)?,
            El::Footnote | El::Endnote => {
                self.note(if tag.el == El::Footnote { "w:footnote" } else { "w:endnote" });
                self.scanner.skip(tag)?;
            }
            El::AltChunk => self.note("w:altChunk"),
            El::SubDoc => self.note("w:subDoc"),
            El::FootnoteReference => self.note("w:footnoteReference"),
            El::EndnoteReference => self.note("w:endnoteReference"),
            // Deleted or moved away, reading aids, and formatting: nothing of it is on the page as text.
            El::Del
            | El::MoveFrom
            | El::DelText
            | El::DelInstrText
            | El::Rt
            | El::RubyPr
            | El::SdtEndPr
            | El::TblPr
            | El::TblGrid
            | El::TblPrEx
            | El::MathRPr
            | El::MathCtrlPr
            | El::Fonts
            | El::ListDefinitions
            | El::Styles
            | El::DocPr
            | El::DocSuppData
            | El::DocOleData
            | El::BinData => self.scanner.skip(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, source: Span) -> Result<()> {
        let depth = self.scanner.depth() + 1;
        let Some(frame) = self.frames.pop_if(|frame| frame.depth == depth) else { return Ok(()) };
        match frame.kind {
            FrameKind::Paragraph { properties } => self.close_paragraph(&properties, source)?,
            FrameKind::Cell { fields } => {
                self.homes.pop();
                self.end_fields(fields);
                self.close_cell(source)?;
            }
            FrameKind::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.close_row(source);
                    let columns = u64::from(table.columns);
                    if columns > self.limits.columns {
                        return Err(self.over("columns", self.limits.columns, columns));
                    }
                }
            }
            FrameKind::Table => self.close_table(source)?,
            FrameKind::TextBox { look, fields } => {
                self.homes.pop();
                self.look = look;
                self.fields = fields;
            }
            FrameKind::Alternate { .. } => {}
            FrameKind::Control { placeholder, ticked, first_piece, paragraph } => {
                if placeholder {
                    self.placeholders = self.placeholders.saturating_sub(1);
                }
                if let Some(ticked) = ticked
                    && paragraph == self.paragraphs.len()
                    && let Some(paragraph) = self.paragraphs.last_mut()
                {
                    let state = if ticked { MarkState::Ticked } else { MarkState::Empty };
                    paragraph.mark_since(first_piece, state, MarkKind::Control, source);
                }
            }
        }
        Ok(())
    }

    // Structure

    fn push_frame(&mut self, kind: FrameKind<'x>) {
        let structure = match kind {
            FrameKind::Control { .. } | FrameKind::Alternate { .. } => {
                self.frames.last().and_then(|outer| outer.structure)
            }
            _ => Some(self.frames.len()),
        };
        self.frames.push(Frame { depth: self.scanner.depth(), structure, kind });
    }

    /// The innermost open thing that structures the page.
    fn structure(&self) -> Option<&FrameKind<'x>> {
        self.frames.get(self.frames.last()?.structure?).map(|frame| &frame.kind)
    }

    fn is_inside_table(&self) -> bool {
        matches!(self.structure(), Some(FrameKind::Table))
    }

    fn is_inside_row(&self) -> bool {
        matches!(self.structure(), Some(FrameKind::Row))
    }

    fn home(&self) -> Home {
        self.homes.last().copied().unwrap_or(Home::Body)
    }

    fn open_table(&mut self) -> Result<()> {
        if self.tables.len() as u64 >= self.limits.nesting {
            return Err(self.over("nesting", self.limits.nesting, self.tables.len() as u64 + 1));
        }
        self.spend(TABLE)?;
        let number = self.document.tables.len() as u32;
        let home = self.home();
        let parent_cell = match home {
            Home::Table(_) => self.tables.last().map(TableBuilder::next_cell),
            _ => {
                self.document.blocks.push(Block::Table(number));
                None
            }
        };
        // Keeps the number; the finished table takes its place when it closes.
        self.document.tables.extend(Table::new(0, Vec::new(), Vec::new(), self.limits));
        self.tables.push(TableBuilder::new(number, home, parent_cell));
        self.push_frame(FrameKind::Table);
        Ok(())
    }

    fn close_table(&mut self, source: Span) -> Result<()> {
        let Some(mut builder) = self.tables.pop() else { return Ok(()) };
        if self.document.format == Format::Xml {
            let restored = builder.restore_merges();
            if let Some(first) = restored.first() {
                let (table, row) = (Some(builder.number + 1), Some(first + 1));
                let place = Place { table, row, ..Place::default() };
                let kind = FindingKind::CellsRestored { rows: restored.len() };
                self.document.findings.push(Finding::at(place, kind));
            }
        }
        self.spend(builder.rows.len() as u64 * u64::from(builder.columns))?;
        if let Some(mut table) = Table::new(builder.columns, builder.rows, builder.cells, self.limits) {
            table.home = builder.home;
            table.parent_cell = builder.parent_cell;
            table.part = self.part;
            table.source = source;
            if let Some(place) = self.document.tables.get_mut(builder.number as usize) {
                *place = table;
            }
        }
        Ok(())
    }

    fn close_cell(&mut self, source: Span) -> Result<()> {
        self.spend(CELL)?;
        let end = self.document.paragraphs.len() as u32;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let first = table.pending.first_paragraph;
        if !table.close_cell(source, end) {
            // What Word hides under a merged cell: an empty paragraph, or text that nobody sees. Text stays in the
            // document, so that it is reported; it belongs to no cell.
            let blank = |document: &Document, number: u32| document.paragraph_text(number).trim().is_empty();
            while self.document.paragraphs.len() as u32 > first
                && blank(self.document, self.document.paragraphs.len() as u32 - 1)
            {
                self.document.paragraphs.pop();
            }
        }
        Ok(())
    }

    fn close_paragraph(&mut self, properties: &ParagraphProperties<'_>, source: Span) -> Result<()> {
        self.spend(PARAGRAPH)?;
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        let number = if properties.num_id.is_some() || properties.style.is_some() {
            self.lists
                .number(properties.style.as_deref(), properties.num_id, properties.level)?
                .unwrap_or_default()
        } else {
            String::new()
        };
        let home = self.home();
        let committed = paragraph.commit(self.document, &number, home, self.part, source);
        if !matches!(home, Home::Table(_)) {
            self.document.blocks.push(Block::Paragraph(committed));
        }
        self.spare.push(paragraph);
        Ok(())
    }

    fn spend(&mut self, places: u64) -> Result<()> {
        let _ = self.budget.spend(places);
        self.budget.check(self.document.parts.get(self.part as usize))
    }

    fn over(&self, limit: &'static str, allowed: u64, found: u64) -> crate::error::Error {
        let part = self.document.parts.get(self.part as usize).cloned();
        ErrorKind::LimitExceeded { limit, allowed, found, part }.into()
    }

    fn alternative(&mut self, tag: &Tag<'x>, readable: bool) -> Result<()> {
        match self.frames.last_mut() {
            Some(Frame { kind: FrameKind::Alternate { taken }, .. }) if readable && !*taken => {
                *taken = true;
                Ok(())
            }
            _ => self.scanner.skip(tag),
        }
    }

    fn note(&mut self, what: &str) {
        self.document.note_skipped(what);
    }

    // Properties: each is read to its end in one small loop.

    fn each_property(
        &mut self,
        tag: &Tag<'x>,
        mut visit: impl FnMut(&mut Self, &Tag<'x>) -> Result<bool>,
    ) -> Result<Span> {
        let depth = self.scanner.depth();
        let mut span = Span::new(tag.start, tag.end);
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(inner) if visit(self, &inner)? => {}
                Token::Open(inner) => self.scanner.skip(&inner)?,
                Token::Close { source, .. } if self.scanner.depth() < depth => {
                    span = source;
                    break;
                }
                _ => {}
            }
        }
        Ok(span)
    }

    fn run_properties(&mut self, tag: &Tag<'x>) -> Result<()> {
        self.look = self.scanner.recent_properties(tag, &mut self.looks, Look::add)?;
        Ok(())
    }

    fn paragraph_properties(&mut self, tag: &Tag<'x>) -> Result<()> {
        let structure = self.frames.last().and_then(|frame| frame.structure);
        let Some(Frame { kind: FrameKind::Paragraph { properties }, .. }) =
            structure.and_then(|structure| self.frames.get_mut(structure))
        else {
            return Ok(());
        };
        let recent = &mut self.paragraph_properties;
        *properties = self.scanner.recent_properties(tag, recent, ParagraphProperties::add)?;
        if properties.ends_section {
            self.section_properties(tag)?;
        }
        Ok(())
    }

    /// Finds the headers and footers of the section that ends with a paragraph, going through its properties again.
    fn section_properties(&mut self, tag: &Tag<'x>) -> Result<()> {
        let references = &mut self.references;
        let mut has_places = false;
        let mut scanner = self.scanner.clone();
        let depth = scanner.depth();
        scanner.seek(tag.start);
        if let Some(Token::Open(tag)) = scanner.next()? {
            scanner.properties(&tag, &mut Recent::default(), |property| {
                match property.name {
                    b"hdr" | b"ftr" => has_places = true,
                    b"headerReference" | b"footerReference" => {
                        if let Some(id) = property.attr(b"id") {
                            references.ids.push((property.name == b"headerReference", id.into_owned()));
                        }
                    }
                    _ => return false,
                }
                true
            })?;
        }
        if has_places {
            scanner.seek(tag.start);
            while let Some(token) = scanner.next()?
                && scanner.depth() > depth
            {
                if let Token::Open(inner) = token
                    && matches!(inner.el, El::Hdr | El::Ftr)
                {
                    let place = scanner.source(&inner)?;
                    references.places.push((inner.el == El::Hdr, place));
                }
            }
        }
        Ok(())
    }

    fn row_properties(&mut self, tag: &Tag<'x>) -> Result<()> {
        let inside = self.is_inside_row();
        let Some(table) = self.tables.last_mut().filter(|_| inside) else { return self.scanner.skip(tag) };
        self.scanner.properties(tag, &mut Recent::default(), |property| {
            let count = || property.number().and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
            match (property.name, table.rows.last_mut()) {
                (b"gridBefore", _) => table.skip_before(count()),
                (b"gridAfter", Some(row)) => row.skipped_after = count(),
                (b"tblHeader", Some(row)) => row.header = property.is_on(),
                (b"del", Some(row)) => row.deleted = true,
                (b"annotation", Some(row)) => {
                    row.deleted |= property.attr(b"type").is_some_and(|kind| kind == "Word.Deletion");
                }
                _ => return false,
            }
            true
        })
    }

    fn cell_properties(&mut self, tag: &Tag<'x>) -> Result<()> {
        let inside = matches!(self.structure(), Some(FrameKind::Cell { .. }));
        let Some(table) = self.tables.last_mut().filter(|_| inside) else { return self.scanner.skip(tag) };
        self.scanner.properties(tag, &mut self.cell_lines, |property| {
            let merge = || match property.attr(b"val").as_deref() {
                Some("restart") => Some(Merge::Restart),
                _ => Some(Merge::Continue),
            };
            match property.name {
                b"gridSpan" => {
                    table.pending.span = property.number().and_then(|span| u32::try_from(span).ok())
                }
                b"vMerge" | b"vmerge" => table.pending.vertical = merge(),
                b"hMerge" | b"hmerge" => table.pending.horizontal = merge(),
                _ => return false,
            }
            true
        })
    }
}
