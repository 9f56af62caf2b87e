//! What a request that was not answered is answered with: a stable code, and words for a log.

use serde::{Deserialize, Serialize};

/// The body of every response that is not a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The code.
    pub code: Code,
    /// What was expected, in plain words; never what was sent.
    pub message: String,
}

/// Codes. They are added to, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The body is not what the route takes.
    Malformed,
    /// The body is too long.
    TooLong,
    /// No such route, or not with this method.
    NoSuchRoute,
    /// The protocol version is missing or not spoken.
    Version,
    /// User name or password are wrong, or the account is closed. One code: it names nobody.
    NotRecognised,
    /// Too many attempts: wait.
    TooMany,
    /// The token is missing, unknown or has expired.
    SignInAgain,
    /// The device was revoked, or its person's account closed.
    DeviceRevoked,
    /// No such device here: another server, or one restored from a backup that is older than it.
    UnknownDevice,
    /// None of the user's roles keeps a cache.
    NoCache,
    /// Another organisation's log.
    OtherOrganisation,
    /// The cursor is of another epoch, or ahead of the log.
    UnknownCursor,
    /// The person's roles have changed since the desk loaded: ask what they may hold now.
    OtherHoldings,
    /// A part of a file is not there, or not for this user: which, nobody is told.
    NoSuchChunk,
    /// A part of a file is not what its name says: it was damaged on the way.
    NotItsName,
    /// The device has handed in too many parts of files that no command names yet.
    TooMuch,
    /// The server is broken; its operator has been told.
    Broken,
}
