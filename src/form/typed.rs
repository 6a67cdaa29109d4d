//! Texts to typed values and back, as the kinds of a form say. In between is JSON, the contract of the data.

use serde_json::{Map, Value, json};

use super::record::{Content, Entry, Labelled, Record, RecordRow};
use super::vocabulary::{Column, Field, Form, Kind};
use crate::error::{DataCause, Found, Wanted};
use crate::finding::{Finding, FindingKind};
use crate::value::text::{narrow, trim};
use crate::value::{
    Amount, AmountUnit, Contact, Doubt, Period, Target, parse_choice, parse_person, parse_year,
};

/// The key under which labels stand that the form does not know.
pub(crate) const EXTRA: &str = "extra";

/// The typed values of one declaration, each by its field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    fields: Vec<Option<Value>>,
    extra: Option<Value>,
}

impl Typed {
    fn of(form: &Form) -> Typed {
        Typed { fields: vec![None; form.fields().len()], extra: None }
    }

    /// The value of a field by its number; null counts as absent.
    pub(crate) fn get(&self, field: usize) -> Option<&Value> {
        self.fields.get(field)?.as_ref().filter(|value| !value.is_null())
    }

    pub(crate) fn set(&mut self, field: usize, value: Value) {
        if let Some(place) = self.fields.get_mut(field) {
            *place = Some(value);
        }
    }

    /// What stands beside labels that the form does not know.
    pub(crate) fn extra(&self) -> Option<&Value> {
        self.extra.as_ref()
    }

    pub(crate) fn set_extra(&mut self, extra: Value) {
        self.extra = Some(extra);
    }

    /// The values under the keys of their fields.
    pub(crate) fn into_json(self, form: &Form) -> Value {
        let mut data = Map::new();
        for (field, value) in form.fields().iter().zip(self.fields) {
            if let Some(value) = value {
                set(&mut data, &field.key, value);
            }
        }
        if let Some(extra) = self.extra {
            data.insert(EXTRA.to_owned(), extra);
        }
        Value::Object(data)
    }

    /// The keys under which two declarations differ.
    pub(crate) fn differing_keys<'f>(&self, other: &Typed, form: &'f Form) -> impl Iterator<Item = &'f str> {
        let differs = |number: usize| self.get(number) != other.get(number);
        let fields = form.fields().iter().enumerate();
        let extra = (self.extra() != other.extra()).then_some(EXTRA);
        fields.filter(move |(number, _)| differs(*number)).map(|(_, field)| field.key.as_str()).chain(extra)
    }
}

impl Record {
    /// The record as typed JSON, and what the values' parsers have to say.
    ///
    /// A field that the document does not have is absent. A text that its kind cannot hold is kept under `extra`,
    /// with its label.
    pub fn to_json(&self, form: &Form) -> (Value, Vec<Finding>) {
        let (typed, findings) = self.to_typed(form);
        (typed.into_json(form), findings)
    }

    pub(crate) fn to_typed(&self, form: &Form) -> (Typed, Vec<Finding>) {
        let mut data = Typed::of(form);
        let mut findings = self.findings.clone();
        let mut extra: Vec<Value> = self.extra.iter().map(pair).collect();
        for entry in &self.entries {
            let Some(field) = form.fields().get(entry.field) else { continue };
            let value = match &entry.content {
                Content::Rows(rows) => Value::Array({
                    let unit = entry.unit.unwrap_or(form.amount_unit());
                    rows.iter().map(|row| row_to_json(field, row, unit, &mut findings)).collect()
                }),
                Content::Opinions(opinions) => opinions.iter().map(pair).collect(),
                Content::Text(text) => {
                    let unit = entry.unit.unwrap_or(form.amount_unit());
                    let (value, doubt) = typed(field.kind, text, unit, field);
                    // That none of its words stand in a place is no doubt where another field has the place too.
                    let is_read = || field.place_of.is_some() || self.is_read_as_another(form, entry, text);
                    let doubt =
                        doubt.filter(|doubt| !matches!(doubt, Doubt::ChoiceUnreadable { .. }) || !is_read());
                    if let Some(doubt) = doubt {
                        if value.is_null() && !trim(text).is_empty() {
                            let label = label_of(entry, field);
                            let kept = json!({ "label": label, "text": trim(text) });
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
        data.extra = (!extra.is_empty()).then_some(Value::Array(extra));
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

fn label_of(entry: &Entry, field: &Field) -> String {
    let printed = entry.place.label.clone();
    printed.or_else(|| field.labels.first().cloned()).unwrap_or_else(|| field.key.clone())
}

fn pair(labelled: &Labelled) -> Value {
    json!({ "label": labelled.label, "text": labelled.text })
}

fn row_to_json(field: &Field, row: &RecordRow, unit: AmountUnit, findings: &mut Vec<Finding>) -> Value {
    let mut data = Map::new();
    let texts = whole_values(field, row);
    for (column, text) in field.columns.iter().zip(texts) {
        if column.optional && trim(&text).is_empty() {
            continue;
        }
        // A row has all its other keys, so that it equals itself after a way through a typed struct.
        let (value, doubt) = typed(column.kind, &text, unit, field);
        if let Some(doubt) = doubt {
            let label = column.labels.first().cloned().unwrap_or_default();
            findings.push(Finding::at(row.place.clone().with_label(label), FindingKind::Value(doubt)));
        }
        set(&mut data, &column.key, value);
    }
    Value::Object(data)
}

/// The texts of a row by column, values put together that the form splits: `≥ | 17 | 个` is `≥17个`.
///
/// What does not make a value with its neighbour stays in its own column: 定性, or a unit beside words.
fn whole_values(field: &Field, row: &RecordRow) -> Vec<String> {
    let mut texts: Vec<String> = row.texts.iter().map(|text| text.clone().unwrap_or_default()).collect();
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
                *value = joined;
            }
            if let Some(own) = texts.get_mut(number) {
                own.clear();
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
pub(crate) fn typed(kind: Kind, text: &str, unit: AmountUnit, field: &Field) -> (Value, Option<Doubt>) {
    match kind {
        Kind::Title | Kind::Text | Kind::Opinion | Kind::List => (trim(text).into(), None),
        Kind::Paragraphs => (paragraphs(text).map(Value::from).collect(), None),
        Kind::Person => (parse_person(text).into(), None),
        Kind::Year => {
            let (year, doubt) = parse_year(text);
            (year.map_or(Value::Null, Value::from), doubt)
        }
        Kind::Choice => {
            let (choice, doubt) = parse_choice(text, &field.options);
            let ticked = choice.ticked.and_then(|ticked| field.options.get(ticked));
            (ticked.map_or(Value::Null, |option| option.key.clone().into()), doubt)
        }
        Kind::Amount => {
            let (amount, doubt) = Amount::parse(text, unit);
            (to_value(&amount), doubt)
        }
        Kind::Period => {
            let (period, doubt) = Period::parse(text);
            (to_value(&period), doubt)
        }
        Kind::Contact => (to_value(&Contact::parse(text)), None),
        Kind::Target => {
            let (target, doubt) = Target::parse(text);
            (to_value(&target), doubt)
        }
    }
}

/// The paragraphs of a text that say something.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(trim).filter(|line| !line.is_empty())
}

fn to_value(value: &impl serde::Serialize) -> Value {
    // The values are structs of texts and numbers, which always have a JSON form.
    serde_json::to_value(value).unwrap_or(Value::Null)
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

/// The value under a dotted key; null counts as absent.
pub(crate) fn get<'v>(data: &'v Value, key: &str) -> Option<&'v Value> {
    key.split('.').try_fold(data, |data, step| data.get(step)).filter(|value| !value.is_null())
}

/// Why a value of the data cannot be taken.
pub(crate) enum Misfit {
    /// It is not of the field's kind.
    Wrong(DataCause),
    /// Its text and its numbers say different things.
    Contradiction,
    /// The form has no such key.
    Unknown,
}

/// Brings data into the form in which it is read back from a document: texts cleaned and trimmed, values parsed.
///
/// Keys that the data does not have, or has as null, stay absent. Problems are collected with the key they are about.
pub(crate) fn canonical(form: &Form, data: &Value) -> (Typed, Vec<(String, Misfit)>) {
    let mut out = Typed::of(form);
    let mut misfits = Vec::new();
    for (number, field) in form.fields().iter().enumerate() {
        let Some(value) = get(data, &field.key) else { continue };
        match canonical_field(form, field, value) {
            Ok(value) => out.set(number, value),
            Err((below, misfit)) => misfits.push((format!("{}{below}", field.key), misfit)),
        }
    }
    if let Some(extra) = get(data, EXTRA) {
        match labelled(extra) {
            Ok(pairs) => {
                let said = pairs.into_iter().filter(|pair| !pair.text.is_empty());
                out.set_extra(said.map(|labelled| pair(&labelled)).collect());
            }
            Err(misfit) => misfits.push((EXTRA.to_owned(), misfit)),
        }
    }
    let mut unknown = Vec::new();
    unknown_keys(form, "", data, &mut unknown);
    misfits.extend(unknown.into_iter().map(|key| (key, Misfit::Unknown)));
    (out, misfits)
}

fn canonical_field(form: &Form, field: &Field, value: &Value) -> Result<Value, (String, Misfit)> {
    let here = |misfit| (String::new(), misfit);
    match field.kind {
        Kind::List => {
            let rows = value.as_array().ok_or_else(|| here(wrong(Wanted::Rows, value)))?;
            let mut out = Vec::new();
            for (row_number, row) in rows.iter().enumerate() {
                let at = |misfit| (format!("[{row_number}]"), misfit);
                if !row.is_object() {
                    return Err(at(wrong(Wanted::Row, row)));
                }
                let mut data = Map::new();
                let mut says = false;
                for (number, column) in field.columns.iter().enumerate() {
                    let text = match get(row, &column.key) {
                        None => canonical_value(column.kind, &Value::from(""), form.amount_unit(), field),
                        Some(value) => canonical_value(column.kind, value, form.amount_unit(), field),
                    };
                    let value = text.map_err(|misfit| (format!("[{row_number}].{}", column.key), misfit))?;
                    says |= field.says(number, &text_of(&value));
                    if column.optional && text_of(&value).is_empty() {
                        continue;
                    }
                    set(&mut data, &column.key, if column.group { flat(&value) } else { value });
                }
                if says {
                    out.push(Value::Object(data));
                }
            }
            Ok(Value::Array(out))
        }
        Kind::Opinion => labelled(value).map(|pairs| pairs.iter().map(pair).collect()).map_err(here),
        kind => canonical_value(kind, value, form.amount_unit(), field).map_err(here),
    }
}

/// A shared cell is narrow: its text has no lines.
fn flat(value: &Value) -> Value {
    match value {
        Value::String(text) => text.split(['\n', '\t']).map(trim).collect::<String>().into(),
        other => other.clone(),
    }
}

fn canonical_value(kind: Kind, value: &Value, mut unit: AmountUnit, field: &Field) -> Result<Value, Misfit> {
    /// Goes through the type's own serde, which takes texts, numbers and objects, then cleans and reads its text.
    fn through<T: serde::de::DeserializeOwned>(
        value: &Value,
        contradicts: impl Fn(&T) -> bool,
        text: impl Fn(&T) -> &str,
    ) -> Result<String, Misfit> {
        let typed: T = serde_json::from_value(value.clone()).map_err(|error| other(&error))?;
        if contradicts(&typed) {
            return Err(Misfit::Contradiction);
        }
        Ok(clean(text(&typed)))
    }
    // A value that is just what its text says needs no second look.
    if let Some(text) = value.get("text").and_then(Value::as_str)
        && matches!(kind, Kind::Amount | Kind::Period | Kind::Contact | Kind::Target)
    {
        let (read, _) = typed(kind, &clean(text), unit, field);
        if read == *value {
            return Ok(read);
        }
    }
    let text = match kind {
        Kind::Paragraphs => match value {
            Value::Array(items) => {
                let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                texts.ok_or_else(|| wrong(Wanted::Texts, value))?.join("\n")
            }
            Value::String(text) => text.clone(),
            other => return Err(wrong(Wanted::Texts, other)),
        },
        Kind::Year => match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            other => return Err(wrong(Wanted::Year, other)),
        },
        Kind::Choice => {
            let key = value.as_str().ok_or_else(|| wrong(Wanted::Option, value))?;
            if let Some(option) = field.options.iter().find(|option| option.key == key) {
                return Ok(option.key.clone().into());
            }
            key.to_owned()
        }
        Kind::Amount => {
            let amount: Amount = serde_json::from_value(value.clone()).map_err(|error| other(&error))?;
            let read_as = amount.unit_of_text().ok_or(Misfit::Contradiction)?;
            // The text of an amount from a form in 元 is in 元, its value is not.
            let has_both = ["text", "value"].iter().all(|member| get(value, member).is_some());
            if has_both && Amount::parse(&amount.text, unit).0.value != amount.value {
                unit = read_as;
            }
            clean(&amount.text)
        }
        Kind::Period => through::<Period>(value, Period::contradicts, |period| &period.text)?,
        Kind::Contact => through::<Contact>(value, Contact::contradicts, |contact| &contact.text)?,
        Kind::Target => through::<Target>(value, Target::contradicts, |target| &target.text)?,
        _ => match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => return Err(wrong(Wanted::Text, other)),
        },
    };
    let (value, doubt) = typed(kind, &clean(&text), unit, field);
    match (kind, doubt) {
        (Kind::Choice, _) if value.is_null() && !trim(&text).is_empty() => {
            Err(Misfit::Wrong(DataCause::NoOption { text }))
        }
        (Kind::Year, Some(_)) => Err(Misfit::Wrong(DataCause::NoYear { text })),
        _ => Ok(value),
    }
}

fn labelled(value: &Value) -> Result<Vec<Labelled>, Misfit> {
    if !value.is_array() {
        return Err(wrong(Wanted::Labelled, value));
    }
    let pairs: Vec<Labelled> = serde_json::from_value(value.clone()).map_err(|error| other(&error))?;
    Ok(pairs
        .into_iter()
        .map(|pair| Labelled {
            label: crate::value::text::strip_blanks(&clean(&pair.label)).into_owned(),
            text: trim(&clean(&pair.text)).to_owned(),
        })
        .collect())
}

fn other(error: &serde_json::Error) -> Misfit {
    Misfit::Wrong(DataCause::Other { cause: error.to_string() })
}

fn wrong(wanted: Wanted, found: &Value) -> Misfit {
    Misfit::Wrong(DataCause::Kind { wanted, found: Found::of(found) })
}

impl Found {
    pub(crate) fn of(value: &Value) -> Found {
        match value {
            Value::Null => Found::Null,
            Value::Bool(_) => Found::Bool,
            Value::Number(_) => Found::Number,
            Value::String(_) => Found::Text,
            Value::Array(_) => Found::List,
            Value::Object(_) => Found::Object,
        }
    }
}

/// The keys of the data that the form does not know; no deeper than the keys of the form.
fn unknown_keys(form: &Form, above: &str, data: &Value, unknown: &mut Vec<String>) {
    let leads_to = |key: &str, start: &str| {
        key.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    for (name, value) in data.as_object().into_iter().flatten() {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        if value.is_null() || key == EXTRA {
            continue;
        }
        if let Some((_, field)) = form.field(&key) {
            if field.kind != Kind::List {
                continue;
            }
            let rows = value.as_array().into_iter().flatten().filter_map(Value::as_object).flatten();
            for (name, _) in rows.filter(|(_, value)| !value.is_null()) {
                let strange = format!("{key}[].{name}");
                let known = field.columns.iter().any(|column| leads_to(&column.key, name));
                if !known && !unknown.contains(&strange) {
                    unknown.push(strange);
                }
            }
        } else if form.fields().iter().any(|field| leads_to(&field.key, &key)) {
            unknown_keys(form, &key, value, unknown);
        } else {
            unknown.push(key);
        }
    }
}

/// What a document can hold of a text: no control characters, one kind of line break.
pub(crate) fn clean(text: &str) -> String {
    let stays =
        |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    if text.chars().all(stays) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(character),
            // Not characters in XML 1.0 (section 2.2), or, for the C1 controls, none that a page shows.
            '\u{FFFE}' | '\u{FFFF}' => {}
            character if character.is_control() => {}
            character => out.push(character),
        }
    }
    out
}

/// The text of a canonical value, as a place of its kind holds it.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join("\n"),
        Value::Object(members) => members.get("text").map(text_of).unwrap_or_default(),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// The texts of a canonical row, by column.
pub(crate) fn row_texts(columns: &[Column], row: &Value) -> Vec<String> {
    columns.iter().map(|column| get(row, &column.key).map(text_of).unwrap_or_default()).collect()
}
