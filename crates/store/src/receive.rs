//! Taking in what the server sends: the first load, page by page, and then the feed.

use chrono::{DateTime, Utc};
use muster_domain::noun::{CacheFile, NounKind};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::page::Page;
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use uuid::Uuid;

use crate::cache::{self, Cursor};
use crate::outbox::Queued;
use crate::overlay::{self, Fallen};
use crate::records::Connections;
use crate::{Cache, Error, Reader};

/// Rows a statement: what was fastest where it was tried (stack.md, "how fast rows go in").
const ROWS_AT_ONCE: usize = 2_000;

/// Begins a first load, or goes on with one of the same epoch that was interrupted.
pub async fn begin(cache: &Cache, scope: &Scope) -> Result<(), Error> {
    let cursor = Cursor { epoch: scope.epoch, seq: scope.cut, mark: scope.mark };
    for (which, file) in cache.files() {
        let mut transaction = file.writer.begin().await?;
        let known: Option<Cursor> = cache::meta(&mut transaction, "cursor").await?;
        if known.is_some_and(|known| known.epoch == scope.epoch) {
            continue;
        }
        if known.is_some() {
            // What it holds is of another history: nothing would say that it is gone.
            forget_rows(&mut transaction, which).await?;
        }
        sqlx::query("DELETE FROM arriving").execute(&mut *transaction).await?;
        for (noun, total) in scope.nouns.iter().filter(|(noun, _)| noun.file() == which) {
            sqlx::query(
                "INSERT INTO arriving (noun, total, so_far, after, complete)
                 VALUES (?, ?, 0, NULL, 0)",
            )
            .bind(noun.name())
            .bind(i64::try_from(*total).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        }
        cache::set_meta(&mut transaction, "cursor", &cursor).await?;
        transaction.commit().await?;
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
pub async fn finish(
    cache: &Cache,
    reader: &Reader,
    queue: &[Queued],
) -> Result<Vec<Fallen>, Error> {
    for (which, file) in cache.files() {
        file.build_indexes(which).await?;
        sqlx::query("DELETE FROM arriving").execute(&file.writer).await?;
        // What the load left in the write-ahead log goes to its place now, not at the next act.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&file.writer).await?;
    }
    overlay::rebase(cache, reader, queue).await
}

/// What a page of the feed did.
#[derive(Debug, Default)]
pub struct Taken {
    /// The nouns whose records changed.
    pub nouns: BTreeSet<NounKind>,
    /// Waiting commands that no longer hold.
    pub fallen: Vec<Fallen>,
}

/// Takes in a page of the feed. On each file, in one transaction: the overlay is undone, the
/// server's records are written, what waits is run again on top, the cursor moves.
pub async fn take_changes(
    cache: &Cache,
    reader: &Reader,
    changes: &Changes,
    queue: &[Queued],
    at: DateTime<Utc>,
) -> Result<Taken, Error> {
    for page in &changes.pages {
        page.check()?;
    }
    let holdings = overlay::holdings(cache, reader).await?;
    let mut main = cache.main.writer.begin().await?;
    let mut oh = match &cache.oh {
        Some(file) => Some(file.writer.begin().await?),
        None => None,
    };
    let mut connections = Connections { main: &mut main, oh: oh.as_deref_mut() };
    let mut nouns = touched(&mut connections).await?;
    overlay::undo(&mut connections).await?;
    for page in &changes.pages {
        if let Some(connection) = connections.of(page.noun) {
            upsert(connection, page).await?;
            nouns.insert(page.noun);
        }
    }
    for (noun, id) in &changes.gone {
        if let Some(connection) = connections.of(*noun) {
            remove(connection, *noun, *id).await?;
            nouns.insert(*noun);
        }
    }
    let fallen = overlay::run_again(&mut connections, &holdings, reader, queue).await?;
    nouns.extend(touched(&mut connections).await?);
    let reached = (changes.seq, changes.mark);
    advance(connections.main, reached, at).await?;
    if let Some(oh) = connections.oh.as_deref_mut() {
        advance(oh, reached, at).await?;
    }
    main.commit().await?;
    if let Some(oh) = oh {
        oh.commit().await?;
    }
    Ok(Taken { nouns, fallen })
}

/// The nouns that have an overlay: their lists may change when it does.
async fn touched(connections: &mut Connections<'_>) -> Result<BTreeSet<NounKind>, Error> {
    const SQL: &str = "SELECT DISTINCT noun FROM overlay";
    let mut names: Vec<String> = sqlx::query_scalar(SQL).fetch_all(&mut *connections.main).await?;
    if let Some(oh) = connections.oh.as_deref_mut() {
        names.extend(sqlx::query_scalar::<_, String>(SQL).fetch_all(oh).await?);
    }
    Ok(names.iter().filter_map(|name| NounKind::from_name(name)).collect())
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

/// Forgets everything the server said: what follows is a first load. What waits in the outbox is
/// not touched.
pub async fn forget(cache: &Cache) -> Result<(), Error> {
    for (which, file) in cache.files() {
        let mut transaction = file.writer.begin().await?;
        forget_rows(&mut transaction, which).await?;
        sqlx::query("DELETE FROM meta WHERE name = 'cursor'").execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn forget_rows(connection: &mut SqliteConnection, which: CacheFile) -> Result<(), Error> {
    for noun in NounKind::ALL.iter().filter(|noun| noun.file() == which) {
        let sql = format!("DELETE FROM {}", noun.name());
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    sqlx::raw_sql("DELETE FROM overlay; DELETE FROM arriving").execute(connection).await?;
    Ok(())
}
