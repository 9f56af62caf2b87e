//! Signing in, and the device's key.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use muster_domain::lease::Hours;
use muster_domain::policy::Role;
use muster_domain::words::{DeviceId, OrganisationRef, UserRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Bytes;

/// What anybody may know of the server: `GET /v1/handshake`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handshake {
    /// The protocol it speaks.
    pub protocol: u32,
    /// Its database's epoch: another one means that it was restored from a backup.
    pub epoch: Uuid,
    /// The key that unsent work is sealed to (X25519).
    pub sealing_key: Bytes,
    /// A challenge for a device to sign, good for two minutes and once.
    pub challenge: Bytes,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// First sign-in on a computer, with a password: `POST /v1/devices`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: String,
    /// The new device's Ed25519 key.
    pub device_key: Bytes,
    /// What the computer is called.
    pub device_name: String,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").finish_non_exhaustive()
    }
}

/// Later sign-ins, by the device's key, which the person's password unlocks: `POST /v1/sign-in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The device.
    pub device: DeviceId,
    /// The challenge of a [`Handshake`].
    pub challenge: Bytes,
    /// The signature by the device's key, of the words `muster sign-in`, a zero byte and
    /// the challenge: see [`SignIn::new`].
    pub signature: Bytes,
}

/// What stands before a signed challenge: a server that hands out an envelope as a challenge does
/// not get a command signed.
const SIGN_IN: &[u8] = b"muster sign-in\0";

impl SignIn {
    /// Answers a challenge.
    pub fn new(device: DeviceId, challenge: Bytes, key: &SigningKey) -> Self {
        let signature = key.sign(&[SIGN_IN, &challenge.0].concat()).to_bytes().to_vec();
        Self { device, challenge, signature: Bytes(signature) }
    }

    /// Whether the device with that key answered it.
    pub fn is_by(&self, key: &VerifyingKey) -> bool {
        let signed = [SIGN_IN, &self.challenge.0].concat();
        Signature::from_slice(&self.signature.0)
            .is_ok_and(|signature| key.verify(&signed, &signature).is_ok())
    }
}

/// Somebody is signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The bearer token.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// The device.
    pub device: DeviceId,
    /// Who.
    pub user: UserRef,
    /// For which organisation.
    pub organisation: OrganisationRef,
    /// Their roles now.
    pub roles: BTreeSet<Role>,
    /// The server's epoch.
    pub epoch: Uuid,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// For how long from now the device may be worked on without the server.
    pub offline_hours: Hours,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("device", &self.device).finish_non_exhaustive()
    }
}
