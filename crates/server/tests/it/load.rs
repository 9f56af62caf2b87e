//! The first load, from the readers' own samples.

use std::path::PathBuf;

use muster_domain::Command;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::recruitment::applicant;
use muster_server::{Counts, LoadFault};

use crate::house::{House, code};

fn sample(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../interfaces/src")).join(path)
}

const OUTBOUND: &str = "generic_outbound/samples/GO_457_WFM_GOF_20261101_00000001.DAT";

async fn load(house: &House, path: &str, preview: bool) -> Result<Counts, LoadFault> {
    let loaded = house.server.load(&code("R0A"), &sample(path), preview).await?;
    Ok(loaded.total())
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    let would = load(&house, OUTBOUND, true).await.unwrap();
    assert!(would.added > 10 && would.changed == 0 && would.left == 0, "{would:?}");
    assert_eq!(desk.load().await.len(), 3, "a preview changes nothing");
    assert_eq!(load(&house, OUTBOUND, false).await.unwrap(), would);
    for file in ["competences_csv", "service_csv", "applicants_csv", "immunisations_csv"] {
        let path = format!("{file}/samples/{}.csv", file.trim_end_matches("_csv"));
        let first = load(&house, &path, false).await.unwrap();
        let cut = desk.scope().await.cut;
        let second = load(&house, &path, false).await.unwrap();
        assert!(first.added > 0, "{file}");
        assert_eq!(second, Counts { left: first.added, ..Counts::default() }, "{file}");
        assert_eq!(desk.scope().await.cut, cut, "{file}: not even a number of the log");
    }
    let again = load(&house, OUTBOUND, false).await.unwrap();
    assert_eq!(again, Counts { left: would.added, ..Counts::default() });
}

#[tokio::test]
async fn a_row_about_nobody_keeps_the_whole_file_out() {
    let house = House::new().await;
    let before = house.fingerprint().await;
    let path = "competences_csv/samples/competences.csv";
    let Err(LoadFault::Rows(rows)) = load(&house, path, false).await else { panic!("taken") };
    assert!(rows[0].starts_with("Line 2, column employee_number"), "{rows:?}");
    assert_eq!(house.fingerprint().await, before);
}

#[tokio::test]
async fn a_file_with_a_fault_changes_nothing() {
    let house = House::new().await;
    let text = std::fs::read_to_string(sample(OUTBOUND)).unwrap();
    let path = house.dir.path().join("GO_457_WFM_GOF_20261101_00000001.DAT");
    std::fs::write(&path, text.replace("TRL~", "TRL~9")).unwrap();
    let before = house.fingerprint().await;
    let loaded = house.server.load(&code("R0A"), &path, false).await;
    assert!(matches!(loaded, Err(LoadFault::Faults(_))));
    assert_eq!(house.fingerprint().await, before);
    let other = house.server.load(&code("R0A"), &house.file(), false).await;
    assert!(matches!(other, Err(LoadFault::UnknownName)));
}

#[tokio::test]
async fn a_refresh_does_not_undo_what_people_did() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let path = "applicants_csv/samples/applicants.csv";
    load(&house, path, false).await.unwrap();
    let held = desk.load().await;
    let ((_, id), _) = held.iter().find(|((noun, _), _)| *noun == NounKind::Applicant).unwrap();
    let withdraw = applicant::Withdraw { id: *id, reason: "pulled out".to_owned() };
    desk.act(Command::Applicant(applicant::Command::Withdraw(withdraw))).await;
    let again = load(&house, path, false).await.unwrap();
    assert_eq!((again.added, again.changed), (0, 0));
    let held = desk.load().await;
    assert_eq!(held[&(NounKind::Applicant, *id)]["stage"]["kind"], "withdrawn");
}
