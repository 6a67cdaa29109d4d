use serde_json::{Value, json};

use crate::documents::{self, LEDGER_FORM, docx, paragraph, table};
use crate::runner::Runner;

fn declaration(name: &str) -> Value {
    json!({
        "year": 2026, "unit": "清溪县交通运输局", "unit_head": "周明远",
        "project": {"name": name, "attribute": "continuing", "contact": "李青 13800000000"},
        "funding": {"total": 12.50, "local": "12.5"},
        "annual_goals": ["养护农村公路17公里"],
        "indicators": [{"level1": "产出指标", "level2": "数量指标", "name": "养护里程", "target": "≥17公里"}],
    })
}

/// What a document says of some keys, one line for each declaration.
fn told(runner: &Runner, path: &str) -> Vec<String> {
    let output = runner.output(&format!("extract {path} --lang en"), b"").stdout;
    let lines = String::from_utf8(output).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["declaration"].take())
        .map(|read| {
            let [name, total] = [&read["project"]["name"], &read["funding"]["total"]["value"]];
            format!("{name} {total} {}", read["indicators"][0]["target"]["text"])
        })
        .collect()
}

#[test]
fn one_file_holds_all_declarations() {
    let runner = Runner::new();
    let data = json!([declaration("农村公路养护经费"), declaration("桥梁检测经费")]);
    runner.write("data.json", format!("{data:#}"));
    let said = runner.run("--lang zh fill data.json -o out.docx");
    assert_eq!(
        said,
        "$ shenbao --lang zh fill data.json -o out.docx\n------- stderr -------\n已写出 out.docx\n[exit status: 0]\n"
    );
    let expected = ["\"农村公路养护经费\" 12.5 \"≥17公里\"", "\"桥梁检测经费\" 12.5 \"≥17公里\""];
    assert_eq!(told(&runner, "out.docx"), expected);
    assert!(runner.output("fill data.json -o -", b"").stdout == runner.read("out.docx"));
    assert_eq!(runner.list("."), ["data.json", "out.docx"]);
}

#[test]
fn a_document_is_not_named_what_it_is_not() {
    let runner = Runner::new();
    runner.write("data.json", declaration("农村公路养护经费").to_string());
    let said = runner.run("--lang en fill data.json -o out.docm");
    assert!(said.contains("error[output_ending]: out.docm: the template makes a .docx"), "{said}");
    assert!(said.ends_with("[exit status: 2]\n"), "{said}");
    assert!(runner.run("--lang en fill data.json -o OUT.DOCX").contains("Wrote OUT.DOCX"));
    assert_eq!(runner.list("."), ["OUT.DOCX", "data.json"]);
}

#[test]
fn fast_documents_say_the_same() {
    let runner = Runner::new();
    runner.write("data.json", declaration("农村公路养护经费").to_string());
    runner.run("fill data.json -o small.docx");
    runner.run("fill data.json --fast -o fast.docx");
    assert_eq!(told(&runner, "fast.docx"), told(&runner, "small.docx"));
    assert!(runner.read("fast.docx") != runner.read("small.docx"));
}

#[test]
fn what_extract_prints_is_data() {
    let runner = Runner::new();
    runner.write("a.json", declaration("农村公路养护经费").to_string());
    runner.run("fill a.json -o a.docx --lang en");
    let lines = runner.output("extract a.docx a.docx --lang en", b"").stdout;
    runner.output("fill - -d out --name {index} --lang en", &lines);
    assert_eq!(runner.list("out"), ["1.docx", "2.docx"]);
    assert_eq!(told(&runner, "out"), [told(&runner, "a.docx"), told(&runner, "a.docx")].concat());
    // Filling in what the form says changes no byte of it.
    let same = runner.output("fill - -t a.docx -o - --lang en", lines.split(|&b| b == b'\n').next().unwrap());
    assert!(same.stdout == runner.read("a.docx"));
}

#[test]
fn each_declaration_has_its_own_file() {
    let runner = Runner::new();
    let lines = [declaration("公路/桥梁"), declaration("公路:桥梁"), json!({"project": {"name": ""}})];
    let lines = lines.map(|line| line.to_string()).join("\n");
    let said = [
        runner.run_with("--lang zh fill - -d out", lines.as_bytes()),
        runner.run_with("--lang zh fill - -d out", lines.as_bytes()),
        runner.run_with("--lang en fill - -d out --force --name {project.name}", lines.as_bytes()),
        runner.run_with("--lang zh fill - -d out --name {name}", lines.as_bytes()),
        runner.run_with("--lang en fill - -d out --name a/{year}", lines.as_bytes()),
    ];
    insta::assert_snapshot!("fill_many", said.join("\n").replace('\\', "/"));
    insta::assert_debug_snapshot!("fill_many_files", runner.list("out"));
}

#[test]
fn a_refusal_tells_everything_and_leaves_nothing() {
    let runner = Runner::new();
    runner.write("form.docx", documents::filled("农村公路养护经费"));
    let wrong = [declaration("农村公路养护经费"), declaration("桥梁检测经费")].map(|mut declaration| {
        declaration["measures"] = "巡查".into();
        declaration["wieght"] = 3.into();
        declaration.to_string()
    });
    let one = wrong[0].as_bytes();
    let both = wrong.join("\n");
    let said = [
        runner.run_with("--lang zh fill - -t form.docx -o out.docx", one),
        runner.run_with("--lang en fill - -t form.docx -o out.docx", both.as_bytes()),
        runner.run_with("--lang zh fill - -t form.docx -d out", both.as_bytes()),
        runner.run_with("--lang zh fill - -t form.docx -o ok.docx --overwrite-values --allow-unplaced", one),
    ];
    insta::assert_snapshot!("fill_refused", said.join("\n"));
    assert_eq!(runner.list("."), ["form.docx", "ok.docx"]);
}

#[test]
fn broken_data_is_told_with_its_place() {
    let runner = Runner::new();
    let said: Vec<String> = [
        "{\"year\": 2026}\n{\"year\": 2026,}",
        "[{\"year\": 2026},\n {\"year\" 2026}]",
        "[1]",
        "",
        "{\"year\": \"丙午\", \"funding\": {\"total\": true}}",
        "{\"year\": 2026}\n{\"indicators\": 3}",
    ]
    .iter()
    .flat_map(|data| {
        ["zh", "en"]
            .map(|lang| runner.run_with(&format!("--lang {lang} fill - -o out.docx"), data.as_bytes()))
    })
    .collect();
    insta::assert_snapshot!("fill_broken_data", said.join("\n"));
    assert!(runner.list(".").is_empty());
}

#[test]
fn a_template_must_be_a_form() {
    let runner = Runner::new();
    runner.write("data.json", declaration("农村公路养护经费").to_string());
    runner.write("letter.docx", docx(&paragraph("会议通知"))).write("form.txt", "专项名称\t\n");
    let said = [
        runner.run("--lang zh fill data.json -t letter.docx -o out.docx"),
        runner.run("--lang en fill data.json -t form.txt -o out.docx"),
        runner.run("--lang en fill data.json -t missing.docx -o out.docx"),
        runner.run("--lang zh fill missing.json -o out.docx"),
    ];
    insta::assert_snapshot!("fill_template", said.join("\n"));
}

#[test]
fn another_form_is_filled_by_its_own_keys() {
    let runner = Runner::new();
    runner.write("ledger.toml", LEDGER_FORM).write("blank.docx", documents::ledger("", ""));
    let data = json!({"road": {"name": "县道一线"}, "cost": {"value": 3.5}, "works": [{"item": "疏通边沟", "amount": "≥3公里"}]});
    let said = runner
        .run_with("--lang zh fill - -t blank.docx --form ledger.toml -o a.docx", data.to_string().as_bytes());
    insta::assert_snapshot!("fill_form", said + &runner.run("--lang zh extract a.docx --form ledger.toml"));
}

#[test]
fn a_table_without_the_labels_takes_nothing() {
    let runner = Runner::new();
    runner.write("t.docx", docx(&table(&[&["专项名称", ""]])));
    let data = declaration("农村公路养护经费").to_string();
    insta::assert_snapshot!(
        "fill_unplaced",
        [
            runner.run_with("--lang zh fill - -t t.docx -o out.docx", data.as_bytes()),
            runner.run_with("--lang zh fill - -t t.docx -o out.docx --allow-unplaced", data.as_bytes()),
        ]
        .join("\n")
    );
}
