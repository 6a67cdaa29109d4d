//! Documents out of the database, one at a time: the declarations of each, and its drawing.

use rusqlite::{OptionalExtension, params};

use crate::drawing::Drawing;
use crate::failure::{Failure, Kind, Result};
use crate::line::{ErrorFacts, ErrorLine, FailedSource, Line};
use crate::store::Store;

/// A document that could be read.
#[derive(Debug)]
pub(crate) struct DocumentRow {
    /// Of several names of a file, the one that was met first.
    pub(crate) path: String,
    pub(crate) lines: Vec<Line>,
    /// Nothing if it was recorded without one, or if it is damaged.
    pub(crate) drawing: Option<Drawing>,
}

/// All documents, in the order in which they were recorded. Memory is flat in their number.
#[derive(Debug)]
pub(crate) struct Documents<'s> {
    store: &'s Store,
    after: i64,
}

impl Store {
    /// All documents that could be read.
    pub(crate) fn documents(&self) -> Documents<'_> {
        Documents { store: self, after: 0 }
    }

    /// All files that could not be read, with the reason.
    pub(crate) fn failed(&self) -> Result<Vec<ErrorLine>> {
        self.query(|connection| {
            connection
                .prepare(
                    "SELECT path, coalesce(code, ''), coalesce(message, ''), place FROM files WHERE state = 'failed'
                     ORDER BY id",
                )?
                .query_map([], |row| {
                    let error = ErrorFacts { code: row.get(1)?, message: row.get(2)?, place: row.get(3)? };
                    Ok(ErrorLine { source: FailedSource { path: row.get(0)? }, error })
                })?
                .collect()
        })
    }

    /// All files with the same content as one that was met before and could be read, and what that is called.
    pub(crate) fn copies(&self) -> Result<Vec<(String, String)>> {
        self.query(|connection| {
            connection
                .prepare(
                    "SELECT paths.path, first.path FROM paths
                     JOIN contents ON contents.id = paths.content AND contents.state <> 'failed'
                     JOIN paths AS first ON first.id =
                        (SELECT min(id) FROM paths AS same WHERE same.content = paths.content)
                     WHERE first.id <> paths.id ORDER BY paths.id",
                )?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// Refuses a database of what another form read.
    pub(crate) fn check_form(&self, form: &str) -> Result<()> {
        let there: Option<String> = self.query(|connection| {
            connection
                .query_row("SELECT value FROM settings WHERE key = 'form'", [], |row| row.get(0))
                .optional()
        })?;
        match there {
            Some(there) if there != form => {
                Err(Failure::new(Kind::DatabaseForm).about(self.path.to_string_lossy()))
            }
            _ => Ok(()),
        }
    }
}

impl Documents<'_> {
    fn row(&mut self) -> Result<Option<DocumentRow>> {
        let found: Option<(i64, String, Option<Vec<u8>>)> = self.store.query(|connection| {
            connection
                .prepare_cached(
                    "SELECT contents.id, paths.path, drawing FROM contents JOIN paths ON paths.id =
                        (SELECT min(id) FROM paths WHERE paths.content = contents.id)
                     WHERE contents.id > ?1 AND state <> 'failed' ORDER BY contents.id LIMIT 1",
                )?
                .query_row(params![self.after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()
        })?;
        let Some((id, path, drawing)) = found else { return Ok(None) };
        self.after = id;
        let lines: Vec<String> = self.store.query(|connection| {
            connection
                .prepare_cached("SELECT line FROM declarations WHERE content = ?1 ORDER BY number")?
                .query_map([id], |row| row.get(0))?
                .collect()
        })?;
        let lines = lines
            .iter()
            .map(|json| {
                let mut line: Line = serde_json::from_str(json).map_err(|error| {
                    let (line, column, cause) = (error.line(), error.column(), error.to_string());
                    Failure::new(Kind::DataBroken { line, column, cause }).about(&*path)
                })?;
                line.source.path.clone_from(&path);
                Ok(line)
            })
            .collect::<Result<Vec<Line>>>()?;
        let drawing = drawing.and_then(|blob| Drawing::from_blob(&blob));
        Ok(Some(DocumentRow { path, lines, drawing }))
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<DocumentRow>;

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.after;
        match self.row() {
            Ok(row) => row.map(Ok),
            Err(failure) => {
                // A database that cannot be read any more ends it; a line that is damaged does not.
                if self.after == before {
                    self.after = i64::MAX;
                }
                Some(Err(failure))
            }
        }
    }
}
