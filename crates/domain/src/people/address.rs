//! An address, from and to.

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
pub struct Address {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// Employee or applicant.
    pub standing: Standing,
    /// The lines as they are written on an envelope.
    pub lines: Vec<String>,
    /// The postcode.
    pub postcode: Option<String>,
    /// From this day.
    pub from: NaiveDate,
    /// To this day; open while it holds.
    pub to: Option<NaiveDate>,
}

impl Record for Address {
    const NOUN: NounKind = NounKind::Address;
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
