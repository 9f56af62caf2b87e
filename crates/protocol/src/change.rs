//! The feed: an organisation's changes after a cursor, in commit order, and only what the user may
//! hold. A page ends where a transaction ends.

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_domain::policy::Holding;
use muster_domain::words::CommandId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::page::Page;

/// `GET /v1/changes`: what came after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The epoch the cursor is of.
    pub epoch: Uuid,
    /// The last number taken in.
    pub seq: u64,
    /// What the log said under that number: a history that was restored and has gone on since says
    /// something else. None before anything was taken in.
    pub mark: Option<Uuid>,
    /// What the desk was entitled to when it loaded
    /// ([`holdings_id`](muster_domain::policy::holdings_id)). The server answers nothing if that is
    /// something else by now.
    pub holdings: Uuid,
}

/// Changes after a cursor. On the wire: [`encode`](crate::page::encode)d.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The number these lead up to.
    pub seq: u64,
    /// What the log says under that number; none under zero.
    pub mark: Option<Uuid>,
    /// The last number of the log when they were read. Equal to `seq`: that is all.
    pub head: u64,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The records that changed, noun by noun.
    pub pages: Vec<Page>,
    /// The records that are there no more, or are no longer for this user.
    pub gone: Vec<(NounKind, Uuid)>,
}

/// `GET /v1/records`: the first load, a page at a time, by primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct From {
    /// The noun.
    pub noun: NounKind,
    /// After this id; from the start, if there is none.
    pub after: Option<Uuid>,
}

/// A page of a first load. On the wire: [`encode`](crate::page::encode)d.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// The records.
    pub page: Page,
    /// Whether there are more of this noun.
    pub more: bool,
}

/// `GET /v1/scope`: what the user's first load consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The epoch.
    pub epoch: Uuid,
    /// The log's number before the first page is read: changes after it are fetched from the feed
    /// afterwards, so that pages may be newer than each other.
    pub cut: u64,
    /// What the log says under that number; none under zero.
    pub mark: Option<Uuid>,
    /// Each noun the user may hold, what of it, and how many records that is.
    pub nouns: Vec<(Holding, u64)>,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// How many commands may be asked about at once.
pub const KNOWN_AT_ONCE: usize = 1_000;

/// `POST /v1/known`: commands that a desk was told were accepted, by this history or another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The commands, at most [`KNOWN_AT_ONCE`].
    pub commands: Vec<CommandId>,
}

/// Which of them this history does not know: they are to be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// The commands.
    pub commands: Vec<CommandId>,
}
