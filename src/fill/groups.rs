//! Which rows of a list take which rows of the data.
//!
//! The form's printed groups (一级指标, 二级指标) stay as they are and in their order: a row of data goes into the group
//! whose names it has. Names that the form leaves blank are free: rows under them take what has no group of its own, names
//! included. Groups that the form lacks altogether are added behind those of the same first level.

use crate::form::BoundRow;
use crate::value::text::strip_blanks;

/// Rows with the same group names.
pub(super) struct Group<'a> {
    /// The names, by group column.
    pub(super) names: Vec<String>,
    /// The template's rows.
    pub(super) rows: Vec<&'a BoundRow>,
    /// The data for them, group names as the group has them.
    pub(super) data: Vec<Vec<String>>,
    /// The form leaves names of the rows blank, so that they are written too.
    pub(super) named_by_data: bool,
}

/// What is asked of a list while its rows are given out.
pub(super) trait List {
    /// Whether a column of the field holds a group's name.
    fn is_group(&self, column: usize) -> bool;
    /// Whether the document has the nth group column.
    fn has_group(&self, group: usize) -> bool;
    /// Whether the cell of the nth group column is the row's own and blank.
    fn is_free(&self, row: &BoundRow, group: usize) -> bool;
}

/// Puts rows of data into the groups with their names: the same, else alike, else free ones, else new ones.
pub(super) fn assign(list: &impl List, groups: &mut Vec<Group<'_>>, rows: &[Vec<String>]) {
    let mut named: Vec<(Vec<String>, Vec<&[String]>)> = Vec::new();
    for row in rows {
        let own = row.iter().enumerate().filter(|(column, _)| list.is_group(*column));
        let names: Vec<String> = own.map(|(_, text)| text.clone()).collect();
        match named.iter_mut().find(|(known, _)| *known == names) {
            Some((_, rows)) => rows.push(row),
            None => named.push((names, vec![row])),
        }
    }
    for (names, rows) in named {
        let number = printed(list, groups, &names)
            .or_else(|| claimed(list, groups, &names, rows.len()))
            .unwrap_or_else(|| added(groups, names));
        let Some(group) = groups.get_mut(number) else { continue };
        for row in rows {
            let mut names = group.names.iter();
            let data = row.iter().enumerate().map(|(column, text)| match list.is_group(column) {
                true => names.next().cloned().unwrap_or_default(),
                false => text.clone(),
            });
            group.data.push(data.collect());
        }
    }
}

/// The group that the form prints with these names.
fn printed(list: &impl List, groups: &[Group<'_>], names: &[String]) -> Option<usize> {
    let find = |same: &dyn Fn(&str, &str) -> bool| {
        groups.iter().position(|group| {
            group.names.len() == names.len()
                && group.names.iter().zip(names).enumerate().all(|(column, (printed, name))| {
                    same(printed, name) || (name.is_empty() && !list.has_group(column))
                })
        })
    };
    find(&|printed, name| printed == name).or_else(|| find(&|printed, name| core(printed) == core(name)))
}

/// Takes rows whose blank names may be these, for a group of their own.
fn claimed(list: &impl List, groups: &mut Vec<Group<'_>>, names: &[String], count: usize) -> Option<usize> {
    let fits = |group: &Group<'_>, row: &BoundRow| {
        group.names.iter().zip(names).enumerate().all(|(column, (printed, name))| match printed.as_str() {
            "" => list.is_free(row, column),
            printed => core(printed) == core(name),
        })
    };
    let (at, rows) = groups.iter().enumerate().find_map(|(at, group)| {
        // Rows that data without names took stay where they are.
        let left = group.rows.len().saturating_sub(group.data.len());
        let free = group.rows.iter().take(left.min(count)).take_while(|row| fits(group, row)).count();
        (free > 0 && !group.named_by_data).then_some((at, free))
    })?;
    let free = groups.get_mut(at)?;
    let rows = free.rows.drain(..rows).collect();
    let names = free.names.iter().zip(names);
    let names =
        names.map(|(printed, name)| if printed.is_empty() { name } else { printed }.clone()).collect();
    if free.rows.is_empty() && free.data.is_empty() {
        groups.remove(at);
    }
    groups.insert(at, Group { names, rows, data: Vec::new(), named_by_data: true });
    Some(at)
}

/// Adds a group without rows behind the last one of the same first level.
fn added(groups: &mut Vec<Group<'_>>, mut names: Vec<String>) -> usize {
    let first = names.first().map(String::as_str).unwrap_or_default();
    let same_level = |group: &Group<'_>| {
        let printed = group.names.first().map(String::as_str).unwrap_or_default();
        names.len() > 1 && (printed == first || core(printed) == core(first))
    };
    let after = groups.iter().rposition(same_level);
    // The first level is printed once for all groups under it.
    if let (Some(name), Some(printed)) =
        (names.first_mut(), after.and_then(|after| groups.get(after)?.names.first()))
    {
        name.clone_from(printed);
    }
    let at = after.map_or(groups.len(), |after| after + 1);
    groups.insert(at, Group { names, rows: Vec::new(), data: Vec::new(), named_by_data: false });
    at
}

/// A group's name without what forms vary: `数量`, `数量指标`, `数量目标`, `数量指标(必填)`.
fn core(name: &str) -> String {
    let bare = strip_blanks(name);
    let bare = bare.split(['(', '（']).next().unwrap_or_default();
    let bare = bare.strip_suffix("指标").or_else(|| bare.strip_suffix("目标")).unwrap_or(bare);
    bare.to_owned()
}
