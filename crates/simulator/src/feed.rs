//! What the model's server shows a desk: what its user may hold, the first load page by page, the
//! changes after a cursor, and sums of all of it. The names are those of the server.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Holding, Teams};
use muster_domain::words::{CommandId, UserId};
use muster_protocol::checksum::{Tallies, bucket_of};
use muster_protocol::fault::Code;
use uuid::Uuid;

use crate::bugs::Bug;
use crate::ledger::{Log, Row};
use crate::line::People;
use crate::server::Server;
use crate::wire::{After, Answer, Bucket, Changes, Scope};

/// Whose records, and which.
pub(crate) struct Reader {
    user: UserId,
    nouns: Vec<Holding>,
}

impl Reader {
    fn holding(&self, noun: NounKind) -> Result<Holding, Code> {
        self.nouns.iter().find(|holding| holding.noun == noun).copied().ok_or(Code::OtherHoldings)
    }

    fn people(&self, log: &Log, from: u64, to: u64) -> People {
        if self.nouns.iter().any(|holding| holding.line) {
            log.lines.people(self.user, from, to)
        } else {
            People::new()
        }
    }

    /// A notice for one person is for that person alone.
    fn is_theirs(&self, row: &Row) -> bool {
        row.to.is_none_or(|to| to == self.user)
    }
}

fn in_line(row: &Row, holding: &Holding, people: &People) -> bool {
    holding.line && row.person.is_some_and(|person| people.contains(&person))
}

fn rows(log: &Log, noun: NounKind) -> impl Iterator<Item = (Uuid, &Row)> {
    log.rows.range((noun, Uuid::nil())..=(noun, Uuid::max())).map(|((_, id), row)| (*id, row))
}

impl Server {
    fn reader(&self, token: Uuid, now: DateTime<Utc>) -> Result<(Reader, &Log), Code> {
        let session = self.session(token, now)?;
        let mut nouns = policy::holdings(&session.roles);
        if self.bugs.has(Bug::FeedWithoutTeams) {
            for holding in nouns.iter_mut().filter(|holding| !holding.line) {
                holding.teams = Teams::EVERY;
            }
        }
        let (organisation, user) = (session.account.organisation.id, session.account.user.id);
        let log = self.ledger.logs.get(&organisation).ok_or(Code::Broken)?;
        Ok((Reader { user, nouns }, log))
    }

    /// The rows of a holding that are there.
    fn held<'l>(
        log: &'l Log,
        reader: &'l Reader,
        holding: &'l Holding,
        people: &'l People,
    ) -> impl Iterator<Item = (Uuid, &'l Row, &'l std::rc::Rc<str>)> {
        rows(log, holding.noun).filter_map(move |(id, row)| {
            let theirs = row.teams.0 & holding.teams.0 != 0 || in_line(row, holding, people);
            Some((id, row, row.body.as_ref().filter(|_| theirs && reader.is_theirs(row))?))
        })
    }

    pub fn scope(&self, token: Uuid, now: DateTime<Utc>) -> Result<Answer, Code> {
        let (reader, log) = self.reader(token, now)?;
        let cut = log.head;
        let people = reader.people(log, cut, cut);
        let total = |holding: &Holding| Self::held(log, &reader, holding, &people).count() as u64;
        let nouns = reader.nouns.iter().map(|holding| (*holding, total(holding))).collect();
        Ok(Answer::Scope(Scope { epoch: self.ledger.epoch, cut, mark: log.mark(cut), nouns }))
    }

    pub fn records(
        &self,
        token: Uuid,
        noun: NounKind,
        after: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Answer, Code> {
        let (reader, log) = self.reader(token, now)?;
        let holding = reader.holding(noun)?;
        let people = reader.people(log, log.head, log.head);
        let found = Self::held(log, &reader, &holding, &people);
        let beyond = found.filter(|(id, ..)| after.is_none_or(|after| *id > after));
        let mut found: Vec<_> =
            beyond.map(|(id, row, body)| (id, row.version, body.clone())).collect();
        let more = found.len() > self.page;
        found.truncate(self.page);
        Ok(Answer::Records { page: (noun, found), more })
    }

    /// Which of these commands this history does not know as accepted ones of the organisation.
    pub fn unknown(
        &self,
        token: Uuid,
        ids: &[CommandId],
        now: DateTime<Utc>,
    ) -> Result<Answer, Code> {
        let organisation = self.session(token, now)?.account.organisation.id;
        let unknown = |id: &&CommandId| !self.ledger.was_accepted(organisation, **id);
        Ok(Answer::Unknown(ids.iter().filter(unknown).copied().collect()))
    }

    pub fn changes(&self, token: Uuid, after: &After, now: DateTime<Utc>) -> Result<Answer, Code> {
        let (reader, log) = self.reader(token, now)?;
        let head = log.head;
        let entitled = policy::holdings_id(&reader.nouns);
        if after.holdings != entitled
            && !self.bugs.has(Bug::HoldingsUnread)
            && !self.bugs.has(Bug::FeedWithoutTeams)
        {
            return Err(Code::OtherHoldings);
        }
        let known = after.epoch == self.ledger.epoch || self.bugs.has(Bug::EpochIgnored);
        if !known || after.seq > head {
            return Err(Code::UnknownCursor);
        }
        // The same epoch and number, but another entry: a history that was restored and went on.
        let same = after.mark.is_none() || log.mark(after.seq) == after.mark;
        if !same && !self.bugs.has(Bug::MarkUnread) && !self.bugs.has(Bug::EpochIgnored) {
            return Err(Code::UnknownCursor);
        }
        let seq = self.up_to(&reader, log, after.seq);
        let before = reader.people(log, after.seq, after.seq);
        let present = reader.people(log, seq, seq);
        let (mut ever, mut came, mut went) = (present.clone(), People::new(), People::new());
        if log.lines.moved(after.seq, seq) && !self.bugs.has(Bug::MovesUnread) {
            ever = reader.people(log, after.seq, seq);
            came = present.difference(&before).copied().collect();
            went = ever.difference(&present).copied().collect();
        }
        let mut changes =
            Changes { seq, mark: log.mark(seq), head, pages: Vec::new(), gone: Vec::new() };
        for holding in &reader.nouns {
            let (mut page, mut gone) = (Vec::new(), BTreeSet::new());
            for (id, row) in rows(log, holding.noun).filter(|(_, row)| reader.is_theirs(row)) {
                let changed = row.version > after.seq && row.version <= seq;
                let once = row.was_teams.0 & holding.teams.0 != 0 || in_line(row, holding, &ever);
                let theirs = row.teams.0 & holding.teams.0 != 0;
                match &row.body {
                    Some(body) if changed && once => {
                        if theirs || in_line(row, holding, &present) {
                            page.push((id, row.version, body.clone()));
                        } else {
                            gone.insert(id);
                        }
                    }
                    None if changed && once => {
                        gone.insert(id);
                    }
                    Some(body) if row.version <= after.seq && in_line(row, holding, &came) => {
                        page.push((id, row.version, body.clone()));
                    }
                    Some(_) if !theirs && in_line(row, holding, &went) => {
                        gone.insert(id);
                    }
                    _ => {}
                }
            }
            changes.gone.extend(gone.into_iter().map(|id| (holding.noun, id)));
            if !page.is_empty() {
                changes.pages.push((holding.noun, page));
            }
        }
        if self.bugs.has(Bug::PageBoundary) && seq < head {
            changes.seq += 1;
            changes.mark = log.mark(changes.seq);
        }
        Ok(Answer::Changes(changes))
    }

    /// The last transaction that still goes on this page: all the log has, or as many whole ones
    /// as make about a page, and one at least.
    fn up_to(&self, reader: &Reader, log: &Log, after: u64) -> u64 {
        let mut versions = Vec::new();
        for holding in &reader.nouns {
            let of_it = |row: &Row| row.was_teams.0 & holding.teams.0 != 0 || holding.line;
            let changed = rows(log, holding.noun).filter(|(_, row)| row.version > after);
            versions.extend(changed.filter(|(_, row)| of_it(row)).map(|(_, row)| row.version));
        }
        versions.sort_unstable();
        let (Some(&first), Some(&over)) = (versions.first(), versions.get(self.page)) else {
            return log.head;
        };
        *versions.iter().rev().find(|version| **version < over).unwrap_or(&first)
    }

    pub fn sums(&self, token: Uuid, now: DateTime<Utc>) -> Result<Answer, Code> {
        let (reader, log) = self.reader(token, now)?;
        let people = reader.people(log, log.head, log.head);
        let mut nouns = Vec::new();
        for holding in &reader.nouns {
            let mut tallies = Tallies::default();
            for (id, _, body) in Self::held(log, &reader, holding, &people) {
                tallies.add(id, body);
            }
            nouns.push((holding.noun, tallies));
        }
        Ok(Answer::Sums { seq: log.head, nouns })
    }

    pub fn bucket(
        &self,
        token: Uuid,
        noun: NounKind,
        which: usize,
        now: DateTime<Utc>,
    ) -> Result<Answer, Code> {
        let (reader, log) = self.reader(token, now)?;
        let holding = reader.holding(noun)?;
        let people = reader.people(log, log.head, log.head);
        let mut bucket = Bucket { page: (noun, Vec::new()), gone: Vec::new() };
        for (id, row) in rows(log, noun).filter(|(id, _)| bucket_of(*id) == which) {
            let line = in_line(row, &holding, &people);
            let once = row.was_teams.0 & holding.teams.0 != 0 || line;
            if !once || !reader.is_theirs(row) {
                continue;
            }
            match &row.body {
                Some(body) if row.teams.0 & holding.teams.0 != 0 || line => {
                    bucket.page.1.push((id, row.version, body.clone()));
                }
                _ => bucket.gone.push((id, row.version)),
            }
        }
        Ok(Answer::Bucket(bucket))
    }
}
