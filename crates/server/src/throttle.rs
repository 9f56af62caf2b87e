//! Failed sign-ins: ten of one user name or from one address, and it has to wait. Kept in memory:
//! a restart forgives.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// For how long a failure counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How many names and addresses are remembered; past it the ones that no longer count are let go.
const REMEMBERED: usize = 100_000;

/// The failures that still count, by user name or address.
pub(crate) struct Throttle {
    attempts: usize,
    failures: Mutex<HashMap<String, VecDeque<DateTime<Utc>>>>,
}

/// An attempt counts as failed from its start, so that many at once are not more than allowed.
pub(crate) struct Attempt<'a> {
    throttle: &'a Throttle,
    keys: Vec<String>,
    at: DateTime<Utc>,
}

impl Throttle {
    pub fn new(attempts: usize) -> Self {
        Self { attempts, failures: Mutex::default() }
    }

    /// Begins an attempt under each of the keys, unless one of them has to wait.
    pub fn attempt(&self, keys: Vec<String>, now: DateTime<Utc>) -> Option<Attempt<'_>> {
        let mut failures = self.lock();
        let counts = |at: &DateTime<Utc>| now - *at < WINDOW;
        if failures.len() >= REMEMBERED {
            failures.retain(|_, times| times.back().is_some_and(counts));
        }
        for key in &keys {
            if let Some(times) = failures.get_mut(key) {
                times.retain(counts);
                if times.len() >= self.attempts {
                    return None;
                }
            }
        }
        for key in &keys {
            failures.entry(key.clone()).or_default().push_back(now);
        }
        drop(failures);
        Some(Attempt { throttle: self, keys, at: now })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, VecDeque<DateTime<Utc>>>> {
        // Nothing done under the lock can leave the map half changed.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// It did not fail.
    pub fn succeeded(self) {
        let mut failures = self.throttle.lock();
        for key in &self.keys {
            if let Some(times) = failures.get_mut(key) {
                if let Some(place) = times.iter().position(|at| *at == self.at) {
                    times.remove(place);
                }
                if times.is_empty() {
                    failures.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_have_to_wait_and_successes_do_not_count() {
        let throttle = Throttle::new(10);
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let key = || vec!["name:a".to_owned()];
        for _ in 0..50 {
            throttle.attempt(key(), start).unwrap().succeeded();
        }
        for _ in 0..10 {
            assert!(throttle.attempt(key(), start).is_some());
        }
        assert!(throttle.attempt(key(), start).is_none());
        assert!(throttle.attempt(vec!["name:b".to_owned()], start).is_some());
        assert!(throttle.attempt(key(), start + WINDOW).is_some());
    }
}
