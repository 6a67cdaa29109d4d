//! Blank forms for vocabularies: every field has a place, and what is filled in is what is read.

use proptest::prelude::*;
use serde_json::{Value, json};
use shenbao::fill::blank::build_blank_form_for;
use shenbao::{Declaration, Document, FillOptions, Form, Template};

use crate::support::data::declaration;
use crate::support::{fixture, picture};

fn form(toml: &str) -> Form {
    Form::from_toml(toml).unwrap_or_else(|error| panic!("{error}"))
}

fn own(name: &str) -> Form {
    form(&String::from_utf8(fixture(&format!("own/{name}.toml"))).unwrap())
}

/// The blank form of a vocabulary, which has a place for all of it and nothing else on it.
fn blank(form: &Form) -> Vec<u8> {
    let blank = build_blank_form_for(form).unwrap();
    assert_eq!(blank.missing, Vec::<String>::new());
    let binding = form.read(&blank.bytes).unwrap().binding;
    assert_eq!((binding.declarations.len(), binding.unclaimed), (1, Vec::new()));
    assert_eq!(binding.declarations[0].findings, []);
    blank.bytes
}

/// What is read of data that was filled into the blank form of a vocabulary.
fn round(form: &Form, data: &Value) -> Value {
    let blank = blank(form);
    let template = Template::open(form, &blank).unwrap();
    let filled = template.fill(data, FillOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    let read = form.read(&filled.bytes).unwrap();
    assert_eq!(read.binding.unclaimed, []);
    read.extract::<Value>().unwrap().remove(0).declaration
}

#[test]
fn forms_of_ones_own_say_what_was_filled_in() {
    let said = round(
        &own("equipment"),
        &json!({
            "unit": "清溪县农业局", "applicant": "周明远", "category": "testing",
            "items": [{ "name": "离心机", "quantity": "2台", "unit_price": "9600" }, { "name": "天平" }],
            "budget": "19200", "reason": "更新设备\n提高效率",
        }),
    );
    assert_eq!(
        (&said["unit"], &said["applicant"], &said["category"]),
        (&json!("清溪县农业局"), &json!("周明远"), &json!("testing"))
    );
    assert_eq!((&said["items"][0]["quantity"], &said["items"][1]["name"]), (&json!("2台"), &json!("天平")));
    assert_eq!(said["budget"]["value"], json!(1.92));
    assert_eq!(said["reason"], json!("更新设备\n提高效率"));

    let said = round(
        &own("grant"),
        &json!({
            "year": 2026,
            "applicant": { "name": "何苗", "gender": "female", "phone": "5550123" },
            "project": { "name": "山塘", "period": "2026年1月-2027年12月", "amount": 5, "goals": ["甲", "乙"] },
            "referee": { "unit": "农科所", "phone": "5550124" },
            "members": [{ "name": "陈小禾", "position": "助理" }],
        }),
    );
    assert_eq!((&said["year"], &said["applicant"]["gender"]), (&json!(2026), &json!("female")));
    assert_eq!(said["applicant"]["phone"]["phone"], json!("5550123"));
    assert_eq!(said["referee"]["phone"]["phone"], json!("5550124"));
    assert_eq!(
        (&said["project"]["goals"], &said["members"][0]["position"]),
        (&json!(["甲", "乙"]), &json!("助理"))
    );
    blank(&own("registration"));
}

#[test]
fn a_form_reads_as_it_is_printed() {
    let form = form(
        r#"
        name = "repair"
        titles = ["设备维修申请表"]
        [[section]]
        key = "money"
        labels = ["费用情况"]
        [[field]]
        key = "title"
        kind = "title"
        [[field]]
        key = "year"
        kind = "year"
        frames = ["({}年度)"]
        [[field]]
        key = "name"
        kind = "text"
        labels = ["设备名称", "名称"]
        starts = true
        [[field]]
        key = "who"
        kind = "person"
        labels = ["申请人"]
        [[field]]
        key = "when"
        kind = "period"
        labels = ["维修时间"]
        [[field]]
        key = "kind"
        kind = "choice"
        labels = ["维修类别"]
        option = [{ key = "minor", words = ["小修"] }, { key = "major", words = ["大修"] }]
        [[field]]
        key = "cost"
        kind = "amount"
        labels = ["合计"]
        only_in = "money"
        [[field]]
        key = "parts"
        kind = "list"
        labels = ["更换部件"]
        column = [{ key = "part", kind = "text", labels = ["部件<A&B>"] }, { key = "count", kind = "text", labels = ["数量"] }]
        [[field]]
        key = "opinion"
        kind = "opinion"
        labels = ["部门意见"]
        "#,
    );
    let bytes = blank(&form);
    let document = Document::read(&bytes).unwrap();
    let lines = (0..2).map(|at| document.paragraph_text(at)).collect::<Vec<_>>();
    assert_eq!(lines, ["设备维修申请表", "（      年度）"]);
    let tables: Vec<String> =
        (0..document.tables.len()).map(|table| picture::grid(&document, table)).collect();
    assert_eq!(
        tables[0],
        picture::flat(
            "
            设备名称 | _ | < | <
            申请人 | _ | 维修时间 | _
            维修类别 | 小修□    大修□ | < | <
        "
        )
    );
    assert_eq!(
        tables[1],
        picture::flat(
            "
            费用情况 | < | < | <
            合计（万元） | _ | < | <
        "
        )
    );
    assert!(tables[2].starts_with("更换部件 | <\n部件<A&B> | 数量\n_ | _\n"), "{}", tables[2]);
    assert!(tables[3].starts_with("部门意见 | "), "{}", tables[3]);
    assert!(build_blank_form_for(&form).unwrap().bytes == bytes);
}

#[test]
fn what_has_no_place_is_told() {
    let form = form(
        r#"
        name = "x"
        [[field]]
        key = "name"
        kind = "text"
        labels = ["名称"]
        [[field]]
        key = "again"
        kind = "text"
        labels = ["名称"]
        [[field]]
        key = "one"
        kind = "list"
        labels = ["清单"]
        column = [{ key = "a", kind = "text", labels = ["甲"] }]
        "#,
    );
    assert_eq!(build_blank_form_for(&form).unwrap().missing, ["again", "one"]);
}

/// What data says, without the places that are left blank.
fn without_blanks(data: &Value) -> Value {
    let Some(members) = data.as_object() else { return data.clone() };
    let is_blank = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    let said = members.iter().map(|(key, value)| (key.clone(), without_blanks(value)));
    Value::Object(said.filter(|(_, value)| !is_blank(value)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 100, ..ProptestConfig::default() })]

    /// Law 1, on the form that the built-in vocabulary makes.
    #[test]
    fn the_built_in_vocabulary_makes_a_form_that_says_what_was_filled_in(data in declaration()) {
        let form = Form::declaration();
        let blank = build_blank_form_for(form).unwrap();
        let mut data: Declaration = form.tidy(&data).unwrap();
        data.opinions.clear();
        let template = Template::open(form, &blank.bytes).unwrap();
        let filled = template.fill(&data, FillOptions::default());
        let filled = filled.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let read = shenbao::extract(&filled.bytes).unwrap().remove(0).declaration;
        data.title.clone_from(&read.title);
        data.opinions.clone_from(&read.opinions);
        let (read, data) = (serde_json::to_value(read).unwrap(), serde_json::to_value(data).unwrap());
        prop_assert_eq!(without_blanks(&read), without_blanks(&data));
    }
}
