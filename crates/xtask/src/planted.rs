//! Planted bugs: what shows that the tests can fail. `tests/planted/bugs.toml` is a list of wrong
//! code, thought up by somebody who had not seen the tests. A copy of the workspace is made in which
//! each of them stands beside the right code and is switched on by its name, so that one build serves
//! for all; then each is switched on, and the test that is named beside it must fail. No program of
//! Muster has a switch: only the copy has.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

use crate::needs::{self, Asked, Need};
use crate::run::{self, program, root, target};
use crate::test;

/// The name of the bug that is switched on.
const SWITCH: &str = "MUSTER_PLANTED";
/// Seconds after which a test hangs that has not ended: that is caught as well.
const PATIENCE: &str = "180";

/// A bug of the list.
#[derive(Debug, Clone, Deserialize)]
struct Bug {
    /// Its name.
    name: String,
    /// What is wrong, and what somebody would see of it.
    what: String,
    /// `sql` or `rust`.
    r#where: String,
    /// The file it is planted in.
    file: PathBuf,
    /// The right code: it stands there once.
    was: String,
    /// The wrong code.
    becomes: String,
    /// `statement`, or else it has a value.
    kind: String,
    /// The test that catches it: its binary and its name. None, if none does yet.
    caught_by: Option<String>,
}

#[derive(Debug, Deserialize)]
struct List {
    bug: Vec<Bug>,
}

/// What is wanted.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Wanted {
    /// Only bugs whose names hold this.
    #[arg(long)]
    only: Option<String>,
    /// Look for tests that catch those that no test is named for.
    #[arg(long)]
    find: bool,
}

/// Builds the copy, and tries the bugs in it.
pub fn run(asked: Asked, wanted: &Wanted) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build, Need::Windows, Need::Modules])?;
    test::pages()?;
    copy(&bugs()?)?;
    build()?;
    try_all(wanted)
}

fn bugs() -> anyhow::Result<Vec<Bug>> {
    let text = std::fs::read_to_string(root().join("tests/planted/bugs.toml"))?;
    let list: List = toml::from_str(&text)?;
    Ok(list.bug)
}

fn tree() -> PathBuf {
    target().join("planted/tree")
}

/// Makes the copy, or brings it up to date: what is as it was keeps its time, and is not built again.
fn copy(bugs: &[Bug]) -> anyhow::Result<()> {
    let list = program(&["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let out = { list }.output()?;
    ensure!(out.status.success(), "git does not list the files");
    let names = String::from_utf8(out.stdout)?;
    let mut planted: BTreeMap<PathBuf, String> = BTreeMap::new();
    for bug in bugs {
        let text = match planted.remove(&bug.file) {
            Some(text) => text,
            None => std::fs::read_to_string(root().join(&bug.file))?,
        };
        let times = text.matches(&bug.was).count();
        ensure!(times == 1, "{}: what it replaces stands {times} times", bug.name);
        planted.insert(bug.file.clone(), text.replace(&bug.was, &beside(bug)));
    }
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        let from = root().join(name);
        let Ok(right) = std::fs::read(&from) else { continue };
        let text = planted.get(Path::new(name)).map_or(right, |text| text.clone().into_bytes());
        put(&tree().join(name), &text)?;
    }
    // The window's pages, which the app carries.
    for entry in walk(&root().join("ui/dist"))? {
        let name = entry.strip_prefix(root())?;
        put(&tree().join(name), &std::fs::read(&entry)?)?;
    }
    Ok(())
}

/// The wrong code beside the right one.
fn beside(bug: &Bug) -> String {
    let Bug { name, was, becomes, .. } = bug;
    let on = format!("std::env::var_os(\"{SWITCH}\").is_some_and(|it| it == \"{name}\")");
    if bug.kind == "statement" {
        format!("if {on} {{ {becomes} }} else {{ {was} }}")
    } else {
        format!("(if {on} {{ {becomes} }} else {{ {was} }})")
    }
}

fn put(to: &Path, text: &[u8]) -> anyhow::Result<()> {
    if std::fs::read(to).is_ok_and(|there| there == text) {
        return Ok(());
    }
    std::fs::create_dir_all(to.parent().context("a file is in a folder")?)?;
    Ok(std::fs::write(to, text)?)
}

fn walk(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(walk(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

/// Builds the copy in a folder of its own. What does not change between the two is taken over.
fn build() -> anyhow::Result<()> {
    let (ours, theirs) = (target().join("debug"), target().join("planted/target/debug"));
    if !theirs.exists() {
        for part in ["deps", "build", ".fingerprint"] {
            let to = theirs.join(part);
            std::fs::create_dir_all(&theirs)?;
            if ours.join(part).exists() {
                run::run(Command::new("cp").arg("-a").arg(ours.join(part)).arg(to))?;
            }
        }
    }
    run::run(cargo("build").args(["--workspace", "--bins"]))?;
    run::run(cargo("test").args(["--workspace", "--no-run"]))
}

fn cargo(what: &str) -> Command {
    let mut command = Command::new("cargo");
    command.arg(what).current_dir(tree());
    command.env("CARGO_TARGET_DIR", target().join("planted/target"));
    command.arg("--quiet");
    command
}

/// A program of tests: `muster-store::search`, where it is and the folder it runs in.
struct Tests {
    name: String,
    path: PathBuf,
    folder: PathBuf,
}

/// The programs of tests, the quickest first.
fn programs() -> anyhow::Result<Vec<Tests>> {
    #[derive(Deserialize)]
    struct Built {
        target: Target,
        manifest_path: PathBuf,
        executable: Option<PathBuf>,
        profile: Profile,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    let mut listing = cargo("test");
    listing.args(["--workspace", "--no-run", "--message-format=json"]);
    let out = listing.stderr(Stdio::inherit()).output()?;
    ensure!(out.status.success(), "the copy was not built");
    let mut all = Vec::new();
    let whole = tree().canonicalize()?;
    for line in String::from_utf8(out.stdout)?.lines() {
        let Ok(built) = serde_json::from_str::<Built>(line) else { continue };
        let Some(path) = built.executable.filter(|_| built.profile.test) else { continue };
        let folder = built.manifest_path.parent().context("a manifest is in a folder")?;
        let package = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let package = if folder == whole { "muster".to_owned() } else { package };
        let folder = folder.to_path_buf();
        all.push(Tests { name: format!("{package}::{}", built.target.name), path, folder });
    }
    // Whole windows and the sweep are for themselves: what they start is not the copy's.
    all.retain(|tests| !["muster::e2e", "testkit::sweep"].contains(&tests.name.as_str()));
    let order = ["domain", "protocol", "sync", "store", "server", "app", "muster::journeys"];
    all.sort_by_key(|tests| {
        let at = order.iter().position(|name| tests.name.starts_with(name));
        (at.unwrap_or(order.len()), tests.name.clone())
    });
    Ok(all)
}

fn try_all(wanted: &Wanted) -> anyhow::Result<()> {
    let programs = programs()?;
    let all = bugs()?;
    let only = |bug: &&Bug| wanted.only.as_ref().is_none_or(|only| bug.name.contains(only));
    let chosen: Vec<&Bug> = all.iter().filter(only).collect();
    if wanted.find {
        return find(&programs, &chosen);
    }
    let begun = Instant::now();
    let named: Vec<(&Bug, &str)> =
        chosen.iter().filter_map(|bug| Some((*bug, bug.caught_by.as_deref()?))).collect();
    // Without a bug every one of these tests passes, or its failing says nothing.
    let mut tests: Vec<&str> = named.iter().map(|(_, test)| *test).collect();
    tests.sort_unstable();
    tests.dedup();
    let healthy = side_by_side(&tests, |test| {
        let passes = passes(&programs, test, None)?;
        ensure!(passes, "{test} fails without any bug");
        Ok(())
    });
    let caught = side_by_side(&named, |(bug, test)| {
        let passes = passes(&programs, test, Some(&bug.name))?;
        ensure!(!passes, "{} ({}) is not caught by {test}: {}", bug.name, bug.r#where, bug.what);
        Ok(())
    });
    let sql = named.iter().filter(|(bug, _)| bug.r#where == "sql").count();
    let failed = healthy.len() + caught.len();
    for wrong in healthy.into_iter().chain(caught) {
        println!("{wrong:#}");
    }
    let open: Vec<&str> =
        chosen.iter().filter(|bug| bug.caught_by.is_none()).map(|bug| bug.name.as_str()).collect();
    if !open.is_empty() {
        println!("no test is named for: {}", open.join(", "));
    }
    println!("{} bugs, {sql} of them in SQL, {:.0} s", named.len(), begun.elapsed().as_secs_f64());
    println!("{} passed, {failed} failed", named.len().saturating_sub(failed));
    ensure!(failed == 0, "planted bugs are not caught");
    Ok(())
}

/// Does something with each, as many at a time as there are cores. What went wrong.
fn side_by_side<T: Sync>(
    all: &[T],
    work: impl Fn(&T) -> anyhow::Result<()> + Sync,
) -> Vec<anyhow::Error> {
    let left: Mutex<VecDeque<&T>> = Mutex::new(all.iter().collect());
    let wrong = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(next) = next else { return };
                    if let Err(error) = work(next) {
                        wrong.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                    }
                }
            });
        }
    });
    wrong.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a test passes: `server::it feed::each_role_holds_its_own_row_by_row`.
fn passes(programs: &[Tests], test: &str, bug: Option<&str>) -> anyhow::Result<bool> {
    let (program, name) = test.split_once(' ').context("a test is a program and a name")?;
    let tests = programs.iter().find(|tests| tests.name == program);
    let tests = tests.with_context(|| format!("there is no program {program}"))?;
    let said = said(tests, &["--exact", name], bug)?;
    ensure!(said.contains("running 1 test"), "there is no test {test}");
    Ok(said.contains("test result: ok. 1 passed"))
}

/// Runs a program of tests with a bug switched on, with a keyring of its own. What it said until it
/// ended or hung.
fn said(tests: &Tests, words: &[&str], bug: Option<&str>) -> anyhow::Result<String> {
    // `timeout` ends all that a test has started.
    let mut command = Command::new("timeout");
    command.args(["--signal=KILL", PATIENCE]).arg(root().join("tests/with-keyring"));
    command.arg(&tests.path).args(words).current_dir(&tests.folder).env_remove(SWITCH);
    if let Some(bug) = bug {
        command.env(SWITCH, bug);
    }
    let out = command.stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Runs every program of tests until one catches a bug, for each bug that no test is named for.
fn find(programs: &[Tests], bugs: &[&Bug]) -> anyhow::Result<()> {
    for bug in bugs.iter().filter(|bug| bug.caught_by.is_none()) {
        let mut found = None;
        for tests in programs {
            let said = said(tests, &[], Some(&bug.name))?;
            let failed: Vec<&str> = said
                .lines()
                .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
                .collect();
            if !failed.is_empty() {
                found = Some(format!("{} {}", tests.name, failed.join(" | ")));
                break;
            }
            if !said.contains("test result: ok") {
                found = Some(format!("{} hangs", tests.name));
                break;
            }
        }
        println!("{}: {}", bug.name, found.as_deref().unwrap_or("NOT CAUGHT"));
    }
    if bugs.is_empty() {
        bail!("no such bug");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_bug_replaces_stands_once_in_its_file() -> anyhow::Result<()> {
        for bug in bugs()? {
            let text = std::fs::read_to_string(root().join(&bug.file))?;
            let times = text.matches(&bug.was).count();
            ensure!(times == 1, "{}: what it replaces stands {times} times", bug.name);
        }
        Ok(())
    }
}
