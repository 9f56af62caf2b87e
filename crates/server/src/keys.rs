//! The keys that are not in the database: they stand in a folder beside it, readable by the
//! server's own user alone. A copy of the database without them shows no clinical entry, no
//! command and no message between organisations, and cannot mend a broken audit chain.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use muster_domain::words::OrganisationId;
use rand::RngCore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

const NONCE: usize = 24;
const KEY: usize = 32;

/// A 256-bit key, wiped when it is let go.
pub type Key = Zeroizing<[u8; KEY]>;

/// Why a key or what it sealed cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The folder or a file in it.
    #[error("the key file {0} cannot be used: {1}")]
    File(PathBuf, std::io::Error),
    /// Not a key.
    #[error("the key file {0} does not hold a key")]
    NotAKey(PathBuf),
    /// Another key, another place, or changed since.
    #[error("a sealed value does not open with its organisation's key")]
    NotOpened,
    /// More was to be sealed than the cipher takes.
    #[error("a value cannot be sealed")]
    NotSealed,
}

/// The keys.
#[derive(Debug)]
pub struct Keys {
    dir: PathBuf,
    sealing: crypto_box::SecretKey,
    audit: Key,
    organisations: RwLock<HashMap<OrganisationId, Arc<Key>>>,
}

impl Keys {
    /// Makes the folder and the server's own keys. Refuses where there are some.
    pub fn make(dir: &Path) -> Result<(), KeyFault> {
        let mut folder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(dir).map_err(|fault| KeyFault::File(dir.to_owned(), fault))?;
        for name in ["sealing", "audit"] {
            write(&dir.join(format!("{name}.key")))?;
        }
        Ok(())
    }

    /// Reads the server's own keys.
    pub fn open(dir: &Path) -> Result<Self, KeyFault> {
        Ok(Self {
            dir: dir.to_owned(),
            sealing: crypto_box::SecretKey::from(*read(&dir.join("sealing.key"))?),
            audit: read(&dir.join("audit.key"))?,
            organisations: RwLock::default(),
        })
    }

    /// The public key that desks seal unsent work to.
    pub fn sealing_key(&self) -> [u8; KEY] {
        *self.sealing.public_key().as_bytes()
    }

    /// Opens what a desk has sealed for the server.
    pub fn unseal(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.sealing.unseal(sealed).ok()
    }

    /// The key of the audit chains.
    pub fn audit(&self) -> &Key {
        &self.audit
    }

    /// Makes an organisation's key; one that is there stays.
    pub fn add_organisation(&self, organisation: OrganisationId) -> Result<(), KeyFault> {
        let path = self.path(organisation);
        if path.exists() { Ok(()) } else { write(&path) }
    }

    /// Seals a value for its place: it opens nowhere else.
    pub fn seal(
        &self,
        organisation: OrganisationId,
        place: &str,
        value: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        let mut nonce = [0; NONCE];
        OsRng.fill_bytes(&mut nonce);
        let payload = Payload { msg: value, aad: place.as_bytes() };
        let sealed = self
            .cipher(organisation)?
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| KeyFault::NotSealed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for that place.
    pub fn open_sealed(
        &self,
        organisation: OrganisationId,
        place: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(KeyFault::NotOpened)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.cipher(organisation)?
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| KeyFault::NotOpened)
    }

    fn cipher(&self, organisation: OrganisationId) -> Result<XChaCha20Poly1305, KeyFault> {
        Ok(XChaCha20Poly1305::new((**self.organisation(organisation)?).as_ref().into()))
    }

    fn organisation(&self, organisation: OrganisationId) -> Result<Arc<Key>, KeyFault> {
        // A poisoned lock only means that a reader panicked: the map itself is whole.
        let known = self.organisations.read().unwrap_or_else(|lock| lock.into_inner());
        if let Some(key) = known.get(&organisation) {
            return Ok(Arc::clone(key));
        }
        drop(known);
        let key = Arc::new(read(&self.path(organisation))?);
        let mut known = self.organisations.write().unwrap_or_else(|lock| lock.into_inner());
        Ok(Arc::clone(known.entry(organisation).or_insert(key)))
    }

    fn path(&self, organisation: OrganisationId) -> PathBuf {
        self.dir.join(format!("{organisation}.key"))
    }
}

fn write(path: &Path) -> Result<(), KeyFault> {
    let fault = |fault| KeyFault::File(path.to_owned(), fault);
    let mut key: Key = Zeroizing::new([0; KEY]);
    OsRng.fill_bytes(key.as_mut());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(fault)?;
    file.write_all(key.as_ref()).and_then(|()| file.sync_all()).map_err(fault)
}

fn read(path: &Path) -> Result<Key, KeyFault> {
    let bytes = std::fs::read(path).map_err(|fault| KeyFault::File(path.to_owned(), fault))?;
    let bytes = Zeroizing::new(bytes);
    let key = bytes.as_slice().try_into().map_err(|_| KeyFault::NotAKey(path.to_owned()))?;
    Ok(Zeroizing::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_value_opens_in_its_place_alone() {
        let dir = tempfile::tempdir().unwrap();
        let keys = dir.path().join("keys");
        Keys::make(&keys).unwrap();
        assert!(Keys::make(&keys).is_err(), "keys are made once");
        let keys = Keys::open(&keys).unwrap();
        let [ours, theirs] = [1, 2].map(|n| OrganisationId(Uuid::from_u128(n)));
        keys.add_organisation(ours).unwrap();
        keys.add_organisation(theirs).unwrap();
        let mut sealed = keys.seal(ours, "immunisation:1", b"varicella").unwrap();
        assert_eq!(keys.open_sealed(ours, "immunisation:1", &sealed).unwrap(), b"varicella");
        assert!(keys.open_sealed(ours, "immunisation:2", &sealed).is_err());
        assert!(keys.open_sealed(theirs, "immunisation:1", &sealed).is_err());
        sealed[30] ^= 1;
        assert!(keys.open_sealed(ours, "immunisation:1", &sealed).is_err());
        assert!(keys.open_sealed(ours, "immunisation:1", b"short").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_servers_user_can_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let keys = dir.path().join("keys");
        Keys::make(&keys).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&keys), 0o700);
        assert_eq!(mode(&keys.join("audit.key")), 0o600);
    }
}
