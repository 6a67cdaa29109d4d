//! What a page has to know about a form in order to lay out a declaration: its fields, named and grouped.

use std::collections::BTreeMap;

use serde::Serialize;
use shenbao::Form;
use shenbao::form::{Column, Field, Kind};

use crate::sheet;

#[derive(Debug, Serialize)]
pub(crate) struct FieldLine<'f> {
    key: &'f str,
    label: String,
    /// Built-in groups have a name in the language of the page, those of a user's form the one that its keys have.
    group: &'f str,
    kind: &'static str,
    /// For a choice: what an option is called on the form.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    options: BTreeMap<&'f str, &'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: Vec<ColumnLine<'f>>,
}

#[derive(Debug, Serialize)]
struct ColumnLine<'f> {
    key: &'f str,
    label: &'f str,
}

/// The fields in the order in which they are shown, those of a group together.
pub(crate) fn of(form: &Form, built_in: bool) -> Vec<FieldLine<'_>> {
    let mut groups: Vec<&str> = Vec::new();
    let mut lines: Vec<FieldLine<'_>> = form
        .fields()
        .iter()
        .map(|field| FieldLine {
            key: &field.key,
            label: if built_in { sheet::header_of(form, field) } else { label_of(field) },
            group: group_of(field, built_in),
            kind: kind_of(field.kind),
            options: field
                .options
                .iter()
                .filter_map(|option| Some((option.key.as_str(), option.words.first()?.as_str())))
                .collect(),
            columns: field.columns.iter().map(column).collect(),
        })
        .collect();
    for line in &lines {
        if !groups.contains(&line.group) {
            groups.push(line.group);
        }
    }
    lines.sort_by_key(|line| groups.iter().position(|group| *group == line.group));
    lines
}

fn label_of(field: &Field) -> String {
    field.labels.first().unwrap_or(&field.key).clone()
}

fn column(column: &Column) -> ColumnLine<'_> {
    ColumnLine { key: &column.key, label: column.labels.first().unwrap_or(&column.key) }
}

fn group_of(field: &Field, built_in: bool) -> &str {
    let key = field.key.as_str();
    if !built_in {
        return key.split_once('.').map_or("form", |(group, _)| group);
    }
    match (field.kind, key) {
        (Kind::Opinion, _) => "opinions",
        (_, "long_term_goals" | "annual_goals") => "goals",
        (_, "indicators" | "long_term_indicators") => "indicators",
        (_, "detail_budget" | "schedule" | "measures") => "plan",
        _ if key.starts_with("project.") => "project",
        _ if key.starts_with("funding.") => "funding",
        _ => "form",
    }
}

/// How a value is laid out.
fn kind_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount => "amount",
        Kind::Choice => "choice",
        Kind::Opinion => "opinion",
        Kind::List => "list",
        Kind::Paragraphs => "paragraphs",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stay_together() {
        let lines = of(Form::declaration(), true);
        let mut groups: Vec<&str> = lines.iter().map(|line| line.group).collect();
        groups.dedup();
        let mut unique = groups.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(groups.len(), unique.len(), "{groups:?}");
        let attribute = lines.iter().find(|line| line.key == "project.attribute").unwrap();
        assert_eq!((attribute.group, attribute.options["new"]), ("project", "新增项目"));
    }
}
