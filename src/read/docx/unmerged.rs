//! Cells merged over rows that a writer left out.
//!
//! LibreOffice writes Word 2003 XML without `w:vmerge`: a row simply lacks the cells that are covered from above, so
//! that what follows stands too far left. (It writes widths, but the first cell of every row has that of the first
//! column, and so on.) The spans remain, and the row has to fill the grid.

use crate::document::{Cell, Row};

/// Tables of more columns than Word allows are left alone.
const COLUMNS: usize = 63;

/// Lets cells of the row above go on in each row that is too short for the grid, so that the row fills it: those as far
/// left as possible, since sections and groups of forms stand at the left. Rows that do not come out even stay as they
/// are, and so do those that say that they are short. Gives the rows that cells go on in.
pub(super) fn restore(columns: u32, rows: &[Row], cells: &mut [Cell]) -> Vec<u32> {
    let mut restored = Vec::new();
    let width = columns as usize;
    if width > COLUMNS {
        return restored;
    }
    // For each column, the cell that begins there in the row above or goes on there.
    let mut above: Vec<Option<usize>> = vec![None; width + 1];
    let mut first = 0;
    for (number, row) in (0u32..).zip(rows) {
        let rest = cells.get(first..).unwrap_or_default();
        let spans: Vec<usize> =
            rest.iter().take_while(|cell| cell.row == number).map(|cell| cell.column_span as usize).collect();
        let is_short =
            spans.iter().sum::<usize>() < width && row.skipped_before == 0 && row.skipped_after == 0;
        let over: Vec<usize> = above
            .iter()
            .map(|cell| cell.and_then(|cell| cells.get(cell)).map_or(0, |cell| cell.column_span as usize))
            .collect();
        let places = if is_short && !spans.is_empty() { fill(&spans, &over, width) } else { None };
        let mut here = vec![None; width + 1];
        if let Some(places) = &places {
            restored.push(number);
            for (place, cell) in here.iter_mut().zip(&above).take(width) {
                *place = *cell;
            }
            // What goes on is what no cell of this row stands over.
            for (column, span) in places.iter().zip(&spans) {
                here.iter_mut().skip(*column).take(*span).for_each(|place| *place = None);
            }
            for cell in here.iter().flatten() {
                if let Some(cell) = cells.get_mut(*cell) {
                    cell.row_span = number + 1 - cell.row;
                }
            }
        }
        for index in 0..spans.len() {
            let Some(cell) = cells.get_mut(first + index) else { continue };
            if let Some(column) = places.as_ref().and_then(|places| places.get(index)) {
                cell.column = *column as u32;
            }
            if let Some(place) = here.get_mut(cell.column as usize) {
                *place = Some(first + index);
            }
        }
        above = here;
        first += spans.len();
    }
    restored
}

/// The columns in which cells of these spans begin, when cells from above fill the gaps between them.
fn fill(spans: &[usize], over: &[usize], width: usize) -> Option<Vec<usize>> {
    // comes_out[number][column]: whether the cells from that number on fill the grid from that column on.
    let mut comes_out = vec![vec![false; width + 1]; spans.len() + 1];
    for number in (0..=spans.len()).rev() {
        for column in (0..=width).rev() {
            let is_end = number == spans.len() && column == width;
            let goes = |number: usize, span: usize| {
                let row: Option<&Vec<bool>> = comes_out.get(number);
                span > 0 && row.and_then(|row| row.get(column + span)) == Some(&true)
            };
            let goes_on = goes(number, over.get(column).copied().unwrap_or_default());
            let places = goes(number + 1, spans.get(number).copied().unwrap_or_default());
            if let Some(place) = comes_out.get_mut(number).and_then(|row| row.get_mut(column)) {
                *place = is_end || goes_on || places;
            }
        }
    }
    let mut found = Vec::with_capacity(spans.len());
    let mut column = 0;
    while found.len() < spans.len() {
        let span = over.get(column).copied().unwrap_or_default();
        if span > 0 && comes_out.get(found.len())?.get(column + span) == Some(&true) {
            column += span;
        } else if comes_out.get(found.len())?.get(column) == Some(&true) {
            let span = spans.get(found.len())?;
            found.push(column);
            column += span;
        } else {
            return None;
        }
    }
    Some(found)
}
