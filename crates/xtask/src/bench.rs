//! The benches: built optimised, each figure measured beside its floor in the same run.

use std::path::PathBuf;

use crate::needs::{self, Asked, Need};
use crate::run::{program, root, run as run_program, target};

/// Runs the benches named, or all.
pub fn run(
    asked: Asked,
    names: &[String],
    json: Option<PathBuf>,
    employees: usize,
) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build, Need::Windows, Need::Modules])?;
    crate::test::pages()?;
    run_program(&mut program(&["cargo", "build", "--release", "--workspace", "--bins"]))?;
    let mut bench = std::process::Command::new("dbus-run-session");
    bench.current_dir(root()).arg("--").arg(target().join("release/muster-bench"));
    bench.args(["--employees", &employees.to_string()]).args(names);
    if let Some(json) = json {
        bench.arg("--json").arg(std::path::absolute(json)?);
    }
    run_program(&mut bench)
}
