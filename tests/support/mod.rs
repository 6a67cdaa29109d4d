//! What tests and benches make their documents of.
//!
//! * [`docx`]: a document in a line, `doc([table([row([cell("专项名称"), cell("养护").span(3)])])])`.
//! * [`picture`]: a grid drawn in characters, both ways: a table of a picture, and a picture of a document.
//! * [`package`]: parts into a ZIP archive and out of one.
//! * [`form`]: a filled declaration as data; [`word`] writes it as Word does, [`dump`] as text dumps have it.
//! * [`markup`]: the same as web pages, web archives and RTF.
//! * [`hostile`]: files that cost as much as they can.
//! * [`word2003`]: the same documents as Word 2003 XML; [`odt`]: OpenDocument texts.
//! * [`own`]: blank forms of other fields.
//! * [`family`]: the sibling forms under `fixtures/family/`.
//! * [`blanks`]: blank forms, the same fields laid out and written in many ways; [`data`]: declarations to fill in.
//! * [`samples`]: the other files under `fixtures/`.
#![allow(dead_code, reason = "each crate that includes this takes what it needs")]

pub(crate) mod blanks;
pub(crate) mod data;
pub(crate) mod docx;
pub(crate) mod dump;
pub(crate) mod family;
pub(crate) mod form;
pub(crate) mod hostile;
pub(crate) mod markup;
pub(crate) mod odt;
pub(crate) mod own;
pub(crate) mod package;
pub(crate) mod picture;
pub(crate) mod samples;
pub(crate) mod word;
pub(crate) mod word2003;

/// The bytes of a file under `fixtures/`.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = fixture_path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Where a file under `fixtures/` is.
pub(crate) fn fixture_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}
