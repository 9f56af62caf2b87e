//! Every route, from the list that makes the router, and every way to get it wrong: a typed
//! refusal, nothing changed, nothing broken.

use std::collections::BTreeSet;

use muster_domain::policy::{self, Role};
use muster_protocol::fault::{Code, Fault};
use muster_protocol::{REQUEST_LIMIT, VERSION, VERSION_HEADER};
use muster_server::http::{ROUTES, Route};
use reqwest::{Method, RequestBuilder, Response, StatusCode};

use crate::desk::Desk;
use crate::house::House;
use crate::people::applicant;

/// Paths that are malformed for a route, and what a good one looks like.
struct Case {
    path: &'static str,
    good: fn(&Desk) -> String,
    malformed: &'static [&'static str],
}

fn plain(path: &'static str) -> Case {
    Case { path, good: |_| String::new(), malformed: &[] }
}

fn cases() -> Vec<Case> {
    vec![
        plain("/healthz"),
        plain("/v1/handshake"),
        plain("/v1/devices"),
        plain("/v1/sign-in"),
        plain("/v1/sign-out"),
        plain("/v1/commands"),
        plain("/v1/known"),
        plain("/v1/chunks/missing"),
        Case { path: "/v1/chunks/{name}", good: |_| String::new(), malformed: &["x", "0", "A"] },
        plain("/v1/parcels"),
        plain("/v1/scope"),
        Case {
            path: "/v1/records",
            good: |_| "?noun=organisation".to_owned(),
            malformed: &[
                "",
                "?noun=nothing",
                "?noun=unit&after=x",
                "?noun=unit&organisation=R0B",
                "?noun=unit;drop",
            ],
        },
        Case {
            path: "/v1/changes",
            good: |desk| format!("?seq=0&{}", from_nothing(desk)),
            malformed: &[
                "",
                "?seq=0",
                "?epoch=x&seq=0",
                "?epoch=00000000-0000-0000-0000-000000000000&seq=-1",
            ],
        },
        plain("/v1/checksums"),
        Case {
            path: "/v1/bucket",
            good: |_| "?noun=organisation&bucket=0".to_owned(),
            malformed: &[
                "",
                "?noun=organisation",
                "?noun=nothing&bucket=0",
                "?noun=organisation&bucket=64",
                "?noun=organisation&bucket=-1",
            ],
        },
        plain("/v1/news"),
    ]
}

async fn fault(response: Response, status: StatusCode, code: Code, said: &str) {
    assert_eq!(response.status(), status, "{said}");
    let fault: Fault = response.json().await.unwrap_or_else(|why| panic!("{said}: {why}"));
    assert_eq!(fault.code, code, "{said}");
}

fn method(route: &Route) -> Method {
    route.method.parse().unwrap()
}

struct Asking<'a> {
    house: &'a House,
    desk: &'a Desk,
    route: &'a Route,
    case: &'a Case,
}

impl Asking<'_> {
    fn with(&self, query: &str) -> RequestBuilder {
        let path = self.route.path.replace("{name}", &"0".repeat(64));
        self.desk.request(method(self.route), &format!("{path}{query}"))
    }

    fn good(&self) -> RequestBuilder {
        self.with(&(self.case.good)(self.desk))
    }

    async fn check(&self, request: RequestBuilder, status: u16, code: Code, what: &str) {
        let before = self.house.fingerprint().await;
        let status = StatusCode::from_u16(status).unwrap();
        let said = format!("{} {}: {what}", self.route.method, self.route.path);
        fault(request.send().await.unwrap(), status, code, &said).await;
        assert_eq!(self.house.fingerprint().await, before, "{said}: something changed");
    }
}

/// What a desk says that has loaded by its present roles.
fn from_nothing(desk: &Desk) -> String {
    let holdings = policy::holdings_id(&policy::holdings(&desk.signed_in.roles));
    format!("epoch={}&holdings={holdings}", desk.signed_in.epoch)
}

#[tokio::test]
async fn every_route_refuses_what_it_should() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let administrator = house.desk(&house.alder, "sam", &[Role::SystemAdministrator]).await;
    let revoked = house.desk(&house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    house.server.revoke_device(revoked.signed_in.device).await.unwrap();
    let cases = cases();
    let known: BTreeSet<&str> = cases.iter().map(|case| case.path).collect();
    let there: BTreeSet<&str> = ROUTES.iter().map(|route| route.path).collect();
    assert_eq!(known, there, "a route without its cases, or cases without their route");
    for route in ROUTES {
        let case = cases.iter().find(|case| case.path == route.path).unwrap();
        let asking = Asking { house: &house, desk: &desk, route, case };
        let url = format!("{}{}", house.url, route.path);

        let wrong = desk.request(Method::DELETE, route.path);
        asking.check(wrong, 405, Code::NoSuchRoute, "wrong method").await;
        let body = vec![b'x'; REQUEST_LIMIT + 1];
        asking.check(asking.good().body(body), 413, Code::TooLong, "oversized").await;
        if route.path.starts_with("/v1/") {
            let none = desk.client.request(method(route), &url);
            asking.check(none, 400, Code::Version, "no version").await;
            let newer = (VERSION + 1).to_string();
            for version in ["0", newer.as_str(), "99", "1.0", "x", ""] {
                let other = desk.client.request(method(route), &url);
                let other = other.header(VERSION_HEADER, version);
                asking.check(other, 400, Code::Version, "unknown version").await;
            }
        }
        if route.body {
            // A part may be anything: what tells is its name.
            let wrong = if route.method == "PUT" { Code::NotItsName } else { Code::Malformed };
            for body in ["", "{", "null", "[]", "{}", r#"{"commands":[{"id":1}]}"#, "\u{0}"] {
                let malformed = asking.good().body(body);
                asking.check(malformed, 400, wrong, body).await;
            }
            let deep = "[".repeat(100_000);
            asking.check(asking.good().body(deep), 400, wrong, "too deep").await;
            let chunks = (0..5).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024 * 1024]));
            let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
            asking.check(asking.good().body(body), 413, Code::TooLong, "oversized in chunks").await;
        }
        for query in case.malformed {
            asking.check(asking.with(query), 400, Code::Malformed, query).await;
        }
        if route.signed_in {
            let none = desk.client.request(method(route), &url).header(VERSION_HEADER, VERSION);
            asking.check(none, 401, Code::SignInAgain, "no token").await;
            for token in ["", "x", &"0".repeat(64), &"é".repeat(8)] {
                let mut wrong = desk.clone();
                wrong.signed_in.token = token.to_owned();
                let wrong = Asking { desk: &wrong, ..asking };
                wrong.check(wrong.good(), 401, Code::SignInAgain, "wrong token").await;
            }
            let wrong = Asking { desk: &revoked, ..asking };
            wrong.check(wrong.good(), 403, Code::DeviceRevoked, "revoked device").await;
            if ["/v1/records", "/v1/bucket", "/v1/chunks/{name}"].contains(&route.path) {
                let none = Asking { desk: &administrator, ..asking };
                none.check(none.good(), 409, Code::OtherHoldings, "no cache").await;
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_route_says_so() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    for path in ["/", "/v1", "/v1/", "/v2/scope", "/v1/commands/x", "/v1/../healthz", "/%00"] {
        let response = desk.request(Method::GET, path).send().await.unwrap();
        if response.status() != StatusCode::OK {
            fault(response, StatusCode::NOT_FOUND, Code::NoSuchRoute, path).await;
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_history_is_refused() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let here = from_nothing(&desk);
    let elsewhere = here.replace(&desk.signed_in.epoch.to_string(), &uuid::Uuid::nil().to_string());
    for query in [format!("{elsewhere}&seq=0"), format!("{here}&seq=999")] {
        let response = desk.request(Method::GET, &format!("/v1/changes?{query}"));
        let response = response.send().await.unwrap();
        fault(response, StatusCode::CONFLICT, Code::UnknownCursor, &query).await;
    }
}

#[tokio::test]
async fn a_desk_of_other_roles_is_told_before_it_gets_anything() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let query = from_nothing(&desk);
    house.server.set_role("rosa", Role::LearningAdministrator, true).await.unwrap();
    let response = desk.request(Method::GET, &format!("/v1/changes?seq=0&{query}"));
    fault(response.send().await.unwrap(), StatusCode::CONFLICT, Code::OtherHoldings, "given").await;
    house.server.set_role("rosa", Role::LearningAdministrator, false).await.unwrap();
    let response = desk.request(Method::GET, &format!("/v1/changes?seq=0&{query}"));
    assert_eq!(response.send().await.unwrap().status(), StatusCode::OK);
    house.server.set_role("rosa", Role::RecruitmentOfficer, false).await.unwrap();
    let response = desk.request(Method::GET, &format!("/v1/changes?seq=0&{query}"));
    fault(response.send().await.unwrap(), StatusCode::CONFLICT, Code::OtherHoldings, "ended").await;
    assert!(desk.scope().await.nouns.is_empty());
}

#[tokio::test]
async fn a_noun_that_is_not_for_the_role_is_refused() {
    let house = House::new().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    for noun in ["ni_number", "immunisation", "oh_part", "candidate", "equality"] {
        let response = desk.request(Method::GET, &format!("/v1/records?noun={noun}"));
        let response = response.send().await.unwrap();
        fault(response, StatusCode::CONFLICT, Code::OtherHoldings, noun).await;
    }
}

#[tokio::test]
async fn the_same_command_under_the_same_number_at_another_time_is_another_history() {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let changes = desk.changes(0).await;
    let (seq, mark) = (changes.seq, changes.mark.unwrap());
    let query = format!("/v1/changes?{}&seq={seq}&mark={mark}", from_nothing(&desk));
    assert_eq!(desk.request(Method::GET, &query).send().await.unwrap().status(), StatusCode::OK);

    // As after a restore: what the backup lacked was offered again, and decided again.
    let database = house.database().await;
    sqlx::query("UPDATE log SET at = at + 60000").execute(&database).await.unwrap();
    let response = desk.request(Method::GET, &query).send().await.unwrap();
    fault(response, StatusCode::CONFLICT, Code::UnknownCursor, "another history").await;
}
