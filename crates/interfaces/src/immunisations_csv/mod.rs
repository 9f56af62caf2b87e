//! `immunisations.csv`: doses, declines, contraindications and serology. Occupational health alone
//! may see what is in it: its faults show no value.
//!
//! | Column | |
//! |---|---|
//! | employee_number | eight digits |
//! | disease | our code, see [`Disease`] |
//! | disease_snomed | SNOMED CT of the same; several, joined by `+`, for a combined vaccine |
//! | procedure_snomed | SNOMED CT of the vaccination, blank where none is known |
//! | vaccine | the product or test in words; must be there for a dose |
//! | given_on | yyyy-MM-dd, of the dose, the decision or the sample |
//! | dose | `1`, `2`, `3` or `booster`; for a dose only |
//! | batch | may be blank |
//! | status | `given`, `declined`, `contraindicated` or `serology` |
//! | result | for serology only, and there it must be: the laboratory's words, such as `>1000 IU/L` |
//!
//! No two rows share employee, disease, status, date and vaccine.

use std::io::Read;

use chrono::NaiveDate;

use crate::cell::Columns;
use crate::expected::Expected;
use crate::fault::{Faults, Kind};
use crate::table::{self, Layout, Table};
use crate::value;

/// What an immunisation is against, by our codes. MMR and TDIPV are the combined vaccines; serology
/// is of one disease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disease {
    /// `HEPB`
    HepatitisB,
    /// `TB`
    Tuberculosis,
    /// `MMR`
    MeaslesMumpsRubella,
    /// `MEASLES`
    Measles,
    /// `MUMPS`
    Mumps,
    /// `RUBELLA`
    Rubella,
    /// `VZV`
    Varicella,
    /// `TDIPV`
    DiphtheriaTetanusPolio,
    /// `FLU`
    Influenza,
    /// `COVID`
    Covid19,
}

impl Disease {
    const CODES: &'static [&'static str] =
        &["HEPB", "TB", "MMR", "MEASLES", "MUMPS", "RUBELLA", "VZV", "TDIPV", "FLU", "COVID"];
    const ALL: [Self; 10] = [
        Self::HepatitisB,
        Self::Tuberculosis,
        Self::MeaslesMumpsRubella,
        Self::Measles,
        Self::Mumps,
        Self::Rubella,
        Self::Varicella,
        Self::DiphtheriaTetanusPolio,
        Self::Influenza,
        Self::Covid19,
    ];

    /// Our code.
    pub fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// The SNOMED CT codes of what it is against.
    pub fn snomed(self) -> &'static [u64] {
        match self {
            Self::HepatitisB => &[66_071_002],
            Self::Tuberculosis => &[56_717_001],
            Self::MeaslesMumpsRubella => &[14_189_004, 36_989_005, 36_653_000],
            Self::Measles => &[14_189_004],
            Self::Mumps => &[36_989_005],
            Self::Rubella => &[36_653_000],
            Self::Varicella => &[38_907_003],
            Self::DiphtheriaTetanusPolio => &[397_430_003, 76_902_006, 398_102_009],
            Self::Influenza => &[6_142_004],
            Self::Covid19 => &[840_539_006],
        }
    }
}

/// Which dose of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dose {
    /// `1`
    First,
    /// `2`
    Second,
    /// `3`
    Third,
    /// `booster`
    Booster,
}

/// What a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A dose was given.
    Given,
    /// It was offered and declined.
    Declined,
    /// It must not be given.
    Contraindicated,
    /// Blood was tested.
    Serology,
}

/// An immunisation, or what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Immunisation {
    /// Whose it is.
    pub employee_number: String,
    /// Against what.
    pub disease: Disease,
    /// SNOMED CT of the vaccination.
    pub procedure: Option<u64>,
    /// The product or test.
    pub vaccine: Option<String>,
    /// When.
    pub given_on: NaiveDate,
    /// Which dose.
    pub dose: Option<Dose>,
    /// The batch.
    pub batch: Option<String>,
    /// What the row says.
    pub status: Status,
    /// The laboratory's words.
    pub result: Option<String>,
}

fn snomed(text: &str) -> Option<Vec<u64>> {
    let code = |code: &str| {
        let fits = (6..=18).contains(&code.len()) && value::digits(code);
        if fits { code.parse().ok() } else { None }
    };
    text.split('+').map(code).collect()
}

impl Layout for Immunisation {
    const COLUMNS: &'static [&'static str] = &[
        "employee_number",
        "disease",
        "disease_snomed",
        "procedure_snomed",
        "vaccine",
        "given_on",
        "dose",
        "batch",
        "status",
        "result",
    ];
    const KEY: &'static str = "given_on";
    type Key = (String, Disease, Status, NaiveDate, Option<String>);

    fn read(mut c: Columns<'_>) -> Option<Self> {
        let employee_number = c.at("employee_number").required().employee_number();
        let disease = c.at("disease").required().personal().word(Disease::CODES, &Disease::ALL);
        let target = c.at("disease_snomed").required().personal().read(Expected::Snomed, snomed);
        let procedure = c
            .at("procedure_snomed")
            .personal()
            .read(Expected::Snomed, |text| snomed(text).filter(|codes| codes.len() == 1));
        let vaccine = c.at("vaccine").personal().text(100);
        let given_on = c.at("given_on").required().personal().past_iso_date();
        let doses = [Dose::First, Dose::Second, Dose::Third, Dose::Booster];
        let dose = c.at("dose").personal().word(&["1", "2", "3", "booster"], &doses);
        let batch = c.at("batch").personal().text(40);
        let statuses = [Status::Given, Status::Declined, Status::Contraindicated, Status::Serology];
        let status = c
            .at("status")
            .required()
            .personal()
            .word(&["given", "declined", "contraindicated", "serology"], &statuses);
        let result = c.at("result").personal().text(100);

        if let (Some(disease), Some(mut target)) = (disease, target) {
            let mut known = disease.snomed().to_vec();
            known.sort_unstable();
            target.sort_unstable();
            if known != target {
                c.fault("disease_snomed", Kind::Contradicts { column: "disease" });
            }
        }
        match status {
            Some(Status::Given) => {
                if vaccine.is_none() {
                    c.fault("vaccine", Kind::Missing);
                }
                if dose.is_none() {
                    c.fault("dose", Kind::Missing);
                }
            }
            Some(_) if dose.is_some() => {
                c.fault("dose", Kind::Contradicts { column: "status" });
            }
            _ => {}
        }
        match (status, &result) {
            (Some(Status::Serology), None) => c.fault("result", Kind::Missing),
            (Some(Status::Serology), _) | (_, None) => {}
            (_, Some(_)) => c.fault("result", Kind::Contradicts { column: "status" }),
        }
        c.finish(Self {
            employee_number: employee_number?,
            disease: disease?,
            procedure: procedure.and_then(|codes| codes.first().copied()),
            vaccine,
            given_on: given_on?,
            dose,
            batch,
            status: status?,
            result,
        })
    }

    fn key(&self) -> Self::Key {
        let vaccine = self.vaccine.clone();
        (self.employee_number.clone(), self.disease, self.status, self.given_on, vaccine)
    }
}

/// Reads the whole file. `on` is the day of the load.
pub fn load(source: impl Read, on: NaiveDate) -> Result<Table<Immunisation>, Faults> {
    table::load(source, on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date of the test")
    }

    #[test]
    fn the_sample_is_read() {
        let table = load(include_bytes!("samples/immunisations.csv").as_slice(), on())
            .expect("the sample has no fault");
        let statuses: Vec<Status> = table.rows.iter().map(|row| row.row.status).collect();
        assert_eq!(
            statuses,
            [
                Status::Given,
                Status::Serology,
                Status::Given,
                Status::Declined,
                Status::Contraindicated
            ]
        );
        assert_eq!(table.rows[1].row.result.as_deref(), Some(">1000 IU/L"));
        assert_eq!(table.rows[2].row.disease.snomed().len(), 3);
    }

    #[test]
    fn every_disease_has_its_code() {
        for (disease, code) in Disease::ALL.into_iter().zip(Disease::CODES) {
            assert_eq!(disease.code(), *code);
        }
    }

    #[test]
    fn faults_name_row_and_column_and_show_no_value() {
        let head = Immunisation::COLUMNS.join(",");
        let file = format!(
            "{head}\n\
             10000001,HEPB,6142004,,Engerix B,2020-01-01,1,,given,\n\
             10000001,PLAGUE,66071002,,Engerix B,2020-01-01,1,,given,\n\
             10000001,HEPB,66071002,,,2020-01-01,,,given,\n\
             10000001,HEPB,66071002,,anti-HBs,2020-01-01,,,serology,\n\
             10000001,HEPB,66071002,,,2020-01-01,2,,declined,immune\n"
        );
        let faults = load(file.as_bytes(), on()).expect_err("all rows are wrong");
        let found: Vec<(u64, Option<&str>)> =
            faults.items.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(
            found,
            [
                (2, Some("disease_snomed")),
                (3, Some("disease")),
                (4, Some("vaccine")),
                (4, Some("dose")),
                (5, Some("result")),
                (6, Some("dose")),
                (6, Some("result")),
            ]
        );
        let said = faults.to_string();
        assert!(!said.contains("PLAGUE") && !said.contains("immune"), "{said}");
    }
}
