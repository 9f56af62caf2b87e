//! The main job by keyboard alone: asked for, released, reviewed and accepted, without a mouse.

use chrono::{Days, Utc};
use muster_testkit::binary;
use muster_testkit::centre::{Account, Centre, PASSWORD, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::keyboard::key::{ALT, CONTROL, DOWN, ENTER, RIGHT};
use muster_testkit::trust::Case;
use muster_testkit::window::{Opening, Window};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_is_asked_for_released_and_accepted_by_keyboard_alone() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let opening = Opening { app: binary("muster"), server: centre.url() };
    let (ours, theirs) = (Computer::start(None).await?, Computer::start(None).await?);
    let asking = centre.pair.asking.employer.ods_code;
    let source = &centre.pair.source.employer;

    let recruiter = Window::open(&ours, &opening).await?;
    sign_in(&recruiter, centre.account("recruitment_officer", asking)).await?;
    ask(&recruiter, &centre, source.name).await?;

    let approver = Window::open(&theirs, &opening).await?;
    sign_in(&approver, centre.account("iat_approver", source.ods_code)).await?;
    release(&approver).await?;

    accept(&recruiter).await?;
    approver.close().await?;
    recruiter.close().await
}

fn enter() -> String {
    ENTER.to_string()
}

async fn sign_in(window: &Window, account: &Account) -> anyhow::Result<()> {
    window.shows("Sign in to Muster").await?;
    window.type_into("User name", &account.username).await?;
    window.type_into("Password", PASSWORD).await?;
    window.type_keys(&enter()).await?;
    window.shows("Up to date").await
}

async fn ask(window: &Window, centre: &Centre, source: &str) -> anyhow::Result<()> {
    let applicant = centre.applicant(Case::FullMatch, 0);
    window.chord(CONTROL, 'n').await?;
    window.shows("Ask for a record").await?;
    // A list is chosen from by typing what the option begins with.
    let name = format!("{} {}", applicant.first_names, applicant.last_name);
    window.type_into("Applicant", name.trim()).await?;
    window.type_into("Present or former organisation", source).await?;
    window.shows(source).await?;
    window.type_keys(&format!("{DOWN}{ENTER}")).await?;
    let number = applicant.ni_number.as_deref().unwrap_or_default();
    window.type_into("National Insurance number", number).await?;
    window.type_date("Date of birth", applicant.date_of_birth).await?;
    // It stands there already: it came with the applicant.
    window.tab_to("Last name").await?;
    window.tab_to("Doctor or dentist").await?;
    window.type_keys(" ").await?;
    window.tab_to("Before the hire").await?;
    window.type_keys(" ").await?;
    window.type_date("Date consent was given", Utc::now().date_naive() - Days::new(1)).await?;
    window.tab_to("When the offer was accepted").await?;
    window.type_keys(" ").await?;
    window.chord(CONTROL, ENTER).await?;
    window.shows("Nothing waiting to send").await?;
    window.shows("With their approver").await
}

async fn release(window: &Window) -> anyhow::Result<()> {
    window.chord(ALT, '2').await?;
    window.shows("Waits for your decision").await?;
    window.open_row_by_key("Waits for your decision").await?;
    window.shows("Who is meant").await?;
    window.press_by_key("Choose").await?;
    window.shows("Exactly what would leave").await?;
    for _ in 0..3 {
        window
            .tab_until("a part to release", |focus| focus.kind == "checkbox" && !focus.chosen)
            .await?;
        window.type_keys(" ").await?;
    }
    window.press_by_key("Release").await?;
    window.shows("This leaves your organisation and cannot be taken back").await?;
    window.press_by_key("Release").await?;
    window.shows("The record was released").await
}

async fn accept(window: &Window) -> anyhow::Result<()> {
    window.chord(ALT, '3').await?;
    window.shows("Ready to review").await?;
    window.open_row_by_key("Ready to review").await?;
    window.shows("What came, team by team").await?;
    window.press_by_key("Review").await?;
    window.shows("Review what arrived").await?;
    loop {
        let next = window
            .tab_until("a choice, or the button that saves", |focus| {
                focus.kind == "radio" && !focus.chosen || focus.name.starts_with("Save")
            })
            .await?;
        if next.kind != "radio" {
            break;
        }
        // Keep stands first, Accept beside it.
        window.type_keys(&RIGHT.to_string()).await?;
    }
    window.chord(CONTROL, 's').await?;
    window.shows("Recruitment part decided").await
}
