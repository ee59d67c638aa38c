//! What the journal and the records say after an operation that did not go as it should.

use crate::provider::{ErrorKind, ProviderError};
use crate::state::{Operation, Outcome};

/// What is left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResidualState {
    /// Everything is as it was.
    Nothing,
    /// The resource exists and is not whole: a record of it, which the next run finishes.
    Partial,
    /// It cannot be known. The operation stays in the journal, for the next run to find out.
    Unknown,
}

/// What an operation leaves behind that ended with this error, with or without a known id.
pub(super) fn residual_state(operation: Operation, kind: ErrorKind, identified: bool) -> ResidualState {
    use ErrorKind as K;
    match (operation, kind) {
        (_, K::Ambiguous | K::Timeout | K::Cancelled | K::SeveralCandidates) => ResidualState::Unknown,
        // An update of several calls may have done some of them. The next run reads what has become of it.
        (Operation::Update, _) => ResidualState::Unknown,
        (Operation::Create, _) if identified => ResidualState::Partial,
        // Nobody knows how far a mistake of the resource type went.
        (_, K::Internal) => ResidualState::Unknown,
        (Operation::Create | Operation::Delete, _) => ResidualState::Nothing,
    }
}

/// The journal's entry for it.
pub(super) fn outcome(left: ResidualState, error: ProviderError) -> Outcome {
    match left {
        ResidualState::Nothing | ResidualState::Partial => Outcome::Failed(error),
        ResidualState::Unknown => Outcome::Unknown(error),
    }
}
