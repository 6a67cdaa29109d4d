//! What the properties of a paragraph, run, row or cell say, read without tokenising them.
//!
//! Properties are half of a document, and almost none of them matters here. The reader searches for the end of the
//! element; this looks through the few tags in between.

use memchr::{memchr, memchr2};

use super::xml::unescape;

/// The tags inside a properties element, in order.
pub(super) struct Tags<'x> {
    rest: &'x [u8],
}

/// A start tag inside a properties element.
pub(super) struct PropertyTag<'x> {
    /// Its local name.
    pub(super) name: &'x [u8],
    attributes: &'x [u8],
}

impl<'x> Tags<'x> {
    pub(super) fn of(inside: &'x [u8]) -> Tags<'x> {
        Tags { rest: inside }
    }
}

impl<'x> Iterator for Tags<'x> {
    type Item = PropertyTag<'x>;

    fn next(&mut self) -> Option<PropertyTag<'x>> {
        loop {
            let open = memchr(b'<', self.rest)?;
            let tag = self.rest.get(open + 1..)?;
            let end = tag_end(tag)?;
            self.rest = tag.get(end + 1..)?;
            if matches!(tag.first(), Some(b'/' | b'!' | b'?')) {
                continue;
            }
            let tag = tag.get(..end)?;
            let name_end =
                tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(end);
            let (name, attributes) = tag.split_at_checked(name_end)?;
            let name = memchr(b':', name).map_or(name, |colon| name.get(colon + 1..).unwrap_or_default());
            // `w:tcPrChange` and its like hold the properties before a tracked change. They come last.
            if name.ends_with(b"PrChange") {
                self.rest = &[];
                return None;
            }
            return Some(PropertyTag { name, attributes });
        }
    }
}

/// The position of the `>` that ends a tag; one inside a quoted value does not.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let end = memchr(b'>', tag)?;
    let before = tag.get(..end)?;
    let quotes = before.iter().filter(|byte| **byte == b'"').count();
    if quotes % 2 == 0 && memchr(b'\'', before).is_none() {
        return Some(end);
    }
    let mut at = 0;
    loop {
        let rest = tag.get(at..)?;
        let stop = memchr2(b'"', b'\'', rest).unwrap_or(rest.len());
        if let Some(end) = memchr(b'>', rest.get(..stop)?) {
            return Some(at + end);
        }
        let quote = *rest.get(stop)?;
        at += stop + 2 + memchr(quote, rest.get(stop + 1..)?)?;
    }
}

impl<'x> PropertyTag<'x> {
    /// The value of an attribute by its local name.
    pub(super) fn attr(&self, local: &[u8]) -> Option<std::borrow::Cow<'x, str>> {
        let mut rest = self.attributes;
        loop {
            let equals = memchr(b'=', rest)?;
            let name = rest.get(..equals)?.trim_ascii();
            let name = memchr(b':', name).map_or(name, |colon| name.get(colon + 1..).unwrap_or_default());
            let value = rest.get(equals + 1..)?.trim_ascii_start();
            let quote = *value.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
            let value = value.get(1..)?;
            let end = memchr(quote, value)?;
            if name == local {
                return unescape(value.get(..end)?);
            }
            rest = value.get(end + 1..)?;
        }
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
    use super::*;

    #[test]
    fn tags_are_found_by_local_name() {
        let xml = b"<w:tcW w:w=\"9\"/><w:gridSpan w:val='3'/><x:vMerge/><a b='1>2'/></a><w:tcPrChange><w:tcPr><w:gridSpan w:val=\"7\"/>";
        let seen: Vec<(&[u8], Option<i64>)> = Tags::of(xml).map(|tag| (tag.name, tag.number())).collect();
        let expected: [(&[u8], Option<i64>); 4] =
            [(b"tcW", None), (b"gridSpan", Some(3)), (b"vMerge", None), (b"a", None)];
        assert_eq!(seen, expected);
    }
}
