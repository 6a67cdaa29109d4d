//! Reads a workbook back into data.

use std::collections::{BTreeMap, HashMap};

use rust_i18n::t;
use serde_json::{Map, Value, json};
use shenbao::form::Kind as FieldKind;
use shenbao::{Form, Lang};

use super::compose::{Piece, compose};
use super::grid::{Found, Grid, grids};
use super::headers::{Matched, matched, plain};
use super::layout::{Content, Layout, Part, Slot, Told, name_field, name_of};
use super::overflow;
use crate::data;
use crate::failure::{Failure, Kind};

/// What a workbook holds.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) declarations: Vec<Given>,
    /// What somebody should know, each with the address of its cell.
    pub(crate) notes: Vec<String>,
}

/// A declaration, and where its values stand.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) value: Value,
    /// The row, as `申报表!3`.
    pub(crate) row: String,
    /// The addresses of cells by keys of values, as `申报表!F3`.
    pub(crate) cells: BTreeMap<String, String>,
}

impl Given {
    /// The cell in which the value of a key stands, or else the row of the declaration.
    pub(crate) fn cell_of(&self, key: Option<&str>) -> &str {
        let mut key = key.unwrap_or_default();
        loop {
            if let Some(cell) = self.cells.get(key) {
                return cell;
            }
            match key.rfind(['.', '[']) {
                Some(end) => key = key.get(..end).unwrap_or_default(),
                None => return &self.row,
            }
        }
    }
}

/// Reads the declarations of a workbook. Cells that hold nothing say nothing.
///
/// # Errors
///
/// All that is wrong, each with the address of its cell. Columns with values that the form does not know are, unless
/// `allow_unplaced`.
pub(crate) fn read(
    form: &Form,
    built_in: bool,
    bytes: &[u8],
    allow_unplaced: bool,
) -> Result<Read, Vec<Failure>> {
    let grids = grids(bytes).map_err(|failure| vec![failure])?;
    let layouts = [Lang::Zh, Lang::En].map(|lang| Layout::in_lang(form, built_in, lang));
    let mut reader = Reader::new(form, built_in, allow_unplaced);
    let mut sheets = Vec::new();
    for grid in &grids {
        match matched(&layouts, grid) {
            Some(found) => sheets.push((grid, found)),
            None if grid.rows.is_empty() => {}
            None => reader.strange.push(grid.name.clone()),
        }
    }
    // What others refer to comes first.
    sheets.sort_by_key(|(_, found)| match found.sheet.content {
        Content::Overflow => 0,
        Content::Declarations => 1,
        _ => 2,
    });
    for (grid, found) in &sheets {
        match found.sheet.content {
            Content::Overflow => reader.overflow(grid, found),
            Content::Declarations => reader.declarations(grid, found),
            Content::List(list) => reader.rows(grid, found, |_| Some(list.key.clone())),
            Content::Labelled => reader.labelled(grid, found),
            // Made from the declarations.
            Content::Findings | Content::Totals | Content::Files => {}
        }
    }
    if !reader.wrong.is_empty() {
        return Err(reader.wrong);
    }
    if reader.drafts.is_empty() {
        let strange = reader.strange.iter().map(|name| {
            let cause = t!("workbook.wrong.sheet").into_owned();
            Failure::new(Kind::CellWrong { cell: name.clone(), cause })
        });
        return Err(strange.chain([Failure::new(Kind::NoData)]).collect());
    }
    for name in &reader.strange {
        reader.notes.push(t!("workbook.note.sheet", name = name).into_owned());
    }
    Ok(Read { declarations: reader.drafts, notes: reader.notes })
}

struct Reader<'f> {
    form: &'f Form,
    built_in: bool,
    allow_unplaced: bool,
    drafts: Vec<Given>,
    numbers: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
    overflows: BTreeMap<usize, String>,
    wrong: Vec<Failure>,
    notes: Vec<String>,
    /// Sheets that are nothing known.
    strange: Vec<String>,
}

/// What a row says beside its values.
#[derive(Default)]
struct Beside {
    number: Option<String>,
    name: Option<String>,
    field: Option<String>,
    label: String,
    text: String,
}

impl<'f> Reader<'f> {
    fn new(form: &'f Form, built_in: bool, allow_unplaced: bool) -> Reader<'f> {
        Reader {
            form,
            built_in,
            allow_unplaced,
            drafts: Vec::new(),
            numbers: HashMap::new(),
            names: HashMap::new(),
            overflows: BTreeMap::new(),
            wrong: Vec::new(),
            notes: Vec::new(),
            strange: Vec::new(),
        }
    }

    fn overflow(&mut self, grid: &Grid, found: &Matched<'_, '_>) {
        for (_, row) in grid.rows.range(found.first..) {
            let (beside, ..) = self.row_of(grid, found, 0, row);
            if let Some(number) = beside.number.and_then(|number| number.parse().ok()) {
                self.overflows.entry(number).or_default().push_str(&beside.text);
            }
        }
    }

    fn declarations(&mut self, grid: &Grid, found: &Matched<'_, '_>) {
        self.unknown(grid, found);
        for (&at, row) in grid.rows.range(found.first..) {
            let (beside, value, cells) = self.row_of(grid, found, at, row);
            if value.as_object().is_none_or(Map::is_empty) && beside.number.is_none() {
                continue;
            }
            let index = self.drafts.len();
            if let Some(number) = beside.number
                && self.numbers.insert(number.clone(), index).is_some()
            {
                self.wrong(grid.address(at, 0), &t!("workbook.wrong.twice", number = number));
            }
            let name = name_field(self.form).and_then(|field| data::get(&value, &field.key));
            if let Some(name) = name.and_then(Value::as_str) {
                self.names.entry(name.trim().to_owned()).or_default().push(index);
            }
            self.drafts.push(Given { value, row: format!("{}!{}", grid.name, at + 1), cells });
        }
    }

    /// Rows that belong to a declaration and go into one of its lists.
    fn rows(&mut self, grid: &Grid, found: &Matched<'_, '_>, list: impl Fn(&Beside) -> Option<String>) {
        self.unknown(grid, found);
        for (&at, row) in grid.rows.range(found.first..) {
            let (beside, value, cells) = self.row_of(grid, found, at, row);
            let value = match found.sheet.content {
                Content::Labelled if beside.label.is_empty() && beside.text.is_empty() => continue,
                Content::Labelled => json!({ "label": beside.label, "text": beside.text }),
                _ if value.as_object().is_none_or(Map::is_empty) => continue,
                _ => value,
            };
            let address = grid.address(at, 0);
            let Some(key) = list(&beside) else {
                let field = beside.field.unwrap_or_default();
                self.wrong(address, &t!("workbook.wrong.field", text = field));
                continue;
            };
            let owner = match self.owner(&beside) {
                Ok(owner) => owner,
                Err(cause) => {
                    self.wrong(address, &cause);
                    continue;
                }
            };
            let Some(draft) = self.drafts.get_mut(owner) else { continue };
            let number = data::push(&mut draft.value, &key, value);
            draft.cells.insert(format!("{key}[{number}]"), address);
            for (below, address) in cells {
                draft.cells.insert(format!("{key}[{number}].{below}"), address);
            }
        }
    }

    fn labelled(&mut self, grid: &Grid, found: &Matched<'_, '_>) {
        let mut names: HashMap<String, String> = HashMap::new();
        for field in self.form.fields().iter().filter(|field| field.kind == FieldKind::Opinion) {
            let own =
                [name_of(self.form, self.built_in, field), field.key.clone(), field.key.replace('_', " ")];
            for name in own.iter().chain(&field.labels) {
                names.entry(plain(name)).or_insert_with(|| field.key.clone());
            }
            if self.built_in {
                names.insert(plain(&crate::sheet::header_of(self.form, field)), field.key.clone());
            }
        }
        for locale in ["zh", "en"] {
            names.insert(plain(&t!("workbook.extra", locale = locale)), "extra".to_owned());
        }
        names.insert("extra".to_owned(), "extra".to_owned());
        self.rows(grid, found, |beside| match &beside.field {
            Some(name) => names.get(&plain(name)).cloned(),
            None => Some("extra".to_owned()),
        });
    }

    /// The declaration that a row belongs to: by its number, by its name, or because there is no other.
    fn owner(&self, beside: &Beside) -> Result<usize, String> {
        if let Some(number) = &beside.number {
            let found = self.numbers.get(number).copied();
            return found.ok_or_else(|| t!("workbook.wrong.number", number = number).into_owned());
        }
        if let Some(name) = &beside.name {
            return match self.names.get(name.trim()).map(Vec::as_slice) {
                Some(&[only]) => Ok(only),
                Some(_) => Err(t!("workbook.wrong.names", name = name).into_owned()),
                None => Err(t!("workbook.wrong.name", name = name).into_owned()),
            };
        }
        match self.drafts.len() {
            1 => Ok(0),
            _ => Err(t!("workbook.wrong.nobody").into_owned()),
        }
    }

    /// What a row says: beside its values, its values, and their cells.
    fn row_of(
        &mut self,
        grid: &Grid,
        found: &Matched<'_, '_>,
        at: u32,
        row: &BTreeMap<u32, Found>,
    ) -> (Beside, Value, BTreeMap<String, String>) {
        let mut beside = Beside::default();
        let mut values: Vec<(Slot<'_>, Vec<Piece<'_>>)> = Vec::new();
        let kept = &self.overflows;
        let unfolded: BTreeMap<u32, Found> = row
            .iter()
            .map(|(&number, cell)| match cell {
                Found::Text(text) => (number, Found::Text(overflow::whole(text, kept).to_owned())),
                other => (number, other.clone()),
            })
            .collect();
        for (&number, &column) in &found.columns {
            let Some(cell) = unfolded.get(&number) else { continue };
            match column.part {
                Part::Number => beside.number = Some(cell.to_text().trim().to_owned()),
                Part::Told(Told::Name) => beside.name = Some(cell.to_text()),
                Part::LabelledField => beside.field = Some(cell.to_text()),
                Part::Label => beside.label = cell.to_text(),
                Part::Text => beside.text = cell.to_text(),
                Part::Value(slot) => {
                    let piece = Piece { facet: slot.facet, found: cell, column: number };
                    match values.iter_mut().find(|(known, _)| known.key == slot.key) {
                        Some((_, pieces)) => pieces.push(piece),
                        None => values.push((slot, vec![piece])),
                    }
                }
                Part::File | Part::Told(_) => {}
            }
        }
        let mut data = Map::new();
        let mut cells = BTreeMap::new();
        for (slot, pieces) in &values {
            let composed = compose(slot, pieces);
            for (column, cause) in composed.wrong {
                self.wrong(grid.address(at, column), &cause);
            }
            for (column, told) in composed.notes {
                self.notes.push(format!("{}: {told}", grid.address(at, column)));
            }
            if let Some(value) = composed.value {
                data::set(&mut data, slot.key, value);
                let column = pieces.first().map_or(0, |piece| piece.column);
                cells.insert(slot.key.to_owned(), grid.address(at, column));
            }
        }
        (beside, Value::Object(data), cells)
    }

    /// Tells of columns that hold something under a header that nobody knows.
    fn unknown(&mut self, grid: &Grid, found: &Matched<'_, '_>) {
        let mut filled: BTreeMap<u32, u32> = BTreeMap::new();
        for (&at, row) in grid.rows.range(found.first..) {
            for &column in row.keys().filter(|column| !found.columns.contains_key(column)) {
                filled.entry(column).or_insert(at);
            }
        }
        for (column, row) in filled {
            let header = found.unknown.get(&column).map(String::as_str).unwrap_or_default();
            let told = t!("workbook.wrong.column", header = header);
            if self.allow_unplaced {
                self.notes.push(format!("{}: {told}", grid.address(row, column)));
            } else {
                self.wrong(grid.address(row, column), &told);
            }
        }
    }

    fn wrong(&mut self, cell: String, cause: &str) {
        self.wrong.push(Failure::new(Kind::CellWrong { cell, cause: cause.to_owned() }));
    }
}
