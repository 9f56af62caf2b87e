//! A device that was revoked: what was not sent is handed in, sealed as it is, and this computer's
//! copy is removed. The keys go first: whenever it is interrupted, what is left cannot be read.
//!
//! Nobody is believed to have revoked a device who cannot open what was sealed for the server: a
//! wifi portal's page or another server's answer removes nothing.

use chrono::{DateTime, SubsecRound, Utc};
use muster_domain::noun::NounKind;
use muster_protocol::Bytes;
use muster_protocol::parcel::{PARTS_AT_ONCE, Parcel, ParcelAnswer, SealedCommand, SignedParcel};
use muster_store::files::Files;
use muster_store::key::KeyFault;
use muster_store::leaving::{Leaving, LeavingKey, OutboxFault};
use muster_store::outbox::Outbox;
use muster_store::profile::{Home, Profile};
use muster_store::seal;
use muster_sync::Client;
use muster_sync::http::Refused;
use rand::RngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::announce::Announcement;
use crate::app::Desk;

/// A copy that was removed from this computer. It names nobody: it is shown before anybody has
/// unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Removed {
    /// To take note of it by.
    pub id: Uuid,
    /// When this computer heard of it.
    pub at: DateTime<Utc>,
    /// How much that was not sent the server has now, for a supervisor.
    pub handed_in: u32,
    /// How much is still here, sealed for the server, until it can be reached.
    pub left: u32,
    /// Whether the server knows that nothing is left here.
    pub done: bool,
}

impl From<&Leaving> for Removed {
    fn from(leaving: &Leaving) -> Self {
        let Leaving { id, at, handed_in, left, done, .. } = *leaving;
        Self { id, at, handed_in, left, done }
    }
}

/// Why a copy has not left yet, or not in full. It is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotGone {
    #[error(transparent)]
    Server(#[from] Refused),
    #[error("whoever answers cannot open what was sealed for the server")]
    NotProven,
    #[error("the server does not take what this device hands in")]
    NotTaken,
    #[error("there is no key to sign by")]
    NoKey,
    #[error(transparent)]
    Keyring(#[from] KeyFault),
    #[error(transparent)]
    Files(#[from] muster_store::Error),
}

impl From<OutboxFault> for NotGone {
    fn from(fault: OutboxFault) -> Self {
        match fault {
            OutboxFault::Key(fault) => fault.into(),
            OutboxFault::File(fault) => fault.into(),
        }
    }
}

/// What is in a parcel; nothing is a question.
#[derive(Default)]
struct Content {
    commands: Vec<SealedCommand>,
    parts: Vec<Bytes>,
    left: Vec<NounKind>,
    gone_at: Option<DateTime<Utc>>,
}

/// Who hands in, and to whom.
pub(crate) struct Sender {
    client: Client,
    sealing_key: Vec<u8>,
    key: LeavingKey,
}

impl Sender {
    /// Who hands in for a profile.
    pub(crate) async fn of(
        home: &Home,
        client: Client,
        profile: &Profile,
    ) -> Result<Self, NotGone> {
        let key = home.leaving_key(profile.id).await?.ok_or(NotGone::NoKey)?;
        Ok(Self { client, sealing_key: profile.sealing_key.clone(), key })
    }

    /// Hands in what the server must take: commands, then the parts of their files that it may not
    /// have. A part that is not here any more was lost before.
    pub(crate) async fn deliver(
        &self,
        commands: Vec<SealedCommand>,
        outbox: &Outbox,
        files: &Files,
    ) -> Result<(), NotGone> {
        let ids: Vec<_> = commands.iter().map(|command| command.id).collect();
        let answer = self.hand_in(Content { commands, ..Content::default() }).await?;
        if !ids.iter().all(|id| answer.taken.contains(id)) {
            return Err(NotGone::NotTaken);
        }
        for names in outbox.unsent_of(&ids).await?.chunks(PARTS_AT_ONCE) {
            let mut parts = Vec::with_capacity(names.len());
            for name in names {
                parts.extend(files.get(*name).await?.map(Bytes));
            }
            if !parts.is_empty() {
                self.hand_in(Content { parts, ..Content::default() }).await?;
            }
        }
        Ok(())
    }

    /// Says that records of these nouns are no longer on this computer.
    pub(crate) async fn has_left(&self, nouns: Vec<NounKind>) -> Result<(), NotGone> {
        self.hand_in(Content { left: nouns, ..Content::default() }).await.map(|_| ())
    }

    /// Hands something in, and believes the answer only of whoever opens the proof.
    async fn hand_in(&self, content: Content) -> Result<ParcelAnswer, NotGone> {
        let mut number = [0; 32];
        OsRng.fill_bytes(&mut number);
        let server = seal::public_key(&self.sealing_key).ok_or(NotGone::NotProven)?;
        let proof = Bytes(seal::seal(&server, &number)?);
        let Content { commands, parts, left, gone_at } = content;
        let parcel = Parcel { at: Utc::now(), proof, commands, parts, left, gone_at };
        let signed = SignedParcel::new(&parcel, self.key.vouched.clone(), &self.key.key);
        let answer = self.client.hand_in(&signed.map_err(muster_store::Error::from)?).await?;
        if answer.opened.0 == number { Ok(answer) } else { Err(NotGone::NotProven) }
    }
}

impl Desk {
    /// Asks the server about everybody who is not at work here, and goes on with the copies that
    /// are leaving. It needs nobody's password.
    pub(crate) async fn attend(&self) -> Result<(), KeyFault> {
        for leaving in self.home.leavings().await?.iter().filter(|leaving| !leaving.done) {
            self.go_on(leaving.clone()).await;
        }
        for profile in self.home.people().await? {
            // Whoever is at work hears it from the server themselves.
            if Some(profile.id) != self.at_work().await
                && let Ok(true) = self.is_revoked(&profile).await
            {
                self.leave(&profile).await;
            }
        }
        Ok(())
    }

    /// Whether the server has revoked this device. An error means that it is not known.
    pub(crate) async fn is_revoked(&self, profile: &Profile) -> Result<bool, NotGone> {
        let sender = Sender::of(&self.home, Client::new(&profile.server)?, profile).await?;
        Ok(sender.hand_in(Content::default()).await?.revoked)
    }

    /// The device is revoked: removes this person's copy.
    pub(crate) async fn leave(&self, profile: &Profile) {
        {
            let _opening = self.opening.lock().await;
            self.close_if(|session| session.profile().id == profile.id).await;
            // First of all: from here on nothing that is left can be read, whatever interrupts.
            if let Err(error) = self.home.destroy_keys(profile.id).await {
                tracing::error!(%error, "the keys of a revoked device could not be destroyed");
                return;
            }
        }
        self.go_on(Leaving {
            id: profile.id,
            device: profile.device,
            server: profile.server.clone(),
            sealing_key: profile.sealing_key.clone(),
            at: Utc::now().trunc_subsecs(0),
            handed_in: 0,
            left: 0,
            done: false,
        })
        .await;
    }

    /// Goes on with a copy that is leaving, as far as it can; tried again at the next contact.
    async fn go_on(&self, mut leaving: Leaving) {
        let _one_at_a_time = self.leaving.lock().await;
        // Somebody else may have gone on with it meanwhile.
        if let Ok(known) = self.home.leavings().await
            && let Some(known) = known.into_iter().find(|known| known.id == leaving.id)
        {
            leaving = known;
        }
        if leaving.done {
            return;
        }
        let gone = self.remove(&mut leaving).await;
        if let Err(error) = &gone {
            tracing::warn!(%error, "a revoked device's copy is not gone in full yet");
        }
        leaving.done = gone.is_ok();
        if let Err(error) = self.home.keep_leaving(&leaving).await {
            tracing::error!(%error, "the keyring did not take how far a copy is gone");
        }
        self.announcer.say(Announcement::SessionChanged);
    }

    /// Every step can be done again: whatever was done before is found done.
    async fn remove(&self, leaving: &mut Leaving) -> Result<(), NotGone> {
        let id = leaving.id;
        self.home.destroy_keys(id).await?;
        self.home.keep_leaving(leaving).await?;
        self.home.forget(id).await?;
        self.home.erase_caches(id).await?;
        let client = Client::new(&leaving.server)?;
        let Some(key) = self.home.leaving_key(id).await? else {
            // It is the last to go, after the receipt.
            return if self.home.folder(id).exists() { Err(NotGone::NoKey) } else { Ok(()) };
        };
        let sender = Sender { client, sealing_key: leaving.sealing_key.clone(), key };
        if let Some(outbox) = self.home.leaving_outbox(id).await? {
            let files = Files::of(&self.home.folder(id));
            let handed_in = hand_in_all(&outbox, &files, &sender, leaving).await;
            outbox.close().await;
            handed_in?;
        }
        self.home.erase_folder(id).await?;
        sender.hand_in(Content { gone_at: Some(Utc::now()), ..Content::default() }).await?;
        self.home.destroy_leaving_key(id).await?;
        Ok(())
    }
}

/// Hands in what was not decided, parcel by parcel. What was handed in before is known there.
async fn hand_in_all(
    outbox: &Outbox,
    files: &Files,
    sender: &Sender,
    leaving: &mut Leaving,
) -> Result<(), NotGone> {
    (leaving.handed_in, leaving.left) = (0, outbox.not_decided().await?);
    for commands in outbox.for_server().await? {
        let taken = u32::try_from(commands.len()).unwrap_or(u32::MAX);
        sender.deliver(commands, outbox, files).await?;
        leaving.handed_in = leaving.handed_in.saturating_add(taken);
        leaving.left = leaving.left.saturating_sub(taken);
    }
    Ok(())
}
