//! Fifty thousand notices wait for an approver's team, in the real window: the queue opens, says how
//! many there are, and is scrolled from its first row to its last with rows in sight in every frame that
//! is drawn. How long it took and how many frames were drawn is told, not judged.

use anyhow::{Context, ensure};
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::journey::{ask_for, sign_in};
use muster_testkit::trust::Case;
use muster_testkit::window::{Opening, Window};
use serde::Deserialize;

const NOTICES: usize = 50_000;
/// From the first row to the last in so many frames: over a hundred rows a frame, as somebody drags the
/// bar.
const STEPS: u32 = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_thousand_notices_open_and_scroll_with_rows_in_every_frame() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let asking = centre.pair.asking.employer.ods_code;
    let source = &centre.pair.source.employer;
    let opening = Opening::of(centre.url());
    let (ours, theirs) = (Computer::start(None).await?, Computer::start(None).await?);

    let recruiter = Window::open(&ours, &opening).await?;
    sign_in(&recruiter, centre.account("recruitment_officer", asking)).await?;
    ask_for(&recruiter, centre.applicant(Case::FullMatch, 0), source.name).await?;
    recruiter.shows("With their approver").await?;
    recruiter.close().await?;
    centre.repeat_notices(source.ods_code, NOTICES).await?;

    let approver = Window::open(&theirs, &opening).await?;
    sign_in(&approver, centre.account("iat_approver", source.ods_code)).await?;
    approver.press("Your work").await?;
    approver.shows("Team queue").await?;
    let opened = opened(&approver).await?;
    approver.shows("50,000").await?;
    let Scrolled { drawn, without_rows, most_rows, slowest, took } = scrolled(&approver).await?;
    println!(
        "the queue opened in {opened:.0} ms; {drawn} frames were drawn in {took:.0} ms, the slowest \
         in {slowest:.0} ms, with at most {most_rows} rows in the page"
    );
    ensure!(drawn >= STEPS, "only {drawn} frames were drawn");
    ensure!(without_rows == 0, "{without_rows} of {drawn} frames showed no row");
    ensure!(most_rows < 100, "{most_rows} rows were in the page at once");
    approver.shows_row(NOTICES).await?;
    approver.close().await
}

/// Opens the queue: milliseconds until its first rows are drawn.
async fn opened(window: &Window) -> anyhow::Result<f64> {
    let script = "const done = arguments[0];
        const view = [...document.querySelectorAll('button, a')]
            .find((view) => view.innerText.includes('Team queue'));
        const begun = performance.now();
        view.click();
        const look = () => document.querySelector('tr[data-row=\"0\"]:not([aria-busy])')
            ? done(performance.now() - begun) : requestAnimationFrame(look);
        requestAnimationFrame(look);";
    let took = window.client().execute_async(script, vec![]).await?;
    took.as_f64().context("the window told no time")
}

/// What was seen while the list was scrolled.
#[derive(Debug, Deserialize)]
struct Scrolled {
    drawn: u32,
    without_rows: u32,
    most_rows: u32,
    slowest: f64,
    took: f64,
}

/// Scrolls from the first row to the last, a step a frame, and looks at each frame as it is drawn.
async fn scrolled(window: &Window) -> anyhow::Result<Scrolled> {
    let script = "const done = arguments[0];
        const list = document.querySelector('.scroll-region.tall');
        const seen = { drawn: 0, without_rows: 0, most_rows: 0, slowest: 0, took: 0 };
        const begun = performance.now();
        let last = begun;
        const frame = () => {
            const now = performance.now();
            seen.slowest = Math.max(seen.slowest, now - last);
            last = now;
            seen.drawn += 1;
            const box = list.getBoundingClientRect();
            const rows = [...list.querySelectorAll('tr[data-row]')];
            const inSight = rows.some((row) => {
                const { top, bottom } = row.getBoundingClientRect();
                return bottom > box.top && top < box.bottom;
            });
            if (!inSight) seen.without_rows += 1;
            seen.most_rows = Math.max(seen.most_rows, rows.length);
            const end = list.scrollHeight - list.clientHeight;
            if (list.scrollTop >= end - 1) {
                seen.took = now - begun;
                return done(seen);
            }
            list.scrollTop = Math.min(end, list.scrollTop + Math.ceil(end / STEPS));
            requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);";
    let script = script.replace("STEPS", &STEPS.to_string());
    let seen = window.client().execute_async(&script, vec![]).await?;
    serde_json::from_value(seen).context("the window did not tell what it saw")
}
