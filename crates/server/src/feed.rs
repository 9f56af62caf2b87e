//! The feed: what a user's desk may hold of their organisation's log, in the order of commits and
//! in whole transactions; and the first load, a page at a time by primary key.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Teams};
use muster_domain::words::{CommandId, OrganisationId, UserId};
use muster_protocol::change::{self, After, Changes, Records, Scope};
use muster_protocol::page::{self, Page, PageFault};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use crate::Server;
use crate::accounts::Session;
use crate::ledger::{LedgerFault, decisions, log, records};

/// About how many records a page has.
const PAGE: usize = 5_000;

/// Why there is nothing to be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotServed {
    /// None of the user's roles keeps a cache, or none may hold this noun.
    #[error("none of the user's roles may hold this")]
    NoCache,
    /// Another epoch, or ahead of the log.
    #[error("the cursor is of another history")]
    UnknownCursor,
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    #[error(transparent)]
    Page(#[from] PageFault),
}

impl From<sqlx::Error> for NotServed {
    fn from(fault: sqlx::Error) -> Self {
        NotServed::Ledger(fault.into())
    }
}

/// Whose records, and which: what every query of the feed is filtered by.
pub(crate) struct Reader {
    pub organisation: OrganisationId,
    pub user: UserId,
    pub nouns: Vec<(NounKind, Teams)>,
}

impl Reader {
    pub fn of(session: &Session) -> Result<Self, NotServed> {
        let nouns = policy::scope(&session.roles);
        if nouns.is_empty() {
            return Err(NotServed::NoCache);
        }
        Ok(Self { organisation: session.organisation.id, user: session.user.id, nouns })
    }

    /// A notice for one person is for that person alone.
    pub fn only_theirs(noun: NounKind) -> &'static str {
        match noun {
            NounKind::Notice => "AND (to_user IS NULL OR to_user = ?)",
            _ => "AND ? IS NOT NULL",
        }
    }
}

impl Server {
    /// What a user's first load consists of.
    pub(crate) async fn scope(&self, session: &Session) -> Result<Scope, NotServed> {
        let reader = Reader::of(session)?;
        let mut reading = self.ledger().reading().await?;
        let cut = log::head(&mut reading, reader.organisation).await?;
        let mark = log::mark(&mut reading, reader.organisation, cut).await?;
        let mut nouns = Vec::with_capacity(reader.nouns.len());
        for (noun, teams) in &reader.nouns {
            // Only the index is read; a record that is gone has no team.
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
                "SELECT count(*) FROM {0} INDEXED BY {0}_feed
                 WHERE organisation = ? AND teams & ? != 0 {1}",
                noun.name(),
                Reader::only_theirs(*noun)
            )))
            .bind(reader.organisation.0)
            .bind(teams.0)
            .bind(reader.user.to_string())
            .fetch_one(&mut *reading)
            .await?;
            nouns.push((*noun, u64::try_from(count).unwrap_or(0)));
        }
        Ok(Scope { epoch: self.epoch(), cut, mark, nouns, now: self.now() })
    }

    /// A page of a first load, encoded.
    pub(crate) async fn records(
        &self,
        session: &Session,
        from: &change::From,
    ) -> Result<Vec<u8>, NotServed> {
        let reader = Reader::of(session)?;
        let teams = reader.nouns.iter().find(|(noun, _)| *noun == from.noun);
        let (noun, teams) = *teams.ok_or(NotServed::NoCache)?;
        let mut reading = self.ledger().reading().await?;
        let after = from.after.unwrap_or(Uuid::nil());
        let sql = format!(
            "SELECT id, version, body FROM {} WHERE organisation = ? AND id > ?
             AND teams & ? != 0 {} ORDER BY id LIMIT {}",
            noun.name(),
            Reader::only_theirs(noun),
            PAGE + 1
        );
        let mut found = Rows::with_capacity(noun, PAGE + 1);
        let mut rows = sqlx::query(AssertSqlSafe(sql))
            .bind(reader.organisation.0)
            .bind(after)
            .bind(teams.0)
            .bind(reader.user.to_string())
            .fetch(&mut *reading);
        while let Some(row) = rows.try_next().await? {
            found.take(row.try_get("id")?, row.try_get("version")?, &row)?;
        }
        drop(rows);
        drop(reading);
        let more = found.rows.len() > PAGE;
        found.rows.truncate(PAGE);
        let (server, organisation) = (self.clone(), reader.organisation);
        in_the_background(move || {
            let page = found.into_page(&server, organisation)?;
            Ok(page::encode(&Records { page, more })?)
        })
        .await
    }

    /// Which of these commands this history does not know as accepted ones of the organisation.
    pub(crate) async fn unknown(
        &self,
        session: &Session,
        commands: &[CommandId],
    ) -> Result<Vec<CommandId>, LedgerFault> {
        let mut reading = self.ledger().reading().await?;
        let mut unknown = Vec::new();
        for id in commands {
            if !decisions::was_accepted(&mut reading, session.organisation.id, *id).await? {
                unknown.push(*id);
            }
        }
        Ok(unknown)
    }

    /// The changes after a cursor, encoded.
    pub(crate) async fn changes(
        &self,
        session: &Session,
        after: &After,
    ) -> Result<Vec<u8>, NotServed> {
        let reader = Reader::of(session)?;
        let mut reading = self.ledger().reading().await?;
        let head = log::head(&mut reading, reader.organisation).await?;
        if after.epoch != self.epoch() || after.seq > head {
            return Err(NotServed::UnknownCursor);
        }
        // The same epoch and number, but another entry: a history that was restored and went on.
        if after.mark.is_some()
            && log::mark(&mut reading, reader.organisation, after.seq).await? != after.mark
        {
            return Err(NotServed::UnknownCursor);
        }
        let seq = reader.up_to(&mut reading, after.seq, head).await?;
        let mark = log::mark(&mut reading, reader.organisation, seq).await?;
        let mut all = Vec::new();
        let mut gone = Vec::new();
        for &(noun, teams) in &reader.nouns {
            let (rows, gone_of) = reader.changed(&mut reading, noun, teams, after.seq, seq).await?;
            gone.extend(gone_of.into_iter().map(|id| (noun, id)));
            if !rows.rows.is_empty() {
                all.push(rows);
            }
        }
        drop(reading);
        let (server, organisation, now) = (self.clone(), reader.organisation, self.now());
        in_the_background(move || {
            let pages: Result<Vec<Page>, NotServed> =
                all.into_iter().map(|rows| rows.into_page(&server, organisation)).collect();
            Ok(page::encode(&Changes { seq, mark, head, now, pages: pages?, gone })?)
        })
        .await
    }
}

impl Reader {
    /// The last transaction that still goes on this page: all the log has, or as many whole
    /// transactions as make about a page, and one at least.
    async fn up_to(
        &self,
        connection: &mut SqliteConnection,
        after: u64,
        head: u64,
    ) -> Result<u64, NotServed> {
        let mut versions: Vec<i64> = Vec::new();
        for (noun, teams) in &self.nouns {
            let found: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!(
                "SELECT version FROM {0} INDEXED BY {0}_feed WHERE organisation = ?
                 AND version > ? AND was_teams & ? != 0 ORDER BY version LIMIT {1}",
                noun.name(),
                PAGE + 1
            )))
            .bind(self.organisation.0)
            .bind(log::number(after)?)
            .bind(teams.0)
            .fetch_all(&mut *connection)
            .await?;
            versions.extend(found);
        }
        versions.sort_unstable();
        let (Some(&first), Some(&over)) = (versions.first(), versions.get(PAGE)) else {
            return Ok(head);
        };
        // The transaction in which the page overflows is left for the next one.
        let last = versions.iter().rev().find(|version| **version < over).unwrap_or(&first);
        u64::try_from(*last).map_err(|_| LedgerFault::Unreadable("log").into())
    }

    /// A noun's records that changed, and the ids of those that are no longer for this user.
    async fn changed(
        &self,
        connection: &mut SqliteConnection,
        noun: NounKind,
        teams: Teams,
        after: u64,
        to: u64,
    ) -> Result<(Rows, BTreeSet<Uuid>), NotServed> {
        let sql = format!(
            "SELECT id, version, teams, body FROM {0} INDEXED BY {0}_feed WHERE organisation = ?
             AND version > ? AND version <= ? AND was_teams & ? != 0 {1} ORDER BY version",
            noun.name(),
            Self::only_theirs(noun)
        );
        let mut found = Rows::with_capacity(noun, 0);
        let mut gone = BTreeSet::new();
        let mut rows = sqlx::query(AssertSqlSafe(sql))
            .bind(self.organisation.0)
            .bind(log::number(after)?)
            .bind(log::number(to)?)
            .bind(teams.0)
            .bind(self.user.to_string())
            .fetch(connection);
        while let Some(row) = rows.try_next().await? {
            let id: Uuid = row.try_get("id")?;
            let now: u32 = row.try_get("teams")?;
            if now & teams.0 == 0 {
                gone.insert(id);
            } else {
                found.take(id, row.try_get("version")?, &row)?;
            }
        }
        Ok((found, gone))
    }
}

/// Records as they come from the database, bodies still sealed where they are.
struct Rows {
    noun: NounKind,
    rows: Vec<(Uuid, i64, Body)>,
}

enum Body {
    Plain(String),
    Sealed(Vec<u8>),
}

impl Rows {
    fn with_capacity(noun: NounKind, rows: usize) -> Self {
        Self { noun, rows: Vec::with_capacity(rows) }
    }

    fn take(
        &mut self,
        id: Uuid,
        version: i64,
        row: &sqlx::sqlite::SqliteRow,
    ) -> Result<(), sqlx::Error> {
        let body = if records::is_sealed(self.noun) {
            Body::Sealed(row.try_get("body")?)
        } else {
            Body::Plain(row.try_get("body")?)
        };
        self.rows.push((id, version, body));
        Ok(())
    }

    fn into_page(self, server: &Server, organisation: OrganisationId) -> Result<Page, NotServed> {
        let mut page = Page::new(self.noun);
        for (id, version, body) in self.rows {
            let version =
                u64::try_from(version).map_err(|_| LedgerFault::Unreadable(self.noun.name()))?;
            match body {
                Body::Plain(body) => page.push(id, version, &body)?,
                Body::Sealed(sealed) => {
                    let keys = &server.ledger().keys;
                    let body = records::open(keys, organisation, self.noun, id, &sealed)?;
                    page.push(id, version, &body)?;
                }
            }
        }
        Ok(page)
    }
}

/// Building and compressing a page takes milliseconds of work: not on a thread that answers.
async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NotServed> + Send + 'static,
) -> Result<T, NotServed> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| NotServed::Ledger(LedgerFault::Unreadable("page")))?
}
