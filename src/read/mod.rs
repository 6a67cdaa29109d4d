//! Bytes to [`Document`]: the kind of file is told by its content, never by a name.

mod base64;
mod budget;
mod build;
mod doc;
pub(crate) mod docx;
mod field;
mod field_data;
mod html;
mod odt;
mod paragraph;
mod rtf;
mod sniff;
mod symbol;
mod text;

use docx::package::Package;
use sniff::Kind;

use crate::document::Document;
use crate::error::{ErrorKind, Foreign, Result};
use crate::limits::Limits;

/// How to read.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct ReadOptions<'a> {
    /// What reading may cost. Default: [`Limits::default`].
    pub limits: Option<&'a Limits>,
    /// What settles rows that a text dump does not mark reliably. Default: nothing, so that only the
    /// dump's own marks count. A [`Form`](crate::Form) is such a sense. Documents with real tables do not ask it.
    pub sense: Option<&'a dyn RowSense>,
}

impl<'a> ReadOptions<'a> {
    /// The options with a sense for rows.
    pub fn with_sense(mut self, sense: &'a dyn RowSense) -> ReadOptions<'a> {
        self.sense = Some(sense);
        self
    }

    /// The options with limits.
    pub fn with_limits(mut self, limits: &'a Limits) -> ReadOptions<'a> {
        self.limits = Some(limits);
        self
    }
}

/// What a reader of text dumps asks about the texts it finds, to know where rows begin.
pub trait RowSense {
    /// Whether a text, alone in its cell, is a label, column header, section or title of the form.
    fn is_label(&self, text: &str) -> bool;

    /// Whether a text begins with a label of the form and goes on with its value (`填报单位（盖章）：某局`),
    /// or is a line of its own on the form (`（ 2020 年度）`).
    fn is_inline(&self, text: &str) -> bool;
}

/// Reads a document.
///
/// # Errors
///
/// When the bytes are no document this library reads, when the document is broken, encrypted, or larger than the
/// limits allow. What can be read of a broken document is not presented as the whole: it is an error.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Document> {
    let default;
    let limits = match options.limits {
        Some(limits) => limits,
        None => {
            default = Limits::default();
            &default
        }
    };
    let mut document = read_kind(sniff::sniff(bytes), bytes, limits, options)?;
    document.count_paragraphs();
    Ok(document)
}

fn read_kind(kind: Kind, bytes: &[u8], limits: &Limits, options: &ReadOptions<'_>) -> Result<Document> {
    match kind {
        Kind::Empty => Err(ErrorKind::Empty.into()),
        Kind::Encrypted(by) => Err(ErrorKind::Encrypted { by }.into()),
        Kind::Foreign(found) => Err(ErrorKind::NotADocument { found }.into()),
        Kind::Doc => doc::read_doc(bytes, limits),
        Kind::Zip => {
            let mut package = Package::open(bytes, limits)?;
            let error = match docx::read_package(&mut package, limits) {
                Ok(document) => return Ok(document),
                Err(error) => error,
            };
            if !matches!(error.kind(), ErrorKind::PartMissing { .. }) {
                return Err(error);
            }
            // Another archive lacks the part too; say what it is instead.
            if !package.has("[Content_Types].xml") || package.has("xl/workbook.xml") {
                return match sniff::zip_kind(|name| package.has(name)) {
                    Foreign::OpenDocument => odt::read_package(&mut package, limits),
                    found => Err(ErrorKind::NotADocument { found }.into()),
                };
            }
            Err(error)
        }
        Kind::FlatPackage => {
            let xml = docx::package::to_utf8(bytes, "pkg:package")?;
            docx::read_package(&mut Package::open_flat(&xml, limits)?, limits)
        }
        Kind::Rtf => rtf::read_rtf(bytes, limits),
        Kind::Html => html::read_page(bytes, limits),
        Kind::WebArchive => html::read_archive(bytes, limits),
        Kind::FlatOpenDocument => odt::read_flat(bytes, limits),
        Kind::WordXml => docx::word2003::read(bytes, limits),
        Kind::Text => text::read_text(bytes, options),
    }
}

impl Document {
    /// Reads a document with default limits and no knowledge of a form. See [`read`] for the errors.
    pub fn read(bytes: &[u8]) -> Result<Document> {
        read(bytes, &ReadOptions::default())
    }
}
