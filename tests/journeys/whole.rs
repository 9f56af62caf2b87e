//! A whole transfer with everybody at their desks: asked for, released with all its parts, and
//! accepted by each team. What the journeys about files look into afterwards.

use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer::PartStage;
use muster_store::iat::enquiry::{EnquiryPage, EnquiryView};
use muster_store::iat::oh_enquiry::OhEnquiryPage;
use muster_store::iat::part::{LearningReview, OhReview, RecruitmentReview};
use muster_store::iat::transfer::TransferPage;
use muster_testkit::centre::Centre;
use muster_testkit::desk::Desk;
use uuid::Uuid;

use crate::told::*;

pub const ALL_PARTS: [PartKind; 3] =
    [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];

/// Everybody at their desks.
pub struct Everybody {
    pub recruiter: Desk,
    pub learner: Desk,
    pub hr: Desk,
    pub their_nurse: Desk,
    pub approver: Desk,
    pub nurse: Desk,
    pub source_hr: Desk,
}

impl Everybody {
    pub async fn sign_in(centre: &Centre) -> anyhow::Result<Self> {
        let (asking, source) = codes(centre);
        let desk =
            async |role, code| Desk::sign_in(&centre.url(), centre.account(role, code)).await;
        Ok(Self {
            recruiter: desk("recruitment_officer", asking).await?,
            learner: desk("learning_administrator", asking).await?,
            hr: desk("hr_officer", asking).await?,
            their_nurse: desk("oh_nurse", asking).await?,
            approver: desk("iat_approver", source).await?,
            nurse: desk("oh_nurse", source).await?,
            source_hr: desk("hr_officer", source).await?,
        })
    }

    pub fn all(&self) -> [(&'static str, &Desk); 7] {
        [
            ("the recruiter", &self.recruiter),
            ("the learning administrator", &self.learner),
            ("the HR officer", &self.hr),
            ("the nurse who receives", &self.their_nurse),
            ("the approver", &self.approver),
            ("the nurse who releases", &self.nurse),
            ("the source's HR officer", &self.source_hr),
        ]
    }
}

/// Asks for records until one is of somebody with OH records, and releases all of it.
pub async fn asked_and_released(
    centre: &Centre,
    recruiter: &Desk,
    approver: &Desk,
) -> anyhow::Result<(Uuid, EnquiryView)> {
    for n in 0..3 {
        let asked = request_for(recruiter, full_match(centre, n)).await?;
        let id = asked.id;
        recruiter.act(request(asked)).await?;
        let page = enquiry_arrives(approver, id).await?;
        if page.candidates[0].preview.oh_records > 0 {
            approver.act(release(&page.enquiry, &page.candidates[0], &ALL_PARTS)).await?;
            approver.sent().await?;
            return Ok((id, page));
        }
        approver.act(refuse(id)).await?;
    }
    anyhow::bail!("none of three has OH records")
}

/// The whole journey; returns the transfer when every desk has heard the end of it.
pub async fn journey(centre: &Centre, desks: &Everybody) -> anyhow::Result<Uuid> {
    let (id, _) = asked_and_released(centre, &desks.recruiter, &desks.approver).await?;
    accept_parts(desks, id).await?;
    Ok(id)
}

async fn accept_parts(desks: &Everybody, id: Uuid) -> anyhow::Result<()> {
    let page = desks.nurse.reads("OH is asked", &OhEnquiryPage { id }, |page| page).await?;
    desks.nurse.act(release_oh(id, page.digest)).await?;
    recruitment_accepts(&desks.recruiter, id).await?;
    learning_accepts(&desks.learner, id).await?;
    oh_accepts(&desks.their_nurse, id).await?;
    for (_, desk) in desks.all() {
        desk.sent().await?;
    }
    for desk in [&desks.recruiter, &desks.hr] {
        parts_decided(desk, id).await?;
    }
    enquiry_settled(&desks.approver, id).await
}

/// Waits until the server's own answer to an enquiry's decision is on the approver's desk.
pub async fn enquiry_settled(desk: &Desk, id: Uuid) -> anyhow::Result<()> {
    desk.sent().await?;
    let settled = |page: Option<EnquiryView>| page.filter(|page| !page.waiting).map(|_| ());
    desk.reads("the decision has come back", &EnquiryPage { id }, settled).await
}

pub async fn recruitment_accepts(desk: &Desk, id: Uuid) -> anyhow::Result<()> {
    let review = desk.reads("the part is here", &RecruitmentReview { id }, |r| r).await?;
    let open: Vec<u32> =
        review.rows.iter().filter(|row| row.choice.is_none()).map(|row| row.item).collect();
    desk.act(accept_recruitment(id, open.into_iter())).await?;
    Ok(())
}

pub async fn learning_accepts(desk: &Desk, id: Uuid) -> anyhow::Result<()> {
    let review = desk.reads("the part is here", &LearningReview { id }, |r| r).await?;
    desk.act(accept_learning(id, review.rows.iter().map(|row| row.item))).await?;
    Ok(())
}

pub async fn oh_accepts(desk: &Desk, id: Uuid) -> anyhow::Result<()> {
    let review = desk.reads("the part is here", &OhReview { id }, |r| r).await?;
    desk.act(accept_oh(id, review.rows.iter().map(|row| row.item))).await?;
    Ok(())
}

pub async fn parts_decided(desk: &Desk, id: Uuid) -> anyhow::Result<()> {
    desk.reads("all parts are decided", &TransferPage { id }, |page| {
        page.filter(|p| p.transfer.parts.values().all(|part| *part == PartStage::Decided))
    })
    .await?;
    Ok(())
}
