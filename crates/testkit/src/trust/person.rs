//! A simulated person, and how one comes about.

use chrono::{Datelike, NaiveDate};

use super::applicant::Applicant;
use super::chance::{Chance, shift};
use super::earlier::Service;
use super::immunisation::Immunisation;
use super::learning::Award;
use super::name::{self, Form};
use super::numbers::Numbers;
use super::origin::Origin;
use super::place_names::{self, Town};
use super::post::Post;
use super::registration::Registration;

/// What is special about somebody, so that a test can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// Has a twin here: the same date of birth, last name and home.
    Twin,
    /// Shares date of birth and last name with somebody here; twins do too.
    SharesBirthAndName,
    /// Has the National Insurance number of somebody else here.
    DuplicateNi,
    /// Has no National Insurance number.
    MissingNi,
    /// Had another last name.
    ChangedName,
    /// Has one name only.
    OneName,
    /// Has a last name of 60 characters.
    SixtyCharacters,
    /// Holds two posts.
    TwoPosts,
    /// Left and came back.
    BreakInService,
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// House and street.
    pub street: String,
    /// Its postcode.
    pub postcode: String,
    pub(super) town: &'static Town,
}

/// A simulated person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id at the source.
    pub person_id: u64,
    /// Eight digits.
    pub employee_number: String,
    /// Their title.
    pub title: &'static str,
    /// Their last name, or their only one.
    pub last_name: String,
    /// Their first name.
    pub first_name: Option<String>,
    /// Their middle name.
    pub middle_name: Option<String>,
    /// The name they go by.
    pub preferred_name: Option<String>,
    /// The last name before this one.
    pub previous_last_name: Option<String>,
    /// Whether the record says female.
    pub female: bool,
    /// Their date of birth.
    pub date_of_birth: NaiveDate,
    /// Their National Insurance number.
    pub ni_number: Option<String>,
    /// The origin of their names.
    pub origin: &'static str,
    /// The NHS ethnic category.
    pub ethnic_category: &'static str,
    /// Their marital status.
    pub marital_status: &'static str,
    /// The country they were born in.
    pub country_of_birth: &'static str,
    /// Their nationality.
    pub nationality: &'static str,
    /// Yes, No or Not Declared.
    pub disability: &'static str,
    /// Where they live.
    pub address: Address,
    /// Their mobile number.
    pub mobile: Option<String>,
    /// Their number at home.
    pub home_phone: Option<String>,
    /// Their address at work.
    pub email: String,
    /// When they were last hired here.
    pub hired: NaiveDate,
    /// Their assignments, the main one first.
    pub posts: Vec<Post>,
    /// Earlier assignments here, ended before a break.
    pub past_posts: Vec<Post>,
    /// Service with other trusts, the latest first.
    pub service: Vec<Service>,
    /// When they first worked for the NHS.
    pub nhs_start: NaiveDate,
    /// NHS service without a break of more than three months since.
    pub continuous_3_months: NaiveDate,
    /// NHS service without a break of more than twelve months since.
    pub continuous_12_months: NaiveDate,
    /// Their registration with a professional body.
    pub registration: Option<Registration>,
    /// Their competences, renewals among them.
    pub competences: Vec<Award>,
    /// Their immunisations.
    pub immunisations: Vec<Immunisation>,
    /// What is special about them.
    pub traits: Vec<Trait>,
}

impl Person {
    /// A person with names, birth, home and number, and no work yet.
    pub(super) fn new(
        chance: &mut Chance,
        numbers: &mut Numbers,
        (on, home): (NaiveDate, &'static Town),
        form: Form,
    ) -> Self {
        let origin = name::origin(chance, form);
        let female = chance.per_mille(765);
        let names = name::names(chance, origin, female, form);
        let british = origin.country == "United Kingdom" || chance.per_mille(450);
        let years = chance.between(19, 66).min(chance.between(19, 75));
        let town = if chance.per_mille(700) { home } else { place_names::town(chance.below(44)) };
        let marital_status = chance.pick(&[
            "Single",
            "Married",
            "Married",
            "Civil Partnership",
            "Divorced",
            "Widowed",
        ]);
        let title = match (female, marital_status) {
            (false, _) => "Mr",
            (true, "Single") => chance.pick(&["Miss", "Ms"]),
            (true, _) => chance.pick(&["Mrs", "Mrs", "Ms"]),
        };
        Self {
            person_id: 0,
            employee_number: String::new(),
            title,
            preferred_name: names
                .first
                .as_ref()
                .filter(|_| chance.per_mille(60))
                .map(|first| first.chars().take(3).collect()),
            last_name: names.last,
            first_name: names.first,
            middle_name: names.middle,
            previous_last_name: None,
            female,
            date_of_birth: shift(on, -(years * 365 + chance.between(6, 370))),
            ni_number: Some(numbers.ni(chance)),
            origin: origin.name,
            ethnic_category: if chance.per_mille(50) { "Z" } else { origin.ethnic },
            marital_status,
            country_of_birth: if british { "United Kingdom" } else { origin.country },
            nationality: if british { "British" } else { origin.nationality },
            disability: match chance.below(100) {
                0..6 => "Yes",
                6..18 => "Not Declared",
                _ => "No",
            },
            address: Address {
                street: place_names::street(chance),
                postcode: town.postcode(chance),
                town,
            },
            mobile: chance.per_mille(950).then(|| place_names::mobile(chance)),
            home_phone: chance.per_mille(520).then(|| place_names::landline(chance)),
            email: String::new(),
            hired: on,
            posts: Vec::new(),
            past_posts: Vec::new(),
            service: Vec::new(),
            nhs_start: on,
            continuous_3_months: on,
            continuous_12_months: on,
            registration: None,
            competences: Vec::new(),
            immunisations: Vec::new(),
            traits: Vec::new(),
        }
    }

    /// Whether this is special about them.
    pub fn is(&self, what: Trait) -> bool {
        self.traits.contains(&what)
    }

    /// Whether National Insurance number, date of birth and last name point to them alone.
    pub fn is_unique(&self) -> bool {
        use Trait::{DuplicateNi, MissingNi, SharesBirthAndName};
        !self.traits.iter().any(|what| matches!(what, DuplicateNi | MissingNi | SharesBirthAndName))
    }

    /// The first day on which they could work.
    pub(super) fn of_age(&self) -> NaiveDate {
        let born = self.date_of_birth;
        born.with_year(born.year() + 18).unwrap_or_else(|| shift(born, 18 * 365 + 5))
    }

    /// Gives another last name to somebody who had this one.
    pub(super) fn rename(&mut self, chance: &mut Chance, origin: &Origin) {
        let old = self.last_name.clone();
        while self.last_name == old {
            self.last_name = name::last(chance, origin);
        }
        self.previous_last_name = Some(old);
        self.traits.push(Trait::ChangedName);
    }

    /// What the e-recruitment system knows of them as an applicant.
    pub(super) fn applies(&self) -> Applicant {
        let first = self.first_name.iter().chain(&self.middle_name);
        let first_names = first.map(String::as_str).collect::<Vec<_>>().join(" ");
        Applicant::new(self.title, first_names, self.last_name.clone(), self.date_of_birth)
    }
}
