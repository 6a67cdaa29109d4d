//! Data as it was given into the form in which it is read back from a document: texts cleaned and trimmed, values parsed.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::de::value::Error as NoVariant;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Deserialize, Serialize};

use super::datum::{Datum, EXTRA, Row, Typed};
use super::given::{Given, Members, member};
use super::keys::{Key, Keys};
use super::record::Labelled;
use super::typed::typed;
use super::vocabulary::{Field, Form, Kind};
use crate::error::{DataCause, Wanted};
use crate::value::text::{strip_blanks, trim};
use crate::value::{Amount, AmountUnit, Contact, Op, Period, Target};

/// Why a value of the data cannot be taken.
pub(crate) enum Misfit {
    /// It is not of the field's kind.
    Wrong(DataCause),
    /// Its text and its numbers say different things.
    Contradiction,
    /// The form has no such key.
    Unknown,
}

/// Brings data into its canonical form; an error where it is no object at all.
///
/// Keys that the data does not have, or has as null, stay absent. Problems are collected with the key they are about.
pub(crate) fn canonical(
    form: &Form,
    data: &impl Serialize,
) -> Result<(Typed, Vec<(String, Misfit)>), DataCause> {
    match Given::of(data).map_err(|error| DataCause::Other { cause: error.to_string() })? {
        Given::Members(members) => Ok(canonical_members(form, &members)),
        other => Err(DataCause::Kind { wanted: Wanted::Declaration, found: other.found() }),
    }
}

fn canonical_members(form: &Form, data: &Members) -> (Typed, Vec<(String, Misfit)>) {
    let mut out = Typed::of(form);
    let (mut misfits, mut unknown, mut extra) = (Vec::new(), Vec::new(), None);
    let mut take = |number: usize, value: &Given| {
        let Some(field) = form.fields().get(number) else { return };
        match canonical_field(form, number, field, value, &mut unknown) {
            Ok(datum) => out.set(number, datum),
            Err((below, misfit)) => misfits.push((number, format!("{}{below}", field.key), misfit)),
        }
    };
    let mut strange = Vec::new();
    spread(form.keys(), data, "", &mut take, &mut |key, value| match key == EXTRA {
        true => extra = Some(labelled(value)),
        false => strange.push(key),
    });
    match extra {
        Some(Ok(pairs)) => {
            out.extra = Some(pairs.into_iter().filter(|pair| !pair.text.is_empty()).collect());
        }
        Some(Err(misfit)) => misfits.push((usize::MAX, EXTRA.to_owned(), misfit)),
        None => {}
    }
    // In the order of the form, whatever order the data has.
    misfits.sort_by_key(|(number, ..)| *number);
    let unknown = strange.into_iter().chain(unknown).map(|key| (key, Misfit::Unknown));
    (out, misfits.into_iter().map(|(_, key, misfit)| (key, misfit)).chain(unknown).collect())
}

/// Gives out what stands under known keys, by their numbers, and what stands under others, by the keys. The levels are
/// those of the keys, which are few.
fn spread<'v>(
    keys: &Keys,
    data: &'v Members,
    above: &str,
    known: &mut dyn FnMut(usize, &'v Given),
    unknown: &mut dyn FnMut(String, &'v Given),
) {
    for (name, value) in data.iter().filter(|(_, value)| *value != Given::Nothing) {
        match (keys.get(name), value) {
            (Some(Key::Value(number)), value) => known(*number, value),
            (Some(Key::Level(inner)), Given::Members(data)) => {
                spread(inner, data, &format!("{above}{name}."), known, unknown);
            }
            (Some(Key::Level(_)) | None, value) => unknown(format!("{above}{name}"), value),
        }
    }
}

fn canonical_field(
    form: &Form,
    number: usize,
    field: &Field,
    value: &Given,
    unknown: &mut Vec<String>,
) -> Result<Datum, (String, Misfit)> {
    let here = |misfit| (String::new(), misfit);
    match (field.kind, form.column_keys(number)) {
        (Kind::List, Some(keys)) => {
            let rows = value.as_list().ok_or_else(|| here(wrong(Wanted::Rows, value)))?;
            let mut out = Vec::with_capacity(rows.len());
            for (row_number, row) in rows.iter().enumerate() {
                let at = |below: &str| format!("[{row_number}]{below}");
                let Given::Members(row) = row else { return Err((at(""), wrong(Wanted::Row, row))) };
                let mut strange = |name: String, _: &Given| {
                    let key = format!("{}[].{name}", field.key);
                    if !unknown.contains(&key) {
                        unknown.push(key);
                    }
                };
                let row = canonical_row(form, field, keys, row, &mut strange)
                    .map_err(|(column, misfit)| (at(&format!(".{column}")), misfit))?;
                out.extend(row);
            }
            Ok(Datum::Rows(out))
        }
        (Kind::Opinion, _) => labelled(value).map(Datum::Opinions).map_err(here),
        (kind, _) => canonical_value(kind, value, form.amount_unit(), field).map_err(here),
    }
}

/// A row; `None` when it says nothing.
fn canonical_row(
    form: &Form,
    field: &Field,
    keys: &Keys,
    data: &Members,
    unknown: &mut dyn FnMut(String, &Given),
) -> Result<Option<Row>, (String, Misfit)> {
    let mut given: Vec<Option<&Given>> = vec![None; field.columns.len()];
    let mut known = |number: usize, value| {
        if let Some(place) = given.get_mut(number) {
            *place = Some(value);
        }
    };
    spread(keys, data, "", &mut known, &mut |key, value| unknown(key, value));
    let mut row = Vec::with_capacity(given.len());
    let mut says = false;
    for (number, (column, value)) in field.columns.iter().zip(given).enumerate() {
        let unit = form.amount_unit();
        let datum = match value {
            None => typed(column.kind, "", unit, field).0,
            Some(value) => canonical_value(column.kind, value, unit, field)
                .map_err(|misfit| (column.key.clone(), misfit))?,
        };
        says |= field.says(number, &datum.text());
        row.push(match datum {
            datum if column.optional && datum.is_empty() => None,
            // A shared cell is narrow: its text has no lines.
            Datum::Text(text) if column.group && text.contains(['\n', '\t']) => {
                Some(Datum::Text(text.split(['\n', '\t']).map(trim).collect()))
            }
            datum => Some(datum),
        });
    }
    Ok(says.then_some(row))
}

fn canonical_value(kind: Kind, value: &Given, mut unit: AmountUnit, field: &Field) -> Result<Datum, Misfit> {
    /// Goes through the type's own serde, which takes texts, numbers and objects, then cleans its text.
    fn through<T: DeserializeOwned>(
        value: &Given,
        contradicts: impl Fn(&T) -> bool,
        text: impl Fn(&T) -> &str,
    ) -> Result<String, Misfit> {
        let given: T = serde_json::from_value(value.to_json()).map_err(|error| other(&error))?;
        if contradicts(&given) {
            return Err(Misfit::Contradiction);
        }
        Ok(clean(text(&given)).into_owned())
    }
    // A value that is just what its text says needs no second look.
    if let Given::Members(members) = value
        && let Some(Given::Text(text)) = member(members, "text")
    {
        let (read, _) = typed(kind, &clean(text), unit, field);
        if is_given_as(&read, members) {
            return Ok(read);
        }
    }
    let text = match kind {
        Kind::Paragraphs => match value {
            Given::List(items) => {
                let texts: Option<Vec<&str>> = items.iter().map(Given::as_text).collect();
                texts.ok_or_else(|| wrong(Wanted::Texts, value))?.join("\n")
            }
            Given::Text(text) => text.clone(),
            other => return Err(wrong(Wanted::Texts, other)),
        },
        Kind::Year => match value {
            Given::Number(digits) => digits.clone(),
            Given::Text(text) => text.clone(),
            other => return Err(wrong(Wanted::Year, other)),
        },
        Kind::Choice => {
            let key = value.as_text().ok_or_else(|| wrong(Wanted::Option, value))?;
            if let Some(option) = field.options.iter().find(|option| option.key == key) {
                return Ok(Datum::Choice(option.key.clone()));
            }
            key.to_owned()
        }
        Kind::Amount => {
            let amount: Amount = serde_json::from_value(value.to_json()).map_err(|error| other(&error))?;
            let read_as = amount.unit_of_text().ok_or(Misfit::Contradiction)?;
            // The text of an amount from a form in 元 is in 元, its value is not.
            let has_both = ["text", "value"].iter().all(|name| value.get(name).is_some());
            if has_both && Amount::parse(&amount.text, unit).0.value != amount.value {
                unit = read_as;
            }
            clean(&amount.text).into_owned()
        }
        Kind::Period => through::<Period>(value, Period::contradicts, |period| &period.text)?,
        Kind::Contact => through::<Contact>(value, Contact::contradicts, |contact| &contact.text)?,
        Kind::Target => through::<Target>(value, Target::contradicts, |target| &target.text)?,
        _ => match value {
            Given::Text(text) => text.clone(),
            Given::Number(digits) => digits.clone(),
            other => return Err(wrong(Wanted::Text, other)),
        },
    };
    let (datum, doubt) = typed(kind, &clean(&text), unit, field);
    match (kind, doubt) {
        (Kind::Choice, _) if datum == Datum::Nothing && !trim(&text).is_empty() => {
            Err(Misfit::Wrong(DataCause::NoOption { text }))
        }
        (Kind::Year, Some(_)) => Err(Misfit::Wrong(DataCause::NoYear { text })),
        _ => Ok(datum),
    }
}

/// Whether members given for a value are those that it has, and no others.
fn is_given_as(datum: &Datum, given: &Members) -> bool {
    let mut count = 0;
    let mut member = |name: &str| {
        let found = member(given, name);
        count += usize::from(found.is_some());
        found.filter(|value| **value != Given::Nothing)
    };
    let is_text = |given: Option<&Given>, text: Option<&str>| match given {
        Some(given) => text.is_some() && given.as_text() == text,
        None => text.is_none(),
    };
    let is_number = |given: Option<&Given>, number: Option<Decimal>| match given {
        Some(Given::Number(given)) => number.is_some() && given.parse().ok() == number,
        Some(_) => false,
        None => number.is_none(),
    };
    fn name<'v, T: Deserialize<'v>>(given: Option<&'v Given>) -> Option<T> {
        T::deserialize(IntoDeserializer::<NoVariant>::into_deserializer(given?.as_text()?)).ok()
    }
    let is_same = match datum {
        Datum::Amount(amount) => {
            is_text(member("text"), Some(&amount.text)) && is_number(member("value"), amount.value)
        }
        Datum::Period(period) => {
            let mut is_end = |name: &str, end: Option<crate::value::Moment>| {
                is_text(member(name), end.map(|end| end.to_string()).as_deref())
            };
            is_end("start", period.start)
                && is_end("end", period.end)
                && is_text(member("text"), Some(&period.text))
        }
        Datum::Contact(contact) => {
            is_text(member("text"), Some(&contact.text))
                && is_text(member("name"), contact.name.as_deref())
                && is_text(member("phone"), contact.phone.as_deref())
        }
        Datum::Target(target) => {
            is_text(member("text"), Some(&target.text))
                && name(member("kind")) == Some(target.kind)
                && is_text(member("op"), target.op.map(Op::as_str))
                && is_number(member("value"), target.value)
                && is_number(member("max"), target.max)
                && is_text(member("unit"), target.unit.as_deref())
                && target.parts.is_empty()
        }
        _ => false,
    };
    is_same && count == given.len()
}

fn labelled(value: &Given) -> Result<Vec<Labelled>, Misfit> {
    if value.as_list().is_none() {
        return Err(wrong(Wanted::Labelled, value));
    }
    let pairs: Vec<Labelled> = serde_json::from_value(value.to_json()).map_err(|error| other(&error))?;
    Ok(pairs
        .into_iter()
        .map(|pair| Labelled {
            label: strip_blanks(&clean(&pair.label)).into_owned(),
            text: trim(&clean(&pair.text)).to_owned(),
        })
        .collect())
}

fn other(error: &serde_json::Error) -> Misfit {
    Misfit::Wrong(DataCause::Other { cause: error.to_string() })
}

fn wrong(wanted: Wanted, found: &Given) -> Misfit {
    Misfit::Wrong(DataCause::Kind { wanted, found: found.found() })
}

/// What a document can hold of a text: no control characters, one kind of line break.
fn clean(text: &str) -> Cow<'_, str> {
    let stays =
        |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    if text.chars().all(stays) {
        return text.into();
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
    out.into()
}
