//! Asking a source for an applicant's record, with their consent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Consent, Event, Facts, Occasion, PartStage, Refusal, StaffKind, Stage, Transfer};
use crate::iat::candidate::Identity;
use crate::iat::history::{Entry, Happened};
use crate::iat::item::PartKind;
use crate::iat::reference::{self, Wanted, WantedStage};
use crate::noun::By;
use crate::recruitment::applicant;
use crate::words::{NiNumber, OrganisationId};
use crate::world::Held;

/// Ask a source for an applicant's record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "TransferRequest")]
pub struct Request {
    /// The new transfer's id.
    pub id: Uuid,
    /// Whose record.
    pub applicant: Uuid,
    /// From whom.
    pub source: OrganisationId,
    /// National Insurance number, as typed.
    pub ni_number: String,
    /// Date of birth, as typed.
    pub date_of_birth: NaiveDate,
    /// Last name, as typed.
    pub last_name: String,
    /// For which kind of staff.
    pub staff: StaffKind,
    /// Before the hire or after it.
    pub occasion: Occasion,
    /// The applicant's consent.
    pub consent: Consent,
    /// A reference as well, if one is asked for.
    pub reference: Option<reference::Asked>,
}

/// Without what was typed, so that no log shows it.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Nobody under 14 or over 100 is employed.
const AGES: std::ops::RangeInclusive<u32> = 14..=100;

/// A National Insurance number as it was typed.
pub(super) fn ni_number(typed: &str) -> Result<NiNumber, Refusal> {
    NiNumber::parse(typed).map_err(|_| Refusal::NiNumberInvalid)
}

/// The date of birth of somebody who could work.
pub(super) fn date_of_birth(typed: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let age = today.years_since(typed);
    if age.is_some_and(|age| AGES.contains(&age)) {
        Ok(typed)
    } else {
        Err(Refusal::DateOfBirthImplausible)
    }
}

/// A last name as it was typed.
pub(super) fn last_name(typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    if name.is_empty() { Err(Refusal::LastNameMissing) } else { Ok(name.to_owned()) }
}

impl Request {
    pub(super) fn decide(&self, facts: &Facts, by: &By) -> Result<Vec<Event>, Refusal> {
        let today = by.claimed_at.date_naive();
        let identity = Identity {
            ni_number: ni_number(&self.ni_number)?,
            date_of_birth: date_of_birth(self.date_of_birth, today)?,
            last_name: last_name(&self.last_name)?,
        };
        if self.consent.given_on > today {
            return Err(Refusal::ConsentInFuture);
        }
        if !self.consent.is_current(today) {
            return Err(Refusal::ConsentTooOld);
        }
        if let Some(asked) = &self.reference {
            if asked.consent.given_on > today || !asked.consent.is_current(today) {
                return Err(Refusal::ReferenceConsent);
            }
            if asked.offered_on.is_some_and(|day| day > today) {
                return Err(Refusal::OfferInFuture);
            }
        }
        if self.source == by.organisation().id {
            return Err(Refusal::SourceIsOwn);
        }
        let source = match &facts.source {
            Held::Known(Some(source)) => source.reference.clone(),
            Held::Known(None) | Held::NotHeldHere => return Err(Refusal::SourceUnknown),
        };
        let applicant = match &facts.applicant {
            Held::Known(Some(applicant)) => applicant,
            Held::Known(None) | Held::NotHeldHere => return Err(Refusal::ApplicantUnknown),
        };
        if let applicant::Stage::Withdrawn { reason, by } = &applicant.stage {
            return Err(Refusal::ApplicantWithdrawn { by: by.clone(), reason: reason.clone() });
        }
        if let Some(none) = &applicant.no_earlier_service {
            return Err(Refusal::NoEarlierService {
                by: none.by.clone(),
                on: none.at.date_naive(),
            });
        }
        let has_started = applicant.start_on.is_some_and(|start| start <= today);
        if self.occasion == Occasion::AfterHire && !has_started {
            return Err(Refusal::NotStartedYet { start_on: applicant.start_on });
        }
        let others = facts.others.known().map(Vec::as_slice).unwrap_or_default();
        let mut same_source = others.iter().filter(|t| t.source.id == self.source);
        // A new request needs a consent that is newer than any that was withdrawn.
        let withdrawn = same_source
            .clone()
            .filter_map(|t| t.consent_withdrawn.as_ref())
            .map(|withdrawn| withdrawn.at.date_naive())
            .max();
        if let Some(on) = withdrawn.filter(|on| self.consent.given_on < *on) {
            return Err(Refusal::ConsentWithdrawn { on });
        }
        let open = same_source.find(|t| t.stage.is_open() && t.occasion == self.occasion);
        if let Some(open) = open {
            return Err(Refusal::AlreadyAsked { transfer: open.id });
        }
        let asked_by = by.user().cloned().ok_or(Refusal::NotFound)?;
        let transfer = Transfer {
            id: self.id,
            organisation: by.organisation().id,
            applicant: self.applicant,
            name: applicant.name.clone(),
            post: applicant.post.clone(),
            start_on: applicant.start_on,
            source,
            asked_by,
            staff: self.staff,
            occasion: self.occasion,
            asked_on: Some(by.received_at.date_naive()),
            consent: self.consent.clone(),
            ni_ending: identity.ni_number.ending(),
            stage: Stage::Requested,
            parts: [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth]
                .into_iter()
                .map(|part| (part, PartStage::Waiting))
                .collect(),
            reference: self
                .reference
                .clone()
                .map(|asked| Wanted { asked, stage: WantedStage::Waiting }),
            consent_withdrawn: None,
            exchanges: Vec::new(),
            history: vec![Entry::new(Happened::Requested, by)],
        };
        Ok(vec![Event::Requested(Box::new(transfer), Box::new(identity))])
    }
}
