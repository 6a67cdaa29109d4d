//! What is read: a file, a file in an archive, or stdin.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::archive::Member;
use crate::failure::{Failure, Kind, Result, STANDARD};
use crate::store::Stamp;

/// What files of a folder are taken for documents. What they are, their content tells.
const EXTENSIONS: [&str; 15] = [
    "docx", "docm", "dotx", "dotm", "doc", "wps", "txt", "rtf", "htm", "html", "mht", "mhtml", "xml", "odt",
    "fodt",
];

/// More than any document; whoever pipes a disk image in by mistake is told so before memory is full.
pub(crate) const LARGEST: u64 = 512 << 20;

/// Longer than any path that a system takes.
const LONGEST_NAME: u64 = 1 << 16;

/// One thing to be read.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
    /// A file in an archive.
    Member(Member),
}

impl Input {
    pub(crate) fn of(path: &Path) -> Input {
        if path.as_os_str() == STANDARD { Input::Stdin } else { Input::File(path.to_owned()) }
    }

    /// What it is called in messages and in the data.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::Stdin => STANDARD.to_owned(),
            Input::File(path) => path.to_string_lossy().into_owned(),
            Input::Member(member) => member.name.clone(),
        }
    }

    /// What tells whether it is still the same, as far as can be told.
    pub(crate) fn stamp(&self) -> Stamp {
        match self {
            Input::Stdin => Stamp::default(),
            Input::File(path) => path.metadata().map(|found| Stamp::of(&found)).unwrap_or_default(),
            Input::Member(member) => Stamp::of_member(member.size, member.crc32),
        }
    }

    pub(crate) fn read(&self) -> Result<Vec<u8>> {
        let failed = |cause| Failure::new(Kind::CannotRead(cause)).about(self.name());
        let mut bytes = Vec::new();
        let mut read = |from: &mut dyn Read| from.take(LARGEST + 1).read_to_end(&mut bytes);
        match self {
            Input::Stdin => read(&mut io::stdin().lock()),
            Input::File(path) => File::open(path).and_then(|mut file| read(&mut file)),
            Input::Member(member) => return member.read(),
        }
        .map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Failure::new(Kind::InputTooLarge { allowed: LARGEST }).about(self.name()));
        }
        Ok(bytes)
    }
}

/// The names of inputs, as they come out of a file or a pipe.
pub(crate) struct NameList {
    list: Box<dyn BufRead + Send>,
    name: String,
    end: u8,
    failure: Option<Failure>,
}

impl NameList {
    /// Names end with a line, or with a NUL.
    pub(crate) fn open(list: &Input, null: bool) -> Result<NameList> {
        let list_of: Box<dyn BufRead + Send> = match list {
            Input::File(path) => {
                Box::new(BufReader::new(File::open(path).map_err(|cause| Failure::reading(path, cause))?))
            }
            _ => Box::new(BufReader::new(io::stdin())),
        };
        Ok(NameList { list: list_of, name: list.name(), end: if null { 0 } else { b'\n' }, failure: None })
    }

    /// Whether the list was read to its end.
    pub(crate) fn end(self) -> Result<()> {
        self.failure.map_or(Ok(()), Err)
    }
}

impl Iterator for NameList {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            let mut name = Vec::new();
            // A line that never ends is no name.
            let read = (&mut self.list).take(LONGEST_NAME).read_until(self.end, &mut name);
            match read {
                Ok(0) => return None,
                Ok(_) => {}
                Err(cause) => {
                    self.failure = Some(Failure::new(Kind::CannotRead(cause)).about(&*self.name));
                    return None;
                }
            }
            name.pop_if(|last| *last == self.end);
            if self.end == b'\n' {
                name.pop_if(|last| *last == b'\r');
            }
            // Also when it is called `-`: stdin holds the list.
            if !name.is_empty() {
                return Some(Input::File(path_of(name)));
            }
        }
    }
}

#[cfg(unix)]
fn path_of(name: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(name).into()
}

#[cfg(not(unix))]
fn path_of(name: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&name).into_owned().into()
}

/// Whether a file of a folder is taken for a document.
pub(crate) fn is_document(path: &Path) -> bool {
    has_extension(path, &EXTENSIONS)
}

pub(crate) fn has_extension(path: &Path, known: &[&str]) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    known.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// `~$name.docx` of Word, `.~name.docx` of WPS, `._name.docx` of macOS on other systems' disks.
pub(crate) fn is_left_behind(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    ["~$", ".~", "._"].iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_from_what_lies_beside_them() {
        assert!(is_document(Path::new("a/申报表.DOCX")));
        assert!(!is_document(Path::new("a/申报表.pdf")));
        assert!(!is_document(Path::new("docx")));
        assert!(is_left_behind(Path::new("a/~$申报表.docx")));
        assert!(!is_left_behind(Path::new("~$a/申报表.docx")));
    }
}
