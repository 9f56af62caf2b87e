//! Where a value comes from, and how organisations and users are referred to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{OdsCode, OrganisationId, UserId};

/// An organisation as another record names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct OrganisationRef {
    /// Muster's key.
    pub id: OrganisationId,
    /// The ODS code it had then.
    pub ods_code: OdsCode,
    /// The name it had then.
    pub name: String,
}

/// Somebody who did something, as a record names them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct UserRef {
    /// The user.
    pub id: UserId,
    /// The name they had then.
    pub name: String,
}

/// Where a held value comes from. It stays with the value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// The organisation's own record, brought in by a first load or refresh.
    Record,
    /// The applicant's application or offer.
    Application,
    /// Accepted from a transfer.
    Transfer {
        /// The transfer.
        transfer: Uuid,
        /// The organisation that released it.
        source: OrganisationRef,
        /// The day it was accepted.
        accepted_on: NaiveDate,
    },
}

impl Origin {
    /// Whether it was accepted from that transfer.
    pub fn is_of(&self, of: Uuid) -> bool {
        matches!(self, Origin::Transfer { transfer, .. } if *transfer == of)
    }
}
