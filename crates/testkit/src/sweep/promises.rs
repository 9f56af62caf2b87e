//! What was promised: everything that was acknowledged before a program was struck. It is written
//! down by the harness as it reads it, and compared with what is there afterwards.

use std::collections::{BTreeMap, BTreeSet};

use muster_domain::words::CommandId;
use muster_protocol::verdict::Decision;
use uuid::Uuid;

/// What was promised, and what was asked for.
#[derive(Debug, Clone, Default)]
pub struct Promises {
    /// "Saved on this computer".
    pub saved: BTreeSet<CommandId>,
    /// What was said to be saved, by what it is, where the harness knows no more.
    pub told: Vec<(String, Uuid)>,
    /// Another took their place, or may have: that was asked, and no answer came.
    pub amended: BTreeMap<CommandId, Sure>,
    /// They were taken back, or may have been.
    pub taken_back: BTreeMap<CommandId, Sure>,
    /// What was kept of a form.
    pub draft: Option<String>,
    /// What the server answered.
    pub decided: Vec<Decision>,
    /// How often each thing was asked for, whatever became of it: nothing may be there more often.
    pub asked: BTreeMap<(String, Uuid), usize>,
    /// What a desk said was not saved because the disk is full: that must be true.
    pub not_saved: Vec<(String, Uuid)>,
}

/// Whether something was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// It was.
    Yes,
    /// It was asked for, and there was no answer, or an error.
    Perhaps,
}
