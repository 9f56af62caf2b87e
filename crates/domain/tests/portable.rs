//! The portable data set: written up for people, and each origin held against a record.

#[allow(dead_code, reason = "shared with the stories beside the rules")]
#[path = "../src/spec/mod.rs"]
mod spec;

use std::fmt::Write;
use std::path::Path;

use muster_domain::iat::candidate::Candidate;
use muster_domain::iat::item::{Field, PdsStage};
use muster_domain::noun::NounKind;
use muster_domain::people::Registration;
use muster_domain::words::Origin;
use serde_json::Value;
use spec::{arrival, day, given, id, megan, opted_in, row, source};

/// Columns of the two parts that travel whole.
const COMPETENCE: [&str; 4] = ["name", "awarded_on", "expires_on", "evidence"];
const IMMUNISATION: [&str; 7] = ["disease", "vaccine", "status", "on", "dose", "batch", "result"];

fn word(name: impl serde::Serialize) -> String {
    serde_json::to_value(name).unwrap().as_str().unwrap().to_owned()
}

fn page() -> String {
    let mut out = String::from(include_str!("portable/head.md"));
    out.push_str("\n| Field | Under | Origin | Received by | Stage |\n|---|---|---|---|---|\n");
    for field in Field::ALL {
        let (noun, columns) = field.origin();
        let stage = match field.stage() {
            PdsStage::PreHire => "1, 2",
            PdsStage::Hire => "2",
        };
        let (name, section) = (word(field), word(field.section()));
        let origin = format!("`{}`: {}", noun.name(), columns.join(", "));
        writeln!(out, "| `{name}` | {section} | {origin} | Recruitment | {stage} |").unwrap();
    }
    for column in COMPETENCE {
        writeln!(
            out,
            "| `competence.{column}` | competences | `competence`: {column} | Learning | 1, 2 |"
        )
        .unwrap();
    }
    for column in IMMUNISATION {
        writeln!(
            out,
            "| `immunisation.{column}` | immunisations | `immunisation`: {column} | Occupational \
             health | 1, 2 |"
        )
        .unwrap();
    }
    out.push_str(include_str!("portable/foot.md"));
    out
}

/// Megan, who is registered, has had another name and another post, and has left.
fn all_there_is() -> spec::Everything {
    let mut megan = megan();
    megan.person.name.title = Some("Ms".to_owned());
    megan.person.earlier_last_names = vec!["Price".to_owned()];
    megan.services[0].to = Some(day("2026-12-31"));
    megan
}

fn registration() -> Registration {
    Registration {
        id: id(0x1100),
        organisation: source().id,
        person: megan().person.id,
        body: "NMC".to_owned(),
        number: "18A1234E".to_owned(),
        status: "Registered".to_owned(),
        expires_on: Some(day("2027-08-31")),
    }
}

#[test]
fn the_page_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/portable-data-set.md");
    if std::env::var_os("MUSTER_WRITE_GOLDENS").is_some() {
        std::fs::write(&path, page()).unwrap();
        return;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(before == page(), "the page is not what the code says; run `cargo xtask goldens`");
}

#[test]
fn each_field_comes_from_a_column_that_there_is() {
    let megan = all_there_is();
    let body = |noun| -> Value {
        match noun {
            NounKind::Person => serde_json::to_value(&megan.person),
            NounKind::Assignment => serde_json::to_value(&megan.assignment),
            NounKind::Pay => serde_json::to_value(&megan.pay),
            NounKind::Service => serde_json::to_value(&megan.services[0]),
            NounKind::Registration => serde_json::to_value(registration()),
            noun => panic!("{noun:?} has no sample here"),
        }
        .unwrap()
    };
    for field in Field::ALL {
        let (noun, columns) = field.origin();
        for column in columns {
            assert!(body(noun).get(column).is_some(), "{field:?}: {}.{column}", noun.name());
        }
    }
    let competence = serde_json::to_value(&megan.competences[0]).unwrap();
    let immunisation = serde_json::to_value(&megan.immunisations[0].what).unwrap();
    assert!(COMPETENCE.iter().all(|column| competence.get(column).is_some()));
    assert_eq!(immunisation.as_object().unwrap().len(), IMMUNISATION.len());
    assert!(IMMUNISATION.iter().all(|column| immunisation.get(column).is_some()));
    assert_eq!(megan.competences[0].origin, Origin::Record);
}

/// What would leave of somebody.
fn leaving(of: &spec::Everything, registered: bool) -> Vec<Field> {
    let rows = registered.then(registration).iter().map(row).collect::<Vec<_>>();
    let story = given(of.rows()).and(rows).and([opted_in(&[])]).at(source());
    let candidates: Vec<Candidate> = story.when(arrival()).happens().all();
    let mut fields: Vec<_> = candidates[0].preview.fields.iter().map(|item| item.field).collect();
    fields.sort_unstable();
    fields
}

#[test]
fn a_record_with_everything_on_it_brings_every_field() {
    assert_eq!(leaving(&all_there_is(), true), Field::ALL);
}

#[test]
fn of_somebody_who_is_still_employed_only_stage_one_leaves() {
    let mut working = all_there_is();
    working.services[0].to = None;
    let fields = leaving(&working, true);
    assert!(fields.iter().all(|field| field.stage() == PdsStage::PreHire));
    let stage_one = Field::ALL.into_iter().filter(|field| field.stage() == PdsStage::PreHire);
    assert_eq!(fields, stage_one.collect::<Vec<_>>());
}

#[test]
fn what_is_not_on_record_is_not_made_up() {
    let mut bare = megan();
    bare.person.name.title = None;
    bare.services.truncate(1);
    let fields = leaving(&bare, false);
    for field in
        [Field::Title, Field::EarlierLastNames, Field::Registrations, Field::EarlierService]
    {
        assert!(!fields.contains(&field), "{field:?}");
    }
}
