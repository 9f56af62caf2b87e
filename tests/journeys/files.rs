//! A recruiter keeps files with an applicant, with and without a network. A file is sent part by part
//! before the command that names it, goes on where it was interrupted, keeps nothing else waiting, and
//! can be read by whoever may hold its record and by nobody else.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, ensure};
use muster_app::{FileError, Home, NewDocument, Session};
use muster_domain::Command;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::recruitment::document::{self, Kind, Media, PIECE};
use muster_domain::words::{ChunkName, FileKey};
use muster_protocol::Bytes;
use muster_protocol::account::Register;
use muster_protocol::verdict::NotTaken;
use muster_store::key::Keys;
use muster_store::outbox::State;
use muster_store::outgoing::Parts;
use muster_store::recruitment::document::{DocumentRow, Documents};
use muster_sync::Client;
use muster_sync::http::Refused;
use muster_testkit::centre::{Account, Centre, PASSWORD, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use uuid::Uuid;

use crate::opened::{Opened, has};
use crate::told::*;

/// What stands in a file and in nothing else.
const CANARY: &str = "a-scan-of-a-passport-that-nobody-may-find";

/// How the desk sends a part.
const PART: &str = "PUT /v1/chunks/";

/// A PDF of so many whole pieces and a little more, with the canary in each.
fn pdf(pieces: u32) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    while content.len() <= (pieces * PIECE) as usize {
        content.extend(format!("{CANARY} {}\n", content.len()).bytes());
    }
    content
}

fn new(applicant: Uuid, name: &str, content: Vec<u8>) -> NewDocument {
    NewDocument { applicant, kind: Kind::Identity, name: name.to_owned(), content }
}

async fn add(desk: &Desk, new: NewDocument) -> anyhow::Result<()> {
    let added = desk.session().await?.add_document(new).await;
    added.map(|_| ()).map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// Waits until a desk shows the document, decided by the server.
async fn arrives(desk: &Desk, applicant: Uuid, name: &str) -> anyhow::Result<DocumentRow> {
    desk.reads("the document is here", &Documents { applicant }, |rows| {
        rows.into_iter().find(|row| row.name == name && !row.waiting)
    })
    .await
}

/// The folder of parts on a desk, and the parts in it.
async fn parts(desk: &Desk) -> anyhow::Result<(PathBuf, BTreeSet<ChunkName>)> {
    let home = Home::new(desk.folder());
    let profile = home.people().await?.into_iter().next().context("nobody is here")?;
    let folder = home.folder(profile.id).join("files");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.insert(ChunkName::parse(&name).with_context(|| format!("{name} is no part"))?);
    }
    Ok((folder, names))
}

/// A second recruiter of the asking trust.
async fn colleague(centre: &Centre) -> anyhow::Result<Account> {
    let (asking, _) = codes(centre);
    centre.add_account("second-recruiter", "Gwen Tudor", "recruitment_officer", asking).await
}

/// What somebody gets who asks the server for a part by its name, with a client of their own.
async fn by_name(
    centre: &Centre,
    account: &Account,
    name: ChunkName,
) -> anyhow::Result<Result<Vec<u8>, Refused>> {
    let client = Client::new(&centre.url())?;
    let key = Keys::random().device.verifying_key();
    let register = Register {
        username: account.username.clone(),
        password: PASSWORD.to_owned(),
        device_key: Bytes(key.to_bytes().to_vec()),
        device_name: "a computer of their own".to_owned(),
    };
    let token = client.register(&register).await?.token;
    Ok(client.chunk(&token, name).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_added_offline_is_sent_on_after_a_crash_and_opened_by_a_colleague()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let mut desk = Desk::sign_in(&network.url(), account).await?;
    let other = Desk::sign_in(&centre.url(), &colleague(&centre).await?).await?;
    let applicant = on_the_list(&desk, full_match(&centre, 0)).await?.id;

    // Without a network a passport is kept: it is there at once, and can be opened.
    network.cut().await;
    let content = pdf(20);
    add(&desk, new(applicant, "Passport.pdf", content.clone())).await?;
    let rows = desk.read(&Documents { applicant }).await?;
    ensure!(rows.len() == 1 && rows[0].waiting && rows[0].media == Media::Pdf, "{rows:?}");
    let session = desk.session().await?;
    assert_eq!(session.open_document(rows[0].id).await?.content, content);
    let waiting = session.waiting().await.unwrap();
    assert_eq!(waiting[0].parts, Some(Parts { sent: 0, of: 21 }));

    // The network is bad: two parts get through, then answers are lost, and the desk is killed. What
    // else is asked for meanwhile is decided all the same.
    network.lose_answers(PART, 2);
    network.heal().await?;
    session.sync_now();
    network.lost_one().await;
    desk.act(request(request_for(&desk, full_match(&centre, 1)).await?)).await?;
    desk.until("what has no file is decided", async |session: Arc<Session>| {
        Ok((session.waiting().await.unwrap().len() == 1).then_some(()))
    })
    .await?;
    let waiting = session.waiting().await.unwrap();
    assert_eq!(waiting[0].verb, "document.add");
    let sent = waiting[0].parts.context("it has parts")?.sent;
    ensure!((2..21).contains(&sent), "{sent} of 21 are sent");
    drop(session);
    desk.end().await;
    network.answers_again();
    let (before, posted) = (network.asked(PART), network.asked("POST /v1/chunks/missing"));

    // Opened again, it asks what is missing and sends that and no more.
    desk.unlock().await.unwrap();
    desk.sent().await?;
    ensure!(network.asked("POST /v1/chunks/missing") > posted);
    ensure!(network.asked(PART) - before <= 21 - sent as usize, "what was there was sent again");

    // The colleague opens it; what came from the server is kept and opens without it.
    let row = arrives(&other, applicant, "Passport.pdf").await?;
    assert_eq!(other.session().await?.open_document(row.id).await?.content, content);
    let (_, names) = parts(&other).await?;
    assert_eq!((names.len(), names.clone()), (21, parts(&desk).await?.1));

    // Others do not get a part of it, though they have its name.
    let name = names.first().copied().context("a part")?;
    for (role, of) in [("learning_administrator", asking), ("iat_approver", asking)] {
        let got = by_name(&centre, centre.account(role, of), name).await?;
        ensure!(got.is_err(), "{role} got a part");
    }
    let elsewhere = centre.account("recruitment_officer", source);
    let got = by_name(&centre, elsewhere, name).await?;
    assert_eq!(got.err(), Some(Refused::NoSuchChunk), "another trust's recruiter");
    ensure!(by_name(&centre, account, name).await?.is_ok(), "who may hold it gets it");

    // Nothing of it can be read in any file of the server or of a desk at work.
    for folder in [centre.data().to_path_buf(), desk.folder().to_owned(), other.folder().to_owned()]
    {
        let canaries = muster_testkit::canaries::Canaries::new([CANARY.to_owned()]);
        let (found, read) = canaries.found(&folder)?;
        ensure!(found.is_empty() && read > 0, "{found:?}");
    }
    ensure!(has(&content, CANARY.as_bytes()), "what is looked for would be found");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_was_never_opened_here_says_so_offline_and_opens_once_online()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;
    let mut network = Network::to(centre.address()).await?;
    let other = Desk::sign_in(&network.url(), &colleague(&centre).await?).await?;
    let applicant = on_the_list(&desk, full_match(&centre, 0)).await?.id;
    let content = pdf(1);
    add(&desk, new(applicant, "Degree.pdf", content.clone())).await?;
    let id = arrives(&other, applicant, "Degree.pdf").await?.id;

    network.cut().await;
    let session = other.session().await?;
    assert_eq!(session.open_document(id).await.err(), Some(FileError::NotHere));
    network.heal().await?;
    assert_eq!(session.open_document(id).await?.content, content);
    network.cut().await;
    assert_eq!(session.open_document(id).await?.content, content, "it is here now");

    // A copy goes where the person says, under its name, and over nobody's file.
    let folder = tempfile::tempdir()?;
    for name in ["Degree.pdf", "Degree (2).pdf"] {
        let path = session.save_copy(id, folder.path()).await?;
        assert_eq!(path, folder.path().join(name));
        assert_eq!(std::fs::read(path)?, content);
    }
    let nowhere = folder.path().join("none");
    assert_eq!(session.save_copy(id, &nowhere).await.err(), Some(FileError::CannotSave));
    network.heal().await?;

    // The first recruiter removes it: it opens nowhere, and its parts are nowhere.
    let remove = document::Remove { id, reason: "another applicant's".to_owned() };
    desk.act(Command::Document(document::Command::Remove(remove))).await?;
    desk.sent().await?;
    other
        .reads("it is removed", &Documents { applicant }, |rows| {
            rows.iter().all(|row| row.removed.is_some()).then_some(())
        })
        .await?;
    assert_eq!(session.open_document(id).await.err(), Some(FileError::Gone));
    let chunks = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM chunk");
    assert_eq!(chunks.fetch_one(&mut ledger(&centre).await?).await?, 0);
    drop(session);
    for desk in [&desk, &other] {
        Opened::after_work(desk).await?;
        desk.unlock().await.unwrap();
        assert_eq!(parts(desk).await?.1, BTreeSet::new());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_role_ends_nothing_of_a_file_can_be_read_on_the_computer() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;
    let applicant = on_the_list(&desk, full_match(&centre, 0)).await?.id;
    add(&desk, new(applicant, "Passport.pdf", pdf(2))).await?;
    arrives(&desk, applicant, "Passport.pdf").await?;
    let opened = Opened::after_work(&desk).await?;
    let before = opened.every_byte()?;
    let record = opened.records().await?.into_iter().find(|it| it.noun == NounKind::Document);
    let record: serde_json::Value = serde_json::from_str(&record.context("it is held")?.body)?;
    let key = record["stage"]["key"].as_str().context("its key")?.to_owned();
    ensure!(has(&before, key.as_bytes()), "the key is in the record");
    assert_eq!(parts(&desk).await?.1.len(), 3);
    desk.unlock().await.unwrap();

    for (role, end) in [("learning_administrator", None), ("recruitment_officer", Some("--end"))] {
        let line = ["account", "role", "--username", &account.username, "--role", role];
        let line: Vec<&str> = line.into_iter().chain(end).collect();
        centre.run(&line).await?;
    }
    desk.session().await?.sync_now();
    let roles = [Role::LearningAdministrator].into();
    desk.until("the new role is at work", async |session: Arc<Session>| {
        let held = session.held().await.unwrap();
        let arrived = session.status().first_load.is_none()
            && held.iter().any(|held| held.noun == NounKind::Competence);
        Ok((session.profile().roles == roles && arrived).then_some(()))
    })
    .await?;

    // The parts are gone, and what opened them is on no page of any file.
    let after = Opened::after_work(&desk).await?.every_byte()?;
    ensure!(!has(&after, key.as_bytes()), "the key is still there");
    assert_eq!(parts(&desk).await?.1, BTreeSet::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_a_colleague_took_is_changed_without_choosing_the_file_again()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    let other = Desk::sign_in(&centre.url(), &colleague(&centre).await?).await?;
    let applicant = on_the_list(&desk, full_match(&centre, 0)).await?.id;
    network.cut().await;
    let content = pdf(1);
    add(&desk, new(applicant, "Passport.pdf", content.clone())).await?;
    add(&other, new(applicant, "passport.PDF", pdf(0))).await?;
    other.sent().await?;
    network.heal().await?;
    let session = desk.session().await?;
    session.sync_now();

    // It comes back with the reason; another name, and it goes.
    let item = desk
        .until("it comes back", async |session: Arc<Session>| {
            Ok(session.attention().await.unwrap().into_iter().next())
        })
        .await?;
    assert_eq!(item.state, State::Refused);
    let refusal = document::Refusal::NameTaken.into();
    assert_eq!(item.reason, Some(NotTaken::Rule { refusal }));
    let Command::Document(document::Command::Add(add)) = item.command else {
        anyhow::bail!("it is another command")
    };
    let named = document::Add { name: "Passport, new.pdf".to_owned(), ..add };
    let command = Command::Document(document::Command::Add(named));
    session.amend(item.id, command).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    desk.sent().await?;
    let row = arrives(&other, applicant, "Passport, new.pdf").await?;
    assert_eq!(other.session().await?.open_document(row.id).await?.content, content);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_whose_file_is_nowhere_comes_back_and_one_taken_back_leaves_no_part()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    let applicant = on_the_list(&desk, full_match(&centre, 0)).await?.id;
    let session = desk.session().await?;

    // What is no PDF and no picture is refused before anything is kept.
    let refused = session.add_document(new(applicant, "Notes.pdf", b"PK\x03\x04".to_vec())).await;
    ensure!(refused.is_err());
    assert_eq!(parts(&desk).await?.1, BTreeSet::new());

    // Taken back before it was sent, nothing of it stays.
    network.cut().await;
    add(&desk, new(applicant, "Passport.pdf", pdf(1))).await?;
    assert_eq!(parts(&desk).await?.1.len(), 2);
    desk.offline().await?;
    let waiting = session.waiting().await.unwrap();
    session.withdraw(waiting[0].id).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    assert_eq!(parts(&desk).await?.1, BTreeSet::new());

    // A command that names what is neither here nor there can never be sent: its author hears of it.
    let nowhere = document::Add {
        id: Uuid::now_v7(),
        applicant,
        kind: Kind::Other,
        name: "Lost.pdf".to_owned(),
        media: Media::Pdf,
        size: 10,
        key: FileKey([7; 32]),
        chunks: vec![ChunkName([9; 32])],
    };
    desk.act(Command::Document(document::Command::Add(nowhere))).await?;
    network.heal().await?;
    session.sync_now();
    let item = desk
        .until("it comes back", async |session: Arc<Session>| {
            Ok(session.attention().await.unwrap().into_iter().next())
        })
        .await?;
    assert_eq!(item.reason, Some(NotTaken::FileMissing));
    desk.reads("it is not shown", &Documents { applicant }, |rows| rows.is_empty().then_some(()))
        .await?;
    Ok(())
}

/// What the supervisor's quarantine has of somebody's document: its file, as it was.
async fn handed_in(centre: &Centre, name: &str) -> anyhow::Result<Vec<u8>> {
    let list = centre.run(&["quarantine", "list"]).await?;
    for line in list.lines().filter(|line| line.contains("document.add")) {
        let id = line.split(' ').next().context("an id")?;
        if centre.run(&["quarantine", "show", id]).await?.contains(name) {
            let to = tempfile::tempdir()?.path().with_extension("pdf");
            centre.run(&["quarantine", "file", id, "--to", &to.to_string_lossy()]).await?;
            let content = std::fs::read(&to)?;
            std::fs::remove_file(&to)?;
            return Ok(content);
        }
    }
    anyhow::bail!("{name} was not handed in: {list}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_could_not_be_sent_is_with_the_supervisor_when_a_role_ends_or_a_laptop_is_lost()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let moves = Desk::sign_in(&network.url(), account).await?;
    let loses = Desk::sign_in(&network.url(), &colleague(&centre).await?).await?;
    let applicant = on_the_list(&moves, full_match(&centre, 0)).await?.id;

    // Both keep a file of several parts while there is no network.
    network.cut().await;
    let (passport, visa) = (pdf(4), pdf(7));
    add(&moves, new(applicant, "Passport.pdf", passport.clone())).await?;
    add(&loses, new(applicant, "Visa.pdf", visa.clone())).await?;

    // One moves to another team meanwhile, the other's laptop is reported missing.
    let role = ["account", "role", "--username", &account.username, "--role"];
    centre.run(&[&role[..], &["learning_administrator"]].concat()).await?;
    centre.run(&[&role[..], &["recruitment_officer", "--end"]].concat()).await?;
    let device = loses.session().await?.profile().device.to_string();
    centre.run(&["device", "revoke", &device]).await?;
    network.heal().await?;
    for desk in [&moves, &loses] {
        desk.session().await?.sync_now();
    }
    moves
        .until("their work was handed in", async |session: Arc<Session>| {
            let history = session.history().await.unwrap();
            Ok(history.iter().any(|queued| queued.state == State::HandedIn).then_some(()))
        })
        .await?;
    loses.locked().await?;
    let mut heard = loses.app().announcer().listen();
    while !loses.app().removed().await?.iter().any(|removed| removed.done) {
        heard.recv().await?;
    }

    // Their supervisor has both files as they were, and neither computer has a part of them.
    assert_eq!(handed_in(&centre, "Passport.pdf").await?, passport);
    assert_eq!(handed_in(&centre, "Visa.pdf").await?, visa);
    assert_eq!(parts(&moves).await?.1, BTreeSet::new());
    Ok(())
}
