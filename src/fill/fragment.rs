//! Elements inside a stretch of a part, by their local names and byte ranges.
//!
//! The part was read before, so its markup is sound and its namespaces are known to be WordprocessingML; what is
//! looked for here are children of elements that were found then.

use std::collections::HashSet;
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

/// Where in a paragraph Word computes the text anew whenever it lays the document out, by the fields that say so
/// (ECMA-376 Part 1, 17.16.5): what is written there would not stay.
pub(super) fn recomputed(xml: &[u8], paragraph: Range<usize>) -> Vec<Range<usize>> {
    const NAMES: [&str; 8] =
        ["DATE", "TIME", "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "LISTNUM", "AUTONUM"];
    let is_one = |instruction: &str| {
        let name = instruction.split_whitespace().next().unwrap_or_default();
        NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let mut open: Vec<(String, Option<usize>)> = Vec::new();
    let mut found: Vec<Range<usize>> = Vec::new();
    // Fields stand in each other: only the outermost count, so that the stretches are apart and in order.
    let add = |found: &mut Vec<Range<usize>>, new: Range<usize>| {
        if found.last().is_none_or(|last| last.end <= new.start || new.start <= last.start) {
            while found.pop_if(|last| new.start <= last.start).is_some() {}
            found.push(new);
        }
    };
    let bytes = xml.get(paragraph.clone()).unwrap_or_default();
    if memchr::memmem::find(bytes, b"fldChar").or(memchr::memmem::find(bytes, b"fldSimple")).is_none() {
        return found;
    }
    for element in elements(xml, paragraph, DEPTH) {
        match (element.name, attribute(xml, &element, "fldCharType").as_deref()) {
            (b"fldSimple", _) if attribute(xml, &element, "instr").is_some_and(|it| is_one(&it)) => {
                add(&mut found, element.range);
            }
            (b"fldChar", Some("begin")) => open.push((String::new(), None)),
            (b"fldChar", Some("separate")) => {
                if let Some((_, result)) = open.last_mut() {
                    *result = Some(element.range.end);
                }
            }
            (b"fldChar", Some("end")) => {
                if let Some((instruction, Some(start))) = open.pop()
                    && is_one(&instruction)
                {
                    add(&mut found, start..element.range.start);
                }
            }
            (b"instrText", _) => {
                if let Some((instruction, None)) = open.last_mut() {
                    let text = xml.get(element.content(xml)).unwrap_or_default();
                    instruction.push_str(&String::from_utf8_lossy(text));
                }
            }
            _ => {}
        }
    }
    found
}

/// Deepest element that is looked at here. Runs stand in controls and links, and these in each other.
const DEPTH: usize = 32;

/// The markup of a stretch whose other half stands outside of it, in its order: without it the other half would go on to the
/// end of the document, as a field does, or count for nothing, as a comment does.
pub(super) fn open_halves(xml: &[u8], range: Range<usize>) -> Vec<u8> {
    let inside = elements(xml, range, DEPTH);
    let id = |element: &Element<'_>| attribute(xml, element, "id").unwrap_or_default();
    let mut out = Vec::new();
    let mut add = |element: &Element<'_>, in_run: bool| {
        let name = prefix(xml, element.tag.start);
        let bytes = xml.get(element.range.clone()).unwrap_or_default();
        match in_run {
            true => out
                .extend([format!("<{name}r>").as_bytes(), bytes, format!("</{name}r>").as_bytes()].concat()),
            false => out.extend_from_slice(bytes),
        }
    };
    let known: HashSet<(&[u8], String)> = inside
        .iter()
        .filter(|element| {
            is_range(element.name.strip_suffix(b"Start").unwrap_or_default())
                || is_range(element.name.strip_suffix(b"End").unwrap_or_default())
        })
        .map(|element| (element.name, id(element)))
        .collect();
    let has = |wanted: &[u8], of: &Element<'_>| known.contains(&(wanted, id(of)));
    let mut fields = 0usize;
    for element in &inside {
        let name = element.name;
        if let Some(kind) = name.strip_suffix(b"Start") {
            if is_range(kind) && !has(&[kind, b"End"].concat(), element) {
                add(element, false);
            }
        } else if let Some(kind) = name.strip_suffix(b"End") {
            if is_range(kind) && !has(&[kind, b"Start"].concat(), element) {
                add(element, false);
            }
        } else if name == b"commentReference" {
            if !has(b"commentRangeStart", element) && has(b"commentRangeEnd", element) {
                add(element, true);
            }
        } else if name == b"fldChar" {
            match attribute(xml, element, "fldCharType").as_deref() {
                Some("begin") => fields += 1,
                Some("end") if fields > 0 => fields -= 1,
                _ if fields == 0 => add(element, true),
                _ => {}
            }
        }
    }
    out
}

fn is_range(kind: &[u8]) -> bool {
    matches!(kind, b"bookmark" | b"commentRange" | b"perm" | b"moveFromRange" | b"moveToRange")
        || kind.starts_with(b"customXml")
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

    #[test]
    fn results_that_are_computed_anew_are_told_by_their_field() {
        let field = |name: &str| {
            format!(
                "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> {name} \\@ x </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>b</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>c</w:t></w:r></w:p>"
            )
        };
        let told = |xml: &str| {
            let found = recomputed(xml.as_bytes(), 0..xml.len());
            let at = |text: &str| found.iter().any(|range| range.contains(&xml.find(text).unwrap()));
            [at(">a<"), at(">b<"), at(">c<")]
        };
        assert_eq!(told(&field("DATE")), [false, true, false]);
        assert_eq!(told(&field("FORMTEXT")), [false; 3]);
        let simple = "<w:p><w:r><w:t>a</w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>b</w:t></w:r></w:fldSimple><w:r><w:t>c</w:t></w:r></w:p>";
        assert_eq!(told(simple), [false, true, false]);
    }

    fn halves(xml: &str) -> String {
        String::from_utf8(open_halves(xml.as_bytes(), 0..xml.len())).unwrap()
    }

    #[test]
    fn only_what_began_elsewhere_stays() {
        assert_eq!(
            halves(
                "<w:p><w:bookmarkStart w:id=\"1\"/><w:bookmarkEnd w:id=\"1\"/></w:p><w:p><w:bookmarkEnd w:id=\"2\"/></w:p>"
            ),
            "<w:bookmarkEnd w:id=\"2\"/>"
        );
        assert_eq!(
            halves(
                "<w:p><w:r><w:t>a</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>"
            ),
            "<w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>"
        );
        let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
        assert_eq!(halves(field), "");
        assert_eq!(
            halves(&format!("{field}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>")),
            "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        );
    }
}
