//! Labels as people write them, made comparable.

use std::borrow::Cow;

use crate::value::AmountUnit;
use crate::value::text::{fold, is_blank_char, narrow_char};

/// Longest text, in characters, that is looked up as a label. The longest one on the forms has 26.
pub(crate) const LONGEST: usize = 48;

/// A label made comparable, and what its trailing bracket said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Label<'t> {
    /// Width folded, blanks gone, without decoration. Most labels are printed that way.
    pub(crate) key: Cow<'t, str>,
    /// The unit in a trailing bracket: `（万元）`.
    pub(crate) unit: Option<AmountUnit>,
    /// It ended with a colon, so that its value may follow in the same cell.
    pub(crate) colon: bool,
}

impl<'t> Label<'t> {
    /// Makes a text comparable; `None` when it is blank or too long to be a label.
    ///
    /// `★ 1、本年度预计投入 （万元）：` and `本年度预计投入` have the same key.
    pub(crate) fn of(text: &'t str) -> Option<Label<'t>> {
        match squeeze(text)? {
            Cow::Borrowed(text) => {
                let (key, unit, colon) = undecorated(text)?;
                Some(Label { key: Cow::Borrowed(key), unit, colon })
            }
            Cow::Owned(text) => {
                let (key, unit, colon) = undecorated(&text)?;
                let key = if key.len() == text.len() { text } else { key.to_owned() };
                Some(Label { key: Cow::Owned(key), unit, colon })
            }
        }
    }

    /// The same, free of the text.
    pub(crate) fn into_owned<'o>(self) -> Label<'o> {
        Label { key: Cow::Owned(self.key.into_owned()), unit: self.unit, colon: self.colon }
    }
}

/// What is left of a squeezed text, the unit in its trailing bracket, and whether it ended with a colon.
fn undecorated(text: &str) -> Option<(&str, Option<AmountUnit>, bool)> {
    let bare = drop_number(text.trim_start_matches(['*', '★', '☆', '#']));
    // `其中:财政拨款` is a part of the sum above, and the field says of which.
    let bare = match bare.strip_prefix("其中:") {
        Some(rest) if !rest.is_empty() => drop_number(rest),
        _ => bare,
    };
    let mut key = if bare.is_empty() { text } else { bare };
    let (mut unit, mut colon) = (None, false);
    loop {
        let trimmed = key.trim_end_matches(':');
        if trimmed.is_empty() {
            return None;
        }
        colon |= trimmed.len() != key.len() && unit.is_none();
        key = trimmed;
        let Some((before, inside)) = trailing_bracket(key).filter(|(before, _)| !before.is_empty()) else {
            break;
        };
        let inner = AmountUnit::from_label(key);
        if inner.is_none() && !is_hint(inside) {
            break;
        }
        unit = unit.or(inner);
        key = before;
    }
    Some((key, unit, colon))
}

/// A short text with width folded and blanks gone; `None` when nothing is left, or too much.
fn squeeze(text: &str) -> Option<Cow<'_, str>> {
    let changes =
        |(count, (_, character)): &(usize, (usize, char))| *count == LONGEST || !is_plain(*character);
    match text.char_indices().enumerate().find(changes) {
        Some((_, (at, _))) => squeeze_from(at, text).map(Cow::Owned),
        None => (!text.is_empty()).then_some(Cow::Borrowed(text)),
    }
}

/// What labels and short values are made of: folding leaves it alone.
fn is_plain(character: char) -> bool {
    matches!(
        character,
        '\u{4E00}'..='\u{9FFF}' | '!'..='~' | '、' | '。' | '《' | '》' | '“' | '”' | '—' | '≥' | '≤'
            | '□' | '■' | '√' | '☐' | '☑' | '☒'
    )
}

/// The same of a text that is plain only up to a place.
fn squeeze_from(at: usize, text: &str) -> Option<String> {
    let (plain, rest) = text.split_at_checked(at)?;
    let mut key = String::with_capacity(text.len().min(LONGEST * 3));
    key.push_str(plain);
    let mut count = plain.chars().count();
    for character in rest.chars().filter(|character| !is_blank_char(*character)) {
        count += 1;
        if count > LONGEST {
            return None;
        }
        match character {
            _ if is_plain(character) => key.push(character),
            // Folding makes it ASCII.
            '\u{FF01}'..='\u{FF5E}' => key.push(narrow_char(character)),
            _ => return squeeze_folded(text),
        }
    }
    (!key.is_empty()).then_some(key)
}

/// The same of a text whose width is not folded character by character.
fn squeeze_folded(text: &str) -> Option<String> {
    let folded = fold(text);
    let mut characters = folded.chars().filter(|character| !is_blank_char(*character));
    let key: String = characters.by_ref().take(LONGEST).collect();
    (!key.is_empty() && characters.next().is_none()).then_some(key)
}

/// Splits `标签(里面)` into both parts; the bracket must close at the end.
fn trailing_bracket(key: &str) -> Option<(&str, &str)> {
    let inner = key.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    Some((inner.get(..open)?, inner.get(open + 1..)?))
}

/// What brackets after a label say to the person who fills in the form: `盖章`, `必填`, `450字内`, `签字`.
fn is_hint(inside: &str) -> bool {
    const HINTS: [&str; 22] = [
        "盖章",
        "公章",
        "签章",
        "签字",
        "签名",
        "单位盖章",
        "签字盖章",
        "必填",
        "选填",
        "可选",
        "必填硬性指标",
        "长期目标",
        "定量目标",
        "全称",
        "元",
        "万元",
        "单位",
        "如有",
        "可附页",
        "可另附页",
        "单位:万元",
        "单位:元",
    ];
    HINTS.contains(&inside)
        || inside.ends_with("字内")
        || inside.ends_with("字以内")
        || inside.starts_with('如')
}

/// Drops a list number: `1.`, `1、`, `（一）`, `一、`. A bare number is no list number.
fn drop_number(text: &str) -> &str {
    let is_digit = |c: char| {
        c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let (inner, closers): (&str, &[char]) = match text.strip_prefix('(') {
        Some(inner) => (inner, &[')']),
        None => (text, &['.', '、', ',', ')']),
    };
    let rest = inner.trim_start_matches(is_digit);
    if rest.len() == inner.len() || inner.len() - rest.len() > 6 {
        return text;
    }
    rest.strip_prefix(closers).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Whether two keys differ by one inserted, dropped or changed character.
pub(crate) fn one_edit(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 || short == long {
        return false;
    }
    let same_start = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let same_end = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    same_start + same_end + 1 >= long.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_does_not_count() {
        let cases = [
            ("专项名称", "专项名称"),
            (" 主管\n\n部门", "主管部门"),
            ("填报单位（盖章）：", "填报单位"),
            ("填报单位：(盖章)", "填报单位"),
            ("项　　目  名 称", "项目名称"),
            ("★项目名称(必填)", "项目名称"),
            ("*联系人:", "联系人"),
            ("项目概况（450字内）", "项目概况"),
            ("1、项目名称", "项目名称"),
            ("（一）项目概况", "项目概况"),
            ("项目（专项）名称", "项目(专项)名称"),
            ("本年度预计投入（万元）", "本年度预计投入"),
            ("一级指标", "一级指标"),
            ("单位（盖章）", "单位"),
            ("3年", "3年"),
        ];
        for (text, key) in cases {
            assert_eq!(Label::of(text).map(|label| label.key).as_deref(), Some(key), "{text}");
        }
        assert_eq!(Label::of("：　"), None);
        assert_eq!(Label::of(&"长".repeat(60)), None);
    }

    #[test]
    fn folding_leaves_plain_characters_alone() {
        for character in ('\0'..=char::MAX).filter(|character| is_plain(*character)) {
            let text = String::from(character);
            assert_eq!(fold(&text), text);
        }
    }

    #[test]
    fn a_trailing_bracket_tells_the_unit() {
        let unit = |text| Label::of(text).and_then(|label| label.unit);
        assert_eq!(unit("财政资金（万元）"), Some(AmountUnit::WanYuan));
        assert_eq!(unit("项目资金(单位：元)"), Some(AmountUnit::Yuan));
        assert_eq!(unit("其他"), None);
    }

    #[test]
    fn one_edit_is_one_character() {
        assert!(one_edit("主管部门", "主管部们"));
        assert!(one_edit("主管部门", "主管门"));
        assert!(one_edit("主管部门", "主管的部门"));
        assert!(!one_edit("主管部门", "主管部门"));
        assert!(!one_edit("主管部门", "部门主管"));
    }
}
