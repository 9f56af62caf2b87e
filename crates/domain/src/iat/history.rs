//! The timeline of a transfer, kept on the record of both organisations (IAT-6): who did what,
//! when, and what was disclosed. It names fields and counts, never values.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::candidate::IdentityField;
use super::item::{Field, PartKind};
use super::reference::Question;
use crate::noun::By;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Entry {
    /// What.
    pub what: Happened,
    /// Who, by name; nobody when Muster acted by itself.
    pub who: Option<String>,
    /// For whom they stood in.
    #[serde(default)]
    pub for_whom: Option<String>,
    /// The organisation they acted for.
    pub organisation: String,
    /// When the server took it in; on a desk that has not sent it yet, when it was saved there.
    pub at: DateTime<Utc>,
    /// When it was done, by the clock of the desk it was done on.
    pub done_at: DateTime<Utc>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happened {
    /// The record was asked for, with consent.
    Requested,
    /// The request reached the source, which a person there must decide.
    AwaitingApproval,
    /// All three of number, birth date and last name matched one person.
    MatchedInFull,
    /// An approver confirmed who it is.
    MatchConfirmed,
    /// The record was released.
    Released {
        /// What went to recruitment, field by field.
        fields: Vec<Field>,
        /// How many competences went to learning.
        competences: u32,
        /// Whether no person at the source had to approve.
        automatic: bool,
    },
    /// The source refused.
    Refused {
        /// Why.
        reason: RefusalReason,
    },
    /// Occupational health at the source sent its part, sealed for occupational health.
    OhReleased,
    /// Occupational health at the source did not send its part.
    OhNotReleased,
    /// The asking side withdrew.
    Withdrawn,
    /// A part was looked through to the end.
    PartDecided {
        /// Which.
        part: PartKind,
    },
    /// The source asked the asker something.
    MoreAsked,
    /// The asker said something to it.
    Replied {
        /// What of the identity was corrected.
        corrected: Vec<IdentityField>,
    },
    /// The person withdrew their consent, and told this organisation.
    ConsentWithdrawn,
    /// Nobody answered, and somebody was reminded.
    Reminded,
    /// Nobody answered: it is over.
    Lapsed,
    /// It was the wrong person's record: the source recalled it.
    Recalled,
    /// The source released it when the asker had ended it: nothing of it was taken in.
    NotTakenIn,
    /// The source gave a reference.
    ReferenceSubmitted {
        /// What it answers.
        questions: Vec<Question>,
    },
    /// The source gave no reference.
    ReferenceDeclined,
}

/// Why a source does not release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// Nobody here matches.
    NotKnownHere,
    /// It cannot be told who is meant.
    IdentityNotConfirmed,
    /// The person has told the source that they do not consent.
    ConsentDisputed,
    /// Something else, said in the note.
    Other,
}

impl Entry {
    /// An entry for what `by` just did.
    pub fn new(what: Happened, by: &By) -> Self {
        Self {
            what,
            who: by.user().map(|user| user.name.clone()),
            for_whom: by.acting_for.as_ref().map(|whom| whom.name.clone()),
            organisation: by.organisation().name.clone(),
            at: by.received_at,
            done_at: by.claimed_at,
        }
    }
}
