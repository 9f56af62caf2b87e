//! Whether a desk holds what the server says it should: each side counts and sums its own rows, a
//! noun in buckets, and never takes over the other's sum. Where a bucket differs, just that bucket
//! is fetched and compared row by row.

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Bytes;
use crate::page::Page;

/// Into how many buckets the records of a noun are sorted, by their ids: of 300,000 records one
/// bucket is a page.
pub const BUCKETS: usize = 64;

/// The bucket of a record. Every part of an id counts, so that ids made in order spread as well.
pub fn bucket_of(id: Uuid) -> usize {
    usize::from(id.as_bytes().iter().fold(0, |folded, byte| folded ^ byte)) % BUCKETS
}

/// The rows of a bucket, counted and summed in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The sum, modulo 2^128, of the first half of SHA-256 of each row's id and body.
    pub sum: u128,
}

impl Tally {
    /// Counts a row in.
    pub fn add(&mut self, id: Uuid, body: &str) {
        let hash = Sha256::new().chain_update(id.as_bytes()).chain_update(body).finalize();
        let half = hash.first_chunk::<16>().copied().unwrap_or_default();
        self.count += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
    }
}

/// A noun's rows, bucket by bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tallies(pub [Tally; BUCKETS]);

impl Default for Tallies {
    fn default() -> Self {
        Self([Tally::default(); BUCKETS])
    }
}

impl Tallies {
    /// Counts a row into its bucket.
    pub fn add(&mut self, id: Uuid, body: &str) {
        self.0[bucket_of(id)].add(id, body);
    }

    /// The buckets in which two differ.
    pub fn differing(&self, other: &Self) -> Vec<usize> {
        (0..BUCKETS).filter(|n| self.0[*n] != other.0[*n]).collect()
    }

    /// As it travels: 24 bytes a bucket.
    pub fn to_bytes(&self) -> Bytes {
        let tally =
            |tally: &Tally| [&tally.count.to_be_bytes()[..], &tally.sum.to_be_bytes()].concat();
        Bytes(self.0.iter().flat_map(tally).collect())
    }

    /// From what travelled; none if it is not as long as it must be.
    pub fn from_bytes(bytes: &Bytes) -> Option<Self> {
        let mut tallies = Self::default();
        let mut chunks = bytes.0.chunks_exact(24);
        for tally in &mut tallies.0 {
            let (count, sum) = chunks.next()?.split_first_chunk::<8>()?;
            tally.count = u64::from_be_bytes(*count);
            tally.sum = u128::from_be_bytes(*sum.first_chunk::<16>()?);
        }
        (chunks.next().is_none() && chunks.remainder().is_empty()).then_some(tallies)
    }
}

/// `GET /v1/checksums`: what the user may hold, summed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksums {
    /// The log's number that they are of.
    pub seq: u64,
    /// Each noun's tallies, as [`Tallies::to_bytes`] writes them.
    pub nouns: Vec<(NounKind, Bytes)>,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// `GET /v1/bucket`: one bucket of a noun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InBucket {
    /// The noun.
    pub noun: NounKind,
    /// Which, below [`BUCKETS`].
    pub bucket: usize,
}

/// A bucket's rows. On the wire: [`encode`](crate::page::encode)d.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// The rows that the user may hold.
    pub page: Page,
    /// Rows that the user held once and may not hold any more, each with the number of the log by
    /// which it went: a desk that is not so far yet hears of it from the feed.
    pub gone: Vec<(Uuid, u64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn the_same_rows_in_any_order_make_the_same_sums_and_no_others_do() {
        let rows: Vec<_> = (0..500).map(|n| (id(n * 7919), format!("{{\"n\":{n}}}"))).collect();
        let sum = |rows: &[(Uuid, String)]| {
            let mut tallies = Tallies::default();
            rows.iter().for_each(|(id, body)| tallies.add(*id, body));
            tallies
        };
        let all = sum(&rows);
        let mut turned = rows.clone();
        turned.reverse();
        assert_eq!(all, sum(&turned));
        assert_eq!(Tallies::from_bytes(&all.to_bytes()).as_ref(), Some(&all));

        // One row missing, one letter changed, one row twice, two bodies exchanged.
        assert_eq!(all.differing(&sum(&rows[1..])), [bucket_of(rows[0].0)]);
        let mut changed = rows.clone();
        changed[3].1.push(' ');
        assert_eq!(all.differing(&sum(&changed)), [bucket_of(rows[3].0)]);
        let mut twice = rows.clone();
        twice.push(rows[5].clone());
        assert_eq!(all.differing(&sum(&twice)), [bucket_of(rows[5].0)]);
        let mut exchanged = rows.clone();
        (exchanged[0].1, exchanged[1].1) = (rows[1].1.clone(), rows[0].1.clone());
        assert!(!all.differing(&sum(&exchanged)).is_empty());
    }

    #[test]
    fn what_is_no_sum_is_not_read_as_one() {
        let good = Tallies::default().to_bytes();
        assert!(Tallies::from_bytes(&Bytes(good.0[1..].to_vec())).is_none());
        assert!(Tallies::from_bytes(&Bytes([good.0, vec![0]].concat())).is_none());
    }
}
