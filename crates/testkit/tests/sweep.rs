//! The kill sweep in the tests: 600 points by a seed within six minutes on two cores, and what
//! shows that it can fail. `cargo xtask sweep --all` strikes at every point.

use muster_testkit::sweep::planted::Planted;
use muster_testkit::sweep::strace::{Class, Fault};
use muster_testkit::sweep::{Sweep, points};

const POINTS: usize = 600;
const SEED: u64 = 1;
/// At how many points each planted fault is looked for.
const PLANTED_AT: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_call_fails_or_is_the_last_nothing_acknowledged_is_lost() -> anyhow::Result<()> {
    let sweep = Sweep::prepare().await?;
    let every = sweep.points("");
    let chosen = points::sample(&every, SEED, POINTS);
    assert_eq!(chosen, points::sample(&every, SEED, POINTS), "the same seed, the same points");
    assert_ne!(chosen, points::sample(&every, SEED + 1, POINTS));
    let (_, report) = sweep.strike(chosen, None).await?;
    println!("{}", report.lines());
    assert_eq!(report.failed, 0, "{:#?}", report.wrong);
    // What struck nothing proves nothing.
    assert!(report.not_reached * 10 < POINTS, "{} were not reached", report.not_reached);
    for program in ["muster-desk", "muster-server"] {
        for class in [Class::Write, Class::Sync, Class::Unlink] {
            for fault in Fault::of(class) {
                assert!(report.struck(program, class, *fault) > 0, "{program} {class:?} {fault:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sweep_finds_every_fault_that_is_planted() -> anyhow::Result<()> {
    let mut sweep = Sweep::prepare().await?;
    for planted in Planted::ALL {
        let at = sweep.points(&format!("{:?}: SIGKILL", planted.step()));
        let at = points::sample(&at, SEED, PLANTED_AT);
        let report;
        (sweep, report) = sweep.strike(at, Some(planted)).await?;
        let found = report.wrong.iter().any(|wrong| wrong.contains(planted.found_by()));
        assert!(found, "{planted:?} was not found: {:#?}", report.wrong);
    }
    Ok(())
}
