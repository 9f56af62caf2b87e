//! What travels between a desk and the server in the model: the protocol's questions and answers
//! as values. How they are written down is the protocol's own test.

use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use muster_domain::lease::Hours;
use muster_domain::noun::NounKind;
use muster_domain::policy::{Holding, Role};
use muster_domain::words::{CommandId, DeviceId};
use muster_protocol::change;
use muster_protocol::checksum::Tallies;
use muster_protocol::envelope::Signed;
use muster_protocol::fault::Code;
use muster_protocol::verdict::Decision;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub(crate) enum Question {
    Handshake,
    SignIn {
        device: DeviceId,
        challenge: Uuid,
    },
    Push {
        token: Uuid,
        commands: Vec<Rc<Signed>>,
        after: Option<CommandId>,
    },
    Scope {
        token: Uuid,
    },
    Records {
        token: Uuid,
        noun: NounKind,
        after: Option<Uuid>,
    },
    Changes {
        token: Uuid,
        after: After,
    },
    Known {
        token: Uuid,
        ids: Vec<CommandId>,
    },
    Sums {
        token: Uuid,
    },
    Bucket {
        token: Uuid,
        noun: NounKind,
        bucket: usize,
    },
    /// By the leaving key: a device needs no token for it.
    HandIn(Parcel),
    Listen {
        token: Uuid,
    },
}

/// What came after.
#[derive(Debug, Clone)]
pub(crate) struct After {
    pub epoch: Uuid,
    pub seq: u64,
    pub mark: Option<Uuid>,
    pub holdings: Uuid,
}

/// What a desk hands in. With nothing in it, it asks whether the device is revoked.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub device: DeviceId,
    pub commands: Vec<Rc<Signed>>,
    pub left: Vec<NounKind>,
    pub gone: bool,
}

impl Question {
    pub fn name(&self) -> &'static str {
        match self {
            Question::Handshake => "handshake",
            Question::SignIn { .. } => "sign-in",
            Question::Push { .. } => "push",
            Question::Scope { .. } => "scope",
            Question::Records { .. } => "records",
            Question::Changes { .. } => "changes",
            Question::Known { .. } => "known",
            Question::Sums { .. } => "checksums",
            Question::Bucket { .. } => "bucket",
            Question::HandIn(_) => "parcel",
            Question::Listen { .. } => "news",
        }
    }
}

/// A noun's rows: id, version, body.
pub(crate) type Page = (NounKind, Vec<(Uuid, u64, Rc<str>)>);

#[derive(Debug, Clone)]
pub(crate) struct Changes {
    pub seq: u64,
    pub mark: Option<Uuid>,
    pub head: u64,
    pub pages: Vec<Page>,
    pub gone: Vec<(NounKind, Uuid)>,
}

impl Changes {
    /// As the protocol has it.
    pub fn on_the_wire(&self) -> change::Changes {
        change::Changes {
            seq: self.seq,
            mark: self.mark,
            head: self.head,
            now: DateTime::default(),
            pages: self.pages.iter().map(columns).collect(),
            gone: self.gone.clone(),
        }
    }
}

/// A page, column by column.
fn columns((noun, rows): &Page) -> muster_protocol::page::Page {
    let mut page = muster_protocol::page::Page::new(*noun);
    for (id, version, body) in rows {
        // A record's own JSON: the model's server has it from the rules.
        let _ = page.push(*id, *version, body);
    }
    page
}

/// A page of a first load, as the protocol has it.
pub(crate) fn records(page: &Page, more: bool) -> change::Records {
    change::Records { page: columns(page), more }
}

/// A bucket's rows, and those that were the user's once.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub page: Page,
    pub gone: Vec<(Uuid, u64)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub epoch: Uuid,
    pub cut: u64,
    pub mark: Option<Uuid>,
    /// Each noun the user may hold, what of it, and how many records that is.
    pub nouns: Vec<(Holding, u64)>,
}

impl Scope {
    /// As the protocol has it.
    pub fn on_the_wire(&self) -> change::Scope {
        let Scope { epoch, cut, mark, nouns } = self.clone();
        change::Scope { epoch, cut, mark, nouns, now: DateTime::default() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub token: Uuid,
    pub roles: BTreeSet<Role>,
    /// The server's clock.
    pub now: DateTime<Utc>,
    pub offline_hours: Hours,
}

#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Challenge(Uuid),
    SignedIn(Account),
    Pushed(Vec<Decision>),
    Scope(Scope),
    Records {
        page: Page,
        more: bool,
    },
    Changes(Changes),
    /// Those that this history does not know as accepted.
    Unknown(Vec<CommandId>),
    Sums {
        seq: u64,
        nouns: Vec<(NounKind, Tallies)>,
    },
    Bucket(Bucket),
    HandedIn {
        revoked: bool,
        taken: Vec<CommandId>,
    },
    /// The stream is open, under this number.
    Listening(u64),
    Fault(Code),
}

impl Answer {
    pub fn name(&self) -> &'static str {
        match self {
            Answer::Challenge(_) => "challenge",
            Answer::SignedIn(_) => "signed in",
            Answer::Pushed(_) => "decisions",
            Answer::Scope(_) => "scope",
            Answer::Records { .. } => "records",
            Answer::Changes(_) => "changes",
            Answer::Unknown(_) => "unknown",
            Answer::Sums { .. } => "checksums",
            Answer::Bucket(_) => "bucket",
            Answer::HandedIn { revoked: true, .. } => "handed in, revoked",
            Answer::HandedIn { .. } => "handed in",
            Answer::Listening(_) => "listening",
            Answer::Fault(Code::OtherHoldings) => "other holdings",
            Answer::Fault(Code::DeviceRevoked) => "device revoked",
            Answer::Fault(Code::UnknownCursor) => "unknown cursor",
            Answer::Fault(Code::SignInAgain) => "sign in again",
            Answer::Fault(_) => "fault",
        }
    }
}
