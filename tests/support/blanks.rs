//! Blank forms of other people's making: the same fields, laid out and written in other ways.

use super::docx::{Doc, Dress, Node, cell, control, doc, escaped, p, para, r, raw, row, table, tc};
use super::samples::{bordered, check_box};
use super::{form, picture, word};

/// A blank form.
pub(crate) struct Blank {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// The keys of the declaration that it has no place for.
    pub(crate) lacks: &'static [&'static str],
}

/// All of them.
pub(crate) fn all() -> Vec<Blank> {
    let blank = |name, document: Doc, lacks| Blank { name, bytes: document.bytes(), lacks };
    vec![
        Blank { name: "as printed", bytes: word::docx(&[form::blank()]), lacks: &[] },
        blank("funds in rows", funds_in_rows(), &["opinions"]),
        blank("places in lines", places_in_lines(), &["opinions"]),
        blank("paragraphs alone", paragraphs_alone(), &["indicators", "opinions", "funding"]),
        blank("controls", controls(), &["opinions"]),
        blank("a floating table", floating(), &["opinions"]),
        blank("Strict", funds_in_rows().dressed(Dress::Strict), &["opinions"]),
        blank("another prefix", places_in_lines().dressed(Dress::Prefix("x")), &["opinions"]),
        blank("UTF-16", funds_in_rows().dressed(Dress::Utf16 { big: false }), &["opinions"]),
        blank("one row per group", with_list(&merged(1)), &["opinions"]),
        blank("ten rows per group", with_list(&merged(10)), &["opinions"]),
        blank("names repeated", with_list(&repeated(2)), &["opinions"]),
        blank("names free", with_list(&free(6)), &["opinions"]),
        blank("second names free", with_list(&second_free()), &["opinions"]),
        blank("names merged and blank", with_list(&merged_blank()), &["opinions"]),
        blank("a list of one row", with_list("_ | _ | _ | _\n"), &["opinions"]),
        blank("a list of its own", list_of_its_own(), &["opinions"]),
    ]
}

const BASIC: &str = "
    专项资金预算绩效目标申报表 | < | < | < | <
    （       年度） | < | < | < | <
    填报单位（盖章）： | _ | < | 单位负责人： | _
    专项基本情况 | 专项名称 | _ | < | <
    ^ | 专项属性 | 新增项目□      延续项目□ | < | <
    ^ | 主管部门 | _ | 专项起止时间 | _
    ^ | 专项负责人 | _ | 联系人及电话 | _
    ^ | 专项概况 | _ | < | <
    ^ | 立项依据 | _ | < | <
    专项资金情况 | 本年度预计投入（万元） | _ | < | <
    ^ | 中央 | _ | < | <
    ^ | 省级 | _ | < | <
    ^ | 市级资金 | _ | < | <
    ^ | 本级 | _ | < | <
    ^ | 其他 | _ | < | <
    单位已有的保证专项实施的制度、措施 | < | _ | < | <
    中长期绩效目标 | < | _ | < | <
    本年度绩效目标 | < | _ | < | <
    专项年度绩效指标 | 一级指标 | 二级指标 | 三级指标内容 | 指标值及单位
";

const GROUPS: [(&str, &[&str]); 2] = [
    ("产出指标", &["数量指标", "质量指标", "时效指标", "成本指标"]),
    ("效益指标", &["社会效益", "可持续影响指标", "满意度指标"]),
];

/// The picture of the printed groups, each with some rows, their names merged.
fn merged(rows: usize) -> String {
    let mut out = String::new();
    for (level1, groups) in GROUPS {
        for (number, level2) in groups.iter().enumerate() {
            for row in 0..rows {
                let one = if number == 0 && row == 0 { level1 } else { "^" };
                let two = if row == 0 { level2 } else { "^" };
                out += &format!("^ | {one} | {two} | _ | _\n");
            }
        }
    }
    out
}

/// The same with the names in every row.
fn repeated(rows: usize) -> String {
    let groups = GROUPS.iter().flat_map(|(level1, groups)| groups.iter().map(move |level2| (level1, level2)));
    groups.map(|(one, two)| format!("^ | {one} | {two} | _ | _\n").repeat(rows)).collect()
}

/// Rows without printed names.
fn free(rows: usize) -> String {
    "^ | _ | _ | _ | _\n".repeat(rows)
}

/// The first names printed and merged, the second left to whoever fills the form in.
fn second_free() -> String {
    let rows = |level1: &str| format!("^ | {level1} | _ | _ | _\n") + &"^ | ^ | _ | _ | _\n".repeat(7);
    rows("产出指标") + &rows("效益指标")
}

/// Names left to whoever fills the form in, each cell merged over its rows.
fn merged_blank() -> String {
    let block =
        "^ | _ | _ | _ | _\n^ | ^ | ^ | _ | _\n^ | ^ | _ | _ | _\n^ | ^ | ^ | _ | _\n^ | ^ | ^ | _ | _\n";
    block.repeat(2)
}

/// A list whose label stands beside its only row.
fn list_of_its_own() -> Doc {
    let head = "专项年度绩效指标 | 一级指标 | 二级指标 | 三级指标内容 | 指标值及单位\n";
    let basic = BASIC.trim_end().rsplit_once('\n').unwrap().0;
    let row = "绩效指标 | _ | _ | _ | _\n";
    let head = head.replace("专项年度绩效指标", "_");
    doc([picture::table(&format!("{basic}\n{head}{row}备注 | < | _ | < | <\n")).with(&borders()), p("")])
}

fn with_list(list: &str) -> Doc {
    // A list that begins under its label: the label is merged over the rows.
    let list = match list.starts_with('^') {
        true => list.to_owned(),
        false => format!("^ | {list}"),
    };
    let picture = format!("{BASIC}{list}其他需要说明的问题 | < | _ | < | <\n");
    doc([picture::table(&picture).with(&borders()), p("")])
}

fn borders() -> String {
    let side = |name: &str| format!("<w:{name} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
    let sides: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(side).concat();
    format!("<w:tblBorders>{sides}</w:tblBorders>")
}

/// Labels of the funds on the left, their amounts on the right; with a header and a footer.
fn funds_in_rows() -> Doc {
    with_list(&merged(2)).header([p("清溪县财政局制")]).footer([para([
        r("第"),
        super::docx::field(" PAGE ", "1"),
        r("页"),
    ])])
}

/// Values behind their labels, in cells and above the table, on lines to write on.
fn places_in_lines() -> Doc {
    let line = |width: usize| r(&"␣".repeat(width)).with("<w:u w:val=\"single\"/>");
    let labelled = |label: &str, width: usize| vec![r(label), line(width)];
    let bold = "<w:b/><w:sz w:val=\"32\"/>";
    let top = [
        para([r("专项资金预算绩效目标申报表").with(bold)]).with("<w:jc w:val=\"center\"/>"),
        para([r("（"), line(8), r("年度）")]).with("<w:jc w:val=\"center\"/>"),
        para([labelled("填报单位（盖章）：", 30), labelled("    单位负责人：", 12)].concat()),
    ];
    let grid = picture::table(
        "
        专项名称 | _ | 主管部门 | _
        专项属性：□新增项目  □延续项目 | < | 起止时间 | _
        专项负责人 | _ | 联系人及电话 | _
        专项概况 | _ | < | <
        立项依据 | _ | < | <
        资金情况 | 本年度预计投入（万元） | _ | <
        ^ | 中央 | _ | <
        ^ | 省级 | _ | <
        ^ | 市级 | _ | <
        ^ | 县级 | _ | <
        ^ | 其他资金 | _ | <
        保证项目实施的制度、措施 | _ | < | <
        长期目标 | _ | < | <
        年度目标 | _ | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | _ | _
        ^ | 质量指标 | _ | _
        ^ | 时效指标 | _ | _
        ^ | 成本指标 | _ | _
        效益指标 | 社会效益 | _ | _
        ^ | 可持续影响指标 | _ | _
        ^ | 满意度指标 | _ | _
        备注 | _ | < | <
        ",
    );
    doc(top.into_iter().chain([grid.with(&borders()), p("")]))
}

/// No table at all.
fn paragraphs_alone() -> Doc {
    let underlined = |width: usize| r(&"␣".repeat(width)).with("<w:u w:val=\"single\"/>");
    let lines = ["专项概况：", "立项依据：", "制度措施：", "中长期绩效目标：", "本年度绩效目标：", "备注："];
    let top = [
        p("专项资金预算绩效目标申报表"),
        p("（    年度）"),
        para([r("填报单位：(盖章)"), underlined(20), r("  单位负责人："), underlined(10)]),
        p("专项名称：________________"),
        p("专项属性：新增项目□  延续项目□"),
        para([r("主管部门："), r("____"), r("____"), r("    专项起止时间："), underlined(16)]),
        para([r("专项负责人："), underlined(6), underlined(6), r("联系人及电话："), underlined(16)]),
    ];
    doc(top.into_iter().chain(lines.map(p)))
}

/// The placeholder of an unfilled control, in the style that Chinese Word calls a7.
pub(crate) fn placeholder(text: &str) -> Node {
    r(text).with("<w:rStyle w:val=\"a7\"/><w:rFonts w:hint=\"eastAsia\"/>")
}

/// An unfilled control in a paragraph.
pub(crate) fn unfilled(properties: &str) -> Node {
    control(&format!("<w:showingPlcHdr/>{properties}"), [placeholder("单击此处输入文字。")])
}

/// A drop-down list of the options of the attribute.
pub(crate) fn drop_down(kind: &str) -> String {
    format!(
        "<w:{kind}><w:listItem w:value=\"选择一项。\"/><w:listItem w:displayText=\"新增项目\" w:value=\"1\"/>\
         <w:listItem w:displayText=\"延续项目\" w:value=\"2\"/></w:{kind}>"
    )
}

/// A content control of every kind around every kind of thing.
fn controls() -> Doc {
    let label = |text: &str, span: u32| cell(text).span(span);
    let text = |span: u32| tc([para([unfilled("<w:text w:multiLine=\"1\"/>")])]).span(span);
    let block = |span: u32| {
        tc([control("<w:showingPlcHdr/>", [para([placeholder("单击此处输入文字。")])])]).span(span)
    };
    let whole = |span: u32| {
        control("<w:showingPlcHdr/><w:text/>", [tc([para([placeholder("单击此处输入文字。")])]).span(span)])
    };
    let empty = |span: u32| {
        tc([para([raw("<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent/></w:sdt>")])]).span(span)
    };
    let boxes = vec![r("新增项目"), check_box(false, r("☐")), r("    延续项目"), check_box(false, r("☐"))];
    let start = |cells: Node| cells.with("<w:vMerge w:val=\"restart\"/>");
    let go_on = |span: u32| cell("").span(span).merged();
    let mut rows = vec![
        row([label("专项资金预算绩效目标申报表", 5)]),
        row([tc([para([r("（"), unfilled("<w:text/>"), r("年度）")])]).span(5)]),
        row([tc([para([
            r("填报单位（盖章）："),
            unfilled("<w:text/>"),
            r("    单位负责人："),
            unfilled("<w:text/>"),
        ])])
        .span(5)]),
        row([start(cell("专项基本情况")), label("专项名称", 1), text(3)]).in_control(),
        row([go_on(1), label("专项属性", 1), tc([para(boxes)]).span(3)]),
        row([go_on(1), label("主管部门", 1), block(1), label("专项起止时间", 1), whole(1)]),
        row([go_on(1), label("专项负责人", 1), text(1), label("联系人及电话", 1), empty(1)]),
        row([go_on(1), label("专项概况", 1), block(3)]),
        row([go_on(1), label("立项依据", 1), whole(3)]),
    ];
    for (number, fund) in
        ["本年度预计投入（万元）", "中央", "省级", "市级资金", "本级", "其他"].into_iter().enumerate()
    {
        let head = if number == 0 { start(cell("专项资金情况")) } else { go_on(1) };
        rows.push(row([head, label(fund, 1), if number % 2 == 0 { text(3) } else { whole(3) }]));
    }
    for (number, long) in
        ["单位已有的保证专项实施的制度、措施", "中长期绩效目标", "本年度绩效目标"].into_iter().enumerate()
    {
        rows.push(row([label(long, 2), if number == 1 { block(3) } else { text(3) }]));
    }
    rows.push(row(["专项年度绩效指标", "一级指标", "二级指标", "三级指标内容", "指标值及单位"].map(
        |text| {
            let head = cell(text);
            if text == "专项年度绩效指标" { start(head) } else { head }
        },
    )));
    for (level1, groups) in GROUPS {
        for (number, level2) in groups.iter().enumerate() {
            let one = if number == 0 { start(cell(level1)) } else { go_on(1) };
            let id = format!("<w:id w:val=\"{}\"/><w15:color w:val=\"FF0000\"/>", 1000 + rows.len());
            let name =
                control(&format!("{id}<w:showingPlcHdr/><w:text/>"), [tc([para([placeholder("指标内容")])])]);
            let cells = row([go_on(1), one, cell(level2), name, text(1)]);
            rows.push(if number % 2 == 0 { cells.in_control() } else { cells });
        }
    }
    rows.push(row([label("其他需要说明的问题", 2), text(3)]));
    doc([bordered(rows).in_control(), p("")]).styles(
        "<w:style w:type=\"character\" w:styleId=\"a7\"><w:name w:val=\"Placeholder Text\"/>\
         <w:rPr><w:color w:val=\"808080\"/></w:rPr></w:style>",
    )
}

/// A table that floats, with looks on everything, as WPS writes it.
fn floating() -> Doc {
    let font =
        "<w:rFonts w:hint=\"eastAsia\" w:ascii=\"仿宋\" w:hAnsi=\"仿宋\" w:eastAsia=\"仿宋\" w:cs=\"仿宋\"/>";
    let mark = |bold: &str| {
        format!(
            "<w:jc w:val=\"center\"/><w:rPr>{font}{bold}<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr>"
        )
    };
    let dressed = |text: &str| {
        let lines = text.split('¶').map(|line| {
            let runs = (!line.is_empty()).then(|| r(line).with(&format!("{font}<w:sz w:val=\"24\"/>")));
            para(runs).with(&mark(if line.is_empty() { "" } else { "<w:b/>" }))
        });
        tc(lines)
    };
    let picture = format!("{BASIC}{}其他需要说明的问题 | < | _ | < | <\n", merged(1));
    let floats = "<w:tblpPr w:leftFromText=\"180\" w:rightFromText=\"180\" w:vertAnchor=\"text\" \
                  w:horzAnchor=\"page\" w:tblpXSpec=\"center\" w:tblpY=\"312\"/><w:tblOverlap w:val=\"never\"/>";
    let grid = picture::table_of(&picture, &dressed);
    let xml = grid.with(&borders()).to_string().replacen("<w:tblPr>", &format!("<w:tblPr>{floats}"), 1);
    doc([p(""), raw(xml), p("")])
}

/// A form of a name and one more row.
pub(crate) fn with_attribute(content: impl IntoIterator<Item = Node>) -> Doc {
    with_cell("专项属性", tc([para(content)]))
}

/// A form of a name and a labelled cell.
pub(crate) fn with_cell(label: &str, value: Node) -> Doc {
    doc([table([row([cell("专项名称"), cell("公路养护")]), row([cell(label), value])]), p("")])
}

/// A custom XML binding of a control.
pub(crate) fn bound_to(path: &str) -> String {
    format!(
        "<w:dataBinding w:xpath=\"{}\" w:storeItemID=\"{{5B1D6E10-0000-4000-8000-000000000001}}\"/>",
        escaped(path)
    )
}
