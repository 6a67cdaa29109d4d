//! Values that a form wants in another shape than the data has them: in two cells, in another unit, in a title.

use serde_json::{Value, json};
use shenbao::{Declaration, Document, ErrorKind, FillOptions, Form, Template, extract};

use crate::support::docx::{Doc, doc, p};
use crate::support::package::{unzip, with_part};
use crate::support::picture;

fn form(grid: &str) -> Vec<u8> {
    doc([picture::table(grid)]).bytes()
}

fn fill(bytes: &[u8], data: &Value) -> Vec<u8> {
    let template = Template::open(Form::declaration(), bytes).unwrap();
    template.fill(data, FillOptions::default()).unwrap_or_else(|error| panic!("{error}")).bytes
}

fn read(bytes: &[u8]) -> Declaration {
    extract(bytes).unwrap().remove(0).declaration
}

fn drawn(bytes: &[u8]) -> String {
    picture::grid(&Document::read(bytes).unwrap(), 0)
}

// Two cells

#[test]
fn a_period_is_divided_over_the_cells_of_its_ends() {
    let blank = form("项目名称 | _ | < | <\n开始日期 | _ | 结束日期 | _");
    for (period, start, end) in [
        ("2026年1月-2026年12月", "2026年1月", "2026年12月"),
        ("2026年1月1日至2026年12月31日", "2026年1月1日", "2026年12月31日"),
        ("2026.1-2027.12", "2026.1", "2027.12"),
        ("2026年3月-12月", "2026年3月", "2026年12月"),
    ] {
        let filled = fill(&blank, &json!({ "project": { "period": period } }));
        assert!(
            drawn(&filled).contains(&format!("开始日期 | {start} | 结束日期 | {end}")),
            "{}",
            drawn(&filled)
        );
        let (said, wanted) = (read(&filled).project.period.unwrap(), shenbao::value::Period::parse(period).0);
        assert_eq!((said.start, said.end), (wanted.start, wanted.end), "{period}");
    }
    for whole in ["长期", "三年", "2026年起", "按合同执行"] {
        let filled = fill(&blank, &json!({ "project": { "period": whole } }));
        assert_eq!(read(&filled).project.period.unwrap().text, whole);
    }
    let with_sign = form("项目名称 | _ | < | <\n项目起止时间 | _ | 至 | _");
    let filled = fill(&with_sign, &json!({ "project": { "period": "2026年1月-2026年12月" } }));
    assert!(drawn(&filled).contains("项目起止时间 | 2026年1月 | 至 | 2026年12月"), "{}", drawn(&filled));
}

#[test]
fn a_contact_is_divided_into_name_and_phone() {
    let blank = form("项目名称 | _ | < | <\n联系人 | _ | 联系电话 | _");
    for (contact, name, phone) in [
        ("周明远13800000000", "周明远", "13800000000"),
        ("周明远 0739-5550123", "周明远", "0739-5550123"),
        ("周明远", "周明远", "_"),
        ("13800000000", "_", "13800000000"),
    ] {
        let filled = fill(&blank, &json!({ "project": { "contact": contact } }));
        assert!(
            drawn(&filled).contains(&format!("联系人 | {name} | 联系电话 | {phone}")),
            "{}",
            drawn(&filled)
        );
        let wanted = shenbao::value::Contact::parse(contact);
        let said = read(&filled).project.contact.unwrap();
        assert_eq!((said.name, said.phone), (wanted.name, wanted.phone));
        // What is said then is what the form says already.
        let again = Template::open(Form::declaration(), &filled).unwrap();
        let again = again.fill(&read(&filled), FillOptions::default()).unwrap().bytes;
        assert!(again == filled, "{contact}");
    }
}

#[test]
fn another_value_takes_both_cells() {
    let filled = fill(
        &form("项目名称 | _ | < | <\n开始日期 | _ | 结束日期 | _"),
        &json!({ "project": { "period": "2026年1月-2026年12月" } }),
    );
    let template = Template::open(Form::declaration(), &filled).unwrap();
    let long = json!({ "project": { "period": "长期" } });
    let error = template.fill(&long, FillOptions::default()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { .. }));
    let again = template.fill(&long, FillOptions::default().overwrite_values(true)).unwrap().bytes;
    assert!(drawn(&again).contains("开始日期 | 长期 | 结束日期 | _"), "{}", drawn(&again));
}

// Another unit

const BUDGET: &str = "
    项目名称 | _ | < | <
    项目资金 | 资金总额 | _ | <
    支出明细预算 | 项目 | 金额 | 测算依据
    ^ | _ | _ | _
    ";

fn budget(unit: &str) -> Vec<u8> {
    let grid = BUDGET.replace("项目资金 ", &format!("项目资金（{unit}） "));
    form(&grid.replace("支出明细预算 ", &format!("支出明细预算（{unit}） ")))
}

#[test]
fn amounts_of_a_form_in_yuan_are_filled_into_one_in_wan_and_back() {
    let data = json!({
        "funding": { "total": "1200345.67元" },
        "detail_budget": [{ "item": "清淤", "amount": "1200000" , "basis": "24口" }, { "item": "监理", "amount": 0.034567 }],
    });
    let wanted = [120.034567, 1_200_000.0, 0.034567].map(|value: f64| value.to_string());
    let values = |bytes: &[u8]| {
        let said = serde_json::to_value(read(bytes)).unwrap();
        let value = |path: &str| said.pointer(path).unwrap()["value"].to_string();
        [value("/funding/total"), value("/detail_budget/0/amount"), value("/detail_budget/1/amount")]
    };
    let mut document = fill(&budget("元"), &data);
    assert_eq!(values(&document), wanted);
    for unit in ["万元", "元", "万元", "亿元", "万元"] {
        document = fill(&budget(unit), &serde_json::to_value(read(&document)).unwrap());
        assert_eq!(values(&document), wanted, "{unit}");
    }
    assert!(drawn(&document).contains("监理 | 0.034567"), "{}", drawn(&document));
}

// A title

#[test]
fn the_year_in_a_title_is_a_place() {
    let titled = |title: &str| doc([p(title), picture::table("项目名称 | _\n备注 | _")]).bytes();
    let filled = fill(&titled("2025年度项目支出绩效目标申报表"), &json!({ "year": 2025, "notes": "无" }));
    let template = Template::open(Form::declaration(), &filled).unwrap();
    let error = template.fill(&json!({ "year": 2026 }), FillOptions::default()).unwrap_err();
    let ErrorKind::Refused { findings } = error.kind() else { panic!("{error:?}") };
    assert_eq!(findings[0].code(), "place_occupied");
    let overwrite = FillOptions::default().overwrite_values(true);
    let said = read(&template.fill(&json!({ "year": 2026 }), overwrite).unwrap().bytes);
    assert_eq!((said.year, said.title.as_deref()), (Some(2026), Some("2026年度项目支出绩效目标申报表")));

    for blank in ["____年度项目支出绩效目标申报表", "      年度项目支出绩效目标申报表"]
    {
        let said = read(&fill(&titled(blank), &json!({ "year": 2026 })));
        assert_eq!((said.year, said.title.as_deref()), (Some(2026), Some("2026年度项目支出绩效目标申报表")));
    }
    let in_cell = form("2025年度项目支出绩效目标申报表 | <\n项目名称 | _");
    let template = Template::open(Form::declaration(), &in_cell).unwrap();
    let said = read(&template.fill(&json!({ "year": 2026 }), overwrite).unwrap().bytes);
    assert_eq!(said.title.as_deref(), Some("2026年度项目支出绩效目标申报表"));
}

// A template

#[test]
fn a_filled_template_is_a_document() {
    let blank = doc([picture::table("项目名称 | _\n备注 | _")]);
    for (kind, document, extension) in [
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "docx",
        ),
        (
            "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "docm",
        ),
    ] {
        let template = with_content_type(&blank, kind);
        for data in [json!({ "notes": "无" }), json!({})] {
            let opened = Template::open(Form::declaration(), &template).unwrap();
            assert_eq!(opened.extension(), extension);
            let filled = opened.fill(&data, FillOptions::default()).unwrap().bytes;
            let types = unzip(&filled).into_iter().find(|(name, _)| name == "[Content_Types].xml").unwrap().1;
            let types = String::from_utf8(types).unwrap();
            assert!(types.contains(document) && !types.contains("emplate"), "{types}");
        }
    }
}

/// The document with another content type of its main part.
fn with_content_type(document: &Doc, kind: &str) -> Vec<u8> {
    let plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    with_part(&document.bytes(), "[Content_Types].xml", |part| {
        String::from_utf8(part).unwrap().replace(plain, kind).into_bytes()
    })
}
