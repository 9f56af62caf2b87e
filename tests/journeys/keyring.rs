//! No keyring, no files: a clear refusal, never a plaintext fallback. And several people on one
//! computer, each with files of their own.

use std::process::Stdio;

use anyhow::Context;
use muster_app::{App, Home, OpenError};
use muster_store::key;
use muster_store::profile::Profile;
use muster_testkit::binary;
use muster_testkit::centre::{Centre, PASSWORD, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use tokio::process::Command;

use crate::opened::{every_page, open};
use crate::told::*;

/// A first sign-in that must be refused: its sentence, and that nothing was written.
async fn refused(
    mut command: Command,
    computer: &Computer,
    centre: &Centre,
) -> anyhow::Result<String> {
    let (asking, _) = codes(centre);
    let username = &centre.account("recruitment_officer", asking).username;
    let out = command
        .arg("--home")
        .arg(computer.desk())
        .args(["sign-in", "--server", &centre.url(), "--username", username])
        .env("MUSTER_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let patience = std::time::Duration::from_secs(30);
    let out = tokio::time::timeout(patience, out).await.context("it waits for ever")??;
    assert!(!out.status.success(), "somebody got in without a keyring");
    assert!(!computer.desk().exists(), "something was written without a keyring");
    Ok(String::from_utf8_lossy(&out.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keyring_or_with_a_locked_one_nothing_is_written() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let computer = Computer::start(Some(":0")).await?;

    let mut none = computer.command(binary("muster-desk"));
    none.env_remove("DBUS_SESSION_BUS_ADDRESS");
    let said = refused(none, &computer, &centre).await?;
    assert!(said.contains(&OpenError::NoKeyring.to_string()), "{said}");

    let mut invalid = computer.command(binary("muster-desk"));
    invalid.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all");
    let said = refused(invalid, &computer, &centre).await?;
    assert!(said.contains(&OpenError::NoKeyring.to_string()), "{said}");

    computer.lock_keyring().await?;
    let said = refused(computer.command(binary("muster-desk")), &computer, &centre).await?;
    assert!(said.contains(&OpenError::KeyringLocked.to_string()), "{said}");

    // On the same computer, its keyring unlocked, somebody gets in: it was the keyring alone.
    let unlocked = Computer::start(Some(":0")).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let mut command = unlocked.command(binary("muster-desk"));
    command.arg("--home").arg(unlocked.desk()).env("MUSTER_PASSWORD", PASSWORD);
    command.args(["sign-in", "--server", &centre.url(), "--username", &account.username]);
    assert!(command.output().await?.status.success());
    assert!(unlocked.desk().exists());

    // Locked afterwards, it does not let them in again, and says why.
    unlocked.lock_keyring().await?;
    let mut command = unlocked.command(binary("muster-desk"));
    command.arg("--home").arg(unlocked.desk()).env("MUSTER_PASSWORD", PASSWORD);
    let out = command.args(["--person", &account.username, "status"]).output().await?;
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success(), "somebody got in past a locked keyring");
    assert!(said.contains(&OpenError::KeyringLocked.to_string()), "{said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_who_share_a_computer_cannot_open_each_others_files() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let folder = tempfile::tempdir()?;
    let home = Home::new(folder.path());
    let app = App::new(home.clone());
    let mut people: Vec<Profile> = Vec::new();
    for (role, password) in
        [("recruitment_officer", "the recruiter's own"), ("oh_nurse", "the nurse's own")]
    {
        // Each has a password of their own here.
        let username = &centre.account(role, asking).username;
        app.sign_in(&centre.url(), username, PASSWORD, "a shared computer").await?;
        let profile = app.session().await.context("at work")?.profile();
        app.lock().await;
        let keys = home.keys(profile.id, PASSWORD).await?;
        home.keep_keys(profile.id, &keys, password, key::Cost::PERSON).await?;
        people.push(profile);
    }
    let [recruiter, nurse] = [&people[0], &people[1]];
    assert_ne!(home.folder(recruiter.id), home.folder(nurse.id));
    assert_eq!(app.people_here().await?.len(), 2, "both are on the sign-in screen");

    // Neither's password unlocks the other's, and neither's keys open the other's files.
    assert_eq!(
        app.unlock(nurse.id, "the recruiter's own").await.err(),
        Some(OpenError::WrongPassword)
    );
    assert_eq!(
        app.unlock(recruiter.id, "the nurse's own").await.err(),
        Some(OpenError::WrongPassword)
    );
    let keys = home.keys(recruiter.id, "the recruiter's own").await?;
    let outbox_key = home.outbox_key(recruiter.id).await?;
    for name in ["main.db", "oh.db", "outbox.db"] {
        let path = home.folder(nurse.id).join(name);
        for key in [&keys.main, &keys.oh, &outbox_key] {
            assert!(
                open(&path, key).await.is_err(),
                "the recruiter's keys open the nurse's {name}"
            );
            assert!(every_page(&path, key).is_err(), "{name}");
        }
    }
    let own = home.folder(recruiter.id).join("main.db");
    open(&own, &keys.main).await.context("each opens their own")?;
    assert!(!home.folder(recruiter.id).join("oh.db").exists(), "a recruiter has no such file");
    app.unlock(nurse.id, "the nurse's own").await?;
    app.lock().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebodys_files_are_open_in_one_program_at_a_time() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let folder = tempfile::tempdir()?;
    let (window, other) = (App::new(Home::new(folder.path())), App::new(Home::new(folder.path())));
    let username = &centre.account("recruitment_officer", asking).username;
    window.sign_in(&centre.url(), username, PASSWORD, "a computer").await?;
    let id = window.session().await.context("at work")?.profile().id;
    assert_eq!(other.unlock(id, PASSWORD).await.err(), Some(OpenError::OpenElsewhere));
    window.lock().await;
    other.unlock(id, PASSWORD).await?;
    assert_eq!(window.unlock(id, PASSWORD).await.err(), Some(OpenError::OpenElsewhere));
    other.lock().await;
    window.unlock(id, PASSWORD).await?;
    window.lock().await;
    Ok(())
}

/// The entries that a desk has in the keyring, by the names they have there.
async fn entries(desk: &Desk, profile: uuid::Uuid) -> anyhow::Result<Vec<(String, String)>> {
    let folder = desk.folder().to_string_lossy().into_owned();
    let space = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, folder.as_bytes());
    let mut found = Vec::new();
    for kind in ["people", "leavings"] {
        found.push(format!("{space}.{kind}"));
    }
    for kind in ["keys", "outbox", "lease", "leaving"] {
        found.push(format!("{space}.{kind}.{profile}"));
    }
    let mut entries = Vec::new();
    for name in found {
        if let Some(value) = key::get(&name).await? {
            entries.push((name, value));
        }
    }
    Ok(entries)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_an_emptied_keyring_the_files_stay_as_they_are_until_it_is_put_back()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let mut desk = Desk::sign_in(&network.url(), account).await?;
    network.cut().await;
    let asked = request_for(&desk, full_match(&centre, 0)).await?;
    let id = asked.id;
    desk.act(request(asked)).await?;
    let profile = desk.session().await?.profile().id;
    desk.end().await;
    let kept = entries(&desk, profile).await?;
    assert_eq!(kept.len(), 5, "who is here, the keys, the outbox's, the lease, the leaving key");

    // The keyring is emptied. Nobody is known on this computer, and nothing opens.
    for (name, _) in &kept {
        key::remove(name).await?;
    }
    assert!(desk.app().people_here().await?.is_empty());
    assert_eq!(desk.app().unopenable().await?, 1, "the sign-in screen says so, and what to do");
    let opened = desk.app().unlock(profile, PASSWORD).await;
    assert_eq!(opened.err(), Some(OpenError::NotHere));
    desk.app().attend().await?;

    // Signing in is a first sign-in, with files of its own, and work goes on there.
    network.heal().await?;
    desk.app().sign_in(&network.url(), &account.username, PASSWORD, "the same").await?;
    desk.up_to_date().await?;
    assert_ne!(desk.session().await?.profile().id, profile);
    let another = request_for(&desk, full_match(&centre, 1)).await?;
    desk.act(request(another)).await?;
    desk.sent().await?;
    desk.end().await;

    // The keyring is put back from a copy: what waited is there, and is sent.
    for (name, value) in &kept {
        key::set(name, value).await?;
    }
    desk.app().unlock(profile, PASSWORD).await?;
    desk.sent().await?;
    assert_eq!(desk.app().unopenable().await?, 1, "the copy that was made meanwhile");
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    enquiry_arrives(&approver, id).await?;
    assert_eq!(enquiries(&approver).await?, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_keys_the_keyring_lost_signs_in_anew_and_once() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;
    let first = desk.session().await?.profile().id;
    desk.app().lock().await;
    let lost = entries(&desk, first).await?;
    let lost = lost.iter().find(|(name, _)| name.contains("keys")).context("the keys")?;
    key::remove(&lost.0).await?;

    let app = desk.app();
    let again = app.sign_in(&centre.url(), &account.username, PASSWORD, "the same").await?;
    assert_ne!(again.profile, first);
    app.lock().await;
    let later = app.sign_in(&centre.url(), &account.username, PASSWORD, "the same").await?;
    assert_eq!(later.profile, again.profile, "the copy that opens is the one to go on with");
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_ends_and_is_started_again_is_asked_again() -> anyhow::Result<()> {
    key::set("before", "kept").await?;
    let owner = Command::new("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/"])
        .arg("org.freedesktop.DBus.GetConnectionUnixProcessID")
        .arg("string:org.freedesktop.secrets")
        .output()
        .await?;
    let said = String::from_utf8(owner.stdout)?;
    let daemon = said.split_whitespace().last().context("nobody keeps secrets")?;
    assert!(Command::new("kill").args(["-KILL", daemon]).status().await?.success());
    assert_eq!(key::get("before").await?.as_deref(), Some("kept"));
    key::set("after", "kept as well").await?;
    assert_eq!(key::get("after").await?.as_deref(), Some("kept as well"));
    Ok(())
}
