//! What others make of the documents we write: LibreOffice, python-docx, and the schemas of ISO 29500.
//!
//! A judge that is not on the machine is skipped with a notice, unless `SHENBAO_JUDGES=all` demands them all.

use std::path::{Path, PathBuf};
use std::process::Command;

use shenbao::{Compression, Declaration, FillOptions, Form, Template};

use crate::support::blanks;
use crate::support::data::sample;

/// Documents that we write, by name.
fn written() -> Vec<(&'static str, Vec<u8>)> {
    let blank = Template::blank().unwrap();
    let fill = |years: &[u16]| {
        let declarations: Vec<Declaration> = years.iter().map(|year| sample(*year)).collect();
        blank.fill_all(&declarations, FillOptions::default()).unwrap().bytes
    };
    let fast = FillOptions::default().compression(Compression::Fast);
    let fast = blank.fill(&sample(2026), fast).unwrap().bytes;
    vec![
        ("blank", shenbao::fill::blank::BLANK_FORM.to_vec()),
        ("one", fill(&[2026])),
        ("three", fill(&[2024, 2025, 2026])),
        ("fast", fast),
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
            "one" | "fast" => assert!((2..=3).contains(&pages), "{pages} pages"),
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
fn python_and_unzip_find_every_archive_sound() {
    const SCRIPT: &str = "
import sys, zipfile
one, fast = (zipfile.ZipFile(path) for path in sys.argv[1:])
assert one.testzip() is None and fast.testzip() is None
assert one.namelist() == fast.namelist()
assert all(one.read(name) == fast.read(name) for name in one.namelist())
";
    let (_folder, files) = folder();
    let path = |wanted: &str| {
        let (_, path) = files.iter().find(|(name, _)| *name == wanted).unwrap();
        path.to_str().unwrap()
    };
    run("python3", &["-c", SCRIPT, path("one"), path("fast")]);
    for (_, path) in &files {
        run("unzip", &["-tqq", path.to_str().unwrap()]);
    }
}

/// The schema validator, when it and what it needs are on the machine.
fn validator() -> Option<String> {
    let above = ["..", "../.."].map(|above| Path::new(env!("CARGO_MANIFEST_DIR")).join(above));
    let validator = above.map(|above| above.join("shared/tools/validate_docx.py"));
    let Some(validator) = validator.into_iter().find(|path| path.exists()) else {
        eprintln!("skipped: the schema validator is not here");
        return None;
    };
    let available =
        Command::new("python3").args(["-c", "import lxml"]).output().is_ok_and(|out| out.status.success());
    if !available {
        return absent("lxml");
    }
    validator.to_str().map(str::to_owned)
}

#[test]
fn the_schemas_of_iso_29500_find_no_error() {
    let Some(validator) = validator() else { return };
    let (_folder, files) = folder();
    for (_, path) in &files {
        run("python3", &[validator.as_str(), path.to_str().unwrap()]);
    }
}

/// The blank forms of others and what becomes of them, side by side in a folder.
fn others() -> (tempfile::TempDir, Vec<(&'static str, PathBuf, PathBuf)>) {
    let folder = tempfile::tempdir().unwrap();
    let files = blanks::all()
        .into_iter()
        .map(|blank| {
            let template = Template::open(Form::declaration(), &blank.bytes).unwrap();
            let mut data = serde_json::to_value(sample(2026)).unwrap();
            blank.lacks.iter().for_each(|key| drop(data.as_object_mut().unwrap().remove(*key)));
            let filled = template.fill(&data, FillOptions::default()).unwrap().bytes;
            let name = blank.name.replace(' ', "-");
            let path = |kind: &str| folder.path().join(format!("{name}.{kind}.docx"));
            std::fs::write(path("blank"), blank.bytes).unwrap();
            std::fs::write(path("filled"), filled).unwrap();
            (blank.name, path("blank"), path("filled"))
        })
        .collect();
    (folder, files)
}

#[test]
fn filling_the_forms_of_others_makes_no_new_schema_error() {
    let Some(validator) = validator() else { return };
    let (_folder, files) = others();
    for (_, blank, filled) in &files {
        let arguments = [validator.as_str(), "--baseline", blank.to_str().unwrap(), filled.to_str().unwrap()];
        run("python3", &arguments);
    }
}

#[test]
fn python_docx_and_libreoffice_open_the_forms_of_others() {
    let (folder, files) = others();
    let keep = std::env::var_os("SHENBAO_PICTURES").map(PathBuf::from);
    let home = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let out = keep.as_deref().unwrap_or(folder.path()).to_str().unwrap().to_owned();
    let mut arguments = vec![home.as_str(), "--headless", "--convert-to", "pdf", "--outdir", &out];
    arguments.extend(files.iter().map(|(_, _, filled)| filled.to_str().unwrap()));
    if run("soffice", &arguments).is_some() {
        for (name, _, filled) in &files {
            let pdf = Path::new(&out).join(filled.with_extension("pdf").file_name().unwrap());
            let Some(text) = run("pdftotext", &["-raw", pdf.to_str().unwrap(), "-"]) else { return };
            let text = squeezed(&text);
            for value in ["清溪县交通运输局", "沈如意13800000000", "其中县道45公里。", "2.群众满意。"]
            {
                assert!(text.contains(value), "{name}: {value} is not on the page");
            }
            assert_eq!(text.contains("清溪县财政局制"), ["funds in rows", "Strict", "UTF-16"].contains(name));
        }
    }
    let count = "import sys, docx\nfor path in sys.argv[1:]: docx.Document(path).paragraphs";
    let mut arguments = vec!["-c", count];
    arguments.extend(
        files.iter().filter(|file| file.0 != "Strict").map(|(_, _, filled)| filled.to_str().unwrap()),
    );
    if Command::new("python3").args(["-c", "import docx"]).output().is_ok_and(|out| out.status.success()) {
        run("python3", &arguments);
    }
}
