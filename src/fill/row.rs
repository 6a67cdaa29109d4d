//! The markup of one row: its cells on the grid, their vertical merges, and what must not stand twice in a document.

use std::ops::Range;

use super::edits::Edits;
use super::fragment::{Element, attribute_range, child, element_at, elements, local, prefix};
use crate::read::docx::token::{Markup, Tokeniser};

/// A row's cells, continuations of merged ones included.
pub(super) struct RowParts {
    pub(super) range: Range<usize>,
    pub(super) cells: Vec<CellPart>,
}

/// One `w:tc`.
pub(super) struct CellPart {
    pub(super) range: Range<usize>,
    /// The layout-grid column at which it begins.
    pub(super) column: u32,
    pub(super) span: u32,
    pub(super) merge: Option<Merge>,
}

/// The part a cell has in a vertical merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    Restart,
    Continue,
}

impl RowParts {
    pub(super) fn of(xml: &[u8], range: Range<usize>) -> Option<RowParts> {
        let row = element_at(xml, range.clone())?;
        let inside = elements(xml, row.content(xml), 8);
        let mut column = inside
            .iter()
            .find(|element| element.name == b"gridBefore")
            .and_then(|element| number(xml, element))
            .unwrap_or(0);
        let mut cells: Vec<CellPart> = Vec::new();
        for element in inside.iter().filter(|element| element.name == b"tc") {
            // Cells of a table inside a cell are none of this row's.
            if cells.last().is_some_and(|last| element.range.start < last.range.end) {
                continue;
            }
            let properties = child(xml, element, b"tcPr");
            let property =
                |name: &[u8]| properties.as_ref().and_then(|properties| child(xml, properties, name));
            let span = property(b"gridSpan").and_then(|span| number(xml, &span)).unwrap_or(1).max(1);
            let merge = property(b"vMerge").map(|merge| {
                let tag = xml.get(merge.tag.clone()).unwrap_or_default();
                let restarts = memchr::memmem::find(tag, b"restart").is_some();
                if restarts { Merge::Restart } else { Merge::Continue }
            });
            cells.push(CellPart { range: element.range.clone(), column, span, merge });
            column += span;
        }
        Some(RowParts { range, cells })
    }
}

/// The number in the `val` attribute of an element.
fn number(xml: &[u8], element: &Element<'_>) -> Option<u32> {
    let tag = std::str::from_utf8(xml.get(element.tag.clone())?).ok()?;
    let (_, value) = tag.split_once("val")?;
    let digits: String =
        value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A `w:tc` with another part in vertical merges, or none.
pub(super) fn set_merge(cell: &[u8], merge: Option<Merge>) -> Vec<u8> {
    let mut edits = Edits::default();
    change_merge(&mut edits, cell, 0..cell.len(), merge);
    edits.splice(cell, 0..cell.len())
}

/// Makes a `w:tc` the origin of a vertical merge.
pub(super) fn begin_merge(edits: &mut Edits, xml: &[u8], cell: Range<usize>) {
    let has_merge = element_at(xml, cell.clone())
        .and_then(|cell| child(xml, &cell, b"tcPr"))
        .is_some_and(|properties| child(xml, &properties, b"vMerge").is_some());
    if !has_merge {
        change_merge(edits, xml, cell, Some(Merge::Restart));
    }
}

fn change_merge(edits: &mut Edits, xml: &[u8], cell: Range<usize>, merge: Option<Merge>) {
    let Some(cell) = element_at(xml, cell) else { return };
    let name = prefix(xml, cell.tag.start);
    let element = match merge {
        None => String::new(),
        Some(Merge::Restart) => format!("<{name}vMerge {name}val=\"restart\"/>"),
        Some(Merge::Continue) => format!("<{name}vMerge/>"),
    };
    let Some(properties) = child(xml, &cell, b"tcPr") else {
        if !element.is_empty() {
            edits.raw_once(cell.tag.end..cell.tag.end, format!("<{name}tcPr>{element}</{name}tcPr>"));
        }
        return;
    };
    let inside = elements(xml, properties.content(xml), 1);
    if let Some(old) = inside.iter().find(|element| element.name == b"vMerge") {
        edits.raw(old.range.clone(), element);
        return;
    }
    if element.is_empty() {
        return;
    }
    if properties.is_empty(xml) {
        edits.raw_once(properties.range.clone(), format!("<{name}tcPr>{element}</{name}tcPr>"));
        return;
    }
    // The sequence of CT_TcPrBase (ECMA-376 Part 1, 17.4.69) before vMerge.
    let before: [&[u8]; 4] = [b"cnfStyle", b"tcW", b"gridSpan", b"hMerge"];
    let at = inside
        .iter()
        .take_while(|element| before.contains(&element.name))
        .last()
        .map_or(properties.tag.end, |element| element.range.end);
    edits.raw_once(at..at, element);
}

/// A copy of markup without what identifies a place in a document.
pub(super) fn strip_identity(xml: &[u8]) -> Vec<u8> {
    let mut edits = Edits::default();
    identity(xml, 0..xml.len()).into_iter().for_each(|range| edits.raw(range, ""));
    edits.splice(xml, 0..xml.len())
}

/// What identifies a place in a document and must not stand there twice: paragraph ids, bookmarks, comments, and the
/// ids of content controls, which Word gives anew.
pub(super) fn identity(xml: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    const ELEMENTS: [&[u8]; 7] = [
        b"bookmarkStart",
        b"bookmarkEnd",
        b"commentRangeStart",
        b"commentRangeEnd",
        b"commentReference",
        b"permStart",
        b"permEnd",
    ];
    let mut found = Vec::new();
    let mut tokens = Tokeniser::new(xml.get(..range.end).unwrap_or(xml), range.start);
    let mut in_control = 0usize;
    loop {
        let start = tokens.position();
        match tokens.next() {
            Ok(Some(Markup::Start { name, attributes, empty })) => {
                let name = local(name);
                if empty && (ELEMENTS.contains(&name) || (in_control > 0 && name == b"id")) {
                    found.push(start..tokens.position());
                    continue;
                }
                in_control += usize::from(name == b"sdtPr" && !empty);
                if memchr::memmem::find(attributes, b"Id").is_some() {
                    found.extend(ids(xml, start..tokens.position()));
                }
            }
            Ok(Some(Markup::End { name })) => {
                in_control = in_control.saturating_sub(usize::from(local(name) == b"sdtPr"));
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return found,
        }
    }
}

/// The attributes `w14:paraId` and `w14:textId` of a start tag, each with the blank before it.
fn ids(xml: &[u8], tag: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    ["paraId", "textId"].into_iter().filter_map(move |local| {
        let element = Element { range: tag.clone(), tag: tag.clone(), name: b"", depth: 0 };
        let value = attribute_range(xml, &element, local)?;
        let before = xml.get(tag.start..value.start)?;
        let blank = before.iter().rposition(u8::is_ascii_whitespace)?;
        Some(tag.start + blank..value.end + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_merge_goes_where_the_schema_wants_it() {
        let cell = b"<w:tc><w:tcPr><w:tcW w:w=\"9\"/><w:gridSpan w:val=\"2\"/><w:vAlign w:val=\"center\"/></w:tcPr><w:p/></w:tc>";
        assert_eq!(
            text(set_merge(cell, Some(Merge::Continue))),
            "<w:tc><w:tcPr><w:tcW w:w=\"9\"/><w:gridSpan w:val=\"2\"/><w:vMerge/><w:vAlign w:val=\"center\"/></w:tcPr><w:p/></w:tc>"
        );
        assert_eq!(
            text(set_merge(b"<w:tc><w:p/></w:tc>", Some(Merge::Restart))),
            "<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p/></w:tc>"
        );
        assert_eq!(
            text(set_merge(b"<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>", None)),
            "<w:tc><w:tcPr></w:tcPr><w:p/></w:tc>"
        );
    }

    #[test]
    fn copies_have_no_identity() {
        let xml = b"<w:p w14:paraId=\"1A\" w:rsidR=\"2\" w14:textId=\"77\"><w:bookmarkStart w:id=\"0\"/><w:sdtPr><w:id w:val=\"5\"/></w:sdtPr></w:p>";
        assert_eq!(text(strip_identity(xml)), "<w:p w:rsidR=\"2\"><w:sdtPr></w:sdtPr></w:p>");
    }

    #[test]
    fn cells_of_a_row_stand_on_the_grid() {
        let xml = b"<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p/></w:tc><w:sdt><w:sdtContent><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:sdtContent></w:sdt></w:tr>";
        let parts = RowParts::of(xml, 0..xml.len()).unwrap();
        let seen: Vec<(u32, Option<Merge>)> =
            parts.cells.iter().map(|cell| (cell.column, cell.merge)).collect();
        assert_eq!(seen, [(1, None), (3, Some(Merge::Continue))]);
    }
}
