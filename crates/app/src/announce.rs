//! What the window is told: what happened, never what to do about it, and only after the commit.

use std::collections::BTreeSet;

use muster_domain::noun::NounKind;
use serde::Serialize;
use specta::Type;
use tokio::sync::broadcast;

use crate::status::SyncStatus;

/// Something happened.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Announcement {
    /// Records of these nouns changed.
    Changed {
        /// The nouns.
        nouns: BTreeSet<NounKind>,
    },
    /// What waits, what needs attention or what was settled changed.
    WorkChanged,
    /// What is known of the server changed.
    Status {
        /// All of it.
        status: SyncStatus,
    },
    /// Somebody signed in, unlocked, locked or signed out.
    SessionChanged,
}

/// Whoever listens is told; whoever is slow hears that something was missed, and reads anew.
#[derive(Debug, Clone)]
pub struct Announcer(broadcast::Sender<Announcement>);

impl Default for Announcer {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Announcer {
    /// Says it. Nobody listening is no error.
    pub(crate) fn say(&self, announcement: Announcement) {
        let _ = self.0.send(announcement);
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Announcement> {
        self.0.subscribe()
    }
}
