//! One comparison with a number: the whole of a simple indicator value, or a part of a longer one.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Op;
use super::given::exact;
use super::period::eat_range_sign;
use super::scan::Scan;

/// One of several comparisons in an indicator value: `清溪镇≥2个`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetPart {
    /// What is compared, a place for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How it compares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<Op>,
    /// The number, or the lower end of a range.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize",
        deserialize_with = "exact"
    )]
    pub value: Option<Decimal>,
    /// The upper end of a range.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize",
        deserialize_with = "exact"
    )]
    pub max: Option<Decimal>,
    /// The unit, with brackets around it removed and 百分比 written as `%`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl TargetPart {
    /// The part as a form writes it.
    pub(super) fn to_text(&self) -> String {
        let mut text = self.label.clone().unwrap_or_default();
        text.extend(self.op.map(Op::symbol));
        text.extend(self.value.map(|value| value.to_string()));
        text.extend(self.max.map(|max| format!("-{max}")));
        text.extend(self.unit.as_deref());
        text
    }
}

/// How sure it is that a number is the value compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Nothing stands before it, or an operator, or a word such as 达到.
    Firm,
    /// Other words stand before it: `新建5座`. One of several parts may be written so.
    Loose,
}

/// Reads a tightened text that is one comparison and nothing more.
pub(super) fn read(tight: &str) -> Option<(TargetPart, Anchor)> {
    let text = without_list_number(without_brackets(tight.trim_end_matches(['。', ';', ',', '.', '、'])));
    let (before, after) = text.split_at_checked(text.find(|c: char| c.is_ascii_digit())?)?;
    let (before, is_negative) = sign(before);
    let (before, is_percent) = before.strip_suffix("百分之").map_or((before, false), |before| (before, true));
    let (before, op) = Op::strip_before_number(before);
    let (label, is_linked) = without_link(before);
    let is_plain_label = label.chars().count() <= 24
        && !label.contains(|c: char| Op::is_glyph(c) || matches!(c, '*' | ' ' | '。' | ';'))
        && !label.ends_with(['不', '未', '非', '无', '第', '每', '约', '近', '-']);
    if !is_plain_label {
        return None;
    }

    let mut scan = Scan::new(after);
    let number = scan.number()?;
    let value = if is_negative { -number } else { number };
    let max = upper_end(&mut scan);
    let (tail, suffix) = Op::strip_end(scan.rest());
    let (tail, suffix) = within(tail, suffix);
    let op = Op::both(op, suffix).ok()?;
    if max.is_some() && op.is_some_and(|op| op != Op::Eq) {
        return None;
    }
    let unit = match (is_percent, unit(tail)?) {
        (false, unit) => unit.to_owned(),
        (true, "") => "%".to_owned(),
        (true, _) => return None,
    };
    let anchor = if label.is_empty() || op.is_some() || is_linked { Anchor::Firm } else { Anchor::Loose };
    let some = |text: String| (!text.is_empty()).then_some(text);
    Some((
        TargetPart { label: some(label.to_owned()), op, value: Some(value), max, unit: some(unit) },
        anchor,
    ))
}

/// Whether a text can be the unit of a number: short, of letters, and no statement.
pub(super) fn is_unit(text: &str) -> bool {
    let mut last = ' ';
    let mut length = 0;
    text.chars().all(|c| {
        let fits = match (last, c) {
            (_, '达' | '以' | '的' | '并' | '且' | '按' | '及' | '和' | '内') => false,
            ('完', '成') | ('实', '现') | ('提', '高' | '升') | ('改', '善') | ('控', '制') => {
                false
            }
            ('增', '长') | ('下', '降') | ('左', '右') => false,
            // A digit is a power: m2, km3.
            ('m' | 'M', '2' | '3') => true,
            (_, '%' | '‰' | '/' | '·' | '℃' | '°' | '²' | '³' | '㎡' | '㎥') => true,
            // All Han characters are alphabetic; to look each of them up takes longer than all the rest.
            (_, '一'..='\u{9FFF}') => true,
            _ => c.is_alphabetic(),
        };
        last = c;
        length += 1;
        fits && length <= 10
    })
}

/// The unit in what follows a number, possibly empty; `None` when it is something else.
fn unit(tail: &str) -> Option<&str> {
    let tail = without_brackets(tail);
    match tail {
        "" => Some(""),
        "百分比" => Some("%"),
        _ => is_unit(tail).then_some(tail),
    }
}

/// Takes the sign off the end of the text before a number, where it can be a sign and no dash.
fn sign(before: &str) -> (&str, bool) {
    match before.strip_suffix('-') {
        Some(rest) if rest.is_empty() || Op::strip_before_number(rest).1.is_some() => (rest, true),
        _ => (before, false),
    }
}

/// Takes words such as 达到 off the end of a label; they say that the number is the value.
fn without_link(label: &str) -> (&str, bool) {
    const LINKS: &[&str] = &["达到", "达", "为", "控制在", "保持在", "维持在", "应", ":"];
    let mut rest = label;
    while let Some(shorter) = LINKS.iter().find_map(|link| rest.strip_suffix(link)) {
        rest = shorter;
    }
    (rest, rest != label)
}

/// Reads the upper end of a range; the unit may stand behind both numbers.
fn upper_end(scan: &mut Scan<'_>) -> Option<Decimal> {
    let mut ahead = *scan;
    let unit = ahead.eat_while(|c| !matches!(c, '0'..='9' | '-' | '~' | '～' | '—' | '至' | '到'));
    if !eat_range_sign(&mut ahead) {
        return None;
    }
    let max = ahead.number()?;
    if !unit.is_empty() && !ahead.rest().starts_with(unit) {
        return None;
    }
    *scan = ahead;
    Some(max)
}

/// Reads `24小时内` as an operator; behind any other unit 内 may be a place.
fn within(tail: &str, suffix: Option<Op>) -> (&str, Option<Op>) {
    const SPANS: &[&str] = &["小时", "分钟", "天", "日", "周", "个月", "年", "个工作日", "工作日"];
    match tail.strip_suffix('内') {
        Some(span) if suffix.is_none() && SPANS.contains(&span) => (span, Some(Op::Le)),
        _ => (tail, suffix),
    }
}

/// Removes brackets that enclose the whole text.
fn without_brackets(text: &str) -> &str {
    text.strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .filter(|inside| !inside.contains(['(', ')']))
        .unwrap_or(text)
}

/// Removes the number of a list item: `1.新建≥5座`.
fn without_list_number(text: &str) -> &str {
    let mut scan = Scan::new(text);
    let has_number = !scan.digits().is_empty() && scan.eat_longest(&[".", "、", ")"]);
    let rest = scan.rest();
    let goes_on =
        !rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(|c: char| c.is_ascii_digit());
    if has_number && goes_on { rest } else { text }
}
