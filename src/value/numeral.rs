//! Chinese numerals in dates: `二〇二〇年十二月`.

use std::borrow::Cow;

/// Writes the Chinese numerals of a date in ASCII digits, and leaves what is none as it is.
pub(super) fn arabic(text: &str) -> Cow<'_, str> {
    if !text.contains(is_numeral) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_numeral) {
        let (before, run) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let end = run.find(|c| !is_numeral(c)).unwrap_or(run.len());
        let (run, after) = run.split_at_checked(end).unwrap_or((run, ""));
        plain.push_str(before);
        plain.push_str(&number(run).unwrap_or_else(|| run.to_owned()));
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Reads one run: digit by digit (`二〇二〇`), or a number below one hundred (`三十一`).
fn number(run: &str) -> Option<String> {
    match run.split_once('十') {
        None => run.chars().map(digit).collect(),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { '1' } else { only_digit(tens)? };
            let ones = if ones.is_empty() { '0' } else { only_digit(ones)? };
            Some(String::from_iter([tens, ones]))
        }
    }
}

fn only_digit(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let digit = digit(chars.next()?)?;
    chars.next().is_none().then_some(digit)
}

pub(super) fn is_numeral(c: char) -> bool {
    c == '十' || digit(c).is_some()
}

fn digit(c: char) -> Option<char> {
    Some(match c {
        // The circle is typed as any of three characters.
        '〇' | '○' | '零' => '0',
        '一' => '1',
        '二' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::arabic;

    #[test]
    fn numerals_of_dates_become_digits() {
        for (text, expected) in [
            ("二〇二〇年十二月三十一日", "2020年12月31日"),
            ("二○二一年十月二十日", "2021年10月20日"),
            ("三年", "3年"),
            ("十四五期间", "十四五期间"),
            ("2020年一月", "2020年1月"),
            ("十十", "十十"),
            ("", ""),
        ] {
            assert_eq!(arabic(text), expected);
        }
    }
}
