//! What the journal and the records say after an operation that did not go as it should.

use crate::provider::{ErrorKind, ProviderError};
use crate::state::{Operation, Outcome};

/// What is left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Everything is as it was.
    Nothing,
    /// The resource exists and is not whole: a record of it, which the next run finishes.
    Partial,
    /// It cannot be known. The operation stays in the journal, for the next run to find out.
    Unknown,
}

/// What an operation leaves behind that ended with this error, with or without a known id.
pub(super) fn left(operation: Operation, kind: ErrorKind, identified: bool) -> Left {
    use ErrorKind as K;
    match (operation, kind) {
        (_, K::Ambiguous | K::Timeout | K::Cancelled | K::SeveralCandidates) => Left::Unknown,
        // An update of several calls may have done some of them. The next run reads what has become of it.
        (Operation::Update, _) => Left::Unknown,
        (Operation::Create, _) if identified => Left::Partial,
        // Nobody knows how far a mistake of the resource type went.
        (_, K::Internal) => Left::Unknown,
        (Operation::Create | Operation::Delete, _) => Left::Nothing,
    }
}

/// The journal's entry for it.
pub(super) fn outcome(left: Left, error: ProviderError) -> Outcome {
    match left {
        Left::Nothing | Left::Partial => Outcome::Failed(error),
        Left::Unknown => Outcome::Unknown(error),
    }
}
