//! An immunisation, a test for immunity, or why there is none. Held by occupational health alone.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, Origin, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Immunisation {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// What was given or found.
    pub what: ImmunisationItem,
    /// Where it comes from.
    pub origin: Origin,
}

impl Record for Immunisation {
    const NOUN: NounKind = NounKind::Immunisation;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::OccupationalHealth])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

/// What happened.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum ImmunisationStatus {
    /// A dose was given.
    Given,
    /// The person said no.
    Declined,
    /// It must not be given.
    Contraindicated,
    /// Blood was tested.
    Serology,
}

/// An immunisation as it travels: without the ids of the organisation that recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub struct ImmunisationItem {
    /// The disease, SNOMED CT (domain.md section 4).
    pub disease: String,
    /// The vaccine or test.
    pub vaccine: String,
    /// What happened.
    pub status: ImmunisationStatus,
    /// On this day.
    pub on: NaiveDate,
    /// 1, 2, 3 or booster.
    pub dose: Option<String>,
    /// The batch.
    pub batch: Option<String>,
    /// A test's result.
    pub result: Option<String>,
}
