//! A document as Word 2003 XML: the parts of a package in one file, under the names of that time.

use super::package::unzip;

const WORD: &str = "http://schemas.microsoft.com/office/word/2003/wordml";

/// The prefixes that content of these tests uses.
pub(crate) const NAMESPACES: &str = "xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\" \
     xmlns:wx=\"http://schemas.microsoft.com/office/word/2003/auxHint\" \
     xmlns:aml=\"http://schemas.microsoft.com/aml/2001/core\" xmlns:v=\"urn:schemas-microsoft-com:vml\"";

/// A file with a body.
pub(crate) fn file(body: &str) -> String {
    file_with("", body)
}

/// A file with lists or styles before its body.
pub(crate) fn file_with(before: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <?mso-application progid=\"Word.Document\"?>\n\
         <w:wordDocument {NAMESPACES} w:macrosPresent=\"no\">{before}<w:docPr><w:view w:val=\"print\"/>\
         <w:footnotePr><w:footnote w:type=\"separator\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote></w:footnotePr>\
         </w:docPr><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    )
}

/// A .docx of the fixtures as Word 2003 would have saved it.
pub(crate) fn of_docx(bytes: &[u8]) -> String {
    let parts: Vec<(String, String)> =
        unzip(bytes).into_iter().map(|(name, part)| (name, String::from_utf8(part).unwrap())).collect();
    let part =
        |end: &str| parts.iter().find(|(name, _)| name.ends_with(end)).map_or("", |(_, part)| part.as_str());
    let inside = |part: &str, name: &str| -> String {
        let start = part.find(&format!("<w:{name}")).map(|at| at + part[at..].find('>').unwrap() + 1);
        let end = part.rfind(&format!("</w:{name}>"));
        start.zip(end).map(|(start, end)| part[start..end].to_owned()).unwrap_or_default()
    };
    let names = [
        ("w:vMerge", "w:vmerge"),
        ("w:hMerge", "w:hmerge"),
        ("w:numPr", "w:listPr"),
        ("w:numId ", "w:ilfo "),
        ("w:hAnsi=", "w:h-ansi="),
        ("w:eastAsia=", "w:fareast="),
    ];
    let renamed = |xml: String| names.iter().fold(xml, |xml, (new, old)| xml.replace(new, old));
    let mut lists = inside(part("numbering1.xml"), "numbering");
    if lists.is_empty() {
        lists = inside(part("numbering.xml"), "numbering");
    }
    let list_names = [
        ("w:abstractNum w:abstractNumId", "w:listDef w:listDefId"),
        ("</w:abstractNum>", "</w:listDef>"),
        ("<w:num w:numId=", "<w:list w:ilfo="),
        ("</w:num>", "</w:list>"),
        ("<w:abstractNumId ", "<w:ilst "),
        ("<w:multiLevelType w:val=\"singleLevel\"/>", "<w:plt w:val=\"SingleLevel\"/>"),
        ("w:numFmt w:val=\"decimal\"", "w:nfc w:val=\"0\""),
        ("w:numFmt w:val=\"chineseCountingThousand\"", "w:nfc w:val=\"39\""),
        ("w:numFmt w:val=\"chineseCounting\"", "w:nfc w:val=\"37\""),
    ];
    let lists = list_names.iter().fold(lists, |xml, (new, old)| xml.replace(new, old));
    let styles = renamed(inside(part("styles.xml"), "styles"));
    let body = renamed(inside(part("document.xml"), "body"));
    assert!(!body.contains("w14:checkbox"), "Word 2003 has no check box controls");
    let file = file_with(&format!("<w:lists>{lists}</w:lists><w:styles>{styles}</w:styles>"), &body);
    assert!(file.contains(WORD));
    file
}
