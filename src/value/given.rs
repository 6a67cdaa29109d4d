//! How a typed value may be given in data: as an object, or as the bare text or number a person would write.

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::scan::decimal;

/// A value as given: its text alone, or an object of its members.
pub(super) enum Given<M> {
    /// A bare string, a bare number as its digits, or nothing.
    Text(String),
    /// The members of an object.
    Members(M),
}

impl<'de, M: DeserializeOwned> Deserialize<'de> for Given<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Through a JSON value, because a number of arbitrary precision reaches a visitor as a map.
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::Text(String::new())),
            Value::String(text) => Ok(Self::Text(text)),
            Value::Number(number) => Ok(Self::Text(plain(&number.to_string()))),
            members @ Value::Object(_) => {
                serde_json::from_value(members).map(Self::Members).map_err(Error::custom)
            }
            Value::Bool(_) => Err(Error::custom("expected text, a number or an object, found a boolean")),
            Value::Array(_) => Err(Error::custom("expected text, a number or an object, found an array")),
        }
    }
}

/// Reads an exact number, given as a number or as its digits.
pub(super) fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    let digits = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::String(digits) => digits,
        Value::Number(number) => number.to_string(),
        _ => return Err(Error::custom("expected a number")),
    };
    decimal(&digits).map(Some).ok_or_else(|| Error::custom("expected a number of at most 24 digits"))
}

/// The digits of a JSON number without an exponent, which nobody writes into a cell.
fn plain(digits: &str) -> String {
    match decimal(digits) {
        Some(number) if digits.contains(['e', 'E']) => number.to_string(),
        _ => digits.to_owned(),
    }
}

/// The text of a member, unless it is absent or blank.
pub(super) fn written(text: Option<String>) -> Option<String> {
    text.map(|text| super::text::trim(&text).to_owned()).filter(|text| !text.is_empty())
}
