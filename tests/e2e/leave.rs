//! An approver goes on leave. With no network they take what waits in the queue, and say in their
//! window who stands in for them, and on which days; the colleague's window shows the work, the colleague decides it offline as well, and both
//! windows say who did it for whom.

use chrono::{Days, Utc};
use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::journey::{self, Album};
use muster_testkit::keyboard::key::ENTER;
use muster_testkit::window::Window;

use crate::steps::{AtWork, album, codes, recruiter_asks, second_approver};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_stands_in_for_an_approver_on_leave_and_both_windows_say_so()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let album = album("leave");
    let (_, source) = codes(&centre);
    let away = centre.account("iat_approver", source);
    let stays = second_approver(&centre).await?;
    recruiter_asks(&centre).await?.goes_home().await?;

    let mut leaving = AtWork::sign_in(&centre, away).await?;
    leaving.goes_offline().await?;
    takes_it(&leaving.window).await?;
    has_stand_in(&leaving.window, &stays, &album).await?;
    leaving.comes_back().await?;
    leaving.window.shows("End it now").await?;
    album.picture(&leaving.window, "stands-in-now").await?;

    let mut staying = AtWork::sign_in(&centre, &stays).await?;
    opens_for(&staying.window, away, &album).await?;
    staying.goes_offline().await?;
    journey::release(&staying.window, &album).await?;
    staying.window.shows("Your decision waits to be sent").await?;
    album.picture(&staying.window, "decided-offline").await?;
    staying.comes_back().await?;

    let said = format!("{} for {}", stays.name, away.name);
    for window in [&leaving.window, &staying.window] {
        says_who_did_it(window, &said, &album).await?;
    }
    leaving.goes_home().await?;
    staying.goes_home().await
}

/// Opens the one piece of work in the team's queue and takes it.
async fn takes_it(window: &Window) -> anyhow::Result<()> {
    window.press("Team queue").await?;
    window.open_row("Decide on a release").await?;
    window.press("Take it").await?;
    window.shows("Nothing waits for you").await?;
    window.press("My work").await?;
    window.shows("Take work out of the queue").await
}

/// Has a colleague stand in from today on for a week.
async fn has_stand_in(window: &Window, colleague: &Account, album: &Album) -> anyhow::Result<()> {
    window.press("Time away").await?;
    window.fill("Who stands in", &colleague.name).await?;
    window.keys(&ENTER.to_string()).await?;
    let today = Utc::now().date_naive();
    window.fill_date("First day", today).await?;
    window.fill_date("Last day", today + Days::new(7)).await?;
    album.picture(window, "who-stands-in").await?;
    window.press("Save").await?;
    // That the work was opened, that it was taken, and who stands in.
    window.shows("3 requests waiting to send").await?;
    album.picture(window, "stands-in-waits").await
}

/// Opens what has come by standing in.
async fn opens_for(window: &Window, away: &Account, album: &Album) -> anyhow::Result<()> {
    window.shows("You stand in for a colleague").await?;
    window.shows(&format!("You for {}", away.name)).await?;
    album.picture(window, "work-of-the-other").await?;
    window.open_row("Decide on a release").await?;
    album.picture(window, "work-of-the-other-chosen").await?;
    window.press("Open").await?;
    window.shows("Who is meant").await
}

/// Looks in the list of what is done, and at the record.
async fn says_who_did_it(window: &Window, said: &str, album: &Album) -> anyhow::Result<()> {
    window.press("Your work").await?;
    window.press("Done this week").await?;
    window.open_row("Decide on a release").await?;
    window.shows(said).await?;
    album.picture(window, "done-for").await?;
    window.press("Open").await?;
    window.shows("The record was released").await?;
    window.shows(said).await?;
    album.picture(window, "released-for").await
}
