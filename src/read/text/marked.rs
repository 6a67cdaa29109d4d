//! Dumps that end every cell with U+0007, Word's own mark in its text: what wvText prints.
//!
//! `甲␇␊乙␇␊␇丙␇␊丁␇␊␇`: a cell begins on a line of its own, but for the first of its row, and so a mark alone on its
//! line ends a row where what follows does not begin with a line end.

use super::rows::Flow;
use crate::document::Span;
use crate::error::Result;

/// Empty cells in a row that must be the grid row of the next table: the line end between the tables hides the end of
/// the last row.
const GRID_ROW: usize = 8;

/// Whether a text has such marks.
pub(super) fn is(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\x07\n\x07").is_some()
}

/// Reads cells and rows.
pub(super) fn read(text: &str, flow: &mut Flow) -> Result<()> {
    let mut segments: Vec<&str> = text.split('\u{7}').collect();
    let behind = segments.pop().unwrap_or_default();
    // How many segments from each one on are a line end and nothing else.
    let mut runs = vec![0usize; segments.len() + 1];
    for number in (0..segments.len()).rev() {
        let next = runs.get(number + 1).copied().unwrap_or_default();
        if let (Some(run), Some(&"\n")) = (runs.get_mut(number), segments.get(number)) {
            *run = next + 1;
        }
    }
    let (mut position, mut line) = (0, 0);
    let (mut in_row, mut is_filled) = (false, false);
    for (number, segment) in segments.iter().enumerate() {
        let next_begins_row = segments.get(number + 1).is_none_or(|next| !next.starts_with('\n'));
        let is_before_grid = is_filled && runs.get(number).is_some_and(|run| *run > GRID_ROW);
        if in_row && *segment == "\n" && (next_begins_row || is_before_grid) {
            (in_row, is_filled) = (false, false);
        } else {
            if !in_row {
                flow.row(0, false);
                in_row = true;
            }
            flow.cell(Span::default(), line)?;
            lines(segment, position, line, |text, line| flow.push(text, line));
            is_filled |= !segment.trim().is_empty();
        }
        position += segment.len() + 1;
        line += segment.matches('\n').count() as u32;
    }
    lines(behind, position, line, |text, line| flow.body(text, line));
    Ok(())
}

/// Visits the lines of a segment that hold more than blanks. A line break in a paragraph is U+000B.
fn lines(segment: &str, mut position: usize, mut line: u32, mut visit: impl FnMut(Span, u32)) {
    for part in segment.split_inclusive(['\n', '\u{b}']) {
        let text = part.trim_end_matches(['\n', '\u{b}']);
        if !text.trim().is_empty() {
            visit(Span::new(position, position + text.len()), line);
        }
        position += part.len();
        line += u32::from(part.ends_with('\n'));
    }
}
