//! A part that arrived: items beside what is held, each kept or accepted by the team it is for.
//! Choices can be saved a few at a time; an item that is the same as what is held needs none. An
//! accepted item becomes part of the held record, marked with where it came from.
//!
//! The rules are the same for the three parts; each is a noun of its own, because each is another
//! team's: see [`recruitment_part`](super::recruitment_part), [`learning_part`](super::learning_part)
//! and [`oh_part`](super::oh_part).

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use specta::Type;
use uuid::Uuid;

use super::item::{FieldItem, PartKind};
use super::transfer::{PartStage, Transfer};
use crate::kept::{self, Kept};
use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, OrganisationRef, Origin, PersonId, PersonName, UserRef};
use crate::world::{Held, Stop, World};

/// What a part is made of, and where accepted items go.
pub trait Item: Serialize + DeserializeOwned + Clone + PartialEq + Debug {
    /// The part's noun.
    const NOUN: NounKind;
    /// Which part it is.
    const PART: PartKind;
    /// The teams it is for.
    const TEAMS: &'static [Team];
    /// What is held of the same kind for the applicant.
    type Held: Debug;

    /// Loads what is held.
    fn held(part: &Part<Self>, world: &World) -> Result<Self::Held, Stop>;
    /// How an item compares with what is held.
    fn compare(&self, held: &Self::Held) -> Comparison;
    /// The records that hold the accepted items from now on.
    fn accept(
        part: &Part<Self>,
        accepted: &[Self],
        held: &Self::Held,
        origin: &Origin,
    ) -> Vec<Kept>;
    /// What takes the items out again that were accepted from a part.
    fn take_out(part: &Part<Self>, held: &Self::Held) -> Vec<kept::Command>;
    /// Accepted items as recruitment may know them: its own, and of other teams' nothing.
    fn for_recruitment(_: &[Self]) -> Vec<FieldItem> {
        Vec::new()
    }
}

/// How an arrived item compares with what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same: nothing to decide.
    Same,
    /// Nothing is held.
    New,
    /// Something else is held.
    Different,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part<I> {
    /// The transfer's id.
    pub id: Uuid,
    /// The organisation it arrived at.
    pub organisation: OrganisationId,
    /// The applicant.
    pub applicant: Uuid,
    /// The person the applicant is here.
    pub person: PersonId,
    /// Their name.
    pub name: PersonName,
    /// Who released it.
    pub source: OrganisationRef,
    /// When it arrived.
    pub arrived_at: DateTime<Utc>,
    /// Its items.
    pub items: Vec<PartItem<I>>,
    /// Who decided the last of them, and when.
    pub decided: Option<Decided>,
    /// Whether the person has withdrawn their consent: nothing more of it is accepted.
    #[serde(default)]
    pub consent_withdrawn: bool,
    /// That it was recalled. Only what had been accepted is left of it, to be undone.
    #[serde(default)]
    pub recalled: Option<Recalled>,
}

/// A recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Recalled {
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who took out what had been accepted, and when; nobody so far.
    pub taken_out: Option<Decided>,
}

/// An item and what was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartItem<I> {
    /// What arrived.
    pub item: I,
    /// What was chosen, if anything was.
    pub choice: Option<Choice>,
}

/// The end of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Decided {
    /// By whom.
    pub by: UserRef,
    /// When.
    pub at: DateTime<Utc>,
}

/// What may be chosen for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Keep what is held.
    Keep,
    /// Accept what arrived.
    Accept,
}

/// It arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrive<I> {
    /// The transfer.
    pub id: Uuid,
    /// Who released it.
    pub source: OrganisationRef,
    /// What.
    pub items: Vec<I>,
}

/// Save choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "PartDecide")]
pub struct Decide {
    /// The transfer.
    pub id: Uuid,
    /// The choices of now; others may follow. None, to end a review without anything to choose.
    pub choices: Vec<ItemChoice>,
}

/// A choice for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ItemChoice {
    /// The item's place in the part, from 0.
    pub item: u32,
    /// What was chosen.
    pub choice: Choice,
}

/// Take out what was accepted of a recalled part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "PartTakeOut")]
pub struct TakeOut {
    /// The transfer.
    pub id: Uuid,
}

/// The person withdrew their consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoseConsent {
    /// The transfer.
    pub id: Uuid,
}

/// It was the wrong person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recall {
    /// The transfer.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What may be asked of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "PartCommand")]
pub enum Command<I> {
    /// It arrived. Muster's own.
    #[specta(skip)]
    Arrive(Arrive<I>),
    /// Save choices.
    Decide(Decide),
    /// Take out what was accepted of a recalled part.
    TakeOut(TakeOut),
    /// The person withdrew their consent. Muster's own.
    #[specta(skip)]
    LoseConsent(LoseConsent),
    /// It was the wrong person's. Muster's own.
    #[specta(skip)]
    Recall(Recall),
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<I> {
    /// It arrived.
    Arrived(Box<Part<I>>),
    /// Choices were saved.
    Decided {
        /// Which.
        choices: Vec<ItemChoice>,
        /// The records that the accepted items are now part of.
        kept: Vec<Kept>,
        /// Set when nothing is left to decide.
        finished: Option<Decided>,
    },
    /// Nothing more of it is accepted.
    ConsentLost,
    /// It was recalled.
    Recalled {
        /// The recall.
        recall: Recalled,
        /// What had been accepted of it.
        accepted: Vec<I>,
    },
    /// What had been accepted was taken out.
    TakenOut {
        /// By whom.
        by: Decided,
        /// The records as they are without it.
        changes: Vec<kept::Command>,
    },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "PartRefusal")]
pub enum Refusal {
    /// No such part.
    #[error("this part is not on record")]
    NotFound,
    /// It is there already, or the transfer it belongs to was ended.
    #[error("this part cannot arrive now")]
    CannotArrive,
    /// The item was decided before.
    #[error("this was already decided")]
    AlreadyDecided {
        /// The item.
        item: u32,
    },
    /// There is no such item.
    #[error("this part has no such item")]
    NoSuchItem {
        /// The item.
        item: u32,
    },
    /// The person has withdrawn their consent.
    #[error("the person has withdrawn their consent; nothing more can be accepted")]
    ConsentWithdrawn,
    /// It was recalled.
    #[error("the other organisation has recalled this: it was another person's record")]
    Recalled,
    /// Nothing is to be taken out.
    #[error("there is nothing to take out")]
    NothingToTakeOut,
    /// Nothing was chosen.
    #[error("choose keep or accept for at least one item")]
    NothingChosen,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::NothingChosen).then_some("choices")
    }
}

/// What a decision looks at.
#[derive(Debug)]
pub struct Facts<I: Item> {
    transfer: Held<Option<Transfer>>,
    person: Option<PersonId>,
    held: Option<I::Held>,
}

impl<I: Item> Record for Part<I> {
    const NOUN: NounKind = I::NOUN;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(I::TEAMS)
    }
}

impl<I: Item> Noun for Part<I> {
    type Command = Command<I>;
    type Event = Event<I>;
    type Refusal = Refusal;
    type Facts = Facts<I>;

    fn target(command: &Command<I>) -> Uuid {
        match command {
            Command::Arrive(c) => c.id,
            Command::Decide(c) => c.id,
            Command::TakeOut(c) => c.id,
            Command::LoseConsent(c) => c.id,
            Command::Recall(c) => c.id,
        }
    }

    fn facts(
        record: Option<&Self>,
        command: &Command<I>,
        world: &World,
        _: &By,
    ) -> Result<Facts<I>, Stop> {
        let mut facts = Facts { transfer: Held::NotHeldHere, person: None, held: None };
        match command {
            Command::Arrive(arrive) => {
                facts.transfer = world.record(arrive.id)?;
                if let Held::Known(Some(transfer)) = &facts.transfer
                    && let Held::Known(Some(applicant)) =
                        world.record::<crate::recruitment::Applicant>(transfer.applicant)?
                {
                    facts.person = Some(applicant.person);
                }
            }
            Command::LoseConsent(_) | Command::Recall(_) => {}
            Command::Decide(_) | Command::TakeOut(_) => {
                facts.held = record.map(|part| I::held(part, world)).transpose()?;
            }
        }
        Ok(facts)
    }

    fn decide(
        record: Option<&Self>,
        command: &Command<I>,
        facts: &Facts<I>,
        by: &By,
    ) -> Result<Vec<Event<I>>, Refusal> {
        match (command, record) {
            (Command::Arrive(_), Some(_)) => Err(Refusal::CannotArrive),
            (Command::Arrive(arrive), None) => arrive.decide(facts, by),
            (_, None) => Err(Refusal::NotFound),
            (Command::Decide(decide), Some(part)) => decide.decide(part, facts, by),
            (Command::TakeOut(_), Some(part)) => TakeOut::decide(part, facts, by),
            (Command::LoseConsent(_), Some(part)) if part.consent_withdrawn => Ok(Vec::new()),
            (Command::LoseConsent(_), Some(_)) => Ok(vec![Event::ConsentLost]),
            (Command::Recall(recall), Some(part)) => recall.decide(part, by),
        }
    }

    fn evolve(record: Option<Self>, event: &Event<I>) -> Option<Self> {
        match event {
            Event::Arrived(part) => Some((**part).clone()),
            Event::Decided { choices, finished, .. } => {
                let mut part = record?;
                for choice in choices {
                    if let Some(item) = part.items.get_mut(choice.item as usize) {
                        item.choice = Some(choice.choice);
                    }
                }
                part.decided = finished.clone();
                Some(part)
            }
            Event::ConsentLost => record.map(|part| Part { consent_withdrawn: true, ..part }),
            Event::Recalled { recall, .. } => {
                let mut part = record?;
                // What nobody accepted is here no more.
                part.items.retain(|item| item.choice == Some(Choice::Accept));
                part.recalled = Some(recall.clone());
                Some(part)
            }
            Event::TakenOut { by, .. } => {
                let mut part = record?;
                if let Some(recalled) = &mut part.recalled {
                    recalled.taken_out = Some(by.clone());
                }
                Some(part)
            }
        }
    }
}

impl<I: Item> Arrive<I> {
    fn decide(&self, facts: &Facts<I>, by: &By) -> Result<Vec<Event<I>>, Refusal> {
        let Held::Known(Some(transfer)) = &facts.transfer else {
            return Err(Refusal::CannotArrive);
        };
        let Some(person) = facts.person else { return Err(Refusal::CannotArrive) };
        // The transfer took in the answer first: a part that it does not expect is not taken in.
        if transfer.parts.get(&I::PART) != Some(&PartStage::Arrived) {
            return Err(Refusal::CannotArrive);
        }
        let part = Part {
            id: self.id,
            organisation: transfer.organisation,
            applicant: transfer.applicant,
            person,
            name: transfer.name.clone(),
            source: self.source.clone(),
            arrived_at: by.received_at,
            items: self
                .items
                .iter()
                .map(|item| PartItem { item: item.clone(), choice: None })
                .collect(),
            decided: None,
            consent_withdrawn: false,
            recalled: None,
        };
        Ok(vec![Event::Arrived(Box::new(part))])
    }
}

impl Decide {
    fn decide<I: Item>(
        &self,
        part: &Part<I>,
        facts: &Facts<I>,
        by: &By,
    ) -> Result<Vec<Event<I>>, Refusal> {
        let held = facts.held.as_ref().ok_or(Refusal::NotFound)?;
        let user = by.user().ok_or(Refusal::NotFound)?;
        if part.recalled.is_some() {
            return Err(Refusal::Recalled);
        }
        let accepts = self.choices.iter().any(|choice| choice.choice == Choice::Accept);
        if part.consent_withdrawn && accepts {
            return Err(Refusal::ConsentWithdrawn);
        }
        let open = |part: &Part<I>| {
            part.items
                .iter()
                .any(|i| i.choice.is_none() && i.item.compare(held) != Comparison::Same)
        };
        match (self.choices.first(), &part.decided) {
            // Looked through to the end is the end: what was held then may be another thing now.
            (Some(choice), Some(_)) => return Err(Refusal::AlreadyDecided { item: choice.item }),
            (None, Some(_)) => return Err(Refusal::NothingChosen),
            // Where nothing came, or only what is held, there is nothing to choose.
            (None, None) if open(part) => return Err(Refusal::NothingChosen),
            (_, None) => {}
        }
        let mut after = part.clone();
        let mut accepted = Vec::new();
        for choice in &self.choices {
            let item = after
                .items
                .get_mut(choice.item as usize)
                .ok_or(Refusal::NoSuchItem { item: choice.item })?;
            if item.choice.is_some() {
                return Err(Refusal::AlreadyDecided { item: choice.item });
            }
            item.choice = Some(choice.choice);
            if choice.choice == Choice::Accept {
                accepted.push(item.item.clone());
            }
        }
        let origin = Origin::Transfer {
            transfer: part.id,
            source: part.source.clone(),
            accepted_on: by.claimed_at.date_naive(),
        };
        Ok(vec![Event::Decided {
            choices: self.choices.clone(),
            kept: I::accept(part, &accepted, held, &origin),
            finished: (!open(&after)).then(|| Decided { by: user.clone(), at: by.received_at }),
        }])
    }
}

impl TakeOut {
    fn decide<I: Item>(
        part: &Part<I>,
        facts: &Facts<I>,
        by: &By,
    ) -> Result<Vec<Event<I>>, Refusal> {
        let recalled = part.recalled.as_ref().ok_or(Refusal::NothingToTakeOut)?;
        if recalled.taken_out.is_some() || part.items.is_empty() {
            return Err(Refusal::NothingToTakeOut);
        }
        let held = facts.held.as_ref().ok_or(Refusal::NotFound)?;
        let user = by.user().cloned().ok_or(Refusal::NotFound)?;
        Ok(vec![Event::TakenOut {
            by: Decided { by: user, at: by.received_at },
            changes: I::take_out(part, held),
        }])
    }
}

impl Recall {
    fn decide<I: Item>(&self, part: &Part<I>, by: &By) -> Result<Vec<Event<I>>, Refusal> {
        if part.recalled.is_some() {
            return Err(Refusal::Recalled);
        }
        let accepted = part.items.iter().filter(|item| item.choice == Some(Choice::Accept));
        Ok(vec![Event::Recalled {
            recall: Recalled { reason: self.reason.clone(), at: by.received_at, taken_out: None },
            accepted: accepted.map(|item| item.item.clone()).collect(),
        }])
    }
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
