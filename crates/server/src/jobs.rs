//! What one organisation tells another, delivered: each message applied once, in order, in a
//! transaction of the receiver's log.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use muster_domain::iat::message::Message;
use muster_domain::noun::{By, Who};

use crate::Server;
use crate::act::{Ruled, Turn};
use crate::ledger::{LedgerFault, audit, log, messages};

impl Server {
    /// Delivers what waits, until nothing does. Answers how many messages were applied.
    pub async fn deliver(&self) -> Result<usize, LedgerFault> {
        let mut applied = 0;
        while self.deliver_next().await? {
            applied += 1;
        }
        Ok(applied)
    }

    /// Delivers at once after each commit, until the server stops.
    pub(crate) async fn deliver_for_ever(&self) -> Result<(), LedgerFault> {
        loop {
            self.deliver().await?;
            self.inner.mail.notified().await;
        }
    }

    async fn deliver_next(&self) -> Result<bool, LedgerFault> {
        let keys = &self.ledger().keys;
        if !self.ledger().has_mail().await? {
            return Ok(false);
        }
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let Some(waiting) = messages::next(&mut writing, keys).await? else { return Ok(false) };
        let message = match waiting.message {
            Ok(message) => message,
            Err(fault) => {
                tracing::error!(message = %waiting.id, %fault, "a message cannot be read");
                messages::put_aside(&mut writing, waiting.id, now).await?;
                writing.commit().await?;
                return Ok(true);
            }
        };
        let receiver = log::organisation(&mut writing, waiting.to)
            .await?
            .ok_or(LedgerFault::Unreadable("organisation"))?;
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
            tracing::error!(message = %waiting.id, "the rules broke on a message: put aside");
            let mut writing = self.ledger().writing().await?;
            messages::put_aside(&mut writing, waiting.id, now).await?;
            writing.commit().await?;
            return Ok(true);
        };
        let heard = heard?;
        turn.end("message").await?;
        let changed = turn.changed > 0;
        for &(what, outcome) in &heard {
            let entry = audit::Entry {
                organisation: waiting.to,
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
        writing.commit().await?;
        if changed {
            self.inner.news.tell(waiting.to);
        }
        Ok(true)
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
