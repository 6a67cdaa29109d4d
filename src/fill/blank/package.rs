//! The package around the document: the other parts, which never vary, and the archive.
//!
//! docx-rs would add comments, footnotes, numbering and custom properties that a form does not have, and its
//! styles name no default paragraph style; so these parts are written out here.

use std::io::{Cursor, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// Packs the document with its companions, under its title.
///
/// The parts are stored, not deflated: a deflater may choose other bytes in its next version, and the form must
/// not. For the same reason the entries have the earliest ZIP time and no permissions.
pub(super) fn pack(document: &[u8], title: &str) -> ZipResult<Vec<u8>> {
    let title = quick_xml::escape::escape(title);
    let core_properties = CORE_PROPERTIES.replace("{title}", &title);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .system(System::Dos);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", PACKAGE_RELATIONSHIPS),
        ("docProps/core.xml", core_properties.as_str()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONSHIPS),
        ("word/fontTable.xml", FONT_TABLE),
        ("word/settings.xml", SETTINGS),
        ("word/styles.xml", STYLES),
    ];
    for (name, part) in parts {
        archive.start_file(name, options)?;
        archive.write_all(part.as_bytes())?;
    }
    archive.start_file("word/document.xml", options)?;
    archive.write_all(document)?;
    Ok(archive.finish()?.into_inner())
}

const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/docProps/core.xml\" \
        ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
    <Override PartName=\"/word/document.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/fontTable.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>\
    <Override PartName=\"/word/settings.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>\
    <Override PartName=\"/word/styles.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
    </Types>";

const PACKAGE_RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Target=\"word/document.xml\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/>\
    <Relationship Id=\"rId2\" Target=\"docProps/core.xml\" \
        Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\"/>\
    </Relationships>";

const DOCUMENT_RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Target=\"styles.xml\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\"/>\
    <Relationship Id=\"rId2\" Target=\"settings.xml\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\"/>\
    <Relationship Id=\"rId3\" Target=\"fontTable.xml\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable\"/>\
    </Relationships>";

/// Nobody is named: who fills the form is its author, and their Word will say so.
const CORE_PROPERTIES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
        xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
    <dc:title>{title}</dc:title>\
    <dcterms:created xsi:type=\"dcterms:W3CDTF\">2025-01-01T00:00:00Z</dcterms:created>\
    <dcterms:modified xsi:type=\"dcterms:W3CDTF\">2025-01-01T00:00:00Z</dcterms:modified>\
    <dc:language>zh-CN</dc:language>\
    </cp:coreProperties>";

/// Where 仿宋_GB2312 or 方正小标宋 is not installed, the alternative names say what comes closest on the machine.
const FONT_TABLE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
    <w:font w:name=\"Times New Roman\"><w:panose1 w:val=\"02020603050405020304\"/><w:charset w:val=\"00\"/>\
        <w:family w:val=\"roman\"/><w:pitch w:val=\"variable\"/></w:font>\
    <w:font w:name=\"仿宋_GB2312\"><w:altName w:val=\"仿宋,FangSong\"/><w:panose1 w:val=\"02010609030101010101\"/>\
        <w:charset w:val=\"86\"/><w:family w:val=\"modern\"/><w:pitch w:val=\"fixed\"/></w:font>\
    <w:font w:name=\"方正小标宋简体\"><w:altName w:val=\"宋体,SimSun\"/><w:panose1 w:val=\"02010600030101010101\"/>\
        <w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"variable\"/></w:font>\
    </w:fonts>";

/// Compatibility mode 15 is Word 2013 and later; without it Word opens the form in the layout of 2007.
const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
    <w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"480\"/>\
    <w:characterSpacingControl w:val=\"compressPunctuation\"/>\
    <w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>\
    <w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>\
    <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
    </w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>\
    <w:decimalSymbol w:val=\".\"/><w:listSeparator w:val=\",\"/></w:settings>";

/// Body text is 小四 on lines of exactly 20 points, so that the form breaks its pages alike whatever font stands in.
/// The form's own styles are the title (小二), labels, values, and the gap that holds its tables apart.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
    <w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
    <w:docDefaults><w:rPrDefault><w:rPr>\
    <w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/>\
    <w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>\
    </w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
    <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
    <w:pPr><w:widowControl w:val=\"0\"/><w:spacing w:line=\"400\" w:lineRule=\"exact\"/></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"FormTitle\"><w:name w:val=\"Form Title\"/>\
    <w:basedOn w:val=\"Normal\"/><w:pPr><w:spacing w:line=\"640\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/></w:pPr>\
    <w:rPr><w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:sz w:val=\"36\"/><w:szCs w:val=\"36\"/></w:rPr></w:style>\
    <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"FormLabel\"><w:name w:val=\"Form Label\"/>\
    <w:basedOn w:val=\"Normal\"/><w:pPr><w:jc w:val=\"center\"/></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"FormValue\"><w:name w:val=\"Form Value\"/>\
    <w:basedOn w:val=\"Normal\"/><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\" \
        w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr></w:style>\
    <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"FormGap\"><w:name w:val=\"Form Gap\"/>\
    <w:basedOn w:val=\"Normal\"/><w:pPr><w:spacing w:line=\"2\" w:lineRule=\"exact\"/></w:pPr>\
    <w:rPr><w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/></w:rPr></w:style>\
    <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
    <w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\
    <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
    <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
    <w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/>\
    <w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
    <w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/>\
    <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/></w:style>\
    </w:styles>";
