//! What a run asked of a desk's files, call by call, under the names of `muster-store`, with what
//! the model's files showed after each: to be asked of real files, and compared.

use std::rc::Rc;

use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::words::{CommandId, OrganisationRef, UserRef};
use muster_domain::{Outcome, Refusal};
use muster_protocol::change::{Changes, Records, Scope};
use muster_protocol::envelope::{Envelope, Signed};
use muster_protocol::verdict::{Decision, NotTaken};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use crate::desk::{Around, Desk, Stopped};
pub use crate::files::Stamp;
use crate::files::{Cache, File, State};
use crate::overlay::Fallen;

/// A call on a desk's files.
#[derive(Debug, Clone)]
pub enum Call {
    /// The files are opened, or made.
    Open {
        /// Whether occupational health's is among them; if not, it is removed.
        with_oh: bool,
    },
    /// The program is no more, and the files are what they were after these commits. A file of no
    /// call is not there.
    Put {
        /// The outbox.
        outbox: Stamp,
        /// The main cache.
        main: Stamp,
        /// Occupational health's.
        oh: Stamp,
    },
    /// `overlay::Deciding` and `Decided`.
    Act {
        /// What was signed.
        signed: Rc<Signed>,
        /// What it says.
        envelope: Rc<Envelope>,
    },
    /// `overlay::rebase`.
    Rebase,
    /// `overlay::settle`.
    Settle(Vec<CommandId>),
    /// `Outbox::refused`.
    Refused(CommandId, NotTaken),
    /// `Outbox::withdraw`.
    Withdraw(CommandId),
    /// `Outbox::mark_sent`.
    MarkSent(Vec<CommandId>),
    /// `Outbox::mark_unsent`.
    MarkUnsent(Vec<CommandId>),
    /// `Outbox::decided`.
    Decided(Vec<Decision>),
    /// `Outbox::try_parked_again`.
    TryParkedAgain,
    /// `Outbox::offer_again`.
    OfferAgain(Vec<CommandId>),
    /// `Outbox::hand_in`.
    HandIn(Vec<NounKind>),
    /// `receive::begin`.
    Begin(Scope),
    /// `receive::anew`.
    Anew(NounKind, u64),
    /// `receive::believe`.
    Believe,
    /// `receive::take_page`.
    TakePage(Records),
    /// `receive::finish`.
    Finish,
    /// `receive::take_changes`.
    TakeChanges(Changes),
    /// `receive::doubt`.
    Doubt,
    /// `checksum::remember`.
    Checked,
    /// `entitled::receipt_given`.
    ReceiptGiven,
}

/// What a call came to, besides what is in the files.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Nothing to compare.
    Nothing,
    /// Yes or no.
    Whether(bool),
    /// Of a command: that it holds, or why not.
    Ruled(Option<Refusal>),
    /// These commands.
    Commands(Vec<CommandId>),
}

/// A call, and what came of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// What was asked.
    pub call: Call,
    /// By whom: the roles of then.
    pub roles: BTreeSet<Role>,
    /// What it said; nothing of one that did not return.
    pub said: Option<Said>,
    /// How many commits it made of the outbox, the main cache and occupational health's.
    pub commits: [usize; 3],
    /// What the files showed then.
    pub seen: Seen,
}

/// A record as a cache has it: what is shown, the server's beside it, whether something waits.
pub type Kept = (Option<Rc<str>>, Option<Rc<str>>, bool);

/// What a desk's files show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// The records of the open caches.
    pub records: BTreeMap<(NounKind, Uuid), Kept>,
    /// Every command, in the order of the outbox: where it stands, and under which number.
    pub commands: Vec<(CommandId, &'static str, Option<u64>)>,
    /// What both caches have taken in: epoch, number and mark.
    pub cursor: Option<(Uuid, u64, Option<Uuid>)>,
    /// The nouns that have not arrived whole, each with the last record that came.
    pub arriving: BTreeMap<NounKind, Option<Uuid>>,
    /// Whether what is held is in doubt.
    pub doubted: bool,
}

/// All that was asked of one desk's files in a run.
#[derive(Debug, Clone)]
pub struct DeskTrace {
    /// Whose desk.
    pub user: UserRef,
    /// Of which organisation.
    pub organisation: OrganisationRef,
    /// The calls, from the first: the first has the number 1.
    pub steps: Vec<Step>,
}

/// What can be compared of a call's answer.
pub(crate) trait Says {
    fn said(&self) -> Said;
}

impl Says for () {
    fn said(&self) -> Said {
        Said::Nothing
    }
}

impl Says for bool {
    fn said(&self) -> Said {
        Said::Whether(*self)
    }
}

impl Says for Vec<CommandId> {
    fn said(&self) -> Said {
        Said::Commands(self.clone())
    }
}

impl Says for Vec<Fallen> {
    fn said(&self) -> Said {
        Said::Commands(self.iter().map(|fallen| fallen.id).collect())
    }
}

impl Says for Result<Outcome, Refusal> {
    fn said(&self) -> Said {
        Said::Ruled(self.as_ref().err().cloned())
    }
}

impl State {
    /// The word that the outbox has for it.
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Sent => "sent",
            State::Parked => "parked",
            State::Accepted => "accepted",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Superseded => "superseded",
            State::HandedIn => "handed_in",
        }
    }
}

impl Desk {
    /// Makes a call on the files, and writes it down where that is wanted.
    pub fn call<T: Says>(
        &mut self,
        around: &mut Around,
        call: impl FnOnce() -> Call,
        work: impl FnOnce(&mut Self, &mut Around) -> Result<T, Stopped>,
    ) -> Result<T, Stopped> {
        self.files.call += 1;
        let done = work(self, around);
        let said = done.as_ref().ok().map(Says::said);
        self.note_call(call, said);
        done
    }

    fn note_call(&mut self, call: impl FnOnce() -> Call, said: Option<Said>) {
        if self.steps.is_none() {
            return;
        }
        let files = &self.files;
        let number = files.call;
        let made = |stamp: Stamp| if stamp.call == number { stamp.commit } else { 0 };
        let oh = files.oh.as_ref().map_or(0, |oh| made(oh.stamps().0));
        let commits = [made(files.outbox.stamps().0), made(files.main.stamps().0), oh];
        let step = Step {
            call: call(),
            roles: files.profile.roles.clone(),
            said,
            commits,
            seen: self.seen(),
        };
        self.steps.get_or_insert_default().push(step);
    }

    /// The program is no more; the files are those that are there.
    pub fn note_files(&mut self) {
        self.files.call += 1;
        let stamp = |file: &File<Cache>| file.stamps().0;
        let (outbox, main) = (self.files.outbox.stamps().0, stamp(&self.files.main));
        let oh = self.files.oh.as_ref().map(stamp).unwrap_or_default();
        self.note_call(|| Call::Put { outbox, main, oh }, Some(Said::Nothing));
    }

    fn seen(&self) -> Seen {
        let mut seen = Seen::default();
        for queued in &self.files.outbox.read().rows {
            seen.commands.push((queued.envelope.id, queued.state.name(), queued.seq));
        }
        if self.process.is_none() {
            return seen;
        }
        for cache in self.open_caches() {
            for (key, row) in &cache.rows {
                let kept = (row.body.clone(), row.server.clone(), row.waiting);
                seen.records.insert(*key, kept);
            }
            let arriving = cache.arriving.iter().filter(|(_, arriving)| !arriving.complete);
            seen.arriving.extend(arriving.map(|(noun, arriving)| (*noun, arriving.after)));
            seen.doubted |= cache.doubted;
        }
        seen.cursor = self.cursor().map(|cursor| (cursor.epoch, cursor.seq, cursor.mark));
        seen
    }
}
