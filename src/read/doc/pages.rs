//! Formatted disk pages: the properties of stretches of the main stream, 512 bytes of them at a time
//! ([MS-DOC] 2.9.55 `ChpxFkp`, 2.9.175 `PapxFkp`).

use super::bytes::{slice, u8_at, u16_at, u32_at};
use super::container::{MAIN, broken};
use crate::error::Result;

/// All pages of one kind of property.
pub(super) struct Pages<'m> {
    main: &'m [u8],
    /// Ascending: from which byte on which page tells the properties.
    index: Vec<(u32, u32)>,
    /// The size of an entry of a page: 1 for characters, 13 for paragraphs.
    entry: usize,
}

/// The properties of a stretch of bytes.
#[derive(Clone, Copy)]
pub(super) struct Run<'m> {
    /// The byte after its last.
    pub(super) end: u32,
    /// Where the properties lie in `page`; 0 when there are none.
    offset: usize,
    page: &'m [u8],
}

const PAGE: usize = 512;

impl<'m> Pages<'m> {
    pub(super) fn of_characters(main: &'m [u8], index: &[u8]) -> Pages<'m> {
        Pages::new(main, index, 1)
    }

    pub(super) fn of_paragraphs(main: &'m [u8], index: &[u8]) -> Pages<'m> {
        Pages::new(main, index, 13)
    }

    fn new(main: &'m [u8], index: &[u8], entry: usize) -> Pages<'m> {
        let count = index.len().saturating_sub(4) / 8;
        let index = (0..count).filter_map(|number| {
            // The page's number has 22 bits.
            Some((u32_at(index, number * 4)?, u32_at(index, (count + 1 + number) * 4)? & 0x3F_FFFF))
        });
        Pages { main, index: index.collect(), entry }
    }

    /// The stretch in which a byte lies; `None` where no page tells of it, so that the defaults hold.
    pub(super) fn run(&self, byte: u32) -> Result<Option<Run<'m>>> {
        let after = self.index.partition_point(|(first, _)| *first <= byte);
        let Some((_, number)) = after.checked_sub(1).and_then(|number| self.index.get(number)) else {
            return Ok(None);
        };
        let at = *number as usize * PAGE;
        let page = slice(self.main, at, PAGE)
            .ok_or_else(|| broken(MAIN, at, "a page of properties lies beyond the end"))?;
        Ok(self.run_in(page, byte))
    }

    fn run_in(&self, page: &'m [u8], byte: u32) -> Option<Run<'m>> {
        let count = usize::from(u8_at(page, PAGE - 1)?);
        let bytes = page.get(..(count + 1) * 4)?;
        let found = bytes.chunks_exact(4).zip(bytes.chunks_exact(4).skip(1)).position(|(start, end)| {
            u32_at(start, 0).zip(u32_at(end, 0)).is_some_and(|(s, e)| s <= byte && byte < e)
        })?;
        let end = u32_at(bytes, (found + 1) * 4)?;
        let offset = usize::from(u8_at(page, bytes.len() + found * self.entry)?) * 2;
        Some(Run { end, offset, page })
    }
}

impl<'m> Run<'m> {
    /// The properties of characters.
    pub(super) fn of_characters(&self) -> &'m [u8] {
        let properties = || slice(self.page, self.offset + 1, usize::from(u8_at(self.page, self.offset)?));
        if self.offset == 0 { &[] } else { properties().unwrap_or_default() }
    }

    /// The style of a paragraph, and its own properties.
    pub(super) fn of_paragraph(&self) -> (u16, &'m [u8]) {
        let properties = || {
            let (at, length) = match usize::from(u8_at(self.page, self.offset)?) {
                0 => (self.offset + 2, usize::from(u8_at(self.page, self.offset + 1)?) * 2),
                words => (self.offset + 1, words * 2 - 1),
            };
            let bytes = slice(self.page, at, length)?;
            Some((u16_at(bytes, 0)?, bytes.get(2..)?))
        };
        if self.offset == 0 { (0, &[]) } else { properties().unwrap_or_default() }
    }
}
