//! Values that a form has several places for: the start and end of a period, the name and phone of a contact.

use crate::form::datum::Datum;
use crate::form::typed::typed;
use crate::form::{BoundField, Field, Form, Kind, Slot};
use crate::value::text::trim;
use crate::value::{Contact, Period};

/// What goes into each place of a field, and the value as which it will be read back.
pub(super) fn divide(
    form: &Form,
    field: &Field,
    bound: &BoundField,
    wanted: Datum,
) -> (Vec<(Slot, String)>, Datum) {
    let text = wanted.text().into_owned();
    if bound.more.is_empty() {
        return (vec![(bound.slot, text)], wanted);
    }
    let places = bound.places();
    let read = |texts: &[String]| {
        typed(field.kind, &BoundField::joined(field.kind, texts), form.amount_unit(), field).0
    };
    // A value that its places cannot tell apart stands in the first of them as a whole.
    let whole = || {
        places.iter().enumerate().map(|(at, _)| if at == 0 { text.clone() } else { String::new() }).collect()
    };
    let parts: Vec<&str> =
        places.iter().filter_map(|(part, _)| Some(field.parts.get(*part)?.key.as_str())).collect();
    let divided = match (field.kind, parts.as_slice()) {
        (Kind::Period, [_, _]) => ends(&text),
        (Kind::Contact, [_, _]) => {
            let contact = Contact::parse(&text);
            Some([contact.name.unwrap_or_default(), contact.phone.unwrap_or_default()])
        }
        _ => None,
    };
    let divided = divided.map(Vec::from).filter(|texts| says_the_same(&read(texts), &wanted));
    let texts: Vec<String> = divided.unwrap_or_else(whole);
    let value = read(&texts);
    (places.into_iter().map(|(_, slot)| slot).zip(texts).collect(), value)
}

/// Whether two values differ in nothing but the way they are written.
fn says_the_same(one: &Datum, other: &Datum) -> bool {
    match (one, other) {
        (Datum::Period(one), Datum::Period(other)) => (one.start, one.end) == (other.start, other.end),
        (Datum::Contact(one), Datum::Contact(other)) => (&one.name, &one.phone) == (&other.name, &other.phone),
        _ => one == other,
    }
}

/// The two ends of a period, as written where each end says all of itself: `2026年1月-12月` ends in 2026年12月.
fn ends(text: &str) -> Option<[String; 2]> {
    let (period, _) = Period::parse(text);
    let (start, end) = (period.start?, period.end?);
    let is = |text: &str, moment| {
        let (read, _) = Period::parse(text);
        read.start == Some(moment) && read.end == Some(moment)
    };
    let as_written =
        text.match_indices(['-', '—', '–', '－', '~', '～', '至', '到']).find_map(|(at, sign)| {
            let (before, after) = (trim(text.get(..at)?), trim(text.get(at + sign.len()..)?));
            (is(before, start) && is(after, end)).then(|| [before.to_owned(), after.to_owned()])
        });
    Some(as_written.unwrap_or_else(|| [start.to_chinese(), end.to_chinese()]))
}
