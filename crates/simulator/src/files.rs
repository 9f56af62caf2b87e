//! A desk's files: the outbox and the two caches, each with what is on the disk beside what the
//! process sees. A commit of the outbox is on the disk when it returns (`synchronous=FULL`); one
//! of a cache may be lost with the power, though never half of it (`synchronous=NORMAL`).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use muster_domain::lease::Lease;
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::policy::{Holding, Role};
use muster_domain::words::{CommandId, DeviceId, OrganisationRef, UserRef};
use muster_protocol::envelope::{Envelope, Signed};
use muster_protocol::verdict::NotTaken;
use uuid::Uuid;

use crate::chance::Chance;

/// Where a command stands on a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Waiting,
    Sent,
    Parked,
    Accepted,
    Refused,
    Withdrawn,
    Superseded,
    HandedIn,
}

impl State {
    /// Whether the server has not decided it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Waiting | State::Sent | State::Parked)
    }
}

/// A row of the outbox. Of one that was handed in only the header is there; the rest is kept in the
/// model for the checker to name it by.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub signed: Rc<Signed>,
    pub envelope: Rc<Envelope>,
    pub state: State,
    pub seq: Option<u64>,
    pub answer: Option<NotTaken>,
}

/// The outbox's rows, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    pub rows: Vec<Queued>,
}

impl Outbox {
    pub fn get(&self, id: CommandId) -> Option<&Queued> {
        self.rows.iter().find(|row| row.envelope.id == id)
    }

    pub fn get_mut(&mut self, id: CommandId) -> Option<&mut Queued> {
        self.rows.iter_mut().find(|row| row.envelope.id == id)
    }

    /// What the server has not decided, and what it has accepted beyond `seq`.
    pub fn on_top_of(&self, seq: u64) -> Vec<Queued> {
        let on_top = |row: &&Queued| {
            row.state.is_open()
                || row.state == State::Accepted && row.seq.is_some_and(|of| of > seq)
        };
        self.rows.iter().filter(on_top).cloned().collect()
    }

    pub fn undecided(&self) -> impl Iterator<Item = &Queued> {
        self.rows.iter().filter(|row| row.state.is_open())
    }

    pub fn undecided_about(&self, record: Uuid) -> Vec<CommandId> {
        self.undecided()
            .filter(|row| row.envelope.command.target().1 == record)
            .map(|row| row.envelope.id)
            .collect()
    }

    /// What was accepted as a number of the log beyond this one.
    pub fn accepted_beyond(&self, seq: u64) -> Vec<(CommandId, u64)> {
        let accepted = self.rows.iter().filter(|row| row.state == State::Accepted);
        let numbered = accepted.filter_map(|row| Some((row.envelope.id, row.seq?)));
        numbered.filter(|(_, of)| *of > seq).collect()
    }

    /// The newest that the server has accepted.
    pub fn last_accepted(&self) -> Option<CommandId> {
        let accepted = self.accepted_beyond(0).into_iter();
        accepted.max_by_key(|(_, seq)| *seq).map(|(id, _)| id)
    }

    /// A command's place among the others: an amendment has that of what it amends.
    pub fn place(&self, id: CommandId) -> Option<usize> {
        let at = self.rows.iter().position(|row| row.envelope.id == id)?;
        match self.rows[at].envelope.amends {
            Some(amended) => self.place(amended).or(Some(at)),
            None => Some(at),
        }
    }
}

/// A record in a cache: what the server said stands beside it while a waiting command differs.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub version: u64,
    pub body: Option<Rc<str>>,
    pub server: Option<Rc<str>>,
    pub waiting: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub epoch: Uuid,
    pub seq: u64,
    /// What the log says under that number.
    pub mark: Option<Uuid>,
}

impl Cursor {
    /// What every file has taken in: that of the one behind, if all are of one history.
    pub fn of_all(cursors: impl Iterator<Item = Option<Cursor>>) -> Option<Cursor> {
        let all: Vec<Cursor> = cursors.collect::<Option<_>>()?;
        let first = *all.iter().min_by_key(|cursor| cursor.seq)?;
        all.iter().all(|cursor| first.leads_to(cursor)).then_some(first)
    }

    /// Whether a log that has come as far as `later` may have been here.
    pub fn leads_to(&self, later: &Cursor) -> bool {
        let before = self.seq < later.seq || self.seq == later.seq && self.mark == later.mark;
        self.epoch == later.epoch && before
    }
}

/// How far a noun has come in the first load.
#[derive(Debug, Clone)]
pub(crate) struct Arriving {
    pub after: Option<Uuid>,
    pub complete: bool,
}

/// What is in a cache.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cache {
    pub rows: BTreeMap<(NounKind, Uuid), Row>,
    pub overlay: BTreeSet<(NounKind, Uuid)>,
    pub arriving: BTreeMap<NounKind, Arriving>,
    pub cursor: Option<Cursor>,
    /// What it was loaded by.
    pub holdings: Vec<Holding>,
    /// What is held is of a history that the server does not know, and was not compared since.
    pub doubted: bool,
    /// The nouns that have gone, until the server has heard of it.
    pub left: Vec<NounKind>,
    /// Whether it was compared with the server once. It is again a day later, and no morning here
    /// is that long.
    pub checked: bool,
}

/// Who this desk is of, kept in the keyring.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub user: UserRef,
    pub organisation: OrganisationRef,
    pub roles: BTreeSet<Role>,
    pub device: DeviceId,
}

/// Which commit a content is of: that of which call, and which of the call's commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Stamp {
    /// The number of the call.
    pub call: usize,
    /// How many commits of this file the call had made by then, this one included.
    pub commit: usize,
}

/// One file: as the process sees it, and as a power cut would leave it.
#[derive(Debug, Clone, Default)]
pub(crate) struct File<T> {
    live: T,
    durable: T,
    /// Which commits they are of.
    stamps: (Stamp, Stamp),
}

impl<T: Clone> File<T> {
    pub fn of(content: T) -> Self {
        Self { live: content.clone(), durable: content, stamps: Default::default() }
    }

    /// The commits that the process sees, and that a power cut would leave.
    pub fn stamps(&self) -> (Stamp, Stamp) {
        self.stamps
    }

    pub fn read(&self) -> &T {
        &self.live
    }

    /// What a power cut would leave.
    pub fn durable(&self) -> &T {
        &self.durable
    }

    fn commit(&mut self, content: T, synced: bool, call: usize) {
        self.live = content;
        let before = self.stamps.0;
        let commit = if before.call == call { before.commit + 1 } else { 1 };
        self.stamps.0 = Stamp { call, commit };
        if synced {
            self.durable = self.live.clone();
            self.stamps.1 = self.stamps.0;
        }
    }

    fn lose_power(&mut self) {
        self.live = self.durable.clone();
        self.stamps.0 = self.stamps.1;
    }

    /// The content that a power cut would leave, as a file of its own.
    fn image(&self) -> Self {
        let (content, stamp) = (self.durable.clone(), self.stamps.1);
        Self { live: content.clone(), durable: content, stamps: (stamp, stamp) }
    }
}

/// Why a commit did not return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DiskStop {
    /// No room: the transaction is undone and the process told.
    Full,
    /// The process is no more. Whether it was the power decides what is left.
    Killed { power: bool },
}

/// When a process dies at one of its commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    /// In the middle of it: the transaction is lost.
    During,
    /// Just after it.
    After,
    /// The power goes in the middle: half a transaction is on the disk, which counts for nothing.
    Torn,
}

/// What befalls commits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    /// How many commits in a hundred find no room.
    pub full: u64,
    /// How many commits from now the process dies, and how.
    pub blow: Option<(u64, Blow)>,
    /// What really struck since somebody last looked.
    pub struck: Vec<Struck>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Struck {
    Full,
    Blow(Blow),
}

impl Disk {
    /// Asks to commit; the answer is whether the process outlives it.
    pub fn permit(&mut self, chance: &mut Chance) -> Result<bool, DiskStop> {
        if let Some((left, blow)) = &mut self.blow {
            if *left > 0 {
                *left -= 1;
            } else {
                let blow = *blow;
                self.blow = None;
                self.struck.push(Struck::Blow(blow));
                return match blow {
                    Blow::During => Err(DiskStop::Killed { power: false }),
                    Blow::Torn => Err(DiskStop::Killed { power: true }),
                    Blow::After => Ok(false),
                };
            }
        }
        if self.full > 0 && chance.percent(self.full) {
            self.struck.push(Struck::Full);
            return Err(DiskStop::Full);
        }
        Ok(true)
    }
}

/// Whether a person's copy leaves this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    No,
    Begun,
    Done,
}

/// Everything a computer keeps for one person.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub outbox: File<Outbox>,
    pub main: File<Cache>,
    pub oh: Option<File<Cache>>,
    /// In the keyring, as what follows.
    pub profile: Profile,
    pub lease: Option<Lease>,
    /// Whether the copy leaves; its keys were destroyed first of all.
    pub leaving: Leaving,
    /// How many calls have been made on them.
    pub call: usize,
}

impl Files {
    pub fn new(profile: Profile) -> Self {
        Self {
            outbox: File::default(),
            main: File::default(),
            oh: None,
            profile,
            lease: None,
            leaving: Leaving::No,
            call: 0,
        }
    }

    pub fn cache(&self, file: CacheFile) -> Option<&File<Cache>> {
        match file {
            CacheFile::Main => Some(&self.main),
            CacheFile::OccupationalHealth => self.oh.as_ref(),
        }
    }

    /// A power cut: the caches are as they were at some earlier commit, each at its own.
    pub fn lose_power(&mut self) {
        self.outbox.lose_power();
        self.main.lose_power();
        if let Some(oh) = &mut self.oh {
            oh.lose_power();
        }
    }

    /// What is on the disk when all is written: an image of it.
    pub fn image(&self) -> Self {
        Self {
            outbox: self.outbox.image(),
            main: self.main.image(),
            oh: self.oh.as_ref().map(File::image),
            profile: self.profile.clone(),
            lease: self.lease.clone(),
            leaving: self.leaving,
            call: self.call,
        }
    }

    pub fn commit_outbox(
        &mut self,
        outbox: Outbox,
        synced: bool,
        disk: &mut Disk,
        chance: &mut Chance,
    ) -> Result<(), DiskStop> {
        let lives = disk.permit(chance)?;
        self.outbox.commit(outbox, synced, self.call);
        if lives { Ok(()) } else { Err(DiskStop::Killed { power: false }) }
    }

    pub fn commit_cache(
        &mut self,
        which: CacheFile,
        cache: Cache,
        disk: &mut Disk,
        chance: &mut Chance,
    ) -> Result<(), DiskStop> {
        // What is in the log reaches the disk when SQLite checkpoints, every now and then.
        let synced = chance.one_in(4);
        self.commit_cache_through(which, cache, synced, disk, chance)
    }

    /// As said: written through to the disk, or not.
    pub fn commit_cache_through(
        &mut self,
        which: CacheFile,
        cache: Cache,
        synced: bool,
        disk: &mut Disk,
        chance: &mut Chance,
    ) -> Result<(), DiskStop> {
        let lives = disk.permit(chance)?;
        match which {
            CacheFile::Main => self.main.commit(cache, synced, self.call),
            CacheFile::OccupationalHealth => {
                if let Some(oh) = &mut self.oh {
                    oh.commit(cache, synced, self.call);
                }
            }
        }
        if lives { Ok(()) } else { Err(DiskStop::Killed { power: false }) }
    }
}
