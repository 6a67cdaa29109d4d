//! What goes wrong in the program itself, with stable codes beside those of the library.

use std::io;
use std::path::Path;

use rust_i18n::t;
use shenbao::Cause;

use crate::archive::Excess;
use crate::exit::Exit;
use crate::{lang, text};

/// What `-` is called in messages and in the data.
pub(crate) const STANDARD: &str = "-";

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// Why something could not be done, and what it is about.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: Box<Kind>,
    /// The path, or `-`.
    pub(crate) subject: Option<String>,
    /// The declaration of the data, counted from 1.
    pub(crate) declaration: Option<usize>,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The library says so.
    Library(shenbao::Error),
    /// A file or folder cannot be read.
    CannotRead(io::Error),
    /// A file cannot be written.
    CannotWrite(io::Error),
    /// A file is there already, and `--force` is not.
    OutputExists,
    /// The name of the output does not say what to write.
    OutputUnknown,
    /// The name of the output says that it is another kind of Word document than it would be.
    OutputEnding { ending: &'static str },
    /// A sheet has no lines for errors.
    ErrorsInSheet,
    /// A document would be written to a terminal.
    OutputTerminal,
    /// No input was found.
    NoInput,
    /// The data holds no declaration.
    NoData,
    /// The input is larger than the program takes.
    InputTooLarge { allowed: u64 },
    /// The data is no JSON, or no object.
    DataBroken { line: usize, column: usize, cause: String },
    /// The workbook cannot be read.
    WorkbookBroken { cause: String },
    /// A cell of the workbook holds what cannot be taken.
    CellWrong { cell: String, cause: String },
    /// `--name` makes no file names.
    NameBroken { cause: String },
    /// An archive, or a file in it, is damaged.
    ArchiveBroken { cause: String },
    /// A file in an archive has a password.
    ArchiveEncrypted,
    /// An archive is more than the program takes.
    ArchiveLimit(Excess),
    /// The database cannot be read or written.
    Database(rusqlite::Error),
    /// The database is of a newer version of the program.
    DatabaseNewer { version: i32 },
    /// The database belongs to another program.
    DatabaseForeign,
    /// The database holds what was read by another form.
    DatabaseForm,
    /// A bug of ours.
    Internal(String),
}

impl Failure {
    pub(crate) fn new(kind: Kind) -> Failure {
        Failure { kind: Box::new(kind), subject: None, declaration: None }
    }

    pub(crate) fn about(mut self, subject: impl Into<String>) -> Failure {
        self.subject = Some(subject.into());
        self
    }

    pub(crate) fn in_declaration(mut self, number: usize) -> Failure {
        self.declaration = Some(number);
        self
    }

    pub(crate) fn reading(path: &Path, cause: io::Error) -> Failure {
        Failure::new(Kind::CannotRead(cause)).about(path.to_string_lossy())
    }

    pub(crate) fn writing(path: &Path, cause: io::Error) -> Failure {
        Failure::new(Kind::CannotWrite(cause)).about(path.to_string_lossy())
    }

    /// The reader of our output went away. That ends the program, but is no error.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.subject.as_deref() == Some(STANDARD)
            && matches!(&*self.kind, Kind::CannotWrite(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The codes that are not the library's. `docs/errors.md` has a heading for each.
    #[cfg(test)]
    pub(crate) const CODES: [&str; 22] = [
        "cannot_read",
        "cannot_write",
        "output_exists",
        "output_unknown",
        "output_ending",
        "errors_in_sheet",
        "output_terminal",
        "no_input",
        "no_data",
        "input_too_large",
        "data_broken",
        "workbook_broken",
        "cell_wrong",
        "name_broken",
        "archive_broken",
        "archive_encrypted",
        "archive_limit",
        "database",
        "database_newer",
        "database_foreign",
        "database_form",
        "internal",
    ];

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match &*self.kind {
            Kind::Library(error) => error.code(),
            Kind::CannotRead(_) => "cannot_read",
            Kind::CannotWrite(_) => "cannot_write",
            Kind::OutputExists => "output_exists",
            Kind::OutputUnknown => "output_unknown",
            Kind::OutputEnding { .. } => "output_ending",
            Kind::ErrorsInSheet => "errors_in_sheet",
            Kind::OutputTerminal => "output_terminal",
            Kind::NoInput => "no_input",
            Kind::NoData => "no_data",
            Kind::InputTooLarge { .. } => "input_too_large",
            Kind::DataBroken { .. } => "data_broken",
            Kind::WorkbookBroken { .. } => "workbook_broken",
            Kind::CellWrong { .. } => "cell_wrong",
            Kind::NameBroken { .. } => "name_broken",
            Kind::ArchiveBroken { .. } => "archive_broken",
            Kind::ArchiveEncrypted => "archive_encrypted",
            Kind::ArchiveLimit(_) => "archive_limit",
            Kind::Database(_) => "database",
            Kind::DatabaseNewer { .. } => "database_newer",
            Kind::DatabaseForeign => "database_foreign",
            Kind::DatabaseForm => "database_form",
            Kind::Internal(_) => "internal",
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match &*self.kind {
            Kind::Library(error) if error.cause() == Cause::Data => Exit::Findings,
            Kind::OutputUnknown
            | Kind::OutputEnding { .. }
            | Kind::ErrorsInSheet
            | Kind::OutputTerminal
            | Kind::NameBroken { .. } => Exit::Usage,
            _ => Exit::Nothing,
        }
    }

    /// Where in the subject, in words.
    pub(crate) fn place(&self) -> Option<String> {
        match &*self.kind {
            Kind::Library(error) => error.place().map(|place| place.describe(lang::current())),
            Kind::DataBroken { line, column, .. } => {
                Some(t!("place.line_column", line = line, column = column).into_owned())
            }
            Kind::CellWrong { cell, .. } => Some(cell.clone()),
            _ => None,
        }
    }

    pub(crate) fn message(&self) -> String {
        let key = format!("error.{}", self.code());
        match &*self.kind {
            Kind::Library(error) => error.message(lang::current()),
            Kind::CannotRead(cause) | Kind::CannotWrite(cause) => {
                t!(&key, cause = in_words(cause)).into_owned()
            }
            Kind::InputTooLarge { allowed } => t!(&key, allowed = allowed).into_owned(),
            Kind::DataBroken { cause, .. }
            | Kind::NameBroken { cause }
            | Kind::WorkbookBroken { cause }
            | Kind::CellWrong { cause, .. }
            | Kind::ArchiveBroken { cause } => t!(&key, cause = cause).into_owned(),
            Kind::ArchiveLimit(excess) => {
                let (what, allowed) = excess.facts();
                t!(&key, what = t!(what), allowed = allowed).into_owned()
            }
            Kind::Database(cause) => t!(&key, cause = cause).into_owned(),
            Kind::OutputEnding { ending } => t!(&key, ending = ending).into_owned(),
            Kind::DatabaseNewer { version } => t!(&key, version = version).into_owned(),
            Kind::Internal(cause) => t!(&key, cause = cause).into_owned(),
            Kind::OutputExists
            | Kind::OutputUnknown
            | Kind::ErrorsInSheet
            | Kind::OutputTerminal
            | Kind::NoInput
            | Kind::NoData
            | Kind::ArchiveEncrypted
            | Kind::DatabaseForeign
            | Kind::DatabaseForm => t!(&key).into_owned(),
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match &*self.kind {
            Kind::Library(error) => error.hint(lang::current()).map(str::to_owned),
            Kind::CannotRead(_)
            | Kind::CannotWrite(_)
            | Kind::DataBroken { .. }
            | Kind::CellWrong { .. }
            | Kind::NoData
            | Kind::InputTooLarge { .. }
            | Kind::ArchiveBroken { .. }
            | Kind::ArchiveEncrypted
            | Kind::ArchiveLimit(_)
            | Kind::Database(_) => None,
            Kind::OutputEnding { ending } => Some(t!("hint.output_ending", ending = ending).into_owned()),
            _ => Some(t!(format!("hint.{}", self.code())).into_owned()),
        }
    }

    /// The whole of it in one line, without code and hint: what, where, why.
    pub(crate) fn line(&self) -> String {
        let number = self.declaration.map(|number| t!("place.declaration", number = number).into_owned());
        let parts = [self.subject.clone().map(|path| text::one_line(&path)), number, self.place()];
        let mut line = String::new();
        for part in parts.into_iter().flatten() {
            line.push_str(&part);
            line.push_str(": ");
        }
        line.push_str(text::printable(&self.message()).trim_end());
        line
    }
}

impl From<shenbao::Error> for Failure {
    fn from(error: shenbao::Error) -> Failure {
        Failure::new(Kind::Library(error))
    }
}

/// What the operating system says, in the language in use where it says one of the usual things.
fn in_words(cause: &io::Error) -> String {
    let key = match cause.kind() {
        io::ErrorKind::NotFound => "not_found",
        io::ErrorKind::PermissionDenied => "permission_denied",
        io::ErrorKind::IsADirectory => "is_a_directory",
        io::ErrorKind::NotADirectory => "not_a_directory",
        io::ErrorKind::StorageFull => "storage_full",
        io::ErrorKind::ReadOnlyFilesystem => "read_only",
        _ => return cause.to_string(),
    };
    t!(format!("io.{key}")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_page() {
        let page = include_str!("../../docs/errors.md");
        for code in Failure::CODES {
            assert_eq!(page.matches(&format!("\n## {code}\n")).count(), 1, "{code}");
        }
    }
}
