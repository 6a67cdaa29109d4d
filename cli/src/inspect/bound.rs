//! What is bound where, by the keys that the data has.

use std::collections::{HashMap, HashSet};

use shenbao::Reading;
use shenbao::form::{BoundDeclaration, BoundList, Content, Kind, Record, Slot};

/// The bindings of a document.
#[derive(Debug, Default)]
pub(crate) struct Bound {
    pub(crate) declarations: Vec<Declaration>,
    /// The keys that are bound in a cell, by table and cell, with the number of their declaration.
    pub(crate) cells: HashMap<(u32, u32), Vec<(usize, String)>>,
}

/// One declaration of the document.
#[derive(Debug, Default)]
pub(crate) struct Declaration {
    pub(crate) fields: Vec<Field>,
    pub(crate) lists: Vec<List>,
    pub(crate) extra: Vec<Field>,
}

/// A key and the text in its place.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) place: shenbao::Place,
    pub(crate) key: String,
    /// The label that leads to it, and the unit that the document names for it.
    pub(crate) label: String,
    pub(crate) text: String,
}

/// A list and its rows.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) place: shenbao::Place,
    pub(crate) key: String,
    /// The columns that the document has.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Field>,
    /// Rows without data.
    pub(crate) blank: usize,
}

impl Bound {
    pub(crate) fn of(reading: &Reading<'_>) -> Bound {
        let mut bound = Bound::default();
        let records = reading.records();
        for (number, (declaration, record)) in reading.binding.declarations.iter().zip(&records).enumerate() {
            let mut view = View { reading, number, cells: &mut bound.cells };
            let found = Declaration {
                fields: view.fields(declaration),
                lists: view.lists(declaration, record),
                extra: view.extra(declaration),
            };
            bound.declarations.push(found);
        }
        bound
    }

    /// The keys that are bound in a cell.
    pub(crate) fn keys(&self, table: u32, cell: u32) -> &[(usize, String)] {
        self.cells.get(&(table, cell)).map(Vec::as_slice).unwrap_or_default()
    }
}

struct View<'r> {
    reading: &'r Reading<'r>,
    number: usize,
    cells: &'r mut HashMap<(u32, u32), Vec<(usize, String)>>,
}

impl View<'_> {
    fn fields(&mut self, declaration: &BoundDeclaration) -> Vec<Field> {
        let mut found = Vec::new();
        let title = self.reading.form().fields().iter().find(|field| field.kind == Kind::Title);
        if let (Some(slot), Some(field)) = (&declaration.title, title) {
            found.push(self.field(slot, field.key.clone(), String::new()));
        }
        let mut opinions: HashMap<usize, usize> = HashMap::new();
        for bound in &declaration.fields {
            let Some(field) = self.reading.form().fields().get(bound.field) else { continue };
            let key = if field.kind == Kind::Opinion {
                let index = opinions.entry(bound.field).or_default();
                *index += 1;
                format!("{}[{}]", field.key, *index - 1)
            } else {
                field.key.clone()
            };
            let mut label = bound.label.clone();
            if let Some(unit) = bound.unit
                && field.kind == Kind::Amount
                && !label.contains(unit.name())
            {
                label.push_str(&format!("（{}）", unit.name()));
            }
            found.push(self.field(&bound.slot, key, label));
        }
        found
    }

    fn extra(&mut self, declaration: &BoundDeclaration) -> Vec<Field> {
        let mut found: Vec<Field> = Vec::new();
        for extra in &declaration.extras {
            // What is blank is not in the data.
            if !extra.slot.text(&self.reading.document).trim().is_empty() {
                let key = format!("extra[{}]", found.len());
                found.push(self.field(&extra.slot, key, extra.label.clone()));
            }
        }
        found
    }

    fn field(&mut self, slot: &Slot, key: String, label: String) -> Field {
        let cell = match *slot {
            Slot::Cell { table, cell } => Some((table, cell)),
            Slot::Inline { cell, .. } => cell,
        };
        if let Some(cell) = cell {
            self.bind(cell, key.clone());
        }
        let document = &self.reading.document;
        Field { place: slot.place(document), key, label, text: slot.text(document).into_owned() }
    }

    fn bind(&mut self, cell: (u32, u32), key: String) {
        self.cells.entry(cell).or_default().push((self.number, key));
    }

    fn lists(&mut self, declaration: &BoundDeclaration, record: &Record) -> Vec<List> {
        declaration.lists.iter().filter_map(|list| self.list(list, record)).collect()
    }

    fn list(&mut self, bound: &BoundList, record: &Record) -> Option<List> {
        let field = self.reading.form().fields().get(bound.field)?;
        let rows = record.entries.iter().find_map(|entry| match &entry.content {
            Content::Rows(rows) if entry.field == bound.field => Some(rows),
            _ => None,
        });
        // The data numbers only the rows that say something.
        let numbers: HashMap<u32, usize> = rows
            .into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(number, row)| Some((row.place.row?.checked_sub(1)?, number)))
            .collect();
        let has = field.columns.iter().zip(&bound.columns).filter(|(_, column)| column.is_some());
        let mut list = List {
            place: shenbao::Place { table: Some(bound.table + 1), ..Default::default() },
            key: field.key.clone(),
            columns: has.map(|(column, _)| column.key.clone()).collect(),
            rows: Vec::new(),
            blank: 0,
        };
        // A merged cell covers several rows; it is named by the first.
        let mut named = HashSet::new();
        for row in &bound.rows {
            let index = numbers.get(&row.row).map(usize::to_string).unwrap_or_default();
            for (column, cell) in field.columns.iter().zip(&row.cells) {
                if let Some(cell) = *cell
                    && named.insert(cell)
                {
                    self.bind((bound.table, cell), format!("{}[{index}].{}", field.key, column.key));
                }
            }
        }
        for (number, row) in rows.into_iter().flatten().enumerate() {
            let texts: Vec<&str> = row.texts.iter().flatten().map(String::as_str).collect();
            list.rows.push(Field {
                place: row.place.clone(),
                key: format!("{}[{number}]", field.key),
                label: String::new(),
                text: texts.join(" | "),
            });
        }
        list.blank = bound.rows.len().saturating_sub(list.rows.len());
        Some(list)
    }
}
