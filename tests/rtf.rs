//! What RTF can hold, one construct a test: what of it is on the page, and where.

use encoding_rs::GBK;
use shenbao::document::{Document, Home, MarkKind, MarkState, SymbolFont};
use shenbao::{ErrorKind, Form, Template};

use crate::support::picture;

const FONTS: &str = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset2 Wingdings;}{\f2\fnil\fcharset2 Wingdings 2;}{\f3\froman\fcharset2 Symbol;}}";

/// A file with text in GBK, each byte as it is.
fn read(text: &str) -> Document {
    Document::read(&GBK.encode(&format!("{{\\rtf1\\ansi\\ansicpg936\\deff0{FONTS}{text}}}")).0).unwrap()
}

fn shown(text: &str) -> String {
    picture::document(&read(text))
}

fn lines(text: &str) -> Vec<String> {
    let read = read(text);
    (0..read.paragraphs.len() as u32).map(|number| read.paragraph_text(number).to_owned()).collect()
}

fn marks(text: &str) -> Vec<(MarkState, MarkKind)> {
    read(text).marks.iter().map(|mark| (mark.state, mark.kind)).collect()
}

/// A row: `merge edge text`, the cells apart by bars. The definition stands in front of the cells.
fn row(cells: &str) -> String {
    let cells: Vec<Vec<&str>> = cells.split('|').map(|cell| cell.trim().splitn(3, ' ').collect()).collect();
    let definition: String = cells
        .iter()
        .map(|cell| {
            let merge = match cell[0] {
                "v" => "\\clvmgf",
                "^" => "\\clvmrg",
                "h" => "\\clmgf",
                "<" => "\\clmrg",
                _ => "",
            };
            format!("{merge}\\clvertalt\\cellx{}", cell[1])
        })
        .collect();
    let texts: String = cells.iter().map(|cell| format!("{}\\cell ", cell.get(2).unwrap_or(&""))).collect();
    format!("\\trowd\\trgaph108\\trleft-108{definition}\\pard\\intbl {texts}\\row\\pard ")
}

// The grid

#[test]
fn edges_make_columns() {
    let text = row("- 1000 甲 | - 2000 乙 | - 3000 丙") + &row("- 1999 丁 | - 3001 戊");
    assert_eq!(shown(&text), "表1 2×3\n甲 | 乙 | 丙\n丁 | < | 戊\n");
}

#[test]
fn merged_cells_are_one() {
    let text = row("v 1000 甲 | - 2000 乙 | h 3000 丙 | < 4000")
        + &row("^ 1000 | - 2000 丁 | - 3000 戊 | - 4000 己")
        + &row("v 1000 庚 | - 2000 辛 | - 4000 壬");
    assert_eq!(shown(&text), "表1 3×4\n甲 | 乙 | 丙 | <\n^ | 丁 | 戊 | 己\n庚 | 辛 | 壬 | <\n");
}

#[test]
fn the_last_definition_of_a_row_counts() {
    let text = r"\trowd\cellx1000\pard\intbl a\cell b\cell {\trowd\cellx1000\cellx2000\row}\pard c\par";
    assert_eq!(shown(text), "表1 1×2\na | b\n段: c\n");
}

#[test]
fn cells_have_paragraphs() {
    let text = r"\trowd\cellx1000\cellx2000\pard\intbl a\par b\line c\cell\cell\row\pard d\par\par e";
    assert_eq!(shown(text), "表1 1×2\na¶b↵c | _\n段: d\n段: \n段: e\n");
}

#[test]
fn a_row_that_says_less_than_it_has_keeps_its_text() {
    assert_eq!(shown(r"\trowd\cellx1000\pard\intbl a\cell b\cell\row\pard"), "表1 1×2\na | b\n");
    assert_eq!(shown(r"\trowd\cellx0\cellx0\pard\intbl a\cell b\cell\row\pard"), "表1 1×2\na | b\n");
    assert_eq!(
        shown(r"\trowd\cellx1000\cellx2000\pard\intbl a\cell b\row\pard c"),
        "表1 1×2\na | b\n段: c\n"
    );
    assert_eq!(shown(r"\trowd\cellx1000\pard\intbl a\cell\pard c"), "表1 1×1\na\n段: c\n");
    // Some writers leave \intbl out.
    assert_eq!(shown(r"\trowd\cellx1000\cellx2000 a\cell b\cell\row"), "表1 1×2\na | b\n");
}

#[test]
fn tables_stand_in_cells() {
    let nested = r"\trowd\cellx5000\cellx9000\pard\intbl\itap1 a\par\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx1000\cellx2000\nestrow}{\nonesttables\par}\pard\intbl\itap1 b\cell c\cell\row\pard d\par";
    assert_eq!(shown(nested), "表1 1×2\na¶b[表2] | c\n表2 1×2\nx | y\n段: d\n");
}

#[test]
fn a_header_row_repeats() {
    let read = read(r"\trowd\trhdr\cellx1000\pard\intbl a\cell\row\trowd\cellx1000 b\cell\row");
    assert_eq!(read.tables[0].rows.iter().map(|row| row.header).collect::<Vec<_>>(), [true, false]);
}

// Text

#[test]
fn bytes_are_characters_of_a_code_page() {
    assert_eq!(lines("申报表\\par"), ["申报表"]);
    assert_eq!(lines(r"\'c9\'ea\'b1\'a8\'b1\'ed\par"), ["申报表"]);
    // The second byte of a character may be one that text has.
    assert_eq!(lines("\\'81\\'40\\'81@\\par"), ["丂丂"]);
    assert_eq!(lines("a\\{b\\}\\\\\\~c\\_d\\-e\\emdash f\\tab g\\par"), ["a{b}\\\u{A0}c\u{2011}de—f\tg"]);
}

#[test]
fn unicode_is_read_without_what_stands_for_it() {
    assert_eq!(lines(r"\u30003?\u25253 ?x\par"), ["申报x"]);
    assert_eq!(lines(r"\uc2\u30003\'c9\'ea\u25253??{\uc0\u-24676 x}\par"), ["申报\u{9F9C}x"]);
    assert_eq!(lines(r"\u-10180?\u-8300?\par"), ["\u{1F394}"]);
    assert_eq!(lines(r"{\upr{??}{\*\ud{\u30003?}}}\par"), ["申"]);
}

#[test]
fn what_is_not_on_the_page_is_not_read() {
    let hidden = r"{\v 1}{\deleted 2}{\*\unknown 3}{\info{\title 4}}{\pict 5}{\*\bkmkstart 6}{\stylesheet{\s0 7;}}{\object{\*\objdata 8}}{\bin3 {}}}";
    assert_eq!(lines(&format!("a{hidden}b\\par")), ["ab"]);
    assert_eq!(lines(r"{\v a\v0 b\plain c}\v d\plain e\par"), ["bce"]);
    let notes = read(r"a{\footnote b}\par");
    assert_eq!((notes.text.as_str(), notes.findings[0].code()), ("a", "content_skipped"));
}

#[test]
fn automatic_numbers_are_numbers() {
    let read =
        read(r"{\listtext\pard\plain\f0 （一）\tab}\ls1 甲\par{\pntext\f3\'b7\tab}{\*\pn\pnlvlblt}乙\par");
    assert_eq!(read.paragraph_text(0), "（一） 甲");
    assert_eq!(read.paragraphs[0].number as usize, "（一） ".len());
    assert_eq!(read.paragraph_text(1), "• 乙");
}

#[test]
fn automatic_numbers_that_are_not_spelled_out_are_counted() {
    let level = |code: u32, text: &str, more: &str| {
        format!(
            r"{{\listlevel\levelnfc{code}\levelnfcn{code}\levelfollow2\levelstartat1{{\leveltext\leveltemplateid1{text};}}{{\levelnumbers\'01;}}{more}}}"
        )
    };
    let tables = format!(
        r"{{\fonttbl{{\f0\fcharset134 \'cb\'ce\'cc\'e5;}}{{\f3\fcharset2 Symbol;}}}}{{\*\listtable{{\list\listtemplateid1\listhybrid{}{}{{\listname ;}}\listid7}}{{\list\listsimple1{}\listid8}}}}{{\*\listoverridetable{{\listoverride\listid7\listoverridecount0\ls1}}{{\listoverride\listid8\listoverridecount0\ls2}}{{\listoverride\listid7\listoverridecount1{{\lfolevel\listoverridestartat\levelstartat5}}\ls3}}}}",
        level(39, r"\'03\u-248 ?\'00\u-247 ?", ""),
        level(0, r"\'04\'00.\'01.", r"\levellegal1"),
        level(23, r"\'01\u-3913 ?", r"\f3"),
    );
    let text = r"\pard\ls1 甲\par 乙\par\pard\ls1\ilvl1 丙\par\pard\ls2 丁\par\pard 戊\par{\listtext 己\tab}\ls1 庚\par\pard\ls1 辛\par\pard\ls3 壬\par\pard\ls9 癸\par";
    let read = read(&format!("{tables}{text}"));
    let shown: Vec<&str> = (0..9).map(|paragraph| read.paragraph_text(paragraph)).collect();
    // A list that another one restarts is the same list.
    assert_eq!(shown, ["（一）甲", "（二）乙", "2.1.丙", "•丁", "戊", "己 庚", "（四）辛", "（五）壬", "癸"]);
    assert_eq!(read.paragraphs[0].number as usize, "（一）".len());
}

#[test]
fn headers_footers_and_text_boxes_stand_behind_the_body() {
    let text = r"{\header 页眉\par}{\footer\pard 页脚{\field{\*\fldinst PAGE}{\fldrslt 1}}\par}a{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt 框\par}}{\shprslt{\*\do 框}}}b\par";
    let read = read(text);
    assert_eq!(picture::document(&read), "段: ab\n页眉: 页眉\n页脚: 页脚1\n框: 框\n");
    assert!(read.paragraphs.iter().any(|paragraph| paragraph.home == Home::TextBox));
}

// Fields and tick boxes

#[test]
fn fields_show_their_result() {
    assert_eq!(lines(r"a{\field{\*\fldinst HYPERLINK {x}}{\fldrslt{\ul b}}}c\par"), ["abc"]);
    assert_eq!(
        lines(r"{\field{\*\fldinst FORMTEXT{\*\formfield{\fftype0{\*\ffname t}}}}{\fldrslt 12}}\par"),
        ["12"]
    );
    let choice = r"{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffres25\ffdefres1{\*\ffl a}{\*\ffl b}}}}{\fldrslt}}\par";
    assert_eq!(lines(choice), ["b"]);
}

#[test]
fn form_fields_are_tick_boxes() {
    let field = |state: &str| {
        let text = format!(
            r"{{\field{{\*\fldinst FORMCHECKBOX {{\*\formfield{{\fftype1{state}}}}}}}{{\fldrslt}}}}\par"
        );
        let marks = marks(&text);
        assert_eq!(marks[0].1, MarkKind::FormField);
        marks[0].0
    };
    assert_eq!(field(r"\ffres1"), MarkState::Ticked);
    assert_eq!(field(r"\ffres0\ffdefres1"), MarkState::Empty);
    assert_eq!(field(r"\ffres25\ffdefres1"), MarkState::Ticked);
    assert_eq!(field(r"\ffdefres0"), MarkState::Empty);
}

#[test]
fn symbols_and_boxes_set_over_each_other_are_tick_boxes() {
    let typed = |font| (MarkState::Ticked, MarkKind::Typed(font));
    assert_eq!(marks(r"{\f1\'fe}\par"), [typed(SymbolFont::Wingdings)]);
    assert_eq!(marks(r"{\f1\u-3842?}\par"), [typed(SymbolFont::Wingdings)]);
    assert_eq!(marks(r"{\f2 R}{\f0 R}\par"), [typed(SymbolFont::Wingdings2)]);
    let symbol = r#"{\field{\*\fldinst SYMBOL 254 \\f "Wingdings" \\s 12}{\fldrslt\f1\'fe}}\par"#;
    assert_eq!(marks(symbol), [typed(SymbolFont::Wingdings)]);
    let alone = r#"{\field{\*\fldinst SYMBOL 254 \\f "Wingdings"}{\fldrslt}}\par"#;
    assert_eq!(marks(alone), [(MarkState::Ticked, MarkKind::Symbol(SymbolFont::Wingdings))]);
    let drawn = r"{\field{\*\fldinst{ EQ \\o\\ac(□,√)}}{\fldrslt}}\par";
    assert_eq!(marks(drawn), [(MarkState::Ticked, MarkKind::Overstrike)]);
    assert_eq!(marks(r"{\v\f1\'fe}\par"), []);
}

// Bytes

#[test]
fn pieces_of_rtf_are_read_too() {
    let read = Document::read(b"\xEF\xBB\xBF \r\n{\\pard a\\par}{\\pard b\\par}").unwrap();
    assert_eq!(read.text, "ab");
    // What follows the end of a whole file is told.
    let read = Document::read(b"{\\rtf1 a}\r\n\0{\\rtf1 b}").unwrap();
    assert_eq!((read.text.as_str(), read.findings[0].code()), ("a", "content_skipped"));
    assert_eq!(Document::read(b"{\\rtf1 a}\r\n\0").unwrap().findings, []);
}

#[test]
fn a_file_that_is_cut_off_is_refused() {
    for cut in ["{\\rtf1 a", "{\\rtf1{\\b a}", "{\\rtf1 a\\bin99 }"] {
        let error = Document::read(cut.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "rtf_broken", "{cut}");
        assert_eq!(error.place().and_then(|place| place.byte), Some(cut.len() as u64));
    }
}

#[test]
fn what_grows_without_bound_is_refused() {
    let limit =
        |text: String| match Document::read(format!("{{\\rtf1 {text}}}").as_bytes()).unwrap_err().into_kind()
        {
            ErrorKind::LimitExceeded { limit, .. } => limit,
            other => panic!("{other:?}"),
        };
    assert_eq!(limit("{".repeat(5000)), "depth");
    assert_eq!(limit("\\intbl\\itap2147483647 a\\nestcell".to_owned()), "nesting");
    assert_eq!(limit(format!("\\trowd{}", "\\cellx1".repeat(5000))), "columns");
    assert_eq!(limit(format!("\\intbl {}", "\\cell".repeat(5000))), "columns");
}

#[test]
fn bytes_of_no_character_are_told() {
    let read = Document::read(b"{\\rtf1\\ansicpg936 a\\'ff\\par}").unwrap();
    assert_eq!((read.text.as_str(), read.findings[0].code()), ("a\u{FFFD}", "bytes_undecodable"));
}

#[test]
fn neither_rtf_nor_pages_are_templates() {
    let rtf = GBK
        .encode("{\\rtf1\\ansicpg936\\trowd\\cellx1\\cellx2\\intbl 专项名称\\cell\\cell\\row}")
        .0
        .into_owned();
    let page = "<html><table><tr><td>专项名称<td></table>".as_bytes().to_vec();
    for bytes in [rtf, page] {
        let error = Template::open(Form::declaration(), &bytes).unwrap_err();
        assert_eq!(error.code(), "template_format");
        assert!(error.hint(shenbao::Lang::Zh).unwrap().contains(".docx"));
    }
}
