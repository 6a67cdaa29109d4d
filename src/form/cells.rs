//! Tables: which cells are labels, and where their values stand.

use super::bind::{Binder, Bound, Checkpoint, looks_like_label, printed_label};
use super::binding::{BoundExtra, BoundList, BoundRow, Slot};
use super::grid::{Grid, OpenScope, OpenSection, ScopeHead, Value};
use super::header::{Header, ListHeader};
use super::inline::Means;
use super::lines::Around;
use super::lookup::Meaning;
use super::vocabulary::Kind;
use crate::document::{Cell, Home, Span};
use crate::finding::{Finding, FindingKind, Guess};
use crate::value::AmountUnit;
use crate::value::text::{is_blank, is_blank_char, strip_blanks};

impl<'a> Binder<'a> {
    pub(super) fn table(&mut self, number: u32) {
        let document = self.document;
        let Some(table) = document.tables.get(number as usize) else { return };
        if table.home != Home::Body {
            return;
        }
        self.headings += 1;
        let mut grid = Grid::new(self.form, document, number, table);
        let checkpoint: Checkpoint = self.checkpoint();
        self.rows(&mut grid);

        // Labels with a slip of the pen: what is still unexplained and one edit away from a label is taken for it,
        // and the table is bound once more.
        let near = grid.near(self.form);
        if !near.is_empty() {
            self.go_back(checkpoint, number);
            grid = Grid::new(self.form, document, number, table);
            for (cell, known) in &near {
                grid.take_for(self.form, *cell, known);
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
        self.headings += 1;
    }

    fn rows(&mut self, grid: &mut Grid<'a>) {
        let mut row = 0;
        while row < grid.table.row_count() && !self.is_full() {
            let starts_here = |cell: &usize| grid.table.cells.get(*cell).is_some_and(|at| at.row == row);
            let cells: Vec<usize> = grid.table.row_cells(row).filter(starts_here).collect();
            // A section may begin in the row of headers itself, and says what they mean.
            for &cell in &cells {
                if !grid.is_used(cell)
                    && let Some(Meaning::Section(section)) = grid.meaning_here(cell)
                {
                    match self.section_as_field(grid, cell) {
                        Some(field) => self.field(grid, cell, (field, None)),
                        None => self.section(grid, cell, section),
                    }
                }
            }
            let header = grid.header(self.form, row);
            if header.is_none()
                && let Some(mut open) = grid.scope_row(row)
            {
                if open.rows.is_empty() {
                    open.rows = grid.extend_section(row);
                }
                for head in &open.heads {
                    self.take(grid, head.cell);
                }
                grid.across.push(open);
            }
            for cell in cells {
                let is_column = header.as_ref().is_some_and(|header| header.cells().any(|c| c == cell));
                if !grid.is_used(cell) && !is_column {
                    self.cell(grid, cell);
                }
            }
            row = match header {
                Some(header) => self.lists(grid, row, &header).max(row + 1),
                None => row + 1,
            };
        }
    }

    /// The field of a label that names a section too, where a value stands beside it: 基本情况.
    fn section_as_field(&self, grid: &Grid<'a>, cell: usize) -> Option<usize> {
        let field = self.form.meanings.field(grid.key(cell))?;
        let at = grid.table.cells.get(cell).filter(|at| at.row_span == 1)?;
        let right = grid.table.cell_at(at.row, at.right())?;
        (!grid.is_used(right) && !grid.is_label(right)).then_some(field)
    }

    fn section(&mut self, grid: &mut Grid<'a>, cell: usize, section: usize) {
        let Some(&at) = grid.table.cells.get(cell) else { return };
        let unit = grid.unit(cell);
        let rows = at.row..grid.section_end(&at);
        let right = if at.column_span == grid.table.columns { 0 } else { at.right() };
        grid.sections.push(OpenSection { section, rows, right, unit });
        self.take(grid, cell);
    }

    fn cell(&mut self, grid: &mut Grid<'a>, cell: usize) {
        if grid.is_blank(cell) {
            return;
        }
        let section = grid.section_of(cell);
        match grid.meaning(cell, section) {
            Some(Meaning::Title) => {
                self.title(Slot::Cell { table: grid.number, cell: cell as u32 });
                self.take(grid, cell);
            }
            Some(Meaning::Section(section)) => self.section(grid, cell, section),
            Some(Meaning::Heading | Meaning::Furniture) => {
                if let Some(unit) = AmountUnit::from_label(grid.text(cell)) {
                    self.note_unit = self.note_unit.or(Some(unit));
                }
                self.take(grid, cell);
            }
            Some(meaning @ (Meaning::Foreign | Meaning::ForeignTitle)) => {
                self.foreign(meaning, grid.text(cell));
            }
            Some(meaning) if meaning.field().is_some() => {
                if let Some(target) = meaning.field() {
                    self.field(grid, cell, target);
                }
            }
            _ => self.inline_cell(grid, cell, section),
        }
    }

    /// A cell whose paragraphs may hold their own labels.
    fn inline_cell(&mut self, grid: &mut Grid<'a>, cell: usize, section: Option<usize>) {
        let Some(&at) = grid.table.cells.get(cell) else { return };
        let document = self.document;
        let mut all = true;
        let scope = grid.scope_above(&at);
        let unit = self.unit_around(grid, &at);
        let section_row = grid.section_row(&at);
        let mut around = Around { cell: Some((grid.number, cell as u32)), section, section_row, unit, scope };
        for paragraph in document.cell_paragraphs(grid.number as usize, &at) {
            let bound = self.line(paragraph, &mut around);
            all &= bound || is_blank(document.paragraph_text(paragraph));
        }
        self.headings += u32::from(!all && at.column_span == grid.table.columns);
        if all && let Some(used) = grid.used.get_mut(cell) {
            *used = true;
        }
        if scope.is_none()
            && let Some(first) = self.form.inline_labels(grid.text(cell), section).first()
            && let Means::Field { field, .. } = first.means
        {
            self.open_below(grid, cell, field);
        }
    }

    fn field(&mut self, grid: &mut Grid<'a>, cell: usize, (field, part): (usize, Option<usize>)) {
        let Some(known) = self.form.fields().get(field) else { return };
        let Some(&at) = grid.table.cells.get(cell) else { return };
        if known.kind == Kind::List {
            self.take(grid, cell);
            return;
        }
        let heads = grid.heads(&at).to_vec();
        if known.kind == Kind::Amount && !heads.is_empty() {
            self.amounts(grid, cell, field, &heads);
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
        match slot {
            Some(slot) => {
                let (field, part) = self.owner(grid.key(cell), (field, part), &slot);
                let scoped = grid.scope_above(&at).and_then(|scope| self.form.scoped(field, scope));
                let end = match place {
                    Value::In(value) if known.kind == Kind::Period => self.other_end(grid, value),
                    _ => None,
                };
                let part = if end.is_some() { Some(0) } else { part };
                let section = grid.section_row(&at);
                let second = end.map(|end| (end, label.clone()));
                self.bind_field(Bound { field: scoped.unwrap_or(field), part, label, unit, slot, section });
                if let Some(([between, end], label)) = second {
                    self.take(grid, between);
                    let slot = Slot::Cell { table: grid.number, cell: end as u32 };
                    self.bind_field(Bound { field, part: Some(1), label, unit, slot, section });
                    self.take(grid, end);
                }
            }
            // A heading over labels of its parts: its unit is theirs.
            None => self.note_unit = self.note_unit.or(grid.unit(cell)),
        }
        self.take(grid, cell);
        if let Value::In(value) = place {
            self.take(grid, value);
        }
        self.open_below(grid, cell, field);
    }

    /// The amounts in the row of a label, one under each heading.
    fn amounts(&mut self, grid: &mut Grid<'a>, cell: usize, field: usize, heads: &[ScopeHead]) {
        let Some(&at) = grid.table.cells.get(cell) else { return };
        self.take(grid, cell);
        for head in heads {
            let Some(value) = grid.table.cell_at(at.row, head.column).filter(|&value| !grid.is_used(value))
            else {
                continue;
            };
            let slot = Slot::Cell { table: grid.number, cell: value as u32 };
            let label = format!("{}/{}", printed_label(grid.text(cell)), printed_label(grid.text(head.cell)));
            match self.form.scoped(field, head.scope) {
                Some(field) => {
                    let unit = grid.unit(cell).or(grid.unit(head.cell)).or_else(|| self.unit_of(grid, cell));
                    let section = grid.section_row(&at);
                    self.bind_field(Bound { field, part: None, label, unit, slot, section });
                }
                None => self.declaration().extras.push(BoundExtra { label, slot }),
            }
            self.take(grid, value);
        }
    }

    /// The sum of a term beside the sum of the year: labels below either are parts of it.
    fn open_below(&self, grid: &mut Grid<'a>, cell: usize, field: usize) {
        let Some(at) = grid.table.cells.get(cell) else { return };
        let Some((scope, plain)) = self.form.scope_of(field) else { return };
        let section = grid.section_of(cell);
        let names_plain = |other: usize| {
            let inline = || self.form.inline_labels(grid.text(other), section).into_iter().next();
            let means = |means| matches!(means, Means::Field { field, .. } if field == plain);
            grid.meaning(other, section) == Some(Meaning::Field(plain))
                || inline().is_some_and(|hit| means(hit.means))
        };
        let beside = grid.table.row_cells(at.row).filter(|other| *other != cell);
        // No printed row has more cells; a made one could cost a look from each to each.
        if beside.take(64).any(names_plain) {
            let end = grid.section(at).map_or(grid.table.row_count(), |open| open.rows.end);
            let heads = vec![ScopeHead { scope, column: at.column, cell }];
            grid.below.push(OpenScope { rows: at.row + 1..end, heads });
        }
    }

    /// The sign between, and the cell with the end of a period whose start is in another: `2019年1月 | 到 | 2019年12月`.
    fn other_end(&self, grid: &Grid<'a>, value: usize) -> Option<[usize; 2]> {
        let right = |cell: usize| {
            let at = grid.table.cells.get(cell)?;
            grid.table.cell_at(at.row, at.right()).filter(|&cell| !grid.is_used(cell))
        };
        let between = right(value)?;
        let is_sign =
            matches!(strip_blanks(grid.text(between)).as_ref(), "到" | "至" | "—" | "——" | "-" | "~" | "－");
        is_sign.then(|| right(between)).flatten().map(|end| [between, end])
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
        grid.unit(cell).or_else(above).or_else(|| self.unit_around(grid, at)).or(self.note_unit)
    }

    /// The unit of the sections around a cell, the innermost first.
    fn unit_around(&self, grid: &Grid<'a>, at: &Cell) -> Option<AmountUnit> {
        let sections = grid.sections.iter().rev();
        let mut around = sections.filter(|open| open.rows.contains(&at.row) && open.right <= at.column);
        around.find_map(|open| open.unit)
    }

    fn take(&mut self, grid: &mut Grid<'a>, cell: usize) {
        if let Some(used) = grid.used.get_mut(cell) {
            *used = true;
        }
        if let Some(at) = grid.table.cells.get(cell) {
            self.claim_cell(grid.number, at);
        }
    }

    /// Binds the lists under a header row. Returns the row after them.
    fn lists(&mut self, grid: &mut Grid<'a>, row: u32, header: &Header) -> u32 {
        let at = |grid: &Grid<'_>, cell: usize| grid.table.cells.get(cell).copied();
        let cells: Vec<Cell> = header.cells().filter_map(|cell| at(grid, cell)).collect();
        let first = cells.iter().map(Cell::bottom).max().unwrap_or_default().max(row + 1);
        let starts: Vec<u32> = cells.iter().map(|cell| cell.column).collect();
        let names: Vec<usize> = header.lists.iter().map(|list| list.field).collect();
        let mut unit = header.cells().find_map(|cell| grid.unit(cell));
        for beside in [row, first] {
            for cell in grid.table.row_cells(beside).collect::<Vec<_>>() {
                if let Some(Meaning::Field(field)) = grid.meaning(cell, None)
                    && names.contains(&field)
                {
                    unit = unit.or(grid.unit(cell));
                    self.take(grid, cell);
                }
            }
        }
        for cell in header.cells() {
            self.take(grid, cell);
        }
        let unit = unit.or_else(|| self.unit_around(grid, cells.first()?)).or(self.note_unit);
        let end = grid.list_end(&names, first, &starts);
        if header.guessed
            && let Some((_, cell)) = header.lists.first().and_then(|list| list.columns.first())
        {
            let slot = Slot::Cell { table: grid.number, cell: *cell as u32 };
            self.guess(&slot, &printed_label(grid.text(*cell)), Guess::SideBySide);
        }
        for list in &header.lists {
            self.list(grid, first..end, list, unit);
        }
        end
    }

    fn list(
        &mut self,
        grid: &mut Grid<'a>,
        rows: std::ops::Range<u32>,
        header: &ListHeader,
        unit: Option<AmountUnit>,
    ) {
        let Some(field) = self.form.fields().get(header.field) else { return };
        let mut columns = vec![None; field.columns.len()];
        for &(column, cell) in &header.columns {
            if let (Some(place), Some(at)) = (columns.get_mut(column), grid.table.cells.get(cell)) {
                *place = Some(at.column);
            }
        }
        let mut bound = Vec::new();
        for row in rows {
            let cells: Vec<Option<u32>> = columns
                .iter()
                .map(|column| {
                    column.and_then(|column| grid.table.cell_at(row, column)).map(|cell| cell as u32)
                })
                .collect();
            for cell in cells.iter().flatten() {
                self.take(grid, *cell as usize);
            }
            bound.push(BoundRow { row, cells });
        }
        let list = BoundList { field: header.field, table: grid.number, columns, rows: bound, unit };
        self.declaration().lists.push(list);
    }

    /// Pairs of cells that nothing explains are a label the form does not know and its value.
    fn extras(&mut self, grid: &mut Grid<'a>) {
        for cell in 0..grid.table.cells.len() {
            let Some(&at) = grid.table.cells.get(cell) else { break };
            let free = |grid: &Grid<'_>, cell| !grid.is_used(cell) && !grid.is_blank(cell);
            if !free(grid, cell) || !looks_like_label(grid.text(cell)) || self.binding.declarations.is_empty()
            {
                continue;
            }
            let heads = grid.heads(&at).to_vec();
            if !heads.is_empty() {
                self.extra_amounts(grid, cell, &heads);
                continue;
            }
            let Some(value) = grid.table.cell_at(at.row, at.right()) else { continue };
            if !free(grid, value) || value == cell || grid.meaning(value, None).is_some() {
                continue;
            }
            let label = printed_label(grid.text(cell));
            self.take(grid, cell);
            self.take(grid, value);
            let slot = Slot::Cell { table: grid.number, cell: value as u32 };
            self.declaration().extras.push(BoundExtra { label, slot });
        }
    }

    /// An unknown label in a row of amounts has a value under each heading.
    fn extra_amounts(&mut self, grid: &mut Grid<'a>, cell: usize, heads: &[ScopeHead]) {
        let Some(&at) = grid.table.cells.get(cell) else { return };
        for head in heads {
            let value = grid.table.cell_at(at.row, head.column);
            let Some(value) = value.filter(|&value| !grid.is_used(value) && value != cell) else { continue };
            let label = format!("{}/{}", printed_label(grid.text(cell)), printed_label(grid.text(head.cell)));
            let slot = Slot::Cell { table: grid.number, cell: value as u32 };
            self.take(grid, value);
            self.declaration().extras.push(BoundExtra { label, slot });
        }
        self.take(grid, cell);
    }
}
