//! The feed: what a user's desk may hold of their organisation's log, in the order of commits and
//! in whole transactions; and the first load, a page at a time by primary key.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use futures_util::TryStreamExt;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Holding, Teams};
use muster_domain::words::{CommandId, OrganisationId, UserId};
use muster_protocol::change::{self, After, Changes, Records, Scope};
use muster_protocol::page::{self, Page, PageFault};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use uuid::Uuid;

use crate::Server;
use crate::accounts::Session;
use crate::checksums;
use crate::ledger::line::{self, People};
use crate::ledger::{LedgerFault, decisions, log, records};

/// About how many records a page has.
const PAGE: usize = 5_000;

/// A transaction that changed more than so many records for one desk is not sent as changes: the
/// desk compares what it holds, and what differs much comes by pages. So neither side ever has more
/// than about this in its hands at once.
const LONGEST: i64 = 4 * PAGE as i64;

/// Why there is nothing to be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotServed {
    /// The user's roles have changed since the desk loaded, or never let it hold this.
    #[error("the desk holds what other roles entitle to")]
    OtherHoldings,
    /// Another epoch, or ahead of the log.
    #[error("the cursor is of another history")]
    UnknownCursor,
    /// The next transaction is longer than [`LONGEST`].
    #[error("more has changed at once than is sent as changes")]
    TooMuchAtOnce,
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
    pub nouns: Vec<Holding>,
}

/// Who was in the reader's line before, who is now, and who may have been between.
#[derive(Default)]
struct Moves {
    now: People,
    came: People,
    went: People,
    ever: String,
}

/// People as a query takes them.
pub(crate) fn json(people: &People) -> String {
    // Text in memory always becomes JSON.
    serde_json::to_string(people).unwrap_or_default()
}

/// The rows of a holding, by a column of teams. Two values are bound: the teams, and the people of
/// the line as JSON.
pub(crate) fn rows_of(holding: &Holding, teams: &str) -> String {
    const LINE: &str = "person IN (SELECT value FROM json_each(?))";
    if !holding.line {
        format!("({teams} & ? != 0 AND ? IS NOT NULL)")
    } else if holding.teams == Teams::NONE {
        // Its index is used.
        format!("? = 0 AND {LINE}")
    } else {
        format!("({teams} & ? != 0 OR {LINE})")
    }
}

impl Reader {
    pub fn of(session: &Session) -> Self {
        let nouns = policy::holdings(&session.roles);
        Self { organisation: session.organisation.id, user: session.user.id, nouns }
    }

    /// What the reader may hold of a noun. Who asks for another had a role that has ended: they ask
    /// what they may hold now, and let go of the rest.
    pub fn holding(&self, noun: NounKind) -> Result<Holding, NotServed> {
        let found = self.nouns.iter().find(|holding| holding.noun == noun);
        found.copied().ok_or(NotServed::OtherHoldings)
    }

    /// The people of the reader's line at some number from one to another; nobody for who has none.
    pub async fn people(
        &self,
        connection: &mut SqliteConnection,
        from: u64,
        to: u64,
    ) -> Result<People, LedgerFault> {
        if !self.nouns.iter().any(|holding| holding.line) {
            return Ok(People::new());
        }
        line::people(connection, self.organisation, self.user, from, to).await
    }

    async fn moves(
        &self,
        connection: &mut SqliteConnection,
        after: u64,
        to: u64,
    ) -> Result<Moves, LedgerFault> {
        let now = self.people(connection, to, to).await?;
        if now.is_empty() && !self.nouns.iter().any(|holding| holding.line)
            || !line::moved(connection, self.organisation, after, to).await?
        {
            let ever = json(&now);
            return Ok(Moves { now, ever, ..Moves::default() });
        }
        let before = self.people(connection, after, after).await?;
        let ever = self.people(connection, after, to).await?;
        Ok(Moves {
            came: now.difference(&before).cloned().collect(),
            went: ever.difference(&now).cloned().collect(),
            ever: json(&ever),
            now,
        })
    }

    /// A notice for one person is for that person and whoever stands in for them.
    pub fn only_theirs(noun: NounKind) -> &'static str {
        match noun {
            NounKind::Notice => "AND (to_user IS NULL OR ? IN (to_user, delegate_user))",
            _ => "AND ? IS NOT NULL",
        }
    }

    /// The same, with whoever stood in once: their desks hear that it is for them no longer.
    pub fn once_theirs(noun: NounKind) -> &'static str {
        match noun {
            NounKind::Notice => "AND (to_user IS NULL OR instr(ever_user, ?) > 0)",
            _ => "AND ? IS NOT NULL",
        }
    }

    /// The body of a row that is for the reader now, none of one that was. Three values are bound: the
    /// teams, the people of the line as JSON, and the user.
    pub fn body_if_theirs(holding: &Holding) -> String {
        let teams = rows_of(holding, "teams");
        format!("CASE WHEN {teams} {} THEN body END AS body", Self::only_theirs(holding.noun))
    }
}

impl Server {
    /// What a user's first load consists of.
    pub(crate) async fn scope(&self, session: &Session) -> Result<Scope, NotServed> {
        let reader = Reader::of(session);
        let mut reading = self.ledger().reading().await?;
        let cut = log::head(&mut reading, reader.organisation).await?;
        let mark = log::mark(&mut reading, reader.organisation, cut).await?;
        let mut nouns = Vec::with_capacity(reader.nouns.len());
        let people = json(&reader.people(&mut reading, cut, cut).await?);
        for holding in &reader.nouns {
            let noun = holding.noun;
            // By teams only the index is read; a record that is gone has no team.
            let index = if holding.line {
                String::new()
            } else {
                format!("INDEXED BY {}_feed", noun.name())
            };
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
                "SELECT count(*) FROM {} {index} WHERE organisation = ? AND {} {} {}",
                noun.name(),
                rows_of(holding, "teams"),
                if holding.line { "AND body IS NOT NULL" } else { "" },
                Reader::only_theirs(noun)
            )))
            .bind(reader.organisation.0)
            .bind(holding.teams.0)
            .bind(&people)
            .bind(reader.user.to_string())
            .fetch_one(&mut *reading)
            .await?;
            nouns.push((*holding, u64::try_from(count).unwrap_or(0)));
        }
        Ok(Scope { epoch: self.epoch(), cut, mark, nouns, now: self.now() })
    }

    /// A page of a first load, encoded.
    pub(crate) async fn records(
        &self,
        session: &Session,
        from: &change::From,
    ) -> Result<Bytes, NotServed> {
        let reader = Reader::of(session);
        let holding = reader.holding(from.noun)?;
        let noun = holding.noun;
        // Never closed: an error would only mean that everybody may.
        let _turn = self.inner.loading.acquire().await;
        let mut reading = self.ledger().reading().await?;
        let head = log::head(&mut reading, reader.organisation).await?;
        let people = json(&reader.people(&mut reading, head, head).await?);
        let after = from.after.unwrap_or(Uuid::nil());
        // What many load alike is made once: neither lines and notices, which are somebody's own, nor
        // what is sealed, which is in the clear no longer than it takes.
        let shared = (!holding.line && noun != NounKind::Notice && !records::is_sealed(noun))
            .then_some((reader.organisation, noun, holding.teams, after));
        let version = checksums::newest(&mut reading, &reader, noun).await?;
        if let Some(page) = shared.and_then(|key| self.inner.pages.of(&key, version)) {
            return Ok(page);
        }
        let sql = format!(
            "SELECT id, version, body FROM {} WHERE organisation = ? AND id > ?
             AND {} AND body IS NOT NULL {} ORDER BY id LIMIT {}",
            noun.name(),
            rows_of(&holding, "teams"),
            Reader::only_theirs(noun),
            PAGE + 1
        );
        let mut found = Rows::with_capacity(noun, PAGE + 1);
        let mut rows = sqlx::query(AssertSqlSafe(sql))
            .bind(reader.organisation.0)
            .bind(after)
            .bind(holding.teams.0)
            .bind(&people)
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
        let page = in_the_background(move || {
            let page = found.into_page(&server, organisation)?;
            Ok(Bytes::from(page::encode(&Records { page, more })?))
        })
        .await?;
        if let Some(key) = shared {
            self.inner.pages.keep(key, version, page.clone());
        }
        Ok(page)
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
        let reader = Reader::of(session);
        let mut reading = self.ledger().reading().await?;
        let head = log::head(&mut reading, reader.organisation).await?;
        if after.holdings != policy::holdings_id(&reader.nouns) {
            return Err(NotServed::OtherHoldings);
        }
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
        let moves = reader.moves(&mut reading, after.seq, seq).await?;
        for holding in &reader.nouns {
            let noun = holding.noun;
            let (rows, gone_of) =
                reader.changed(&mut reading, holding, &moves, after.seq, seq).await?;
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
        let mut changed: BTreeMap<i64, i64> = BTreeMap::new();
        for holding in &self.nouns {
            // Of what a line holds all is counted: whose it is is looked at when it is read.
            let found: Vec<(i64, i64)> = sqlx::query_as(AssertSqlSafe(format!(
                "SELECT version, count(*) FROM (
                     SELECT version FROM {0} INDEXED BY {0}_feed WHERE organisation = ?
                     AND version > ? AND (was_teams & ? != 0 OR ?) ORDER BY version LIMIT {1}
                 ) GROUP BY version",
                holding.noun.name(),
                PAGE + 1
            )))
            .bind(self.organisation.0)
            .bind(log::number(after)?)
            .bind(holding.teams.0)
            .bind(holding.line)
            .fetch_all(&mut *connection)
            .await?;
            for (version, count) in found {
                *changed.entry(version).or_default() += count;
            }
        }
        let (mut last, mut rows) = (None, 0);
        for (version, count) in changed {
            rows += count;
            // The transaction in which the page overflows is left for the next one.
            if rows > PAGE as i64 && last.is_some() {
                break;
            }
            last = Some(version);
        }
        let Some(last) = last.filter(|_| rows > PAGE as i64) else { return Ok(head) };
        if self.changed_in(connection, last).await? > LONGEST {
            return Err(NotServed::TooMuchAtOnce);
        }
        u64::try_from(last).map_err(|_| LedgerFault::Unreadable("log").into())
    }

    /// How many records a transaction changed that the reader may hold or may have held.
    async fn changed_in(
        &self,
        connection: &mut SqliteConnection,
        version: i64,
    ) -> Result<i64, NotServed> {
        let mut changed = 0;
        for holding in &self.nouns {
            changed += sqlx::query_scalar::<_, i64>(AssertSqlSafe(format!(
                "SELECT count(*) FROM {0} INDEXED BY {0}_feed
                 WHERE organisation = ? AND version = ? AND (was_teams & ? != 0 OR ?)",
                holding.noun.name()
            )))
            .bind(self.organisation.0)
            .bind(version)
            .bind(holding.teams.0)
            .bind(holding.line)
            .fetch_one(&mut *connection)
            .await?;
        }
        Ok(changed)
    }

    /// A noun's records that changed or came to be for this user, and the ids of those that are no
    /// longer.
    async fn changed(
        &self,
        connection: &mut SqliteConnection,
        holding: &Holding,
        moves: &Moves,
        after: u64,
        to: u64,
    ) -> Result<(Rows, BTreeSet<Uuid>), NotServed> {
        let (noun, teams) = (holding.noun, holding.teams);
        let sql = format!(
            "SELECT id, version, {3} FROM {0} INDEXED BY {0}_feed
             WHERE organisation = ? AND version > ? AND version <= ? AND {1} {2} ORDER BY version",
            noun.name(),
            rows_of(holding, "was_teams"),
            Self::once_theirs(noun),
            Self::body_if_theirs(holding)
        );
        let mut found = Rows::with_capacity(noun, 0);
        let mut gone = BTreeSet::new();
        let user = self.user.to_string();
        let mut rows = sqlx::query(AssertSqlSafe(sql))
            .bind(teams.0)
            .bind(json(&moves.now))
            .bind(&user)
            .bind(self.organisation.0)
            .bind(log::number(after)?)
            .bind(log::number(to)?)
            .bind(teams.0)
            .bind(&moves.ever)
            .bind(&user)
            .fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            let id: Uuid = row.try_get("id")?;
            if is_there(noun, &row)? {
                found.take(id, row.try_get("version")?, &row)?;
            } else {
                gone.insert(id);
            }
        }
        drop(rows);
        if holding.line && !moves.came.is_empty() {
            let sql = format!(
                "SELECT id, version, body FROM {} WHERE organisation = ? AND version <= ?
                 AND person IN (SELECT value FROM json_each(?)) AND body IS NOT NULL",
                noun.name()
            );
            let mut rows = sqlx::query(AssertSqlSafe(sql))
                .bind(self.organisation.0)
                .bind(log::number(after)?)
                .bind(json(&moves.came))
                .fetch(&mut *connection);
            while let Some(row) = rows.try_next().await? {
                found.take(row.try_get("id")?, row.try_get("version")?, &row)?;
            }
        }
        if holding.line && !moves.went.is_empty() {
            let sql = format!(
                "SELECT id FROM {} WHERE organisation = ? AND teams & ? = 0
                 AND person IN (SELECT value FROM json_each(?)) AND body IS NOT NULL",
                noun.name()
            );
            let went: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(self.organisation.0)
                .bind(teams.0)
                .bind(json(&moves.went))
                .fetch_all(connection)
                .await?;
            gone.extend(went);
        }
        Ok((found, gone))
    }
}

/// Whether a row is a record still.
pub(crate) fn is_there(noun: NounKind, row: &sqlx::sqlite::SqliteRow) -> Result<bool, sqlx::Error> {
    if records::is_sealed(noun) {
        Ok(row.try_get::<Option<&[u8]>, _>("body")?.is_some())
    } else {
        Ok(row.try_get::<Option<&str>, _>("body")?.is_some())
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
