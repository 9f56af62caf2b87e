//! Sealing: X25519 sealed boxes, for the person or for the server. Anybody can seal; only the
//! holder of the secret key can open.

pub use crypto_box::PublicKey;
use crypto_box::SecretKey;
use rand::rngs::OsRng;

use crate::Error;

/// Seals for the holder of a key.
pub fn seal(key: &PublicKey, text: &[u8]) -> Result<Vec<u8>, Error> {
    key.seal(&mut OsRng, text).map_err(|_| Error::Sealed)
}

/// Opens what was sealed for the holder of `key`.
pub fn open(key: &SecretKey, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    key.unseal(sealed).map_err(|_| Error::Sealed)
}

/// A public key from its 32 bytes.
pub fn public_key(bytes: &[u8]) -> Option<PublicKey> {
    <[u8; 32]>::try_from(bytes).ok().map(PublicKey::from)
}
