//! `service.csv`: service with other NHS employers, which the Generic Outbound file knows only by
//! its first day and its last employer.
//!
//! | Column | |
//! |---|---|
//! | employee_number | eight digits |
//! | employer_ods | the employer's ODS code, three letters and digits |
//! | employer_name | its name |
//! | from, to | yyyy-MM-dd; `to` is blank where the person still works there |
//! | reason_for_leaving | blank where the person still works there |
//! | continuous_12_months | Yes where no break of more than twelve months followed |
//! | continuous_3_months | Yes where no break of more than three months followed |
//!
//! No two rows share employee, employer and first day.

use std::io::Read;

use chrono::NaiveDate;

use crate::cell::Columns;
use crate::fault::{Faults, Kind};
use crate::table::{self, Layout, Table};

/// A period with another employer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Whose it is.
    pub employee_number: String,
    /// The employer's ODS code.
    pub employer_ods: String,
    /// The employer's name.
    pub employer_name: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: Option<NaiveDate>,
    /// Why it ended.
    pub reason_for_leaving: Option<String>,
    /// No break of more than twelve months followed.
    pub continuous_12_months: bool,
    /// No break of more than three months followed.
    pub continuous_3_months: bool,
}

impl Layout for Service {
    const COLUMNS: &'static [&'static str] = &[
        "employee_number",
        "employer_ods",
        "employer_name",
        "from",
        "to",
        "reason_for_leaving",
        "continuous_12_months",
        "continuous_3_months",
    ];
    const KEY: &'static str = "from";
    type Key = (String, String, NaiveDate);

    fn read(mut c: Columns<'_>) -> Option<Self> {
        let employee_number = c.at("employee_number").required().employee_number();
        let employer_ods = c.at("employer_ods").required().ods_code();
        let employer_name = c.at("employer_name").required().text(240);
        let from = c.at("from").required().past_iso_date();
        let to = c.at("to").iso_date();
        let reason_for_leaving = c.at("reason_for_leaving").personal().text(150);
        let twelve = c.at("continuous_12_months").required().flag();
        let three = c.at("continuous_3_months").required().flag();
        c.period(("from", from), ("to", to));
        if twelve == Some(false) && three == Some(true) {
            let column = "continuous_12_months";
            c.fault("continuous_3_months", Kind::Contradicts { column });
        }
        c.finish(Self {
            employee_number: employee_number?,
            employer_ods: employer_ods?,
            employer_name: employer_name?,
            from: from?,
            to,
            reason_for_leaving,
            continuous_12_months: twelve?,
            continuous_3_months: three?,
        })
    }

    fn key(&self) -> Self::Key {
        (self.employee_number.clone(), self.employer_ods.clone(), self.from)
    }
}

/// Reads the whole file. `on` is the day of the load.
pub fn load(source: impl Read, on: NaiveDate) -> Result<Table<Service>, Faults> {
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
        let table = load(include_bytes!("samples/service.csv").as_slice(), on())
            .expect("the sample has no fault");
        assert_eq!(table.rows.len(), 2);
        assert!(table.rows[0].row.continuous_12_months);
        assert!(!table.rows[0].row.continuous_3_months);
        assert_eq!(table.rows[1].row.to, None);
    }

    #[test]
    fn faults_name_row_and_column() {
        let head = Service::COLUMNS.join(",");
        let file = format!(
            "{head}\n\
             10000001,R0,A Trust,2020-01-01,2019-01-01,,No,Yes\n\
             10000001,R0A,,2027-01-01,,,maybe,\n"
        );
        let faults = load(file.as_bytes(), on()).expect_err("both rows are wrong");
        let found: Vec<(u64, Option<&str>)> =
            faults.items.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(
            found,
            [
                (2, Some("employer_ods")),
                (2, Some("to")),
                (2, Some("continuous_3_months")),
                (3, Some("employer_name")),
                (3, Some("from")),
                (3, Some("continuous_12_months")),
                (3, Some("continuous_3_months")),
            ]
        );
    }
}
