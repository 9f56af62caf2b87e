//! Every point there is, and a choice of them by a seed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::check;
use super::place::Place;
use super::steps::{self, Step};
use super::strace::{CALLS, Class, Fault, Stroke, Traced};

/// A point: one call in one step, and what happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The step.
    pub step: Step,
    /// Which group of its files.
    pub group: usize,
    /// The call.
    pub stroke: Stroke,
}

impl Point {
    /// What the call does.
    pub fn class(&self) -> Class {
        let call = CALLS.iter().find(|(call, _)| *call == self.stroke.call);
        call.map_or(Class::Write, |(_, class)| *class)
    }

    /// In words, for whoever wants to see it again.
    pub fn in_words(&self, place: &Place) -> String {
        let Stroke { call, n, fault } = self.stroke;
        let file = self.step.groups(place)[self.group].name;
        format!("{:?}: {} at {call} {n} of {file}", self.step, fault.name())
    }
}

/// Does every step once with nothing in its way, and counts its calls. What is wrong even then is
/// an error: nothing could be concluded from the rest.
pub async fn all(place: &Place) -> anyhow::Result<Vec<Point>> {
    let mut points = Vec::new();
    for step in Step::ALL {
        let groups = step.groups(place);
        let files: Vec<_> = groups.iter().flat_map(|group| group.files.clone()).collect();
        let begun = std::time::Instant::now();
        step.begin(place)?;
        let mut traced = Traced::new(&steps::program(step), &files, None, place.log());
        let ended = steps::run(step, place, &mut traced).await?;
        let counts = traced.counts(&groups)?;
        let wrong = check::check(step, place, None, ended).await?;
        anyhow::ensure!(wrong.is_empty(), "{step:?}, with nothing in its way: {wrong:#?}");
        let took = begun.elapsed().as_millis();
        println!("{step:?}: {took} ms, {} calls", counts.values().sum::<u32>());
        for ((group, call), count) in counts {
            let class = CALLS.iter().find(|(name, _)| *name == call).map(|(_, class)| *class);
            for &fault in Fault::of(class.unwrap_or(Class::Write)) {
                let strokes = (1..=count).map(|n| Stroke { call, n, fault });
                points.extend(strokes.map(|stroke| Point { step, group, stroke }));
            }
        }
    }
    Ok(points)
}

/// So many of them, by the seed: from every kind of call and fault of every step in turn, so that
/// what is rare is not drowned by what is frequent. Each point has a lot of its own: that a run
/// makes a call more or less than another changes nothing about the rest.
pub fn sample(points: &[Point], seed: u64, count: usize) -> Vec<Point> {
    let lot = |point: &Point| {
        let mut lot = DefaultHasher::new();
        (seed, point).hash(&mut lot);
        lot.finish()
    };
    let mut kinds: BTreeMap<(Step, usize, Class, Fault), Vec<Point>> = BTreeMap::new();
    for point in points {
        let kind = (point.step, point.group, point.class(), point.stroke.fault);
        kinds.entry(kind).or_default().push(*point);
    }
    for kind in kinds.values_mut() {
        kind.sort_by_key(lot);
    }
    let mut chosen = Vec::with_capacity(count);
    while chosen.len() < count && kinds.values().any(|kind| !kind.is_empty()) {
        chosen.extend(kinds.values_mut().filter_map(Vec::pop));
    }
    chosen.truncate(count);
    chosen.sort_by_key(lot);
    chosen
}
