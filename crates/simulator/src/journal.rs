//! What people did and were told, and what befell computers and the server, as somebody standing
//! beside them would have written it down. The checker reads it; nothing else does.

use std::collections::BTreeSet;

use muster_domain::policy::Role;
use muster_domain::words::{CommandId, DeviceId, UserId};

use crate::files::State;

/// One line.
#[derive(Debug, Clone)]
pub(crate) enum Did {
    /// Somebody was told that it is saved.
    Saved { desk: usize, id: CommandId, hash: [u8; 32] },
    /// Somebody was told that it is not.
    NotSaved { id: CommandId },
    /// Somebody took it back, and was told that it is.
    Withdrawn { desk: usize, id: CommandId },
    /// What was about nouns that its author may no longer hold was handed in.
    HandedIn { desk: usize, ids: Vec<CommandId> },
    /// A revoked computer's outbox was removed: this was in it.
    Erased { desk: usize, ids: Vec<(CommandId, State)> },
    /// A computer's disk was put back to an earlier one: these commands were on it.
    DiskReplaced { desk: usize, kept: BTreeSet<CommandId> },
    /// A computer's disk was copied to another.
    Cloned { from: usize, to: usize },
    /// An administrator gave or took a role.
    Role { user: UserId, role: Role, given: bool },
    /// An administrator closed an account.
    Closed { user: UserId },
    /// An administrator revoked a device.
    Revoked { device: DeviceId },
    /// The server's database was put back to an earlier one.
    Restored,
    /// Somebody let in was asked to sign in again.
    AskedToSignIn,
    /// Records were loaded into an organisation's log.
    Loaded,
}

/// The lines, each with its time.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub lines: Vec<(u64, Did)>,
}

impl Journal {
    pub fn note(&mut self, at: u64, did: Did) {
        self.lines.push((at, did));
    }
}
