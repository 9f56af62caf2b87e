//! Opening a file: SQLCipher with a raw key, WAL, one writer that alone checkpoints.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
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

/// Pages in the write-ahead log before a commit moves them to their place: 32 MiB, so that not every
/// hundredth command waits for it but every thousandth. A load and a purge move them when they end.
const CHECKPOINT_PAGES: &str = "8192";
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
    let options = options(path, key)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        // What is deleted is overwritten, so that a purge leaves nothing in free pages.
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
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

fn options(path: &Path, key: &FileKey) -> SqliteConnectOptions {
    // Sent first whatever the order of calls, and verbatim: hence the quotes.
    let pragma = Zeroizing::new(format!("\"x'{}'\"", hex::encode(key.as_bytes())));
    SqliteConnectOptions::new()
        .filename(path)
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
