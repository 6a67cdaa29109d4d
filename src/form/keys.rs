//! Dotted keys as the nesting that they stand for: `project.name` is the name of the project.

use rust_decimal::Decimal;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde_json::{Error, Value};

use super::datum::{Datum, EXTRA, Row, Typed};
use super::record::Labelled;
use super::vocabulary::Form;
use crate::value::{Amount, Target};

/// The keys at one level.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(Vec<(String, Key)>);

/// What stands under a key.
#[derive(Clone, Debug)]
pub(super) enum Key {
    /// The value of a field, or of a column of a list, by its number.
    Value(usize),
    Level(Keys),
}

impl Keys {
    /// The keys in the order of their numbers. One that leads through the value of another has no place.
    pub(super) fn of<'k>(keys: impl Iterator<Item = &'k str>) -> Keys {
        let mut all = Keys::default();
        for (number, key) in keys.enumerate() {
            let (above, name) = key.rsplit_once('.').unwrap_or(("", key));
            let mut above = above.split('.').filter(|step| !step.is_empty());
            let level = above.try_fold(&mut all, Keys::level);
            if let Some(level) = level.filter(|level| level.get(name).is_none()) {
                level.0.push((name.to_owned(), Key::Value(number)));
            }
        }
        all
    }

    pub(super) fn get(&self, name: &str) -> Option<&Key> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, key)| key)
    }

    fn level(&mut self, name: &str) -> Option<&mut Keys> {
        let at = self.0.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.0.push((name.to_owned(), Key::Level(Keys::default())));
            self.0.len() - 1
        });
        match self.0.get_mut(at) {
            Some((_, Key::Level(inner))) => Some(inner),
            _ => None,
        }
    }

    /// The values that there are, each under its key.
    fn nest<'k>(&'k self, value: &mut dyn FnMut(usize) -> Option<Nested<'k>>) -> Nested<'k> {
        let mut level = Vec::with_capacity(self.0.len());
        for (name, key) in &self.0 {
            let nested = match key {
                Key::Value(number) => value(*number),
                Key::Level(inner) => Some(inner.nest(value)).filter(|inner| !inner.is_empty()),
            };
            level.extend(nested.map(|nested| (name.as_str(), nested)));
        }
        Nested::Level(level)
    }
}

impl Typed {
    /// The values as a type of the caller's.
    pub(crate) fn read_as<T: DeserializeOwned>(mut self, form: &Form) -> Result<T, Error> {
        let extra = self.extra.take();
        let mut nested = form.keys().nest(&mut |field| {
            Some(match self.fields.get_mut(field)?.take()? {
                Datum::Rows(rows) => Nested::Rows(form.column_keys(field)?, rows),
                datum => Nested::Value(datum),
            })
        });
        if let (Nested::Level(level), Some(extra)) = (&mut nested, extra) {
            level.push((EXTRA, Nested::Value(Datum::Opinions(extra))));
        }
        T::deserialize(nested)
    }
}

/// Values to be read by serde.
enum Nested<'k> {
    Level(Vec<(&'k str, Nested<'k>)>),
    Rows(&'k Keys, Vec<Row>),
    Value(Datum),
    Json(Value),
}

/// The members that there are.
fn level<'k, const N: usize>(members: [(&'k str, Option<Nested<'k>>); N]) -> Nested<'k> {
    Nested::Level(members.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

/// A type of the caller's may take a number for any of its own, which serde_json knows best.
fn number<'k>(number: Option<Decimal>) -> Result<Option<Nested<'k>>, Error> {
    number
        .map(|number| number.to_string().parse().map(|number| Nested::Json(Value::Number(number))))
        .transpose()
}

impl Nested<'_> {
    fn text(text: String) -> Self {
        Nested::Value(Datum::Text(text))
    }

    fn is_empty(&self) -> bool {
        matches!(self, Nested::Level(level) if level.is_empty())
    }
}

impl<'de> IntoDeserializer<'de, Error> for Nested<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Nested<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let datum = match self {
            Nested::Level(level) => return MapDeserializer::new(level.into_iter()).deserialize_any(visitor),
            Nested::Rows(keys, rows) => {
                let rows = rows
                    .into_iter()
                    .map(|mut row| keys.nest(&mut |at| row.get_mut(at)?.take().map(Nested::Value)));
                return SeqDeserializer::new(rows).deserialize_any(visitor);
            }
            Nested::Json(value) => return value.deserialize_any(visitor),
            Nested::Value(datum) => datum,
        };
        match datum {
            Datum::Nothing | Datum::Rows(_) => visitor.visit_unit(),
            Datum::Text(text) | Datum::Choice(text) => visitor.visit_string(text),
            Datum::Paragraphs(lines) => SeqDeserializer::new(lines.into_iter()).deserialize_any(visitor),
            Datum::Year(year) => visitor.visit_u16(year),
            Datum::Amount(Amount { text, value }) => {
                let value = number(value)?.unwrap_or(Nested::Value(Datum::Nothing));
                level([("text", Some(Nested::text(text))), ("value", Some(value))]).deserialize_any(visitor)
            }
            Datum::Target(target) if target.parts.is_empty() => {
                let Target { text, kind, op, value, max, unit, .. } = target;
                let members = [
                    ("text", Some(Nested::text(text))),
                    ("kind", Some(Nested::Json(serde_json::to_value(kind)?))),
                    ("op", op.map(|op| Nested::text(op.as_str().to_owned()))),
                    ("value", number(value)?),
                    ("max", number(max)?),
                    ("unit", unit.map(Nested::text)),
                ];
                level(members).deserialize_any(visitor)
            }
            // These are rare, and write themselves.
            Datum::Target(target) => serde_json::to_value(target)?.deserialize_any(visitor),
            Datum::Period(period) => serde_json::to_value(period)?.deserialize_any(visitor),
            Datum::Contact(contact) => serde_json::to_value(contact)?.deserialize_any(visitor),
            Datum::Opinions(pairs) => {
                let pairs = pairs.into_iter().map(|Labelled { label, text }| {
                    level([("label", Some(Nested::text(label))), ("text", Some(Nested::text(text)))])
                });
                SeqDeserializer::new(pairs).deserialize_any(visitor)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Nested::Value(Datum::Nothing) => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Nested::Value(Datum::Text(text) | Datum::Choice(text)) => {
                visitor.visit_enum(IntoDeserializer::<Error>::into_deserializer(text))
            }
            other => Value::deserialize(other)?.deserialize_enum(name, variants, visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_keys_are_levels_of_names() {
        let keys = Keys::of(["year", "project.name", "project.fund.total", "project", "year.of"].into_iter());
        let Some(Key::Level(project)) = keys.get("project") else { panic!("{keys:?}") };
        assert!(matches!(project.get("name"), Some(Key::Value(1))));
        let Some(Key::Level(fund)) = project.get("fund") else { panic!("{keys:?}") };
        assert!(matches!(fund.get("total"), Some(Key::Value(2))));
        assert!(matches!(keys.get("year"), Some(Key::Value(0))), "what came first has the place");
    }
}
