//! Everything decided once more: the audit is read from its beginning, each command, message and
//! load is run by the rules on records of the checker's own, with the roles that administrators had
//! given by then. What comes out must be what the server has: the same verdicts, the same messages,
//! each once and in order, the same records.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use muster_domain::iat::message::Message;
use muster_domain::iat::{candidate, enquiry};
use muster_domain::noun::{By, NounKind, Who};
use muster_domain::policy::{self, Role};
use muster_domain::words::{CommandId, DeviceId, OrganisationId, UserId, derived};
use muster_domain::world::{Ask, Held, Stop, World};
use muster_domain::{Command, Outcome, Refusal};
use muster_protocol::envelope::Signed;
use muster_protocol::verdict::{NotTaken, Verdict};
use uuid::Uuid;

use crate::cast::morning;
use crate::checker::{Evidence, Findings};
use crate::journal::Did;
use crate::ledger::{Entry, What};
use crate::overlay::column_of;

/// A desk's clock may be ahead by this much, or a role younger than its claim.
const FIVE_MINUTES: TimeDelta = TimeDelta::minutes(5);

type Records = BTreeMap<(OrganisationId, NounKind, Uuid), (u64, String)>;

/// The checker's own server.
struct Again<'e, 'w> {
    evidence: &'e Evidence<'w>,
    records: Records,
    heads: BTreeMap<OrganisationId, u64>,
    accepted: BTreeSet<CommandId>,
    mail: VecDeque<(CommandId, OrganisationId, Message)>,
}

/// One transaction.
#[derive(Default)]
struct Step {
    changed: bool,
    messages: Vec<(OrganisationId, Message)>,
}

pub(crate) fn check(evidence: &Evidence, findings: &mut Findings) {
    let mut again = Again {
        evidence,
        records: BTreeMap::new(),
        heads: BTreeMap::new(),
        accepted: BTreeSet::new(),
        mail: VecDeque::new(),
    };
    for entry in &evidence.ledger.audit {
        if let Err(wrong) = again.take(entry) {
            findings.violation(wrong);
            // What follows would only repeat it.
            return;
        }
    }
    if let Some((id, ..)) = again.mail.front() {
        findings.violation(format!("message {id} was never delivered"));
    }
    again.compare(findings);
}

fn ms(at: DateTime<Utc>) -> u64 {
    u64::try_from((at - morning()).num_milliseconds()).unwrap_or(0)
}

impl Again<'_, '_> {
    fn take(&mut self, entry: &Entry) -> Result<(), String> {
        let organisation = entry.organisation;
        let reference = self.evidence.ledger.logs.get(&organisation);
        let reference = reference.map(|log| log.reference.clone()).ok_or("no such log")?;
        let system = |command| By {
            who: Who::System { organisation: reference.clone() },
            device: None,
            command,
            claimed_at: entry.at,
            received_at: entry.at,
            acting_for: None,
        };
        match &entry.what {
            What::Kept { command, kept } => {
                let (by, mut step) = (system(*command), Step::default());
                for keep in kept.iter() {
                    // A load of what is so already, or no more, changes nothing.
                    let _ = self.happen(&Command::Keep(keep.clone()), &by, &mut step);
                }
                self.end(organisation, &by, step, entry)
            }
            What::Led => self.end(
                organisation,
                &system(CommandId(Uuid::nil())),
                Step { changed: true, ..Step::default() },
                entry,
            ),
            // It was decided that it is not.
            What::SetAside { .. } => Ok(()),
            What::Heard { id, message } => {
                let next = self.mail.pop_front();
                let expected = next.as_ref().map(|(id, to, message)| (*id, *to, message));
                if expected != Some((*id, organisation, &**message)) {
                    return Err(format!("message {id} was applied out of turn, or twice"));
                }
                let (by, mut step) = (system(*id), Step::default());
                for command in (**message).clone().commands() {
                    // A refusal means that the two sides crossed.
                    let _ = self.happen(&command, &by, &mut step);
                }
                self.end(organisation, &by, step, entry)
            }
            What::Decided { signed, user, device, verdict } => {
                self.decide(entry, signed, (*user, *device), verdict)
            }
        }
    }

    fn decide(
        &mut self,
        entry: &Entry,
        signed: &Signed,
        (user, device): (UserId, DeviceId),
        verdict: &Verdict,
    ) -> Result<(), String> {
        let id = signed.id;
        let envelope = signed.read().map_err(|fault| format!("{id}: {fault}"))?;
        let ledger = self.evidence.ledger;
        let key = ledger.devices.get(&device).ok_or(format!("{id}: no such device"))?.key;
        signed.open(&key).map_err(|fault| format!("{id}: {fault}"))?;
        let account = ledger.accounts.get(&user).ok_or(format!("{id}: no such account"))?;
        let sender = (envelope.user, envelope.device, envelope.organisation);
        if sender != (user, device, account.organisation.id) {
            return Err(format!("{id} was decided for somebody else"));
        }
        let barred = self.evidence.journal.iter().any(|(at, did)| match did {
            Did::Revoked { device: of } => *of == device && *at < ms(entry.at),
            Did::Closed { user: of } => *of == user && *at < ms(entry.at),
            _ => false,
        });
        if barred {
            return Err(format!("{id} was decided for somebody who is no longer let in"));
        }
        if let Some(on) = envelope.depends_on.iter().find(|on| !self.accepted.contains(on)) {
            return Err(format!("{id} was decided without {on}"));
        }
        let roles = self.evidence.roles(user, ms(entry.at));
        let claimed_at = if envelope.at > entry.at + FIVE_MINUTES { entry.at } else { envelope.at };
        let by = By {
            who: Who::Person {
                user: account.user.clone(),
                organisation: account.organisation.clone(),
                roles: roles.clone(),
            },
            device: Some(device),
            command: id,
            claimed_at,
            received_at: entry.at,
            acting_for: None,
        };
        let mut step = Step::default();
        let came = if self.too_early(user, &roles, &envelope.command, claimed_at, entry.at) {
            Some(NotTaken::NotYourRoleThen)
        } else {
            match self.happen(&envelope.command, &by, &mut step) {
                Ok(()) => None,
                Err(Stop::Refused(refusal)) => {
                    if let Refusal::Enquiry(enquiry::Refusal::PreviewChanged { .. }) = &refusal {
                        self.preview_again(&envelope.command, &by.onwards(), &mut step);
                    }
                    Some(NotTaken::Rule { refusal })
                }
                Err(stop) => return Err(format!("{id} cannot be decided again: {stop:?}")),
            }
        };
        self.end(entry.organisation, &by, step, entry)?;
        let head = self.heads.get(&entry.organisation).copied().unwrap_or(0);
        let came = match came {
            None => {
                self.accepted.insert(id);
                Verdict::Accepted { seq: head }
            }
            Some(reason) => Verdict::Refused { reason },
        };
        if came != *verdict {
            let verb = envelope.command.verb();
            return Err(format!("{id} ({verb}) was decided {verdict:?}; it should be {came:?}"));
        }
        Ok(())
    }

    /// Whether nobody with their roles of then might have asked for this.
    fn too_early(
        &self,
        user: UserId,
        now: &BTreeSet<Role>,
        command: &Command,
        claimed_at: DateTime<Utc>,
        received_at: DateTime<Utc>,
    ) -> bool {
        let allowed = policy::may_ask(command);
        let may = |roles: &BTreeSet<Role>| allowed.iter().any(|role| roles.contains(role));
        // Everybody's first roles were given a month before the first morning.
        let at = |when: DateTime<Utc>| {
            if when < morning() - TimeDelta::days(30) {
                BTreeSet::new()
            } else {
                self.evidence.roles(user, ms(when))
            }
        };
        let soon = (claimed_at + FIVE_MINUTES).min(received_at);
        may(now) && !may(&at(claimed_at)) && !may(&at(soon))
    }

    fn happen(&mut self, command: &Command, by: &By, step: &mut Step) -> Result<(), Stop> {
        let organisation = by.organisation().id;
        let mut world = World::default();
        let outcome: Outcome = loop {
            match muster_domain::run(&mut world, command, by) {
                Err(Stop::Ask(ask)) => {
                    let known = self.known(organisation, &ask);
                    world.answer(ask, known);
                }
                ended => break ended?,
            }
        };
        let version = self.heads.get(&organisation).copied().unwrap_or(0) + 1;
        for write in outcome.writes {
            let key = (organisation, write.noun, write.id);
            step.changed |= match write.after {
                Some(after) => {
                    self.records.insert(key, (version, after.body));
                    true
                }
                None => self.records.remove(&key).is_some(),
            };
        }
        step.messages.extend(outcome.messages);
        Ok(())
    }

    fn known(&self, organisation: OrganisationId, ask: &Ask) -> Held<Vec<(Uuid, String)>> {
        let noun = ask.noun();
        let (first, last) = ((organisation, noun, Uuid::nil()), (organisation, noun, Uuid::max()));
        let rows = self.records.range(first..=last).map(|((_, _, id), (_, body))| (*id, body));
        let matches = |id: Uuid, body: &str| match ask {
            Ask::Record(_, of) => id == *of,
            Ask::Where(_, column, value) => body.contains(&column_of(column, value)),
        };
        let rows = rows.filter(|(id, body)| matches(*id, body));
        Held::Known(rows.map(|(id, body)| (id, body.clone())).collect())
    }

    fn preview_again(&mut self, command: &Command, by: &By, step: &mut Step) {
        let organisation = by.organisation().id;
        let (_, id) = command.target();
        let mut world = World::default();
        let keeps = loop {
            match candidate::refreshed(&world, id, organisation) {
                Err(Stop::Ask(ask)) => {
                    let known = self.known(organisation, &ask);
                    world.answer(ask, known);
                }
                Ok(keeps) => break keeps,
                Err(_) => return,
            }
        };
        for keep in keeps {
            let _ = self.happen(&Command::Keep(keep), by, step);
        }
    }

    fn end(
        &mut self,
        organisation: OrganisationId,
        by: &By,
        step: Step,
        entry: &Entry,
    ) -> Result<(), String> {
        for (n, (to, message)) in step.messages.into_iter().enumerate() {
            let id = CommandId(derived(by.command.0, &n.to_string()));
            self.mail.push_back((id, to, message));
        }
        let head = self.heads.entry(organisation).or_default();
        *head += u64::from(step.changed);
        let seq = step.changed.then_some(*head);
        if seq == entry.seq {
            Ok(())
        } else {
            Err(format!("{} took number {:?}, not {seq:?}", by.command, entry.seq))
        }
    }

    /// The server's records are those that come of its audit.
    fn compare(&mut self, findings: &mut Findings) {
        for (organisation, log) in &self.evidence.ledger.logs {
            for ((noun, id), row) in &log.rows {
                let came = self.records.remove(&(*organisation, *noun, *id));
                let there = row.body.as_ref().map(|body| (row.version, (**body).to_owned()));
                if came != there {
                    findings.violation(format!(
                        "the server's {} {id} is not what was decided",
                        noun.name()
                    ));
                }
            }
        }
        for (_, noun, id) in self.records.keys() {
            findings.violation(format!("the server lacks {} {id}", noun.name()));
        }
    }
}
