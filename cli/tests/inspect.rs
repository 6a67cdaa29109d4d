use crate::documents::{self, LEDGER_FORM, docx, paragraph, table};
use crate::runner::Runner;

#[test]
fn a_form_is_drawn_with_what_was_found_in_it() {
    let runner = Runner::new();
    runner.write("a.docx", documents::filled("农村公路养护经费"));
    insta::assert_snapshot!("inspect_zh", runner.run("--lang zh inspect a.docx"));
    insta::assert_snapshot!("inspect_en", runner.run("--lang en inspect a.docx"));
    insta::assert_snapshot!("inspect_json", runner.run("--lang zh inspect --json a.docx"));
}

#[test]
fn the_blank_form_says_where_values_go() {
    let runner = Runner::new();
    let blank = shenbao::fill::blank::BLANK_FORM;
    insta::assert_snapshot!("inspect_blank", runner.run_with("--lang zh inspect -", blank));
    let json = runner.output("--lang zh inspect - --json", blank).stdout;
    let json = String::from_utf8(json).unwrap();
    assert!(json.contains("\"field\":\"indicators[].target\""));
    assert!(json.contains("\"field\":\"opinions[1]\""));
}

#[test]
fn tables_in_tables_are_shown() {
    let runner = Runner::new();
    let inner = table(&[&["里", "层"]]);
    let outer = table(&[&["外", "CELL"], &["^上<", "右"], &["^<"]])
        .replace(&paragraph("CELL"), &(paragraph("前") + &inner + &inner + &paragraph("后")));
    runner.write("a.docx", docx(&(paragraph("开头\u{1b}[31m").replace('\u{1b}', "&#x202e;") + &outer)));
    let said = [runner.run("--lang zh inspect a.docx"), runner.run("--lang zh inspect a.docx --json")];
    insta::assert_snapshot!("inspect_nested", said.join("\n"));
}

#[test]
fn deep_nesting_is_no_danger() {
    let runner = Runner::new();
    let depth = 40;
    let open = "<w:tbl><w:tr><w:tc>".repeat(depth);
    let close = "<w:p/></w:tc></w:tr></w:tbl>".repeat(depth);
    runner.write("a.docx", docx(&format!("{open}{close}")));
    let drawn = String::from_utf8(runner.output("--lang en inspect a.docx", b"").stdout).unwrap();
    assert!(drawn.contains("table 40: 1 rows, 1 columns (in table 39, row 1, column 1)"));
    let json = String::from_utf8(runner.output("inspect --json a.docx", b"").stdout).unwrap();
    assert_eq!(json.matches("\"tables\":[").count(), depth - 1);
    assert_eq!(json.matches('[').count(), json.matches(']').count());
    assert_eq!(json.matches('{').count(), json.matches('}').count());
}

#[test]
fn a_table_too_wide_to_be_drawn_is_listed() {
    let runner = Runner::new();
    let wide: Vec<String> = (0..60).map(|number| format!("格{number}")).collect();
    let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
    runner.write("a.docx", docx(&table(&[&wide])));
    let said = runner.run("--lang zh inspect a.docx");
    assert!(said.contains("  表1 第1行 第60列  格59\n"), "{said}");
}

#[test]
fn what_is_no_declaration_is_shown_all_the_same() {
    let runner = Runner::new();
    runner.write("a.docx", documents::ledger("县道一线", "35000")).write("ledger.toml", LEDGER_FORM);
    let said = [
        runner.run("--lang zh inspect a.docx"),
        runner.run("--lang zh inspect a.docx --form ledger.toml"),
        runner.run("--lang zh inspect ledger.docx"),
    ];
    insta::assert_snapshot!("inspect_other", said.join("\n"));
}
