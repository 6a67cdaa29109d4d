//! The files under `fixtures/` are what their generator makes.
//!
//! `SHENBAO_BLESS=1 cargo test --test suite fixtures` writes them. The expectations beside them (`*.expect.json`) are
//! written by hand.

use encoding_rs::{GB18030, GBK};

use crate::support::{dump, fixture, fixture_path, form, markup, own, package, samples, word};

/// A file by its name.
type File = (&'static str, Vec<u8>);

fn files() -> Vec<File> {
    let one = [form::first()];
    let two = [form::first(), form::second()];
    let saved = |tick: &str| dump::saved_as_text(&one, tick);
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    // Somebody took the two for copying and lost the line ends at the end.
    let two_tika = dump::tika(&two).trim_end_matches('\n').to_owned();
    vec![
        ("declaration.docx", word::docx(&one)),
        ("two.docx", word::docx(&two)),
        ("declaration.tika.txt", dump::tika(&one).into_bytes()),
        ("two.tika.txt", two_tika.into_bytes()),
        ("declaration.saveas.utf8.txt", format!("\u{FEFF}{}", saved("\u{F0FE}")).into_bytes()),
        ("declaration.saveas.utf16le.txt", utf16(&saved("\u{F0FE}"))),
        ("declaration.saveas.gb18030.txt", GB18030.encode(&saved("?")).0.into_owned()),
        ("checkboxes.docx", samples::checkboxes()),
        ("constructs.docx", samples::constructs()),
        ("self-evaluation.docx", samples::self_evaluation()),
        ("not-a-form.docx", samples::not_a_form()),
        ("legacy/markup/two.export.doc", GBK.encode(&markup::page(&two)).0.into_owned()),
        ("legacy/markup/declaration.mht", markup::word_archive(&markup::page(&one))),
        ("legacy/markup/two.rtf", markup::rtf(&two)),
        ("own/equipment.docx", own::equipment()),
        ("own/grant.docx", own::grant()),
        ("own/registration.docx", own::registration()),
    ]
}

#[test]
fn the_committed_files_are_what_the_generator_makes() {
    let bless = std::env::var_os("SHENBAO_BLESS").is_some();
    for (name, made) in files() {
        if bless {
            std::fs::write(fixture_path(name), made).unwrap();
            continue;
        }
        let committed = fixture(name);
        // How well a part is packed is the compressor's business, and changes with its version.
        let same = if name.ends_with(".docx") {
            package::unzip(&committed) == package::unzip(&made)
        } else {
            committed == made
        };
        assert!(same, "{name} differs from what the generator makes; see the top of this file");
    }
}

#[test]
fn every_file_has_a_line_in_the_readme() {
    let readme = String::from_utf8(fixture("README.md")).unwrap();
    for entry in std::fs::read_dir(fixture_path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            ["README.md", "family", "legacy"].contains(&name.as_str())
                || readme.contains(&format!("`{name}`")),
            "{name}"
        );
    }
    for entry in std::fs::read_dir(fixture_path("legacy/doc")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
    for entry in std::fs::read_dir(fixture_path("family")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let layout = name.split('.').next().unwrap();
        assert!(readme.contains(&format!("| `{layout}` |")), "{name}");
    }
}
