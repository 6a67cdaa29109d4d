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
        case.annual().any(|row| row.is_of(&words))
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
    let (zh, en) = if case.annual().next().is_none() {
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
    if case.annual().next().is_none() || missing.is_empty() {
        return Vec::new();
    }
    let zh = format!("缺少二级指标：{}", missing.join("、"));
    let en = format!("there are no indicators of the kinds {}", missing.join(", "));
    vec![hit(case.at("indicators"), zh, en)]
}

pub(super) fn indicator_repeated(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let mut seen: BTreeMap<(&str, String), &Row<'_>> = BTreeMap::new();
    let mut hits = Vec::new();
    for row in &case.rows {
        let name = bare(&row.indicator.name);
        if name.is_empty() {
            continue;
        }
        // The same may be measured by the year and over the whole term.
        let name = (row.list, name);
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

/// Names that are of the other side, wherever they stand.
const OF_OUTPUTS: [&str; 7] = ["完成率", "合格率", "完工率", "及时率", "完成时间", "完工时间", "总成本"];
const OF_BENEFITS: [&str; 3] = ["满意度", "满意率", "投诉率"];

pub(super) fn indicator_misplaced(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.rows.iter().filter_map(|row| {
        let level1 = strip_blanks(&row.indicator.level1);
        let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        let (level2, name) = (strip_blanks(&row.indicator.level2), strip_blanks(&row.indicator.name));
        let (side, other) = if level1.contains("产出") {
            let strange = has(&level2, &["效益", "满意", "可持续"]) || has(&name, &OF_BENEFITS);
            strange.then_some(("产出", "效益"))?
        } else if has(&level1, &["效益", "效果", "满意"]) {
            let strange = has(&level2, &["数量", "质量", "时效", "成本"]) || has(&name, &OF_OUTPUTS);
            strange.then_some(("效益", "产出"))?
        } else {
            return None;
        };
        let quoted = quote(if name.is_empty() { &level2 } else { &name });
        let zh = format!("{quoted}像是{other}指标，却列在{side}指标下");
        let en = format!("{quoted} looks like an indicator of {other}, but stands under {side}");
        Some(hit(case.at_row(row, "name"), zh, en))
    });
    hits.collect()
}

pub(super) fn indicators_few(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let named = |row: &&Row<'_>| !is_blank(&row.indicator.name);
    let (all, each) = (setting.total, setting.each);
    let count = case.annual().filter(named).count();
    // That there are none at all, or none of a level, is for other rules to say.
    if count > 0 && count < all {
        let zh = format!("只有 {count} 个三级指标，至少应有 {all} 个");
        let en = format!("there are {count} indicators, at least {all} are asked for");
        return vec![hit(case.at("indicators"), zh, en)];
    }
    let hits = setting.levels.iter().filter_map(|level| {
        let words = words(level);
        let count = case.annual().filter(named).filter(|row| row.is_of(&words)).count();
        (count > 0 && count < each).then(|| {
            let zh = format!("{level}指标只有 {count} 个，至少应有 {each} 个");
            let en = format!("there are {count} indicators of {level}, at least {each} are asked for");
            hit(case.at("indicators"), zh, en)
        })
    });
    hits.collect()
}
