//! From labels to places.
//!
//! Blocks are gone through in reading order. In a table, first every cell is looked up as a label; then geometry
//! decides where each label's value stands: in the same cell, in the cell to the right, or below a row of labels.

use super::binding::{
    Binding, BoundDeclaration, BoundExtra, BoundField, BoundList, BoundRow, Slot, Unclaimed,
};
use super::grid::{Grid, Header, OpenSection, Value};
use super::inline::is_furniture_line;
use super::label::Label;
use super::lookup::Meaning;
use super::vocabulary::{Form, Kind};
use crate::document::{Block, Cell, Document, Home, Span};
use crate::finding::{Finding, FindingKind};
use crate::value::AmountUnit;
use crate::value::text::{is_blank, is_blank_char, strip_blanks};

impl Form {
    /// Finds where a document holds what the form names. Nothing found is a binding without declarations.
    pub fn bind(&self, document: &Document) -> Binding {
        let mut binder = Binder {
            form: self,
            document,
            binding: Binding::default(),
            claimed: vec![None; document.paragraphs.len()],
            note_unit: None,
        };
        for block in &document.blocks {
            match *block {
                Block::Paragraph(paragraph) => binder.paragraph(paragraph),
                Block::Table(table) => binder.table(table),
            }
        }
        binder.finish()
    }
}

struct Binder<'a> {
    form: &'a Form,
    document: &'a Document,
    binding: Binding,
    /// For each paragraph: the declaration that accounts for it.
    claimed: Vec<Option<usize>>,
    /// The unit that a line such as `金额单位：元` sets for what follows.
    note_unit: Option<AmountUnit>,
}

/// How far the binding had come.
struct Checkpoint {
    declarations: usize,
    title: Option<Slot>,
    /// Fields, lists, extras and findings of the last declaration.
    lengths: [usize; 4],
    foreign: usize,
    note_unit: Option<AmountUnit>,
}

impl<'a> Binder<'a> {
    fn finish(mut self) -> Binding {
        // A title alone is a line of a table of contents, or a heading above nothing; 备注 or 审核意见 alone is any form.
        let is_weak = |bound: &BoundField| self.form.fields().get(bound.field).is_none_or(|field| field.weak);
        let is_empty = |declaration: &BoundDeclaration| {
            declaration.lists.is_empty()
                && declaration.fields.iter().all(is_weak)
                && (declaration.title.is_none() || declaration.fields.is_empty())
        };
        let kept: Vec<bool> =
            self.binding.declarations.iter().map(|declaration| !is_empty(declaration)).collect();
        let new_number = |old: usize| kept.iter().take(old).filter(|kept| **kept).count();
        for (number, claim) in self.claimed.iter_mut().enumerate() {
            if let Some(old) = *claim {
                let title = self.document.paragraph_text(number as u32);
                let lost = kept.get(old) == Some(&false) && !is_blank(title);
                *claim = (!lost).then(|| new_number(old));
            }
        }
        let mut kept = kept.into_iter();
        self.binding.declarations.retain(|_| kept.next().unwrap_or(true));
        self.binding.unclaimed = self.unclaimed();
        self.binding
    }

    /// Every paragraph that nothing accounts for, with the declaration it comes after.
    fn unclaimed(&self) -> Vec<Unclaimed> {
        let mut current = 0;
        let mut unclaimed = Vec::new();
        for (number, paragraph) in self.document.paragraphs.iter().enumerate() {
            if let Some(Some(declaration)) = self.claimed.get(number) {
                current = *declaration;
                continue;
            }
            let text = self.document.text(paragraph.text);
            if is_blank(text) || self.is_page_furniture(paragraph.home, text) {
                continue;
            }
            let place = match paragraph.home {
                Home::Table(table) => self.cell_of(table, number as u32).map_or_else(
                    || crate::Place { table: Some(table + 1), ..crate::Place::default() },
                    |cell| self.document.cell_place(table as usize, cell),
                ),
                _ => self.document.paragraph_place(number as u32),
            };
            let text = text.trim_matches(is_blank_char).to_owned();
            unclaimed.push(Unclaimed { place, text, declaration: current });
        }
        unclaimed
    }

    /// The cell of a table that holds a paragraph. Cells are in the order of their paragraphs.
    fn cell_of(&self, table: u32, paragraph: u32) -> Option<&'a Cell> {
        let cells = &self.document.tables.get(table as usize)?.cells;
        let after = cells.partition_point(|cell| cell.paragraphs.start <= paragraph);
        cells.get(..after)?.iter().rev().take(64).find(|cell| paragraph < cell.paragraphs.end)
    }

    /// Page numbers and the like in headers and footers, and lines that are no text at all.
    fn is_page_furniture(&self, home: Home, text: &str) -> bool {
        let is_page = |text: &str| {
            text.chars().all(|c| c.is_ascii_digit() || is_blank_char(c) || "第页共/-—–Page of".contains(c))
        };
        is_furniture_line(self.form, text) || (matches!(home, Home::Header | Home::Footer) && is_page(text))
    }

    // Declarations

    fn current(&mut self) -> usize {
        if self.binding.declarations.is_empty() {
            self.binding.declarations.push(BoundDeclaration::default());
        }
        self.binding.declarations.len() - 1
    }

    fn declaration(&mut self) -> &mut BoundDeclaration {
        if self.binding.declarations.is_empty() {
            self.binding.declarations.push(BoundDeclaration::default());
        }
        let last = self.binding.declarations.len() - 1;
        // The list was just made sure to hold one.
        #[allow(clippy::indexing_slicing, reason = "the index is the last of a list that is not empty")]
        &mut self.binding.declarations[last]
    }

    fn title(&mut self, slot: Slot) {
        let begun = self
            .binding
            .declarations
            .last()
            .is_some_and(|declaration| !declaration.fields.is_empty() || !declaration.lists.is_empty());
        if begun || self.binding.declarations.is_empty() {
            self.binding.declarations.push(BoundDeclaration::default());
            self.note_unit = None;
        }
        self.declaration().title = Some(slot);
    }

    fn foreign(&mut self, meaning: Meaning, text: &str) {
        self.binding.foreign_title |= meaning == Meaning::ForeignTitle;
        self.binding.foreign.push(strip_blanks(text).into_owned());
    }

    fn claim(&mut self, paragraph: u32) {
        let current = self.current();
        if let Some(claim) = self.claimed.get_mut(paragraph as usize) {
            *claim = Some(current);
        }
    }

    fn claim_cell(&mut self, table: u32, cell: &Cell) {
        let document = self.document;
        for paragraph in document.cell_paragraphs(table as usize, cell) {
            self.claim(paragraph);
        }
    }

    /// Binds a field, unless the declaration has it already.
    fn bind_field(&mut self, field: usize, label: String, unit: Option<AmountUnit>, slot: Slot) {
        let Some(known) = self.form.fields().get(field) else { return };
        let once = known.kind != Kind::Opinion;
        let earlier = self
            .binding
            .declarations
            .last()
            .and_then(|declaration| declaration.fields.iter().find(|bound| bound.field == field))
            .map(|bound| bound.slot);
        match earlier {
            Some(_) if once && known.starts => {
                self.binding.declarations.push(BoundDeclaration::default());
            }
            Some(earlier) if once => {
                let text = slot.text(self.document);
                if !is_blank(&text) && text != earlier.text(self.document) {
                    let place = slot.place(self.document).with_label(label.clone());
                    let kind = FindingKind::LabelRepeated { label: label.clone() };
                    let declaration = self.declaration();
                    declaration.findings.push(Finding::at(place, kind));
                    declaration.extras.push(BoundExtra { label, slot });
                }
                return;
            }
            _ => {}
        }
        self.declaration().fields.push(BoundField { field, label, unit, slot });
    }

    // Paragraphs outside tables

    fn paragraph(&mut self, number: u32) {
        let document = self.document;
        let Some(paragraph) = document.paragraphs.get(number as usize) else { return };
        if paragraph.home != Home::Body {
            return;
        }
        let text = document.text(paragraph.text);
        if is_blank(text) {
            return;
        }
        let label = Label::of(text);
        match label.as_ref().and_then(|label| self.form.meanings.of(&label.key, None)) {
            Some(Meaning::Title) => {
                self.title(Slot::Inline { paragraph: number, span: paragraph.text, cell: None });
                self.claim(number);
            }
            Some(meaning @ (Meaning::Foreign | Meaning::ForeignTitle)) => self.foreign(meaning, text),
            _ => {
                self.inline(number, None, None);
            }
        }
    }

    /// Binds what stands in a paragraph beside its own labels. Returns whether there was any.
    fn inline(&mut self, number: u32, cell: Option<(u32, u32)>, section: Option<usize>) -> bool {
        let document = self.document;
        let Some(paragraph) = document.paragraphs.get(number as usize) else { return false };
        let text = document.text(paragraph.text);
        let at = |range: &std::ops::Range<usize>| {
            let start = paragraph.text.start as usize;
            Span::new(start + range.start, start + range.end)
        };
        if let Some((field, range)) = self.form.meanings.framed(text) {
            let slot = Slot::Inline { paragraph: number, span: at(&range), cell };
            self.bind_field(field, String::new(), None, slot);
            self.claim(number);
            return true;
        }
        if is_furniture_line(self.form, text) {
            if let Some(unit) = AmountUnit::from_label(text) {
                self.note_unit = Some(unit);
            }
            self.claim(number);
            return true;
        }
        let hits = self.form.inline_labels(text, section);
        // Text before the first label belongs to none of them, so the paragraph is not accounted for.
        let whole = hits.first().is_some_and(|hit| text.get(..hit.label.start).is_some_and(is_blank));
        if !whole {
            return false;
        }
        for hit in hits {
            let label = text.get(hit.label.clone()).map(strip_blanks).unwrap_or_default().into_owned();
            let unit = Label::of(&label).and_then(|label| label.unit).or(self.note_unit);
            let slot = Slot::Inline { paragraph: number, span: at(&hit.value), cell };
            self.bind_field(hit.field, label, unit, slot);
        }
        self.claim(number);
        true
    }

    // Tables

    fn table(&mut self, number: u32) {
        let document = self.document;
        let Some(table) = document.tables.get(number as usize) else { return };
        if table.home != Home::Body {
            return;
        }
        let mut grid = Grid::new(document, number, table);
        let checkpoint = self.checkpoint();
        self.rows(&mut grid);

        // Labels with a slip of the pen: what is still unexplained and one edit away from a label is taken for it,
        // and the table is bound once more.
        let near = grid.near(self.form);
        if !near.is_empty() {
            self.go_back(checkpoint, number);
            grid = Grid::new(document, number, table);
            for (cell, known) in &near {
                if let Some(Some(label)) = grid.labels.get_mut(*cell) {
                    label.key.clone_from(known);
                }
            }
            self.rows(&mut grid);
            for (cell, known) in near {
                let place = table.cells.get(cell).map(|at| document.cell_place(number as usize, at));
                let label = printed_label(grid.text(cell));
                let finding = FindingKind::LabelFuzzy { label, known };
                self.declaration().findings.push(Finding::at(place.unwrap_or_default(), finding));
            }
        }
        self.extras(&mut grid);
    }

    /// How much is bound, to be able to go back to it.
    fn checkpoint(&self) -> Checkpoint {
        let last = self.binding.declarations.last();
        Checkpoint {
            declarations: self.binding.declarations.len(),
            title: last.and_then(|last| last.title),
            lengths: last.map_or([0; 4], |last| {
                [last.fields.len(), last.lists.len(), last.extras.len(), last.findings.len()]
            }),
            foreign: self.binding.foreign.len(),
            note_unit: self.note_unit,
        }
    }

    /// Forgets what has been bound since a checkpoint, which was all in one table.
    fn go_back(&mut self, to: Checkpoint, table: u32) {
        self.binding.declarations.truncate(to.declarations);
        self.binding.foreign.truncate(to.foreign);
        self.note_unit = to.note_unit;
        if let Some(last) = self.binding.declarations.last_mut() {
            let [fields, lists, extras, findings] = to.lengths;
            last.title = to.title;
            last.fields.truncate(fields);
            last.lists.truncate(lists);
            last.extras.truncate(extras);
            last.findings.truncate(findings);
        }
        for (claim, paragraph) in self.claimed.iter_mut().zip(&self.document.paragraphs) {
            if paragraph.home == Home::Table(table) {
                *claim = None;
            }
        }
    }

    fn rows(&mut self, grid: &mut Grid<'a>) {
        let mut row = 0;
        while row < grid.table.row_count() {
            let header = grid.header(self.form, row);
            let cells: Vec<usize> = grid.table.row_cells(row).collect();
            for cell in cells {
                let starts_here = grid.table.cells.get(cell).is_some_and(|at| at.row == row);
                let is_column =
                    header.as_ref().is_some_and(|header| header.columns.iter().any(|(_, c)| *c == cell));
                if starts_here && !is_column && !grid.is_used(cell) {
                    self.cell(grid, cell);
                }
            }
            row = match header {
                Some(header) => self.list(grid, row, &header).max(row + 1),
                None => row + 1,
            };
        }
    }

    fn cell(&mut self, grid: &mut Grid<'a>, cell: usize) {
        let Some(&at) = grid.table.cells.get(cell) else { return };
        if grid.is_blank(cell) {
            return;
        }
        let section = grid.section(&at).map(|open| open.section);
        match grid.meaning(self.form, cell, section) {
            Some(Meaning::Title) => {
                self.title(Slot::Cell { table: grid.number, cell: cell as u32 });
                self.take(grid, cell);
            }
            Some(Meaning::Section(section)) => {
                let unit = grid.unit(cell);
                let rows = at.row..grid.section_end(&at);
                let right = if at.column_span == grid.table.columns { 0 } else { at.right() };
                grid.sections.push(OpenSection { section, rows, right, unit });
                self.take(grid, cell);
            }
            Some(Meaning::Heading | Meaning::Furniture) => {
                if let Some(unit) = AmountUnit::from_label(grid.text(cell)) {
                    self.note_unit = self.note_unit.or(Some(unit));
                }
                self.take(grid, cell);
            }
            Some(Meaning::Field(field)) => self.field(grid, cell, field),
            Some(meaning @ (Meaning::Foreign | Meaning::ForeignTitle)) => {
                self.foreign(meaning, grid.text(cell))
            }
            Some(Meaning::Column { .. }) | None => self.inline_cell(grid, cell, section),
        }
    }

    /// A cell whose paragraphs may hold their own labels.
    fn inline_cell(&mut self, grid: &mut Grid<'a>, cell: usize, section: Option<usize>) {
        let Some(&at) = grid.table.cells.get(cell) else { return };
        let document = self.document;
        let mut all = true;
        for paragraph in document.cell_paragraphs(grid.number as usize, &at) {
            let bound = self.inline(paragraph, Some((grid.number, cell as u32)), section);
            all &= bound || is_blank(document.paragraph_text(paragraph));
        }
        if all && let Some(used) = grid.used.get_mut(cell) {
            *used = true;
        }
    }

    fn field(&mut self, grid: &mut Grid<'a>, cell: usize, field: usize) {
        let Some(known) = self.form.fields().get(field) else { return };
        if known.kind == Kind::List {
            self.take(grid, cell);
            return;
        }
        let label = printed_label(grid.text(cell));
        let unit = self.unit_of(grid, cell);
        let place = grid.value_of(self.form, self.document.format, cell, known.inline);
        let slot = match place {
            Value::In(value) => Some(Slot::Cell { table: grid.number, cell: value as u32 }),
            Value::Behind => self.behind(grid, cell),
            Value::Nowhere => None,
        };
        // Before its cells are accounted for, since the field may begin another declaration.
        if let Some(slot) = slot {
            self.bind_field(field, label, unit, slot);
        }
        self.take(grid, cell);
        if let Value::In(value) = place {
            self.take(grid, value);
        }
    }

    /// The place behind the colon of a label that has its cell to itself.
    fn behind(&self, grid: &Grid<'a>, cell: usize) -> Option<Slot> {
        let at = grid.table.cells.get(cell)?;
        let paragraph = self.document.cell_paragraphs(grid.number as usize, at).last()?;
        let end = self.document.paragraphs.get(paragraph as usize)?.text.end;
        let text = self.document.paragraph_text(paragraph);
        // Blanks or underlines behind the colon are the line to write on.
        let blank = text.len() - text.trim_end_matches(|c| is_blank_char(c) || c == '_').len();
        let span = Span { start: end - blank as u32, end };
        Some(Slot::Inline { paragraph, span, cell: Some((grid.number, cell as u32)) })
    }

    fn unit_of(&self, grid: &Grid<'a>, cell: usize) -> Option<AmountUnit> {
        let at = grid.table.cells.get(cell)?;
        let above = || {
            let above = grid.table.cell_at(at.row.checked_sub(1)?, at.column)?;
            grid.unit(above)
        };
        grid.unit(cell).or_else(above).or_else(|| grid.section(at)?.unit).or(self.note_unit)
    }

    fn take(&mut self, grid: &mut Grid<'a>, cell: usize) {
        if let Some(used) = grid.used.get_mut(cell) {
            *used = true;
        }
        if let Some(at) = grid.table.cells.get(cell) {
            self.claim_cell(grid.number, at);
        }
    }

    /// Binds a list under its header row. Returns the row after it.
    fn list(&mut self, grid: &mut Grid<'a>, row: u32, header: &Header) -> u32 {
        let Some(field) = self.form.fields().get(header.field) else { return row + 1 };
        let mut columns = vec![None; field.columns.len()];
        let mut first = row + 1;
        for &(column, cell) in &header.columns {
            if let (Some(place), Some(at)) = (columns.get_mut(column), grid.table.cells.get(cell)) {
                *place = Some(at.column);
                first = first.max(at.bottom());
            }
            self.take(grid, cell);
        }
        let end = grid.list_end(self.form, header.field, first, &columns);
        let beside: Vec<usize> = grid.table.row_cells(first).collect();
        for cell in beside {
            if grid.meaning(self.form, cell, None) == Some(Meaning::Field(header.field)) {
                self.take(grid, cell);
            }
        }
        let mut rows = Vec::new();
        for row in first..end {
            let cells: Vec<Option<u32>> = columns
                .iter()
                .map(|column| {
                    column.and_then(|column| grid.table.cell_at(row, column)).map(|cell| cell as u32)
                })
                .collect();
            for cell in cells.iter().flatten() {
                self.take(grid, *cell as usize);
            }
            rows.push(BoundRow { row, cells });
        }
        let list = BoundList { field: header.field, table: grid.number, columns, rows };
        self.declaration().lists.push(list);
        end
    }

    /// Pairs of cells that nothing explains are a label the form does not know and its value.
    fn extras(&mut self, grid: &mut Grid<'a>) {
        for cell in 0..grid.table.cells.len() {
            let Some(&at) = grid.table.cells.get(cell) else { break };
            let Some(value) = grid.table.cell_at(at.row, at.right()) else { continue };
            let free = |cell| !grid.is_used(cell) && !grid.is_blank(cell);
            if !free(cell) || !free(value) || value == cell || !looks_like_label(grid.text(cell)) {
                continue;
            }
            if grid.meaning(self.form, value, None).is_some() || self.binding.declarations.is_empty() {
                continue;
            }
            let label = printed_label(grid.text(cell));
            self.take(grid, cell);
            self.take(grid, value);
            let slot = Slot::Cell { table: grid.number, cell: value as u32 };
            self.declaration().extras.push(BoundExtra { label, slot });
        }
    }
}

/// A label as printed, without blanks, number and colon.
fn printed_label(text: &str) -> String {
    let text = strip_blanks(text);
    text.trim_end_matches([':', '：']).to_owned()
}

/// Whether an unknown text may be a label: short, and no sentence.
fn looks_like_label(text: &str) -> bool {
    let bare = strip_blanks(text);
    bare.chars().count() <= 30 && !bare.contains(['。', '；', '！', '？'])
}
