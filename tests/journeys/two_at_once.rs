//! Two people work on one record at a time, neither with a network. What they changed apart stands;
//! where they changed the same, whoever comes second decides, and nobody's words are lost.

use chrono::{Days, NaiveDate};
use muster_domain::recruitment::applicant::{
    self, Change, Conflict, PostChange, Refusal, StartChange,
};
use muster_domain::{Command, Refusal as AnyRefusal};
use muster_protocol::verdict::NotTaken;
use muster_store::outbox::State;
use muster_store::recruitment::applicant::ApplicantRow;
use muster_store::work::Settled;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;

use crate::told::*;

fn change(row: &ApplicantRow, post: Option<&str>, start_on: Option<NaiveDate>) -> Command {
    let post = post.map(|now| PostChange { was: row.post.clone(), now: now.to_owned() });
    let start_on = start_on.map(|now| StartChange { was: row.start_on, now: Some(now) });
    Command::Applicant(applicant::Command::Change(Change { id: row.id, post, start_on }))
}

async fn back(network: &mut Network, desk: &Desk) -> anyhow::Result<()> {
    network.heal().await?;
    desk.session().await?.sync_now();
    desk.sent().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_change_one_applicant_offline_and_the_second_decides_what_both_changed()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut ours = Network::to(centre.address()).await?;
    let mut theirs = Network::to(centre.address()).await?;
    let recruiter =
        Desk::sign_in(&ours.url(), centre.account("recruitment_officer", asking)).await?;
    let colleague = Desk::sign_in(&theirs.url(), centre.account("hr_officer", asking)).await?;
    let first = on_the_list(&recruiter, full_match(&centre, 0)).await?;
    let second = on_the_list(&recruiter, full_match(&centre, 1)).await?;
    ours.cut().await;
    theirs.cut().await;
    recruiter.offline().await?;
    colleague.offline().await?;

    // Of one applicant the recruiter changes the post and the colleague the start date; of another
    // both change the post.
    let later = first.start_on.unwrap_or_default() + Days::new(14);
    recruiter.act(change(&first, Some("Ward Clerk"), None)).await?;
    recruiter.act(change(&second, Some("Ward Clerk"), None)).await?;
    colleague.act(change(&first, None, Some(later))).await?;
    colleague.act(change(&second, Some("Ward Sister"), None)).await?;
    back(&mut theirs, &colleague).await?;
    back(&mut ours, &recruiter).await?;

    // Both changes of the first stand, on both desks.
    for desk in [&recruiter, &colleague] {
        let both = async |_: std::sync::Arc<muster_app::Session>| {
            let row = on_the_list(desk, full_match(&centre, 0)).await?;
            Ok((row.post == "Ward Clerk" && row.start_on == Some(later)).then_some(()))
        };
        desk.until("both changes are there", both).await?;
    }

    // Of the second, the recruiter came second: they see what both started from, theirs and the
    // other's; the applicant says what the colleague said.
    let session = recruiter.session().await?;
    let attention = session.attention().await.unwrap();
    assert_eq!(attention.len(), 1, "{attention:?}");
    let conflicts = vec![Conflict::Post {
        was: second.post.clone(),
        mine: "Ward Clerk".to_owned(),
        theirs: "Ward Sister".to_owned(),
    }];
    let refusal = AnyRefusal::Applicant(Refusal::ChangedMeanwhile { conflicts });
    assert_eq!(attention[0].reason, Some(NotTaken::Rule { refusal }));
    let now = on_the_list(&recruiter, full_match(&centre, 1)).await?;
    assert_eq!(now.post, "Ward Sister");

    // They keep theirs; it is accepted on top of the colleague's, and the first try stays in the
    // history with its words.
    session.amend(attention[0].id, change(&now, Some("Ward Clerk"), None)).await.unwrap();
    recruiter.sent().await?;
    assert!(session.attention().await.unwrap().is_empty());
    assert!(session.history().await.unwrap().iter().any(|item| item.id == attention[0].id));
    let settled = async |_: std::sync::Arc<muster_app::Session>| {
        let row = on_the_list(&colleague, full_match(&centre, 1)).await?;
        Ok((row.post == "Ward Clerk").then_some(()))
    };
    colleague.until("the other desk says so too", settled).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_an_amended_change_is_asked_anew_and_both_take_effect() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let colleague = Desk::sign_in(&centre.url(), centre.account("hr_officer", asking)).await?;

    // Offline, the post and then the start date; the second follows the first. Then the first is
    // amended: what it was will never be accepted, and the second has signed that it follows it.
    network.cut().await;
    recruiter.offline().await?;
    let row = on_the_list(&recruiter, full_match(&centre, 0)).await?;
    let later = row.start_on.unwrap_or_default() + Days::new(14);
    let post = recruiter.act(change(&row, Some("Ward Clerk"), None)).await?;
    recruiter.act(change(&row, None, Some(later))).await?;
    let session = recruiter.session().await?;
    session.amend(post.id, change(&row, Some("Ward Sister"), None)).await.unwrap();
    back(&mut network, &recruiter).await?;

    assert!(session.attention().await.unwrap().is_empty());
    let both = async |_: std::sync::Arc<muster_app::Session>| {
        let row = on_the_list(&colleague, full_match(&centre, 0)).await?;
        Ok((row.post == "Ward Sister" && row.start_on == Some(later)).then_some(()))
    };
    colleague.until("both changes are there", both).await?;
    // The amendment has the place of what it amends: it waits for nothing that came after that, and
    // one of the two was asked anew, once.
    let accepted = |item: &&Settled| item.state == State::Accepted;
    let history = session.history().await.unwrap();
    assert_eq!(history.iter().filter(accepted).count(), 2, "{history:?}");
    assert_eq!(history.len(), 4, "{history:?}");
    Ok(())
}
