//! Takes the people out of what is handed on: their names and phone numbers, wherever these are written.
//!
//! A form is full of long numbers, and most of them are money. Mobile numbers and numbers with an area code are known by
//! their shape; a bare `5123456` is a phone where a form asks for one, or beside words such as 电话.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use shenbao::Form;
use shenbao::form::Kind;
use shenbao::value::{Contact, mask_mobiles, mask_phones};

use crate::data;
use crate::drawing::Drawing;
use crate::line::Line;

/// Words with which forms ask for people, whether or not the vocabulary has the label.
const ASKING: [&str; 14] = [
    "负责人",
    "联系人",
    "责任人",
    "经办",
    "填报人",
    "填表人",
    "联络员",
    "审核人",
    "签字",
    "签名",
    "电话",
    "手机",
    "联系方式",
    "传真",
];

/// A longer text is no name, even beside such a label.
const LONGEST: usize = 20;

/// A longer name behind a label within a text is the sentence that goes on.
const LONGEST_WITHIN: usize = 6;

/// Who is named in a document, and how to mask them.
#[derive(Debug, Default)]
pub(crate) struct Redaction {
    /// Names and phones of no known shape with what stands for them, longer ones first, since one may begin another.
    masks: Vec<(String, String)>,
    /// Amounts as they are written: many digits, but nobody's phone.
    amounts: HashSet<String>,
    /// The keys under which phones stand.
    contacts: HashSet<String>,
}

impl Redaction {
    /// Learns from the declarations of a document who is named in it: in the fields for people, and behind labels that
    /// ask for them in other texts, such as footers.
    pub(crate) fn of(form: &Form, lines: &[Line]) -> Redaction {
        let mut names = BTreeSet::new();
        let mut amounts = HashSet::new();
        for line in lines {
            let mut learn = |kind: Kind, value: &Value| match kind {
                Kind::Person => names.extend(names_in(value.as_str().unwrap_or_default())),
                Kind::Contact => names.extend(contacts_in(value)),
                Kind::Amount => amounts.extend(amount_in(value)),
                Kind::Opinion => {
                    for pair in value.as_array().into_iter().flatten() {
                        names.extend(names_behind_labels(text_of(pair, "text")));
                    }
                }
                _ => {}
            };
            for field in form.fields() {
                let Some(value) = data::get(&line.declaration, &field.key) else { continue };
                learn(field.kind, value);
                for row in value.as_array().into_iter().flatten() {
                    for column in &field.columns {
                        learn(column.kind, row.get(&column.key).unwrap_or(&Value::Null));
                    }
                }
            }
            for pair in data::get(&line.declaration, "extra").and_then(Value::as_array).into_iter().flatten()
            {
                let (label, text) = (text_of(pair, "label"), text_of(pair, "text"));
                if asks(label) && !label.contains("意见") && text.chars().count() <= LONGEST {
                    names.extend(Contact::parse(text).name.iter().flat_map(|name| names_in(name)));
                }
                names.extend(names_behind_labels(text));
            }
            names.extend(line.unclaimed.iter().flat_map(|left| names_behind_labels(&left.text)));
        }
        let mut masks: Vec<(String, String)> = names.iter().flat_map(|name| masks_of(name)).collect();
        masks.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let contacts = form.fields().iter().filter(|field| field.kind == Kind::Contact);
        Redaction { masks, amounts, contacts: contacts.map(|field| field.key.clone()).collect() }
    }

    /// Masks a declaration and all that is said about it, the name of its file included.
    pub(crate) fn line(&self, line: &mut Line) {
        for key in &self.contacts {
            if let Some(value) =
                key.split('.').try_fold(&mut line.declaration, |data, step| data.get_mut(step))
            {
                each_text(value, &mut |text| *text = mask_phones(text));
            }
        }
        each_text(&mut line.declaration, &mut |text| self.text(text));
        self.path(&mut line.source.path);
        for finding in &mut line.findings {
            self.text(&mut finding.message);
            finding.place.iter_mut().for_each(|place| self.text(place));
        }
        for left in &mut line.unclaimed {
            self.text(&mut left.text);
            self.text(&mut left.place);
        }
    }

    /// Masks what is drawn.
    pub(crate) fn drawing(&self, drawing: &mut Drawing) {
        drawing.texts_of(&self.contacts).for_each(|text| *text = mask_phones(text));
        drawing.texts().for_each(|text| self.text(text));
    }

    /// Masks the name of a file. Its long numbers are dates.
    pub(crate) fn path(&self, path: &mut String) {
        *path = self.without_names(mask_mobiles(path));
    }

    fn text(&self, text: &mut String) {
        if self.amounts.contains(text.trim()) {
            return;
        }
        let unnamed = self.without_names(without_area_phones(text));
        *text = if asks(&unnamed) { mask_phones(&unnamed) } else { mask_mobiles(&unnamed) };
    }

    fn without_names(&self, mut text: String) -> String {
        for (name, mask) in &self.masks {
            if text.contains(name) {
                text = text.replace(name, mask);
            }
        }
        text
    }
}

fn asks(text: &str) -> bool {
    ASKING.iter().any(|asking| text.contains(asking))
}

fn text_of<'v>(pair: &'v Value, member: &str) -> &'v str {
    pair.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// The names in a text: `周明远、李青` are two.
fn names_in(text: &str) -> impl Iterator<Item = String> {
    let is_between = |c: char| c.is_whitespace() || "、,，;；/()（）:：".contains(c) || c.is_ascii_digit();
    // One character is a word of many texts.
    let is_name = |name: &&str| (2..=LONGEST).contains(&name.chars().count());
    text.split(is_between).filter(is_name).map(str::to_owned)
}

/// The names of a contact, and its phones that do not look like one by themselves: `512-3456`.
fn contacts_in(value: &Value) -> Vec<String> {
    let text = value.as_str().unwrap_or_else(|| text_of(value, "text"));
    let parsed = Contact::parse(text);
    let name = value.get("name").and_then(Value::as_str).or(parsed.name.as_deref()).unwrap_or_default();
    let phone = value.get("phone").and_then(Value::as_str).or(parsed.phone.as_deref()).unwrap_or_default();
    let phones = phone.split([' ', '、', ',', '，', ';', '；', '/']).filter(|phone| phone.len() >= 5);
    names_in(name).chain(phones.map(str::to_owned)).collect()
}

/// The names behind labels within a text: `经办人（签字）：赵石`.
fn names_behind_labels(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, colon) in text.match_indices([':', '：']) {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + colon.len()..)) else { continue };
        let label = before.rsplit(|c: char| c.is_whitespace() || "，,；;。".contains(c)).next();
        if !label.is_some_and(asks) {
            continue;
        }
        let after = after.trim_start_matches([' ', '\u{3000}', '\u{a0}', '\t']);
        let end = after.find(|c: char| !c.is_alphabetic() && c != '·').unwrap_or(after.len());
        let Some((name, behind)) = after.split_at_checked(end) else { continue };
        // What has a colon of its own is the next label.
        let is_label = behind.trim_start().starts_with([':', '：']) || asks(name);
        if !is_label && (2..=LONGEST_WITHIN).contains(&name.chars().count()) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The text of an amount that was read, unless it is a mobile number in the wrong cell.
fn amount_in(value: &Value) -> Option<String> {
    let text = value.get("text")?.as_str()?.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    value.get("value").filter(|value| value.is_number())?;
    (digits != 11).then(|| text.to_owned())
}

/// What stands for a name: `周明远` is `周**`, `512-3456` is `5*******`.
fn masks_of(name: &str) -> Vec<(String, String)> {
    let mask: String =
        name.chars().enumerate().map(|(number, c)| if number == 0 { c } else { '*' }).collect();
    let mut masks = Vec::new();
    // Names of two characters are written 周　远.
    if let [family, given] = name.chars().collect::<Vec<_>>().as_slice() {
        for blank in [" ", "  ", "　", "　　", "\u{a0}", "\t"] {
            masks.push((format!("{family}{blank}{given}"), mask.clone()));
        }
    }
    masks.push((name.to_owned(), mask));
    masks
}

/// `0557-5123456` and `（0557）512 3456` without what follows the area code.
fn without_area_phones(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut behind_digit = false;
    while let Some(at) = rest.find('0') {
        let (before, from) = rest.split_at(at);
        let behind_digit_here = before.chars().next_back().map_or(behind_digit, |c| c.is_ascii_digit());
        out.push_str(before);
        let phone = if behind_digit_here { None } else { area_phone(from) };
        match phone {
            Some((area, behind)) => {
                out.push_str(area);
                out.push_str("****");
                rest = behind;
                behind_digit = false;
            }
            None => {
                out.push('0');
                rest = from.get(1..).unwrap_or_default();
                behind_digit = true;
            }
        }
    }
    out + rest
}

/// The area code at the beginning of a text with the marks behind it, and what follows the phone.
fn area_phone(text: &str) -> Option<(&str, &str)> {
    let is_between = |c: char| matches!(c, '-' | '—' | '–' | ' ' | ')' | '）');
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let area = digits(text);
    let behind_area = text.get(area..)?;
    let local = behind_area.trim_start_matches(is_between);
    if !(3..=4).contains(&area) || local.len() == behind_area.len() {
        return None;
    }
    let first = digits(local);
    let rest = local.get(first..)?;
    // 512 3456, 5123 4567
    let second = rest.strip_prefix([' ', '-']).map(|rest| (digits(rest), rest));
    let behind = match second {
        Some((4, rest)) if matches!(first, 3 | 4) => rest.get(4..)?,
        _ if matches!(first, 7 | 8) => rest,
        _ => return None,
    };
    Some((text.get(..text.len() - local.len())?, behind))
}

/// Changes every text of a value, however deep.
fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => change(text),
            Value::Array(items) => open.extend(items),
            // A number of arbitrary precision stays what it is.
            Value::Object(members) => open.extend(members.values_mut()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::drawing::{Block, Cell, Spot, Table};

    fn line() -> Line {
        serde_json::from_value(json!({
            "source": {"path": "forms/周明远 申报表20260301.docx", "format": "docx", "index": 0},
            "declaration": {
                "unit": "清溪县交通运输局", "unit_head": "李青",
                "project": {
                    "head": "周明远、孙禾苗",
                    "overview": "由周明远（13800000000）负责，李　青分管，热线(0557)512 3456；投资138000000000元，补贴2500000元。",
                    "contact": {"text": "王小禾0557-5123456", "name": "王小禾", "phone": "0557-5123456"},
                    "liaison": {"text": "孙禾苗512-3457", "name": "孙禾苗", "phone": "512-3457"},
                },
                "funding": {"total": {"text": "12500000元", "value": 1250}},
                "opinions": [{"label": "主管部门意见", "text": "同意申报。\n经办人（签字）：钱多　2026年3月1日"}],
                "extra": [{"label": "经办人", "text": "赵石"}, {"label": "负责人意见", "text": "同意"}],
            },
            "findings": [{"code": "x", "severity": "info", "place": null, "message": "“王小禾0557”"}],
            "unclaimed": [
                {"place": "表1", "text": "复核：赵石 139 0000 0000"},
                {"place": "页脚", "text": "填表人：吴山清  联系电话：5123458"},
            ],
        }))
        .unwrap()
    }

    const HIDDEN: [&str; 14] = [
        "周明远",
        "李青",
        "李　青",
        "孙禾苗",
        "王小禾",
        "赵石",
        "钱多",
        "吴山清",
        "13800000000）",
        "5123456",
        "512 3456",
        "512-3457",
        "139 0000 0000",
        "5123458",
    ];

    #[test]
    fn nobody_is_named_and_nobody_can_be_called() {
        let mut line = line();
        Redaction::of(Form::declaration(), std::slice::from_ref(&line)).line(&mut line);
        let told = serde_json::to_string(&line).unwrap();
        for hidden in HIDDEN {
            assert!(!told.contains(hidden), "{hidden}: {told}");
        }
        let declaration = &line.declaration;
        assert_eq!(
            declaration["project"]["overview"],
            "由周**（138****0000）负责，李*分管，热线(0557)****；投资138000000000元，补贴2500000元。"
        );
        assert_eq!(declaration["funding"]["total"], json!({"text": "12500000元", "value": 1250}));
        assert_eq!(declaration["unit"], "清溪县交通运输局");
        assert_eq!(declaration["opinions"][0]["text"], "同意申报。\n经办人（签字）：钱*　2026年3月1日");
        assert_eq!(line.source.path, "forms/周** 申报表20260301.docx");
        assert_eq!(line.unclaimed[1].text, "填表人：吴**  联系电话：512****");
    }

    #[test]
    fn a_drawing_shows_nobody_and_keeps_its_amounts() {
        let cell = |c, text: &str| Cell { r: 0, c, rs: 1, cs: 1, text: text.to_owned(), tables: Vec::new() };
        let mut drawing = Drawing {
            tables: vec![Table {
                columns: 3,
                rows: 1,
                cells: vec![
                    cell(0, "单位负责人：李　青  1250000"),
                    cell(1, "１３８０００００００１ ５１２３４５９"),
                    cell(2, "12500000元"),
                ],
            }],
            blocks: vec![Block::Text("填表人：吴山清 5123458".to_owned())],
            fields: vec![BTreeMap::from([("project.contact".to_owned(), vec![Spot::Cell(0, 1)])])],
        };
        Redaction::of(Form::declaration(), &[line()]).drawing(&mut drawing);
        let told = serde_json::to_string(&drawing).unwrap();
        for hidden in HIDDEN.into_iter().chain(["１３８０００００００１", "５１２３４５９", "1250000\""])
        {
            assert!(!told.contains(hidden), "{hidden}: {told}");
        }
        assert!(told.contains("李*") && told.contains("吴**") && told.contains("12500000元"), "{told}");
    }
}
