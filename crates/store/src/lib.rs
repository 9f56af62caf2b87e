//! The desk's files.
//!
//! - **The outbox** ([`outbox`]) is what people did. Its one durable commit is the moment of "saved
//!   on this computer". It outlives everything else here.
//! - **The caches** ([`cache`]) are what the server said, with the outbox on top: the main one, and
//!   occupational health's with a key of its own. They are derived, and can be made again.
//! - **The parts of files** ([`files`]) are sealed, each with a key that only its record has.
//! - **The keys** ([`key`]) are in the operating system's keyring, wrapped by the person's password.
//!
//! Invariants: no transaction spans two files; everything is SQLCipher; a read is SQL over columns
//! and holds no rule; load, save, overlay and receiving are one piece of code for all nouns.

pub mod cache;
pub mod checksum;
pub mod entitled;
pub mod files;
pub mod iat;
pub mod key;
pub mod leaving;
pub mod notifications;
mod open;
pub mod outbox;
pub mod outgoing;
pub mod overlay;
pub mod people;
pub mod profile;
pub mod receive;
pub mod records;
pub mod recruitment;
pub mod seal;
pub mod search;
#[cfg(target_os = "linux")]
mod secret_service;
mod setting;
pub mod work;

use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::words::{OrganisationRef, UserRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use specta::Type;
use std::collections::BTreeSet;

pub use cache::{Cache, File};
pub use open::WrongKey;

/// What went wrong with a file. None of these is a rule's business.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite, or the disk under it.
    #[error("a file of this desk cannot be used: {0}")]
    Sqlite(#[from] sqlx::Error),
    /// A migration.
    #[error("a file of this desk cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A record's text.
    #[error("a stored record of {noun:?} cannot be read")]
    Unreadable {
        /// The noun.
        noun: NounKind,
    },
    /// Something sealed does not open: another person's, or damaged.
    #[error("something sealed does not open with this person's key")]
    Sealed,
    /// A page that does not fit together.
    #[error(transparent)]
    Page(#[from] muster_protocol::page::PageFault),
    /// Our own JSON.
    #[error("something stored cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A file and its directory.
    #[error("a file of this desk cannot be made or removed: {0}")]
    Io(#[from] std::io::Error),
}

impl Error {
    /// Whether the file itself is damaged: a page that its code does not vouch for, or no database.
    pub fn is_damaged(&self) -> bool {
        let Error::Sqlite(sqlx::Error::Database(e)) = self else { return false };
        let code = e.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
        // SQLITE_CORRUPT and SQLITE_NOTADB; above the low byte stand their kinds.
        matches!(code & 0xff, 11 | 26)
    }

    /// Whether the disk is full: the one fault that a person can mend at once.
    pub fn is_disk_full(&self) -> bool {
        match self {
            // SQLITE_FULL
            Error::Sqlite(sqlx::Error::Database(e)) => e.code().as_deref() == Some("13"),
            Error::Io(e) => e.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The user.
    pub user: UserRef,
    /// Their organisation.
    pub organisation: OrganisationRef,
    /// Their roles, as the server last said.
    pub roles: BTreeSet<Role>,
}

/// A question put to the caches. The struct holds the filter, the implementation the SQL.
#[allow(async_fn_in_trait, reason = "only used within this workspace, on its own runtime")]
pub trait Read: DeserializeOwned + Type + Send + Sync {
    /// Its name: the Tauri command and `muster-desk read`.
    const NAME: &'static str;
    /// The nouns the answer is made of: when one of them changes, the answer is stale.
    const MADE_OF: &'static [NounKind];
    /// The answer. It can be read back, so that the samples of the browser tests are checked by it.
    type Answer: Serialize + DeserializeOwned + Type + Send;

    /// The occupational-health record read, if it is one: it is audited before the answer.
    fn reads_oh(&self) -> Option<(NounKind, uuid::Uuid)> {
        None
    }

    /// Answers.
    fn answer(
        &self,
        cache: &Cache,
        reader: &Reader,
    ) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}
