//! An enquiry at the source: who is meant, who decides, and what leaves.

use super::*;
use crate::iat::candidate::Compared;
use crate::iat::item::{Field, FieldItem, Value};
use crate::iat::message::Says;
use crate::iat::oh_enquiry::{self, OhEnquiry};
use crate::notifications::{Notice, notice};
use crate::policy::{self, Role};
use crate::spec::{
    Everything, Row, Story, TRANSFER, Then, arrival, asker, day, employee, given, id, megan,
    opted_in, row, source, user, user_of,
};
use crate::words::{NiNumber, name_key};

const ALL: [PartKind; 3] =
    [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];

/// The source, holding these people.
fn holding(people: &[&Everything]) -> Story {
    given(people.iter().flat_map(|everything| everything.rows())).at(source())
}

/// The request arrives there.
fn asked(people: &[&Everything]) -> Story {
    holding(people).when(arrival()).happens()
}

/// It arrives at a source that releases by itself.
fn asked_automatically(people: &[&Everything], parts: &[PartKind]) -> Then {
    holding(people).and([opted_in(parts)]).when(arrival())
}

fn enquiry(story: &Story) -> Enquiry {
    story.get(TRANSFER)
}

fn candidate(story: &Story, everything: &Everything) -> Candidate {
    story.get(Candidate::id_of(TRANSFER, everything.person.id))
}

/// The approver releases those parts of what they were shown.
fn release(story: &Story, everything: &Everything, parts: &[PartKind]) -> Command {
    Command::Release(Release {
        id: TRANSFER,
        person: everything.person.id,
        parts: parts.iter().copied().collect(),
        previewed: candidate(story, everything).preview.digest,
    })
}

fn refuse(reason: RefusalReason, note: &str) -> Command {
    Command::Refuse(Refuse { id: TRANSFER, reason, note: note.to_owned() })
}

fn released_by_approver(people: &[&Everything], parts: &[PartKind]) -> Then {
    let story = asked(people);
    let release = release(&story, people[0], parts);
    story.by(Role::IatApprover).when(release)
}

fn nobody_is_named_any_more(story: &Story) {
    assert!(story.all::<EnquiryIdentity>().is_empty());
    assert!(story.all::<Candidate>().is_empty());
}

fn open_notices(story: &Story) -> Vec<notice::Kind> {
    story.all::<Notice>().into_iter().filter(|n| n.done.is_none()).map(|n| n.kind).collect()
}

// Who is meant.

#[test]
fn an_approver_is_shown_who_may_be_meant_and_exactly_what_would_leave() {
    let megan = megan();
    let story = asked(&[&megan]);
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
    let candidate = candidate(&story, &megan);
    assert!(candidate.matches_in_full());
    assert_eq!(candidate.post.as_deref(), Some("Staff Nurse"));
    let fields: Vec<_> = candidate.preview.fields.iter().map(|item| item.field).collect();
    assert_eq!(fields.len(), 18, "every field of hers has a value: {fields:?}");
    assert_eq!(open_notices(&story), [notice::Kind::TransferToDecide]);
}

#[test]
fn only_national_competences_would_leave_each_as_last_awarded() {
    let mut megan = megan();
    let mut earlier = megan.competences[0].clone();
    (earlier.id, earlier.awarded_on) = (id(0x1fff), day("2024-02-03"));
    megan.competences.push(earlier);
    let competences = candidate(&asked(&[&megan]), &megan).preview.competences;
    let awarded: Vec<_> = competences.iter().map(|c| (&*c.name, c.awarded_on)).collect();
    assert_eq!(
        awarded,
        [
            ("NHS|CSTF|Fire Safety - 2 Years|", day("2026-02-03")),
            ("NHS|CSTF|Infection Prevention - Level 2 - 1 Year|", day("2026-03-09")),
        ]
    );
}

#[test]
fn of_occupational_health_the_approver_sees_a_count_and_nothing_else() {
    let story = asked(&[&megan()]);
    assert_eq!(candidate(&story, &megan()).preview.oh_records, 2);
    for ((noun, _), after) in &story.records {
        if policy::may_hold(Role::IatApprover, *noun) {
            for secret in ["66071002", "Engerix", "Anti-HBs", "AHBVC1", "mIU"] {
                assert!(!after.body.contains(secret), "{} says {secret}", noun.name());
            }
        }
    }
}

#[test]
fn somebody_who_has_changed_their_name_is_found_by_the_earlier_one() {
    let mut megan = megan();
    megan.person.name.last = "Hughes".to_owned();
    megan.person.last_name_key = name_key("Hughes");
    megan.person.earlier_last_names = vec!["WALSH".to_owned()];
    let then = asked_automatically(&[&megan], &ALL);
    let story = then.happens();
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval, "it is for a person to decide");
    assert_eq!(candidate(&story, &megan).last_name, Compared::Earlier);
    let release = release(&story, &megan, &[PartKind::Recruitment]);
    story.by(Role::IatApprover).when(release).happens();
}

#[test]
fn a_name_spelled_with_another_apostrophe_is_the_same_name() {
    let obrien = employee(0x1000, "Megan", "O’Brien", "AB123447C", "1990-05-17");
    let Command::Open(mut open) = arrival() else { unreachable!() };
    open.identity.last_name = "O'BRIEN".to_owned();
    let story = holding(&[&obrien]).when(Command::Open(open)).happens();
    assert!(candidate(&story, &obrien).matches_in_full());
}

#[test]
fn a_twin_with_the_same_name_is_told_apart_by_the_number() {
    let twin = employee(0x2000, "Mair", "Walsh", "AB123448C", "1990-05-17");
    let story = asked(&[&megan(), &twin]);
    assert_eq!(story.all::<Candidate>().len(), 2);
    assert_eq!(candidate(&story, &twin).ni_number, Compared::Different);
    asked_automatically(&[&twin, &megan()], &ALL).then(|_, story| {
        assert_eq!(enquiry(story).person, Some(megan().person.id));
    });
}

#[test]
fn where_two_people_have_one_number_a_person_decides() {
    let other = employee(0x2000, "Gareth", "Moss", "AB123447C", "1971-01-30");
    let story = asked_automatically(&[&megan(), &other], &ALL).happens();
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
    assert_eq!(story.all::<Candidate>().len(), 2);
    // And nobody releases the one of whom only the number is right.
    let wrong = release(&story, &other, &[PartKind::Recruitment]);
    story.by(Role::IatApprover).when(wrong).refused(Refusal::DoesNotMatch);
}

#[test]
fn where_the_number_is_not_on_record_a_person_decides() {
    let megan = Everything { number: None, ..megan() };
    let story = asked_automatically(&[&megan], &ALL).happens();
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
    assert_eq!(candidate(&story, &megan).ni_number, Compared::NotHeld);
    let release = release(&story, &megan, &[PartKind::Recruitment]);
    story.by(Role::IatApprover).when(release).happens();
}

#[test]
fn an_applicant_of_the_source_or_a_person_of_another_trust_is_not_meant() {
    let mut applying = megan();
    applying.person.standing = crate::people::Standing::Applicant;
    assert!(asked(&[&applying]).all::<Candidate>().is_empty());
    let mut elsewhere = megan();
    elsewhere.person.organisation = asker().id;
    elsewhere.birth.organisation = asker().id;
    let number = elsewhere.number.as_mut().unwrap();
    number.organisation = asker().id;
    assert!(asked(&[&elsewhere]).all::<Candidate>().is_empty());
}

#[test]
fn somebody_of_whom_only_the_birthday_is_right_is_not_even_shown() {
    let other = employee(0x2000, "Gareth", "Moss", "AB999999C", "1990-05-17");
    assert!(asked(&[&other]).all::<Candidate>().is_empty());
}

#[test]
fn the_asker_hears_the_same_whether_or_not_anybody_matches() {
    let told = |people: &[&Everything]| {
        holding(people).when(arrival()).tells(asker(), &[Says::AwaitingApproval]).result.unwrap()
    };
    let (known, unknown) = (told(&[&megan()]), told(&[]));
    assert_eq!(known.messages, unknown.messages);
    assert!(!format!("{:?}", known.messages).contains("Walsh"));
}

// Without an approver.

#[test]
fn where_the_source_has_opted_in_a_full_match_is_released_at_once() {
    asked_automatically(&[&megan()], &[PartKind::Recruitment, PartKind::Learning]).then(
        |outcome, story| {
            let parts: BTreeSet<_> = [PartKind::Recruitment, PartKind::Learning].into();
            assert_eq!(enquiry(story).stage, Stage::Released { parts, automatic: true });
            let [(to, message)] = &outcome.messages[..] else { panic!("one message") };
            assert_eq!(*to, asker().id);
            let Says::Released { fields, competences, automatic: true, .. } = &message.says else {
                panic!("{:?}", message.says)
            };
            assert_eq!((fields.len(), competences.len()), (18, 2));
            nobody_is_named_any_more(story);
            assert_eq!(open_notices(story), [notice::Kind::ReleasedAutomatically]);
        },
    );
}

#[test]
fn nothing_is_released_by_itself_until_the_source_opts_in() {
    assert_eq!(enquiry(&asked(&[&megan()])).stage, Stage::AwaitingApproval);
    let opted_out = asked_automatically(&[&megan()], &[]).happens();
    assert_eq!(enquiry(&opted_out).stage, Stage::AwaitingApproval);
}

#[test]
fn a_date_of_birth_that_differs_by_a_day_is_for_a_person_to_decide() {
    let mut megan = megan();
    megan.birth.on = day("1990-05-18");
    let story = asked_automatically(&[&megan], &ALL).happens();
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
}

#[test]
fn a_last_name_that_differs_by_an_accent_is_for_a_person_to_decide() {
    let megan = employee(0x1000, "Megan", "Wälsh", "AB123447C", "1990-05-17");
    let story = asked_automatically(&[&megan], &ALL).happens();
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
    assert_eq!(candidate(&story, &megan).last_name, Compared::Different);
}

#[test]
fn occupational_health_sends_its_part_by_itself_only_where_the_source_says_so() {
    asked_automatically(&[&megan()], &ALL).then(|outcome, story| {
        let said: Vec<_> = outcome.messages.iter().map(|(_, m)| &m.says).collect();
        assert!(matches!(said[..], [Says::Released { .. }, Says::OhReleased { items }] if items.len() == 2));
        assert_eq!(
            story.get::<OhEnquiry>(TRANSFER).stage,
            oh_enquiry::Stage::Released { records: 2 }
        );
    });
    let without = asked_automatically(&[&megan()], &[PartKind::Recruitment]).happens();
    assert!(without.all::<OhEnquiry>().is_empty());
}

#[test]
fn a_request_that_arrives_twice_is_opened_once() {
    asked(&[&megan()]).when(arrival()).refused(Refusal::AlreadyThere);
}

// An approver decides.

#[test]
fn an_approver_releases_what_they_were_shown_and_it_leaves_just_so() {
    let story = asked(&[&megan()]);
    let shown = candidate(&story, &megan()).preview;
    let says = Says::Released {
        fields: shown.fields.clone(),
        competences: shown.competences.clone(),
        parts: [PartKind::Recruitment, PartKind::Learning].into(),
        automatic: false,
    };
    let release = release(&story, &megan(), &[PartKind::Recruitment, PartKind::Learning]);
    story.by(Role::IatApprover).when(release).tells(asker(), &[says]).then(|_, story| {
        let enquiry = enquiry(story);
        assert_eq!(enquiry.person, Some(megan().person.id));
        assert_eq!(enquiry.history.len(), 3);
        assert_eq!(enquiry.history[2].who.as_deref(), Some("Amir Patel"));
        nobody_is_named_any_more(story);
        assert!(open_notices(story).is_empty());
    });
}

#[test]
fn only_the_parts_that_were_chosen_leave() {
    let leaves = |part| {
        let outcome = released_by_approver(&[&megan()], &[part]).result.unwrap();
        let Says::Released { fields, competences, parts, .. } = outcome.messages[0].1.says.clone()
        else {
            panic!("released")
        };
        assert_eq!(parts, [part].into());
        (fields.len(), competences.len())
    };
    assert_eq!(leaves(PartKind::Recruitment), (18, 0));
    assert_eq!(leaves(PartKind::Learning), (0, 2));
    assert_eq!(leaves(PartKind::OccupationalHealth), (0, 0));
}

#[test]
fn the_timeline_names_what_was_disclosed_and_never_a_value() {
    released_by_approver(&[&megan()], &ALL).then(|_, story| {
        let text = serde_json::to_string(&enquiry(story).history).unwrap();
        assert!(text.contains("annual_salary"));
        assert!(!text.contains("3646300") && !text.contains("Walsh"), "{text}");
    });
}

#[test]
fn occupational_health_is_asked_for_its_own_part_and_not_passed_over() {
    released_by_approver(&[&megan()], &ALL).then(|outcome, story| {
        assert_eq!(outcome.messages.len(), 1, "nothing of occupational health has left");
        assert_eq!(story.get::<OhEnquiry>(TRANSFER).stage, oh_enquiry::Stage::Waiting);
        assert_eq!(open_notices(story), [notice::Kind::OhToRelease]);
    });
}

#[test]
fn two_of_three_are_enough_for_an_approver_and_one_is_not() {
    let person = |last: &str, ni: &str, born: &str| employee(0x1000, "Megan", last, ni, born);
    for enough in [
        person("Walsh", "AB123447C", "1990-05-18"),
        person("Hughes", "AB123447C", "1990-05-17"),
        person("Walsh", "AB999999C", "1990-05-17"),
    ] {
        released_by_approver(&[&enough], &[PartKind::Learning]).happens();
    }
    let number_alone = person("Hughes", "AB123447C", "1990-05-18");
    released_by_approver(&[&number_alone], &[PartKind::Learning]).refused(Refusal::DoesNotMatch);
}

#[test]
fn nobody_releases_what_they_asked_for() {
    let story = asked(&[&megan()]);
    let release = release(&story, &megan(), &[PartKind::Recruitment]);
    story
        .by_user(user_of(Role::RecruitmentOfficer), &[Role::IatApprover])
        .when(release)
        .refused(Refusal::OwnRequest);
}

#[test]
fn somebody_who_is_not_shown_as_meant_cannot_be_released() {
    let other = employee(0x2000, "Gareth", "Moss", "AB999999C", "1971-01-30");
    let story = asked(&[&megan(), &other]);
    let Command::Release(release) = release(&story, &megan(), &[PartKind::Recruitment]) else {
        unreachable!()
    };
    let wrong = Release { person: other.person.id, ..release };
    story.by(Role::IatApprover).when(Command::Release(wrong)).refused(Refusal::NotACandidate);
}

#[test]
fn a_release_without_any_part_is_a_refusal_and_must_say_so() {
    released_by_approver(&[&megan()], &[]).refused(Refusal::NothingChosen);
}

#[test]
fn nothing_leaves_that_has_changed_since_it_was_shown_and_the_change_is_named() {
    let mut megan = megan();
    let story = asked(&[&megan]);
    let release = release(&story, &megan, &[PartKind::Recruitment]);
    megan.pay.annual_salary = Some(4_000_000);
    megan.pay.step = None;
    let story = story.and(megan.rows()).by(Role::IatApprover).when(release).refused(
        Refusal::PreviewChanged {
            difference: vec![
                FieldChange {
                    field: Field::PayStep,
                    before: Some(Value::Text { text: "3".to_owned() }),
                    now: None,
                },
                FieldChange {
                    field: Field::AnnualSalary,
                    before: Some(Value::Money { pence: 3_646_300 }),
                    now: Some(Value::Money { pence: 4_000_000 }),
                },
            ],
            rest_changed: false,
        },
    );
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
}

#[test]
fn a_new_competence_or_oh_record_since_it_was_shown_is_a_change_too() {
    let story = asked(&[&megan()]);
    let release = release(&story, &megan(), &[PartKind::Recruitment]);
    let changed = Refusal::PreviewChanged { difference: vec![], rest_changed: true };
    for lost in [(NounKind::Competence, id(0x1007)), (NounKind::Immunisation, id(0x100a))] {
        story
            .clone()
            .without(lost.0, lost.1)
            .by(Role::IatApprover)
            .when(release.clone())
            .refused(changed.clone());
    }
}

#[test]
fn a_release_that_names_another_preview_is_not_made() {
    let story = asked(&[&megan()]);
    let Command::Release(release) = release(&story, &megan(), &ALL) else { unreachable!() };
    let release = Release { previewed: "something else".to_owned(), ..release };
    story
        .by(Role::IatApprover)
        .when(Command::Release(release))
        .refused(Refusal::PreviewChanged { difference: vec![], rest_changed: false });
}

#[test]
fn an_approver_refuses_with_a_reason_and_the_asker_hears_it() {
    let says = Says::Refused { reason: RefusalReason::ConsentDisputed, note: "rang us".to_owned() };
    asked(&[&megan()])
        .by(Role::IatApprover)
        .when(refuse(RefusalReason::ConsentDisputed, " rang us "))
        .tells(asker(), &[says])
        .then(|_, story| {
            nobody_is_named_any_more(story);
            assert!(open_notices(story).is_empty());
            assert_eq!(enquiry(story).person, None);
        });
}

#[test]
fn another_reason_must_be_said_in_words() {
    asked(&[])
        .by(Role::IatApprover)
        .when(refuse(RefusalReason::Other, "  "))
        .refused(Refusal::NoteMissing);
    asked(&[]).by(Role::IatApprover).when(refuse(RefusalReason::NotKnownHere, "")).happens();
}

#[test]
fn when_the_asker_ends_it_the_names_go_and_the_approvers_hear_of_it() {
    asked(&[&megan()]).when(Command::End(End { id: TRANSFER })).tells(asker(), &[]).then(
        |_, story| {
            assert_eq!(enquiry(story).stage, Stage::Ended);
            nobody_is_named_any_more(story);
            assert_eq!(open_notices(story), [notice::Kind::TransferEnded]);
        },
    );
}

#[test]
fn what_is_decided_is_decided_and_the_second_approver_hears_by_whom() {
    let story = asked(&[&megan()]);
    let release = release(&story, &megan(), &ALL);
    let decided = Refusal::AlreadyDecided { by: Some("Amir Patel".to_owned()) };
    let story = story.by(Role::IatApprover).when(release.clone()).happens();
    let story = story.when(release.clone()).refused(decided.clone());
    let story = story.when(refuse(RefusalReason::NotKnownHere, "")).refused(decided.clone());
    story.by_muster().when(Command::End(End { id: TRANSFER })).refused(decided);
    // Where no person decided here, none is named: least of all whoever asked.
    let nobody = Refusal::AlreadyDecided { by: None };
    asked_automatically(&[&megan()], &ALL)
        .happens()
        .by(Role::IatApprover)
        .when(release.clone())
        .refused(nobody.clone());
    asked(&[&megan()])
        .when(Command::End(End { id: TRANSFER }))
        .happens()
        .by(Role::IatApprover)
        .when(release)
        .refused(nobody);
}

#[test]
fn what_never_arrived_cannot_be_decided() {
    holding(&[])
        .by(Role::IatApprover)
        .when(refuse(RefusalReason::NotKnownHere, ""))
        .refused(Refusal::NotFound);
    holding(&[]).when(Command::End(End { id: TRANSFER })).refused(Refusal::NotFound);
}

#[test]
fn nobody_but_an_approver_decides() {
    let story = asked(&[&megan()]);
    let release = release(&story, &megan(), &ALL);
    for role in Role::ALL.into_iter().filter(|role| *role != Role::IatApprover) {
        for command in [release.clone(), refuse(RefusalReason::NotKnownHere, "")] {
            let needed = vec![Role::IatApprover];
            let refusal = policy::Refusal::NotYourRole { needed };
            story.clone().by(role).when(command).refused(refusal);
        }
    }
}

// On the approver's desk.

#[test]
fn an_approvers_desk_releases_without_holding_any_record_of_the_person() {
    let story = asked(&[&megan()]);
    let release = release(&story, &megan(), &[PartKind::Recruitment]);
    story
        .by(Role::IatApprover)
        .on_their_desk()
        .when(release)
        .leaves_unchecked(&[NounKind::Assignment, NounKind::Pay, NounKind::Immunisation])
        .then(|_, story| {
            nobody_is_named_any_more(story);
            assert!(matches!(enquiry(story).stage, Stage::Released { automatic: false, .. }));
        });
}

#[test]
fn an_approvers_desk_holds_the_two_of_three_rule_too() {
    let wrong = employee(0x1000, "Megan", "Hughes", "AB123447C", "1990-05-18");
    let story = asked(&[&wrong]);
    let release = release(&story, &wrong, &[PartKind::Recruitment]);
    story.by(Role::IatApprover).on_their_desk().when(release).refused(Refusal::DoesNotMatch);
}

#[test]
fn a_request_about_an_enquiry_that_a_desk_does_not_hold_waits_for_the_server() {
    // An approver's role was taken away and a recruiter's given: the desk no longer holds it.
    let refusing = crate::Command::Enquiry(refuse(RefusalReason::NotKnownHere, ""));
    let by = crate::noun::By {
        who: crate::noun::Who::Person {
            user: user("Amir Patel"),
            organisation: source(),
            roles: [Role::IatApprover].into(),
        },
        device: None,
        command: crate::words::CommandId(id(1)),
        claimed_at: crate::spec::at("2026-11-24T09:00Z"),
        received_at: crate::spec::at("2026-11-24T09:00Z"),
        acting_for: None,
    };
    let mut world = World::default();
    world.answer(crate::world::Ask::Record(NounKind::Enquiry, TRANSFER), Held::NotHeldHere);
    let outcome = crate::run(&mut world, &refusing, &by).unwrap();
    assert!(outcome.writes.is_empty());
    assert_eq!(outcome.unchecked, [NounKind::Enquiry].into());
}

// The preview.

fn rows_reversed(everything: &Everything) -> Vec<Row> {
    // Ids decide the order that records come in here; turn them round.
    let mut turned = everything.clone();
    let n = everything.person.id.0.as_u128();
    let turn = |id: &mut Uuid| *id = Uuid::from_u128(n + 0x100 - (id.as_u128() - n));
    turned.services.iter_mut().for_each(|s| turn(&mut s.id));
    turned.competences.iter_mut().for_each(|c| turn(&mut c.id));
    turned.rows()
}

#[test]
fn the_same_record_has_the_same_preview_whatever_order_it_is_read_in() {
    let mut megan = megan();
    let mut twice = megan.competences[0].clone();
    (twice.id, twice.expires_on) = (id(0x10f0), Some(day("2029-02-03")));
    megan.competences.push(twice);
    let mut other = megan.services[1].clone();
    (other.id, other.employer) = (id(0x10f1), "Alder Trust".to_owned());
    megan.services.push(other);
    let preview = |rows: Vec<Row>| {
        let story = given(rows).at(source()).when(arrival()).happens();
        candidate(&story, &megan).preview
    };
    let shown = preview(megan.rows());
    assert_eq!(shown, preview(rows_reversed(&megan)));
    assert_eq!(shown.competences[0].expires_on, Some(day("2029-02-03")), "the later of the two");
}

#[test]
fn of_two_posts_the_one_that_goes_on_is_previewed() {
    let megan = megan();
    let mut ended = megan.assignment.clone();
    (ended.id, ended.job) = (id(0x10f0), "Bank Nurse".to_owned());
    ended.to = Some(day("2026-01-31"));
    let story = given(megan.rows()).and([row(&ended)]).at(source()).when(arrival()).happens();
    let preview = candidate(&story, &megan).preview;
    let job =
        FieldItem { field: Field::JobTitle, value: Value::Text { text: "Staff Nurse".to_owned() } };
    assert!(preview.fields.contains(&job));
}

#[test]
fn candidates_are_brought_up_to_date_while_it_is_pending() {
    let mut megan = megan();
    let gone = employee(0x2000, "Mair", "Walsh", "AB123448C", "1990-05-17");
    let story = asked(&[&megan, &gone]);
    megan.pay.annual_salary = Some(4_000_000);
    let story = story.and(megan.rows()).without(NounKind::Person, gone.person.id.0);
    let commands = story.look(|world| candidate::refreshed(world, TRANSFER, source().id));
    let story = commands.into_iter().fold(story, |story, keep| story.when(keep).happens());
    assert_eq!(story.all::<Candidate>().len(), 1);
    let release = release(&story, &megan, &[PartKind::Recruitment]);
    story.by(Role::IatApprover).when(release).happens();
    // Once it is decided there is nothing to bring up to date.
    let decided = released_by_approver(&[&megan], &ALL).happens();
    assert!(decided.look(|world| candidate::refreshed(world, TRANSFER, source().id)).is_empty());
}

#[test]
fn the_identity_asked_for_is_kept_for_the_approver_while_it_is_pending() {
    let story = asked(&[]);
    let kept = story.get::<EnquiryIdentity>(TRANSFER);
    assert_eq!(kept.ni_number, NiNumber::parse("AB123447C").unwrap());
    let enquiry = serde_json::to_string(&enquiry(&story)).unwrap();
    assert!(!enquiry.contains("AB1234") && !enquiry.contains("1990-05-17"), "{enquiry}");
}

#[test]
fn a_band_travels_by_its_code_whatever_a_system_calls_it() {
    let band = |grade: &str| {
        let mut megan = megan();
        megan.pay.grade = grade.to_owned();
        let fields = candidate(&asked(&[&megan]), &megan).preview.fields;
        fields.into_iter().find(|item| item.field == Field::Band).unwrap().value
    };
    assert_eq!(band("NHS|XR05|Review Body Band 5"), Value::Text { text: "XR05".to_owned() });
    assert_eq!(band("NHS|XR05|Band 5"), band("NHS|XR05|Review Body Band 5"));
    assert_eq!(band("Local 7"), Value::Text { text: "Local 7".to_owned() });
}

// Consent is current on the day of the release, not only on the day of the request.

#[test]
fn a_release_needs_consent_that_is_still_current() {
    let megan = megan();
    let story = asked(&[&megan]);
    let release = release(&story, &megan, &ALL);
    let given_on = enquiry(&story).consent.given_on;
    let last = given_on + chrono::Days::new(366);
    let story = story.by(Role::IatApprover).on(&format!("{}T09:00Z", last + chrono::Days::new(1)));
    let story = story.when(release.clone()).refused(Refusal::ConsentExpired);
    story.on(&format!("{last}T09:00Z")).when(release).happens();
}

#[test]
fn nothing_leaves_by_itself_on_consent_that_has_expired() {
    let megan = megan();
    let story = holding(&[&megan]).and([opted_in(&ALL)]).on("2028-03-01T09:00Z");
    let story = story.when(arrival()).happens();
    assert_eq!(enquiry(&story).stage, Stage::AwaitingApproval);
}
