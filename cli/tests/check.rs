use crate::documents::{self, LEDGER_FORM, docx, paragraph, table};
use crate::runner::Runner;

/// A form that breaks no rule of the default profile.
fn sound() -> Vec<u8> {
    let body = [
        paragraph("专项资金预算绩效目标申报表"),
        paragraph("（ 2026 年度）"),
        table(&[
            &["^专项基本情况", "专项名称", "农村公路养护经费<<"],
            &["^", "主管部门", "清溪县交通运输局", "专项起止时间", "2026年1月-12月"],
            &["^", "专项属性", "新增项目□ 延续项目☑<<"],
            &["^专项资金情况", "本年度预计投入（万元）", "12", "本级", "12"],
            &["本年度绩效目标", "养护农村公路17公里<<<"],
            &["^专项年度绩效指标", "一级指标", "二级指标", "三级指标内容", "指标值及单位"],
            &["^", "^产出指标", "数量指标", "养护里程", "≥17公里"],
            &["^", "^", "质量指标", "验收合格率", "=100%"],
            &["^", "^", "时效指标", "完成时间", "2026年12月"],
            &["^", "^", "成本指标", "总成本", "≤12万元"],
            &["^", "^效益指标", "社会效益", "受益群众", "≥3000人"],
            &["^", "^", "满意度指标", "群众满意度", "≥95%"],
        ]),
    ];
    docx(&body.concat())
}

fn with_files() -> Runner {
    let runner = Runner::new();
    runner.write("年报/a.docx", documents::filled("农村公路养护经费"));
    runner.write("年报/b.docx", sound()).write("年报/c.txt", "会议纪要");
    runner
}

#[test]
fn what_breaks_a_rule_is_told_by_file() {
    let runner = with_files();
    insta::assert_snapshot!("check_zh", runner.run("--lang zh check 年报"));
    insta::assert_snapshot!("check_en", runner.run("--lang en check 年报"));
    insta::assert_snapshot!("check_json", runner.run("--lang zh check --json 年报/a.docx 年报/b.docx"));
}

#[test]
fn a_sound_form_ends_well() {
    let runner = with_files();
    insta::assert_snapshot!("check_sound", runner.run("--lang zh check 年报/b.docx"));
}

#[test]
fn profiles_choose_and_weigh() {
    let runner = with_files();
    runner.write("ours.toml", "base = 'none'\n[rules]\ntotal_missing = 'error'\nvalue_unreadable = 'info'\n");
    runner.write("broken.toml", "[rules]\nname_mising = 'error'\n").write("binary.toml", b"\xFF\xFE");
    let said = [
        runner.run("--lang zh check 年报/b.docx --profile strict"),
        runner.run("--lang zh check 年报/a.docx --profile ours.toml"),
        runner.run("--lang zh check 年报/a.docx --profile broken.toml"),
        runner.run("--lang en check 年报/a.docx --profile binary.toml"),
        runner.run("--lang en check 年报/a.docx --profile missing.toml"),
    ];
    insta::assert_snapshot!("check_profiles", said.join("\n"));
}

#[test]
fn rules_on_any_value_hold_for_any_form() {
    let runner = Runner::new();
    runner.write("a.docx", documents::ledger("县道一线", "详见附件")).write("ledger.toml", LEDGER_FORM);
    insta::assert_snapshot!("check_form", runner.run("--lang zh check a.docx --form ledger.toml"));
}
