//! Who takes part: two trusts, what each holds at the beginning, and who works there. Each is the
//! source of the other's applicants, so that requests go both ways.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use muster_domain::establishment::Unit;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer_policy::{TransferPolicy, Waits};
use muster_domain::kept::Kept;
use muster_domain::learning::Competence;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem, ImmunisationStatus};
use muster_domain::organisation::Organisation;
use muster_domain::people::{Assignment, Birth, NiRecord, Pay, Person, Service, Standing};
use muster_domain::policy::Role;
use muster_domain::recruitment::{Applicant, applicant};
use muster_domain::words::{
    Fte, NiNumber, OdsCode, OrganisationId, OrganisationRef, Origin, PersonId, PersonName, UserId,
    UserRef, derived,
};
use uuid::Uuid;

use crate::chance::Chance;

/// How many people move each way.
const MOVERS: usize = 3;

/// Somebody who is employed by one trust and an applicant of the other.
#[derive(Debug, Clone)]
pub(crate) struct Mover {
    pub name: PersonName,
    pub number: NiNumber,
    pub born: NaiveDate,
    /// The employee, at the source.
    pub employee: PersonId,
    /// The applicant, at the asker.
    pub applicant: Uuid,
    pub asker: OrganisationId,
    pub source: OrganisationId,
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    pub user: UserRef,
    pub organisation: OrganisationRef,
    pub roles: BTreeSet<Role>,
}

#[derive(Debug)]
pub(crate) struct Cast {
    pub organisations: [OrganisationRef; 2],
    pub movers: Vec<Mover>,
    /// Each desk's user; a user may have two.
    pub desks: Vec<Worker>,
    /// Who leads which unit.
    pub leads: Vec<(UserId, Uuid)>,
    /// What the two hold, each in its own log.
    pub records: [Vec<Kept>; 2],
}

/// The morning on which every run begins.
pub(crate) fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_510_800, 0).unwrap_or_default()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn organisation(code: &str, name: &str) -> Option<OrganisationRef> {
    Some(OrganisationRef {
        id: OrganisationId(derived(Uuid::nil(), code)),
        ods_code: OdsCode::parse(code)?,
        name: name.to_owned(),
    })
}

impl Cast {
    /// The cast of a run. `None` would mean that a name in here is misspelt.
    pub fn of(chance: &mut Chance) -> Option<Self> {
        let organisations =
            [organisation("RAA", "Ashdown Trust")?, organisation("RBB", "Birchwood Trust")?];
        let names = [
            ("Megan", "Walsh", "AB123447C"),
            ("Gareth", "Moss", "AB777777A"),
            ("Aisha", "Khan", "CE200100B"),
            ("Tom", "Reid", "HJ330011D"),
            ("Nerys", "Vaughan", "JK445566A"),
            ("Femi", "Ade", "LM909090C"),
        ];
        let (mut movers, mut records) = (Vec::new(), [Vec::new(), Vec::new()]);
        for (n, (first, last, number)) in names.into_iter().enumerate() {
            let (asker, source) = if n < MOVERS { (0, 1) } else { (1, 0) };
            let id = |what: &str| derived(Uuid::from_u128(n as u128), what);
            let mover = Mover {
                name: PersonName { title: None, first: first.to_owned(), last: last.to_owned() },
                number: NiNumber::parse(number).ok()?,
                born: day(1970 + i32::try_from(n).ok()? * 4, 5, 17),
                employee: PersonId(id("employee")),
                applicant: id("applicant"),
                asker: organisations[asker].id,
                source: organisations[source].id,
            };
            records[source].extend(mover.employed(&organisations[source]));
            records[asker].push(Kept::Applicant(mover.applies(n)));
            movers.push(mover);
        }
        for (here, there) in [(0, 1), (1, 0)] {
            let organisation = organisations[here].id;
            let reference = organisations[there].clone();
            let automatic = if chance.percent(40) { parts(chance) } else { BTreeSet::new() };
            records[here].push(Kept::Organisation(Organisation { organisation, reference }));
            records[here].push(Kept::TransferPolicy(TransferPolicy {
                organisation,
                automatic,
                waits: Waits::default(),
            }));
        }
        for (n, organisation) in organisations.iter().enumerate() {
            records[n].extend(units(organisation.id).into_iter().map(Kept::Unit));
        }
        let desks = desks(&organisations, chance);
        let leading = desks.iter().filter(|worker| worker.roles.contains(&Role::LineManager));
        let ward = |worker: &Worker| units(worker.organisation.id).get(1).map(|unit| unit.id);
        let leads = leading.filter_map(|worker| Some((worker.user.id, ward(worker)?))).collect();
        Some(Self { organisations, movers, desks, leads, records })
    }
}

/// Two divisions, and two wards in the first.
fn units(organisation: OrganisationId) -> Vec<Unit> {
    let id = |name: &str| derived(organisation.0, name);
    let unit = |name: &str, parent: Option<&str>| Unit {
        id: id(name),
        organisation,
        name: name.to_owned(),
        parent: parent.map(id),
        cost_centre: None,
    };
    vec![
        unit("Medicine", None),
        unit("Ward 1", Some("Medicine")),
        unit("Ward 2", Some("Medicine")),
        unit("Surgery", None),
    ]
}

fn parts(chance: &mut Chance) -> BTreeSet<PartKind> {
    [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth]
        .into_iter()
        .filter(|_| !chance.one_in(3))
        .collect()
}

/// Two desks of one recruiter, two approvers on the same worklist, and some of the others.
fn desks(organisations: &[OrganisationRef; 2], chance: &mut Chance) -> Vec<Worker> {
    use Role::{
        HrOfficer, IatApprover, LearningAdministrator, LineManager, OhNurse, RecruitmentOfficer,
    };
    let worker = |here: usize, name: &str, roles: &[Role]| Worker {
        user: UserRef {
            id: UserId(derived(organisations[here].id.0, name)),
            name: name.to_owned(),
        },
        organisation: organisations[here].clone(),
        roles: roles.iter().copied().collect(),
    };
    let mut desks = vec![
        worker(0, "Rhian Pryce", &[RecruitmentOfficer]),
        worker(0, "Rhian Pryce", &[RecruitmentOfficer]),
        worker(1, "Amir Patel", &[IatApprover]),
    ];
    let others = [
        worker(1, "Una Boyle", &[IatApprover]),
        worker(1, "Nia Okafor", &[OhNurse]),
        worker(0, "Olu Bello", &[OhNurse, LearningAdministrator]),
        worker(0, "Leah Adams", &[LearningAdministrator]),
        worker(0, "Hugh Rees", &[HrOfficer]),
        worker(1, "Carys Lloyd", &[RecruitmentOfficer, IatApprover]),
        worker(0, "Amal Noor", &[IatApprover]),
        worker(1, "Owen Pugh", &[LineManager]),
        worker(0, "Mair Tudor", &[LineManager, HrOfficer]),
    ];
    desks.extend(others.into_iter().filter(|_| chance.percent(50)));
    desks
}

impl Mover {
    fn applies(&self, n: usize) -> Applicant {
        Applicant {
            id: self.applicant,
            organisation: self.asker,
            person: PersonId(derived(self.applicant, "person")),
            name: self.name.clone(),
            number: format!("APP-{n}"),
            post: "Staff Nurse".to_owned(),
            position_number: None,
            offer_accepted_on: day(2026, 11, 20),
            start_on: Some(day(2027, 1, 4)),
            stage: applicant::Stage::OfferAccepted,
            no_earlier_service: None,
        }
    }

    fn employed(&self, at: &OrganisationRef) -> Vec<Kept> {
        let (organisation, person, standing) = (at.id, self.employee, Standing::Employee);
        let id = |what: &str| derived(person.0, what);
        let competence = |name: &str, awarded: NaiveDate| {
            Kept::Competence(Competence {
                id: id(name),
                organisation,
                person,
                name: name.to_owned(),
                awarded_on: awarded,
                expires_on: awarded.checked_add_days(Days::new(730)),
                evidence: None,
                origin: Origin::Record,
            })
        };
        let immunisation = |dose: &str, on: NaiveDate| {
            Kept::Immunisation(Immunisation {
                id: id(dose),
                organisation,
                person,
                what: ImmunisationItem {
                    disease: "66071002".to_owned(),
                    vaccine: "Engerix B".to_owned(),
                    status: ImmunisationStatus::Given,
                    on,
                    dose: Some(dose.to_owned()),
                    batch: Some("AHBVC1".to_owned()),
                    result: None,
                },
                origin: Origin::Record,
            })
        };
        let staff_number = format!("{}", 20_000_000 + id("number").as_u64_pair().0 % 1_000_000);
        vec![
            Kept::Person(Person::new(
                person,
                organisation,
                standing,
                self.name.clone(),
                Some(staff_number.clone()),
            )),
            Kept::NiRecord(NiRecord {
                id: id("ni"),
                organisation,
                person,
                number: self.number.clone(),
            }),
            Kept::Birth(Birth { id: id("birth"), organisation, person, standing, on: self.born }),
            Kept::Assignment(Assignment {
                id: id("assignment"),
                organisation,
                person,
                number: staff_number,
                position: None,
                unit: units(organisation)
                    .get(if self.born.year() % 8 == 2 { 1 } else { 2 })
                    .map(|u| u.id),
                job: "Staff Nurse".to_owned(),
                fte: Fte(80_000),
                hours: Some(3_000),
                primary: true,
                category: Some("Permanent".to_owned()),
                status: "Active".to_owned(),
                from: day(2019, 9, 2),
                to: None,
                last_working_day: Some(day(2026, 12, 31)),
            }),
            Kept::Pay(Pay {
                id: id("pay"),
                organisation,
                person,
                assignment: id("assignment"),
                grade: "NHS|XR05|Review Body Band 5".to_owned(),
                step: Some("3".to_owned()),
                annual_salary: Some(3_646_300),
                increment_on: Some(day(2027, 9, 2)),
            }),
            Kept::Service(Service {
                id: id("service"),
                organisation,
                person,
                employer: at.name.clone(),
                employer_code: None,
                from: day(2019, 9, 2),
                to: None,
                reason_for_leaving: None,
                continuous_3_months: Some(day(2019, 9, 2)),
                continuous_12_months: Some(day(2014, 4, 1)),
                nhs_start: Some(day(2014, 4, 1)),
            }),
            competence("NHS|CSTF|Fire Safety - 2 Years|", day(2026, 2, 3)),
            competence("NHS|CSTF|Infection Prevention - Level 2 - 1 Year|", day(2026, 3, 9)),
            immunisation("1", day(2014, 5, 1)),
            immunisation("2", day(2014, 11, 3)),
        ]
    }
}
