//! One transfer, from the request to what is accepted.

use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer::{PartStage, Stage};
use muster_domain::words::Origin;
use muster_store::iat::enquiry::EnquiryPage;
use muster_store::iat::oh_enquiry::OhEnquiryPage;
use muster_store::iat::part::{LearningReview, OhReview, RecruitmentReview};
use muster_store::iat::transfer::TransferPage;
use muster_store::notifications::notice::{WorkTab, Worklist};
use muster_store::people::person::PersonPage;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;

use crate::told::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_asked_for_offline_is_released_elsewhere_and_accepted_part_by_part()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let recruiter =
        Desk::sign_in(&network.url(), centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;

    // The network goes. The recruiter asks for three records all the same.
    network.cut().await;
    let mut ids = Vec::new();
    for n in 0..3 {
        let asked = request_for(&recruiter, full_match(&centre, n)).await?;
        ids.push(asked.id);
        recruiter.act(request(asked)).await?;
    }
    assert_eq!(recruiter.session().await?.status().waiting, 3);

    // The desk is closed without a word and opened again: all three wait.
    let recruiter = recruiter.reopen().await?;
    assert_eq!(recruiter.session().await?.waiting().await.unwrap().len(), 3);
    for id in &ids {
        let page = recruiter.read(&TransferPage { id: *id }).await?.expect("it is shown");
        assert!(page.waiting, "what waits says so");
        assert_eq!(page.unsent, 1, "and of the timeline which entry is its own");
        assert_eq!(page.transfer.stage, Stage::Requested);
    }
    assert_eq!(enquiries(&approver).await?, 0);

    // The network comes back: each is sent once.
    network.heal().await?;
    recruiter.sent().await?;
    for id in &ids {
        enquiry_arrives(&approver, *id).await?;
        let page = recruiter.read(&TransferPage { id: *id }).await?.expect("it is shown");
        assert_eq!((page.waiting, page.unsent), (false, 0), "the server has it all");
    }
    assert_eq!(enquiries(&approver).await?, 3);
    let work = approver.read(&Worklist::of(WorkTab::Queue)).await?;
    assert_eq!(work.rows.iter().filter(|row| row.needs_action).count(), 3);

    // The approver confirms the match and releases all parts of one: somebody with OH records.
    let mut chosen = None;
    for id in &ids {
        let page = enquiry_arrives(&approver, *id).await?;
        if page.candidates[0].preview.oh_records > 0 {
            chosen = Some((*id, page));
        }
    }
    let (id, page) = chosen.expect("one of three has OH records");
    let candidate = &page.candidates[0];
    assert!(candidate.matches_in_full());
    let all = [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];
    approver.act(release(&page.enquiry, candidate, &all)).await?;
    let gone = approver.read(&EnquiryPage { id }).await?.expect("the enquiry stays");
    assert!(gone.candidates.is_empty() && gone.asked.is_none(), "who it was about does not");

    // Recruitment's and learning's parts arrive, and each team accepts its own.
    let review = recruiter.reads("the part is here", &RecruitmentReview { id }, |r| r).await?;
    assert_eq!(
        review.rows.iter().map(|row| &row.arrived).collect::<Vec<_>>(),
        candidate.preview.fields.iter().map(|item| &item.value).collect::<Vec<_>>(),
        "what arrives is what was previewed"
    );
    let open = review.rows.iter().filter(|row| row.choice.is_none()).map(|row| row.item);
    recruiter.act(accept_recruitment(id, open.collect::<Vec<_>>().into_iter())).await?;
    let learner =
        Desk::sign_in(&centre.url(), centre.account("learning_administrator", asking)).await?;
    let review = learner.reads("the part is here", &LearningReview { id }, |r| r).await?;
    learner.act(accept_learning(id, review.rows.iter().map(|row| row.item))).await?;
    learner.sent().await?;

    // Occupational health at the source releases its own, to occupational health alone.
    let nurse = Desk::sign_in(&centre.url(), centre.account("oh_nurse", source)).await?;
    let page = nurse.reads("OH is asked", &OhEnquiryPage { id }, |page| page).await?;
    nurse.act(release_oh(id, page.digest)).await?;
    nurse.sent().await?;
    let their_nurse = Desk::sign_in(&centre.url(), centre.account("oh_nurse", asking)).await?;
    let review = their_nurse.reads("the part is here", &OhReview { id }, |r| r).await?;
    assert_eq!(review.rows.len(), page.items.len());
    their_nurse.act(accept_oh(id, review.rows.iter().map(|row| row.item))).await?;
    their_nurse.sent().await?;
    let person = their_nurse.read(&PersonPage { id: review.head.person }).await?.unwrap();
    let held = person.immunisations.expect("a nurse holds immunisations");
    assert_eq!(held.len(), page.items.len());
    assert!(held.iter().all(|i| matches!(i.origin, Origin::Transfer { .. })));

    // The recruiter sees every part decided, and nothing of what OH received.
    recruiter
        .reads("all parts are decided", &TransferPage { id }, |page| {
            page.filter(|p| p.transfer.parts.values().all(|part| *part == PartStage::Decided))
        })
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_refuses_comes_back_with_its_reason_and_can_be_amended()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let colleague = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;

    // Offline, the recruiter asks for somebody whom a colleague withdraws meanwhile.
    network.cut().await;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let typed = asked.clone();
    recruiter.act(request(asked)).await?;
    colleague.act(withdraw_applicant(typed.applicant)).await?;
    colleague.sent().await?;

    // Back online, the request needs attention: its reason in words, its text as it was typed. It is
    // shown no longer, though nothing else has come from the server yet.
    network.lose_answers("GET /v1/changes", 0);
    network.heal().await?;
    let refused = recruiter
        .until("the request needs attention", async |session| {
            Ok(session.attention().await.unwrap().into_iter().next())
        })
        .await?;
    assert!(refused.reason.is_some());
    assert_eq!(refused.command, request(typed.clone()));
    let none = |page: Option<_>| page.is_none().then_some(());
    recruiter.reads("it is not shown", &TransferPage { id: typed.id }, none).await?;
    network.answers_again();

    // Amended for another applicant and sent again, it is accepted.
    let mut amended = request_for(&recruiter, full_match(&centre, 1)).await?;
    amended.id = typed.id;
    let session = recruiter.session().await?;
    session.amend(refused.id, request(amended)).await.unwrap();
    recruiter.sent().await?;
    assert!(session.attention().await.unwrap().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_source_has_opted_in_a_full_match_is_released_by_itself() -> anyhow::Result<()> {
    let plan = Plan { automatic: Some("recruitment,learning"), ..Plan::default() };
    let centre = Centre::start(plan).await?;
    let (asking, _) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    let review = recruiter.reads("the part is here", &RecruitmentReview { id }, |r| r).await?;
    assert!(!review.rows.is_empty());
    let page = recruiter.read(&TransferPage { id }).await?.unwrap();
    assert_eq!(page.transfer.parts[&PartKind::OccupationalHealth], PartStage::NotComing);
    Ok(())
}
