//! The people who have signed in on this computer. Their names are in the keyring and in no file;
//! each has a folder named by a random id, with their outbox and their caches.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_domain::lease::Lease;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role};
use muster_domain::words::{DeviceId, OrganisationRef, UserRef};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::key::{self, Cost, FileKey, KeyFault, Keys};

/// Somebody who has signed in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Names their folder and their keyring entries.
    pub id: Uuid,
    /// Their user name.
    pub username: String,
    /// Who they are.
    pub user: UserRef,
    /// For which organisation.
    pub organisation: OrganisationRef,
    /// The roles they had when the server last answered.
    pub roles: BTreeSet<Role>,
    /// This computer, as registered for them.
    pub device: DeviceId,
    /// The server they sign in to.
    pub server: String,
    /// The server's public sealing key.
    pub sealing_key: Vec<u8>,
}

impl Profile {
    /// Whether the person may hold records of occupational health: then there is a file for them.
    pub fn holds_oh(&self) -> bool {
        self.roles.iter().any(|role| policy::may_hold(*role, NounKind::Immunisation))
    }
}

/// What the sign-in screen shows of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonHere {
    /// The profile.
    pub profile: Uuid,
    /// Their name.
    pub name: String,
    /// Their organisation's name.
    pub organisation: String,
    /// Their roles.
    pub roles: BTreeSet<Role>,
}

/// The folder of one desk and its keyring entries.
#[derive(Debug, Clone)]
pub struct Home {
    path: PathBuf,
    /// Held while a list in the keyring is read and written again.
    pub(crate) lists: Arc<Mutex<()>>,
}

/// The place at somebody's files: one program works on them at a time. It is given up with this, and
/// by the system when the program ends, however it does.
#[derive(Debug)]
pub struct Place {
    _locked: std::fs::File,
}

impl Home {
    /// Takes the place at somebody's files; nothing, where another program has it.
    pub async fn take_place(&self, profile: Uuid) -> Result<Option<Place>, crate::Error> {
        let folder = self.folder(profile);
        tokio::fs::create_dir_all(&folder).await?;
        let file = std::fs::File::create(folder.join("place"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Place { _locked: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// A desk's folder. It is made when somebody first signs in.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), lists: Arc::default() }
    }

    /// Everybody who has signed in here.
    pub async fn people(&self) -> Result<Vec<Profile>, KeyFault> {
        match key::get(&self.entry("people")).await? {
            None => Ok(Vec::new()),
            Some(text) => serde_json::from_str(&text).map_err(|_| KeyFault::Damaged),
        }
    }

    /// Remembers somebody, or what has changed about them.
    pub async fn remember(&self, profile: &Profile) -> Result<(), KeyFault> {
        self.change_people(profile.id, Some(profile)).await
    }

    /// Forgets somebody: their name is on this computer no more.
    pub async fn forget(&self, profile: Uuid) -> Result<(), KeyFault> {
        self.change_people(profile, None).await
    }

    async fn change_people(&self, id: Uuid, to: Option<&Profile>) -> Result<(), KeyFault> {
        let _one_at_a_time = self.lists.lock().await;
        let mut people = self.people().await?;
        people.retain(|other| other.id != id);
        people.extend(to.cloned());
        let text = serde_json::to_string(&people).map_err(|_| KeyFault::Damaged)?;
        key::set(&self.entry("people"), &text).await
    }

    /// Keeps a new profile's keys: the wrapped ones, at a cost for each guess, and the outbox's.
    pub async fn keep_keys(
        &self,
        profile: Uuid,
        keys: &Keys,
        password: &str,
        cost: Cost,
    ) -> Result<FileKey, KeyFault> {
        let (keys, password) = (keys.clone(), zeroize::Zeroizing::new(password.to_owned()));
        let wrapped = blocking(move || keys.wrap(&password, cost)).await?;
        key::set(&self.entry(&format!("keys.{profile}")), &wrapped).await?;
        self.outbox_key(profile).await
    }

    /// Unlocks a profile's keys.
    pub async fn keys(&self, profile: Uuid, password: &str) -> Result<Keys, KeyFault> {
        let entry = key::get(&self.entry(&format!("keys.{profile}"))).await?;
        let entry = entry.ok_or(KeyFault::Nothing)?;
        let password = zeroize::Zeroizing::new(password.to_owned());
        blocking(move || Keys::unwrap(&entry, &password)).await
    }

    /// The outbox's key: in the keyring without the password, for what is in the outbox is sealed
    /// piece by piece, and must reach the server even when the password is forgotten.
    pub async fn outbox_key(&self, profile: Uuid) -> Result<FileKey, KeyFault> {
        let name = self.outbox_entry(profile);
        if let Some(text) = key::get(&name).await? {
            let bytes = hex::decode(text).map_err(|_| KeyFault::Damaged)?;
            return FileKey::from_slice(&bytes).ok_or(KeyFault::Damaged);
        }
        let fresh = FileKey::random();
        key::set(&name, &hex::encode(fresh.as_bytes())).await?;
        Ok(fresh)
    }

    /// What the server last said about working without it; nothing where it has said nothing, or
    /// where what was kept is not what was written: then it has to be asked.
    pub async fn lease(&self, profile: Uuid) -> Result<Option<Lease>, KeyFault> {
        let text = key::get(&self.entry(&format!("lease.{profile}"))).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps that, and what is used of it.
    pub async fn keep_lease(&self, profile: Uuid, lease: &Lease) -> Result<(), KeyFault> {
        let text = serde_json::to_string(lease).map_err(|_| KeyFault::Damaged)?;
        key::set(&self.entry(&format!("lease.{profile}")), &text).await
    }

    pub(crate) fn outbox_entry(&self, profile: Uuid) -> String {
        self.entry(&format!("outbox.{profile}"))
    }

    /// The profiles whose outboxes are here, whether the keyring knows of them or not.
    pub async fn outboxes(&self) -> Result<Vec<Uuid>, crate::Error> {
        let mut found = Vec::new();
        let mut folders = match tokio::fs::read_dir(&self.path).await {
            Ok(folders) => folders,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(error.into()),
        };
        while let Some(folder) = folders.next_entry().await? {
            let name = folder.file_name();
            let Some(id) = name.to_str().and_then(|name| Uuid::parse_str(name).ok()) else {
                continue;
            };
            if tokio::fs::try_exists(folder.path().join("outbox.db")).await? {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// A profile's folder.
    pub fn folder(&self, profile: Uuid) -> PathBuf {
        self.path.join(profile.to_string())
    }

    /// The desk's folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Two desks of one keyring, as in a test, do not share entries: the folder is in the name.
    pub(crate) fn entry(&self, name: &str) -> String {
        let folder = Uuid::new_v5(&Uuid::NAMESPACE_URL, self.path.to_string_lossy().as_bytes());
        format!("{folder}.{name}")
    }
}

impl From<&Profile> for PersonHere {
    fn from(profile: &Profile) -> Self {
        Self {
            profile: profile.id,
            name: profile.user.name.clone(),
            organisation: profile.organisation.name.clone(),
            roles: profile.roles.clone(),
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyFault> + Send + 'static,
) -> Result<T, KeyFault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| KeyFault::Damaged)?
}
