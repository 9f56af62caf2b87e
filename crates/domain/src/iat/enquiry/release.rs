//! A person at the source confirms who it is, and releases.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Enquiry, Event, Refusal};
use crate::iat::candidate::{Candidate, Compared, Preview};
use crate::iat::history::{Entry, Happened};
use crate::iat::item::PartKind;
use crate::noun::By;
use crate::words::PersonId;
use crate::world::Held;

/// Confirm who it is, and release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryRelease")]
pub struct Release {
    /// The enquiry.
    pub id: Uuid,
    /// Who it is.
    pub person: PersonId,
    /// The parts that leave. Occupational health is asked for its own.
    pub parts: BTreeSet<PartKind>,
    /// The digest of the preview that the approver saw.
    pub previewed: String,
}

impl Release {
    pub(super) fn decide(
        &self,
        enquiry: &Enquiry,
        candidate: Option<&Candidate>,
        now: &Held<Preview>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        if by.user().is_some_and(|user| enquiry.is_asked_by(user)) {
            return Err(Refusal::OwnRequest);
        }
        if !enquiry.consent.is_current(by.received_at.date_naive()) {
            return Err(Refusal::ConsentExpired);
        }
        let candidate = candidate.ok_or(Refusal::NotACandidate)?;
        let number = candidate.ni_number == Compared::Same;
        let name = matches!(candidate.last_name, Compared::Same | Compared::Earlier);
        let birth = candidate.birth == Compared::Same;
        // Two of the three at least: one alone names too many people.
        if [number, name, birth].iter().filter(|same| **same).count() < 2 {
            return Err(Refusal::DoesNotMatch);
        }
        if self.parts.is_empty() {
            return Err(Refusal::NothingChosen);
        }
        let now = now.known().unwrap_or(&candidate.preview);
        if now.digest != self.previewed {
            let difference = candidate.preview.difference(now);
            let rest_changed = candidate.preview.competences != now.competences
                || candidate.preview.oh_records != now.oh_records;
            return Err(Refusal::PreviewChanged { difference, rest_changed });
        }
        Ok(vec![released(self.person, now, self.parts.clone(), false, by)])
    }
}

pub(super) fn released(
    person: PersonId,
    preview: &Preview,
    parts: BTreeSet<PartKind>,
    automatic: bool,
    by: &By,
) -> Event {
    let mut preview = preview.clone();
    if !parts.contains(&PartKind::Recruitment) {
        preview.fields.clear();
    }
    if !parts.contains(&PartKind::Learning) {
        preview.competences.clear();
    }
    let matched = if automatic { Happened::MatchedInFull } else { Happened::MatchConfirmed };
    let disclosed = Happened::Released {
        fields: preview.fields.iter().map(|item| item.field).collect(),
        competences: u32::try_from(preview.competences.len()).unwrap_or(u32::MAX),
        automatic,
    };
    let entries = vec![Entry::new(matched, by), Entry::new(disclosed, by)];
    Event::Released { person, preview, parts, automatic, entries }
}
