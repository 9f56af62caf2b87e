//! All tests, in parts, cheapest first; what CI runs.

use clap::ValueEnum;

use crate::needs::{self, Asked, Need};
use crate::run::{self, program, root, step};
use crate::simulate;

/// Seeds in every run of the tests.
const SEEDS: u64 = 2_000;
/// Kinds of fault that must be tried by them.
const KINDS: usize = 24;

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Formatting.
    Format,
    /// Lints.
    Lint,
    /// Licences, bans and sources of dependencies.
    Licences,
    /// The rules, the files, the server and the journeys, on real files and a real keyring.
    Rust,
    /// The simulator: 2,000 seeds, the wrong code that it must find, and traces on real files.
    Simulate,
    /// The kill sweep: 600 points, and the faults that it must find.
    Sweep,
    /// Wrong code, each caught by the test that is named beside it.
    Planted,
    /// The window's types, lints and unit tests.
    Ui,
    /// Every screen in a real browser, with axe.
    Browser,
    /// The main job in real windows.
    Window,
    /// The package, unpacked and opened.
    Package,
}

/// Runs all parts, or one.
pub fn run(asked: Asked, only: Option<Part>) -> anyhow::Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    needs::ensure(asked, &[Need::Build, Need::Windows, Need::Nextest, Need::Modules])?;
    if wanted(Part::Sweep) {
        needs::ensure(asked, &[Need::Strace])?;
    }
    if wanted(Part::Licences) {
        needs::ensure(asked, &[Need::Deny])?;
    }
    if wanted(Part::Format) {
        step("format", || run_line(&["cargo", "fmt", "--all", "--check"]))?;
    }
    if wanted(Part::Ui) {
        step("ui", || {
            npm(&["run", "check"])?;
            npm(&["test"])
        })?;
    }
    if [Part::Lint, Part::Rust, Part::Sweep, Part::Window, Part::Package].into_iter().any(wanted) {
        step("the window's pages", pages)?;
    }
    if wanted(Part::Lint) {
        step("lint", lint)?;
    }
    if wanted(Part::Licences) {
        step("licences", || run_line(&["cargo", "deny", "check", "licenses", "bans", "sources"]))?;
    }
    if wanted(Part::Rust) {
        step("rust", || {
            nextest("not binary(e2e) & not binary(sweep) & not package(muster-simulator)")
        })?;
    }
    if wanted(Part::Simulate) {
        step("simulate", || {
            let wanted = simulate::Wanted { seeds: SEEDS, seed: 0, trace: false, kinds: KINDS };
            simulate::run(asked, &wanted)?;
            nextest("package(muster-simulator)")
        })?;
    }
    if wanted(Part::Sweep) {
        // Apart from the rest, and one after the other: it is held to a time.
        step("sweep", || {
            nextest("binary(sweep) & test(whatever)")?;
            nextest("binary(sweep) & not test(whatever)")
        })?;
    }
    if wanted(Part::Planted) {
        step("planted", || crate::planted::run(asked, &crate::planted::Wanted::default()))?;
    }
    if wanted(Part::Browser) {
        step("browser", || npm(&["run", "test:browser"]))?;
    }
    if wanted(Part::Window) {
        step("window", || nextest("binary(e2e)"))?;
    }
    if wanted(Part::Package) {
        step("package", crate::demo::package)?;
    }
    println!("all tests passed");
    Ok(())
}

/// The quick half.
pub fn check(asked: Asked) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build, Need::Nextest, Need::Modules])?;
    step("format", || run_line(&["cargo", "fmt", "--all", "--check"]))?;
    step("the window's pages", pages)?;
    step("lint", lint)?;
    step("rules and goldens", || {
        nextest(
            "package(muster-domain) | package(muster-protocol) | binary(bindings) | binary(samples)",
        )
    })?;
    step("ui", || npm(&["run", "check"]))
}

/// Writes the goldens anew.
pub fn goldens(asked: Asked) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build, Need::Nextest, Need::Modules])?;
    // Any pages will do, and their types are not looked at: they wait for what is written here.
    if !root().join("ui/dist").exists() {
        npm(&["exec", "--", "vite", "build"])?;
    }
    let mut command = program(&["cargo", "nextest", "run", "--workspace", "--no-fail-fast", "-E"]);
    command.arg(
        "test(/golden/) | binary(bindings) | binary(samples) | binary(policy) | binary(portable) | binary(wire) | \
         test(/schema/)",
    );
    run::run(command.env("MUSTER_WRITE_GOLDENS", "1").env("INSTA_UPDATE", "always"))
}

/// Builds the pages that the desktop app carries.
pub fn pages() -> anyhow::Result<()> {
    npm(&["run", "build"])
}

fn lint() -> anyhow::Result<()> {
    run_line(&["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// Tests that keep keys get a keyring of their own by `.config/nextest.toml`.
fn nextest(which: &str) -> anyhow::Result<()> {
    // Binaries of other packages are started by the tests, so they must be there first.
    run_line(&["cargo", "build", "--workspace", "--bins"])?;
    run_line(&["cargo", "nextest", "run", "--workspace", "--no-fail-fast", "-E", which])
}

fn npm(words: &[&str]) -> anyhow::Result<()> {
    let mut line = vec!["npm", "--silent"];
    line.extend(words);
    run::run(program(&line).current_dir(root().join("ui")))
}

fn run_line(line: &[&str]) -> anyhow::Result<()> {
    run::run(&mut program(line))
}
