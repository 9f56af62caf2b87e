//! One command, one decision, by whoever sent it.

use chrono::TimeDelta;
use futures_util::future::join_all;
use muster_domain::noun::NounKind;
use muster_domain::policy::{self, Role};
use muster_domain::recruitment::applicant;
use muster_domain::words::CommandId;
use muster_domain::{Command, Refusal};
use muster_protocol::envelope::Signed;
use muster_protocol::fault::{Code, Fault};
use muster_protocol::verdict::{EnvelopeProblem, NotTaken, Push, Pushed, Verdict};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::house::House;
use crate::people::{APPLICANT, applicant, asking};

fn withdraw(reason: &str) -> Command {
    let withdraw = applicant::Withdraw { id: APPLICANT, reason: reason.to_owned() };
    Command::Applicant(applicant::Command::Withdraw(withdraw))
}

fn refused(reason: NotTaken) -> Verdict {
    Verdict::Refused { reason }
}

async fn house() -> House {
    let house = House::new().await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    house
}

#[tokio::test]
async fn the_same_bytes_ten_times_at_once_have_one_effect_and_one_answer() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let before = desk.scope().await.cut;
    let signed = desk.sign(withdraw("pulled out"));
    let answers = join_all((0..10).map(|_| desk.push(vec![signed.clone()]))).await;
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    assert_eq!(answers[0][0].verdict, Verdict::Accepted { seq: before + 1 });
    assert_eq!(desk.scope().await.cut, before + 1);
    house.later(TimeDelta::days(300));
    // The token has expired meanwhile; the answer has not changed.
    let desk = crate::desk::Desk::register(&house, "rosa").await;
    assert_eq!(
        desk.push_one(&signed).await,
        refused(NotTaken::Envelope { fault: EnvelopeProblem::Signature })
    );
}

#[tokio::test]
async fn a_refusal_by_a_rule_is_a_decision_as_well() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let signed = desk.sign(withdraw(" "));
    let first = desk.push(vec![signed.clone()]).await;
    house.later(TimeDelta::hours(1));
    assert_eq!(desk.push(vec![signed]).await, first);
    assert_eq!(
        first[0].verdict,
        refused(NotTaken::Rule { refusal: Refusal::Applicant(applicant::Refusal::ReasonMissing) })
    );
}

#[tokio::test]
async fn other_bytes_under_a_used_id_are_refused() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let first = desk.envelope(withdraw(" "));
    desk.push_one(&Signed::new(&first, &desk.key).unwrap()).await;
    let mut second = desk.envelope(withdraw("pulled out"));
    second.id = first.id;
    let signed = Signed::new(&second, &desk.key).unwrap();
    assert_eq!(desk.push_one(&signed).await, refused(NotTaken::KeyReused));
    let held = desk.one(NounKind::Applicant).await;
    assert_eq!(held["stage"]["kind"], "offer_accepted");
}

#[tokio::test]
async fn nobody_sends_for_somebody_else() {
    let house = house().await;
    let rosa = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let rolf = house.desk(&house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    let there = house.desk(&house.birch, "bea", &[Role::RecruitmentOfficer]).await;
    let before = house.fingerprint().await;
    let mut user = rosa.envelope(withdraw("pulled out"));
    user.user = rolf.signed_in.user.id;
    let mut device = rosa.envelope(withdraw("pulled out"));
    device.device = rolf.signed_in.device;
    let mut organisation = rosa.envelope(withdraw("pulled out"));
    organisation.organisation = there.signed_in.organisation.id;
    for envelope in [user, device, organisation] {
        let signed = Signed::new(&envelope, &rosa.key).unwrap();
        assert_eq!(rosa.push_one(&signed).await, refused(NotTaken::NotTheSender));
    }
    // What another device signed is not this one's, whoever sends it.
    let signed = rosa.sign(withdraw("pulled out"));
    let fault = EnvelopeProblem::Signature;
    assert_eq!(rolf.push_one(&signed).await, refused(NotTaken::Envelope { fault }));
    assert_eq!(house.fingerprint().await, before, "nothing was written");
}

#[tokio::test]
async fn envelopes_that_are_none_are_refused_one_by_one() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let good = desk.sign(withdraw("pulled out"));
    let mut version = desk.envelope(withdraw("x"));
    version.format = 99;
    let version = Signed::new(&version, &desk.key).unwrap();
    let mut id = desk.sign(withdraw("x"));
    id.id = CommandId(Uuid::now_v7());
    let long = desk.sign(withdraw(&"x".repeat(300 * 1024)));
    let mut altered = desk.sign(withdraw("x"));
    altered.bytes.0[20] ^= 1;
    let answers = desk.push(vec![version, id, long, altered, good]).await;
    let verdicts: Vec<Verdict> = answers.into_iter().map(|answer| answer.verdict).collect();
    let envelope = |fault| refused(NotTaken::Envelope { fault });
    assert_eq!(
        verdicts[..4],
        [
            Verdict::Parked { reason: NotTaken::NotSpoken },
            envelope(EnvelopeProblem::Id),
            envelope(EnvelopeProblem::TooLong),
            envelope(EnvelopeProblem::Signature),
        ]
    );
    assert!(matches!(verdicts[4], Verdict::Accepted { .. }), "the good one is not held up");
}

#[tokio::test]
async fn a_role_is_needed_now_and_when_it_was_asked() {
    let house = house().await;
    let mut desk = house.desk(&house.alder, "rosa", &[Role::LearningAdministrator]).await;
    let policy = |verdict: &Verdict| {
        matches!(
            verdict,
            Verdict::Refused {
                reason: NotTaken::Rule {
                    refusal: Refusal::Policy(policy::Refusal::NotYourRole { .. })
                }
            }
        )
    };
    let verdict = desk.act(withdraw("x")).await;
    assert!(policy(&verdict), "{verdict:?}");
    house.later(TimeDelta::hours(2));
    house.server.set_role("rosa", Role::RecruitmentOfficer, true).await.unwrap();
    // The desk says it was asked two hours ago: before the role was given.
    assert_eq!(desk.act(withdraw("pulled out")).await, refused(NotTaken::NotYourRoleThen));
    house.later(TimeDelta::hours(1));
    desk.now += TimeDelta::hours(3);
    house.server.set_role("rosa", Role::RecruitmentOfficer, false).await.unwrap();
    let verdict = desk.act(withdraw("pulled out")).await;
    assert!(policy(&verdict), "held then, not now: {verdict:?}");
    house.server.set_role("rosa", Role::RecruitmentOfficer, true).await.unwrap();
    // A clock years ahead counts as now.
    desk.now += TimeDelta::days(900);
    assert!(matches!(desk.act(withdraw("pulled out")).await, Verdict::Accepted { .. }));
}

#[tokio::test]
async fn what_only_muster_asks_for_nobody_may() {
    let house = house().await;
    let all = [Role::RecruitmentOfficer, Role::HrOfficer, Role::IatApprover];
    let desk = house.desk(&house.alder, "rosa", &all).await;
    let drop = muster_domain::kept::Command::Drop { noun: NounKind::Applicant, id: APPLICANT };
    let verdict = desk.act(Command::Keep(drop)).await;
    assert!(
        matches!(
            verdict,
            Verdict::Refused { reason: NotTaken::Rule { refusal: Refusal::Policy(_) } }
        ),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn a_command_waits_for_those_it_depends_on() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let request = desk.envelope(asking(Uuid::from_u128(1), &house.birch));
    let mut after = desk.envelope(withdraw("pulled out"));
    after.depends_on = vec![request.id];
    let after = Signed::new(&after, &desk.key).unwrap();
    let held = Verdict::Held { on: request.id };
    assert_eq!(desk.push_one(&after).await, held);
    let request = Signed::new(&request, &desk.key).unwrap();
    let answers = desk.push(vec![request, after]).await;
    for answer in answers {
        assert!(matches!(answer.verdict, Verdict::Accepted { .. }), "{answer:?}");
    }
}

#[tokio::test]
async fn another_organisations_record_does_not_exist() {
    let house = house().await;
    let there = house.desk(&house.birch, "bea", &[Role::RecruitmentOfficer]).await;
    assert_eq!(
        there.act(withdraw("pulled out")).await,
        refused(NotTaken::Rule { refusal: Refusal::Applicant(applicant::Refusal::NotFound) })
    );
    let held = there.load().await;
    let own = [NounKind::Organisation, NounKind::Colleague];
    assert!(held.keys().all(|(noun, _)| own.contains(noun)), "{held:?}");
}

#[tokio::test]
async fn what_follows_a_refused_command_is_held() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let refused = desk.sign(withdraw(""));
    assert!(matches!(desk.push_one(&refused).await, Verdict::Refused { .. }));
    let mut after = desk.envelope(withdraw("pulled out"));
    after.depends_on = vec![refused.id];
    let after = Signed::new(&after, &desk.key).unwrap();
    assert_eq!(desk.push_one(&after).await, Verdict::Held { on: refused.id });
}

#[tokio::test]
async fn a_clock_far_ahead_makes_nothing_older_than_it_is() {
    let house = house().await;
    let mut desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    desk.now += TimeDelta::days(900);
    // By that clock consent would be long out of date.
    let verdict = desk.act(asking(Uuid::from_u128(1), &house.birch)).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

#[tokio::test]
async fn a_history_that_lacks_what_it_had_accepted_decides_nothing_newer_before_it() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let signed = desk.sign(withdraw("pulled out"));
    let push = |after| {
        let push = Push { commands: vec![signed.clone()], after: Some(after) };
        desk.request(Method::POST, "/v1/commands").json(&push).send()
    };
    let before = desk.scope().await.cut;
    let response = push(CommandId(Uuid::now_v7())).await.unwrap();
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert_eq!(response.json::<Fault>().await.unwrap().code, Code::UnknownCursor);
    assert_eq!(desk.scope().await.cut, before, "it was decided all the same");

    assert_eq!(desk.push_one(&signed).await, Verdict::Accepted { seq: before + 1 });
    let response = push(signed.id).await.unwrap();
    let decided = response.json::<Pushed>().await.unwrap().decisions;
    assert_eq!(decided[0].verdict, Verdict::Accepted { seq: before + 1 });
}

#[tokio::test]
async fn what_could_not_be_committed_is_not_called_accepted() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    let database = house.database().await;
    // Something that only the commit itself notices, as a disk that is full.
    let spoil = "CREATE TABLE nowhere (id INTEGER PRIMARY KEY);
                 CREATE TABLE spoilt (id REFERENCES nowhere DEFERRABLE INITIALLY DEFERRED);
                 CREATE TRIGGER spoil AFTER INSERT ON decision BEGIN
                     INSERT INTO spoilt VALUES (1); END";
    sqlx::raw_sql(spoil).execute(&database).await.unwrap();
    let signed = desk.sign(withdraw("pulled out"));
    let push = Push { commands: vec![signed.clone()], after: None };
    let response = desk.request(Method::POST, "/v1/commands").json(&push).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(desk.one(NounKind::Applicant).await["stage"]["kind"], "offer_accepted");

    // The next try is decided as if the first had never been.
    sqlx::raw_sql("DROP TRIGGER spoil").execute(&database).await.unwrap();
    assert!(matches!(desk.push_one(&signed).await, Verdict::Accepted { .. }));
    assert_eq!(desk.one(NounKind::Applicant).await["stage"]["kind"], "withdrawn");
}

#[tokio::test]
async fn a_role_that_ends_while_a_batch_is_decided_counts_for_what_is_left_of_it() {
    let house = house().await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    house.later(TimeDelta::hours(1));
    // The role ends with the first decision of the batch. When both were asked for, it held.
    let now = (crate::house::morning() + TimeDelta::hours(1)).timestamp_millis();
    let end = sqlx::AssertSqlSafe(format!(
        "CREATE TRIGGER ends AFTER INSERT ON decision BEGIN
             UPDATE role_grant SET to_at = {now}; END"
    ));
    sqlx::raw_sql(end).execute(&house.database().await).await.unwrap();
    let first = desk.sign(asking(Uuid::from_u128(1), &house.birch));
    let answers = desk.push(vec![first, desk.sign(withdraw("pulled out"))]).await;
    assert!(matches!(answers[0].verdict, Verdict::Accepted { .. }), "{:?}", answers[0]);
    assert!(
        matches!(
            &answers[1].verdict,
            Verdict::Refused { reason: NotTaken::Rule { refusal: Refusal::Policy(_) } }
        ),
        "{:?}",
        answers[1]
    );
}
