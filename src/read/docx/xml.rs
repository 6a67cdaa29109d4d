//! Tokens of an XML part, with namespaces resolved to the elements we know.

use std::borrow::Cow;

use memchr::{memchr, memmem};

pub(crate) use super::names::El;
use super::names::Ns;
use super::properties::{PropertyTag, Recent, Tags};
use super::token::{Markup, Tokeniser, attribute, attributes};
use crate::document::Span;
use crate::error::{Error, ErrorKind, Result};

/// Reads the tokens of one part.
///
/// Prefixes are resolved, never compared: a binding counts for the element it stands on and what is inside.
/// Every open element is remembered by where its name stands, so a wrong end tag is found without copying names.
#[derive(Clone)]
pub(crate) struct Scanner<'x> {
    xml: &'x [u8],
    part: &'x str,
    tokens: Tokeniser<'x>,
    open: Vec<Open<'x>>,
    bindings: Vec<Binding<'x>>,
    /// The prefix that was looked up last; a part has few.
    last: (&'x [u8], Ns),
    depth_limit: u64,
    /// Whether the root element has been met.
    rooted: bool,
}

#[derive(Clone, Copy)]
struct Open<'x> {
    /// The name as written; empty for an element that was written as one tag.
    name: &'x [u8],
    el: El,
    bindings: usize,
    start: usize,
}

#[derive(Clone, Copy)]
struct Binding<'x> {
    prefix: &'x [u8],
    ns: Ns,
}

/// What the scanner comes upon next.
pub(crate) enum Token<'x> {
    /// A start tag; an empty element is one too, and its [`Token::Close`] follows at once.
    Open(Tag<'x>),
    /// An end tag, with the bytes of the whole element.
    Close { el: El, source: Span },
    /// Character data between tags, entities resolved.
    Text(Cow<'x, str>),
}

/// A start tag.
pub(crate) struct Tag<'x> {
    pub(crate) el: El,
    pub(crate) start: usize,
    pub(crate) end: usize,
    attributes: &'x [u8],
}

impl<'x> Tag<'x> {
    /// The value of an attribute by its local name.
    pub(crate) fn attr(&self, local: &str) -> Option<Cow<'x, str>> {
        attribute(self.attributes, local.as_bytes())
    }

    /// The value of an on/off element (ST_OnOff): on when `w:val` is missing.
    pub(crate) fn is_on(&self) -> bool {
        self.attr("val").is_none_or(|value| !matches!(value.as_ref(), "0" | "false" | "off"))
    }
}

impl<'x> Scanner<'x> {
    pub(crate) fn new(xml: &'x [u8], part: &'x str, depth_limit: u64) -> Scanner<'x> {
        let mark = if xml.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Scanner::with(xml, Tokeniser::new(xml, mark), part, depth_limit)
    }

    fn with(xml: &'x [u8], tokens: Tokeniser<'x>, part: &'x str, depth_limit: u64) -> Scanner<'x> {
        Scanner {
            xml,
            part,
            tokens,
            open: Vec::with_capacity(32),
            bindings: Vec::new(),
            last: (b"", Ns::Other),
            depth_limit,
            rooted: false,
        }
    }

    /// Reads one element of a part as if it were the root. Prefixes that the root binds stay bound.
    pub(crate) fn inside(
        xml: &'x [u8],
        part: &'x str,
        depth_limit: u64,
        source: Span,
    ) -> Result<Scanner<'x>> {
        let xml = xml.get(..source.end as usize).unwrap_or(xml);
        let mut scanner = Scanner::with(xml, Tokeniser::of_little(xml), part, depth_limit);
        scanner.next()?;
        scanner.open.clear();
        scanner.rooted = false;
        scanner.tokens.seek(source.start as usize);
        Ok(scanner)
    }

    /// Goes on from another position inside the same element.
    pub(crate) fn seek(&mut self, at: usize) {
        self.tokens.seek(at);
    }

    /// Where the next token begins.
    pub(crate) fn position(&self) -> usize {
        self.tokens.position()
    }

    /// Number of bytes that it may read.
    pub(crate) fn length(&self) -> usize {
        self.xml.len()
    }

    /// Number of open elements.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The bytes being scanned.
    pub(crate) fn bytes(&self, start: usize, end: usize) -> &'x [u8] {
        self.xml.get(start..end).unwrap_or_default()
    }

    /// Reads the next token; `None` at the end of the part.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'x>>> {
        if self.open.last().is_some_and(|open| open.name.is_empty()) {
            return Ok(self.close());
        }
        if let Some(open) = self.open.last()
            && self.tokens.end_tag(open.name)
        {
            return Ok(self.close());
        }
        loop {
            let start = self.position();
            let token = self.tokens.next().map_err(|_| self.error(start, "markup that does not end"))?;
            match token {
                Some(Markup::Start { name, attributes, empty }) => {
                    return self.enter(name, attributes, empty, start).map(Some);
                }
                Some(Markup::End { name }) => {
                    if self.open.last().is_none_or(|open| open.name != name) {
                        return Err(self.error(start, "an end tag that matches no start tag"));
                    }
                    return Ok(self.close());
                }
                Some(Markup::Text(text)) => {
                    if self.open.is_empty() {
                        if text.iter().all(u8::is_ascii_whitespace) {
                            continue;
                        }
                        return Err(self.error(start, "text outside of the root element"));
                    }
                    return self.text(text, start).map(|text| Some(Token::Text(text)));
                }
                Some(Markup::CData(text)) => {
                    return self.utf8(text, start).map(|text| Some(Token::Text(Cow::Borrowed(text))));
                }
                // Declarations of types could define entities; nothing that Word writes has one.
                Some(Markup::DocType) => return Err(self.error(start, "a document type declaration")),
                Some(Markup::Other) => {}
                None if self.open.is_empty() => return Ok(None),
                None => return Err(self.error(self.xml.len(), "the part ends inside an element")),
            }
        }
    }

    #[inline]
    fn enter(
        &mut self,
        name: &'x [u8],
        attributes: &'x [u8],
        empty: bool,
        start: usize,
    ) -> Result<Token<'x>> {
        if name.is_empty() {
            return Err(self.error(start, "a tag without a name"));
        }
        if self.open.len() as u64 >= self.depth_limit {
            return Err(ErrorKind::LimitExceeded {
                limit: "depth",
                allowed: self.depth_limit,
                found: self.open.len() as u64 + 1,
                part: Some(self.part.to_owned()),
            }
            .into());
        }
        if self.open.is_empty() && std::mem::replace(&mut self.rooted, true) {
            return Err(self.error(start, "a second root element"));
        }
        let bindings = self.bindings.len();
        if declares_namespace(attributes) {
            self.bind(attributes);
        }
        let el = self.resolve(name);
        self.open.push(Open { name: if empty { b"" } else { name }, el, bindings, start });
        Ok(Token::Open(Tag { el, start, end: self.position(), attributes }))
    }

    fn close(&mut self) -> Option<Token<'x>> {
        let open = self.open.pop()?;
        if self.bindings.len() != open.bindings {
            self.bindings.truncate(open.bindings);
            self.last = (b"", self.lookup(b""));
        }
        Some(Token::Close { el: open.el, source: Span::new(open.start, self.position()) })
    }

    /// The text in the element just opened and the bytes of the element, which it steps over, if there is but text in it.
    pub(crate) fn plain_text(&mut self) -> Result<Option<(Cow<'x, str>, Span)>> {
        let start = self.position();
        let Some(open) = self.open.last().filter(|open| !open.name.is_empty()) else { return Ok(None) };
        let text = self.tokens.text();
        if text.is_empty() || !self.tokens.end_tag(open.name) {
            self.tokens.seek(start);
            return Ok(None);
        }
        let source = Span::new(open.start, self.position());
        let text = self.text(text, start)?;
        self.close();
        Ok(Some((text, source)))
    }

    /// Steps over what is inside the element just opened; its [`Token::Close`] comes next.
    ///
    /// Content we have no use for is not tokenised: we search for the end tag, counting start tags of the same name,
    /// unless a comment or CDATA section could hold a false one.
    pub(crate) fn skip(&mut self, tag: &Tag<'x>) -> Result<()> {
        let Some(open) = self.open.last() else { return Ok(()) };
        let name = open.name;
        if name.is_empty() {
            return Ok(());
        }
        if let Some(end) = self.find_end(tag.end, name) {
            self.tokens.seek(end);
            return Ok(());
        }
        // The slow way: tokenise to the end tag, then go back to it so that the caller sees it.
        let depth = self.open.len();
        loop {
            let before = self.position();
            if let Some(Token::Close { el, source }) = self.next()?
                && self.open.len() < depth
            {
                self.open.push(Open {
                    name,
                    el,
                    bindings: self.bindings.len(),
                    start: source.start as usize,
                });
                self.tokens.seek(before);
                return Ok(());
            }
        }
    }

    /// Steps over what is inside the element just opened, and says where the whole element is.
    pub(crate) fn source(&mut self, tag: &Tag<'x>) -> Result<Span> {
        if self.open.last().is_none_or(|open| open.name.is_empty()) {
            return Ok(Span::new(tag.start, tag.end));
        }
        self.skip(tag)?;
        let end_tag = self.xml.get(self.position()..).unwrap_or_default();
        let length = memchr(b'>', end_tag).map_or(end_tag.len(), |end| end + 1);
        Ok(Span::new(tag.start, self.position() + length))
    }

    /// Visits the tags inside the element just opened and steps over it; there is no [`Token::Close`] of it.
    ///
    /// `visit` says whether a tag means anything. What follows after the first nested element, mostly the lines of a
    /// cell, is not visited where the same meant nothing just before.
    pub(super) fn properties(
        &mut self,
        tag: &Tag<'x>,
        recent: &mut Recent<'x, ()>,
        mut visit: impl FnMut(PropertyTag<'x>) -> bool,
    ) -> Result<()> {
        if self.open.last().is_some_and(|open| !open.name.is_empty()) {
            let mut tags = Tags::of(self.tokens);
            let mut rest = None;
            while let Some(property) = (&mut tags).next() {
                if visit(property) {
                    rest = None;
                } else if rest.is_none()
                    && let Some(start) = tags.nested()
                {
                    if let Some((length, ())) = recent.find(self.xml.get(start..).unwrap_or_default()) {
                        self.tokens.seek(start + length);
                        return self.next().map(drop);
                    }
                    rest = Some(start);
                }
            }
            match tags.end() {
                Some(end) => {
                    if let Some(start) = rest {
                        recent.add(self.bytes(start, end), ());
                    }
                    self.tokens.seek(end);
                }
                None => self.skip(tag)?,
            }
        }
        self.next().map(drop)
    }

    /// What the properties element just opened says; it is not read where one of those before was the same.
    pub(super) fn recent_properties<T: Clone + Default>(
        &mut self,
        tag: &Tag<'x>,
        recent: &mut Recent<'x, T>,
        mut add: impl FnMut(&mut T, PropertyTag<'x>),
    ) -> Result<T> {
        let mut said = T::default();
        if self.open.last().is_some_and(|open| !open.name.is_empty()) {
            let bytes = self.xml.get(tag.end..).unwrap_or_default();
            if let Some((length, same)) = recent.find(bytes) {
                said = same;
                self.tokens.seek(tag.end + length);
            } else {
                let mut tags = Tags::of(self.tokens);
                for property in &mut tags {
                    add(&mut said, property);
                }
                match tags.end() {
                    Some(end) => {
                        recent.add(self.bytes(tag.end, end), said.clone());
                        self.tokens.seek(end);
                    }
                    None => self.skip(tag)?,
                }
            }
        }
        self.next()?;
        Ok(said)
    }

    /// Where the end tag of an element begins, if a plain search can tell.
    fn find_end(&self, from: usize, name: &[u8]) -> Option<usize> {
        let mut inside = 1usize;
        let mut at = from;
        loop {
            let rest = self.xml.get(at..)?;
            let found = at + find_name(rest, name)?;
            let is_end = self.xml.get(found.checked_sub(2)?..found)? == b"</";
            let after = *self.xml.get(found + name.len())?;
            at = found + name.len();
            if is_end && (after == b'>' || after.is_ascii_whitespace()) {
                inside -= 1;
                if inside == 0 {
                    let skipped = self.xml.get(from..found)?;
                    return memmem::find(skipped, b"<!").is_none().then_some(found - 2);
                }
            } else if self.xml.get(found - 1) == Some(&b'<')
                && (after == b'>' || after == b'/' || after.is_ascii_whitespace())
            {
                let close = at + memchr(b'>', self.xml.get(at..)?)?;
                if self.xml.get(close - 1) != Some(&b'/') {
                    inside += 1;
                }
            }
        }
    }

    fn bind(&mut self, tag: &'x [u8]) {
        for (name, uri) in attributes(tag) {
            let prefix = match name.strip_prefix(b"xmlns") {
                Some([]) => &b""[..],
                Some([b':', prefix @ ..]) => prefix,
                _ => continue,
            };
            self.bindings.push(Binding { prefix, ns: Ns::from_uri(uri) });
        }
        self.last = (b"", self.lookup(b""));
    }

    fn lookup(&self, prefix: &[u8]) -> Ns {
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix)
            .map_or(Ns::Other, |binding| binding.ns)
    }

    fn resolve(&mut self, name: &'x [u8]) -> El {
        let (prefix, local) = match name.iter().position(|byte| *byte == b':') {
            Some(colon) => (name.get(..colon).unwrap_or_default(), name.get(colon + 1..).unwrap_or_default()),
            None => (&b""[..], name),
        };
        if self.last.0 != prefix {
            self.last = (prefix, self.lookup(prefix));
        }
        El::from_name(self.last.1, local)
    }

    fn text(&self, bytes: &'x [u8], start: usize) -> Result<Cow<'x, str>> {
        let text = self.utf8(bytes, start)?;
        if memchr(b'&', bytes).is_none() {
            return Ok(Cow::Borrowed(text));
        }
        let text =
            quick_xml::escape::unescape(text).map_err(|error| self.error(start, &error.to_string()))?;
        if text.contains(|c: char| {
            c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
        }) {
            return Err(self.error(start, "a reference to a character that XML does not have"));
        }
        Ok(text)
    }

    fn utf8(&self, bytes: &'x [u8], start: usize) -> Result<&'x str> {
        // What no XML may hold (XML 1.0, 2.2), no filled form could hold either.
        let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
        // Looking at all of them without a stop is faster.
        if bytes.iter().fold(false, |found, byte| found | is_control(byte))
            && let Some(at) = bytes.iter().position(is_control)
        {
            return Err(self.error(start + at, "a control character"));
        }
        std::str::from_utf8(bytes)
            .map_err(|error| self.error(start + error.valid_up_to(), "bytes that are not UTF-8"))
    }

    /// Whether all prefixes of a `mc:Choice/@Requires` stand for namespaces we can read.
    pub(crate) fn understands(&self, requires: &str) -> bool {
        requires.split_ascii_whitespace().all(|prefix| self.lookup(prefix.as_bytes()) != Ns::Other)
    }

    pub(crate) fn error(&self, byte: usize, cause: &str) -> Error {
        ErrorKind::XmlBroken { part: self.part.to_owned(), byte: byte as u64, cause: cause.to_owned() }.into()
    }
}

/// Whether attributes may bind a prefix. Few tags do, and most have short attributes.
fn declares_namespace(attributes: &[u8]) -> bool {
    attributes.len() >= b"xmlns=''".len()
        && memchr::memchr_iter(b'x', attributes).any(|at| attributes.get(at..at + 5) == Some(b"xmlns"))
}

/// Finds a name that follows `<` or `/`. Ends are near, so a short search goes first.
fn find_name(haystack: &[u8], name: &[u8]) -> Option<usize> {
    const NEAR: usize = 256;
    haystack.get(..NEAR).and_then(|near| memmem::find(near, name)).or_else(|| memmem::find(haystack, name))
}
