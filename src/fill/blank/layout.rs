//! The form itself, row by row, in the words of docx-rs.
//!
//! Three tables on one grid of eight columns, so that every vertical line of the print is one line of the grid.
//! In print they are one table:
//!
//! ```text
//! 0       1         2       3       4         5          6        7
//! +-------+---------+-------+-------+---------+----------+--------+--------+
//! | 节    | 专项名称        |                                             |
//! |       +-----------------+-------+---------+----------+--------+--------+
//! |       | 主管部门        |                 | 起止时间 |                 |
//! |-------+-----------------+-------+---------+----------+--------+--------+
//! | 节    | 年度预计投入    | 中央  | 省级    | 市级资金 | 本级   | 其他   |
//! |-------+---------+-------+-------+---------+----------+--------+--------+
//! | 制度、措施、目标        |                                             |
//! +=======+=========+=======+=======+=========+==========+========+========+
//! | 节    | 一级    | 二级          | 三级指标内容       | 指标值及单位    |
//! |       +---------+---------------+--------------------+-----------------+
//! |       | 产出    | 数量          |                    |                 |
//! +=======+=========+=======+=======+=========+==========+========+========+
//! | 说明、意见              |                                             |
//! +-------------------------+---------------------------------------------+
//! ```
//!
//! The indicators are a table of their own because their header is to stand on every page that they reach, and Word
//! repeats only the rows a table begins with.
//!
//! Column 0 takes two characters of a section's name a line, columns 1 and 2 together `本年度预计投入` on one line,
//! columns 2 and 3 `可持续影响指标`, column 5 `专项起止时间`.

use std::ops::Range;

use docx_rs::{
    AlignmentType, Docx, HeightRule, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run, RunFonts,
    RunProperty, Table, TableAlignmentType, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableCellBorderPosition, TableCellBorders, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    VMergeType, WidthType,
};

use super::order::Insertion;

/// The header of the indicators is the first row of their table, and so the first after the thirteen of the basics,
/// funds and goals.
pub(super) const REPEATED_HEADER: Insertion = Insertion { into: "w:trPr", nth: 13, element: "w:tblHeader" };

/// Writes `word/document.xml`, not yet in schema order.
pub(super) fn document() -> Vec<u8> {
    page()
        .add_paragraph(Paragraph::new().style("FormTitle").add_run(plain("专项资金预算绩效目标申报表")))
        .add_paragraph(fillable("（      年度）").align(AlignmentType::Center))
        .add_table(table([head(), basics(), funds(), goals()].concat(), LINE_WIDTH, HALF_LINE))
        .add_paragraph(gap())
        .add_table(table(indicators(), HALF_LINE, HALF_LINE))
        .add_paragraph(gap())
        .add_table(table(review(), HALF_LINE, LINE_WIDTH))
        .add_paragraph(gap())
        .build()
        .document
}

/// An empty document: A4, portrait.
pub(super) fn page() -> Docx {
    Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(PageMargin::new().top(1417).right(SIDE).bottom(1247).left(SIDE).header(851).footer(850))
}

/// The side margins, 2.2 cm, in twentieths of a point like all lengths here.
const SIDE: i32 = 1247;

/// The grid fills the text from margin to margin: 11906 - 2 × 1247 = 9412.
const GRID: [usize; 8] = [680, 1150, 720, 1300, 1300, 1662, 1300, 1300];

/// Half a point; where two tables meet, each draws half of the line. Neither can leave it to the other: they may
/// come to stand on different pages.
pub(super) const LINE_WIDTH: usize = 4;
pub(super) const HALF_LINE: usize = 2;

/// Least heights: a one-line row, a row of an indicator, a box for prose, a box for an opinion and its seal.
pub(super) const LINE: f32 = 520.0;
pub(super) const INDICATOR: f32 = 640.0;
pub(super) const PROSE: f32 = 1300.0;
pub(super) const OPINION: f32 = 1560.0;

/// Word wants a paragraph after a table and between tables; this one is too low to be seen or to begin a page.
pub(super) fn gap() -> Paragraph {
    Paragraph::new().style("FormGap")
}

fn table(rows: Vec<TableRow>, top: usize, bottom: usize) -> Table {
    table_on(&GRID, rows, top, bottom)
}

/// A table on a grid, with lines of these widths at its top and bottom.
pub(super) fn table_on(grid: &[usize], rows: Vec<TableRow>, top: usize, bottom: usize) -> Table {
    Table::new(rows)
        .set_grid(grid.to_vec())
        .layout(TableLayoutType::Fixed)
        .width(grid.iter().sum(), WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(28, 85, 28, 85))
        .set_borders(borders(top, bottom))
}

fn borders(top: usize, bottom: usize) -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Left, Right, InsideH, InsideV]
        .map(|side| (side, LINE_WIDTH))
        .into_iter()
        .chain([(Top, top), (Bottom, bottom)])
        .fold(TableBorders::with_empty(), |borders, (side, size)| {
            borders.set(TableBorder::new(side).size(size))
        })
}

/// Who declares stands above the frame, in cells without lines: each holds its label and, after it, its value.
fn head() -> Vec<TableRow> {
    use TableCellBorderPosition::{Left, Right, Top};
    let cell = |columns, label| {
        cell(columns).set_borders(without(&[Top, Left, Right])).add_paragraph(fillable(label))
    };
    vec![row(LINE, vec![cell(0..5, "填报单位（盖章）："), cell(5..8, "单位负责人：")])]
}

fn basics() -> Vec<TableRow> {
    let first = vec![section("专项基本情况"), label(1..3, "专项名称"), value(3..8)];
    let choice = cell(3..8).add_paragraph(fillable("新增项目□          延续项目□"));
    let pair =
        |left, right| vec![below(0..1), label(1..3, left), value(3..5), label(5..6, right), value(6..8)];
    vec![
        row(LINE, first),
        row(LINE, vec![below(0..1), label(1..3, "专项属性"), choice]),
        row(LINE, pair("主管部门", "专项起止时间")),
        row(LINE, pair("专项负责人", "联系人及电话")),
        long_row(PROSE, vec![below(0..1), label(1..3, "专项概况"), value(3..8)]),
        long_row(PROSE, vec![below(0..1), label(1..3, "专项立项依据"), value(3..8)]),
    ]
}

fn funds() -> Vec<TableRow> {
    let levels = [(3..4, "中央"), (4..5, "省级"), (5..6, "市级资金"), (6..7, "本级")];
    let levels = levels.map(|(columns, level)| label(columns, level));
    let amounts = [1..3, 3..4, 4..5, 5..6, 6..7, 7..8].map(amount);
    let groups = vec![
        section("专项资金情况"),
        label(1..3, "本年度预计投入（万元）").vertical_merge(VMergeType::Restart),
        label(3..7, "财政资金（万元）"),
        label(7..8, "其他").vertical_merge(VMergeType::Restart),
    ];
    vec![
        row(LINE, groups),
        row(LINE, [below(0..1), below(1..3)].into_iter().chain(levels).chain([below(7..8)]).collect()),
        row(LINE, [below(0..1)].into_iter().chain(amounts).collect()),
    ]
}

fn goals() -> Vec<TableRow> {
    ["单位已有的保证专项实施的制度、措施", "中长期绩效目标", "本年度绩效目标"]
        .map(|name| long_row(PROSE, vec![label(0..3, name), value(3..8)]))
        .to_vec()
}

/// The header row must not be merged with rows below it, which would have to be repeated with it. So the section's
/// cell begins below the header, the header has an empty cell above it, and no line is drawn between.
/// The header is kept with the next row: it never stands alone at the foot of a page.
fn indicators() -> Vec<TableRow> {
    use TableCellBorderPosition::{Bottom, Top};
    let header = [(1..2, "一级指标"), (2..4, "二级指标"), (4..6, "三级指标内容"), (6..8, "指标值及单位")];
    let heading = |(columns, name)| cell(columns).add_paragraph(caption(name).keep_next(true));
    let corner = cell(0..1).add_paragraph(Paragraph::new()).set_borders(without(&[Bottom]));
    let header = [corner].into_iter().chain(header.map(heading)).collect();
    let groups: [(&str, &[&str]); 2] = [
        ("产出指标", &["数量指标", "质量指标", "时效指标", "成本指标"]),
        ("效益指标", &["社会效益", "可持续影响指标", "满意度指标"]),
    ];
    let body = groups.into_iter().enumerate().flat_map(|(group, (level1, level2))| {
        level2.iter().enumerate().map(move |(nth, name)| {
            let level1 = match nth {
                0 => label(1..2, level1).vertical_merge(VMergeType::Restart),
                _ => below(1..2),
            };
            let side = match group + nth {
                0 => section("专项年度绩效指标"),
                _ => below(0..1),
            };
            let side = side.set_borders(without(&[Top]));
            row(INDICATOR, vec![side, level1, label(2..4, name), value(4..6), value(6..8)])
        })
    });
    [row(LINE, header)].into_iter().chain(body).collect()
}

fn review() -> Vec<TableRow> {
    let notes = long_row(PROSE, vec![label(0..3, "其他需要说明的问题"), value(3..8)]);
    // The indents make the first label break before 审核 as the second one does.
    let opinions =
        [("财政部门业务股室审核意见", 140), ("财政部门监督绩效股审核意见", 0)].map(|(name, indent)| {
            let name = caption(name).indent(Some(indent), None, Some(indent), None);
            row(OPINION, vec![cell(0..3).add_paragraph(name), opinion(3..8)])
        });
    [notes].into_iter().chain(opinions).collect()
}

pub(super) fn row(height: f32, cells: Vec<TableCell>) -> TableRow {
    long_row(height, cells).cant_split()
}

/// A row for prose, which may be longer than a page.
pub(super) fn long_row(height: f32, cells: Vec<TableCell>) -> TableRow {
    TableRow::new(cells).row_height(height).height_rule(HeightRule::AtLeast)
}

fn cell(columns: Range<usize>) -> TableCell {
    cell_on(&GRID, columns)
}

/// A cell over some columns of a grid.
pub(super) fn cell_on(grid: &[usize], columns: Range<usize>) -> TableCell {
    let width = grid.iter().skip(columns.start).take(columns.len()).sum();
    let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
    if columns.len() > 1 { cell.grid_span(columns.len()) } else { cell }
}

fn label(columns: Range<usize>, name: &str) -> TableCell {
    cell(columns).add_paragraph(caption(name))
}

/// The cell that names a section, merged with those `below` it.
fn section(name: &str) -> TableCell {
    label(0..1, name).vertical_merge(VMergeType::Restart)
}

fn below(columns: Range<usize>) -> TableCell {
    blank(columns, VMergeType::Continue)
}

/// A cell that is not there to be filled.
fn blank(columns: Range<usize>, merge: VMergeType) -> TableCell {
    cell(columns).vertical_merge(merge).add_paragraph(Paragraph::new())
}

/// Borders of a cell that lacks some of the table's.
fn without(sides: &[TableCellBorderPosition]) -> TableCellBorders {
    sides.iter().fold(TableCellBorders::with_empty(), |borders, side| borders.clear(side.clone()))
}

fn value(columns: Range<usize>) -> TableCell {
    cell(columns).add_paragraph(empty())
}

fn amount(columns: Range<usize>) -> TableCell {
    cell(columns).add_paragraph(empty().align(AlignmentType::Center))
}

/// The opinion comes first and leaves room for a signature; seal and date stand below it, to the right.
fn opinion(columns: Range<usize>) -> TableCell {
    opinion_on(&GRID, columns, ["（盖章）", "年    月    日"])
}

/// The same on another grid, with these lines for seal and date.
pub(super) fn opinion_on<'l>(
    grid: &[usize],
    columns: Range<usize>,
    lines: impl IntoIterator<Item = &'l str>,
) -> TableCell {
    let right = |name| caption(name).indent(Some(3200), None, None, None);
    let space = |after| LineSpacing::new().line_rule(LineSpacingType::Exact).line(400).after(after);
    let cell = cell_on(grid, columns)
        .vertical_align(VAlignType::Bottom)
        .add_paragraph(empty().line_spacing(space(600)));
    lines.into_iter().fold(cell, |cell, line| {
        let is_date = line.starts_with('年');
        cell.add_paragraph(if is_date { right(line).line_spacing(space(160)) } else { right(line) })
    })
}

pub(super) fn caption(name: &str) -> Paragraph {
    Paragraph::new().style("FormLabel").add_run(plain(name))
}

/// A paragraph to be filled: its style is that of values, its mark has the look that the value will take.
pub(super) fn empty() -> Paragraph {
    Paragraph::new().style("FormValue").run_property(chinese())
}

/// A paragraph to be filled after what it already says.
pub(super) fn fillable(text: &str) -> Paragraph {
    let mut run = plain(text);
    run.run_property = chinese();
    empty().add_run(run)
}

pub(super) fn plain(text: &str) -> Run {
    Run::new().add_text(text)
}

/// With the hint, Word takes characters that both scripts have (`□`, `≥`, `“`) from the Chinese font; fonts and
/// sizes themselves are the styles'.
fn chinese() -> RunProperty {
    RunProperty::new().fonts(RunFonts::new().hint("eastAsia"))
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::super::order::in_schema_order;
    use super::*;

    /// A row as `text*span` cells; `^` is a cell merged with the one above, `!` a header row that repeats.
    fn rows() -> Vec<String> {
        let xml = in_schema_order(&document(), &[REPEATED_HEADER]).unwrap();
        let mut reader = Reader::from_reader(xml.as_slice());
        let mut rows: Vec<Vec<String>> = Vec::new();
        let (mut text, mut span, mut repeats) = (String::new(), 1, false);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) | Event::Empty(tag) => {
                    let val = || tag.try_get_attribute("w:val").unwrap().unwrap().value;
                    match tag.name().0 {
                        b"w:tr" => {
                            rows.push(Vec::new());
                            repeats = false;
                        }
                        b"w:tblHeader" => repeats = true,
                        b"w:tc" => {
                            text.clear();
                            span = 1;
                        }
                        b"w:gridSpan" => span = std::str::from_utf8(&val()).unwrap().parse().unwrap(),
                        b"w:vMerge" if *val() == *b"continue" => text.push('^'),
                        _ => (),
                    }
                }
                Event::Text(part) => text.push_str(std::str::from_utf8(&part).unwrap()),
                Event::End(tag) if tag.name().0 == b"w:tc" => {
                    let mark = if repeats { "!" } else { "" };
                    rows.last_mut().unwrap().push(format!("{mark}{text}*{span}"));
                }
                Event::Eof => return rows.iter().map(|cells| cells.join(" | ")).collect(),
                _ => (),
            }
        }
    }

    #[test]
    fn rows_read_as_printed() {
        let expected = "\
填报单位（盖章）：*5 | 单位负责人：*3
专项基本情况*1 | 专项名称*2 | *5
^*1 | 专项属性*2 | 新增项目□          延续项目□*5
^*1 | 主管部门*2 | *2 | 专项起止时间*1 | *2
^*1 | 专项负责人*2 | *2 | 联系人及电话*1 | *2
^*1 | 专项概况*2 | *5
^*1 | 专项立项依据*2 | *5
专项资金情况*1 | 本年度预计投入（万元）*2 | 财政资金（万元）*4 | 其他*1
^*1 | ^*2 | 中央*1 | 省级*1 | 市级资金*1 | 本级*1 | ^*1
^*1 | *2 | *1 | *1 | *1 | *1 | *1
单位已有的保证专项实施的制度、措施*3 | *5
中长期绩效目标*3 | *5
本年度绩效目标*3 | *5
!*1 | !一级指标*1 | !二级指标*2 | !三级指标内容*2 | !指标值及单位*2
专项年度绩效指标*1 | 产出指标*1 | 数量指标*2 | *2 | *2
^*1 | ^*1 | 质量指标*2 | *2 | *2
^*1 | ^*1 | 时效指标*2 | *2 | *2
^*1 | ^*1 | 成本指标*2 | *2 | *2
^*1 | 效益指标*1 | 社会效益*2 | *2 | *2
^*1 | ^*1 | 可持续影响指标*2 | *2 | *2
^*1 | ^*1 | 满意度指标*2 | *2 | *2
其他需要说明的问题*3 | *5
财政部门业务股室审核意见*3 | （盖章）年    月    日*5
财政部门监督绩效股审核意见*3 | （盖章）年    月    日*5";
        assert_eq!(rows().join("\n"), expected);
    }

    #[test]
    fn indicators_are_a_table_that_begins_with_its_header() {
        let xml = String::from_utf8(in_schema_order(&document(), &[REPEATED_HEADER]).unwrap()).unwrap();
        let tables: Vec<_> = xml.split("<w:tbl>").skip(1).collect();
        let rows = |table: &&str| table.matches("<w:tr>").count();
        assert_eq!(tables.iter().map(rows).collect::<Vec<_>>(), [13, 8, 3]);
        let header = tables[1].split("</w:tr>").next().unwrap();
        assert!(header.contains("<w:tblHeader/>") && !header.contains("w:vMerge"), "{header}");
        assert_eq!(xml.matches("<w:tblHeader/>").count(), 1);
    }

    #[test]
    fn every_row_fills_the_grid() {
        for row in rows() {
            let spans =
                row.split(" | ").map(|cell| cell.rsplit_once('*').unwrap().1.parse::<usize>().unwrap());
            assert_eq!(spans.sum::<usize>(), GRID.len(), "{row}");
        }
        assert_eq!(GRID.iter().sum::<usize>(), 11_906 - 2 * usize::try_from(SIDE).unwrap());
    }
}
