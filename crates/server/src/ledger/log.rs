//! The organisations kept here, and the ordered log of each.

use chrono::{DateTime, Utc};
use muster_domain::organisation::Organisation;
use muster_domain::words::{CommandId, OdsCode, OrganisationId, OrganisationRef, derived};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::together::Together;
use super::{LedgerFault, audit};

/// An organisation as its row has it.
#[derive(FromRow)]
pub(crate) struct HostedRow {
    organisation: Uuid,
    ods_code: String,
    name: String,
}

impl TryFrom<HostedRow> for OrganisationRef {
    type Error = LedgerFault;
    fn try_from(row: HostedRow) -> Result<Self, LedgerFault> {
        Ok(Self {
            id: OrganisationId(row.organisation),
            ods_code: OdsCode::parse(&row.ods_code)
                .ok_or(LedgerFault::Unreadable("organisation"))?,
            name: row.name,
        })
    }
}

/// Adds an organisation.
pub(crate) async fn add_organisation(
    connection: &mut SqliteConnection,
    organisation: &OrganisationRef,
    operator: bool,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO hosted (organisation, ods_code, name, operator, added_at)
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(organisation.id.0)
    .bind(organisation.ods_code.as_str())
    .bind(&organisation.name)
    .bind(operator)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// The organisations of which one's own log has not heard.
pub(crate) async fn unknown_to(
    connection: &mut SqliteConnection,
    one: OrganisationId,
) -> Result<Vec<OrganisationRef>, LedgerFault> {
    let known: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM organisation WHERE organisation = ?")
        .bind(one.0)
        .fetch_all(&mut *connection)
        .await?;
    let mut all = organisations(connection).await?;
    all.retain(|other| !known.contains(&Organisation::id_in(one, other.id)));
    Ok(all)
}

/// Every organisation with records, in the order of their codes.
pub(crate) async fn organisations(
    connection: &mut SqliteConnection,
) -> Result<Vec<OrganisationRef>, LedgerFault> {
    let rows: Vec<HostedRow> = sqlx::query_as(
        "SELECT organisation, ods_code, name FROM hosted WHERE NOT operator ORDER BY ods_code",
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(OrganisationRef::try_from).collect()
}

/// The operator's own row.
pub(crate) async fn operator(
    connection: &mut SqliteConnection,
) -> Result<OrganisationRef, LedgerFault> {
    let row: HostedRow =
        sqlx::query_as("SELECT organisation, ods_code, name FROM hosted WHERE operator")
            .fetch_one(connection)
            .await?;
    row.try_into()
}

/// The organisation of that id.
pub(crate) async fn organisation(
    connection: &mut SqliteConnection,
    id: OrganisationId,
) -> Result<Option<OrganisationRef>, LedgerFault> {
    let row: Option<HostedRow> =
        sqlx::query_as("SELECT organisation, ods_code, name FROM hosted WHERE organisation = ?")
            .bind(id.0)
            .fetch_optional(connection)
            .await?;
    row.map(OrganisationRef::try_from).transpose()
}

/// How far an organisation's log has come.
pub(crate) async fn head(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
) -> Result<u64, LedgerFault> {
    let head: i64 = sqlx::query_scalar("SELECT head FROM hosted WHERE organisation = ?")
        .bind(organisation.0)
        .fetch_one(connection)
        .await?;
    u64::try_from(head).map_err(|_| LedgerFault::Unreadable("log"))
}

/// How far an organisation's log has come, and where its audit ends.
pub(crate) async fn heads(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
) -> Result<(u64, Option<audit::Head>), LedgerFault> {
    let (head, n, hash): (i64, Option<i64>, Option<Vec<u8>>) = sqlx::query_as(
        "SELECT head, n, hash FROM hosted LEFT JOIN audit_head USING (organisation)
         WHERE organisation = ?",
    )
    .bind(organisation.0)
    .fetch_one(connection)
    .await?;
    let head = u64::try_from(head).map_err(|_| LedgerFault::Unreadable("log"))?;
    Ok((head, n.zip(hash).map(|(n, hash)| audit::Head { n, hash })))
}

/// What the log says under a number: which command, message or load it comes from, and when. Nothing
/// under zero. The command alone is not enough: after a restore desks offer the same commands again,
/// and one may come to stand under the number that it had in the history that was lost.
pub(crate) async fn mark(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    seq: u64,
) -> Result<Option<Uuid>, LedgerFault> {
    let found: Option<(Uuid, i64)> =
        sqlx::query_as("SELECT command, at FROM log WHERE organisation = ? AND seq = ?")
            .bind(organisation.0)
            .bind(number(seq)?)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|(command, at)| derived(command, &at.to_string())))
}

/// What a transaction of a log was.
pub(crate) struct Entry {
    /// Whose log.
    pub organisation: OrganisationId,
    /// Its number: one more than the head.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// The command, message or load it comes from.
    pub command: CommandId,
    /// What kind, without anything personal.
    pub kind: &'static str,
    /// How many records it changed.
    pub records: usize,
}

/// Writes the entry and takes the number: the last thing a transaction does.
pub(crate) async fn advance(
    connection: &mut SqliteConnection,
    entry: &Entry,
) -> Result<(), LedgerFault> {
    let mut all = Together::default();
    take(&mut all, entry)?;
    all.run(connection).await
}

/// Takes the number with whatever else is written. Two entries cannot have one: it is the key.
pub(crate) fn take(all: &mut Together, entry: &Entry) -> Result<(), LedgerFault> {
    let seq = number(entry.seq)?;
    all.add(
        "INSERT INTO log (organisation, seq, at, command, kind, records) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(entry.organisation.0)?
    .bind(seq)?
    .bind(entry.at.timestamp_millis())?
    .bind(entry.command.0)?
    .bind(entry.kind)?
    .bind(i64::try_from(entry.records).unwrap_or(i64::MAX))?;
    all.add("UPDATE hosted SET head = ? WHERE organisation = ?")
        .bind(seq)?
        .bind(entry.organisation.0)?;
    Ok(())
}

/// A log's number as SQLite has it.
pub(crate) fn number(seq: u64) -> Result<i64, LedgerFault> {
    i64::try_from(seq).map_err(|_| LedgerFault::Unreadable("log"))
}
