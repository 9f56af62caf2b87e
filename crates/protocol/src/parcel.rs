//! What a computer hands in when it is no longer let in, or when its person may no longer hold what
//! it is about: work that was not sent, sealed for the server, and the word that the rest is gone. It is signed by the **leaving key**, which can do
//! this and nothing else; the device's key has spoken for it when the device was registered.

use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use muster_domain::noun::NounKind;
use muster_domain::words::{CommandId, DeviceId};
use serde::{Deserialize, Serialize};

use crate::Bytes;

/// A parcel holds at most so many commands.
pub const COMMANDS_AT_ONCE: usize = 1_000;
/// A sealed command is at most this long: an envelope in base64, its signature and the seal.
pub const SEALED_LIMIT: usize = 384 * 1024;
/// What is sealed in a parcel is together at most this long, if it is more than one command: with
/// base64 within base64 it stays well under what a request may be.
pub const PARCEL_LIMIT: usize = 1024 * 1024;

/// A parcel holds at most so many parts of files: they are under [`PARCEL_LIMIT`] together.
pub const PARTS_AT_ONCE: usize = 3;

/// What stands before the two things that are signed, so that neither is taken for the other, nor
/// for a command or a challenge.
const WORD: &[u8] = b"muster leaving key\0";
const PARCEL: &[u8] = b"muster parcel\0";

/// A leaving key, and the device's word for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vouched {
    /// The device.
    pub device: DeviceId,
    /// The leaving key's public half (Ed25519).
    pub key: Bytes,
    /// The device's signature of `muster leaving key`, a zero byte, the device's id and the key.
    pub word: Bytes,
}

impl Vouched {
    /// The device's key speaks for a leaving key.
    pub fn new(device: DeviceId, leaving: &VerifyingKey, by: &SigningKey) -> Self {
        let key = leaving.to_bytes();
        let word = by.sign(&word(device, &key)).to_bytes().to_vec();
        Self { device, key: Bytes(key.to_vec()), word: Bytes(word) }
    }

    /// The leaving key, if the device with that key has spoken for it.
    pub fn key_by(&self, device: &VerifyingKey) -> Option<VerifyingKey> {
        let key = VerifyingKey::from_bytes(self.key.0.as_slice().try_into().ok()?).ok()?;
        let signature = Signature::from_slice(&self.word.0).ok()?;
        device.verify(&word(self.device, &self.key.0), &signature).ok()?;
        (!key.is_weak()).then_some(key)
    }
}

fn word(device: DeviceId, key: &[u8]) -> Vec<u8> {
    [WORD, device.0.as_bytes(), key].concat()
}

/// A parcel in the bytes that were signed: `POST /v1/parcels`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedParcel {
    /// Who hands it in.
    pub by: Vouched,
    /// The [`Parcel`], as it was serialised once.
    pub bytes: Bytes,
    /// The leaving key's signature of `muster parcel`, a zero byte and the bytes.
    pub signature: Bytes,
}

impl SignedParcel {
    /// Signs a parcel.
    pub fn new(
        parcel: &Parcel,
        by: Vouched,
        leaving: &SigningKey,
    ) -> Result<Self, serde_json::Error> {
        let bytes = serde_json::to_vec(parcel)?;
        let signature = leaving.sign(&[PARCEL, &bytes].concat()).to_bytes().to_vec();
        Ok(Self { by, bytes: Bytes(bytes), signature: Bytes(signature) })
    }

    /// Whether the device with that key handed it in.
    pub fn is_by(&self, device: &VerifyingKey) -> bool {
        let signed = [PARCEL, &self.bytes.0].concat();
        let signature = Signature::from_slice(&self.signature.0);
        let key = self.by.key_by(device);
        key.zip(signature.ok()).is_some_and(|(key, by)| key.verify(&signed, &by).is_ok())
    }
}

/// What is handed in. Without commands, parts and a receipt it is a
/// question: am I let in?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// When, by the desk's clock.
    pub at: DateTime<Utc>,
    /// A number that nobody knows, sealed for the server. Only who can open what was sealed for the
    /// server can say it, and only whoever says it is believed that the device was revoked.
    pub proof: Bytes,
    /// Work that was not sent.
    pub commands: Vec<SealedCommand>,
    /// Parts of the files of such work, sealed as they lie on the computer: a later parcel than their
    /// command. Others are not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Bytes>,
    /// The receipt of a person whose roles changed: records of these nouns are no longer here.
    pub left: Vec<NounKind>,
    /// The receipt: since when nothing is left on the computer.
    pub gone_at: Option<DateTime<Utc>>,
}

/// A command, sealed for the server when it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedCommand {
    /// Its id.
    pub id: CommandId,
    /// An X25519 sealed box of the signed command.
    pub sealed: Bytes,
}

/// What the server says to a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelAnswer {
    /// The number that was sealed in [`Parcel::proof`].
    pub opened: Bytes,
    /// Whether the device is revoked. From one that is not, nothing is taken.
    pub revoked: bool,
    /// What of it the server has now, or had before.
    pub taken: Vec<CommandId>,
}
