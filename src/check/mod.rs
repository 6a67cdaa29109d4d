//! The rules by which reviewers judge a declaration, applied at once.
//!
//! A rule is a function of the declaration, one for each code, in one table: [`RULES`]. A [`Profile`] chooses rules
//! and says how bad it is to break them. What is broken comes as a [`Finding`] with the cell, the facts, and the
//! document or practice that the rule comes from ([`Breach::source`]).
//!
//! A rule judges what the form asks for and what can be read. A form that has no place for a value is not blamed
//! for its absence, and where a value is unreadable the rules that compare it say nothing.
//!
//! ```
//! use shenbao::{Lang, Profile, check, extract};
//!
//! # fn main() -> shenbao::Result<()> {
//! let dump = "专项名称\t清溪县农村公路养护经费\n主管部门\t清溪县交通运输局\n申报年度\t2026\n\
//!             年度绩效目标\t养护农村公路17公里\n一级指标\t二级指标\t三级指标\t指标值\n\
//!             产出指标\t数量指标\t养护里程\t≥17公里\n产出指标\t质量指标\t合格率\t=100%\n\
//!             产出指标\t时效指标\t完成时间\t2026年12月\n产出指标\t成本指标\t总成本\t≤12万元\n\
//!             效益指标\t社会效益\t出行条件\t有所改善\n满意度指标\t满意度指标\t群众满意度\t≥95%\n";
//! let found = &extract(dump.as_bytes())?[0];
//! let findings = check(found, &Profile::default_profile());
//! assert_eq!(findings[0].code(), "target_vague");
//! assert_eq!(findings[0].message(Lang::En), "“有所改善” cannot be measured: 有所");
//! # Ok(())
//! # }
//! ```

mod breach;
mod case;
mod detail;
mod indicators;
mod money;
mod profile;
mod project;
mod rules;
mod targets;
#[cfg(test)]
mod tests;
mod texts;

pub use breach::{Breach, Said};
pub use profile::{Profile, Setting};
pub use rules::{RULES, Rule};

use crate::extract::Extraction;
use crate::finding::{Finding, FindingKind};
use case::Case;

/// Applies the rules of a profile to a declaration. Findings come in the order of the form, those without a place
/// first.
pub fn check(extraction: &Extraction, profile: &Profile) -> Vec<Finding> {
    let case = Case::new(extraction, profile);
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter_map(|rule| Some((rule, profile.setting(rule.code)?)))
        .flat_map(|(rule, setting)| {
            (rule.judge)(&case, setting).into_iter().map(|hit| Finding {
                place: hit.place,
                kind: FindingKind::Rule(Breach {
                    code: rule.code,
                    severity: setting.severity,
                    source: rule.source,
                    said: hit.said,
                }),
            })
        })
        .collect();
    findings.sort_by_key(|finding| {
        finding.place.as_ref().map(|at| (at.table, at.row, at.column, at.paragraph, at.line))
    });
    findings
}
