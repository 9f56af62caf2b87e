//! Colleagues: whom work can be passed to, and who may stand in.

use muster_domain::notifications::Colleague;
use muster_domain::noun::NounKind;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Cache, Error, Read, Reader, records};

/// Those who work the same queues as this person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Colleagues {}

impl Read for Colleagues {
    const NAME: &'static str = "colleagues";
    const MADE_OF: &'static [NounKind] = &[NounKind::Colleague];
    type Answer = Vec<Colleague>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Vec<Colleague>, Error> {
        let all = records::select::<Colleague>(
            &cache.main,
            "of_user <> ? ORDER BY body ->> '$.user.name', team",
            &reader.user.id.to_string(),
        )
        .await?;
        Ok(all.into_iter().map(|seen| seen.record).collect())
    }
}
