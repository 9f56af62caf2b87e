//! A factual reference, where it arrived: for recruitment, beside the transfer it was asked for with.
//! Nobody changes what another employer has vouched for: it is read, and nothing more.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::reference::{Submitted, WantedStage};
use super::transfer::Transfer;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, PersonName};
use crate::world::{Held, Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReferencePart {
    /// The transfer's id.
    pub id: Uuid,
    /// The organisation it arrived at.
    pub organisation: OrganisationId,
    /// The applicant.
    pub applicant: Uuid,
    /// Their name.
    pub name: PersonName,
    /// Who gave it.
    pub source: OrganisationRef,
    /// When it arrived.
    pub arrived_at: DateTime<Utc>,
    /// What it says.
    pub said: Submitted,
}

/// What may be asked of it: that it arrives. Muster's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "ReferencePartCommand")]
pub enum Command {
    /// It arrived.
    #[specta(skip)]
    Arrive(Box<Arrive>),
}

/// It arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrive {
    /// The transfer.
    pub id: Uuid,
    /// Who gave it.
    pub source: OrganisationRef,
    /// What it says.
    pub said: Submitted,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It arrived.
    Arrived(Box<ReferencePart>),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "ReferencePartRefusal")]
pub enum Refusal {
    /// It is there already, or the transfer does not expect it.
    #[error("this reference cannot arrive now")]
    CannotArrive,
}

impl Record for ReferencePart {
    const NOUN: NounKind = NounKind::ReferencePart;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Recruitment, Team::HumanResources])
    }
}

impl Noun for ReferencePart {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    /// The transfer.
    type Facts = Held<Option<Transfer>>;

    fn target(Command::Arrive(arrive): &Command) -> Uuid {
        arrive.id
    }

    fn facts(
        _: Option<&Self>,
        Command::Arrive(arrive): &Command,
        world: &World,
        _: &By,
    ) -> Result<Self::Facts, Stop> {
        world.record(arrive.id)
    }

    fn decide(
        record: Option<&Self>,
        Command::Arrive(arrive): &Command,
        transfer: &Self::Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        let (None, Held::Known(Some(transfer))) = (record, transfer) else {
            return Err(Refusal::CannotArrive);
        };
        // The transfer took in the answer first: a reference that it does not expect is not taken in.
        if transfer.reference.as_ref().map(|wanted| &wanted.stage) != Some(&WantedStage::Arrived) {
            return Err(Refusal::CannotArrive);
        }
        Ok(vec![Event::Arrived(Box::new(ReferencePart {
            id: arrive.id,
            organisation: transfer.organisation,
            applicant: transfer.applicant,
            name: transfer.name.clone(),
            source: arrive.source.clone(),
            arrived_at: by.received_at,
            said: arrive.said.clone(),
        }))])
    }

    fn evolve(_: Option<Self>, Event::Arrived(part): &Event) -> Option<Self> {
        Some((**part).clone())
    }
}
