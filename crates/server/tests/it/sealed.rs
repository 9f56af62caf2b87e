//! What the database's files do not show.

use muster_domain::kept::Kept;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use uuid::Uuid;

use crate::house::House;
use crate::people::{NI, applicant, asking, employee, immunisation};

fn shows(house: &House, canary: &str) -> bool {
    ["muster.db", "muster.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(house.dir.path().join(name)).unwrap_or_default();
        bytes.windows(canary.len()).any(|window| window == canary.as_bytes())
    })
}

#[tokio::test]
async fn clinical_entries_are_not_in_the_file_and_reach_the_nurse() {
    let house = House::new().await;
    house.keep(&house.alder, employee(&house.alder, 3_000_000)).await;
    let two = Kept::Immunisation(immunisation(&house.alder, "second", "CANARY-SECOND"));
    house.keep(&house.alder, vec![two]).await;
    assert!(shows(&house, "Staff Nurse"), "the search finds what is plain");
    for canary in ["CANARY-VACCINE", "CANARY-SECOND", "66071002"] {
        assert!(!shows(&house, canary), "{canary}");
    }
    let nurse = house.desk(&house.alder, "nora", &[Role::OhNurse]).await;
    let held = nurse.load().await;
    let vaccines: Vec<&str> = held
        .iter()
        .filter(|((noun, _), _)| *noun == NounKind::Immunisation)
        .map(|(_, record)| record["what"]["vaccine"].as_str().unwrap())
        .collect();
    assert_eq!(vaccines.len(), 2);
    assert!(vaccines.contains(&"CANARY-VACCINE") && vaccines.contains(&"CANARY-SECOND"));
}

#[tokio::test]
async fn commands_and_messages_are_sealed_and_what_was_dropped_is_gone() {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    desk.act(asking(Uuid::from_u128(1), &house.birch)).await;
    // The signed command and the message hold the number; at the source it stands in the
    // enquiry's identity, for the approver, until it is decided.
    let database = house.database().await;
    let identity = "SELECT count(*) FROM enquiry_identity WHERE body IS NOT NULL";
    house.server.deliver().await.unwrap();
    let there: i64 = sqlx::query_scalar(identity).fetch_one(&database).await.unwrap();
    assert_eq!(there, 1);
    for table in ["SELECT signed FROM command", "SELECT body FROM message"] {
        let bodies: Vec<Vec<u8>> = sqlx::query_scalar(table).fetch_all(&database).await.unwrap();
        for body in bodies {
            assert!(!body.windows(NI.len()).any(|window| window == NI.as_bytes()), "{table}");
        }
    }
}

#[tokio::test]
async fn a_clinical_entry_moved_to_another_row_does_not_open() {
    let house = House::new().await;
    let one = immunisation(&house.alder, "one", "ONE");
    let two = immunisation(&house.alder, "two", "TWO");
    let (from, to) = (one.id, two.id);
    house.keep(&house.alder, vec![Kept::Immunisation(one), Kept::Immunisation(two)]).await;
    let database = house.database().await;
    sqlx::query(
        "UPDATE immunisation SET body = (SELECT body FROM immunisation WHERE id = ?) WHERE id = ?",
    )
    .bind(from)
    .bind(to)
    .execute(&database)
    .await
    .unwrap();
    let nurse = house.desk(&house.alder, "nora", &[Role::OhNurse]).await;
    let response = nurse.request(reqwest::Method::GET, "/v1/records?noun=immunisation");
    assert_eq!(response.send().await.unwrap().status(), 500);
}
