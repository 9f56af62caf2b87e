//! A factual reference, at the source (IAT-4): asked for with a transfer, filled in from the source's
//! own records when the person is confirmed, looked through and amended by human resources, and sent
//! or declined. What no record here holds is filled in by whoever knows, or the form says so; it is
//! never a default. Handing it to a colleague is passing on its notice.

mod cover;
mod form;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

pub use cover::{Cover, Gap};
pub use form::{Amended, Answer, Answered, Line, OwnRecords, Question, Warning, sickness_from};

use super::candidate::digest_of;
use super::item::Period;
use super::transfer::Consent;
use crate::noun::{By, Noun, NounKind, Record};
use crate::people::Person;
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, PersonId, PersonName, UserRef};
use crate::world::{Held, Stop, World};

/// What the asker says when it asks for a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceAsked")]
pub struct Asked {
    /// The applicant's consent to a reference: one of its own, beside that to the transfer.
    pub consent: Consent,
    /// The day a conditional offer was made; without one, nothing of sickness is told.
    pub offered_on: Option<NaiveDate>,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Reference {
    /// The transfer's id.
    pub id: Uuid,
    /// The source.
    pub organisation: OrganisationId,
    /// The organisation that asks.
    pub asker: OrganisationRef,
    /// Who asked there.
    pub asked_by: UserRef,
    /// For which post.
    pub post: String,
    /// Of whom, as confirmed.
    pub person: PersonId,
    /// Their name.
    pub name: PersonName,
    /// What the asker said.
    pub asked: Asked,
    /// When the form was made.
    pub opened_at: DateTime<Utc>,
    /// The form.
    pub lines: Vec<Line>,
    /// What the referee adds.
    pub supporting: String,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a reference stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "ReferenceStage")]
pub enum Stage {
    /// Somebody has to complete it.
    ToComplete,
    /// Sent.
    Submitted {
        /// Who completed it.
        completed: Completed,
    },
    /// None is given.
    Declined {
        /// By whom.
        by: Option<String>,
        /// Why; the asker reads it.
        reason: String,
    },
    /// The asker ended it.
    Ended,
}

/// Who completed a reference, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceCompleted")]
pub struct Completed {
    /// By name.
    pub by: String,
    /// As what: the post of whoever signs.
    pub completed_as: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A reference as it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceSubmitted")]
pub struct Submitted {
    /// The answers.
    pub lines: Vec<Answered>,
    /// Whether sickness was withheld, because no offer had been made.
    pub sickness_withheld: bool,
    /// From when sickness is told.
    pub sickness_from: NaiveDate,
    /// When the records were looked at.
    pub as_at: DateTime<Utc>,
    /// What the referee added.
    pub supporting: String,
    /// Who completed it.
    pub completed: Completed,
}

impl Submitted {
    /// What it answers.
    pub fn questions(&self) -> Vec<Question> {
        let answered = self.lines.iter().filter(|line| line.answer.is_some());
        answered.map(|line| line.question).collect()
    }

    /// The periods of employment that it vouches for.
    pub fn periods(&self) -> &[Period] {
        let answer = self.lines.iter().find(|line| line.question == Question::Employment);
        match answer.and_then(|line| line.answer.as_ref()) {
            Some(Answer::Periods { periods }) => periods,
            _ => &[],
        }
    }
}

/// A reference that an asker waits for: on the transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceWanted")]
pub struct Wanted {
    /// What was said when it was asked for.
    pub asked: Asked,
    /// How far it is.
    pub stage: WantedStage,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "ReferenceWantedStage")]
pub enum WantedStage {
    /// Not here yet.
    Waiting,
    /// Here.
    Arrived,
    /// The source gives none.
    Declined {
        /// Why.
        reason: String,
    },
    /// It will not come: the transfer ended before.
    NotComing,
    /// It was here, and is no more: consent was withdrawn, or it was another person's.
    TakenBack,
}

/// What may be asked of a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "ReferenceCommand")]
pub enum Command {
    /// Make the form. Muster's own.
    #[specta(skip)]
    Open(Box<Open>),
    /// Save answers.
    Fill(Fill),
    /// Send it.
    Submit(Submit),
    /// Give none.
    Decline(Decline),
    /// The asker ended it. Muster's own.
    #[specta(skip)]
    End(End),
}

/// Make the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The transfer.
    pub id: Uuid,
    /// Who asks.
    pub asker: OrganisationRef,
    /// Who there.
    pub asked_by: UserRef,
    /// For which post.
    pub post: String,
    /// Of whom.
    pub person: PersonId,
    /// What the asker said.
    pub asked: Asked,
}

/// Save answers; the others stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceFill")]
pub struct Fill {
    /// The reference.
    pub id: Uuid,
    /// The answers.
    pub lines: Vec<Answered>,
    /// What the referee adds; nothing leaves it as it is.
    pub supporting: Option<String>,
}

/// Send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceSubmit")]
pub struct Submit {
    /// The reference.
    pub id: Uuid,
    /// The post of whoever signs.
    pub completed_as: String,
    /// The digest of the form that they saw.
    pub previewed: String,
}

/// Give none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceDecline")]
pub struct Decline {
    /// The reference.
    pub id: Uuid,
    /// Why; the asker reads it.
    pub reason: String,
}

/// The asker ended it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The reference.
    pub id: Uuid,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The form was made.
    Opened(Box<Reference>),
    /// Answers were saved.
    Filled {
        /// The lines that changed.
        lines: Vec<Line>,
        /// What the referee adds.
        supporting: Option<String>,
    },
    /// It was sent.
    Submitted(Box<Submitted>),
    /// None is given.
    Declined {
        /// By whom.
        by: Option<String>,
        /// Why.
        reason: String,
    },
    /// The asker ended it.
    Ended,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "ReferenceRefusal")]
pub enum Refusal {
    /// No such reference.
    #[error("this reference is not on record")]
    NotFound,
    /// It is there already.
    #[error("this reference was asked for before")]
    AlreadyThere,
    /// It is over.
    #[error("this reference has already been sent, declined or ended")]
    AlreadyOver {
        /// Who did it, where it was a person.
        by: Option<String>,
    },
    /// Nobody gives what they asked for.
    #[error("you asked for this reference yourself; somebody else must give it")]
    OwnRequest,
    /// Nothing was given to be saved.
    #[error("change at least one answer")]
    NothingChanged,
    /// No offer has been made.
    #[error("no conditional offer has been made, so nothing of sickness may be told")]
    SicknessWithheld,
    /// The form does not ask for it, or not for such an answer.
    #[error("this is not what the form asks for here")]
    AnotherKind {
        /// Where.
        question: Question,
    },
    /// It must be answered.
    #[error("this must be answered before the reference is sent")]
    NotAnswered {
        /// What.
        question: Question,
    },
    /// Yes, and nothing more.
    #[error("say what it is")]
    DetailMissing {
        /// Where.
        question: Question,
    },
    /// The days are the wrong way round.
    #[error("the last day is before the first")]
    EndsBeforeItBegins {
        /// Where.
        question: Question,
    },
    /// Episodes and days cannot both be so.
    #[error(
        "check episodes and days: each episode has at least a day, and two years have 731 at most"
    )]
    SicknessDoesNotAdd,
    /// It has ended and is nobody's business any more.
    #[error("a warning that has ended is not told, unless it is about safeguarding: take it out")]
    WarningExpired {
        /// Which.
        what: String,
    },
    /// It says nothing of whoever signs.
    #[error("say in which post you complete this reference")]
    CompletedAsMissing,
    /// No reason.
    #[error("say why")]
    ReasonMissing,
    /// Somebody has changed it.
    #[error("the reference has changed since you looked at it")]
    Changed,
    /// Consent has grown too old since it was asked for.
    #[error(
        "the consent to a reference is more than a year old; decline, so that they can ask again"
    )]
    ReferenceConsentExpired,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::AnotherKind { question }
            | Refusal::NotAnswered { question }
            | Refusal::DetailMissing { question }
            | Refusal::EndsBeforeItBegins { question } => Some(question.name()),
            Refusal::SicknessWithheld | Refusal::SicknessDoesNotAdd => {
                Some(Question::SicknessDays.name())
            }
            Refusal::WarningExpired { .. } => Some(Question::Warnings.name()),
            Refusal::CompletedAsMissing => Some("completed_as"),
            Refusal::ReasonMissing => Some("reason"),
            _ => None,
        }
    }
}

impl Record for Reference {
    const NOUN: NounKind = NounKind::Reference;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::HumanResources, Team::Approvers, Team::Referees])
    }
}

impl Noun for Reference {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    /// The source's own records of the person, where they are looked at and held.
    type Facts = Option<OwnRecords>;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Open(c) => c.id,
            Command::Fill(c) => c.id,
            Command::Submit(c) => c.id,
            Command::Decline(c) => c.id,
            Command::End(c) => c.id,
        }
    }

    fn facts(
        _: Option<&Self>,
        command: &Command,
        world: &World,
        _: &By,
    ) -> Result<Option<OwnRecords>, Stop> {
        let Command::Open(open) = command else { return Ok(None) };
        // Looked for together, so that they are waited for once.
        let person = world.record::<Person>(open.person.0);
        let assignments = world.find("person", open.person);
        let pay = world.find("person", open.person);
        let services = world.find("person", open.person);
        let registrations = world.find("person", open.person);
        let (
            Held::Known(Some(person)),
            Held::Known(assignments),
            Held::Known(pay),
            Held::Known(services),
            Held::Known(registrations),
        ) = (person?, assignments?, pay?, services?, registrations?)
        else {
            return Ok(None);
        };
        Ok(Some(OwnRecords { person, assignments, pay, services, registrations }))
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Option<OwnRecords>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        match (command, record) {
            (Command::Open(_), Some(_)) => Err(Refusal::AlreadyThere),
            (Command::Open(open), None) => open.decide(facts.as_ref(), by),
            (_, None) => Err(Refusal::NotFound),
            (Command::Fill(fill), Some(reference)) => fill.decide(reference, by),
            (Command::Submit(submit), Some(reference)) => submit.decide(reference, by),
            (Command::Decline(decline), Some(reference)) => decline.decide(reference, by),
            (Command::End(_), Some(reference)) => {
                reference.must_be_open()?;
                Ok(vec![Event::Ended])
            }
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Opened(reference) = event {
            return Some((**reference).clone());
        }
        let mut reference = record?;
        match event {
            Event::Opened(_) => {}
            Event::Filled { lines, supporting } => {
                for line in &mut reference.lines {
                    if let Some(now) = lines.iter().find(|now| now.question == line.question) {
                        *line = now.clone();
                    }
                }
                if let Some(supporting) = supporting {
                    reference.supporting.clone_from(supporting);
                }
            }
            Event::Submitted(submitted) => {
                reference.stage = Stage::Submitted { completed: submitted.completed.clone() };
            }
            Event::Declined { by, reason } => {
                reference.stage = Stage::Declined { by: by.clone(), reason: reason.clone() };
            }
            Event::Ended => reference.stage = Stage::Ended,
        }
        Some(reference)
    }
}

impl Reference {
    /// Whether somebody asked for it, who may then not give it.
    pub fn is_asked_by(&self, user: &UserRef) -> bool {
        self.asked_by.id == user.id
    }

    /// Whether nothing of sickness is on it, because no offer has been made.
    pub fn sickness_withheld(&self) -> bool {
        self.asked.offered_on.is_none()
    }

    /// Stands for what the form says: whoever sends it names what they saw. When an answer was saved is
    /// no part of it: a desk and the server put it at different times.
    pub fn digest(&self) -> String {
        let said: Vec<_> = self.lines.iter().map(|line| (line.question, &line.answer)).collect();
        digest_of(&(said, &self.supporting))
    }

    /// The reference as it would leave.
    pub fn leaving(&self, completed: Completed) -> Submitted {
        let said = |line: &Line| Answered { question: line.question, answer: line.answer.clone() };
        Submitted {
            lines: self.lines.iter().map(said).collect(),
            sickness_withheld: self.sickness_withheld(),
            sickness_from: sickness_from(self.opened_on()),
            as_at: self.opened_at,
            supporting: self.supporting.clone(),
            completed,
        }
    }

    fn opened_on(&self) -> NaiveDate {
        self.opened_at.date_naive()
    }

    /// The periods of employment that it vouches for, as it stands.
    pub fn cover(&self) -> Cover {
        let employment = self.lines.iter().find(|line| line.question == Question::Employment);
        let periods: &[Period] = match employment.and_then(|line| line.answer.as_ref()) {
            Some(Answer::Periods { periods }) => periods,
            _ => &[],
        };
        Cover::of(periods, self.opened_on())
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        let by = match &self.stage {
            Stage::ToComplete => return Ok(()),
            Stage::Submitted { completed } => Some(completed.by.clone()),
            Stage::Declined { by, .. } => by.clone(),
            Stage::Ended => None,
        };
        Err(Refusal::AlreadyOver { by })
    }

    /// Whether somebody may work on it now.
    fn must_be_theirs(&self, by: &By) -> Result<(), Refusal> {
        self.must_be_open()?;
        if by.user().is_some_and(|user| self.is_asked_by(user)) {
            return Err(Refusal::OwnRequest);
        }
        Ok(())
    }
}

impl Open {
    fn decide(&self, records: Option<&OwnRecords>, by: &By) -> Result<Vec<Event>, Refusal> {
        let records = records.ok_or(Refusal::NotFound)?;
        let employer = by.organisation();
        let reference = Reference {
            id: self.id,
            organisation: employer.id,
            asker: self.asker.clone(),
            asked_by: self.asked_by.clone(),
            post: self.post.clone(),
            person: self.person,
            name: records.person.name.clone(),
            asked: self.asked.clone(),
            opened_at: by.received_at,
            lines: records.form(employer, self.asked.offered_on.is_some()),
            supporting: String::new(),
            stage: Stage::ToComplete,
        };
        Ok(vec![Event::Opened(Box::new(reference))])
    }
}

impl Fill {
    fn decide(&self, reference: &Reference, by: &By) -> Result<Vec<Event>, Refusal> {
        reference.must_be_theirs(by)?;
        let user = by.user().ok_or(Refusal::NotFound)?;
        let mut lines = Vec::new();
        for given in &self.lines {
            let question = given.question;
            if question.is_about_sickness() && reference.sickness_withheld() {
                return Err(Refusal::SicknessWithheld);
            }
            given.check()?;
            let line = reference
                .lines
                .iter()
                .find(|line| line.question == question)
                .ok_or(Refusal::AnotherKind { question })?;
            if line.answer != given.answer {
                // What is again as the records say was not amended.
                let amended = (line.original != given.answer)
                    .then(|| Amended { by: user.clone(), at: by.received_at });
                lines.push(Line { answer: given.answer.clone(), amended, ..line.clone() });
            }
        }
        let supporting = self.supporting.as_ref().map(|text| text.trim().to_owned());
        let supporting = supporting.filter(|text| *text != reference.supporting);
        if lines.is_empty() && supporting.is_none() {
            return Err(Refusal::NothingChanged);
        }
        Ok(vec![Event::Filled { lines, supporting }])
    }
}

impl Submit {
    fn decide(&self, reference: &Reference, by: &By) -> Result<Vec<Event>, Refusal> {
        reference.must_be_theirs(by)?;
        let user = by.user().ok_or(Refusal::NotFound)?;
        let completed_as = self.completed_as.trim();
        if completed_as.is_empty() {
            return Err(Refusal::CompletedAsMissing);
        }
        // It leaves when the server takes it in: a warning or a consent that has ended by then has.
        let today = by.received_at.date_naive();
        if !reference.asked.consent.is_current(today) {
            return Err(Refusal::ReferenceConsentExpired);
        }
        if self.previewed != reference.digest() {
            return Err(Refusal::Changed);
        }
        form::may_leave(&reference.lines, reference.opened_on(), today)?;
        let completed = Completed {
            by: user.name.clone(),
            completed_as: completed_as.to_owned(),
            at: by.received_at,
        };
        Ok(vec![Event::Submitted(Box::new(reference.leaving(completed)))])
    }
}

impl Decline {
    fn decide(&self, reference: &Reference, by: &By) -> Result<Vec<Event>, Refusal> {
        reference.must_be_theirs(by)?;
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let by = by.user().map(|user| user.name.clone());
        Ok(vec![Event::Declined { by, reason: reason.to_owned() }])
    }
}

#[cfg(test)]
mod taken_back;
#[cfg(test)]
mod tests;
