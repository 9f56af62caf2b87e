//! Offline use ends. Somebody may work for days without a network, and not for ever: then nothing
//! opens until the server has let them in again, and what they saved is sent as if nothing had
//! been. No setting of the computer's clock changes that.

use anyhow::Context;
use chrono::TimeDelta;
use muster_app::OpenError;
use muster_testkit::centre::{Centre, PASSWORD, Plan};
use muster_testkit::clock::SetClock;
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;

use crate::told::*;

fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}

/// What is left of the offline use, as the status bar has it.
async fn left(desk: &Desk, clock: &SetClock) -> anyhow::Result<(i64, bool)> {
    use muster_app::Clock;
    let offline_use = desk.session().await?.status().offline_use.context("it is known")?;
    let left = offline_use.ends_at - clock.read().wall;
    // The status is true to the minute.
    Ok(((left + TimeDelta::minutes(2)).num_hours(), offline_use.soon))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_three_days_offline_nothing_opens_and_the_work_is_sent_once_connected()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let clock = SetClock::right();
    let account = centre.account("recruitment_officer", asking);
    let mut recruiter = Desk::sign_in_by(clock.clone(), &network.url(), account).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    assert_eq!(left(&recruiter, &clock).await?, (72, false));

    // A recruiter leaves the network and asks for a record. For two days and more nothing is said.
    network.cut().await;
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    clock.pass(hours(50));
    recruiter
        .until("the hours are counted", async |_| {
            Ok((left(&recruiter, &clock).await? == (22, false)).then_some(()))
        })
        .await?;

    // In the last quarter the status bar says when it ends.
    clock.pass(hours(5));
    recruiter
        .until("the last hours are announced", async |_| {
            Ok((left(&recruiter, &clock).await? == (17, true)).then_some(()))
        })
        .await?;

    // The desk locks itself. The right password does not open it, and the refusal says how much is
    // safe; a wrong one is told nothing of that.
    clock.pass(hours(17));
    recruiter.locked().await?;
    let lapsed = OpenError::LeaseLapsed { waiting: 1 };
    assert_eq!(recruiter.unlock().await.err(), Some(lapsed));
    let profile = recruiter.app().people_here().await?[0].profile;
    let guessed = recruiter.app().unlock(profile, "not this one").await;
    assert_eq!(guessed.err(), Some(OpenError::WrongPassword));

    // Neither the clock set back, nor a restart, nor both bring it back.
    use muster_app::Clock;
    clock.set(clock.read().wall - hours(71));
    assert_eq!(recruiter.unlock().await.err(), Some(lapsed));
    recruiter.end().await;
    clock.restart(hours(0));
    assert_eq!(recruiter.unlock().await.err(), Some(lapsed));
    let by_name = recruiter.app();
    let by_name = by_name.sign_in(&network.url(), &account.username, PASSWORD, "the same").await;
    assert_eq!(by_name.err(), Some(lapsed), "nor does signing in by name");

    // Connected once, everything goes on: the work is sent, and three more days begin.
    network.heal().await?;
    recruiter.unlock().await?;
    recruiter.sent().await?;
    enquiry_arrives(&approver, id).await?;
    assert_eq!(left(&recruiter, &clock).await?, (72, false));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_passed_counts_asleep_switched_off_and_whatever_the_clock_says()
-> anyhow::Result<()> {
    use muster_app::Clock;
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let clock = SetClock::right();
    let account = centre.account("recruitment_officer", asking);
    let mut recruiter = Desk::sign_in_by(clock.clone(), &network.url(), account).await?;
    network.cut().await;

    // Locked and asleep for ten hours, then off for twenty.
    recruiter.end().await;
    clock.pass(hours(10));
    recruiter.unlock().await?;
    assert_eq!(left(&recruiter, &clock).await?.0, 62);
    recruiter.end().await;
    clock.restart(hours(20));
    recruiter.unlock().await?;
    assert_eq!(left(&recruiter, &clock).await?.0, 42);

    // The clock jumps years ahead and back while the desk is in use: nothing comes of it.
    let right = clock.read().wall;
    clock.set(right + hours(30_000));
    recruiter = recruiter.reopen().await?;
    assert_eq!(left(&recruiter, &clock).await?.0, 42);
    clock.set(right);
    recruiter = recruiter.reopen().await?;
    assert_eq!(left(&recruiter, &clock).await?.0, 42);

    // Set back while the computer was off, it is not believed; put right, it is.
    recruiter.end().await;
    clock.restart(hours(-48));
    let refused = recruiter.unlock().await.err();
    assert_eq!(refused, Some(OpenError::LeaseLapsed { waiting: 0 }));
    clock.set(right + hours(2));
    recruiter.unlock().await?;
    assert_eq!(left(&recruiter, &clock).await?.0, 40);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trust_sets_the_hours_and_a_desk_that_is_online_never_comes_to_their_end()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let clock = SetClock::right();
    let account = centre.account("oh_nurse", asking);
    let nurse = Desk::sign_in_by(clock.clone(), &centre.url(), account).await?;
    assert_eq!(left(&nurse, &clock).await?, (24, false), "clinical records: one day");

    // The trust shortens it to two hours. The desk hears of it when it next signs in, which it does
    // by itself when half of its time is used.
    let set = ["organisation", "lease", "--organisation", asking, "--role", "oh_nurse"];
    let said = centre.run(&[&set[..], &["--hours", "2"]].concat()).await?;
    assert!(said.contains("oh_nurse  2 h") && said.contains("hr_officer  72 h"), "{said}");
    for (after, then) in [(12, 2), (1, 2), (1, 2)] {
        clock.pass(hours(after));
        nurse
            .until("it is renewed", async |_| {
                Ok((left(&nurse, &clock).await? == (then, false)).then_some(()))
            })
            .await?;
    }
    for wrong in ["0", "169", "-1", "x"] {
        assert!(centre.run(&[&set[..], &["--hours", wrong]].concat()).await.is_err(), "{wrong}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lapsed_while_nobody_was_at_work_stays_lapsed_whatever_the_clock_says()
-> anyhow::Result<()> {
    use muster_app::Clock;
    let centre = Centre::start(Plan::default()).await?;
    let (asking, _) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let clock = SetClock::right();
    let account = centre.account("recruitment_officer", asking);
    let mut recruiter = Desk::sign_in_by(clock.clone(), &network.url(), account).await?;
    network.cut().await;
    recruiter.end().await;

    // The desk is opened too late. The computer is started again with its clock set back to when it
    // would have opened.
    clock.pass(hours(73));
    let lapsed = OpenError::LeaseLapsed { waiting: 0 };
    assert_eq!(recruiter.unlock().await.err(), Some(lapsed));
    recruiter.end().await;
    clock.set(clock.read().wall - hours(72));
    clock.restart(hours(0));
    assert_eq!(recruiter.unlock().await.err(), Some(lapsed));
    Ok(())
}
