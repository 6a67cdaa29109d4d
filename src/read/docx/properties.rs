//! What the properties of a paragraph, run, row or cell say, read without tokenising them.
//!
//! Properties are half of a document, and almost none of them matters here. The reader searches for the end of the
//! element; this looks through the few tags in between.

use std::borrow::Cow;

use super::token::{Markup, Tokeniser, attribute};

/// The tags inside a properties element, in order, and at last where the element's end tag begins.
///
/// Only the nesting is followed; names of end tags are not compared, since nothing inside is taken for content.
pub(super) struct Tags<'x> {
    tokens: Tokeniser<'x>,
    /// Elements that are open inside.
    open: usize,
    /// In the properties before a tracked change, which come last: `w:tcPrChange` and its like.
    past: bool,
    end: Option<usize>,
}

/// A start tag inside a properties element.
pub(super) struct PropertyTag<'x> {
    /// Its local name.
    pub(super) name: &'x [u8],
    attributes: &'x [u8],
}

impl<'x> Tags<'x> {
    /// The tags from where a tokeniser stands.
    pub(super) fn of(tokens: Tokeniser<'x>) -> Tags<'x> {
        Tags { tokens, open: 0, past: false, end: None }
    }

    /// Where the tag that came last ends, if it opened an element which stands in the properties directly.
    pub(super) fn nested(&self) -> Option<usize> {
        (self.open == 1 && !self.past).then(|| self.tokens.position())
    }

    /// Where the end tag of the element begins, if its inside is plain elements; goes through what is left.
    pub(super) fn end(mut self) -> Option<usize> {
        while (&mut self).next().is_some() {}
        self.end
    }
}

impl<'x> Iterator for &mut Tags<'x> {
    type Item = PropertyTag<'x>;

    fn next(&mut self) -> Option<PropertyTag<'x>> {
        while self.end.is_none() {
            // A comment, a CDATA section or an instruction ends this: it is left to the scanner.
            match self.tokens.next_tag()? {
                Markup::End { name } => match self.open.checked_sub(1) {
                    Some(open) => self.open = open,
                    None => self.end = Some(self.tokens.position() - name.len() - b"</>".len()),
                },
                Markup::Start { name, attributes, empty } => {
                    self.open += usize::from(!empty);
                    let name = match name.iter().position(|byte| *byte == b':') {
                        Some(colon) => name.get(colon + 1..).unwrap_or_default(),
                        None => name,
                    };
                    self.past |= name.ends_with(b"PrChange");
                    if !self.past {
                        // Word 2003 XML keeps the properties before a change inside.
                        self.past = name == b"annotation";
                        return Some(PropertyTag { name, attributes });
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// What the properties elements said that were read last, by the bytes inside them or the last of these.
///
/// Word writes the same few properties all over a document, and comparing bytes is far cheaper than reading them.
#[derive(Default)]
pub(super) struct Recent<'x, T> {
    said: [(&'x [u8], T); 4],
    oldest: usize,
}

impl<'x, T: Clone> Recent<'x, T> {
    /// Where the end tag begins in bytes that start with the inside of a properties element, and what the element says.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<(usize, T)> {
        self.said.iter().find_map(|(inside, said)| {
            // Like those of Tags, names of end tags are not compared.
            let is_same = !inside.is_empty() && bytes.strip_prefix(*inside)?.starts_with(b"</");
            is_same.then(|| (inside.len(), said.clone()))
        })
    }

    pub(super) fn add(&mut self, inside: &'x [u8], said: T) {
        if let Some(place) = self.said.get_mut(self.oldest) {
            *place = (inside, said);
        }
        self.oldest = (self.oldest + 1) % self.said.len();
    }
}

impl<'x> PropertyTag<'x> {
    /// The value of an attribute by its local name.
    pub(super) fn attr(&self, local: &[u8]) -> Option<Cow<'x, str>> {
        attribute(self.attributes, local)
    }

    /// The number in `val`.
    pub(super) fn number(&self) -> Option<i64> {
        self.attr(b"val")?.trim().parse().ok()
    }

    /// The value of an on/off element (ST_OnOff): on when `val` is missing.
    pub(super) fn is_on(&self) -> bool {
        self.attr(b"val").is_none_or(|value| !matches!(value.as_ref(), "0" | "false" | "off"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::read::docx::xml::{Scanner, Token};

    #[test]
    fn tags_are_found_by_local_name_up_to_the_end() {
        let xml = b"<w:tcPr><w:tcW w:w=\"9\"/><w:gridSpan w:val='3'/><x:vMerge/><a b='1>2'><c/></a><w:tcPrChange><w:tcPr><w:gridSpan w:val=\"7\"/></w:tcPr></w:tcPrChange></w:tcPr><w:p/>";
        let mut tags = Tags::of(Tokeniser::new(xml, 8));
        let seen: Vec<(&[u8], Option<i64>)> = (&mut tags).map(|tag| (tag.name, tag.number())).collect();
        let expected: [(&[u8], Option<i64>); 5] =
            [(b"tcW", None), (b"gridSpan", Some(3)), (b"vMerge", None), (b"a", None), (b"c", None)];
        assert_eq!(seen, expected);
        assert_eq!(tags.end().map(|end| &xml[end..]), Some(&b"</w:tcPr><w:p/>"[..]));
    }

    #[test]
    fn comments_are_left_to_the_tokeniser() {
        assert_eq!(Tags::of(Tokeniser::new(b"<a/><!-- </b> --></b>", 0)).end(), None);
        assert_eq!(Tags::of(Tokeniser::new(b"<a/>", 0)).end(), None);
    }

    /// What each element inside the root says: in `val` of the last `a`, and of all `b`.
    fn said(xml: &str) -> Option<Vec<(Option<i64>, Vec<i64>)>> {
        let mut scanner = Scanner::new(xml.as_bytes(), "part", 9);
        let (mut recent, mut rests) = (Recent::default(), Recent::default());
        let mut said = Vec::new();
        scanner.next().ok()?;
        while let Some(Token::Open(tag)) = scanner.next().ok()? {
            let mut again = scanner.clone();
            let add = |last: &mut Option<i64>, tag: PropertyTag<'_>| {
                if tag.name == b"a" {
                    *last = tag.number();
                }
            };
            let last = scanner.recent_properties(&tag, &mut recent, add).ok()?;
            let mut all = Vec::new();
            let visit = |tag: PropertyTag<'_>| {
                all.extend(tag.number().filter(|_| tag.name == b"b"));
                tag.name == b"b"
            };
            again.properties(&tag, &mut rests, visit).ok()?;
            assert_eq!(again.position(), scanner.position());
            said.push((last, all));
        }
        Some(said)
    }

    fn elements() -> impl Strategy<Value = Vec<String>> {
        let tag = r#"<(x:)?[abc]( val="[0-2]")?/>"#;
        let nested = |name: &str| format!("<{name}>({tag}){{0,2}}</{name}>");
        let inside = [tag, &nested("c"), &nested("annotation"), &nested("pPrChange"), "<!-- -->"].join("|");
        let element = proptest::string::string_regex(&format!("<p>({inside}){{0,5}}</p>")).unwrap();
        // Each twice, and so few that the first are not forgotten.
        proptest::collection::vec(element, 0..5)
            .prop_map(|elements| [elements.as_slice(), &elements].concat())
    }

    proptest! {
        #[test]
        fn what_stood_before_says_the_same_again(elements in elements()) {
            let whole = |elements: &[String]| format!("<r>{}</r>", elements.concat());
            let alone: Vec<_> =
                elements.iter().filter_map(|element| said(&whole(std::slice::from_ref(element)))).collect();
            prop_assert_eq!(alone.len(), elements.len());
            prop_assert_eq!(said(&whole(&elements)), Some(alone.concat()));
        }
    }
}
