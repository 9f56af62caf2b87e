//! What a fresh Debian or Ubuntu with Rust and Node lacks: system packages, node modules, cargo's
//! test runner. It says what is missing and why, and asks before it installs.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::run::{program, root, run};

/// Whether to install without asking.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Yes to everything.
    pub yes: bool,
}

/// What a task needs of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To build the desk.
    Build,
    /// To open real windows, a real keyring and a real browser.
    Windows,
    /// To strike at the calls of programs.
    Strace,
    /// The test runner.
    Nextest,
    /// The licence check.
    Deny,
    /// The window's own modules.
    Modules,
}

const BUILD: &[&str] = &["libwebkit2gtk-4.1-dev", "build-essential", "pkg-config", "perl", "make"];
const WINDOWS: &[&str] = &["webkit2gtk-driver", "xvfb", "gnome-keyring", "dbus", "chromium"];
const STRACE: &[&str] = &["strace"];

/// Makes sure of what is needed, or says what is missing.
pub fn ensure(asked: Asked, needs: &[Need]) -> anyhow::Result<()> {
    let mut packages = Vec::new();
    for need in needs {
        match need {
            Need::Build => packages.extend(BUILD),
            Need::Windows => packages.extend(WINDOWS),
            Need::Strace => packages.extend(STRACE),
            _ => {}
        }
    }
    system_packages(asked, &packages)?;
    for need in needs {
        match need {
            Need::Build | Need::Windows | Need::Strace => {}
            Need::Nextest => cargo_tool(asked, "nextest", "cargo-nextest")?,
            Need::Deny => cargo_tool(asked, "deny", "cargo-deny")?,
            Need::Modules => modules(asked)?,
        }
    }
    Ok(())
}

fn system_packages(asked: Asked, wanted: &[&&str]) -> anyhow::Result<()> {
    if wanted.is_empty() || !cfg!(target_os = "linux") || !on_path("dpkg-query") {
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().map(|p| **p).filter(|p| !is_installed(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("These system packages are missing: {}", missing.join(" "));
    confirm(asked, "Install them with apt-get?")?;
    let root = is_root();
    let apt = |arguments: &[&str]| {
        let mut words: Vec<&str> = if root { vec![] } else { vec!["sudo"] };
        words.push("apt-get");
        words.extend(arguments);
        let mut command = program(&words);
        command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
        run(&mut command)
    };
    apt(&["update", "-q"])?;
    let mut install = vec!["install", "-qy", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install)
}

fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f", "${Status}", package])
        .output()
        .is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("install ok installed"))
}

fn cargo_tool(asked: Asked, subcommand: &str, package: &str) -> anyhow::Result<()> {
    let there = Command::new("cargo")
        .args([subcommand, "--version"])
        .output()
        .is_ok_and(|out| out.status.success());
    if there {
        return Ok(());
    }
    println!("cargo {subcommand} is missing.");
    confirm(asked, &format!("Install {package} with cargo?"))?;
    run(&mut program(&["cargo", "install", "--locked", package]))
}

/// Installs the modules when they are not those of the lock file. `npm install` and not `npm ci`,
/// which refuses a lock file that lacks an optional binary for another platform, as one made
/// against a mirror without those does; `--no-save` leaves the lock file as it is.
fn modules(asked: Asked) -> anyhow::Result<()> {
    let ui = root().join("ui");
    let age = |path: &str| ui.join(path).metadata().and_then(|m| m.modified()).ok();
    let installed = age("node_modules/.package-lock.json");
    if installed.is_some() && installed >= age("package-lock.json") {
        return Ok(());
    }
    println!("The window's node modules are missing or old.");
    confirm(asked, "Install them with npm?")?;
    run(program(&["npm", "install", "--no-save", "--no-audit", "--no-fund"]).current_dir(ui))
}

fn confirm(asked: Asked, question: &str) -> anyhow::Result<()> {
    if asked.yes {
        return Ok(());
    }
    print!("{question} [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).context("no answer could be read")?;
    if answer.trim().eq_ignore_ascii_case("y") {
        return Ok(());
    }
    bail!("it cannot go on without; install it by hand, or say --yes")
}

fn on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}
