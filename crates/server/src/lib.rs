//! The central server: it decides commands again with the desk's own rules, keeps one ordered log
//! an organisation, and tells each desk the changes that its user may hold.
//!
//! Everything is written through one connection, each command in one transaction with its
//! decision, its audit entry and its messages. [`Server`] is the whole of it: the binary, the
//! tests and the simulated trusts call the same functions.

mod accounts;
mod act;
mod administration;
mod audit;
mod checksums;
mod chunks;
mod feed;
pub mod http;
mod jobs;
mod keys;
mod ledger;
mod load;
mod news;
mod pages;
mod parcels;
mod passwords;
mod requests;
mod settings;
mod throttle;
mod worklists;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use tokio::sync::{Notify, Semaphore, watch};
use uuid::Uuid;

pub use accounts::NotSignedIn;
pub use administration::{AdminFault, NewUser, OneTimePassword};
pub use audit::Verified;
pub use keys::KeyFault;
pub use ledger::accounts::Device;
pub use ledger::parked::Parked;
pub use ledger::quarantine::{Quarantined, Shown};
pub use ledger::{LedgerFault, Seat};
pub use load::{Counts, LoadFault, Loaded};
pub use settings::{Argon, Rules, Settings};

use accounts::Challenges;
use checksums::Sums;
use keys::Keys;
use ledger::Ledger;
use news::News;
use pages::Pages;
use throttle::Throttle;

/// The server. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Ledger,
    epoch: Uuid,
    settings: Settings,
    news: News,
    mail: Notify,
    challenges: Challenges,
    throttle: Throttle,
    sums: Sums,
    pages: Pages,
    /// How many passwords are hashed at once: each takes the memory that Argon2 is set to.
    hashing: Semaphore,
    /// How many pages of first loads are read at once: fewer than there are readers, so that news
    /// never waits behind a morning on which everybody loads.
    loading: Semaphore,
    stopping: watch::Sender<bool>,
}

impl Server {
    /// Opens the folder that [`Server::init`] made.
    pub async fn open(dir: &Path, settings: Settings, seat: Seat) -> Result<Self, LedgerFault> {
        if being_made(dir).exists() {
            return Err(LedgerFault::HalfMade);
        }
        let keys = Keys::open(&keys_of(dir))?;
        let ledger = Ledger::open(&file_of(dir), keys, false, seat).await?;
        let epoch = ledger::epoch(&mut *ledger.reading().await?).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                ledger,
                epoch,
                news: News::default(),
                mail: Notify::new(),
                challenges: Challenges::new(),
                throttle: Throttle::new(settings.attempts),
                sums: Sums::new(),
                pages: Pages::default(),
                hashing: Semaphore::new(settings.hashing_at_once),
                loading: Semaphore::new(ledger::READERS as usize / 2),
                stopping: watch::Sender::new(false),
                settings,
            }),
        })
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.inner.stopping.send_replace(true);
        self.inner.ledger.close().await;
    }

    /// The server's clock, to the millisecond: what is stored is what was said.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let now = (self.inner.settings.clock)();
        Utc.timestamp_millis_opt(now.timestamp_millis()).single().unwrap_or(now)
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// The epoch of the history kept here.
    pub fn epoch(&self) -> Uuid {
        self.inner.epoch
    }
}

/// The database in a data folder.
fn file_of(dir: &Path) -> PathBuf {
    dir.join("muster.db")
}

/// What stands in a data folder until it is made to its end.
fn being_made(dir: &Path) -> PathBuf {
    dir.join("being-made")
}

/// The keys in a data folder.
fn keys_of(dir: &Path) -> PathBuf {
    dir.join("keys")
}
