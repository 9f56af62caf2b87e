//! How long a desk opens without its server, and how long it stays open untouched.
//!
//! The server lets somebody in, and says for how many hours. From then on the desk counts what has
//! passed: within one start of the computer by a clock that nobody can set and that goes on in
//! sleep, from one start to the next by the clock on the wall. A clock set back does not prolong
//! it; a clock set far ahead between two starts may end it early.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::policy::Role;

/// Hours of offline use: 1 to 168. Seven days is the most that anybody may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(try_from = "u32", into = "u32")]
pub struct Hours(u32);

/// Not 1 to 168.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("offline use lasts 1 to 168 hours")]
pub struct NotHours;

impl Hours {
    /// The shortest that can be set.
    pub const LEAST: Hours = Hours(1);
    /// The longest: seven days.
    pub const MOST: Hours = Hours(168);

    /// As a length of time.
    pub fn length(self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.0))
    }
}

impl TryFrom<u32> for Hours {
    type Error = NotHours;
    fn try_from(hours: u32) -> Result<Self, NotHours> {
        let within = (Self::LEAST.0..=Self::MOST.0).contains(&hours);
        if within { Ok(Self(hours)) } else { Err(NotHours) }
    }
}

impl From<Hours> for u32 {
    fn from(hours: Hours) -> u32 {
        hours.0
    }
}

impl Role {
    /// How long the role's records open without the server, where the organisation sets nothing
    /// else. Clinical records for a day, so that a lost computer is a matter of hours.
    pub fn offline_hours(self) -> Hours {
        if self == Role::OhNurse { Hours(24) } else { Hours(72) }
    }

    /// After how many minutes without a key or a touch the desk locks itself.
    pub fn idle_minutes(self) -> u32 {
        if self == Role::OhNurse { 10 } else { 15 }
    }
}

/// The least of somebody's roles, with what their organisation has `set` for one of them.
pub fn hours(roles: &BTreeSet<Role>, set: impl Fn(Role) -> Option<Hours>) -> Hours {
    let keeping = roles.iter().filter(|role| role.team().is_some());
    keeping.map(|role| set(*role).unwrap_or(role.offline_hours())).min().unwrap_or(Hours::LEAST)
}

/// The least of somebody's roles.
pub fn idle_minutes(roles: &BTreeSet<Role>) -> u32 {
    let least = roles.iter().map(|role| role.idle_minutes()).min();
    least.unwrap_or(Role::OhNurse.idle_minutes())
}

/// What a computer's clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The clock on the wall, which anybody may set.
    pub wall: DateTime<Utc>,
    /// Which start of the computer this is.
    pub boot: Uuid,
    /// Milliseconds since then, in sleep as well.
    pub up: u64,
}

/// How far a wall clock may go back between two starts, as a battery or a time server puts it
/// right, before it is not believed.
const PUT_RIGHT: TimeDelta = TimeDelta::minutes(5);

/// The server's word that somebody may work here without it, and what is used of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    let_in_at: DateTime<Utc>,
    hours: Hours,
    used: u64,
    seen: Reading,
}

/// What has become of a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It holds; this is to be kept in its place, so that what has passed stays passed.
    Holds(Lease),
    /// It has lapsed; this is to be kept, so that no clock brings it back.
    Lapsed(Lease),
    /// The clock was set back while the computer was off: nothing is known of what has passed. It
    /// does not hold, and what was kept stays, for the clock may be put right.
    ClockBehind,
}

impl Lease {
    /// The server has let somebody in: at `let_in_at` by its own clock, for so many hours.
    pub fn begin(let_in_at: DateTime<Utc>, hours: Hours, now: Reading) -> Self {
        Self { let_in_at, hours, used: 0, seen: now }
    }

    /// When the server let them in, by its clock.
    pub fn let_in_at(&self) -> DateTime<Utc> {
        self.let_in_at
    }

    /// Counts what has passed since it was last looked at.
    pub fn at(&self, now: Reading) -> Standing {
        let passed = if now.boot == self.seen.boot {
            now.up.saturating_sub(self.seen.up)
        } else if now.wall < self.seen.wall - PUT_RIGHT {
            return Standing::ClockBehind;
        } else {
            // The computer started after it was last looked at: at least that has passed.
            let off = (now.wall - self.seen.wall).num_milliseconds();
            u64::try_from(off).unwrap_or(0).max(now.up)
        };
        let lease = Self { used: self.used.saturating_add(passed), seen: now, ..self.clone() };
        if lease.left() > TimeDelta::zero() {
            Standing::Holds(lease)
        } else {
            Standing::Lapsed(lease)
        }
    }

    /// What is left of it.
    pub fn left(&self) -> TimeDelta {
        let used = i64::try_from(self.used).ok().and_then(TimeDelta::try_milliseconds);
        used.map_or(TimeDelta::zero(), |used| (self.hours.length() - used).max(TimeDelta::zero()))
    }

    /// When it ends, by this computer's clock.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.seen.wall + self.left()
    }

    /// Whether half of it is used: a desk that has its server asks for a new one from here on.
    pub fn is_half_used(&self) -> bool {
        self.left() * 2 <= self.hours.length()
    }

    /// Whether the last quarter has begun: people are told.
    pub fn ends_soon(&self) -> bool {
        self.left() * 4 <= self.hours.length()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + hour * 3_600, 0).unwrap()
    }

    /// The wall says `wall` hours, the computer was started the `boot`th time, `up` hours ago.
    fn reading(wall: i64, boot: u128, up: u64) -> Reading {
        Reading { wall: at(wall), boot: Uuid::from_u128(boot), up: up * HOUR }
    }

    fn begun(now: Reading) -> Lease {
        Lease::begin(at(0), Hours(72), now)
    }

    #[track_caller]
    fn holds(standing: Standing) -> Lease {
        match standing {
            Standing::Holds(lease) => lease,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn lapsed(standing: Standing) -> Lease {
        match standing {
            Standing::Lapsed(lease) => lease,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_holds_for_its_hours_and_not_a_moment_longer() {
        let lease = begun(reading(0, 1, 5));
        let last = Reading { up: 77 * HOUR - 1, ..reading(72, 1, 0) };
        assert_eq!(holds(lease.at(last)).left(), TimeDelta::milliseconds(1));
        lapsed(lease.at(reading(72, 1, 77)));
    }

    #[test]
    fn within_one_start_no_setting_of_the_clock_makes_a_difference() {
        for wall in [-400_000, -1, 3, 30_000] {
            let lease = holds(begun(reading(0, 1, 5)).at(reading(wall, 1, 15)));
            assert_eq!(lease.left(), TimeDelta::hours(62), "{wall}");
            assert_eq!(lease.ends_at(), at(wall + 62), "{wall}");
            // Nor does setting it again and again.
            let lease = holds(lease.at(reading(-wall, 1, 20)));
            assert_eq!(lease.left(), TimeDelta::hours(57), "{wall}");
            lapsed(lease.at(reading(0, 1, 77)));
        }
    }

    #[test]
    fn from_one_start_to_the_next_the_wall_clock_counts() {
        let lease = holds(begun(reading(0, 1, 5)).at(reading(10, 2, 1)));
        assert_eq!(lease.left(), TimeDelta::hours(62));
        lapsed(lease.at(reading(72, 3, 0)));
    }

    #[test]
    fn a_clock_set_back_while_the_computer_was_off_does_not_prolong_it() {
        let lease = begun(reading(0, 1, 5));
        // Far back: it is not believed, and put right again it is.
        assert_eq!(lease.at(reading(-48, 2, 0)), Standing::ClockBehind);
        assert_eq!(holds(lease.at(reading(30, 2, 1))).left(), TimeDelta::hours(42));
        // To where it was: what has passed since the start counts at least.
        assert_eq!(holds(lease.at(reading(0, 2, 9))).left(), TimeDelta::hours(63));
        lapsed(lease.at(reading(0, 2, 72)));
    }

    #[test]
    fn a_clock_far_ahead_ends_it_early_and_setting_it_back_does_not_bring_it_back() {
        let gone = lapsed(begun(reading(0, 1, 5)).at(reading(30_000, 2, 0)));
        lapsed(gone.at(reading(30_000, 2, 1)));
        lapsed(gone.at(reading(1, 2, 1)));
        assert_eq!(gone.at(reading(1, 3, 1)), Standing::ClockBehind);
    }

    #[test]
    fn however_the_clocks_go_what_is_left_never_grows() {
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut dice = move || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random
        };
        for _ in 0..500 {
            let mut lease = begun(reading(0, 0, 0));
            for _ in 0..40 {
                let wall = i64::try_from(dice() % 400).unwrap() - 200;
                let now = reading(wall, u128::from(dice() % 3), dice() % 60);
                let before = lease.left();
                match lease.at(now) {
                    Standing::Holds(next) | Standing::Lapsed(next) => lease = next,
                    Standing::ClockBehind => {}
                }
                assert!(lease.left() <= before, "{lease:?}");
                assert!(lease.left() <= Hours(72).length());
            }
        }
    }

    #[test]
    fn people_are_told_in_the_last_quarter_and_a_desk_asks_from_half_on() {
        let lease = |up| holds(begun(reading(0, 1, 0)).at(reading(0, 1, up)));
        assert!(!lease(35).is_half_used() && lease(36).is_half_used());
        assert!(!lease(53).ends_soon() && lease(54).ends_soon());
    }

    #[test]
    fn the_least_of_somebodys_roles_counts() {
        let none = |_| None;
        let both = [Role::LearningAdministrator, Role::OhNurse].into();
        assert_eq!(hours(&[Role::HrOfficer].into(), none), Hours(72));
        assert_eq!(hours(&both, none), Hours(24));
        assert_eq!((idle_minutes(&[Role::HrOfficer].into()), idle_minutes(&both)), (15, 10));
        let set = |role| (role == Role::LearningAdministrator).then_some(Hours(4));
        assert_eq!(hours(&both, set), Hours(4));
        // Whoever keeps nothing on a desk has nothing that lasts.
        assert_eq!(hours(&[Role::Auditor].into(), none), Hours::LEAST);
        assert_eq!(hours(&BTreeSet::new(), none), Hours::LEAST);
    }

    #[test]
    fn nothing_outside_an_hour_and_seven_days_is_hours() {
        for (hours, is) in [(0, false), (1, true), (168, true), (169, false), (u32::MAX, false)] {
            assert_eq!(Hours::try_from(hours).is_ok(), is, "{hours}");
            assert_eq!(serde_json::from_value::<Hours>(hours.into()).is_ok(), is, "{hours}");
        }
    }
}
