//! Somebody at work on this desk: their files, open, and the engine that keeps them in step with
//! the server. Dropping it, or locking, closes the files and forgets the keys.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex as PlainMutex, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use muster_domain::Command;
use muster_domain::access::Access;
use muster_domain::lease::{Lease, Reading, Standing};
use muster_domain::notifications::kind_setting::KindName;
use muster_domain::noun::NounKind;
use muster_domain::words::CommandId;
use muster_store::checksum;
use muster_store::files::Files;
use muster_store::key::{FileKey, Keys};
use muster_store::notifications;
use muster_store::outbox::{Draft, Outbox, Seals};
use muster_store::overlay::{Queue, Settled as Overlaid};
use muster_store::profile::{Place, Profile};
use muster_store::work::{self, Holding, Settled, WorkItem};
use muster_store::{Cache, Error, Read, Reader, overlay, receive, seal};
use muster_sync::{Client, Input};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::announce::Announcement;
use crate::app::Desk;
use crate::status::{OfflineUse, SyncStatus};

/// Opening a page again within this time is one reading, told to the audit once.
const ONE_READING: Duration = Duration::from_secs(300);

/// How much of the offline use may pass before it is written down again.
const WRITTEN_DOWN: TimeDelta = TimeDelta::minutes(15);

/// Why a question was not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReadError {
    /// Nobody is signed in, or the desk is locked.
    Locked,
    /// Something is broken; it is in the log.
    Broken,
}

impl From<Error> for ReadError {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a question could not be answered");
        ReadError::Broken
    }
}

/// Somebody at work.
#[derive(Debug)]
pub struct Session {
    pub(crate) desk: Desk,
    profile: RwLock<Profile>,
    lease: PlainMutex<Counted>,
    pub(crate) keys: OpenKeys,
    pub(crate) outbox: Outbox,
    pub(crate) cache: Cache,
    pub(crate) client: Client,
    pub(crate) token: RwLock<Option<String>>,
    pub(crate) status: watch::Sender<SyncStatus>,
    /// Held while the overlay is made or the outbox is changed: what is laid over is always the
    /// whole queue.
    pub(crate) writing: Arc<Mutex<()>>,
    /// Held while the caches do not show yet what was saved: whoever reads passes through it.
    pub(crate) showing: Arc<Mutex<()>>,
    /// Held while a batch is on its way.
    pub(crate) sending: Mutex<()>,
    /// The parts of files.
    pub(crate) files: Files,
    /// Held while a file is kept and then named, and while what nothing names is swept away. Taken
    /// before [`writing`](Self::writing), never after.
    pub(crate) filing: Mutex<()>,
    /// What seals the next command, being made ready.
    pub(crate) seals: PlainMutex<Option<JoinHandle<Seals>>>,
    /// How often a comparison with the server was put off.
    pub(crate) checks: AtomicU32,
    /// Whether what is laid over may not be what waits, because the files did not take it.
    rebase_owed: AtomicBool,
    inputs: mpsc::UnboundedSender<Input>,
    engine: PlainMutex<Option<JoinHandle<()>>>,
    /// What whoever watches over this session is to look at.
    told: watch::Sender<Told>,
    readings: PlainMutex<HashMap<(NounKind, Uuid), Instant>>,
    /// Until the files are closed.
    place: PlainMutex<Option<Place>>,
}

/// What a session cannot do for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing.
    Nothing,
    /// The server says that the device is revoked.
    ToLeave,
    /// The person's roles need other files than are open: they are opened with the password.
    ToReopen,
}

/// How long the desk may still be worked on without the server, and how much of that the keyring
/// knows.
#[derive(Debug)]
struct Counted {
    lease: Lease,
    written_down: TimeDelta,
}

/// Keys that no debug output shows.
#[derive(Clone)]
pub(crate) struct OpenKeys(Keys);

impl std::fmt::Debug for OpenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenKeys(…)")
    }
}

impl std::ops::Deref for OpenKeys {
    type Target = Keys;
    fn deref(&self) -> &Keys {
        &self.0
    }
}

impl Session {
    /// Opens somebody's files, makes the overlay, and starts the engine.
    pub(crate) async fn open(
        desk: &Desk,
        profile: Profile,
        keys: Keys,
        outbox_key: &FileKey,
        client: Client,
        lease: Lease,
        place: Place,
    ) -> Result<Arc<Self>, Error> {
        let folder = desk.home.folder(profile.id);
        let with_oh = profile.holds_oh();
        let outbox = Outbox::open(&folder, outbox_key).await?;
        if Cache::is_marked_damaged(&folder).await? {
            Cache::discard(&folder).await?;
        }
        let cache = Cache::open(&folder, &keys, with_oh).await?;
        let (inputs, received) = mpsc::unbounded_channel();
        let session = Arc::new(Self {
            desk: desk.clone(),
            profile: RwLock::new(profile),
            lease: PlainMutex::new(Counted { written_down: lease.left(), lease }),
            keys: OpenKeys(keys),
            outbox,
            cache,
            client,
            token: RwLock::new(None),
            status: watch::channel(SyncStatus::unknown()).0,
            writing: Arc::default(),
            showing: Arc::default(),
            sending: Mutex::new(()),
            files: Files::of(&folder),
            filing: Mutex::new(()),
            seals: PlainMutex::new(None),
            checks: AtomicU32::new(0),
            rebase_owed: AtomicBool::new(false),
            inputs,
            engine: PlainMutex::new(None),
            told: watch::Sender::new(Told::Nothing),
            readings: PlainMutex::new(HashMap::new()),
            place: PlainMutex::new(Some(place)),
        });
        session.rebase().await?;
        session.sweep_files().await;
        session.refresh_status().await?;
        session.show_lease();
        let opened = Input::Opened {
            waiting: session.outbox.anything_to_send().await?,
            files: !session.outbox.files_to_send().await?.is_empty(),
            load: session.cache.cursor().await?.is_none()
                || !session.cache.arriving().await?.is_empty()
                || receive::is_doubted(&session.cache).await?,
        };
        session.wake(opened);
        let engine = tokio::spawn(crate::receive::run(Arc::downgrade(&session), received));
        *lock(&session.engine) = Some(engine);
        Ok(session)
    }

    /// Closes the files. What is under way is given up: it is done again next time.
    pub async fn close(&self) {
        let engine = lock(&self.engine).take();
        if let Some(engine) = engine {
            engine.abort();
            let _ = engine.await;
        }
        let lease = lock(&self.lease).lease.clone();
        if let Standing::Holds(lease) | Standing::Lapsed(lease) = lease.at(self.desk.clock.read()) {
            self.write_down(lease).await;
        }
        let _writing = self.writing.lock().await;
        self.cache.close().await;
        self.outbox.close().await;
        lock(&self.place).take();
    }

    /// Counts what has passed of the offline use. `false` when it has lapsed: the desk has to be
    /// locked. Where it can, a desk asks the server for more long before.
    pub(crate) async fn count_offline_use(&self, now: Reading) -> bool {
        let counted = lock(&self.lease).lease.at(now);
        let (lease, holds) = match counted {
            Standing::Holds(lease) => (lease, true),
            Standing::Lapsed(lease) => (lease, false),
            Standing::ClockBehind => return false,
        };
        let (asks, written_down) = {
            let mut counted = lock(&self.lease);
            counted.lease = lease.clone();
            (holds && lease.is_half_used(), counted.written_down)
        };
        if !holds || written_down - lease.left() >= WRITTEN_DOWN {
            self.write_down(lease).await;
        }
        self.show_lease();
        if asks {
            // Without a token the engine signs in, and only signing in renews.
            self.set_token(None);
            self.wake(Input::News);
        }
        holds
    }

    /// What it is, and what follows, is for whoever watches over this session.
    pub(crate) fn tell(&self, told: Told) {
        self.told.send_replace(told);
    }

    /// Follows what is told.
    pub(crate) fn follow(&self) -> watch::Receiver<Told> {
        self.told.subscribe()
    }

    /// The server has let the person in again.
    pub(crate) async fn renew(&self, lease: Lease) {
        lock(&self.lease).lease = lease.clone();
        self.told.send_if_modified(|told| {
            let leaves = *told == Told::ToLeave;
            *told = if leaves { Told::Nothing } else { *told };
            leaves
        });
        self.write_down(lease).await;
        self.show_lease();
    }

    async fn write_down(&self, lease: Lease) {
        lock(&self.lease).written_down = lease.left();
        if let Err(error) = self.desk.home.keep_lease(self.profile().id, &lease).await {
            tracing::warn!(%error, "the keyring did not take how long the desk may work offline");
        }
    }

    fn show_lease(&self) {
        let lease = lock(&self.lease).lease.clone();
        let ends_at = lease.ends_at().trunc_subsecs(0);
        let now = OfflineUse { ends_at, soon: lease.ends_soon() };
        self.change_status(|status| status.offline_use = Some(now.steady(status.offline_use)));
    }

    pub(crate) fn set_token(&self, token: Option<String>) {
        *self.token.write().unwrap_or_else(std::sync::PoisonError::into_inner) = token;
    }

    /// Who reads.
    pub fn reader(&self) -> Reader {
        let profile = self.profile();
        Reader { user: profile.user, organisation: profile.organisation, roles: profile.roles }
    }

    /// Who this is, on this computer.
    pub fn profile(&self) -> Profile {
        self.profile.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub(crate) fn set_profile(&self, profile: Profile) {
        *self.profile.write().unwrap_or_else(std::sync::PoisonError::into_inner) = profile;
    }

    /// The key that work is sealed by for the server.
    pub(crate) fn server_key(&self) -> Result<seal::PublicKey, Error> {
        seal::public_key(&self.profile().sealing_key).ok_or(Error::Sealed)
    }

    /// Answers a question. The reading of an OH record is queued for the audit first; if that
    /// cannot be saved, there is no answer.
    pub async fn read<R: Read>(self: &Arc<Self>, read: &R) -> Result<R::Answer, ReadError> {
        if let Some((noun, id)) = read.reads_oh()
            && self.cache.oh.is_some()
            && self.is_new_reading(noun, id)
        {
            self.act(Command::Access(Access { noun, id })).await.map_err(|error| {
                tracing::error!(?error, "a reading could not be told to the audit");
                ReadError::Broken
            })?;
            lock(&self.readings).insert((noun, id), Instant::now());
        }
        let answer = read.answer(self.shown().await, &self.reader()).await;
        if let Err(error) = &answer {
            self.look_for_damage(error).await;
        }
        Ok(answer?)
    }

    /// The caches, once they show everything that was saved until now.
    pub(crate) async fn shown(&self) -> &Cache {
        drop(self.showing.lock().await);
        &self.cache
    }

    /// A cache that is damaged is begun anew: the desk locks, and loads when it is next unlocked.
    /// What waits to be sent is in a file of its own.
    pub(crate) async fn look_for_damage(&self, error: &Error) {
        if !error.is_damaged() {
            return;
        }
        tracing::error!(%error, "a cache is damaged: the desk locks and loads it anew");
        let folder = self.desk.home.folder(self.profile().id);
        if let Err(error) = Cache::mark_damaged(&folder).await {
            tracing::error!(%error, "that a cache is damaged could not be written down");
        }
        self.tell(Told::ToReopen);
    }

    fn is_new_reading(&self, noun: NounKind, id: Uuid) -> bool {
        lock(&self.readings).get(&(noun, id)).is_none_or(|last| last.elapsed() > ONE_READING)
    }

    /// What is saved here and not decided.
    pub async fn waiting(&self) -> Result<Vec<WorkItem>, ReadError> {
        Ok(work::waiting(&self.outbox, self.shown().await, &self.keys.person).await?)
    }

    /// What needs its author.
    pub async fn attention(&self) -> Result<Vec<WorkItem>, ReadError> {
        Ok(work::attention(&self.outbox, self.shown().await, &self.keys.person).await?)
    }

    /// What was settled.
    pub async fn history(&self) -> Result<Vec<Settled>, ReadError> {
        Ok(work::history(&self.outbox, self.shown().await, &self.keys.person).await?)
    }

    /// What is held on this computer.
    pub async fn held(&self) -> Result<Vec<Holding>, ReadError> {
        Ok(work::held(self.shown().await).await?)
    }

    /// Keeps what is being typed.
    pub async fn keep_draft(&self, form: &str, text: &str) -> Result<DateTime<Utc>, ReadError> {
        let at = Utc::now();
        let person = self.keys.person.public_key();
        self.outbox.keep_draft(form, text, &person, &self.server_key()?, at).await?;
        Ok(at)
    }

    /// What was kept of a form.
    pub async fn draft(&self, form: &str) -> Result<Option<Draft>, ReadError> {
        Ok(self.outbox.draft(form, &self.keys.person).await?)
    }

    /// The form was sent, or given up.
    pub async fn drop_draft(&self, form: &str) -> Result<(), ReadError> {
        Ok(self.outbox.drop_draft(form).await?)
    }

    /// How this person has set something up on this computer.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.outbox.setting(name).await?)
    }

    /// Sets it up so.
    pub async fn keep_setting(&self, name: &str, value: &str) -> Result<(), ReadError> {
        Ok(self.outbox.keep_setting(name, value).await?)
    }

    /// How much waits for this person to act on that they have not opened.
    pub async fn unread_work(&self) -> Result<u32, ReadError> {
        let acting: Vec<_> = KindName::ALL.into_iter().filter(|kind| kind.needs_action()).collect();
        let cache = self.shown().await;
        Ok(notifications::notice::unread(cache, &self.reader(), &acting).await?)
    }

    /// What the status bar says.
    pub fn status(&self) -> SyncStatus {
        self.status.borrow().clone()
    }

    /// Follows the status.
    pub fn follow_status(&self) -> watch::Receiver<SyncStatus> {
        self.status.subscribe()
    }

    /// Tries the server now.
    pub fn sync_now(&self) {
        self.wake(Input::TryNow);
    }

    /// Compares what is held with the server now.
    pub fn check_now(&self) {
        self.wake(Input::CheckDue);
    }

    pub(crate) fn wake(&self, input: Input) {
        // The engine outlives every sender but this session's end.
        let _ = self.inputs.send(input);
    }

    /// What waits, and the key that opens it.
    pub(crate) fn queue(&self) -> Queue<'_> {
        Queue { outbox: &self.outbox, key: &self.keys.person }
    }

    /// Makes the overlay anew from nothing.
    pub(crate) async fn rebase(&self) -> Result<(), Error> {
        self.owe_a_rebase(true);
        let settled = overlay::rebase(&self.cache, &self.reader(), self.queue()).await?;
        self.settled(settled).await?;
        self.owe_a_rebase(false);
        Ok(())
    }

    /// Whether what is laid over has to be made anew before it counts.
    pub(crate) fn owe_a_rebase(&self, owed: bool) {
        self.rebase_owed.store(owed, Ordering::Relaxed);
    }

    /// Makes the overlay anew if the files did not take it when it was due.
    pub(crate) async fn rebase_if_owed(&self) -> Result<(), Error> {
        if !self.rebase_owed.load(Ordering::Relaxed) {
            return Ok(());
        }
        let _writing = self.writing.lock().await;
        self.rebase().await
    }

    /// Brings the overlay up to the outbox, and runs these commands again.
    pub(crate) async fn settle(&self, commands: &[CommandId]) -> Result<(), Error> {
        let (reader, queue) = (self.reader(), self.queue());
        let settled = match overlay::settle(&self.cache, &reader, queue, commands).await {
            Ok(settled) => self.settled(settled).await,
            Err(error) => Err(error),
        };
        if settled.is_err() {
            self.owe_a_rebase(true);
        }
        settled
    }

    /// What no longer holds goes to attention, and what follows it is looked at again.
    pub(crate) async fn settled(&self, settled: Overlaid) -> Result<(), Error> {
        let person = self.keys.person.public_key();
        let fell = !settled.fallen.is_empty();
        for command in settled.fallen {
            let reason = muster_protocol::verdict::NotTaken::Rule { refusal: command.refusal };
            self.outbox.refused(command.id, &reason, &person, Utc::now()).await?;
        }
        self.desk.announcer.say(Announcement::Changed { nouns: settled.nouns });
        if fell {
            self.announce_work().await;
        }
        Ok(())
    }

    pub(crate) async fn announce_work(&self) {
        self.desk.announcer.say(Announcement::WorkChanged);
        if let Err(error) = self.refresh_status().await {
            tracing::error!(%error, "the outbox could not be counted");
        }
    }

    /// Looks anew at what waits and what has come, and says so if anything has changed.
    pub(crate) async fn refresh_status(&self) -> Result<(), Error> {
        let counts = self.outbox.counts().await?;
        let last_sync = self.cache.main.last_sync().await?;
        let last_check = checksum::checked(&self.cache).await?;
        let arriving = self.cache.arriving().await?;
        let sum = |count: fn(&muster_store::cache::Arriving) -> u64| {
            u32::try_from(arriving.iter().map(count).sum::<u64>()).unwrap_or(u32::MAX)
        };
        let first_load = (!arriving.is_empty()).then(|| crate::status::Progress {
            done: sum(|noun| noun.so_far),
            of: sum(|noun| noun.total),
        });
        self.change_status(|status| {
            status.waiting = counts.waiting;
            status.attention = counts.attention;
            status.last_sync = last_sync;
            status.last_check = last_check;
            status.first_load = first_load;
        });
        Ok(())
    }

    pub(crate) fn disk_full(&self, full: bool) {
        self.change_status(|status| status.disk_full = full);
    }

    pub(crate) fn change_status(&self, change: impl FnOnce(&mut SyncStatus)) {
        let changed = self.status.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            *status != before
        });
        if changed {
            self.desk.announcer.say(Announcement::Status { status: self.status() });
        }
    }
}

pub(crate) fn lock<T>(mutex: &PlainMutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
