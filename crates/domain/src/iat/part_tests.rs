//! A part that arrived, looked through by its team: the rules that the three parts share.

use super::*;
use crate::iat::item::{CompetenceItem, Field, FieldItem, Value};
use crate::iat::learning_part::LearningPart;
use crate::iat::message::{Message, Says};
use crate::iat::oh_part::OhPart;
use crate::iat::recruitment_part::RecruitmentPart;
use crate::iat::transfer;
use crate::learning::Competence;
use crate::notifications::{Notice, notice};
use crate::occupational_health::{Immunisation, ImmunisationItem};
use crate::policy::{self, Role};
use crate::recruitment::{HeldField, Terms};
use crate::spec::{
    APPLICANT, APPLICANT_PERSON, Story, TRANSFER, asker, asking_side, at, blood_test, day, dose,
    given, id, request, row, source, user_of,
};

pub(crate) fn text(field: Field, text: &str) -> FieldItem {
    FieldItem { field, value: Value::Text { text: text.to_owned() } }
}

fn fire_safety(awarded_on: &str) -> CompetenceItem {
    CompetenceItem {
        name: "NHS|CSTF|Fire Safety - 2 Years|".to_owned(),
        awarded_on: day(awarded_on),
        expires_on: None,
        evidence: Some("certificate".to_owned()),
    }
}

fn from_the_source(says: Says) -> Message {
    Message { transfer: TRANSFER, from: source(), says }
}

/// These items of the three parts have arrived.
fn arrived(
    fields: Vec<FieldItem>,
    competences: Vec<CompetenceItem>,
    items: Vec<ImmunisationItem>,
) -> Story {
    let request = transfer::Command::Request(request());
    let story = given(asking_side()).by(Role::RecruitmentOfficer).when(request).happens();
    let parts = [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth].into();
    let released = Says::Released { fields, competences, parts, automatic: false };
    let (story, _) = story.hears(from_the_source(released));
    story.hears(from_the_source(Says::OhReleased { items })).0
}

fn terms() -> Story {
    arrived(
        vec![
            text(Field::Band, "Band 5"),
            text(Field::PayStep, "3"),
            text(Field::JobTitle, "Nurse"),
        ],
        vec![],
        vec![],
    )
    .by(Role::RecruitmentOfficer)
}

fn decide<I>(choices: &[(u32, Choice)]) -> Command<I> {
    let choices = choices.iter().map(|&(item, choice)| ItemChoice { item, choice }).collect();
    Command::Decide(Decide { id: TRANSFER, choices })
}

fn fields(choices: &[(u32, Choice)]) -> Command<FieldItem> {
    decide(choices)
}

fn from_transfer() -> Origin {
    Origin::Transfer { transfer: TRANSFER, source: source(), accepted_on: day("2026-11-24") }
}

fn stage(story: &Story, part: PartKind) -> transfer::PartStage {
    story.get::<Transfer>(TRANSFER).parts[&part]
}

fn is_settled(story: &Story, part: PartKind) -> bool {
    let kind = notice::Kind::PartToReview { part };
    story.all::<Notice>().into_iter().find(|n| n.kind == kind).unwrap().done.is_some()
}

use Choice::{Accept, Keep};

// What the three share.

#[test]
fn each_part_arrives_for_its_own_team_with_a_notice_of_its_own() {
    let story = terms();
    assert_eq!(story.get::<RecruitmentPart>(TRANSFER).person, APPLICANT_PERSON);
    assert_eq!(story.all::<LearningPart>().len(), 1);
    assert_eq!(story.all::<OhPart>().len(), 1);
    let mut teams: Vec<_> = story.all::<Notice>().into_iter().map(|n| (n.team, n.to)).collect();
    teams.sort_by_key(|(team, _)| *team);
    assert_eq!(
        teams,
        [
            (Team::Recruitment, Some(user_of(Role::RecruitmentOfficer))),
            (Team::OccupationalHealth, None),
            (Team::Learning, None),
        ]
    );
}

#[test]
fn a_review_can_be_saved_a_few_choices_at_a_time() {
    let story =
        terms().when(fields(&[(1, Accept)])).changes(&[NounKind::RecruitmentPart, NounKind::Terms]);
    let story = story.happens();
    let part = story.get::<RecruitmentPart>(TRANSFER);
    assert_eq!(
        part.items.iter().map(|item| item.choice).collect::<Vec<_>>(),
        [None, Some(Accept), None]
    );
    assert_eq!(part.decided, None);
    assert!(!is_settled(&story, PartKind::Recruitment));
    let story = story.when(fields(&[(0, Keep), (2, Accept)])).happens();
    let decided = story.get::<RecruitmentPart>(TRANSFER).decided.unwrap();
    assert_eq!(decided.by, user_of(Role::RecruitmentOfficer));
    assert_eq!(decided.at, at("2026-11-24T09:00Z"));
}

#[test]
fn the_last_choice_settles_the_notice_and_tells_the_transfer() {
    let story = terms().when(fields(&[(0, Keep), (1, Keep), (2, Keep)])).happens();
    assert!(is_settled(&story, PartKind::Recruitment));
    assert_eq!(stage(&story, PartKind::Recruitment), transfer::PartStage::Decided);
    let entry = story.get::<Transfer>(TRANSFER).history.pop().unwrap();
    assert_eq!(entry.who.as_deref(), Some("Rhian Pryce"));
    assert!(!is_settled(&story, PartKind::Learning), "the others go on");
}

#[test]
fn what_is_decided_for_an_item_is_decided() {
    let story = terms().when(fields(&[(1, Accept)])).happens();
    story.clone().when(fields(&[(1, Keep)])).refused(Refusal::AlreadyDecided { item: 1 });
    story.when(fields(&[(0, Keep), (0, Accept)])).refused(Refusal::AlreadyDecided { item: 0 });
}

#[test]
fn a_choice_must_be_for_an_item_that_is_there_and_there_must_be_one() {
    terms().when(fields(&[(3, Keep)])).refused(Refusal::NoSuchItem { item: 3 });
    terms().when(fields(&[])).refused(Refusal::NothingChosen);
    given([]).by(Role::HrOfficer).when(fields(&[(0, Keep)])).refused(Refusal::NotFound);
}

#[test]
fn a_refused_save_saves_none_of_its_choices() {
    let story = terms();
    let before = story.records.clone();
    let story =
        story.when(fields(&[(0, Accept), (9, Accept)])).refused(Refusal::NoSuchItem { item: 9 });
    assert_eq!(story.records, before);
}

#[test]
fn an_item_that_is_the_same_as_what_is_held_needs_no_choice() {
    let held = |field, text: &str| HeldField {
        field,
        value: Value::Text { text: text.to_owned() },
        origin: Origin::Application,
    };
    let terms_held = Terms {
        applicant: APPLICANT,
        organisation: asker().id,
        fields: vec![held(Field::Band, "Band 5"), held(Field::PayStep, "2")],
    };
    let story = terms().and([row(&terms_held)]);
    let story = story.when(fields(&[(1, Accept)])).happens();
    assert_eq!(story.get::<RecruitmentPart>(TRANSFER).decided, None, "the job title is new");
    let story = story.when(fields(&[(2, Keep)])).happens();
    assert!(story.get::<RecruitmentPart>(TRANSFER).decided.is_some());
    let terms = story.get::<Terms>(APPLICANT);
    assert_eq!(terms.get(Field::Band).unwrap().origin, Origin::Application, "it stays as it is");
    assert_eq!(terms.get(Field::PayStep).unwrap().value, Value::Text { text: "3".to_owned() });
    assert_eq!(terms.get(Field::PayStep).unwrap().origin, from_transfer());
    assert!(terms.get(Field::JobTitle).is_none());
}

#[test]
fn a_part_in_which_nothing_came_is_ended_without_a_choice() {
    let story = terms().by(Role::LearningAdministrator);
    let nothing: Command<CompetenceItem> = decide(&[]);
    let story = story.when(nothing.clone()).happens();
    assert!(is_settled(&story, PartKind::Learning));
    assert_eq!(stage(&story, PartKind::Learning), transfer::PartStage::Decided);
    story.when(nothing).refused(Refusal::NothingChosen);
}

#[test]
fn a_review_that_has_ended_is_not_opened_again_by_a_late_choice() {
    let competences = vec![fire_safety("2026-02-03"), fire_safety("2024-02-03")];
    let held = Competence {
        id: id(0xC001),
        organisation: asker().id,
        person: APPLICANT_PERSON,
        name: "NHS|CSTF|Fire Safety - 2 Years|".to_owned(),
        awarded_on: day("2026-02-03"),
        expires_on: None,
        evidence: None,
        origin: Origin::Record,
    };
    let choose = |item, choice| -> Command<CompetenceItem> { decide(&[(item, choice)]) };
    let story = arrived(vec![], competences, vec![])
        .and([row(&held)])
        .by(Role::LearningAdministrator)
        .when(choose(1, Keep))
        .happens();
    let decided = story.get::<LearningPart>(TRANSFER).decided;
    assert!(decided.is_some(), "the first is the same");
    let newer = Competence { awarded_on: day("2026-11-01"), ..held };
    let story = story
        .and([row(&newer)])
        .when(choose(0, Accept))
        .refused(Refusal::AlreadyDecided { item: 0 });
    assert_eq!(story.get::<LearningPart>(TRANSFER).decided, decided);
}

#[test]
fn a_part_does_not_arrive_twice_or_for_a_transfer_that_does_not_expect_it() {
    let arrive = |id| -> Command<FieldItem> {
        Command::Arrive(Arrive { id, source: source(), items: vec![] })
    };
    terms().by_muster().when(arrive(TRANSFER)).refused(Refusal::CannotArrive);
    terms().by_muster().when(arrive(id(0x7001))).refused(Refusal::CannotArrive);
    let asked = transfer::Command::Request(request());
    given(asking_side())
        .by(Role::RecruitmentOfficer)
        .when(asked)
        .happens()
        .by_muster()
        .when(arrive(TRANSFER))
        .refused(Refusal::CannotArrive);
}

#[test]
fn nobody_looks_through_another_teams_part() {
    let recruiters = [Role::RecruitmentOfficer, Role::HrOfficer];
    let refused = |allowed: &[Role], command: crate::Command| {
        for role in Role::ALL.into_iter().filter(|role| !allowed.contains(role)) {
            let needed = allowed.to_vec();
            let refusal = policy::Refusal::NotYourRole { needed };
            terms().by(role).when(command.clone()).refused(refusal);
        }
    };
    refused(&recruiters, crate::Command::RecruitmentPart(decide(&[(0, Keep)])));
    refused(&[Role::LearningAdministrator], crate::Command::LearningPart(decide(&[])));
    refused(&[Role::OhNurse], crate::Command::OhPart(decide(&[])));
}

// Recruitment's part.

#[test]
fn an_accepted_field_is_held_with_where_it_came_from_and_a_kept_one_is_not() {
    let story = terms().when(fields(&[(0, Accept), (1, Keep), (2, Keep)])).happens();
    let terms = story.get::<Terms>(APPLICANT);
    assert_eq!(
        terms.fields,
        [HeldField {
            field: Field::Band,
            value: Value::Text { text: "Band 5".to_owned() },
            origin: from_transfer(),
        }]
    );
}

#[test]
fn a_recruiters_desk_looks_through_its_part_offline() {
    terms()
        .on_their_desk()
        .when(fields(&[(0, Accept), (1, Accept), (2, Keep)]))
        .leaves_unchecked(&[])
        .changes(&[
            NounKind::RecruitmentPart,
            NounKind::Terms,
            NounKind::Notice,
            NounKind::Transfer,
        ]);
}

// Learning's part.

#[test]
fn an_accepted_competence_is_the_applicants_own_with_where_it_came_from() {
    let accept: Command<CompetenceItem> = decide(&[(0, Accept)]);
    let story = arrived(vec![], vec![fire_safety("2026-02-03")], vec![])
        .by(Role::LearningAdministrator)
        .when(accept)
        .happens();
    let competences = story.all::<Competence>();
    assert_eq!(competences.len(), 1);
    assert_eq!(competences[0].person, APPLICANT_PERSON);
    assert_eq!(competences[0].organisation, asker().id);
    assert_eq!(competences[0].awarded_on, day("2026-02-03"));
    assert_eq!(competences[0].evidence.as_deref(), Some("certificate"));
    assert_eq!(competences[0].origin, from_transfer());
}

#[test]
fn a_competence_is_compared_with_the_latest_award_of_the_same() {
    let held = |name: &str, awarded: &str| Competence {
        id: id(0xC001),
        organisation: asker().id,
        person: APPLICANT_PERSON,
        name: name.to_owned(),
        awarded_on: day(awarded),
        expires_on: None,
        evidence: None,
        origin: Origin::Record,
    };
    let fire = "NHS|CSTF|Fire Safety - 2 Years|";
    let item = fire_safety("2026-02-03");
    assert_eq!(item.compare(&vec![]), Comparison::New);
    assert_eq!(item.compare(&vec![held("another", "2026-02-03")]), Comparison::New);
    assert_eq!(item.compare(&vec![held(fire, "2026-02-03")]), Comparison::Same);
    let both = vec![held(fire, "2026-02-03"), held(fire, "2026-05-01")];
    assert_eq!(item.compare(&both), Comparison::Different);
}

#[test]
fn a_learning_desk_leaves_the_transfer_to_the_server() {
    let accept: Command<CompetenceItem> = decide(&[(0, Accept)]);
    arrived(vec![], vec![fire_safety("2026-02-03")], vec![])
        .by(Role::LearningAdministrator)
        .on_their_desk()
        .when(accept)
        .leaves_unchecked(&[])
        .changes(&[NounKind::LearningPart, NounKind::Competence, NounKind::Notice]);
}

// Occupational health's part.

fn two_tests_of_one_sample() -> Vec<ImmunisationItem> {
    vec![
        blood_test("66071002", "Anti-HBs", "2026-03-03", "120 mIU/ml"),
        blood_test("66071002", "Anti-HBc", "2026-03-03", "not detected"),
    ]
}

#[test]
fn a_nurses_desk_accepts_its_part_offline_and_no_other_team_is_touched() {
    let accept: Command<ImmunisationItem> = decide(&[(0, Accept)]);
    arrived(vec![], vec![], vec![dose("66071002", "2014-05-01", "1")])
        .by(Role::OhNurse)
        .on_their_desk()
        .when(accept)
        .leaves_unchecked(&[])
        .changes(&[NounKind::OhPart, NounKind::Immunisation, NounKind::Notice]);
}

#[test]
fn two_blood_tests_of_one_day_are_both_held_once_accepted() {
    let accept: Command<ImmunisationItem> = decide(&[(0, Accept), (1, Accept)]);
    let story =
        arrived(vec![], vec![], two_tests_of_one_sample()).by(Role::OhNurse).when(accept).happens();
    let held = story.all::<Immunisation>();
    let mut results: Vec<_> = held.iter().filter_map(|i| i.what.result.as_deref()).collect();
    results.sort_unstable();
    assert_eq!(results, ["120 mIU/ml", "not detected"]);
    assert!(held.iter().all(|i| i.origin == from_transfer() && i.person == APPLICANT_PERSON));
}

#[test]
fn an_immunisation_is_compared_with_the_same_dose_of_the_same_day() {
    let held = |what| Immunisation {
        id: id(0xC001),
        organisation: asker().id,
        person: APPLICANT_PERSON,
        what,
        origin: Origin::Record,
    };
    let first = dose("66071002", "2014-05-01", "1");
    assert_eq!(first.compare(&vec![]), Comparison::New);
    assert_eq!(first.compare(&vec![held(first.clone())]), Comparison::Same);
    let other_batch = ImmunisationItem { batch: None, ..first.clone() };
    assert_eq!(first.compare(&vec![held(other_batch)]), Comparison::Different);
    let second = dose("66071002", "2014-06-01", "2");
    assert_eq!(first.compare(&vec![held(second)]), Comparison::New);
}

#[test]
fn nothing_of_occupational_health_is_on_the_transfer_or_on_a_notice() {
    let accept: Command<ImmunisationItem> = decide(&[(0, Accept), (1, Keep)]);
    let story =
        arrived(vec![], vec![], two_tests_of_one_sample()).by(Role::OhNurse).when(accept).happens();
    for ((noun, _), after) in &story.records {
        if noun.file() == crate::noun::CacheFile::Main {
            for secret in ["66071002", "Anti-HB", "mIU", "detected"] {
                assert!(!after.body.contains(secret), "{} says {secret}", noun.name());
            }
        }
    }
}
