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
        let archive = Archive::open(bytes, &main, &part);
        Ok(Original { bytes: bytes.to_vec(), main, numbering, xml, encoding, archive })
    }

    /// The package with another main part, fast when there are segments. Entries keep their order, names and times.
    pub(super) fn save(&self, rendered: &Rendered, segments: Option<&Segments>) -> Result<Vec<u8>> {
        let xml = self.encode(&rendered.xml);
        let Some(archive) = &self.archive else { return self.save_odd(&xml, segments.is_some()) };
        let deflated = match segments {
            Some(segments) if matches!(xml, Cow::Borrowed(_)) => segments.deflate(rendered),
            Some(_) => deflate(&xml, flate2::Compression::fast()),
            None => deflate(&xml, flate2::Compression::default()),
        };
        let deflated = deflated.map_err(|error| self.broken(&error))?;
        let content = Content { deflated: &deflated, crc: crc32fast::hash(&xml), size: xml.len() };
        match archive.with(&self.bytes, &content) {
            Some(bytes) => Ok(bytes),
            None => self.save_odd(&xml, segments.is_some()),
        }
    }

    /// The same for archives that cannot be taken apart.
    fn save_odd(&self, xml: &[u8], fast: bool) -> Result<Vec<u8>> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes.as_slice())).map_err(broken_zip)?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len() + xml.len() / 4)));
        writer.set_raw_comment(archive.comment().into()).map_err(broken_zip)?;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(broken_zip)?;
            if entry.name() != self.main {
                writer.raw_copy_file(entry).map_err(broken_zip)?;
                continue;
            }
            let mut options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .compression_level(fast.then_some(1));
            if let Some(time) = entry.last_modified() {
                options = options.last_modified_time(time);
            }
            if let Some(mode) = entry.unix_mode() {
                options = options.unix_permissions(mode);
            }
            writer.start_file(self.main.as_str(), options).map_err(broken_zip)?;
            writer.write_all(xml).map_err(|error| self.broken(&error))?;
        }
        writer.finish().map(Cursor::into_inner).map_err(broken_zip)
    }

    fn broken(&self, error: &dyn ToString) -> Error {
        ErrorKind::PartBroken { part: self.main.clone(), cause: error.to_string() }.into()
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
