//! From `w:tr` and `w:tc` in the order of the file to cells on the layout grid.

use super::unmerged;
use crate::document::{Cell, Home, Row, Span};
use crate::read::build::Merge;

/// A table that is being read.
pub(super) struct TableBuilder {
    /// Its number in the document.
    pub(super) number: u32,
    pub(super) home: Home,
    pub(super) parent_cell: Option<u32>,
    pub(super) columns: u32,
    pub(super) rows: Vec<Row>,
    pub(super) cells: Vec<Cell>,
    /// The column at which the next cell of the row begins.
    column: u32,
    /// Vertical merges that the row above takes part in, and those of the current row: column and cell.
    above: Vec<(u32, usize)>,
    here: Vec<(u32, usize)>,
    /// Whether the row has a cell that a horizontally merged one could join.
    row_has_cell: bool,
    /// Whether any cell says that it is merged.
    has_merge: bool,
    pub(super) pending: CellProperties,
}

/// What `w:tcPr` says about the cell being read.
#[derive(Clone, Copy, Default)]
pub(super) struct CellProperties {
    /// The number of paragraphs in the document before the cell.
    pub(super) first_paragraph: u32,
    pub(super) span: Option<u32>,
    /// `w:vMerge` (ECMA-376 Part 1, 17.4.84): `val="restart"` is an origin, no value a continuation.
    pub(super) vertical: Option<Merge>,
    /// The legacy `w:hMerge` (Part 4, 14.3.4), alike.
    pub(super) horizontal: Option<Merge>,
}

impl TableBuilder {
    pub(super) fn new(number: u32, home: Home, parent_cell: Option<u32>) -> TableBuilder {
        TableBuilder {
            number,
            home,
            parent_cell,
            columns: 0,
            rows: Vec::new(),
            cells: Vec::new(),
            column: 0,
            above: Vec::new(),
            here: Vec::new(),
            row_has_cell: false,
            has_merge: false,
            pending: CellProperties::default(),
        }
    }

    pub(super) fn open_row(&mut self) {
        self.rows.push(Row::default());
        self.column = 0;
        self.row_has_cell = false;
    }

    /// Skips columns before the first cell of the row (`w:gridBefore`).
    pub(super) fn skip_before(&mut self, columns: u32) {
        if self.row_has_cell {
            return;
        }
        self.column = columns;
        if let Some(row) = self.rows.last_mut() {
            row.skipped_before = columns;
        }
    }

    pub(super) fn close_row(&mut self, source: Span) {
        let after = self.rows.last_mut().map_or(0, |row| {
            row.source = source;
            row.skipped_after
        });
        self.columns = self.columns.max(self.column.saturating_add(after));
        self.above.clear();
        std::mem::swap(&mut self.above, &mut self.here);
    }

    /// The number that the cell being read will have, if it becomes one.
    pub(super) fn next_cell(&self) -> u32 {
        self.cells.len() as u32
    }

    /// Places the cell being read. Returns false when it continues another one, which is then larger.
    pub(super) fn close_cell(&mut self, source: Span, paragraphs_end: u32) -> bool {
        let properties = std::mem::take(&mut self.pending);
        let span = properties.span.unwrap_or(1).max(1);
        let column = self.column;
        self.column = column.saturating_add(span);
        let row = (self.rows.len() as u32).saturating_sub(1);
        self.has_merge |= properties.vertical.is_some();

        if properties.vertical == Some(Merge::Continue)
            && let Ok(found) = self.above.binary_search_by_key(&column, |(start, _)| *start)
            && let Some(&(_, origin)) = self.above.get(found)
            && let Some(cell) = self.cells.get_mut(origin)
            && cell.column_span == span
        {
            cell.row_span = row + 1 - cell.row;
            self.here.push((column, origin));
            self.row_has_cell = true;
            return false;
        }
        if properties.horizontal == Some(Merge::Continue)
            && self.row_has_cell
            && let Some(cell) = self.cells.last_mut()
            && cell.row == row
            && cell.right() == column
        {
            cell.column_span += span;
            return false;
        }
        if properties.vertical.is_some() {
            self.here.push((column, self.cells.len()));
        }
        self.cells.push(Cell {
            row,
            column,
            row_span: 1,
            column_span: span,
            paragraphs: Span { start: properties.first_paragraph, end: paragraphs_end },
            source,
        });
        self.row_has_cell = true;
        true
    }

    /// Puts right what a writer did that leaves out merged cells instead of saying that they are. Gives the rows.
    pub(super) fn restore_merges(&mut self) -> Vec<u32> {
        if self.has_merge {
            return Vec::new();
        }
        unmerged::restore(self.columns, &self.rows, &mut self.cells)
    }
}
