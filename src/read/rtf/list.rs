//! List tables (`\listtable`, `\listoverridetable`): what automatic numbers look like, for files that do not spell
//! them out before each paragraph (`\listtext`).

use std::collections::HashMap;

use crate::document::number_format::NumberFormat;
use crate::read::docx::numbering::{Counters, Level, List, Num, Numbering, Override, Suffix};

/// A list has nine levels.
const LEVELS: usize = 9;

/// Longest text of a level that is shown. Word's dialog takes 31 characters.
const TEXT: usize = 255;

/// The most lists and overrides that are kept; Word makes some dozens.
const LISTS: usize = 8192;

/// The tables while they are read, and the counters while the text is.
#[derive(Debug, Default)]
pub(super) struct Lists {
    lists: Vec<List>,
    ids: HashMap<i32, usize>,
    nums: HashMap<i32, Num>,
    pending: Pending,
    text: String,
    numbering: Option<Numbering>,
    counters: Counters,
}

/// A list override that is being read.
#[derive(Debug, Default)]
struct Pending {
    open: bool,
    list: Option<usize>,
    overrides: Vec<Override>,
    /// What `\levelstartat` says counts.
    starts: bool,
    /// A whole level of the override is being read.
    in_level: bool,
}

impl Lists {
    /// Takes a control word of the tables. `font` is the name of the font that it means.
    pub(super) fn word(&mut self, word: &[u8], number: Option<i32>, font: &str) {
        let value = number.unwrap_or(0);
        let is_on = number != Some(0);
        match word {
            b"list" if self.lists.len() < LISTS => self.lists.push(List::default()),
            b"listsimple" => self.lists.last_mut().into_iter().for_each(|list| list.single = is_on),
            b"listid" if self.pending.open => self.pending.list = self.ids.get(&value).copied(),
            b"listid" => drop(self.lists.len().checked_sub(1).map(|last| self.ids.insert(value, last))),
            b"listoverride" => self.pending = Pending { open: true, ..Pending::default() },
            b"lfolevel" if self.pending.overrides.len() < LEVELS => {
                let level = self.pending.overrides.len() as u8;
                self.pending.overrides.push(Override { level, start: None, definition: None });
                (self.pending.starts, self.pending.in_level) = (false, false);
            }
            b"listoverridestartat" => self.pending.starts = is_on,
            b"ls" if self.pending.open => {
                let overrides = std::mem::take(&mut self.pending.overrides);
                if let Some(list) = self.pending.list.filter(|_| self.nums.len() < LISTS) {
                    self.nums.insert(value, Num { list, definition: list, overrides });
                }
            }
            b"listlevel" => self.begin_level(),
            b"levelstartat" => {
                let start = u32::try_from(value).unwrap_or(0);
                if let Some(level) = self.level() {
                    level.start = start;
                }
                if self.pending.starts
                    && let Some(change) = self.pending.overrides.last_mut()
                {
                    change.start = Some(start);
                }
            }
            _ => {
                let Some(level) = self.level() else { return };
                match word {
                    // The second is the first for readers that know the numbers of East Asia.
                    b"levelnfc" | b"levelnfcn" => {
                        level.format = Some(NumberFormat::from_code(u8::try_from(value).unwrap_or(0)));
                    }
                    b"levelfollow" => {
                        level.suffix = match value {
                            0 => Suffix::Tab,
                            1 => Suffix::Space,
                            _ => Suffix::Nothing,
                        };
                    }
                    b"levellegal" => level.legal = is_on,
                    b"levelnorestart" => level.restart = is_on.then_some(0),
                    b"v" => level.hidden = is_on,
                    b"f" => font.clone_into(&mut level.font),
                    _ => {}
                }
            }
        }
    }

    fn begin_level(&mut self) {
        if self.pending.open {
            self.pending.in_level = true;
            if let Some(change) = self.pending.overrides.last_mut() {
                change.definition = Some(Level { level: change.level, ..Level::default() });
            }
        } else if let Some(list) = self.lists.last_mut().filter(|list| list.levels.len() < LEVELS) {
            list.levels.push(Level { level: list.levels.len() as u8, ..Level::default() });
        }
    }

    /// The level that is being read.
    fn level(&mut self) -> Option<&mut Level> {
        if self.pending.open {
            let change = self.pending.overrides.last_mut().filter(|_| self.pending.in_level)?;
            change.definition.as_mut()
        } else {
            self.lists.last_mut()?.levels.last_mut()
        }
    }

    /// Adds to the text of the level: its length, its characters with the numbers of levels in their places, `;`.
    pub(super) fn text(&mut self, text: &str) {
        let room = (TEXT + 2).saturating_sub(self.text.chars().count());
        self.text.extend(text.chars().take(room));
    }

    /// Ends the text of the level.
    pub(super) fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut characters = text.chars();
        let length = characters.next().map_or(0, |length| length as usize);
        let mut shown = String::new();
        for character in characters.take(length.min(TEXT)) {
            match u32::from(character) {
                level @ 0..=8 => {
                    shown.push('%');
                    shown.extend(char::from_digit(level + 1, 10));
                }
                _ => shown.push(character),
            }
        }
        if let Some(level) = self.level() {
            level.text = shown;
        }
    }

    /// Begins to count anew: the body, a header, a text box.
    pub(super) fn restart(&mut self) {
        self.counters = Counters::default();
    }

    /// The number of the next paragraph of a list, with what follows it.
    pub(super) fn next(&mut self, list: i32, level: u32) -> Option<String> {
        let Lists { lists, nums, numbering, counters, .. } = self;
        let numbering = numbering
            .get_or_insert_with(|| Numbering::from_lists(std::mem::take(lists), std::mem::take(nums)));
        let at = numbering.list_of(None, Some(list), Some(level))?;
        let number = counters.next(numbering, at)?;
        Some(number.text + if number.suffix == Suffix::Nothing { "" } else { " " })
    }
}
