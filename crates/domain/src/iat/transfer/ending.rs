//! The end of a request, by whoever asked.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Event, Refusal, Transfer};
use crate::iat::history::{Entry, Happened};
use crate::noun::By;

/// End a transfer before it is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "TransferWithdraw")]
pub struct Withdraw {
    /// The transfer.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// End it: the applicant is no longer one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The transfer.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

impl Withdraw {
    pub(super) fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if !transfer.stage.is_open() {
            return Err(Refusal::NotOpen);
        }
        let entry = Entry::new(Happened::Withdrawn, by);
        Ok(vec![Event::Withdrawn(self.reason.trim().to_owned(), entry)])
    }
}

impl End {
    pub(super) fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        let entry = Entry::new(Happened::Withdrawn, by);
        if transfer.stage.is_open() {
            Ok(vec![Event::Withdrawn(self.reason.clone(), entry)])
        } else if transfer.oh_is_waiting() {
            Ok(vec![Event::OhCalledOff(entry)])
        } else if transfer.reference_is_waiting() {
            Ok(vec![Event::ReferenceCalledOff(entry)])
        } else {
            Err(Refusal::NotOpen)
        }
    }
}
