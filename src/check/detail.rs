//! Rules about the detail budget: what the money is spent on adds up to where it comes from.

use rust_decimal::Decimal;

use super::breach::{Hit, hit};
use super::case::Case;
use super::profile::Setting;
use crate::declaration::BudgetItem;
use crate::value::Amount;
use crate::value::text::{is_blank, strip_blanks};

/// A column of the detail budget, and the total that it is of.
struct Column<'c> {
    total_key: &'static str,
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    total: Option<&'c Amount>,
    amount: fn(&BudgetItem) -> Option<&Amount>,
}

pub(super) fn detail_mismatch(case: &Case<'_>, setting: &Setting) -> Vec<Hit> {
    let declaration = case.declaration();
    let funding = &declaration.funding;
    let last_year = funding.last_year.as_ref();
    let columns = [
        Column {
            total_key: "funding.total",
            key: "amount",
            zh: "支出明细",
            en: "the detail budget",
            total: funding.total.as_ref(),
            amount: |item| Some(&item.amount),
        },
        Column {
            total_key: "funding.last_year.total",
            key: "last_year",
            zh: "上年度支出明细",
            en: "the detail budget of last year",
            total: last_year.and_then(|funds| funds.total.as_ref()),
            amount: |item| item.last_year.as_ref(),
        },
    ];
    let hits = columns.into_iter().filter_map(|column| judged(case, setting, &column));
    hits.collect()
}

/// Compares the sum of the items with the line of the sum, if there is one, and this with the total.
fn judged(case: &Case<'_>, setting: &Setting, column: &Column<'_>) -> Option<Hit> {
    let mut sum: Option<Decimal> = None;
    let mut line: Option<(usize, Decimal)> = None;
    for (number, item) in case.declaration().detail_budget.iter().enumerate() {
        let name = strip_blanks(&item.item);
        let amount = (column.amount)(item);
        let text = amount.map(|amount| amount.text.as_str()).unwrap_or_default();
        // What cannot be read is not compared, nor are items that are parts of others.
        if name.contains("小计") || name.contains("其中") {
            return None;
        }
        let Some(value) = amount.and_then(|amount| amount.value) else {
            if is_blank(text) { continue } else { return None }
        };
        match name.trim_end_matches(['：', ':']) {
            "合计" | "总计" | "总额" => line = Some((number, value)),
            _ => sum = Some(sum.unwrap_or_default().checked_add(value)?),
        }
    }
    let differ = |one: Decimal, other: Decimal| {
        let difference = one.checked_sub(other)?.abs();
        (difference > setting.tolerance).then(|| difference.normalize())
    };
    let Column { key, zh, en, .. } = column;
    let place = |number: usize| {
        let row = format!("detail_budget[{number}]");
        case.at(&format!("{row}.{key}")).or_else(|| case.at(&row))
    };
    if let (Some((number, said)), Some(sum)) = (line, sum)
        && let Some(difference) = differ(said, sum)
    {
        let [said, sum] = [said, sum].map(|number| number.normalize());
        let zh = format!("{zh}合计 {said} 万元，各项之和 {sum} 万元，相差 {difference} 万元");
        let en = format!("{en} says {said} 万元, its items add up to {sum} 万元; {difference} 万元 apart");
        return Some(hit(place(number), zh, en));
    }
    let said = line.map(|(_, said)| said).or(sum)?;
    let total = column.total?.value?;
    let difference = differ(total, said)?;
    let [said, total] = [said, total].map(|number| number.normalize());
    let zh = format!("{zh}合计 {said} 万元，资金总额 {total} 万元，相差 {difference} 万元");
    let en = format!("{en} adds up to {said} 万元, the total is {total} 万元; {difference} 万元 apart");
    let place = line.and_then(|(number, _)| place(number)).or_else(|| case.at("detail_budget"));
    Some(hit(place.or_else(|| case.at(column.total_key)), zh, en))
}
