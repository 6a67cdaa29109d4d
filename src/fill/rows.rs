//! Rows of a list: what is written into them, and where rows are added.
//!
//! A group with too few rows grows by copies of its last one, its merged cells growing along. Rows left over stay blank,
//! since the rules of the forms forbid deleting them.

use std::cell::OnceCell;

use super::edits::{Edits, Rendered};
use super::groups::{Group, List, RowData, assign};
use super::row::{CellPart, Merge, RowParts, set_merge, strip_identity};
use super::slot::{Protected, Source, write};
use crate::document::{Cell, Table};
use crate::finding::Protection;
use crate::form::{BoundList, BoundRow, Column, Slot, is_row_number};
use crate::value::text::is_blank;

/// Puts rows of texts, by column, into a list. Returns the rows in the order and with the group names in which they
/// will be read back.
pub(super) fn write_rows(
    source: Source<'_>,
    edits: &mut Edits,
    list: &BoundList,
    columns: &[Column],
    rows: &[Vec<String>],
) -> Result<Vec<RowData>, Protected> {
    let table = source.document.tables.get(list.table as usize).ok_or(Protected(Protection::NoRoom))?;
    let writer = Writer { source, list, table, columns, repeated: OnceCell::new() };
    let mut groups = writer.template_groups();
    assign(&writer, &mut groups, rows);
    for number in 0..groups.len() {
        let Some(group) = groups.get(number) else { break };
        for (row, texts) in group.rows.iter().zip(group.data.iter().map(Some).chain(std::iter::repeat(None)))
        {
            writer.write_row(edits, row, texts.map(|data| data.texts.as_slice()), group.named_by_data)?;
        }
        let added = group.data.get(group.rows.len().min(group.data.len())..).unwrap_or_default();
        if !added.is_empty() {
            writer.add_rows(edits, &groups, number, added)?;
        }
    }
    Ok(groups.into_iter().flat_map(|group| group.data).collect())
}

struct Writer<'a> {
    source: Source<'a>,
    list: &'a BoundList,
    table: &'a Table,
    columns: &'a [Column],
    /// For each column, whether its names stand in every row.
    repeated: OnceCell<Vec<bool>>,
}

impl List for Writer<'_> {
    fn is_group(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|column| column.group)
    }

    fn has_group(&self, group: usize) -> bool {
        let column = self.group_column(group);
        column.and_then(|column| self.list.columns.get(column)).is_some_and(Option::is_some)
    }

    fn is_free(&self, row: &BoundRow, group: usize) -> bool {
        let cell = self.group_column(group).and_then(|column| self.cell(row, column));
        cell.is_some_and(|(_, cell)| cell.row == row.row) && self.name(row, group).is_empty()
    }

    fn is_shared(&self, one: &BoundRow, other: &BoundRow, group: usize) -> bool {
        let cell = |row| self.group_column(group).and_then(|column| self.cell(row, column));
        cell(one).zip(cell(other)).is_some_and(|((one, _), (other, _))| one == other)
    }
}

impl<'a> Writer<'a> {
    /// The number of the nth group column.
    fn group_column(&self, group: usize) -> Option<usize> {
        (0..self.columns.len()).filter(|column| self.is_group(*column)).nth(group)
    }

    /// The cell of a row in a column of the field, with its number.
    fn cell(&self, row: &BoundRow, column: usize) -> Option<(u32, &'a Cell)> {
        let cell = row.cells.get(column).copied().flatten()?;
        Some((cell, self.table.cells.get(cell as usize)?))
    }

    /// The name that a row has in the nth group column.
    fn name(&self, row: &BoundRow, group: usize) -> String {
        let cell = self.group_column(group).and_then(|column| self.cell(row, column));
        cell.map(|(cell, _)| {
            let text = Slot::Cell { table: self.list.table, cell }.text(self.source.document);
            text.split(['\n', '\t']).map(crate::value::text::trim).collect()
        })
        .unwrap_or_default()
    }

    /// Whether the names of a column stand in every row, and are not merged over the rows of their group.
    fn repeats(&self, column: usize) -> bool {
        let columns = 0..self.columns.len();
        let repeated = self.repeated.get_or_init(|| {
            columns.map(|column| self.is_group(column) && self.is_repeated(column)).collect()
        });
        repeated.get(column) == Some(&true)
    }

    fn is_repeated(&self, column: usize) -> bool {
        let rows = &self.list.rows;
        let own = |row: &BoundRow| {
            let (number, cell) = self.cell(row, column)?;
            (cell.row_span == 1)
                .then(|| Slot::Cell { table: self.list.table, cell: number }.text(self.source.document))
        };
        let names: Option<Vec<_>> = rows.iter().map(own).collect();
        names.is_some_and(|names| {
            names.windows(2).any(|pair| matches!(pair, [one, other] if one == other || is_blank(one)))
        })
    }

    fn template_groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for row in &self.list.rows {
            if self.table.rows.get(row.row as usize).is_some_and(|at| at.deleted) {
                continue;
            }
            let names = self.names_of(row);
            match groups.last_mut() {
                Some(group) if group.names == names => group.rows.push(row),
                _ => groups.push(Group { names, rows: vec![row], data: Vec::new(), named_by_data: false }),
            }
        }
        groups
    }

    fn names_of(&self, row: &BoundRow) -> Vec<String> {
        let groups = self.columns.iter().filter(|column| column.group).count();
        (0..groups).map(|group| self.name(row, group)).collect()
    }

    /// Writes the values of a row that the template has, or blanks them; also the names of its group, if they are free.
    fn write_row(
        &self,
        edits: &mut Edits,
        row: &BoundRow,
        texts: Option<&[String]>,
        names: bool,
    ) -> Result<(), Protected> {
        for (column, cell) in row.cells.iter().enumerate() {
            let text = texts.and_then(|texts| texts.get(column)).map(String::as_str).unwrap_or_default();
            match cell {
                Some(cell) if !self.is_group(column) || (names && texts.is_some()) => {
                    let slot = Slot::Cell { table: self.list.table, cell: *cell };
                    let at = self.table.cells.get(*cell as usize);
                    let is_shared = at.is_some_and(|at| at.row_span > 1);
                    if is_shared && texts.is_some() && !self.is_group(column) {
                        return Err(Protected(Protection::SharedCell));
                    }
                    // The name of several rows is written with the first of them.
                    if is_shared && at.is_some_and(|at| at.row != row.row) {
                        continue;
                    }
                    if self.is_group(column) && !is_blank(&slot.text(self.source.document)) {
                        continue;
                    }
                    if crate::value::text::trim(&slot.text(self.source.document)) != text {
                        write(self.source, edits, &slot, text)?;
                    }
                }
                None if !self.is_group(column) && !text.is_empty() => {
                    return Err(Protected(Protection::NoColumn));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds rows to a group, behind its last one or, for a new group, behind the group before it.
    fn add_rows(
        &self,
        edits: &mut Edits,
        groups: &[Group<'a>],
        number: usize,
        added: &[RowData],
    ) -> Result<(), Protected> {
        let Some(group) = groups.get(number) else { return Ok(()) };
        let anchor = groups
            .get(..=number)
            .unwrap_or_default()
            .iter()
            .rev()
            .find_map(|group| group.rows.last().copied())
            .or_else(|| self.list.rows.first())
            .ok_or(Protected(Protection::NoRoom))?;
        // The names that the row before the added ones has: from where on a new row starts a new group.
        let before = match group.rows.is_empty() {
            false => Some(group.names.clone()),
            true => {
                number.checked_sub(1).and_then(|before| groups.get(before)).map(|before| before.names.clone())
            }
        };
        let mut previous = before.unwrap_or_default();
        let range =
            self.table.rows.get(anchor.row as usize).map(|row| row.source.range()).unwrap_or_default();
        // The data of a control has room for one row.
        let bound = self.source.controls.within(&range).iter().find_map(|control| control.bound.as_ref());
        if let Some((control, _)) = bound {
            return Err(Protected(Protection::BoundControl { control: control.clone() }));
        }
        let parts = RowParts::of(self.source.xml, range.clone()).ok_or(Protected(Protection::NoRoom))?;
        let at = range.end;
        for (number, data) in added.iter().enumerate() {
            let differs = previous.iter().zip(&group.names).take_while(|(one, other)| one == other).count();
            let bytes = self.new_row(edits, anchor, &parts, (number, &data.texts), differs)?;
            edits.raw(at..at, bytes);
            previous.clone_from(&group.names);
        }
        Ok(())
    }

    /// A row made after another, the nth of those: group columns up to `continued` go on with the group above, the others
    /// begin one.
    fn new_row(
        &self,
        edits: &mut Edits,
        like: &BoundRow,
        parts: &RowParts,
        (number, texts): (usize, &[String]),
        continued: usize,
    ) -> Result<Vec<u8>, Protected> {
        let mut changes = Edits::default();
        let starts: Vec<(usize, u32)> =
            self.list.columns.iter().enumerate().filter_map(|(column, at)| Some((column, (*at)?))).collect();
        let mut groups = 0;
        let group_number: Vec<Option<usize>> = (0..self.columns.len())
            .map(|column| {
                self.is_group(column).then(|| {
                    groups += 1;
                    groups - 1
                })
            })
            .collect();
        for cell in &parts.cells {
            let covers = |start: u32| (cell.column..cell.column + cell.span).contains(&start);
            let column = starts.iter().find(|(_, start)| covers(*start)).map(|(column, _)| *column);
            let text = column.and_then(|column| texts.get(column)).map(String::as_str).unwrap_or_default();
            let group = column.and_then(|column| group_number.get(column).copied().flatten());
            let bytes = match (column, group) {
                // The names are in every row.
                (Some(column), Some(_)) if self.repeats(column) => {
                    self.cell_like(&mut changes, like, cell, text, None)?
                }
                // A group column that goes on from the row above.
                (Some(column), Some(group)) if group < continued => {
                    self.extend(edits, self.cell(like, column).map(|(_, cell)| cell));
                    self.cell_like(&mut changes, like, cell, "", Some(Merge::Continue))?
                }
                (Some(column), Some(_)) => {
                    let pattern = self.origin_row(column).unwrap_or(like);
                    self.cell_like(&mut changes, pattern, cell, text, Some(Merge::Restart))?
                }
                (Some(_), None) => self.cell_like(&mut changes, like, cell, text, None)?,
                (None, _) => {
                    // What is printed beside the row, such as the label of the list, goes on beside the new one.
                    let beside = self.table.cell_at(like.row, cell.column);
                    let at = beside.and_then(|beside| self.table.cells.get(beside));
                    let is_left = starts.iter().all(|(_, start)| cell.column < *start);
                    let text = at.map(|at| self.source.document.cell_text(self.list.table as usize, at));
                    let text = text.filter(|text| is_left && !is_blank(text));
                    // A number over several rows is that of a part of the form.
                    let is_own = at.is_some_and(|at| at.row == like.row && at.row_span == 1);
                    match (text, at) {
                        (Some(text), _) if is_own && is_row_number(&text) => {
                            let next = self.row_number(like, &text, number);
                            self.cell_like(&mut changes, like, cell, &next, None)?
                        }
                        (text, at) => {
                            let printed = text.is_some() && at.is_some_and(|at| at.row == like.row);
                            let merge = (printed || cell.merge.is_some()).then_some(Merge::Continue);
                            self.extend(edits, at.filter(|_| printed));
                            self.cell_like(&mut changes, like, cell, "", merge)?
                        }
                    }
                }
            };
            changes.raw(cell.range.clone(), bytes);
        }
        let row = changes.splice(self.source.xml, parts.range.clone());
        Ok(strip_identity(&row))
    }

    /// What stands in the place of a printed row number beside the nth row added below it: the numbers count on, or are
    /// left to people where other rows have them already.
    fn row_number(&self, like: &BoundRow, printed: &str, number: usize) -> String {
        let is_last = self.list.rows.last().is_some_and(|last| last.row == like.row);
        let count = crate::value::text::trim(printed).parse::<usize>().ok().filter(|_| is_last);
        count.map(|count| (count + number + 1).to_string()).unwrap_or_default()
    }

    /// The first row in which a column has a cell of its own.
    fn origin_row(&self, column: usize) -> Option<&'a BoundRow> {
        self.list.rows.iter().find(|row| {
            let cell = row.cells.get(column).copied().flatten();
            cell.and_then(|cell| self.table.cells.get(cell as usize)).is_some_and(|at| at.row == row.row)
        })
    }

    /// A cell of the row at hand, made after the cell in the same place of a pattern row, with text and merge of its own.
    fn cell_like(
        &self,
        row: &mut Edits,
        pattern: &BoundRow,
        cell: &CellPart,
        text: &str,
        merge: Option<Merge>,
    ) -> Result<Vec<u8>, Protected> {
        let source = self.source;
        let origin = self.table.at(pattern.row, cell.column).filter(|at| at.row == pattern.row);
        let Some(at) = origin else {
            return Ok(set_merge(source.xml.get(cell.range.clone()).unwrap_or_default(), merge));
        };
        let number = self.table.cell_at(pattern.row, cell.column).unwrap_or_default();
        let slot = Slot::Cell { table: self.list.table, cell: number as u32 };
        let mut changes = Edits::default();
        // A placeholder is none of the pattern's texts, and stays where nothing is filled in.
        if slot.text(source.document) != text {
            write(source, &mut changes, &slot, text)?;
            // A control around the cell is told too; what changes in the cell itself is in its bytes already.
            source.controls.fill(row, source.xml, at.source.start as usize);
            row.append(changes.clone());
        }
        let mut out = Rendered::default();
        changes.render(source, at.source.range(), &mut out);
        let bytes = out.xml;
        let is_plain = merge.is_none() && cell.merge.is_none();
        Ok(if is_plain { bytes } else { set_merge(&bytes, merge) })
    }

    /// Makes a cell the origin of a vertical merge.
    fn extend(&self, edits: &mut Edits, cell: Option<&Cell>) {
        if let Some(at) = cell
            && at.row_span == 1
        {
            super::row::begin_merge(edits, self.source.xml, at.source.range());
        }
    }
}
