//! Sealing: X25519 sealed boxes, for the person or for the server. Anybody can seal; only the
//! holder of the secret key can open.

use blake2::digest::consts::U24;
use blake2::{Blake2b, Digest};
pub use crypto_box::PublicKey;
use crypto_box::aead::Aead;
use crypto_box::{KEY_SIZE, SalsaBox, SecretKey};
use rand::rngs::OsRng;

use crate::Error;

/// A sealed box for the holder of a key, made ready before there is anything to put in: what two
/// keys come to is most of what sealing costs. It takes one text, for its key is used once.
pub struct Ready {
    sender: [u8; KEY_SIZE],
    nonce: [u8; 24],
    cipher: SalsaBox,
}

impl Ready {
    /// Makes one ready.
    pub fn new(key: &PublicKey) -> Self {
        let once = SecretKey::generate(&mut OsRng);
        let sender = *once.public_key().as_bytes();
        // As libsodium's sealed boxes have it: the nonce is the hash of both public keys.
        let nonce = Blake2b::<U24>::new().chain_update(sender).chain_update(key.as_bytes());
        Self { sender, nonce: nonce.finalize().into(), cipher: SalsaBox::new(key, &once) }
    }

    /// Seals.
    pub fn seal(self, text: &[u8]) -> Result<Vec<u8>, Error> {
        let sealed = self.cipher.encrypt(&self.nonce.into(), text).map_err(|_| Error::Sealed)?;
        Ok([&self.sender, sealed.as_slice()].concat())
    }
}

/// Seals for the holder of a key.
pub fn seal(key: &PublicKey, text: &[u8]) -> Result<Vec<u8>, Error> {
    Ready::new(key).seal(text)
}

/// Opens what was sealed for the holder of `key`.
pub fn open(key: &SecretKey, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    key.unseal(sealed).map_err(|_| Error::Sealed)
}

/// A public key from its 32 bytes.
pub fn public_key(bytes: &[u8]) -> Option<PublicKey> {
    <[u8; 32]>::try_from(bytes).ok().map(PublicKey::from)
}
