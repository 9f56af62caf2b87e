//! What the operator does.

use std::collections::BTreeSet;

use muster_domain::lease::Hours;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_server::{AdminFault, LedgerFault, NewUser, Seat, Server};
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::house::{House, PASSWORD, code};

#[tokio::test]
async fn two_administrators_are_made_and_once() {
    let house = House::new().await;
    let database = house.database().await;
    let names = "SELECT username FROM account ORDER BY username";
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&database).await.unwrap();
    assert_eq!(names, ["admin-1", "admin-2"]);
    let again = Server::init(house.dir.path(), &house.settings).await;
    assert!(matches!(again, Err(AdminFault::MadeBefore)));
    // Half of it is enough to refuse: keys without a database may be all that opens a backup.
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("keys")).unwrap();
    let again = Server::init(dir.path(), &house.settings).await;
    assert!(matches!(again, Err(AdminFault::MadeBefore)));
}

#[tokio::test]
async fn a_folder_that_was_not_made_to_its_end_is_made_anew() {
    let house = House::new().await;
    let dir = tempfile::tempdir().unwrap();
    // As it is left by a kill between the first key and the last commit.
    std::fs::write(dir.path().join("being-made"), "").unwrap();
    std::fs::create_dir(dir.path().join("keys")).unwrap();
    std::fs::write(dir.path().join("keys/sealing.key"), "short").unwrap();
    std::fs::write(dir.path().join("muster.db"), "").unwrap();
    let opened = Server::open(dir.path(), house.settings.clone(), Seat::Beside).await;
    assert!(matches!(opened, Err(LedgerFault::HalfMade)));
    Server::init(dir.path(), &house.settings).await.unwrap();
    let server = Server::open(dir.path(), house.settings.clone(), Seat::Beside).await.unwrap();
    server.close().await;
    let again = Server::init(dir.path(), &house.settings).await;
    assert!(matches!(again, Err(AdminFault::MadeBefore)));
}

#[tokio::test]
async fn an_organisation_of_which_not_all_have_heard_is_made_known_to_the_rest() {
    let house = House::new().await;
    house.server.add_organisation(code("R0C"), "Cedar", BTreeSet::new()).await.unwrap();
    let database = house.database().await;
    let known = "SELECT count(*) FROM organisation";
    // As it is left by a kill between the transactions of two logs.
    let forget = "DELETE FROM organisation WHERE organisation = ? AND body LIKE '%Cedar%'";
    sqlx::query(forget).bind(house.alder.id.0).execute(&database).await.unwrap();
    let count: i64 = sqlx::query_scalar(known).fetch_one(&database).await.unwrap();
    assert_eq!(count, 8);
    let again = house.server.add_organisation(code("R0C"), "Cedar", BTreeSet::new()).await;
    assert!(matches!(again, Err(AdminFault::OrganisationExists)));
    let count: i64 = sqlx::query_scalar(known).fetch_one(&database).await.unwrap();
    assert_eq!(count, 9, "three organisations know three each");
}

#[tokio::test]
async fn every_organisation_knows_every_other() {
    let house = House::new().await;
    house.server.add_organisation(code("R0C"), "Cedar", BTreeSet::new()).await.unwrap();
    for of in house.server.organisations().await.unwrap() {
        let desk = house.desk(&of, &format!("h-{}", of.name), &[Role::HrOfficer]).await;
        let held = desk.load().await;
        let known = held.keys().filter(|(noun, _)| *noun == NounKind::Organisation).count();
        assert_eq!(known, 3, "{}", of.name);
    }
    let again = house.server.add_organisation(code("R0C"), "Cedar", BTreeSet::new()).await;
    assert!(matches!(again, Err(AdminFault::OrganisationExists)));
}

#[tokio::test]
async fn accounts_that_should_not_be_are_refused() {
    let house = House::new().await;
    let add = |username: &str, roles: &[Role], password: &str| {
        let user = NewUser {
            organisation: code("R0A"),
            username: username.to_owned(),
            name: "Somebody".to_owned(),
            roles: roles.iter().copied().collect(),
        };
        let password = Zeroizing::new(password.to_owned());
        let server = house.server.clone();
        async move { server.add_account(user, Some(password)).await }
    };
    let hr = [Role::HrOfficer];
    add("hana", &hr, PASSWORD).await.unwrap();
    assert!(matches!(add("hana", &hr, PASSWORD).await, Err(AdminFault::UsernameTaken)));
    assert!(matches!(add("a b", &hr, PASSWORD).await, Err(AdminFault::UsernameInvalid)));
    assert!(matches!(add("x", &[], PASSWORD).await, Err(AdminFault::NoRole)));
    assert!(matches!(add("x", &hr, "short").await, Err(AdminFault::PasswordShort)));
    let both = [Role::OhNurse, Role::HrOfficer];
    assert!(matches!(add("x", &both, PASSWORD).await, Err(AdminFault::RolesConflict)));
    let later = house.server.set_role("hana", Role::OhNurse, true).await;
    assert!(matches!(later, Err(AdminFault::RolesConflict)));
}

#[tokio::test]
async fn a_desk_is_told_the_least_hours_of_its_persons_roles() {
    let house = House::new().await;
    let hours = |hours: u32| Hours::try_from(hours).unwrap();
    let set = |role, number| {
        let server = house.server.clone();
        async move { server.set_lease(&code("R0A"), role, hours(number)).await.unwrap() }
    };
    let both = [Role::LearningAdministrator, Role::OhNurse];
    let nurse = house.desk(&house.alder, "nora", &both).await;
    assert_eq!(nurse.signed_in.offline_hours, hours(24));
    assert_eq!(nurse.signed_in.now, crate::house::morning());
    set(Role::LearningAdministrator, 12).await;
    set(Role::OhNurse, 48).await;
    set(Role::OhNurse, 36).await;
    let again = Desk::register(&house, "nora").await;
    assert_eq!(again.signed_in.offline_hours, hours(12), "the least, as it was last set");
    let elsewhere = house.desk(&house.birch, "olga", &both).await;
    assert_eq!(elsewhere.signed_in.offline_hours, hours(24), "another organisation's is its own");
    let nowhere = house.server.set_lease(&code("R0Z"), Role::OhNurse, hours(2)).await;
    assert!(matches!(nowhere, Err(AdminFault::NoSuchOrganisation)));
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_the_servers_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new().await;
    for name in ["muster.db", "muster.db-wal", "muster.db-shm", "keys/audit.key"] {
        let mode = std::fs::metadata(house.dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
