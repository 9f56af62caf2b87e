//! A command: verified, authorised again, decided again with the desk's own rules, and written
//! in one transaction with its decision, its audit entry and what it tells others. What cannot be
//! decided is parked, so that nothing behind it waits.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::VerifyingKey;
use futures_util::FutureExt;
use muster_domain::iat::message::Message;
use muster_domain::iat::{candidate, enquiry, transfer};
use muster_domain::noun::{By, Who};
use muster_domain::policy::may_ask;
use muster_domain::words::OrganisationId;
use muster_domain::world::{Held, Stop, World, Write};
use muster_domain::{Command, Outcome, Refusal, alert};
use muster_protocol::ENVELOPE_LIMIT;
use muster_protocol::envelope::{Envelope, EnvelopeFault, Signed};
use muster_protocol::verdict::{Decision, EnvelopeProblem, NotTaken, Verdict};
use sqlx::SqliteConnection;

use crate::Server;
use crate::accounts::{NotSignedIn, Session};
use crate::keys::Keys;
use crate::ledger::decisions::Known;
use crate::ledger::together::Together;
use crate::ledger::{
    LedgerFault, accounts, audit, chunks, decisions, line, log, messages, parked, records,
};
use crate::settings::Rules;

/// How far a desk's clock may be ahead, or a role younger than its claim, before it matters.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// How often a command on which the rules break is tried before only its operator lets it go on.
const TRIES: u32 = 3;

/// Why a push came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotDecided {
    #[error(transparent)]
    NotSignedIn(#[from] NotSignedIn),
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
}

/// What the rules said.
pub(crate) enum Ruled {
    /// This happens.
    Happens(Outcome),
    /// It does not.
    Refused(Refusal),
    /// A stored record cannot be read.
    Unreadable,
}

impl Server {
    /// Decides a command. Its answer is the same for ever, however often it is asked. What it tells
    /// others is delivered when [`Server::deliver_soon`] is called.
    pub(crate) async fn act(
        &self,
        session: &Session,
        signed: &Signed,
    ) -> Result<Decision, NotDecided> {
        let now = self.now();
        let not_taken =
            |reason| Decision { id: signed.id, verdict: Verdict::Refused { reason }, at: now };
        let envelope = match verified(signed, &session.key) {
            Ok(envelope) => envelope,
            Err(Unfit::No(fault)) => return Ok(not_taken(NotTaken::Envelope { fault })),
            Err(Unfit::NotSpoken) => return self.not_spoken(session, signed, now).await,
        };
        let sender = (session.user.id, session.organisation.id, session.device);
        if (envelope.user, envelope.organisation, envelope.device) != sender {
            return Ok(not_taken(NotTaken::NotTheSender));
        }
        let mut writing = self.ledger().writing().await?;
        let mut parked = None;
        match decisions::look_up(&mut writing, signed).await? {
            Known::Decided(decision) => return Ok(decision),
            Known::OtherBytes => return Ok(not_taken(NotTaken::KeyReused)),
            Known::New { parked: false } => {}
            Known::New { parked: true } => parked = parked::look_up(&mut writing, signed).await?,
        }
        if let Some(parked) = parked
            && parked.tries >= TRIES
        {
            let verdict = Verdict::Parked { reason: parked.reason };
            return Ok(Decision { id: signed.id, verdict, at: now });
        }
        // Rights may have gone since the request began: what counts is this transaction.
        let session = session.again(&mut writing, now).await?;
        for on in &envelope.depends_on {
            if !decisions::was_accepted(&mut writing, envelope.organisation, *on).await? {
                let verdict = Verdict::Held { on: *on };
                return Ok(Decision { id: signed.id, verdict, at: now });
            }
        }
        let lacking =
            chunks::missing(&mut writing, envelope.organisation, envelope.command.chunks()).await?;
        if !lacking.is_empty() {
            let verdict = Verdict::Lacks { chunks: lacking };
            return Ok(Decision { id: signed.id, verdict, at: now });
        }
        let rules = self.inner.settings.rules;
        let mut turn =
            Turn::begin(&mut writing, &self.ledger().keys, rules, &session, &envelope, now).await?;
        // A fault in the rules is one command's misfortune, not that of all behind it.
        let verdict = AssertUnwindSafe(turn.decide(&envelope)).catch_unwind().await;
        let verdict = verdict.unwrap_or(Ok(Verdict::Parked { reason: NotTaken::RulesBroke }))?;
        let (changed, alerted) = (turn.changed > 0, turn.alerted);
        if let Verdict::Parked { reason } = &verdict {
            writing.rollback().await.map_err(LedgerFault::from)?;
            let from = parked::From {
                organisation: envelope.organisation,
                user: envelope.user,
                device: envelope.device,
                verb: envelope.command.verb(),
            };
            self.park(from, signed, reason, now).await?;
            return Ok(Decision { id: signed.id, verdict, at: now });
        }
        let accepted = matches!(verdict, Verdict::Accepted { .. });
        let decision = Decision { id: signed.id, verdict, at: now };
        turn.keep(signed, &decision)?;
        let entry = audit::Entry {
            organisation: envelope.organisation,
            at: now,
            actor: Some(envelope.user),
            device: Some(envelope.device),
            what: envelope.command.verb(),
            outcome: if accepted { "accepted" } else { "refused" },
            command: Some(envelope.id),
            bytes_hash: Some(signed.hash()),
        };
        if alerted {
            let alert = audit::Entry { what: "transfer.too_many", outcome: "alerted", ..entry };
            turn.audit(alert)?;
        }
        turn.audit(entry)?;
        turn.write_down().await?;
        writing.commit().await.map_err(LedgerFault::from)?;
        if changed {
            self.inner.news.tell(envelope.organisation);
        }
        Ok(decision)
    }

    /// Keeps a command that could not be decided, and tells the operator.
    async fn park(
        &self,
        from: parked::From,
        signed: &Signed,
        reason: &NotTaken,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerFault> {
        let keys = &self.ledger().keys;
        let mut writing = self.ledger().writing().await?;
        parked::park(&mut writing, keys, from, signed, reason, now).await?;
        let entry = audit::Entry {
            organisation: from.organisation,
            at: now,
            actor: Some(from.user),
            device: Some(from.device),
            what: from.verb,
            outcome: "parked",
            command: Some(signed.id),
            bytes_hash: Some(signed.hash()),
        };
        audit::append(&mut writing, keys, entry).await?;
        writing.commit().await?;
        tracing::error!(command = %signed.id, ?reason, "a command could not be decided: parked");
        Ok(())
    }

    /// A desk that is newer than this server signed it: it is kept until the server can read it.
    async fn not_spoken(
        &self,
        session: &Session,
        signed: &Signed,
        now: DateTime<Utc>,
    ) -> Result<Decision, NotDecided> {
        let not_taken = |verdict| Decision { id: signed.id, verdict, at: now };
        let mut writing = self.ledger().writing().await?;
        match decisions::look_up(&mut writing, signed).await? {
            Known::Decided(decision) => return Ok(decision),
            Known::OtherBytes => {
                return Ok(not_taken(Verdict::Refused { reason: NotTaken::KeyReused }));
            }
            Known::New { .. } => {}
        }
        let parked = parked::look_up(&mut writing, signed).await?;
        drop(writing);
        let reason = NotTaken::NotSpoken;
        if parked.is_none() {
            let from = parked::From {
                organisation: session.organisation.id,
                user: session.user.id,
                device: session.device,
                verb: "command.not_spoken",
            };
            self.park(from, signed, &reason, now).await?;
        }
        Ok(not_taken(Verdict::Parked { reason }))
    }
}

/// Why an envelope is not looked at further.
enum Unfit {
    /// It is refused: the desk, or somebody on the way, did something wrong.
    No(EnvelopeProblem),
    /// The device did sign it, in words that this server does not know.
    NotSpoken,
}

/// The envelope, if the device signed it and it can be read.
fn verified(signed: &Signed, key: &VerifyingKey) -> Result<Envelope, Unfit> {
    if signed.bytes.0.len() > ENVELOPE_LIMIT {
        return Err(Unfit::No(EnvelopeProblem::TooLong));
    }
    signed.open(key).map_err(|fault| match fault {
        EnvelopeFault::Signature => Unfit::No(EnvelopeProblem::Signature),
        EnvelopeFault::Id => Unfit::No(EnvelopeProblem::Id),
        EnvelopeFault::Version | EnvelopeFault::Unreadable => Unfit::NotSpoken,
    })
}

/// One transaction of an organisation's log.
pub(crate) struct Turn<'c> {
    connection: &'c mut SqliteConnection,
    keys: &'c Arc<Keys>,
    rules: Rules,
    by: By,
    head: u64,
    audit_head: Option<audit::Head>,
    /// What is still to be written, in this order.
    pub(crate) to_write: Together,
    /// How many records it has changed.
    pub changed: usize,
    /// Whether it told an organisation that more is asked for than may be.
    alerted: bool,
    /// Whether what it wrote may change who reports to whom.
    reorders: bool,
    messages: Vec<(OrganisationId, Message)>,
}

impl<'c> Turn<'c> {
    async fn begin(
        connection: &'c mut SqliteConnection,
        keys: &'c Arc<Keys>,
        rules: Rules,
        session: &Session,
        envelope: &Envelope,
        now: DateTime<Utc>,
    ) -> Result<Self, LedgerFault> {
        let claimed_at = if envelope.at > now + SKEW { now } else { envelope.at };
        let by = By {
            who: Who::Person {
                user: session.user.clone(),
                organisation: session.organisation.clone(),
                roles: session.roles.clone(),
            },
            device: Some(session.device),
            command: envelope.id,
            claimed_at,
            received_at: now,
            acting_for: None,
        };
        Self::of(connection, keys, rules, by).await
    }

    /// A turn of anybody: a person or Muster itself.
    pub async fn of(
        connection: &'c mut SqliteConnection,
        keys: &'c Arc<Keys>,
        rules: Rules,
        by: By,
    ) -> Result<Self, LedgerFault> {
        let (head, audit_head) = log::heads(connection, by.organisation().id).await?;
        Ok(Self {
            connection,
            keys,
            rules,
            by,
            head,
            audit_head,
            to_write: Together::default(),
            changed: 0,
            alerted: false,
            reorders: false,
            messages: Vec::new(),
        })
    }

    async fn decide(&mut self, envelope: &Envelope) -> Result<Verdict, LedgerFault> {
        let refused = |reason| Verdict::Refused { reason };
        let verb = envelope.command.verb();
        if self.held_no_role_then(&envelope.command).await? {
            return Ok(refused(NotTaken::NotYourRoleThen));
        }
        let asked = self.asked_today(&envelope.command).await?;
        if let Some(Err(refusal)) = asked.map(transfer::Budget::check) {
            return Ok(refused(NotTaken::Rule { refusal: refusal.into() }));
        }
        let verdict = match self.ask(&envelope.command).await? {
            Ruled::Happens(_) => {
                if let Some(asked) = asked {
                    self.alert(&envelope.command, asked.and_one()).await?;
                }
                None
            }
            Ruled::Refused(refusal) => {
                if let Refusal::Enquiry(enquiry::Refusal::PreviewChanged { .. }) = &refusal {
                    self.preview_again(&envelope.command).await?;
                }
                Some(refused(NotTaken::Rule { refusal }))
            }
            Ruled::Unreadable => {
                return Ok(Verdict::Parked { reason: NotTaken::RecordUnreadable });
            }
        };
        let kind = if verdict.is_none() { verb } else { "enquiry.preview_again" };
        let seq = self.take_number(kind).await?;
        Ok(verdict.unwrap_or(Verdict::Accepted { seq }))
    }

    /// Whether somebody who may ask for this now may not have when they say they did.
    async fn held_no_role_then(&mut self, command: &Command) -> Result<bool, LedgerFault> {
        let Who::Person { roles, user, .. } = &self.by.who else { return Ok(false) };
        let allowed = may_ask(command);
        if !allowed.iter().any(|role| roles.contains(role)) {
            return Ok(false);
        }
        // A role given a moment before, by the server's clock, was given by the desk's as well.
        let then = self.by.claimed_at + SKEW;
        if then >= self.by.received_at {
            return Ok(false);
        }
        let at_the_claim = accounts::roles(self.connection, user.id.0, self.by.claimed_at).await?;
        let soon_after = accounts::roles(self.connection, user.id.0, then).await?;
        Ok(!allowed.iter().any(|role| at_the_claim.contains(role) || soon_after.contains(role)))
    }

    /// Runs a command on the organisation's own records, and writes what happens.
    pub async fn ask(&mut self, command: &Command) -> Result<Ruled, LedgerFault> {
        let ruled = self.rule(command).await?;
        if let Ruled::Happens(outcome) = &ruled {
            self.write(&outcome.writes).await?;
            self.messages.extend(outcome.messages.iter().cloned());
        }
        Ok(ruled)
    }

    async fn rule(&mut self, command: &Command) -> Result<Ruled, LedgerFault> {
        let mut world = World::default();
        loop {
            match (self.rules)(&mut world, command, &self.by) {
                Ok(outcome) => return Ok(Ruled::Happens(outcome)),
                Err(Stop::Refused(refusal)) => return Ok(Ruled::Refused(refusal)),
                Err(Stop::Ask(_)) => self.load(&mut world).await?,
                Err(Stop::Unreadable(noun, id)) => {
                    tracing::error!(noun = noun.name(), %id, "a stored record cannot be read");
                    return Ok(Ruled::Unreadable);
                }
            }
        }
    }

    /// Answers what the rules want, by what stands written.
    async fn load(&mut self, world: &mut World) -> Result<(), LedgerFault> {
        self.write_down().await?;
        let organisation = self.by.organisation().id;
        let wanted = world.wanted();
        let answers = records::answer(self.connection, self.keys, organisation, &wanted).await?;
        for (ask, rows) in wanted.into_iter().zip(answers) {
            world.answer(ask, Held::Known(rows));
        }
        Ok(())
    }

    async fn write(&mut self, writes: &[Write]) -> Result<(), LedgerFault> {
        let organisation = self.by.organisation().id;
        self.reorders |= writes.iter().any(|write| line::depends_on(write.noun));
        let (connection, all) = (&mut *self.connection, &mut self.to_write);
        self.changed +=
            records::apply(connection, all, self.keys, organisation, self.head + 1, writes).await?;
        Ok(())
    }

    /// The record has changed since it was previewed: the approver's desk gets it as it is now.
    async fn preview_again(&mut self, command: &Command) -> Result<(), LedgerFault> {
        let (_, id) = command.target();
        let organisation = self.by.organisation().id;
        let mut world = World::default();
        let keeps = loop {
            match candidate::refreshed(&world, id, organisation) {
                Ok(keeps) => break keeps,
                Err(Stop::Ask(_)) => self.load(&mut world).await?,
                Err(Stop::Refused(_) | Stop::Unreadable(..)) => return Ok(()),
            }
        };
        // Muster's own doing, on this occasion.
        self.by = self.by.onwards();
        for keep in keeps {
            self.ask(&Command::Keep(keep)).await?;
        }
        Ok(())
    }

    /// How many records were asked for today before this request; nothing, if it is none.
    async fn asked_today(
        &mut self,
        command: &Command,
    ) -> Result<Option<transfer::Asked>, LedgerFault> {
        let (Command::Transfer(transfer::Command::Request(_)), Some(user)) =
            (command, self.by.user())
        else {
            return Ok(None);
        };
        let (organisation, day) = (self.by.organisation().id, self.by.received_at.date_naive());
        records::asked_on(self.connection, organisation, user.id, day).await.map(Some)
    }

    /// Tells the approvers where this was the last that may be asked for in a day.
    async fn alert(
        &mut self,
        command: &Command,
        asked: transfer::Asked,
    ) -> Result<(), LedgerFault> {
        if let Some(told) = alert(command, asked, &self.by) {
            // Muster's own doing, on this occasion; the same alert twice is refused.
            self.by = self.by.onwards();
            self.alerted = matches!(self.ask(&told).await?, Ruled::Happens(_));
        }
        Ok(())
    }

    /// Ends the turn, and writes what it comes to. Answers how far the log is now.
    pub async fn end(&mut self, kind: &'static str) -> Result<u64, LedgerFault> {
        let head = self.take_number(kind).await?;
        self.write_down().await?;
        Ok(head)
    }

    /// Tells others what they are to know and takes the log's number, if anything changed; all of it
    /// is written by [`Turn::write_down`], with what else there is. Answers how far the log is now.
    pub async fn take_number(&mut self, kind: &'static str) -> Result<u64, LedgerFault> {
        let organisation = self.by.organisation().id;
        messages::write(
            &mut self.to_write,
            self.keys,
            organisation,
            &self.messages,
            self.by.command,
            self.by.received_at,
        )?;
        if self.changed == 0 {
            return Ok(self.head);
        }
        if self.reorders {
            self.write_down().await?;
            let today = self.by.received_at.date_naive();
            line::settle(self.connection, organisation, self.head + 1, today).await?;
        }
        let entry = log::Entry {
            organisation,
            seq: self.head + 1,
            at: self.by.received_at,
            command: self.by.command,
            kind,
            records: self.changed,
        };
        log::take(&mut self.to_write, &entry)?;
        Ok(self.head + 1)
    }

    /// Keeps the decision of the command that this is the turn of.
    fn keep(&mut self, signed: &Signed, decision: &Decision) -> Result<(), LedgerFault> {
        let (organisation, device) = (self.by.organisation().id, self.by.device);
        let device = device.ok_or(LedgerFault::Unreadable("device"))?;
        decisions::keep(&mut self.to_write, self.keys, organisation, device, signed, decision)
    }

    /// Adds an entry to the organisation's audit.
    pub fn audit(&mut self, entry: audit::Entry<'_>) -> Result<(), LedgerFault> {
        audit::add(&mut self.to_write, self.keys, &mut self.audit_head, entry)
    }

    /// Writes what is still to be written.
    pub async fn write_down(&mut self) -> Result<(), LedgerFault> {
        self.to_write.run(self.connection).await
    }
}
