//! An applicant who has accepted an offer. They come from the e-recruitment system; a recruiter
//! withdraws them when they pull out, and what was asked for them then ends.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId, PersonName};
use crate::world::{Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Applicant {
    /// Its id.
    pub id: Uuid,
    /// Who recruits.
    pub organisation: OrganisationId,
    /// The person's record here.
    pub person: PersonId,
    /// Their name.
    pub name: PersonName,
    /// The e-recruitment system's number.
    pub number: String,
    /// The post offered.
    pub post: String,
    /// Its position number, where known.
    pub position_number: Option<String>,
    /// The day the offer was accepted.
    pub offer_accepted_on: NaiveDate,
    /// The start date offered.
    pub start_on: Option<NaiveDate>,
    /// Where it stands.
    pub stage: Stage,
}

/// Where an applicant stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "ApplicantStage")]
pub enum Stage {
    /// The offer is accepted.
    OfferAccepted,
    /// They pulled out, or the offer was.
    Withdrawn {
        /// Why.
        reason: String,
        /// Who recorded it, where it was a person.
        by: Option<String>,
    },
}

/// What may be asked of an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "ApplicantCommand")]
pub enum Command {
    /// They pulled out.
    Withdraw(Withdraw),
}

/// Withdraw an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ApplicantWithdraw")]
pub struct Withdraw {
    /// The applicant.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// They pulled out.
    Withdrawn {
        /// Why.
        reason: String,
        /// Who recorded it.
        by: Option<String>,
    },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "ApplicantRefusal")]
pub enum Refusal {
    /// No such applicant.
    #[error("this applicant is not on record")]
    NotFound,
    /// They were withdrawn before.
    #[error("this applicant has already been withdrawn")]
    AlreadyWithdrawn,
    /// No reason.
    #[error("say why")]
    ReasonMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::ReasonMissing).then_some("reason")
    }
}

impl Record for Applicant {
    const NOUN: NounKind = NounKind::Applicant;
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

impl Noun for Applicant {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = ();

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Withdraw(c) => c.id,
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
        let Command::Withdraw(withdraw) = command;
        let applicant = record.ok_or(Refusal::NotFound)?;
        if withdraw.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        match applicant.stage {
            Stage::Withdrawn { .. } => Err(Refusal::AlreadyWithdrawn),
            Stage::OfferAccepted => Ok(vec![Event::Withdrawn {
                reason: withdraw.reason.trim().to_owned(),
                by: by.user().map(|user| user.name.clone()),
            }]),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        let Event::Withdrawn { reason, by } = event;
        record.map(|applicant| Self {
            stage: Stage::Withdrawn { reason: reason.clone(), by: by.clone() },
            ..applicant
        })
    }
}
