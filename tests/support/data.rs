//! Arbitrary declarations, for the laws of filling.

use proptest::prelude::*;
use shenbao::value::{Amount, AmountUnit, Contact, Period, Target};
use shenbao::{Attribute, Declaration, Indicator, Labelled};

/// The groups of the built-in blank form, and between them groups that it lacks, where filling puts them.
const GROUPS: [(&str, &str); 10] = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("产出指标", "其他产出"),
    ("效益指标", "社会效益"),
    ("效益指标", "可持续影响指标"),
    ("效益指标", "满意度指标"),
    ("效益指标", "生态效益"),
    ("满意度指标", "服务对象满意度"),
];

/// Any text: Chinese, markup, quotes, control characters, line breaks, blanks of all widths, nothing, very much.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => "[\u{4E00}-\u{9FA5}]",
        3 => "[a-zA-Z0-9]",
        2 => "[<&>\"'/=%≥≤（）、，。;]",
        1 => "[ \u{3000}\t\n\r]",
        1 => "[\u{1}\u{8}\u{B}\u{1F}\u{7F}\u{85}\u{FFFE}\u{FEFF}]",
        1 => "[\u{1F600}-\u{1F64F}\u{20000}-\u{20100}]",
    ];
    let short = proptest::collection::vec(character, 0..24).prop_map(|parts| parts.concat());
    prop_oneof![12 => short, 1 => Just("很长的文字，".repeat(2000)), 1 => Just(String::new())]
}

fn amount() -> impl Strategy<Value = Amount> {
    let number = (0u64..10_000_000, 0u32..7).prop_map(|(number, scale)| {
        let digits = format!("{number:0>width$}", width = scale as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - scale as usize);
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    });
    prop_oneof![4 => number, 1 => text(), 1 => Just("250万元".to_owned())]
        .prop_map(|text| Amount::parse(&text, AmountUnit::WanYuan).0)
}

fn indicators() -> impl Strategy<Value = Vec<Indicator>> {
    let one = (text(), prop_oneof![Just("≥95%".to_owned()), Just("=17个".to_owned()), text()]);
    proptest::collection::vec(proptest::collection::vec(one, 0..3), GROUPS.len()).prop_map(|groups| {
        let groups = GROUPS.iter().zip(groups);
        groups
            .flat_map(|((level1, level2), rows)| {
                rows.into_iter().map(move |(name, target)| {
                    let mut indicator = Indicator::default();
                    indicator.level1 = (*level1).to_owned();
                    indicator.level2 = (*level2).to_owned();
                    indicator.name = name;
                    indicator.target = Target::parse(&target).0;
                    indicator
                })
            })
            .collect()
    })
}

prop_compose! {
    pub(crate) fn declaration()(
        texts in proptest::array::uniform8(text()),
        year in 1990u16..2060,
        attribute in prop_oneof![Just(Attribute::New), Just(Attribute::Continuing)],
        amounts in proptest::array::uniform6(amount()),
        goals in proptest::array::uniform2(proptest::collection::vec(text(), 0..4)),
        indicators in indicators(),
        opinions in proptest::array::uniform2(text()),
        phone in "1[3-9][0-9]{9}",
    ) -> Declaration {
        let [unit, head, name, department, overview, basis, measures, notes] = texts;
        let mut declaration = Declaration::default();
        declaration.year = Some(year);
        declaration.unit = Some(unit);
        declaration.unit_head = Some(head.clone());
        declaration.project.name = Some(name);
        declaration.project.attribute = Some(attribute);
        declaration.project.department = Some(department);
        declaration.project.period = Some(Period::parse(&format!("{year}年1月-{year}年12月")).0);
        declaration.project.head = Some(head.clone());
        declaration.project.contact = Some(Contact::parse(&format!("{head}{phone}")));
        declaration.project.overview = Some(overview);
        declaration.project.basis = Some(basis);
        let [total, central, provincial, municipal, local, other] = amounts.map(Some);
        declaration.funding.total = total;
        declaration.funding.central = central;
        declaration.funding.provincial = provincial;
        declaration.funding.municipal = municipal;
        declaration.funding.local = local;
        declaration.funding.other = other;
        declaration.measures = Some(measures);
        let [long_term, annual] = goals;
        declaration.long_term_goals = long_term;
        declaration.annual_goals = annual;
        declaration.indicators = indicators;
        declaration.notes = Some(notes);
        let labels = ["财政部门业务股室审核意见", "财政部门监督绩效股审核意见"];
        declaration.opinions = labels
            .into_iter()
            .zip(opinions)
            .map(|(label, text)| Labelled { label: label.to_owned(), text })
            .collect();
        declaration
    }
}

/// A declaration with everything that makes a form hard to write: a list that grows in every group and by new groups,
/// several paragraphs, markup and all kinds of blanks.
pub(crate) fn sample(year: u16) -> Declaration {
    let mut declaration = Declaration::default();
    declaration.year = Some(year);
    declaration.unit = Some("清溪县交通运输局".to_owned());
    declaration.unit_head = Some("周明远".to_owned());
    declaration.project.name = Some("农村公路日常养护经费 <一期> & “二期”".to_owned());
    declaration.project.attribute = Some(Attribute::Continuing);
    declaration.project.department = Some("清溪县财政局".to_owned());
    declaration.project.period = Some(Period::parse(&format!("{year}年1月-{year}年12月")).0);
    declaration.project.head = Some("沈如意".to_owned());
    declaration.project.contact = Some(Contact::parse("沈如意13800000000"));
    declaration.project.overview = Some("养护县道乡道共120公里。\n其中县道45公里。".to_owned());
    declaration.project.basis = Some("《清溪县农村公路养护管理办法》".to_owned());
    let amount = |text: &str| Some(Amount::parse(text, AmountUnit::WanYuan).0);
    declaration.funding.total = amount("1,250.50");
    declaration.funding.central = amount("0");
    declaration.funding.provincial = amount("500.50");
    declaration.funding.municipal = amount("250");
    declaration.funding.local = amount("500");
    declaration.funding.other = amount("0");
    declaration.measures = Some("已有养护考核制度。".to_owned());
    declaration.long_term_goals = vec!["1.路况良好。".to_owned(), "2.群众满意。".to_owned()];
    declaration.annual_goals = vec!["完成120公里养护。".to_owned()];
    let rows = [
        ("产出指标", "数量指标", "养护里程", "≥120公里"),
        ("产出指标", "数量指标", "养护桥梁", "≥8座"),
        ("产出指标", "数量指标", "清理边沟", "≥60公里"),
        ("产出指标", "质量指标", "优良路率", "≥85%"),
        ("产出指标", "成本指标", "养护总成本", "≤1250.5万元"),
        ("产出指标", "安全指标", "责任事故", "=0起"),
        ("效益指标", "社会效益", "出行条件", "明显改善"),
        ("效益指标", "满意度指标", "沿线群众满意度", "≥90%"),
        ("效益指标", "生态效益", "绿化里程", "≥30公里"),
        ("效益指标", "生态效益", "节约用水", "≥5%"),
    ];
    declaration.indicators = rows
        .into_iter()
        .map(|(level1, level2, name, target)| {
            let mut indicator = Indicator::default();
            indicator.level1 = level1.to_owned();
            indicator.level2 = level2.to_owned();
            indicator.name = name.to_owned();
            indicator.target = Target::parse(target).0;
            indicator
        })
        .collect();
    declaration.notes = Some("无".to_owned());
    declaration.opinions = vec![
        Labelled { label: "财政部门业务股室审核意见".to_owned(), text: "同意。".to_owned() },
        Labelled { label: "财政部门监督绩效股审核意见".to_owned(), text: String::new() },
    ];
    declaration
}
