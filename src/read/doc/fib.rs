//! The file information block: what kind of file it is, and where in the table stream everything lies
//! ([MS-DOC] 2.5).

use super::bytes::{u16_at, u32_at};
use super::container::{MAIN, broken};
use crate::error::{ErrorKind, Foreign, Result};

/// The file information block.
pub(super) struct Fib<'m> {
    main: &'m [u8],
    flags: u16,
    /// How many characters each story has; see [`Story`].
    lengths: [u32; STORIES],
}

const STORIES: usize = 8;

/// The texts of a document, in the order in which they follow one another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    Main,
    Footnotes,
    Headers,
    /// Nothing of today's Word.
    #[allow(dead_code, reason = "it has a place among the others")]
    Macros,
    #[allow(dead_code, reason = "remarks about the page, not on it")]
    Comments,
    Endnotes,
    TextBoxes,
    HeaderTextBoxes,
}

/// What the block locates in the table stream: the number of the pair `fc`, `lcb` ([MS-DOC] 2.5.6).
#[derive(Clone, Copy)]
pub(super) enum Part {
    Styles = 1,
    Sections = 6,
    Headers = 11,
    CharacterPages = 12,
    ParagraphPages = 13,
    Fonts = 15,
    Pieces = 33,
    TextBoxes = 56,
    HeaderTextBoxes = 58,
    Lists = 73,
    ListOverrides = 74,
}

/// The oldest version whose structure this is: Word 97.
const WORD_97: u16 = 0xC0;

impl<'m> Fib<'m> {
    pub(super) fn parse(main: &'m [u8]) -> Result<Fib<'m>> {
        let word =
            |at| u16_at(main, at).ok_or_else(|| broken(MAIN, at, "the file information block is cut off"));
        // 0xA5DC is Word 6 and 95, 0xA69x their East Asian versions, 0xA5DB Word 2.
        let (magic, version) = (word(0)?, word(2)?);
        if version < WORD_97 && matches!(magic >> 8, 0xA5 | 0xA6) {
            return Err(ErrorKind::NotADocument { found: Foreign::LegacyDoc }.into());
        }
        if magic != 0xA5EC {
            return Err(broken(MAIN, 0, "no file information block of Word"));
        }
        let flags = word(0x0A)?;
        let mut lengths = [0; STORIES];
        for (length, at) in lengths.iter_mut().zip((0x4C..).step_by(4)) {
            *length =
                u32_at(main, at).ok_or_else(|| broken(MAIN, at, "the file information block is cut off"))?;
        }
        Ok(Fib { main, flags, lengths })
    }

    /// The stream in which everything else lies.
    pub(super) fn table_stream(&self) -> &'static str {
        if self.flags & 0x0200 != 0 { "1Table" } else { "0Table" }
    }

    /// The way in which the document is encrypted, if it is. The table stream begins with the version of the
    /// encryption header ([MS-DOC] 2.2.6).
    pub(super) fn encryption(&self, table: &[u8]) -> Option<&'static str> {
        if self.flags & 0x0100 == 0 {
            return None;
        }
        Some(match u16_at(table, 0) {
            _ if self.flags & 0x8000 != 0 => "Word XOR",
            Some(2..=4) => "Word RC4 CryptoAPI",
            _ => "Word RC4",
        })
    }

    /// The characters of a story: where it begins and ends.
    pub(super) fn story(&self, story: Story) -> (u32, u32) {
        let before: u32 =
            self.lengths.iter().take(story as usize).fold(0, |sum, more| sum.saturating_add(*more));
        let length = self.lengths.get(story as usize).copied().unwrap_or(0);
        (before, before.saturating_add(length))
    }

    /// The number of characters of all stories.
    pub(super) fn characters(&self) -> u32 {
        self.lengths.iter().fold(0, |sum, more| sum.saturating_add(*more))
    }

    /// Where a part lies in the table stream, and its length.
    pub(super) fn location(&self, part: Part) -> (usize, usize) {
        let known = usize::from(u16_at(self.main, 0x98).unwrap_or(0));
        let at = 0x9A + part as usize * 8;
        let number = |at| u32_at(self.main, at).unwrap_or(0) as usize;
        if (part as usize) < known { (number(at), number(at + 4)) } else { (0, 0) }
    }

    /// The bytes of a part in the table stream; empty where the document has none.
    pub(super) fn part<'t>(&self, table: &'t [u8], part: Part) -> Result<&'t [u8]> {
        let (at, length) = self.location(part);
        if length == 0 {
            return Ok(&[]);
        }
        at.checked_add(length).and_then(|end| table.get(at..end)).ok_or_else(|| {
            broken(self.table_stream(), at, "a structure reaches beyond the end of the stream")
        })
    }
}
