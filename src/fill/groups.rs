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
    /// The data for them.
    pub(super) data: Vec<RowData>,
    /// The form leaves names of the rows blank, so that they are written too.
    pub(super) named_by_data: bool,
}

/// A row of the data.
pub(super) struct RowData {
    /// Its number.
    pub(super) row: usize,
    /// Its texts by column, group names as its group has them.
    pub(super) texts: Vec<String>,
}

/// What is asked of a list while its rows are given out.
pub(super) trait List {
    /// Whether a column of the field holds a group's name.
    fn is_group(&self, column: usize) -> bool;
    /// Whether the document has the nth group column.
    fn has_group(&self, group: usize) -> bool;
    /// Whether the cell of the nth group column is blank, and begins with the row.
    fn is_free(&self, row: &BoundRow, group: usize) -> bool;
    /// Whether two rows share the cell of the nth group column.
    fn is_shared(&self, one: &BoundRow, other: &BoundRow, group: usize) -> bool;
}

/// Puts rows of data into the groups with their names: the same, else alike, else free ones, else new ones.
pub(super) fn assign(list: &impl List, groups: &mut Vec<Group<'_>>, rows: &[Vec<String>]) {
    let mut named: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    for (row, texts) in rows.iter().enumerate() {
        let own = texts.iter().enumerate().filter(|(column, _)| list.is_group(*column));
        let names: Vec<String> = own.map(|(_, text)| text.clone()).collect();
        match named.iter_mut().find(|(known, _)| *known == names) {
            Some((_, numbers)) => numbers.push(row),
            None => named.push((names, vec![row])),
        }
    }
    for (names, numbers) in named {
        let number = printed(list, groups, &names)
            .or_else(|| claimed(list, groups, &names, numbers.len()))
            .unwrap_or_else(|| added(groups, names));
        let Some(group) = groups.get_mut(number) else { continue };
        for row in numbers {
            let mut names = group.names.iter();
            let texts = rows.get(row).into_iter().flatten().enumerate();
            let texts = texts.map(|(column, text)| match list.is_group(column) {
                true => names.next().cloned().unwrap_or_default(),
                false => text.clone(),
            });
            group.data.push(RowData { row, texts: texts.collect() });
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

/// Takes rows whose blank names may be these, for a group of their own. A blank cell over several rows names them all.
fn claimed(list: &impl List, groups: &mut Vec<Group<'_>>, names: &[String], count: usize) -> Option<usize> {
    let fits = |group: &Group<'_>, row: &BoundRow, before: Option<&BoundRow>| {
        group.names.iter().zip(names).enumerate().all(|(column, (printed, name))| match printed.as_str() {
            "" => {
                before.is_some_and(|before| list.is_shared(before, row, column)) || list.is_free(row, column)
            }
            printed => core(printed) == core(name),
        })
    };
    let first = names.first().map(|name| core(name)).unwrap_or_default();
    let has_level = names.len() > 1
        && groups.iter().any(|group| group.names.first().is_some_and(|printed| core(printed) == first));
    let (at, rows) = groups.iter().enumerate().find_map(|(at, group)| {
        // Rows that data without names took stay where they are.
        let left = group.rows.len().saturating_sub(group.data.len());
        let open = group.rows.get(..left).unwrap_or_default();
        // A first level that the form has already does not begin in another merged cell again.
        let is_merged = |pair: &[&BoundRow]| matches!(pair, [one, other] if list.is_shared(one, other, 0));
        let begins =
            group.names.first().is_some_and(String::is_empty) && open.get(..2).is_some_and(is_merged);
        if group.named_by_data || (has_level && begins) {
            return None;
        }
        let mut free: usize = 0;
        for row in open {
            let before = free.checked_sub(1).and_then(|before| open.get(before)).copied();
            // Those who share the last name belong to it, wanted or not.
            let last = names.len().saturating_sub(1);
            let is_named = before.is_some_and(|before| list.is_shared(before, row, last));
            if !fits(group, row, before) || (free >= count && !is_named) {
                break;
            }
            free += 1;
        }
        (free > 0).then_some((at, free))
    })?;
    let free = groups.get_mut(at)?;
    let rows: Vec<&BoundRow> = free.rows.drain(..rows).collect();
    let printed = free.names.clone();
    let named = |is_ours: &dyn Fn(usize) -> bool| -> Vec<String> {
        let both = printed.iter().zip(names).enumerate();
        both.map(|(at, (printed, name))| {
            if printed.is_empty() && is_ours(at) { name } else { printed }.clone()
        })
        .collect()
    };
    // The rows below that share a cell with these have its name now.
    let shares = |row: &BoundRow, column| rows.last().is_some_and(|last| list.is_shared(last, row, column));
    let is_blank = |column: usize| printed.get(column).is_some_and(String::is_empty);
    let below = |row: &BoundRow| (0..names.len()).any(|column| is_blank(column) && shares(row, column));
    let most = free.rows.len().saturating_sub(free.data.len());
    let count = free.rows.iter().take(most).take_while(|row| below(row)).count();
    let rest: Vec<&BoundRow> = free.rows.drain(..count).collect();
    let rest_names = rest.first().map(|row| named(&|column| shares(row, column)));
    if free.rows.is_empty() && free.data.is_empty() {
        groups.remove(at);
    }
    if let Some(names) = rest_names {
        groups.insert(at, Group { names, rows: rest, data: Vec::new(), named_by_data: false });
    }
    let names = named(&|_| true);
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
