//! The filled package: every part but the edited one is the template's own bytes.

use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::error::{Error, ErrorKind, Foreign, Result};
use crate::limits::Limits;
use crate::read::docx::lists;
use crate::read::docx::numbering::Numbering;
use crate::read::docx::package::{Package, broken_zip, to_utf8};

/// The template as it was given.
#[derive(Clone, Debug)]
pub(super) struct Original {
    pub(super) bytes: Vec<u8>,
    /// The main part's name in the archive.
    pub(super) main: String,
    /// The lists that its paragraphs may be numbered by.
    pub(super) numbering: Arc<Option<Numbering>>,
    /// The main part, as UTF-8.
    pub(super) xml: Vec<u8>,
    /// How the main part is encoded in the package.
    encoding: &'static Encoding,
    /// Parts of which every filled document has others than the template: a filled template is a document.
    pub(super) replaced: Vec<(String, Vec<u8>)>,
    /// It can hold macros.
    pub(super) has_macros: bool,
}

impl Original {
    pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Original> {
        // A package that is one XML file can be read, but has no parts that could be copied.
        if !bytes.starts_with(b"PK") {
            return Err(ErrorKind::NotADocument { found: Foreign::Xml }.into());
        }
        let mut package = Package::open(bytes, limits)?;
        let main = package.main_part()?;
        let part = package.part(&main)?;
        let encoding = Encoding::for_bom(&part).map_or(UTF_8, |(encoding, _)| encoding);
        let xml = to_utf8(&part, &main)?.into_owned();
        // The template was read before, so lists that cannot be read are lists that no paragraph asked for.
        let numbering = Arc::new(lists::open(&mut package, &main).ok().flatten());
        let main = package.entry_name(&main).unwrap_or(&main).to_owned();
        let types = package.part(CONTENT_TYPES).unwrap_or_default();
        let has_macros = memchr::memmem::find(&types, b"macroEnabled").is_some();
        let replaced =
            as_document(&types).map(|types| (CONTENT_TYPES.to_owned(), types)).into_iter().collect();
        Ok(Original { bytes: bytes.to_vec(), main, numbering, xml, encoding, replaced, has_macros })
    }

    /// The package with another main part, and others of some other parts. Entries keep their order, names and times.
    pub(super) fn save(&self, xml: &[u8], parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes.as_slice())).map_err(broken_zip)?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len() + xml.len() / 4)));
        let failed = |error: &dyn ToString| -> Error {
            ErrorKind::PartBroken { part: self.main.clone(), cause: error.to_string() }.into()
        };
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(broken_zip)?;
            let replaced = self.replaced.iter().chain(parts).find(|(name, _)| name == entry.name());
            let part = match replaced {
                Some((_, part)) => Cow::Borrowed(part.as_slice()),
                None if entry.name() == self.main => self.encode(xml),
                None => {
                    writer.raw_copy_file(entry).map_err(broken_zip)?;
                    continue;
                }
            };
            let name = entry.name().to_owned();
            let mut options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            if let Some(time) = entry.last_modified() {
                options = options.last_modified_time(time);
            }
            writer.start_file(name, options).map_err(broken_zip)?;
            writer.write_all(&part).map_err(|error| failed(&error))?;
        }
        writer.finish().map(Cursor::into_inner).map_err(broken_zip)
    }

    /// The part in the encoding that the template has it in.
    fn encode<'x>(&self, xml: &'x [u8]) -> Cow<'x, [u8]> {
        let units = || String::from_utf8_lossy(xml).encode_utf16().collect::<Vec<u16>>();
        if self.encoding == UTF_16LE {
            [0xFEFF].into_iter().chain(units()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>().into()
        } else if self.encoding == UTF_16BE {
            [0xFEFF].into_iter().chain(units()).flat_map(u16::to_be_bytes).collect::<Vec<u8>>().into()
        } else {
            xml.into()
        }
    }
}

/// The part that says what each other part is (ECMA-376 Part 2, 10.1.2.2).
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The content types of a document instead of those of a template, or `None` where it is none.
fn as_document(types: &[u8]) -> Option<Vec<u8>> {
    const TYPES: [(&[u8], &[u8]); 2] = [
        (
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        ),
        (
            b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    ];
    TYPES.iter().find_map(|(template, document)| {
        let at = memchr::memmem::find(types, template)?;
        Some([types.get(..at)?, *document, types.get(at + template.len()..)?].concat())
    })
}
