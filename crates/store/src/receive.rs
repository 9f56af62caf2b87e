//! Taking in what the server sends: the first load, page by page, and then the feed.

use chrono::{DateTime, Utc};
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::policy::Holding;
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::page::Page;
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::fmt::Write as _;
use uuid::Uuid;

use crate::cache::{self, Cursor};
use crate::open::{self, Long};
use crate::overlay::{self, Ids, Queue, Rebase, Settled};
use crate::records::Connections;
use crate::{Cache, Error, Reader, entitled};

/// Rows a statement: what was fastest where it was tried (stack.md, "how fast rows go in").
const ROWS_AT_ONCE: usize = 2_000;

/// Begins a load: a first one, one that goes on where it was interrupted, or what is left to do when
/// a person's roles or the server's history have changed. On each file, in one transaction: what may
/// no longer be held goes, what is not here yet is to come, the rest stays.
pub async fn begin(cache: &Cache, scope: &Scope) -> Result<(), Error> {
    let cut = Cursor { epoch: scope.epoch, seq: scope.cut, mark: scope.mark };
    entitled::remember_left(cache, scope).await?;
    for (which, file) in cache.files() {
        let mut transaction = file.writer.begin().await?;
        let known: Option<Cursor> = cache::meta(&mut transaction, "cursor").await?;
        let held: Vec<Holding> =
            cache::meta(&mut transaction, "holdings").await?.unwrap_or_default();
        let entitled: Vec<_> =
            scope.nouns.iter().filter(|(holding, _)| holding.noun.file() == which).collect();
        let mut gone = false;
        for old in &held {
            let now = entitled.iter().find(|(now, _)| now.noun == old.noun);
            if now.is_none_or(|(now, _)| !now.covers(old)) {
                clear(&mut transaction, old.noun).await?;
                gone = true;
            }
        }
        for (now, total) in entitled.iter().filter(|(now, _)| !held.contains(now)) {
            arrive(&mut transaction, now.noun, *total).await?;
        }
        let entitled: Vec<Holding> = entitled.iter().map(|(holding, _)| *holding).collect();
        cache::set_meta(&mut transaction, "holdings", &entitled).await?;
        // Of one history the earlier cursor stands: what is held already is as old as that. The other
        // file may be new and hide that this one is ahead of a log that was set back.
        if known.is_none_or(|known| !known.leads_to(&cut)) {
            cache::set_meta(&mut transaction, "cursor", &cut).await?;
            let doubted = held.iter().any(|held| entitled.contains(held));
            cache::set_meta(&mut transaction, "doubted", &doubted).await?;
        }
        if gone {
            cache::set_meta(&mut transaction, cache::REMOVED, &true).await?;
        }
        transaction.commit().await?;
        file.forget_removed().await?;
    }
    Ok(())
}

/// Removes a noun's records, and what was under way about them.
async fn clear(connection: &mut SqliteConnection, noun: NounKind) -> Result<(), Error> {
    let sql = format!("DELETE FROM {}", noun.name());
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    for table in ["overlay", "asked", "arriving"] {
        let sql = format!("DELETE FROM {table} WHERE noun = ?");
        sqlx::query(AssertSqlSafe(sql)).bind(noun.name()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// A noun is to come, from its beginning.
async fn arrive(
    connection: &mut SqliteConnection,
    noun: NounKind,
    total: u64,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT OR REPLACE INTO arriving (noun, total, so_far, after, complete)
         VALUES (?, ?, 0, NULL, 0)",
    )
    .bind(noun.name())
    .bind(i64::try_from(total).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// Too much of a noun is not as it should be: it comes anew.
pub async fn anew(cache: &Cache, noun: NounKind, total: u64) -> Result<(), Error> {
    let Some(file) = cache.file(noun) else { return Ok(()) };
    let mut transaction = file.writer.begin().await?;
    clear(&mut transaction, noun).await?;
    arrive(&mut transaction, noun, total).await?;
    Ok(transaction.commit().await?)
}

/// What this desk was loaded by: in the order of the nouns, as the server has it.
pub async fn holdings(cache: &Cache) -> Result<Vec<Holding>, Error> {
    let mut all: Vec<Holding> = Vec::new();
    for (_, file) in cache.files() {
        let mut reading = file.reader.acquire().await?;
        all.extend(
            cache::meta::<Vec<Holding>>(&mut reading, "holdings").await?.unwrap_or_default(),
        );
    }
    all.sort_by_key(|holding| holding.noun);
    Ok(all)
}

/// Whether what is held comes from a history that the server does not know, and was not compared
/// since.
pub async fn is_doubted(cache: &Cache) -> Result<bool, Error> {
    let mut doubted = false;
    for (_, file) in cache.files() {
        let mut reading = file.reader.acquire().await?;
        doubted |= cache::meta(&mut reading, "doubted").await?.unwrap_or(false);
    }
    Ok(doubted)
}

/// It was compared.
pub async fn believe(cache: &Cache) -> Result<(), Error> {
    for (_, file) in cache.files() {
        cache::set_meta(&mut *file.writer.acquire().await?, "doubted", &false).await?;
    }
    Ok(())
}

/// Takes in a page of the first load: its records and how far it leads, in one transaction.
pub async fn take_page(cache: &Cache, records: &Records) -> Result<(), Error> {
    records.page.check()?;
    let noun = records.page.noun;
    let Some(file) = cache.file(noun) else { return Ok(()) };
    let mut transaction = file.writer.begin().await?;
    upsert(&mut transaction, &records.page).await?;
    sqlx::query(
        "UPDATE arriving SET so_far = so_far + ?, after = coalesce(?, after), complete = ?
         WHERE noun = ?",
    )
    .bind(i64::try_from(records.page.len()).unwrap_or(i64::MAX))
    .bind(records.page.ids.last().copied())
    .bind(!records.more)
    .bind(noun.name())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Everything has arrived: builds the indexes, and shows what waits on top.
pub async fn finish(cache: &Cache, reader: &Reader, queue: Queue<'_>) -> Result<Settled, Error> {
    for (which, file) in cache.files() {
        file.build_indexes(which).await?;
        sqlx::query("DELETE FROM arriving").execute(&file.writer).await?;
        // What the load left in the write-ahead log goes to its place now, not at the next act.
        open::empty_log(&mut *file.writer.acquire().await?, Long::AsTheFile).await?;
    }
    overlay::rebase(cache, reader, queue).await
}

/// Takes in a page of the feed. On each file, in one transaction: the server's records are written,
/// what waits and may be decided otherwise by them is run again on top, the cursor moves.
pub async fn take_changes(
    cache: &Cache,
    reader: &Reader,
    changes: &Changes,
    queue: Queue<'_>,
    at: DateTime<Utc>,
) -> Result<Settled, Error> {
    for page in &changes.pages {
        page.check()?;
    }
    let on_top = queue.outbox.on_top(changes.seq).await?;
    let mut records = Ids::new();
    for page in &changes.pages {
        records.entry(page.noun).or_default().extend(&page.ids);
    }
    for (noun, id) in &changes.gone {
        records.entry(*noun).or_default().insert(*id);
    }
    let mut main = cache.main.writer.begin().await?;
    let mut oh = match &cache.oh {
        Some(file) => Some(file.writer.begin().await?),
        None => None,
    };
    let mut connections = Connections { main: &mut main, oh: oh.as_deref_mut() };
    let (begun, _) = overlay::begun(&mut connections, reader, None, &[]).await?;
    let holdings = begun.holdings;
    // Both what a question was answered by before and what it would be answered by now.
    let mut touched = overlay::depending(&mut connections, &records).await?;
    for page in &changes.pages {
        if let Some(connection) = connections.of(page.noun) {
            upsert(connection, page).await?;
        }
    }
    for (noun, id) in &changes.gone {
        if let Some(connection) = connections.of(*noun) {
            remove(connection, *noun, *id).await?;
            cache::set_meta(connection, cache::REMOVED, &true).await?;
        }
    }
    touched.extend(overlay::depending(&mut connections, &records).await?);
    let rebase = Rebase { holdings: &holdings, reader, queue };
    let mut settled = rebase.run(&mut connections, &on_top, touched).await?;
    settled.nouns.extend(records.keys());
    let reached = (changes.seq, changes.mark);
    advance(connections.main, reached, at).await?;
    if let Some(oh) = connections.oh.as_deref_mut() {
        advance(oh, reached, at).await?;
    }
    main.commit().await?;
    if let Some(oh) = oh {
        oh.commit().await?;
    }
    for (_, file) in cache.files() {
        file.forget_removed().await?;
    }
    Ok(settled)
}

async fn advance(
    connection: &mut SqliteConnection,
    (seq, mark): (u64, Option<Uuid>),
    at: DateTime<Utc>,
) -> Result<(), Error> {
    if let Some(cursor) = cache::meta::<Cursor>(connection, "cursor").await? {
        cache::set_meta(connection, "cursor", &Cursor { seq, mark, ..cursor }).await?;
    }
    cache::set_meta(connection, "last_sync", &at).await
}

/// Writes a page's records. Where a waiting command differs, the server's goes beside it.
async fn upsert(connection: &mut SqliteConnection, page: &Page) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO {} (id, version, body)
         SELECT unhex(value ->> 0), value ->> 1, value ->> 2 FROM json_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET
             version = excluded.version,
             server = CASE WHEN waiting THEN excluded.body END,
             body = CASE WHEN waiting THEN body ELSE excluded.body END",
        page.noun.name()
    );
    let rows: Vec<usize> = (0..page.len()).collect();
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        let mut json = String::with_capacity(chunk.len() * 400);
        for (n, &row) in chunk.iter().enumerate() {
            json.push(if n == 0 { '[' } else { ',' });
            // Writing to a String cannot fail.
            let _ = write!(json, "[\"{}\",{},", page.ids[row].simple(), page.versions[row]);
            page.write_body(row, &mut json);
            json.push(']');
        }
        json.push(']');
        sqlx::query(AssertSqlSafe(sql.clone())).bind(json).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn remove(connection: &mut SqliteConnection, noun: NounKind, id: Uuid) -> Result<(), Error> {
    let sql = format!("DELETE FROM {} WHERE id = ?", noun.name());
    sqlx::query(AssertSqlSafe(sql)).bind(id).execute(connection).await?;
    Ok(())
}

/// How many records of each noun are held.
pub async fn held(cache: &Cache) -> Result<Vec<(NounKind, CacheFile, u64)>, Error> {
    let mut held = Vec::new();
    for &noun in NounKind::ALL {
        let Some(file) = cache.file(noun) else { continue };
        let sql = format!("SELECT count(*) FROM {}", noun.name());
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&file.reader).await?;
        if count > 0 {
            held.push((noun, noun.file(), cache::number(count)));
        }
    }
    Ok(held)
}

/// The server does not know the history that this desk is of: how far it is counts no more. What it
/// holds stays, until the next load compares it. What waits in the outbox is not touched.
pub async fn doubt(cache: &Cache) -> Result<(), Error> {
    for (_, file) in cache.files() {
        sqlx::query("DELETE FROM meta WHERE name = 'cursor'").execute(&file.writer).await?;
    }
    Ok(())
}
