//! Rules about what the money is for, when, and to what end.

use super::breach::{Hit, hit, quote};
use super::case::{Case, bare, is_missing};
use super::profile::Setting;
use crate::form::Form;
use crate::value::{MarkState, parse_choice};

pub(super) fn name_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let missing = is_missing(case.declaration().project.name.as_deref());
    let hit = || hit(case.at("project.name"), "没有填写专项（项目）名称", "the project has no name");
    missing.then(hit).into_iter().collect()
}

pub(super) fn department_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let key = "project.department";
    let missing = case.asks(key) && is_missing(case.declaration().project.department.as_deref());
    let hit = || hit(case.at(key), "没有填写主管部门", "the competent department is missing");
    missing.then(hit).into_iter().collect()
}

pub(super) fn year_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let missing = case.declaration().year.is_none();
    let hit =
        || hit(case.at("year"), "没有填写年度，或不是年份", "the budget year is missing, or is no year");
    missing.then(hit).into_iter().collect()
}

pub(super) fn year_outside_period(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let (Some(year), Some(period)) = (case.declaration().year, &case.declaration().project.period) else {
        return Vec::new();
    };
    let before = period.start.is_some_and(|start| year < start.year());
    let after = period.end.is_some_and(|end| year > end.year());
    if !(before || after) {
        return Vec::new();
    }
    let text = quote(&period.text);
    let zh = format!("起止时间{text}不包括{year}年");
    let en = format!("the period {text} does not touch the budget year {year}");
    vec![hit(case.at("project.period"), zh, en)]
}

pub(super) fn period_backwards(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let Some(period) = &case.declaration().project.period else { return Vec::new() };
    let backwards = period.start.zip(period.end).is_some_and(|(start, end)| start.is_after(end));
    if !backwards {
        return Vec::new();
    }
    let text = quote(&period.text);
    let zh = format!("起止时间{text}的开始晚于结束");
    vec![hit(case.at("project.period"), zh, format!("the period {text} starts after it ends"))]
}

/// The options that are ticked, and what stands in their place, when the choice came to nothing.
fn attribute(case: &Case<'_>) -> Option<(usize, String)> {
    let key = "project.attribute";
    if !case.asks(key) || case.declaration().project.attribute.is_some() {
        return None;
    }
    let (_, field) = Form::declaration().field(key)?;
    // What decides nothing is kept with its label.
    let printed = case.at(key).and_then(|place| place.label);
    let is_it =
        |label: &str| printed.as_deref() == Some(label) || field.labels.iter().any(|one| one == label);
    let text = case.declaration().extra.iter().find(|pair| is_it(&pair.label)).map(|pair| pair.text.clone());
    let text = text.unwrap_or_default();
    let (choice, _) = parse_choice(&text, &field.options);
    Some((choice.marks.iter().filter(|mark| mark.state == MarkState::Ticked).count(), text))
}

pub(super) fn attribute_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let Some((0 | 1, text)) = attribute(case) else { return Vec::new() };
    let (zh, en) = if text.is_empty() {
        ("没有勾选专项（项目）属性".to_owned(), "neither new nor continuing is ticked".to_owned())
    } else {
        let text = quote(&text);
        (
            format!("从{text}看不出勾选了哪一项属性"),
            format!("{text} does not tell whether it is new or continuing"),
        )
    };
    vec![hit(case.at("project.attribute"), zh, en)]
}

pub(super) fn attribute_several(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    match attribute(case) {
        Some((2.., text)) => {
            let text = quote(&text);
            let zh = format!("属性只能勾选一项：{text}");
            vec![hit(case.at("project.attribute"), zh, format!("new and continuing are both ticked: {text}"))]
        }
        _ => Vec::new(),
    }
}

pub(super) fn annual_goal_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let missing = is_missing(Some(&case.declaration().annual_goals.concat()));
    let hit = || hit(case.at("annual_goals"), "没有填写年度绩效目标", "there is no goal of the year");
    missing.then(hit).into_iter().collect()
}

pub(super) fn long_term_goal_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let key = "long_term_goals";
    let declaration = case.declaration();
    let Some(period) = declaration.project.period.as_ref().filter(|_| case.asks(key)) else {
        return Vec::new();
    };
    let years = period.start.zip(period.end).is_some_and(|(start, end)| start.year() < end.year());
    if !years || !is_missing(Some(&declaration.long_term_goals.concat())) {
        return Vec::new();
    }
    let text = quote(&period.text);
    let zh = format!("跨年度项目（{text}）没有填写中长期（总体）目标");
    vec![hit(case.at(key), zh, format!("a project over several years ({text}) has no long-term goal"))]
}

pub(super) fn goals_copied(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let whole = |goals: &[String]| goals.iter().map(|goal| bare(goal)).collect::<String>();
    let annual = whole(&case.declaration().annual_goals);
    if annual.is_empty() || annual != whole(&case.declaration().long_term_goals) {
        return Vec::new();
    }
    let en = "the goals of the year are those of the whole term, word for word";
    vec![hit(case.at("annual_goals"), "年度目标照抄了中长期目标", en)]
}
