//! What occupational health at the source is asked for, and what it sends.

use super::*;
use crate::iat::enquiry::{self, Enquiry};
use crate::iat::history::Happened;
use crate::iat::item::PartKind;
use crate::iat::message::Says;
use crate::notifications::{Notice, notice};
use crate::policy::{self, Role};
use crate::spec::{
    Story, TRANSFER, arrival, asker, blood_test, given, id, megan, opted_in, row, source, user_of,
};

/// An approver has confirmed that it is Megan; occupational health is asked for its part.
fn asked() -> Story {
    let story = given(megan().rows()).at(source()).when(arrival()).happens();
    let candidate = &story.all::<crate::iat::candidate::Candidate>()[0];
    let release = enquiry::Release {
        id: TRANSFER,
        person: candidate.person,
        parts: [PartKind::OccupationalHealth].into(),
        previewed: candidate.preview.digest.clone(),
    };
    story.by(Role::IatApprover).when(enquiry::Command::Release(release)).happens()
}

fn shown(story: &Story) -> (Vec<ImmunisationItem>, String) {
    preview(&story.all::<Immunisation>())
}

fn release(story: &Story) -> Command {
    Command::Release(Release { id: TRANSFER, previewed: shown(story).1 })
}

fn refuse(note: &str) -> Command {
    Command::Refuse(Refuse { id: TRANSFER, note: note.to_owned() })
}

fn done(story: &Story) -> Vec<bool> {
    story.all::<Notice>().into_iter().map(|n| n.done.is_some()).collect()
}

#[test]
fn the_nurse_at_the_source_sends_what_she_was_shown_to_occupational_health_alone() {
    let story = asked();
    let (items, _) = shown(&story);
    assert_eq!(items.len(), 2);
    let release = release(&story);
    story.by(Role::OhNurse).when(release).tells(asker(), &[Says::OhReleased { items }]).then(
        |_, story| {
            let stage = story.get::<OhEnquiry>(TRANSFER).stage;
            assert_eq!(stage, Stage::Released { records: 2 });
            let enquiry = story.get::<Enquiry>(TRANSFER);
            assert_eq!(enquiry.history.last().unwrap().what, Happened::OhReleased);
            assert!(done(story).into_iter().all(|done| done), "nothing is left on a worklist");
        },
    );
}

#[test]
fn a_nurses_desk_releases_offline_and_leaves_the_approvers_record_to_the_server() {
    let story = asked();
    let release = release(&story);
    story
        .by(Role::OhNurse)
        .on_their_desk()
        .when(release)
        .leaves_unchecked(&[])
        .changes(&[NounKind::OhEnquiry, NounKind::Notice]);
}

#[test]
fn why_occupational_health_sends_nothing_stays_in_occupational_health() {
    asked()
        .by(Role::OhNurse)
        .when(refuse(" she asked us not to "))
        .tells(asker(), &[Says::OhNotReleased])
        .then(|outcome, story| {
            let stage = story.get::<OhEnquiry>(TRANSFER).stage;
            assert_eq!(stage, Stage::Refused { note: "she asked us not to".to_owned() });
            for ((noun, _), after) in &story.records {
                if *noun != NounKind::OhEnquiry {
                    assert!(!after.body.contains("she asked us"), "{}", noun.name());
                }
            }
            assert!(!format!("{:?}", outcome.messages).contains("she asked us"));
        });
}

#[test]
fn not_sending_needs_a_reason() {
    asked().by(Role::OhNurse).when(refuse("  ")).refused(Refusal::NoteMissing);
}

#[test]
fn nothing_leaves_that_has_changed_since_the_nurse_looked() {
    let story = asked();
    let release = release(&story);
    let mut newer = megan().immunisations[0].clone();
    newer.id = id(0x10f0);
    newer.what = blood_test("66071002", "Anti-HBs", "2026-11-24", "9 mIU/ml");
    story.and([row(&newer)]).by(Role::OhNurse).when(release).refused(Refusal::PreviewChanged);
}

#[test]
fn nobody_sends_what_they_asked_for() {
    let story = asked();
    let release = release(&story);
    story
        .by_user(user_of(Role::RecruitmentOfficer), &[Role::OhNurse])
        .when(release)
        .refused(Refusal::OwnRequest);
}

#[test]
fn what_is_decided_is_decided() {
    let story = asked();
    let release = release(&story);
    let story = story.by(Role::OhNurse).when(release.clone()).happens();
    let story = story.when(release).refused(Refusal::AlreadyDecided);
    let story = story.when(refuse("no")).refused(Refusal::AlreadyDecided);
    story.by_muster().when(Command::End(End { id: TRANSFER })).refused(Refusal::AlreadyDecided);
}

#[test]
fn what_was_never_asked_cannot_be_sent() {
    let release = Command::Release(Release { id: TRANSFER, previewed: String::new() });
    given([]).at(source()).by(Role::OhNurse).when(release).refused(Refusal::NotFound);
    given([]).at(source()).by(Role::OhNurse).when(refuse("no")).refused(Refusal::NotFound);
}

#[test]
fn it_is_opened_once() {
    let story = asked();
    let enquiry = story.get::<OhEnquiry>(TRANSFER);
    let again = Command::Open(Open { enquiry, automatic: true });
    story.by_muster().when(again).refused(Refusal::AlreadyThere);
}

#[test]
fn when_the_asker_ends_it_nothing_is_sent_any_more() {
    let story = asked();
    let release = release(&story);
    let ended =
        crate::iat::message::Message { transfer: TRANSFER, from: asker(), says: Says::Ended };
    let (story, told) = story.hears(ended);
    assert!(told.is_empty());
    assert_eq!(story.get::<OhEnquiry>(TRANSFER).stage, Stage::Ended);
    let oh = |n: &Notice| n.kind == notice::Kind::OhToRelease;
    assert!(story.all::<Notice>().iter().find(|n| oh(n)).unwrap().done.is_some());
    story.by(Role::OhNurse).when(release).refused(Refusal::AlreadyDecided);
}

#[test]
fn by_itself_it_sends_everything_and_asks_nobody() {
    let parts = [PartKind::OccupationalHealth];
    given(megan().rows()).at(source()).and([opted_in(&parts)]).when(arrival()).then(|_, story| {
        let stage = story.get::<OhEnquiry>(TRANSFER).stage;
        assert_eq!(stage, Stage::Released { records: 2 });
        let kinds: Vec<_> = story.all::<Notice>().into_iter().map(|n| n.kind).collect();
        assert_eq!(kinds, [notice::Kind::ReleasedAutomatically]);
    });
}

#[test]
fn nobody_but_the_nurse_sends_or_withholds_it() {
    let story = asked();
    let release = release(&story);
    for role in Role::ALL.into_iter().filter(|role| *role != Role::OhNurse) {
        for command in [release.clone(), refuse("no")] {
            let needed = vec![Role::OhNurse];
            story.clone().by(role).when(command).refused(policy::Refusal::NotYourRole { needed });
        }
    }
}

#[test]
fn the_same_records_are_the_same_preview_in_any_order() {
    let mut records = megan().immunisations;
    let shown = preview(&records);
    records.reverse();
    assert_eq!(preview(&records), shown);
}

#[test]
fn nothing_is_sent_on_consent_that_has_expired() {
    let story = asked();
    let release = release(&story);
    let story = story.by(Role::OhNurse).on("2028-03-01T09:00Z");
    story.when(release).refused(Refusal::ConsentExpired);
}
