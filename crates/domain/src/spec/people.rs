//! Who the stories are about: two trusts, the people who work there, and Megan Walsh, who moves
//! from one to the other.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::iat::candidate::Identity;
use muster_domain::iat::enquiry::{self, Open};
use muster_domain::iat::item::PartKind;
use muster_domain::iat::reference;
use muster_domain::iat::transfer::{Consent, ConsentMeans, Occasion, Request, StaffKind};
use muster_domain::iat::transfer_policy::{TransferPolicy, Waits};
use muster_domain::learning::Competence;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem, ImmunisationStatus};
use muster_domain::organisation::Organisation;
use muster_domain::people::{Assignment, Birth, NiRecord, Pay, Person, Service, Standing};
use muster_domain::policy::Role;
use muster_domain::recruitment::{Applicant, applicant, document};
use muster_domain::words::{
    ChunkName, FileKey, Fte, NiNumber, OdsCode, OrganisationId, OrganisationRef, Origin, PersonId,
    PersonName, UserId, UserRef, derived,
};
use uuid::Uuid;

use super::{Row, row};

/// An instant: `2026-11-24T09:00Z`.
pub fn at(when: &str) -> DateTime<Utc> {
    format!("{}:00Z", when.trim_end_matches('Z')).parse().unwrap()
}

/// A day: `2026-11-24`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An id that reads well in a failure.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// An organisation, by its ODS code.
pub fn organisation(ods_code: &str, name: &str) -> OrganisationRef {
    OrganisationRef {
        id: OrganisationId(derived(Uuid::nil(), ods_code)),
        ods_code: OdsCode::parse(ods_code).unwrap(),
        name: name.to_owned(),
    }
}

/// The trust that recruits.
pub fn asker() -> OrganisationRef {
    organisation("RAA", "Ashdown Trust")
}

/// The trust that the applicant comes from.
pub fn source() -> OrganisationRef {
    organisation("RBB", "Birchwood Trust")
}

/// Somebody who signs in.
pub fn user(name: &str) -> UserRef {
    UserRef { id: UserId(derived(Uuid::nil(), name)), name: name.to_owned() }
}

/// Whoever has that role in these stories.
pub fn user_of(role: Role) -> UserRef {
    user(match role {
        Role::RecruitmentOfficer => "Rhian Pryce",
        Role::OhNurse => "Nia Okafor",
        Role::LearningAdministrator => "Leah Adams",
        Role::HrOfficer => "Hugh Rees",
        Role::IatApprover => "Amir Patel",
        Role::LineManager => "Lowri Hughes",
        Role::FinanceOfficer => "Femi Balogun",
        Role::Director => "Dilys Moore",
        Role::Interviewer => "Idris Kane",
        Role::Referee => "Ruth Ellis",
        Role::Trainer => "Tariq Aziz",
        Role::PayrollOfficer => "Penny Shaw",
        Role::SystemAdministrator => "Sian Ward",
        Role::Auditor => "Owen Audley",
    })
}

/// The transfer of these stories: one id on both sides.
pub const TRANSFER: Uuid = Uuid::from_u128(0x7000);
/// The applicant at the asker.
pub const APPLICANT: Uuid = Uuid::from_u128(0xA001);
/// The person that the applicant is at the asker.
pub const APPLICANT_PERSON: PersonId = PersonId(Uuid::from_u128(0xA002));

/// Consent, given when the offer was accepted.
pub fn consent() -> Consent {
    Consent { given_on: day("2026-11-20"), means: ConsentMeans::OfferAcceptance }
}

/// Megan Walsh has accepted an offer at the asker.
pub fn applicant() -> Applicant {
    Applicant {
        id: APPLICANT,
        organisation: asker().id,
        person: APPLICANT_PERSON,
        name: name("Megan", "Walsh"),
        number: "APP-1".to_owned(),
        post: "Staff Nurse".to_owned(),
        position_number: None,
        offer_accepted_on: day("2026-11-20"),
        start_on: Some(day("2027-01-04")),
        stage: applicant::Stage::OfferAccepted,
        no_earlier_service: None,
    }
}

/// What the asker holds before anything is asked: the applicant, and whom it can ask.
pub fn asking_side() -> Vec<Row> {
    let source = Organisation { organisation: asker().id, reference: source() };
    vec![row(&applicant()), row(&source)]
}

/// A scan of Megan's passport, in two parts.
pub fn scan() -> document::Add {
    document::Add {
        id: Uuid::from_u128(0xD001),
        applicant: APPLICANT,
        kind: document::Kind::Identity,
        name: "Passport.pdf".to_owned(),
        media: document::Media::Pdf,
        size: document::PIECE + 1,
        key: FileKey([7; 32]),
        chunks: vec![ChunkName([1; 32]), ChunkName([2; 32])],
    }
}

/// Rhian's request for Megan's record.
pub fn request() -> Request {
    Request {
        id: TRANSFER,
        applicant: APPLICANT,
        source: source().id,
        ni_number: "ab 12 34 47 c".to_owned(),
        date_of_birth: day("1990-05-17"),
        last_name: " Walsh ".to_owned(),
        staff: StaffKind::General,
        occasion: Occasion::BeforeHire,
        consent: consent(),
        reference: None,
    }
}

/// What is said when a reference is asked for as well, after an offer.
pub fn reference_asked() -> reference::Asked {
    reference::Asked { consent: consent(), offered_on: Some(day("2026-11-18")) }
}

/// What that request says of who is meant.
pub fn identity() -> Identity {
    Identity {
        ni_number: NiNumber::parse("AB123447C").unwrap(),
        date_of_birth: day("1990-05-17"),
        last_name: "Walsh".to_owned(),
    }
}

/// The request as the source hears of it.
pub fn arrival() -> enquiry::Command {
    arrival_with(None)
}

/// The same, with a reference asked for.
pub fn arrival_with(reference: Option<reference::Asked>) -> enquiry::Command {
    enquiry::Command::Open(Box::new(Open {
        id: TRANSFER,
        asker: asker(),
        asked_by: user_of(Role::RecruitmentOfficer),
        post: "Staff Nurse".to_owned(),
        start_on: Some(day("2027-01-04")),
        staff: StaffKind::General,
        occasion: Occasion::BeforeHire,
        consent: consent(),
        reference,
        identity: identity(),
    }))
}

/// What the source releases by itself.
pub fn opted_in(parts: &[PartKind]) -> Row {
    row(&TransferPolicy {
        organisation: source().id,
        automatic: parts.iter().copied().collect(),
        waits: Waits::default(),
    })
}

/// Everything of one person at one organisation.
#[derive(Debug, Clone)]
pub struct Everything {
    /// The person.
    pub person: Person,
    /// Their number; none where it is not on record.
    pub number: Option<NiRecord>,
    /// Their date of birth.
    pub birth: Birth,
    /// Their post.
    pub assignment: Assignment,
    /// Their pay.
    pub pay: Pay,
    /// Their service here, and before.
    pub services: Vec<Service>,
    /// Two national competences and a local one.
    pub competences: Vec<Competence>,
    /// A dose and a blood test.
    pub immunisations: Vec<Immunisation>,
}

/// A name.
pub fn name(first: &str, last: &str) -> PersonName {
    PersonName { title: None, first: first.to_owned(), last: last.to_owned() }
}

/// Megan Walsh at the source, where she works now: all three match what the asker typed.
pub fn megan() -> Everything {
    employee(0x1000, "Megan", "Walsh", "AB123447C", "1990-05-17")
}

/// An employee of the source, with everything on record. `n` makes their ids.
pub fn employee(n: u128, first: &str, last: &str, ni: &str, born: &str) -> Everything {
    let organisation = source().id;
    let person = PersonId(id(n));
    let standing = Standing::Employee;
    let competence = |k, name: &str, awarded: &str| Competence {
        id: id(n + k),
        organisation,
        person,
        name: name.to_owned(),
        awarded_on: day(awarded),
        expires_on: Some(day(awarded) + chrono::Days::new(730)),
        evidence: None,
        origin: Origin::Record,
    };
    let immunisation = |k, what| Immunisation {
        id: id(n + k),
        organisation,
        person,
        what,
        origin: Origin::Record,
    };
    let service = |k, employer: &str, from: &str, to: Option<&str>| Service {
        id: id(n + k),
        organisation,
        person,
        employer: employer.to_owned(),
        employer_code: None,
        from: day(from),
        to: to.map(day),
        reason_for_leaving: None,
        continuous_3_months: None,
        continuous_12_months: None,
        nhs_start: None,
    };
    Everything {
        person: Person::new(
            person,
            organisation,
            standing,
            name(first, last),
            Some(format!("{:08}", 20_000_000 + n)),
        ),
        number: Some(NiRecord {
            id: id(n + 1),
            organisation,
            person,
            number: NiNumber::parse(ni).unwrap(),
        }),
        birth: Birth { id: id(n + 2), organisation, person, standing, on: day(born) },
        assignment: Assignment {
            id: id(n + 3),
            organisation,
            person,
            number: format!("{}", 20_000_000 + n),
            position: None,
            unit: None,
            job: "Staff Nurse".to_owned(),
            fte: Fte(80_000),
            hours: Some(3_000),
            primary: true,
            category: Some("Permanent".to_owned()),
            status: "Active".to_owned(),
            from: day("2019-09-02"),
            to: None,
            last_working_day: Some(day("2026-12-31")),
        },
        pay: Pay {
            id: id(n + 4),
            organisation,
            person,
            assignment: id(n + 3),
            grade: "NHS|XR05|Review Body Band 5".to_owned(),
            step: Some("3".to_owned()),
            annual_salary: Some(3_646_300),
            increment_on: Some(day("2027-09-02")),
        },
        services: vec![
            Service {
                reason_for_leaving: Some("Voluntary Resignation - Promotion".to_owned()),
                continuous_3_months: Some(day("2019-09-02")),
                continuous_12_months: Some(day("2014-04-01")),
                nhs_start: Some(day("2014-04-01")),
                ..service(5, "Birchwood Trust", "2019-09-02", None)
            },
            service(6, "Cedar Trust", "2014-04-01", Some("2019-06-30")),
        ],
        competences: vec![
            competence(7, "NHS|CSTF|Fire Safety - 2 Years|", "2026-02-03"),
            competence(8, "NHS|CSTF|Infection Prevention - Level 2 - 1 Year|", "2026-03-09"),
            competence(9, "457|LOCAL|Birchwood Induction|", "2019-09-05"),
        ],
        immunisations: vec![
            immunisation(10, dose("66071002", "2014-05-01", "1")),
            immunisation(11, blood_test("66071002", "Anti-HBs", "2014-11-03", "120 mIU/ml")),
        ],
    }
}

/// A dose that was given.
pub fn dose(disease: &str, on: &str, number: &str) -> ImmunisationItem {
    ImmunisationItem {
        disease: disease.to_owned(),
        vaccine: "Engerix B".to_owned(),
        status: ImmunisationStatus::Given,
        on: day(on),
        dose: Some(number.to_owned()),
        batch: Some("AHBVC1".to_owned()),
        result: None,
    }
}

/// Blood that was tested.
pub fn blood_test(disease: &str, test: &str, on: &str, result: &str) -> ImmunisationItem {
    ImmunisationItem {
        disease: disease.to_owned(),
        vaccine: test.to_owned(),
        status: ImmunisationStatus::Serology,
        on: day(on),
        dose: None,
        batch: None,
        result: Some(result.to_owned()),
    }
}

impl Everything {
    /// All of it, as records.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows =
            vec![row(&self.person), row(&self.birth), row(&self.assignment), row(&self.pay)];
        rows.extend(self.number.iter().map(row));
        rows.extend(self.services.iter().map(row));
        rows.extend(self.competences.iter().map(row));
        rows.extend(self.immunisations.iter().map(row));
        rows
    }
}
