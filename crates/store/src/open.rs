//! Opening a file: SQLCipher with a raw key, WAL, one writer that alone checkpoints.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqliteConnection};
use zeroize::Zeroizing;

use crate::Error;
use crate::key::FileKey;

/// The key does not open the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open this file")]
pub struct WrongKey;

/// How much a file's commits cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// A commit is on the disk before it returns: the outbox.
    Full,
    /// A commit may be lost with the power, never the file: caches are made again.
    Normal,
}

/// Pages in a cache's write-ahead log before a commit moves them to their place: 16 MiB, so that of some
/// four hundred commands one waits for it. A load and a purge move them when they end.
const CHECKPOINT_PAGES: u32 = 4096;
/// As many commands of the outbox, which writes fewer.
const OUTBOX_CHECKPOINT_PAGES: u32 = 2048;
/// How long a write-ahead log is made beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Long {
    /// As the outbox's ever gets: 8 MiB, or four hundred commands.
    Outbox,
    /// As the file, and no longer than it gets: a small cache is not worth 16 MiB.
    AsTheFile,
    /// 1 MiB after a purge, of which there are many in a day.
    AfterAPurge,
}
/// 64 MiB: worth 10 to 20 % of a first load.
const PAGE_CACHE_KIB: &str = "-65536";

/// How long a connection waits for another.
pub(crate) const BUSY: Duration = Duration::from_secs(10);

/// The one writing connection, and some reading ones. None is asked whether it is still there before
/// it is used: a file does not hang up, and each asking is a wait.
pub(crate) async fn open(
    path: &Path,
    key: &FileKey,
    durability: Durability,
    migrations: &Migrator,
    readers: u32,
) -> Result<(SqlitePool, SqlitePool), Error> {
    let (checkpoint, long) = match durability {
        Durability::Full => (OUTBOX_CHECKPOINT_PAGES, Long::Outbox),
        Durability::Normal => (CHECKPOINT_PAGES, Long::AsTheFile),
    };
    let options = options(path, key)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        // What is deleted is overwritten, so that a purge leaves nothing in free pages.
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", checkpoint.to_string())
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", PAGE_CACHE_KIB)
        .create_if_missing(true);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await?;
    migrations.run(&writer).await?;
    if let Err(error) = empty_log(&mut *writer.acquire().await?, long).await {
        // A full disk is no reason not to open it.
        tracing::warn!(%error, "a write-ahead log could not be emptied");
    }
    let reading = options_for_readers(path, key);
    let reader = SqlitePoolOptions::new()
        .max_connections(readers)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(reading)
        .await?;
    Ok((writer, reader))
}

/// Moves what the write-ahead log holds to its place, and leaves one of zeros, which SQLite takes for no
/// log. A commit that makes its log longer waits until the file system has noted that, with whatever else
/// has grown: half as long again. `false`: somebody reads in it, and it is as it was.
pub(crate) async fn empty_log(writing: &mut SqliteConnection, long: Long) -> Result<bool, Error> {
    let (busy, _, _): (i64, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *writing).await?;
    let (log, of_file): (String, u32) = sqlx::query_as(
        "SELECT file || '-wal', page_count FROM pragma_database_list, pragma_page_count
         WHERE name = 'main'",
    )
    .fetch_one(&mut *writing)
    .await?;
    let pages = match long {
        Long::Outbox => OUTBOX_CHECKPOINT_PAGES,
        Long::AsTheFile => of_file.min(CHECKPOINT_PAGES),
        Long::AfterAPurge => 256,
    };
    if busy == 0
        && let Err(error) = lengthen(log.into(), pages).await
    {
        // It works as well without.
        tracing::warn!(%error, "a write-ahead log could not be made long beforehand");
    }
    Ok(busy == 0)
}

/// By appending: what SQLite has written there, or writes meanwhile, cannot be overwritten by that.
async fn lengthen(log: PathBuf, pages: u32) -> std::io::Result<()> {
    // Its header, and each page with a header of its own.
    let bytes = 32 + u64::from(pages) * (24 + 4096);
    let zeros = move || {
        let mut log = std::fs::OpenOptions::new().append(true).open(log)?;
        let lacking = bytes.saturating_sub(log.metadata()?.len());
        std::io::copy(&mut std::io::repeat(0).take(lacking), &mut log)?;
        log.sync_all()
    };
    tokio::task::spawn_blocking(zeros).await?
}

fn options(path: &Path, key: &FileKey) -> SqliteConnectOptions {
    // Sent first whatever the order of calls, and verbatim: hence the quotes.
    let pragma = Zeroizing::new(format!("\"x'{}'\"", hex::encode(key.as_bytes())));
    muster_sqlite::file(path)
        .pragma("key", pragma.to_string())
        .busy_timeout(BUSY)
        .disable_statement_logging()
}

/// Readers never checkpoint: SQLite 3.50.4 has a rare fault when several connections do.
fn options_for_readers(path: &Path, key: &FileKey) -> SqliteConnectOptions {
    options(path, key)
        .pragma("wal_autocheckpoint", "0")
        .pragma("query_only", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16384")
}
