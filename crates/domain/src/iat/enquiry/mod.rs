//! An enquiry: a transfer on the side of the source. It opens with the candidates the server
//! found; it is released by itself where the source has opted in and one person matches in full,
//! otherwise an approver confirms who it is and releases, or refuses with a reason. Nobody
//! releases what they asked for, and nothing leaves that was not previewed as it is.

mod after;
mod arrive;
mod ask_more;
mod ending;
mod release;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::candidate::{self, Candidate, EnquiryIdentity, FieldChange, Identity, Preview};
use super::exchange::{self, Exchange};
use super::history::{Entry, Happened, RefusalReason};
use super::item::PartKind;
use super::reference;
use super::transfer::{Consent, ConsentWithdrawn, Occasion, StaffKind};
use super::transfer_policy::TransferPolicy;
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, PersonId, UserRef};
use crate::world::{Held, Stop, World};

pub use after::{NotTakenIn, OhDone, Recall, ReferenceDone};
pub use arrive::Open;
pub use ask_more::{AskMore, Reply};
pub use ending::{Age, End, LoseConsent, Refuse, WithdrawConsent};
pub use release::Release;

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
    /// Before the hire or after it.
    #[serde(default)]
    pub occasion: Occasion,
    /// The person's consent, as the asker recorded it.
    pub consent: Consent,
    /// That it was withdrawn since.
    #[serde(default)]
    pub consent_withdrawn: Option<ConsentWithdrawn>,
    /// What was said when a reference was asked for as well.
    #[serde(default)]
    pub reference: Option<reference::Asked>,
    /// What was asked about it here, and what the asker said.
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    /// Since when it waits for whoever is to answer; of earlier versions, since it arrived.
    #[serde(default)]
    pub since: Option<DateTime<Utc>>,
    /// How often somebody was reminded since then.
    #[serde(default)]
    pub reminded: u8,
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
    /// The asker is asked something first: the last of the exchanges.
    MoreAsked,
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
    /// Whether it may still be released.
    pub fn is_open(&self) -> bool {
        matches!(self, Stage::AwaitingApproval | Stage::MoreAsked)
    }
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
    /// Ask the asker for more.
    AskMore(AskMore),
    /// The person has withdrawn their consent.
    WithdrawConsent(WithdrawConsent),
    /// Recall what was released: it was the wrong person's.
    Recall(Recall),
    /// The asker answered. Muster's own.
    #[specta(skip)]
    Reply(Box<Reply>),
    /// The person has withdrawn their consent at the asker. Muster's own.
    #[specta(skip)]
    LoseConsent(LoseConsent),
    /// The asker ended it. Muster's own.
    #[specta(skip)]
    End(End),
    /// The asker had ended it before the release came. Muster's own.
    #[specta(skip)]
    NotTakenIn(NotTakenIn),
    /// A day has passed. Muster's own.
    #[specta(skip)]
    Age(Age),
    /// Occupational health here has decided on its part. Muster's own.
    #[specta(skip)]
    OhDone(OhDone),
    /// Human resources here have given a reference, or none. Muster's own.
    #[specta(skip)]
    ReferenceDone(ReferenceDone),
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
    /// The asker is asked for more.
    MoreAsked(Exchange, Entry),
    /// The asker answered; these may be meant now.
    Replied {
        /// What was said.
        reply: Box<exchange::Reply>,
        /// Who is meant.
        identity: Box<Identity>,
        /// Who may be.
        candidates: Vec<Candidate>,
        /// The timeline.
        entry: Entry,
    },
    /// The asker ended it.
    Ended(Entry),
    /// The person withdrew their consent, here.
    ConsentWithdrawn(ConsentWithdrawn, Entry),
    /// The person withdrew their consent, at the asker.
    ConsentLost(ConsentWithdrawn, Entry),
    /// Nobody has answered yet.
    Reminded {
        /// How often somebody was reminded by now.
        due: u8,
        /// The day on which it ends if nobody answers.
        lapses_on: NaiveDate,
        /// The timeline.
        entry: Entry,
    },
    /// Nobody answered.
    Lapsed(Entry),
    /// It was recalled.
    Recalled(String, Entry),
    /// The asker took nothing in.
    NotTakenIn(Entry),
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
    /// The person has withdrawn their consent.
    #[error("the person has withdrawn their consent; nothing may be released")]
    ConsentWithdrawn,
    /// It was withdrawn before.
    #[error("it is already recorded that consent was withdrawn")]
    ConsentAlreadyWithdrawn,
    /// No question.
    #[error("write what you need to know")]
    QuestionMissing,
    /// A question waits for its answer.
    #[error("the other organisation has been asked and has not answered yet")]
    AlreadyAskedMore,
    /// Nobody asked.
    #[error("no question waits for an answer")]
    NothingAsked,
    /// There is nothing to recall.
    #[error("nothing is released that could be recalled")]
    NotReleased,
    /// No reason.
    #[error("say why it is recalled")]
    ReasonMissing,
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
            Refusal::QuestionMissing => Some("question"),
            Refusal::ReasonMissing => Some("reason"),
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
    /// For an answer: who is meant now, who may be, and what leaves by itself.
    Reply {
        /// Who is meant.
        identity: Option<Identity>,
        /// The candidates.
        candidates: Vec<Candidate>,
        /// The policy, if there is one.
        policy: Option<TransferPolicy>,
    },
    /// For a day that passes: how long it may wait.
    Age {
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
            Command::AskMore(c) => c.id,
            Command::WithdrawConsent(c) => c.id,
            Command::Recall(c) => c.id,
            Command::Reply(c) => c.id,
            Command::LoseConsent(c) => c.id,
            Command::NotTakenIn(c) => c.id,
            Command::Age(c) => c.id,
            Command::End(c) => c.id,
            Command::OhDone(c) => c.id,
            Command::ReferenceDone(c) => c.id,
        }
    }

    fn facts(_: Option<&Self>, command: &Command, world: &World, by: &By) -> Result<Facts, Stop> {
        let organisation = by.organisation().id;
        let policy = || {
            let policy = world.record::<TransferPolicy>(organisation.0)?;
            Ok::<_, Stop>(policy.known().cloned().flatten())
        };
        let found = |identity: &Identity| {
            let id = Self::target(command);
            let candidates = candidate::candidates(world, id, organisation, identity)?;
            Ok::<_, Stop>(candidates.known().cloned().unwrap_or_default())
        };
        Ok(match command {
            Command::Open(open) => {
                Facts::Arrival { candidates: found(&open.identity)?, policy: policy()? }
            }
            Command::Reply(reply) => {
                let asked = world.record::<EnquiryIdentity>(reply.id)?.known().cloned().flatten();
                let identity =
                    asked.map(|asked| Identity::from(asked).corrected(&reply.correction));
                let candidates = identity.as_ref().map(found).transpose()?.unwrap_or_default();
                Facts::Reply { identity, candidates, policy: policy()? }
            }
            Command::Age(_) => Facts::Age { policy: policy()? },
            Command::Release(release) => {
                let id = Candidate::id_of(release.id, release.person);
                let candidate = world.record::<Candidate>(id)?;
                Facts::Release {
                    candidate: candidate.known().cloned().flatten(),
                    now: candidate::preview(world, release.person)?,
                }
            }
            _ => Facts::None,
        })
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Facts,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        let enquiry = match (command, record) {
            (Command::Open(_), Some(_)) => return Err(Refusal::AlreadyThere),
            (Command::Open(open), None) => {
                let Facts::Arrival { candidates, policy } = facts else {
                    return Err(Refusal::NotFound);
                };
                return Ok(open.events(candidates, policy.as_ref(), by));
            }
            (_, record) => record.ok_or(Refusal::NotFound)?,
        };
        match (command, facts) {
            (Command::Release(release), Facts::Release { candidate, now }) => {
                release.decide(enquiry, candidate.as_ref(), now, by)
            }
            (Command::Reply(reply), Facts::Reply { identity, candidates, policy }) => {
                let identity = identity.clone().ok_or(Refusal::NothingAsked)?;
                reply.decide(enquiry, identity, candidates, policy.as_ref(), by)
            }
            (Command::Age(_), Facts::Age { policy }) => Age::decide(enquiry, policy.as_ref(), by),
            (Command::Refuse(refuse), _) => refuse.decide(enquiry, by),
            (Command::AskMore(ask), _) => ask.decide(enquiry, by),
            (Command::WithdrawConsent(_), _) => WithdrawConsent::decide(enquiry, by),
            (Command::LoseConsent(lose), _) => lose.decide(enquiry, by),
            (Command::Recall(recall), _) => recall.decide(enquiry, by),
            (Command::NotTakenIn(_), _) => NotTakenIn::decide(enquiry, by),
            (Command::End(_), _) => End::decide(enquiry, by),
            (Command::OhDone(done), _) => Ok(vec![done.event(by)]),
            (Command::ReferenceDone(done), _) => Ok(vec![done.event(by)]),
            // Facts are made for their command alone.
            (Command::Open(_) | Command::Release(_) | Command::Reply(_) | Command::Age(_), _) => {
                Err(Refusal::NotFound)
            }
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
            Event::MoreAsked(exchange, entry) => {
                enquiry.stage = Stage::MoreAsked;
                enquiry.exchanges.push(exchange.clone());
                enquiry.waits_anew(entry);
            }
            Event::Replied { reply, entry, .. } => {
                enquiry.stage = Stage::AwaitingApproval;
                exchange::put_reply(&mut enquiry.exchanges, reply);
                enquiry.waits_anew(entry);
            }
            Event::Ended(entry) => {
                enquiry.stage = Stage::Ended;
                enquiry.history.push(entry.clone());
            }
            Event::ConsentWithdrawn(withdrawn, entry) | Event::ConsentLost(withdrawn, entry) => {
                enquiry.consent_withdrawn = Some(withdrawn.clone());
                if enquiry.stage.is_open() {
                    enquiry.stage = Stage::ConsentWithdrawn;
                }
                enquiry.history.push(entry.clone());
            }
            Event::Reminded { due, entry, .. } => {
                enquiry.reminded = *due;
                enquiry.history.push(entry.clone());
            }
            Event::Lapsed(entry) => {
                enquiry.stage = Stage::Lapsed;
                enquiry.history.push(entry.clone());
            }
            Event::Recalled(reason, entry) => {
                enquiry.stage = Stage::Recalled { reason: reason.clone() };
                enquiry.history.push(entry.clone());
            }
            Event::NotTakenIn(entry) | Event::OhDone(entry) | Event::ReferenceDone(entry) => {
                enquiry.history.push(entry.clone());
            }
        }
        Some(enquiry)
    }
}

impl Enquiry {
    fn must_be_open(&self) -> Result<(), Refusal> {
        if self.stage.is_open() {
            return Ok(());
        }
        if self.stage == Stage::ConsentWithdrawn {
            return Err(Refusal::ConsentWithdrawn);
        }
        let decided = |entry: &&Entry| {
            matches!(entry.what, Happened::Released { .. } | Happened::Refused { .. })
        };
        let by = self.history.iter().find(decided).and_then(|entry| entry.who.clone());
        Err(Refusal::AlreadyDecided { by })
    }

    /// There is something that consent is needed for: a decision, or what left.
    fn may_lose_consent(&self) -> Result<(), Refusal> {
        if self.consent_withdrawn.is_some() {
            Err(Refusal::ConsentAlreadyWithdrawn)
        } else if matches!(self.stage, Stage::Released { .. }) {
            Ok(())
        } else {
            self.must_be_open()
        }
    }

    /// Whether somebody had a hand in the request: they asked, or said who is meant.
    pub fn is_asked_by(&self, user: &UserRef) -> bool {
        let replied = self.exchanges.iter().filter_map(|exchange| exchange.reply.as_ref());
        self.asked_by.id == user.id || replied.into_iter().any(|reply| reply.by.id == user.id)
    }

    /// Since when whoever is to answer has been waited for.
    fn waits_since(&self) -> Option<DateTime<Utc>> {
        self.since.or_else(|| self.history.first().map(|entry| entry.at))
    }

    fn waits_anew(&mut self, entry: &Entry) {
        self.since = Some(entry.at);
        self.reminded = 0;
        self.history.push(entry.clone());
    }

    fn said_by_asker(&self, what: Happened, by: &By) -> Entry {
        Entry { organisation: self.asker.name.clone(), ..Entry::new(what, by) }
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
mod tests;
