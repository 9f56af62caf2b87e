//! An established post: number, title, unit and funded full-time equivalent.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::Teams;
use crate::words::{Fte, OrganisationId};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Position {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// About seven digits.
    pub number: String,
    /// The title.
    pub title: String,
    /// The unit it belongs to.
    pub unit: Option<Uuid>,
    /// Staff group.
    pub staff_group: Option<String>,
    /// Funded full-time equivalent.
    pub funded: Fte,
    /// Active, Frozen…
    pub hiring_status: String,
}

impl Record for Position {
    const NOUN: NounKind = NounKind::Position;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::EVERY
    }
}
