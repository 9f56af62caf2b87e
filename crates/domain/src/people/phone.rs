//! A telephone number or an email address.

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
pub struct Phone {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// Employee or applicant.
    pub standing: Standing,
    /// What kind it is.
    pub kind: PhoneKind,
    /// The number or address.
    pub value: String,
    /// From this day, where the source says so.
    pub from: Option<NaiveDate>,
}

impl Record for Phone {
    const NOUN: NounKind = NounKind::Phone;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        self.standing.with_recruitment(&[Team::HumanResources, Team::OccupationalHealth])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

/// Kinds of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// At home.
    Home,
    /// At work.
    Work,
    /// A mobile.
    Mobile,
    /// An email address.
    Email,
}
