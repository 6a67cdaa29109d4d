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

/// The lengths in bytes of the operators in front of a number, the longest first, which wins.
const PREFIX_LENGTHS: [usize; 8] = [15, 12, 9, 6, 4, 3, 2, 1];

/// The same of those behind a number.
const SUFFIX_LENGTHS: [usize; 3] = [11, 9, 6];

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

    /// What an operator in front of a number means. By law 以上, 以下 and 以内 include the number itself.
    fn of_prefix(word: &str) -> Option<Self> {
        Some(match word {
            "≥" | "≥=" | "≧" | "⩾" | "≽" | "≮" | ">=" | "=>" => Self::Ge,
            "不低于" | "不少于" | "不小于" | "不得低于" | "不得少于" | "不得小于" => {
                Self::Ge
            }
            "大于等于" | "大于或等于" | "高于或等于" | "至少" => Self::Ge,
            "≤" | "≤=" | "≦" | "⩽" | "≼" | "≯" | "<=" | "=<" => Self::Le,
            "不超过" | "不超" | "不高于" | "不大于" | "不多于" | "不晚于" | "不迟于" => {
                Self::Le
            }
            "不得超过" | "不得高于" | "不得大于" | "不得多于" => Self::Le,
            "小于等于" | "小于或等于" | "低于或等于" | "至多" | "最多" => Self::Le,
            "=" | "==" | "等于" => Self::Eq,
            ">" | "大于" | "高于" | "多于" | "超过" => Self::Gt,
            "<" | "小于" | "低于" | "少于" => Self::Lt,
            _ => return None,
        })
    }

    fn of_suffix(word: &str) -> Option<Self> {
        Some(match word {
            "以上" | "及以上" | "(含)以上" | "以上(含)" => Self::Ge,
            "以下" | "及以下" | "(含)以下" | "以下(含)" | "以内" | "之内" => Self::Le,
            _ => return None,
        })
    }

    /// Whether a character is an operator, or a part of one.
    pub(super) fn is_glyph(c: char) -> bool {
        matches!(c, '<'..='>' | '≥' | '≧' | '⩾' | '≽' | '≮' | '≤' | '≦' | '⩽' | '≼' | '≯')
    }

    /// Takes an operator off the end of the text before a number.
    pub(super) fn strip_before_number(before: &str) -> (&str, Option<Self>) {
        let is_last = |c| matches!(c, '于' | '过' | '少' | '超' | '多') || Self::is_glyph(c);
        if before.ends_with(is_last) {
            cut_end(before, &PREFIX_LENGTHS, Self::of_prefix)
        } else {
            (before, None)
        }
    }

    /// Takes an operator off the start of a text.
    pub(super) fn strip_start(text: &str) -> (Option<Self>, &str) {
        let is_first = |c| {
            let is_word =
                matches!(c, '不' | '大' | '高' | '至' | '小' | '低' | '最' | '等' | '多' | '超' | '少');
            is_word || Self::is_glyph(c)
        };
        if !text.starts_with(is_first) {
            return (None, text);
        }
        let cut = |&length: &usize| {
            let (word, rest) = text.split_at_checked(length)?;
            Some((Some(Self::of_prefix(word)?), rest))
        };
        PREFIX_LENGTHS.iter().find_map(cut).unwrap_or((None, text))
    }

    /// Takes an operator off the end of the text behind a number.
    pub(super) fn strip_end(text: &str) -> (&str, Option<Self>) {
        cut_end(text, &SUFFIX_LENGTHS, Self::of_suffix)
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

/// Takes a word off the end of a text.
fn cut_end<'t>(
    text: &'t str,
    lengths: &[usize],
    meaning: impl Fn(&str) -> Option<Op>,
) -> (&'t str, Option<Op>) {
    let cut = |&length: &usize| {
        let (rest, word) = text.split_at_checked(text.len().checked_sub(length)?)?;
        Some((rest, Some(meaning(word)?)))
    };
    lengths.iter().find_map(cut).unwrap_or((text, None))
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
    fn an_operator_is_taken_off_either_side() {
        for words in [
            "≥ ≥= ≧ ⩾ ≽ ≮ ≤ ≤= ≦ ⩽ ≼ ≯ = == > >= => < <= =< 等于 大于 小于 高于 低于 多于 少于 超过 至少 至多 最多",
            "不超 不超过 不低于 不少于 不小于 不高于 不大于 不多于 不晚于 不迟于 不得低于 不得少于 不得小于 不得超过",
            "不得高于 不得大于 不得多于 大于等于 小于等于 大于或等于 高于或等于 小于或等于 低于或等于",
        ] {
            for word in words.split(' ') {
                let op = Op::of_prefix(word);
                assert!(op.is_some(), "{word}");
                assert_eq!(Op::strip_start(&format!("{word}9")), (op, "9"), "{word}");
                assert_eq!(Op::strip_before_number(&format!("数{word}")), ("数", op), "{word}");
            }
        }
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
