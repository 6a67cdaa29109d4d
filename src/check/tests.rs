//! For each rule a form that breaks it, and the nearest one that does not.

use std::collections::BTreeSet;

use super::*;
use crate::extract;
use crate::lang::Lang;

/// A form that breaks no rule, even of the strict profile.
const SOUND: &str = "\
专项资金预算绩效目标申报表
（ 2026 年度）
填报单位：清溪县交通运输局
专项名称\t清溪县农村公路养护经费
专项属性\t新增项目□ 延续项目√
主管部门\t清溪县交通运输局
专项起止时间\t2026年1月-2026年12月
专项概况\t养护农村公路
专项资金情况\t本年度预计投入（万元）\t财政资金（万元）\t\t\t\t其他
\t\t中央\t省级\t市级资金\t本级\t
\t12.5\t0\t2.5\t\t10\t0
中长期绩效目标\t农村公路全部达标
本年度绩效目标\t养护农村公路17公里
专项年度绩效指标\t一级指标\t二级指标\t三级指标内容\t指标值及单位
\t产出指标\t数量指标\t养护里程\t≥17公里
\t\t质量指标\t验收合格率\t=100%
\t\t时效指标\t完成时间\t2026年11月底前
\t\t成本指标\t全年总成本\t≤12.5万元
\t效益指标\t社会效益\t受益群众\t≥3000人
\t\t可持续影响指标\t使用年限\t≥5年
\t\t满意度指标\t群众满意度\t≥95%
其他需要说明的问题\t无
";

/// The form with texts in place of others.
fn form(changes: &[(&str, &str)]) -> Extraction {
    let text = changes.iter().fold(SOUND.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    extract(text.as_bytes()).unwrap().remove(0)
}

fn codes(changes: &[(&str, &str)], profile: &Profile) -> Vec<&'static str> {
    check(&form(changes), profile).iter().map(Finding::code).collect()
}

/// What a detail budget stands before.
const GOALS: &str = "中长期绩效目标\t";

type Changes = &'static [(&'static str, &'static str)];

/// The code, the place in which it is found, and what brings it about.
const BROKEN: &[(&str, &str, Changes)] = &[
    ("name_missing", "表1 第1行 第2列 专项名称", &[("清溪县农村公路养护经费", "")]),
    ("department_missing", "表1 第3行 第2列 主管部门", &[("主管部门\t清溪县交通运输局", "主管部门\t　")]),
    ("year_missing", "第2段", &[("2026 年度", "    年度")]),
    ("year_outside_period", "表1 第4行 第2列 专项起止时间", &[("2026 年度", "2025 年度")]),
    (
        "period_backwards",
        "表1 第4行 第2列 专项起止时间",
        &[("2026年1月-2026年12月", "2026年12月-2026年1月"), ("2026年11月底前", "12天")],
    ),
    ("attribute_missing", "表1 第2行 第2列 专项属性", &[("延续项目√", "延续项目□")]),
    ("attribute_missing", "表1 第2行 第2列 专项属性", &[("新增项目□ 延续项目√", "其他")]),
    ("attribute_several", "表1 第2行 第2列 专项属性", &[("新增项目□", "新增项目√")]),
    ("total_mismatch", "表1 第8行 第2列 本年度预计投入（万元）", &[("\t10\t0\n", "\t9.99\t0\n")]),
    (
        "detail_mismatch",
        "表1 第10行 第3列 本年度申请资金",
        &[(GOALS, "支出明细预算\t项目\t金额\n\t合计\t12\n\t人工\t10\n\t材料\t2\n中长期绩效目标\t")],
    ),
    (
        "detail_mismatch",
        "表1",
        &[(GOALS, "支出明细预算\t项目\t金额\n\t人工\t10\n\t材料\t2\n中长期绩效目标\t")],
    ),
    ("total_missing", "表1 第8行 第2列 本年度预计投入（万元）", &[("\t12.5\t0", "\t\t0")]),
    ("sources_missing", "表1 第8行 第3列 中央", &[("\t0\t2.5\t\t10\t0", "\t\t\t\t\t")]),
    ("amount_decimals", "表1 第8行 第6列 本级", &[("\t10\t0\n", "\t9.9999999\t0.0000001\n")]),
    ("amount_unit", "表1 第8行 第6列 本级", &[("\t10\t0\n", "\t100000元\t0\n")]),
    ("annual_goal_missing", "表1 第10行 第2列 本年度绩效目标", &[("养护农村公路17公里", "")]),
    (
        "long_term_goal_missing",
        "表1 第9行 第2列 中长期绩效目标",
        &[("农村公路全部达标", ""), ("2026年1月-2026年12月", "2025年1月-2027年12月")],
    ),
    ("goals_copied", "表1 第10行 第2列 本年度绩效目标", &[("养护农村公路17公里", "1.农村公路， 全部达标。")]),
    ("level_missing", "表1", &[("\t\t满意度指标\t群众满意度\t≥95%\n", "")]),
    ("kind_missing", "表1", &[("\t\t时效指标\t完成时间\t2026年11月底前\n", "")]),
    ("kind_missing", "表1", &[("\t\t成本指标\t全年总成本\t≤12.5万元\n", "")]),
    ("indicator_repeated", "表1 第15行 第4列 三级指标内容", &[("全年总成本", "验收 合格率")]),
    ("indicator_unnamed", "表1 第16行 第4列 三级指标内容", &[("受益群众", "")]),
    ("indicator_invalid", "表1 第16行 第5列 指标值及单位", &[("≥3000人", "无")]),
    ("indicator_invalid", "表1 第16行 第4列 三级指标内容", &[("受益群众", "不涉及")]),
    ("indicator_misplaced", "表1 第13行 第4列 三级指标内容", &[("验收合格率", "群众投诉率")]),
    ("indicator_misplaced", "表1 第16行 第4列 三级指标内容", &[("受益群众\t≥3000人", "工程完工率\t≥95%")]),
    ("target_missing", "表1 第16行 第5列 指标值及单位", &[("≥3000人", "")]),
    ("target_not_numeric", "表1 第12行 第5列 指标值及单位", &[("≥17公里", "≥若干公里")]),
    ("target_not_numeric", "表1 第12行 第5列 指标值及单位", &[("≥17公里", "逐步增加")]),
    ("target_vague", "表1 第16行 第5列 指标值及单位", &[("≥3000人", "有所帮助")]),
    ("target_vague", "表1 第17行 第5列 指标值及单位", &[("≥5年", "影响长远")]),
    ("target_qualitative", "表1 第16行 第5列 指标值及单位", &[("≥3000人", "优良")]),
    ("target_unit_missing", "表1 第12行 第5列 指标值及单位", &[("≥17公里", "≥17")]),
    ("target_outside_period", "表1 第14行 第5列 指标值及单位", &[("2026年11月底前", "2027年3月底前")]),
    ("cost_lower_bound", "表1 第15行 第5列 指标值及单位", &[("≤12.5万元", "≥12.5万元")]),
    ("cost_differs", "表1 第15行 第5列 指标值及单位", &[("≤12.5万元", "≤13万元")]),
    ("percentage_high", "表1 第13行 第5列 指标值及单位", &[("=100%", "=120%")]),
    ("template_residue", "表1 第12行 第5列 指标值及单位", &[("≥17公里", "≥**公里")]),
    ("template_residue", "表1 第10行 第2列 本年度绩效目标", &[("养护农村公路17公里", "养护XX公路")]),
    ("template_residue", "表1 第12行 第4列 三级指标内容", &[("养护里程", "指标1")]),
    ("value_damaged", "表1 第18行 第5列 指标值及单位", &[("≥95%", "295%")]),
    ("value_damaged", "表1 第5行 第2列 专项概况", &[("养护农村公路\n", "养护农村\u{FFFD}路\n")]),
    ("value_unreadable", "表1 第8行 第6列 本级", &[("\t10\t0\n", "\t详见附件\t0\n")]),
    ("value_unreadable", "表1 第4行 第2列 专项起止时间", &[("2026年1月-2026年12月", "2026年13月")]),
    (
        "field_repeated",
        "表1 第20行 第2列 主管部门",
        &[("其他需要说明的问题\t无\n", "其他需要说明的问题\t无\n主管部门\t清溪县财政局\n")],
    ),
];

/// The code that must not be found, and the changes that come close to it.
const KEPT: &[(&str, Changes)] = &[
    ("name_missing", &[("清溪县农村公路养护经费", "养护")]),
    // A form that does not ask for it.
    ("department_missing", &[("主管部门\t清溪县交通运输局\n", "")]),
    ("year_missing", &[("（ 2026 年度）", "2026年度)")]),
    ("year_outside_period", &[("2026年1月-2026年12月", "2025年-2027年")]),
    ("year_outside_period", &[("2026年1月-2026年12月", "长期")]),
    ("period_backwards", &[("2026年1月-2026年12月", "2026年12月-2027年1月")]),
    ("attribute_missing", &[("专项属性\t新增项目□ 延续项目√\n", "")]),
    ("attribute_missing", &[("延续项目√", "延续项目(")]),
    ("attribute_several", &[("新增项目□ 延续项目√", "新增项目 延续项目")]),
    ("total_mismatch", &[("\t10\t0\n", "\t10.00\t　\n")]),
    ("total_mismatch", &[("\t10\t0\n", "\t10万元\t无\n")]),
    // One source cannot be read, or is one that nobody knows.
    ("total_mismatch", &[("\t10\t0\n", "\t见附件\t0\n")]),
    (
        "total_mismatch",
        &[("\t10\t0\n", "\t8\t0\n"), ("其他需要说明的问题", "上年结转资金\t2\n其他需要说明的问题")],
    ),
    (
        "detail_mismatch",
        &[(GOALS, "支出明细预算\t项目\t金额\n\t合计\t12.5\n\t人工\t10\n\t材料\t25000元\n中长期绩效目标\t")],
    ),
    // Items that are parts of others, or cannot be read.
    (
        "detail_mismatch",
        &[(GOALS, "支出明细预算\t项目\t金额\n\t人工\t12.5\n\t其中：临时工\t3\n中长期绩效目标\t")],
    ),
    ("detail_mismatch", &[(GOALS, "支出明细预算\t项目\t金额\n\t人工\t12\n\t材料\t见附件\n中长期绩效目标\t")]),
    ("total_missing", &[("\t12.5\t0", "\t0\t0")]),
    ("sources_missing", &[("\t0\t2.5\t\t10\t0", "\t\t\t\t12.5\t")]),
    ("amount_decimals", &[("\t10\t0\n", "\t9.999999\t0.000001\n")]),
    ("amount_decimals", &[("\t10\t0\n", "\t10.000000000\t0\n")]),
    ("amount_unit", &[("\t10\t0\n", "\t10万元\t0\n")]),
    ("annual_goal_missing", &[("养护农村公路17公里", "17公里")]),
    ("long_term_goal_missing", &[("农村公路全部达标", "")]),
    ("goals_copied", &[("养护农村公路17公里", "农村公路全部达标17公里")]),
    ("goals_copied", &[("养护农村公路17公里", ""), ("农村公路全部达标", "")]),
    ("level_missing", &[("\t\t满意度指标", "\t满意度指标\t服务对象满意度指标")]),
    ("level_missing", &[("效益指标", "效果指标")]),
    ("kind_missing", &[("数量指标", "数量"), ("质量指标", "质量目标"), ("可持续影响指标", "可持续影响")]),
    ("kind_missing", &[("\t\t成本指标\t全年总成本", "\t成本指标\t经济成本指标\t全年总成本")]),
    ("indicator_repeated", &[("全年总成本", "验收合格率二")]),
    ("indicator_unnamed", &[("受益群众\t≥3000人", "\t")]),
    ("indicator_invalid", &[("受益群众", "无房群众")]),
    ("indicator_misplaced", &[("受益群众", "群众出行便利率")]),
    ("target_missing", &[("受益群众\t≥3000人", "受益群众\t0人")]),
    ("target_not_numeric", &[("≥17公里", "清溪镇≥9公里，石桥镇≥8公里")]),
    ("target_not_numeric", &[("≥3000人", "优良")]),
    ("target_vague", &[("≥3000人", "应保尽保")]),
    ("target_vague", &[("≥3000人", "提高至3000人以上")]),
    ("target_qualitative", &[("≥3000人", "有所帮助")]),
    ("target_unit_missing", &[("≥17公里", "17公里")]),
    ("target_outside_period", &[("2026年11月底前", "1-12月")]),
    ("target_outside_period", &[("2026年11月底前", "2026年")]),
    ("cost_lower_bound", &[("≤12.5万元", "12.5万元")]),
    // Another unit, a unit price, parts of the whole.
    ("cost_differs", &[("≤12.5万元", "≤125000元")]),
    ("cost_differs", &[("≤12.5万元", "≤7000元/公里")]),
    ("cost_differs", &[("全年总成本\t≤12.5万元", "人均补助\t≤500元")]),
    ("cost_differs", &[("全年总成本\t≤12.5万元", "材料成本\t≤10万元\n\t\t成本指标\t人工成本\t≤2.5万元")]),
    ("cost_differs", &[("≤12.5万元", "控制在预算内")]),
    ("percentage_high", &[("=100%", "≥100%")]),
    ("percentage_high", &[("≥95%", "295%")]),
    ("template_residue", &[("养护农村公路17公里", "5*3米涵洞，XL型护栏")]),
    ("value_damaged", &[("≥95%", "≥90%")]),
    ("value_unreadable", &[("\t10\t0\n", "\t10\t无\n")]),
    (
        "field_repeated",
        &[("其他需要说明的问题\t无\n", "其他需要说明的问题\t无\n主管部门\t清溪县交通运输局\n")],
    ),
];

#[test]
fn a_sound_form_breaks_no_rule() {
    assert_eq!(codes(&[], &Profile::strict()), Vec::<&str>::new());
    assert_eq!(form(&[]).unclaimed, []);
}

#[test]
fn every_rule_fires_at_its_place() {
    let profile = Profile::default_profile();
    for (code, place, changes) in BROKEN {
        let findings = check(&form(changes), &profile);
        let found: BTreeSet<&str> = findings.iter().map(Finding::code).collect();
        assert_eq!(found, BTreeSet::from([*code]), "{changes:?}");
        let first = findings.first().and_then(|finding| finding.place.as_ref());
        assert_eq!(first.map(ToString::to_string).as_deref(), Some(*place), "{code}: {changes:?}");
        for finding in findings {
            let FindingKind::Rule(breach) = &finding.kind else { panic!() };
            assert_eq!(finding.severity(), profile.setting(code).unwrap().severity);
            assert!(!breach.source.is_empty());
            assert!(!finding.message(Lang::Zh).is_ascii() && !finding.message(Lang::En).is_empty());
        }
    }
}

#[test]
fn no_rule_fires_without_a_cause() {
    let profile = Profile::strict();
    for (code, changes) in KEPT {
        let found = codes(changes, &profile);
        assert!(!found.contains(code), "{code}: {changes:?}");
    }
}

#[test]
fn long_texts_are_told_by_those_who_ask_for_it() {
    let long = "养护农村公路".repeat(76);
    let change = [("养护农村公路17公里", long.as_str())];
    assert_eq!(codes(&change, &Profile::strict()), ["text_long"]);
    assert_eq!(codes(&change, &Profile::default_profile()), Vec::<&str>::new());
    let allowed = "养护农村公路".repeat(75);
    assert_eq!(codes(&[("养护农村公路17公里", allowed.as_str())], &Profile::strict()), Vec::<&str>::new());
}

/// Rules with tests of their own: off, or never broken without another one.
const ALONE: [&str; 2] = ["text_long", "indicators_few"];

#[test]
fn every_rule_has_its_cases() {
    let all: BTreeSet<&str> =
        RULES.iter().map(|rule| rule.code).filter(|code| !ALONE.contains(code)).collect();
    assert_eq!(BROKEN.iter().map(|(code, ..)| *code).collect::<BTreeSet<_>>(), all);
    assert_eq!(KEPT.iter().map(|(code, _)| *code).collect::<BTreeSet<_>>(), all);
}

#[test]
fn a_level_may_have_to_have_several_indicators() {
    let few = |setting: &str, changes| {
        let profile = format!("base = 'none'\n[rules]\nindicators_few = {{ severity = 'error', {setting} }}");
        codes(changes, &Profile::from_toml(&profile).unwrap())
    };
    let levels = "levels = ['产出', '效益', '满意度']";
    assert_eq!(few("total = 8, each = 1", &[]), ["indicators_few"]);
    assert_eq!(few("total = 7, each = 1", &[]), Vec::<&str>::new());
    assert_eq!(few(&format!("total = 3, each = 2, {levels}"), &[]), ["indicators_few"]);
    let more = [("群众满意度\t≥95%\n", "群众满意度\t≥95%\n\t\t满意度指标\t企业满意度\t≥95%\n")];
    assert_eq!(few(&format!("total = 3, each = 2, {levels}"), &more), Vec::<&str>::new());
    // None at all is for another rule to say.
    assert_eq!(few("total = 3, each = 2, levels = ['生态效益']", &[]), Vec::<&str>::new());
}

#[test]
fn a_tolerance_is_allowed() {
    let profile = Profile::from_toml("[rules]\ntotal_mismatch = { tolerance = '0.01' }").unwrap();
    assert_eq!(codes(&[("\t10\t0\n", "\t9.99\t0\n")], &profile), Vec::<&str>::new());
    assert_eq!(codes(&[("\t10\t0\n", "\t9.98\t0\n")], &profile), ["total_mismatch"]);
}

#[test]
fn messages_have_the_facts_and_no_phone_number() {
    let said = |changes| {
        let finding = check(&form(changes), &Profile::default_profile()).remove(0);
        [finding.message(Lang::Zh), finding.message(Lang::En)]
    };
    assert_eq!(
        said(&[("\t10\t0\n", "\t8\t0\n")]),
        [
            "资金总额 12.5 万元，各来源之和 10.5 万元，相差 2 万元",
            "the total is 12.5 万元, its sources add up to 10.5 万元; 2 万元 apart"
        ]
    );
    assert_eq!(
        said(&[("全年总成本", "验收合格率")])[0],
        "三级指标“验收合格率”重复，前一处在表1 第13行 第4列 三级指标内容"
    );
    assert_eq!(said(&[("≥3000人", "明显，联系13800000000")])[0], "“明显，联系138****0000”难以衡量：明显");
}

#[test]
fn data_without_places_is_judged_all_the_same() {
    let mut extraction = form(&[("清溪县农村公路养护经费", ""), ("=100%", "=120%")]);
    extraction.places = crate::Places::default();
    let findings = check(&extraction, &Profile::default_profile());
    assert_eq!(findings.iter().map(Finding::code).collect::<Vec<_>>(), ["name_missing", "percentage_high"]);
    assert!(findings.iter().all(|finding| finding.place.is_none()));
}
