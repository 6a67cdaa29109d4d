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
    /// The head of the unit (单位负责人).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_head: Option<String>,
    /// What the money is for (专项基本情况).
    pub project: Project,
    /// Where the money comes from (专项资金情况), in 万元.
    pub funding: Funding,
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
    /// Other things to be said (其他需要说明的问题).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The reviewers' opinions (审核意见), without the printed lines for seal and date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Labelled>,
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
    /// The competent department (主管部门).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// From when to when (专项起止时间).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Who leads it (专项负责人).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Whom to ask (联系人及电话).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// What it is about (专项概况).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// What it rests on (专项立项依据).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Funding {
    /// All of it (本年度预计投入).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
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
    /// From elsewhere (其他).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Amount>,
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
    /// What is to be reached (指标值及单位).
    pub target: Target,
}

#[cfg(feature = "schema")]
/// The JSON Schema of a [`Declaration`], which is what `extract` gives and `fill` takes.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Declaration).to_value()
}
