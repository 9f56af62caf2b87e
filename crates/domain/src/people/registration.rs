//! A registration with a professional body.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Registration {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// GMC, NMC, HCPC…
    pub body: String,
    /// The number, in the body's own form (domain.md section 2).
    pub number: String,
    /// What the body says of it.
    pub status: String,
    /// When it ends, if it does.
    pub expires_on: Option<NaiveDate>,
}

impl Record for Registration {
    const NOUN: NounKind = NounKind::Registration;
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
