//! A notice on a worklist: for one person or for a role's queue, for information or for action.
//! Reactions raise it and settle it; what asks for an action is finished by acting on it, what
//! informs by whoever has taken note. What asks for an action may be claimed out of the queue, put
//! back and passed on; it is reminded of and escalated as its kind is set.

mod follow;
mod hold;

pub use follow::{Cover, Escalation, Follow, Reminder, ReminderWhen};
pub use hold::{Claim, Holder, Pass, Passed, PutBack};

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::colleague::{self, Colleague};
use super::delegation::Delegation;
use super::kind_setting::{Days, KindName, KindSetting};
use crate::iat::item::PartKind;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, UserId, UserRef};
use crate::world::{Held, Stop, World};

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
    /// Who has it: whoever claimed it, or whom it was passed to.
    #[serde(default)]
    pub holder: Option<Holder>,
    /// How it went from hand to hand.
    #[serde(default)]
    pub passed: Vec<Passed>,
    /// Who stands in today for whoever it waits for.
    #[serde(default)]
    pub delegate: Option<UserRef>,
    /// Who ever stood in: their desks hear when it is no longer for them.
    #[serde(default)]
    pub shown_to: BTreeSet<UserId>,
    /// When it was reminded of.
    #[serde(default)]
    pub reminders: Vec<Reminder>,
    /// To whom it went because nobody did it.
    #[serde(default)]
    pub escalations: Vec<Escalation>,
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
    /// What a colleague was to do is overdue. For information.
    Escalated {
        /// What it is.
        what: KindName,
        /// Whose queue it is in.
        team: Team,
    },
    /// A colleague has this person stand in for them. For information.
    Delegated,
    /// That ended early. For information.
    DelegationEnded,
    /// The source has a question about a request. For action.
    TransferToAnswer,
    /// The asker has answered the question: decide. For action.
    AnswerToDecide,
    /// A request waits, and ends on that day if nobody answers. For information.
    TransferWaits {
        /// The day.
        lapses_on: NaiveDate,
    },
    /// Nobody answered a request in time. For information.
    TransferLapsed,
    /// The person has withdrawn their consent at the other organisation. For information.
    ConsentWithdrawn,
    /// A record was released of the wrong person and recalled: see to it. For action.
    IncidentToClose,
    /// A part of which something had been accepted was recalled: take it out. For action.
    PartToTakeOut {
        /// Which.
        part: PartKind,
    },
    /// A part was recalled before anything of it was accepted. For information.
    PartRecalled {
        /// Which.
        part: PartKind,
    },
    /// More records are asked for than may be in a day. For information.
    ManyRequests,
    /// A reference is asked for: complete it. For action.
    ReferenceToComplete,
    /// A reference arrived. For information.
    ReferenceArrived,
    /// The source gives no reference. For information.
    ReferenceDeclined,
    /// The asker no longer needs a reference. For information.
    ReferenceEnded,
}

impl Kind {
    /// Whether somebody has to act.
    pub fn needs_action(self) -> bool {
        self.name().needs_action()
    }

    /// Whether it goes from the list with a decision about the request: the action itself, and a
    /// reminder of it.
    pub(crate) fn goes_with_the_decision(self) -> bool {
        match self {
            Kind::TransferWaits { .. } => true,
            // It stays until somebody says what was done.
            Kind::IncidentToClose => false,
            kind => kind.needs_action(),
        }
    }
}

/// How a notice ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeDone")]
pub struct Done {
    /// By whom; nobody when its cause went away.
    pub by: Option<String>,
    /// For whom they stood in.
    #[serde(default)]
    pub for_whom: Option<String>,
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
    /// Taken out of the queue.
    Claim(Claim),
    /// Put back into it.
    PutBack(PutBack),
    /// Passed on to a colleague.
    Pass(Pass),
    /// Raise it. Muster's own.
    #[specta(skip)]
    Raise(Box<Notice>),
    /// What it asked for was done. Muster's own.
    #[specta(skip)]
    Settle(Settle),
    /// Look who stands in. Muster's own.
    #[specta(skip)]
    Cover(Cover),
    /// Look whether it is to be reminded of or escalated. Muster's own.
    #[specta(skip)]
    Follow(Follow),
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
    /// For whom they stood in.
    #[serde(default)]
    pub for_whom: Option<String>,
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
    /// Somebody has it now, or nobody; who stands in for them; and how it was passed, if it was.
    ChangedHands {
        /// Who has it.
        holder: Option<Holder>,
        /// Who stands in.
        delegate: Option<UserRef>,
        /// From whom.
        passed: Option<Passed>,
    },
    /// Somebody stands in, or no longer does.
    Covered(Option<UserRef>),
    /// It was reminded of.
    Reminded(Reminder),
    /// Nobody did it: it went up.
    Escalated(Escalation, Option<Team>),
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
    /// Somebody has it.
    #[error("{by} has this: ask them to put it back, or choose something else")]
    HeldBy {
        /// Who.
        by: String,
    },
    /// Nobody has it.
    #[error("this is in the queue already")]
    NotHeld,
    /// It asks for nothing that somebody else could do.
    #[error("this only informs: take note of it instead")]
    NothingToDo,
    /// It is done.
    #[error("this was done before{}", .by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default())]
    AlreadyDone {
        /// By whom.
        by: Option<String>,
    },
    /// Not somebody who may act on it.
    #[error("choose somebody who works for the same team")]
    NotAColleague,
    /// They have it.
    #[error("this is {to}'s already")]
    AlreadyTheirs {
        /// Whose.
        to: String,
    },
    /// Too long.
    #[error("a note has at most {} letters", hold::NOTE_LENGTH)]
    NoteTooLong,
}

impl Refusal {
    /// The field it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::NotAColleague | Refusal::AlreadyTheirs { .. } => Some("to"),
            Refusal::NoteTooLong => Some("note"),
            _ => None,
        }
    }
}

/// What the decision looks at.
#[derive(Debug)]
pub enum Facts {
    /// Nothing.
    None,
    /// How its kind is set, and who stands in.
    Raise {
        /// Whether it is raised.
        on: bool,
        /// The days.
        days: Days,
        /// Who stands in.
        delegate: Option<UserRef>,
    },
    /// Whoever is to have it, or has it, as a colleague; who stands in for whoever is to have it.
    Hand {
        /// The colleague; `None` where this desk does not know.
        colleague: Option<Option<Colleague>>,
        /// Who stands in.
        delegate: Option<UserRef>,
    },
    /// Who stands in.
    Cover(Option<UserRef>),
    /// How its kind is set, and who would hear next.
    Follow {
        /// The days.
        days: Days,
        /// Up the hierarchy, and of which team; nobody, if it ends here.
        next: Option<(UserRef, Team)>,
    },
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
        Teams::of(colleague::working(self.team))
    }
}

impl Notice {
    /// Whoever it waits for, if it waits for somebody by name.
    pub fn whose(&self) -> Option<&UserRef> {
        self.holder.as_ref().map(|holder| &holder.user).or(self.to.as_ref())
    }

    /// Whether whoever asks works the team's notices.
    pub(crate) fn is_of_team(&self, by: &By) -> bool {
        colleague::working(self.team).iter().any(|team| by.is_of(*team))
    }

    /// Whether whoever asks is the one it waits for, or stands in for them.
    fn is_theirs(&self, by: &By) -> bool {
        let is = |user: Option<&UserRef>| {
            user.is_some_and(|user| self.whose().is_some_and(|whose| whose.id == user.id))
        };
        by.user().is_none() || is(by.user()) || is(by.acting_for.as_ref())
    }

    fn is_for(&self, by: &By) -> bool {
        (self.to.is_none() || self.is_theirs(by)) && self.is_of_team(by)
    }
}

/// How a kind is set: as we have it where the organisation has set nothing.
fn setting(world: &World, notice: &Notice) -> Result<(bool, Days), Stop> {
    let id = KindSetting::id_in(notice.organisation, notice.kind.name());
    Ok(match world.record::<KindSetting>(id)? {
        Held::Known(Some(setting)) => (setting.on, setting.days),
        _ => (true, Days::default()),
    })
}

impl Noun for Notice {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = Facts;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Read(c) => c.id,
            Command::Finish(c) => c.id,
            Command::Claim(c) => c.id,
            Command::PutBack(c) => c.id,
            Command::Pass(c) => c.id,
            Command::Raise(c) => c.id,
            Command::Settle(c) => c.id,
            Command::Cover(c) => c.id,
            Command::Follow(c) => c.id,
        }
    }

    fn facts(
        record: Option<&Self>,
        command: &Command,
        world: &World,
        by: &By,
    ) -> Result<Facts, Stop> {
        match (command, record) {
            (Command::Raise(notice), _) => {
                let (on, days) = setting(world, notice)?;
                let delegate = super::delegation::standing_in(world, notice, by.received_at)?;
                Ok(Facts::Raise { on, days, delegate })
            }
            (Command::Claim(_), Some(notice)) => hold::facts_of_claim(notice, world, by),
            (Command::PutBack(_), Some(notice)) => hold::facts_of_holder(notice, world),
            (Command::Pass(pass), Some(notice)) => pass.facts(notice, world, by),
            (Command::Cover(cover), Some(notice)) => {
                let at = by.received_at;
                if let Some(id) = cover.delegation
                    && let Held::Known(Some(made)) = world.record::<Delegation>(id)?
                    && made.is_for(notice, at)
                {
                    return Ok(Facts::Cover(Some(made.to)));
                }
                super::delegation::standing_in(world, notice, at).map(Facts::Cover)
            }
            (Command::Follow(_), Some(notice)) => follow::facts(notice, world),
            _ => Ok(Facts::None),
        }
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        if let (Command::Raise(notice), Facts::Raise { on, days, delegate }) = (command, facts) {
            return match record {
                Some(_) => Err(Refusal::AlreadyThere),
                None if !on && !notice.kind.needs_action() => Ok(vec![]),
                None => Ok(vec![Event::Raised(Box::new(notice.raised(*days, delegate.clone())))]),
            };
        }
        let notice = record.ok_or(Refusal::NotFound)?;
        if !notice.is_for(by) {
            return Err(Refusal::NotYours);
        }
        let done =
            |by: Option<String>, for_whom, at| Ok(vec![Event::Ended(Done { by, for_whom, at })]);
        let for_whom = by.acting_for.as_ref().map(|whom| whom.name.clone());
        match (command, facts) {
            // Done twice is done: two people of a queue may both have seen it.
            (Command::Finish(_) | Command::Settle(_), _) if notice.done.is_some() => Ok(vec![]),
            (Command::Finish(_), _) if notice.kind.needs_action() => Err(Refusal::ActionNeeded),
            (Command::Finish(_), _) => {
                done(by.user().map(|u| u.name.clone()), for_whom, by.received_at)
            }
            (Command::Settle(settle), _) => {
                done(settle.by.clone(), settle.for_whom.clone(), by.received_at)
            }
            (Command::Read(_), _) => Ok(by
                .user()
                .filter(|user| !notice.read_by.contains(&user.id))
                .map(|user| Event::WasRead(user.id))
                .into_iter()
                .collect()),
            (Command::Claim(_), Facts::Hand { delegate, .. }) => {
                hold::claim(notice, delegate.as_ref(), by)
            }
            (Command::PutBack(_), Facts::Hand { colleague, .. }) => {
                hold::put_back(notice, colleague.as_ref(), by)
            }
            (Command::Pass(pass), Facts::Hand { colleague, delegate }) => {
                pass.decide(notice, colleague.as_ref(), delegate.as_ref(), by)
            }
            (Command::Cover(_), Facts::Cover(delegate)) => Ok(notice.cover(delegate.as_ref())),
            (Command::Follow(_), Facts::Follow { days, next }) => {
                Ok(notice.follow(*days, next.as_ref(), by))
            }
            _ => Err(Refusal::AlreadyThere),
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
            Event::Ended(done) => {
                notice.done = Some(done.clone());
                notice.cover_by(None);
            }
            Event::ChangedHands { holder, delegate, passed } => {
                // What is passed on is the team's: whoever it was for no longer has it alone.
                if passed.is_some() {
                    notice.to = None;
                }
                notice.holder = holder.clone();
                notice.passed.extend(passed.clone());
                notice.cover_by(delegate.clone());
                // Whoever it is passed to has not seen it.
                if let (Some(holder), Some(_)) = (holder, passed) {
                    notice.read_by.remove(&holder.user.id);
                }
            }
            Event::Covered(delegate) => notice.cover_by(delegate.clone()),
            Event::Reminded(reminder) => {
                // It is news again.
                notice.read_by.clear();
                notice.reminders.push(reminder.clone());
            }
            Event::Escalated(escalation, _) => notice.escalations.push(escalation.clone()),
        }
        Some(notice)
    }
}

impl Notice {
    /// As it is raised, with its kind set so.
    fn raised(&self, days: Days, delegate: Option<UserRef>) -> Notice {
        let mut notice = self.clone();
        let due = self.raised_at.date_naive() + chrono::Days::new(days.act_within.into());
        notice.due_on = self.kind.needs_action().then_some(due);
        notice.cover_by(delegate);
        notice
    }

    fn cover_by(&mut self, delegate: Option<UserRef>) {
        self.shown_to.extend(delegate.as_ref().map(|delegate| delegate.id));
        self.delegate = delegate;
    }
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
