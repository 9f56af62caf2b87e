//! A transfer, on the side that asks: requested with the applicant's consent, answered by the
//! source, its parts looked through here. The asker learns nothing about the person before the
//! source has answered, not even whether anybody matched.

mod answer;
mod budget;
mod consent;
mod ending;
mod reply;
mod request;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::candidate::{Correction, Identity};
use super::exchange::{self, Exchange};
use super::history::{Entry, RefusalReason};
use super::item::PartKind;
use super::reference::{Wanted, WantedStage};
use crate::noun::{By, Noun, NounKind, Record};
use crate::organisation::Organisation;
use crate::policy::{Team, Teams};
use crate::recruitment::Applicant;
use crate::words::{OrganisationId, OrganisationRef, PersonName, UserRef};
use crate::world::{Held, Stop, World};

pub use answer::{Answer, PartDecided, Said};
pub use budget::{Asked, Budget};
pub use consent::{Consent, ConsentMeans, ConsentWithdrawn, WithdrawConsent};
pub use ending::{End, Withdraw};
pub use reply::Reply;
pub use request::Request;

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Transfer {
    /// One id on both sides.
    pub id: Uuid,
    /// The organisation that asks.
    pub organisation: OrganisationId,
    /// The applicant.
    pub applicant: Uuid,
    /// The applicant's name.
    pub name: PersonName,
    /// The post the offer is for.
    pub post: String,
    /// The start date offered, where there is one.
    pub start_on: Option<NaiveDate>,
    /// The source.
    pub source: OrganisationRef,
    /// Who asked.
    pub asked_by: UserRef,
    /// For which kind of staff.
    #[serde(default)]
    pub staff: StaffKind,
    /// Before the hire or after it.
    #[serde(default)]
    pub occasion: Occasion,
    /// The day the request reached the server, by which requests are counted.
    #[serde(default)]
    pub asked_on: Option<NaiveDate>,
    /// The applicant's consent.
    pub consent: Consent,
    /// That it was withdrawn since.
    #[serde(default)]
    pub consent_withdrawn: Option<ConsentWithdrawn>,
    /// What the source asked, and what was said to it.
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    /// What may be shown of the National Insurance number typed: `47 C`.
    pub ni_ending: String,
    /// Where it stands.
    pub stage: Stage,
    /// How far each part is.
    pub parts: BTreeMap<PartKind, PartStage>,
    /// The reference asked for with it, if one was.
    #[serde(default)]
    pub reference: Option<Wanted>,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
}

/// For which kind of staff a transfer is: both are asked for before they are hired (IAT-1), and the
/// source looks for doctors and dentists by their registration too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StaffKind {
    /// Anybody but doctors and dentists.
    General,
    /// Doctors and dentists.
    Medical,
    /// It was asked for by a version of Muster that did not ask.
    #[default]
    NotSaid,
}

/// When in somebody's recruitment a record is asked for (IAT-1, IAT-5). The second request brings
/// the final record, and does not need the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "TransferOccasion")]
pub enum Occasion {
    /// After the offer is accepted; the only one that earlier versions of Muster knew.
    #[default]
    BeforeHire,
    /// After the start.
    AfterHire,
}

/// Where a transfer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "TransferStage")]
pub enum Stage {
    /// Asked; the source has not answered.
    Requested,
    /// A person at the source decides.
    AwaitingApproval,
    /// The source wants to know something first: the last of the exchanges.
    MoreAsked,
    /// Released; the parts are looked through.
    Released,
    /// The source refused.
    Refused {
        /// Why.
        reason: RefusalReason,
        /// More about it.
        note: String,
    },
    /// Ended by this side.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// Ended, because the person withdrew their consent before anything was released.
    ConsentWithdrawn,
    /// Ended, because nobody answered in time.
    Lapsed,
    /// Released, and recalled: it was the wrong person's record.
    Recalled {
        /// Why.
        reason: String,
    },
}

impl Stage {
    /// Whether the source may still answer.
    pub fn is_open(&self) -> bool {
        matches!(self, Stage::Requested | Stage::AwaitingApproval | Stage::MoreAsked)
    }
}

/// How far a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PartStage {
    /// Not here yet.
    Waiting,
    /// Here; its team looks through it.
    Arrived,
    /// Looked through to the end.
    Decided,
    /// It will not come.
    NotComing,
    /// It was recalled: what was not accepted is here no more.
    Recalled,
}

/// What may be asked of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "TransferCommand")]
pub enum Command {
    /// Ask the source for the record.
    Request(Request),
    /// End it before it is released.
    Withdraw(Withdraw),
    /// Answer the source's question.
    Reply(Reply),
    /// The applicant has withdrawn their consent.
    WithdrawConsent(WithdrawConsent),
    /// What the source said. Muster's own.
    #[specta(skip)]
    Answer(Answer),
    /// A part was looked through. Muster's own.
    #[specta(skip)]
    PartDecided(PartDecided),
    /// The applicant is no longer one. Muster's own.
    #[specta(skip)]
    End(End),
}

/// What happened to a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was asked for.
    Requested(Box<Transfer>, Box<Identity>),
    /// It was ended by this side, while it was open.
    Withdrawn(String, Entry),
    /// The applicant pulled out while occupational health at the source had yet to decide.
    OhCalledOff(Entry),
    /// The applicant pulled out while the source had yet to complete a reference.
    ReferenceCalledOff(Entry),
    /// The source's question was answered.
    Replied(Box<exchange::Reply>, Box<Correction>, Entry),
    /// The person withdrew their consent, here.
    ConsentWithdrawn(ConsentWithdrawn, Entry),
    /// The person withdrew their consent, at the source.
    ConsentLost(ConsentWithdrawn, Entry),
    /// The source released what had ended here.
    NotTakenIn(Entry),
    /// The source's answer was taken in.
    Answered(Said, Vec<Entry>, DateTime<Utc>),
    /// A part was looked through.
    PartDecided(PartKind, Entry),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "TransferRefusal")]
pub enum Refusal {
    /// The applicant is not known to the server.
    #[error("this applicant is not on record")]
    ApplicantUnknown,
    /// The applicant was withdrawn.
    #[error("the applicant has been withdrawn, so their record cannot be asked for")]
    ApplicantWithdrawn {
        /// Who withdrew them, where known.
        by: Option<String>,
        /// Why.
        reason: String,
    },
    /// One open request per applicant and source.
    #[error("this organisation has already been asked for this applicant's record")]
    AlreadyAsked {
        /// The open transfer.
        transfer: Uuid,
    },
    /// The id is taken.
    #[error("this request was made before")]
    AlreadyThere,
    /// One does not ask oneself.
    #[error("choose an organisation other than your own")]
    SourceIsOwn,
    /// The source is not on Muster.
    #[error("this organisation cannot be asked through Muster")]
    SourceUnknown,
    /// Not a National Insurance number.
    #[error("enter a National Insurance number: two letters, six digits and a letter A to D")]
    NiNumberInvalid,
    /// Not a birth date of somebody who could work.
    #[error("enter a date of birth between 14 and 100 years ago")]
    DateOfBirthImplausible,
    /// No last name.
    #[error("enter the last name as the other organisation will have it")]
    LastNameMissing,
    /// Consent lies ahead.
    #[error("the day consent was given cannot be in the future")]
    ConsentInFuture,
    /// Consent is stale: older than a year.
    #[error("consent was given more than a year ago; ask the applicant again")]
    ConsentTooOld,
    /// Consent was withdrawn since it was given.
    #[error("consent was withdrawn since it was given; ask the applicant again")]
    ConsentWithdrawn {
        /// The day it was withdrawn.
        on: NaiveDate,
    },
    /// It was withdrawn before.
    #[error("it is already recorded that consent was withdrawn")]
    ConsentAlreadyWithdrawn,
    /// Consent to a reference lies ahead, or is older than a year.
    #[error("enter the day of the last year on which the applicant agreed to a reference")]
    ReferenceConsent,
    /// An offer that has not been made yet.
    #[error("the day of the conditional offer cannot be in the future")]
    OfferInFuture,
    /// Nobody is asked where there is nothing to ask for.
    #[error("it is recorded that this applicant has no earlier NHS service")]
    NoEarlierService {
        /// Who recorded it.
        by: Option<String>,
        /// When.
        on: NaiveDate,
    },
    /// The final record is asked for once they have started.
    #[error("the final record can be asked for once the applicant has started")]
    NotStartedYet {
        /// The start date, where there is one.
        start_on: Option<NaiveDate>,
    },
    /// As many were asked for today as may be.
    #[error("no more records can be asked for today: {limit} have been")]
    TooManyToday {
        /// How many.
        limit: u32,
        /// By whom.
        of: Budget,
    },
    /// The source has asked nothing.
    #[error("the other organisation is waiting for no answer")]
    NothingAsked,
    /// Neither words nor a correction.
    #[error("answer the question, or correct a detail")]
    ReplyEmpty,
    /// No such transfer.
    #[error("this transfer is not on record")]
    NotFound,
    /// It is over.
    #[error("this transfer has already been released or ended")]
    NotOpen,
    /// No reason given.
    #[error("say why")]
    ReasonMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Refusal::ApplicantUnknown
            | Refusal::ApplicantWithdrawn { .. }
            | Refusal::NoEarlierService { .. }
            | Refusal::AlreadyAsked { .. } => "applicant",
            Refusal::NotStartedYet { .. } => "occasion",
            Refusal::SourceIsOwn | Refusal::SourceUnknown => "source",
            Refusal::NiNumberInvalid => "ni_number",
            Refusal::DateOfBirthImplausible => "date_of_birth",
            Refusal::LastNameMissing => "last_name",
            Refusal::ConsentInFuture
            | Refusal::ConsentTooOld
            | Refusal::ConsentWithdrawn { .. } => "consent",
            Refusal::ReferenceConsent => "reference_consent",
            Refusal::OfferInFuture => "offered_on",
            Refusal::ReasonMissing => "reason",
            Refusal::ReplyEmpty => "text",
            Refusal::AlreadyThere
            | Refusal::NotFound
            | Refusal::NotOpen
            | Refusal::NothingAsked
            | Refusal::ConsentAlreadyWithdrawn
            | Refusal::TooManyToday { .. } => return None,
        })
    }
}

/// What a request looks at.
#[derive(Debug)]
pub struct Facts {
    applicant: Held<Option<Applicant>>,
    source: Held<Option<Organisation>>,
    others: Held<Vec<Transfer>>,
}

impl Record for Transfer {
    const NOUN: NounKind = NounKind::Transfer;
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

impl Noun for Transfer {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = Facts;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Request(c) => c.id,
            Command::Withdraw(c) => c.id,
            Command::Reply(c) => c.id,
            Command::WithdrawConsent(c) => c.id,
            Command::Answer(c) => c.id,
            Command::PartDecided(c) => c.id,
            Command::End(c) => c.id,
        }
    }

    fn facts(_: Option<&Self>, command: &Command, world: &World, by: &By) -> Result<Facts, Stop> {
        let Command::Request(request) = command else {
            return Ok(Facts {
                applicant: Held::NotHeldHere,
                source: Held::NotHeldHere,
                others: Held::NotHeldHere,
            });
        };
        // Looked for together, so that they are waited for once.
        let applicant = world.record(request.applicant);
        let source = world.record(Organisation::id_in(by.organisation().id, request.source));
        let others = world.find("applicant", request.applicant);
        Ok(Facts { applicant: applicant?, source: source?, others: others? })
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        match (command, record) {
            (Command::Request(_), Some(_)) => Err(Refusal::AlreadyThere),
            (Command::Request(request), None) => request.decide(facts, by),
            (_, None) => Err(Refusal::NotFound),
            (Command::Withdraw(withdraw), Some(transfer)) => withdraw.decide(transfer, by),
            (Command::Reply(reply), Some(transfer)) => reply.decide(transfer, by),
            (Command::WithdrawConsent(_), Some(transfer)) => WithdrawConsent::decide(transfer, by),
            (Command::Answer(answer), Some(transfer)) => answer.decide(transfer, by),
            (Command::PartDecided(decided), Some(_)) => Ok(vec![decided.event(by)]),
            (Command::End(end), Some(transfer)) => end.decide(transfer, by),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Requested(transfer, _) = event {
            return Some((**transfer).clone());
        }
        let mut transfer = record?;
        match event {
            Event::Requested(..) => {}
            Event::Withdrawn(reason, entry) => {
                transfer.end_as(Stage::Withdrawn { reason: reason.clone() });
                transfer.history.push(entry.clone());
            }
            Event::OhCalledOff(entry) => {
                transfer.parts.insert(PartKind::OccupationalHealth, PartStage::NotComing);
                transfer.no_reference_comes();
                transfer.history.push(entry.clone());
            }
            Event::ReferenceCalledOff(entry) => {
                transfer.no_reference_comes();
                transfer.history.push(entry.clone());
            }
            Event::Replied(reply, correction, entry) => {
                transfer.stage = Stage::AwaitingApproval;
                exchange::put_reply(&mut transfer.exchanges, reply);
                if let Some(number) = &correction.ni_number {
                    transfer.ni_ending = number.ending();
                }
                transfer.history.push(entry.clone());
            }
            Event::ConsentWithdrawn(withdrawn, entry) | Event::ConsentLost(withdrawn, entry) => {
                transfer.consent_withdrawn = Some(withdrawn.clone());
                if transfer.stage.is_open() {
                    transfer.end_as(Stage::ConsentWithdrawn);
                } else if transfer.oh_is_waiting() {
                    transfer.parts.insert(PartKind::OccupationalHealth, PartStage::NotComing);
                }
                transfer.take_reference_back();
                transfer.history.push(entry.clone());
            }
            Event::NotTakenIn(entry) => transfer.history.push(entry.clone()),
            Event::Answered(said, entries, at) => {
                transfer.take_in(said, *at);
                transfer.history.extend(entries.iter().cloned());
            }
            Event::PartDecided(part, entry) => {
                transfer.parts.insert(*part, PartStage::Decided);
                transfer.history.push(entry.clone());
            }
        }
        Some(transfer)
    }
}

impl Transfer {
    /// Whether anything may still come from the source: an answer, a reference, or what its
    /// occupational health has yet to decide.
    pub fn is_expecting(&self) -> bool {
        self.stage.is_open() || self.oh_is_waiting() || self.reference_is_waiting()
    }

    fn reference_is_waiting(&self) -> bool {
        let waits = |wanted: &Wanted| wanted.stage == WantedStage::Waiting;
        self.stage == Stage::Released && self.reference.as_ref().is_some_and(waits)
    }

    fn no_reference_comes(&mut self) {
        if let Some(wanted) = &mut self.reference
            && wanted.stage == WantedStage::Waiting
        {
            wanted.stage = WantedStage::NotComing;
        }
    }

    /// One that has yet to come does not, and one that is here goes.
    fn take_reference_back(&mut self) {
        self.no_reference_comes();
        if let Some(wanted) = &mut self.reference
            && wanted.stage == WantedStage::Arrived
        {
            wanted.stage = WantedStage::TakenBack;
        }
    }

    fn reference_is(&mut self, stage: WantedStage) {
        if let Some(wanted) = &mut self.reference {
            wanted.stage = stage;
        }
    }

    fn oh_is_waiting(&self) -> bool {
        self.stage == Stage::Released
            && self.parts.get(&PartKind::OccupationalHealth) == Some(&PartStage::Waiting)
    }

    /// It ends before anything came of it.
    fn end_as(&mut self, stage: Stage) {
        self.stage = stage;
        self.parts.values_mut().for_each(|part| *part = PartStage::NotComing);
        self.no_reference_comes();
    }
}

#[cfg(test)]
mod tests;
