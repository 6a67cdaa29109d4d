//! The laws of filling, over arbitrary declarations.

use proptest::prelude::*;
use shenbao::{Declaration, FillOptions, Form, Template, extract};

use super::support::data::declaration;

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
