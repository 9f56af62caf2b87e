//! The desk as a whole: who is here, signing in, unlocking, locking.

use std::sync::{Arc, Weak};
use std::time::Duration;

use ed25519_dalek::VerifyingKey;
use muster_domain::lease::{self, Lease, Standing};
use muster_domain::policy::Role;
use muster_domain::words::{OrganisationRef, UserRef};
use muster_protocol::Bytes;
use muster_protocol::account::{Register, SignIn};
use muster_store::Cache;
use muster_store::key::{Cost, KeyFault, Keys};
use muster_store::outbox::Outbox;
use muster_store::profile::{Home, PersonHere, Profile};
use muster_sync::http::Refused;
use muster_sync::{Client, Trouble};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;
use tokio::sync::{Mutex, RwLock, watch};
use uuid::Uuid;

use crate::announce::{Announcement, Announcer};
use crate::clock::{Clock, SystemClock};
use crate::leave::Removed;
use crate::session::{Session, Told};

/// How often an open desk looks whether it may still be.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How often the server is asked about those who are not at work.
const ATTEND_EVERY: Duration = Duration::from_secs(900);

/// The desk.
#[derive(Debug)]
pub struct App {
    desk: Desk,
    seat: Arc<Seat>,
}

/// Where whoever is at work sits.
type Seat = RwLock<Option<Arc<Session>>>;

/// What a desk has, whoever is at work.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) home: Home,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) announcer: Announcer,
    /// Held while files are opened, and while keys are destroyed: never both.
    pub(crate) opening: Arc<Mutex<()>>,
    /// Held while a copy leaves: one at a time, and each step once.
    pub(crate) leaving: Arc<Mutex<()>>,
    seat: Weak<Seat>,
}

/// What became of unlocking.
enum Unlocked {
    Open(SessionView),
    /// The server has revoked the device: the copy has to go.
    Revoked(Profile),
}

/// What became of asking the server to let somebody in again.
enum LetIn {
    Until(Lease),
    Revoked,
}

/// Who is at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SessionView {
    /// The profile on this computer.
    pub profile: Uuid,
    /// Who.
    pub user: UserRef,
    /// For which organisation.
    pub organisation: OrganisationRef,
    /// Their roles.
    pub roles: BTreeSet<Role>,
    /// After how many minutes without a key or a touch the window locks the desk.
    pub idle_minutes: u32,
}

/// Why nobody got in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OpenError {
    /// User name or password.
    #[error("the user name or the password is not right")]
    NotRecognised,
    /// Too many attempts.
    #[error("too many attempts; wait a quarter of an hour")]
    TooMany,
    /// Somebody's first sign-in here needs the server.
    #[error("the server cannot be reached; the first sign-in on a computer needs it")]
    NoServer,
    /// The address.
    #[error("the server's address must begin with https://")]
    Address,
    /// The version.
    #[error("this version of Muster is too old for the server")]
    Version,
    /// The role keeps nothing on a desk.
    #[error("this role keeps no records on a computer; use the server's own commands")]
    NoDesk,
    /// The computer has no keyring.
    #[error("this computer has no keyring running, and Muster keeps nothing without one")]
    NoKeyring,
    /// It is locked.
    #[error("this computer's keyring is locked; unlock it and try again")]
    KeyringLocked,
    /// The password is not the one the keys were wrapped by.
    #[error("this is not the password you last signed in with on this computer")]
    WrongPassword,
    /// Nothing is kept here under that name.
    #[error("nothing is kept for this person on this computer")]
    NotHere,
    /// A file is broken or the disk is full.
    #[error("this person's files cannot be opened")]
    Files,
    /// Another Muster works on this person's files.
    #[error("Muster is open already for this person on this computer")]
    OpenElsewhere,
    /// Offline use has ended, and the server cannot be reached.
    #[error("offline use has ended: connect once to carry on; {waiting} waiting, nothing is lost")]
    LeaseLapsed {
        /// How much is saved here and waits to be sent.
        waiting: u32,
    },
    /// The device was revoked, and its copy removed just now.
    #[error("this computer's access was ended, and its copy removed")]
    Removed,
}

impl From<KeyFault> for OpenError {
    fn from(fault: KeyFault) -> Self {
        match fault {
            KeyFault::WrongPassword => OpenError::WrongPassword,
            KeyFault::Damaged => OpenError::Files,
            KeyFault::NoKeyring => OpenError::NoKeyring,
            KeyFault::KeyringLocked => OpenError::KeyringLocked,
            KeyFault::Nothing => OpenError::NotHere,
        }
    }
}

impl From<Refused> for OpenError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Address => OpenError::Address,
            Refused::Trouble(_) => OpenError::NoServer,
            Refused::NoSuchChunk => OpenError::NoServer,
            Refused::NotRecognised => OpenError::NotRecognised,
            Refused::TooMany => OpenError::TooMany,
            Refused::Version => OpenError::Version,
        }
    }
}

impl From<muster_store::Error> for OpenError {
    fn from(error: muster_store::Error) -> Self {
        tracing::error!(%error, "files could not be opened");
        OpenError::Files
    }
}

impl App {
    /// A desk that keeps its files under `home`.
    pub fn new(home: Home) -> Self {
        Self::with_clock(home, Arc::new(SystemClock))
    }

    /// The same, by another clock.
    pub fn with_clock(home: Home, clock: Arc<dyn Clock>) -> Self {
        let seat = Arc::default();
        let desk = Desk {
            home,
            clock,
            announcer: Announcer::default(),
            opening: Arc::default(),
            leaving: Arc::default(),
            seat: Arc::downgrade(&seat),
        };
        Self { desk, seat }
    }

    /// Where announcements are heard.
    pub fn announcer(&self) -> &Announcer {
        &self.desk.announcer
    }

    /// Everybody who has signed in here.
    pub async fn people_here(&self) -> Result<Vec<PersonHere>, OpenError> {
        Ok(self.desk.home.people().await?.iter().map(PersonHere::from).collect())
    }

    /// Everybody who has signed in here, with what a help desk looks up.
    pub async fn profiles(&self) -> Result<Vec<Profile>, OpenError> {
        Ok(self.desk.home.people().await?)
    }

    /// Who is at work; nobody when the desk is locked.
    pub async fn session(&self) -> Option<Arc<Session>> {
        self.seat.read().await.clone()
    }

    /// The first sign-in of somebody on this computer, with the server's help. Where they have
    /// signed in here before and the password is the one of then, their files are opened.
    pub async fn sign_in(
        &self,
        server: &str,
        username: &str,
        password: &str,
        computer: &str,
    ) -> Result<SessionView, OpenError> {
        let server = server.trim().trim_end_matches('/');
        let people = self.desk.home.people().await?;
        for profile in people.iter().filter(|p| p.server == server && p.username == username) {
            match self.unlock(profile.id, password).await {
                // A changed password, or one forgotten and set anew: the server knows it. Or the
                // keyring has lost the keys: those of an earlier copy open no later one.
                Err(OpenError::WrongPassword | OpenError::NotHere) => {}
                done => return done,
            }
        }
        let client = Client::new(server)?;
        let sealing_key = client.handshake().await?.sealing_key.0;
        let keys = tokio::task::spawn_blocking(Keys::random).await.map_err(|_| OpenError::Files)?;
        let device_key: VerifyingKey = keys.device.verifying_key();
        let account = client
            .register(&Register {
                username: username.to_owned(),
                password: password.to_owned(),
                device_key: Bytes(device_key.to_bytes().to_vec()),
                device_name: computer.to_owned(),
            })
            .await?;
        if account.roles.iter().all(|role| role.team().is_none()) {
            return Err(OpenError::NoDesk);
        }
        let profile = Profile {
            id: Uuid::new_v4(),
            username: username.to_owned(),
            user: account.user,
            organisation: account.organisation,
            roles: account.roles,
            device: account.device,
            server: server.to_owned(),
            sealing_key,
        };
        self.desk.home.keep_keys(profile.id, &keys, password, Cost::PERSON).await?;
        let now = self.desk.clock.read();
        let lease = Lease::begin(account.now, account.offline_hours, now);
        self.desk.home.keep_lease(profile.id, &lease).await?;
        self.desk.home.remember(&profile).await?;
        self.open(profile, keys, client, lease).await
    }

    /// Opens the files of somebody who has signed in here before. It needs no network while offline
    /// use lasts; afterwards the server has to let them in again.
    pub async fn unlock(&self, profile: Uuid, password: &str) -> Result<SessionView, OpenError> {
        match self.try_unlock(profile, password).await? {
            Unlocked::Open(view) => Ok(view),
            Unlocked::Revoked(profile) => {
                self.desk.leave(&profile).await;
                Err(OpenError::Removed)
            }
        }
    }

    async fn try_unlock(&self, profile: Uuid, password: &str) -> Result<Unlocked, OpenError> {
        let _opening = self.desk.opening.lock().await;
        let people = self.desk.home.people().await?;
        let profile = people.into_iter().find(|p| p.id == profile).ok_or(OpenError::NotHere)?;
        let keys = self.desk.home.keys(profile.id, password).await?;
        let client = Client::new(&profile.server)?;
        let lease = match self.lease_of(profile.id).await? {
            Some(lease) => lease,
            None => match self.let_in_anew(&profile, &keys, &client).await? {
                LetIn::Until(lease) => lease,
                LetIn::Revoked => return Ok(Unlocked::Revoked(profile)),
            },
        };
        self.desk.home.keep_lease(profile.id, &lease).await?;
        self.open(profile, keys, client, lease).await.map(Unlocked::Open)
    }

    /// What is left of somebody's offline use, while it holds.
    async fn lease_of(&self, profile: Uuid) -> Result<Option<Lease>, OpenError> {
        let kept = self.desk.home.lease(profile).await?;
        match kept.map(|lease| lease.at(self.desk.clock.read())) {
            Some(Standing::Holds(lease)) => Ok(Some(lease)),
            Some(Standing::Lapsed(lease)) => {
                // Written down, so that no clock that is set back afterwards brings it back.
                self.desk.home.keep_lease(profile, &lease).await?;
                Ok(None)
            }
            Some(Standing::ClockBehind) | None => Ok(None),
        }
    }

    /// Offline use has ended: the server is asked, by the device's key.
    async fn let_in_anew(
        &self,
        profile: &Profile,
        keys: &Keys,
        client: &Client,
    ) -> Result<LetIn, OpenError> {
        let asked = async {
            let challenge = client.handshake().await?.challenge;
            client.sign_in(&SignIn::new(profile.device, challenge, &keys.device)).await
        };
        match asked.await {
            Ok(account) => {
                let now = self.desk.clock.read();
                Ok(LetIn::Until(Lease::begin(account.now, account.offline_hours, now)))
            }
            Err(Refused::Trouble(Trouble::Revoked))
                if matches!(self.desk.is_revoked(profile).await, Ok(true)) =>
            {
                Ok(LetIn::Revoked)
            }
            Err(refused @ (Refused::TooMany | Refused::Version)) => Err(refused.into()),
            Err(_) => Err(OpenError::LeaseLapsed { waiting: self.waiting(profile.id).await? }),
        }
    }

    /// How much of somebody's work waits here. What it is stays sealed.
    async fn waiting(&self, profile: Uuid) -> Result<u32, OpenError> {
        let key = self.desk.home.outbox_key(profile).await?;
        let outbox = Outbox::open(&self.desk.home.folder(profile), &key).await?;
        let counts = outbox.counts().await;
        outbox.close().await;
        Ok(counts?.waiting)
    }

    async fn open(
        &self,
        profile: Profile,
        keys: Keys,
        client: Client,
        lease: Lease,
    ) -> Result<SessionView, OpenError> {
        self.lock().await;
        let outbox_key = self.desk.home.outbox_key(profile.id).await?;
        self.desk.home.keep_leaving_key(&profile, &keys.device).await?;
        let open = async || -> Result<_, OpenError> {
            let place = self.desk.home.take_place(profile.id).await?;
            let place = place.ok_or(OpenError::OpenElsewhere)?;
            let (profile, keys, client) = (profile.clone(), keys.clone(), client.clone());
            let lease = lease.clone();
            let opening =
                Session::open(&self.desk, profile, keys, &outbox_key, client, lease, place);
            Ok(opening.await)
        };
        let session = match open().await? {
            Err(error) if error.is_damaged() => {
                tracing::error!(%error, "a cache is damaged: it is loaded anew");
                Cache::mark_damaged(&self.desk.home.folder(profile.id)).await?;
                open().await??
            }
            opened => opened?,
        };
        let view = session.view();
        let (watched, told) = (Arc::downgrade(&session), session.follow());
        *self.seat.write().await = Some(session);
        self.desk.announcer.say(Announcement::SessionChanged);
        tokio::spawn(watch_over(self.desk.clone(), watched, told));
        Ok(view)
    }

    /// Asks the server about everybody on this computer who is not at work, and goes on with the
    /// copies that are leaving. To be called at the start: no password is needed for it.
    pub async fn attend(&self) -> Result<(), OpenError> {
        Ok(self.desk.attend().await?)
    }

    /// Attends at once and then every quarter of an hour, for as long as the desk runs.
    pub fn keep_attending(&self) -> impl Future<Output = ()> + Send + 'static {
        let desk = self.desk.clone();
        async move {
            loop {
                let now = desk.clock.read();
                if let Err(error) = desk.attend().await {
                    tracing::warn!(%error, "whether anybody was revoked could not be looked up");
                }
                desk.clock.until(now, ATTEND_EVERY).await;
            }
        }
    }

    /// The copies that were removed from this computer, until somebody has taken note.
    pub async fn removed(&self) -> Result<Vec<Removed>, OpenError> {
        Ok(self.desk.home.leavings().await?.iter().map(Removed::from).collect())
    }

    /// Somebody has taken note. What is not done stays, and is said again.
    pub async fn take_note(&self, id: Uuid) -> Result<(), OpenError> {
        let leavings = self.desk.home.leavings().await?;
        if leavings.iter().any(|leaving| leaving.id == id && leaving.done) {
            self.desk.home.drop_leaving(id).await?;
            self.desk.announcer.say(Announcement::SessionChanged);
        }
        Ok(())
    }

    /// Of how many people there are files here that nothing opens, because the keyring that had their
    /// keys was emptied or replaced. They stay as they are: put back from a copy, it opens them.
    pub async fn unopenable(&self) -> Result<u32, OpenError> {
        let people = self.desk.home.people().await?;
        let leavings = self.desk.home.leavings().await?;
        let mut unknown = self.desk.home.outboxes().await?;
        unknown.retain(|id| {
            !people.iter().any(|person| person.id == *id)
                && !leavings.iter().any(|leaving| leaving.id == *id)
        });
        Ok(u32::try_from(unknown.len()).unwrap_or(u32::MAX))
    }

    /// Closes the files and forgets the keys. What waits stays where it is.
    pub async fn lock(&self) {
        self.desk.close_if(|_| true).await;
    }
}

impl Desk {
    /// The profile that is at work.
    pub(crate) async fn at_work(&self) -> Option<Uuid> {
        let seat = self.seat.upgrade()?;
        let session = seat.read().await.clone();
        session.map(|session| session.profile().id)
    }

    /// Closes the files of whoever is at work, if it is who is meant.
    pub(crate) async fn close_if(&self, meant: impl FnOnce(&Arc<Session>) -> bool) {
        let Some(seat) = self.seat.upgrade() else { return };
        let session = seat.write().await.take_if(|session| meant(session));
        if let Some(session) = session {
            session.close().await;
            self.announcer.say(Announcement::SessionChanged);
        }
    }
}

/// Locks the desk when offline use has ended, and removes the copy of a device that was revoked. It
/// ends with the session that it watches.
async fn watch_over(desk: Desk, watched: Weak<Session>, mut told: watch::Receiver<Told>) {
    let mut now = desk.clock.read();
    loop {
        tokio::select! {
            () = desk.clock.until(now, LOOK_EVERY) => {}
            changed = told.changed() => if changed.is_err() { return },
        }
        now = desk.clock.read();
        let Some(session) = watched.upgrade() else { return };
        let profile = session.profile();
        let heard = *told.borrow_and_update();
        let revoked = heard == Told::ToLeave
            && desk.is_revoked(&profile).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "said to be revoked, and it is not certain");
                false
            });
        if !revoked && heard != Told::ToReopen && session.count_offline_use(now).await {
            continue;
        }
        if revoked {
            tracing::info!("the device was revoked: its copy is removed");
            desk.leave(&profile).await;
        } else {
            tracing::info!(?heard, "offline use has ended or roles have changed: the desk locks");
            desk.close_if(|other| Arc::ptr_eq(other, &session)).await;
        }
        return;
    }
}

impl Session {
    /// Who is at work.
    pub fn view(&self) -> SessionView {
        let profile = self.profile();
        SessionView {
            profile: profile.id,
            user: profile.user,
            organisation: profile.organisation,
            idle_minutes: lease::idle_minutes(&profile.roles),
            roles: profile.roles,
        }
    }
}
