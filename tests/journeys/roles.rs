//! People change jobs. What the new job needs comes to their computer, what it does not need goes
//! from it in full, and what they had typed and not sent is with their supervisor.

use anyhow::Context;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_store::outbox::State;
use muster_store::people::person::{People, PersonPage};
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use sqlx::ConnectOptions;

use crate::opened::Opened;
use crate::told::*;

async fn set_role(
    centre: &Centre,
    username: &str,
    role: &str,
    more: &[&str],
) -> anyhow::Result<()> {
    let line = ["account", "role", "--username", username, "--role", role];
    centre.run(&[&line[..], more].concat()).await.map(|_| ())
}

async fn ask_the_server<T>(centre: &Centre, sql: &'static str) -> anyhow::Result<T>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + Send + Unpin,
{
    let options = muster_sqlite::file(centre.data().join("muster.db"));
    let mut file = options.read_only(true).connect().await?;
    Ok(sqlx::query_scalar(sql).fetch_one(&mut file).await?)
}

/// Waits until a desk works by these roles, and what they need is here: of `noun` at least.
async fn works_as(desk: &Desk, roles: &[Role], noun: NounKind) -> anyhow::Result<()> {
    let roles = roles.iter().copied().collect();
    let arrived = async |session: std::sync::Arc<muster_app::Session>| {
        let status = session.status();
        let held = session.held().await.unwrap();
        let done = session.profile().roles == roles
            && status.first_load.is_none()
            && held.iter().any(|held| held.noun == noun);
        Ok(done.then_some(()))
    };
    desk.until("the new roles are at work", arrived).await
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_changes_jobs_keeps_nothing_of_the_old_one_and_loses_no_word_of_it()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    let applicant = full_match(&centre, 0);
    let number = applicant.ni_number.clone().context("a number")?;
    let draft = "the caller said that she is at home on Tuesdays";

    // A recruiter asks for a record and begins to type the next, without a network.
    network.cut().await;
    desk.act(request(request_for(&desk, applicant).await?)).await?;
    desk.session().await?.keep_draft("transfer.request", draft).await.unwrap();
    let before = Opened::after_work(&desk).await?.every_byte()?;
    assert!(has(&before, &applicant.applicant_number), "what is looked for would be found");
    desk.unlock().await.unwrap();

    // They move to the learning team meanwhile.
    set_role(&centre, &account.username, "learning_administrator", &[]).await?;
    set_role(&centre, &account.username, "recruitment_officer", &["--end"]).await?;
    network.heal().await?;
    desk.session().await?.sync_now();
    works_as(&desk, &[Role::LearningAdministrator], NounKind::Competence).await?;

    // The request is with their supervisor, and nobody at the source was asked.
    let session = desk.session().await?;
    let history = session.history().await.unwrap();
    assert_eq!(history.len(), 1, "{history:?}");
    assert_eq!((history[0].state, history[0].verb.as_str()), (State::HandedIn, "transfer.request"));
    assert_eq!((session.status().waiting, session.status().attention), (0, 0));
    assert_eq!(session.draft("transfer.request").await.unwrap(), None);
    let quarantine = centre.run(&["quarantine", "list", "--organisation", asking]).await?;
    assert_eq!(quarantine.lines().count(), 2, "the request and the draft: {quarantine}");
    let id = history[0].id.to_string();
    assert!(centre.run(&["quarantine", "show", &id]).await?.contains(&number));
    assert_eq!(enquiries(&approver).await?, 0);
    let left = "SELECT count(*) FROM audit WHERE what = 'records.left'";
    assert_eq!(ask_the_server::<i64>(&centre, left).await?, 1, "the computer gave its receipt");

    // On the disk there is nothing of it: no page, free or not, and none of the write-ahead log.
    assert!(!desk.read(&People { starts_with: String::new() }).await?.rows.is_empty());
    let after = Opened::after_work(&desk).await?.every_byte()?;
    for text in [&applicant.applicant_number, &number, draft, "Took another job"] {
        assert!(!has(&after, text), "{text} is still there");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_more_brings_what_it_needs_and_nothing_that_was_there_again() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    let applicants = desk.session().await?.held().await.unwrap();
    let asked = network.asked("GET /v1/records");

    set_role(&centre, &account.username, "iat_approver", &[]).await?;
    desk.session().await?.sync_now();
    works_as(&desk, &[Role::RecruitmentOfficer, Role::IatApprover], NounKind::TransferPolicy)
        .await?;
    // Of an approver's records there is a page each; notices, who works them, and incidents are now
    // those of both.
    let nouns = [
        NounKind::TransferPolicy,
        NounKind::Enquiry,
        NounKind::EnquiryIdentity,
        NounKind::Candidate,
        NounKind::Incident,
        NounKind::Reference,
        NounKind::Notice,
        NounKind::Colleague,
        NounKind::Delegation,
    ];
    assert_eq!(network.asked("GET /v1/records") - asked, nouns.len());
    let held = desk.session().await?.held().await.unwrap();
    for one in applicants {
        assert!(held.contains(&one) || nouns.contains(&one.noun), "{one:?} is as it was");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nurse_for_a_while_has_her_records_in_a_file_that_goes_with_the_role()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("learning_administrator", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;

    // Her records have a key of their own, so the desk asks for the password once.
    set_role(&centre, &account.username, "oh_nurse", &[]).await?;
    desk.session().await?.sync_now();
    desk.locked().await?;
    desk.unlock().await.unwrap();
    works_as(&desk, &[Role::LearningAdministrator, Role::OhNurse], NounKind::Immunisation).await?;
    let opened = Opened::after_work(&desk).await?;
    let immunisations = |records: &[crate::opened::Found]| {
        records.iter().filter(|found| found.noun == NounKind::Immunisation).count()
    };
    assert!(immunisations(&opened.records().await?) > 0);
    desk.unlock().await.unwrap();

    set_role(&centre, &account.username, "oh_nurse", &["--end"]).await?;
    desk.session().await?.sync_now();
    desk.locked().await?;
    let opened = Opened::after_work(&desk).await?;
    assert_eq!(immunisations(&opened.records().await?), 0, "gone before she is asked again");
    desk.unlock().await.unwrap();
    works_as(&desk, &[Role::LearningAdministrator], NounKind::Competence).await?;
    let opened = Opened::after_work(&desk).await?;
    assert!(!opened.folder.join("oh.db").exists());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_has_their_team_and_loses_it_when_they_lead_it_no_longer() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let unit: String = ask_the_server(
        &centre,
        "SELECT unit FROM placed JOIN hosted USING (organisation) WHERE ods_code = 'R1A'
         GROUP BY unit ORDER BY count(*) DESC LIMIT 1",
    )
    .await?;
    let username = "line-manager";
    let account = centre.add_account(username, "Morwenna Tudor", "line_manager", asking).await?;
    let lead = ["account", "lead", "--username", username, "--unit", &unit];
    centre.run(&lead).await?;

    let desk = Desk::sign_in(&centre.url(), &account).await?;
    let everybody = People { starts_with: String::new() };
    let team = desk.read(&everybody).await?.rows;
    assert!(!team.is_empty());
    let page = desk.read(&PersonPage { id: team[0].id }).await?.context("their page")?;
    assert!(page.assignments.is_some_and(|posts| !posts.is_empty()));
    assert_eq!((page.date_of_birth, page.pay, page.equality), (None, None, None));

    centre.run(&[&lead[..], &["--end"]].concat()).await?;
    desk.reads("the team is gone", &everybody, |people| people.rows.is_empty().then_some(()))
        .await?;
    let opened = Opened::after_work(&desk).await?;
    let records = opened.records().await?;
    for noun in [NounKind::Person, NounKind::Phone, NounKind::Assignment, NounKind::Competence] {
        assert!(records.iter().all(|found| found.noun != noun), "{noun:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_has_not_taken_stays_though_the_role_has_ended() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    network.cut().await;
    desk.act(request(request_for(&desk, full_match(&centre, 0)).await?)).await?;
    set_role(&centre, &account.username, "learning_administrator", &[]).await?;
    set_role(&centre, &account.username, "recruitment_officer", &["--end"]).await?;

    // Whether the supervisor has the request the desk does not hear: it keeps it.
    network.lose_answers("POST /v1/parcels", 0);
    network.heal().await?;
    desk.session().await?.sync_now();
    network.lost_one().await;
    let unanswered = async |session: std::sync::Arc<muster_app::Session>| {
        Ok((session.status().link == muster_app::Link::NoAnswer).then_some(()))
    };
    desk.until("the answer is missed", unanswered).await?;
    let session = desk.session().await?;
    let kept = [session.waiting().await.unwrap(), session.attention().await.unwrap()].concat();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(session.history().await.unwrap().is_empty());

    // Once it is certain, it goes, and was handed in once.
    network.answers_again();
    session.sync_now();
    works_as(&desk, &[Role::LearningAdministrator], NounKind::Competence).await?;
    let history = desk.session().await?.history().await.unwrap();
    assert_eq!(history.iter().map(|item| item.state).collect::<Vec<_>>(), [State::HandedIn]);
    let quarantine = centre.run(&["quarantine", "list", "--organisation", asking]).await?;
    assert_eq!(quarantine.lines().count(), 1, "{quarantine}");
    Ok(())
}
