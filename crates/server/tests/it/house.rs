//! A server with two organisations.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use muster_domain::iat::item::PartKind;
use muster_domain::kept::Kept;
use muster_domain::policy::Role;
use muster_domain::words::{OdsCode, OrganisationRef};
use muster_server::{Argon, NewUser, Rules, Seat, Server, Settings};
use tempfile::TempDir;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use crate::desk::Desk;

pub const PASSWORD: &str = "correct horse battery";

pub struct House {
    pub dir: TempDir,
    pub server: Server,
    pub url: String,
    pub clock: Arc<Mutex<DateTime<Utc>>>,
    pub settings: Settings,
    /// Alder asks.
    pub alder: OrganisationRef,
    /// Birch is the source.
    pub birch: OrganisationRef,
}

pub fn morning() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

pub fn code(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

impl House {
    pub async fn new() -> Self {
        Self::releasing(&[]).await
    }

    /// Birch releases these parts by itself.
    pub async fn releasing(automatic: &[PartKind]) -> Self {
        Self::ruled(automatic, muster_domain::run).await
    }

    /// A server that decides by other rules.
    pub async fn ruled(automatic: &[PartKind], rules: Rules) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new(morning()));
        let read = Arc::clone(&clock);
        let settings = Settings {
            clock: Arc::new(move || *read.lock().unwrap()),
            argon: Argon::CHEAP,
            attempts: 10,
            recheck: Duration::from_millis(50),
            watch: Duration::from_millis(10),
            rules,
            ..Settings::default()
        };
        Server::init(dir.path(), &settings).await.unwrap();
        let server = Server::open(dir.path(), settings.clone(), Seat::Serving).await.unwrap();
        let alder = server.add_organisation(code("R0A"), "Alder", BTreeSet::new()).await.unwrap();
        let automatic = automatic.iter().copied().collect();
        let birch = server.add_organisation(code("R0B"), "Birch", automatic).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = server.clone();
        tokio::spawn(async move { serving.serve(listener).await });
        Self { dir, server, url, clock, settings, alder, birch }
    }

    pub fn file(&self) -> PathBuf {
        self.dir.path().join("muster.db")
    }

    pub fn later(&self, by: TimeDelta) {
        *self.clock.lock().unwrap() += by;
    }

    pub async fn account(&self, of: &OrganisationRef, username: &str, roles: &[Role]) {
        let user = NewUser {
            organisation: of.ods_code.clone(),
            username: username.to_owned(),
            name: username.to_owned(),
            roles: roles.iter().copied().collect(),
        };
        let password = Some(Zeroizing::new(PASSWORD.to_owned()));
        self.server.add_account(user, password).await.unwrap();
    }

    /// Somebody with an account, signed in on a computer.
    pub async fn desk(&self, of: &OrganisationRef, username: &str, roles: &[Role]) -> Desk {
        self.account(of, username, roles).await;
        Desk::register(self, username).await
    }

    pub async fn keep(&self, of: &OrganisationRef, kept: Vec<Kept>) {
        self.server.load_records(&of.ods_code, kept).await.unwrap();
    }

    /// Asks the database itself.
    pub async fn database(&self) -> sqlx::SqlitePool {
        let options = muster_sqlite::file(self.file());
        sqlx::SqlitePool::connect_with(options).await.unwrap()
    }

    /// Everything that a refused request may not change.
    pub async fn fingerprint(&self) -> Vec<(String, i64)> {
        let database = self.database().await;
        let mut found = Vec::new();
        for table in [
            "log",
            "decision",
            "command",
            "audit",
            "message",
            "device",
            "token",
            "quarantine",
            "receipt",
            "chunk",
            "chunk_of",
        ] {
            let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
            let count: i64 = sqlx::query_scalar(sql).fetch_one(&database).await.unwrap();
            found.push((table.to_owned(), count));
        }
        database.close().await;
        found
    }
}
