//! Everything that can be asked for, and why it may be refused: one variant a noun.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::access::Access;
use crate::iat::{enquiry, incident, learning_part, oh_enquiry, oh_part, part};
use crate::iat::{recruitment_part, reference, reference_part, transfer};
use crate::notifications::{Delegation, KindSetting, delegation, kind_setting, notice};
use crate::noun::{Noun, NounKind};
use crate::recruitment::{applicant, document};
use crate::words::ChunkName;
use crate::{kept, policy};

/// What somebody asks for. The same bytes are decided on the desk, queued, sent, decided again on
/// the server and audited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "noun", content = "command", rename_all = "snake_case")]
pub enum Command {
    /// Of an applicant.
    Applicant(applicant::Command),
    /// Of a document.
    Document(document::Command),
    /// Of a transfer.
    Transfer(transfer::Command),
    /// Of an enquiry.
    Enquiry(enquiry::Command),
    /// Of an enquiry to occupational health.
    OhEnquiry(oh_enquiry::Command),
    /// Of recruitment's part.
    RecruitmentPart(recruitment_part::Command),
    /// Of learning's part.
    LearningPart(learning_part::Command),
    /// Of occupational health's part.
    OhPart(oh_part::Command),
    /// Of an incident.
    Incident(incident::Command),
    /// Of a reference, at the source.
    Reference(reference::Command),
    /// Of a reference that arrived. Muster's own.
    #[specta(skip)]
    ReferencePart(reference_part::Command),
    /// Of a notice.
    Notice(notice::Command),
    /// Of a delegation.
    Delegation(delegation::Command),
    /// Of how a kind of notice is set. An administrator's, on the server.
    #[specta(skip)]
    KindSetting(kind_setting::Command),
    /// An occupational-health record was read. The desk's own.
    #[specta(skip)]
    Access(Access),
    /// Keep or drop a record. Muster's own.
    #[specta(skip)]
    Keep(kept::Command),
}

impl Command {
    /// The record it is about: what it is ordered by.
    pub fn target(&self) -> (NounKind, Uuid) {
        match self {
            Command::Applicant(c) => {
                (NounKind::Applicant, crate::recruitment::Applicant::target(c))
            }
            Command::Document(c) => (NounKind::Document, crate::recruitment::Document::target(c)),
            Command::Transfer(c) => (NounKind::Transfer, transfer::Transfer::target(c)),
            Command::Enquiry(c) => (NounKind::Enquiry, enquiry::Enquiry::target(c)),
            Command::OhEnquiry(c) => (NounKind::OhEnquiry, oh_enquiry::OhEnquiry::target(c)),
            Command::RecruitmentPart(c) => {
                (NounKind::RecruitmentPart, recruitment_part::RecruitmentPart::target(c))
            }
            Command::LearningPart(c) => {
                (NounKind::LearningPart, learning_part::LearningPart::target(c))
            }
            Command::OhPart(c) => (NounKind::OhPart, oh_part::OhPart::target(c)),
            Command::Incident(c) => (NounKind::Incident, incident::Incident::target(c)),
            Command::Reference(c) => (NounKind::Reference, reference::Reference::target(c)),
            Command::ReferencePart(c) => {
                (NounKind::ReferencePart, reference_part::ReferencePart::target(c))
            }
            Command::Notice(c) => (NounKind::Notice, notice::Notice::target(c)),
            Command::Delegation(c) => (NounKind::Delegation, Delegation::target(c)),
            Command::KindSetting(c) => (NounKind::KindSetting, KindSetting::target(c)),
            Command::Access(access) => (access.noun, access.id),
            Command::Keep(kept::Command::Keep(kept)) => kept.key(),
            Command::Keep(kept::Command::Drop { noun, id }) => (*noun, *id),
        }
    }

    /// The parts of files that it names, in their order: they are at the server before it is decided.
    pub fn chunks(&self) -> &[ChunkName] {
        match self {
            Command::Document(document::Command::Add(add)) => &add.chunks,
            _ => &[],
        }
    }

    /// A word for what is asked, without anything personal: for headers, logs and lists.
    pub fn verb(&self) -> &'static str {
        use crate::iat::part::Command as Part;
        match self {
            Command::Applicant(applicant::Command::Withdraw(_)) => "applicant.withdraw",
            Command::Applicant(applicant::Command::Change(_)) => "applicant.change",
            Command::Applicant(applicant::Command::SayEarlierService(_)) => {
                "applicant.say_earlier_service"
            }
            Command::Document(document::Command::Add(_)) => "document.add",
            Command::Document(document::Command::Remove(_)) => "document.remove",
            Command::Transfer(c) => match c {
                transfer::Command::Request(_) => "transfer.request",
                transfer::Command::Withdraw(_) => "transfer.withdraw",
                transfer::Command::Reply(_) => "transfer.reply",
                transfer::Command::WithdrawConsent(_) => "transfer.withdraw_consent",
                transfer::Command::Answer(_) => "transfer.answer",
                transfer::Command::PartDecided(_) => "transfer.part_decided",
                transfer::Command::End(_) => "transfer.end",
            },
            Command::Enquiry(c) => match c {
                enquiry::Command::Open(_) => "enquiry.open",
                enquiry::Command::Release(_) => "enquiry.release",
                enquiry::Command::Refuse(_) => "enquiry.refuse",
                enquiry::Command::AskMore(_) => "enquiry.ask_more",
                enquiry::Command::WithdrawConsent(_) => "enquiry.withdraw_consent",
                enquiry::Command::Recall(_) => "enquiry.recall",
                enquiry::Command::Reply(_) => "enquiry.reply",
                enquiry::Command::LoseConsent(_) => "enquiry.lose_consent",
                enquiry::Command::NotTakenIn(_) => "enquiry.not_taken_in",
                enquiry::Command::Age(_) => "enquiry.age",
                enquiry::Command::End(_) => "enquiry.end",
                enquiry::Command::OhDone(_) => "enquiry.oh_done",
                enquiry::Command::ReferenceDone(_) => "enquiry.reference_done",
            },
            Command::OhEnquiry(c) => match c {
                oh_enquiry::Command::Open(_) => "oh_enquiry.open",
                oh_enquiry::Command::Release(_) => "oh_enquiry.release",
                oh_enquiry::Command::Refuse(_) => "oh_enquiry.refuse",
                oh_enquiry::Command::End(_) => "oh_enquiry.end",
            },
            Command::RecruitmentPart(Part::Arrive(_)) => "recruitment_part.arrive",
            Command::RecruitmentPart(Part::Decide(_)) => "recruitment_part.decide",
            Command::RecruitmentPart(Part::TakeOut(_)) => "recruitment_part.take_out",
            Command::RecruitmentPart(Part::LoseConsent(_)) => "recruitment_part.lose_consent",
            Command::RecruitmentPart(Part::Recall(_)) => "recruitment_part.recall",
            Command::LearningPart(Part::Arrive(_)) => "learning_part.arrive",
            Command::LearningPart(Part::Decide(_)) => "learning_part.decide",
            Command::LearningPart(Part::TakeOut(_)) => "learning_part.take_out",
            Command::LearningPart(Part::LoseConsent(_)) => "learning_part.lose_consent",
            Command::LearningPart(Part::Recall(_)) => "learning_part.recall",
            Command::OhPart(Part::Arrive(_)) => "oh_part.arrive",
            Command::OhPart(Part::Decide(_)) => "oh_part.decide",
            Command::OhPart(Part::TakeOut(_)) => "oh_part.take_out",
            Command::OhPart(Part::LoseConsent(_)) => "oh_part.lose_consent",
            Command::OhPart(Part::Recall(_)) => "oh_part.recall",
            Command::Incident(c) => match c {
                incident::Command::Close(_) => "incident.close",
                incident::Command::Open(_) => "incident.open",
                incident::Command::Accepted(_) => "incident.accepted",
            },
            Command::Reference(c) => match c {
                reference::Command::Open(_) => "reference.open",
                reference::Command::Fill(_) => "reference.fill",
                reference::Command::Submit(_) => "reference.submit",
                reference::Command::Decline(_) => "reference.decline",
                reference::Command::End(_) => "reference.end",
            },
            Command::ReferencePart(reference_part::Command::Arrive(_)) => "reference_part.arrive",
            Command::Notice(c) => match c {
                notice::Command::Read(_) => "notice.read",
                notice::Command::Finish(_) => "notice.finish",
                notice::Command::Raise(_) => "notice.raise",
                notice::Command::Settle(_) => "notice.settle",
                notice::Command::Claim(_) => "notice.claim",
                notice::Command::PutBack(_) => "notice.put_back",
                notice::Command::Pass(_) => "notice.pass",
                notice::Command::Cover(_) => "notice.cover",
                notice::Command::Follow(_) => "notice.follow",
            },
            Command::Delegation(delegation::Command::Make(_)) => "delegation.make",
            Command::Delegation(delegation::Command::End(_)) => "delegation.end",
            Command::KindSetting(kind_setting::Command::Set(_)) => "kind_setting.set",
            Command::Access(_) => "record.read",
            Command::Keep(kept::Command::Keep(_)) => "record.keep",
            Command::Keep(kept::Command::Drop { .. }) => "record.drop",
        }
    }
}

/// Why not: a reason that somebody can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "noun", content = "reason", rename_all = "snake_case")]
pub enum Refusal {
    /// By policy.
    #[error(transparent)]
    Policy(#[from] policy::Refusal),
    /// By an applicant's rules.
    #[error(transparent)]
    Applicant(#[from] applicant::Refusal),
    /// By a document's rules.
    #[error(transparent)]
    Document(#[from] document::Refusal),
    /// By a transfer's rules.
    #[error(transparent)]
    Transfer(#[from] transfer::Refusal),
    /// By an enquiry's rules.
    #[error(transparent)]
    Enquiry(#[from] enquiry::Refusal),
    /// By the rules of an enquiry to occupational health.
    #[error(transparent)]
    OhEnquiry(#[from] oh_enquiry::Refusal),
    /// By a part's rules.
    #[error(transparent)]
    Part(#[from] part::Refusal),
    /// By an incident's rules.
    #[error(transparent)]
    Incident(#[from] incident::Refusal),
    /// By a reference's rules.
    #[error(transparent)]
    Reference(#[from] reference::Refusal),
    /// By the rules of a reference that arrives.
    #[error(transparent)]
    ReferencePart(#[from] reference_part::Refusal),
    /// By a notice's rules.
    #[error(transparent)]
    Notice(#[from] notice::Refusal),
    /// By a delegation's rules.
    #[error(transparent)]
    Delegation(#[from] delegation::Refusal),
    /// By the rules of how a kind of notice is set.
    #[error(transparent)]
    KindSetting(#[from] kind_setting::Refusal),
}

impl Refusal {
    /// The form field the refusal is about, if it is about one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Policy(_) | Refusal::ReferencePart(_) => None,
            Refusal::Notice(r) => r.field(),
            Refusal::Delegation(r) => r.field(),
            Refusal::KindSetting(r) => r.field(),
            Refusal::Reference(r) => r.field(),
            Refusal::Applicant(r) => r.field(),
            Refusal::Document(r) => r.field(),
            Refusal::Transfer(r) => r.field(),
            Refusal::Enquiry(r) => r.field(),
            Refusal::OhEnquiry(r) => r.field(),
            Refusal::Part(r) => r.field(),
            Refusal::Incident(r) => r.field(),
        }
    }
}
