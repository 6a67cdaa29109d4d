//! Sums of money by year and department.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;
use shenbao::Form;

use super::layout::{group_fields, summed};
use crate::data;

/// Sums that are exact, over any number of declarations.
#[derive(Debug)]
pub(super) struct Totals<'f> {
    /// The keys of what is summed.
    keys: Vec<&'f str>,
    year: Option<&'f str>,
    department: Option<&'f str>,
    groups: BTreeMap<(String, String), Sum>,
    all: Sum,
}

/// The sum of a group.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) declarations: usize,
    /// By number of the key; none where no declaration says anything.
    pub(super) amounts: BTreeMap<usize, Decimal>,
}

impl<'f> Totals<'f> {
    pub(super) fn new(form: &'f Form) -> Totals<'f> {
        let [year, department] = group_fields(form).map(|field| field.map(|field| field.key.as_str()));
        Totals {
            keys: summed(form).map(|field| field.key.as_str()).collect(),
            year,
            department,
            groups: BTreeMap::new(),
            all: Sum::default(),
        }
    }

    pub(super) fn add(&mut self, declaration: &Value) {
        let text = |key: Option<&str>| match key.and_then(|key| data::get(declaration, key)) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let group = self.groups.entry((text(self.year), text(self.department))).or_default();
        group.declarations += 1;
        self.all.declarations += 1;
        for (number, key) in self.keys.iter().enumerate() {
            let value = data::get(declaration, key).and_then(|amount| amount.get("value"));
            let Some(Value::Number(value)) = value else { continue };
            let Ok(value) = value.to_string().parse::<Decimal>() else { continue };
            for sum in [&mut *group, &mut self.all] {
                let sum = sum.amounts.entry(number).or_default();
                *sum = sum.saturating_add(value);
            }
        }
    }

    /// The groups with their year and department, sorted by these, and the sum of all.
    pub(super) fn finish(self) -> (Vec<(String, String, Sum)>, Sum) {
        let groups = self.groups.into_iter().map(|((year, department), sum)| (year, department, sum));
        (groups.collect(), self.all)
    }
}
