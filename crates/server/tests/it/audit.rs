//! Whoever edits the database can break the audit, and is found out.

use muster_domain::policy::Role;

use crate::house::House;
use crate::people::{applicant, asking};

async fn house() -> House {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    for n in 1..=4 {
        desk.act(asking(uuid::Uuid::from_u128(n), &house.birch)).await;
    }
    house.server.deliver().await.unwrap();
    house
}

async fn broken_at(house: &House) -> Option<i64> {
    let found = house.server.verify_audit().await.unwrap();
    assert_eq!(found[0].broken_at, None, "the operator's own chain is not touched");
    found.iter().find(|one| one.organisation.id == house.alder.id).unwrap().broken_at
}

#[tokio::test]
async fn a_chain_that_nobody_touched_holds() {
    let house = house().await;
    assert_eq!(broken_at(&house).await, None);
    let verified = house.server.verify_audit().await.unwrap();
    // Added, introduced, loaded, account, device, and four commands, of which three were
    // refused, and the source's answer.
    assert_eq!(verified[1].entries, 10);
}

#[tokio::test]
async fn every_way_of_touching_it_is_found_where_it_was_done() {
    let touched = [
        ("UPDATE audit SET what = 'nothing' WHERE n = 6", 6),
        ("UPDATE audit SET outcome = 'undone' WHERE n = 8", 8),
        ("UPDATE audit SET at = at + 1 WHERE n = 6", 6),
        ("UPDATE audit SET actor = NULL WHERE n = 6", 6),
        ("UPDATE audit SET bytes_hash = zeroblob(32) WHERE n = 6", 6),
        ("UPDATE audit SET hash = zeroblob(32) WHERE n = 6", 6),
        ("DELETE FROM audit WHERE n = 6", 6),
        ("DELETE FROM audit WHERE n = 1", 1),
        ("DELETE FROM audit WHERE n > 3 AND n < 8", 4),
        ("DELETE FROM audit WHERE n = 10", 10),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET n = CASE n WHEN 106 THEN 7 ELSE 6 END WHERE n IN (106, 107)", 6),
        (
            "INSERT INTO audit SELECT organisation, 11, at, actor, device, what, outcome, command,
                 bytes_hash, hash, zeroblob(32) FROM audit WHERE n = 10",
            11,
        ),
    ];
    for (statement, at) in touched {
        let house = house().await;
        let database = house.database().await;
        let alder = format!("organisation = x'{}'", house.alder.id.0.simple());
        if statement.contains("106") {
            let aside = format!("UPDATE audit SET n = n + 100 WHERE n IN (6, 7) AND {alder}");
            sqlx::query(sqlx::AssertSqlSafe(aside)).execute(&database).await.unwrap();
        }
        let link = if statement.contains("WHERE") { "AND" } else { "WHERE" };
        let statement = format!("{statement} {link} {alder}");
        let done = sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&database).await;
        assert!(done.unwrap().rows_affected() > 0, "{statement}");
        assert_eq!(broken_at(&house).await, Some(at), "{statement}");
    }
}
