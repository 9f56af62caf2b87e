//! Comparing what a desk holds with the server: noun by noun, and where a bucket differs, row by
//! row. The steps of `crates/app/src/receive.rs`, `check`, `compare_all` and `repair`.

use std::collections::VecDeque;

use muster_domain::noun::NounKind;
use muster_protocol::checksum::Tallies;
use muster_sync::engine::Activity;
use muster_sync::{Input, Trouble};

use crate::bugs::Bug;
use crate::desk::{Around, Asked, Desk, Stopped};
use crate::receive::Done;
use crate::wire::{Bucket, Question};

/// Of the 64 buckets of a noun, so many that it is quicker to have all of it anew.
const MUCH: usize = 8;

/// How far a comparison is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Comparing {
    seq: u64,
    sums: VecDeque<(NounKind, Tallies)>,
    buckets: VecDeque<(NounKind, usize)>,
    /// How often it was put off, because the log had moved on.
    tries: u32,
}

/// How often a comparison is put off because the log has moved on meanwhile.
const SAME_MOMENT: u32 = 3;

impl Desk {
    pub fn begin_comparing(&mut self, of: Activity, around: &mut Around) -> Done {
        let token = self.token()?;
        self.ask(Question::Sums { token }, Asked::Sums { of }, around);
        Ok(None)
    }

    /// A load's comparison and one of its own may be under way together.
    fn comparing(&mut self, of: Activity) -> Result<&mut Comparing, Stopped> {
        let process = self.process.as_mut().ok_or(Stopped::Trouble(Trouble::NoAnswer))?;
        let check = if of == Activity::Load { &mut process.load_check } else { &mut process.check };
        Ok(check.get_or_insert_default())
    }

    pub fn summed(
        &mut self,
        (seq, nouns): (u64, &[(NounKind, Tallies)]),
        of: Activity,
        around: &mut Around,
    ) -> Done {
        let tries = self.process.as_ref().map_or(0, |process| process.checks);
        if let (Activity::Check, Some(process)) = (of, &mut self.process) {
            process.checks += 1;
        }
        let sums = nouns.iter().cloned().collect();
        *self.comparing(of)? = Comparing { seq, sums, buckets: VecDeque::new(), tries };
        self.compare_next(of, around)
    }

    fn compare_next(&mut self, of: Activity, around: &mut Around) -> Done {
        loop {
            let comparing = self.comparing(of)?;
            if let Some((noun, bucket)) = comparing.buckets.pop_front() {
                let token = self.token()?;
                let question = Question::Bucket { token, noun, bucket };
                self.ask(question, Asked::Bucket { noun, bucket, of }, around);
                return Ok(None);
            }
            let Some((noun, theirs)) = comparing.sums.pop_front() else { break };
            let (seq, tries) = (comparing.seq, comparing.tries);
            let Some((cursor, ours)) = self.tallies(noun) else { continue };
            let differing = ours.differing(&theirs);
            if differing.is_empty() {
                continue;
            }
            if of == Activity::Check {
                if cursor.is_none_or(|cursor| cursor.seq != seq) && tries < SAME_MOMENT {
                    return Ok(Some(Input::Checked { again: true }));
                }
            } else if differing.len() > MUCH {
                let total = theirs.0.iter().map(|tally| tally.count).sum();
                self.anew(noun, total, around)?;
                continue;
            }
            self.comparing(of)?.buckets.extend(differing.into_iter().map(|bucket| (noun, bucket)));
        }
        if of == Activity::Load {
            return self.compared(around);
        }
        if let Some(process) = &mut self.process {
            process.checks = 0;
        }
        self.remember_checked(around)?;
        Ok(Some(Input::Checked { again: false }))
    }

    pub fn bucket_came(
        &mut self,
        (noun, which): (NounKind, usize),
        bucket: &Bucket,
        of: Activity,
        around: &mut Around,
    ) -> Done {
        if bucket.page.0 != noun {
            return Err(Stopped::Trouble(Trouble::NoAnswer));
        }
        if let Some(changes) =
            self.repair(which, bucket).filter(|_| !around.bugs.has(Bug::NothingRepaired))
        {
            self.take_changes(&changes, around)?;
        }
        self.compare_next(of, around)
    }
}
