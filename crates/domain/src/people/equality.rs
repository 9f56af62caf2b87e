//! Equality data: human resources only, and in aggregate elsewhere.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Equality {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// Gender, as recorded.
    pub gender: Option<String>,
    /// Ethnic origin, National Workforce Data Set code.
    pub ethnic_origin: Option<String>,
    /// Nationality.
    pub nationality: Option<String>,
    /// Marital status.
    pub marital_status: Option<String>,
    /// Disability, as declared.
    pub disability: Option<String>,
    /// The day the source last changed it.
    pub as_of: Option<NaiveDate>,
}

impl Record for Equality {
    const NOUN: NounKind = NounKind::Equality;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::HumanResources])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
