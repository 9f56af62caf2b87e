//! A deterministic simulation: the real engine and the real rules in a model world, on one thread,
//! from a seed. Desks and a server under every fault we could think of, people who know nothing of
//! it, and a checker that knows only what people were told and what became of it.
//!
//! The same seed makes the same run, line for line.

mod act;
mod befall;
mod bugs;
pub mod calls;
mod cast;
mod chance;
mod checker;
mod compare;
mod desk;
mod faults;
mod feed;
mod files;
mod journal;
mod leave;
mod ledger;
mod line;
mod load;
mod network;
mod overlay;
mod people;
mod receive;
mod replay;
mod server;
mod store;
mod wire;
mod world;

use std::collections::BTreeMap;

pub use bugs::Bug;
pub use checker::Expected;
pub use faults::Fault;

use bugs::Bugs;
use checker::{Evidence, Findings, Found};
use world::World;

/// How long after healing every queue must be empty or visibly parked.
const QUEUES_BY: u64 = 30_000;
/// How long after healing everything must be quiet: a stream that died silently is noticed, and
/// the next poll has come.
const QUIET_BY: u64 = 200_000;

/// What to run with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Wrong code, to see what the checker says.
    pub bugs: &'static [Bug],
    /// What is expected counts as a violation.
    pub strict: bool,
    /// Keep the whole trace.
    pub trace: bool,
}

/// What must not be, with where it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The seed.
    pub seed: u64,
    /// When, in simulated milliseconds.
    pub at: u64,
    /// What.
    pub what: String,
}

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Simulated milliseconds.
    pub simulated: u64,
    /// How often each fault really struck.
    pub struck: BTreeMap<Fault, u64>,
    /// What was seen and expected.
    pub expected: BTreeMap<Expected, u64>,
    /// What must not be.
    pub violations: Vec<Violation>,
    /// Commands that were decided.
    pub decided: u64,
    /// Of them, accepted.
    pub accepted: u64,
    /// Lines of the trace.
    pub lines: u64,
    /// The hash of the trace.
    pub hash: u64,
    /// The last lines of the trace, or all of them where they were asked for.
    pub trace: Vec<String>,
}

/// Runs a seed.
pub fn run(seed: u64, options: Options) -> Report {
    let mut report = Report { seed, ..Report::default() };
    let Some(mut world) = World::new(seed, Bugs(options.bugs), false) else {
        let what = "the cast cannot be read".to_owned();
        report.violations.push(Violation { seed, at: 0, what });
        return report;
    };
    world.trace.whole = options.trace.then(Vec::new);
    let heal_at = world.heal_at;
    let mut findings = Findings::default();
    world.run_until(heal_at + QUEUES_BY);
    evidence(&world).check_queues(&mut findings);
    let early = findings.violations.len();
    world.run_until(heal_at + QUIET_BY);
    evidence(&world).check_all(&mut findings);
    if options.strict {
        for (expected, times) in &findings.expected {
            findings.violations.push(format!("{}: {times} times", expected.name()));
        }
    }
    for (n, what) in findings.violations.into_iter().enumerate() {
        let at = if n < early { heal_at + QUEUES_BY } else { world.now };
        report.violations.push(Violation { seed, at, what });
    }
    let verdicts = world.server.ledger.decisions.values().map(|known| &known.decision.verdict);
    report.accepted = verdicts
        .filter(|verdict| matches!(verdict, muster_protocol::verdict::Verdict::Accepted { .. }))
        .count() as u64;
    report.decided = world.server.ledger.decisions.len() as u64;
    report.simulated = world.now;
    report.struck = world.struck;
    report.expected = findings.expected;
    report.lines = world.trace.lines;
    report.hash = world.trace.hash;
    report.trace = world.trace.whole.unwrap_or_else(|| world.trace.last.into_iter().collect());
    report
}

/// Runs a seed's morning, a short one, and says what was asked of each desk's files.
pub fn record(seed: u64) -> Vec<calls::DeskTrace> {
    let Some(mut world) = World::new(seed, Bugs(&[]), true) else { return Vec::new() };
    world.run_until(world.heal_at + QUEUES_BY);
    let traces = world.desks.into_iter().filter_map(|desk| {
        let profile = desk.files.profile;
        let (user, organisation) = (profile.user, profile.organisation);
        Some(calls::DeskTrace { user, organisation, steps: desk.steps? })
    });
    traces.collect()
}

fn evidence(world: &World) -> Evidence<'_> {
    let link = |desk: &desk::Desk| desk.process.as_ref().map(|process| process.engine.link());
    let mut roles = BTreeMap::new();
    for worker in &world.cast.desks {
        roles.insert(worker.user.id, worker.roles.clone());
    }
    Evidence {
        now: world.now,
        journal: &world.journal.lines,
        ledger: &world.server.ledger,
        desks: world
            .desks
            .iter()
            .map(|desk| Found { files: &desk.files, link: link(desk) })
            .collect(),
        roles,
    }
}
