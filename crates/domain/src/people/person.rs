//! A person: the name and the number that colleagues know. Matrix row "name, staff number, post".

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, PersonId, PersonName, name_key};

/// What the person is to the organisation. It decides which teams may hold their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Works here, or did.
    Employee,
    /// Has an offer.
    Applicant,
}

impl Standing {
    /// The teams given, and payroll for staff, recruitment for an applicant: a recruiter holds their
    /// own cases and not the staff (security.md section 4, "F·C"), payroll whom it pays.
    pub fn with_its_own(self, teams: &[Team]) -> Teams {
        let teams = Teams::of(teams);
        match self {
            Standing::Employee => teams.and(Team::Payroll),
            Standing::Applicant => teams.and(Team::Recruitment),
        }
    }

    /// The teams given, and recruitment as well while the person is an applicant.
    pub fn with_recruitment(self, teams: &[Team]) -> Teams {
        let teams = Teams::of(teams);
        match self {
            Standing::Employee => teams,
            Standing::Applicant => teams.and(Team::Recruitment),
        }
    }
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Employee or applicant.
    pub standing: Standing,
    /// The present name.
    pub name: PersonName,
    /// What [`name_key`] makes of the last name: matches compare it.
    pub last_name_key: String,
    /// Earlier last names, newest first.
    pub earlier_last_names: Vec<String>,
    /// Eight digits; an applicant has none yet.
    pub employee_number: Option<String>,
}

impl Person {
    /// A person, with the key made from the name.
    pub fn new(
        id: PersonId,
        organisation: OrganisationId,
        standing: Standing,
        name: PersonName,
        employee_number: Option<String>,
    ) -> Self {
        let last_name_key = name_key(&name.last);
        Self {
            id,
            organisation,
            standing,
            name,
            last_name_key,
            earlier_last_names: Vec::new(),
            employee_number,
        }
    }
}

impl Record for Person {
    const NOUN: NounKind = NounKind::Person;
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        self.standing.with_its_own(&[
            Team::HumanResources,
            Team::OccupationalHealth,
            Team::Learning,
        ])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.id)
    }
}
