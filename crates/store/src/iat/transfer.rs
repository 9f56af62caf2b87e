//! The asking side: the list and the page of a transfer.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::iat::incident::Incident;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer::{Occasion, PartStage, Stage, Transfer};
use muster_domain::noun::NounKind;
use muster_domain::people::Birth;
use muster_domain::people::reckonable::Reckoned;
use muster_domain::policy;
use muster_domain::recruitment::Applicant;
use muster_domain::words::{OrganisationRef, PersonId, PersonName, UserRef};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::reckoning;
use crate::records::Seen;
use crate::{Cache, Error, Read, Reader, records};

/// All transfers asked for here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Transfers {}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TransferRow {
    /// The transfer.
    pub id: Uuid,
    /// Whose record.
    pub name: PersonName,
    /// For which post.
    pub post: String,
    /// From whom.
    pub source: OrganisationRef,
    /// Who asked.
    pub asked_by: UserRef,
    /// When.
    pub asked_at: Option<DateTime<Utc>>,
    /// Before the hire or after it.
    pub occasion: Occasion,
    /// Where it stands.
    pub stage: Stage,
    /// That consent was withdrawn, before the release or after it.
    pub consent_withdrawn: bool,
    /// How far each part is.
    pub parts: BTreeMap<PartKind, PartStage>,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

impl From<Seen<Transfer>> for TransferRow {
    fn from(Seen { record, waiting }: Seen<Transfer>) -> Self {
        Self {
            id: record.id,
            name: record.name,
            post: record.post,
            source: record.source,
            asked_by: record.asked_by,
            asked_at: record.history.first().map(|entry| entry.at),
            occasion: record.occasion,
            stage: record.stage,
            consent_withdrawn: record.consent_withdrawn.is_some(),
            parts: record.parts,
            waiting,
        }
    }
}

impl Read for Transfers {
    const NAME: &'static str = "transfers";
    const MADE_OF: &'static [NounKind] = &[NounKind::Transfer];
    type Answer = Vec<TransferRow>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Vec<TransferRow>, Error> {
        let all = records::select::<Transfer>(&cache.main, "? = '' ORDER BY last, id", "").await?;
        let mut rows: Vec<TransferRow> = all.into_iter().map(TransferRow::from).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.asked_at));
        Ok(rows)
    }
}

/// One transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TransferPage {
    /// Which.
    pub id: Uuid,
}

/// The answer to [`TransferPage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TransferView {
    /// The record, with its timeline.
    pub transfer: Transfer,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
    /// How many of the timeline's last entries are of what waits.
    pub unsent: u32,
    /// The applicant's person page.
    pub person: Option<PersonId>,
    /// The applicant's date of birth, where the role holds it.
    pub date_of_birth: Option<NaiveDate>,
    /// The parts that this reader's roles look through.
    pub mine: Vec<PartKind>,
    /// The applicant's other transfers, the newest first.
    pub others: Vec<TransferRow>,
    /// What it came to where the wrong person's record was recalled.
    pub incident: Option<Incident>,
    /// Reckonable service by what all sources named, where any named some.
    pub reckoned: Option<Reckoned>,
}

impl Read for TransferPage {
    const NAME: &'static str = "transfer_page";
    const MADE_OF: &'static [NounKind] = &[
        NounKind::Transfer,
        NounKind::Applicant,
        NounKind::Birth,
        NounKind::RecruitmentPart,
        NounKind::Incident,
    ];
    type Answer = Option<TransferView>;

    async fn answer(&self, cache: &Cache, reader: &Reader) -> Result<Option<TransferView>, Error> {
        let Some(seen) = records::get::<Transfer>(&cache.main, self.id).await? else {
            return Ok(None);
        };
        let applicant = records::get::<Applicant>(&cache.main, seen.record.applicant).await?;
        let person = applicant.map(|seen| seen.record.person);
        let births = match person {
            Some(person) => records::of_person::<Birth>(&cache.main, person.0).await?,
            None => Vec::new(),
        };
        let mine = [
            (PartKind::Recruitment, NounKind::RecruitmentPart),
            (PartKind::Learning, NounKind::LearningPart),
            (PartKind::OccupationalHealth, NounKind::OhPart),
        ];
        let mine = mine
            .into_iter()
            .filter(|(_, noun)| reader.roles.iter().any(|role| policy::may_hold(*role, *noun)))
            .map(|(part, _)| part)
            .collect();
        let mut others = of_applicant(cache, seen.record.applicant).await?;
        others.retain(|other| other.id != self.id);
        let incident = records::get::<Incident>(&cache.main, self.id).await?;
        let reckoned = reckoning::of_applicant(cache, reader, seen.record.applicant).await?;
        let unsent = records::unsent_entries(&cache.main, NounKind::Transfer, self.id).await?;
        Ok(Some(TransferView {
            transfer: seen.record,
            unsent,
            waiting: seen.waiting,
            person,
            date_of_birth: births.first().map(|birth| birth.on),
            mine,
            others,
            incident: incident.map(|seen| seen.record),
            reckoned,
        }))
    }
}

/// An applicant's transfers, the newest first.
pub(crate) async fn of_applicant(
    cache: &Cache,
    applicant: Uuid,
) -> Result<Vec<TransferRow>, Error> {
    let clause = "applicant = unhex(?, '-')";
    let all = records::select::<Transfer>(&cache.main, clause, &applicant.to_string()).await?;
    let mut rows: Vec<TransferRow> = all.into_iter().map(TransferRow::from).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.asked_at));
    Ok(rows)
}
