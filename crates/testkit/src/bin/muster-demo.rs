//! The demo: a server with two simulated trusts and a desk, or the main job walked in real windows.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use muster_testkit::binary;
use muster_testkit::centre::{Centre, PASSWORD, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::journey::{self, Album};
use muster_testkit::window::{Opening, Window};

/// The demo.
#[derive(Debug, Parser)]
struct Arguments {
    /// Walk the main job and leave pictures, instead of opening a desk.
    #[arg(long)]
    walk: bool,
    /// Employees in each trust.
    #[arg(long, default_value_t = 400)]
    employees: usize,
    /// Where the pictures go.
    #[arg(long, default_value = "demo")]
    pictures: PathBuf,
    /// Only open what the package in this folder holds.
    #[arg(long)]
    package: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(folder) = arguments.package {
        return open_package(&folder).await;
    }
    let plan = Plan {
        asking: ("R1A", arguments.employees),
        source: ("R0A", arguments.employees),
        ..Plan::default()
    };
    println!("A server is set up and loaded with two simulated trusts…");
    let centre = Centre::start(plan).await?;
    let records = [&centre.pair.asking, &centre.pair.source].map(|trust| trust.records());
    println!("It serves {} and {} records at {}.\n", records[0], records[1], centre.url());
    println!("Everybody's password is: {PASSWORD}");
    for person in &centre.people {
        println!("  {:<38} {:<32} {}", person.username, person.name, person.role.replace('_', " "));
    }
    println!(
        "\nA second desk as somebody else, in another terminal:\n  \
         MUSTER_HOME=$(mktemp -d) MUSTER_SERVER={} {}\n",
        centre.url(),
        binary("muster").display()
    );
    if arguments.walk {
        let album = Album::new(Some(&arguments.pictures));
        journey::walk(&centre, &binary("muster"), &album).await?;
        println!("\nPictures are in {}.", arguments.pictures.display());
        return Ok(());
    }
    let home = tempfile::tempdir()?;
    let desk = tokio::process::Command::new(binary("muster"))
        .env("MUSTER_HOME", home.path())
        .env("MUSTER_SERVER", centre.url())
        .status()
        .await;
    desk.context("the desk could not be opened")?;
    Ok(())
}

/// Unpacks the package into a temporary folder and opens the app in it, as a person would after
/// installing it: nothing is installed here.
async fn open_package(folder: &std::path::Path) -> anyhow::Result<()> {
    let deb = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("there is no .deb")?;
    let unpacked = tempfile::tempdir()?;
    let done = tokio::process::Command::new("dpkg-deb")
        .arg("-x")
        .arg(&deb)
        .arg(unpacked.path())
        .status()
        .await?;
    anyhow::ensure!(done.success(), "the package cannot be unpacked");
    let app = unpacked.path().join("usr/bin/muster");
    let computer = Computer::start(None).await?;
    let opening = Opening { app, server: "https://muster.example".to_owned() };
    let window = Window::open(&computer, &opening).await?;
    window.shows("Sign in to Muster").await?;
    window.close().await?;
    println!("the packaged app opened");
    Ok(())
}
