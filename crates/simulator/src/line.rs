//! Reporting lines as the server keeps them: who leads which unit, which unit is in which, who
//! reports into which, each with the numbers of the log from and to which it is so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use muster_domain::establishment::Unit;
use muster_domain::noun::NounKind;
use muster_domain::people::Assignment;
use muster_domain::words::{PersonId, UserId};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::ledger::Row;

pub(crate) type People = BTreeSet<PersonId>;
type Rows = BTreeMap<(NounKind, Uuid), Row>;

/// Something that is so from one number on, and to another.
#[derive(Debug, Clone)]
struct Edge<A> {
    of: A,
    unit: Uuid,
    from: u64,
    to: Option<u64>,
}

impl<A> Edge<A> {
    /// Whether it was so at some number from one to another.
    fn was(&self, from: u64, to: u64) -> bool {
        self.from <= to && self.to.is_none_or(|end| end > from)
    }

    fn moved(&self, after: u64, to: u64) -> bool {
        let within = |seq: u64| seq > after && seq <= to;
        within(self.from) || self.to.is_some_and(within)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    leads: Vec<Edge<UserId>>,
    reports: Vec<Edge<Uuid>>,
    placed: Vec<Edge<PersonId>>,
}

fn bring_up<A: Ord + Copy>(edges: &mut Vec<Edge<A>>, now: BTreeSet<(A, Uuid)>, seq: u64) {
    let open = |edge: &Edge<A>| edge.to.is_none();
    let mut new = now.clone();
    for edge in edges.iter_mut().filter(|edge| open(edge)) {
        if !new.remove(&(edge.of, edge.unit)) {
            edge.to = Some(seq);
        }
    }
    edges.extend(new.into_iter().map(|(of, unit)| Edge { of, unit, from: seq, to: None }));
}

fn records<R: DeserializeOwned>(rows: &Rows, noun: NounKind) -> impl Iterator<Item = R> {
    let of_noun = rows.range((noun, Uuid::nil())..=(noun, Uuid::max()));
    of_noun.filter_map(|(_, row)| serde_json::from_str(row.body.as_deref()?).ok())
}

impl Lines {
    /// Brings the lines up to the records as they are on a day, under a number of the log.
    pub fn settle(&mut self, rows: &Rows, seq: u64, today: NaiveDate) {
        let newest = |noun| {
            rows.range((noun, Uuid::nil())..=(noun, Uuid::max())).map(|(_, row)| row.version).max()
        };
        if newest(NounKind::Unit).max(newest(NounKind::Assignment)) != Some(seq) {
            return;
        }
        let units = records::<Unit>(rows, NounKind::Unit);
        let reports = units.filter_map(|unit| Some((unit.parent?, unit.id))).collect();
        bring_up(&mut self.reports, reports, seq);
        let held = |post: &Assignment| post.from <= today && post.to.is_none_or(|to| to >= today);
        let posts = records::<Assignment>(rows, NounKind::Assignment).filter(held);
        let placed = posts.filter_map(|post| Some((post.person, post.unit?))).collect();
        bring_up(&mut self.placed, placed, seq);
    }

    /// Somebody leads a unit from a number on, or no longer does. Whether that is news.
    pub fn set_lead(&mut self, user: UserId, unit: Uuid, leads: bool, seq: u64) -> bool {
        let open =
            |edge: &&mut Edge<UserId>| (edge.of, edge.unit) == (user, unit) && edge.to.is_none();
        match (self.leads.iter_mut().find(open), leads) {
            (None, true) => self.leads.push(Edge { of: user, unit, from: seq, to: None }),
            (Some(edge), false) => edge.to = Some(seq),
            _ => return false,
        }
        true
    }

    /// The units that somebody leads now.
    pub fn led_by(&self, user: UserId) -> Vec<Uuid> {
        let theirs = self.leads.iter().filter(|edge| edge.of == user && edge.to.is_none());
        theirs.map(|edge| edge.unit).collect()
    }

    /// Whom somebody's line was made of at some number from one to another.
    pub fn people(&self, user: UserId, from: u64, to: u64) -> People {
        let led = self.leads.iter().filter(|edge| edge.of == user && edge.was(from, to));
        let mut units: BTreeSet<Uuid> = led.map(|edge| edge.unit).collect();
        loop {
            let below = self.reports.iter().filter(|edge| edge.was(from, to));
            let below = below.filter(|edge| units.contains(&edge.of)).map(|edge| edge.unit);
            let all: BTreeSet<Uuid> = units.iter().copied().chain(below).collect();
            if all.len() == units.len() {
                break;
            }
            units = all;
        }
        let placed = self.placed.iter().filter(|edge| edge.was(from, to));
        placed.filter(|edge| units.contains(&edge.unit)).map(|edge| edge.of).collect()
    }

    /// Whether anybody's line changed after one number and up to another.
    pub fn moved(&self, after: u64, to: u64) -> bool {
        self.leads.iter().any(|edge| edge.moved(after, to))
            || self.reports.iter().any(|edge| edge.moved(after, to))
            || self.placed.iter().any(|edge| edge.moved(after, to))
    }
}
