//! Two approvers of the source decide the same enquiry, each with no network: one releases it and one
//! refuses it. The first to come back has decided; the second is told who was first.

use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::journey::{self, Album};
use muster_testkit::window::Window;

use crate::steps::{AtWork, album, codes, opens_the_enquiry, recruiter_asks, second_approver};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_approvers_who_decide_offline_the_second_to_come_back_is_told_who_was_first()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let album = album("two-approvers");
    let (_, source) = codes(&centre);
    let one = centre.account("iat_approver", source);
    let other = second_approver(&centre).await?;
    let recruiter = recruiter_asks(&centre).await?;
    let mut first = AtWork::sign_in(&centre, one).await?;
    let mut second = AtWork::sign_in(&centre, &other).await?;

    for approver in [&mut first, &mut second] {
        opens_the_enquiry(&approver.window).await?;
        approver.goes_offline().await?;
    }
    refuse(&second.window, &album).await?;
    journey::release(&first.window, &album).await?;
    for approver in [&first, &second] {
        approver.window.shows("Your decision waits to be sent").await?;
        album.picture(&approver.window, "decision-waits").await?;
    }

    first.comes_back().await?;
    first.window.shows("The record was released").await?;
    recruiter.window.shows("What came, team by team").await?;
    second.comes_back().await?;
    is_told_who_was_first(&second.window, one, &album).await?;

    first.window.shows_no_more("needs your attention").await?;
    recruiter.window.shows("Record released").await?;
    recruiter.window.shows_no_more("Refused").await?;
    for person in [first, second, recruiter] {
        person.goes_home().await?;
    }
    Ok(())
}

/// Refuses the enquiry that the window shows.
async fn refuse(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.press("Refuse").await?;
    window.choose("It cannot be told who is meant").await?;
    album.picture(window, "refuses").await?;
    window.press_in_dialog("Refuse the enquiry").await
}

/// Their refusal comes back with a name; the enquiry says what was decided.
async fn is_told_who_was_first(
    window: &Window,
    first: &Account,
    album: &Album,
) -> anyhow::Result<()> {
    window.shows("1 needs your attention").await?;
    window.shows("The record was released").await?;
    album.picture(window, "decided-already").await?;
    window.press("Needs attention").await?;
    window.press("Refuse an enquiry").await?;
    window.shows("This has already been decided or ended").await?;
    window.shows(&format!("{} acted on it before you", first.name)).await?;
    album.picture(window, "who-was-first").await?;
    window.press("Look at it again").await?;
    window.shows("The record was released").await?;
    window.shows(&first.name).await
}
