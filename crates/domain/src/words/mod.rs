//! Value types: the words every area speaks. Each one is right by construction or is refused.

mod file;
mod fte;
mod ids;
mod ni_number;
mod ods_code;
mod origin;
mod person_name;

pub use file::{ChunkName, FileKey};
pub use fte::Fte;
pub use ids::{CommandId, DeviceId, OrganisationId, PersonId, UserId, derived};
pub use ni_number::{NiNumber, NiNumberFault};
pub use ods_code::OdsCode;
pub use origin::{OrganisationRef, Origin, UserRef};
pub use person_name::{PersonName, name_key};
