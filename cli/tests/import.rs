use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::documents::{self, LEDGER_FORM};
use crate::forms::{self, Chance, Made};
use crate::runner::{Runner, command};

/// How many files a test reads: a few, or many where `SHENBAO_DEMANDING` is set.
fn files() -> usize {
    if env::var_os("SHENBAO_DEMANDING").is_some() { 5000 } else { 200 }
}

fn query(runner: &Runner, sql: &str) -> Vec<Vec<String>> {
    let database = Connection::open(runner.path("forms.db")).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows =
        statement.query_map([], |row| (0..columns).map(|at| Ok(shown(row.get(at)?))).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

fn shown(value: Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Everything in a database but times.
fn dump(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let database = Connection::open(path).unwrap();
    let mut tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let rows_of = |name: &str| {
        let mut statement = database.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let kept: Vec<usize> = (0..statement.column_count())
            .filter(|&at| statement.column_name(at).unwrap() != "read_at")
            .collect();
        let rows =
            statement.query_map([], |row| kept.iter().map(|&at| Ok(shown(row.get(at)?))).collect()).unwrap();
        let mut rows: Vec<Vec<String>> = rows.map(Result::unwrap).collect();
        rows.sort();
        rows
    };
    names.filter(|name| !name.starts_with("sqlite_")).map(|name| (name.clone(), rows_of(&name))).collect()
}

#[test]
fn every_file_is_in_exactly_one_state() {
    let runner = Runner::new();
    let made = forms::write(&runner.path("."), "in", files(), 7);
    let said = runner.run("import in --db forms.db --lang en");
    assert!(said.ends_with("[exit status: 1]\n"), "{said}");

    let states: BTreeMap<String, String> = query(&runner, "SELECT path, state FROM files")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let read: Vec<_> = made.iter().filter(|file| file.made != Made::LeftBehind).collect();
    for file in &read {
        let state = states.get(&file.path).map(String::as_str);
        match file.made {
            Made::Broken(_) => assert_eq!(state, Some("failed"), "{file:?}"),
            _ => assert!(matches!(state, Some("good" | "doubtful")), "{file:?} {state:?}"),
        }
    }
    assert_eq!(states.len(), read.len());
    let skipped = made.len() - read.len();
    assert_eq!(
        said.matches("left by a program").count() + said.matches("skipped").count(),
        skipped,
        "{said}"
    );
    // The same content under several names was read once.
    let names: usize = query(&runner, "SELECT names FROM copies")
        .iter()
        .map(|row| row[0].parse::<usize>().unwrap() - 1)
        .sum();
    let contents: usize = query(&runner, "SELECT count(*) FROM contents")[0][0].parse().unwrap();
    let unreadable: usize =
        query(&runner, "SELECT count(*) FROM paths WHERE content IS NULL")[0][0].parse().unwrap();
    assert_eq!(contents + names + unreadable, read.len());
    assert!(made.iter().filter(|file| file.made == Made::Copy).count() <= names);
    // What failed can be looked up with its code.
    assert!(query(&runner, "SELECT * FROM files WHERE state = 'failed' AND code IS NULL").is_empty());
}

#[test]
fn what_was_killed_ends_like_what_was_not() {
    let runner = Runner::new();
    forms::write(&runner.path("."), "in", files(), 11);
    let start = Instant::now();
    runner.run("import in --db whole.db --lang en");
    let whole = start.elapsed();
    let mut chance = Chance(3);
    for _ in 0..10 {
        let mut child = command(&runner.path("."))
            .args(["import", "in", "--db", "forms.db", "--lang", "en"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(whole.mul_f64(chance.below(1000) as f64 / 4000.0));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    runner.run("import in --db forms.db --lang en");
    let (whole, killed) = (dump(&runner.path("whole.db")), dump(&runner.path("forms.db")));
    assert_eq!(whole.keys().collect::<Vec<_>>(), killed.keys().collect::<Vec<_>>());
    for (table, rows) in &whole {
        assert!(rows == &killed[table], "{table}: {} rows and {}", rows.len(), killed[table].len());
    }
    assert!(whole["indicators"].len() > whole["declarations"].len());
}

#[test]
fn only_what_is_new_is_read() {
    let runner = Runner::new();
    runner
        .write("in/a.docx", documents::filled("农村公路养护经费"))
        .write("in/b.docx", documents::filled("桥梁检测经费"))
        .write("in/c.docx", documents::filled("桥梁检测经费"))
        .write("in/d.docx", b"");
    let mut said = vec![runner.run("--lang zh import in --db forms.db")];
    said.push(runner.run("--lang en import in --db forms.db"));
    // A file that changed replaces what it said; its copy keeps it.
    runner
        .write("in/b.docx", documents::filled("桥梁加固经费（二期）"))
        .write("in/e.docx", documents::filled("隧道照明经费"));
    said.push(runner.run("--lang en import in --db forms.db"));
    insta::assert_snapshot!("import_again", said.join("\n").replace('\\', "/"));
    let projects = "SELECT path, project FROM located ORDER BY path";
    let found: Vec<String> =
        query(&runner, projects).iter().map(|row| row.join(" ").replace('\\', "/")).collect();
    insta::assert_snapshot!("import_changed", found.join("\n"));
}

#[test]
fn archives_are_read_where_they_lie() {
    let runner = Runner::new();
    let form = documents::filled("农村公路养护经费");
    let others = |number: usize| documents::filled(&format!("桥梁检测经费{number}"));
    let inner =
        forms::archive(&[("深/b.docx".to_owned(), &others(1)), ("__MACOSX/._b.docx".to_owned(), b"x")]);
    let outer = forms::archive(&[
        ("年报\\a.docx".to_owned(), &form),
        ("里.zip".to_owned(), &inner),
        ("说明.pdf".to_owned(), b"%PDF"),
    ]);
    let mut nested = others(2);
    for depth in 0..6 {
        let name = if depth == 0 { "c.docx".to_owned() } else { format!("{depth}.zip") };
        nested = forms::archive(&[(name, &nested)]);
    }
    runner
        .write("in/outer.zip", &outer)
        .write("in/gbk.zip", forms::gbk_archive(b"\xC7\xE5\xCF\xAA.docx", &others(3)))
        .write("in/cut.zip", &outer[..outer.len() / 2])
        .write("in/locked.zip", forms::locked_archive(&form))
        .write("in/bomb.zip", forms::archive(&[("a.txt".to_owned(), &vec![b' '; 8 << 20])]))
        .write("in/deep.zip", &nested)
        // A document, whatever it is called.
        .write("in/named.zip", others(4));
    let said = runner.run("--lang zh import in --db forms.db");
    let mut text = said.replace('\\', "/");
    for row in query(&runner, "SELECT path, state, code FROM files ORDER BY path") {
        text.push_str(&row.join(" | ").replace('\\', "/"));
        text.push('\n');
    }
    insta::assert_snapshot!("import_archives", text);
    // An archive that was mended is no failure any more.
    runner.write("in/cut.zip", &outer);
    runner.run("import in --db forms.db");
    assert!(query(&runner, "SELECT path FROM files WHERE path LIKE '%cut.zip'").is_empty());
    assert_eq!(query(&runner, "SELECT count(*) FROM files WHERE path LIKE '%cut.zip!%'")[0][0], "2");
}

#[test]
fn a_database_is_refused_by_what_it_is() {
    let runner = Runner::new();
    runner.write("a.docx", documents::filled("农村公路养护经费")).write("ledger.toml", LEDGER_FORM);
    let mut said = vec![runner.run("--lang zh import none --db forms.db")];
    runner.run("import a.docx --db forms.db");
    said.push(runner.run("--lang zh import a.docx --db forms.db --form ledger.toml"));
    Connection::open(runner.path("forms.db")).unwrap().pragma_update(None, "user_version", 9).unwrap();
    said.push(runner.run("--lang zh import a.docx --db forms.db"));
    Connection::open(runner.path("other.db")).unwrap().execute("CREATE TABLE a (b)", []).unwrap();
    said.push(runner.run("--lang en import a.docx --db other.db"));
    runner.write("text.db", "no database at all, but long enough to look like one".repeat(20));
    said.push(runner.run("--lang en import a.docx --db text.db"));
    runner.write("empty/readme.md", "");
    said.push(runner.run("--lang en import empty --db new.db"));
    insta::assert_snapshot!("import_refused", said.join("\n"));
    assert!(!runner.path("new.db").exists());
}

#[test]
fn the_questions_in_the_docs_have_answers() {
    let runner = Runner::new();
    for name in ["two.docx", "family/order-88.docx", "family/fund-rows.docx", "not-a-form.docx"] {
        runner.write(&format!("in/{name}"), forms::fixture(name));
    }
    runner.run("import in --db forms.db");
    let page = include_str!("../../docs/database.md");
    let (_, questions) = page.split_once("```sql\n").unwrap();
    let (questions, _) = questions.split_once("```").unwrap();
    let questions: Vec<&str> =
        questions.split_inclusive(";\n").filter(|one| !one.trim().is_empty()).collect();
    assert!(questions.len() > 5);
    for question in questions {
        query(&runner, question);
    }
    for view in
        ["files", "located", "by_unit", "by_year", "by_department", "needs_look", "copies", "duplicates"]
    {
        assert!(page.contains(&format!("`{view}`")), "{view}");
        query(&runner, &format!("SELECT * FROM {view}"));
    }
    // Sums are those of the lines.
    let sums = "SELECT (SELECT sum(total_fen) FROM by_unit),
                       sum(round((line ->> '$.declaration.funding.total.value') * 1000000)) FROM declarations";
    let row = &query(&runner, sums)[0];
    assert_eq!(row[0].parse::<f64>(), row[1].parse::<f64>());
    assert!(row[0].parse::<i64>().unwrap() > 0);
}

#[test]
fn another_form_is_kept_whole_in_its_lines() {
    let runner = Runner::new();
    runner.write("ledger.toml", LEDGER_FORM).write("a.docx", documents::ledger("县道一线", "35000"));
    runner.run("import a.docx --db forms.db --form ledger.toml");
    let sql =
        "SELECT line ->> '$.declaration.road.name', line ->> '$.declaration.cost.value' FROM declarations";
    assert_eq!(query(&runner, sql), [["县道一线", "3.5"]]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_import_says_how_to_go_on() {
    let runner = Runner::new();
    let made = forms::write(&runner.path("."), "in", 300, 5);
    let all = made.iter().filter(|file| file.made != Made::LeftBehind).count() as i64;
    let child = command(&runner.path("."))
        .args(["import", "in", "--db", "forms.db", "--lang", "en", "--jobs", "1"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while query_now(&runner).is_none_or(|files| files == 0) {
        sleep(Duration::from_millis(2));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("the same command goes on from here"), "{said}");
    let before = query_now(&runner).unwrap();
    assert!(before < all, "{before} of {all}");
    runner.run("import in --db forms.db --lang en");
    assert_eq!(query_now(&runner), Some(all));
}

#[cfg(unix)]
fn query_now(runner: &Runner) -> Option<i64> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Connection::open_with_flags(runner.path("forms.db"), flags).ok()?;
    database.query_row("SELECT count(*) FROM paths", [], |row| row.get(0)).ok()
}
