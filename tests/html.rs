//! What web pages can hold, one construct a test: what of it is on the page, and where.

use encoding_rs::{Encoding, GBK, UTF_16LE};
use shenbao::document::{Document, MarkKind, MarkState, SymbolFont};
use shenbao::{Error, ErrorKind};

use crate::support::{markup, picture};

fn read(page: &str) -> Document {
    Document::read(format!("<html><body>{page}</body></html>").as_bytes()).unwrap()
}

/// The document of a page, drawn.
fn shown(page: &str) -> String {
    picture::document(&read(page))
}

/// The lines of a page.
fn lines(page: &str) -> Vec<String> {
    let read = read(page);
    (0..read.paragraphs.len() as u32).map(|number| read.paragraph_text(number).to_owned()).collect()
}

/// Asserts that a table is the picture.
#[track_caller]
fn reads_as(rows: &str, drawn: &str) {
    assert_eq!(picture::grid(&read(&format!("<table>{rows}</table>")), 0), picture::flat(drawn));
}

fn marks(page: &str) -> Vec<(MarkState, MarkKind)> {
    read(page).marks.iter().map(|mark| (mark.state, mark.kind)).collect()
}

fn refusal(bytes: &[u8]) -> Error {
    Document::read(bytes).unwrap_err()
}

// The grid

#[test]
fn cells_span_rows_and_columns() {
    reads_as(
        "<tr><td colspan=2 rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr><tr><td>丁</td><td>戊</td><td>己</td></tr>",
        "
        甲 | < | 乙
        ^  | < | 丙
        丁 | 戊 | 己
        ",
    );
}

#[test]
fn a_span_over_the_end_of_the_table_ends_with_it() {
    reads_as("<tr><td rowspan=9>甲</td><td>乙</td></tr><tr><td>丙</td></tr>", "甲 | 乙\n^ | 丙\n");
    reads_as("<tr><td rowspan=0>甲</td><td>乙</td></tr><tr><td>丙</td></tr>", "甲 | 乙\n^ | 丙\n");
}

#[test]
fn a_span_that_is_no_number_counts_as_one() {
    for span in ["", "'五'", "0", "-1", "'1%'"] {
        reads_as(&format!("<tr><td colspan={span}>甲</td><td>乙</td></tr>"), "甲 | 乙\n");
    }
}

#[test]
fn ends_that_are_left_out_are_where_the_standard_says() {
    reads_as(
        "<thead><tr><th>甲<th>乙<tbody><tr><td>丙<p>一<p>二<td>丁<tr><td>戊<td>己",
        "甲 | 乙\n丙¶一¶二 | 丁\n戊 | 己\n",
    );
    reads_as("<td>甲<td>乙", "甲 | 乙\n");
    assert_eq!(lines("<ul><li>甲<li>乙</ul><p>丙<div>丁</div>戊"), ["• 甲", "• 乙", "丙", "丁", "戊"]);
}

#[test]
fn a_table_in_a_cell_is_a_table_of_its_own() {
    let page = "<table><tr><td>甲<table><tr><td>内</td></tr></table>丙</td><td>乙</td></tr></table>";
    assert_eq!(shown(page), "表1 1×2\n甲¶丙[表2] | 乙\n表2 1×1\n内\n");
}

#[test]
fn a_table_that_only_arranges_the_page_is_none() {
    let form = "<table><tr><td>专项名称<td>公路养护</table>";
    let expected = "段: 申报表\n表1 1×2\n专项名称 | 公路养护\n段: 打印\n";
    let around = |before: &str, behind: &str| format!("<table><tr><td>{before}{form}{behind}</table>");
    assert_eq!(shown(&around("<h1>申报表</h1>", "打印")), expected);
    assert_eq!(shown(&format!("<table><tr><td>{}</table>", around("<h1>申报表</h1>", "打印"))), expected);
    // Margins without text are no content.
    let margins = shown(&format!("<table><tr><td>&nbsp;<td>{form}<td></table>"));
    assert!(margins.contains("表1 1×2\n专项名称 | 公路养护\n"), "{margins}");
    // A form with a table in one of its cells is a form.
    let form = shown(&format!("<table><tr><td>明细<td>{form}</table>"));
    assert!(form.starts_with("表1 1×2\n明细 | [表2]\n"), "{form}");
}

#[test]
fn a_caption_stands_in_front_of_its_table() {
    assert_eq!(shown("<table><caption>申报表</caption><tr><td>甲</table>"), "段: 申报表\n表1 1×1\n甲\n");
}

#[test]
fn a_hidden_cell_takes_no_place() {
    let hidden = "<tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td style='display: none'></td><td>丙</td></tr>\
                  <tr hidden><td>丁</td><td>戊</td></tr>";
    reads_as(hidden, "甲 | 乙\n^ | 丙\n");
}

#[test]
fn rules_of_the_page_hide_what_attributes_do() {
    let page = |style: &str| {
        format!(
            "<html><head><style>{style}</style></head><table><tr><td>甲<span class='tip'>说明</span></td>\
             <td class='a no'>隐</td><td>乙<p id=x>丁</p></td></tr><tr class=no style='display:table-row'><td>丙</table>"
        )
    };
    let all = "甲说明 | 隐 | 乙¶丁\n丙 | -- | --\n";
    let grid = |style: &str| picture::grid(&Document::read(page(style).as_bytes()).unwrap(), 0);
    assert_eq!(grid(""), all);
    assert_eq!(
        grid("<!-- td.no { display : none !important } SPAN.tip {mso-hide:all} -->"),
        "甲 | 乙¶丁\n丙 | --\n"
    );
    // What the element says itself comes first; a rule of an id before that of a class.
    assert_eq!(grid(".no{display:none}"), "甲说明 | 乙¶丁\n丙 | --\n");
    assert_eq!(
        grid("#x, .tip {display:none} @media print{.no{display:none}}"),
        "甲 | 隐 | 乙\n丙 | -- | --\n"
    );
    assert_eq!(grid("td .tip {display:none} td:hover{display:none}"), all);
    assert_eq!(grid("</style><style media=print>td{display:none}"), all);
}

#[test]
fn empty_elements_of_xml_are_closed() {
    let page = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><table><tr><td/><td>甲<span/></td></tr></table></body></html>";
    assert_eq!(picture::grid(&Document::read(page.as_bytes()).unwrap(), 0), "_ | 甲\n");
}

// Text

#[test]
fn blanks_become_one_as_a_browser_shows_them() {
    assert_eq!(lines(" <p> 甲 \n\t 乙<b> 丙</b> </p> "), ["甲 乙 丙"]);
    assert_eq!(lines("<p>甲&nbsp; &nbsp;乙\u{3000}丙</p>"), ["甲\u{A0} \u{A0}乙\u{3000}丙"]);
    assert_eq!(lines("<pre>\n甲  乙\n\t丙\n</pre>"), ["甲  乙\n\t丙"]);
}

#[test]
fn breaks_and_paragraphs_are_told_apart() {
    assert_eq!(lines("甲<br>乙<br/> 丙<p>丁</p><div>戊</div>己<br>"), ["甲\n乙\n丙", "丁", "戊", "己"]);
    assert_eq!(lines("<p>甲</p><p><br></p><p></p><p>乙</p>"), ["甲", "", "乙"]);
    assert_eq!(lines("<h1>标题</h1>正文"), ["标题", "正文"]);
}

#[test]
fn entities_are_characters() {
    assert_eq!(lines("<p>&ge;17&#20010;&amp;&#x4E2A;&lt;b&gt;&unknown;</p>"), ["≥17个&个<b>&unknown;"]);
}

#[test]
fn what_is_not_on_the_page_is_not_read() {
    let hidden = "<script>var 一 = '<td>';</script><style>二</style><template>三</template><del>四</del>\
                  <span style='display:none'>五</span><span style='mso-hide:all'>六</span><p hidden>七</p>\
                  <!-- 八 --><input type=hidden value=九><title>十</title><xml><w:a>十一</w:a></xml>";
    assert_eq!(lines(&format!("<p>甲{hidden}乙</p>")).concat(), "甲乙");
    assert_eq!(lines("<p>甲<ins>乙</ins><s>丙</s></p>"), ["甲乙丙"]);
}

#[test]
fn items_of_lists_have_their_numbers() {
    assert_eq!(lines("<ol><li>甲</li><li><p>乙</p><p>丙</p></li></ol>"), ["1. 甲", "2. 乙", "丙"]);
    assert_eq!(lines("<ol start=3 type=a><li>甲<li value=7>乙</ol>"), ["c. 甲", "g. 乙"]);
    assert_eq!(lines("<ol><li>甲<ul><li>乙</ul><li>丙</ol>"), ["1. 甲", "• 乙", "2. 丙"]);
    let read = read("<ol><li>甲</ol>");
    assert_eq!(read.paragraphs[0].number, 3);
}

#[test]
fn numbers_that_word_spells_out_are_numbers() {
    let item = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US>\
                <span style='mso-list:Ignore'>（一）<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span>\
                </span><![endif]><span>道路养护</span></p>";
    let read = read(item);
    assert_eq!(read.paragraph_text(0), "（一） 道路养护");
    assert_eq!(read.paragraphs[0].number as usize, "（一） ".len());
    let bullet = "<p><span style='font-family:Wingdings'><span style='mso-list:Ignore'>Ø<span>&nbsp;</span></span></span>甲</p>";
    assert_eq!(lines(bullet), ["➢ 甲"]);
}

#[test]
fn headers_and_footers_stand_behind_the_body() {
    let page = "<div title=\"header\"><p>页眉</p><div>其二</div></div><p>正文</p><div title=\"footer\"><p>页脚</p></div>";
    assert_eq!(shown(page), "段: 正文\n页眉: 页眉\n页眉: 其二\n页脚: 页脚\n");
}

#[test]
fn text_around_tables_of_markdown_keeps_its_paragraphs() {
    let text = "申报表\n\n（2020 年度）\n\n<table><tr><td>甲</td></tr></table>\n\n备注\n";
    let read = Document::read(text.as_bytes()).unwrap();
    assert_eq!(picture::document(&read), "段: 申报表\n段: （2020 年度）\n表1 1×1\n甲\n段: 备注\n");
}

// Tick boxes

#[test]
fn letters_of_symbol_fonts_are_tick_boxes() {
    let wingdings = MarkKind::Typed(SymbolFont::Wingdings);
    let ticked = [(MarkState::Ticked, wingdings)];
    assert_eq!(marks("<font face=Wingdings>þ</font>"), ticked);
    assert_eq!(marks("<font face=\"Wingdings, serif\">&#61694;</font>"), ticked);
    assert_eq!(marks("<span style='font-family:Wingdings'>&thorn;</span>"), ticked);
    let word = "<span style='font-family:Wingdings;mso-ascii-font-family:宋体;mso-char-type:symbol;\
                mso-symbol-font-family:Wingdings'><span style='mso-char-type:symbol;mso-symbol-font-family:Wingdings'>þ</span></span>";
    assert_eq!(marks(word), ticked);
    let two = MarkKind::Typed(SymbolFont::Wingdings2);
    assert_eq!(
        marks("新增<font face='Wingdings 2'>R</font> 延续<font face='Wingdings 2'>&pound;</font>"),
        [(MarkState::Ticked, two), (MarkState::Empty, two)]
    );
    assert_eq!(marks("<font face=Wingdings><span style='font-family:宋体'>þ</span></font>þ"), []);
}

#[test]
fn boxes_of_forms_on_pages_are_tick_boxes() {
    assert_eq!(
        marks(
            "<input type=checkbox checked>新增<input type='CheckBox'>延续<input type=radio checked=checked>"
        ),
        [MarkState::Ticked, MarkState::Empty, MarkState::Ticked].map(|state| (state, MarkKind::FormField))
    );
    assert_eq!(lines("新增 <input type=checkbox checked> 延续"), ["新增 ☑ 延续"]);
}

#[test]
fn a_box_that_a_field_draws_is_found_in_its_comment() {
    let field = "<!--[if supportFields]><span style='mso-element:field-begin'></span>eq \\o\\ac(<span>□</span>,√)<![endif]-->";
    assert_eq!(marks(field), [(MarkState::Ticked, MarkKind::Overstrike)]);
    assert_eq!(marks("<!-- eq \\o\\ac(□,√) -->"), []);
}

#[test]
fn controls_show_what_was_typed_or_chosen() {
    assert_eq!(lines("金额：<input value='12.5'>万元"), ["金额：12.5万元"]);
    assert_eq!(lines("<select><option>新增<option selected>延续</select>项目"), ["延续项目"]);
    assert_eq!(lines("<textarea>\n甲  乙\n丙</textarea>"), ["甲  乙\n丙"]);
    assert_eq!(lines("甲<input type=submit value=保存><button type=button></button>"), ["甲"]);
}

// Bytes

#[test]
fn the_charset_is_found_wherever_it_is_named() {
    let page = |charset: &str| format!("<html><head>{charset}</head><body>申报表</body></html>");
    let encoded = |encoding: &'static Encoding, page: String| encoding.encode(&page).0.into_owned();
    let utf16: Vec<u8> = format!("\u{FEFF}{}", page("")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases = [
        page("<meta charset=utf-8>").into_bytes(),
        page("").into_bytes(),
        format!("\u{FEFF}{}", page("<meta charset=gbk>")).into_bytes(),
        encoded(GBK, page("<meta http-equiv=Content-Type content=\"text/html; charset=gb2312\">")),
        encoded(GBK, page("")),
        // The template's charset, not the export's.
        encoded(GBK, page("<meta charset=utf-8>")),
        utf16,
    ];
    for bytes in cases {
        let read = Document::read(&bytes).unwrap();
        assert_eq!(read.text, "申报表", "{}", String::from_utf8_lossy(&bytes));
    }
    assert_eq!(UTF_16LE.name(), "UTF-16LE");
}

#[test]
fn the_page_in_a_web_archive_is_found_and_decoded() {
    let page = "<html><body><p>申报表=1</p></body></html>";
    for archive in markup::archives(page) {
        let read = Document::read(&archive).unwrap();
        assert_eq!(read.text, "申报表=1", "{}", String::from_utf8_lossy(&archive));
    }
}

#[test]
fn an_archive_that_is_broken_is_refused() {
    let archive = |head: &str, body: &str| format!("MIME-Version: 1.0\r\n{head}\r\n\r\n{body}");
    let base64 = archive("Content-Type: text/html\r\nContent-Transfer-Encoding: base64", "PGh0bWw*");
    assert!(matches!(refusal(base64.as_bytes()).kind(), ErrorKind::PartBroken { .. }));
    for (head, body) in [
        ("Content-Type: image/png", "x"),
        ("Content-Type: multipart/related", "--a\r\n\r\n<html>"),
        ("Content-Type: multipart/related; boundary=a", "--b\r\nContent-Type: text/html\r\n\r\n<html>"),
        (
            "Content-Type: multipart/related; boundary=a",
            "--a\r\nContent-Type: image/png\r\n\r\nx\r\n--a--\r\n",
        ),
    ] {
        let error = refusal(archive(head, body).as_bytes());
        assert_eq!(error.code(), "part_missing", "{head}");
    }
}

#[test]
fn what_grows_without_bound_is_refused() {
    let limit = |page: String| match refusal(page.as_bytes()).into_kind() {
        ErrorKind::LimitExceeded { limit, .. } => limit,
        other => panic!("{other:?}"),
    };
    assert_eq!(limit(format!("<html>{}", "<div>".repeat(2000))), "depth");
    assert_eq!(limit(format!("<html>{}", "<table><tr><td>".repeat(2000))), "nesting");
    assert_eq!(limit("<html><table><tr><td colspan=99999><td colspan=99999></table>".to_owned()), "columns");
    assert_eq!(limit(format!("<html><table>{}", "<tr><td rowspan=99999>".repeat(2000))), "columns");
    let row = format!("<tr><td colspan=900>{}", "<tr>".repeat(9000));
    assert_eq!(limit(format!("<html><table>{row}</table>")), "grid");
}

#[test]
fn a_page_that_ends_in_a_table_says_so() {
    let codes =
        |page: &str| -> Vec<&str> { read(page).findings.iter().map(shenbao::Finding::code).collect() };
    assert_eq!(codes("<table><tr><td>甲</table>"), [] as [&str; 0]);
    let cut = Document::read(b"<html><table><tr><td>1").unwrap();
    assert_eq!(cut.findings[0].code(), "page_cut_off");
    assert_eq!(cut.text, "1");
}
