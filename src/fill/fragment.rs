//! Elements inside a stretch of a part, by their local names and byte ranges.
//!
//! The part was read before, so its markup is sound and its namespaces are known to be WordprocessingML; what is
//! looked for here are children of elements that were found then.

use std::ops::Range;

use super::edits::Edits;
use crate::read::docx::token::{Markup, Tokeniser};

/// An element of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element<'x> {
    /// The whole element.
    pub(super) range: Range<usize>,
    /// The start tag.
    pub(super) tag: Range<usize>,
    /// Local name.
    pub(super) name: &'x [u8],
    /// Depth in the fragment: 0 for its outermost elements.
    pub(super) depth: usize,
}

impl Element<'_> {
    /// What is inside the element.
    pub(super) fn content(&self, xml: &[u8]) -> Range<usize> {
        if self.is_empty(xml) {
            return self.tag.end..self.tag.end;
        }
        let inside = xml.get(self.tag.end..self.range.end).unwrap_or_default();
        let end = memchr::memrchr(b'<', inside).unwrap_or(inside.len());
        self.tag.end..self.tag.end + end
    }

    /// Whether it is written as one tag.
    pub(super) fn is_empty(&self, xml: &[u8]) -> bool {
        xml.get(self.tag.clone()).is_some_and(|tag| tag.ends_with(b"/>"))
    }
}

/// The elements in a range of a part whose depth is below `depth`, in document order. Ranges count from the part's start.
pub(super) fn elements(xml: &[u8], range: Range<usize>, depth: usize) -> Vec<Element<'_>> {
    let part = xml.get(..range.end).unwrap_or(xml);
    let mut tokens = Tokeniser::new(part, range.start);
    let mut found: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    loop {
        let start = tokens.position();
        let Ok(Some(token)) = tokens.next() else { return found };
        let end = tokens.position();
        match token {
            Markup::Start { name, empty, .. } => {
                let wanted = open.len() < depth;
                if wanted {
                    let name = local(name);
                    found.push(Element { range: start..end, tag: start..end, name, depth: open.len() });
                }
                if !empty {
                    open.push(wanted.then(|| found.len() - 1));
                }
            }
            Markup::End { .. } => {
                if let Some(Some(number)) = open.pop()
                    && let Some(element) = found.get_mut(number)
                {
                    element.range.end = end;
                }
            }
            _ => {}
        }
    }
}

/// A name without its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr::memchr(b':', name).and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

/// The first child of an element with a local name.
pub(super) fn child<'x>(xml: &'x [u8], parent: &Element<'_>, name: &[u8]) -> Option<Element<'x>> {
    let range = parent.content(xml);
    let mut tokens = Tokeniser::new(xml.get(..range.end)?, range.start);
    let mut depth = 0usize;
    let mut found: Option<Element<'x>> = None;
    loop {
        let start = tokens.position();
        match tokens.next().ok().flatten()? {
            Markup::Start { name: full, empty, .. } => {
                if depth == 0 && local(full) == name {
                    let tag = start..tokens.position();
                    let element = Element { range: tag.clone(), tag, name: local(full), depth: 0 };
                    if empty {
                        return Some(element);
                    }
                    found = Some(element);
                }
                depth += usize::from(!empty);
            }
            Markup::End { .. } => {
                depth = depth.checked_sub(1)?;
                if depth == 0
                    && let Some(mut element) = found
                {
                    element.range.end = tokens.position();
                    return Some(element);
                }
            }
            _ => {}
        }
    }
}

/// The element that fills a range, and nothing else does.
pub(super) fn element_at(xml: &[u8], range: Range<usize>) -> Option<Element<'_>> {
    let mut tokens = Tokeniser::new(xml.get(..range.end)?, range.start);
    let Markup::Start { name, .. } = tokens.next().ok()?? else { return None };
    Some(Element { tag: range.start..tokens.position(), range, name: local(name), depth: 0 })
}

/// The properties of the run that a position stands in.
pub(super) fn look_at(xml: &[u8], at: usize) -> Option<Element<'_>> {
    let begins = |start: usize, name: &str| {
        let rest = xml
            .get(start + 1 + prefix(xml, start).len()..)
            .and_then(|rest| rest.strip_prefix(name.as_bytes()));
        rest.and_then(<[u8]>::first).is_some_and(|next| matches!(next, b'>' | b' ' | b'\t' | b'\r' | b'\n'))
    };
    let start = memchr::memrchr_iter(b'<', xml.get(..at)?)
        .find(|start| begins(*start, "r") || begins(*start, "p"))?;
    if begins(start, "p") {
        return None;
    }
    let inside = elements(xml, start..at, 2);
    inside.into_iter().find(|element| element.depth == 1 && element.name == b"rPr")
}

/// The prefix with its colon that an element's tag has: `w:` in `<w:p>`, nothing in `<p>`.
pub(super) fn prefix(xml: &[u8], tag_start: usize) -> String {
    let name = xml.get(tag_start + 1..).unwrap_or_default();
    let end = name.iter().position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
    let name = name.get(..end.unwrap_or(0)).unwrap_or_default();
    match memchr::memchr(b':', name) {
        Some(colon) => String::from_utf8_lossy(name.get(..=colon).unwrap_or_default()).into_owned(),
        None => String::new(),
    }
}

/// Where the value of an attribute stands in a start tag, by its local name.
pub(super) fn attribute_range(xml: &[u8], element: &Element<'_>, local: &str) -> Option<Range<usize>> {
    let tag = xml.get(element.tag.clone())?;
    memchr::memmem::find_iter(tag, local.as_bytes()).find_map(|at| {
        let before = *tag.get(at.checked_sub(1)?)?;
        if before != b':' && !before.is_ascii_whitespace() {
            return None;
        }
        let mut at = at + local.len();
        let mut skip = |wanted: &dyn Fn(u8) -> bool| -> Option<u8> {
            while tag.get(at)?.is_ascii_whitespace() {
                at += 1;
            }
            let byte = *tag.get(at)?;
            at += 1;
            wanted(byte).then_some(byte)
        };
        skip(&|byte| byte == b'=')?;
        let quote = skip(&|byte| matches!(byte, b'"' | b'\''))?;
        let end = at + memchr::memchr(quote, tag.get(at..)?)?;
        Some(element.tag.start + at..element.tag.start + end)
    })
}

/// The value of an attribute, by its local name; references are resolved.
pub(super) fn attribute(xml: &[u8], element: &Element<'_>, local: &str) -> Option<String> {
    let range = attribute_range(xml, element, local)?;
    let value = String::from_utf8_lossy(xml.get(range)?);
    Some(match quick_xml::escape::unescape(&value) {
        Ok(plain) => plain.into_owned(),
        Err(_) => value.into_owned(),
    })
}

/// Gives an attribute another value, which is written as it is; adds it when it is missing.
pub(super) fn set_attribute(edits: &mut Edits, xml: &[u8], element: &Element<'_>, local: &str, value: &str) {
    match attribute_range(xml, element, local) {
        Some(range) => edits.raw(range, value),
        None => {
            let name = prefix(xml, element.tag.start);
            let slash = if element.is_empty(xml) { 2 } else { 1 };
            let at = element.tag.end - slash;
            edits.raw(at..at, format!(" {name}{local}=\"{value}\""));
        }
    }
}

/// Takes an attribute off a start tag.
pub(super) fn remove_attribute(edits: &mut Edits, xml: &[u8], element: &Element<'_>, local: &str) {
    let Some(value) = attribute_range(xml, element, local) else { return };
    let before = xml.get(element.tag.start..value.start).unwrap_or_default();
    if let Some(blank) = before.iter().rposition(u8::is_ascii_whitespace) {
        edits.raw(element.tag.start + blank..value.end + 1, "");
    }
}

/// Run content for a text.
pub(super) fn run_text(prefix: &str, text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + MARKUP);
    push_run_text(&mut out, prefix, text);
    out
}

/// Room for what stands around a text in a run.
pub(super) const MARKUP: usize = 64;

/// Adds run content for a text: `w:t` elements with tabs and breaks between.
pub(super) fn push_run_text(out: &mut Vec<u8>, prefix: &str, text: &str) {
    let mut add = |parts: [&[u8]; 3]| parts.iter().for_each(|part| out.extend_from_slice(part));
    let prefix = prefix.as_bytes();
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\n', b'\t', rest).unwrap_or(rest.len());
        let (mut plain, more) = rest.split_at(end);
        if !plain.is_empty() {
            add([b"<", prefix, b"t xml:space=\"preserve\">"]);
            while let Some(at) = memchr::memchr3(b'&', b'<', b'>', plain) {
                let (before, sign) = plain.split_at(at);
                let reference: &[u8] = match sign.first() {
                    Some(b'&') => b"&amp;",
                    Some(b'<') => b"&lt;",
                    _ => b"&gt;",
                };
                add([before, reference, b""]);
                plain = sign.get(1..).unwrap_or_default();
            }
            add([plain, b"</", prefix]);
            add([b"t>", b"", b""]);
        }
        match more.first() {
            Some(b'\n') => add([b"<", prefix, b"br/>"]),
            Some(_) => add([b"<", prefix, b"tab/>"]),
            None => {}
        }
        rest = more.get(1..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_local_name_with_their_ranges() {
        let xml = b"..<w:p a='1'><w:pPr><w:b/></w:pPr><w:r/></w:p>";
        let p = element_at(xml, 2..xml.len()).unwrap();
        assert_eq!(&xml[p.content(xml)], b"<w:pPr><w:b/></w:pPr><w:r/>");
        let properties = child(xml, &p, b"pPr").unwrap();
        assert_eq!(&xml[properties.range.clone()], b"<w:pPr><w:b/></w:pPr>");
        assert_eq!(prefix(xml, p.tag.start), "w:");
        assert_eq!(prefix(b"<p/>", 0), "");
    }

    #[test]
    fn text_becomes_run_content() {
        let run_text = |text: &str| String::from_utf8(run_text("w:", text)).unwrap();
        assert_eq!(
            run_text("a<b&>\tc\n"),
            "<w:t xml:space=\"preserve\">a&lt;b&amp;&gt;</w:t><w:tab/><w:t xml:space=\"preserve\">c</w:t><w:br/>"
        );
        assert_eq!(run_text(""), "");
    }
}
