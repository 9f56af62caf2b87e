//! Simulated trusts: people who are nobody, in trusts that exist, written as the very files that
//! the first load takes. There is no other way for them to get in.
//!
//! ```no_run
//! use muster_testkit::trust::{Trait, Trust};
//!
//! let trust = Trust::new(7, "R0A", 3_000)?;
//! let files = trust.write(std::path::Path::new("demo"))?;
//! let twin = trust.somebody(Trait::Twin);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The same seed, code, size and date give the same bytes, as long as rand stays at 0.8. Every
//! number of the country (National Insurance, registrations) and every id is the trust's own, so
//! two trusts share a person only where [`pair`] makes them.

mod applicant;
mod build;
mod chance;
mod earlier;
mod employer;
mod immunisation;
mod learning;
mod name;
mod numbers;
mod origin;
mod pair;
mod person;
mod place_names;
mod post;
mod registration;
mod staff;
mod structure;
mod write;

use chrono::NaiveDate;

pub use applicant::{Applicant, AtSource, Case};
pub use earlier::Service;
pub use employer::{Employer, employer, employers};
pub use immunisation::Immunisation;
pub use learning::{Award, CSTF_SUBJECTS};
pub use origin::{Origin, origins};
pub use pair::{Pair, pair};
pub use person::{Address, Person, Trait};
pub use post::Post;
pub use registration::Registration;
pub use staff::{Grade, Role, StaffGroup};
pub use structure::{Location, Organisation, Position, Structure};
pub use write::{Written, write_applicants};

/// The fewest and the most employees of a simulated trust.
pub const SIZES: std::ops::RangeInclusive<usize> = 50..=30_000;

/// The day on which all files are extracted, unless a test says otherwise: 1 November 2026.
pub const REFERENCE_DATE: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Why a trust cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// No trust has this code.
    #[error("no NHS trust has the ODS code {0}")]
    NoSuchTrust(String),
    /// Too small or too large.
    #[error("a simulated trust has 50 to 30,000 employees, not {0}")]
    Size(usize),
    /// A trust does not transfer people to itself.
    #[error("a pair takes two different trusts")]
    SameTrust,
}

/// A simulated trust.
pub struct Trust {
    /// Which trust it is.
    pub employer: Employer,
    /// The day on which its files are extracted.
    pub on: NaiveDate,
    /// Sites, organisations, positions.
    pub structure: Structure,
    /// Its employees; indices elsewhere point in here.
    pub people: Vec<Person>,
    /// Those who accepted its offers.
    pub applicants: Vec<Applicant>,
}

impl Trust {
    /// A trust of so many employees on the reference date.
    pub fn new(seed: u64, ods_code: &str, employees: usize) -> Result<Self, Impossible> {
        Self::as_of(REFERENCE_DATE, seed, ods_code, employees)
    }

    /// A trust of so many employees on any date.
    pub fn as_of(
        on: NaiveDate,
        seed: u64,
        ods_code: &str,
        employees: usize,
    ) -> Result<Self, Impossible> {
        let employer =
            employer(ods_code).ok_or_else(|| Impossible::NoSuchTrust(ods_code.to_owned()))?;
        if !SIZES.contains(&employees) {
            return Err(Impossible::Size(employees));
        }
        Ok(build::build(employer, on, seed, employees))
    }

    /// All of whom this is so.
    pub fn people_with(&self, what: Trait) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.is(what))
    }

    /// The first of whom this is so: every trust has one of each.
    pub fn somebody(&self, what: Trait) -> &Person {
        self.people_with(what).next().expect("every trust has somebody of each trait")
    }

    /// Somebody whom nothing is special about: unique by number, birth and name.
    pub fn anybody(&self) -> &Person {
        self.people.iter().find(|person| person.traits.is_empty()).expect("most people are")
    }

    /// The employee with this number.
    pub fn employee(&self, number: &str) -> Option<&Person> {
        let at = self.people.binary_search_by(|person| person.employee_number.as_str().cmp(number));
        at.ok().map(|at| &self.people[at])
    }

    /// The position of an assignment.
    pub fn position(&self, post: &Post) -> &Position {
        &self.structure.positions[post.position]
    }

    /// The staff group of somebody's main post.
    pub fn staff_group(&self, person: &Person) -> StaffGroup {
        self.position(&person.posts[0]).role().group
    }

    /// How many records loading the trust makes of its people: person, number, birth, equality,
    /// address, phones, assignments with pay, service, registrations, competences.
    pub fn records(&self) -> usize {
        let of = |person: &Person| {
            let phones =
                usize::from(person.mobile.is_some()) + usize::from(person.home_phone.is_some());
            let posts = person.posts.len() + person.past_posts.len();
            4 + usize::from(person.ni_number.is_some())
                + phones
                + 2 * posts
                + person.service.len()
                + usize::from(person.registration.is_some())
                + person.competences.len()
        };
        self.people.iter().map(of).sum()
    }
}
