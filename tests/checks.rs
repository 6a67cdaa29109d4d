//! Rules on what only sibling forms print: last year's money, the whole term's, long-term indicators.

use shenbao::{Finding, Lang, Profile, check, extract};

use crate::support::docx::doc;
use crate::support::picture;

/// The codes and places of what a drawn form breaks of some rules.
fn broken(grid: &str, rules: &str) -> Vec<(String, String)> {
    let profile = Profile::from_toml(&format!("base = 'none'\n[rules]\n{rules}")).unwrap();
    let found = extract(&doc([picture::table(grid)]).bytes()).unwrap().remove(0);
    let said = |finding: &Finding| {
        let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
        (place, finding.message(Lang::Zh))
    };
    check(&found, &profile).iter().map(said).collect()
}

fn pairs(said: &[(String, String)]) -> Vec<(&str, &str)> {
    said.iter().map(|(place, message)| (place.as_str(), message.as_str())).collect()
}

const FUNDS: &str = "
    项目名称 | 公路养护 | < | <
    项目资金（万元） | 项目 | 上年度安排资金 | 本年度申请资金
    ^ | 合计 | 90 | 130
    ^ | 中央资金 | 50 | 60
    ^ | 市级资金 | 40 | 70
    支出明细预算（万元） | 项目 | 上年度安排资金 | 本年度申请资金
    ^ | 合计 | 90 | 130
    ^ | 清淤 | 60 | 100
    ^ | 监理 | 30 | 30
    ";

#[test]
fn the_money_of_last_year_adds_up_too() {
    let rules = "total_mismatch = 'error'\ndetail_mismatch = 'error'\namount_decimals = { severity = 'error', decimals = 2 }";
    assert_eq!(pairs(&broken(FUNDS, rules)), []);
    assert_eq!(
        pairs(&broken(&FUNDS.replace("中央资金 | 50", "中央资金 | 51"), rules)),
        [("表1 第3行 第3列 合计/上年度安排资金", "上年度资金总额 90 万元，各来源之和 91 万元，相差 1 万元")]
    );
    assert_eq!(
        pairs(&broken(&FUNDS.replace("清淤 | 60", "清淤 | 59.5"), rules)),
        [("表1 第7行 第3列 上年度安排资金", "上年度支出明细合计 90 万元，各项之和 89.5 万元，相差 0.5 万元")]
    );
    let fine =
        FUNDS.replace("中央资金 | 50", "中央资金 | 49.999").replace("市级资金 | 40", "市级资金 | 40.001");
    assert_eq!(broken(&fine, rules).len(), 2);
    let other =
        FUNDS.replace("合计 | 90 | 130\n    ^ | 清淤 | 60 | 100", "合计 | 90 | 120\n    ^ | 清淤 | 60 | 90");
    assert_eq!(
        pairs(&broken(&other, rules)),
        [("表1 第7行 第4列 本年度申请资金", "支出明细合计 120 万元，资金总额 130 万元，相差 10 万元")]
    );
}

const LISTS: &str = "
    项目名称 | 公路养护 | < | < | <
    长期绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
    ^ | 产出指标 | 数量指标 | 养护里程 | ≥90公里
    ^ | 效益指标 | 社会效益 | 受益群众 | ≥9000人
    年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
    ^ | 产出指标 | 数量指标 | 养护里程 | ≥17公里
    ^ | 效益指标 | 社会效益 | 受益群众 | ≥3000人
    ";

#[test]
fn long_term_indicators_are_judged_like_those_of_the_year() {
    let rules = "indicator_repeated = 'error'\ntarget_vague = { severity = 'warning', words = ['改善'] }\ntarget_missing = 'warning'\ntemplate_residue = 'error'\ntarget_unit_missing = 'info'\nindicator_misplaced = 'info'";
    assert_eq!(pairs(&broken(LISTS, rules)), []);
    let vague = LISTS.replace("≥9000人", "有所改善");
    assert_eq!(pairs(&broken(&vague, rules)), [("表1 第4行 第5列 指标值及单位", "“有所改善”难以衡量：改善")]);
    let bare = LISTS.replace("≥90公里", "_");
    assert_eq!(pairs(&broken(&bare, rules)), [("表1 第3行 第5列 指标值及单位", "“养护里程”没有指标值")]);
    let left = LISTS.replace("≥90公里", "≥**公里");
    assert_eq!(broken(&left, rules).len(), 1);
    let twice = LISTS.replacen("受益群众", "养护里程", 1);
    assert_eq!(broken(&twice, rules).len(), 1);
}

#[test]
fn which_indicators_there_are_is_asked_of_the_year_alone() {
    let rules = "level_missing = { severity = 'error', levels = ['产出', '效益'] }";
    assert_eq!(pairs(&broken(LISTS, rules)), []);
    let only_long = LISTS.replace("    ^ | 效益指标 | 社会效益 | 受益群众 | ≥3000人\n", "");
    assert_eq!(pairs(&broken(&only_long, rules)), [("表1", "缺少指标：效益")]);
}
