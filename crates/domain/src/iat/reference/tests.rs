//! A factual reference: what the source's records fill in, what somebody must, what may leave, and
//! what the asker reads.

use super::*;
use crate::iat::enquiry::{self, Enquiry};
use crate::iat::history::Happened;
use crate::iat::item::{PartKind, Post};
use crate::iat::message::{Message, Says};
use crate::iat::reference_part::ReferencePart;
use crate::iat::transfer::{self, Transfer};
use crate::notifications::{Notice, notice};
use crate::policy::{self, Role};
use crate::spec::{
    Story, TRANSFER, arrival_with, asker, asking_side, day, given, megan, opted_in,
    reference_asked, request, row, source, user_of,
};

/// The source, with Megan on record and a request for a reference that is released by itself.
fn asked(asked: Asked) -> Story {
    let rows = megan().rows();
    let story = given(rows).and([opted_in(&[PartKind::Recruitment])]).at(source());
    story.when(arrival_with(Some(asked))).happens().by(Role::HrOfficer)
}

fn to_complete() -> Story {
    asked(reference_asked())
}

fn reference(story: &Story) -> Reference {
    story.get(TRANSFER)
}

fn line(story: &Story, question: Question) -> Line {
    reference(story).lines.into_iter().find(|line| line.question == question).unwrap()
}

pub(super) fn fill(lines: &[(Question, Answer)]) -> Command {
    let lines = lines
        .iter()
        .map(|(question, answer)| Answered { question: *question, answer: Some(answer.clone()) })
        .collect();
    Command::Fill(Fill { id: TRANSFER, lines, supporting: None })
}

pub(super) fn submit(story: &Story) -> Command {
    Command::Submit(Submit {
        id: TRANSFER,
        completed_as: " HR officer ".to_owned(),
        previewed: reference(story).digest(),
    })
}

fn decline(reason: &str) -> Command {
    Command::Decline(Decline { id: TRANSFER, reason: reason.to_owned() })
}

fn count(count: u32) -> Answer {
    Answer::Count { count }
}

fn no() -> Answer {
    Answer::YesNo { yes: false, detail: String::new() }
}

fn yes(detail: &str) -> Answer {
    Answer::YesNo { yes: true, detail: detail.to_owned() }
}

fn warning(expires_on: &str, safeguarding: bool) -> Answer {
    let warning = Warning {
        what: "First written warning".to_owned(),
        issued_on: day("2025-12-01"),
        expires_on: day(expires_on),
        safeguarding,
    };
    Answer::Warnings { warnings: vec![warning] }
}

/// All that no record holds.
pub(super) fn the_rest() -> Vec<(Question, Answer)> {
    vec![
        (Question::SicknessEpisodes, count(2)),
        (Question::SicknessDays, count(9)),
        (Question::Warnings, Answer::Warnings { warnings: vec![] }),
        (Question::Investigations, no()),
        (Question::Safeguarding, no()),
        (Question::Referral, no()),
    ]
}

fn filled() -> Story {
    to_complete().when(fill(&the_rest())).happens()
}

fn sent(story: &Story) -> (Story, Submitted) {
    let then = story.clone().when(submit(story));
    let message = then.result.as_ref().unwrap().messages[0].1.clone();
    let Says::ReferenceSubmitted { said } = message.says else { panic!("{message:?}") };
    (then.story, *said)
}

/// The asker, whose transfer with a reference was released.
fn waiting_for_it() -> Story {
    let mut with = request();
    with.reference = Some(reference_asked());
    let story = given(asking_side()).by(Role::RecruitmentOfficer);
    let story = story.when(transfer::Command::Request(with)).happens();
    let released = Says::Released {
        fields: vec![],
        competences: vec![],
        parts: [PartKind::Recruitment].into(),
        automatic: true,
    };
    hear(story, released).0
}

fn hear(story: Story, says: Says) -> (Story, usize) {
    let (story, messages) = story.hears(Message { transfer: TRANSFER, from: source(), says });
    (story, messages.len())
}

fn wanted(story: &Story) -> WantedStage {
    story.get::<Transfer>(TRANSFER).reference.unwrap().stage
}

#[test]
fn a_form_is_made_when_the_person_is_confirmed_and_human_resources_hear_of_it() {
    let story = to_complete();
    let made = reference(&story);
    assert_eq!((made.stage, made.name.shown()), (Stage::ToComplete, "Megan Walsh".to_owned()));
    let notices: Vec<Notice> = story.all();
    let asks = notices.iter().find(|n| n.kind == notice::Kind::ReferenceToComplete).unwrap();
    assert!(asks.teams().has(Team::HumanResources) && asks.teams().has(Team::Referees));
}

#[test]
fn without_a_request_for_one_no_form_is_made() {
    let story = given(megan().rows()).and([opted_in(&[PartKind::Recruitment])]).at(source());
    let story = story.when(arrival_with(None)).happens();
    assert!(story.find::<Reference>(TRANSFER).is_none());
}

#[test]
fn no_form_is_made_before_somebody_has_confirmed_who_it_is() {
    let story = given(megan().rows()).and([opted_in(&[])]).at(source());
    let story = story.when(arrival_with(Some(reference_asked()))).happens();
    assert!(story.find::<Reference>(TRANSFER).is_none());
}

#[test]
fn the_form_is_filled_in_from_the_sources_own_records() {
    let story = to_complete();
    let text = |text: &str| Some(Answer::Text { text: text.to_owned() });
    let original = |question| line(&story, question).original;
    assert_eq!(original(Question::Employer), text("Birchwood Trust (RBB)"));
    assert_eq!(original(Question::PayBand), text("XR05"));
    assert_eq!(original(Question::ContractType), text("Permanent"));
    assert_eq!(original(Question::LeavingReason), text("Voluntary Resignation - Promotion"));
    assert_eq!(original(Question::HoursAWeek), Some(Answer::Hours { hundredths: 3_000 }));
    assert_eq!(original(Question::LastWorkingDay), Some(Answer::Date { date: day("2026-12-31") }));
    // Service with another trust is that trust's to vouch for.
    let employer = "Birchwood Trust".to_owned();
    let periods = vec![Period { employer, from: day("2019-09-02"), to: None }];
    assert_eq!(original(Question::Employment), Some(Answer::Periods { periods }));
    let post = Post { from: day("2019-09-02"), to: None, title: "Staff Nurse".to_owned() };
    assert_eq!(original(Question::Posts), Some(Answer::Posts { posts: vec![post] }));
    assert_eq!(original(Question::Registrations), None);
}

#[test]
fn what_no_record_holds_is_left_open_and_never_a_default() {
    let story = to_complete();
    for (question, _) in the_rest() {
        let line = line(&story, question);
        assert_eq!((line.original, line.answer), (None, None), "{question:?}");
        let mut rest = the_rest();
        rest.retain(|(other, _)| *other != question);
        let all_but_one = story.clone().when(fill(&rest)).happens();
        let send = submit(&all_but_one);
        all_but_one.when(send).refused(Refusal::NotAnswered { question });
    }
}

#[test]
fn before_an_offer_nothing_of_sickness_is_on_the_form_and_nobody_puts_it_there() {
    let story = asked(Asked { offered_on: None, ..reference_asked() });
    assert!(reference(&story).sickness_withheld());
    assert!(reference(&story).lines.iter().all(|line| !line.question.is_about_sickness()));
    for (question, answer) in &the_rest()[..2] {
        let told = fill(&[(*question, answer.clone())]);
        story.clone().when(told).refused(Refusal::SicknessWithheld);
    }
    let story = story.when(fill(&the_rest()[2..])).happens();
    let (_, said) = sent(&story);
    assert!(said.sickness_withheld);
    assert!(said.questions().iter().all(|question| !question.is_about_sickness()));
}

#[test]
fn an_amended_answer_keeps_what_the_records_say_beside_it_and_who_changed_it() {
    let question = Question::ContractType;
    let fixed = Answer::Text { text: "Fixed term".to_owned() };
    let story = to_complete().when(fill(&[(question, fixed.clone())])).happens();
    let amended = line(&story, question);
    assert_eq!(amended.original, Some(Answer::Text { text: "Permanent".to_owned() }));
    assert_eq!(amended.answer, Some(fixed));
    assert_eq!(amended.amended.unwrap().by, user_of(Role::HrOfficer));
    // What is again as the records say was not amended.
    let back = Answer::Text { text: "Permanent".to_owned() };
    let story = story.when(fill(&[(question, back.clone())])).happens();
    assert_eq!(line(&story, question).amended, None);
    story.when(fill(&[(question, back)])).refused(Refusal::NothingChanged);
}

#[test]
fn live_warnings_are_told_and_ended_ones_are_not_but_for_safeguarding() {
    let question = Question::Warnings;
    let with = |warning| filled().when(fill(&[(question, warning)])).happens();
    // The stories are told on 24 November 2026.
    let live = with(warning("2026-11-24", false));
    let (_, said) = sent(&live);
    assert!(said.questions().contains(&question));
    let ended = with(warning("2026-11-23", false));
    let what = "First written warning".to_owned();
    ended.clone().when(submit(&ended)).refused(Refusal::WarningExpired { what });
    sent(&with(warning("2026-11-23", true)));
}

#[test]
fn an_answer_that_is_at_odds_with_itself_is_refused_and_names_its_field() {
    let text = |text: &str| Answer::Text { text: text.to_owned() };
    let backwards = Period {
        employer: "Birchwood Trust".to_owned(),
        from: day("2020-01-02"),
        to: Some(day("2020-01-01")),
    };
    let (yes_to, employment) = (Question::Safeguarding, Question::Employment);
    for (question, answer, refusal) in [
        (yes_to, yes(" "), Refusal::DetailMissing { question: yes_to }),
        (yes_to, text("yes"), Refusal::AnotherKind { question: yes_to }),
        (Question::PayBand, text(" "), Refusal::NotAnswered { question: Question::PayBand }),
        (
            employment,
            Answer::Periods { periods: vec![backwards] },
            Refusal::EndsBeforeItBegins { question: employment },
        ),
        (
            employment,
            Answer::Periods { periods: vec![] },
            Refusal::NotAnswered { question: employment },
        ),
        (
            Question::Warnings,
            warning("2025-11-30", false),
            Refusal::EndsBeforeItBegins { question: Question::Warnings },
        ),
    ] {
        assert_eq!(refusal.field(), Some(question.name()));
        to_complete().when(fill(&[(question, answer)])).refused(refusal);
    }
}

#[test]
fn episodes_and_days_of_sickness_must_go_together() {
    for (episodes, days) in [(2, 1), (0, 3), (1, 732)] {
        let sick =
            [(Question::SicknessEpisodes, count(episodes)), (Question::SicknessDays, count(days))];
        let story = filled().when(fill(&sick)).happens();
        story.clone().when(submit(&story)).refused(Refusal::SicknessDoesNotAdd);
    }
    let none = [(Question::SicknessEpisodes, count(0)), (Question::SicknessDays, count(0))];
    sent(&filled().when(fill(&none)).happens());
}

#[test]
fn a_reference_is_sent_as_it_was_seen_with_who_completed_it() {
    let story = filled();
    let (after, said) = sent(&story);
    assert_eq!(said.completed.by, "Hugh Rees");
    assert_eq!(said.completed.completed_as, "HR officer");
    assert_eq!(said.lines.len(), Question::ALL.len());
    assert!(matches!(reference(&after).stage, Stage::Submitted { .. }));
    // The originals beside amended answers stay here; approvers read what was told, not the answers.
    let what = after.get::<Enquiry>(TRANSFER).history.pop().unwrap().what;
    assert_eq!(what, Happened::ReferenceSubmitted { questions: said.questions() });
    let mut notices = after.all::<Notice>();
    notices.retain(|n| n.kind == notice::Kind::ReferenceToComplete);
    assert_eq!(notices[0].done.as_ref().and_then(|done| done.by.as_deref()), Some("Hugh Rees"));
}

#[test]
fn nothing_is_sent_that_a_colleague_has_changed_meanwhile_and_nothing_twice() {
    let story = filled();
    let seen = submit(&story);
    let changed = story.clone().when(fill(&[(Question::Referral, yes("NMC, May 2026"))])).happens();
    changed.when(seen).refused(Refusal::Changed);
    let (after, _) = sent(&story);
    let by = Some("Hugh Rees".to_owned());
    after.clone().when(submit(&after)).refused(Refusal::AlreadyOver { by: by.clone() });
    after.when(fill(&the_rest())).refused(Refusal::AlreadyOver { by });
}

#[test]
fn what_was_seen_on_a_desk_is_what_the_server_has_though_it_saves_the_answers_later() {
    let on_the_desk = to_complete().on_their_desk().when(fill(&the_rest())).happens();
    let at_the_server = to_complete().on("2026-11-25T10:00Z").when(fill(&the_rest())).happens();
    assert_ne!(reference(&on_the_desk).lines, reference(&at_the_server).lines);
    at_the_server.when(submit(&on_the_desk)).happens();
}

#[test]
fn whoever_signs_says_as_what() {
    let story = filled();
    let previewed = reference(&story).digest();
    let unsigned = Submit { id: TRANSFER, completed_as: " ".to_owned(), previewed };
    story.when(Command::Submit(unsigned)).refused(Refusal::CompletedAsMissing);
}

#[test]
fn consent_to_a_reference_holds_on_the_day_it_is_sent() {
    let story = filled().on("2027-11-22T09:00Z");
    story.clone().when(submit(&story)).refused(Refusal::ReferenceConsentExpired);
}

#[test]
fn human_resources_and_referees_give_references_and_approvers_only_read_them() {
    for role in [Role::HrOfficer, Role::Referee] {
        filled().by(role).on_their_desk().when(fill(&[(Question::Referral, yes("GMC"))])).happens();
    }
    for role in [Role::IatApprover, Role::RecruitmentOfficer, Role::LineManager] {
        let needed = vec![Role::HrOfficer, Role::Referee];
        let refusal = policy::Refusal::NotYourRole { needed };
        filled().by(role).when(decline("no")).refused(refusal);
    }
    assert!(policy::may_hold(Role::IatApprover, NounKind::Reference));
    assert!(!policy::may_hold(Role::RecruitmentOfficer, NounKind::Reference));
}

#[test]
fn nobody_gives_a_reference_that_they_asked_for() {
    let asked_by = user_of(Role::RecruitmentOfficer);
    let story = filled().by_user(asked_by, &[Role::HrOfficer]);
    story.clone().when(submit(&story)).refused(Refusal::OwnRequest);
    story.when(decline("no")).refused(Refusal::OwnRequest);
}

#[test]
fn it_is_declined_with_a_reason_that_the_asker_reads() {
    to_complete().when(decline(" ")).refused(Refusal::ReasonMissing);
    let reason = "She asked us to give none".to_owned();
    let says = Says::ReferenceDeclined { reason: reason.clone() };
    to_complete().when(decline(&reason)).tells(asker(), std::slice::from_ref(&says));
    let (story, _) = hear(waiting_for_it(), says);
    assert_eq!(wanted(&story), WantedStage::Declined { reason });
    assert!(story.all::<Notice>().iter().any(|n| n.kind == notice::Kind::ReferenceDeclined));
}

#[test]
fn what_was_sent_arrives_for_recruitment_beside_the_transfer() {
    let (_, said) = sent(&filled());
    let says = Says::ReferenceSubmitted { said: Box::new(said.clone()) };
    let (story, _) = hear(waiting_for_it(), says.clone());
    let part: ReferencePart = story.get(TRANSFER);
    assert_eq!(part.said, said);
    assert_eq!((part.name.shown(), part.source), ("Megan Walsh".to_owned(), source()));
    assert_eq!(wanted(&story), WantedStage::Arrived);
    let entry = story.get::<Transfer>(TRANSFER).history.pop().unwrap();
    assert_eq!(
        (entry.who.as_deref(), entry.organisation.as_str()),
        (Some("Hugh Rees"), "Birchwood Trust")
    );
    let arrived: Vec<Notice> = story
        .all::<Notice>()
        .into_iter()
        .filter(|n| n.kind == notice::Kind::ReferenceArrived)
        .collect();
    assert_eq!(arrived[0].to, Some(user_of(Role::RecruitmentOfficer)));
    // Told again it changes nothing.
    let (again, _) = hear(story.clone(), says);
    assert_eq!(again.all::<Notice>().len(), story.all::<Notice>().len());
}

#[test]
fn a_reference_that_nobody_asked_for_is_not_taken_in() {
    let story = given(asking_side()).by(Role::RecruitmentOfficer);
    let story = story.when(transfer::Command::Request(request())).happens();
    let (_, said) = sent(&filled());
    let (story, _) = hear(story, Says::ReferenceSubmitted { said: Box::new(said) });
    assert!(story.find::<ReferencePart>(TRANSFER).is_none());
}

#[test]
fn a_transfer_that_ends_ends_the_reference_with_it() {
    let mut transfer = waiting_for_it().get::<Transfer>(TRANSFER);
    transfer.parts.clear();
    let end = transfer::End { id: TRANSFER, reason: "withdrawn".to_owned() };
    let story = given(asking_side()).and([row(&transfer)]);
    let story = story.when(transfer::Command::End(end)).tells(source(), &[Says::Ended]).happens();
    assert_eq!(wanted(&story), WantedStage::NotComing);
    let ended = Message { transfer: TRANSFER, from: asker(), says: Says::Ended };
    let (source_side, _) = filled().hears(ended);
    assert_eq!(reference(&source_side).stage, Stage::Ended);
    source_side.by(Role::HrOfficer).when(decline("no")).refused(Refusal::AlreadyOver { by: None });
}

#[test]
fn a_refused_transfer_brings_no_reference() {
    let mut with = request();
    with.reference = Some(reference_asked());
    let story = given(asking_side()).by(Role::RecruitmentOfficer);
    let story = story.when(transfer::Command::Request(with)).happens();
    let reason = crate::iat::history::RefusalReason::NotKnownHere;
    let (story, _) = hear(story, Says::Refused { reason, note: String::new() });
    assert_eq!(wanted(&story), WantedStage::NotComing);
}

#[test]
fn a_reference_is_asked_for_with_a_consent_of_its_own_and_a_past_offer() {
    let ask = |change: fn(&mut Asked)| {
        let mut with = request();
        let mut asked = reference_asked();
        change(&mut asked);
        with.reference = Some(asked);
        let story = given(asking_side()).by(Role::RecruitmentOfficer);
        story.when(transfer::Command::Request(with))
    };
    ask(|asked| asked.consent.given_on = day("2026-11-25"))
        .refused(transfer::Refusal::ReferenceConsent);
    ask(|asked| asked.consent.given_on = day("2025-11-20"))
        .refused(transfer::Refusal::ReferenceConsent);
    ask(|asked| asked.offered_on = Some(day("2026-11-25")))
        .refused(transfer::Refusal::OfferInFuture);
    ask(|asked| asked.offered_on = None).happens();
}

#[test]
fn the_approver_sees_that_a_reference_is_asked_for() {
    let story = given(megan().rows()).and([opted_in(&[])]).at(source());
    let story = story.when(arrival_with(Some(reference_asked()))).happens();
    let enquiry: Enquiry = story.get(TRANSFER);
    assert_eq!(enquiry.stage, enquiry::Stage::AwaitingApproval);
    assert_eq!(enquiry.reference, Some(reference_asked()));
}

#[test]
fn three_years_are_covered_or_the_gaps_are_named() {
    let story = to_complete();
    assert_eq!(reference(&story).cover().gaps, []);
    let employer = "Birchwood Trust".to_owned();
    let periods = vec![Period { employer, from: day("2025-01-01"), to: None }];
    let later = fill(&[(Question::Employment, Answer::Periods { periods: periods.clone() })]);
    let story = story.when(later).happens();
    let gap = Gap { from: day("2023-11-25"), to: day("2024-12-31") };
    assert_eq!(reference(&story).cover().gaps, [gap]);
    let completed = Completed {
        by: "Hugh Rees".to_owned(),
        completed_as: "HR officer".to_owned(),
        at: reference(&story).opened_at,
    };
    assert_eq!(reference(&story).leaving(completed).periods(), periods);
}
