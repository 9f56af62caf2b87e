//! What this organisation calls its kinds of notices.

use muster_domain::notifications::KindSetting;
use muster_domain::noun::NounKind;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Cache, Error, Read, Reader, records};

/// The kinds that the organisation has set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct KindSettings {}

impl Read for KindSettings {
    const NAME: &'static str = "kind_settings";
    const MADE_OF: &'static [NounKind] = &[NounKind::KindSetting];
    type Answer = Vec<KindSetting>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<KindSetting>, Error> {
        let all = records::select::<KindSetting>(&cache.main, "body <> ? ORDER BY id", "").await?;
        Ok(all.into_iter().map(|seen| seen.record).collect())
    }
}
