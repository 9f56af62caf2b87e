//! The floors: what the machine takes for the same bytes without anything of ours.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use muster_domain::noun::{CacheFile, NounKind};
use muster_protocol::change::Records;
use muster_protocol::page::{self, Page};
use muster_store::key::FileKey;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection};
use uuid::Uuid;

use super::figure::ms;

/// Rows a statement: more gain nothing.
const ROWS_A_STATEMENT: usize = 80;
/// Records a page, to weigh what travels.
const ROWS_A_PAGE: usize = 5_000;

/// A key as SQLCipher is given it.
pub fn hex(key: &FileKey) -> String {
    key.as_bytes().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Opens a file with its raw key: a write-ahead log, and commits on the disk if `full`.
pub async fn open(path: &Path, key: &str, full: bool) -> anyhow::Result<SqliteConnection> {
    let options = muster_sqlite::file(path)
        .create_if_missing(true)
        .pragma("key", format!("\"x'{key}'\""))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(if full { SqliteSynchronous::Full } else { SqliteSynchronous::Normal })
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-65536")
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    sqlx::query("SELECT count(*) FROM sqlite_schema").fetch_one(&mut connection).await?;
    Ok(connection)
}

/// What writing the rows of a cache took, and how many there were.
#[derive(Debug, Clone, Copy, Default)]
pub struct Copied {
    /// Rows of nouns.
    pub rows: u64,
    /// Writing them, indexes and all.
    pub took: Duration,
    /// Bytes of the same rows as pages, as they travel.
    pub travels: usize,
}

/// Writes a cache's rows into a new file with the same tables, generated columns, indexes and what is
/// searched: all rows in one transaction, the indexes after.
pub async fn copy(from: &Path, key: &str, to: &Path) -> anyhow::Result<Copied> {
    let mut old = open(from, key, false).await?;
    let mut new = open(to, key, false).await?;
    let schema = |kind: &str| {
        format!(
            "SELECT tbl_name, sql FROM sqlite_schema WHERE type = '{kind}' AND sql IS NOT NULL
             AND tbl_name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE '\\_%' ESCAPE '\\'
             AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
        )
    };
    let mut copied = Copied::default();
    for row in sqlx::query(AssertSqlSafe(schema("table"))).fetch_all(&mut old).await? {
        let sql: String = row.try_get("sql")?;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut new).await?;
    }
    let begun = Instant::now();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut new).await?;
    copied.took += begun.elapsed();
    for &noun in NounKind::ALL.iter().filter(|noun| noun.file() == CacheFile::Main) {
        let rows = rows(&mut old, noun).await?;
        copied.rows += rows.len() as u64;
        let begun = Instant::now();
        write(&mut new, noun, &rows).await?;
        copied.took += begun.elapsed();
        copied.travels += travels(noun, &rows)?;
    }
    let indexes = sqlx::query(AssertSqlSafe(schema("index"))).fetch_all(&mut old).await?;
    let searched: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_schema AS noun WHERE type = 'table' AND name <> 'findable'
         AND EXISTS (SELECT 1 FROM pragma_table_xinfo(noun.name) WHERE name = 'words')
         AND EXISTS (SELECT 1 FROM pragma_table_xinfo(noun.name) WHERE name = 'body')",
    )
    .fetch_all(&mut old)
    .await?;
    let begun = Instant::now();
    for row in indexes {
        let sql: String = row.try_get("sql")?;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut new).await?;
    }
    for (noun,) in searched {
        let sql = format!(
            "INSERT INTO findable (noun, id, words) SELECT '{noun}', id, words FROM {noun}
             WHERE words <> ''"
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut new).await?;
    }
    sqlx::raw_sql("INSERT INTO search (search) VALUES ('rebuild')").execute(&mut new).await?;
    sqlx::raw_sql("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut new).await?;
    copied.took += begun.elapsed();
    new.close().await?;
    old.close().await?;
    Ok(copied)
}

type Rows = Vec<(Uuid, i64, String)>;

async fn rows(connection: &mut SqliteConnection, noun: NounKind) -> anyhow::Result<Rows> {
    let sql = format!("SELECT id, version, body FROM {} WHERE body IS NOT NULL", noun.name());
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, row.try_get("version")?, row.try_get("body")?)))
        .collect()
}

async fn write(
    connection: &mut SqliteConnection,
    noun: NounKind,
    rows: &Rows,
) -> anyhow::Result<()> {
    for rows in rows.chunks(ROWS_A_STATEMENT) {
        let values = vec!["(?, ?, ?)"; rows.len()].join(", ");
        let sql = format!("INSERT INTO {} (id, version, body) VALUES {values}", noun.name());
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (id, version, body) in rows {
            query = query.bind(*id).bind(*version).bind(body.as_str());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn travels(noun: NounKind, rows: &Rows) -> anyhow::Result<usize> {
    let mut bytes = 0;
    for rows in rows.chunks(ROWS_A_PAGE) {
        let mut page = Page::new(noun);
        for (id, version, body) in rows {
            page.push(*id, version.unsigned_abs(), body)?;
        }
        bytes += page::encode(&Records { page, more: true })?.len();
    }
    Ok(bytes)
}

/// Commits the bodies of an outbox again, durably, into a file that does nothing else: each soon after
/// the desk did, so that whatever else the machine does meanwhile befalls both alike.
pub struct Commits {
    old: SqliteConnection,
    new: SqliteConnection,
}

impl Commits {
    /// Begins, beside a desk at work.
    pub async fn begin(outbox: &Path, key: &str, to: &Path) -> anyhow::Result<Self> {
        let old = open(outbox, key, false).await?;
        let mut new = open(to, key, true).await?;
        sqlx::raw_sql(
            "CREATE TABLE command (n INTEGER NOT NULL PRIMARY KEY, header TEXT, for_person BLOB,
             for_server BLOB) STRICT",
        )
        .execute(&mut new)
        .await?;
        Ok(Self { old, new })
    }

    /// Commits so many of the last rows: milliseconds, one for each.
    pub async fn last(&mut self, count: u32) -> anyhow::Result<Vec<f64>> {
        let sql = "SELECT header, for_person, for_server FROM command ORDER BY n DESC LIMIT ?";
        let rows: Vec<(String, Vec<u8>, Vec<u8>)> =
            sqlx::query_as(sql).bind(count).fetch_all(&mut self.old).await?;
        let mut each = Vec::new();
        for (header, person, server) in rows {
            let begun = Instant::now();
            sqlx::query("INSERT INTO command (header, for_person, for_server) VALUES (?, ?, ?)")
                .bind(header)
                .bind(person)
                .bind(server)
                .execute(&mut self.new)
                .await?;
            each.push(ms(begun.elapsed()));
        }
        Ok(each)
    }

    /// Ends.
    pub async fn end(self) -> anyhow::Result<()> {
        self.new.close().await?;
        Ok(self.old.close().await?)
    }
}

/// One transaction of a server: its entry of the log, what was decided, how many records it wrote.
type Written = (Vec<u8>, i64, Uuid, i64, Option<Vec<u8>>, Option<Vec<u8>>);
/// A record as a server keeps it: organisation, id, version, teams, body.
type Kept = (Vec<u8>, Uuid, i64, i64, Vec<u8>);

/// Writes what a server wrote from one moment to another (milliseconds) into a file that does nothing
/// else: the same transactions, each durable, each with its entry of the log and of the audit, with its
/// decision and what was signed, or its message, and with as many records as it changed, the server's
/// own. Milliseconds for all.
pub async fn written(server: &Path, to: &Path, from: i64, until: i64) -> anyhow::Result<f64> {
    let plain = |path: &Path| muster_sqlite::file(path).disable_statement_logging();
    let mut old = plain(server).read_only(true).connect().await?;
    let transactions: Vec<Written> = sqlx::query_as(
        "SELECT l.organisation, l.seq, l.command, l.records, d.hash, c.signed
         FROM log l LEFT JOIN decision d ON d.id = l.command LEFT JOIN command c ON c.id = d.id
         WHERE l.at BETWEEN ? AND ? ORDER BY l.at, l.organisation, l.seq",
    )
    .bind(from)
    .bind(until)
    .fetch_all(&mut old)
    .await?;
    let mut records: Vec<(NounKind, Kept)> = Vec::new();
    for &noun in NounKind::ALL {
        let sql = format!(
            "SELECT r.organisation, r.id, r.version, r.teams, CAST(r.body AS BLOB)
             FROM log l JOIN {} r ON r.organisation = l.organisation AND r.version = l.seq
             WHERE l.at BETWEEN ? AND ? AND r.body IS NOT NULL",
            noun.name()
        );
        let found = sqlx::query_as(AssertSqlSafe(sql)).bind(from).bind(until);
        records.extend(found.fetch_all(&mut old).await?.into_iter().map(|kept| (noun, kept)));
    }
    old.close().await?;
    let message = transactions.iter().find_map(|(.., signed)| signed.clone());
    let message = message.context("nothing was decided")?;
    let options = plain(to)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut new = options.connect().await?;
    sqlx::raw_sql(
        "CREATE TABLE decision (id BLOB PRIMARY KEY, hash BLOB, at INTEGER) WITHOUT ROWID;
         CREATE TABLE command (id BLOB PRIMARY KEY, signed BLOB) WITHOUT ROWID;
         CREATE TABLE message (n INTEGER PRIMARY KEY, id BLOB UNIQUE, body BLOB);
         CREATE TABLE audit (n INTEGER PRIMARY KEY, command BLOB, prev BLOB, hash BLOB);
         CREATE TABLE log (organisation BLOB, seq INTEGER, command BLOB, records INTEGER,
             PRIMARY KEY (organisation, seq)) WITHOUT ROWID",
    )
    .execute(&mut new)
    .await?;
    for &noun in NounKind::ALL {
        let noun = noun.name();
        let sql = format!(
            "CREATE TABLE {noun} (organisation BLOB, id BLOB, version INTEGER, teams INTEGER,
                 body BLOB, PRIMARY KEY (organisation, id)) WITHOUT ROWID;
             CREATE INDEX {noun}_feed ON {noun} (organisation, version, teams)"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut new).await?;
    }
    // A record that two transactions wrote is there once: others stand in for the first.
    let mut records = records.iter().cycle();
    let begun = Instant::now();
    for (organisation, seq, command, count, hash, signed) in &transactions {
        let mut transaction = new.begin().await?;
        let log = sqlx::query("INSERT INTO log VALUES (?, ?, ?, ?)").bind(organisation).bind(seq);
        log.bind(command).bind(count).execute(&mut *transaction).await?;
        let prev = hash.as_ref().unwrap_or(organisation);
        let audit = sqlx::query("INSERT INTO audit (command, prev, hash) VALUES (?, ?2, ?2)");
        audit.bind(command).bind(prev).execute(&mut *transaction).await?;
        if let (Some(hash), Some(signed)) = (hash, signed) {
            let decision = sqlx::query("INSERT INTO decision VALUES (?, ?, 0)").bind(command);
            decision.bind(hash).execute(&mut *transaction).await?;
            let bytes = sqlx::query("INSERT INTO command VALUES (?, ?)").bind(command);
            bytes.bind(signed).execute(&mut *transaction).await?;
        } else {
            let bytes = sqlx::query("INSERT INTO message (id, body) VALUES (?, ?)").bind(command);
            bytes.bind(&message).execute(&mut *transaction).await?;
        }
        for (noun, (of, id, version, teams, body)) in
            records.by_ref().take(usize::try_from(*count)?)
        {
            let sql = format!("INSERT OR REPLACE INTO {} VALUES (?, ?, ?, ?, ?)", noun.name());
            let record = sqlx::query(AssertSqlSafe(sql)).bind(of).bind(id).bind(version);
            record.bind(teams).bind(body).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
    let took = ms(begun.elapsed());
    new.close().await?;
    Ok(took)
}

/// Names of people in a cache, from all over the alphabet: ids are in no order.
pub async fn names(path: &Path, key: &str, count: i64) -> anyhow::Result<Vec<String>> {
    let mut file = open(path, key, false).await?;
    let names = sqlx::query_scalar(
        "SELECT trim((body ->> '$.name.first') || ' ' || (body ->> '$.name.last')) FROM person
         ORDER BY id LIMIT ?",
    )
    .bind(count)
    .fetch_all(&mut file)
    .await?;
    file.close().await?;
    Ok(names)
}

/// The same words asked of the index alone, for as many rows as a list shows: milliseconds, one for
/// each.
pub async fn matches(path: &Path, key: &str, typed: &[String]) -> anyhow::Result<Vec<f64>> {
    let mut file = open(path, key, false).await?;
    let mut each = Vec::with_capacity(typed.len());
    for typed in typed {
        let words: Vec<String> =
            typed.split_whitespace().map(|word| format!("\"{word}\" *")).collect();
        let begun = Instant::now();
        let sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid LIMIT 27";
        let words = words.join(" AND ");
        let found: Vec<i64> = sqlx::query_scalar(sql).bind(words).fetch_all(&mut file).await?;
        each.push(ms(begun.elapsed()));
        anyhow::ensure!(!found.is_empty(), "nobody is called {typed:?}");
    }
    file.close().await?;
    Ok(each)
}

/// Writes rows of a cache again, in one transaction: milliseconds.
pub async fn rewritten(path: &Path, key: &str, noun: NounKind, count: u32) -> anyhow::Result<f64> {
    let mut file = open(path, key, false).await?;
    let mut rows = rows(&mut file, noun).await?;
    rows.truncate(usize::try_from(count)?);
    let begun = Instant::now();
    let mut transaction = file.begin().await?;
    for (id, version, body) in &rows {
        let sql = format!("UPDATE {} SET version = ?, body = ? WHERE id = ?", noun.name());
        let update = sqlx::query(AssertSqlSafe(sql)).bind(*version).bind(body).bind(*id);
        update.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    let took = ms(begun.elapsed());
    file.close().await?;
    Ok(took)
}

/// Opens a cache and asks it one thing: milliseconds.
pub async fn open_and_ask(path: &Path, key: &str) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut connection = open(path, key, false).await?;
    let first: Option<String> = sqlx::query_scalar("SELECT body FROM person LIMIT 1")
        .fetch_optional(&mut connection)
        .await?;
    let took = ms(begun.elapsed());
    first.context("the cache is empty")?;
    connection.close().await?;
    Ok(took)
}

/// Opens a cache, counts its open notices and reads the first of them, by the day they are due:
/// milliseconds.
pub async fn first_notices(path: &Path, key: &str, count: u32) -> anyhow::Result<f64> {
    let mut connection = open(path, key, false).await?;
    let begun = Instant::now();
    let counted = "SELECT count(*) FROM work WHERE kind <> ''";
    let all: i64 = sqlx::query_scalar(counted).fetch_one(&mut connection).await?;
    let rows =
        "SELECT body FROM (SELECT due_key, id FROM work ORDER BY due_key, id LIMIT ?) AS first
                JOIN notice USING (id) ORDER BY first.due_key, id";
    let bodies: Vec<String> =
        sqlx::query_scalar(rows).bind(count).fetch_all(&mut connection).await?;
    let took = ms(begun.elapsed());
    anyhow::ensure!(all > 0 && !bodies.is_empty(), "there are no notices");
    connection.close().await?;
    Ok(took)
}
