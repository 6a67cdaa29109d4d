//! The laws of filling, over arbitrary declarations.

use proptest::prelude::*;
use shenbao::value::{Amount, Contact, Period, Target};
use shenbao::{Attribute, Declaration, FillOptions, Form, Indicator, Labelled, Template, extract};

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
        .prop_map(|text| Amount::parse(&text, shenbao::value::AmountUnit::WanYuan).0)
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
    fn declaration()(
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

/// What extracting gives back of a declaration that was filled into the built-in form.
fn as_read(declaration: &Declaration) -> Declaration {
    let mut tidy = Form::declaration().tidy(declaration).unwrap();
    tidy.title = Some("专项资金预算绩效目标申报表".to_owned());
    tidy
}

fn read(bytes: &[u8]) -> Vec<Declaration> {
    extract(bytes)
        .unwrap()
        .into_iter()
        .map(|found| {
            assert_eq!(found.unclaimed, [], "nothing is left over");
            found.declaration
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Law 1: what is filled in is what is read.
    #[test]
    fn what_is_filled_in_is_what_is_read(declaration in declaration()) {
        let template = Template::blank().unwrap();
        let filled = template.fill(&declaration, FillOptions::default()).unwrap();
        prop_assert_eq!(read(&filled.bytes), vec![as_read(&declaration)]);
    }

    /// Law 2: filling in what a document says gives the same bytes.
    #[test]
    fn filling_in_what_a_document_says_gives_the_same_bytes(declaration in declaration()) {
        let filled = Template::blank().unwrap().fill(&declaration, FillOptions::default()).unwrap().bytes;
        let said: Vec<Declaration> = extract(&filled).unwrap().into_iter().map(|found| found.declaration).collect();
        let again = Template::open(Form::declaration(), &filled).unwrap();
        let again = again.fill_all(&said, FillOptions::default()).unwrap();
        prop_assert!(again.bytes == filled);
    }

    #[test]
    fn several_declarations_fill_one_file(declarations in proptest::collection::vec(declaration(), 2..4)) {
        let filled = Template::blank().unwrap().fill_all(&declarations, FillOptions::default()).unwrap();
        let expected: Vec<Declaration> = declarations.iter().map(as_read).collect();
        prop_assert_eq!(read(&filled.bytes), expected);
    }
}
