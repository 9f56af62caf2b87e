//! Messages between organisations: written with their cause, applied once, in order.

use chrono::{DateTime, Utc};
use muster_domain::iat::message::Message;
use muster_domain::words::{CommandId, OrganisationId, OrganisationRef, derived};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::LedgerFault;
use super::log::HostedRow;
use super::together::Together;
use crate::keys::Keys;

/// A message that waits.
pub(crate) struct Waiting {
    /// Its id: the id of the command it is applied as.
    pub id: CommandId,
    /// What; or why it cannot be read.
    pub message: Result<Message, LedgerFault>,
}

/// Writes what a command has to tell others.
pub(crate) fn write(
    all: &mut Together,
    keys: &Keys,
    from: OrganisationId,
    messages: &[(OrganisationId, Message)],
    cause: CommandId,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    for (n, (to, message)) in messages.iter().enumerate() {
        let id = derived(cause.0, &n.to_string());
        let body = serde_json::to_vec(message).map_err(|_| LedgerFault::Unreadable("message"))?;
        all.add(
            "INSERT INTO message (id, from_organisation, to_organisation, body, made_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(id)?
        .bind(from.0)?
        .bind(to.0)?
        .bind(keys.seal(*to, &format!("message:{id}"), &body)?)?
        .bind(now.timestamp_millis())?;
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    body: Vec<u8>,
    #[sqlx(flatten)]
    to: HostedRow,
}

/// The oldest message that waits, and who is told.
pub(crate) async fn next(
    connection: &mut SqliteConnection,
    keys: &Keys,
) -> Result<Option<(Waiting, OrganisationRef)>, LedgerFault> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, body, organisation, ods_code, name FROM message
         JOIN hosted ON organisation = to_organisation WHERE applied_at IS NULL ORDER BY n LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let to = OrganisationRef::try_from(row.to)?;
    let message = keys
        .open_sealed(to.id, &format!("message:{}", row.id), &row.body)
        .map_err(LedgerFault::from)
        .and_then(|body| {
            serde_json::from_slice(&body).map_err(|_| LedgerFault::Unreadable("message"))
        });
    Ok(Some((Waiting { id: CommandId(row.id), message }, to)))
}

/// Notes that a message was applied; it is not needed any more, and may be personal.
pub(crate) fn applied(
    all: &mut Together,
    id: CommandId,
    outcome: &str,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    all.add("UPDATE message SET applied_at = ?, outcome = ?, body = x'' WHERE id = ?")
        .bind(now.timestamp_millis())?
        .bind(outcome)?
        .bind(id.0)?;
    Ok(())
}

/// Puts a message aside that cannot be read, as it is: its operator has been told.
pub(crate) async fn put_aside(
    connection: &mut SqliteConnection,
    id: CommandId,
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query("UPDATE message SET applied_at = ?, outcome = 'unreadable' WHERE id = ?")
        .bind(now.timestamp_millis())
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(())
}
