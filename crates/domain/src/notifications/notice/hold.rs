//! Who has a notice: claimed out of the queue, put back, passed on. A claim says who is at it and is
//! no lock on what it is about; who claims second is told who was first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Event, Facts, Notice, Refusal};
use crate::notifications::colleague::Colleague;
use crate::notifications::delegation::{colleague_in, standing_in};
use crate::noun::By;
use crate::words::{UserId, UserRef};
use crate::world::{Stop, World};

/// As long as a note may be.
pub(super) const NOTE_LENGTH: usize = 500;

/// Who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeHolder")]
pub struct Holder {
    /// Who.
    pub user: UserRef,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// It went from one to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticePassed")]
pub struct Passed {
    /// From whom: whoever passed it on.
    pub by: UserRef,
    /// For whom they stood in.
    pub for_whom: Option<String>,
    /// To whom.
    pub to: UserRef,
    /// What they said.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Taken out of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeClaim")]
pub struct Claim {
    /// The notice.
    pub id: Uuid,
}

/// Put back into the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticePutBack")]
pub struct PutBack {
    /// The notice.
    pub id: Uuid,
}

/// Passed on to a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticePass")]
pub struct Pass {
    /// The notice.
    pub id: Uuid,
    /// To whom.
    pub to: UserId,
    /// What they should know.
    pub note: String,
}

impl Notice {
    fn held_by(&self, user: &UserRef, at: DateTime<Utc>) -> Notice {
        Notice { holder: Some(Holder { user: user.clone(), since: at }), ..self.clone() }
    }

    /// Whether there is something that one person or another could do.
    fn is_open(&self) -> Result<(), Refusal> {
        if !self.kind.needs_action() {
            return Err(Refusal::NothingToDo);
        }
        match &self.done {
            Some(done) => Err(Refusal::AlreadyDone { by: done.by.clone() }),
            None => Ok(()),
        }
    }

    fn held(&self) -> Refusal {
        match self.whose() {
            Some(whose) => Refusal::HeldBy { by: whose.name.clone() },
            None => Refusal::NotHeld,
        }
    }
}

/// Who stands in for whoever claims.
pub(super) fn facts_of_claim(notice: &Notice, world: &World, by: &By) -> Result<Facts, Stop> {
    let delegate = match by.user() {
        Some(user) => standing_in(world, &notice.held_by(user, by.received_at), by.received_at)?,
        None => None,
    };
    Ok(Facts::Hand { colleague: None, delegate })
}

/// Whether whoever has it still works for the team.
pub(super) fn facts_of_holder(notice: &Notice, world: &World) -> Result<Facts, Stop> {
    let colleague = match &notice.holder {
        Some(holder) => colleague_in(world, notice.team, holder.user.id)?,
        None => None,
    };
    Ok(Facts::Hand { colleague, delegate: None })
}

pub(super) fn claim(
    notice: &Notice,
    delegate: Option<&UserRef>,
    by: &By,
) -> Result<Vec<Event>, Refusal> {
    notice.is_open()?;
    let user = by.user().ok_or(Refusal::NotYours)?;
    match notice.whose() {
        // Claimed twice is claimed.
        Some(whose) if whose.id == user.id => return Ok(vec![]),
        Some(_) => return Err(notice.held()),
        None => {}
    }
    Ok(vec![Event::ChangedHands {
        holder: notice.held_by(user, by.received_at).holder,
        delegate: delegate.cloned(),
        passed: None,
    }])
}

/// Whoever has it puts it back; anybody of the team, where that person is of the team no more.
pub(super) fn put_back(
    notice: &Notice,
    holder: Option<&Option<Colleague>>,
    by: &By,
) -> Result<Vec<Event>, Refusal> {
    notice.is_open()?;
    if notice.holder.is_none() {
        return Err(notice.held());
    }
    let has_gone = holder.is_some_and(Option::is_none);
    if !notice.is_theirs(by) && !has_gone {
        return Err(notice.held());
    }
    Ok(vec![Event::ChangedHands { holder: None, delegate: None, passed: None }])
}

impl Pass {
    /// The colleague, and who stands in for them.
    pub(super) fn facts(&self, notice: &Notice, world: &World, by: &By) -> Result<Facts, Stop> {
        let colleague = colleague_in(world, notice.team, self.to)?;
        let to = UserRef { id: self.to, name: String::new() };
        let delegate = standing_in(world, &notice.held_by(&to, by.received_at), by.received_at)?;
        Ok(Facts::Hand { colleague, delegate })
    }

    pub(super) fn decide(
        &self,
        notice: &Notice,
        colleague: Option<&Option<Colleague>>,
        delegate: Option<&UserRef>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        notice.is_open()?;
        let user = by.user().ok_or(Refusal::NotYours)?;
        if notice.whose().is_some() && !notice.is_theirs(by) {
            return Err(notice.held());
        }
        if self.note.chars().count() > NOTE_LENGTH {
            return Err(Refusal::NoteTooLong);
        }
        let to = match colleague {
            Some(Some(colleague)) => colleague.user.clone(),
            Some(None) => return Err(Refusal::NotAColleague),
            // The server knows who it is; until then the screen shows no name.
            None => UserRef { id: self.to, name: String::new() },
        };
        if notice.whose().is_some_and(|whose| whose.id == self.to) {
            return Err(Refusal::AlreadyTheirs { to: to.name });
        }
        Ok(vec![Event::ChangedHands {
            holder: notice.held_by(&to, by.received_at).holder,
            delegate: delegate.cloned(),
            passed: Some(Passed {
                by: user.clone(),
                for_whom: by.acting_for.as_ref().map(|whom| whom.name.clone()),
                to,
                note: self.note.trim().to_owned(),
                at: by.received_at,
            }),
        }])
    }
}
