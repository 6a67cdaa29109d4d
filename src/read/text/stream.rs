//! Dumps that put a TAB before every cell: a stream of cells, in which only the cells' starts are safe.
//!
//! In `CellPerLine` a cell is a line and what follows it without TAB, and an empty line ends a row. But a cell
//! whose last paragraph is empty leaves an empty line too, in the midst of its row: of 6719 empty lines before a
//! TAB in real files, 377 end no row. [`settle`] finds such breaks by the form's labels.
//!
//! In `RowPerLine` a line is a row, until a cell of several paragraphs breaks it.

use super::lines::{Lines, Tabs, cells};
use super::rows::{Flow, Item, Outline, Row};
use super::sense::{Kind, Sense};
use crate::error::Result;

/// How cells and lines go together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    CellPerLine,
    RowPerLine,
}

/// Reads cells into rows by the dump's own marks.
pub(super) fn read(lines: &Lines<'_>, shape: Shape, sense: &Sense<'_>, flow: &mut Flow) -> Result<()> {
    let mut ahead = lines.ahead(Tabs::is_leading);
    let mut in_list = false;
    for (position, line) in lines.iter().enumerate() {
        if !line.tabs.is_leading() {
            // Text after a gap of two empty lines is outside, but in a .docx that is also how two empty
            // paragraphs in a cell look.
            // A table ends with one empty line where rows end with none; a footer behind it names its values.
            let is_footer = shape == Shape::RowPerLine
                && line.blanks == 1
                && sense.kind(lines.text(line.text)) == Kind::Inline
                && ahead.ends_table(position);
            let is_outside = !flow.in_table()
                || is_footer
                || line.blanks >= 2
                    && (!sense.is_there()
                        || ahead.ends_table(position)
                        || ahead
                            .texts(position)
                            .any(|text| matches!(sense.kind(text), Kind::Label | Kind::Inline)));
            if is_outside {
                flow.body(line.text, line.number);
            } else if shape == Shape::CellPerLine {
                flow.push(line.text, line.number);
            } else {
                let mut parts = cells(lines.text, line.text);
                parts.next().into_iter().for_each(|part| flow.push(part, line.number));
                parts.try_for_each(|part| flow.cell(part, line.number))?;
            }
            continue;
        }
        let mut text = line.text;
        text.start += 1;
        match shape {
            // Tika puts a TAB before each item of a list in an .odt too, and two before the first.
            Shape::CellPerLine
                if in_list
                    && flow.in_table()
                    && line.blanks == 1
                    && sense.kind(lines.text(text)) == Kind::Value =>
            {
                flow.push(text, line.number);
            }
            Shape::CellPerLine => {
                in_list = sense.is_there() && lines.text(text).starts_with('\t');
                text.start += u32::from(in_list);
                if !flow.in_table() || line.blanks > 0 {
                    flow.row(line.blanks, false);
                }
                flow.cell(text, line.number)?;
            }
            Shape::RowPerLine => {
                // The last of several paragraphs ends its line, so that the next cell of the row begins another;
                // a row end would leave an empty line there.
                flow.row(line.blanks, flow.last_len() > 1 && line.blanks == 0);
                cells(lines.text, text).try_for_each(|cell| flow.cell(cell, line.number))?;
            }
        }
    }
    Ok(())
}

/// Joins rows that a break in the midst of a row tore apart.
pub(super) fn settle(flow: &mut Flow, kinds: &[Kind], sense: &Sense<'_>) {
    let mut rows: Vec<Row> = Vec::with_capacity(flow.rows.len());
    for item in &mut flow.items {
        let Item::Table(span) = item else { continue };
        let first = rows.len();
        let mut open = Open::default();
        for row in flow.rows.get(span.range()).unwrap_or_default() {
            let next = Outline::of(kinds.get(row.cells.range()).unwrap_or_default().iter().copied());
            let begins_with = kinds.get(row.cells.start as usize).copied().unwrap_or(Kind::Empty);
            match rows.last_mut().filter(|_| open.row.len > 0) {
                Some(last) if !open.ends_before(row, &next, begins_with, sense) => {
                    last.cells.end = row.cells.end;
                    let joined = kinds.get(row.cells.range()).unwrap_or_default();
                    joined.iter().for_each(|&kind| open.row.add(kind));
                    flow.settled += usize::from(!row.doubtful);
                }
                _ => {
                    open.next(next);
                    rows.push(*row);
                }
            }
        }
        *span = crate::document::Span::new(first, rows.len());
    }
    flow.rows = rows;
}

/// The row that may go on, and what it stands under.
#[derive(Default)]
struct Open {
    row: Outline,
    /// Number of cells in the row above it.
    above: usize,
    /// Whether anything is written above it.
    is_below_text: bool,
}

impl Open {
    fn next(&mut self, row: Outline) {
        self.is_below_text |= self.row.filled > 0;
        self.above = self.row.len;
        self.row = row;
    }

    /// Whether a break is a row end.
    fn ends_before(&self, broken: &Row, next: &Outline, begins_with: Kind, sense: &Sense<'_>) -> bool {
        let row = &self.row;
        if broken.doubtful {
            return self.above > 0 && row.len >= self.above;
        }
        // An empty cell at the start is a merged one, and rows of a form begin with labels. Where such a break
        // is none after all, label and value still stand side by side.
        if !sense.is_there() || begins_with != Kind::Value {
            return true;
        }
        if row.last == Some(Kind::Label) {
            // A label at the end of a row lacks its value, unless it is the title,
            if row.len == 1 && !self.is_below_text {
                return true;
            }
            // or the last of the column headers, with values below it. (A value torn off its label comes alone, or
            // with the next label.)
            return row.is_header() && next.labels == 0 && next.len >= 2;
        }
        // A row of values is torn apart where the parts together are as many as the row above.
        row.len + next.len != self.above
    }
}
