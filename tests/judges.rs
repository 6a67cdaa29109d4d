//! What others make of the documents we write: LibreOffice, python-docx, and the schemas of ISO 29500.
//!
//! A judge that is not on the machine is skipped with a notice, unless `SHENBAO_JUDGES=all` demands them all.

use std::path::{Path, PathBuf};
use std::process::Command;

use shenbao::{Declaration, FillOptions, Template};

use crate::support::data::sample;

/// Documents that we write, by name.
fn written() -> Vec<(&'static str, Vec<u8>)> {
    let blank = Template::blank().unwrap();
    let fill = |years: &[u16]| {
        let declarations: Vec<Declaration> = years.iter().map(|year| sample(*year)).collect();
        blank.fill_all(&declarations, FillOptions::default()).unwrap().bytes
    };
    vec![
        ("blank", shenbao::fill::blank::BLANK_FORM.to_vec()),
        ("one", fill(&[2026])),
        ("three", fill(&[2024, 2025, 2026])),
    ]
}

/// The texts that a filled form must show.
fn shown() -> Vec<String> {
    let declaration = sample(2026);
    let mut texts = vec![
        declaration.unit.clone().unwrap(),
        declaration.project.name.clone().unwrap(),
        "1,250.50".to_owned(),
        "其中县道45公里。".to_owned(),
        "2.群众满意。".to_owned(),
        "延续项目☑".to_owned(),
        "新增项目□".to_owned(),
        "同意。".to_owned(),
    ];
    texts.extend(declaration.indicators.iter().flat_map(|row| [row.name.clone(), row.target.text.clone()]));
    texts
}

/// Writes the documents into a folder of their own.
fn folder() -> (tempfile::TempDir, Vec<(&'static str, PathBuf)>) {
    let folder = tempfile::tempdir().unwrap();
    let files = written()
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(format!("{name}.docx"));
            std::fs::write(&path, bytes).unwrap();
            (name, path)
        })
        .collect();
    (folder, files)
}

/// Runs a program; `None` when it is not on the machine and need not be.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.success() => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(output) => panic!("{program}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => absent(program),
    }
}

fn absent<T>(judge: &str) -> Option<T> {
    let demanded = std::env::var("SHENBAO_JUDGES").is_ok_and(|value| value == "all");
    assert!(!demanded, "{judge} is demanded, but not on this machine");
    eprintln!("skipped: {judge} is not on this machine");
    None
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

#[test]
fn libreoffice_shows_every_value_on_pages_of_paper() {
    let (folder, files) = folder();
    let home = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let out = folder.path().to_str().unwrap();
    for (name, path) in &files {
        let arguments = [&home, "--headless", "--convert-to", "pdf", "--outdir", out, path.to_str().unwrap()];
        if run("soffice", &arguments).is_none() {
            return;
        }
        let pdf = path.with_extension("pdf");
        let Some(text) = run("pdftotext", &["-raw", pdf.to_str().unwrap(), "-"]) else { return };
        let pages = text.matches('\u{C}').count();
        let text = squeezed(&text);
        match *name {
            "blank" => assert_eq!(pages, 2, "the blank form has two pages"),
            "one" => assert!((2..=3).contains(&pages), "{pages} pages"),
            _ => assert_eq!(text.matches("专项资金预算绩效目标申报表").count(), 3, "three declarations"),
        }
        if *name != "blank" {
            for value in shown() {
                assert!(text.contains(&squeezed(&value)), "{name}: {value} is not on the page");
            }
        }
    }
}

#[test]
fn python_docx_reads_the_same_cells() {
    const SCRIPT: &str = "
import sys, docx
seen = []
def walk(parent):
    for table in parent.tables:
        for row in table._tbl.tr_lst:
            for tc in row.tc_lst:
                seen.append(docx.table._Cell(tc, table).text)
document = docx.Document(sys.argv[1])
seen.extend(p.text for p in document.paragraphs)
walk(document)
sys.stdout.buffer.write('\\n'.join(seen).encode())
";
    let available =
        Command::new("python3").args(["-c", "import docx"]).output().is_ok_and(|out| out.status.success());
    if !available {
        let _: Option<()> = absent("python-docx");
        return;
    }
    let (_folder, files) = folder();
    for (name, path) in &files {
        let Some(text) = run("python3", &["-c", SCRIPT, path.to_str().unwrap()]) else { return };
        if *name != "blank" {
            let text = squeezed(&text);
            for value in shown() {
                assert!(text.contains(&squeezed(&value)), "{name}: python-docx does not see {value}");
            }
        }
    }
}

#[test]
fn the_schemas_of_iso_29500_find_no_error() {
    let validator = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/validate_docx.py");
    if !validator.exists() {
        eprintln!("skipped: the schema validator is not here");
        return;
    }
    let available =
        Command::new("python3").args(["-c", "import lxml"]).output().is_ok_and(|out| out.status.success());
    if !available {
        let _: Option<()> = absent("lxml");
        return;
    }
    let (_folder, files) = folder();
    for (_, path) in &files {
        run("python3", &[validator.to_str().unwrap(), path.to_str().unwrap()]);
    }
}
