//! The independent checker. It sees what people did and were told, the server's ledger and what is
//! on the desks, and shares no code with the desk or the server of the model: only their types, and
//! the rules themselves, by which [`replay`](crate::replay) decides everything once more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role};
use muster_domain::words::{CommandId, OrganisationId, PersonId, UserId};
use muster_protocol::verdict::Verdict;
use muster_sync::Link;
use serde_json::Value;
use uuid::Uuid;

use crate::cast::morning;
use crate::desk::Desk;
use crate::files::{Files, Leaving, Queued, State};
use crate::journal::Did;
use crate::ledger::{Ledger, Log, What};
use crate::replay;

/// What is not as one would wish, and known: counted, and a violation where a run is strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// A command that was only on a disk that was put back to an earlier image.
    LostWithADisk,
    /// What was taken back or amended on one disk was sent from a copy of it.
    SentFromACopy,
    /// A command that was accepted in a history which a backup undid, and not sent again.
    AcceptedInLostHistory,
    /// Work that was handed in to a history which a backup undid.
    HandedInToLostHistory,
    /// Work that was handed in, and decided after all: a request that came late.
    HandedInAndDecided,
    /// Somebody who is let in was asked to sign in again.
    AskedToSignInForNothing,
}

impl Expected {
    /// What it is called in a report.
    pub fn name(self) -> &'static str {
        match self {
            Expected::LostWithADisk => "lost with a disk that was put back",
            Expected::SentFromACopy => "sent from a copy of a disk after it was taken back",
            Expected::AcceptedInLostHistory => "accepted in a lost history, not sent again",
            Expected::AskedToSignInForNothing => "asked to sign in again though let in",
            Expected::HandedInToLostHistory => "handed in to a lost history",
            Expected::HandedInAndDecided => "handed in, and decided by a late request",
        }
    }
}

/// A desk as it is found.
pub(crate) struct Found<'w> {
    pub files: &'w Files,
    /// What it says of the server; nothing where it does not run.
    pub link: Option<Link>,
}

/// What the checker is shown.
pub(crate) struct Evidence<'w> {
    pub now: u64,
    pub journal: &'w [(u64, Did)],
    pub ledger: &'w Ledger,
    pub desks: Vec<Found<'w>>,
    /// Who had which roles in the morning.
    pub roles: BTreeMap<UserId, BTreeSet<Role>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub violations: Vec<String>,
    pub expected: BTreeMap<Expected, u64>,
}

impl Findings {
    fn expect(&mut self, what: Expected) {
        *self.expected.entry(what).or_default() += 1;
    }

    pub fn violation(&mut self, what: String) {
        self.violations.push(what);
    }
}

impl Evidence<'_> {
    /// The roles somebody holds, by what administrators did.
    pub fn roles(&self, user: UserId, at: u64) -> BTreeSet<Role> {
        let mut roles = self.roles.get(&user).cloned().unwrap_or_default();
        for (when, did) in self.journal {
            match did {
                Did::Role { user: of, role, given } if *of == user && *when <= at => {
                    if *given {
                        roles.insert(*role);
                    } else {
                        roles.remove(role);
                    }
                }
                _ => {}
            }
        }
        roles
    }

    fn today(&self) -> NaiveDate {
        let ms = i64::try_from(self.now).unwrap_or(i64::MAX);
        (morning() + TimeDelta::milliseconds(ms)).date_naive()
    }

    /// Whether a desk's account was closed or its device revoked, by then.
    pub fn is_barred(&self, files: &Files, at: u64) -> bool {
        let profile = &files.profile;
        self.journal.iter().any(|(when, did)| {
            *when <= at
                && match did {
                    Did::Closed { user } => *user == profile.user.id,
                    Did::Revoked { device } => *device == profile.device,
                    _ => false,
                }
        })
    }

    fn was_restored(&self) -> bool {
        self.journal.iter().any(|(_, did)| matches!(did, Did::Restored))
    }

    /// The desks whose disk was at some time another's, or its own of an earlier day.
    fn copied(&self) -> BTreeSet<usize> {
        let mut desks = BTreeSet::new();
        for (_, did) in self.journal {
            match did {
                Did::DiskReplaced { desk, .. } => {
                    desks.insert(*desk);
                }
                Did::Cloned { from, to } => {
                    desks.extend([*from, *to]);
                }
                _ => {}
            }
        }
        desks
    }

    /// Each queue is empty, or visibly parked: what waits is parked with its reason, and the
    /// operator sees it too, or it stands behind such a one in its lane.
    pub fn check_queues(&self, findings: &mut Findings) {
        for (n, desk) in self.desks.iter().enumerate() {
            let (mut records, mut behind) = (BTreeSet::new(), BTreeSet::new());
            let mut stuck = Vec::new();
            for row in desk.files.outbox.durable().undecided() {
                let (id, (_, record)) = (row.envelope.id, row.envelope.command.target());
                let parked = row.state == State::Parked
                    && row.answer.is_some()
                    && self.ledger.parked.contains_key(&id);
                let follows = row.envelope.depends_on.iter().any(|on| behind.contains(on));
                if parked || follows || records.contains(&record) {
                    records.insert(record);
                    behind.insert(id);
                } else {
                    stuck.push(row);
                }
            }
            let Some(first) = stuck.first() else { continue };
            findings.violation(format!(
                "desk {n}: {} commands wait 30 s after all was healed, the first {} ({}, {:?}); \
                 the desk says {:?}",
                stuck.len(),
                first.envelope.id,
                first.envelope.command.verb(),
                first.state,
                desk.link,
            ));
        }
    }

    /// Everything else, once all is quiet.
    pub fn check_all(&self, findings: &mut Findings) {
        self.check_decided_once(findings);
        self.check_what_was_told(findings);
        self.check_both_sides(findings);
        self.check_lanes(findings);
        self.check_logs(findings);
        self.check_caches(findings);
        replay::check(self, findings);
    }

    /// No command has two decisions, and each decision stands for one command.
    fn check_decided_once(&self, findings: &mut Findings) {
        let mut seen = BTreeSet::new();
        for entry in &self.ledger.audit {
            let id = match &entry.what {
                What::Decided { signed, .. } => signed.id,
                What::Heard { id, .. } | What::SetAside { id } => *id,
                What::Kept { command, .. } => *command,
                What::Led => continue,
            };
            if !seen.insert(id) {
                findings.violation(format!("{id} was done twice"));
            }
        }
        for id in self.ledger.decisions.keys() {
            if !seen.contains(id) {
                findings.violation(format!("{id} has a decision that nothing was done for"));
            }
        }
        for mail in self.ledger.mail.iter().filter(|mail| !mail.applied) {
            findings.violation(format!("message {} still waits", mail.id));
        }
    }

    fn verdict(&self, id: CommandId) -> Option<&Verdict> {
        self.ledger.decisions.get(&id).map(|known| &known.decision.verdict)
    }

    fn was_accepted(&self, id: CommandId) -> bool {
        matches!(self.verdict(id), Some(Verdict::Accepted { .. }))
    }

    /// What people were told holds: what was saved is there, what was not is not.
    fn check_what_was_told(&self, findings: &mut Findings) {
        let copied = self.copied();
        for (when, did) in self.journal {
            match did {
                Did::Saved { desk, id, hash } => {
                    let outbox = self.desks[*desk].files.outbox.durable();
                    let replaced = |(at, did): &&(u64, Did)| match did {
                        Did::DiskReplaced { desk: of, kept } => {
                            of == desk && at >= when && !kept.contains(id)
                        }
                        _ => false,
                    };
                    match outbox.get(*id) {
                        Some(row) if row.signed.hash() == *hash => {}
                        Some(_) => {
                            findings.violation(format!("desk {desk}: {id} is not what was saved"));
                        }
                        None if self.journal.iter().any(|line| replaced(&line)) => {
                            if self.verdict(*id).is_none() {
                                findings.expect(Expected::LostWithADisk);
                            }
                        }
                        None if self.has_left(*desk, *id, *when) => {}
                        None => findings.violation(format!(
                            "desk {desk}: {id} was told to be saved and is gone"
                        )),
                    }
                }
                Did::HandedIn { desk, ids } => {
                    for id in ids {
                        self.check_handed_in(*desk, *id, findings);
                    }
                }
                Did::Erased { desk, ids } => {
                    let open = |state: &State| state.is_open() || *state == State::Refused;
                    for (id, _) in ids.iter().filter(|(_, state)| open(state)) {
                        self.check_handed_in(*desk, *id, findings);
                    }
                }
                Did::NotSaved { id } if self.verdict(*id).is_some() => {
                    findings.violation(format!("{id} was told not to be saved, and decided"));
                }
                Did::Withdrawn { desk, id } => {
                    let outbox = self.desks[*desk].files.outbox.durable();
                    let state = outbox.get(*id).map(|row| row.state);
                    let gone = state.is_none() && self.has_left(*desk, *id, *when);
                    if state != Some(State::Withdrawn) && !gone && !copied.contains(desk) {
                        findings.violation(format!(
                            "desk {desk}: {id} was taken back and is {state:?}"
                        ));
                    }
                }
                Did::AskedToSignIn => findings.expect(Expected::AskedToSignInForNothing),
                _ => {}
            }
        }
    }

    /// Whether a command is on its desk no more because its author may no longer hold what it is
    /// about, or is no longer let in. That somebody else has it then is looked at by itself.
    fn has_left(&self, desk: usize, id: CommandId, since: u64) -> bool {
        let ended = |at: u64| {
            let files = self.desks[desk].files;
            let user = files.profile.user.id;
            let took =
                |did: &Did| matches!(did, Did::Role { user: of, given: false, .. } if *of == user);
            self.is_barred(files, at)
                || self.journal.iter().any(|(when, did)| *when <= at && took(did))
        };
        self.journal.iter().any(|(at, did)| match did {
            Did::Erased { desk: of, ids } => {
                *of == desk && ended(*at) && ids.iter().any(|(gone, _)| *gone == id)
            }
            Did::HandedIn { desk: of, .. } => *of == desk && *at >= since && ended(*at),
            _ => false,
        })
    }

    /// What was handed in is in quarantine, or was decided.
    fn check_handed_in(&self, desk: usize, id: CommandId, findings: &mut Findings) {
        let device = self.desks[desk].files.profile.device;
        let kept = self.ledger.quarantine.contains_key(&(device, id));
        match (kept, self.verdict(id)) {
            (true, Some(Verdict::Accepted { .. })) => {
                findings.expect(Expected::HandedInAndDecided);
            }
            (true, _) | (false, Some(_)) => {}
            (false, None) if self.was_restored() => {
                findings.expect(Expected::HandedInToLostHistory);
            }
            (false, None) => {
                findings.violation(format!("desk {desk}: {id} left, and nobody has it"))
            }
        }
    }

    /// Both sides say the same of each command.
    fn check_both_sides(&self, findings: &mut Findings) {
        let copied = self.copied();
        let restored = self.was_restored();
        for (n, desk) in self.desks.iter().enumerate() {
            let outbox = desk.files.outbox.durable();
            for row in &outbox.rows {
                let id = row.envelope.id;
                let verdict = self.verdict(id);
                let wrong = match row.state {
                    // The queue is looked at by itself, and so is what was handed in.
                    State::Waiting | State::Sent | State::Parked | State::HandedIn => None,
                    State::Accepted => match verdict {
                        Some(Verdict::Accepted { seq }) if Some(*seq) == row.seq || restored => {
                            None
                        }
                        None if restored => {
                            findings.expect(Expected::AcceptedInLostHistory);
                            None
                        }
                        other => Some(format!("accepted here as {:?}, there {other:?}", row.seq)),
                    },
                    State::Refused => match (verdict, &row.answer) {
                        (_, None) => Some("refused without a reason".to_owned()),
                        (None, Some(_)) => None,
                        (Some(Verdict::Refused { reason }), Some(answer)) if reason == answer => {
                            None
                        }
                        (Some(_), _) if restored || copied.contains(&n) => None,
                        (other, _) => Some(format!("refused here, there {other:?}")),
                    },
                    State::Withdrawn | State::Superseded => {
                        if !self.was_accepted(id) {
                            None
                        } else if copied.contains(&n) || restored {
                            findings.expect(Expected::SentFromACopy);
                            None
                        } else {
                            Some(format!("{:?} here, and accepted there", row.state))
                        }
                    }
                };
                if let Some(wrong) = wrong {
                    let verb = row.envelope.command.verb();
                    findings.violation(format!("desk {n}: {id} ({verb}) is {wrong}"));
                }
                let amended = |other: &&Queued| other.envelope.amends == Some(id);
                if row.state == State::Superseded && !outbox.rows.iter().any(|o| amended(&o)) {
                    findings.violation(format!("desk {n}: nothing took the place of {id}"));
                }
            }
        }
    }

    /// Commands of one desk about one record are decided in the order in which they were saved, and
    /// none before what it depends on.
    fn check_lanes(&self, findings: &mut Findings) {
        let mut place = BTreeMap::new();
        for (n, entry) in self.ledger.audit.iter().enumerate() {
            if let What::Decided { signed, .. } = &entry.what {
                place.insert(signed.id, n);
            }
        }
        for (n, desk) in self.desks.iter().enumerate() {
            let mut last: BTreeMap<(NounKind, Uuid), (usize, CommandId)> = BTreeMap::new();
            for row in &desk.files.outbox.durable().rows {
                let id = row.envelope.id;
                let Some(at) = place.get(&id).copied() else { continue };
                for on in &row.envelope.depends_on {
                    let first = place.get(on).is_some_and(|of| *of < at);
                    if !first || !self.was_accepted(*on) {
                        findings.violation(format!(
                            "desk {n}: {id} was decided without {on}, which it follows"
                        ));
                    }
                }
                if !matches!(row.state, State::Accepted | State::Refused) {
                    continue;
                }
                let lane = row.envelope.command.target();
                if let Some((before, earlier)) = last.get(&lane)
                    && *before > at
                {
                    findings.violation(format!("desk {n}: {id} was decided before {earlier}"));
                }
                last.insert(lane, (at, id));
            }
        }
    }

    /// Each log's numbers are given once, in order and without a gap.
    fn check_logs(&self, findings: &mut Findings) {
        let mut heads: BTreeMap<OrganisationId, u64> = BTreeMap::new();
        for entry in &self.ledger.audit {
            if let Some(seq) = entry.seq {
                let head = heads.entry(entry.organisation).or_default();
                if seq != *head + 1 {
                    findings.violation(format!("log: {seq} comes after {head}"));
                }
                *head = seq;
            }
        }
        for (organisation, log) in &self.ledger.logs {
            let head = heads.get(organisation).copied().unwrap_or(0);
            if head != log.head {
                findings.violation(format!("log: it ends at {}, not at {head}", log.head));
            }
        }
    }

    /// Each cache holds what the server has for its user, as the server has it, and nothing else.
    fn check_caches(&self, findings: &mut Findings) {
        for (n, desk) in self.desks.iter().enumerate() {
            let files = desk.files;
            let caches = Desk::readable(files);
            if self.is_barred(files, self.now) {
                let receipt = self.ledger.receipts.contains(&files.profile.device);
                if files.leaving != Leaving::Done || !files.outbox.durable().rows.is_empty() {
                    findings.violation(format!("desk {n} is no longer let in, and still holds"));
                } else if !receipt && !self.was_restored() {
                    findings.violation(format!("desk {n} is empty, and the server was not told"));
                }
                continue;
            }
            Self::check_outbox_let_go(n, files, findings);
            let mut there = self.view(files);
            // What is parked, and what follows it, is still shown on top.
            let waits = files.outbox.read().undecided().next().is_some();
            for ((noun, id), row) in caches.iter().flat_map(|cache| &cache.rows) {
                let name = noun.name();
                if row.waiting && !waits {
                    findings
                        .violation(format!("desk {n} shows {name} {id} as if something waited"));
                }
                let body = if row.waiting { &row.server } else { &row.body };
                let Some(body) = body else { continue };
                match there.remove(&(*noun, *id)) {
                    None => findings.violation(format!(
                        "desk {n} holds {name} {id}, which its user may not hold or is not there"
                    )),
                    Some((_, there)) if there != &**body => findings.violation(format!(
                        "desk {n} shows {name} {id} otherwise than the server has it"
                    )),
                    // Two histories may have come to the same by other numbers.
                    Some((version, _)) if version != row.version && !self.was_restored() => {
                        findings.violation(format!(
                            "desk {n} holds {name} {id} at {}, the server at {version}",
                            row.version
                        ));
                    }
                    Some(_) => {}
                }
            }
            for (noun, id) in there.keys() {
                findings.violation(format!("desk {n} lacks {} {id}", noun.name()));
            }
        }
    }

    /// Of what was handed in no text is left in the outbox.
    fn check_outbox_let_go(n: usize, files: &Files, findings: &mut Findings) {
        for row in &files.outbox.durable().rows {
            if row.state == State::HandedIn && row.answer.is_some() {
                findings.violation(format!(
                    "desk {n}: {} was handed in and can be read",
                    row.envelope.id
                ));
            }
        }
    }

    /// What a desk's user may hold of what the server has: worked out from the matrix, record by
    /// record.
    fn view(&self, files: &Files) -> BTreeMap<(NounKind, Uuid), (u64, &str)> {
        let profile = &files.profile;
        let roles = self.roles(profile.user.id, self.now);
        let mut view = BTreeMap::new();
        let Some(log) = self.ledger.logs.get(&profile.organisation.id) else { return view };
        let line = line_of(log, profile.user.id, self.today());
        for ((noun, id), row) in &log.rows {
            let Some(body) = &row.body else { continue };
            let line = row.person.is_some_and(|person| line.contains(&person));
            let may = roles.iter().any(|role| match policy::cell(*role, noun.row()) {
                policy::Cell::None => false,
                policy::Cell::Line => line,
                _ => role.team().is_some_and(|team| row.teams.has(team)),
            });
            let theirs = row.to.is_none_or(|to| to == profile.user.id);
            if may && theirs {
                view.insert((*noun, *id), (row.version, &**body));
            }
        }
        view
    }
}

/// Whom somebody leads, from the records as they are: who works in their units, or below.
fn line_of(log: &Log, user: UserId, today: NaiveDate) -> BTreeSet<PersonId> {
    let body = |row: &crate::ledger::Row| serde_json::from_str::<Value>(row.body.as_deref()?).ok();
    let of = |noun| log.rows.iter().filter(move |((of, _), _)| *of == noun);
    let id = |value: &Value, field: &str| value.get(field)?.as_str()?.parse::<Uuid>().ok();
    let mut units: BTreeSet<Uuid> = log.lines.led_by(user).into_iter().collect();
    loop {
        let below = of(NounKind::Unit).filter_map(|(_, row)| body(row)).filter_map(|unit| {
            units.contains(&id(&unit, "parent")?).then(|| id(&unit, "id")).flatten()
        });
        let all: BTreeSet<Uuid> = units.iter().copied().chain(below).collect();
        if all == units {
            break;
        }
        units = all;
    }
    let day = |value: &Value, field: &str| value.get(field)?.as_str()?.parse::<NaiveDate>().ok();
    let posts = of(NounKind::Assignment).filter_map(|(_, row)| body(row));
    let here = posts.filter(|post| id(post, "unit").is_some_and(|unit| units.contains(&unit)));
    here.filter(|post| day(post, "from").is_some_and(|from| from <= today))
        .filter(|post| day(post, "to").is_none_or(|to| to >= today))
        .filter_map(|post| id(&post, "person").map(PersonId))
        .collect()
}
