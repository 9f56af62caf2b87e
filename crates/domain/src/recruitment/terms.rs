//! Service, pay and contract held for an applicant, field by field, each with where it came from.
//! The contract is made from these (matrix row "salary, increment date, service history").

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::iat::item::{Field, Value};
use crate::noun::{NounKind, Record};
use crate::policy::{Team, Teams};
use crate::words::{OrganisationId, Origin};

/// The record; its id is the applicant's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Terms {
    /// The applicant.
    pub applicant: Uuid,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// The fields, one of each at most.
    pub fields: Vec<HeldField>,
}

/// A held value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HeldField {
    /// The field.
    pub field: Field,
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
}

impl Terms {
    /// What is held of a field.
    pub fn get(&self, field: Field) -> Option<&HeldField> {
        self.fields.iter().find(|held| held.field == field)
    }

    /// Holds a value in place of any other of the field.
    pub fn put(&mut self, field: HeldField) {
        self.fields.retain(|held| held.field != field.field);
        self.fields.push(field);
        self.fields.sort_by_key(|held| held.field);
    }
}

impl Record for Terms {
    const NOUN: NounKind = NounKind::Terms;
    fn id(&self) -> Uuid {
        self.applicant
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Recruitment, Team::HumanResources])
    }
}
