//! A desk: its files, the process that has them open, and the real engine at work. What the
//! process does with the engine's effects is in `receive`, what a person does in `act`, both under
//! the names of `muster-app`.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::policy;
use muster_domain::words::CommandId;
use muster_sync::engine::Activity;
use muster_sync::{Effect, Engine, Input, Trouble};
use uuid::Uuid;

use crate::bugs::{Bug, Bugs};
use crate::cast::morning;
use crate::chance::Chance;
use crate::files::{Cache, Cursor, Disk, DiskStop, File, Files, Outbox, Queued};
use crate::journal::Journal;
use crate::overlay::{Connections, Fallen, Holdings, Unreadable};
use crate::wire::{Answer, Question};

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
    Ask { request: u64, question: Question },
    WakeAfter { n: u64, ms: u64 },
}

pub(crate) struct Desk {
    pub n: usize,
    pub files: Files,
    pub disk: Disk,
    pub key: SigningKey,
    /// How far the wall clock is off, in milliseconds.
    pub clock: i64,
    pub process: Option<Process>,
    /// How often it was opened.
    pub life: u64,
}

/// What is lost when the process dies.
pub(crate) struct Process {
    pub engine: Engine,
    pub token: Option<Uuid>,
    /// Whether the occupational-health file is open.
    pub with_oh: bool,
    /// What was asked and not answered yet.
    pub pending: BTreeMap<u64, Step>,
    /// The wake that counts: a later one replaces an earlier.
    pub wake: u64,
    /// Held while a batch is on its way.
    pub sending: bool,
    /// Whether what is laid over may not be what waits.
    pub rebase_owed: bool,
    /// The stream of news, and when it was last heard.
    pub stream: Option<(u64, u64)>,
    pub inputs: VecDeque<Input>,
    requests: u64,
}

/// What a request was for.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Handshake,
    SignIn,
    Push { ids: Vec<CommandId>, newly: Vec<CommandId> },
    Scope,
    Page { noun: NounKind, after: Option<Uuid> },
    Changes { cursor: Cursor },
    Listen,
}

impl Step {
    pub fn activity(&self) -> Activity {
        match self {
            Step::Handshake | Step::SignIn => Activity::SignIn,
            Step::Push { .. } => Activity::Send,
            Step::Scope | Step::Page { .. } => Activity::Load,
            Step::Changes { .. } => Activity::Fetch,
            Step::Listen => Activity::Listen,
        }
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
        Self { n, files, disk: Disk::default(), key, clock: 0, process: None, life: 0 }
    }

    /// The time by this desk's clock.
    pub fn wall(&self, now: u64) -> DateTime<Utc> {
        let ms = i64::try_from(now).unwrap_or(i64::MAX).saturating_add(self.clock);
        morning() + TimeDelta::milliseconds(ms)
    }

    /// Opens the files, makes the overlay, and starts the engine.
    pub fn open(&mut self, around: &mut Around) -> Result<(), Stopped> {
        self.life += 1;
        self.process = Some(Process {
            engine: Engine::default(),
            token: None,
            with_oh: false,
            pending: BTreeMap::new(),
            wake: 0,
            sending: false,
            rebase_owed: false,
            stream: None,
            inputs: VecDeque::new(),
            requests: 0,
        });
        self.open_oh();
        self.rebase(around)?;
        let caches = self.open_caches();
        let main = &self.files.main;
        let load = if around.bugs.has(Bug::OhFileNeverLoaded) {
            main.read().cursor.is_none() || caches.iter().any(|cache| !cache.arriving.is_empty())
        } else {
            caches.iter().any(|cache| cache.cursor.is_none() || !cache.arriving.is_empty())
        };
        let waiting = self.files.outbox.read().undecided().next().is_some();
        self.wake(Input::Opened { waiting, files: false, load });
        Ok(())
    }

    /// Opens, or makes, the file that the roles bring.
    pub fn open_oh(&mut self) {
        let roles = &self.files.profile.roles;
        let with_oh = roles.iter().any(|role| policy::may_hold(*role, NounKind::Immunisation));
        if with_oh && self.files.oh.is_none() {
            self.files.oh = Some(File::default());
        }
        if let Some(process) = &mut self.process {
            process.with_oh = with_oh;
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

    pub fn holdings(&self, connections: &Connections) -> Holdings {
        Holdings::of(connections, &self.files.profile.roles)
    }

    /// What the caches must show on top of what they have taken in.
    pub fn queue(&self) -> Vec<Queued> {
        let seq = self.files.main.read().cursor.map_or(0, |cursor| cursor.seq);
        self.files.outbox.read().on_top_of(seq)
    }

    /// Makes the overlay anew; what no longer holds goes to attention.
    pub fn rebase(&mut self, around: &mut Around) -> Result<(), Stopped> {
        let repeats = !around.bugs.has(Bug::RebaseNotRepeated);
        if let Some(process) = &mut self.process {
            process.rebase_owed = repeats;
        }
        let queue = self.queue();
        let mut connections = self.begin();
        let holdings = self.holdings(&connections);
        if !around.bugs.has(Bug::OverlayNotUndone) {
            connections.undo();
        }
        let fallen = connections.run_again(&holdings, &self.files.profile, &queue)?;
        self.commit(connections, around)?;
        self.put_to_attention(fallen, around)?;
        if let Some(process) = &mut self.process {
            process.rebase_owed = false;
        }
        Ok(())
    }

    pub fn put_to_attention(
        &mut self,
        fallen: Vec<Fallen>,
        around: &mut Around,
    ) -> Result<(), DiskStop> {
        use crate::files::State;
        use muster_protocol::verdict::NotTaken;
        for command in fallen {
            self.commit_outbox(around, |outbox| {
                if let Some(row) = outbox.get_mut(command.id) {
                    row.state = State::Refused;
                    row.answer = Some(NotTaken::Rule { refusal: command.refusal });
                }
            })?;
        }
        Ok(())
    }

    pub fn wake(&mut self, input: Input) {
        if let Some(process) = &mut self.process {
            process.inputs.push_back(input);
        }
    }

    /// Asks the server; the answer comes back to [`Desk::answered`].
    pub fn ask(&mut self, question: Question, step: Step, around: &mut Around) {
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
            let effects = process.engine.handle(input, around.chance.dice());
            for effect in effects {
                match effect {
                    Effect::WakeAfter(ms) => {
                        let Some(process) = &mut self.process else { return Ok(()) };
                        process.wake += 1;
                        around.out.push(Out::WakeAfter { n: process.wake, ms });
                    }
                    Effect::StartOver => {
                        // Whatever else keeps it from it: a load begins on empty files anyway.
                        if let Err(Stopped::Killed { power }) = self.start_over(around) {
                            return Err(Killed { power });
                        }
                    }
                    // What becomes of a revoked desk's copy is not in this model: it asks no more.
                    Effect::Leave => {}
                    Effect::Begin(activity) => {
                        let begun = self.begin_activity(activity, around);
                        self.ended(activity, begun)?;
                    }
                }
            }
        }
    }

    /// An answer has come, or will not.
    pub fn answered(
        &mut self,
        request: u64,
        answer: Result<Rc<Answer>, Trouble>,
        around: &mut Around,
    ) -> Result<(), Killed> {
        let Some(process) = &mut self.process else { return Ok(()) };
        let Some(step) = process.pending.remove(&request) else { return Ok(()) };
        let activity = step.activity();
        let done = self.go_on(step, answer, around);
        if activity == Activity::Send
            && let Some(process) = &mut self.process
        {
            process.sending = false;
        }
        self.ended(activity, done)?;
        self.run(around)
    }

    /// Tells the engine how an activity ended, if it did.
    fn ended(
        &mut self,
        activity: Activity,
        done: Result<Option<Input>, Stopped>,
    ) -> Result<(), Killed> {
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
    pub fn die(&mut self, power: bool) {
        self.process = None;
        self.disk.blow = None;
        if power {
            self.files.lose_power();
        }
    }
}
