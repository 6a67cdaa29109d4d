//! Rules about money. Amounts are in 万元, whatever unit they were written in.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value};

use super::breach::{Hit, hit, quote};
use super::case::{Case, Row};
use super::profile::Setting;
use crate::declaration::{Funding, Funds};
use crate::value::text::{is_blank, strip_blanks};
use crate::value::{Amount, AmountUnit, Doubt, Op, TargetKind};

const TOTAL: &str = "funding.total";

/// The levels of government that money comes from.
const LEVELS: [&str; 6] = ["central", "provincial", "municipal", "local", "regional", "superior"];
/// The budgets that all of it comes from.
const BUDGETS: [&str; 2] = ["general_budget", "government_fund"];
/// All of it, where the form does not tell these apart.
const FISCAL: [&str; 1] = ["fiscal"];
/// What does not come from a budget of this year.
const REST: [&str; 5] = ["other", "own", "operating", "business", "carried_over"];
/// What belongs to other times.
const OTHER_TIMES: [&str; 3] = ["total", "last_year", "term"];

/// The sources of the year's money by the names of their members. Forms differ in which they tell apart.
struct Sources(BTreeMap<String, Amount>);

impl Sources {
    fn of(funding: &impl Serialize) -> Sources {
        let members = match serde_json::to_value(funding) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        };
        let of_year = members.into_iter().filter(|(name, _)| !OTHER_TIMES.contains(&name.as_str()));
        Sources(
            of_year.filter_map(|(name, amount)| Some((name, serde_json::from_value(amount).ok()?))).collect(),
        )
    }

    /// What some of them add up to; `None` when none of these is filled in.
    fn sum(&self, names: &[&str]) -> Option<Decimal> {
        let mut values = names.iter().filter_map(|name| self.0.get(*name)?.value);
        let first = values.next()?;
        values.try_fold(first, Decimal::checked_add)
    }

    /// All that the sources may add up to, the most likely first: a form may print a source beside the one that it
    /// is part of, 上级资金 beside 省级, 财政拨款 beside both.
    fn sums(&self) -> Vec<Decimal> {
        let [each, new] = [(&LEVELS[..], "superior"), (&REST[..], "carried_over")].map(|(names, without)| {
            names.iter().copied().filter(|name| *name != without).collect::<Vec<_>>()
        });
        let fiscal = [self.sum(&LEVELS), self.sum(&each), self.sum(&FISCAL), self.sum(&BUDGETS)];
        let fiscal: Vec<Decimal> = fiscal.into_iter().flatten().collect();
        let Some(rest) = self.sum(&REST) else { return fiscal };
        if fiscal.is_empty() {
            return vec![rest];
        }
        let rest = [rest, self.sum(&new).unwrap_or_default()];
        fiscal.iter().flat_map(|fiscal| rest.iter().filter_map(|rest| fiscal.checked_add(*rest))).collect()
    }

    /// Whether one of them cannot be read or is none that is known, so that nobody can tell the sum.
    fn is_unclear(&self) -> bool {
        let known =
            |name: &str| [&LEVELS[..], &BUDGETS, &FISCAL, &REST].iter().any(|names| names.contains(&name));
        let is_unreadable = |amount: &Amount| {
            amount.value.is_none() && Amount::parse(&amount.text, AmountUnit::WanYuan).1.is_some()
        };
        self.0.iter().any(|(name, amount)| !known(name) || is_unreadable(amount))
    }

    fn is_blank(&self) -> bool {
        self.0.values().all(|amount| is_blank(&amount.text))
    }
}

/// The money of one time: that of the year, of last year, of the whole term. These are never compared with each other.
struct Time<'c> {
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    total: Option<&'c Amount>,
    sources: Sources,
}

impl<'c> Time<'c> {
    fn all(funding: &'c Funding) -> Vec<Time<'c>> {
        let year = Time {
            key: "funding",
            zh: "资金总额",
            en: "the total",
            total: funding.total.as_ref(),
            sources: Sources::of(funding),
        };
        let other = |key, zh, en, funds: &'c Option<Funds>| {
            let funds = funds.as_ref()?;
            Some(Time { key, zh, en, total: funds.total.as_ref(), sources: Sources::of(funds) })
        };
        let others = [
            other("funding.last_year", "上年度资金总额", "the total of last year", &funding.last_year),
            other("funding.term", "实施期资金总额", "the total of the whole term", &funding.term),
        ];
        std::iter::once(year).chain(others.into_iter().flatten()).collect()
    }
}

pub(super) fn total_mismatch(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let declaration = case.declaration();
    let is_source =
        |label: &str| ["资金", "拨款", "收入", "结转", "自筹"].iter().any(|word| label.contains(word));
    // A source that nobody knows may be of any of the times.
    if declaration.extra.iter().any(|extra| is_source(&extra.label)) {
        return Vec::new();
    }
    let hits = Time::all(&declaration.funding).into_iter().filter_map(|time| {
        let total = time.total?.value?;
        let sums = if time.sources.is_unclear() { Vec::new() } else { time.sources.sums() };
        let sum = *sums.first()?;
        let difference = |sum: Decimal| total.checked_sub(sum).map(|difference| difference.abs());
        let agrees = |sum: Decimal| difference(sum).is_none_or(|difference| difference <= setting.tolerance);
        if sums.iter().any(|sum| agrees(*sum)) {
            return None;
        }
        let [difference, total, sum] =
            [difference(sum).unwrap_or_default(), total, sum].map(|number| number.normalize());
        let Time { key, zh, en, .. } = time;
        let zh = format!("{zh} {total} 万元，各来源之和 {sum} 万元，相差 {difference} 万元");
        let en = format!("{en} is {total} 万元, its sources add up to {sum} 万元; {difference} 万元 apart");
        Some(hit(case.at(&format!("{key}.total")), zh, en))
    });
    hits.collect()
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
    let names = LEVELS.iter().chain(&FISCAL).chain(&BUDGETS).chain(&REST);
    let mut keys = names.map(|name| format!("funding.{name}"));
    let Some(first) = keys.find(|key| case.asks(key)) else { return Vec::new() };
    if total.is_zero() || !Sources::of(funding).is_blank() {
        return Vec::new();
    }
    let total = total.normalize();
    let zh = format!("资金总额 {total} 万元没有按来源填写");
    vec![hit(case.at(&first), zh, format!("no source is given for the total of {total} 万元"))]
}

pub(super) fn amount_decimals(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let allowed = setting.decimals;
    let too_fine = |amount: &Amount| amount.value.is_some_and(|value| value.normalize().scale() > allowed);
    let all = Time::all(&case.declaration().funding).into_iter().flat_map(
        |Time { key, total, sources, .. }| {
            let total = total.cloned().map(|total| ("total".to_owned(), total));
            total.into_iter().chain(sources.0).map(move |(name, amount)| (format!("{key}.{name}"), amount))
        },
    );
    let hits = all.filter(|(_, amount)| too_fine(amount)).map(|(key, amount)| {
        let text = quote(&amount.text);
        let zh = format!("{text}以万元为单位，小数超过 {allowed} 位");
        hit(case.at(&key), zh, format!("{text} has more than {allowed} decimals in 万元"))
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
        case.annual().filter(|row| is_cost(row)).filter_map(|row| Some((row, cost(row)?))).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_may_be_part_of_another() {
        let sources = |amounts: &[(&str, i64)]| {
            let amounts =
                amounts.iter().map(|(name, value)| ((*name).to_owned(), Decimal::from(*value).into()));
            Sources(amounts.collect())
        };
        for (amounts, total, first) in [
            (&[("central", 1), ("local", 2), ("other", 3)][..], 6, 6),
            (&[("fiscal", 5), ("other", 1)], 6, 6),
            (&[("fiscal", 5), ("superior", 3), ("local", 2), ("own", 1)], 6, 6),
            (&[("superior", 3), ("provincial", 3), ("local", 2)], 5, 8),
            (&[("fiscal", 5), ("carried_over", 2)], 5, 7),
            (&[("general_budget", 4), ("government_fund", 1)], 5, 5),
            (&[("other", 3)], 3, 3),
        ] {
            let sums = sources(amounts).sums();
            assert_eq!(sums.first(), Some(&Decimal::from(first)), "{amounts:?}");
            assert!(sums.contains(&Decimal::from(total)), "{amounts:?}");
            assert!(!sums.contains(&Decimal::from(total + 9)), "{amounts:?}");
        }
        assert_eq!(sources(&[]).sums(), []);
        assert!(sources(&[("lottery", 3)]).is_unclear());
    }
}
