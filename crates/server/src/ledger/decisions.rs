//! The decision of each command, kept for ever with the bytes that were signed.

use chrono::{DateTime, Utc};
use muster_domain::words::{CommandId, DeviceId, OrganisationId};
use muster_protocol::envelope::Signed;
use muster_protocol::verdict::{Decision, Verdict};
use sqlx::{FromRow, SqliteConnection};

use super::{LedgerFault, time};
use crate::keys::Keys;

/// What is known of a command's id.
pub(crate) enum Known {
    /// Nothing.
    New,
    /// It was decided, for these very bytes.
    Decided(Decision),
    /// It stands for other bytes.
    OtherBytes,
}

#[derive(FromRow)]
struct Row {
    hash: Vec<u8>,
    verdict: String,
    at: i64,
}

/// Looks a command up.
pub(crate) async fn look_up(
    connection: &mut SqliteConnection,
    signed: &Signed,
) -> Result<Known, LedgerFault> {
    let row: Option<Row> = sqlx::query_as("SELECT hash, verdict, at FROM decision WHERE id = ?")
        .bind(signed.id.0)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Known::New) };
    if row.hash != signed.hash() {
        return Ok(Known::OtherBytes);
    }
    let verdict =
        serde_json::from_str(&row.verdict).map_err(|_| LedgerFault::Unreadable("decision"))?;
    Ok(Known::Decided(Decision { id: signed.id, verdict, at: time(row.at) }))
}

/// Whether a command of that organisation was accepted.
pub(crate) async fn was_accepted(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    id: CommandId,
) -> Result<bool, LedgerFault> {
    let seq: Option<Option<i64>> =
        sqlx::query_scalar("SELECT seq FROM decision WHERE id = ? AND organisation = ?")
            .bind(id.0)
            .bind(organisation.0)
            .fetch_optional(connection)
            .await?;
    Ok(seq.flatten().is_some())
}

/// Keeps a decision and what it decided.
pub(crate) async fn keep(
    connection: &mut SqliteConnection,
    keys: &Keys,
    organisation: OrganisationId,
    device: DeviceId,
    signed: &Signed,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    let seq = match verdict {
        Verdict::Accepted { seq } => Some(super::log::number(*seq)?),
        Verdict::Refused { .. }
        | Verdict::Held { .. }
        | Verdict::Lacks { .. }
        | Verdict::Parked { .. } => None,
    };
    let text = serde_json::to_string(verdict).map_err(|_| LedgerFault::Unreadable("decision"))?;
    let whole = [signed.signature.0.as_slice(), &signed.bytes.0].concat();
    // Together, for each by itself is a wait. What is decided is parked no more.
    sqlx::query(
        "INSERT INTO decision (id, organisation, device, hash, verdict, seq, at)
         VALUES (?, ?, ?, ?, ?, ?, ?);
         INSERT INTO command (id, organisation, signed) VALUES (?, ?, ?);
         DELETE FROM parked WHERE id = ?",
    )
    .bind(signed.id.0)
    .bind(organisation.0)
    .bind(device.0)
    .bind(signed.hash().to_vec())
    .bind(text)
    .bind(seq)
    .bind(at.timestamp_millis())
    .bind(signed.id.0)
    .bind(organisation.0)
    .bind(keys.seal(organisation, &format!("command:{}", signed.id), &whole)?)
    .bind(signed.id.0)
    .execute(connection)
    .await?;
    Ok(())
}
