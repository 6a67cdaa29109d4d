//! What kind of file some bytes are, told by the bytes alone: names of submitted files cannot be trusted.

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;

use crate::error::Foreign;

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    /// A compound file with a Word document in it, if with anything that is known.
    Doc,
    /// A package that is one XML file.
    FlatPackage,
    /// Word 2003 XML.
    WordXml,
    /// OpenDocument that is one XML file.
    FlatOpenDocument,
    /// A ZIP archive; whether it is a document, its parts tell.
    Zip,
    Rtf,
    Html,
    /// A web page in a MIME message: .mht.
    WebArchive,
    /// Anything that decodes as text and is nothing else.
    Text,
    Encrypted(&'static str),
    Foreign(Foreign),
}

pub(super) fn sniff(bytes: &[u8]) -> Kind {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound_file(bytes);
    }
    // Documents under 亿赛通's document security carry its name near the start, whatever they were before.
    if memmem::find(head, b"E-SafeNet").is_some() {
        return Kind::Encrypted("亿赛通 E-SafeNet");
    }
    if is_owner_file(bytes) {
        return Kind::Foreign(Foreign::OwnerFile);
    }
    // Word 1 and 2 wrote no compound files. The version behind the mark is small, which no text has there.
    if matches!(head, [0x9B | 0xDB, 0xA5, _, 0, ..]) {
        return Kind::Foreign(Foreign::LegacyDoc);
    }
    let signatures: [(&[u8], Foreign); 6] = [
        (b"%PDF-", Foreign::Pdf),
        (b"\x89PNG\r\n", Foreign::Picture),
        (b"\xFF\xD8\xFF", Foreign::Picture),
        (b"GIF8", Foreign::Picture),
        (b"II*\0", Foreign::Picture),
        (b"MM\0*", Foreign::Picture),
    ];
    if let Some((_, foreign)) = signatures.iter().find(|(signature, _)| head.starts_with(signature)) {
        return Kind::Foreign(*foreign);
    }
    if memmem::find(head, b"http://schemas.microsoft.com/office/2006/xmlPackage").is_some() {
        return Kind::FlatPackage;
    }
    if is_xml_of(head, b"http://schemas.microsoft.com/office/word/2003/wordml") {
        return Kind::WordXml;
    }
    if is_xml_of(head, b"<office:document ") {
        return Kind::FlatOpenDocument;
    }
    match Encoding::for_bom(head) {
        Some((encoding, mark)) if encoding != UTF_8 => {
            markup(encoding.decode_without_bom_handling(head.get(mark..).unwrap_or_default()).0.as_bytes())
        }
        _ => markup(head),
    }
}

/// How much of a file is looked at for text-like kinds.
const HEAD: usize = 4096;

/// Whether XML begins that has a text in its root, in UTF-8 or anything like it, or in UTF-16.
fn is_xml_of(head: &[u8], holds: &[u8]) -> bool {
    let narrow: Vec<u8>;
    let text = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..] => {
            narrow = head.iter().copied().filter(|byte| (1..=0x7F).contains(byte)).collect();
            narrow.as_slice()
        }
        _ => head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start(),
    };
    text.starts_with(b"<") && memmem::find(text, holds).is_some()
}

/// Kinds that are text: told by how they begin, after a byte order mark and blanks.
fn markup(head: &[u8]) -> Kind {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let lower = text.to_ascii_lowercase();
    let holds = |word: &[u8]| memmem::find(&lower, word).is_some();
    if begins(b"{\\rtf") || begins(b"{\\pard") {
        Kind::Rtf
    } else if begins(b"MIME-Version:")
        || begins(b"From: <Saved by")
        || begins(b"Content-Type: multipart/related")
        || (begins_with_header(text) && holds(b"mime-version:") && holds(b"content-type:"))
    {
        Kind::WebArchive
    } else if begins(b"<html")
        || begins(b"<!doctype html")
        // Converters put tables with merged cells into Markdown as HTML.
        || (holds(b"<table") && (begins(b"<") || holds(b"<td") || holds(b"<th")))
        || (begins(b"<?xml") && (holds(b"<html") || holds(b"http://www.w3.org/1999/xhtml")))
    {
        Kind::Html
    } else if begins(b"<?xml") || begins(b"<pkg:package") || begins(b"<w:wordDocument") {
        Kind::Foreign(Foreign::Xml)
    } else {
        Kind::Text
    }
}

/// Whether the text begins with the name of a field of a message (RFC 5322, 2.2).
fn begins_with_header(text: &[u8]) -> bool {
    let name = memchr::memchr(b':', text).and_then(|colon| text.get(..colon)).unwrap_or_default();
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Looks into a compound file's directory: entries of 128 bytes, their names in UTF-16 ([MS-CFB] 2.6.1), whose case
/// does not count. One without a name that is known may have lost its directory, which opening it will tell.
fn compound_file(bytes: &[u8]) -> Kind {
    let kind = compound_kind(|name| {
        [name.to_owned(), name.to_uppercase(), name.to_lowercase()].iter().any(|name| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
            memmem::find(bytes, &wide).is_some()
        })
    });
    if kind == Kind::Foreign(Foreign::CompoundFile) { Kind::Doc } else { kind }
}

/// What a compound file is, by the names in it.
pub(super) fn compound_kind(has: impl Fn(&str) -> bool) -> Kind {
    if has("EncryptedPackage") {
        Kind::Encrypted("Office")
    } else if has("WordDocument") {
        Kind::Doc
    } else if has("Workbook") || has("Book") {
        Kind::Foreign(Foreign::Workbook)
    } else if has("PowerPoint Document") {
        Kind::Foreign(Foreign::Presentation)
    } else if has("MatOST") {
        Kind::Foreign(Foreign::Works)
    } else {
        Kind::Foreign(Foreign::CompoundFile)
    }
}

/// Word's owner file: 162 bytes, a length byte, a user name, and the name again in UTF-16.
fn is_owner_file(bytes: &[u8]) -> bool {
    let Some((&length, rest)) = bytes.split_first() else { return false };
    let name = rest.get(..length as usize).unwrap_or_default();
    bytes.len() == 162
        && (1..=53).contains(&length)
        && !name.is_empty()
        && rest.get(length as usize..54).is_some_and(|padding| padding.iter().all(|b| matches!(b, 0 | b' ')))
}

/// What a ZIP archive is that has no Word document in it, by its part names.
pub(super) fn zip_kind(mut has: impl FnMut(&str) -> bool) -> Foreign {
    if has("xl/workbook.xml") || has("xl/workbook.bin") {
        Foreign::Workbook
    } else if has("ppt/presentation.xml") {
        Foreign::Presentation
    } else if has("content.xml") && (has("mimetype") || has("META-INF/manifest.xml"))
        || has("encrypted-package")
    {
        Foreign::OpenDocument
    } else {
        Foreign::Zip
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_what_a_file_is() {
        let cases: [(&[u8], Kind); 14] = [
            (b"", Kind::Empty),
            (b"PK\x03\x04rest", Kind::Zip),
            (b"%PDF-1.7", Kind::Foreign(Foreign::Pdf)),
            (b"\xEF\xBB\xBF {\\rtf1", Kind::Rtf),
            (b"<!DOCTYPE html><html>", Kind::Html),
            (b"<div><table border=1>", Kind::Html),
            (b"<?xml version='1.0'?><w:wordDocument/>", Kind::Foreign(Foreign::Xml)),
            (b"MIME-Version: 1.0\r\n", Kind::WebArchive),
            (b"\x14#\x65E-SafeNet\0", Kind::Encrypted("亿赛通 E-SafeNet")),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0", Kind::Doc),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1M\0a\0t\0O\0S\0T\0\0\0", Kind::Foreign(Foreign::Works)),
            (b"\xDB\xA5\x2D\0\x31\x40\x09\x04", Kind::Foreign(Foreign::LegacyDoc)),
            ("专项名称\t某某专项".as_bytes(), Kind::Text),
            (b"hello", Kind::Text),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
