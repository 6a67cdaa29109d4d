use std::path::Path;

use serde_json::Value;

use crate::browser::{Browser, DOWN, ENTER, ESCAPE, TAB};
use crate::documents::{self, LEDGER_FORM};
use crate::runner::Runner;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");

/// A folder with a form that has doubts, two that have none, and a file that is none.
fn folder() -> Runner {
    let runner = Runner::new();
    runner.write("in/doubtful.docx", documents::filled("农村公路养护经费"));
    let two = std::fs::read(Path::new(FIXTURES).join("two.docx")).unwrap();
    runner.write("in/two.docx", two).write("in/broken.docx", "PK");
    runner
}

/// The page about these, opened in a browser.
fn page(runner: &Runner) -> Option<Browser> {
    runner.run("--lang zh report in -o review.html --force");
    let browser = Browser::start()?;
    browser.go(&runner.path("review.html"));
    Some(browser)
}

const ROWS: &str = "document.querySelectorAll('.list [role=option]').length";
const LIT_CELL: &str = "document.querySelector('.drawing .lit')?.textContent ?? ''";
const LIT_VALUE: &str = "document.querySelector('.values .lit')?.dataset.key ?? ''";
const ACTIVE: &str = "document.activeElement.dataset.key ?? document.activeElement.type ?? ''";

#[test]
fn the_doubtful_forms_come_first_and_filters_narrow_the_list() {
    let Some(browser) = page(&folder()) else { return };
    assert_eq!(browser.number(ROWS), 3);
    assert!(
        browser.text("document.querySelector('.list [role=option] .name').textContent").contains("农村公路")
    );
    assert!(browser.text("document.querySelector('.list .failed').textContent").contains("in/broken.docx"));

    browser.click(".chip.clean");
    assert_eq!(browser.number(ROWS), 2);
    browser.click(".chip.clean");
    browser.click(".chip.failed");
    assert_eq!(browser.number(ROWS), 0);
    browser.click(".chip.failed");

    // A search goes through all that a form says, whatever the case and the order of words.
    browser.type_keys("/");
    assert_eq!(browser.text(ACTIVE), "search");
    browser.type_keys("疏通边沟 养护");
    assert_eq!(browser.number(ROWS), 1);
    browser.type_keys(&ESCAPE.to_string());
    assert_eq!(browser.number(ROWS), 3);

    browser.get(
        "(() => { const box = document.querySelectorAll('.selects select')[1]; box.value = '2026'; \
                 box.dispatchEvent(new Event('change')); })()",
    );
    assert_eq!(browser.number(ROWS), 1);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_value_lights_its_cell_and_a_cell_its_value() {
    let Some(browser) = page(&folder()) else { return };
    browser.click(".list [role=option]");
    assert_eq!(browser.text(LIT_CELL), "");
    browser.click("[data-key='indicators[0].target']");
    assert_eq!(
        (browser.text(LIT_CELL), browser.text(LIT_VALUE)),
        ("≥17公里".into(), "indicators[0].target".into())
    );
    let colour = |selector: &str| {
        browser.text(&format!("getComputedStyle(document.querySelector('{selector}')).backgroundColor"))
    };
    assert_ne!(colour(".drawing .lit"), colour(".drawing td:not(.lit)"));
    // What it scrolls to can be seen: it lies within the frame that scrolls.
    assert_eq!(
        browser.get(
            "(() => { const cell = document.querySelector('.drawing .lit').getBoundingClientRect(); \
             const frame = document.querySelector('.source').getBoundingClientRect(); \
             return cell.top >= frame.top - 1 && cell.bottom <= frame.bottom + 1; })()"
        ),
        true
    );
    // The other way round: a cell under the mouse lights its value, and what was chosen is lit again behind it.
    browser.hover("[data-key='project.name']");
    assert_eq!(browser.text(LIT_CELL), "农村公路养护经费");
    browser.get(
        "[...document.querySelectorAll('.drawing td')].find((td) => td.textContent === '约12').id = 'cell'",
    );
    browser.hover("#cell");
    assert_eq!(browser.text(LIT_VALUE), "funding.total");
    browser.hover("h2");
    assert_eq!(browser.text(LIT_VALUE), "indicators[0].target");
    // A merged cell is the place of each row that it covers.
    browser.click("[data-key='indicators[1].level1']");
    assert_eq!(browser.text(LIT_CELL), "产出指标");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn findings_stand_at_the_value_and_in_the_drawing() {
    let Some(browser) = page(&folder()) else { return };
    browser.click(".list [role=option]");
    assert!(browser.text("document.querySelector('.findings').textContent").contains("约12"));
    assert!(
        browser
            .text("document.querySelector(\"[data-key='funding.total'] .note\").textContent")
            .contains("约12")
    );
    assert_eq!(browser.text("document.querySelector('.drawing .doubtful').textContent"), "约12");
    // Text that nothing accounts for is listed, and marked where it stands.
    let left = "此表一式三份，留存备查。";
    assert_eq!(browser.text("document.querySelector('.drawing .unclaimed').textContent"), left);
    browser.click(".finding.unclaimed");
    assert_eq!(browser.text(LIT_CELL), left);
    browser.click(".finding.warning");
    let ground = |selector: &str| {
        browser.text(&format!("getComputedStyle(document.querySelector(\"{selector}\")).backgroundColor"))
    };
    assert_eq!(ground(".drawing .lit"), ground(".values .lit"), "what is lit is lit, doubtful or not");
    assert_eq!((browser.text(LIT_CELL), browser.text(LIT_VALUE)), ("约12".into(), "funding.total".into()));
}

#[test]
fn the_keyboard_is_enough() {
    let Some(browser) = page(&folder()) else { return };
    let title = "document.querySelector('h2')?.textContent ?? ''";
    browser.type_keys("j");
    assert_eq!(browser.text(title), "农村公路养护经费");
    browser.type_keys("j");
    let second = browser.text(title);
    browser.type_keys(&DOWN.to_string());
    let third = browser.text(title);
    assert!(second != third && !second.is_empty(), "{second} {third}");
    browser.type_keys("kk");
    assert_eq!(browser.text(title), "农村公路养护经费");
    assert_eq!(browser.number("document.querySelectorAll('[aria-selected=true]').length"), 1);
    // Into the values, from one to the next, and out again.
    browser.type_keys(&ENTER.to_string());
    let first = browser.text(ACTIVE);
    browser.type_keys(&TAB.to_string());
    assert_ne!(browser.text(ACTIVE), first);
    assert_eq!(browser.text(ACTIVE), browser.text(LIT_VALUE));
    assert_ne!(browser.text("getComputedStyle(document.activeElement).outlineStyle"), "none");
    browser.type_keys(&ESCAPE.to_string());
    assert_eq!(browser.text(LIT_VALUE), "");
    browser.type_keys(&ESCAPE.to_string());
    assert_eq!(browser.text(title), "");
    assert_eq!(browser.number("document.querySelectorAll('.tile').length"), 5);
}

#[test]
fn a_form_puts_nothing_but_text_on_the_page() {
    let hostile = "&lt;/script&gt;&lt;script&gt;window.taken=1;alert(1)&lt;/script&gt;&lt;!-- \u{2028}&lt;img src=x \
                   onerror=&quot;window.taken=2&quot;&gt; javascript:alert(3) &lt;a href=&quot;javascript:alert(4)&quot;&gt;\
                   {script} ${window.taken=5} &amp;lt;svg onload=alert(6)&amp;gt;";
    let runner = Runner::new();
    runner.write("in/<img src=x onerror=alert(7)>.docx", documents::filled(hostile));
    runner.write("in/<script>alert(8)</script.docx", "PK");
    let Some(browser) = page(&runner) else { return };
    let before = browser.number("document.querySelectorAll('script:not([type])').length");
    browser.type_keys("/");
    browser.type_keys("onerror");
    assert_eq!(browser.number(ROWS), 1);
    browser.click(".list [role=option]");
    browser.click("[data-key='project.name']");
    assert!(browser.text(LIT_CELL).contains("<img src=x onerror=\"window.taken=2\">"));
    assert!(
        browser
            .text("document.querySelector('h2').textContent")
            .starts_with("</script><script>window.taken=1")
    );
    browser.print();
    assert_eq!(browser.get("window.taken ?? null"), Value::Null);
    assert_eq!(before, 1);
    assert_eq!(browser.number("document.querySelectorAll('script:not([type])').length"), 1);
    assert_eq!(
        browser
            .number("document.querySelectorAll('img, a, iframe, object, embed, [onerror], [onload]').length"),
        0
    );
    assert_eq!(browser.console(), Vec::<String>::new());
    // The policy holds even for those who reach the page's own script.
    let tried = "(() => { const s = document.createElement('script'); try { s.textContent = 'window.taken = 9'; } catch \
                 { return 'refused'; } document.body.append(s); return String(window.taken ?? 'refused'); })()";
    assert_eq!(browser.text(tried), "refused");
}

#[test]
fn tables_in_tables_are_drawn_however_deep() {
    let mut inner = documents::table(&[&["最里层的文字"]]);
    for _ in 0..20 {
        let outer = documents::table(&[&["CELL"]]);
        inner = outer.replace(&documents::paragraph("CELL"), &(inner + &documents::paragraph("")));
    }
    let rows: [&[&str]; 3] =
        [&["专项名称", "清溪县水库除险"], &["专项负责人", "周明远"], &["专项概况", "CELL"]];
    let body = documents::table(&rows).replace(&documents::paragraph("CELL"), &inner);
    let runner = Runner::new();
    runner.write("in/a.docx", documents::docx(&body));
    let Some(browser) = page(&runner) else { return };
    browser.click(".list [role=option]");
    assert!(browser.text("document.querySelector('.drawing').textContent").contains("最里层的文字"));
    assert_eq!(browser.number("document.querySelectorAll('.drawing table').length"), 22);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_redacted_page_names_nobody() {
    let runner = folder();
    runner.run("--lang zh report in -o open.html");
    runner.run("--lang zh report in -o review.html --redact");
    let people = ["周明远", "李青", "07391234567", "13800000000"];
    let open = runner.text("open.html");
    let redacted = runner.text("review.html");
    assert!(people.iter().filter(|&&one| open.contains(one)).count() >= 3);
    for one in people {
        assert!(!redacted.contains(one), "{one}");
    }
    assert!(
        redacted.contains("in/doubtful.docx") && redacted.contains("周**") && redacted.contains("≥17公里")
    );
}

#[test]
fn a_database_gives_the_same_page_as_its_files() {
    let runner = folder();
    runner.run("--lang zh import in --db forms.db");
    runner.run("--lang zh report --db forms.db -o db.html");
    runner.run("--lang zh report in -o files.html");
    let sorted = |name: &str| {
        let page = runner.text(name);
        let (_, data) = page.split_once("<script type").unwrap();
        let mut texts: Vec<String> = data.split(['"', ',']).map(str::to_owned).collect();
        texts.sort();
        texts
    };
    assert_eq!(sorted("db.html"), sorted("files.html"));
}

#[test]
fn forms_are_printed_each_on_pages_of_its_own() {
    let Some(browser) = page(&folder()) else { return };
    let pages = |pdf: Vec<u8>| {
        let text = String::from_utf8_lossy(&pdf).into_owned();
        text.matches("/Type /Page\n").count()
    };
    let all = pages(browser.print());
    assert!(all >= 4, "{all} pages for a summary and three forms");
    browser.type_keys("j");
    let one = pages(browser.print());
    assert!((1..all).contains(&one), "{one} pages for one form of {all}");
    assert_eq!(browser.number("document.getElementById('paper').childElementCount"), 0);
}

#[test]
fn a_page_knows_both_languages_and_forms_of_ones_own() {
    let runner = Runner::new();
    runner.write("in/a.docx", documents::ledger("县道一线", "35000")).write("ledger.toml", LEDGER_FORM);
    runner.run("--lang en report in --form ledger.toml -o review.html");
    let Some(browser) = Browser::start() else { return };
    browser.go(&runner.path("review.html"));
    assert_eq!(browser.text("document.querySelector('h1').textContent"), "Declarations");
    browser.click(".tools [lang=zh]");
    assert_eq!(browser.text("document.querySelector('h1').textContent"), "申报表审阅");
    browser.click(".list [role=option]");
    browser.click("[data-key='works[0].item']");
    assert_eq!(browser.text(LIT_CELL), "疏通边沟");
}

#[test]
fn what_reviewers_would_say_stands_on_the_page_too() {
    let runner = folder();
    runner.run("--lang zh import in --db forms.db");
    let checked = runner.output("--lang zh check in --json", b"").stdout;
    let checked: Vec<Value> = checked
        .split(|&b| b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    for source in ["in", "--db forms.db"] {
        runner.run(&format!("--lang zh report {source} --profile default -o review.html --force"));
        let page = runner.text("review.html");
        let blocks = page.split("id=\"form-").skip(1).map(|rest| {
            let (_, rest) = rest.split_once('>').unwrap();
            serde_json::from_str::<Value>(rest.split_once("</script>").unwrap().0).unwrap()
        });
        let shown: Vec<Value> =
            blocks.flat_map(|block| block["findings"].as_array().unwrap().clone()).collect();
        for finding in checked.iter().flat_map(|line| line["findings"].as_array().unwrap()) {
            // What the reader doubts has the reader's own code on the page.
            let [code, message] = ["code", "message"].map(|key| finding[key].as_str().unwrap());
            if !["value_unreadable", "value_damaged", "field_repeated"].contains(&code) {
                let same = |other: &&Value| {
                    ["message", "key", "cell"].iter().all(|key| other.get(key) == finding.get(key))
                };
                assert!(shown.iter().any(|other| same(&other)), "{source}: {code} {message}: {finding}");
            }
        }
    }
}

#[test]
fn the_command_says_what_went_onto_the_page() {
    let runner = folder();
    let said = [
        runner.run("--lang zh report in -o review.html"),
        runner.run("--lang en report in -o review.html"),
        runner.run("--lang zh report --db forms.db -o other.html"),
        runner.run("--lang zh report"),
        runner.run("--lang zh report in --db forms.db"),
        runner.run("--lang zh report nothing in/broken.docx"),
    ];
    insta::assert_snapshot!("report", said.join("\n"));
}

/// Pictures for people, and for the documents: `SHENBAO_PICTURES=folder`.
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("SHENBAO_PICTURES") else { return };
    let Some(browser) = page(&self::folder()) else { return };
    let keep = |name: &str, bytes: Vec<u8>| std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
    keep("list.png", browser.picture());
    keep("paper.pdf", browser.print());
    browser.type_keys("j");
    browser.click("[data-key='funding.total']");
    keep("form.png", browser.picture());
    browser.darken();
    keep("dark.png", browser.picture());
}
