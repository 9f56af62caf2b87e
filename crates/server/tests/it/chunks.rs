//! The parts of files: taken in before the commands that name them, checked by their names, and given
//! to whoever may hold a record that names them, for as long as they may.

use chrono::TimeDelta;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::recruitment::document::{self, Document, Kind, Media, PIECE};
use muster_domain::words::{ChunkName, FileKey};
use muster_domain::{Command, recruitment};
use muster_protocol::chunk::{CHUNK_LIMIT, CHUNKS_AT_ONCE, Missing, Offered, name_of};
use muster_protocol::fault::{Code, Fault};
use muster_protocol::verdict::Verdict;
use muster_server::{Seat, Server, Settings};
use reqwest::{Method, Response, StatusCode};
use uuid::Uuid;

use crate::desk::Desk;
use crate::house::House;
use crate::people::{APPLICANT, applicant};

const DOCUMENT: Uuid = Uuid::from_u128(0xD0C);

/// Two parts, as a desk would have sealed them: the server cannot tell.
fn parts() -> [Vec<u8>; 2] {
    [vec![1; CHUNK_LIMIT], vec![2; 100]]
}

fn names() -> Vec<ChunkName> {
    parts().iter().map(|part| name_of(part)).collect()
}

fn add(id: Uuid, name: &str) -> Command {
    Command::Document(document::Command::Add(document::Add {
        id,
        applicant: APPLICANT,
        kind: Kind::Identity,
        name: name.to_owned(),
        media: Media::Pdf,
        size: PIECE + 84,
        key: FileKey([7; 32]),
        chunks: names(),
    }))
}

fn remove(id: Uuid) -> Command {
    let reason = "the wrong person".to_owned();
    Command::Document(document::Command::Remove(document::Remove { id, reason }))
}

async fn house() -> House {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    house
}

async fn put(desk: &Desk, name: ChunkName, bytes: Vec<u8>) -> Response {
    desk.request(Method::PUT, &format!("/v1/chunks/{name}")).body(bytes).send().await.unwrap()
}

async fn put_all(desk: &Desk) {
    for part in parts() {
        assert_eq!(put(desk, name_of(&part), part).await.status(), StatusCode::OK);
    }
}

async fn get(desk: &Desk, name: ChunkName) -> Response {
    desk.request(Method::GET, &format!("/v1/chunks/{name}")).send().await.unwrap()
}

async fn missing(desk: &Desk, chunks: Vec<ChunkName>) -> Vec<ChunkName> {
    let request = desk.request(Method::POST, "/v1/chunks/missing").json(&Offered { chunks });
    request.send().await.unwrap().json::<Missing>().await.unwrap().chunks
}

#[track_caller]
fn accepted(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

async fn refused(response: Response, status: StatusCode, code: Code) {
    assert_eq!(response.status(), status, "{code:?}");
    assert_eq!(response.json::<Fault>().await.unwrap().code, code);
}

async fn stored(house: &House) -> i64 {
    let database = house.database().await;
    let count = sqlx::query_scalar("SELECT count(*) FROM chunk").fetch_one(&database).await;
    database.close().await;
    count.unwrap()
}

#[tokio::test]
async fn a_command_waits_for_the_parts_that_it_names_and_is_never_refused_for_them() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let signed = desk.sign(add(DOCUMENT, "Passport.pdf"));
    assert_eq!(desk.push_one(&signed).await, Verdict::Lacks { chunks: names() });
    assert_eq!(missing(&desk, names()).await, names());

    // One arrives, the connection breaks, the desk asks what is left and sends that.
    let [first, second] = parts();
    assert_eq!(put(&desk, names()[0], first.clone()).await.status(), StatusCode::OK);
    assert_eq!(missing(&desk, names()).await, names()[1..]);
    assert_eq!(desk.push_one(&signed).await, Verdict::Lacks { chunks: vec![names()[1]] });
    assert_eq!(put(&desk, names()[1], second).await.status(), StatusCode::OK);
    // The answer was lost: sent again, it is the same.
    assert_eq!(put(&desk, names()[0], first).await.status(), StatusCode::OK);
    assert_eq!(stored(&house).await, 2);
    accepted(&desk.push_one(&signed).await);
    assert_eq!(desk.one(NounKind::Document).await["name"], "Passport.pdf");
}

#[tokio::test]
async fn whoever_may_hold_the_record_gets_its_parts_and_nobody_else_learns_that_they_are_there() {
    let house = house().await;
    let rosa = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let hugh = house.desk(&house.alder, "hugh", &[Role::HrOfficer]).await;
    let leah = house.desk(&house.alder, "leah", &[Role::LearningAdministrator]).await;
    let nia = house.desk(&house.alder, "nia", &[Role::OhNurse]).await;
    let there = house.desk(&house.birch, "bea", &[Role::RecruitmentOfficer]).await;
    put_all(&rosa).await;
    let not_there = |response| refused(response, StatusCode::NOT_FOUND, Code::NoSuchChunk);

    // No record names them yet: not even whoever sent them gets them back.
    not_there(get(&rosa, names()[0]).await).await;
    accepted(&rosa.act(add(DOCUMENT, "Passport.pdf")).await);
    for desk in [&rosa, &hugh] {
        for (name, part) in names().into_iter().zip(parts()) {
            let response = get(desk, name).await;
            assert_eq!(response.headers()["content-type"], "application/octet-stream");
            assert_eq!(response.bytes().await.unwrap(), part);
        }
    }
    not_there(get(&there, names()[0]).await).await;
    not_there(get(&rosa, name_of(b"another")).await).await;
    for desk in [&leah, &nia] {
        refused(get(desk, names()[0]).await, StatusCode::CONFLICT, Code::OtherHoldings).await;
        refused(
            put(desk, names()[0], parts()[0].clone()).await,
            StatusCode::CONFLICT,
            Code::OtherHoldings,
        )
        .await;
    }
    // What another organisation has is missing here.
    assert_eq!(missing(&there, names()).await, names());

    // A role that ends takes them along at once.
    house.server.set_role("rosa", Role::LearningAdministrator, true).await.unwrap();
    house.server.set_role("rosa", Role::RecruitmentOfficer, false).await.unwrap();
    refused(get(&rosa, names()[0]).await, StatusCode::CONFLICT, Code::OtherHoldings).await;
}

#[tokio::test]
async fn a_removed_documents_parts_go_with_it_and_those_of_another_stay() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let another = Uuid::from_u128(0xD0D);
    put_all(&desk).await;
    accepted(&desk.act(add(DOCUMENT, "Passport.pdf")).await);
    // The same file under another name: its parts are sent once.
    accepted(&desk.act(add(another, "Passport again.pdf")).await);
    accepted(&desk.act(remove(DOCUMENT)).await);
    assert_eq!(get(&desk, names()[0]).await.status(), StatusCode::OK);
    accepted(&desk.act(remove(another)).await);
    assert_eq!(stored(&house).await, 0);
    refused(get(&desk, names()[0]).await, StatusCode::NOT_FOUND, Code::NoSuchChunk).await;
    let held = desk.load().await;
    for ((noun, _), record) in held {
        if noun == NounKind::Document {
            let document: Document = serde_json::from_value(record).unwrap();
            assert!(matches!(document.stage, recruitment::document::Stage::Removed { .. }));
        }
    }
}

#[tokio::test]
async fn what_no_command_names_is_dropped_after_a_week() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    put_all(&desk).await;
    house.later(TimeDelta::days(6));
    house.server.drop_unnamed_chunks().await.unwrap();
    assert_eq!(stored(&house).await, 2);
    let desk = Desk::register(&house, "rosa").await;
    accepted(&desk.act(add(DOCUMENT, "Passport.pdf")).await);
    let stray = b"sent, and never named".to_vec();
    assert_eq!(put(&desk, name_of(&stray), stray).await.status(), StatusCode::OK);
    house.later(TimeDelta::days(8));
    house.server.drop_unnamed_chunks().await.unwrap();
    assert_eq!(stored(&house).await, 2, "those of the document are kept");
}

#[tokio::test]
async fn a_part_is_what_its_name_says_and_no_longer_than_one_may_be() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let mut changed = parts()[0].clone();
    changed[7] ^= 1;
    refused(put(&desk, names()[0], changed).await, StatusCode::BAD_REQUEST, Code::NotItsName).await;
    let long = vec![1; CHUNK_LIMIT + 1];
    let name = name_of(&long);
    refused(put(&desk, name, long).await, StatusCode::PAYLOAD_TOO_LARGE, Code::TooLong).await;
    let many = vec![names()[0]; CHUNKS_AT_ONCE + 1];
    let request = desk.request(Method::POST, "/v1/chunks/missing").json(&Offered { chunks: many });
    refused(request.send().await.unwrap(), StatusCode::BAD_REQUEST, Code::Malformed).await;
    assert_eq!(stored(&house).await, 0);
}

#[tokio::test]
async fn a_device_hands_in_no_more_than_it_may_before_commands_name_it() {
    let house = house().await;
    house.account(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    house.server.close().await;
    let settings = Settings { unnamed_bytes: CHUNK_LIMIT as u64 + 150, ..house.settings.clone() };
    let server = Server::open(house.dir.path(), settings, Seat::Serving).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = server.clone();
    tokio::spawn(async move { serving.serve(listener).await });
    let house = House { server, url, ..house };
    let desk = Desk::register(&house, "rosa").await;

    put_all(&desk).await;
    let more = vec![3; 100];
    let status = StatusCode::TOO_MANY_REQUESTS;
    refused(put(&desk, name_of(&more), more.clone()).await, status, Code::TooMuch).await;
    // What is here already is no more, and what a command names does not count.
    put_all(&desk).await;
    accepted(&desk.act(add(DOCUMENT, "Passport.pdf")).await);
    assert_eq!(put(&desk, name_of(&more), more).await.status(), StatusCode::OK);
}
