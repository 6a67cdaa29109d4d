//! Markup whose two halves stand apart: fields, and the starts and ends of bookmarks, comments and their like.

use std::collections::HashSet;
use std::ops::Range;

use super::fragment::{Element, attribute, elements, prefix};

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
