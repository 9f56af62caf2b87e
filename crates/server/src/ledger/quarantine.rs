//! What revoked devices handed in, and their receipts.

use chrono::{DateTime, Utc};
use muster_domain::Command;
use muster_domain::noun::NounKind;
use muster_domain::words::{CommandId, DeviceId, OrganisationId};
use muster_protocol::Bytes;
use muster_protocol::envelope::{Envelope, Signed};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::accounts::Holder;
use super::{LedgerFault, time};
use crate::keys::Keys;

/// A signature stands in front of the bytes it is of.
const SIGNATURE: usize = 64;

/// A command in quarantine, without what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its id.
    pub id: CommandId,
    /// The device it was saved on.
    pub device: DeviceId,
    /// Whose organisation's.
    pub organisation: OrganisationId,
    /// Whose: the user name.
    pub username: String,
    /// What it asks for, in a word; nothing where it does not open or is not the device's own.
    pub verb: Option<String>,
    /// About which noun.
    pub noun: Option<NounKind>,
    /// When it was saved, as the desk says.
    pub claimed_at: Option<DateTime<Utc>>,
    /// When it was handed in.
    pub taken_at: DateTime<Utc>,
}

/// One that is looked at.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Who, what and when.
    pub header: Quarantined,
    /// What was asked for; nothing of occupational health.
    pub content: Option<Command>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    device: Uuid,
    organisation: Uuid,
    username: String,
    verb: Option<String>,
    noun: Option<String>,
    claimed_at: Option<i64>,
    taken_at: i64,
}

impl From<Row> for Quarantined {
    fn from(row: Row) -> Self {
        Self {
            id: CommandId(row.id),
            device: DeviceId(row.device),
            organisation: OrganisationId(row.organisation),
            username: row.username,
            verb: row.verb,
            noun: row.noun.as_deref().and_then(NounKind::from_name),
            claimed_at: row.claimed_at.map(time),
            taken_at: time(row.taken_at),
        }
    }
}

const ROWS: &str = "SELECT q.id, q.device, q.organisation, a.username, q.verb, q.noun,
        q.claimed_at, q.taken_at
    FROM quarantine q JOIN device d ON d.id = q.device JOIN account a ON a.id = d.account ";

/// Where a quarantined body is sealed for.
fn place(device: DeviceId, id: CommandId) -> String {
    format!("quarantine:{device}:{id}")
}

/// Keeps a command. `false` if it is kept already.
pub(crate) async fn keep(
    connection: &mut SqliteConnection,
    keys: &Keys,
    holder: &Holder,
    id: CommandId,
    envelope: Option<&Envelope>,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, LedgerFault> {
    let organisation = holder.organisation.id;
    let done = sqlx::query(
        "INSERT INTO quarantine
             (device, id, organisation, verb, noun, claimed_at, signed, taken_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device, id) DO NOTHING",
    )
    .bind(holder.device.0)
    .bind(id.0)
    .bind(organisation.0)
    .bind(envelope.map(|envelope| envelope.command.verb()))
    .bind(envelope.map(|envelope| envelope.command.target().0.name()))
    .bind(envelope.map(|envelope| envelope.at.timestamp_millis()))
    .bind(keys.seal(organisation, &place(holder.device, id), body)?)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many a device has handed in.
pub(crate) async fn count(
    connection: &mut SqliteConnection,
    device: DeviceId,
) -> Result<u32, LedgerFault> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM quarantine WHERE device = ?")
        .bind(device.0)
        .fetch_one(connection)
        .await?)
}

/// All of them, or an organisation's, oldest first.
pub(crate) async fn all(
    connection: &mut SqliteConnection,
    of: Option<OrganisationId>,
) -> Result<Vec<Quarantined>, LedgerFault> {
    let sql =
        [ROWS, "WHERE ?1 IS NULL OR q.organisation = ?1 ORDER BY q.taken_at, q.claimed_at, q.id"];
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql.concat()))
        .bind(of.map(|of| of.0))
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(Quarantined::from).collect())
}

/// Those of an id: ids are made on desks, and two could name the same.
pub(crate) async fn with_id(
    connection: &mut SqliteConnection,
    id: CommandId,
) -> Result<Vec<Quarantined>, LedgerFault> {
    let sql = [ROWS, "WHERE q.id = ? ORDER BY q.taken_at"];
    let rows: Vec<Row> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql.concat())).bind(id.0).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Quarantined::from).collect())
}

/// The command as it was signed; only of one that has a verb.
pub(crate) async fn signed(
    connection: &mut SqliteConnection,
    keys: &Keys,
    of: &Quarantined,
) -> Result<Signed, LedgerFault> {
    let sealed: Vec<u8> =
        sqlx::query_scalar("SELECT signed FROM quarantine WHERE device = ? AND id = ?")
            .bind(of.device.0)
            .bind(of.id.0)
            .fetch_one(connection)
            .await?;
    let whole = keys.open_sealed(of.organisation, &place(of.device, of.id), &sealed)?;
    let (signature, bytes) =
        whole.split_at_checked(SIGNATURE).ok_or(LedgerFault::Unreadable("parcel"))?;
    Ok(Signed { id: of.id, signature: Bytes(signature.to_vec()), bytes: Bytes(bytes.to_vec()) })
}

/// Keeps a device's word that nothing is left on it. `false` if it was given before.
pub(crate) async fn receipt(
    connection: &mut SqliteConnection,
    device: DeviceId,
    gone_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, LedgerFault> {
    let done = sqlx::query(
        "INSERT INTO receipt (device, gone_at, received_at) VALUES (?, ?, ?)
         ON CONFLICT (device) DO NOTHING",
    )
    .bind(device.0)
    .bind(gone_at.timestamp_millis())
    .bind(now.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}
