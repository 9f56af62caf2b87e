//! Signing in: the same answer whoever exists, a key from then on, a token that ends.

use chrono::TimeDelta;
use muster_domain::policy::Role;
use muster_protocol::account::{SignIn, SignedIn};
use muster_protocol::fault::{Code, Fault};
use muster_protocol::{Bytes, VERSION, VERSION_HEADER};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;

use crate::desk::{Desk, handshake, new_key, registering};
use crate::house::{House, PASSWORD};

async fn post(house: &House, path: &str, body: &impl Serialize) -> Response {
    let client = reqwest::Client::new();
    let request = client.post(format!("{}{path}", house.url)).header(VERSION_HEADER, VERSION);
    request.json(body).send().await.unwrap()
}

async fn code(response: Response) -> Code {
    response.json::<Fault>().await.unwrap().code
}

#[tokio::test]
async fn a_wrong_password_says_the_same_for_known_and_unknown_and_closed() {
    let house = House::new().await;
    house.account(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    house.account(&house.alder, "gone", &[Role::RecruitmentOfficer]).await;
    house.server.close_account("gone").await.unwrap();
    let mut answers = Vec::new();
    for (username, password) in
        [("rosa", "wrong password"), ("nobody", PASSWORD), ("gone", PASSWORD)]
    {
        let register = registering(username, password, &new_key());
        let response = post(&house, "/v1/devices", &register).await;
        let status = response.status();
        answers.push((status, response.bytes().await.unwrap()));
    }
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn ten_failures_have_to_wait_even_with_the_right_password() {
    let house = House::new().await;
    house.account(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    for n in 0..10 {
        let register = registering("rosa", &format!("wrong password {n}"), &new_key());
        assert_eq!(code(post(&house, "/v1/devices", &register).await).await, Code::NotRecognised);
    }
    let right = registering("rosa", PASSWORD, &new_key());
    let response = post(&house, "/v1/devices", &right).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(code(response).await, Code::TooMany);
    house.later(TimeDelta::minutes(15));
    assert_eq!(post(&house, "/v1/devices", &right).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_device_signs_in_by_its_key_once_a_challenge() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let challenge = handshake(&house.url).await.challenge;
    let device = desk.signed_in.device;
    let sign_in = SignIn::new(device, challenge.clone(), &desk.key);
    let response = post(&house, "/v1/sign-in", &sign_in).await;
    let signed_in: SignedIn = response.json().await.unwrap();
    assert_ne!(signed_in.token, desk.signed_in.token);
    assert_eq!(signed_in.user, desk.signed_in.user);
    assert_eq!(code(post(&house, "/v1/sign-in", &sign_in).await).await, Code::NotRecognised);

    let other = SignIn::new(device, handshake(&house.url).await.challenge, &new_key());
    assert_eq!(code(post(&house, "/v1/sign-in", &other).await).await, Code::NotRecognised);
    let made_up = SignIn::new(device, Bytes(vec![7; 48]), &desk.key);
    assert_eq!(code(post(&house, "/v1/sign-in", &made_up).await).await, Code::NotRecognised);
    let late = SignIn::new(device, handshake(&house.url).await.challenge, &desk.key);
    house.later(TimeDelta::seconds(121));
    assert_eq!(code(post(&house, "/v1/sign-in", &late).await).await, Code::NotRecognised);
}

#[tokio::test]
async fn a_challenge_signed_as_it_is_signs_nobody_in() {
    use ed25519_dalek::Signer;
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let challenge = handshake(&house.url).await.challenge;
    let signature = Bytes(desk.key.sign(&challenge.0).to_bytes().to_vec());
    let bare = SignIn { device: desk.signed_in.device, challenge, signature };
    assert_eq!(code(post(&house, "/v1/sign-in", &bare).await).await, Code::NotRecognised);
}

async fn scope(desk: &Desk) -> StatusCode {
    desk.request(Method::GET, "/v1/scope").send().await.unwrap().status()
}

#[tokio::test]
async fn a_token_ends_by_time_by_signing_out_and_with_the_account() {
    let house = House::new().await;
    let rosa = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let rolf = house.desk(&house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    assert_eq!(scope(&rosa).await, StatusCode::OK);
    let out = rosa.request(Method::POST, "/v1/sign-out").send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(scope(&rosa).await, StatusCode::UNAUTHORIZED);
    house.later(TimeDelta::hours(12) - TimeDelta::seconds(1));
    assert_eq!(scope(&rolf).await, StatusCode::OK);
    house.later(TimeDelta::seconds(1));
    assert_eq!(scope(&rolf).await, StatusCode::UNAUTHORIZED);
    let rolf = Desk::register(&house, "rolf").await;
    house.server.close_account("rolf").await.unwrap();
    assert_eq!(scope(&rolf).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn tokens_and_passwords_are_not_in_the_file() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    for name in ["muster.db", "muster.db-wal"] {
        let bytes = std::fs::read(house.dir.path().join(name)).unwrap_or_default();
        for secret in [desk.signed_in.token.as_str(), PASSWORD] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_registration_makes_no_second_device() {
    let house = House::new().await;
    house.account(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    house.account(&house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    let key = new_key();
    let register = registering("rosa", PASSWORD, &key);
    let first: SignedIn = post(&house, "/v1/devices", &register).await.json().await.unwrap();
    let second: SignedIn = post(&house, "/v1/devices", &register).await.json().await.unwrap();
    assert_eq!(first.device, second.device);
    let taken = registering("rolf", PASSWORD, &key);
    assert_eq!(code(post(&house, "/v1/devices", &taken).await).await, Code::Malformed);
    house.server.revoke_device(first.device).await.unwrap();
    assert_eq!(code(post(&house, "/v1/devices", &register).await).await, Code::DeviceRevoked);
}

#[tokio::test]
async fn a_key_under_which_anything_verifies_is_no_key() {
    let house = House::new().await;
    house.account(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    for bytes in [vec![0; 32], vec![], vec![1; 31]] {
        let mut register = registering("rosa", PASSWORD, &new_key());
        register.device_key = Bytes(bytes);
        assert_eq!(code(post(&house, "/v1/devices", &register).await).await, Code::Malformed);
    }
}
