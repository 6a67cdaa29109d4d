//! What is no declaration, broken, or hostile: every file has its error, with a code and a place.

use std::io::{Cursor, Write};

use shenbao::document::Document;
use shenbao::{Error, ErrorKind, Foreign, Form, extract};
use zip::write::SimpleFileOptions;

use crate::support::docx::{Doc, cell, doc, p, para, raw, row, table};
use crate::support::package::{with_part, zip};
use crate::support::{fixture, word};

const MAIN: &str = "word/document.xml";

fn refusal(bytes: &[u8]) -> Error {
    match extract(bytes) {
        Err(error) => error,
        Ok(found) => panic!("{} declarations were read", found.len()),
    }
}

/// The code of the error, and its place in words.
fn told(bytes: &[u8]) -> (&'static str, String) {
    let error = refusal(bytes);
    (error.code(), error.place().map(|place| place.to_string()).unwrap_or_default())
}

/// A small file with one declaration.
fn small() -> Doc {
    doc([table([row([cell("专项名称"), cell("公路养护")])])])
}

/// The file with other bytes for its main part.
fn with_main(main: impl AsRef<[u8]>) -> Vec<u8> {
    with_part(&small().bytes(), MAIN, |_| main.as_ref().to_vec())
}

/// The file whose main part has this in its body.
fn with_body(body: &str) -> Vec<u8> {
    doc([raw(body)]).bytes()
}

// Other kinds of files

#[test]
fn a_file_of_another_kind_is_named() {
    let compound = |name: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1536, 0);
        bytes
    };
    let package = |name: &str| zip([("[Content_Types].xml", "<Types/>"), (name, "<x/>")]);
    let cases = [
        ("a binary workbook", compound("Workbook"), "not_a_document", Foreign::Workbook),
        ("a binary presentation", compound("PowerPoint Document"), "not_a_document", Foreign::Presentation),
        ("a document of Works", compound("MatOST"), "not_a_document", Foreign::Works),
        (
            "a compound file of anything",
            crate::doc::compound(&[("Anything", b"1")]),
            "not_a_document",
            Foreign::CompoundFile,
        ),
        ("a workbook", package("xl/workbook.xml"), "not_a_document", Foreign::Workbook),
        (
            "an OpenDocument text",
            zip([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")]),
            "not_a_document",
            Foreign::OpenDocument,
        ),
        ("an archive", zip([("照片.txt", "无")]), "not_a_document", Foreign::Zip),
        (
            "XML of another kind",
            b"<?xml version=\"1.0\"?><w:wordDocument/>".to_vec(),
            "not_a_document",
            Foreign::Xml,
        ),
        ("a PDF", b"%PDF-1.7\n".to_vec(), "not_a_document", Foreign::Pdf),
        ("a picture", b"\x89PNG\r\n\x1A\n".to_vec(), "not_a_document", Foreign::Picture),
        ("binary data", vec![0; 4096], "not_a_document", Foreign::Binary),
    ];
    for (what, bytes, code, kind) in cases {
        let error = refusal(&bytes);
        assert_eq!(error.code(), code, "{what}");
        assert!(
            matches!(error.kind(), ErrorKind::NotADocument { found } if *found == kind),
            "{what}: {error:?}"
        );
    }
}

#[test]
fn an_owner_file_is_named() {
    let mut bytes = vec![6];
    bytes.extend(b"Zhou M");
    bytes.resize(54, b' ');
    bytes.resize(162, 0);
    assert!(matches!(refusal(&bytes).kind(), ErrorKind::NotADocument { found: Foreign::OwnerFile }));
}

#[test]
fn an_encrypted_file_is_named() {
    let mut office = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    office.resize(1024, 0);
    office.extend("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(told(&office).0, "encrypted");
    assert_eq!(told(b"\x62\x14\x23\x65\x01\0\0E-SafeNet\0LOCK").0, "encrypted");
    // A password of the archive itself.
    let mut packed = small().bytes();
    each_entry(&mut packed, MAIN, |local, central| {
        local[6] |= 1;
        central[8] |= 1;
    });
    assert_eq!(told(&packed).0, "encrypted");
}

#[test]
fn an_empty_file_is_empty() {
    assert_eq!(told(b"").0, "empty");
    assert_eq!(told(b"\xEF\xBB\xBF").0, "empty");
    assert_eq!(told(b" \r\n\t\r\n").0, "no_declaration");
}

#[test]
fn a_document_without_a_declaration_has_none() {
    assert_eq!(told(&fixture("not-a-form.docx")), ("no_declaration", String::new()));
    assert_eq!(told("会议通知\r\n请准时参加。\r\n".as_bytes()).0, "no_declaration");
}

#[test]
fn a_report_on_what_was_achieved_is_named() {
    let error = refusal(&fixture("self-evaluation.docx"));
    assert_eq!(error.code(), "self_evaluation");
    let ErrorKind::SelfEvaluation { evidence } = error.kind() else { panic!("{error:?}") };
    for label in ["项目支出绩效自评表", "实际完成值", "执行率", "得分"] {
        assert!(evidence.iter().any(|found| found == label), "{label} in {evidence:?}");
    }
}

// Archives

#[test]
fn an_archive_cut_anywhere_is_broken() {
    let whole = fixture("declaration.docx");
    for length in (4..whole.len()).step_by(61) {
        assert_eq!(told(&whole[..length]).0, "zip_broken", "{length} bytes");
    }
}

#[test]
fn a_package_without_its_document_lacks_a_part() {
    let parts = |keep: fn(&str) -> bool| zip(small().parts().into_iter().filter(|(name, _)| keep(name)));
    assert_eq!(told(&parts(|name| name != MAIN)), ("part_missing", MAIN.to_owned()));
    assert_eq!(told(&parts(|name| name == "[Content_Types].xml")), ("part_missing", MAIN.to_owned()));
    assert_eq!(told(&zip::<&str, &str>([])).0, "not_a_document");
}

#[test]
fn a_part_that_does_not_inflate_is_broken() {
    let whole = small().bytes();
    let broken = ("part_broken", MAIN.to_owned());
    // In the midst of its data, whatever is there.
    let start = local_header(&whole, MAIN) + 30 + MAIN.len();
    for at in (start + 20..start + 200).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        assert_eq!(told(&bytes), broken, "byte {at}");
    }
    // A method of compression that nobody has.
    let mut bytes = whole.clone();
    each_entry(&mut bytes, MAIN, |local, central| {
        local[8] = 77;
        central[10] = 77;
    });
    assert_eq!(told(&bytes), broken);
}

#[test]
fn a_directory_that_lies_about_sizes_is_found_out() {
    let sized = |size: u32| {
        let mut bytes = small().bytes();
        each_entry(&mut bytes, MAIN, |local, central| {
            local[22..26].copy_from_slice(&size.to_le_bytes());
            central[24..28].copy_from_slice(&size.to_le_bytes());
        });
        told(&bytes)
    };
    let broken = ("part_broken", MAIN.to_owned());
    assert_eq!(sized(0), broken);
    assert_eq!(sized(100), broken);
    assert_eq!(sized(3 << 20), broken);
    assert_eq!(sized(100 << 20), ("limit_exceeded", MAIN.to_owned()));
    assert_eq!(sized(u32::MAX - 1), ("limit_exceeded", MAIN.to_owned()));
}

#[test]
fn a_bomb_is_refused_by_the_directory() {
    // One gibibyte in one mebibyte. What refuses it is what the archive's directory says, so that nothing is inflated.
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in small().parts().into_iter().filter(|(name, _)| name != MAIN) {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&part).unwrap();
    }
    writer.start_file(MAIN, SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        writer.write_all(&blanks).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 << 20);
    let error = refusal(&bytes);
    assert_eq!(error.place().unwrap().to_string(), MAIN);
    let ErrorKind::LimitExceeded { limit, found, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!((*limit, *found), ("part_bytes", 1 << 30));
}

#[test]
fn a_part_more_repetitive_than_any_form_is_refused() {
    let main = String::from_utf8(small().parts()[2].1.clone()).unwrap();
    let bytes = with_main(main.replace("</w:body>", &format!("{}</w:body>", " ".repeat(8 << 20))));
    let ErrorKind::LimitExceeded { limit, .. } = refusal(&bytes).into_kind() else { panic!() };
    assert_eq!(limit, "ratio");
}

#[test]
fn parts_of_one_name_are_told_apart_by_nobody() {
    let other = small().parts()[2].1.clone();
    let mut parts = small().parts();
    parts.push(("word/documenx.xml".to_owned(), other));
    let mut bytes = zip(parts);
    each_entry(&mut bytes, "word/documenx.xml", |local, central| {
        local[30..30 + MAIN.len()].copy_from_slice(MAIN.as_bytes());
        central[46..46 + MAIN.len()].copy_from_slice(MAIN.as_bytes());
    });
    assert_eq!(told(&bytes).0, "zip_broken");
}

// XML

#[test]
fn a_main_part_that_is_no_document_is_refused() {
    let broken = |main: &[u8]| {
        let error = refusal(&with_main(main));
        let place = error.place().unwrap();
        (error.code(), place.part.unwrap(), place.byte)
    };
    let at = |byte: u64| ("xml_broken", MAIN.to_owned(), Some(byte));
    assert_eq!(broken(b"hello"), at(0));
    assert_eq!(broken(b""), at(0));
    assert_eq!(broken(b"<?xml version=\"1.0\"?>"), at(0));
    assert_eq!(broken(b"<w:document"), at(0));
    assert_eq!(broken(b"\xFF\xFE\x00\xD8"), at(0));
    assert_eq!(broken(b"<a><b></a></b>"), ("part_unexpected", MAIN.to_owned(), None));
    assert_eq!(broken(b"<html/>"), ("part_unexpected", MAIN.to_owned(), None));
    let another_namespace = b"<w:document xmlns:w=\"urn:example:not-word\"/>";
    assert_eq!(broken(another_namespace), ("part_unexpected", MAIN.to_owned(), None));
}

#[test]
fn xml_cut_anywhere_is_broken() {
    let changed = raw(
        "<w:r><w:rPr><w:b/><w:rPrChange w:id=\"1\" w:author=\"周明远\"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>\
         <w:t>养护<!-- 注 --><![CDATA[<]]>&amp;</w:t></w:r>",
    );
    let made = doc([para([changed]), table([row([cell("专项名称"), cell("公路养护")])])]);
    let whole = made.xml().into_bytes();
    let end = whole.len();
    for length in 0..end {
        let error = refusal(&with_main(&whole[..length]));
        assert_eq!(error.code(), "xml_broken", "{length} of {end} bytes");
        let place = error.place().unwrap();
        assert_eq!(place.part.as_deref(), Some(MAIN));
        assert!(place.byte.unwrap() <= length as u64);
    }
}

#[test]
fn broken_tags_have_a_place() {
    let xml = small().xml();
    let crossed = xml.replace("</w:tc></w:tr>", "</w:tr></w:tc>");
    let at = crossed.find("</w:tr>").unwrap();
    assert_eq!(told(&with_main(&crossed)), ("xml_broken", format!("{MAIN} 第{at}字节")));
    let unclosed = xml.replace("</w:body>", "");
    let at = unclosed.find("</w:document>").unwrap();
    assert_eq!(told(&with_main(&unclosed)), ("xml_broken", format!("{MAIN} 第{at}字节")));
    let twice = xml.clone() + "<w:document/>";
    assert_eq!(told(&with_main(&twice)).0, "xml_broken");
    let behind = xml.clone() + "多余";
    let at = xml.len();
    assert_eq!(told(&with_main(&behind)), ("xml_broken", format!("{MAIN} 第{at}字节")));
}

/// The place is the text that holds what is wrong, or what is wrong itself.
#[track_caller]
fn assert_wrong_near(main: &str, wrong: &str) {
    let error = refusal(&with_main(main));
    assert_eq!(error.code(), "xml_broken", "{wrong:?}");
    let (found, at) = (error.place().unwrap().byte.unwrap(), main.find(wrong).unwrap() as u64);
    assert!(found.abs_diff(at) <= "公路".len() as u64, "{wrong:?}: {error}");
}

#[test]
fn types_and_entities_of_a_part_are_refused() {
    let root = "<w:document";
    let bomb = small().xml().replace(
        root,
        &format!("<!DOCTYPE d [<!ENTITY a \"哈哈\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>{root}"),
    );
    let at = bomb.find("<!DOCTYPE").unwrap();
    assert_eq!(told(&with_main(&bomb)), ("xml_broken", format!("{MAIN} 第{at}字节")));
    let unknown = small().xml().replace("公路养护", "公路&yanghu;");
    assert_wrong_near(&unknown, "&yanghu;");
}

#[test]
fn what_no_xml_can_hold_is_refused() {
    for wrong in ["\u{0}", "\u{1}", "\u{B}", "&#0;", "&#1;", "&#xB;", "&#xD800;", "&#x110000;", "&#xFFFF;"] {
        let main = small().xml().replace("公路养护", &format!("公路{wrong}"));
        assert_wrong_near(&main, wrong);
    }
    let mut main = small().xml().into_bytes();
    let at = memchr::memmem::find(&main, "养护".as_bytes()).unwrap();
    main[at] = 0xFF;
    assert_eq!(told(&with_main(&main)), ("xml_broken", format!("{MAIN} 第{at}字节")));
}

#[test]
fn another_part_that_is_broken_is_named() {
    let made = doc([p("一").numbered(1), table([row([cell("专项名称"), cell("公路养护")])])])
        .header([p("页眉")])
        .lists(&[("decimal", "%1.")])
        .bytes();
    for name in ["word/header1.xml", "word/numbering1.xml", "word/_rels/document.xml.rels"] {
        let cut = with_part(&made, name, |mut part| {
            part.truncate(part.len() - 8);
            part
        });
        let (code, place) = told(&cut);
        assert_eq!(code, "xml_broken", "{name}");
        assert!(place.starts_with(name), "{place}");
    }
}

// Limits

#[track_caller]
fn exceeds(bytes: &[u8], limit: &str) {
    let error = Document::read(bytes).unwrap_err();
    assert_eq!(error.code(), "limit_exceeded");
    assert_eq!(error.place().unwrap().to_string(), MAIN);
    let ErrorKind::LimitExceeded { limit: found, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(*found, limit);
}

#[test]
fn tables_in_tables_have_a_limit() {
    let many = 20_000;
    let (open, close) = ("<w:tbl><w:tr><w:tc>".repeat(many), "<w:p/></w:tc></w:tr></w:tbl>".repeat(many));
    exceeds(&with_body(&format!("{open}{close}")), "nesting");
    // Unclosed, it is cut, not deep.
    exceeds(&with_body(&open), "nesting");
}

#[test]
fn elements_and_fields_in_each_other_have_a_limit() {
    exceeds(&with_body(&("<w:sdt>".repeat(2000) + &"</w:sdt>".repeat(2000))), "depth");
    exceeds(
        &with_body(&format!("<w:p>{}</w:p>", "<w:fldChar w:fldCharType=\"begin\"/>".repeat(2000))),
        "depth",
    );
}

#[test]
fn what_a_document_is_made_of_has_a_limit() {
    exceeds(&with_body(&"<w:p/>".repeat(500_001)), "grid");
    exceeds(&with_body(&"<w:tbl/>".repeat(125_001)), "grid");
    exceeds(&with_body(&format!("<w:p>{}</w:p>", "<w:br/>".repeat(2_000_001))), "grid");
}

#[test]
fn a_file_has_a_limit_of_declarations() {
    let page = format!("<html>{}", "<p>项目名称：公路养护".repeat(10_001));
    let error = extract(page.as_bytes()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::LimitExceeded { limit: "declarations", allowed: 10_000, .. }));
}

#[test]
fn a_table_has_a_limit_of_columns() {
    for columns in ["4000", "4294967295"] {
        let wide = cell("甲").with(&format!("<w:gridSpan w:val=\"{columns}\"/>"));
        exceeds(&doc([table([row([wide])])]).bytes(), "columns");
        let late = row([cell("甲")]).with(&format!("<w:gridBefore w:val=\"{columns}\"/>"));
        exceeds(&doc([table([late])]).bytes(), "columns");
        let early = row([cell("甲")]).with(&format!("<w:gridAfter w:val=\"{columns}\"/>"));
        exceeds(&doc([table([early])]).bytes(), "columns");
    }
}

#[test]
fn a_table_has_a_limit_of_places() {
    let wide = row([cell("").span(1000)]).to_string();
    exceeds(&with_body(&format!("<w:tbl>{}</w:tbl>", wide.repeat(4001))), "grid");
    // Many tables together as well.
    let few = format!("<w:tbl>{}</w:tbl>", wide.repeat(100));
    exceeds(&with_body(&few.repeat(41)), "grid");
}

#[test]
fn limits_can_be_narrower() {
    let bytes = fixture("declaration.docx");
    let mut limits = shenbao::Limits::default();
    limits.part_bytes = 10_000;
    let error = Form::declaration().read_with(&bytes, &limits).unwrap_err();
    assert_eq!(error.code(), "limit_exceeded");
    limits = shenbao::Limits::default();
    limits.columns = 12;
    let error = Form::declaration().read_with(&bytes, &limits).unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::LimitExceeded { limit: "columns", allowed: 12, found: 13, .. }
    ));
    limits = shenbao::Limits::default();
    limits.entries = 3;
    let error = Form::declaration().read_with(&bytes, &limits).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::LimitExceeded { limit: "entries", .. }));
}

#[test]
fn odd_structure_is_read_not_refused() {
    let cases = [
        ("rows outside tables", "<w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr>"),
        ("cells outside rows", "<w:tbl><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tbl>"),
        ("paragraphs in paragraphs", "<w:p><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:p>"),
        ("a table without cells", "<w:tbl><w:tr/></w:tbl><w:p><w:r><w:t>甲</w:t></w:r></w:p>"),
        (
            "a cell without paragraphs",
            "<w:tbl><w:tr><w:tc/></w:tr></w:tbl><w:p><w:r><w:t>甲</w:t></w:r></w:p>",
        ),
        ("fields that only end", "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/><w:t>甲</w:t></w:r></w:p>"),
        (
            "fields that only separate",
            "<w:p><w:r><w:fldChar w:fldCharType=\"separate\"/><w:t>甲</w:t></w:r></w:p>",
        ),
    ];
    for (what, body) in cases {
        let read = Document::read(&with_body(body)).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(read.text.contains('甲'), "{what}");
    }
}

#[test]
fn one_broken_file_says_what_a_person_can_do() {
    let whole = word::docx(&[crate::support::form::first()]);
    let error = refusal(&whole[..whole.len() / 2]);
    assert!(error.hint(shenbao::Lang::Zh).is_some());
    assert!(!error.message(shenbao::Lang::En).is_empty());
    assert_eq!(error.cause(), shenbao::Cause::Input);
}

// Bytes of archives

/// Where the local header of an entry begins.
fn local_header(bytes: &[u8], name: &str) -> usize {
    memchr::memmem::find_iter(bytes, b"PK\x03\x04")
        .find(|&at| bytes[at + 30..].starts_with(name.as_bytes()))
        .unwrap()
}

/// Changes the local header of an entry and its entry in the directory.
fn each_entry(bytes: &mut [u8], name: &str, change: impl FnOnce(&mut [u8], &mut [u8])) {
    let local = local_header(bytes, name);
    let central = memchr::memmem::find_iter(bytes, b"PK\x01\x02")
        .find(|&at| bytes[at + 46..].starts_with(name.as_bytes()))
        .unwrap();
    let (before, after) = bytes.split_at_mut(central);
    change(&mut before[local..], after);
}
