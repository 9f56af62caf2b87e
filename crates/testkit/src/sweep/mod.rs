//! The kill sweep: a scripted session of the real desk and the real server, in which one call on
//! Muster's files fails, or is the last before the program is killed. Each point is one such call.
//! Afterwards everything is opened again and must be as it was promised: nothing acknowledged is
//! lost, nothing is there twice, no file is damaged, and what waits is sent.

pub mod check;
pub mod place;
pub mod points;
pub mod promises;
pub mod report;
pub mod steps;
pub mod strace;

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;

use place::Place;
use points::Point;
use report::Report;
use strace::Traced;

/// Which points.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// So many, by a seed.
    Sampled {
        /// How many.
        points: usize,
        /// The seed.
        seed: u64,
    },
    /// All.
    All,
}

/// How many places are swept side by side: each point waits for the disk and for other processes
/// more than it computes.
const SIDE_BY_SIDE: u16 = 2;

/// Runs the points. It wants a session bus with an unlocked keyring.
pub async fn run(wanted: Wanted, only: Option<&str>) -> anyhow::Result<Report> {
    let begun = Instant::now();
    let mut places = Vec::new();
    for n in 0..SIDE_BY_SIDE {
        let mut place = Place::prepare(free_port(n)?).await?;
        steps::prepare(&mut place).await?;
        places.push(place);
    }
    let mut all = points::all(&places[0]).await?;
    if let Some(only) = only {
        all.retain(|point| point.in_words(&places[0]).contains(only));
    }
    let chosen = match wanted {
        Wanted::All => all.clone(),
        Wanted::Sampled { points, seed } => points::sample(&all, seed, points),
    };
    println!("{} points of {}; prepared in {:.0} s", chosen.len(), all.len(), seconds(begun));
    let left = Arc::new(Mutex::new(VecDeque::from(chosen)));
    let mut at_work = tokio::task::JoinSet::new();
    for place in places {
        let left = left.clone();
        at_work.spawn(async move {
            let mut report = Report::default();
            loop {
                let next = left.lock().unwrap_or_else(|lock| lock.into_inner()).pop_front();
                let Some(point) = next else { return anyhow::Ok(report) };
                let words = point.in_words(&place);
                let (struck, wrong) = strike(&place, point).await.context(words.clone())?;
                for line in &wrong {
                    println!("{words}: {line}");
                }
                report.add(point, struck, wrong.is_empty());
            }
        });
    }
    let mut report = Report::default();
    while let Some(part) = at_work.join_next().await {
        report.join(part??);
    }
    report.took = begun.elapsed();
    Ok(report)
}

/// Strikes at a point: whether it fell, and what was wrong afterwards.
async fn strike(place: &Place, point: Point) -> anyhow::Result<(bool, Vec<String>)> {
    let Point { step, group, stroke } = point;
    let files = step.groups(place).swap_remove(group).files;
    step.begin(place)?;
    let mut traced = Traced::new(&steps::program(step), &files, Some(stroke), place.log());
    let ended = steps::run(step, place, &mut traced).await?;
    let struck = traced.struck(ended.status)?;
    Ok((struck, check::check(step, place, Some(stroke.fault), ended).await?))
}

/// A port below those that the system gives to others: nothing else takes it while the server is
/// down.
fn free_port(n: u16) -> anyhow::Result<u16> {
    let first = 20_000 + u16::try_from(std::process::id() % 5_000)? * 2 + n;
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (first..32_000).step_by(2).find(free).context("no port is free")
}

fn seconds(since: Instant) -> f64 {
    Duration::as_secs_f64(&since.elapsed())
}
