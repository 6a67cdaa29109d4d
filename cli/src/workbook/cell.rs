//! Values as cells.

use rust_decimal::Decimal;
use serde_json::Value;
use shenbao::form::Kind;

use super::layout::{Facet, Slot};
use crate::data;

/// The digits that Excel keeps of a number.
pub(super) const DIGITS: u32 = 15;

/// What is written into a cell. A text is never a formula, whatever it looks like.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Blank,
    Text(String),
    Number(f64),
}

impl Cell {
    pub(super) fn text(text: &str) -> Cell {
        let clean: String = match text.contains(is_lost) {
            true => text.replace("\r\n", "\n").replace(is_lost, ""),
            false => text.to_owned(),
        };
        if clean.is_empty() { Cell::Blank } else { Cell::Text(clean) }
    }

    /// A number; its digits as text where Excel would lose some of them.
    pub(super) fn number(digits: &str) -> Cell {
        match digits.parse::<Decimal>().or_else(|_| Decimal::from_scientific(digits)) {
            Ok(number) => Cell::decimal(number),
            Err(_) => Cell::text(digits),
        }
    }

    pub(super) fn decimal(number: Decimal) -> Cell {
        let number = number.normalize();
        let fits = number.mantissa().unsigned_abs() < 10_u128.pow(DIGITS);
        match number.to_string().parse::<f64>() {
            Ok(float) if fits => Cell::Number(float),
            _ => Cell::Text(number.to_string()),
        }
    }

    pub(super) fn count(count: usize) -> Cell {
        Cell::number(&count.to_string())
    }

    /// The cell of a slot in the row of a declaration, or of a list.
    pub(super) fn of(slot: &Slot<'_>, row: &Value) -> Cell {
        let Some(value) = data::get(row, slot.key) else { return Cell::Blank };
        match (slot.kind, slot.facet) {
            // It says nothing that the whole does not; where both stand, people change one and not the other.
            (_, Facet::Member(_)) => Cell::Blank,
            (Kind::Amount, facet) => amount(value, facet),
            (Kind::Choice, _) => {
                let key = value.as_str().unwrap_or_default();
                let option = slot.field.options.iter().find(|option| option.key == key);
                Cell::text(option.and_then(|option| option.words.first()).map_or(key, String::as_str))
            }
            (Kind::Year, _) => match value {
                Value::Number(year) => Cell::number(&year.to_string()),
                other => plain(other),
            },
            _ => plain(value),
        }
    }
}

/// What no sheet and no document can hold.
fn is_lost(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// The number of an amount; its text only where the number does not say the same.
fn amount(value: &Value, facet: Facet) -> Cell {
    let text = value.get("text").and_then(Value::as_str).or(value.as_str()).unwrap_or_default();
    let number = match value.get("value").unwrap_or(value) {
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let number = number.map_or(Cell::Blank, |digits| Cell::number(&digits));
    if facet == Facet::Whole {
        return number;
    }
    let same = match &number {
        Cell::Number(float) => *text == float.to_string(),
        Cell::Text(digits) => text == digits,
        Cell::Blank => false,
    };
    if same { Cell::Blank } else { Cell::text(text) }
}

/// A value as people read it.
fn plain(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Blank,
        Value::Bool(truth) => Cell::text(&truth.to_string()),
        Value::Number(number) => Cell::text(&number.to_string()),
        Value::String(text) => Cell::text(text),
        Value::Array(items) => {
            let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            Cell::text(&lines.join("\n"))
        }
        Value::Object(members) => members.get("text").map_or(Cell::Blank, |text| match text {
            Value::String(text) => Cell::text(text),
            _ => Cell::Blank,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_exact_or_a_text() {
        assert_eq!(Cell::number("12.50"), Cell::Number(12.5));
        assert_eq!(Cell::number("-77132.58"), Cell::Number(-77132.58));
        assert_eq!(Cell::number("123456789012345"), Cell::Number(123_456_789_012_345.0));
        assert_eq!(Cell::number("1234567890123456"), Cell::Text("1234567890123456".into()));
        assert_eq!(Cell::number("12345678901234.56"), Cell::Text("12345678901234.56".into()));
        assert_eq!(Cell::number("1e3"), Cell::Number(1000.0));
    }

    #[test]
    fn what_cannot_be_written_is_left_out() {
        assert_eq!(Cell::text("一\r\n二\u{7}"), Cell::Text("一\n二".into()));
        assert_eq!(Cell::text("\u{FFFF}"), Cell::Blank);
        assert_eq!(Cell::text("=1+1"), Cell::Text("=1+1".into()));
    }
}
