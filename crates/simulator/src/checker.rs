//! The independent checker. It sees what people did and were told, the server's ledger and what is
//! on the desks, and shares no code with the desk or the server of the model: only their types, and
//! the rules themselves, by which [`replay`](crate::replay) decides everything once more.

use std::collections::{BTreeMap, BTreeSet};

use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role};
use muster_domain::words::{CommandId, OrganisationId, UserId};
use muster_protocol::verdict::Verdict;
use muster_sync::Link;
use uuid::Uuid;

use crate::files::{Cache, Files, Queued, State};
use crate::journal::Did;
use crate::ledger::{Ledger, What};
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
    /// Somebody who is let in was asked to sign in again.
    AskedToSignInForNothing,
    /// A computer that is no longer let in still holds what it held: leases are to end that.
    BarredStillHolds,
}

impl Expected {
    /// What it is called in a report.
    pub fn name(self) -> &'static str {
        match self {
            Expected::LostWithADisk => "lost with a disk that was put back",
            Expected::SentFromACopy => "sent from a copy of a disk after it was taken back",
            Expected::AcceptedInLostHistory => "accepted in a lost history, not sent again",
            Expected::AskedToSignInForNothing => "asked to sign in again though let in",
            Expected::BarredStillHolds => "no longer let in, and still holding",
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

    /// Each queue is empty, or visibly parked.
    pub fn check_queues(&self, findings: &mut Findings) {
        for (n, desk) in self.desks.iter().enumerate() {
            let stuck: Vec<&Queued> = desk.files.outbox.durable().undecided().collect();
            let Some(first) = stuck.first() else { continue };
            let roles = self.roles(desk.files.profile.user.id, self.now);
            let barred = self.is_barred(desk.files, self.now)
                || roles.iter().all(|role| role.team().is_none());
            // Somebody who is no longer let in is told so, and what they typed stays.
            if barred && desk.link == Some(Link::SignInAgain) {
                continue;
            }
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
                What::Heard { id, .. } => *id,
                What::Kept { command, .. } => *command,
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
                        None => findings.violation(format!(
                            "desk {desk}: {id} was told to be saved and is gone"
                        )),
                    }
                }
                Did::NotSaved { id } if self.verdict(*id).is_some() => {
                    findings.violation(format!("{id} was told not to be saved, and decided"));
                }
                Did::Withdrawn { desk, id } => {
                    let outbox = self.desks[*desk].files.outbox.durable();
                    let state = outbox.get(*id).map(|row| row.state);
                    if state != Some(State::Withdrawn) && !copied.contains(desk) {
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
                    // The queue is looked at by itself.
                    State::Waiting | State::Sent => None,
                    State::Accepted => match verdict {
                        Some(Verdict::Accepted { seq }) if Some(*seq) == row.seq => None,
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
            let caches = [Some(files.main.read()), files.oh.as_ref().map(|oh| oh.read())];
            let caches: Vec<&Cache> = caches.into_iter().flatten().collect();
            if self.is_barred(files, self.now) {
                if caches.iter().any(|cache| !cache.rows.is_empty()) {
                    findings.expect(Expected::BarredStillHolds);
                }
                continue;
            }
            let mut there = self.view(files);
            for ((noun, id), row) in caches.iter().flat_map(|cache| &cache.rows) {
                let name = noun.name();
                match there.remove(&(*noun, *id)) {
                    None => findings.violation(format!(
                        "desk {n} holds {name} {id}, which its user may not hold or is not there"
                    )),
                    Some((version, body)) => {
                        if row.version != version {
                            findings.violation(format!(
                                "desk {n} holds {name} {id} at {}, the server at {version}",
                                row.version
                            ));
                        } else if row.body.as_deref() != Some(body) || row.waiting {
                            findings.violation(format!(
                                "desk {n} shows {name} {id} otherwise than the server has it"
                            ));
                        }
                    }
                }
            }
            for (noun, id) in there.keys() {
                findings.violation(format!("desk {n} lacks {} {id}", noun.name()));
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
        for ((noun, id), row) in &log.rows {
            let Some(body) = &row.body else { continue };
            let may = roles.iter().any(|role| {
                policy::may_hold(*role, *noun)
                    && role.team().is_some_and(|team| row.teams.has(team))
            });
            let theirs = row.to.is_none_or(|to| to == profile.user.id);
            if may && theirs {
                view.insert((*noun, *id), (row.version, &**body));
            }
        }
        view
    }
}
