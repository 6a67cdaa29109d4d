use crate::finding::Severity;
use crate::place::Place;
use crate::value::mask_mobiles;
use crate::value::text::strip_blanks;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The code of the rule.
    pub code: &'static str,
    /// How much it matters, by the profile.
    pub severity: Severity,
    /// Where the rule comes from, in Chinese.
    pub source: &'static str,
    /// What is wrong, with the facts.
    pub said: Said,
}

/// The same sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What a rule found.
pub(super) struct Hit {
    pub(super) place: Option<Place>,
    pub(super) said: Said,
}

/// What a rule found at a place.
pub(super) fn hit(place: Option<Place>, zh: impl Into<String>, en: impl Into<String>) -> Hit {
    Hit { place, said: Said { zh: zh.into(), en: en.into() } }
}

/// Longest text, in characters, that a message quotes.
const QUOTED: usize = 40;

/// A text in the quotation marks of the form, on one line, short.
pub(super) fn quote(text: &str) -> String {
    let masked = mask_mobiles(text);
    let bare = strip_blanks(&masked);
    match bare.char_indices().nth(QUOTED) {
        None => format!("“{bare}”"),
        Some((end, _)) => format!("“{}…”", bare.get(..end).unwrap_or_default()),
    }
}
