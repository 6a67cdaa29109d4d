//! From labels to values: how people write forms, and what is made of it.

use shenbao::{Attribute, Declaration, Extraction, extract};

use crate::support::docx::{cell, control, doc, field, p, pairs, para, r, raw, row, symbol, table, tc};
use crate::support::picture;

/// The declarations of a form that is one table, drawn.
#[track_caller]
fn read_all(grid: &str) -> Vec<Extraction> {
    extract(&doc([picture::table(grid)]).bytes()).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn read(grid: &str) -> Extraction {
    let mut found = read_all(grid);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// What a drawn form says, when there is nothing else to be said about it.
#[track_caller]
fn says(grid: &str) -> Declaration {
    let found = read(grid);
    assert_eq!(findings(&found), [] as [&str; 0], "{:?}", found.findings);
    assert_eq!(unclaimed(&found), [] as [&str; 0]);
    assert_eq!(extra(&found.declaration), []);
    found.declaration
}

fn findings(found: &Extraction) -> Vec<&'static str> {
    found.findings.iter().map(shenbao::Finding::code).collect()
}

fn unclaimed(found: &Extraction) -> Vec<&str> {
    found.unclaimed.iter().map(|unclaimed| unclaimed.text.as_str()).collect()
}

fn extra(declaration: &Declaration) -> Vec<(&str, &str)> {
    declaration.extra.iter().map(|pair| (pair.label.as_str(), pair.text.as_str())).collect()
}

// Labels as people write them

#[test]
fn a_label_is_known_however_it_is_written() {
    let labels = [
        "专项名称",
        "专 项 名 称",
        "　专　项　名　称　",
        "专项名称：",
        "专项名称:",
        "专项¶名称",
        "专项↵名称",
        "专↵项↵名↵称",
        "★专项名称",
        "*专项名称",
        "专项名称（必填）",
        "专项名称(全称)：",
        "1、专项名称",
        "1.专项名称",
        "（一）专项名称",
        "一、专项名称",
        "项目名称",
        "项目(专项)名称",
        "专项（项目）名称",
        "专项资金名称",
    ];
    for label in labels {
        let declaration = says(&format!("{label} | 公路养护\n主管部门 | 县交通运输局"));
        assert_eq!(declaration.project.name.as_deref(), Some("公路养护"), "{label}");
    }
}

#[test]
fn a_label_split_over_runs_is_one_label() {
    let label =
        tc([para([r("专"), r("项").with("<w:b/>"), raw("<w:proofErr w:type=\"gramStart\"/>"), r("名称")])]);
    let bytes = doc([table([row([label, cell("公路养护")])])]).bytes();
    assert_eq!(extract(&bytes).unwrap()[0].declaration.project.name.as_deref(), Some("公路养护"));
}

#[test]
fn a_label_with_an_automatic_number_is_known() {
    let rows = [
        row([tc([p("专项名称").numbered(1)]), cell("公路养护")]),
        row([tc([p("主管部门").numbered(1)]), cell("县交通运输局")]),
    ];
    let bytes = doc([table(rows)]).lists(&[("chineseCountingThousand", "%1、")]).bytes();
    let declaration = extract(&bytes).unwrap().remove(0).declaration;
    assert_eq!(declaration.project.name.as_deref(), Some("公路养护"));
    assert_eq!(declaration.project.department.as_deref(), Some("县交通运输局"));
}

#[test]
fn full_width_and_half_width_are_one() {
    let declaration = says(
        "
        专项名称 | 公路养护
        本年度预计投入（万元） | １２．５
        专项起止时间 | ２０２０年１月－１２月
        ",
    );
    assert_eq!(declaration.funding.total.unwrap().value.unwrap().to_string(), "12.5");
    let period = declaration.project.period.unwrap();
    assert_eq!(period.text, "２０２０年１月－１２月");
    assert_eq!(period.end.unwrap().to_string(), "2020-12");
}

#[test]
fn a_slip_of_the_pen_in_a_label_leaves_a_finding() {
    let found = read(
        "
        专项名称 | 公路养护
        主管部们 | 县交通运输局
        专项立项依居 | 县政府文件
        ",
    );
    assert_eq!(found.declaration.project.department.as_deref(), Some("县交通运输局"));
    assert_eq!(found.declaration.project.basis.as_deref(), Some("县政府文件"));
    assert_eq!(findings(&found), ["label_fuzzy", "label_fuzzy"]);
    assert_eq!(found.findings[0].place.as_ref().unwrap().to_string(), "表1 第2行 第1列");
    assert!(found.findings[0].message(shenbao::Lang::Zh).contains("主管部门"));
}

#[test]
fn a_short_label_is_not_guessed() {
    let found = read("专项名称 | 公路养护\n省记 | 5");
    assert_eq!(extra(&found.declaration), [("省记", "5")]);
    assert_eq!(findings(&found), [] as [&str; 0]);
}

#[test]
fn the_name_of_a_list_is_not_guessed_since_no_value_is_beside_it() {
    let found = read("专项名称 | 公路养护\n时效指标 | 按时完成");
    assert_eq!(extra(&found.declaration), [("时效指标", "按时完成")]);
    assert_eq!(findings(&found), [] as [&str; 0]);
}

// Where values stand

#[test]
fn a_value_stands_beside_its_label_or_below_it_or_behind_it() {
    let declaration = says(
        "
        填报单位（盖章）：清溪县交通运输局 | < | 单位负责人：周明远 | <
        专项名称 | 公路养护 | < | <
        主管部门 | 县交通运输局 | 专项负责人 | 陈小禾
        本年度预计投入（万元） | 专项起止时间 | 联系人及电话 | <
        100 | 2020年 | 何苗13800000000 | <
        ",
    );
    assert_eq!(declaration.unit.as_deref(), Some("清溪县交通运输局"));
    assert_eq!(declaration.unit_head.as_deref(), Some("周明远"));
    assert_eq!(declaration.project.head.as_deref(), Some("陈小禾"));
    assert_eq!(declaration.project.department.as_deref(), Some("县交通运输局"));
    assert_eq!(declaration.funding.total.unwrap().text, "100");
    assert_eq!(declaration.project.period.unwrap().text, "2020年");
    assert_eq!(declaration.project.contact.unwrap().name.as_deref(), Some("何苗"));
}

#[test]
fn a_section_says_what_its_labels_mean() {
    let declaration = says(
        "
        专项基本情况 | 专项名称 | 公路养护 | < | <
        ^            | 专项负责人 | 周明远 | 联系电话 | 0739-5550123
        专项资金情况 | 本年度预计投入（万元） | 财政资金（万元） | < | 其他
        ^            | ^ | 中央 | 本级 | ^
        ^            | 100 | 60 | 30 | 10
        其他需要说明的问题 | 无 | < | < | <
        ",
    );
    assert_eq!(declaration.project.contact.unwrap().phone.as_deref(), Some("0739-5550123"));
    let funding = declaration.funding;
    let amounts = [&funding.total, &funding.central, &funding.local, &funding.other];
    assert_eq!(amounts.map(|amount| amount.as_ref().unwrap().text.as_str()), ["100", "60", "30", "10"]);
    assert_eq!(funding.provincial, None);
    assert_eq!(declaration.notes.as_deref(), Some("无"));
}

#[test]
fn funds_in_rows_are_funds_too() {
    let declaration = says(
        "
        项目名称 | 公路养护 | <
        项目资金申请（万元） | 合计 | 100
        ^ | 中央资金 | 60
        ^ | 区级资金 | 30
        ^ | 自有资金 | 10
        ",
    );
    let funding = declaration.funding;
    let amounts = [&funding.total, &funding.central, &funding.local, &funding.other];
    assert_eq!(amounts.map(|amount| amount.as_ref().unwrap().text.as_str()), ["100", "60", "30", "10"]);
}

#[test]
fn the_unit_of_an_amount_comes_from_the_cell_or_else_the_label_or_else_the_page() {
    let total = |grid: &str| read(grid).declaration.funding.total.unwrap().value.unwrap().to_string();
    assert_eq!(total("项目名称 | 公路\n资金总额（元） | 1,250,000.00"), "125");
    assert_eq!(total("项目名称 | 公路\n资金总额（万元） | 125"), "125");
    assert_eq!(total("项目名称 | 公路\n资金总额（元） | 125万元"), "125");
    assert_eq!(total("金额单位：元 | <\n项目名称 | 公路\n资金总额 | 1250000"), "125");
    assert_eq!(total("项目名称 | 公路\n资金总额 | 125"), "125");
}

#[test]
fn a_blank_place_has_an_empty_text_and_a_missing_one_has_none() {
    let declaration = says(
        "
        专项名称 | 公路养护
        主管部门 | _
        专项起止时间 | 　
        本年度预计投入（万元） | ␣␣␣
        ",
    );
    assert_eq!(declaration.project.department.as_deref(), Some(""));
    let period = declaration.project.period.unwrap();
    assert_eq!((period.text.as_str(), period.start), ("", None));
    let total = declaration.funding.total.unwrap();
    assert_eq!((total.text.as_str(), total.value), ("", None));
    assert_eq!(declaration.project.head, None);
    assert_eq!(declaration.measures, None);
}

#[test]
fn a_blank_place_behind_a_label_does_not_take_what_is_beside_it() {
    let declaration = says("填报单位（盖章）： | 单位负责人：周明远\n专项名称 | 公路养护");
    assert_eq!(declaration.unit.as_deref(), Some(""));
    assert_eq!(declaration.unit_head.as_deref(), Some("周明远"));
}

#[test]
fn labels_may_stand_outside_the_table() {
    let bytes = doc([
        p("附件2"),
        p("专项资金预算绩效目标申报表"),
        p("（2020年度）"),
        p("填报单位（盖章）：清溪县交通运输局      单位负责人：周明远"),
        pairs([("专项名称", "公路养护")]),
        p("填表人：何苗"),
    ])
    .bytes();
    let found = extract(&bytes).unwrap().remove(0);
    assert_eq!(found.declaration.title.as_deref(), Some("专项资金预算绩效目标申报表"));
    assert_eq!(found.declaration.year, Some(2020));
    assert_eq!(found.declaration.unit.as_deref(), Some("清溪县交通运输局"));
    assert_eq!(found.declaration.unit_head.as_deref(), Some("周明远"));
    assert_eq!(found.declaration.reporter.as_ref().unwrap().name.as_deref(), Some("何苗"));
    assert_eq!(unclaimed(&found), ["附件2"]);
    assert_eq!(found.unclaimed[0].place.to_string(), "第1段");
}

#[test]
fn a_form_may_run_over_several_tables() {
    let bytes = doc([
        pairs([("专项名称", "公路养护"), ("主管部门", "县交通运输局")]),
        p("（续表）"),
        picture::table(
            "
            一级指标 | 二级指标 | 三级指标 | 指标值
            产出指标 | 数量指标 | 里程 | ≥100公里
            ",
        ),
        pairs([("其他需要说明的问题", "无")]),
    ])
    .bytes();
    let found = extract(&bytes).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].declaration.indicators.len(), 1);
    assert_eq!(found[0].declaration.notes.as_deref(), Some("无"));
    assert_eq!(unclaimed(&found[0]), ["（续表）"]);
}

// Values that are hard to tell from labels

#[test]
fn a_value_may_be_the_word_of_another_label() {
    let declaration = says(
        "
        专项名称 | 公路养护
        其他需要说明的问题 | 其他
        主管部门 | 县级
        ",
    );
    assert_eq!(declaration.notes.as_deref(), Some("其他"));
    assert_eq!(declaration.project.department.as_deref(), Some("县级"));
}

#[test]
fn a_value_may_hold_a_colon() {
    let declaration = says(
        "
        专项名称 | 公路养护
        专项概况 | 一期：路面修复；二期：桥梁检测。¶时间：8:30至17:30。
        ",
    );
    assert_eq!(
        declaration.project.overview.as_deref(),
        Some("一期：路面修复；二期：桥梁检测。\n时间：8:30至17:30。")
    );
}

#[test]
fn a_value_may_name_a_label_in_a_sentence() {
    let text = "由主管部门：县交通运输局统筹，资金总额：100万元。";
    let declaration = says(&format!("专项名称 | 公路养护\n专项概况 | {text}\n主管部门 | 县交通运输局"));
    assert_eq!(declaration.project.overview.as_deref(), Some(text));
    assert_eq!(declaration.project.department.as_deref(), Some("县交通运输局"));
}

#[test]
fn values_of_many_paragraphs_keep_them() {
    let declaration = says(
        "
        专项名称 | 公路养护
        中长期绩效目标 | 1.路网畅通。¶¶2.群众满意。↵3.机制长效。
        专项概况 | 第一段。¶第二段。
        ",
    );
    assert_eq!(declaration.long_term_goals, ["1.路网畅通。", "2.群众满意。", "3.机制长效。"]);
    assert_eq!(declaration.project.overview.as_deref(), Some("第一段。\n第二段。"));
}

// Repetition and several declarations

#[test]
fn the_same_label_again_with_another_value_is_kept_and_reported() {
    let found = read(
        "
        专项名称 | 公路养护
        主管部门 | 县交通运输局
        主管部门 | 县财政局
        ",
    );
    assert_eq!(found.declaration.project.department.as_deref(), Some("县交通运输局"));
    assert_eq!(extra(&found.declaration), [("主管部门", "县财政局")]);
    assert_eq!(findings(&found), ["label_repeated"]);
    assert_eq!(found.findings[0].place.as_ref().unwrap().to_string(), "表1 第3行 第2列 主管部门");
}

#[test]
fn the_same_label_again_with_the_same_value_or_none_is_nothing() {
    let declaration = says(
        "
        专项名称 | 公路养护
        主管部门 | 县交通运输局
        主管部门 | 县交通运输局
        主管部门 | _
        ",
    );
    assert_eq!(declaration.project.department.as_deref(), Some("县交通运输局"));
}

#[test]
fn declarations_follow_each_other_in_one_table_or_in_several() {
    let one = "
        专项资金预算绩效目标申报表 | <
        （2020年度） | <
        专项名称 | 公路养护
        主管部门 | 县交通运输局
    ";
    let other = one.replace("公路养护", "候车亭维护").replace("2020", "2021");
    let forms = [
        doc([picture::table(&format!("{one}{other}"))]),
        doc([picture::table(one), p(""), picture::table(&other)]),
        doc([picture::table(one), picture::table(&other)]),
    ];
    for form in forms {
        let found = extract(&form.bytes()).unwrap();
        let said: Vec<_> = found
            .iter()
            .map(|found| (found.declaration.project.name.as_deref(), found.declaration.year))
            .collect();
        assert_eq!(said, [(Some("公路养护"), Some(2020)), (Some("候车亭维护"), Some(2021))]);
        assert!(found.iter().all(|found| found.declaration.title.is_some() && found.unclaimed.is_empty()));
    }
}

#[test]
fn a_declaration_without_a_title_begins_with_its_name() {
    let found = read_all(
        "
        专项名称 | 公路养护
        主管部门 | 县交通运输局
        专项名称 | 候车亭维护
        主管部门 | 县交通运输局
        ",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].declaration.project.department.as_deref(), Some("县交通运输局"));
}

#[test]
fn what_stands_between_declarations_belongs_to_the_one_before() {
    let bytes = doc([
        pairs([("专项名称", "公路养护")]),
        p("注：一式两份"),
        pairs([("专项名称", "候车亭维护")]),
        p("二〇二〇年三月"),
    ])
    .bytes();
    let found = extract(&bytes).unwrap();
    assert_eq!(unclaimed(&found[0]), ["注：一式两份"]);
    assert_eq!(unclaimed(&found[1]), ["二〇二〇年三月"]);
}

#[test]
fn a_title_in_a_table_of_contents_is_no_declaration() {
    let bytes = doc([
        p("专项资金预算绩效目标申报表"),
        p("专项资金预算绩效目标申报表"),
        pairs([("专项名称", "公路养护")]),
    ])
    .bytes();
    assert_eq!(extract(&bytes).unwrap().len(), 1);
}

// What the form does not know

#[test]
fn a_label_nobody_knows_and_what_is_beside_it_are_kept_as_a_pair() {
    let found = read(
        "
        专项名称 | 公路养护 | < | <
        档案管理员 | 何苗 | 文件编号 | 清交〔2020〕3号
        ",
    );
    assert_eq!(extra(&found.declaration), [("档案管理员", "何苗"), ("文件编号", "清交〔2020〕3号")]);
    assert_eq!(unclaimed(&found), [] as [&str; 0]);
}

#[test]
fn text_that_is_no_label_is_unclaimed_with_its_place() {
    let sentence = "本表一式两份，由主管部门审核后报送财政部门。";
    let found = read(&format!("专项名称 | 公路养护\n{sentence} | <"));
    assert_eq!(unclaimed(&found), [sentence]);
    assert_eq!(found.unclaimed[0].place.to_string(), "表1 第2行 第1列");
    assert_eq!(extra(&found.declaration), []);
}

#[test]
fn text_in_boxes_headers_and_nested_tables_is_unclaimed_not_lost() {
    let nested = tc([p("公路养护"), pairs([("附表", "里程表")]), p("")]);
    let bytes = doc([
        table([row([cell("专项名称"), nested])]),
        para([crate::support::docx::text_box(true, [p("密级：内部")])]),
    ])
    .header([p("清溪县财政局")])
    .footer([para([r("第"), field("PAGE", "1"), r("页 共1页")])])
    .bytes();
    let found = extract(&bytes).unwrap().remove(0);
    assert_eq!(found.declaration.project.name.as_deref(), Some("公路养护"));
    assert_eq!(unclaimed(&found), ["附表", "里程表", "密级：内部", "清溪县财政局"]);
}

#[test]
fn seals_and_dates_are_no_opinion() {
    let declaration = says(
        "
        专项名称 | 公路养护
        财政部门业务股室审核意见 | 同意申报。¶        （盖章）¶    年    月    日
        财政部门监督绩效股审核意见 | （盖章）          年   月   日
        主管部门审核意见 | （签章）↵    年   月   日
        ",
    );
    let opinions: Vec<_> =
        declaration.opinions.iter().map(|opinion| (opinion.label.as_str(), opinion.text.as_str())).collect();
    assert_eq!(
        opinions,
        [
            ("财政部门业务股室审核意见", "同意申报。"),
            ("财政部门监督绩效股审核意见", ""),
            ("主管部门审核意见", "")
        ]
    );
}

#[test]
fn an_opinion_with_a_filled_date_keeps_it() {
    let declaration = says("专项名称 | 公路养护\n财政部门审核意见 | 同意。¶2020年3月5日");
    assert_eq!(declaration.opinions[0].text, "同意。\n2020年3月5日");
}

// Kinds of values

#[test]
fn the_year_stands_in_brackets_or_beside_a_label() {
    for line in
        ["（ 2020    年度）", "(2020年度)", "（2020）年度", "2020年度)", "年度：2020", "( 二〇二〇年度 )"]
    {
        let bytes = doc([p(line), pairs([("专项名称", "公路养护")])]).bytes();
        let found = extract(&bytes).unwrap();
        assert_eq!(found[0].declaration.year, Some(2020), "{line}");
    }
    let blank = doc([p("（    年度）"), pairs([("专项名称", "公路养护")])]).bytes();
    let found = extract(&blank).unwrap();
    assert_eq!((found[0].declaration.year, findings(&found[0])), (None, vec![]));
}

#[test]
fn a_choice_is_read_from_its_boxes() {
    let attribute = |inline: Vec<crate::support::docx::Node>| {
        let bytes = doc([table([
            row([cell("专项名称"), cell("公路养护")]),
            row([cell("专项属性"), tc([para(inline)])]),
        ])])
        .bytes();
        let found = extract(&bytes).unwrap().remove(0);
        (found.declaration.project.attribute, findings(&found).first().copied())
    };
    let ticked = || symbol("Wingdings", "F0FE");
    assert_eq!(attribute(vec![r("新增项目"), ticked(), r("   延续项目□")]), (Some(Attribute::New), None));
    assert_eq!(
        attribute(vec![r("□新增项目   "), ticked(), r("延续项目")]),
        (Some(Attribute::Continuing), None)
    );
    assert_eq!(attribute(vec![r("新增专项□   延续专项"), ticked()]), (Some(Attribute::Continuing), None));
    assert_eq!(
        attribute(vec![r("新增项目(     延续项目□")]),
        (Some(Attribute::New), Some("choice_inferred"))
    );
    assert_eq!(attribute(vec![r("新增项目   延续项目")]), (None, Some("choice_undecided")));
    assert_eq!(attribute(vec![r("新增项目□   延续项目□")]), (None, None));
    assert_eq!(attribute(vec![r("跨年度项目")]), (None, Some("choice_unreadable")));
}

#[test]
fn a_value_that_cannot_be_read_is_kept_and_reported() {
    let found = read(
        "
        专项名称 | 公路养护
        本年度预计投入（万元） | 参见附件1
        专项起止时间 | 尽快完成
        专项属性 | 跨年度项目
        ",
    );
    assert_eq!(findings(&found), ["choice_unreadable", "period_unreadable", "amount_unreadable"]);
    assert_eq!(found.declaration.funding.total.unwrap().text, "参见附件1");
    assert_eq!(found.declaration.project.period.unwrap().text, "尽快完成");
    assert_eq!(found.declaration.extra[0].text, "跨年度项目");
}

#[test]
fn groups_of_a_list_carry_down_through_merges() {
    let declaration = says(
        "
        专项名称 | 公路养护 | < | < | <
        专项年度绩效指标 | 一级指标 | 二级指标 | 三级指标内容 | 指标值及单位
        ^ | 产出↵指标 | 数量指标 | 里程 | ≥100公里
        ^ | ^ | ^ | 桥梁 | ≥17座
        ^ | ^ | 质量指标 | _ | _
        ^ | ^ | 成本指标 | 总成本 | ≤100万元
        ^ | 满意度指标 | 服务对象¶满意度指标 | 满意度 | ≥95%
        其他需要说明的问题 | 无 | < | < | <
        ",
    );
    let rows: Vec<_> = declaration
        .indicators
        .iter()
        .map(|row| (row.level1.as_str(), row.level2.as_str(), row.name.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            ("产出指标", "数量指标", "里程"),
            ("产出指标", "数量指标", "桥梁"),
            ("产出指标", "成本指标", "总成本"),
            ("满意度指标", "服务对象满意度指标", "满意度"),
        ]
    );
}

#[test]
fn a_list_ends_at_the_next_label() {
    let declaration = says(
        "
        专项名称 | 公路养护 | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 里程 | ≥100公里
        其他需要说明的问题 | 无 | < | <
        财政部门审核意见 | （盖章） | < | <
        ",
    );
    assert_eq!(declaration.indicators.len(), 1);
    assert_eq!(declaration.notes.as_deref(), Some("无"));
    assert_eq!(declaration.opinions.len(), 1);
}

#[test]
fn columns_may_stand_in_another_order_and_some_may_be_unknown() {
    let found = read(
        "
        项目名称 | 公路养护 | < | < | <
        一级指标 | 二级指标 | 指标值 | 三级指标 | 牵头股室
        产出指标 | 数量指标 | ≥100公里 | 里程 | 养护股
        ",
    );
    let row = &found.declaration.indicators[0];
    assert_eq!((row.name.as_str(), row.target.text.as_str()), ("里程", "≥100公里"));
    assert_eq!(unclaimed(&found), ["牵头股室", "养护股"]);
}

#[test]
fn a_placeholder_of_a_control_is_no_value() {
    let unfilled = |text: &str| tc([para([control("<w:showingPlcHdr/>", [r(text)])])]);
    let bytes = doc([table([
        row([cell("专项名称"), cell("公路养护")]),
        row([cell("主管部门"), unfilled("单击此处输入文字。")]),
        row([cell("本年度预计投入（万元）"), unfilled("金额")]),
    ])])
    .bytes();
    let found = extract(&bytes).unwrap().remove(0);
    assert_eq!(found.declaration.project.department.as_deref(), Some(""));
    assert_eq!(found.declaration.funding.total.as_ref().unwrap().text, "");
    assert_eq!(findings(&found), [] as [&str; 0]);
}

#[test]
fn findings_do_not_tell_phone_numbers() {
    let found = read("专项名称 | 公路养护\n联系人及电话 | 何苗13800000000\n联系人及电话 | 周明远13900000000");
    for finding in &found.findings {
        for lang in [shenbao::Lang::Zh, shenbao::Lang::En] {
            let message = finding.message(lang);
            assert!(!message.contains("13800000000") && !message.contains("13900000000"), "{message}");
        }
    }
    assert_eq!(findings(&found), ["label_repeated"]);
    assert!(!format!("{:?}", found.declaration.project.contact).contains("13800000000"));
}

#[test]
fn a_form_of_ones_own_reads_into_a_struct_of_ones_own() {
    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Loan {
        book: String,
        days: Option<String>,
    }
    let form = shenbao::Form::from_toml(
        "
        name = \"loan\"
        [[field]]
        key = \"book\"
        kind = \"text\"
        labels = [\"书名\"]
        starts = true
        [[field]]
        key = \"days\"
        kind = \"text\"
        labels = [\"借期\"]
        ",
    )
    .unwrap();
    let bytes =
        doc([pairs([("书 名", "桥梁养护手册"), ("书名：", "公路养护手册"), ("借期", "30天")])]).bytes();
    let found = form.read(&bytes).unwrap().extract::<Loan>().unwrap();
    let loans: Vec<Loan> = found.into_iter().map(|found| found.declaration).collect();
    let loan = |book: &str, days: Option<&str>| Loan { book: book.into(), days: days.map(Into::into) };
    assert_eq!(loans, [loan("桥梁养护手册", None), loan("公路养护手册", Some("30天"))]);
}
