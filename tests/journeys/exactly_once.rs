//! Whatever is lost on the way, and whoever is killed: what a desk has called saved takes effect
//! once.

use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context, ensure};
use muster_app::{ActError, App, Home, Link, Session};
use muster_domain::iat::transfer::{self, Stage};
use muster_store::iat::enquiry::EnquiryPage;
use muster_store::iat::transfer::{TransferPage, TransferView};
use muster_testkit::binary;
use muster_testkit::centre::{Centre, PASSWORD, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnection;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::opened;
use crate::told::*;

const PUSH: &str = "POST /v1/commands";

/// How many commands of desks the server has decided, ever.
async fn decided(centre: &Centre) -> anyhow::Result<i64> {
    let ledger = muster_sqlite::file(centre.data().join("muster.db"));
    let mut ledger = ledger.read_only(true).connect().await?;
    let count = "SELECT count(*) FROM decision WHERE device IS NOT NULL";
    Ok(sqlx::query_scalar(count).fetch_one(&mut ledger).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_lost_makes_nothing_happen_twice() -> anyhow::Result<()> {
    let mut centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let network = Network::to(centre.address()).await?;
    let recruiter =
        Desk::sign_in(&network.url(), centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let before = decided(&centre).await?;

    // The server takes the request in, and its answer is lost: the desk cannot know.
    network.lose_answers(PUSH, 0);
    let first = request_for(&recruiter, full_match(&centre, 0)).await?;
    let first_id = first.id;
    recruiter.act(request(first)).await?;
    network.lost_one().await;
    enquiry_arrives(&approver, first_id).await?;
    assert_eq!(recruiter.session().await?.status().waiting, 1, "not answered is not done");
    assert_eq!(decided(&centre).await?, before + 1);

    // Asked again with the same bytes, the server answers as before.
    network.answers_again();
    recruiter.sent().await?;
    assert!(network.asked(PUSH) >= 2, "it was sent again");
    assert_eq!(decided(&centre).await?, before + 1, "and decided once");

    // The server is killed between its commit and its answer.
    network.lose_answers(PUSH, 0);
    let second = request_for(&recruiter, full_match(&centre, 1)).await?;
    let second_id = second.id;
    recruiter.act(request(second)).await?;
    network.lost_one().await;
    centre.kill().await?;
    network.answers_again();
    assert_eq!(recruiter.session().await?.status().waiting, 1);
    centre.serve().await?;
    recruiter.session().await?.sync_now();
    recruiter.sent().await?;
    enquiry_arrives(&approver, second_id).await?;
    assert_eq!(decided(&centre).await?, before + 2);
    assert_eq!(enquiries(&approver).await?, 2, "two were asked for, two arrived");
    for id in [first_id, second_id] {
        let page = recruiter.read(&TransferPage { id }).await?.context("it is on record")?;
        let asked = page.transfer.history.len();
        assert!(asked <= 2, "asked once, answered once: {:?}", page.transfer.history);
        let page = approver.read(&EnquiryPage { id }).await?.context("it arrived")?;
        assert_eq!(page.enquiry.history.len(), 1, "it arrived once");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_killed_after_it_said_saved_still_has_it_and_sends_it_once() -> anyhow::Result<()> {
    let mut centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let account = centre.account("recruitment_officer", asking).clone();
    let computer = Computer::start(Some(":0")).await?;
    let desk = |line: &[&str]| {
        let mut command = computer.command(binary("muster-desk"));
        command.arg("--home").arg(computer.desk()).env("MUSTER_PASSWORD", PASSWORD);
        command.args(line).stdin(Stdio::null()).stdout(Stdio::piped());
        command
    };
    let said = async |line: &[&str]| -> anyhow::Result<serde_json::Value> {
        let out = desk(line).output().await?;
        ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        Ok(serde_json::from_slice(&out.stdout)?)
    };
    said(&["sign-in", "--server", &centre.url(), "--username", &account.username]).await?;
    let applicants = said(&["read", "applicants"]).await?;
    let sources = said(&["read", "sources"]).await?;
    let before = decided(&centre).await?;
    centre.kill().await?;

    // Three requests; each time the desk is killed the moment it says that the request is saved.
    for n in 0..3 {
        let applicant = full_match(&centre, n);
        let rows = applicants.as_array().context("a list")?;
        let row = rows.iter().find(|row| row["number"] == applicant.applicant_number.as_str());
        let command = serde_json::json!({ "noun": "transfer", "command": {
            "do": "request",
            "id": uuid::Uuid::now_v7(),
            "applicant": row.context("on the list")?["id"],
            "source": sources[0]["id"],
            "ni_number": applicant.ni_number,
            "date_of_birth": applicant.date_of_birth,
            "last_name": applicant.last_name,
            "staff": "general",
            "occasion": "before_hire",
            "consent": { "given_on": yesterday(), "means": "written" },
        }});
        let mut child = desk(&["act", &command.to_string()]).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("its answer")?).lines();
        let receipt = lines.next_line().await?.context("it says that it is saved")?;
        assert!(receipt.contains("saved_at"), "{receipt}");
        child.kill().await?;
        let waiting = said(&["waiting"]).await?;
        assert_eq!(waiting.as_array().map(Vec::len), Some(n + 1), "what was saved is there");
    }

    centre.serve().await?;
    said(&["sync"]).await?;
    said(&["sync"]).await?;
    approver
        .until("three have arrived", async |_| Ok((enquiries(&approver).await? == 3).then_some(())))
        .await?;
    assert_eq!(decided(&centre).await?, before + 3, "each was decided once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_load_that_is_cut_short_goes_on_where_it_was() -> anyhow::Result<()> {
    const FIRST: &str = "GET /v1/records?noun=organisation";
    // Large enough that a noun takes several pages: what is interrupted is in the middle of one.
    let plan = Plan { asking: ("R1A", 60), source: ("R0A", 1_500), ..Plan::default() };
    let centre = Centre::start(plan).await?;
    let (_, source) = codes(&centre);
    let account = centre.account("hr_officer", source).clone();

    // Undisturbed: how many pages it takes, and what is there.
    let straight = Network::to(centre.address()).await?;
    let other = Desk::sign_in(&straight.url(), &account).await?;
    let nouns = other.session().await?.held().await.unwrap();
    let longest = nouns.iter().max_by_key(|held| held.records).context("something")?.noun;
    let longest = format!("GET /v1/records?noun={}", longest.name());
    let (first, pages) = (straight.asked(FIRST), straight.asked(&longest));
    assert!(first > 0 && pages >= 2, "{pages} pages of {longest}");

    // Cut in the middle of a noun: the desk shows how far it has come, and what it has stays.
    let network = Network::to(centre.address()).await?;
    network.lose_answers(&longest, 1);
    let folder = tempfile::Builder::new().prefix("muster-desk-").tempdir()?;
    let app = App::new(Home::new(folder.path()));
    let view = app.sign_in(&network.url(), &account.username, PASSWORD, "a computer").await?;
    network.lost_one().await;
    // What came before the answer that was lost is written down before that is noticed.
    let mut follow = app.session().await.context("at work")?.follow_status();
    while !matches!(follow.borrow_and_update().link, Link::NoAnswer | Link::Offline) {
        follow.changed().await?;
    }
    let status = app.session().await.context("at work")?.status();
    let so_far = status.first_load.context("it has not finished")?;
    assert!(so_far.done > 0 && so_far.done < so_far.of, "{so_far:?}");
    app.lock().await;

    // Opened again, it asks for what it lacks and for nothing else.
    let asked = network.asked(&longest);
    network.answers_again();
    let app = App::new(Home::new(folder.path()));
    let mut heard = app.announcer().listen();
    app.unlock(view.profile, PASSWORD).await?;
    let session = app.session().await.context("at work")?;
    while session.status().first_load.is_some() || session.status().last_sync.is_none() {
        heard.recv().await?;
    }
    assert_eq!(network.asked(&longest) - asked, pages - 1, "the pages that were missing");
    assert_eq!(network.asked(FIRST), first, "nothing that was here already");
    assert_eq!(session.held().await.unwrap(), nouns, "and everything is there");
    app.lock().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_a_refused_request_does_not_wait_for_ever() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let colleague = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;

    // A request and its withdrawal are on their way, and do not arrive. Meanwhile the request has
    // become one that cannot be accepted.
    network.cut().await;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    let applicant = asked.applicant;
    recruiter.act(request(asked)).await?;
    recruiter.act(withdraw_transfer(id)).await?;
    network.lose_requests(PUSH);
    network.heal().await?;
    recruiter.session().await?.sync_now();
    network.lost_one().await;
    colleague.act(withdraw_applicant(applicant)).await?;
    colleague.sent().await?;

    // Both need attention, with a reason each; nothing waits.
    network.answers_again();
    recruiter.session().await?.sync_now();
    recruiter.sent().await?;
    let attention = recruiter.session().await?.attention().await.unwrap();
    assert_eq!(attention.len(), 2, "{attention:?}");
    assert!(attention.iter().all(|item| item.reason.is_some()));
    assert!(recruiter.read(&TransferPage { id }).await?.is_none());

    // Amended, the request is sent and holds.
    let mut amended = request_for(&recruiter, full_match(&centre, 1)).await?;
    amended.id = id;
    recruiter.session().await?.amend(attention[0].id, request(amended)).await.unwrap();
    recruiter.sent().await?;
    let page = recruiter.read(&TransferPage { id }).await?.context("it is on record")?;
    assert_ne!(page.transfer.stage, Stage::Withdrawn { reason: String::new() });
    Ok(())
}

/// As with a full disk under the cache, and room for the outbox.
const FULL: &str = "CREATE TRIGGER full BEFORE INSERT ON laid BEGIN SELECT raise(ABORT, ''); END";

/// The main cache of whoever has signed in on a desk, from beside.
async fn cache_of(desk: &Desk) -> anyhow::Result<SqliteConnection> {
    let home = Home::new(desk.folder());
    let profile = home.people().await?.pop().context("somebody has signed in")?;
    let keys = home.keys(profile.id, PASSWORD).await?;
    opened::open(&home.folder(profile.id).join("main.db"), &keys.main).await
}

/// Their outbox, from beside.
async fn outbox_of(desk: &Desk) -> anyhow::Result<SqliteConnection> {
    let home = Home::new(desk.folder());
    let profile = home.people().await?.pop().context("somebody has signed in")?;
    let key = home.outbox_key(profile.id).await?;
    opened::open(&home.folder(profile.id).join("outbox.db"), &key).await
}

/// A recruiter who has signed in and then lost the network; and their main cache, from beside.
async fn offline() -> anyhow::Result<(Centre, Network, Desk, SqliteConnection)> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    network.cut().await;
    let cache = cache_of(&recruiter).await?;
    Ok((centre, network, recruiter, cache))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_saved_is_said_to_be_though_the_cache_cannot_be_written() -> anyhow::Result<()> {
    let (centre, mut network, recruiter, mut cache) = offline().await?;

    sqlx::raw_sql(FULL).execute(&mut cache).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    assert_eq!(recruiter.session().await?.waiting().await.unwrap().len(), 1);
    assert!(recruiter.read(&TransferPage { id }).await?.is_none(), "the cache was not written");

    // There is room again: it is shown, and takes effect once.
    sqlx::raw_sql("DROP TRIGGER full").execute(&mut cache).await?;
    network.heal().await?;
    recruiter.session().await?.sync_now();
    recruiter.sent().await?;
    recruiter.reads("it is on record", &TransferPage { id }, |page| page).await?;
    assert!(recruiter.session().await?.attention().await.unwrap().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_saved_is_said_not_to_be_and_is_not_shown() -> anyhow::Result<()> {
    let (centre, mut network, recruiter, _) = offline().await?;

    // As with a full disk under the outbox, and room for the cache.
    let mut outbox = outbox_of(&recruiter).await?;
    let full = "CREATE TRIGGER full BEFORE INSERT ON command BEGIN SELECT raise(ABORT, ''); END";
    sqlx::raw_sql(full).execute(&mut outbox).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    let session = recruiter.session().await?;
    assert_eq!(session.act(request(asked.clone())).await, Err(ActError::Broken));
    assert!(recruiter.read(&TransferPage { id }).await?.is_none(), "nobody asked for it");
    assert_eq!(session.status().waiting, 0);

    // There is room again: what was typed is asked for, and arrives once.
    sqlx::raw_sql("DROP TRIGGER full").execute(&mut outbox).await?;
    recruiter.act(request(asked)).await?;
    let waits = |page: Option<TransferView>| page.filter(|page| page.waiting);
    recruiter.reads("it waits", &TransferPage { id }, waits).await?;
    network.heal().await?;
    session.sync_now();
    recruiter.sent().await?;
    assert!(session.attention().await.unwrap().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_to_be_saved_is_seen_by_whoever_reads_next() -> anyhow::Result<()> {
    let (centre, _network, recruiter, mut cache) = offline().await?;

    // The cache cannot be written for a while: a request is saved without it.
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut cache).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;

    // Who opens it meanwhile waits until it is there, and is not told that there is none.
    let page = TransferPage { id };
    let opened = recruiter.read(&page);
    let freed = async { Ok(sqlx::raw_sql("COMMIT").execute(&mut cache).await?) };
    let (opened, _) = tokio::try_join!(opened, freed)?;
    assert!(opened.is_some_and(|page| page.waiting));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_have_reached_the_server_is_neither_amended_nor_taken_back() -> anyhow::Result<()>
{
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;

    // The server takes a request in, and the desk does not hear of it.
    network.lose_answers(PUSH, 0);
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    let saved = recruiter.act(request(asked.clone())).await?;
    let unanswered =
        async |session: Arc<Session>| Ok((session.status().link == Link::NoAnswer).then_some(()));
    recruiter.until("the answer is missed", unanswered).await?;
    let session = recruiter.session().await?;
    assert_eq!(session.withdraw(saved.id).await, Err(ActError::TooLate));
    let other = transfer::Request { last_name: "Smyth-Jones".to_owned(), ..asked };
    let amended = session.amend(saved.id, request(other)).await;
    assert_eq!(amended, Err(ActError::TooLate));

    // The answer comes: it was asked for once, in the words that were sent.
    network.answers_again();
    session.sync_now();
    recruiter.sent().await?;
    let page = enquiry_arrives(&approver, id).await?;
    assert_ne!(page.asked.context("who is asked for")?.last_name, "Smyth-Jones");
    assert_eq!(enquiries(&approver).await?, 1);
    assert_eq!(session.amend(saved.id, withdraw_transfer(id)).await, Err(ActError::TooLate));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_cache_did_not_take_is_shown_as_soon_as_it_does() -> anyhow::Result<()> {
    let (centre, mut network, recruiter, mut cache) = offline().await?;
    sqlx::raw_sql(FULL).execute(&mut cache).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let (id, applicant) = (asked.id, asked.applicant);
    recruiter.act(request(asked)).await?;
    assert!(recruiter.read(&TransferPage { id }).await?.is_none(), "the cache was not written");
    sqlx::raw_sql("DROP TRIGGER full").execute(&mut cache).await?;

    // The server cannot decide it, and there is no other news: only what is owed brings it.
    write_body(&centre, applicant, "{}").await?;
    network.heal().await?;
    recruiter.session().await?.sync_now();
    let waits = |page: Option<TransferView>| page.filter(|page| page.waiting);
    recruiter.reads("it is shown as asked for", &TransferPage { id }, waits).await?;
    Ok(())
}
