//! What a transfer carries, item by item: the portable data set (domain.md section 1, "PDS content").
//! `docs/portable-data-set.md` is made from what is said here.
//!
//! Recruitment: the person, service, posts, pay and contract of one employment, and registrations.
//! Learning: national competences; local ones (`457|LOCAL|…`) do not travel. Occupational health:
//! immunisations.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::noun::NounKind;
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
    /// Title.
    Title,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Earlier last names.
    EarlierLastNames,
    /// Posts with the source, present and earlier.
    Posts,
    /// Professional registrations.
    Registrations,
    /// The day the employment ended.
    LeftOn,
    /// The post that was held last.
    FinalPost,
    /// The point within the band at the end.
    FinalPayStep,
}

/// The two times at which a record is asked for: with the offer, and after the hire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdsStage {
    /// Stage one: with the offer.
    PreHire,
    /// Stage two: after the hire. It brings the final record: all of stage one, and how it ended.
    Hire,
}

impl Field {
    /// All of them, in the order they are shown in.
    pub const ALL: [Field; 24] = [
        Field::ContinuousService,
        Field::ContinuousService3Months,
        Field::NhsStart,
        Field::EmployerStart,
        Field::LastWorkingDay,
        Field::ReasonForLeaving,
        Field::EarlierService,
        Field::Band,
        Field::PayStep,
        Field::IncrementDate,
        Field::AnnualSalary,
        Field::JobTitle,
        Field::HoursAWeek,
        Field::FullTimeEquivalent,
        Field::ContractType,
        Field::Title,
        Field::FirstName,
        Field::LastName,
        Field::EarlierLastNames,
        Field::Posts,
        Field::Registrations,
        Field::LeftOn,
        Field::FinalPost,
        Field::FinalPayStep,
    ];

    /// From which stage on it is there to travel, for somebody who comes straight from the source: what
    /// says how the employment ended is not on record before it has.
    pub fn stage(self) -> PdsStage {
        match self {
            Field::LeftOn | Field::FinalPost | Field::FinalPayStep => PdsStage::Hire,
            _ => PdsStage::PreHire,
        }
    }

    /// Where it comes from: the source's record, and its columns there.
    pub fn origin(self) -> (NounKind, &'static [&'static str]) {
        match self {
            Field::ContinuousService => (NounKind::Service, &["continuous_12_months"]),
            Field::ContinuousService3Months => (NounKind::Service, &["continuous_3_months"]),
            Field::NhsStart => (NounKind::Service, &["nhs_start"]),
            Field::EmployerStart => (NounKind::Service, &["from"]),
            Field::LastWorkingDay => (NounKind::Assignment, &["last_working_day"]),
            Field::ReasonForLeaving => (NounKind::Service, &["reason_for_leaving"]),
            Field::EarlierService => (NounKind::Service, &["employer", "from", "to"]),
            Field::Band => (NounKind::Pay, &["grade"]),
            Field::PayStep | Field::FinalPayStep => (NounKind::Pay, &["step"]),
            Field::IncrementDate => (NounKind::Pay, &["increment_on"]),
            Field::AnnualSalary => (NounKind::Pay, &["annual_salary"]),
            Field::JobTitle => (NounKind::Assignment, &["job"]),
            Field::HoursAWeek => (NounKind::Assignment, &["hours"]),
            Field::FullTimeEquivalent => (NounKind::Assignment, &["fte"]),
            Field::ContractType => (NounKind::Assignment, &["category"]),
            Field::Title | Field::FirstName | Field::LastName => (NounKind::Person, &["name"]),
            Field::EarlierLastNames => (NounKind::Person, &["earlier_last_names"]),
            Field::Posts | Field::FinalPost => (NounKind::Assignment, &["job", "from", "to"]),
            Field::Registrations => {
                (NounKind::Registration, &["body", "number", "status", "expires_on"])
            }
            Field::LeftOn => (NounKind::Service, &["to"]),
        }
    }

    /// The heading it stands under.
    pub fn section(self) -> Section {
        match self {
            Field::ContinuousService
            | Field::ContinuousService3Months
            | Field::NhsStart
            | Field::EmployerStart
            | Field::LastWorkingDay
            | Field::ReasonForLeaving
            | Field::EarlierService
            | Field::LeftOn => Section::Service,
            Field::Band
            | Field::PayStep
            | Field::IncrementDate
            | Field::AnnualSalary
            | Field::FinalPayStep => Section::Pay,
            Field::JobTitle
            | Field::HoursAWeek
            | Field::FullTimeEquivalent
            | Field::ContractType
            | Field::Posts
            | Field::FinalPost => Section::Contract,
            Field::Title | Field::FirstName | Field::LastName | Field::EarlierLastNames => {
                Section::Person
            }
            Field::Registrations => Section::Registration,
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
    /// Who it is.
    Person,
    /// Professional registration.
    Registration,
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
    /// Posts.
    Posts {
        /// Each of them, oldest first.
        posts: Vec<Post>,
    },
    /// Professional registrations.
    Registrations {
        /// Each of them.
        registrations: Vec<RegistrationItem>,
    },
}

/// A post held.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub struct Post {
    /// From this day.
    pub from: NaiveDate,
    /// To this day; open while it goes on.
    pub to: Option<NaiveDate>,
    /// The job title.
    pub title: String,
}

/// A registration with a professional body.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub struct RegistrationItem {
    /// GMC, NMC, HCPC…
    pub body: String,
    /// The number.
    pub number: String,
    /// What the body said of it when the source last heard.
    pub status: String,
    /// When it ends, if it does.
    pub expires_on: Option<NaiveDate>,
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
