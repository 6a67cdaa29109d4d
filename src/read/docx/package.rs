//! The package: a ZIP archive of parts, and the relationships between them (ECMA-376 Part 2).

use std::borrow::Cow;
use std::io::{Cursor, Read};

use encoding_rs::Encoding;
use flate2::{Decompress, FlushDecompress, Status};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::xml::{El, Scanner, Token};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;

/// An open package. Parts are inflated when they are asked for.
pub(crate) struct Package<'b> {
    source: Source<'b>,
    limits: Limits,
    inflated: u64,
}

enum Source<'b> {
    Zip {
        archive: ZipArchive<Cursor<&'b [u8]>>,
        bytes: &'b [u8],
        inflater: Decompress,
    },
    /// Flat OPC: all parts in one XML file, which Word writes and reads as .xml.
    Flat(Vec<(String, &'b [u8])>),
}

/// A relationship of a part to another.
#[derive(Clone, Debug)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    /// The last step of its type URI, which transitional and Strict files share: `officeDocument`, `header` ...
    pub(crate) kind: String,
    /// The name of the target part, without a leading slash.
    pub(crate) target: String,
}

impl<'b> Package<'b> {
    pub(crate) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Package<'b>> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken_zip)?;
        check_limit("entries", limits.entries, archive.len() as u64, None)?;
        if entry_count(bytes, archive.comment().len()).is_some_and(|count| count != archive.len()) {
            return Err(ErrorKind::ZipBroken { cause: "two entries have the same name".to_owned() }.into());
        }
        let source = Source::Zip { archive, bytes, inflater: Decompress::new(false) };
        Ok(Package { source, limits: limits.clone(), inflated: 0 })
    }

    /// Opens a package that is one XML file (`pkg:package`), as UTF-8.
    pub(crate) fn open_flat(xml: &'b [u8], limits: &Limits) -> Result<Package<'b>> {
        check_limit("part_bytes", limits.part_bytes, xml.len() as u64, None)?;
        let mut scanner = Scanner::new(xml, "pkg:package", limits.depth);
        let mut parts = Vec::new();
        let mut name = String::new();
        while let Some(token) = scanner.next()? {
            let Token::Open(tag) = token else { continue };
            match tag.el {
                El::FlatPart => {
                    name = tag.attr("name").unwrap_or_default().trim_start_matches('/').to_owned();
                }
                El::XmlData => {
                    scanner.skip(&tag)?;
                    parts.push((std::mem::take(&mut name), scanner.bytes(tag.end, scanner.position())));
                    check_limit("entries", limits.entries, parts.len() as u64, None)?;
                }
                _ => {}
            }
        }
        Ok(Package { source: Source::Flat(parts), limits: limits.clone(), inflated: 0 })
    }

    /// Whether it has a part of that name. Part names are compared without case (Part 2, 6.2.2.3).
    pub(crate) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// The entry's name as the archive spells it.
    pub(crate) fn entry_name(&self, name: &str) -> Option<&str> {
        let index = self.index(name)?;
        match &self.source {
            Source::Zip { archive, .. } => archive.name_for_index(index),
            Source::Flat(parts) => parts.get(index).map(|(name, _)| name.as_str()),
        }
    }

    fn index(&self, name: &str) -> Option<usize> {
        match &self.source {
            Source::Zip { archive, .. } => archive.index_for_name(name).or_else(|| {
                let same = |index: &usize| {
                    archive.name_for_index(*index).is_some_and(|n| n.eq_ignore_ascii_case(name))
                };
                (0..archive.len()).find(same)
            }),
            Source::Flat(parts) => parts.iter().position(|(other, _)| other.eq_ignore_ascii_case(name)),
        }
    }

    /// Inflates a part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Vec<u8>> {
        let missing = || Error::from(ErrorKind::PartMissing { part: name.to_owned() });
        let index = self.index(name).ok_or_else(missing)?;
        let broken = |cause: &dyn ToString| {
            Error::from(ErrorKind::PartBroken { part: name.to_owned(), cause: cause.to_string() })
        };
        let (archive, bytes, inflater) = match &mut self.source {
            Source::Zip { archive, bytes, inflater } => (archive, *bytes, inflater),
            Source::Flat(parts) => {
                return parts.get(index).map(|(_, part)| part.to_vec()).ok_or_else(missing);
            }
        };
        let (limits, inflated) = (&self.limits, self.inflated);
        let check = |size: u64, packed: u64| -> Result<()> {
            check_limit("part_bytes", limits.part_bytes, size, Some(name))?;
            check_limit("total_bytes", limits.total_bytes, inflated.saturating_add(size), Some(name))?;
            if size > RATIO_FREE_BYTES {
                check_limit("ratio", limits.ratio, size / packed.max(1), Some(name))?;
            }
            Ok(())
        };
        if let Some(entry) = Deflated::of(archive, index, bytes) {
            check(entry.size, entry.packed.len() as u64)?;
            if let Some(bytes) = entry.inflate(inflater) {
                self.inflated = self.inflated.saturating_add(entry.size);
                return Ok(bytes);
            }
        }
        let entry = archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => {
                ErrorKind::Encrypted { by: "ZIP" }.into()
            }
            error => broken(&error),
        })?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        check(size, packed)?;
        // The directory's size may lie, so memory grows with what really comes out, and one byte too many is told
        // from the right number.
        let mut bytes = Vec::with_capacity(size.min(packed.saturating_mul(64)) as usize);
        entry.take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 != size {
            return Err(broken(&"its size is not the one in the archive's directory"));
        }
        self.inflated = self.inflated.saturating_add(size);
        Ok(bytes)
    }

    /// The name of the main document part.
    pub(crate) fn main_part(&mut self) -> Result<String> {
        let found = match self.part("_rels/.rels") {
            Ok(bytes) => relationships_of(&bytes, "_rels/.rels", "")?
                .into_iter()
                .find(|relationship| relationship.kind == "officeDocument")
                .map(|relationship| relationship.target),
            Err(error) if matches!(error.kind(), ErrorKind::PartMissing { .. }) => None,
            Err(error) => return Err(error),
        };
        match found {
            Some(name) if self.has(&name) => Ok(name),
            // Word opens packages whose relationships are lost as long as the part has its usual name.
            _ if self.has("word/document.xml") => Ok("word/document.xml".to_owned()),
            Some(part) => Err(ErrorKind::PartMissing { part }.into()),
            None => Err(ErrorKind::PartMissing { part: "word/document.xml".to_owned() }.into()),
        }
    }

    /// The relationships of a part; none when it has no relationships part.
    pub(crate) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}_rels/{file}.rels");
        if !self.has(&name) {
            return Ok(Vec::new());
        }
        let bytes = self.part(&name)?;
        relationships_of(&bytes, &name, folder)
    }
}

/// The number of entries that the archive says it has, if it says so in the usual place and size.
///
/// The archive reader keeps one of several entries with the same name. Other programs keep another one, and nobody
/// could tell which of them a person saw (ECMA-376 Part 2, 6.2.2.3, forbids it).
fn entry_count(bytes: &[u8], comment: usize) -> Option<usize> {
    let end = bytes.len().checked_sub(comment)?;
    let record = bytes.get(end.checked_sub(22)?..end)?.strip_prefix(b"PK\x05\x06")?;
    let [low, high] = record.get(6..8)? else { return None };
    // All ones: the number stands in a larger record.
    Some(u16::from_le_bytes([*low, *high])).filter(|count| *count != u16::MAX).map(usize::from)
}

/// An entry that can be inflated in one go, as nearly all can. Whatever is out of the ordinary is left to the archive's
/// reader, which also says what is wrong.
struct Deflated<'b> {
    packed: &'b [u8],
    size: u64,
    crc: u32,
}

impl<'b> Deflated<'b> {
    fn of(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, bytes: &'b [u8]) -> Option<Deflated<'b>> {
        let entry = archive.by_index_raw(index).ok()?;
        if entry.encrypted() || entry.compression() != CompressionMethod::Deflated {
            return None;
        }
        let start = usize::try_from(entry.data_start()?).ok()?;
        let packed = bytes.get(start..)?.get(..usize::try_from(entry.compressed_size()).ok()?)?;
        Some(Deflated { packed, size: entry.size(), crc: entry.crc32() })
    }

    fn inflate(&self, inflater: &mut Decompress) -> Option<Vec<u8>> {
        let size = usize::try_from(self.size).ok()?;
        // The directory's size may lie.
        if size > self.packed.len().saturating_mul(64) {
            return None;
        }
        let mut bytes = Vec::with_capacity(size);
        inflater.reset(false);
        let status = inflater.decompress_vec(self.packed, &mut bytes, FlushDecompress::Finish).ok()?;
        let is_whole = status == Status::StreamEnd && bytes.len() == size;
        (is_whole && crc32fast::hash(&bytes) == self.crc).then_some(bytes)
    }
}

/// Below this size a part may be as repetitive as it likes.
const RATIO_FREE_BYTES: u64 = 4 << 20;

pub(crate) fn check_limit(limit: &'static str, allowed: u64, found: u64, part: Option<&str>) -> Result<()> {
    if found > allowed {
        return Err(ErrorKind::LimitExceeded { limit, allowed, found, part: part.map(str::to_owned) }.into());
    }
    Ok(())
}

pub(crate) fn broken_zip(error: ZipError) -> Error {
    ErrorKind::ZipBroken { cause: error.to_string() }.into()
}

fn relationships_of(bytes: &[u8], part: &str, folder: &str) -> Result<Vec<Relationship>> {
    let xml = to_utf8(bytes, part)?;
    let mut scanner = Scanner::new(&xml, part, DEPTH);
    let mut found = Vec::new();
    while let Some(token) = scanner.next()? {
        let Token::Open(tag) = token else { continue };
        if tag.el != El::Relationship || tag.attr("TargetMode").is_some_and(|mode| mode == "External") {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) = (tag.attr("Id"), tag.attr("Type"), tag.attr("Target"))
        else {
            continue;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        found.push(Relationship { id: id.into_owned(), kind, target: resolve(folder, &target) });
    }
    Ok(found)
}

/// Depth that a relationships part may have; it needs 2.
const DEPTH: u64 = 16;

/// Resolves a target against the folder of its source part.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The bytes of a part as UTF-8, which is all that the scanner reads. Word accepts UTF-16 parts too.
pub(crate) fn to_utf8<'a>(bytes: &'a [u8], part: &str) -> Result<Cow<'a, [u8]>> {
    match Encoding::for_bom(bytes) {
        None => Ok(Cow::Borrowed(bytes)),
        Some((encoding, _)) if encoding == encoding_rs::UTF_8 => Ok(Cow::Borrowed(bytes)),
        Some((encoding, mark)) => {
            let text = bytes.get(mark..).unwrap_or_default();
            match encoding.decode_without_bom_handling_and_without_replacement(text) {
                Some(text) => Ok(Cow::Owned(text.into_owned().into_bytes())),
                None => {
                    let cause = format!("not {}", encoding.name());
                    Err(ErrorKind::XmlBroken { part: part.to_owned(), byte: 0, cause }.into())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn a_target_is_resolved_against_the_folder_of_its_source() {
        assert_eq!(resolve("word", "header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word", "/word/header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word/sub", "../media/./a.png"), "word/media/a.png");
        assert_eq!(resolve("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolve("word", "../../../x.xml"), "x.xml");
    }
}
