//! The laws of filling, for blank forms of other people's making.

use proptest::prelude::*;
use serde_json::Value;
use shenbao::{Declaration, Document, FillOptions, Form, Template, extract};

use crate::support::blanks::{self, Blank};
use crate::support::data::{declaration, sample};
use crate::support::docx::{doc, p, pairs, para};
use crate::support::package::unzip;
use crate::support::picture;

/// The declaration without what a form has no place for.
fn without(declaration: &Declaration, lacks: &[&str]) -> Declaration {
    let mut data = serde_json::to_value(declaration).unwrap();
    for key in lacks {
        data.as_object_mut().unwrap().remove(*key);
    }
    serde_json::from_value(data).unwrap()
}

/// What will be read of a declaration that was filled into a form.
fn as_read(form: &Template<'_>, declaration: &Declaration) -> Declaration {
    let mut tidy = Form::declaration().tidy(declaration).unwrap();
    let title = form.reading().extract::<Declaration>().unwrap().remove(0).declaration.title;
    tidy.title = title;
    tidy
}

fn read(bytes: &[u8]) -> Vec<Declaration> {
    let found = extract(bytes).unwrap();
    found
        .into_iter()
        .map(|found| {
            // What a page header says is nobody's value.
            let left_over = found.unclaimed.iter().find(|left| left.place.part.is_none());
            assert_eq!(left_over, None, "nothing is left over");
            found.declaration
        })
        .collect()
}

fn open(blank: &Blank) -> Template<'static> {
    Template::open(Form::declaration(), &blank.bytes).unwrap()
}

#[test]
fn a_blank_form_has_a_place_for_all_but_what_it_lacks() {
    let mut wrong = Vec::new();
    for blank in blanks::all() {
        let template = open(&blank);
        let binding = &template.reading().binding;
        let [bound] = binding.declarations.as_slice() else {
            panic!("{}: {} declarations", blank.name, binding.declarations.len())
        };
        if binding.unclaimed.iter().any(|left| left.place.part.is_none()) {
            wrong.push(format!("{}: {:?}", blank.name, binding.unclaimed));
        }
        let fields = Form::declaration().fields();
        let has = |number: usize| {
            bound.fields.iter().any(|field| field.field == number)
                || bound.lists.iter().any(|list| list.field == number)
                || fields[number].key == "title"
        };
        // The blanks are those of the form itself; what only its siblings print is not missed.
        let own = as_read(&open(&blanks::all()[0]), &sample(2026));
        let own = serde_json::to_value(own).unwrap();
        let is_own = |key: &str| key.split('.').try_fold(&own, |data, step| data.get(step)).is_some();
        let missing: Vec<&str> = (0..fields.len())
            .filter(|at| !has(*at))
            .map(|at| fields[at].key.as_str())
            .filter(|key| is_own(key))
            .collect();
        let lacks =
            |key: &str| blank.lacks.iter().any(|lack| key == *lack || key.starts_with(&format!("{lack}.")));
        let unexpected: Vec<&&str> = missing.iter().filter(|key| !lacks(key)).collect();
        if !unexpected.is_empty() {
            wrong.push(format!("{}: no place for {unexpected:?}", blank.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_form_is_filled_in() {
    let mut wrong = Vec::new();
    for blank in blanks::all() {
        let template = open(&blank);
        let declaration = without(&sample(2026), blank.lacks);
        match template.fill(&declaration, FillOptions::default()) {
            Err(error) => wrong.push(format!("{}: {error}", blank.name)),
            Ok(filled) if read(&filled.bytes) != [as_read(&template, &declaration)] => {
                wrong.push(format!("{}: reads differently", blank.name));
            }
            Ok(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn only_as_printed(error: &shenbao::Error) -> bool {
    !error.findings().is_empty() && error.findings().iter().all(|found| found.code() == "value_as_printed")
}

/// The declaration without punctuation at the ends of its texts.
fn without_ends(declaration: &Declaration) -> Declaration {
    fn trim(value: &mut Value) {
        match value {
            Value::String(text) => {
                *text = text.trim_end_matches([';', '；', ',', '，', '(', '（']).to_owned()
            }
            Value::Array(items) => items.iter_mut().for_each(trim),
            Value::Object(members) => members.values_mut().for_each(trim),
            _ => {}
        }
    }
    let mut data = serde_json::to_value(declaration).unwrap();
    trim(&mut data);
    serde_json::from_value(data).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 300, ..ProptestConfig::default() })]

    /// Laws 1 and 2, for every form.
    #[test]
    fn every_form_says_what_was_filled_in_and_stays_as_it_is_then(declaration in declaration()) {
        for blank in blanks::all() {
            let template = open(&blank);
            let declaration = without(&declaration, blank.lacks);
            let mut filled = template.fill(&declaration, FillOptions::default());
            let mut declaration = declaration;
            // On a line a value cannot end like what leads over to the next label; that is told, and nothing is filled.
            if filled.as_ref().is_err_and(only_as_printed) {
                declaration = without_ends(&declaration);
                filled = template.fill(&declaration, FillOptions::default());
            }
            let filled = filled.map_err(|error| TestCaseError::fail(format!("{}: {error}", blank.name)))?;
            prop_assert_eq!(read(&filled.bytes), vec![as_read(&template, &declaration)], "{}", blank.name);

            let said = read(&filled.bytes);
            let again = Template::open(Form::declaration(), &filled.bytes).unwrap();
            let again = again.fill_all(&said, FillOptions::default()).unwrap();
            prop_assert!(again.bytes == filled.bytes, "{}: filled again, it is another file", blank.name);
        }
    }
}

#[test]
fn filling_in_nothing_gives_the_same_bytes() {
    for blank in blanks::all() {
        let template = open(&blank);
        let nothing = template.fill(&Value::Object(serde_json::Map::new()), FillOptions::default()).unwrap();
        assert!(nothing.bytes == blank.bytes, "{}", blank.name);
    }
}

/// The picture of the list in a form that was filled in with some indicators.
fn list_of(name: &str, rows: &[[&str; 4]]) -> String {
    let blank = blanks::all().into_iter().find(|blank| blank.name == name).unwrap();
    let rows: Vec<Value> = rows
        .iter()
        .map(|[level1, level2, name, target]| {
            serde_json::json!({ "level1": level1, "level2": level2, "name": name, "target": target })
        })
        .collect();
    let data = serde_json::json!({ "indicators": rows });
    let filled = open(&blank).fill(&data, FillOptions::default()).unwrap();
    let drawn = picture::grid(&Document::read(&filled.bytes).unwrap(), 0);
    let rows = drawn.lines().skip_while(|line| !line.contains("三级指标内容")).skip(1);
    rows.take_while(|line| !line.starts_with("其他需要") && !line.starts_with("备注"))
        .map(|line| line.to_owned() + "\n")
        .collect()
}

#[test]
fn a_group_grows_and_its_names_grow_along() {
    let rows = [
        ["产出指标", "数量指标", "里程", "1"],
        ["产出指标", "数量指标", "桥梁", "2"],
        ["产出指标", "安全指标", "事故", "3"],
        ["效益指标", "满意度指标", "群众", "4"],
    ];
    assert_eq!(
        list_of("one row per group", &rows),
        picture::flat(
            "
            ^ | 产出指标 | 数量指标 | 里程 | 1
            ^ | ^ | ^ | 桥梁 | 2
            ^ | ^ | 质量指标 | _ | _
            ^ | ^ | 时效指标 | _ | _
            ^ | ^ | 成本指标 | _ | _
            ^ | ^ | 安全指标 | 事故 | 3
            ^ | 效益指标 | 社会效益 | _ | _
            ^ | ^ | 可持续影响指标 | _ | _
            ^ | ^ | 满意度指标 | 群众 | 4
            "
        )
    );
}

#[test]
fn names_that_stand_in_every_row_stand_in_the_new_ones() {
    let rows = [
        ["产出指标", "数量指标", "里程", "1"],
        ["产出指标", "数量指标", "桥梁", "2"],
        ["产出指标", "数量指标", "边沟", "3"],
        ["产出指标", "安全指标", "事故", "4"],
    ];
    let drawn = list_of("names repeated", &rows);
    let seen: Vec<&str> = drawn.lines().filter(|line| !line.ends_with("_ | _")).collect();
    let expected = [
        "^ | 产出指标 | 数量指标 | 里程 | 1",
        "^ | 产出指标 | 数量指标 | 桥梁 | 2",
        "^ | 产出指标 | 数量指标 | 边沟 | 3",
        "^ | 产出指标 | 安全指标 | 事故 | 4",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn free_names_are_filled_in_row_by_row() {
    let rows = [
        ["产出指标", "数量指标", "里程", "1"],
        ["效益指标", "社会效益", "出行", "2"],
        ["产出指标", "数量指标", "桥梁", "3"],
    ];
    assert_eq!(
        list_of("names free", &rows),
        picture::flat(
            "
            ^ | 产出指标 | 数量指标 | 里程 | 1
            ^ | 产出指标 | 数量指标 | 桥梁 | 3
            ^ | 效益指标 | 社会效益 | 出行 | 2
            ^ | _ | _ | _ | _
            ^ | _ | _ | _ | _
            ^ | _ | _ | _ | _
            "
        )
    );
    let drawn = list_of("second names free", &rows);
    let seen: Vec<&str> = drawn.lines().filter(|line| !line.ends_with("_ | _ | _")).collect();
    let expected = [
        "^ | 产出指标 | 数量指标 | 里程 | 1",
        "^ | ^ | 数量指标 | 桥梁 | 3",
        "^ | 效益指标 | 社会效益 | 出行 | 2",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn merged_names_left_blank_are_filled_in_for_all_their_rows() {
    let rows = [
        ["产出指标", "数量指标", "里程", "1"],
        ["产出指标", "质量指标", "合格", "2"],
        ["产出指标", "时效指标", "按期", "3"],
        ["效益指标", "社会效益", "出行", "4"],
        ["效益指标", "社会效益", "安全", "5"],
        ["效益指标", "社会效益", "就业", "6"],
    ];
    assert_eq!(
        list_of("names merged and blank", &rows),
        picture::flat(
            "
            ^ | 产出指标 | 数量指标 | 里程 | 1
            ^ | ^ | ^ | _ | _
            ^ | ^ | 质量指标 | 合格 | 2
            ^ | ^ | ^ | _ | _
            ^ | ^ | ^ | _ | _
            ^ | ^ | 时效指标 | 按期 | 3
            ^ | 效益指标 | 社会效益 | 出行 | 4
            ^ | ^ | ^ | 安全 | 5
            ^ | ^ | 社会效益 | 就业 | 6
            ^ | ^ | ^ | _ | _
            ^ | ^ | ^ | _ | _
            "
        )
    );
}

#[test]
fn the_label_beside_a_list_of_one_row_stands_beside_all_of_them() {
    let rows = [["产出指标", "数量指标", "里程", "1"], ["效益指标", "社会效益", "出行", "2"]];
    assert_eq!(
        list_of("a list of its own", &rows),
        picture::flat(
            "
            绩效指标 | 产出指标 | 数量指标 | 里程 | 1
            ^ | 效益指标 | 社会效益 | 出行 | 2
            "
        )
    );
}

#[test]
fn several_declarations_fill_every_form() {
    for blank in blanks::all() {
        let template = open(&blank);
        let data: Vec<Declaration> = (2024..2027).map(|year| without(&sample(year), blank.lacks)).collect();
        let filled = template.fill_all(&data, FillOptions::default());
        let filled = filled.unwrap_or_else(|error| panic!("{}: {error}", blank.name));
        let expected: Vec<Declaration> = data.iter().map(|data| as_read(&template, data)).collect();
        assert_eq!(read(&filled.bytes), expected, "{}", blank.name);
    }
}

#[test]
fn sections_and_their_headers_come_with_each_declaration() {
    let wide = "<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/></w:sectPr>";
    let form =
        doc([pairs([("专项名称", ""), ("主管部门", "")]), para([]).with(wide), pairs([("备注", "")]), p("")])
            .header([p("清溪县财政局制")]);
    let template = Template::open(Form::declaration(), &form.bytes()).unwrap();
    let data: Vec<Value> = ["甲", "乙", "丙"]
        .map(|name| serde_json::json!({ "project": { "name": name }, "notes": name }))
        .into();
    let filled = template.fill_all(&data, FillOptions::default()).unwrap().bytes;
    let names: Vec<Option<String>> = read(&filled).into_iter().map(|read| read.notes).collect();
    assert_eq!(names, ["甲", "乙", "丙"].map(|name| Some(name.to_owned())));
    let main = unzip(&filled).into_iter().find(|(name, _)| name == "word/document.xml").unwrap();
    let xml = String::from_utf8(main.1).unwrap();
    // Two sections each, and the header in the second, from where it is nobody's but that section's.
    let sections: Vec<bool> =
        xml.split("<w:sectPr>").skip(1).map(|section| section.starts_with("<w:headerReference")).collect();
    assert_eq!(sections, [false, true, false, true, false, true]);
    assert!(!xml.contains("pageBreakBefore") && !xml.contains("w:type=\"page\""));
}

#[test]
fn copies_share_no_ids() {
    let blank = blanks::all().into_iter().find(|blank| blank.name == "as printed").unwrap();
    let data: Vec<Declaration> = (2024..2026).map(sample).collect();
    let filled = open(&blank).fill_all(&data, FillOptions::default()).unwrap().bytes;
    let main = unzip(&filled).into_iter().find(|(name, _)| name == "word/document.xml").unwrap();
    let xml = String::from_utf8(main.1).unwrap();
    let mut ids: Vec<&str> = xml.split("w14:paraId=\"").skip(1).map(|rest| &rest[..8]).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}
