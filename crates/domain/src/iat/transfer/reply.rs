//! What the asker says to a question of the source, with corrections of who is meant where the
//! question shows that something was mistyped.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::request::{date_of_birth, last_name, ni_number};
use super::{Event, Refusal, Stage, Transfer};
use crate::iat::candidate::Correction;
use crate::iat::exchange;
use crate::iat::history::{Entry, Happened};
use crate::noun::By;

/// Answer the source's question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "TransferReply")]
pub struct Reply {
    /// The transfer.
    pub id: Uuid,
    /// The answer; may be empty where something is corrected.
    pub text: String,
    /// Another National Insurance number, as typed.
    pub ni_number: Option<String>,
    /// Another date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// Another last name, as typed.
    pub last_name: Option<String>,
}

/// Without what was typed, so that no log shows it.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Reply {
    pub(super) fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        match transfer.stage {
            Stage::MoreAsked => {}
            Stage::Requested | Stage::AwaitingApproval => return Err(Refusal::NothingAsked),
            _ => return Err(Refusal::NotOpen),
        }
        let today = by.claimed_at.date_naive();
        let correction = Correction {
            ni_number: self.ni_number.as_deref().map(ni_number).transpose()?,
            date_of_birth: self.date_of_birth.map(|on| date_of_birth(on, today)).transpose()?,
            last_name: self.last_name.as_deref().map(last_name).transpose()?,
        };
        let corrected = correction.fields();
        let text = self.text.trim();
        if text.is_empty() && corrected.is_empty() {
            return Err(Refusal::ReplyEmpty);
        }
        let reply = exchange::Reply {
            text: text.to_owned(),
            corrected: corrected.clone(),
            by: by.user().cloned().ok_or(Refusal::NotFound)?,
            at: by.received_at,
        };
        let entry = Entry::new(Happened::Replied { corrected }, by);
        Ok(vec![Event::Replied(Box::new(reply), Box::new(correction), entry)])
    }
}
