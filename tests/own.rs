//! Forms of other fields: taught by their blanks, edited, read into structs and filled again.

use shenbao::{Document, Form};

use crate::support::fixture;

#[path = "../examples/own_form.rs"]
mod example;

/// What is proposed from a blank form is what it has been, and finds everything in the form that it was made of.
#[test]
fn blanks_propose_their_vocabularies() {
    for name in ["equipment", "grant", "registration"] {
        let document = Document::read(&fixture(&format!("own/{name}.docx"))).unwrap();
        let proposed = Form::propose(&document);
        insta::assert_snapshot!(format!("own_{name}"), proposed);
        let form = Form::from_toml(&proposed).unwrap();
        let binding = form.bind(&document);
        assert_eq!(binding.unclaimed, []);
        assert_eq!(binding.declarations.len(), 1);
    }
}

/// The built-in form has no private door: what its blank proposes finds its places too.
#[test]
fn the_blank_declaration_proposes_a_vocabulary() {
    let document = Document::read(shenbao::fill::blank::BLANK_FORM).unwrap();
    let proposed = Form::propose(&document);
    insta::assert_snapshot!("own_declaration", proposed);
    let form = Form::from_toml(&proposed).unwrap();
    let count = |form: &Form| {
        let binding = form.bind(&document);
        assert_eq!(binding.unclaimed, []);
        let bound = binding.declarations.first().unwrap();
        // A choice of the built-in form may have the place of another one.
        let fields = bound.fields.iter().filter(|bound| form.fields()[bound.field].place_of.is_none());
        (fields.count(), bound.lists.iter().map(|list| list.rows.len()).collect::<Vec<_>>())
    };
    assert_eq!(count(&form), count(Form::declaration()));
}

#[test]
fn any_document_proposes_a_form_that_can_be_read() {
    for name in ["declaration.docx", "constructs.docx", "checkboxes.docx", "not-a-form.docx", "two.tika.txt"]
    {
        let proposed = Form::propose(&Document::read(&fixture(name)).unwrap());
        Form::from_toml(&proposed).unwrap_or_else(|error| panic!("{name}: {error}\n{proposed}"));
    }
    let nothing = Form::propose(&Document::read("正文".as_bytes()).unwrap());
    assert!(Form::from_toml(&nothing).is_ok());
}

/// The example says what holds for the edited vocabularies.
#[test]
fn edited_vocabularies_read_and_fill() {
    example::main().unwrap();
}
