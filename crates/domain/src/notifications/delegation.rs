//! Somebody stands in for a colleague for some days: what is for the one comes to the other, who
//! acts on it in their own right and in the colleague's name. It is made by whoever goes, ended by
//! either, and never handed on: whoever stands in has to be there.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::colleague::{self, Colleague};
use super::kind_setting::KindName;
use super::notice::Notice;
use crate::Command as Any;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, UserId, UserRef};
use crate::world::{Held, Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Delegation {
    /// Its id.
    pub id: Uuid,
    /// In whose log.
    pub organisation: OrganisationId,
    /// In which team's work.
    pub team: Team,
    /// Whose work.
    pub from: UserRef,
    /// Who does it.
    pub to: UserRef,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Which kinds; all, if none is named.
    pub kinds: BTreeSet<KindName>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Whether it ended before its last day.
    pub ended: Option<Ended>,
}

/// It ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "DelegationEnded")]
pub struct Ended {
    /// By whom.
    pub by: UserRef,
    /// When, by the clock of the desk it was done on.
    pub at: DateTime<Utc>,
}

impl Delegation {
    /// Whether it holds for a kind of a team's notices at a moment.
    pub fn covers(&self, team: Team, kind: KindName, at: DateTime<Utc>) -> bool {
        let day = at.date_naive();
        colleague::working(team).contains(&self.team)
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && self.first <= day
            && day <= self.last
            && self.ended.as_ref().is_none_or(|ended| at < ended.at)
    }

    /// Whether it is for a notice, at a moment.
    pub(crate) fn is_for(&self, notice: &Notice, at: DateTime<Utc>) -> bool {
        notice.whose().is_some_and(|whose| whose.id == self.from.id)
            && self.covers(notice.team, notice.kind.name(), at)
    }

    /// Whether it is of the same kinds on one of the same days as another one would be.
    fn meets(&self, make: &Make) -> bool {
        let same_kind = self.kinds.is_empty()
            || make.kinds.is_empty()
            || self.kinds.intersection(&make.kinds).next().is_some();
        self.id != make.id
            && self.ended.is_none()
            && colleague::working(self.team)
                .iter()
                .any(|team| colleague::working(make.team).contains(team))
            && same_kind
            && self.first <= make.last
            && make.first <= self.last
    }
}

/// What may be asked of a delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "DelegationCommand")]
pub enum Command {
    /// Have a colleague stand in.
    Make(Make),
    /// End it before its last day.
    End(End),
}

/// Have a colleague stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "DelegationMake")]
pub struct Make {
    /// The delegation's id.
    pub id: Uuid,
    /// In which team's work.
    pub team: Team,
    /// Who does it.
    pub to: UserId,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Which kinds; all, if none is named.
    pub kinds: BTreeSet<KindName>,
}

/// End it before its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "DelegationEnd")]
pub struct End {
    /// The delegation.
    pub id: Uuid,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody stands in.
    Made(Box<Delegation>),
    /// They no longer do.
    WasEnded(Ended),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "DelegationRefusal")]
pub enum Refusal {
    /// No such delegation.
    #[error("this delegation is not on record")]
    NotFound,
    /// It is there already.
    #[error("this delegation was made before")]
    AlreadyThere,
    /// Not the asker's team.
    #[error("you are not of this team")]
    NotYourTeam,
    /// To oneself.
    #[error("choose somebody other than yourself")]
    ToYourself,
    /// Not of the team.
    #[error("choose somebody who works for the same team")]
    DelegateNotOfTeam,
    /// It begins before it is made.
    #[error("the first day cannot be in the past")]
    StartsInPast,
    /// It ends before it begins.
    #[error("the last day cannot be before the first, nor more than a year after it")]
    DaysOutOfOrder,
    /// Somebody stands in on one of these days already.
    #[error("{to} stands in for you on some of these days already")]
    AlreadyDelegated {
        /// Who.
        to: String,
    },
    /// Whoever would stand in is away.
    #[error(
        "{to} has somebody stand in for them on some of these days: choose somebody who is there"
    )]
    DelegateAway {
        /// Who.
        to: String,
    },
    /// Whoever asks stands in for somebody.
    #[error(
        "you stand in for {from} on some of these days: what was handed to you is not handed on"
    )]
    StandingIn {
        /// For whom.
        from: String,
    },
    /// It is neither theirs nor to them.
    #[error("this delegation is between other people")]
    NotYours,
    /// It has ended.
    #[error("this delegation has ended")]
    AlreadyEnded,
}

impl Refusal {
    /// The field it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::NotYourTeam => Some("team"),
            Refusal::ToYourself | Refusal::DelegateNotOfTeam | Refusal::DelegateAway { .. } => {
                Some("to")
            }
            Refusal::StartsInPast
            | Refusal::AlreadyDelegated { .. }
            | Refusal::StandingIn { .. } => Some("first"),
            Refusal::DaysOutOfOrder => Some("last"),
            Refusal::NotFound
            | Refusal::AlreadyThere
            | Refusal::NotYours
            | Refusal::AlreadyEnded => None,
        }
    }
}

/// A year at most: a longer absence is another person's work.
const MOST_DAYS: i64 = 366;

/// What the decision looks at.
#[derive(Debug, Default)]
pub struct Facts {
    /// Whoever would stand in, as a colleague of the team; `None` where this desk does not know.
    delegate: Option<Option<Colleague>>,
    /// Who stands in for the asker.
    mine: Vec<Delegation>,
    /// Who stands in for the delegate.
    theirs: Vec<Delegation>,
    /// For whom the asker stands in.
    to_me: Vec<Delegation>,
}

impl Record for Delegation {
    const NOUN: NounKind = NounKind::Delegation;
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

impl Noun for Delegation {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = Facts;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Make(c) => c.id,
            Command::End(c) => c.id,
        }
    }

    fn facts(_: Option<&Self>, command: &Command, world: &World, by: &By) -> Result<Facts, Stop> {
        let (Command::Make(make), Some(user)) = (command, by.user()) else {
            return Ok(Facts::default());
        };
        let known = |held: Held<Vec<Delegation>>| held.known().cloned().unwrap_or_default();
        Ok(Facts {
            delegate: colleague_in(world, make.team, make.to)?,
            mine: known(world.find("from_user", user.id)?),
            theirs: known(world.find("from_user", make.to)?),
            to_me: known(world.find("to_user", user.id)?),
        })
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        match (command, record) {
            (Command::Make(_), Some(_)) => Err(Refusal::AlreadyThere),
            (Command::Make(make), None) => make.decide(facts, by),
            (Command::End(_), None) => Err(Refusal::NotFound),
            (Command::End(_), Some(delegation)) => delegation.end(by),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        match event {
            Event::Made(delegation) => Some((**delegation).clone()),
            Event::WasEnded(ended) => {
                record.map(|delegation| Self { ended: Some(ended.clone()), ..delegation })
            }
        }
    }
}

impl Make {
    fn decide(&self, facts: &Facts, by: &By) -> Result<Vec<Event>, Refusal> {
        let user = by.user().ok_or(Refusal::NotFound)?;
        if !by.is_of(self.team) {
            return Err(Refusal::NotYourTeam);
        }
        if self.to == user.id {
            return Err(Refusal::ToYourself);
        }
        let to = match &facts.delegate {
            Some(Some(colleague)) => colleague.user.clone(),
            Some(None) => return Err(Refusal::DelegateNotOfTeam),
            // The server knows who it is; until then the screen shows no name.
            None => UserRef { id: self.to, name: String::new() },
        };
        // The day on which it was asked for: a desk that was offline is not late.
        if self.first < by.claimed_at.date_naive() {
            return Err(Refusal::StartsInPast);
        }
        let days = (self.last - self.first).num_days();
        if !(0..=MOST_DAYS).contains(&days) {
            return Err(Refusal::DaysOutOfOrder);
        }
        let meets = |all: &[Delegation]| all.iter().find(|one| one.meets(self)).cloned();
        if let Some(mine) = meets(&facts.mine) {
            return Err(Refusal::AlreadyDelegated { to: mine.to.name });
        }
        if meets(&facts.theirs).is_some() {
            return Err(Refusal::DelegateAway { to: to.name });
        }
        if let Some(to_me) = meets(&facts.to_me) {
            return Err(Refusal::StandingIn { from: to_me.from.name });
        }
        Ok(vec![Event::Made(Box::new(Delegation {
            id: self.id,
            organisation: by.organisation().id,
            team: self.team,
            from: user.clone(),
            to,
            first: self.first,
            last: self.last,
            kinds: self.kinds.clone(),
            made_at: by.received_at,
            ended: None,
        }))])
    }
}

impl Delegation {
    fn end(&self, by: &By) -> Result<Vec<Event>, Refusal> {
        let user = by.user().ok_or(Refusal::NotFound)?;
        if user.id != self.from.id && user.id != self.to.id {
            return Err(Refusal::NotYours);
        }
        if self.ended.is_some() || self.last < by.claimed_at.date_naive() {
            return Err(Refusal::AlreadyEnded);
        }
        // A clock that is ahead does not end it later.
        let at = by.claimed_at.min(by.received_at);
        Ok(vec![Event::WasEnded(Ended { by: user.clone(), at })])
    }
}

/// Somebody as one who works a team's notices; `None` where this desk does not know.
pub(crate) fn colleague_in(
    world: &World,
    team: Team,
    user: UserId,
) -> Result<Option<Option<Colleague>>, Stop> {
    for &team in colleague::working(team) {
        match world.record::<Colleague>(Colleague::id_in(team, user))? {
            Held::Known(Some(colleague)) => return Ok(Some(Some(colleague))),
            Held::Known(None) => {}
            Held::NotHeldHere => return Ok(None),
        }
    }
    Ok(Some(None))
}

/// For whom somebody acts: what they decide about waits for a colleague, by a notice, and they stand
/// in for that colleague when they say they did it. Nobody, if they act for themselves.
pub(crate) fn acting_for(world: &World, command: &Any, by: &By) -> Result<Option<UserRef>, Stop> {
    let Some(user) = by.user() else { return Ok(None) };
    let (_, target) = command.target();
    let notices = match command {
        Any::Notice(_) => match world.record::<Notice>(target)? {
            Held::Known(notice) => notice.into_iter().collect(),
            Held::NotHeldHere => vec![],
        },
        Any::Enquiry(_)
        | Any::OhEnquiry(_)
        | Any::Reference(_)
        | Any::RecruitmentPart(_)
        | Any::LearningPart(_)
        | Any::OhPart(_) => {
            world.find::<Notice>("about", target)?.known().cloned().unwrap_or_default()
        }
        _ => vec![],
    };
    for notice in notices.iter().filter(|notice| notice.done.is_none()) {
        let somebody_elses = notice.whose().is_some_and(|whose| whose.id != user.id);
        if !somebody_elses || !notice.is_of_team(by) {
            continue;
        }
        let to_me = world.find::<Delegation>("to_user", user.id)?;
        let covers = |one: &&Delegation| one.is_for(notice, by.claimed_at);
        if let Some(one) = to_me.known().and_then(|all| all.iter().find(covers)) {
            return Ok(Some(one.from.clone()));
        }
    }
    Ok(None)
}

/// Who stands in at a moment for whoever a notice waits for.
pub(crate) fn standing_in(
    world: &World,
    notice: &Notice,
    at: DateTime<Utc>,
) -> Result<Option<UserRef>, Stop> {
    let Some(whose) = notice.whose() else { return Ok(None) };
    let away = world.find::<Delegation>("from_user", whose.id)?;
    let stands_in = |one: &&Delegation| one.is_for(notice, at);
    Ok(away.known().and_then(|all| all.iter().find(stands_in)).map(|one| one.to.clone()))
}

#[cfg(test)]
#[path = "delegation_tests.rs"]
mod tests;
