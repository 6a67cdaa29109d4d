use crate::runner::Runner;

const COMMANDS: [&str; 11] = [
    "extract",
    "fill",
    "blank",
    "check",
    "inspect",
    "report",
    "form",
    "form new",
    "schema",
    "completions",
    "help",
];

fn all(lang: &str) -> String {
    let runner = Runner::new();
    let mut said =
        vec![runner.run(&format!("--lang {lang} --help")), runner.run(&format!("--lang {lang} -h"))];
    for command in COMMANDS {
        said.push(runner.run(&format!("--lang {lang} {command} --help")));
    }
    // Lines that hold nothing but the indent of clap.
    let lines: Vec<String> = said.join("\n").lines().map(|line| format!("{}\n", line.trim_end())).collect();
    lines.concat()
}

#[test]
fn help_in_english() {
    insta::assert_snapshot!("help_en", all("en"));
}

#[test]
fn help_in_chinese() {
    insta::assert_snapshot!("help_zh", all("zh"));
}

#[test]
fn wrong_usage() {
    let runner = Runner::new();
    let mut said = Vec::new();
    for lang in ["zh", "en"] {
        for line in [
            "",
            "frobnicate",
            "extract",
            "extract a --ouput b",
            "extract a --jobs 0",
            "extract a --format xml",
            "extract a --output",
            "fill a.json",
            "fill a.json -o b.docx -d c",
            "fill a.json -o b.docx --name x",
            "help extract fill",
        ] {
            said.push(runner.run(&format!("--lang {lang} {line}")));
        }
    }
    said.push(runner.run("--lang fr schema"));
    said.push(runner.run("--lang zh help blank"));
    insta::assert_snapshot!("usage", said.join("\n"));
}
