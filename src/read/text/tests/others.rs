//! Dumps of programs other than Tika's two shapes and Word.

use super::*;

/// The form with the cells that go on from above, as Tika prints it of a .docx, and without, as of an .odt.
#[test]
fn covered_cells_that_a_dump_leaves_out_are_put_back() {
    assert_reads(
        "
        →资金情况
        →预计投入
        →财政资金
        →其他

        →中央
        →省级

        →9
        →4
        →4
        →1

        →基本情况
        →一级指标
        →二级指标
        →三级指标
        →指标值

        →产出指标
        →数量指标
        →桥梁
        →三座

        →质量指标
        →合格率
        →全部

        →其他说明
        →无
        ",
        "
        --
        资金情况 | 预计投入 | 财政资金 < | 其他
        _ | _ | 中央 | 省级 | _
        _ | 9 | 4 | 4 | 1
        基本情况 | 一级指标 | 二级指标 | 三级指标 | 指标值
        _ | 产出指标 | 数量指标 | 桥梁 | 三座
        _ | _ | 质量指标 | 合格率 | 全部
        其他说明 | 无 < < <
        ",
    );
}

#[test]
fn items_of_a_list_in_a_cell_are_no_cells() {
    assert_reads(
        "
        →项目名称
        →整治

        →年度目标
        →→甲目标

        →乙目标



        →立项依据
        →某文
        ",
        "
        --
        项目名称 | 整治
        年度目标 | 甲目标/乙目标
        立项依据 | 某文
        ",
    );
}

#[test]
fn cells_that_end_in_marks_are_read() {
    let text = "\n项目资金申报表\u{7}\n\u{7}项目名称\u{7}\n整治\u{7}\n\u{7}\u{7}\n主管\u{b}部门\u{7}\n某局\n某科\u{7}\n\u{7}\n注\n";
    let document = read(text);
    let table = &document.tables[0];
    let cells: Vec<(u32, u32, String)> =
        table.cells.iter().map(|cell| (cell.row, cell.column, document.cell_text(0, cell))).collect();
    let expected = [
        (0, 0, "项目资金申报表"),
        (1, 0, "项目名称"),
        (1, 1, "整治"),
        (2, 0, ""),
        (2, 1, "主管\n部门"),
        (2, 2, "某局\n某科"),
    ];
    assert_eq!(cells, expected.map(|(row, column, text)| (row, column, text.to_owned())));
    assert!(matches!(document.blocks.last(), Some(Block::Paragraph(_))));
}
