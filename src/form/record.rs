use std::borrow::Cow;

use super::binding::{BoundDeclaration, BoundField, BoundList, Slot};
use super::inline::is_furniture_line;
use super::vocabulary::{Form, Kind, is_row_mark};
use crate::document::{Document, Format};
use crate::finding::{Finding, FindingKind};
use crate::place::Place;
use crate::value::AmountUnit;
use crate::value::text::{is_blank, is_blank_char, strip_blanks, trim};

/// What one declaration of a document says: texts by the keys of its form, as written, with their places.
///
/// Nothing in it is typed. A struct is read from it through the form's kinds and serde, the built-in
/// [`Declaration`](crate::Declaration) like any other.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The fields that the document has, in the order of the form.
    pub entries: Vec<Entry>,
    /// Labels that the form does not know, with what stands beside them.
    pub extra: Vec<Labelled>,
    /// What the binder had to say.
    pub findings: Vec<Finding>,
}

/// A field and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The field's number in [`Form::fields`].
    pub field: usize,
    /// What stands there.
    pub content: Content,
    /// For amounts: the unit that the document names for it.
    pub unit: Option<AmountUnit>,
    /// Where it stands.
    pub place: Place,
}

/// What stands in the place of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text; line breaks stand between paragraphs.
    Text(String),
    /// Opinions, each with its label.
    Opinions(Vec<Labelled>),
    /// The rows of a list: for each column its text, if the document has the column.
    Rows(Vec<RecordRow>),
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The texts by column.
    pub texts: Vec<Option<String>>,
    /// Where the row begins.
    pub place: Place,
}

/// A label as printed, and the text that belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Labelled {
    /// The label, without blanks.
    pub label: String,
    /// The text.
    #[serde(default)]
    pub text: String,
}

impl Record {
    /// Reads the record of one declaration out of a document.
    pub fn of(form: &Form, document: &Document, bound: &BoundDeclaration) -> Record {
        let mut first: Vec<Option<&BoundField>> = vec![None; form.fields().len()];
        for found in bound.fields.iter().rev() {
            if let Some(first) = first.get_mut(found.field) {
                *first = Some(found);
            }
        }
        let mut entries = Vec::with_capacity(1 + bound.fields.len() + bound.lists.len());
        for ((number, field), first) in form.fields().iter().enumerate().zip(first) {
            let entry = match field.kind {
                Kind::Title => bound.title.map(|slot| Entry {
                    field: number,
                    content: Content::Text(strip_blanks(&slot.text(document)).into_owned()),
                    unit: None,
                    place: slot.place(document),
                }),
                Kind::List => bound.lists.iter().find(|list| list.field == number).map(|list| Entry {
                    field: number,
                    content: Content::Rows(rows_of(form, document, list)),
                    unit: list.unit,
                    place: Place { table: Some(list.table + 1), ..Place::default() },
                }),
                Kind::Opinion => first.map(|first| opinions_of(form, document, bound, first)),
                _ => first.map(|found| {
                    let place = found.slot.place(document);
                    Entry {
                        field: number,
                        content: Content::Text(said(form, field.kind, found.text(field.kind, document))),
                        unit: found.unit,
                        place: if found.label.is_empty() {
                            place
                        } else {
                            place.with_label(found.label.clone())
                        },
                    }
                }),
            };
            entries.extend(entry);
        }
        let extra = bound
            .extras
            .iter()
            .map(|extra| labelled(document, &extra.label, &extra.slot, |_| true))
            .filter(|extra| !extra.text.is_empty())
            .collect();
        Record { entries, extra, findings: bound.findings.clone() }
    }
}

/// What a place says: nothing, where there is only what the form prints into it, such as `年 月 日` or `1.`, `2.`, `3.`.
fn said(form: &Form, kind: Kind, text: Cow<'_, str>) -> String {
    let is_printed = match kind {
        Kind::Text | Kind::Person | Kind::Contact | Kind::Period => is_furniture_line(form, &text),
        // `20  年度` has room for the rest of the year, `20XX年度` and `××××年度` for more.
        Kind::Year => {
            let rest = text.trim();
            rest.strip_prefix("20").unwrap_or(rest).chars().all(|c| is_blank_char(c) || "_XxＸ×*".contains(c))
        }
        Kind::Paragraphs => text.split('\n').all(|line| is_blank(line) || is_row_mark(line)),
        _ => false,
    };
    if is_printed { String::new() } else { text.into_owned() }
}

fn opinions_of(form: &Form, document: &Document, bound: &BoundDeclaration, first: &BoundField) -> Entry {
    let keep = |line: &str| is_blank(line) || !is_furniture_line(form, line);
    let found = bound.fields.iter().filter(|found| found.field == first.field);
    let opinions = found.map(|found| labelled(document, &found.label, &found.slot, keep)).collect();
    Entry {
        field: first.field,
        content: Content::Opinions(opinions),
        unit: None,
        place: first.slot.place(document),
    }
}

fn labelled(document: &Document, label: &str, slot: &Slot, keep: impl Fn(&str) -> bool) -> Labelled {
    let mut text = String::new();
    for line in slot.lines(document).iter().filter(|line| keep(line)) {
        text.push_str(line);
        text.push('\n');
    }
    Labelled { label: label.to_owned(), text: trim(&text).to_owned() }
}

/// The rows that say something. A row in which only shared columns are filled is a line of the blank form.
fn rows_of(form: &Form, document: &Document, list: &BoundList) -> Vec<RecordRow> {
    let Some(field) = form.fields().get(list.field) else { return Vec::new() };
    let Some(table) = document.tables.get(list.table as usize) else { return Vec::new() };
    let mut rows = Vec::new();
    // A dump prints what a merged cell covers as empty cells. A new text in a column ends what the columns to its
    // right carry.
    let is_dump = document.format == Format::Text;
    let mut carried: Vec<Option<String>> = vec![None; field.columns.len()];
    for bound in &list.rows {
        let mut texts: Vec<Option<String>> = bound
            .cells
            .iter()
            .map(|cell| {
                let slot = Slot::Cell { table: list.table, cell: (*cell)? };
                Some(trim(&slot.text(document)).to_owned())
            })
            .collect();
        let mut place = Place { table: Some(list.table + 1), row: Some(bound.row + 1), ..Place::default() };
        place.column = bound
            .cells
            .iter()
            .rev()
            .flatten()
            .find_map(|cell| table.cells.get(*cell as usize))
            .map(|cell| cell.column + 1);

        let mut fresh = false;
        for ((column, text), carried) in field.columns.iter().zip(&mut texts).zip(&mut carried) {
            if !column.group {
                continue;
            }
            // The blanks that set the characters of a narrow column apart are layout: `产出\n指标`.
            if let Some(text) = text.as_mut().filter(|text| text.contains(['\n', '\t'])) {
                *text = without_line_breaks(text);
            }
            let is_empty = text.as_deref().is_none_or(str::is_empty);
            fresh |= !is_empty;
            if is_dump && is_empty && text.is_some() && !fresh {
                text.clone_from(carried);
            } else if is_dump {
                *carried = text.clone().filter(|_| !is_empty);
            }
        }
        let says = |(column, text): (usize, &Option<String>)| {
            text.as_deref().is_some_and(|text| field.says(column, text))
        };
        if texts.iter().enumerate().any(says) {
            rows.push(RecordRow { texts, place });
        }
    }
    rows
}

/// The text of a narrow cell without the breaks that make it fit.
fn without_line_breaks(text: &str) -> String {
    text.split(['\n', '\t']).map(|line| line.trim_matches(is_blank_char)).collect()
}

impl Entry {
    /// A finding about the field's value.
    pub(crate) fn finding(&self, kind: FindingKind) -> Finding {
        Finding::at(self.place.clone(), kind)
    }
}
