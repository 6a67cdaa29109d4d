//! Web pages to [`Document`]: what Word and WPS save as a web page, what systems export under the name .doc, and the
//! tables that converters print as HTML.
//!
//! ```text
//! bytes -archive-> the page's bytes -charset-> text -html5gum-> tags and text -walk, stack-> document
//! ```
//!
//! There is no tree: a stack of open elements, closed as the HTML standard closes what authors leave open. Of styles
//! those in `style` attributes count, and rules of `<style>` that take things off the page.

mod archive;
mod charset;
mod controls;
mod element;
mod layout;
mod list;
mod sheet;
mod stack;
mod style;
mod token;
mod walk;

use encoding_rs::Encoding;

use crate::document::Document;
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::limits::Limits;
use crate::place::Place;
use crate::read::text::encoding;

/// Reads a web page.
pub(in crate::read) fn read_page(bytes: &[u8], limits: &Limits) -> Result<Document> {
    page(bytes, None, limits)
}

/// Reads a web archive: a MIME message (RFC 2557) whose page is one of its parts.
pub(in crate::read) fn read_archive(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let found = archive::page(bytes, limits)?;
    page(&found.bytes, found.charset, limits)
}

fn page(bytes: &[u8], charset: Option<&'static Encoding>, limits: &Limits) -> Result<Document> {
    let declared = charset.or_else(|| charset::declared(bytes));
    let encoding::Decoded { text, broken } = encoding::decode_declared(bytes, declared, limits)?;
    let mut document = walk::read(&text, limits)?;
    layout::dissolve(&mut document);
    if let Some(line) = broken {
        let place = Place { line: Some(line + 1), ..Place::default() };
        document.findings.push(Finding::at(place, FindingKind::BytesUndecodable));
    }
    Ok(document)
}
