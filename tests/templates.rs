//! The laws of filling, for blank forms of other people's making.

use proptest::prelude::*;
use serde_json::Value;
use shenbao::{Declaration, FillOptions, Form, Template, extract};

use crate::support::blanks::{self, Blank};
use crate::support::data::{declaration, sample};

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
        let missing: Vec<&str> =
            (0..fields.len()).filter(|at| !has(*at)).map(|at| fields[at].key.as_str()).collect();
        let lacks = |key: &str| {
            blank.lacks.iter().any(|lack| key == *lack || key.starts_with(&format!("{lack}.")))
        };
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 300, ..ProptestConfig::default() })]

    /// Laws 1 and 2, for every form.
    #[test]
    fn every_form_says_what_was_filled_in_and_stays_as_it_is_then(declaration in declaration()) {
        for blank in blanks::all() {
            let template = open(&blank);
            let declaration = without(&declaration, blank.lacks);
            let filled = template.fill(&declaration, FillOptions::default());
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
