//! What the status bar says: always true, from the server's real answers and the outbox's rows.

use chrono::{DateTime, TimeDelta, Utc};
use muster_store::checksum::Checked;
use muster_sync::Link;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Everything the status bar knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SyncStatus {
    /// What is known of the server.
    pub link: Link,
    /// How many commands are saved here and not decided.
    pub waiting: u32,
    /// How many need their author.
    pub attention: u32,
    /// When the server last told everything it had.
    pub last_sync: Option<DateTime<Utc>>,
    /// When what is held was last compared with the server, and what came of it.
    #[serde(default)]
    pub last_check: Option<Checked>,
    /// A batch on its way.
    pub sending: Option<Progress>,
    /// Changes on their way.
    pub receiving: Option<Progress>,
    /// The first load, until everything has arrived.
    pub first_load: Option<Progress>,
    /// When the server is tried again.
    pub next_try_at: Option<DateTime<Utc>>,
    /// The disk is full: new work cannot be saved.
    pub disk_full: bool,
    /// How long the desk may be worked on without the server.
    pub offline_use: Option<OfflineUse>,
}

impl SyncStatus {
    /// Before anything is known.
    pub(crate) fn unknown() -> Self {
        Self {
            link: Link::Unknown,
            waiting: 0,
            attention: 0,
            last_sync: None,
            last_check: None,
            sending: None,
            receiving: None,
            first_load: None,
            next_try_at: None,
            disk_full: false,
            offline_use: None,
        }
    }
}

/// How long the desk may be worked on without the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OfflineUse {
    /// When it ends, by this computer's clock; true to the minute.
    pub ends_at: DateTime<Utc>,
    /// Whether that is soon: the last quarter has begun.
    pub soon: bool,
}

impl OfflineUse {
    /// The same, where it is the same but for how the clocks differ.
    pub(crate) fn steady(self, before: Option<Self>) -> Self {
        let near = |other: &Self| (other.ends_at - self.ends_at).abs() < TimeDelta::minutes(1);
        match before.filter(near) {
            Some(before) => Self { ends_at: before.ends_at, ..self },
            None => self,
        }
    }
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Progress {
    /// So many are done.
    pub done: u32,
    /// Of so many.
    pub of: u32,
}
