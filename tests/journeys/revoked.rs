//! A computer is lost, or somebody leaves. The server's administrator revokes the device or closes
//! the account; at its next contact the computer hands in what was not sent, where it waits for a
//! supervisor, and removes its copy. Whatever interrupts that, nothing that is left can be read.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{TimeDelta, Utc};
use muster_app::{App, Home, Link, OpenError, Removed};
use muster_store::leaving::Leaving;
use muster_store::profile::Profile;
use muster_testkit::centre::{Centre, PASSWORD, Plan};
use muster_testkit::clock::SetClock;
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;

use crate::told::*;

const PARCEL: &str = "POST /v1/parcels";

/// Waits until a desk says that a copy has left it, as `enough` wants it.
async fn removed(desk: &Desk, enough: impl Fn(&Removed) -> bool) -> anyhow::Result<Removed> {
    let mut heard = desk.app().announcer().listen();
    let waiting = async {
        loop {
            let found = desk.app().removed().await?;
            if let Some(found) = found.into_iter().find(&enough) {
                return Ok(found);
            }
            if let Err(RecvError::Closed) = heard.recv().await {
                anyhow::bail!("the desk was closed");
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.context("no copy has left")?
}

/// What is still in somebody's folder.
fn files(desk: &Desk, profile: &Profile) -> Vec<String> {
    let folder: PathBuf = Home::new(desk.folder()).folder(profile.id);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Nothing of somebody is left on a computer: no name, no file, no key.
async fn nothing_is_left(desk: &Desk, profile: &Profile) -> anyhow::Result<()> {
    let home = Home::new(desk.folder());
    ensure!(home.people().await?.iter().all(|other| other.id != profile.id), "the name");
    ensure!(!home.folder(profile.id).exists(), "the folder");
    ensure!(home.keys(profile.id, PASSWORD).await.is_err(), "the keys");
    ensure!(home.lease(profile.id).await?.is_none(), "the lease");
    ensure!(home.leaving_key(profile.id).await?.is_none(), "the leaving key");
    // Asked for last: where there is no key for an outbox, one is made.
    ensure!(home.leaving_outbox(profile.id).await?.is_none(), "the outbox");
    Ok(())
}

/// A recruiter at work, who has asked for a record while their network was cut.
async fn with_unsent_work(centre: &Centre) -> anyhow::Result<(Network, Desk, Profile)> {
    let (asking, _) = codes(centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    network.cut().await;
    desk.act(request(request_for(&desk, full_match(centre, 0)).await?)).await?;
    let profile = desk.session().await?.profile();
    Ok((network, desk, profile))
}

async fn revoke(centre: &Centre, profile: &Profile) -> anyhow::Result<()> {
    centre.run(&["device", "revoke", &profile.device.to_string()]).await.map(|_| ())
}

/// The lines of the quarantine, and whether the device's receipt is there.
async fn at_the_centre(centre: &Centre, profile: &Profile) -> anyhow::Result<(Vec<String>, bool)> {
    let list = centre.run(&["quarantine", "list"]).await?;
    let devices = centre.run(&["device", "list"]).await?;
    let device = profile.device.to_string();
    let line = devices.lines().find(|line| line.starts_with(&device)).context("it is listed")?;
    Ok((list.lines().map(str::to_owned).collect(), line.contains("its copy removed")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_computer_hands_in_what_was_not_sent_and_nothing_is_left_on_it()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let (mut network, desk, profile) = with_unsent_work(&centre).await?;

    // The laptop is reported missing, and revoked while it has no network. It notices when it has.
    revoke(&centre, &profile).await?;
    network.heal().await?;
    desk.session().await?.sync_now();
    let removed = removed(&desk, |removed| removed.done).await?;
    assert_eq!((removed.handed_in, removed.left), (1, 0));
    assert!(desk.app().session().await.is_none(), "nobody is at work");
    nothing_is_left(&desk, &profile).await?;
    assert_eq!(desk.app().people_here().await?, []);

    // The request waits for a supervisor, with who and when; nobody at the source was asked.
    let (quarantine, receipt) = at_the_centre(&centre, &profile).await?;
    assert!(receipt, "the computer has confirmed that its copy is gone");
    assert_eq!(quarantine.len(), 1, "{quarantine:?}");
    assert!(quarantine[0].contains("transfer.request"), "{quarantine:?}");
    assert!(quarantine[0].contains(&profile.username), "{quarantine:?}");
    let id = quarantine[0].split(' ').next().context("an id")?;
    let shown = centre.run(&["quarantine", "show", id]).await?;
    let surname = &full_match(&centre, 0).last_name;
    assert!(shown.contains(surname.as_str()), "what was typed is not lost");
    assert_eq!(enquiries(&approver).await?, 0);
    let elsewhere = centre.run(&["quarantine", "list", "--organisation", source]).await?;
    assert_eq!(elsewhere, "", "another trust's supervisor sees nothing of it");

    // Whoever reads the note takes it away. The same person may come back, as on a new computer.
    desk.app().take_note(removed.id).await?;
    assert_eq!(desk.app().removed().await?, []);
    let account = centre.account("recruitment_officer", asking);
    desk.app().sign_in(&network.url(), &account.username, PASSWORD, "again").await?;
    desk.up_to_date().await?;
    assert_eq!(desk.session().await?.status().waiting, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_computer_of_somebody_who_left_notices_without_their_password()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("oh_nurse", asking);
    let mut nurse = Desk::sign_in(&network.url(), account).await?;
    let profile = nurse.session().await?.profile();
    nurse.end().await;
    assert!(files(&nurse, &profile).contains(&"oh.db".to_owned()));

    // Asked while nothing is wrong, and while there is no network, everything stays.
    nurse.app().attend().await?;
    network.cut().await;
    centre.run(&["account", "close", "--username", &account.username]).await?;
    nurse.app().attend().await?;
    assert!(files(&nurse, &profile).contains(&"oh.db".to_owned()));
    assert_eq!(nurse.app().removed().await?, []);

    // Started with a network, locked as it is, the computer asks and removes the copy.
    network.heal().await?;
    nurse.end().await;
    nurse.app().attend().await?;
    nothing_is_left(&nurse, &profile).await?;
    assert!(at_the_centre(&centre, &profile).await?.1);
    assert_eq!(nurse.unlock().await.err(), Some(OpenError::NotHere));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_thirty_days_offline_nothing_opens_and_unlocking_online_removes_it()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let clock = SetClock::right();
    let account = centre.account("recruitment_officer", asking);
    let mut desk = Desk::sign_in_by(clock.clone(), &network.url(), account).await?;
    let profile = desk.session().await?.profile();
    network.cut().await;
    desk.act(request(request_for(&desk, full_match(&centre, 0)).await?)).await?;
    desk.end().await;
    revoke(&centre, &profile).await?;
    clock.restart(TimeDelta::days(30));
    assert_eq!(desk.unlock().await.err(), Some(OpenError::LeaseLapsed { waiting: 1 }));
    network.heal().await?;
    assert_eq!(desk.unlock().await.err(), Some(OpenError::Removed));
    nothing_is_left(&desk, &profile).await?;
    let (quarantine, receipt) = at_the_centre(&centre, &profile).await?;
    assert!(receipt && quarantine.len() == 1, "{quarantine:?}");
    Ok(())
}

/// What the desk does one after the other on the computer itself.
const STEPS: [&str; 4] = ["the keys", "the note", "the name", "the caches"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interrupted_at_any_step_nothing_can_be_read_and_it_is_completed_at_the_next_start()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    for (done, step) in STEPS.iter().enumerate() {
        let (mut network, mut desk, profile) = with_unsent_work(&centre).await?;
        revoke(&centre, &profile).await?;
        desk.end().await;
        let home = Home::new(desk.folder());
        let leaving = Leaving {
            id: profile.id,
            device: profile.device,
            server: profile.server.clone(),
            sealing_key: profile.sealing_key.clone(),
            at: Utc::now(),
            handed_in: 0,
            left: 0,
            done: false,
        };
        // The power goes after this step.
        for now in 0..=done {
            match now {
                0 => home.destroy_keys(profile.id).await?,
                1 => home.keep_leaving(&leaving).await?,
                2 => home.forget(profile.id).await?,
                _ => home.erase_caches(profile.id).await?,
            }
        }
        // Started again without a network: the password opens nothing any more.
        desk.end().await;
        assert_eq!(desk.unlock().await.err(), Some(OpenError::NotHere), "after {step}");
        assert!(home.keys(profile.id, PASSWORD).await.is_err(), "after {step}");
        desk.app().attend().await?;

        // With one, it is completed.
        network.heal().await?;
        desk.app().attend().await?;
        nothing_is_left(&desk, &profile).await.with_context(|| format!("after {step}"))?;
        let (quarantine, receipt) = at_the_centre(&centre, &profile).await?;
        assert!(receipt, "after {step}");
        assert_eq!(quarantine.len(), done + 1, "after {step}: {quarantine:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_handed_in_stays_sealed_and_goes_at_the_next_contact()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;

    // The answer to the first question is lost: it is not certain, and nothing is removed.
    let (mut network, mut desk, profile) = with_unsent_work(&centre).await?;
    revoke(&centre, &profile).await?;
    desk.end().await;
    network.heal().await?;
    network.lose_answers(PARCEL, 0);
    desk.app().attend().await?;
    assert!(files(&desk, &profile).contains(&"main.db".to_owned()));

    // The answer to what was handed in is lost. The keys and the caches are gone; what was not sent
    // is still here, and nobody on this computer can open it.
    network.lose_answers(PARCEL, 1);
    desk.app().attend().await?;
    let left = removed(&desk, |_| true).await?;
    assert!(!left.done && left.left == 1, "{left:?}");
    assert!(
        Home::new(desk.folder()).keys(profile.id, PASSWORD).await.is_err(),
        "the keys are gone"
    );
    let names = files(&desk, &profile);
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("outbox.db")));
    assert_eq!(desk.unlock().await.err(), Some(OpenError::NotHere));
    desk.app().take_note(left.id).await?;
    assert_eq!(desk.app().removed().await?.len(), 1, "what is not done cannot be put away");

    // Handed in again, it is one; then the receipt is lost.
    network.lose_answers(PARCEL, 1);
    desk.end().await;
    desk.app().attend().await?;
    let left = removed(&desk, |_| true).await?;
    assert!(!left.done && (left.handed_in, left.left) == (1, 0), "{left:?}");
    assert_eq!(files(&desk, &profile), [""; 0]);
    let (quarantine, _) = at_the_centre(&centre, &profile).await?;
    assert_eq!(quarantine.len(), 1, "{quarantine:?}");

    // A power cut had left part of the folder: it goes with the rest.
    let folder = Home::new(desk.folder()).folder(profile.id);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("outbox.db-wal"), b"left over")?;
    network.answers_again();
    desk.end().await;
    desk.app().attend().await?;
    nothing_is_left(&desk, &profile).await?;
    let (quarantine, receipt) = at_the_centre(&centre, &profile).await?;
    assert!(receipt && quarantine.len() == 1, "{quarantine:?}");
    Ok(())
}

/// Says to everybody that their device is revoked, and cannot open what is sealed for the server.
async fn false_server() -> anyhow::Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let parcels = Arc::new(AtomicUsize::new(0));
    let seen = parcels.clone();
    tokio::spawn(async move {
        while let Ok((mut desk, _)) = listener.accept().await {
            let seen = seen.clone();
            tokio::spawn(async move {
                let mut asked = vec![0; 64 * 1024];
                let read = desk.read(&mut asked).await.unwrap_or(0);
                let (status, body) = if asked[..read].starts_with(PARCEL.as_bytes()) {
                    seen.fetch_add(1, Ordering::SeqCst);
                    ("200 OK", r#"{"opened":"AAAA","revoked":true,"taken":[]}"#)
                } else {
                    ("403 Forbidden", r#"{"code":"device_revoked","message":"go away"}"#)
                };
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                // The desk may have hung up.
                let _ = desk.write_all(answer.as_bytes()).await;
            });
        }
    });
    Ok((address, parcels))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_false_servers_word_removes_nothing() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (mut network, desk, profile) = with_unsent_work(&centre).await?;
    let (liar, parcels) = false_server().await?;
    network.to_instead(&liar);
    network.heal().await?;
    desk.session().await?.sync_now();
    desk.until("it is told to sign in again", async |session| {
        Ok((session.status().link == Link::SignInAgain).then_some(()))
    })
    .await?;
    // Asked for the proof, it had none: here, and of a desk that is locked.
    desk.app().lock().await;
    desk.app().attend().await?;
    assert!(parcels.load(Ordering::SeqCst) > 0);
    assert_eq!(desk.app().removed().await?, []);
    assert!(files(&desk, &profile).contains(&"main.db".to_owned()));

    // The true server is back, and everything goes on.
    network.to_instead(centre.address());
    desk.unlock().await?;
    desk.sent().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_shared_computer_only_the_revoked_persons_copy_is_removed() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let (mut network, desk, profile) = with_unsent_work(&centre).await?;
    network.heal().await?;
    let colleague = &centre.account("learning_administrator", asking).username;
    let app: &App = desk.app();
    app.sign_in(&network.url(), colleague, PASSWORD, "the same computer").await?;
    desk.up_to_date().await?;
    revoke(&centre, &profile).await?;
    app.attend().await?;
    nothing_is_left(&desk, &profile).await?;
    assert_eq!(app.people_here().await?.len(), 1);
    let theirs = desk.session().await?.profile();
    assert_eq!(&theirs.username, colleague, "the colleague is still at work");
    assert!(files(&desk, &theirs).contains(&"main.db".to_owned()));
    Ok(())
}
