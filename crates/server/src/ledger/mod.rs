//! The ledger: everything the server keeps, in one SQLite file. One connection writes and
//! checkpoints; a few others only read. What is written together is written in one transaction.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod chunks;
pub(crate) mod decisions;
pub(crate) mod leases;
pub(crate) mod line;
pub(crate) mod log;
pub(crate) mod messages;
pub(crate) mod parked;
pub(crate) mod quarantine;
pub(crate) mod records;
pub(crate) mod together;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Sqlite, Transaction};
use uuid::Uuid;

use crate::keys::{KeyFault, Keys};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/server-sqlite");

/// How many connections read at once.
pub(crate) const READERS: u32 = 4;
/// A load in another process holds the writer's lock for as long as it takes.
const WRITER_WAIT: Duration = Duration::from_secs(600);

/// What can go wrong with the ledger. Its operator is told; whoever asked learns only that the
/// server is broken.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
    /// The folder was not made to its end.
    #[error("this folder was not made to its end: run init again")]
    HalfMade,
    /// SQLite says no.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the migrations: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A key.
    #[error("{0}")]
    Key(#[from] KeyFault),
    /// Something stored is not what was stored.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// A rule looked a record up by a column that the schema lacks.
    #[error("{noun} has no column {column}")]
    NoSuchColumn {
        /// The table.
        noun: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A rule wrote into another organisation's log.
    #[error("a record of another organisation was to be written")]
    ForeignRecord,
}

/// Which of the processes with the file open this is: only the serving one checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// It serves.
    Serving,
    /// A command beside it.
    Beside,
}

/// The file and its keys.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    write: SqlitePool,
    read: SqlitePool,
    /// The keys beside it.
    pub keys: Arc<Keys>,
}

impl Ledger {
    /// Opens the file, or makes it.
    pub async fn open(
        file: &Path,
        keys: Keys,
        make: bool,
        seat: Seat,
    ) -> Result<Self, LedgerFault> {
        let options = muster_sqlite::file(file)
            .create_if_missing(make)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(WRITER_WAIT)
            // What was dropped is overwritten, not only unlinked.
            .pragma("secure_delete", "ON")
            .pragma("cache_size", "-65536")
            // A load takes its time; that is no news for a log.
            .disable_statement_logging();
        let checkpoint = match seat {
            // 32 MiB: every three hundredth transaction waits for it, and not every fortieth.
            Seat::Serving => "8192",
            Seat::Beside => "0",
        };
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            // A file does not hang up; asking whether it did is a wait.
            .test_before_acquire(false)
            .acquire_timeout(WRITER_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone().pragma("wal_autocheckpoint", checkpoint))
            .await?;
        MIGRATIONS.run(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(
                options
                    .create_if_missing(false)
                    .row_buffer_size(500)
                    .pragma("wal_autocheckpoint", "0")
                    .pragma("query_only", "ON"),
            )
            .await?;
        Ok(Self { write, read, keys: Arc::new(keys) })
    }

    /// The one write transaction there can be at a time.
    pub async fn writing(&self) -> Result<Transaction<'static, Sqlite>, LedgerFault> {
        Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A read transaction: everything read in it is of one moment.
    pub async fn reading(&self) -> Result<Transaction<'static, Sqlite>, LedgerFault> {
        Ok(self.read.begin().await?)
    }

    /// Whether a message waits to be applied. It takes no lock.
    pub async fn has_mail(&self) -> Result<bool, LedgerFault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM message WHERE applied_at IS NULL)";
        Ok(sqlx::query_scalar(sql).fetch_one(&self.read).await?)
    }

    /// A number that changes when another process has written: asked of the one connection that
    /// writes here, which does not count its own.
    pub async fn data_version(&self) -> Result<i64, LedgerFault> {
        Ok(sqlx::query_scalar("PRAGMA data_version").fetch_one(&self.write).await?)
    }

    /// Closes the file: the last one out checkpoints.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// The epoch of this history.
pub(crate) async fn epoch(connection: &mut sqlx::SqliteConnection) -> Result<Uuid, LedgerFault> {
    Ok(sqlx::query_scalar("SELECT epoch FROM about").fetch_one(connection).await?)
}

/// Begins a history, in an empty database.
pub(crate) async fn begin(
    connection: &mut sqlx::SqliteConnection,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query("INSERT INTO about (one, epoch, made_at) VALUES (1, ?, ?)")
        .bind(Uuid::new_v4())
        .bind(now.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(())
}

/// The history goes on as another: what desks have seen of the old one no longer counts.
pub(crate) async fn begin_another(
    connection: &mut sqlx::SqliteConnection,
) -> Result<(), LedgerFault> {
    let epoch = sqlx::query("UPDATE about SET epoch = ?").bind(Uuid::new_v4());
    epoch.execute(connection).await?;
    Ok(())
}

/// A stored time. Only what [`DateTime::timestamp_millis`] gave is stored, so it is in range.
pub(crate) fn time(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}
