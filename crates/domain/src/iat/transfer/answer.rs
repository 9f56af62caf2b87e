//! What the source said, taken in: its answer, its question, and what it does about an answer
//! that it has given.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ConsentWithdrawn, Event, PartStage, Refusal, Stage, Transfer};
use crate::iat::exchange::Exchange;
use crate::iat::history::{Entry, Happened, RefusalReason};
use crate::iat::item::{Field, PartKind};
use crate::iat::reference::{Question, WantedStage};
use crate::noun::By;
use crate::words::UserRef;

/// What the source said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The transfer.
    pub id: Uuid,
    /// What.
    pub answer: Said,
}

/// The source's answers, without their contents: those go to the parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Said {
    /// A person has to decide.
    AwaitingApproval,
    /// Released.
    Released {
        /// Which fields.
        fields: Vec<Field>,
        /// How many competences.
        competences: u32,
        /// Which parts.
        parts: BTreeSet<PartKind>,
        /// Without an approver.
        automatic: bool,
    },
    /// Refused.
    Refused {
        /// Why.
        reason: RefusalReason,
        /// More about it.
        note: String,
    },
    /// The source wants to know something first.
    MoreAsked {
        /// What.
        question: String,
    },
    /// The source reminds of its question.
    Reminded {
        /// The day on which the request ends if nobody answers.
        lapses_on: NaiveDate,
    },
    /// Nobody answered in time.
    Lapsed,
    /// The person told the source that they withdraw their consent.
    ConsentWithdrawn {
        /// Who recorded it there.
        by: Option<String>,
    },
    /// It was the wrong person's record: it is recalled.
    Recalled {
        /// Why.
        reason: String,
    },
    /// The OH part was sent to OH.
    OhReleased,
    /// The OH part will not come.
    OhNotReleased,
    /// A reference was given.
    ReferenceSubmitted {
        /// What it answers.
        questions: Vec<Question>,
        /// Who completed it.
        by: String,
    },
    /// No reference is given.
    ReferenceDeclined {
        /// Why.
        reason: String,
    },
}

/// A part was looked through to the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDecided {
    /// The transfer.
    pub id: Uuid,
    /// Which part.
    pub part: PartKind,
    /// By whom.
    pub by: UserRef,
}

impl Answer {
    pub(super) fn decide(&self, transfer: &Transfer, by: &By) -> Result<Vec<Event>, Refusal> {
        let open = transfer.stage.is_open();
        let entries = match &self.answer {
            Said::AwaitingApproval if transfer.stage == Stage::Requested => {
                vec![Happened::AwaitingApproval]
            }
            Said::Released { fields, competences, automatic, .. } if open => {
                let matched =
                    if *automatic { Happened::MatchedInFull } else { Happened::MatchConfirmed };
                let released = Happened::Released {
                    fields: fields.clone(),
                    competences: *competences,
                    automatic: *automatic,
                };
                vec![matched, released]
            }
            // It crossed the end of the request: both sides say that nothing was taken in.
            Said::Released { .. } if transfer.was_ended_here() && !transfer.has_not_taken_in() => {
                let entry = transfer.said_by_source(Happened::NotTakenIn, by);
                return Ok(vec![Event::NotTakenIn(entry)]);
            }
            Said::Refused { reason, .. } if open => vec![Happened::Refused { reason: *reason }],
            Said::MoreAsked { .. } if open && transfer.stage != Stage::MoreAsked => {
                vec![Happened::MoreAsked]
            }
            Said::Reminded { .. } if transfer.stage == Stage::MoreAsked => {
                vec![Happened::Reminded]
            }
            Said::Lapsed if open => vec![Happened::Lapsed],
            Said::ConsentWithdrawn { by: told } => {
                transfer.may_lose_consent()?;
                let withdrawn = ConsentWithdrawn {
                    told: transfer.source.name.clone(),
                    by: told.clone(),
                    at: by.received_at,
                };
                let entry = withdrawn.entry(by);
                return Ok(vec![Event::ConsentLost(withdrawn, entry)]);
            }
            Said::Recalled { .. } if transfer.stage == Stage::Released => {
                vec![Happened::Recalled]
            }
            Said::OhReleased if transfer.oh_is_waiting() => vec![Happened::OhReleased],
            Said::OhNotReleased if transfer.oh_is_waiting() => vec![Happened::OhNotReleased],
            Said::ReferenceSubmitted { questions, .. } if transfer.reference_is_waiting() => {
                vec![Happened::ReferenceSubmitted { questions: questions.clone() }]
            }
            Said::ReferenceDeclined { .. } if transfer.reference_is_waiting() => {
                vec![Happened::ReferenceDeclined]
            }
            _ => return Err(Refusal::NotOpen),
        };
        let who = match &self.answer {
            Said::ReferenceSubmitted { by, .. } => Some(by.clone()),
            _ => None,
        };
        let said = |what| Entry { who: who.clone(), ..transfer.said_by_source(what, by) };
        let entries = entries.into_iter().map(said).collect();
        Ok(vec![Event::Answered(self.answer.clone(), entries, by.received_at)])
    }
}

impl Transfer {
    fn said_by_source(&self, what: Happened, by: &By) -> Entry {
        Entry { organisation: self.source.name.clone(), ..Entry::new(what, by) }
    }

    fn was_ended_here(&self) -> bool {
        matches!(self.stage, Stage::Withdrawn { .. } | Stage::ConsentWithdrawn)
    }

    fn has_not_taken_in(&self) -> bool {
        self.history.iter().any(|entry| entry.what == Happened::NotTakenIn)
    }

    pub(super) fn take_in(&mut self, said: &Said, at: DateTime<Utc>) {
        match said {
            Said::AwaitingApproval => self.stage = Stage::AwaitingApproval,
            Said::MoreAsked { question } => {
                self.stage = Stage::MoreAsked;
                self.exchanges.push(Exchange {
                    question: question.clone(),
                    asked_at: at,
                    reply: None,
                });
            }
            Said::Released { parts, .. } => {
                self.stage = Stage::Released;
                for (kind, stage) in &mut self.parts {
                    *stage = match (parts.contains(kind), kind) {
                        (false, _) => PartStage::NotComing,
                        (true, PartKind::OccupationalHealth) => PartStage::Waiting,
                        (true, _) => PartStage::Arrived,
                    };
                }
            }
            Said::Refused { reason, note } => {
                self.end_as(Stage::Refused { reason: *reason, note: note.clone() });
            }
            Said::Lapsed => self.end_as(Stage::Lapsed),
            Said::Recalled { reason } => {
                self.stage = Stage::Recalled { reason: reason.clone() };
                for part in self.parts.values_mut() {
                    *part = match part {
                        PartStage::Arrived | PartStage::Decided | PartStage::Recalled => {
                            PartStage::Recalled
                        }
                        PartStage::Waiting | PartStage::NotComing => PartStage::NotComing,
                    };
                }
                self.take_reference_back();
            }
            Said::OhReleased => {
                self.parts.insert(PartKind::OccupationalHealth, PartStage::Arrived);
            }
            Said::OhNotReleased => {
                self.parts.insert(PartKind::OccupationalHealth, PartStage::NotComing);
            }
            Said::ReferenceSubmitted { .. } => self.reference_is(WantedStage::Arrived),
            Said::ReferenceDeclined { reason } => {
                self.reference_is(WantedStage::Declined { reason: reason.clone() });
            }
            // A reminder changes nothing; consent has an event of its own.
            Said::Reminded { .. } | Said::ConsentWithdrawn { .. } => {}
        }
    }
}

impl PartDecided {
    pub(super) fn event(&self, by: &By) -> Event {
        let entry = Entry {
            who: Some(self.by.name.clone()),
            ..Entry::new(Happened::PartDecided { part: self.part }, by)
        };
        Event::PartDecided(self.part, entry)
    }
}
