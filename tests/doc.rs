//! Binary documents of Word 97 and later: what they say, and what broken ones do not.
//!
//! `fixtures/legacy/doc/make.py` makes the files.

use std::io::{Cursor, Write};

use serde_json::Value;
use shenbao::document::{Document, Home, MarkKind, MarkState};
use shenbao::{Declaration, ErrorKind, FillOptions, Foreign, Form, Lang, Limits, Template, extract};

use crate::reading::{as_it_is, reads};
use crate::support::{fixture, picture};

const CONSTRUCTS: &str = "legacy/doc/constructs.doc";

fn code(bytes: &[u8]) -> &'static str {
    Document::read(bytes).map_or_else(|error| error.code(), |_| "read")
}

/// Where bytes stand first.
fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// The file with other bytes at a place in the file information block.
fn with_block(at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = fixture(CONSTRUCTS);
    let start = find(&bytes, b"\xEC\xA5\xC1\0") + at;
    bytes[start..start + new.len()].copy_from_slice(new);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A compound file of these streams.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

// What is read

#[test]
fn a_declaration_reads_as_it_does_from_docx() {
    reads("declaration.doc", "declaration.expect.json", as_it_is);
    reads("legacy/doc/two.libreoffice.doc", "two.expect.json", as_it_is);
}

#[test]
fn every_construct_comes_out() {
    let document = Document::read(&fixture(CONSTRUCTS)).unwrap();
    let mut shown = picture::document(&document);
    for finding in &document.findings {
        shown += &format!("{}: {}\n", finding.code(), finding.message(Lang::En));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(CONSTRUCTS.replace('/', "."), shown);
    });
    let header_rows = |table: usize| document.tables[table].rows.iter().map(|row| row.header);
    assert!(header_rows(0).eq([false, false, false, false, true, false]));
    let inner = &document.tables[2];
    assert_eq!((inner.home, inner.parent_cell), (Home::Table(1), Some(0)));
}

/// LibreOffice gives up the EQ field, which the converted file lacks; all other boxes are the same.
#[test]
fn tick_boxes_of_all_kinds_are_told_apart() {
    let states = |document: &Document| -> Vec<(MarkState, &'static str)> {
        let name = |kind: MarkKind| match kind {
            MarkKind::FormField => "field",
            MarkKind::Overstrike => "overstrike",
            MarkKind::Typed(_) => "typed",
            MarkKind::Symbol(_) => "symbol",
            _ => "other",
        };
        document.marks.iter().map(|mark| (mark.state, name(mark.kind))).collect()
    };
    use MarkState::{Empty, Ticked};
    let expected = [
        (Ticked, "symbol"),
        (Empty, "symbol"),
        (Ticked, "symbol"),
        (Ticked, "typed"),
        (Ticked, "typed"),
        (Empty, "typed"),
        (Ticked, "overstrike"),
        (Empty, "overstrike"),
        (Ticked, "field"),
        (Empty, "field"),
        (Ticked, "field"),
    ];
    assert_eq!(states(&Document::read(&fixture(CONSTRUCTS)).unwrap()), expected);

    let attributes = |name: &str| -> Vec<_> {
        let found = extract(&fixture(name)).unwrap();
        found
            .into_iter()
            .map(|found| (found.declaration.project.name, found.declaration.project.attribute))
            .collect()
    };
    assert_eq!(attributes("legacy/doc/checkboxes.libreoffice.doc"), attributes("checkboxes.docx"));
}

#[test]
fn names_of_streams_have_no_case() {
    let bytes = fixture(CONSTRUCTS);
    let expected = picture::document(&Document::read(&bytes).unwrap());
    for change in [str::to_uppercase, str::to_lowercase] {
        let mut bytes = bytes.clone();
        for name in ["WordDocument", "1Table", "Data"] {
            let at = find(&bytes, &wide(&format!("{name}\0")));
            let new = wide(&change(name));
            bytes[at..at + new.len()].copy_from_slice(&new);
        }
        assert_eq!(picture::document(&Document::read(&bytes).unwrap()), expected);
    }
}

/// Some writers mark the sectors that the file does not have as ends of chains.
#[test]
fn an_allocation_table_longer_than_the_file_is_read() {
    let mut bytes = fixture(CONSTRUCTS);
    let table = bytes.len() - 512;
    for at in (table + (table / 512) * 4..bytes.len()).step_by(4) {
        bytes[at..at + 4].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    }
    assert_eq!(code(&bytes), "read");
}

// From .doc to .docx

#[test]
fn what_is_read_from_a_binary_document_fills_a_form() {
    let said: Vec<Declaration> =
        extract(&fixture("declaration.doc")).unwrap().into_iter().map(|found| found.declaration).collect();
    let filled = Template::blank().unwrap().fill_all(&said, FillOptions::default()).unwrap();
    let again: Vec<Declaration> =
        extract(&filled.bytes).unwrap().into_iter().map(|found| found.declaration).collect();
    let json = |declarations: &[Declaration]| serde_json::to_value(declarations).unwrap();
    let without_opinions = |mut value: Value| {
        value
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .for_each(|one| drop(one.as_object_mut().unwrap().remove("opinions")));
        value
    };
    assert_eq!(without_opinions(json(&again)), without_opinions(json(&said)));
}

#[test]
fn a_binary_document_is_no_template() {
    let error = Template::open(Form::declaration(), &fixture("declaration.doc")).unwrap_err();
    assert_eq!(error.code(), "template_format");
    assert!(error.message(Lang::Zh).contains(".doc"));
    assert!(error.hint(Lang::Zh).unwrap().contains("另存为 .docx"));
}

// What is refused

#[test]
fn encrypted_documents_are_refused_by_name() {
    for (flags, start, by) in [
        (0x0300_u16, None, "Word RC4"),
        (0x8300, None, "Word XOR"),
        (0x0300, Some([3, 0, 2, 0]), "Word RC4 CryptoAPI"),
    ] {
        let mut bytes = with_block(0x0A, &flags.to_le_bytes());
        if let Some(header) = start {
            // The table stream begins with the style sheet.
            let at = find(&bytes, b"\x12\0\x05\0\x0A\0");
            bytes[at..at + 4].copy_from_slice(&header);
        }
        let error = Document::read(&bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Encrypted { by: found } if *found == by), "{error:?}");
    }
}

#[test]
fn older_word_and_other_compound_files_are_refused_by_name() {
    let block = |magic: u16, version: u16| -> Vec<u8> {
        [magic.to_le_bytes(), version.to_le_bytes()].concat().into_iter().chain([0; 1020]).collect()
    };
    let cases: [(&str, Vec<u8>, Foreign); 5] = [
        ("Word 95", compound(&[("WordDocument", &block(0xA5DC, 0x68))]), Foreign::LegacyDoc),
        ("Word 6 for East Asia", compound(&[("WordDocument", &block(0xA699, 0x68))]), Foreign::LegacyDoc),
        ("Word 2", block(0xA5DB, 0x2D), Foreign::LegacyDoc),
        ("Works", compound(&[("MatOST", b"1"), ("MM", b"2")]), Foreign::Works),
        (
            "a workbook that embeds a document",
            {
                let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
                file.create_storage("/MBD0").unwrap();
                file.create_stream("/MBD0/WordDocument").unwrap();
                file.create_stream("/Workbook").unwrap();
                file.into_inner().into_inner()
            },
            Foreign::Workbook,
        ),
    ];
    for (what, bytes, kind) in cases {
        let error = Document::read(&bytes).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NotADocument { found } if *found == kind),
            "{what}: {error:?}"
        );
        if kind != Foreign::Workbook {
            assert!(error.hint(Lang::En).unwrap().contains(".docx"), "{what}");
        }
    }
}

#[test]
fn a_part_of_a_document_is_not_presented_as_the_whole() {
    let whole = fixture(CONSTRUCTS);
    for length in (512..whole.len()).step_by(512) {
        assert_eq!(code(&whole[..length]), "doc_broken", "the first {length} bytes");
    }
    // The text is longer than the pieces, than the file; the piece table is elsewhere.
    let place = |bytes: &[u8]| Document::read(bytes).unwrap_err().place().unwrap().to_string();
    assert!(place(&with_block(0x4C, &9999_u32.to_le_bytes())).starts_with("1Table 第"));
    assert_eq!(place(&with_block(0x4C, &0x0FFF_FFFF_u32.to_le_bytes())), "WordDocument 第76字节");
    assert_eq!(place(&with_block(0x9A + 33 * 8, &0x00FF_FFFF_u32.to_le_bytes())), "1Table 第16777215字节");
    assert_eq!(place(&compound(&[("WordDocument", b"\xEC\xA5")])), "WordDocument 第2字节");
    let bytes = fixture(CONSTRUCTS);
    let block = &bytes[find(&bytes, b"\xEC\xA5\xC1\0")..][..1024];
    assert_eq!(code(&compound(&[("WordDocument", block)])), "part_missing");
}

#[test]
fn limits_hold() {
    let bytes = fixture("declaration.doc");
    let mut limits = Limits::default();
    for (set, name) in [
        ((|limits, value| limits.columns = value) as fn(&mut Limits, u64), "columns"),
        (|limits, value| limits.grid = value, "grid"),
        (|limits, value| limits.nesting = value, "nesting"),
        (|limits, value| limits.declarations = value, "declarations"),
        (|limits, value| limits.text_bytes = value, "text_bytes"),
    ] {
        let default = limits.clone();
        set(&mut limits, 0);
        let error = Form::declaration().read_with(&bytes, &limits).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::LimitExceeded { limit, .. } if *limit == name),
            "{name}: {error:?}"
        );
        limits = default;
    }
}

#[test]
fn damaged_bytes_are_read_or_refused() {
    let whole = fixture(CONSTRUCTS);
    for (number, at) in (0..whole.len()).step_by(19).enumerate() {
        let mut bytes = whole.clone();
        bytes[at] ^= [0xFF, 0x01, 0x80, 0x10][number % 4];
        let _ = Document::read(&bytes);
    }
}
