use super::{Home, Span};
use crate::limits::Limits;

/// A rectangle of layout-grid columns and rows, and the cells that tile it.
///
/// A merged cell exists once, at its origin. `^` and `<` are the rest of its span:
///
/// ```text
///            column 0     1      2      3
///           +------+------+------+------+
///     row 0 | 基本 | 名称 | 某某专项  <  |   (0,0) spans 2 rows, (0,2) spans 2 columns
///           +      +------+------+------+
///     row 1 |  ^   | 部门 | 某局 |  --  |   (1,3) is skipped: the row ends early (gridAfter)
///           +------+------+------+------+
/// ```
///
/// Rows and columns count from 0 here; a [`Place`](crate::Place) counts from 1, as people do.
#[derive(Clone, Debug)]
pub struct Table {
    /// Number of layout-grid columns.
    pub columns: u32,
    /// Its rows, top to bottom.
    pub rows: Vec<Row>,
    /// Its cells, each once, ordered by row and column of their origins.
    pub cells: Vec<Cell>,
    /// Where the table stands: the body, or the cell of another table, or a text box.
    pub home: Home,
    /// For a table inside a cell: the number of that cell in [`Table::cells`] of the outer table.
    pub parent_cell: Option<u32>,
    /// The number of the part it was read from, see [`Document::parts`](super::Document::parts).
    pub part: u16,
    /// The table's bytes in its part; empty for formats without byte addresses.
    pub source: Span,
    /// `slots[row * columns + column]`: number of the covering cell plus one; 0 for a skipped place.
    slots: Vec<u32>,
}

/// One row of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The row's bytes in its part (`w:tr`); for text formats the line numbers it came from.
    pub source: Span,
    /// Grid columns skipped before the first cell (`w:gridBefore`).
    pub skipped_before: u32,
    /// Grid columns skipped after the last cell (`w:gridAfter`).
    pub skipped_after: u32,
    /// The row repeats at the top of each page (`w:tblHeader`).
    pub header: bool,
    /// The row is deleted by a tracked change. It keeps its place in the grid; its text is gone.
    pub deleted: bool,
}

/// A cell at its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Row of its origin.
    pub row: u32,
    /// Layout-grid column of its origin.
    pub column: u32,
    /// Rows it covers, at least 1.
    pub row_span: u32,
    /// Layout-grid columns it covers, at least 1.
    pub column_span: u32,
    /// The paragraphs in it. Those of nested tables and text boxes lie in the same range with
    /// another [`Home`]; use [`Document::cell_paragraphs`](super::Document::cell_paragraphs).
    pub paragraphs: Span,
    /// The origin's bytes in its part (`w:tc`); for text formats the line numbers it came from.
    pub source: Span,
}

impl Cell {
    /// The column after its last.
    pub fn right(&self) -> u32 {
        self.column + self.column_span
    }

    /// The row after its last.
    pub fn bottom(&self) -> u32 {
        self.row + self.row_span
    }
}

impl Table {
    /// Lays the cells out on the grid.
    ///
    /// Where two cells claim the same place, the one that began first keeps it. Returns `None` when the grid
    /// would hold more places than [`Limits::grid`].
    pub fn new(columns: u32, rows: Vec<Row>, cells: Vec<Cell>, limits: &Limits) -> Option<Table> {
        let area = (rows.len() as u64).checked_mul(u64::from(columns))?;
        if area > limits.grid {
            return None;
        }
        let mut slots = vec![0u32; usize::try_from(area).ok()?];
        for (number, cell) in cells.iter().enumerate() {
            let mark = u32::try_from(number).ok()?.checked_add(1)?;
            for row in cell.row..cell.bottom() {
                let start = row as usize * columns as usize + cell.column as usize;
                let end = start + cell.column_span as usize;
                for slot in slots.get_mut(start..end).into_iter().flatten() {
                    if *slot == 0 {
                        *slot = mark;
                    }
                }
            }
        }
        Some(Table {
            columns,
            rows,
            cells,
            home: Home::Body,
            parent_cell: None,
            part: 0,
            source: Span::default(),
            slots,
        })
    }

    /// The number of the cell that covers a place of the grid, wherever its origin is.
    pub fn cell_at(&self, row: u32, column: u32) -> Option<usize> {
        if column >= self.columns {
            return None;
        }
        let slot = self.slots.get(row as usize * self.columns as usize + column as usize)?;
        slot.checked_sub(1).map(|number| number as usize)
    }

    /// The cell that covers a place of the grid, wherever its origin is.
    pub fn at(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cells.get(self.cell_at(row, column)?)
    }

    /// Number of rows.
    pub fn row_count(&self) -> u32 {
        self.rows.len() as u32
    }

    /// The numbers of the cells that cover a row, left to right, each once.
    pub fn row_cells(&self, row: u32) -> impl Iterator<Item = usize> + '_ {
        let columns = self.columns as usize;
        let start = row as usize * columns;
        let slots = self.slots.get(start..start + columns).unwrap_or_default();
        let mut last = None;
        slots.iter().filter_map(move |slot| {
            let cell = slot.checked_sub(1)? as usize;
            (last != Some(cell)).then(|| {
                last = Some(cell);
                cell
            })
        })
    }
}
