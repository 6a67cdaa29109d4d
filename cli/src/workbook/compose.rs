//! Values out of cells.

use rust_i18n::t;
use serde_json::{Map, Value};
use shenbao::form::{Field, Kind};
use shenbao::value::{Amount, Contact, Period};

use super::grid::Found;
use super::layout::{Facet, Slot};

/// What the cells of one value hold.
#[derive(Debug)]
pub(super) struct Piece<'c> {
    pub(super) facet: Facet,
    pub(super) found: &'c Found,
    /// The column, to say which cell is wrong.
    pub(super) column: u32,
}

/// What came of the cells of a value.
#[derive(Debug, Default)]
pub(super) struct Composed {
    pub(super) value: Option<Value>,
    /// Which column is wrong, and why.
    pub(super) wrong: Vec<(u32, String)>,
    /// What was done, which somebody should know.
    pub(super) notes: Vec<(u32, String)>,
}

/// The value that cells give, of which at least one holds something.
pub(super) fn compose(slot: &Slot<'_>, given: &[Piece<'_>]) -> Composed {
    let mut composed = Composed::default();
    for cell in given {
        let cause = match cell.found {
            Found::Error(error) => t!("workbook.wrong.error", error = error),
            Found::Damaged => t!("workbook.wrong.damaged"),
            _ => continue,
        };
        composed.wrong.push((cell.column, cause.into_owned()));
    }
    if !composed.wrong.is_empty() {
        return composed;
    }
    let of = |facet| given.iter().find(|cell| cell.facet == facet);
    let whole = of(Facet::Whole);
    match slot.kind {
        Kind::Amount => amount(whole, of(Facet::Written), &mut composed),
        Kind::Period | Kind::Contact => members(slot.kind, whole, given, &mut composed),
        Kind::Choice => composed.value = whole.map(|cell| choice(slot.field, cell, &mut composed.wrong)),
        Kind::Year => composed.value = whole.map(|cell| year(cell.found)),
        Kind::Paragraphs => {
            let text = whole.map(|cell| cell.found.to_text());
            let lines = |text: String| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            composed.value = text.map(lines);
        }
        Kind::Target => {
            if let Some(cell) = whole
                && let Found::Number(digits) = cell.found
                && digits.trim_start_matches('-').starts_with("0.")
            {
                composed.notes.push((cell.column, t!("workbook.note.percent", number = digits).into_owned()));
            }
            composed.value = whole.map(|cell| cell.found.to_text().into());
        }
        _ => composed.value = whole.map(|cell| cell.found.to_text().into()),
    }
    composed
}

/// The number counts: it is what people see and change. The text is kept where it says the same.
fn amount(number: Option<&Piece<'_>>, text: Option<&Piece<'_>>, composed: &mut Composed) {
    let (Some(number), Some(text)) = (number, text) else {
        composed.value = number.or(text).map(|cell| cell.found.to_text().into());
        return;
    };
    let together = serde_json::json!({ "text": text.found.to_text(), "value": number.found.to_text() });
    let agree = serde_json::from_value::<Amount>(together.clone()).is_ok_and(|amount| !amount.contradicts());
    composed.value = Some(if agree { together } else { number.found.to_text().into() });
    if !agree {
        let (number, written) = (number.found.to_text(), text.found.to_text());
        let told = t!("workbook.note.amount", number = number, text = written);
        composed.notes.push((text.column, told.into_owned()));
    }
}

/// A value given as a whole, or by its members; both only where they agree.
fn members(kind: Kind, whole: Option<&Piece<'_>>, given: &[Piece<'_>], composed: &mut Composed) {
    let text = whole.map(|cell| cell.found.to_text());
    let read = text.as_deref().map(|text| match kind {
        Kind::Period => serde_json::to_value(Period::parse(text).0).unwrap_or_default(),
        _ => serde_json::to_value(Contact::parse(text)).unwrap_or_default(),
    });
    let mut object = Map::new();
    for cell in given {
        let Facet::Member(name) = cell.facet else { continue };
        let member = match kind {
            Kind::Period => moment(cell.found, name == "start"),
            _ => Some(cell.found.to_text()),
        };
        let Some(member) = member else {
            let text = cell.found.to_text();
            composed.wrong.push((cell.column, t!("workbook.wrong.moment", text = text).into_owned()));
            continue;
        };
        let said = read.as_ref().map(|read| read.get(name).and_then(Value::as_str).unwrap_or_default());
        if said.is_some_and(|said| said != member) {
            let told = t!("workbook.wrong.differs", text = text.as_deref().unwrap_or_default());
            composed.wrong.push((cell.column, told.into_owned()));
        }
        object.insert(name.to_owned(), member.into());
    }
    composed.value = Some(text.map_or(Value::Object(object), Value::from));
}

/// A date, month or year in the way of the data: `2026-03-01`.
fn moment(found: &Found, is_start: bool) -> Option<String> {
    let period = match found {
        Found::Date { year, month, day } => return Some(format!("{year:04}-{month:02}-{day:02}")),
        found => Period::parse(&found.to_text()).0,
    };
    let moment = if is_start { period.start } else { period.end };
    Some(moment?.to_string())
}

fn year(found: &Found) -> Value {
    match found {
        Found::Date { year, .. } => (*year).into(),
        Found::Number(digits) => digits.parse::<u16>().map_or_else(|_| digits.clone().into(), Value::from),
        other => other.to_text().into(),
    }
}

/// The key of the option that the cell names, by its key or in any of its words.
fn choice(field: &Field, cell: &Piece<'_>, wrong: &mut Vec<(u32, String)>) -> Value {
    let text = cell.found.to_text();
    let named = text.trim();
    let option = field
        .options
        .iter()
        .find(|option| option.key == named)
        .or_else(|| field.options.iter().find(|option| option.words.iter().any(|word| word == named)));
    match option {
        Some(option) => option.key.clone().into(),
        None => {
            let words = field.options.iter().filter_map(|option| option.words.first());
            let options = words.map(String::as_str).collect::<Vec<_>>().join("、");
            let told = t!("workbook.wrong.option", text = named, options = options);
            wrong.push((cell.column, told.into_owned()));
            Value::Null
        }
    }
}
