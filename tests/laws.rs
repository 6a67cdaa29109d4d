//! What holds for every input, tried on inputs that chance makes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use shenbao::document::{Document, Home};
use shenbao::{Extraction, Form, extract};

use crate::support::docx::{
    Node, cell, control, doc, element, field, para, r, raw, row, symbol, table, tc, text_box,
};
use crate::support::package::with_part;
use crate::support::{fixture, picture};

/// Few cases, so that the suite is quick. `PROPTEST_CASES` makes more of them.
fn cases(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|more| more.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Every cell lies on the grid, no two of them share a place, and paragraphs belong to one cell.
#[track_caller]
fn assert_tiled(document: &Document) {
    for (number, table) in document.tables.iter().enumerate() {
        let mut covered = 0;
        for (at, cell) in table.cells.iter().enumerate() {
            assert!(cell.row_span >= 1 && cell.column_span >= 1);
            assert!(cell.right() <= table.columns && cell.bottom() <= table.row_count());
            for place in
                (cell.row..cell.bottom()).flat_map(|row| (cell.column..cell.right()).map(move |c| (row, c)))
            {
                assert_eq!(table.cell_at(place.0, place.1), Some(at), "table {number}, place {place:?}");
                covered += 1;
            }
        }
        let places =
            (0..table.row_count()).flat_map(|row| (0..table.columns).map(move |column| (row, column)));
        let filled = places.filter(|(row, column)| table.cell_at(*row, *column).is_some()).count();
        assert_eq!(filled, covered, "table {number}");
        let mut owned: Vec<u32> =
            table.cells.iter().flat_map(|cell| document.cell_paragraphs(number, cell)).collect();
        let all = owned.len();
        owned.dedup();
        assert_eq!(owned.len(), all, "table {number}");
    }
    for span in document.paragraphs.iter().map(|paragraph| paragraph.text) {
        assert!(document.text.get(span.range()).is_some());
    }
    for mark in &document.marks {
        assert_eq!(document.text(mark.text).chars().count(), 1);
    }
}

/// Reads whatever it is, and says nothing but what it may say.
fn read_any(bytes: &[u8]) {
    match Form::declaration().read(bytes) {
        Ok(reading) => {
            assert_tiled(&reading.document);
            let _ = reading.extract::<shenbao::Declaration>();
        }
        Err(error) => assert!(shenbao::Error::CODES.contains(&error.code())),
    }
}

// Any bytes

#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Cut(Index),
    Copy(Index, Index, usize),
}

impl Change {
    fn make(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Change::Set(at, byte) => bytes[at.index(length)] = *byte,
            Change::Insert(at, new) => {
                let at = at.index(length);
                bytes.splice(at..at, new.iter().copied());
            }
            Change::Remove(at, count) => {
                let at = at.index(length);
                bytes.drain(at..(at + count).min(length));
            }
            Change::Cut(at) => bytes.truncate(at.index(length)),
            Change::Copy(from, to, count) => {
                let from = from.index(length);
                let piece = bytes[from..(from + count).min(length)].to_vec();
                let to = to.index(length);
                bytes.splice(to..to, piece);
            }
        }
    }
}

/// Bits that mean something to a reader of XML, archives or dumps.
fn any_bit() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "<w:tbl>",
        "</w:tbl>",
        "<w:tr>",
        "</w:tr>",
        "<w:tc>",
        "</w:tc>",
        "<w:p>",
        "</w:p>",
        "<w:p/>",
        "<w:r>",
        "</w:r>",
        "<w:t>甲</w:t>",
        "<w:sdt>",
        "</w:sdt>",
        "<w:vMerge/>",
        "<w:gridSpan w:val=\"9\"/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "&amp;",
        "&#x4E2D;",
        "\"",
        ">",
        "<",
        "xmlns:w=\"\"",
        "\t",
        "\n\n",
        "PK\u{3}\u{4}",
        "专项名称",
        "（",
        "其他",
    ];
    prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        vec(any::<u8>(), 1..8)
    ]
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        3 => (any::<Index>(), any_bit()).prop_map(|(at, new)| Change::Insert(at, new)),
        2 => (any::<Index>(), 1usize..40).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => any::<Index>().prop_map(Change::Cut),
        2 => (any::<Index>(), any::<Index>(), 1usize..400).prop_map(|(from, to, count)| Change::Copy(from, to, count)),
    ]
}

fn any_fixture() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "checkboxes.docx",
        "constructs.docx",
        "self-evaluation.docx",
        "declaration.docx",
        "two.tika.txt",
        "declaration.saveas.gb18030.txt",
        "declaration.saveas.utf16le.txt",
    ])
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(
        start in proptest::sample::select(vec![&b""[..], b"PK\x03\x04", b"PK\x05\x06", b"<?xml ", b"\xFF\xFE", b"\t"]),
        bits in vec(any_bit(), 0..40),
    ) {
        read_any(&[start.to_vec(), bits.concat()].concat());
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(name in any_fixture(), changes in vec(any_change(), 1..6)) {
        let mut bytes = fixture(name);
        changes.iter().for_each(|change| change.make(&mut bytes));
        read_any(&bytes);
    }

    #[test]
    fn a_damaged_part_is_read_or_refused(
        name in proptest::sample::select(vec!["checkboxes.docx", "constructs.docx"]),
        part in proptest::sample::select(vec!["word/document.xml", "word/document.xml", "[Content_Types].xml", "_rels/.rels"]),
        changes in vec(any_change(), 1..6),
    ) {
        let damaged = with_part(&fixture(name), part, |mut bytes| {
            changes.iter().for_each(|change| change.make(&mut bytes));
            bytes
        });
        read_any(&damaged);
    }
}

// Any document

/// A piece of a document that chance makes, with texts that are all different once numbered.
fn any_inline() -> BoxedStrategy<Node> {
    let leaf = prop_oneof![
        4 => Just(r("@")),
        1 => Just(raw("<w:r><w:t>@</w:t><w:br/><w:t>@</w:t><w:tab/></w:r>")),
        1 => Just(symbol("Wingdings", "F0FE")),
        1 => Just(field(" PAGE ", "@")),
        1 => Just(raw("<w:bookmarkStart w:id=\"1\" w:name=\"b\"/><w:proofErr w:type=\"gramStart\"/>")),
    ];
    let boxed = leaf.boxed();
    let inner = boxed.clone();
    boxed
        .prop_recursive(3, 12, 3, move |deeper| {
            let inner = inner.clone();
            prop_oneof![
                vec(deeper.clone(), 1..3).prop_map(|nodes| control("", nodes)),
                vec(deeper.clone(), 1..3).prop_map(|nodes| element(
                    "ins",
                    "w:id=\"1\" w:author=\"a\"",
                    nodes
                )),
                vec(deeper.clone(), 1..3).prop_map(|nodes| element("hyperlink", "w:anchor=\"a\"", nodes)),
                vec(deeper, 1..3).prop_map(|nodes| element("smartTag", "w:element=\"e\"", nodes)),
                vec(inner, 1..3).prop_map(|nodes| text_box(false, [para(nodes)])),
            ]
        })
        .boxed()
}

fn any_block() -> BoxedStrategy<Node> {
    let paragraph = vec(any_inline(), 0..4).prop_map(para).boxed();
    paragraph
        .prop_recursive(3, 24, 3, |deeper| {
            let cell = (vec(deeper.clone(), 1..3), 1u32..4, 0u8..6).prop_map(|(blocks, span, kind)| {
                let cell = tc(blocks).span(span);
                match kind {
                    0 => cell.merge(),
                    1 => cell.in_control(),
                    _ => cell,
                }
            });
            let row = (vec(cell, 1..4), 0u32..3, 0u8..4).prop_map(|(cells, before, kind)| {
                let row = row(cells).before(before);
                if kind == 0 { row.in_control() } else { row }
            });
            let table = vec(row, 1..4).prop_map(table);
            prop_oneof![
                table.clone(),
                table.prop_map(Node::in_control),
                vec(deeper, 1..3).prop_map(|blocks| control("", blocks)),
            ]
        })
        .boxed()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn every_text_of_a_document_is_read_once_and_in_order(blocks in vec(any_block(), 1..5)) {
        let mut xml = String::new();
        let mut count = 0;
        for (number, piece) in blocks.iter().map(Node::to_string).collect::<String>().split('@').enumerate() {
            if number > 0 {
                xml += &format!("«{number}»");
                count = number;
            }
            xml += piece;
        }
        let document = doc([raw(xml)]).read();
        assert_tiled(&document);
        let mut found: Vec<usize> = document
            .text
            .split('«')
            .skip(1)
            .filter_map(|piece| piece.split('»').next()?.parse().ok())
            .collect();
        // What stands in a text box is read before the paragraph around it is complete.
        if document.paragraphs.iter().any(|paragraph| paragraph.home == Home::TextBox) {
            found.sort_unstable();
        }
        prop_assert_eq!(found, (1..=count).collect::<Vec<_>>());
    }
}

// Any table

/// What may stand in a cell of a made-up form. A value is numbered, so that all are different.
#[derive(Clone, Copy, Debug)]
enum Content {
    Blank,
    Label(&'static str),
    Value,
    Inline(&'static str),
    Seal,
    MoreLeft,
    MoreAbove,
}

const LABELS: [&str; 18] = [
    "专项基本情况",
    "专项资金情况",
    "专项属性",
    "主管部门",
    "专项起止时间",
    "联系人及电话",
    "专项概况",
    "本年度预计投入（万元）",
    "财政资金（万元）",
    "中央",
    "市级资金",
    "其他",
    "中长期绩效目标",
    "其他需要说明的问题",
    "财政部门审核意见",
    "联系电话",
    "无人知道的标签",
    "年度",
];

fn any_content() -> impl Strategy<Value = Content> {
    prop_oneof![
        3 => Just(Content::Blank),
        5 => proptest::sample::select(LABELS.to_vec()).prop_map(Content::Label),
        6 => Just(Content::Value),
        1 => proptest::sample::select(vec!["填报单位（盖章）：", "单位负责人：", "注：", "项目概况："]).prop_map(Content::Inline),
        1 => Just(Content::Seal),
        2 => Just(Content::MoreLeft),
        2 => Just(Content::MoreAbove),
    ]
}

/// A picture of a form that begins with a name, so that there is a declaration, and how many values it holds.
fn any_form() -> impl Strategy<Value = (String, usize)> {
    (2usize..6).prop_flat_map(|columns| vec(vec(any_content(), columns), 1..8)).prop_map(|contents| {
        let columns = contents[0].len();
        let mut first = vec!["<".to_owned(); columns];
        (first[0], first[1]) = ("专项名称".to_owned(), "值0止".to_owned());
        let mut rows = vec![first];
        let mut values = 1;
        for contents in &contents {
            let mut row: Vec<String> = Vec::new();
            for (column, content) in contents.iter().enumerate() {
                row.push(match content {
                    Content::Blank => "_".to_owned(),
                    Content::Label(label) => (*label).to_owned(),
                    Content::Value | Content::Inline(_) => {
                        let label = if let Content::Inline(label) = content { *label } else { "" };
                        values += 1;
                        format!("{label}值{}止", values - 1)
                    }
                    Content::Seal => "（盖章）¶年    月    日".to_owned(),
                    Content::MoreLeft if column > 0 && row[column - 1] != "^" => "<".to_owned(),
                    Content::MoreAbove => "^".to_owned(),
                    Content::MoreLeft => "_".to_owned(),
                });
            }
            // What goes on from above must be as wide as what is above it, and something must be there.
            let above = rows.last().unwrap();
            for column in 0..columns {
                let wide = |row: &[String]| row.get(column + 1).is_some_and(|next| next == "<");
                if row[column] == "^" && (above[column] == "<" || wide(above) || wide(&row)) {
                    row[column] = "_".to_owned();
                }
            }
            rows.push(row);
        }
        let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
        (lines.join("\n"), values)
    })
}

/// Every value stands in a declaration or is listed as unclaimed.
fn assert_nothing_lost(found: &[Extraction], values: usize, of: &str) {
    let mut said = String::new();
    for extraction in found {
        said += &serde_json::to_string(&extraction.declaration).unwrap();
        for unclaimed in &extraction.unclaimed {
            said += &unclaimed.text;
        }
    }
    for value in 0..values {
        let value = format!("值{value}止");
        assert!(said.contains(&value), "{value} is lost\n{of}\n\n{said}");
    }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn a_table_is_read_as_it_was_drawn((form, _) in any_form()) {
        let document = doc([picture::table(&form)]).read();
        assert_tiled(&document);
        prop_assert_eq!(picture::grid(&document, 0), picture::flat(&form));
    }

    #[test]
    fn nothing_is_lost_in_silence((form, values) in any_form()) {
        let found = extract(&doc([picture::table(&form)]).bytes()).unwrap();
        assert_nothing_lost(&found, values, &form);
    }

    #[test]
    fn nothing_of_a_text_dump_is_lost_in_silence((form, values) in any_form(), cell_per_line in any::<bool>()) {
        let rows = form.lines().map(|line| {
            let cells = line.split(" | ").filter(|cell| *cell != "<");
            cells.map(|cell| if matches!(cell, "_" | "^") { "" } else { cell }).collect::<Vec<_>>()
        });
        let dump: String = if cell_per_line {
            rows.map(|row| row.iter().map(|cell| format!("\t{cell}\n")).collect::<String>() + "\n").collect()
        } else {
            rows.map(|row| row.join("\t") + "\r\n").collect()
        };
        let dump = dump.replace('¶', "\n");
        let found = extract(dump.as_bytes()).unwrap();
        assert_nothing_lost(&found, values, &dump);
    }

    #[test]
    fn lists_lose_no_row(
        rows in vec((0usize..3, 0usize..3, any::<bool>(), any::<bool>()), 1..10),
        label_beside in any::<bool>(),
    ) {
        // Groups are merged, as on paper; a name or a value may be missing, but not both.
        let mut lines = vec!["专项名称 | 值0止 | < | < | <".to_owned(), "专项年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值".to_owned()];
        let mut values = 1;
        let mut value = |there: bool| {
            values += usize::from(there);
            if there { format!("值{}止", values - 1) } else { "_".to_owned() }
        };
        let mut before = (usize::MAX, usize::MAX);
        for (level1, level2, named, valued) in rows {
            let one = if level1 == before.0 { "^" } else { ["产出指标", "效益指标", "满意度指标"][level1] };
            let two = if one == "^" && level2 == before.1 { "^" } else { ["数量指标", "质量指标", "时效指标"][level2] };
            let beside = if label_beside { "^" } else { "_" };
            lines.push(format!("{beside} | {one} | {two} | {} | {}", value(named), value(valued || !named)));
            before = (level1, level2);
        }
        lines.push("其他需要说明的问题 | 无 | < | < | <".to_owned());
        let form = lines.join("\n");
        let count = lines.len() - 3;
        let found = extract(&doc([picture::table(&form)]).bytes()).unwrap();
        prop_assert_eq!(found[0].declaration.indicators.len(), count, "{}", form);
        prop_assert!(found[0].declaration.indicators.iter().all(|row| row.level1.ends_with("指标") && row.level2.ends_with("指标")));
        prop_assert_eq!(found[0].declaration.notes.as_deref(), Some("无"));
        assert_nothing_lost(&found, values, &form);
    }
}

#[test]
fn a_cell_of_many_lines_is_read_in_one_pass() {
    // Not a measurement: a reader that looks back at every line would not come to an end.
    let many = "养护¶".repeat(20_000);
    let found = extract(
        &doc([table([row([cell("专项名称"), cell("公路")]), row([cell("专项概况"), cell(&many)])])]).bytes(),
    );
    let overview = found.unwrap()[0].declaration.project.overview.clone().unwrap();
    assert_eq!(overview.lines().count(), 20_000);
}
