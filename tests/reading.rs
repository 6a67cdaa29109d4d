//! Every fixture is read: its grid, its declarations, what is doubtful about them, and nothing left over.

use serde_json::Value;
use shenbao::{Extraction, Lang, extract};

use crate::support::docx::{Dress, cell, doc, p, row, table};
use crate::support::{fixture, picture};

/// Reads a fixture, compares its declarations with the expectation, and takes a picture of the rest.
#[track_caller]
pub(crate) fn reads(name: &str, expectation: &str, adapt: fn(&mut Value)) {
    let bytes = fixture(name);
    let found = extract(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));

    let mut expected: Value = serde_json::from_slice(&fixture(expectation)).unwrap();
    expected.as_array_mut().unwrap().iter_mut().for_each(adapt);
    assert_same(&to_json(&found), &expected);

    let document = shenbao::Form::declaration().read(&bytes).unwrap().document;
    let mut shown = picture::document(&document);
    for (number, extraction) in found.iter().enumerate() {
        assert_eq!(extraction.unclaimed, [], "{name}: everything on the form is accounted for");
        for finding in &extraction.findings {
            let (severity, place) = (finding.severity(), finding.place.clone().unwrap_or_default());
            let message = finding.message(Lang::Zh);
            shown += &format!("第{}份 {} {severity:?} {place}: {message}\n", number + 1, finding.code());
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name.replace('/', "."), shown);
    });
}

fn to_json(found: &[Extraction]) -> Value {
    found.iter().map(|extraction| serde_json::to_value(&extraction.declaration).unwrap()).collect()
}

/// Compares line by line, so that a failure shows where.
#[track_caller]
fn assert_same(found: &Value, expected: &Value) {
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    let (found, expected) = (pretty(found), pretty(expected));
    let differing = found.lines().zip(expected.lines()).find(|(one, other)| one != other);
    assert!(found == expected, "first difference: {differing:?}\n\nfound:\n{found}\n\nexpected:\n{expected}");
}

/// Text dumps have no automatic numbers. Those of Word are followed by a gap, those that were typed are not.
fn without_automatic_numbers(declaration: &mut Value) {
    for key in ["long_term_goals", "annual_goals"] {
        for goal in declaration[key].as_array_mut().unwrap() {
            let text = goal.as_str().unwrap();
            if let Some((number, rest)) = text.split_once(' ')
                && number.ends_with(['.', '）'])
            {
                *goal = rest.into();
            }
        }
    }
}

pub(crate) fn as_it_is(_: &mut Value) {}

#[test]
fn a_declaration_written_by_word() {
    reads("declaration.docx", "declaration.expect.json", as_it_is);
}

#[test]
fn two_declarations_in_a_file() {
    reads("two.docx", "two.expect.json", as_it_is);
}

#[test]
fn a_dump_by_apache_tika() {
    reads("declaration.tika.txt", "declaration.expect.json", without_automatic_numbers);
}

#[test]
fn two_declarations_in_a_dump() {
    reads("two.tika.txt", "two.expect.json", without_automatic_numbers);
}

#[test]
fn text_saved_in_utf_8() {
    reads("declaration.saveas.utf8.txt", "declaration.expect.json", without_automatic_numbers);
}

#[test]
fn text_saved_in_utf_16() {
    reads("declaration.saveas.utf16le.txt", "declaration.expect.json", without_automatic_numbers);
}

#[test]
fn text_saved_in_gb18030() {
    reads("declaration.saveas.gb18030.txt", "declaration.expect.json", without_automatic_numbers);
}

#[test]
fn a_page_that_a_system_exported_as_doc() {
    reads("legacy/markup/two.export.doc", "two.expect.json", as_it_is);
}

#[test]
fn a_web_archive_of_word() {
    reads("legacy/markup/declaration.mht", "declaration.expect.json", as_it_is);
}

#[test]
fn rtf_written_in_gbk() {
    reads("legacy/markup/two.rtf", "two.expect.json", as_it_is);
}

#[test]
fn rtf_written_by_libreoffice() {
    reads("legacy/markup/two.libreoffice.rtf", "two.expect.json", as_it_is);
}

#[test]
fn a_page_written_by_libreoffice() {
    // It knows no list that counts 一 二 三, and of several blanks it leaves one.
    reads("legacy/markup/two.libreoffice.html", "two.expect.json", |declaration| {
        let goals = declaration["annual_goals"].as_array_mut().unwrap();
        for (goal, (from, to)) in goals.iter_mut().zip([("（一）", "1."), ("（二）", "2."), ("（三）", "3.")])
        {
            *goal = goal.as_str().unwrap().replace(from, to).into();
        }
    });
}

#[test]
fn every_kind_of_tick_box() {
    reads("checkboxes.docx", "checkboxes.expect.json", as_it_is);
}

#[test]
fn a_document_reads_the_same_however_its_parts_are_dressed() {
    let made = |dress| {
        doc([
            p("专项资金预算绩效目标申报表"),
            table([
                row([cell("专项名称"), cell("公路养护").span(3)]),
                row([cell("中长期绩效目标"), cell("").span(3)]),
                row([cell("主管部门").merge(), cell("交通运输局"), cell("专项起止时间"), cell("2020年")]),
                row([cell("").merged(), cell("（牵头）"), cell("专项负责人"), cell("周明远")]),
            ]),
            p("按县政府要求填报。").numbered(1),
        ])
        .header([p("2020年度")])
        .footer([p("第1页")])
        .lists(&[("chineseCounting", "%1、")])
        .dressed(dress)
    };
    let plain = picture::document(&made(Dress::Plain).read());
    assert!(plain.contains("一、 按县政府要求填报。"), "{plain}");
    let dresses = [
        Dress::Plain,
        Dress::Strict,
        Dress::Prefix("ns0"),
        Dress::DefaultNamespace,
        Dress::Utf16 { big: false },
        Dress::Utf16 { big: true },
    ];
    for dress in dresses {
        assert_eq!(picture::document(&made(dress).read()), plain, "{dress:?}");
        let elsewhere = made(dress).main_part("文档/正文.xml");
        assert_eq!(picture::document(&elsewhere.read()), plain, "{dress:?}, main part elsewhere");
    }
}

#[test]
fn a_document_without_relationships_reads_by_the_usual_name() {
    let made = doc([table([row([cell("专项名称"), cell("公路养护")])])]);
    let parts = made.parts().into_iter().filter(|(name, _)| name != "_rels/.rels");
    let found = extract(&crate::support::package::zip(parts)).unwrap();
    assert_eq!(found[0].declaration.project.name.as_deref(), Some("公路养护"));
}

#[test]
fn an_extraction_says_where_its_doubts_are() {
    let found = extract(&fixture("declaration.tika.txt")).unwrap();
    let findings: Vec<_> =
        found[0].findings.iter().map(|finding| (finding.code(), finding.place.clone())).collect();
    let [("choice_inferred", Some(place))] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(place.to_string(), "表1 第6行 第3列 专项属性");
}

/// The fixture as Word writes it as one XML file: a package of `pkg:part`s.
fn flat(name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(fixture(name))).unwrap();
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">"#,
    );
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
        let xml = xml.split_once("?>").map_or(xml.as_str(), |(_, xml)| xml);
        out.push_str(&format!(
            r#"<pkg:part pkg:name="/{}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>"#,
            part.name()
        ));
    }
    out.push_str("</pkg:package>");
    out.into_bytes()
}

#[test]
fn a_package_in_one_xml_file_reads_like_its_archive() {
    let declarations = |bytes: &[u8]| -> Vec<shenbao::Declaration> {
        extract(bytes).unwrap().into_iter().map(|found| found.declaration).collect()
    };
    let flat = flat("declaration.docx");
    assert_eq!(declarations(&flat), declarations(&fixture("declaration.docx")));
    // It has no parts that a filler could copy.
    let error = shenbao::Template::open(shenbao::Form::declaration(), &flat).unwrap_err();
    assert_eq!(error.code(), "not_a_document");
}

/// What catdoc prints where it takes UTF-16 for Windows-1252: control characters are gone.
fn damaged(text: &str) -> String {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let shown = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
    shown.chars().filter(|shown| !shown.is_control()).collect()
}

#[test]
fn a_text_whose_chinese_is_damaged_is_refused_by_the_name_of_the_program_that_did_it() {
    let text = "\t专项名称\t清溪县公路养护\n\t主管部门\t某局\n\n依据\t乡村道路养护办法\n";
    assert_eq!(extract(text.as_bytes()).unwrap().len(), 1);
    let text = text.replace("依据", &damaged("专项立项依据"));
    let error = extract(text.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "dump_unreadable");
    assert!(error.message(shenbao::Lang::Zh).contains("catdoc"));
    assert!(error.hint(shenbao::Lang::Zh).unwrap().contains(".docx"));
}

#[test]
fn names_with_accents_do_not_refuse_a_text() {
    let text =
        "\t专项名称\t清溪县汉语拼音教学\n\t主管部门\t县教育局\n\n\t专项概况\tmā má mǎ mà，Café Müller 参与\n";
    let found = extract(text.as_bytes()).unwrap();
    assert_eq!(found[0].declaration.project.overview.as_deref(), Some("mā má mǎ mà，Café Müller 参与"));
}
