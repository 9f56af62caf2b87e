//! Applicants: those a record can be asked for.

use chrono::NaiveDate;
use muster_domain::noun::NounKind;
use muster_domain::organisation::Organisation;
use muster_domain::people::Birth;
use muster_domain::recruitment::Applicant;
use muster_domain::recruitment::applicant::Stage;
use muster_domain::words::{OrganisationRef, PersonId, PersonName};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::iat::transfer;
use crate::{Cache, Error, Read, Reader, records};

/// All applicants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Applicants {}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ApplicantRow {
    /// The applicant.
    pub id: Uuid,
    /// The person's page.
    pub person: PersonId,
    /// The name.
    pub name: PersonName,
    /// The recruitment system's number.
    pub number: String,
    /// The post.
    pub post: String,
    /// The day the offer was accepted.
    pub offer_accepted_on: NaiveDate,
    /// The start date offered.
    pub start_on: Option<NaiveDate>,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it is recorded that there is no earlier NHS service.
    pub no_earlier_service: bool,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

impl Read for Applicants {
    const NAME: &'static str = "applicants";
    const MADE_OF: &'static [NounKind] = &[NounKind::Applicant];
    type Answer = Vec<ApplicantRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<ApplicantRow>, Error> {
        let all = records::select::<Applicant>(&cache.main, "? = '' ORDER BY last, id", "").await?;
        Ok(all
            .into_iter()
            .map(|seen| {
                let a = seen.record;
                ApplicantRow {
                    id: a.id,
                    person: a.person,
                    name: a.name,
                    number: a.number,
                    post: a.post,
                    offer_accepted_on: a.offer_accepted_on,
                    start_on: a.start_on,
                    stage: a.stage,
                    no_earlier_service: a.no_earlier_service.is_some(),
                    waiting: seen.waiting,
                }
            })
            .collect())
    }
}

/// Applicants whose records are about to be asked for, several at a time: what is known of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Starters {
    /// Which applicants.
    pub ids: Vec<Uuid>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StarterRow {
    /// The applicant.
    pub id: Uuid,
    /// The name.
    pub name: PersonName,
    /// The post.
    pub post: String,
    /// The start date offered.
    pub start_on: Option<NaiveDate>,
    /// The date of birth, where it is held.
    pub date_of_birth: Option<NaiveDate>,
    /// Who was asked for their record before, the last first: where the final record is.
    pub asked_before: Vec<OrganisationRef>,
}

impl Read for Starters {
    const NAME: &'static str = "starters";
    const MADE_OF: &'static [NounKind] =
        &[NounKind::Applicant, NounKind::Birth, NounKind::Transfer];
    type Answer = Vec<StarterRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<StarterRow>, Error> {
        let mut rows = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            let Some(seen) = records::get::<Applicant>(&cache.main, *id).await? else { continue };
            let applicant = seen.record;
            let births = records::of_person::<Birth>(&cache.main, applicant.person.0).await?;
            let mut asked_before: Vec<OrganisationRef> = Vec::new();
            for row in transfer::of_applicant(cache, *id).await? {
                if asked_before.iter().all(|known| known.id != row.source.id) {
                    asked_before.push(row.source);
                }
            }
            rows.push(StarterRow {
                id: *id,
                name: applicant.name,
                post: applicant.post,
                start_on: applicant.start_on,
                date_of_birth: births.first().map(|birth| birth.on),
                asked_before,
            });
        }
        Ok(rows)
    }
}

/// The organisations that can be asked: all on Muster but the reader's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Sources {}

impl Read for Sources {
    const NAME: &'static str = "sources";
    const MADE_OF: &'static [NounKind] = &[NounKind::Organisation];
    type Answer = Vec<OrganisationRef>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Vec<OrganisationRef>, Error> {
        let all = records::select::<Organisation>(&cache.main, "? = '' ORDER BY name", "").await?;
        Ok(all
            .into_iter()
            .map(|seen| seen.record.reference)
            .filter(|organisation| organisation.id != reader.organisation.id)
            .collect())
    }
}
