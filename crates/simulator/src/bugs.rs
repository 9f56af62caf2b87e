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
    /// Starting over forgets the cursor and keeps the records.
    StartOverKeepsRecords,
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

    /// As found: the feed is asked for from the main file's cursor alone, although the other
    /// file's commit comes after it.
    OhCursorUnread,
    /// As found: a role that brings the occupational-health file does not bring what is in it.
    OhFileNeverLoaded,
    /// As found: where the caches cannot be written after the outbox was, the person is told that
    /// nothing was saved.
    ToldNotSaved,
    /// As found: a rebase that failed is not done again until something else changes.
    RebaseNotRepeated,
    /// As found: changes that were asked for before the caches were forgotten are taken in after.
    LateChangesTakenIn,
    /// As found: a first load that begins anew keeps what an earlier one of another history
    /// brought.
    LoadKeepsOldRecords,
    /// As found: new roles are remembered before the records of the old ones are forgotten.
    RolesRememberedFirst,
    /// As found: a role that was taken away leaves its records until the token ends.
    RoleKeepsToken,
    /// As found: roles that change during a first load do not begin it anew.
    LoadGoesOnWithOldRoles,
    /// As found: what was accepted in a history that a backup undid is not sent again.
    LostHistoryNotSentAgain,
    /// As found: an amendment depends on what waits behind the command that it amends, and that on
    /// it: both are asked anew for ever.
    AmendmentFollowsLater,
    /// As found: what is forgotten comes back with a power cut, the cursor with it, while the new
    /// roles are remembered.
    ForgottenComesBack,
    /// As found: what is to be asked anew and cannot be saved just then waits, and nobody sends it.
    AskedAnewOnce,
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
        Bug::StartOverKeepsRecords,
        Bug::DecisionInAnotherTransaction,
        Bug::RefusedIsDropped,
        Bug::NewIdForEachTry,
        Bug::RevokedIsLetIn,
        Bug::UpgradeBeginsAnew,
    ];

    /// Those that were found in the production code.
    pub const FOUND: &'static [Bug] = &[
        Bug::OhCursorUnread,
        Bug::OhFileNeverLoaded,
        Bug::ToldNotSaved,
        Bug::RebaseNotRepeated,
        Bug::LateChangesTakenIn,
        Bug::LoadKeepsOldRecords,
        Bug::RolesRememberedFirst,
        Bug::RoleKeepsToken,
        Bug::LoadGoesOnWithOldRoles,
        Bug::LostHistoryNotSentAgain,
        Bug::AmendmentFollowsLater,
        Bug::ForgottenComesBack,
        Bug::AskedAnewOnce,
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
