//! Labels that share a paragraph with their values: `填报单位（盖章）：某局    单位负责人：某某`.

use std::ops::Range;

use super::label::{LONGEST, Label};
use super::lookup::Meaning;
use super::vocabulary::{Form, Kind};
use crate::value::AmountUnit;
use crate::value::text::{is_blank_char, narrow_char};

/// A label found in a text, and the stretch that is its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InlineLabel {
    pub(super) means: Means,
    /// The label with its colon and hint, in bytes of the text.
    pub(super) label: Range<usize>,
    /// What follows it, up to the next label or the end.
    pub(super) value: Range<usize>,
    /// No colon stands between label and value.
    pub(super) bare: bool,
}

/// What such a label means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// A field, or a part of it.
    Field { field: usize, part: Option<usize> },
    /// `金额单位：元`: the unit of the amounts that follow.
    Unit(AmountUnit),
}

impl Form {
    /// Finds the labels of fields in a text that are set off from their values by a colon, in order. In a section an
    /// amount may also follow its label at once: `总额100万元`.
    pub(super) fn inline_labels(&self, text: &str, section: Option<usize>) -> Vec<InlineLabel> {
        let mut found: Vec<InlineLabel> = Vec::new();
        let mut from = 0;
        let mut after_word = false;
        for (at, sign) in text.char_indices() {
            let is_colon = matches!(sign, ':' | '：');
            let is_amount = section.is_some() && after_word && sign.is_ascii_digit();
            after_word = sign >= '\u{4E00}';
            if (!is_colon && !is_amount) || at < from {
                continue;
            }
            let after = if is_colon { at + sign.len_utf8() } else { at };
            let Some(segment) = text.get(from..at) else { continue };
            let rest = text.get(after..).unwrap_or_default();
            let window = if is_colon { LONGEST * 2 } else { LONGEST / 4 };
            let Some((start, means)) = self.label_before(segment, rest, section, window) else { continue };
            let is_money = |means| matches!(means, Means::Field { field, .. } if self.is_amount(field));
            if !is_colon && !is_money(means) {
                continue;
            }
            if let Some(last) = found.last_mut() {
                let range = last.value.start..from + start;
                // What sets amounts apart belongs to none of them; a text may end as it likes.
                last.value = if is_money(last.means) { trimmed(text, range) } else { range };
            }
            let value = after + hint_length(rest);
            found.push(InlineLabel {
                means,
                label: from + start..value,
                value: value..text.len(),
                bare: false,
            });
            from = value.max(after);
        }
        // The bracket that closes behind the last amount opened before its label.
        if let Some(last) = found.last_mut()
            && let Means::Field { field, .. } = last.means
            && self.is_amount(field)
        {
            let value = text.get(last.value.clone()).unwrap_or_default();
            if value.ends_with([')', '）']) && !value.contains(['(', '（']) {
                last.value.end -= value.chars().next_back().map_or(0, char::len_utf8);
            }
        }
        found
    }

    /// A label at the start of a text whose colon is missing: `填报单位（盖章）某局`, `单位负责人  周明远`. Only labels
    /// that usually have their value behind them are looked for.
    pub(super) fn bare_label(&self, text: &str) -> Option<InlineLabel> {
        let start = text.len() - text.trim_start_matches(is_blank_char).len();
        let head = text.get(start..)?;
        let mut seen = false;
        for (at, character) in head.char_indices().take(LONGEST / 2) {
            let end = match character {
                ')' | '）' => at + character.len_utf8(),
                c if is_blank_char(c) && seen => at,
                _ => {
                    seen = true;
                    continue;
                }
            };
            let label = Label::of(head.get(..end)?)?;
            let value = head.get(end..)?;
            if let Some(Meaning::Field(field)) = self.meanings.of(&label.key, None)
                && self.fields().get(field).is_some_and(|field| field.inline)
                && value.chars().any(|c| !is_blank_char(c) && c != '_')
            {
                let means = Means::Field { field, part: None };
                return Some(InlineLabel {
                    means,
                    label: start..start + end,
                    value: start + end..text.len(),
                    bare: true,
                });
            }
        }
        None
    }

    fn is_amount(&self, field: usize) -> bool {
        self.fields().get(field).is_some_and(|field| field.kind == Kind::Amount)
    }

    /// The longest known label at the end of a segment, beginning at the segment's start or after a blank. Only as
    /// many characters as the window has can be a label.
    fn label_before(
        &self,
        segment: &str,
        rest: &str,
        section: Option<usize>,
        window: usize,
    ) -> Option<(usize, Means)> {
        let mut before = true;
        let least = segment.char_indices().rev().nth(window).map_or(0, |(at, _)| at);
        for (at, character) in segment.char_indices().skip_while(|(at, _)| *at < least) {
            let numbers = "一二三四五六七八九十".contains(character)
                && segment.get(at + character.len_utf8()..).is_some_and(|next| next.starts_with('、'));
            let starts = (before || numbers) && !is_blank_char(character);
            before = is_blank_char(character) || ";；,，。(（)）".contains(character);
            if !starts {
                continue;
            }
            let Some(label) = Label::of(segment.get(at..)?) else { continue };
            if let Some(unit) = self.unit_note(&label.key, rest) {
                return Some((at, Means::Unit(unit)));
            }
            let meaning = self.meanings.of(&label.key, section);
            if let Some((field, part)) = meaning.and_then(Meaning::field) {
                return Some((at, Means::Field { field, part }));
            }
        }
        None
    }

    /// The unit of money that a line such as `金额单位：元` names, if the form prints such lines.
    fn unit_note(&self, label: &str, rest: &str) -> Option<AmountUnit> {
        let may_be_printed = |first| self.meanings.may_begin_furniture(first);
        if !label.ends_with("单位") || !label.chars().next().is_some_and(may_be_printed) {
            return None;
        }
        let value = rest.trim_start_matches(is_blank_char).split(is_blank_char).next()?;
        let value: String = value.chars().take(5).collect();
        let line = format!("{label}:{}", value.trim_end_matches([')', '）']));
        let is_printed = self.meanings.of(&line, None) == Some(Meaning::Furniture);
        is_printed.then(|| AmountUnit::from_label(&line)).flatten()
    }
}

/// What may stand between a value and the next label on a line.
pub(crate) const LEADS_OVER: [char; 6] = [';', '；', ',', '，', '(', '（'];

/// A range without the punctuation that leads over to the next label.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let value = text.get(range.clone()).unwrap_or_default();
    let kept = value.trim_end_matches(is_blank_char).trim_end_matches(LEADS_OVER);
    // Blanks at the end stay with the value: they are the line to write on.
    if kept.len() == value.trim_end_matches(is_blank_char).len() {
        range
    } else {
        range.start..range.start + kept.len()
    }
}

/// The length of a bracketed hint that follows the colon, as in `填报单位：(盖章)某局`.
fn hint_length(text: &str) -> usize {
    let blank = text.len() - text.trim_start_matches(is_blank_char).len();
    let rest = text.get(blank..).unwrap_or_default();
    let close = rest.char_indices().take(8).find(|(_, character)| matches!(character, ')' | '）'));
    match (rest.chars().next(), close) {
        (Some('(' | '（'), Some((at, close))) => {
            let inside = rest.get(..at + close.len_utf8()).unwrap_or_default();
            // `某(盖章)` loses the bracket exactly when the bracket holds a hint.
            match Label::of(&format!("某{inside}")) {
                Some(label) if label.key == "某" => blank + inside.len(),
                _ => 0,
            }
        }
        _ => 0,
    }
}

/// Whether a line is printed on every form: a seal or signature, the mask of a date, a line to write on, or several
/// of these beside each other.
pub(crate) fn is_furniture_line(form: &Form, line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    let mut written = line.chars().map(narrow_char).filter(|c| !is_blank_char(*c) && *c != '_').peekable();
    if written.peek().is_none() {
        return true;
    }
    let mut bare = written
        .filter(|c| !matches!(c, '(' | ')' | '[' | ']' | '.' | '/'))
        .skip_while(|c| *c == ':')
        .peekable();
    // Most lines say something else, as their first character tells.
    if !bare.peek().is_some_and(|first| form.meanings.may_begin_furniture(*first)) {
        return false;
    }
    let bare: String = bare.collect();
    let is_furniture = |text: &str| form.meanings.of(text, None) == Some(Meaning::Furniture);
    let mut rest = bare.trim_end_matches(':');
    while !rest.is_empty() {
        // The longest first: `单位盖章` is not a unit and then a seal.
        let ends = rest.char_indices().map(|(at, character)| at + character.len_utf8());
        let ends: Vec<usize> = ends.take(LONGEST_FURNITURE).collect();
        let known = ends.iter().rev().find(|end| rest.get(..**end).is_some_and(is_furniture));
        match known.and_then(|end| rest.get(*end..)) {
            Some(more) => rest = more.trim_start_matches(':'),
            None => return false,
        }
    }
    true
}

/// Longest text, in characters, that is printed in one piece.
const LONGEST_FURNITURE: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        let form = Form::declaration();
        form.inline_labels(text, None)
            .into_iter()
            .filter_map(|hit| match hit.means {
                Means::Field { field, .. } => {
                    Some((form.fields()[field].key.clone(), text[hit.value].to_owned()))
                }
                Means::Unit(_) => None,
            })
            .collect()
    }

    #[test]
    fn a_value_follows_its_label_up_to_the_next_label() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(pairs(" 填报单位（盖章）：清溪县民政局"), [pair("unit", "清溪县民政局")]);
        assert_eq!(pairs("填报单位：(盖章) 清溪县民政局"), [pair("unit", " 清溪县民政局")]);
        assert_eq!(
            pairs("填报单位（盖章）：清溪县民政局    单位负责人：周明远"),
            [pair("unit", "清溪县民政局    "), pair("unit_head", "周明远")]
        );
        assert_eq!(pairs("填报单位（盖章）："), [pair("unit", "")]);
        assert_eq!(pairs("时间：10:30"), []);
        assert_eq!(pairs("说明：项目分两期。"), []);
    }

    #[test]
    fn seals_and_date_masks_are_furniture() {
        let form = Form::declaration();
        for line in [
            "          （盖章）",
            "   年    月    日    ",
            "______",
            "年  月  日（盖章）",
            "（盖章）\n      年   月   日",
            "签字：        （公章）        年  月  日",
        ] {
            assert!(is_furniture_line(form, line), "{line}");
        }
        assert!(!is_furniture_line(form, "同意"));
        assert!(!is_furniture_line(form, "2020年3月5日"));
        assert!(!is_furniture_line(form, "同意（盖章） 年 月 日"));
    }
}
