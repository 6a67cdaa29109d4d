//! Markup to tokens, for parts that hold a document.
//!
//! A document is mostly tags, and most of the time of reading it would be spent on finding where they end. Of XML this
//! knows just that: elements, text, CDATA, comments and instructions. Names are not checked here but by the
//! [`Scanner`](super::xml::Scanner), and entities are left to quick-xml, which also is the judge of this module in
//! its tests.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

/// A token and, from the tokeniser, where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup<'x> {
    /// `<name attributes>` or `<name attributes/>`.
    Start { name: &'x [u8], attributes: &'x [u8], empty: bool },
    /// `</name>`.
    End { name: &'x [u8] },
    /// Text up to the next tag, entities as written.
    Text(&'x [u8]),
    /// `<![CDATA[...]]>`.
    CData(&'x [u8]),
    /// A comment, an instruction or the declaration.
    Other,
    /// `<!DOCTYPE`.
    DocType,
}

/// What keeps markup from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unclosed;

/// Goes through markup from a position on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokeniser<'x> {
    xml: &'x [u8],
    at: usize,
    /// Whether the markup has a single quote anywhere, in which a `>` could hide.
    single_quotes: bool,
}

impl<'x> Tokeniser<'x> {
    pub(crate) fn new(xml: &'x [u8], at: usize) -> Tokeniser<'x> {
        // The declaration alone often has single quotes.
        let head = xml.get(..200).unwrap_or(xml);
        let declaration = if head.starts_with(b"<?xml") { memmem::find(head, b"?>").unwrap_or(0) } else { 0 };
        let single_quotes = xml.get(declaration.max(at)..).is_some_and(|rest| memchr(b'\'', rest).is_some());
        Tokeniser { xml, at, single_quotes }
    }

    /// The tokens of a part of which little is read, so that looking through it for quotes would take longest.
    pub(crate) fn of_little(xml: &'x [u8]) -> Tokeniser<'x> {
        let at = if xml.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Tokeniser { xml, at, single_quotes: true }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Goes on from another position.
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Steps over the end tag of an element if it comes next, written without blanks.
    pub(crate) fn end_tag(&mut self, name: &[u8]) -> bool {
        let rest = self.xml.get(self.at..).unwrap_or_default();
        let after = rest.strip_prefix(b"</").and_then(|rest| rest.strip_prefix(name));
        let is_end = after.is_some_and(|after| after.first() == Some(&b'>'));
        if is_end {
            self.at += name.len() + b"</>".len();
        }
        is_end
    }

    /// The text up to the next tag.
    pub(crate) fn text(&mut self) -> &'x [u8] {
        let rest = self.xml.get(self.at..).unwrap_or_default();
        let end = memchr(b'<', rest).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// The next token; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Markup<'x>>, Unclosed> {
        let rest = self.xml.get(self.at..).unwrap_or_default();
        match rest.first() {
            None => Ok(None),
            Some(b'<') => self.tag(rest).map(Some),
            Some(_) => Ok(Some(Markup::Text(self.text()))),
        }
    }

    /// The next start or end tag, whatever text stands before it. `None` where something else is or nothing.
    pub(crate) fn next_tag(&mut self) -> Option<Markup<'x>> {
        // Tags of properties stand side by side.
        let rest = self.xml.get(self.at..)?;
        if rest.first() != Some(&b'<') {
            self.at += memchr(b'<', rest)?;
        }
        match self.tag(self.xml.get(self.at..)?) {
            Ok(tag @ (Markup::Start { .. } | Markup::End { .. })) => Some(tag),
            _ => None,
        }
    }

    #[inline(always)]
    fn tag(&mut self, rest: &'x [u8]) -> Result<Markup<'x>, Unclosed> {
        let tag = rest.get(1..).unwrap_or_default();
        match tag.first() {
            Some(b'/') => {
                let name = name_end(tag).ok_or(Unclosed)?;
                let blanks = tag.get(name..).unwrap_or_default();
                let end = name + blanks.iter().position(|byte| *byte == b'>').ok_or(Unclosed)?;
                self.at += end + 2;
                let name = tag.get(1..end).unwrap_or_default();
                Ok(Markup::End { name: name.trim_ascii_end() })
            }
            Some(b'!') => self.declaration(tag),
            Some(b'?') => {
                let end = memmem::find(tag, b"?>").ok_or(Unclosed)?;
                self.at += end + 3;
                Ok(Markup::Other)
            }
            _ => {
                // No quote comes before the first blank.
                let name = name_end(tag).ok_or(Unclosed)?;
                let end = match tag.get(name) {
                    Some(b'>') => name,
                    _ => name + tag.get(name..).and_then(|rest| self.tag_end(rest)).ok_or(Unclosed)?,
                };
                self.at += end + 2;
                let tag = tag.get(..end).unwrap_or_default();
                let (tag, empty) = match tag.split_last() {
                    Some((b'/', tag)) => (tag, true),
                    _ => (tag, false),
                };
                let (name, attributes) = tag.split_at_checked(name).unwrap_or((tag, &[]));
                Ok(Markup::Start { name, attributes, empty })
            }
        }
    }

    fn declaration(&mut self, tag: &'x [u8]) -> Result<Markup<'x>, Unclosed> {
        if let Some(comment) = tag.strip_prefix(b"!--") {
            self.at += memmem::find(comment, b"-->").ok_or(Unclosed)? + b"<!---->".len();
            return Ok(Markup::Other);
        }
        if let Some(data) = tag.strip_prefix(b"![CDATA[") {
            let end = memmem::find(data, b"]]>").ok_or(Unclosed)?;
            self.at += end + b"<![CDATA[]]>".len();
            return Ok(Markup::CData(data.get(..end).unwrap_or_default()));
        }
        Ok(Markup::DocType)
    }

    /// The position of the `>` that ends a tag; one inside a quoted value does not.
    #[inline]
    fn tag_end(&self, tag: &[u8]) -> Option<usize> {
        let end = memchr(b'>', tag)?;
        let before = tag.get(..end)?;
        if !self.single_quotes {
            // Nearly every tag ends in the closing quote of a value, or has no value at all. A quote behind a = or a
            // blank may be an opening one.
            let inside = before.strip_suffix(b"/").unwrap_or(before);
            match inside {
                [.., b'=' | b' ' | b'\t' | b'\r' | b'\n', b'"'] => {}
                [.., b'"'] => return Some(end),
                _ if end < 24 && !before.contains(&b'"') => return Some(end),
                _ => {}
            }
        }
        let mut at = 0;
        loop {
            let rest = tag.get(at..)?;
            // Never beyond the end of the tag: the next quote may stand at the end of the part.
            let stop = memchr3(b'"', b'\'', b'>', rest)?;
            let quote = *rest.get(stop)?;
            if quote == b'>' {
                return Some(at + stop);
            }
            at += stop + 2 + memchr(quote, rest.get(stop + 1..)?)?;
        }
    }
}

/// The position of the first blank or `>`, eight bytes at a time: a search has not begun before a name is at its end.
fn name_end(tag: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xFF;
    let mut rest = tag;
    while let Some((eight, more)) = rest.split_first_chunk::<8>() {
        let bytes = u64::from_le_bytes(*eight);
        // The highest bit of a byte is set where one that is lower was borrowed from. Blanks are the only bytes of a tag
        // below the exclamation mark. What is set wrongly is behind what is set rightly.
        let blank = bytes.wrapping_sub(ONES * 0x21) & !bytes;
        let close = bytes ^ (ONES * b'>' as u64);
        let close = close.wrapping_sub(ONES) & !close;
        let found = (blank | close) & (ONES << 7);
        if found != 0 {
            return Some(tag.len() - rest.len() + found.trailing_zeros() as usize / 8);
        }
        rest = more;
    }
    let last = rest.iter().position(|byte| *byte <= b' ' || *byte == b'>')?;
    Some(tag.len() - rest.len() + last)
}

/// The attributes of a start tag: names and values as written.
pub(crate) fn attributes(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        // Names are short: a loop is at the end of one before a search has begun.
        let equals = bytes.iter().position(|byte| *byte == b'=')?;
        let name = bytes.get(..equals)?.trim_ascii();
        let value = bytes.get(equals + 1..)?.trim_ascii_start();
        let (quote, value) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
        let end = memchr(*quote, value)?;
        bytes = value.get(end + 1..)?;
        Some((name, value.get(..end)?))
    })
}

/// The value of an attribute by its local name. WordprocessingML never has two of one local name that matter.
pub(crate) fn attribute<'x>(bytes: &'x [u8], local: &[u8]) -> Option<Cow<'x, str>> {
    let (_, value) = attributes(bytes).find(|(name, _)| {
        let is_local = matches!(name.strip_suffix(local), Some([] | [.., b':']));
        is_local && !name.starts_with(b"xmlns")
    })?;
    let value = std::str::from_utf8(value).ok()?;
    if value.contains('&') { quick_xml::escape::unescape(value).ok() } else { Some(Cow::Borrowed(value)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// What a tokeniser sees, in words; text, references and CDATA between two tags as one.
    fn ours(xml: &[u8]) -> Result<Vec<String>, Unclosed> {
        let mut tokens = Tokeniser::new(xml, 0);
        let mut seen = Vec::new();
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        while let Some(token) = tokens.next()? {
            match token {
                Markup::Start { name, attributes, empty } => {
                    seen.push(format!(
                        "{} {}{}",
                        lossy(name),
                        lossy(attributes.trim_ascii()),
                        if empty { "/" } else { "" }
                    ));
                }
                Markup::End { name } => seen.push(format!("/{}", lossy(name))),
                Markup::Text(text) => seen.push(format!("text {}", lossy(text))),
                Markup::CData(text) => seen.push(format!("data {}", lossy(text))),
                Markup::Other => {}
                Markup::DocType => return Ok(seen),
            }
        }
        Ok(seen)
    }

    fn theirs(xml: &[u8]) -> Result<Vec<String>, quick_xml::Error> {
        let mut reader = Reader::from_reader(xml);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        reader.config_mut().allow_dangling_amp = true;
        let mut seen: Vec<String> = Vec::new();
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let tag = |tag: &quick_xml::events::BytesStart<'_>, end: &str| {
            format!("{} {}{end}", lossy(tag.name().as_ref()), lossy(tag.attributes_raw().trim_ascii()))
        };
        let text = |seen: &mut Vec<String>, more: String, new: &mut bool| match seen.last_mut() {
            Some(last) if last.starts_with("text ") && !*new => last.push_str(&more),
            _ => {
                seen.push(format!("text {more}"));
                *new = false;
            }
        };
        let mut new = true;
        loop {
            match reader.read_event()? {
                Event::Start(start) => seen.push(tag(&start, "")),
                Event::Empty(start) => seen.push(tag(&start, "/")),
                Event::End(end) => seen.push(format!("/{}", lossy(end.name().as_ref()))),
                Event::Text(more) => text(&mut seen, lossy(&more), &mut new),
                Event::GeneralRef(name) => text(&mut seen, format!("&{};", lossy(&name)), &mut new),
                Event::CData(data) => seen.push(format!("data {}", lossy(&data))),
                Event::DocType(_) | Event::Eof => return Ok(seen),
                _ => {
                    new = true;
                    continue;
                }
            }
        }
    }

    #[test]
    fn tags_end_where_quick_xml_says() {
        for xml in [
            "<a b=\"1\" c='2>3'/>x<d/></a >",
            "<a>1 &lt; 2<![CDATA[<b>]]></a>",
            "<?xml version='1.0'?><!-- <x> --><a  b = \"c\" ><b/></a>",
            "<a b=\"x>y\"/>",
            "<a b=\"x>y\" c/>",
            "<a b=\"'\"/><c d='\"'>",
            "<a x='>'><?a?>",
        ] {
            assert_eq!(ours(xml.as_bytes()).unwrap(), theirs(xml.as_bytes()).unwrap(), "{xml}");
        }
        assert!(ours(b"<a b=\"").is_err());
        assert!(ours(b"<!-- ").is_err());
    }

    proptest! {
        /// quick-xml is the judge: where it reads, this reads the same.
        #[test]
        fn it_reads_what_quick_xml_reads(xml in "(<[ab](:c)?( x=(\"[^\"<]{0,4}\"|'[^'<]{0,4}'))?( )?/?>|</[ab]>|[a-z>&; ]{1,3}|<!--[a-z>]{0,3}-->|<!\\[CDATA\\[[<>a]{0,3}\\]\\]>|<\\?[a-z]{1,3}\\?>){0,12}") {
            if let Ok(theirs) = theirs(xml.as_bytes()) {
                prop_assert_eq!(ours(xml.as_bytes()), Ok(theirs));
            }
        }
    }
}
