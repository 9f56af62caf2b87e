//! A desk compares what it holds with the server, and puts right what differs and nothing else.

use std::sync::Arc;

use anyhow::Context;
use muster_app::Session;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;

use crate::told::*;

/// Compares now, and says how many records were put right.
async fn compared(desk: &Desk) -> anyhow::Result<u32> {
    let session = desk.session().await?;
    let before = session.status().last_check;
    session.check_now();
    let after = async |session: Arc<Session>| {
        let after = session.status().last_check;
        Ok(after.filter(|_| session.status().last_check != before))
    };
    Ok(desk.until("what is held was compared", after).await?.repaired)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_holds_something_else_is_put_right_row_by_row() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    assert_eq!(compared(&recruiter).await?, 0, "after a first load both sides hold the same");

    // At the server a fault changes one record, loses another, and says nothing of it in the log.
    let changed = on_the_list(&recruiter, full_match(&centre, 0)).await?;
    let body = body_of(&centre, changed.id).await?;
    let other_post = body.replace(&changed.post, "Ward Clerk");
    assert_ne!(body, other_post);
    write_body(&centre, changed.id, &other_post).await?;
    let lost = on_the_list(&recruiter, full_match(&centre, 1)).await?;
    let lose = "DELETE FROM applicant WHERE id = ? RETURNING 1";
    sqlx::query(lose).bind(lost.id).fetch_one(&mut ledger(&centre).await?).await?;

    // Something waits here on a third: it stays.
    let mut asked = request_for(&recruiter, full_match(&centre, 2)).await?;
    asked.last_name = "Typed Here".to_owned();
    recruiter.act(request(asked)).await?;

    // Sums are made anew when the server starts; while it serves, each hour.
    let mut centre = centre;
    centre.kill().await?;
    centre.serve().await?;
    recruiter.session().await?.sync_now();
    recruiter.sent().await?;
    assert_eq!(compared(&recruiter).await?, 2);
    let row = on_the_list(&recruiter, full_match(&centre, 0)).await?;
    assert_eq!(row.post, "Ward Clerk");
    assert!(on_the_list(&recruiter, full_match(&centre, 1)).await.is_err());
    on_the_list(&recruiter, full_match(&centre, 2)).await.context("untouched")?;
    assert_eq!(compared(&recruiter).await?, 0, "and now they are the same");
    Ok(())
}
