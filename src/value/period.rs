//! Periods: from when to when.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use super::doubt::quote;
use super::given::{Given, written};
use super::numeral::arabic;
use super::scan::Scan;
use super::text::{tighten, trim};
use super::{Doubt, Moment};

/// A period (起止时间): the text as written, and its ends as precise as they were written.
///
/// A duration (`3年`), `长期` and months without a year (`1-12月`) are legal and have no dates. A single date is
/// both ends, unless its words make it one: `2020年12月底前`, `2020年1月起`.
///
/// ```
/// use shenbao::value::Period;
///
/// let (period, doubt) = Period::parse("2020年元月-12月");
/// assert_eq!(period.start, Some("2020-01".parse()?));
/// assert_eq!(period.end, Some("2020-12".parse()?));
/// assert_eq!(doubt, None);
/// # Ok::<(), shenbao::value::NotAMoment>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The text as written, trimmed.
    pub text: String,
    /// The first year, month or day.
    pub start: Option<Moment>,
    /// The last year, month or day.
    pub end: Option<Moment>,
}

impl Period {
    /// Reads a period. A form with two cells joins their texts with `-`, even when one of them is blank.
    pub fn parse(text: &str) -> (Self, Option<Doubt>) {
        let text = trim(text).to_owned();
        let (start, end, doubt) = match read(&text) {
            Some(Reading::Dated { start, end }) => {
                let reversed = start.zip(end).is_some_and(|(start, end)| start.is_after(end));
                (start, end, reversed.then(|| Doubt::PeriodReversed { text: quote(&text) }))
            }
            Some(Reading::Blank | Reading::Calendar | Reading::Undated) => (None, None, None),
            None => (None, None, Some(Doubt::PeriodUnreadable { text: quote(&text) })),
        };
        (Self { text, start, end }, doubt)
    }

    /// Whether nothing is filled in, be it that the printed `年 月 至 年 月` is still there.
    pub fn is_blank(&self) -> bool {
        matches!(read(&self.text), Some(Reading::Blank))
    }

    /// Whether text and dates disagree, which only data given from outside can do.
    pub fn contradicts(&self) -> bool {
        Self::parse(&self.text).0 != *self
    }

    fn from_ends(start: Option<Moment>, end: Option<Moment>) -> Self {
        let text = match (start, end) {
            (None, None) => String::new(),
            (Some(start), Some(end)) if start == end => start.to_chinese(),
            (Some(start), Some(end)) => format!("{}-{}", start.to_chinese(), end.to_chinese()),
            (Some(start), None) => format!("{}起", start.to_chinese()),
            (None, Some(end)) => format!("至{}", end.to_chinese()),
        };
        Self { text, start, end }
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            text: Option<String>,
            start: Option<Moment>,
            end: Option<Moment>,
        }
        Ok(match Given::<Members>::deserialize(deserializer)? {
            Given::Text(text) => Self::parse(&text).0,
            Given::Members(Members { text, start, end }) => match (written(text), start, end) {
                (Some(text), None, None) => Self::parse(&text).0,
                (Some(text), start, end) => Self { text, start, end },
                (None, start, end) => Self::from_ends(start, end),
            },
        })
    }
}

/// What a text says about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing, or only the printed mask.
    Blank,
    /// A duration, or a word such as 长期.
    Undated,
    /// Months or days without a year.
    Calendar,
    /// At least one date with its year.
    Dated { start: Option<Moment>, end: Option<Moment> },
}

/// Reads the whole of a text; `None` when any of it is not understood.
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut tight = tighten(text);
    if tight.contains('元') {
        tight = Cow::Owned(tight.replace("元月", "1月"));
    }
    let plain = arabic(&tight);
    let plain = plain.trim_end_matches(['。', ';', '.', ',']);
    let whole = |text: &str| duration(text).or_else(|| range(text));
    if let Some(reading) = whole(plain) {
        return Some(reading);
    }
    // A remark may say the same in the other way: 3年（2020年1月至2022年12月）.
    let (head, remark) = plain.split_once(['(', ',', ';'])?;
    let remark = remark.strip_suffix(')').unwrap_or(remark);
    match (whole(head)?, whole(remark)?) {
        (Reading::Undated, dated @ Reading::Dated { .. })
        | (dated @ Reading::Dated { .. }, Reading::Undated) => Some(dated),
        _ => None,
    }
}

/// Reads what is legal without a date: nothing at all, words, and durations.
fn duration(plain: &str) -> Option<Reading> {
    // `20  年  月` has room for the rest of a year: no month without a number makes a date.
    let is_blank_year = || {
        let bare = plain.replace([' ', '_'], "");
        bare.contains("20年月") && bare.replace("20年月", "").chars().all(is_mask)
    };
    if plain.chars().all(is_mask) || is_blank_year() {
        return Some(Reading::Blank);
    }
    match plain {
        "长期" | "永久" | "持续" | "长期有效" | "长期实施" | "长期坚持" | "持续实施" | "一次性"
        | "经常性" | "无" => return Some(Reading::Undated),
        "长年" | "常年" | "全年" | "全年度" | "每年" | "当年" | "本年" | "本年度" | "跨年度" =>
        {
            return Some(Reading::Calendar);
        }
        _ => {}
    }
    let mut scan = Scan::new(plain);
    scan.eat_longest(&["共", "共计", "为期", "期限", "工期", "合同工期", "周期", "建设周期", "项目期"]);
    scan.eat(":");
    scan.eat("约");
    if !(1..=3).contains(&scan.digits().len()) {
        return None;
    }
    if eat_range_sign(&mut scan) && !(1..=3).contains(&scan.digits().len()) {
        return None;
    }
    let units = ["年", "个月", "天", "日", "周", "个季度", "日历天", "个日历天", "个工作日"];
    let has_unit = scan.eat_longest(&units);
    scan.eat_longest(&["期", "内", "以内"]);
    (has_unit && scan.is_done()).then_some(Reading::Undated)
}

/// Reads one date, or two with a sign between them.
fn range(plain: &str) -> Option<Reading> {
    let mut scan = Scan::new(plain);
    scan.eat_longest(&["自", "从", "于", "在"]);
    let ends_only = scan.eat_longest(&["截至", "截止", "截止到"]) || eat_range_sign(&mut scan);
    let first = Date::eat(&mut scan)?;
    let edge = Edge::eat(&mut scan);
    if scan.is_done() {
        let Some(year) = first.year else { return first.in_some_year().map(|()| Reading::Calendar) };
        let moment = first.moment(year)?;
        return Some(match edge {
            _ if ends_only => Reading::Dated { start: None, end: Some(moment) },
            Edge::Before => Reading::Dated { start: None, end: Some(moment) },
            Edge::From => Reading::Dated { start: Some(moment), end: None },
            Edge::None => Reading::Dated { start: Some(moment), end: Some(moment) },
        });
    }
    if ends_only {
        return None;
    }
    let eaten = plain.strip_suffix(scan.rest()).unwrap_or_default();
    let signed = eat_range_sign(&mut scan);
    if signed && (scan.is_done() || matches!(scan.rest(), "今" | "长期")) {
        return Some(Reading::Dated { start: Some(first.moment(first.year?)?), end: None });
    }
    let parted = signed || scan.eat(" ") || eaten.ends_with(['年', '月', '日', '号']);
    let second = Date::eat(&mut scan)?;
    let closed = Edge::eat(&mut scan) != Edge::From && scan.is_done();
    // Without a sign only a second full date proves that there are two.
    if !parted || !closed || (!signed && second.year.is_none()) {
        return None;
    }
    let second = second.completed_by(first);
    match (first.year, second.year) {
        (Some(start), Some(end)) => {
            Some(Reading::Dated { start: Some(first.moment(start)?), end: Some(second.moment(end)?) })
        }
        (None, None) => {
            first.completed_by(second).in_some_year()?;
            second.in_some_year().map(|()| Reading::Calendar)
        }
        _ => None,
    }
}

/// The parts of a date that are written. `bare` is a short number that only its neighbour can explain.
#[derive(Clone, Copy, Debug, Default)]
struct Date {
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
    bare: Option<u8>,
}

impl Date {
    fn eat(scan: &mut Scan<'_>) -> Option<Self> {
        let run = scan.digits();
        let part = |range: std::ops::Range<usize>| run.get(range)?.parse().ok();
        match run.len() {
            8 => Some(Self {
                year: run.get(..4)?.parse().ok(),
                month: part(4..6),
                day: part(6..8),
                bare: None,
            }),
            6 => Some(Self { year: run.get(..4)?.parse().ok(), month: part(4..6), ..Self::default() }),
            4 => Some(Self::after_year(run.parse().ok()?, scan)),
            1 | 2 => Some(Self::after_short(part(0..run.len())?, scan)),
            // 20246 has lost its 年 and 月: is it 2024-6 or the start of something else?
            _ => None,
        }
    }

    /// What follows a year: `年1月31日`, `.1.31`, `/1/31`, `-1-31`, or less.
    fn after_year(year: u16, scan: &mut Scan<'_>) -> Self {
        let mut date = Self { year: Some(year), ..Self::default() };
        if scan.eat_longest(&["年度", "年"]) {
            let mut ahead = *scan;
            if let Some(month) = short(&mut ahead) {
                date.month = Some(month);
                if ahead.eat_longest(&["月份", "月"]) {
                    date.day = day_of_month(&mut ahead);
                }
                *scan = ahead;
            }
            return date;
        }
        for sign in [".", "/", "-"] {
            let mut ahead = *scan;
            if ahead.eat(sign)
                && let Some(month) = short(&mut ahead)
            {
                date.month = Some(month);
                date.day = signed_day(sign, &mut ahead);
                if date.day.is_none() {
                    ahead.eat("月");
                }
                *scan = ahead;
                break;
            }
        }
        date
    }

    /// What follows a short number: `1月31日`, `31日`, `1.31`, or nothing that explains it.
    fn after_short(number: u8, scan: &mut Scan<'_>) -> Self {
        if scan.eat_longest(&["月份", "月"]) {
            return Self { month: Some(number), day: day_of_month(scan), ..Self::default() };
        }
        if scan.eat_longest(&["日", "号"]) {
            return Self { day: Some(number), ..Self::default() };
        }
        for sign in [".", "/", "-"] {
            if let Some(day) = signed_day(sign, scan) {
                return Self { month: Some(number), day: Some(day), ..Self::default() };
            }
        }
        Self { bare: Some(number), ..Self::default() }
    }

    /// This date with what the other one says for both: `2020年1-12月`, `2020年1月1日-31日`.
    fn completed_by(self, other: Self) -> Self {
        let year = self.year.or(other.year);
        match (self, other) {
            (Self { bare: None, month: None, day: Some(_), .. }, Self { month, day: Some(_), .. }) => {
                Self { year, month, ..self }
            }
            (Self { bare: Some(month), .. }, Self { month: Some(_), day: None, .. }) => {
                Self { year, month: Some(month), day: None, bare: None }
            }
            _ => Self { year, ..self },
        }
    }

    fn moment(self, year: u16) -> Option<Moment> {
        if self.bare.is_some() { None } else { Moment::new(year, self.month, self.day) }
    }

    /// Whether months and days without a year exist, in a leap year at least.
    fn in_some_year(self) -> Option<()> {
        self.month.and_then(|_| self.moment(2000)).map(|_| ())
    }
}

/// Which end of a period the words behind a date make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    None,
    From,
    Before,
}

impl Edge {
    fn eat(scan: &mut Scan<'_>) -> Self {
        if scan.is_done() || scan.rest().starts_with(is_range_sign) {
            return Self::None;
        }
        let edge = if scan.eat_longest(&["起", "开始", "以后", "之后", "初", "年初"]) {
            Self::From
        } else if scan.eat_longest(&[
            "底",
            "末",
            "年底",
            "年末",
            "底前",
            "年底前",
            "底之前",
            "年底之前",
            "底以前",
            "年底以前",
            "前",
            "之前",
            "以前",
        ]) {
            Self::Before
        } else {
            Self::None
        };
        scan.eat_longest(&["止", "完成", "结束", "竣工", "完工"]);
        edge
    }
}

/// Eats a sign or word between the two ends of a range.
pub(super) fn eat_range_sign(scan: &mut Scan<'_>) -> bool {
    !scan.eat_while(is_range_sign).is_empty()
}

fn is_range_sign(c: char) -> bool {
    is_dash(c) || matches!(c, '至' | '到')
}

/// Whether a character can be printed where a period is to be written.
fn is_mask(c: char) -> bool {
    let is_word =
        matches!(c, '年' | '月' | '日' | '号' | '度' | '自' | '从' | '起' | '止' | '如' | '至' | '到');
    is_word || is_dash(c) || matches!(c, '_' | '.' | ':' | '/' | '(' | ')' | ' ')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '~' | '〜' | '∼' | '\u{2010}'..='\u{2015}' | '─')
}

/// Eats a number of one or two digits.
fn short(scan: &mut Scan<'_>) -> Option<u8> {
    let mut ahead = *scan;
    let digits = ahead.digits();
    let number = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    *scan = ahead;
    Some(number)
}

/// Eats the day behind a month.
fn day_of_month(scan: &mut Scan<'_>) -> Option<u8> {
    let day = short(scan)?;
    scan.eat_longest(&["日", "号"]);
    Some(day)
}

/// Eats a sign and the day behind it; in `2020-1-12月` the last number is no day.
fn signed_day(sign: &str, scan: &mut Scan<'_>) -> Option<u8> {
    let mut ahead = *scan;
    if !ahead.eat(sign) {
        return None;
    }
    let day = day_of_month(&mut ahead).filter(|_| !ahead.rest().starts_with('月'))?;
    *scan = ahead;
    Some(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `start..end`, where a missing end is empty.
    fn ends(period: &Period) -> String {
        let print = |end: Option<Moment>| end.map(|end| end.to_string()).unwrap_or_default();
        format!("{}..{}", print(period.start), print(period.end))
    }

    #[test]
    fn periods_are_as_precise_as_written() {
        for (text, expected) in [
            ("2020年元月-12月　", "2020-01..2020-12"),
            ("2020年1-12月", "2020-01..2020-12"),
            ("2021.1-2021.12", "2021-01..2021-12"),
            ("2020.1-12", "2020-01..2020-12"),
            ("2017年1月至2017年12月", "2017-01..2017-12"),
            ("2017 年 1 月-2017 年 12 月", "2017-01..2017-12"),
            ("2023.07-2024.01", "2023-07..2024-01"),
            ("2021", "2021..2021"),
            ("2016-2020", "2016..2020"),
            ("2024年度-2026年度", "2024..2026"),
            ("202001-202012", "2020-01..2020-12"),
            ("20200101-20201231", "2020-01-01..2020-12-31"),
            ("20190101到20191231", "2019-01-01..2019-12-31"),
            ("2022年3月-2023年11月", "2022-03..2023-11"),
            ("2026/1/1", "2026-01-01..2026-01-01"),
            ("2026/1/1-2027/12/31", "2026-01-01..2027-12-31"),
            ("2024-01-01-2026-12-31", "2024-01-01..2026-12-31"),
            ("2024-01-01 2026-12-31", "2024-01-01..2026-12-31"),
            ("2024-01～2026-12", "2024-01..2026-12"),
            ("2026年1月1日至2027年12月31日", "2026-01-01..2027-12-31"),
            ("2024 年 1 月 1 日-2024 年 12 月 31 日", "2024-01-01..2024-12-31"),
            ("2019年  1 月 1日-2021 年 12  月31日", "2019-01-01..2021-12-31"),
            ("2020年1月1日-12月31日", "2020-01-01..2020-12-31"),
            ("2020年1月1日-31日", "2020-01-01..2020-01-31"),
            ("2020年1月--2020年11月", "2020-01..2020-11"),
            ("2023年1月—2023年12月", "2023-01..2023-12"),
            ("2019年6月30日——2020年10月30日", "2019-06-30..2020-10-30"),
            ("2020年1月~12月", "2020-01..2020-12"),
            ("2020年1月\n2020年12月", "2020-01..2020-12"),
            ("自2020年1月起至2020年12月止", "2020-01..2020-12"),
            ("2020年1月份-2020年12月份", "2020-01..2020-12"),
            ("２０２０年１月－１２月", "2020-01..2020-12"),
            ("二〇二〇年一月至十二月", "2020-01..2020-12"),
            ("二○二○年十月三十一日", "2020-10-31..2020-10-31"),
            ("3年（2020年1月至2022年12月）", "2020-01..2022-12"),
            ("2020年1月至2022年12月，共3年。", "2020-01..2022-12"),
            ("2023年底", "..2023"),
            ("2025年年底前", "..2025"),
            ("2020年12月底前完成", "..2020-12"),
            ("2020年1月起", "2020-01.."),
            ("2020年1月-", "2020-01.."),
            ("2020年1月至今", "2020-01.."),
            ("-2020年12月", "..2020-12"),
            ("至2020年12月", "..2020-12"),
        ] {
            let (period, doubt) = Period::parse(text);
            assert_eq!(ends(&period), expected, "{text}");
            assert_eq!(period.text, trim(text));
            assert_eq!(doubt, None, "{text}");
        }
    }

    #[test]
    fn some_periods_rightly_have_no_dates() {
        for text in [
            "3年",
            "1年",
            "三年",
            "3-5年",
            "490天",
            "6个月",
            "长期",
            "全年",
            "1-12月",
            "1月至12月",
            "12月底之前完成",
            "无",
            "1月1日-12月31日",
        ] {
            let (period, doubt) = Period::parse(text);
            assert_eq!((ends(&period).as_str(), doubt), ("..", None), "{text}");
            assert!(!period.is_blank(), "{text}");
        }
    }

    #[test]
    fn the_printed_mask_is_blank() {
        for text in [
            "",
            "　",
            " 年 月 至 年 月 ",
            "　年　月　日至　年　月　日",
            "-",
            "到",
            "____年__月",
            "——",
            "20   年  月至20   年  月",
            "20__年__月__日",
        ] {
            let (period, doubt) = Period::parse(text);
            assert_eq!((ends(&period).as_str(), doubt), ("..", None), "{text}");
            assert!(period.is_blank(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_carried_with_a_doubt() {
        for text in [
            "20246-202516",
            "20246",
            "2020年13月",
            "2021年2月29日",
            "202013-202014",
            "2020年0月-12月",
            "1-13月",
            "180",
            "按月安排",
            "在项目计划完成时间内完成",
            "2025年10月正式开工,合同工期490天。",
            "2020年1 2月",
            "20 20年1月",
            "20年1月-12月",
            "1月-2020年12月",
            "2020年1月-2月-3月",
            "2020年1月或2月",
            "0000年1月",
        ] {
            let (period, doubt) = Period::parse(text);
            assert_eq!(ends(&period), "..", "{text}");
            assert_eq!(doubt, Some(Doubt::PeriodUnreadable { text: text.into() }), "{text}");
        }
    }

    #[test]
    fn a_reversed_period_is_kept() {
        for (text, expected) in
            [("2021年1月-2020年12月", "2021-01..2020-12"), ("2020年12月-1月", "2020-12..2020-01")]
        {
            let (period, doubt) = Period::parse(text);
            assert_eq!(ends(&period), expected);
            assert_eq!(doubt, Some(Doubt::PeriodReversed { text: text.into() }));
        }
    }

    #[test]
    fn data_may_give_periods_in_any_natural_way() {
        for (json, text, expected) in [
            (r#""2020年1月-2020年12月""#, "2020年1月-2020年12月", "2020-01..2020-12"),
            (r#"{"text":"2020.1-2020.12"}"#, "2020.1-2020.12", "2020-01..2020-12"),
            (r#"{"start":"2020-01","end":"2020-12"}"#, "2020年1月-2020年12月", "2020-01..2020-12"),
            (r#"{"start":"2020-01-31","end":null}"#, "2020年1月31日起", "2020-01-31.."),
            (r#"{"end":2020}"#, "至2020年", "..2020"),
            (r#"{"start":"2020","end":"2020"}"#, "2020年", "2020..2020"),
            ("2020", "2020", "2020..2020"),
            ("null", "", ".."),
        ] {
            let period: Period = serde_json::from_str(json).unwrap();
            assert_eq!((period.text.as_str(), ends(&period).as_str()), (text, expected), "{json}");
            assert!(!period.contradicts(), "{json}");
        }
        let other: Period = serde_json::from_str(r#"{"text":"2020年","start":"2021"}"#).unwrap();
        assert!(other.contradicts());
        for json in ["[]", r#"{"start":"2020-13"}"#, r#"{"start":"元月"}"#, r#"{"begin":"2020"}"#] {
            assert!(serde_json::from_str::<Period>(json).is_err(), "{json}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]

        #[test]
        fn parsing_is_stable(text in r"([0-9]{1,4}|年|月|日|[-至到./ 　]|\PC){0,12}") {
            let (period, _) = Period::parse(&text);
            prop_assert_eq!(&period.text, trim(&text));
            prop_assert_eq!(&Period::parse(&period.text).0, &period);
            let json = serde_json::to_string(&period).unwrap();
            prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
        }

        #[test]
        fn ends_written_out_read_back(
            start in (2000_u16..2100, proptest::option::of(1_u8..=12), proptest::option::of(1_u8..=28)),
            end in (2000_u16..2100, proptest::option::of(1_u8..=12), proptest::option::of(1_u8..=28)),
            which in 1..4,
        ) {
            let moment = |(year, month, day): (u16, Option<u8>, Option<u8>)| Moment::new(year, month, month.and(day));
            let period = Period::from_ends(
                moment(start).filter(|_| which & 1 != 0),
                moment(end).filter(|_| which & 2 != 0),
            );
            prop_assert_eq!(Period::parse(&period.text).0, period);
        }
    }
}
