//! A record was released of the wrong person: it is recalled. What occupational health and human
//! resources here have done about it since. And what the asker says when a release came after it had
//! ended its request.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Enquiry, Event, Refusal, Stage};
use crate::iat::history::{Entry, Happened};
use crate::iat::reference::Question;
use crate::noun::By;

/// Recall what was released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "EnquiryRecall")]
pub struct Recall {
    /// The enquiry.
    pub id: Uuid,
    /// Why; the asker reads it.
    pub reason: String,
}

/// The asker took nothing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTakenIn {
    /// The enquiry.
    pub id: Uuid,
}

/// Occupational health has decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OhDone {
    /// The enquiry.
    pub id: Uuid,
    /// Whether it sent its part.
    pub released: bool,
}

/// Human resources have given a reference, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceDone {
    /// The enquiry.
    pub id: Uuid,
    /// What it answers, if it was given.
    pub questions: Option<Vec<Question>>,
    /// Who gave it, or gave none.
    pub by: Option<String>,
}

impl Recall {
    pub(super) fn decide(&self, enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        if !matches!(enquiry.stage, Stage::Released { .. }) {
            return Err(Refusal::NotReleased);
        }
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(vec![Event::Recalled(reason.to_owned(), Entry::new(Happened::Recalled, by))])
    }
}

impl NotTakenIn {
    pub(super) fn decide(enquiry: &Enquiry, by: &By) -> Result<Vec<Event>, Refusal> {
        if !matches!(enquiry.stage, Stage::Released { .. }) {
            return Err(Refusal::NotReleased);
        }
        Ok(vec![Event::NotTakenIn(enquiry.said_by_asker(Happened::NotTakenIn, by))])
    }
}

impl OhDone {
    pub(super) fn event(&self, by: &By) -> Event {
        let what = if self.released { Happened::OhReleased } else { Happened::OhNotReleased };
        Event::OhDone(Entry::new(what, by))
    }
}

impl ReferenceDone {
    pub(super) fn event(&self, by: &By) -> Event {
        let what = match &self.questions {
            Some(questions) => Happened::ReferenceSubmitted { questions: questions.clone() },
            None => Happened::ReferenceDeclined,
        };
        Event::ReferenceDone(Entry { who: self.by.clone(), ..Entry::new(what, by) })
    }
}
