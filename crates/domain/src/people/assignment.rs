//! A post somebody holds, from and to: part of what colleagues know of one another.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{Fte, OrganisationId, PersonId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Assignment {
    /// Its id.
    pub id: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub person: PersonId,
    /// The number, `-2` and up for second posts.
    pub number: String,
    /// The established position, if there is one.
    pub position: Option<Uuid>,
    /// The unit it reports into.
    pub unit: Option<Uuid>,
    /// The job: staff group and role.
    pub job: String,
    /// Contracted full-time equivalent.
    pub fte: Fte,
    /// Contracted hours a week, in hundredths.
    pub hours: Option<u32>,
    /// Whether this is the main one.
    pub primary: bool,
    /// Permanent, fixed term, bank…
    pub category: Option<String>,
    /// Active, maternity, suspended… (domain.md section 5).
    pub status: String,
    /// From this day.
    pub from: NaiveDate,
    /// To this day; open while it holds.
    pub to: Option<NaiveDate>,
    /// The last working day, when there is one.
    pub last_working_day: Option<NaiveDate>,
}

impl Record for Assignment {
    const NOUN: NounKind = NounKind::Assignment;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::HumanResources, Team::OccupationalHealth, Team::Learning, Team::Payroll])
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
}
