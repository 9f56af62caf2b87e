//! What one organisation tells another, delivered: each message applied once, in order, under a
//! number of the receiver's log.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use muster_domain::iat::message::Message;
use muster_domain::noun::{By, Who};

use crate::Server;
use crate::act::{Ruled, Turn};
use crate::ledger::{LedgerFault, audit, messages};

/// As many messages are delivered in one transaction: desks wait for it.
const AT_ONCE: usize = 50;

impl Server {
    /// Delivers what waits, until nothing does. Answers how many messages were applied.
    pub async fn deliver(&self) -> Result<usize, LedgerFault> {
        let (mut applied, mut most) = (0, AT_ONCE);
        loop {
            match self.deliver_some(most).await? {
                Some(0) => return Ok(applied),
                Some(some) => {
                    applied += some;
                    most = AT_ONCE;
                }
                // One by one, until the one on which the rules break has been put aside.
                None => most = 1,
            }
        }
    }

    /// Others may have been told something: it is delivered now.
    pub(crate) fn deliver_soon(&self) {
        self.inner.mail.notify_one();
    }

    /// Delivers at once after each batch of commands, until the server stops.
    pub(crate) async fn deliver_for_ever(&self) -> Result<(), LedgerFault> {
        loop {
            self.deliver().await?;
            self.inner.mail.notified().await;
        }
    }

    /// Delivers up to so many messages in one transaction, each under a number of its own. `None`, with
    /// nothing delivered, when the rules broke on one of several.
    async fn deliver_some(&self, most: usize) -> Result<Option<usize>, LedgerFault> {
        let keys = &self.ledger().keys;
        if !self.ledger().has_mail().await? {
            return Ok(Some(0));
        }
        let now = self.now();
        let mut told = BTreeSet::new();
        let mut delivered = 0;
        let mut writing = self.ledger().writing().await?;
        while delivered < most
            && let Some((waiting, receiver)) = messages::next(&mut writing, keys).await?
        {
            delivered += 1;
            let message = match waiting.message {
                Ok(message) => message,
                Err(fault) => {
                    tracing::error!(message = %waiting.id, %fault, "a message cannot be read");
                    messages::put_aside(&mut writing, waiting.id, now).await?;
                    continue;
                }
            };
            let to = receiver.id;
            let by = By {
                who: Who::System { organisation: receiver },
                device: None,
                command: waiting.id,
                claimed_at: now,
                received_at: now,
                acting_for: None,
            };
            let mut turn = Turn::of(&mut writing, keys, self.inner.settings.rules, by).await?;
            // A message on which the rules break keeps no other from its receiver.
            let heard = AssertUnwindSafe(hear(&mut turn, message)).catch_unwind().await;
            let Ok(heard) = heard else {
                writing.rollback().await?;
                if most > 1 {
                    return Ok(None);
                }
                tracing::error!(message = %waiting.id, "the rules broke on a message: put aside");
                let mut writing = self.ledger().writing().await?;
                messages::put_aside(&mut writing, waiting.id, now).await?;
                writing.commit().await?;
                return Ok(Some(1));
            };
            let heard = heard?;
            turn.take_number("message").await?;
            if turn.changed > 0 {
                told.insert(to);
            }
            for &(what, outcome) in &heard {
                let entry = audit::Entry {
                    organisation: to,
                    at: now,
                    actor: None,
                    device: None,
                    what,
                    outcome,
                    command: Some(waiting.id),
                    bytes_hash: None,
                };
                turn.audit(entry)?;
            }
            let all = heard.iter().all(|(_, outcome)| *outcome == "accepted");
            let outcome = if all { "accepted" } else { "refused" };
            messages::applied(&mut turn.to_write, waiting.id, outcome, now)?;
            turn.write_down().await?;
        }
        writing.commit().await?;
        for organisation in told {
            self.inner.news.tell(organisation);
        }
        Ok(Some(delivered))
    }
}

/// Does what a message asks for, and answers what came of each part of it.
async fn hear(
    turn: &mut Turn<'_>,
    message: Message,
) -> Result<Vec<(&'static str, &'static str)>, LedgerFault> {
    let mut heard = Vec::new();
    for command in message.commands() {
        // A refusal means that the two sides crossed, a release and a withdrawal say: what still
        // makes sense of the message is done all the same.
        let outcome = match turn.ask(&command).await? {
            Ruled::Happens(_) => "accepted",
            Ruled::Refused(_) => "refused",
            Ruled::Unreadable => "unreadable",
        };
        heard.push((command.verb(), outcome));
    }
    Ok(heard)
}
