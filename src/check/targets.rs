//! Rules about the values of indicators.

use rust_decimal::Decimal;

use super::breach::{Hit, hit, quote};
use super::case::{Case, Row};
use super::profile::Setting;
use crate::value::text::is_blank;
use crate::value::{Doubt, Target, TargetKind};

pub(super) fn target_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let is_bare = |row: &&Row<'_>| is_blank(&row.indicator.target.text) && !is_blank(&row.indicator.name);
    let hits = case.rows.iter().filter(is_bare).map(|row| {
        let name = quote(&row.indicator.name);
        hit(
            case.at_row(row, "target"),
            format!("{name}没有指标值"),
            format!("the indicator {name} has no value"),
        )
    });
    hits.collect()
}

pub(super) fn target_not_numeric(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.rows.iter().filter(|row| row.lacks_number()).map(|row| {
        let text = quote(&row.indicator.target.text);
        let zh = format!("定量指标的值{text}不是数值");
        hit(case.at_row(row, "target"), zh, format!("{text} should be a number"))
    });
    hits.collect()
}

pub(super) fn target_vague(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.rows.iter().filter(|row| !row.lacks_number()).filter_map(|row| {
        let word = case.vague(&row.indicator.target)?;
        let text = quote(&row.indicator.target.text);
        let zh = format!("{text}难以衡量：{word}");
        Some(hit(case.at_row(row, "target"), zh, format!("{text} cannot be measured: {word}")))
    });
    hits.collect()
}

pub(super) fn target_qualitative(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let is_plain = |row: &&Row<'_>| {
        let target = &row.indicator.target;
        target.kind == TargetKind::Qualitative
            && row.doubt.is_none()
            && !row.lacks_number()
            && case.vague(target).is_none()
    };
    let hits = case.rows.iter().filter(is_plain).map(|row| {
        let text = quote(&row.indicator.target.text);
        let zh = format!("{text}是定性的值，能量化的应当量化，否则应分级分档");
        let en = format!("{text} is words; give a number if there is one, else a grade");
        hit(case.at_row(row, "target"), zh, en)
    });
    hits.collect()
}

pub(super) fn target_unit_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let is_unitless = |row: &&Row<'_>| {
        let target = &row.indicator.target;
        matches!(target.kind, TargetKind::Quantity | TargetKind::Range) && target.unit.is_none()
    };
    let hits = case.rows.iter().filter(is_unitless).map(|row| {
        let text = quote(&row.indicator.target.text);
        hit(case.at_row(row, "target"), format!("{text}没有单位"), format!("{text} has no unit"))
    });
    hits.collect()
}

pub(super) fn target_outside_period(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let Some(period) = &case.declaration().project.period else { return Vec::new() };
    let is_outside = |target: &Target| {
        target.period().is_some_and(|dates| {
            let late = dates.end.zip(period.end).is_some_and(|(date, end)| date.is_after(end));
            let early = dates.start.zip(period.start).is_some_and(|(date, start)| start.is_after(date));
            late || early
        })
    };
    let hits = case.rows.iter().filter(|row| is_outside(&row.indicator.target)).map(|row| {
        let (text, period) = (quote(&row.indicator.target.text), quote(&period.text));
        let zh = format!("指标时间{text}不在起止时间{period}之内");
        hit(case.at_row(row, "target"), zh, format!("{text} is outside of the period {period}"))
    });
    hits.collect()
}

pub(super) fn percentage_high(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let is_high = |unit: Option<&str>, values: [Option<Decimal>; 2]| {
        unit == Some("%") && values.into_iter().flatten().any(|value| value > setting.limit)
    };
    let is_high = |row: &&Row<'_>| {
        let target = &row.indicator.target;
        let in_parts =
            || target.parts.iter().any(|part| is_high(part.unit.as_deref(), [part.value, part.max]));
        // A damaged sign makes a percentage high as well, and has a rule of its own.
        row.doubt.is_none() && (is_high(target.unit.as_deref(), [target.value, target.max]) || in_parts())
    };
    let hits = case.rows.iter().filter(is_high).map(|row| {
        let (text, limit) = (quote(&row.indicator.target.text), setting.limit.normalize());
        let zh = format!("百分比{text}超过 {limit}%");
        hit(case.at_row(row, "target"), zh, format!("the percentage {text} is above {limit}%"))
    });
    hits.collect()
}

/// The values whose texts are what the template or a converter left.
pub(super) fn doubted<'c>(
    case: &'c Case<'_>,
    is_it: impl Fn(&Doubt) -> bool + 'c,
) -> impl Iterator<Item = &'c Row<'c>> {
    case.rows.iter().filter(move |row| row.doubt.as_ref().is_some_and(&is_it))
}
