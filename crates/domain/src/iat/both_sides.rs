//! Stories of a request that both organisations take part in: more is asked for, consent is
//! withdrawn, nobody answers, the wrong person's record is recalled.

use std::collections::BTreeSet;

use super::candidate::{Candidate, Compared, EnquiryIdentity, IdentityField};
use super::enquiry::{self, Enquiry};
use super::history::{Happened, RefusalReason};
use super::incident::{self, Incident};
use super::item::{Field, PartKind};
use super::learning_part::LearningPart;
use super::oh_enquiry::{self, OhEnquiry};
use super::oh_part::{self, OhPart};
use super::part::{self, Choice, Item, ItemChoice, Part};
use super::recruitment_part::{self, RecruitmentPart};
use super::transfer::{self, Consent, Occasion, PartStage, Request, Transfer};
use super::transfer_policy::{TransferPolicy, Waits};
use crate::learning::Competence;
use crate::notifications::{Notice, notice};
use crate::occupational_health::Immunisation;
use crate::organisation::Organisation;
use crate::policy::Role;
use crate::recruitment::{Applicant, Terms, applicant};
use crate::spec::{
    APPLICANT, Both, Everything, Row, Story, TRANSFER, asker, at, both, consent, day, employee, id,
    megan, name, opted_in, organisation, request, row, source, user_of,
};

const ALL: [PartKind; 3] =
    [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];

fn asking() -> transfer::Command {
    transfer::Command::Request(request())
}

/// Megan's record has been asked for; an approver at the source decides.
fn asked() -> Both {
    both(megan().rows()).here(Role::RecruitmentOfficer, asking()).delivered()
}

fn ask_more(question: &str) -> enquiry::Command {
    enquiry::Command::AskMore(enquiry::AskMore { id: TRANSFER, question: question.to_owned() })
}

fn reply(text: &str) -> transfer::Reply {
    transfer::Reply {
        id: TRANSFER,
        text: text.to_owned(),
        ni_number: None,
        date_of_birth: None,
        last_name: None,
    }
}

fn replying(reply: transfer::Reply) -> transfer::Command {
    transfer::Command::Reply(reply)
}

/// The approver's question has reached the asker.
fn more_asked() -> Both {
    asked().there(Role::IatApprover, ask_more(" Which ward? ")).delivered()
}

fn lost_here() -> transfer::Command {
    transfer::Command::WithdrawConsent(transfer::WithdrawConsent { id: TRANSFER })
}

fn lost_there() -> enquiry::Command {
    enquiry::Command::WithdrawConsent(enquiry::WithdrawConsent { id: TRANSFER })
}

fn candidates(both: &Both) -> Vec<Candidate> {
    both.there.all()
}

fn release(both: &Both, parts: &[PartKind]) -> enquiry::Command {
    let candidate = candidates(both).remove(0);
    enquiry::Command::Release(enquiry::Release {
        id: TRANSFER,
        person: candidate.person,
        parts: parts.iter().copied().collect(),
        previewed: candidate.preview.digest,
    })
}

/// The approver releases these parts; nothing has reached the asker yet.
fn released(parts: &[PartKind]) -> Both {
    let both = asked();
    let release = release(&both, parts);
    both.there(Role::IatApprover, release)
}

/// Everything has arrived, occupational health's part too.
fn arrived() -> Both {
    let both = released(&ALL).delivered();
    let doses: Vec<Immunisation> = both.there.all();
    let previewed = oh_enquiry::preview(&doses).1;
    let send = oh_enquiry::Release { id: TRANSFER, previewed };
    both.there(Role::OhNurse, oh_enquiry::Command::Release(send)).delivered()
}

fn accept(items: &[u32]) -> part::Decide {
    let choices =
        items.iter().map(|item| ItemChoice { item: *item, choice: Choice::Accept }).collect();
    part::Decide { id: TRANSFER, choices }
}

fn recall(reason: &str) -> enquiry::Command {
    enquiry::Command::Recall(enquiry::Recall { id: TRANSFER, reason: reason.to_owned() })
}

fn transfer(both: &Both) -> Transfer {
    both.here.get(TRANSFER)
}

fn enquiry(both: &Both) -> Enquiry {
    both.there.get(TRANSFER)
}

fn last(history: &[super::history::Entry]) -> &Happened {
    &history.last().unwrap().what
}

/// What is on a team's worklist and not done, by what it says.
fn open(story: &Story) -> Vec<notice::Kind> {
    story.all::<Notice>().into_iter().filter(|n| n.done.is_none()).map(|n| n.kind).collect()
}

// Before the hire and after it.

fn started() -> Row {
    row(&Applicant { start_on: Some(day("2026-11-24")), ..crate::spec::applicant() })
}

fn final_record() -> Request {
    Request { id: id(0x7001), occasion: Occasion::AfterHire, ..request() }
}

#[test]
fn the_final_record_is_asked_for_after_the_start_and_needs_no_earlier_request() {
    let mut both = both(megan().rows());
    both.here = both.here.and([started()]);
    let both =
        both.here(Role::RecruitmentOfficer, transfer::Command::Request(final_record())).delivered();
    assert_eq!(both.there.get::<Enquiry>(id(0x7001)).occasion, Occasion::AfterHire);
}

#[test]
fn the_final_record_is_not_asked_for_before_the_start() {
    let start_on = Some(day("2027-01-04"));
    both([]).refused_here(
        Role::RecruitmentOfficer,
        transfer::Command::Request(final_record()),
        transfer::Refusal::NotStartedYet { start_on },
    );
    let mut nobody_said = both([]);
    let undated = Applicant { start_on: None, ..crate::spec::applicant() };
    nobody_said.here = nobody_said.here.and([row(&undated)]);
    nobody_said.refused_here(
        Role::RecruitmentOfficer,
        transfer::Command::Request(final_record()),
        transfer::Refusal::NotStartedYet { start_on: None },
    );
}

#[test]
fn a_request_before_the_hire_and_one_after_it_may_be_open_at_a_time_and_no_two_of_a_kind() {
    let mut both = asked();
    both.here = both.here.and([started()]);
    let both = both.here(Role::RecruitmentOfficer, transfer::Command::Request(final_record()));
    let again = Request { id: id(0x7002), ..final_record() };
    both.refused_here(
        Role::RecruitmentOfficer,
        transfer::Command::Request(again),
        transfer::Refusal::AlreadyAsked { transfer: id(0x7001) },
    );
}

// No earlier service.

fn say(none: bool) -> applicant::Command {
    applicant::Command::SayEarlierService(applicant::SayEarlierService { id: APPLICANT, none })
}

#[test]
fn where_there_is_no_earlier_service_nobody_is_asked_until_that_is_changed() {
    let none = transfer::Refusal::NoEarlierService {
        by: Some("Rhian Pryce".to_owned()),
        on: day("2026-11-24"),
    };
    let both = both([])
        .here(Role::RecruitmentOfficer, say(true))
        .refused_here(Role::HrOfficer, asking(), none)
        .refused_here(Role::HrOfficer, say(true), applicant::Refusal::NothingChanged)
        .here(Role::HrOfficer, say(false))
        .here(Role::HrOfficer, asking());
    assert_eq!(both.here.get::<Applicant>(APPLICANT).no_earlier_service, None);
}

// Several sources.

#[test]
fn several_sources_answer_for_one_applicant_each_for_itself() {
    let cedar = organisation("RCC", "Cedar Trust");
    let known = Organisation { organisation: asker().id, reference: cedar.clone() };
    let mut both = released(&[PartKind::Recruitment]);
    both.here = both.here.and([row(&known)]);
    let other = Request { id: id(0x7001), source: cedar.id, ..request() };
    let here = both.here.by(Role::RecruitmentOfficer).when(transfer::Command::Request(other));
    both.here = here.happens();
    let both = both.delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::Released);
    assert_eq!(both.here.get::<Transfer>(id(0x7001)).stage, transfer::Stage::Requested);
}

// More is asked for.

#[test]
fn the_approver_asks_and_whoever_asked_hears_the_question() {
    let both = more_asked();
    assert_eq!(transfer(&both).stage, transfer::Stage::MoreAsked);
    assert_eq!(enquiry(&both).stage, enquiry::Stage::MoreAsked);
    assert_eq!(transfer(&both).exchanges[0].question, "Which ward?");
    assert_eq!(open(&both.there), [], "the approver waits");
    assert_eq!(open(&both.here), [notice::Kind::TransferToAnswer]);
    let notice = &both.here.all::<Notice>()[0];
    assert_eq!(notice.to, Some(user_of(Role::RecruitmentOfficer)));
}

#[test]
fn the_answer_brings_it_back_to_the_approver_who_decides() {
    let both = more_asked().here(Role::HrOfficer, replying(reply(" Ward 4 "))).delivered();
    assert_eq!(enquiry(&both).stage, enquiry::Stage::AwaitingApproval);
    let said = enquiry(&both).exchanges[0].reply.clone().unwrap();
    assert_eq!((said.text.as_str(), said.by), ("Ward 4", user_of(Role::HrOfficer)));
    assert_eq!(transfer(&both).exchanges, enquiry(&both).exchanges, "both sides hold the same");
    assert_eq!(open(&both.here), []);
    assert_eq!(open(&both.there), [notice::Kind::AnswerToDecide]);
    let release = release(&both, &[PartKind::Recruitment]);
    let both = both.there(Role::IatApprover, release).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::Released);
    assert_eq!(open(&both.there), []);
}

#[test]
fn a_corrected_number_finds_the_candidates_anew() {
    let mistyped = Request { ni_number: "AB000001A".to_owned(), ..request() };
    let rows = [megan(), employee(0x2000, "Gwen", "Walsh", "AB000001A", "1980-01-01")];
    let both = both(rows.iter().flat_map(Everything::rows))
        .here(Role::RecruitmentOfficer, transfer::Command::Request(mistyped))
        .delivered();
    assert_eq!(candidates(&both).len(), 2);
    let corrected = transfer::Reply { ni_number: Some("ab 12 34 47 c".to_owned()), ..reply("") };
    let both = both
        .there(Role::IatApprover, ask_more("Is the number right?"))
        .delivered()
        .here(Role::RecruitmentOfficer, replying(corrected))
        .delivered();
    let found = candidates(&both);
    assert_eq!(found.len(), 1, "nobody else is meant any more");
    assert_eq!(found[0].ni_number, Compared::Same);
    let asked: EnquiryIdentity = both.there.get(TRANSFER);
    assert_eq!(asked.ni_number.as_str(), "AB123447C");
    assert_eq!(asked.last_name, "Walsh", "the rest stays as it was");
    assert_eq!(transfer(&both).ni_ending, "47 C");
    let corrected = vec![IdentityField::NiNumber];
    assert_eq!(*last(&enquiry(&both).history), Happened::Replied { corrected });
    for after in both.here.records.values() {
        assert!(!after.body.contains("AB123447C"), "the asker keeps it nowhere in full");
    }
}

#[test]
fn what_matches_in_full_once_corrected_leaves_by_itself_where_the_source_has_opted_in() {
    let mistyped = Request { ni_number: "AB000001A".to_owned(), ..request() };
    let both = both(megan().rows().into_iter().chain([opted_in(&[PartKind::Recruitment])]))
        .here(Role::RecruitmentOfficer, transfer::Command::Request(mistyped))
        .delivered()
        .there(Role::IatApprover, ask_more("Is the number right?"))
        .delivered();
    let words = both.clone().here(Role::RecruitmentOfficer, replying(reply("Yes"))).delivered();
    assert_eq!(transfer(&words).stage, transfer::Stage::AwaitingApproval);
    let corrected = transfer::Reply { ni_number: Some("AB123447C".to_owned()), ..reply("") };
    let both = both.here(Role::RecruitmentOfficer, replying(corrected)).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::Released);
    assert!(matches!(enquiry(&both).stage, enquiry::Stage::Released { automatic: true, .. }));
    assert!(candidates(&both).is_empty() && both.there.all::<EnquiryIdentity>().is_empty());
}

#[test]
fn whoever_said_who_is_meant_does_not_release_it() {
    let hugh = user_of(Role::HrOfficer);
    let both = more_asked().here(Role::HrOfficer, replying(reply("Ward 4"))).delivered();
    let release = release(&both, &[PartKind::Recruitment]);
    both.there
        .by_user(hugh, &[Role::IatApprover])
        .when(release)
        .refused(enquiry::Refusal::OwnRequest);
}

#[test]
fn a_question_and_an_answer_say_something() {
    asked().refused_there(Role::IatApprover, ask_more("  "), enquiry::Refusal::QuestionMissing);
    let recruiter = Role::RecruitmentOfficer;
    more_asked()
        .refused_there(Role::IatApprover, ask_more("Why?"), enquiry::Refusal::AlreadyAskedMore)
        .refused_here(recruiter, replying(reply("  ")), transfer::Refusal::ReplyEmpty)
        .refused_here(
            recruiter,
            replying(transfer::Reply { ni_number: Some("AB12".to_owned()), ..reply("") }),
            transfer::Refusal::NiNumberInvalid,
        )
        .refused_here(
            recruiter,
            replying(transfer::Reply { last_name: Some(" ".to_owned()), ..reply("") }),
            transfer::Refusal::LastNameMissing,
        )
        .refused_here(
            recruiter,
            replying(transfer::Reply { date_of_birth: Some(day("2026-01-01")), ..reply("") }),
            transfer::Refusal::DateOfBirthImplausible,
        );
    asked().refused_here(recruiter, replying(reply("Ward 4")), transfer::Refusal::NothingAsked);
}

#[test]
fn the_approver_may_decide_while_the_question_waits_and_a_late_answer_is_told_so() {
    let refuse = enquiry::Command::Refuse(enquiry::Refuse {
        id: TRANSFER,
        reason: RefusalReason::NotKnownHere,
        note: String::new(),
    });
    let both = more_asked().there(Role::IatApprover, refuse).delivered();
    assert_eq!(open(&both.here), [notice::Kind::TransferRefused], "nothing is to be answered");
    both.refused_here(
        Role::RecruitmentOfficer,
        replying(reply("Ward 4")),
        transfer::Refusal::NotOpen,
    );
}

#[test]
fn a_reply_in_a_log_shows_nothing_that_was_typed() {
    let typed = transfer::Reply { ni_number: Some("AB123447C".to_owned()), ..reply("Ward 4") };
    let shown = format!("{typed:?}");
    assert!(!shown.contains("AB12") && !shown.contains("Ward"), "{shown}");
}

// Consent is withdrawn.

#[test]
fn consent_withdrawn_at_the_asker_before_the_release_ends_it_on_both_sides() {
    let both = asked().here(Role::RecruitmentOfficer, lost_here()).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::ConsentWithdrawn);
    assert_eq!(enquiry(&both).stage, enquiry::Stage::ConsentWithdrawn);
    let told = enquiry(&both).consent_withdrawn.unwrap();
    assert_eq!((told.told.as_str(), told.by.as_deref()), ("Ashdown Trust", Some("Rhian Pryce")));
    assert!(candidates(&both).is_empty() && both.there.all::<EnquiryIdentity>().is_empty());
    assert_eq!(open(&both.there), [notice::Kind::ConsentWithdrawn]);
    assert!(transfer(&both).parts.values().all(|part| *part == PartStage::NotComing));
}

#[test]
fn consent_withdrawn_at_the_source_before_the_release_ends_it_on_both_sides() {
    let both = more_asked().there(Role::IatApprover, lost_there()).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::ConsentWithdrawn);
    assert_eq!(enquiry(&both).stage, enquiry::Stage::ConsentWithdrawn);
    assert_eq!(transfer(&both).consent_withdrawn.unwrap().told, "Birchwood Trust");
    assert_eq!(open(&both.here), [notice::Kind::ConsentWithdrawn]);
}

#[test]
fn a_release_that_waited_offline_while_consent_was_withdrawn_is_refused_with_that_reason() {
    let both = asked();
    let release = release(&both, &ALL);
    both.here(Role::RecruitmentOfficer, lost_here()).delivered().refused_there(
        Role::IatApprover,
        release,
        enquiry::Refusal::ConsentWithdrawn,
    );
}

#[test]
fn consent_that_was_withdrawn_offline_while_the_source_released_is_recorded_after_the_release() {
    let both = released(&ALL).delivered().here(Role::RecruitmentOfficer, lost_here()).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::Released);
    assert_eq!(*last(&transfer(&both).history), Happened::ConsentWithdrawn);
    assert!(enquiry(&both).consent_withdrawn.is_some());
    assert!(matches!(enquiry(&both).stage, enquiry::Stage::Released { .. }));
    assert!(open(&both.there).contains(&notice::Kind::ConsentWithdrawn));
    let oh = &both.there.get::<OhEnquiry>(TRANSFER);
    assert_eq!(oh.stage, oh_enquiry::Stage::Ended, "what has not left does not leave");
    let parts = transfer(&both).parts;
    assert_eq!(parts[&PartKind::OccupationalHealth], PartStage::NotComing);
}

#[test]
fn a_release_that_crosses_the_withdrawal_is_not_taken_in_and_both_sides_say_so() {
    let both = released(&ALL).here(Role::RecruitmentOfficer, lost_here()).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::ConsentWithdrawn);
    assert_eq!(*last(&transfer(&both).history), Happened::NotTakenIn);
    assert_eq!(*last(&enquiry(&both).history), Happened::NotTakenIn);
    assert!(enquiry(&both).consent_withdrawn.is_some());
    assert!(both.here.all::<RecruitmentPart>().is_empty());
    assert_eq!(both.there.get::<OhEnquiry>(TRANSFER).stage, oh_enquiry::Stage::Ended);
}

#[test]
fn once_consent_is_gone_nothing_that_arrived_is_accepted_and_all_of_it_may_be_kept_out() {
    let both = arrived()
        .here(Role::RecruitmentOfficer, recruitment_part::Command::Decide(accept(&[0])))
        .there(Role::IatApprover, lost_there())
        .delivered();
    assert!(open(&both.here).contains(&notice::Kind::ConsentWithdrawn));
    let gone = part::Refusal::ConsentWithdrawn;
    let both = both
        .refused_here(
            Role::RecruitmentOfficer,
            recruitment_part::Command::Decide(accept(&[1])),
            gone.clone(),
        )
        .refused_here(Role::OhNurse, oh_part::Command::Decide(accept(&[0])), gone);
    let left = both.here.get::<OhPart>(TRANSFER).items.len();
    let keep = (0..u32::try_from(left).unwrap())
        .map(|item| ItemChoice { item, choice: Choice::Keep })
        .collect();
    let keep = part::Decide { id: TRANSFER, choices: keep };
    both.here(Role::OhNurse, oh_part::Command::Decide(keep));
}

#[test]
fn consent_is_withdrawn_once_and_of_what_is_open_or_released() {
    let both = asked().here(Role::RecruitmentOfficer, lost_here()).delivered();
    let both = both
        .refused_here(Role::HrOfficer, lost_here(), transfer::Refusal::ConsentAlreadyWithdrawn)
        .refused_there(Role::IatApprover, lost_there(), enquiry::Refusal::ConsentAlreadyWithdrawn);
    // It is asked for anew with a consent that is newer.
    let again = |given_on| {
        let consent = Consent { given_on: day(given_on), ..consent() };
        transfer::Command::Request(Request { id: id(0x7001), consent, ..request() })
    };
    both.refused_here(
        Role::RecruitmentOfficer,
        again("2026-11-23"),
        transfer::Refusal::ConsentWithdrawn { on: day("2026-11-24") },
    )
    .here(Role::RecruitmentOfficer, again("2026-11-24"));
    let withdraw = transfer::Withdraw { id: TRANSFER, reason: "mistyped".to_owned() };
    asked()
        .here(Role::RecruitmentOfficer, transfer::Command::Withdraw(withdraw))
        .delivered()
        .refused_here(Role::HrOfficer, lost_here(), transfer::Refusal::NotOpen)
        .refused_there(
            Role::IatApprover,
            lost_there(),
            enquiry::Refusal::AlreadyDecided { by: None },
        );
}

// Nobody answers.

fn age() -> enquiry::Command {
    enquiry::Command::Age(enquiry::Age { id: TRANSFER })
}

#[test]
fn a_request_that_nobody_answers_is_reminded_of_twice_and_then_over() {
    let both = asked().on("2026-12-07T03:00Z").muster_there(age());
    assert_eq!(enquiry(&both).reminded, 0, "it is the thirteenth day");
    let both = both.on("2026-12-08T03:00Z").muster_there(age()).muster_there(age());
    assert_eq!(enquiry(&both).reminded, 1, "once, however often it is looked at");
    let waits = notice::Kind::TransferWaits { lapses_on: day("2026-12-22") };
    assert!(open(&both.there).contains(&waits));
    let both = both.on("2026-12-15T03:00Z").muster_there(age());
    assert_eq!(enquiry(&both).reminded, 2);
    let both = both.on("2026-12-21T23:59Z").muster_there(age());
    assert_eq!(enquiry(&both).stage, enquiry::Stage::AwaitingApproval);
    let both = both.on("2026-12-22T00:00Z").muster_there(age()).delivered();
    assert_eq!(enquiry(&both).stage, enquiry::Stage::Lapsed);
    assert_eq!(transfer(&both).stage, transfer::Stage::Lapsed);
    assert_eq!(open(&both.there), [notice::Kind::TransferLapsed], "nothing is to be decided");
    assert_eq!(open(&both.here), [notice::Kind::TransferLapsed]);
    assert!(candidates(&both).is_empty());
    // What was decided offline meanwhile comes too late, and says so.
    both.refused_there(
        Role::IatApprover,
        ask_more("Which ward?"),
        enquiry::Refusal::AlreadyDecided { by: None },
    );
}

#[test]
fn while_the_asker_is_asked_it_is_the_asker_who_is_reminded_and_an_answer_begins_anew() {
    let both = more_asked().on("2026-12-08T03:00Z").muster_there(age()).delivered();
    let waits = notice::Kind::TransferWaits { lapses_on: day("2026-12-22") };
    assert!(open(&both.here).contains(&waits) && !open(&both.there).contains(&waits));
    let both = both
        .on("2026-12-20T09:00Z")
        .here(Role::RecruitmentOfficer, replying(reply("Ward 4")))
        .delivered();
    assert_eq!(open(&both.here), [], "the reminder goes with the answer");
    let both = both.on("2027-01-02T03:00Z").muster_there(age());
    assert_eq!(enquiry(&both).reminded, 0, "it waits since the answer");
    let both = both.on("2027-01-17T03:00Z").muster_there(age()).delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::Lapsed);
}

#[test]
fn an_organisation_sets_how_long_it_waits() {
    let policy = TransferPolicy {
        organisation: source().id,
        automatic: BTreeSet::new(),
        waits: Waits::new(1, 2, 3).unwrap(),
    };
    let both = both(megan().rows().into_iter().chain([row(&policy)]))
        .here(Role::RecruitmentOfficer, asking())
        .delivered()
        .on("2026-11-27T01:00Z")
        .muster_there(age());
    assert_eq!(enquiry(&both).stage, enquiry::Stage::Lapsed);
}

#[test]
fn what_is_decided_does_not_age() {
    let both = arrived().on("2027-11-24T03:00Z");
    let story = both.there.by_muster();
    story
        .when(age())
        .refused(enquiry::Refusal::AlreadyDecided { by: Some("Amir Patel".to_owned()) });
}

// The wrong person's record.

fn part<I: Item>(both: &Both) -> Part<I> {
    both.here.get(TRANSFER)
}

#[test]
fn a_recall_takes_away_what_nobody_accepted_and_both_sides_have_an_incident() {
    let both = arrived().there(Role::IatApprover, recall(" namesake ")).delivered();
    let reason = "namesake".to_owned();
    assert_eq!(enquiry(&both).stage, enquiry::Stage::Recalled { reason: reason.clone() });
    assert_eq!(transfer(&both).stage, transfer::Stage::Recalled { reason: reason.clone() });
    assert!(transfer(&both).parts.values().all(|part| *part == PartStage::Recalled));
    assert!(part::<super::item::FieldItem>(&both).items.is_empty());
    assert!(both.here.get::<LearningPart>(TRANSFER).items.is_empty());
    assert!(both.here.get::<OhPart>(TRANSFER).items.is_empty());
    let here: Incident = both.here.get(TRANSFER);
    let there: Incident = both.there.get(TRANSFER);
    assert_eq!((here.fields.clone(), here.competences), (there.fields, there.competences));
    assert!(here.fields.contains(&Field::NhsStart) && here.competences == 2);
    assert_eq!((here.applicant, here.person), (Some(name("Megan", "Walsh")), None));
    assert_eq!((there.applicant, there.person), (None, Some(megan().person.id)));
    assert_eq!(there.recalled_by.as_deref(), Some("Amir Patel"));
    assert!(here.accepted.is_empty() && here.accepted_parts.is_empty());
    assert_eq!(*last(&transfer(&both).history), Happened::Recalled);
    let recalled = |part| notice::Kind::PartRecalled { part };
    let here: BTreeSet<String> = open(&both.here).iter().map(|k| format!("{k:?}")).collect();
    let expected = ALL.map(recalled).into_iter().chain([notice::Kind::IncidentToClose]);
    assert_eq!(here, expected.map(|kind| format!("{kind:?}")).collect());
    let there = open(&both.there);
    assert!(there.contains(&notice::Kind::IncidentToClose));
    assert!(there.contains(&recalled(PartKind::OccupationalHealth)), "the nurse hears of it");
}

#[test]
fn what_had_been_accepted_is_listed_and_each_team_takes_out_its_own() {
    let all = |n: usize| (0..u32::try_from(n).unwrap()).collect::<Vec<_>>();
    let both = arrived();
    let before: Option<Terms> = both.here.find(APPLICANT);
    let fields = both.here.get::<RecruitmentPart>(TRANSFER).items.len();
    let doses = both.here.get::<OhPart>(TRANSFER).items.len();
    let both = both
        .here(Role::RecruitmentOfficer, recruitment_part::Command::Decide(accept(&[0, 1])))
        .here(Role::OhNurse, oh_part::Command::Decide(accept(&all(doses))))
        .there(Role::IatApprover, recall("namesake"))
        .delivered();
    assert!(fields > 2);
    let incident: Incident = both.here.get(TRANSFER);
    assert_eq!(incident.accepted.len(), 2, "value by value");
    let parts = [PartKind::Recruitment, PartKind::OccupationalHealth];
    assert_eq!(incident.accepted_parts, parts.into());
    let body = &both.here.records[&(crate::noun::NounKind::Incident, TRANSFER)].body;
    assert!(!body.contains("Engerix"), "nothing of occupational health stands on it");
    assert_eq!(part::<super::item::FieldItem>(&both).items.len(), 2);
    let out = part::TakeOut { id: TRANSFER };
    let both = both
        .refused_here(
            Role::RecruitmentOfficer,
            recruitment_part::Command::Decide(accept(&[0])),
            part::Refusal::Recalled,
        )
        .here(Role::RecruitmentOfficer, recruitment_part::Command::TakeOut(out.clone()))
        .here(Role::OhNurse, oh_part::Command::TakeOut(out.clone()))
        .refused_here(
            Role::OhNurse,
            oh_part::Command::TakeOut(out.clone()),
            part::Refusal::NothingToTakeOut,
        )
        .refused_here(
            Role::LearningAdministrator,
            super::learning_part::Command::TakeOut(out),
            part::Refusal::NothingToTakeOut,
        );
    let terms: Option<Terms> = both.here.find(APPLICANT);
    assert_eq!(terms.map(|terms| terms.fields), before.map(|terms| terms.fields).or(Some(vec![])));
    assert!(both.here.all::<Immunisation>().is_empty());
    assert!(both.here.all::<Competence>().is_empty());
    assert!(!open(&both.here).iter().any(|k| matches!(k, notice::Kind::PartToTakeOut { .. })));
}

#[test]
fn an_incident_is_closed_by_its_own_side_with_what_was_done() {
    let close = |note: &str| {
        incident::Command::Close(incident::Close { id: TRANSFER, note: note.to_owned() })
    };
    let both = arrived().there(Role::IatApprover, recall("namesake")).delivered();
    let both = both
        .refused_here(Role::IatApprover, close("told"), incident::Refusal::NotYours)
        .refused_there(Role::RecruitmentOfficer, close("told"), incident::Refusal::NotYours)
        .refused_here(Role::HrOfficer, close(" "), incident::Refusal::NoteMissing)
        .here(Role::HrOfficer, close(" told the person "))
        .refused_here(
            Role::RecruitmentOfficer,
            close("again"),
            incident::Refusal::AlreadyClosed { by: Some("Hugh Rees".to_owned()) },
        );
    assert_eq!(both.here.get::<Incident>(TRANSFER).closed.unwrap().note, "told the person");
    assert!(!open(&both.here).contains(&notice::Kind::IncidentToClose));
    assert!(open(&both.there).contains(&notice::Kind::IncidentToClose), "the source's is its own");
}

#[test]
fn only_what_is_released_is_recalled_and_with_a_reason() {
    asked().refused_there(Role::IatApprover, recall("why"), enquiry::Refusal::NotReleased);
    arrived()
        .refused_there(Role::IatApprover, recall("  "), enquiry::Refusal::ReasonMissing)
        .there(Role::IatApprover, recall("namesake"))
        .refused_there(Role::IatApprover, recall("again"), enquiry::Refusal::NotReleased);
}

#[test]
fn after_a_recall_the_right_persons_record_can_be_asked_for() {
    let again = transfer::Command::Request(Request { id: id(0x7001), ..request() });
    arrived()
        .there(Role::IatApprover, recall("namesake"))
        .delivered()
        .here(Role::RecruitmentOfficer, again);
}

#[test]
fn what_occupational_health_has_yet_to_send_does_not_leave_after_a_recall() {
    let both = released(&ALL).there(Role::IatApprover, recall("namesake")).delivered();
    assert_eq!(both.there.get::<OhEnquiry>(TRANSFER).stage, oh_enquiry::Stage::Ended);
    let parts = transfer(&both).parts;
    assert_eq!(parts[&PartKind::OccupationalHealth], PartStage::NotComing);
    assert!(both.here.find::<OhPart>(TRANSFER).is_none());
}

#[test]
fn a_recall_of_what_was_never_taken_in_leaves_nothing_behind_at_the_asker() {
    let both = released(&ALL)
        .here(Role::RecruitmentOfficer, lost_here())
        .delivered()
        .there(Role::IatApprover, recall("namesake"))
        .delivered();
    assert_eq!(transfer(&both).stage, transfer::Stage::ConsentWithdrawn);
    assert!(both.here.find::<Incident>(TRANSFER).is_none());
    assert!(both.there.find::<Incident>(TRANSFER).is_some());
}

// How much is asked for in a day.

#[test]
fn that_a_days_requests_are_spent_is_told_to_the_approvers_once() {
    let by = crate::noun::By {
        who: crate::noun::Who::Person {
            user: user_of(Role::RecruitmentOfficer),
            organisation: asker(),
            roles: BTreeSet::new(),
        },
        device: None,
        command: crate::words::CommandId(id(1)),
        claimed_at: at("2026-11-24T09:00Z"),
        received_at: at("2026-11-24T09:00Z"),
        acting_for: None,
    };
    let ask = crate::Command::Transfer(asking());
    let alert = |by_them| {
        let asked = transfer::Asked { by_them, by_all: by_them };
        crate::alert(&ask, asked, &by)
    };
    let limit = transfer::Budget::Person.limit();
    assert_eq!(alert(limit - 1), None);
    let alert = alert(limit).unwrap();
    let story = both([]).here.by_muster().when(alert.clone()).happens();
    assert_eq!(open(&story), [notice::Kind::ManyRequests]);
    story.when(alert).refused(notice::Refusal::AlreadyThere);
}
