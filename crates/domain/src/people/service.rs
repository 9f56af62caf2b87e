//! A period of NHS service, here or in another trust, with the dates reckoned from it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Service {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// The employer.
    pub employer: String,
    /// Its ODS code, where known.
    pub employer_code: Option<String>,
    /// From this day.
    pub from: NaiveDate,
    /// To this day; open while it goes on.
    pub to: Option<NaiveDate>,
    /// Why it ended (domain.md section 5, leaving reasons).
    pub reason_for_leaving: Option<String>,
    /// Continuous service counted with breaks of up to 3 months.
    pub continuous_3_months: Option<NaiveDate>,
    /// Continuous service counted with breaks of up to 12 months.
    pub continuous_12_months: Option<NaiveDate>,
    /// The first day of any NHS service.
    pub nhs_start: Option<NaiveDate>,
}

impl Record for Service {
    const NOUN: NounKind = NounKind::Service;
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
