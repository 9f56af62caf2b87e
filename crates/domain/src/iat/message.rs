//! What one organisation tells the other about a transfer. A message is written in the transaction
//! of its cause and applied once, by its id, in a transaction of the other organisation's log.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::candidate::{Correction, Identity};
use super::exchange;
use super::history::RefusalReason;
use super::item::{CompetenceItem, FieldItem, PartKind};
use super::reference::{self, Submitted};
use super::transfer::{Consent, Occasion, StaffKind};
use super::{enquiry, learning_part, oh_enquiry, oh_part, part, recruitment_part};
use super::{reference_part, transfer};
use crate::Command;
use crate::occupational_health::ImmunisationItem;
use crate::words::{OrganisationRef, UserRef};

/// The message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The transfer both sides speak of.
    pub transfer: Uuid,
    /// Who says it.
    pub from: OrganisationRef,
    /// What.
    pub says: Says,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Says {
    /// The asker to the source: please release.
    Requested {
        /// Who asks.
        asked_by: UserRef,
        /// For which post.
        post: String,
        /// From when, if it is known.
        start_on: Option<NaiveDate>,
        /// For which kind of staff.
        #[serde(default)]
        staff: StaffKind,
        /// Before the hire or after it.
        #[serde(default)]
        occasion: Occasion,
        /// The person's consent.
        consent: Consent,
        /// What is said where a reference is asked for as well.
        #[serde(default)]
        reference: Option<reference::Asked>,
        /// Who is meant.
        identity: Identity,
    },
    /// The asker to the source: it is over.
    Ended,
    /// The asker to the source: this is the answer to your question.
    Replied {
        /// What was said.
        reply: exchange::Reply,
        /// What of the identity is another.
        correction: Correction,
    },
    /// The asker to the source: the person has told us that they withdraw their consent.
    ConsentWithdrawn {
        /// Who recorded it.
        by: Option<String>,
    },
    /// The asker to the source: your release came after the end; nothing was taken in.
    NotTakenIn,
    /// The source to the asker: a person has to decide.
    AwaitingApproval,
    /// The source to the asker: here it is.
    Released {
        /// Recruitment's part, if it was released.
        fields: Vec<FieldItem>,
        /// Learning's part, if it was released.
        competences: Vec<CompetenceItem>,
        /// The parts that were released or passed to OH.
        parts: std::collections::BTreeSet<PartKind>,
        /// Whether nobody had to approve.
        automatic: bool,
    },
    /// The source to the asker: no.
    Refused {
        /// Why.
        reason: RefusalReason,
        /// More about it.
        note: String,
    },
    /// The source to the asker: we need to know something first.
    MoreAsked {
        /// What.
        question: String,
    },
    /// The source to the asker: our question waits for an answer.
    Reminded {
        /// The day on which the request ends if nobody answers.
        lapses_on: NaiveDate,
    },
    /// The source to the asker: nobody answered in time.
    Lapsed,
    /// The source to the asker: the person has told us that they withdraw their consent.
    ConsentWithdrawnAtSource {
        /// Who recorded it.
        by: Option<String>,
    },
    /// The source to the asker: that was the wrong person's record.
    Recalled {
        /// Why.
        reason: String,
    },
    /// The source's OH to the asker's OH.
    OhReleased {
        /// Immunisations.
        items: Vec<ImmunisationItem>,
    },
    /// The source's OH sends nothing.
    OhNotReleased,
    /// The source's human resources to the asker: the reference.
    ReferenceSubmitted {
        /// What it says.
        said: Box<Submitted>,
    },
    /// The source's human resources give none.
    ReferenceDeclined {
        /// Why.
        reason: String,
    },
}

impl Message {
    /// What the receiver does on hearing it, in order.
    pub fn commands(self) -> Vec<Command> {
        let id = self.transfer;
        let answer =
            |answer| Command::Transfer(transfer::Command::Answer(transfer::Answer { id, answer }));
        match self.says {
            Says::Requested {
                asked_by,
                post,
                start_on,
                staff,
                occasion,
                consent,
                reference,
                identity,
            } => {
                vec![Command::Enquiry(enquiry::Command::Open(Box::new(enquiry::Open {
                    id,
                    asker: self.from,
                    asked_by,
                    post,
                    start_on,
                    staff,
                    occasion,
                    consent,
                    reference,
                    identity,
                })))]
            }
            Says::Ended => vec![
                Command::Enquiry(enquiry::Command::End(enquiry::End { id })),
                Command::OhEnquiry(oh_enquiry::Command::End(oh_enquiry::End { id })),
                Command::Reference(reference::Command::End(reference::End { id })),
            ],
            Says::Replied { reply, correction } => {
                vec![Command::Enquiry(enquiry::Command::Reply(Box::new(enquiry::Reply {
                    id,
                    reply,
                    correction,
                })))]
            }
            Says::ConsentWithdrawn { by } => {
                let lose = enquiry::LoseConsent { id, by };
                vec![Command::Enquiry(enquiry::Command::LoseConsent(lose))]
            }
            Says::NotTakenIn => {
                let not_taken_in = enquiry::NotTakenIn { id };
                vec![Command::Enquiry(enquiry::Command::NotTakenIn(not_taken_in))]
            }
            Says::MoreAsked { question } => vec![answer(transfer::Said::MoreAsked { question })],
            Says::Reminded { lapses_on } => vec![answer(transfer::Said::Reminded { lapses_on })],
            Says::Lapsed => vec![answer(transfer::Said::Lapsed)],
            Says::ConsentWithdrawnAtSource { by } => {
                vec![answer(transfer::Said::ConsentWithdrawn { by })]
            }
            Says::Recalled { reason } => vec![answer(transfer::Said::Recalled { reason })],
            Says::AwaitingApproval => vec![answer(transfer::Said::AwaitingApproval)],
            Says::Released { fields, competences, parts, automatic } => {
                let mut commands = vec![answer(transfer::Said::Released {
                    fields: fields.iter().map(|item| item.field).collect(),
                    competences: u32::try_from(competences.len()).unwrap_or(u32::MAX),
                    parts: parts.clone(),
                    automatic,
                })];
                if parts.contains(&PartKind::Recruitment) {
                    commands.push(Command::RecruitmentPart(recruitment_part::Command::Arrive(
                        part::Arrive { id, source: self.from.clone(), items: fields },
                    )));
                }
                if parts.contains(&PartKind::Learning) {
                    commands.push(Command::LearningPart(learning_part::Command::Arrive(
                        part::Arrive { id, source: self.from, items: competences },
                    )));
                }
                commands
            }
            Says::Refused { reason, note } => {
                vec![answer(transfer::Said::Refused { reason, note })]
            }
            Says::OhReleased { items } => vec![
                answer(transfer::Said::OhReleased),
                Command::OhPart(oh_part::Command::Arrive(part::Arrive {
                    id,
                    source: self.from,
                    items,
                })),
            ],
            Says::OhNotReleased => vec![answer(transfer::Said::OhNotReleased)],
            Says::ReferenceSubmitted { said } => vec![
                answer(transfer::Said::ReferenceSubmitted {
                    questions: said.questions(),
                    by: said.completed.by.clone(),
                }),
                Command::ReferencePart(reference_part::Command::Arrive(Box::new(
                    reference_part::Arrive { id, source: self.from, said: *said },
                ))),
            ],
            Says::ReferenceDeclined { reason } => {
                vec![answer(transfer::Said::ReferenceDeclined { reason })]
            }
        }
    }
}
