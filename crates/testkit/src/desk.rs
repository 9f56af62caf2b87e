//! A desk without a window: the real app on real files and the real keyring of the session the
//! tests run in. What waits for something waits for an announcement, never for time.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use muster_app::{
    App, Clock, Home, Link, OpenError, Read, Receipt, Session, SessionView, SystemClock,
};
use muster_domain::Command;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::broadcast::error::RecvError;

use crate::centre::{Account, PASSWORD};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The desk.
pub struct Desk {
    folder: TempDir,
    app: App,
    username: String,
    clock: Arc<dyn Clock>,
}

/// SQLCipher clears itself away when a process ends: by then no file may be open.
impl Drop for Desk {
    fn drop(&mut self) {
        if let Ok(runtime) = Handle::try_current() {
            tokio::task::block_in_place(|| runtime.block_on(self.app.lock()));
        }
    }
}

impl Desk {
    /// Somebody's first sign-in on a new computer; returns when everything has arrived.
    pub async fn sign_in(server: &str, account: &Account) -> anyhow::Result<Self> {
        Self::sign_in_by(Arc::new(SystemClock), server, account).await
    }

    /// The same on a computer with these clocks.
    pub async fn sign_in_by(
        clock: Arc<dyn Clock>,
        server: &str,
        account: &Account,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("muster-desk-").tempdir()?;
        let app = App::with_clock(Home::new(folder.path()), clock.clone());
        app.sign_in(server, &account.username, PASSWORD, "a test's computer").await?;
        let desk = Self { folder, app, username: account.username.clone(), clock };
        desk.up_to_date().await?;
        Ok(desk)
    }

    /// Waits until everything has arrived.
    pub async fn up_to_date(&self) -> anyhow::Result<()> {
        self.until("everything has arrived", async |session: Arc<Session>| {
            let status = session.status();
            Ok((status.first_load.is_none() && status.last_sync.is_some()).then_some(()))
        })
        .await
    }

    /// Its folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Whoever is at work.
    pub async fn session(&self) -> anyhow::Result<Arc<Session>> {
        self.app.session().await.context("nobody is at work on this desk")
    }

    /// Ends the app without a word and opens it again, as after a crash.
    pub async fn reopen(mut self) -> anyhow::Result<Self> {
        self.end().await;
        self.unlock().await?;
        Ok(self)
    }

    /// Ends the app; what comes after is another, on the same files.
    pub async fn end(&mut self) {
        // The old app's tasks end with its runtime handle; its files are simply left.
        self.app.lock().await;
        self.app = App::with_clock(Home::new(self.folder.path()), self.clock.clone());
    }

    /// Opens the person's files.
    pub async fn unlock(&self) -> Result<SessionView, OpenError> {
        let people = self.app.profiles().await?;
        let profile = people.iter().find(|p| p.username == self.username);
        self.app.unlock(profile.ok_or(OpenError::NotHere)?.id, PASSWORD).await
    }

    /// Waits until nobody is at work.
    pub async fn locked(&self) -> anyhow::Result<()> {
        let mut heard = self.app.announcer().listen();
        let waiting = async {
            while self.app.session().await.is_some() {
                if let Err(RecvError::Closed) = heard.recv().await {
                    bail!("the desk was closed");
                }
            }
            Ok(())
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(locked) => locked,
            Err(_) => bail!("waited in vain until the desk is locked"),
        }
    }

    /// Asks for something.
    pub async fn act(&self, command: Command) -> anyhow::Result<Receipt> {
        let acted = self.session().await?.act(command).await;
        acted.map_err(|error| anyhow!("{}", serde_json::json!(error)))
    }

    /// Answers a read.
    pub async fn read<R: Read>(&self, read: &R) -> anyhow::Result<R::Answer> {
        let answer = self.session().await?.read(read).await;
        answer.map_err(|error| anyhow!("{}", serde_json::json!(error)))
    }

    /// Waits until a read answers what is asked for, and returns that.
    pub async fn reads<R: Read, T>(
        &self,
        what: &str,
        read: &R,
        pick: impl Fn(R::Answer) -> Option<T>,
    ) -> anyhow::Result<T> {
        self.until(what, async |session: Arc<Session>| {
            let answer = session.read(read).await;
            Ok(pick(answer.map_err(|error| anyhow!("{}", serde_json::json!(error)))?))
        })
        .await
    }

    /// Waits until the desk knows that it is offline, as its status bar says.
    pub async fn offline(&self) -> anyhow::Result<()> {
        self.until("it is offline", async |session: Arc<Session>| {
            Ok((session.status().link == Link::Offline).then_some(()))
        })
        .await
    }

    /// Waits until nothing is left to be sent.
    pub async fn sent(&self) -> anyhow::Result<()> {
        self.until("everything is sent", async |session: Arc<Session>| {
            Ok((session.status().waiting == 0).then_some(()))
        })
        .await
    }

    /// Waits until `look` finds something, looking again after each announcement.
    pub async fn until<T>(
        &self,
        what: &str,
        look: impl AsyncFn(Arc<Session>) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        self.within(PATIENCE, what, look).await
    }

    /// The same, with another patience: for what takes its time on purpose.
    pub async fn within<T>(
        &self,
        patience: Duration,
        what: &str,
        look: impl AsyncFn(Arc<Session>) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let mut heard = self.app.announcer().listen();
        let waiting = async {
            loop {
                if let Some(found) = look(self.session().await?).await? {
                    return Ok(found);
                }
                match heard.recv().await {
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => bail!("the desk was closed"),
                }
            }
        };
        match tokio::time::timeout(patience, waiting).await {
            Ok(found) => found,
            Err(_) => {
                let status = self.session().await?.status();
                bail!("waited in vain until {what}; the desk says {status:?}")
            }
        }
    }
}
