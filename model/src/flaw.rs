//! Ways to get the protocol wrong. Each is an option of the model, and for each a test shows that the checker
//! finds the state in which somebody would have lost something.

/// One mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// A batch that was answered is taken for applied, entry for entry.
    SettleByBatch,
    /// The backend does not look whether it knows an id.
    NoDedupe,
    /// The backend answers before it has committed.
    ReplyBeforeCommit,
    /// A refusal stops everything behind it, not its lanes.
    RefusalStopsAll,
    /// What stands behind a refused entry takes effect all the same.
    NothingWaits,
    /// The backend keeps an entry's own lane only and forgets the further ones.
    OwnLaneOnly,
    /// Pages of a whole scope are applied as they come.
    PagesOneByOne,
    /// The checkpoint moves to the end with the first page.
    CheckpointAhead,
    /// A page is dropped after its checkpoint was stored.
    RowsAfterCheckpoint,
    /// A refusal throws the base of the row away without going back to it.
    BaseDropped,
    /// News of a row is written over what is pending, which is not replayed.
    NoReplay,
    /// A refused entry is deleted.
    RefusedForgotten,
    /// The effect of an entry is uncovered when it is applied, before its rows have come.
    UncoverAtOnce,
    /// An entry counts as arrived by the scopes that are whole, although another is still being loaded.
    ArrivedByWholeScopes,
    /// `blocked` is believed although the person has settled the blocker meanwhile.
    BlockedBySettled,
    /// A pending entry that its rule refuses over newer rows is not thought of when still newer ones come.
    UnseenForgotten,
    /// An effect that came with the rows, before the answer, is replayed over them once more.
    ReplayTwice,
    /// What a person gave up is not reported to the backend.
    DiscardUnreported,
}

impl Flaw {
    pub const ALL: [Self; 18] = [
        Self::SettleByBatch,
        Self::NoDedupe,
        Self::ReplyBeforeCommit,
        Self::RefusalStopsAll,
        Self::NothingWaits,
        Self::OwnLaneOnly,
        Self::PagesOneByOne,
        Self::CheckpointAhead,
        Self::RowsAfterCheckpoint,
        Self::BaseDropped,
        Self::NoReplay,
        Self::RefusedForgotten,
        Self::UncoverAtOnce,
        Self::ArrivedByWholeScopes,
        Self::BlockedBySettled,
        Self::UnseenForgotten,
        Self::ReplayTwice,
        Self::DiscardUnreported,
    ];
}
