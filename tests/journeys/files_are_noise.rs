//! Whoever takes a computer's files away has noise. What people typed and what they may see is
//! sought in every file under a computer's HOME, its temporary folder and the desk's own; the same
//! search finds it where it was planted.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, ensure};
use base64::Engine;
use muster_app::Home;
use muster_domain::Command;
use muster_domain::iat::transfer;
use muster_store::key::{self, FileKey, Keys};
use muster_testkit::binary;
use muster_testkit::canaries::Canaries;
use muster_testkit::centre::{Account, Centre, PASSWORD, Plan};
use muster_testkit::computer::Computer;
use muster_testkit::desk::Desk;
use serde_json::Value;
use sqlx::Row;

use crate::opened::{Opened, every_page, has, open};
use crate::told::*;
use crate::whole::asked_and_released;

/// The headless desk on a computer, as somebody.
async fn desk(computer: &Computer, who: &Account, line: &[&str]) -> anyhow::Result<Value> {
    let mut command = computer.command(binary("muster-desk"));
    command.arg("--home").arg(computer.desk()).env("MUSTER_PASSWORD", PASSWORD);
    command.env("MUSTER_LOG", "debug");
    if line[0] != "sign-in" {
        command.args(["--person", &who.username]);
    }
    let out = command.args(line).stdin(Stdio::null()).output().await?;
    let wrong = String::from_utf8_lossy(&out.stderr);
    ensure!(out.status.success(), "muster-desk {} said {wrong}", line[0]);
    // Logs are files sooner or later: they are kept where the search looks.
    std::fs::write(computer.home().join(format!("{}-{}.log", who.username, line[0])), &out.stderr)?;
    Ok(serde_json::from_slice(&out.stdout).unwrap_or(Value::Null))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_stands_in_any_file_of_the_computer() -> anyhow::Result<()> {
    let mut centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter = centre.account("recruitment_officer", asking).clone();
    let nurse = centre.account("oh_nurse", source).clone();
    let computer = Computer::start(Some(":0")).await?;

    // A recruiter and a nurse work on the same computer; one request is sent, one waits.
    for who in [&recruiter, &nurse] {
        desk(&computer, who, &["sign-in", "--server", &centre.url(), "--username", &who.username])
            .await?;
    }
    let applicants = desk(&computer, &recruiter, &["read", "applicants"]).await?;
    let sources = desk(&computer, &recruiter, &["read", "sources"]).await?;
    for n in 0..2 {
        let applicant = full_match(&centre, n);
        let rows = applicants.as_array().context("applicants are a list")?;
        let row = rows.iter().find(|row| row["number"] == applicant.applicant_number.as_str());
        let asked = transfer::Request {
            id: uuid::Uuid::now_v7(),
            applicant: serde_json::from_value(row.context("on the list")?["id"].clone())?,
            source: serde_json::from_value(sources[0]["id"].clone())?,
            ni_number: applicant.ni_number.clone().unwrap_or_default(),
            date_of_birth: applicant.date_of_birth,
            last_name: applicant.last_name.clone(),
            staff: transfer::StaffKind::General,
            occasion: transfer::Occasion::BeforeHire,
            consent: transfer::Consent {
                given_on: yesterday(),
                means: transfer::ConsentMeans::Written,
            },
            reference: None,
        };
        let command = serde_json::to_string(&Command::Transfer(transfer::Command::Request(asked)))?;
        if n == 1 {
            centre.kill().await?;
        }
        desk(&computer, &recruiter, &["act", &command]).await?;
        if n == 0 {
            desk(&computer, &recruiter, &["sync"]).await?;
        }
    }
    let waiting = desk(&computer, &recruiter, &["waiting"]).await?;
    assert_eq!(waiting.as_array().map(Vec::len), Some(1), "one request waits");
    desk(&computer, &nurse, &["read", "people", r#"{"search":""}"#]).await.ok();

    let canaries = Canaries::of(&centre.pair);
    let (found, read) = canaries.found(computer.home())?;
    assert!(read >= 6, "two people's files were read: {read}");
    assert!(found.is_empty(), "{found:#?}");

    // The same search finds what leaks, in every guise.
    canaries.are_found_where_planted(computer.home(), &computer.desk())?;
    Ok(())
}

/// How evenly bytes are spread, in bits: 8 is noise.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let all = bytes.len() as f64;
    let part = |count: &u32| f64::from(*count) / all;
    counts.iter().filter(|count| **count > 0).map(part).map(|p| -p * p.log2()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_of_a_desk_at_work_are_noise_and_open_with_everything_or_not_at_all()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let nurse = Desk::sign_in(&centre.url(), centre.account("oh_nurse", source)).await?;
    asked_and_released(&centre, &recruiter, &approver).await?;

    // While they work: the files, their write-ahead logs and what SQLite shares between processes.
    let canaries = Canaries::of(&centre.pair);
    for desk in [&recruiter, &approver, &nurse] {
        let (found, read) = canaries.found(desk.folder())?;
        assert!(found.is_empty(), "{found:#?}");
        assert!(read >= 6, "database, log and index of outbox and cache: {read}");
    }
    for desk in [&recruiter, &nurse] {
        let profile = desk.session().await?.profile();
        let folder = Home::new(desk.folder()).folder(profile.id);
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let bytes = std::fs::read(&path)?;
            assert!(!bytes.starts_with(b"SQLite format 3"), "{}", path.display());
            // What is shared between processes is page numbers, and belongs to no disk.
            if bytes.len() > 64 * 1024 && path.extension().is_some_and(|name| name == "db") {
                let bits = entropy(&bytes);
                assert!(bits > 7.9, "{}: {bits} bits a byte", path.display());
            }
        }
    }
    assert!(entropy(b"SQLite format 3") < 7.9, "text is no noise");

    let opened = Opened::after_work(&nurse).await?;
    nothing_less_opens(&opened, nurse.folder()).await?;
    elsewhere_it_does_not_open(&opened).await?;
    let opened = Opened::after_work(&recruiter).await?;
    the_outbox_names_nobody(&opened, &canaries).await
}

/// Without a key, with the keyring's entries alone, or with another password: nothing.
async fn nothing_less_opens(opened: &Opened, folder: &Path) -> anyhow::Result<()> {
    let caches: Vec<PathBuf> = opened.caches().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(caches.len(), 2, "a nurse has two caches");
    for path in &caches {
        let plain = muster_sqlite::file(path);
        let mut file = sqlx::ConnectOptions::connect(&plain).await?;
        let read = sqlx::query("SELECT count(*) FROM sqlite_master").fetch_one(&mut file).await;
        assert!(read.is_err(), "{} opens without a key", path.display());
    }
    let home = Home::new(folder);
    for password in ["", "simulated trust 2027", "Simulated trust 2026"] {
        assert!(home.keys(opened.profile.id, password).await.is_err(), "{password:?} unlocks");
    }

    // The keyring's two entries, read as a thief would who has the keyring open: the wrapped keys
    // hold no key in clear, and the outbox's key opens the outbox alone.
    let space = uuid::Uuid::NAMESPACE_URL;
    let space = uuid::Uuid::new_v5(&space, folder.to_string_lossy().as_bytes());
    let entry = key::get(&format!("{space}.keys.{}", opened.profile.id)).await?;
    let entry = entry.context("the keyring holds the wrapped keys")?;
    assert!(Keys::unwrap(&entry, "").is_err());
    let wrapped = base64::engine::general_purpose::STANDARD.decode(entry)?;
    for window in wrapped.windows(32) {
        for (_, _, key) in opened.caches() {
            assert_ne!(window, key.as_bytes(), "a cache's key stands in the keyring in clear");
        }
    }
    for (_, path, key) in opened.caches() {
        assert!(open(&path, &opened.outbox_key).await.is_err(), "{}", path.display());
        let window = FileKey::from_slice(&wrapped[..32]).context("32 bytes")?;
        assert!(open(&path, &window).await.is_err(), "{}", path.display());
        open(&path, key).await.context("and with everything it opens")?;
    }
    Ok(())
}

/// The files copied into another person's hands, on a computer whose keyring knows nothing of them.
async fn elsewhere_it_does_not_open(opened: &Opened) -> anyhow::Result<()> {
    let thief = Computer::start(Some(":0")).await?;
    let folder = thief.desk().join(opened.profile.id.to_string());
    std::fs::create_dir_all(&folder)?;
    for entry in std::fs::read_dir(&opened.folder)? {
        let path = entry?.path();
        std::fs::copy(&path, folder.join(path.file_name().context("a name")?))?;
    }
    let mut command = thief.command(binary("muster-desk"));
    command.arg("--home").arg(thief.desk()).env("MUSTER_PASSWORD", PASSWORD);
    let out = command.args(["--person", &opened.profile.username, "status"]).output().await?;
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && said.contains("has not signed in on this computer"), "{said}");

    let home = Home::new(thief.desk());
    assert!(home.people().await?.is_empty(), "this keyring does not know the copy's folder either");
    assert!(home.keys(opened.profile.id, PASSWORD).await.is_err());
    Ok(())
}

/// The outbox opens with the keyring alone, so that unsent work outlives a forgotten password:
/// what it then shows is when something was asked about which record, and sealed bodies.
async fn the_outbox_names_nobody(opened: &Opened, canaries: &Canaries) -> anyhow::Result<()> {
    let mut outbox = open(&opened.folder.join("outbox.db"), &opened.outbox_key).await?;
    let rows = sqlx::query("SELECT * FROM command").fetch_all(&mut outbox).await?;
    assert!(!rows.is_empty(), "the recruiter asked for something");
    for row in rows {
        let header: Value = serde_json::from_str(row.try_get("header")?)?;
        let mut names: Vec<_> = header.as_object().context("an object")?.keys().collect();
        names.sort();
        assert_eq!(names, ["at", "depends_on", "noun", "record", "verb"]);
        let sealed: Vec<u8> = row.try_get("for_person")?;
        assert!(!has(&sealed, b"ni_number") && !has(&sealed, b"command"), "it is sealed");
        let opens = muster_store::seal::open(&opened.keys.person, &sealed)?;
        assert!(has(&opens, b"\"bytes\""), "and its author can read it");
    }
    let bytes = every_page(&opened.folder.join("outbox.db"), &opened.outbox_key)?;
    assert!(has(&bytes, b"transfer.request"), "headers are clear");
    let found = canaries.among(&bytes);
    assert!(found.is_empty(), "{found:?} stand in the outbox");
    Ok(())
}
