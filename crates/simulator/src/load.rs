//! The load of a desk, first or later: what was lost with a history is offered again, what may no
//! longer be held goes, what is in doubt is compared, what is missing comes page by page. The steps
//! of `crates/app/src/receive.rs`, `load` and `let_go`.

use std::rc::Rc;

use muster_domain::noun::NounKind;
use muster_domain::words::CommandId;
use muster_protocol::envelope::Signed;
use muster_sync::engine::Activity;
use muster_sync::{Input, Trouble};

use crate::bugs::Bug;
use crate::desk::{Around, Asked, Desk, Out, Stopped};
use crate::files::State;
use crate::journal::Did;
use crate::receive::Done;
use crate::wire::{Page, Parcel, Question, Scope};

/// How far a load is.
#[derive(Debug, Clone)]
pub(crate) struct Loading {
    pub scope: Scope,
    /// The roles need other files than are open.
    reopens: bool,
}

impl Desk {
    pub fn begin_loading(&mut self, around: &mut Around) -> Done {
        let token = self.token()?;
        self.ask(Question::Scope { token }, Asked::Scope, around);
        Ok(None)
    }

    fn loading(&self) -> Result<Loading, Stopped> {
        let load = self.process.as_ref().and_then(|process| process.load.clone());
        load.ok_or(Stopped::Trouble(Trouble::NoAnswer))
    }

    pub fn take_scope(&mut self, scope: &Scope, around: &mut Around) -> Done {
        let roles = &self.files.profile.roles;
        let holds_oh =
            roles.iter().any(|role| muster_domain::policy::may_hold(*role, NounKind::Immunisation));
        let Some(process) = &mut self.process else { return Ok(None) };
        let reopens = holds_oh != process.with_oh;
        process.load = Some(Loading { scope: scope.clone(), reopens });
        if reopens {
            return self.let_go(around);
        }
        let accepted: Vec<CommandId> =
            self.files.outbox.read().accepted_beyond(0).into_iter().map(|(id, _)| id).collect();
        if accepted.is_empty() || around.bugs.has(Bug::LostHistoryNotSentAgain) {
            return self.let_go(around);
        }
        let token = self.token()?;
        let question = Question::Known { token, ids: accepted.clone() };
        self.ask(question, Asked::Known { ids: accepted, of: Activity::Load }, around);
        Ok(None)
    }

    /// What the person may no longer hold goes: what can still be decided is decided first.
    pub fn let_go(&mut self, around: &mut Around) -> Done {
        let left = self.left(&self.loading()?.scope);
        if left.is_empty() {
            return self.take_away(around);
        }
        self.send(Activity::Load, around)
    }

    /// Only what cannot be decided is the supervisor's.
    pub fn hand_over(&mut self, around: &mut Around) -> Done {
        let left = self.left(&self.loading()?.scope);
        let ids = self.about(&left);
        if ids.is_empty() || around.bugs.has(Bug::NothingHandedIn) {
            return self.handed_over(around);
        }
        let commands = self.signed(&ids);
        let device = self.files.profile.device;
        let parcel = Parcel { device, commands, left: Vec::new(), gone: false };
        self.ask(Question::HandIn(parcel), Asked::HandIn { ids }, around);
        Ok(None)
    }

    /// The signed bytes of these commands.
    pub fn signed(&self, ids: &[CommandId]) -> Vec<Rc<Signed>> {
        let outbox = self.files.outbox.read();
        ids.iter().filter_map(|id| outbox.get(*id)).map(|row| row.signed.clone()).collect()
    }

    pub fn handed_over(&mut self, around: &mut Around) -> Done {
        let left = self.left(&self.loading()?.scope);
        let ids = self.about(&left);
        self.hand_in(&left, around)?;
        around.journal.note(around.now, Did::HandedIn { desk: self.n, ids });
        self.take_away(around)
    }

    /// The records go, then the word to the server that they are gone.
    fn take_away(&mut self, around: &mut Around) -> Done {
        let scope = self.loading()?.scope;
        self.begin_load(&scope, around)?;
        let left = self.files.main.read().left.clone();
        if left.is_empty() {
            return self.go_on_loading(around);
        }
        let device = self.files.profile.device;
        let parcel = Parcel { device, commands: Vec::new(), left, gone: false };
        self.ask(Question::HandIn(parcel), Asked::Left, around);
        Ok(None)
    }

    pub fn left_heard(&mut self, around: &mut Around) -> Done {
        self.receipt_given(around)?;
        self.go_on_loading(around)
    }

    fn go_on_loading(&mut self, around: &mut Around) -> Done {
        if self.loading()?.reopens {
            // The files that are missing are made with the password.
            around.out.push(Out::Locked { soon: true });
            self.close();
            return Ok(None);
        }
        if self.is_doubted() {
            let token = self.token()?;
            self.ask(Question::Sums { token }, Asked::Sums { of: Activity::Load }, around);
            return Ok(None);
        }
        self.next_page(around)
    }

    /// All that was in doubt was compared.
    pub fn compared(&mut self, around: &mut Around) -> Done {
        self.believe(around)?;
        self.next_page(around)
    }

    /// Asks for the next page; after the last one, the load is over.
    fn next_page(&mut self, around: &mut Around) -> Done {
        let caches = self.open_caches();
        let arriving = caches.iter().flat_map(|cache| &cache.arriving);
        let next = arriving
            .filter(|(_, arriving)| !arriving.complete)
            .min_by_key(|(noun, _)| (noun.load_order(), **noun));
        if let Some((noun, arriving)) = next {
            let (noun, after) = (*noun, arriving.after);
            let token = self.token()?;
            let question = Question::Records { token, noun, after };
            self.ask(question, Asked::Page { noun }, around);
            return Ok(None);
        }
        self.finish_load(around)?;
        Ok(Some(Input::Loaded))
    }

    pub fn paged(&mut self, page: &Page, more: bool, around: &mut Around) -> Done {
        self.take_page(page, more, around)?;
        self.next_page(around)
    }

    /// Whether a command follows one that can no longer be accepted.
    pub fn never_accepted(&self, id: CommandId, on: CommandId) -> bool {
        let outbox = self.files.outbox.read();
        let Some(queued) = outbox.get(id) else { return false };
        let over = [State::Refused, State::Withdrawn, State::Superseded, State::HandedIn];
        queued.envelope.depends_on.contains(&on)
            && outbox.get(on).is_none_or(|before| over.contains(&before.state))
    }
}
