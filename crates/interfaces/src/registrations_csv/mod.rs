//! `registrations.csv`: registrations with professional bodies, which the Generic Outbound file does
//! not carry.
//!
//! | Column | |
//! |---|---|
//! | employee_number | eight digits |
//! | body | GMC, NMC, HCPC, GDC or GPhC |
//! | number | as the body writes it, see [`Body`] |
//! | status | one of [`STATUSES`] |
//! | expires_on | yyyy-MM-dd, may be blank |
//!
//! No two rows share body and number: a registration is one person's.

use std::io::Read;

use chrono::NaiveDate;

use crate::cell::Columns;
use crate::expected::Expected;
use crate::fault::Faults;
use crate::table::{self, Layout, Table};
use crate::value;

/// The states that a registration can be in.
pub const STATUSES: &[&str] = &[
    "registered",
    "suspended",
    "conditions of practice",
    "interim suspension",
    "interim conditions",
    "undertakings",
    "lapsed",
    "removed",
];

/// A professional body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Body {
    /// Doctors: seven digits.
    Gmc,
    /// Nurses and midwives: two digits, a letter, four digits, a letter.
    Nmc,
    /// Fifteen health and care professions: the profession's letters, then up to six digits.
    Hcpc,
    /// Dental professionals: four to seven digits (not confirmed by a source).
    Gdc,
    /// Pharmacists: seven digits (not confirmed by a source).
    Gphc,
}

/// The letters of the professions registered by the HCPC.
const HCPC: [&str; 15] =
    ["AS", "BS", "CH", "CS", "DT", "HAD", "ODP", "OR", "OT", "PA", "PH", "PO", "PYL", "RA", "SL"];

impl Body {
    /// Whether the body writes its numbers like this one.
    pub fn writes(self, number: &str) -> bool {
        match self {
            Self::Gmc | Self::Gphc => number.len() == 7 && value::digits(number),
            Self::Gdc => (4..=7).contains(&number.len()) && value::digits(number),
            Self::Nmc => {
                let shape = |b: u8| if b.is_ascii_digit() { b'9' } else { b };
                let bytes: Vec<u8> = number.bytes().map(shape).collect();
                matches!(bytes[..], [b'9', b'9', a, b'9', b'9', b'9', b'9', z]
                    if a.is_ascii_uppercase() && z.is_ascii_uppercase())
            }
            Self::Hcpc => HCPC.iter().any(|letters| {
                number
                    .strip_prefix(letters)
                    .is_some_and(|digits| digits.len() <= 6 && value::digits(digits))
            }),
        }
    }
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Whose it is.
    pub employee_number: String,
    /// With whom.
    pub body: Body,
    /// Its number.
    pub number: String,
    /// One of [`STATUSES`].
    pub status: &'static str,
    /// Until when it runs.
    pub expires_on: Option<NaiveDate>,
}

impl Layout for Registration {
    const COLUMNS: &'static [&'static str] =
        &["employee_number", "body", "number", "status", "expires_on"];
    const KEY: &'static str = "number";
    type Key = (Body, String);

    fn read(mut c: Columns<'_>) -> Option<Self> {
        let employee_number = c.at("employee_number").required().employee_number();
        let bodies = [Body::Gmc, Body::Nmc, Body::Hcpc, Body::Gdc, Body::Gphc];
        let body = c.at("body").required().word(&["GMC", "NMC", "HCPC", "GDC", "GPhC"], &bodies);
        let number = c.at("number").required().personal().read(Expected::Registration, |text| {
            body.is_none_or(|body| body.writes(text)).then(|| text.to_owned())
        });
        let status = c.at("status").required().word(STATUSES, STATUSES);
        let expires_on = c.at("expires_on").personal().iso_date();
        c.finish(Self {
            employee_number: employee_number?,
            body: body?,
            number: number?,
            status: status?,
            expires_on,
        })
    }

    fn key(&self) -> Self::Key {
        (self.body, self.number.clone())
    }
}

/// Reads the whole file. `on` is the day of the load.
pub fn load(source: impl Read, on: NaiveDate) -> Result<Table<Registration>, Faults> {
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
        let table = load(include_bytes!("samples/registrations.csv").as_slice(), on())
            .expect("the sample has no fault");
        let bodies: Vec<Body> = table.rows.iter().map(|row| row.row.body).collect();
        assert_eq!(bodies, [Body::Gmc, Body::Nmc, Body::Hcpc]);
    }

    #[test]
    fn each_body_has_its_numbers() {
        assert!(Body::Nmc.writes("99A9999A"));
        assert!(Body::Hcpc.writes("PYL1") && Body::Hcpc.writes("ODP123456"));
        for (body, bad) in [
            (Body::Gmc, "C1234567"),
            (Body::Nmc, "1234567"),
            (Body::Nmc, "99A9999AA"),
            (Body::Hcpc, "PH1234567"),
            (Body::Hcpc, "XX123456"),
            (Body::Gphc, "123456"),
        ] {
            assert!(!body.writes(bad), "{body:?} {bad}");
        }
    }

    #[test]
    fn faults_name_row_and_column_and_show_no_number() {
        let file = "employee_number,body,number,status,expires_on\n\
                    10000001,GMC,12A4567B,registered,\n\
                    10000001,RCN,1234567,registered,\n\
                    10000001,GMC,1234567,fine,\n\
                    10000002,GMC,7654321,lapsed,\n\
                    10000003,GMC,7654321,registered,\n";
        let faults = load(file.as_bytes(), on()).expect_err("four rows are wrong");
        let found: Vec<(u64, Option<&str>)> =
            faults.items.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(
            found,
            [(2, Some("number")), (3, Some("body")), (4, Some("status")), (6, Some("number"))]
        );
        assert_eq!(faults.items[3].kind, Kind::Repeats { line: 5 });
        assert!(!faults.to_string().contains("12A4567B"));
    }
}
