//! What a decision can see: records asked for by id or by key, answered by whoever holds them.
//!
//! The core does no I/O. When a rule looks at something not loaded yet, it stops with an [`Ask`];
//! the desk or the server loads the answer and runs the same command again. What a run would have
//! looked at besides is in [`World::wanted`]: asked together it costs one wait and not one each.
//! Records written on the way are seen by what follows.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::Refusal;
use crate::noun::{NounKind, Record};

/// A question to whoever keeps the records.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ask {
    /// The record of that id.
    Record(NounKind, Uuid),
    /// The records whose column has that value.
    Where(NounKind, &'static str, String),
}

impl Ask {
    /// The noun asked about.
    pub fn noun(&self) -> NounKind {
        match self {
            Ask::Record(noun, _) | Ask::Where(noun, ..) => *noun,
        }
    }
}

/// Something known, or something this desk does not hold and the server will look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held<T> {
    /// Known here.
    Known(T),
    /// Not held on this desk. On the server nothing is.
    NotHeldHere,
}

impl<T> Held<T> {
    /// The value, if it is known here.
    pub fn known(&self) -> Option<&T> {
        match self {
            Held::Known(value) => Some(value),
            Held::NotHeldHere => None,
        }
    }
}

/// Why a run stopped.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// Something must be loaded first.
    Ask(Ask),
    /// The answer is no, for a reason somebody can act on.
    Refused(Refusal),
    /// A stored record cannot be read.
    Unreadable(NounKind, Uuid),
}

impl<R: Into<Refusal>> From<R> for Stop {
    fn from(refusal: R) -> Self {
        Stop::Refused(refusal.into())
    }
}

/// One record to be written: its new body, or `None` when it is there no more.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// The noun.
    pub noun: NounKind,
    /// The record's id.
    pub id: Uuid,
    /// The record after the command.
    pub after: Option<After>,
}

/// A written record, serialised once.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    /// The organisation in whose log it lives.
    pub organisation: crate::words::OrganisationId,
    /// The teams that may hold it.
    pub teams: crate::policy::Teams,
    /// Whom it is about: their line may hold it.
    pub person: Option<crate::words::PersonId>,
    /// The parts of files that it names.
    pub chunks: Vec<crate::words::ChunkName>,
    /// The serialised record.
    pub body: String,
}

/// The records loaded so far, and those written so far.
#[derive(Debug, Default)]
pub struct World {
    answers: HashMap<Ask, Held<Vec<(Uuid, String)>>>,
    written: HashMap<(NounKind, Uuid), Option<String>>,
    not_held: RefCell<BTreeSet<NounKind>>,
    wanted: RefCell<Vec<Ask>>,
}

impl World {
    /// Answers a question. A `Record` answer has one row or none.
    pub fn answer(&mut self, ask: Ask, rows: Held<Vec<(Uuid, String)>>) {
        self.answers.insert(ask, rows);
    }

    /// Forgets what a stopped run wrote; the answers stay.
    pub fn rewind(&mut self) {
        self.written.clear();
        self.not_held.borrow_mut().clear();
        self.wanted.borrow_mut().clear();
    }

    /// Everything that the run which stopped had no answer to, the question that it stopped at first.
    pub fn wanted(&self) -> Vec<Ask> {
        self.wanted.take()
    }

    /// The record of that id.
    pub fn record<R: Record>(&self, id: Uuid) -> Result<Held<Option<R>>, Stop> {
        if let Some(body) = self.written.get(&(R::NOUN, id)) {
            return Ok(Held::Known(match body {
                Some(body) => Some(read(id, body)?),
                None => None,
            }));
        }
        match self.rows(Ask::Record(R::NOUN, id))? {
            Held::NotHeldHere => Ok(Held::NotHeldHere),
            Held::Known(rows) => {
                Ok(Held::Known(rows.first().map(|(id, body)| read(*id, body)).transpose()?))
            }
        }
    }

    /// The records whose `column` has that value, as they stand after what was written so far.
    /// A record made in this very run is not among them: nothing here asks for its own making.
    pub fn find<R: Record>(
        &self,
        column: &'static str,
        value: impl ToString,
    ) -> Result<Held<Vec<R>>, Stop> {
        match self.rows(Ask::Where(R::NOUN, column, value.to_string()))? {
            Held::NotHeldHere => Ok(Held::NotHeldHere),
            Held::Known(rows) => {
                let mut found = Vec::with_capacity(rows.len());
                for (id, body) in rows {
                    match self.written.get(&(R::NOUN, *id)) {
                        Some(None) => {}
                        Some(Some(newer)) => found.push(read(*id, newer)?),
                        None => found.push(read(*id, body)?),
                    }
                }
                Ok(Held::Known(found))
            }
        }
    }

    /// The nouns a rule looked at that are not held here.
    pub fn not_held(&self) -> BTreeSet<NounKind> {
        self.not_held.borrow().clone()
    }

    pub(crate) fn write(&mut self, noun: NounKind, id: Uuid, body: Option<String>) {
        self.written.insert((noun, id), body);
    }

    fn rows(&self, ask: Ask) -> Result<Held<&Vec<(Uuid, String)>>, Stop> {
        match self.answers.get(&ask) {
            Some(Held::Known(rows)) => Ok(Held::Known(rows)),
            Some(Held::NotHeldHere) => {
                self.not_held.borrow_mut().insert(ask.noun());
                Ok(Held::NotHeldHere)
            }
            None => {
                let mut wanted = self.wanted.borrow_mut();
                if !wanted.contains(&ask) {
                    wanted.push(ask.clone());
                }
                Err(Stop::Ask(ask))
            }
        }
    }
}

fn read<R: Record>(id: Uuid, body: &str) -> Result<R, Stop> {
    serde_json::from_str(body).map_err(|_| Stop::Unreadable(R::NOUN, id))
}
