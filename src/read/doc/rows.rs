//! The definition of a row: the edges of its cells and how they merge ([MS-DOC] 2.9.321 `TDefTableOperand`).

use super::bytes::{i16_at, slice, u8_at, u16_at};
use super::sprm::{self, Sprm};
use crate::read::build::{Merge, Shape, Width};

/// A row as the properties of its end mark define it.
#[derive(Debug, Default)]
pub(super) struct RowDefinition {
    /// The row repeats at the top of each page.
    pub(super) header: bool,
    left: i32,
    /// Half the gap between the texts of cells, by which the edge stands left of the text.
    gap: i32,
    columns: Vec<Column>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Column {
    width: i32,
    horizontal: u8,
    vertical: u8,
}

/// Word allows 63 cells in a row.
const COLUMNS: usize = 63;

impl RowDefinition {
    pub(super) fn apply(&mut self, sprm: &Sprm<'_>) {
        let operand = sprm.operand;
        let at = |number| usize::from(u8_at(operand, number).unwrap_or(0));
        // `ItcFirstLim`: the first column, and the one after the last.
        let first = at(0).min(self.columns.len());
        let range = first..at(1).min(self.columns.len()).max(first);
        match sprm.code {
            sprm::TABLE_DEFINITION => self.define(operand),
            sprm::TABLE_HEADER => self.header = sprm.is_on(),
            sprm::TABLE_GAP => {
                let gap = i32::from(i16_at(operand, 0).unwrap_or(0));
                // The text stays where it is, the edges move.
                self.left += if self.columns.is_empty() { 0 } else { self.gap - gap };
                self.gap = gap;
            }
            sprm::TABLE_LEFT if !self.columns.is_empty() => {
                self.left = i32::from(i16_at(operand, 0).unwrap_or(0)) - self.gap;
            }
            sprm::INSERT_CELLS => {
                let (first, count) = (at(0), at(1));
                let width = i32::from(i16_at(operand, 2).unwrap_or(0));
                let count = count.min(COLUMNS.saturating_sub(self.columns.len()));
                let new = Column { width, ..Column::default() };
                let place = first.min(self.columns.len());
                self.columns.splice(place..place, std::iter::repeat_n(new, count));
            }
            sprm::DELETE_CELLS => drop(self.columns.drain(range)),
            sprm::CELL_WIDTHS => {
                let width = i32::from(i16_at(operand, 2).unwrap_or(0));
                self.columns.get_mut(range).into_iter().flatten().for_each(|column| column.width = width);
            }
            sprm::MERGE_CELLS | sprm::SPLIT_CELLS => {
                let merges = sprm.code == sprm::MERGE_CELLS;
                let cells = self.columns.get_mut(range).into_iter().flatten();
                cells.zip([2].into_iter().chain(std::iter::repeat(1))).for_each(|(column, part)| {
                    column.horizontal = if merges { part } else { 0 };
                });
            }
            sprm::VERTICAL_MERGE => {
                if let Some(column) = self.columns.get_mut(at(0)) {
                    column.vertical = at(1) as u8 & 3;
                }
            }
            _ => {}
        }
    }

    fn define(&mut self, operand: &[u8]) {
        let count = usize::from(u8_at(operand, 0).unwrap_or(0)).min(COLUMNS);
        let edge = |number: usize| i16_at(operand, 1 + number * 2).map(i32::from);
        let Some(left) = edge(0) else { return };
        self.left = left;
        self.columns.clear();
        let mut before = left;
        for number in 0..count {
            let Some(right) = edge(number + 1) else { break };
            // `TC80`: how it merges, in the lowest two bits and in the two from the sixth.
            let flags =
                slice(operand, 1 + (count + 1) * 2 + number * 20, 2).and_then(|bytes| u16_at(bytes, 0));
            let flags = flags.unwrap_or(0);
            self.columns.push(Column {
                width: right - before,
                horizontal: (flags & 3) as u8,
                vertical: (flags >> 5 & 3) as u8,
            });
            before = right;
        }
    }

    /// The shapes of the cells, left to right.
    pub(super) fn shapes(&self) -> Vec<Shape> {
        let mut left = self.left;
        let mut first = 0;
        let shape = |column: &Column| {
            // The specification and the older one of Word 97 disagree on which bit means the first cell of a
            // merge; a cell like the first one begins another, and all others belong to it.
            let joins_left = column.horizontal != 0 && first != 0 && column.horizontal != first;
            if column.horizontal == 0 || !joins_left {
                first = column.horizontal;
            }
            let right = left.saturating_add(column.width.max(0));
            let width = Width::Edges(left, right);
            left = right;
            let vertical = match column.vertical {
                0 => None,
                1 => Some(Merge::Continue),
                _ => Some(Merge::Restart),
            };
            Shape { width, vertical, joins_left, ..Shape::default() }
        };
        self.columns.iter().map(shape).collect()
    }
}
