//! A proposal as TOML.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Proposal, Proposed, guess};
use crate::form::label::Label;
use crate::form::vocabulary::Kind;
use crate::value::AmountUnit;

const HEAD: &str = "\
# 根据空白表拟出的词汇。请核对后使用：--form 本文件
#   key     数据中的名称，可以改成任何英文名；有点号的分层：applicant.phone
#   kind    值的种类，按标签猜测：text paragraphs amount year period choice person contact target opinion list
#   labels  表上印的标签；同一栏在别处的其他叫法也写在这里
# 不需要的栏目可以整段删除；删除后，其中的文字仍会保存在 extra 中。
#
# A vocabulary proposed from a blank form. Look it over, then use it: --form THIS_FILE
# Change the keys to what the data should be called, the kinds where the guess is wrong, and add other wordings to the
# labels. All keys are explained in docs/forms.md.
";

/// What is printed in places of values on forms of all kinds.
const FURNITURE: [&str; 9] =
    ["盖章", "公章", "签章", "签字", "签名", "单位盖章", "年 月 日", "年 月", "月 日"];

pub(super) fn write(proposal: &Proposal) -> String {
    let mut out = String::from(HEAD);
    let title = proposal.title.as_deref();
    line(&mut out, format_args!("\nname = {}", quoted(title.unwrap_or("own"))));
    if let Some(title) = title {
        line(&mut out, format_args!("titles = [{}]", quoted(title)));
    }
    line(
        &mut out,
        format_args!("# 标签没有写单位的金额以此为单位 the unit of amounts whose label names none"),
    );
    line(&mut out, format_args!("amount_unit = {}", quoted(unit_of(proposal).name())));

    let mut furniture: Vec<&str> = FURNITURE.to_vec();
    // A label is no furniture, even where it is printed in other places too.
    let is_field = |text: &str| proposal.fields.iter().any(|field| field.label == text);
    for text in &proposal.furniture {
        if !furniture.contains(&text.as_str()) && !is_field(text) {
            furniture.push(text);
        }
    }
    line(
        &mut out,
        format_args!("\n# 印在填写位置上的文字，不是填写的内容 printed where values stand, and no values"),
    );
    line(&mut out, format_args!("[furniture]\ntexts = {}", list(furniture.iter().copied())));

    for (number, section) in proposal.sections.iter().enumerate() {
        line(&mut out, format_args!("\n[[section]]\nkey = \"section_{}\"", number + 1));
        line(&mut out, format_args!("labels = [{}]", quoted(&section.label)));
        if !section.headings.is_empty() {
            let headings = list(section.headings.iter().map(String::as_str));
            line(&mut out, format_args!("headings = {headings}"));
        }
    }
    let mut keys = Keys::default();
    if title.is_some() {
        line(&mut out, format_args!("\n[[field]]\nkey = \"title\"\nkind = \"title\""));
        keys.given.insert("title".to_owned());
    }
    fields(&mut out, &mut keys, proposal);
    out
}

/// What the proposal itself does not find, and what nothing accounts for, as comments.
pub(super) fn remarks(out: &mut String, lost: &[String], left: impl Iterator<Item = (String, String)>) {
    if !lost.is_empty() {
        line(
            out,
            format_args!(
                "\n# 以上词汇在这份空白表中找不到这些栏目，请核对 not found again: {}",
                lost.join(", ")
            ),
        );
    }
    for (number, (place, text)) in left.enumerate() {
        if number == 0 {
            line(out, format_args!("\n# 没有归属的文字，可补进上面的标签 text that nothing accounts for:"));
        }
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
        line(out, format_args!("#   {place}  {text}"));
    }
}

fn fields(out: &mut String, keys: &mut Keys, proposal: &Proposal) {
    let key_of = |label: &str| Label::of(label).map(|label| label.key.into_owned()).unwrap_or_default();
    // A label that stands in several sections means something in each.
    let mut homes: BTreeMap<String, BTreeSet<Option<usize>>> = BTreeMap::new();
    for field in &proposal.fields {
        homes.entry(key_of(&field.label)).or_default().insert(field.section);
    }
    let opinions: Vec<&str> = proposal
        .fields
        .iter()
        .filter(|field| field.kind == Kind::Opinion)
        .map(|field| field.label.as_str())
        .collect();
    let mut seen = BTreeSet::new();
    let mut starts = true;
    for (number, field) in proposal.fields.iter().enumerate() {
        let is_first_opinion = opinions.first() == Some(&field.label.as_str());
        let known = !seen.insert((key_of(&field.label), field.section));
        if field.frame.is_none() && (known || (field.kind == Kind::Opinion && !is_first_opinion)) {
            continue;
        }
        let key = keys.of(guess::name(&field.label), number);
        line(
            out,
            format_args!("\n[[field]]\nkey = {}\nkind = {}", quoted(&key), quoted(kind_name(field.kind))),
        );
        match field.frame {
            Some(frame) => line(out, format_args!("frames = [{}]", quoted(frame))),
            None if field.kind == Kind::Opinion => {
                line(out, format_args!("labels = {}", list(opinions.iter().copied())));
            }
            None if field.label.is_empty() => {}
            None => line(out, format_args!("labels = [{}]", quoted(&field.label))),
        }
        let is_shared = homes.get(&key_of(&field.label)).is_some_and(|homes| homes.len() > 1);
        if let Some(section) = field.section.filter(|_| is_shared && field.frame.is_none()) {
            line(out, format_args!("only_in = \"section_{}\"", section + 1));
        }
        if field.inline {
            line(out, format_args!("inline = true"));
        }
        if starts && !matches!(field.kind, Kind::Opinion | Kind::List) {
            line(out, format_args!("starts = true"));
            starts = false;
        }
        parts(out, field);
    }
}

fn parts(out: &mut String, field: &Proposed) {
    let mut keys = Keys::default();
    for (number, word) in field.options.iter().enumerate() {
        let key = guess::option(word).map_or_else(|| format!("option_{}", number + 1), str::to_owned);
        line(out, format_args!("[[field.option]]\nkey = {}\nwords = [{}]", quoted(&key), quoted(word)));
    }
    for (number, (label, kind, group)) in field.columns.iter().enumerate() {
        let key = keys.of(guess::name(label), number);
        line(out, format_args!("[[field.column]]\nkey = {}", quoted(&key)));
        line(out, format_args!("kind = {}\nlabels = [{}]", quoted(kind_name(*kind)), quoted(label)));
        if *group {
            line(out, format_args!("group = true"));
        }
    }
}

/// Keys that were given, each once, and how often a name was asked for.
#[derive(Default)]
struct Keys {
    given: BTreeSet<String>,
    asked: BTreeMap<String, usize>,
}

impl Keys {
    fn of(&mut self, name: Option<&str>, number: usize) -> String {
        let name = name.map_or_else(|| format!("field_{}", number + 1), str::to_owned);
        let asked = self.asked.entry(name.clone()).or_insert(0);
        loop {
            *asked += 1;
            let key = if *asked == 1 { name.clone() } else { format!("{name}_{asked}") };
            if self.given.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// The unit of the form: what it says for all of it, else what its labels and sections say, else 元.
fn unit_of(proposal: &Proposal) -> AmountUnit {
    let of_label = |label: &String| Label::of(label)?.unit;
    let sections =
        proposal.sections.iter().flat_map(|section| section.headings.iter().chain([&section.label]));
    let labels = proposal.fields.iter().map(|field| &field.label);
    proposal.unit.or_else(|| labels.chain(sections).find_map(of_label)).unwrap_or(AmountUnit::Yuan)
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Title => "title",
        Kind::Text => "text",
        Kind::Paragraphs => "paragraphs",
        Kind::Amount => "amount",
        Kind::Year => "year",
        Kind::Period => "period",
        Kind::Choice => "choice",
        Kind::Person => "person",
        Kind::Contact => "contact",
        Kind::Target => "target",
        Kind::Opinion => "opinion",
        Kind::List => "list",
    }
}

/// A basic string. What JSON escapes, TOML escapes alike.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{7F}', "\\u007F")
}

fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(", "))
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = writeln!(out, "{text}");
}
