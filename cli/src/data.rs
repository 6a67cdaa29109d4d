//! The data that forms are filled with: JSON in every shape in which people have it.

use std::fmt;

use rust_i18n::t;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::failure::{Failure, Kind, Result};

/// Reads declarations: one object, an array of them, one after the other, or the lines that `extract` prints.
pub(crate) fn declarations(bytes: &[u8]) -> Result<Vec<Value>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut found = Vec::new();
    if let Err(error) = std::str::from_utf8(bytes) {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        return Err(Failure::new(not_utf8(before)));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    while json.end().is_err() {
        if let Err(error) = (Items { found: &mut found }).deserialize(&mut json) {
            let broken =
                Kind::DataBroken { line: error.line(), column: error.column(), cause: cause_of(&error) };
            return Err(Failure::new(broken).in_declaration(found.len() + 1));
        }
    }
    if found.is_empty() { Err(Failure::new(Kind::NoData)) } else { Ok(found) }
}

/// The value under a dotted key.
pub(crate) fn get<'v>(data: &'v Value, key: &str) -> Option<&'v Value> {
    key.split('.').try_fold(data, |data, step| data.get(step))
}

/// Puts a value under a dotted key.
pub(crate) fn set(data: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            data.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = data.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

/// Puts a value behind those of the list under a dotted key, and says which it is.
pub(crate) fn push(data: &mut Value, key: &str, value: Value) -> usize {
    if get(data, key).is_none()
        && let Value::Object(members) = data
    {
        set(members, key, Value::Array(Vec::new()));
    }
    let list = key.split('.').try_fold(data, |data, step| data.get_mut(step)).and_then(Value::as_array_mut);
    let Some(list) = list else { return 0 };
    list.push(value);
    list.len() - 1
}

/// A top-level value: a declaration, or an array of them, taken up one by one so that an error knows its number.
struct Items<'f> {
    found: &'f mut Vec<Value>,
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&t!("data.expected"))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> std::result::Result<(), A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(members))?;
        // Numbers of arbitrary precision come as maps.
        if !value.is_object() {
            return Err(A::Error::custom(t!("data.expected")));
        }
        self.found.push(declaration_of(value));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            if !item.is_object() {
                return Err(A::Error::custom(t!("data.expected")));
            }
            self.found.push(declaration_of(item));
        }
        Ok(())
    }
}

/// What `extract` prints has the declaration among other things.
fn declaration_of(mut value: Value) -> Value {
    match value.get_mut("declaration") {
        Some(inner @ Value::Object(_)) => inner.take(),
        _ => value,
    }
}

/// What serde says, without the place, which is said separately.
fn cause_of(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    said.strip_suffix(&place).unwrap_or(&said).to_owned()
}

fn not_utf8(before: &[u8]) -> Kind {
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
    Kind::DataBroken { line, column, cause: t!("data.not_utf8").into_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Vec<Value> {
        declarations(text.as_bytes()).unwrap()
    }

    fn broken(text: &[u8]) -> (usize, usize, Option<usize>) {
        let failure = declarations(text).unwrap_err();
        match *failure.kind {
            Kind::DataBroken { line, column, .. } => (line, column, failure.declaration),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn declarations_come_in_every_shape() {
        let one = json!({"year": 2020});
        let two = json!({"year": 2021, "funding": {"total": 12.50}});
        assert_eq!(read("{\"year\": 2020}"), std::slice::from_ref(&one));
        assert_eq!(read("\u{FEFF}{\n  \"year\": 2020\n}\n"), std::slice::from_ref(&one));
        let text = "{\"year\": 2021, \"funding\": {\"total\": 12.5}}";
        assert_eq!(read(&format!("[{{\"year\":2020}},\n{text}]")), [one.clone(), two.clone()]);
        assert_eq!(read(&format!("{{\"year\":2020}}\r\n{text}\n")), [one.clone(), two.clone()]);
        let line = "{\"source\":{\"path\":\"a\"},\"declaration\":{\"year\":2020},\"findings\":[]}";
        assert_eq!(read(line), [one]);
    }

    #[test]
    fn amounts_keep_their_digits() {
        let found = read("{\"funding\": {\"total\": {\"value\": 12345678901234567890.12}}}");
        assert_eq!(found[0]["funding"]["total"]["value"].to_string(), "12345678901234567890.12");
    }

    #[test]
    fn broken_data_is_told_with_its_place() {
        assert_eq!(broken(b"{\"year\": 2020}\n{\"year\": 2021,}"), (2, 15, Some(2)));
        assert_eq!(broken(b"[{\"year\": 2020},\n{\"year\" 2021}]"), (2, 9, Some(2)));
        assert_eq!(broken(b"{\"year\": 2020"), (1, 13, Some(1)));
        assert_eq!(broken(b"17").2, Some(1));
        assert_eq!(broken(b"[{}, 17]").2, Some(2));
        assert_eq!(broken(b"{\n\"unit\": \"\xC7\xE5\"}"), (2, 10, None));
        assert!(matches!(*declarations(b" \n").unwrap_err().kind, Kind::NoData));
        assert!(matches!(*declarations(b"[]").unwrap_err().kind, Kind::NoData));
    }
}
