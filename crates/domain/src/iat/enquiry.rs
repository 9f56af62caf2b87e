//! An enquiry: a transfer on the side of the source. It opens with the candidates the server
//! found; it is released by itself where the source has opted in and one person matches in full,
//! otherwise an approver confirms who it is and releases, or refuses with a reason. Nobody
//! releases what they asked for, and nothing leaves that was not previewed as it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::candidate::{
    self, Candidate, Compared, EnquiryIdentity, FieldChange, Identity, Preview,
};
use super::history::{Entry, Happened, RefusalReason};
use super::item::PartKind;
use super::reference::{self, Question};
use super::transfer::{Consent, StaffKind};
use super::transfer_policy::TransferPolicy;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, PersonId, UserRef};
use crate::world::{Held, Stop, World};

/// The record. It does not say who it is about: that is the [`EnquiryIdentity`]'s and the
/// candidates', and they go when it is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Enquiry {
    /// One id on both sides.
    pub id: Uuid,
    /// The source.
    pub organisation: OrganisationId,
    /// The organisation that asks.
    pub asker: OrganisationRef,
    /// Who asked there.
    pub asked_by: UserRef,
    /// For which post.
    pub post: String,
    /// From when.
    pub start_on: Option<NaiveDate>,
    /// For which kind of staff.
    #[serde(default)]
    pub staff: StaffKind,
    /// The person's consent, as the asker recorded it.
    pub consent: Consent,
    /// What was said when a reference was asked for as well.
    #[serde(default)]
    pub reference: Option<reference::Asked>,
    /// Where it stands.
    pub stage: Stage,
    /// Who it turned out to be.
    pub person: Option<PersonId>,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
}

/// Where an enquiry stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "EnquiryStage")]
pub enum Stage {
    /// An approver decides.
    AwaitingApproval,
    /// Released.
    Released {
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
    /// The asker ended it.
    Ended,
}

/// What may be asked of an enquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "EnquiryCommand")]
pub enum Command {
    /// It arrived. Muster's own.
    #[specta(skip)]
    Open(Box<Open>),
    /// Confirm the match and release.
    Release(Release),
    /// Refuse with a reason.
    Refuse(Refuse),
    /// The asker ended it. Muster's own.
    #[specta(skip)]
    End(End),
    /// Occupational health here has decided on its part. Muster's own.
    #[specta(skip)]
    OhDone(OhDone),
    /// Human resources here have given a reference, or none. Muster's own.
    #[specta(skip)]
    ReferenceDone(ReferenceDone),
}

/// An enquiry that arrived.
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
    /// From when.
    pub start_on: Option<NaiveDate>,
    /// For which kind of staff.
    #[serde(default)]
    pub staff: StaffKind,
    /// Consent.
    pub consent: Consent,
    /// What was said when a reference was asked for as well.
    #[serde(default)]
    pub reference: Option<reference::Asked>,
    /// Who is meant.
    pub identity: Identity,
}

/// Confirm who it is, and release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryRelease")]
pub struct Release {
    /// The enquiry.
    pub id: Uuid,
    /// Who it is.
    pub person: PersonId,
    /// The parts that leave. Occupational health is asked for its own.
    pub parts: BTreeSet<PartKind>,
    /// The digest of the preview that the approver saw.
    pub previewed: String,
}

/// Refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryRefuse")]
pub struct Refuse {
    /// The enquiry.
    pub id: Uuid,
    /// Why.
    pub reason: RefusalReason,
    /// More about it; the asker reads it.
    pub note: String,
}

/// The asker ended it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The enquiry.
    pub id: Uuid,
}

/// Occupational health has decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OhDone {
    /// The enquiry.
    pub id: Uuid,
    /// Whether it sent its part.
    pub released: bool,
}

/// Human resources have given a reference, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceDone {
    /// The enquiry.
    pub id: Uuid,
    /// What it answers, if it was given.
    pub questions: Option<Vec<Question>>,
    /// Who gave it, or gave none.
    pub by: Option<String>,
}

/// What happened to an enquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It arrived, with these candidates.
    Opened(Box<Enquiry>, Box<Identity>, Vec<Candidate>),
    /// It was released.
    Released {
        /// Who it is.
        person: PersonId,
        /// What leaves, exactly.
        preview: Preview,
        /// Which parts of it.
        parts: BTreeSet<PartKind>,
        /// Without an approver.
        automatic: bool,
        /// The timeline.
        entries: Vec<Entry>,
    },
    /// It was refused.
    Refused(RefusalReason, String, Entry),
    /// The asker ended it.
    Ended(Entry),
    /// Occupational health decided.
    OhDone(Entry),
    /// Human resources gave a reference, or none.
    ReferenceDone(Entry),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "EnquiryRefusal")]
pub enum Refusal {
    /// No such enquiry.
    #[error("this request is not on record")]
    NotFound,
    /// It is there already.
    #[error("this request arrived before")]
    AlreadyThere,
    /// Somebody decided, or the asker ended it.
    #[error("this request has already been decided or ended")]
    AlreadyDecided {
        /// Who decided, where it was a person.
        by: Option<String>,
    },
    /// Nobody releases what they asked for.
    #[error("you asked for this record yourself; somebody else must decide")]
    OwnRequest,
    /// The person is no candidate.
    #[error("choose one of the people who may be meant")]
    NotACandidate,
    /// Neither number nor birth date and name agree.
    #[error("this person's details do not match what was asked")]
    DoesNotMatch,
    /// Nothing was chosen.
    #[error("choose at least one part to release, or refuse")]
    NothingChosen,
    /// The record has changed since it was previewed.
    #[error("the record has changed since you looked at what would leave")]
    PreviewChanged {
        /// The fields that differ.
        difference: Vec<FieldChange>,
        /// Whether competences or the number of OH records differ.
        rest_changed: bool,
    },
    /// Consent has grown too old since it was asked for.
    #[error("the consent on record is more than a year old; refuse, so that they can ask again")]
    ConsentExpired,
    /// No note with "other".
    #[error("say why, so that the other organisation knows what to do")]
    NoteMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::NotACandidate | Refusal::DoesNotMatch => Some("person"),
            Refusal::NothingChosen => Some("parts"),
            Refusal::NoteMissing => Some("note"),
            _ => None,
        }
    }
}

/// What a decision looks at.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and gone at once")]
pub enum Facts {
    /// For an arrival: who may be meant, and what leaves by itself.
    Arrival {
        /// The candidates.
        candidates: Vec<Candidate>,
        /// The policy, if there is one.
        policy: Option<TransferPolicy>,
    },
    /// For a release: the candidate, and the record as it is where it is held.
    Release {
        /// The candidate.
        candidate: Option<Candidate>,
        /// The preview as it is now.
        now: Held<Preview>,
    },
    /// For the rest: nothing.
    None,
}

impl Record for Enquiry {
    const NOUN: NounKind = NounKind::Enquiry;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Approvers])
    }
}

impl Noun for Enquiry {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = Facts;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Open(c) => c.id,
            Command::Release(c) => c.id,
            Command::Refuse(c) => c.id,
            Command::End(c) => c.id,
            Command::OhDone(c) => c.id,
            Command::ReferenceDone(c) => c.id,
        }
    }

    fn facts(_: Option<&Self>, command: &Command, world: &World, by: &By) -> Result<Facts, Stop> {
        Ok(match command {
            Command::Open(open) => {
                let organisation = by.organisation().id;
                let candidates =
                    candidate::candidates(world, open.id, organisation, &open.identity)?;
                let policy = world.record::<TransferPolicy>(organisation.0)?;
                Facts::Arrival {
                    candidates: candidates.known().cloned().unwrap_or_default(),
                    policy: policy.known().cloned().flatten(),
                }
            }
            Command::Release(release) => {
                let id = Candidate::id_of(release.id, release.person);
                let candidate = world.record::<Candidate>(id)?;
                Facts::Release {
                    candidate: candidate.known().cloned().flatten(),
                    now: candidate::preview(world, release.person)?,
                }
            }
            Command::Refuse(_)
            | Command::End(_)
            | Command::OhDone(_)
            | Command::ReferenceDone(_) => Facts::None,
        })
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        match (command, record, facts) {
            (Command::Open(open), None, Facts::Arrival { candidates, policy }) => {
                Ok(open.events(candidates, policy.as_ref(), by))
            }
            (Command::Release(release), Some(enquiry), Facts::Release { candidate, now }) => {
                release.decide(enquiry, candidate.as_ref(), now, by)
            }
            (Command::Refuse(refuse), Some(enquiry), _) => refuse.decide(enquiry, by),
            (Command::End(_), Some(enquiry), _) => {
                enquiry.must_be_open()?;
                let ended = Entry {
                    organisation: enquiry.asker.name.clone(),
                    ..Entry::new(Happened::Withdrawn, by)
                };
                Ok(vec![Event::Ended(ended)])
            }
            (Command::OhDone(done), Some(_), _) => {
                let what =
                    if done.released { Happened::OhReleased } else { Happened::OhNotReleased };
                Ok(vec![Event::OhDone(Entry::new(what, by))])
            }
            (Command::ReferenceDone(done), Some(_), _) => {
                let what = match &done.questions {
                    Some(questions) => {
                        Happened::ReferenceSubmitted { questions: questions.clone() }
                    }
                    None => Happened::ReferenceDeclined,
                };
                let entry = Entry { who: done.by.clone(), ..Entry::new(what, by) };
                Ok(vec![Event::ReferenceDone(entry)])
            }
            (Command::Open(_), Some(_), _) => Err(Refusal::AlreadyThere),
            (_, None, _) | (Command::Release(_), Some(_), _) => Err(Refusal::NotFound),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Opened(enquiry, ..) = event {
            return Some((**enquiry).clone());
        }
        let mut enquiry = record?;
        match event {
            Event::Opened(..) => {}
            Event::Released { person, parts, automatic, entries, .. } => {
                enquiry.person = Some(*person);
                enquiry.stage = Stage::Released { parts: parts.clone(), automatic: *automatic };
                enquiry.history.extend(entries.iter().cloned());
            }
            Event::Refused(reason, note, entry) => {
                enquiry.stage = Stage::Refused { reason: *reason, note: note.clone() };
                enquiry.history.push(entry.clone());
            }
            Event::Ended(entry) => {
                enquiry.stage = Stage::Ended;
                enquiry.history.push(entry.clone());
            }
            Event::OhDone(entry) | Event::ReferenceDone(entry) => {
                enquiry.history.push(entry.clone());
            }
        }
        Some(enquiry)
    }
}

impl Enquiry {
    fn must_be_open(&self) -> Result<(), Refusal> {
        if self.stage == Stage::AwaitingApproval {
            return Ok(());
        }
        let decided = |entry: &&Entry| {
            matches!(entry.what, Happened::Released { .. } | Happened::Refused { .. })
        };
        let by = self.history.iter().find(decided).and_then(|entry| entry.who.clone());
        Err(Refusal::AlreadyDecided { by })
    }
}

impl Open {
    fn events(
        &self,
        candidates: &[Candidate],
        policy: Option<&TransferPolicy>,
        by: &By,
    ) -> Vec<Event> {
        let requested = Entry {
            who: Some(self.asked_by.name.clone()),
            organisation: self.asker.name.clone(),
            ..Entry::new(Happened::Requested, by)
        };
        let enquiry = Enquiry {
            id: self.id,
            organisation: by.organisation().id,
            asker: self.asker.clone(),
            asked_by: self.asked_by.clone(),
            post: self.post.clone(),
            start_on: self.start_on,
            staff: self.staff,
            consent: self.consent.clone(),
            reference: self.reference.clone(),
            stage: Stage::AwaitingApproval,
            person: None,
            history: vec![requested],
        };
        let mut events = vec![Event::Opened(
            Box::new(enquiry),
            Box::new(self.identity.clone()),
            candidates.to_vec(),
        )];
        // One person with that number, and all three the same: anything less is for a person.
        let with_number: Vec<&Candidate> =
            candidates.iter().filter(|c| c.ni_number == Compared::Same).collect();
        if let ([only], Some(policy)) = (with_number.as_slice(), policy)
            && self.consent.is_current(by.received_at.date_naive())
            && only.matches_in_full()
            && !policy.automatic.is_empty()
        {
            let parts = policy.automatic.clone();
            events.push(released(only.person, &only.preview, parts, true, by));
        }
        events
    }
}

impl Release {
    fn decide(
        &self,
        enquiry: &Enquiry,
        candidate: Option<&Candidate>,
        now: &Held<Preview>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        if by.user().is_some_and(|user| user.id == enquiry.asked_by.id) {
            return Err(Refusal::OwnRequest);
        }
        if !enquiry.consent.is_current(by.received_at.date_naive()) {
            return Err(Refusal::ConsentExpired);
        }
        let candidate = candidate.ok_or(Refusal::NotACandidate)?;
        let number = candidate.ni_number == Compared::Same;
        let name = matches!(candidate.last_name, Compared::Same | Compared::Earlier);
        let birth = candidate.birth == Compared::Same;
        // Two of the three at least: one alone names too many people.
        if [number, name, birth].iter().filter(|same| **same).count() < 2 {
            return Err(Refusal::DoesNotMatch);
        }
        if self.parts.is_empty() {
            return Err(Refusal::NothingChosen);
        }
        let now = now.known().unwrap_or(&candidate.preview);
        if now.digest != self.previewed {
            let difference = candidate.preview.difference(now);
            let rest_changed = candidate.preview.competences != now.competences
                || candidate.preview.oh_records != now.oh_records;
            return Err(Refusal::PreviewChanged { difference, rest_changed });
        }
        Ok(vec![released(self.person, now, self.parts.clone(), false, by)])
    }
}

fn released(
    person: PersonId,
    preview: &Preview,
    parts: BTreeSet<PartKind>,
    automatic: bool,
    by: &By,
) -> Event {
    let mut preview = preview.clone();
    if !parts.contains(&PartKind::Recruitment) {
        preview.fields.clear();
    }
    if !parts.contains(&PartKind::Learning) {
        preview.competences.clear();
    }
    let matched = if automatic { Happened::MatchedInFull } else { Happened::MatchConfirmed };
    let disclosed = Happened::Released {
        fields: preview.fields.iter().map(|item| item.field).collect(),
        competences: u32::try_from(preview.competences.len()).unwrap_or(u32::MAX),
        automatic,
    };
    let entries = vec![Entry::new(matched, by), Entry::new(disclosed, by)];
    Event::Released { person, preview, parts, automatic, entries }
}

impl Refuse {
    fn decide(&self, enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        let note = self.note.trim();
        if self.reason == RefusalReason::Other && note.is_empty() {
            return Err(Refusal::NoteMissing);
        }
        let entry = Entry::new(Happened::Refused { reason: self.reason }, by);
        Ok(vec![Event::Refused(self.reason, note.to_owned(), entry)])
    }
}

impl From<(&Enquiry, Identity)> for EnquiryIdentity {
    fn from((enquiry, identity): (&Enquiry, Identity)) -> Self {
        Self {
            id: enquiry.id,
            organisation: enquiry.organisation,
            ni_number: identity.ni_number,
            date_of_birth: identity.date_of_birth,
            last_name: identity.last_name,
        }
    }
}

#[cfg(test)]
#[path = "enquiry_tests.rs"]
mod tests;
