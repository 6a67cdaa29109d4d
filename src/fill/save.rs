//! The filled package: every part but the edited one is the template's own bytes.

use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::archive::{Archive, Content};
use super::edits::Rendered;
use super::pack::{Segments, deflate};
use crate::error::{Error, ErrorKind, Foreign, Result};
use crate::limits::Limits;
use crate::read::docx::lists;
use crate::read::docx::numbering::Numbering;
use crate::read::docx::package::{Package, broken_zip, to_utf8};

/// The template as it was given.
#[derive(Clone, Debug)]
pub(super) struct Original {
    /// Its bytes; those of a document if it was a .dotx or .dotm, since what is filled is one.
    pub(super) bytes: Vec<u8>,
    /// The main part's name in the archive.
    pub(super) main: String,
    /// The lists that its paragraphs may be numbered by.
    pub(super) numbering: Arc<Option<Numbering>>,
    /// The main part, as UTF-8.
    pub(super) xml: Vec<u8>,
    /// How the main part is encoded in the package.
    encoding: &'static Encoding,
    /// The package taken apart, if it can be.
    archive: Option<Archive>,
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
        let bytes = match as_document(&types) {
            Some(types) => repack(bytes, &[(CONTENT_TYPES, &types)], false)?,
            None => bytes.to_vec(),
        };
        let archive = Archive::open(&bytes, &main, &part);
        Ok(Original { bytes, main, numbering, xml, encoding, archive, has_macros })
    }

    /// The package with another main part, fast when there are segments, and others of some other parts. Entries keep
    /// their order, names and times.
    pub(super) fn save(
        &self,
        rendered: &Rendered,
        segments: Option<&Segments>,
        parts: &[(String, Vec<u8>)],
    ) -> Result<Vec<u8>> {
        let xml = self.encode(&rendered.xml);
        if let Some(archive) = self.archive.as_ref().filter(|_| parts.is_empty()) {
            let deflated = match segments {
                Some(segments) if matches!(xml, Cow::Borrowed(_)) => segments.deflate(rendered),
                Some(_) => deflate(&xml, flate2::Compression::fast()),
                None => deflate(&xml, flate2::Compression::default()),
            };
            let deflated = deflated.map_err(|error| broken(&self.main, &error))?;
            let content = Content { deflated: &deflated, crc: crc32fast::hash(&xml), size: xml.len() };
            if let Some(bytes) = archive.with(&self.bytes, &content) {
                return Ok(bytes);
            }
        }
        let mut replaced = vec![(self.main.as_str(), &*xml)];
        replaced.extend(parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())));
        repack(&self.bytes, &replaced, segments.is_some())
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

/// A package with others of some parts. What an archive is in detail, the zip crate knows.
fn repack(bytes: &[u8], parts: &[(&str, &[u8])], fast: bool) -> Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken_zip)?;
    let size: usize = parts.iter().map(|(_, part)| part.len() / 4).sum();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + size)));
    writer.set_raw_comment(archive.comment().into()).map_err(broken_zip)?;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(broken_zip)?;
        let Some((name, part)) = parts.iter().find(|(name, _)| *name == entry.name()) else {
            writer.raw_copy_file(entry).map_err(broken_zip)?;
            continue;
        };
        let mut options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(fast.then_some(1));
        if let Some(time) = entry.last_modified() {
            options = options.last_modified_time(time);
        }
        if let Some(mode) = entry.unix_mode() {
            options = options.unix_permissions(mode);
        }
        writer.start_file(*name, options).map_err(broken_zip)?;
        writer.write_all(part).map_err(|error| broken(name, &error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(broken_zip)
}

fn broken(part: &str, cause: &dyn ToString) -> Error {
    ErrorKind::PartBroken { part: part.to_owned(), cause: cause.to_string() }.into()
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
