//! What arrived, beside what is held: a read for each of the three parts.

use chrono::{DateTime, Utc};
use muster_domain::iat::item::{CompetenceItem, Field, FieldItem, Section, Value};
use muster_domain::iat::part::{Choice, Comparison, Decided, Item, Part, Recalled};
use muster_domain::iat::recruitment_part::HeldForApplicant;
use muster_domain::learning::Competence;
use muster_domain::noun::NounKind;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem};
use muster_domain::people::Person;
use muster_domain::people::reckonable::Reckoned;
use muster_domain::recruitment::{HeldField, Terms};
use muster_domain::words::{OrganisationRef, PersonId, PersonName};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::reckoning;
use crate::{Cache, Error, File, Read, Reader, records};

/// What the three reviews have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewHead {
    /// The transfer.
    pub id: Uuid,
    /// The person's page.
    pub person: PersonId,
    /// Whose record.
    pub name: PersonName,
    /// Who released it.
    pub source: OrganisationRef,
    /// When it arrived.
    pub arrived_at: DateTime<Utc>,
    /// Who decided the last item, and when.
    pub decided: Option<Decided>,
    /// Whether the person has withdrawn their consent: nothing more may be accepted.
    pub consent_withdrawn: bool,
    /// That it was recalled: only what had been accepted is left of it.
    pub recalled: Option<Recalled>,
    /// How many items are still to be decided.
    pub left: u32,
    /// Whether something about it waits to be sent.
    pub waiting: bool,
}

/// Recruitment's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecruitmentReview {
    /// The transfer.
    pub id: Uuid,
}

/// The answer to [`RecruitmentReview`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecruitmentReviewView {
    /// What it is about.
    pub head: ReviewHead,
    /// The fields.
    pub rows: Vec<FieldRow>,
    /// Reckonable service by what all sources named, where any named some.
    pub reckoned: Option<Reckoned>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldRow {
    /// Its place in the part.
    pub item: u32,
    /// The heading it stands under.
    pub section: Section,
    /// The field.
    pub field: Field,
    /// What is held.
    pub held: Option<HeldField>,
    /// What arrived.
    pub arrived: Value,
    /// How they compare.
    pub comparison: Comparison,
    /// What was chosen.
    pub choice: Option<Choice>,
}

impl Read for RecruitmentReview {
    const NAME: &'static str = "recruitment_review";
    const MADE_OF: &'static [NounKind] =
        &[NounKind::RecruitmentPart, NounKind::Terms, NounKind::Person, NounKind::Transfer];
    type Answer = Option<RecruitmentReviewView>;

    async fn answer(
        &self,
        cache: &Cache,
        reader: &Reader,
    ) -> Result<Option<RecruitmentReviewView>, Error> {
        let Some(seen) = records::get::<Part<FieldItem>>(&cache.main, self.id).await? else {
            return Ok(None);
        };
        let applicant = seen.record.applicant;
        let terms = records::get::<Terms>(&cache.main, applicant).await?;
        let person = records::get::<Person>(&cache.main, seen.record.person.0).await?;
        let held = HeldForApplicant {
            terms: terms.map(|seen| seen.record),
            person: person.map(|seen| seen.record),
        };
        let rows: Vec<FieldRow> =
            rows(&seen.record, &held, |item, field, comparison, choice| FieldRow {
                item,
                section: field.field.section(),
                field: field.field,
                held: held.get(field.field),
                arrived: field.value.clone(),
                comparison,
                choice,
            });
        let left = left(rows.iter().map(|row| (row.comparison, row.choice)));
        let reckoned = reckoning::of_applicant(cache, reader, applicant).await?;
        Ok(Some(RecruitmentReviewView { head: head(&seen, left), rows, reckoned }))
    }
}

/// Learning's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LearningReview {
    /// The transfer.
    pub id: Uuid,
}

/// The answer to [`LearningReview`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LearningReviewView {
    /// What it is about.
    pub head: ReviewHead,
    /// The competences.
    pub rows: Vec<CompetenceRow>,
}

/// A competence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CompetenceRow {
    /// Its place in the part.
    pub item: u32,
    /// What is held of the same competence.
    pub held: Option<Competence>,
    /// What arrived.
    pub arrived: CompetenceItem,
    /// How they compare.
    pub comparison: Comparison,
    /// What was chosen.
    pub choice: Option<Choice>,
}

impl Read for LearningReview {
    const NAME: &'static str = "learning_review";
    const MADE_OF: &'static [NounKind] = &[NounKind::LearningPart, NounKind::Competence];
    type Answer = Option<LearningReviewView>;

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Option<LearningReviewView>, Error> {
        let Some(seen) = records::get::<Part<CompetenceItem>>(&cache.main, self.id).await? else {
            return Ok(None);
        };
        let person = seen.record.person.0;
        let held = records::of_person::<Competence>(&cache.main, person).await?;
        let rows: Vec<CompetenceRow> =
            rows(&seen.record, &held, |item, arrived, comparison, choice| CompetenceRow {
                item,
                held: held
                    .iter()
                    .filter(|c| c.name == arrived.name)
                    .max_by_key(|c| c.awarded_on)
                    .cloned(),
                arrived: arrived.clone(),
                comparison,
                choice,
            });
        let left = left(rows.iter().map(|row| (row.comparison, row.choice)));
        Ok(Some(LearningReviewView { head: head(&seen, left), rows }))
    }
}

/// Occupational health's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhReview {
    /// The transfer.
    pub id: Uuid,
}

/// The answer to [`OhReview`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OhReviewView {
    /// What it is about.
    pub head: ReviewHead,
    /// The immunisations.
    pub rows: Vec<ImmunisationRow>,
}

/// An immunisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImmunisationRow {
    /// Its place in the part.
    pub item: u32,
    /// What is held of the same dose and day.
    pub held: Option<ImmunisationItem>,
    /// What arrived.
    pub arrived: ImmunisationItem,
    /// How they compare.
    pub comparison: Comparison,
    /// What was chosen.
    pub choice: Option<Choice>,
}

impl Read for OhReview {
    const NAME: &'static str = "oh_review";
    const MADE_OF: &'static [NounKind] = &[NounKind::OhPart, NounKind::Immunisation];
    type Answer = Option<OhReviewView>;

    fn reads_oh(&self) -> Option<(NounKind, Uuid)> {
        Some((NounKind::OhPart, self.id))
    }

    async fn answer(&self, cache: &Cache, _: &Reader) -> Result<Option<OhReviewView>, Error> {
        let Some(file) = &cache.oh else { return Ok(None) };
        let Some(seen) = part::<ImmunisationItem>(file, self.id).await? else { return Ok(None) };
        let held = records::of_person::<Immunisation>(file, seen.record.person.0).await?;
        let rows: Vec<ImmunisationRow> =
            rows(&seen.record, &held, |item, arrived, comparison, choice| ImmunisationRow {
                item,
                held: held
                    .iter()
                    .map(|held| &held.what)
                    .find(|h| h.disease == arrived.disease && h.on == arrived.on)
                    .cloned(),
                arrived: arrived.clone(),
                comparison,
                choice,
            });
        let left = left(rows.iter().map(|row| (row.comparison, row.choice)));
        Ok(Some(OhReviewView { head: head(&seen, left), rows }))
    }
}

async fn part<I: Item>(file: &File, id: Uuid) -> Result<Option<records::Seen<Part<I>>>, Error> {
    records::get::<Part<I>>(file, id).await
}

/// A row for each item of a part, in its order.
fn rows<I: Item, R>(
    part: &Part<I>,
    held: &I::Held,
    row: impl Fn(u32, &I, Comparison, Option<Choice>) -> R,
) -> Vec<R> {
    part.items
        .iter()
        .zip(0..)
        .map(|(item, n)| row(n, &item.item, item.item.compare(held), item.choice))
        .collect()
}

fn left(rows: impl Iterator<Item = (Comparison, Option<Choice>)>) -> u32 {
    let left = rows.filter(|(c, choice)| choice.is_none() && *c != Comparison::Same).count();
    u32::try_from(left).unwrap_or(u32::MAX)
}

fn head<I: Item>(seen: &records::Seen<Part<I>>, left: u32) -> ReviewHead {
    let part = &seen.record;
    ReviewHead {
        id: part.id,
        person: part.person,
        name: part.name.clone(),
        source: part.source.clone(),
        arrived_at: part.arrived_at,
        decided: part.decided.clone(),
        consent_withdrawn: part.consent_withdrawn,
        recalled: part.recalled.clone(),
        left,
        waiting: seen.waiting,
    }
}
