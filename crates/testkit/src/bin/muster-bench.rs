//! The benches: what a desk of a large trust costs, each figure beside its floor.
//!
//! It wants a session bus of its own: `dbus-run-session -- muster-bench --employees 30000`.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use muster_testkit::bench::figure::Figure;
use muster_testkit::bench::{measured, run};

/// Measures the desk of a large trust.
#[derive(Debug, Parser)]
#[command(name = "muster-bench", version)]
struct Arguments {
    /// How many employees the trust has.
    #[arg(long, default_value_t = 30_000)]
    employees: usize,
    /// Writes a line of JSON a figure to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Which benches: `first_sync`, `act`, `cold_start`, `resident`. All, if none is named.
    names: Vec<String>,
    /// The process that is measured: a desk with its files here.
    #[arg(long, hide = true)]
    as_desk: Option<PathBuf>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(home) = arguments.as_desk {
        return measured::run(&home).await;
    }
    let figures = run::run(&arguments.names, arguments.employees).await?;
    println!("\n{}", Figure::heading());
    for figure in &figures {
        println!("{}", figure.line());
    }
    if let Some(path) = arguments.json {
        let mut file = std::fs::File::create(&path)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        for figure in &figures {
            writeln!(file, "{}", serde_json::to_string(figure)?)?;
        }
    }
    Ok(())
}
