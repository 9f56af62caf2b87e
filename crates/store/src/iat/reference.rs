//! References: those to be given, at the source, and those that arrived, at the asker.

use chrono::{DateTime, Utc};
use muster_domain::iat::item::Period;
use muster_domain::iat::reference::{Cover, Reference, Stage};
use muster_domain::iat::reference_part::ReferencePart;
use muster_domain::iat::transfer::Transfer;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::words::{OrganisationRef, PersonName};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::{Cache, Error, Read, Reader, records};

/// All references asked of this organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct References {}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReferenceRow {
    /// The reference.
    pub id: Uuid,
    /// Of whom.
    pub name: PersonName,
    /// Who asks.
    pub asker: OrganisationRef,
    /// For which post.
    pub post: String,
    /// When the form was made.
    pub opened_at: DateTime<Utc>,
    /// Where it stands.
    pub stage: Stage,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

impl Read for References {
    const NAME: &'static str = "references";
    const MADE_OF: &'static [NounKind] = &[NounKind::Reference];
    type Answer = Vec<ReferenceRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<ReferenceRow>, Error> {
        let all = records::select::<Reference>(&cache.main, "? = '' ORDER BY id", "").await?;
        let mut rows: Vec<ReferenceRow> = all
            .into_iter()
            .map(|seen| ReferenceRow {
                id: seen.record.id,
                name: seen.record.name,
                asker: seen.record.asker,
                post: seen.record.post,
                opened_at: seen.record.opened_at,
                stage: seen.record.stage,
                waiting: seen.waiting,
            })
            .collect();
        rows.sort_by_key(|row| (row.stage != Stage::ToComplete, std::cmp::Reverse(row.opened_at)));
        Ok(rows)
    }
}

/// One reference, with its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReferencePage {
    /// Which.
    pub id: Uuid,
}

/// The answer to [`ReferencePage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReferenceView {
    /// The record.
    pub reference: Reference,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
    /// Stands for the form as it is: whoever sends it names what they saw.
    pub digest: String,
    /// What of three years it covers, and what not.
    pub cover: Cover,
    /// Whether nothing of sickness may be told yet.
    pub sickness_withheld: bool,
    /// Whether the reader's roles give references, and do not only read them.
    pub gives: bool,
    /// Whether the reader asked for it themselves, and so may not give it.
    pub own_request: bool,
}

impl Read for ReferencePage {
    const NAME: &'static str = "reference_page";
    const MADE_OF: &'static [NounKind] = &[NounKind::Reference];
    type Answer = Option<ReferenceView>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Option<ReferenceView>, Error> {
        let Some(seen) = records::get::<Reference>(&cache.main, self.id).await? else {
            return Ok(None);
        };
        let reference = seen.record;
        Ok(Some(ReferenceView {
            waiting: seen.waiting,
            digest: reference.digest(),
            cover: reference.cover(),
            sickness_withheld: reference.sickness_withheld(),
            gives: Role::GIVING_REFERENCES.iter().any(|role| reader.roles.contains(role)),
            own_request: reference.is_asked_by(&reader.user),
            reference,
        }))
    }
}

/// A reference that arrived, with what all that arrived for the applicant cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReferenceArrived {
    /// The transfer.
    pub id: Uuid,
}

/// The answer to [`ReferenceArrived`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReferenceArrivedView {
    /// The record.
    pub part: ReferencePart,
    /// What of the three years before it was completed is covered by all references that arrived.
    pub cover: Cover,
    /// Who else gave one for the same applicant.
    pub others: Vec<OrganisationRef>,
}

impl Read for ReferenceArrived {
    const NAME: &'static str = "reference_arrived";
    const MADE_OF: &'static [NounKind] = &[NounKind::ReferencePart, NounKind::Transfer];
    type Answer = Option<ReferenceArrivedView>;

    async fn answer(
        &self,
        cache: &Cache,
        _: &Reader,
    ) -> Result<Option<ReferenceArrivedView>, Error> {
        let main = &cache.main;
        let Some(seen) = records::get::<ReferencePart>(main, self.id).await? else {
            return Ok(None);
        };
        let part = seen.record;
        let mut periods: Vec<Period> = part.said.periods().to_vec();
        let mut others = Vec::new();
        let applicant = part.applicant.to_string();
        let transfers =
            records::select::<Transfer>(main, "applicant = unhex(?, '-') ORDER BY id", &applicant);
        for transfer in transfers.await? {
            let id = transfer.record.id;
            if id != part.id
                && let Some(other) = records::get::<ReferencePart>(main, id).await?
            {
                periods.extend_from_slice(other.record.said.periods());
                others.push(other.record.source);
            }
        }
        let cover = Cover::of(&periods, part.said.completed.at.date_naive());
        Ok(Some(ReferenceArrivedView { part, cover, others }))
    }
}
