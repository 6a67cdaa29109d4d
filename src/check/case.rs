use std::borrow::Cow;

use super::profile::Profile;
use crate::declaration::{Declaration, Indicator};
use crate::extract::Extraction;
use crate::finding::{Finding, FindingKind};
use crate::place::Place;
use crate::value::text::{fold, is_blank, strip_blanks};
use crate::value::{Doubt, Target, TargetKind};

/// What the rules judge.
pub(super) struct Case<'c> {
    extraction: &'c Extraction,
    profile: &'c Profile,
    /// The indicators of the year, then those of the whole term, with what the parser of their values doubts.
    pub(super) rows: Vec<Row<'c>>,
}

/// An indicator, its list and its number there.
pub(super) struct Row<'c> {
    pub(super) list: &'static str,
    pub(super) number: usize,
    pub(super) indicator: &'c Indicator,
    pub(super) doubt: Option<Doubt>,
}

/// The key of the list of the year.
const ANNUAL: &str = "indicators";

impl<'c> Case<'c> {
    pub(super) fn new(extraction: &'c Extraction, profile: &'c Profile) -> Case<'c> {
        let declaration = &extraction.declaration;
        let lists =
            [(ANNUAL, &declaration.indicators), ("long_term_indicators", &declaration.long_term_indicators)];
        let rows = lists.into_iter().flat_map(|(list, indicators)| {
            indicators.iter().enumerate().map(move |(number, indicator)| Row {
                list,
                number,
                indicator,
                doubt: Target::parse(&indicator.target.text).1,
            })
        });
        Case { rows: rows.collect(), extraction, profile }
    }

    pub(super) fn declaration(&self) -> &'c Declaration {
        &self.extraction.declaration
    }

    /// The indicators of the year.
    pub(super) fn annual(&self) -> impl Iterator<Item = &Row<'c>> {
        self.rows.iter().filter(|row| row.list == ANNUAL)
    }

    /// Whether the form has a place for the value. Of data without any places nothing is known, so all of it counts.
    pub(super) fn asks(&self, key: &str) -> bool {
        self.extraction.places.is_empty() || self.extraction.places.contains_key(key)
    }

    pub(super) fn at(&self, key: &str) -> Option<Place> {
        self.extraction.places.get(key)
    }

    /// The place of an indicator's name or target, or of its row.
    pub(super) fn at_row(&self, row: &Row<'_>, column: &str) -> Option<Place> {
        let Row { list, number, .. } = row;
        self.at(&format!("{list}[{number}].{column}")).or_else(|| self.at(&format!("{list}[{number}]")))
    }

    /// What the reader doubted, where.
    pub(super) fn doubts(&self) -> impl Iterator<Item = (&'c Doubt, Option<&'c Place>)> {
        self.findings().filter_map(|finding| match &finding.kind {
            FindingKind::Value(doubt) => Some((doubt, finding.place.as_ref())),
            _ => None,
        })
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = &'c Finding> {
        self.extraction.findings.iter()
    }

    /// The word for which a qualitative value is vague.
    pub(super) fn vague(&self, target: &Target) -> Option<&str> {
        let words = &self.profile.setting("target_vague")?.words;
        let text = strip_blanks(&target.text);
        let is_in = |word: &&String| text.contains(word.as_str());
        (target.kind == TargetKind::Qualitative)
            .then(|| words.iter().filter(is_in).min_by_key(|word| text.find(word.as_str())))
            .flatten()
            .map(String::as_str)
    }
}

impl Row<'_> {
    /// Whether a level of the indicator has one of the words in it.
    pub(super) fn is_of(&self, words: &[&str]) -> bool {
        let levels = [&self.indicator.level1, &self.indicator.level2];
        levels.iter().any(|level| {
            let level = strip_blanks(level);
            words.iter().any(|word| level.contains(word))
        })
    }

    /// Whether the value has to be a number and is none.
    pub(super) fn lacks_number(&self) -> bool {
        let is_words = self.indicator.target.kind == TargetKind::Qualitative;
        matches!(self.doubt, Some(Doubt::TargetUnreadable { .. }))
            || (is_words && self.doubt.is_none() && strip_blanks(&self.indicator.level2).contains("数量"))
    }
}

/// A text without what does not count when texts are compared: width, blanks, punctuation, the number of an item.
pub(super) fn bare(text: &str) -> String {
    let item = |line: &str| {
        let line: String = fold(line).chars().filter(|c| !c.is_whitespace()).collect();
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '、' | '(' | ')');
        let rest = line.trim_start_matches(number);
        let kept: Cow<'_, str> = if rest.is_empty() { line.as_str().into() } else { rest.into() };
        kept.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    text.lines().map(item).collect()
}

pub(super) fn is_missing(text: Option<&str>) -> bool {
    text.is_none_or(is_blank)
}
