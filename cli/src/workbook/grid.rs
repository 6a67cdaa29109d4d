//! Workbook files as sheets of cells, few or many, wherever they stand.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, XlsxError};
use rust_decimal::Decimal;

use super::cell::DIGITS;
use crate::failure::{Failure, Kind, Result};

/// More cells than anybody types, few enough to be kept in memory.
const MOST_CELLS: usize = 20_000_000;

/// A sheet. Cells without content are not in it.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) rows: BTreeMap<u32, BTreeMap<u32, Found>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    Text(String),
    /// A number, in the digits that people see.
    Number(String),
    /// A number of more digits than Excel keeps: the last ones are zeros that nobody typed.
    Damaged,
    /// A day.
    Date {
        year: u16,
        month: u8,
        day: u8,
    },
    /// `#N/A` and the like.
    Error(String),
}

/// Reads all sheets.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Grid>> {
    let broken = |error: XlsxError| Failure::new(Kind::WorkbookBroken { cause: error.to_string() });
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut grids = Vec::new();
    let mut count = 0;
    for name in book.sheet_names() {
        let mut grid = Grid { name: name.clone(), rows: BTreeMap::new() };
        // Charts are sheets without cells.
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        {
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
            // Cell by cell: one cell at the far end of a sheet makes no table of a billion.
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                let Some(found) = found(cell.get_value().clone().into()) else { continue };
                count += 1;
                if count > MOST_CELLS {
                    let cause = format!("> {MOST_CELLS} cells");
                    return Err(Failure::new(Kind::WorkbookBroken { cause }));
                }
                grid.rows.entry(row).or_default().insert(column, found);
            }
        }
        for area in merged {
            grid.spread(area.start, area.end);
        }
        grids.push(grid);
    }
    Ok(grids)
}

impl Grid {
    pub(super) fn get(&self, row: u32, column: u32) -> Option<&Found> {
        self.rows.get(&row)?.get(&column)
    }

    /// `申报表!F3`
    pub(super) fn address(&self, row: u32, column: u32) -> String {
        let mut letters = String::new();
        let mut rest = column + 1;
        while rest > 0 {
            rest -= 1;
            letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
            rest /= 26;
        }
        format!("{}!{letters}{}", self.name, row + 1)
    }

    /// Cells that are merged downwards hold their value in each row that has any.
    fn spread(&mut self, start: (u32, u32), end: (u32, u32)) {
        let Some(value) = self.get(start.0, start.1).cloned() else { return };
        for (_, row) in self.rows.range_mut(start.0..=end.0) {
            row.entry(start.1).or_insert_with(|| value.clone());
        }
    }
}

impl Found {
    /// What a person reads in the cell.
    pub(super) fn to_text(&self) -> String {
        match self {
            Found::Text(text) | Found::Number(text) | Found::Error(text) => text.clone(),
            Found::Damaged => String::new(),
            Found::Date { year, month, day } => format!("{year}年{month}月{day}日"),
        }
    }
}

fn found(data: Data) -> Option<Found> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) if text.trim().is_empty() => return None,
        Data::String(text) => Found::Text(text.replace("\r\n", "\n")),
        Data::Int(number) => digits(&number.to_string()),
        Data::Float(number) => digits(&format!("{number:.14e}")),
        Data::Bool(truth) => Found::Text(truth.to_string().to_uppercase()),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            Found::Date { year, month, day }
        }
        Data::DateTime(duration) => digits(&format!("{:.14e}", duration.as_f64())),
        Data::DateTimeIso(text) => match day(&text) {
            Some((year, month, day)) => Found::Date { year, month, day },
            None => Found::Text(text),
        },
        Data::DurationIso(text) => Found::Text(text),
        Data::Error(error) => Found::Error(error.to_string()),
    })
}

/// A number rounded to what Excel shows of it: 0.1+0.2 is 0.3.
fn digits(number: &str) -> Found {
    let read = Decimal::from_scientific(number).or_else(|_| number.parse::<Decimal>());
    match read.map(|number| number.normalize()) {
        Ok(number) if number.trunc().abs() < Decimal::from(10_u64.pow(DIGITS)) => {
            Found::Number(number.to_string())
        }
        _ => Found::Damaged,
    }
}

/// The day of `2026-03-01T00:00:00`.
fn day(iso: &str) -> Option<(u16, u8, u8)> {
    let mut parts = iso.split('T').next()?.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_people_see() {
        let number = |float: f64| found(Data::Float(float)).unwrap();
        assert_eq!(number(0.1 + 0.2), Found::Number("0.3".into()));
        assert_eq!(number(2026.0), Found::Number("2026".into()));
        assert_eq!(number(13_800_000_000.0), Found::Number("13800000000".into()));
        assert_eq!(number(-0.0001), Found::Number("-0.0001".into()));
        assert_eq!(number(430_000_200_001_010_000.0), Found::Damaged);
        assert_eq!(number(f64::MAX), Found::Damaged);
    }

    #[test]
    fn addresses_are_those_of_excel() {
        let grid = Grid { name: "申报表".into(), rows: BTreeMap::new() };
        assert_eq!(grid.address(2, 5), "申报表!F3");
        assert_eq!(grid.address(0, 25), "申报表!Z1");
        assert_eq!(grid.address(0, 26), "申报表!AA1");
        assert_eq!(grid.address(0, 702), "申报表!AAA1");
    }
}
