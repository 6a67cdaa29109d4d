//! Where input comes from: files, folders and stdin.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::failure::{Failure, Kind, Result, STANDARD};

/// What files of a folder are taken for documents. What they are, their content tells.
const EXTENSIONS: [&str; 9] = ["docx", "docm", "dotx", "dotm", "doc", "wps", "odt", "fodt", "txt"];

/// More than any document; whoever pipes a disk image in by mistake is told so before memory is full.
const LARGEST: u64 = 512 << 20;

/// One thing to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

/// Inputs, and what was met on the way to them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) inputs: Vec<Input>,
    /// Files that word processors leave beside open documents.
    pub(crate) skipped: Vec<PathBuf>,
    /// What could not be looked into.
    pub(crate) failures: Vec<Failure>,
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
        }
    }

    pub(crate) fn read(&self) -> Result<Vec<u8>> {
        let failed = |cause| Failure::new(Kind::CannotRead(cause)).about(self.name());
        let mut bytes = Vec::new();
        let mut read = |from: &mut dyn Read| from.take(LARGEST + 1).read_to_end(&mut bytes);
        match self {
            Input::Stdin => read(&mut io::stdin().lock()),
            Input::File(path) => File::open(path).and_then(|mut file| read(&mut file)),
        }
        .map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Failure::new(Kind::InputTooLarge { allowed: LARGEST }).about(self.name()));
        }
        Ok(bytes)
    }
}

impl Found {
    /// Finds the inputs that paths name: files as they are, folders with all that is in them, sorted by name.
    pub(crate) fn under(paths: &[PathBuf]) -> Found {
        let mut found = Found::default();
        for path in paths {
            if Input::of(path) == Input::Stdin {
                found.inputs.push(Input::Stdin);
            } else if path.is_dir() {
                found.walk(path);
            } else {
                found.add(path.clone());
            }
        }
        found
    }

    fn walk(&mut self, folder: &Path) {
        for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_file() && is_document(entry.path()) => {
                    self.add(entry.into_path());
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    self.failures.push(Failure::reading(&path, error.into()));
                }
            }
        }
    }

    fn add(&mut self, path: PathBuf) {
        if is_left_behind(&path) {
            self.skipped.push(path);
        } else {
            self.inputs.push(Input::File(path));
        }
    }
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// `~$name.docx` of Word, `.~name.docx` of WPS, `._name.docx` of macOS on other systems' disks.
fn is_left_behind(path: &Path) -> bool {
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
