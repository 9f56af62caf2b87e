//! What a user may hold, summed from the rows themselves, so that a desk can tell whether it holds
//! the same. Desks of one role share the sums; they are made anew when a row changed, and each hour
//! in any case, for a fault may have changed a row without a word in the log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt;
use muster_domain::noun::NounKind;
use muster_domain::policy::{Holding, Teams};
use muster_domain::words::{OrganisationId, UserId};
use muster_protocol::checksum::{Bucket, Checksums, InBucket, Tallies, bucket_of};
use muster_protocol::page::{self, Page};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::Server;
use crate::accounts::Session;
use crate::feed::{NotServed, Reader, is_there, json, rows_of};
use crate::ledger::{LedgerFault, log, records};

/// Sums older than this are made anew even if the log says that nothing changed.
const BELIEVED: TimeDelta = TimeDelta::hours(1);

/// The sums that were made, for whoever asks next.
pub(crate) struct Sums {
    made: Mutex<HashMap<Key, Made>>,
    /// One at a time: each reads every row of a noun, and nobody waits for it.
    turn: Semaphore,
}

/// Whose sums: what they hold of which noun, and who they are where that makes a difference.
type Key = (OrganisationId, NounKind, Teams, Option<UserId>);

#[derive(Clone)]
struct Made {
    version: i64,
    at: DateTime<Utc>,
    tallies: Arc<Tallies>,
}

impl Sums {
    pub fn new() -> Self {
        Self { made: Mutex::new(HashMap::new()), turn: Semaphore::new(1) }
    }

    fn of(&self, key: &Key, version: i64, now: DateTime<Utc>) -> Option<Arc<Tallies>> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let made = made.get(key)?;
        let good = made.version == version && now - made.at < BELIEVED;
        good.then(|| Arc::clone(&made.tallies))
    }

    fn keep(&self, key: Key, made: Made) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(key, made);
    }
}

impl Server {
    /// What a user may hold, summed, of the log as it is now.
    pub(crate) async fn checksums(&self, session: &Session) -> Result<Checksums, NotServed> {
        let reader = Reader::of(session);
        let sums = &self.inner.sums;
        // The semaphore is never closed.
        let _turn = sums.turn.acquire().await;
        let now = self.now();
        let mut reading = self.ledger().reading().await?;
        let seq = log::head(&mut reading, reader.organisation).await?;
        let mut nouns = Vec::with_capacity(reader.nouns.len());
        let people = json(&reader.people(&mut reading, seq, seq).await?);
        for holding in &reader.nouns {
            let (noun, teams) = (holding.noun, holding.teams);
            // Notices for one person are that person's alone, and everybody has a line of their own.
            let own = noun == NounKind::Notice || holding.line;
            let key = (reader.organisation, noun, teams, own.then_some(reader.user));
            // A line changes without a record.
            let version = if holding.line {
                log::number(seq)?
            } else {
                newest(&mut reading, &reader, noun).await?
            };
            let tallies = match sums.of(&key, version, now) {
                Some(tallies) => tallies,
                None => {
                    let tallies =
                        Arc::new(self.sum(&mut reading, &reader, holding, &people).await?);
                    let made = Made { version, at: now, tallies: Arc::clone(&tallies) };
                    sums.keep(key, made);
                    tallies
                }
            };
            nouns.push((noun, tallies.to_bytes()));
        }
        Ok(Checksums { seq, nouns, now })
    }

    async fn sum(
        &self,
        connection: &mut SqliteConnection,
        reader: &Reader,
        holding: &Holding,
        people: &str,
    ) -> Result<Tallies, NotServed> {
        let noun = holding.noun;
        let mut tallies = Tallies::default();
        let sql = format!(
            "SELECT id, body FROM {} WHERE organisation = ? AND {} AND body IS NOT NULL {}",
            noun.name(),
            rows_of(holding, "teams"),
            Reader::only_theirs(noun)
        );
        let mut rows = sqlx::query(AssertSqlSafe(sql))
            .bind(reader.organisation.0)
            .bind(holding.teams.0)
            .bind(people)
            .bind(reader.user.to_string())
            .fetch(connection);
        while let Some(row) = rows.try_next().await? {
            let id: Uuid = row.try_get("id")?;
            tallies.add(id, &self.body(reader.organisation, noun, id, &row)?);
        }
        Ok(tallies)
    }

    /// One bucket of a noun, encoded.
    pub(crate) async fn bucket(
        &self,
        session: &Session,
        which: &InBucket,
    ) -> Result<Vec<u8>, NotServed> {
        let reader = Reader::of(session);
        let holding = reader.holding(which.noun)?;
        let (noun, teams) = (holding.noun, holding.teams);
        let mut reading = self.ledger().reading().await?;
        let seq = log::head(&mut reading, reader.organisation).await?;
        let people = reader.people(&mut reading, seq, seq).await?;
        let mut bucket = Bucket { page: Page::new(noun), gone: Vec::new() };
        let sql = format!(
            "SELECT id, version, {3} FROM {0}
             WHERE organisation = ? AND {1} {2} ORDER BY id",
            noun.name(),
            rows_of(&holding, "was_teams"),
            Reader::once_theirs(noun),
            Reader::body_if_theirs(&holding)
        );
        let (people, user) = (json(&people), reader.user.to_string());
        let mut rows = sqlx::query(AssertSqlSafe(sql))
            .bind(teams.0)
            .bind(&people)
            .bind(&user)
            .bind(reader.organisation.0)
            .bind(teams.0)
            .bind(&people)
            .bind(&user)
            .fetch(&mut *reading);
        while let Some(row) = rows.try_next().await? {
            let id: Uuid = row.try_get("id")?;
            if bucket_of(id) != which.bucket {
                continue;
            }
            let version: i64 = row.try_get("version")?;
            let version =
                u64::try_from(version).map_err(|_| LedgerFault::Unreadable(noun.name()))?;
            if !is_there(noun, &row)? {
                bucket.gone.push((id, version));
            } else {
                let body = self.body(reader.organisation, noun, id, &row)?;
                bucket.page.push(id, version, &body)?;
            }
        }
        Ok(page::encode(&bucket)?)
    }

    fn body(
        &self,
        organisation: OrganisationId,
        noun: NounKind,
        id: Uuid,
        row: &sqlx::sqlite::SqliteRow,
    ) -> Result<String, NotServed> {
        if !records::is_sealed(noun) {
            return Ok(row.try_get("body")?);
        }
        let sealed: Vec<u8> = row.try_get("body")?;
        Ok(records::open(&self.ledger().keys, organisation, noun, id, &sealed)?)
    }
}

/// The number that a noun of an organisation was last changed by.
pub(crate) async fn newest(
    connection: &mut SqliteConnection,
    reader: &Reader,
    noun: NounKind,
) -> Result<i64, NotServed> {
    let sql = format!(
        "SELECT max(version) FROM {0} INDEXED BY {0}_feed WHERE organisation = ?",
        noun.name()
    );
    let newest: Option<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(reader.organisation.0)
        .fetch_one(connection)
        .await?;
    Ok(newest.unwrap_or(0))
}
