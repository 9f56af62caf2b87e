//! Whether the caches hold what the server says they should: summed from the rows as they are in
//! the files, what waits in the outbox left aside.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use muster_domain::noun::NounKind;
use muster_protocol::change::Changes;
use muster_protocol::checksum::{Bucket, Tallies, bucket_of};
use muster_protocol::page::Page;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use crate::cache::{self, Cursor};
use crate::{Cache, Error};

/// When this desk last compared what it holds with the server, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Checked {
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
    /// How many records were not as they should be, and were put right.
    pub repaired: u32,
}

/// The server's rows as they are held: its own copy where a waiting command differs from it.
const SERVERS: &str = "CASE WHEN waiting THEN server ELSE body END";

/// Sums a noun, and says how far its file is. One moment of the file: nobody who writes waits.
pub async fn tallies(
    cache: &Cache,
    noun: NounKind,
) -> Result<Option<(Option<Cursor>, Tallies)>, Error> {
    let Some(file) = cache.file(noun) else { return Ok(None) };
    let mut reading = file.reader.begin().await?;
    let cursor = cache::meta(&mut reading, "cursor").await?;
    let mut tallies = Tallies::default();
    let sql =
        format!("SELECT id, {SERVERS} AS body FROM {} WHERE {SERVERS} IS NOT NULL", noun.name());
    let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *reading);
    while let Some(row) = rows.try_next().await? {
        tallies.add(row.try_get("id")?, row.try_get("body")?);
    }
    Ok(Some((cursor, tallies)))
}

/// What it takes to make a bucket what it should be, as far as this desk is: rows that the server
/// changed since are left to the feed. Nothing, if it is as it should be.
pub async fn repair(
    cache: &Cache,
    which: usize,
    bucket: &Bucket,
) -> Result<Option<Changes>, Error> {
    bucket.page.check()?;
    let noun = bucket.page.noun;
    let Some(file) = cache.file(noun) else { return Ok(None) };
    let mut reading = file.reader.begin().await?;
    let Some(cursor) = cache::meta::<Cursor>(&mut reading, "cursor").await? else {
        return Ok(None);
    };
    let mut held = rows(&mut reading, noun, which).await?;
    let mut page = Page::new(noun);
    for (row, (id, version)) in bucket.page.ids.iter().zip(&bucket.page.versions).enumerate() {
        let body = bucket.page.body(row);
        if held.remove(id).as_ref() != Some(&body) && *version <= cursor.seq {
            page.push(*id, *version, &body)?;
        }
    }
    let on_its_way =
        |id: &Uuid| bucket.gone.iter().any(|(gone, at)| gone == id && *at > cursor.seq);
    let gone: Vec<_> = held.into_keys().filter(|id| !on_its_way(id)).map(|id| (noun, id)).collect();
    if page.is_empty() && gone.is_empty() {
        return Ok(None);
    }
    let Cursor { seq, mark, .. } = cursor;
    Ok(Some(Changes { seq, mark, head: seq, now: Utc::now(), pages: vec![page], gone }))
}

async fn rows(
    reading: &mut SqliteConnection,
    noun: NounKind,
    which: usize,
) -> Result<BTreeMap<Uuid, String>, Error> {
    let sql =
        format!("SELECT id, {SERVERS} AS body FROM {} WHERE {SERVERS} IS NOT NULL", noun.name());
    let mut all = sqlx::query(AssertSqlSafe(sql)).fetch(reading);
    let mut held = BTreeMap::new();
    while let Some(row) = all.try_next().await? {
        let id = row.try_get("id")?;
        if bucket_of(id) == which {
            held.insert(id, row.try_get("body")?);
        }
    }
    Ok(held)
}

/// When this desk last compared, if it ever did.
pub async fn checked(cache: &Cache) -> Result<Option<Checked>, Error> {
    cache::meta(&mut *cache.main.reader.acquire().await?, "checked").await
}

/// Remembers when everything had arrived: what has just come need not be compared.
pub async fn loaded(cache: &Cache, at: DateTime<Utc>) -> Result<(), Error> {
    cache::set_meta(&mut *cache.main.writer.acquire().await?, "loaded_at", &at).await
}

/// Since when what is held has not been compared: the last comparison, or the load after it.
pub async fn not_compared_since(cache: &Cache) -> Result<Option<DateTime<Utc>>, Error> {
    let mut reading = cache.main.reader.acquire().await?;
    let loaded: Option<DateTime<Utc>> = cache::meta(&mut reading, "loaded_at").await?;
    let checked: Option<Checked> = cache::meta(&mut reading, "checked").await?;
    Ok(loaded.max(checked.map(|checked| checked.at)))
}

/// Remembers what came of comparing.
pub async fn remember(cache: &Cache, checked: &Checked) -> Result<(), Error> {
    cache::set_meta(&mut *cache.main.writer.acquire().await?, "checked", checked).await
}
