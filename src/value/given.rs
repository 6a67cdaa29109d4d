//! How a typed value may be given in data: as an object, or as the bare text or number a person would write.

use std::fmt;
use std::marker::PhantomData;

use rust_decimal::Decimal;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};
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

impl<'de, M: Deserialize<'de>> Deserialize<'de> for Given<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyWay(PhantomData))
    }
}

struct AnyWay<M>(PhantomData<M>);

impl<'de, M: Deserialize<'de>> Visitor<'de> for AnyWay<M> {
    type Value = Given<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number or an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Given<M>, E> {
        Ok(Given::Text(String::new()))
    }

    fn visit_none<E: Error>(self) -> Result<Given<M>, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given<M>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Given<M>, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Given<M>, E> {
        Ok(Given::Text(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Given<M>, E> {
        Ok(Given::Text(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Given<M>, E> {
        Ok(Given::Text(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Given<M>, E> {
        Ok(Given::Text(plain(&number.to_string())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given<M>, A::Error> {
        let first: Option<String> = map.next_key()?;
        // A number of arbitrary precision is a map of one member to a visitor.
        if first.as_deref() == Some(NUMBER) {
            return map.next_value::<String>().map(|digits| Given::Text(plain(&digits)));
        }
        M::deserialize(MapAccessDeserializer::new(Resumed { first, map })).map(Given::Members)
    }
}

/// A map whose first key was looked at.
struct Resumed<A> {
    first: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Resumed<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(first) => seed.deserialize(first.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
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

/// The name under which serde_json has numbers of arbitrary precision go through serde, as the texts that they are.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

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
