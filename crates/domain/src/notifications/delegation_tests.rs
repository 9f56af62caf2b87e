//! Standing in for a colleague, told as stories.

use super::*;
use crate::iat::enquiry::{self, Enquiry};
use crate::iat::history::RefusalReason;
use crate::notifications::notice;
use crate::policy::{self, Role};
use crate::spec::{
    Story, TRANSFER, arrival, at, day, given, id, megan, row, source, user, user_of,
};

fn amir() -> UserRef {
    user_of(Role::IatApprover)
}

fn bethan() -> UserRef {
    user("Bethan Lloyd")
}

fn cai() -> UserRef {
    user("Cai Evans")
}

/// The source's approvers, and a nurse.
fn team() -> Story {
    let of = |user, team| row(&Colleague::of(source().id, user, team, None));
    given([
        of(amir(), Team::Approvers),
        of(bethan(), Team::Approvers),
        of(cai(), Team::Approvers),
        of(user_of(Role::OhNurse), Team::OccupationalHealth),
    ])
    .at(source())
}

fn by(story: Story, user: UserRef) -> Story {
    story.by_user(user, &[Role::IatApprover])
}

fn make(n: u128, to: &UserRef, first: &str, last: &str) -> Make {
    Make {
        id: id(n),
        team: Team::Approvers,
        to: to.id,
        first: day(first),
        last: day(last),
        kinds: BTreeSet::new(),
    }
}

/// Amir is away from 24 to 30 November and Bethan stands in.
fn amir_away(story: Story) -> Story {
    by(story, amir()).when(Command::Make(make(1, &bethan(), "2026-11-24", "2026-11-30"))).happens()
}

/// An enquiry waits for a decision; Amir has claimed it.
fn claimed() -> Story {
    let story = team().and(megan().rows()).and([crate::spec::opted_in(&[])]);
    let story = story.by_muster().when(arrival()).happens();
    let waiting = story.all::<Notice>()[0].id;
    by(story, amir()).when(notice::Command::Claim(notice::Claim { id: waiting })).happens()
}

fn refuse() -> enquiry::Command {
    enquiry::Command::Refuse(enquiry::Refuse {
        id: TRANSFER,
        reason: RefusalReason::NotKnownHere,
        note: "nobody of that name".to_owned(),
    })
}

fn waiting(story: &Story) -> Notice {
    let all = story.all::<Notice>();
    all.into_iter().find(|one| one.kind == notice::Kind::TransferToDecide).unwrap()
}

#[test]
fn whoever_goes_has_a_colleague_stand_in_who_hears_of_it() {
    let story = amir_away(team());
    let made = story.get::<Delegation>(id(1));
    assert_eq!((made.from, made.to), (amir(), bethan()));
    let told = story.all::<Notice>();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].kind, notice::Kind::Delegated);
    assert_eq!(told[0].to, Some(bethan()));
    assert_eq!(told[0].subject.as_deref(), Some("Amir Patel"));
}

#[test]
fn the_delegate_decides_for_whoever_is_away_and_both_records_say_so() {
    let story = amir_away(claimed());
    assert_eq!(waiting(&story).delegate, Some(bethan()));
    let story = by(story, bethan()).when(refuse()).happens();
    let last = story.get::<Enquiry>(TRANSFER).history.pop().unwrap();
    assert_eq!(last.who.as_deref(), Some("Bethan Lloyd"));
    assert_eq!(last.for_whom.as_deref(), Some("Amir Patel"));
    let done = waiting(&story).done.unwrap();
    assert_eq!(done.by.as_deref(), Some("Bethan Lloyd"));
    assert_eq!(done.for_whom.as_deref(), Some("Amir Patel"));
}

#[test]
fn whoever_is_away_may_still_act_for_themselves() {
    let story = by(amir_away(claimed()), amir()).when(refuse()).happens();
    let last = story.get::<Enquiry>(TRANSFER).history.pop().unwrap();
    assert_eq!((last.who.as_deref(), last.for_whom), (Some("Amir Patel"), None));
}

#[test]
fn a_colleague_who_does_not_stand_in_acts_for_nobody() {
    let story = by(amir_away(claimed()), cai()).when(refuse()).happens();
    let last = story.get::<Enquiry>(TRANSFER).history.pop().unwrap();
    assert_eq!((last.who.as_deref(), last.for_whom), (Some("Cai Evans"), None));
}

#[test]
fn the_delegate_acts_in_their_own_right_and_needs_the_role() {
    let story = amir_away(claimed()).by_user(bethan(), &[Role::LearningAdministrator]);
    story.when(refuse()).refused(policy::Refusal::NotYourRole { needed: vec![Role::IatApprover] });
}

#[test]
fn what_the_delegate_did_on_the_last_day_counts_when_it_is_sent_a_day_later() {
    let story = by(amir_away(claimed()), bethan());
    let command = crate::Command::Enquiry(refuse());
    let at_the_server = |claimed: &str, received: &str| {
        let by = By {
            who: crate::noun::Who::Person {
                user: bethan(),
                organisation: source(),
                roles: [Role::IatApprover].into(),
            },
            device: None,
            command: crate::words::CommandId(id(7)),
            claimed_at: at(claimed),
            received_at: at(received),
            acting_for: None,
        };
        story.look(|world| acting_for(world, &command, &by)).map(|whom| whom.name)
    };
    let amir = Some("Amir Patel".to_owned());
    assert_eq!(at_the_server("2026-11-30T20:00Z", "2026-12-01T08:00Z"), amir);
    assert_eq!(at_the_server("2026-12-01T07:00Z", "2026-12-01T08:00Z"), None);
    assert_eq!(at_the_server("2026-11-23T20:00Z", "2026-11-24T08:00Z"), None);
}

#[test]
fn only_the_kinds_that_were_named_are_acted_on_for_somebody() {
    let other = [KindName::OhToRelease].into();
    let make = Make { kinds: other, ..make(1, &bethan(), "2026-11-24", "2026-11-30") };
    let story = by(claimed(), amir()).when(Command::Make(make)).happens();
    assert_eq!(waiting(&story).delegate, None);
    let story = by(story, bethan()).when(refuse()).happens();
    assert_eq!(waiting(&story).done.unwrap().for_whom, None);
}

#[test]
fn nobody_stands_in_for_themselves() {
    let make = make(1, &amir(), "2026-11-24", "2026-11-30");
    by(team(), amir()).when(Command::Make(make)).refused(Refusal::ToYourself);
}

#[test]
fn nothing_clinical_goes_to_anybody_outside_occupational_health() {
    let nurse = team().by(Role::OhNurse);
    let to_amir =
        Make { team: Team::OccupationalHealth, ..make(1, &amir(), "2026-11-24", "2026-11-30") };
    nurse.when(Command::Make(to_amir)).refused(Refusal::DelegateNotOfTeam);
    let to_nurse = make(1, &user_of(Role::OhNurse), "2026-11-24", "2026-11-30");
    by(team(), amir()).when(Command::Make(to_nurse)).refused(Refusal::DelegateNotOfTeam);
}

#[test]
fn nobody_gives_away_the_work_of_a_team_that_they_are_not_of() {
    let make =
        Make { team: Team::OccupationalHealth, ..make(1, &bethan(), "2026-11-24", "2026-11-30") };
    by(team(), amir()).when(Command::Make(make)).refused(Refusal::NotYourTeam);
}

#[test]
fn there_are_no_chains_on_the_same_days() {
    let story = amir_away(team());
    // Whoever stands in does not hand on,
    let on = Command::Make(make(2, &cai(), "2026-11-30", "2026-12-05"));
    let story = by(story, bethan()).when(on);
    let story = story.refused(Refusal::StandingIn { from: "Amir Patel".to_owned() });
    // and whoever is away stands in for nobody.
    let to_amir = Command::Make(make(2, &amir(), "2026-11-20", "2026-11-24"));
    let story = by(story, cai()).on("2026-11-20T09:00Z").when(to_amir);
    let story = story.refused(Refusal::DelegateAway { to: "Amir Patel".to_owned() });
    // On other days both go.
    let later = Command::Make(make(2, &cai(), "2026-12-01", "2026-12-05"));
    by(story, bethan()).when(later).happens();
}

#[test]
fn of_two_that_were_made_offline_and_make_a_chain_the_second_is_refused() {
    // Bethan's desk did not know of Amir's when she made hers; the server does.
    let hers = Command::Make(make(2, &cai(), "2026-11-25", "2026-11-26"));
    by(team(), bethan()).on_their_desk().when(hers.clone()).happens();
    by(amir_away(team()), bethan())
        .when(hers)
        .refused(Refusal::StandingIn { from: "Amir Patel".to_owned() });
}

#[test]
fn one_stands_in_at_a_time_but_another_for_other_kinds() {
    let kinds = |kind: KindName| [kind].into();
    let decisions = Make {
        kinds: kinds(KindName::TransferToDecide),
        ..make(1, &bethan(), "2026-11-24", "2026-11-30")
    };
    let story = by(team(), amir()).when(Command::Make(decisions)).happens();
    let all = Command::Make(make(2, &cai(), "2026-11-28", "2026-11-28"));
    let story =
        story.when(all).refused(Refusal::AlreadyDelegated { to: "Bethan Lloyd".to_owned() });
    let news = Make {
        kinds: kinds(KindName::TransferEnded),
        ..make(2, &cai(), "2026-11-28", "2026-11-28")
    };
    story.when(Command::Make(news)).happens();
}

#[test]
fn days_are_in_order_and_not_past() {
    let refused = |first, last, why| {
        by(team(), amir()).when(Command::Make(make(1, &bethan(), first, last))).refused(why);
    };
    refused("2026-11-23", "2026-11-30", Refusal::StartsInPast);
    refused("2026-11-30", "2026-11-29", Refusal::DaysOutOfOrder);
    refused("2026-11-30", "2027-12-02", Refusal::DaysOutOfOrder);
}

#[test]
fn either_ends_it_early_and_the_other_hears_of_it() {
    for (ends, hears) in [(amir(), bethan()), (bethan(), amir())] {
        let story = by(amir_away(claimed()), ends).on("2026-11-26T09:00Z");
        let story = story.when(Command::End(End { id: id(1) })).happens();
        assert_eq!(waiting(&story).delegate, None);
        // Their desk, which held it, is told that it is for them no longer.
        assert!(waiting(&story).shown_to.contains(&bethan().id));
        let ended = story.all::<Notice>();
        let ended = ended.iter().find(|one| one.kind == notice::Kind::DelegationEnded).unwrap();
        assert_eq!(ended.to, Some(hears));
        let story = by(story, bethan()).on("2026-11-26T10:00Z").when(refuse()).happens();
        assert_eq!(waiting(&story).done.unwrap().for_whom, None);
    }
}

#[test]
fn a_third_ends_nothing_and_nothing_ends_twice() {
    let end = Command::End(End { id: id(1) });
    let story = by(amir_away(team()), cai()).when(end.clone()).refused(Refusal::NotYours);
    let story = by(story, amir()).when(end.clone()).happens();
    by(story, amir()).when(end.clone()).refused(Refusal::AlreadyEnded);
    let story = by(amir_away(team()), amir()).on("2026-12-01T09:00Z");
    story.when(end.clone()).refused(Refusal::AlreadyEnded);
    by(team(), amir()).when(end).refused(Refusal::NotFound);
}

#[test]
fn made_twice_is_made_once() {
    let again = Command::Make(make(1, &bethan(), "2026-11-24", "2026-11-30"));
    by(amir_away(team()), amir()).when(again).refused(Refusal::AlreadyThere);
}

#[test]
fn the_day_alone_brings_it_to_the_delegate_and_takes_it_away() {
    let story = by(claimed(), amir());
    let later = Command::Make(make(1, &bethan(), "2026-11-27", "2026-11-28"));
    let story = story.when(later).happens().by_muster();
    let cover = notice::Command::Cover(notice::Cover { id: waiting(&story).id, delegation: None });
    let story = story.on("2026-11-26T05:00Z").when(cover.clone()).changes(&[]).happens();
    let story = story.on("2026-11-27T05:00Z").when(cover.clone()).happens();
    assert_eq!(waiting(&story).delegate, Some(bethan()));
    let story = story.on("2026-11-29T05:00Z").when(cover).happens();
    assert_eq!(waiting(&story).delegate, None);
}
