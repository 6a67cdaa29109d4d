//! Word 2003 XML: one file with the elements of a document part, mostly under the names that .docx has.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use super::lists::next;
use super::numbering::{Counters, Numbering};
use super::package::{check_limit, to_utf8};
use super::walk::{Lists, Walker};
use super::xml::{El, Scanner, Token};
use crate::document::{Document, Format, Home, Span};
use crate::error::{ErrorKind, Result};
use crate::limits::Limits;
use crate::read::budget::Budget;

/// What errors call the file, which has no parts.
const PART: &str = "wordDocument";

/// Reads the body, then the headers and footers of its sections.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    check_limit("part_bytes", limits.part_bytes, bytes.len() as u64, None)?;
    let xml = decode(bytes)?;
    check_limit("part_bytes", limits.part_bytes, xml.len() as u64, None)?;
    let mut document = Document::new(Format::Xml);
    document.parts.push(PART.to_owned());
    document.text.reserve(xml.len() / 24);
    let mut lists = OwnLists { xml: &xml, limits, numbering: None, counters: Counters::default() };
    let scanner = Scanner::new(&xml, PART, limits.depth);
    let mut budget = Budget::new(limits);
    let references =
        Walker::new(&mut document, scanner, &mut lists, limits, &mut budget, 0, Home::Body).walk()?;
    for (is_header, place) in references.places {
        let (home, name) = if is_header { (Home::Header, "w:hdr") } else { (Home::Footer, "w:ftr") };
        let part = document.parts.len() as u16;
        document.parts.push(name.to_owned());
        lists.counters = Counters::default();
        let scanner = Scanner::inside(&xml, PART, limits.depth, place)?;
        Walker::new(&mut document, scanner, &mut lists, limits, &mut budget, part, home).walk()?;
    }
    Ok(document)
}

/// The file as UTF-8. Unlike a part of a package it may declare another encoding; systems in China write GBK.
fn decode(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    let encoding = match bytes {
        _ if Encoding::for_bom(bytes).is_some() => return to_utf8(bytes, PART),
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    if encoding == UTF_8 {
        return Ok(Cow::Borrowed(bytes));
    }
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Cow::Owned(text.into_owned().into_bytes())),
        None => {
            let cause = format!("not {}", encoding.name());
            Err(ErrorKind::XmlBroken { part: PART.to_owned(), byte: 0, cause }.into())
        }
    }
}

/// The encoding that the XML declaration names, unless the name itself shows that it is not.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..200).unwrap_or(bytes);
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memmem::find(declaration, b"?>")?)?;
    let value = declaration.get(memmem::find(declaration, b"encoding")?..)?;
    let label = value.split(|byte| matches!(byte, b'"' | b'\'')).nth(1)?;
    Encoding::for_label(label).filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding))
}

/// The lists that stand in the file itself, looked for when the first paragraph asks for a number.
struct OwnLists<'x> {
    xml: &'x [u8],
    limits: &'x Limits,
    numbering: Option<Numbering>,
    counters: Counters,
}

impl OwnLists<'_> {
    fn open(&self) -> Result<Numbering> {
        let mut scanner = Scanner::new(self.xml, PART, self.limits.depth);
        let (mut root, mut lists, mut styles) = (Span::default(), Span::default(), Span::default());
        // Lists and styles come before the body.
        while let Some(token) = scanner.next()? {
            let Token::Open(tag) = token else { continue };
            match tag.el {
                El::WordDocument => root = Span::new(tag.start, tag.end),
                El::ListDefinitions => lists = scanner.source(&tag)?,
                El::Styles => styles = scanner.source(&tag)?,
                El::Body => break,
                _ => scanner.skip(&tag)?,
            }
        }
        // Each under the root again, which binds the prefixes.
        let part = |span: Span| {
            let bytes = |span: Span| self.xml.get(span.range()).unwrap_or_default();
            let name = bytes(root).split(|byte| byte.is_ascii_whitespace() || *byte == b'>').next();
            let end = [b"</", name.and_then(|name| name.get(1..)).unwrap_or_default(), b">"].concat();
            [bytes(root), bytes(span), &end].concat()
        };
        Numbering::parse(&part(lists), Some(&part(styles))).map_err(|broken| {
            ErrorKind::XmlBroken { part: PART.to_owned(), byte: broken.byte, cause: broken.cause.to_string() }
                .into()
        })
    }
}

impl Lists for OwnLists<'_> {
    fn number(
        &mut self,
        style: Option<&str>,
        num_id: Option<i32>,
        level: Option<u32>,
    ) -> Result<Option<String>> {
        let numbering = match self.numbering.take() {
            Some(numbering) => numbering,
            None => self.open()?,
        };
        let number = next(&numbering, &mut self.counters, style, num_id, level);
        self.numbering = Some(numbering);
        Ok(number)
    }
}
