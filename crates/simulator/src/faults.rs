//! Every kind of fault, when a seed plans it, and what it does when it strikes. It counts as struck
//! only when it really did: a killed process was running, a lost answer was on its way.

use std::collections::BTreeMap;

use crate::chance::Chance;

macro_rules! faults {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal,)*) => {
        /// A kind of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault { $($(#[doc = $doc])* $name,)* }

        impl Fault {
            /// All of them.
            pub const ALL: &'static [Fault] = &[$(Fault::$name,)*];

            /// What it is called in a report.
            pub fn name(self) -> &'static str {
                match self { $(Fault::$name => $word,)* }
            }
        }
    };
}

faults! {
    /// A request is never heard of again.
    RequestLost = "request lost",
    /// The server did it, and its answer is never heard of again.
    AnswerLost = "answer lost",
    /// A request comes twice.
    RequestTwice = "request duplicated",
    /// A request comes again minutes later.
    LateDuplicate = "late duplicate",
    /// A request or an answer takes seconds.
    Delayed = "delayed",
    /// A request overtakes one that was sent before it.
    Overtaken = "overtaken (reordered)",
    /// The connection breaks after the server did it.
    ConnectionReset = "connection reset after the act",
    /// The answer is cut short or mangled.
    AnswerGarbled = "answer garbled",
    /// The server answers that it is broken.
    ServerBroken = "server answers 500",
    /// The stream of news dies and nobody notices.
    NewsLost = "news stream dies silently",
    /// The server cannot hear a desk.
    PartitionUp = "one-way partition, up",
    /// A desk cannot hear the server.
    PartitionDown = "one-way partition, down",
    /// Silence both ways.
    PartitionBoth = "partition both ways",
    /// No network at all: connections are refused at once.
    Offline = "offline",
    /// Whatever is asked, a portal answers with its page.
    Portal = "captive portal",
    /// The network comes and goes every two seconds.
    Flapping = "network flaps",
    /// The process is killed.
    DeskKilled = "desk killed",
    /// The process is killed in the middle of a commit.
    DeskKilledDuringCommit = "desk killed during a commit",
    /// The process is killed right after a commit.
    DeskKilledAfterCommit = "desk killed after a commit",
    /// The power goes: what the caches had not written through is gone.
    PowerCut = "power cut",
    /// The power goes in the middle of a write.
    TornWrite = "torn write",
    /// Some commits find no room.
    DiskFull = "disk full",
    /// A cache file is broken, and begun anew.
    CacheBroken = "cache file broken",
    /// The computer sleeps, whatever was under way.
    Asleep = "computer sleeps",
    /// The server's process is killed.
    ServerKilled = "server killed",
    /// The server is killed in a batch, before a commit.
    ServerKilledBeforeCommit = "server killed before a commit",
    /// The server is killed in a batch, after a commit and before the answer.
    ServerKilledAfterCommit = "server killed after a commit",
    /// The server's database is put back to an earlier one.
    BackupRestored = "backup restored",
    /// A computer's disk is put back to an earlier one.
    ImageRestored = "disk image restored",
    /// A computer's disk is copied to another, and both go on.
    DiskCloned = "disk image cloned",
    /// A desk's clock goes far ahead.
    ClockAhead = "clock far ahead",
    /// A desk's clock goes far behind.
    ClockBehind = "clock far behind",
    /// A desk's clock is a little off, and again otherwise.
    ClockJumps = "clock jumps",
    /// Somebody is given a role.
    RoleGiven = "role given",
    /// Somebody loses a role.
    RoleTaken = "role taken",
    /// A device is revoked.
    DeviceRevoked = "device revoked",
    /// An account is closed.
    AccountClosed = "account closed",
    /// All tokens of somebody end.
    TokenEnded = "token ended",
    /// A new version opens its files while much waits: new caches, the same outbox.
    Upgraded = "upgraded with a queue",
    /// Records change under a preview: a load on the server.
    RecordsLoaded = "records loaded meanwhile",
    /// The rules break on a command.
    PoisonCommand = "command the rules break on",
    /// A record on a desk is not what it was, and nobody knows.
    RecordRotted = "record rotted on a desk",
    /// A ward moves to another division, or somebody to another ward.
    LineMoved = "unit or person moved",
    /// Somebody leads a unit from now on, or no longer does.
    LeadChanged = "lead given or ended",
    /// Offline use ends while somebody works.
    LeaseLapsed = "offline use ended",
}

/// Those that strike a message on its way, each so many times in a thousand.
const ON_THE_WAY: &[(Fault, u64)] = &[
    (Fault::RequestLost, 25),
    (Fault::AnswerLost, 25),
    (Fault::RequestTwice, 40),
    (Fault::LateDuplicate, 25),
    (Fault::Delayed, 60),
    (Fault::ConnectionReset, 25),
    (Fault::AnswerGarbled, 25),
    (Fault::ServerBroken, 25),
    (Fault::NewsLost, 40),
];

/// Those that have a moment: how often in a hundred seeds, how many times in one, and for how
/// long.
const AT_A_MOMENT: &[(Fault, u64, u64, (u64, u64))] = &[
    (Fault::PartitionUp, 35, 3, (2_000, 90_000)),
    (Fault::PartitionDown, 35, 3, (2_000, 90_000)),
    (Fault::PartitionBoth, 35, 3, (2_000, 90_000)),
    (Fault::Offline, 50, 4, (5_000, 240_000)),
    (Fault::Portal, 30, 2, (5_000, 90_000)),
    (Fault::Flapping, 25, 1, (20_000, 120_000)),
    (Fault::DeskKilled, 40, 3, (0, 0)),
    (Fault::DeskKilledDuringCommit, 45, 4, (0, 0)),
    (Fault::DeskKilledAfterCommit, 45, 4, (0, 0)),
    (Fault::PowerCut, 35, 3, (0, 0)),
    (Fault::TornWrite, 40, 3, (0, 0)),
    (Fault::DiskFull, 35, 3, (5_000, 120_000)),
    (Fault::CacheBroken, 20, 2, (0, 0)),
    (Fault::Asleep, 30, 2, (10_000, 600_000)),
    (Fault::ServerKilled, 30, 2, (1_000, 60_000)),
    (Fault::ServerKilledBeforeCommit, 30, 3, (1_000, 30_000)),
    (Fault::ServerKilledAfterCommit, 30, 3, (1_000, 30_000)),
    (Fault::BackupRestored, 20, 1, (1_000, 30_000)),
    (Fault::ImageRestored, 20, 1, (0, 0)),
    (Fault::DiskCloned, 20, 1, (0, 0)),
    (Fault::ClockAhead, 20, 1, (0, 0)),
    (Fault::ClockBehind, 20, 1, (0, 0)),
    (Fault::ClockJumps, 30, 3, (0, 0)),
    (Fault::RoleGiven, 35, 2, (0, 0)),
    (Fault::RoleTaken, 35, 2, (0, 0)),
    (Fault::DeviceRevoked, 12, 1, (0, 0)),
    (Fault::AccountClosed, 12, 1, (0, 0)),
    (Fault::TokenEnded, 30, 2, (0, 0)),
    (Fault::Upgraded, 25, 1, (0, 0)),
    (Fault::RecordsLoaded, 40, 3, (0, 0)),
    (Fault::PoisonCommand, 30, 2, (10_000, 400_000)),
    (Fault::RecordRotted, 20, 2, (0, 0)),
    (Fault::LineMoved, 35, 3, (0, 0)),
    (Fault::LeadChanged, 30, 2, (0, 0)),
];

/// A fault at its moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    pub fault: Fault,
    pub at: u64,
    pub lasts: u64,
    /// Whose, if it is a desk's: a number that picks one.
    pub whom: u64,
}

/// What a seed has planned.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub on_the_way: BTreeMap<Fault, u64>,
    pub moments: Vec<Planned>,
}

impl Plan {
    /// One seed in sixteen has no fault at all; the others have some kinds each, so that every
    /// kind also meets runs in which little else goes wrong.
    pub fn of(chance: &mut Chance, until: u64) -> Self {
        let mut plan = Self::default();
        if chance.one_in(16) {
            return plan;
        }
        for (fault, often) in ON_THE_WAY {
            if chance.percent(45) {
                plan.on_the_way.insert(*fault, *often);
            }
        }
        for (fault, percent, most, (least, longest)) in AT_A_MOMENT {
            if !chance.percent(*percent) {
                continue;
            }
            for _ in 0..chance.between(1, *most) {
                let at = chance.below(until);
                let lasts = chance.between(*least, *longest);
                plan.moments.push(Planned { fault: *fault, at, lasts, whom: chance.dice() });
            }
        }
        plan
    }
}
