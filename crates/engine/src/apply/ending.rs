//! The journal entry and the records after an operation that failed.

use crate::provider::{ErrorKind, ProviderError};
use crate::state::{Operation, Outcome};

/// The state in which a failed operation leaves its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResidualState {
    /// The resource was not created or changed.
    Nothing,
    /// The resource exists and is incomplete: it is recorded, and the next run finishes it.
    Partial,
    /// Unknown. The operation stays in the journal, and the next run resolves it.
    Unknown,
}

/// The state in which an operation leaves its resource after this error, with or without a known id.
pub(super) fn residual_state(operation: Operation, kind: ErrorKind, identified: bool) -> ResidualState {
    use ErrorKind as K;
    match (operation, kind) {
        (_, K::Ambiguous | K::Timeout | K::Cancelled | K::SeveralCandidates) => ResidualState::Unknown,
        // An update with several calls may have executed some of them. The next run reads the resource.
        (Operation::Update, _) => ResidualState::Unknown,
        (Operation::Create, _) if identified => ResidualState::Partial,
        // A bug in the resource type may have had any effect.
        (_, K::Internal | K::LockLost | K::NotRecorded) => ResidualState::Unknown,
        (Operation::Create | Operation::Delete | Operation::Hook, _) => ResidualState::Nothing,
    }
}

/// Whether an operation with this error may have been executed whole.
pub(super) fn is_uncertain(kind: ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(
        kind,
        K::Ambiguous | K::Timeout | K::Cancelled | K::SeveralCandidates | K::Internal | K::LockLost | K::NotRecorded
    )
}

/// The outcome that the journal records.
pub(super) fn outcome(left: ResidualState, error: ProviderError) -> Outcome {
    match left {
        ResidualState::Nothing | ResidualState::Partial => Outcome::Failed(error),
        ResidualState::Unknown => Outcome::Unknown(error),
    }
}
