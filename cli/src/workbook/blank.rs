//! An empty workbook to type into.

use std::collections::BTreeSet;

use rust_i18n::t;
use rust_xlsxwriter::{DataValidation, Note, Workbook, Worksheet, XlsxError};
use shenbao::Form;
use shenbao::fill::blank::BLANK_FORM;
use shenbao::form::Kind;

use super::layout::{Column, Content, Facet, Layout, Part, Sheet, Told};
use super::style::{FIRST, HEADERS, Style};
use super::write::failed;
use crate::failure::Result;

/// How many rows have drop-downs.
const ROWS: u32 = 2000;

/// The longest list of options that Excel takes.
const LONGEST_LIST: usize = 255;

/// What reviewers expect as the levels of indicators. Forms print others too, so that nothing else is refused.
const LEVELS: [(&str, &[&str]); 2] = [
    ("level1", &["产出指标", "效益指标", "满意度指标", "成本指标"]),
    (
        "level2",
        &[
            "数量指标",
            "质量指标",
            "时效指标",
            "成本指标",
            "经济效益指标",
            "社会效益指标",
            "生态效益指标",
            "可持续影响指标",
            "服务对象满意度指标",
        ],
    ),
];

/// The workbook. Columns that the printed form has no place for are hidden.
pub(crate) fn blank(form: &Form, built_in: bool) -> Result<Vec<u8>> {
    let layout = Layout::new(form, built_in);
    let style = Style::new();
    let printed =
        if built_in { printed(form) } else { form.fields().iter().map(|field| field.key.clone()).collect() };
    let mut book = Workbook::new();
    for sheet in &layout.sheets {
        let is_made = |content| {
            matches!(content, Content::Findings | Content::Totals | Content::Files | Content::Overflow)
        };
        if is_made(sheet.content) {
            continue;
        }
        let worksheet = book.add_worksheet();
        fill_in(worksheet, sheet, &style, &printed).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

/// The keys of the fields that the built-in blank form has places for.
fn printed(form: &Form) -> BTreeSet<String> {
    let Ok(read) = form.read(BLANK_FORM) else { return BTreeSet::new() };
    let bound = read.binding.declarations.into_iter().next();
    let lists: Vec<usize> = bound.iter().flat_map(|bound| &bound.lists).map(|list| list.field).collect();
    let fields: Vec<usize> = bound.iter().flat_map(|bound| &bound.fields).map(|field| field.field).collect();
    let numbers = lists.into_iter().chain(fields);
    numbers.filter_map(|number| form.fields().get(number)).map(|field| field.key.clone()).collect()
}

fn fill_in(
    worksheet: &mut Worksheet,
    sheet: &Sheet<'_>,
    style: &Style,
    printed: &BTreeSet<String>,
) -> std::result::Result<(), XlsxError> {
    style.begin(worksheet, sheet)?;
    for (number, column) in (0..).zip(&sheet.columns) {
        if let Some(note) = note(column) {
            let lines = u32::try_from(note.chars().count() / 16 + 2).unwrap_or(2);
            let note = Note::new(note).add_author_prefix(false).set_width(230).set_height(lines * 19);
            worksheet.insert_note(HEADERS, number, &note)?;
        }
        if let Some(options) = options(column) {
            let list =
                DataValidation::new().allow_list_strings(&options)?.show_error_message(is_closed(column));
            let list = list.set_error_message(t!("workbook.blank.option"))?;
            worksheet.add_data_validation(FIRST, number, FIRST + ROWS - 1, number, &list)?;
        }
        if !is_shown(sheet, column, printed) {
            worksheet.set_column_hidden(number)?;
        }
    }
    if let Content::List(list) = sheet.content
        && !printed.contains(&list.key)
    {
        worksheet.set_hidden(true);
    }
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    worksheet.autofilter(HEADERS, 0, FIRST, last)?;
    Ok(())
}

fn is_shown(sheet: &Sheet<'_>, column: &Column<'_>, printed: &BTreeSet<String>) -> bool {
    match column.part {
        Part::Number | Part::LabelledField | Part::Label | Part::Text => true,
        Part::Told(told) => told == Told::Name && !matches!(sheet.content, Content::Declarations),
        Part::File => false,
        Part::Value(slot) => match sheet.content {
            // A list has the columns that every form has.
            Content::List(list) => {
                let wanted = list.columns.iter().find(|column| column.key == slot.key);
                slot.facet == Facet::Whole && wanted.is_some_and(|column| !column.optional)
            }
            _ => {
                slot.facet != Facet::Written
                    && slot.kind != Kind::Title
                    && printed.contains(slot.key)
                    && (slot.facet == Facet::Whole || slot.kind == Kind::Contact || slot.kind == Kind::Period)
            }
        },
    }
}

/// What a column is for, in words.
fn note(column: &Column<'_>) -> Option<String> {
    let key = match column.part {
        Part::Number if column.key == "id" => "id",
        Part::Number => "declaration",
        Part::Told(Told::Name) => "name",
        Part::LabelledField => "field",
        Part::Label | Part::Text => "label",
        Part::Told(_) | Part::File => return None,
        Part::Value(slot) => match (slot.facet, slot.kind) {
            (Facet::Written, _) => "written",
            (Facet::Member("start" | "end"), _) => "date",
            (Facet::Member(_), _) => "person",
            (_, Kind::Amount) => "amount",
            (_, Kind::Year) => "year",
            (_, Kind::Period) => "period",
            (_, Kind::Contact) => "contact",
            (_, Kind::Choice) => "choice",
            (_, Kind::Paragraphs) => "paragraphs",
            (_, Kind::Target) => "target",
            (_, Kind::Person) => "person",
            _ => "text",
        },
    };
    let told = t!(format!("workbook.help.{key}")).into_owned();
    let Part::Value(slot) = column.part else { return Some(told) };
    // What the form itself calls it, for those who look for a label of theirs.
    let own = slot.field.columns.is_empty().then_some(&slot.field.labels);
    let labels: Vec<&str> = own.into_iter().flatten().take(4).map(String::as_str).collect();
    match labels.as_slice() {
        [] => Some(told),
        labels => Some(format!("{told}\n{}", t!("workbook.help.labels", labels = labels.join("、")))),
    }
}

fn options(column: &Column<'_>) -> Option<Vec<String>> {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let options: Vec<String> = match column.part {
        Part::Value(slot) if slot.kind == Kind::Choice => {
            slot.field.options.iter().filter_map(|option| option.words.first().cloned()).collect()
        }
        Part::Value(slot) => owned(LEVELS.iter().find(|(key, _)| *key == slot.key)?.1),
        _ => return None,
    };
    let length: usize = options.iter().map(|option| option.chars().count() + 1).sum();
    let is_sound = length <= LONGEST_LIST && options.iter().all(|option| !option.contains(','));
    (!options.is_empty() && is_sound).then_some(options)
}

/// Whether nothing but its options may stand in a column.
fn is_closed(column: &Column<'_>) -> bool {
    matches!(column.part, Part::Value(slot) if slot.kind == Kind::Choice)
}
