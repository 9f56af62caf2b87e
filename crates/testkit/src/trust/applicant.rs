//! Applicants who accepted an offer, as the e-recruitment system sends them and as a recruiter
//! completes them.

use chrono::NaiveDate;

use super::Trust;
use super::chance::{Chance, shift};
use super::place_names;

/// What a search at the source will find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Works at no trust that is simulated beside this.
    Unknown,
    /// National Insurance number, date of birth and last name point to one person.
    FullMatch,
    /// One person, but the last name has changed since.
    NameChanged,
    /// Two people there have the number.
    DuplicateNi,
    /// The person has no number there.
    MissingNi,
    /// Date of birth and last name point to two people, the number to one.
    Twin,
}

/// Who the applicant is at the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtSource {
    /// The source's ODS code.
    pub ods_code: &'static str,
    /// The employee number there.
    pub employee_number: String,
}

/// An applicant.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// Their number in the e-recruitment system.
    pub applicant_number: String,
    /// Their title.
    pub title: &'static str,
    /// Their first and middle names.
    pub first_names: String,
    /// Their last name today.
    pub last_name: String,
    /// Their date of birth.
    pub date_of_birth: NaiveDate,
    /// Where letters reach them.
    pub email: String,
    /// Where calls reach them.
    pub phone: String,
    /// The number of the position offered.
    pub position_number: String,
    /// Its title.
    pub post_title: String,
    /// When they accepted.
    pub offer_accepted_on: NaiveDate,
    /// When they are to start.
    pub start_on: NaiveDate,
    /// The pay scale's code.
    pub band: &'static str,
    /// The step offered.
    pub pay_step: usize,
    /// Hours a week in 1/100.
    pub hours: u64,
    /// The user name of the recruitment officer.
    pub recruiter: String,
    /// The National Insurance number that a recruiter types: not in the file.
    pub ni_number: Option<String>,
    /// What a search will find: not in the file.
    pub case: Case,
    /// Who they are there: not in the file.
    pub at_source: Option<AtSource>,
}

impl Applicant {
    /// Somebody with no offer yet.
    pub(super) fn new(
        title: &'static str,
        first_names: String,
        last_name: String,
        date_of_birth: NaiveDate,
    ) -> Self {
        Self {
            applicant_number: String::new(),
            title,
            first_names,
            last_name,
            date_of_birth,
            email: String::new(),
            phone: String::new(),
            position_number: String::new(),
            post_title: String::new(),
            offer_accepted_on: date_of_birth,
            start_on: date_of_birth,
            band: "",
            pay_step: 1,
            hours: 0,
            recruiter: String::new(),
            ni_number: None,
            case: Case::Unknown,
            at_source: None,
        }
    }

    /// Gives them an offer of the trust.
    pub(super) fn offered(self, chance: &mut Chance, trust: &Trust, number: usize) -> Self {
        self.offered_as(chance, trust, number, |_| true)
    }

    /// Gives them an offer of one of these jobs; the trust has somebody who does it.
    pub(super) fn offered_as(
        mut self,
        chance: &mut Chance,
        trust: &Trust,
        number: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Self {
        let positions = trust.structure.positions.iter();
        let positions: Vec<_> = positions.filter(|it| wanted(it.role().job)).collect();
        let position = positions[chance.index(positions.len())];
        self.applicant_number = format!("A-{}-{:05}", trust.employer.ods_code, number);
        self.email = format!("applicant.{number}@mail.example");
        self.phone = place_names::mobile(chance);
        self.position_number = position.number.clone();
        self.post_title = position.title.clone();
        self.offer_accepted_on = shift(trust.on, -chance.between(0, 21));
        self.start_on = shift(trust.on, chance.between(21, 100));
        self.band = position.grade.code;
        self.pay_step = 1 + chance.index(position.grade.steps.len());
        self.hours = super::post::hours(chance, position.grade);
        self.recruiter = format!("recruiter.{}", chance.between(1, 6));
        self
    }
}
