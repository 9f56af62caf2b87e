//! How an enquiry ends without a release: refused here, ended by the asker, without consent, or
//! because nobody answered.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Enquiry, Event, Refusal};
use crate::iat::history::{Entry, Happened, RefusalReason};
use crate::iat::transfer::ConsentWithdrawn;
use crate::iat::transfer_policy::TransferPolicy;
use crate::noun::By;

/// Refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryRefuse")]
pub struct Refuse {
    /// The enquiry.
    pub id: Uuid,
    /// Why.
    pub reason: RefusalReason,
    /// More about it; the asker reads it.
    pub note: String,
}

/// The asker ended it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The enquiry.
    pub id: Uuid,
}

/// The person has told this organisation that they withdraw their consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryWithdrawConsent")]
pub struct WithdrawConsent {
    /// The enquiry.
    pub id: Uuid,
}

/// The person has told the asker that they withdraw their consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoseConsent {
    /// The enquiry.
    pub id: Uuid,
    /// Who recorded it there.
    pub by: Option<String>,
}

/// A day has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Age {
    /// The enquiry.
    pub id: Uuid,
}

impl Refuse {
    pub(super) fn decide(&self, enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        let note = self.note.trim();
        if self.reason == RefusalReason::Other && note.is_empty() {
            return Err(Refusal::NoteMissing);
        }
        let entry = Entry::new(Happened::Refused { reason: self.reason }, by);
        Ok(vec![Event::Refused(self.reason, note.to_owned(), entry)])
    }
}

impl End {
    pub(super) fn decide(enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        Ok(vec![Event::Ended(enquiry.said_by_asker(Happened::Withdrawn, by))])
    }
}

impl WithdrawConsent {
    pub(super) fn decide(enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        enquiry.may_lose_consent()?;
        let withdrawn = ConsentWithdrawn::told(by);
        let entry = withdrawn.entry(by);
        Ok(vec![Event::ConsentWithdrawn(withdrawn, entry)])
    }
}

impl LoseConsent {
    pub(super) fn decide(&self, enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        enquiry.may_lose_consent()?;
        let withdrawn = ConsentWithdrawn {
            told: enquiry.asker.name.clone(),
            by: self.by.clone(),
            at: by.received_at,
        };
        let entry = withdrawn.entry(by);
        Ok(vec![Event::ConsentLost(withdrawn, entry)])
    }
}

impl Age {
    /// What the day brings: nothing, a reminder, or the end. It is counted from the day on which
    /// somebody last said something.
    pub(super) fn decide(
        enquiry: &Enquiry,
        policy: Option<&TransferPolicy>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        let waits = policy.map(|policy| policy.waits).unwrap_or_default();
        let Some(since) = enquiry.waits_since().map(|since| since.date_naive()) else {
            return Ok(Vec::new());
        };
        let days = (by.received_at.date_naive() - since).num_days();
        if days >= waits.lapse.into() {
            return Ok(vec![Event::Lapsed(Entry::new(Happened::Lapsed, by))]);
        }
        let due = waits.reminders(days);
        if due <= enquiry.reminded {
            return Ok(Vec::new());
        }
        let lapses_on = since + chrono::Days::new(waits.lapse.into());
        Ok(vec![Event::Reminded { due, lapses_on, entry: Entry::new(Happened::Reminded, by) }])
    }
}
