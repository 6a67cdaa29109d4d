//! The piece table: where the characters of the text lie, and the properties that pieces of it carry
//! ([MS-DOC] 2.4.1). What was changed since the file was last written in full stands in pieces of its own.

use encoding_rs::WINDOWS_1252;

use super::bytes::{slice, u8_at, u16_at, u32_at};
use super::container::{MAIN, broken};
use super::fib::{Fib, Part};
use super::sprm;
use super::walk::over;
use crate::error::Result;
use crate::limits::Limits;

/// The text of all stories, and its pieces.
pub(super) struct Text<'t> {
    /// UTF-16; a character position is an index into it.
    pub(super) units: Vec<u16>,
    pieces: Vec<Piece>,
    /// Lists of properties that pieces refer to by number.
    lists: Vec<&'t [u8]>,
}

/// A stretch of text that lies together.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    start: u32,
    /// The character position after its last.
    pub(super) end: u32,
    /// The byte of its first character in the main stream.
    byte: u32,
    /// Two bytes a character, not one.
    wide: bool,
    properties: u16,
}

impl<'t> Text<'t> {
    pub(super) fn read(main: &[u8], table: &'t [u8], fib: &Fib<'_>, limits: &Limits) -> Result<Text<'t>> {
        let (at, _) = fib.location(Part::Pieces);
        let name = fib.table_stream();
        let clx = fib.part(table, Part::Pieces)?;
        let (lists, plc) = split(clx).ok_or_else(|| broken(name, at, "no piece table"))?;
        let total = fib.characters() as usize;
        // Each character takes a byte at least, unless pieces lie over each other to make memory out of nothing.
        if total > main.len() {
            return Err(broken(MAIN, 0x4C, "there are more characters than bytes"));
        }
        // A character takes up to four bytes on its way into the document.
        if total as u64 > limits.text_bytes / 4 {
            return Err(over("text_bytes", limits.text_bytes, total as u64 * 4));
        }
        let count = plc.len().saturating_sub(4) / 12;
        let mut pieces = Vec::with_capacity(count);
        let mut units = Vec::with_capacity(total);
        for number in 0..count {
            let position = |number: usize| u32_at(plc, number * 4);
            let entry = (count + 1) * 4 + number * 8;
            let piece = position(number).zip(position(number + 1)).zip(u32_at(plc, entry + 2));
            let (Some(((start, end), byte)), Some(properties)) = (piece, u16_at(plc, entry + 6)) else {
                return Err(broken(name, at, "the piece table is cut off"));
            };
            if start as usize != units.len() || end < start {
                return Err(broken(name, at, "the pieces of the text do not follow one another"));
            }
            if units.len() >= total {
                break;
            }
            let wide = byte & 0x4000_0000 == 0;
            let byte = if wide { byte } else { (byte & 0x3FFF_FFFF) / 2 };
            let length = ((end - start) as usize).min(total - units.len());
            let missing = || broken(MAIN, byte as usize, "a piece of the text reaches beyond the end");
            if wide {
                let bytes = slice(main, byte as usize, length * 2).ok_or_else(missing)?;
                units.extend(bytes.chunks_exact(2).map(|pair| u16_at(pair, 0).unwrap_or_default()));
            } else {
                let bytes = slice(main, byte as usize, length).ok_or_else(missing)?;
                // Always this code page, whatever the language of the document ([MS-DOC] 2.9.73).
                units.extend(WINDOWS_1252.decode_without_bom_handling(bytes).0.encode_utf16());
            }
            pieces.push(Piece { start, end, byte, wide, properties });
        }
        if units.len() < total {
            return Err(broken(name, at, "the piece table covers a part of the text only"));
        }
        Ok(Text { units, pieces, lists })
    }

    /// The piece in which a character lies.
    pub(super) fn piece(&self, position: u32) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.start <= position);
        self.pieces.get(after.checked_sub(1)?).filter(|piece| position < piece.end)
    }

    /// The properties that a piece carries, as a list that says them; a short one is put into the buffer.
    pub(super) fn properties<'a>(&'a self, piece: &Piece, buffer: &'a mut [u8; 3]) -> &'a [u8] {
        let value = piece.properties;
        if value & 1 != 0 {
            return self.lists.get(usize::from(value >> 1)).copied().unwrap_or_default();
        }
        let Some(code) = sprm::short((value >> 1) & 0x7F) else { return &[] };
        let [low, high] = code.to_le_bytes();
        *buffer = [low, high, (value >> 8) as u8];
        buffer
    }
}

impl Piece {
    /// The byte of the main stream at which a character lies.
    pub(super) fn byte(&self, position: u32) -> u32 {
        let distance = position.saturating_sub(self.start);
        self.byte.saturating_add(if self.wide { distance.saturating_mul(2) } else { distance })
    }

    /// The character position after those that lie before a byte.
    pub(super) fn position(&self, byte: u32) -> u32 {
        let distance = byte.saturating_sub(self.byte);
        let distance = if self.wide { distance.div_ceil(2) } else { distance };
        self.start.saturating_add(distance).min(self.end)
    }
}

/// Splits the structure into the lists of properties and the table ([MS-DOC] 2.9.38).
fn split(clx: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let mut lists = Vec::new();
    let mut at = 0;
    loop {
        match u8_at(clx, at)? {
            1 => {
                let length = usize::from(u16_at(clx, at + 1)?);
                lists.push(slice(clx, at + 3, length)?);
                at += 3 + length;
            }
            2 => {
                let length = u32_at(clx, at + 1)? as usize;
                return Some((lists, slice(clx, at + 5, length)?));
            }
            _ => return None,
        }
    }
}
