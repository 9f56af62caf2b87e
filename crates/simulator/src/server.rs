//! The model of the server: who is let in, what is decided, what is delivered between
//! organisations and what the feed shows. The rules it decides by are the real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use muster_domain::Refusal;
use muster_domain::iat::enquiry;
use muster_domain::lease;
use muster_domain::noun::{By, Who};
use muster_domain::policy::{self, Role};
use muster_domain::words::{CommandId, DeviceId, OrganisationId, UserId};
use muster_domain::{Command, kept};
use muster_protocol::envelope::{Envelope, EnvelopeFault, Signed};
use muster_protocol::fault::Code;
use muster_protocol::verdict::{Decision, EnvelopeProblem, NotTaken, Verdict};
use uuid::Uuid;

use crate::bugs::{Bug, Bugs};
use crate::chance::Chance;
use crate::files::{Disk, DiskStop};
use crate::ledger::{Account, Known, Ledger, Parked, Ruled, What, mark_of};
use crate::wire::{self, Answer, Parcel, Question};

/// How often a command on which the rules break is tried before only the operator lets it go on.
const TRIES: u32 = 3;
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
    /// The commands on which the rules break.
    pub breaks_on: BTreeSet<CommandId>,
}

pub(crate) struct Session {
    device: DeviceId,
    pub account: Account,
    pub roles: BTreeSet<Role>,
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
            breaks_on: BTreeSet::new(),
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
            Question::Push { token, commands, after } => {
                self.push(*token, (commands, *after), now, chance)?
            }
            Question::Scope { token } => self.scope(*token, now),
            Question::Records { token, noun, after } => self.records(*token, *noun, *after, now),
            Question::Changes { token, after } => self.changes(*token, after, now),
            Question::Known { token, ids } => self.unknown(*token, ids, now),
            Question::Sums { token } => self.sums(*token, now),
            Question::Bucket { token, noun, bucket } => self.bucket(*token, *noun, *bucket, now),
            Question::HandIn(parcel) => self.take_parcel(parcel, chance)?,
            Question::Listen { token } => self.listen(*token, from, now),
        };
        Ok(answered.unwrap_or_else(Answer::Fault))
    }

    pub fn session(&self, token: Uuid, now: DateTime<Utc>) -> Result<Session, Code> {
        let known = self.ledger.tokens.get(&token).filter(|(_, expires)| *expires > now);
        let (device, _) = known.ok_or(Code::SignInAgain)?;
        self.holder(*device, now)
    }

    fn holder(&self, device: DeviceId, now: DateTime<Utc>) -> Result<Session, Code> {
        let holder = self.ledger.devices.get(&device).ok_or(Code::UnknownDevice)?;
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
        if !good {
            return Ok(Err(Code::NotRecognised));
        }
        let session = match self.holder(device, now) {
            Ok(session) => session,
            // Of a closed account as well.
            Err(Code::SignInAgain) => return Ok(Err(Code::DeviceRevoked)),
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
        let offline_hours = lease::hours(&session.roles, |_| None);
        Ok(Ok(Answer::SignedIn(wire::Account { token, roles: session.roles, now, offline_hours })))
    }

    fn push(
        &mut self,
        token: Uuid,
        (commands, after): (&[Rc<Signed>], Option<CommandId>),
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
        let organisation = session.account.organisation.id;
        let after = after.filter(|_| !self.bugs.has(Bug::NewerBeforeLost));
        if after.is_some_and(|after| !self.ledger.was_accepted(organisation, after)) {
            return Ok(Err(Code::UnknownCursor));
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
        let parked = self.ledger.parked.get(&signed.id);
        if parked
            .is_some_and(|parked| parked.tries >= TRIES && parked.signed.hash() == signed.hash())
        {
            return Ok(Ok(decision(Verdict::Parked { reason: NotTaken::RulesBroke })));
        }
        for on in &envelope.depends_on {
            if !self.ledger.was_accepted(envelope.organisation, *on) {
                return Ok(Ok(decision(Verdict::Held { on: *on })));
            }
        }
        if self.breaks_on.contains(&signed.id) {
            return self.park(signed, envelope.organisation, now, chance);
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
        self.ledger.parked.remove(&signed.id);
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

    /// The rules break on a command: it is kept, and tried a few times more.
    fn park(
        &mut self,
        signed: &Rc<Signed>,
        organisation: OrganisationId,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<Result<Decision, Code>, Died> {
        if self.bugs.has(Bug::PoisonStopsTheBatch) {
            return Ok(Err(Code::Broken));
        }
        let lives = self.disk.permit(chance)?;
        let parked = Parked { signed: signed.clone(), organisation, tries: 0 };
        self.ledger.parked.entry(signed.id).or_insert(parked).tries += 1;
        let verdict = Verdict::Parked { reason: NotTaken::RulesBroke };
        let decision = Decision { id: signed.id, verdict, at: now };
        if lives { Ok(Ok(decision)) } else { Err(Died) }
    }

    /// What the rules broke on is mended: the operator lets what is parked be tried again.
    pub fn mend(&mut self, id: CommandId) {
        self.breaks_on.remove(&id);
        if let Some(parked) = self.ledger.parked.get_mut(&id) {
            parked.tries = 0;
        }
    }

    /// The operator sets a parked command aside: it is refused.
    pub fn set_aside(&mut self, id: CommandId, now: DateTime<Utc>) -> bool {
        let Some(Parked { signed, organisation, .. }) = self.ledger.parked.remove(&id) else {
            return false;
        };
        let verdict = Verdict::Refused { reason: NotTaken::SetAside };
        let decision = Decision { id, verdict, at: now };
        let known = Known { hash: signed.hash(), organisation, decision };
        self.ledger.decisions.insert(id, known);
        let what = What::SetAside { id };
        self.ledger.audit.push(crate::ledger::Entry { organisation, at: now, seq: None, what });
        true
    }

    /// Takes in a parcel: what any device hands in is its supervisor's, and only a revoked one's
    /// word that all is gone counts.
    fn take_parcel(
        &mut self,
        parcel: &Parcel,
        chance: &mut Chance,
    ) -> Result<Result<Answer, Code>, Died> {
        let Some(device) = self.ledger.devices.get(&parcel.device) else {
            return Ok(Err(Code::UnknownDevice));
        };
        let account = self.ledger.accounts.get(&device.user);
        let revoked = device.revoked || account.is_some_and(|account| account.closed);
        if parcel.commands.is_empty() && parcel.left.is_empty() && !parcel.gone {
            return Ok(Ok(Answer::HandedIn { revoked, taken: Vec::new() }));
        }
        let lives = self.disk.permit(chance)?;
        let mut taken = Vec::new();
        for signed in &parcel.commands {
            taken.push(signed.id);
            let known = self.ledger.decisions.get(&signed.id);
            let accepted = known
                .is_some_and(|known| matches!(known.decision.verdict, Verdict::Accepted { .. }));
            if !accepted {
                self.ledger.quarantine.insert((parcel.device, signed.id), signed.clone());
            }
        }
        if revoked && parcel.gone {
            self.ledger.receipts.insert(parcel.device);
        }
        if lives { Ok(Ok(Answer::HandedIn { revoked, taken })) } else { Err(Died) }
    }

    /// An administrator says that somebody leads a unit, or no longer does.
    pub fn set_lead(
        &mut self,
        organisation: OrganisationId,
        (user, unit, leads): (UserId, Uuid, bool),
        command: CommandId,
        now: DateTime<Utc>,
    ) -> bool {
        let Some(log) = self.ledger.logs.get_mut(&organisation) else { return false };
        let seq = log.head + 1;
        if !log.lines.set_lead(user, unit, leads, seq) {
            return false;
        }
        log.head = seq;
        log.marks.insert(seq, mark_of(command, now, self.bugs));
        let entry = crate::ledger::Entry { organisation, at: now, seq: Some(seq), what: What::Led };
        self.ledger.audit.push(entry);
        self.news.insert(organisation);
        true
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
            acting_for: None,
        };
        if held_no_role_then(session, &envelope.command, claimed_at, now) {
            return (Verdict::Refused { reason: NotTaken::NotYourRoleThen }, None);
        }
        let mut turn = self.ledger.turn(by, self.bugs);
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
            acting_for: None,
        };
        let mut turn = self.ledger.turn(by.clone(), self.bugs);
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
            acting_for: None,
        };
        let mut turn = self.ledger.turn(by.clone(), self.bugs);
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
