//! A command on its way: who asked for it, on which device, when by that device's clock, and what
//! they saw when they asked. Serialised and signed once on the desk; from then on the bytes never
//! change: stored, hashed, sent and audited as they are.

use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use muster_domain::Command;
use muster_domain::words::{CommandId, DeviceId, OrganisationId, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Bytes, earlier};

/// The format that envelopes are written in. Earlier ones are read as well ([`earlier`]).
pub const FORMAT: u32 = 3;

/// The envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The format of what follows: [`FORMAT`], or an earlier one.
    pub format: u32,
    /// The command's id, the key of its one decision.
    pub id: CommandId,
    /// Who asks.
    pub user: UserId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// On which device.
    pub device: DeviceId,
    /// When, by that device's clock.
    pub at: DateTime<Utc>,
    /// What the asker saw.
    pub base: Base,
    /// Commands that must have been accepted before this one is looked at.
    pub depends_on: Vec<CommandId>,
    /// The command this one takes the place of: an amended one.
    pub amends: Option<CommandId>,
    /// What is asked.
    pub command: Command,
}

/// What the asker saw: the server's version of the record, and their own waiting commands on top
/// of it. The last part lets two offline edits of one record follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// The server's epoch the desk knew.
    pub epoch: Uuid,
    /// The version of the record it held; 0 for none.
    pub version: u64,
    /// Own commands about the same record that were waiting.
    pub waiting: Vec<CommandId>,
}

/// An envelope's bytes and the device's signature of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The command's id again, so that even an unreadable envelope has an answer.
    pub id: CommandId,
    /// The serialised envelope.
    pub bytes: Bytes,
    /// Ed25519, by the device's key.
    pub signature: Bytes,
}

/// Why an envelope is not taken in. None of these depends on any record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeFault {
    /// The signature is not the device's.
    #[error("the signature is not this device's")]
    Signature,
    /// The bytes are no envelope.
    #[error("the envelope cannot be read")]
    Unreadable,
    /// Another format.
    #[error("the envelope is of a version this server does not speak")]
    Version,
    /// The ids inside and outside differ.
    #[error("the envelope carries another id than it is sent under")]
    Id,
}

impl Signed {
    /// Serialises and signs.
    pub fn new(envelope: &Envelope, key: &SigningKey) -> Result<Self, serde_json::Error> {
        let bytes = serde_json::to_vec(envelope)?;
        let signature = key.sign(&bytes).to_bytes().to_vec();
        Ok(Self { id: envelope.id, bytes: Bytes(bytes), signature: Bytes(signature) })
    }

    /// Verifies the signature, then reads the envelope.
    pub fn open(&self, key: &VerifyingKey) -> Result<Envelope, EnvelopeFault> {
        let signature =
            Signature::from_slice(&self.signature.0).map_err(|_| EnvelopeFault::Signature)?;
        key.verify(&self.bytes.0, &signature).map_err(|_| EnvelopeFault::Signature)?;
        self.read()
    }

    /// Reads the envelope without asking who signed it: for a desk's own outbox.
    pub fn read(&self) -> Result<Envelope, EnvelopeFault> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let format: Format =
            serde_json::from_slice(&self.bytes.0).map_err(|_| EnvelopeFault::Unreadable)?;
        let envelope = earlier::read(format.format, &self.bytes.0)?;
        if envelope.id == self.id { Ok(envelope) } else { Err(EnvelopeFault::Id) }
    }

    /// What the server remembers the bytes by.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes.0).into()
    }
}
