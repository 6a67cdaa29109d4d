use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::Document;
use crate::form::{BoundDeclaration, Content, Field, Form, Record};
use crate::place::Place;

/// Where the values of a declaration stand, by key: `project.name`, `indicators`, `indicators[0]`,
/// `indicators[0].target`. A field without a place is not on the form; one with a place may be blank.
///
/// Few ask for them, and for few values, so that keys and labels are put together when they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    fields: Arc<Vec<Field>>,
    entries: Vec<FieldPlaces>,
    /// Those that somebody kept, and gave back.
    given: BTreeMap<String, Place>,
}

impl FromIterator<(String, Place)> for Places {
    /// Places that were kept beside a declaration, as [`Places::iter`] gave them.
    fn from_iter<I: IntoIterator<Item = (String, Place)>>(places: I) -> Places {
        Places { given: places.into_iter().collect(), ..Places::default() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct FieldPlaces {
    field: usize,
    place: Place,
    /// Of a list.
    rows: Vec<Place>,
    /// For each row, and each column in it, the row and the layout-grid column of its cell; from 1, or 0 for none.
    cells: Vec<[u32; 2]>,
}

impl Places {
    pub(crate) fn of(form: &Form, document: &Document, bound: &BoundDeclaration, record: Record) -> Places {
        let mut entries = Vec::with_capacity(record.entries.len());
        for entry in record.entries {
            let mut found =
                FieldPlaces { field: entry.field, place: entry.place, rows: Vec::new(), cells: Vec::new() };
            let list = bound.lists.iter().find(|list| list.field == entry.field);
            if let (Content::Rows(rows), Some(list)) = (entry.content, list) {
                let table = document.tables.get(list.table as usize);
                for row in rows {
                    let cells = list.columns.iter().map(|start| {
                        let cell = table?.at(row.place.row?.checked_sub(1)?, (*start)?)?;
                        Some([cell.row + 1, cell.column + 1])
                    });
                    found.cells.extend(cells.map(Option::unwrap_or_default));
                    found.rows.push(row.place);
                }
            }
            entries.push(found);
        }
        Places { fields: form.shared_fields(), entries, given: BTreeMap::new() }
    }

    /// Whether no place is known at all, as of data that came from no document.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.given.is_empty()
    }

    /// The place under a key.
    pub fn get(&self, key: &str) -> Option<Place> {
        if let Some(place) = self.given.get(key) {
            return Some(place.clone());
        }
        let (name, row) = key.split_once('[').map_or((key, None), |(name, row)| (name, Some(row)));
        let found = self.entries.iter().find(|it| self.field(it).is_some_and(|field| field.key == name))?;
        let Some(row) = row else { return Some(found.place.clone()) };
        let (number, column) = row.split_once(']')?;
        let number: usize = number.parse().ok()?;
        match column.strip_prefix('.') {
            None => found.rows.get(number).filter(|_| column.is_empty()).cloned(),
            Some(name) => {
                let columns = &self.field(found)?.columns;
                self.cell(found, number, columns.iter().position(|column| column.key == name)?)
            }
        }
    }

    /// Whether there is a place under a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// All places with their keys, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = (String, Place)> + '_ {
        let known = self.entries.iter().filter_map(|found| Some((found, self.field(found)?)));
        let given = self.given.iter().map(|(key, place)| (key.clone(), place.clone()));
        let read = known.flat_map(move |(found, field)| {
            let own = std::iter::once((field.key.clone(), found.place.clone()));
            let rows = found.rows.iter().enumerate().flat_map(move |(number, row)| {
                let key = format!("{}[{number}]", field.key);
                let columns = field.columns.iter().enumerate();
                let cells: Vec<(String, Place)> = columns
                    .filter_map(|(at, column)| {
                        Some((format!("{key}.{}", column.key), self.cell(found, number, at)?))
                    })
                    .collect();
                std::iter::once((key, row.clone())).chain(cells)
            });
            own.chain(rows)
        });
        given.chain(read)
    }

    fn field(&self, found: &FieldPlaces) -> Option<&Field> {
        self.fields.get(found.field)
    }

    fn cell(&self, found: &FieldPlaces, row: usize, column: usize) -> Option<Place> {
        let columns = &self.field(found)?.columns;
        let [at_row, at_column] = *found.cells.get(row * columns.len() + column)?;
        let label = columns.get(column)?.labels.first().cloned().unwrap_or_default();
        let place =
            Place { row: Some(at_row), column: Some(at_column), label: None, ..found.rows.get(row)?.clone() };
        (at_row > 0).then(|| place.with_label(label))
    }
}
