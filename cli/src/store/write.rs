//! From what became of a file to rows.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, named_params, params};
use serde_json::Value;
use shenbao::Severity;

use crate::store::rows::{Rows, Spot, fen, text};
use crate::store::{Content, FileOutcome, Outcome, PROGRAM};

/// Writes down what became of a file, in place of what was known about it.
pub(super) fn put(connection: &Connection, file: &FileOutcome) -> rusqlite::Result<()> {
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
