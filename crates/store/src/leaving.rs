//! A person's copy leaves this computer: the keys first, then the files, then the name. Each step
//! can be done again, so that one that was interrupted is completed at the next start.
//!
//! For that a key stands beside the outbox's, without the password: the leaving key, made when the
//! device is registered. It signs what is handed in, and nothing else.

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use muster_domain::words::{CommandId, DeviceId};
use muster_protocol::Bytes;
use muster_protocol::parcel::{COMMANDS_AT_ONCE, PARCEL_LIMIT, SealedCommand, Vouched};
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::Error;
use crate::key::{self, FileKey, KeyFault};
use crate::outbox::Outbox;
use crate::profile::{Home, Profile};

/// A copy that is leaving, or has left. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Whose copy: the profile.
    pub id: Uuid,
    /// The device that was revoked.
    pub device: DeviceId,
    /// The server that revoked it.
    pub server: String,
    /// The server's public sealing key.
    pub sealing_key: Vec<u8>,
    /// When this computer heard of it.
    pub at: DateTime<Utc>,
    /// How much unsent work the server has taken.
    pub handed_in: u32,
    /// How much is still here, sealed for the server.
    pub left: u32,
    /// Whether the server has the receipt: nothing is left to be done.
    pub done: bool,
}

/// The key that hands in, and the device's word for it.
#[derive(Clone)]
pub struct LeavingKey {
    /// The key.
    pub key: SigningKey,
    /// The device's word.
    pub vouched: Vouched,
}

impl std::fmt::Debug for LeavingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LeavingKey(…)")
    }
}

#[derive(Serialize, Deserialize)]
struct Entry {
    key: Bytes,
    vouched: Vouched,
}

impl Home {
    /// Makes a profile's leaving key, if there is none: the device's key speaks for it.
    pub async fn keep_leaving_key(
        &self,
        profile: &Profile,
        device: &SigningKey,
    ) -> Result<(), KeyFault> {
        if self.leaving_key(profile.id).await?.is_some() {
            return Ok(());
        }
        let key = SigningKey::generate(&mut OsRng);
        let vouched = Vouched::new(profile.device, &key.verifying_key(), device);
        let entry = Entry { key: Bytes(key.to_bytes().to_vec()), vouched };
        let text = serde_json::to_string(&entry).map_err(|_| KeyFault::Damaged)?;
        key::set(&self.leaving_entry(profile.id), &text).await
    }

    /// A profile's leaving key.
    pub async fn leaving_key(&self, profile: Uuid) -> Result<Option<LeavingKey>, KeyFault> {
        let Some(text) = key::get(&self.leaving_entry(profile)).await? else { return Ok(None) };
        let entry: Entry = serde_json::from_str(&text).map_err(|_| KeyFault::Damaged)?;
        let key = entry.key.0.as_slice().try_into().map_err(|_| KeyFault::Damaged)?;
        Ok(Some(LeavingKey { key: SigningKey::from_bytes(&key), vouched: entry.vouched }))
    }

    fn leaving_entry(&self, profile: Uuid) -> String {
        self.entry(&format!("leaving.{profile}"))
    }

    /// Destroys what opens a profile's caches and what is sealed for its person. Nothing brings
    /// them back. The outbox's own key stays until what is in it was handed in.
    pub async fn destroy_keys(&self, profile: Uuid) -> Result<(), KeyFault> {
        key::remove(&self.entry(&format!("keys.{profile}"))).await?;
        key::remove(&self.entry(&format!("lease.{profile}"))).await
    }

    /// The copies that are leaving or have left, until somebody has taken note of it.
    pub async fn leavings(&self) -> Result<Vec<Leaving>, KeyFault> {
        match key::get(&self.entry("leavings")).await? {
            None => Ok(Vec::new()),
            Some(text) => serde_json::from_str(&text).map_err(|_| KeyFault::Damaged),
        }
    }

    /// Remembers one, or how far it is.
    pub async fn keep_leaving(&self, leaving: &Leaving) -> Result<(), KeyFault> {
        self.change_leavings(leaving.id, Some(leaving)).await
    }

    /// Somebody has taken note that a copy has left.
    pub async fn drop_leaving(&self, id: Uuid) -> Result<(), KeyFault> {
        self.change_leavings(id, None).await
    }

    async fn change_leavings(&self, id: Uuid, to: Option<&Leaving>) -> Result<(), KeyFault> {
        let _one_at_a_time = self.lists.lock().await;
        let mut leavings = self.leavings().await?;
        leavings.retain(|other| other.id != id);
        leavings.extend(to.cloned());
        let text = serde_json::to_string(&leavings).map_err(|_| KeyFault::Damaged)?;
        key::set(&self.entry("leavings"), &text).await
    }

    /// Removes the caches, whose keys are gone. What is left is the outbox, every body of it sealed, and
    /// the parts of files, which open by what was in a record or is in one of these bodies.
    pub async fn erase_caches(&self, profile: Uuid) -> Result<(), Error> {
        let folder = self.folder(profile);
        for name in ["main.db", "oh.db"] {
            for end in ["", "-wal", "-shm"] {
                removed(tokio::fs::remove_file(folder.join(format!("{name}{end}"))).await)?;
            }
        }
        removed(tokio::fs::remove_file(folder.join("place")).await)
    }

    /// Opens what a leaving person's outbox holds; nothing when its key was destroyed, which is
    /// done when everything was handed in.
    pub async fn leaving_outbox(&self, profile: Uuid) -> Result<Option<Outbox>, OutboxFault> {
        let folder = self.folder(profile);
        if !tokio::fs::try_exists(folder.join("outbox.db")).await.map_err(Error::from)? {
            return Ok(None);
        }
        let Some(text) = key::get(&self.outbox_entry(profile)).await? else { return Ok(None) };
        let bytes = hex::decode(text).map_err(|_| KeyFault::Damaged)?;
        let key = FileKey::from_slice(&bytes).ok_or(KeyFault::Damaged)?;
        Ok(Some(Outbox::open(&folder, &key).await?))
    }

    /// Destroys the outbox's key, then removes the person's folder with everything in it.
    pub async fn erase_folder(&self, profile: Uuid) -> Result<(), OutboxFault> {
        key::remove(&self.outbox_entry(profile)).await?;
        let folder = self.folder(profile);
        Ok(removed(tokio::fs::remove_dir_all(&folder).await)?)
    }

    /// The receipt was given: the leaving key has nothing left to sign.
    pub async fn destroy_leaving_key(&self, profile: Uuid) -> Result<(), KeyFault> {
        key::remove(&self.leaving_entry(profile)).await
    }
}

/// Why a leaving person's outbox cannot be dealt with.
#[derive(Debug, thiserror::Error)]
pub enum OutboxFault {
    /// The keyring.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// The file.
    #[error(transparent)]
    File(#[from] Error),
}

pub(crate) fn removed(done: std::io::Result<()>) -> Result<(), Error> {
    match done {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

impl Outbox {
    /// How much nobody else has for certain: what was not decided or not even asked for, readings of
    /// OH records, which are for the audit, and drafts included; and what was refused, for the desk
    /// itself refuses what no longer holds, and the server never heard of it.
    pub async fn not_decided(&self) -> Result<u32, Error> {
        let count: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM command
                     WHERE state IN ('waiting', 'sent', 'parked', 'refused'))
                 + (SELECT count(*) FROM draft)",
        )
        .fetch_one(self.reader())
        .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// All that nobody else has for certain, in parcels of what one holds; sealed for the server as
    /// it was when it was saved. Nothing is opened.
    pub async fn for_server(&self) -> Result<Vec<Vec<SealedCommand>>, Error> {
        let rows = sqlx::query(
            "SELECT id, for_server FROM (
                 SELECT n, id, for_server FROM command
                 WHERE state IN ('waiting', 'sent', 'parked', 'refused')
                 UNION ALL SELECT NULL, id, for_server FROM draft
             ) ORDER BY n IS NULL, n",
        )
        .fetch_all(self.reader())
        .await?;
        parcels(rows)
    }
}

/// Sealed bodies, as many together as a parcel holds.
pub(crate) fn parcels(rows: Vec<SqliteRow>) -> Result<Vec<Vec<SealedCommand>>, Error> {
    let mut parcels: Vec<Vec<SealedCommand>> = Vec::new();
    let mut length = 0;
    for row in rows {
        let sealed: Vec<u8> = row.try_get("for_server")?;
        let command = SealedCommand { id: CommandId(row.try_get("id")?), sealed: Bytes(sealed) };
        length += command.sealed.0.len();
        match parcels.last_mut() {
            Some(last) if length <= PARCEL_LIMIT && last.len() < COMMANDS_AT_ONCE => {
                last.push(command);
            }
            _ => {
                length = command.sealed.0.len();
                parcels.push(vec![command]);
            }
        }
    }
    Ok(parcels)
}
