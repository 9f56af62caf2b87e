//! Commands that the server could not decide: kept, so that nothing is lost and nothing behind them
//! waits, until they can be decided or their operator sets them aside.

use chrono::{DateTime, Utc};
use muster_domain::words::{CommandId, DeviceId, OrganisationId, UserId};
use muster_protocol::Bytes;
use muster_protocol::envelope::Signed;
use muster_protocol::verdict::NotTaken;
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::{LedgerFault, time};
use crate::keys::Keys;

/// A signature stands in front of the bytes it is of.
const SIGNATURE: usize = 64;

/// A command that is parked.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The command.
    pub id: CommandId,
    /// Whose.
    pub organisation: OrganisationId,
    /// The device that signed it.
    pub device: DeviceId,
    /// What it asks for, in a word.
    pub verb: String,
    /// Why it could not be decided.
    pub reason: NotTaken,
    /// How often it was tried since it was last let go on.
    pub tries: u32,
    /// When it came.
    pub first_at: DateTime<Utc>,
    /// When it was last tried.
    pub last_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    organisation: Uuid,
    device: Uuid,
    verb: String,
    reason: String,
    tries: u32,
    first_at: i64,
    last_at: i64,
}

impl TryFrom<Row> for Parked {
    type Error = LedgerFault;
    fn try_from(row: Row) -> Result<Self, LedgerFault> {
        Ok(Self {
            id: CommandId(row.id),
            organisation: OrganisationId(row.organisation),
            device: DeviceId(row.device),
            verb: row.verb,
            reason: serde_json::from_str(&row.reason)
                .map_err(|_| LedgerFault::Unreadable("parked"))?,
            tries: row.tries,
            first_at: time(row.first_at),
            last_at: time(row.last_at),
        })
    }
}

const COLUMNS: &str = "id, organisation, device, verb, reason, tries, first_at, last_at";

/// Whose a command is, and what it asks for in a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Who asks.
    pub user: UserId,
    /// The device that signed it.
    pub device: DeviceId,
    /// What it asks for.
    pub verb: &'static str,
}

/// Parks a command, or counts one more try.
pub(crate) async fn park(
    connection: &mut SqliteConnection,
    keys: &Keys,
    from: From,
    signed: &Signed,
    reason: &NotTaken,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    let whole = [signed.signature.0.as_slice(), &signed.bytes.0].concat();
    let sealed = keys.seal(from.organisation, &format!("command:{}", signed.id), &whole)?;
    let reason = serde_json::to_string(reason).map_err(|_| LedgerFault::Unreadable("parked"))?;
    sqlx::query(
        "INSERT INTO parked
             (id, organisation, device, hash, verb, signed, reason, tries, first_at, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?8)
         ON CONFLICT (id) DO UPDATE SET
             reason = excluded.reason, tries = tries + 1, last_at = excluded.last_at",
    )
    .bind(signed.id.0)
    .bind(from.organisation.0)
    .bind(from.device.0)
    .bind(signed.hash().to_vec())
    .bind(from.verb)
    .bind(sealed)
    .bind(reason)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// A parked command, for these very bytes.
pub(crate) async fn look_up(
    connection: &mut SqliteConnection,
    signed: &Signed,
) -> Result<Option<Parked>, LedgerFault> {
    let sql =
        sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM parked WHERE id = ? AND hash = ?"));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(signed.id.0)
        .bind(signed.hash().to_vec())
        .fetch_optional(connection)
        .await?;
    row.map(Parked::try_from).transpose()
}

/// All of them, oldest first.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<Parked>, LedgerFault> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM parked ORDER BY first_at"));
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(connection).await?;
    rows.into_iter().map(Parked::try_from).collect()
}

/// Lets it be tried again. `false` if it is not parked.
pub(crate) async fn let_go_on(
    connection: &mut SqliteConnection,
    id: CommandId,
) -> Result<bool, LedgerFault> {
    let done = sqlx::query("UPDATE parked SET tries = 0 WHERE id = ?").bind(id.0);
    Ok(done.execute(connection).await?.rows_affected() > 0)
}

/// The command as it was signed, for its decision.
pub(crate) async fn signed(
    connection: &mut SqliteConnection,
    keys: &Keys,
    parked: &Parked,
) -> Result<Signed, LedgerFault> {
    let sealed: Vec<u8> = sqlx::query_scalar("SELECT signed FROM parked WHERE id = ?")
        .bind(parked.id.0)
        .fetch_one(connection)
        .await?;
    let name = format!("command:{}", parked.id);
    let whole = keys.open_sealed(parked.organisation, &name, &sealed)?;
    let (signature, bytes) =
        whole.split_at_checked(SIGNATURE).ok_or(LedgerFault::Unreadable("parked"))?;
    Ok(Signed { id: parked.id, signature: Bytes(signature.to_vec()), bytes: Bytes(bytes.to_vec()) })
}
