//! A competence: awarded, in date until it expires, and where it comes from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, Origin, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Competence {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// `NHS|CSTF|Fire Safety - 2 Years|` (domain.md section 3).
    pub name: String,
    /// Awarded on this day.
    pub awarded_on: NaiveDate,
    /// In date until this day; open when it does not expire.
    pub expires_on: Option<NaiveDate>,
    /// What shows it.
    pub evidence: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Record for Competence {
    const NOUN: NounKind = NounKind::Competence;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Learning, Team::HumanResources])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
