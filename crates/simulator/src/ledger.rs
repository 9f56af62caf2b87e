//! What the server keeps: an ordered log an organisation, the decision of each command, messages,
//! accounts and devices. One transaction is one call here: it happens, or the server dies first.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use muster_domain::iat::candidate;
use muster_domain::iat::message::Message;
use muster_domain::noun::{By, NounKind};
use muster_domain::policy::{Role, Teams};
use muster_domain::words::{
    CommandId, DeviceId, OrganisationId, OrganisationRef, PersonId, UserId, UserRef, derived,
};
use muster_domain::world::{Ask, Held, Stop, World, Write};
use muster_domain::{Command, Outcome, Refusal, kept};
use muster_protocol::envelope::Signed;
use muster_protocol::verdict::{Decision, Verdict};
use uuid::Uuid;

use crate::bugs::{Bug, Bugs};
use crate::line::Lines;
use crate::overlay::column_of;

/// A record; without a body it is gone, and who might hold it stays.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub version: u64,
    pub teams: Teams,
    pub was_teams: Teams,
    /// The one person a notice is for.
    pub to: Option<UserId>,
    /// Whom it is about: their line may hold it.
    pub person: Option<PersonId>,
    pub body: Option<Rc<str>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Log {
    pub reference: OrganisationRef,
    pub head: u64,
    pub rows: BTreeMap<(NounKind, Uuid), Row>,
    /// What each number comes from.
    pub marks: BTreeMap<u64, Uuid>,
    pub lines: Lines,
}

impl Log {
    /// What the log says under a number; nothing under zero.
    pub fn mark(&self, seq: u64) -> Option<Uuid> {
        self.marks.get(&seq).copied()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub user: UserRef,
    pub organisation: OrganisationRef,
    pub grants: Vec<Grant>,
    pub closed: bool,
}

/// A role, from and to.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub role: Role,
    pub from: DateTime<Utc>,
    pub to: Option<DateTime<Utc>>,
}

impl Account {
    pub fn roles(&self, at: DateTime<Utc>) -> BTreeSet<Role> {
        let held = |grant: &&Grant| grant.from <= at && grant.to.is_none_or(|to| to > at);
        self.grants.iter().filter(held).map(|grant| grant.role).collect()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub user: UserId,
    pub key: VerifyingKey,
    pub revoked: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub id: CommandId,
    pub to: OrganisationId,
    pub message: Rc<Message>,
    pub applied: bool,
}

/// One transaction, as the audit has it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub organisation: OrganisationId,
    pub at: DateTime<Utc>,
    /// The number it took, if it changed any record.
    pub seq: Option<u64>,
    pub what: What,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    /// Somebody leads a unit from here on, or no longer does.
    Led,
    /// An operator set aside what could not be decided.
    SetAside {
        id: CommandId,
    },
    Decided {
        signed: Rc<Signed>,
        user: UserId,
        device: DeviceId,
        verdict: Rc<Verdict>,
    },
    Heard {
        id: CommandId,
        message: Rc<Message>,
    },
    Kept {
        command: CommandId,
        kept: Rc<Vec<kept::Command>>,
    },
}

/// A command that the server tried and could not decide.
#[derive(Debug, Clone)]
pub(crate) struct Parked {
    pub signed: Rc<Signed>,
    pub organisation: OrganisationId,
    pub tries: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub hash: [u8; 32],
    pub organisation: OrganisationId,
    pub decision: Decision,
}

#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub epoch: Uuid,
    pub logs: BTreeMap<OrganisationId, Log>,
    pub decisions: BTreeMap<CommandId, Known>,
    pub mail: Vec<Mail>,
    /// What could not be decided, with how often it was tried.
    pub parked: BTreeMap<CommandId, Parked>,
    /// What was handed in, by which device.
    pub quarantine: BTreeMap<(DeviceId, CommandId), Rc<Signed>>,
    /// The devices on which nothing is left, as they say.
    pub receipts: BTreeSet<DeviceId>,
    pub audit: Vec<Entry>,
    pub accounts: BTreeMap<UserId, Account>,
    pub devices: BTreeMap<DeviceId, Device>,
    pub tokens: BTreeMap<Uuid, (DeviceId, DateTime<Utc>)>,
}

/// What the rules said.
pub(crate) enum Ruled {
    Happens,
    Refused(Refusal),
    Unreadable,
}

/// What the log says under a number: which command or message it comes from, and when. After a
/// restore the same command may be decided again under the same number.
pub(crate) fn mark_of(command: CommandId, at: DateTime<Utc>, bugs: Bugs) -> Uuid {
    if bugs.has(Bug::MarkIsTheCommand) {
        return command.0;
    }
    derived(command.0, &at.timestamp_millis().to_string())
}

/// One transaction of an organisation's log.
pub(crate) struct Turn<'l> {
    ledger: &'l mut Ledger,
    by: By,
    bugs: Bugs,
    head: u64,
    pub changed: usize,
    messages: Vec<(OrganisationId, Message)>,
}

impl Ledger {
    pub fn new(epoch: Uuid, organisations: &[OrganisationRef]) -> Self {
        let log = |reference: &OrganisationRef| Log {
            reference: reference.clone(),
            head: 0,
            rows: BTreeMap::new(),
            marks: BTreeMap::new(),
            lines: Lines::default(),
        };
        Self {
            epoch,
            logs: organisations.iter().map(|of| (of.id, log(of))).collect(),
            decisions: BTreeMap::new(),
            mail: Vec::new(),
            parked: BTreeMap::new(),
            quarantine: BTreeMap::new(),
            receipts: BTreeSet::new(),
            audit: Vec::new(),
            accounts: BTreeMap::new(),
            devices: BTreeMap::new(),
            tokens: BTreeMap::new(),
        }
    }

    pub fn head(&self, organisation: OrganisationId) -> u64 {
        self.logs.get(&organisation).map_or(0, |log| log.head)
    }

    pub fn was_accepted(&self, organisation: OrganisationId, id: CommandId) -> bool {
        self.decisions.get(&id).is_some_and(|known| {
            known.organisation == organisation
                && matches!(known.decision.verdict, Verdict::Accepted { .. })
        })
    }

    pub fn turn(&mut self, by: By, bugs: Bugs) -> Turn<'_> {
        let head = self.head(by.organisation().id);
        Turn { ledger: self, by, bugs, head, changed: 0, messages: Vec::new() }
    }

    pub fn note(&mut self, by: &By, seq: Option<u64>, what: What) {
        let organisation = by.organisation().id;
        self.audit.push(Entry { organisation, at: by.received_at, seq, what });
    }

    fn answer(&self, organisation: OrganisationId, ask: &Ask) -> Vec<(Uuid, String)> {
        let Some(log) = self.logs.get(&organisation) else { return Vec::new() };
        let noun = ask.noun();
        let rows = log
            .rows
            .range((noun, Uuid::nil())..=(noun, Uuid::max()))
            .filter_map(|((_, id), row)| Some((*id, row.body.as_deref()?)));
        match ask {
            Ask::Record(_, id) => {
                rows.filter(|(of, _)| of == id).map(|(id, body)| (id, body.to_owned())).collect()
            }
            Ask::Where(_, column, value) => {
                let part = column_of(column, value);
                rows.filter(|(_, body)| body.contains(&part))
                    .map(|(id, body)| (id, body.to_owned()))
                    .collect()
            }
        }
    }

    fn apply(&mut self, organisation: OrganisationId, version: u64, writes: &[Write]) -> usize {
        let Some(log) = self.logs.get_mut(&organisation) else { return 0 };
        let last: BTreeMap<_, _> = writes.iter().map(|w| ((w.noun, w.id), w)).collect();
        let mut changed = 0;
        for (key, write) in last {
            match (&write.after, log.rows.get_mut(&key)) {
                (Some(after), row) => {
                    let was = row.map_or(Teams::NONE, |row| row.was_teams);
                    let row = Row {
                        version,
                        teams: after.teams,
                        was_teams: Teams(was.0 | after.teams.0),
                        to: to_user(write.noun, &after.body),
                        person: after.person,
                        body: Some(Rc::from(after.body.as_str())),
                    };
                    log.rows.insert(key, row);
                    changed += 1;
                }
                (None, Some(row)) if row.body.is_some() => {
                    row.version = version;
                    row.teams = Teams::NONE;
                    row.body = None;
                    changed += 1;
                }
                (None, _) => {}
            }
        }
        changed
    }
}

/// The column of that name: whose a notice is.
fn to_user(noun: NounKind, body: &str) -> Option<UserId> {
    if noun != NounKind::Notice {
        return None;
    }
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body.pointer("/to/id")?.as_str()?.parse().ok().map(UserId)
}

impl Turn<'_> {
    /// Runs a command on the organisation's own records, and writes what happens.
    pub fn ask(&mut self, command: &Command) -> Ruled {
        match self.rule(command) {
            Ok(outcome) => {
                let organisation = self.by.organisation().id;
                self.changed += self.ledger.apply(organisation, self.head + 1, &outcome.writes);
                self.messages.extend(outcome.messages);
                Ruled::Happens
            }
            Err(ruled) => ruled,
        }
    }

    fn rule(&mut self, command: &Command) -> Result<Outcome, Ruled> {
        let mut world = World::default();
        loop {
            match muster_domain::run(&mut world, command, &self.by) {
                Ok(outcome) => return Ok(outcome),
                Err(Stop::Refused(refusal)) => return Err(Ruled::Refused(refusal)),
                Err(Stop::Ask(ask)) => self.load(&mut world, ask),
                Err(Stop::Unreadable(..)) => return Err(Ruled::Unreadable),
            }
        }
    }

    fn load(&self, world: &mut World, ask: Ask) {
        let rows = self.ledger.answer(self.by.organisation().id, &ask);
        world.answer(ask, Held::Known(rows));
    }

    /// The record has changed since it was previewed: the approver's desk gets it as it is now.
    pub fn preview_again(&mut self, command: &Command) {
        let (_, id) = command.target();
        let organisation = self.by.organisation().id;
        let mut world = World::default();
        let keeps = loop {
            match candidate::refreshed(&world, id, organisation) {
                Ok(keeps) => break keeps,
                Err(Stop::Ask(ask)) => self.load(&mut world, ask),
                Err(Stop::Refused(_) | Stop::Unreadable(..)) => return,
            }
        };
        self.by = self.by.onwards();
        for keep in keeps {
            self.ask(&Command::Keep(keep));
        }
    }

    /// Writes what others are told and takes the log's number, if anything changed. Answers how
    /// far the log is now.
    pub fn end(self) -> (u64, Option<u64>) {
        let organisation = self.by.organisation().id;
        for (n, (to, message)) in self.messages.into_iter().enumerate() {
            let id = CommandId(derived(self.by.command.0, &n.to_string()));
            self.ledger.mail.push(Mail { id, to, message: Rc::new(message), applied: false });
        }
        if self.changed == 0 {
            return (self.head, None);
        }
        if let Some(log) = self.ledger.logs.get_mut(&organisation) {
            log.head = self.head + 1;
            log.marks.insert(log.head, mark_of(self.by.command, self.by.received_at, self.bugs));
            log.lines.settle(&log.rows, log.head, self.by.received_at.date_naive());
        }
        (self.head + 1, Some(self.head + 1))
    }
}
