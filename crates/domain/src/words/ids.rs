//! Identifiers. A record keeps the id it was made with, on every desk and on the server.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An organisation on Muster: a key of our own, for trusts merge and ODS codes change.
    OrganisationId,
    /// A person an organisation keeps a record of: employee, leaver or applicant.
    PersonId,
    /// Somebody who signs in.
    UserId,
    /// A computer registered for one user, with a signing key of its own.
    DeviceId,
    /// One command; UUIDv7, made on the desk, and the key of its one decision.
    CommandId,
}

/// An id both sides name alike: UUIDv5 of a parent id and the part it plays.
pub fn derived(parent: Uuid, part: &str) -> Uuid {
    Uuid::new_v5(&parent, part.as_bytes())
}
