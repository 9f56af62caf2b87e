//! The one write of a desk, and taking it back: the steps of `crates/app/src/act.rs` and of
//! `muster_store::overlay::Deciding`, commit by commit in the same order.

use std::rc::Rc;

use muster_domain::words::CommandId;
use muster_domain::{Command, Outcome, Refusal};
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_sync::Input;
use uuid::Uuid;

use crate::bugs::Bug;
use crate::calls::Call;
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
        self.call(
            around,
            || Call::Withdraw(id),
            |desk, around| {
                desk.commit_outbox(around, |outbox| {
                    if let Some(row) = outbox.get_mut(id) {
                        row.state = State::Withdrawn;
                    }
                })?;
                Ok(true)
            },
        )?;
        let settled = self.settle(&[], around);
        self.mended(settled, around)?;
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
        if let Some(id) = amends {
            let outbox = self.files.outbox.read();
            let open = [State::Waiting, State::Refused];
            if !outbox.get(id).is_some_and(|queued| open.contains(&queued.state)) {
                return Ok(Told::TooLate);
            }
        }
        let envelope = Rc::new(self.envelope(command, amends, around));
        let Ok(signed) = Signed::new(&envelope, &self.key) else { return Ok(Told::Refused) };
        let (id, hash, signed) = (envelope.id, signed.hash(), Rc::new(signed));
        let call = || Call::Act { signed: signed.clone(), envelope: envelope.clone() };
        let decided = self
            .call(around, call, |desk, around| desk.decide_and_save(&signed, &envelope, around));
        let saved = self.files.outbox.read().get(id).is_some();
        match decided {
            Ok(Err(_)) => return Ok(Told::Refused),
            Ok(Ok(_)) => {}
            // It is in the outbox, and what it does can be shown later.
            Err(Stopped::Full) if saved && !around.bugs.has(Bug::ToldNotSaved) => {
                self.owe_a_rebase(around);
                let rebased = self.rebase(around);
                self.mended(rebased, around)?;
            }
            Err(stop) => {
                if matches!(stop, Stopped::Full) {
                    around.journal.note(around.now, Did::NotSaved { id });
                }
                return Err(stop);
            }
        }
        if amends.is_some() {
            let settled = self.settle(&[], around);
            self.mended(settled, around)?;
        }
        around.journal.note(around.now, Did::Saved { desk: self.n, id, hash });
        self.wake(Input::Saved);
        Ok(Told::Saved(id))
    }

    /// `overlay::Deciding`: what the command amends is taken off first; if the rules say yes it is saved,
    /// and shown.
    fn decide_and_save(
        &mut self,
        signed: &Rc<Signed>,
        envelope: &Rc<Envelope>,
        around: &mut Around,
    ) -> Result<Result<Outcome, Refusal>, Stopped> {
        let mut connections = self.begin();
        let (holdings, beyond) = self.holdings(&connections);
        if let Some(amended) = envelope.amends {
            let mut rest = self.files.outbox.read().on_top_of(beyond);
            rest.retain(|queued| queued.envelope.id != amended);
            connections.undo();
            connections.run_again(&holdings, &self.files.profile, &rest);
        }
        let who = by(&self.files.profile, envelope);
        let outcome = match connections.decide(&holdings, &envelope.command, &who)? {
            Ok(outcome) => outcome,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // The app commits both at once: either may be the first on the disk, and this is the order
        // in which a promise could be broken.
        self.save(signed.clone(), envelope.clone(), around)?;
        connections.lay_over(&outcome);
        self.commit(connections, around)?;
        Ok(Ok(outcome))
    }

    /// Saves a command; what it amends is superseded in the same commit.
    fn save(
        &mut self,
        signed: Rc<Signed>,
        envelope: Rc<Envelope>,
        around: &mut Around,
    ) -> Result<(), Stopped> {
        let supersedes = envelope.amends.filter(|_| !around.bugs.has(Bug::AmendedSentToo));
        let row = Queued { signed, envelope, state: State::Waiting, seq: None, answer: None };
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
        let cache = self.files.cache(noun.file()).map_or(self.files.main.read(), |f| f.read());
        let (seen_at, seen) = (cache.cursor, cache.rows.get(&(noun, record)));
        let profile = &self.files.profile;
        Envelope {
            format: FORMAT,
            id: self.new_id(around),
            user: profile.user.id,
            organisation: profile.organisation.id,
            device: profile.device,
            at,
            base: Base {
                epoch: seen_at.map_or(Uuid::nil(), |cursor| cursor.epoch),
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
