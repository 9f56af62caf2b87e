//! A seed is a run: the same one always, and none with a violation where nothing wrong was planted.

use muster_simulator::{Options, run};

/// Seeds here; the tests as a whole run 2,000 of them (`cargo xtask test --only simulate`).
const SEEDS: u64 = 24;

#[test]
fn the_same_seed_makes_the_same_trace_line_for_line() {
    for seed in [3, 7, 11] {
        let options = Options { trace: true, ..Options::default() };
        let (first, again) = (run(seed, options), run(seed, options));
        assert_eq!(first.trace, again.trace);
        assert_eq!((first.hash, first.lines), (again.hash, again.lines));
        assert_eq!(first.struck, again.struck);
        assert_ne!(first.hash, run(seed + 1, options).hash, "another seed is another run");
    }
}

#[test]
fn whatever_befalls_desks_and_server_nothing_is_lost_doubled_leaked_or_stuck() {
    for seed in 0..SEEDS {
        let report = run(seed, Options::default());
        assert_eq!(report.violations, [], "cargo xtask simulate --seeds 1 --seed {seed} --trace");
        assert!(report.decided > 0, "seed {seed}: nobody did anything");
    }
}
