//! Rows of a list: which row of the template takes which row of the data, and where rows are added.
//!
//! The form's printed groups (一级指标, 二级指标) stay as they are and in their order: a row of data goes into the group
//! whose names it has. A group with too few rows grows by copies of its last one, its merged cells growing along. Groups that
//! the form lacks are added behind those of the same first level. Rows left over stay blank, since the rules of the
//! forms forbid deleting them.

use super::edits::Edits;
use super::row::{CellPart, Merge, RowParts, set_merge, strip_identity};
use super::slot::{Protected, Source, write};
use crate::document::Table;
use crate::finding::Protection;
use crate::form::{BoundList, BoundRow, Column, Slot};
use crate::value::text::strip_blanks;

/// Puts rows of texts, by column, into a list. Returns the rows in the order and with the group names in which they
/// will be read back.
pub(super) fn write_rows(
    source: Source<'_>,
    edits: &mut Edits,
    list: &BoundList,
    columns: &[Column],
    rows: &[Vec<String>],
) -> Result<Vec<Vec<String>>, Protected> {
    let table = source.document.tables.get(list.table as usize).ok_or(Protected(Protection::NoRoom))?;
    let writer = Writer { source, list, table, columns };
    let mut groups = writer.template_groups();
    for row in rows {
        writer.assign(&mut groups, row);
    }
    let mut written = Vec::new();
    // Where rows are added for groups that the template lacks: behind the last row of the same first level.
    for number in 0..groups.len() {
        let Some(group) = groups.get(number) else { break };
        for (row, texts) in group.rows.iter().zip(group.data.iter().map(Some).chain(std::iter::repeat(None)))
        {
            writer.write_row(edits, row, texts.map(Vec::as_slice))?;
        }
        let added = group.data.get(group.rows.len().min(group.data.len())..).unwrap_or_default();
        if !added.is_empty() {
            writer.add_rows(edits, &groups, number, added)?;
        }
        written.extend(group.data.iter().cloned());
    }
    Ok(written)
}

struct Writer<'a> {
    source: Source<'a>,
    list: &'a BoundList,
    table: &'a Table,
    columns: &'a [Column],
}

/// Rows with the same group names.
struct Group<'a> {
    /// The names, by group column.
    names: Vec<String>,
    /// The template's rows.
    rows: Vec<&'a BoundRow>,
    /// The data for them, group names as the group has them.
    data: Vec<Vec<String>>,
}

impl<'a> Writer<'a> {
    fn is_group(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|column| column.group)
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
                _ => groups.push(Group { names, rows: vec![row], data: Vec::new() }),
            }
        }
        groups
    }

    fn names_of(&self, row: &BoundRow) -> Vec<String> {
        let cells = row.cells.iter().enumerate().filter(|(column, _)| self.is_group(*column));
        cells
            .map(|(_, cell)| match cell {
                Some(cell) => {
                    let text = Slot::Cell { table: self.list.table, cell: *cell }.text(self.source.document);
                    text.split(['\n', '\t']).map(crate::value::text::trim).collect()
                }
                None => String::new(),
            })
            .collect()
    }

    /// Puts a row of data into the group with its names: the same, else alike, else a new one.
    fn assign(&self, groups: &mut Vec<Group<'a>>, row: &[String]) {
        let names: Vec<String> = self.group_texts(row);
        let alike = |group: &Group<'_>, same: &dyn Fn(&str, &str) -> bool| {
            group.names.len() == names.len()
                && group.names.iter().zip(&names).enumerate().all(|(column, (printed, name))| {
                    same(printed, name) || (name.is_empty() && !self.has_column(column))
                })
        };
        let found =
            groups.iter().position(|group| alike(group, &|printed, name| printed == name)).or_else(|| {
                groups.iter().position(|group| alike(group, &|printed, name| core(printed) == core(name)))
            });
        let number = found.unwrap_or_else(|| {
            let first = names.first().map(String::as_str).unwrap_or_default();
            let same_level = |group: &Group<'_>| {
                let printed = group.names.first().map(String::as_str).unwrap_or_default();
                names.len() > 1 && (printed == first || core(printed) == core(first))
            };
            let after = groups.iter().rposition(same_level);
            let mut names = names.clone();
            // The first level is printed once for all groups under it.
            if let (Some(name), Some(printed)) =
                (names.first_mut(), after.and_then(|after| groups.get(after)?.names.first()))
            {
                name.clone_from(printed);
            }
            let at = after.map_or(groups.len(), |after| after + 1);
            groups.insert(at, Group { names, rows: Vec::new(), data: Vec::new() });
            at
        });
        if let Some(group) = groups.get_mut(number) {
            let mut names = group.names.iter();
            let data = row.iter().enumerate().map(|(column, text)| match self.is_group(column) {
                true => names.next().cloned().unwrap_or_default(),
                false => text.clone(),
            });
            group.data.push(data.collect());
        }
    }

    fn group_texts(&self, row: &[String]) -> Vec<String> {
        let texts = row.iter().enumerate().filter(|(column, _)| self.is_group(*column));
        texts.map(|(_, text)| text.clone()).collect()
    }

    /// Whether the document has the nth group column.
    fn has_column(&self, group: usize) -> bool {
        let mut groups = self.list.columns.iter().enumerate().filter(|(column, _)| self.is_group(*column));
        groups.nth(group).is_some_and(|(_, column)| column.is_some())
    }

    /// Writes the values of a row that the template has, or blanks them.
    fn write_row(
        &self,
        edits: &mut Edits,
        row: &BoundRow,
        texts: Option<&[String]>,
    ) -> Result<(), Protected> {
        for (column, cell) in row.cells.iter().enumerate() {
            let text = texts.and_then(|texts| texts.get(column)).map(String::as_str).unwrap_or_default();
            match cell {
                Some(cell) if !self.is_group(column) => {
                    let slot = Slot::Cell { table: self.list.table, cell: *cell };
                    let at = self.table.cells.get(*cell as usize);
                    if at.is_some_and(|at| at.row_span > 1) && texts.is_some() {
                        return Err(Protected(Protection::SharedCell));
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
        added: &[Vec<String>],
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
        let at =
            self.table.rows.get(anchor.row as usize).map(|row| row.source.end as usize).unwrap_or_default();
        for texts in added {
            let differs = previous.iter().zip(&group.names).take_while(|(one, other)| one == other).count();
            let bytes = self.new_row(edits, anchor, texts, differs)?;
            edits.raw(at..at, bytes);
            previous.clone_from(&group.names);
        }
        Ok(())
    }

    /// A row made after another: group columns up to `continued` go on with the group above, the others begin one.
    fn new_row(
        &self,
        edits: &mut Edits,
        like: &BoundRow,
        texts: &[String],
        continued: usize,
    ) -> Result<Vec<u8>, Protected> {
        let xml = self.source.xml;
        let range = self.table.rows.get(like.row as usize).map(|row| row.source.range()).unwrap_or_default();
        let parts = RowParts::of(xml, range.clone()).ok_or(Protected(Protection::NoRoom))?;
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
                // A group column, or what is left of the list, that goes on from the row above.
                (Some(column), Some(group)) if group < continued => {
                    self.extend(edits, like, column);
                    self.cell_like(&mut changes, like, cell, "", Some(Merge::Continue))?
                }
                (Some(column), Some(_)) => {
                    let pattern = self.origin_row(column).unwrap_or(like);
                    self.cell_like(&mut changes, pattern, cell, text, Some(Merge::Restart))?
                }
                (Some(_), None) => self.cell_like(&mut changes, like, cell, text, None)?,
                (None, _) => {
                    let merge = cell.merge.map(|_| Merge::Continue);
                    self.cell_like(&mut changes, like, cell, "", merge)?
                }
            };
            changes.raw(cell.range.clone(), bytes);
        }
        let row = changes.splice(xml, range);
        Ok(strip_identity(&row))
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
            row.append(&changes);
        }
        Ok(set_merge(&changes.render(source, at.source.range()), merge))
    }

    /// Makes the cell that a group column shows in a row the origin of a vertical merge.
    fn extend(&self, edits: &mut Edits, row: &BoundRow, column: usize) {
        let cell = row.cells.get(column).copied().flatten();
        if let Some(at) = cell.and_then(|cell| self.table.cells.get(cell as usize))
            && at.row_span == 1
        {
            super::row::begin_merge(edits, self.source.xml, at.source.range());
        }
    }
}

/// A group's name without what forms vary: `数量`, `数量指标`, `数量目标`, `数量指标(必填)`.
fn core(name: &str) -> String {
    let bare = strip_blanks(name);
    let bare = bare.split(['(', '（']).next().unwrap_or_default();
    let bare = bare.strip_suffix("指标").or_else(|| bare.strip_suffix("目标")).unwrap_or(bare);
    bare.to_owned()
}
