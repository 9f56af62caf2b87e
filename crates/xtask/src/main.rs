//! The one front door: `cargo xtask demo | test | check | bench | simulate | sweep | planted | goldens`.
//! It says what a fresh Debian or Ubuntu lacks, asks before it installs, and runs what CI runs.

mod bench;
mod demo;
mod needs;
mod planted;
mod run;
mod simulate;
mod sweep;
mod test;

use clap::{Parser, Subcommand};

/// Muster's tasks.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    /// Install what is missing without asking (also with CI=true).
    #[arg(long, global = true)]
    yes: bool,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Builds everything, starts a server with two simulated trusts, and opens a desk. Without a
    /// display it starts one of its own and walks the main job, leaving screenshots.
    Demo {
        /// Walk the main job even where there is a display.
        #[arg(long)]
        walk: bool,
        /// Employees in each trust.
        #[arg(long, default_value_t = 400)]
        employees: usize,
    },
    /// All of it, from formatting to real windows.
    Test {
        /// One part alone: format, lint, licences, rust, simulate, sweep, ui, browser, window,
        /// package.
        #[arg(long)]
        only: Option<test::Part>,
    },
    /// The quick half: format, lint, the rules and the goldens, the types of the window.
    Check,
    /// Measures, each figure beside its floor in the same run.
    Bench {
        /// Which; all, if none is named.
        names: Vec<String>,
        /// Also write a JSON line a figure to this file.
        #[arg(long)]
        json: Option<std::path::PathBuf>,
        /// Employees in the trust that is measured on.
        #[arg(long, default_value_t = 30_000)]
        employees: usize,
    },
    /// Runs desks and a server in a model world, from seeds, under every fault it knows, and says
    /// what each seed came to.
    Simulate {
        /// How many seeds.
        #[arg(long, default_value_t = 2_000)]
        seeds: u64,
        /// The first of them.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Show the whole trace of each seed.
        #[arg(long)]
        trace: bool,
    },
    /// Strikes the desk and the server at their calls on files, a kill or a failing disk each time,
    /// and looks whether anything that was acknowledged is lost.
    Sweep {
        /// At how many points.
        #[arg(long, default_value_t = 600)]
        points: usize,
        /// They are chosen by this seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// At every point: hours.
        #[arg(long)]
        all: bool,
        /// Only at points whose words hold this: `DeskActs`, `SIGKILL at fsync 3 of outbox.db`.
        #[arg(long)]
        only: Option<String>,
    },
    /// Switches on wrong code, one bug of a list at a time, and looks whether the tests catch it.
    Planted(planted::Wanted),
    /// Writes every golden file anew: look at what changed before committing it.
    Goldens,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let asked = needs::Asked { yes: arguments.yes || run::in_ci() };
    match arguments.task {
        Task::Demo { walk, employees } => demo::run(asked, walk, employees),
        Task::Test { only } => test::run(asked, only),
        Task::Check => test::check(asked),
        Task::Bench { names, json, employees } => bench::run(asked, &names, json, employees),
        Task::Simulate { seeds, seed, trace } => {
            simulate::run(asked, &simulate::Wanted { seeds, seed, trace, kinds: 0 })
        }
        Task::Sweep { points, seed, all, only } => {
            sweep::run(asked, &sweep::Wanted { points, seed, all, only })
        }
        Task::Planted(wanted) => planted::run(asked, &wanted),
        Task::Goldens => test::goldens(asked),
    }
}
