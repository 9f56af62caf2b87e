//! An enquiry arrives, with who may be meant; and what leaves without anybody, then or when the
//! asker has corrected who is meant.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::release::released;
use super::{Enquiry, Event, Stage};
use crate::iat::candidate::{Candidate, Compared, Identity};
use crate::iat::history::{Entry, Happened};
use crate::iat::reference;
use crate::iat::transfer::{Consent, Occasion, StaffKind};
use crate::iat::transfer_policy::TransferPolicy;
use crate::noun::By;
use crate::words::{OrganisationRef, UserRef};

/// An enquiry that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The transfer.
    pub id: Uuid,
    /// Who asks.
    pub asker: OrganisationRef,
    /// Who there.
    pub asked_by: UserRef,
    /// For which post.
    pub post: String,
    /// From when.
    pub start_on: Option<NaiveDate>,
    /// For which kind of staff.
    #[serde(default)]
    pub staff: StaffKind,
    /// Before the hire or after it.
    #[serde(default)]
    pub occasion: Occasion,
    /// Consent.
    pub consent: Consent,
    /// What was said when a reference was asked for as well.
    #[serde(default)]
    pub reference: Option<reference::Asked>,
    /// Who is meant.
    pub identity: Identity,
}

impl Open {
    pub(super) fn events(
        &self,
        candidates: &[Candidate],
        policy: Option<&TransferPolicy>,
        by: &By,
    ) -> Vec<Event> {
        let requested = Entry {
            who: Some(self.asked_by.name.clone()),
            organisation: self.asker.name.clone(),
            ..Entry::new(Happened::Requested, by)
        };
        let enquiry = Enquiry {
            id: self.id,
            organisation: by.organisation().id,
            asker: self.asker.clone(),
            asked_by: self.asked_by.clone(),
            post: self.post.clone(),
            start_on: self.start_on,
            staff: self.staff,
            occasion: self.occasion,
            consent: self.consent.clone(),
            consent_withdrawn: None,
            reference: self.reference.clone(),
            exchanges: Vec::new(),
            since: Some(by.received_at),
            reminded: 0,
            stage: Stage::AwaitingApproval,
            person: None,
            history: vec![requested],
        };
        let mut events = vec![Event::Opened(
            Box::new(enquiry),
            Box::new(self.identity.clone()),
            candidates.to_vec(),
        )];
        events.extend(automatic(&self.consent, candidates, policy, by));
        events
    }
}

/// What leaves without an approver: where the source has opted in and there is one person with that
/// number, and all three are the same. Anything less is for a person.
pub(super) fn automatic(
    consent: &Consent,
    candidates: &[Candidate],
    policy: Option<&TransferPolicy>,
    by: &By,
) -> Option<Event> {
    let with_number: Vec<&Candidate> =
        candidates.iter().filter(|c| c.ni_number == Compared::Same).collect();
    if let ([only], Some(policy)) = (with_number.as_slice(), policy)
        && consent.is_current(by.received_at.date_naive())
        && only.matches_in_full()
        && !policy.automatic.is_empty()
    {
        let parts = policy.automatic.clone();
        return Some(released(only.person, &only.preview, parts, true, by));
    }
    None
}
