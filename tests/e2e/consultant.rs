//! A consultant comes from two former trusts: one releases by itself, the other by hand. Each gives a
//! factual reference, one completed by a referee and one with no network by human resources, and both
//! occupational healths send the immunisations that they hold.

use anyhow::Context;
use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::journey::{self, Album};
use muster_testkit::trust::Applicant;
use muster_testkit::window::Window;

use crate::steps::{AtWork, album, codes, opens_the_enquiry};

/// The trust before the last, which releases all parts by itself.
const FORMER: (&str, &str) = ("R2A", "Ffynnon Las University Hospitals");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consultant_from_two_former_trusts_comes_with_two_references_and_their_immunisations()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let album = album("consultant");
    let (asking, source) = codes(&centre);
    let last = centre.pair.source.employer.name;
    centre.add_former(FORMER.0, FORMER.1, "recruitment,learning,occupational_health").await?;
    let referee = centre.add_account("referee.r2a", "Catrin Vaughan", "referee", FORMER.0).await?;
    let consultant = centre.pair.consultant().context("the source has a consultant")?;
    centre.add_applicants(std::slice::from_ref(&consultant)).await?;

    let mut recruiter =
        AtWork::sign_in(&centre, centre.account("recruitment_officer", asking)).await?;
    asks_both(&mut recruiter, &consultant, last, &album).await?;

    // What is released by itself opens a form at once.
    let mut at_former = AtWork::sign_in(&centre, &referee).await?;
    completes(&mut at_former, 0, &album).await?;
    at_former.goes_home().await?;

    let approver = AtWork::sign_in(&centre, centre.account("iat_approver", source)).await?;
    opens_the_enquiry(&approver.window).await?;
    approver.window.shows("Asked for: HR gives it").await?;
    journey::release(&approver.window, &album).await?;
    approver.window.shows("The record was released").await?;
    approver.goes_home().await?;
    let hr = centre.account("hr_officer", source);
    let mut at_last = AtWork::sign_in(&centre, hr).await?;
    completes(&mut at_last, 5, &album).await?;
    at_last.goes_home().await?;
    let nurse = AtWork::sign_in(&centre, centre.account("oh_nurse", source)).await?;
    sends_immunisations(&nurse.window, &album).await?;
    nurse.goes_home().await?;

    let completed = [(FORMER.1, &referee, 0), (last, hr, 5)];
    for (trust, by, days) in completed {
        has_arrived(&recruiter.window, trust, by, days, &album).await?;
    }
    recruiter.goes_home().await?;
    let nurse = AtWork::sign_in(&centre, centre.account("oh_nurse", asking)).await?;
    takes_in_both(&nurse.window, &album).await?;
    nurse.goes_home().await
}

/// With no network, the recruiter asks both for the record, with a reference.
async fn asks_both(
    recruiter: &mut AtWork,
    consultant: &Applicant,
    last: &str,
    album: &Album,
) -> anyhow::Result<()> {
    recruiter.goes_offline().await?;
    for trust in [last, FORMER.1] {
        journey::ask_for_with_reference(&recruiter.window, consultant, trust).await?;
    }
    recruiter.window.shows("2 requests waiting to send").await?;
    album.picture(&recruiter.window, "both-wait").await?;
    recruiter.comes_back().await?;
    recruiter.window.press("Transfers").await?;
    recruiter.window.shows("With their approver").await?;
    recruiter.window.shows("Ready to review").await?;
    album.picture(&recruiter.window, "one-by-itself").await
}

/// Completes the reference with no network, so many days of sickness in it.
async fn completes(giver: &mut AtWork, days: u32, album: &Album) -> anyhow::Result<()> {
    giver.window.press("References").await?;
    giver.window.open_row("To complete").await?;
    giver.window.shows("Facts and no opinions").await?;
    album.picture(&giver.window, "reference-form").await?;
    giver.goes_offline().await?;
    let window = &giver.window;
    let (episodes, days) = (days.min(1).to_string(), days.to_string());
    counts(window, "Episodes of sickness in the last 24 months", &episodes).await?;
    counts(window, "Calendar days of sickness in the last 24 months", &days).await?;
    says(window, "Live warnings", "None that is live").await?;
    says(window, "Open investigation", "No").await?;
    says(window, "Safeguarding concern", "No").await?;
    says(window, "Referral to a regulator or the DBS", "No").await?;
    album.picture(window, "reference-filled-in").await?;
    window.press("Send to").await?;
    window.fill("Your post", "Medical staffing adviser").await?;
    album.picture(window, "reference-confirm").await?;
    window.press_in_dialog("Send to").await?;
    window.shows_no_more("When the form is complete").await?;
    window.shows("What you saved waits to be sent").await?;
    window.shows_no_more("The reference was sent").await?;
    album.picture(window, "reference-waits").await?;
    giver.comes_back().await?;
    giver.window.shows("The reference was sent").await
}

async fn counts(window: &Window, question: &str, answer: &str) -> anyhow::Result<()> {
    let change = format!("Change {question}");
    window.press(&change).await?;
    window.fill(question, answer).await?;
    window.press_in_dialog("Save").await?;
    window.shows_no_more(&change).await
}

async fn says(window: &Window, question: &str, answer: &str) -> anyhow::Result<()> {
    let change = format!("Change {question}");
    window.press(&change).await?;
    window.choose(answer).await?;
    window.press_in_dialog("Save").await?;
    window.shows_no_more(&change).await
}

/// Occupational health at the source sends its own part.
async fn sends_immunisations(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.press("OH releases").await?;
    window.open_row("Waits for OH").await?;
    window.shows("With OH only").await?;
    album.picture(window, "immunisations-to-send").await?;
    window.press("Send ").await?;
    window.press_in_dialog("Send ").await?;
    window.shows("The OH part was sent").await
}

/// The recruiter reads the reference of one of the trusts, beside what else came from it.
async fn has_arrived(
    window: &Window,
    trust: &str,
    by: &Account,
    days: u32,
    album: &Album,
) -> anyhow::Result<()> {
    window.press("Transfers").await?;
    window.open_row(trust).await?;
    window.shows("What came, team by team").await?;
    window.shows("Sent from their OH team to yours").await?;
    window.shows("Reckonable service").await?;
    album.picture(window, "what-came").await?;
    window.press("Read the reference").await?;
    window.shows(&format!("{}, Medical staffing adviser", by.name)).await?;
    window.shows(&format!("Calendar days of sickness in the last 24 months\n{days}")).await?;
    album.picture(window, "reference-arrived").await
}

/// Occupational health of the new trust accepts what came from one of them; the other sent the same.
async fn takes_in_both(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.press("Team queue").await?;
    window.shows_times("Review what arrived", 2).await?;
    window.open_row("Review what arrived").await?;
    window.press("Review what arrived").await?;
    journey::accept_all(window, album).await?;
    window.press("Team queue").await?;
    window.shows_times("Review what arrived", 1).await?;
    window.open_row("Review what arrived").await?;
    window.press("Review what arrived").await?;
    window.shows("There is nothing to choose here").await?;
    album.picture(window, "the-same-again").await?;
    window.press("Finish the review").await?;
    window.press("Team queue").await?;
    window.shows("Nothing waits for you").await
}
