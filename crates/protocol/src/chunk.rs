//! The parts of files on their way. A part is sealed before it leaves the desk and has the hash of what
//! came of it for a name: both sides check it by that, and neither the way nor the server can read it.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use muster_domain::recruitment::document;
use muster_domain::words::{ChunkName, FileKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What sealing adds to a piece: the tag that tells whether it was changed.
pub const CHUNK_TAG: usize = 16;
/// A part is at most this long: a sealed piece.
pub const CHUNK_LIMIT: usize = document::PIECE as usize + CHUNK_TAG;
/// How many parts may be asked about at once: those of twelve files of the largest kind.
pub const CHUNKS_AT_ONCE: usize = 1_000;

/// What sealed bytes are called.
pub fn name_of(sealed: &[u8]) -> ChunkName {
    ChunkName(Sha256::digest(sealed).into())
}

/// `POST /v1/chunks/missing`: parts that a desk has to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    /// Their names, at most [`CHUNKS_AT_ONCE`].
    pub chunks: Vec<ChunkName>,
}

/// Which of them the server does not have: only these are to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Their names.
    pub chunks: Vec<ChunkName>,
}

/// The parts are not those of one file, whole and in their order, or the key is another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the parts of a file do not open")]
pub struct NotOpened;

/// The nonce is the piece's number, for the key is this file's alone; how many pieces there are is bound
/// to each, so that none can be left out, put elsewhere or added.
fn place(number: usize, count: usize) -> (XNonce, [u8; 8]) {
    let mut nonce = [0; 24];
    nonce[16..].copy_from_slice(&(number as u64).to_be_bytes());
    (nonce.into(), (count as u64).to_be_bytes())
}

/// A file's pieces, sealed, in their order.
pub fn seal(content: &[u8], key: &FileKey) -> Result<Vec<Vec<u8>>, NotOpened> {
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    let count = content.len().div_ceil(document::PIECE as usize);
    let pieces = content.chunks(document::PIECE as usize).enumerate();
    pieces
        .map(|(number, piece)| {
            let (nonce, count) = place(number, count);
            cipher.encrypt(&nonce, Payload { msg: piece, aad: &count }).map_err(|_| NotOpened)
        })
        .collect()
}

/// A file, put together again from its parts.
pub fn open(sealed: &[Vec<u8>], key: &FileKey) -> Result<Vec<u8>, NotOpened> {
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    let mut content = Vec::with_capacity(sealed.iter().map(Vec::len).sum());
    for (number, sealed_piece) in sealed.iter().enumerate() {
        let (nonce, count) = place(number, sealed.len());
        let piece = cipher.decrypt(&nonce, Payload { msg: sealed_piece, aad: &count });
        content.extend(piece.map_err(|_| NotOpened)?);
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::PIECE;

    const KEY: FileKey = FileKey([9; 32]);

    fn content(length: u32) -> Vec<u8> {
        (0..length).map(|n| (n % 251) as u8).collect()
    }

    #[test]
    fn a_file_of_any_length_comes_out_as_it_went_in() {
        for length in [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let sealed = seal(&content(length), &KEY).unwrap();
            assert_eq!(sealed.len(), length.div_ceil(PIECE) as usize);
            assert!(sealed.iter().all(|sealed| sealed.len() <= CHUNK_LIMIT));
            assert_eq!(open(&sealed, &KEY).unwrap(), content(length));
        }
    }

    #[test]
    fn what_was_changed_left_out_or_put_elsewhere_is_noticed() {
        let sealed = seal(&content(3 * PIECE), &KEY).unwrap();
        let refused = |sealed: &[Vec<u8>]| assert_eq!(open(sealed, &KEY), Err(NotOpened));
        let mut changed = sealed.clone();
        changed[1][77] ^= 1;
        refused(&changed);
        refused(&sealed[..2]);
        refused(&sealed[1..]);
        refused(&[sealed.clone(), vec![sealed[2].clone()]].concat());
        let mut turned = sealed.clone();
        turned.swap(0, 2);
        refused(&turned);
        assert_eq!(open(&sealed, &FileKey([8; 32])), Err(NotOpened));
    }
}
