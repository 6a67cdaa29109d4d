//! What became of a file.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shenbao::{Form, Lang, Severity};

use crate::failure::Failure;
use crate::line::{self, ErrorFacts};
use crate::store::rows::Rows;

/// A file, and what became of it.
#[derive(Debug)]
pub(crate) struct FileOutcome {
    /// What it is called in the data.
    pub(crate) path: String,
    pub(crate) stamp: Stamp,
    pub(crate) outcome: Outcome,
}

/// What tells without reading whether a file is still the one that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) size: Option<i64>,
    /// Of a file: when it was changed last, in nanoseconds since 1970.
    pub(crate) mtime: Option<i64>,
    /// Of a file in an archive.
    pub(crate) crc32: Option<u32>,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// Not even its bytes could be read.
    Unreadable(ErrorFacts),
    /// The same content was read before.
    Known {
        sha256: String,
    },
    Read(Content),
}

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) sha256: String,
    pub(crate) format: Option<String>,
    pub(crate) declarations: Vec<Rows>,
    /// Why it has none.
    pub(crate) problem: Option<ErrorFacts>,
    /// Its drawing, as the database keeps it.
    pub(crate) drawing: Option<Vec<u8>>,
}

/// How a file is taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Read, and nothing to be doubted.
    Good,
    /// Read, with warnings or errors, or text that has no place in the form: a person should look.
    Doubtful,
    /// Not read.
    Failed,
}

impl Stamp {
    pub(crate) fn of(found: &Metadata) -> Stamp {
        let mtime = found.modified().ok().and_then(|changed| changed.duration_since(UNIX_EPOCH).ok());
        Stamp {
            size: i64::try_from(found.len()).ok(),
            mtime: mtime.and_then(|mtime| i64::try_from(mtime.as_nanos()).ok()),
            crc32: None,
        }
    }

    pub(crate) fn of_member(size: u64, crc32: u32) -> Stamp {
        Stamp { size: i64::try_from(size).ok(), mtime: None, crc32: Some(crc32) }
    }
}

/// The hash by which contents are told apart.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Content {
    /// Reads a document for the database.
    pub(crate) fn of<T: Serialize + DeserializeOwned>(
        form: &Form,
        path: &str,
        bytes: &[u8],
        sha256: String,
        lang: Lang,
    ) -> (Content, Option<Failure>) {
        match line::read_drawn::<T>(form, path, bytes, lang) {
            Ok((read, drawing)) => {
                let format = read.first().and_then(|(line, _)| serde_json::to_value(line.source.format).ok());
                let format = format.and_then(|format| format.as_str().map(str::to_owned));
                let declarations = read.iter().map(|(line, places)| Rows::of(line, places, lang)).collect();
                let drawing = Some(drawing.to_blob());
                (Content { sha256, format, declarations, problem: None, drawing }, None)
            }
            Err(error) => {
                let failure = Failure::from(error).about(path);
                let problem = Some(ErrorFacts::of(&failure));
                (
                    Content { sha256, format: None, declarations: Vec::new(), problem, drawing: None },
                    Some(failure),
                )
            }
        }
    }

    pub(crate) fn state(&self) -> State {
        let doubtful = |rows: &Rows| {
            rows.count(Severity::Error) + rows.count(Severity::Warning) + rows.unclaimed.len() > 0
        };
        match &self.problem {
            Some(_) => State::Failed,
            None if self.declarations.iter().any(doubtful) => State::Doubtful,
            None => State::Good,
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.declarations.iter().any(|rows| rows.count(Severity::Error) > 0)
    }
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Good => "good",
            State::Doubtful => "doubtful",
            State::Failed => "failed",
        }
    }
}

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<State> {
        let name = value.as_str()?;
        let states = [State::Good, State::Doubtful, State::Failed];
        states.into_iter().find(|state| state.name() == name).ok_or(FromSqlError::InvalidType)
    }
}
