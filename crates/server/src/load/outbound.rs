//! The Generic Outbound file, mapped: places of work, posts, people, and what is kept about them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use muster_domain::establishment::{Position, Unit};
use muster_domain::kept::Kept;
use muster_domain::people::{
    Address, Assignment, Birth, Equality, NiRecord, Pay, Person, Phone, PhoneKind, Service,
    Standing,
};
use muster_domain::words::{Fte, NiNumber, PersonId, PersonName, name_key};
use muster_interfaces::Numbered;
use muster_interfaces::generic_outbound as go;

use super::{LoadFault, Mapped, Place};

/// Maps a file. It is the full picture: a file of changes can take people away, and waits for
/// rules of its own.
pub(super) fn map(file: go::Loaded, place: &Place) -> Result<Mapped, LoadFault> {
    if !file.deletes.is_empty() {
        let say = |line: u64| {
            format!("Line {line}: a record to delete. Load the full file, not one of changes.")
        };
        return Err(LoadFault::Rows(file.deletes.iter().map(|one| say(one.line)).collect()));
    }
    let mut kept = Vec::new();
    for unit in current(file.organisations, place.on, |o| (o.organisation_id, o.from)) {
        kept.push(Kept::Unit(self::unit(unit, place)));
    }
    for position in current(file.positions, place.on, |p| (p.position_id, p.from)) {
        kept.push(Kept::Position(self::position(position, place)));
    }
    let mut people = HashMap::new();
    for versions in versions(file.people, |p| (p.person_id, p.from)) {
        if let Some((person, earlier)) = now(versions, place.on, |p| p.from) {
            people.insert(person.person_id, place.employee(&person.employee_number));
            keep_person(person, &earlier, place, &mut kept);
        }
    }
    // The reader has seen to it that everything hangs on somebody in the file.
    for Numbered { row, .. } in file.assignments {
        if let Some(person) = people.get(&row.person_id) {
            keep_assignment(row, *person, place, &mut kept);
        }
    }
    for Numbered { row, .. } in file.addresses {
        if let Some(person) = people.get(&row.person_id) {
            kept.push(Kept::Address(address(row, *person, place)));
        }
    }
    for Numbered { row, .. } in file.phones {
        if let Some(person) = people.get(&row.person_id) {
            kept.push(Kept::Phone(phone(row, *person, place)));
        }
    }
    Ok(Mapped { kept, needs: BTreeMap::new(), warnings: Some(file.warnings) })
}

/// The rows of each id, oldest version first.
fn versions<T>(
    rows: Vec<Numbered<T>>,
    key: impl Fn(&T) -> (u64, NaiveDate),
) -> impl Iterator<Item = Vec<T>> {
    let mut by_id: BTreeMap<u64, Vec<T>> = BTreeMap::new();
    for Numbered { row, .. } in rows {
        by_id.entry(key(&row).0).or_default().push(row);
    }
    by_id.into_values().map(move |mut versions| {
        versions.sort_by_key(|row| key(row).1);
        versions
    })
}

/// The version in force on a day, or the first to come; and those before it, newest first.
fn now<T>(
    mut versions: Vec<T>,
    on: NaiveDate,
    from: impl Fn(&T) -> NaiveDate,
) -> Option<(T, Vec<T>)> {
    let begun = versions.iter().filter(|row| from(row) <= on).count();
    versions.truncate(begun.max(1));
    let present = versions.pop()?;
    versions.reverse();
    Some((present, versions))
}

fn current<T>(
    rows: Vec<Numbered<T>>,
    on: NaiveDate,
    key: impl Fn(&T) -> (u64, NaiveDate) + Copy,
) -> impl Iterator<Item = T> {
    versions(rows, key)
        .filter_map(move |versions| now(versions, on, |row| key(row).1).map(|(present, _)| present))
}

fn unit(unit: go::Organisation, place: &Place) -> Unit {
    let id = |id| place.id(&format!("unit:{id}"));
    Unit {
        id: id(unit.organisation_id),
        organisation: place.organisation.id,
        name: unit.name,
        parent: unit.parent_organisation_id.map(id),
        cost_centre: unit.default_cost_centre,
    }
}

fn position(position: go::Position, place: &Place) -> Position {
    // `number|title|occupation code|area of work|`
    let title = position.name.split('|').nth(1).unwrap_or(&position.name).to_owned();
    Position {
        id: place.id(&format!("position:{}", position.position_id)),
        organisation: place.organisation.id,
        number: position.number,
        title,
        unit: Some(place.id(&format!("unit:{}", position.organisation_id))),
        staff_group: position.staff_group,
        funded: Fte(position.budgeted_fte.and_then(|fte| u32::try_from(fte).ok()).unwrap_or(0)),
        hiring_status: position.hiring_status.unwrap_or_default(),
    }
}

fn keep_person(row: go::Person, earlier: &[go::Person], place: &Place, kept: &mut Vec<Kept>) {
    let number = row.employee_number;
    let id = place.employee(&number);
    let organisation = place.organisation.id;
    let key = |noun: &str| place.id(&format!("{noun}:{number}"));
    let names = [row.first_name, row.middle_names];
    let name = PersonName {
        title: row.title,
        first: names.into_iter().flatten().collect::<Vec<_>>().join(" "),
        last: row.last_name,
    };
    let mut person = Person::new(id, organisation, Standing::Employee, name, Some(number.clone()));
    let before = row.previous_last_name.iter().chain(earlier.iter().map(|one| &one.last_name));
    for last_name in before.chain(&row.maiden_name) {
        let key = name_key(last_name);
        let known = key == person.last_name_key
            || person.earlier_last_names.iter().any(|name| name_key(name) == key);
        if !known {
            person.earlier_last_names.push(last_name.clone());
        }
    }
    kept.push(Kept::Person(person));
    // The reader has checked the number's form; one that HMRC never allocates is none.
    if let Some(ni_number) = row.ni_number.and_then(|text| NiNumber::parse(&text).ok()) {
        kept.push(Kept::NiRecord(NiRecord {
            id: key("ni_number"),
            organisation,
            person: id,
            number: ni_number,
        }));
    }
    kept.push(Kept::Birth(Birth {
        id: key("birth"),
        organisation,
        person: id,
        standing: Standing::Employee,
        on: row.date_of_birth,
    }));
    kept.push(Kept::Equality(Equality {
        id: key("equality"),
        organisation,
        person: id,
        gender: row.gender,
        ethnic_origin: row.ethnic_origin,
        nationality: row.nationality,
        marital_status: row.marital_status,
        disability: row.disability,
        as_of: row.last_update.map(|at| at.date()),
    }));
    kept.push(Kept::Service(Service {
        id: key("service"),
        organisation,
        person: id,
        employer: place.organisation.name.clone(),
        employer_code: Some(place.organisation.ods_code.as_str().to_owned()),
        from: row.hire_date.unwrap_or(row.from),
        to: row.termination_date,
        reason_for_leaving: row.termination_reason,
        continuous_3_months: row.csd_3_months,
        continuous_12_months: row.csd_12_months,
        nhs_start: row.nhs_start_date,
    }));
    if let Some(email) = row.office_email {
        kept.push(Kept::Phone(Phone {
            id: key("email"),
            organisation,
            person: id,
            standing: Standing::Employee,
            kind: PhoneKind::Email,
            value: email,
            from: None,
        }));
    }
}

fn keep_assignment(row: go::Assignment, person: PersonId, place: &Place, kept: &mut Vec<Kept>) {
    let organisation = place.organisation.id;
    let version = format!("{}:{}", row.assignment_id, row.from);
    let id = place.id(&format!("assignment:{version}"));
    if let Some(grade) = row.grade {
        kept.push(Kept::Pay(Pay {
            id: place.id(&format!("pay:{version}")),
            organisation,
            person,
            assignment: id,
            grade,
            step: row.grade_step,
            annual_salary: row.annual_salary.and_then(|pence| u32::try_from(pence).ok()),
            increment_on: row.increment_date,
        }));
    }
    kept.push(Kept::Assignment(Assignment {
        id,
        organisation,
        person,
        number: row.number,
        position: row.position_id.map(|id| place.id(&format!("position:{id}"))),
        unit: Some(place.id(&format!("unit:{}", row.organisation_id))),
        job: row.job.unwrap_or_default(),
        fte: Fte(row.fte.unwrap_or(0)),
        hours: row.normal_hours.and_then(|hours| u32::try_from(hours).ok()),
        primary: row.primary.unwrap_or(false),
        category: row.assignment_category,
        status: row.user_status.or(row.system_status).unwrap_or_default(),
        from: row.from,
        to: row.to.or(row.assignment_end),
        last_working_day: row.last_working_day,
    }));
}

fn address(row: go::Address, person: PersonId, place: &Place) -> Address {
    let lines = row.lines.into_iter().chain(row.town).chain(row.county).collect();
    Address {
        id: place.id(&format!("address:{}:{}", row.address_id, row.from)),
        organisation: place.organisation.id,
        person,
        standing: Standing::Employee,
        lines,
        postcode: row.postcode,
        from: row.from,
        to: row.to,
    }
}

fn phone(row: go::Phone, person: PersonId, place: &Place) -> Phone {
    let kind = match row.kind.as_deref() {
        Some("Work" | "Office") => PhoneKind::Work,
        Some("Mobile") => PhoneKind::Mobile,
        Some("Email") => PhoneKind::Email,
        _ => PhoneKind::Home,
    };
    Phone {
        id: place.id(&format!("phone:{}:{}", row.phone_id, row.from)),
        organisation: place.organisation.id,
        person,
        standing: Standing::Employee,
        kind,
        value: row.number,
        from: Some(row.from),
    }
}
