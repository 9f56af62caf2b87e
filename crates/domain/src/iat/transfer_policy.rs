//! What an organisation releases by itself when all three of number, birth date and last name
//! match one person in full (IAT-2). Nothing, until it opts in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::item::PartKind;
use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::OrganisationId;

/// The record; its id is the organisation's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TransferPolicy {
    /// Whose policy it is.
    pub organisation: OrganisationId,
    /// The parts released without an approver; none means that it has not opted in.
    pub automatic: BTreeSet<PartKind>,
}

impl Record for TransferPolicy {
    const NOUN: NounKind = NounKind::TransferPolicy;
    fn id(&self) -> Uuid {
        self.organisation.0
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Approvers])
    }
}
