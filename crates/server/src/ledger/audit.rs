//! The audit entries of an organisation, each in the transaction of what it speaks of.

use chrono::{DateTime, Utc};
use muster_domain::words::{CommandId, DeviceId, OrganisationId, UserId};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::LedgerFault;
use super::together::Together;
use crate::audit::{Link, START};
use crate::keys::Keys;

/// What is audited.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// In whose chain.
    pub organisation: OrganisationId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, if it was a person.
    pub actor: Option<UserId>,
    /// On which device.
    pub device: Option<DeviceId>,
    /// What, without anything personal.
    pub what: &'a str,
    /// What came of it.
    pub outcome: &'a str,
    /// The command.
    pub command: Option<CommandId>,
    /// The hash of the bytes that were signed.
    pub bytes_hash: Option<[u8; 32]>,
}

/// An entry as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct Kept {
    pub n: i64,
    pub at: i64,
    pub actor: Option<Uuid>,
    pub device: Option<Uuid>,
    pub what: String,
    pub outcome: String,
    pub command: Option<Uuid>,
    pub bytes_hash: Option<Vec<u8>>,
    pub prev: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Where a chain ends.
#[derive(Debug, FromRow)]
pub(crate) struct Head {
    pub n: i64,
    pub hash: Vec<u8>,
}

/// Where an organisation's chain ends, if it has begun.
pub(crate) async fn head(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
) -> Result<Option<Head>, LedgerFault> {
    Ok(sqlx::query_as("SELECT n, hash FROM audit_head WHERE organisation = ?")
        .bind(organisation.0)
        .fetch_optional(connection)
        .await?)
}

/// The entries after number `after`, in order.
pub(crate) async fn entries(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Kept>, LedgerFault> {
    Ok(sqlx::query_as(
        "SELECT n, at, actor, device, what, outcome, command, bytes_hash, prev, hash FROM audit
         WHERE organisation = ? AND n > ? ORDER BY n LIMIT ?",
    )
    .bind(organisation.0)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// Adds an entry to its chain.
pub(crate) async fn append(
    connection: &mut SqliteConnection,
    keys: &Keys,
    entry: Entry<'_>,
) -> Result<(), LedgerFault> {
    let mut head = head(connection, entry.organisation).await?;
    let mut all = Together::default();
    add(&mut all, keys, &mut head, entry)?;
    all.run(connection).await
}

/// Adds an entry to the chain that ends there.
pub(crate) fn add(
    all: &mut Together,
    keys: &Keys,
    head: &mut Option<Head>,
    entry: Entry<'_>,
) -> Result<(), LedgerFault> {
    let (before, prev) = match head.take() {
        Some(head) => (head.n, head.hash),
        None => (0, START.to_vec()),
    };
    let link = Link {
        organisation: entry.organisation.0,
        n: before + 1,
        at: entry.at.timestamp_millis(),
        actor: entry.actor.map(|id| id.0),
        device: entry.device.map(|id| id.0),
        what: entry.what,
        outcome: entry.outcome,
        command: entry.command.map(|id| id.0),
        bytes_hash: entry.bytes_hash.as_ref().map(<[u8; 32]>::as_slice),
        prev: &prev,
    };
    let hash = link.hash(keys.audit()).to_vec();
    all.add(
        "INSERT INTO audit (organisation, n, at, actor, device, what, outcome, command,
                            bytes_hash, prev, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(link.organisation)?
    .bind(link.n)?
    .bind(link.at)?
    .bind(link.actor)?
    .bind(link.device)?
    .bind(link.what)?
    .bind(link.outcome)?
    .bind(link.command)?
    .bind(link.bytes_hash)?
    .bind(link.prev)?
    .bind(&hash)?;
    all.add(
        "INSERT INTO audit_head (organisation, n, hash) VALUES (?, ?, ?)
         ON CONFLICT (organisation) DO UPDATE SET n = excluded.n, hash = excluded.hash",
    )
    .bind(link.organisation)?
    .bind(link.n)?
    .bind(&hash)?;
    *head = Some(Head { n: link.n, hash });
    Ok(())
}
