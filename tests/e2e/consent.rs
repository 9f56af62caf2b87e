//! Consent is withdrawn while the source's release waits in an outbox: the release leaves that
//! computer only to be refused, nothing of the record reaches the asker, and both windows say why.

use muster_testkit::centre::{Centre, Plan};
use muster_testkit::journey::{self, Album};
use muster_testkit::window::Window;

use crate::steps::{AtWork, album, codes, opens_the_enquiry, recruiter_asks};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consent_withdrawn_while_a_release_waits_offline_lets_nothing_leave_and_both_hear_why()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let album = album("consent");
    let (_, source) = codes(&centre);
    let recruiter = recruiter_asks(&centre).await?;
    let mut approver = AtWork::sign_in(&centre, centre.account("iat_approver", source)).await?;
    opens_the_enquiry(&approver.window).await?;

    approver.goes_offline().await?;
    journey::release(&approver.window, &album).await?;
    approver.window.shows("Your decision waits to be sent").await?;
    approver.window.shows("Nothing has left").await?;
    album.picture(&approver.window, "release-waits").await?;
    withdraw_consent(&recruiter.window, &album).await?;

    approver.comes_back().await?;
    hears_why(&approver.window, &album).await?;
    ended_without_a_record(&recruiter.window, "The applicant has withdrawn their consent").await?;
    album.picture(&recruiter.window, "asker-at-the-end").await?;
    approver.goes_home().await?;
    recruiter.goes_home().await
}

/// The recruiter records what the applicant has told them.
async fn withdraw_consent(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.press("Consent withdrawn").await?;
    window.shows("Has the applicant withdrawn their consent?").await?;
    album.picture(window, "has-withdrawn").await?;
    window.press_in_dialog("Record that consent was withdrawn").await?;
    window.shows("The applicant has withdrawn their consent").await?;
    window.shows("Nothing waiting to send").await
}

/// The release comes back to the approver: on the enquiry's page, and as work that needs attention.
async fn hears_why(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.shows("1 needs your attention").await?;
    ended_without_a_record(window, "The person has withdrawn their consent").await?;
    album.picture(window, "source-at-the-end").await?;
    window.press("Needs attention").await?;
    window.shows("Not accepted").await?;
    window.press("Release a record").await?;
    window.shows("What you typed").await?;
    window.shows_times("The person has withdrawn their consent", 2).await?;
    album.picture(window, "came-back").await?;
    window.press("Withdraw it").await?;
    window.press_in_dialog("Withdraw it").await?;
    window.shows("Nothing needs your attention").await
}

/// A page that says why it ended, and tells of no release.
async fn ended_without_a_record(window: &Window, why: &str) -> anyhow::Result<()> {
    window.shows(why).await?;
    window.shows("Timeline").await?;
    window.shows_no_more("Record released").await?;
    window.shows_no_more("What came, team by team").await
}
