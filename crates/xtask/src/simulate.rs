//! The simulator: the engine and the rules in a model world, from seeds.

use std::process::Command;

use crate::needs::{self, Asked, Need};
use crate::run::{program, run as run_program, target};

/// The profile it is built in, and where cargo puts it.
const PROFILE: &str = "simulate";

/// What is wanted of it.
pub struct Wanted {
    /// How many seeds.
    pub seeds: u64,
    /// The first of them.
    pub seed: u64,
    /// The whole trace of each.
    pub trace: bool,
    /// How many kinds of fault have to strike in 5 % of the seeds each.
    pub kinds: usize,
}

/// Simulates. It fails where something that was promised is not so.
pub fn run(asked: Asked, wanted: &Wanted) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build])?;
    let build = ["cargo", "build", "--quiet", "--package", "muster-simulator", "--profile"];
    run_program(program(&build).arg(PROFILE))?;
    let mut simulate = Command::new(target().join(PROFILE).join("muster-simulate"));
    simulate.args(["--seeds", &wanted.seeds.to_string(), "--seed", &wanted.seed.to_string()]);
    simulate.args(["--kinds", &wanted.kinds.to_string()]);
    if wanted.trace {
        simulate.arg("--trace");
    }
    run_program(&mut simulate)
}
