//! Blank forms of other fields than budgets.

use super::docx::{Node, cell, doc, p, row, table};

/// A request for equipment: labels in front of a colon, a list with its name on the left, boxes before their words.
pub(crate) fn equipment() -> Vec<u8> {
    let item = || row([cell("").merged(), cell(""), cell(""), cell(""), cell("")]);
    let table = table([
        row([cell("申 请 人"), cell(""), cell("联系电话"), cell("").span(2)]),
        row([cell("设备类别"), cell("□办公设备  □检测设备  □其他").span(4)]),
        row([
            cell("购置设备清单").merge(),
            cell("设备名称"),
            cell("规格型号"),
            cell("数量"),
            cell("单价（元）"),
        ]),
        item(),
        item(),
        item(),
        row([cell("预算总额（元）"), cell(""), cell("经费来源"), cell("").span(2)]),
        row([cell("申请理由"), cell("¶¶").span(4)]),
        row([cell("部门审核意见"), cell("¶负责人签字：¶␣␣␣␣年␣␣月␣␣日").span(4)]),
        row([cell("分管领导审批意见"), cell("¶（盖章）¶␣␣␣␣年␣␣月␣␣日").span(4)]),
    ]);
    doc([p("设备购置申请表"), p("申请单位（盖章）：␣␣␣␣␣␣␣␣␣␣填表日期：␣␣␣␣␣␣"), table]).bytes()
}

/// An application for a grant: sections over the whole width, one label in two of them.
pub(crate) fn grant() -> Vec<u8> {
    let section = |text: &str| row([cell(text).span(4)]);
    let pair = |one: &str, other: &str| row([cell(one), cell(""), cell(other), cell("")]);
    let wide = |label: &str| row([cell(label), cell("").span(3)]);
    let blank = || row([cell(""), cell(""), cell(""), cell("")]);
    let table = table([
        section("一、申请人基本情况"),
        row([cell("姓名"), cell(""), cell("性别"), cell("男□  女□")]),
        pair("出生年月", "职称"),
        pair("工作单位", "联系电话"),
        section("二、项目基本情况"),
        wide("项目名称"),
        pair("研究起止时间", "申请经费（万元）"),
        wide("研究目标"),
        wide("研究内容"),
        section("三、推荐单位情况"),
        pair("单位名称", "联系电话"),
        section("四、项目组成员"),
        row([cell("序号"), cell("姓名"), cell("职务"), cell("分工")]),
        blank(),
        blank(),
        blank(),
        row([cell("推荐单位意见"), cell("¶（公章）¶␣␣年␣␣月␣␣日").span(3)]),
    ]);
    doc([p("科研项目资助申请书"), p("（␣␣␣␣␣年度）"), table]).bytes()
}

/// A registration: the title and a line of labels are rows, sections are merged cells on the left, amounts stand below
/// their labels.
pub(crate) fn registration() -> Vec<u8> {
    let first = |section: &str| cell(section).merge();
    let rest = || cell("").merged();
    let inside = |one: &str, other: &str| [cell(one), cell(""), cell(other), cell("")];
    let with = |left: Node, cells: [Node; 4]| row(std::iter::once(left).chain(cells));
    let table = table([
        row([cell("养老服务机构登记表").span(5)]),
        row([cell("登记编号：").span(3), cell("登记日期：").span(2)]),
        row([first("机构情况"), cell("机构名称"), cell("").span(3)]),
        with(rest(), inside("法定代表人", "联系电话")),
        row([rest(), cell("机构性质"), cell("公办□  民办□  公建民营□").span(3)]),
        row([rest(), cell("服务内容"), cell("").span(3)]),
        with(first("场地情况"), inside("地址", "面积（平方米）")),
        with(rest(), inside("管理人员", "联系电话")),
        with(
            first("资金情况（万元）"),
            [cell("开办资金"), cell("财政补助"), cell("自筹资金"), cell("其他资金")],
        ),
        with(rest(), [cell(""), cell(""), cell(""), cell("")]),
        row([cell("登记机关意见"), cell("¶经办人：¶（盖章）␣␣␣␣年␣␣月␣␣日").span(4)]),
        row([cell("备注"), cell("").span(4)]),
    ]);
    doc([table]).bytes()
}
