//! Text on a terminal, where a Chinese character takes two columns and a control character may do anything.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text without characters that a terminal would act upon. Line breaks stay.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' => '\n',
            '\t' => ' ',
            character if acts(character) => char::REPLACEMENT_CHARACTER,
            character => character,
        })
        .collect()
}

/// The text as one line: breaks are shown as `⏎`.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace('\n', "⏎")
}

/// The text as one line of at most so many columns; what is left out is shown as `…`.
pub(crate) fn shorten(text: &str, columns: usize) -> String {
    // No character that is shown takes less than half a column; the rest of a huge text is not looked at.
    let start: String = text.chars().take(2 * columns + 1).collect();
    let line = one_line(&start);
    if width(&line) <= columns && start.len() == text.len() { line } else { cut(&line, columns) }
}

/// The text without blanks at its ends and with single blanks in it, for where layout does not count.
pub(crate) fn tight(text: &str) -> String {
    let mut out = String::new();
    for character in text.trim().chars() {
        let blank = character.is_whitespace() && character != '\n';
        if !blank || !out.ends_with(char::is_whitespace) {
            out.push(character);
        }
    }
    out
}

/// The text with blanks behind it, so that it takes so many columns.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text broken into at most so many lines of so many columns; what is left out is shown as `…`.
pub(crate) fn wrap(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let enough = (2 * columns + 2).saturating_mul(lines);
    let start: String = text.chars().take(enough).collect();
    let mut wrapped = Vec::new();
    for paragraph in printable(&start).lines() {
        let mut line = String::new();
        let mut used = 0;
        for character in paragraph.chars() {
            let wide = character.width().unwrap_or(0);
            if used + wide > columns && !line.is_empty() {
                wrapped.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += wide;
        }
        wrapped.push(line);
    }
    let more = wrapped.len() > lines || start.len() < text.len();
    wrapped.truncate(lines);
    if more && let Some(last) = wrapped.last_mut() {
        *last = cut(last, columns);
    }
    wrapped
}

/// As much of the text as fits, with `…` behind it.
fn cut(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > columns {
            break;
        }
        out.push(character);
    }
    out.push('…');
    out
}

/// Control characters, and those that turn the direction of what follows.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(shorten("清溪县财政局", 12), "清溪县财政局");
        assert_eq!(shorten("清溪县财政局", 11), "清溪县财政…");
        assert_eq!(shorten("清溪县财政局", 10), "清溪县财…");
        assert_eq!(shorten("第一\n第二", 20), "第一⏎第二");
        assert_eq!(pad("清溪", 6), "清溪  ");
    }

    #[test]
    fn text_is_wrapped_and_what_is_left_out_is_shown() {
        assert_eq!(wrap("专项资金情况", 4, 3), ["专项", "资金", "情况"]);
        assert_eq!(wrap("专项资金情况", 4, 2), ["专项", "资…"]);
        assert_eq!(wrap("一\n二", 4, 3), ["一", "二"]);
        assert_eq!(wrap("", 4, 3), Vec::<String>::new());
    }

    #[test]
    fn a_terminal_is_not_given_orders() {
        assert_eq!(one_line("a\u{1b}[31mb\u{202e}c\td"), "a\u{fffd}[31mb\u{fffd}c d");
    }
}
