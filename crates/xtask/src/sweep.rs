//! The kill sweep: the real desk and server, struck at every call on their files, or at some.

use crate::needs::{self, Asked, Need};
use crate::run::{program, root, run as run_program, target};

/// What is wanted of it.
pub struct Wanted {
    /// How many points.
    pub points: usize,
    /// The seed that chooses them.
    pub seed: u64,
    /// Every point.
    pub all: bool,
    /// Only points whose words hold this.
    pub only: Option<String>,
}

/// Sweeps. It fails where something that was promised is not so.
pub fn run(asked: Asked, wanted: &Wanted) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build, Need::Windows, Need::Strace, Need::Modules])?;
    crate::test::pages()?;
    run_program(&mut program(&["cargo", "build", "--quiet", "--workspace", "--bins"]))?;
    let mut sweep = std::process::Command::new("dbus-run-session");
    sweep.current_dir(root()).arg("--").arg(target().join("debug/muster-sweep"));
    sweep.args(["--points", &wanted.points.to_string(), "--seed", &wanted.seed.to_string()]);
    if wanted.all {
        sweep.arg("--all");
    }
    if let Some(only) = &wanted.only {
        sweep.args(["--only", only]);
    }
    run_program(&mut sweep)
}
