-- The database of `shenbao import`, version 1 (PRAGMA user_version). docs/database.md explains it with queries.
--
-- What a file holds and what it is called are kept apart: the same content under two names is read once and listed
-- twice. All money is in 万元 as exact decimal text, and beside it in 分 as an integer, so that sums are exact.
-- 1 万元 = 1,000,000 分. A number of 分 is NULL where the text is no number, or is finer than one 分.

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,         -- form: what the declarations were read by
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was read, by content.
CREATE TABLE contents (
    id        INTEGER PRIMARY KEY,
    sha256    TEXT NOT NULL UNIQUE,
    format    TEXT,                 -- docx, text …; NULL if it could not be read
    state     TEXT NOT NULL CHECK (state IN ('good', 'doubtful', 'failed')),
    errors    INTEGER NOT NULL,     -- findings of each severity, and texts without a place in the form
    warnings  INTEGER NOT NULL,
    infos     INTEGER NOT NULL,
    unclaimed INTEGER NOT NULL,
    code      TEXT,                 -- why it could not be read: docs/errors.md has each code
    message   TEXT,
    place     TEXT,
    version   TEXT NOT NULL,        -- of the program that read it
    read_at   INTEGER NOT NULL,     -- seconds since 1970
    drawing   BLOB                  -- its tables and paragraphs, and where in them values stand: JSON, deflated if large
) STRICT;

-- Where it was found. A file in an archive is written archive.zip!/folder/a.docx.
CREATE TABLE paths (
    id      INTEGER PRIMARY KEY,
    path    TEXT NOT NULL UNIQUE,
    content INTEGER REFERENCES contents (id),   -- NULL if not even its bytes could be read
    size    INTEGER,
    mtime   INTEGER,                -- nanoseconds since 1970, of a file
    crc32   INTEGER,                -- of a file in an archive
    code    TEXT,                   -- why its bytes could not be read
    message TEXT
) STRICT;
CREATE INDEX paths_content ON paths (content);

CREATE TABLE declarations (
    id           INTEGER PRIMARY KEY,
    content      INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,  -- which of the declarations of its document, from 0
    title        TEXT,
    year         INTEGER,
    unit         TEXT,
    unit_code    TEXT,
    department   TEXT,
    project      TEXT,
    project_code TEXT,
    attribute    TEXT,              -- new, continuing
    type         TEXT,
    period       TEXT,              -- as written
    period_start TEXT,              -- 2026, 2026-01 or 2026-01-31
    period_end   TEXT,
    total        TEXT,              -- 万元
    total_fen    INTEGER,
    errors       INTEGER NOT NULL,
    warnings     INTEGER NOT NULL,
    infos        INTEGER NOT NULL,
    unclaimed    INTEGER NOT NULL,
    line         TEXT NOT NULL,     -- the JSON that `shenbao extract` prints; source.path is where it was met first
    UNIQUE (content, number)
) STRICT;
CREATE INDEX declarations_unit ON declarations (unit, year);
CREATE INDEX declarations_year ON declarations (year);
CREATE INDEX declarations_department ON declarations (department, year);

-- Sources of money: total, central, …, last_year.total, term.central …
CREATE TABLE funds (
    declaration INTEGER NOT NULL REFERENCES declarations (id) ON DELETE CASCADE,
    source      TEXT NOT NULL,
    text        TEXT NOT NULL,      -- as written
    value       TEXT,               -- 万元
    fen         INTEGER,
    place       TEXT,
    table_no    INTEGER,
    row_no      INTEGER,
    column_no   INTEGER,
    PRIMARY KEY (declaration, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE goals (
    declaration INTEGER NOT NULL REFERENCES declarations (id) ON DELETE CASCADE,
    term        TEXT NOT NULL,      -- annual, long
    number      INTEGER NOT NULL,   -- from 0, a paragraph each
    text        TEXT NOT NULL,
    place       TEXT,
    table_no    INTEGER,
    row_no      INTEGER,
    column_no   INTEGER,
    PRIMARY KEY (declaration, term, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE indicators (
    declaration INTEGER NOT NULL REFERENCES declarations (id) ON DELETE CASCADE,
    term        TEXT NOT NULL,      -- annual, long
    number      INTEGER NOT NULL,   -- from 0, in the order of the form
    level1      TEXT,
    level2      TEXT,
    name        TEXT,
    target      TEXT,               -- as written
    kind        TEXT,               -- quantity, range, date … as in the JSON
    op          TEXT,
    value       TEXT,
    unit        TEXT,
    weight      TEXT,
    place       TEXT,
    table_no    INTEGER,
    row_no      INTEGER,
    column_no   INTEGER,
    PRIMARY KEY (declaration, term, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    declaration INTEGER NOT NULL REFERENCES declarations (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    code        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    key         TEXT,               -- the field it is about
    message     TEXT NOT NULL,
    place       TEXT,
    table_no    INTEGER,
    row_no      INTEGER,
    column_no   INTEGER,
    PRIMARY KEY (declaration, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE unclaimed (
    declaration INTEGER NOT NULL REFERENCES declarations (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    text        TEXT NOT NULL,
    place       TEXT,
    table_no    INTEGER,
    row_no      INTEGER,
    column_no   INTEGER,
    PRIMARY KEY (declaration, number)
) STRICT, WITHOUT ROWID;

-- Every file, each in exactly one state.
CREATE VIEW files AS
SELECT paths.id, paths.path, contents.sha256, paths.size, paths.mtime, paths.crc32, contents.format,
       coalesce(contents.state, 'failed') AS state,
       coalesce(contents.code, paths.code) AS code,
       coalesce(contents.message, paths.message) AS message,
       contents.place, contents.errors, contents.warnings, contents.infos, contents.unclaimed,
       paths.content
FROM paths LEFT JOIN contents ON contents.id = paths.content;

-- Declarations with the file they stand in; of several names of a file, the one that was met first.
CREATE VIEW located AS
SELECT (SELECT path FROM paths WHERE paths.content = declarations.content ORDER BY paths.id LIMIT 1) AS path,
       declarations.*
FROM declarations;

CREATE VIEW by_unit AS
SELECT unit, count(*) AS declarations, count(total_fen) AS with_total, sum(total_fen) AS total_fen,
       sum(total_fen) / 1000000.0 AS total
FROM declarations GROUP BY unit ORDER BY unit;

CREATE VIEW by_year AS
SELECT year, count(*) AS declarations, count(DISTINCT unit) AS units, count(total_fen) AS with_total,
       sum(total_fen) AS total_fen, sum(total_fen) / 1000000.0 AS total
FROM declarations GROUP BY year ORDER BY year;

CREATE VIEW by_department AS
SELECT department, year, count(*) AS declarations, count(total_fen) AS with_total, sum(total_fen) AS total_fen,
       sum(total_fen) / 1000000.0 AS total
FROM declarations GROUP BY department, year ORDER BY department, year;

-- What a person should look at: files that could not be read, doubts, and text without a place in the form.
CREATE VIEW needs_look AS
SELECT path, NULL AS number, code, 'error' AS severity, NULL AS key, place, message FROM files WHERE state = 'failed'
UNION ALL
SELECT located.path, located.number, findings.code, findings.severity, findings.key, findings.place, findings.message
FROM findings JOIN located ON located.id = findings.declaration
WHERE findings.severity <> 'info'
UNION ALL
SELECT located.path, located.number, 'unclaimed', 'warning', NULL, unclaimed.place, unclaimed.text
FROM unclaimed JOIN located ON located.id = unclaimed.declaration;

-- The same content under several names.
CREATE VIEW copies AS
SELECT contents.sha256, count(*) AS names, min(paths.path) AS first, group_concat(paths.path, char(10)) AS paths
FROM paths JOIN contents ON contents.id = paths.content
GROUP BY contents.id HAVING count(*) > 1;

-- Different contents that declare the same project of the same unit for the same year.
CREATE VIEW duplicates AS
SELECT year, unit, project, count(*) AS declarations, count(DISTINCT total) AS totals,
       group_concat(path || '#' || number, char(10)) AS places
FROM located
WHERE project <> ''
GROUP BY year, unit, project HAVING count(*) > 1;
