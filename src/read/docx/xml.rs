//! Tokens of an XML part: quick-xml's events with namespaces resolved to the elements we know.

use std::borrow::Cow;

use memchr::{memchr, memmem};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::document::Span;
use crate::error::{Error, ErrorKind, Result};

/// Reads the tokens of one part.
///
/// Prefixes are resolved, never compared: a binding counts for the element it stands on and what is inside.
/// Every open element is remembered by where its name stands, so a wrong end tag is found without copying names.
pub(crate) struct Scanner<'x> {
    xml: &'x [u8],
    part: &'x str,
    reader: Reader<&'x [u8]>,
    /// Where in `xml` the reader's own position 0 is; subtrees are skipped by starting a new reader behind them.
    base: usize,
    open: Vec<Open<'x>>,
    bindings: Vec<Binding<'x>>,
    last: (&'x [u8], Ns),
    depth_limit: u64,
    /// Whether the root element has been met.
    rooted: bool,
}

struct Open<'x> {
    name: &'x [u8],
    el: El,
    bindings: usize,
    start: usize,
}

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
    bytes: BytesStart<'x>,
}

impl<'x> Tag<'x> {
    /// The value of an attribute by its local name. WordprocessingML never has two of one local name that matter.
    pub(crate) fn attr(&self, local: &str) -> Option<Cow<'_, str>> {
        self.attributes()
            .flatten()
            .find(|attribute| {
                attribute.key.local_name().as_ref() == local.as_bytes() && !is_binding(attribute.key.as_ref())
            })
            .and_then(|attribute| match attribute.value {
                Cow::Borrowed(value) => unescape(value),
                Cow::Owned(value) => unescape(&value).map(|text| Cow::Owned(text.into_owned())),
            })
    }

    /// The number in an attribute. Numbers may have a sign and blanks around them.
    pub(crate) fn number(&self, local: &str) -> Option<i64> {
        self.attr(local)?.trim().parse().ok()
    }

    /// The value of an on/off element (ST_OnOff): on when `w:val` is missing.
    pub(crate) fn is_on(&self) -> bool {
        self.attr("val").is_none_or(|value| !matches!(value.as_ref(), "0" | "false" | "off"))
    }

    fn attributes(&self) -> Attributes<'_> {
        let mut attributes = self.bytes.attributes();
        attributes.with_checks(false);
        attributes
    }
}

fn is_binding(name: &[u8]) -> bool {
    name == b"xmlns" || name.starts_with(b"xmlns:")
}

fn unescape(value: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(value).ok()?;
    quick_xml::escape::unescape(text).ok()
}

impl<'x> Scanner<'x> {
    pub(crate) fn new(xml: &'x [u8], part: &'x str, depth_limit: u64) -> Scanner<'x> {
        let base = if xml.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Scanner {
            xml,
            part,
            reader: reader(xml, base),
            base,
            open: Vec::with_capacity(32),
            bindings: Vec::new(),
            last: (b"", Ns::Other),
            depth_limit,
            rooted: false,
        }
    }

    /// Where the next token begins.
    pub(crate) fn position(&self) -> usize {
        self.base + self.reader.buffer_position() as usize
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
        loop {
            let start = self.position();
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => return self.enter(tag, start, false).map(Some),
                Ok(Event::Empty(tag)) => return self.enter(tag, start, true).map(Some),
                Ok(Event::End(tag)) => {
                    let name = tag.name();
                    if self.open.last().is_none_or(|open| open.name != name.as_ref()) {
                        return Err(self.error(start, "an end tag that matches no start tag"));
                    }
                    return Ok(self.close());
                }
                Ok(Event::Text(text)) => {
                    if self.open.is_empty() {
                        if text.iter().all(u8::is_ascii_whitespace) {
                            continue;
                        }
                        return Err(self.error(start, "text outside of the root element"));
                    }
                    let text = self.utf8(text.into_inner(), start)?;
                    return Ok(Some(Token::Text(text)));
                }
                Ok(Event::CData(text)) => {
                    let text = self.utf8(text.into_inner(), start)?;
                    return Ok(Some(Token::Text(text)));
                }
                Ok(Event::GeneralRef(reference)) => {
                    let text = self.entity(&reference, start)?;
                    return Ok(Some(Token::Text(text)));
                }
                Ok(Event::Eof) => {
                    if self.open.is_empty() {
                        return Ok(None);
                    }
                    return Err(self.error(self.xml.len(), "the part ends inside an element"));
                }
                // Declarations of types could define entities; nothing that Word writes has one.
                Ok(Event::DocType(_)) => return Err(self.error(start, "a document type declaration")),
                Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_)) => {}
                Err(error) => {
                    let at = self.base + self.reader.error_position() as usize;
                    return Err(self.error(at, &error.to_string()));
                }
            }
        }
    }

    fn enter(&mut self, bytes: BytesStart<'x>, start: usize, empty: bool) -> Result<Token<'x>> {
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
        if memmem::find(bytes.attributes_raw(), b"xmlns").is_some() {
            self.bind(&bytes, start)?;
        }
        // The name's bytes in the part itself, since those of the event are borrowed from the event.
        let name = self.bytes(start + 1, start + 1 + bytes.name().as_ref().len());
        let el = self.resolve(name);
        let end = self.position();
        self.open.push(Open { name: if empty { b"" } else { name }, el, bindings, start });
        Ok(Token::Open(Tag { el, start, end, bytes }))
    }

    fn close(&mut self) -> Option<Token<'x>> {
        let open = self.open.pop()?;
        if self.bindings.len() != open.bindings {
            self.bindings.truncate(open.bindings);
            self.last = (b"", Ns::Other);
            self.last.1 = self.lookup(b"");
        }
        Some(Token::Close { el: open.el, source: Span::new(open.start, self.position()) })
    }

    /// Steps over what is inside the element just opened; its [`Token::Close`] comes next.
    ///
    /// Content we have no use for (formatting, mostly) is half of a document. It is not tokenised: we search for the
    /// end tag, counting start tags of the same name, unless a comment or CDATA section could hold a false one.
    pub(crate) fn skip(&mut self, tag: &Tag<'x>) -> Result<()> {
        let Some(open) = self.open.last() else { return Ok(()) };
        let name = open.name;
        if name.is_empty() {
            return Ok(());
        }
        if let Some(end) = self.find_end(tag.end, name) {
            self.base = end;
            self.reader = reader(self.xml, end);
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
                self.base = before;
                self.reader = reader(self.xml, before);
                return Ok(());
            }
        }
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

    fn bind(&mut self, tag: &BytesStart<'x>, start: usize) -> Result<()> {
        let mut attributes = tag.attributes();
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|error| self.error(start, &error.to_string()))?;
            let key = attribute.key.as_ref();
            if !is_binding(key) {
                continue;
            }
            let prefix = key.get(6..).unwrap_or_default();
            // Find the prefix's bytes in the part, as with element names.
            let prefix: &'x [u8] = match prefix {
                b"" => b"",
                prefix => {
                    let tag_bytes = self.xml.get(start..self.position()).unwrap_or_default();
                    match memmem::find_iter(tag_bytes, prefix)
                        .find(|&at| tag_bytes.get(..at).is_some_and(|before| before.ends_with(b"xmlns:")))
                    {
                        Some(at) => tag_bytes.get(at..at + prefix.len()).unwrap_or_default(),
                        None => continue,
                    }
                }
            };
            self.bindings.push(Binding { prefix, ns: Ns::from_uri(&attribute.value) });
        }
        self.last = (b"", Ns::Other);
        self.last.1 = self.lookup(b"");
        Ok(())
    }

    fn lookup(&self, prefix: &[u8]) -> Ns {
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix)
            .map_or(Ns::Other, |binding| binding.ns)
    }

    fn resolve(&mut self, name: &'x [u8]) -> El {
        let (prefix, local) = match memchr(b':', name) {
            Some(colon) => (name.get(..colon).unwrap_or_default(), name.get(colon + 1..).unwrap_or_default()),
            None => (&name[..0], name),
        };
        if self.last.0 != prefix {
            self.last = (prefix, self.lookup(prefix));
        }
        El::from_name(self.last.1, local)
    }

    fn utf8(&self, bytes: Cow<'x, [u8]>, start: usize) -> Result<Cow<'x, str>> {
        let wrong = |at: usize| self.error(start + at, "bytes that are not UTF-8");
        // quick-xml lets through what no XML may hold (XML 1.0, 2.2), and so no filled form could hold either.
        let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
        if let Some(at) = bytes.iter().position(is_control) {
            return Err(self.error(start + at, "a control character"));
        }
        match bytes {
            Cow::Borrowed(bytes) => {
                std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| wrong(error.valid_up_to()))
            }
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|_| wrong(0)),
        }
    }

    fn entity(&self, reference: &BytesRef<'_>, start: usize) -> Result<Cow<'x, str>> {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return match character {
                '\0'..'\t' | '\x0B' | '\x0C' | '\x0E'..' ' | '\u{FFFE}' | '\u{FFFF}' => {
                    Err(self.error(start, "a reference to a character that XML does not have"))
                }
                character => Ok(Cow::Owned(character.to_string())),
            };
        }
        let name = std::str::from_utf8(reference).unwrap_or_default();
        resolve_predefined_entity(name)
            .map(Cow::Borrowed)
            .ok_or_else(|| self.error(start, "an entity that XML does not define"))
    }

    /// Whether all prefixes of a `mc:Choice/@Requires` stand for namespaces we can read.
    pub(crate) fn understands(&self, requires: &str) -> bool {
        requires.split_ascii_whitespace().all(|prefix| self.lookup(prefix.as_bytes()) != Ns::Other)
    }

    pub(crate) fn error(&self, byte: usize, cause: &str) -> Error {
        ErrorKind::XmlBroken { part: self.part.to_owned(), byte: byte as u64, cause: cause.to_owned() }.into()
    }
}

/// Finds a name that follows `<` or `/`. Ends are near, so a short search goes first.
fn find_name(haystack: &[u8], name: &[u8]) -> Option<usize> {
    const NEAR: usize = 256;
    haystack.get(..NEAR).and_then(|near| memmem::find(near, name)).or_else(|| memmem::find(haystack, name))
}

fn reader(xml: &[u8], from: usize) -> Reader<&[u8]> {
    let mut reader = Reader::from_reader(xml.get(from..).unwrap_or_default());
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    reader
}

/// The namespaces whose elements we know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ns {
    Word,
    Word2010,
    Compatibility,
    Math,
    Relationships,
    FlatPackage,
    /// A Microsoft extension: what a `mc:Choice` may require and we can read.
    Extension,
    Other,
}

impl Ns {
    fn from_uri(uri: &[u8]) -> Ns {
        match uri {
            // Transitional and Strict (ECMA-376 Part 1, annex A; Part 4).
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::Word,
            b"http://schemas.microsoft.com/office/word/2010/wordml" => Ns::Word2010,
            b"http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Compatibility,
            b"http://schemas.openxmlformats.org/officeDocument/2006/math"
            | b"http://purl.oclc.org/ooxml/officeDocument/math" => Ns::Math,
            b"http://schemas.openxmlformats.org/package/2006/relationships" => Ns::Relationships,
            b"http://schemas.microsoft.com/office/2006/xmlPackage" => Ns::FlatPackage,
            _ if uri.starts_with(b"http://schemas.microsoft.com/office/") => Ns::Extension,
            _ => Ns::Other,
        }
    }
}

macro_rules! elements {
    ($($ns:ident { $($name:literal => $el:ident),* $(,)? })*) => {
        /// The elements we know, by namespace and local name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum El {
            $($($el,)*)*
            /// Any other element. It is transparent: what is inside counts.
            Other,
        }

        impl El {
            fn from_name(ns: Ns, local: &[u8]) -> El {
                let (el, name): (El, &[u8]) = match (ns, key(local)) {
                    $($((Ns::$ns, known::$el) => (El::$el, $name),)*)*
                    _ => return El::Other,
                };
                if name == local { el } else { El::Other }
            }
        }

        #[allow(non_upper_case_globals, reason = "named after the elements so that one table makes both")]
        mod known {
            $($(pub(super) const $el: u64 = super::key($name);)*)*
        }
    };
}

/// The length and the first seven bytes of a name in one number, so that finding an element is one integer match.
const fn key(name: &[u8]) -> u64 {
    let mut key = name.len() as u64;
    let mut bytes = name;
    let mut taken = 0;
    while taken < 7 {
        let [first, rest @ ..] = bytes else { break };
        key = key << 8 | *first as u64;
        bytes = rest;
        taken += 1;
    }
    key
}

elements! {
    Word {
        b"document" => Document, b"hdr" => Hdr, b"ftr" => Ftr, b"glossaryDocument" => GlossaryDocument,
        b"body" => Body, b"p" => P, b"r" => R, b"t" => T, b"tbl" => Tbl, b"tr" => Tr, b"tc" => Tc,
        b"tblPr" => TblPr, b"tblGrid" => TblGrid, b"tblPrEx" => TblPrEx,
        b"trPr" => TrPr, b"gridBefore" => GridBefore, b"gridAfter" => GridAfter, b"tblHeader" => TblHeader,
        b"tcPr" => TcPr, b"gridSpan" => GridSpan, b"vMerge" => VMerge, b"hMerge" => HMerge,
        b"cellDel" => CellDel,
        b"pPr" => PPr, b"pStyle" => PStyle, b"numPr" => NumPr, b"ilvl" => ILvl, b"numId" => NumId,
        b"sectPr" => SectPr, b"headerReference" => HeaderReference, b"footerReference" => FooterReference,
        b"rPr" => RPr, b"br" => Br, b"cr" => Cr, b"tab" => Tab, b"ptab" => PTab, b"sym" => Sym,
        b"noBreakHyphen" => NoBreakHyphen, b"softHyphen" => SoftHyphen,
        b"ins" => Ins, b"del" => Del, b"moveFrom" => MoveFrom, b"moveTo" => MoveTo, b"delText" => DelText,
        b"fldChar" => FldChar, b"instrText" => InstrText, b"delInstrText" => DelInstrText,
        b"ffData" => FfData, b"checkBox" => CheckBox, b"checked" => Checked, b"default" => Default,
        b"sdt" => Sdt, b"sdtPr" => SdtPr, b"sdtEndPr" => SdtEndPr, b"sdtContent" => SdtContent,
        b"showingPlcHdr" => ShowingPlcHdr,
        b"rt" => Rt, b"rubyPr" => RubyPr, b"txbxContent" => TxbxContent,
        b"altChunk" => AltChunk, b"subDoc" => SubDoc, b"footnoteReference" => FootnoteReference,
        b"endnoteReference" => EndnoteReference,
    }
    Word2010 { b"checkbox" => Checkbox14, b"checked" => Checked14 }
    Compatibility {
        b"AlternateContent" => AlternateContent, b"Choice" => Choice, b"Fallback" => Fallback,
    }
    Math { b"t" => MathT, b"rPr" => MathRPr, b"ctrlPr" => MathCtrlPr }
    Relationships { b"Relationship" => Relationship }
    FlatPackage { b"package" => FlatPackage }
}
