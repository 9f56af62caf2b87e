//! Records without rules of their own, kept as a source says they are: what a load brings, what
//! an accepted transfer brings, what the server derives. Only Muster itself asks for it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::establishment::{Position, Unit};
use crate::iat::candidate::{Candidate, EnquiryIdentity};
use crate::iat::transfer_policy::TransferPolicy;
use crate::learning::Competence;
use crate::notifications::Colleague;
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
#[expect(clippy::large_enum_variant, reason = "one at a time, and gone at once")]
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
    Colleague,
}

impl After {
    /// A record, serialised.
    pub fn of<R: Record>(record: &R) -> After {
        After {
            organisation: record.organisation(),
            teams: record.teams(),
            person: record.person(),
            chunks: record.chunks().to_vec(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{self, Role};
    use crate::spec::{given, megan, row, source};

    fn keep(person: &crate::people::Person) -> Command {
        Command::Keep(Kept::Person(person.clone()))
    }

    #[test]
    fn a_record_that_is_kept_already_just_so_is_not_written_again() {
        let person = megan().person;
        let story = given([]).at(source()).when(keep(&person)).changes(&[NounKind::Person]);
        story.happens().when(keep(&person)).changes(&[]);
    }

    #[test]
    fn a_record_that_the_source_has_changed_is_written() {
        let mut person = megan().person;
        let story = given([row(&person)]).at(source());
        person.name.first = "Meg".to_owned();
        story.when(keep(&person)).changes(&[NounKind::Person]).then(|_, story| {
            let kept: crate::people::Person = story.get(person.id.0);
            assert_eq!(kept.name.first, "Meg");
        });
    }

    #[test]
    fn a_record_that_is_there_no_more_is_dropped() {
        let person = megan().person;
        let drop = Command::Drop { noun: NounKind::Person, id: person.id.0 };
        given([row(&person)]).at(source()).when(drop).then(|outcome, story| {
            assert_eq!(outcome.writes[0].after, None);
            assert!(story.find::<crate::people::Person>(person.id.0).is_none());
        });
    }

    #[test]
    fn nobody_keeps_or_drops_records_by_hand() {
        let person = megan().person;
        let drop = Command::Drop { noun: NounKind::Person, id: person.id.0 };
        for role in Role::ALL {
            for command in [keep(&person), drop.clone()] {
                let refusal = policy::Refusal::NotYourRole { needed: vec![] };
                given([]).at(source()).by(role).when(command).refused(refusal);
            }
        }
    }

    #[test]
    fn what_is_written_says_whose_log_it_is_in_and_who_may_hold_it() {
        let person = megan().person;
        let kept = Kept::Person(person.clone());
        assert_eq!(kept.key(), (NounKind::Person, person.id.0));
        let after = kept.after();
        assert_eq!((after.organisation, after.teams), (source().id, person.teams()));
    }
}
