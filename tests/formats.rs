//! One form in every format: what is read of it has to be the same, but for the losses that are listed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use shenbao::extract;

use crate::support::family::{LAYOUTS, Layout};
use crate::support::fixture;

/// Every value of the declarations of a file by its path, empty ones included.
fn values(bytes: &[u8]) -> BTreeMap<String, String> {
    let found = match extract(bytes) {
        Ok(found) => found,
        Err(error) => return [("error".to_owned(), error.code().to_owned())].into(),
    };
    let mut values = BTreeMap::new();
    for (number, found) in found.iter().enumerate() {
        let declaration = serde_json::to_value(&found.declaration).unwrap();
        let mut open = vec![(number.to_string(), declaration)];
        while let Some((path, value)) = open.pop() {
            match value {
                Value::Object(members) => {
                    open.extend(members.into_iter().map(|(key, value)| (format!("{path}.{key}"), value)));
                }
                Value::Array(items) => {
                    let items = items.into_iter().enumerate();
                    open.extend(items.map(|(at, value)| (format!("{path}.{at}"), value)));
                }
                value => drop(values.insert(path, value.to_string())),
            }
        }
        for (at, left) in found.unclaimed.iter().enumerate() {
            values.insert(format!("{number}.unclaimed.{at}"), left.text.clone());
        }
    }
    values
}

/// The lines in which a reading differs from that of the .docx.
fn differences(docx: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let paths = docx.keys().chain(other.keys().filter(|path| !docx.contains_key(*path)));
    let say = |value: Option<&String>| value.map_or("nothing", String::as_str).to_owned();
    paths
        .filter(|path| docx.get(*path) != other.get(*path))
        .map(|path| format!("{path}: {} instead of {}", say(other.get(path)), say(docx.get(path))))
        .collect()
}

fn original(layout: &Layout) -> BTreeMap<String, String> {
    values(&fixture(&format!("family/{}.docx", layout.name)))
}

#[test]
fn every_sibling_reads_the_same_in_every_kind_of_text() {
    type Print = fn(&Layout) -> String;
    let shapes: [(&str, Print); 3] = [
        ("saved as text", Layout::text),
        ("cells as lines", Layout::cells_as_lines),
        ("rows as lines", Layout::rows_as_lines),
    ];
    let mut said = String::new();
    for layout in LAYOUTS {
        let docx = original(layout);
        for (shape, text) in shapes {
            for line in differences(&docx, &values(text(layout).as_bytes())) {
                said += &format!("{}, {shape}: {line}\n", layout.name);
            }
        }
    }
    insta::assert_snapshot!(said);
}

/// The formats that LibreOffice converts to: the ending, and the filter behind it.
const CONVERTED: [(&str, &str); 5] =
    [("doc", "doc"), ("rtf", "rtf"), ("html", "html"), ("odt", "odt"), ("xml", "xml:MS Word 2003 XML")];

/// What comes out depends on the version of LibreOffice a little; the picture is that of 7.4.
#[test]
fn every_sibling_reads_the_same_in_what_libreoffice_converts_it_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let home = format!("-env:UserInstallation=file://{}", path("profile"));
    for layout in LAYOUTS {
        std::fs::write(path(&format!("{}.docx", layout.name)), layout.docx()).unwrap();
    }
    let files: Vec<String> = LAYOUTS.iter().map(|layout| path(&format!("{}.docx", layout.name))).collect();
    let mut said = String::new();
    for (ending, filter) in CONVERTED {
        let out = path(ending);
        let arguments = [&home, "--headless", "--convert-to", filter, "--outdir", &out];
        let run = Command::new("soffice").args(arguments).args(&files).output();
        if !run.is_ok_and(|run| run.status.success()) {
            let demanded = std::env::var("SHENBAO_JUDGES").is_ok_and(|judges| judges == "all");
            assert!(!demanded, "LibreOffice is not there");
            eprintln!("skipped: LibreOffice is not there");
            return;
        }
        for layout in LAYOUTS {
            let bytes = std::fs::read(Path::new(&out).join(format!("{}.{ending}", layout.name))).unwrap();
            for line in differences(&original(layout), &values(&bytes)) {
                said += &format!("{}.{ending}: {line}\n", layout.name);
            }
        }
    }
    insta::assert_snapshot!(said);
}
