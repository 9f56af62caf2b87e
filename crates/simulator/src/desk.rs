//! A desk: its files, the process that has them open, and the real engine at work. What the
//! process does with the engine's effects is in `receive`, what a person does in `act`, both under
//! the names of `muster-app`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use muster_domain::lease::{Reading, Standing};
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::policy;
use muster_domain::words::CommandId;
use muster_sync::engine::Activity;
use muster_sync::{Effect, Engine, Input, Trouble};
use uuid::Uuid;

use crate::bugs::{Bug, Bugs};
use crate::calls::{Call, Step};
use crate::cast::morning;
use crate::chance::Chance;
use crate::compare::Comparing;
use crate::files::{Cache, Cursor, Disk, DiskStop, File, Files, Leaving, Outbox};
use crate::journal::Journal;
use crate::load::Loading;
use crate::overlay::{Connections, Holdings, Unreadable};
use crate::wire::{Answer, Changes, Question};

/// What a desk has of the world while it does something.
pub(crate) struct Around<'w> {
    pub now: u64,
    pub chance: &'w mut Chance,
    pub out: &'w mut Vec<Out>,
    pub journal: &'w mut Journal,
    pub bugs: Bugs,
    /// Commands a batch.
    pub batch: usize,
}

/// What a desk wants of the world.
pub(crate) enum Out {
    Ask {
        request: u64,
        question: Question,
    },
    WakeAfter {
        n: u64,
        ms: u64,
    },
    /// Offline use is counted every half minute.
    Look,
    /// The program ends here; somebody opens it again, now or later.
    Locked {
        soon: bool,
    },
    /// A copy that leaves is gone on with later.
    Attend,
}

pub(crate) struct Desk {
    pub n: usize,
    pub files: Files,
    pub disk: Disk,
    pub key: SigningKey,
    /// How far the wall clock is off, in milliseconds.
    pub clock: i64,
    /// Which start of the computer this is, and when it was.
    pub boot: (u64, u64),
    pub process: Option<Process>,
    /// How often it was opened.
    pub life: u64,
    /// The process died where nobody could be told so.
    pub dies: Option<bool>,
    /// What was asked of the files, where it is written down.
    pub steps: Option<Vec<Step>>,
}

/// What a program is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody is at work.
    Session,
    /// Offline use has ended: the server is asked to let somebody in again.
    Locked,
    /// A revoked device's copy leaves.
    Leaving,
}

/// What is lost when the process dies.
pub(crate) struct Process {
    pub kind: Kind,
    pub engine: Engine,
    pub token: Option<Uuid>,
    /// Whether the occupational-health file is open.
    pub with_oh: bool,
    /// What was asked and not answered yet.
    pub pending: BTreeMap<u64, Asked>,
    /// The wake that counts: a later one replaces an earlier.
    pub wake: u64,
    /// Held while a batch is on its way, and who waits for it.
    pub sending: bool,
    pub wait_to_send: VecDeque<Activity>,
    /// What a load, a fetch and a comparison are at.
    pub load: Option<Loading>,
    pub fetch: Option<(Cursor, Changes)>,
    pub check: Option<Comparing>,
    pub load_check: Option<Comparing>,
    /// How often a comparison was put off.
    pub checks: u32,
    /// Whether what is laid over may not be what waits.
    pub rebase_owed: bool,
    /// The stream of news, and when it was last heard.
    pub stream: Option<(u64, u64)>,
    pub inputs: VecDeque<Input>,
    requests: u64,
}

impl Process {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            engine: Engine::default(),
            token: None,
            with_oh: false,
            pending: BTreeMap::new(),
            wake: 0,
            sending: false,
            wait_to_send: VecDeque::new(),
            load: None,
            fetch: None,
            check: None,
            load_check: None,
            checks: 0,
            rebase_owed: false,
            stream: None,
            inputs: VecDeque::new(),
            requests: 0,
        }
    }
}

/// What a request was for.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    Handshake,
    SignIn,
    /// Handed in by the engine's sending, or by a load that must have it done first.
    Push {
        ids: Vec<CommandId>,
        newly: Vec<CommandId>,
        of: Activity,
    },
    Scope,
    Known {
        ids: Vec<CommandId>,
        of: Activity,
    },
    HandIn {
        ids: Vec<CommandId>,
    },
    Left,
    Sums {
        of: Activity,
    },
    Bucket {
        noun: NounKind,
        bucket: usize,
        of: Activity,
    },
    Page {
        noun: NounKind,
    },
    Changes {
        cursor: Cursor,
        accepted: Vec<(CommandId, u64)>,
    },
    Listen,
    /// Outside a session: to be let in again, and about a copy that leaves.
    Outside(Outside),
}

/// What is asked with no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outside {
    LetInHandshake,
    LetIn,
    IsRevoked,
    HandInAll,
    Receipt,
}

impl Asked {
    /// What the engine knows it as.
    pub fn activity(&self) -> Option<Activity> {
        Some(match self {
            Asked::Handshake | Asked::SignIn => Activity::SignIn,
            Asked::Push { of, .. }
            | Asked::Known { of, .. }
            | Asked::Sums { of }
            | Asked::Bucket { of, .. } => *of,
            Asked::Scope | Asked::Page { .. } | Asked::HandIn { .. } | Asked::Left => {
                Activity::Load
            }
            Asked::Changes { .. } => Activity::Fetch,
            Asked::Listen => Activity::Listen,
            Asked::Outside(_) => return None,
        })
    }
}

/// What stopped something.
#[derive(Debug)]
pub(crate) enum Stopped {
    Trouble(Trouble),
    Full,
    Killed { power: bool },
    Unreadable,
}

/// The process died; whether the power went with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Killed {
    pub power: bool,
}

impl From<DiskStop> for Stopped {
    fn from(stop: DiskStop) -> Self {
        match stop {
            DiskStop::Full => Stopped::Full,
            DiskStop::Killed { power } => Stopped::Killed { power },
        }
    }
}

impl From<Unreadable> for Stopped {
    fn from(_: Unreadable) -> Self {
        Stopped::Unreadable
    }
}

impl Desk {
    pub fn new(n: usize, files: Files, key: SigningKey) -> Self {
        Self {
            n,
            files,
            disk: Disk::default(),
            key,
            clock: 0,
            boot: (0, 0),
            process: None,
            life: 0,
            dies: None,
            steps: None,
        }
    }

    /// Whether somebody is at work here.
    pub fn is_at_work(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.kind == Kind::Session)
    }

    /// The time by this desk's clock.
    pub fn wall(&self, now: u64) -> DateTime<Utc> {
        let ms = i64::try_from(now).unwrap_or(i64::MAX).saturating_add(self.clock);
        morning() + TimeDelta::milliseconds(ms)
    }

    /// What this computer's clocks say.
    pub fn reading(&self, now: u64) -> Reading {
        let (boot, at) = self.boot;
        let boot = Uuid::from_u64_pair(self.n as u64, boot);
        Reading { wall: self.wall(now), boot, up: now.saturating_sub(at) }
    }

    /// The program is started: it goes on with a copy that leaves, opens the files, or asks the
    /// server where offline use has ended.
    pub fn open(&mut self, around: &mut Around) -> Result<(), Stopped> {
        self.life += 1;
        match self.files.leaving {
            Leaving::No => {}
            Leaving::Begun => return self.go_on_leaving(around),
            Leaving::Done => return Ok(()),
        }
        match self.files.lease.as_ref().map(|lease| lease.at(self.reading(around.now))) {
            Some(Standing::Holds(lease)) => {
                self.files.lease = Some(lease);
                self.open_session(around)
            }
            Some(Standing::Lapsed(lease)) => {
                self.files.lease = Some(lease);
                self.ask_to_be_let_in(around);
                Ok(())
            }
            Some(Standing::ClockBehind) | None => {
                self.ask_to_be_let_in(around);
                Ok(())
            }
        }
    }

    fn ask_to_be_let_in(&mut self, around: &mut Around) {
        self.process = Some(Process::new(Kind::Locked));
        self.ask(Question::Handshake, Asked::Outside(Outside::LetInHandshake), around);
    }

    /// A program that has nothing but a copy that leaves.
    pub fn begin_leaving(&mut self) {
        self.process = Some(Process::new(Kind::Leaving));
    }

    /// Opens the files, makes the overlay, and starts the engine.
    pub fn open_session(&mut self, around: &mut Around) -> Result<(), Stopped> {
        let roles = &self.files.profile.roles;
        let with_oh = roles.iter().any(|role| policy::may_hold(*role, NounKind::Immunisation));
        self.process = Some(Process { with_oh, ..Process::new(Kind::Session) });
        self.call(
            around,
            || Call::Open { with_oh },
            |desk, _| {
                if !with_oh {
                    desk.files.oh = None;
                } else if desk.files.oh.is_none() {
                    desk.files.oh = Some(File::default());
                }
                Ok(())
            },
        )?;
        self.rebase(around)?;
        let caches = self.open_caches();
        let load = caches.iter().any(|cache| {
            let behind = cache.cursor.is_none() || !cache.arriving.is_empty();
            behind || cache.doubted
        }) || self.cursor().is_none();
        let waiting = self.files.outbox.read().undecided().next().is_some();
        self.wake(Input::Opened { waiting, files: false, load });
        around.out.push(Out::Look);
        Ok(())
    }

    /// Counts what has passed of the offline use. Whether it still holds.
    pub fn count_offline_use(&mut self, now: u64) -> bool {
        let Some(lease) = &self.files.lease else { return false };
        match lease.at(self.reading(now)) {
            Standing::Holds(lease) => {
                let asks = lease.is_half_used();
                self.files.lease = Some(lease);
                if let Some(process) = self.process.as_mut().filter(|_| asks) {
                    process.token = None;
                    process.inputs.push_back(Input::News);
                }
                true
            }
            Standing::Lapsed(lease) => {
                self.files.lease = Some(lease);
                false
            }
            Standing::ClockBehind => false,
        }
    }

    fn has_oh(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.with_oh)
    }

    /// The caches that are open.
    pub fn open_caches(&self) -> Vec<&Cache> {
        let oh = self.files.oh.as_ref().filter(|_| self.has_oh());
        std::iter::once(&self.files.main).chain(oh).map(File::read).collect()
    }

    /// The open files' names.
    pub fn open_files(&self) -> Vec<CacheFile> {
        let oh = self.has_oh().then_some(CacheFile::OccupationalHealth);
        std::iter::once(CacheFile::Main).chain(oh).collect()
    }

    /// Transactions on the open caches.
    pub fn begin(&self) -> Connections {
        let oh = self.files.oh.as_ref().filter(|_| self.has_oh());
        Connections { main: self.files.main.read().clone(), oh: oh.map(|oh| oh.read().clone()) }
    }

    /// Commits them, the main file first.
    pub fn commit(
        &mut self,
        connections: Connections,
        around: &mut Around,
    ) -> Result<(), DiskStop> {
        let (files, disk) = (&mut self.files, &mut self.disk);
        files.commit_cache(CacheFile::Main, connections.main, disk, around.chance)?;
        if let Some(oh) = connections.oh {
            files.commit_cache(CacheFile::OccupationalHealth, oh, disk, around.chance)?;
        }
        Ok(())
    }

    /// Commits a change of the outbox: it is on the disk when this returns.
    pub fn commit_outbox(
        &mut self,
        around: &mut Around,
        change: impl FnOnce(&mut Outbox),
    ) -> Result<(), DiskStop> {
        let mut outbox = self.files.outbox.read().clone();
        change(&mut outbox);
        let synced = !around.bugs.has(Bug::AcknowledgedBeforeCommit) || around.chance.one_in(4);
        self.files.commit_outbox(outbox, synced, &mut self.disk, around.chance)
    }

    /// What this desk holds, as far as a decision must know it, and how far it is: what was
    /// accepted beyond that lies on top still.
    pub fn holdings(&self, connections: &Connections) -> (Holdings, u64) {
        let caches = || std::iter::once(&connections.main).chain(&connections.oh);
        let cursor = Cursor::of_all(caches().map(|cache| cache.cursor));
        let arriving = caches().flat_map(|cache| &cache.arriving);
        let mut arriving: BTreeSet<NounKind> =
            arriving.filter(|(_, arriving)| !arriving.complete).map(|(noun, _)| *noun).collect();
        if cursor.is_none() {
            arriving.extend(NounKind::ALL);
        }
        let holdings = Holdings { roles: self.files.profile.roles.clone(), arriving };
        (holdings, cursor.map_or(u64::MAX, |cursor| cursor.seq))
    }

    pub fn wake(&mut self, input: Input) {
        if let Some(process) = &mut self.process {
            process.inputs.push_back(input);
        }
    }

    /// Asks the server; the answer comes back to [`Desk::answered`].
    pub fn ask(&mut self, question: Question, step: Asked, around: &mut Around) {
        let Some(process) = &mut self.process else { return };
        process.requests += 1;
        let request = process.requests;
        process.pending.insert(request, step);
        around.out.push(Out::Ask { request, question });
    }

    /// Lets the engine take in what has happened, and does what it says, until it rests.
    pub fn run(&mut self, around: &mut Around) -> Result<(), Killed> {
        loop {
            let Some(process) = &mut self.process else { return Ok(()) };
            let Some(input) = process.inputs.pop_front() else { return Ok(()) };
            if input == Input::TryNow {
                self.try_what_is_parked(around);
            }
            self.check_now_and_then(input);
            let Some(process) = &mut self.process else { return Ok(()) };
            let effects = process.engine.handle(input, around.chance.dice());
            if let Some(power) = self.dies.take() {
                return Err(Killed { power });
            }
            for effect in effects {
                match effect {
                    Effect::WakeAfter(ms) => {
                        let Some(process) = &mut self.process else { return Ok(()) };
                        process.wake += 1;
                        around.out.push(Out::WakeAfter { n: process.wake, ms });
                    }
                    Effect::StartOver => {
                        // Where the files do not take it, the load that follows compares all the
                        // same: the history is another.
                        if let Err(Stopped::Killed { power }) = self.start_over(around) {
                            return Err(Killed { power });
                        }
                    }
                    // Whoever says so must show that they can open what is sealed for the server.
                    Effect::Leave => self.ask_whether_revoked(around),
                    Effect::Begin(activity) => {
                        let begun = self.begin_activity(activity, around);
                        self.ended(activity, begun)?;
                    }
                }
            }
        }
    }

    /// What is held is compared with the server once a day: here, after the first load.
    fn check_now_and_then(&mut self, input: Input) {
        let due = matches!(input, Input::Woken | Input::Loaded) && !self.files.main.read().checked;
        if let Some(process) = self.process.as_mut().filter(|p| due && p.kind == Kind::Session) {
            process.inputs.push_back(Input::CheckDue);
        }
    }

    /// The program ends, and nothing is lost by it.
    pub fn close(&mut self) {
        self.process = None;
        self.note_files();
    }

    /// An answer has come, or will not.
    pub fn answered(
        &mut self,
        request: u64,
        answer: Result<Rc<Answer>, Trouble>,
        around: &mut Around,
    ) -> Result<(), Killed> {
        let Some(process) = &mut self.process else { return Ok(()) };
        let Some(asked) = process.pending.remove(&request) else { return Ok(()) };
        if let Asked::Outside(outside) = asked {
            if let Err(Stopped::Killed { power }) = self.answered_outside(outside, answer, around) {
                return Err(Killed { power });
            }
            return self.run(around);
        }
        let Some(activity) = asked.activity() else { return Ok(()) };
        let pushed = matches!(asked, Asked::Push { .. });
        let done = self.go_on(asked, answer, around);
        if pushed && let Some(process) = &mut self.process {
            process.sending = false;
        }
        self.ended(activity, done)?;
        self.next_to_send(around)?;
        self.run(around)
    }

    /// Whoever waited for a batch to end sends now.
    fn next_to_send(&mut self, around: &mut Around) -> Result<(), Killed> {
        while let Some(process) = self.process.as_mut().filter(|process| !process.sending) {
            let Some(of) = process.wait_to_send.pop_front() else { return Ok(()) };
            let done = self.send(of, around);
            self.ended(of, done)?;
        }
        Ok(())
    }

    /// Tells the engine how an activity ended, if it did.
    fn ended(
        &mut self,
        activity: Activity,
        done: Result<Option<Input>, Stopped>,
    ) -> Result<(), Killed> {
        if !self.is_at_work() {
            return match done {
                Err(Stopped::Killed { power }) => Err(Killed { power }),
                _ => Ok(()),
            };
        }
        if !matches!(done, Ok(None))
            && let Some(process) = &mut self.process
        {
            match activity {
                Activity::Load => (process.load, process.load_check) = (None, None),
                Activity::Fetch => process.fetch = None,
                Activity::Check => process.check = None,
                Activity::SignIn | Activity::Send | Activity::Upload | Activity::Listen => {}
            }
        }
        let input = match done {
            Ok(Some(input)) => input,
            Ok(None) => return Ok(()),
            Err(Stopped::Trouble(trouble)) => Input::Failed(activity, trouble),
            Err(Stopped::Full | Stopped::Unreadable) => Input::Failed(activity, Trouble::NoAnswer),
            Err(Stopped::Killed { power }) => return Err(Killed { power }),
        };
        self.wake(input);
        Ok(())
    }

    /// The stream said something: a hint, or only that it is alive.
    pub fn heard(&mut self, stream: u64, news: bool, now: u64) {
        if let Some(process) = &mut self.process
            && process.stream.is_some_and(|(of, _)| of == stream)
        {
            process.stream = Some((stream, now));
            if news {
                process.inputs.push_back(Input::News);
            }
        }
    }

    /// The stream has ended; `trouble` if it broke.
    pub fn deaf(&mut self, stream: u64, trouble: Option<Trouble>) {
        if let Some(process) = &mut self.process
            && process.stream.is_some_and(|(of, _)| of == stream)
        {
            process.stream = None;
            process.inputs.push_back(match trouble {
                None => Input::Deaf,
                Some(trouble) => Input::Failed(Activity::Listen, trouble),
            });
        }
    }

    /// The process is no more; with the power goes what was not on the disk.
    pub fn die(&mut self, power: bool, now: u64) {
        self.process = None;
        self.disk.blow = None;
        if power {
            self.files.lose_power();
            self.boot = (self.boot.0 + 1, now);
        }
        self.note_files();
    }
}
