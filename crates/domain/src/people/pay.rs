//! Grade, step and salary of an assignment: human resources; a recruiter sees it only as arrived terms.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Pay {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// The assignment it belongs to.
    pub assignment: Uuid,
    /// `NHS|XR05|Review Body Band 5`.
    pub grade: String,
    /// The point within the grade.
    pub step: Option<String>,
    /// A whole-time year, in pence.
    pub annual_salary: Option<u32>,
    /// The next increment.
    pub increment_on: Option<NaiveDate>,
}

impl Record for Pay {
    const NOUN: NounKind = NounKind::Pay;
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
