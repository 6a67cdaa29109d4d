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
    /// Of a list: for each row, the row and the layout-grid column of where it begins, and of the cell in each of its
    /// columns; from 1, or 0 for none.
    cells: Vec<[u32; 2]>,
}

impl Places {
    pub(crate) fn of(form: &Form, document: &Document, bound: &BoundDeclaration, record: Record) -> Places {
        let entries = record.entries.into_iter().map(|entry| {
            let mut cells = Vec::new();
            let list = bound.lists.iter().find(|list| list.field == entry.field);
            if let (Content::Rows(rows), Some(list)) = (entry.content, list) {
                let table = document.tables.get(list.table as usize);
                cells.reserve_exact(rows.len() * (1 + list.columns.len()));
                for row in rows {
                    let at = row.place.row.unwrap_or_default();
                    cells.push([at, row.place.column.unwrap_or_default()]);
                    cells.extend(list.columns.iter().map(|start| {
                        let cell = start.and_then(|start| table?.at(at.checked_sub(1)?, start));
                        cell.map_or([0, 0], |cell| [cell.row + 1, cell.column + 1])
                    }));
                }
            }
            FieldPlaces { field: entry.field, place: entry.place, cells }
        });
        Places { fields: form.shared_fields(), entries: entries.collect(), given: BTreeMap::new() }
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
            None => self.at(found, number, 0).filter(|_| column.is_empty()),
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
            let rows = (0..).map_while(move |number| Some((number, self.at(found, number, 0)?)));
            let rows = rows.flat_map(move |(number, row)| {
                let key = format!("{}[{number}]", field.key);
                let columns = field.columns.iter().enumerate();
                let cells: Vec<(String, Place)> = columns
                    .filter_map(|(at, column)| {
                        Some((format!("{key}.{}", column.key), self.cell(found, number, at)?))
                    })
                    .collect();
                std::iter::once((key, row)).chain(cells)
            });
            own.chain(rows)
        });
        given.chain(read)
    }

    fn field(&self, found: &FieldPlaces) -> Option<&Field> {
        self.fields.get(found.field)
    }

    fn cell(&self, found: &FieldPlaces, row: usize, column: usize) -> Option<Place> {
        let label = self.field(found)?.columns.get(column)?.labels.first().cloned().unwrap_or_default();
        Some(self.at(found, row, 1 + column)?.with_label(label))
    }

    /// One of the places of a row, counted as in [`FieldPlaces::cells`].
    fn at(&self, found: &FieldPlaces, row: usize, number: usize) -> Option<Place> {
        let in_row = 1 + self.field(found)?.columns.len();
        let [row, column] = *found.cells.get(row.checked_mul(in_row)?.checked_add(number)?)?;
        let place =
            || Place { row: Some(row), column: (column > 0).then_some(column), ..found.place.clone() };
        (row > 0).then(place)
    }
}
