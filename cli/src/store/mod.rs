//! The database of `import`: what was read, where, and in which state. `schema.sql` is its description.

mod documents;
#[allow(dead_code, reason = "for the commands that read the database")]
mod lines;
mod outcome;
mod rows;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OpenFlags, OptionalExtension, named_params, params};
use serde_json::Value;
use shenbao::Severity;

use crate::failure::{Failure, Kind, Result};

pub(crate) use documents::DocumentRow;
#[allow(unused_imports, reason = "for the commands that read the database")]
pub(crate) use lines::{Lines, Recorded};
pub(crate) use outcome::{Content, FileOutcome, Outcome, Problem, Stamp, State, sha256};
use rows::{Rows, Spot, fen, text};

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
    path: String,
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
            return Err(Failure::new(Kind::DatabaseForm).about(store.path));
        }
        Ok(store)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Store> {
        let name = path.to_string_lossy().into_owned();
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|cause| Failure::new(Kind::Database(cause)).about(&*name))?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Store { path: name, connection, open: 0, since: Instant::now() })
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
                return Err(Failure::new(Kind::DatabaseNewer { version: newer }).about(&*self.path));
            }
            _ => return Err(Failure::new(Kind::DatabaseForeign).about(&*self.path)),
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
        ask(&self.connection).map_err(|cause| Failure::new(Kind::Database(cause)).about(&*self.path))
    }

    /// Writes down what became of a file, in place of what was known about it.
    pub(crate) fn record(&mut self, file: &FileOutcome) -> Result<()> {
        if self.open == 0 {
            self.query(|connection| connection.execute_batch("BEGIN IMMEDIATE"))?;
            self.since = Instant::now();
        }
        self.open += 1;
        self.query(|connection| put(connection, file))?;
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
        let store = Store::connect(Path::new(&self.path), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
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

fn put(connection: &Connection, file: &FileOutcome) -> rusqlite::Result<()> {
    let (content, problem) = match &file.outcome {
        Outcome::Unreadable(problem) => (None, Some(problem)),
        Outcome::Known { sha256 } => (Some(content_of(connection, sha256)?.map(|(id, _)| id)), None),
        Outcome::Read(content) => {
            // The same content may have been read at the same time under another name.
            let id = match content_of(connection, &content.sha256)? {
                Some((id, version)) if version == PROGRAM => id,
                _ => put_content(connection, content)?,
            };
            (Some(Some(id)), None)
        }
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO paths (path, content, size, mtime, crc32, code, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (path) DO UPDATE SET content = excluded.content, size = excluded.size, mtime = excluded.mtime,
             crc32 = excluded.crc32, code = excluded.code, message = excluded.message",
    )?;
    let stamp = &file.stamp;
    let (code, message) = (problem.map(|problem| &problem.code), problem.map(|problem| &problem.message));
    statement.execute(params![file.path, content, stamp.size, stamp.mtime, stamp.crc32, code, message])?;
    Ok(())
}

fn content_of(connection: &Connection, sha256: &str) -> rusqlite::Result<Option<(i64, String)>> {
    connection
        .prepare_cached("SELECT id, version FROM contents WHERE sha256 = ?1")?
        .query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

fn put_content(connection: &Connection, content: &Content) -> rusqlite::Result<i64> {
    let problem = content.problem.as_ref();
    let count = |severity| content.declarations.iter().map(|one| one.count(severity)).sum::<usize>();
    let id = connection
        .prepare_cached(
            "INSERT INTO contents (sha256, format, state, errors, warnings, infos, unclaimed, code, message, place,
                 version, read_at, drawing)
             VALUES (:sha256, :format, :state, :errors, :warnings, :infos, :unclaimed, :code, :message, :place,
                 :version, :read_at, :drawing)
             ON CONFLICT (sha256) DO UPDATE SET format = excluded.format, state = excluded.state,
                 errors = excluded.errors, warnings = excluded.warnings, infos = excluded.infos,
                 unclaimed = excluded.unclaimed, code = excluded.code, message = excluded.message,
                 place = excluded.place, version = excluded.version, read_at = excluded.read_at,
                 drawing = excluded.drawing
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":sha256": content.sha256,
                ":format": content.format,
                ":state": content.state(),
                ":errors": count(Severity::Error),
                ":warnings": count(Severity::Warning),
                ":infos": count(Severity::Info),
                ":unclaimed": content.declarations.iter().map(|one| one.unclaimed.len()).sum::<usize>(),
                ":code": problem.map(|problem| &problem.code),
                ":message": problem.map(|problem| &problem.message),
                ":place": problem.and_then(|problem| problem.place.as_ref()),
                ":version": PROGRAM,
                ":drawing": content.drawing,
                ":read_at": SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64),
            },
            |row| row.get(0),
        )?;
    connection.prepare_cached("DELETE FROM declarations WHERE content = ?1")?.execute([id])?;
    for (number, rows) in content.declarations.iter().enumerate() {
        put_declaration(connection, id, number, rows)?;
    }
    Ok(id)
}

fn put_declaration(
    connection: &Connection,
    content: i64,
    number: usize,
    rows: &Rows,
) -> rusqlite::Result<()> {
    let total = rows.text("funding.total.value");
    let id: i64 = connection
        .prepare_cached(
            "INSERT INTO declarations (content, number, title, year, unit, unit_code, department, project, project_code,
                 attribute, type, period, period_start, period_end, total, total_fen, errors, warnings, infos, unclaimed,
                 line)
             VALUES (:content, :number, :title, :year, :unit, :unit_code, :department, :project, :project_code,
                 :attribute, :type, :period, :period_start, :period_end, :total, :total_fen, :errors, :warnings, :infos,
                 :unclaimed, :line)
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":content": content,
                ":number": number,
                ":title": rows.text("title"),
                ":year": rows.text("year").and_then(|year| year.parse::<i64>().ok()),
                ":unit": rows.text("unit"),
                ":unit_code": rows.text("unit_code"),
                ":department": rows.text("project.department"),
                ":project": rows.text("project.name"),
                ":project_code": rows.text("project.code"),
                ":attribute": rows.text("project.attribute"),
                ":type": rows.text("project.type"),
                ":period": rows.text("project.period.text"),
                ":period_start": rows.text("project.period.start"),
                ":period_end": rows.text("project.period.end"),
                ":total_fen": total.as_deref().and_then(fen),
                ":total": total,
                ":errors": rows.count(Severity::Error),
                ":warnings": rows.count(Severity::Warning),
                ":infos": rows.count(Severity::Info),
                ":unclaimed": rows.unclaimed.len(),
                ":line": rows.line,
            },
            |row| row.get(0),
        )?;
    put_parts(connection, id, rows)
}

fn put_parts(connection: &Connection, id: i64, rows: &Rows) -> rusqlite::Result<()> {
    for fund in &rows.funds {
        let member = |key: &str| fund.amount.get(key).and_then(text);
        let value = member("value");
        let (place, table, row, column) = at(&fund.spot);
        connection.prepare_cached("INSERT INTO funds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?.execute(
            params![
                id,
                fund.source,
                member("text").unwrap_or_default(),
                value,
                value.as_deref().and_then(fen),
                place,
                table,
                row,
                column,
            ],
        )?;
    }
    for goal in &rows.goals {
        let (place, table, row, column) = at(&goal.spot);
        connection
            .prepare_cached("INSERT INTO goals VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![id, goal.term, goal.number, goal.text, place, table, row, column])?;
    }
    for indicator in &rows.indicators {
        let member = |key: &str| indicator.value.get(key).and_then(text);
        let target =
            |key: &str| indicator.value.get("target").and_then(|target| target.get(key)).and_then(text);
        let (place, table, row, column) = at(&indicator.spot);
        connection
            .prepare_cached(
                "INSERT INTO indicators VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                id,
                indicator.term,
                indicator.number,
                member("level1"),
                member("level2"),
                member("name"),
                target("text").or_else(|| indicator.value.get("target").and_then(text)),
                target("kind"),
                target("op"),
                target("value"),
                target("unit").or_else(|| member("unit")),
                member("weight"),
                place,
                table,
                row,
                column,
            ])?;
    }
    for (number, finding) in rows.findings.iter().enumerate() {
        let severity = serde_json::to_value(finding.severity).unwrap_or(Value::Null);
        let cell = finding.cell;
        connection
            .prepare_cached("INSERT INTO findings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
            .execute(params![
            id,
            number,
            finding.code,
            severity.as_str(),
            finding.key,
            finding.message,
            finding.place,
            cell.map(|cell| cell.table),
            cell.map(|cell| cell.row),
            cell.map(|cell| cell.column),
        ])?;
    }
    for (number, left) in rows.unclaimed.iter().enumerate() {
        let cell = left.cell;
        connection.prepare_cached("INSERT INTO unclaimed VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(
            params![
                id,
                number,
                left.text,
                left.place,
                cell.map(|cell| cell.table),
                cell.map(|cell| cell.row),
                cell.map(|cell| cell.column),
            ],
        )?;
    }
    Ok(())
}

fn at(spot: &Spot) -> (Option<&str>, Option<u32>, Option<u32>, Option<u32>) {
    let cell = spot.cell;
    (
        spot.place.as_deref(),
        cell.map(|cell| cell.table),
        cell.map(|cell| cell.row),
        cell.map(|cell| cell.column),
    )
}
