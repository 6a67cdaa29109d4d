//! Labels that share a paragraph with their values: `填报单位（盖章）：某局    单位负责人：某某`.

use std::ops::Range;

use super::label::{LONGEST, Label};
use super::lookup::Meaning;
use super::vocabulary::Form;
use crate::value::text::{is_blank_char, narrow};

/// A label found in a text, and the stretch that is its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InlineLabel {
    pub(super) field: usize,
    /// The label with its colon and hint, in bytes of the text.
    pub(super) label: Range<usize>,
    /// What follows it, up to the next label or the end.
    pub(super) value: Range<usize>,
}

impl Form {
    /// Finds the labels of fields that end with a colon in a text, in order.
    pub(super) fn inline_labels(&self, text: &str, section: Option<usize>) -> Vec<InlineLabel> {
        let mut found: Vec<InlineLabel> = Vec::new();
        let mut from = 0;
        for (colon, sign) in text.match_indices([':', '：']) {
            let after = colon + sign.len();
            let Some(segment) = text.get(from..colon) else { continue };
            if let Some((start, field)) = self.label_before(segment, section) {
                if let Some(last) = found.last_mut() {
                    last.value.end = from + start;
                }
                let value = after + hint_length(text.get(after..).unwrap_or_default());
                found.push(InlineLabel { field, label: from + start..value, value: value..text.len() });
                from = value.max(after);
            }
        }
        found
    }

    /// The longest known label at the end of a segment, beginning at the segment's start or after a blank.
    fn label_before(&self, segment: &str, section: Option<usize>) -> Option<(usize, usize)> {
        let mut before = true;
        // Only the end of a long segment can be a label.
        let least = segment.char_indices().rev().nth(LONGEST * 2).map_or(0, |(at, _)| at);
        for (at, character) in segment.char_indices().skip_while(|(at, _)| *at < least) {
            let starts = before && !is_blank_char(character);
            before =
                is_blank_char(character) || matches!(character, ';' | '；' | ',' | '，' | '。' | ')' | '）');
            if !starts {
                continue;
            }
            // What is too long for a label may end with one.
            let label = segment.get(at..).and_then(Label::of);
            if let Some(label) = label
                && let Some(Meaning::Field(field)) = self.meanings.of(&label.key, section)
            {
                return Some((at, field));
            }
        }
        None
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
    let bare: String = narrow(line).chars().filter(|c| !is_blank_char(*c) && *c != '_').collect();
    if bare.is_empty() {
        return true;
    }
    let bare: String = bare.chars().filter(|c| !matches!(c, '(' | ')' | '[' | ']' | '.' | '/')).collect();
    let is_furniture = |text: &str| form.meanings.of(text, None) == Some(Meaning::Furniture);
    let mut rest = bare.trim_matches(':');
    if rest.is_empty() {
        return false;
    }
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
            .map(|hit| (form.fields()[hit.field].key.clone(), text[hit.value].to_owned()))
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
