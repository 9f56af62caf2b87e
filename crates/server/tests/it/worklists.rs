//! Worklists on the server: who works which queue, what a day brings, who is sent what, and how kinds
//! are set.

use chrono::TimeDelta;
use muster_domain::notifications::kind_setting::{self, KindName, Words};
use muster_domain::notifications::{Colleague, Delegation, Notice, delegation, notice};
use muster_domain::noun::NounKind;
use muster_domain::policy::{Role, Team};
use muster_domain::words::UserId;
use muster_domain::{Command, Refusal};
use muster_protocol::verdict::Verdict;
use muster_server::AdminFault;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::desk::{Desk, Held};
use crate::house::{House, code};
use crate::people::{applicant, asking, employee};

const TRANSFER: Uuid = Uuid::from_u128(0x7A);

/// A recruiter asks Birch, where Abel and Beth approve and Beth leads Abel.
struct Queue {
    house: House,
    abel: Desk,
    beth: Desk,
}

impl Queue {
    async fn new() -> Self {
        let house = House::new().await;
        house.keep(&house.alder, applicant(&house.alder)).await;
        house.keep(&house.birch, employee(&house.birch, 3_000_000)).await;
        let rosa = house.desk(&house.alder, "rosa", &[Role::RecruitmentOfficer]).await;
        let abel = house.desk(&house.birch, "abel", &[Role::IatApprover]).await;
        let beth = house.desk(&house.birch, "beth", &[Role::IatApprover]).await;
        house.server.set_supervisor("abel", Some("beth")).await.unwrap();
        taken(rosa.act(asking(TRANSFER, &house.birch)).await);
        house.server.deliver().await.unwrap();
        Self { house, abel, beth }
    }

    /// Days go by; whoever was signed in signs in on another computer.
    async fn days(&mut self, days: i64) {
        self.house.later(TimeDelta::days(days));
        self.house.server.follow_notices().await.unwrap();
        self.abel = Desk::register(&self.house, "abel").await;
        self.beth = Desk::register(&self.house, "beth").await;
    }

    /// What stands in the log, whoever may hold it.
    async fn notices(&self) -> Vec<Notice> {
        let database = self.house.database().await;
        let sql = "SELECT body FROM notice WHERE organisation = ? AND body IS NOT NULL";
        let bodies: Vec<String> =
            sqlx::query_scalar(sql).bind(self.house.birch.id.0).fetch_all(&database).await.unwrap();
        bodies.iter().map(|body| serde_json::from_str(body).unwrap()).collect()
    }

    async fn decision(&self) -> Notice {
        let all = self.notices().await;
        all.into_iter().find(|one| one.kind == notice::Kind::TransferToDecide).unwrap()
    }

    async fn abel_claims(&self) {
        let id = self.decision().await.id;
        taken(self.abel.act(Command::Notice(notice::Command::Claim(notice::Claim { id }))).await);
    }
}

fn taken(verdict: Verdict) {
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

fn all<R: DeserializeOwned>(held: &Held, noun: NounKind) -> Vec<R> {
    let of_it = held.iter().filter(|((kind, _), _)| *kind == noun);
    of_it.map(|(_, body)| serde_json::from_value(body.clone()).unwrap()).collect()
}

#[tokio::test]
async fn who_works_a_queue_is_known_to_it_and_to_nobody_else() {
    let queue = Queue::new().await;
    let house = &queue.house;
    let nurse = house.desk(&house.birch, "nia", &[Role::OhNurse]).await;
    let names = |held: &Held| {
        let mut names: Vec<_> = all::<Colleague>(held, NounKind::Colleague)
            .into_iter()
            .map(|one| (one.user.name, one.supervisor.map(|user| user.name)))
            .collect();
        names.sort();
        names
    };
    let both = [("abel".to_owned(), Some("beth".to_owned())), ("beth".to_owned(), None)];
    assert_eq!(names(&queue.abel.load().await), both);
    assert_eq!(names(&queue.abel.follow().await), both);
    assert_eq!(names(&nurse.load().await), [("nia".to_owned(), None)]);

    // An account that is closed leaves the queue; whoever reported to it reports to nobody.
    house.server.close_account("beth").await.unwrap();
    assert_eq!(names(&queue.abel.follow().await), [("abel".to_owned(), None)]);
    // A day on which nothing has changed writes nothing.
    let head = queue.abel.changes(0).await.head;
    house.server.settle_colleagues().await.unwrap();
    assert_eq!(queue.abel.changes(0).await.head, head);
    let own = house.server.set_supervisor("abel", Some("abel")).await;
    assert!(matches!(own, Err(AdminFault::OwnSupervisor)));
}

#[tokio::test]
async fn what_is_overdue_is_reminded_of_and_goes_up_once_however_often_the_job_runs() {
    let mut queue = Queue::new().await;
    queue.abel_claims().await;
    // Due in five days: a reminder the day before, one the day after, and on the third day up.
    for (days, reminders, escalations) in [(3, 0, 0), (1, 1, 0), (2, 2, 0), (2, 2, 1), (0, 2, 1)] {
        queue.days(days).await;
        let decision = queue.decision().await;
        let found = (decision.reminders.len(), decision.escalations.len());
        assert_eq!(found, (reminders, escalations));
    }
    let escalation = &queue.decision().await.escalations[0];
    let name = |user: &Option<muster_domain::words::UserRef>| user.as_ref().unwrap().name.clone();
    assert_eq!((name(&escalation.to), name(&escalation.over)), ("beth".into(), "abel".into()));
    assert_eq!(escalation.overdue, 3);
    // Beth is told, and nobody else is.
    let told = |held: &Held| {
        let all = all::<Notice>(held, NounKind::Notice);
        all.iter().any(|one| matches!(one.kind, notice::Kind::Escalated { .. }))
    };
    assert!(told(&queue.beth.load().await) && told(&queue.beth.follow().await));
    assert!(!told(&queue.abel.load().await) && !told(&queue.abel.follow().await));
    assert!(queue.house.server.verify_audit().await.unwrap().iter().all(|c| c.broken_at.is_none()));
}

#[tokio::test]
async fn work_for_one_alone_comes_to_whoever_stands_in_and_leaves_their_desk_again() {
    let mut queue = Queue::new().await;
    // For Abel alone, as what was asked for by name is.
    let mut decision = queue.decision().await;
    let abel = queue.abel.signed_in.user.clone();
    decision.to = Some(abel.clone());
    let database = queue.house.database().await;
    let sql = "UPDATE notice SET body = ? WHERE id = ?";
    let body = serde_json::to_string(&decision).unwrap();
    sqlx::query(sql).bind(body).bind(decision.id).execute(&database).await.unwrap();
    let has = |held: &Held| held.contains_key(&(NounKind::Notice, decision.id));
    assert!(has(&queue.abel.load().await) && !has(&queue.beth.load().await));

    let today = queue.abel.now.date_naive();
    let make = |to: UserId| {
        Command::Delegation(delegation::Command::Make(delegation::Make {
            id: Uuid::from_u128(0xDE),
            team: Team::Approvers,
            to,
            first: today,
            last: today + TimeDelta::days(2),
            kinds: Default::default(),
        }))
    };
    let mut at_beths = queue.beth.follow().await;
    let cursor = queue.beth.changes(0).await.head;
    taken(queue.abel.act(make(queue.beth.signed_in.user.id)).await);
    let changes = queue.beth.changes(cursor).await;
    queue.beth.take(&mut at_beths, &changes);
    assert!(has(&at_beths) && has(&queue.beth.load().await));
    let made = all::<Delegation>(&at_beths, NounKind::Delegation);
    assert_eq!((made[0].from.clone(), made.len()), (abel, 1));

    // Its last day passes: the day alone takes it away, from the feed and from the sums.
    let cursor = changes.head;
    queue.days(3).await;
    let changes = queue.beth.changes(cursor).await;
    queue.beth.take(&mut at_beths, &changes);
    assert!(!has(&at_beths) && !has(&queue.beth.load().await));
    let bucket = muster_protocol::checksum::bucket_of(decision.id);
    let (there, gone) = queue.beth.bucket(NounKind::Notice, bucket).await;
    assert!(!there.contains(&decision.id) && gone.contains(&decision.id));
    assert!(has(&queue.abel.load().await));
}

#[tokio::test]
async fn an_administrator_words_a_kind_and_cannot_switch_off_what_a_process_needs() {
    let house = House::new().await;
    let desk = house.desk(&house.birch, "abel", &[Role::IatApprover]).await;
    let birch = code("R0B");
    let all = house.server.kinds(&birch).await.unwrap();
    assert_eq!(all.len(), KindName::ALL.len());
    let of = |kind| all.iter().find(|one| one.kind == kind).unwrap();
    let set = |kind, on| kind_setting::Set {
        organisation: house.birch.id,
        kind,
        on,
        words: Some(Words { en: "Somebody leaves".to_owned(), cy: None }),
        days: of(kind).days,
    };
    house.server.set_kind(set(KindName::TransferToDecide, true)).await.unwrap();
    let held = desk.one(NounKind::KindSetting).await;
    assert_eq!(held["words"]["en"], "Somebody leaves");
    let off = house.server.set_kind(set(KindName::TransferToDecide, false)).await;
    let needed = Refusal::KindSetting(kind_setting::Refusal::KindNeeded);
    assert!(matches!(off, Err(AdminFault::Refused(refusal)) if refusal == needed));
    house.server.set_kind(set(KindName::TransferEnded, false)).await.unwrap();
    let ended = house.server.kinds(&birch).await.unwrap();
    assert!(ended.iter().any(|one| one.kind == KindName::TransferEnded && !one.on));
}
