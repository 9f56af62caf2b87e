//! The person's consent: given before anything is asked, and withdrawn at any moment. Before the
//! record is released that ends the request; after, it is recorded on both sides, what has yet to
//! come does not come, and what arrived is not accepted any more.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Event, Refusal, Stage, Transfer};
use crate::iat::history::{Entry, Happened};
use crate::noun::By;

/// The applicant's consent, as recorded by whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Consent {
    /// The day it was given.
    pub given_on: NaiveDate,
    /// How it was given.
    pub means: ConsentMeans,
}

impl Consent {
    /// Consent older than this is asked for again: our default, no published figure was found
    /// (domain.md section 14).
    const HOLDS_DAYS: i64 = 366;

    /// Whether it still holds on a day. A release needs it on its own day too, not only on the
    /// day of the request (domain.md section 2).
    pub fn is_current(&self, on: NaiveDate) -> bool {
        (on - self.given_on).num_days() <= Self::HOLDS_DAYS
    }
}

/// How consent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMeans {
    /// When the offer was accepted in the recruitment system.
    OfferAcceptance,
    /// In writing.
    Written,
    /// By telephone, noted down.
    Telephone,
}

/// That consent was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConsentWithdrawn {
    /// The organisation that the person told.
    pub told: String,
    /// Who recorded it there.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl ConsentWithdrawn {
    /// The person has told `by`.
    pub fn told(by: &By) -> Self {
        Self {
            told: by.organisation().name.clone(),
            by: by.user().map(|user| user.name.clone()),
            at: by.received_at,
        }
    }

    /// The timeline's entry for it.
    pub(crate) fn entry(&self, by: &By) -> Entry {
        Entry {
            who: self.by.clone(),
            organisation: self.told.clone(),
            ..Entry::new(Happened::ConsentWithdrawn, by)
        }
    }
}

/// The applicant has withdrawn their consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "TransferWithdrawConsent")]
pub struct WithdrawConsent {
    /// The transfer.
    pub id: Uuid,
}

impl WithdrawConsent {
    pub(super) fn decide(transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        transfer.may_lose_consent()?;
        let withdrawn = ConsentWithdrawn::told(by);
        let entry = withdrawn.entry(by);
        Ok(vec![Event::ConsentWithdrawn(withdrawn, entry)])
    }
}

impl Transfer {
    /// There is something that consent is needed for: an answer to come, or what came.
    pub(super) fn may_lose_consent(&self) -> Result<(), Refusal> {
        if self.consent_withdrawn.is_some() {
            Err(Refusal::ConsentAlreadyWithdrawn)
        } else if self.stage.is_open() || self.stage == Stage::Released {
            Ok(())
        } else {
            Err(Refusal::NotOpen)
        }
    }
}
