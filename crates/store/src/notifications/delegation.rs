//! Who stands in for this person, and for whom they stand in.

use muster_domain::notifications::Delegation;
use muster_domain::noun::NounKind;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Cache, Error, Read, Reader, records};

/// A person's delegations, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Delegations {}

/// A delegation as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DelegationRow {
    /// The record.
    pub delegation: Delegation,
    /// Whether it is this person's own work that is done by another.
    pub mine: bool,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

impl Read for Delegations {
    const NAME: &'static str = "delegations";
    const MADE_OF: &'static [NounKind] = &[NounKind::Delegation];
    type Answer = Vec<DelegationRow>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Vec<DelegationRow>, Error> {
        let all = records::select::<Delegation>(
            &cache.main,
            "?1 IN (from_user, to_user) ORDER BY body ->> '$.first' DESC, id",
            &reader.user.id.to_string(),
        )
        .await?;
        let row = |seen: records::Seen<Delegation>| DelegationRow {
            mine: seen.record.from.id == reader.user.id,
            waiting: seen.waiting,
            delegation: seen.record,
        };
        Ok(all.into_iter().map(row).collect())
    }
}
