//! The same declarations out of the formats of other times and programs.

use serde_json::Value;
use shenbao::document::{Document, Format};
use shenbao::{ErrorKind, Extraction, Foreign, Form, Template, extract};

use crate::support::package::{with_part, zip};
use crate::support::{fixture, odt, word2003};

fn declarations(bytes: &[u8]) -> Vec<Value> {
    let found = extract(bytes).unwrap();
    found.iter().map(|found| serde_json::to_value(&found.declaration).unwrap()).collect()
}

fn codes(found: &[Extraction]) -> Vec<&'static str> {
    found.iter().flat_map(|found| found.findings.iter().map(shenbao::Finding::code)).collect()
}

// OpenDocument

#[test]
fn an_opendocument_text_has_the_declarations_of_the_document_it_was_made_of() {
    for name in ["declaration", "two"] {
        let converted = fixture(&format!("legacy/{name}.odt"));
        assert_eq!(Document::read(&converted).unwrap().format, Format::Odt);
        let original = fixture(&format!("{name}.docx"));
        assert_eq!(declarations(&converted), declarations(&original), "{name}");
        let (converted, original) = (extract(&converted).unwrap(), extract(&original).unwrap());
        assert_eq!(codes(&converted), codes(&original), "{name}");
        assert!(converted.iter().all(|found| found.unclaimed.is_empty()), "{name}");
    }
}

/// LibreOffice drops EQ fields; all other tick boxes come through.
#[test]
fn tick_boxes_of_an_opendocument_text_are_read() {
    let original = declarations(&fixture("checkboxes.docx"));
    for name in ["legacy/checkboxes.odt", "legacy/checkboxes.fodt"] {
        let converted = fixture(name);
        assert_eq!(declarations(&converted), original, "{name}");
        assert_eq!(
            codes(&extract(&converted).unwrap()).iter().filter(|code| **code == "choice_inferred").count(),
            1
        );
    }
}

#[test]
fn every_marker_comes_out_of_an_opendocument_text_as_often_as_out_of_the_document() {
    let (converted, original) = (fixture("legacy/constructs.odt"), fixture("constructs.docx"));
    let (converted, original) = (Document::read(&converted).unwrap(), Document::read(&original).unwrap());
    let expected: Value = serde_json::from_slice(&fixture("constructs.expect.json")).unwrap();
    let differing: Vec<String> = expected
        .as_object()
        .unwrap()
        .keys()
        .map(|marker| {
            let count = |document: &Document| document.text.matches(marker.as_str()).count();
            (marker, count(&converted), count(&original))
        })
        .filter(|(_, converted, original)| converted != original)
        .map(|(marker, converted, original)| format!("{marker}: {converted}, not {original}"))
        .collect();
    // What LibreOffice makes of nested and simple fields, and a formula, which is a file of its own then.
    let made =
        ["FIELD_INNER: 1, not 0", "FIELD_INNER_RESULT: 1, not 0", "FIELD_SIMPLE: 0, not 1", "MATH: 0, not 1"];
    assert_eq!(differing, made);
}

#[test]
fn an_opendocument_file_that_is_no_text_is_named() {
    let body = |kind: &str| odt::content("", &format!("<office:{kind}/>"));
    let cases = [
        ("spreadsheet", Foreign::Workbook),
        ("presentation", Foreign::Presentation),
        ("drawing", Foreign::OpenDocument),
    ];
    for (kind, expected) in cases {
        let bytes = odt::package(&format!("application/vnd.oasis.opendocument.{kind}"), &body(kind), "");
        let error = extract(&bytes).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NotADocument { found } if *found == expected),
            "{kind}: {error:?}"
        );
    }
}

#[test]
fn an_encrypted_opendocument_text_is_named() {
    let encrypted = with_part(&odt::odt("<text:p>甲</text:p>"), "META-INF/manifest.xml", |_| {
        b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>".to_vec()
    });
    assert_eq!(extract(&encrypted).unwrap_err().code(), "encrypted");
    let wrapped = zip([("mimetype", odt::TEXT), ("encrypted-package", "x")]);
    assert_eq!(extract(&wrapped).unwrap_err().code(), "encrypted");
}

#[test]
fn a_broken_opendocument_text_is_an_error_with_a_place() {
    let broken = with_part(&fixture("legacy/declaration.odt"), "content.xml", |mut part| {
        part.truncate(part.len() / 2);
        part
    });
    let error = extract(&broken).unwrap_err();
    assert_eq!(error.code(), "xml_broken");
    assert_eq!(error.place().and_then(|place| place.part).as_deref(), Some("content.xml"));
}

// Word 2003 XML

#[test]
fn word_2003_xml_has_the_declarations_of_the_document_it_was_made_of() {
    for name in ["declaration", "two"] {
        let original = fixture(&format!("{name}.docx"));
        let converted = word2003::of_docx(&original);
        assert_eq!(Document::read(converted.as_bytes()).unwrap().format, Format::Xml);
        assert_eq!(declarations(converted.as_bytes()), declarations(&original), "{name}");
        assert!(extract(converted.as_bytes()).unwrap().iter().all(|found| found.unclaimed.is_empty()));
    }
}

#[test]
fn word_2003_xml_is_read_in_every_encoding() {
    let xml = word2003::of_docx(&fixture("declaration.docx"));
    let expected = declarations(xml.as_bytes());
    let utf16 = |bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{}", xml.replace("UTF-8", "UTF-16")).encode_utf16().flat_map(bytes).collect()
    };
    let cases = [
        ("UTF-8 with mark", format!("\u{FEFF}{xml}").into_bytes()),
        ("UTF-16LE", utf16(u16::to_le_bytes, "\u{FEFF}")),
        ("UTF-16BE", utf16(u16::to_be_bytes, "\u{FEFF}")),
        ("UTF-16LE without mark", utf16(u16::to_le_bytes, "")),
        ("GBK", encoding_rs::GBK.encode(&xml.replace("UTF-8", "GBK")).0.into_owned()),
        ("gb2312", encoding_rs::GBK.encode(&xml.replace("UTF-8", "gb2312")).0.into_owned()),
    ];
    for (name, bytes) in cases {
        assert_eq!(declarations(&bytes), expected, "{name}");
    }
    let lies = encoding_rs::GBK.encode(&xml).0.into_owned();
    assert_eq!(extract(&lies).unwrap_err().code(), "xml_broken");
}

/// LibreOffice leaves out what has an automatic number, and the marks of merged cells.
#[test]
fn word_2003_xml_of_libreoffice_is_read_but_for_what_it_lacks() {
    for name in ["declaration", "two"] {
        let converted = declarations(&fixture(&format!("legacy/{name}.xml")));
        let original = declarations(&fixture(&format!("{name}.docx")));
        assert_eq!(converted.len(), original.len());
        for (mut converted, mut original) in converted.into_iter().zip(original) {
            for key in ["long_term_goals", "annual_goals"] {
                converted.as_object_mut().unwrap().remove(key);
                original.as_object_mut().unwrap().remove(key);
            }
            assert_eq!(converted, original, "{name}");
        }
    }
}

// Both

#[test]
fn files_that_are_read_but_not_written_are_no_templates() {
    let xml = word2003::of_docx(&fixture("declaration.docx")).into_bytes();
    for (bytes, format) in [(xml, Format::Xml), (fixture("legacy/declaration.odt"), Format::Odt)] {
        let error = Template::open(Form::declaration(), &bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TemplateFormat { found } if *found == format), "{error:?}");
        assert!(error.hint(shenbao::Lang::En).unwrap().contains(".docx"));
    }
}

#[test]
fn no_cut_of_a_file_is_presented_as_the_whole() {
    let xml = word2003::of_docx(&fixture("declaration.docx"));
    for part in 1..40 {
        let mut cut = xml.len() * part / 40;
        while !xml.is_char_boundary(cut) {
            cut += 1;
        }
        // What is cut before the root has begun is a few words of text.
        if let Ok(found) = extract(&xml.as_bytes()[..cut]) {
            panic!("{} declarations out of {cut} bytes", found.len());
        }
    }
    let flat = String::from_utf8(fixture("legacy/checkboxes.fodt")).unwrap();
    let half = flat.rfind("</table:table>").unwrap();
    assert!(extract(&flat.as_bytes()[..half]).is_err());
}

#[test]
fn list_numbers_with_tabs_in_saved_text_are_part_of_their_goals() {
    let text = "专项名称\t公路养护\r\n主管部门\t某局\t专项负责人\t周明远\r\n\
                中长期绩效目标\t1.\t道路畅通。\r\n2.\t桥梁安全。\r\n本年度绩效目标\t（一）\t养护到位。\r\n";
    let found = extract(text.as_bytes()).unwrap();
    assert_eq!(found[0].declaration.long_term_goals, ["1. 道路畅通。", "2. 桥梁安全。"]);
    assert_eq!(found[0].declaration.annual_goals, ["（一） 养护到位。"]);
    assert_eq!(found[0].unclaimed, []);
}
