//! Wrong code, on purpose. Some was planted to see whether the checker catches it; some is what
//! the production code did when the simulator found it, kept here so that it stays caught.

/// Something wrong in the glue or on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bug {
    /// A receipt is given before the outbox's commit is on the disk.
    AcknowledgedBeforeCommit,
    /// The server decides a command again when it is sent again.
    ForgottenIdempotency,
    /// A command counts as sent only when the answer is there.
    MarkedSentAfterPush,
    /// The cursor moves in a transaction before that of the records.
    CursorBeforeRecords,
    /// What failed to be sent is not tried again.
    LostRetry,
    /// A page of the feed leaves out the first record after a full one.
    PageBoundary,
    /// A message is noted as applied in another transaction than what it did.
    MessageAppliedTwice,
    /// A message is noted as applied before it is.
    MessageLost,
    /// The server decides with the roles of the sign-in.
    StaleRole,
    /// The feed is not filtered by team.
    FeedWithoutTeams,
    /// What waits is laid over again without undoing what was.
    OverlayNotUndone,
    /// What was amended stays in the queue.
    AmendedSentToo,
    /// Decisions are taken by their place in the answer, one off.
    DecisionOfAnother,
    /// The queue is sent newest first.
    NewestFirst,
    /// What is gone stays in the cache.
    GoneIsKept,
    /// A refused command's effect stays laid over.
    RefusalWithoutRebase,
    /// What the server holds back for ever waits for ever.
    HeldForEver,
    /// The server takes a cursor of another history.
    EpochIgnored,
    /// The decision is kept in another transaction than its effect.
    DecisionInAnotherTransaction,
    /// A refused command is taken out of the outbox.
    RefusedIsDropped,
    /// What was not answered is sent again under a new id.
    NewIdForEachTry,
    /// A revoked device's commands are decided.
    RevokedIsLetIn,
    /// An upgrade begins a new outbox.
    UpgradeBeginsAnew,
    /// What the rules break on fails the batch that it is in.
    PoisonStopsTheBatch,
    /// What is parked is never tried again.
    ParkedForEver,
    /// The server answers whoever loaded with other roles.
    HoldingsUnread,
    /// A load keeps what may no longer be held.
    LostIsKept,
    /// A load brings nothing of what new roles add.
    NewIsNotLoaded,
    /// What may no longer be held is forgotten without its unsent work being handed in.
    NothingHandedIn,
    /// What was held before the server was restored is not in doubt.
    NothingDoubted,
    /// The server takes a cursor whose number stands for something else by now.
    MarkUnread,
    /// Who comes into a line or leaves it is not told.
    MovesUnread,
    /// What a comparison finds is not put right.
    NothingRepaired,

    /// As found: the feed is asked for from the main file's cursor alone, although the other
    /// file's commit comes after it.
    OhCursorUnread,
    /// As found: where the caches cannot be written after the outbox was, the person is told that
    /// nothing was saved.
    ToldNotSaved,
    /// As found: a rebase that failed is not done again until something else changes.
    RebaseNotRepeated,
    /// As found: what was accepted in a history that a backup undid is not sent again.
    LostHistoryNotSentAgain,
    /// As found: an amendment depends on what waits behind the command that it amends, and that on
    /// it: both are asked anew for ever.
    AmendmentFollowsLater,
    /// As found: the log's mark is the command alone, which a restored server may decide again
    /// under the same number.
    MarkIsTheCommand,
    /// As found: a wipe hands in nothing of what the desk itself refused, which nobody else has.
    RefusedIsNotHandedIn,
    /// As found: a restored server decides what is newer before it is offered again what it lost.
    NewerBeforeLost,
    /// As found: a load lets a cache stand that is ahead of a log that was set back, and the other,
    /// which is new, hides it.
    AheadNotDoubted,
}

impl Bug {
    /// Those that were planted.
    pub const PLANTED: &'static [Bug] = &[
        Bug::AcknowledgedBeforeCommit,
        Bug::ForgottenIdempotency,
        Bug::MarkedSentAfterPush,
        Bug::CursorBeforeRecords,
        Bug::LostRetry,
        Bug::PageBoundary,
        Bug::MessageAppliedTwice,
        Bug::MessageLost,
        Bug::StaleRole,
        Bug::FeedWithoutTeams,
        Bug::OverlayNotUndone,
        Bug::AmendedSentToo,
        Bug::DecisionOfAnother,
        Bug::NewestFirst,
        Bug::GoneIsKept,
        Bug::RefusalWithoutRebase,
        Bug::HeldForEver,
        Bug::EpochIgnored,
        Bug::DecisionInAnotherTransaction,
        Bug::RefusedIsDropped,
        Bug::NewIdForEachTry,
        Bug::RevokedIsLetIn,
        Bug::UpgradeBeginsAnew,
        Bug::PoisonStopsTheBatch,
        Bug::ParkedForEver,
        Bug::HoldingsUnread,
        Bug::LostIsKept,
        Bug::NewIsNotLoaded,
        Bug::NothingHandedIn,
        Bug::NothingDoubted,
        Bug::MarkUnread,
        Bug::MovesUnread,
        Bug::NothingRepaired,
    ];

    /// Those that were found in the production code.
    pub const FOUND: &'static [Bug] = &[
        Bug::OhCursorUnread,
        Bug::ToldNotSaved,
        Bug::RebaseNotRepeated,
        Bug::LostHistoryNotSentAgain,
        Bug::AmendmentFollowsLater,
        Bug::MarkIsTheCommand,
        Bug::RefusedIsNotHandedIn,
        Bug::NewerBeforeLost,
        Bug::AheadNotDoubted,
    ];
}

/// The bugs of a run: none, unless it is the checker that is tested.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bugs(pub &'static [Bug]);

impl Bugs {
    pub fn has(self, bug: Bug) -> bool {
        self.0.contains(&bug)
    }
}
