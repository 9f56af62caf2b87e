//! What a transfer carries, item by item: the portable data set of this first stage.
//!
//! Recruitment: service, pay and contract of one employment (domain.md section 1, PDS content).
//! Learning: national competences; local ones (`457|LOCAL|…`) do not travel. Occupational health:
//! immunisations.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::words::Fte;

/// The three parts of a record, each for one team.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Service history, pay and contract.
    Recruitment,
    /// Competences.
    Learning,
    /// Immunisations.
    OccupationalHealth,
}

/// A field of recruitment's part, in the order it is shown in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Continuous NHS service, breaks of up to 12 months bridged.
    ContinuousService,
    /// The same, breaks of up to 3 months.
    ContinuousService3Months,
    /// First day in the NHS.
    NhsStart,
    /// First day with the source.
    EmployerStart,
    /// Last working day with the source.
    LastWorkingDay,
    /// Why the person leaves.
    ReasonForLeaving,
    /// Service elsewhere that the source knows of.
    EarlierService,
    /// Pay band.
    Band,
    /// Point within the band.
    PayStep,
    /// Next increment.
    IncrementDate,
    /// Salary for a whole-time year.
    AnnualSalary,
    /// Job title.
    JobTitle,
    /// Hours a week.
    HoursAWeek,
    /// Full-time equivalent.
    FullTimeEquivalent,
    /// Permanent, fixed term…
    ContractType,
}

impl Field {
    /// The heading it stands under.
    pub fn section(self) -> Section {
        match self {
            Field::ContinuousService
            | Field::ContinuousService3Months
            | Field::NhsStart
            | Field::EmployerStart
            | Field::LastWorkingDay
            | Field::ReasonForLeaving
            | Field::EarlierService => Section::Service,
            Field::Band | Field::PayStep | Field::IncrementDate | Field::AnnualSalary => {
                Section::Pay
            }
            Field::JobTitle
            | Field::HoursAWeek
            | Field::FullTimeEquivalent
            | Field::ContractType => Section::Contract,
        }
    }
}

/// Headings of recruitment's part.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Service.
    Service,
    /// Pay.
    Pay,
    /// Contract.
    Contract,
}

/// A value, typed so that each language can write it its own way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Value {
    /// A day.
    Date {
        /// The day.
        date: NaiveDate,
    },
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// An amount of money.
    Money {
        /// In pence.
        pence: u32,
    },
    /// Hours a week.
    Hours {
        /// In hundredths of an hour.
        hundredths: u32,
    },
    /// Full-time equivalent.
    Fte {
        /// In hundred-thousandths.
        fte: Fte,
    },
    /// Periods with earlier employers.
    Periods {
        /// Each of them, oldest first.
        periods: Vec<Period>,
    },
}

/// A period with an employer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub struct Period {
    /// The employer.
    pub employer: String,
    /// From.
    pub from: NaiveDate,
    /// To; open while it goes on.
    pub to: Option<NaiveDate>,
}

/// A field with its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct FieldItem {
    /// The field.
    pub field: Field,
    /// The value.
    pub value: Value,
}

/// A competence as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub struct CompetenceItem {
    /// Its national name.
    pub name: String,
    /// Awarded on.
    pub awarded_on: NaiveDate,
    /// In date until.
    pub expires_on: Option<NaiveDate>,
    /// What shows it.
    pub evidence: Option<String>,
}
