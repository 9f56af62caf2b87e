//! Stories of a reference that both organisations take part in: consent is withdrawn, nobody answers,
//! the wrong person's record is recalled.

use super::tests::{fill, submit, the_rest};
use super::{Reference, Stage, Wanted, WantedStage};
use crate::iat::candidate::Candidate;
use crate::iat::enquiry;
use crate::iat::item::PartKind;
use crate::iat::reference_part::ReferencePart;
use crate::iat::transfer::{self, Transfer};
use crate::notifications::{Notice, notice};
use crate::policy::Role;
use crate::spec::{Both, Story, TRANSFER, both, megan, reference_asked, request};

/// A record and a reference have been asked for; an approver at the source decides.
fn asked() -> Both {
    let mut with = request();
    with.reference = Some(reference_asked());
    both(megan().rows())
        .here(Role::RecruitmentOfficer, transfer::Command::Request(with))
        .delivered()
}

/// The record is here; human resources at the source have the form.
fn to_complete() -> Both {
    let both = asked();
    let candidate = both.there.all::<Candidate>().remove(0);
    let release = enquiry::Release {
        id: TRANSFER,
        person: candidate.person,
        parts: [PartKind::Recruitment].into(),
        previewed: candidate.preview.digest,
    };
    both.there(Role::IatApprover, enquiry::Command::Release(release)).delivered()
}

/// The reference is sent; nothing of it has reached the asker yet.
fn sent() -> Both {
    let both = to_complete().there(Role::HrOfficer, fill(&the_rest()));
    let submit = submit(&both.there);
    both.there(Role::HrOfficer, submit)
}

fn lost_here() -> transfer::Command {
    transfer::Command::WithdrawConsent(transfer::WithdrawConsent { id: TRANSFER })
}

fn lost_there() -> enquiry::Command {
    enquiry::Command::WithdrawConsent(enquiry::WithdrawConsent { id: TRANSFER })
}

fn recall() -> enquiry::Command {
    enquiry::Command::Recall(enquiry::Recall { id: TRANSFER, reason: "a namesake".to_owned() })
}

fn wanted(both: &Both) -> Option<WantedStage> {
    let reference: Option<Wanted> = both.here.get::<Transfer>(TRANSFER).reference;
    reference.map(|wanted| wanted.stage)
}

fn arrived(both: &Both) -> bool {
    both.here.find::<ReferencePart>(TRANSFER).is_some()
}

fn form(both: &Both) -> Stage {
    both.there.get::<Reference>(TRANSFER).stage
}

fn is_open(story: &Story, kind: notice::Kind) -> bool {
    story.all::<Notice>().iter().any(|notice| notice.done.is_none() && notice.kind == kind)
}

/// The form is nobody's work any more, and the asker waits for nothing.
fn it_does_not_come(both: &Both) {
    assert_eq!((form(both), wanted(both)), (Stage::Ended, Some(WantedStage::NotComing)));
    assert!(!is_open(&both.there, notice::Kind::ReferenceToComplete));
    assert!(is_open(&both.there, notice::Kind::ReferenceEnded));
    assert!(!arrived(both));
}

/// It was here, and is no more.
fn it_is_taken_back(both: &Both) {
    assert_eq!(wanted(both), Some(WantedStage::TakenBack));
    assert!(!arrived(both));
    assert!(!is_open(&both.here, notice::Kind::ReferenceArrived));
}

#[test]
fn once_consent_is_gone_no_reference_is_given() {
    for both in [
        to_complete().here(Role::RecruitmentOfficer, lost_here()),
        to_complete().there(Role::IatApprover, lost_there()),
    ] {
        it_does_not_come(&both.delivered());
    }
}

#[test]
fn once_consent_is_gone_a_reference_that_arrived_is_taken_back() {
    let both = sent().delivered();
    assert!(arrived(&both) && is_open(&both.here, notice::Kind::ReferenceArrived));
    it_is_taken_back(&both.clone().here(Role::RecruitmentOfficer, lost_here()).delivered());
    it_is_taken_back(&both.there(Role::IatApprover, lost_there()).delivered());
}

#[test]
fn a_reference_that_crosses_the_withdrawal_of_consent_is_not_taken_in() {
    let both = sent().here(Role::RecruitmentOfficer, lost_here()).delivered();
    assert_eq!(wanted(&both), Some(WantedStage::NotComing));
    assert!(!arrived(&both));
}

#[test]
fn of_a_recalled_record_no_reference_is_given() {
    it_does_not_come(&to_complete().there(Role::IatApprover, recall()).delivered());
}

#[test]
fn of_a_recalled_record_a_reference_that_arrived_is_taken_back() {
    it_is_taken_back(&sent().delivered().there(Role::IatApprover, recall()).delivered());
}

#[test]
fn a_request_that_nobody_answered_brings_no_reference() {
    let both = asked().on("2026-12-22T03:00Z");
    let age = enquiry::Command::Age(enquiry::Age { id: TRANSFER });
    let both = both.muster_there(age).delivered();
    assert_eq!(both.here.get::<Transfer>(TRANSFER).stage, transfer::Stage::Lapsed);
    assert_eq!(wanted(&both), Some(WantedStage::NotComing));
    assert!(both.there.find::<Reference>(TRANSFER).is_none());
}
