//! What happens to computers: disks are put back to an older image or copied, files are damaged, a
//! newer program was there before, a record says something that this program does not know, the
//! server is busy for long. Work goes on, and none is lost.

use std::io::{Read as _, Seek, SeekFrom, Write as _};
use std::path::Path;

use anyhow::Context;
use muster_app::OpenError;
use muster_domain::noun::NounKind;
use muster_store::iat::transfer::Transfers;
use muster_store::outbox::State;
use muster_store::recruitment::applicant::Applicants;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use sqlx::{Connection, Executor};

use crate::opened::{self, Opened};
use crate::told::*;

fn copied(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (entry, to) = (entry?, to.to_path_buf());
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Takes every file of a desk away and puts those of an image in their place.
fn put_back(image: &Path, desk: &Desk) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(desk.folder())? {
        let path = entry?.path();
        if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
    }
    copied(image, desk.folder())
}

/// Turns some bits over in the middle of a file.
fn damage(file: &Path, at: u64) -> anyhow::Result<()> {
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(file)?;
    let mut bytes = [0; 64];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    bytes.iter_mut().for_each(|byte| *byte ^= 0x55);
    file.seek(SeekFrom::Start(at))?;
    Ok(file.write_all(&bytes)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_put_back_sends_nothing_twice_and_comes_into_step() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let mut desk = Desk::sign_in(&network.url(), account).await?;

    // A request waits when the image is made; it is sent, and more is done after.
    network.cut().await;
    let first = request_for(&desk, full_match(&centre, 0)).await?;
    desk.act(request(first.clone())).await?;
    desk.end().await;
    let image = tempfile::tempdir()?;
    copied(desk.folder(), image.path())?;
    desk.unlock().await.unwrap();
    network.heal().await?;
    desk.session().await?.sync_now();
    desk.sent().await?;
    let second = request_for(&desk, full_match(&centre, 1)).await?;
    desk.act(request(second.clone())).await?;
    desk.sent().await?;

    // Months later the image is put back.
    desk.end().await;
    put_back(image.path(), &desk)?;
    desk.unlock().await.unwrap();
    desk.session().await?.sync_now();
    desk.sent().await?;
    let both = |transfers: Vec<muster_store::iat::transfer::TransferRow>| {
        let there = |id| transfers.iter().filter(|row| row.id == id).count() == 1;
        (transfers.len() == 2 && there(first.id) && there(second.id)).then_some(())
    };
    desk.reads("both are there, once each", &Transfers {}, both).await?;
    let history = desk.session().await?.history().await.unwrap();
    assert_eq!(history.len(), 1, "what was done after the image is the server's to tell");
    assert_eq!(history[0].state, State::Accepted);

    // And it is of use: what is asked now is decided.
    let third = request_for(&desk, full_match(&centre, 2)).await?;
    desk.act(request(third)).await?;
    desk.sent().await?;
    assert_eq!(desk.session().await?.status().attention, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_disk_that_was_copied_both_go_on_and_what_waited_on_both_happens_once()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let mut desk = Desk::sign_in(&network.url(), account).await?;
    network.cut().await;
    let asked = request_for(&desk, full_match(&centre, 0)).await?;
    desk.act(request(asked.clone())).await?;
    desk.end().await;
    let copy = tempfile::tempdir()?;
    copied(desk.folder(), copy.path())?;
    network.heal().await?;

    // One after the other on the same place, as the keyring knows it by its place.
    let mut ids = vec![asked.id];
    for turn in 0..2 {
        desk.unlock().await.unwrap();
        desk.session().await?.sync_now();
        desk.sent().await?;
        let own = request_for(&desk, full_match(&centre, 1 + turn)).await?;
        ids.push(own.id);
        desk.act(request(own)).await?;
        desk.sent().await?;
        desk.end().await;
        if turn == 0 {
            put_back(copy.path(), &desk)?;
        }
    }
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    for id in ids {
        enquiry_arrives(&approver, id).await?;
    }
    assert_eq!(enquiries(&approver).await?, 3, "what waited on both once, and each its own");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_cache_is_loaded_anew_and_what_waits_is_untouched() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let mut desk = Desk::sign_in(&network.url(), account).await?;
    let applicants = desk.read(&Applicants {}).await?.len();
    network.cut().await;
    let asked = request_for(&desk, full_match(&centre, 0)).await?;
    desk.act(request(asked)).await?;

    let cache = Opened::after_work(&desk).await?.folder.join("main.db");
    let length = cache.metadata()?.len();
    // The first page, and then some in the middle, where a list is read.
    for at in [40, length / 2] {
        desk.end().await;
        for page in 0..if at == 40 { 1 } else { 20 } {
            damage(&cache, (at + page * 4_096).min(length - 100))?;
        }
        let opened = desk.unlock().await;
        if at == 40 {
            assert!(opened.is_ok(), "{opened:?}");
        } else if opened.is_ok() {
            // Nobody needed these pages until a list is asked for: then the desk locks.
            let session = desk.session().await?;
            if session.read(&Applicants {}).await.is_err() {
                desk.locked().await?;
                desk.unlock().await.unwrap();
            }
        }
        assert_eq!(desk.session().await?.waiting().await.unwrap().len(), 1);
        network.heal().await?;
        desk.session().await?.sync_now();
        desk.up_to_date().await?;
        assert_eq!(desk.read(&Applicants {}).await?.len(), applicants);
        network.cut().await;
        if at == 40 {
            // For the second time round something waits again.
            desk.sent().await?;
            let asked = request_for(&desk, full_match(&centre, 1)).await?;
            desk.act(request(asked)).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_outbox_is_refused_and_left_as_it_is() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;
    let outbox = Opened::after_work(&desk).await?.folder.join("outbox.db");
    damage(&outbox, 40)?;
    let before = std::fs::read(&outbox)?;
    assert_eq!(desk.unlock().await.unwrap_err(), OpenError::Files);
    assert_eq!(std::fs::read(&outbox)?, before, "somebody may yet recover it");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_program_refuses_files_of_a_newer_one_and_touches_nothing() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    network.cut().await;
    let asked = request_for(&desk, full_match(&centre, 0)).await?;
    desk.act(request(asked)).await?;
    let opened = Opened::after_work(&desk).await?;
    for (file, key) in [("main.db", &opened.keys.main), ("outbox.db", &opened.outbox_key)] {
        let mut newer = opened::open(&opened.folder.join(file), key).await?;
        newer
            .execute(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'of a newer version', 1, x'00', 0)",
            )
            .await?;
        newer.close().await?;
        assert_eq!(desk.unlock().await.unwrap_err(), OpenError::Files, "{file}");
        let mut newer = opened::open(&opened.folder.join(file), key).await?;
        newer.execute("DELETE FROM _sqlx_migrations WHERE version = 9999").await?;
        newer.close().await?;
    }
    // The newer program is back: everything is there.
    desk.unlock().await.unwrap();
    assert_eq!(desk.session().await?.waiting().await.unwrap().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_cannot_be_read_is_left_out_and_said_to_be_and_the_rest_goes_on()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;
    let all = desk.read(&Applicants {}).await?;
    let opened = Opened::after_work(&desk).await?;
    let mut file = opened::open(&opened.folder.join("main.db"), &opened.keys.main).await?;
    // A stage that this version has never heard of.
    sqlx::query(
        "UPDATE applicant SET body = json_set(body, '$.stage.kind', 'seconded') WHERE id = ?",
    )
    .bind(all[0].id)
    .execute(&mut file)
    .await?;
    file.close().await?;
    desk.unlock().await.unwrap();
    assert_eq!(desk.read(&Applicants {}).await?.len(), all.len() - 1);
    let held = desk.session().await?.held().await.unwrap();
    let applicants = held.iter().find(|held| held.noun == NounKind::Applicant).context("some")?;
    assert_eq!((applicants.left_out as usize, applicants.records as usize), (1, all.len()));
    // A command about it is saved for the server to decide, and what else arrives is taken in.
    let other = on_the_list(&desk, full_match(&centre, 0)).await;
    let moved = all.iter().skip(1).find(|row| other.as_ref().is_ok_and(|it| it.id != row.id));
    desk.act(withdraw_applicant(moved.context("another")?.id)).await?;
    desk.sent().await?;
    desk.up_to_date().await?;
    assert_eq!(desk.session().await?.status().attention, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_server_is_busy_with_one_thing_for_long_others_are_read_and_wait_to_write()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&centre.url(), account).await?;
    let other = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;
    let asked = request_for(&desk, full_match(&centre, 0)).await?;
    // Somebody has a transaction open on the server's file, and does not end it.
    let mut long = ledger(&centre).await?;
    long.execute("BEGIN IMMEDIATE").await?;
    desk.act(request(asked)).await?;
    // Another desk hears meanwhile that there is nothing new.
    let session = other.session().await?;
    let before = session.status().last_sync;
    session.sync_now();
    let heard = async |session: std::sync::Arc<muster_app::Session>| {
        Ok((session.status().last_sync > before).then_some(()))
    };
    other.until("the server has answered", heard).await?;
    assert_eq!(desk.session().await?.status().waiting, 1);
    long.execute("COMMIT").await?;
    desk.session().await?.sync_now();
    desk.sent().await?;
    assert_eq!(desk.session().await?.status().attention, 0);
    Ok(())
}
