//! Rules about money. Amounts are in 万元, whatever unit they were written in.

use rust_decimal::Decimal;

use super::breach::{Hit, hit, quote};
use super::case::{Case, Row};
use super::profile::Setting;
use crate::declaration::Funding;
use crate::value::text::{is_blank, strip_blanks};
use crate::value::{Amount, AmountUnit, Doubt, Op, TargetKind};

const TOTAL: &str = "funding.total";

/// The sources that make up the total, with their keys.
fn sources(funding: &Funding) -> [(&'static str, Option<&Amount>); 5] {
    [
        ("funding.central", funding.central.as_ref()),
        ("funding.provincial", funding.provincial.as_ref()),
        ("funding.municipal", funding.municipal.as_ref()),
        ("funding.local", funding.local.as_ref()),
        ("funding.other", funding.other.as_ref()),
    ]
}

fn all(funding: &Funding) -> impl Iterator<Item = (&'static str, &Amount)> {
    std::iter::once((TOTAL, funding.total.as_ref()))
        .chain(sources(funding))
        .filter_map(|(key, amount)| Some((key, amount?)))
}

/// The sum of the sources. `None` when none is filled in, or when one cannot be read or is not known to the model,
/// so that nobody can tell.
fn sum(case: &Case<'_>) -> Option<Decimal> {
    let declaration = case.declaration();
    let known = sources(&declaration.funding);
    let is_unreadable = |amount: &&Amount| {
        amount.value.is_none() && Amount::parse(&amount.text, AmountUnit::WanYuan).1.is_some()
    };
    let is_source =
        |label: &str| ["资金", "拨款", "收入", "结转", "自筹"].iter().any(|word| label.contains(word));
    if known.iter().filter_map(|(_, amount)| *amount).any(|amount| is_unreadable(&amount))
        || declaration.extra.iter().any(|extra| is_source(&extra.label))
    {
        return None;
    }
    let mut values = known.iter().filter_map(|(_, amount)| amount.as_ref()?.value);
    let first = values.next()?;
    values.try_fold(first, Decimal::checked_add)
}

pub(super) fn total_mismatch(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let total = case.declaration().funding.total.as_ref().and_then(|total| total.value);
    let (Some(total), Some(sum)) = (total, sum(case)) else { return Vec::new() };
    let Some(difference) = total.checked_sub(sum).map(|difference| difference.abs()) else {
        return Vec::new();
    };
    if difference <= setting.tolerance {
        return Vec::new();
    }
    let [total, sum, difference] = [total, sum, difference].map(|number| number.normalize());
    let zh = format!("资金总额 {total} 万元，各来源之和 {sum} 万元，相差 {difference} 万元");
    let en = format!("the total is {total} 万元, its sources add up to {sum} 万元; {difference} 万元 apart");
    vec![hit(case.at(TOTAL), zh, en)]
}

pub(super) fn total_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let total = &case.declaration().funding.total;
    let missing = case.asks(TOTAL) && total.as_ref().is_none_or(|total| is_blank(&total.text));
    let hit = || hit(case.at(TOTAL), "没有填写资金总额", "the total is missing");
    missing.then(hit).into_iter().collect()
}

pub(super) fn sources_missing(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let funding = &case.declaration().funding;
    let Some(total) = funding.total.as_ref().and_then(|total| total.value) else { return Vec::new() };
    let sources = sources(funding);
    let Some((first, _)) = sources.iter().find(|(key, _)| case.asks(key)) else { return Vec::new() };
    let is_filled = |amount: &Option<&Amount>| amount.is_some_and(|amount| !is_blank(&amount.text));
    if total.is_zero() || sources.iter().any(|(_, amount)| is_filled(amount)) {
        return Vec::new();
    }
    let total = total.normalize();
    let zh = format!("资金总额 {total} 万元没有按来源填写");
    vec![hit(case.at(first), zh, format!("no source is given for the total of {total} 万元"))]
}

pub(super) fn amount_decimals(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let allowed = setting.decimals;
    let too_fine = |amount: &Amount| amount.value.is_some_and(|value| value.normalize().scale() > allowed);
    let hits =
        all(&case.declaration().funding).filter(|(_, amount)| too_fine(amount)).map(|(key, amount)| {
            let text = quote(&amount.text);
            let zh = format!("{text}以万元为单位，小数超过 {allowed} 位");
            hit(case.at(key), zh, format!("{text} has more than {allowed} decimals in 万元"))
        });
    hits.collect()
}

pub(super) fn amount_unit(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.doubts().filter_map(|(doubt, place)| match doubt {
        Doubt::AmountUnitDiffers { text, label, cell } => {
            let (text, label, cell) = (quote(text), label.name(), cell.name());
            let zh = format!("{text}以{cell}为单位，表上要求{label}");
            Some(hit(place.cloned(), zh, format!("{text} is in {cell}, the form asks for {label}")))
        }
        _ => None,
    });
    hits.collect()
}

/// Whether a row is about cost, on whichever level the form has it.
pub(super) fn is_cost(row: &Row<'_>) -> bool {
    row.is_of(&["成本"])
}

pub(super) fn cost_lower_bound(case: &Case<'_>, _: &Setting) -> Vec<Hit> {
    let hits = case.rows.iter().filter(|row| is_cost(row)).filter_map(|row| {
        let target = &row.indicator.target;
        let mut ops = target.op.into_iter().chain(target.parts.iter().filter_map(|part| part.op));
        let text = quote(&target.text);
        ops.any(|op| matches!(op, Op::Ge | Op::Gt)).then(|| {
            let zh = format!("成本指标应有上限，却写作{text}");
            hit(case.at_row(row, "target"), zh, format!("a cost has an upper bound, but says {text}"))
        })
    });
    hits.collect()
}

/// What a cost indicator says the whole costs. A unit price says nothing about it.
fn cost(row: &Row<'_>) -> Option<Decimal> {
    const PER_UNIT: [&str; 5] = ["均", "单位", "单价", "每", "标准"];
    let indicator = row.indicator;
    let name = strip_blanks(&indicator.name);
    let target = &indicator.target;
    if target.kind != TargetKind::Quantity || PER_UNIT.iter().any(|word| name.contains(word)) {
        return None;
    }
    // A unit with a slash is a price per something, and is no unit of money here.
    let unit = target.unit.as_deref().filter(|unit| !unit.contains(['/', '每']))?;
    let unit = AmountUnit::from_label(&format!("({unit})"))?;
    let text = format!("{}{}", target.value?, unit.name());
    Amount::parse(&text, unit).0.value
}

pub(super) fn cost_differs(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let total = case.declaration().funding.total.as_ref().and_then(|total| total.value);
    let Some(total) = total.filter(|total| !total.is_zero()) else { return Vec::new() };
    let costs: Vec<(&Row<'_>, Decimal)> =
        case.rows.iter().filter(|row| is_cost(row)).filter_map(|row| Some((row, cost(row)?))).collect();
    let sum = costs.iter().try_fold(Decimal::ZERO, |sum, (_, cost)| sum.checked_add(*cost));
    let is_total = |cost: Decimal| {
        total.checked_sub(cost).is_some_and(|difference| difference.abs() <= setting.tolerance)
    };
    // Several costs may be parts of the whole, or one of them the whole and the others parts of it.
    if sum.is_some_and(is_total) || costs.iter().any(|(_, cost)| is_total(*cost)) {
        return Vec::new();
    }
    let Some((row, _)) = costs.first() else { return Vec::new() };
    let (text, total) = (quote(&row.indicator.target.text), total.normalize());
    let zh = format!("成本指标{text}与资金总额 {total} 万元不一致");
    vec![hit(case.at_row(row, "target"), zh, format!("the cost {text} is not the total of {total} 万元"))]
}
