//! Binary documents that are not part of the project: see [`shared`](crate::shared).

use std::collections::BTreeMap;

use serde_json::Value;
use shenbao::document::Document;

use crate::shared::{Shape, expected_cell, first_difference, json, number, ours, shared};

/// LibreOffice, which made the .doc of the .docx, joined two tables that nothing stands between, and updated a date.
#[test]
fn a_document_of_many_features_reads_as_its_docx_does() {
    let (Some(binary), Some(packed)) = (shared("samples/features.doc"), shared("samples/features.docx"))
    else {
        return;
    };
    let cells = |path: &std::path::Path| -> Vec<String> {
        let document = Document::read(&std::fs::read(path).unwrap()).unwrap();
        let texts = |(number, table): (usize, &shenbao::document::Table)| {
            table
                .cells
                .iter()
                .map(|cell| document.cell_text(number, cell).trim().to_owned())
                .collect::<Vec<_>>()
        };
        let mut cells: Vec<String> = document.tables.iter().enumerate().flat_map(texts).collect();
        cells.sort();
        cells
    };
    let (mut binary, mut packed) = (cells(&binary), cells(&packed));
    let common: Vec<String> = binary.iter().filter(|cell| packed.contains(cell)).cloned().collect();
    binary.retain(|cell| !common.contains(cell));
    packed.retain(|cell| !common.contains(cell));
    let date = |cells: &[String]| cells.len() == 1 && cells[0].contains("域链接尾");
    assert!(date(&binary) && date(&packed), "{binary:?} {packed:?}");
}

/// Why some files differ from readings that agree with one another.
const EXPLAINED: &[(&str, &str)] = &[
    ("Bug46220.doc", "the result of a page number as the file has it, which LibreOffice computes anew"),
    ("Bug50936_3.doc", "the same"),
    ("ProblemExtracting.doc", "edges less than 15 twips apart are one column here"),
];

#[test]
fn the_binary_documents_of_the_corpus_have_the_right_cells() {
    let (Some(folder), Some(_)) = (shared("corpus/oracle-doc"), shared("corpus/doc")) else { return };
    let corpus = folder.parent().unwrap().to_owned();
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let (mut equal, mut empty) = (0, 0);
    let (mut explained, mut doubtful, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    let mut refused: BTreeMap<&str, u32> = BTreeMap::new();
    for name in names {
        let oracle = json(&name);
        let path = oracle["path"].as_str().unwrap();
        if !path.starts_with("doc/") {
            continue;
        }
        let document = match Document::read(&std::fs::read(corpus.join(path)).unwrap()) {
            Ok(document) => document,
            Err(error) => {
                *refused.entry(error.code()).or_default() += 1;
                continue;
            }
        };
        let tables = oracle["libreoffice"]["tables"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut expected: Vec<Shape> = tables.iter().map(shape).collect();
        let mut found = ours(&document);
        for tables in [&mut expected, &mut found] {
            // A table is as wide as its cells say; some of LibreOffice's say less than the grid that it declares.
            tables.iter_mut().for_each(|table| {
                table.cells.sort();
                table.size.1 = 0;
            });
            tables.sort();
        }
        if found == expected {
            *(if found.is_empty() { &mut empty } else { &mut equal }) += 1;
            continue;
        }
        let difference = format!("{path}: {}", first_difference(&found, &expected));
        let agreed = oracle["consistency"]["lo_vs_poi"] == "rows, cells and text equal";
        match EXPLAINED.iter().find(|(file, _)| path.ends_with(file)) {
            Some((_, why)) => explained.push(format!("{path}: {why}")),
            None if agreed => wrong.push(difference),
            None => doubtful.push(difference),
        }
    }
    eprintln!("{equal} documents equal, {empty} without tables, refused: {refused:?}");
    for (what, lines) in [("explained", &explained), ("others disagree as well", &doubtful)] {
        lines.iter().for_each(|line| eprintln!("  {what}: {line}"));
    }
    assert_eq!(wrong, [] as [String; 0]);
}

fn shape(table: &Value) -> Shape {
    let cells = table["cells"].as_array().unwrap().iter().map(expected_cell);
    Shape { size: (number(&table["n_rows"]), 0), cells: cells.collect() }
}
