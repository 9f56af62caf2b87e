//! A desk, as far as the server sees one: a key, a token, and what it has taken in.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use muster_domain::Command;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Holding};
use muster_domain::words::CommandId;
use muster_protocol::account::{Handshake, Register, SignedIn};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::checksum::{Bucket, Checksums, Tallies};
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_protocol::verdict::{Decision, Push, Pushed, Verdict};
use muster_protocol::{Bytes, VERSION, VERSION_HEADER, page};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::house::{House, PASSWORD};

pub type Held = BTreeMap<(NounKind, Uuid), Value>;

#[derive(Clone)]
pub struct Desk {
    pub client: reqwest::Client,
    pub url: String,
    pub key: SigningKey,
    pub signed_in: SignedIn,
    pub now: DateTime<Utc>,
}

pub fn new_key() -> SigningKey {
    SigningKey::generate(&mut rand::rngs::OsRng)
}

pub fn registering(username: &str, password: &str, key: &SigningKey) -> Register {
    Register {
        username: username.to_owned(),
        password: password.to_owned(),
        device_key: Bytes(key.verifying_key().to_bytes().to_vec()),
        device_name: "ward computer".to_owned(),
    }
}

impl Desk {
    pub async fn register(house: &House, username: &str) -> Self {
        let key = new_key();
        let client = reqwest::Client::new();
        let response = client
            .post(format!("{}/v1/devices", house.url))
            .header(VERSION_HEADER, VERSION)
            .json(&registering(username, PASSWORD, &key))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let signed_in = response.json().await.unwrap();
        Self { client, url: house.url.clone(), key, signed_in, now: crate::house::morning() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.url))
            .header(VERSION_HEADER, VERSION)
            .bearer_auth(&self.signed_in.token)
    }

    pub fn envelope(&self, command: Command) -> Envelope {
        Envelope {
            format: FORMAT,
            id: CommandId(Uuid::now_v7()),
            user: self.signed_in.user.id,
            organisation: self.signed_in.organisation.id,
            device: self.signed_in.device,
            at: self.now,
            base: Base { epoch: self.signed_in.epoch, version: 0, waiting: vec![] },
            depends_on: vec![],
            amends: None,
            command,
        }
    }

    pub fn sign(&self, command: Command) -> Signed {
        Signed::new(&self.envelope(command), &self.key).unwrap()
    }

    pub async fn push(&self, commands: Vec<Signed>) -> Vec<Decision> {
        let response =
            self.request(Method::POST, "/v1/commands").json(&Push { commands, after: None });
        let response = response.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json::<Pushed>().await.unwrap().decisions
    }

    pub async fn push_one(&self, signed: &Signed) -> Verdict {
        self.push(vec![signed.clone()]).await.remove(0).verdict
    }

    pub async fn act(&self, command: Command) -> Verdict {
        self.push_one(&self.sign(command)).await
    }

    pub async fn page<T: DeserializeOwned>(&self, path: &str) -> T {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], "application/zstd");
        page::decode(&response.bytes().await.unwrap()).unwrap()
    }

    pub async fn scope(&self) -> Scope {
        let response = self.request(Method::GET, "/v1/scope").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }

    pub async fn changes(&self, seq: u64) -> Changes {
        let holdings = policy::holdings_id(&policy::holdings(&self.signed_in.roles));
        let epoch = self.signed_in.epoch;
        self.page(&format!("/v1/changes?epoch={epoch}&seq={seq}&holdings={holdings}")).await
    }

    pub async fn records(&self, noun: NounKind, after: Option<Uuid>) -> Records {
        let after = after.map(|id| format!("&after={id}")).unwrap_or_default();
        self.page(&format!("/v1/records?noun={}{after}", noun.name())).await
    }

    /// Everything, by a first load.
    pub async fn load(&self) -> Held {
        let mut held = Held::new();
        for (Holding { noun, .. }, count) in self.scope().await.nouns {
            let (mut after, mut seen) = (None, 0);
            loop {
                let records = self.records(noun, after).await;
                take(&mut held, &records.page);
                seen += records.page.len() as u64;
                after = records.page.ids.last().copied();
                if !records.more {
                    break;
                }
            }
            assert_eq!(seen, count, "{noun:?}");
        }
        held
    }

    /// Everything, by the feed from the start.
    pub async fn follow(&self) -> Held {
        let (mut held, mut seq) = (Held::new(), 0);
        loop {
            let changes = self.changes(seq).await;
            self.take(&mut held, &changes);
            seq = changes.seq;
            if seq == changes.head {
                return held;
            }
        }
    }

    /// A page of the feed.
    pub fn take(&self, held: &mut Held, changes: &Changes) {
        changes.pages.iter().for_each(|page| take(held, page));
        for gone in &changes.gone {
            held.remove(gone);
        }
    }

    /// How many records of each noun are summed.
    pub async fn sums(&self) -> Vec<(NounKind, u64)> {
        let response = self.request(Method::GET, "/v1/checksums").send().await.unwrap();
        let sums: Checksums = response.json().await.unwrap();
        let count = |bytes| Tallies::from_bytes(bytes).unwrap().0.iter().map(|one| one.count).sum();
        sums.nouns.iter().map(|(noun, sums)| (*noun, count(sums))).collect()
    }

    /// What a bucket has, and what has gone from it.
    pub async fn bucket(&self, noun: NounKind, bucket: usize) -> (Vec<Uuid>, Vec<Uuid>) {
        let path = format!("/v1/bucket?noun={}&bucket={bucket}", noun.name());
        let bucket: Bucket = self.page(&path).await;
        (bucket.page.ids, bucket.gone.into_iter().map(|(id, _)| id).collect())
    }

    pub async fn one(&self, noun: NounKind) -> Value {
        let held = self.load().await;
        let mut found = held.into_iter().filter(|((kind, _), _)| *kind == noun);
        let (_, record) = found.next().unwrap_or_else(|| panic!("no {noun:?}"));
        assert!(found.next().is_none(), "more than one {noun:?}");
        record
    }
}

fn take(held: &mut Held, page: &page::Page) {
    page.check().unwrap();
    for (row, id) in page.ids.iter().enumerate() {
        held.insert((page.noun, *id), serde_json::from_str(&page.body(row)).unwrap());
    }
}

pub async fn handshake(url: &str) -> Handshake {
    let response = reqwest::Client::new()
        .get(format!("{url}/v1/handshake"))
        .header(VERSION_HEADER, VERSION)
        .send()
        .await
        .unwrap();
    response.json().await.unwrap()
}
