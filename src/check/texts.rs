//! Rules about what stands in places, whatever it says.

use super::breach::{Hit, hit, quote};
use super::case::Case;
use super::profile::Setting;
use super::targets::doubted;
use crate::finding::FindingKind;
use crate::place::Place;
use crate::value::Doubt;
use crate::value::text::{fold, is_blank_char};

/// The texts of a declaration that are no indicators, with their keys.
fn texts<'c>(case: &Case<'c>) -> Vec<(&'static str, &'c str)> {
    let declaration = case.declaration();
    let project = &declaration.project;
    let single = [
        ("unit", &declaration.unit),
        ("project.name", &project.name),
        ("project.department", &project.department),
        ("project.overview", &project.overview),
        ("project.basis", &project.basis),
        ("measures", &declaration.measures),
        ("notes", &declaration.notes),
    ];
    let goals =
        [("long_term_goals", &declaration.long_term_goals), ("annual_goals", &declaration.annual_goals)];
    let single = single.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?)));
    let goals = goals.into_iter().flat_map(|(key, goals)| goals.iter().map(move |goal| (key, goal.as_str())));
    single.chain(goals).collect()
}

/// All of them, the names of indicators included, with their places.
fn with_names<'c>(case: &Case<'c>) -> Vec<(Option<Place>, &'c str)> {
    let texts = texts(case).into_iter().map(|(key, text)| (case.at(key), text));
    let names = case.rows.iter().map(|row| (case.at_row(row, "name"), row.indicator.name.as_str()));
    texts.chain(names).collect()
}

/// Whether a text still has the template's filler in it: `**`, `XX`, `……` or `指标1` alone.
fn has_residue(text: &str) -> bool {
    let plain: Vec<char> = fold(text).chars().filter(|c| !is_blank_char(*c)).collect();
    let is_filler = |c: &char| matches!(c, '*' | '×' | 'X' | 'x');
    let runs = plain.chunk_by(|a, b| a == b);
    let mut at = 0usize;
    for run in runs {
        let before = at.checked_sub(1).and_then(|at| plain.get(at));
        at += run.len();
        // Two letters within a word are a word: XXL.
        let in_word = [before, plain.get(at)].into_iter().flatten().any(char::is_ascii_alphabetic);
        if run.len() >= 2 && run.first().is_some_and(is_filler) && !in_word {
            return true;
        }
    }
    let alone: String = plain.into_iter().collect();
    let number = alone.strip_prefix("指标").or_else(|| alone.strip_prefix("目标"));
    let is_numbered = number.is_some_and(|rest| {
        let rest = rest.trim_end_matches([':', '.', '…']);
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit())
    });
    is_numbered || (!alone.is_empty() && alone.chars().all(|c| matches!(c, '.' | '…')))
}

pub(super) fn template_residue(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let targets = doubted(case, |doubt| matches!(doubt, Doubt::TargetResidue { .. }));
    let targets = targets.map(|row| (case.at_row(row, "target"), row.indicator.target.text.as_str()));
    let texts = with_names(case).into_iter().filter(|(_, text)| has_residue(text));
    let hits = texts.chain(targets).map(|(place, text)| {
        let text = quote(text);
        hit(
            place,
            format!("模板中的占位内容没有替换：{text}"),
            format!("left over from the template: {text}"),
        )
    });
    hits.collect()
}

pub(super) fn value_damaged(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let targets = doubted(case, |doubt| matches!(doubt, Doubt::TargetDamaged { .. }));
    let targets = targets.map(|row| {
        let text = quote(&row.indicator.target.text);
        let zh = format!("{text}的首位 2 可能是损坏的“≥”");
        hit(case.at_row(row, "target"), zh, format!("the leading 2 of {text} may be a damaged ≥"))
    });
    let texts = with_names(case).into_iter().filter(|(_, text)| text.contains('\u{FFFD}'));
    let texts = texts.map(|(place, text)| {
        let text = quote(text);
        hit(place, format!("{text}中有损坏的字符"), format!("{text} has damaged characters"))
    });
    targets.chain(texts).collect()
}

pub(super) fn value_unreadable(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.doubts().filter_map(|(doubt, place)| {
        let (text, zh, en) = match doubt {
            Doubt::AmountUnreadable { text } => (text, "金额", "amount"),
            Doubt::PeriodUnreadable { text } => (text, "起止时间", "period"),
            _ => return None,
        };
        let text = quote(text);
        Some(hit(place.cloned(), format!("{text}不是可读的{zh}"), format!("{text} is no readable {en}")))
    });
    hits.collect()
}

pub(super) fn field_repeated(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.findings().filter_map(|finding| match &finding.kind {
        FindingKind::LabelRepeated { label } => {
            let label = quote(label);
            let zh = format!("{label}填写了两次，内容不同");
            Some(hit(finding.place.clone(), zh, format!("{label} is filled in twice, differently")))
        }
        _ => None,
    });
    hits.collect()
}

pub(super) fn text_long(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let texts = texts(case).into_iter().map(|(key, text)| (case.at(key), text, setting.text));
    let rows = case.rows.iter().flat_map(|row| {
        let indicator = row.indicator;
        [("name", indicator.name.as_str()), ("target", indicator.target.text.as_str())]
            .map(|(column, text)| (case.at_row(row, column), text, setting.indicator))
    });
    let hits = texts.chain(rows).filter_map(|(place, text, allowed)| {
        let length = text.chars().filter(|c| !is_blank_char(*c)).count();
        (length > allowed).then(|| {
            let text = quote(text);
            let zh = format!("{text}有 {length} 字，超过 {allowed} 字");
            hit(place, zh, format!("{text} has {length} characters, {allowed} are allowed"))
        })
    });
    hits.collect()
}

#[cfg(test)]
mod tests {
    use super::has_residue;

    #[test]
    fn filler_is_told_from_words() {
        for text in ["完成**工程", "ＸＸ镇", "20XX年", "××村", "指标1：", "目标2", "……", "修建 * * 公里"]
        {
            assert!(has_residue(text), "{text}");
        }
        for text in ["", "养护里程", "XXL码服装", "5*3米", "指标完成率", "目标", "一期工程……按期完工"]
        {
            assert!(!has_residue(text), "{text}");
        }
    }
}
