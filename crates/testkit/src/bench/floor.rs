//! The floors: what the machine takes for the same bytes without anything of ours.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use muster_domain::noun::{CacheFile, NounKind};
use muster_protocol::change::Records;
use muster_protocol::page::{self, Page};
use muster_store::key::FileKey;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
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
    let options = SqliteConnectOptions::new()
        .filename(path)
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
            "INSERT INTO findable (noun, id, words) SELECT '{noun}', id, words FROM {noun} WHERE words <> ''"
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

/// Commits the bodies of an outbox one by one, durably, into a file that does nothing else:
/// milliseconds, one for each.
pub async fn commits(outbox: &Path, key: &str, to: &Path) -> anyhow::Result<Vec<f64>> {
    let mut old = open(outbox, key, false).await?;
    let mut new = open(to, key, true).await?;
    sqlx::raw_sql(
        "CREATE TABLE command (n INTEGER NOT NULL PRIMARY KEY, header TEXT, for_person BLOB,
         for_server BLOB) STRICT",
    )
    .execute(&mut new)
    .await?;
    let rows = sqlx::query("SELECT header, for_person, for_server FROM command ORDER BY n");
    let mut each = Vec::new();
    for row in rows.fetch_all(&mut old).await? {
        let header: String = row.try_get("header")?;
        let (person, server): (Vec<u8>, Vec<u8>) =
            (row.try_get("for_person")?, row.try_get("for_server")?);
        let begun = Instant::now();
        sqlx::query("INSERT INTO command (header, for_person, for_server) VALUES (?, ?, ?)")
            .bind(header)
            .bind(person)
            .bind(server)
            .execute(&mut new)
            .await?;
        each.push(ms(begun.elapsed()));
    }
    new.close().await?;
    old.close().await?;
    Ok(each)
}

/// Writes what a server wrote for its last `count` decisions into a file that does nothing else: for
/// each its decision, what was signed, an audit entry, a log entry and a record as long as the
/// server's, in one durable transaction. Milliseconds for all.
pub async fn decided(server: &Path, to: &Path, count: u32) -> anyhow::Result<f64> {
    let plain =
        |path: &Path| SqliteConnectOptions::new().filename(path).disable_statement_logging();
    let mut old = plain(server).read_only(true).connect().await?;
    let decided: Vec<(Uuid, Vec<u8>, Vec<u8>, String)> = sqlx::query_as(
        "SELECT d.id, d.hash, c.signed, (SELECT body FROM transfer WHERE body IS NOT NULL LIMIT 1)
         FROM decision d JOIN command c USING (id) ORDER BY d.at DESC LIMIT ?",
    )
    .bind(count)
    .fetch_all(&mut old)
    .await?;
    old.close().await?;
    let options = plain(to)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut new = options.connect().await?;
    sqlx::raw_sql(
        "CREATE TABLE decision (id BLOB PRIMARY KEY, hash BLOB, at INTEGER) WITHOUT ROWID;
         CREATE TABLE command (id BLOB PRIMARY KEY, signed BLOB) WITHOUT ROWID;
         CREATE TABLE audit (n INTEGER PRIMARY KEY, command BLOB, prev BLOB, hash BLOB);
         CREATE TABLE log (seq INTEGER PRIMARY KEY, command BLOB, at INTEGER);
         CREATE TABLE record (id BLOB PRIMARY KEY, body TEXT) WITHOUT ROWID",
    )
    .execute(&mut new)
    .await?;
    let begun = Instant::now();
    for (id, hash, signed, body) in decided {
        let mut transaction = new.begin().await?;
        let writes = [
            sqlx::query("INSERT INTO decision VALUES (?1, ?2, 0)"),
            sqlx::query("INSERT INTO command VALUES (?1, ?3)"),
            sqlx::query("INSERT INTO audit (command, prev, hash) VALUES (?1, ?2, ?2)"),
            sqlx::query("INSERT INTO log (command, at) VALUES (?1, 0)"),
            sqlx::query("INSERT INTO record VALUES (?1, ?4)"),
        ];
        for write in writes {
            let write = write.bind(id).bind(&hash).bind(&signed).bind(&body);
            write.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
    let took = ms(begun.elapsed());
    new.close().await?;
    Ok(took)
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
