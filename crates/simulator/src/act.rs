//! The one write of a desk, and taking it back: the steps of `crates/app/src/act.rs` and of
//! `muster_store::overlay::act`, commit by commit in the same order.

use std::rc::Rc;

use muster_domain::Command;
use muster_domain::words::CommandId;
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_sync::Input;
use uuid::Uuid;

use crate::bugs::Bug;
use crate::desk::{Around, Desk, Stopped};
use crate::files::{Queued, State};
use crate::journal::Did;
use crate::overlay::by;

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Saved(CommandId),
    /// A rule says no.
    Refused,
    TooLate,
    /// On its way: whether it has left is known when the try ends.
    OnItsWay,
}

impl Desk {
    /// Asks for something. When this says saved, it is on the disk.
    pub fn act(&mut self, command: Command, around: &mut Around) -> Result<Told, Stopped> {
        self.act_instead(command, None, around)
    }

    /// Asks for something in place of a command that waits or was refused.
    pub fn amend(
        &mut self,
        id: CommandId,
        command: Command,
        around: &mut Around,
    ) -> Result<Told, Stopped> {
        if self.is_on_its_way(id) {
            return Ok(Told::OnItsWay);
        }
        self.act_instead(command, Some(id), around)
    }

    /// Takes back a command that waits or was refused.
    pub fn withdraw(&mut self, id: CommandId, around: &mut Around) -> Result<Told, Stopped> {
        if self.is_on_its_way(id) {
            return Ok(Told::OnItsWay);
        }
        let open = [State::Waiting, State::Refused];
        let state = self.files.outbox.read().get(id).map(|queued| queued.state);
        if !state.is_some_and(|state| open.contains(&state)) {
            return Ok(Told::TooLate);
        }
        self.commit_outbox(around, |outbox| {
            if let Some(row) = outbox.get_mut(id) {
                row.state = State::Withdrawn;
            }
        })?;
        let rebased = self.rebase(around);
        self.mended(rebased, around)?;
        around.journal.note(around.now, Did::Withdrawn { desk: self.n, id });
        Ok(Told::Saved(id))
    }

    fn is_on_its_way(&self, id: CommandId) -> bool {
        let sending = self.process.as_ref().is_some_and(|process| process.sending);
        let queued = self.files.outbox.read().get(id);
        sending && queued.is_some_and(|queued| queued.state == State::Sent)
    }

    /// What was saved is saved: caches that could not be written are made again.
    fn mended(&self, done: Result<(), Stopped>, around: &Around) -> Result<(), Stopped> {
        match done {
            Err(Stopped::Full) if !around.bugs.has(Bug::RebaseNotRepeated) => Ok(()),
            done => done,
        }
    }

    pub fn act_instead(
        &mut self,
        command: Command,
        amends: Option<CommandId>,
        around: &mut Around,
    ) -> Result<Told, Stopped> {
        let rest = match amends {
            Some(id) => {
                let outbox = self.files.outbox.read();
                let open = [State::Waiting, State::Refused];
                if !outbox.get(id).is_some_and(|queued| open.contains(&queued.state)) {
                    return Ok(Told::TooLate);
                }
                let mut rest = self.queue();
                rest.retain(|queued| queued.envelope.id != id);
                Some(rest)
            }
            None => None,
        };
        let envelope = self.envelope(command, amends, around);
        let Ok(signed) = Signed::new(&envelope, &self.key) else { return Ok(Told::Refused) };
        let (id, hash) = (envelope.id, signed.hash());
        let mut connections = self.begin();
        let holdings = self.holdings(&connections);
        if let Some(rest) = rest {
            connections.undo();
            connections.run_again(&holdings, &self.files.profile, &rest)?;
        }
        let who = by(&self.files.profile, &envelope);
        let outcome = match connections.decide(&holdings, &envelope.command, &who)? {
            Ok(outcome) => outcome,
            Err(_) => return Ok(Told::Refused),
        };
        if let Err(stop) = self.save(signed, envelope, around) {
            if matches!(stop, Stopped::Full) {
                around.journal.note(around.now, Did::NotSaved { id });
            }
            return Err(stop);
        }
        connections.lay_over(&outcome);
        match self.commit(connections, around) {
            Ok(()) => {}
            Err(stop) => {
                let stop = Stopped::from(stop);
                let full = matches!(stop, Stopped::Full);
                if !full || around.bugs.has(Bug::ToldNotSaved) {
                    if full {
                        around.journal.note(around.now, Did::NotSaved { id });
                    }
                    return Err(stop);
                }
                // It is in the outbox, and what it does can be shown later.
                if let Some(process) = &mut self.process {
                    process.rebase_owed = true;
                }
            }
        }
        around.journal.note(around.now, Did::Saved { desk: self.n, id, hash });
        self.wake(Input::Saved);
        Ok(Told::Saved(id))
    }

    /// Saves a command; what it amends is superseded in the same commit.
    fn save(
        &mut self,
        signed: Signed,
        envelope: Envelope,
        around: &mut Around,
    ) -> Result<(), Stopped> {
        let supersedes = envelope.amends.filter(|_| !around.bugs.has(Bug::AmendedSentToo));
        let row = Queued {
            signed: Rc::new(signed),
            envelope: Rc::new(envelope),
            state: State::Waiting,
            seq: None,
            answer: None,
        };
        self.commit_outbox(around, |outbox| {
            if let Some(amended) = supersedes.and_then(|id| outbox.get_mut(id)) {
                amended.state = State::Superseded;
            }
            outbox.rows.push(row);
        })?;
        Ok(())
    }

    fn envelope(
        &self,
        command: Command,
        amends: Option<CommandId>,
        around: &mut Around,
    ) -> Envelope {
        let (noun, record) = command.target();
        let mut waiting = self.files.outbox.read().undecided_about(record);
        waiting.retain(|id| Some(*id) != amends);
        if let Some(amended) = amends
            && !around.bugs.has(Bug::AmendmentFollowsLater)
        {
            // What came after it follows it: it cannot follow that.
            let outbox = self.files.outbox.read();
            let place = outbox.place(amended);
            waiting.retain(|id| outbox.place(*id) < place);
        }
        let at = self.wall(around.now);
        let main = self.files.main.read();
        let seen = self.files.cache(noun.file()).and_then(|f| f.read().rows.get(&(noun, record)));
        let profile = &self.files.profile;
        Envelope {
            format: FORMAT,
            id: self.new_id(around),
            user: profile.user.id,
            organisation: profile.organisation.id,
            device: profile.device,
            at,
            base: Base {
                epoch: main.cursor.map_or(Uuid::nil(), |cursor| cursor.epoch),
                version: seen.map_or(0, |row| row.version),
                waiting: waiting.clone(),
            },
            depends_on: waiting,
            amends,
            command,
        }
    }

    /// An id as a version 7 is made: the wall clock in front.
    fn new_id(&self, around: &mut Around) -> CommandId {
        let ms = u64::try_from(self.wall(around.now).timestamp_millis()).unwrap_or(0);
        let (high, low) = (around.chance.below(1 << 12), around.chance.below(1 << 62));
        CommandId(Uuid::from_u64_pair(ms << 16 | 0x7000 | high, 1 << 63 | low))
    }

    /// Signs what was not answered again, under new ids: only a bug does.
    pub fn sign_anew(&mut self, ids: &[CommandId], around: &mut Around) -> Result<(), Stopped> {
        let mut rows = self.files.outbox.read().rows.clone();
        for row in rows.iter_mut().filter(|row| ids.contains(&row.envelope.id)) {
            let envelope = Envelope { id: self.new_id(around), ..(*row.envelope).clone() };
            if let Ok(signed) = Signed::new(&envelope, &self.key) {
                row.signed = Rc::new(signed);
                row.envelope = Rc::new(envelope);
            }
        }
        self.commit_outbox(around, |outbox| outbox.rows = rows)?;
        Ok(())
    }
}
