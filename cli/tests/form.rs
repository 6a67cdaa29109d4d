use std::path::Path;

use crate::runner::Runner;

/// A file under `fixtures/own`.
fn own(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/own");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn a_blank_form_teaches_the_program() {
    let runner = Runner::new();
    runner.write("设备.docx", own("equipment.docx"));
    let data = r#"{"applicant": "周明远", "type": "other", "items": [
        {"name": "离心机", "quantity": "2台", "unit_price": "9600"}, {"name": "天平", "unit_price": "1200"}]}"#;
    runner.write("data.json", data);
    let said = [
        runner.run("--lang zh form new 设备.docx -o 设备.toml"),
        runner.run("--lang zh form new 设备.docx -o 设备.toml"),
        runner.run("--lang zh fill data.json --template 设备.docx --form 设备.toml -o 填好.docx"),
        runner.run("--lang zh extract 填好.docx --form 设备.toml"),
        runner.run("--lang zh check 填好.docx --form 设备.toml"),
        runner.run("--lang zh inspect 填好.docx --form 设备.toml"),
    ];
    insta::assert_snapshot!("form_new", said.join("\n"));
    let printed = runner.output("form new -", &own("equipment.docx")).stdout;
    assert!(printed == runner.read("设备.toml"));
}

#[test]
fn what_is_no_document_teaches_nothing() {
    let runner = Runner::new();
    runner.write("a.pdf", "%PDF-1.7\n");
    let said = [runner.run("--lang zh form new a.pdf"), runner.run("--lang en form new missing.docx")];
    insta::assert_snapshot!("form_refused", said.join("\n"));
}

#[test]
fn a_vocabulary_makes_a_blank_form() {
    let runner = Runner::new();
    runner.write("设备.toml", own("equipment.toml"));
    runner.write("data.json", r#"{"applicant": "周明远", "category": "testing", "reason": "更新设备"}"#);
    let said = [
        runner.run("--lang zh blank --form 设备.toml"),
        runner.run("--lang zh blank --form 设备.toml"),
        runner.run("--lang zh fill data.json -t 设备购置申请表.docx --form 设备.toml -o 填好.docx"),
        runner.run("--lang zh inspect 填好.docx --form 设备.toml"),
    ];
    insta::assert_snapshot!("form_blank", said.join("\n"));
}
