//! A declaration as Word writes it: an element for every habit, and runs split where somebody once stopped typing.
//!
//! What looks random comes from a counter, so that the same form makes the same file.

use std::fmt::Write as _;

use super::docx::{
    content_type, content_types, escaped, list_definitions, relationship, relationships_part, root,
};
use super::form::{Form, FormCell, FormParagraph, LISTS, Merge, WIDTHS};
use super::package::zip;

/// The file with these declarations, a page each.
pub(crate) fn docx(forms: &[Form]) -> Vec<u8> {
    zip(parts(&document(forms)))
}

/// The main part of it.
pub(crate) fn document(forms: &[Form]) -> String {
    let mut writer = Writer { out: String::new(), state: 20_200_115 };
    for (number, form) in forms.iter().enumerate() {
        if number > 0 {
            writer.page_break();
        }
        writer.table(form);
    }
    let paragraph = writer.paragraph_ids();
    let _ = write!(
        writer.out,
        "<w:p{paragraph}/><w:sectPr w:rsidR=\"00A77B3E\"><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1440\" w:right=\"1474\" w:bottom=\"1440\" w:left=\"1474\" w:header=\"851\" \
         w:footer=\"992\" w:gutter=\"0\"/><w:cols w:space=\"425\"/><w:docGrid w:type=\"lines\" \
         w:linePitch=\"312\"/></w:sectPr>"
    );
    root("document", &format!("<w:body>{}</w:body>", writer.out))
}

/// The parts of a file of Word's with that main part.
pub(crate) fn parts(document: &str) -> Vec<(&'static str, String)> {
    let kinds = ["styles", "settings", "webSettings", "fontTable", "numbering"];
    let mut types = format!(
        "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{}",
        content_type("word/document.xml", "document.main")
    );
    let mut targets = String::new();
    for (at, kind) in kinds.iter().enumerate() {
        types += &content_type(&format!("word/{kind}.xml"), kind);
        targets += &relationship(&format!("rId{}", at + 1), kind, &format!("{kind}.xml"));
    }
    types += "<Override PartName=\"/docProps/core.xml\" \
              ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
              <Override PartName=\"/docProps/app.xml\" \
              ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>";
    let core = "<Relationship Id=\"rId2\" \
                Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
                Target=\"docProps/core.xml\"/>";
    let main = relationship("rId1", "officeDocument", "word/document.xml")
        + core
        + &relationship("rId3", "extended-properties", "docProps/app.xml");
    vec![
        ("[Content_Types].xml", content_types(&types)),
        ("_rels/.rels", relationships_part(&main)),
        ("word/document.xml", document.to_owned()),
        ("word/_rels/document.xml.rels", relationships_part(&targets)),
        ("word/styles.xml", root("styles", STYLES)),
        ("word/settings.xml", root("settings", SETTINGS)),
        ("word/webSettings.xml", root("webSettings", "<w:optimizeForBrowser/>")),
        ("word/fontTable.xml", root("fonts", FONTS)),
        ("word/numbering.xml", root("numbering", &list_definitions(&LISTS))),
        ("docProps/core.xml", CORE.to_owned()),
        ("docProps/app.xml", APP.to_owned()),
    ]
}

struct Writer {
    out: String,
    state: u64,
}

const RSIDS: [&str; 8] =
    ["007D1A90", "00B64F1C", "00C4128E", "00E02F61", "00F33C05", "0056E1D2", "009B3A2D", "00A77B3E"];

impl Writer {
    /// A number below a bound, from a linear congruential generator.
    fn pick(&mut self, below: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % below
    }

    fn rsid(&mut self) -> &'static str {
        RSIDS[self.pick(RSIDS.len())]
    }

    /// Attributes of a paragraph. A paraId is below 0x80000000.
    fn paragraph_ids(&mut self) -> String {
        let id = (self.pick(0x7FFF_FFFF) as u32).max(1);
        let (first, second, third) = (self.rsid(), self.rsid(), self.rsid());
        format!(
            " w14:paraId=\"{id:08X}\" w14:textId=\"77777777\" w:rsidR=\"{first}\" w:rsidRPr=\"00A77B3E\" \
             w:rsidRDefault=\"{second}\" w:rsidP=\"{third}\""
        )
    }

    fn page_break(&mut self) {
        let ids = self.paragraph_ids();
        let _ = write!(self.out, "<w:p{ids}><w:r><w:br w:type=\"page\"/></w:r></w:p>");
    }

    fn table(&mut self, form: &Form) {
        let total: u32 = WIDTHS.iter().sum();
        let grid: String = WIDTHS.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"04A0\" w:firstRow=\"1\" w:lastRow=\"0\" \
             w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/></w:tblPr>\
             <w:tblGrid>{grid}</w:tblGrid>"
        );
        for (number, (row, height)) in form.rows.iter().zip(&form.heights).enumerate() {
            let id = (self.pick(0x7FFF_FFFF) as u32).max(1);
            let (first, second) = (self.rsid(), self.rsid());
            // The row that a spreadsheet left behind to keep the column widths has no height.
            let height = if *height == 0 {
                "<w:trHeight w:hRule=\"exact\" w:val=\"20\"/>".to_owned()
            } else {
                format!("<w:trHeight w:val=\"{height}\"/>")
            };
            let _ = write!(
                self.out,
                "<w:tr w:rsidR=\"{first}\" w:rsidRPr=\"00A77B3E\" w14:paraId=\"{id:08X}\" \
                 w14:textId=\"77777777\" w:rsidTr=\"{second}\"><w:trPr>{height}<w:jc w:val=\"center\"/></w:trPr>"
            );
            for cell in row {
                self.cell(cell, number);
            }
            self.out += "</w:tr>";
        }
        self.out += "</w:tbl>";
    }

    fn cell(&mut self, cell: &FormCell, row: usize) {
        let width: u32 = WIDTHS[cell.column..cell.column + cell.span].iter().sum();
        let _ = write!(self.out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
        if cell.span > 1 {
            let _ = write!(self.out, "<w:gridSpan w:val=\"{}\"/>", cell.span);
        }
        self.out += match cell.merge {
            Some(Merge::Start) => "<w:vMerge w:val=\"restart\"/>",
            Some(Merge::GoOn) => "<w:vMerge/>",
            None => "",
        };
        if row > 3 {
            let side = |name: &str| {
                format!("<w:{name} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
            };
            let sides: String = ["top", "left", "bottom", "right"].map(side).concat();
            let _ = write!(self.out, "<w:tcBorders>{sides}</w:tcBorders>");
        } else {
            self.out += "<w:tcBorders><w:bottom w:val=\"nil\"/></w:tcBorders>";
        }
        self.out += "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"auto\"/><w:vAlign w:val=\"center\"/>";
        let hides_mark = self.pick(2) == 0;
        self.out += if hides_mark { "<w:hideMark/></w:tcPr>" } else { "</w:tcPr>" };

        let is_label = cell.column + cell.span < 12 && cell.span < 6;
        let justified = match (row, is_label) {
            (1 | 2, _) | (4.., true) => "center",
            _ => "left",
        };
        for paragraph in &cell.paragraphs {
            self.paragraph(paragraph, justified, row == 1);
        }
        if cell.paragraphs.is_empty() {
            let empty = FormParagraph { text: String::new(), list: None, shares_run: false };
            self.paragraph(&empty, justified, false);
        }
        self.out += "</w:tc>";
    }

    fn paragraph(&mut self, paragraph: &FormParagraph, justified: &str, title: bool) {
        let ids = self.paragraph_ids();
        let look = look(false, title, self.pick(3) == 0);
        let number = paragraph.list.map_or(String::new(), |list| {
            format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>")
        });
        let _ = write!(
            self.out,
            "<w:p{ids}><w:pPr><w:widowControl/>{number}<w:jc w:val=\"{justified}\"/><w:rPr>{look}</w:rPr></w:pPr>"
        );
        let characters: Vec<char> = paragraph.text.chars().collect();
        let mut rest = characters.as_slice();
        while !rest.is_empty() {
            let wanted = 1 + self.pick(24);
            let length = match rest.iter().position(|character| *character == '☑') {
                Some(0) => 1,
                Some(tick) => wanted.min(tick),
                None => wanted.min(rest.len()),
            };
            let (run, after) = rest.split_at(length);
            self.run(&run.iter().collect::<String>(), title);
            rest = after;
        }
        self.out += "</w:p>";
    }

    fn run(&mut self, text: &str, title: bool) {
        let rsid = if self.pick(2) == 0 { format!(" w:rsidR=\"{}\"", self.rsid()) } else { String::new() };
        let coloured = self.pick(3) == 0;
        if text == "☑" {
            let look = look(false, title, coloured);
            let _ = write!(
                self.out,
                "<w:r{rsid}><w:rPr>{look}</w:rPr><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>"
            );
            return;
        }
        let is_east_asian = text.chars().any(|character| character >= '\u{2E80}');
        let look = look(is_east_asian, title, coloured);
        let marked = self.pick(9) == 0;
        if marked {
            self.out += "<w:proofErr w:type=\"gramStart\"/>";
        }
        let _ = write!(self.out, "<w:r{rsid} w:rsidRPr=\"00A77B3E\"><w:rPr>{look}</w:rPr>");
        for (number, line) in text.split('↵').enumerate() {
            if number > 0 {
                self.out += "<w:br/>";
            }
            if !line.is_empty() {
                let space = if line.starts_with(' ') || line.ends_with(' ') || line.contains("  ") {
                    " xml:space=\"preserve\""
                } else {
                    ""
                };
                let _ = write!(self.out, "<w:t{space}>{}</w:t>", escaped(line));
            }
        }
        self.out += "</w:r>";
        if marked {
            self.out += "<w:proofErr w:type=\"gramEnd\"/>";
        }
    }
}

/// What stands in a `w:rPr`.
fn look(is_east_asian: bool, title: bool, coloured: bool) -> String {
    let font = if title { "方正小标宋简体" } else { "仿宋" };
    let hint = if is_east_asian { " w:hint=\"eastAsia\"" } else { "" };
    let bold = if title { "<w:b/><w:bCs/>" } else { "" };
    let colour = if coloured { "<w:color w:val=\"000000\"/>" } else { "" };
    let size = if title { 32 } else { 24 };
    format!(
        "<w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" w:hAnsi=\"{font}\" w:cs=\"宋体\"{hint}/>{bold}{colour}\
         <w:kern w:val=\"0\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"
    )
}

const STYLES: &str = "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" \
    w:eastAsia=\"宋体\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:lang w:val=\"en-US\" \
    w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
    <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/><w:qFormat/>\
    <w:pPr><w:widowControl w:val=\"0\"/><w:jc w:val=\"both\"/></w:pPr><w:rPr><w:kern w:val=\"2\"/>\
    <w:sz w:val=\"21\"/><w:szCs w:val=\"24\"/></w:rPr></w:style>\
    <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"a0\"><w:name w:val=\"Default Paragraph Font\"/>\
    <w:uiPriority w:val=\"1\"/><w:semiHidden/><w:unhideWhenUsed/></w:style>\
    <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"a1\"><w:name w:val=\"Normal Table\"/>\
    <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
    <w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" \
    w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
    <w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"a2\"><w:name w:val=\"No List\"/>\
    <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/></w:style>";

const SETTINGS: &str = "<w:zoom w:percent=\"100\"/><w:proofState w:spelling=\"clean\" w:grammar=\"clean\"/>\
    <w:defaultTabStop w:val=\"420\"/><w:drawingGridVerticalSpacing w:val=\"156\"/>\
    <w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:spaceForUL/>\
    <w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:useFELayout/>\
    <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" \
    w:val=\"14\"/></w:compat><w:rsids><w:rsidRoot w:val=\"00A77B3E\"/><w:rsid w:val=\"007D1A90\"/>\
    <w:rsid w:val=\"00A77B3E\"/><w:rsid w:val=\"00B64F1C\"/></w:rsids>";

const FONTS: &str = "<w:font w:name=\"仿宋\"><w:panose1 w:val=\"02010609060101010101\"/><w:charset w:val=\"86\"/>\
    <w:family w:val=\"modern\"/><w:pitch w:val=\"fixed\"/></w:font><w:font w:name=\"宋体\">\
    <w:altName w:val=\"SimSun\"/><w:panose1 w:val=\"02010600030101010101\"/><w:charset w:val=\"86\"/>\
    <w:family w:val=\"auto\"/><w:pitch w:val=\"variable\"/></w:font><w:font w:name=\"Wingdings\">\
    <w:panose1 w:val=\"05000000000000000000\"/><w:charset w:val=\"02\"/><w:family w:val=\"auto\"/>\
    <w:pitch w:val=\"variable\"/></w:font>";

const CORE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
    xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>专项资金预算绩效目标申报表</dc:title>\
    <dc:creator>清溪县农村公路养护中心</dc:creator><cp:revision>7</cp:revision><dcterms:created \
    xsi:type=\"dcterms:W3CDTF\">2020-01-15T01:20:00Z</dcterms:created></cp:coreProperties>";

const APP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties \
    xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Template>Normal.dotm\
    </Template><Application>Microsoft Office Word</Application><AppVersion>14.0000</AppVersion></Properties>";
