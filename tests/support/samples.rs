//! The files under `fixtures/` that are not the declaration itself.

use super::docx::{
    Node, cell, control, doc, element, field, field_with, p, pairs, para, r, raw, row, symbol, table, tc,
    text_box,
};
use super::{picture, word};

/// The attribute cell in every kind of tick box, a small declaration for each.
pub(crate) fn checkboxes() -> Vec<u8> {
    let blocks = attribute_cells().into_iter().flat_map(|(name, attribute)| {
        let rows = [row([cell("专项名称"), cell(name)]), row([cell("专项属性"), tc([para(attribute)])])];
        [bordered(rows), p("")]
    });
    doc(blocks).bytes()
}

/// Each kind: what the project is called, and what stands in the attribute cell.
fn attribute_cells() -> Vec<(&'static str, Vec<Node>)> {
    let gap = "      ";
    let options =
        |new: Node, continuing: Node| vec![r("新增项目"), new, r(&format!("{gap}延续项目")), continuing];
    let typed = |font: &str, letter: &str| r(letter).with(&fonts(font));
    let form_field = |state: &str| {
        field_with(
            &format!(
                "<w:ffData><w:name w:val=\"勾选1\"/><w:enabled/><w:calcOnExit w:val=\"0\"/><w:checkBox>\
                 <w:sizeAuto/>{state}</w:checkBox></w:ffData>"
            ),
            " FORMCHECKBOX ",
            "",
        )
    };
    let off = "<w:default w:val=\"0\"/>";
    vec![
        ("控件，延续", options(check_box(false, r("☐")), check_box(true, r("☒")))),
        (
            "控件，显示为符号字体，新增",
            options(check_box(true, symbol("Wingdings 2", "F052")), check_box(false, r("☐"))),
        ),
        ("符号 Wingdings，新增", options(symbol("Wingdings", "F0FE"), symbol("Wingdings", "F0A8"))),
        ("符号 Wingdings 2，延续", options(symbol("Wingdings 2", "F0A3"), symbol("Wingdings 2", "F052"))),
        ("键入的 Wingdings 2 字母，新增", options(typed("Wingdings 2", "R"), typed("Wingdings 2", "£"))),
        ("键入的 Wingdings 私有码，延续", options(r("□"), typed("Wingdings", "\u{F0FE}"))),
        ("窗体域，已勾选，新增", options(form_field(&format!("{off}<w:checked/>")), form_field(off))),
        (
            "窗体域，默认勾选，延续",
            options(form_field("<w:default/><w:checked w:val=\"0\"/>"), form_field("<w:default/>")),
        ),
        ("带圈字符域，延续", options(r("□"), field(" eq \\o\\ac(□,√)", ""))),
        ("打勾在后，新增", vec![r(&format!("新增项目√{gap}延续项目□"))]),
        ("打勾在前，延续", vec![r(&format!("□新增项目{gap}☑延续项目"))]),
        ("打勾在括号中，新增", vec![r(&format!("新增项目（√）{gap}延续项目（  ）"))]),
        ("方框涂黑，延续", vec![r(&format!("新增项目□{gap}延续项目■"))]),
        ("只写文字，延续", vec![r("延续")]),
        ("都没有勾", vec![r(&format!("新增项目□{gap}延续项目□"))]),
        ("两个都勾", options(symbol("Wingdings", "F0FE"), symbol("Wingdings", "F0FE"))),
        ("方框都没有了", vec![r(&format!("新增项目{gap}延续项目"))]),
        ("没有填", vec![]),
    ]
}

/// A check box content control that shows a character.
pub(crate) fn check_box(checked: bool, shown: Node) -> Node {
    control(
        &format!(
            "<w14:checkbox><w14:checked w14:val=\"{}\"/><w14:checkedState w14:val=\"2612\" \
             w14:font=\"MS Gothic\"/><w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox>",
            u8::from(checked)
        ),
        [shown],
    )
}

fn fonts(font: &str) -> String {
    format!("<w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/>")
}

/// A table with lines.
pub(crate) fn bordered(rows: impl IntoIterator<Item = Node>) -> Node {
    let side = |name: &str| format!("<w:{name} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
    let sides: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(side).concat();
    table(rows).with(&format!("<w:tblBorders>{sides}</w:tblBorders>"))
}

/// Who changed something, for tracked changes.
pub(crate) fn by(id: u32) -> String {
    format!("w:id=\"{id}\" w:author=\"周明远\" w:date=\"2020-03-01T09:00:00Z\"")
}

/// One marker for each construct of Word that readers are known to lose, repeat or leak.
pub(crate) fn constructs() -> Vec<u8> {
    let content = |name: &str, blocks: Vec<Node>| row([cell(name), tc(blocks)]);
    let line = |name: &str, inline: Vec<Node>| content(name, vec![para(inline)]);
    let deleted =
        |text: &str| raw(format!("<w:r><w:delText xml:space=\"preserve\">{text}</w:delText></w:r>"));

    let geometry = picture::table(
        "
        MERGED_RIGHT | <          | MERGED_DOWN | ONE
        MERGED_BOTH  | <          | ^           | TWO
        ^            | <          | ^           | THREE
        --           | LATE_BEGUN | EARLY_ENDED | --
        ",
    );
    let horizontal = |merge: &str| format!("<w:hMerge w:val=\"{merge}\"/>");
    let legacy = bordered([row([
        cell("LEGACY_RIGHT").with(&horizontal("restart")),
        cell("").with(&horizontal("continue")),
        cell("LEGACY_NEXT"),
    ])]);

    let rows = vec![
        line("分成几段的文字", ["SPL", "IT_R", "UNS"].map(r).into()),
        content("两段", vec![p("PARAGRAPH_ONE"), p("PARAGRAPH_TWO")]),
        line(
            "制表、换行、不间断连字符",
            vec![raw(
                "<w:r><w:t>AFTER</w:t><w:tab/><w:t>TAB</w:t><w:br/><w:t>AFTER_BREAK</w:t><w:noBreakHyphen/>\
             <w:t>HYPHEN</w:t></w:r>",
            )],
        ),
        line("字符引用", vec![raw("<w:r><w:t>A&amp;B&lt;C&#x4E2D;&#20013;</w:t></w:r>")]),
        line("行内控件", vec![control("", [r("CONTROL_INLINE")])]),
        content("段落控件", vec![control("", [p("CONTROL_BLOCK")])]),
        content("套起来的控件", vec![control("", [para([control("", [r("CONTROL_DEEP")])])])]),
        row([cell("单元格控件"), cell("CONTROL_CELL").in_control()]),
        row([cell("行控件"), cell("CONTROL_ROW")]).in_control(),
        line(
            "下拉控件",
            vec![control(
                "<w:dropDownList w:lastValue=\"2\"><w:listItem w:displayText=\"DROPDOWN_OTHER\" w:value=\"1\"/>\
             <w:listItem w:displayText=\"DROPDOWN_SHOWN\" w:value=\"2\"/></w:dropDownList>",
                [r("DROPDOWN_SHOWN")],
            )],
        ),
        line("控件占位文字", vec![control("<w:showingPlcHdr/><w:text/>", [r("PLACEHOLDER")])]),
        line(
            "插入与删除",
            vec![element("ins", &by(11), [r("INSERTED")]), element("del", &by(12), [deleted("DELETED")])],
        ),
        content(
            "移动",
            vec![
                para([element("moveTo", &by(13), [r("MOVED_HERE")])]),
                para([element("moveFrom", &by(14), [r("MOVED_AWAY")])]),
            ],
        ),
        row([tc([para([element("del", &by(15), [deleted("ROW_DELETED")])])]), cell("")])
            .with(&format!("<w:del {}/>", by(16))),
        line(
            "简单域",
            vec![element("fldSimple", "w:instr=\" DATE FIELD_SIMPLE_CODE \"", [r("FIELD_SIMPLE")])],
        ),
        line("复杂域", vec![field(" FORMTEXT FIELD_CODE ", "FIELD_RESULT")]),
        line(
            "套起来的域",
            vec![
                raw(
                    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF FIELD_IF </w:instrText></w:r>",
                ),
                field("FIELD_INNER", "FIELD_INNER_RESULT"),
                raw(
                    "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>FIELD_OUTER_RESULT</w:t></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
                ),
            ],
        ),
        line("智能标记", vec![element("smartTag", "w:uri=\"urn:x\" w:element=\"place\"", [r("SMART_TAG")])]),
        line(
            "自定义 XML",
            vec![element("customXml", "w:uri=\"urn:x\" w:element=\"item\"", [r("CUSTOM_XML")])],
        ),
        line("超链接", vec![element("hyperlink", "w:anchor=\"top\"", [r("HYPERLINK")])]),
        line(
            "书签",
            vec![
                raw("<w:bookmarkStart w:id=\"21\" w:name=\"top\"/>"),
                r("BOOKMARKED"),
                raw("<w:bookmarkEnd w:id=\"21\"/>"),
            ],
        ),
        line("书写方向", vec![element("bdo", "w:val=\"ltr\"", [r("DIRECTION")])]),
        line(
            "拼音",
            vec![raw(
                "<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val=\"center\"/><w:hps w:val=\"12\"/><w:hpsRaise w:val=\"22\"/>\
             <w:hpsBaseText w:val=\"24\"/><w:lid w:val=\"zh-CN\"/></w:rubyPr><w:rt><w:r><w:t>RUBY_ABOVE</w:t></w:r>\
             </w:rt><w:rubyBase><w:r><w:t>RUBY_BASE</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            )],
        ),
        line("公式", vec![raw("<m:oMath><m:r><m:t>MATH</m:t></m:r></m:oMath>")]),
        line("隐藏文字", vec![r("HIDDEN").with("<w:vanish/>")]),
        line(
            "兼容内容，可读",
            vec![raw(
                "<w:r><mc:AlternateContent><mc:Choice Requires=\"w14\"><w:t>ALTERNATE_CHOICE</w:t></mc:Choice>\
             <mc:Fallback><w:t>ALTERNATE_FALLBACK</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            )],
        ),
        line(
            "兼容内容，不可读",
            vec![raw(
                "<w:r><mc:AlternateContent xmlns:new=\"urn:example:not-known\"><mc:Choice Requires=\"new\">\
             <w:t>UNKNOWN_CHOICE</w:t></mc:Choice><mc:Fallback><w:t>UNKNOWN_FALLBACK</w:t></mc:Fallback>\
             </mc:AlternateContent></w:r>",
            )],
        ),
        line("文本框", vec![r("BESIDE_BOX"), text_box(true, [p("TEXT_BOX")])]),
        line("旧式文本框", vec![r("BESIDE_OLD_BOX"), text_box(false, [p("OLD_TEXT_BOX")])]),
        content(
            "嵌套表格",
            vec![
                p("BEFORE_NESTED"),
                bordered([row([cell("NESTED_ONE"), cell("NESTED_TWO")])]),
                p("AFTER_NESTED"),
            ],
        ),
        content("自动编号", vec![p("NUMBERED_ONE").numbered(1), p("NUMBERED_TWO").numbered(1)]),
    ];
    doc([
        p("BODY"),
        geometry,
        p(""),
        legacy,
        p(""),
        bordered(rows),
        control("", [bordered([row([cell("CONTROL_TABLE"), cell("")])])]),
        para([text_box(true, [bordered([row([cell("TABLE_IN_BOX")])]), p("")])]),
    ])
    .header([p("PAGE_HEADER")])
    .footer([para([r("PAGE_FOOTER 第"), field(" PAGE ", "1"), r("页")])])
    .lists(&[("decimal", "%1.")])
    .bytes()
}

/// A report on what was achieved: another form, with many of the same labels.
pub(crate) fn self_evaluation() -> Vec<u8> {
    let grid = picture::table(
        "
        项目名称 | 乡镇公交候车亭维护 | < | < | < | <
        主管部门 | 县交通运输局 | < | 实施单位 | 清溪县农村公路养护中心 | <
        项目资金（万元） | _ | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 执行率
        ^ | 年度资金总额 | 12 | 12 | 11.6 | 96.67%
        年度总体目标 | 预期目标 | < | 实际完成情况 | < | <
        ^ | 新建示范候车亭3个 | < | 已建成3个 | < | <
        绩效指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        ^ | 新建示范候车亭 | ≥3个 | 3个 | 20 | 20
        ^ | 候车群众满意度 | ≥90% | 93% | 10 | 10
        总分 | < | < | < | 100 | 98
        ",
    );
    let body = format!("{}{}{}", p("项目支出绩效自评表"), p("（2020年度）"), grid);
    super::package::zip(word::parts(&super::docx::root("document", &format!("<w:body>{body}</w:body>"))))
}

/// A notice with a table: nothing in it is a declaration.
pub(crate) fn not_a_form() -> Vec<u8> {
    let body = [
        p("关于召开候车亭维护工作会议的通知"),
        p("各乡镇（街道）："),
        p("经研究，定于近期召开候车亭维护工作会议，日程如下。"),
        pairs([("日期", "3月5日上午"), ("地点", "县政府二楼会议室"), ("参加人员", "各乡镇分管同志")]),
        p("请准时参加。"),
    ]
    .map(|node| node.to_string())
    .concat();
    super::package::zip(word::parts(&super::docx::root("document", &format!("<w:body>{body}</w:body>"))))
}
