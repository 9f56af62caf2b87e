//! Reporting lines: a manager's desk gets whoever reports into their units, follows what changes,
//! and no record is written for it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use muster_domain::establishment::Unit;
use muster_domain::kept::Kept;
use muster_domain::learning::Competence;
use muster_domain::noun::NounKind;
use muster_domain::people::{Assignment, Pay, Person, Phone, PhoneKind, Registration, Standing};
use muster_domain::policy::Role;
use muster_domain::words::{Fte, OrganisationRef, Origin, PersonId, PersonName};
use uuid::Uuid;

use crate::desk::{Desk, Held};
use crate::house::House;
use crate::people::day;

const TRUST: u128 = 1;
const MEDICINE: u128 = 2;
const SURGERY: u128 = 3;
const WARD: u128 = 4;

fn unit(of: &OrganisationRef, id: u128, parent: Option<u128>) -> Kept {
    Kept::Unit(Unit {
        id: Uuid::from_u128(id),
        organisation: of.id,
        name: format!("Unit {id}"),
        parent: parent.map(Uuid::from_u128),
        cost_centre: None,
    })
}

/// The trust with two divisions; the ward is in medicine.
fn units(of: &OrganisationRef) -> Vec<Kept> {
    vec![
        unit(of, TRUST, None),
        unit(of, MEDICINE, Some(TRUST)),
        unit(of, SURGERY, Some(TRUST)),
        unit(of, WARD, Some(MEDICINE)),
    ]
}

fn id(person: u128, what: u128) -> Uuid {
    Uuid::from_u128(0x1000 * person + what)
}

fn posts(of: &OrganisationRef, n: u128, units: &[(u128, &str, Option<&str>)]) -> Vec<Kept> {
    let post = |(at, (unit, from, to)): (usize, &(u128, &str, Option<&str>))| {
        Kept::Assignment(Assignment {
            id: id(n, 0x10 + at as u128),
            organisation: of.id,
            person: PersonId(id(n, 0)),
            number: n.to_string(),
            position: None,
            unit: Some(Uuid::from_u128(*unit)),
            job: "Staff Nurse".to_owned(),
            fte: Fte(100_000),
            hours: None,
            primary: at == 0,
            category: None,
            status: "Active".to_owned(),
            from: day(from),
            to: to.map(day),
            last_working_day: None,
        })
    };
    units.iter().enumerate().map(post).collect()
}

/// Somebody who works in these units, with records that a manager holds and records that none does.
fn staff(of: &OrganisationRef, n: u128, units: &[(u128, &str, Option<&str>)]) -> Vec<Kept> {
    let (organisation, person) = (of.id, PersonId(id(n, 0)));
    let name = PersonName { title: None, first: "Gwen".to_owned(), last: format!("Rees {n}") };
    let mut kept = vec![
        Kept::Person(Person::new(person, organisation, Standing::Employee, name, None)),
        Kept::Phone(Phone {
            id: id(n, 1),
            organisation,
            person,
            standing: Standing::Employee,
            kind: PhoneKind::Mobile,
            value: "07700 900000".to_owned(),
            from: None,
        }),
        Kept::Competence(Competence {
            id: id(n, 2),
            organisation,
            person,
            name: "Fire Safety".to_owned(),
            awarded_on: day("2026-01-01"),
            expires_on: None,
            evidence: None,
            origin: Origin::Record,
        }),
        Kept::Registration(Registration {
            id: id(n, 3),
            organisation,
            person,
            body: "NMC".to_owned(),
            number: "18A1234E".to_owned(),
            status: "Registered".to_owned(),
            expires_on: None,
        }),
        Kept::Pay(Pay {
            id: id(n, 4),
            organisation,
            person,
            assignment: id(n, 0x10),
            grade: "NHS|XR05|Review Body Band 5".to_owned(),
            step: None,
            annual_salary: Some(3_000_000),
            increment_on: None,
        }),
    ];
    kept.extend(posts(of, n, units));
    kept
}

const SINCE: &str = "2020-01-01";

/// Which people a desk holds; that each is there with all that goes with them, and nothing else is.
fn people(held: &Held) -> BTreeSet<u128> {
    let of = |noun| held.keys().filter(move |(of, _)| *of == noun).map(|(_, id)| id.as_u128());
    let people: BTreeSet<u128> = of(NounKind::Person).map(|id| id / 0x1000).collect();
    for noun in [NounKind::Phone, NounKind::Competence, NounKind::Assignment] {
        assert_eq!(of(noun).map(|id| id / 0x1000).collect::<BTreeSet<_>>(), people, "{noun:?}");
    }
    for noun in [NounKind::Registration, NounKind::Pay, NounKind::Birth, NounKind::NiNumber] {
        assert_eq!(of(noun).count(), 0, "{noun:?}");
    }
    people
}

/// A manager's desk that follows the feed.
struct Follower {
    desk: Desk,
    held: Held,
    seq: u64,
}

impl Follower {
    async fn of(house: &House, username: &str, unit: u128) -> Self {
        let desk = house.desk(&house.alder, username, &[Role::LineManager]).await;
        let unit = Uuid::from_u128(unit).to_string();
        house.server.set_lead(username, &unit, true).await.unwrap();
        let seq = desk.scope().await.cut;
        Self { held: desk.load().await, desk, seq }
    }

    /// What is new; and that it comes to what a first load would bring.
    async fn people(&mut self) -> BTreeSet<u128> {
        loop {
            let changes = self.desk.changes(self.seq).await;
            self.desk.take(&mut self.held, &changes);
            self.seq = changes.seq;
            if changes.seq == changes.head {
                break;
            }
        }
        assert_eq!(self.held, self.desk.load().await, "the feed and a first load differ");
        people(&self.held)
    }
}

#[tokio::test]
async fn a_manager_holds_whoever_reports_into_their_units_and_nobody_else() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    house.keep(of, staff(of, 2, &[(MEDICINE, SINCE, None)])).await;
    house.keep(of, staff(of, 3, &[(SURGERY, SINCE, None)])).await;
    house.keep(of, staff(of, 4, &[(WARD, SINCE, Some("2021-01-01"))])).await;
    let mut medicine = Follower::of(&house, "medicine", MEDICINE).await;
    let mut ward = Follower::of(&house, "ward", WARD).await;
    let mut trust = Follower::of(&house, "trust", TRUST).await;
    assert_eq!(medicine.people().await, [1, 2].into());
    assert_eq!(ward.people().await, [1].into());
    assert_eq!(trust.people().await, [1, 2, 3].into());
    let nobody = house.desk(of, "nobody", &[Role::LineManager]).await;
    assert_eq!(people(&nobody.load().await), [].into());
    assert_eq!(people(&nobody.follow().await), [].into());
}

#[tokio::test]
async fn a_unit_moves_with_everybody_in_it_and_none_of_their_records_is_written() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    let many: Vec<Kept> = (1..=200).flat_map(|n| staff(of, n, &[(WARD, SINCE, None)])).collect();
    house.keep(of, many).await;
    let mut medicine = Follower::of(&house, "medicine", MEDICINE).await;
    let mut surgery = Follower::of(&house, "surgery", SURGERY).await;
    let mut trust = Follower::of(&house, "trust", TRUST).await;
    assert_eq!((medicine.people().await.len(), surgery.people().await.len()), (200, 0));
    let written = house.desk(of, "hana", &[Role::HrOfficer]).await.scope().await.cut;

    house.keep(of, vec![unit(of, WARD, Some(SURGERY))]).await;
    assert_eq!((medicine.people().await.len(), surgery.people().await.len()), (0, 200));
    let seen = trust.seq;
    assert_eq!(trust.people().await.len(), 200);
    let changes = trust.desk.changes(seen).await;
    assert!(
        changes.gone.is_empty() && changes.pages.iter().all(|page| page.noun == NounKind::Unit)
    );

    let database = house.database().await;
    for table in ["person", "assignment", "phone", "competence"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT max(version) FROM {table}"));
        let newest: i64 = sqlx::query_scalar(sql).fetch_one(&database).await.unwrap();
        assert!(u64::try_from(newest).unwrap() <= written, "{table} was written");
    }
}

#[tokio::test]
async fn who_works_in_two_units_stays_until_they_have_left_both() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None), (MEDICINE, SINCE, None)])).await;
    let mut medicine = Follower::of(&house, "medicine", MEDICINE).await;
    let mut surgery = Follower::of(&house, "surgery", SURGERY).await;
    assert_eq!(medicine.people().await, [1].into());
    house.keep(of, posts(of, 1, &[(SURGERY, SINCE, None), (MEDICINE, SINCE, None)])).await;
    assert_eq!(medicine.people().await, [1].into());
    assert_eq!(surgery.people().await, [1].into());
    house.keep(of, posts(of, 1, &[(SURGERY, SINCE, None), (SURGERY, SINCE, None)])).await;
    assert_eq!(medicine.people().await, [].into());
    assert_eq!(surgery.people().await, [1].into());
}

#[tokio::test]
async fn an_assignment_that_ends_or_begins_by_its_date_moves_its_person_on_that_day() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    let (today, tomorrow) = ("2026-11-23", "2026-11-24");
    house.keep(of, staff(of, 1, &[(WARD, SINCE, Some(today)), (SURGERY, tomorrow, None)])).await;
    let mut medicine = Follower::of(&house, "medicine", MEDICINE).await;
    let mut surgery = Follower::of(&house, "surgery", SURGERY).await;
    assert_eq!(medicine.people().await, [1].into());
    house.later(TimeDelta::days(1));
    house.server.settle_lines().await.unwrap();
    let medicine_desk = Desk::register(&house, "medicine").await;
    assert_eq!(people(&medicine_desk.load().await), [].into());
    surgery.desk = Desk::register(&house, "surgery").await;
    assert_eq!(surgery.people().await, [1].into());
}

#[tokio::test]
async fn who_leads_a_unit_no_longer_holds_nobody_of_it() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    let mut ward = Follower::of(&house, "ward", WARD).await;
    assert_eq!(ward.people().await, [1].into());
    house.server.set_lead("ward", "Unit 4", false).await.unwrap();
    assert_eq!(ward.people().await, [].into());
    house.server.set_lead("ward", "unit 4", true).await.unwrap();
    assert_eq!(ward.people().await, [1].into());
}

#[tokio::test]
async fn the_sums_and_the_buckets_of_a_line_are_of_that_line() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    house.keep(of, staff(of, 2, &[(SURGERY, SINCE, None)])).await;
    let ward = Follower::of(&house, "ward", WARD).await;
    for (noun, sums) in ward.desk.sums().await {
        let held = ward.held.keys().filter(|(of, _)| *of == noun).count();
        assert_eq!(sums, held as u64, "{noun:?}");
    }
    let mut seen = 0;
    for bucket in 0..64 {
        let (there, gone) = ward.desk.bucket(NounKind::Person, bucket).await;
        seen += there.len();
        assert!(there.iter().all(|id| id.as_u128() / 0x1000 == 1) && gone.is_empty());
    }
    assert_eq!(seen, 1);
}

#[tokio::test]
async fn a_lead_that_ends_and_begins_between_two_pulls_changes_nothing() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    let mut ward = Follower::of(&house, "ward", WARD).await;
    assert_eq!(ward.people().await, [1].into());
    house.server.set_lead("ward", "Unit 4", false).await.unwrap();
    house.keep(of, staff(of, 2, &[(WARD, SINCE, None)])).await;
    house.server.set_lead("ward", "Unit 4", true).await.unwrap();
    assert_eq!(ward.people().await, [1, 2].into());
}

#[tokio::test]
async fn a_lead_that_ends_while_its_records_are_loaded_leaves_none_of_them() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    let desk = house.desk(of, "ward", &[Role::LineManager]).await;
    house.server.set_lead("ward", "Unit 4", true).await.unwrap();
    let seq = desk.scope().await.cut;
    // Some pages have come when it ends; another comes to lead and ends as well.
    let mut held = desk.load().await;
    assert_eq!(people(&held), [1].into());
    house.server.set_lead("ward", "Unit 4", false).await.unwrap();
    house.keep(of, staff(of, 3, &[(SURGERY, SINCE, None)])).await;
    house.server.set_lead("ward", "Unit 3", true).await.unwrap();
    held.extend(desk.load().await);
    house.server.set_lead("ward", "Unit 3", false).await.unwrap();
    let changes = desk.changes(seq).await;
    assert_eq!(changes.seq, changes.head);
    desk.take(&mut held, &changes);
    assert_eq!(people(&held), [].into());
}

#[tokio::test]
async fn who_comes_back_to_a_unit_is_of_its_line_again() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    let mut medicine = Follower::of(&house, "medicine", MEDICINE).await;
    assert_eq!(medicine.people().await, [1].into());
    house.keep(of, posts(of, 1, &[(SURGERY, SINCE, None)])).await;
    assert_eq!(medicine.people().await, [].into());
    house.keep(of, posts(of, 1, &[(WARD, SINCE, None)])).await;
    assert_eq!(medicine.people().await, [1].into());
}

#[tokio::test]
async fn who_leads_two_units_and_one_no_longer_still_leads_the_other() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(MEDICINE, SINCE, None)])).await;
    house.keep(of, staff(of, 2, &[(SURGERY, SINCE, None)])).await;
    let mut both = Follower::of(&house, "both", MEDICINE).await;
    let surgery = Uuid::from_u128(SURGERY).to_string();
    house.server.set_lead("both", &surgery, true).await.unwrap();
    assert_eq!(both.people().await, [1, 2].into());
    house.server.set_lead("both", &surgery, false).await.unwrap();
    assert_eq!(both.people().await, [1].into());
}

#[tokio::test]
async fn a_human_resources_officer_who_leads_a_ward_still_holds_everybody() {
    let house = House::new().await;
    let of = &house.alder;
    house.keep(of, units(of)).await;
    house.keep(of, staff(of, 1, &[(WARD, SINCE, None)])).await;
    house.keep(of, staff(of, 2, &[(SURGERY, SINCE, None)])).await;
    let desk = house.desk(of, "hana", &[Role::HrOfficer, Role::LineManager]).await;
    house.server.set_lead("hana", &Uuid::from_u128(WARD).to_string(), true).await.unwrap();
    let held = desk.load().await;
    let people = held.keys().filter(|(noun, _)| *noun == NounKind::Person).count();
    assert_eq!(people, 2);
}
