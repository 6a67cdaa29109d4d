mod others;

use super::*;
use crate::read::RowSense;
use proptest::prelude::*;

/// A form that knows its labels by heart.
struct Labels;

const LABELS: &[&str] = &[
    "项目资金申报表",
    "基本情况",
    "项目名称",
    "项目属性",
    "主管部门",
    "部门",
    "起止时间",
    "负责人",
    "项目负责人",
    "联系电话",
    "立项依据",
    "资金情况",
    "预计投入",
    "财政资金",
    "其他",
    "中央",
    "省级",
    "市级",
    "本级",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "产出指标",
    "数量指标",
    "质量指标",
    "实施内容",
    "开始时间",
    "完成时间",
    "其他说明",
    "业务股室审核意见",
];

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

impl RowSense for Labels {
    fn is_label(&self, text: &str) -> bool {
        LABELS.contains(&squeeze(text).trim_end_matches("（万元）"))
    }

    fn is_inline(&self, text: &str) -> bool {
        let text = squeeze(text);
        text.starts_with("填报单位：") || text.starts_with("单位负责人：") || text.ends_with("年度）")
    }
}

fn read(text: &str) -> Document {
    read_text(text.as_bytes(), &ReadOptions { limits: None, sense: Some(&Labels) }).unwrap()
}

fn read_blindly(text: &str) -> Document {
    read_text(text.as_bytes(), &ReadOptions::default()).unwrap()
}

/// Draws a document: a row a line, `/` between paragraphs, `<` for a column more, `_` for an empty cell, and
/// `--` where a table begins.
fn picture(document: &Document) -> String {
    let mut out = Vec::new();
    for block in &document.blocks {
        match *block {
            Block::Paragraph(number) => out.push(document.paragraph_text(number).to_owned()),
            Block::Table(number) => {
                let number = number as usize;
                let table = &document.tables[number];
                out.push("--".to_owned());
                for row in 0..table.row_count() {
                    let cells = table.row_cells(row).map(|cell| {
                        let cell = &table.cells[cell];
                        let text = document.cell_text(number, cell).replace('\n', "/");
                        let text = if text.is_empty() { "_".to_owned() } else { text };
                        text + &" <".repeat(cell.column_span as usize - 1)
                    });
                    out.push(cells.collect::<Vec<_>>().join(" | "));
                }
            }
        }
    }
    out.join("\n")
}

/// A picture or dump without the indentation it has in this file. In a dump `→` is a TAB.
fn drawn(picture: &str) -> String {
    picture.lines().map(str::trim_start).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

fn dump(picture: &str) -> String {
    drawn(picture).replace('→', "\t") + "\n"
}

#[track_caller]
fn assert_reads(text: &str, expected: &str) {
    assert_eq!(picture(&read(&dump(text))), drawn(expected));
}

#[track_caller]
fn assert_reads_blindly(text: &str, expected: &str) {
    assert_eq!(picture(&read_blindly(&dump(text))), drawn(expected));
}

const CELLS: &str = "
    清溪县财政局

    →
    →
    →
    →
    →
    →
    →

    →项目资金申报表

    →（ 2020 年度）

    → 填报单位：清溪县城管局
    →
    →单位负责人：周明远

    →基本情况
    →项目名称
    →环境整治

    →
    → 主管

    部门
    →县政府
    →起止时间
    →2020年元月-12月　

    →资金情况
    →预计投入（万元）
    →财政资金
    →其他

    →
    →
    →中央
    →省级
    →市级
    →本级
    →

    →
    →250
    →0
    →100
    →50
    →100
    →

    →年度目标
    →完成整治。

    全县覆盖。
    3.保持整洁。

    →业务

    股室审核意见
    →      （盖章）

       年   月   日";

const CELLS_GRID: &str = "
    清溪县财政局
    --
    _ | _ | _ | _ | _ | _ | _
    项目资金申报表 < < < < < <
    （ 2020 年度） < < < < < <
    \u{20}填报单位：清溪县城管局 | _ | 单位负责人：周明远 < < < <
    基本情况 | 项目名称 | 环境整治 < < < <
    _ |  主管/部门 | 县政府 | 起止时间 | 2020年元月-12月　 < <
    资金情况 | 预计投入（万元） | 财政资金 < < < | 其他
    _ | _ | 中央 | 省级 | 市级 | 本级 | _
    _ | 250 | 0 | 100 | 50 | 100 | _
    年度目标 | 完成整治。/全县覆盖。/3.保持整洁。 < < < < <
    业务/股室审核意见 |       （盖章）/   年   月   日 < < < < <";

/// Spaces at the start of a line are text, so that these two are not drawn with indentation.
fn spaced(picture: &str) -> String {
    let lines = picture.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned()
}

#[test]
fn a_cell_stream_becomes_a_grid() {
    let text = spaced(CELLS).replace('→', "\t");
    let document = read(&text);
    assert_eq!(picture(&document), spaced(CELLS_GRID));
    assert!(document.findings.is_empty());
    assert_eq!(document.parts, ["text"]);
    assert_eq!(picture(&read_blindly(&text)), spaced(CELLS_GRID));
}

#[test]
fn line_ends_do_not_matter() {
    let text = spaced(CELLS).replace('→', "\t");
    for end in ["\r\n", "\r"] {
        assert_eq!(picture(&read(&text.replace('\n', end))), spaced(CELLS_GRID));
    }
}

#[test]
fn places_are_lines() {
    let document = read(&dump("表前\n→主管\n\n部门\n→某局"));
    let table = &document.tables[0];
    assert_eq!(table.cells[0].source, Span::new(1, 4));
    assert_eq!(table.rows[0].source, Span::new(1, 5));
    let lines: Vec<_> = document.paragraphs.iter().map(|paragraph| paragraph.source.start).collect();
    assert_eq!(lines, [0, 1, 3, 4]);
    assert_eq!(document.paragraphs[0].home, Home::Body);
    assert_eq!(document.paragraphs[1].home, Home::Table(0));
    assert_eq!(document.pieces[2].text, document.paragraphs[2].text);
}

#[test]
fn a_second_grid_row_begins_a_second_table() {
    let form = |gap: &str| format!("→\n→\n→\n→\n→\n\n→项目资金申报表\n\n→项目名称\n→整治\n{gap}");
    let grid = "
        --
        _ | _ | _ | _ | _
        项目资金申报表 < < < <
        项目名称 | 整治 < < <
    ";
    for gap in ["\n", "\n\n", "\n\n\n"] {
        assert_reads(&(form(gap) + &form(gap)), &format!("{}\n{}", drawn(grid), drawn(grid)));
    }
}

#[test]
fn blank_rows_of_a_list_begin_no_table() {
    assert_reads(
        "
        →一级指标
        →二级指标
        →三级指标
        →指标值
        →其他

        →
        →
        →
        →
        →

        →
        →
        →
        →
        →

        →项目名称
        →整治
        ",
        "
        --
        一级指标 | 二级指标 | 三级指标 | 指标值 | 其他
        _ | _ | _ | _ | _
        _ | _ | _ | _ | _
        项目名称 | 整治 < < <
        ",
    );
}

#[test]
fn a_break_after_a_lone_label_is_no_row_end() {
    let text = "
        →项目资金申报表

        →单位代码 101

        →基本情况
        →项目名称

        →整治

        →
        →主管部门

        →县政府
        →起止时间
        →2020年

        →年度目标


        →完成整治。
    ";
    assert_reads(
        text,
        "
        --
        项目资金申报表 < < < <
        单位代码 101 < < < <
        基本情况 | 项目名称 | 整治 < <
        _ | 主管部门 | 县政府 | 起止时间 | 2020年
        年度目标 | 完成整治。 < < <
        ",
    );
    let document = read(&dump(text));
    assert_eq!(document.findings[0].kind, FindingKind::RowsSettled { breaks: 3 });
    assert_eq!(read_blindly(&dump(text)).tables[0].row_count(), 8);
}

#[test]
fn values_below_headers_are_rows() {
    assert_reads(
        "
        →资金情况
        →实施内容
        →开始时间
        →完成时间

        →普查
        →1月
        →3月

        →整治
        →4月
        →12月

        →中央
        →省级
        →市级
        →本级

        →10
        →0

        →0
        →10
        ",
        "
        --
        资金情况 | 实施内容 | 开始时间 | 完成时间
        _ | 普查 | 1月 | 3月
        _ | 整治 | 4月 | 12月
        中央 | 省级 | 市级 | 本级
        10 | 0 | 0 | 10
        ",
    );
}

#[test]
fn text_after_a_gap_is_outside_at_the_end_or_before_a_title() {
    let text = "
        →项目名称
        →整治


        又整治
        →起止时间
        →2020年


        附件二

        项目资金申报表
        →项目名称
        →治理


        注：一式两份
        清溪县财政局印
        ";
    assert_reads(
        text,
        "
        --
        项目名称 | 整治/又整治 | 起止时间 | 2020年
        附件二
        项目资金申报表
        --
        项目名称 | 治理
        注：一式两份
        清溪县财政局印
        ",
    );
    assert_reads_blindly(
        text,
        "
        --
        项目名称 | 整治
        又整治
        --
        起止时间 | 2020年
        附件二
        项目资金申报表
        --
        项目名称 | 治理
        注：一式两份
        清溪县财政局印
        ",
    );
}

#[test]
fn rows_a_line_are_read() {
    let text = "
        →→→→→→→
        →项目资金申报表
        →填报单位：城管局→→单位负责人：周明远→
        →基本情况→项目名称→整治
        →→ 主管
        部门
        →县政府→起止时间→2020年
        →→立项
        依据→文件
        →资金情况→预计投入（万元）→财政资金→其他
        →→→中央→省级→市级→本级→
        →→250→0→100→50→100→
        →年度目标→完成整治。
        全县覆盖。

        →业务
        股室审核意见
        →（盖章）
        年 月 日

        ";
    let grid = "
        --
        _ | _ | _ | _ | _ | _ | _
        项目资金申报表 < < < < < <
        填报单位：城管局 | _ | 单位负责人：周明远 | _ < < <
        基本情况 | 项目名称 | 整治 < < < <
        _ |  主管/部门 | 县政府 | 起止时间 | 2020年 < <
        _ | 立项/依据 | 文件 < < < <
        资金情况 | 预计投入（万元） | 财政资金 < < < | 其他
        _ | _ | 中央 | 省级 | 市级 | 本级 | _
        _ | 250 | 0 | 100 | 50 | 100 | _
        年度目标 | 完成整治。/全县覆盖。 < < < < <
        业务/股室审核意见 | （盖章）/年 月 日 < < < < <
        ";
    assert_reads(text, grid);
    assert_reads_blindly(text, grid);
}

const TABBED: &str = "
    →→→→→→
    项目资金申报表
    （ 2020 年度）
    填报单位：清溪县城管局→→→单位负责人：周明远→
    基本情况→项目名称→环境整治
    →主管
    部门→县政府→起止时间→2020年
    →项目
    负责人→周明远→联系电话→13800000000
    李青
    →立项
    依据→某文件，
    又某文件
    资金情况→预计投入（万元）→财政资金→其他
    →→中央→省级→市级→本级→
    →250→0→100→50→100→
    年度目标→完成整治。

    全县覆盖。
    三级指标→→一级指标→二级指标→指标值
    →产出
    指标→数量指标→公厕→≥17个
    →→质量指标→合格率
    （含复检）→=100%
    其他说明→无
    业务
    股室
    审核意见→（盖章）

    年 月 日";

const TABBED_GRID: &str = "
    --
    _ | _ | _ | _ | _ | _ | _
    项目资金申报表 < < < < < <
    （ 2020 年度） < < < < < <
    填报单位：清溪县城管局 | _ | _ | 单位负责人：周明远 | _ < <
    基本情况 | 项目名称 | 环境整治 < < < <
    _ | 主管/部门 | 县政府 | 起止时间 | 2020年 < <
    _ | 项目/负责人 | 周明远 | 联系电话 | 13800000000/李青 < <
    _ | 立项/依据 | 某文件，/又某文件 < < < <
    资金情况 | 预计投入（万元） | 财政资金 < < < | 其他
    _ | _ | 中央 | 省级 | 市级 | 本级 | _
    _ | 250 | 0 | 100 | 50 | 100 | _
    年度目标 | 完成整治。/全县覆盖。 < < < < <
    三级指标 | _ | 一级指标 | 二级指标 | 指标值 < <
    _ | 产出/指标 | 数量指标 | 公厕 | ≥17个 < <
    _ | _ | 质量指标 | 合格率/（含复检） | =100% < <
    其他说明 | 无 < < < < <
    业务/股室/审核意见 | （盖章）/年 月 日 < < < < <";

#[test]
fn tabbed_lines_become_a_grid() {
    assert_reads(TABBED, TABBED_GRID);
    let mut bytes = b"\xFF\xFE".to_vec();
    bytes.extend(dump(TABBED).replace('\n', "\r\n").encode_utf16().flat_map(u16::to_le_bytes));
    let document = read_text(&bytes, &ReadOptions { limits: None, sense: Some(&Labels) }).unwrap();
    assert_eq!(picture(&document), drawn(TABBED_GRID));
}

#[test]
fn tabbed_forms_follow_each_other() {
    let two = format!("{}\n\n\n{}", drawn(TABBED), drawn(TABBED));
    assert_reads(&two, &format!("{}\n{}", drawn(TABBED_GRID), drawn(TABBED_GRID)));
}

#[test]
fn tabbed_lines_without_a_form() {
    assert_reads_blindly(
        "
        表前
        →→→→
        申报表
        （2020 年度）
        基本情况→项目名称→环境整治
        又一段

        还有一段
        →主管
        部门→县政府


        注：一式两份
        ",
        "
        表前
        --
        _ | _ | _ | _ | _
        申报表 < < < <
        （2020 年度） < < < <
        基本情况 | 项目名称 | 环境整治/又一段/还有一段 < <
        _ | 主管 < < <
        部门 | 县政府 < < <
        注：一式两份
        ",
    );
}

#[test]
fn tabbed_lists_without_a_section_are_rows() {
    assert_reads(
        "
        年度目标→完成
        实施内容→开始时间→完成时间
        普查→1月→3月
        整治
        及验收→4月→12月
        其他说明→无
        单位编码→101
        ",
        "
        --
        年度目标 | 完成 <
        实施内容 | 开始时间 | 完成时间
        普查 | 1月 | 3月/整治
        及验收 | 4月 | 12月
        其他说明 | 无 <
        单位编码 | 101 <
        ",
    );
}

#[test]
fn a_value_of_several_lines_goes_on_in_its_row() {
    assert_reads(
        "
        →主管部门→县政府
        （牵头）→起止时间→2020年
        项目名称→整治→→
        ",
        "
        --
        _ | 主管部门 | 县政府/（牵头） | 起止时间 | 2020年
        项目名称 | 整治 | _ | _ <
        ",
    );
}

#[test]
fn plain_lines_are_paragraphs() {
    let document = read("清溪县\r\n\r\n  环境整治 \u{3000}\r\n \r\n");
    assert_eq!(picture(&document), "清溪县\n  环境整治 \u{3000}");
    assert!(document.tables.is_empty());
    assert!(read(" \n\u{3000}\n").blocks.is_empty());
}

#[test]
fn limits_hold() {
    let code = |text: &str, limits: Limits| {
        let options = ReadOptions { limits: Some(&limits), sense: Some(&Labels) };
        read_text(text.as_bytes(), &options).err().map(|error| error.code())
    };
    let small = || Limits { columns: 10, grid: 1000, text_bytes: 10_000, ..Limits::default() };
    assert_eq!(code(&"\t".repeat(9), small()), None);
    assert_eq!(code(&"\t".repeat(11), small()), Some("limit_exceeded"));
    assert_eq!(code(&"\t\n".repeat(51), small()), Some("limit_exceeded"));
    assert_eq!(code(&"a\tb\n".repeat(51), small()), Some("limit_exceeded"));
    assert_eq!(
        code(&format!("{}\n{}", "a\t".repeat(9), "b\tc\n".repeat(91)), small()),
        Some("limit_exceeded")
    );
    assert_eq!(code(&"a".repeat(10_001), small()), Some("limit_exceeded"));
    assert_eq!(code(&"a\n".repeat(126), small()), Some("limit_exceeded"));
    let wide = "\t\t\t\t\t\t\t\t\t\na\tb\na\tb\n\n\nc\n";
    assert_eq!(code(&wide.repeat(7), small()), None);
    assert_eq!(code(&wide.repeat(8), small()), Some("limit_exceeded"));
}

#[test]
fn hostile_texts_take_linear_time() {
    let many = 50_000;
    let texts = [
        "\t".repeat(many),
        "\t\n".repeat(many),
        "\ta\n\n".repeat(many),
        "a\tb\n".repeat(many),
        format!("a\tb\n{}", "c\n".repeat(many)),
        format!("\ta\n{}", "\n\n\nc".repeat(many)),
        format!("项目名称\t立项\n{}", "立项\n\n\n".repeat(many)),
        "主管\n部门\tb\n".repeat(many),
        format!("{}\n{}", "项目名称\t".repeat(999), "a\n".repeat(many)),
        "项目名称\t项目名称\n\t\t\n".repeat(many),
    ];
    for text in texts {
        let _ = read_text(text.as_bytes(), &ReadOptions { limits: None, sense: Some(&Labels) });
    }
}

/// Bits of dumps, so that chance meets the rules.
fn any_dump() -> impl Strategy<Value = String> {
    let bits = prop_oneof![
        4 => Just("\t"), 3 => Just("\n"), 1 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just("\n\t\t\t\t\t\n"),
        1 => Just("项目名称"), 1 => Just("主管"), 1 => Just("部门"), 1 => Just("中央"), 1 => Just("（2020年度）"),
        1 => Just("项目资金申报表"), 1 => Just("x"), 1 => Just(" "), 1 => Just("\u{3000}"),
    ];
    prop::collection::vec(bits, 0..80).prop_map(|bits| bits.concat())
}

fn check(document: &Document) {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let paragraphs: String =
        document.paragraphs.iter().map(|paragraph| document.text(paragraph.text)).collect();
    assert_eq!(squeezed(&paragraphs), squeezed(&document.text), "nothing is lost, nothing comes twice");
    let mut next = 0;
    for block in &document.blocks {
        match *block {
            Block::Paragraph(number) => {
                assert_eq!((number, document.paragraphs[number as usize].home), (next, Home::Body));
                next += 1;
            }
            Block::Table(number) => {
                let table = &document.tables[number as usize];
                assert!(table.row_count() > 0 && table.columns > 0);
                for cell in &table.cells {
                    assert_eq!(cell.paragraphs.start, next, "paragraphs stand in cells in order");
                    assert!(
                        document.paragraphs[cell.paragraphs.range()]
                            .iter()
                            .all(|p| p.home == Home::Table(number))
                    );
                    next = cell.paragraphs.end;
                    for column in cell.column..cell.right() {
                        assert!(
                            std::ptr::eq(table.at(cell.row, column).unwrap(), cell),
                            "cells do not overlap"
                        );
                    }
                }
                let places = (0..table.row_count())
                    .flat_map(|row| (0..table.columns).map(move |column| (row, column)));
                assert!(
                    places.into_iter().all(|(row, column)| table.at(row, column).is_some()),
                    "the grid tiles"
                );
            }
        }
    }
    assert_eq!(next as usize, document.paragraphs.len());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(document) = read_text(&bytes, &ReadOptions::default()) {
            check(&document);
        }
    }

    #[test]
    fn any_text_is_read_whole(text in "[a-z\t\n 项目名称]{1,200}") {
        check(&read(&text));
        check(&read_blindly(&text));
    }

    #[test]
    fn any_dump_is_read_whole(text in any_dump().prop_filter("empty", |text| !text.is_empty())) {
        check(&read(&text));
        check(&read_blindly(&text));
    }
}

#[test]
fn broken_bytes_leave_a_finding() {
    let document = read_text(b"\t\xCF\xEE\xC4\xBF\n\t\xFF\n", &ReadOptions::default()).unwrap();
    assert_eq!(picture(&document), "--\n项目 | \u{FFFD}");
    let finding = &document.findings[0];
    assert_eq!(finding.kind, FindingKind::BytesUndecodable);
    assert_eq!(finding.place.as_ref().and_then(|place| place.line), Some(2));
}

/// A list item behind text outside of tables goes on in no cell.
#[test]
fn a_list_does_not_go_on_behind_text_outside_tables() {
    let text = "\t\t\t\t\t\t\n\t\n\t\t\t\t\t\n\n\n部门\n\n\t项目名称项目名称\n";
    check(&read(text));
    check(&read_blindly(text));
}
