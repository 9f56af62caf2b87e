//! The keyring on Linux: the Secret Service over one connection, kept for as long as the program
//! runs. The keyring library's own store makes a connection, or two at once, for each entry, with an
//! exchange of keys each time; and GNOME's keyring may end when one comes as another goes (its work
//! items 190, 196 and 199), and comes back locked. Entries are those of that store.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use keyring::credential::{Credential, CredentialApi, CredentialBuilderApi};
use keyring::{Error, Result};
use secret_service::EncryptionType;
use secret_service::blocking::{Item, SecretService};

/// Where entries are kept: the collection that a sign-in to the computer unlocks.
const TARGET: &str = "default";

static CONNECTION: Mutex<Option<SecretService<'static>>> = Mutex::new(None);

/// Entries are asked for over the one connection from now on.
pub(crate) fn is_the_store() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| keyring::set_default_credential_builder(Box::new(Store)));
}

struct Store;

impl CredentialBuilderApi for Store {
    fn build(&self, _: Option<&str>, service: &str, user: &str) -> Result<Box<Credential>> {
        Ok(Box::new(Entry { service: service.to_owned(), user: user.to_owned() }))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct Entry {
    service: String,
    user: String,
}

impl CredentialApi for Entry {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        with(|service| {
            let collection = service.get_default_collection()?;
            if collection.is_locked()? {
                collection.unlock()?;
            }
            let mut attributes = self.attributes();
            attributes.insert("application", "rust-keyring");
            let label = format!("{}@{}", self.user, self.service);
            let replace = true;
            collection.create_item(&label, attributes, secret, replace, "text/plain")?;
            Ok(())
        })
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        with(|service| self.found(service, |item| item.get_secret()))?.ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        with(|service| self.found(service, |item| item.delete()))?.ok_or(Error::NoEntry)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

impl Entry {
    fn attributes(&self) -> HashMap<&str, &str> {
        [("target", TARGET), ("service", &self.service), ("username", &self.user)].into()
    }

    /// Does something with the item, unlocked, if there is one. Whoever has the keyring open can make
    /// two of one name: the newest counts.
    fn found<T>(
        &self,
        service: &SecretService<'_>,
        act: impl Fn(&Item<'_>) -> std::result::Result<T, secret_service::Error>,
    ) -> std::result::Result<Option<T>, secret_service::Error> {
        let found = service.search_items(self.attributes())?;
        let mut newest: Option<(u64, &Item<'_>)> = None;
        for item in found.locked.iter().chain(&found.unlocked) {
            let at = item.get_modified()?;
            if newest.is_none_or(|(before, _)| before <= at) {
                newest = Some((at, item));
            }
        }
        let Some((_, item)) = newest else { return Ok(None) };
        if item.is_locked()? {
            item.unlock()?;
        }
        act(item).map(Some)
    }
}

/// Asks over the connection, one at a time. Where it was lost, or the keyring's daemon ended and is
/// started anew, another is made, once.
fn with<T>(
    ask: impl Fn(&SecretService<'_>) -> std::result::Result<T, secret_service::Error>,
) -> Result<T> {
    let mut connection = CONNECTION.lock().unwrap_or_else(PoisonError::into_inner);
    match asked(&mut connection, &ask) {
        Err(secret_service::Error::Zbus(_) | secret_service::Error::ZbusFdo(_)) => {
            *connection = None;
            asked(&mut connection, &ask)
        }
        answered => answered,
    }
    .map_err(why)
}

/// Asks over the connection, made if there is none.
fn asked<T>(
    connection: &mut Option<SecretService<'static>>,
    ask: impl Fn(&SecretService<'_>) -> std::result::Result<T, secret_service::Error>,
) -> std::result::Result<T, secret_service::Error> {
    let service = match connection.take() {
        Some(service) => service,
        None => SecretService::connect(EncryptionType::Dh)?,
    };
    ask(connection.insert(service))
}

/// What the library says of the same.
fn why(error: secret_service::Error) -> Error {
    use secret_service::Error::{Locked, NoResult, Prompt};
    match error {
        Locked | NoResult | Prompt => Error::NoStorageAccess(Box::new(error)),
        _ => Error::PlatformFailure(Box::new(error)),
    }
}
