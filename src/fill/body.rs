//! Several filled copies of one document's body in one document, each beginning on its own page.

use std::ops::Range;

use super::edits::Edits;
use super::fragment::{Element, attribute, child, elements, prefix};
use super::row::identity;

/// The body of a document that is to be written several times.
#[derive(Clone, Debug)]
pub(super) struct Body {
    /// Its blocks, without the properties of the last section.
    pub(super) blocks: Range<usize>,
    /// What changes in a copy that comes behind another one.
    behind: Edits,
    /// What changes in a copy that another one comes behind.
    before: Edits,
}

impl Body {
    pub(super) fn of(xml: &[u8]) -> Option<Body> {
        let root = elements(xml, 0..xml.len(), 3);
        let body = root.iter().find(|element| element.depth == 1 && element.name == b"body")?;
        let content = body.content(xml);
        let in_body = |element: &&Element<'_>| element.depth == 2 && content.start <= element.range.start;
        let mut blocks: Vec<&Element<'_>> = root.iter().filter(in_body).collect();
        let section = blocks.pop_if(|last| last.name == b"sectPr");
        let range = content.start..section.map_or(content.end, |section| section.range.start);

        let mut behind = Edits::default();
        identity(xml, range.clone()).into_iter().for_each(|id| behind.raw(id, ""));
        let mut before = Edits::default();
        let sections = Sections::of(xml, &blocks, section);
        match (section, sections.matter) {
            (Some(section), true) => {
                end_section(&mut before, xml, blocks.last().copied(), section, range.end);
                if sections.first_goes_on {
                    on_new_page(&mut behind, xml, blocks.first().copied(), range.start);
                }
            }
            _ => on_new_page(&mut behind, xml, blocks.first().copied(), range.start),
        }
        Some(Body { blocks: range, behind, before })
    }

    /// The changes of one of several copies.
    pub(super) fn changes(&self, number: usize, count: usize) -> Edits {
        let mut edits = Edits::default();
        if number > 0 {
            edits.append(self.behind.clone());
        }
        if number + 1 < count {
            edits.append(self.before.clone());
        }
        edits
    }
}

/// What the sections of a body ask of its copies.
struct Sections {
    /// There are several, or pages are counted from the first of each: a copy is not just more of the last section.
    matter: bool,
    /// The first one begins where the one before it ends.
    first_goes_on: bool,
}

impl Sections {
    fn of(xml: &[u8], blocks: &[&Element<'_>], last: Option<&Element<'_>>) -> Sections {
        let ends = blocks.iter().filter(|block| block.name == b"p").filter_map(|block| {
            let text = xml.get(block.range.clone())?;
            memchr::memmem::find(text, b"sectPr")?;
            child(xml, &child(xml, block, b"pPr")?, b"sectPr")
        });
        let all: Vec<Element<'_>> = ends.chain(last.cloned()).collect();
        let has =
            |section: &Element<'_>, name: &[u8], attribute_name: &str, wanted: &dyn Fn(&str) -> bool| {
                let found = child(xml, section, name);
                found.is_some_and(|found| {
                    attribute(xml, &found, attribute_name).is_some_and(|value| wanted(&value))
                })
            };
        let counts = |section: &Element<'_>| {
            child(xml, section, b"titlePg").is_some() || has(section, b"pgNumType", "start", &|_| true)
        };
        let goes_on = |section: &Element<'_>| {
            has(section, b"type", "val", &|value| matches!(value, "continuous" | "nextColumn"))
        };
        Sections {
            matter: all.len() > 1 || all.iter().any(counts),
            first_goes_on: all.first().is_some_and(goes_on),
        }
    }
}

/// Ends a copy with a section of its own: in its last paragraph, or in one more.
fn end_section(edits: &mut Edits, xml: &[u8], last: Option<&Element<'_>>, section: &Element<'_>, end: usize) {
    let section = String::from_utf8_lossy(xml.get(section.range.clone()).unwrap_or_default());
    let paragraph = last.filter(|last| last.name == b"p" && !last.is_empty(xml));
    let name = prefix(xml, last.map_or(end, |last| last.tag.start));
    let properties = paragraph.and_then(|paragraph| child(xml, paragraph, b"pPr"));
    match (paragraph, properties) {
        (Some(paragraph), None) => {
            let at = paragraph.tag.end;
            edits.raw(at..at, format!("<{name}pPr>{section}</{name}pPr>"));
        }
        (Some(_), Some(properties))
            if !properties.is_empty(xml) && child(xml, &properties, b"sectPr").is_none() =>
        {
            // Before the record of a tracked change, which comes last (CT_PPr, ECMA-376 Part 1, 17.3.1.26).
            let change = child(xml, &properties, b"pPrChange");
            let at = change.map_or(properties.content(xml).end, |change| change.range.start);
            edits.raw(at..at, section.into_owned());
        }
        _ => edits.raw(end..end, format!("<{name}p><{name}pPr>{section}</{name}pPr></{name}p>")),
    }
}

/// Has a copy begin on a new page.
fn on_new_page(edits: &mut Edits, xml: &[u8], first: Option<&Element<'_>>, start: usize) {
    let name = prefix(xml, first.map_or(start, |first| first.tag.start));
    let break_before = format!("<{name}pageBreakBefore/>");
    let paragraph = first.filter(|first| first.name == b"p" && !first.is_empty(xml));
    let properties = paragraph.and_then(|paragraph| child(xml, paragraph, b"pPr"));
    match (paragraph, properties) {
        (Some(paragraph), None) => {
            let at = paragraph.tag.end;
            edits.raw(at..at, format!("<{name}pPr>{break_before}</{name}pPr>"));
        }
        (Some(_), Some(properties)) if !properties.is_empty(xml) => {
            // The sequence of CT_PPrBase (ECMA-376 Part 1, 17.3.1.26) before pageBreakBefore.
            let before: [&[u8]; 3] = [b"pStyle", b"keepNext", b"keepLines"];
            let inside = elements(xml, properties.content(xml), 1);
            if inside.iter().any(|element| element.name == b"pageBreakBefore") {
                return;
            }
            let at = inside
                .iter()
                .take_while(|element| before.contains(&element.name))
                .last()
                .map_or(properties.tag.end, |element| element.range.end);
            edits.raw(at..at, break_before);
        }
        // A paragraph that is nothing but a page break.
        _ => edits.raw(
            start..start,
            format!("<{name}p><{name}r><{name}br {name}type=\"page\"/></{name}r></{name}p>"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two copies of a body.
    fn twice(blocks: &str) -> String {
        let xml = format!("<w:document><w:body>{blocks}</w:body></w:document>");
        let body = Body::of(xml.as_bytes()).unwrap();
        let copies = (0..2).map(|number| body.changes(number, 2).splice(xml.as_bytes(), body.blocks.clone()));
        copies.map(|copy| String::from_utf8(copy).unwrap()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_copy_begins_on_a_new_page() {
        for (blocks, expected) in [
            (
                "<w:p><w:pPr><w:keepNext/><w:jc/></w:pPr></w:p><w:sectPr/>",
                "<w:p><w:pPr><w:keepNext/><w:jc/></w:pPr></w:p>|\
                 <w:p><w:pPr><w:keepNext/><w:pageBreakBefore/><w:jc/></w:pPr></w:p>",
            ),
            ("<w:p><w:r/></w:p>", "<w:p><w:r/></w:p>|<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r/></w:p>"),
            (
                "<w:tbl></w:tbl>",
                "<w:tbl></w:tbl>|<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p><w:tbl></w:tbl>",
            ),
        ] {
            assert_eq!(twice(blocks), expected);
        }
    }

    #[test]
    fn sections_that_differ_end_with_each_copy() {
        let section = "<w:sectPr><w:pgNumType w:start=\"1\"/></w:sectPr>";
        assert_eq!(
            twice(&format!("<w:tbl></w:tbl><w:p><w:r/></w:p>{section}")),
            format!(
                "<w:tbl></w:tbl><w:p><w:pPr>{section}</w:pPr><w:r/></w:p>|<w:tbl></w:tbl><w:p><w:r/></w:p>"
            )
        );
        let inner = "<w:p><w:pPr><w:sectPr><w:a/></w:sectPr></w:pPr></w:p>";
        assert_eq!(
            twice(&format!("{inner}<w:tbl></w:tbl><w:sectPr><w:b/></w:sectPr>")),
            format!(
                "{inner}<w:tbl></w:tbl><w:p><w:pPr><w:sectPr><w:b/></w:sectPr></w:pPr></w:p>|{inner}<w:tbl></w:tbl>"
            )
        );
    }
}
