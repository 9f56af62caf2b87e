//! Records to begin with: one employee of the source, who has an offer from the asker.

use chrono::NaiveDate;
use muster_domain::Command;
use muster_domain::iat::transfer::{self, Consent, ConsentMeans, Occasion, Request, StaffKind};
use muster_domain::kept::Kept;
use muster_domain::learning::Competence;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem, ImmunisationStatus};
use muster_domain::people::{Assignment, Birth, NiRecord, Pay, Person, Service, Standing};
use muster_domain::recruitment::Applicant;
use muster_domain::recruitment::applicant::Stage;
use muster_domain::words::{Fte, NiNumber, OrganisationRef, Origin, PersonId, PersonName, derived};
use uuid::Uuid;

pub const NI: &str = "AB123447C";
pub const APPLICANT: Uuid = Uuid::from_u128(0xA991);

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn name() -> PersonName {
    PersonName { title: None, first: "Siân".to_owned(), last: "O'Brien".to_owned() }
}

pub fn person_id(of: &OrganisationRef) -> PersonId {
    PersonId(derived(of.id.0, "person"))
}

/// An employee with one of everything.
pub fn employee(of: &OrganisationRef, salary: u32) -> Vec<Kept> {
    let (organisation, person) = (of.id, person_id(of));
    let id = |noun: &str| derived(organisation.0, noun);
    let number = Some("10000001".to_owned());
    vec![
        Kept::Person(Person::new(person, organisation, Standing::Employee, name(), number)),
        Kept::NiRecord(NiRecord {
            id: id("ni"),
            organisation,
            person,
            number: NiNumber::parse(NI).unwrap(),
        }),
        Kept::Birth(Birth {
            id: id("birth"),
            organisation,
            person,
            standing: Standing::Employee,
            on: day("1990-04-05"),
        }),
        Kept::Assignment(Assignment {
            id: id("assignment"),
            organisation,
            person,
            number: "10000001".to_owned(),
            position: None,
            unit: None,
            job: "Staff Nurse".to_owned(),
            fte: Fte(100_000),
            hours: Some(3750),
            primary: true,
            category: Some("Permanent".to_owned()),
            status: "Active".to_owned(),
            from: day("2020-01-01"),
            to: None,
            last_working_day: None,
        }),
        Kept::Pay(Pay {
            id: id("pay"),
            organisation,
            person,
            assignment: id("assignment"),
            grade: "NHS|XR05|Review Body Band 5".to_owned(),
            step: None,
            annual_salary: Some(salary),
            increment_on: None,
        }),
        Kept::Service(Service {
            id: id("service"),
            organisation,
            person,
            employer: of.name.clone(),
            employer_code: None,
            from: day("2020-01-01"),
            to: None,
            reason_for_leaving: None,
            continuous_3_months: Some(day("2015-01-01")),
            continuous_12_months: Some(day("2014-01-01")),
            nhs_start: Some(day("2014-01-01")),
        }),
        Kept::Competence(Competence {
            id: id("competence"),
            organisation,
            person,
            name: "NHS|CSTF|Fire Safety - 2 Years|".to_owned(),
            awarded_on: day("2026-01-01"),
            expires_on: Some(day("2028-01-01")),
            evidence: None,
            origin: Origin::Record,
        }),
        Kept::Immunisation(immunisation(of, "immunisation", "CANARY-VACCINE")),
    ]
}

pub fn immunisation(of: &OrganisationRef, key: &str, vaccine: &str) -> Immunisation {
    Immunisation {
        id: derived(of.id.0, key),
        organisation: of.id,
        person: person_id(of),
        what: ImmunisationItem {
            disease: "66071002".to_owned(),
            vaccine: vaccine.to_owned(),
            status: ImmunisationStatus::Given,
            on: day("2021-02-03"),
            dose: Some("1".to_owned()),
            batch: None,
            result: None,
        },
        origin: Origin::Record,
    }
}

/// The same person at the asker: an applicant.
pub fn applicant(of: &OrganisationRef) -> Vec<Kept> {
    let (organisation, person) = (of.id, PersonId(derived(of.id.0, "applicant's person")));
    vec![
        Kept::Person(Person::new(person, organisation, Standing::Applicant, name(), None)),
        Kept::Applicant(Applicant {
            id: APPLICANT,
            organisation,
            person,
            name: name(),
            number: "A-1001".to_owned(),
            post: "Senior Nurse".to_owned(),
            position_number: None,
            offer_accepted_on: day("2026-11-01"),
            start_on: None,
            stage: Stage::OfferAccepted,
            no_earlier_service: None,
        }),
    ]
}

pub fn request(id: Uuid, source: &OrganisationRef) -> Request {
    Request {
        id,
        applicant: APPLICANT,
        source: source.id,
        ni_number: NI.to_owned(),
        date_of_birth: day("1990-04-05"),
        last_name: "O’Brien".to_owned(),
        staff: StaffKind::General,
        occasion: Occasion::BeforeHire,
        consent: Consent { given_on: day("2026-11-20"), means: ConsentMeans::Written },
        reference: None,
    }
}

pub fn asking(id: Uuid, source: &OrganisationRef) -> Command {
    Command::Transfer(transfer::Command::Request(request(id, source)))
}
