//! The one write. A command is decided here, saved durably, shown at once and sent when it can be.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_domain::words::CommandId;
use muster_domain::{Command, Refusal};
use muster_protocol::ENVELOPE_LIMIT;
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_store::Error;
use muster_store::outbox::{Seals, State};
use muster_store::overlay::{Decided, Deciding, Laid};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::{OwnedMutexGuard, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::announce::Announcement;
use crate::session::{Session, lock};

/// How long a person waits to hear whether what they want to change has left.
const A_TRY: Duration = Duration::from_secs(2);

/// "Saved on this computer": what was saved, and what the server will look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Receipt {
    /// The command.
    pub id: CommandId,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// What could not be checked here because this desk does not hold it.
    pub unchecked: Unchecked,
}

/// Nouns that the server will check.
pub type Unchecked = BTreeSet<NounKind>;

/// Why a command was not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActError {
    /// A rule says no.
    Refused {
        /// Which and why.
        refusal: Refusal,
        /// The form field it is about.
        field: Option<String>,
    },
    /// Nobody is signed in, or the desk is locked.
    Locked,
    /// The command to be amended or withdrawn has been sent or decided meanwhile.
    TooLate,
    /// What was typed is longer than a request may be.
    TooLong,
    /// The disk is full: nothing was saved.
    DiskFull,
    /// Something is broken; it is in the log.
    Broken,
}

impl From<muster_store::Error> for ActError {
    fn from(error: muster_store::Error) -> Self {
        if error.is_disk_full() {
            return ActError::DiskFull;
        }
        tracing::error!(%error, "a command could not be saved");
        ActError::Broken
    }
}

impl Session {
    /// Asks for something. When this returns a receipt, it is on the disk, and whoever reads after
    /// that sees it.
    pub async fn act(self: &Arc<Self>, command: Command) -> Result<Receipt, ActError> {
        self.act_instead(command, None).await
    }

    /// Asks for several things, each for itself; the answers are in the same order.
    pub async fn act_many(
        self: &Arc<Self>,
        commands: Vec<Command>,
    ) -> Vec<Result<Receipt, ActError>> {
        let mut answers = Vec::with_capacity(commands.len());
        for command in commands {
            answers.push(self.act(command).await);
        }
        answers
    }

    /// Asks for something in place of a command that waits or was refused.
    pub async fn amend(
        self: &Arc<Self>,
        id: CommandId,
        command: Command,
    ) -> Result<Receipt, ActError> {
        self.after_the_try(id).await?;
        self.act_instead(command, Some(id)).await
    }

    /// Takes back a command that waits or was refused. Its text stays in the history.
    pub async fn withdraw(&self, id: CommandId) -> Result<(), ActError> {
        self.after_the_try(id).await?;
        {
            let _writing = self.writing.lock().await;
            if !self.outbox.withdraw(id, Utc::now()).await? {
                return Err(ActError::TooLate);
            }
            self.settle(&[]).await?;
            self.announce_work().await;
        }
        self.sweep_files().await;
        Ok(())
    }

    /// Whether a command on its way has left this computer is known when the try ends: offline that
    /// is at once, and the command waits again.
    async fn after_the_try(&self, id: CommandId) -> Result<(), ActError> {
        let queued = self.outbox.get(id, &self.keys.person).await?;
        if queued.is_some_and(|queued| queued.state == State::Sent) {
            // A server that is slow to answer has the command: then it is too late in any case.
            let _ = tokio::time::timeout(A_TRY, self.sending.lock()).await;
        }
        Ok(())
    }

    async fn act_instead(
        self: &Arc<Self>,
        command: Command,
        amends: Option<CommandId>,
    ) -> Result<Receipt, ActError> {
        let writing = self.writing.clone().lock_owned().await;
        if let Some(id) = amends {
            let amended = self.outbox.get(id, &self.keys.person).await?;
            let open = [State::Waiting, State::Refused];
            if !amended.is_some_and(|queued| open.contains(&queued.state)) {
                return Err(ActError::TooLate);
            }
        }
        let ready = lock(&self.seals).take();
        let seals = ready.map_or_else(|| self.making_seals_ready(), Ok)?;
        let reader = self.reader();
        let mut envelope = self.envelope(command, amends);
        let (_, record) = envelope.command.target();
        let (deciding, mut waiting) = tokio::try_join!(
            Deciding::begin(&self.cache, &reader, &envelope),
            self.outbox.undecided_about(record)
        )?;
        if let Some(amended) = amends {
            waiting = self.before(amended, waiting).await?;
        }
        let (cursor, version) = deciding.seen();
        let epoch = cursor.map_or(Uuid::nil(), |cursor| cursor.epoch);
        envelope.base = Base { epoch, version, waiting: waiting.clone() };
        envelope.depends_on = waiting;
        let signed = Signed::new(&envelope, &self.keys.device).map_err(|error| {
            tracing::error!(%error, "a command could not be serialised");
            ActError::Broken
        })?;
        if signed.bytes.0.len() > ENVELOPE_LIMIT {
            return Err(ActError::TooLong);
        }
        let decided = deciding.decide(self.queue(), &envelope).await;
        self.disk_full(matches!(&decided, Err(error) if error.is_disk_full()));
        let decided = decided?.map_err(|refusal| ActError::Refused {
            field: refusal.field().map(str::to_owned),
            refusal,
        })?;
        let mut seals = seals.await.map_err(|error| Error::from(std::io::Error::other(error)))?;
        let server = self.server_key()?;
        if !seals.are_for(&server) {
            seals = Seals::ready(&self.keys.person.public_key(), &server);
        }
        let sealed = seals.seal(&signed)?;
        let unchecked = decided.outcome.unchecked.clone();
        let receipt = Receipt { id: envelope.id, saved_at: envelope.at, unchecked };
        let envelope = Arc::new(envelope);
        let (say_saved, saved) = oneshot::channel();
        let shown = tokio::spawn(self.clone().showing(decided, envelope.clone(), writing, saved));
        let saved = self.outbox.save(&envelope, sealed).await;
        self.disk_full(matches!(&saved, Err(error) if error.is_disk_full()));
        saved?;
        // Not counted anew: that takes the longer the more waits. Readings are for the audit, and in
        // nobody's list. What takes another's place is counted when it is shown.
        let counted = amends.is_none() && !matches!(envelope.command, Command::Access(_));
        self.change_status(|status| status.waiting += u32::from(counted));
        // Whoever reads waits until it is shown, and so does whoever writes.
        let _ = say_saved.send(self.showing.clone().lock_owned().await);
        if amends.is_some() {
            shown.await.map_err(|error| Error::from(std::io::Error::other(error)))?;
        }
        Ok(receipt)
    }

    /// Lays a command over the caches while it is being saved, and shows it when it has been.
    async fn showing(
        self: Arc<Self>,
        decided: Decided,
        envelope: Arc<Envelope>,
        writing: OwnedMutexGuard<()>,
        saved: oneshot::Receiver<OwnedMutexGuard<()>>,
    ) {
        let nouns = decided.outcome.writes.iter().map(|write| write.noun).collect();
        let laid = decided.lay().await;
        // If it could not be saved, nobody says so, and it is taken off.
        if let Ok(showing) = saved.await {
            self.show(laid, nouns, &envelope).await;
            drop(showing);
        }
        drop(writing);
        *lock(&self.seals) = self.making_seals_ready().ok();
    }

    /// Keys are reckoned with before there is a command to seal: for the first while it is looked up and
    /// decided, for each after it when the one before has been shown.
    fn making_seals_ready(&self) -> Result<JoinHandle<Seals>, Error> {
        let (person, server) = (self.keys.person.public_key(), self.server_key()?);
        Ok(tokio::task::spawn_blocking(move || Seals::ready(&person, &server)))
    }

    /// Shows what was saved.
    async fn show(
        &self,
        laid: Result<Laid, Error>,
        mut nouns: BTreeSet<NounKind>,
        envelope: &Envelope,
    ) {
        let shown = match laid {
            Ok(laid) => laid.show().await,
            Err(error) => Err(error),
        };
        if let Err(error) = shown {
            // It is saved, and said to be. The caches are made anew, now or when they are opened.
            tracing::error!(%error, "what was saved could not be shown");
            self.disk_full(error.is_disk_full());
            self.owe_a_rebase(true);
            if let Err(error) = self.rebase().await {
                tracing::error!(%error, "the caches do not show what was saved");
            }
        }
        if envelope.amends.is_some() {
            // What followed the amended one may not hold any more: if it cannot be looked at now, it
            // is when the files are next opened.
            if let Err(error) = self.settle(&[]).await {
                tracing::error!(%error, "what followed an amended command could not be looked at");
            }
            // What the amended command had shown is gone: anything may have changed.
            nouns.extend(NounKind::ALL);
        }
        self.desk.announcer.say(Announcement::Changed { nouns });
        self.desk.announcer.say(Announcement::WorkChanged);
        if envelope.amends.is_some() {
            self.announce_work().await;
        }
        self.wake(muster_sync::Input::Saved);
        if !envelope.command.chunks().is_empty() {
            self.wake(muster_sync::Input::FileSaved);
        }
    }

    /// What is asked, by whom and when. What its author saw is said once that is looked up.
    fn envelope(&self, command: Command, amends: Option<CommandId>) -> Envelope {
        let profile = self.profile();
        Envelope {
            format: FORMAT,
            id: CommandId(Uuid::now_v7()),
            user: profile.user.id,
            organisation: profile.organisation.id,
            device: profile.device,
            at: Utc::now(),
            base: Base { epoch: Uuid::nil(), version: 0, waiting: Vec::new() },
            depends_on: Vec::new(),
            amends,
            command,
        }
    }

    /// Those of these commands that come before another in the order of what was asked. What came
    /// after it follows it, and what takes its place cannot follow that.
    async fn before(
        &self,
        amended: CommandId,
        waiting: Vec<CommandId>,
    ) -> Result<Vec<CommandId>, ActError> {
        let place = self.place(amended).await?;
        let mut before = Vec::with_capacity(waiting.len());
        for id in waiting {
            if id != amended && self.place(id).await? < place {
                before.push(id);
            }
        }
        Ok(before)
    }

    /// A command's place in the order of what was asked: an amendment has that of what it amends.
    async fn place(&self, id: CommandId) -> Result<Option<i64>, ActError> {
        let (mut next, mut place) = (Some(id), None);
        while let Some(id) = next {
            let queued = self.outbox.get(id, &self.keys.person).await?;
            next = queued.as_ref().and_then(|queued| queued.envelope.amends);
            place = queued.map(|queued| queued.n).or(place);
        }
        Ok(place)
    }
}
