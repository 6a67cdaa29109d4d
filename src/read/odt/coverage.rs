//! How many rows cells go on over, by the covered cells that stand in these rows.
//!
//! `table:number-rows-spanned` says it too (ODF 1.3 Part 3, 19.680). But LibreOffice 7.4, which counts it anew when it
//! saves, leaves some out and makes others too large where a cell beside them is merged over fewer rows; the covered
//! cells are right.

use crate::limits::Limits;

/// The elements of a table, row by row.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    rows: Vec<Vec<Run>>,
    cells: usize,
}

#[derive(Clone, Copy, Debug)]
enum Run {
    /// A cell: its number in the table, its columns, its rows as it says.
    Cell { number: usize, columns: u32, rows: u32 },
    /// So many covered cells.
    Covered(u32),
}

/// A cell that goes on over another number of rows than it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) cell: usize,
    /// The row that it begins in.
    pub(super) row: u32,
    pub(super) rows: u32,
}

impl Coverage {
    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn cell(&mut self, columns: u32, rows: u32) {
        let number = self.cells;
        self.cells += 1;
        self.rows.last_mut().into_iter().for_each(|row| row.push(Run::Cell { number, columns, rows }));
    }

    pub(super) fn covered(&mut self, count: u32) {
        self.rows.last_mut().into_iter().for_each(|row| row.push(Run::Covered(count)));
    }

    /// The cells whose spans contradict the covered cells. None where these do not make every row equally long.
    pub(super) fn corrected(&self, limits: &Limits) -> Vec<Corrected> {
        let length = |row: &Vec<Run>| -> u64 {
            let lengths = row.iter().map(|run| if let Run::Covered(count) = run { *count } else { 1 });
            lengths.map(u64::from).sum()
        };
        let width = self.rows.first().map_or(0, length);
        let fits = width <= limits.columns && width.saturating_mul(self.rows.len() as u64) <= limits.grid;
        if !fits || self.rows.iter().any(|row| length(row) != width) {
            return Vec::new();
        }
        // For each column, the cell that begins there in the row above or goes on there.
        let mut above: Vec<Option<usize>> = vec![None; width as usize];
        let mut found: Vec<Corrected> = Vec::with_capacity(self.cells);
        let mut said: Vec<u32> = Vec::with_capacity(self.cells);
        for (number, row) in (0u32..).zip(&self.rows) {
            let mut columns = above.iter_mut();
            // Columns that the cell on the left covers.
            let mut beside = 0;
            for run in row {
                match *run {
                    Run::Cell { number: cell, columns: span, rows } => {
                        columns.next().into_iter().for_each(|above| *above = Some(cell));
                        found.push(Corrected { cell, row: number, rows: 1 });
                        said.push(rows.min(self.rows.len() as u32 - number));
                        beside = span.saturating_sub(1);
                    }
                    Run::Covered(count) => {
                        for above in columns.by_ref().take(count as usize) {
                            if beside > 0 {
                                beside -= 1;
                                *above = None;
                            } else if let Some(cell) = above.and_then(|cell| found.get_mut(cell)) {
                                cell.rows = number + 1 - cell.row;
                            }
                        }
                    }
                }
            }
        }
        found.into_iter().zip(said).filter(|(cell, said)| cell.rows != *said).map(|(cell, _)| cell).collect()
    }
}
