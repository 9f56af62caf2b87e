//! The checker can fail: each piece of wrong code, planted or as the simulator found it in the real
//! one, is caught within a bounded number of seeds, in the words that say what it does.

use muster_simulator::{Bug, Options, run};

/// A bug that is not met in so many seeds would slip through.
const WITHIN: u64 = 400;

/// Each bug, a seed that was seen to catch it, and what the checker says of it. Where the model has
/// changed since, other seeds are tried.
#[rustfmt::skip]
const CAUGHT: &[(Bug, u64, &str)] = &[
    (Bug::AcknowledgedBeforeCommit, 0, "wait 30 s after all was healed"),
    (Bug::ForgottenIdempotency, 0, "was done twice"),
    (Bug::MarkedSentAfterPush, 4, "is Withdrawn here"),
    (Bug::CursorBeforeRecords, 3, "otherwise than the server has it"),
    (Bug::LostRetry, 0, "wait 30 s after all was healed"),
    (Bug::PageBoundary, 0, "lacks"),
    (Bug::MessageAppliedTwice, 21, "was done twice"),
    (Bug::MessageLost, 2, "was applied out of turn"),
    (Bug::StaleRole, 26, "it should be Refused"),
    (Bug::FeedWithoutTeams, 0, "which its user may not hold"),
    (Bug::OverlayNotUndone, 0, "as if something waited"),
    (Bug::AmendedSentToo, 29, "wait 30 s after all was healed"),
    (Bug::DecisionOfAnother, 0, "is accepted here as"),
    (Bug::NewestFirst, 16, "wait 30 s after all was healed"),
    (Bug::GoneIsKept, 0, "which its user may not hold or is not there"),
    (Bug::RefusalWithoutRebase, 85, "as if something waited"),
    (Bug::HeldForEver, 29, "wait 30 s after all was healed"),
    (Bug::EpochIgnored, 73, "lacks"),
    (Bug::DecisionInAnotherTransaction, 323, "it ends at"),
    (Bug::RefusedIsDropped, 2, "was told to be saved and is gone"),
    (Bug::NewIdForEachTry, 0, "was told to be saved and is gone"),
    (Bug::RevokedIsLetIn, 11, "is no longer let in, and still holds"),
    (Bug::UpgradeBeginsAnew, 8, "was told to be saved and is gone"),
    (Bug::PoisonStopsTheBatch, 7, "wait 30 s after all was healed"),
    (Bug::ParkedForEver, 43, "wait 30 s after all was healed"),
    (Bug::HoldingsUnread, 12, "lacks"),
    (Bug::LostIsKept, 13, "which its user may not hold"),
    (Bug::NewIsNotLoaded, 13, "lacks"),
    (Bug::NothingHandedIn, 16, "left, and nobody has it"),
    (Bug::NothingDoubted, 3, "lacks"),
    (Bug::MarkUnread, 202, "lacks"),
    (Bug::MovesUnread, 24, "lacks"),
    (Bug::NothingRepaired, 29, "lacks"),
    (Bug::OhCursorUnread, 11, "otherwise than the server has it"),
    (Bug::ToldNotSaved, 11, "was told not to be saved, and decided"),
    (Bug::RebaseNotRepeated, 207, "wait 30 s after all was healed"),
    (Bug::LostHistoryNotSentAgain, 11, "as if something waited"),
    (Bug::AmendmentFollowsLater, 677, "wait 30 s after all was healed"),
    (Bug::MarkIsTheCommand, 325, "otherwise than the server has it"),
    (Bug::RefusedIsNotHandedIn, 437, "left, and nobody has it"),
    (Bug::NewerBeforeLost, 34, "was decided before"),
    (Bug::AheadNotDoubted, 1171, "which its user may not hold"),
];

fn says(bug: &'static Bug, seed: u64, words: &str) -> bool {
    let options = Options { bugs: std::slice::from_ref(bug), ..Options::default() };
    run(seed, options).violations.iter().any(|violation| violation.what.contains(words))
}

#[test]
fn each_bug_is_caught_within_a_bounded_number_of_seeds_and_called_what_it_is() {
    let mut missed = Vec::new();
    for (bug, seed, words) in CAUGHT {
        let mut seeds = std::iter::once(*seed).chain(0..WITHIN);
        match seeds.find(|seed| says(bug, *seed, words)) {
            Some(seed) => println!("{bug:?}: seed {seed}"),
            None => missed.push((bug, words)),
        }
    }
    assert!(missed.is_empty(), "not caught within {WITHIN} seeds: {missed:?}");
}

#[test]
fn every_bug_there_is_is_looked_for() {
    for bug in Bug::PLANTED.iter().chain(Bug::FOUND) {
        assert!(CAUGHT.iter().any(|(caught, ..)| caught == bug), "{bug:?}");
    }
    assert_eq!(CAUGHT.len(), Bug::PLANTED.len() + Bug::FOUND.len());
}
