//! The sibling forms that other offices print: each layout, and what has to be read out of it.
//!
//! `SHENBAO_BLESS=1 cargo test --test suite family` writes the files under `fixtures/family/`, expectations included; what
//! changed in these has to be checked against the layouts by eye before it is committed.

use serde_json::{Value, json};
use shenbao::{Extraction, Form, Template, extract};

use crate::support::family::{LAYOUTS, Layout};
use crate::support::{fixture, fixture_path, package};

/// All that is read out of a file.
fn read(bytes: &[u8]) -> Value {
    let found: Vec<Extraction> = extract(bytes).unwrap_or_else(|error| panic!("{error}"));
    let said = found.iter().map(|found| {
        let findings: Vec<String> = found
            .findings
            .iter()
            .map(|finding| {
                let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{}: {place}", finding.code())
            })
            .collect();
        let unclaimed: Vec<&str> = found.unclaimed.iter().map(|it| it.text.as_str()).collect();
        json!({ "declaration": found.declaration, "findings": findings, "unclaimed": unclaimed })
    });
    said.collect()
}

fn expected(layout: &Layout) -> Value {
    serde_json::from_slice(&fixture(&format!("family/{}.expect.json", layout.name))).unwrap()
}

#[test]
fn the_committed_files_are_what_the_generator_makes() {
    let bless = std::env::var_os("SHENBAO_BLESS").is_some();
    for layout in LAYOUTS {
        let name = |ending: &str| format!("family/{}.{ending}", layout.name);
        if bless {
            std::fs::write(fixture_path(&name("docx")), layout.docx()).unwrap();
            let read = serde_json::to_string_pretty(&read(&layout.docx())).unwrap() + "\n";
            std::fs::write(fixture_path(&name("expect.json")), read).unwrap();
            if layout.dumped {
                std::fs::write(fixture_path(&name("txt")), layout.text()).unwrap();
            }
            continue;
        }
        assert_eq!(package::unzip(&fixture(&name("docx"))), package::unzip(&layout.docx()), "{}", layout.name);
        if layout.dumped {
            assert_eq!(fixture(&name("txt")), layout.text().into_bytes(), "{}", layout.name);
        }
    }
}

#[test]
fn every_sibling_is_read_exactly() {
    for layout in LAYOUTS {
        let bytes = fixture(&format!("family/{}.docx", layout.name));
        assert_eq!(read(&bytes), expected(layout), "{}", layout.name);
    }
}

#[test]
fn a_sibling_reads_the_same_as_a_text_dump() {
    for layout in LAYOUTS.iter().filter(|layout| layout.dumped) {
        let said = |read: Value| read[0]["declaration"].clone();
        let dump = read(&fixture(&format!("family/{}.txt", layout.name)));
        assert_eq!(said(dump), said(expected(layout)), "{}", layout.name);
    }
}

#[test]
fn filling_in_what_a_sibling_says_changes_no_byte_of_it() {
    for layout in LAYOUTS {
        let bytes = fixture(&format!("family/{}.docx", layout.name));
        let said: Vec<shenbao::Declaration> =
            extract(&bytes).unwrap().into_iter().map(|found| found.declaration).collect();
        let filled = Template::open(Form::declaration(), &bytes)
            .unwrap()
            .fill_all(&said, shenbao::FillOptions::default())
            .unwrap_or_else(|error| panic!("{}: {error}", layout.name));
        assert!(filled.bytes == bytes, "{}", layout.name);
    }
}
