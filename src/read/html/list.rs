//! Numbers of list items.

use crate::document::number_format::NumberFormat;

/// A list that is open.
pub(super) struct List {
    /// None shows nothing in front of items.
    shows: Option<Shows>,
    next: i32,
}

#[derive(Clone, Copy)]
enum Shows {
    Number(NumberFormat),
    Bullet,
}

impl List {
    /// A list with its `start` and `type`, and the `list-style` of its style.
    pub(super) fn new(ordered: bool, start: Option<&str>, kind: Option<&str>, style: Option<&str>) -> List {
        let shows = if ordered { Shows::Number(format_of(kind)) } else { Shows::Bullet };
        List { shows: styled(style, Some(shows)), next: integer(start).unwrap_or(1) }
    }

    /// The number of the next item, with its own `value`, and the blank behind it.
    pub(super) fn number(&mut self, value: Option<&str>, style: Option<&str>) -> String {
        let number = integer(value).unwrap_or(self.next);
        self.next = number.saturating_add(1);
        match styled(style, self.shows) {
            None => String::new(),
            Some(Shows::Bullet) => "• ".to_owned(),
            Some(Shows::Number(format)) => {
                let mut text = String::new();
                match u32::try_from(number) {
                    Ok(number) => format.write(number, &mut text),
                    Err(_) => text.push_str(&number.to_string()),
                }
                text.push_str(if matches!(format, NumberFormat::Counting(_)) { "、" } else { ". " });
                text
            }
        }
    }
}

/// The number as HTML reads one: digits, and what follows them does not count.
fn integer(text: Option<&str>) -> Option<i32> {
    let text = text?.trim_start();
    let sign = usize::from(text.starts_with('-'));
    let end =
        text.bytes().skip(sign).position(|byte| !byte.is_ascii_digit()).map_or(text.len(), |end| end + sign);
    text.get(..end)?.parse().ok()
}

/// `type` of a list: its letters are told apart by case.
fn format_of(kind: Option<&str>) -> NumberFormat {
    NumberFormat::from_name(match kind.unwrap_or_default().trim() {
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        _ => "decimal",
    })
}

/// What a style shows; of styles not known here, what the list shows without.
fn styled(style: Option<&str>, shows: Option<Shows>) -> Option<Shows> {
    let name = match style.unwrap_or_default().split_ascii_whitespace().next().unwrap_or_default() {
        "none" => return None,
        "disc" | "circle" | "square" => return Some(Shows::Bullet),
        "decimal" => "decimal",
        "decimal-leading-zero" => "decimalZero",
        "lower-alpha" | "lower-latin" => "lowerLetter",
        "upper-alpha" | "upper-latin" => "upperLetter",
        "lower-roman" => "lowerRoman",
        "upper-roman" => "upperRoman",
        "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal" => "chineseCountingThousand",
        _ => return shows,
    };
    Some(Shows::Number(NumberFormat::from_name(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_numbered_as_the_list_says() {
        let numbers = |list: &mut List| (0..3).map(|_| list.number(None, None)).collect::<Vec<_>>();
        assert_eq!(numbers(&mut List::new(true, None, None, None)), ["1. ", "2. ", "3. "]);
        assert_eq!(numbers(&mut List::new(true, Some("4"), Some("a"), None)), ["d. ", "e. ", "f. "]);
        assert_eq!(
            numbers(&mut List::new(true, None, None, Some("cjk-ideographic"))),
            ["一、", "二、", "三、"]
        );
        assert_eq!(numbers(&mut List::new(false, None, None, None)), ["• ", "• ", "• "]);
        assert_eq!(numbers(&mut List::new(true, None, None, Some("none"))), ["", "", ""]);
        let mut list = List::new(true, Some("x"), None, None);
        assert_eq!(list.number(Some("7"), None), "7. ");
        assert_eq!(list.number(None, None), "8. ");
        assert_eq!(list.number(Some("-2147483648"), None), "-2147483648. ");
    }
}
