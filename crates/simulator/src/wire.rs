//! What travels between a desk and the server in the model: the protocol's questions and answers
//! as values. How they are written down is the protocol's own test.

use std::collections::BTreeSet;
use std::rc::Rc;

use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::words::DeviceId;
use muster_protocol::envelope::Signed;
use muster_protocol::fault::Code;
use muster_protocol::verdict::Decision;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub(crate) enum Question {
    Handshake,
    SignIn { device: DeviceId, challenge: Uuid },
    Push { token: Uuid, commands: Vec<Rc<Signed>> },
    Scope { token: Uuid },
    Records { token: Uuid, noun: NounKind, after: Option<Uuid> },
    Changes { token: Uuid, epoch: Uuid, seq: u64 },
    Listen { token: Uuid },
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
            Question::Listen { .. } => "news",
        }
    }
}

/// A noun's rows: id, version, body.
pub(crate) type Page = (NounKind, Vec<(Uuid, u64, Rc<str>)>);

#[derive(Debug, Clone)]
pub(crate) struct Changes {
    pub seq: u64,
    pub head: u64,
    pub pages: Vec<Page>,
    pub gone: Vec<(NounKind, Uuid)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub epoch: Uuid,
    pub cut: u64,
    pub nouns: Vec<NounKind>,
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub token: Uuid,
    pub roles: BTreeSet<Role>,
    pub epoch: Uuid,
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
            Answer::Listening(_) => "listening",
            Answer::Fault(Code::UnknownCursor) => "unknown cursor",
            Answer::Fault(Code::SignInAgain) => "sign in again",
            Answer::Fault(_) => "fault",
        }
    }
}
