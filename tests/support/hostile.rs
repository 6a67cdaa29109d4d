//! Files that cost as much as their bytes can be made to: one shape of excess each, repeated up to a size.

use std::fmt::Write as _;

use super::docx::{doc, raw};
use super::{odt, word2003};

/// A file of about so many bytes, whose name has the ending of its format.
type Make = fn(usize) -> Vec<u8>;

/// How deep tables are nested that are nested deep.
const DEEP: usize = 900;

/// All of them.
pub(crate) const ALL: &[(&str, Make)] = &[
    // Tables in tables
    ("nested.docx", |size| {
        docx(&over_and_over(size, &nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 330)))
    }),
    ("nested.xml", |size| {
        xml(&over_and_over(size, &nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 330)))
    }),
    ("nested.odt", |size| odt::odt(&over_and_over(size, &nested(ODT_CELL, ODT_END, 330)))),
    ("nested.fodt", |size| odt::flat("", &over_and_over(size, &nested(ODT_CELL, ODT_END, 20))).into()),
    ("nested.html", |size| html(&over_and_over(size, &nested("<table><tr><td>", "</table>", 330)))),
    ("nested.rtf", |size| rtf(&over_and_over(size, &format!("\\itap{DEEP} a\\par\\pard b\\par\n")))),
    ("nested-20.rtf", |size| rtf(&over_and_over(size, "\\itap20 a\\par\\pard b\\par\n"))),
    ("nested.doc", |size| {
        word97(&paragraphs(size / 20, |number| cell_at(if number % 2 == 0 { DEEP as u32 } else { 0 })))
    }),
    ("nested-20.doc", |size| {
        word97(&paragraphs(size / 20, |number| cell_at(if number % 2 == 0 { 20 } else { 0 })))
    }),
    ("siblings.html", |size| {
        html(&over_within(size, "<table><tr><td>", "<table><tr><td>a</table>", "<td>b</table>"))
    }),
    ("cells-of-tables.html", |size| {
        html(&over_within(
            size,
            "<table><tr><td>x<td>",
            "<tr><td>项目<td><table><tr><td>a</table>",
            "</table>",
        ))
    }),
    // Many tables, rows, cells
    ("tables.html", |size| html(&over_and_over(size, "<table><tr><td>"))),
    ("tables.rtf", |size| rtf(&over_and_over(size, "\\trowd\\cellx9\\intbl a\\cell\\row\\pard\\par\n"))),
    ("tables.docx", |size| {
        docx(&over_and_over(size, "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>"))
    }),
    ("cells.html", |size| html(&over_within(size, "<table>", &format!("<tr>{}", "<td>".repeat(900)), ""))),
    ("rows.html", |size| html(&over_within(size, "<table>", "<tr><td>", ""))),
    ("row.html", |size| html(&over_within(size, "<table><tr>", "<td>", ""))),
    ("rows-without-cells.html", |size| {
        html(&over_within(size, &format!("<table><tr>{}", "<td rowspan=0>".repeat(990)), "<tr>", ""))
    }),
    ("row.rtf", |size| rtf(&over_within(size, "\\trowd\\cellx9\\intbl ", "a\\cell ", "\\row"))),
    ("edges.rtf", |size| {
        let mut text = String::new();
        while text.len() < size {
            let _ = write!(
                text,
                "\\trowd\\cellx{}\\cellx90000\\intbl a\\cell b\\cell\\row ",
                text.len() % 80_000
            );
        }
        rtf(&text)
    }),
    ("merged.rtf", |size| {
        let cells: String = (1..990).map(|cell| format!("\\clvmrg\\cellx{}", cell * 100)).collect();
        let first = format!("\\trowd{}\\intbl{}\\row", cells.replace("mrg", "mgf"), "\\cell".repeat(989));
        rtf(&over_within(size, &(first + "\\trowd" + &cells), &("\\cell".repeat(989) + "\\row"), ""))
    }),
    ("merged.docx", |size| {
        let row = |merge: &str| {
            format!("<w:tr>{}</w:tr>", format!("<w:tc><w:tcPr>{merge}</w:tcPr><w:p/></w:tc>").repeat(990))
        };
        docx(&over_within(
            size,
            &format!("<w:tbl>{}", row("<w:vMerge w:val=\"restart\"/>")),
            &row("<w:vMerge/>"),
            "</w:tbl>",
        ))
    }),
    ("wide.html", |size| html(&over_within(size, "<table>", "<tr><td colspan=1000 rowspan=65534>", ""))),
    ("spans.html", |size| html(&over_and_over(size, "<table><tr><td colspan=1000 rowspan=0>a"))),
    ("spans.docx", |size| {
        docx(&over_within(
            size,
            "<w:tbl>",
            "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"999\"/></w:tcPr><w:p/></w:tc></w:tr>",
            "</w:tbl>",
        ))
    }),
    ("repeated.odt", |size| {
        let cell =
            "<table:table-cell table:number-columns-repeated=\"999\"><text:p>a</text:p></table:table-cell>";
        let row = format!("<table:table-row table:number-rows-repeated=\"4000000\">{cell}</table:table-row>");
        odt::odt(&over_and_over(size, &format!("<table:table>{row}</table:table>")))
    }),
    ("spans.odt", |size| {
        let cell = "<table:table-cell table:number-columns-spanned=\"999\" table:number-rows-spanned=\"99999\"><text:p>a</text:p></table:table-cell>";
        odt::odt(&over_within(
            size,
            "<table:table>",
            &format!("<table:table-row>{cell}</table:table-row>"),
            "</table:table>",
        ))
    }),
    // Fields
    ("fields.docx", |size| docx_line(&over_and_over(size, FIELD))),
    ("fields.xml", |size| xml(&format!("<w:p><w:r>{}</w:r></w:p>", over_and_over(size, FIELD)))),
    ("fields-shown.docx", |size| {
        docx_line(
            &(FIELD.replace("begin", "begin\"/><w:fldChar w:fldCharType=\"separate").repeat(900)
                + &over_and_over(size, "<w:t>a</w:t>")),
        )
    }),
    ("fields.rtf", |size| rtf(&over_and_over(size, "{\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}"))),
    ("fields-open.rtf", |size| rtf(&over_and_over(size, "{\\field{\\*\\fldinst EQ}}"))),
    ("fields.doc", |size| word97(&[Paragraph::plain(&"\u{13}a".repeat(size / 4))])),
    ("fields-900.doc", |size| {
        word97(&[Paragraph::plain(&("\u{13}\u{14}".repeat(900) + &"ab\t".repeat(size / 6)))])
    }),
    ("field-marks.odt", |size| {
        odt_line(&over_and_over(size, "<field:fieldmark-start field:type=\"FORMCHECKBOX\"/>"))
    }),
    // Controls and tick boxes
    ("boxes.docx", |size| {
        docx_line(&over_and_over(
            size,
            "</w:r><w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt><w:r>",
        ))
    }),
    ("controls.docx", |size| {
        docx_line(&format!(
            "</w:r>{}{}{}<w:r>",
            "<w:sdt>".repeat(900),
            over_and_over(size, "<w:pPr/>"),
            "</w:sdt>".repeat(900)
        ))
    }),
    ("symbols.rtf", |size| {
        rtf(&format!("{{\\fonttbl{{\\f1 Wingdings;}}}}\\f1 {}", over_and_over(size, "{\\'fe}")))
    }),
    ("symbols.html", |size| html(&over_and_over(size, "<span style='font-family:Wingdings'>R</span>"))),
    ("inputs.html", |size| html(&over_and_over(size, "<input type=checkbox checked>"))),
    ("selects.html", |size| html(&over_within(size, "<select multiple>", "<option selected>a", ""))),
    // Lists
    ("list.html", |size| html(&over_within(size, "<ol type=i>", "<li>a", ""))),
    ("list-open.html", |size| html(&over_and_over(size, "<ol><li>"))),
    ("lists.html", |size| html(&over_and_over(size, "<ol type=a start=700><li>a</ol>"))),
    ("list.odt", |size| {
        odt::odt_with(
            &format!(
                "<text:list-style style:name=\"L\">{}</text:list-style>",
                "<text:list-level-style-number text:level=\"1\" style:num-format=\"1\"/>".repeat(size / 200)
            ),
            "",
            &over_within(
                size,
                "<text:list text:style-name=\"L\">",
                "<text:list-item><text:list><text:list-item><text:p>a</text:p></text:list-item></text:list></text:list-item>",
                "</text:list>",
            ),
        )
    }),
    ("list-names.odt", |size| {
        let style = "n".repeat(size / 2);
        odt::odt(&format!(
            "<text:list text:style-name=\"{style}\">{}{}</text:list>",
            "<text:list-item><text:list>".repeat(490),
            "</text:list></text:list-item>".repeat(490)
        ))
    }),
    ("list.rtf", |size| rtf(&over_and_over(size, "{\\listtext 1.\\tab}a\\par"))),
    // Text
    ("paragraphs.html", |size| html(&over_and_over(size, "<p>a"))),
    ("paragraphs.rtf", |size| rtf(&over_and_over(size, "a\\par "))),
    ("paragraphs.docx", |size| docx(&over_and_over(size, "<w:p><w:r><w:t>a</w:t></w:r></w:p>"))),
    ("paragraphs.doc", |size| word97(&[Paragraph::plain(&"ab\r".repeat(size / 6))])),
    ("paragraphs.odt", |size| odt::odt(&over_and_over(size, "<text:p>a</text:p>"))),
    ("labels.html", |size| html(&over_and_over(size, "<p>项目名称：甲"))),
    ("labels.docx", |size| docx(&over_and_over(size, "<w:p><w:r><w:t>联系电话：1</w:t></w:r></w:p>"))),
    ("label-cells.html", |size| {
        html(&over_within(size, "<table>", "<tr><td>联系电话<td>1<td>项目名称<td>2", ""))
    }),
    ("titles.txt", |size| over_and_over(size, "专项资金预算绩效目标申报表\n单位\t甲\n").into()),
    ("opinions.html", |size| {
        html(&over_within(size, "<table>", "<tr><td>主管部门意见<td>1<td>联系电话<td>2", ""))
    }),
    ("line.html", |size| html(&over_and_over(size, "项目名称："))),
    ("words.html", |size| html(&over_and_over(size, "a "))),
    ("breaks.html", |size| html(&over_and_over(size, "<br>"))),
    ("line.rtf", |size| rtf(&over_and_over(size, "a\\tab "))),
    ("line.doc", |size| word97(&[Paragraph::plain(&"a\t".repeat(size / 4))])),
    ("line.docx", |size| docx_line(&over_and_over(size, "<w:t>a</w:t><w:tab/>"))),
    ("tabs.txt", |size| over_and_over(size, "a\t").into()),
    ("lines.txt", |size| over_and_over(size, "a\tb\n").into()),
    ("tika.txt", |size| over_and_over(size, "\t项目名称\n\ta\n\n").into()),
    ("bars.txt", |size| over_and_over(size, "|a|b|\n").into()),
    ("quotes.txt", |size| over_and_over(size, "\"a\tb\n").into()),
    ("colons.txt", |size| over_and_over(size, "项目名称：").into()),
    ("newlines.txt", |size| over_and_over(size, "\n").into_bytes().into_iter().chain(*b"a").collect()),
    // Names, styles, fonts, structure of the file
    ("names.html", |size| {
        let mut text = String::new();
        while text.len() < size {
            let _ = write!(text, "<x{0}></x{0}>", text.len());
        }
        html(&text)
    }),
    ("attributes.html", |size| {
        let mut text = String::from("<p ");
        while text.len() < size {
            let _ = write!(text, "a{:x} ", text.len());
        }
        html(&(text + ">a"))
    }),
    ("header.html", |size| html(&over_within(size, "<div title=header>", "<b>a", "</div>"))),
    ("unclosed.html", |size| html(&over_and_over(size, "<!--"))),
    ("ends.html", |size| html(&over_and_over(size, "</p></x>"))),
    ("styles.html", |size| html(&format!("<p style='{}'>a", over_and_over(size, "a:b;")))),
    ("comments.html", |size| {
        html(&over_and_over(size, "<!--[if supportFields]><span>eq \\o\\ac(□,√)<![endif]-->"))
    }),
    ("fonts.rtf", |size| {
        let mut fonts = String::new();
        while fonts.len() < size / 2 {
            let _ = write!(fonts, "{{\\f{} a;}}", fonts.len());
        }
        rtf(&format!("{{\\fonttbl{fonts}}}{}", over_and_over(size / 2, "\\f9 a")))
    }),
    ("styles.odt", |size| {
        let long = "n".repeat(size / 200);
        let mut styles = String::new();
        for number in 0..40 {
            let _ = write!(
                styles,
                "<style:style style:name=\"{long}{number}\" style:family=\"text\" style:parent-style-name=\"{long}{}\"/>",
                number + 1
            );
        }
        let first = format!(
            "<style:style style:name=\"s\" style:family=\"text\" style:parent-style-name=\"{long}0\"/>"
        );
        odt::odt_with(
            &(first + &styles),
            "",
            &format!("<text:p>{}</text:p>", over_and_over(size, "<text:span text:style-name=\"s\"/>")),
        )
    }),
    ("styles.docx", |size| {
        let mut styles = String::new();
        for number in 0..size / 150 {
            let _ = write!(
                styles,
                "<w:style w:type=\"paragraph\" w:styleId=\"s{number}\"><w:basedOn w:val=\"s{}\"/></w:style>",
                number + 1
            );
        }
        let list = [("decimal", "%1.")];
        doc([raw(over_and_over(size, "<w:p><w:pPr><w:pStyle w:val=\"s0\"/></w:pPr></w:p>"))])
            .styles(&styles)
            .lists(&list)
            .bytes()
    }),
    ("groups.rtf", |size| rtf(&over_and_over(size, "{\\b{}}"))),
    ("side.rtf", |size| rtf(&over_and_over(size, "{\\header{\\header a\\par}}"))),
    ("shapes.rtf", |size| rtf(&over_and_over(size, "{\\shp{\\*\\shpinst{\\shptxt a\\par}}}"))),
    ("text-boxes.docx", |size| {
        docx_line(&over_and_over(
            size,
            "<w:pict><w:txbxContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:txbxContent></w:pict>",
        ))
    }),
    ("blanks-in-tags.docx", |size| docx(&format!("<w:p w:x='1'/>{}", over_and_over(size, "<w:p ></w:p >")))),
    ("text-boxes.odt", |size| {
        odt_line(&over_and_over(
            size,
            "<draw:frame><draw:text-box><text:p>a</text:p></draw:text-box></draw:frame>",
        ))
    }),
    ("parts.mht", |size| {
        let start = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n";
        (start.to_owned() + &over_and_over(size, "--b\r\nContent-Type: text/plain\r\n\r\na\r\n")).into()
    }),
    ("runs.doc", |size| {
        word97(
            &paragraphs(size / 20, |_| vec![0x16, 0x24, 1])
                .into_iter()
                .map(|it| Paragraph { text: "a\u{7}".into(), ..it })
                .collect::<Vec<_>>(),
        )
    }),
    ("headers.doc", |size| headers(size)),
    ("data.doc", |size| with_data(size)),
];

const FIELD: &str = "<w:fldChar w:fldCharType=\"begin\"/><w:t>a</w:t>";
const ODT_CELL: &str = "<table:table><table:table-row><table:table-cell>";
const ODT_END: &str = "</table:table-cell></table:table-row></table:table>";

fn over_and_over(size: usize, text: &str) -> String {
    text.repeat((size / text.len()).max(1))
}

fn over_within(size: usize, start: &str, text: &str, end: &str) -> String {
    format!("{start}{}{end}", over_and_over(size, text))
}

fn nested(start: &str, end: &str, depth: usize) -> String {
    start.repeat(depth) + &end.repeat(depth)
}

fn docx(body: &str) -> Vec<u8> {
    doc([raw(body)]).bytes()
}

fn docx_line(run: &str) -> Vec<u8> {
    docx(&format!("<w:p><w:r>{run}</w:r></w:p>"))
}

fn odt_line(text: &str) -> Vec<u8> {
    odt::odt(&format!("<text:p>{text}</text:p>"))
}

fn xml(body: &str) -> Vec<u8> {
    word2003::file(body).into()
}

fn html(body: &str) -> Vec<u8> {
    format!("<html><meta charset=utf-8><body>{body}").into()
}

fn rtf(body: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi {body}}}").into()
}

// Binary documents

/// Text with its marks, and the properties of each of its paragraphs.
struct Paragraph {
    text: String,
    properties: Vec<u8>,
}

impl Paragraph {
    fn plain(text: &str) -> Paragraph {
        Paragraph { text: text.to_owned() + "\r", properties: Vec::new() }
    }
}

fn paragraphs(count: usize, properties: impl Fn(usize) -> Vec<u8>) -> Vec<Paragraph> {
    (0..count.max(2))
        .map(|number| Paragraph { text: "a\r".to_owned(), properties: properties(number) })
        .collect()
}

/// A paragraph in a cell so many tables deep.
fn cell_at(depth: u32) -> Vec<u8> {
    if depth == 0 { Vec::new() } else { [&[0x16, 0x24, 1, 0x49, 0x66][..], &depth.to_le_bytes()].concat() }
}

/// The numbers of structures in the table stream.
const HEADERS: usize = 11;
const PARAGRAPH_PAGES: usize = 13;
const PIECES: usize = 33;

fn word97(paragraphs: &[Paragraph]) -> Vec<u8> {
    let (main, table) = streams(paragraphs, 0, &[]);
    crate::doc::compound(&[("WordDocument", &main), ("0Table", &table)])
}

/// The streams of a document whose last characters are those of headers, with more parts for the table stream.
fn streams(paragraphs: &[Paragraph], in_headers: usize, more: &[(usize, Vec<u8>)]) -> (Vec<u8>, Vec<u8>) {
    const TEXT: usize = 1024;
    let text: Vec<u16> = paragraphs.iter().flat_map(|it| it.text.encode_utf16()).collect();
    let mut main = vec![0; TEXT];
    main.extend(text.iter().flat_map(|unit| unit.to_le_bytes()));
    main.resize(main.len().next_multiple_of(512), 0);
    let number = |number: usize| (number as u32).to_le_bytes();

    // Pages of properties: edges, entries of 13 bytes, and the properties themselves from the end.
    let (mut edges, mut pages) = (Vec::new(), Vec::new());
    let mut at = TEXT;
    for group in paragraphs.chunks(16) {
        pages.push(main.len() / 512);
        let mut page = vec![0u8; 512];
        page[511] = group.len() as u8;
        edges.push(at);
        let mut free = 511;
        for (position, paragraph) in group.iter().enumerate() {
            page[position * 4..][..4].copy_from_slice(&number(at));
            at += paragraph.text.encode_utf16().count() * 2;
            let mut own = vec![0, 0];
            own.extend(&paragraph.properties);
            own.resize(own.len().next_multiple_of(2), 0);
            free = (free - own.len() - 2) & !1;
            page[free + 1] = (own.len() / 2) as u8;
            page[free + 2..][..own.len()].copy_from_slice(&own);
            page[(group.len() + 1) * 4 + position * 13] = (free / 2) as u8;
        }
        page[group.len() * 4..][..4].copy_from_slice(&number(at));
        main.extend(page);
    }
    edges.push(at);
    let index: Vec<u8> = edges.into_iter().chain(pages).flat_map(number).collect();
    let piece = [number(0), number(text.len()), [0; 4], number(TEXT)];
    let mut pieces = vec![2];
    pieces.extend(number(4 + 4 + 8));
    pieces.extend(piece[0].iter().chain(&piece[1]).chain(&[0, 0]).chain(&piece[3]).chain(&[0, 0]));

    let mut table = vec![0; 16];
    let parts = [(PARAGRAPH_PAGES, index), (PIECES, pieces)];
    for (part, bytes) in parts.iter().chain(more) {
        main[0x9A + part * 8..][..4].copy_from_slice(&number(table.len()));
        main[0x9A + part * 8 + 4..][..4].copy_from_slice(&number(bytes.len()));
        table.extend(bytes);
    }
    main[..4].copy_from_slice(b"\xEC\xA5\xC1\0");
    main[0x4C..][..4].copy_from_slice(&number(text.len() - in_headers));
    main[0x54..][..4].copy_from_slice(&number(in_headers));
    main[0x98] = 93;
    (main, table)
}

/// Headers that are all the same long text.
fn headers(size: usize) -> Vec<u8> {
    let long = "a".repeat(size / 4);
    let body = Paragraph::plain("b");
    let story = Paragraph::plain(&long);
    let positions: Vec<u8> = (0..size / 8)
        .flat_map(|number| (if number % 2 == 0 { 0 } else { long.len() as u32 }).to_le_bytes())
        .collect();
    let (main, table) = streams(&[body, story], long.len() + 1, &[(HEADERS, positions)]);
    crate::doc::compound(&[("WordDocument", &main), ("0Table", &table)])
}

/// A long stream of data beside the text.
fn with_data(size: usize) -> Vec<u8> {
    let (main, table) = streams(&[Paragraph::plain("a")], 0, &[]);
    let mut main = main;
    main.resize(size / 2, 0);
    crate::doc::compound(&[("WordDocument", &main), ("0Table", &table), ("Data", &vec![0; size / 2])])
}
