//! A National Insurance number, as a record of its own: only human resources hold it in full.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{NiNumber, OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NiRecord {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// The number.
    pub number: NiNumber,
}

impl Record for NiRecord {
    const NOUN: NounKind = NounKind::NiNumber;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::HumanResources, Team::Payroll])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
