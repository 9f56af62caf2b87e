//! The main job, done in two real windows: a recruiter whose network is cut asks for three
//! records, the app ends by `kill -9`, opened again it shows them waiting, the network comes back,
//! each is sent once, an approver elsewhere releases one, and what arrives is accepted. The demo
//! walks it and the end-to-end test asserts it: one telling.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use chrono::{Days, NaiveDate, Utc};

use crate::centre::{Account, Centre, PASSWORD};
use crate::computer::Computer;
use crate::network::Network;
use crate::trust::{Applicant, Case};
use crate::window::{Opening, Window};

/// Tells what happens, and keeps pictures of it.
pub struct Album {
    folder: Option<PathBuf>,
    pictures: std::cell::Cell<u32>,
    started: Instant,
    /// What was told, in order.
    pub told: std::cell::RefCell<Vec<String>>,
}

impl Album {
    /// An album in a folder; without one, no pictures are kept.
    pub fn new(folder: Option<&Path>) -> Self {
        Self {
            folder: folder.map(Path::to_owned),
            pictures: std::cell::Cell::new(0),
            started: Instant::now(),
            told: std::cell::RefCell::new(Vec::new()),
        }
    }

    /// Says what happened.
    pub fn tell(&self, what: impl Into<String>) {
        let what = what.into();
        println!("{:>6.1} s  {what}", self.started.elapsed().as_secs_f64());
        self.told.borrow_mut().push(what);
    }

    /// Keeps a numbered picture of a window.
    pub async fn picture(&self, window: &Window, of: &str) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let n = self.pictures.get() + 1;
        self.pictures.set(n);
        window.picture(&folder.join(format!("{n:02}-{of}.png"))).await
    }
}

/// Signs somebody in for the first time in a window that has just opened.
pub async fn sign_in(window: &Window, account: &Account) -> anyhow::Result<()> {
    window.shows("Sign in to Muster").await?;
    window.fill("User name", &account.username).await?;
    window.fill("Password", PASSWORD).await?;
    window.press("Sign in").await?;
    window.shows("Up to date").await
}

/// Fills in the request form and saves it; returns when the window shows the transfer.
pub async fn ask_for(window: &Window, applicant: &Applicant, source: &str) -> anyhow::Result<()> {
    fill_in_request(window, applicant, source).await?;
    window.choose("Any other staff").await?;
    save_request(window).await
}

/// The same for a doctor to whom a conditional offer was made, with a reference.
pub async fn ask_for_with_reference(
    window: &Window,
    doctor: &Applicant,
    source: &str,
) -> anyhow::Result<()> {
    fill_in_request(window, doctor, source).await?;
    window.choose("Doctor or dentist").await?;
    window.choose("Ask for a factual reference as well").await?;
    window.fill_date("When did the applicant agree to a reference?", yesterday()).await?;
    window.choose("Yes").await?;
    window.fill_date("When was it made?", yesterday()).await?;
    save_request(window).await
}

fn yesterday() -> NaiveDate {
    Utc::now().date_naive() - Days::new(1)
}

async fn fill_in_request(
    window: &Window,
    applicant: &Applicant,
    source: &str,
) -> anyhow::Result<()> {
    window.press("Transfers").await?;
    window.press("New transfer request").await?;
    let name = format!("{} {}", applicant.first_names, applicant.last_name);
    window.pick("Applicant", &format!("{}, {}", name.trim(), applicant.post_title)).await?;
    window.fill("Present or former organisation", source).await?;
    window.keys("\u{e007}").await?;
    let number = applicant.ni_number.as_deref().unwrap_or_default();
    window.fill("National Insurance number", number).await?;
    window.fill_date("Date of birth", applicant.date_of_birth).await?;
    window.fill("Last name", &applicant.last_name).await?;
    window.choose("Before the hire").await?;
    window.fill_date("Date consent was given", yesterday()).await?;
    window.choose("When the offer was accepted").await
}

async fn save_request(window: &Window) -> anyhow::Result<()> {
    window.press("Save the request").await?;
    window.shows("What was asked and how it matched").await
}

/// What the walk leaves behind.
pub struct Walked {
    /// The recruiter's computer.
    pub ours: Computer,
    /// The approver's.
    pub theirs: Computer,
}

/// Walks the main job.
pub async fn walk(centre: &Centre, app: &Path, album: &Album) -> anyhow::Result<Walked> {
    let asking = &centre.pair.asking.employer;
    let source = &centre.pair.source.employer;
    let recruiter = centre.account("recruitment_officer", asking.ods_code);
    let approver = centre.account("iat_approver", source.ods_code);
    let mut network = Network::to(centre.address()).await?;
    let theirs = Computer::start(None).await?;
    let ours = Computer::start(None).await?;
    let opening = Opening { app: app.to_owned(), server: network.url() };
    let elsewhere = Opening { app: app.to_owned(), server: centre.url() };

    let started = Instant::now();
    let window = Window::open(&ours, &opening).await?;
    album.picture(&window, "sign-in").await?;
    sign_in(&window, recruiter).await?;
    album.tell(format!(
        "signed in as {} at {}, and synced in {:.1} s",
        recruiter.name,
        asking.name,
        started.elapsed().as_secs_f64()
    ));
    album.picture(&window, "your-work").await?;
    let other = Window::open(&theirs, &elsewhere).await?;
    sign_in(&other, approver).await?;
    album.tell(format!("signed in as {} at {}", approver.name, source.name));

    network.cut().await;
    album.tell("network cut");
    for n in 0..3 {
        ask_for(&window, centre.applicant(Case::FullMatch, n), source.name).await?;
        window.shows("Nothing has left this computer").await?;
        if n == 0 {
            album.picture(&window, "saved-here").await?;
        }
    }
    window.shows("3 requests waiting to send").await?;
    window.shows("Offline").await?;
    album.picture(&window, "three-wait").await?;
    album.tell("queued three requests");

    window.kill().await?;
    album.tell("killed");
    let window = Window::open(&ours, &opening).await?;
    window.shows(&format!("Unlock as {}", recruiter.name)).await?;
    album.picture(&window, "unlock").await?;
    window.fill("Password", PASSWORD).await?;
    window.press("Unlock").await?;
    window.shows("3 requests waiting to send").await?;
    window.press("Waiting to send").await?;
    album.picture(&window, "still-waiting").await?;
    album.tell("opened again, still cut: all three wait");

    other.press("Your work").await?;
    other.press("Team queue").await?;
    other.note_when_it_shows("Decide on a release").await?;
    network.heal().await?;
    album.tell("network back");
    window.shows("Nothing waiting to send").await?;
    album.tell("sent");
    other.shows_times("Decide on a release", 3).await?;
    let committed = centre.last_commits(source.ods_code, 3).await?;
    let shown = other.when_it_showed().await?;
    let after: Vec<String> =
        committed.iter().zip(&shown).map(|(made, seen)| format!("{} ms", seen - made)).collect();
    album.tell(format!("shown there {} after the server's commit", after.join(", ")));
    album.picture(&other, "their-queue").await?;
    album.tell("the other window shows the three, each once");

    other.press("Enquiries").await?;
    other.open_row("Waits for your decision").await?;
    release(&other, album).await?;
    other.shows("The record was released").await?;
    album.picture(&other, "released").await?;
    album.tell("released there");
    accept(&window, album).await?;
    album.tell("decided: the recruitment part is accepted");
    other.close().await?;
    window.close().await.context("closing the recruiter's window")?;
    Ok(Walked { ours, theirs })
}

/// Releases all parts of the first person who may be meant, in a window that shows the enquiry.
pub async fn release(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.shows("Who is meant").await?;
    window.press("Choose").await?;
    window.shows("Exactly what would leave").await?;
    for n in 1..=3 {
        window.tick(&format!("(//input[@type='checkbox'])[{n}]")).await?;
    }
    album.picture(window, "exactly-what-would-leave").await?;
    window.press("Release").await?;
    window.shows("This leaves your organisation and cannot be taken back").await?;
    album.picture(window, "confirm").await?;
    window.press_in_dialog("Release").await
}

/// Accepts the recruitment part of the first transfer that is ready.
pub async fn accept(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.press("Your work").await?;
    window.shows("Ready to review").await?;
    album.picture(window, "ready-to-review").await?;
    window.press("Transfers").await?;
    window.open_row("Ready to review").await?;
    window.shows("What came, team by team").await?;
    album.picture(window, "what-came").await?;
    window.press("Review").await?;
    accept_all(window, album).await?;
    window.shows("Timeline").await?;
    album.picture(window, "accepted").await
}

/// Accepts everything of the part whose review the window shows.
pub async fn accept_all(window: &Window, album: &Album) -> anyhow::Result<()> {
    window.shows("left to decide").await?;
    // Every row that differs is accepted, one by one, as a person chooses.
    while window.tick_next("//tr//label[normalize-space(.)='Accept']/input[not(@disabled)]").await?
    {
    }
    album.picture(window, "review").await?;
    window.press("Save").await
}
