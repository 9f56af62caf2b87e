//! The kinds of notices: who works them, and what this organisation calls them.

use std::collections::BTreeSet;

use muster_domain::notifications::KindSetting;
use muster_domain::notifications::kind_setting::{KindName, Words};
use muster_domain::noun::NounKind;
use muster_domain::policy::Team;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Cache, Error, Read, Reader, records};

/// The kinds of notices that there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Kinds {}

/// A kind of notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct KindRow {
    /// Which.
    pub kind: KindName,
    /// The teams that work it.
    pub teams: BTreeSet<Team>,
    /// What the organisation calls it, where it has words of its own for it.
    pub words: Option<Words>,
}

impl Read for Kinds {
    const NAME: &'static str = "kinds";
    const MADE_OF: &'static [NounKind] = &[NounKind::KindSetting];
    type Answer = Vec<KindRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<KindRow>, Error> {
        let set = records::select::<KindSetting>(&cache.main, "body <> ? ORDER BY id", "").await?;
        let words = |kind| {
            let own = set.iter().find(|seen| seen.record.kind == kind);
            own.and_then(|seen| seen.record.words.clone())
        };
        let row = |kind: KindName| KindRow { kind, teams: kind.worked_by(), words: words(kind) };
        Ok(KindName::ALL.map(row).into())
    }
}
