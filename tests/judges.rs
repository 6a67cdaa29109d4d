//! What others make of the documents we write: LibreOffice, python-docx, and the schemas of ISO 29500.
//!
//! A judge that is not on the machine is skipped with a notice, unless `SHENBAO_JUDGES=all` demands them all.

use std::path::{Path, PathBuf};
use std::process::Command;

use shenbao::value::{Amount, Contact, Period, Target};
use shenbao::{Attribute, Declaration, FillOptions, Indicator, Labelled, Template};

/// A declaration with everything that makes a form hard to write: a list that grows in every group and by new groups,
/// several paragraphs, markup and all kinds of blanks.
fn declaration(year: u16) -> Declaration {
    let mut declaration = Declaration::default();
    declaration.year = Some(year);
    declaration.unit = Some("清溪县交通运输局".to_owned());
    declaration.unit_head = Some("周明远".to_owned());
    declaration.project.name = Some("农村公路日常养护经费 <一期> & “二期”".to_owned());
    declaration.project.attribute = Some(Attribute::Continuing);
    declaration.project.department = Some("清溪县财政局".to_owned());
    declaration.project.period = Some(Period::parse(&format!("{year}年1月-{year}年12月")).0);
    declaration.project.head = Some("沈如意".to_owned());
    declaration.project.contact = Some(Contact::parse("沈如意13800000000"));
    declaration.project.overview = Some("养护县道乡道共120公里。\n其中县道45公里。".to_owned());
    declaration.project.basis = Some("《清溪县农村公路养护管理办法》".to_owned());
    let amount = |text: &str| Some(Amount::parse(text, shenbao::value::AmountUnit::WanYuan).0);
    declaration.funding.total = amount("1,250.50");
    declaration.funding.central = amount("0");
    declaration.funding.provincial = amount("500.50");
    declaration.funding.municipal = amount("250");
    declaration.funding.local = amount("500");
    declaration.funding.other = amount("0");
    declaration.measures = Some("已有养护考核制度。".to_owned());
    declaration.long_term_goals = vec!["1.路况良好。".to_owned(), "2.群众满意。".to_owned()];
    declaration.annual_goals = vec!["完成120公里养护。".to_owned()];
    let rows = [
        ("产出指标", "数量指标", "养护里程", "≥120公里"),
        ("产出指标", "数量指标", "养护桥梁", "≥8座"),
        ("产出指标", "数量指标", "清理边沟", "≥60公里"),
        ("产出指标", "质量指标", "优良路率", "≥85%"),
        ("产出指标", "成本指标", "养护总成本", "≤1250.5万元"),
        ("产出指标", "安全指标", "责任事故", "=0起"),
        ("效益指标", "社会效益", "出行条件", "明显改善"),
        ("效益指标", "满意度指标", "沿线群众满意度", "≥90%"),
        ("效益指标", "生态效益", "绿化里程", "≥30公里"),
        ("效益指标", "生态效益", "节约用水", "≥5%"),
    ];
    declaration.indicators = rows
        .into_iter()
        .map(|(level1, level2, name, target)| {
            let mut indicator = Indicator::default();
            indicator.level1 = level1.to_owned();
            indicator.level2 = level2.to_owned();
            indicator.name = name.to_owned();
            indicator.target = Target::parse(target).0;
            indicator
        })
        .collect();
    declaration.notes = Some("无".to_owned());
    declaration.opinions = vec![
        Labelled { label: "财政部门业务股室审核意见".to_owned(), text: "同意。".to_owned() },
        Labelled { label: "财政部门监督绩效股审核意见".to_owned(), text: String::new() },
    ];
    declaration
}

/// Documents that we write, by name.
fn written() -> Vec<(&'static str, Vec<u8>)> {
    let blank = Template::blank().unwrap();
    let fill = |years: &[u16]| {
        let declarations: Vec<Declaration> = years.iter().map(|year| declaration(*year)).collect();
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
    let declaration = declaration(2026);
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
