//! Automatic list numbers (ODF 1.3 Part 3, 5.3 and 19.880 ff.).

use std::borrow::Cow;
use std::collections::HashMap;

use super::styles::name;
use crate::document::number_format::NumberFormat;
use crate::read::docx::xml::{El, Tag};

/// A list has ten levels, counted from 0.
const LEVELS: usize = 10;

/// How the levels of a list are written.
#[derive(Debug, Default)]
pub(super) struct ListStyle {
    levels: Vec<Level>,
}

#[derive(Debug, Default)]
struct Level {
    level: usize,
    /// `None` where it is no number but what stands around it.
    format: Option<NumberFormat>,
    bullet: Option<char>,
    prefix: String,
    suffix: String,
    /// With `%1%` for the number of the first level, which LibreOffice writes besides prefix and suffix.
    pattern: Option<String>,
    shown: usize,
    start: u32,
    is_tight: bool,
}

/// A paragraph's place in a list.
pub(super) struct Listed<'l> {
    pub(super) style: &'l str,
    level: usize,
    counts: &'l [Option<u32>; LEVELS],
}

impl ListStyle {
    /// Takes account of an element inside the style.
    pub(super) fn read(&mut self, tag: &Tag<'_>) {
        let number = |name: &str| tag.attr(name)?.trim().parse::<u32>().ok();
        if tag.el == El::StyleLabelAlignment {
            if let Some(level) = self.levels.last_mut() {
                level.is_tight = tag.attr("label-followed-by").is_some_and(|by| by == "nothing");
            }
            return;
        }
        let Some(level) = number("level").filter(|level| (1..=LEVELS as u32).contains(level)) else { return };
        let level = level as usize - 1;
        if self.level(level).is_some() {
            return;
        }
        // What is that long is no number; no file may make every paragraph long.
        let text = |name: &str| tag.attr(name).map(|text| text.chars().take(64).collect::<String>());
        self.levels.push(Level {
            level,
            format: tag.attr("num-format").and_then(|format| format_of(&format)),
            bullet: tag.attr("bullet-char").and_then(|bullet| bullet.chars().next()),
            prefix: text("num-prefix").unwrap_or_default(),
            suffix: text("num-suffix").unwrap_or_default(),
            pattern: text("num-list-format"),
            shown: number("display-levels").unwrap_or(1).clamp(1, LEVELS as u32) as usize,
            start: number("start-value").unwrap_or(1),
            is_tight: false,
        });
    }

    /// The number, with a blank where a tab or space follows it.
    pub(super) fn number(&self, listed: &Listed<'_>) -> Option<String> {
        let level = self.level(listed.level)?;
        let mut text = String::new();
        match (level.bullet, level.format) {
            (Some(bullet), _) => text.push(shown_bullet(bullet)),
            (None, None) => return None,
            (None, Some(_)) => match &level.pattern {
                Some(pattern) => {
                    // Every other part stands between percent signs.
                    for (position, part) in pattern.split('%').enumerate() {
                        match part.parse::<usize>() {
                            Ok(number @ 1..=LEVELS) if position % 2 == 1 => {
                                self.write(number - 1, listed, &mut text);
                            }
                            _ => text.push_str(part),
                        }
                    }
                }
                None => {
                    text.push_str(&level.prefix);
                    let first = (listed.level + 1).saturating_sub(level.shown);
                    for number in first..=listed.level {
                        if number > first {
                            text.push('.');
                        }
                        self.write(number, listed, &mut text);
                    }
                    text.push_str(&level.suffix);
                }
            },
        }
        if !level.is_tight && !text.is_empty() {
            text.push(' ');
        }
        Some(text)
    }

    /// The number with which a level begins.
    pub(super) fn start(&self, level: usize) -> u32 {
        self.level(level).map_or(1, |level| level.start)
    }

    fn level(&self, level: usize) -> Option<&Level> {
        self.levels.iter().find(|other| other.level == level)
    }

    fn write(&self, level: usize, listed: &Listed<'_>, text: &mut String) {
        let Some(own) = self.level(level) else { return };
        // A level above that no paragraph has had counts as used.
        let number = listed.counts.get(level).copied().flatten().unwrap_or(own.start);
        if let Some(format) = own.format {
            format.write(number, text);
        }
    }
}

/// The counters of all lists in a story.
#[derive(Default)]
pub(super) struct Lists {
    open: Vec<OpenList>,
    counts: [Option<u32>; LEVELS],
    by_id: HashMap<String, [Option<u32>; LEVELS]>,
    by_style: HashMap<String, [Option<u32>; LEVELS]>,
}

struct OpenList {
    style: Option<String>,
    id: Option<String>,
    /// The item has had no paragraph yet; the value it starts with.
    waits: Option<Option<u32>>,
}

impl Lists {
    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        let text = |attribute: &str| name(tag, attribute).map(Cow::into_owned);
        let style = text("style-name").or_else(|| self.open.last().and_then(|outer| outer.style.clone()));
        let goes_on = tag.attr("continue-numbering").is_some_and(|value| value == "true");
        if self.open.is_empty() {
            let before = match (text("continue-list"), &style) {
                (Some(id), _) => self.by_id.get(&id),
                (None, Some(style)) if goes_on => self.by_style.get(style),
                _ => None,
            };
            self.counts = before.copied().unwrap_or_default();
        } else if let Some(count) = self.counts.get_mut(self.open.len()).filter(|_| !goes_on) {
            *count = None;
        }
        self.open.push(OpenList { style, id: text("id"), waits: None });
    }

    pub(super) fn close(&mut self) {
        let Some(list) = self.open.pop() else { return };
        if self.open.is_empty() {
            if let Some(style) = list.style {
                self.by_style.insert(style, self.counts);
            }
            if let Some(id) = list.id {
                self.by_id.insert(id, self.counts);
            }
        }
    }

    pub(super) fn item(&mut self, tag: &Tag<'_>) {
        if let Some(list) = self.open.last_mut() {
            list.waits = Some(tag.attr("start-value").and_then(|value| value.trim().parse().ok()));
        }
    }

    /// Leaves a table or text box inside an item out of its list.
    pub(super) fn suspend(&mut self) -> Lists {
        let counts = self.counts;
        let (by_id, by_style) = (std::mem::take(&mut self.by_id), std::mem::take(&mut self.by_style));
        std::mem::replace(self, Lists { open: Vec::new(), counts, by_id, by_style })
    }

    /// Goes on with the lists that were suspended.
    pub(super) fn resume(&mut self, suspended: Lists) {
        self.open = suspended.open;
        self.counts = suspended.counts;
    }

    /// Counts a paragraph, if it is the first of an item. `style` is the list style of the paragraph's own style, and
    /// `start` says with what number a level of a list begins.
    pub(super) fn paragraph<'l>(
        &'l mut self,
        style: Option<&'l str>,
        start: impl FnOnce(&str, usize) -> u32,
    ) -> Option<Listed<'l>> {
        let level = self.open.len().checked_sub(1)?.min(LEVELS - 1);
        let list = self.open.last_mut()?;
        let given = list.waits.take()?;
        let style = self.open.last()?.style.as_deref().or(style)?;
        let count = self.counts.get_mut(level)?;
        *count = Some(match (given, *count) {
            (Some(number), _) => number,
            (None, Some(number)) => number.saturating_add(1),
            (None, None) => start(style, level),
        });
        self.counts.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);
        Some(Listed { style, level, counts: &self.counts })
    }
}

/// The format of `style:num-format`; LibreOffice writes formats beyond the standard's five by their first numbers.
fn format_of(format: &str) -> Option<NumberFormat> {
    let name = match format.trim().chars().next()? {
        '1' => "decimal",
        'a' => "lowerLetter",
        'A' => "upperLetter",
        'i' => "lowerRoman",
        'I' => "upperRoman",
        '一' => "chineseCountingThousand",
        '壹' => "chineseLegalSimplified",
        '①' => "decimalEnclosedCircle",
        '⑴' => "decimalEnclosedParen",
        '㈠' => "ideographEnclosedCircle",
        '甲' => "ideographTraditional",
        '子' => "ideographZodiac",
        '１' => "decimalFullWidth",
        _ => return Some(NumberFormat::from_examples(format).unwrap_or(NumberFormat::Decimal(1))),
    };
    Some(NumberFormat::from_name(name))
}

/// A bullet of a symbol font is a private character; readers see a dot.
fn shown_bullet(bullet: char) -> char {
    if matches!(bullet, '\u{E000}'..='\u{F8FF}') { '•' } else { bullet }
}
