//! What the words of a label say about its value.

use crate::form::label::Label;
use crate::form::vocabulary::Kind;
use crate::value::text::strip_blanks;

/// The kind of value that a label asks for.
pub(super) fn kind(label: &str) -> Kind {
    let bare = strip_blanks(label);
    let has = |words: &[&str]| words.iter().any(|word| bare.contains(word));
    let ends = |words: &[&str]| ends_with(&bare, words);
    if has(&["意见"]) {
        Kind::Opinion
    } else if has(&["联系人", "电话", "手机", "联系方式"]) {
        Kind::Contact
    } else if has(&["指标值", "目标值"]) {
        Kind::Target
    } else if is_prose(label) {
        Kind::Text
    } else if Label::of(&bare).is_some_and(|label| label.unit.is_some())
        || ends(&["金额", "总额", "单价", "总价", "价格", "费用", "经费", "资金", "预算", "合计"])
    {
        Kind::Amount
    } else if ends(&["年度"]) {
        Kind::Year
    } else if has(&["起止", "期限", "工期"]) || ends(&["时间", "日期", "年月", "周期"]) {
        Kind::Period
    } else if has(&["姓名"]) || ends(&["负责人", "申请人", "经办人", "填表人", "填报人", "代表人", "法人"])
    {
        Kind::Person
    } else {
        Kind::Text
    }
}

/// Whether a label asks for words, whatever they are about.
pub(super) fn is_prose(label: &str) -> bool {
    const PROSE: [&str; 11] =
        ["来源", "说明", "用途", "依据", "名称", "情况", "理由", "内容", "目标", "概况", "方式"];
    ends_with(label, &PROSE)
}

fn ends_with(label: &str, words: &[&str]) -> bool {
    let key = Label::of(label).map(|label| label.key).unwrap_or_default();
    words.iter().any(|word| key.ends_with(word))
}

/// What words are called in the data. The word at the end of a label decides, the longest of these.
const NAMES: &[(&str, &str)] = &[
    ("姓名", "name"),
    ("名称", "name"),
    ("品名", "item"),
    ("联系人", "contact"),
    ("电话", "phone"),
    ("手机", "phone"),
    ("联系方式", "contact"),
    ("邮箱", "email"),
    ("邮编", "postcode"),
    ("身份证号", "id_number"),
    ("信用代码", "credit_code"),
    ("性别", "gender"),
    ("出生年月", "birth"),
    ("出生日期", "birth"),
    ("年龄", "age"),
    ("学历", "education"),
    ("职务", "position"),
    ("职称", "rank"),
    ("地址", "address"),
    ("地点", "place"),
    ("单位", "unit"),
    ("部门", "department"),
    ("规格", "model"),
    ("型号", "model"),
    ("数量", "quantity"),
    ("单价", "unit_price"),
    ("总价", "total_price"),
    ("金额", "amount"),
    ("经费", "amount"),
    ("费用", "cost"),
    ("资金", "funds"),
    ("预算", "budget"),
    ("合计", "total"),
    ("来源", "source"),
    ("年度", "year"),
    ("起止时间", "period"),
    ("时间", "time"),
    ("日期", "date"),
    ("期限", "term"),
    ("理由", "reason"),
    ("用途", "purpose"),
    ("目标", "goal"),
    ("内容", "content"),
    ("概况", "overview"),
    ("简介", "overview"),
    ("情况", "details"),
    ("依据", "basis"),
    ("方式", "method"),
    ("类型", "type"),
    ("类别", "type"),
    ("性质", "nature"),
    ("意见", "opinions"),
    ("备注", "notes"),
    ("说明", "notes"),
    ("编号", "number"),
    ("序号", "number"),
    ("负责人", "head"),
    ("代表人", "representative"),
    ("申请人", "applicant"),
    ("经办人", "clerk"),
    ("填表人", "clerk"),
    ("填报人", "clerk"),
    ("清单", "items"),
    ("明细", "items"),
    ("名单", "members"),
    ("成员", "members"),
    ("人员", "people"),
    ("分工", "task"),
    ("面积", "area"),
    ("属性", "attribute"),
    ("措施", "measures"),
    ("计划", "plan"),
    ("指标", "indicators"),
    ("指标值", "target"),
    ("目标值", "target"),
    ("指标值及单位", "target"),
];

/// A key for a label, if it ends with a common word.
pub(super) fn name(label: &str) -> Option<&'static str> {
    let key = Label::of(label)?.key;
    let ends = NAMES.iter().filter(|(word, _)| key.ends_with(word));
    ends.max_by_key(|(word, _)| word.len()).map(|(_, name)| *name)
}

/// A key for an option.
pub(super) fn option(word: &str) -> Option<&'static str> {
    Some(match word {
        "是" => "yes",
        "否" => "no",
        "有" => "with",
        "无" => "without",
        "男" => "male",
        "女" => "female",
        "其他" | "其它" => "other",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_guessed_from_words() {
        for (label, guess) in [
            ("申请单位", Kind::Text),
            ("购置金额（元）", Kind::Amount),
            ("总投资（万元）", Kind::Amount),
            ("经费来源", Kind::Text),
            ("申报年度", Kind::Year),
            ("起止时间", Kind::Period),
            ("填 表\n日 期", Kind::Period),
            ("联系人及电话", Kind::Contact),
            ("法定代表人", Kind::Person),
            ("申请人数", Kind::Text),
            ("主管部门审核意见", Kind::Opinion),
            ("资金使用情况", Kind::Text),
        ] {
            assert_eq!(kind(label), guess, "{label}");
        }
    }

    #[test]
    fn the_last_word_names_a_label() {
        for (label, key) in [
            ("设备名称", Some("name")),
            ("申请单位负责人", Some("head")),
            ("经费来源：", Some("source")),
            ("起止时间", Some("period")),
            ("年度预计投入", None),
        ] {
            assert_eq!(name(label), key, "{label}");
        }
    }
}
