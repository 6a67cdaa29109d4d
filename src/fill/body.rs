//! Several filled copies of one document's body in one document, each beginning on its own page.

use std::ops::Range;

use super::fragment::{child, element_at, elements, prefix};
use super::row::strip_identity;

/// Where the blocks of the body stand in the main part, without the last section's properties.
pub(super) fn blocks_range(xml: &[u8]) -> Option<Range<usize>> {
    let root = elements(xml, 0..xml.len(), 2);
    let body = root.iter().find(|element| element.depth == 1 && element.name == b"body")?;
    let content = body.content(xml);
    let blocks = elements(xml, content.clone(), 1);
    match blocks.last() {
        Some(last) if last.name == b"sectPr" => Some(content.start..last.range.start),
        _ => Some(content),
    }
}

/// Blocks to come behind others: on a new page, and without what may stand only once in a document.
pub(super) fn on_new_page(blocks: &[u8]) -> Vec<u8> {
    let blocks = strip_identity(blocks);
    let Some(first) = element_at(&blocks, 0..blocks.len()) else { return blocks };
    let name = prefix(&blocks, first.tag.start);
    let break_before = format!("<{name}pageBreakBefore/>");
    let (at, insert) = match (first.name == b"p", first.is_empty(&blocks)) {
        (true, false) => match child(&blocks, &first, b"pPr") {
            Some(properties) if !properties.is_empty(&blocks) => {
                // The sequence of CT_PPrBase (ECMA-376 Part 1, 17.3.1.26) before pageBreakBefore.
                let before: [&[u8]; 3] = [b"pStyle", b"keepNext", b"keepLines"];
                let inside = elements(&blocks, properties.content(&blocks), 1);
                if inside.iter().any(|element| element.name == b"pageBreakBefore") {
                    return blocks;
                }
                let at = inside
                    .iter()
                    .take_while(|element| before.contains(&element.name.as_slice()))
                    .last()
                    .map_or(properties.tag.end, |element| element.range.end);
                (at, break_before)
            }
            None => (first.tag.end, format!("<{name}pPr>{break_before}</{name}pPr>")),
            Some(_) => (0, page_break(&name)),
        },
        _ => (0, page_break(&name)),
    };
    let (before, after) = blocks.split_at_checked(at).unwrap_or((&blocks, &[]));
    [before, insert.as_bytes(), after].concat()
}

/// A paragraph that is nothing but a page break.
fn page_break(name: &str) -> String {
    format!("<{name}p><{name}r><{name}br {name}type=\"page\"/></{name}r></{name}p>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_what_stands_before_the_last_section() {
        let xml = b"<?xml version='1.0'?><w:document><w:body><w:p/><w:tbl/><w:sectPr/></w:body></w:document>";
        assert_eq!(&xml[blocks_range(xml).unwrap()], b"<w:p/><w:tbl/>");
    }

    #[test]
    fn a_copy_begins_on_a_new_page() {
        let made = |xml: &[u8]| String::from_utf8(on_new_page(xml)).unwrap();
        assert_eq!(
            made(b"<w:p><w:pPr><w:keepNext/><w:jc/></w:pPr></w:p>"),
            "<w:p><w:pPr><w:keepNext/><w:pageBreakBefore/><w:jc/></w:pPr></w:p>"
        );
        assert_eq!(made(b"<w:p><w:r/></w:p>"), "<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r/></w:p>");
        assert_eq!(made(b"<w:tbl/>"), "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p><w:tbl/>");
    }
}
