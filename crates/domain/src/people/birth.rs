//! A date of birth, as a record of its own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::person::Standing;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Birth {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// Employee or applicant.
    pub standing: Standing,
    /// The day.
    pub on: NaiveDate,
}

impl Record for Birth {
    const NOUN: NounKind = NounKind::Birth;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        self.standing.with_its_own(&[Team::HumanResources, Team::OccupationalHealth])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
