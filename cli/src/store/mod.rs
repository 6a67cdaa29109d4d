//! The database of `import`: what was read, where, and in which state. `schema.sql` is its description.

mod documents;
mod lines;
mod outcome;
mod rows;
mod write;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use crate::failure::{Failure, Kind, Result};

pub(crate) use documents::DocumentRow;
pub(crate) use outcome::{Content, FileOutcome, Outcome, Stamp, State, sha256};

/// The version of the schema.
const VERSION: i32 = 1;

/// Tells a database of ours from others (`PRAGMA application_id`): the letters `sbao`.
const APPLICATION: i32 = 0x7362_616F;

/// So many files are written in one transaction, or as many as come in this time. Each file is in it whole or not at
/// all, and whatever kills the program loses no more than these.
const BATCH: usize = 64;
const BATCH_TIME: Duration = Duration::from_millis(250);

/// The program that reads now. What another one failed to read, this one may be able to.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// An open database.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    connection: Connection,
    /// Files written since the last commit, and since when.
    open: usize,
    since: Instant,
}

/// What is known about files already, for those who ask while others write.
#[derive(Debug)]
pub(crate) struct Known {
    store: Store,
    /// Whether to read anew what another version of the program has read.
    update: bool,
}

/// In which state a file is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: State,
    pub(crate) has_errors: bool,
}

impl Store {
    /// Opens a database that is there.
    ///
    /// # Errors
    ///
    /// When it is no database of this program, or one of a newer version of it.
    pub(crate) fn open(path: &Path) -> Result<Store> {
        if let Err(cause) = path.metadata() {
            return Err(Failure::reading(path, cause));
        }
        let mut store = Store::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.prepare(false)?;
        Ok(store)
    }

    /// Opens a database, or makes one. All in it is read by one form.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open`]; and when it holds what was read by another form.
    pub(crate) fn create(path: &Path, form: &str) -> Result<Store> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut store = Store::connect(path, flags)?;
        store.prepare(true)?;
        let there = store.query(|connection| {
            connection.execute("INSERT OR IGNORE INTO settings VALUES ('form', ?1)", [form])?;
            connection
                .query_row("SELECT value FROM settings WHERE key = 'form'", [], |row| row.get::<_, String>(0))
        })?;
        if there != form {
            return Err(refused(&store.path, Kind::DatabaseForm));
        }
        Ok(store)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Store> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|cause| refused(path, Kind::Database(cause)))?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Store { path: path.to_owned(), connection, open: 0, since: Instant::now() })
    }

    fn prepare(&mut self, create: bool) -> Result<()> {
        let (application, version, empty) = self.query(|connection| {
            connection.busy_timeout(Duration::from_secs(10))?;
            let number =
                |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
            let (application, version) = (number("application_id")?, number("user_version")?);
            let tables: i64 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            Ok((application, version, tables == 0))
        })?;
        match (application, version, empty) {
            (0, 0, true) if create => {}
            (APPLICATION, VERSION, _) => {}
            (APPLICATION, newer, _) => {
                return Err(refused(&self.path, Kind::DatabaseNewer { version: newer }));
            }
            _ => return Err(refused(&self.path, Kind::DatabaseForeign)),
        }
        self.query(|connection| {
            // A reader of another connection sees what is committed, and a commit survives whatever kills the program.
            connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", "normal")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            if empty {
                connection.execute_batch(&format!(
                    "BEGIN IMMEDIATE; {} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;",
                    include_str!("schema.sql")
                ))?;
            }
            Ok(())
        })
    }

    fn query<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        ask(&self.connection).map_err(|cause| {
            let foreign = cause.sqlite_error_code() == Some(ErrorCode::NotADatabase);
            refused(&self.path, if foreign { Kind::DatabaseForeign } else { Kind::Database(cause) })
        })
    }

    /// Writes down what became of a file, in place of what was known about it.
    pub(crate) fn record(&mut self, file: &FileOutcome) -> Result<()> {
        if self.open == 0 {
            self.query(|connection| connection.execute_batch("BEGIN IMMEDIATE"))?;
            self.since = Instant::now();
        }
        self.open += 1;
        self.query(|connection| write::put(connection, file))?;
        if self.open >= BATCH || self.since.elapsed() > BATCH_TIME { self.commit() } else { Ok(()) }
    }

    /// Drops what is known about a path.
    pub(crate) fn forget(&mut self, path: &str) -> Result<()> {
        self.query(|connection| {
            connection.prepare_cached("DELETE FROM paths WHERE path = ?1")?.execute([path]).map(drop)
        })
    }

    /// Makes sure of all that was recorded.
    pub(crate) fn commit(&mut self) -> Result<()> {
        if std::mem::take(&mut self.open) > 0 {
            self.query(|connection| connection.execute_batch("COMMIT"))?;
        }
        Ok(())
    }

    /// Ends an import: contents that no file has any more go.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.commit()?;
        self.query(|connection| {
            connection.execute_batch(
                "DELETE FROM contents WHERE id NOT IN (SELECT content FROM paths WHERE content IS NOT NULL);
                 PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;",
            )
        })
    }

    /// Another view of the database, for asking what is known.
    pub(crate) fn known(&self, update: bool) -> Result<Known> {
        let store = Store::connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        store.query(|connection| connection.busy_timeout(Duration::from_secs(10)))?;
        Ok(Known { store, update })
    }
}

impl Known {
    /// Of a file that has not changed since it was read.
    pub(crate) fn file(&self, path: &str, stamp: &Stamp) -> Result<Option<Standing>> {
        self.standing(
            "SELECT state, errors, version FROM paths JOIN contents ON contents.id = paths.content
             WHERE path = ?1 AND paths.size IS ?2 AND mtime IS ?3 AND crc32 IS ?4
               AND (mtime IS NOT NULL OR crc32 IS NOT NULL)",
            params![path, stamp.size, stamp.mtime, stamp.crc32],
        )
    }

    /// Of a content, whatever it is called.
    pub(crate) fn content(&self, sha256: &str) -> Result<Option<Standing>> {
        self.standing("SELECT state, errors, version FROM contents WHERE sha256 = ?1", [sha256])
    }

    fn standing(&self, sql: &str, params: impl rusqlite::Params) -> Result<Option<Standing>> {
        let found = self.store.query(|connection| {
            let row = |row: &rusqlite::Row<'_>| {
                let standing = Standing { state: row.get(0)?, has_errors: row.get::<_, i64>(1)? > 0 };
                Ok((standing, row.get::<_, String>(2)? == PROGRAM))
            };
            connection.prepare_cached(sql)?.query_row(params, row).optional()
        })?;
        Ok(found
            .filter(|(standing, ours)| *ours || !(self.update || standing.state == State::Failed))
            .map(|(standing, _)| standing))
    }
}

fn refused(path: &Path, kind: Kind) -> Failure {
    Failure::new(kind).about(path.to_string_lossy())
}
