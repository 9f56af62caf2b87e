//! The parts of files: kept by organisation under their names, each as long as a record names it, and
//! for some days before one does.

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_domain::words::{ChunkName, CommandId, DeviceId, OrganisationId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerFault;

/// Which of these parts are not here, each once.
pub(crate) async fn missing(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    names: &[ChunkName],
) -> Result<Vec<ChunkName>, LedgerFault> {
    let mut missing = Vec::new();
    for name in names {
        if !missing.contains(name) && !is_here(connection, organisation, *name).await? {
            missing.push(*name);
        }
    }
    Ok(missing)
}

/// Whether a part is here.
pub(crate) async fn is_here(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    name: ChunkName,
) -> Result<bool, LedgerFault> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM chunk WHERE organisation = ? AND name = ?")
            .bind(organisation.0)
            .bind(&name.0[..])
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Keeps a part that no record names yet.
pub(crate) async fn keep(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    device: DeviceId,
    (name, sealed): (ChunkName, &[u8]),
    now: DateTime<Utc>,
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO chunk (organisation, name, device, size, unnamed_since, bytes)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, name) DO NOTHING",
    )
    .bind(organisation.0)
    .bind(&name.0[..])
    .bind(device.0)
    .bind(i64::try_from(sealed.len()).unwrap_or(i64::MAX))
    .bind(now.timestamp_millis())
    .bind(sealed)
    .execute(connection)
    .await?;
    Ok(())
}

/// How many bytes a device has handed in that no record names.
pub(crate) async fn unnamed_bytes(
    connection: &mut SqliteConnection,
    device: DeviceId,
) -> Result<u64, LedgerFault> {
    let bytes: i64 = sqlx::query_scalar(
        "SELECT coalesce(sum(size), 0) FROM chunk INDEXED BY chunk_unnamed
         WHERE device = ? AND unnamed_since IS NOT NULL",
    )
    .bind(device.0)
    .fetch_one(connection)
    .await?;
    Ok(bytes.unsigned_abs())
}

/// A record names these parts from now on, and no others. What no record names any more is dropped.
pub(crate) async fn name(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    (noun, id): (NounKind, Uuid),
    names: &[ChunkName],
) -> Result<(), LedgerFault> {
    let before: Vec<Vec<u8>> = sqlx::query_scalar(
        "DELETE FROM chunk_of WHERE organisation = ? AND noun = ? AND id = ? RETURNING chunk",
    )
    .bind(organisation.0)
    .bind(noun.name())
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    for name in names {
        point_at(connection, organisation, *name, (noun.name(), id)).await?;
    }
    for name in before {
        sqlx::query(
            "DELETE FROM chunk WHERE organisation = ?1 AND name = ?2
             AND NOT EXISTS (SELECT 1 FROM chunk_of WHERE organisation = ?1 AND chunk = ?2)",
        )
        .bind(organisation.0)
        .bind(name)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Something names a part from now on: the part stays.
async fn point_at(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    name: ChunkName,
    (noun, id): (&str, Uuid),
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO chunk_of (organisation, chunk, noun, id) VALUES (?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
    )
    .bind(organisation.0)
    .bind(&name.0[..])
    .bind(noun)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE chunk SET unnamed_since = NULL WHERE organisation = ? AND name = ?")
        .bind(organisation.0)
        .bind(&name.0[..])
        .execute(connection)
        .await?;
    Ok(())
}

/// What stands for the noun where a command in quarantine names a part.
const QUARANTINE: &str = "quarantine";

/// A command in quarantine names these parts: they stay as long as it does, for nobody who reads
/// records.
pub(crate) async fn name_in_quarantine(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    id: CommandId,
    names: &[ChunkName],
) -> Result<(), LedgerFault> {
    for name in names {
        point_at(connection, organisation, *name, (QUARANTINE, id.0)).await?;
    }
    Ok(())
}

/// Keeps a part that a command in quarantine names. One that none names is not kept.
pub(crate) async fn keep_in_quarantine(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    device: DeviceId,
    (name, sealed): (ChunkName, &[u8]),
) -> Result<(), LedgerFault> {
    sqlx::query(
        "INSERT INTO chunk (organisation, name, device, size, unnamed_since, bytes)
         SELECT ?1, ?2, ?3, ?4, NULL, ?5
         WHERE EXISTS (SELECT 1 FROM chunk_of WHERE organisation = ?1 AND chunk = ?2 AND noun = ?6)
         ON CONFLICT (organisation, name) DO NOTHING",
    )
    .bind(organisation.0)
    .bind(&name.0[..])
    .bind(device.0)
    .bind(i64::try_from(sealed.len()).unwrap_or(i64::MAX))
    .bind(sealed)
    .bind(QUARANTINE)
    .execute(connection)
    .await?;
    Ok(())
}

/// The records that name a part.
pub(crate) async fn named_by(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    name: ChunkName,
) -> Result<Vec<(NounKind, Uuid)>, LedgerFault> {
    let rows: Vec<(String, Uuid)> =
        sqlx::query_as("SELECT noun, id FROM chunk_of WHERE organisation = ? AND chunk = ?")
            .bind(organisation.0)
            .bind(&name.0[..])
            .fetch_all(connection)
            .await?;
    let noun = |(noun, id): (String, Uuid)| NounKind::from_name(&noun).map(|noun| (noun, id));
    Ok(rows.into_iter().filter_map(noun).collect())
}

/// A part as it was handed in.
pub(crate) async fn bytes(
    connection: &mut SqliteConnection,
    organisation: OrganisationId,
    name: ChunkName,
) -> Result<Option<Vec<u8>>, LedgerFault> {
    Ok(sqlx::query_scalar("SELECT bytes FROM chunk WHERE organisation = ? AND name = ?")
        .bind(organisation.0)
        .bind(&name.0[..])
        .fetch_optional(connection)
        .await?)
}

/// Drops what was handed in before then and no record names. How many parts that was.
pub(crate) async fn drop_unnamed(
    connection: &mut SqliteConnection,
    before: DateTime<Utc>,
) -> Result<u64, LedgerFault> {
    let dropped = sqlx::query("DELETE FROM chunk WHERE unnamed_since < ?")
        .bind(before.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(dropped.rows_affected())
}
