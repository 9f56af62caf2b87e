//! Everything a person does is done without the network, and holds when it is back: on their own
//! desk at once, and on everybody else's afterwards. Two who decide the same thing offline are told
//! who was first.

use anyhow::Context;
use muster_app::ReadError;
use muster_domain::Refusal;
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::item::{Field, PartKind};
use muster_domain::iat::transfer::{PartStage, Stage};
use muster_domain::iat::{enquiry, transfer};
use muster_protocol::verdict::NotTaken;
use muster_store::iat::enquiry::{EnquiryPage, EnquiryView};
use muster_store::iat::oh_enquiry::OhEnquiryPage;
use muster_store::iat::part::{LearningReview, OhReview, RecruitmentReview};
use muster_store::iat::transfer::{TransferPage, TransferView};
use muster_store::work::WorkItem;
use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use uuid::Uuid;

use crate::told::*;
use crate::whole::*;

/// A desk behind a network of its own.
async fn behind(centre: &Centre, account: &Account) -> anyhow::Result<(Network, Desk)> {
    let network = Network::to(centre.address()).await?;
    let desk = Desk::sign_in(&network.url(), account).await?;
    Ok((network, desk))
}

/// The network comes back, and everything is sent.
async fn back(network: &mut Network, desk: &Desk) -> anyhow::Result<()> {
    network.heal().await?;
    desk.session().await?.sync_now();
    desk.sent().await
}

async fn waiting(desk: &Desk) -> anyhow::Result<usize> {
    let waiting: Result<_, ReadError> = desk.session().await?.waiting().await;
    Ok(waiting.unwrap().len())
}

async fn attention(desk: &Desk) -> anyhow::Result<Vec<WorkItem>> {
    Ok(desk.session().await?.attention().await.unwrap())
}

/// Waits until a transfer is at a stage, as the server says, on a desk of the asking side.
async fn comes_to(
    desk: &Desk,
    id: Uuid,
    stage: impl Fn(&Stage) -> bool,
) -> anyhow::Result<TransferView> {
    desk.reads("the transfer has come so far", &TransferPage { id }, |page| {
        page.filter(|page| !page.waiting && stage(&page.transfer.stage))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recruiter_requests_amends_and_takes_back_offline() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let account = centre.account("recruitment_officer", asking);
    let (mut network, recruiter) = behind(&centre, account).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;

    // One stays as it is, one is amended while it waits, one is taken back while it waits.
    network.cut().await;
    recruiter.offline().await?;
    let mut asked = Vec::new();
    for n in 0..3 {
        asked.push(request_for(&recruiter, full_match(&centre, n)).await?);
        recruiter.act(request(asked[n].clone())).await?;
    }
    let session = recruiter.session().await?;
    let queue = session.waiting().await.unwrap();
    assert_eq!(queue.len(), 3);
    let wrong = transfer::Request { last_name: "Smyth-Jones".to_owned(), ..asked[1].clone() };
    session.amend(queue[1].id, request(wrong.clone())).await.unwrap();
    session.withdraw(queue[2].id).await.unwrap();
    assert_eq!(waiting(&recruiter).await?, 2);
    assert!(recruiter.read(&TransferPage { id: asked[2].id }).await?.is_none());

    // Sent once each, and what was amended arrives as it was amended.
    back(&mut network, &recruiter).await?;
    enquiry_arrives(&approver, asked[0].id).await?;
    let page = enquiry_arrives(&approver, wrong.id).await?;
    assert_eq!(page.asked.context("who is asked for")?.last_name, "Smyth-Jones");
    assert_eq!(enquiries(&approver).await?, 2);
    assert!(approver.read(&EnquiryPage { id: asked[2].id }).await?.is_none());
    assert!(attention(&recruiter).await?.is_empty());

    // One that was asked for is withdrawn, offline again; both sides see it ended.
    network.cut().await;
    recruiter.act(withdraw_transfer(asked[0].id)).await?;
    let page = recruiter.read(&TransferPage { id: asked[0].id }).await?.context("it is shown")?;
    assert!(page.waiting && matches!(page.transfer.stage, Stage::Withdrawn { .. }));
    back(&mut network, &recruiter).await?;
    comes_to(&recruiter, asked[0].id, |stage| matches!(stage, Stage::Withdrawn { .. })).await?;
    let ended =
        |page: Option<EnquiryView>| page.filter(|page| page.enquiry.stage == enquiry::Stage::Ended);
    let ended = approver.reads("it has ended", &EnquiryPage { id: asked[0].id }, ended).await?;
    assert!(ended.asked.is_none() && ended.candidates.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approver_releases_and_refuses_offline_and_every_team_accepts_offline()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let (mut away, recruiter) =
        behind(&centre, centre.account("recruitment_officer", asking)).await?;
    let (mut learning, learner) =
        behind(&centre, centre.account("learning_administrator", asking)).await?;
    let (mut health, their_nurse) = behind(&centre, centre.account("oh_nurse", asking)).await?;
    let (mut gone, nurse) = behind(&centre, centre.account("oh_nurse", source)).await?;
    let (mut out, approver) = behind(&centre, centre.account("iat_approver", source)).await?;

    // All three are asked for. Offline, the approver releases one with OH records and refuses one.
    let mut pages = Vec::new();
    for n in 0..3 {
        let asked = request_for(&recruiter, full_match(&centre, n)).await?;
        let id = asked.id;
        recruiter.act(request(asked)).await?;
        pages.push(enquiry_arrives(&approver, id).await?);
    }
    pages.sort_by_key(|page| std::cmp::Reverse(page.candidates[0].preview.oh_records));
    let (released, refused) = (&pages[0], pages[1].enquiry.id);
    let id = released.enquiry.id;
    out.cut().await;
    approver.act(release(&released.enquiry, &released.candidates[0], &ALL_PARTS)).await?;
    approver.act(refuse(refused)).await?;
    let page = approver.read(&EnquiryPage { id }).await?.context("it is shown")?;
    assert!(page.waiting && matches!(page.enquiry.stage, enquiry::Stage::Released { .. }));
    let untouched = recruiter.read(&TransferPage { id }).await?.context("it is shown")?;
    assert!(untouched.transfer.stage.is_open(), "nobody else knows yet");
    back(&mut out, &approver).await?;
    enquiry_settled(&approver, id).await?;
    let refusal = |stage: &Stage| {
        matches!(stage, Stage::Refused { reason, note }
            if *reason == RefusalReason::IdentityNotConfirmed && note == "Two people have this name")
    };
    comes_to(&recruiter, refused, refusal).await?;

    // Offline, the nurse at the source releases; the network comes back, and her part arrives.
    let page = nurse.reads("OH is asked", &OhEnquiryPage { id }, |page| page).await?;
    gone.cut().await;
    nurse.act(release_oh(id, page.digest)).await?;
    assert!(their_nurse.read(&OhReview { id }).await?.is_none(), "nothing has left yet");
    back(&mut gone, &nurse).await?;

    // Every team at the asking side accepts its part, each offline.
    recruiter.reads("the part is here", &RecruitmentReview { id }, |review| review).await?;
    learner.reads("the part is here", &LearningReview { id }, |review| review).await?;
    their_nurse.reads("the part is here", &OhReview { id }, |review| review).await?;
    for network in [&mut away, &mut learning, &mut health] {
        network.cut().await;
    }
    recruitment_accepts(&recruiter, id).await?;
    learning_accepts(&learner, id).await?;
    oh_accepts(&their_nurse, id).await?;
    for desk in [&recruiter, &learner, &their_nurse] {
        assert_eq!(waiting(desk).await?, 1, "accepted here, and waits");
    }
    let review = recruiter.read(&RecruitmentReview { id }).await?.context("it is shown")?;
    assert_eq!(review.head.left, 0, "one's own choices are shown at once");
    back(&mut learning, &learner).await?;
    back(&mut health, &their_nurse).await?;
    back(&mut away, &recruiter).await?;
    let page = comes_to(&recruiter, id, |stage| *stage == Stage::Released).await?;
    parts_decided(&recruiter, id).await?;
    assert_eq!(page.transfer.parts.len(), 3);
    for desk in [&recruiter, &learner, &their_nurse, &nurse, &approver] {
        assert!(attention(desk).await?.is_empty());
    }
    Ok(())
}

/// Somebody else with the same role at the same trust.
async fn colleague(centre: &Centre, account: &Account) -> anyhow::Result<Account> {
    let username = format!("second.{}", account.username);
    let password = centre.data().with_file_name("password");
    let code = account.ods_code;
    centre
        .run(&[
            "account",
            "add",
            "--organisation",
            code,
            "--username",
            &username,
            "--name",
            "Second Approver",
            "--role",
            account.role,
            "--password-file",
            &password.to_string_lossy(),
        ])
        .await?;
    Ok(Account { username, name: "Second Approver".to_owned(), ..account.clone() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_decide_the_same_offline_the_second_is_told_who_was_first() -> anyhow::Result<()>
{
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let account = centre.account("iat_approver", source);
    let second = colleague(&centre, account).await?;
    let (mut first_network, first) = behind(&centre, account).await?;
    let (mut second_network, second) = behind(&centre, &second).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    let page = enquiry_arrives(&first, id).await?;
    enquiry_arrives(&second, id).await?;

    // Both offline: one releases, the other refuses.
    first_network.cut().await;
    second_network.cut().await;
    first.act(release(&page.enquiry, &page.candidates[0], &[PartKind::Recruitment])).await?;
    second.act(refuse(id)).await?;
    back(&mut first_network, &first).await?;
    back(&mut second_network, &second).await?;

    // The first counts. The second is told so, and by whom, and still has what was written.
    assert!(attention(&first).await?.is_empty());
    let item = attention(&second).await?.into_iter().next().context("it needs attention")?;
    assert_eq!(item.command, refuse(id));
    let Some(NotTaken::Rule { refusal: Refusal::Enquiry(why) }) = &item.reason else {
        panic!("{:?}", item.reason)
    };
    let name = account.name.clone();
    assert_eq!(*why, enquiry::Refusal::AlreadyDecided { by: Some(name) });
    let page = comes_to(&recruiter, id, |stage| *stage == Stage::Released).await?;
    assert_eq!(page.transfer.parts[&PartKind::Learning], PartStage::NotComing);
    let released = |page: Option<EnquiryView>| {
        page.filter(|p| matches!(p.enquiry.stage, enquiry::Stage::Released { .. }) && !p.waiting)
    };
    second.reads("the second sees it released", &EnquiryPage { id }, released).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_changed_since_it_was_previewed_comes_back_with_the_difference()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let (mut network, approver) = behind(&centre, centre.account("iat_approver", source)).await?;
    let applicant = full_match(&centre, 0);
    let asked = request_for(&recruiter, applicant).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    let page = enquiry_arrives(&approver, id).await?;

    // Offline, the approver releases. Meanwhile the source loads a corrected file.
    network.cut().await;
    let parts = [PartKind::Recruitment, PartKind::Learning];
    approver.act(release(&page.enquiry, &page.candidates[0], &parts)).await?;
    let number = &applicant.at_source.as_ref().context("works there")?.employee_number;
    for (name, head, row) in [
        (
            "corrected-competences.csv",
            "employee_number,competence,awarded_on,expires_on,evidence",
            format!("{number},{NEW_COMPETENCE},{},,", yesterday()),
        ),
        (
            "corrected-service.csv",
            "employee_number,employer_ods,employer_name,from,to,reason_for_leaving,\
             continuous_12_months,continuous_3_months",
            format!(
                "{number},R1C,SOLENT NHS TRUST,1979-04-02,1980-03-31,\
                 Voluntary Resignation - Promotion,No,No"
            ),
        ),
    ] {
        let corrected = centre.files(source).join(name);
        std::fs::write(&corrected, format!("{head}\n{row}\n"))?;
        centre.run(&["load", "--organisation", source, &corrected.to_string_lossy()]).await?;
    }

    // Nothing leaves that was not previewed as it is: it comes back, and says what differs.
    back(&mut network, &approver).await?;
    let item = attention(&approver).await?.into_iter().next().context("it needs attention")?;
    let Some(NotTaken::Rule { refusal: Refusal::Enquiry(why) }) = &item.reason else {
        panic!("{:?}", item.reason)
    };
    let enquiry::Refusal::PreviewChanged { difference, rest_changed } = why else {
        panic!("{why:?}")
    };
    assert!(*rest_changed, "a competence was added");
    let change = difference.iter().find(|change| change.field == Field::EarlierService);
    let change = change.context("earlier service is another")?;
    let [before, now] = [&change.before, &change.now].map(|value| serde_json::json!(value));
    assert!(!before.to_string().contains("1979-04-02"), "{before}");
    assert!(now.to_string().contains("1979-04-02"), "{now}");

    // The new preview is on the desk; released again as it is now, it leaves with the correction.
    let before = page.candidates[0].preview.digest.clone();
    let anew = |page: Option<EnquiryView>| {
        page.filter(|now| now.candidates.iter().any(|c| c.preview.digest != before))
    };
    let now = approver.reads("the preview is made anew", &EnquiryPage { id }, anew).await?;
    let again = release(&now.enquiry, &now.candidates[0], &parts);
    approver.session().await?.amend(item.id, again).await.unwrap();
    approver.sent().await?;
    assert!(attention(&approver).await?.is_empty());
    let learner =
        Desk::sign_in(&centre.url(), centre.account("learning_administrator", asking)).await?;
    let review = learner.reads("the part is here", &LearningReview { id }, |r| r).await?;
    assert!(review.rows.iter().any(|row| row.arrived.name == NEW_COMPETENCE));
    Ok(())
}

const NEW_COMPETENCE: &str = "NHS|MAND|Chaperone Training - 3 Years|";
