//! End to end: the real program in real windows, each on a computer with a HOME and a keyring of
//! its own, the real server, and a network that is cut from outside.

mod bulk;
mod by_keyboard;
mod consent;
mod consultant;
mod fifty_thousand;
mod leave;
mod steps;
mod two_approvers;

use anyhow::Context;
use muster_testkit::binary;
use muster_testkit::canaries::Canaries;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::journey;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_records_are_asked_for_offline_survive_a_crash_and_one_is_released_and_accepted()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let walked = journey::walk(&centre, &binary("muster"), &steps::album("main-job")).await?;
    // Both people have worked in their windows: nothing of it stands in a file, the web view's own
    // included.
    for computer in [&walked.ours, &walked.theirs] {
        left_nothing_to_read(computer, &Canaries::of(&centre.pair))?;
    }
    Ok(())
}

/// Seeks canaries in everything under a computer's HOME, and once more with one planted in the
/// folder in which the web view keeps what pages store.
fn left_nothing_to_read(computer: &Computer, canaries: &Canaries) -> anyhow::Result<()> {
    let (found, _) = canaries.found(computer.home())?;
    anyhow::ensure!(found.is_empty(), "{found:#?}");
    let stored = folder_of(computer, "storage").context("the web view keeps its folder")?;
    canaries.are_found_where_planted(computer.home(), &stored)
}

/// The first folder of that name under a computer's HOME.
fn folder_of(computer: &Computer, name: &str) -> Option<std::path::PathBuf> {
    let mut folders = vec![computer.home().to_owned()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                if path.file_name().is_some_and(|found| found == name) {
                    return Some(path);
                }
                folders.push(path);
            }
        }
    }
    None
}
