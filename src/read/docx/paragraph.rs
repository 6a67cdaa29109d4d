//! What a paragraph's formatting means for its number.

use std::borrow::Cow;

use super::properties::PropertyTag;

/// The few things of `w:pPr` that matter here.
#[derive(Clone, Default)]
pub(super) struct ParagraphProperties<'x> {
    pub(super) style: Option<Cow<'x, str>>,
    pub(super) num_id: Option<i32>,
    pub(super) level: Option<u32>,
    /// The paragraph is the last of a section, whose properties are inside and last.
    pub(super) ends_section: bool,
}

impl<'x> ParagraphProperties<'x> {
    /// Takes account of one element of a `w:pPr`.
    pub(super) fn add(&mut self, property: PropertyTag<'x>) {
        match property.name {
            b"sectPr" => self.ends_section = true,
            _ if self.ends_section => {}
            b"pStyle" => self.style = property.attr(b"val"),
            b"ilvl" => self.level = property.number().and_then(|level| u32::try_from(level).ok()),
            b"numId" | b"ilfo" => self.num_id = property.number().and_then(|id| i32::try_from(id).ok()),
            _ => {}
        }
    }
}
