//! Applicants with an accepted offer, mapped: the person, how to reach them, and the terms offered.

use std::collections::BTreeMap;

use muster_domain::iat::item::{Field, Value};
use muster_domain::kept::Kept;
use muster_domain::people::{Birth, Person, Phone, PhoneKind, Standing};
use muster_domain::recruitment::applicant::Stage;
use muster_domain::recruitment::{Applicant, HeldField, Terms};
use muster_domain::words::{Origin, PersonId, PersonName};
use muster_interfaces::{Numbered, Table, applicants_csv};

use super::{Mapped, Place};

pub(super) fn map(table: Table<applicants_csv::Applicant>, place: &Place) -> Mapped {
    let mut kept = Vec::with_capacity(table.rows.len() * 5);
    for Numbered { row, .. } in table.rows {
        keep(row, place, &mut kept);
    }
    Mapped { kept, needs: BTreeMap::new(), warnings: Some(table.warnings) }
}

fn keep(row: applicants_csv::Applicant, place: &Place, kept: &mut Vec<Kept>) {
    let number = row.applicant_number;
    let organisation = place.organisation.id;
    let key = |noun: &str| place.id(&format!("{noun}:applicant:{number}"));
    let person = PersonId(key("person"));
    let name = PersonName {
        title: row.title,
        first: row.first_names.unwrap_or_default(),
        last: row.last_name,
    };
    let standing = Standing::Applicant;
    kept.push(Kept::Person(Person::new(person, organisation, standing, name.clone(), None)));
    let on = row.date_of_birth;
    kept.push(Kept::Birth(Birth { id: key("birth"), organisation, person, standing, on }));
    let reached = [("email", PhoneKind::Email, row.email), ("phone", PhoneKind::Mobile, row.phone)];
    for (noun, kind, value) in reached {
        if let Some(value) = value {
            let id = key(noun);
            let from = None;
            kept.push(Kept::Phone(Phone { id, organisation, person, standing, kind, value, from }));
        }
    }
    let id = place.id(&format!("applicant:{number}"));
    let text = |text: String| Value::Text { text };
    let mut terms = Terms { applicant: id, organisation, fields: Vec::new() };
    let offered = [
        (Field::Band, Some(text(row.band))),
        (Field::PayStep, row.pay_step.map(text)),
        (Field::JobTitle, Some(text(row.post_title.clone()))),
        (
            Field::HoursAWeek,
            u32::try_from(row.hours).ok().map(|hundredths| Value::Hours { hundredths }),
        ),
    ];
    for (field, value) in offered {
        if let Some(value) = value {
            terms.put(HeldField { field, value, origin: Origin::Application });
        }
    }
    kept.push(Kept::Terms(terms));
    kept.push(Kept::Applicant(Applicant {
        id,
        organisation,
        person,
        name,
        number,
        post: row.post_title,
        position_number: Some(row.position_number),
        offer_accepted_on: row.offer_accepted_on,
        start_on: row.start_on,
        stage: Stage::OfferAccepted,
        no_earlier_service: None,
    }));
}
