//! The two caches, and what each knows of the server.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use muster_domain::noun::{CacheFile, NounKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use specta::Type;
use sqlx::sqlite::SqlitePool;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use crate::Error;
use crate::key::Keys;
use crate::open::{self, Durability, Long};

/// One encrypted file: a writer and some readers.
#[derive(Debug, Clone)]
pub struct File {
    pub(crate) writer: SqlitePool,
    pub(crate) reader: SqlitePool,
    unreadable: Arc<Mutex<BTreeSet<(NounKind, Uuid)>>>,
}

/// A person's caches.
#[derive(Debug, Clone)]
pub struct Cache {
    /// The main one.
    pub main: File,
    /// Occupational health's, for those of that team.
    pub oh: Option<File>,
}

static MAIN: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/cache/main");
static OH: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/cache/oh");
const MAIN_INDEXES: &str = include_str!("../../../migrations/cache/indexes-main.sql");
const OH_INDEXES: &str = include_str!("../../../migrations/cache/indexes-oh.sql");

/// Stands beside a cache that is damaged.
const DAMAGED: &str = "damaged";

/// Readers of a cache: a list, a page beside it and the search do not wait for each other.
const READERS: u32 = 3;

impl Cache {
    /// Opens, or makes, a person's caches in their folder.
    pub async fn open(folder: &Path, keys: &Keys, with_oh: bool) -> Result<Self, Error> {
        tokio::fs::create_dir_all(folder).await?;
        let file = |name: &str| folder.join(name);
        let (writer, reader) =
            open::open(&file("main.db"), &keys.main, Durability::Normal, &MAIN, READERS).await?;
        let main = File { writer, reader, unreadable: Arc::default() };
        let oh = if with_oh {
            let (writer, reader) =
                open::open(&file("oh.db"), &keys.oh, Durability::Normal, &OH, READERS).await?;
            Some(File { writer, reader, unreadable: Arc::default() })
        } else {
            // Of somebody who was of that team once: purged when they left it.
            for end in ["", "-wal", "-shm"] {
                crate::leaving::removed(
                    tokio::fs::remove_file(file(&format!("oh.db{end}"))).await,
                )?;
            }
            None
        };
        let cache = Self { main, oh };
        for (_, file) in cache.files() {
            sqlx::raw_sql(crate::overlay::LOOKED_AT).execute(&file.writer).await?;
            file.forget_removed().await?;
        }
        // A file that was loaded by a version without a search.
        if cache.main.cursor().await?.is_some() && cache.arriving().await?.is_empty() {
            crate::search::build(&cache.main.writer).await?;
            crate::search::merge(&cache.main.writer).await?;
        }
        Ok(cache)
    }

    /// Removes a person's caches: they are damaged, and are loaded anew. The outbox is another file.
    pub async fn discard(folder: &Path) -> Result<(), Error> {
        for name in ["main.db", "oh.db"] {
            for end in ["", "-wal", "-shm"] {
                let file = folder.join(format!("{name}{end}"));
                crate::leaving::removed(tokio::fs::remove_file(file).await)?;
            }
        }
        crate::leaving::removed(tokio::fs::remove_file(folder.join(DAMAGED)).await)
    }

    /// Writes down that a cache is damaged: the next to open it begins anew.
    pub async fn mark_damaged(folder: &Path) -> Result<(), Error> {
        Ok(tokio::fs::write(folder.join(DAMAGED), b"").await?)
    }

    /// Whether somebody wrote that down.
    pub async fn is_marked_damaged(folder: &Path) -> Result<bool, Error> {
        Ok(tokio::fs::try_exists(folder.join(DAMAGED)).await?)
    }

    /// The file a noun is kept in; `None` if this desk has none such.
    pub fn file(&self, noun: NounKind) -> Option<&File> {
        match noun.file() {
            CacheFile::Main => Some(&self.main),
            CacheFile::OccupationalHealth => self.oh.as_ref(),
        }
    }

    /// Both files, each with its name.
    pub fn files(&self) -> impl Iterator<Item = (CacheFile, &File)> {
        std::iter::once((CacheFile::Main, &self.main))
            .chain(self.oh.iter().map(|file| (CacheFile::OccupationalHealth, file)))
    }

    /// What has been taken in: what every file has. Their commits are not one, and a desk that ended
    /// between two asks again from where the one behind is. Nothing, while one has not begun or is
    /// of another history.
    pub async fn cursor(&self) -> Result<Option<Cursor>, Error> {
        let mut cursors = vec![self.main.cursor().await?];
        if let Some(oh) = &self.oh {
            cursors.push(oh.cursor().await?);
        }
        Ok(Cursor::of_all(&cursors))
    }

    /// Closes every connection, so that keys are forgotten and files can be moved.
    pub async fn close(&self) {
        for (_, file) in self.files() {
            file.reader.close().await;
            file.writer.close().await;
        }
    }

    /// How far the first load has come, in the order it comes in; nothing when everything has arrived.
    pub async fn arriving(&self) -> Result<Vec<Arriving>, Error> {
        let mut all = Vec::new();
        for (_, file) in self.files() {
            let rows = sqlx::query("SELECT noun, total, so_far, after, complete FROM arriving")
                .fetch_all(&file.reader)
                .await?;
            for row in rows {
                let noun: String = row.try_get("noun")?;
                let Some(noun) = NounKind::from_name(&noun) else { continue };
                all.push(Arriving {
                    noun,
                    total: number(row.try_get("total")?),
                    so_far: number(row.try_get("so_far")?),
                    after: row.try_get::<Option<Uuid>, _>("after")?,
                    complete: row.try_get::<i64, _>("complete")? != 0,
                });
            }
        }
        all.sort_by_key(|a| (a.noun.load_order(), a.noun));
        Ok(all)
    }
}

/// How far a noun has come in the first load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving {
    /// The noun.
    pub noun: NounKind,
    /// How many there were when it began.
    pub total: u64,
    /// How many have come.
    pub so_far: u64,
    /// The last that came.
    pub after: Option<Uuid>,
    /// Whether all have.
    pub complete: bool,
}

/// What a file knows of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
pub struct Cursor {
    /// The server's epoch.
    pub epoch: Uuid,
    /// Every change up to this number of the organisation's log is in.
    #[specta(type = f64)]
    pub seq: u64,
    /// What the log says under that number.
    #[serde(default)]
    pub mark: Option<Uuid>,
}

impl Cursor {
    /// What every file has taken in: that of the one behind, if all have begun and are of one
    /// history.
    pub(crate) fn of_all(cursors: &[Option<Cursor>]) -> Option<Cursor> {
        let all: Option<Vec<Cursor>> = cursors.iter().copied().collect();
        let first = all?.into_iter().min_by_key(|cursor| cursor.seq)?;
        cursors.iter().flatten().all(|cursor| first.leads_to(cursor)).then_some(first)
    }

    /// Whether a log that has come as far as `later` may have been here: of one epoch, and neither ahead
    /// of it nor at its number with another entry, as a log is that was set back and went on.
    pub(crate) fn leads_to(&self, later: &Cursor) -> bool {
        let before = self.seq < later.seq || self.seq == later.seq && self.mark == later.mark;
        self.epoch == later.epoch && before
    }
}

impl File {
    /// What this file has taken in; `None` before the first load has begun.
    pub async fn cursor(&self) -> Result<Option<Cursor>, Error> {
        meta(&mut *self.reader.acquire().await?, "cursor").await
    }

    /// A record was left out of an answer: its text is not what this version knows.
    pub(crate) fn could_not_read(&self, noun: NounKind, id: Uuid) {
        let mut unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        if unreadable.insert((noun, id)) {
            tracing::error!(noun = noun.name(), %id, "a record cannot be read and is left out");
        }
    }

    /// How many records of a noun were left out of answers since the file was opened.
    pub fn left_out(&self, noun: NounKind) -> u32 {
        let unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        u32::try_from(unreadable.iter().filter(|(of, _)| *of == noun).count()).unwrap_or(u32::MAX)
    }

    /// When the server last answered.
    pub async fn last_sync(&self) -> Result<Option<DateTime<Utc>>, Error> {
        meta(&mut *self.reader.acquire().await?, "last_sync").await
    }

    /// Remembers when the server last answered.
    pub async fn synced_at(&self, at: DateTime<Utc>) -> Result<(), Error> {
        set_meta(&mut *self.writer.acquire().await?, "last_sync", &at).await
    }

    /// Makes sure that what was removed leaves the write-ahead log too, once nobody reads in it any
    /// more: now, or when this is next asked.
    pub(crate) async fn forget_removed(&self) -> Result<(), Error> {
        let mut writing = self.writer.acquire().await?;
        if !meta(&mut writing, REMOVED).await?.unwrap_or(false) {
            return Ok(());
        }
        // A long reader is not waited for: nobody could write meanwhile.
        sqlx::query("PRAGMA busy_timeout = 100").execute(&mut *writing).await?;
        let emptied = open::empty_log(&mut writing, Long::AfterAPurge).await?;
        let usual = format!("PRAGMA busy_timeout = {}", open::BUSY.as_millis());
        sqlx::query(AssertSqlSafe(usual)).execute(&mut *writing).await?;
        if emptied {
            set_meta(&mut writing, REMOVED, &false).await?;
        }
        Ok(())
    }

    /// Builds the indexes, and what is searched: after a first load, or at once on a small file.
    pub(crate) async fn build_indexes(&self, which: CacheFile) -> Result<(), Error> {
        let sql = match which {
            CacheFile::Main => MAIN_INDEXES,
            CacheFile::OccupationalHealth => OH_INDEXES,
        };
        sqlx::raw_sql(sql).execute(&self.writer).await?;
        match which {
            CacheFile::Main => crate::search::build(&self.writer).await,
            CacheFile::OccupationalHealth => Ok(()),
        }
    }
}

/// Whether something was removed that the write-ahead log may still hold.
pub(crate) const REMOVED: &str = "removed";

pub(crate) async fn meta<T: DeserializeOwned>(
    connection: &mut SqliteConnection,
    name: &str,
) -> Result<Option<T>, Error> {
    let text: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE name = ?")
        .bind(name)
        .fetch_optional(connection)
        .await?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

pub(crate) async fn set_meta<T: Serialize>(
    connection: &mut SqliteConnection,
    name: &str,
    value: &T,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(name)
        .bind(serde_json::to_string(value)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// SQLite's integers are signed; counts never are.
pub(crate) fn number(value: i64) -> u64 {
    value.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_behind_the_other_is_what_is_asked_from() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path(), &Keys::random(), true).await.unwrap();
        let oh = cache.oh.as_ref().unwrap();
        let (epoch, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let at = async |file: &File, epoch, seq| {
            let cursor = Cursor { epoch, seq, mark: None };
            set_meta(&mut file.writer.acquire().await.unwrap(), "cursor", &cursor).await.unwrap();
        };
        assert_eq!(cache.cursor().await.unwrap(), None);
        at(&cache.main, epoch, 7).await;
        assert_eq!(cache.cursor().await.unwrap(), None, "the other has not begun");
        at(oh, other, 7).await;
        assert_eq!(cache.cursor().await.unwrap(), None, "the other is of another history");
        for (main, clinical, least) in [(7, 7, 7), (7, 5, 5), (7, 9, 7)] {
            at(&cache.main, epoch, main).await;
            at(oh, epoch, clinical).await;
            assert_eq!(cache.cursor().await.unwrap().unwrap().seq, least);
        }
        cache.close().await;
    }
}
