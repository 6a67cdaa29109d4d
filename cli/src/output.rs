//! Where output goes: to stdout, or to a file that is complete as soon as it has its name.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::failure::{Failure, Kind, Result, STANDARD};
use crate::interrupt;

/// Where output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
}

/// Output on its way. Dropped before [`Output::finish`], a file leaves nothing behind.
pub(crate) struct Output {
    path: PathBuf,
    to: To,
}

enum To {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    /// A device or a pipe, which has no content to be protected.
    Special(File),
    File {
        file: BufWriter<NamedTempFile>,
        force: bool,
    },
}

impl Target {
    /// The target of `-o`; `-` is stdout.
    pub(crate) fn of(path: &Path) -> Target {
        if path.as_os_str() == STANDARD { Target::Stdout } else { Target::File(path.to_owned()) }
    }

    /// Refuses a file that is there already, before any work is done for it.
    pub(crate) fn check(&self, force: bool) -> Result<()> {
        match self {
            Target::File(path) if !force => refuse_existing(path),
            _ => Ok(()),
        }
    }

    /// Refuses to write a document to a terminal.
    pub(crate) fn check_binary(&self) -> Result<()> {
        match self {
            Target::Stdout if io::stdout().is_terminal() => Err(Failure::new(Kind::OutputTerminal)),
            _ => Ok(()),
        }
    }

    pub(crate) fn open(&self, force: bool) -> Result<Output> {
        self.check(force)?;
        let path = match self {
            Target::Stdout => {
                let to = To::Stdout(BufWriter::new(io::stdout().lock()));
                return Ok(Output { path: STANDARD.into(), to });
            }
            Target::File(path) => path,
        };
        let failed = |cause| Failure::writing(path, cause);
        let to = if is_special(path) {
            To::Special(File::options().write(true).open(path).map_err(failed)?)
        } else if path.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        } else {
            To::File { file: BufWriter::new(temporary(folder_of(path)).map_err(failed)?), force }
        };
        Ok(Output { path: path.clone(), to })
    }

    /// Writes all of it.
    pub(crate) fn write(&self, bytes: &[u8], force: bool) -> Result<()> {
        let mut output = self.open(force)?;
        output.write(bytes)?;
        output.finish()
    }
}

impl Output {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.to {
            To::Stdout(to) => to.write_all(bytes),
            To::Special(to) => to.write_all(bytes),
            To::File { file, .. } => file.write_all(bytes),
        };
        written.map_err(|cause| Failure::writing(&self.path, cause))
    }

    /// Hands over what was written so far, so that a reader at the other end of a pipe can go on.
    pub(crate) fn flush(&mut self) -> Result<()> {
        let flushed = match &mut self.to {
            To::Stdout(to) => to.flush(),
            To::Special(_) | To::File { .. } => Ok(()),
        };
        flushed.map_err(|cause| Failure::writing(&self.path, cause))
    }

    /// Completes the output; a file gets its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.flush()?;
        match self.to {
            To::Stdout(_) | To::Special(_) => Ok(()),
            To::File { file, force } => {
                let file =
                    file.into_inner().map_err(|error| Failure::writing(&self.path, error.into_error()))?;
                settle(file.into_temp_path(), &self.path, force)
            }
        }
    }
}

/// A new file with a temporary name and the permissions that a file made by any program would have.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".shenbao-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    interrupt::unfinished(file.path());
    Ok(file)
}

/// Gives a complete file its name.
pub(crate) fn settle(file: TempPath, path: &Path, force: bool) -> Result<()> {
    let temporary = file.to_path_buf();
    let settled = named(file, path, force);
    interrupt::finished(&temporary);
    settled
}

fn named(file: TempPath, path: &Path, force: bool) -> Result<()> {
    let failed = |cause| Failure::writing(path, cause);
    if force {
        return file.persist(path).map_err(|error| failed(error.error));
    }
    match file.persist_noclobber(path) {
        Ok(()) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => refuse_existing(path),
        // File systems without hard links, such as those of memory sticks and some shares, cannot do it in one step.
        Err(error) => {
            refuse_existing(path)?;
            error.path.persist(path).map_err(|error| failed(error.error))
        }
    }
}

/// The folder in which a path lies.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn refuse_existing(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok() && !is_special(path) {
        return Err(Failure::new(Kind::OutputExists).about(path.to_string_lossy()));
    }
    Ok(())
}

fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}
