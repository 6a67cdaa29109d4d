//! Dumps of programs that lose what a form needs: known by how they look, so that what to do instead can be said.

use super::lines::{Line, Lines, Tabs};
use super::rows::Flow;
use super::sense::{Kind, Sense};
use crate::document::Span;
use crate::error::Result;

/// What a text says about the program that printed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// Nothing of the form can be relied on.
    All(&'static str),
    /// Part of it is gone or out of place.
    Part(&'static str),
}

/// Recognises dumps that lost rows, characters or the tables themselves.
pub(super) fn of(lines: &Lines<'_>) -> Option<Loss> {
    let (mut all, mut tables, mut bars, mut rules) = (0usize, 0usize, 0usize, 0usize);
    let (mut debris, mut certain, mut hanzi, mut indents) = (0usize, 0usize, 0usize, 0usize);
    for line in lines.iter() {
        let text = lines.text(line.text);
        indents += usize::from(text.len() >= 3 && text.bytes().all(|byte| byte == b'\t'));
        let text = text.trim();
        all += 1;
        tables += usize::from(text == "[TABLE]");
        bars += usize::from(text.len() > 1 && text.starts_with('|') && text.ends_with('|'));
        rules += usize::from(is_rule(text));
        for character in text.chars() {
            match character {
                // What Windows-1252 has for 0x83, 0x88 and 0x98; nobody types these into Chinese.
                'ƒ' | 'ˆ' | '˜' => {
                    debris += 1;
                    certain += 1;
                }
                // Latin letters that stand for halves of hanzi, or for themselves.
                '\u{C0}'..='\u{2DF}' if !matches!(character, '×' | '÷') => debris += 1,
                '\u{4E00}'..='\u{9FFF}' => hanzi += 1,
                _ => {}
            }
        }
    }
    if tables > 0 && tables * 2 >= all {
        Some(Loss::All("pandoc"))
    } else if indents >= 20 && indents * 3 > all {
        // The indents of the page's source among the cells' own TABs.
        Some(Loss::All("Apache Tika (HTML)"))
    } else if bars * 5 < all * 3 || bars < 3 {
        let is_damaged = debris >= 3 && hanzi > debris && lines.iter().any(|line| line.tabs != Tabs::None);
        // Labels are damaged with the rest, so that what is still read may stand under another one.
        let loss = if certain > 0 { Loss::All("catdoc") } else { Loss::Part("catdoc") };
        is_damaged.then_some(loss)
    } else if rules > 0 {
        Some(Loss::All("pandoc"))
    } else {
        Some(Loss::All("antiword"))
    }
}

/// Whether a line is a rule of a table drawn with characters.
fn is_rule(text: &str) -> bool {
    text.starts_with(['+', '|'])
        && text.contains("--")
        && text.bytes().all(|byte| matches!(byte, b'+' | b'|' | b'-' | b'=' | b':' | b' '))
}

/// Labels that make lines without any mark a form.
const LABELS: usize = 6;

/// Reads lines that are paragraphs of cells, with nothing to say where a cell begins: what LibreOffice saves as text,
/// and what Tika prints of RTF. Labels with the lines below them are as far as it goes. Says whether it went anywhere.
pub(super) fn read_lines(lines: &Lines<'_>, sense: &Sense<'_>, flow: &mut Flow) -> Result<bool> {
    let list: Vec<Line> = lines.iter().collect();
    let kinds: Vec<Kind> = list.iter().map(|line| sense.kind(lines.text(line.text))).collect();
    if kinds.iter().filter(|kind| **kind == Kind::Label).count() < LABELS {
        return Ok(false);
    }
    let mut at = 0;
    // Whether a value may follow: behind a label that stands alone, or beside its section.
    let mut waits = false;
    let mut run = 0;
    while let (Some(line), Some(kind)) = (list.get(at), kinds.get(at)) {
        let label = label_at(lines, &list, &kinds, at, sense);
        if label > 0 {
            // Three labels and more are column headers; what is below them cannot be told apart.
            let next = at + label;
            run += 1;
            let is_last = label_at(lines, &list, &kinds, next, sense) == 0;
            flow.row(line.blanks, false);
            flow.cell(Span::default(), line.number)?;
            for line in list.get(at..next).unwrap_or_default() {
                flow.push(line.text, line.number);
            }
            waits = is_last && run <= 2;
            at = next;
            continue;
        }
        run = 0;
        if *kind == Kind::Inline {
            flow.row(line.blanks, false);
            flow.cell(line.text, line.number)?;
            waits = false;
        } else if waits {
            flow.cell(line.text, line.number)?;
            at += 1;
            while let (Some(line), Some(Kind::Value)) = (list.get(at), kinds.get(at))
                && label_at(lines, &list, &kinds, at, sense) == 0
            {
                flow.push(line.text, line.number);
                at += 1;
            }
            waits = false;
            continue;
        } else {
            flow.body(line.text, line.number);
        }
        at += 1;
    }
    Ok(true)
}

/// How many lines from this one on are a label together; the longest that is one.
fn label_at(lines: &Lines<'_>, list: &[Line], kinds: &[Kind], at: usize, sense: &Sense<'_>) -> usize {
    let joined = |count: usize| -> Option<String> {
        let part = list.get(at..at + count)?;
        Some(part.iter().map(|line| lines.text(line.text)).collect())
    };
    // A label of its own at the end is not the end of another one: a title below a seal.
    let is_label = |count: usize| {
        kinds.get(at + count - 1) == Some(&Kind::Value)
            && joined(count).is_some_and(|text| sense.is_label(&text))
    };
    match kinds.get(at) {
        Some(Kind::Label) => 1,
        Some(Kind::Value) => [2, 3].into_iter().find(|count| is_label(*count)).unwrap_or(0),
        _ => 0,
    }
}
