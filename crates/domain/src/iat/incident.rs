//! An incident: a record was released of the wrong person and recalled. Each of the two
//! organisations has one, under the transfer's id: it says what was disclosed, and at the asker
//! what had been accepted of it, so that people can undo it. It is closed by somebody who says
//! what was done.
//!
//! Each side's is for whoever may hold what it names: at the source the approvers, who may know
//! whose record it was; at the asker recruitment, which never learns who the wrong person is, and
//! of other teams' parts only that there is something to undo.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::item::{Field, FieldItem, PartKind};
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, PersonId, PersonName};
use crate::world::{Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Incident {
    /// The transfer's id.
    pub id: Uuid,
    /// In whose log.
    pub organisation: OrganisationId,
    /// Which side of the transfer that is.
    pub side: Side,
    /// The other organisation.
    pub other: OrganisationRef,
    /// The applicant it was released for; at the asker alone.
    pub applicant: Option<PersonName>,
    /// Whose record it was; at the source alone.
    pub person: Option<PersonId>,
    /// Why it was recalled.
    pub reason: String,
    /// Who recalled it, where it was on this side.
    pub recalled_by: Option<String>,
    /// When.
    pub recalled_at: DateTime<Utc>,
    /// The fields that had been disclosed to recruitment.
    pub fields: Vec<Field>,
    /// How many competences had been disclosed to learning.
    pub competences: u32,
    /// What recruitment had accepted, value by value; at the asker alone.
    pub accepted: Vec<FieldItem>,
    /// The parts of which their teams had accepted something; at the asker alone.
    pub accepted_parts: BTreeSet<PartKind>,
    /// How it ended.
    pub closed: Option<Closed>,
}

/// A side of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Who asked.
    Asker,
    /// Who released.
    Source,
}

/// The end of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Closed {
    /// By whom.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done about it.
    pub note: String,
}

/// What may be asked of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "IncidentCommand")]
pub enum Command {
    /// Close it.
    Close(Close),
    /// It came about. Muster's own.
    #[specta(skip)]
    Open(Box<Incident>),
    /// Something of a recalled part had been accepted. Muster's own.
    #[specta(skip)]
    Accepted(Accepted),
}

/// Close it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "IncidentClose")]
pub struct Close {
    /// The incident.
    pub id: Uuid,
    /// What was done about it.
    pub note: String,
}

/// Something of a recalled part had been accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The incident.
    pub id: Uuid,
    /// Of which part.
    pub part: PartKind,
    /// The values, where recruitment may hold them.
    pub fields: Vec<FieldItem>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It came about.
    Opened(Box<Incident>),
    /// Something had been accepted.
    Accepted(Accepted),
    /// It was closed.
    Closed(Closed),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "IncidentRefusal")]
pub enum Refusal {
    /// No such incident.
    #[error("this incident is not on record")]
    NotFound,
    /// It is there already.
    #[error("this incident was recorded before")]
    AlreadyThere,
    /// It is another team's.
    #[error("this incident is for another team")]
    NotYours,
    /// It was closed.
    #[error("this incident has already been closed")]
    AlreadyClosed {
        /// By whom.
        by: Option<String>,
    },
    /// No note.
    #[error("say what was done about it")]
    NoteMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::NoteMissing).then_some("note")
    }
}

impl Record for Incident {
    const NOUN: NounKind = NounKind::Incident;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(self.side.teams())
    }
}

impl Side {
    fn teams(self) -> &'static [Team] {
        match self {
            Side::Asker => &[Team::Recruitment, Team::HumanResources],
            Side::Source => &[Team::Approvers],
        }
    }

    /// The team whose worklist it is on.
    pub fn team(self) -> Team {
        match self {
            Side::Asker => Team::Recruitment,
            Side::Source => Team::Approvers,
        }
    }
}

impl Noun for Incident {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = ();

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Close(c) => c.id,
            Command::Open(c) => c.id,
            Command::Accepted(c) => c.id,
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
        match (command, record) {
            (Command::Open(_), Some(_)) => Err(Refusal::AlreadyThere),
            (Command::Open(incident), None) => Ok(vec![Event::Opened(incident.clone())]),
            (_, None) => Err(Refusal::NotFound),
            (Command::Accepted(accepted), Some(_)) => Ok(vec![Event::Accepted(accepted.clone())]),
            (Command::Close(close), Some(incident)) => close.decide(incident, by),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Opened(incident) = event {
            return Some((**incident).clone());
        }
        let mut incident = record?;
        match event {
            Event::Opened(_) => {}
            Event::Accepted(accepted) => {
                incident.accepted.extend(accepted.fields.iter().cloned());
                incident.accepted_parts.insert(accepted.part);
            }
            Event::Closed(closed) => incident.closed = Some(closed.clone()),
        }
        Some(incident)
    }
}

impl Close {
    fn decide(&self, incident: &Incident, by: &By) -> Result<Vec<Event>, Refusal> {
        if !incident.side.teams().iter().any(|team| by.is_of(*team)) {
            return Err(Refusal::NotYours);
        }
        if let Some(closed) = &incident.closed {
            return Err(Refusal::AlreadyClosed { by: closed.by.clone() });
        }
        let note = self.note.trim();
        if note.is_empty() {
            return Err(Refusal::NoteMissing);
        }
        Ok(vec![Event::Closed(Closed {
            by: by.user().map(|user| user.name.clone()),
            at: by.received_at,
            note: note.to_owned(),
        })])
    }
}
