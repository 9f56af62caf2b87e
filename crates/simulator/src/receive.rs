//! What a desk does with the engine's effects: the steps of `crates/app/src/receive.rs`, request by
//! request and call by call in the same order.

use std::collections::BTreeSet;
use std::rc::Rc;

use muster_domain::lease::Lease;
use muster_domain::policy::holdings_id;
use muster_domain::words::CommandId;
use muster_protocol::fault::Code;
use muster_protocol::verdict::{Decision, Verdict};
use muster_sync::engine::Activity;
use muster_sync::lanes::{self, Undecided};
use muster_sync::{Input, Trouble};
use uuid::Uuid;

use crate::act::Told;
use crate::bugs::Bug;
use crate::desk::{Around, Asked, Desk, Stopped};
use crate::files::{Cursor, Queued, State};
use crate::wire::{Account, After, Answer, Changes, Question};

/// An activity's end, or nothing while it goes on.
pub(crate) type Done = Result<Option<Input>, Stopped>;

/// What the client makes of a fault.
pub(crate) fn trouble(code: Code) -> Trouble {
    match code {
        Code::SignInAgain => Trouble::TokenExpired,
        Code::DeviceRevoked => Trouble::Revoked,
        Code::NotRecognised | Code::UnknownDevice | Code::NoCache | Code::OtherOrganisation => {
            Trouble::NotLetIn
        }
        Code::UnknownCursor => Trouble::CursorUnknown,
        Code::OtherHoldings => Trouble::OtherHoldings,
        _ => Trouble::NoAnswer,
    }
}

fn undecided(row: &Queued) -> Undecided {
    let envelope = &row.envelope;
    Undecided {
        id: envelope.id,
        record: envelope.command.target().1,
        depends_on: envelope.depends_on.clone(),
        parked: row.state == State::Parked,
        lacks_file: false,
    }
}

impl Desk {
    pub fn begin_activity(&mut self, activity: Activity, around: &mut Around) -> Done {
        match activity {
            Activity::SignIn => {
                self.ask(Question::Handshake, Asked::Handshake, around);
                Ok(None)
            }
            Activity::Load => self.begin_loading(around),
            Activity::Send => self.send_in_order(around),
            Activity::Fetch => self.fetch(around),
            Activity::Listen => {
                let token = self.token()?;
                self.ask(Question::Listen { token }, Asked::Listen, around);
                Ok(None)
            }
            // No command of this world has a file.
            Activity::Upload => Ok(Some(Input::Uploaded)),
            Activity::Check => self.begin_comparing(Activity::Check, around),
        }
    }

    /// Goes on where a request was made, with its answer.
    pub fn go_on(
        &mut self,
        asked: Asked,
        answer: Result<Rc<Answer>, Trouble>,
        around: &mut Around,
    ) -> Done {
        let answer = match answer {
            Ok(answer) => match &*answer {
                Answer::Fault(code) => Err(trouble(*code)),
                _ => Ok(answer),
            },
            Err(trouble) => Err(trouble),
        };
        match (asked, answer) {
            (Asked::Push { ids, newly, of }, answer) => {
                self.pushed((&ids, &newly), of, answer, around)
            }
            (_, Err(trouble)) => Err(Stopped::Trouble(trouble)),
            (asked, Ok(answer)) => self.answered_well(asked, &answer, around),
        }
    }

    fn answered_well(&mut self, asked: Asked, answer: &Answer, around: &mut Around) -> Done {
        match (asked, answer) {
            (Asked::Handshake, Answer::Challenge(challenge)) => {
                let device = self.files.profile.device;
                let question = Question::SignIn { device, challenge: *challenge };
                self.ask(question, Asked::SignIn, around);
                Ok(None)
            }
            (Asked::SignIn, Answer::SignedIn(account)) => self.take_account(account, around),
            (Asked::Scope, Answer::Scope(scope)) => self.take_scope(scope, around),
            (Asked::Known { ids, of }, Answer::Unknown(unknown)) => {
                let lost: Vec<_> = unknown.iter().filter(|id| ids.contains(id)).copied().collect();
                if !lost.is_empty() {
                    self.offer_again(&lost, around)?;
                    self.wake(Input::Saved);
                }
                match of {
                    Activity::Load => self.let_go(around),
                    Activity::Send => self.send(of, around),
                    _ => self.take_in(around),
                }
            }
            (Asked::HandIn { ids }, Answer::HandedIn { taken, .. })
                if ids.iter().all(|id| taken.contains(id)) =>
            {
                self.handed_over(around)
            }
            (Asked::Left, Answer::HandedIn { .. }) => self.left_heard(around),
            (Asked::Sums { of }, Answer::Sums { seq, nouns }) => {
                self.summed((*seq, nouns), of, around)
            }
            (Asked::Bucket { noun, bucket: which, of }, Answer::Bucket(bucket)) => {
                self.bucket_came((noun, which), bucket, of, around)
            }
            (Asked::Page { noun }, Answer::Records { page, more }) if page.0 == noun => {
                self.paged(page, *more, around)
            }
            (Asked::Changes { cursor, accepted }, Answer::Changes(changes)) => {
                self.changes_came(cursor, &accepted, changes, around)
            }
            (Asked::Listen, Answer::Listening(stream)) => {
                if let Some(process) = &mut self.process {
                    process.stream = Some((*stream, around.now));
                }
                // Whatever happened between the last fetch and now was not heard.
                self.wake(Input::News);
                Ok(None)
            }
            _ => Err(Stopped::Trouble(Trouble::NoAnswer)),
        }
    }

    pub fn token(&self) -> Result<Uuid, Stopped> {
        let token = self.process.as_ref().and_then(|process| process.token);
        token.ok_or(Stopped::Trouble(Trouble::TokenExpired))
    }

    /// Takes in who the server says this is. Other roles hold other records: then what is held is
    /// brought into line with them.
    fn take_account(&mut self, account: &Account, around: &mut Around) -> Done {
        if let Some(process) = &mut self.process {
            process.token = Some(account.token);
        }
        self.renew(account, around);
        let changed = self.files.profile.roles != account.roles;
        self.files.profile.roles.clone_from(&account.roles);
        if changed {
            return Err(Stopped::Trouble(Trouble::OtherHoldings));
        }
        self.try_what_is_parked(around);
        Ok(Some(Input::SignedIn))
    }

    /// The server has let the person in: offline use begins anew.
    pub fn renew(&mut self, account: &Account, around: &Around) {
        let now = self.reading(around.now);
        self.files.lease = Some(Lease::begin(account.now, account.offline_hours, now));
    }

    /// What the server could not decide is tried again: it may have been mended. Where the file
    /// does not take it, it is tried with the next sign-in.
    pub fn try_what_is_parked(&mut self, around: &mut Around) {
        if around.bugs.has(Bug::ParkedForEver) {
            return;
        }
        match self.try_parked_again(around) {
            Ok(true) => self.wake(Input::Saved),
            Err(Stopped::Killed { power }) => self.dies = Some(power),
            _ => {}
        }
    }

    /// Sends. While the history is in doubt, what it may have lost is offered first.
    fn send_in_order(&mut self, around: &mut Around) -> Done {
        let accepted: Vec<CommandId> =
            self.files.outbox.read().accepted_beyond(0).into_iter().map(|(id, _)| id).collect();
        if !self.is_doubted() || accepted.is_empty() {
            return self.send(Activity::Send, around);
        }
        let token = self.token()?;
        let question = Question::Known { token, ids: accepted.clone() };
        self.ask(question, Asked::Known { ids: accepted, of: Activity::Send }, around);
        Ok(None)
    }

    /// Hands in the oldest commands that may go now.
    pub fn send(&mut self, of: Activity, around: &mut Around) -> Done {
        let token = self.token()?;
        let Some(process) = &mut self.process else { return Ok(None) };
        if process.sending {
            process.wait_to_send.push_back(of);
            return Ok(None);
        }
        let outbox = self.files.outbox.read();
        let queue: Vec<Undecided> = outbox.undecided().map(undecided).collect();
        let mut ids = lanes::next(&queue, around.batch);
        if around.bugs.has(Bug::NewestFirst) {
            ids = queue.iter().rev().map(|command| command.id).take(around.batch).collect();
        }
        let commands = self.signed(&ids);
        let newly = if around.bugs.has(Bug::MarkedSentAfterPush) {
            Vec::new()
        } else {
            self.mark_sent(&ids, around)?
        };
        if commands.is_empty() {
            return self.sent(of, false, around);
        }
        if let Some(process) = &mut self.process {
            process.sending = true;
        }
        let after = self.files.outbox.read().last_accepted();
        self.ask(Question::Push { token, commands, after }, Asked::Push { ids, newly, of }, around);
        Ok(None)
    }

    /// A batch is over: a load that must have all decided goes on with the next, or with what
    /// could not be.
    fn sent(&mut self, of: Activity, more: bool, around: &mut Around) -> Done {
        match of {
            Activity::Load if more => {
                if let Some(process) = &mut self.process {
                    process.sending = false;
                }
                self.send(of, around)
            }
            Activity::Load => self.hand_over(around),
            _ => Ok(Some(Input::Sent { more })),
        }
    }

    /// Takes in what was decided.
    fn pushed(
        &mut self,
        (ids, newly): (&[CommandId], &[CommandId]),
        of: Activity,
        answer: Result<Rc<Answer>, Trouble>,
        around: &mut Around,
    ) -> Done {
        let answer = match answer {
            Ok(answer) => answer,
            Err(trouble) => {
                // Nothing went over a connection that was never made.
                if trouble == Trouble::Offline {
                    self.mark_unsent(newly, around)?;
                } else if around.bugs.has(Bug::NewIdForEachTry) {
                    self.sign_anew(ids, around)?;
                }
                if around.bugs.has(Bug::LostRetry) {
                    return self.sent(of, false, around);
                }
                return Err(Stopped::Trouble(trouble));
            }
        };
        let Answer::Pushed(decisions) = &*answer else {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        };
        let mut decisions: Vec<Decision> =
            decisions.iter().filter(|decision| ids.contains(&decision.id)).cloned().collect();
        if around.bugs.has(Bug::DecisionOfAnother) && decisions.len() > 1 {
            let verdicts: Vec<Verdict> = decisions.iter().map(|d| d.verdict.clone()).collect();
            for (n, decision) in decisions.iter_mut().enumerate() {
                decision.verdict = verdicts[(n + 1) % verdicts.len()].clone();
            }
        }
        self.decided(&decisions, around)?;
        let (mut count, mut refused, mut held) = (0, false, Vec::new());
        let mut stopped: BTreeSet<CommandId> = BTreeSet::new();
        for Decision { id, verdict, .. } in &decisions {
            match verdict {
                Verdict::Accepted { .. } => count += 1,
                Verdict::Refused { .. } => {
                    count += 1;
                    refused = true;
                }
                // No command of this world has a file.
                Verdict::Lacks { .. } => {}
                Verdict::Parked { .. } => {
                    stopped.insert(*id);
                    count += 1;
                }
                // It follows one that is parked: it waits in its lane.
                Verdict::Held { on } if stopped.contains(on) => {
                    stopped.insert(*id);
                    count += 1;
                }
                Verdict::Held { on } => {
                    if around.bugs.has(Bug::HeldForEver) {
                        count += 1;
                    } else if self.never_accepted(*id, *on) {
                        held.push(*id);
                        count += 1;
                    }
                }
            }
        }
        if refused {
            if around.bugs.has(Bug::RefusalWithoutRebase) {
                held.clear();
            } else {
                self.settle(&[], around)?;
            }
        }
        if !held.is_empty() {
            self.ask_anew(&held, around)?;
        }
        if count < ids.len() {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        self.sent(of, ids.len() == around.batch, around)
    }

    /// What the server holds back for ever is asked for anew where it still holds by itself.
    fn ask_anew(&mut self, held: &[CommandId], around: &mut Around) -> Result<(), Stopped> {
        self.mark_unsent(held, around)?;
        self.settle(held, around)?;
        for id in held {
            let Some(queued) = self.files.outbox.read().get(*id).cloned() else { continue };
            if queued.state != State::Waiting {
                continue;
            }
            let command = queued.envelope.command.clone();
            match self.act_instead(command, Some(*id), around) {
                Ok(Told::Saved(_)) => {}
                Err(Stopped::Killed { power }) => return Err(Stopped::Killed { power }),
                // It still waits: the next try of sending brings it back here.
                _ => return Err(Stopped::Trouble(Trouble::NoAnswer)),
            }
        }
        Ok(())
    }

    /// Asks for what came after the cursor: that of the file that is furthest behind.
    fn fetch(&mut self, around: &mut Around) -> Done {
        let token = self.token()?;
        let mut known = self.cursor();
        if around.bugs.has(Bug::OhCursorUnread) {
            known = self.files.main.read().cursor;
        }
        let Some(cursor) = known else { return Err(Stopped::Trouble(Trouble::CursorUnknown)) };
        // Read before the server is asked: it had decided these, so its log must hold them.
        let accepted = self.files.outbox.read().accepted_beyond(cursor.seq);
        let Cursor { epoch, seq, mark } = cursor;
        let holdings = holdings_id(&self.loaded_by());
        let question = Question::Changes { token, after: After { epoch, seq, mark, holdings } };
        self.ask(question, Asked::Changes { cursor, accepted }, around);
        Ok(None)
    }

    fn changes_came(
        &mut self,
        cursor: Cursor,
        accepted: &[(CommandId, u64)],
        changes: &Changes,
        around: &mut Around,
    ) -> Done {
        let passes_by = !around.bugs.has(Bug::LostHistoryNotSentAgain);
        if accepted.iter().any(|(_, seq)| *seq > changes.head) && passes_by {
            return Err(Stopped::Trouble(Trouble::CursorUnknown));
        }
        // What this page passes by is told from what a restored log put under the same number.
        let passed: Vec<_> =
            accepted.iter().filter(|(_, seq)| *seq <= changes.seq).map(|(id, _)| *id).collect();
        let Some(process) = &mut self.process else { return Ok(None) };
        process.fetch = Some((cursor, changes.clone()));
        if passed.is_empty() || !passes_by {
            return self.take_in(around);
        }
        let token = self.token()?;
        let question = Question::Known { token, ids: passed.clone() };
        self.ask(question, Asked::Known { ids: passed, of: Activity::Fetch }, around);
        Ok(None)
    }

    /// Takes in a page of changes.
    fn take_in(&mut self, around: &mut Around) -> Done {
        let fetched = self.process.as_mut().and_then(|process| process.fetch.take());
        let Some((cursor, changes)) = fetched else { return Ok(None) };
        if changes.seq < cursor.seq || changes.head < changes.seq {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        if changes.seq == cursor.seq {
            if self.process.as_ref().is_some_and(|process| process.rebase_owed) {
                self.rebase(around)?;
            }
            return Ok(Some(Input::Fetched { more: false }));
        }
        self.take_changes(&changes, around)?;
        Ok(Some(Input::Fetched { more: changes.seq < changes.head }))
    }

    /// The server does not know the history that this desk is of: how far it is counts no more,
    /// and what it holds is compared before it counts again. The outbox is not touched.
    pub fn start_over(&mut self, around: &mut Around) -> Result<(), Stopped> {
        self.doubt(around)?;
        self.rebase(around)
    }
}
