//! A consultant who comes from two former trusts: one releases by itself and one by hand, each gives
//! a factual reference, and both occupational healths send what they hold; partly offline.

use anyhow::ensure;
use muster_app::Language;
use muster_domain::Command;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::reference::{
    self, Answer, Answered, Asked, Fill, Question, Stage, Submit, WantedStage,
};
use muster_domain::iat::transfer;
use muster_store::iat::oh_enquiry::OhEnquiryPage;
use muster_store::iat::part::{OhReview, RecruitmentReview};
use muster_store::iat::reference::{ReferenceArrived, ReferencePage, References};
use muster_store::iat::transfer::TransferPage;
use muster_store::notifications::notice::{WorkTab, Worklist};
use muster_store::recruitment::applicant::Sources;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use uuid::Uuid;

use crate::told::*;

/// The trust before the last: it holds the same people, and releases all parts by itself.
const FORMER: &str = "R2A";

/// All that no record of a source holds.
fn the_rest(days: u32) -> Vec<Answered> {
    let no = || Answer::YesNo { yes: false, detail: String::new() };
    [
        (Question::SicknessEpisodes, Answer::Count { count: 1 }),
        (Question::SicknessDays, Answer::Count { count: days }),
        (Question::Warnings, Answer::Warnings { warnings: vec![] }),
        (Question::Investigations, no()),
        (Question::Safeguarding, no()),
        (Question::Referral, no()),
    ]
    .map(|(question, answer)| Answered { question, answer: Some(answer) })
    .into()
}

fn fill(id: Uuid, lines: Vec<Answered>) -> Command {
    let supporting = Some("Known to us as punctual in the records.".to_owned());
    Command::Reference(reference::Command::Fill(Fill { id, lines, supporting }))
}

async fn submit(desk: &Desk, id: Uuid) -> anyhow::Result<Command> {
    let page = desk.read(&ReferencePage { id }).await?.expect("the form is here");
    Ok(Command::Reference(reference::Command::Submit(Submit {
        id,
        completed_as: "HR officer".to_owned(),
        previewed: page.digest,
    })))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consultant_from_two_former_trusts_comes_with_two_references_and_two_sets_of_immunisations()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let all = "recruitment,learning,occupational_health";
    centre.add_former(FORMER, "Ffynnon Las University Hospitals", all).await?;
    let former_hr =
        centre.add_account("hr-officer.r2a", "Catrin Vaughan", "hr_officer", FORMER).await?;
    let mut network = Network::to(centre.address()).await?;
    let mut their_network = Network::to(centre.address()).await?;
    let recruiter =
        Desk::sign_in(&network.url(), centre.account("recruitment_officer", asking)).await?;
    let hr = Desk::sign_in(&their_network.url(), centre.account("hr_officer", source)).await?;
    let former_hr = Desk::sign_in(&centre.url(), &former_hr).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;

    // Offline, the recruiter asks both for the record, with a reference: an offer was made.
    network.cut().await;
    let typed = request_for(&recruiter, full_match(&centre, 0)).await?;
    let sources = recruiter.read(&Sources {}).await?;
    let mut asked = Vec::new();
    for code in [source, FORMER] {
        let from = sources.iter().find(|it| it.ods_code.as_str() == code).expect("it can be asked");
        let with = transfer::Request {
            id: Uuid::now_v7(),
            source: from.id,
            staff: transfer::StaffKind::Medical,
            reference: Some(Asked {
                consent: typed.consent.clone(),
                offered_on: Some(yesterday()),
            }),
            ..typed.clone()
        };
        asked.push(with.id);
        recruiter.act(request(with)).await?;
    }
    let [by_hand, by_itself] = asked[..] else { unreachable!("two were asked") };
    network.heal().await?;
    recruiter.sent().await?;

    // One released by itself: its human resources have a form at once. The other waits for an approver,
    // and no form is made before somebody has said who it is.
    let page =
        former_hr.reads("a form is here", &ReferencePage { id: by_itself }, |page| page).await?;
    ensure!(!page.sickness_withheld && page.gives);
    let queue = former_hr.read(&Worklist::of(WorkTab::Queue)).await?;
    ensure!(queue.rows.iter().any(|row| row.about == by_itself && row.needs_action));
    let enquiry = enquiry_arrives(&approver, by_hand).await?;
    ensure!(enquiry.enquiry.reference.is_some(), "the approver sees that a reference is asked for");
    ensure!(hr.read(&References {}).await?.is_empty());
    let all = [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];
    approver.act(release(&enquiry.enquiry, &enquiry.candidates[0], &all)).await?;
    approver.sent().await?;

    // Human resources of the one who was released by hand go offline with the form and complete it
    // there: it cannot be sent before everything is answered, and the desk says so at once.
    let page = hr.reads("a form is here", &ReferencePage { id: by_hand }, |page| page).await?;
    let employment = page.reference.lines.iter().find(|line| line.question == Question::Employment);
    ensure!(employment.is_some_and(|line| line.original.is_some()), "the records fill it in");
    their_network.cut().await;
    let early = submit(&hr, by_hand).await?;
    let refused = hr.act(early).await.unwrap_err().to_string();
    ensure!(refused.contains("not_answered"), "{refused}");
    hr.act(fill(by_hand, the_rest(5))).await?;
    hr.act(submit(&hr, by_hand).await?).await?;
    let page = hr.read(&ReferencePage { id: by_hand }).await?.expect("it is here");
    ensure!(page.waiting && matches!(page.reference.stage, Stage::Submitted { .. }));
    ensure!(recruiter.read(&ReferenceArrived { id: by_hand }).await?.is_none(), "nothing has left");
    their_network.heal().await?;
    hr.sent().await?;
    let refused = hr.session().await?.attention().await.unwrap();
    ensure!(refused.is_empty(), "the server says the same as the desk: {refused:?}");
    former_hr.act(fill(by_itself, the_rest(0).split_off(2))).await?;
    let none = [Question::SicknessEpisodes, Question::SicknessDays]
        .map(|question| Answered { question, answer: Some(Answer::Count { count: 0 }) });
    former_hr.act(fill(by_itself, none.into())).await?;
    former_hr.act(submit(&former_hr, by_itself).await?).await?;
    former_hr.sent().await?;

    // Both references are read beside their transfers, with who completed them.
    for (id, days) in [(by_hand, 5), (by_itself, 0)] {
        let view = recruiter.reads("it arrived", &ReferenceArrived { id }, |view| view).await?;
        let said = view.part.said;
        ensure!(said.completed.completed_as == "HR officer");
        let sickness = said.lines.iter().find(|line| line.question == Question::SicknessDays);
        ensure!(
            sickness.and_then(|line| line.answer.clone()) == Some(Answer::Count { count: days })
        );
        let page = recruiter.read(&TransferPage { id }).await?.expect("it is there");
        ensure!(page.transfer.reference.map(|wanted| wanted.stage) == Some(WantedStage::Arrived));
        ensure!(page.reckoned.is_some(), "service is reckoned from what arrived");
    }
    let view = recruiter.read(&ReferenceArrived { id: by_hand }).await?.expect("it is there");
    ensure!(view.others.len() == 1, "the other reference counts for the three years too");
    let review =
        recruiter.reads("the part is here", &RecruitmentReview { id: by_hand }, |r| r).await?;
    ensure!(review.reckoned.is_some_and(|reckoned| !reckoned.lines.is_empty()));

    // It is saved as PDF from what is on the desk, with no network at all.
    network.cut().await;
    let session = recruiter.session().await?;
    let folder = tempfile::tempdir()?;
    let saved = session.print_reference(by_hand, Language::Welsh, folder.path()).await?;
    ensure!(std::fs::read(&saved)?.starts_with(b"%PDF-"));
    network.heal().await?;

    // Occupational health at the one sends its part by hand, at the other it came by itself.
    let nurse = Desk::sign_in(&centre.url(), centre.account("oh_nurse", source)).await?;
    let page = nurse.reads("OH is asked", &OhEnquiryPage { id: by_hand }, |page| page).await?;
    nurse.act(release_oh(by_hand, page.digest)).await?;
    nurse.sent().await?;
    let our_nurse = Desk::sign_in(&centre.url(), centre.account("oh_nurse", asking)).await?;
    for id in [by_hand, by_itself] {
        let review = our_nurse.reads("the part is here", &OhReview { id }, |r| r).await?;
        ensure!(review.rows.len() == page.items.len());
    }
    Ok(())
}
