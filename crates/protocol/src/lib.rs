//! What travels between a desk and the server. Plain serde types; every one has a snapshot in
//! `tests/`, so that a change of the wire is seen in review.

pub mod account;
mod bytes;
pub mod change;
pub mod checksum;
pub mod chunk;
mod earlier;
pub mod envelope;
pub mod fault;
pub mod page;
pub mod parcel;
pub mod verdict;

pub use bytes::Bytes;

/// The version of everything here. A desk names it in the header [`VERSION_HEADER`] of every
/// request; the server refuses one that it does not speak.
pub const VERSION: u32 = 3;
/// A desk of this version may still hand in what it has: what was saved on it is never stuck there.
/// What it is sent it could not read.
pub const OLDEST_VERSION: u32 = 1;
/// The header that carries [`VERSION`].
pub const VERSION_HEADER: &str = "muster-protocol";
/// Bodies of requests are at most this long: 4 MiB, some 4,000 commands.
pub const REQUEST_LIMIT: usize = 4 * 1024 * 1024;
/// One command is at most this long: 256 KiB. The longest of today is a review of some hundred
/// choices, under 20 KiB.
pub const ENVELOPE_LIMIT: usize = 256 * 1024;
