//! The words that journeys are told in.

use chrono::{Days, NaiveDate, Utc};
use muster_domain::Command;
use muster_domain::iat::candidate::Candidate;
use muster_domain::iat::enquiry::{self, Enquiry};
use muster_domain::iat::item::PartKind;
use muster_domain::iat::part::{Choice, Decide, ItemChoice};
use muster_domain::iat::transfer::{self, Consent, ConsentMeans};
use muster_domain::iat::{learning_part, oh_enquiry, oh_part, part, recruitment_part};
use muster_domain::recruitment::applicant;
use muster_store::iat::enquiry::{Enquiries, EnquiryPage};
use muster_store::recruitment::applicant::{ApplicantRow, Applicants, Sources};
use muster_testkit::centre::Centre;
use muster_testkit::desk::Desk;
use muster_testkit::trust::{Applicant, Case};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

/// A request for an applicant's record, as a recruiter types it.
pub async fn request_for(desk: &Desk, applicant: &Applicant) -> anyhow::Result<transfer::Request> {
    let row = on_the_list(desk, applicant).await?;
    let sources = desk.read(&Sources {}).await?;
    Ok(transfer::Request {
        id: Uuid::now_v7(),
        applicant: row.id,
        source: sources[0].id,
        ni_number: applicant.ni_number.clone().unwrap_or_default(),
        date_of_birth: applicant.date_of_birth,
        last_name: applicant.last_name.clone(),
        staff: transfer::StaffKind::General,
        occasion: transfer::Occasion::BeforeHire,
        consent: Consent { given_on: yesterday(), means: ConsentMeans::OfferAcceptance },
        reference: None,
    })
}

pub async fn on_the_list(desk: &Desk, applicant: &Applicant) -> anyhow::Result<ApplicantRow> {
    let rows = desk.read(&Applicants {}).await?;
    let row = rows.into_iter().find(|row| row.number == applicant.applicant_number);
    row.ok_or_else(|| anyhow::anyhow!("the applicant is not on this desk"))
}

pub fn yesterday() -> NaiveDate {
    Utc::now().date_naive() - Days::new(1)
}

pub fn request(request: transfer::Request) -> Command {
    Command::Transfer(transfer::Command::Request(request))
}

pub fn withdraw_applicant(id: Uuid) -> Command {
    Command::Applicant(applicant::Command::Withdraw(applicant::Withdraw {
        id,
        reason: "Took another job".to_owned(),
    }))
}

pub fn withdraw_transfer(id: Uuid) -> Command {
    Command::Transfer(transfer::Command::Withdraw(transfer::Withdraw {
        id,
        reason: "The applicant asked us to wait".to_owned(),
    }))
}

pub fn release(enquiry: &Enquiry, candidate: &Candidate, parts: &[PartKind]) -> Command {
    Command::Enquiry(enquiry::Command::Release(enquiry::Release {
        id: enquiry.id,
        person: candidate.person,
        parts: parts.iter().copied().collect(),
        previewed: candidate.preview.digest.clone(),
    }))
}

pub fn refuse(id: Uuid) -> Command {
    Command::Enquiry(enquiry::Command::Refuse(enquiry::Refuse {
        id,
        reason: muster_domain::iat::history::RefusalReason::IdentityNotConfirmed,
        note: "Two people have this name".to_owned(),
    }))
}

pub fn release_oh(id: Uuid, previewed: String) -> Command {
    Command::OhEnquiry(oh_enquiry::Command::Release(oh_enquiry::Release { id, previewed }))
}

fn accept_all(id: Uuid, items: impl Iterator<Item = u32>) -> Decide {
    Decide { id, choices: items.map(|item| ItemChoice { item, choice: Choice::Accept }).collect() }
}

pub fn accept_recruitment(id: Uuid, items: impl Iterator<Item = u32>) -> Command {
    let command: recruitment_part::Command = part::Command::Decide(accept_all(id, items));
    Command::RecruitmentPart(command)
}

pub fn accept_learning(id: Uuid, items: impl Iterator<Item = u32>) -> Command {
    let command: learning_part::Command = part::Command::Decide(accept_all(id, items));
    Command::LearningPart(command)
}

pub fn accept_oh(id: Uuid, items: impl Iterator<Item = u32>) -> Command {
    let command: oh_part::Command = part::Command::Decide(accept_all(id, items));
    Command::OhPart(command)
}

/// Waits until the approver's desk shows the enquiry, with its candidates.
pub async fn enquiry_arrives(
    desk: &Desk,
    id: Uuid,
) -> anyhow::Result<muster_store::iat::enquiry::EnquiryView> {
    desk.reads("the enquiry is here", &EnquiryPage { id }, |page| {
        page.filter(|page| !page.candidates.is_empty() || page.asked.is_some())
    })
    .await
}

pub async fn enquiries(desk: &Desk) -> anyhow::Result<usize> {
    Ok(desk.read(&Enquiries {}).await?.len())
}

/// The asking and the source trust's codes.
pub fn codes(centre: &Centre) -> (&'static str, &'static str) {
    (centre.pair.asking.employer.ods_code, centre.pair.source.employer.ods_code)
}

/// Somebody who matches in full.
pub fn full_match(centre: &Centre, n: usize) -> &Applicant {
    centre.applicant(Case::FullMatch, n)
}

/// The server's database, looked into from beside.
pub async fn ledger(centre: &Centre) -> anyhow::Result<SqliteConnection> {
    let file = centre.data().join("muster.db");
    Ok(muster_sqlite::file(file).connect().await?)
}

/// An applicant's record as the server has it.
pub async fn body_of(centre: &Centre, applicant: Uuid) -> anyhow::Result<String> {
    let read = sqlx::query_scalar("SELECT body FROM applicant WHERE id = ?").bind(applicant);
    Ok(read.fetch_one(&mut ledger(centre).await?).await?)
}

/// Changes it behind the server's back: nothing is said in the log.
pub async fn write_body(centre: &Centre, applicant: Uuid, body: &str) -> anyhow::Result<()> {
    let write = sqlx::query("UPDATE applicant SET body = ? WHERE id = ?").bind(body);
    write.bind(applicant).execute(&mut ledger(centre).await?).await?;
    Ok(())
}
