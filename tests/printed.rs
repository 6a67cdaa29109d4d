//! What forms print into the places to be filled in: masks of dates, numbers of lines and rows. It is nobody's value.

use serde_json::{Value, json};
use shenbao::{Declaration, Document, ErrorKind, FillOptions, Form, Template, extract};

use crate::support::docx::{doc, p};
use crate::support::picture;

fn form(grid: &str) -> Vec<u8> {
    doc([p("专项资金预算绩效目标申报表"), picture::table(grid)]).bytes()
}

fn read(bytes: &[u8]) -> Declaration {
    let found = extract(bytes).unwrap().remove(0);
    assert_eq!(found.unclaimed, []);
    assert_eq!(found.findings, []);
    found.declaration
}

fn fill(bytes: &[u8], data: &Value) -> Vec<u8> {
    let template = Template::open(Form::declaration(), bytes).unwrap();
    template.fill(data, FillOptions::default()).unwrap_or_else(|error| panic!("{error}")).bytes
}

fn refusals(template: &Template<'_>, data: &Value) -> Vec<&'static str> {
    let refused = template.fill(data, FillOptions::default()).unwrap_err();
    let ErrorKind::Refused { findings } = refused.kind() else { panic!("{refused}") };
    findings.iter().map(|found| found.code()).collect()
}

fn drawn(bytes: &[u8]) -> String {
    picture::grid(&Document::read(bytes).unwrap(), 0)
}

#[test]
fn a_printed_mask_is_filled_in_and_says_nothing() {
    for mask in ["年  月至    年  月", "20   年  月至20   年  月", "年 月 日 至 年 月 日"] {
        let blank = form(&format!("项目名称 | _\n项目起止时间 | {mask}"));
        let filled = fill(&blank, &json!({ "project": { "period": "2026年1月至2026年12月" } }));
        assert!(drawn(&filled).contains("项目起止时间 | 2026年1月至2026年12月"), "{}", drawn(&filled));
    }
    let line = |date: &str| p(&format!("填报人：        填报日期：    {date}"));
    let blank = doc([picture::table("项目名称 | _"), line("年   月   日")]).bytes();
    assert_eq!(read(&blank).report_date.unwrap_or_default(), "");
    let filled = fill(&blank, &json!({ "report_date": "2026年3月1日" }));
    assert_eq!(read(&filled).report_date.as_deref(), Some("2026年3月1日"));
}

#[test]
fn a_year_of_which_only_the_century_is_printed_is_none() {
    for frame in ["（20  年度）", "（20__年度）", "（20XX年度）", "（××××年度）"] {
        let blank = doc([p(frame), picture::table("项目名称 | _")]).bytes();
        assert_eq!((read(&blank).year, read(&blank).extra), (None, Vec::new()), "{frame}");
        let template = Template::open(Form::declaration(), &blank).unwrap();
        let options = FillOptions::default().overwrite_values(true);
        let filled = template.fill(&json!({ "year": 2026 }), options).unwrap().bytes;
        assert_eq!(read(&filled).year, Some(2026), "{frame}");
    }
}

#[test]
fn numbers_of_lines_without_lines_say_nothing() {
    let blank = doc([picture::table("项目名称 | _\n年度绩效目标 | 1.¶2.¶3.")]).bytes();
    assert!(read(&blank).annual_goals.is_empty());
    let filled = fill(&blank, &json!({ "annual_goals": ["养护里程126公里。", "检测桥梁17座。"] }));
    assert_eq!(read(&filled).annual_goals, ["养护里程126公里。", "检测桥梁17座。"]);
}

#[test]
fn a_column_of_row_numbers_stands_beside_a_list() {
    let list = |first: &str, second: &str| {
        form(&format!(
            "项目名称 | _ | < | <\n支出明细预算 | < | < | <\n序号 | 支出内容 | 金额 | 测算依据\n\
             {first} | _ | _ | _\n{second} | _ | _ | _\n其他需要说明的问题 | _ | < | <"
        ))
    };
    let data = json!({ "detail_budget": [
        { "item": "养护材料", "amount": "10", "basis": "合同" },
        { "item": "桥梁检测", "amount": "5.5", "basis": "标准" },
    ] });
    for (first, second) in [("1", "2"), ("1.", "2."), ("一", "二"), ("_", "_")] {
        let blank = list(first, second);
        assert!(read(&blank).detail_budget.is_empty());
        let filled = fill(&blank, &data);
        let items = read(&filled).detail_budget;
        assert_eq!(items.iter().map(|item| item.item.as_str()).collect::<Vec<_>>(), ["养护材料", "桥梁检测"]);
        assert!(drawn(&filled).contains(&format!("{second} | 桥梁检测 | 5.5 | 标准")), "{}", drawn(&filled));
    }
}

#[test]
fn a_label_with_blank_lines_below_it_in_its_cell_is_filled_in() {
    for cell in ["项目概况：", "项目概况：¶␣", "项目概况：¶␣¶␣"] {
        let blank = form(&format!("项目名称 | _\n{cell} | <\n项目负责人 | _"));
        for overview in ["养护县道。", "养护县道。\n检测桥梁。"] {
            let filled = fill(&blank, &json!({ "project": { "overview": overview } }));
            assert_eq!(read(&filled).project.overview.as_deref(), Some(overview), "{cell}");
        }
    }
}

#[test]
fn the_numbers_of_rows_count_on_beside_added_rows() {
    let blank = form(
        "项目名称 | _ | < | <\n支出明细预算 | < | < | <\n序号 | 支出内容 | 金额 | 测算依据\n\
         1 | _ | _ | _\n2 | _ | _ | _\n其他需要说明的问题 | _ | < | <",
    );
    let item = |number: usize| json!({ "item": format!("第{number}项"), "amount": "1", "basis": "合同" });
    let filled = fill(&blank, &json!({ "detail_budget": (1..=4).map(item).collect::<Vec<_>>() }));
    let drawn = drawn(&filled);
    assert!(drawn.contains("3 | 第3项 | 1 | 合同\n4 | 第4项 | 1 | 合同"), "{drawn}");
    assert_eq!(read(&filled).detail_budget.len(), 4);
}

#[test]
fn a_text_that_is_no_value_of_its_place_is_there_and_can_be_overwritten() {
    let data = json!({ "year": 2026 });
    let frame = doc([p("（{{year}}年度）"), picture::table("项目名称 | _")]).bytes();
    let template = Template::open(Form::declaration(), &frame).unwrap();
    assert_eq!(refusals(&template, &data), ["place_occupied"]);
    let bytes = template.fill(&data, FillOptions::default().overwrite_values(true)).unwrap().bytes;
    assert_eq!(read(&bytes).year, Some(2026));
}

#[test]
fn columns_that_a_list_lacks_are_reported_and_can_be_left_out() {
    let blank = form(
        "项目名称 | _ | < | <\n绩效指标 | < | < | <\n一级指标 | 二级指标 | 三级指标 | 指标值\n\
         产出指标 | 数量指标 | _ | _",
    );
    let indicator = |name: &str, remark: &str| json!({ "level1": "产出指标", "level2": "数量指标", "name": name, "target": "≥3座", "remark": remark });
    let data = json!({ "indicators": [indicator("检测桥梁数", "含危桥"), indicator("养护桥梁数", "")] });
    let template = Template::open(Form::declaration(), &blank).unwrap();
    assert_eq!(refusals(&template, &data), ["value_unplaced"]);
    let filled = template.fill(&data, FillOptions::default().allow_unplaced(true)).unwrap();
    assert_eq!(filled.findings.iter().map(|found| found.code()).collect::<Vec<_>>(), ["value_unplaced"]);
    let names: Vec<String> = read(&filled.bytes).indicators.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["检测桥梁数", "养护桥梁数"]);
}

#[test]
fn the_number_of_a_part_of_the_form_goes_on_beside_added_rows() {
    let blank = form(
        "一 | 项目名称 | _ | < \n二 | 支出明细预算 | < | <\n三 | 支出内容 | 金额 | 测算依据\n\
         ^ | _ | _ | _\n^ | _ | _ | _\n四 | 其他需要说明的问题 | _ | <",
    );
    let item = |number: usize| json!({ "item": format!("第{number}项"), "amount": "1", "basis": "合同" });
    let template = Template::open(Form::declaration(), &blank).unwrap();
    let data = json!({ "detail_budget": (1..=3).map(item).collect::<Vec<_>>() });
    let drawn = drawn(&template.fill(&data, FillOptions::default()).unwrap().bytes);
    assert!(drawn.contains("^ | 第3项 | 1 | 合同"), "{drawn}");
}
