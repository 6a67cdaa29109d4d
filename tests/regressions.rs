//! Inputs on which the fuzzers once stumbled, replayed. `fuzz/fuzz_targets` says what each target asserts.

use std::path::Path;

use shenbao::value::{Amount, AmountUnit, Contact, Period, Target};
use shenbao::{Declaration, FillOptions, Form, Template};

use crate::support::package;

/// The inputs of a target.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions").join(target);
    let mut inputs: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn any_bytes_are_read_or_refused() {
    for (_, bytes) in inputs("read").into_iter().chain(inputs("text")) {
        let _ = shenbao::extract(&bytes);
    }
    // These targets put the start of such a file in front.
    let starts: [(&str, &[u8]); 3] =
        [("rtf", b"{\\rtf1"), ("html", b"<html>"), ("html", b"MIME-Version: 1.0\r\n")];
    for (target, start) in starts {
        for (_, bytes) in inputs(target) {
            let _ = shenbao::extract(&[start, bytes.as_slice()].concat());
        }
    }
}

#[test]
fn what_a_document_says_changes_nothing_when_it_is_filled_back() {
    for (name, xml) in inputs("markup") {
        let bytes = package::zip([("word/document.xml".to_owned(), xml)]).to_vec();
        let Ok(reading) = Form::declaration().read(&bytes) else { continue };
        let Ok(found) = reading.extract::<Declaration>() else { continue };
        let said: Vec<Declaration> = found.into_iter().map(|found| found.declaration).collect();
        let template = Template::open(Form::declaration(), &bytes).unwrap();
        let again = template.fill_all(&said, FillOptions::default());
        assert!(again.is_ok_and(|again| again.bytes == bytes), "{name}");
    }
}

#[test]
fn a_value_read_again_is_the_same() {
    for (name, bytes) in inputs("values") {
        let text = String::from_utf8_lossy(&bytes);
        let (amount, _) = Amount::parse(&text, AmountUnit::Yuan);
        assert_eq!(Amount::parse(&amount.text, AmountUnit::Yuan).0, amount, "{name}");
        let (period, _) = Period::parse(&text);
        assert_eq!(Period::parse(&period.text).0, period, "{name}");
        let (target, _) = Target::parse(&text);
        assert_eq!(Target::parse(&target.text).0, target, "{name}");
        let contact = Contact::parse(&text);
        assert_eq!(Contact::parse(&contact.text), contact, "{name}");
    }
}

#[test]
fn any_data_is_filled_in_or_refused() {
    let blank = Template::blank().unwrap();
    for (name, json) in inputs("fill") {
        let data: serde_json::Value = serde_json::from_slice(&json).unwrap();
        if let Ok(filled) = blank.fill(&data, FillOptions::default().allow_unplaced(true)) {
            assert!(shenbao::extract(&filled.bytes).is_ok(), "{name}");
        }
    }
}
