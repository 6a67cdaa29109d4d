//! A page for reviewers: one HTML file with all in it, which reaches for no network. It is written as the forms come,
//! so that memory does not grow with their number.
//!
//! What stands in a form is data to the page, never markup: it lies in blocks of JSON in which `<`, `>` and `&` are
//! escaped, the script puts it on the page as text only, and the policy in the head lets nothing run but that script.

mod fields;
mod judge;

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rust_i18n::t;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shenbao::{Form, Severity};

use crate::drawing::Spot;
use crate::failure::Result;
use crate::lang;
use crate::line::{ErrorLine, FindingLine, Line, UnclaimedLine};
use crate::output::Output;
use crate::redact::Redaction;
use crate::store::DocumentRow;
pub(crate) use judge::judge;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// In this order they are one script.
const SCRIPT: &str = concat!(
    include_str!("base.js"),
    include_str!("drawing.js"),
    include_str!("form.js"),
    include_str!("charts.js"),
    include_str!("page.js"),
);

/// A page on its way.
pub(crate) struct Page<'f> {
    form: &'f Form,
    built_in: bool,
    redact: bool,
    output: Output,
    /// What comes before the next block.
    head: String,
    forms: Vec<Entry>,
    failed: Vec<ErrorLine>,
    drawings: usize,
}

/// What the list and the charts say of a declaration. The rest is looked into when it is opened.
#[derive(Debug, Serialize)]
struct Entry {
    path: String,
    /// Which declaration of how many in its file, counted from 1.
    number: usize,
    of: usize,
    name: Option<String>,
    title: Option<String>,
    unit: Option<String>,
    department: Option<String>,
    year: Option<String>,
    /// 万元.
    total: Option<String>,
    errors: usize,
    warnings: usize,
    infos: usize,
    unclaimed: usize,
    codes: BTreeMap<String, usize>,
    drawing: Option<usize>,
}

/// A declaration when it is opened.
#[derive(Debug, Serialize)]
struct Opened<'l> {
    declaration: &'l Value,
    findings: &'l [FindingLine],
    unclaimed: &'l [UnclaimedLine],
    /// Where its values stand, by key.
    spots: BTreeMap<String, Vec<Spot>>,
}

#[derive(Serialize)]
struct Index<'p> {
    lang: &'static str,
    redacted: bool,
    words: BTreeMap<&'static str, BTreeMap<String, String>>,
    fields: Vec<fields::FieldLine<'p>>,
    forms: &'p [Entry],
    failed: &'p [ErrorLine],
}

impl<'f> Page<'f> {
    /// Begins a page about declarations that were read by a form.
    pub(crate) fn begin(form: &'f Form, built_in: bool, redact: bool, output: Output) -> Page<'f> {
        let (head, _) = PAGE.split_once("{data}").unwrap_or((PAGE, ""));
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'none'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            hash_of(SCRIPT),
            hash_of(STYLE)
        );
        let head = head
            .replace("{lang}", if lang::code(lang::current()) == "zh" { "zh-CN" } else { "en" })
            .replace("{title}", &t!("page.title"))
            .replace("{policy}", &policy)
            .replace("{noscript}", &t!("page.noscript"))
            .replace("{style}", STYLE);
        let (forms, failed) = (Vec::new(), Vec::new());
        Page { form, built_in, redact, output, head, forms, failed, drawings: 0 }
    }

    /// Adds a document and what it declares.
    pub(crate) fn add(&mut self, mut document: DocumentRow) -> Result<()> {
        if self.redact {
            let redaction = Redaction::of(self.form, &document.lines);
            document.lines.iter_mut().for_each(|line| redaction.line(line));
            document.drawing.iter_mut().for_each(|drawing| redaction.drawing(drawing));
            redaction.path(&mut document.path);
        }
        let DocumentRow { path, lines, mut drawing } = document;
        let mut spots =
            drawing.as_mut().map(|drawing| std::mem::take(&mut drawing.fields)).unwrap_or_default();
        let number = drawing.map(|drawing| {
            self.drawings += 1;
            (self.drawings - 1, drawing)
        });
        for line in &lines {
            let index = line.source.index;
            let entry = Entry::of(&path, line, lines.len(), number.as_ref().map(|(number, _)| *number));
            let opened = Opened {
                declaration: &line.declaration,
                findings: &line.findings,
                unclaimed: &line.unclaimed,
                spots: spots.get_mut(index).map(std::mem::take).unwrap_or_default(),
            };
            self.block(&format!("form-{}", self.forms.len()), &opened)?;
            self.forms.push(entry);
        }
        match number {
            Some((number, drawing)) => self.block(&format!("drawing-{number}"), &drawing),
            None => Ok(()),
        }
    }

    /// Adds a file that could not be read.
    pub(crate) fn fail(&mut self, mut failed: ErrorLine) {
        if self.redact {
            Redaction::default().path(&mut failed.source.path);
        }
        self.failed.push(failed);
    }

    /// Completes the page. Without it, nothing is written.
    pub(crate) fn finish(mut self) -> Result<()> {
        let index = Index {
            lang: lang::code(lang::current()),
            redacted: self.redact,
            words: ["zh", "en"].map(|locale| (locale, words(locale))).into(),
            fields: fields::of(self.form, self.built_in),
            forms: &self.forms,
            failed: &self.failed,
        };
        let index = block("index", &index);
        self.write(&index)?;
        let (_, tail) = PAGE.split_once("{data}").unwrap_or_default();
        self.output.write(tail.replace("{script}", SCRIPT).as_bytes())?;
        self.output.finish()
    }

    fn block(&mut self, id: &str, data: &impl Serialize) -> Result<()> {
        self.write(&block(id, data))
    }

    fn write(&mut self, text: &str) -> Result<()> {
        let head = std::mem::take(&mut self.head);
        self.output.write(head.as_bytes())?;
        self.output.write(text.as_bytes())
    }
}

impl Entry {
    fn of(path: &str, line: &Line, of: usize, drawing: Option<usize>) -> Entry {
        let text = |key: &str| {
            let value = crate::data::get(&line.declaration, key)?;
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            Some(text).filter(|text| !text.trim().is_empty())
        };
        let mut codes = BTreeMap::new();
        for finding in &line.findings {
            *codes.entry(finding.code.clone()).or_default() += 1;
        }
        if !line.unclaimed.is_empty() {
            codes.insert("unclaimed".to_owned(), line.unclaimed.len());
        }
        Entry {
            path: path.to_owned(),
            number: line.source.index + 1,
            of,
            name: text("project.name"),
            title: text("title"),
            unit: text("unit"),
            department: text("project.department"),
            year: text("year"),
            total: text("funding.total.value"),
            errors: line.count(Severity::Error),
            warnings: line.count(Severity::Warning),
            infos: line.count(Severity::Info),
            unclaimed: line.unclaimed.len(),
            codes,
            drawing,
        }
    }
}

/// A block of data. In its strings nothing is left that HTML could take for the end of the block or for a comment, nor
/// one of the two line ends that older scripts do not take in strings.
fn block(id: &str, data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).unwrap_or_default();
    let mut out = format!("<script type=\"application/json\" id=\"{id}\">");
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out + "</script>\n"
}

/// What the page says, in a language.
fn words(locale: &str) -> BTreeMap<String, String> {
    let all = crate::_rust_i18n_backend().messages_for_locale(locale).unwrap_or_default();
    let word = |(key, text): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        Some((key.strip_prefix("page.")?.to_owned(), text.into_owned()))
    };
    all.into_iter().filter_map(word).collect()
}

/// A source of the policy: this text and no other.
fn hash_of(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_block() {
        let hostile = "</script><!--<script>\u{2028}&lt;\u{2029}";
        let block = block("x", &hostile);
        let json = block.strip_prefix("<script type=\"application/json\" id=\"x\">").unwrap();
        let json = json.strip_suffix("</script>\n").unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(serde_json::from_str::<String>(json).unwrap(), hostile);
    }

    /// Carriage returns would be read as line feeds by a browser, and the hash not fit.
    #[test]
    fn the_sources_of_the_page_are_what_a_browser_hashes() {
        for source in [SCRIPT, STYLE] {
            assert!(!source.contains('\r') && !source.contains("</script") && !source.contains("</style"));
        }
        for unsafe_way in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("]
        {
            assert!(!SCRIPT.contains(unsafe_way), "{unsafe_way}");
        }
    }

    /// The script asks for words by name; each of them is there, and none that is not asked for.
    #[test]
    fn every_word_is_there_and_said() {
        for (key, _) in words("zh") {
            let name = key.split_once('.').map_or(key.as_str(), |(family, _)| family);
            let said = SCRIPT.contains(&format!("\"{name}")) || ["title", "noscript"].contains(&name);
            assert!(said, "{key} is never said");
        }
        for piece in SCRIPT.split("say(\"").skip(1) {
            let key = piece.split('"').next().unwrap_or_default();
            // `say("group." + …)`
            let there =
                words("zh").keys().any(|word| word == key || key.ends_with('.') && word.starts_with(key));
            assert!(there, "there is no word for {key}");
        }
    }

    /// Whatever may be found in a document that was read has a name among the charts.
    #[test]
    fn every_kind_of_finding_has_a_name() {
        // What only filling says.
        let filling =
            ["_unplaced", "_occupied", "_ambiguous", "_protected", "value_as_printed", "value_contradicts"];
        let rules = shenbao::check::RULES.iter().map(|rule| rule.code);
        let found = shenbao::Finding::CODES
            .iter()
            .copied()
            .filter(|code| !filling.iter().any(|end| code.ends_with(end)));
        for code in rules.chain(found) {
            assert!(words("zh").contains_key(&format!("code.{code}")), "{code}");
        }
    }
}
