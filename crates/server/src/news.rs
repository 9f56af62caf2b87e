//! That there is news: a hint and nothing else. Losing it is harmless, for a desk also asks now
//! and then; many changes at once are one piece of news.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use muster_domain::words::OrganisationId;
use tokio::sync::watch;

use crate::Server;
use crate::ledger::LedgerFault;

/// Who listens for which organisation.
#[derive(Default)]
pub(crate) struct News {
    organisations: Mutex<HashMap<OrganisationId, watch::Sender<()>>>,
}

impl News {
    /// Listens for an organisation's news.
    pub fn of(&self, organisation: OrganisationId) -> watch::Receiver<()> {
        self.lock().entry(organisation).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// An organisation's log has moved on.
    pub fn tell(&self, organisation: OrganisationId) {
        if let Some(sender) = self.lock().get(&organisation) {
            sender.send_replace(());
        }
    }

    /// Some log has.
    pub fn tell_all(&self) {
        for sender in self.lock().values() {
            sender.send_replace(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrganisationId, watch::Sender<()>>> {
        // Nothing done under the lock can leave the map half changed.
        self.organisations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    /// Looks for what other processes write, a load or an administrator's command, until the
    /// server stops.
    pub(crate) async fn watch_other_processes(&self) -> Result<(), LedgerFault> {
        let mut seen = self.ledger().data_version().await?;
        let mut ticks = tokio::time::interval(self.inner.settings.watch);
        loop {
            ticks.tick().await;
            let version = self.ledger().data_version().await?;
            if version != seen {
                seen = version;
                self.inner.news.tell_all();
                self.inner.mail.notify_one();
            }
        }
    }
}
