//! Small Word documents, made for a test.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A document with paragraphs and tables in its body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}</w:body></w:document>"
    );
    package(&document)
}

/// A document with the given XML as its main part.
pub(crate) fn package(document: &str) -> Vec<u8> {
    const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Override PartName=\"/word/document.xml\" ContentType=\
        \"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    const RELATIONSHIPS: &str = "<Relationships xmlns=\
        \"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\
        \"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
        Target=\"word/document.xml\"/></Relationships>";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONSHIPS), ("word/document.xml", document)]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// A table with the given cells, of which each takes as many grid columns as there are `<` behind its text.
pub(crate) fn table(rows: &[&[&str]]) -> String {
    let mut out = String::from("<w:tbl>");
    for row in rows {
        out.push_str("<w:tr>");
        for cell in *row {
            let text = cell.trim_end_matches('<');
            let span = cell.len() - text.len() + 1;
            let (properties, text) = match text.strip_prefix('^') {
                Some("") => ("<w:vMerge/>", ""),
                Some(text) => ("<w:vMerge w:val=\"restart\"/>", text),
                None => ("", text),
            };
            out.push_str(&format!(
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>{properties}</w:tcPr>{}</w:tc>",
                text.split('\n').map(paragraph).collect::<String>()
            ));
        }
        out.push_str("</w:tr>");
    }
    out + "</w:tbl>"
}

/// A filled form with an amount that is none, a label that the vocabulary does not know, and a stray remark.
pub(crate) fn filled(project: &str) -> Vec<u8> {
    let body = [
        paragraph("专项资金预算绩效目标申报表"),
        paragraph("（ 2026 年度）"),
        table(&[
            &["填报单位（盖章）：清溪县交通运输局<<", "单位负责人：周明远<"],
            &["^专项基本情况", "专项名称", &format!("{project}<<")],
            &["^", "专项属性", "新增项目□ 延续项目☑<<"],
            &["^", "专项起止时间", "2026年1月-12月", "联系人及电话", "李青 07391234567"],
            &["^", "专项概况", "养护农村公路\n疏通边沟<<"],
            &["^专项资金情况", "本年度预计投入（万元）", "约12", "其他", "-3"],
            &["绿化面积", "三亩<<<"],
            &["本年度绩效目标", "养护农村公路17公里<<<"],
            &["^专项年度绩效指标", "一级指标", "二级指标", "三级指标内容", "指标值及单位"],
            &["^", "^产出指标", "数量指标", "养护里程", "≥17公里"],
            &["^", "^", "质量指标", "验收合格率", "=100%"],
            &["财政部门审核意见", "同意\n（盖章）\n年 月 日<<<"],
        ]),
        paragraph("此表一式三份，留存备查。"),
    ];
    docx(&body.concat())
}

/// A blank form in the words of another vocabulary, and that vocabulary.
pub(crate) const LEDGER_FORM: &str = r#"
name = "ledger"
titles = ["公路养护台账"]

[[field]]
key = "road.name"
kind = "text"
labels = ["路线名称"]
starts = true

[[field]]
key = "cost"
kind = "amount"
labels = ["养护费用"]

[[field]]
key = "works"
kind = "list"
labels = ["养护作业"]
[[field.column]]
key = "item"
kind = "text"
labels = ["作业内容"]
[[field.column]]
key = "amount"
kind = "target"
labels = ["工程量"]
"#;

pub(crate) fn ledger(name: &str, cost: &str) -> Vec<u8> {
    let body = [
        paragraph("公路养护台账"),
        table(&[
            &["路线名称", name],
            &["养护费用（元）", cost],
            &["作业内容", "工程量"],
            &if name.is_empty() { ["", ""] } else { ["疏通边沟", "≥3公里"] },
        ]),
    ];
    docx(&body.concat())
}
