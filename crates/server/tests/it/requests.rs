//! Requests that nobody answers, and requests by which somebody tries to learn what they may not:
//! guesses of a number learn nothing, are counted, and are told of.

use chrono::TimeDelta;
use muster_domain::iat::enquiry;
use muster_domain::iat::transfer::{self, Budget, Request};
use muster_domain::iat::transfer_policy::Waits;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::{Command, Refusal};
use muster_protocol::verdict::{NotTaken, Verdict};
use serde_json::Value;
use uuid::Uuid;

use crate::desk::Desk;
use crate::house::House;
use crate::people::{applicant, asking, employee, request};

const TRANSFER: Uuid = Uuid::from_u128(0x7A);

struct Two {
    house: House,
    recruiter: Desk,
    approver: Desk,
}

impl Two {
    async fn new() -> Self {
        let house = House::new().await;
        house.keep(&house.alder, applicant(&house.alder)).await;
        house.keep(&house.birch, employee(&house.birch, 3_000_000)).await;
        let recruiter = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
        let approver = house.desk(&house.birch, "abel", &[Role::IatApprover]).await;
        Self { house, recruiter, approver }
    }

    /// Somebody signs in again, as they have to after so many days.
    async fn again(&self, username: &str) -> Desk {
        Desk::register(&self.house, username).await
    }

    /// So many days pass.
    async fn days(&self, days: i64) -> usize {
        self.house.later(TimeDelta::days(days));
        let aged = self.house.server.age_requests().await.unwrap();
        self.house.server.deliver().await.unwrap();
        aged
    }
}

/// The kinds of the notices on a worklist that are not done, in order of their names.
async fn open(desk: &Desk) -> Vec<String> {
    let held = desk.load().await;
    let notices = held.into_iter().filter(|((noun, _), _)| *noun == NounKind::Notice);
    let mut kinds: Vec<String> = notices
        .filter(|(_, notice)| notice["done"].is_null())
        .map(|(_, notice)| notice["kind"]["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test]
async fn a_request_that_nobody_answers_is_reminded_of_and_ends_on_both_sides() {
    let two = Two::new().await;
    let verdict = two.recruiter.act(asking(TRANSFER, &two.house.birch)).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    two.house.server.deliver().await.unwrap();
    assert_eq!(two.days(13).await, 0);
    assert_eq!(two.days(1).await, 1);
    assert_eq!(two.days(0).await, 0, "a day is a day, however often it is looked at");
    let approver = two.again("abel").await;
    assert_eq!(open(&approver).await, ["transfer_to_decide", "transfer_waits"]);
    assert_eq!(two.days(7).await, 1);
    assert_eq!(two.days(7).await, 1);
    let (approver, recruiter) = (two.again("abel").await, two.again("rosa").await);
    assert_eq!(approver.one(NounKind::Enquiry).await["stage"]["kind"], "lapsed");
    assert_eq!(recruiter.one(NounKind::Transfer).await["stage"]["kind"], "lapsed");
    assert_eq!(open(&approver).await, ["transfer_lapsed"]);
    assert_eq!(open(&recruiter).await, ["transfer_lapsed"]);
    assert_eq!(two.days(100).await, 0);
    assert!(two.house.server.verify_audit().await.unwrap().iter().all(|v| v.broken_at.is_none()));
}

#[tokio::test]
async fn an_operator_sets_for_how_long_an_organisation_waits() {
    let two = Two::new().await;
    let birch = two.house.birch.ods_code.clone();
    assert_eq!(two.house.server.waits(&birch).await.unwrap(), Waits::default());
    let waits = Waits::new(1, 2, 3).unwrap();
    two.house.server.set_waits(&birch, waits).await.unwrap();
    assert_eq!(two.house.server.waits(&birch).await.unwrap(), waits);
    let alder = two.house.alder.ods_code.clone();
    assert_eq!(two.house.server.waits(&alder).await.unwrap(), Waits::default());
    assert_eq!(two.approver.one(NounKind::TransferPolicy).await["waits"]["lapse"], 3);
    two.recruiter.act(asking(TRANSFER, &two.house.birch)).await;
    two.house.server.deliver().await.unwrap();
    two.days(3).await;
    let recruiter = two.again("rosa").await;
    assert_eq!(recruiter.one(NounKind::Transfer).await["stage"]["kind"], "lapsed");
}

/// Far past what a day allows: from there on every guess is answered alike.
const GUESSES: u32 = 10_000;

/// A guess of the number, with the name and the birth date that the guesser knows; one is right while
/// the day allows more, and one when it does not.
fn guess(n: u32, house: &House) -> Request {
    let id = Uuid::from_u128(0x1_0000 + u128::from(n));
    let right = request(id, &house.birch);
    if n == 17 || n == 9_017 {
        return right;
    }
    Request { ni_number: format!("AB{n:06}A"), ..right }
}

/// A transfer as the guesser's desk holds it, but for what they typed themselves and when.
fn but_for_what_was_typed(mut transfer: Value) -> Value {
    let fields = transfer.as_object_mut().unwrap();
    fields.remove("id");
    fields.remove("ni_ending");
    transfer
}

#[tokio::test]
async fn guesses_of_a_number_learn_nothing_are_counted_and_told_of() {
    let two = Two::new().await;
    let (house, guesser) = (&two.house, &two.recruiter);
    let watching = house.desk(&house.alder, "alma", &[Role::IatApprover]).await;
    let limit = Budget::Person.limit();
    let (mut taken, mut refused) = (0, 0);
    let mut answers = Vec::new();
    for n in 0..GUESSES {
        let asked = guess(n, house);
        let (id, reason) = (asked.id, "mistyped".to_owned());
        let mut commands = vec![Command::Transfer(transfer::Command::Request(asked))];
        if n < limit {
            // Withdrawn once the source has heard of it, so that the next may be asked.
            let withdraw = transfer::Withdraw { id, reason };
            commands.push(Command::Transfer(transfer::Command::Withdraw(withdraw)));
        }
        for command in commands {
            match guesser.act(command).await {
                Verdict::Accepted { .. } => {
                    taken += 1;
                    house.server.deliver().await.unwrap();
                }
                Verdict::Refused { reason } => {
                    refused += 1;
                    answers.push(reason);
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!((taken, refused), (2 * limit, GUESSES - limit));
    answers.dedup();
    let too_many = transfer::Refusal::TooManyToday { limit, of: Budget::Person };
    assert_eq!(answers, [NotTaken::Rule { refusal: Refusal::from(too_many) }], "one answer");
    house.server.deliver().await.unwrap();

    // What the guesser holds afterwards is the same of the right guess as of every wrong one.
    let held = guesser.load().await;
    let mut shown: Vec<Value> = held
        .into_iter()
        .filter(|((noun, _), _)| *noun == NounKind::Transfer)
        .map(|(_, transfer)| but_for_what_was_typed(transfer))
        .collect();
    assert_eq!(shown.len(), limit as usize);
    shown.dedup();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(open(guesser).await, [""; 0], "no notice tells");

    // The approvers of the guesser's organisation are told once, and it is in the audit.
    assert_eq!(open(&watching).await, ["many_requests"]);
    let database = house.database().await;
    let alerts: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit WHERE what = 'transfer.too_many'")
            .fetch_one(&database)
            .await
            .unwrap();
    assert_eq!(alerts, 1);
    // A colleague may still ask; tomorrow so may the guesser.
    let colleague = house.desk(&house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    let asked = Request { id: TRANSFER, ..request(TRANSFER, &house.birch) };
    let ask = Command::Transfer(transfer::Command::Request(asked));
    assert!(matches!(colleague.act(ask).await, Verdict::Accepted { .. }));
}

/// The answer to a request is given before anything is looked up at the source: the same is written,
/// read and said for a number that is somebody's and for one that is nobody's.
#[tokio::test]
async fn a_request_costs_the_same_whether_or_not_the_number_is_anybodys() {
    let two = Two::new().await;
    let mut differences = Vec::new();
    for n in [17, 18] {
        let before = two.house.fingerprint().await;
        let asked = guess(n, &two.house);
        let id = asked.id;
        let ask = Command::Transfer(transfer::Command::Request(asked));
        assert!(matches!(two.recruiter.act(ask).await, Verdict::Accepted { .. }));
        two.house.server.deliver().await.unwrap();
        let after = two.house.fingerprint().await;
        differences.push(
            before
                .iter()
                .zip(&after)
                .map(|((table, before), (_, after))| (table.clone(), after - before))
                .collect::<Vec<_>>(),
        );
        let refuse = enquiry::Refuse {
            id,
            reason: muster_domain::iat::history::RefusalReason::NotKnownHere,
            note: String::new(),
        };
        let refuse = Command::Enquiry(enquiry::Command::Refuse(refuse));
        assert!(matches!(two.approver.act(refuse).await, Verdict::Accepted { .. }));
        two.house.server.deliver().await.unwrap();
    }
    assert_eq!(differences[0], differences[1]);
}
