//! An organisation that can be asked for a transfer, as each organisation's own log names it.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{NounKind, Record};
use crate::policy::Teams;
use crate::words::{OrganisationId, OrganisationRef, derived};

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Organisation {
    /// In whose log it stands.
    pub organisation: OrganisationId,
    /// The organisation itself.
    pub reference: OrganisationRef,
}

impl Organisation {
    /// The id of an organisation's entry in the log of `owner`.
    pub fn id_in(owner: OrganisationId, organisation: OrganisationId) -> Uuid {
        derived(owner.0, &format!("organisation:{organisation}"))
    }
}

impl Record for Organisation {
    const NOUN: NounKind = NounKind::Organisation;
    fn id(&self) -> Uuid {
        Self::id_in(self.organisation, self.reference.id)
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::EVERY
    }
}
