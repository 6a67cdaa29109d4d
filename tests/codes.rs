//! Every code that the library can report, brought about from outside, and the page that explains it.
//!
//! Each case is the smallest input found that causes the code, and nothing else. Phone numbers stand in the wrong
//! places on purpose: whatever quotes them has to mask them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use shenbao::check::RULES;
use shenbao::{Cause, Error, FillOptions, Finding, Form, Lang, Limits, Place, Profile, Severity, Template};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A number that no message may show.
const PHONE: &str = "13800000000";

const DOCUMENT: &str = "word/document.xml";

/// An error: its code, who caused it, where it is said to be, and how it comes about.
type ErrorCase = (&'static str, Cause, Option<&'static str>, fn() -> Error);

/// A finding: its code, how much it matters, where it is said to be, and how it comes about.
type FindingCase = (&'static str, Severity, Option<&'static str>, fn() -> Vec<Finding>);

const ERRORS: &[ErrorCase] = &[
    ("empty", Cause::Input, None, || refused(b"")),
    ("empty", Cause::Input, None, || refused(b"\xEF\xBB\xBF")),
    ("legacy_doc", Cause::Input, None, || refused(b"\xDB\xA5\x2D\0")),
    ("doc_broken", Cause::Input, Some("CFB"), || refused(&compound_file("WordDocument"))),
    ("not_a_document", Cause::Input, None, || refused(b"%PDF-1.7\n")),
    ("not_a_document", Cause::Input, None, || refused(&package(&[("xl/workbook.xml", "<workbook/>")]))),
    ("encrypted", Cause::Input, None, || refused(&compound_file("EncryptedPackage"))),
    ("encrypted", Cause::Input, None, || refused(b"\x14#\x65\0E-SafeNet\0LOCK")),
    ("zip_broken", Cause::Input, None, || {
        let whole = docx("<w:p/>");
        refused(&whole[..whole.len() / 2])
    }),
    ("part_missing", Cause::Input, Some(DOCUMENT), || {
        refused(&package(&[("[Content_Types].xml", "<Types/>")]))
    }),
    ("part_broken", Cause::Input, Some(DOCUMENT), || {
        // Parts are stored, so that another letter is all it takes to have a wrong checksum.
        let mut bytes = docx("<w:p/>");
        let at = bytes.windows(6).position(|bytes| bytes == b"<w:p/>").unwrap();
        bytes[at + 3] = b'b';
        refused(&bytes)
    }),
    ("xml_broken", Cause::Input, Some("word/document.xml 第96字节"), || refused(&docx("<w:p>"))),
    ("rtf_broken", Cause::Input, Some("第12字节"), || refused(b"{\\rtf1{\\b a}")),
    ("part_unexpected", Cause::Input, Some(DOCUMENT), || {
        refused(&package(&[(
            DOCUMENT,
            "<w:styles xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'/>",
        )]))
    }),
    ("dump_unreadable", Cause::Input, None, || refused(b"[TABLE]\n")),
    ("dump_unreadable", Cause::Input, None, || {
        refused("|专项名称 |养护       |\n|主管部门 |某局       |\n|联系电话 |13800000000|\n".as_bytes())
    }),
    ("limit_exceeded", Cause::Limit, Some(DOCUMENT), || refused(&docx(&"<w:p>".repeat(1000)))),
    ("limit_exceeded", Cause::Limit, None, || {
        let mut limits = Limits::default();
        limits.text_bytes = 8;
        error(Form::declaration().read_with("专项名称".as_bytes(), &limits))
    }),
    ("no_declaration", Cause::Input, None, || refused(format!("值班电话：{PHONE}").as_bytes())),
    ("self_evaluation", Cause::Input, None, || refused("项目支出绩效自评表".as_bytes())),
    ("self_evaluation", Cause::Input, None, || {
        refused(&docx(&table(&[&["项目名称", "环境整治"], &["全年执行数", "执行率", "得分"]])))
    }),
    ("form_broken", Cause::Template, None, || error(Form::from_toml("name ="))),
    ("form_broken", Cause::Template, None, || {
        error(Form::from_toml(
            "name = 'own'\n[[field]]\nkey = 'a'\nkind = 'text'\nlabels = ['甲']\nonly_in = 'nowhere'",
        ))
    }),
    ("profile_broken", Cause::Template, None, || error(Profile::from_toml("[rules]\nname_mising = 'error'"))),
    ("template_format", Cause::Template, None, || {
        error(Template::open(Form::declaration(), &crate::support::fixture("declaration.doc")))
    }),
    ("template_unbound", Cause::Template, None, || {
        error(Template::open(Form::declaration(), &docx("<w:p/>")))
    }),
    ("template_unbound", Cause::Template, None, || {
        error(Template::open(Form::declaration(), "专项名称\t\n".as_bytes()))
    }),
    ("template_format", Cause::Template, None, || {
        error(Template::open(Form::declaration(), "<table><tr><td>专项名称<td></table>".as_bytes()))
    }),
    ("data_broken", Cause::Data, Some("year"), || {
        error(blank().fill(&json!({ "year": PHONE }), FillOptions::default()))
    }),
    ("data_broken", Cause::Data, Some("indicators[0].target"), || {
        let data = json!({ "indicators": [{ "name": "公路", "target": true }] });
        error(blank().fill(&data, FillOptions::default()))
    }),
    ("data_broken", Cause::Data, Some("project.attribute"), || {
        error(blank().fill(&json!({ "project": { "attribute": PHONE } }), FillOptions::default()))
    }),
    ("fill_refused", Cause::Data, None, || {
        error(template(&[&["专项名称", ""]]).fill(&json!({ "notes": "无" }), FillOptions::default()))
    }),
    // The library compares what it wrote with what it should say. What reads as a printed line of the form cannot
    // come back as part of an opinion.
    ("read_back", Cause::Data, None, || {
        let unit = json!({ "unit": "公路站 单位负责人：何苗" });
        error(blank().fill(&unit, FillOptions::default()))
    }),
];

const FINDINGS: &[FindingCase] = &[
    // Of reading.
    ("content_skipped", Severity::Info, None, || {
        found(&docx(&(table(&[&["专项名称", "养护"]]) + "<w:altChunk/>")))
    }),
    ("bytes_undecodable", Severity::Warning, Some("第2行"), || {
        found(b"\xD7\xA8\xCF\xEE\xC3\xFB\xB3\xC6\t\xD1\xF8\xBB\xA4\n\xD6\xF7\xB9\xDC\xB2\xBF\xC3\xC5\t\xFF\n")
    }),
    ("page_cut_off", Severity::Warning, None, || {
        found("<html><table><tr><td>专项名称<td>养护<tr><td>主管".as_bytes())
    }),
    ("dump_incomplete", Severity::Warning, None, || {
        found("专项名称\n养护\n主管部门\n某局\n专项负责人\n周明远\n专项概况\n养护\n本年度绩效目标\n养护\n其他需要说明的问题\n无\n".as_bytes())
    }),
    ("rows_settled", Severity::Info, None, || {
        found("\t专项名称\n\t养护\n\n\t主管部门\n\n\t某局\n".as_bytes())
    }),
    ("cells_restored", Severity::Warning, Some("表1 第2行"), || {
        found(
            "<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body><w:tbl>\
             <w:tr><w:tc><w:p><w:r><w:t>专项名称</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>养护</w:t></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:tc><w:p><w:r><w:t>二期</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"
                .as_bytes(),
        )
    }),
    ("label_fuzzy", Severity::Info, Some("表1 第2行 第1列"), || {
        found_in(&[&["专项名称", "养护"], &["主管部们", "某局"]])
    }),
    ("label_repeated", Severity::Warning, Some("表1 第3行 第2列 联系人及电话"), || {
        found_in(&[&["专项名称", "养护"], &["联系人及电话", "周明远"], &["联系人及电话", PHONE]])
    }),
    ("place_guessed", Severity::Warning, Some("表1 第2行 第1列"), || {
        found_in(&[&["专项名称", "养护"], &["填报单位（盖章） 某局13800000000", ""]])
    }),
    // Of values.
    ("amount_unreadable", Severity::Warning, Some("表1 第2行 第2列 本年度预计投入"), || {
        value("本年度预计投入", "周明远13800000000")
    }),
    (
        "amount_unit_differs",
        Severity::Info,
        Some("表1 第2行 第2列 本年度预计投入（元）"),
        || value("本年度预计投入（元）", "10万元（周明远13800000000）"),
    ),
    ("period_unreadable", Severity::Warning, Some("表1 第2行 第2列 起止时间"), || {
        value("起止时间", PHONE)
    }),
    ("period_reversed", Severity::Warning, Some("表1 第2行 第2列 起止时间"), || {
        value("起止时间", "2021年-2020年")
    }),
    ("year_unreadable", Severity::Warning, Some("表1 第2行 第2列 申报年度"), || {
        value("申报年度", PHONE)
    }),
    ("choice_inferred", Severity::Info, Some("表1 第2行 第2列 专项属性"), || {
        value("专项属性", "新增项目□  延续项目(   周明远13800000000")
    }),
    ("choice_undecided", Severity::Warning, Some("表1 第2行 第2列 专项属性"), || {
        value("专项属性", "新增项目√  延续项目√  周明远13800000000")
    }),
    ("choice_unreadable", Severity::Warning, Some("表1 第2行 第2列 专项属性"), || {
        value("专项属性", PHONE)
    }),
    ("target_damaged", Severity::Warning, Some("表1 第2行 第4列 指标值及单位"), || target("290%")),
    ("target_residue", Severity::Warning, Some("表1 第2行 第4列 指标值及单位"), || {
        target("≥**个，周明远13800000000")
    }),
    ("target_unreadable", Severity::Warning, Some("表1 第2行 第4列 指标值及单位"), || {
        target("≥若干（周明远 138 0000 0000，138 0000 0000）")
    }),
    // Of filling.
    ("value_unplaced", Severity::Error, None, || filled_in("", json!({ "unit": "清溪县民政局" }))),
    ("value_unplaced", Severity::Error, None, || {
        filled_in("", json!({ "extra": [{ "label": "周明远13800000000", "text": "在岗" }] }))
    }),
    ("place_occupied", Severity::Error, Some("表1 第1行 第2列 专项名称"), || {
        filled_in(PHONE, json!({ "project": { "name": "养护" } }))
    }),
    ("place_occupied", Severity::Error, Some("表1 第2行 第2列 周明远138****0000"), || {
        let template = template(&[&["专项名称", ""], &["周明远13800000000", "在岗"]]);
        refusal(&template, &[json!({ "extra": [{ "label": "周明远13800000000", "text": "离岗" }] })])
    }),
    ("place_ambiguous", Severity::Error, Some("表1 第2行 第2列 主管部门"), || {
        let template = template(&[&["专项名称", ""], &["主管部门", ""], &["主管部门", ""]]);
        refusal(&template, &[json!({ "project": { "department": "县交通局" } })])
    }),
    ("value_as_printed", Severity::Error, Some("第1段 填报单位（盖章）："), || {
        let form = docx(&format!(
            "<w:p>{}</w:p><w:tbl>{}</w:tbl>",
            run("填报单位（盖章）："),
            row(&[cell(&run("专项名称")), cell("")])
        ));
        refusal(&Template::open(Form::declaration(), &form).unwrap(), &[json!({ "unit": "公路站__" })])
    }),
    (
        "value_as_printed",
        Severity::Error,
        Some("表3 第2行 第4列 财政部门业务股室审核意见"),
        || {
            let opinion = json!({ "label": "财政部门业务股室审核意见", "text": "同意\n（盖章）" });
            refusal(&blank(), &[json!({ "opinions": [opinion] })])
        },
    ),
    ("value_contradicts", Severity::Error, Some("funding.total"), || {
        filled_in("", json!({ "funding": { "total": { "text": PHONE, "value": 12 } } }))
    }),
    ("choice_unplaced", Severity::Error, Some("表1 第2行 第2列 专项属性"), || {
        let template = template(&[&["专项名称", ""], &["专项属性", "见通知"]]);
        refusal(&template, &[json!({ "project": { "attribute": "new" } })])
    }),
    ("place_protected", Severity::Error, Some("表1 第1行 第2列 专项属性"), || {
        let row =
            row(&[cell(&run("专项属性")), cell(&(run("新增项目") + EQ_BOX + &run("延续项目") + EQ_BOX))]);
        let bytes = docx(&format!("<w:tbl>{row}</w:tbl>"));
        let template = Template::open(Form::declaration(), &bytes).unwrap();
        refusal(&template, &[json!({ "project": { "attribute": "new" } })])
    }),
    ("declarations_unplaced", Severity::Error, None, || {
        let data = json!({ "project": { "name": "养护" } });
        refusal(&template(&[&["专项名称", ""], &["专项名称", ""]]), &[data.clone(), data.clone(), data])
    }),
];

// How they come about

fn error<T>(result: shenbao::Result<T>) -> Error {
    result.err().expect("an error")
}

/// The error of extracting.
fn refused(bytes: &[u8]) -> Error {
    error(shenbao::extract(bytes))
}

/// The findings of extracting.
fn found(bytes: &[u8]) -> Vec<Finding> {
    shenbao::extract(bytes).unwrap().into_iter().flat_map(|extraction| extraction.findings).collect()
}

fn found_in(rows: &[&[&str]]) -> Vec<Finding> {
    found(&docx(&table(rows)))
}

/// The findings about a value beside a label.
fn value(label: &str, text: &str) -> Vec<Finding> {
    found_in(&[&["专项名称", "养护"], &[label, text]])
}

/// The findings about the value of an indicator.
fn target(text: &str) -> Vec<Finding> {
    found_in(&[
        &["一级指标", "二级指标", "三级指标", "指标值及单位"],
        &["产出指标", "数量指标", "公路里程", text],
    ])
}

fn blank() -> Template<'static> {
    Template::blank().unwrap()
}

fn template(rows: &[&[&str]]) -> Template<'static> {
    Template::open(Form::declaration(), &docx(&table(rows))).unwrap()
}

/// The reasons for which a template refuses data.
fn refusal(template: &Template<'_>, data: &[Value]) -> Vec<Finding> {
    let error = error(template.fill_all(data, FillOptions::default()));
    assert_eq!(error.code(), "fill_refused");
    error.findings().to_vec()
}

/// The same for a template with nothing but a name in it.
fn filled_in(name: &str, data: Value) -> Vec<Finding> {
    refusal(&template(&[&["专项名称", name]]), &[data])
}

// What they are made of

/// Two boxes that an EQ field draws over each other: nothing says where a tick would go.
const EQ_BOX: &str = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>\
     <w:r><w:instrText>eq \\o\\ac(□,□)</w:instrText></w:r>\
     <w:r><w:fldChar w:fldCharType='end'/></w:r>";

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn cell(runs: &str) -> String {
    format!("<w:tc><w:p>{runs}</w:p></w:tc>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn table(rows: &[&[&str]]) -> String {
    let mut out = String::new();
    for texts in rows {
        let cells: Vec<String> = texts.iter().map(|text| cell(&run(text))).collect();
        let _ = write!(out, "{}", row(&cells));
    }
    format!("<w:tbl>{out}</w:tbl>")
}

fn docx(body: &str) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("<w:document xmlns:w='{namespace}'><w:body>{body}</w:body></w:document>");
    package(&[("[Content_Types].xml", "<Types/>"), (DOCUMENT, &document)])
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A compound file ([MS-CFB]) of a header and a directory with one stream.
fn compound_file(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0u8; 1024];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (entry, name) in [(512, "Root Entry"), (640, stream)] {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[entry..entry + name.len()].copy_from_slice(&name);
    }
    bytes
}

// What is asserted

fn shown(place: Option<&Place>) -> Option<String> {
    place.map(|place| place.describe(Lang::Zh))
}

/// A message says something, in its language, and gives nobody's number away.
fn assert_message(code: &str, zh: &str, en: &str) {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    assert!(zh.contains(is_han), "{code}: {zh}");
    assert!(en.contains(|c: char| c.is_ascii_lowercase()), "{code}: {en}");
    for message in [zh, en] {
        let digits: String = message.chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains(PHONE), "{code}: {message}");
    }
}

#[test]
fn every_error_comes_about() {
    for (code, cause, place, make) in ERRORS {
        let error = make();
        assert_eq!(error.code(), *code, "{error:?}");
        assert_eq!(error.cause(), *cause, "{code}");
        assert_eq!(shown(error.place().as_ref()).as_deref(), *place, "{code}");
        assert_message(code, &error.message(Lang::Zh), &error.message(Lang::En));
    }
}

#[test]
fn every_finding_comes_about_alone() {
    for (code, severity, place, make) in FINDINGS {
        let findings = make();
        let codes: Vec<&str> = findings.iter().map(Finding::code).collect();
        assert_eq!(codes, [*code]);
        for finding in findings {
            assert_eq!(finding.severity(), *severity, "{code}");
            assert_eq!(shown(finding.place.as_ref()).as_deref(), *place, "{code}");
            assert_message(code, &finding.message(Lang::Zh), &finding.message(Lang::En));
        }
    }
}

#[test]
fn no_code_is_left_out() {
    let set = |codes: &mut dyn Iterator<Item = &'static str>| codes.collect::<BTreeSet<_>>();
    let errors = set(&mut ERRORS.iter().map(|(code, ..)| *code));
    assert_eq!(errors, set(&mut Error::CODES.iter().copied()));
    let findings = set(&mut FINDINGS.iter().map(|(code, ..)| *code));
    assert_eq!(findings, set(&mut Finding::CODES.iter().copied()));
    assert!(errors.is_disjoint(&findings), "a code has one meaning");
    // The rules have their cases beside them, in src/check/tests.rs.
    let rules = set(&mut RULES.iter().map(|rule| rule.code));
    assert!(rules.is_disjoint(&errors) && rules.is_disjoint(&findings), "a code has one meaning");
    assert_eq!(rules.len(), RULES.len(), "none is listed twice");
    assert_eq!(
        errors.len() + findings.len(),
        Error::CODES.len() + Finding::CODES.len(),
        "none is listed twice"
    );
}

/// The page has a heading for each code, and below it says how bad it is.
#[test]
fn every_code_has_its_page() {
    let page = include_str!("../docs/errors.md");
    // The program's own codes come last.
    let (library, _) = page.split_once("\n# 命令行 / Command line\n").unwrap();
    let sections: Vec<(&str, &str)> =
        library.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap()).collect();
    let headings: BTreeSet<&str> = sections.iter().map(|(heading, _)| *heading).collect();
    let rules = || RULES.iter().map(|rule| rule.code);
    let codes: BTreeSet<&str> = Error::CODES.iter().chain(Finding::CODES).copied().chain(rules()).collect();
    assert_eq!(headings, codes);
    assert_eq!(headings.len(), sections.len(), "a code has one heading");

    let causes = ERRORS.iter().map(|(code, cause, ..)| (*code, format!("`{cause:?}`").to_lowercase()));
    let severities =
        FINDINGS.iter().map(|(code, severity, ..)| (*code, format!("`{severity:?}`").to_lowercase()));
    let profile = Profile::default_profile();
    let levels = rules().map(|code| {
        let level = profile.setting(code).map_or("off".into(), |setting| format!("{:?}", setting.severity));
        (code, format!("`{}`", level.to_lowercase()))
    });
    for (code, word) in causes.chain(severities).chain(levels) {
        let (_, text) = sections.iter().find(|(heading, _)| *heading == code).unwrap();
        assert!(text.trim_start().starts_with(&word), "{code}: {word}");
    }
}
