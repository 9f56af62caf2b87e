//! The documents kept with an applicant: what they are. What is in them is read part by part.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_domain::recruitment::Document;
use muster_domain::recruitment::document::{Kind, Media, Stage};
use muster_domain::words::ChunkName;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::{Cache, Error, Read, Reader, records};

/// The documents kept with an applicant, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Documents {
    /// Whose.
    pub applicant: Uuid,
}

/// A row. What opens a document is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DocumentRow {
    /// The document.
    pub id: Uuid,
    /// What it shows.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What sort of file it is.
    pub media: Media,
    /// How many bytes it has.
    pub size: u32,
    /// Who added it.
    pub added_by: Option<String>,
    /// When.
    pub added_at: DateTime<Utc>,
    /// What became of it, if it was removed.
    pub removed: Option<Removed>,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

/// What became of a document that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "DocumentRemoved")]
pub struct Removed {
    /// Why.
    pub reason: String,
    /// Who removed it.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Read for Documents {
    const NAME: &'static str = "documents";
    const MADE_OF: &'static [NounKind] = &[NounKind::Document];
    type Answer = Vec<DocumentRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<DocumentRow>, Error> {
        let clause = "applicant = unhex(?, '-') ORDER BY body ->> '$.added_at', id";
        let found =
            records::select::<Document>(&cache.main, clause, &self.applicant.to_string()).await?;
        Ok(found
            .into_iter()
            .map(|seen| {
                let d = seen.record;
                DocumentRow {
                    id: d.id,
                    kind: d.kind,
                    name: d.name,
                    media: d.media,
                    size: d.size,
                    added_by: d.added_by,
                    added_at: d.added_at,
                    removed: match d.stage {
                        Stage::Kept { .. } => None,
                        Stage::Removed { reason, by, at } => Some(Removed { reason, by, at }),
                    },
                    waiting: seen.waiting,
                }
            })
            .collect())
    }
}

/// The parts that documents held here name: as they are shown, and as the server has them where a
/// command waits that would remove them.
pub(crate) async fn chunks_held(cache: &Cache) -> Result<HashSet<ChunkName>, Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT c.value FROM document d, json_each(d.body, '$.stage.chunks') c
         UNION SELECT c.value FROM document d, json_each(d.server, '$.stage.chunks') c",
    )
    .fetch_all(&cache.main.reader)
    .await?;
    Ok(names.iter().filter_map(|name| ChunkName::parse(name)).collect())
}
