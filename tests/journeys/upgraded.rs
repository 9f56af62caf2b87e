//! Muster is brought up to date on a computer on which work waits. What an earlier version signed
//! stays as it was signed, is shown as before, and goes to the server once.

use anyhow::Context;
use chrono::Utc;
use ed25519_dalek::Signer;
use muster_domain::Command;
use muster_domain::iat::transfer;
use muster_domain::recruitment::applicant;
use muster_domain::words::CommandId;
use muster_protocol::Bytes;
use muster_protocol::envelope::{Base, Envelope, Signed};
use muster_store::iat::transfer::Transfers;
use muster_store::outbox::{Outbox, Sealed, State};
use muster_store::seal;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use uuid::Uuid;

use crate::opened::Opened;
use crate::told::*;

/// How many commands wait: more than two batches.
const WAITING: usize = 250;

/// Signs what a program of version 1 would have signed.
fn by_version_1(opened: &Opened, epoch: Uuid, command: Command) -> (Envelope, Signed) {
    let envelope = Envelope {
        format: 1,
        id: CommandId(Uuid::now_v7()),
        user: opened.profile.user.id,
        organisation: opened.profile.organisation.id,
        device: opened.profile.device,
        at: Utc::now(),
        base: Base { epoch, version: 1, waiting: vec![] },
        depends_on: vec![],
        amends: None,
        command,
    };
    let mut text = serde_json::to_value(&envelope).unwrap();
    if let Some(request) = text["command"]["command"].as_object_mut() {
        request.remove("staff");
        request.remove("occasion");
    }
    let bytes = serde_json::to_vec(&text).unwrap();
    let signature = Bytes(opened.keys.device.sign(&bytes).to_vec());
    let signed = Signed { id: envelope.id, bytes: Bytes(bytes), signature };
    (envelope, signed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_waited_through_an_upgrade_is_decided_once() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let desk = Desk::sign_in(&network.url(), account).await?;
    let request = request_for(&desk, full_match(&centre, 0)).await?;
    let moved = on_the_list(&desk, full_match(&centre, 1)).await?;
    network.cut().await;

    // The old version: a request, and many changes of one applicant, one after the other.
    let opened = Opened::after_work(&desk).await?;
    let outbox = Outbox::open(&opened.folder, &opened.outbox_key).await?;
    let person = opened.keys.person.public_key();
    let server = seal::public_key(&opened.profile.sealing_key).context("the server's key")?;
    let mut commands = vec![Command::Transfer(transfer::Command::Request(request.clone()))];
    let mut was = moved.post.clone();
    for n in 1..WAITING {
        let now = format!("Ward Clerk {n}");
        commands.push(Command::Applicant(applicant::Command::Change(applicant::Change {
            id: moved.id,
            post: Some(applicant::PostChange { was, now: now.clone() }),
            start_on: None,
        })));
        was = now;
    }
    for command in commands {
        let (envelope, signed) = by_version_1(&opened, Uuid::nil(), command);
        outbox.save(&envelope, Sealed::new(&signed, &person, &server)?).await?;
    }
    outbox.close().await;

    // The new version opens the files: all of it waits, and shows.
    desk.unlock().await.unwrap();
    let session = desk.session().await?;
    assert_eq!(session.waiting().await.unwrap().len(), WAITING);
    let transfers = desk.read(&Transfers {}).await?;
    assert_eq!((transfers.len(), transfers[0].id), (1, request.id));
    assert_eq!(on_the_list(&desk, full_match(&centre, 1)).await?.post, was);

    network.heal().await?;
    session.sync_now();
    desk.sent().await?;
    let history = session.history().await.unwrap();
    assert_eq!(history.len(), WAITING);
    let accepted = history.iter().filter(|item| item.state == State::Accepted).count();
    assert_eq!(accepted, WAITING, "each is decided, and none refused");
    desk.up_to_date().await?;
    assert_eq!(on_the_list(&desk, full_match(&centre, 1)).await?.post, was);
    Ok(())
}
