//! What Word 2003 XML and OpenDocument texts can hold, one construct a test: what of it is on the page, and where.

use shenbao::document::{Document, Home, MarkKind, MarkState, SymbolFont};

use crate::support::{odt, picture, word2003};

fn xml(body: &str) -> Document {
    Document::read(word2003::file(body).as_bytes()).unwrap()
}

fn xml_line(inline: &str) -> String {
    xml(&format!("<w:p>{inline}</w:p>")).text
}

fn odt_line(inline: &str) -> String {
    Document::read(&odt::odt(&format!("<text:p>{inline}</text:p>"))).unwrap().text
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{}</w:p></w:tc>", run(text))
}

fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

/// The paragraphs of a home.
fn texts(document: &Document, home: Home) -> Vec<&str> {
    let of_home = document.paragraphs.iter().filter(|paragraph| paragraph.home == home);
    of_home.map(|paragraph| document.text(paragraph.text)).collect()
}

fn marks(document: &Document) -> Vec<(MarkState, MarkKind)> {
    document.marks.iter().map(|mark| (mark.state, mark.kind)).collect()
}

// Word 2003 XML

#[test]
fn merged_cells_of_word_2003_are_one_cell() {
    let table = [
        tr(&[
            tc("<w:vmerge w:val=\"restart\"/>", "甲"),
            tc("<w:hmerge w:val=\"restart\"/>", "乙"),
            tc("<w:hmerge/>", ""),
        ]),
        tr(&[tc("<w:vmerge/>", ""), tc("<w:gridSpan w:val=\"2\"/>", "丙")]),
    ];
    let read = xml(&format!("<w:tbl><w:tblPr/>{}</w:tbl>", table.concat()));
    assert_eq!(picture::grid(&read, 0), "甲 | 乙 | <\n^ | 丙 | <\n");
}

#[test]
fn rows_that_lack_the_cells_merged_from_above_get_their_columns_back() {
    let span = |columns: u32, text: &str| tc(&format!("<w:gridSpan w:val=\"{columns}\"/>"), text);
    let table = [
        tr(&[span(1, "资金"), span(2, "合计"), span(3, "财政"), span(1, "其他")]),
        tr(&[span(1, "中央"), span(2, "省级")]),
        tr(&[span(2, "9"), span(1, "4"), span(2, "4"), span(1, "1")]),
        tr(&[span(7, "备注")]),
    ];
    let read = xml(&format!("<w:tbl>{}</w:tbl>", table.concat()));
    assert_eq!(
        picture::grid(&read, 0),
        "资金 | 合计 | < | 财政 | < | < | 其他\n^ | ^ | < | 中央 | 省级 | < | ^\n^ | 9 | < | 4 | 4 | < | 1\n备注 | < | < | < | < | < | <\n"
    );
    let [finding] = read.findings.as_slice() else { panic!("{:?}", read.findings) };
    assert_eq!(
        (finding.code(), finding.place.clone().unwrap().to_string()),
        ("cells_restored", "表1 第2行".into())
    );
}

#[test]
fn rows_that_do_not_come_out_even_stay_as_they_are() {
    let span = |columns: u32, text: &str| tc(&format!("<w:gridSpan w:val=\"{columns}\"/>"), text);
    let table = [tr(&[span(2, "甲"), span(3, "乙")]), tr(&[span(2, "丙"), span(2, "丁")])];
    let read = xml(&format!("<w:tbl>{}</w:tbl>", table.concat()));
    assert_eq!(picture::grid(&read, 0), "甲 | < | 乙 | < | <\n丙 | < | 丁 | < | --\n");
}

#[test]
fn annotations_are_kept_or_dropped_by_their_kind() {
    let annotation = |kind: &str, inside: &str| {
        format!(
            "<aml:annotation aml:id=\"1\" w:type=\"Word.{kind}\"><aml:content>{inside}</aml:content></aml:annotation>"
        )
    };
    let deleted = "<w:r><w:delText>删</w:delText></w:r>";
    let comment = annotation("Comment", &format!("<w:p>{}</w:p>", run("批注")));
    let line = [annotation("Insertion", &run("加")), annotation("Deletion", deleted), run("留"), comment];
    assert_eq!(xml_line(&line.concat()), "加留");

    let changed = annotation("Formatting", "<w:tcPr><w:gridSpan w:val=\"7\"/></w:tcPr>");
    let gone = "<w:trPr><aml:annotation aml:id=\"2\" w:type=\"Word.Deletion\"/></w:trPr>";
    let table = format!("<w:tbl>{}<w:tr>{gone}{}</w:tr></w:tbl>", tr(&[tc(&changed, "甲")]), tc("", ""));
    let read = xml(&table);
    assert_eq!(read.tables[0].columns, 1);
    assert!(read.tables[0].rows[1].deleted);
}

#[test]
fn lists_of_word_2003_count_as_word_does() {
    let level = |nfc: u8, text: &str, suffix: &str| {
        format!(
            "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:nfc w:val=\"{nfc}\"/>{suffix}<w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let lists = format!(
        "<w:lists><w:listDef w:listDefId=\"0\"><w:plt w:val=\"HybridMultilevel\"/>{}</w:listDef>\
         <w:listDef w:listDefId=\"1\"><w:plt w:val=\"SingleLevel\"/>{}</w:listDef>\
         <w:list w:ilfo=\"1\"><w:ilst w:val=\"0\"/></w:list><w:list w:ilfo=\"2\"><w:ilst w:val=\"1\"/></w:list></w:lists>\
         <w:styles><w:style w:type=\"paragraph\" w:default=\"on\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"b\"><w:pPr><w:listPr><w:ilfo w:val=\"2\"/></w:listPr></w:pPr></w:style></w:styles>",
        level(39, "（%1）", "<w:suff w:val=\"Nothing\"/>"),
        level(0, "%1.", ""),
    );
    let item = |properties: &str, text: &str| format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", run(text));
    let own = "<w:listPr><w:ilvl w:val=\"0\"/><w:ilfo w:val=\"1\"/><wx:t wx:val=\"旧\"/></w:listPr>";
    let style = "<w:pStyle w:val=\"b\"/>";
    let body = [item(own, "甲"), item(style, "乙"), item(own, "丙"), item(style, "丁")].concat();
    let read = Document::read(word2003::file_with(&lists, &body).as_bytes()).unwrap();
    assert_eq!(texts(&read, Home::Body), ["（一）甲", "1. 乙", "（二）丙", "2. 丁"]);
}

#[test]
fn tick_boxes_of_word_2003_are_read() {
    let field = |data: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:fldData xml:space=\"preserve\">{data}</w:fldData></w:fldChar></w:r>\
             <w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let typed = "<w:r><w:rPr><w:rFonts w:h-ansi=\"Wingdings 2\"/></w:rPr><w:t>R</w:t></w:r>";
    let symbol = "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>";
    let inline = [
        &field("/////2UAAAAUAAYAQwBoAGUAYwBrADEAAAABAAAA"),
        &field("/////2UAAAAUAAYAQwBoAGUAYwBrADEAAAAAAAAA"),
        typed,
        symbol,
    ]
    .concat();
    let read = xml(&format!("<w:p>{inline}</w:p>"));
    assert_eq!(read.text, "☑☐☑☐");
    let expected = [
        (MarkState::Ticked, MarkKind::FormField),
        (MarkState::Empty, MarkKind::FormField),
        (MarkState::Ticked, MarkKind::Typed(SymbolFont::Wingdings2)),
        (MarkState::Empty, MarkKind::Symbol(SymbolFont::Wingdings)),
    ];
    assert_eq!(marks(&read), expected);
}

#[test]
fn headers_and_footers_of_word_2003_come_after_the_body() {
    let section = |header: &str, footer: &str| {
        format!(
            "<w:sectPr><w:hdr w:type=\"odd\"><w:p><w:pPr><w:pStyle w:val=\"h\"/><w:tabs><w:tab w:pos=\"1\"/></w:tabs></w:pPr>{}</w:p></w:hdr>\
             <w:ftr w:type=\"odd\"><w:p>{}</w:p></w:ftr><w:pgSz w:w=\"1\"/></w:sectPr>",
            run(header),
            run(footer)
        )
    };
    let first = format!("<w:p><w:pPr>{}</w:pPr>{}</w:p>", section("眉一", "脚一"), run("甲"));
    let last =
        format!("<wx:sub-section><w:p>{}</w:p></wx:sub-section>{}", run("乙"), section("眉二", "脚二"));
    let read = xml(&(first + &last));
    assert_eq!(texts(&read, Home::Body), ["甲", "乙"]);
    assert_eq!(texts(&read, Home::Header), ["眉一", "眉二"]);
    assert_eq!(texts(&read, Home::Footer), ["脚一", "脚二"]);
    assert_eq!(read.text, "甲乙眉一脚一眉二脚二");
}

#[test]
fn what_is_not_on_the_page_of_word_2003_is_not_read() {
    let text_box = format!(
        "<w:r><w:pict><w:binData w:name=\"a\">QUJD</w:binData><v:shape><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        run("框")
    );
    let note = format!("<w:r><w:footnote><w:p>{}</w:p></w:footnote></w:r>", run("注"));
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>";
    let read = xml(&format!("<w:p>{}{text_box}{note}{hidden}</w:p>", run("甲")));
    assert_eq!(texts(&read, Home::Body), ["甲"]);
    assert_eq!(texts(&read, Home::TextBox), ["框"]);
    assert_eq!(read.findings.len(), 1, "{:?}", read.findings);
}

// OpenDocument

#[test]
fn blanks_are_what_they_are_on_the_page() {
    assert_eq!(
        odt_line(
            "  2020 \n <text:s text:c=\"2\"/>年<text:tab/>度<text:line-break/>(<text:span> 甲 </text:span> )  "
        ),
        "2020   年\t度\n( 甲 )"
    );
    assert_eq!(odt_line("<text:span> </text:span>甲<text:s/>"), "甲 ");
}

#[test]
fn spans_and_covered_cells_make_the_grid() {
    let read = Document::read(&odt::odt(
        "<table:table><table:table-column table:number-columns-repeated=\"3\"/>\
         <table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>甲</text:p></table:table-cell>\
         <table:table-cell table:number-columns-spanned=\"2\"><text:p>乙</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>\
         <table:table-rows><table:table-row><table:covered-table-cell><text:p>看不见</text:p></table:covered-table-cell>\
         <table:table-cell table:number-columns-repeated=\"2\"><text:p>丙</text:p></table:table-cell></table:table-row></table:table-rows>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"3\"/></table:table-row></table:table>",
    ))
    .unwrap();
    assert_eq!(picture::grid(&read, 0), "甲 | 乙 | <\n^ | 丙 | 丙\n_ | _ | _\n_ | _ | _\n");
    assert!(read.tables[0].rows[0].header && !read.tables[0].rows[1].header);
    assert!(read.text.contains("看不见"), "it belongs to no cell, and is not lost");
}

#[test]
fn repeats_are_bounded() {
    let row = |inside: &str| {
        format!("<table:table-row table:number-rows-repeated=\"1000000\">{inside}</table:table-row>")
    };
    let cell = |inside: &str| {
        format!("<table:table-cell table:number-columns-repeated=\"1000000\">{inside}</table:table-cell>")
    };
    let table = |inside: &str| format!("<table:table>{inside}</table:table>");
    let nested = table(&row(&cell(&table(&row(&cell("<text:p>甲</text:p>"))))));
    for body in [nested, table(&row("")), table(&format!("<table:table-row>{}</table:table-row>", cell("")))]
    {
        assert_eq!(Document::read(&odt::odt(&body)).unwrap_err().code(), "limit_exceeded", "{body}");
    }
}

#[test]
fn lists_have_their_numbers() {
    let styles = "<text:list-style style:name=\"L\">\
        <text:list-level-style-number text:level=\"1\" style:num-format=\"一, 二, 三, ...\" style:num-prefix=\"（\" style:num-suffix=\"）\">\
        <style:list-level-properties><style:list-level-label-alignment text:label-followed-by=\"nothing\"/></style:list-level-properties></text:list-level-style-number>\
        <text:list-level-style-number text:level=\"2\" style:num-format=\"1\" style:num-suffix=\".\" loext:num-list-format=\"%2%.\"/></text:list-style>\
        <text:list-style style:name=\"B\"><text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"\u{F0B7}\"/></text:list-style>";
    let item = |inside: &str| format!("<text:list-item>{inside}</text:list-item>");
    let p = |text: &str| format!("<text:p>{text}</text:p>");
    let inner = format!("<text:list>{}{}</text:list>", item(&p("子")), item(&p("丑")));
    let body = format!(
        "<text:list xml:id=\"one\" text:style-name=\"L\"><text:list-header>{}</text:list-header>{}{}</text:list>{}\
         <text:list text:style-name=\"L\" text:continue-numbering=\"true\">{}</text:list>\
         <text:list text:style-name=\"L\">{}</text:list>\
         <text:list text:continue-list=\"one\" text:style-name=\"L\"><text:list-item text:start-value=\"7\">{}</text:list-item></text:list>\
         <text:list text:style-name=\"B\">{}</text:list>",
        p("头"),
        item(&(p("甲") + &p("续") + &inner)),
        item(&p("乙")),
        p("间"),
        item(&p("丙")),
        item(&p("丁")),
        p("戊"),
        item(&p("己")),
    );
    let read = Document::read(&odt::odt_with(styles, "", &body)).unwrap();
    let expected = [
        "头",
        "（一）甲",
        "续",
        "1. 子",
        "2. 丑",
        "（二）乙",
        "间",
        "（三）丙",
        "（一）丁",
        "（七）戊",
        "• 己",
    ];
    assert_eq!(texts(&read, Home::Body), expected);
}

#[test]
fn tick_boxes_of_opendocument_are_read() {
    let styles = "<style:style style:name=\"T\" style:family=\"text\"><style:text-properties style:font-name=\"W\"/></style:style>";
    let fonts = "<office:font-face-decls><style:font-face style:name=\"W\" svg:font-family=\"'Wingdings 2'\"/></office:font-face-decls>";
    let body = "<office:forms><form:form><form:checkbox xml:id=\"c1\" form:current-state=\"checked\"/><form:checkbox xml:id=\"c2\"/></form:form></office:forms>\
        <text:p><draw:control draw:control=\"c1\"/><draw:control draw:control=\"c2\"/><text:span text:style-name=\"T\">\u{F052}</text:span>\
        <field:fieldmark field:type=\"vnd.oasis.opendocument.field.FORMCHECKBOX\"><field:param field:name=\"Checkbox_Checked\" field:value=\"true\"/></field:fieldmark>\
        <loext:content-control loext:checkbox=\"true\" loext:checked=\"false\">☒</loext:content-control>√</text:p>";
    let read = Document::read(&odt::odt_with(styles, fonts, body)).unwrap();
    assert_eq!(read.text, "☑☐☑ ☑ ☐√".replace(' ', ""));
    let expected = [
        (MarkState::Ticked, MarkKind::Control),
        (MarkState::Empty, MarkKind::Control),
        (MarkState::Ticked, MarkKind::Typed(SymbolFont::Wingdings2)),
        (MarkState::Ticked, MarkKind::FormField),
        (MarkState::Empty, MarkKind::Control),
    ];
    assert_eq!(marks(&read), expected);
}

#[test]
fn what_is_not_on_the_page_of_an_opendocument_text_is_not_read() {
    let styles = "<style:style style:name=\"H\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
        <style:style style:name=\"I\" style:family=\"text\" style:parent-style-name=\"H\"/>";
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:section text:display=\"none\"><text:p>节</text:p></text:section><text:section><text:p>甲\
        <text:span text:style-name=\"I\">藏</text:span><office:annotation><text:p>批注</text:p></office:annotation>\
        <text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zì</text:ruby-text></text:ruby>\
        <text:hidden-text text:is-hidden=\"true\">隐</text:hidden-text><text:note><text:note-body><text:p>注</text:p></text:note-body></text:note>\
        <draw:frame><svg:title>题</svg:title><draw:text-box><text:p>框<draw:frame><draw:text-box><text:p>内框</text:p></draw:text-box></draw:frame></text:p></draw:text-box></draw:frame></text:p></text:section>";
    let read = Document::read(&odt::odt_with(styles, "", body)).unwrap();
    assert_eq!(texts(&read, Home::Body), ["甲字"]);
    assert_eq!(texts(&read, Home::TextBox), ["框", "内框"]);
    assert_eq!(read.findings.len(), 1, "{:?}", read.findings);
}

#[test]
fn headers_and_footers_of_the_pages_in_use_are_read() {
    let page = |name: &str, header: &str| {
        format!(
            "<style:master-page style:name=\"{name}\"><style:header><text:p>{header}</text:p></style:header></style:master-page>"
        )
    };
    let styles = format!(
        "<office:master-styles>{}{}{}</office:master-styles>",
        page("Standard", "眉一"),
        page("P", "眉二"),
        page("Q", "眉三")
    );
    let automatic = "<style:style style:name=\"A\" style:family=\"paragraph\" style:master-page-name=\"P\"/>";
    let read =
        Document::read(&odt::odt_with(automatic, &styles, "<text:p text:style-name=\"A\">甲</text:p>"))
            .unwrap();
    assert_eq!(texts(&read, Home::Header), ["眉一", "眉二"]);
}

#[test]
fn a_table_in_a_cell_is_a_table_of_its_own() {
    let cell = |inside: &str| {
        format!("<table:table-row><table:table-cell>{inside}</table:table-cell></table:table-row>")
    };
    let inner = format!("<table:table>{}</table:table>", cell("<text:p>内</text:p>"));
    let body = format!("<table:table>{}</table:table>", cell(&format!("<text:p>外</text:p>{inner}")));
    let flat = Document::read(odt::flat("", &body).as_bytes()).unwrap();
    assert_eq!(picture::document(&flat), picture::document(&Document::read(&odt::odt(&body)).unwrap()));
    assert_eq!(flat.tables.len(), 2);
    assert_eq!(flat.cell_text(0, &flat.tables[0].cells[0]), "外");
    assert_eq!(flat.tables[1].parent_cell, Some(0));
}
