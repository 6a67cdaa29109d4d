//! Blanks and character widths: the part of reading a cell that comes before any grammar.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Whether a character only lays text out: white space of any kind, or a mark without width.
///
/// Word pads cells with U+3000 and U+00A0; U+200B, U+FEFF and their like come with pasted text.
pub fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{180E}')
}

/// Whether a text holds nothing but layout blanks.
///
/// ```
/// assert!(shenbao::value::text::is_blank(" \u{3000}\n"));
/// ```
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

/// Trims layout blanks from both ends.
///
/// ```
/// assert_eq!(shenbao::value::text::trim("0\u{3000}"), "0");
/// ```
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank_char)
}

/// Removes all layout blanks, inner ones included.
///
/// ```
/// assert_eq!(shenbao::value::text::strip_blanks("主管\n\n部 门"), "主管部门");
/// ```
pub fn strip_blanks(text: &str) -> Cow<'_, str> {
    if text.contains(is_blank_char) {
        Cow::Owned(text.chars().filter(|&c| !is_blank_char(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Folds compatible characters to one form (NFKC): `（万元）` and `(万元)` become the same text.
///
/// Made for comparing labels and option words. It also turns `㎡` to `m2` and `①` to `1`, which would change a
/// number that stands beside them; values are read through [`narrow`] instead. Operators such as `≥` and `≧`
/// stay.
///
/// ```
/// assert_eq!(shenbao::value::text::fold("填报单位（盖章）："), "填报单位(盖章):");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Turns full-width and small forms of ASCII characters to ASCII, one for one, and leaves all else alone.
///
/// ```
/// assert_eq!(shenbao::value::text::narrow("＞＝９０％（５㎡）"), ">=90%(5㎡)");
/// ```
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| narrow_char(c) != c) {
        Cow::Owned(text.chars().map(narrow_char).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The ASCII character that a full-width or small form stands for, or the character itself.
pub(super) fn narrow_char(c: char) -> char {
    match c {
        // In the order of ASCII.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{FE50}'..='\u{FE6B}' => of_small_form(c),
        '\u{3000}' => ' ',
        '\u{2212}' => '-',
        _ => c,
    }
}

/// Each form decomposes to exactly one character.
#[cold]
fn of_small_form(c: char) -> char {
    std::iter::once(c).nfkc().next().unwrap_or(c)
}

/// Narrows a text and removes its blanks, except that one stays between two digits: `10 20` must not become
/// 1020.
pub(super) fn tighten(text: &str) -> Cow<'_, str> {
    // Most characters are ASCII or Han.
    let is_plain = |c: char| matches!(c, '!'..='~' | '\u{3001}'..='\u{D7FF}');
    if text.chars().all(|c| is_plain(c) || (!is_blank_char(c) && narrow_char(c) == c)) {
        return Cow::Borrowed(text);
    }
    let mut tight = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().map(narrow_char) {
        if is_blank_char(c) {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_digit() && tight.ends_with(|last: char| last.is_ascii_digit()) {
            tight.push(' ');
        }
        gap = false;
        tight.push(c);
    }
    Cow::Owned(tight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_are_trimmed() {
        for (text, expected) in [
            ("\u{3000}0", "0"),
            ("0\u{3000} ", "0"),
            ("\u{FEFF}\u{200B}周明远\u{A0}\t\r\n", "周明远"),
            ("主管\n\n部门", "主管\n\n部门"),
            ("\u{3000} \u{200B}", ""),
        ] {
            assert_eq!(trim(text), expected, "{text:?}");
        }
        assert!(is_blank("\u{3000}\u{FEFF}"));
        assert!(!is_blank("—"));
    }

    #[test]
    fn folding_borrows_when_nothing_changes() {
        assert!(matches!(fold("数量指标"), Cow::Borrowed(_)));
        assert!(matches!(fold("a-1"), Cow::Borrowed(_)));
        for (text, expected) in
            [("９０％", "90%"), ("填报单位：（盖章）", "填报单位:(盖章)"), ("≧90％", "≧90%"), ("﹦１", "=1")]
        {
            assert_eq!(fold(text), expected, "{text:?}");
        }
    }

    #[test]
    fn narrowing_never_changes_a_number() {
        for (text, expected) in [
            ("１，２３４．５", "1,234.5"),
            ("①5㎡", "①5㎡"),
            ("10³", "10³"),
            ("﹥＝﹤﹦－", ">=<=-"),
            ("≮≧≦", "≮≧≦"),
        ] {
            assert_eq!(narrow(text), expected, "{text:?}");
        }
        assert!(matches!(narrow("≥17个"), Cow::Borrowed(_)));
    }

    #[test]
    fn full_width_forms_are_those_of_unicode() {
        for c in '\u{FF01}'..='\u{FF5E}' {
            assert_eq!(Some(narrow_char(c)), std::iter::once(c).nfkc().next(), "{c}");
        }
    }

    #[test]
    fn digits_are_never_joined_over_a_blank() {
        for (text, expected) in [
            ("2024 年 1 月", "2024年1月"),
            ("≥ 90 %", "≥90%"),
            ("10  20 个", "10 20个"),
            ("10\u{3000}\n20", "10 20"),
        ] {
            assert_eq!(tighten(text), expected, "{text:?}");
        }
    }
}
