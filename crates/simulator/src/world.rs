//! The world of a run: events in the order of simulated milliseconds, desks, a server, what goes
//! wrong, and a trace. One thread; everything random comes from the seed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use muster_domain::kept;
use muster_domain::lease::{self, Lease};
use muster_domain::words::{CommandId, DeviceId};
use muster_sync::Trouble;

use crate::bugs::Bugs;
use crate::cast::{Cast, morning};
use crate::chance::Chance;
use crate::desk::{Around, Desk, Killed, Kind, Out, Stopped};
use crate::faults::{Fault, Plan, Planned};
use crate::files::{Blow, Files, Profile, Struck};
use crate::journal::Journal;
use crate::ledger::{Account, Device, Grant, Ledger};
use crate::network::Line;
use crate::server::Server;
use crate::wire::{Answer, Question};

/// How many lines of the trace a violation shows.
const LAST_LINES: usize = 60;

/// How often an open desk looks whether it may still be.
const LOOK_EVERY: u64 = 30_000;
/// How often a copy that leaves is gone on with.
const ATTEND_EVERY: u64 = 900_000;

/// Something that happens.
#[derive(Debug)]
pub(crate) enum Event {
    /// A request reaches the server. A ghost's answer goes nowhere.
    AtServer { desk: usize, life: u64, request: u64, question: Rc<Question>, ghost: bool },
    /// An answer reaches a desk, or what stands for one.
    AtDesk { desk: usize, life: u64, request: u64, answer: Result<Rc<Answer>, Trouble> },
    /// A desk's pause is over.
    Woken { desk: usize, life: u64, n: u64 },
    /// The stream says something to a desk.
    Heard { desk: usize, life: u64, stream: u64, news: bool },
    /// The stream ends at a desk.
    Ended { desk: usize, life: u64, stream: u64, trouble: Option<Trouble> },
    /// The server says on a stream that it is alive.
    KeepAlive { life: u64, stream: u64, n: u64 },
    /// A desk looks whether its stream has been silent for too long.
    Silence { desk: usize, life: u64, stream: u64 },
    /// The server delivers what waits between organisations.
    Deliver { life: u64 },
    /// Somebody does something at a desk.
    Person { desk: usize },
    /// A desk is opened again.
    Open { desk: usize },
    /// The server's process is started again.
    ServerUp { life: u64 },
    /// A fault's moment.
    Strike(Planned),
    /// The end of what lasts.
    Over(Fault, usize),
    /// All faults are over.
    Heal,
    /// Somebody who is asked to sign in again does, and who is shown something parked tries again.
    TryAgain { desk: usize },
    /// A desk counts its offline use.
    Look { desk: usize, life: u64 },
    /// A copy that leaves is gone on with.
    Attend { desk: usize, life: u64 },
    /// An operator looks after a command on which the rules broke.
    Operate { id: CommandId },
}

/// The trace: hashed whole, its last lines kept.
#[derive(Default)]
pub(crate) struct Trace {
    pub hash: u64,
    pub lines: u64,
    pub last: VecDeque<String>,
    pub whole: Option<Vec<String>>,
}

impl Trace {
    pub fn line(&mut self, now: u64, line: &str) {
        let line = format!("{:>9.3} {line}", now as f64 / 1000.0);
        for byte in line.bytes().chain([b'\n']) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self.lines += 1;
        if let Some(whole) = &mut self.whole {
            whole.push(line.clone());
        }
        if self.last.len() == LAST_LINES {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }
}

/// A desk's surroundings.
pub(crate) struct Seat {
    pub line: Line,
    pub asleep: bool,
    /// What a sleeping computer finds when it wakes.
    pub on_waking: Vec<Event>,
    pub image: Option<Files>,
}

pub(crate) struct World {
    pub now: u64,
    pub chance: Chance,
    pub cast: Cast,
    pub server: Server,
    pub desks: Vec<Desk>,
    pub seats: Vec<Seat>,
    pub journal: Journal,
    pub trace: Trace,
    pub plan: Plan,
    pub struck: BTreeMap<Fault, u64>,
    pub heal_at: u64,
    pub healed: bool,
    pub backup: Option<Ledger>,
    pub bugs: Bugs,
    recorded: bool,
    /// Milliseconds between two things that one person does, about.
    pub pace: u64,
    batch: usize,
    events: BTreeMap<(u64, u64), Event>,
    posted: u64,
}

impl World {
    /// A world as it is in the morning; `None` would mean that the cast is misspelt.
    ///
    /// `recorded` writes down what is asked of the desks' files; such a morning is a short one.
    pub fn new(seed: u64, bugs: Bugs, recorded: bool) -> Option<Self> {
        let mut chance = Chance::of(seed);
        let cast = Cast::of(&mut chance)?;
        // Most runs are some minutes; a few are longer than a token holds.
        let heal_at = match chance.below(20) {
            _ if recorded => chance.between(60_000, 240_000),
            0 => chance.between(13 * 3_600_000, 15 * 3_600_000),
            1..=3 => chance.between(1_800_000, 7_200_000),
            _ => chance.between(120_000, 900_000),
        };
        let plan = Plan::of(&mut chance, heal_at);
        let ledger = Ledger::new(chance.id(), &cast.organisations);
        let page = usize::try_from(chance.between(3, 60)).unwrap_or(3);
        let batch = usize::try_from(chance.between(1, 12)).unwrap_or(1);
        let pace = (heal_at / chance.between(6, 30)).max(500);
        let mut world = Self {
            now: 0,
            server: Server::new(ledger, page, bugs),
            desks: Vec::new(),
            seats: Vec::new(),
            journal: Journal::default(),
            trace: Trace::default(),
            struck: BTreeMap::new(),
            heal_at,
            healed: false,
            backup: None,
            bugs,
            recorded,
            pace,
            batch,
            events: BTreeMap::new(),
            posted: 0,
            chance,
            cast,
            plan,
        };
        world.furnish();
        Some(world)
    }

    fn furnish(&mut self) {
        let start = morning();
        for n in 0..self.cast.organisations.len() {
            let kept = std::mem::take(&mut self.cast.records[n]);
            let kept = kept.into_iter().map(kept::Command::Keep).collect();
            let command = CommandId(self.chance.id());
            self.server.keep(self.cast.organisations[n].id, kept, command, start);
        }
        for (user, unit) in self.cast.leads.clone() {
            let of = self.cast.desks.iter().find(|worker| worker.user.id == user);
            let Some(organisation) = of.map(|worker| worker.organisation.id) else { continue };
            let command = CommandId(self.chance.id());
            self.server.set_lead(organisation, (user, unit, true), command, start);
        }
        for n in 0..self.cast.desks.len() {
            let worker = self.cast.desks[n].clone();
            let seed: [u8; 32] = std::array::from_fn(|_| self.chance.dice().to_le_bytes()[0]);
            let key = SigningKey::from_bytes(&seed);
            let device = DeviceId(self.chance.id());
            let ledger = &mut self.server.ledger;
            let device_row =
                Device { user: worker.user.id, key: key.verifying_key(), revoked: false };
            ledger.devices.insert(device, device_row);
            let from = start - TimeDelta::days(30);
            let grants = worker.roles.iter().map(|role| Grant { role: *role, from, to: None });
            ledger.accounts.entry(worker.user.id).or_insert_with(|| Account {
                user: worker.user.clone(),
                organisation: worker.organisation.clone(),
                grants: grants.collect(),
                closed: false,
            });
            let profile = Profile {
                user: worker.user,
                organisation: worker.organisation,
                roles: worker.roles,
                device,
            };
            let mut desk = Desk::new(n, Files::new(profile), key);
            // They registered this computer just now.
            let hours = lease::hours(&desk.files.profile.roles, |_| None);
            desk.files.lease = Some(Lease::begin(start, hours, desk.reading(0)));
            desk.steps = self.recorded.then(Vec::new);
            self.add_desk(desk);
            let at = self.chance.below(20_000);
            self.post(at, Event::Open { desk: n });
        }
        for planned in self.plan.moments.clone() {
            self.post(planned.at, Event::Strike(planned));
        }
        self.post(self.heal_at, Event::Heal);
    }

    pub fn add_desk(&mut self, desk: Desk) {
        let n = desk.n;
        self.desks.push(desk);
        self.seats.push(Seat {
            line: Line::default(),
            asleep: false,
            on_waking: Vec::new(),
            image: None,
        });
        let first = self.chance.below(self.pace * 2);
        self.post(first, Event::Person { desk: n });
    }

    /// Something will happen in so many milliseconds.
    pub fn post(&mut self, after: u64, event: Event) {
        self.posted += 1;
        self.events.insert((self.now + after, self.posted), event);
    }

    pub fn line(&mut self, line: &str) {
        self.trace.line(self.now, line);
    }

    pub fn strike(&mut self, fault: Fault) {
        *self.struck.entry(fault).or_default() += 1;
    }

    /// The server's clock.
    pub fn clock(&self) -> DateTime<Utc> {
        morning() + TimeDelta::milliseconds(i64::try_from(self.now).unwrap_or(i64::MAX))
    }

    /// Lets everything happen until then.
    pub fn run_until(&mut self, end: u64) {
        while let Some(entry) = self.events.first_entry() {
            if entry.key().0 > end {
                break;
            }
            let ((at, _), event) = entry.remove_entry();
            self.now = at;
            self.happen(event);
        }
        self.now = end;
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::AtServer { desk, life, request, question, ghost } => {
                self.at_server(desk, life, request, &question, ghost);
            }
            Event::AtDesk { desk, life, request, answer } => {
                self.at_desk(desk, life, request, answer);
            }
            Event::Woken { desk, life, n } => self.woken(desk, life, n),
            Event::Heard { desk, life, stream, news } => {
                if self.is_awake(desk, life) {
                    let now = self.now;
                    self.at(desk, |desk, _| {
                        desk.heard(stream, news, now);
                        Ok(())
                    });
                }
            }
            Event::Ended { desk, life, stream, trouble } => {
                if self.is_awake(desk, life) {
                    self.line(&format!("desk {desk}: the stream has ended"));
                    self.at(desk, |desk, _| {
                        desk.deaf(stream, trouble);
                        Ok(())
                    });
                }
            }
            Event::KeepAlive { life, stream, n } => self.keep_alive(life, stream, n),
            Event::Silence { desk, life, stream } => self.silence(desk, life, stream),
            Event::Deliver { life } => self.deliver(life),
            Event::Person { desk } => self.person(desk),
            Event::Open { desk } => self.open(desk),
            Event::ServerUp { life } => {
                if life == self.server.life && !self.server.up {
                    self.server_up();
                }
            }
            Event::Strike(planned) => {
                if !self.healed {
                    self.befall(planned);
                }
            }
            Event::Over(fault, desk) => self.over(fault, desk),
            Event::Heal => self.heal(),
            Event::TryAgain { desk } => self.try_again(desk),
            Event::Look { desk, life } => self.look(desk, life),
            Event::Attend { desk, life } => {
                let here = &self.desks[desk];
                let leaves = here.process.as_ref().is_some_and(|p| p.kind == Kind::Leaving);
                if here.life == life && leaves {
                    self.at(desk, Desk::go_on_leaving);
                }
            }
            Event::Operate { id } => self.operate(id),
        }
    }

    fn is_awake(&self, desk: usize, life: u64) -> bool {
        let here = &self.desks[desk];
        here.life == life && here.process.is_some() && !self.seats[desk].asleep
    }

    fn woken(&mut self, desk: usize, life: u64, n: u64) {
        let here = &self.desks[desk];
        if here.life != life || here.process.as_ref().is_none_or(|p| p.wake != n) {
            return;
        }
        if self.seats[desk].asleep {
            self.seats[desk].on_waking.push(Event::Woken { desk, life, n });
            return;
        }
        self.at(desk, |desk, _| {
            desk.wake(muster_sync::Input::Woken);
            Ok(())
        });
    }

    fn at_desk(
        &mut self,
        desk: usize,
        life: u64,
        request: u64,
        answer: Result<Rc<Answer>, Trouble>,
    ) {
        let here = &self.desks[desk];
        let asked = here.process.as_ref().and_then(|process| process.pending.get(&request));
        let Some(asked) = asked.filter(|_| here.life == life) else { return };
        let of = match asked.activity() {
            Some(activity) => format!("{activity:?}"),
            None => format!("{asked:?}"),
        };
        if self.seats[desk].asleep {
            // Connections do not outlive a sleep: what was under way ends when the desk wakes.
            let answer = Err(Trouble::NoAnswer);
            let found = Event::AtDesk { desk, life, request, answer };
            self.seats[desk].on_waking.push(found);
            return;
        }
        let word = match &answer {
            Ok(answer) => answer.name().to_owned(),
            Err(trouble) => format!("{trouble:?}"),
        };
        self.line(&format!("desk {desk}: {of} {request}: {word}"));
        self.at(desk, |desk, around| {
            desk.answered(request, answer, around)
                .map_err(|Killed { power }| Stopped::Killed { power })
        });
    }

    /// Does something at a desk, lets its engine go on, and sends what it wants sent.
    pub fn at<T>(
        &mut self,
        n: usize,
        work: impl FnOnce(&mut Desk, &mut Around) -> Result<T, Stopped>,
    ) -> Option<Result<T, Stopped>> {
        let mut out = Vec::new();
        let before = self.journal.lines.len();
        let mut around = Around {
            now: self.now,
            chance: &mut self.chance,
            out: &mut out,
            journal: &mut self.journal,
            bugs: self.bugs,
            batch: self.batch,
        };
        let desk = &mut self.desks[n];
        let done = work(desk, &mut around);
        let run = match &done {
            Err(Stopped::Killed { power }) => Err(Killed { power: *power }),
            Ok(_) | Err(_) => desk.run(&mut around),
        };
        for line in before..self.journal.lines.len() {
            let told = format!("desk {n}: {:?}", self.journal.lines[line].1);
            self.trace.line(self.now, &told);
        }
        for struck in std::mem::take(&mut self.desks[n].disk.struck) {
            let fault = match struck {
                Struck::Full => Fault::DiskFull,
                Struck::Blow(Blow::During) => Fault::DeskKilledDuringCommit,
                Struck::Blow(Blow::After) => Fault::DeskKilledAfterCommit,
                Struck::Blow(Blow::Torn) => Fault::TornWrite,
            };
            self.line(&format!("desk {n}: {}", fault.name()));
            self.strike(fault);
        }
        let life = self.desks[n].life;
        for want in out {
            match want {
                Out::Ask { request, question } => self.send(n, life, request, question),
                Out::WakeAfter { n: wake, ms } => {
                    self.post(ms, Event::Woken { desk: n, life, n: wake });
                }
                Out::Look => self.post(LOOK_EVERY, Event::Look { desk: n, life }),
                Out::Locked { soon } => {
                    let after = match (self.healed, soon) {
                        (true, _) => 300,
                        (false, true) => self.chance.between(1_000, 20_000),
                        (false, false) => self.chance.between(5_000, 60_000),
                    };
                    self.post(after, Event::Open { desk: n });
                }
                Out::Attend => {
                    let after = if self.healed { 3_000 } else { ATTEND_EVERY };
                    self.post(after, Event::Attend { desk: n, life });
                }
            }
        }
        if let Err(Killed { power }) = run {
            self.desk_dies(n, power);
            return None;
        }
        Some(done)
    }

    pub fn wake_up(&mut self, desk: usize) {
        self.seats[desk].asleep = false;
        for event in std::mem::take(&mut self.seats[desk].on_waking) {
            let after = self.chance.below(500);
            self.post(after, event);
        }
    }

    pub fn desk_dies(&mut self, n: usize, power: bool) {
        let how = if power { "loses its power" } else { "is killed" };
        self.line(&format!("desk {n} {how}"));
        let now = self.now;
        self.desks[n].die(power, now);
        let after = if self.healed { 500 } else { self.chance.between(500, 30_000) };
        self.post(after, Event::Open { desk: n });
    }

    fn open(&mut self, n: usize) {
        if self.desks[n].process.is_some() {
            return;
        }
        self.line(&format!("desk {n} is opened"));
        if let Some(Err(_)) = self.at(n, Desk::open) {
            self.desks[n].close();
            self.post(2_000, Event::Open { desk: n });
        }
    }

    /// An open desk looks whether it may still be.
    fn look(&mut self, n: usize, life: u64) {
        if self.desks[n].life != life || !self.desks[n].is_at_work() {
            return;
        }
        let now = self.now;
        if self.desks[n].count_offline_use(now) {
            self.at(n, |_, _| Ok(()));
            self.post(LOOK_EVERY, Event::Look { desk: n, life });
            return;
        }
        self.line(&format!("desk {n}: offline use has ended"));
        self.strike(Fault::LeaseLapsed);
        self.desks[n].close();
        let after = self.chance.between(1_000, 20_000);
        self.post(after, Event::Open { desk: n });
    }

    pub fn server_dies(&mut self, back_after: u64) {
        self.line("the server is killed");
        let streams = std::mem::take(&mut self.server.listeners);
        self.server.die();
        for (stream, listener) in streams {
            // The system closes what the process had open, where anybody can hear it.
            if !listener.cut && self.seats[listener.desk].line.hears() {
                let (desk, life) = (listener.desk, listener.life);
                let trouble = Some(Trouble::Offline);
                self.post(20, Event::Ended { desk, life, stream, trouble });
            }
        }
        self.post(back_after, Event::ServerUp { life: self.server.life });
    }

    pub fn server_up(&mut self) {
        self.line("the server is up");
        self.server.up = true;
        self.post(1, Event::Deliver { life: self.server.life });
    }

    fn deliver(&mut self, life: u64) {
        if !self.server.up || self.server.life != life {
            return;
        }
        let now = self.clock();
        match self.server.deliver_next(now, &mut self.chance) {
            Ok(false) => {}
            Ok(true) => {
                self.line("a message is delivered");
                self.tell_news();
                self.post(1, Event::Deliver { life });
            }
            Err(_) => {
                self.server_struck();
                let back = self.chance.between(500, 10_000);
                self.server_dies(back);
            }
        }
    }

    /// Counts the blows that the server's commits were dealt.
    pub fn server_struck(&mut self) {
        for struck in std::mem::take(&mut self.server.disk.struck) {
            match struck {
                Struck::Blow(Blow::After) => self.strike(Fault::ServerKilledAfterCommit),
                Struck::Blow(_) => self.strike(Fault::ServerKilledBeforeCommit),
                Struck::Full => {}
            }
        }
    }

    /// Tells those who listen, after a commit.
    pub fn tell_news(&mut self) {
        for organisation in std::mem::take(&mut self.server.news) {
            let whom: BTreeSet<u64> = self
                .server
                .listeners
                .iter()
                .filter(|(_, listener)| listener.organisation == organisation)
                .map(|(stream, _)| *stream)
                .collect();
            for stream in whom {
                self.say(stream, true);
            }
        }
    }
}
