//! The kill sweep: every call of a scripted session of the desk and the server fails once, or is
//! the last before a kill, and nothing that was acknowledged is lost.
//!
//! It wants a session bus of its own: `dbus-run-session -- muster-sweep --points 600`.

use clap::Parser;
use muster_testkit::computer;
use muster_testkit::sweep::{Sweep, points};

/// Sweeps.
#[derive(Debug, Parser)]
#[command(name = "muster-sweep", version)]
struct Arguments {
    /// How many points.
    #[arg(long, default_value_t = 600)]
    points: usize,
    /// They are chosen by this seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Every point there is.
    #[arg(long)]
    all: bool,
    /// Only points whose words hold this: `DeskActs`, `SIGKILL at pwrite64 7 of outbox.db`.
    #[arg(long, default_value = "")]
    only: String,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let Arguments { points, seed, all, only } = Arguments::parse();
    // Without a keyring on this session's bus one is started; it ends with this.
    let folder = tempfile::tempdir()?;
    let _keyring = computer::keyring(folder.path()).await?;
    let sweep = Sweep::prepare().await?;
    let every = sweep.points(&only);
    let chosen = if all { every } else { points::sample(&every, seed, points) };
    let (_, report) = sweep.strike(chosen, None).await?;
    println!("{}", report.lines());
    anyhow::ensure!(report.failed == 0, "something that was promised is not so");
    Ok(())
}
