//! The few properties of characters and paragraphs that change what a reader of the page sees.

use super::rows::RowDefinition;
use super::sprm::{self, Sprm};
use super::styles::Styles;

/// How characters look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Deleted by a tracked change.
    pub(super) deleted: bool,
    pub(super) hidden: bool,
    /// A control code stands for something else: a picture, the number of a note.
    pub(super) special: bool,
    /// The font and code of the symbol that stands here.
    pub(super) symbol: Option<(u16, u16)>,
    /// The font of Latin letters, which is the one that a symbol font is set as.
    pub(super) ascii_font: Option<u16>,
    pub(super) other_font: Option<u16>,
    /// Where in the `Data` stream lies what belongs to a special character.
    pub(super) location: Option<u32>,
}

impl Look {
    /// Takes account of a property. `base` is how the style of the paragraph looks.
    pub(super) fn apply(&mut self, sprm: &Sprm<'_>, base: &Look, styles: Option<&Styles>) {
        match sprm.code {
            sprm::DELETED => self.deleted = sprm.is_on(),
            // 0x80 is what the style says, 0x81 the opposite ([MS-DOC] 2.9.327, `ToggleOperand`).
            sprm::HIDDEN => {
                self.hidden = match sprm.byte() {
                    0x80 => base.hidden,
                    0x81 => !base.hidden,
                    value => value != 0,
                }
            }
            sprm::SPECIAL => self.special = sprm.is_on(),
            sprm::SYMBOL => {
                self.symbol = Some((sprm.word(), (sprm.long() >> 16) as u16));
                self.special = true;
            }
            sprm::LOCATION => {
                self.location = Some(sprm.long());
                self.special = true;
            }
            sprm::ASCII_FONT => self.ascii_font = Some(sprm.word()),
            sprm::OTHER_FONT => self.other_font = Some(sprm.word()),
            sprm::CHARACTER_STYLE => {
                if let Some(styles) = styles {
                    let style = styles.get(sprm.word()).look;
                    self.hidden |= style.hidden;
                    self.ascii_font = style.ascii_font.or(self.ascii_font);
                    self.other_font = style.other_font.or(self.other_font);
                }
            }
            sprm::PLAIN => {
                *self =
                    Look { deleted: self.deleted, special: self.special, location: self.location, ..*base };
            }
            _ => {}
        }
    }
}

/// What a paragraph or its style says of lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ParagraphLook {
    /// The list, counted from 1; 0 for none.
    pub(super) list: Option<u16>,
    pub(super) level: Option<u8>,
}

impl ParagraphLook {
    pub(super) fn apply(&mut self, sprm: &Sprm<'_>) {
        match sprm.code {
            sprm::LIST => self.list = Some(sprm.word()),
            sprm::LEVEL => self.level = Some(sprm.byte()),
            _ => {}
        }
    }
}

/// A paragraph: where it stands and what its mark ends.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) style: u16,
    pub(super) look: ParagraphLook,
    in_table: bool,
    row_end: bool,
    depth: i32,
    inner_cell_end: bool,
    inner_row_end: bool,
    /// The row that it ends, if it does.
    pub(super) row: RowDefinition,
}

/// What the mark at the end of a paragraph ends besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Nothing,
    Cell,
    Row,
}

impl Paragraph {
    pub(super) fn new(style: u16, styles: &Styles) -> Paragraph {
        Paragraph { style, look: styles.get(style).paragraph, ..Paragraph::default() }
    }

    pub(super) fn apply(&mut self, sprm: &Sprm<'_>, styles: &Styles) {
        match sprm.code {
            sprm::PARAGRAPH_STYLE => {
                self.style = sprm.word();
                self.look = styles.get(self.style).paragraph;
            }
            sprm::IN_TABLE => self.in_table = sprm.is_on(),
            sprm::ROW_END => self.row_end = sprm.is_on(),
            sprm::DEPTH => self.depth = sprm.long() as i32,
            sprm::DEPTH_CHANGE => self.depth = self.depth.saturating_add(sprm.long() as i32),
            sprm::INNER_CELL_END => self.inner_cell_end = sprm.is_on(),
            sprm::INNER_ROW_END => self.inner_row_end = sprm.is_on(),
            _ => {
                self.look.apply(sprm);
                self.row.apply(sprm);
            }
        }
    }

    /// In how many tables, each in a cell of the other, it stands. Word 97 knew one depth and did not write it.
    pub(super) fn depth(&self) -> u32 {
        if self.in_table || self.row_end { u32::try_from(self.depth).unwrap_or(0).max(1) } else { 0 }
    }

    /// What its mark ends.
    pub(super) fn ends(&self, mark: u16) -> Ends {
        match (self.depth(), mark) {
            (0, _) => Ends::Nothing,
            (1, 0x07) if self.row_end => Ends::Row,
            (1, 0x07) => Ends::Cell,
            (1, _) => Ends::Nothing,
            _ if self.inner_row_end || (self.row_end && mark == 0x07) => Ends::Row,
            _ if self.inner_cell_end || mark == 0x07 => Ends::Cell,
            _ => Ends::Nothing,
        }
    }
}
