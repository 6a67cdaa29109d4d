//! What is read of all that paths name: files, folders and archives, one by one as they are met.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_i18n::t;
use walkdir::WalkDir;

use crate::archive::{Archive, Budget};
use crate::failure::Failure;
use crate::input::{Input, has_extension, is_document, is_left_behind};
use crate::ui;

/// The ending of archives.
const ARCHIVE: &str = "zip";

/// One thing that was met.
#[derive(Debug)]
pub(crate) enum Listed {
    Input(Input),
    /// A file that a word processor leaves beside an open document.
    Skipped(String),
    /// A file that is no document, by its ending.
    Ignored(String),
    /// A file that could not be looked into. Its subject says which.
    Failed(Failure),
    /// A folder that could not.
    Unseen(Failure),
    /// An archive. The so many things in it come next.
    Archive {
        name: String,
        count: usize,
    },
}

/// A walk through everything that paths name. Holds what lies open, however much lies in it.
pub(crate) struct Listing {
    /// What comes next, the last one first.
    paths: Vec<PathBuf>,
    folder: Option<Folder>,
    /// The archive on disk that lies open, and those in it.
    archives: Vec<Open>,
    budget: Budget,
}

struct Folder {
    path: PathBuf,
    entries: walkdir::IntoIter,
}

struct Open {
    archive: Arc<Archive>,
    next: usize,
}

impl Listing {
    pub(crate) fn of(paths: &[PathBuf]) -> Listing {
        Listing {
            paths: paths.iter().rev().cloned().collect(),
            folder: None,
            archives: Vec::new(),
            budget: Budget::default(),
        }
    }

    /// How many things there are to go through, each archive for one.
    pub(crate) fn count(paths: &[PathBuf]) -> usize {
        let wanted = |entry: &walkdir::DirEntry| entry.file_type().is_file() && is_wanted(entry.path());
        let under = |path: &PathBuf| {
            if !path.is_dir() {
                return 1;
            }
            WalkDir::new(path).follow_links(true).into_iter().flatten().filter(wanted).count()
        };
        paths.iter().map(under).sum()
    }

    fn next_in_archives(&mut self) -> Option<Listed> {
        while let Some(open) = self.archives.last_mut() {
            if open.next == open.archive.entries() {
                self.archives.pop();
                continue;
            }
            open.next += 1;
            let member = match open.archive.member(open.next - 1, &mut self.budget, is_wanted) {
                Some(Ok(member)) => member,
                Some(Err(failure)) => return Some(Listed::Failed(failure)),
                None => {
                    match open.archive.file_name(open.next - 1).and_then(|name| ending_of(Path::new(&name))) {
                        Some(ending) => return Some(Listed::Ignored(ending)),
                        None => continue,
                    }
                }
            };
            let name = Path::new(&member.name);
            if is_left_behind(name) {
                return Some(Listed::Skipped(member.name));
            }
            if !has_extension(name, &[ARCHIVE]) {
                return Some(Listed::Input(Input::Member(member)));
            }
            match member.open() {
                Ok(Some(archive)) => return Some(self.open(archive)),
                Ok(None) => return Some(Listed::Input(Input::Member(member))),
                Err(failure) => return Some(Listed::Failed(failure)),
            }
        }
        None
    }

    fn next_in_folder(&mut self) -> Option<Listed> {
        while let Some(folder) = &mut self.folder {
            match folder.entries.next() {
                Some(Ok(entry)) if entry.file_type().is_file() && is_wanted(entry.path()) => {
                    return Some(self.file(entry.into_path()));
                }
                Some(Ok(entry)) if entry.file_type().is_file() => {
                    if let Some(ending) = ending_of(entry.path()) {
                        return Some(Listed::Ignored(ending));
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    let path = error.path().unwrap_or(&folder.path).to_owned();
                    return Some(Listed::Unseen(Failure::reading(&path, error.into())));
                }
                None => self.folder = None,
            }
        }
        None
    }

    /// A file on disk.
    fn file(&mut self, path: PathBuf) -> Listed {
        if let stdin @ Input::Stdin = Input::of(&path) {
            return Listed::Input(stdin);
        }
        if is_left_behind(&path) {
            return Listed::Skipped(path.to_string_lossy().into_owned());
        }
        if has_extension(&path, &[ARCHIVE]) {
            match Archive::open(&path) {
                Ok(Some(archive)) => {
                    self.budget = Budget::default();
                    return self.open(archive);
                }
                Ok(None) => {}
                Err(failure) => return Listed::Failed(failure),
            }
        }
        Listed::Input(Input::File(path))
    }

    fn open(&mut self, archive: Arc<Archive>) -> Listed {
        let (name, count) = (archive.name().to_owned(), archive.count(is_wanted));
        self.archives.push(Open { archive, next: 0 });
        Listed::Archive { name, count }
    }
}

impl Iterator for Listing {
    type Item = Listed;

    fn next(&mut self) -> Option<Listed> {
        loop {
            if let Some(listed) = self.next_in_archives().or_else(|| self.next_in_folder()) {
                return Some(listed);
            }
            let path = self.paths.pop()?;
            if !path.is_dir() {
                return Some(self.file(path));
            }
            let entries = WalkDir::new(&path).follow_links(true).sort_by_file_name().into_iter();
            self.folder = Some(Folder { path, entries });
        }
    }
}

impl Listed {
    /// Takes note of what is not read itself.
    pub(crate) fn pass(self, progress: &ui::Progress, ignored: &mut Ignored) {
        match self {
            Listed::Archive { count, .. } => progress.more(count),
            Listed::Skipped(path) => progress.pause(|| ui::note(&t!("listing.skipped", path = path))),
            Listed::Ignored(ending) => ignored.add(ending),
            Listed::Input(_) | Listed::Failed(_) | Listed::Unseen(_) => {}
        }
    }
}

/// Files in folders and archives that were passed over, by their endings.
#[derive(Debug, Default)]
pub(crate) struct Ignored(BTreeMap<String, usize>);

impl Ignored {
    pub(crate) fn add(&mut self, ending: String) {
        *self.0.entry(ending).or_default() += 1;
    }

    /// Says how many there were: somebody may miss them.
    pub(crate) fn tell(&self) {
        let files: usize = self.0.values().sum();
        if files > 0 {
            let endings: Vec<String> =
                self.0.iter().map(|(ending, count)| format!("{ending} {count}")).collect();
            ui::note(&t!("listing.ignored", files = files, endings = endings.join(", ")));
        }
    }
}

/// The ending of a file that people would know about; nothing for what systems leave in folders.
fn ending_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    if name.starts_with('.') || is_left_behind(path) || ["Thumbs.db", "desktop.ini"].contains(&&*name) {
        return None;
    }
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy().to_lowercase()));
    Some(ending.unwrap_or_else(|| name.into_owned()))
}

fn is_wanted(path: &Path) -> bool {
    is_document(path) || has_extension(path, &[ARCHIVE])
}
