//! `competences.csv`: what people have learnt and until when it holds, which the Generic Outbound
//! file does not carry.
//!
//! | Column | |
//! |---|---|
//! | employee_number | eight digits |
//! | competence | `NHS\|CSTF\|Fire Safety - 2 Years\|` or, local to a VPD, `457\|LOCAL\|Title\|` |
//! | awarded_on | yyyy-MM-dd |
//! | expires_on | yyyy-MM-dd, blank where it does not expire |
//! | evidence | free text, may be blank |
//!
//! No two rows share employee, competence and date of award.

use std::io::Read;

use chrono::NaiveDate;

use crate::cell::Columns;
use crate::expected::Expected;
use crate::fault::Faults;
use crate::table::{self, Layout, Table};
use crate::value;

/// A competence that somebody was awarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// Whose it is.
    pub employee_number: String,
    /// What was learnt.
    pub competence: Competence,
    /// When it was awarded.
    pub awarded_on: NaiveDate,
    /// The day on which it ends.
    pub expires_on: Option<NaiveDate>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// A competence by its name, which says who keeps it and how often it is renewed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Competence {
    /// `NHS`, or the VPD of the organisation that made it.
    pub owner: String,
    /// `CSTF`, `MAND`, `CCF` or another national framework, `LOCAL` with a VPD.
    pub framework: String,
    /// The title with its period: another period is another competence.
    pub title: String,
    /// The period in months, where the title ends in one.
    pub renewed_after_months: Option<u32>,
}

impl Competence {
    /// The competence of this name.
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('|').collect();
        let [owner, framework, title, ""] = parts[..] else { return None };
        let national = owner == "NHS"
            && (2..=10).contains(&framework.len())
            && framework != "LOCAL"
            && framework.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let local = value::is_vpd(owner) && framework == "LOCAL";
        let titled = title == title.trim() && (1..=200).contains(&title.chars().count());
        ((national || local) && titled).then(|| Self {
            owner: owner.to_owned(),
            framework: framework.to_owned(),
            title: title.to_owned(),
            renewed_after_months: period(title),
        })
    }
}

impl std::fmt::Display for Competence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}|{}|{}|", self.owner, self.framework, self.title)
    }
}

/// The months in a title such as `Fire Safety - 2 Years`.
fn period(title: &str) -> Option<u32> {
    let (_, period) = title.rsplit_once(" - ")?;
    let (count, unit) = period.split_once(' ')?;
    let count: u32 = count.parse().ok().filter(|count| (1..=120).contains(count))?;
    match unit {
        "Year" | "Years" => Some(count * 12),
        "Month" | "Months" => Some(count),
        _ => None,
    }
}

impl Layout for Award {
    const COLUMNS: &'static [&'static str] =
        &["employee_number", "competence", "awarded_on", "expires_on", "evidence"];
    const KEY: &'static str = "competence";
    type Key = (String, Competence, NaiveDate);

    fn read(mut c: Columns<'_>) -> Option<Self> {
        let employee_number = c.at("employee_number").required().employee_number();
        let competence =
            c.at("competence").required().read(Expected::Competence, Competence::parse);
        let awarded_on = c.at("awarded_on").required().past_iso_date();
        let expires_on = c.at("expires_on").iso_date();
        let evidence = c.at("evidence").personal().text(240);
        c.period(("awarded_on", awarded_on), ("expires_on", expires_on));
        c.finish(Self {
            employee_number: employee_number?,
            competence: competence?,
            awarded_on: awarded_on?,
            expires_on,
            evidence,
        })
    }

    fn key(&self) -> Self::Key {
        (self.employee_number.clone(), self.competence.clone(), self.awarded_on)
    }
}

/// Reads the whole file. `on` is the day of the load.
pub fn load(source: impl Read, on: NaiveDate) -> Result<Table<Award>, Faults> {
    table::load(source, on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Kind;

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date of the test")
    }

    #[test]
    fn the_sample_is_read() {
        let table = load(include_bytes!("samples/competences.csv").as_slice(), on())
            .expect("the sample has no fault");
        let names: Vec<String> =
            table.rows.iter().map(|row| row.row.competence.to_string()).collect();
        assert_eq!(names.len(), 4);
        assert_eq!(names[0], "NHS|CSTF|Fire Safety - 2 Years|");
        assert_eq!(table.rows[0].row.competence.renewed_after_months, Some(24));
        assert_eq!(table.rows[3].row.competence.owner, "457");
        assert_eq!(table.rows[3].row.expires_on, None);
    }

    #[test]
    fn names_follow_their_pattern() {
        for good in ["NHS|MAND|Safeguarding Adults Level 2 - 3 Years|", "000|LOCAL|A|"] {
            assert!(Competence::parse(good).is_some(), "{good}");
        }
        for bad in [
            "Fire Safety",
            "NHS|CSTF|Fire Safety - 2 Years",
            "NHS|CSTF||",
            "NHS|LOCAL|A|",
            "45|LOCAL|A|",
            "457|CSTF|A|",
            "NHS|CSTF| A|",
        ] {
            assert!(Competence::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn faults_name_row_and_column() {
        let file = "employee_number,competence,awarded_on,expires_on,evidence\n\
                    12345678,Fire Safety,2026-01-01,,\n\
                    12345678,NHS|CSTF|A|,2026-11-02,,\n\
                    12345678,NHS|CSTF|A|,2026-01-01,2025-12-31,\n\
                    12345678,NHS|CSTF|A|,,,\n\
                    12345678,NHS|CSTF|B|,2026-01-01,,\n\
                    12345678,NHS|CSTF|B|,2026-01-01,,again\n";
        let faults = load(file.as_bytes(), on()).expect_err("five rows are wrong");
        let found: Vec<(u64, Option<&str>)> =
            faults.items.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(
            found,
            [
                (2, Some("competence")),
                (3, Some("awarded_on")),
                (4, Some("expires_on")),
                (5, Some("awarded_on")),
                (7, Some("competence")),
            ]
        );
        assert_eq!(faults.items[2].kind, Kind::EndsBeforeStart { start: "awarded_on" });
        assert_eq!(faults.items[3].kind, Kind::Missing);
        assert_eq!(faults.items[4].kind, Kind::Repeats { line: 6 });
    }
}
