//! How a value stands in its place: its look, its box, its control, and nothing else changed.

use serde_json::{Value, json};
use shenbao::{ErrorKind, FillOptions, Finding, Form, Template};

use crate::support::blanks::{drop_down, placeholder, unfilled, with_attribute, with_cell};
use crate::support::docx::{
    Node, cell, control, doc, field, field_with, p, para, r, raw, row, symbol, table, tc,
};
use crate::support::package::unzip;
use crate::support::samples::check_box;

fn open(bytes: &[u8]) -> Template<'static> {
    Template::open(Form::declaration(), bytes).unwrap()
}

/// The main part of a form after filling.
fn filled(bytes: &[u8], data: &Value) -> String {
    let filled = open(bytes).fill(data, FillOptions::default().overwrite_values(true)).unwrap();
    let parts = unzip(&filled.bytes);
    let main = parts.into_iter().find(|(name, _)| name == "word/document.xml").unwrap();
    String::from_utf8(main.1).unwrap()
}

fn refused(bytes: &[u8], data: &Value) -> Vec<Finding> {
    let error = open(bytes).fill(data, FillOptions::default()).unwrap_err();
    match error.kind() {
        ErrorKind::Refused { findings } => findings.clone(),
        other => panic!("{other:?}"),
    }
}

fn attribute(key: &str) -> Value {
    json!({ "project": { "attribute": key } })
}

/// The markup between the words of the attribute's options.
fn boxes(xml: &str) -> (String, String) {
    let after = |word: &str| {
        let rest = xml.split_once(word).unwrap().1;
        rest.split("延续项目").next().unwrap().split("</w:tc>").next().unwrap().to_owned()
    };
    (after("新增项目"), after("延续项目"))
}

fn options(new: Node, continuing: Node) -> Vec<Node> {
    vec![r("新增项目"), new, r("    延续项目"), continuing]
}

fn typed(font: &str, text: &str) -> Node {
    r(text).with(&format!("<w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/>"))
}

// Tick boxes

#[test]
fn a_box_is_ticked_in_its_own_kind_and_unticked_again() {
    let form_field = |state: &str| {
        field_with(
            &format!("<w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData>"),
            " FORMCHECKBOX ",
            "",
        )
    };
    let off = "<w:default w:val=\"0\"/>";
    // Both boxes empty; then what ticking the second writes, and what the first becomes when it is ticked instead.
    let cases: [(&str, Vec<Node>, &str, &str); 9] = [
        ("控件", options(check_box(false, r("☐")), check_box(false, r("☐"))), "☒", "☐"),
        (
            "符号",
            options(symbol("Wingdings", "F06F"), symbol("Wingdings", "F06F")),
            "w:char=\"F0FE\"",
            "w:char=\"F06F\"",
        ),
        (
            "符号 2",
            options(symbol("Wingdings 2", "F0A3"), symbol("Wingdings 2", "F0A3")),
            "w:char=\"F052\"",
            "w:char=\"F0A3\"",
        ),
        ("字母", options(typed("Wingdings 2", "£"), typed("Wingdings 2", "£")), ">R<", ">£<"),
        (
            "私有码",
            options(typed("Wingdings", "\u{F0A8}"), typed("Wingdings", "\u{F0A8}")),
            ">\u{F0FE}<",
            ">\u{F0A8}<",
        ),
        (
            "窗体域",
            options(form_field(off), form_field(off)),
            "<w:checked w:val=\"1\"/>",
            "<w:checked w:val=\"0\"/>",
        ),
        ("方框", vec![r("新增项目□  延续项目□")], "☑", "□"),
        ("圆圈", vec![r("新增项目○  延续项目○")], "●", "○"),
        ("括号", vec![r("新增项目（  ）  延续项目（  ）")], "（√）", "（\u{3000}）"),
    ];
    for (name, content, ticked, empty) in cases {
        let blank = with_attribute(content).bytes();
        let once = open(&blank).fill(&attribute("continuing"), FillOptions::default()).unwrap().bytes;
        assert!(boxes(&filled(&blank, &attribute("continuing"))).1.contains(ticked), "{name}");
        let (new, continuing) = boxes(&filled(&once, &attribute("new")));
        assert!(new.contains(ticked), "{name}: {new}");
        assert!(continuing.contains(empty) && !continuing.contains(ticked), "{name}: {continuing}");
    }
}

#[test]
fn a_tick_is_like_the_ticks_that_the_place_has() {
    let xml = filled(&with_attribute([r("新增项目√  延续项目□")]).bytes(), &attribute("continuing"));
    assert!(xml.contains("新增项目□  延续项目√"));
    let xml = filled(&with_attribute([r("□新增项目  √延续项目")]).bytes(), &attribute("new"));
    assert!(xml.contains("√新增项目  □延续项目"));
    let xml = filled(&with_attribute([r("新增项目口  延续项目口")]).bytes(), &attribute("new"));
    assert!(xml.contains("新增项目☑  延续项目口"));
}

#[test]
fn a_check_box_shows_the_character_and_font_that_it_names_for_its_state() {
    let state = |name: &str, font: &str, code: &str| {
        format!("<w14:{name}State w14:val=\"{code}\" w14:font=\"{font}\"/>")
    };
    let made = |font: &str, code: &str| {
        let states = state("checked", font, code) + &state("unchecked", "MS Gothic", "2610");
        let shown =
            r("☐").with("<w:rFonts w:ascii=\"MS Gothic\" w:eastAsia=\"MS Gothic\" w:hAnsi=\"MS Gothic\"/>");
        control(&format!("<w14:checkbox><w14:checked w14:val=\"0\"/>{states}</w14:checkbox>"), [shown])
    };
    let both = |font: &str, code: &str| with_attribute(options(made(font, code), made(font, code))).bytes();
    let (new, _) = boxes(&filled(&both("Wingdings 2", "0052"), &attribute("new")));
    assert!(
        new.contains("<w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/>")
            && new.contains("<w14:checked w14:val=\"1\"/>")
    );
    let (new, _) = boxes(&filled(&both("Segoe UI Symbol", "2611"), &attribute("new")));
    assert!(new.contains("w:ascii=\"Segoe UI Symbol\"") && new.contains(">☑<"), "{new}");
}

#[test]
fn a_box_that_a_field_draws_is_ticked_in_its_instruction() {
    let eq = |inside: &str| field(&format!(" eq \\o\\ac({inside})"), "");
    let blank = with_attribute(options(eq("□, "), eq("□, "))).bytes();
    let once = open(&blank).fill(&attribute("continuing"), FillOptions::default()).unwrap().bytes;
    let (new, continuing) = boxes(&filled(&blank, &attribute("continuing")));
    assert!(new.contains("(□, )") && continuing.contains("(□,√)"), "{new} {continuing}");
    let (new, continuing) = boxes(&filled(&once, &attribute("new")));
    assert!(new.contains("(□,√)") && continuing.contains("(□, )"), "{new} {continuing}");
    // The other way round, and over several runs, as Word saves what was typed in pieces.
    let spread = raw(eq("√,□").to_string().replace("√", "√</w:instrText></w:r><w:r><w:instrText>"));
    let (new, continuing) =
        boxes(&filled(&with_attribute(options(eq(" ,□"), spread)).bytes(), &attribute("new")));
    assert!(new.contains("(√,□)") && !continuing.contains('√'), "{new} {continuing}");
    // A box alone gets the tick behind it, and loses it again.
    let alone = |inside: &str| field(&format!(" eq \\o({inside})"), "");
    let (new, continuing) =
        boxes(&filled(&with_attribute(options(alone("□"), alone("□√"))).bytes(), &attribute("new")));
    assert!(new.contains("(□,√)") && continuing.contains("(□)"), "{new} {continuing}");
    // Two boxes over each other: nothing says where a tick goes.
    let two = || eq("□,□");
    let [finding] =
        refused(&with_attribute(options(two(), two())).bytes(), &attribute("new")).try_into().unwrap();
    assert_eq!(
        (finding.code(), finding.place.unwrap().to_string().as_str()),
        ("place_protected", "表1 第2行 第2列 专项属性")
    );
}

// Content controls

#[test]
fn a_filled_control_is_no_placeholder_any_more() {
    let styled = "<w:rPr><w:b/></w:rPr><w:showingPlcHdr/><w:text/>";
    for (name, value) in [
        ("run", tc([para([unfilled("<w:text/>")])])),
        ("block", tc([control("<w:showingPlcHdr/>", [para([placeholder("单击此处")])])])),
        ("cell", control("<w:showingPlcHdr/>", [tc([para([placeholder("单击此处")])])])),
        ("look of its own", tc([para([control(styled, [placeholder("单击此处")])])])),
    ] {
        let xml =
            filled(&with_cell("主管部门", value).bytes(), &json!({ "project": { "department": "交通局" } }));
        assert!(
            !xml.contains("showingPlcHdr") && !xml.contains("rStyle") && !xml.contains("单击"),
            "{name}: {xml}"
        );
        assert!(xml.contains("交通局</w:t></w:r></w:"), "{name}: {xml}");
        assert_eq!(
            xml.contains("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">交通局"),
            name == "look of its own"
        );
    }
}

#[test]
fn a_drop_down_list_shows_its_entry_and_remembers_it() {
    for kind in ["dropDownList", "comboBox"] {
        let blank = with_attribute([unfilled(&drop_down(kind))]).bytes();
        let xml = filled(&blank, &attribute("continuing"));
        assert!(
            xml.contains(&format!("<w:{kind} w:lastValue=\"2\">")) && xml.contains(">延续项目</w:t>"),
            "{xml}"
        );
        let once = open(&blank).fill(&attribute("continuing"), FillOptions::default()).unwrap().bytes;
        let xml = filled(&once, &attribute("new"));
        assert!(
            xml.contains(&format!("<w:{kind} w:lastValue=\"1\">")) && xml.contains(">新增项目</w:t>"),
            "{xml}"
        );
    }
}

#[test]
fn a_drop_down_list_without_the_entry_is_refused_and_a_combo_box_takes_it() {
    let department = json!({ "project": { "department": "交通局" } });
    let form = |kind: &str| with_cell("主管部门", tc([para([unfilled(&drop_down(kind))])])).bytes();
    let [finding] = refused(&form("dropDownList"), &department).try_into().unwrap();
    assert_eq!(finding.message(shenbao::Lang::Zh), "project.department 不能填写：下拉列表中没有这一项");
    assert!(filled(&form("comboBox"), &department).contains("交通局"));
}

#[test]
fn a_date_control_knows_the_date_that_it_shows() {
    let date = "<w:date w:fullDate=\"2020-01-01T00:00:00Z\"><w:dateFormat w:val=\"yyyy年M月d日\"/></w:date>";
    let blank = with_cell("备注", tc([para([control(date, [r("2020年1月1日")])])])).bytes();
    assert!(
        filled(&blank, &json!({ "notes": "2026年3月5日" })).contains("w:fullDate=\"2026-03-05T00:00:00Z\"")
    );
    let xml = filled(&blank, &json!({ "notes": "长期" }));
    assert!(xml.contains("<w:date>") && xml.contains("长期"), "{xml}");
}

#[test]
fn an_empty_control_takes_the_value_into_itself() {
    let empty = raw("<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent/></w:sdt>");
    let xml = filled(&with_cell("备注", tc([para([empty])])).bytes(), &json!({ "notes": "无\n其他" }));
    let inside = "<w:sdtContent><w:r><w:t xml:space=\"preserve\">无</w:t><w:br/><w:t xml:space=\"preserve\">其他</w:t></w:r></w:sdtContent>";
    assert!(xml.contains(inside), "{xml}");
}

// Looks

const SONG: &str =
    "<w:rFonts w:hint=\"eastAsia\" w:ascii=\"Times New Roman\" w:eastAsia=\"仿宋\"/><w:sz w:val=\"24\"/>";

#[test]
fn a_value_has_the_look_of_the_first_run_else_of_the_mark_else_of_its_column() {
    let mark = format!("<w:jc w:val=\"left\"/><w:rPr><w:i/>{SONG}</w:rPr>");
    let run = format!("<w:b/>{SONG}");
    let value = json!({ "project": { "department": "交通局" } });
    let with = |paragraph: Node| with_cell("主管部门", tc([paragraph])).bytes();

    let both = para([raw(format!("<w:r><w:rPr>{run}</w:rPr></w:r>"))]).with(&mark);
    assert!(
        filled(&with(both), &value)
            .contains(&format!("<w:r><w:rPr>{run}</w:rPr><w:t xml:space=\"preserve\">交通局"))
    );
    let only_mark = para([]).with(&mark);
    assert!(
        filled(&with(only_mark), &value)
            .contains(&format!("<w:r><w:rPr><w:i/>{SONG}</w:rPr><w:t xml:space=\"preserve\">交通局"))
    );

    let bare = doc([table([
        row([cell("专项名称"), tc([para([r("公路").with(&run)])])]),
        row([cell("主管部门"), cell("")]),
        row([cell("备注"), tc([para([]).with("<w:rPr><w:i/></w:rPr>")])]),
    ])]);
    let xml = filled(&bare.bytes(), &value);
    assert!(xml.contains(&format!("<w:r><w:rPr>{run}</w:rPr><w:t xml:space=\"preserve\">交通局")), "{xml}");
}

#[test]
fn further_lines_have_the_properties_of_the_first() {
    let blank =
        with_cell("备注", tc([para([]).with("<w:ind w:firstLine=\"480\"/><w:rPr><w:b/></w:rPr>")])).bytes();
    let xml = filled(&blank, &json!({ "notes": "甲\n乙" }));
    let paragraph = |text: &str| {
        format!(
            "<w:p><w:pPr><w:ind w:firstLine=\"480\"/><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:rPr><w:b/></w:rPr>\
             <w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        )
    };
    assert!(xml.contains(&format!("{}{}", paragraph("甲"), paragraph("乙"))), "{xml}");
    // Emptied again, the cell has one paragraph left.
    let twice = open(&blank).fill(&json!({ "notes": "甲\n乙" }), FillOptions::default()).unwrap().bytes;
    let xml = filled(&twice, &json!({ "notes": "" }));
    assert_eq!(
        xml.split("备注").nth(1).unwrap().split("</w:tc>").nth(1).unwrap().matches("<w:p>").count(),
        1
    );
}

#[test]
fn a_line_to_write_on_is_consumed_by_what_is_written() {
    let line = |width: usize| r(&"␣".repeat(width)).with("<w:u w:val=\"single\"/>");
    let blank = doc([
        para([r("填报单位（盖章）："), line(6), line(8), r("单位负责人："), line(8)]),
        p("专项名称：______"),
        table([row([cell("备注"), cell("")])]),
    ]);
    let data = json!({ "unit": "交通局", "unit_head": "周明远", "project": { "name": "公路" } });
    let xml = filled(&blank.bytes(), &data);
    let underlined = |text: &str| {
        format!("<w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    assert!(xml.contains(&underlined("交通局        ")), "{xml}");
    assert!(xml.contains(&underlined("周明远  ")), "{xml}");
    assert!(xml.contains(">专项名称：公路</w:t>"), "{xml}");
}

// What is allowed

#[test]
fn what_was_allowed_is_told() {
    let blank = with_cell("备注", cell("")).bytes();
    let data = json!({ "notes": "无", "measures": "有", "funding": { "total": "5" } });
    let options = FillOptions::default().allow_unplaced(true);
    let filled = open(&blank).fill(&data, options).unwrap();
    let codes: Vec<&str> = filled.findings.iter().map(Finding::code).collect();
    assert_eq!(codes, ["value_unplaced", "value_unplaced"]);
    let said = shenbao::extract(&filled.bytes).unwrap().remove(0).declaration;
    assert_eq!((said.notes.as_deref(), said.measures), (Some("无"), None));
}

// Looks that are none of a value's

/// What the run with a text looks like.
fn look_of(xml: &str, text: &str) -> String {
    let before = xml.split_once(text).unwrap().0;
    let run = before.rsplit_once("<w:r>").unwrap().1;
    run.split("<w:t").next().unwrap().to_owned()
}

#[test]
fn a_value_does_not_take_the_font_of_a_tick_box() {
    let data = json!({ "project": { "name": "A区2026年经费", "attribute": "new" } });
    let with_boxes = |size: &str| {
        let boxed = || typed("Wingdings", "o").with(size);
        let word = |text: &str| r(text).with(size);
        let options = tc([para([boxed(), word("新增项目"), boxed(), word("延续项目")])]);
        doc([table([row([cell("项目名称"), cell("")]), row([cell("项目属性"), options])])]).bytes()
    };
    assert_eq!(look_of(&filled(&with_boxes(""), &data), "A区2026年经费"), "");
    let xml = filled(&with_boxes("<w:sz w:val=\"24\"/>"), &data);
    assert_eq!(look_of(&xml, "A区2026年经费"), "<w:rPr><w:sz w:val=\"24\"/></w:rPr>");
}

#[test]
fn a_value_is_seen_where_a_hidden_hint_stands() {
    let hint = r("填写全称").with("<w:b/>").with("<w:vanish/>");
    let form = doc([table([row([cell("项目名称"), tc([para([hint])])]), row([cell("主管部门"), cell("")])])]);
    let xml = filled(&form.bytes(), &json!({ "project": { "name": "公路养护", "department": "县交通局" } }));
    assert_eq!(look_of(&xml, "公路养护"), "<w:rPr><w:b/></w:rPr>");
    assert_eq!(look_of(&xml, "县交通局"), "<w:rPr><w:b/></w:rPr>");
    assert!(xml.contains("填写全称"), "{xml}");
}

// What began in one paragraph and ends in another

#[test]
fn what_ends_in_a_paragraph_that_goes_ends_with_the_one_that_stays() {
    let character = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let begin = format!(
        "{}<w:r><w:instrText> FORMTEXT </w:instrText></w:r>{}",
        character("begin"),
        character("separate")
    );
    let comment = "<w:commentRangeEnd w:id=\"3\"/><w:r><w:commentReference w:id=\"3\"/></w:r>";
    for (start, end) in [
        ("<w:bookmarkStart w:id=\"3\" w:name=\"a\"/>", "<w:bookmarkEnd w:id=\"3\"/>"),
        ("<w:commentRangeStart w:id=\"3\"/>", comment),
        ("<w:permStart w:id=\"3\" w:edGrp=\"everyone\"/>", "<w:permEnd w:id=\"3\"/>"),
        (&begin, &character("end")),
    ] {
        let paragraphs = [para([raw(start), r("旧")]), p("二"), para([r("三"), raw(end)])];
        let form = doc([table([row([cell("项目概况"), tc(paragraphs)])])]).bytes();
        let xml = filled(&form, &json!({ "project": { "overview": "养护县道。" } }));
        assert!(xml.contains(start) && xml.contains(&format!("{end}</w:p></w:tc>")), "{xml}");
        let whole = filled(&form, &json!({ "project": { "overview": "一\n二\n三" } }));
        assert_eq!(whole.matches(end).count(), 1, "{whole}");
    }
    let inner = para([
        raw("<w:bookmarkStart w:id=\"3\" w:name=\"a\"/>"),
        r("二"),
        raw("<w:bookmarkEnd w:id=\"3\"/>"),
    ]);
    let form = doc([table([row([cell("项目概况"), tc([p("旧"), inner])])])]).bytes();
    assert!(!filled(&form, &json!({ "project": { "overview": "养护县道。" } })).contains("bookmark"));
}

#[test]
fn what_word_computes_anew_is_no_place_for_a_value() {
    for instruction in ["DATE \\@ \"yyyy年M月d日\"", "PAGE"] {
        let form = doc([table([row([cell("项目名称"), tc([para([field(instruction, " ")])])])])]).bytes();
        let findings = refused(&form, &json!({ "project": { "name": "公路养护" } }));
        assert_eq!(findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), ["place_protected"]);
    }
    // Beside it there is room.
    let line = para([r("填报单位：______  填报日期："), field("DATE", "2026年1月1日")]);
    let form = doc([line, table([row([cell("项目名称"), cell("")])])]).bytes();
    let xml = filled(&form, &json!({ "unit": "清溪县交通局" }));
    assert!(xml.contains("填报单位：清溪县交通局") && xml.contains("2026年1月1日"), "{xml}");
}

#[test]
fn a_tab_behind_a_place_still_leads_to_the_next_label() {
    let line = raw("<w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:tab/></w:r>");
    let paragraph = para([r("填报单位："), line.clone(), r("单位负责人："), line]);
    let form = doc([paragraph, table([row([cell("项目名称"), cell("")])])]).bytes();
    let xml = filled(&form, &json!({ "unit": "县交通局", "unit_head": "周明远" }));
    for value in ["县交通局", "周明远"] {
        assert_eq!(look_of(&xml, value), "<w:rPr><w:u w:val=\"single\"/></w:rPr>");
        assert!(xml.contains(&format!("{value}</w:t><w:tab/></w:r>")), "{xml}");
    }
}
