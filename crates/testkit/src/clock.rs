//! A computer's clocks, set by the test: time passes when it says so.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use muster_app::{Clock, Pause, Reading};
use tokio::sync::watch;
use uuid::Uuid;

/// The clocks.
#[derive(Debug)]
pub struct SetClock(watch::Sender<Reading>);

impl SetClock {
    /// A computer started a moment ago, whose clock is right.
    pub fn right() -> Arc<Self> {
        let reading = Reading { wall: Utc::now(), boot: Uuid::new_v4(), up: 0 };
        Arc::new(Self(watch::Sender::new(reading)))
    }

    /// Time passes, with the computer awake or asleep.
    pub fn pass(&self, by: TimeDelta) {
        self.0.send_modify(|now| {
            now.wall += by;
            now.up += u64::try_from(by.num_milliseconds()).expect("time passes forwards");
        });
    }

    /// The computer is off for so long, and started again.
    pub fn restart(&self, off: TimeDelta) {
        self.0.send_modify(|now| {
            *now = Reading { wall: now.wall + off, boot: Uuid::new_v4(), up: 0 };
        });
    }

    /// Somebody sets the clock.
    pub fn set(&self, wall: DateTime<Utc>) {
        self.0.send_modify(|now| now.wall = wall);
    }
}

impl Clock for SetClock {
    fn read(&self) -> Reading {
        *self.0.borrow()
    }

    fn until(&self, since: Reading, length: Duration) -> Pause {
        let mut clock = self.0.subscribe();
        let length = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        Box::pin(async move {
            let over = |now: &Reading| now.boot != since.boot || now.up >= since.up + length;
            if clock.wait_for(over).await.is_err() {
                // Without its clock no time passes.
                std::future::pending::<()>().await;
            }
        })
    }
}
