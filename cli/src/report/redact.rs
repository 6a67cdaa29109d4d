//! Takes the people out of what is shown: their names and phone numbers, wherever these are written.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use shenbao::Form;
use shenbao::form::Kind;
use shenbao::value::mask_phones;

use crate::data;
use crate::drawing::Drawing;
use crate::line::Line;

/// What to mask in one document.
#[derive(Debug, Default)]
pub(crate) struct Redaction {
    /// Names, and phones of whatever shape, the longest first, so that none is masked in part.
    names: Vec<String>,
    /// Amounts as they are written: many digits, but nobody's phone.
    amounts: HashSet<String>,
}

impl Redaction {
    /// Learns from the declarations of a document who is named in it.
    pub(crate) fn of(form: &Form, lines: &[Line]) -> Redaction {
        let mut names = BTreeSet::new();
        let mut amounts = HashSet::new();
        for line in lines {
            for field in form.fields() {
                let Some(value) = data::get(&line.declaration, &field.key) else { continue };
                let mut learn = |kind: Kind, value: &Value| match kind {
                    Kind::Person => names.extend(names_in(value)),
                    Kind::Contact => {
                        names.extend(value.get("name").map(names_in).unwrap_or_default());
                        names.extend(value.get("phone").map(phones_in).unwrap_or_default());
                    }
                    Kind::Amount => amounts.extend(amount_in(value)),
                    _ => {}
                };
                learn(field.kind, value);
                for row in value.as_array().into_iter().flatten() {
                    for column in &field.columns {
                        learn(column.kind, row.get(&column.key).unwrap_or(&Value::Null));
                    }
                }
            }
        }
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        Redaction { names, amounts }
    }

    /// Masks a declaration and all that is said about it.
    pub(crate) fn line(&self, line: &mut Line) {
        self.value(&mut line.declaration);
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
        drawing.texts().for_each(|text| self.text(text));
    }

    /// Masks all texts of a value, however deep they stand.
    fn value(&self, value: &mut Value) {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::String(text) => self.text(text),
                Value::Array(items) => open.extend(items),
                // A number of arbitrary precision stays what it is.
                Value::Object(members) => open.extend(members.values_mut()),
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
    }

    fn text(&self, text: &mut String) {
        if self.amounts.contains(text.trim()) {
            return;
        }
        for name in &self.names {
            if text.contains(name.as_str()) {
                *text = text.replace(name.as_str(), &masked(name));
            }
            // The blank inside a name of two characters is layout, and stands in the drawing.
            if name.chars().count() == 2 {
                *text = without_spaced(text, name);
            }
        }
        *text = mask_phones(&grouped(text));
    }
}

/// The names in a value: `周明远、李青` are two.
fn names_in(value: &Value) -> Vec<String> {
    let is_between = |c: char| c.is_whitespace() || "、,，;；/()（）:：".contains(c) || c.is_ascii_digit();
    let names = value.as_str().unwrap_or_default().split(is_between);
    names.filter(|name| name.chars().count() >= 2).map(str::to_owned).collect()
}

/// The phones in a value that do not look like one by themselves: `512-3456`. The others are masked wherever they stand.
fn phones_in(value: &Value) -> Vec<String> {
    let phones = value.as_str().unwrap_or_default().split([' ', '、', ',', '，', ';', '；', '/']);
    phones.filter(|phone| phone.len() >= 5 && mask_phones(phone) == *phone).map(str::to_owned).collect()
}

/// The text of an amount that was read, unless it is a mobile number in the wrong cell.
fn amount_in(value: &Value) -> Option<String> {
    let text = value.get("text")?.as_str()?.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    value.get("value").filter(|value| value.is_number())?;
    (digits != 11).then(|| text.to_owned())
}

/// `周明远` as `周**`.
fn masked(name: &str) -> String {
    name.chars().enumerate().map(|(number, c)| if number == 0 { c } else { '*' }).collect()
}

/// `周　远` as `周*`.
fn without_spaced(text: &str, name: &str) -> String {
    let mut characters = name.chars();
    let (Some(family), Some(given)) = (characters.next(), characters.next()) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(family) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after = from.strip_prefix(family).unwrap_or_default();
        match after.trim_start_matches([' ', '\u{3000}', '\u{a0}', '\t']).strip_prefix(given) {
            Some(behind) => {
                out.push(family);
                out.push('*');
                rest = behind;
            }
            None => {
                out.push(family);
                rest = after;
            }
        }
    }
    out + rest
}

/// Phones of the fixed line with their parts joined: `0739-5123456` and `(0739) 512 3456` are seven digits and more.
fn grouped(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
    let area = |at: usize| {
        // `0739-`: a zero that begins a run of three or four digits.
        let start = (0..at).rev().take_while(|&before| digit(Some(before))).last();
        start.is_some_and(|start| (3..=4).contains(&(at - start)) && characters.get(start) == Some(&'0'))
    };
    let kept = characters.iter().enumerate().filter(|&(at, c)| {
        !(matches!(c, '-' | '—' | '–' | ' ' | ')' | '）') && area(at) && digit(at.checked_add(1)))
    });
    kept.map(|(_, c)| *c).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shenbao::document::Format;

    use super::*;
    use crate::line::Source;

    fn line() -> Line {
        Line {
            source: Source { path: "a.docx".to_owned(), format: Format::Docx, index: 0 },
            declaration: json!({
                "unit_head": "周远",
                "project": {
                    "head": "周明远、李青",
                    "contact": {"text": "李青 13800000000", "name": "李青", "phone": "13800000000"},
                    "liaison": {"text": "周远512-3456", "name": "周远", "phone": "512-3456"},
                    "overview": "由周明远牵头，电话0739-5123456，或(0739)5123456",
                },
                "funding": {"total": {"text": "12500000元", "value": 1250}},
            }),
            findings: Vec::new(),
            unclaimed: Vec::new(),
        }
    }

    #[test]
    fn names_and_phones_go_and_amounts_stay() {
        let mut line = line();
        let redaction = Redaction::of(Form::declaration(), std::slice::from_ref(&line));
        redaction.line(&mut line);
        let said = line.declaration.to_string();
        for gone in ["周明远", "李青", "周远", "13800000000", "5123456", "512-3456"] {
            assert!(!said.contains(gone), "{gone} in {said}");
        }
        assert!(
            said.contains("12500000元") && said.contains("138****0000") && said.contains("周**"),
            "{said}"
        );
        let mut cell = "单位负责人：周　远  1250000".to_owned();
        redaction.text(&mut cell);
        assert_eq!(cell, "单位负责人：周*  125****");
    }
}
