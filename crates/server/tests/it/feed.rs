//! What reaches a desk: its own nouns and teams, in whole transactions, and nothing twice.

use std::collections::BTreeSet;

use futures_util::{FutureExt, StreamExt};
use muster_domain::Command;
use muster_domain::establishment::Unit;
use muster_domain::iat::transfer::{self, Withdraw};
use muster_domain::kept::Kept;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role};
use muster_protocol::fault::{Code, Fault};
use muster_protocol::verdict::Verdict;
use reqwest::Method;
use sqlx::Row;
use uuid::Uuid;

use crate::desk::{Desk, Held};
use crate::house::House;
use crate::people::{applicant, asking, employee};

fn units(house: &House, count: u128) -> Vec<Kept> {
    (1..=count)
        .map(|n| {
            Kept::Unit(Unit {
                id: Uuid::from_u128(n),
                organisation: house.alder.id,
                name: format!("Ward {n}"),
                parent: None,
                cost_centre: None,
            })
        })
        .collect()
}

/// What the database holds that a user of these roles may: from the rows, and the matrix alone.
async fn entitled(
    house: &House,
    organisation: Uuid,
    user: Uuid,
    role: Role,
) -> BTreeSet<(NounKind, Uuid)> {
    let database = house.database().await;
    let mut found = BTreeSet::new();
    for &noun in NounKind::ALL {
        let sql = format!("SELECT * FROM {} WHERE organisation = ?", noun.name());
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(organisation);
        for row in rows.fetch_all(&database).await.unwrap() {
            let teams = policy::Teams(row.get::<u32, _>("teams"));
            let to: Option<String> = match noun {
                NounKind::Notice => row.get("to_user"),
                _ => None,
            };
            let theirs = to.is_none_or(|to| to == user.to_string());
            let of_the_team = role.team().is_some_and(|team| teams.has(team));
            if policy::may_hold(role, noun) && of_the_team && theirs {
                found.insert((noun, row.get("id")));
            }
        }
    }
    found
}

#[tokio::test]
async fn each_role_holds_its_own_row_by_row() {
    let house = House::new().await;
    for of in [&house.alder, &house.birch] {
        house.keep(of, employee(of, 3_000_000)).await;
    }
    house.keep(&house.alder, applicant(&house.alder)).await;
    let rosa = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    rosa.act(asking(Uuid::from_u128(1), &house.birch)).await;
    house.server.deliver().await.unwrap();
    let mut kinds = BTreeSet::new();
    for of in [&house.alder, &house.birch] {
        for role in Role::ALL {
            let username = format!("{}-{}", of.ods_code.as_str(), role.name());
            let desk = house.desk(of, &username, &[role]).await;
            let user = desk.signed_in.user.id.0;
            let entitled = entitled(&house, of.id.0, user, role).await;
            if role.team().is_none() {
                assert!(entitled.is_empty());
                continue;
            }
            let loaded: BTreeSet<_> = desk.load().await.into_keys().collect();
            let followed: BTreeSet<_> = desk.follow().await.into_keys().collect();
            assert_eq!(loaded, entitled, "{username}");
            assert_eq!(followed, entitled, "{username}");
            kinds.extend(entitled.into_iter().map(|(noun, _)| noun));
        }
    }
    assert!(kinds.len() >= 15, "the records say too little: {kinds:?}");
}

#[tokio::test]
async fn the_feed_and_the_first_load_say_the_same() {
    let house = House::new().await;
    house.keep(&house.alder, employee(&house.alder, 3_000_000)).await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    assert_eq!(desk.load().await, desk.follow().await);
}

#[tokio::test]
async fn pages_end_where_transactions_end_and_a_load_goes_on_by_key() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    let before = desk.scope().await.cut;
    house.keep(&house.alder, units(&house, 11_000)).await;
    let database = house.database().await;
    let log = "SELECT seq, records FROM log WHERE organisation = ? AND seq > ? ORDER BY seq";
    let log: Vec<(i64, i64)> = sqlx::query_as(log)
        .bind(house.alder.id.0)
        .bind(i64::try_from(before).unwrap())
        .fetch_all(&database)
        .await
        .unwrap();
    assert_eq!(
        log.iter().map(|(_, records)| *records).collect::<Vec<_>>(),
        [2000, 2000, 2000, 2000, 2000, 1000]
    );
    let (mut seq, mut pages) = (before, Vec::new());
    loop {
        let changes = desk.changes(seq).await;
        let expected: i64 = log
            .iter()
            .filter(|(at, _)| (*at as u64) > seq && (*at as u64) <= changes.seq)
            .map(|(_, records)| records)
            .sum();
        let got: usize = changes.pages.iter().map(muster_protocol::page::Page::len).sum();
        assert_eq!(got as i64, expected, "whole transactions");
        pages.push(got);
        seq = changes.seq;
        if seq == changes.head {
            break;
        }
    }
    assert_eq!(pages, [4000, 4000, 3000]);
    let first = desk.records(NounKind::Unit, None).await;
    assert!(first.more && first.page.len() == 5000);
    // Broken off and taken up again after the last key: nothing twice, nothing left out.
    let last = *first.page.ids.last().unwrap();
    let second = desk.records(NounKind::Unit, Some(last)).await;
    assert!(second.more && second.page.ids[0] > last);
    assert_eq!(desk.load().await.len(), 11_003, "and two organisations, and whoever asks");
}

#[tokio::test]
async fn a_transaction_longer_than_a_page_is_one_page() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    house.keep(&house.alder, units(&house, 6_000)).await;
    let database = house.database().await;
    let head = desk.scope().await.cut;
    sqlx::query("UPDATE unit SET version = ?")
        .bind(i64::try_from(head).unwrap())
        .execute(&database)
        .await
        .unwrap();
    let changes = desk.changes(head - 1).await;
    assert_eq!((changes.seq, changes.pages[0].len()), (head, 6_000));
}

#[tokio::test]
async fn more_at_once_than_can_be_sent_as_changes_is_for_the_desk_to_compare() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    house.keep(&house.alder, units(&house, 20_001)).await;
    let database = house.database().await;
    let head = desk.scope().await.cut;
    let as_of = async |count: i64| {
        let set = "UPDATE unit SET version = ? WHERE id IN (SELECT id FROM unit
                   WHERE organisation = ? ORDER BY id LIMIT ?)";
        let set = sqlx::query(set).bind(i64::try_from(head).unwrap());
        set.bind(house.alder.id.0).bind(count).execute(&database).await.unwrap();
    };
    let holdings = policy::holdings_id(&policy::holdings(&desk.signed_in.roles));
    let path =
        format!("/v1/changes?epoch={}&seq={}&holdings={holdings}", desk.signed_in.epoch, head - 1);
    let ask = async || desk.request(Method::GET, &path).send().await.unwrap();
    as_of(20_001).await;
    let answer = ask().await;
    assert_eq!(answer.status(), 409, "its cursor counts no more");
    assert_eq!(answer.json::<Fault>().await.unwrap().code, Code::UnknownCursor);
    // The load that follows brings it by pages.
    assert_eq!(desk.load().await.len(), 20_004);
}

#[tokio::test]
async fn news_overtakes_a_morning_on_which_everybody_loads() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    house.keep(&house.alder, units(&house, 6_000)).await;
    let seq = desk.changes(0).await.head;
    // Each asks from another place, so that no page is there already.
    let loading = (0..60_u128).map(|n| {
        let desk = desk.clone();
        tokio::spawn(
            async move { desk.records(NounKind::Unit, Some(Uuid::from_u128(n + 1))).await },
        )
    });
    // Once the first is answered, the others stand in a queue.
    let (first, _, loading) = futures_util::future::select_all(loading).await;
    assert_eq!(first.unwrap().page.len(), 5_000);
    desk.changes(seq).await;
    let left = loading.iter().filter(|load| !load.is_finished()).count();
    assert!(left > 30, "only {left} loads were left when who asks what is new was answered");
    for load in loading {
        assert_eq!(load.await.unwrap().page.len(), 5_000);
    }
}

#[tokio::test]
async fn what_is_gone_reaches_the_desks_that_had_it_and_no_other() {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    house.keep(&house.birch, employee(&house.birch, 3_000_000)).await;
    let rosa = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let abel = house.desk(&house.birch, "abel", &[Role::IatApprover]).await;
    let hana = house.desk(&house.birch, "hana", &[Role::HrOfficer]).await;
    let id = Uuid::from_u128(1);
    rosa.act(asking(id, &house.birch)).await;
    house.server.deliver().await.unwrap();
    let seq = abel.changes(0).await.head;
    let withdraw = Withdraw { id, reason: "no longer".to_owned() };
    let withdraw = Command::Transfer(transfer::Command::Withdraw(withdraw));
    assert!(matches!(rosa.act(withdraw).await, Verdict::Accepted { .. }));
    house.server.deliver().await.unwrap();
    let gone: BTreeSet<NounKind> =
        abel.changes(seq).await.gone.into_iter().map(|(noun, _)| noun).collect();
    assert_eq!(gone, BTreeSet::from([NounKind::Candidate, NounKind::EnquiryIdentity]));
    assert!(hana.changes(seq).await.gone.is_empty());
}

async fn next(stream: &mut (impl futures_util::Stream<Item = String> + Unpin)) -> String {
    let wait = std::time::Duration::from_secs(20);
    tokio::time::timeout(wait, stream.next()).await.unwrap().unwrap_or_default()
}

async fn listen(desk: &Desk) -> impl futures_util::Stream<Item = String> + Unpin + use<> {
    let response = desk.request(Method::GET, "/v1/news").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
        .bytes_stream()
        .map(|chunk| String::from_utf8(chunk.unwrap_or_default().to_vec()).unwrap())
        .boxed()
}

#[tokio::test]
async fn news_says_that_there_is_some_and_nothing_else() {
    let house = House::new().await;
    let hana = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    let mut news = listen(&hana).await;
    assert_eq!(next(&mut news).await, "data: news\n\n");
    house.keep(&house.alder, employee(&house.alder, 3_000_000)).await;
    assert_eq!(next(&mut news).await, "data: news\n\n");
    // What happens at another organisation is none.
    house.keep(&house.birch, employee(&house.birch, 3_000_000)).await;
    let mut there = listen(&house.desk(&house.birch, "bea", &[Role::HrOfficer]).await).await;
    assert_eq!(next(&mut there).await, "data: news\n\n");
    assert!(news.next().now_or_never().is_none());
    // Another process's writes are news as well.
    let beside = muster_server::Server::open(
        house.dir.path(),
        house.settings.clone(),
        muster_server::Seat::Beside,
    )
    .await
    .unwrap();
    let code = crate::house::code("R0A");
    beside.load_records(&code, employee(&house.alder, 3_100_000)).await.unwrap();
    assert_eq!(next(&mut news).await, "data: news\n\n");
    // A device that was revoked hears no more.
    beside.revoke_device(hana.signed_in.device).await.unwrap();
    while !next(&mut news).await.is_empty() {}
    let response = hana.request(Method::GET, "/v1/news").send().await.unwrap();
    assert_eq!(response.json::<Fault>().await.unwrap().code, Code::DeviceRevoked);
}

#[tokio::test]
async fn the_server_stops_though_somebody_listens() {
    let house = House::new().await;
    let hana = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    let mut news = listen(&hana).await;
    assert_eq!(next(&mut news).await, "data: news\n\n");
    house.server.stop();
    assert_eq!(next(&mut news).await, "");
}

#[tokio::test]
async fn a_page_that_others_have_loaded_is_given_as_long_as_it_is_true_and_to_whom_it_may() {
    let house = House::new().await;
    house.keep(&house.alder, employee(&house.alder, 3_000_000)).await;
    let first = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    let second = house.desk(&house.alder, "hugh", &[Role::HrOfficer]).await;
    let recruiter = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let before = first.load().await;
    assert_eq!(second.load().await, before);
    let staff = |held: &Held| held.keys().filter(|(noun, _)| *noun == NounKind::Person).count();
    assert_eq!((staff(&before), staff(&recruiter.load().await)), (1, 0));
    house.keep(&house.alder, employee(&house.alder, 3_100_000)).await;
    let after = second.load().await;
    assert_ne!(after, before);
    assert_eq!(first.load().await, after);
    assert_eq!(after, second.follow().await);
}

/// Asks for changes after a cursor with this mark.
async fn after_mark(desk: &Desk, seq: u64, mark: Uuid) -> reqwest::StatusCode {
    let holdings = policy::holdings_id(&policy::holdings(&desk.signed_in.roles));
    let epoch = desk.signed_in.epoch;
    let path = format!("/v1/changes?epoch={epoch}&seq={seq}&mark={mark}&holdings={holdings}");
    desk.request(Method::GET, &path).send().await.unwrap().status()
}

#[tokio::test]
async fn a_cursors_mark_is_what_its_own_organisations_log_says_under_that_number() {
    let house = House::new().await;
    let mut marks = Vec::new();
    for (organisation, username) in [(&house.alder, "hana"), (&house.birch, "beth")] {
        let desk = house.desk(organisation, username, &[Role::HrOfficer]).await;
        // Both logs come to the same number.
        for salary in 3_000_000.. {
            if desk.scope().await.cut == 12 {
                break;
            }
            let pay = |kept: &Kept| matches!(kept, Kept::Pay(_));
            house
                .keep(
                    organisation,
                    employee(organisation, salary).into_iter().filter(pay).collect(),
                )
                .await;
        }
        let scope = desk.scope().await;
        marks.push((desk, scope.cut, scope.mark.unwrap()));
    }
    for (desk, cut, mark) in &marks {
        assert_eq!(after_mark(desk, *cut, *mark).await, 200);
        assert_eq!(after_mark(desk, *cut, Uuid::from_u128(7)).await, 409, "another history");
    }
    let [(alder, cut, _), (_, _, other)] = &marks[..] else { panic!("two desks") };
    assert_eq!(after_mark(alder, *cut, *other).await, 409);
}

#[tokio::test]
async fn the_very_last_transaction_of_the_log_is_on_the_last_page() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "hana", &[Role::HrOfficer]).await;
    let seq = desk.changes(0).await.head;
    house.keep(&house.alder, units(&house, 2)).await;
    let changes = desk.changes(seq).await;
    assert_eq!((changes.seq, changes.pages[0].len()), (changes.head, 2));
}
