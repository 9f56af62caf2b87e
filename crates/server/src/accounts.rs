//! Signing in: a password once on each computer, the device's key from then on, and a token that
//! expires. Every rejection is the same to look at and the same work, whoever exists.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::VerifyingKey;
use muster_domain::lease;
use muster_domain::policy::Role;
use muster_domain::words::{DeviceId, OrganisationRef, UserId, UserRef};
use muster_protocol::Bytes;
use muster_protocol::account::{Register, SignIn, SignedIn};
use rand::RngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Server;
use crate::ledger::{LedgerFault, accounts, audit, leases};
use crate::passwords::{self, PasswordFault};

/// How long a token is good for.
const TOKEN_HOLDS: TimeDelta = TimeDelta::hours(12);
/// How long a challenge is.
const CHALLENGE_HOLDS: TimeDelta = TimeDelta::minutes(2);
/// Names and passwords are at most this long.
const TEXT_LIMIT: usize = 256;

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// What was sent is not what is needed.
    #[error("the request is not a sign-in")]
    Malformed,
    /// User name, password, challenge or signature are wrong, or the account is closed.
    #[error("user name or password are wrong")]
    NotRecognised,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany,
    /// The token is unknown or has expired.
    #[error("the token is not good, or no longer")]
    SignInAgain,
    /// The device was revoked, or its person's account closed.
    #[error("the device was revoked")]
    DeviceRevoked,
    /// No such device. It is told apart from a revoked one: a desk removes its copy for that alone.
    #[error("the device is not registered here")]
    UnknownDevice,
    /// A password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
}

/// Somebody on a device, signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub device: DeviceId,
    pub key: VerifyingKey,
    pub user: UserRef,
    pub organisation: OrganisationRef,
    pub roles: BTreeSet<Role>,
}

impl Session {
    async fn of(
        connection: &mut SqliteConnection,
        device: DeviceId,
        now: DateTime<Utc>,
    ) -> Result<Self, NotSignedIn> {
        let holder =
            accounts::holder(connection, device, now).await?.ok_or(NotSignedIn::UnknownDevice)?;
        if holder.closed {
            return Err(NotSignedIn::SignInAgain);
        }
        if holder.revoked {
            return Err(NotSignedIn::DeviceRevoked);
        }
        Ok(Self {
            device: holder.device,
            key: device_key(&holder.key).ok_or(LedgerFault::Unreadable("device"))?,
            user: holder.user,
            organisation: holder.organisation,
            roles: holder.roles,
        })
    }

    /// The same session as it stands in a transaction.
    pub async fn again(
        &self,
        connection: &mut SqliteConnection,
        now: DateTime<Utc>,
    ) -> Result<Self, NotSignedIn> {
        Self::of(connection, self.device, now).await
    }
}

/// A usable Ed25519 key: not one of those under which anything verifies.
pub(crate) fn device_key(bytes: &[u8]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
    (!key.is_weak()).then_some(key)
}

/// Challenges: each opens with this process's key alone, within two minutes, once. Those that are
/// out are not remembered, so that asking for many costs the server nothing.
pub(crate) struct Challenges {
    cipher: XChaCha20Poly1305,
    used: Mutex<HashMap<Vec<u8>, DateTime<Utc>>>,
}

impl Challenges {
    pub fn new() -> Self {
        let mut key = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(key.as_mut());
        Self { cipher: XChaCha20Poly1305::new(key.as_ref().into()), used: Mutex::default() }
    }

    fn make(&self, now: DateTime<Utc>) -> Option<Vec<u8>> {
        let mut nonce = [0; 24];
        OsRng.fill_bytes(&mut nonce);
        let made = now.timestamp_millis().to_be_bytes();
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), made.as_slice()).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    fn is_good(&self, challenge: &[u8], now: DateTime<Utc>) -> bool {
        let Some((nonce, sealed)) = challenge.split_at_checked(24) else { return false };
        let Ok(made) = self.cipher.decrypt(XNonce::from_slice(nonce), sealed) else { return false };
        let Ok(made) = made.try_into().map(i64::from_be_bytes) else { return false };
        let age = now.timestamp_millis() - made;
        (0..=CHALLENGE_HOLDS.num_milliseconds()).contains(&age)
    }

    /// Uses a challenge up. It must have been signed for, so that nobody fills the memory.
    fn use_up(&self, challenge: &[u8], now: DateTime<Utc>) -> bool {
        // Nothing done under the lock can leave the map half changed.
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, at| now - *at <= CHALLENGE_HOLDS);
        used.insert(challenge.to_vec(), now).is_none()
    }
}

/// Only a token's hash is kept.
fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl Server {
    /// A challenge for a device to sign.
    pub(crate) fn challenge(&self) -> Option<Bytes> {
        self.inner.challenges.make(self.now()).map(Bytes)
    }

    /// Whose token it is.
    pub(crate) async fn session(&self, token: &str) -> Result<Session, NotSignedIn> {
        let now = self.now();
        let mut reading = self.ledger().reading().await?;
        let device = accounts::token(&mut reading, &hash_of(token), now).await?;
        Session::of(&mut reading, device.ok_or(NotSignedIn::SignInAgain)?, now).await
    }

    /// Registers a device for somebody with a password.
    pub(crate) async fn register(
        &self,
        register: Register,
        from: Option<IpAddr>,
    ) -> Result<SignedIn, NotSignedIn> {
        let Register { username, password, device_key: key, device_name } = register;
        let password = Zeroizing::new(password);
        let texts = [username.as_str(), &password, &device_name];
        if texts.iter().any(|text| text.len() > TEXT_LIMIT) || device_key(&key.0).is_none() {
            return Err(NotSignedIn::Malformed);
        }
        let mut names = vec![format!("name:{username}")];
        names.extend(from.map(|address| format!("address:{address}")));
        let now = self.now();
        let attempt = self.inner.throttle.attempt(names, now).ok_or(NotSignedIn::TooMany)?;
        let account =
            accounts::by_username(&mut *self.ledger().reading().await?, &username).await?;
        let open = account.filter(|account| account.closed_at.is_none());
        let stored = open.as_ref().map(|account| account.password.clone());
        let right = self.verify(password, stored).await?;
        let account = open.filter(|_| right).ok_or(NotSignedIn::NotRecognised)?;
        attempt.succeeded();
        let mut writing = self.ledger().writing().await?;
        let user = UserId(account.id);
        let device = match accounts::holder_of_key(&mut writing, &key.0, now).await? {
            // The answer to the first attempt was lost: it is the same device.
            Some(holder) if holder.user.id == user && !holder.revoked => holder.device,
            Some(holder) if holder.user.id == user => return Err(NotSignedIn::DeviceRevoked),
            Some(_) => return Err(NotSignedIn::Malformed),
            None => {
                let device = DeviceId(Uuid::new_v4());
                accounts::add_device(&mut writing, device, user, &key.0, &device_name, now).await?;
                device
            }
        };
        self.sign_in_on(writing, device, "device.register", now).await
    }

    async fn verify(
        &self,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<bool, NotSignedIn> {
        let argon = self.inner.settings.argon;
        // The semaphore is never closed; a lost permit would only mean more at once.
        let _permit = self.inner.hashing.acquire().await.ok();
        let work = move || passwords::verify(&password, stored.as_deref(), argon);
        match tokio::task::spawn_blocking(work).await {
            Ok(right) => Ok(right?),
            Err(_) => Ok(false),
        }
    }

    /// Signs a device in by its key.
    pub(crate) async fn sign_in(
        &self,
        sign_in: &SignIn,
        from: Option<IpAddr>,
    ) -> Result<SignedIn, NotSignedIn> {
        let now = self.now();
        let mut names = vec![format!("device:{}", sign_in.device)];
        names.extend(from.map(|address| format!("address:{address}")));
        let attempt = self.inner.throttle.attempt(names, now).ok_or(NotSignedIn::TooMany)?;
        let holder = accounts::holder(&mut *self.ledger().reading().await?, sign_in.device, now)
            .await?
            .ok_or(NotSignedIn::UnknownDevice)?;
        let key = device_key(&holder.key).ok_or(LedgerFault::Unreadable("device"))?;
        let proven = self.inner.challenges.is_good(&sign_in.challenge.0, now)
            && sign_in.is_by(&key)
            && self.inner.challenges.use_up(&sign_in.challenge.0, now);
        if !proven {
            return Err(NotSignedIn::NotRecognised);
        }
        attempt.succeeded();
        if holder.revoked || holder.closed {
            return Err(NotSignedIn::DeviceRevoked);
        }
        let writing = self.ledger().writing().await?;
        self.sign_in_on(writing, sign_in.device, "sign_in", now).await
    }

    async fn sign_in_on(
        &self,
        mut writing: sqlx::Transaction<'static, sqlx::Sqlite>,
        device: DeviceId,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, NotSignedIn> {
        let session = Session::of(&mut writing, device, now).await?;
        let mut token = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(token.as_mut());
        let token = hex::encode(token.as_ref());
        let expires_at = now + TOKEN_HOLDS;
        accounts::add_token(&mut writing, &hash_of(&token), device, expires_at, now).await?;
        let set = leases::of(&mut writing, session.organisation.id).await?;
        let offline_hours = lease::hours(&session.roles, |role| set.get(&role).copied());
        let entry = session.entry(what, now);
        audit::append(&mut writing, &self.ledger().keys, entry).await?;
        writing.commit().await.map_err(LedgerFault::from)?;
        Ok(SignedIn {
            token,
            expires_at,
            device,
            user: session.user,
            organisation: session.organisation,
            roles: session.roles,
            epoch: self.epoch(),
            now,
            offline_hours,
        })
    }

    /// Lets a token go.
    pub(crate) async fn sign_out(&self, session: &Session, token: &str) -> Result<(), LedgerFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        accounts::drop_token(&mut writing, &hash_of(token)).await?;
        audit::append(&mut writing, &self.ledger().keys, session.entry("sign_out", now)).await?;
        Ok(writing.commit().await?)
    }
}

impl Session {
    fn entry<'a>(&self, what: &'a str, now: DateTime<Utc>) -> audit::Entry<'a> {
        audit::Entry {
            organisation: self.organisation.id,
            at: now,
            actor: Some(self.user.id),
            device: Some(self.device),
            what,
            outcome: "accepted",
            command: None,
            bytes_hash: None,
        }
    }
}
