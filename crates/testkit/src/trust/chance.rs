//! The dice: everything random comes from one generator with one seed. It is `StdRng` of rand 0.8
//! (ChaCha12), so the same seed gives the same trust as long as that version is used.

use chrono::{Days, NaiveDate};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

/// The dice of one trust.
pub(super) struct Chance(StdRng);

impl Chance {
    /// Two trusts with the same seed roll differently.
    pub(super) fn new(seed: u64, salt: u64) -> Self {
        Self(StdRng::seed_from_u64(seed ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// True so many times in a thousand.
    pub(super) fn per_mille(&mut self, times: u32) -> bool {
        self.0.gen_range(0..1_000) < times
    }

    /// From the first to the last, both included.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        self.0.gen_range(first..=last.max(first))
    }

    /// Below the limit.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0.gen_range(0..limit)
    }

    pub(super) fn index(&mut self, len: usize) -> usize {
        self.0.gen_range(0..len)
    }

    /// An index, the low ones more often.
    pub(super) fn low_index(&mut self, len: usize) -> usize {
        self.index(len).min(self.index(len))
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// One of those with weights.
    pub(super) fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        let total: u32 = from.iter().map(&weight).sum();
        let mut roll = self.0.gen_range(0..total);
        for item in from {
            let weight = weight(item);
            if roll < weight {
                return item;
            }
            roll -= weight;
        }
        unreachable!("the roll is below the sum of the weights")
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// A length of service in days: many short, few long, eight years on average.
    pub(super) fn tenure(&mut self) -> i64 {
        let roll: f64 = self.0.gen_range(0.0001..1.0);
        (-roll.ln() * 8.0 * 365.25) as i64
    }
}

/// So many days later, or earlier.
pub(super) fn shift(day: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) };
    moved.expect("the dates of a trust lie within the calendar")
}

/// How many of `whole` each share gets: whole numbers that add up (largest remainder).
pub(super) fn quotas(whole: usize, shares: &[u32]) -> Vec<usize> {
    let total: u64 = shares.iter().map(|share| u64::from(*share)).sum();
    let exact = |share: u32| whole as u64 * u64::from(share);
    let mut parts: Vec<usize> =
        shares.iter().map(|share| (exact(*share) / total) as usize).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(exact(shares[*at]) % total));
    let missing = whole - parts.iter().sum::<usize>();
    for at in order.into_iter().take(missing) {
        parts[at] += 1;
    }
    parts
}
