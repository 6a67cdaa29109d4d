//! A table drawn with lines, every merged cell as one box.
//!
//! ```text
//!          1    2    3      4
//!        ┌────┬────┬────────────┐
//!      1 │基本│名称│农村公路养护│
//!        │情况├────┼──────┬─────┘
//!      2 │    │部门│交通局│          the row ends early
//!        └────┴────┴──────┘
//! ```

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use shenbao::document::Table;

use crate::text;

/// How what a field is bound to looks.
const BOUND: Style = AnsiColor::Green.on_default();

/// The lines of text that a row has at most; longer texts are shortened.
const LINES: usize = 3;

/// The same for a cell over several rows.
const LINES_OF_MERGED: usize = 8;

/// The fewest columns of the terminal that a column of the grid takes.
const NARROWEST: usize = 2;

/// Draws a table no wider than `width`. Returns false, with nothing drawn, when it has too many columns for that.
pub(crate) fn draw(
    out: &mut impl Write,
    table: &Table,
    text_of: impl Fn(usize) -> String,
    is_bound: impl Fn(usize) -> bool,
    width: usize,
) -> io::Result<bool> {
    let columns = table.columns as usize;
    let margin = table.row_count().to_string().len() + 1;
    let room = width.saturating_sub(margin + columns + 1);
    if columns * NARROWEST > room {
        return Ok(false);
    }
    let texts: Vec<String> = (0..table.cells.len()).map(text_of).collect();
    let widths = column_widths(table, &texts, room);
    let (heights, boxes) = layout(table, &texts, &widths);
    let drawing = Drawing { table, widths, heights, boxes, is_bound, margin };
    drawing.write(out)?;
    Ok(true)
}

/// A cell on the paper.
struct Framed {
    /// Its text in lines that fit.
    lines: Vec<String>,
    /// The line of the drawing on which it begins.
    top: usize,
}

struct Drawing<'t, B> {
    table: &'t Table,
    widths: Vec<usize>,
    /// The lines of text of each row.
    heights: Vec<usize>,
    boxes: Vec<Framed>,
    is_bound: B,
    margin: usize,
}

/// Columns as wide as their texts, those that are widest cut until all fit.
fn column_widths(table: &Table, texts: &[String], room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> =
        (1..=table.columns).map(|column| column.to_string().len().max(NARROWEST)).collect();
    let mut cells: Vec<usize> = (0..table.cells.len()).collect();
    cells.sort_by_key(|&cell| table.cells.get(cell).map(|cell| cell.column_span));
    for number in cells {
        let (Some(cell), Some(text)) = (table.cells.get(number), texts.get(number)) else { continue };
        let wanted = text::wrap(text, room, LINES_OF_MERGED).iter().map(|line| text::width(line)).max();
        let span = cell.column_span as usize;
        let Some(covered) = widths.get_mut(cell.column as usize..cell.right() as usize) else { continue };
        let has = covered.iter().sum::<usize>() + span - 1;
        let missing = wanted.unwrap_or(0).saturating_sub(has);
        for (number, width) in covered.iter_mut().enumerate() {
            *width += missing / span + usize::from(number < missing % span);
        }
    }
    // The largest width that lets all fit, by halving.
    let fits = |most: usize| widths.iter().map(|&width| width.min(most)).sum::<usize>() <= room;
    let (mut low, mut high) = (NARROWEST, room.max(NARROWEST) + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle }
    }
    let mut left = room.saturating_sub(widths.iter().map(|&width| width.min(low)).sum());
    for width in &mut widths {
        if *width > low {
            let more = usize::from(left > 0);
            *width = low + more;
            left -= more;
        }
    }
    widths
}

/// The heights of rows, and the texts of cells in lines.
fn layout(table: &Table, texts: &[String], widths: &[usize]) -> (Vec<usize>, Vec<Framed>) {
    let mut heights = vec![1; table.rows.len()];
    let mut cells: Vec<usize> = (0..table.cells.len()).collect();
    cells.sort_by_key(|&cell| table.cells.get(cell).map(|cell| cell.row_span));
    let inner_width = |cell: &shenbao::document::Cell| {
        let covered = widths.get(cell.column as usize..cell.right() as usize).unwrap_or_default();
        covered.iter().sum::<usize>() + covered.len().saturating_sub(1)
    };
    let inner_height = |heights: &[usize], cell: &shenbao::document::Cell| {
        let covered = heights.get(cell.row as usize..cell.bottom() as usize).unwrap_or_default();
        covered.iter().sum::<usize>() + covered.len().saturating_sub(1)
    };
    for number in cells {
        let (Some(cell), Some(text)) = (table.cells.get(number), texts.get(number)) else { continue };
        let most = if cell.row_span > 1 { LINES_OF_MERGED } else { LINES };
        let needed = text::wrap(text, inner_width(cell), most).len();
        let missing = needed.saturating_sub(inner_height(&heights, cell));
        if let Some(last) = heights.get_mut(cell.bottom().saturating_sub(1) as usize) {
            *last += missing;
        }
    }
    let mut tops = vec![1];
    for height in &heights {
        tops.push(tops.last().copied().unwrap_or(0) + height + 1);
    }
    let boxes = table.cells.iter().zip(texts).map(|(cell, text)| Framed {
        lines: text::wrap(text, inner_width(cell), inner_height(&heights, cell)),
        top: tops.get(cell.row as usize).copied().unwrap_or(0),
    });
    let boxes = boxes.collect();
    (heights, boxes)
}

impl<B: Fn(usize) -> bool> Drawing<'_, B> {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut header = " ".repeat(self.margin + 1);
        for (number, width) in (1..).zip(&self.widths) {
            header.push_str(&text::pad(&format!("{number}"), width + 1));
        }
        writeln!(out, "{}", header.trim_end())?;
        let mut y = 0;
        for row in 0..=self.heights.len() {
            writeln!(out, "{}", self.border(row, y).trim_end())?;
            y += 1;
            for line in 0..self.heights.get(row).copied().unwrap_or(0) {
                let number = if line == 0 { (row + 1).to_string() } else { String::new() };
                let margin = format!("{number:>width$} ", width = self.margin - 1);
                writeln!(out, "{}", format!("{margin}{}", self.text_line(row, y)).trim_end())?;
                y += 1;
            }
        }
        Ok(())
    }

    /// The cell at a place, as a number that is the same all over its box; nothing outside and where a row skips.
    fn cell(&self, row: Option<usize>, column: Option<usize>) -> Option<usize> {
        self.table.cell_at(u32::try_from(row?).ok()?, u32::try_from(column?).ok()?)
    }

    /// The line above a row, with the text of the boxes that it does not cut.
    fn border(&self, row: usize, y: usize) -> String {
        let mut line = " ".repeat(self.margin);
        let above = row.checked_sub(1);
        let mut column = 0;
        while column <= self.widths.len() {
            line.push(self.corner(above, row, column));
            let (up, down) = (self.cell(above, Some(column)), self.cell(Some(row), Some(column)));
            if up == down {
                column = self.run(&mut line, row, column, y);
            } else {
                line.push_str(&"─".repeat(self.widths.get(column).copied().unwrap_or(0)));
                column += 1;
            }
        }
        line
    }

    fn text_line(&self, row: usize, y: usize) -> String {
        let mut line = String::new();
        let mut column = 0;
        while column <= self.widths.len() {
            let left = column.checked_sub(1);
            let same = self.cell(Some(row), left) == self.cell(Some(row), Some(column));
            line.push(if same { ' ' } else { '│' });
            column = self.run(&mut line, row, column, y);
        }
        line
    }

    /// Puts down what a box shows on line `y`, from a column on. Returns the column after it.
    fn run(&self, line: &mut String, row: usize, column: usize, y: usize) -> usize {
        let here = self.cell(Some(row), Some(column));
        let mut end = column + 1;
        let mut width = self.widths.get(column).copied().unwrap_or(0);
        // Blank places are put down one by one: what is under them may be a corner.
        while here.is_some() && end < self.widths.len() && self.cell(Some(row), Some(end)) == here {
            width += self.widths.get(end).copied().unwrap_or(0) + 1;
            end += 1;
        }
        let framed = here.and_then(|cell| self.boxes.get(cell));
        let begins = here
            .and_then(|cell| self.table.cells.get(cell))
            .is_some_and(|cell| cell.column as usize == column && cell.right() as usize == end);
        let text = framed
            .filter(|_| begins)
            .and_then(|framed| framed.lines.get(y.checked_sub(framed.top)?))
            .map(String::as_str)
            .unwrap_or_default();
        match here {
            Some(cell) if !text.is_empty() && (self.is_bound)(cell) => {
                line.push_str(&format!("{BOUND}{text}{BOUND:#}"));
                line.push_str(&" ".repeat(width.saturating_sub(text::width(text))));
            }
            _ => line.push_str(&text::pad(text, width)),
        }
        end
    }

    /// Where lines meet, at the left of a column.
    fn corner(&self, above: Option<usize>, below: usize, column: usize) -> char {
        let left = column.checked_sub(1);
        let quarter = |row, column| self.cell(row, column);
        let [up_left, up_right] = [quarter(above, left), quarter(above, Some(column))];
        let [down_left, down_right] = [quarter(Some(below), left), quarter(Some(below), Some(column))];
        let up = up_left != up_right;
        let down = down_left != down_right;
        let left = up_left != down_left;
        let right = up_right != down_right;
        match (up, down, left, right) {
            (true, true, true, true) => '┼',
            (true, true, true, false) => '┤',
            (true, true, false, true) => '├',
            (true, true, false, false) | (true, false, false, false) | (false, true, false, false) => '│',
            (true, false, true, true) => '┴',
            (false, true, true, true) => '┬',
            (true, false, true, false) => '┘',
            (true, false, false, true) => '└',
            (false, true, true, false) => '┐',
            (false, true, false, true) => '┌',
            (false, false, false, false) => ' ',
            (false, false, _, _) => '─',
        }
    }
}
