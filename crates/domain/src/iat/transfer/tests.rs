//! A transfer, asked for: what a recruiter may ask, what the source hears, what comes back.

use super::*;
use crate::iat::history::Happened;
use crate::iat::item::{Field, FieldItem};
use crate::iat::message::{Message, Says};
use crate::iat::{history, recruitment_part};
use crate::notifications::{Notice, notice};
use crate::policy::{self, Role};
use crate::recruitment::applicant;
use crate::spec::{
    self, APPLICANT, Story, TRANSFER, asker, asking_side, consent, day, given, id, identity,
    organisation, request, row, source, user_of,
};

fn asking(request: Request) -> Command {
    Command::Request(request)
}

fn withdraw(reason: &str) -> Command {
    Command::Withdraw(Withdraw { id: TRANSFER, reason: reason.to_owned() })
}

/// A recruiter at the asker, about to ask.
fn recruiter() -> Story {
    given(asking_side()).by(Role::RecruitmentOfficer)
}

fn requested() -> Story {
    recruiter().when(asking(request())).happens()
}

fn from_the_source(says: Says) -> Message {
    Message { transfer: TRANSFER, from: source(), says }
}

fn released(parts: &[PartKind]) -> Message {
    from_the_source(Says::Released {
        fields: vec![FieldItem {
            field: Field::NhsStart,
            value: crate::iat::item::Value::Date { date: day("2014-04-01") },
        }],
        competences: vec![],
        parts: parts.iter().copied().collect(),
        automatic: false,
    })
}

fn transfer(story: &Story) -> Transfer {
    story.get(TRANSFER)
}

fn last(story: &Story) -> history::Entry {
    transfer(story).history.last().cloned().unwrap()
}

#[test]
fn a_recruiter_asks_the_last_employer_for_a_record_with_consent() {
    let says = Says::Requested {
        asked_by: user_of(Role::RecruitmentOfficer),
        post: "Staff Nurse".to_owned(),
        start_on: Some(day("2027-01-04")),
        staff: StaffKind::General,
        occasion: Occasion::BeforeHire,
        consent: consent(),
        reference: None,
        identity: identity(),
    };
    recruiter()
        .when(asking(request()))
        .changes(&[NounKind::Transfer])
        .tells(source(), &[says])
        .then(|outcome, story| {
            assert!(outcome.unchecked.is_empty());
            let transfer = transfer(story);
            assert_eq!(transfer.stage, Stage::Requested);
            assert_eq!(transfer.name.shown(), "Megan Walsh");
            assert_eq!(transfer.asked_by, user_of(Role::RecruitmentOfficer));
            assert!(transfer.parts.values().all(|part| *part == PartStage::Waiting));
            assert_eq!(transfer.parts.len(), 3);
            assert_eq!(transfer.history.len(), 1);
        });
}

#[test]
fn the_number_that_was_typed_is_kept_masked_and_nowhere_in_full() {
    recruiter().when(asking(request())).then(|outcome, story| {
        assert_eq!(transfer(story).ni_ending, "47 C");
        for write in &outcome.writes {
            let body = &write.after.as_ref().unwrap().body;
            assert!(!body.to_uppercase().replace(' ', "").contains("AB1234"), "{body}");
            assert!(!body.contains("1990"), "not the date of birth either: {body}");
        }
    });
    assert!(!format!("{:?}", request()).contains("12 34"), "no log shows it");
}

#[test]
fn a_recruiters_desk_can_ask_offline_and_knows_all_it_needs() {
    recruiter()
        .on_their_desk()
        .when(asking(request()))
        .leaves_unchecked(&[])
        .looks_only_at(&[NounKind::Transfer, NounKind::Applicant, NounKind::Organisation])
        .changes(&[NounKind::Transfer]);
}

#[test]
fn human_resources_may_ask_too() {
    given(asking_side()).by(Role::HrOfficer).when(asking(request())).happens();
}

#[test]
fn nobody_else_may_ask() {
    let needed = vec![Role::RecruitmentOfficer, Role::HrOfficer];
    for role in [
        Role::OhNurse,
        Role::LearningAdministrator,
        Role::IatApprover,
        Role::SystemAdministrator,
        Role::Auditor,
    ] {
        given(asking_side())
            .by(role)
            .when(asking(request()))
            .refused(policy::Refusal::NotYourRole { needed: needed.clone() });
    }
}

#[test]
fn the_applicant_must_be_known() {
    recruiter()
        .without(NounKind::Applicant, APPLICANT)
        .when(asking(request()))
        .refused(Refusal::ApplicantUnknown);
}

#[test]
fn a_withdrawn_applicants_record_cannot_be_asked_for() {
    let (reason, by) = ("took another post".to_owned(), Some("Hugh Rees".to_owned()));
    let stage = applicant::Stage::Withdrawn { reason: reason.clone(), by: by.clone() };
    recruiter()
        .and([row(&Applicant { stage, ..spec::applicant() })])
        .when(asking(request()))
        .refused(Refusal::ApplicantWithdrawn { by, reason });
}

#[test]
fn one_organisation_is_asked_once_at_a_time_for_one_applicant() {
    let again = asking(Request { id: id(0x7001), ..request() });
    requested().when(again).refused(Refusal::AlreadyAsked { transfer: TRANSFER });
}

#[test]
fn another_organisation_can_be_asked_at_the_same_time() {
    let cedar = organisation("RCC", "Cedar Trust");
    let known = Organisation { organisation: asker().id, reference: cedar.clone() };
    requested()
        .and([row(&known)])
        .when(asking(Request { id: id(0x7001), source: cedar.id, ..request() }))
        .happens();
}

#[test]
fn once_a_request_has_ended_the_same_organisation_can_be_asked_again() {
    requested()
        .when(withdraw("wrong number"))
        .happens()
        .when(asking(Request { id: id(0x7001), ..request() }))
        .happens();
}

#[test]
fn the_same_request_is_not_made_twice() {
    requested().when(asking(request())).refused(Refusal::AlreadyThere);
}

#[test]
fn an_organisation_does_not_ask_itself() {
    let own = Request { source: asker().id, ..request() };
    recruiter().when(asking(own)).refused(Refusal::SourceIsOwn);
}

#[test]
fn an_organisation_that_is_not_on_muster_cannot_be_asked() {
    let unknown = Request { source: organisation("RZZ", "Elsewhere").id, ..request() };
    recruiter().when(asking(unknown)).refused(Refusal::SourceUnknown);
}

#[test]
fn the_number_must_be_a_national_insurance_number() {
    for text in ["", "AB12345C", "GB123456A", "AB123456E"] {
        let typed = Request { ni_number: text.to_owned(), ..request() };
        recruiter().when(asking(typed)).refused(Refusal::NiNumberInvalid);
    }
}

#[test]
fn the_applicant_must_be_of_an_age_to_work() {
    let born = |on| asking(Request { date_of_birth: day(on), ..request() });
    // It is 24 November 2026.
    for on in ["2012-11-24", "1926-11-24"] {
        recruiter().when(born(on)).happens();
    }
    for on in ["2012-11-25", "2026-11-24", "2030-01-01", "1925-11-23", "0090-05-17"] {
        recruiter().when(born(on)).refused(Refusal::DateOfBirthImplausible);
    }
}

#[test]
fn the_last_name_must_be_given() {
    let typed = Request { last_name: "  ".to_owned(), ..request() };
    recruiter().when(asking(typed)).refused(Refusal::LastNameMissing);
}

#[test]
fn consent_must_have_been_given_and_not_more_than_a_year_ago() {
    let given_on = |on| {
        let consent = Consent { given_on: day(on), ..consent() };
        asking(Request { consent, ..request() })
    };
    recruiter().when(given_on("2026-11-24")).happens();
    recruiter().when(given_on("2025-11-24")).happens();
    recruiter().when(given_on("2026-11-25")).refused(Refusal::ConsentInFuture);
    recruiter().when(given_on("2025-11-22")).refused(Refusal::ConsentTooOld);
}

#[test]
fn a_transfer_that_is_not_there_is_not_withdrawn_or_answered() {
    recruiter().when(withdraw("why")).refused(Refusal::NotFound);
    let answer = Command::Answer(Answer { id: TRANSFER, answer: Said::AwaitingApproval });
    recruiter().by_muster().when(answer).refused(Refusal::NotFound);
}

#[test]
fn a_recruiter_withdraws_an_open_request_and_the_source_hears_of_it() {
    requested().when(withdraw(" wrong number ")).tells(source(), &[Says::Ended]).then(
        |_, story| {
            let transfer = transfer(story);
            assert_eq!(transfer.stage, Stage::Withdrawn { reason: "wrong number".to_owned() });
            assert!(transfer.parts.values().all(|part| *part == PartStage::NotComing));
            assert_eq!(last(story).who.as_deref(), Some("Rhian Pryce"));
        },
    );
}

#[test]
fn a_withdrawal_needs_a_reason() {
    requested().when(withdraw(" ")).refused(Refusal::ReasonMissing);
}

#[test]
fn what_has_ended_or_been_released_is_not_withdrawn() {
    requested()
        .when(withdraw("wrong number"))
        .happens()
        .when(withdraw("again"))
        .refused(Refusal::NotOpen);
    let (released, _) = requested().hears(released(&[PartKind::Recruitment]));
    released.by(Role::RecruitmentOfficer).when(withdraw("too late")).refused(Refusal::NotOpen);
}

#[test]
fn the_recruiter_sees_that_a_person_at_the_source_decides() {
    let (story, told) = requested().hears(from_the_source(Says::AwaitingApproval));
    assert_eq!(transfer(&story).stage, Stage::AwaitingApproval);
    assert_eq!(last(&story).organisation, "Birchwood Trust");
    assert!(told.is_empty());
}

#[test]
fn a_released_part_arrives_for_its_team_and_the_rest_does_not_come() {
    let parts = [PartKind::Recruitment, PartKind::OccupationalHealth];
    let (story, _) = requested().hears(released(&parts));
    let transfer = transfer(&story);
    assert_eq!(transfer.stage, Stage::Released);
    assert_eq!(
        transfer.parts.into_iter().collect::<Vec<_>>(),
        [
            (PartKind::Recruitment, PartStage::Arrived),
            (PartKind::Learning, PartStage::NotComing),
            (PartKind::OccupationalHealth, PartStage::Waiting),
        ]
    );
    assert_eq!(story.all::<recruitment_part::RecruitmentPart>().len(), 1);
    assert!(story.all::<crate::iat::learning_part::LearningPart>().is_empty());
    let notices = story.all::<Notice>();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].kind, notice::Kind::PartToReview { part: PartKind::Recruitment });
    assert_eq!(notices[0].to, Some(user_of(Role::RecruitmentOfficer)));
}

#[test]
fn a_refusal_reaches_the_recruiter_who_asked_with_its_reason() {
    let reason = RefusalReason::NotKnownHere;
    let says = Says::Refused { reason, note: "left in 2009".to_owned() };
    let (story, _) = requested().hears(from_the_source(says));
    let transfer = transfer(&story);
    assert_eq!(transfer.stage, Stage::Refused { reason, note: "left in 2009".to_owned() });
    assert!(transfer.parts.values().all(|part| *part == PartStage::NotComing));
    let notice = &story.all::<Notice>()[0];
    assert_eq!(notice.kind, notice::Kind::TransferRefused);
    assert_eq!(notice.to, Some(user_of(Role::RecruitmentOfficer)));
    assert_eq!(notice.due_on, None, "it informs, nobody has to act");
}

#[test]
fn what_is_released_after_a_withdrawal_is_not_taken_in() {
    let story = requested().when(withdraw("wrong number")).happens();
    let before = story.records.clone();
    let late = released(&[PartKind::Recruitment, PartKind::Learning]);
    let (story, told) = story.hears(late.clone());
    let not_taken_in = Message { transfer: TRANSFER, from: asker(), says: Says::NotTakenIn };
    assert_eq!(told, [(source().id, not_taken_in)], "the source says so too");
    assert_eq!(last(&story).what, Happened::NotTakenIn);
    assert_eq!(story.records.len(), before.len(), "no part of it came");
    // Once is enough.
    let before = story.records.clone();
    let (story, told) = story.hears(late);
    assert!(told.is_empty());
    let (story, _) = story.hears(from_the_source(Says::OhReleased { items: vec![] }));
    assert_eq!(story.records, before);
}

#[test]
fn the_oh_part_comes_or_does_not_come_on_its_own() {
    let (story, _) = requested().hears(released(&[PartKind::OccupationalHealth]));
    let (came, _) = story.clone().hears(from_the_source(Says::OhReleased { items: vec![] }));
    assert_eq!(transfer(&came).parts[&PartKind::OccupationalHealth], PartStage::Arrived);
    assert_eq!(came.all::<crate::iat::oh_part::OhPart>().len(), 1);
    let (never, _) = story.hears(from_the_source(Says::OhNotReleased));
    assert_eq!(transfer(&never).parts[&PartKind::OccupationalHealth], PartStage::NotComing);
    assert!(never.all::<crate::iat::oh_part::OhPart>().is_empty());
}

#[test]
fn a_refusal_points_at_the_field_it_is_about() {
    let fields = [
        (Refusal::ApplicantUnknown, Some("applicant")),
        (Refusal::AlreadyAsked { transfer: TRANSFER }, Some("applicant")),
        (Refusal::SourceIsOwn, Some("source")),
        (Refusal::SourceUnknown, Some("source")),
        (Refusal::NiNumberInvalid, Some("ni_number")),
        (Refusal::DateOfBirthImplausible, Some("date_of_birth")),
        (Refusal::LastNameMissing, Some("last_name")),
        (Refusal::ConsentInFuture, Some("consent")),
        (Refusal::ConsentTooOld, Some("consent")),
        (Refusal::ReasonMissing, Some("reason")),
        (Refusal::NotOpen, None),
    ];
    for (refusal, field) in fields {
        assert_eq!(crate::Refusal::from(refusal).field(), field);
    }
}

fn pull_out(story: Story) -> crate::spec::Then {
    let reason = "took another post".to_owned();
    let withdraw = applicant::Withdraw { id: APPLICANT, reason };
    story.by(Role::RecruitmentOfficer).when(applicant::Command::Withdraw(withdraw))
}

#[test]
fn when_an_applicant_pulls_out_oh_at_the_source_need_not_send_its_part_any_more() {
    let (story, _) = requested().hears(released(&[PartKind::OccupationalHealth]));
    let story = pull_out(story).tells(source(), &[Says::Ended]).happens();
    assert_eq!(transfer(&story).stage, Stage::Released);
    assert_eq!(transfer(&story).parts[&PartKind::OccupationalHealth], PartStage::NotComing);
    // What crosses the withdrawal is not taken in.
    let before = story.records.clone();
    let (story, _) = story.hears(from_the_source(Says::OhReleased { items: vec![] }));
    assert_eq!(story.records, before);
}

#[test]
fn when_an_applicant_pulls_out_what_has_arrived_is_not_called_back() {
    let (story, _) = requested().hears(released(&[PartKind::Recruitment]));
    pull_out(story).tells(source(), &[]).changes(&[NounKind::Applicant]);
}
