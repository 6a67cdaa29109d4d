//! File names out of data, fit for every file system that people keep forms on.

use std::collections::{HashMap, HashSet};

use rust_i18n::t;
use serde_json::Value;
use shenbao::Form;
use shenbao::form::Kind as FieldKind;

use crate::data;
use crate::failure::{Failure, Kind, Result};

/// The bytes of a name. File systems take 255; what syncs or archives files adds its own endings.
const LONGEST: usize = 200;

/// The names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 8] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM", "LPT"];

/// What names are made by: text with keys of the data in braces.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    steps: Vec<Step>,
    extension: &'static str,
}

#[derive(Clone, Debug)]
enum Step {
    Text(String),
    Key(String),
    /// The number of the declaration, from 1.
    Number,
}

/// The names given so far, without regard to case, since half of the file systems have none.
#[derive(Debug, Default)]
pub(crate) struct Names {
    given: HashSet<String>,
    /// From where on to number a stem.
    counts: HashMap<String, usize>,
}

impl Pattern {
    /// Reads a pattern such as `{year}-{project.name}.docx`. `{{` and `}}` are braces.
    pub(crate) fn parse(pattern: &str, form: &Form) -> Result<Pattern> {
        let broken = |cause: String| Failure::new(Kind::NameBroken { cause });
        if pattern.contains(['/', '\\']) {
            return Err(broken(t!("name.separator").into_owned()));
        }
        let extension = ["docx", "docm", "dotx", "dotm"].into_iter().find(|extension| {
            let start = pattern.len().checked_sub(extension.len() + 1);
            start.and_then(|start| pattern.get(start..)).is_some_and(|end| {
                end.strip_prefix('.').is_some_and(|end| end.eq_ignore_ascii_case(extension))
            })
        });
        let stem_bytes = pattern.len() - extension.map_or(0, |extension| extension.len() + 1);
        let mut rest = pattern.get(..stem_bytes).unwrap_or(pattern);
        let mut steps = Vec::new();
        let mut text = String::new();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            text.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                text.extend(from.chars().next());
                rest = after;
                continue;
            }
            let key = from.strip_prefix('{').and_then(|from| from.split_once('}'));
            let (key, after) = key.ok_or_else(|| broken(t!("name.braces").into_owned()))?;
            steps.push(Step::Text(std::mem::take(&mut text)));
            steps.push(match key.trim() {
                "index" => Step::Number,
                key if has_text(form, key) => Step::Key(key.to_owned()),
                key => return Err(broken(t!("name.unknown_key", key = key).into_owned())),
            });
            rest = after;
        }
        text.push_str(rest);
        steps.push(Step::Text(text));
        Ok(Pattern { steps, extension: extension.unwrap_or("docx") })
    }

    /// The pattern for files of a kind: a filled template is a document, whatever ending was asked for.
    pub(crate) fn ending_in(self, extension: &'static str) -> Pattern {
        Pattern { extension, ..self }
    }

    /// The name for a declaration, and its number among all.
    pub(crate) fn name(&self, data: &Value, number: usize, names: &mut Names) -> String {
        let mut stem = String::new();
        for step in &self.steps {
            match step {
                Step::Text(text) => stem.push_str(text),
                Step::Key(key) => stem.push_str(&text_of(data::get(data, key))),
                Step::Number => stem.push_str(&number.to_string()),
            }
        }
        let stem = safe(&stem);
        let stem = if stem.is_empty() { number.to_string() } else { stem };
        names.give(&stem, self.extension)
    }
}

impl Names {
    /// A name that was not given before: `a.docx`, `a(2).docx` ...
    fn give(&mut self, stem: &str, extension: &str) -> String {
        let key = stem.to_lowercase();
        let mut count = self.counts.get(&key).copied().unwrap_or(1);
        loop {
            let ending = if count == 1 { format!(".{extension}") } else { format!("({count}).{extension}") };
            let start = start_of(stem, LONGEST.saturating_sub(ending.len())).trim_end_matches(is_loose);
            let name = format!("{start}{ending}");
            count += 1;
            if self.given.insert(name.to_lowercase()) {
                self.counts.insert(key, count);
                return name;
            }
        }
    }
}

/// Whether a field of the form can be part of a name.
fn has_text(form: &Form, key: &str) -> bool {
    form.field(key).is_some_and(|(_, field)| !matches!(field.kind, FieldKind::List | FieldKind::Opinion))
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(items)) => text_of(items.first()),
        Some(Value::Object(members)) => match members.get("text") {
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// The text as the stem of a file name: nothing that a file system reserves, no blanks or dots at the ends, and no
/// trace of the keys that had no value.
pub(crate) fn safe(text: &str) -> String {
    let mut stem = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // `--` is where a key had no value.
            '-' if stem.is_empty() || stem.ends_with('-') => {}
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => stem.push('_'),
            character if character.is_whitespace() || character.is_control() => {
                if !stem.is_empty() && !stem.ends_with(' ') {
                    stem.push(' ');
                }
            }
            // Not seen, but a different name: zero-width and direction marks.
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => {}
            character => stem.push(character),
        }
    }
    let stem = stem.trim_matches(is_loose);
    if is_device(stem) { format!("_{stem}") } else { stem.to_owned() }
}

/// What names must not end with, or begin with without being hidden or taken for an option.
fn is_loose(character: char) -> bool {
    matches!(character, ' ' | '.' | '-')
}

fn is_device(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or(stem).trim_end();
    let digit = |rest: &str| {
        let mut rest = rest.chars();
        matches!(rest.next(), Some('0'..='9' | '¹' | '²' | '³')) && rest.next().is_none()
    };
    DEVICES.iter().any(|device| {
        let Some((start, rest)) = base.split_at_checked(device.len()) else { return false };
        start.eq_ignore_ascii_case(device)
            && if matches!(*device, "COM" | "LPT") { digit(rest) } else { rest.is_empty() }
    })
}

/// As much of the text as so many bytes hold.
fn start_of(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pattern(pattern: &str) -> Pattern {
        Pattern::parse(pattern, Form::declaration()).unwrap()
    }

    fn name(text: &str, data: &Value) -> String {
        pattern(text).name(data, 7, &mut Names::default())
    }

    #[test]
    fn a_name_is_made_of_the_data() {
        let data = json!({
            "year": 2020, "unit": "清溪县交通局", "project": {"name": "农村公路养护经费"},
            "funding": {"total": {"text": "12.5", "value": 12.5}},
        });
        let default = "{year}-{unit}-{project.name}.docx";
        assert_eq!(name(default, &data), "2020-清溪县交通局-农村公路养护经费.docx");
        assert_eq!(name("{index}_{funding.total}", &data), "7_12.5.docx");
        assert_eq!(name("{{{year}}}.DOTX", &data), "{2020}.dotx");
        assert_eq!(name(default, &json!({"year": 2020, "project": {"name": "养护"}})), "2020-养护.docx");
        assert_eq!(name(default, &json!({})), "7.docx");
    }

    #[test]
    fn a_name_is_fit_for_every_file_system() {
        let of = |unit: &str| name("{unit}.docx", &json!({ "unit": unit }));
        assert_eq!(of("局/科:\"一\"?"), "局_科__一__.docx");
        assert_eq!(of("../../etc/passwd"), "_.._etc_passwd.docx");
        assert_eq!(of(".."), "7.docx");
        assert_eq!(of("-rf"), "rf.docx");
        assert_eq!(of("  一\n 二\t. "), "一 二.docx");
        assert_eq!(of("con"), "_con.docx");
        assert_eq!(of("COM1.x"), "_COM1.x.docx");
        assert_eq!(of("LPT²"), "_LPT².docx");
        assert_eq!(of("COM"), "COM.docx");
        assert_eq!(of("控制\u{200b}字\u{7}符"), "控制字 符.docx");
        let long = of(&"长".repeat(100));
        assert!(long.len() <= LONGEST && long.ends_with("长.docx"));
    }

    #[test]
    fn the_same_name_is_numbered() {
        let mut names = Names::default();
        let mut give = |unit: &str| pattern("{unit}").name(&json!({ "unit": unit }), 1, &mut names);
        assert_eq!(give("Abc"), "Abc.docx");
        assert_eq!(give("abc"), "abc(2).docx");
        assert_eq!(give("ABC"), "ABC(3).docx");
        let long = "长".repeat(100);
        assert_ne!(give(&long), give(&long));
    }

    #[test]
    fn a_pattern_that_makes_no_names_is_refused() {
        for wrong in ["{yaer}.docx", "{indicators}", "{year", "year}", "a/{year}"] {
            assert!(Pattern::parse(wrong, Form::declaration()).is_err(), "{wrong}");
        }
    }
}
