//! The sibling forms that other offices print: each layout, and what has to be read out of it.
//!
//! `SHENBAO_BLESS=1 cargo test --test suite family` writes the files under `fixtures/family/`, expectations included; what
//! changed in these has to be checked against the layouts by eye before it is committed.

use serde_json::{Value, json};
use shenbao::{Declaration, Extraction, FillOptions, Form, Template, extract};

use crate::support::docx::{doc, p};
use crate::support::family::{LAYOUTS, Layout};
use crate::support::{fixture, fixture_path, package, picture};

/// All that is read out of a file.
fn read(bytes: &[u8]) -> Value {
    let found: Vec<Extraction> = extract(bytes).unwrap_or_else(|error| panic!("{error}"));
    let said = found.iter().map(|found| {
        let findings: Vec<String> = found
            .findings
            .iter()
            .map(|finding| {
                let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{}: {place}", finding.code())
            })
            .collect();
        let unclaimed: Vec<&str> = found.unclaimed.iter().map(|it| it.text.as_str()).collect();
        json!({ "declaration": found.declaration, "findings": findings, "unclaimed": unclaimed })
    });
    said.collect()
}

fn expected(layout: &Layout) -> Value {
    serde_json::from_slice(&fixture(&format!("family/{}.expect.json", layout.name))).unwrap()
}

#[test]
fn the_committed_files_are_what_the_generator_makes() {
    let bless = std::env::var_os("SHENBAO_BLESS").is_some();
    for layout in LAYOUTS {
        let name = |ending: &str| format!("family/{}.{ending}", layout.name);
        if bless {
            std::fs::write(fixture_path(&name("docx")), layout.docx()).unwrap();
            let read = serde_json::to_string_pretty(&read(&layout.docx())).unwrap() + "\n";
            std::fs::write(fixture_path(&name("expect.json")), read).unwrap();
            if layout.dumped {
                std::fs::write(fixture_path(&name("txt")), layout.text()).unwrap();
            }
            continue;
        }
        assert_eq!(
            package::unzip(&fixture(&name("docx"))),
            package::unzip(&layout.docx()),
            "{}",
            layout.name
        );
        if layout.dumped {
            assert_eq!(fixture(&name("txt")), layout.text().into_bytes(), "{}", layout.name);
        }
    }
}

#[test]
fn every_sibling_is_read_exactly() {
    for layout in LAYOUTS {
        let bytes = fixture(&format!("family/{}.docx", layout.name));
        assert_eq!(read(&bytes), expected(layout), "{}", layout.name);
    }
}

#[test]
fn a_sibling_reads_the_same_as_a_text_dump() {
    for layout in LAYOUTS.iter().filter(|layout| layout.dumped) {
        let said = |read: Value| read[0]["declaration"].clone();
        let dump = read(&fixture(&format!("family/{}.txt", layout.name)));
        assert_eq!(said(dump), said(expected(layout)), "{}", layout.name);
    }
}

#[test]
fn filling_in_what_a_sibling_says_changes_no_byte_of_it() {
    for layout in LAYOUTS {
        let bytes = fixture(&format!("family/{}.docx", layout.name));
        let said: Vec<Declaration> =
            extract(&bytes).unwrap().into_iter().map(|found| found.declaration).collect();
        let filled = Template::open(Form::declaration(), &bytes)
            .unwrap()
            .fill_all(&said, FillOptions::default())
            .unwrap_or_else(|error| panic!("{}: {error}", layout.name));
        assert!(filled.bytes == bytes, "{}", layout.name);
    }
}

// What single places of the siblings mean

#[track_caller]
fn one(grid: &str) -> Extraction {
    let mut found = extract(&doc([picture::table(grid)]).bytes()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn codes(found: &Extraction) -> Vec<&'static str> {
    found.findings.iter().map(shenbao::Finding::code).collect()
}

#[test]
fn a_phone_is_that_of_the_person_beside_it() {
    let found = one("
        项目名称 | 公路养护 | < | <
        联系人 | 何苗 | 联系电话 | 5550123
        绩效管理联络员 | 陈小禾 | 联系电话 | 5550124
        填报人 | 方启航 | 联系电话 | 5550125
        ");
    let project = found.declaration.project;
    let said = [project.contact, project.liaison, found.declaration.reporter].map(|it| it.unwrap().text);
    assert_eq!(said, ["何苗 5550123", "陈小禾 5550124", "方启航 5550125"]);
    assert_eq!(found.findings, []);
}

#[test]
fn a_period_may_have_a_cell_for_each_end() {
    let period = |grid: &str| {
        let found = one(grid);
        assert_eq!(found.unclaimed, [], "{grid}");
        let period = found.declaration.project.period.unwrap();
        (period.start.unwrap().to_string(), period.end.unwrap().to_string())
    };
    let year = ("2019-01".to_owned(), "2019-12".to_owned());
    assert_eq!(
        period("项目名称 | 公路 | < | <\n项目起止时间（如20190101） | 2019年1月 | 到 | 2019年12月"),
        year
    );
    assert_eq!(period("项目名称 | 公路 | < | <\n项目开始日期 | 2019年1月 | 项目完成日期 | 2019年12月"), year);
    assert_eq!(period("项目名称 | 公路\n计划完成日期 | 2019年12月\n计划开始日期 | 2019年1月"), year);
}

#[test]
fn a_blank_period_in_two_cells_has_an_empty_text() {
    let found = one("项目名称 | 公路 | < | <\n起始日期 | _ | 结束日期 | _");
    assert_eq!(found.declaration.project.period.as_ref().unwrap().text, "");
    assert_eq!(found.findings, []);
}

#[test]
fn the_year_in_the_title_counts_only_where_no_other_is() {
    let year = |lines: &[&str]| {
        let lines = lines.iter().map(|line| p(line));
        let table = picture::table("项目名称 | 公路");
        extract(&doc(lines.chain([table])).bytes()).unwrap()[0].declaration.year
    };
    assert_eq!(year(&["2023年项目支出绩效目标申报表"]), Some(2023));
    assert_eq!(year(&["清溪县2023年度项目支出绩效目标申报表"]), Some(2023));
    assert_eq!(year(&["2023年项目支出绩效目标申报表", "（2024年度）"]), Some(2024));
    assert_eq!(year(&["项目支出绩效目标申报表（2024年度）"]), Some(2024));
    assert_eq!(year(&["项目支出绩效目标申报表↵（2024年度）"]), Some(2024));
    assert_eq!(year(&["项目支出绩效目标申报表"]), None);
}

#[test]
fn a_year_in_the_title_is_filled_in_when_the_title_of_the_data_agrees() {
    let blank = doc([p("____年度项目支出绩效目标申报表"), picture::table("项目名称 | _")]).bytes();
    let template = Template::open(Form::declaration(), &blank).unwrap();
    let fill = |title: &str| {
        let data = json!({ "title": title, "year": 2024, "project": { "name": "公路" } });
        template.fill(&data, FillOptions::default())
    };
    for title in
        ["2024年度项目支出绩效目标申报表", "项目支出绩效目标申报表", "____年度项目支出绩效目标申报表"]
    {
        let said = extract(&fill(title).unwrap().bytes).unwrap().remove(0).declaration;
        assert_eq!(said.title.as_deref(), Some("2024年度项目支出绩效目标申报表"), "{title}");
    }
    let refused = fill("清溪县2023年度项目支出绩效目标申报表").unwrap_err();
    let codes: Vec<&str> = refused.findings().iter().map(shenbao::Finding::code).collect();
    assert_eq!(codes, ["value_contradicts"]);
}

#[test]
fn the_sum_of_several_years_is_not_that_of_the_year() {
    let funding = one("
        项目名称 | 公路养护 | < | <
        资金情况（万元） | 项目资金总额 | 1000 | _
        ^ | 年度资金总额 | 200 | _
        ^ | 其中：财政拨款 | 150 | _
        ")
    .declaration
    .funding;
    assert_eq!(funding.total.unwrap().text, "200");
    assert_eq!(funding.fiscal.unwrap().text, "150");
    let term = funding.term.unwrap();
    assert_eq!((term.total.unwrap().text.as_str(), term.fiscal), ("1000", None));
}

#[test]
fn term_and_year_may_stand_in_a_cell_each() {
    let funding = one(
        "
        项目名称 | 公路养护 | <
        项目资金（万元） | 实施期资金总额：1000¶其中：财政拨款：800¶其他资金：200 | 年度资金总额：200¶其中：财政拨款：150¶其他资金：50
        ",
    )
    .declaration
    .funding;
    let term = funding.term.unwrap();
    let texts = [term.total, term.fiscal, term.other, funding.total, funding.fiscal, funding.other];
    assert_eq!(texts.map(|amount| amount.unwrap().text), ["1000", "800", "200", "200", "150", "50"]);
}

#[test]
fn own_funds_are_other_funds_where_the_form_has_no_others() {
    let funding = |row: &str| {
        one(&format!("项目名称 | 公路 | <\n项目资金（万元） | 资金总额 | 10\n^ | 自有资金 | 3{row}"))
            .declaration
            .funding
    };
    let alone = funding("");
    assert_eq!((alone.other.unwrap().text.as_str(), alone.own), ("3", None));
    let both = funding("\n^ | 其他资金 | 7");
    assert_eq!((both.other.unwrap().text.as_str(), both.own.unwrap().text.as_str()), ("7", "3"));
}

#[test]
fn a_heading_over_amounts_is_no_amount() {
    let found = one("
        项目名称 | 公路养护 | < | <
        项目资金（元） | 财政资金 | < | 其他
        ^ | 中央 | 本级 | ^
        ^ | 60000 | 30000 | 10000
        ");
    let funding = found.declaration.funding;
    assert_eq!(funding.fiscal, None);
    let values =
        [funding.central, funding.local, funding.other].map(|it| it.unwrap().value.unwrap().to_string());
    assert_eq!(values, ["6", "3", "1"]);
}

#[test]
fn a_unit_of_money_behind_another_label_counts_for_the_amounts() {
    let bytes = doc([
        p("填报单位：清溪县民政局      单位：元"),
        picture::table("项目名称 | 养老服务\n资金总额 | 12000"),
    ])
    .bytes();
    let declaration = extract(&bytes).unwrap().remove(0).declaration;
    assert_eq!(declaration.unit.as_deref(), Some("清溪县民政局"));
    assert_eq!(declaration.funding.total.unwrap().value.unwrap().to_string(), "1.2");
}

#[test]
fn amounts_of_a_detail_budget_are_in_the_unit_of_its_label() {
    let found = one("
        项目名称 | 公路养护 | < | <
        支出明细预算（元） | 项目 | 本年度申请资金 | 测算依据及说明
        ^ | 材料 | 50000 | 询价
        ");
    let item = &found.declaration.detail_budget[0];
    assert_eq!((item.item.as_str(), item.amount.value.unwrap().to_string().as_str()), ("材料", "5"));
}

#[test]
fn a_kind_may_be_a_word_and_another_word_is_kept() {
    let kind = |word: &str| one(&format!("项目名称 | 公路\n项目类型 | {word}"));
    let known = kind("经常性项目");
    assert_eq!(known.declaration.project.kind, Some(shenbao::ProjectType::Recurring));
    let unknown = kind("兵团补助资金");
    assert_eq!(unknown.declaration.project.kind, None);
    assert!(codes(&unknown).contains(&"choice_unreadable"));
    assert_eq!(unknown.declaration.extra[0].text, "兵团补助资金");
}

#[test]
fn whether_a_project_comes_again_may_stand_under_its_attribute() {
    use shenbao::{Attribute, Recurrence};
    let (new, again, once) = (Some(Attribute::New), Some(Recurrence::Recurring), Some(Recurrence::OneOff));
    for (text, attribute, recurrence) in [
        ("一次性项目", None, once),
        ("01-常年性项目", None, again),
        ("经常性项目□ 一次性项目√", None, once),
        ("经常性项目□ 一次性项目□", None, None),
        ("新增项目√ 延续项目□ 经常性项目□ 一次性项目√", new, once),
        ("新增项目√ 延续项目□", new, None),
        ("新增项目", new, None),
    ] {
        let found = one(&format!("项目名称 | 公路\n项目属性 | {text}"));
        let project = &found.declaration.project;
        assert_eq!((project.attribute, project.recurrence), (attribute, recurrence), "{text}");
        assert_eq!((&found.findings, &found.declaration.extra), (&vec![], &vec![]), "{text}");
    }
    for (text, code) in [
        ("1、持续性项目2、新增性项目0", "choice_undecided"),
        ("1、常年性项目2、延续性项目口3、一次性项目0", "choice_undecided"),
        ("本级申报项目", "choice_unreadable"),
    ] {
        let found = one(&format!("项目名称 | 公路\n项目属性 | {text}"));
        let project = &found.declaration.project;
        assert_eq!((project.attribute, project.recurrence), (None, None), "{text}");
        assert_eq!(codes(&found), [code], "{text}");
        assert_eq!(found.declaration.extra[0].text, text);
    }
}

#[test]
fn whether_a_project_comes_again_is_filled_in_beside_its_attribute() {
    let fill = |printed: &str, project: Value| {
        let template = doc([picture::table(&format!("项目名称 | _\n项目属性 | {printed}"))]).bytes();
        let template = Template::open(Form::declaration(), &template).unwrap();
        template.fill(&json!({ "project": project }), FillOptions::default()).map(|filled| {
            let project = extract(&filled.bytes).unwrap().remove(0).declaration.project;
            (project.attribute, project.recurrence)
        })
    };
    use shenbao::{Attribute, Recurrence};
    let both = || json!({ "name": "公路", "attribute": "new", "recurrence": "one_off" });
    let said = fill("新增项目□ 延续项目□ 经常性项目□ 一次性项目□", both()).unwrap();
    assert_eq!(said, (Some(Attribute::New), Some(Recurrence::OneOff)));
    // It has a place only where its options are printed.
    for printed in ["_", "新增项目□ 延续项目□"] {
        assert_eq!(fill(printed, both()).unwrap_err().code(), "fill_refused", "{printed}");
    }
}

#[test]
fn a_kind_without_kinds_of_its_own_leaves_no_finding() {
    let found = one("项目名称 | 文化下乡\n项目类型 | 社会发展性项目√ 部门发展性项目□");
    assert_eq!(found.declaration.project.kind, Some(shenbao::ProjectType::SocialDevelopment));
    assert_eq!((found.findings, found.declaration.extra), (vec![], vec![]));
}

#[test]
fn the_name_of_the_section_may_stand_at_the_head_of_its_labels() {
    let found = one("
        项目名称 | 课题研究 | <
        资金情况（元） | 上年度预算安排 | 本年度申请金额
        合计 | 100000 | 120000
        其他 | 100000 | 120000
        项目概况 | 课题研究 | <
        ");
    let funding = found.declaration.funding;
    let last_year = funding.last_year.unwrap();
    let values = [funding.total, funding.other, last_year.total, last_year.other];
    assert_eq!(values.map(|it| it.unwrap().value.unwrap().to_string()), ["12", "12", "10", "10"]);
    assert_eq!(found.declaration.project.overview.as_deref(), Some("课题研究"));
    assert_eq!((found.unclaimed, found.declaration.extra), (vec![], vec![]));
}

#[test]
fn a_heading_over_rows_does_not_take_what_follows_them() {
    let found = one("
        项目名称 | 公路养护 | <
        审核意见 | 主管部门审核意见 | 同意
        ^ | 第三方机构审核意见 | 同意
        填报人及联系电话：何苗 5550123 | < | <
        ");
    assert_eq!(found.declaration.opinions.len(), 2);
    assert_eq!(found.declaration.reporter.unwrap().phone.as_deref(), Some("5550123"));
}

#[test]
fn a_word_may_name_a_section_or_a_field() {
    let field = one("项目名称 | 路灯\n基本情况 | 路灯老化");
    assert_eq!(field.declaration.project.overview.as_deref(), Some("路灯老化"));
    let section = one("基本情况 | 项目名称 | 路灯\n^ | 主管部门 | 县城管局");
    assert_eq!(section.declaration.project.overview, None);
    assert_eq!(section.declaration.project.department.as_deref(), Some("县城管局"));
}

#[test]
fn what_differs_in_its_first_character_is_another_label() {
    let found = one("项目名称 | 公路养护\n县级绩效目标 | 通畅\n上年度绩效目标 | 畅通");
    assert_eq!(found.declaration.annual_goals, [] as [&str; 0]);
    assert_eq!(found.declaration.extra.len(), 2);
}

#[test]
fn a_name_and_a_phone_alone_make_no_declaration() {
    let bytes = doc([p("请于周五前报送。"), p("联系人：何苗    联系电话：5550123")]).bytes();
    assert_eq!(extract(&bytes).unwrap_err().code(), "no_declaration");
}

#[test]
fn a_self_evaluation_without_its_title_is_told_by_its_columns() {
    let bytes = doc([picture::table(
        "
        项目名称 | 公路养护 | < | < | < | <
        项目资金（万元） | _ | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 执行率
        ^ | 年度资金总额 | 12 | 12 | 11.6 | 96.67%
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
        产出指标 | 数量指标 | 里程 | ≥3公里 | 3公里 | 20
        ",
    )])
    .bytes();
    let error = extract(&bytes).unwrap_err();
    assert_eq!(error.code(), "self_evaluation");
    let message = error.message(shenbao::Lang::Zh);
    assert!(["执行率", "实际完成值", "得分"].iter().all(|label| message.contains(label)), "{message}");
}

#[test]
fn amounts_under_a_heading_that_nobody_knows_keep_both_their_labels() {
    let found = one("
        项目名称 | 公路 | < | < | <
        项目资金（万元） | 项目 | 上年度安排资金 | 上年度实际执行 | 本年度申请资金
        ^ | 合计 | 90 | 88 | 130
        ^ | 市级资金 | 90 | 88 | 130
        ");
    assert_eq!(found.unclaimed, []);
    let said: Vec<(&str, &str)> =
        found.declaration.extra.iter().map(|it| (it.label.as_str(), it.text.as_str())).collect();
    assert_eq!(said, [("合计/上年度实际执行", "88"), ("市级资金/上年度实际执行", "88")]);
    let funding = found.declaration.funding;
    assert_eq!((funding.total.unwrap().text, funding.municipal.unwrap().text), ("130".into(), "130".into()));
    assert_eq!(funding.last_year.unwrap().total.unwrap().text, "90");
}

#[test]
fn a_slip_of_the_pen_is_forgiven_in_a_line_outside_tables() {
    let read = |line: &str| {
        let form = doc([p("项目名称：公路"), p(line), picture::table("备注 | 无")]);
        extract(&form.bytes()).unwrap().remove(0)
    };
    let found = read("主管部们：县交通局");
    assert_eq!(found.declaration.project.department.as_deref(), Some("县交通局"));
    assert_eq!((codes(&found), found.unclaimed), (vec!["label_fuzzy"], vec![]));
    // Two characters, another beginning, or a sentence.
    for line in ["主管部位们：县交通局", "上级部门：县交通局", "有关主管部门请注意：按时报送"]
    {
        assert_eq!(read(line).unclaimed.len(), 1, "{line}");
    }
}

/// Law 1 on forms of others: a blank of the layout takes what a filled one says.
#[test]
fn a_blank_sibling_takes_what_a_filled_one_says() {
    let blank = "
        项目名称 | _ | < | < | < | <
        起始日期 | _ | < | 结束日期 | _ | <
        联系人 | _ | < | 联系电话 | _ | <
        项目资金（万元） | 项目 | 上年度安排资金 | < | 本年度申请资金 | <
        ^ | 合计 | _ | < | _ | <
        一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
        产出指标 | 数量指标 | _ | _ | _ | _
        其他需要说明的问题 | _ | < | < | < | <
        ";
    let said = json!({
        "project": {
            "name": "公路养护", "period": "2020年1月-2020年12月", "contact": "何苗 5550123",
        },
        "funding": { "total": "130", "last_year": { "total": "90" } },
        "indicators": [{ "level1": "产出指标", "level2": "数量指标", "name": "里程", "target": "≥35公里" }],
    });
    let declaration: Declaration = Form::declaration().tidy(&serde_json::from_value(said).unwrap()).unwrap();
    let template = Template::open(Form::declaration(), &doc([picture::table(blank)]).bytes()).unwrap();
    let filled =
        template.fill(&declaration, FillOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    let read = extract(&filled.bytes).unwrap().remove(0).declaration;
    assert_eq!(read.project.period, declaration.project.period);
    assert_eq!(read.project.contact, declaration.project.contact);
    assert_eq!(read.funding, declaration.funding);
    assert_eq!(read.indicators, declaration.indicators);
}
