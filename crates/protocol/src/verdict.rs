//! The server's answer to a command: exactly one, for ever.

use chrono::{DateTime, Utc};
use muster_domain::Refusal;
use muster_domain::words::{ChunkName, CommandId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Commands for the server to decide, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// The commands.
    pub commands: Vec<super::envelope::Signed>,
    /// The newest of this desk's commands that it knows to be accepted. A server that does not know
    /// it was restored from a backup: it decides nothing that is newer before what it has lost, and
    /// answers that the desk's history is not its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<CommandId>,
}

/// The server's decisions, in the order of the commands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pushed {
    /// The decisions.
    pub decisions: Vec<Decision>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Of which command.
    pub id: CommandId,
    /// What was decided.
    pub verdict: Verdict,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// It took effect, as this number of the organisation's log.
    Accepted {
        /// The number: what it changed is in the feed up to here.
        seq: u64,
    },
    /// It did not, for a reason.
    Refused {
        /// The reason.
        reason: NotTaken,
    },
    /// Not decided: a command it depends on was not accepted, or waits.
    Held {
        /// That command.
        on: CommandId,
    },
    /// Not decided: the server has not all parts of the file that it names. They are to be sent, and
    /// then it again.
    Lacks {
        /// The parts.
        chunks: Vec<ChunkName>,
    },
    /// Not decided: the server tried and could not. It keeps the command and has told its
    /// operator; what does not follow it goes on. It is tried again when it is sent again.
    Parked {
        /// What kept it from deciding.
        reason: NotTaken,
    },
}

/// Why a command did not take effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NotTaken {
    /// A rule says no.
    Rule {
        /// Which and why.
        refusal: Refusal,
    },
    /// The same id was used for other bytes.
    KeyReused,
    /// The signature, the format or the ids are wrong.
    Envelope {
        /// What is wrong.
        fault: EnvelopeProblem,
    },
    /// The command names another user, device or organisation than the one that sends it.
    NotTheSender,
    /// The user did not hold a role that may ask for it when they say they asked.
    NotYourRoleThen,
    /// The server could not read a record it needed; its operator has been told.
    RecordUnreadable,
    /// The server does not know the words it is in: the desk is newer. It keeps it until it does.
    NotSpoken,
    /// The rules broke on it; the server's operator has been told.
    RulesBroke,
    /// It could not be decided, and the server's operator set it aside.
    SetAside,
    /// Parts of the file that it names are neither on the desk nor at the server. Only a desk says so,
    /// of its own command: it could never be sent.
    FileMissing,
}

/// What is wrong with an envelope, on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EnvelopeProblem {
    /// The signature.
    Signature,
    /// The id.
    Id,
    /// The length.
    TooLong,
}
