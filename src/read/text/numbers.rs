//! Numbers of lists in text saved by Word: `1.→养护`, where the TAB behind the number separates no cells.

use super::lines::{Lines, Tabs, cells};
use super::sense::{Kind, Sense};
use crate::document::Span;

/// The text with blanks for the TABs behind list numbers; `None` where there are none.
///
/// A number is one of a list beside a label, or where it is all that stands before the text of its line, or where it
/// and others take turns with texts: lists side by side. A column of numbers, in rows of more cells, stays one.
pub(super) fn join(lines: &Lines<'_>, sense: &Sense<'_>) -> Option<String> {
    let mut tabs: Vec<usize> = Vec::new();
    let mut parts: Vec<Span> = Vec::new();
    for line in lines.iter().filter(|line| matches!(line.tabs, Tabs::Inner | Tabs::LeadingAndInner)) {
        parts.clear();
        parts.extend(cells(lines.text, line.text));
        let is_number =
            |at: usize| parts.get(at).is_some_and(|part| is_list_number(lines.text(*part).trim()));
        if !(0..parts.len()).any(is_number) {
            continue;
        }
        let takes_turns = parts.len() >= 4
            && parts.len().is_multiple_of(2)
            && (0..parts.len()).all(|at| is_number(at) == at.is_multiple_of(2));
        for at in (0..parts.len()).filter(|at| is_number(*at)) {
            let Some(next) = parts.get(at + 1).filter(|next| !lines.text(**next).trim().is_empty()) else {
                continue;
            };
            let before = at.checked_sub(1).and_then(|before| parts.get(before));
            let is_beside_label = before.is_some_and(|before| sense.kind(lines.text(*before)) == Kind::Label);
            if takes_turns || is_beside_label || at == 0 && parts.len() == 2 {
                tabs.push(next.start as usize - 1);
            }
        }
    }
    if tabs.is_empty() {
        return None;
    }
    let mut joined = String::with_capacity(lines.text.len());
    let mut from = 0;
    for tab in tabs {
        joined.push_str(lines.text.get(from..tab).unwrap_or_default());
        joined.push(' ');
        from = tab + 1;
    }
    joined.push_str(lines.text.get(from..).unwrap_or_default());
    Some(joined)
}

/// Whether a text is a number with its punctuation: `1.` `2、` `（3）` `四、` `①`.
fn is_list_number(text: &str) -> bool {
    const HANZI: &str = "一二三四五六七八九十";
    let mut characters = text.chars();
    if let (Some('①'..='⑳'), None) = (characters.next(), characters.next()) {
        return true;
    }
    let is_bracketed = text.starts_with(['(', '（']);
    let inside = text.trim_start_matches(['(', '（']);
    let number = inside.trim_end_matches(['.', '．', '、', ')', '）']);
    let closes = inside.len() > number.len() && (!is_bracketed || inside.contains([')', '）']));
    let is_number = number.chars().all(|c| c.is_ascii_digit()) || number.chars().all(|c| HANZI.contains(c));
    closes && (1..=3).contains(&number.chars().count()) && is_number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::read::RowSense;

    struct Goals;

    impl RowSense for Goals {
        fn is_label(&self, text: &str) -> bool {
            text == "目标"
        }
        fn is_inline(&self, _: &str) -> bool {
            false
        }
    }

    #[test]
    fn tabs_behind_list_numbers_separate_nothing() {
        let cases = [
            ("目标→1.→养护\n2.→检测\n", "目标→1. 养护\n2. 检测\n"),
            ("目标→（一）→养护→目标→①→检测\n", "目标→（一） 养护→目标→① 检测\n"),
            // Lists side by side.
            ("1.→甲→1.→乙\n", "1. 甲→1. 乙\n"),
            // A column of numbers.
            ("1.→差旅费→3\n", "1.→差旅费→3\n"),
            ("目标→1.5→万元\n目标→10→万元\n", "目标→1.5→万元\n目标→10→万元\n"),
            ("目标→1.\n", "目标→1.\n"),
        ];
        for (picture, expected) in cases {
            let text = picture.replace('→', "\t");
            let lines = Lines::of(&text, &Limits::default()).unwrap();
            let joined = join(&lines, &Sense(Some(&Goals))).unwrap_or_else(|| text.clone());
            assert_eq!(joined.replace('\t', "→"), expected);
        }
    }
}
