//! The life of a request between two organisations, partly without a network: consent is withdrawn
//! while a release waits, more is asked for and answered, the wrong person's record is recalled,
//! sixty starters are asked for at once.

use anyhow::Context;
use muster_domain::Command;
use muster_domain::Refusal;
use muster_domain::iat::candidate::Compared;
use muster_domain::iat::history::Happened;
use muster_domain::iat::incident::{self, Side};
use muster_domain::iat::transfer::{self, PartStage, Stage};
use muster_domain::iat::{enquiry, part};
use muster_domain::recruitment::applicant;
use muster_protocol::verdict::NotTaken;
use muster_store::iat::enquiry::{Enquiries, EnquiryPage, EnquiryView};
use muster_store::iat::part::RecruitmentReview;
use muster_store::iat::transfer::{TransferPage, TransferView, Transfers};
use muster_store::people::person::PersonPage;
use muster_store::recruitment::applicant::{Applicants, Sources, Starters};
use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use uuid::Uuid;

use crate::told::*;
use crate::whole::*;

async fn behind(centre: &Centre, account: &Account) -> anyhow::Result<(Network, Desk)> {
    let network = Network::to(centre.address()).await?;
    let desk = Desk::sign_in(&network.url(), account).await?;
    Ok((network, desk))
}

async fn back(network: &mut Network, desk: &Desk) -> anyhow::Result<()> {
    network.heal().await?;
    desk.session().await?.sync_now();
    desk.sent().await
}

/// Waits until the asker's desk shows what the server says of a transfer.
async fn transfer_comes_to(
    desk: &Desk,
    id: Uuid,
    so: impl Fn(&TransferView) -> bool,
) -> anyhow::Result<TransferView> {
    desk.reads("the transfer has come so far", &TransferPage { id }, |page| {
        page.filter(|page| !page.waiting && so(page))
    })
    .await
}

/// The same of the source's.
async fn enquiry_comes_to(
    desk: &Desk,
    id: Uuid,
    so: impl Fn(&EnquiryView) -> bool,
) -> anyhow::Result<EnquiryView> {
    desk.reads("the enquiry has come so far", &EnquiryPage { id }, |page| {
        page.filter(|page| !page.waiting && so(page))
    })
    .await
}

fn withdraw_consent(id: Uuid) -> Command {
    Command::Transfer(transfer::Command::WithdrawConsent(transfer::WithdrawConsent { id }))
}

/// Why the one piece of work that came back was not taken.
async fn came_back(desk: &Desk) -> anyhow::Result<Refusal> {
    let mut items = desk.session().await?.attention().await.unwrap();
    assert_eq!(items.len(), 1);
    match items.remove(0).reason.context("it says why")? {
        NotTaken::Rule { refusal } => Ok(refusal),
        other => anyhow::bail!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consent_is_withdrawn_while_the_release_waits_offline_and_nothing_leaves()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let (mut out, approver) = behind(&centre, centre.account("iat_approver", source)).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    let page = enquiry_arrives(&approver, id).await?;

    // The approver releases with no network. Meanwhile the applicant tells the recruiter.
    out.cut().await;
    approver.offline().await?;
    approver.act(release(&page.enquiry, &page.candidates[0], &ALL_PARTS)).await?;
    recruiter.act(withdraw_consent(id)).await?;
    recruiter.sent().await?;
    transfer_comes_to(&recruiter, id, |p| p.transfer.stage == Stage::ConsentWithdrawn).await?;

    // The release comes back with that reason, and nothing has left.
    back(&mut out, &approver).await?;
    assert_eq!(came_back(&approver).await?, enquiry::Refusal::ConsentWithdrawn.into());
    let ended = enquiry_comes_to(&approver, id, |page| {
        page.enquiry.stage == enquiry::Stage::ConsentWithdrawn
    })
    .await?;
    assert!(ended.asked.is_none() && ended.candidates.is_empty(), "who it was about is forgotten");
    assert!(recruiter.read(&RecruitmentReview { id }).await?.is_none());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consent_withdrawn_offline_while_the_source_releases_is_recorded_after_the_release()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let (mut out, recruiter) =
        behind(&centre, centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    let page = enquiry_arrives(&approver, id).await?;

    out.cut().await;
    recruiter.offline().await?;
    recruiter.act(withdraw_consent(id)).await?;
    approver.act(release(&page.enquiry, &page.candidates[0], &ALL_PARTS)).await?;
    approver.sent().await?;
    enquiry_settled(&approver, id).await?;

    // Both sides say: released, and consent withdrawn since. What arrived is not accepted.
    back(&mut out, &recruiter).await?;
    let shown = transfer_comes_to(&recruiter, id, |page| {
        page.transfer.stage == Stage::Released && page.transfer.consent_withdrawn.is_some()
    })
    .await?;
    assert_eq!(shown.transfer.history.last().unwrap().what, Happened::ConsentWithdrawn);
    enquiry_comes_to(&approver, id, |page| page.enquiry.consent_withdrawn.is_some()).await?;
    let review = recruiter.reads("the part is here", &RecruitmentReview { id }, |r| r).await?;
    assert!(review.head.consent_withdrawn);
    let open = review.rows.iter().filter(|row| row.choice.is_none()).map(|row| row.item);
    let accept = accept_recruitment(id, open.collect::<Vec<_>>().into_iter());
    let refused = recruiter.session().await?.act(accept).await.unwrap_err();
    assert!(format!("{refused:?}").contains("ConsentWithdrawn"), "{refused:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_is_asked_for_and_answered_offline_on_both_sides() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let (mut away, recruiter) =
        behind(&centre, centre.account("recruitment_officer", asking)).await?;
    let (mut out, approver) = behind(&centre, centre.account("iat_approver", source)).await?;
    let right = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = right.id;
    let mistyped = transfer::Request { ni_number: "AB000001A".to_owned(), ..right.clone() };
    recruiter.act(request(mistyped)).await?;
    let page = enquiry_arrives(&approver, id).await?;
    assert!(page.candidates.iter().all(|c| c.ni_number != Compared::Same));

    out.cut().await;
    approver.offline().await?;
    let question = "Is the number right?".to_owned();
    let ask = enquiry::AskMore { id, question: question.clone() };
    approver.act(Command::Enquiry(enquiry::Command::AskMore(ask))).await?;
    back(&mut out, &approver).await?;
    let asked = transfer_comes_to(&recruiter, id, |p| p.transfer.stage == Stage::MoreAsked).await?;
    assert_eq!(asked.transfer.exchanges[0].question, question);

    away.cut().await;
    recruiter.offline().await?;
    let reply = transfer::Reply {
        id,
        text: "It was mistyped".to_owned(),
        ni_number: Some(right.ni_number),
        date_of_birth: None,
        last_name: None,
    };
    recruiter.act(Command::Transfer(transfer::Command::Reply(reply))).await?;
    back(&mut away, &recruiter).await?;
    let answered = enquiry_comes_to(&approver, id, |page| {
        page.enquiry.stage == enquiry::Stage::AwaitingApproval
            && page.candidates.iter().any(|c| c.ni_number == Compared::Same)
    })
    .await?;
    assert!(answered.candidates[0].matches_in_full(), "found anew, the best match first");
    let said = answered.enquiry.exchanges[0].reply.as_ref().context("the answer is there")?;
    assert_eq!(said.text, "It was mistyped");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wrong_persons_record_is_recalled_and_each_side_sees_to_it() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let desks = Everybody::sign_in(&centre).await?;
    let (id, _) = asked_and_released(&centre, &desks.recruiter, &desks.approver).await?;
    let review = desks.recruiter.reads("it is here", &RecruitmentReview { id }, |r| r).await?;
    let first = review.rows.iter().find(|row| row.choice.is_none()).context("something is new")?;
    desks.recruiter.act(accept_recruitment(id, [first.item].into_iter())).await?;
    desks.recruiter.sent().await?;
    enquiry_settled(&desks.approver, id).await?;

    let reason = "Another person of that name".to_owned();
    let recall = enquiry::Command::Recall(enquiry::Recall { id, reason: reason.clone() });
    desks.approver.act(Command::Enquiry(recall)).await?;
    desks.approver.sent().await?;
    let recalled = transfer_comes_to(&desks.recruiter, id, |page| {
        matches!(page.transfer.stage, Stage::Recalled { .. }) && page.incident.is_some()
    })
    .await?;
    let of_part = |part| recalled.transfer.parts[&part];
    assert_eq!(of_part(muster_domain::iat::item::PartKind::Recruitment), PartStage::Recalled);
    let here = recalled.incident.context("an incident here")?;
    assert_eq!((here.side, here.reason), (Side::Asker, reason.clone()));
    assert_eq!(here.accepted.len(), 1, "what was accepted is listed");
    let there = enquiry_comes_to(&desks.approver, id, |page| page.incident.is_some()).await?;
    assert_eq!(there.incident.context("an incident there")?.side, Side::Source);

    // What was accepted is taken out, and each side closes its own.
    let out = part::Command::TakeOut(part::TakeOut { id });
    desks.recruiter.act(Command::RecruitmentPart(out)).await?;
    let note = "The person was told".to_owned();
    let close = incident::Command::Close(incident::Close { id, note });
    desks.recruiter.act(Command::Incident(close.clone())).await?;
    desks.recruiter.sent().await?;
    desks.approver.act(Command::Incident(close)).await?;
    desks.approver.sent().await?;
    let person = recalled.person.context("the applicant has a page")?;
    let page = desks.recruiter.read(&PersonPage { id: person }).await?.context("the page")?;
    let of_transfer = |origin: &muster_domain::words::Origin| origin.is_of(id);
    assert!(page.terms.is_none_or(|terms| !terms.fields.iter().any(|f| of_transfer(&f.origin))));
    for desk in [&desks.recruiter, &desks.hr] {
        transfer_comes_to(desk, id, |page| {
            page.incident.as_ref().is_some_and(|incident| incident.closed.is_some())
        })
        .await?;
    }
    Ok(())
}

const STARTERS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_starters_are_asked_for_at_once_and_what_was_refused_stays_for_correction()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    centre.add_applicants(&centre.pair.starters(STARTERS)).await?;
    let (mut out, recruiter) =
        behind(&centre, centre.account("recruitment_officer", asking)).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let rows = recruiter
        .reads("the starters are here", &Applicants {}, |mut rows| {
            rows.retain(|row| row.number.starts_with("T-"));
            (rows.len() == STARTERS).then_some(rows)
        })
        .await?;
    // Of one it is recorded that there is nobody to ask.
    let none = applicant::SayEarlierService { id: rows[7].id, none: true };
    recruiter.act(Command::Applicant(applicant::Command::SayEarlierService(none))).await?;

    out.cut().await;
    recruiter.offline().await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let known = recruiter.read(&Starters { ids }).await?;
    assert_eq!(known.len(), STARTERS);
    let sources = recruiter.read(&Sources {}).await?;
    let mut asked = Vec::new();
    for (n, starter) in known.iter().enumerate() {
        // One number was mistyped.
        let ni_number = if n == 11 { "nonsense".to_owned() } else { format!("AB{n:06}A") };
        asked.push(transfer::Request {
            id: Uuid::now_v7(),
            applicant: starter.id,
            source: sources[0].id,
            ni_number,
            date_of_birth: starter.date_of_birth.context("recruiters hold applicants' own")?,
            last_name: starter.name.last.clone(),
            staff: transfer::StaffKind::Medical,
            occasion: transfer::Occasion::BeforeHire,
            consent: transfer::Consent {
                given_on: yesterday(),
                means: transfer::ConsentMeans::OfferAcceptance,
            },
            reference: None,
        });
    }
    let session = recruiter.session().await?;
    let results = session.act_many(asked.iter().cloned().map(request).collect()).await;
    let refused: Vec<usize> =
        results.iter().enumerate().filter(|(_, r)| r.is_err()).map(|(n, _)| n).collect();
    assert_eq!(refused, [7, 11], "each has an answer of its own");

    // The mistyped one is corrected; of the other nobody is asked.
    let corrected = transfer::Request { ni_number: "AB000011A".to_owned(), ..asked[11].clone() };
    recruiter.act(request(corrected)).await?;
    back(&mut out, &recruiter).await?;
    let expected = STARTERS - 1;
    approver
        .reads("all of them are there", &Enquiries {}, |rows| {
            (rows.len() == expected).then_some(())
        })
        .await?;
    let open = recruiter.read(&Transfers {}).await?;
    assert_eq!(open.iter().filter(|row| row.stage.is_open()).count(), expected);
    assert!(recruiter.session().await?.attention().await.unwrap().is_empty());
    Ok(())
}
