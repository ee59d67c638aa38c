//! The journal: which operations have begun, and the table of what may follow what.

use serde::{Deserialize, Serialize};

use super::desired::Desired;
use super::record::RecordKey;
use crate::model::environment::Environment;
use crate::provider::{Id, ProviderError};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Makes a resource.
    Create,
    /// Changes one in place.
    Update,
    /// Deletes one.
    Delete,
}

impl Operation {
    /// The word for durations and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// How far an operation without a recorded end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PendingState {
    /// The call may or may not have been sent.
    Begun,
    /// The id of what it made is known.
    Identified,
    /// It was given up without an answer.
    Unknown,
}

/// An operation that has begun and of which no end is recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// The operation's id, unique in the stack: run and step.
    pub op: String,
    /// What it is done to.
    pub key: RecordKey,
    /// What it does.
    pub operation: Operation,
    /// How far it is.
    pub state: PendingState,
    /// Where.
    #[serde(rename = "place")]
    pub environment: Environment,
    /// The deterministic token that its calls carry.
    pub token: String,
    /// What the record is to say once the operation is done; for a delete what it says before.
    #[serde(flatten)]
    pub desired: Desired,
    /// The id, as soon as it is known.
    pub id: Option<Id>,
    /// When it began, in seconds since 1970.
    pub began: u64,
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome", content = "error")]
pub enum Outcome {
    /// As it should.
    Done,
    /// The service refused it: it is known what was and what was not done.
    Failed(ProviderError),
    /// It was given up without an answer. It stays pending.
    Unknown(ProviderError),
}

/// What may happen to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transition {
    /// It begins.
    Begin,
    /// An id becomes known.
    Identify,
    /// It ends well.
    Done,
    /// It fails.
    Fail,
    /// It is given up.
    GiveUp,
}

/// A journal entry that cannot follow what stands before it. It means a mistake of the engine or a damaged store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("journal: operation {op} cannot {transition:?} when it is {from:?}")]
pub struct IllegalTransition {
    /// The operation.
    pub op: String,
    /// Where it stands; `None` for an operation that is not pending.
    pub from: Option<PendingState>,
    /// What should have happened.
    pub transition: Transition,
}

/// The state after a transition: `Ok(None)` when the operation is no longer pending.
///
/// # Errors
/// When the table has no such transition.
pub(crate) fn follow(
    op: &str,
    from: Option<PendingState>,
    transition: Transition,
) -> Result<Option<PendingState>, IllegalTransition> {
    use PendingState as S;
    use Transition as T;
    match (from, transition) {
        (None, T::Begin) => Ok(Some(S::Begun)),
        (Some(S::Begun | S::Unknown), T::Identify) => Ok(Some(S::Identified)),
        (Some(_), T::Done | T::Fail) => Ok(None),
        (Some(S::Begun | S::Unknown), T::GiveUp) => Ok(Some(S::Unknown)),
        // An operation whose id is known keeps it.
        (Some(S::Identified), T::GiveUp) => Ok(Some(S::Identified)),
        (from, transition) => Err(IllegalTransition { op: op.to_owned(), from, transition }),
    }
}
