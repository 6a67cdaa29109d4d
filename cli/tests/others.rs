use crate::runner::{Runner, command};

#[test]
fn the_blank_form_is_written() {
    let runner = Runner::new();
    let said = [
        runner.run("--lang zh blank"),
        runner.run("--lang zh blank"),
        runner.run("--lang en blank -o form.docx"),
        runner.run("--lang en blank -o form.docx"),
        runner.run("--lang en blank -o form.docx --force"),
    ];
    insta::assert_snapshot!("blank", said.join("\n"));
    let blank = shenbao::fill::blank::BLANK_FORM;
    assert!(runner.read("专项资金预算绩效目标申报表.docx") == blank && runner.read("form.docx") == blank);
    assert!(runner.output("blank -o -", b"").stdout == blank);
}

#[test]
fn the_schema_is_that_of_the_library() {
    let printed = Runner::new().output("schema", b"").stdout;
    let printed: serde_json::Value = serde_json::from_slice(&printed).unwrap();
    assert_eq!(printed, shenbao::json_schema());
}

#[test]
fn shells_get_completions() {
    let runner = Runner::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        for lang in ["zh", "en"] {
            let output = runner.output(&format!("completions {shell} --lang {lang}"), b"");
            assert!(output.status.success());
            assert!(String::from_utf8(output.stdout).unwrap().contains("overwrite-values"), "{shell}");
        }
    }
}

#[test]
fn the_language_comes_from_the_environment() {
    let runner = Runner::new();
    let said = |name: &str, value: &str| {
        let output = command(&runner.path(".")).env(name, value).args(["extract", "x"]).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said("LANG", "zh_CN.UTF-8").contains("无法读取"));
    assert!(said("LC_ALL", "zh_CN").contains("无法读取"));
    assert!(said("LANG", "de_DE.UTF-8").contains("cannot be read"));
}
