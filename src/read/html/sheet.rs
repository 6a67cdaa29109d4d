//! The rules of `<style>` that take things off the page: `.note{display:none}`.
//!
//! Rules of one element, class or id count, alone or the element's name with one of the others. What needs a tree
//! (`div .note`), a state (`:hover`) or a medium (`@media print`) does not.

use std::collections::HashMap;

use super::style::Style;

/// What the rules say, by selectors: `td`, `.note`, `td.note`, `#a`.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: HashMap<String, Rule>,
    read: u32,
}

/// What a selector's rules say, each with its place in the order of the page.
#[derive(Clone, Copy, Debug, Default)]
struct Rule {
    gone: Option<(u32, bool)>,
    hidden: Option<(u32, bool)>,
}

impl Sheet {
    /// Adds the text of a `<style>`.
    pub(super) fn add(&mut self, text: &str) {
        let text = without_comments(text);
        let mut rest = text.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            // `@import "a.css";` has no block of its own.
            let selectors = before.rsplit(';').next().unwrap_or_default().trim();
            if selectors.starts_with('@') {
                rest = behind_block(behind);
                continue;
            }
            let (declarations, behind) = behind.split_once('}').unwrap_or((behind, ""));
            rest = behind;
            let style = Style::of(declarations);
            if !(style.gone || style.shown || style.hidden || style.visible) {
                continue;
            }
            self.read += 1;
            for selector in selectors.split(',').filter_map(simple) {
                let rule = self.rules.entry(selector).or_default();
                if style.gone || style.shown {
                    rule.gone = Some((self.read, style.gone));
                }
                if style.hidden || style.visible {
                    rule.hidden = Some((self.read, style.hidden));
                }
            }
        }
    }

    /// Adds what the rules say of an element to what it says itself.
    pub(super) fn apply(&self, style: &mut Style, name: &str, class: &str, id: &str) {
        if self.rules.is_empty() {
            return;
        }
        let (mut gone, mut hidden) = (None, None);
        let mut take = |weight: u8, selector: &str| {
            let Some(rule) = self.rules.get(selector) else { return };
            gone = gone.max(rule.gone.map(|said| (weight, said)));
            hidden = hidden.max(rule.hidden.map(|said| (weight, said)));
        };
        take(0, name);
        for class in class.split_ascii_whitespace() {
            take(1, &format!(".{class}"));
            take(2, &format!("{name}.{class}"));
        }
        if !id.is_empty() {
            take(3, &format!("#{id}"));
            take(4, &format!("{name}#{id}"));
        }
        let says = |said: Option<(u8, (u32, bool))>| said.is_some_and(|(_, (_, is))| is);
        style.gone |= !style.shown && says(gone);
        style.hidden |= !style.visible && says(hidden);
    }
}

/// A selector of one element, class or id as it is looked up.
fn simple(selector: &str) -> Option<String> {
    let selector = selector.trim();
    let (name, rest) = selector.split_at(selector.find(['.', '#']).unwrap_or(selector.len()));
    let is_word = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let known = is_word(name) && (rest.is_empty() || rest.len() > 1 && is_word(rest.get(1..)?));
    (known && !selector.is_empty()).then(|| name.to_ascii_lowercase() + rest)
}

/// What follows the end of a block that has blocks in it.
fn behind_block(text: &str) -> &str {
    let mut open = 1usize;
    let end = text.bytes().position(|byte| {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        open == 0
    });
    end.and_then(|end| text.get(end + 1..)).unwrap_or_default()
}

/// Without comments, and without the signs that hide styles from browsers of old.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    kept.replace("<!--", "").replace("-->", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closer_rule_counts_and_then_the_later_one() {
        let says = |rules: &str, name: &str, class: &str| {
            let (mut sheet, mut style) = (Sheet::default(), Style::default());
            sheet.add(rules);
            sheet.apply(&mut style, name, class, "a");
            (style.gone, style.hidden)
        };
        assert_eq!(says("<!-- /* x */ P.n, .m {display:none} -->", "p", "m"), (true, false));
        assert_eq!(says(".n{display:none} .n{display:block}", "p", "n"), (false, false));
        assert_eq!(says("p.n{display:none} .n{display:block}", "p", "x n"), (true, false));
        assert_eq!(says("p.n{display:none} #a{display:block}", "p", "n"), (false, false));
        assert_eq!(says("span{mso-hide:all}", "span", ""), (false, true));
        assert_eq!(
            says("@import 'x'; @media print{.n{display:none}} .m{color:red}", "p", "n"),
            (false, false)
        );
        assert_eq!(says("div .n{display:none} .n:hover{display:none}", "p", "n"), (false, false));
        assert_eq!(says(".n{display:none", "p", "n"), (true, false));
    }
}
