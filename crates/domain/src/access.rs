//! A reading of an occupational-health record. Every one is audited (security.md, V16.3.2): the
//! desk queues this before it answers, so a reading offline is told to the server later.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::NounKind;

/// Who read is the command's author; this is what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Access {
    /// The noun read.
    pub noun: NounKind,
    /// The record, or the person whose records they are.
    pub id: Uuid,
}
