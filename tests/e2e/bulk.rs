//! Sixty resident doctors start in August. Their records are asked for at once, with no network: each
//! has a result of its own, the mistyped one stays for correction, and when the network is back all
//! sixty are with the approver.

use anyhow::ensure;
use chrono::{Days, Utc};
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::journey::Album;
use muster_testkit::keyboard::key::ENTER;
use muster_testkit::trust::Applicant;
use muster_testkit::window::Window;

use crate::steps::{AtWork, album, codes};

const STARTERS: usize = 60;

/// Whose number is mistyped at first.
const MISTYPED: usize = 11;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_starters_are_asked_for_at_once_offline_and_all_reach_the_approver()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan { source: ("R0A", 200), ..Plan::default() }).await?;
    let album = album("bulk");
    let (asking, source) = codes(&centre);
    let starters = centre.pair.starters(STARTERS);
    ensure!(starters.len() == STARTERS, "the source has {} of them", starters.len());
    centre.add_applicants(&starters).await?;
    let mut recruiter =
        AtWork::sign_in(&centre, centre.account("recruitment_officer", asking)).await?;
    let approver = AtWork::sign_in(&centre, centre.account("iat_approver", source)).await?;
    approver.window.press("Enquiries").await?;
    approver.window.shows("Nobody asks for a record").await?;

    recruiter.goes_offline().await?;
    choose(&recruiter.window, &centre.pair.asking.applicants, &album).await?;
    fill_in(&recruiter.window, &starters, source, &album).await?;
    correct(&recruiter.window, &starters[MISTYPED], &album).await?;
    all_wait(&recruiter.window, &album).await?;

    recruiter.comes_back().await?;
    recruiter.window.shows_times("With their approver", STARTERS).await?;
    album.picture(&recruiter.window, "with-their-approver").await?;
    approver.window.shows_times("Waits for your decision", STARTERS).await?;
    album.picture(&approver.window, "all-are-there").await?;
    recruiter.goes_home().await?;
    approver.goes_home().await
}

fn name(of: &Applicant) -> String {
    format!("{} {}", of.first_names, of.last_name).trim().to_owned()
}

/// Marks everybody with an offer but the others.
async fn choose(window: &Window, others: &[Applicant], album: &Album) -> anyhow::Result<()> {
    window.press("Transfers").await?;
    window.press("Ask for several").await?;
    window.press(&format!("Choose all {} applicants", STARTERS + others.len())).await?;
    for other in others {
        window.choose(&format!("{}, {}", name(other), other.post_title)).await?;
    }
    album.picture(window, "whose-records").await?;
    window.press(&format!("Go on with {STARTERS} applicants")).await
}

/// Says what is common to all, and each one's own number, one of them wrong.
async fn fill_in(
    window: &Window,
    starters: &[Applicant],
    source: &str,
    album: &Album,
) -> anyhow::Result<()> {
    window.fill("Present or former organisation", source).await?;
    window.keys(&ENTER.to_string()).await?;
    window.choose("Doctor or dentist").await?;
    window.choose("Before the hire").await?;
    let yesterday = Utc::now().date_naive() - Days::new(1);
    window.fill_date("Date consent was given", yesterday).await?;
    window.choose("When the offer was accepted").await?;
    for (n, starter) in starters.iter().enumerate() {
        let number = starter.ni_number.as_deref().unwrap_or_default();
        let number = if n == MISTYPED { "nonsense" } else { number };
        let name = name(starter);
        let own =
            format!("//section[.//h2[normalize-space(.)=\"{name}\"]]//input[@type='password']");
        window.find(&own, &name).await?.send_keys(number).await?;
    }
    album.picture(window, "filled-in").await?;
    window.press(&format!("Save {STARTERS} requests")).await
}

/// All but one are saved; that one is corrected.
async fn correct(window: &Window, mistyped: &Applicant, album: &Album) -> anyhow::Result<()> {
    window.shows(&format!("{} requests saved on this computer, 1 left", STARTERS - 1)).await?;
    window.shows(&format!("{}: Enter a National Insurance number", name(mistyped))).await?;
    album.picture(window, "one-left-to-correct").await?;
    let number = mistyped.ni_number.as_deref().unwrap_or_default();
    window.fill("National Insurance number", number).await?;
    window.press("Save 1 request").await?;
    window.shows(&format!("{STARTERS} requests saved on this computer")).await?;
    album.picture(window, "all-saved").await
}

/// The list shows each of them waiting.
async fn all_wait(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.shows(&format!("{STARTERS} requests waiting to send")).await?;
    window.press("Transfers").await?;
    // Each row says so, and the name of a page does.
    window.shows_times("Waiting to send", STARTERS + 1).await?;
    album.picture(window, "all-wait").await
}
