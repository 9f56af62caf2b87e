//! Runs seeds, as many at a time as there are cores, and says what came of them. The last line is
//! `N passed, N failed`. It fails where a seed did, or where faults struck too seldom to be tried.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Parser;
use muster_simulator::{Bug, Expected, Fault, Options, Report, Violation, run};

/// Runs the simulator.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What is known and expected counts as a violation.
    #[arg(long)]
    strict: bool,
    /// Show the whole trace of each seed.
    #[arg(long)]
    trace: bool,
    /// The production code as the simulator found it, with all that was wrong then.
    #[arg(long)]
    as_found: bool,
    /// Plant each bug in turn, and say which seed catches it and in which words.
    #[arg(long)]
    bugs: bool,
    /// Fail where fewer kinds of fault than this struck in 5 % of the seeds each.
    #[arg(long, default_value_t = 0)]
    kinds: usize,
}

/// A kind of fault is tried where it struck in so many seeds of a hundred.
const TRIED: f64 = 5.0;

/// What all seeds came to.
#[derive(Default)]
struct Sum {
    simulated: u64,
    decided: u64,
    accepted: u64,
    failed: u64,
    violations: u64,
    struck: BTreeMap<Fault, (u64, u64)>,
    expected: BTreeMap<Expected, (u64, u64)>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.bugs {
        return hunt(&arguments);
    }
    let started = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicU64::new(0);
    let sum = Mutex::new(Sum::default());
    let options = Options {
        bugs: if arguments.as_found { Bug::FOUND } else { &[] },
        strict: arguments.strict,
        trace: arguments.trace,
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= arguments.seeds {
                        return;
                    }
                    let report = run(arguments.seed + n, options);
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    sum.take(&report);
                    show(&report, arguments.trace);
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    sum.show(&arguments, started.elapsed().as_secs_f64());
    let enough = sum.kinds_tried(arguments.seeds) >= arguments.kinds;
    if sum.failed == 0 && enough { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Looks for the first seed that catches each bug.
fn hunt(arguments: &Arguments) -> ExitCode {
    let all: Vec<&Bug> = Bug::PLANTED.iter().chain(Bug::FOUND).collect();
    let (next, missed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(bug) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let options =
                        Options { bugs: std::slice::from_ref(*bug), ..Options::default() };
                    let seeds = arguments.seed..arguments.seed + arguments.seeds;
                    let caught = seeds
                        .map(|seed| run(seed, options))
                        .find_map(|report| report.violations.into_iter().next());
                    let mut out = std::io::stdout().lock();
                    let _ = match caught {
                        Some(Violation { seed, what, .. }) => {
                            writeln!(out, "{bug:?}: seed {seed}: {what}")
                        }
                        None => {
                            missed.fetch_add(1, Ordering::Relaxed);
                            writeln!(out, "{bug:?}: not caught")
                        }
                    };
                }
            });
        }
    });
    let missed = missed.load(Ordering::Relaxed);
    println!("{} passed, {missed} failed", all.len() - missed);
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A seed with a violation: what, and what happened just before.
fn show(report: &Report, whole: bool) {
    let mut out = std::io::stdout().lock();
    if whole || !report.violations.is_empty() {
        for line in &report.trace {
            let _ = writeln!(out, "{line}");
        }
    }
    for violation in &report.violations {
        let at = violation.at as f64 / 1000.0;
        let _ = writeln!(out, "seed {}, at {at:.3} s: {}", violation.seed, violation.what);
    }
}

impl Sum {
    fn take(&mut self, report: &Report) {
        self.simulated += report.simulated;
        self.decided += report.decided;
        self.accepted += report.accepted;
        self.failed += u64::from(!report.violations.is_empty());
        self.violations += report.violations.len() as u64;
        for (fault, times) in &report.struck {
            let sum = self.struck.entry(*fault).or_default();
            *sum = (sum.0 + 1, sum.1 + times);
        }
        for (expected, times) in &report.expected {
            let sum = self.expected.entry(*expected).or_default();
            *sum = (sum.0 + 1, sum.1 + times);
        }
    }

    /// In how many seeds of a hundred a kind of fault struck.
    fn percent(&self, fault: Fault, seeds: u64) -> f64 {
        let in_seeds = self.struck.get(&fault).map_or(0, |(in_seeds, _)| *in_seeds);
        in_seeds as f64 * 100.0 / seeds.max(1) as f64
    }

    fn kinds_tried(&self, seeds: u64) -> usize {
        Fault::ALL.iter().filter(|fault| self.percent(**fault, seeds) >= TRIED).count()
    }

    fn show(&self, arguments: &Arguments, seconds: f64) {
        let mut out = std::io::stdout().lock();
        let seeds = arguments.seeds;
        let hours = self.simulated as f64 / 3_600_000.0;
        let last = (arguments.seed + seeds).saturating_sub(1);
        let _ = writeln!(out, "seeds {} to {last}, {hours:.0} simulated hours", arguments.seed);
        let _ = writeln!(out, "{} commands decided, {} accepted", self.decided, self.accepted);
        let each = seeds as f64 / seconds.max(0.001);
        let _ = writeln!(out, "{seconds:.1} s, {each:.1} seeds a second");
        let _ = writeln!(out, "\n{:<36} {:>9} {:>9}", "fault", "in seeds", "times");
        for fault in Fault::ALL {
            let times = self.struck.get(fault).map_or(0, |(_, times)| *times);
            let percent = self.percent(*fault, seeds);
            let _ = writeln!(out, "{:<36} {percent:>8.1}% {times:>9}", fault.name());
        }
        let tried = self.kinds_tried(seeds);
        let _ = writeln!(out, "{tried} kinds of fault in {TRIED:.0} % of the seeds or more each");
        let violations = self.violations;
        let _ = writeln!(out, "{violations} violations");
        for (expected, (in_seeds, times)) in &self.expected {
            let name = expected.name();
            let _ = writeln!(out, "expected: {name}: {times} times in {in_seeds} seeds");
        }
        let _ = writeln!(out, "{} passed, {} failed", seeds - self.failed, self.failed);
    }
}
