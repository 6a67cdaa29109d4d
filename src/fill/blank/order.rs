//! Puts WordprocessingML into the order of its schema.
//!
//! Most property elements are sequences: `w:rFonts` must stand before `w:sz`, `w:gridSpan` before `w:vMerge`.
//! docx-rs writes them as it pleases, which Word forgives and a validator does not. This pass sorts the
//! children of the elements in [`SEQUENCES`], drops what docx-rs adds needlessly and inserts what it cannot write.
//! Everything else, text above all, is copied as it stands.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element that docx-rs has no words for, and where it belongs.
pub(super) struct Insertion {
    /// The name of the property element that gets a new child.
    pub(super) into: &'static str,
    /// Which one of that name, counted from zero through the whole part.
    pub(super) nth: usize,
    /// The child's name; it has no attributes.
    pub(super) element: &'static str,
}

/// Sorts property elements, prunes them and makes the insertions.
///
/// Names are compared with their prefix, which for docx-rs is always `w`. Children that the schema's sequence
/// does not name (extensions such as `w14:glow`) come last, in the order they had.
pub(super) fn in_schema_order(xml: &[u8], insertions: &[Insertion]) -> Result<Vec<u8>, quick_xml::Error> {
    let mut reader = Reader::from_reader(xml);
    let mut sorter = Sorter::new(xml.len(), insertions);
    loop {
        let from = reader.buffer_position();
        let event = reader.read_event()?;
        let raw = slice(xml, from, reader.buffer_position());
        match event {
            Event::Start(tag) => sorter.open(&tag, raw)?,
            Event::Empty(tag) => sorter.empty(&tag, raw)?,
            Event::End(_) => sorter.close(raw),
            Event::Eof => return Ok(sorter.out),
            _ => sorter.out.extend_from_slice(raw),
        }
    }
}

/// ECMA-376 part 1, annex A, with the transitional additions of part 4. Where the schema leaves a choice (`w:rPr`,
/// `w:trPr`, the header and footer references) the order is the one Word writes.
#[rustfmt::skip]
const SEQUENCES: &[(&str, &[&str])] = &[
    ("w:pPr", &["w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr",
        "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap",
        "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd",
        "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
        "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr",
        "w:sectPr", "w:pPrChange"]),
    ("w:rPr", &["w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs",
        "w:caps", "w:smallCaps", "w:strike", "w:dstrike", "w:outline", "w:shadow", "w:emboss", "w:imprint",
        "w:noProof", "w:snapToGrid", "w:vanish", "w:webHidden", "w:color", "w:spacing", "w:w", "w:kern", "w:position",
        "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl",
        "w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath", "w:rPrChange"]),
    ("w:tblPr", &["w:tblStyle", "w:tblpPr", "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize",
        "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd",
        "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription", "w:tblPrChange"]),
    ("w:trPr", &["w:cnfStyle", "w:divId", "w:gridBefore", "w:gridAfter", "w:wBefore", "w:wAfter", "w:cantSplit",
        "w:trHeight", "w:tblHeader", "w:tblCellSpacing", "w:jc", "w:hidden", "w:ins", "w:del", "w:trPrChange"]),
    ("w:tcPr", &["w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders", "w:shd", "w:noWrap",
        "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark", "w:headers", "w:cellIns", "w:cellDel",
        "w:cellMerge", "w:tcPrChange"]),
    ("w:tblBorders", BORDERS),
    ("w:tcBorders", BORDERS),
    ("w:tblCellMar", SIDES),
    ("w:tcMar", SIDES),
    ("w:sectPr", &["w:headerReference", "w:footerReference", "w:footnotePr", "w:endnotePr", "w:type", "w:pgSz",
        "w:pgMar", "w:paperSrc", "w:pgBorders", "w:lnNumType", "w:pgNumType", "w:cols", "w:formProt", "w:vAlign",
        "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid", "w:printerSettings",
        "w:sectPrChange"]),
];
#[rustfmt::skip]
const BORDERS: &[&str] = &["w:top", "w:start", "w:left", "w:bottom", "w:end", "w:right", "w:insideH", "w:insideV",
    "w:tl2br", "w:tr2bl"];
const SIDES: &[&str] = &["w:top", "w:start", "w:left", "w:bottom", "w:end", "w:right"];

/// Elements that say nothing when they have neither attributes nor children.
const PRUNED: &[&str] = &["w:pPr", "w:rPr", "w:trPr", "w:tcPr"];

/// Attributes to drop, by element. A grid column has no type in the schema; paragraph identifiers serve
/// co-authoring, and in a form whose rows get cloned they could only be repeated. Without them every name is in the
/// namespace `w`, and the others need not be declared.
#[rustfmt::skip]
const DROPPED: &[(&str, &str)] = &[
    ("w:gridCol", "w:type"), ("w:p", "w14:paraId"), ("w:document", "mc:Ignorable"), ("w:document", "xmlns:mc"),
    ("w:document", "xmlns:o"), ("w:document", "xmlns:r"), ("w:document", "xmlns:v"), ("w:document", "xmlns:w10"),
    ("w:document", "xmlns:w14"), ("w:document", "xmlns:w15"), ("w:document", "xmlns:wp"),
    ("w:document", "xmlns:wp14"), ("w:document", "xmlns:wpg"), ("w:document", "xmlns:wps"),
];

struct Sorter<'a> {
    out: Vec<u8>,
    open: Vec<Open>,
    insertions: Vec<(&'a Insertion, usize)>,
}

/// An element whose end tag has not been met.
struct Open {
    /// Where its start tag and its content begin in the output.
    tag: usize,
    content: usize,
    sequence: Option<&'static [&'static str]>,
    /// Where each child begins, and its rank in the sequence; kept only where there is a sequence.
    children: Vec<(usize, usize)>,
    prunable: bool,
}

impl<'a> Sorter<'a> {
    fn new(size: usize, insertions: &'a [Insertion]) -> Self {
        let insertions = insertions.iter().map(|insertion| (insertion, 0)).collect();
        Sorter { out: Vec::with_capacity(size), open: Vec::new(), insertions }
    }

    fn open(&mut self, tag: &BytesStart<'_>, raw: &[u8]) -> Result<(), quick_xml::Error> {
        let name = tag.name().into_inner();
        self.child(name);
        let start = self.out.len();
        self.start_tag(tag, raw, false)?;
        let sequence =
            SEQUENCES.iter().find(|(parent, _)| parent.as_bytes() == name).map(|&(_, names)| names);
        self.open.push(Open {
            tag: start,
            content: self.out.len(),
            sequence,
            children: Vec::new(),
            prunable: is_prunable(tag),
        });
        self.insert(name);
        Ok(())
    }

    fn empty(&mut self, tag: &BytesStart<'_>, raw: &[u8]) -> Result<(), quick_xml::Error> {
        let name = tag.name().into_inner();
        if self.insertions.iter().any(|(insertion, _)| insertion.into.as_bytes() == name) {
            // Spelt out, it can take the child; if it takes none it is pruned, or stays as a pair of tags.
            self.open(tag, &[b"<", &**tag, b">"].concat())?;
            self.close(&[b"</", name, b">"].concat());
            return Ok(());
        }
        if is_prunable(tag) {
            return Ok(());
        }
        self.child(name);
        self.start_tag(tag, raw, true)
    }

    fn close(&mut self, raw: &[u8]) {
        // The reader has matched start and end tags, so there is one.
        let Some(element) = self.open.pop() else { return };
        if element.prunable && self.out.len() == element.content {
            self.out.truncate(element.tag);
            if let Some(parent) = self.open.last_mut()
                && parent.sequence.is_some()
            {
                parent.children.pop();
            }
            return;
        }
        if !element.children.is_sorted_by_key(|&(_, rank)| rank) {
            self.sort(&element.children);
        }
        self.out.extend_from_slice(raw);
    }

    /// Notes that a child of the innermost open element begins here.
    fn child(&mut self, name: &[u8]) {
        let start = self.out.len();
        if let Some(parent) = self.open.last_mut()
            && let Some(sequence) = parent.sequence
        {
            let rank = sequence.iter().position(|child| child.as_bytes() == name).unwrap_or(sequence.len());
            parent.children.push((start, rank));
        }
    }

    fn insert(&mut self, name: &[u8]) {
        let mut due = Vec::new();
        for (insertion, met) in &mut self.insertions {
            if insertion.into.as_bytes() == name {
                if *met == insertion.nth {
                    due.push(insertion.element);
                }
                *met += 1;
            }
        }
        for element in due {
            self.child(element.as_bytes());
            self.out.extend([b"<", element.as_bytes(), b"/>"].concat());
        }
    }

    fn start_tag(&mut self, tag: &BytesStart<'_>, raw: &[u8], empty: bool) -> Result<(), quick_xml::Error> {
        let name = tag.name().into_inner();
        let dropped: Vec<_> = DROPPED
            .iter()
            .filter(|(element, _)| element.as_bytes() == name)
            .map(|(_, key)| key.as_bytes())
            .collect();
        if dropped.is_empty() {
            self.out.extend_from_slice(raw);
            return Ok(());
        }
        let mut kept = BytesStart::from_content(String::from_utf8_lossy(name), name.len());
        for attribute in tag.attributes() {
            let attribute = attribute?;
            if !dropped.contains(&attribute.key.0) {
                kept.push_attribute(attribute);
            }
        }
        let end: &[u8] = if empty { b"/>" } else { b">" };
        self.out.extend([b"<", &*kept, end].concat());
        Ok(())
    }

    /// Rewrites the tail of the output from the first child on. A child runs up to the next one, so that text
    /// between two children stays behind the one it followed.
    fn sort(&mut self, children: &[(usize, usize)]) {
        let Some(&(first, _)) = children.first() else { return };
        let tail = self.out.split_off(first);
        let ends = children.iter().skip(1).map(|&(start, _)| start).chain([first + tail.len()]);
        let mut ranges: Vec<_> = children
            .iter()
            .zip(ends)
            .map(|(&(start, rank), end)| (rank, start - first..end - first))
            .collect();
        ranges.sort_by_key(|(rank, _)| *rank);
        for (_, range) in ranges {
            self.out.extend_from_slice(tail.get(range).unwrap_or_default());
        }
    }
}

fn is_prunable(tag: &BytesStart<'_>) -> bool {
    PRUNED.iter().any(|name| name.as_bytes() == tag.name().0) && tag.attributes().next().is_none()
}

fn slice(xml: &[u8], from: u64, to: u64) -> &[u8] {
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    range.and_then(|(from, to)| xml.get(from..to)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(xml: &str) -> String {
        ordered_with(xml, &[])
    }

    fn ordered_with(xml: &str, insertions: &[Insertion]) -> String {
        String::from_utf8(in_schema_order(xml.as_bytes(), insertions).unwrap()).unwrap()
    }

    #[test]
    fn children_stand_in_the_order_of_the_schema() {
        assert_eq!(
            ordered(
                r#"<w:rPr><w:sz w:val="24" /><w:szCs w:val="24" /><w:b /><w:rFonts w:hint="eastAsia" /></w:rPr>"#
            ),
            r#"<w:rPr><w:rFonts w:hint="eastAsia" /><w:b /><w:sz w:val="24" /><w:szCs w:val="24" /></w:rPr>"#
        );
    }

    #[test]
    fn sorting_works_on_every_level() {
        assert_eq!(
            ordered("<w:pPr><w:rPr><w:sz/><w:b/></w:rPr><w:jc/><w:keepNext/></w:pPr>"),
            "<w:pPr><w:keepNext/><w:jc/><w:rPr><w:b/><w:sz/></w:rPr></w:pPr>"
        );
        assert_eq!(
            ordered("<w:tcPr><w:tcBorders><w:right/><w:top/></w:tcBorders><w:gridSpan/><w:tcW/></w:tcPr>"),
            "<w:tcPr><w:tcW/><w:gridSpan/><w:tcBorders><w:top/><w:right/></w:tcBorders></w:tcPr>"
        );
    }

    #[test]
    fn unknown_children_come_last_in_the_order_they_had() {
        assert_eq!(
            ordered("<w:rPr><w14:glow><w14:x/></w14:glow><w:sz/><w14:shadow/><w:b/></w:rPr>"),
            "<w:rPr><w:b/><w:sz/><w14:glow><w14:x/></w14:glow><w14:shadow/></w:rPr>"
        );
    }

    #[test]
    fn equal_names_keep_their_order() {
        let xml =
            r#"<w:sectPr><w:headerReference r:id="b"/><w:headerReference r:id="a"/><w:pgSz/></w:sectPr>"#;
        assert_eq!(ordered(xml), xml);
    }

    #[test]
    fn elements_without_a_sequence_are_left_alone() {
        let xml = r#"<?xml version="1.0"?><w:p><w:r><w:t xml:space="preserve"> 5 &lt; 6，
            &#x4E13; </w:t></w:r><!-- a --><w:bookmarkEnd/><w:bookmarkStart/></w:p>"#;
        assert_eq!(ordered(xml), xml);
    }

    #[test]
    fn text_between_children_follows_the_one_before() {
        assert_eq!(
            ordered("<w:tcPr>\n <w:vAlign/>\t<w:tcW/>\r\n</w:tcPr>"),
            "<w:tcPr>\n <w:tcW/>\r\n<w:vAlign/>\t</w:tcPr>"
        );
    }

    #[test]
    fn sorting_twice_is_sorting_once() {
        let once = ordered(
            r#"<w:tbl><w:tblPr><w:jc/><w:tblCellMar><w:right/><w:left/></w:tblCellMar><w:tblW/></w:tblPr>
            <w:tr><w:trPr><w:tblHeader/><w:cantSplit/></w:trPr><w:tc><w:p w14:paraId="1"><w:pPr><w:rPr/></w:pPr></w:p></w:tc></w:tr></w:tbl>"#,
        );
        assert_eq!(ordered(&once), once);
    }

    #[test]
    fn empty_properties_go() {
        assert_eq!(ordered("<w:p><w:pPr><w:rPr /></w:pPr><w:r><w:rPr></w:rPr><w:t>x</w:t></w:r></w:p>"), {
            "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
        });
        assert_eq!(ordered("<w:pPr><w:jc/><w:rPr></w:rPr><w:keepNext/></w:pPr>"), {
            "<w:pPr><w:keepNext/><w:jc/></w:pPr>"
        });
    }

    #[test]
    fn attributes_outside_the_schema_go() {
        assert_eq!(ordered(r#"<w:gridCol w:w="680" w:type="dxa" />"#), r#"<w:gridCol w:w="680"/>"#);
        assert_eq!(ordered(r#"<w:p w14:paraId="00000001"></w:p>"#), "<w:p></w:p>");
        assert_eq!(ordered(r#"<w:tcW w:w="680" w:type="dxa" />"#), r#"<w:tcW w:w="680" w:type="dxa" />"#);
    }

    #[test]
    fn an_insertion_goes_where_the_schema_wants_it() {
        let header = [Insertion { into: "w:trPr", nth: 1, element: "w:tblHeader" }];
        assert_eq!(
            ordered_with(
                "<w:tr><w:trPr/></w:tr><w:tr><w:trPr><w:hidden/><w:cantSplit/></w:trPr></w:tr>",
                &header
            ),
            "<w:tr></w:tr><w:tr><w:trPr><w:cantSplit/><w:tblHeader/><w:hidden/></w:trPr></w:tr>"
        );
        assert_eq!(
            ordered_with("<w:trPr><w:hidden/></w:trPr><w:trPr/>", &header),
            "<w:trPr><w:hidden/></w:trPr><w:trPr><w:tblHeader/></w:trPr>"
        );
    }

    #[test]
    fn depth_costs_no_stack() {
        let xml = "<w:pPr>".repeat(100_000) + "<w:jc/>" + &"</w:pPr>".repeat(100_000);
        assert_eq!(ordered(&xml), xml);
    }

    #[test]
    fn broken_xml_is_an_error() {
        assert!(in_schema_order(b"<w:p></w:r>", &[]).is_err());
        assert!(in_schema_order(b"<w:p w:a=></w:p>", &[]).is_err());
    }
}
