//! Targets: the values that indicators are to reach.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use super::doubt::quote;
use super::given::{Given, exact, written};
use super::numeral::is_numeral;
use super::part::{Anchor, is_unit, read};
use super::period::{self, Reading};
use super::scan::Scan;
use super::text::{narrow, tighten, trim};
use super::{Doubt, Op, Period, TargetPart};

/// The value of an indicator (指标值): the text as written, and what it compares with.
///
/// ```
/// use shenbao::value::{Op, Target, TargetKind};
///
/// let (target, doubt) = Target::parse("≥17个");
/// assert_eq!(target.kind, TargetKind::Quantity);
/// assert_eq!((target.op, target.value), (Some(Op::Ge), Some(17.into())));
/// assert_eq!(target.unit.as_deref(), Some("个"));
/// assert_eq!(doubt, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Target {
    /// The text as written, trimmed.
    pub text: String,
    /// What kind of value it is.
    pub kind: TargetKind,
    /// How the indicator compares with the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<Op>,
    /// The number, or the lower end of a range, in the unit as written: `250万` is 250.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize"
    )]
    pub value: Option<Decimal>,
    /// The upper end of a range.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize"
    )]
    pub max: Option<Decimal>,
    /// The unit, with brackets around it removed and 百分比 written as `%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The comparisons of a value that has several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TargetPart>,
}

/// The kinds of indicator values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TargetKind {
    /// A number, with or without an operator: `≥17个`, `10辆`, `90%以上`.
    Quantity,
    /// A number between two others: `80-90%`.
    Range,
    /// A date or a period: `2023年底`, `1-12月`. [`Target::period`] reads it.
    Date,
    /// Several comparisons: `清溪镇≥1个，石桥镇≥2个`.
    Parts,
    /// Words: `有所提高`. Also what could not be read as anything else.
    Qualitative,
    /// The indicator does not apply: `无`, `不适用`.
    NotApplicable,
    /// Nothing is filled in, or only the template's own filler is there: `≥**个`.
    #[default]
    Blank,
}

impl Target {
    /// Reads an indicator value.
    ///
    /// An operator inside a sentence counts when it touches the only number there; otherwise the value is
    /// words.
    pub fn parse(text: &str) -> (Self, Option<Doubt>) {
        let text = trim(text);
        let tight = tighten(text);
        let (target, doubt) = if tight.is_empty() {
            (Self::default(), None)
        } else if is_not_applicable(&tight) {
            (Self::of_kind(TargetKind::NotApplicable), None)
        } else if is_residue(&tight) {
            (Self::default(), Some(Doubt::TargetResidue { text: quote(text) }))
        } else if let Some(op) = date(&tight) {
            (Self { op, ..Self::of_kind(TargetKind::Date) }, None)
        } else {
            let has_number = tight.contains(|c: char| c.is_ascii_digit());
            let target = has_number.then(|| quantity(&tight).or_else(|| parts(text))).flatten();
            let doubt = if is_damaged(&tight) {
                Some(Doubt::TargetDamaged { text: quote(text) })
            } else if target.is_none() && tight.trim_start_matches('(').starts_with(Op::is_glyph) {
                Some(Doubt::TargetUnreadable { text: quote(text) })
            } else {
                None
            };
            (target.unwrap_or_else(|| Self::of_kind(TargetKind::Qualitative)), doubt)
        };
        (Self { text: text.to_owned(), ..target }, doubt)
    }

    /// The period that a date means.
    pub fn period(&self) -> Option<Period> {
        let tight = tighten(&self.text);
        (self.kind == TargetKind::Date).then(|| Period::parse(Op::strip_start(&tight).1).0)
    }

    /// Whether text and members disagree, which only data given from outside can do.
    pub fn contradicts(&self) -> bool {
        Self::parse(&self.text).0 != *self
    }

    fn of_kind(kind: TargetKind) -> Self {
        Self { kind, ..Self::default() }
    }

    fn of_part(part: TargetPart, text: String) -> Self {
        let kind = match (part.value, part.max) {
            (_, Some(_)) => TargetKind::Range,
            (Some(_), None) => TargetKind::Quantity,
            (None, None) => TargetKind::Blank,
        };
        Self { text, kind, op: part.op, value: part.value, max: part.max, unit: part.unit, parts: Vec::new() }
    }
}

impl From<TargetPart> for Target {
    /// The target of one comparison; its label goes into the text only.
    fn from(part: TargetPart) -> Self {
        let text = part.to_text();
        Self::of_part(part, text)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            text: Option<String>,
            kind: Option<TargetKind>,
            op: Option<Op>,
            #[serde(default, deserialize_with = "exact")]
            value: Option<Decimal>,
            #[serde(default, deserialize_with = "exact")]
            max: Option<Decimal>,
            unit: Option<String>,
            parts: Option<Vec<TargetPart>>,
        }
        let given = match Given::<Members>::deserialize(deserializer)? {
            Given::Text(text) => return Ok(Self::parse(&text).0),
            Given::Members(members) => members,
        };
        let part = TargetPart {
            label: None,
            op: given.op,
            value: given.value,
            max: given.max,
            unit: given.unit.filter(|unit| !unit.is_empty()),
        };
        let parts = given.parts.unwrap_or_default();
        let has_reading = part != TargetPart::default() || !parts.is_empty();
        let text = written(given.text);
        let parsed = || text.as_deref().map(|text| Self::parse(text).0);
        if !has_reading
            && let Some(parsed) = parsed()
            && given.kind.is_none_or(|kind| kind == parsed.kind)
        {
            return Ok(parsed);
        }
        let mut target = Self::from(part);
        if !parts.is_empty() {
            target.kind = TargetKind::Parts;
            target.text = parts.iter().map(TargetPart::to_text).collect::<Vec<_>>().join("，");
            target.parts = parts;
        } else if target.value.is_none()
            && given.kind.is_none()
            && let Some(parsed) = parsed()
        {
            target.kind = parsed.kind;
        }
        target.kind = given.kind.unwrap_or(target.kind);
        target.text = text.unwrap_or(target.text);
        Ok(target)
    }
}

fn is_not_applicable(tight: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '―' | '/' | '\\' | '、');
    // Most values are told from those by a character.
    let says_so = tight.chars().any(|c| c == '不')
        && ["不适用", "不涉及"].iter().any(|word| tight.contains(word))
        && tight.chars().count() <= 16;
    says_so
        || tight.chars().all(is_dash)
        || matches!(tight, "无" | "暂无" | "无此项" | "无此指标" | "N/A" | "NA" | "n/a")
}

/// Whether the template's filler is still there: `≥**个`, `XX`, `指标1`, `……`, or a unit without its number.
fn is_residue(tight: &str) -> bool {
    let is_filler = |c: char| matches!(c, '*' | '×' | 'X' | 'x');
    let mut last = None;
    let has_filler = tight.chars().any(|c| last.replace(c) == Some(c) && is_filler(c));
    if has_filler || tight.chars().all(|c| c == '…' || c == '.') {
        return true;
    }
    if tight.strip_prefix("指标").is_some_and(|number| number.chars().all(|c| c.is_ascii_digit())) {
        return true;
    }
    let (op, rest) = Op::strip_start(tight.trim_matches(['(', ')']));
    let rest = if op.is_some() { rest.trim_start_matches('*') } else { rest };
    match rest {
        "" => op.is_some(),
        "个" | "人" | "人次" | "户" | "次" | "场" | "件" | "份" | "套" | "台" | "辆" | "座" | "条" | "项"
        | "家" | "所" | "处" | "批" | "期" | "篇" | "株" | "公里" | "米" | "平方米" | "亩" | "万亩"
        | "公顷" | "吨" | "公斤" | "元" | "万元" | "亿元" | "%" | "‰" | "天" | "日" | "月" | "年"
        | "小时" => true,
        _ => false,
    }
}

/// Reads a date or period, with the operator in front of it; `None` when the value is none.
fn date(tight: &str) -> Option<Option<Op>> {
    let (op, rest) = Op::strip_start(tight);
    let has_words = rest.contains(['年', '月', '日', '号']);
    // Most values have no words of time, nor a run of four digits; 十 stands for two of them.
    let mut digits = 0;
    let mut ends_year = |c: char| {
        digits = match c {
            '十' => digits + 2,
            _ if c.is_ascii_digit() || is_numeral(c) => digits + 1,
            _ => 0,
        };
        digits >= 4
    };
    if !has_words && !rest.contains(&mut ends_year) {
        return None;
    }
    match period::read(rest)? {
        // 2023.07 alone is a number, and so is 2020.
        Reading::Dated { .. } => {
            let mut scan = Scan::new(rest);
            let is_number = scan.number().is_some() && scan.is_done();
            (has_words || !is_number).then_some(op)
        }
        Reading::Calendar => (has_words && op.is_none()).then_some(op),
        Reading::Blank | Reading::Undated => None,
    }
}

fn quantity(tight: &str) -> Option<Target> {
    let (part, anchor) = read(tight)?;
    (anchor == Anchor::Firm).then(|| Target::of_part(part, String::new()))
}

/// Reads several comparisons, between commas or on lines of their own.
fn parts(text: &str) -> Option<Target> {
    let text = narrow(text);
    let mut segments: Vec<Cow<'_, str>> = Vec::new();
    for segment in segments_of(&text).map(tighten).filter(|segment| !segment.is_empty()) {
        match segments.last_mut() {
            // A stray comma between number and unit: 清溪镇≥1,个.
            Some(last) if last.ends_with(|c: char| c.is_ascii_digit()) && is_unit(&segment) => {
                last.to_mut().push_str(&segment)
            }
            _ => segments.push(segment),
        }
    }
    if segments.len() == 1 {
        return segments.first().and_then(|segment| quantity(segment));
    }
    let parts: Vec<_> =
        segments.iter().map(|segment| read(segment).map(|(part, _)| part)).collect::<Option<_>>()?;
    // Bare numbers one after the other are a list of something else.
    let says_something = |part: &TargetPart| part.label.is_some() || part.op.is_some() || part.unit.is_some();
    (!parts.is_empty() && parts.iter().all(says_something))
        .then(|| Target { parts, ..Target::of_kind(TargetKind::Parts) })
}

/// Cuts a text at commas, semicolons and line ends, but not inside a number.
fn segments_of(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    ends.filter_map(move |(at, c)| {
        let is_digit_at = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let is_end = match c {
            None => true,
            Some(',') => !(at.checked_sub(1).is_some_and(is_digit_at) && is_digit_at(at + 1)),
            Some(c) => matches!(c, ';' | '、' | '。' | '\n' | '\r' | '\u{B}'),
        };
        if !is_end {
            return None;
        }
        let segment = text.get(start..at);
        start = at + c.map_or(0, char::len_utf8);
        segment
    })
}

/// Whether a percentage has a `2` or 二 too much in front, as a `≥` looks after a bad extraction: `290%`.
fn is_damaged(tight: &str) -> bool {
    let Some(rest) =
        tight.strip_prefix(['2', '二']).filter(|rest| !rest.starts_with('0') && rest.contains(['%', '百']))
    else {
        return false;
    };
    let plausible = Decimal::new(50, 0)..=Decimal::ONE_HUNDRED;
    read(rest).is_some_and(|(part, _)| {
        part.label.is_none()
            && part.op.is_none()
            && part.max.is_none()
            && part.unit.as_deref() == Some("%")
            && part.value.is_some_and(|value| plausible.contains(&value))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The kind and the comparison of a target in one line: `quantity >= 17 个`.
    fn say(target: &Target) -> String {
        let kind = serde_json::to_value(target.kind).unwrap().as_str().unwrap().to_owned();
        let part = |label: Option<&str>,
                    op: Option<Op>,
                    value: Option<Decimal>,
                    max: Option<Decimal>,
                    unit: Option<&str>| {
            [
                label.map(str::to_owned),
                op.map(|op| op.to_string()),
                value.map(|value| value.to_string()),
                max.map(|max| format!("..{max}")),
                unit.map(str::to_owned),
            ]
        };
        let whole = part(None, target.op, target.value, target.max, target.unit.as_deref());
        let parts = target
            .parts
            .iter()
            .flat_map(|p| part(p.label.as_deref(), p.op, p.value, p.max, p.unit.as_deref()));
        [Some(kind)].into_iter().chain(whole).chain(parts).flatten().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str, code: Option<&str>) {
        let (target, doubt) = Target::parse(text);
        assert_eq!((say(&target).as_str(), doubt.map(|doubt| doubt.code())), (expected, code), "{text}");
        assert_eq!(target.text, trim(text));
    }

    #[test]
    fn quantities_in_every_writing() {
        for (text, expected) in [
            ("≥17个", "quantity >= 17 个"),
            ("=100%", "quantity = 100 %"),
            ("≤10万元", "quantity <= 10 万元"),
            ("≥80M", "quantity >= 80 M"),
            ("≤620万/月", "quantity <= 620 万/月"),
            (">=20平方米", "quantity >= 20 平方米"),
            ("=>20平方米", "quantity >= 20 平方米"),
            ("<=475元/亩", "quantity <= 475 元/亩"),
            (">=2.61万元", "quantity >= 2.61 万元"),
            (">92%", "quantity > 92 %"),
            (">=85", "quantity >= 85"),
            ("≤28.40/株", "quantity <= 28.4 /株"),
            ("≧90%", "quantity >= 90 %"),
            ("≦90％", "quantity <= 90 %"),
            ("≮5个", "quantity >= 5 个"),
            ("(≥77台)", "quantity >= 77 台"),
            ("（≥0.97比例）", "quantity >= 0.97 比例"),
            ("(<24小时)", "quantity < 24 小时"),
            ("(<1681680元)", "quantity < 1681680 元"),
            ("﹦72890元", "quantity = 72890 元"),
            ("＝５", "quantity = 5"),
            ("﹥＝９０％", "quantity >= 90 %"),
            ("=100.00(%)", "quantity = 100 %"),
            ("≥90.00(%)", "quantity >= 90 %"),
            ("=30000人次", "quantity = 30000 人次"),
            ("=99百分比", "quantity = 99 %"),
            ("≥100百分比", "quantity >= 100 %"),
            ("≥1600元/亩", "quantity >= 1600 元/亩"),
            ("10辆", "quantity 10 辆"),
            ("250万", "quantity 250 万"),
            ("2km", "quantity 2 km"),
            ("780元/生/年", "quantity 780 元/生/年"),
            ("1346.0088万平方米", "quantity 1346.0088 万平方米"),
            ("1,200平方米", "quantity 1200 平方米"),
            ("5㎡", "quantity 5 ㎡"),
            ("5m2", "quantity 5 m2"),
            ("1次/月", "quantity 1 次/月"),
            ("10元/人·月", "quantity 10 元/人·月"),
            ("0起", "quantity 0 起"),
            ("3年", "quantity 3 年"),
            ("≥20年", "quantity >= 20 年"),
            ("10", "quantity 10"),
            ("2020", "quantity 2020"),
            ("2023.07", "quantity 2023.07"),
            ("85%", "quantity 85 %"),
            ("43.2", "quantity 43.2"),
            ("-5%", "quantity -5 %"),
            ("≥-5%", "quantity >= -5 %"),
            ("≥ 90 %", "quantity >= 90 %"),
            ("≥17\n个", "quantity >= 17 个"),
            ("≥17个。", "quantity >= 17 个"),
            ("≥1,个", "quantity >= 1 个"),
            ("≥100%", "quantity >= 100 %"),
            ("百分之90", "quantity 90 %"),
        ] {
            check(text, expected, None);
        }
    }

    #[test]
    fn words_compare_too() {
        for (text, expected) in [
            ("不少于12种", "quantity >= 12 种"),
            ("不低于90%", "quantity >= 90 %"),
            ("至少2次", "quantity >= 2 次"),
            ("不超过10万元", "quantity <= 10 万元"),
            ("超过10万元", "quantity > 10 万元"),
            ("小于5%", "quantity < 5 %"),
            ("90%以上", "quantity >= 90 %"),
            ("90%及以上", "quantity >= 90 %"),
            ("90%（含）以上", "quantity >= 90 %"),
            ("10万元以内", "quantity <= 10 万元"),
            ("控制在10万元以内", "quantity <= 10 万元"),
            ("24小时内", "quantity <= 24 小时"),
            ("3年以下", "quantity <= 3 年"),
            ("达到90%以上", "quantity >= 90 %"),
            ("不低于百分之90", "quantity >= 90 %"),
            ("预算支出进度达到90%以上", "quantity >= 90 %"),
            ("资金到位率达100%", "quantity 100 %"),
            ("合格率≥95%", "quantity >= 95 %"),
            ("出勤率不低于90%", "quantity >= 90 %"),
            ("1.合格率≥95%", "quantity >= 95 %"),
            ("指标值：≥90%", "quantity >= 90 %"),
        ] {
            check(text, expected, None);
        }
    }

    #[test]
    fn ranges_have_two_ends() {
        for (text, expected) in [
            ("80-90%", "range 80 ..90 %"),
            ("80%-90%", "range 80 ..90 %"),
            ("3～5个", "range 3 ..5 个"),
            ("10至20人", "range 10 ..20 人"),
            ("3个到5个", "range 3 ..5 个"),
            ("1.5-2.5", "range 1.5 ..2.5"),
            ("1-2次/月", "range 1 ..2 次/月"),
        ] {
            check(text, expected, None);
        }
    }

    #[test]
    fn dates_are_told_from_numbers() {
        for (text, expected, ends) in [
            ("2023.07-2024.01", "date", "2023-07..2024-01"),
            ("2025年年底前", "date", "..2025"),
            ("2023年底", "date", "..2023"),
            ("2020年1月--2020年11月", "date", "2020-01..2020-11"),
            ("2024-01-01", "date", "2024-01-01..2024-01-01"),
            ("≤2023年12月", "date <=", "2023-12..2023-12"),
            ("1-12月", "date", ".."),
            ("12月底之前完成", "date", ".."),
            ("全年", "date", ".."),
        ] {
            check(text, expected, None);
            let period = Target::parse(text).0.period().unwrap();
            let print =
                |end: Option<super::super::Moment>| end.map(|end| end.to_string()).unwrap_or_default();
            assert_eq!(format!("{}..{}", print(period.start), print(period.end)), ends, "{text}");
        }
        assert_eq!(Target::parse("≥17个").0.period(), None);
    }

    #[test]
    fn several_parts_keep_their_labels() {
        for (text, expected) in [
            ("清溪街道≥1,个，石桥镇≥2个", "parts 清溪街道 >= 1 个 石桥镇 >= 2 个"),
            ("清溪街道1个、石桥镇2个", "parts 清溪街道 1 个 石桥镇 2 个"),
            ("清溪街道≥1个\n石桥镇≥2个", "parts 清溪街道 >= 1 个 石桥镇 >= 2 个"),
            ("新建5座；改建≤3座。", "parts 新建 5 座 改建 <= 3 座"),
            ("1.新建5座；2.改建3座", "parts 新建 5 座 改建 3 座"),
            ("≥1,000个，≤2,000个", "parts >= 1000 个 <= 2000 个"),
        ] {
            check(text, expected, None);
        }
    }

    #[test]
    fn words_stay_words() {
        for text in [
            "有所提高",
            "影响长远",
            "优良",
            "高",
            "控制在预算内",
            "不超预算",
            "按月安排",
            "在项目计划完成时间内完成",
            "严格执行相关制度规定",
            "应保尽保",
            "长期",
            "至少全年完成2次宣传",
            "3个乡镇完成整改",
            "每月1次",
            "第3季度",
            "约100人",
            "10%左右",
            "10 20",
            "10个,20",
            "1.2.3",
            "不应≥5个吗",
            "80%以上不超过90%",
            "不低于90%以内",
            "定性",
        ] {
            check(text, "qualitative", None);
        }
    }

    #[test]
    fn no_value_is_told_from_a_value_that_is_not_applicable() {
        for text in ["", "　", "\n"] {
            check(text, "blank", None);
        }
        for text in ["无", "/", "——", "不适用", "本项目不适用此指标", "不涉及", "N/A"] {
            check(text, "not_applicable", None);
        }
    }

    #[test]
    fn residue_of_the_template_is_no_value() {
        for text in [
            "**人",
            "≥**人次",
            "≤**%",
            "**元/人·月",
            "(≥**个 )",
            "公里",
            "万亩",
            "≧ %",
            "≥",
            "≥XX个",
            "××个",
            "指标1",
            "……",
            "≥*%",
        ] {
            check(text, "blank", Some("target_residue"));
        }
    }

    #[test]
    fn damage_is_reported_and_not_repaired() {
        for (text, expected) in [
            ("290%", "quantity 290 %"),
            ("292%", "quantity 292 %"),
            ("2100%", "quantity 2100 %"),
            ("285.5%", "quantity 285.5 %"),
            ("290百分比", "quantity 290 %"),
            ("二100百分比", "qualitative"),
        ] {
            check(text, expected, Some("target_damaged"));
        }
        for (text, expected) in [
            ("200%", "quantity 200 %"),
            ("2280次", "quantity 2280 次"),
            ("≥290%", "quantity >= 290 %"),
            ("90%", "quantity 90 %"),
        ] {
            check(text, expected, None);
        }
    }

    #[test]
    fn an_operator_without_a_number_is_doubted() {
        let endless = format!("≥{}个", "9".repeat(40));
        for text in ["≥若干个", "≤预算", endless.as_str()] {
            check(text, "qualitative", Some("target_unreadable"));
        }
    }

    #[test]
    fn data_may_give_targets_in_any_natural_way() {
        for (json, text, expected) in [
            (r#""≥17个""#, "≥17个", "quantity >= 17 个"),
            ("17", "17", "quantity 17"),
            (r#"{"text":"≥17个"}"#, "≥17个", "quantity >= 17 个"),
            (r#"{"text":"≥17个","kind":"quantity"}"#, "≥17个", "quantity >= 17 个"),
            (
                r#"{"text":"≥17个","kind":"quantity","op":">=","value":17,"unit":"个"}"#,
                "≥17个",
                "quantity >= 17 个",
            ),
            (r#"{"op":">=","value":17,"unit":"个"}"#, "≥17个", "quantity >= 17 个"),
            (r#"{"value":80,"max":90,"unit":"%"}"#, "80-90%", "range 80 ..90 %"),
            (
                r#"{"parts":[{"label":"清溪镇","op":"≥","value":1,"unit":"个"},{"label":"石桥镇","value":"2"}]}"#,
                "清溪镇≥1个，石桥镇2",
                "parts 清溪镇 >= 1 个 石桥镇 2",
            ),
            (r#"{"text":"有所提高","kind":"qualitative"}"#, "有所提高", "qualitative"),
            ("{}", "", "blank"),
        ] {
            let target: Target = serde_json::from_str(json).unwrap();
            assert_eq!((target.text.as_str(), say(&target).as_str()), (text, expected), "{json}");
            assert!(!target.contradicts(), "{json}");
        }
        for json in [
            r#"{"text":"≥17个","op":">=","value":18,"unit":"个"}"#,
            r#"{"text":"≥17个","kind":"qualitative"}"#,
            r#"{"text":"有所提高","value":18}"#,
        ] {
            let target: Target = serde_json::from_str(json).unwrap();
            assert!(target.contradicts(), "{json}");
        }
        for json in ["[]", r#"{"op":"ge"}"#, r#"{"kind":"number"}"#, r#"{"amount":1}"#] {
            assert!(serde_json::from_str::<Target>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn targets_serialize_by_the_contract() {
        for (text, json) in [
            ("≥17个", r#"{"text":"≥17个","kind":"quantity","op":">=","value":17,"unit":"个"}"#),
            ("有所提高", r#"{"text":"有所提高","kind":"qualitative"}"#),
            ("80-90%", r#"{"text":"80-90%","kind":"range","value":80,"max":90,"unit":"%"}"#),
            (
                "清溪镇1.50亩,石桥镇≥2亩",
                r#"{"text":"清溪镇1.50亩,石桥镇≥2亩","kind":"parts","parts":[{"label":"清溪镇","value":1.5,"unit":"亩"},{"label":"石桥镇","op":">=","value":2,"unit":"亩"}]}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&Target::parse(text).0).unwrap(), json);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn parsing_is_stable(text in r"([≥≤<>=]|[0-9]{1,3}|[,，.%个年月-]|清溪镇|以上|[*（）\n 　]|\PC){0,10}") {
            let (target, _) = Target::parse(&text);
            prop_assert_eq!(&target.text, trim(&text));
            prop_assert_eq!(&Target::parse(&target.text).0, &target);
            let json = serde_json::to_string(&target).unwrap();
            prop_assert_eq!(serde_json::from_str::<Target>(&json).unwrap(), target);
        }
    }
}
