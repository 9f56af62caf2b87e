//! Occupational health at the source: the list, and what would leave.

use muster_domain::iat::oh_enquiry::{self, OhEnquiry, Stage};
use muster_domain::noun::NounKind;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem};
use muster_domain::words::{OrganisationRef, PersonName};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::{Cache, Error, Read, Reader, records};

/// All requests to occupational health here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhEnquiries {}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhEnquiryRow {
    /// The enquiry.
    pub id: Uuid,
    /// Whose record.
    pub name: PersonName,
    /// Who asks.
    pub asker: OrganisationRef,
    /// Where it stands.
    pub stage: Stage,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

impl Read for OhEnquiries {
    const NAME: &'static str = "oh_enquiries";
    const MADE_OF: &'static [NounKind] = &[NounKind::OhEnquiry];
    type Answer = Vec<OhEnquiryRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<OhEnquiryRow>, Error> {
        let Some(file) = &cache.oh else { return Ok(Vec::new()) };
        let all = records::select::<OhEnquiry>(file, "? = '' ORDER BY id DESC", "").await?;
        Ok(all
            .into_iter()
            .map(|seen| OhEnquiryRow {
                id: seen.record.id,
                name: seen.record.name,
                asker: seen.record.asker,
                stage: seen.record.stage,
                waiting: seen.waiting,
            })
            .collect())
    }
}

/// One request, and what would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhEnquiryPage {
    /// Which.
    pub id: Uuid,
}

/// The answer to [`OhEnquiryPage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhEnquiryView {
    /// The record.
    pub enquiry: OhEnquiry,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
    /// What would leave.
    pub items: Vec<ImmunisationItem>,
    /// Stands for the items: a release names it.
    pub digest: String,
    /// Whether the reader asked for it themselves, and so may not decide.
    pub own_request: bool,
}

impl Read for OhEnquiryPage {
    const NAME: &'static str = "oh_enquiry_page";
    const MADE_OF: &'static [NounKind] = &[NounKind::OhEnquiry, NounKind::Immunisation];
    type Answer = Option<OhEnquiryView>;

    fn reads_oh(&self) -> Option<(NounKind, Uuid)> {
        Some((NounKind::OhEnquiry, self.id))
    }

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Option<OhEnquiryView>, Error> {
        let Some(file) = &cache.oh else { return Ok(None) };
        let Some(seen) = records::get::<OhEnquiry>(file, self.id).await? else { return Ok(None) };
        let immunisations = records::of_person::<Immunisation>(file, seen.record.person.0).await?;
        let (items, digest) = oh_enquiry::preview(&immunisations);
        Ok(Some(OhEnquiryView {
            own_request: seen.record.is_asked_by(&reader.user),
            enquiry: seen.record,
            waiting: seen.waiting,
            items,
            digest,
        }))
    }
}
