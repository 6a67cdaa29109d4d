//! Comparison operators, in glyphs and words.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How an indicator compares with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `>=`: ≥, 不低于, 不少于, 至少, 以上
    Ge,
    /// `<=`: ≤, 不超过, 不高于, 以内, 以下
    Le,
    /// `=`
    Eq,
    /// `>`: 大于, 超过
    Gt,
    /// `<`: 小于, 低于
    Lt,
}

/// What stands in front of a number. By law 以上, 以下 and 以内 include the number itself.
const PREFIXES: &[(&str, Op)] = &[
    ("≥", Op::Ge),
    ("≥=", Op::Ge),
    ("≧", Op::Ge),
    ("⩾", Op::Ge),
    ("≽", Op::Ge),
    ("≮", Op::Ge),
    (">=", Op::Ge),
    ("=>", Op::Ge),
    ("不低于", Op::Ge),
    ("不少于", Op::Ge),
    ("不小于", Op::Ge),
    ("不得低于", Op::Ge),
    ("不得少于", Op::Ge),
    ("不得小于", Op::Ge),
    ("大于等于", Op::Ge),
    ("大于或等于", Op::Ge),
    ("高于或等于", Op::Ge),
    ("至少", Op::Ge),
    ("≤", Op::Le),
    ("≤=", Op::Le),
    ("≦", Op::Le),
    ("⩽", Op::Le),
    ("≼", Op::Le),
    ("≯", Op::Le),
    ("<=", Op::Le),
    ("=<", Op::Le),
    ("不超过", Op::Le),
    ("不超", Op::Le),
    ("不高于", Op::Le),
    ("不大于", Op::Le),
    ("不多于", Op::Le),
    ("不晚于", Op::Le),
    ("不迟于", Op::Le),
    ("不得超过", Op::Le),
    ("不得高于", Op::Le),
    ("不得大于", Op::Le),
    ("不得多于", Op::Le),
    ("小于等于", Op::Le),
    ("小于或等于", Op::Le),
    ("低于或等于", Op::Le),
    ("至多", Op::Le),
    ("最多", Op::Le),
    ("=", Op::Eq),
    ("==", Op::Eq),
    ("等于", Op::Eq),
    (">", Op::Gt),
    ("大于", Op::Gt),
    ("高于", Op::Gt),
    ("多于", Op::Gt),
    ("超过", Op::Gt),
    ("<", Op::Lt),
    ("小于", Op::Lt),
    ("低于", Op::Lt),
    ("少于", Op::Lt),
];

const SUFFIXES: &[(&str, Op)] = &[
    ("以上", Op::Ge),
    ("及以上", Op::Ge),
    ("(含)以上", Op::Ge),
    ("以上(含)", Op::Ge),
    ("以下", Op::Le),
    ("及以下", Op::Le),
    ("(含)以下", Op::Le),
    ("以下(含)", Op::Le),
    ("以内", Op::Le),
    ("之内", Op::Le),
];

impl Op {
    const ALL: [Self; 5] = [Self::Ge, Self::Le, Self::Eq, Self::Gt, Self::Lt];

    /// The operator as the JSON contract writes it, such as `>=`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ge => ">=",
            Self::Le => "<=",
            Self::Eq => "=",
            Self::Gt => ">",
            Self::Lt => "<",
        }
    }

    /// The operator as a form writes it, such as `≥`.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Ge => "≥",
            Self::Le => "≤",
            Self::Eq | Self::Gt | Self::Lt => self.as_str(),
        }
    }

    /// Whether a character is an operator, or a part of one.
    pub(super) fn is_glyph(c: char) -> bool {
        PREFIXES.iter().any(|(prefix, _)| !c.is_alphabetic() && prefix.contains(c))
    }

    /// Takes an operator off the end of the text before a number.
    pub(super) fn strip_before_number(before: &str) -> (&str, Option<Self>) {
        let last = before.as_bytes().last();
        let strip = |prefix: &str| {
            if prefix.as_bytes().last() == last { before.strip_suffix(prefix) } else { None }
        };
        longest(PREFIXES, strip).map_or((before, None), |(rest, op)| (rest, Some(op)))
    }

    /// Takes an operator off the start of a text.
    pub(super) fn strip_start(text: &str) -> (Option<Self>, &str) {
        // Most values begin with no operator, and most of those with the first byte of none.
        let first = text.as_bytes().first();
        let strip = |prefix: &str| {
            if prefix.as_bytes().first() == first { text.strip_prefix(prefix) } else { None }
        };
        longest(PREFIXES, strip).map_or((None, text), |(rest, op)| (Some(op), rest))
    }

    /// Takes an operator off the end of the text behind a number.
    pub(super) fn strip_end(text: &str) -> (&str, Option<Self>) {
        longest(SUFFIXES, |suffix| text.strip_suffix(suffix))
            .map_or((text, None), |(rest, op)| (rest, Some(op)))
    }

    /// The one meaning of an operator before a number and one behind it; `Err` when they contradict.
    pub(super) fn both(before: Option<Self>, behind: Option<Self>) -> Result<Option<Self>, ()> {
        match (before, behind) {
            (Some(Self::Ge | Self::Gt), Some(Self::Le | Self::Lt))
            | (Some(Self::Le | Self::Lt), Some(Self::Ge | Self::Gt))
            | (Some(Self::Eq), Some(_)) => Err(()),
            (Some(op), _) | (None, Some(op)) => Ok(Some(op)),
            (None, None) => Ok(None),
        }
    }
}

/// The rest of the text without the longest of the words that fit.
fn longest<'t>(words: &[(&str, Op)], strip: impl Fn(&str) -> Option<&'t str>) -> Option<(&'t str, Op)> {
    words
        .iter()
        .filter_map(|(word, op)| strip(word).map(|rest| (rest, *op)))
        .min_by_key(|(rest, _)| rest.len())
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Op {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::ALL
            .into_iter()
            .find(|op| [op.as_str(), op.symbol()].contains(&text.as_str()))
            .ok_or_else(|| Error::custom("expected one of >=, <=, =, >, <"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_operator_wins() {
        for (text, rest, op) in [
            ("数量≥", "数量", Some(Op::Ge)),
            (">=", "", Some(Op::Ge)),
            ("成本不超过", "成本", Some(Op::Le)),
            ("成本超过", "成本", Some(Op::Gt)),
            ("不低于", "", Some(Op::Ge)),
            ("低于", "", Some(Op::Lt)),
            ("数量", "数量", None),
        ] {
            assert_eq!(Op::strip_before_number(text), (rest, op));
        }
        assert_eq!(Op::strip_start("<=90%"), (Some(Op::Le), "90%"));
        assert_eq!(Op::strip_end("%及以上"), ("%", Some(Op::Ge)));
    }

    #[test]
    fn operators_are_json_strings() {
        for op in Op::ALL {
            let json = serde_json::to_string(&op).unwrap();
            assert_eq!(json, format!("\"{op}\""));
            assert_eq!(serde_json::from_str::<Op>(&json).unwrap(), op);
        }
        assert_eq!(serde_json::from_str::<Op>("\"≤\"").unwrap(), Op::Le);
        assert!(serde_json::from_str::<Op>("\"ge\"").is_err());
    }
}
