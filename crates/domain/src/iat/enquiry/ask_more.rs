//! The approver asks for more; the asker answers, and may correct who is meant: then candidates are
//! found anew, and what matches in full may leave by itself as on arrival.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::arrive::automatic;
use super::{Enquiry, Event, Refusal, Stage};
use crate::iat::candidate::{Candidate, Correction, Identity};
use crate::iat::exchange::{self, Exchange};
use crate::iat::history::{Entry, Happened};
use crate::iat::transfer_policy::TransferPolicy;
use crate::noun::By;

/// Ask the asker for more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryAskMore")]
pub struct AskMore {
    /// The enquiry.
    pub id: Uuid,
    /// The question; the asker reads it.
    pub question: String,
}

/// The asker's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The enquiry.
    pub id: Uuid,
    /// What was said.
    pub reply: exchange::Reply,
    /// What of the identity is another.
    pub correction: Correction,
}

impl AskMore {
    pub(super) fn decide(&self, enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        if enquiry.stage == Stage::MoreAsked {
            return Err(Refusal::AlreadyAskedMore);
        }
        let question = self.question.trim();
        if question.is_empty() {
            return Err(Refusal::QuestionMissing);
        }
        let exchange = Exchange::begin(question, by);
        Ok(vec![Event::MoreAsked(exchange, Entry::new(Happened::MoreAsked, by))])
    }
}

impl Reply {
    pub(super) fn decide(
        &self,
        enquiry: &Enquiry,
        identity: Identity,
        candidates: &[Candidate],
        policy: Option<&TransferPolicy>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        enquiry.must_be_open()?;
        if enquiry.stage != Stage::MoreAsked {
            return Err(Refusal::NothingAsked);
        }
        let entry = Entry {
            who: Some(self.reply.by.name.clone()),
            ..enquiry
                .said_by_asker(Happened::Replied { corrected: self.reply.corrected.clone() }, by)
        };
        let replied = Event::Replied {
            reply: Box::new(self.reply.clone()),
            identity: Box::new(identity),
            candidates: candidates.to_vec(),
            entry,
        };
        let mut events = vec![replied];
        // Words alone show no more of who is meant than was known on arrival.
        if !self.reply.corrected.is_empty() {
            events.extend(automatic(&enquiry.consent, candidates, policy, by));
        }
        Ok(events)
    }
}
