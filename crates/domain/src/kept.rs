//! Records without rules of their own, kept as a source says they are: what a load brings, what
//! an accepted transfer brings, what the server derives. Only Muster itself asks for it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::establishment::{Position, Unit};
use crate::iat::candidate::{Candidate, EnquiryIdentity};
use crate::iat::transfer_policy::TransferPolicy;
use crate::learning::Competence;
use crate::noun::{NounKind, Record};
use crate::occupational_health::Immunisation;
use crate::organisation::Organisation;
use crate::people::{
    Address, Assignment, Birth, Equality, NiRecord, Pay, Person, Phone, Registration, Service,
};
use crate::recruitment::{Applicant, Terms};
use crate::world::{After, Held, Stop, World, Write};

/// Keep a record, or let one go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// It is so.
    Keep(Kept),
    /// It is there no more.
    Drop {
        /// The noun.
        noun: NounKind,
        /// The record.
        id: Uuid,
    },
}

macro_rules! kept {
    ($($name:ident,)*) => {
        /// A record to be kept.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "noun", content = "record", rename_all = "snake_case")]
        pub enum Kept { $(
            #[allow(missing_docs, reason = "named for the record it holds")]
            $name($name),
        )* }

        impl Kept {
            /// What writing it comes to: nothing, if it is kept already just so.
            pub(crate) fn write(&self, world: &World) -> Result<Option<Write>, Stop> {
                match self { $(Kept::$name(record) => write(record, world),)* }
            }

            /// The record's noun and id.
            pub fn key(&self) -> (NounKind, Uuid) {
                match self { $(Kept::$name(record) => ($name::NOUN, record.id()),)* }
            }

            /// The record as it is written.
            pub fn after(&self) -> After {
                match self { $(Kept::$name(record) => After::of(record),)* }
            }
        }
    };
}

kept! {
    Organisation,
    TransferPolicy,
    Unit,
    Position,
    Person,
    NiRecord,
    Birth,
    Address,
    Phone,
    Equality,
    Assignment,
    Pay,
    Registration,
    Service,
    Competence,
    Immunisation,
    Applicant,
    Terms,
    EnquiryIdentity,
    Candidate,
}

impl After {
    /// A record, serialised.
    pub fn of<R: Record>(record: &R) -> After {
        After {
            organisation: record.organisation(),
            teams: record.teams(),
            // Serialising our own plain structs to memory cannot fail; an unreadable body would be
            // reported by whoever reads it.
            body: serde_json::to_string(record).unwrap_or_default(),
        }
    }
}

fn write<R: Record>(record: &R, world: &World) -> Result<Option<Write>, Stop> {
    match world.record::<R>(record.id())? {
        Held::NotHeldHere => Ok(None),
        Held::Known(Some(held)) if held == *record => Ok(None),
        Held::Known(_) => {
            Ok(Some(Write { noun: R::NOUN, id: record.id(), after: Some(After::of(record)) }))
        }
    }
}
