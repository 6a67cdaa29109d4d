//! JSON Schemas of the values: the object of the contract, or what is accepted in its place.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Amount, Contact, Moment, Op, Period, Target, TargetKind, TargetPart};

/// Implements `JsonSchema` for a value that is also read from a bare text, and from a bare number.
macro_rules! schema_of {
    ($value:ty, $name:literal, $description:literal, |$generator:ident| $properties:tt) => {
        impl JsonSchema for $value {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                let object = json_schema!({
                    "type": "object",
                    "additionalProperties": false,
                    "properties": $properties
                });
                json_schema!({
                    "description": $description,
                    "anyOf": [object, { "type": "string" }, { "type": "number" }]
                })
            }
        }
    };
}

schema_of!(Amount, "Amount", "An amount of money; `value` is in 万元, exactly.", |_generator| {
    "text": text(),
    "value": number()
});

schema_of!(Period, "Period", "A period, as precise as written.", |generator| {
    "text": text(),
    "start": generator.subschema_for::<Option<Moment>>(),
    "end": generator.subschema_for::<Option<Moment>>()
});

schema_of!(Contact, "Contact", "People and their phones.", |_generator| {
    "text": text(),
    "name": { "type": ["string", "null"] },
    "phone": { "type": ["string", "null"] }
});

schema_of!(Target, "Target", "The value of an indicator.", |generator| {
    "text": text(),
    "kind": generator.subschema_for::<TargetKind>(),
    "op": generator.subschema_for::<Option<Op>>(),
    "value": number(),
    "max": number(),
    "unit": { "type": ["string", "null"] },
    "parts": generator.subschema_for::<Vec<TargetPart>>()
});

impl JsonSchema for TargetPart {
    fn schema_name() -> Cow<'static, str> {
        "TargetPart".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One of several comparisons in the value of an indicator.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "label": { "type": ["string", "null"] },
                "op": generator.subschema_for::<Option<Op>>(),
                "value": number(),
                "max": number(),
                "unit": { "type": ["string", "null"] }
            }
        })
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A year, month or day: 2020, 2020-12 or 2020-12-31.",
            "anyOf": [
                { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" },
                { "type": "integer", "minimum": 1949, "maximum": 2199 }
            ]
        })
    }
}

impl JsonSchema for Op {
    fn schema_name() -> Cow<'static, str> {
        "Op".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How an indicator compares with its value; ≥ and ≤ are read as well.",
            "enum": [">=", "<=", "=", ">", "<", "≥", "≤"]
        })
    }
}

impl JsonSchema for TargetKind {
    fn schema_name() -> Cow<'static, str> {
        "TargetKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The kind of value of an indicator.",
            "enum": ["quantity", "range", "date", "parts", "qualitative", "not_applicable", "blank"]
        })
    }
}

fn text() -> Schema {
    json_schema!({ "type": ["string", "null"], "description": "The text as written." })
}

/// A number, or its digits as a string.
fn number() -> Schema {
    json_schema!({ "type": ["number", "string", "null"] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_schema() {
        let schema = schemars::schema_for!((Amount, Period, Contact, Target));
        let schema = serde_json::to_value(schema).unwrap();
        for name in ["Amount", "Period", "Contact", "Target", "TargetPart", "TargetKind", "Moment", "Op"] {
            assert!(schema["$defs"].get(name).is_some(), "{name}");
        }
        assert_eq!(schema["$defs"]["Amount"]["anyOf"][0]["properties"]["text"]["type"][0], "string");
    }

    /// Every kind that serde knows stands in the schema, and no other.
    #[test]
    fn the_kinds_are_those_of_serde() {
        let schema = serde_json::to_value(schemars::schema_for!(TargetKind)).unwrap();
        let kinds = schema["enum"].as_array().unwrap();
        for kind in kinds {
            assert!(serde_json::from_value::<TargetKind>(kind.clone()).is_ok(), "{kind}");
        }
        assert_eq!(kinds.len(), 7);
    }
}
