//! A notice on a worklist: for one person or for a role's queue, for information or for action.
//! Reactions raise it and settle it; what asks for an action is finished by acting on it, what
//! informs by whoever has taken note.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::iat::item::PartKind;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, UserId, UserRef};
use crate::world::{Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// In whose log.
    pub organisation: OrganisationId,
    /// The team whose queue it is in.
    pub team: Team,
    /// The one person it is for; everybody of the team, if nobody.
    pub to: Option<UserRef>,
    /// What it says.
    pub kind: Kind,
    /// The record to open: the transfer, on this side.
    pub about: Uuid,
    /// Whose record it is about, where the team may know.
    pub subject: Option<String>,
    /// The other organisation.
    pub other: String,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// By when it should be done.
    pub due_on: Option<NaiveDate>,
    /// Who has seen it.
    pub read_by: BTreeSet<UserId>,
    /// How it ended.
    pub done: Option<Done>,
}

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "NoticeKind")]
pub enum Kind {
    /// Another organisation asks: confirm who it is, and decide. For action.
    TransferToDecide,
    /// A record was released without anybody. For information.
    ReleasedAutomatically,
    /// Occupational health is asked for its part. For action.
    OhToRelease,
    /// A part arrived: look through it. For action.
    PartToReview {
        /// Which.
        part: PartKind,
    },
    /// The source refused. For information.
    TransferRefused,
    /// The other side ended it. For information.
    TransferEnded,
}

impl Kind {
    /// Whether somebody has to act.
    pub fn needs_action(self) -> bool {
        matches!(self, Kind::TransferToDecide | Kind::OhToRelease | Kind::PartToReview { .. })
    }
}

/// How a notice ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeDone")]
pub struct Done {
    /// By whom; nobody when its cause went away.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What may be asked of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "NoticeCommand")]
pub enum Command {
    /// It was seen.
    Read(Read),
    /// Taken note of: off the list.
    Finish(Finish),
    /// Raise it. Muster's own.
    #[specta(skip)]
    Raise(Box<Notice>),
    /// What it asked for was done. Muster's own.
    #[specta(skip)]
    Settle(Settle),
}

/// It was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeRead")]
pub struct Read {
    /// The notice.
    pub id: Uuid,
}

/// Taken note of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeFinish")]
pub struct Finish {
    /// The notice.
    pub id: Uuid,
}

/// What it asked for was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settle {
    /// The notice.
    pub id: Uuid,
    /// By whom.
    pub by: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was raised.
    Raised(Box<Notice>),
    /// Somebody saw it.
    WasRead(UserId),
    /// It ended.
    Ended(Done),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "NoticeRefusal")]
pub enum Refusal {
    /// No such notice.
    #[error("this notice is not on record")]
    NotFound,
    /// It is somebody else's.
    #[error("this notice is for somebody else")]
    NotYours,
    /// It asks for something.
    #[error("this asks for a decision; open it to act on it")]
    ActionNeeded,
    /// It is there already.
    #[error("this notice was raised before")]
    AlreadyThere,
}

impl Record for Notice {
    const NOUN: NounKind = NounKind::Notice;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        match self.team {
            // Human resources may ask for a transfer and look through its part, so they hear of it.
            Team::Recruitment => Teams::of(&[Team::Recruitment, Team::HumanResources]),
            team => Teams::of(&[team]),
        }
    }
}

impl Notice {
    fn is_for(&self, by: &By) -> bool {
        let named = self.to.as_ref().is_none_or(|to| by.user().is_none_or(|u| u.id == to.id));
        named && Team::ALL.into_iter().any(|team| self.teams().has(team) && by.is_of(team))
    }
}

impl Noun for Notice {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = ();

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Read(c) => c.id,
            Command::Finish(c) => c.id,
            Command::Raise(c) => c.id,
            Command::Settle(c) => c.id,
        }
    }

    fn facts(_: Option<&Self>, _: &Command, _: &World, _: &By) -> Result<(), Stop> {
        Ok(())
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        (): &(),
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        if let Command::Raise(notice) = command {
            return match record {
                Some(_) => Err(Refusal::AlreadyThere),
                None => Ok(vec![Event::Raised(notice.clone())]),
            };
        }
        let notice = record.ok_or(Refusal::NotFound)?;
        if !notice.is_for(by) {
            return Err(Refusal::NotYours);
        }
        let done = |by: Option<String>, at| Ok(vec![Event::Ended(Done { by, at })]);
        match command {
            // Done twice is done: two people of a queue may both have seen it.
            Command::Finish(_) | Command::Settle(_) if notice.done.is_some() => Ok(vec![]),
            Command::Finish(_) if notice.kind.needs_action() => Err(Refusal::ActionNeeded),
            Command::Finish(_) => done(by.user().map(|u| u.name.clone()), by.received_at),
            Command::Settle(settle) => done(settle.by.clone(), by.received_at),
            Command::Read(_) => Ok(by
                .user()
                .filter(|user| !notice.read_by.contains(&user.id))
                .map(|user| Event::WasRead(user.id))
                .into_iter()
                .collect()),
            Command::Raise(_) => Err(Refusal::AlreadyThere),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Raised(notice) = event {
            return Some((**notice).clone());
        }
        let mut notice = record?;
        match event {
            Event::Raised(_) => {}
            Event::WasRead(user) => {
                notice.read_by.insert(*user);
            }
            Event::Ended(done) => notice.done = Some(done.clone()),
        }
        Some(notice)
    }
}
