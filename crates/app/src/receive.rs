//! The engine at work: its effects carried out on the session's files and the server, their ends
//! brought back as inputs.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use muster_domain::lease::Lease;
use muster_domain::policy::holdings_id;
use muster_domain::words::CommandId;
use muster_protocol::account::{SignIn, SignedIn};
use muster_protocol::change::{After, KNOWN_AT_ONCE, Records, Scope};
use muster_protocol::checksum::{InBucket, Tallies};
use muster_protocol::page::Page;
use muster_protocol::verdict::{Push, Verdict};
use muster_store::cache::Arriving;
use muster_store::checksum::{self, Checked};
use muster_store::outbox::{Header, State};
use muster_store::{entitled, receive};
use muster_sync::engine::Activity;
use muster_sync::lanes::{self, Undecided};
use muster_sync::{Client, Effect, Engine, Input, Link, Trouble};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinSet};

use crate::announce::Announcement;
use crate::leave::{NotGone, Sender};
use crate::session::{Session, Told};
use crate::status::Progress;

/// Commands a batch: what is lost with a lost answer, and sent again.
const BATCH: usize = 100;

/// How often a desk compares what it holds with the server: faults are rare, and each comparison
/// reads every row on both sides.
const CHECK_EVERY: TimeDelta = TimeDelta::days(1);

/// Of the 64 buckets of a noun, so many that it is quicker to have all of it anew.
const MUCH: usize = 8;

/// How often a comparison is put off because the log has moved on meanwhile.
const SAME_MOMENT: u32 = 3;

/// Pages of the first load that may wait to be written.
const PAGES_AHEAD: usize = 1;

/// Runs until the session is gone.
pub(crate) async fn run(session: Weak<Session>, mut inputs: mpsc::UnboundedReceiver<Input>) {
    let mut engine = Engine::default();
    let mut under_way: JoinSet<Input> = JoinSet::new();
    let mut begun: HashMap<Id, Activity> = HashMap::new();
    let mut wake = Box::pin(tokio::time::sleep(Duration::from_secs(3_600)));
    loop {
        let input = tokio::select! {
            Some(input) = inputs.recv() => input,
            Some(done) = under_way.join_next_with_id() => match done {
                Ok((id, input)) => {
                    begun.remove(&id);
                    input
                }
                // A task ended without a word: it panicked. Whatever it was is begun again.
                Err(error) => {
                    tracing::error!(%error, "an activity broke");
                    let activity = begun.remove(&error.id()).unwrap_or(Activity::Listen);
                    Input::Failed(activity, Trouble::NoAnswer)
                }
            },
            () = &mut wake => {
                wake.as_mut().reset(tokio::time::Instant::now() + Duration::from_secs(3_600));
                Input::Woken
            }
        };
        let Some(session) = session.upgrade() else { return };
        if matches!(input, Input::TryNow | Input::SignedIn)
            && let Err(error) = session.try_parked_again().await
        {
            tracing::error!(%error, "what is parked could not be tried again");
        }
        if matches!(input, Input::Woken | Input::Loaded)
            && let Err(error) = session.check_now_and_then().await
        {
            tracing::error!(%error, "it is not known when this desk was last compared");
        }
        for effect in engine.handle(input, rand::random()) {
            match effect {
                Effect::WakeAfter(ms) => {
                    let pause = Duration::from_millis(ms);
                    wake.as_mut().reset(tokio::time::Instant::now() + pause);
                    let failed = matches!(engine.link(), Link::Offline | Link::NoAnswer);
                    let next_try = failed.then(|| Utc::now() + pause);
                    session.change_status(|status| status.next_try_at = next_try);
                }
                Effect::StartOver => {
                    if let Err(error) = session.start_over().await {
                        tracing::error!(%error, "the caches could not be begun anew");
                    }
                }
                Effect::Leave => session.tell(Told::ToLeave),
                Effect::Begin(activity) => {
                    let session = session.clone();
                    let task = under_way.spawn(async move { session.carry_out(activity).await });
                    begun.insert(task.id(), activity);
                }
            }
        }
        let sending = engine.is_sending();
        session.change_status(|status| {
            status.link = engine.link();
            if engine.link() == Link::Online {
                status.next_try_at = None;
            }
            status.sending =
                (sending && status.waiting > 0).then_some(Progress { done: 0, of: status.waiting });
        });
    }
}

/// Asks for what has not arrived, page after page: while one is written, the next is on its way.
async fn ask_for_pages(
    client: Client,
    token: String,
    arriving: Vec<Arriving>,
    pages: mpsc::Sender<Result<Records, Stopped>>,
) {
    for Arriving { noun, mut after, complete, .. } in arriving {
        let mut more = !complete;
        while more {
            let records = client.records(&token, noun, after).await.map_err(Stopped::from);
            let records = match records {
                Ok(records) if records.page.noun == noun => Ok(records),
                Ok(_) => Err(Stopped::Trouble(Trouble::NoAnswer)),
                Err(stopped) => Err(stopped),
            };
            more = false;
            if let Ok(records) = &records {
                after = records.page.ids.last().copied().or(after);
                more = records.more;
            }
            let failed = records.is_err();
            // Nobody takes pages any more: the load was given up, or a page could not be written.
            if pages.send(records).await.is_err() || failed {
                return;
            }
        }
    }
}

/// What may not be held any more is still here: it is tried again.
fn not_let_go(fault: NotGone) -> Stopped {
    match fault {
        NotGone::Server(refused) => refused.into(),
        NotGone::Files(error) => error.into(),
        other => {
            tracing::error!(%other, "what may no longer be held could not be handed in");
            Stopped::Trouble(Trouble::NoAnswer)
        }
    }
}

fn undecided(
    (id, header, state): (CommandId, Header, State),
    lacking: &HashSet<CommandId>,
) -> Undecided {
    let (parked, lacks_file) = (state == State::Parked, lacking.contains(&id));
    Undecided { id, record: header.record, depends_on: header.depends_on, parked, lacks_file }
}

/// What stopped an activity.
pub(crate) enum Stopped {
    Trouble(Trouble),
    Store(muster_store::Error),
}

impl From<muster_sync::http::Refused> for Stopped {
    fn from(refused: muster_sync::http::Refused) -> Self {
        Stopped::Trouble(refused.trouble())
    }
}

impl From<Trouble> for Stopped {
    fn from(trouble: Trouble) -> Self {
        Stopped::Trouble(trouble)
    }
}

impl From<muster_store::Error> for Stopped {
    fn from(error: muster_store::Error) -> Self {
        Stopped::Store(error)
    }
}

impl Session {
    async fn carry_out(self: Arc<Self>, activity: Activity) -> Input {
        let done = match activity {
            Activity::SignIn => self.sign_in().await.map(|()| Input::SignedIn),
            Activity::Load => self.load().await.map(|()| Input::Loaded),
            Activity::Send => self.send_in_order().await.map(|more| Input::Sent { more }),
            Activity::Upload => self.upload().await.map(|()| Input::Uploaded),
            Activity::Fetch => self.fetch().await.map(|more| Input::Fetched { more }),
            Activity::Listen => self.listen().await.map(|()| Input::Deaf),
            Activity::Check => self.check().await.map(|again| Input::Checked { again }),
        };
        match done {
            Ok(input) => input,
            Err(Stopped::Trouble(trouble)) => Input::Failed(activity, trouble),
            Err(Stopped::Store(error)) => {
                self.disk_full(error.is_disk_full());
                self.look_for_damage(&error).await;
                tracing::error!(%error, ?activity, "the desk's files stopped an activity");
                Input::Failed(activity, Trouble::NoAnswer)
            }
        }
    }

    pub(crate) fn token(&self) -> Result<String, Stopped> {
        let token = self.token.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        token.ok_or(Stopped::Trouble(Trouble::TokenExpired))
    }

    /// Signs in by the device's key, which the person's password has unlocked.
    async fn sign_in(&self) -> Result<(), Stopped> {
        let challenge = self.client.handshake().await?.challenge;
        let answer = SignIn::new(self.profile().device, challenge, &self.keys.device);
        let signed_in = self.client.sign_in(&answer).await?;
        self.take_account(signed_in).await
    }

    /// Takes in who the server says this is. Other roles hold other records: then what is held is
    /// brought into line with them.
    async fn take_account(&self, account: SignedIn) -> Result<(), Stopped> {
        // First the token: once the new hours are seen they may be used, and it be let go again.
        self.set_token(Some(account.token));
        let now = self.desk.clock.read();
        self.renew(Lease::begin(account.now, account.offline_hours, now)).await;
        let mut profile = self.profile();
        let roles_changed = profile.roles != account.roles;
        profile.user = account.user;
        profile.organisation = account.organisation;
        profile.roles = account.roles;
        if profile != self.profile() {
            if let Err(error) = self.desk.home.remember(&profile).await {
                tracing::warn!(%error, "the keyring did not take a change of account");
            }
            self.set_profile(profile);
            self.desk.announcer.say(Announcement::SessionChanged);
        }
        if roles_changed { Err(Stopped::Trouble(Trouble::OtherHoldings)) } else { Ok(()) }
    }

    /// The first load, or what is left of it: every noun, page by page, each page with its place in
    /// one transaction. Where roles have changed, what may no longer be held goes first; where the
    /// server was restored, what is held is compared.
    async fn load(self: &Arc<Self>) -> Result<(), Stopped> {
        let token = self.token()?;
        let scope = self.client.scope(&token).await?;
        if self.profile().holds_oh() != self.cache.oh.is_some() {
            // What may not be held goes all the same; the files that are missing are made with the
            // password.
            self.let_go(&scope).await?;
            self.tell(Told::ToReopen);
            return Err(Stopped::Trouble(Trouble::OtherHoldings));
        }
        let accepted = self.outbox.accepted_ids().await?;
        self.offer_what_was_lost(&token, &accepted).await?;
        self.let_go(&scope).await?;
        if receive::is_doubted(&self.cache).await? {
            self.compare_all(&token, &scope).await?;
        }
        self.refresh_status().await?;
        let arriving = self.cache.arriving().await?;
        let (pages, mut coming) = mpsc::channel(PAGES_AHEAD);
        // In a set of its own, which ends it when this is given up.
        let mut asking = JoinSet::new();
        asking.spawn(ask_for_pages(self.client.clone(), token, arriving, pages));
        while let Some(records) = coming.recv().await {
            let records = records?;
            receive::take_page(&self.cache, &records).await?;
            self.refresh_status().await?;
            if !records.more {
                self.desk
                    .announcer
                    .say(Announcement::Changed { nouns: [records.page.noun].into() });
            }
        }
        let _writing = self.writing.lock().await;
        let settled = receive::finish(&self.cache, &self.reader(), self.queue()).await?;
        checksum::loaded(&self.cache, Utc::now()).await?;
        self.settled(settled).await?;
        let all = muster_domain::noun::NounKind::ALL.iter().copied().collect();
        self.desk.announcer.say(Announcement::Changed { nouns: all });
        self.announce_work().await;
        Ok(())
    }

    /// What the person may no longer hold goes: what was not sent of it to their supervisor first,
    /// then the records in one transaction a file, then the word to the server that they are gone.
    async fn let_go(self: &Arc<Self>, scope: &Scope) -> Result<(), Stopped> {
        let left = entitled::left(&self.cache, scope).await?;
        if !left.is_empty() {
            // What can still be decided is: only what cannot is the supervisor's.
            while self.send().await? {}
            let sender = self.sender().await?;
            let _writing = self.writing.lock().await;
            for commands in self.outbox.about(&left).await? {
                sender.deliver(commands, &self.outbox, &self.files).await.map_err(not_let_go)?;
            }
            self.outbox.hand_in(&left, self.desk.clock.read().wall).await?;
        }
        receive::begin(&self.cache, scope).await?;
        self.sweep_after(left).await;
        let due = entitled::receipt_due(&self.cache).await?;
        if !due.is_empty() {
            self.desk.announcer.say(Announcement::Changed { nouns: due.iter().copied().collect() });
            self.announce_work().await;
            self.sender().await?.has_left(due).await.map_err(not_let_go)?;
            entitled::receipt_given(&self.cache).await?;
        }
        Ok(())
    }

    async fn sender(&self) -> Result<Sender, Stopped> {
        let sender = Sender::of(&self.desk.home, self.client.clone(), &self.profile()).await;
        sender.map_err(not_let_go)
    }

    /// The history is not the one that this desk is of: what differs is put right, and what differs
    /// too much comes anew.
    async fn compare_all(&self, token: &str, scope: &Scope) -> Result<(), Stopped> {
        let sums = self.client.checksums(token).await?;
        for (noun, theirs) in &sums.nouns {
            let theirs = Tallies::from_bytes(theirs).ok_or(Trouble::NoAnswer)?;
            let Some((_, ours)) = checksum::tallies(&self.cache, *noun).await? else { continue };
            let differing = ours.differing(&theirs);
            let total = scope.nouns.iter().find(|(holding, _)| holding.noun == *noun);
            match total {
                Some((_, total)) if differing.len() > MUCH => {
                    receive::anew(&self.cache, *noun, *total).await?;
                }
                _ => {
                    for bucket in differing {
                        self.repair(token, InBucket { noun: *noun, bucket }).await?;
                    }
                }
            }
        }
        receive::believe(&self.cache).await?;
        Ok(())
    }

    /// A restored server may have lost what it had accepted from this desk. The desk asks, and
    /// offers it again: the same bytes under the same ids, so that nothing takes effect twice.
    async fn offer_what_was_lost(
        &self,
        token: &str,
        accepted: &[CommandId],
    ) -> Result<(), Stopped> {
        for ids in accepted.chunks(KNOWN_AT_ONCE) {
            let unknown = self.client.unknown(token, ids.to_vec()).await?;
            let lost: Vec<_> = unknown.into_iter().filter(|id| ids.contains(id)).collect();
            if !lost.is_empty() {
                let _writing = self.writing.lock().await;
                self.outbox.offer_again(&lost).await?;
                self.wake(Input::Saved);
                self.wake(Input::FileSaved);
                self.announce_work().await;
            }
        }
        Ok(())
    }

    /// Sends. While the history is in doubt, what it may have lost is offered first: what is newer of
    /// the same record must not overtake it.
    async fn send_in_order(self: &Arc<Self>) -> Result<bool, Stopped> {
        if receive::is_doubted(&self.cache).await? {
            let accepted = self.outbox.accepted_ids().await?;
            self.offer_what_was_lost(&self.token()?, &accepted).await?;
        }
        self.send().await
    }

    /// Hands in the oldest commands, and takes in what was decided. Whether there are more.
    async fn send(self: &Arc<Self>) -> Result<bool, Stopped> {
        let token = self.token()?;
        let _sending = self.sending.lock().await;
        let (ids, newly, after) = {
            let _writing = self.writing.lock().await;
            let queue = self.outbox.undecided().await?;
            let lacking = self.outbox.files_to_send().await?;
            let lacking: HashSet<_> = lacking.into_iter().map(|(command, _)| command).collect();
            let queue: Vec<Undecided> =
                queue.into_iter().map(|command| undecided(command, &lacking)).collect();
            let ids = lanes::next(&queue, BATCH);
            if ids.is_empty() {
                return Ok(false);
            }
            let newly = self.outbox.mark_sent(&ids).await?;
            (ids, newly, self.outbox.last_accepted().await?)
        };
        // Opened while nobody waits to save: from now on these do not change.
        let batch = self.outbox.signed(&ids, &self.keys.person).await?;
        let full = batch.len() == BATCH;
        let pushed = match self.client.push(&token, &Push { commands: batch, after }).await {
            Ok(pushed) => pushed,
            Err(refused) => {
                // Nothing went over a connection that was never made.
                if refused.trouble() == Trouble::Offline {
                    self.outbox.mark_unsent(&newly).await?;
                }
                return Err(refused.into());
            }
        };
        let writing = self.writing.lock().await;
        let decisions: Vec<_> =
            pushed.decisions.iter().filter(|decision| ids.contains(&decision.id)).collect();
        self.outbox.decided(&decisions, &self.keys.person.public_key()).await?;
        let mut decided = 0;
        let mut refused = false;
        let mut held = Vec::new();
        let mut stopped = HashSet::new();
        for decision in &decisions {
            match &decision.verdict {
                Verdict::Accepted { .. } => decided += 1,
                Verdict::Refused { .. } => {
                    decided += 1;
                    refused = true;
                }
                Verdict::Parked { .. } => {
                    stopped.insert(decision.id);
                    decided += 1;
                }
                // It is sent again after them; what follows it waits in its lane.
                Verdict::Lacks { chunks } => {
                    self.outbox.chunks_lacking(chunks).await?;
                    self.wake(Input::FileSaved);
                    stopped.insert(decision.id);
                    decided += 1;
                }
                // It follows one that is parked: it waits in its lane.
                Verdict::Held { on } if stopped.contains(on) => {
                    stopped.insert(decision.id);
                    decided += 1;
                }
                Verdict::Held { on } => {
                    if self.never_accepted(decision.id, *on).await? {
                        held.push(decision.id);
                        decided += 1;
                    }
                }
            }
        }
        if refused {
            self.settle(&[]).await?;
        }
        self.announce_work().await;
        drop(writing);
        if !held.is_empty() {
            self.ask_anew(&held).await?;
        }
        if decided < ids.len() {
            // What the server did not answer, or answered about something else, is sent again.
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        Ok(full)
    }

    /// What the server could not decide is tried again: it may have been mended.
    async fn try_parked_again(&self) -> Result<(), muster_store::Error> {
        if self.outbox.try_parked_again().await? {
            self.wake(Input::Saved);
            self.announce_work().await;
        }
        Ok(())
    }

    /// Whether a command follows one that can no longer be accepted: refused, taken back, or
    /// amended by another.
    async fn never_accepted(&self, id: CommandId, on: CommandId) -> Result<bool, Stopped> {
        let Some(queued) = self.outbox.get(id, &self.keys.person).await? else { return Ok(false) };
        let on_it = queued.header.depends_on.contains(&on);
        let before = self.outbox.get(on, &self.keys.person).await?;
        let over = [State::Refused, State::Withdrawn, State::Superseded];
        Ok(on_it && before.is_none_or(|before| over.contains(&before.state)))
    }

    /// What the server holds back for ever, because what it follows was not accepted: where it
    /// still holds by itself it is asked for anew, in place of the command held back; where it does
    /// not it goes to attention. Bytes that were signed never change, so it cannot be sent as it is.
    async fn ask_anew(self: &Arc<Self>, held: &[CommandId]) -> Result<(), Stopped> {
        {
            let _writing = self.writing.lock().await;
            self.outbox.mark_unsent(held).await?;
            self.settle(held).await?;
        }
        for id in held {
            let queued = self.outbox.get(*id, &self.keys.person).await?;
            let Some(queued) = queued.filter(|queued| queued.state == State::Waiting) else {
                continue;
            };
            if let Err(error) = self.amend(*id, queued.envelope.command).await {
                tracing::warn!(?error, "a command that was held back could not be asked anew");
                // It still waits: the next try of sending brings it back here.
                return Err(Stopped::Trouble(Trouble::NoAnswer));
            }
        }
        self.announce_work().await;
        Ok(())
    }

    /// Takes in a page of changes. Whether there are more.
    async fn fetch(&self) -> Result<bool, Stopped> {
        let token = self.token()?;
        let Some(cursor) = self.cache.cursor().await? else {
            return Err(Stopped::Trouble(Trouble::CursorUnknown));
        };
        // Read before the server is asked: it had decided these, so its log must hold them.
        let accepted = self.outbox.accepted_beyond(cursor.seq).await?;
        let holdings = holdings_id(&receive::holdings(&self.cache).await?);
        let after = After { epoch: cursor.epoch, seq: cursor.seq, mark: cursor.mark, holdings };
        let changes = self.client.changes(&token, &after).await?;
        if accepted.iter().any(|(_, seq)| *seq > changes.head) {
            return Err(Stopped::Trouble(Trouble::CursorUnknown));
        }
        // What this page passes by is told from what a restored log put under the same number.
        let passed = accepted.iter().filter(|(_, seq)| *seq <= changes.seq);
        let passed: Vec<_> = passed.map(|(id, _)| *id).collect();
        self.offer_what_was_lost(&token, &passed).await?;
        if changes.seq < cursor.seq || changes.head < changes.seq {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        if changes.seq == cursor.seq {
            self.rebase_if_owed().await?;
            self.cache.main.synced_at(changes.now).await?;
            self.refresh_status().await?;
            return Ok(false);
        }
        let nouns = {
            let _writing = self.writing.lock().await;
            let (reader, queue) = (self.reader(), self.queue());
            let settled =
                receive::take_changes(&self.cache, &reader, &changes, queue, changes.now).await?;
            let nouns = settled.nouns.clone();
            self.settled(settled).await?;
            nouns
        };
        self.sweep_after(nouns).await;
        self.refresh_status().await?;
        Ok(changes.seq < changes.head)
    }

    /// Compares what is held with what the server says should be, and puts right what differs. Whether
    /// the log had moved on meanwhile, so that it is to be done again.
    async fn check(&self) -> Result<bool, Stopped> {
        let token = self.token()?;
        let sums = self.client.checksums(&token).await?;
        let tries = self.checks.fetch_add(1, Ordering::Relaxed);
        let mut repaired = 0;
        for (noun, theirs) in &sums.nouns {
            let theirs = Tallies::from_bytes(theirs).ok_or(Trouble::NoAnswer)?;
            let Some((cursor, ours)) = checksum::tallies(&self.cache, *noun).await? else {
                continue;
            };
            let differing = ours.differing(&theirs);
            if differing.is_empty() {
                continue;
            }
            // In an organisation where something always changes it is never quite the same moment:
            // then what is on its way is told from what is wrong, row by row.
            if cursor.is_none_or(|cursor| cursor.seq != sums.seq) && tries < SAME_MOMENT {
                return Ok(true);
            }
            for bucket in differing {
                repaired += self.repair(&token, InBucket { noun: *noun, bucket }).await?;
            }
        }
        self.checks.store(0, Ordering::Relaxed);
        checksum::remember(&self.cache, &Checked { at: sums.now, repaired }).await?;
        self.refresh_status().await?;
        Ok(false)
    }

    /// Makes one bucket what it should be. How many records were not.
    async fn repair(&self, token: &str, which: InBucket) -> Result<u32, Stopped> {
        let bucket = self.client.bucket(token, &which).await?;
        if bucket.page.noun != which.noun {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        let writing = self.writing.lock().await;
        let Some(changes) = checksum::repair(&self.cache, which.bucket, &bucket).await? else {
            return Ok(0);
        };
        let records = changes.pages.iter().map(Page::len).sum::<usize>() + changes.gone.len();
        tracing::error!(noun = which.noun.name(), records, "this desk did not hold what it should");
        let (reader, queue) = (self.reader(), self.queue());
        let settled =
            receive::take_changes(&self.cache, &reader, &changes, queue, changes.now).await?;
        self.settled(settled).await?;
        drop(writing);
        self.sweep_after([which.noun]).await;
        Ok(u32::try_from(records).unwrap_or(u32::MAX))
    }

    /// Asks for a comparison if the last, or the load, is a day old.
    async fn check_now_and_then(&self) -> Result<(), muster_store::Error> {
        let since = checksum::not_compared_since(&self.cache).await?;
        if since.is_none_or(|since| Utc::now() - since > CHECK_EVERY) {
            self.wake(Input::CheckDue);
        }
        Ok(())
    }

    async fn listen(self: &Arc<Self>) -> Result<(), Stopped> {
        let token = self.token()?;
        self.client.listen(&token, || self.wake(Input::News)).await?;
        Ok(())
    }

    /// The server no longer knows the history that this desk is of: how far it is counts no more, and
    /// what it holds is compared before it counts again. The outbox is not touched.
    async fn start_over(&self) -> Result<(), muster_store::Error> {
        let _writing = self.writing.lock().await;
        receive::doubt(&self.cache).await?;
        self.rebase().await?;
        self.refresh_status().await
    }
}
