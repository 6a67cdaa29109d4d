//! A declaration as the rows of the database.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;
use shenbao::{Lang, Severity};

use crate::data;
use crate::line::{Cell, FindingLine, Line, Places, UnclaimedLine};

/// 分 in 1 万元.
const FEN: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// One declaration.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The line of JSON.
    pub(super) line: String,
    pub(super) declaration: Value,
    pub(super) funds: Vec<Fund>,
    pub(super) goals: Vec<Goal>,
    pub(super) indicators: Vec<Indicator>,
    pub(super) findings: Vec<FindingLine>,
    pub(super) unclaimed: Vec<UnclaimedLine>,
}

/// Where something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub(super) place: Option<String>,
    pub(super) cell: Option<Cell>,
}

#[derive(Debug)]
pub(super) struct Fund {
    pub(super) source: String,
    pub(super) amount: Value,
    pub(super) spot: Spot,
}

#[derive(Debug)]
pub(super) struct Goal {
    pub(super) term: &'static str,
    pub(super) number: usize,
    pub(super) text: String,
    pub(super) spot: Spot,
}

#[derive(Debug)]
pub(super) struct Indicator {
    pub(super) term: &'static str,
    pub(super) number: usize,
    pub(super) value: Value,
    pub(super) spot: Spot,
}

impl Rows {
    /// Takes a line apart. A form of one's own has the columns and rows whose keys it shares with the built-in one; all
    /// of it is in the line.
    pub(crate) fn of<T: Serialize>(line: &Line<T>, places: &Places, lang: Lang) -> Rows {
        // What was just read as JSON is written as JSON.
        let declaration = serde_json::to_value(&line.declaration).unwrap_or_default();
        let spot = |key: &str| {
            let place = places.get(key);
            Spot { place: place.map(|place| place.describe(lang)), cell: place.and_then(Cell::of) }
        };
        Rows {
            line: serde_json::to_string(line).unwrap_or_default(),
            funds: funds(&declaration, spot),
            goals: listed(&declaration, "annual_goals", "long_term_goals")
                .filter_map(|(term, key, number, text)| {
                    Some(Goal { term, number, text: text.as_str()?.to_owned(), spot: spot(key) })
                })
                .collect(),
            indicators: listed(&declaration, "indicators", "long_term_indicators")
                .map(|(term, key, number, value)| Indicator {
                    term,
                    number,
                    value: value.clone(),
                    spot: spot(&format!("{key}[{number}]")),
                })
                .collect(),
            findings: line.findings.clone(),
            unclaimed: line.unclaimed.clone(),
            declaration,
        }
    }

    pub(super) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The text of a field of the declaration.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        data::get(&self.declaration, key).and_then(text)
    }
}

/// Money in 分, where it is a whole number of them.
pub(super) fn fen(value: &str) -> Option<i64> {
    let fen = Decimal::from_str_exact(value).ok()?.checked_mul(FEN)?;
    fen.is_integer().then(|| i64::try_from(fen).ok()).flatten()
}

/// A text or a number as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The sources of money, those of other times with their time in front.
fn funds(declaration: &Value, spot: impl Fn(&str) -> Spot) -> Vec<Fund> {
    let mut funds = Vec::new();
    for time in ["", "last_year.", "term."] {
        let key = format!("funding.{time}");
        let Some(Value::Object(members)) = data::get(declaration, key.trim_end_matches('.')) else {
            continue;
        };
        let amounts = members.iter().filter(|(_, amount)| amount.get("text").is_some());
        funds.extend(amounts.map(|(source, amount)| Fund {
            source: format!("{time}{source}"),
            amount: amount.clone(),
            spot: spot(&format!("{key}{source}")),
        }));
    }
    funds
}

/// The items of the list of the year and of that of the whole term: term, key of the list, number, item.
fn listed<'v>(
    declaration: &'v Value,
    annual: &'static str,
    long: &'static str,
) -> impl Iterator<Item = (&'static str, &'static str, usize, &'v Value)> {
    [("annual", annual), ("long", long)].into_iter().flat_map(move |(term, key)| {
        let items = data::get(declaration, key).and_then(Value::as_array).into_iter().flatten();
        items.enumerate().map(move |(number, item)| (term, key, number, item))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_counted_in_whole_fen() {
        assert_eq!(fen("12.5"), Some(12_500_000));
        assert_eq!(fen("-3"), Some(-3_000_000));
        assert_eq!(fen("0.000001"), Some(1));
        assert_eq!(fen("0.0000015"), None);
        assert_eq!(fen("12345678901234567890"), None);
        assert_eq!(fen("约12"), None);
    }
}
