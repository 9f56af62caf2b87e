//! A transfer, on the side that asks: requested with the applicant's consent, answered by the
//! source, its parts looked through here. The asker learns nothing about the person before the
//! source has answered, not even whether anybody matched.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::history::{Entry, Happened, RefusalReason};
use super::item::{Field, PartKind};
use super::reference::{self, Question, Wanted, WantedStage};
use crate::noun::{By, Noun, NounKind, Record};
use crate::organisation::Organisation;
use crate::policy::{Team, Teams};
use crate::recruitment::applicant::{self, Applicant};
use crate::words::{NiNumber, OrganisationId, OrganisationRef, PersonName, UserRef};
use crate::world::{Held, Stop, World};

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
    /// The applicant's consent.
    pub consent: Consent,
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

/// The applicant's consent, as recorded by whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Consent {
    /// The day it was given.
    pub given_on: NaiveDate,
    /// How it was given.
    pub means: ConsentMeans,
}

impl Consent {
    /// Consent older than this is asked for again: our default, no published figure was found
    /// (domain.md section 14).
    const HOLDS_DAYS: i64 = 366;

    /// Whether it still holds on a day. A release needs it on its own day too, not only on the
    /// day of the request (domain.md section 2).
    pub fn is_current(&self, on: NaiveDate) -> bool {
        (on - self.given_on).num_days() <= Self::HOLDS_DAYS
    }
}

/// How consent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMeans {
    /// When the offer was accepted in the recruitment system.
    OfferAcceptance,
    /// In writing.
    Written,
    /// By telephone, noted down.
    Telephone,
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
}

impl Stage {
    /// Whether the source may still answer.
    pub fn is_open(&self) -> bool {
        matches!(self, Stage::Requested | Stage::AwaitingApproval)
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

/// Ask a source for an applicant's record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "TransferRequest")]
pub struct Request {
    /// The new transfer's id.
    pub id: Uuid,
    /// Whose record.
    pub applicant: Uuid,
    /// From whom.
    pub source: OrganisationId,
    /// National Insurance number, as typed.
    pub ni_number: String,
    /// Date of birth, as typed.
    pub date_of_birth: NaiveDate,
    /// Last name, as typed.
    pub last_name: String,
    /// For which kind of staff.
    pub staff: StaffKind,
    /// The applicant's consent.
    pub consent: Consent,
    /// A reference as well, if one is asked for.
    pub reference: Option<reference::Asked>,
}

/// Without what was typed, so that no log shows it.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("id", &self.id).finish_non_exhaustive()
    }
}

/// End a transfer before it is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "TransferWithdraw")]
pub struct Withdraw {
    /// The transfer.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What the source said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The transfer.
    pub id: Uuid,
    /// What.
    pub answer: Said,
}

/// The source's answers, without their contents: those go to the parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Said {
    /// A person has to decide.
    AwaitingApproval,
    /// Released.
    Released {
        /// Which fields.
        fields: Vec<Field>,
        /// How many competences.
        competences: u32,
        /// Which parts.
        parts: BTreeSet<PartKind>,
        /// Without an approver.
        automatic: bool,
    },
    /// Refused.
    Refused {
        /// Why.
        reason: RefusalReason,
        /// More about it.
        note: String,
    },
    /// The OH part was sent to OH.
    OhReleased,
    /// The OH part will not come.
    OhNotReleased,
    /// A reference was given.
    ReferenceSubmitted {
        /// What it answers.
        questions: Vec<Question>,
        /// Who completed it.
        by: String,
    },
    /// No reference is given.
    ReferenceDeclined {
        /// Why.
        reason: String,
    },
}

/// A part was looked through to the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDecided {
    /// The transfer.
    pub id: Uuid,
    /// Which part.
    pub part: PartKind,
    /// By whom.
    pub by: UserRef,
}

/// End it: the applicant is no longer one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The transfer.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What happened to a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was asked for.
    Requested(Box<Transfer>, Box<super::candidate::Identity>),
    /// It was ended by this side, while it was open.
    Withdrawn(String, Entry),
    /// The applicant pulled out while occupational health at the source had yet to decide.
    OhCalledOff(Entry),
    /// The applicant pulled out while the source had yet to complete a reference.
    ReferenceCalledOff(Entry),
    /// The source's answer was taken in.
    Answered(Said, Vec<Entry>),
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
    /// Consent to a reference lies ahead, or is older than a year.
    #[error("enter the day of the last year on which the applicant agreed to a reference")]
    ReferenceConsent,
    /// An offer that has not been made yet.
    #[error("the day of the conditional offer cannot be in the future")]
    OfferInFuture,
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
            | Refusal::AlreadyAsked { .. } => "applicant",
            Refusal::SourceIsOwn | Refusal::SourceUnknown => "source",
            Refusal::NiNumberInvalid => "ni_number",
            Refusal::DateOfBirthImplausible => "date_of_birth",
            Refusal::LastNameMissing => "last_name",
            Refusal::ConsentInFuture | Refusal::ConsentTooOld => "consent",
            Refusal::ReferenceConsent => "reference_consent",
            Refusal::OfferInFuture => "offered_on",
            Refusal::ReasonMissing => "reason",
            Refusal::AlreadyThere | Refusal::NotFound | Refusal::NotOpen => return None,
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
        Ok(Facts {
            applicant: world.record(request.applicant)?,
            source: world.record(Organisation::id_in(by.organisation().id, request.source))?,
            others: world.find("applicant", request.applicant)?,
        })
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
                transfer.stage = Stage::Withdrawn { reason: reason.clone() };
                transfer.parts.values_mut().for_each(|part| *part = PartStage::NotComing);
                transfer.no_reference_comes();
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
            Event::Answered(said, entries) => {
                transfer.take_in(said);
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

    fn reference_is(&mut self, stage: WantedStage) {
        if let Some(wanted) = &mut self.reference {
            wanted.stage = stage;
        }
    }

    fn oh_is_waiting(&self) -> bool {
        self.stage == Stage::Released
            && self.parts.get(&PartKind::OccupationalHealth) == Some(&PartStage::Waiting)
    }

    fn take_in(&mut self, said: &Said) {
        match said {
            Said::AwaitingApproval => self.stage = Stage::AwaitingApproval,
            Said::Released { parts, .. } => {
                self.stage = Stage::Released;
                for (kind, stage) in &mut self.parts {
                    *stage = match (parts.contains(kind), kind) {
                        (false, _) => PartStage::NotComing,
                        (true, PartKind::OccupationalHealth) => PartStage::Waiting,
                        (true, _) => PartStage::Arrived,
                    };
                }
            }
            Said::Refused { reason, note } => {
                self.stage = Stage::Refused { reason: *reason, note: note.clone() };
                self.parts.values_mut().for_each(|part| *part = PartStage::NotComing);
                self.no_reference_comes();
            }
            Said::ReferenceSubmitted { .. } => self.reference_is(WantedStage::Arrived),
            Said::ReferenceDeclined { reason } => {
                self.reference_is(WantedStage::Declined { reason: reason.clone() });
            }
            Said::OhReleased => {
                self.parts.insert(PartKind::OccupationalHealth, PartStage::Arrived);
            }
            Said::OhNotReleased => {
                self.parts.insert(PartKind::OccupationalHealth, PartStage::NotComing);
            }
        }
    }
}

impl Request {
    /// Nobody under 14 or over 100 is employed.
    const AGES: std::ops::RangeInclusive<u32> = 14..=100;

    fn decide(&self, facts: &Facts, by: &By) -> Result<Vec<Event>, Refusal> {
        let today = by.claimed_at.date_naive();
        let ni_number = NiNumber::parse(&self.ni_number).map_err(|_| Refusal::NiNumberInvalid)?;
        let age = today.years_since(self.date_of_birth);
        if !age.is_some_and(|age| Self::AGES.contains(&age)) {
            return Err(Refusal::DateOfBirthImplausible);
        }
        let last_name = self.last_name.trim();
        if last_name.is_empty() {
            return Err(Refusal::LastNameMissing);
        }
        if self.consent.given_on > today {
            return Err(Refusal::ConsentInFuture);
        }
        if !self.consent.is_current(today) {
            return Err(Refusal::ConsentTooOld);
        }
        if let Some(asked) = &self.reference {
            if asked.consent.given_on > today || !asked.consent.is_current(today) {
                return Err(Refusal::ReferenceConsent);
            }
            if asked.offered_on.is_some_and(|day| day > today) {
                return Err(Refusal::OfferInFuture);
            }
        }
        if self.source == by.organisation().id {
            return Err(Refusal::SourceIsOwn);
        }
        let source = match &facts.source {
            Held::Known(Some(source)) => source.reference.clone(),
            Held::Known(None) | Held::NotHeldHere => return Err(Refusal::SourceUnknown),
        };
        let applicant = match &facts.applicant {
            Held::Known(Some(applicant)) => applicant,
            Held::Known(None) | Held::NotHeldHere => return Err(Refusal::ApplicantUnknown),
        };
        if let applicant::Stage::Withdrawn { reason, by } = &applicant.stage {
            return Err(Refusal::ApplicantWithdrawn { by: by.clone(), reason: reason.clone() });
        }
        let open = facts.others.known().and_then(|others| {
            others.iter().find(|t| t.stage.is_open() && t.source.id == self.source)
        });
        if let Some(open) = open {
            return Err(Refusal::AlreadyAsked { transfer: open.id });
        }
        let asked_by = by.user().cloned().ok_or(Refusal::NotFound)?;
        let transfer = Transfer {
            id: self.id,
            organisation: by.organisation().id,
            applicant: self.applicant,
            name: applicant.name.clone(),
            post: applicant.post.clone(),
            start_on: applicant.start_on,
            source,
            asked_by,
            staff: self.staff,
            consent: self.consent.clone(),
            ni_ending: ni_number.ending(),
            stage: Stage::Requested,
            parts: [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth]
                .into_iter()
                .map(|part| (part, PartStage::Waiting))
                .collect(),
            reference: self
                .reference
                .clone()
                .map(|asked| Wanted { asked, stage: WantedStage::Waiting }),
            history: vec![Entry::new(Happened::Requested, by)],
        };
        let identity = super::candidate::Identity {
            ni_number,
            date_of_birth: self.date_of_birth,
            last_name: last_name.to_owned(),
        };
        Ok(vec![Event::Requested(Box::new(transfer), Box::new(identity))])
    }
}

impl Withdraw {
    fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if !transfer.stage.is_open() {
            return Err(Refusal::NotOpen);
        }
        let entry = Entry::new(Happened::Withdrawn, by);
        Ok(vec![Event::Withdrawn(self.reason.trim().to_owned(), entry)])
    }
}

impl End {
    fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        let entry = Entry::new(Happened::Withdrawn, by);
        if transfer.stage.is_open() {
            Ok(vec![Event::Withdrawn(self.reason.clone(), entry)])
        } else if transfer.oh_is_waiting() {
            Ok(vec![Event::OhCalledOff(entry)])
        } else if transfer.reference_is_waiting() {
            Ok(vec![Event::ReferenceCalledOff(entry)])
        } else {
            Err(Refusal::NotOpen)
        }
    }
}

impl Answer {
    fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        let entries = match &self.answer {
            Said::AwaitingApproval if transfer.stage == Stage::Requested => {
                vec![Happened::AwaitingApproval]
            }
            Said::Released { fields, competences, automatic, .. } if transfer.stage.is_open() => {
                let matched =
                    if *automatic { Happened::MatchedInFull } else { Happened::MatchConfirmed };
                let released = Happened::Released {
                    fields: fields.clone(),
                    competences: *competences,
                    automatic: *automatic,
                };
                vec![matched, released]
            }
            Said::Refused { reason, .. } if transfer.stage.is_open() => {
                vec![Happened::Refused { reason: *reason }]
            }
            Said::OhReleased if transfer.oh_is_waiting() => vec![Happened::OhReleased],
            Said::OhNotReleased if transfer.oh_is_waiting() => {
                vec![Happened::OhNotReleased]
            }
            Said::ReferenceSubmitted { questions, .. } if transfer.reference_is_waiting() => {
                vec![Happened::ReferenceSubmitted { questions: questions.clone() }]
            }
            Said::ReferenceDeclined { .. } if transfer.reference_is_waiting() => {
                vec![Happened::ReferenceDeclined]
            }
            _ => return Err(Refusal::NotOpen),
        };
        let source = transfer.source.name.clone();
        let who = match &self.answer {
            Said::ReferenceSubmitted { by, .. } => Some(by.clone()),
            _ => None,
        };
        let entries = entries
            .into_iter()
            .map(|what| Entry {
                organisation: source.clone(),
                who: who.clone(),
                ..Entry::new(what, by)
            })
            .collect();
        Ok(vec![Event::Answered(self.answer.clone(), entries)])
    }
}

impl PartDecided {
    fn event(&self, by: &By) -> Event {
        let entry = Entry {
            who: Some(self.by.name.clone()),
            ..Entry::new(Happened::PartDecided { part: self.part }, by)
        };
        Event::PartDecided(self.part, entry)
    }
}

#[cfg(test)]
#[path = "transfer_tests.rs"]
mod tests;
