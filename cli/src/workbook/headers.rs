//! Which sheet of a layout a grid is, and what its columns hold: by the keys of the hidden row, or by headers.

use std::collections::{BTreeMap, HashMap};

use shenbao::form::Kind;

use super::grid::Grid;
use super::layout::{Column, Content, Facet, Layout, Part, Sheet};

/// The keys or headers stand in one of so many rows; above them may be titles.
const SEARCHED: usize = 10;

/// A grid that is understood.
#[derive(Debug)]
pub(super) struct Matched<'l, 'f> {
    pub(super) sheet: &'l Sheet<'f>,
    pub(super) columns: BTreeMap<u32, &'l Column<'f>>,
    /// Columns that have a header nobody knows.
    pub(super) unknown: BTreeMap<u32, String>,
    /// The rows from here on are data.
    pub(super) first: u32,
}

/// Finds out what a grid is; nothing when nothing in it is known.
pub(super) fn matched<'l, 'f>(layouts: &'l [Layout<'f>], grid: &Grid) -> Option<Matched<'l, 'f>> {
    let sheets = || layouts.iter().flat_map(|layout| &layout.sheets);
    let by_key = sheets().filter_map(|sheet| {
        let keys = sheet.columns.iter().map(|column| (column.key.clone(), column)).collect();
        best_row(grid, sheet, &keys, str::to_owned)
    });
    if let Some((_, mut found)) = first_best(by_key) {
        // Under the keys stand the headers, in whatever language, or changed by somebody.
        found.first += 1;
        return Some(found);
    }
    let is_named = |sheet: &&Sheet<'_>| plain(&sheet.name) == plain(&grid.name);
    let named = sheets().find(is_named);
    let by_header = sheets()
        .filter(|sheet| named.is_none() || is_named(sheet))
        .filter_map(|sheet| best_row(grid, sheet, &headers(sheet), plain));
    // One word in common may be chance.
    let enough = if named.is_some() { 1 } else { 2 };
    first_best(by_header).filter(|(count, _)| *count >= enough).map(|(_, found)| found)
}

/// The row in which most columns of a sheet are named.
fn best_row<'l, 'f>(
    grid: &Grid,
    sheet: &'l Sheet<'f>,
    names: &HashMap<String, &'l Column<'f>>,
    look: impl Fn(&str) -> String,
) -> Option<(usize, Matched<'l, 'f>)> {
    let rows = grid.rows.iter().take(SEARCHED).map(|(&number, row)| {
        let mut found =
            Matched { sheet, columns: BTreeMap::new(), unknown: BTreeMap::new(), first: number + 1 };
        for (&at, cell) in row {
            let text = cell.to_text();
            match names.get(&look(&text)) {
                // A name that comes again is another column that nobody knows.
                Some(column) if !found.columns.values().any(|known| known.key == column.key) => {
                    found.columns.insert(at, column);
                }
                _ => {
                    found.unknown.insert(at, text);
                }
            }
        }
        (found.columns.len(), found)
    });
    first_best(rows).filter(|(count, _)| *count > 0)
}

fn first_best<T>(found: impl Iterator<Item = (usize, T)>) -> Option<(usize, T)> {
    found.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// The headers of a sheet as people may write them: ours, and all wordings of the form.
fn headers<'l, 'f>(sheet: &'l Sheet<'f>) -> HashMap<String, &'l Column<'f>> {
    let mut names: HashMap<String, &Column<'f>> = HashMap::new();
    for column in &sheet.columns {
        names.entry(plain(&column.header)).or_insert(column);
        names.entry(column.key.clone()).or_insert(column);
    }
    for column in &sheet.columns {
        let Part::Value(slot) = column.part else { continue };
        if slot.facet != Facet::Whole {
            continue;
        }
        let labels = match sheet.content {
            Content::List(list) => {
                list.columns.iter().find(|column| column.key == slot.key).map(|column| &column.labels)
            }
            _ => Some(&slot.field.labels),
        };
        for label in labels.into_iter().flatten() {
            names.entry(plain(label)).or_insert(column);
            if slot.kind == Kind::Amount {
                names.entry(plain(&format!("{label}(万元)"))).or_insert(column);
            }
        }
        names.entry(slot.key.to_owned()).or_insert(column);
    }
    names
}

/// A header for comparing: no blanks, narrow brackets, no star of a field that must be filled in.
pub(super) fn plain(header: &str) -> String {
    let narrow = |c| match c {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        other => other,
    };
    let plain: String = header.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    plain.trim_matches(['*', ':']).to_lowercase()
}
