//! Two approvers share a queue: one goes on leave and the other acts in their name, and two take the
//! same piece of work, each while nobody can tell them of the other.

use anyhow::Context;
use chrono::{Days, Utc};
use muster_domain::iat::enquiry::Stage;
use muster_domain::iat::history::Happened;
use muster_domain::notifications::notice::{self, Kind};
use muster_domain::notifications::{Colleague, delegation};
use muster_domain::policy::Team;
use muster_domain::{Command, Refusal};
use muster_protocol::verdict::NotTaken;
use muster_store::iat::enquiry::EnquiryPage;
use muster_store::notifications::colleague::Colleagues;
use muster_store::notifications::delegation::Delegations;
use muster_store::notifications::notice::{WorkRow, WorkTab, Worklist};
use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use uuid::Uuid;

use crate::told::*;

/// The source's second approver.
async fn second_approver(centre: &Centre) -> anyhow::Result<Account> {
    let (_, source) = codes(centre);
    centre.add_account("second-approver", "Bethan Lloyd", "iat_approver", source).await
}

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

/// The work that asks for a decision on an enquiry, as it stands in a list.
async fn to_decide(desk: &Desk, tab: WorkTab, about: Uuid) -> anyhow::Result<WorkRow> {
    desk.reads("the decision is in the list", &Worklist::of(tab), |list| {
        list.rows.into_iter().find(|row| row.about == about && row.kind == Kind::TransferToDecide)
    })
    .await
}

fn notice(command: notice::Command) -> Command {
    Command::Notice(command)
}

fn claim(id: Uuid) -> Command {
    notice(notice::Command::Claim(notice::Claim { id }))
}

/// A colleague of that name, once the desk knows of them.
async fn colleague(desk: &Desk, name: &str) -> anyhow::Result<Colleague> {
    desk.reads("the colleague is known", &Colleagues {}, |all| {
        all.into_iter().find(|one| one.user.name == name)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approver_goes_on_leave_and_the_delegate_acts_offline_for_them() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let away = centre.account("iat_approver", source).clone();
    let stays = second_approver(&centre).await?;
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let (mut theirs, leaving) = behind(&centre, &away).await?;
    let (mut ours, staying) = behind(&centre, &stays).await?;

    // A request arrives, and whoever is about to leave takes it out of the queue.
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    recruiter.act(request(asked.clone())).await?;
    let work = to_decide(&leaving, WorkTab::Queue, asked.id).await?;
    leaving.act(claim(work.id)).await?;
    leaving.sent().await?;
    let held = to_decide(&staying, WorkTab::Others, asked.id).await?;
    assert_eq!(held.holder.context("who has it is seen")?.user.name, away.name);

    // Offline, a colleague is asked to stand in; both see it when it is sent.
    let stands_in = colleague(&leaving, &stays.name).await?;
    theirs.cut().await;
    leaving.offline().await?;
    let today = Utc::now().date_naive();
    let id = Uuid::now_v7();
    let make = delegation::Make {
        id,
        team: Team::Approvers,
        to: stands_in.user.id,
        first: today,
        last: today + Days::new(7),
        kinds: Default::default(),
    };
    leaving.act(Command::Delegation(delegation::Command::Make(make))).await?;
    let rows = leaving.read(&Delegations {}).await?;
    assert!(rows[0].mine && rows[0].waiting);
    back(&mut theirs, &leaving).await?;
    staying
        .reads("the delegation is here", &Delegations {}, |rows| {
            rows.into_iter().find(|row| row.delegation.id == id && !row.mine)
        })
        .await?;
    let work = to_decide(&staying, WorkTab::Mine, asked.id).await?;
    assert_eq!(work.for_whom.context("for whom is seen")?.name, away.name);

    // The delegate decides offline, in the other's name.
    ours.cut().await;
    staying.offline().await?;
    staying.act(refuse(asked.id)).await?;
    let done = |list: muster_store::notifications::notice::WorklistAnswer| {
        list.rows.into_iter().find(|row| row.about == asked.id).and_then(|row| row.done)
    };
    let here = staying.read(&Worklist::of(WorkTab::Done)).await?;
    let ended = done(here).context("it is done on the delegate's own desk at once")?;
    assert_eq!(ended.for_whom.as_deref(), Some(away.name.as_str()));
    back(&mut ours, &staying).await?;

    // Both sides' records say who did it, and for whom.
    for desk in [&leaving, &staying] {
        let ended = desk.reads("it is done", &Worklist::of(WorkTab::Done), done).await?;
        assert_eq!(ended.by.as_deref(), Some(stays.name.as_str()));
        assert_eq!(ended.for_whom.as_deref(), Some(away.name.as_str()));
        let page = desk
            .reads("the refusal is on the record", &EnquiryPage { id: asked.id }, |page| {
                page.filter(|page| !page.waiting && page.enquiry.stage != Stage::AwaitingApproval)
            })
            .await?;
        let refused = page
            .enquiry
            .history
            .into_iter()
            .find(|entry| matches!(entry.what, Happened::Refused { .. }));
        let refused = refused.context("the timeline has it")?;
        assert_eq!(refused.who.as_deref(), Some(stays.name.as_str()));
        assert_eq!(refused.for_whom.as_deref(), Some(away.name.as_str()));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_claim_the_same_work_offline_the_second_is_told_who_was_first()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let one = centre.account("iat_approver", source).clone();
    let other = second_approver(&centre).await?;
    let recruiter =
        Desk::sign_in(&centre.url(), centre.account("recruitment_officer", asking)).await?;
    let (mut here, first) = behind(&centre, &one).await?;
    let (mut there, second) = behind(&centre, &other).await?;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    recruiter.act(request(asked.clone())).await?;
    let work = to_decide(&first, WorkTab::Queue, asked.id).await?;
    to_decide(&second, WorkTab::Queue, asked.id).await?;

    // Each opens it, which keeps nobody from taking it, and takes it; and each desk says so.
    here.cut().await;
    there.cut().await;
    first.offline().await?;
    second.offline().await?;
    for desk in [&first, &second] {
        desk.act(notice(notice::Command::Read(notice::Read { id: work.id }))).await?;
        let opened = to_decide(desk, WorkTab::Queue, asked.id).await?;
        assert!(!opened.unread && !opened.waiting);
        desk.act(claim(work.id)).await?;
        to_decide(desk, WorkTab::Mine, asked.id).await?;
    }

    // Whoever is heard first has it; the other is told who, and sees it with them.
    back(&mut here, &first).await?;
    there.heal().await?;
    second.session().await?.sync_now();
    let reason = second
        .until("the claim comes back", async |session| {
            let back = session.attention().await.unwrap();
            Ok(back.into_iter().next().and_then(|item| item.reason))
        })
        .await?;
    let held = notice::Refusal::HeldBy { by: one.name.clone() };
    assert_eq!(reason, NotTaken::Rule { refusal: Refusal::Notice(held) });
    let row = to_decide(&second, WorkTab::Others, asked.id).await?;
    assert_eq!(row.holder.context("who has it")?.user.name, one.name);

    // Put back, it is no lock: the second takes it.
    first.act(notice(notice::Command::PutBack(notice::PutBack { id: work.id }))).await?;
    first.sent().await?;
    to_decide(&second, WorkTab::Queue, asked.id).await?;
    second.act(claim(work.id)).await?;
    second.sent().await?;
    let row = to_decide(&first, WorkTab::Others, asked.id).await?;
    assert_eq!(row.holder.context("who has it")?.user.name, other.name);
    Ok(())
}
