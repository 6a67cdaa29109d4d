//! Documents in .zip archives, and in archives in them. Nothing is unpacked to disk; what an archive may cost is limited.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::failure::{Failure, Kind, Result};
use crate::input::LARGEST;

/// How deep archives may lie in archives. What people send is a folder packed, and packed once more by the mail program.
const DEPTH: usize = 4;

/// How many entries an archive may have. A county's forms of ten years are some ten thousand.
const ENTRIES: usize = 200_000;

/// How much may come out of a file on disk, archives in it included. Entries of an archive may overlap, so that a small
/// file claims petabytes.
const INFLATED: u64 = 16 << 30;

/// How many times larger than in the archive a document may be; documents are packed already. Small ones may be all
/// blanks.
const RATIO: u64 = 200;
const SMALL: u64 = 1 << 20;

/// How long the name of an entry may be, with the archives it lies in.
const NAME: usize = 4096;

/// Parts of a name: `archive.zip!/folder/a.docx`.
const WITHIN: &str = "!/";

trait Source: Read + Seek + Send {}
impl<S: Read + Seek + Send> Source for S {}

/// An open archive.
pub(crate) struct Archive {
    name: String,
    zip: Mutex<ZipArchive<Box<dyn Source>>>,
    entries: usize,
    /// How many archives it lies in.
    depth: usize,
}

/// A file in an archive.
#[derive(Clone)]
pub(crate) struct Member {
    archive: Arc<Archive>,
    index: usize,
    /// With the archives it lies in.
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) crc32: u32,
}

/// What more may come out of a file on disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget(u64);

/// What there was too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    Depth,
    Entries,
    Inflated,
    Ratio,
    Name,
}

impl Excess {
    /// Its name in the locale files, and the limit.
    pub(crate) fn facts(self) -> (&'static str, u64) {
        match self {
            Excess::Depth => ("archive.depth", DEPTH as u64),
            Excess::Entries => ("archive.entries", ENTRIES as u64),
            Excess::Inflated => ("archive.inflated", INFLATED),
            Excess::Ratio => ("archive.ratio", RATIO),
            Excess::Name => ("archive.name", NAME as u64),
        }
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget(INFLATED)
    }
}

impl Archive {
    /// Opens an archive on disk. A Word document is an archive too, whatever it is called: that is nothing.
    pub(crate) fn open(path: &Path) -> Result<Option<Arc<Archive>>> {
        let file = File::open(path).map_err(|cause| Failure::reading(path, cause))?;
        Archive::of(Box::new(BufReader::new(file)), path.to_string_lossy().into_owned(), 0)
    }

    fn of(source: Box<dyn Source>, name: String, depth: usize) -> Result<Option<Arc<Archive>>> {
        let zip = ZipArchive::new(source).map_err(|cause| broken(cause).about(&*name))?;
        if zip.index_for_name("[Content_Types].xml").is_some() {
            return Ok(None);
        }
        let entries = zip.len();
        if entries > ENTRIES {
            return Err(exceeded(Excess::Entries).about(name));
        }
        Ok(Some(Arc::new(Archive { name, zip: Mutex::new(zip), entries, depth })))
    }

    pub(crate) fn entries(&self) -> usize {
        self.entries
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What a file of the archive is called; nothing for a folder.
    pub(crate) fn file_name(&self, index: usize) -> Option<String> {
        let mut zip = self.zip.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = zip.by_index_raw(index).ok()?;
        entry.is_file().then(|| decoded(entry.name_raw()).replace('\\', "/"))
    }

    /// How many of its entries would be wanted.
    pub(crate) fn count(&self, wanted: impl Fn(&Path) -> bool) -> usize {
        let zip = self.zip.lock().unwrap_or_else(PoisonError::into_inner);
        zip.file_names().filter(|name| wanted(Path::new(name))).count()
    }

    /// A file of the archive, in the order of its directory; nothing for a folder, and for what `wanted` does not want.
    pub(crate) fn member(
        self: &Arc<Archive>,
        index: usize,
        budget: &mut Budget,
        wanted: impl Fn(&Path) -> bool,
    ) -> Option<Result<Member>> {
        let mut zip = self.zip.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = match zip.by_index_raw(index) {
            Ok(entry) => entry,
            Err(cause) => return Some(Err(broken(cause).about(&*self.name))),
        };
        let within = decoded(entry.name_raw()).replace('\\', "/");
        if !entry.is_file() || within.ends_with('/') || !wanted(Path::new(&within)) {
            return None;
        }
        let name = format!("{}{WITHIN}{}", self.name, within.trim_start_matches('/'));
        let failed = |failure: Failure| Some(Err(failure.about(shortened(&name))));
        if name.len() > NAME {
            return failed(exceeded(Excess::Name));
        }
        if entry.encrypted() {
            return failed(Failure::new(Kind::ArchiveEncrypted));
        }
        let size = entry.size();
        if size > LARGEST {
            return failed(Failure::new(Kind::InputTooLarge { allowed: LARGEST }));
        }
        if size > SMALL && size / RATIO > entry.compressed_size() {
            return failed(exceeded(Excess::Ratio));
        }
        match budget.0.checked_sub(size) {
            Some(left) => budget.0 = left,
            None => return failed(exceeded(Excess::Inflated)),
        }
        let crc32 = entry.crc32();
        drop(entry);
        Some(Ok(Member { archive: Arc::clone(self), index, name, size, crc32 }))
    }
}

impl Member {
    /// Its bytes, as many as the directory says and no more.
    pub(crate) fn read(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut zip = self.archive.zip.lock().unwrap_or_else(PoisonError::into_inner);
        let read = zip.by_index(self.index).and_then(|mut entry| {
            (&mut entry).take(self.size).read_to_end(&mut bytes)?;
            // The checksum is looked at where the entry ends.
            match entry.read(&mut [0])? {
                0 => Ok(()),
                _ => Err(ZipError::Io(io::Error::other("longer than its directory says"))),
            }
        });
        read.map_err(|cause| broken(cause).about(&*self.name))?;
        Ok(bytes)
    }

    /// Opens it as an archive; nothing when it is a document.
    pub(crate) fn open(&self) -> Result<Option<Arc<Archive>>> {
        let depth = self.archive.depth + 1;
        if depth > DEPTH {
            return Err(exceeded(Excess::Depth).about(&*self.name));
        }
        Archive::of(Box::new(Cursor::new(self.read()?)), self.name.clone(), depth)
    }
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Member").field(&self.name).finish()
    }
}

fn broken(cause: ZipError) -> Failure {
    Failure::new(Kind::ArchiveBroken { cause: cause.to_string() })
}

fn exceeded(excess: Excess) -> Failure {
    Failure::new(Kind::ArchiveLimit(excess))
}

/// The name of an entry. Chinese Windows packs names in GBK and leaves the flag for UTF-8 unset; others write UTF-8 and
/// leave it unset too. Text in GBK is hardly ever sound UTF-8.
fn decoded(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// A name that is too long, for saying so.
fn shortened(name: &str) -> String {
    if name.len() <= NAME { name.to_owned() } else { name.chars().take(200).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_the_encoding_they_are_in() {
        assert_eq!(decoded("二零二六/申报表.docx".as_bytes()), "二零二六/申报表.docx");
        assert_eq!(decoded(b"\xC7\xE5\xCF\xAA/\xC9\xEA\xB1\xA8\xB1\xED.docx"), "清溪/申报表.docx");
        assert_eq!(decoded(b"a.docx"), "a.docx");
    }
}
