//! Two organisations: what one asks for, the other releases or refuses.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::{enquiry, oh_enquiry, transfer};
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::recruitment::applicant;
use muster_domain::{Command, Refusal};
use muster_protocol::verdict::{NotTaken, Verdict};
use serde_json::Value;
use uuid::Uuid;

use crate::desk::Desk;
use crate::house::House;
use crate::people::{APPLICANT, applicant, asking, employee, immunisation, person_id};

const TRANSFER: Uuid = Uuid::from_u128(0x7A);
const PARTS: [PartKind; 3] =
    [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];

struct Two {
    house: House,
    recruiter: Desk,
    approver: Desk,
}

impl Two {
    async fn new() -> Self {
        Self::in_house(House::new().await).await
    }

    async fn in_house(house: House) -> Self {
        house.keep(&house.alder, applicant(&house.alder)).await;
        house.keep(&house.birch, employee(&house.birch, 3_000_000)).await;
        let recruiter = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
        let approver = house.desk(&house.birch, "abel", &[Role::IatApprover]).await;
        Self { house, recruiter, approver }
    }

    async fn asked(&self) {
        let verdict = self.recruiter.act(asking(TRANSFER, &self.house.birch)).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
        self.delivered().await;
    }

    async fn delivered(&self) {
        self.house.server.deliver().await.unwrap();
    }

    async fn release(&self) -> Command {
        let candidate = self.approver.one(NounKind::Candidate).await;
        releasing(&candidate["preview"]["digest"], &self.house)
    }
}

fn releasing(digest: &Value, house: &House) -> Command {
    Command::Enquiry(enquiry::Command::Release(enquiry::Release {
        id: TRANSFER,
        person: person_id(&house.birch),
        parts: BTreeSet::from(PARTS),
        previewed: digest.as_str().unwrap().to_owned(),
    }))
}

fn accepted(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

fn refusal(verdict: Verdict) -> Refusal {
    match verdict {
        Verdict::Refused { reason: NotTaken::Rule { refusal } } => refusal,
        other => panic!("{other:?}"),
    }
}

async fn stage(desk: &Desk, noun: NounKind) -> String {
    desk.one(noun).await["stage"]["kind"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_release_arrives_in_three_parts_each_for_its_team() {
    let two = Two::new().await;
    let house = &two.house;
    let learner = house.desk(&house.alder, "lena", &[Role::LearningAdministrator]).await;
    let nurse_there = house.desk(&house.birch, "nils", &[Role::OhNurse]).await;
    let nurse_here = house.desk(&house.alder, "nora", &[Role::OhNurse]).await;
    two.asked().await;
    assert_eq!(stage(&two.recruiter, NounKind::Transfer).await, "awaiting_approval");
    let held = two.approver.load().await;
    let count = |noun| held.keys().filter(|(kind, _)| *kind == noun).count();
    assert_eq!(count(NounKind::Candidate), 1);
    assert_eq!(count(NounKind::EnquiryIdentity), 1);
    assert_eq!(count(NounKind::Notice), 1);

    accepted(&two.approver.act(two.release().await).await);
    two.delivered().await;
    assert_eq!(stage(&two.recruiter, NounKind::Transfer).await, "released");
    let part = two.recruiter.one(NounKind::RecruitmentPart).await;
    let items = part["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["item"]["value"]["pence"] == 3_000_000), "{items:?}");
    let learning = learner.one(NounKind::LearningPart).await;
    assert_eq!(learning["items"][0]["item"]["name"], "NHS|CSTF|Fire Safety - 2 Years|");

    // Who it was about is gone from the approver's desk, by either way to it.
    for held in [two.approver.load().await, two.approver.follow().await] {
        assert!(
            !held.keys().any(|(noun, _)| {
                matches!(noun, NounKind::Candidate | NounKind::EnquiryIdentity)
            })
        );
    }

    // Occupational health's part is released by occupational health.
    assert!(!nurse_here.load().await.keys().any(|(noun, _)| *noun == NounKind::OhPart));
    nurse_there.one(NounKind::OhEnquiry).await;
    let (_, previewed) =
        oh_enquiry::preview(&[immunisation(&house.birch, "immunisation", "CANARY-VACCINE")]);
    let release = oh_enquiry::Release { id: TRANSFER, previewed };
    accepted(&nurse_there.act(Command::OhEnquiry(oh_enquiry::Command::Release(release))).await);
    two.delivered().await;
    let part = nurse_here.one(NounKind::OhPart).await;
    assert_eq!(part["items"][0]["item"]["vaccine"], "CANARY-VACCINE");
}

#[tokio::test]
async fn a_full_match_is_released_by_itself_where_the_source_has_opted_in() {
    let two = Two::in_house(House::releasing(&[PartKind::Recruitment]).await).await;
    two.asked().await;
    assert_eq!(stage(&two.recruiter, NounKind::Transfer).await, "released");
    two.recruiter.one(NounKind::RecruitmentPart).await;
    assert_eq!(stage(&two.approver, NounKind::Enquiry).await, "released");
    let held = two.approver.load().await;
    assert!(!held.keys().any(|(noun, _)| *noun == NounKind::Candidate));
}

#[tokio::test]
async fn a_refusal_comes_back_with_its_reason() {
    let two = Two::new().await;
    two.asked().await;
    let refuse = enquiry::Refuse {
        id: TRANSFER,
        reason: RefusalReason::ConsentDisputed,
        note: "ask again".to_owned(),
    };
    accepted(&two.approver.act(Command::Enquiry(enquiry::Command::Refuse(refuse))).await);
    two.delivered().await;
    let transfer = two.recruiter.one(NounKind::Transfer).await;
    assert_eq!(transfer["stage"]["reason"], "consent_disputed");
    let notice = two.recruiter.one(NounKind::Notice).await;
    assert_eq!(notice["kind"]["kind"], "transfer_refused");
    // It is for whoever asked, and for no other recruiter.
    let other = two.house.desk(&two.house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    for held in [other.load().await, other.follow().await] {
        assert!(!held.keys().any(|(noun, _)| *noun == NounKind::Notice));
    }
}

#[tokio::test]
async fn a_withdrawn_applicant_is_not_asked_for_and_what_was_asked_ends() {
    let two = Two::new().await;
    two.asked().await;
    let withdraw = applicant::Withdraw { id: APPLICANT, reason: "pulled out".to_owned() };
    accepted(&two.recruiter.act(Command::Applicant(applicant::Command::Withdraw(withdraw))).await);
    two.delivered().await;
    assert_eq!(stage(&two.approver, NounKind::Enquiry).await, "ended");
    let again = asking(Uuid::from_u128(0x7B), &two.house.birch);
    assert!(matches!(
        refusal(two.recruiter.act(again).await),
        Refusal::Transfer(transfer::Refusal::ApplicantWithdrawn { .. })
    ));
}

#[tokio::test]
async fn a_changed_record_is_not_released_and_the_approver_gets_it_as_it_is() {
    let two = Two::new().await;
    two.asked().await;
    let before = two.approver.one(NounKind::Candidate).await;
    two.house.keep(&two.house.birch, employee(&two.house.birch, 3_100_000)).await;
    let seq = two.approver.changes(0).await.head;
    let outdated = releasing(&before["preview"]["digest"], &two.house);
    assert!(matches!(
        refusal(two.approver.act(outdated).await),
        Refusal::Enquiry(enquiry::Refusal::PreviewChanged { .. })
    ));
    let changes = two.approver.changes(seq).await;
    assert_eq!(
        changes.pages.iter().map(|page| page.noun).collect::<Vec<_>>(),
        [NounKind::Candidate]
    );
    let now = two.approver.one(NounKind::Candidate).await;
    assert_ne!(before["preview"]["digest"], now["preview"]["digest"]);
    accepted(&two.approver.act(releasing(&now["preview"]["digest"], &two.house)).await);
}

#[tokio::test]
async fn nobody_releases_what_they_asked_for() {
    let two = Two::new().await;
    let house = &two.house;
    // One account is of one organisation: the same user id on both sides is put there by hand.
    two.asked().await;
    let enquiry = two.approver.one(NounKind::Enquiry).await;
    let asked_by = enquiry["asked_by"]["id"].as_str().unwrap();
    let body = enquiry.to_string().replace(asked_by, &two.approver.signed_in.user.id.to_string());
    let database = house.database().await;
    sqlx::query("UPDATE enquiry SET body = ?").bind(body).execute(&database).await.unwrap();
    assert_eq!(
        refusal(two.approver.act(two.release().await).await),
        Refusal::Enquiry(enquiry::Refusal::OwnRequest)
    );
}

#[tokio::test]
async fn a_release_and_a_withdrawal_that_cross_end_what_is_still_open() {
    let two = Two::new().await;
    two.asked().await;
    let house = &two.house;
    let nurse = house.desk(&house.birch, "nils", &[Role::OhNurse]).await;
    let release = two.release().await;
    // Both are decided before either side hears of the other.
    let withdraw = transfer::Withdraw { id: TRANSFER, reason: "no longer needed".to_owned() };
    let withdraw = Command::Transfer(transfer::Command::Withdraw(withdraw));
    let (released, withdrawn) =
        tokio::join!(two.approver.act(release), two.recruiter.act(withdraw));
    two.delivered().await;
    // Whoever came first: a withdrawn transfer takes nothing in, and no nurse is left with it.
    if matches!((&released, &withdrawn), (Verdict::Accepted { .. }, Verdict::Accepted { .. })) {
        assert_eq!(stage(&two.recruiter, NounKind::Transfer).await, "withdrawn");
        assert!(!two.recruiter.load().await.keys().any(|(n, _)| *n == NounKind::RecruitmentPart));
        assert_eq!(stage(&nurse, NounKind::OhEnquiry).await, "ended");
    }
}

#[tokio::test]
async fn messages_that_wait_are_delivered_after_a_restart_and_once() {
    let two = Two::new().await;
    two.asked().await;
    assert_eq!(two.house.server.deliver().await.unwrap(), 0, "nothing waits");
    let database = two.house.database().await;
    sqlx::query("UPDATE message SET applied_at = NULL, body = x'00' WHERE n = 1")
        .execute(&database)
        .await
        .unwrap();
    two.house.later(TimeDelta::minutes(1));
    // One that cannot be opened is put aside, and does not stop those behind it.
    two.delivered().await;
    let outcome: String = sqlx::query_scalar("SELECT outcome FROM message WHERE n = 1")
        .fetch_one(&database)
        .await
        .unwrap();
    assert_eq!(outcome, "unreadable");
}

#[tokio::test]
async fn what_was_asked_and_taken_back_before_anybody_heard_arrives_in_that_order() {
    let two = Two::new().await;
    let database = two.house.database().await;
    // Messages lie there as if they were delivered, until both are written.
    let hold = "CREATE TRIGGER hold AFTER INSERT ON message BEGIN
                    UPDATE message SET applied_at = 0 WHERE n = new.n; END";
    sqlx::raw_sql(hold).execute(&database).await.unwrap();
    accepted(&two.recruiter.act(asking(TRANSFER, &two.house.birch)).await);
    let withdraw = transfer::Withdraw { id: TRANSFER, reason: "no longer".to_owned() };
    accepted(&two.recruiter.act(Command::Transfer(transfer::Command::Withdraw(withdraw))).await);
    let release = "DROP TRIGGER hold; UPDATE message SET applied_at = NULL";
    sqlx::raw_sql(release).execute(&database).await.unwrap();
    two.delivered().await;
    assert_eq!(stage(&two.approver, NounKind::Enquiry).await, "ended");
}

#[tokio::test]
async fn where_the_source_releases_all_by_itself_every_part_arrives_and_both_sides_say_so() {
    let two = Two::in_house(House::releasing(&PARTS).await).await;
    let house = &two.house;
    let nurse = house.desk(&house.alder, "nora", &[Role::OhNurse]).await;
    let nurse_there = house.desk(&house.birch, "nils", &[Role::OhNurse]).await;
    two.asked().await;
    two.delivered().await;
    let transfer = two.recruiter.one(NounKind::Transfer).await;
    assert_eq!(transfer["stage"]["kind"], "released");
    for part in ["recruitment", "learning", "occupational_health"] {
        assert_eq!(transfer["parts"][part], "arrived", "{part}: {transfer}");
    }
    let part = nurse.one(NounKind::OhPart).await;
    assert_eq!(part["items"][0]["item"]["vaccine"], "CANARY-VACCINE");
    assert_eq!(stage(&nurse_there, NounKind::OhEnquiry).await, "released");
    // The release and its part of occupational health are one transaction: the enquiry, which both
    // write, has both.
    let enquiry = two.approver.one(NounKind::Enquiry).await;
    let happened: Vec<_> =
        enquiry["history"].as_array().unwrap().iter().map(|entry| &entry["what"]["kind"]).collect();
    assert!(happened.iter().any(|what| *what == "oh_released"), "{enquiry}");
}
