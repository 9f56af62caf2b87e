//! A desk's files as `muster-store` has them: each call under its name there, commit by commit in
//! the same order.

use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::policy::Holding;
use muster_domain::words::CommandId;
use muster_protocol::checksum::{Tallies, bucket_of};
use muster_protocol::verdict::{Decision, NotTaken, Verdict};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::bugs::Bug;
use crate::calls::Call;
use crate::desk::{Around, Desk, Stopped};
use crate::files::{Arriving, Cache, Cursor, Row, State};
use crate::overlay::{Connections, Fallen, of, upsert};
use crate::wire::{Bucket, Changes, Page, Scope};

type Done<T> = Result<T, Stopped>;

/// The server's row, what waits left aside.
fn servers(row: &Row) -> Option<&str> {
    if row.waiting { row.server.as_deref() } else { row.body.as_deref() }
}

impl Desk {
    /// What every open cache has taken in.
    pub fn cursor(&self) -> Option<Cursor> {
        Cursor::of_all(self.open_caches().into_iter().map(|cache| cache.cursor))
    }

    /// What this desk was loaded by, in the order of the nouns.
    pub fn loaded_by(&self) -> Vec<Holding> {
        let mut all: Vec<Holding> =
            self.open_caches().iter().flat_map(|cache| cache.holdings.iter().copied()).collect();
        all.sort_by_key(|holding| holding.noun);
        all
    }

    pub fn is_doubted(&self) -> bool {
        self.open_caches().iter().any(|cache| cache.doubted)
    }

    /// The nouns held here of which the person may no longer hold anything.
    pub fn left(&self, scope: &Scope) -> Vec<NounKind> {
        let entitled = |noun| scope.nouns.iter().any(|(holding, _)| holding.noun == noun);
        let mut left: Vec<NounKind> =
            self.open_caches().iter().flat_map(|c| &c.holdings).map(|held| held.noun).collect();
        left.retain(|noun| !entitled(*noun));
        left
    }

    fn commit_cache(&mut self, which: CacheFile, cache: Cache, around: &mut Around) -> Done<()> {
        Ok(self.files.commit_cache(which, cache, &mut self.disk, around.chance)?)
    }

    /// Begins a load: what may no longer be held goes, what is not here yet is to come, the rest
    /// stays.
    pub fn begin_load(&mut self, scope: &Scope, around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::Begin(scope.on_the_wire()),
            |desk, around| {
                let left = desk.left(scope);
                let mut main = desk.files.main.read().clone();
                main.left.extend(
                    left.into_iter().filter(|noun| !main.left.contains(noun)).collect::<Vec<_>>(),
                );
                desk.commit_cache(CacheFile::Main, main, around)?;
                for which in desk.open_files() {
                    desk.begin_file(which, scope, around)?;
                }
                Ok(())
            },
        )
    }

    fn begin_file(&mut self, which: CacheFile, scope: &Scope, around: &mut Around) -> Done<()> {
        let Some(file) = self.files.cache(which) else { return Ok(()) };
        let mut cache = file.read().clone();
        let held = std::mem::take(&mut cache.holdings);
        let of_file = |(holding, _): &&(Holding, u64)| holding.noun.file() == which;
        let entitled: Vec<Holding> = scope.nouns.iter().filter(of_file).map(|(h, _)| *h).collect();
        let mut gone = false;
        for old in &held {
            let now = entitled.iter().find(|now| now.noun == old.noun);
            if now.is_none_or(|now| !now.covers(old)) && !around.bugs.has(Bug::LostIsKept) {
                clear(&mut cache, old.noun);
                gone = true;
            }
        }
        for now in entitled.iter().filter(|now| !held.contains(now)) {
            if around.bugs.has(Bug::NewIsNotLoaded) && !held.is_empty() {
                continue;
            }
            cache.arriving.insert(now.noun, Arriving { after: None, complete: false });
        }
        let cut = Cursor { epoch: scope.epoch, seq: scope.cut, mark: scope.mark };
        let stands = |known: Cursor| match around.bugs.has(Bug::AheadNotDoubted) {
            true => known.epoch == cut.epoch,
            false => known.leads_to(&cut),
        };
        if !cache.cursor.is_some_and(stands) {
            cache.cursor = Some(cut);
            let stays = held.iter().any(|held| entitled.contains(held));
            cache.doubted = stays && !around.bugs.has(Bug::NothingDoubted);
        }
        cache.holdings = entitled;
        // What has gone is written through: nothing brings it back.
        let through = gone || around.chance.one_in(4);
        let (files, disk) = (&mut self.files, &mut self.disk);
        Ok(files.commit_cache_through(which, cache, through, disk, around.chance)?)
    }

    /// Too much of a noun is not as it should be: it comes anew.
    pub fn anew(&mut self, noun: NounKind, total: u64, around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::Anew(noun, total),
            |desk, around| {
                let Some(file) = desk.files.cache(noun.file()) else { return Ok(()) };
                let mut cache = file.read().clone();
                clear(&mut cache, noun);
                cache.arriving.insert(noun, Arriving { after: None, complete: false });
                desk.commit_cache(noun.file(), cache, around)
            },
        )
    }

    /// It was compared.
    pub fn believe(&mut self, around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::Believe,
            |desk, around| {
                for which in desk.open_files() {
                    let Some(file) = desk.files.cache(which) else { continue };
                    let cache = Cache { doubted: false, ..file.read().clone() };
                    desk.commit_cache(which, cache, around)?;
                }
                Ok(())
            },
        )
    }

    /// How far it is counts no more; what it holds stays, until it is compared.
    pub fn doubt(&mut self, around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::Doubt,
            |desk, around| {
                for which in desk.open_files() {
                    let Some(file) = desk.files.cache(which) else { continue };
                    let cache = Cache { cursor: None, ..file.read().clone() };
                    desk.commit_cache(which, cache, around)?;
                }
                Ok(())
            },
        )
    }

    /// The server has heard of what has left.
    pub fn receipt_given(&mut self, around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::ReceiptGiven,
            |desk, around| {
                let main = Cache { left: Vec::new(), ..desk.files.main.read().clone() };
                desk.commit_cache(CacheFile::Main, main, around)
            },
        )
    }

    /// Remembers that it was compared.
    pub fn remember_checked(&mut self, around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::Checked,
            |desk, around| {
                let main = Cache { checked: true, ..desk.files.main.read().clone() };
                desk.commit_cache(CacheFile::Main, main, around)
            },
        )
    }

    /// Takes in a page of the first load: its records and how far it leads, in one transaction.
    pub fn take_page(&mut self, page: &Page, more: bool, around: &mut Around) -> Done<()> {
        let (noun, rows) = page;
        self.call(
            around,
            || Call::TakePage(crate::wire::records(page, more)),
            |desk, around| {
                let Some(file) = desk.files.cache(noun.file()) else { return Ok(()) };
                let mut cache = file.read().clone();
                for (id, version, body) in rows {
                    upsert(&mut cache, *noun, *id, *version, body.clone());
                }
                if let Some(place) = cache.arriving.get_mut(noun) {
                    place.after = rows.last().map(|(id, ..)| *id).or(place.after);
                    place.complete = !more;
                }
                desk.commit_cache(noun.file(), cache, around)
            },
        )
    }

    /// Everything has arrived: shows what waits on top.
    pub fn finish_load(&mut self, around: &mut Around) -> Done<()> {
        let fallen = self.call(
            around,
            || Call::Finish,
            |desk, around| {
                for which in desk.open_files() {
                    let Some(file) = desk.files.cache(which) else { continue };
                    let cache = Cache { arriving: BTreeMap::new(), ..file.read().clone() };
                    desk.commit_cache(which, cache, around)?;
                }
                desk.run_all_again(around)
            },
        )?;
        self.settled(fallen, around)
    }

    /// Makes the overlay anew; what no longer holds goes to attention.
    pub fn rebase(&mut self, around: &mut Around) -> Done<()> {
        self.owe_a_rebase(around);
        let fallen = self.call(around, || Call::Rebase, Self::run_all_again)?;
        self.settled(fallen, around)?;
        self.owes_none();
        Ok(())
    }

    /// Brings the overlay up to the outbox, and runs these commands again. The model makes it from
    /// nothing, which must come to the same.
    pub fn settle(&mut self, commands: &[CommandId], around: &mut Around) -> Done<()> {
        self.owe_a_rebase(around);
        let call = || Call::Settle(commands.to_vec());
        let fallen = self.call(around, call, Self::run_all_again)?;
        self.settled(fallen, around)?;
        self.owes_none();
        Ok(())
    }

    /// The overlay is not what waits, until a rebase says so.
    pub fn owe_a_rebase(&mut self, around: &Around) {
        if let Some(process) = &mut self.process {
            process.rebase_owed = !around.bugs.has(Bug::RebaseNotRepeated);
        }
    }

    fn owes_none(&mut self) {
        if let Some(process) = &mut self.process {
            process.rebase_owed = false;
        }
    }

    fn run_all_again(&mut self, around: &mut Around) -> Done<Vec<Fallen>> {
        let mut connections = self.begin();
        let (holdings, beyond) = self.holdings(&connections);
        if !around.bugs.has(Bug::OverlayNotUndone) {
            connections.undo();
        }
        let queue = self.files.outbox.read().on_top_of(beyond);
        let fallen = connections.run_again(&holdings, &self.files.profile, &queue);
        self.commit(connections, around)?;
        Ok(fallen)
    }

    /// What no longer holds goes to attention.
    fn settled(&mut self, fallen: Vec<Fallen>, around: &mut Around) -> Done<()> {
        for Fallen { id, refusal } in fallen {
            let reason = NotTaken::Rule { refusal };
            self.call(
                around,
                || Call::Refused(id, reason.clone()),
                |desk, around| {
                    desk.settle_row(id, State::Refused, None, Some(reason.clone()), around)
                },
            )?;
        }
        Ok(())
    }

    /// Takes in a page of changes. On each file, in one transaction: the overlay is undone, the
    /// server's records are written, what waits is run again on top, the cursor moves.
    pub fn take_changes(&mut self, changes: &Changes, around: &mut Around) -> Done<()> {
        if around.bugs.has(Bug::CursorBeforeRecords) {
            let mut early = self.begin();
            advance(&mut early.main, changes);
            self.commit_cache(CacheFile::Main, early.main, around)?;
        }
        self.owe_a_rebase(around);
        let fallen = self.call(
            around,
            || Call::TakeChanges(changes.on_the_wire()),
            |desk, around| {
                let mut connections = desk.begin();
                let (holdings, _) = desk.holdings(&connections);
                if !around.bugs.has(Bug::OverlayNotUndone) {
                    connections.undo();
                }
                let queue = desk.files.outbox.read().on_top_of(changes.seq);
                write_changes(&mut connections, changes, around.bugs.has(Bug::GoneIsKept));
                let fallen = connections.run_again(&holdings, &desk.files.profile, &queue);
                advance(&mut connections.main, changes);
                if let Some(oh) = &mut connections.oh {
                    advance(oh, changes);
                }
                desk.commit(connections, around)?;
                Ok(fallen)
            },
        )?;
        self.settled(fallen, around)?;
        self.owes_none();
        Ok(())
    }

    /// Sums a noun as it is held, what waits left aside.
    pub fn tallies(&self, noun: NounKind) -> Option<(Option<Cursor>, Tallies)> {
        let cache = self.open_cache(noun)?;
        let mut tallies = Tallies::default();
        for (id, row) in of(cache, noun) {
            if let Some(body) = servers(row) {
                tallies.add(id, body);
            }
        }
        Some((cache.cursor, tallies))
    }

    /// What it takes to make a bucket what it should be, as far as this desk is.
    pub fn repair(&self, which: usize, bucket: &Bucket) -> Option<Changes> {
        let (noun, rows) = &bucket.page;
        let cache = self.open_cache(*noun)?;
        let cursor = cache.cursor?;
        let mut held: BTreeMap<Uuid, &str> = of(cache, *noun)
            .filter(|(id, _)| bucket_of(*id) == which)
            .filter_map(|(id, row)| Some((id, servers(row)?)))
            .collect();
        let mut page = Vec::new();
        for (id, version, body) in rows {
            if held.remove(id) != Some(&**body) && *version <= cursor.seq {
                page.push((*id, *version, body.clone()));
            }
        }
        let on_its_way =
            |id: &Uuid| bucket.gone.iter().any(|(gone, at)| gone == id && *at > cursor.seq);
        let gone: Vec<_> =
            held.into_keys().filter(|id| !on_its_way(id)).map(|id| (*noun, id)).collect();
        if page.is_empty() && gone.is_empty() {
            return None;
        }
        let Cursor { seq, mark, .. } = cursor;
        Some(Changes { seq, mark, head: seq, pages: vec![(*noun, page)], gone })
    }

    fn open_cache(&self, noun: NounKind) -> Option<&Cache> {
        let open = self.open_files().contains(&noun.file());
        self.files.cache(noun.file()).filter(|_| open).map(crate::files::File::read)
    }

    /// Commands go from one state to another; those that did.
    fn turn(
        &mut self,
        (from, to): (State, State),
        ids: Option<&[CommandId]>,
        around: &mut Around,
    ) -> Done<Vec<CommandId>> {
        let meant = |id| ids.is_none_or(|ids| ids.contains(&id));
        let rows = &self.files.outbox.read().rows;
        let turned: Vec<_> = rows
            .iter()
            .filter(|row| row.state == from && meant(row.envelope.id))
            .map(|row| row.envelope.id)
            .collect();
        if turned.is_empty() {
            return Ok(turned);
        }
        self.commit_outbox(around, |outbox| {
            for row in outbox.rows.iter_mut().filter(|row| turned.contains(&row.envelope.id)) {
                row.state = to;
            }
        })?;
        Ok(turned)
    }

    pub fn mark_sent(&mut self, ids: &[CommandId], around: &mut Around) -> Done<Vec<CommandId>> {
        let call = || Call::MarkSent(ids.to_vec());
        self.call(around, call, |desk, around| {
            // In the order of the batch.
            let turned = desk.turn((State::Waiting, State::Sent), Some(ids), around)?;
            Ok(ids.iter().copied().filter(|id| turned.contains(id)).collect())
        })
    }

    pub fn mark_unsent(&mut self, ids: &[CommandId], around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::MarkUnsent(ids.to_vec()),
            |desk, around| desk.turn((State::Sent, State::Waiting), Some(ids), around).map(|_| ()),
        )
    }

    /// What is parked is to be tried again.
    pub fn try_parked_again(&mut self, around: &mut Around) -> Done<bool> {
        self.call(
            around,
            || Call::TryParkedAgain,
            |desk, around| Ok(!desk.turn((State::Parked, State::Sent), None, around)?.is_empty()),
        )
    }

    /// The server knows nothing of these any more.
    pub fn offer_again(&mut self, ids: &[CommandId], around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::OfferAgain(ids.to_vec()),
            |desk, around| {
                Ok(desk.commit_outbox(around, |outbox| {
                    for row in outbox.rows.iter_mut() {
                        if row.state == State::Accepted && ids.contains(&row.envelope.id) {
                            row.state = State::Sent;
                            row.seq = None;
                        }
                    }
                })?)
            },
        )
    }

    /// What the server decided of a batch, in one commit.
    pub fn decided(&mut self, decisions: &[Decision], around: &mut Around) -> Done<()> {
        let dropped = around.bugs.has(Bug::RefusedIsDropped);
        self.call(
            around,
            || Call::Decided(decisions.to_vec()),
            |desk, around| {
                Ok(desk.commit_outbox(around, |outbox| {
                    for Decision { id, verdict, .. } in decisions {
                        let row = outbox
                            .get_mut(*id)
                            .filter(|row| row.state.is_open() || row.state == State::Refused);
                        match (verdict, row) {
                            (Verdict::Refused { .. }, _) if dropped => {
                                outbox.rows.retain(|row| row.envelope.id != *id);
                            }
                            (Verdict::Accepted { seq }, Some(row)) => {
                                (row.state, row.seq) = (State::Accepted, Some(*seq));
                            }
                            (Verdict::Refused { reason }, Some(row)) => {
                                (row.state, row.seq) = (State::Refused, None);
                                row.answer = Some(reason.clone());
                            }
                            (Verdict::Parked { reason }, Some(row)) if row.state.is_open() => {
                                row.state = State::Parked;
                                row.answer = Some(reason.clone());
                            }
                            _ => {}
                        }
                    }
                })?)
            },
        )
    }

    fn settle_row(
        &mut self,
        id: CommandId,
        state: State,
        seq: Option<u64>,
        answer: Option<NotTaken>,
        around: &mut Around,
    ) -> Done<()> {
        Ok(self.commit_outbox(around, |outbox| {
            let row = outbox.get_mut(id);
            if let Some(row) = row.filter(|row| row.state.is_open() || row.state == State::Refused)
            {
                row.state = state;
                row.seq = seq;
                row.answer = answer.or(row.answer.take());
            }
        })?)
    }

    /// What was not accepted of these nouns.
    pub fn about(&self, nouns: &[NounKind]) -> Vec<CommandId> {
        let rows = self.files.outbox.read().rows.iter();
        rows.filter(|row| row.state.is_open() || row.state == State::Refused)
            .filter(|row| nouns.contains(&row.envelope.command.target().0))
            .map(|row| row.envelope.id)
            .collect()
    }

    /// The supervisor has it: of all that is about these nouns nothing stays but that it was handed
    /// in.
    pub fn hand_in(&mut self, nouns: &[NounKind], around: &mut Around) -> Done<()> {
        self.call(
            around,
            || Call::HandIn(nouns.to_vec()),
            |desk, around| {
                Ok(desk.commit_outbox(around, |outbox| {
                    let about = |row: &crate::files::Queued| {
                        nouns.contains(&row.envelope.command.target().0)
                    };
                    outbox.rows.retain(|row| {
                        row.state.is_open()
                            || matches!(row.state, State::Refused | State::HandedIn)
                            || !about(row)
                    });
                    for row in outbox.rows.iter_mut().filter(|row| about(row)) {
                        row.state = State::HandedIn;
                        row.answer = None;
                    }
                })?)
            },
        )
    }
}

/// Removes a noun's records, and what was under way about them.
fn clear(cache: &mut Cache, noun: NounKind) {
    cache.rows.retain(|(of, _), _| *of != noun);
    cache.overlay.retain(|(of, _)| *of != noun);
    cache.arriving.remove(&noun);
}

fn write_changes(connections: &mut Connections, changes: &Changes, gone_is_kept: bool) {
    for (noun, rows) in &changes.pages {
        let Some(cache) = connections.of(*noun) else { continue };
        for (id, version, body) in rows {
            upsert(cache, *noun, *id, *version, body.clone());
        }
    }
    for (noun, id) in &changes.gone {
        if let Some(cache) = connections.of(*noun).filter(|_| !gone_is_kept) {
            cache.rows.remove(&(*noun, *id));
        }
    }
}

fn advance(cache: &mut Cache, changes: &Changes) {
    if let Some(cursor) = &mut cache.cursor {
        cursor.seq = changes.seq;
        cursor.mark = changes.mark;
    }
}
