//! Records in a desk's caches: asked for by the rules, laid over by what waits, undone and laid
//! over again. The names are those of `muster-store`.

use std::collections::BTreeSet;
use std::rc::Rc;

use muster_domain::noun::{By, CacheFile, NounKind, Who};
use muster_domain::policy::{self, Cell, Role, Row as MatrixRow};
use muster_domain::words::CommandId;
use muster_domain::world::{Ask, Held, Stop, World, Write};
use muster_domain::{Command, Outcome, Refusal};
use muster_protocol::envelope::Envelope;
use uuid::Uuid;

use crate::files::{Cache, Profile, Queued, Row, State};

/// Open transactions on both caches.
pub(crate) struct Connections {
    pub main: Cache,
    pub oh: Option<Cache>,
}

/// A command that no longer holds, and was never sent.
pub(crate) struct Fallen {
    pub id: CommandId,
    pub refusal: Refusal,
}

pub(crate) struct Holdings {
    pub roles: BTreeSet<Role>,
    /// Nouns whose first load has not finished.
    pub arriving: BTreeSet<NounKind>,
}

impl Holdings {
    fn holds(&self, noun: NounKind) -> bool {
        self.roles.iter().any(|role| role.team().is_some() && policy::may_hold(*role, noun))
    }

    fn none_means_none(&self, noun: NounKind) -> bool {
        let people = matches!(
            noun.row(),
            MatrixRow::NameAndPost
                | MatrixRow::DateOfBirth
                | MatrixRow::Address
                | MatrixRow::Phone
                | MatrixRow::Checks
        );
        let has = |cell| self.roles.iter().any(|role| policy::cell(*role, noun.row()) == cell);
        let some = people || has(Cell::Line);
        !self.arriving.contains(&noun) && (has(Cell::Full) || !some)
    }
}

/// Why a command could not be decided on the desk.
#[derive(Debug)]
pub(crate) struct Unreadable;

impl Connections {
    pub fn of(&mut self, noun: NounKind) -> Option<&mut Cache> {
        match noun.file() {
            CacheFile::Main => Some(&mut self.main),
            CacheFile::OccupationalHealth => self.oh.as_mut(),
        }
    }

    pub fn decide(
        &mut self,
        holdings: &Holdings,
        command: &Command,
        by: &By,
    ) -> Result<Result<Outcome, Refusal>, Unreadable> {
        let mut world = World::default();
        loop {
            match muster_domain::run(&mut world, command, by) {
                Ok(outcome) => return Ok(Ok(outcome)),
                Err(Stop::Refused(refusal)) => return Ok(Err(refusal)),
                Err(Stop::Unreadable(..)) => return Err(Unreadable),
                Err(Stop::Ask(_)) => {
                    for ask in world.wanted() {
                        let rows = self.answer(holdings, &ask);
                        world.answer(ask, rows);
                    }
                }
            }
        }
    }

    fn answer(&mut self, holdings: &Holdings, ask: &Ask) -> Held<Vec<(Uuid, String)>> {
        let noun = ask.noun();
        if !holdings.holds(noun) {
            return Held::NotHeldHere;
        }
        let Some(cache) = self.of(noun) else { return Held::NotHeldHere };
        let rows = of(cache, noun).filter_map(|(id, row)| Some((id, row.body.as_deref()?)));
        let found: Vec<(Uuid, String)> = match ask {
            Ask::Record(_, id) => {
                rows.filter(|(of, _)| of == id).map(|(id, body)| (id, body.to_owned())).collect()
            }
            Ask::Where(_, column, value) => {
                let part = column_of(column, value);
                rows.filter(|(_, body)| body.contains(&part))
                    .map(|(id, body)| (id, body.to_owned()))
                    .collect()
            }
        };
        if found.is_empty() && !holdings.none_means_none(noun) {
            return Held::NotHeldHere;
        }
        Held::Known(found)
    }

    pub fn lay_over(&mut self, outcome: &Outcome) {
        for write in &outcome.writes {
            if let Some(cache) = self.of(write.noun) {
                lay_over(cache, write);
            }
        }
    }

    /// Undoes what waiting commands made of the records of both files.
    pub fn undo(&mut self) {
        undo_overlay(&mut self.main);
        if let Some(oh) = &mut self.oh {
            undo_overlay(oh);
        }
    }

    /// Runs what waits, in order, on top of records without an overlay.
    pub fn run_again(
        &mut self,
        holdings: &Holdings,
        profile: &Profile,
        queue: &[Queued],
    ) -> Vec<Fallen> {
        let mut fallen = Vec::new();
        for queued in queue {
            let by = by(profile, &queued.envelope);
            match self.decide(holdings, &queued.envelope.command, &by) {
                Ok(Ok(outcome)) => self.lay_over(&outcome),
                Ok(Err(refusal)) if queued.state == State::Waiting => {
                    fallen.push(Fallen { id: queued.envelope.id, refusal });
                }
                // What was sent, and what looks at a record that cannot be read here, is the server's
                // to decide.
                Ok(Err(_)) | Err(Unreadable) => {}
            }
        }
        fallen
    }
}

/// A noun's rows.
pub(crate) fn of(cache: &Cache, noun: NounKind) -> impl Iterator<Item = (Uuid, &Row)> {
    cache.rows.range((noun, Uuid::nil())..=(noun, Uuid::max())).map(|((_, id), row)| (*id, row))
}

/// What stands in a body that has that value in a column; a birth's day is a column of another
/// name.
pub(crate) fn column_of(column: &str, value: &str) -> String {
    let field = match column {
        "birth_on" => "on",
        "from_user" => "from\":{\"id",
        "to_user" => "to\":{\"id",
        "of_user" => "user\":{\"id",
        "holder_user" => "holder\":{\"user\":{\"id",
        column => column,
    };
    format!("\"{field}\":\"{value}\"")
}

fn lay_over(cache: &mut Cache, write: &Write) {
    let body: Option<Rc<str>> = write.after.as_ref().map(|after| Rc::from(after.body.as_str()));
    let key = (write.noun, write.id);
    match cache.rows.get_mut(&key) {
        Some(row) => {
            if !row.waiting {
                row.server = row.body.take();
            }
            row.body = body;
            row.waiting = true;
        }
        None => {
            cache.rows.insert(key, Row { version: 0, body, server: None, waiting: true });
        }
    }
    cache.overlay.insert(key);
}

fn undo_overlay(cache: &mut Cache) {
    for key in std::mem::take(&mut cache.overlay) {
        let Some(row) = cache.rows.get_mut(&key).filter(|row| row.waiting) else { continue };
        match row.server.take() {
            Some(server) => {
                row.body = Some(server);
                row.waiting = false;
            }
            None => {
                cache.rows.remove(&key);
            }
        }
    }
}

/// Writes a record of the server's. Where a waiting command differs, it goes beside it.
pub(crate) fn upsert(cache: &mut Cache, noun: NounKind, id: Uuid, version: u64, body: Rc<str>) {
    match cache.rows.get_mut(&(noun, id)) {
        Some(row) => {
            row.version = version;
            if row.waiting {
                row.server = Some(body);
            } else {
                row.body = Some(body);
                row.server = None;
            }
        }
        None => {
            let row = Row { version, body: Some(body), server: None, waiting: false };
            cache.rows.insert((noun, id), row);
        }
    }
}

pub(crate) fn by(profile: &Profile, envelope: &Envelope) -> By {
    By {
        who: Who::Person {
            user: profile.user.clone(),
            organisation: profile.organisation.clone(),
            roles: profile.roles.clone(),
        },
        device: Some(envelope.device),
        command: envelope.id,
        claimed_at: envelope.at,
        received_at: envelope.at,
        acting_for: None,
    }
}
