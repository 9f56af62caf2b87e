//! Nothing waits for ever. What the server cannot decide stops nothing else; what a restored server
//! has forgotten is offered to it again.

use muster_domain::recruitment::applicant::Stage as ApplicantStage;
use muster_store::iat::transfer::TransferPage;
use muster_store::outbox::State;
use muster_store::recruitment::applicant::{ApplicantRow, Applicants};
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;

use crate::told::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_cannot_decide_is_shown_and_stops_nothing_else() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;

    // An applicant's record is damaged at the server; the recruiter's desk cannot know.
    let pulls_out = on_the_list(&recruiter, full_match(&centre, 0)).await?.id;
    let whole = body_of(&centre, pulls_out).await?;
    write_body(&centre, pulls_out, "{}").await?;

    // The applicant pulls out. The server cannot say yes or no; another request goes through.
    recruiter.act(withdraw_applicant(pulls_out)).await?;
    let asked = request_for(&recruiter, full_match(&centre, 1)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    enquiry_arrives(&approver, id).await?;
    recruiter.sent().await?;
    let session = recruiter.session().await?;
    let attention = session.attention().await.unwrap();
    assert_eq!(attention.len(), 1, "{attention:?}");
    assert_eq!(attention[0].state, State::Parked);
    assert!(attention[0].reason.is_some(), "it says why");
    assert!(session.withdraw(attention[0].id).await.is_err(), "the server has it");
    let row = on_the_list(&recruiter, full_match(&centre, 0)).await?;
    assert!(matches!(row.stage, ApplicantStage::Withdrawn { .. }), "it is shown as asked for");
    assert!(centre.run(&["parked", "list"]).await?.contains(&attention[0].id.to_string()));

    // The record is mended. The request is tried again, and takes effect.
    write_body(&centre, pulls_out, &whole).await?;
    session.sync_now();
    let settled = async |session: std::sync::Arc<muster_app::Session>| {
        Ok((session.status().attention == 0 && session.status().waiting == 0).then_some(()))
    };
    recruiter.until("nothing needs attention", settled).await?;
    assert!(centre.run(&["parked", "list"]).await?.is_empty());
    let colleague = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;
    let row = on_the_list(&colleague, full_match(&centre, 0)).await?;
    assert!(matches!(row.stage, ApplicantStage::Withdrawn { .. }));
    Ok(())
}

/// Puts the server's folder back as it was in a copy, as after a disaster.
async fn restore(centre: &mut Centre, copy: &tempfile::TempDir) -> anyhow::Result<()> {
    centre.kill().await?;
    std::fs::remove_dir_all(centre.data())?;
    copied(copy.path(), &centre.data())
}

fn copied(from: &std::path::Path, to: &std::path::Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (entry, to) = (entry?, to.to_owned());
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// A request is accepted after the last backup; then the server is restored from it, and whoever
/// restores it does `afterwards`.
async fn after_a_restore(
    afterwards: impl AsyncFnOnce(&Centre) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    centre.kill().await?;
    let backup = tempfile::tempdir()?;
    copied(&centre.data(), backup.path())?;
    centre.serve().await?;
    for desk in [&recruiter, &approver] {
        desk.session().await?.sync_now();
    }

    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    recruiter.sent().await?;
    enquiry_arrives(&approver, id).await?;

    restore(&mut centre, &backup).await?;
    afterwards(&centre).await?;
    centre.serve().await?;
    for desk in [&recruiter, &approver] {
        desk.session().await?.sync_now();
    }

    // Nobody typed it again: the desk noticed, offered it, and the server took it in.
    let decided = async |_: std::sync::Arc<muster_app::Session>| {
        let known: i64 = sqlx::query_scalar("SELECT count(*) FROM decision WHERE seq IS NOT NULL")
            .fetch_one(&mut ledger(&centre).await?)
            .await?;
        Ok((known >= 1).then_some(()))
    };
    recruiter.until("the server has decided it again", decided).await?;
    recruiter.sent().await?;
    enquiry_arrives(&approver, id).await?;
    let on_record = recruiter.reads("it is on record", &TransferPage { id }, |page| page).await?;
    assert!(on_record.transfer.stage.is_open());
    assert!(recruiter.session().await?.attention().await.unwrap().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_restored_server_has_forgotten_is_offered_again() -> anyhow::Result<()> {
    after_a_restore(async |centre: &Centre| {
        centre.run(&["restored"]).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_nobody_told_the_server_of_is_noticed_by_the_desks() -> anyhow::Result<()> {
    after_a_restore(async |_: &Centre| Ok(())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_server_that_has_gone_on_since_is_noticed_as_well() -> anyhow::Result<()> {
    let mut centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let network = Network::to(centre.address()).await?;
    let recruiter =
        Desk::sign_in(&network.url(), centre.account("recruitment_officer", asking)).await?;
    let colleague = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;
    centre.kill().await?;
    let backup = tempfile::tempdir()?;
    copied(&centre.data(), backup.path())?;
    centre.serve().await?;

    let loaded = network.asked("GET /v1/records");

    // The recruiter is told that a request was accepted, and hears nothing more before the server
    // is lost. After the restore a colleague's work takes the number that it had in the log.
    network.lose_answers("GET /v1/changes", 0);
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    recruiter.session().await?.sync_now();
    recruiter.sent().await?;
    restore(&mut centre, &backup).await?;
    centre.serve().await?;
    let other = on_the_list(&colleague, full_match(&centre, 1)).await?.id;
    colleague.act(withdraw_applicant(other)).await?;
    colleague.session().await?.sync_now();
    colleague.sent().await?;

    network.answers_again();
    recruiter.session().await?.sync_now();
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    enquiry_arrives(&approver, id).await?;
    recruiter.sent().await?;
    assert!(recruiter.session().await?.attention().await.unwrap().is_empty());

    // What the colleague did is here; nothing was loaded again.
    let withdrawn = on_the_list(&recruiter, full_match(&centre, 1)).await?;
    assert!(matches!(withdrawn.stage, ApplicantStage::Withdrawn { .. }));
    assert_eq!(network.asked("GET /v1/records"), loaded);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_desk_holds_of_a_history_that_was_lost_is_compared_and_put_right()
-> anyhow::Result<()> {
    let mut centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let colleague = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;
    centre.kill().await?;
    let backup = tempfile::tempdir()?;
    copied(&centre.data(), backup.path())?;
    centre.serve().await?;

    // A colleague withdraws an applicant after the last backup, and the recruiter's desk hears of it.
    // The colleague's computer is lost with the server: nobody can offer it again.
    let number = full_match(&centre, 0).applicant_number.clone();
    let withdrawn = |rows: &[ApplicantRow]| {
        let row = rows.iter().find(|row| row.number == number);
        row.is_some_and(|row| matches!(row.stage, ApplicantStage::Withdrawn { .. }))
    };
    let other = on_the_list(&colleague, full_match(&centre, 0)).await?.id;
    colleague.session().await?.sync_now();
    colleague.act(withdraw_applicant(other)).await?;
    colleague.sent().await?;
    recruiter.session().await?.sync_now();
    let heard = |rows: Vec<ApplicantRow>| withdrawn(&rows).then_some(());
    recruiter.reads("it is heard of", &Applicants {}, heard).await?;
    drop(colleague);
    let loaded = network.asked("GET /v1/records");

    restore(&mut centre, &backup).await?;
    centre.run(&["restored"]).await?;
    centre.serve().await?;
    recruiter.session().await?.sync_now();
    let put_right = |rows: Vec<ApplicantRow>| (!withdrawn(&rows)).then_some(());
    recruiter.reads("it is as the server has it", &Applicants {}, put_right).await?;
    assert_eq!(network.asked("GET /v1/records"), loaded, "row by row, and not loaded anew");
    Ok(())
}
