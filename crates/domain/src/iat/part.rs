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

use super::item::PartKind;
use super::transfer::{PartStage, Transfer};
use crate::kept::Kept;
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
            Command::Decide(_) => {
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
            (Command::Decide(_), None) => Err(Refusal::NotFound),
            (Command::Decide(decide), Some(part)) => decide.decide(part, facts, by),
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

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
