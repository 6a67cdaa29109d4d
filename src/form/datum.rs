//! Values typed by the kinds of a form.

use std::borrow::Cow;

use super::record::Labelled;
use super::vocabulary::Form;
use crate::value::{Amount, Contact, Period, Target};

/// The key under which labels stand that the form does not know.
pub(crate) const EXTRA: &str = "extra";

/// The value of one field, or of one column in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Datum {
    /// The place is there, and holds nothing that its kind can hold.
    Nothing,
    Text(String),
    Paragraphs(Vec<String>),
    Year(u16),
    /// The key of the option.
    Choice(String),
    Amount(Amount),
    Period(Period),
    Contact(Contact),
    Target(Target),
    Opinions(Vec<Labelled>),
    Rows(Vec<Row>),
}

/// The values of a row by column; one that the row leaves out is absent.
pub(crate) type Row = Vec<Option<Datum>>;

impl Datum {
    /// The text, as a place of its kind holds it.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Datum::Text(text) | Datum::Choice(text) => text.into(),
            Datum::Paragraphs(lines) => match lines.as_slice() {
                [line] => line.into(),
                lines => lines.join("\n").into(),
            },
            Datum::Year(year) => year.to_string().into(),
            Datum::Amount(amount) => (&amount.text).into(),
            Datum::Period(period) => (&period.text).into(),
            Datum::Contact(contact) => (&contact.text).into(),
            Datum::Target(target) => (&target.text).into(),
            Datum::Opinions(pairs) => {
                pairs.iter().map(|pair| pair.text.as_str()).collect::<Vec<_>>().join("\n").into()
            }
            Datum::Nothing | Datum::Rows(_) => "".into(),
        }
    }

    /// Whether there is no text.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Datum::Paragraphs(lines) => lines.iter().all(String::is_empty) && lines.len() < 2,
            Datum::Rows(rows) => rows.is_empty(),
            Datum::Opinions(pairs) => pairs.iter().all(|pair| pair.text.is_empty()),
            // The printed `年 月 至 年 月` is there to be filled in.
            Datum::Period(period) => period.is_blank(),
            other => other.text().is_empty(),
        }
    }
}

/// The typed values of one declaration, each by its field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub(super) fields: Vec<Option<Datum>>,
    /// What stands beside labels that the form does not know.
    pub(crate) extra: Option<Vec<Labelled>>,
}

impl Typed {
    pub(crate) fn of(form: &Form) -> Typed {
        Typed { fields: vec![None; form.fields().len()], extra: None }
    }

    /// The value of a field by its number; nothing counts as absent.
    pub(crate) fn get(&self, field: usize) -> Option<&Datum> {
        self.fields.get(field)?.as_ref().filter(|datum| **datum != Datum::Nothing)
    }

    /// Takes the value of a field out.
    pub(crate) fn take(&mut self, field: usize) -> Option<Datum> {
        self.fields.get_mut(field)?.take().filter(|datum| *datum != Datum::Nothing)
    }

    pub(crate) fn set(&mut self, field: usize, datum: Datum) {
        if let Some(place) = self.fields.get_mut(field) {
            *place = Some(datum);
        }
    }

    /// The keys under which two declarations differ.
    pub(crate) fn differing_keys<'f>(&self, other: &Typed, form: &'f Form) -> impl Iterator<Item = &'f str> {
        let differs = |number: usize| self.get(number) != other.get(number);
        let fields = form.fields().iter().enumerate();
        let extra = (self.extra != other.extra).then_some(EXTRA);
        fields.filter(move |(number, _)| differs(*number)).map(|(_, field)| field.key.as_str()).chain(extra)
    }
}
