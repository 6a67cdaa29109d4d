//! Masks people in lines that are handed on: phone numbers, and the names of those whom a form names.

use serde_json::Value;
use shenbao::form::Kind;
use shenbao::value::{mask_mobiles, mask_phones};
use shenbao::{Form, value};

use crate::data;
use crate::line::Line;

/// Labels with which forms ask for people beside those that the vocabulary knows.
const ASKING: [&str; 10] =
    ["负责人", "联系人", "责任人", "经办人", "填报人", "填表人", "联络员", "审核人", "签字", "电话"];

/// A longer text is no name, even beside such a label.
const LONGEST: usize = 20;

/// Masks phones and names everywhere in a line: 周明远 13800000000 is 周** 138****0000.
///
/// A name is known from the field in which it stands; where it stands again, in any text, it is masked too.
pub(crate) fn redact(form: &Form, line: &mut Line) {
    let mut names = Vec::new();
    for field in form.fields() {
        let Some(value) = data::get(&line.declaration, &field.key) else { continue };
        match field.kind {
            Kind::Person => names.extend(value.as_str().map(str::to_owned)),
            Kind::Contact => {
                let text = value.get("text").or(Some(value)).and_then(Value::as_str).unwrap_or_default();
                let given = value.get("name").and_then(Value::as_str).map(str::to_owned);
                names.extend(given.or_else(|| value::Contact::parse(text).name));
            }
            _ => {}
        }
    }
    for pair in data::get(&line.declaration, "extra").and_then(Value::as_array).into_iter().flatten() {
        let text = |member| pair.get(member).and_then(Value::as_str).unwrap_or_default();
        let asks = ASKING.iter().any(|asking| text("label").contains(asking));
        if asks && text("text").chars().count() <= LONGEST {
            names.extend(value::Contact::parse(text("text")).name);
        }
    }
    let masks = masks(&names);
    for field in form.fields().iter().filter(|field| field.kind == Kind::Contact) {
        if let Some(value) = get_mut(&mut line.declaration, &field.key) {
            each_text(value, &mut |text| *text = mask_phones(text));
        }
    }
    let mut mask = |text: &mut String| *text = masked(text, &masks);
    each_text(&mut line.declaration, &mut mask);
    mask(&mut line.source.path);
    for finding in &mut line.findings {
        mask(&mut finding.message);
        finding.place.as_mut().map(&mut mask);
    }
    for left in &mut line.unclaimed {
        mask(&mut left.text);
        mask(&mut left.place);
    }
}

/// Names and what stands for them, longer ones first, since one may be the beginning of another.
fn masks(names: &[String]) -> Vec<(String, String)> {
    let mut masks: Vec<(String, String)> = Vec::new();
    for name in
        names.iter().flat_map(|name| name.split(|c: char| c.is_whitespace() || "、，,;；/".contains(c)))
    {
        let length = name.chars().count();
        // One character is a word of many texts.
        if length < 2 || masks.iter().any(|(known, _)| known == name) {
            continue;
        }
        let first: String = name.chars().take(1).collect();
        let mask = format!("{first}{}", "*".repeat(length - 1));
        // Names of two characters are written 周　远.
        if let [family, given] = name.chars().collect::<Vec<_>>().as_slice() {
            for blank in [" ", "  ", "　", "　　"] {
                masks.push((format!("{family}{blank}{given}"), mask.clone()));
            }
        }
        masks.push((name.to_owned(), mask));
    }
    masks.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    masks
}

fn masked(text: &str, masks: &[(String, String)]) -> String {
    let mut text = mask_mobiles(text);
    for (name, mask) in masks {
        if text.contains(name) {
            text = text.replace(name, mask);
        }
    }
    text
}

/// Changes every text of a value, however deep.
fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => change(text),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values_mut()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn get_mut<'v>(data: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    key.split('.').try_fold(data, |data, step| data.get_mut(step))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nobody_is_named_and_nobody_can_be_called() {
        let mut line: Line = serde_json::from_value(json!({
            "source": {"path": "forms/周明远 申报表.docx", "format": "docx", "index": 0},
            "declaration": {
                "unit": "清溪县交通运输局", "unit_head": "李青",
                "project": {
                    "head": "周明远", "overview": "由周明远（13800000000）负责，李　青分管；投资13800000元。",
                    "contact": {"text": "王小禾0557-5123456", "name": "王小禾", "phone": "0557-5123456"},
                },
                "funding": {"total": {"text": "138000000", "value": 138_000_000}},
                "extra": [{"label": "经办人", "text": "赵石"}, {"label": "负责人意见", "text": "同意"}],
            },
            "findings": [{"code": "x", "severity": "info", "place": null, "message": "“王小禾0557”"}],
            "unclaimed": [{"place": "表1", "text": "经办：赵石 139 0000 0000"}],
        }))
        .unwrap();
        redact(Form::declaration(), &mut line);
        let told = serde_json::to_string(&line).unwrap();
        for hidden in
            ["周明远", "李青", "李　青", "王小禾", "赵石", "13800000000", "5123456", "139 0000 0000"]
        {
            assert!(!told.contains(hidden), "{hidden}: {told}");
        }
        let project = &line.declaration["project"];
        assert_eq!(project["overview"], "由周**（138****0000）负责，李*分管；投资13800000元。");
        assert_eq!(line.declaration["funding"]["total"]["value"], 138_000_000);
        assert_eq!(line.declaration["unit"], "清溪县交通运输局");
        assert_eq!(line.source.path, "forms/周** 申报表.docx");
    }
}
