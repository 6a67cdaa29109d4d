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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::doc::sprm::Sprms;

    /// The definition of a row of cells with these flags, a thousand twips each.
    fn defined(flags: &[u8]) -> Vec<u8> {
        let count = flags.len();
        let mut list = vec![0x08, 0xD6, (2 + (count + 1) * 2 + count * 20) as u8, 0, count as u8];
        list.extend((0..=count).flat_map(|edge| (edge as i16 * 1000).to_le_bytes()));
        list.extend(flags.iter().flat_map(|&flags| [&[flags][..], &[0; 19]].concat()));
        list
    }

    /// Cells as `left-right`, with `<` where one belongs to that on its left, `v` and `^` where one is merged down.
    fn shown(list: &[u8]) -> String {
        let mut row = RowDefinition::default();
        Sprms(list).for_each(|sprm| row.apply(&sprm));
        let cells = row.shapes().into_iter().map(|shape| {
            let Width::Edges(left, right) = shape.width else { unreachable!() };
            let down = match shape.vertical {
                None => "",
                Some(Merge::Restart) => "v",
                Some(Merge::Continue) => "^",
            };
            format!("{left}-{right}{}{down}", if shape.joins_left { "<" } else { "" })
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn merges_to_the_right_are_understood_as_both_specifications_have_them() {
        for (flags, cells) in [
            (&[0, 2, 1, 0][..], "0-1000 1000-2000 2000-3000< 3000-4000"),
            (&[0, 1, 2, 0], "0-1000 1000-2000 2000-3000< 3000-4000"),
            (&[2, 1, 1, 2, 1], "0-1000 1000-2000< 2000-3000< 3000-4000 4000-5000<"),
            (&[3, 1, 0, 1, 3], "0-1000 1000-2000< 2000-3000 3000-4000 4000-5000<"),
            (&[0x60, 0x20, 0x40, 0], "0-1000v 1000-2000^ 2000-3000v 3000-4000"),
        ] {
            assert_eq!(shown(&defined(flags)), cells, "{flags:?}");
        }
    }

    #[test]
    fn operations_change_the_definition() {
        for (operation, cells) in [
            (&[0x21, 0x76, 1, 2, 0xF4, 0x01][..], "0-1000 1000-1500 1500-2000 2000-3000"),
            (&[0x21, 0x76, 9, 1, 0xF4, 0x01], "0-1000 1000-2000 2000-2500"),
            (&[0x22, 0x56, 0, 1], "0-1000"),
            (&[0x22, 0x56, 1, 200], "0-1000"),
            (&[0x22, 0x56, 200, 1], "0-1000 1000-2000"),
            (&[0x23, 0x76, 0, 1, 0xF4, 0x01], "0-500 500-1500"),
            (&[0x24, 0x56, 0, 2], "0-1000 1000-2000<"),
            (&[0x24, 0x56, 0, 2, 0x25, 0x56, 0, 2], "0-1000 1000-2000"),
            (&[0x2B, 0xD6, 2, 1, 3], "0-1000 1000-2000v"),
            (&[0x2B, 0xD6, 2, 9, 3], "0-1000 1000-2000"),
            (&[0x01, 0x96, 0x64, 0], "100-1100 1100-2100"),
            (&[0x02, 0x96, 0x64, 0], "-100-900 900-1900"),
        ] {
            assert_eq!(shown(&[&defined(&[0, 0])[..], operation].concat()), cells, "{operation:02X?}");
        }
    }

    #[test]
    fn a_definition_that_is_cut_off_has_the_cells_before() {
        let whole = defined(&[0x60, 0, 0]);
        for (length, cells) in [(5, ""), (7, ""), (9, "0-1000"), (13, "0-1000 1000-2000 2000-3000")] {
            let mut cut = whole[..length].to_vec();
            cut[2] = (length - 3) as u8;
            assert_eq!(shown(&cut), cells, "{length}");
        }
        assert_eq!(shown(&[0x08, 0xD6, 0, 0]), "");
    }
}
