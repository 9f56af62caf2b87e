//! Notices, told as stories.

use super::*;
use crate::notifications::kind_setting;
use crate::policy::Role;
use crate::spec::{Story, asker, at, day, given, id, row, user, user_of};

fn notice(kind: Kind, team: Team, to: Option<UserRef>) -> Notice {
    Notice {
        id: id(1),
        organisation: asker().id,
        team,
        to,
        kind,
        about: id(2),
        subject: None,
        other: "Birchwood Trust".to_owned(),
        raised_at: at("2026-11-20T09:00Z"),
        due_on: Some(day("2026-11-25")),
        read_by: BTreeSet::new(),
        done: None,
        holder: None,
        passed: vec![],
        delegate: None,
        shown_to: BTreeSet::new(),
        reminders: vec![],
        escalations: vec![],
    }
}

fn on_the_list(notice: &Notice) -> Story {
    given([row(notice)])
}

fn read() -> Command {
    Command::Read(Read { id: id(1) })
}

fn finish() -> Command {
    Command::Finish(Finish { id: id(1) })
}

#[test]
fn a_notice_for_information_is_taken_off_the_list_by_whoever_took_note() {
    let rhian = user_of(Role::RecruitmentOfficer);
    on_the_list(&notice(Kind::TransferRefused, Team::Recruitment, Some(rhian)))
        .by(Role::RecruitmentOfficer)
        .when(finish())
        .then(|_, story| {
            let by = Some("Rhian Pryce".to_owned());
            let done = Some(Done { by, for_whom: None, at: at("2026-11-24T09:00Z") });
            assert_eq!(story.get::<Notice>(id(1)).done, done);
        });
}

#[test]
fn a_notice_that_asks_for_a_decision_is_ended_by_deciding() {
    for kind in
        [Kind::TransferToDecide, Kind::OhToRelease, Kind::PartToReview { part: PartKind::Learning }]
    {
        on_the_list(&notice(kind, Team::Approvers, None))
            .by(Role::IatApprover)
            .when(finish())
            .refused(Refusal::ActionNeeded);
    }
}

#[test]
fn two_of_a_queue_may_both_take_it_off_and_the_first_is_named() {
    on_the_list(&notice(Kind::TransferEnded, Team::Approvers, None))
        .by(Role::IatApprover)
        .when(finish())
        .happens()
        .by_user(user("Bethan Lloyd"), &[Role::IatApprover])
        .when(finish())
        .changes(&[])
        .then(|_, story| {
            let done = story.get::<Notice>(id(1)).done.unwrap();
            assert_eq!(done.by.as_deref(), Some("Amir Patel"));
        });
}

#[test]
fn a_notice_is_not_another_teams() {
    let notice = notice(Kind::TransferEnded, Team::Approvers, None);
    for role in [Role::RecruitmentOfficer, Role::OhNurse, Role::LearningAdministrator] {
        on_the_list(&notice).by(role).when(read()).refused(Refusal::NotYours);
        on_the_list(&notice).by(role).when(finish()).refused(Refusal::NotYours);
    }
}

#[test]
fn a_notice_for_one_person_is_not_a_colleagues() {
    let rhian = user_of(Role::RecruitmentOfficer);
    on_the_list(&notice(Kind::TransferRefused, Team::Recruitment, Some(rhian)))
        .by_user(user("Tomos Bevan"), &[Role::RecruitmentOfficer])
        .when(finish())
        .refused(Refusal::NotYours);
}

#[test]
fn an_hr_officer_who_asked_for_a_record_hears_that_it_was_refused() {
    let hugh = user_of(Role::HrOfficer);
    on_the_list(&notice(Kind::TransferRefused, Team::Recruitment, Some(hugh)))
        .by(Role::HrOfficer)
        .on_their_desk()
        .when(finish())
        .changes(&[NounKind::Notice]);
}

#[test]
fn reading_twice_is_reading_once() {
    on_the_list(&notice(Kind::TransferToDecide, Team::Approvers, None))
        .by(Role::IatApprover)
        .when(read())
        .happens()
        .when(read())
        .changes(&[])
        .then(|_, story| {
            let read_by = story.get::<Notice>(id(1)).read_by;
            assert_eq!(read_by, [user_of(Role::IatApprover).id].into());
        });
}

#[test]
fn a_notice_that_is_not_there_cannot_be_read() {
    given([]).by(Role::IatApprover).when(read()).refused(Refusal::NotFound);
}

#[test]
fn muster_raises_a_notice_once_and_settles_it_once() {
    let raised = notice(Kind::TransferToDecide, Team::Approvers, None);
    let settle =
        |by: &str| Command::Settle(Settle { id: id(1), by: Some(by.to_owned()), for_whom: None });
    given([])
        .when(Command::Raise(Box::new(raised.clone())))
        .happens()
        .when(Command::Raise(Box::new(raised)))
        .refused(Refusal::AlreadyThere)
        .when(settle("Amir Patel"))
        .happens()
        .when(settle("Bethan Lloyd"))
        .changes(&[]);
}

fn amir() -> UserRef {
    user_of(Role::IatApprover)
}

fn bethan() -> UserRef {
    user("Bethan Lloyd")
}

fn gwen() -> UserRef {
    user("Gwen Price")
}

/// A decision waits in the approvers' queue; Gwen leads the approvers and Hywel leads her.
fn queue() -> Story {
    let hywel = user("Hywel Bowen");
    let of = |user, team, to| row(&Colleague::of(asker().id, user, team, to));
    on_the_list(&notice(Kind::TransferToDecide, Team::Approvers, None)).and([
        of(amir(), Team::Approvers, Some(gwen())),
        of(bethan(), Team::Approvers, Some(gwen())),
        of(gwen(), Team::Approvers, Some(hywel.clone())),
        of(hywel, Team::Managers, None),
        of(user_of(Role::OhNurse), Team::OccupationalHealth, Some(gwen())),
    ])
}

fn by(story: Story, user: UserRef) -> Story {
    story.by_user(user, &[Role::IatApprover])
}

fn claim() -> Command {
    Command::Claim(Claim { id: id(1) })
}

fn put_back() -> Command {
    Command::PutBack(PutBack { id: id(1) })
}

fn pass(to: &UserRef) -> Command {
    Command::Pass(Pass { id: id(1), to: to.id, note: " she knows them ".to_owned() })
}

fn follow() -> Command {
    Command::Follow(Follow { id: id(1) })
}

fn held(by: &str) -> Refusal {
    Refusal::HeldBy { by: by.to_owned() }
}

fn the(story: &Story) -> Notice {
    story.get::<Notice>(id(1))
}

#[test]
fn who_claims_has_it_and_everybody_sees_who() {
    let story = by(queue(), amir()).when(claim()).happens();
    let holder = Holder { user: amir(), since: at("2026-11-24T09:00Z") };
    assert_eq!(the(&story).holder, Some(holder));
    assert_eq!(the(&story).to, None, "it is the team's still");
    story.when(claim()).changes(&[]);
}

#[test]
fn of_two_who_claim_offline_the_second_is_told_who_was_first() {
    by(queue(), bethan()).on_their_desk().when(claim()).happens();
    let story = by(queue(), amir()).when(claim()).happens();
    by(story, bethan()).when(claim()).refused(held("Amir Patel"));
}

#[test]
fn who_has_it_puts_it_back_and_then_it_is_no_lock() {
    let story = by(queue(), amir()).when(claim()).happens();
    let story = by(story, bethan()).when(put_back()).refused(held("Amir Patel"));
    let story = by(story, amir()).when(put_back()).happens();
    assert_eq!(the(&story).holder, None);
    let story = by(story, amir()).when(put_back()).refused(Refusal::NotHeld);
    by(story, bethan()).when(claim()).happens();
}

#[test]
fn what_somebody_has_who_left_the_team_is_put_back_by_anybody() {
    let story = by(queue(), amir()).when(claim()).happens();
    let story = story.without(NounKind::Colleague, Colleague::id_in(Team::Approvers, amir().id));
    by(story, bethan()).when(put_back()).happens();
}

#[test]
fn it_is_passed_to_a_colleague_with_a_note_and_is_news_to_them() {
    let story = by(queue(), bethan()).when(read()).happens();
    let story = by(story, amir()).when(pass(&bethan())).happens();
    let after = the(&story);
    assert_eq!(after.whose(), Some(&bethan()));
    assert!(after.read_by.is_empty());
    let passed = &after.passed[0];
    assert_eq!(
        (&passed.by, &passed.to, passed.note.as_str()),
        (&amir(), &bethan(), "she knows them")
    );
    by(story, amir()).when(pass(&amir())).refused(held("Bethan Lloyd"));
}

#[test]
fn what_was_for_one_person_alone_is_the_teams_once_it_is_passed_on() {
    let mine = notice(Kind::TransferToDecide, Team::Approvers, Some(amir()));
    let story = queue().and([row(&mine)]);
    let story = by(story, bethan()).when(pass(&bethan())).refused(Refusal::NotYours);
    let story = by(story, amir()).when(pass(&bethan())).happens();
    assert_eq!((the(&story).to, the(&story).holder.unwrap().user), (None, bethan()));
}

#[test]
fn a_reference_to_complete_is_passed_from_a_referee_to_human_resources_and_back() {
    let (referee, hr) = (user_of(Role::Referee), user_of(Role::HrOfficer));
    let of = |user: &UserRef, team| row(&Colleague::of(asker().id, user.clone(), team, None));
    let form = notice(Kind::ReferenceToComplete, Team::Referees, None);
    let queue =
        on_the_list(&form).and([of(&referee, Team::Referees), of(&hr, Team::HumanResources)]);
    let story = queue.by(Role::Referee).when(pass(&hr)).happens();
    assert_eq!(the(&story).whose(), Some(&hr));
    let story = story.by(Role::HrOfficer).when(pass(&referee)).happens();
    assert_eq!(the(&story).whose(), Some(&referee));
}

#[test]
fn it_is_passed_to_nobody_outside_the_team_and_not_in_circles() {
    let nurse = user_of(Role::OhNurse);
    let story = by(queue(), amir()).when(pass(&nurse)).refused(Refusal::NotAColleague);
    let story = by(story, amir()).when(claim()).happens();
    let to = "Amir Patel".to_owned();
    let story = story.when(pass(&amir())).refused(Refusal::AlreadyTheirs { to });
    let note = "x".repeat(501);
    let long = Command::Pass(Pass { id: id(1), to: bethan().id, note });
    story.when(long).refused(Refusal::NoteTooLong);
}

#[test]
fn what_only_informs_is_neither_claimed_nor_passed_and_what_is_done_is_done() {
    let told = queue().and([row(&notice(Kind::TransferEnded, Team::Approvers, None))]);
    let story = by(told, amir()).when(claim()).refused(Refusal::NothingToDo);
    story.when(pass(&bethan())).refused(Refusal::NothingToDo);
    let settle = Settle { id: id(1), by: Some("Cai Evans".to_owned()), for_whom: None };
    let done = queue().when(Command::Settle(settle)).happens();
    let why = || Refusal::AlreadyDone { by: Some("Cai Evans".to_owned()) };
    let story = by(done, amir()).when(claim()).refused(why());
    story.when(pass(&bethan())).refused(why());
}

#[test]
fn it_is_due_as_its_kind_is_set_and_a_kind_that_is_off_is_not_raised() {
    let set = |kind, on| {
        let days = Days { act_within: 10, ..Days::default() };
        let words = None;
        let set = kind_setting::Set { organisation: asker().id, kind, on, words, days };
        kind_setting::Command::Set(set)
    };
    let story = given([]).when(set(KindName::TransferToDecide, true)).happens();
    let raised = notice(Kind::TransferToDecide, Team::Approvers, None);
    let story = story.when(Command::Raise(Box::new(raised))).happens();
    assert_eq!(the(&story).due_on, Some(day("2026-11-30")));
    let story = given([]).when(set(KindName::TransferEnded, false)).happens();
    let told = notice(Kind::TransferEnded, Team::Approvers, None);
    story.when(Command::Raise(Box::new(told))).changes(&[]);
}

#[test]
fn it_is_reminded_of_once_before_it_is_due_and_once_after() {
    let story = by(queue(), amir()).when(read()).happens().by_muster();
    let story = story.on("2026-11-23T05:00Z").when(follow()).changes(&[]).happens();
    let story = story.on("2026-11-24T05:00Z").when(follow()).happens();
    assert_eq!(the(&story).reminders[0].when, ReminderWhen::Before);
    assert!(the(&story).read_by.is_empty(), "it is news again");
    let story = story.on("2026-11-25T05:00Z").when(follow()).changes(&[]).happens();
    let story = story.on("2026-11-26T05:00Z").when(follow()).happens();
    let when: Vec<_> = the(&story).reminders.iter().map(|one| one.when).collect();
    assert_eq!(when, [ReminderWhen::Before, ReminderWhen::After]);
    story.on("2026-11-27T05:00Z").when(follow()).changes(&[]);
}

fn up(story: &Story) -> Vec<(Option<String>, Option<String>, u16)> {
    let name = |user: Option<UserRef>| user.map(|user| user.name);
    let all = the(story).escalations.into_iter();
    all.map(|one| (name(one.to), name(one.over), one.overdue)).collect()
}

#[test]
fn what_nobody_does_goes_up_the_hierarchy_a_step_at_a_time_and_ends_at_the_top() {
    let some = |name: &str| Some(name.to_owned());
    let story = by(queue(), amir()).when(claim()).happens().by_muster();
    let story = story.on("2026-11-27T05:00Z").when(follow()).happens();
    assert_eq!(up(&story), []);
    let story = story.on("2026-11-28T05:00Z").when(follow()).happens();
    assert_eq!(up(&story), [(some("Gwen Price"), some("Amir Patel"), 3)]);
    let story = story.on("2026-11-29T05:00Z").when(follow()).changes(&[]).happens();
    let story = story.on("2026-12-01T05:00Z").when(follow()).happens();
    assert_eq!(up(&story)[1], (some("Hywel Bowen"), some("Gwen Price"), 6));
    let story = story.on("2026-12-04T05:00Z").when(follow()).happens();
    assert_eq!(up(&story)[2], (None, some("Hywel Bowen"), 9));
    story.on("2026-12-30T05:00Z").when(follow()).changes(&[]);
}

#[test]
fn who_hears_of_it_from_outside_the_team_hears_no_name() {
    let mut named = notice(Kind::TransferToDecide, Team::Approvers, None);
    named.subject = Some("Megan Walsh".to_owned());
    let story = queue().and([row(&named)]).by_muster();
    let story = story.on("2026-11-28T05:00Z").when(follow()).happens();
    let story = story.on("2026-12-01T05:00Z").when(follow()).happens();
    let told = story.all::<Notice>();
    let to = |name: &str| {
        let of = |one: &&Notice| one.to.as_ref().is_some_and(|to| to.name == name);
        told.iter().find(of).unwrap().clone()
    };
    let kind = Kind::Escalated { what: KindName::TransferToDecide, team: Team::Approvers };
    let (gwen, hywel) = (to("Gwen Price"), to("Hywel Bowen"));
    assert_eq!((gwen.kind, gwen.team, gwen.about), (kind, Team::Approvers, id(1)));
    assert_eq!(gwen.subject.as_deref(), Some("Megan Walsh"));
    assert_eq!((hywel.kind, hywel.team), (kind, Team::Managers));
    assert_eq!((hywel.subject, hywel.other.as_str()), (None, ""));
}

#[test]
fn what_is_occupational_healths_goes_to_nobody_outside_it() {
    let clinical = notice(Kind::OhToRelease, Team::OccupationalHealth, None);
    let story = queue().and([row(&clinical)]).by_muster();
    let story = story.on("2026-11-28T05:00Z").when(follow()).happens();
    assert_eq!(up(&story), [(None, None, 3)]);
    assert_eq!(story.all::<Notice>().len(), 1);
}

#[test]
fn when_it_is_done_who_heard_of_it_has_nothing_left_to_see() {
    let story = queue().by_muster().on("2026-11-28T05:00Z").when(follow()).happens();
    let settle = Settle { id: id(1), by: Some("Amir Patel".to_owned()), for_whom: None };
    let story = story.when(Command::Settle(settle)).happens();
    assert!(story.all::<Notice>().iter().all(|one| one.done.is_some()));
    assert_eq!(story.all::<Notice>().len(), 2);
    story.on("2026-12-28T05:00Z").when(follow()).changes(&[]);
}
