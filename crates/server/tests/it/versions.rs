//! A desk one version behind: what was saved on it is taken in as it was signed and decided as what it
//! means today; what it could not read it is not sent.

use ed25519_dalek::Signer;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_protocol::envelope::Signed;
use muster_protocol::fault::{Code, Fault};
use muster_protocol::verdict::{Push, Pushed, Verdict};
use muster_protocol::{Bytes, OLDEST_VERSION, VERSION, VERSION_HEADER};
use reqwest::{Method, RequestBuilder, StatusCode};
use uuid::Uuid;

use crate::desk::Desk;
use crate::house::House;
use crate::people::{applicant, asking};

const TRANSFER: Uuid = Uuid::from_u128(0x7A);

/// What a desk of version 1 would have signed: it did not say for which kind of staff.
fn by_version_1(desk: &Desk, house: &House) -> Signed {
    let mut envelope = desk.envelope(asking(TRANSFER, &house.birch));
    envelope.format = 1;
    let mut text = serde_json::to_value(&envelope).unwrap();
    let request = text["command"]["command"].as_object_mut().unwrap();
    assert!(request.remove("staff").is_some());
    let bytes = serde_json::to_vec(&text).unwrap();
    let signature = Bytes(desk.key.sign(&bytes).to_vec());
    Signed { id: envelope.id, bytes: Bytes(bytes), signature }
}

async fn house() -> (House, Desk) {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    (house, desk)
}

fn of_version(desk: &Desk, version: u32, method: Method, path: &str) -> RequestBuilder {
    let request = desk.client.request(method, format!("{}{path}", desk.url));
    request.header(VERSION_HEADER, version).bearer_auth(&desk.signed_in.token)
}

#[tokio::test]
async fn what_an_earlier_version_signed_is_decided_as_what_it_means_today() {
    let (house, desk) = house().await;
    let signed = by_version_1(&desk, &house);
    let commands = vec![signed.clone()];
    let push = of_version(&desk, OLDEST_VERSION, Method::POST, "/v1/commands");
    let response = push.json(&Push { commands, after: None }).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let decided = response.json::<Pushed>().await.unwrap().decisions;
    assert!(matches!(decided[0].verdict, Verdict::Accepted { .. }), "{decided:?}");
    assert_eq!(desk.one(NounKind::Transfer).await["staff"], "not_said");
    // Sent again after the desk was brought up to date it is the same command, and had its effect.
    assert_eq!(desk.push_one(&signed).await, decided[0].verdict);
    // It is kept as it was signed, and the audit holds.
    let database = house.database().await;
    let kept = "SELECT bytes_hash FROM audit WHERE command = ?";
    let hash: Vec<u8> =
        sqlx::query_scalar(kept).bind(signed.id.0).fetch_one(&database).await.unwrap();
    assert_eq!(hash, signed.hash());
    assert!(house.server.verify_audit().await.unwrap().iter().all(|one| one.broken_at.is_none()));
}

#[tokio::test]
async fn a_changed_word_in_it_is_seen_before_it_is_translated() {
    let (house, desk) = house().await;
    let mut signed = by_version_1(&desk, &house);
    let text = String::from_utf8(signed.bytes.0).unwrap().replace("O’Brien", "O’Bryan");
    signed.bytes = Bytes(text.into_bytes());
    let verdict = desk.push_one(&signed).await;
    assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
}

#[tokio::test]
async fn an_earlier_desk_hands_in_and_is_sent_nothing_that_it_could_not_read() {
    let (_house, desk) = house().await;
    let ask = async |version, method: Method, path: &str| {
        let response = of_version(&desk, version, method, path).send().await.unwrap();
        let (status, body) = (response.status(), response.bytes().await.unwrap());
        let fault = serde_json::from_slice::<Fault>(&body).ok();
        (status, fault.map(|fault| fault.code))
    };
    for path in ["/v1/scope", "/v1/records?noun=applicant", "/v1/changes", "/v1/news"] {
        let refused = (StatusCode::BAD_REQUEST, Some(Code::Version));
        assert_eq!(ask(OLDEST_VERSION, Method::GET, path).await, refused, "{path}");
    }
    let (status, _) = ask(OLDEST_VERSION, Method::GET, "/v1/handshake").await;
    assert_eq!(status, StatusCode::OK, "it may sign in, to hand in what it has");
    for version in [OLDEST_VERSION - 1, VERSION + 1] {
        let refused = (StatusCode::BAD_REQUEST, Some(Code::Version));
        assert_eq!(ask(version, Method::GET, "/v1/handshake").await, refused, "{version}");
    }
}
