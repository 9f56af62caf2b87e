//! The model of the server: who is let in, what is decided, what is delivered between
//! organisations and what the feed shows. The rules it decides by are the real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use muster_domain::Refusal;
use muster_domain::iat::enquiry;
use muster_domain::noun::{By, NounKind, Who};
use muster_domain::policy::{self, Role, Teams};
use muster_domain::words::{CommandId, DeviceId, OrganisationId, UserId};
use muster_domain::{Command, kept};
use muster_protocol::envelope::{Envelope, EnvelopeFault, Signed};
use muster_protocol::fault::Code;
use muster_protocol::verdict::{Decision, EnvelopeProblem, NotTaken, Verdict};
use uuid::Uuid;

use crate::bugs::{Bug, Bugs};
use crate::chance::Chance;
use crate::files::{Disk, DiskStop};
use crate::ledger::{Account, Known, Ledger, Ruled, What};
use crate::wire::{self, Answer, Changes, Question, Scope};

const SKEW: TimeDelta = TimeDelta::minutes(5);
const TOKEN_HOLDS: TimeDelta = TimeDelta::hours(12);
const CHALLENGE_HOLDS: TimeDelta = TimeDelta::minutes(2);

/// The server's process died.
#[derive(Debug)]
pub(crate) struct Died;

impl From<DiskStop> for Died {
    fn from(_: DiskStop) -> Self {
        Died
    }
}

/// Somebody who listens for news.
#[derive(Debug, Clone)]
pub(crate) struct Listener {
    pub desk: usize,
    pub life: u64,
    pub organisation: OrganisationId,
    pub token: Uuid,
    /// The connection is no more, and neither end knows.
    pub cut: bool,
}

pub(crate) struct Server {
    pub ledger: Ledger,
    pub disk: Disk,
    /// How many rows make a page.
    pub page: usize,
    pub bugs: Bugs,
    pub up: bool,
    pub life: u64,
    pub listeners: BTreeMap<u64, Listener>,
    /// Whom news is for, since somebody last looked.
    pub news: BTreeSet<OrganisationId>,
    challenges: BTreeMap<Uuid, DateTime<Utc>>,
    /// The roles of each sign-in; nobody looks, but for a bug.
    signed_in_as: BTreeMap<Uuid, BTreeSet<Role>>,
    streams: u64,
}

struct Session {
    device: DeviceId,
    account: Account,
    roles: BTreeSet<Role>,
}

impl Server {
    pub fn new(ledger: Ledger, page: usize, bugs: Bugs) -> Self {
        Self {
            ledger,
            disk: Disk::default(),
            page,
            bugs,
            up: true,
            life: 0,
            listeners: BTreeMap::new(),
            news: BTreeSet::new(),
            challenges: BTreeMap::new(),
            signed_in_as: BTreeMap::new(),
            streams: 0,
        }
    }

    /// What only the process knew is gone.
    pub fn die(&mut self) {
        self.up = false;
        self.life += 1;
        self.challenges.clear();
        self.listeners.clear();
        self.disk.blow = None;
    }

    pub fn answer(
        &mut self,
        question: &Question,
        from: (usize, u64),
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<Answer, Died> {
        let answered = match question {
            Question::Handshake => {
                let challenge = chance.id();
                self.challenges.insert(challenge, now);
                Ok(Answer::Challenge(challenge))
            }
            Question::SignIn { device, challenge } => {
                self.sign_in(*device, *challenge, now, chance)?
            }
            Question::Push { token, commands } => self.push(*token, commands, now, chance)?,
            Question::Scope { token } => self.scope(*token, now),
            Question::Records { token, noun, after } => self.records(*token, *noun, *after, now),
            Question::Changes { token, epoch, seq } => self.changes(*token, *epoch, *seq, now),
            Question::Listen { token } => self.listen(*token, from, now),
        };
        Ok(answered.unwrap_or_else(Answer::Fault))
    }

    fn session(&self, token: Uuid, now: DateTime<Utc>) -> Result<Session, Code> {
        let known = self.ledger.tokens.get(&token).filter(|(_, expires)| *expires > now);
        let (device, _) = known.ok_or(Code::SignInAgain)?;
        self.holder(*device, now)
    }

    fn holder(&self, device: DeviceId, now: DateTime<Utc>) -> Result<Session, Code> {
        let holder = self.ledger.devices.get(&device).ok_or(Code::DeviceRevoked)?;
        let account = self.ledger.accounts.get(&holder.user).ok_or(Code::Broken)?;
        if account.closed {
            return Err(Code::SignInAgain);
        }
        if holder.revoked && !self.bugs.has(Bug::RevokedIsLetIn) {
            return Err(Code::DeviceRevoked);
        }
        Ok(Session { device, account: account.clone(), roles: account.roles(now) })
    }

    fn sign_in(
        &mut self,
        device: DeviceId,
        challenge: Uuid,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<Result<Answer, Code>, Died> {
        let good = self
            .challenges
            .remove(&challenge)
            .is_some_and(|made| (TimeDelta::zero()..=CHALLENGE_HOLDS).contains(&(now - made)));
        let session = match self.holder(device, now) {
            Ok(session) if good => session,
            Ok(_) | Err(Code::SignInAgain) => return Ok(Err(Code::NotRecognised)),
            Err(code) => return Ok(Err(code)),
        };
        let token = chance.id();
        let lives = self.disk.permit(chance)?;
        self.ledger.tokens.retain(|_, (of, expires)| *of != device || *expires > now);
        self.ledger.tokens.insert(token, (device, now + TOKEN_HOLDS));
        self.signed_in_as.insert(token, session.roles.clone());
        if !lives {
            return Err(Died);
        }
        let epoch = self.ledger.epoch;
        Ok(Ok(Answer::SignedIn(wire::Account { token, roles: session.roles, epoch })))
    }

    fn push(
        &mut self,
        token: Uuid,
        commands: &[Rc<Signed>],
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<Result<Answer, Code>, Died> {
        let mut session = match self.session(token, now) {
            Ok(session) => session,
            Err(code) => return Ok(Err(code)),
        };
        if self.bugs.has(Bug::StaleRole)
            && let Some(roles) = self.signed_in_as.get(&token)
        {
            session.roles.clone_from(roles);
        }
        let mut decisions = Vec::with_capacity(commands.len());
        for signed in commands {
            match self.act(&session, signed, now, chance)? {
                Ok(decision) => decisions.push(decision),
                Err(code) => return Ok(Err(code)),
            }
        }
        Ok(Ok(Answer::Pushed(decisions)))
    }

    /// Decides a command, in one transaction.
    fn act(
        &mut self,
        session: &Session,
        signed: &Rc<Signed>,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<Result<Decision, Code>, Died> {
        let decision = |verdict| Decision { id: signed.id, verdict, at: now };
        let refused = |reason| Ok(Ok(decision(Verdict::Refused { reason })));
        let Some(key) = self.ledger.devices.get(&session.device).map(|device| device.key) else {
            return Ok(Err(Code::DeviceRevoked));
        };
        let envelope = match signed.open(&key) {
            Ok(envelope) => envelope,
            Err(EnvelopeFault::Signature) => {
                return refused(NotTaken::Envelope { fault: EnvelopeProblem::Signature });
            }
            Err(EnvelopeFault::Id) => {
                return refused(NotTaken::Envelope { fault: EnvelopeProblem::Id });
            }
            Err(EnvelopeFault::Version | EnvelopeFault::Unreadable) => {
                return Ok(Ok(decision(Verdict::Parked { reason: NotTaken::NotSpoken })));
            }
        };
        let account = &session.account;
        let sender = (account.user.id, account.organisation.id, session.device);
        if (envelope.user, envelope.organisation, envelope.device) != sender {
            return refused(NotTaken::NotTheSender);
        }
        if let Some(known) = self.ledger.decisions.get(&signed.id)
            && !self.bugs.has(Bug::ForgottenIdempotency)
        {
            if known.hash == signed.hash() {
                return Ok(Ok(known.decision.clone()));
            }
            return refused(NotTaken::KeyReused);
        }
        for on in &envelope.depends_on {
            if !self.ledger.was_accepted(envelope.organisation, *on) {
                return Ok(Ok(decision(Verdict::Held { on: *on })));
            }
        }
        let mut lives = self.disk.permit(chance)?;
        let (verdict, seq) = self.decide(session, &envelope, now);
        if let Some(_seq) = seq {
            self.news.insert(envelope.organisation);
        }
        if self.bugs.has(Bug::DecisionInAnotherTransaction) {
            lives = lives && self.disk.permit(chance)?;
        }
        let kept = decision(verdict);
        self.ledger.decisions.insert(
            signed.id,
            Known {
                hash: signed.hash(),
                organisation: envelope.organisation,
                decision: kept.clone(),
            },
        );
        self.ledger.audit.push(crate::ledger::Entry {
            organisation: envelope.organisation,
            at: now,
            seq,
            what: What::Decided {
                signed: signed.clone(),
                user: envelope.user,
                device: envelope.device,
                verdict: Rc::new(kept.verdict.clone()),
            },
        });
        if lives { Ok(Ok(kept)) } else { Err(Died) }
    }

    fn decide(
        &mut self,
        session: &Session,
        envelope: &Envelope,
        now: DateTime<Utc>,
    ) -> (Verdict, Option<u64>) {
        let claimed_at = if envelope.at > now + SKEW { now } else { envelope.at };
        let by = By {
            who: Who::Person {
                user: session.account.user.clone(),
                organisation: session.account.organisation.clone(),
                roles: session.roles.clone(),
            },
            device: Some(session.device),
            command: envelope.id,
            claimed_at,
            received_at: now,
        };
        if held_no_role_then(session, &envelope.command, claimed_at, now) {
            return (Verdict::Refused { reason: NotTaken::NotYourRoleThen }, None);
        }
        let mut turn = self.ledger.turn(by);
        let refusal = match turn.ask(&envelope.command) {
            Ruled::Happens => None,
            Ruled::Refused(refusal) => {
                if let Refusal::Enquiry(enquiry::Refusal::PreviewChanged { .. }) = &refusal {
                    turn.preview_again(&envelope.command);
                }
                Some(NotTaken::Rule { refusal })
            }
            Ruled::Unreadable => Some(NotTaken::RecordUnreadable),
        };
        let (head, seq) = turn.end();
        match refusal {
            None => (Verdict::Accepted { seq: head }, seq),
            Some(reason) => (Verdict::Refused { reason }, seq),
        }
    }

    /// Delivers the oldest message that waits, in one transaction. Whether there was one.
    pub fn deliver_next(&mut self, now: DateTime<Utc>, chance: &mut Chance) -> Result<bool, Died> {
        let Some(n) = self.ledger.mail.iter().position(|mail| !mail.applied) else {
            return Ok(false);
        };
        let mail = self.ledger.mail[n].clone();
        let Some(receiver) = self.ledger.logs.get(&mail.to).map(|log| log.reference.clone()) else {
            return Ok(false);
        };
        if self.bugs.has(Bug::MessageLost) {
            self.ledger.mail[n].applied = true;
        }
        let lives = self.disk.permit(chance)?;
        let by = By {
            who: Who::System { organisation: receiver },
            device: None,
            command: mail.id,
            claimed_at: now,
            received_at: now,
        };
        let mut turn = self.ledger.turn(by.clone());
        for command in (*mail.message).clone().commands() {
            turn.ask(&command);
        }
        let (_, seq) = turn.end();
        self.ledger.note(&by, seq, What::Heard { id: mail.id, message: mail.message });
        if seq.is_some() {
            self.news.insert(mail.to);
        }
        let lives =
            lives && (!self.bugs.has(Bug::MessageAppliedTwice) || self.disk.permit(chance)?);
        self.ledger.mail[n].applied = true;
        if lives { Ok(true) } else { Err(Died) }
    }

    /// Keeps records, as a load does.
    pub fn keep(
        &mut self,
        organisation: OrganisationId,
        kept: Vec<kept::Command>,
        command: CommandId,
        now: DateTime<Utc>,
    ) {
        let Some(reference) = self.ledger.logs.get(&organisation).map(|log| log.reference.clone())
        else {
            return;
        };
        let by = By {
            who: Who::System { organisation: reference },
            device: None,
            command,
            claimed_at: now,
            received_at: now,
        };
        let mut turn = self.ledger.turn(by.clone());
        for keep in &kept {
            turn.ask(&Command::Keep(keep.clone()));
        }
        let (_, seq) = turn.end();
        self.ledger.note(&by, seq, What::Kept { command, kept: Rc::new(kept) });
        if seq.is_some() {
            self.news.insert(organisation);
        }
    }

    /// Lets every token of somebody go, so that their desks hear who they are now.
    pub fn end_tokens(&mut self, user: UserId) {
        let devices = &self.ledger.devices;
        let theirs = |device: &DeviceId| devices.get(device).is_some_and(|d| d.user == user);
        self.ledger.tokens.retain(|_, (device, _)| !theirs(device));
    }

    fn listen(
        &mut self,
        token: Uuid,
        (desk, life): (usize, u64),
        now: DateTime<Utc>,
    ) -> Result<Answer, Code> {
        let session = self.session(token, now)?;
        if policy::scope(&session.roles).is_empty() {
            return Err(Code::NoCache);
        }
        self.streams += 1;
        let organisation = session.account.organisation.id;
        let listener = Listener { desk, life, organisation, token, cut: false };
        self.listeners.insert(self.streams, listener);
        Ok(Answer::Listening(self.streams))
    }

    /// Whether a stream may go on.
    pub fn may_listen(&self, token: Uuid, now: DateTime<Utc>) -> bool {
        self.session(token, now).is_ok()
    }

    fn reader(&self, token: Uuid, now: DateTime<Utc>) -> Result<Reader, Code> {
        let session = self.session(token, now)?;
        let mut nouns = policy::scope(&session.roles);
        if nouns.is_empty() {
            return Err(Code::NoCache);
        }
        if self.bugs.has(Bug::FeedWithoutTeams) {
            nouns.iter_mut().for_each(|(_, teams)| *teams = Teams::EVERY);
        }
        let (organisation, user) = (session.account.organisation.id, session.account.user.id);
        Ok(Reader { organisation, user, nouns })
    }

    fn scope(&self, token: Uuid, now: DateTime<Utc>) -> Result<Answer, Code> {
        let reader = self.reader(token, now)?;
        let cut = self.ledger.head(reader.organisation);
        let nouns = reader.nouns.iter().map(|(noun, _)| *noun).collect();
        Ok(Answer::Scope(Scope { epoch: self.ledger.epoch, cut, nouns }))
    }

    fn records(
        &self,
        token: Uuid,
        noun: NounKind,
        after: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Answer, Code> {
        let reader = self.reader(token, now)?;
        let teams = reader.nouns.iter().find(|(of, _)| *of == noun);
        let (_, teams) = *teams.ok_or(Code::NoCache)?;
        let log = self.ledger.logs.get(&reader.organisation).ok_or(Code::Broken)?;
        let mut rows = Vec::new();
        for ((_, id), row) in log.rows.range((noun, Uuid::nil())..=(noun, Uuid::max())) {
            let Some(body) = &row.body else { continue };
            let theirs = row.to.is_none_or(|to| to == reader.user);
            if row.teams.0 & teams.0 != 0 && theirs && after.is_none_or(|after| *id > after) {
                rows.push((*id, row.version, body.clone()));
            }
        }
        let more = rows.len() > self.page;
        rows.truncate(self.page);
        Ok(Answer::Records { page: (noun, rows), more })
    }

    fn changes(
        &self,
        token: Uuid,
        epoch: Uuid,
        after: u64,
        now: DateTime<Utc>,
    ) -> Result<Answer, Code> {
        let reader = self.reader(token, now)?;
        let log = self.ledger.logs.get(&reader.organisation).ok_or(Code::Broken)?;
        let head = log.head;
        let known = epoch == self.ledger.epoch || self.bugs.has(Bug::EpochIgnored);
        if !known || after > head {
            return Err(Code::UnknownCursor);
        }
        let mut found = Vec::new();
        for (noun, teams) in &reader.nouns {
            for ((_, id), row) in log.rows.range((*noun, Uuid::nil())..=(*noun, Uuid::max())) {
                if row.version > after && row.was_teams.0 & teams.0 != 0 {
                    found.push((row.version, *noun, *id, row, *teams));
                }
            }
        }
        let seq = up_to(found.iter().map(|row| row.0).collect(), self.page, head);
        let mut changes = Changes { seq, head, pages: Vec::new(), gone: Vec::new() };
        for (noun, _) in &reader.nouns {
            let mut rows = Vec::new();
            for (version, of, id, row, teams) in &found {
                let theirs = row.to.is_none_or(|to| to == reader.user);
                if of != noun || *version > seq || !theirs {
                    continue;
                }
                match &row.body {
                    Some(body) if row.teams.0 & teams.0 != 0 => {
                        rows.push((*id, *version, body.clone()));
                    }
                    _ => changes.gone.push((*noun, *id)),
                }
            }
            if !rows.is_empty() {
                changes.pages.push((*noun, rows));
            }
        }
        if self.bugs.has(Bug::PageBoundary) && seq < head {
            changes.seq += 1;
        }
        Ok(Answer::Changes(changes))
    }
}

/// Whose records, and which.
struct Reader {
    organisation: OrganisationId,
    user: UserId,
    nouns: Vec<(NounKind, Teams)>,
}

/// The last transaction that still goes on this page: all the log has, or as many whole ones as
/// make about a page, and one at least.
fn up_to(mut versions: Vec<u64>, page: usize, head: u64) -> u64 {
    versions.sort_unstable();
    let (Some(&first), Some(&over)) = (versions.first(), versions.get(page)) else { return head };
    *versions.iter().rev().find(|version| **version < over).unwrap_or(&first)
}

/// Whether somebody who may ask for this now may not have when they say they did.
fn held_no_role_then(
    session: &Session,
    command: &Command,
    claimed_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
) -> bool {
    let allowed = policy::may_ask(command);
    if !allowed.iter().any(|role| session.roles.contains(role)) {
        return false;
    }
    let then = (claimed_at + SKEW).min(received_at);
    let (claimed, soon) = (session.account.roles(claimed_at), session.account.roles(then));
    !allowed.iter().any(|role| claimed.contains(role) || soon.contains(role))
}
