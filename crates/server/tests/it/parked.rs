//! A command that the server cannot decide: kept, its operator told, and nothing behind it waits.

use chrono::TimeDelta;
use ed25519_dalek::Signer;
use muster_domain::noun::{By, NounKind};
use muster_domain::policy::Role;
use muster_domain::recruitment::applicant;
use muster_domain::world::{Stop, World};
use muster_domain::{Command, Outcome};
use muster_protocol::envelope::{FORMAT, Signed};
use muster_protocol::verdict::{NotTaken, Verdict};
use uuid::Uuid;

use crate::desk::Desk;
use crate::house::House;
use crate::people::{APPLICANT, applicant};

/// Rules that break on a withdrawal with this reason, as a fault of ours would.
fn breaking(world: &mut World, command: &Command, by: &By) -> Result<Outcome, Stop> {
    if let Command::Applicant(applicant::Command::Withdraw(withdraw)) = command {
        assert!(withdraw.reason != "break", "the rules break");
    }
    muster_domain::run(world, command, by)
}

fn withdraw(reason: &str) -> Command {
    let withdraw = applicant::Withdraw { id: APPLICANT, reason: reason.to_owned() };
    Command::Applicant(applicant::Command::Withdraw(withdraw))
}

fn parked(reason: NotTaken) -> Verdict {
    Verdict::Parked { reason }
}

async fn house() -> (House, Desk) {
    let house = House::ruled(&[], breaking).await;
    house.keep(&house.alder, applicant(&house.alder)).await;
    let desk = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
    (house, desk)
}

#[tokio::test]
async fn a_command_on_which_the_rules_break_is_parked_and_the_next_is_decided() {
    let (house, desk) = house().await;
    let broken = desk.sign(withdraw("break"));
    let mut after = desk.envelope(withdraw("of no use"));
    after.depends_on = vec![broken.id];
    let after = Signed::new(&after, &desk.key).unwrap();
    let other = desk.sign(withdraw("pulled out"));
    let answers = desk.push(vec![broken.clone(), after, other]).await;
    let verdicts: Vec<_> = answers.into_iter().map(|decision| decision.verdict).collect();
    assert_eq!(verdicts[0], parked(NotTaken::RulesBroke));
    assert_eq!(verdicts[1], Verdict::Held { on: broken.id });
    assert!(matches!(verdicts[2], Verdict::Accepted { .. }), "{:?}", verdicts[2]);
    assert_eq!(desk.one(NounKind::Applicant).await["stage"]["kind"], "withdrawn");

    let kept = house.server.parked().await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].id, kept[0].verb.as_str()), (broken.id, "applicant.withdraw"));
    assert!(house.server.verify_audit().await.unwrap().iter().all(|one| one.broken_at.is_none()));
}

#[tokio::test]
async fn after_three_tries_only_the_operator_lets_it_go_on() {
    let (house, desk) = house().await;
    let broken = desk.sign(withdraw("break"));
    for tries in 1..=5_u32 {
        assert_eq!(desk.push_one(&broken).await, parked(NotTaken::RulesBroke));
        assert_eq!(house.server.parked().await.unwrap()[0].tries, tries.min(3));
        house.later(TimeDelta::hours(1));
    }
    house.server.retry_parked(broken.id).await.unwrap();
    assert_eq!(desk.push_one(&broken).await, parked(NotTaken::RulesBroke));
    assert_eq!(house.server.parked().await.unwrap()[0].tries, 1);
}

#[tokio::test]
async fn once_mended_it_is_decided_and_parked_no_more() {
    let (house, desk) = house().await;
    let database = house.database().await;
    let spoil = "UPDATE applicant SET body = '{}' WHERE id = ? RETURNING 1";
    let good: String = sqlx::query_scalar("SELECT body FROM applicant WHERE id = ?")
        .bind(APPLICANT)
        .fetch_one(&database)
        .await
        .unwrap();
    sqlx::query(spoil).bind(APPLICANT).fetch_one(&database).await.unwrap();
    let signed = desk.sign(withdraw("pulled out"));
    assert_eq!(desk.push_one(&signed).await, parked(NotTaken::RecordUnreadable));
    let mend = sqlx::query("UPDATE applicant SET body = ? WHERE id = ?").bind(good);
    mend.bind(APPLICANT).execute(&database).await.unwrap();
    database.close().await;
    assert!(matches!(desk.push_one(&signed).await, Verdict::Accepted { .. }));
    assert!(house.server.parked().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_operator_sets_aside_is_refused_for_good() {
    let (house, desk) = house().await;
    let broken = desk.sign(withdraw("break"));
    desk.push_one(&broken).await;
    house.server.set_aside_parked(broken.id).await.unwrap();
    for _ in 0..2 {
        let set_aside = Verdict::Refused { reason: NotTaken::SetAside };
        assert_eq!(desk.push_one(&broken).await, set_aside);
    }
    assert!(house.server.parked().await.unwrap().is_empty());
    let unknown = muster_domain::words::CommandId(Uuid::now_v7());
    assert!(house.server.retry_parked(unknown).await.is_err());
    assert!(house.server.verify_audit().await.unwrap().iter().all(|one| one.broken_at.is_none()));
}

#[tokio::test]
async fn what_a_newer_desk_says_is_kept_until_it_is_understood() {
    let (house, desk) = house().await;
    let mut newer = desk.envelope(withdraw("pulled out"));
    newer.format = FORMAT + 1;
    let newer = Signed::new(&newer, &desk.key).unwrap();
    let mut strange = desk.sign(withdraw("pulled out"));
    let text = String::from_utf8(strange.bytes.0).unwrap().replace("withdraw", "hold_off");
    strange.signature = muster_protocol::Bytes(desk.key.sign(text.as_bytes()).to_vec());
    strange.bytes = muster_protocol::Bytes(text.into_bytes());
    for signed in [&newer, &strange, &newer] {
        assert_eq!(desk.push_one(signed).await, parked(NotTaken::NotSpoken));
    }
    let kept = house.server.parked().await.unwrap();
    assert_eq!(kept.len(), 2, "each once");
    // Signed by somebody else it is nobody's: nothing is kept.
    let mut forged = newer.clone();
    forged.signature.0[0] ^= 1;
    assert!(matches!(desk.push_one(&forged).await, Verdict::Refused { .. }));
    assert_eq!(house.server.parked().await.unwrap().len(), 2);
}
