//! Rules about which indicators there are.

use std::collections::BTreeMap;

use super::breach::{Hit, hit, quote};
use super::case::{Case, Row, bare};
use super::profile::Setting;
use crate::lang::Lang;
use crate::value::text::{is_blank, strip_blanks};
use crate::value::{Target, TargetKind};

/// The words on forms that mean a level.
fn words(level: &str) -> Vec<&str> {
    match level {
        "产出" => vec!["产出", "数量", "质量", "时效"],
        "效益" => vec!["效益", "效果", "可持续"],
        "满意度" => vec!["满意"],
        "时效" => vec!["时效", "进度"],
        "生态效益" => vec!["生态", "环境效益"],
        "可持续影响" => vec!["可持续"],
        level => vec![level],
    }
}

fn missing<'s>(case: &Case<'_>, wanted: &'s [String]) -> Vec<&'s str> {
    let is_there = |level: &str| {
        let words = words(level);
        case.rows.iter().any(|row| row.is_of(&words))
    };
    wanted.iter().map(String::as_str).filter(|level| !is_there(level)).collect()
}

pub(super) fn level_missing(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    if !case.asks("indicators") {
        return Vec::new();
    }
    let missing = missing(case, &setting.levels);
    if missing.is_empty() {
        return Vec::new();
    }
    let (zh, en) = if case.rows.is_empty() {
        ("没有填写绩效指标".to_owned(), "there are no indicators".to_owned())
    } else {
        (
            format!("缺少指标：{}", missing.join("、")),
            format!("there are no indicators of {}", missing.join(", ")),
        )
    };
    vec![hit(case.at("indicators"), zh, en)]
}

pub(super) fn kind_missing(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let missing = missing(case, &setting.kinds);
    if case.rows.is_empty() || missing.is_empty() {
        return Vec::new();
    }
    let zh = format!("缺少二级指标：{}", missing.join("、"));
    let en = format!("there are no indicators of the kinds {}", missing.join(", "));
    vec![hit(case.at("indicators"), zh, en)]
}

pub(super) fn indicator_repeated(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let mut seen: BTreeMap<String, &Row<'_>> = BTreeMap::new();
    let mut hits = Vec::new();
    for row in &case.rows {
        let name = bare(&row.indicator.name);
        if name.is_empty() {
            continue;
        }
        match seen.get(&name) {
            None => {
                seen.insert(name, row);
            }
            Some(first) => {
                let name = quote(&row.indicator.name);
                let place = |lang| case.at_row(first, "name").map(|place| place.describe(lang));
                let (zh, en) = match (place(Lang::Zh), place(Lang::En)) {
                    (Some(zh), Some(en)) => (format!("，前一处在{zh}"), format!(", first at {en}")),
                    _ => (String::new(), String::new()),
                };
                let zh = format!("三级指标{name}重复{zh}");
                hits.push(hit(
                    case.at_row(row, "name"),
                    zh,
                    format!("the indicator {name} stands twice{en}"),
                ));
            }
        }
    }
    hits
}

pub(super) fn indicator_unnamed(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let is_unnamed =
        |row: &&Row<'_>| is_blank(&row.indicator.name) && row.indicator.target.kind != TargetKind::Blank;
    let hits = case.rows.iter().filter(is_unnamed).map(|row| {
        let text = quote(&row.indicator.target.text);
        let zh = format!("指标值{text}没有三级指标内容");
        hit(case.at_row(row, "name"), zh, format!("the value {text} is of no indicator"))
    });
    hits.collect()
}

pub(super) fn indicator_invalid(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let says_none = |text: &str| Target::parse(text).0.kind == TargetKind::NotApplicable;
    let hits = case.rows.iter().filter_map(|row| {
        let indicator = row.indicator;
        let (column, text) = [("name", &indicator.name), ("target", &indicator.target.text)]
            .into_iter()
            .find(|(_, text)| says_none(text))?;
        let (text, level) = (quote(text), strip_blanks(&indicator.level2));
        let zh = format!("{level}填写了{text}，是无效指标");
        Some(hit(
            case.at_row(row, column),
            zh,
            format!("the indicator under {level} says {text}, which is none"),
        ))
    });
    hits.collect()
}
