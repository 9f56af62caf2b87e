//! What a transfer asks of occupational health at the source. It releases its own records, to
//! occupational health at the asker and to nobody else; approvers and recruiters learn only that
//! it did.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::candidate::digest_of;
use super::transfer::Consent;
use crate::noun::{By, Noun, NounKind, Record};
use crate::occupational_health::{Immunisation, ImmunisationItem};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, PersonId, PersonName, UserRef};
use crate::world::{Held, Stop, World};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhEnquiry {
    /// One id on both sides.
    pub id: Uuid,
    /// The source.
    pub organisation: OrganisationId,
    /// The organisation that asks.
    pub asker: OrganisationRef,
    /// Who asked there.
    pub asked_by: UserRef,
    /// The person, as confirmed.
    pub person: PersonId,
    /// Their name.
    pub name: PersonName,
    /// Their consent, as the asker recorded it.
    pub consent: Consent,
    /// Where it stands.
    pub stage: Stage,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "OhEnquiryStage")]
pub enum Stage {
    /// Occupational health decides.
    Waiting,
    /// Sent.
    Released {
        /// How many records.
        records: u32,
    },
    /// Not sent.
    Refused {
        /// Why; it stays in occupational health.
        note: String,
    },
    /// The asker ended it.
    Ended,
}

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "OhEnquiryCommand")]
#[expect(clippy::large_enum_variant, reason = "one at a time, and gone at once")]
pub enum Command {
    /// It arrived. Muster's own.
    #[specta(skip)]
    Open(Open),
    /// Send the part.
    Release(Release),
    /// Do not.
    Refuse(Refuse),
    /// The asker ended it. Muster's own.
    #[specta(skip)]
    End(End),
}

/// It arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The record to make.
    pub enquiry: OhEnquiry,
    /// Whether the organisation's policy sends it without anybody.
    pub automatic: bool,
}

/// Send the part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "OhEnquiryRelease")]
pub struct Release {
    /// The enquiry.
    pub id: Uuid,
    /// The digest of what the nurse saw would leave.
    pub previewed: String,
}

/// Do not send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "OhEnquiryRefuse")]
pub struct Refuse {
    /// The enquiry.
    pub id: Uuid,
    /// Why; it stays in occupational health.
    pub note: String,
}

/// The asker ended it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The enquiry.
    pub id: Uuid,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and gone at once")]
pub enum Event {
    /// It arrived.
    Opened(OhEnquiry),
    /// These were sent.
    Released(Vec<ImmunisationItem>),
    /// Nothing is sent.
    Refused(String),
    /// It is over.
    Ended,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "OhEnquiryRefusal")]
pub enum Refusal {
    /// No such request.
    #[error("this request is not on record")]
    NotFound,
    /// It is there already.
    #[error("this request arrived before")]
    AlreadyThere,
    /// It is over.
    #[error("this request has already been decided or ended")]
    AlreadyDecided,
    /// Nobody releases what they asked for.
    #[error("you asked for this record yourself; somebody else must decide")]
    OwnRequest,
    /// The record has changed since it was previewed.
    #[error("the record has changed since you looked at what would leave")]
    PreviewChanged,
    /// Consent has grown too old since it was asked for.
    #[error("the consent on record is more than a year old; say so instead of sending")]
    ConsentExpired,
    /// No reason.
    #[error("say why")]
    NoteMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::NoteMissing).then_some("note")
    }
}

impl OhEnquiry {
    /// Whether somebody asked for it, who may then not answer it.
    pub fn is_asked_by(&self, user: &UserRef) -> bool {
        self.asked_by.id == user.id
    }
}

impl Record for OhEnquiry {
    const NOUN: NounKind = NounKind::OhEnquiry;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::OccupationalHealth])
    }
}

/// What would leave, and what stands for it.
pub fn preview(immunisations: &[Immunisation]) -> (Vec<ImmunisationItem>, String) {
    let mut items: Vec<ImmunisationItem> = immunisations.iter().map(|i| i.what.clone()).collect();
    items.sort();
    let digest = digest_of(&items);
    (items, digest)
}

impl Noun for OhEnquiry {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    /// The person's immunisations.
    type Facts = Vec<Immunisation>;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Open(c) => c.enquiry.id,
            Command::Release(c) => c.id,
            Command::Refuse(c) => c.id,
            Command::End(c) => c.id,
        }
    }

    fn facts(
        record: Option<&Self>,
        command: &Command,
        world: &World,
        _: &By,
    ) -> Result<Self::Facts, Stop> {
        let person = match (command, record) {
            (Command::Open(open), _) if open.automatic => open.enquiry.person,
            (Command::Release(_), Some(record)) => record.person,
            _ => return Ok(Vec::new()),
        };
        Ok(match world.find("person", person)? {
            Held::Known(immunisations) => immunisations,
            Held::NotHeldHere => Vec::new(),
        })
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Self::Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        let open = |record: Option<&Self>| match record {
            Some(record) if record.stage == Stage::Waiting => Ok(record.clone()),
            Some(_) => Err(Refusal::AlreadyDecided),
            None => Err(Refusal::NotFound),
        };
        match command {
            Command::Open(_) if record.is_some() => Err(Refusal::AlreadyThere),
            Command::Open(arrival) => {
                let mut events = vec![Event::Opened(arrival.enquiry.clone())];
                if arrival.automatic {
                    events.push(Event::Released(preview(facts).0));
                }
                Ok(events)
            }
            Command::Release(release) => {
                let record = open(record)?;
                if by.user().is_some_and(|user| record.is_asked_by(user)) {
                    return Err(Refusal::OwnRequest);
                }
                if !record.consent.is_current(by.received_at.date_naive()) {
                    return Err(Refusal::ConsentExpired);
                }
                let (items, digest) = preview(facts);
                if digest != release.previewed {
                    return Err(Refusal::PreviewChanged);
                }
                Ok(vec![Event::Released(items)])
            }
            Command::Refuse(refuse) => {
                open(record)?;
                if refuse.note.trim().is_empty() {
                    return Err(Refusal::NoteMissing);
                }
                Ok(vec![Event::Refused(refuse.note.trim().to_owned())])
            }
            Command::End(_) => open(record).map(|_| vec![Event::Ended]),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Opened(record) = event {
            return Some(record.clone());
        }
        let mut record = record?;
        record.stage = match event {
            Event::Opened(_) => record.stage,
            Event::Released(items) => {
                Stage::Released { records: u32::try_from(items.len()).unwrap_or(u32::MAX) }
            }
            Event::Refused(note) => Stage::Refused { note: note.clone() },
            Event::Ended => Stage::Ended,
        };
        Some(record)
    }
}

#[cfg(test)]
#[path = "oh_enquiry_tests.rs"]
mod tests;
