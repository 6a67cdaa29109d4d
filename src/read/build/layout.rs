//! From rows of cells with their shapes to cells on the layout grid.

use super::{Merge, OpenCell, OpenRow, Shape, Width};
use crate::document::{Cell, Row, Span};
use crate::limits::Limits;

/// How far apart edges may lie that are one: LibreOffice writes the edges of one column a twip apart, and people
/// drag them by a few. 15 twips are a quarter of a millimetre.
const ONE_EDGE: i32 = 15;

/// A table on its grid.
pub(super) struct Laid {
    pub(super) columns: u32,
    pub(super) rows: Vec<Row>,
    pub(super) cells: Vec<Cell>,
    /// For each cell as it was read, the number of the cell that it is or is part of.
    pub(super) numbers: Vec<Option<u32>>,
}

/// Lays the cells out. Text of a cell that merely continues another stays in the document and belongs to no cell.
///
/// Stops at the first row beyond a limit: `columns` says so, or the number of rows, and what follows costs nothing.
pub(super) fn lay_out(rows: &[OpenRow], open: &[OpenCell], limits: &Limits) -> Laid {
    let edges = Edges::of(open);
    let mut laid =
        Laid { columns: 0, rows: Vec::with_capacity(rows.len()), cells: Vec::new(), numbers: Vec::new() };
    // What reaches into this row from above, ordered by column: spans over rows, and merges told cell by cell.
    let mut spans: Vec<Reach> = Vec::new();
    let (mut above, mut here): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut ends = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let end = rows.get(number + 1).map_or(open.len(), |next| next.first_cell);
        let row_number = number as u32;
        let cells = end.saturating_sub(row.first_cell);
        let columns = u64::from(laid.columns).max(cells as u64);
        if columns > limits.columns || columns.saturating_mul(number as u64) > limits.grid {
            laid.columns = laid.columns.max(cells as u32);
            return laid;
        }
        spans.retain(|span| span.until > row_number);
        let mut before = spans.iter().copied().peekable();
        let mut added = Vec::new();
        let mut column = 0;
        let mut first = None;
        let mut row_cell = None;
        for cell in open.get(row.first_cell..end).unwrap_or_default() {
            let shape = cell.shape;
            let (start, width) = match shape.width {
                Width::Edges(left, right) => edges.columns(left, right),
                Width::Span(width) => {
                    while let Some(span) = before.next_if(|span| span.column <= column) {
                        column = column.max(span.right);
                    }
                    (column, width.max(1))
                }
            };
            column = start.saturating_add(width);
            first.get_or_insert(start);
            let placed = place(&mut laid.cells, shape, row_number, start, width, &above, row_cell)
                .unwrap_or_else(|| {
                    laid.cells.push(Cell {
                        row: row_number,
                        column: start,
                        row_span: shape.rows.min(rows.len() as u32 - row_number).max(1),
                        column_span: width,
                        paragraphs: cell.paragraphs,
                        source: Span::default(),
                    });
                    laid.cells.len() - 1
                });
            if shape.vertical.is_some() {
                here.push(placed);
            }
            if shape.rows > 1 {
                added.push(Reach {
                    column: start,
                    right: column,
                    until: row_number.saturating_add(shape.rows),
                });
            }
            row_cell = Some(placed);
            laid.numbers.push(Some(placed as u32));
        }
        spans.extend(added);
        spans.sort_by_key(|span| span.column);
        above.clear();
        std::mem::swap(&mut above, &mut here);
        above.sort_by_key(|&number| laid.cells.get(number).map(|cell| cell.column));
        laid.columns = laid.columns.max(column);
        laid.rows.push(Row { skipped_before: first.unwrap_or(0), header: row.header, ..Row::default() });
        ends.push(column);
    }
    if !edges.0.is_empty() {
        for (row, end) in laid.rows.iter_mut().zip(ends) {
            row.skipped_after = laid.columns - end;
        }
    } else {
        laid.rows.iter_mut().for_each(|row| row.skipped_before = 0);
    }
    laid
}

/// Columns that a cell above covers, up to a row.
#[derive(Clone, Copy)]
struct Reach {
    column: u32,
    right: u32,
    until: u32,
}

/// Makes a cell part of the one that it continues, and gives the number of that one.
fn place(
    cells: &mut [Cell],
    shape: Shape,
    row: u32,
    column: u32,
    width: u32,
    above: &[usize],
    left: Option<usize>,
) -> Option<usize> {
    if shape.joins_left
        && let Some(number) = left
        && let Some(cell) = cells.get_mut(number)
        && cell.right() == column
    {
        // A merge that goes down and to the right is told cell by cell; the rows below bring nothing new.
        cell.column_span += if cell.row == row { width } else { 0 };
        return Some(number);
    }
    if shape.vertical == Some(Merge::Continue) {
        // They are in the order of their columns.
        let start = |number: usize| cells.get(number).map(|cell| cell.column);
        let first = above.partition_point(|&number| start(number) < Some(column));
        let here = above.get(first..).unwrap_or_default().iter().copied();
        let number = here
            .take_while(|&number| start(number) == Some(column))
            .find(|&number| cells.get(number).is_some_and(|cell| cell.column_span == width))?;
        let cell = cells.get_mut(number)?;
        cell.row_span = row + 1 - cell.row;
        return Some(number);
    }
    None
}

/// The edges of all cells of a table, each once, ascending.
struct Edges(Vec<i32>);

impl Edges {
    fn of(cells: &[OpenCell]) -> Edges {
        let mut all: Vec<i32> = cells
            .iter()
            .filter_map(|cell| match cell.shape.width {
                Width::Edges(left, right) => Some([left, right]),
                Width::Span(_) => None,
            })
            .flatten()
            .collect();
        all.sort_unstable();
        all.dedup_by(|next, kept| next.saturating_sub(*kept) <= ONE_EDGE);
        Edges(all)
    }

    /// The first column between two edges, and how many there are.
    fn columns(&self, left: i32, right: i32) -> (u32, u32) {
        let column = |edge: i32| self.0.partition_point(|kept| edge.saturating_sub(*kept) > ONE_EDGE) as u32;
        let start = column(left);
        (start, column(right).saturating_sub(start).max(1))
    }
}
