//! `applicants.csv`: the accepted offers of the e-recruitment system.
//!
//! | Column | |
//! |---|---|
//! | applicant_number | up to 30 letters, digits and hyphens |
//! | title, first_names | may be blank |
//! | last_name | the only name of somebody who has one |
//! | date_of_birth | yyyy-MM-dd |
//! | email, phone | at least one of the two |
//! | position_number | the position offered |
//! | post_title | its title |
//! | offer_accepted_on, start_on | yyyy-MM-dd |
//! | band | the pay scale's code, such as XR05 or YM72 |
//! | pay_step | the step offered |
//! | hours | a week |
//! | recruiter | the user name of the recruitment officer |
//!
//! The National Insurance number is not in it: a recruiter types it.

use std::io::Read;

use chrono::NaiveDate;

use crate::cell::Columns;
use crate::expected::Expected;
use crate::fault::{Faults, Kind};
use crate::table::{self, Layout, Table};
use crate::value;

/// An applicant who accepted an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Their number in the e-recruitment system.
    pub applicant_number: String,
    /// Their title.
    pub title: Option<String>,
    /// Their first names.
    pub first_names: Option<String>,
    /// Their last name, or their only one.
    pub last_name: String,
    /// Their date of birth.
    pub date_of_birth: NaiveDate,
    /// Where letters reach them.
    pub email: Option<String>,
    /// Where calls reach them.
    pub phone: Option<String>,
    /// The position offered.
    pub position_number: String,
    /// Its title.
    pub post_title: String,
    /// When they accepted.
    pub offer_accepted_on: NaiveDate,
    /// When they are to start.
    pub start_on: Option<NaiveDate>,
    /// The pay scale's code.
    pub band: String,
    /// The step offered.
    pub pay_step: Option<String>,
    /// Hours a week in 1/100.
    pub hours: u64,
    /// The user name of the recruitment officer.
    pub recruiter: String,
}

fn plain(text: &str, max: usize, also: &str) -> Option<String> {
    let fits =
        text.len() <= max && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c));
    fits.then(|| text.to_owned())
}

fn pay_scale(text: &str) -> Option<String> {
    let (letters, digits) = text.split_at_checked(2)?;
    let fits = letters.bytes().all(|b| b.is_ascii_uppercase())
        && digits.len() == 2
        && value::digits(digits);
    fits.then(|| text.to_owned())
}

fn email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let fits = text.len() <= 240
        && !local.is_empty()
        && !text.contains(char::is_whitespace)
        && domain.split('.').count() > 1
        && domain.split('.').all(|part| !part.is_empty());
    fits.then(|| text.to_owned())
}

impl Layout for Applicant {
    const COLUMNS: &'static [&'static str] = &[
        "applicant_number",
        "title",
        "first_names",
        "last_name",
        "date_of_birth",
        "email",
        "phone",
        "position_number",
        "post_title",
        "offer_accepted_on",
        "start_on",
        "band",
        "pay_step",
        "hours",
        "recruiter",
    ];
    const KEY: &'static str = "applicant_number";
    type Key = String;

    fn read(mut c: Columns<'_>) -> Option<Self> {
        let number = c
            .at("applicant_number")
            .required()
            .personal()
            .read(Expected::Text { max: 30 }, |text| plain(text, 30, "-"));
        let title = c.at("title").personal().text(30);
        let first_names = c.at("first_names").name(150);
        let last_name = c.at("last_name").required().name(150);
        let born = c.at("date_of_birth").required().birth(value::iso_date);
        let email = c.at("email").personal().read(Expected::Email, email);
        let phone = c.at("phone").personal().text(60);
        let position_number = c.at("position_number").required().text(10);
        let post_title = c.at("post_title").required().text(240);
        let accepted = c.at("offer_accepted_on").required().past_iso_date();
        let start_on = c.at("start_on").iso_date();
        let band = c.at("band").required().read(Expected::PayScale, pay_scale);
        let pay_step = c.at("pay_step").personal().text(30);
        let hours = c.at("hours").required().decimal(2, 60);
        let recruiter = c
            .at("recruiter")
            .required()
            .read(Expected::Text { max: 60 }, |text| plain(text, 60, ".-_"));
        c.period(("offer_accepted_on", accepted), ("start_on", start_on));
        if email.is_none() && phone.is_none() {
            c.fault("email", Kind::Missing);
        }
        c.finish(Self {
            applicant_number: number?,
            title,
            first_names,
            last_name: last_name?,
            date_of_birth: born?,
            email,
            phone,
            position_number: position_number?,
            post_title: post_title?,
            offer_accepted_on: accepted?,
            start_on,
            band: band?,
            pay_step,
            hours: hours?,
            recruiter: recruiter?,
        })
    }

    fn key(&self) -> String {
        self.applicant_number.clone()
    }
}

/// Reads the whole file. `on` is the day of the load.
pub fn load(source: impl Read, on: NaiveDate) -> Result<Table<Applicant>, Faults> {
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
        let table = load(include_bytes!("samples/applicants.csv").as_slice(), on())
            .expect("the sample has no fault");
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].row.hours, 3_750);
        assert_eq!(table.rows[1].row.first_names, None);
    }

    #[test]
    fn faults_name_row_and_column() {
        let head = Applicant::COLUMNS.join(",");
        let file = format!(
            "{head}\n\
             A 1,,,Mbeki,2020-01-01,a.example,,1,T,2026-10-01,2026-09-01,Band 5,,61,r p\n\
             A2,,,,1980-02-30,,,1,T,2026-12-01,,XR05,,30,r\n"
        );
        let faults = load(file.as_bytes(), on()).expect_err("both rows are wrong");
        let found: Vec<(u64, Option<&str>)> =
            faults.items.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(
            found,
            [
                (2, Some("applicant_number")),
                (2, Some("date_of_birth")),
                (2, Some("email")),
                (2, Some("band")),
                (2, Some("hours")),
                (2, Some("recruiter")),
                (2, Some("start_on")),
                (2, Some("email")),
                (3, Some("last_name")),
                (3, Some("date_of_birth")),
                (3, Some("offer_accepted_on")),
                (3, Some("email")),
            ]
        );
        assert!(!faults.to_string().contains("1980"));
    }
}
