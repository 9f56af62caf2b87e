//! The parts of files on their way. A part is sealed before it leaves the desk and has the hash of what
//! came of it for a name: both sides check it by that, and neither the way nor the server can read it.

use muster_domain::recruitment::document;
use muster_domain::words::ChunkName;
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
