//! Keys. Files have random raw keys; the keys, wrapped by the person's password, are in the
//! operating system's keyring. Keyring and files alone open no record: the wrap is Argon2id.
//!
//! No keyring, or a locked one, is a clear refusal. There is no plaintext fallback, and none of
//! the kernel's key retention either, which a restart would empty without a word.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::RngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The service all entries stand under.
const SERVICE: &str = "org.muster.desk";

/// A file's raw key: 256 bits.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct FileKey([u8; 32]);

impl FileKey {
    /// A new one.
    pub fn random() -> Self {
        let mut key = [0; 32];
        OsRng.fill_bytes(&mut key);
        Self(key)
    }

    /// One from its bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// A person's keys on one computer.
#[derive(Clone)]
pub struct Keys {
    /// The main cache's.
    pub main: FileKey,
    /// The occupational-health cache's.
    pub oh: FileKey,
    /// What is sealed for the person opens with this.
    pub person: crypto_box::SecretKey,
    /// What the person does is signed with this: the device's key.
    pub device: ed25519_dalek::SigningKey,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Bundle {
    main: [u8; 32],
    oh: [u8; 32],
    person: [u8; 32],
    device: [u8; 32],
}

impl Keys {
    /// New keys for a new profile.
    pub fn random() -> Self {
        Self {
            main: FileKey::random(),
            oh: FileKey::random(),
            person: crypto_box::SecretKey::generate(&mut OsRng),
            device: ed25519_dalek::SigningKey::generate(&mut OsRng),
        }
    }

    /// Wraps the keys by the person's password, for the keyring. What a guess costs stands in front:
    /// it can rise, and what was wrapped before still opens.
    pub fn wrap(&self, password: &str, cost: Cost) -> Result<String, KeyFault> {
        let bundle = Bundle {
            main: self.main.0,
            oh: self.oh.0,
            person: self.person.to_bytes(),
            device: self.device.to_bytes(),
        };
        let text = Zeroizing::new(serde_json::to_vec(&bundle).map_err(|_| KeyFault::Damaged)?);
        let mut salt = [0; 16];
        OsRng.fill_bytes(&mut salt);
        let mut nonce = [0; 24];
        OsRng.fill_bytes(&mut nonce);
        let key = derive(password, &salt, cost)?;
        let sealed = XChaCha20Poly1305::new(key.as_slice().into())
            .encrypt(XNonce::from_slice(&nonce), text.as_slice())
            .map_err(|_| KeyFault::Damaged)?;
        let mut entry = Vec::with_capacity(HEAD + sealed.len());
        entry.extend_from_slice(&cost.kib.to_le_bytes());
        entry.extend_from_slice(&cost.passes.to_le_bytes());
        entry.extend_from_slice(&salt);
        entry.extend_from_slice(&nonce);
        entry.extend_from_slice(&sealed);
        Ok(STANDARD.encode(entry))
    }

    /// Unwraps them. A wrong password and a damaged entry look the same.
    pub fn unwrap(entry: &str, password: &str) -> Result<Self, KeyFault> {
        let entry = STANDARD.decode(entry).map_err(|_| KeyFault::Damaged)?;
        let Some((head, sealed)) = entry.split_at_checked(HEAD) else {
            return Err(KeyFault::Damaged);
        };
        let key = derive(password, &head[8..24], Cost::of(head)?)?;
        let text = XChaCha20Poly1305::new(key.as_slice().into())
            .decrypt(XNonce::from_slice(&head[24..]), sealed)
            .map_err(|_| KeyFault::WrongPassword)?;
        let text = Zeroizing::new(text);
        let bundle: Bundle = serde_json::from_slice(&text).map_err(|_| KeyFault::Damaged)?;
        Ok(Self {
            main: FileKey(bundle.main),
            oh: FileKey(bundle.oh),
            person: crypto_box::SecretKey::from(bundle.person),
            device: ed25519_dalek::SigningKey::from_bytes(&bundle.device),
        })
    }
}

/// What stands before the sealed keys: the cost (8 bytes), the salt (16) and the nonce (24).
const HEAD: usize = 48;

/// What each guess at a password costs, by Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// A person's: some 300 ms on a desk's processor.
    pub const PERSON: Cost = Cost { kib: 64 * 1024, passes: 3 };
    /// No entry may cost more to open: a damaged one must not hold a desk up.
    const MOST: Cost = Cost { kib: 1024 * 1024, passes: 16 };

    fn of(head: &[u8]) -> Result<Self, KeyFault> {
        let word = |at: usize| -> Result<u32, KeyFault> {
            let bytes = head[at..at + 4].try_into().map_err(|_| KeyFault::Damaged)?;
            Ok(u32::from_le_bytes(bytes))
        };
        let cost = Cost { kib: word(0)?, passes: word(4)? };
        let bearable = cost.kib <= Self::MOST.kib && cost.passes <= Self::MOST.passes;
        bearable.then_some(cost).ok_or(KeyFault::Damaged)
    }
}

fn derive(password: &str, salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>, KeyFault> {
    let params = Params::new(cost.kib, cost.passes, 1, Some(32)).map_err(|_| KeyFault::Damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| KeyFault::Damaged)?;
    Ok(key)
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The password does not open them.
    #[error("this is not the password you last signed in with on this computer")]
    WrongPassword,
    /// The entry is not what was written.
    #[error("the keys kept for this person are damaged")]
    Damaged,
    /// The computer has no keyring.
    #[error("this computer has no keyring running, and Muster keeps nothing without one")]
    NoKeyring,
    /// The keyring is there and locked.
    #[error("this computer's keyring is locked")]
    KeyringLocked,
    /// Nothing is kept under that name.
    #[error("nothing is kept for this person on this computer")]
    Nothing,
}

impl From<keyring::Error> for KeyFault {
    fn from(error: keyring::Error) -> Self {
        match error {
            keyring::Error::NoEntry => KeyFault::Nothing,
            keyring::Error::NoStorageAccess(_) => KeyFault::KeyringLocked,
            keyring::Error::BadEncoding(_) => KeyFault::Damaged,
            // The first entry of all is not asked for by a prompt: it is refused by this name.
            keyring::Error::PlatformFailure(error)
                if format!("{error:?}").contains("org.freedesktop.Secret.Error.IsLocked") =>
            {
                KeyFault::KeyringLocked
            }
            _ => KeyFault::NoKeyring,
        }
    }
}

/// Reads an entry; `None` if there is none.
pub async fn get(name: &str) -> Result<Option<String>, KeyFault> {
    match entry(name, |entry| entry.get_password()).await {
        Ok(value) => Ok(Some(value)),
        Err(KeyFault::Nothing) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Writes an entry.
pub async fn set(name: &str, value: &str) -> Result<(), KeyFault> {
    let value = Zeroizing::new(value.to_owned());
    entry(name, move |entry| entry.set_password(&value)).await
}

/// Removes an entry, if it is there.
pub async fn remove(name: &str) -> Result<(), KeyFault> {
    match entry(name, |entry| entry.delete_credential()).await {
        Ok(()) | Err(KeyFault::Nothing) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// The keyring's library blocks: it gets a thread of its own.
async fn entry<T: Send + 'static>(
    name: &str,
    act: impl FnOnce(keyring::Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, KeyFault> {
    let name = name.to_owned();
    #[cfg(target_os = "linux")]
    crate::secret_service::is_the_store();
    tokio::task::spawn_blocking(move || keyring::Entry::new(SERVICE, &name).and_then(act))
        .await
        .map_err(|_| KeyFault::NoKeyring)?
        .map_err(KeyFault::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_unwraps() {
        let keys = Keys::random();
        let entry = keys.wrap("correct horse", Cost::PERSON).unwrap();
        let back = Keys::unwrap(&entry, "correct horse").unwrap();
        assert_eq!(back.main.as_bytes(), keys.main.as_bytes());
        assert_eq!(back.device.to_bytes(), keys.device.to_bytes());
        assert!(matches!(Keys::unwrap(&entry, "Correct horse"), Err(KeyFault::WrongPassword)));
    }

    #[test]
    fn an_entry_cut_short_is_damaged_and_nothing_panics() {
        let entry = Keys::random().wrap("x", Cost::PERSON).unwrap();
        for cut in [0, 3, 20, 52, 64, 88] {
            assert!(Keys::unwrap(&entry[..cut], "x").is_err());
        }
    }

    #[test]
    fn what_was_wrapped_at_another_cost_opens_and_at_none_that_a_desk_could_pay_does_not() {
        let keys = Keys::random();
        let cheap = Cost { kib: 8, passes: 1 };
        let entry = keys.wrap("x", cheap).unwrap();
        assert_eq!(Keys::unwrap(&entry, "x").unwrap().main.as_bytes(), keys.main.as_bytes());
        for (at, byte) in [(3, 0xff), (7, 0xff), (0, 0), (4, 0)] {
            let mut damaged = STANDARD.decode(&entry).unwrap();
            damaged[at] = byte;
            let damaged = STANDARD.encode(damaged);
            assert!(matches!(Keys::unwrap(&damaged, "x"), Err(KeyFault::Damaged)), "{at}");
        }
    }
}
