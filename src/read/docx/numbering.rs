//! The automatic numbers of paragraphs (ECMA-376 Part 1, 17.9), as Word shows them.
//!
//! A paragraph names a `w:num` and a level; the `w:num` names a `w:abstractNum`, which defines the levels and
//! holds the counters. So paragraphs of several `w:num` may go on counting the same list.

mod part;

use std::collections::{HashMap, HashSet};

use part::{NumberingPart, StylesPart};

use crate::document::number_format::NumberFormat;
use crate::read::symbol::bullet;

/// A list has nine levels, counted from 0.
const LEVELS: usize = 9;

/// What the numbering and styles parts say about lists.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    lists: Vec<List>,
    nums: HashMap<i32, Num>,
    /// All styles by id, those without numbers too: a paragraph whose style is unknown has the default style.
    styles: HashMap<String, StyleNumber>,
    default_style: StyleNumber,
}

/// A level of a list that a paragraph belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListLevel {
    num: i32,
    level: u8,
}

/// The automatic number of one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListNumber {
    /// The number or bullet with what stands around it; never empty.
    pub(crate) text: String,
    /// What stands between it and the paragraph's own text.
    pub(crate) suffix: Suffix,
}

/// What stands between a number and the text (`w:suff`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// A tab.
    #[default]
    Tab,
    /// A space.
    Space,
    /// Nothing.
    Nothing,
}

/// The counters of all lists while one story of a document is read: the body, a text box, a header.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// By list; a level that has to start again has no count.
    counts: HashMap<usize, [Option<u32>; LEVELS]>,
    /// The nums whose `w:startOverride` has been obeyed: at one level, once.
    restarted: HashSet<i32>,
}

/// Why a part could not be read.
#[derive(Debug)]
pub(crate) struct BrokenXml {
    /// Whether it is the styles part, not the numbering part.
    pub(crate) in_styles: bool,
    /// The byte at which reading stopped.
    pub(crate) byte: u64,
    /// What is wrong there.
    pub(crate) cause: quick_xml::Error,
}

#[derive(Debug, Default)]
pub(in crate::read) struct List {
    /// Word has but one level in such a list, whatever the paragraph says.
    pub(in crate::read) single: bool,
    pub(in crate::read) levels: Vec<Level>,
    /// The numbering style that this list defines.
    pub(in crate::read) defines: Option<String>,
    /// The numbering style that defines this list.
    pub(in crate::read) defined_by: Option<String>,
}

#[derive(Debug)]
pub(in crate::read) struct Num {
    /// The list that counts.
    pub(in crate::read) list: usize,
    /// The list that defines the levels; another one where a numbering style stands between.
    pub(in crate::read) definition: usize,
    pub(in crate::read) overrides: Vec<Override>,
}

#[derive(Debug)]
pub(in crate::read) struct Override {
    pub(in crate::read) level: u8,
    pub(in crate::read) start: Option<u32>,
    pub(in crate::read) definition: Option<Level>,
}

#[derive(Debug, Default)]
pub(in crate::read) struct Level {
    pub(in crate::read) level: u8,
    /// Word starts at 0 where the file says nothing (17.9.25).
    pub(in crate::read) start: u32,
    pub(in crate::read) format: Option<NumberFormat>,
    pub(in crate::read) text: String,
    pub(in crate::read) suffix: Suffix,
    pub(in crate::read) legal: bool,
    pub(in crate::read) hidden: bool,
    pub(in crate::read) restart: Option<u8>,
    pub(in crate::read) style: Option<String>,
    pub(in crate::read) font: String,
}

/// What a style says about the paragraphs that have it.
#[derive(Clone, Copy, Debug, Default)]
struct StyleNumber {
    num: Option<i32>,
    level: Option<u8>,
}

impl Numbering {
    /// Reads the numbering part and, for lists that styles carry, the styles part. Both are UTF-8.
    pub(crate) fn parse(numbering_xml: &[u8], styles_xml: Option<&[u8]>) -> Result<Numbering, BrokenXml> {
        let broken = |in_styles| move |(cause, byte)| BrokenXml { in_styles, byte, cause };
        let part = NumberingPart::read(numbering_xml).map_err(broken(false))?;
        let styles = StylesPart::read(styles_xml.unwrap_or_default()).map_err(broken(true))?;
        let mut numbering = part.link(&styles);
        (numbering.styles, numbering.default_style) = styles.resolve(&numbering);
        Ok(numbering)
    }

    /// Takes lists that another format tells, without styles: a num by its id, and the lists that nums count into.
    pub(in crate::read) fn from_lists(lists: Vec<List>, nums: HashMap<i32, Num>) -> Numbering {
        Numbering { lists, nums, ..Numbering::default() }
    }

    /// Finds the level of the list that a paragraph belongs to, by its style and its own `w:numPr`.
    pub(crate) fn list_of(
        &self,
        style: Option<&str>,
        num_id: Option<i32>,
        level: Option<u32>,
    ) -> Option<ListLevel> {
        let inherited = style.and_then(|style| self.styles.get(style)).unwrap_or(&self.default_style);
        let id = num_id.or(inherited.num).filter(|&id| id != 0)?;
        let num = self.nums.get(&id)?;
        let level = level.map(clip).or(inherited.level).unwrap_or(0);
        let level = if self.lists.get(num.definition)?.single { 0 } else { level };
        self.level(num, level).map(|_| ListLevel { num: id, level })
    }

    fn level<'a>(&'a self, num: &'a Num, level: u8) -> Option<&'a Level> {
        let replaced = num.overridden(level).and_then(|change| change.definition.as_ref());
        replaced.or_else(|| self.lists.get(num.definition)?.levels.iter().find(|own| own.level == level))
    }

    fn start(&self, num: &Num, level: u8) -> u32 {
        let changed = num.overridden(level).and_then(|change| change.start);
        changed.or_else(|| self.level(num, level).map(|level| level.start)).unwrap_or(0)
    }

    /// Whether a level starts again after a paragraph of a higher one. Word heeds `w:lvlRestart` only in the
    /// list itself, and means that level or any higher one ([MS-OI29500] on 17.9.10).
    fn restarts(&self, num: &Num, level: u8, after: u8) -> bool {
        let own =
            self.lists.get(num.definition).and_then(|list| list.levels.iter().find(|own| own.level == level));
        match own.and_then(|own| own.restart) {
            Some(restart) if restart <= level => after < restart,
            _ => true,
        }
    }

    /// The level whose `w:pStyle` names a style.
    fn level_of_style(&self, num: i32, style: &str) -> Option<u8> {
        let num = self.nums.get(&num)?;
        (0..LEVELS as u8).find(|&level| {
            self.level(num, level)
                .and_then(|level| level.style.as_deref())
                .is_some_and(|linked| linked == style)
        })
    }

    fn text(&self, num: &Num, at: &Level, counts: &[Option<u32>; LEVELS]) -> Option<String> {
        let mut text = String::new();
        if at.format() == NumberFormat::Bullet {
            text.extend(at.text.chars().map(|char| bullet(char, &at.font, true)));
            return Some(text);
        }
        let mut pieces = at.text.split('%');
        push_literal(pieces.next().unwrap_or_default(), at, &mut text);
        for piece in pieces {
            let mut literal = piece.chars();
            let level =
                literal.next().and_then(|char| char.to_digit(10)).and_then(|digit| digit.checked_sub(1));
            let Some(level) = level.map(clip) else {
                text.push('%');
                push_literal(piece, at, &mut text);
                continue;
            };
            // Word shows nothing at all when a text asks for a lower level ([MS-OI29500] on 17.9.11).
            if level > at.level {
                return None;
            }
            let format = match self.level(num, level).map_or(NumberFormat::Decimal(1), Level::format) {
                NumberFormat::None => NumberFormat::None,
                NumberFormat::Decimal(width) => NumberFormat::Decimal(width),
                _ if at.legal => NumberFormat::Decimal(1),
                format => format,
            };
            format.write(counts.get(usize::from(level)).copied().flatten().unwrap_or(0), &mut text);
            push_literal(literal.as_str(), at, &mut text);
        }
        Some(text)
    }
}

impl Counters {
    /// Counts a paragraph and says what Word shows before it; `None` where Word shows nothing.
    pub(crate) fn next(&mut self, numbering: &Numbering, at: ListLevel) -> Option<ListNumber> {
        let num = numbering.nums.get(&at.num)?;
        let restarts = num.overridden(at.level).is_some_and(|change| change.start.is_some())
            && self.restarted.insert(at.num);
        let counts = self.counts.entry(num.list).or_default();
        for (level, count) in (0u8..).zip(counts.iter_mut()) {
            if level < at.level {
                // What is skipped counts as used, but an override waits for a paragraph of its level.
                count.get_or_insert_with(|| numbering.level(num, level).map_or(0, |level| level.start));
            } else if level == at.level {
                *count = match *count {
                    Some(count) if !restarts => Some(count.saturating_add(1)),
                    _ => Some(numbering.start(num, level)),
                };
            } else if numbering.restarts(num, level, at.level) {
                *count = None;
            }
        }
        let level = numbering.level(num, at.level).filter(|level| !level.hidden)?;
        let text = numbering.text(num, level, counts).filter(|text| !text.is_empty())?;
        Some(ListNumber { text, suffix: level.suffix })
    }
}

impl Num {
    fn overridden(&self, level: u8) -> Option<&Override> {
        self.overrides.iter().find(|change| change.level == level)
    }
}

impl Level {
    fn format(&self) -> NumberFormat {
        self.format.unwrap_or(NumberFormat::Decimal(1))
    }
}

fn clip(level: u32) -> u8 {
    level.min(LEVELS as u32 - 1) as u8
}

fn push_literal(literal: &str, level: &Level, text: &mut String) {
    text.extend(literal.chars().map(|char| bullet(char, &level.font, false)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn level(level: u8, format: &str, text: &str, more: &str) -> String {
        format!(
            r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
        )
    }

    fn list(id: i32, inside: &str) -> String {
        format!(r#"<w:abstractNum w:abstractNumId="{id}">{inside}</w:abstractNum>"#)
    }

    fn num(id: i32, list: i32, overrides: &str) -> String {
        format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{list}"/>{overrides}</w:num>"#)
    }

    fn start_override(level: u8, start: i32) -> String {
        format!(r#"<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>"#)
    }

    fn style(id: &str, inside: &str) -> String {
        format!(r#"<w:style w:type="paragraph" w:styleId="{id}">{inside}</w:style>"#)
    }

    fn num_pr(num: &str, level: &str) -> String {
        let element = |name, value: &str| {
            if value.is_empty() { String::new() } else { format!(r#"<w:{name} w:val="{value}"/>"#) }
        };
        format!("<w:numPr>{}{}</w:numPr>", element("ilvl", level), element("numId", num))
    }

    /// Levels 1., 1.1. and 1.1.1. of list 1.
    fn outline() -> String {
        let levels = [
            level(0, "decimal", "%1.", ""),
            level(1, "decimal", "%1.%2.", ""),
            level(2, "decimal", "%1.%2.%3.", ""),
        ];
        list(1, &levels.concat())
    }

    fn parse(lists: &str, styles: &str) -> Numbering {
        let lists = format!(r#"<w:numbering xmlns:w="{WORD}">{lists}</w:numbering>"#);
        let styles = format!(r#"<w:styles xmlns:w="{WORD}">{styles}</w:styles>"#);
        Numbering::parse(lists.as_bytes(), Some(styles.as_bytes())).unwrap()
    }

    /// The numbers of paragraphs given as `num/level`, `style` or `style+num/level`; `-` for none.
    fn shown(numbering: &Numbering, paragraphs: &str) -> String {
        let mut counters = Counters::default();
        let number = |paragraph: &str| {
            let (style, own) = match paragraph.split_once('+') {
                Some((style, own)) => (Some(style), own),
                None if paragraph.contains('/') => (None, paragraph),
                None => (Some(paragraph), "/"),
            };
            let (num, level) = own.split_once('/').unwrap();
            let at = numbering.list_of(style, num.parse().ok(), level.parse().ok());
            at.and_then(|at| counters.next(numbering, at)).map_or("-".into(), |number| number.text)
        };
        paragraphs.split(' ').map(number).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn paragraphs_count_as_in_word() {
        let nums = [
            outline(),
            num(1, 1, ""),
            num(2, 1, ""),
            num(3, 1, &start_override(0, 1)),
            num(4, 1, &[start_override(0, 7), start_override(1, 5)].concat()),
        ];
        let numbering = parse(&nums.concat(), "");
        for (what, paragraphs, numbers) in [
            ("a list counts on", "1/0 1/0 1/0", "1. 2. 3."),
            ("a lower level starts again after a higher one", "1/0 1/1 1/1 1/0 1/1", "1. 1.1. 1.2. 2. 2.1."),
            ("two nums of one list share its counters", "1/0 2/0 1/0", "1. 2. 3."),
            ("an overridden start restarts the list once", "1/0 1/0 3/0 3/0 1/0 3/0", "1. 2. 1. 2. 3. 4."),
            ("its level starts there again later", "1/0 4/1 4/1 4/0 4/1", "1. 1.5. 1.6. 2. 2.5."),
            ("a skipped level counts as used", "1/0 1/2 1/1 1/0", "1. 1.1.1. 1.2. 2."),
            ("so does one that is skipped at the beginning", "1/2 1/0", "1.1.1. 2."),
            ("an override does not apply to a skipped level", "4/2 4/1", "1.1.1. 1.5."),
            ("num 0 is no list", "1/0 0/0 1/0", "1. - 2."),
            ("nor is one that does not exist", "9/0 1/0", "- 1."),
            ("a level that is not defined has no number", "1/0 1/5 1/99 1/0", "1. - - 2."),
        ] {
            assert_eq!(shown(&numbering, paragraphs), numbers, "{what}");
        }
    }

    #[test]
    fn levels_look_as_in_word() {
        let first = || level(0, "chineseCountingThousand", "第%1章", "");
        for (what, levels, paragraphs, numbers) in [
            ("a text stands around the number", first(), "1/0 1/0", "第一章 第二章"),
            (
                "each number has the format of its level",
                [first(), level(1, "lowerLetter", "（%1-%2）", "")].concat(),
                "1/0 1/1 1/1",
                "第一章 （一-a） （一-b）",
            ),
            (
                "numbers may stand in any order",
                [first(), level(1, "decimal", "%2/%1", "")].concat(),
                "1/0 1/0 1/1",
                "第一章 第二章 1/二",
            ),
            (
                "legal numbering makes all of them decimal",
                [first(), level(1, "upperRoman", "%1.%2", "<w:isLgl/>")].concat(),
                "1/0 1/1",
                "第一章 1.1",
            ),
            (
                "but keeps a leading zero",
                [level(0, "decimalZero", "%1", ""), level(1, "decimal", "%1.%2", "<w:isLgl/>")].concat(),
                "1/0 1/1",
                "01 01.1",
            ),
            ("a percent sign may stand for itself", level(0, "decimal", "%1% %x", ""), "1/0", "1% %x"),
            ("no number is shown in format none", level(0, "none", "注%1：", ""), "1/0 1/0", "注： 注："),
            ("nor anything where the text is empty", level(0, "decimal", "", ""), "1/0 1/0", "- -"),
            ("or asks for a lower level", level(0, "decimal", "%1%2", ""), "1/0", "-"),
            (
                "or is hidden, though it counts",
                [
                    level(0, "decimal", "%1", "<w:rPr><w:vanish/></w:rPr>"),
                    level(1, "decimal", "%1.%2", r#"<w:rPr><w:vanish w:val="0"/></w:rPr>"#),
                ]
                .concat(),
                "1/0 1/0 1/1",
                "- - 2.1",
            ),
            ("a bullet is not replaced", level(0, "bullet", "%1", ""), "1/0", "%1"),
            (
                "a list without a start begins at 0",
                r#"<w:lvl w:ilvl="0"><w:lvlText w:val="%1"/></w:lvl>"#.into(),
                "1/0 1/0",
                "0 1",
            ),
            (
                "a level may go on counting whatever happens",
                [first(), level(1, "decimal", "%2", r#"<w:lvlRestart w:val="0"/>"#)].concat(),
                "1/0 1/1 1/1 1/0 1/1",
                "第一章 1 2 第二章 3",
            ),
            (
                "or start again after a higher one only",
                [
                    level(0, "decimal", "%1", ""),
                    level(1, "decimal", "%1.%2", ""),
                    level(2, "decimal", "(%3)", r#"<w:lvlRestart w:val="1"/>"#),
                ]
                .concat(),
                "1/0 1/1 1/2 1/1 1/2 1/0 1/2",
                "1 1.1 (1) 1.2 (2) 2 (1)",
            ),
            (
                "a single-level list has no other level",
                [r#"<w:multiLevelType w:val="singleLevel"/>"#.into(), first()].concat(),
                "1/0 1/3",
                "第一章 第二章",
            ),
        ] {
            let numbering = parse(&[list(1, &levels), num(1, 1, "")].concat(), "");
            assert_eq!(shown(&numbering, paragraphs), numbers, "{what}");
        }
    }

    #[test]
    fn a_num_may_replace_a_level_of_its_list() {
        let replaced = level(0, "upperRoman", "%1)", "");
        let change = format!(r#"<w:lvlOverride w:ilvl="0">{replaced}</w:lvlOverride>"#);
        let numbering = parse(&[outline(), num(1, 1, ""), num(2, 1, &change)].concat(), "");
        assert_eq!(shown(&numbering, "1/0 2/0 2/1 1/0"), "1. II) II.1. 3.");
    }

    #[test]
    fn styles_carry_lists() {
        let linked = [
            level(0, "decimal", "A%1", r#"<w:pStyle w:val="标题"/>"#),
            level(1, "decimal", "B%1.%2", r#"<w:pStyle w:val="节"/>"#),
        ];
        let lists = [
            outline(),
            list(2, &linked.concat()),
            list(3, &[r#"<w:styleLink w:val="公文"/>"#.into(), level(0, "decimal", "s%1", "")].concat()),
            list(4, r#"<w:numStyleLink w:val="公文"/>"#),
            num(1, 1, ""),
            num(2, 2, ""),
            num(3, 3, ""),
            num(4, 4, ""),
        ];
        let based_on = |id: &str| format!(r#"<w:basedOn w:val="{id}"/>"#);
        let styles = [
            style("正文", ""),
            style("一", &format!("<w:pPr>{}</w:pPr>", num_pr("1", ""))),
            style("二", &format!("{}<w:pPr>{}</w:pPr>", based_on("一"), num_pr("", "1"))),
            style("再二", &based_on("二")),
            style("无", &format!("{}<w:pPr>{}</w:pPr>", based_on("二"), num_pr("0", ""))),
            style(
                "旧",
                &format!("<w:pPr><w:pPrChange><w:pPr>{}</w:pPr></w:pPrChange></w:pPr>", num_pr("1", "")),
            ),
            style("标题", &format!("<w:pPr>{}</w:pPr>", num_pr("2", ""))),
            style("节", &format!("<w:pPr>{}</w:pPr>", num_pr("2", ""))),
            style("小节", &based_on("节")),
        ];
        let numbering = parse(&lists.concat(), &styles.concat());
        for (what, paragraphs, numbers) in [
            ("a paragraph has the list of its style", "正文 一 一", "- 1. 2."),
            ("a style inherits list and level", "一 二 再二", "1. 1.1. 1.2."),
            ("and may give up the list", "一 无 一", "1. - 2."),
            ("what a style had before a tracked change does not count", "旧", "-"),
            ("a level names its style", "标题 节 小节 标题 节", "A1 B1.1 B1.2 A2 B2.1"),
            ("a paragraph may change the level", "一 一+/1 二+/0", "1. 1.1. 2."),
            ("or the list", "二+2/ 二+2/0", "B1.1 A2"),
            ("or leave it", "一 一+0/ 一", "1. - 2."),
            ("a style that does not exist has no list", "某", "-"),
            ("a list may be defined by a numbering style", "4/0 4/0", "s1 s2"),
        ] {
            assert_eq!(shown(&numbering, paragraphs), numbers, "{what}");
        }
        let default = format!(
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr>{}</w:pPr></w:style>"#,
            num_pr("1", "")
        );
        let numbering = parse(&lists.concat(), &[default, style("b", "")].concat());
        assert_eq!(shown(&numbering, "a / 某 b"), "1. 2. 3. -", "without a style the default one counts");
    }

    #[test]
    fn a_numbering_style_is_found_by_its_num_too() {
        let lists = [outline(), list(2, r#"<w:numStyleLink w:val="公文"/>"#), num(1, 1, ""), num(2, 2, "")];
        let styles = format!(
            r#"<w:style w:type="numbering" w:styleId="公文"><w:pPr>{}</w:pPr></w:style>"#,
            num_pr("1", "")
        );
        assert_eq!(shown(&parse(&lists.concat(), &styles), "2/0 2/1 公文"), "1. 1.1. -");
    }

    #[test]
    fn bullets_of_symbol_fonts_are_shown_in_unicode() {
        for (font, char, bullet) in [
            ("Symbol", '\u{F0B7}', "•"),
            ("Symbol", '\u{B7}', "•"),
            ("Wingdings", '\u{F06C}', "●"),
            ("Wingdings", 'n', "■"),
            ("Wingdings", '\u{D8}', "➢"),
            ("Wingdings", '\u{F0D8}', "➢"),
            ("Wingdings 2", '\u{F0A3}', "□"),
            ("Wingdings 3", '\u{F07D}', "•"),
            ("", '\u{F0B7}', "•"),
            ("Courier New", 'o', "o"),
            ("宋体", '—', "—"),
            ("Wingdings", '◇', "◇"),
        ] {
            let fonts = format!(r#"<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>"#);
            let lists = [list(1, &level(0, "bullet", &char.to_string(), &fonts)), num(1, 1, "")];
            assert_eq!(shown(&parse(&lists.concat(), ""), "1/0"), bullet, "{char:?} in {font}");
        }
    }

    #[test]
    fn a_number_is_followed_by_what_the_level_says() {
        for (element, suffix) in [
            ("", Suffix::Tab),
            (r#"<w:suff w:val="tab"/>"#, Suffix::Tab),
            (r#"<w:suff w:val="space"/>"#, Suffix::Space),
            (r#"<w:suff w:val="nothing"/>"#, Suffix::Nothing),
        ] {
            let lists = [list(1, &level(0, "chineseCounting", "%1、", element)), num(1, 1, "")];
            let numbering = parse(&lists.concat(), "");
            let at = numbering.list_of(None, Some(1), None).unwrap();
            let number = Counters::default().next(&numbering, at);
            assert_eq!(number, Some(ListNumber { text: "一、".into(), suffix }), "{element}");
        }
    }

    #[test]
    fn formats_of_word_itself_stand_among_alternatives() {
        for (choice, number) in [("001, 002, 003, ...", "001"), ("a, ç, ĝ, ...", "一")] {
            let level = format!(
                r#"<w:lvl w:ilvl="0"><w:start w:val="1"/>
                <mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
                <mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="{choice}"/></mc:Choice>
                <mc:Fallback><w:numFmt w:val="chineseCounting"/></mc:Fallback>
                </mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>"#
            );
            let numbering = parse(&[list(1, &level), num(1, 1, "")].concat(), "");
            assert_eq!(shown(&numbering, "1/0"), number, "{choice}");
        }
    }

    #[test]
    fn namespaces_count_and_prefixes_do_not() {
        let inside = [list(1, &level(0, "decimal", "%1&#x3001;", "")), num(1, 1, "")].concat();
        let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
        for (what, xml, numbers) in [
            ("strict", format!(r#"<w:numbering xmlns:w="{strict}">{inside}</w:numbering>"#), "1、"),
            (
                "another prefix, after a byte order mark",
                format!("\u{feff}<w:numbering xmlns:w=\"{WORD}\">{inside}</w:numbering>")
                    .replace("w:", "ns0:")
                    .replace("xmlns:w", "xmlns:ns0"),
                "1、",
            ),
            (
                "the default namespace for elements",
                format!(r#"<w:numbering xmlns="{WORD}" xmlns:w="{WORD}">{inside}</w:numbering>"#)
                    .replace("<w:", "<")
                    .replace("</w:", "</"),
                "1、",
            ),
            ("something else", format!(r#"<w:numbering xmlns:w="urn:x">{inside}</w:numbering>"#), "-"),
        ] {
            let numbering = Numbering::parse(xml.as_bytes(), None).unwrap();
            assert_eq!(shown(&numbering, "1/0"), numbers, "{what}");
        }
    }

    #[test]
    fn broken_xml_is_told_with_its_place() {
        let good = format!(r#"<w:numbering xmlns:w="{WORD}"/>"#);
        for (numbering, styles, in_styles, byte) in [
            ("<a></b>", None, false, 3),
            ("<a", None, false, 0),
            (good.as_str(), Some("<a><b></a>"), true, 6),
        ] {
            let broken = Numbering::parse(numbering.as_bytes(), styles.map(str::as_bytes)).unwrap_err();
            assert_eq!((broken.in_styles, broken.byte), (in_styles, byte), "{numbering} {styles:?}");
        }
        let cut = format!(r#"<w:numbering xmlns:w="{WORD}"><w:abstractNum>"#);
        assert_eq!(Numbering::parse(cut.as_bytes(), None).unwrap_err().byte, cut.len() as u64);
    }

    #[test]
    fn hostile_parts_cost_no_more_than_their_size() {
        let circle = |id: &str, next: &str| style(id, &format!(r#"<w:basedOn w:val="{next}"/>"#));
        let numbering =
            parse(&[outline(), num(1, 1, "")].concat(), &[circle("a", "b"), circle("b", "a")].concat());
        assert_eq!(shown(&numbering, "a b a+1/0"), "- - 1.");

        let link = |id: i32, style: &str| list(id, &format!(r#"<w:numStyleLink w:val="{style}"/>"#));
        let numbering_style = |id: &str, num: &str| {
            format!(
                r#"<w:style w:type="numbering" w:styleId="{id}"><w:pPr>{}</w:pPr></w:style>"#,
                num_pr(num, "")
            )
        };
        let lists = [link(1, "a"), link(2, "b"), num(1, 1, ""), num(2, 2, "")].concat();
        let styles = [numbering_style("a", "2"), numbering_style("b", "1")].concat();
        assert_eq!(shown(&parse(&lists, &styles), "1/0 2/0"), "- -");

        let chain: String = (0..50_000).map(|n| circle(&format!("s{n}"), &format!("s{}", n + 1))).collect();
        let end = style("s50000", &format!("<w:pPr>{}</w:pPr>", num_pr("1", "")));
        let nums: String = (1..50_000).map(|id| num(id, 1, &start_override(0, id))).collect();
        let numbering = parse(&[outline(), nums].concat(), &[chain, end].concat());
        assert_eq!(shown(&numbering, "s0 s9 49999/0"), "1. 2. 49999.");

        let deep = ["<w:lvl>".repeat(100_000), "</w:lvl>".repeat(100_000)].concat();
        assert_eq!(shown(&parse(&deep, ""), "1/0"), "-");

        let long =
            list(1, &level(0, "upperLetter", &"%1字".repeat(100_000), r#"<w:start w:val="4294967295"/>"#));
        let text = shown(&parse(&[long, num(1, 1, "")].concat(), ""), "1/0 1/0");
        assert!(text.len() < 4000, "{}", text.len());
    }
}
