//! What Word and WPS save as text: TABs between cells, and a line end after every row and every paragraph.
//!
//! A leading TAB is an empty first cell, and begins a row. All other line ends are settled in this order:
//!
//! 1. The last lines of the row before and the line's first cell are a label together: it was broken over lines.
//! 2. The first cell is a label, alone or with its value: a row.
//! 3. A line without TAB is one more paragraph of the cell before it; after a title, the row of column headers,
//!    or a row of empty cells there is no such cell, so that it begins a row.
//! 4. A line with TABs, whose first cell is no label, goes on from the cell before it where a label follows that
//!    first cell, or the row so far has nothing but that cell, or below column headers where the row is then as long as
//!    they are. Otherwise it begins a row: of a list, or with a label nobody knows.
//!
//! Without a form to ask, a line with TABs is a row, and one without TAB a further paragraph of the last cell of
//! a row that has several, unless two empty lines stand between.

use super::lines::{Line, Lines, Tabs, cells};
use super::rows::{Flow, Outline};
use super::sense::{Kind, Sense};
use crate::document::Span;
use crate::error::Result;

/// Reads lines into rows.
pub(super) fn read(lines: &Lines<'_>, sense: &Sense<'_>, flow: &mut Flow) -> Result<()> {
    let mut ahead = lines.ahead(|tabs| tabs != Tabs::None);
    let mut reader = Reader { text: lines.text, sense, flow, row: Outline::default(), width: 0 };
    let mut parts: Vec<(Span, Kind)> = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        parts.clear();
        parts.extend(cells(lines.text, line.text).map(|part| (part, sense.kind(lines.text(part)))));
        let gap = line.blanks >= 2 && (!sense.is_there() || ahead.ends_table(position));
        let turn = reader.turn(line, &parts, gap);
        reader.take(turn, line, &parts)?;
    }
    Ok(())
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It is a paragraph outside tables.
    Body,
    /// It begins a row.
    Row,
    /// It goes on in the last cell.
    Cell,
    /// It goes on in the last lines of the last cell, and these begin a row.
    Cut(usize),
}

struct Reader<'a, 'f> {
    text: &'a str,
    sense: &'a Sense<'a>,
    flow: &'f mut Flow,
    /// The last row so far.
    row: Outline,
    /// Number of cells in the column headers above it, when all rows since are as long; otherwise 0.
    width: usize,
}

impl Reader<'_, '_> {
    fn turn(&self, line: Line, parts: &[(Span, Kind)], gap: bool) -> Turn {
        let Some(&(first, kind)) = parts.first() else { return Turn::Body };
        let has_tab = line.tabs != Tabs::None;
        if !has_tab && (gap || !self.flow.in_table()) {
            return Turn::Body;
        }
        if !self.flow.in_table() || kind == Kind::Empty {
            return Turn::Row;
        }
        let row = &self.row;
        if !self.sense.is_there() {
            return if has_tab || row.len < 2 || row.filled == 0 { Turn::Row } else { Turn::Cell };
        }
        if let Some(turn) = self.broken_label(first, kind) {
            return turn;
        }
        let is_title = row.len == 1 && matches!(row.last, Some(Kind::Label | Kind::Inline));
        if kind != Kind::Value || is_title || row.filled == 0 {
            return Turn::Row;
        }
        if !has_tab {
            return if row.is_header() { Turn::Row } else { Turn::Cell };
        }
        let rest = parts.get(1..).unwrap_or_default();
        let total = row.len + rest.len();
        let has_label =
            rest.iter().find(|part| part.1 != Kind::Empty).is_some_and(|part| part.1 == Kind::Label);
        let is_lone = row.filled == 1 && row.last == Some(Kind::Value);
        // 其他说明→无 lacks nothing, however wide the list above is.
        let is_pair = row.len == 2 && row.before_last == Some(Kind::Label);
        let goes_on = if row.is_header() {
            has_label && parts.len() < row.len
        } else if self.width > 0 && !is_pair {
            total == self.width || total < self.width && (has_label || is_lone)
        } else {
            has_label || is_lone
        };
        if goes_on { Turn::Cell } else { Turn::Row }
    }

    /// Whether a cell's first lines, at the end of what was read, and its last line, in this one, are a label.
    fn broken_label(&self, first: Span, kind: Kind) -> Option<Turn> {
        let tail = self.text.get(first.range())?;
        let lines = self.flow.last_len();
        for count in 1..=lines.min(3) {
            if !self.sense.is_label(&self.flow.ending(self.text, count, tail)) {
                continue;
            }
            let whole = count == lines;
            let head_is_label = self.sense.is_label(&self.flow.ending(self.text, count, ""));
            let is_broken = match kind {
                // The last line is a label of its own (负责人 of 专项负责人): then the lines before it must stand where
                // a label can stand, and not be the value of the label on their left.
                Kind::Label | Kind::Inline => {
                    whole && !head_is_label && self.row.before_last.is_none_or(|left| left == Kind::Empty)
                }
                _ => whole || !head_is_label,
            };
            if is_broken {
                return Some(if whole { Turn::Cell } else { Turn::Cut(count) });
            }
        }
        None
    }

    fn take(&mut self, turn: Turn, line: Line, parts: &[(Span, Kind)]) -> Result<()> {
        let rest = match turn {
            Turn::Body => {
                self.flow.body(line.text, line.number);
                (self.row, self.width) = (Outline::default(), 0);
                return Ok(());
            }
            Turn::Row => {
                self.finish_row();
                self.flow.row(line.blanks, false);
                parts
            }
            Turn::Cell | Turn::Cut(_) => {
                let count = match turn {
                    Turn::Cut(count) => {
                        self.flow.cut(count)?;
                        self.finish_row();
                        self.row.add(Kind::Value);
                        count
                    }
                    _ => self.flow.last_len(),
                };
                let (first, rest) =
                    parts.split_first().map_or((Span::default(), parts), |(first, rest)| (first.0, rest));
                let tail = self.text.get(first.range()).unwrap_or_default();
                let kind = match count {
                    0..=3 => self.sense.kind(&self.flow.ending(self.text, count, tail)),
                    _ => Kind::Value,
                };
                self.row.change_last(kind);
                self.flow.push(first, line.number);
                self.flow.settled +=
                    usize::from(self.sense.is_there() && (kind == Kind::Label || !rest.is_empty()));
                rest
            }
        };
        for &(part, kind) in rest {
            self.flow.cell(part, line.number)?;
            self.row.add(kind);
        }
        Ok(())
    }

    fn finish_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if row.labels >= 2 && row.labels == row.filled {
            self.width = row.len;
        } else if row.len != self.width {
            self.width = 0;
        }
    }
}
