//! The tables that stand beside the Generic Outbound file, mapped. Each row is about somebody who
//! is on record already.

use std::collections::BTreeMap;

use muster_domain::kept::Kept;
use muster_domain::learning::Competence;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem, ImmunisationStatus};
use muster_domain::people::{Registration, Service};
use muster_domain::words::{Origin, PersonId};
use muster_interfaces::competences_csv::Award;
use muster_interfaces::immunisations_csv::{self, Dose, Status};
use muster_interfaces::registrations_csv::{self, Body};
use muster_interfaces::{Numbered, Table, service_csv};

use super::{Mapped, Place};

fn map<T>(
    table: Table<T>,
    place: &Place,
    number: impl Fn(&T) -> &str,
    kept: impl Fn(T, PersonId) -> Kept,
) -> Mapped {
    let mut mapped =
        Mapped { kept: Vec::new(), needs: BTreeMap::new(), warnings: Some(table.warnings) };
    for Numbered { line, row } in table.rows {
        let person = place.employee(number(&row));
        mapped.needs.entry(person.0).or_insert(line);
        mapped.kept.push(kept(row, person));
    }
    mapped
}

pub(super) fn competences(table: Table<Award>, place: &Place) -> Mapped {
    map(
        table,
        place,
        |row| &row.employee_number,
        |row, person| {
            let name = row.competence.to_string();
            let key = format!("competence:{}:{name}:{}", row.employee_number, row.awarded_on);
            Kept::Competence(Competence {
                id: place.id(&key),
                organisation: place.organisation.id,
                person,
                name,
                awarded_on: row.awarded_on,
                expires_on: row.expires_on,
                evidence: row.evidence,
                origin: Origin::Record,
            })
        },
    )
}

pub(super) fn service(table: Table<service_csv::Service>, place: &Place) -> Mapped {
    map(
        table,
        place,
        |row| &row.employee_number,
        |row, person| {
            let key = format!("service:{}:{}:{}", row.employee_number, row.employer_ods, row.from);
            Kept::Service(Service {
                id: place.id(&key),
                organisation: place.organisation.id,
                person,
                employer: row.employer_name,
                employer_code: Some(row.employer_ods),
                from: row.from,
                to: row.to,
                reason_for_leaving: row.reason_for_leaving,
                // The dates reckoned from all periods stand on the employer's own.
                continuous_3_months: None,
                continuous_12_months: None,
                nhs_start: None,
            })
        },
    )
}

pub(super) fn registrations(
    table: Table<registrations_csv::Registration>,
    place: &Place,
) -> Mapped {
    map(
        table,
        place,
        |row| &row.employee_number,
        |row, person| {
            let body = match row.body {
                Body::Gmc => "GMC",
                Body::Nmc => "NMC",
                Body::Hcpc => "HCPC",
                Body::Gdc => "GDC",
                Body::Gphc => "GPhC",
            };
            Kept::Registration(Registration {
                id: place.id(&format!("registration:{body}:{}", row.number)),
                organisation: place.organisation.id,
                person,
                body: body.to_owned(),
                number: row.number,
                status: row.status.to_owned(),
                expires_on: row.expires_on,
            })
        },
    )
}

pub(super) fn immunisations(
    table: Table<immunisations_csv::Immunisation>,
    place: &Place,
) -> Mapped {
    map(
        table,
        place,
        |row| &row.employee_number,
        |row, person| {
            let (status, word) = match row.status {
                Status::Given => (ImmunisationStatus::Given, "given"),
                Status::Declined => (ImmunisationStatus::Declined, "declined"),
                Status::Contraindicated => (ImmunisationStatus::Contraindicated, "contraindicated"),
                Status::Serology => (ImmunisationStatus::Serology, "serology"),
            };
            let vaccine = row.vaccine.unwrap_or_default();
            let key = format!(
                "immunisation:{}:{}:{word}:{}:{vaccine}",
                row.employee_number,
                row.disease.code(),
                row.given_on
            );
            let diseases: Vec<String> = row.disease.snomed().iter().map(u64::to_string).collect();
            let dose = row.dose.map(|dose| match dose {
                Dose::First => "1",
                Dose::Second => "2",
                Dose::Third => "3",
                Dose::Booster => "booster",
            });
            Kept::Immunisation(Immunisation {
                id: place.id(&key),
                organisation: place.organisation.id,
                person,
                what: ImmunisationItem {
                    disease: diseases.join("+"),
                    vaccine,
                    status,
                    on: row.given_on,
                    dose: dose.map(str::to_owned),
                    batch: row.batch,
                    result: row.result,
                },
                origin: Origin::Record,
            })
        },
    )
}
