//! What Word can write, one construct a test: what of it is on the page, and where.

use shenbao::document::{Document, MarkKind, MarkState, SymbolFont};

use crate::support::docx::{
    Node, cell, control, doc, element, field, field_with, p, para, r, raw, row, symbol, table, tc, text_box,
};
use crate::support::samples::{by, check_box};
use crate::support::{fixture, picture};

/// The document of some blocks, drawn.
fn shown(blocks: impl IntoIterator<Item = Node>) -> String {
    picture::document(&doc(blocks).read())
}

/// The text of a paragraph with something in it.
fn line(inline: impl IntoIterator<Item = Node>) -> String {
    let read = doc([para(inline)]).read();
    read.paragraph_text(0).to_owned()
}

/// Asserts that a table reads as the picture it was made of.
#[track_caller]
fn reads_as_drawn(grid: &str) {
    let read = doc([picture::table(grid)]).read();
    assert_eq!(picture::grid(&read, 0), picture::flat(grid));
}

// The grid

#[test]
fn a_cell_over_columns_is_one_cell() {
    reads_as_drawn(
        "
        甲 | < | 乙
        丙 | 丁 | 戊
        ",
    );
}

#[test]
fn a_cell_over_rows_is_one_cell_at_its_top() {
    reads_as_drawn(
        "
        甲 | 乙
        ^  | 丙
        ^  | 丁
        ",
    );
}

#[test]
fn a_cell_over_rows_and_columns_is_one_cell() {
    reads_as_drawn(
        "
        甲 | < | 乙
        ^  | < | 丙
        丁 | 戊 | 己
        ",
    );
}

#[test]
fn a_row_that_begins_late_keeps_its_columns() {
    reads_as_drawn(
        "
        甲 | 乙 | 丙
        -- | 丁 | 戊
        己 | 庚 | --
        -- | 辛 | --
        ",
    );
}

#[test]
fn merges_beside_each_other_stay_apart() {
    reads_as_drawn(
        "
        甲 | 乙 | 丙 | <
        ^  | ^  | 丁 | 戊
        己 | ^  | ^  | ^
        ",
    );
}

#[test]
fn a_merge_begun_again_below_is_another_cell() {
    let read = doc([table([
        row([cell("甲").merge(), cell("一")]),
        row([cell("").merged(), cell("二")]),
        row([cell("乙").merge(), cell("三")]),
        row([cell("").merged(), cell("四")]),
    ])])
    .read();
    assert_eq!(picture::grid(&read, 0), "甲 | 一\n^ | 二\n乙 | 三\n^ | 四\n");
}

#[test]
fn a_merge_that_nothing_began_is_a_cell_of_its_own() {
    let read = doc([table([row([cell("甲"), cell("乙")]), row([cell("丙").merged(), cell("丁")])])]).read();
    assert_eq!(picture::grid(&read, 0), "甲 | 乙\n丙 | 丁\n");
}

#[test]
fn legacy_horizontal_merges_are_one_cell() {
    let merge = |text, kind| cell(text).with(&format!("<w:hMerge w:val=\"{kind}\"/>"));
    let read = doc([table([
        row([merge("甲", "restart"), merge("", "continue"), merge("", "continue"), cell("乙")]),
        row([cell("丙"), cell("丁"), cell("戊"), cell("己")]),
    ])])
    .read();
    assert_eq!(picture::grid(&read, 0), "甲 | < | < | 乙\n丙 | 丁 | 戊 | 己\n");
}

#[test]
fn text_hidden_under_a_merged_cell_is_reported_not_lost() {
    let read = doc([table([
        row([cell("专项名称"), cell("公路养护").merge()]),
        row([cell("主管部门"), cell("看不见的文字").merged()]),
    ])])
    .bytes();
    let found = shenbao::extract(&read).unwrap();
    let unclaimed: Vec<&str> = found[0].unclaimed.iter().map(|unclaimed| unclaimed.text.as_str()).collect();
    assert_eq!(unclaimed, ["看不见的文字"]);
}

#[test]
fn a_grid_is_as_wide_as_its_widest_row() {
    let read = doc([table([row([cell("甲")]), row([cell("乙"), cell("丙")])])]).read();
    assert_eq!(picture::grid(&read, 0), "甲 | --\n乙 | 丙\n");
}

#[test]
fn a_span_that_is_no_number_counts_as_one() {
    for span in ["", "五", "0", "-1"] {
        let odd = cell("甲").with(&format!("<w:gridSpan w:val=\"{span}\"/>"));
        let read = doc([table([row([odd, cell("乙")])])]).read();
        assert_eq!(picture::grid(&read, 0), "甲 | 乙\n", "{span:?}");
    }
}

#[test]
fn properties_without_values_or_with_odd_ones_do_no_harm() {
    let odd = element(
        "p",
        "",
        [raw(
            "<w:pPr><w:jc/><w:spacing w:line=\"12.5pt\"/></w:pPr><w:r><w:rPr><w:sz/><w:u/></w:rPr><w:t>甲</w:t></w:r>",
        )],
    );
    let wide = tc([odd]).with("<w:tcW w:w=\"75.3pt\" w:type=\"dxa\"/>");
    assert_eq!(shown([table([row([wide])])]), "表1 1×1\n甲\n");
}

// Content controls

#[test]
fn content_controls_are_seen_through_at_every_level() {
    let plain = shown([table([row([cell("甲"), cell("乙")]), row([cell("丙"), cell("丁")])])]);
    let second = || row([cell("丙"), cell("丁")]);
    let inline = tc([para([r("乙").in_control()])]);
    let cases = [
        ("around the table", table([row([cell("甲"), cell("乙")]), second()]).in_control()),
        ("around a row", table([row([cell("甲"), cell("乙")]).in_control(), second()])),
        ("around a cell", table([row([cell("甲"), cell("乙").in_control()]), second()])),
        ("around a paragraph", table([row([cell("甲"), tc([p("乙").in_control()])]), second()])),
        ("around a run", table([row([cell("甲"), inline]), second()])),
        (
            "around each other",
            table([
                row([cell("甲").in_control().in_control(), tc([para([r("乙").in_control()]).in_control()])])
                    .in_control(),
                second(),
            ])
            .in_control(),
        ),
    ];
    for (level, made) in cases {
        assert_eq!(shown([made]), plain, "{level}");
    }
}

#[test]
fn a_merged_cell_in_a_content_control_is_merged() {
    let made = table([
        row([cell("甲").merge(), cell("乙")]),
        row([cell("").merged().in_control(), cell("丙").in_control()]),
    ]);
    assert_eq!(shown([made]), "表1 2×2\n甲 | 乙\n^ | 丙\n");
}

#[test]
fn of_a_list_to_choose_from_only_the_choice_is_on_the_page() {
    let choices = "<w:dropDownList w:lastValue=\"1\"><w:listItem w:displayText=\"甲\" w:value=\"1\"/>\
                   <w:listItem w:displayText=\"乙\" w:value=\"2\"/></w:dropDownList>";
    assert_eq!(line([control(choices, [r("甲")])]), "甲");
}

#[test]
fn placeholder_text_is_seen_but_is_no_value() {
    let unfilled = control("<w:showingPlcHdr/>", [r("单击此处输入文字。")]);
    let made = doc([table([
        row([cell("专项名称"), cell("公路养护")]),
        row([cell("主管部门"), tc([para([unfilled])])]),
    ])]);
    assert_eq!(picture::grid(&made.read(), 0), "专项名称 | 公路养护\n主管部门 | 单击此处输入文字。\n");
    let found = shenbao::extract(&made.bytes()).unwrap();
    assert_eq!(found[0].declaration.project.department.as_deref(), Some(""));
}

// Tick boxes

/// The state and kind of every tick box, and the text.
fn marks(inline: impl IntoIterator<Item = Node>) -> (String, Vec<(MarkState, MarkKind)>) {
    let read: Document = doc([para(inline)]).read();
    (read.text.clone(), read.marks.iter().map(|mark| (mark.state, mark.kind)).collect())
}

#[test]
fn a_check_box_control_is_what_it_says_not_what_it_shows() {
    let (text, found) =
        marks([check_box(true, r("■")), r("甲"), check_box(false, symbol("Wingdings 2", "F052"))]);
    assert_eq!(text, "■甲☑");
    assert_eq!(found, [(MarkState::Ticked, MarkKind::Control), (MarkState::Empty, MarkKind::Control)]);
}

#[test]
fn symbols_of_symbol_fonts_are_tick_boxes() {
    let cases = [
        ("Wingdings", "F0FE", MarkState::Ticked, SymbolFont::Wingdings),
        ("Wingdings", "00FE", MarkState::Ticked, SymbolFont::Wingdings),
        ("Wingdings", "F0A8", MarkState::Empty, SymbolFont::Wingdings),
        ("Wingdings", "F06F", MarkState::Empty, SymbolFont::Wingdings),
        ("Wingdings 2", "F052", MarkState::Ticked, SymbolFont::Wingdings2),
        ("Wingdings 2", "F0A3", MarkState::Empty, SymbolFont::Wingdings2),
        ("Webdings", "F061", MarkState::Ticked, SymbolFont::Webdings),
        ("Webdings", "F063", MarkState::Empty, SymbolFont::Webdings),
    ];
    for (font, code, state, kind) in cases {
        let (text, found) = marks([r("甲"), symbol(font, code)]);
        assert_eq!(found, [(state, MarkKind::Symbol(kind))], "{font} {code}");
        assert_eq!(text, format!("甲{}", state.glyph()));
    }
    let (text, found) = marks([symbol("Wingdings 3", "F07D")]);
    assert_eq!(
        (text.as_str(), found.as_slice()),
        ("\u{F07D}", [].as_slice()),
        "a symbol that is no box is kept"
    );
}

#[test]
fn a_letter_of_a_symbol_font_is_a_tick_box() {
    let typed = |text: &str| r(text).with("<w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/>");
    let (text, found) = marks([typed("R"), r("R"), typed("£")]);
    assert_eq!(text, "☑R☐");
    let kind = MarkKind::Typed(SymbolFont::Wingdings2);
    assert_eq!(found, [(MarkState::Ticked, kind), (MarkState::Empty, kind)]);
}

#[test]
fn a_form_field_is_ticked_by_its_state_or_else_its_default() {
    let with = |inside: &str| {
        field_with(&format!("<w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData>"), " FORMCHECKBOX ", "")
    };
    let cases = [
        ("<w:default w:val=\"0\"/><w:checked/>", MarkState::Ticked),
        ("<w:default w:val=\"1\"/>", MarkState::Ticked),
        ("<w:default w:val=\"1\"/><w:checked w:val=\"0\"/>", MarkState::Empty),
        ("<w:default w:val=\"0\"/>", MarkState::Empty),
        ("", MarkState::Empty),
    ];
    for (inside, state) in cases {
        let (text, found) = marks([with(inside), r("甲")]);
        assert_eq!(found, [(state, MarkKind::FormField)], "{inside}");
        assert_eq!(text, format!("{}甲", state.glyph()));
    }
}

#[test]
fn characters_set_over_each_other_are_a_tick_box() {
    let (text, found) = marks([r("甲"), field(" eq \\o\\ac(□,√)", "")]);
    assert_eq!((text.as_str(), found), ("甲☑", vec![(MarkState::Ticked, MarkKind::Overstrike)]));
    assert_eq!(marks([field(" EQ \\f(1,2)", "")]).1, []);
}

// Changes, fields, and what is around runs

#[test]
fn inserted_text_is_read_and_deleted_text_is_not() {
    let deleted = || raw("<w:r><w:delText>旧</w:delText></w:r>");
    assert_eq!(line([r("养护"), element("ins", &by(1), [r("经费")])]), "养护经费");
    assert_eq!(line([r("养护"), element("del", &by(1), [deleted()])]), "养护");
    assert_eq!(
        line([element("moveTo", &by(1), [r("养护")]), element("moveFrom", &by(2), [r("养护")])]),
        "养护"
    );
    // Inserted by one, deleted by another.
    assert_eq!(line([r("养护"), element("ins", &by(1), [element("del", &by(2), [deleted()])])]), "养护");
}

#[test]
fn a_deleted_row_keeps_its_place_and_loses_its_text() {
    let deleted = tc([para([element("del", &by(1), [raw("<w:r><w:delText>旧</w:delText></w:r>")])])]);
    let read = doc([table([
        row([cell("甲"), cell("乙")]),
        row([deleted, cell("")]).with(&format!("<w:del {}/>", by(2))),
    ])])
    .read();
    assert_eq!(picture::grid(&read, 0), "甲 | 乙\n_ | _\n");
    assert_eq!(read.tables[0].rows.iter().map(|row| row.deleted).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn of_a_field_only_the_result_is_on_the_page() {
    assert_eq!(line([element("fldSimple", "w:instr=\" DATE \"", [r("2020年3月")])]), "2020年3月");
    assert_eq!(line([field(" FORMTEXT ", "公路养护")]), "公路养护");
    assert_eq!(line([r("第"), field(" PAGE ", ""), r("页")]), "第页");
}

#[test]
fn a_field_in_the_instruction_of_another_is_not_on_the_page() {
    let character = |kind: &str| raw(format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>"));
    let nested = [
        character("begin"),
        raw("<w:r><w:instrText>IF </w:instrText></w:r>"),
        field("DOCPROPERTY 甲", "甲"),
        character("separate"),
        r("乙"),
        field("PAGE", "丙"),
        character("end"),
    ];
    assert_eq!(line(nested), "乙丙");
}

#[test]
fn a_field_over_several_paragraphs_hides_its_instruction_alone() {
    let character = |kind: &str| raw(format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>"));
    let made = [
        para([
            character("begin"),
            raw("<w:r><w:instrText>TOC</w:instrText></w:r>"),
            character("separate"),
            r("甲"),
        ]),
        p("乙"),
        para([character("end"), r("丙")]),
    ];
    assert_eq!(shown(made), "段: 甲\n段: 乙\n段: 丙\n");
}

#[test]
fn wrappers_around_runs_are_seen_through() {
    let cases = [
        ("smartTag", "w:uri=\"urn:x\" w:element=\"place\""),
        ("customXml", "w:uri=\"urn:x\" w:element=\"item\""),
        ("hyperlink", "w:anchor=\"top\""),
        ("bdo", "w:val=\"ltr\""),
        ("dir", "w:val=\"ltr\""),
        ("某种将来的元素", ""),
    ];
    for (tag, attributes) in cases {
        assert_eq!(line([r("公路"), element(tag, attributes, [r("养护")])]), "公路养护", "{tag}");
    }
}

#[test]
fn of_ruby_text_the_base_is_read() {
    let ruby = raw(
        "<w:r><w:ruby><w:rubyPr><w:lid w:val=\"zh-CN\"/></w:rubyPr><w:rt><w:r><w:t>qīng</w:t></w:r></w:rt>\
         <w:rubyBase><w:r><w:t>清</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    );
    assert_eq!(line([ruby, r("溪县")]), "清溪县");
}

#[test]
fn math_is_read_as_text() {
    assert_eq!(
        line([raw("<m:oMath><m:r><m:rPr><m:sty m:val=\"p\"/></m:rPr><m:t>≥17</m:t></m:r></m:oMath>")]),
        "≥17"
    );
}

#[test]
fn hidden_text_is_not_on_the_page() {
    assert_eq!(
        line([r("养护"), r("底稿").with("<w:vanish/>"), r("经费").with("<w:vanish w:val=\"0\"/>")]),
        "养护经费"
    );
}

#[test]
fn of_alternate_content_one_branch_is_read() {
    let alternate = |requires: &str| {
        raw(format!(
            "<w:r><mc:AlternateContent xmlns:new=\"urn:example:new\"><mc:Choice Requires=\"{requires}\">\
             <w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ))
    };
    assert_eq!(line([alternate("w14")]), "新");
    assert_eq!(line([alternate("new")]), "旧");
    assert_eq!(line([alternate("w14 new")]), "旧");
}

#[test]
fn breaks_tabs_and_special_hyphens_are_characters() {
    let made = raw(
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t><w:tab/><w:t>丁</w:t><w:ptab w:alignment=\"left\" \
         w:relativeTo=\"margin\" w:leader=\"none\"/><w:t>戊</w:t><w:noBreakHyphen/><w:t>己</w:t><w:softHyphen/>\
         <w:t>庚</w:t></w:r>",
    );
    assert_eq!(line([made]), "甲\n乙\n丙\t丁\t戊\u{2011}己庚");
}

#[test]
fn character_references_and_cdata_are_text() {
    assert_eq!(
        line([raw("<w:r><w:t>A&amp;B&lt;&#x4E2D;&#20013;<![CDATA[<w:t>]]></w:t></w:r>")]),
        "A&B<中中<w:t>"
    );
}

#[test]
fn comments_and_instructions_of_xml_are_not_text() {
    assert_eq!(line([raw("<w:r><!-- <w:t>旧</w:t> --><w:t>养<!-- 或 -->护</w:t><?某 指令?></w:r>")]), "养护");
}

// Boxes, nesting, headers

#[test]
fn a_text_box_is_read_once_and_beside_its_paragraph() {
    for drawing in [true, false] {
        let made = table([row([cell("甲"), tc([para([r("乙"), text_box(drawing, [p("丙")]), r("丁")])])])]);
        assert_eq!(shown([made]), "表1 1×2\n甲 | 乙丁\n框: 丙\n", "as DrawingML: {drawing}");
    }
}

#[test]
fn a_table_in_a_text_box_is_a_table() {
    let made = para([text_box(true, [table([row([cell("甲"), cell("乙")])]), p("")])]);
    assert_eq!(shown([made]), "表1 1×2\n甲 | 乙\n框: \n段: \n");
}

#[test]
fn a_table_in_a_cell_is_not_the_text_of_the_cell() {
    let inner = table([row([cell("丙"), cell("丁")])]);
    let made = table([row([cell("甲"), tc([p("乙"), inner, p("")])]), row([cell("戊"), cell("己")])]);
    assert_eq!(shown([made]), "表1 2×2\n甲 | 乙¶[表2]\n戊 | 己\n表2 1×2\n丙 | 丁\n");
}

#[test]
fn headers_and_footers_come_after_the_body() {
    let read = doc([p("甲")]).header([p("页眉")]).footer([table([row([cell("页脚")])])]).read();
    assert_eq!(picture::document(&read), "段: 甲\n页眉: 页眉\n表1 1×1\n页脚\n");
    assert_eq!(read.parts, ["word/document.xml", "word/header1.xml", "word/footer1.xml"]);
}

#[test]
fn automatic_numbers_are_part_of_the_text() {
    let made = doc([
        p("甲").numbered(1),
        p("乙").numbered(2),
        p("丙").numbered(1),
        p("无号"),
        table([row([tc([p("丁").numbered(2), p("戊").numbered(3)])])]),
    ]);
    let read = made
        .lists(&[("decimal", "%1."), ("chineseCountingThousand", "（%1）"), ("upperLetter", "%1)")])
        .read();
    let expected = "段: 1. 甲\n段: （一） 乙\n段: 2. 丙\n段: 无号\n表1 1×1\n（二） 丁¶A) 戊\n";
    assert_eq!(picture::document(&read), expected);
}

#[test]
fn what_cannot_be_text_leaves_a_finding() {
    let made = doc([para([r("甲"), raw("<w:r><w:footnoteReference w:id=\"2\"/></w:r>")])]).read();
    let found: Vec<&str> = made.findings.iter().map(shenbao::Finding::code).collect();
    assert_eq!(found, ["content_skipped"]);
}

// The file that has them all

#[test]
fn every_marker_comes_out_as_often_as_it_is_on_the_page() {
    let read = Document::read(&fixture("constructs.docx")).unwrap();
    let expected: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&fixture("constructs.expect.json")).unwrap();
    let shown = picture::document(&read);
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_ascii_uppercase() || c == '_');
    for (marker, count) in expected {
        let found = shown
            .match_indices(&marker)
            .filter(|(at, _)| {
                !is_part(shown[..*at].chars().next_back())
                    && !is_part(shown[at + marker.len()..].chars().next())
            })
            .count();
        assert_eq!(Some(found as u64), count.as_u64(), "{marker} in\n{shown}");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("constructs.docx", shown);
    });
}
