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
        matches!(
            self,
            Kind::TransferToDecide
                | Kind::OhToRelease
                | Kind::PartToReview { .. }
                | Kind::ReferenceToComplete
        )
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
            // They give references as well.
            Team::Referees => Teams::of(&[Team::Referees, Team::HumanResources]),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;
    use crate::spec::{Story, asker, at, day, given, id, row, user, user_of};

    fn notice(kind: Kind, team: Team, to: Option<UserRef>) -> Notice {
        Notice {
            id: id(1),
            organisation: asker().id,
            team,
            to,
            kind,
            about: id(2),
            subject: None,
            other: "Birchwood Trust".to_owned(),
            raised_at: at("2026-11-20T09:00Z"),
            due_on: Some(day("2026-11-25")),
            read_by: BTreeSet::new(),
            done: None,
        }
    }

    fn on_the_list(notice: &Notice) -> Story {
        given([row(notice)])
    }

    fn read() -> Command {
        Command::Read(Read { id: id(1) })
    }

    fn finish() -> Command {
        Command::Finish(Finish { id: id(1) })
    }

    #[test]
    fn a_notice_for_information_is_taken_off_the_list_by_whoever_took_note() {
        let rhian = user_of(Role::RecruitmentOfficer);
        on_the_list(&notice(Kind::TransferRefused, Team::Recruitment, Some(rhian)))
            .by(Role::RecruitmentOfficer)
            .when(finish())
            .then(|_, story| {
                let by = Some("Rhian Pryce".to_owned());
                let done = Some(Done { by, at: at("2026-11-24T09:00Z") });
                assert_eq!(story.get::<Notice>(id(1)).done, done);
            });
    }

    #[test]
    fn a_notice_that_asks_for_a_decision_is_ended_by_deciding() {
        for kind in [
            Kind::TransferToDecide,
            Kind::OhToRelease,
            Kind::PartToReview { part: PartKind::Learning },
        ] {
            on_the_list(&notice(kind, Team::Approvers, None))
                .by(Role::IatApprover)
                .when(finish())
                .refused(Refusal::ActionNeeded);
        }
    }

    #[test]
    fn two_of_a_queue_may_both_take_it_off_and_the_first_is_named() {
        on_the_list(&notice(Kind::TransferEnded, Team::Approvers, None))
            .by(Role::IatApprover)
            .when(finish())
            .happens()
            .by_user(user("Bethan Lloyd"), &[Role::IatApprover])
            .when(finish())
            .changes(&[])
            .then(|_, story| {
                let done = story.get::<Notice>(id(1)).done.unwrap();
                assert_eq!(done.by.as_deref(), Some("Amir Patel"));
            });
    }

    #[test]
    fn a_notice_is_not_another_teams() {
        let notice = notice(Kind::TransferEnded, Team::Approvers, None);
        for role in [Role::RecruitmentOfficer, Role::OhNurse, Role::LearningAdministrator] {
            on_the_list(&notice).by(role).when(read()).refused(Refusal::NotYours);
            on_the_list(&notice).by(role).when(finish()).refused(Refusal::NotYours);
        }
    }

    #[test]
    fn a_notice_for_one_person_is_not_a_colleagues() {
        let rhian = user_of(Role::RecruitmentOfficer);
        on_the_list(&notice(Kind::TransferRefused, Team::Recruitment, Some(rhian)))
            .by_user(user("Tomos Bevan"), &[Role::RecruitmentOfficer])
            .when(finish())
            .refused(Refusal::NotYours);
    }

    #[test]
    fn an_hr_officer_who_asked_for_a_record_hears_that_it_was_refused() {
        let hugh = user_of(Role::HrOfficer);
        on_the_list(&notice(Kind::TransferRefused, Team::Recruitment, Some(hugh)))
            .by(Role::HrOfficer)
            .on_their_desk()
            .when(finish())
            .changes(&[NounKind::Notice]);
    }

    #[test]
    fn reading_twice_is_reading_once() {
        on_the_list(&notice(Kind::TransferToDecide, Team::Approvers, None))
            .by(Role::IatApprover)
            .when(read())
            .happens()
            .when(read())
            .changes(&[])
            .then(|_, story| {
                let read_by = story.get::<Notice>(id(1)).read_by;
                assert_eq!(read_by, [user_of(Role::IatApprover).id].into());
            });
    }

    #[test]
    fn a_notice_that_is_not_there_cannot_be_read() {
        given([]).by(Role::IatApprover).when(read()).refused(Refusal::NotFound);
    }

    #[test]
    fn muster_raises_a_notice_once_and_settles_it_once() {
        let raised = notice(Kind::TransferToDecide, Team::Approvers, None);
        let settle = |by: &str| Command::Settle(Settle { id: id(1), by: Some(by.to_owned()) });
        given([])
            .when(Command::Raise(Box::new(raised.clone())))
            .happens()
            .when(Command::Raise(Box::new(raised)))
            .refused(Refusal::AlreadyThere)
            .when(settle("Amir Patel"))
            .happens()
            .when(settle("Bethan Lloyd"))
            .changes(&[]);
    }
}
