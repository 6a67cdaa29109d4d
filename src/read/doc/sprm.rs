//! Single property modifiers: the operations that a list of properties is made of ([MS-DOC] 2.2.5).

use super::bytes::{u8_at, u16_at, u32_at};

/// One property and what it is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sprm<'a> {
    pub(super) code: u16,
    pub(super) operand: &'a [u8],
}

impl Sprm<'_> {
    pub(super) fn byte(&self) -> u8 {
        u8_at(self.operand, 0).unwrap_or(0)
    }

    pub(super) fn word(&self) -> u16 {
        u16_at(self.operand, 0).unwrap_or(0)
    }

    pub(super) fn long(&self) -> u32 {
        u32_at(self.operand, 0).unwrap_or(0)
    }

    /// Whether it switches its property on.
    pub(super) fn is_on(&self) -> bool {
        self.byte() != 0
    }
}

/// The properties of a list, in order. A property that is cut off ends the list: pages of properties are padded.
pub(super) struct Sprms<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Sprms<'a> {
    type Item = Sprm<'a>;

    fn next(&mut self) -> Option<Sprm<'a>> {
        let code = u16_at(self.0, 0)?;
        let rest = self.0.get(2..)?;
        // The highest three bits tell the size of the operand ([MS-DOC] 2.2.5.1).
        let (skipped, length) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            _ => match code {
                TABLE_DEFINITION | 0xD606 => (2, usize::from(u16_at(rest, 0)?).checked_sub(1)?),
                // Tab stops may be too many for a byte to count.
                0xC615 if u8_at(rest, 0)? == 255 => {
                    let deleted = usize::from(u8_at(rest, 1)?) * 4;
                    let added = usize::from(u8_at(rest, 2 + deleted)?) * 3;
                    (1, 2 + deleted + added)
                }
                _ => (1, usize::from(u8_at(rest, 0)?)),
            },
        };
        let operand = rest.get(skipped..skipped + length)?;
        self.0 = rest.get(skipped + length..)?;
        Some(Sprm { code, operand })
    }
}

// Characters
pub(super) const DELETED: u16 = 0x0800;
pub(super) const HIDDEN: u16 = 0x083C;
pub(super) const SPECIAL: u16 = 0x0855;
pub(super) const SYMBOL: u16 = 0x6A09;
pub(super) const LOCATION: u16 = 0x6A03;
pub(super) const CHARACTER_STYLE: u16 = 0x4A30;
pub(super) const PLAIN: u16 = 0x2A33;
pub(super) const ASCII_FONT: u16 = 0x4A4F;
pub(super) const OTHER_FONT: u16 = 0x4A51;

// Paragraphs
pub(super) const PARAGRAPH_STYLE: u16 = 0x4600;
pub(super) const LEVEL: u16 = 0x260A;
pub(super) const LIST: u16 = 0x460B;
pub(super) const IN_TABLE: u16 = 0x2416;
pub(super) const ROW_END: u16 = 0x2417;
pub(super) const DEPTH: u16 = 0x6649;
pub(super) const DEPTH_CHANGE: u16 = 0x664A;
pub(super) const INNER_CELL_END: u16 = 0x244B;
pub(super) const INNER_ROW_END: u16 = 0x244C;
/// Properties that are too many for a page: where they lie in the `Data` stream.
pub(super) const HUGE: u16 = 0x6646;
pub(super) const HUGE_97: u16 = 0x6645;
pub(super) const TABLE_PROPERTIES: u16 = 0x646B;

// Tables
pub(super) const TABLE_DEFINITION: u16 = 0xD608;
pub(super) const TABLE_LEFT: u16 = 0x9601;
pub(super) const TABLE_GAP: u16 = 0x9602;
pub(super) const TABLE_HEADER: u16 = 0x3404;
pub(super) const INSERT_CELLS: u16 = 0x7621;
pub(super) const DELETE_CELLS: u16 = 0x5622;
pub(super) const CELL_WIDTHS: u16 = 0x7623;
pub(super) const MERGE_CELLS: u16 = 0x5624;
pub(super) const SPLIT_CELLS: u16 = 0x5625;
pub(super) const VERTICAL_MERGE: u16 = 0xD62B;

/// A property that a piece of text carries in a single byte of its own ([MS-DOC] 2.9.213, `Prm0`), for those that
/// matter here.
pub(super) fn short(number: u16) -> Option<u16> {
    Some(match number {
        0x0E => LEVEL,
        0x18 => IN_TABLE,
        0x19 => ROW_END,
        0x41 => DELETED,
        0x53 => PLAIN,
        0x5C => HIDDEN,
        0x75 => SPECIAL,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_have_the_size_that_the_code_tells() {
        let list = [
            &[0x3C, 0x08, 1][..],                                   // one byte
            &[0x0B, 0x46, 2, 0],                                    // two
            &[0x49, 0x66, 1, 0, 0, 0],                              // four
            &[0x08, 0xD6, 4, 0, 1, 2, 3],                           // counted in two bytes
            &[0x2B, 0xD6, 2, 7, 3],                                 // counted in one
            &[0x15, 0xC6, 255, 1, 9, 9, 9, 9, 2, 8, 8, 8, 8, 8, 8], // more than one counts
            &[0x16, 0x24, 1],
            &[0x49, 0x66, 1], // cut off
        ]
        .concat();
        let seen: Vec<(u16, usize)> = Sprms(&list).map(|sprm| (sprm.code, sprm.operand.len())).collect();
        let expected =
            [(0x083C, 1), (0x460B, 2), (0x6649, 4), (0xD608, 3), (0xD62B, 2), (0xC615, 12), (0x2416, 1)];
        assert_eq!(seen, expected);
    }
}
