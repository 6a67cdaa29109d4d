use serde::{Deserialize, Serialize};

use crate::form::Labelled;
use crate::value::{Amount, Contact, Period, Target};

/// A filled 《专项资金预算绩效目标申报表》, or one of its siblings.
///
/// A field that the form does not have is `None`; a field left blank has empty text. When a form is filled, `None`
/// leaves its place as the template has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Declaration {
    /// The title as printed. It belongs to the form: filling does not write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The budget year.
    pub year: Option<u16>,
    /// The reporting unit (填报单位).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its code (单位代码).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// What the unit is there for (单位职能概述).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_functions: Option<String>,
    /// The head of the unit (单位负责人).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_head: Option<String>,
    /// What the money is for (专项基本情况).
    pub project: Project,
    /// Where the money comes from (专项资金情况), in 万元.
    pub funding: Funding,
    /// What the money is spent on (支出明细预算), in 万元.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub detail_budget: Vec<BudgetItem>,
    /// What is done when (项目实施进度计划).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Step>,
    /// The unit's rules and measures that secure the project (保证专项实施的制度、措施).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
    /// The goals of the whole term (中长期绩效目标), a paragraph each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub long_term_goals: Vec<String>,
    /// The goals of the year (本年度绩效目标), a paragraph each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub annual_goals: Vec<String>,
    /// The indicators of the year (专项年度绩效指标), in the order of the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
    /// The indicators of the whole term (长期绩效指标), on forms that have both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub long_term_indicators: Vec<Indicator>,
    /// Other things to be said (其他需要说明的问题).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The reviewers' opinions (审核意见), without the printed lines for seal and date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Labelled>,
    /// Who filled in the form (填报人), and the phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Contact>,
    /// When it was filled in (填报日期), as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_date: Option<String>,
    /// What stands beside labels that the form's vocabulary does not know, and texts that their field cannot hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<Labelled>,
}

/// What the money is for (专项基本情况).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Project {
    /// Its name (专项名称).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is new or goes on (专项属性). `None` also when the form does not say.
    pub attribute: Option<Attribute>,
    /// Whether it comes again, where 项目属性 asks for that (一次性项目). Forms that ask under 项目类型 have it in `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    /// What kind of project it is (项目类型).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ProjectType>,
    /// What kind within its kind, where the form goes on to ask (其中：新建、扩建、改建).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtype: Option<ProjectSubtype>,
    /// Its category in the words of the form (项目类别).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Its code (项目编码).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The competent department (主管部门).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The department's code (主管部门编码), on forms that have a place of its own for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department_code: Option<String>,
    /// The competent central department (中央主管部门), beside the department of the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub central_department: Option<String>,
    /// The finance department of the region (省级财政部门).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finance_department: Option<String>,
    /// The unit that carries it out (实施单位).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implementer: Option<String>,
    /// From when to when (专项起止时间).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Who leads it (专项负责人).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Whom to ask (联系人及电话).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Who answers for performance management (绩效管理联络员).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liaison: Option<Contact>,
    /// What it is about (专项概况).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// What it rests on (专项立项依据).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Why it can be done (项目申报的可行性).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feasibility: Option<String>,
    /// Why it must be done (项目申报的必要性).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub necessity: Option<String>,
    /// How it is carried out (项目实施计划), on forms that ask for a text and no list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// What kind of project it is (项目类型), in the words of different forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProjectType {
    /// 基本建设类
    Construction,
    /// 行政事业类
    Administrative,
    /// 其他专项类
    Special,
    /// 社会发展性项目
    SocialDevelopment,
    /// 部门发展性项目
    DepartmentDevelopment,
    /// 经常性项目、常年性项目、持续性项目
    Recurring,
    /// 一次性项目
    OneOff,
    /// 阶段性项目
    Phased,
}

/// Whether a project comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Recurrence {
    /// 经常性项目、常年性项目、持续性项目
    Recurring,
    /// 一次性项目
    OneOff,
    /// 阶段性项目
    Phased,
}

/// What kind of building or business it is, within [`ProjectType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProjectSubtype {
    /// 新建
    NewBuilding,
    /// 扩建
    Extension,
    /// 改建
    Conversion,
    /// 采购类
    Procurement,
    /// 修缮类
    Repair,
    /// 奖励类
    Award,
}

/// Whether a project is new or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Attribute {
    /// 新增项目
    New,
    /// 延续项目
    Continuing,
}

/// Where the money comes from (专项资金情况), in 万元.
///
/// Forms differ in which sources they tell apart, and a source may be part of another: `superior` of `fiscal`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Funding {
    /// All of it (本年度预计投入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// From the budget, whatever level (财政拨款), on forms that do not tell the levels apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiscal: Option<Amount>,
    /// From the levels above (上级资金), on forms that do not tell them apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superior: Option<Amount>,
    /// From the central government (中央).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub central: Option<Amount>,
    /// From the province (省级).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provincial: Option<Amount>,
    /// From the city (市级资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipal: Option<Amount>,
    /// From the county or district itself (本级).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<Amount>,
    /// From the region, whatever level (地方资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regional: Option<Amount>,
    /// From the general public budget (一般公共预算拨款).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general_budget: Option<Amount>,
    /// From government funds (政府性基金预算拨款).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub government_fund: Option<Amount>,
    /// Left over from last year (上年结转资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<Amount>,
    /// The unit's own (自有资金), on forms that have 其他 beside it; else it is `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<Amount>,
    /// Income of a public institution (事业收入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operating: Option<Amount>,
    /// Income from business (经营性收入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business: Option<Amount>,
    /// From elsewhere (其他).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Amount>,
    /// The same for last year (上年度安排资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_year: Option<Funds>,
    /// The same for the whole term of a project of several years (实施期资金总额); never to be compared with the year's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<Funds>,
}

/// Where the money of another time than the budget year comes from, in 万元. The members are those of [`Funding`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Funds {
    /// All of it (本年度预计投入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// From the budget, whatever level (财政拨款), on forms that do not tell the levels apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiscal: Option<Amount>,
    /// From the levels above (上级资金), on forms that do not tell them apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superior: Option<Amount>,
    /// From the central government (中央).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub central: Option<Amount>,
    /// From the province (省级).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provincial: Option<Amount>,
    /// From the city (市级资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipal: Option<Amount>,
    /// From the county or district itself (本级).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<Amount>,
    /// From the region, whatever level (地方资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regional: Option<Amount>,
    /// From the general public budget (一般公共预算拨款).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general_budget: Option<Amount>,
    /// From government funds (政府性基金预算拨款).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub government_fund: Option<Amount>,
    /// Left over from last year (上年结转资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<Amount>,
    /// The unit's own (自有资金), on forms that have 其他 beside it; else it is `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<Amount>,
    /// Income of a public institution (事业收入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operating: Option<Amount>,
    /// Income from business (经营性收入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business: Option<Amount>,
    /// From elsewhere (其他).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Amount>,
}

/// A line of the detail budget (支出明细预算), in 万元.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct BudgetItem {
    /// What the money is spent on. The line of the sum is `合计`.
    pub item: String,
    /// How much it was last year (上年度安排资金).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_year: Option<Amount>,
    /// How much it is this year (本年度申请资金).
    pub amount: Amount,
    /// How it was calculated (测算依据及说明).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// A step of the schedule (项目实施进度计划).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Step {
    /// What is done (项目实施内容).
    pub item: String,
    /// When it begins (开始时间).
    pub start: Period,
    /// When it is done (完成时间).
    pub end: Period,
}

/// One indicator (三级指标).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Indicator {
    /// The first level as printed, such as `产出指标`.
    pub level1: String,
    /// The second level as printed, such as `数量指标`.
    pub level2: String,
    /// What is measured (三级指标内容).
    pub name: String,
    /// What is to be reached (指标值及单位). Where the form has operator and unit in columns of their own, they are put
    /// together here.
    pub target: Target,
    /// Whether it is a matter of numbers or of words (指标性质), where that column says so and holds no operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<String>,
    /// The unit (度量单位), where it does not follow a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What the value is measured by (绩效标准).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// How many points it counts (分值).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// How points are given (评分细则).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scoring: Option<String>,
    /// What the indicator means (指标解释).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// A remark (备注).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

#[cfg(feature = "schema")]
/// The JSON Schema of a [`Declaration`], which is what `extract` gives and `fill` takes.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Declaration).to_value()
}
