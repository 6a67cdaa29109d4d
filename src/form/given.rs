//! Data as a caller's type gives it through serde, before anything is made of it.
//!
//! What [`serde_json::Value`] would do costs about a sixth of a fast fill: each key of it is a text of its own in a tree.

use std::borrow::Cow;
use std::fmt::Display;

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::{Error, Number, Value};

use crate::error::Found;
use crate::value::NUMBER;

/// A value as given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Nothing,
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    Text(String),
    List(Vec<Given>),
    Members(Vec<(Key, Given)>),
}

/// The members of an object; their keys are mostly names of a type's own.
pub(crate) type Members = [(Key, Given)];

type Key = Cow<'static, str>;

impl Given {
    pub(crate) fn of(data: &impl Serialize) -> Result<Given, Error> {
        data.serialize(Giver)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Given::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The member of an object; nothing counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Given> {
        match self {
            Given::Members(members) => member(members, name).filter(|value| **value != Given::Nothing),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Given]> {
        match self {
            Given::List(items) => Some(items),
            _ => None,
        }
    }

    /// The same as JSON, which types read themselves from.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Given::Nothing => Value::Null,
            Given::Bool(bool) => (*bool).into(),
            Given::Number(digits) => digits.parse().map_or(Value::Null, Value::Number),
            Given::Text(text) => text.as_str().into(),
            Given::List(items) => items.iter().map(Given::to_json).collect(),
            Given::Members(members) => {
                let members = members.iter().map(|(key, value)| (key.clone().into_owned(), value.to_json()));
                Value::Object(members.collect())
            }
        }
    }

    pub(crate) fn found(&self) -> Found {
        match self {
            Given::Nothing => Found::Null,
            Given::Bool(_) => Found::Bool,
            Given::Number(_) => Found::Number,
            Given::Text(_) => Found::Text,
            Given::List(_) => Found::List,
            Given::Members(_) => Found::Object,
        }
    }
}

/// The member with a name; the last one, as in JSON.
pub(crate) fn member<'v>(members: &'v Members, name: &str) -> Option<&'v Given> {
    members.iter().rfind(|(key, _)| key == name).map(|(_, value)| value)
}

struct Giver;

fn number(number: impl Display) -> Result<Given, Error> {
    Ok(Given::Number(number.to_string()))
}

fn variant(name: &'static str, value: Given) -> Given {
    Given::Members(vec![(name.into(), value)])
}

/// Whole numbers of all sizes are their digits.
macro_rules! numbers {
    ($($serialize:ident $kind:ty),*) => {$(
        fn $serialize(self, value: $kind) -> Result<Given, Error> {
            number(value)
        }
    )*};
}

impl Serializer for Giver {
    type Ok = Given;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Collected;
    type SerializeStruct = Collected;
    type SerializeStructVariant = Collected;

    fn serialize_bool(self, value: bool) -> Result<Given, Error> {
        Ok(Given::Bool(value))
    }

    numbers! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_i128 i128,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_u128 u128
    }

    fn serialize_f32(self, value: f32) -> Result<Given, Error> {
        // As short as it can be, not as the double that it equals.
        Number::from_f64(value.into()).map_or(Ok(Given::Nothing), |_| number(value))
    }

    fn serialize_f64(self, value: f64) -> Result<Given, Error> {
        Number::from_f64(value).map_or(Ok(Given::Nothing), number)
    }

    fn serialize_char(self, value: char) -> Result<Given, Error> {
        Ok(Given::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<Given, Error> {
        Ok(Given::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Given, Error> {
        value.iter().map(number).collect::<Result<_, _>>().map(Given::List)
    }

    fn serialize_none(self) -> Result<Given, Error> {
        Ok(Given::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Given, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Given, Error> {
        Ok(Given::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Given, Error> {
        Ok(Given::Nothing)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<Given, Error> {
        Ok(Given::Text(name.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Given, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Given, Error> {
        Ok(variant(name, value.serialize(self)?))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items, Error> {
        // A length is a promise that nobody has checked.
        Ok(Items { variant: None, items: Vec::with_capacity(length.unwrap_or_default().min(64)) })
    }

    fn serialize_tuple(self, length: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        length: usize,
    ) -> Result<Items, Error> {
        Ok(Items { variant: Some(name), ..self.serialize_seq(Some(length))? })
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Collected, Error> {
        let members = Vec::with_capacity(length.unwrap_or_default().min(64));
        Ok(Collected { variant: None, members, key: None, number: None })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Collected, Error> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        length: usize,
    ) -> Result<Collected, Error> {
        Ok(Collected { variant: Some(name), ..self.serialize_map(Some(length))? })
    }
}

struct Items {
    variant: Option<&'static str>,
    items: Vec<Given>,
}

impl SerializeSeq for Items {
    type Ok = Given;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.items.push(value.serialize(Giver)?);
        Ok(())
    }

    fn end(self) -> Result<Given, Error> {
        let list = Given::List(self.items);
        Ok(match self.variant {
            Some(name) => variant(name, list),
            None => list,
        })
    }
}

/// Tuples of all sorts are lists.
macro_rules! tuple {
    ($($kind:ident $add:ident)*) => {$(
        impl $kind for Items {
            type Ok = Given;
            type Error = Error;

            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                SerializeSeq::serialize_element(self, value)
            }

            fn end(self) -> Result<Given, Error> {
                SerializeSeq::end(self)
            }
        }
    )*};
}

tuple! { SerializeTuple serialize_element SerializeTupleStruct serialize_field SerializeTupleVariant serialize_field }

struct Collected {
    variant: Option<&'static str>,
    members: Vec<(Key, Given)>,
    /// The key whose value comes next.
    key: Option<Key>,
    /// It is no object, but a number.
    number: Option<String>,
}

impl SerializeMap for Collected {
    type Ok = Given;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = Some(match key.serialize(Giver)? {
            Given::Text(key) | Given::Number(key) => key.into(),
            Given::Bool(key) => key.to_string().into(),
            _ => return Err(Error::custom("a key is no text")),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().unwrap_or_default();
        self.members.push((key, value.serialize(Giver)?));
        Ok(())
    }

    fn end(self) -> Result<Given, Error> {
        if let Some(number) = self.number {
            return Ok(Given::Number(number));
        }
        let members = Given::Members(self.members);
        Ok(match self.variant {
            Some(name) => variant(name, members),
            None => members,
        })
    }
}

impl SerializeStruct for Collected {
    type Ok = Given;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        match value.serialize(Giver)? {
            Given::Text(digits) if key == NUMBER => self.number = Some(digits),
            value => self.members.push((key.into(), value)),
        }
        Ok(())
    }

    fn end(self) -> Result<Given, Error> {
        SerializeMap::end(self)
    }
}

impl SerializeStructVariant for Collected {
    type Ok = Given;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        SerializeStruct::serialize_field(self, key, value)
    }

    fn end(self) -> Result<Given, Error> {
        SerializeMap::end(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn json_of(data: &impl Serialize) -> Value {
        Given::of(data).unwrap().to_json()
    }

    #[test]
    fn data_is_given_as_serde_json_gives_it() {
        #[derive(serde::Serialize)]
        enum Way {
            Unit,
            New(u8),
            Pair(i64, f32),
            Named { name: Option<&'static str> },
        }
        #[derive(serde::Serialize)]
        struct Marker;
        #[derive(serde::Serialize)]
        struct All {
            ways: Vec<Way>,
            numbers: BTreeMap<u16, f64>,
            by_truth: BTreeMap<bool, char>,
            nothing: (),
            marker: Marker,
            large: u128,
        }
        let all = All {
            ways: vec![Way::Unit, Way::New(7), Way::Pair(-3, 0.1), Way::Named { name: None }],
            numbers: BTreeMap::from([(1, 0.5), (2, f64::NAN), (3, 1e300)]),
            by_truth: BTreeMap::from([(true, '是')]),
            nothing: (),
            marker: Marker,
            large: u128::from(u64::MAX),
        };
        assert_eq!(json_of(&all), serde_json::to_value(&all).unwrap());
        assert!(Given::of(&BTreeMap::from([(vec![1], 1)])).is_err());
    }

    #[test]
    fn exact_numbers_stay_exact() {
        let data: Value = serde_json::from_str(r#"{"value": 12345678901234567890.10}"#).unwrap();
        assert_eq!(json_of(&data), data);
        let amount = crate::value::Amount::from(rust_decimal::Decimal::new(125, 1));
        assert_eq!(json_of(&amount), json!({ "text": "12.5", "value": 12.5 }));
    }

    proptest! {
        #[test]
        fn texts_and_lists_go_through(texts in proptest::collection::vec(".{0,8}", 0..6), number: i64) {
            let data = (texts, number, Some(true), None::<u8>);
            prop_assert_eq!(json_of(&data), serde_json::to_value(&data).unwrap());
        }
    }
}
