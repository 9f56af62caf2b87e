//! The decision of each command, kept for ever with the bytes that were signed.

use muster_domain::words::{CommandId, DeviceId, OrganisationId};
use muster_protocol::envelope::Signed;
use muster_protocol::verdict::{Decision, Verdict};
use sqlx::SqliteConnection;

use super::together::Together;
use super::{LedgerFault, time};
use crate::keys::Keys;

/// What is known of a command's id.
pub(crate) enum Known {
    /// Nothing, but perhaps that it could not be decided before.
    New {
        /// Whether something is parked under that id.
        parked: bool,
    },
    /// It was decided, for these very bytes.
    Decided(Decision),
    /// It stands for other bytes.
    OtherBytes,
}

/// Looks a command up.
pub(crate) async fn look_up(
    connection: &mut SqliteConnection,
    signed: &Signed,
) -> Result<Known, LedgerFault> {
    let row: (Option<Vec<u8>>, Option<String>, Option<i64>, bool) = sqlx::query_as(
        "WITH asked (id) AS (SELECT ?)
         SELECT hash, verdict, at, EXISTS (SELECT 1 FROM parked WHERE parked.id = asked.id)
         FROM asked LEFT JOIN decision USING (id)",
    )
    .bind(signed.id.0)
    .fetch_one(connection)
    .await?;
    let (Some(hash), Some(verdict), Some(at), _) = row else {
        return Ok(Known::New { parked: row.3 });
    };
    if hash != signed.hash() {
        return Ok(Known::OtherBytes);
    }
    let verdict =
        serde_json::from_str(&verdict).map_err(|_| LedgerFault::Unreadable("decision"))?;
    Ok(Known::Decided(Decision { id: signed.id, verdict, at: time(at) }))
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

/// Keeps a decision and what it decided. What is decided is parked no more.
pub(crate) fn keep(
    all: &mut Together,
    keys: &Keys,
    organisation: OrganisationId,
    device: DeviceId,
    signed: &Signed,
    Decision { id, verdict, at }: &Decision,
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
    all.add(
        "INSERT INTO decision (id, organisation, device, hash, verdict, seq, at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id.0)?
    .bind(organisation.0)?
    .bind(device.0)?
    .bind(signed.hash().to_vec())?
    .bind(text)?
    .bind(seq)?
    .bind(at.timestamp_millis())?;
    all.add("INSERT INTO command (id, organisation, signed) VALUES (?, ?, ?)")
        .bind(id.0)?
        .bind(organisation.0)?
        .bind(keys.seal(organisation, &format!("command:{id}"), &whole)?)?;
    all.add("DELETE FROM parked WHERE id = ?").bind(id.0)?;
    Ok(())
}
