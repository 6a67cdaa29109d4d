//! Rows of headers: which list begins below, or which years the amounts below are of.

use super::bind::looks_like_label;
use super::grid::{Grid, OpenScope, ScopeHead};
use super::lookup::Meaning;
use super::vocabulary::Form;

/// The scope of no form.
const UNKNOWN_SCOPE: usize = usize::MAX;

/// The header row of lists: of one, or of two that stand side by side.
pub(super) struct Header {
    pub(super) lists: Vec<ListHeader>,
    /// Two lists stand side by side, and only their order tells which is which.
    pub(super) guessed: bool,
}

/// For each column label of a list its cell.
pub(super) struct ListHeader {
    pub(super) field: usize,
    pub(super) columns: Vec<(usize, usize)>,
}

impl Header {
    pub(super) fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.lists.iter().flat_map(|list| list.columns.iter().map(|(_, cell)| *cell))
    }
}

impl Grid<'_> {
    /// Two or more cells of a row that head columns of the same list.
    pub(super) fn header(&self, form: &Form, row: u32) -> Option<Header> {
        let heads = |cell: &usize| !self.is_used(*cell) && self.columns(*cell).next().is_some();
        let cells: Vec<usize> = self.table.row_cells(row).filter(heads).collect();
        if cells.len() < 2 {
            return None;
        }
        let governing = self.list_label(form, row, cells.first().copied()?);
        let field = governing.or_else(|| self.best_list(&cells))?;

        // A column that comes again begins another list beside the first.
        let mut parts: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
        let columns = cells.iter().filter_map(|&cell| {
            let mut columns = self.columns(cell);
            columns.find(|(list, _)| *list == field).map(|(_, column)| (column, cell))
        });
        for (column, cell) in columns {
            if parts.last().is_some_and(|part| part.iter().any(|(known, _)| *known == column)) {
                parts.push(Vec::new());
            }
            if let Some(part) = parts.last_mut() {
                part.push((column, cell));
            }
        }
        parts.retain(|part| part.len() >= 2);
        let first = parts.first()?.clone();
        if governing.is_none() && self.is_scope_row(row, &first) {
            return None;
        }
        let key = form.fields().get(field).map(|list| list.key.as_str());
        let twin =
            || form.fields().iter().position(|other| other.like.is_some() && other.like.as_deref() == key);
        let mut header = Header { lists: Vec::new(), guessed: false };
        let side_by_side = parts.len() == 2;
        for (number, mut columns) in parts.into_iter().enumerate() {
            // What rows share is printed once, at the left.
            let shared = first.iter().filter(|(column, _)| {
                form.fields().get(field).and_then(|list| list.columns.get(*column)).is_some_and(|it| it.group)
            });
            for (column, cell) in shared {
                if columns.iter().all(|(known, _)| known != column) {
                    columns.push((*column, *cell));
                }
            }
            let own = columns.first().and_then(|(_, cell)| self.list_label_above(form, row, *cell));
            let list = match (own, side_by_side.then(twin).flatten()) {
                (Some(own), _) => own,
                (None, Some(twin)) => {
                    header.guessed = true;
                    if number == 0 { twin } else { field }
                }
                (None, None) => field,
            };
            if header.lists.iter().all(|known| known.field != list) {
                header.lists.push(ListHeader { field: list, columns });
            }
        }
        Some(header)
    }

    /// The list of which most cells are columns; the first of several.
    fn best_list(&self, cells: &[usize]) -> Option<usize> {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for &cell in cells {
            for (list, _) in self.columns(cell) {
                match counts.iter_mut().find(|(known, _)| *known == list) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((list, 1)),
                }
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max().filter(|most| *most >= 2)?;
        counts.iter().filter(|(_, count)| *count == most).map(|(list, _)| *list).min()
    }

    /// The list whose own label stands at the left of a header row, or over the whole of it.
    fn list_label(&self, form: &Form, row: u32, first: usize) -> Option<usize> {
        let start = self.table.cells.get(first)?.column;
        let mut left = self
            .table
            .row_cells(row)
            .filter(|&cell| self.table.cells.get(cell).is_some_and(|at| at.right() <= start));
        let beside = left.find_map(|cell| self.list_of(form, cell));
        beside.or_else(|| {
            let above = self.table.cell_at(row.checked_sub(1)?, start)?;
            let at = self.table.cells.get(above)?;
            let alone = at.column <= start && at.right() >= self.table.columns;
            alone.then(|| self.list_of(form, above)).flatten()
        })
    }

    /// The list whose own label stands above a column of a header row.
    fn list_label_above(&self, form: &Form, row: u32, cell: usize) -> Option<usize> {
        let column = self.table.cells.get(cell)?.column;
        self.list_of(form, self.table.cell_at(row.checked_sub(1)?, column)?)
    }

    fn list_of(&self, form: &Form, cell: usize) -> Option<usize> {
        match self.meaning_here(cell) {
            Some(Meaning::Field(field)) => {
                form.fields().get(field).filter(|field| !field.columns.is_empty()).map(|_| field)
            }
            _ => None,
        }
    }

    /// Whether a header says no more than which years the amounts below are of: 项目 | 上年度 | 本年度.
    fn is_scope_row(&self, row: u32, columns: &[(usize, usize)]) -> bool {
        self.scope_row(row).is_some()
            && columns.iter().all(|(_, cell)| {
                let meaning = self.meaning_of(*cell, self.section_of(*cell));
                matches!(meaning, Some(Meaning::Scope(_) | Meaning::Heading))
            })
    }

    /// Lets a section whose name stands at the head of its labels, beside the headings, go on as far as they do. Returns
    /// the rows below the headings.
    pub(super) fn extend_section(&mut self, row: u32) -> std::ops::Range<u32> {
        let below = row + 1;
        let name = |cell: usize| {
            let at = self.table.cells.get(cell)?;
            let is_name = matches!(self.meaning(cell, None), Some(Meaning::Section(_)));
            (is_name && at.row == row).then_some(at.column)
        };
        let Some(column) = self.table.row_cells(row).find_map(name) else { return below..below };
        let Some(section) = self.sections.last().map(|open| open.section) else { return below..below };
        let is_part = |row: u32| {
            let cell = self.table.cell_at(row, column);
            let meaning = cell.and_then(|cell| self.meaning_of(cell, Some(section)));
            meaning.is_some_and(|meaning| meaning.field().is_some())
        };
        let end =
            (below..self.table.row_count()).find(|row| !is_part(*row)).unwrap_or(self.table.row_count());
        if let Some(open) = self.sections.last_mut() {
            open.rows.end = end.max(open.rows.end);
            open.right = column;
        }
        below..end
    }

    /// Headings of years and terms in a row of a section, and the rows below them.
    pub(super) fn scope_row(&self, row: u32) -> Option<OpenScope> {
        let mut heads = Vec::new();
        let (mut corner, mut known) = (false, 0);
        let mut end = None;
        for cell in self.table.row_cells(row) {
            let Some(at) = self.table.cells.get(cell).filter(|at| at.row == row) else { continue };
            let Some(open) = self.section(at) else { continue };
            match self.meaning_of(cell, Some(open.section)) {
                Some(Meaning::Scope(scope)) if !self.is_used(cell) => {
                    heads.push(ScopeHead { scope, column: at.column, cell });
                    end = Some(open.rows.end);
                    known += 1;
                }
                // Amounts of a year that the form does not know keep the heading that they stand under.
                None if (corner || known > 0)
                    && !self.is_used(cell)
                    && !self.is_blank(cell)
                    && looks_like_label(self.text(cell)) =>
                {
                    heads.push(ScopeHead { scope: UNKNOWN_SCOPE, column: at.column, cell });
                }
                Some(Meaning::Heading) => corner = true,
                _ => {}
            }
        }
        let enough = known >= 2 || (corner && known > 0);
        Some(OpenScope { rows: row + 1..end.filter(|_| enough)?, heads })
    }
}
