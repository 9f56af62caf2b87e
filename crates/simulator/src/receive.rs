//! What a desk does with the engine's effects: the steps of `crates/app/src/receive.rs`, commit by
//! commit in the same order.

use std::rc::Rc;

use muster_domain::noun::CacheFile;
use muster_domain::words::CommandId;
use muster_protocol::envelope::Signed;
use muster_protocol::fault::Code;
use muster_protocol::verdict::{Decision, Verdict};
use muster_sync::engine::Activity;
use muster_sync::{Input, Trouble};
use uuid::Uuid;

use crate::act::Told;
use crate::bugs::Bug;
use crate::desk::{Around, Desk, Step, Stopped};
use crate::files::{Arriving, Cursor, State};
use crate::overlay::upsert;
use crate::wire::{Account, Answer, Changes, Page, Question, Scope};

type Done = Result<Option<Input>, Stopped>;

/// What the client makes of a fault.
fn trouble(code: Code) -> Trouble {
    match code {
        Code::SignInAgain => Trouble::TokenExpired,
        Code::NotRecognised | Code::DeviceRevoked | Code::NoCache | Code::OtherOrganisation => {
            Trouble::NotLetIn
        }
        Code::UnknownCursor => Trouble::CursorUnknown,
        _ => Trouble::NoAnswer,
    }
}

impl Desk {
    pub fn begin_activity(&mut self, activity: Activity, around: &mut Around) -> Done {
        match activity {
            Activity::SignIn => {
                self.ask(Question::Handshake, Step::Handshake, around);
                Ok(None)
            }
            Activity::Load => {
                let token = self.token()?;
                self.ask(Question::Scope { token }, Step::Scope, around);
                Ok(None)
            }
            Activity::Send => self.send(around),
            Activity::Fetch => self.fetch(around),
            Activity::Listen => {
                let token = self.token()?;
                self.ask(Question::Listen { token }, Step::Listen, around);
                Ok(None)
            }
            // No command of this world has a file.
            Activity::Upload => Ok(Some(Input::Uploaded)),
            // Nobody asks for it here: the checker compares both sides itself.
            Activity::Check => Ok(Some(Input::Checked { again: false })),
        }
    }

    /// Goes on where a request was made, with its answer.
    pub fn go_on(
        &mut self,
        step: Step,
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
        match (step, answer) {
            (Step::Push { ids, newly }, answer) => self.pushed(&ids, &newly, answer, around),
            (_, Err(trouble)) => Err(Stopped::Trouble(trouble)),
            (step, Ok(answer)) => match (step, &*answer) {
                (Step::Handshake, Answer::Challenge(challenge)) => {
                    let device = self.files.profile.device;
                    let question = Question::SignIn { device, challenge: *challenge };
                    self.ask(question, Step::SignIn, around);
                    Ok(None)
                }
                (Step::SignIn, Answer::SignedIn(account)) => self.take_account(account, around),
                (Step::Scope, Answer::Scope(scope)) => {
                    self.begin_load(scope, around)?;
                    self.next_page(around)
                }
                (Step::Page { noun, after }, Answer::Records { page, more }) if page.0 == noun => {
                    self.take_page(page, *more, after, around)?;
                    self.next_page(around)
                }
                (Step::Changes { cursor }, Answer::Changes(changes)) => {
                    self.take_changes(cursor, changes, around)
                }
                (Step::Listen, Answer::Listening(stream)) => {
                    if let Some(process) = &mut self.process {
                        process.stream = Some((*stream, around.now));
                    }
                    // Whatever happened between the last fetch and now was not heard.
                    self.wake(Input::News);
                    Ok(None)
                }
                _ => Err(Stopped::Trouble(Trouble::NoAnswer)),
            },
        }
    }

    fn token(&self) -> Result<Uuid, Stopped> {
        let token = self.process.as_ref().and_then(|process| process.token);
        token.ok_or(Stopped::Trouble(Trouble::TokenExpired))
    }

    /// Takes in who the server says this is. Other roles hold other records: then everything is
    /// loaded anew, and what the old roles held is forgotten before the new ones are remembered.
    fn take_account(&mut self, account: &Account, around: &mut Around) -> Done {
        if let Some(process) = &mut self.process {
            process.token = Some(account.token);
        }
        self.take_epoch(account.epoch, around)?;
        if self.files.profile.roles == account.roles {
            return Ok(Some(Input::SignedIn));
        }
        let first = around.bugs.has(Bug::RolesRememberedFirst);
        if around.bugs.has(Bug::LoadGoesOnWithOldRoles) {
            self.files.profile.roles.clone_from(&account.roles);
            return Err(Stopped::Trouble(Trouble::CursorUnknown));
        }
        if !first {
            self.forget(around)?;
        }
        self.files.profile.roles.clone_from(&account.roles);
        if first {
            self.forget(around)?;
        }
        if !around.bugs.has(Bug::OhFileNeverLoaded) {
            self.open_oh();
        }
        Err(Stopped::Trouble(Trouble::CursorUnknown))
    }

    /// A history that was restored may not know what was decided since: it is told again, under
    /// the same ids.
    fn take_epoch(&mut self, epoch: Uuid, around: &mut Around) -> Result<(), Stopped> {
        if self.files.profile.epoch == epoch {
            return Ok(());
        }
        if !around.bugs.has(Bug::LostHistoryNotSentAgain) {
            self.commit_outbox(around, |outbox| {
                for row in outbox.rows.iter_mut().filter(|row| row.state == State::Accepted) {
                    row.state = State::Sent;
                    row.seq = None;
                }
            })?;
        }
        self.files.profile.epoch = epoch;
        self.wake(Input::Saved);
        Ok(())
    }

    /// Begins a first load, or goes on with one of the same epoch that was interrupted.
    fn begin_load(&mut self, scope: &Scope, around: &mut Around) -> Result<(), Stopped> {
        self.take_epoch(scope.epoch, around)?;
        for which in self.open_files() {
            let Some(file) = self.files.cache(which) else { continue };
            if file.read().cursor.is_some_and(|cursor| cursor.epoch == scope.epoch) {
                continue;
            }
            let mut cache = file.read().clone();
            cache.arriving.clear();
            for noun in scope.nouns.iter().filter(|noun| noun.file() == which) {
                cache.arriving.insert(*noun, Arriving { after: None, complete: false });
            }
            if !around.bugs.has(Bug::LoadKeepsOldRecords) {
                // What is here may be of another history: what waits is laid over again at the end.
                cache.rows.clear();
                cache.overlay.clear();
            }
            cache.cursor = Some(Cursor { epoch: scope.epoch, seq: scope.cut });
            self.files.commit_cache(which, cache, &mut self.disk, around.chance)?;
        }
        Ok(())
    }

    /// Asks for the next page of the first load; after the last one, the load is over.
    fn next_page(&mut self, around: &mut Around) -> Done {
        let caches = self.open_caches();
        let next = caches
            .iter()
            .flat_map(|cache| &cache.arriving)
            .filter(|(_, arriving)| !arriving.complete)
            .min_by_key(|(noun, _)| **noun);
        if let Some((noun, arriving)) = next {
            let (noun, after) = (*noun, arriving.after);
            let token = self.token()?;
            let question = Question::Records { token, noun, after };
            self.ask(question, Step::Page { noun, after }, around);
            return Ok(None);
        }
        for which in self.open_files() {
            let Some(file) = self.files.cache(which) else { continue };
            let mut cache = file.read().clone();
            cache.arriving.clear();
            self.files.commit_cache(which, cache, &mut self.disk, around.chance)?;
        }
        self.rebase(around)?;
        Ok(Some(Input::Loaded))
    }

    /// Takes in a page of the first load: its records and how far it leads, in one transaction.
    fn take_page(
        &mut self,
        page: &Page,
        more: bool,
        asked_after: Option<Uuid>,
        around: &mut Around,
    ) -> Result<(), Stopped> {
        let (noun, rows) = page;
        let which = noun.file();
        let Some(file) = self.files.cache(which) else { return Ok(()) };
        let mut cache = file.read().clone();
        let place = cache.arriving.get_mut(noun).filter(|place| place.after == asked_after);
        match place {
            Some(place) => {
                place.after = rows.last().map(|(id, ..)| *id).or(place.after);
                place.complete = !more;
            }
            // The load that asked for it was given up meanwhile.
            None if !around.bugs.has(Bug::LateChangesTakenIn) => {
                return Err(Stopped::Trouble(Trouble::NoAnswer));
            }
            None => {}
        }
        for (id, version, body) in rows {
            upsert(&mut cache, *noun, *id, *version, body.clone());
        }
        self.files.commit_cache(which, cache, &mut self.disk, around.chance)?;
        Ok(())
    }

    /// Hands in the oldest commands.
    fn send(&mut self, around: &mut Around) -> Done {
        let token = self.token()?;
        let mut batch: Vec<Rc<Signed>> =
            self.files.outbox.read().undecided().map(|row| row.signed.clone()).collect();
        if around.bugs.has(Bug::NewestFirst) {
            batch.reverse();
        }
        batch.truncate(around.batch);
        let ids: Vec<CommandId> = batch.iter().map(|signed| signed.id).collect();
        let newly = if around.bugs.has(Bug::MarkedSentAfterPush) {
            Vec::new()
        } else {
            self.turn(&ids, State::Waiting, State::Sent, around)?
        };
        if batch.is_empty() {
            return Ok(Some(Input::Sent { more: false }));
        }
        if let Some(process) = &mut self.process {
            process.sending = true;
        }
        self.ask(Question::Push { token, commands: batch }, Step::Push { ids, newly }, around);
        Ok(None)
    }

    fn turn(
        &mut self,
        ids: &[CommandId],
        from: State,
        to: State,
        around: &mut Around,
    ) -> Result<Vec<CommandId>, Stopped> {
        let mut turned = Vec::new();
        self.commit_outbox(around, |outbox| {
            for row in &mut outbox.rows {
                if ids.contains(&row.envelope.id) && row.state == from {
                    row.state = to;
                    turned.push(row.envelope.id);
                }
            }
        })?;
        Ok(turned)
    }

    /// Takes in what was decided.
    fn pushed(
        &mut self,
        ids: &[CommandId],
        newly: &[CommandId],
        answer: Result<Rc<Answer>, Trouble>,
        around: &mut Around,
    ) -> Done {
        let answer = match answer {
            Ok(answer) => answer,
            Err(trouble) => {
                // Nothing went over a connection that was never made.
                if trouble == Trouble::Offline {
                    self.turn(newly, State::Sent, State::Waiting, around)?;
                } else if around.bugs.has(Bug::NewIdForEachTry) {
                    self.sign_anew(ids, around)?;
                }
                if around.bugs.has(Bug::LostRetry) {
                    return Ok(Some(Input::Sent { more: false }));
                }
                return Err(Stopped::Trouble(trouble));
            }
        };
        let Answer::Pushed(decisions) = &*answer else {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        };
        let mut decisions: Vec<Decision> = decisions.clone();
        if around.bugs.has(Bug::DecisionOfAnother) && decisions.len() > 1 {
            let verdicts: Vec<Verdict> = decisions.iter().map(|d| d.verdict.clone()).collect();
            for (n, decision) in decisions.iter_mut().enumerate() {
                decision.verdict = verdicts[(n + 1) % verdicts.len()].clone();
            }
        }
        let (mut decided, mut refused, mut held) = (0, false, Vec::new());
        for decision in decisions.iter().filter(|decision| ids.contains(&decision.id)) {
            let id = decision.id;
            match &decision.verdict {
                Verdict::Accepted { seq } => {
                    self.settle(id, State::Accepted, Some(*seq), None, around)?;
                    decided += 1;
                }
                Verdict::Refused { reason } => {
                    let reason = Some(reason.clone());
                    self.owe_a_rebase(around);
                    self.settle(id, State::Refused, None, reason, around)?;
                    decided += 1;
                    refused = true;
                }
                // This server parks nothing: its rules are whole, and all speak one version.
                Verdict::Parked { .. } | Verdict::Lacks { .. } => {}
                Verdict::Held { on } => {
                    if around.bugs.has(Bug::HeldForEver) {
                        decided += 1;
                    } else if self.never_accepted(id, *on) {
                        held.push(id);
                        decided += 1;
                    }
                }
            }
        }
        if refused && !around.bugs.has(Bug::RefusalWithoutRebase) {
            self.rebase(around)?;
        }
        if !held.is_empty() {
            self.ask_anew(&held, around)?;
        }
        if decided < ids.len() {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        Ok(Some(Input::Sent { more: ids.len() == around.batch }))
    }

    fn owe_a_rebase(&mut self, around: &Around) {
        let owed =
            !around.bugs.has(Bug::RebaseNotRepeated) && !around.bugs.has(Bug::RefusalWithoutRebase);
        if let Some(process) = self.process.as_mut().filter(|_| owed) {
            process.rebase_owed = true;
        }
    }

    fn settle(
        &mut self,
        id: CommandId,
        state: State,
        seq: Option<u64>,
        answer: Option<muster_protocol::verdict::NotTaken>,
        around: &mut Around,
    ) -> Result<(), Stopped> {
        let dropped = around.bugs.has(Bug::RefusedIsDropped) && state == State::Refused;
        self.commit_outbox(around, |outbox| {
            if dropped {
                outbox.rows.retain(|row| row.envelope.id != id);
            }
            let open = [State::Waiting, State::Sent, State::Refused];
            if let Some(row) = outbox.get_mut(id).filter(|row| open.contains(&row.state)) {
                row.state = state;
                row.seq = seq;
                row.answer = answer.or(row.answer.take());
            }
        })?;
        Ok(())
    }

    /// Whether a command follows one that can no longer be accepted.
    fn never_accepted(&self, id: CommandId, on: CommandId) -> bool {
        let outbox = self.files.outbox.read();
        let Some(queued) = outbox.get(id) else { return false };
        let over = [State::Refused, State::Withdrawn, State::Superseded];
        queued.envelope.depends_on.contains(&on)
            && outbox.get(on).is_none_or(|before| over.contains(&before.state))
    }

    /// What the server holds back for ever is asked for anew where it still holds by itself.
    fn ask_anew(&mut self, held: &[CommandId], around: &mut Around) -> Result<(), Stopped> {
        self.turn(held, State::Sent, State::Waiting, around)?;
        self.rebase(around)?;
        for id in held {
            let Some(queued) = self.files.outbox.read().get(*id).cloned() else { continue };
            if queued.state != State::Waiting {
                continue;
            }
            let command = queued.envelope.command.clone();
            match self.act_instead(command, Some(*id), around) {
                Ok(Told::Saved(_)) => {}
                Err(Stopped::Killed { power }) => return Err(Stopped::Killed { power }),
                _ if around.bugs.has(Bug::AskedAnewOnce) => {}
                // It still waits: the next try of sending brings it back here.
                _ => return Err(Stopped::Trouble(Trouble::NoAnswer)),
            }
        }
        Ok(())
    }

    /// Asks for what came after the cursor: that of the file that is furthest behind.
    fn fetch(&mut self, around: &mut Around) -> Done {
        let token = self.token()?;
        let unknown = Err(Stopped::Trouble(Trouble::CursorUnknown));
        let Some(main) = self.files.main.read().cursor else { return unknown };
        let mut cursor = main;
        if !around.bugs.has(Bug::OhCursorUnread) {
            for cache in self.open_caches() {
                match cache.cursor {
                    Some(of) if of.epoch == main.epoch => cursor.seq = cursor.seq.min(of.seq),
                    _ => return unknown,
                }
            }
        }
        let question = Question::Changes { token, epoch: cursor.epoch, seq: cursor.seq };
        self.ask(question, Step::Changes { cursor }, around);
        Ok(None)
    }

    /// Takes in a page of changes. On each file, in one transaction: the overlay is undone, the
    /// server's records are written, what waits is run again on top, the cursor moves.
    fn take_changes(&mut self, cursor: Cursor, changes: &Changes, around: &mut Around) -> Done {
        if changes.seq < cursor.seq || changes.head < changes.seq {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        let owed = self.process.as_ref().is_some_and(|process| process.rebase_owed);
        if changes.seq == cursor.seq {
            if owed {
                self.rebase(around)?;
            }
            return Ok(Some(Input::Fetched { more: false }));
        }
        let behind = |of: Option<Cursor>| of.is_some_and(|of| of.epoch == cursor.epoch);
        if !self.open_caches().iter().all(|cache| behind(cache.cursor))
            && !around.bugs.has(Bug::LateChangesTakenIn)
        {
            // The caches were forgotten meanwhile: this is of another time.
            return Err(Stopped::Trouble(Trouble::CursorUnknown));
        }
        if around.bugs.has(Bug::CursorBeforeRecords) {
            let mut early = self.begin();
            advance(&mut early.main.cursor, changes.seq);
            self.files.commit_cache(CacheFile::Main, early.main, &mut self.disk, around.chance)?;
        }
        let queue = self.files.outbox.read().on_top_of(changes.seq);
        let mut connections = self.begin();
        let holdings = self.holdings(&connections);
        if !around.bugs.has(Bug::OverlayNotUndone) {
            connections.undo();
        }
        for (noun, rows) in &changes.pages {
            let Some(cache) = connections.of(*noun) else { continue };
            for (id, version, body) in rows {
                upsert(cache, *noun, *id, *version, body.clone());
            }
        }
        for (noun, id) in &changes.gone {
            if let Some(cache) = connections.of(*noun)
                && !around.bugs.has(Bug::GoneIsKept)
            {
                cache.rows.remove(&(*noun, *id));
            }
        }
        let fallen = connections.run_again(&holdings, &self.files.profile, &queue)?;
        advance(&mut connections.main.cursor, changes.seq);
        if let Some(oh) = &mut connections.oh {
            advance(&mut oh.cursor, changes.seq);
        }
        self.commit(connections, around)?;
        self.put_to_attention(fallen, around)?;
        if let Some(process) = &mut self.process {
            process.rebase_owed = false;
        }
        Ok(Some(Input::Fetched { more: changes.seq < changes.head }))
    }

    /// The server no longer knows what this desk holds: everything is loaded anew. The outbox is
    /// not touched.
    pub fn start_over(&mut self, around: &mut Around) -> Result<(), Stopped> {
        self.forget(around)?;
        self.rebase(around)
    }

    fn forget(&mut self, around: &mut Around) -> Result<(), Stopped> {
        for which in self.open_files() {
            let Some(file) = self.files.cache(which) else { continue };
            let mut cache = file.read().clone();
            if !around.bugs.has(Bug::StartOverKeepsRecords) {
                cache.rows.clear();
            }
            cache.overlay.clear();
            cache.arriving.clear();
            cache.cursor = None;
            // A power cut must not bring it back.
            let through = !around.bugs.has(Bug::ForgottenComesBack) || around.chance.one_in(4);
            let (files, disk) = (&mut self.files, &mut self.disk);
            files.commit_cache_through(which, cache, through, disk, around.chance)?;
        }
        Ok(())
    }
}

fn advance(cursor: &mut Option<Cursor>, seq: u64) {
    if let Some(cursor) = cursor {
        // A file that was further already has what this page brings.
        cursor.seq = cursor.seq.max(seq);
    }
}
