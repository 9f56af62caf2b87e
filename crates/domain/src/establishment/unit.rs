//! A division, directorate, ward or department, with the cost centre it is charged to.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::Teams;
use crate::words::OrganisationId;

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Unit {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The unit above.
    pub parent: Option<Uuid>,
    /// The cost centre.
    pub cost_centre: Option<String>,
}

impl Record for Unit {
    const NOUN: NounKind = NounKind::Unit;
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
