use super::breach::Hit;
use super::case::Case;
use super::profile::Setting;
use super::{detail, indicators, money, project, targets, texts};

/// A rule of those who review declarations.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The stable code. `docs/errors.md` has a heading for each.
    pub code: &'static str,
    /// Where it comes from, in Chinese.
    pub source: &'static str,
    /// The fields that it is about, one of which a form must have; none for rules on any value.
    pub fields: &'static [&'static str],
    /// The parameters that a profile may set beside the severity.
    pub parameters: &'static [&'static str],
    pub(super) judge: Judge,
}

type Judge = fn(&Case<'_>, &Setting) -> Vec<Hit>;

/// 《中央部门预算绩效目标管理办法》, the model of all later ones.
const MEASURES_OF_2015: &str =
    "财预〔2015〕88号《中央部门预算绩效目标管理办法》：绩效指标包括产出指标、效益指标和满意度指标等";
const QUANTIFIED: &str = "财预〔2015〕88号：绩效目标应当细化量化，不能量化的采用定性的分级分档表述";
const COMPLETE: &str = "财预〔2015〕88号：审核内容之一是完整性，绩效目标的内容应当完整";
const ALIKE: &str = "财预〔2015〕88号：审核内容之一是适当性，绩效目标与资金量应当匹配";
const BY_SOURCE: &str = "财政支出绩效目标申报表填报说明：填写项目资金总额，并按资金来源不同分别填写";
const DETAIL: &str = "项目支出预算绩效目标申报表：支出明细预算的合计等于资金来源的合计";
const YEAR: &str = "财政支出绩效目标申报表填报说明：年度为预算所属年度";
const TICKED: &str = "财政支出绩效目标申报表填报说明：在所选项“□”中划“√”";
const UNIT: &str = "预算项目申报填表说明：以万元为单位，最多保留小数点后六位";
const TERMS: &str = "预算项目申报填表说明：跨年度项目须填写总目标和年度目标，不得以总目标代替年度目标";
const SYSTEM: &str = "预算管理信息系统的录入校验";
const PRACTICE: &str = "绩效目标审核的通常做法";
const AUDIT: &str = "预算绩效审计的常见问题";
const LENGTHS: &str = "部分地区申报表标签中的字数要求：概况等450字内，指标150字内";

/// Every rule, in the order of the form.
pub const RULES: &[Rule] = &[
    rule("name_missing", COMPLETE, &["project.name"], project::name_missing),
    rule("department_missing", COMPLETE, &["project.department"], project::department_missing),
    rule("year_missing", YEAR, &["year"], project::year_missing),
    rule("year_outside_period", YEAR, &["year"], project::year_outside_period),
    rule("period_backwards", PRACTICE, &["project.period"], project::period_backwards),
    rule("attribute_missing", TICKED, &["project.attribute"], project::attribute_missing),
    rule("attribute_several", TICKED, &["project.attribute"], project::attribute_several),
    rule("total_mismatch", BY_SOURCE, &["funding.total"], money::total_mismatch).with(&["tolerance"]),
    rule("detail_mismatch", DETAIL, &["detail_budget"], detail::detail_mismatch).with(&["tolerance"]),
    rule("total_missing", BY_SOURCE, &["funding.total"], money::total_missing),
    rule("sources_missing", BY_SOURCE, &["funding.total"], money::sources_missing),
    rule("amount_decimals", UNIT, &["funding.total"], money::amount_decimals).with(&["decimals"]),
    rule("amount_unit", UNIT, &[], money::amount_unit),
    rule("annual_goal_missing", COMPLETE, &["annual_goals"], project::annual_goal_missing),
    rule("long_term_goal_missing", TERMS, &["long_term_goals"], project::long_term_goal_missing),
    rule("goals_copied", TERMS, &["annual_goals"], project::goals_copied),
    rule("level_missing", MEASURES_OF_2015, INDICATORS, indicators::level_missing).with(&["levels"]),
    rule("kind_missing", MEASURES_OF_2015, INDICATORS, indicators::kind_missing).with(&["kinds"]),
    rule("indicator_repeated", SYSTEM, INDICATORS, indicators::indicator_repeated),
    rule("indicator_unnamed", COMPLETE, INDICATORS, indicators::indicator_unnamed),
    rule("indicator_invalid", AUDIT, INDICATORS, indicators::indicator_invalid),
    rule("indicator_misplaced", AUDIT, INDICATORS, indicators::indicator_misplaced),
    rule("indicators_few", PRACTICE, INDICATORS, indicators::indicators_few)
        .with(&["total", "each", "levels"]),
    rule("target_missing", COMPLETE, INDICATORS, targets::target_missing),
    rule("target_not_numeric", SYSTEM, INDICATORS, targets::target_not_numeric),
    rule("target_vague", AUDIT, INDICATORS, targets::target_vague).with(&["words"]),
    rule("target_qualitative", QUANTIFIED, INDICATORS, targets::target_qualitative),
    rule("target_unit_missing", QUANTIFIED, INDICATORS, targets::target_unit_missing),
    rule("target_outside_period", PRACTICE, INDICATORS, targets::target_outside_period),
    rule("cost_lower_bound", PRACTICE, INDICATORS, money::cost_lower_bound),
    rule("cost_differs", ALIKE, INDICATORS, money::cost_differs).with(&["tolerance"]),
    rule("percentage_high", PRACTICE, INDICATORS, targets::percentage_high).with(&["limit"]),
    rule("template_residue", PRACTICE, &[], texts::template_residue),
    rule("value_damaged", PRACTICE, &[], texts::value_damaged),
    rule("value_unreadable", PRACTICE, &[], texts::value_unreadable),
    rule("field_repeated", PRACTICE, &[], texts::field_repeated),
    rule("text_long", LENGTHS, &[], texts::text_long).with(&["text", "indicator"]),
];

const INDICATORS: &[&str] = &["indicators"];

impl Rule {
    /// The rule with a code.
    pub fn of(code: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.code == code)
    }

    const fn with(mut self, parameters: &'static [&'static str]) -> Rule {
        self.parameters = parameters;
        self
    }
}

const fn rule(
    code: &'static str,
    source: &'static str,
    fields: &'static [&'static str],
    judge: Judge,
) -> Rule {
    Rule { code, source, fields, parameters: &[], judge }
}
