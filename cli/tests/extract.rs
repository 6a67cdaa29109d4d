use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::documents::{self, LEDGER_FORM};
use crate::runner::{Runner, command};

/// Two good files, and every kind of file that is not.
fn mixed() -> Runner {
    let runner = Runner::new();
    let good = documents::filled("农村公路养护经费");
    runner
        .write("in/a.docx", &good)
        .write("in/b-cut.docx", good.get(..good.len() / 2).unwrap())
        .write("in/c-empty.docx", b"")
        .write("in/d-xml.docx", documents::package("<w:document><w:body><w:p></w:body>"))
        .write("in/e.DOC", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0")
        .write("in/f-other.docx", documents::docx(&documents::paragraph("会议通知")))
        .write("in/sub/g.docx", documents::filled("桥梁检测经费"))
        .write("in/~$a.docx", b"lock")
        .write("in/notes.pdf", b"%PDF-1.7");
    runner
}

#[test]
fn a_declaration_is_a_line() {
    let runner = Runner::new();
    runner.write("a.docx", documents::filled("农村公路养护经费"));
    insta::assert_snapshot!("extract_one_zh", runner.run("--lang zh extract a.docx"));
    insta::assert_snapshot!("extract_one_en", runner.run("extract --lang en a.docx"));
    let from_file = runner.output("extract a.docx --lang zh", b"").stdout;
    let from_stdin = runner.output("extract - --lang zh", &runner.read("a.docx")).stdout;
    let from_file = String::from_utf8(from_file).unwrap();
    assert_eq!(String::from_utf8(from_stdin).unwrap(), from_file.replacen("a.docx", "-", 1));
}

#[test]
fn a_broken_file_costs_only_itself() {
    let runner = mixed();
    let names = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|line| line["source"]["path"].as_str().unwrap().replace('\\', "/"))
            .collect()
    };
    let output = runner.output("extract in --lang zh", b"");
    assert_eq!(names(&String::from_utf8(output.stdout).unwrap()), ["in/a.docx", "in/sub/g.docx"]);
    assert_eq!(output.status.code(), Some(1));
    let said = runner.run("--lang zh extract in -o all.jsonl");
    insta::assert_snapshot!("extract_mixed_zh", said.replace('\\', "/"));
    insta::assert_snapshot!(
        "extract_mixed_en",
        runner.run("--lang en extract in -o all.json").replace('\\', "/")
    );
    assert_eq!(names(&runner.text("all.jsonl")), ["in/a.docx", "in/sub/g.docx"]);
    let all: serde_json::Value = serde_json::from_slice(&runner.read("all.json")).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(runner.list("."), ["all.json", "all.jsonl", "in"]);
}

#[test]
fn the_order_is_that_of_the_inputs_whatever_the_jobs() {
    let runner = Runner::new();
    for number in 0..40 {
        runner.write(&format!("in/{number:02}.docx"), documents::filled(&format!("项目{number}")));
    }
    let one = runner.output("extract in --jobs 1 --lang en", b"").stdout;
    let four = runner.output("extract in --jobs 4 --lang en", b"").stdout;
    assert_eq!(String::from_utf8(one.clone()).unwrap().lines().count(), 40);
    assert_eq!(one, four);
}

#[test]
fn nothing_is_written_when_nothing_was_read() {
    let runner = mixed();
    insta::assert_snapshot!(
        "extract_nothing",
        [
            runner.run("--lang zh extract in/c-empty.docx in/f-other.docx -o out.csv"),
            runner.run("--lang zh extract missing.docx"),
            runner.run("--lang en extract missing.docx"),
            runner.run("--lang zh extract in/notes.pdf"),
            runner.write("none/readme.md", "").run("--lang en extract none"),
        ]
        .join("\n")
    );
    assert_eq!(runner.list("."), ["in", "none"]);
}

#[test]
fn an_output_is_not_replaced_unasked() {
    let runner = mixed();
    runner.write("out.json", "mine");
    insta::assert_snapshot!(
        "extract_output",
        [
            runner.run("--lang zh extract in/a.docx -o out.json"),
            runner.run("--lang en extract in/a.docx -o out.xls"),
            runner.run("--lang zh extract in/a.docx -o no/out.json"),
            runner.run("--lang zh extract in/a.docx -o in --format json --force"),
        ]
        .join("\n")
    );
    assert_eq!(runner.text("out.json"), "mine");
    let said = runner.run("extract in/a.docx -o out.json --force --lang en");
    assert_eq!(
        said,
        "$ shenbao extract in/a.docx -o out.json --force --lang en\n------- stderr -------\nWrote out.json\n[exit status: 0]\n"
    );
    assert!(runner.text("out.json").starts_with("[\n{\"source\""));
}

#[test]
fn a_sheet_has_a_row_for_each_declaration() {
    let runner = Runner::new();
    runner.write("a.docx", documents::filled("=1+1")).write("b.docx", documents::filled("农村公路养护经费"));
    runner.run("extract a.docx b.docx -o out.csv --lang zh");
    let sheet = runner.text("out.csv");
    let sheet = sheet.strip_prefix('\u{FEFF}').unwrap();
    assert_eq!(sheet.matches("\r\n").count(), 3);
    insta::assert_snapshot!("extract_sheet", sheet.replace("\r\n", "\n"));
}

#[test]
fn another_form_gives_its_own_keys() {
    let runner = Runner::new();
    runner.write("ledger.toml", LEDGER_FORM).write("a.docx", documents::ledger("县道一线", "35000"));
    runner.write("broken.toml", "name = \"x\"\n[[field]]\nkey = 3\n");
    insta::assert_snapshot!(
        "extract_form",
        [
            runner.run("--lang zh extract a.docx --form ledger.toml"),
            runner.run("--lang zh extract a.docx --form ledger.toml --format csv").replace('\r', ""),
            runner.run("--lang zh extract a.docx --form broken.toml"),
            runner.run("--lang en extract a.docx --form missing.toml"),
        ]
        .join("\n")
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let runner = Runner::new();
    for number in 0..60 {
        runner.write(&format!("in/{number}.docx"), documents::filled(&"长".repeat(2000)));
    }
    let mut child = command(&runner.path("."))
        .args(["extract", "in", "--lang", "en"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_list_is_answered_name_by_name() {
    let runner = mixed();
    let mut child = command(&runner.path("."))
        .args(["extract", "--files-from", "-", "--errors-as-lines", "--lang", "en", "--jobs", "3"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ask = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = String::new();
    // The next name is given when the answer to the last is there.
    for name in ["in/a.docx", "in/c-empty.docx", "in", "-", "in/sub/g.docx\r"] {
        ask.write_all(format!("{name}\n").as_bytes()).unwrap();
        let line: serde_json::Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        let (path, code) = (line["source"]["path"].as_str().unwrap(), line["error"]["code"].as_str());
        said.push_str(&format!("{path} {}\n", code.unwrap_or("read")));
    }
    drop(ask);
    assert!(answers.next().is_none());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    assert_eq!(
        said,
        "in/a.docx read\nin/c-empty.docx empty\nin cannot_read\n- cannot_read\nin/sub/g.docx read\n"
    );
}

#[test]
fn a_list_of_names_with_nul_holds_any_name() {
    let runner = Runner::new();
    runner
        .write("a\nb.docx", documents::filled("农村公路养护经费"))
        .write("list", "a\nb.docx\0missing.docx\0");
    let said = runner.run("extract --files-from list --null --lang en -o all.jsonl");
    insta::assert_snapshot!("extract_list", said);
    assert!(runner.text("all.jsonl").starts_with(r#"{"source":{"path":"a\nb.docx""#));
    insta::assert_snapshot!(
        "extract_list_refused",
        [
            runner.run("--lang zh extract --files-from list --errors-as-lines --format csv"),
            runner.run("--lang en extract --files-from none"),
            runner.run("--lang en extract --files-from list a.docx"),
        ]
        .join("\n")
    );
}

#[cfg(unix)]
#[test]
fn what_is_interrupted_leaves_no_file() {
    let runner = Runner::new();
    let mut child = command(&runner.path("."))
        .args(["extract", "--files-from", "-", "-o", "out.jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Waiting for it would close its input, and it would end by itself.
    let _input = child.stdin.take();
    // Its output has no name yet, and it waits for what to read.
    while !runner.list(".").iter().any(|name| name.ends_with(".tmp")) {
        sleep(Duration::from_millis(2));
    }
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(runner.list("."), Vec::<String>::new());
}
