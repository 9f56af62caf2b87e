//! The computer's clocks, passed in so that tests need not wait for them.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use muster_domain::lease::Reading;
use uuid::Uuid;

/// A pause, to be awaited.
pub type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Reads the clocks, and waits by them.
pub trait Clock: Debug + Send + Sync {
    /// What they say now.
    fn read(&self) -> Reading;

    /// Ends so long after a reading; sleep of the computer may come on top.
    fn until(&self, since: Reading, length: Duration) -> Pause;
}

/// The computer's own.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        let (boot, up) = since_the_start().unwrap_or_else(since_this_process);
        Reading { wall: Utc::now(), boot, up }
    }

    fn until(&self, since: Reading, length: Duration) -> Pause {
        let passed = Duration::from_millis(self.read().up.saturating_sub(since.up));
        Box::pin(tokio::time::sleep(length.saturating_sub(passed)))
    }
}

/// Linux tells which start this is, and how long ago, counting sleep (CLOCK_BOOTTIME).
fn since_the_start() -> Option<(Uuid, u64)> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let up = std::fs::read_to_string("/proc/uptime").ok()?;
    let up = Duration::try_from_secs_f64(up.split(' ').next()?.parse().ok()?).ok()?;
    Some((boot.trim().parse().ok()?, u64::try_from(up.as_millis()).ok()?))
}

/// Elsewhere only this process is followed, and its next start counts as the computer's. Its
/// steady clock may stand still in sleep; the wall clock's advance counts as well then.
fn since_this_process() -> (Uuid, u64) {
    static BEGAN: OnceLock<(Uuid, Instant, DateTime<Utc>)> = OnceLock::new();
    static FURTHEST: AtomicU64 = AtomicU64::new(0);
    let (boot, steady, wall) = BEGAN.get_or_init(|| (Uuid::new_v4(), Instant::now(), Utc::now()));
    let steady = u64::try_from(steady.elapsed().as_millis()).unwrap_or(u64::MAX);
    let wall = u64::try_from((Utc::now() - wall).num_milliseconds()).unwrap_or(0);
    let up = steady.max(wall);
    (*boot, FURTHEST.fetch_max(up, Ordering::Relaxed).max(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_goes_on_from_one_start() {
        for read in [
            || SystemClock.read(),
            || {
                let (boot, up) = since_this_process();
                Reading { wall: Utc::now(), boot, up }
            },
        ] {
            let (first, then) = (read(), read());
            assert_eq!(first.boot, then.boot);
            assert!(first.up <= then.up);
        }
    }
}
