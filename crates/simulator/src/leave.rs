//! A revoked device's copy leaves: the keys first, then the caches, then what was not decided is
//! handed in, then the outbox, then the receipt. The steps of `crates/app/src/leave.rs`; each can be
//! done again, and is gone on with whenever the program is started.

use std::rc::Rc;

use muster_domain::words::CommandId;
use muster_sync::Trouble;

use crate::bugs::Bug;
use crate::desk::{Around, Asked, Desk, Kind, Out, Outside, Stopped};
use crate::files::{Cache, File, Leaving, Outbox, State};
use crate::journal::Did;
use crate::wire::{Answer, Parcel, Question};

impl Desk {
    fn parcel(&self) -> Parcel {
        let device = self.files.profile.device;
        Parcel { device, commands: Vec::new(), left: Vec::new(), gone: false }
    }

    /// Nobody is believed who cannot open what was sealed for the server: it is asked.
    pub fn ask_whether_revoked(&mut self, around: &mut Around) {
        let question = Question::HandIn(self.parcel());
        self.ask(question, Asked::Outside(Outside::IsRevoked), around);
    }

    /// An answer outside a session.
    pub fn answered_outside(
        &mut self,
        outside: Outside,
        answer: Result<Rc<Answer>, Trouble>,
        around: &mut Around,
    ) -> Result<(), Stopped> {
        let answer = answer.ok();
        match (outside, answer.as_deref()) {
            (Outside::LetInHandshake, Some(Answer::Challenge(challenge))) => {
                let device = self.files.profile.device;
                let question = Question::SignIn { device, challenge: *challenge };
                self.ask(question, Asked::Outside(Outside::LetIn), around);
                Ok(())
            }
            (Outside::LetIn, Some(Answer::SignedIn(account))) => {
                self.renew(account, around);
                self.open_session(around).inspect_err(|_| {
                    // The person tries again.
                    around.out.push(Out::Locked { soon: true });
                })
            }
            (Outside::LetIn, Some(Answer::Fault(muster_protocol::fault::Code::DeviceRevoked))) => {
                self.ask_whether_revoked(around);
                Ok(())
            }
            (Outside::IsRevoked, Some(Answer::HandedIn { revoked: true, .. })) => {
                self.leave(around)
            }
            (Outside::IsRevoked, _) if self.is_at_work() => Ok(()),
            (Outside::LetInHandshake | Outside::LetIn | Outside::IsRevoked, _) => {
                // Offline use has ended, and nobody lets them in: they try later.
                self.close();
                around.out.push(Out::Locked { soon: false });
                Ok(())
            }
            (Outside::HandInAll, Some(Answer::HandedIn { .. })) => self.erase_outbox(around),
            (Outside::Receipt, Some(Answer::HandedIn { .. })) => {
                self.files.leaving = Leaving::Done;
                self.close();
                Ok(())
            }
            (Outside::HandInAll | Outside::Receipt, _) => {
                around.out.push(Out::Attend);
                Ok(())
            }
        }
    }

    /// The device is revoked. From here on nothing that is left can be read, whatever interrupts.
    fn leave(&mut self, around: &mut Around) -> Result<(), Stopped> {
        self.files.leaving = Leaving::Begun;
        self.go_on_leaving(around)
    }

    /// Goes on with a copy that leaves, as far as it can.
    pub fn go_on_leaving(&mut self, around: &mut Around) -> Result<(), Stopped> {
        if self.process.as_ref().is_none_or(|process| process.kind != Kind::Leaving) {
            self.begin_leaving();
        }
        self.files.main = File::default();
        self.files.oh = None;
        let only_open = around.bugs.has(Bug::RefusedIsNotHandedIn);
        let open: Vec<_> = self.for_server(only_open);
        if open.is_empty() {
            return self.erase_outbox(around);
        }
        let commands = self.signed(&open);
        let question = Question::HandIn(Parcel { commands, ..self.parcel() });
        self.ask(question, Asked::Outside(Outside::HandInAll), around);
        Ok(())
    }

    /// What nobody else has: what was not decided, and what was refused.
    fn for_server(&self, only_open: bool) -> Vec<CommandId> {
        let rows = self.files.outbox.read().rows.iter();
        rows.filter(|row| row.state.is_open() || row.state == State::Refused && !only_open)
            .map(|row| row.envelope.id)
            .collect()
    }

    /// The outbox's key is destroyed, and the folder removed; then the server is told.
    fn erase_outbox(&mut self, around: &mut Around) -> Result<(), Stopped> {
        let rows = &self.files.outbox.read().rows;
        let ids = rows.iter().map(|row| (row.envelope.id, row.state)).collect();
        around.journal.note(around.now, Did::Erased { desk: self.n, ids });
        self.files.outbox = File::of(Outbox::default());
        let question = Question::HandIn(Parcel { gone: true, ..self.parcel() });
        self.ask(question, Asked::Outside(Outside::Receipt), around);
        Ok(())
    }

    /// Whether anything on this computer can be read.
    pub fn readable(files: &crate::files::Files) -> Vec<&Cache> {
        if files.leaving != Leaving::No {
            return Vec::new();
        }
        let oh = files.oh.as_ref().map(File::read);
        std::iter::once(files.main.read()).chain(oh).collect()
    }
}
