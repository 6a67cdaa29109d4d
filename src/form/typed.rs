//! Texts to typed values, as the kinds of a form say.

use std::borrow::Cow;

use serde_json::Value;

use super::datum::{Datum, Row, Typed};
use super::record::{Content, Entry, Labelled, Record, RecordRow};
use super::vocabulary::{Column, Field, Form, Kind};
use crate::finding::{Finding, FindingKind};
use crate::value::text::{narrow, trim};
use crate::value::{
    Amount, AmountUnit, Contact, Doubt, Period, Target, parse_choice, parse_person, parse_year,
};

impl Record {
    /// The record as typed JSON, and what the values' parsers have to say.
    ///
    /// A field that the document does not have is absent. A text that its kind cannot hold is kept under `extra`,
    /// with its label.
    pub fn to_json(&self, form: &Form) -> (Value, Vec<Finding>) {
        let (typed, findings) = self.to_typed(form);
        // Typed values are texts, numbers and lists of them, which always have a JSON form.
        (typed.read_as(form).unwrap_or_default(), findings)
    }

    pub(crate) fn to_typed(&self, form: &Form) -> (Typed, Vec<Finding>) {
        let mut data = Typed::of(form);
        let mut findings = self.findings.clone();
        let mut extra = self.extra.clone();
        for entry in &self.entries {
            let Some(field) = form.fields().get(entry.field) else { continue };
            let value = match &entry.content {
                Content::Rows(rows) => Datum::Rows({
                    let unit = entry.unit.unwrap_or(form.amount_unit());
                    rows.iter().map(|row| typed_row(field, row, unit, &mut findings)).collect()
                }),
                Content::Opinions(opinions) => Datum::Opinions(opinions.clone()),
                Content::Text(text) => {
                    let unit = entry.unit.unwrap_or(form.amount_unit());
                    let (value, doubt) = typed(field.kind, text, unit, field);
                    // That none of its words stand in a place is no doubt where another field has the place too.
                    let is_read = || field.place_of.is_some() || self.is_read_as_another(form, entry, text);
                    let doubt =
                        doubt.filter(|doubt| !matches!(doubt, Doubt::ChoiceUnreadable { .. }) || !is_read());
                    if let Some(doubt) = doubt {
                        if value == Datum::Nothing && !trim(text).is_empty() {
                            let kept = Labelled {
                                label: label_of(entry.place.label.as_deref(), field),
                                text: trim(text).to_owned(),
                            };
                            if !extra.contains(&kept) {
                                extra.push(kept);
                            }
                        }
                        let finding = entry.finding(FindingKind::Value(doubt));
                        if !findings.contains(&finding) {
                            findings.push(finding);
                        }
                    }
                    value
                }
            };
            data.set(entry.field, value);
        }
        data.extra = (!extra.is_empty()).then_some(extra);
        (data, findings)
    }

    /// Whether the text of a choice has words of another one that stands in the same place.
    fn is_read_as_another(&self, form: &Form, entry: &Entry, text: &str) -> bool {
        let others = self.entries.iter().filter(|other| {
            let field = form.fields().get(other.field).and_then(|field| field.place_of.as_deref());
            let owner = form.fields().get(entry.field).map(|field| field.key.as_str());
            field.is_some() && field == owner && other.place == entry.place
        });
        others.filter_map(|other| form.fields().get(other.field)).any(|field| {
            !matches!(parse_choice(text, &field.options).1, Some(Doubt::ChoiceUnreadable { .. }))
        })
    }
}

/// The label under which a text is kept: as printed, else as the form knows it.
pub(crate) fn label_of(printed: Option<&str>, field: &Field) -> String {
    printed.or(field.labels.first().map(String::as_str)).unwrap_or(&field.key).to_owned()
}

fn typed_row(field: &Field, row: &RecordRow, unit: AmountUnit, findings: &mut Vec<Finding>) -> Row {
    let columns = field.columns.iter().zip(whole_values(field, row));
    let mut typed = |(column, text): (&Column, Cow<'_, str>)| {
        if column.optional && trim(&text).is_empty() {
            return None;
        }
        // A row has all its other keys, so that it equals itself after a way through a typed struct.
        let (value, doubt) = typed(column.kind, &text, unit, field);
        if let Some(doubt) = doubt {
            let label = column.labels.first().cloned().unwrap_or_default();
            findings.push(Finding::at(row.place.clone().with_label(label), FindingKind::Value(doubt)));
        }
        Some(value)
    };
    columns.map(&mut typed).collect()
}

/// The texts of a row by column, values put together that the form splits: `≥ | 17 | 个` is `≥17个`.
///
/// What does not make a value with its neighbour stays in its own column: 定性, or a unit beside words.
fn whole_values<'r>(field: &Field, row: &'r RecordRow) -> Vec<Cow<'r, str>> {
    let mut texts: Vec<Cow<'_, str>> =
        row.texts.iter().map(|text| text.as_deref().unwrap_or_default().into()).collect();
    for (number, column) in field.columns.iter().enumerate() {
        let Some(of) = column.before.as_deref().or(column.after.as_deref()) else { continue };
        let Some(whole) = field.columns.iter().position(|column| column.key == of) else { continue };
        let (Some(own), Some(value)) = (texts.get(number), texts.get(whole)) else { continue };
        let (own, value) = (trim(own), trim(value));
        let joined = match (own, value) {
            ("", _) | (_, "") => None,
            _ if column.before.is_some() => {
                (is_operator(own) && !has_operator(value)).then(|| format!("{own}{value}"))
            }
            _ => is_unit_of(own, value)
                .then(|| if value.ends_with(own) { value.to_owned() } else { format!("{value}{own}") }),
        };
        if let Some(joined) = joined {
            if let Some(value) = texts.get_mut(whole) {
                *value = joined.into();
            }
            if let Some(own) = texts.get_mut(number) {
                *own = "".into();
            }
        }
    }
    texts
}

fn is_operator(text: &str) -> bool {
    text.chars().count() <= 6
        && !text.chars().any(|c| c.is_ascii_digit())
        && has_operator(&format!("{text}1"))
}

fn has_operator(text: &str) -> bool {
    Target::parse(text).0.op.is_some()
}

/// Whether a unit belongs to a value: it follows a number, or is there already.
fn is_unit_of(unit: &str, value: &str) -> bool {
    let is_none = matches!(unit, "无" | "/" | "-" | "—" | "——" | "、");
    !is_none && (narrow(value).ends_with(|c: char| c.is_ascii_digit()) || value.ends_with(unit))
}

/// Reads a text as a kind of value.
pub(crate) fn typed(kind: Kind, text: &str, unit: AmountUnit, field: &Field) -> (Datum, Option<Doubt>) {
    match kind {
        Kind::Title | Kind::Text | Kind::Opinion | Kind::List => (Datum::Text(trim(text).to_owned()), None),
        Kind::Paragraphs => (Datum::Paragraphs(paragraphs(text).map(str::to_owned).collect()), None),
        Kind::Person => (Datum::Text(parse_person(text)), None),
        Kind::Year => {
            let (year, doubt) = parse_year(text);
            (year.map_or(Datum::Nothing, Datum::Year), doubt)
        }
        Kind::Choice => {
            let (choice, doubt) = parse_choice(text, &field.options);
            let ticked = choice.ticked.and_then(|ticked| field.options.get(ticked));
            (ticked.map_or(Datum::Nothing, |option| Datum::Choice(option.key.clone())), doubt)
        }
        Kind::Amount => {
            let (amount, doubt) = Amount::parse(text, unit);
            (Datum::Amount(amount), doubt)
        }
        Kind::Period => {
            let (period, doubt) = Period::parse(text);
            (Datum::Period(period), doubt)
        }
        Kind::Contact => (Datum::Contact(Contact::parse(text)), None),
        Kind::Target => {
            let (target, doubt) = Target::parse(text);
            (Datum::Target(target), doubt)
        }
    }
}

/// The paragraphs of a text that say something.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(trim).filter(|line| !line.is_empty())
}
