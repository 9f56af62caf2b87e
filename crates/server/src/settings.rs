//! What can be set: the clock and the costs, so that tests are exact and quick.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use muster_domain::noun::By;
use muster_domain::world::{Stop, World};
use muster_domain::{Command, Outcome};

/// What decides: the same on every desk.
pub type Rules = fn(&mut World, &Command, &By) -> Result<Outcome, Stop>;

/// Settings. [`Settings::default`] is what serves people.
#[derive(Clone)]
pub struct Settings {
    /// Reads the time.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// What a password costs.
    pub argon: Argon,
    /// How many passwords are hashed at once.
    pub hashing_at_once: usize,
    /// Failed sign-ins of one user name, or from one address, until it has to wait.
    pub attempts: usize,
    /// How often the news stream says that it is still there.
    pub keep_alive: Duration,
    /// How often the news stream looks whether its device may still listen.
    pub recheck: Duration,
    /// A stream says at most once in this time that there is news: what follows quickly is one piece
    /// of it, and a desk whose batch is being decided does not fetch after each command.
    pub news_pause: Duration,
    /// How often another process's writes are looked for.
    pub watch: Duration,
    /// How many bytes of files a device may hand in that no record names yet.
    pub unnamed_bytes: u64,
    /// What decides. Tests put rules here that break.
    pub rules: Rules,
}

/// What a password costs: Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Argon {
    /// As cheap as Argon2 can be: for tests alone.
    pub const CHEAP: Argon = Argon { memory: 8, passes: 1 };
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clock: Arc::new(Utc::now),
            argon: Argon { memory: 64 * 1024, passes: 3 },
            hashing_at_once: 4,
            attempts: 10,
            keep_alive: Duration::from_secs(15),
            recheck: Duration::from_secs(30),
            news_pause: Duration::from_millis(250),
            watch: Duration::from_millis(250),
            // A dozen of the largest files.
            unnamed_bytes: 256 * 1024 * 1024,
            rules: muster_domain::run,
        }
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("argon", &self.argon).finish_non_exhaustive()
    }
}
