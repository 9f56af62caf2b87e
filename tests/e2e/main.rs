//! End to end: the real program in real windows, each on a computer with a HOME and a keyring of
//! its own, the real server, and a network that is cut from outside.

use muster_testkit::binary;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::journey::{self, Album};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_records_are_asked_for_offline_survive_a_crash_and_one_is_released_and_accepted()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    journey::walk(&centre, &binary("muster"), &Album::new(None)).await
}
