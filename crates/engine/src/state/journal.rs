//! The journal: operations that have begun, and the table of permitted transitions.

use serde::{Deserialize, Serialize};

use super::desired::Desired;
use super::record::RecordKey;
use crate::model::environment::Environment;
use crate::provider::{Id, ProviderError};

/// The kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Creates a resource.
    Create,
    /// Updates a resource in place.
    Update,
    /// Deletes one.
    Delete,
    /// Runs a hook of one; since format 4.
    Hook,
}

impl Operation {
    /// The word for durations and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Hook => "hook",
        }
    }
}

/// How far an operation without a recorded end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PendingState {
    /// The call may or may not have been sent.
    Begun,
    /// The id of the created resource is known.
    Identified,
    /// It was abandoned without a response.
    Unknown,
}

/// An operation that has begun and whose end is not recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// The operation's id, unique in the stack: run and step.
    pub op: String,
    /// The resource and its revision.
    pub key: RecordKey,
    /// The kind of operation.
    pub operation: Operation,
    /// How far it is.
    pub state: PendingState,
    /// Where.
    #[serde(rename = "place")]
    pub environment: Environment,
    /// The deterministic token that its calls carry.
    pub token: String,
    /// The desired state that is recorded once the operation is done; for a delete, the recorded one.
    #[serde(flatten)]
    pub desired: Desired,
    /// The id, as soon as it is known.
    pub id: Option<Id>,
    /// The name of the request in a service that works on requests, as soon as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// When it began, in seconds since 1970.
    pub began: u64,
    /// When the first attempt with its token began, if that was in an earlier run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_began: Option<u64>,
}

/// The outcome of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome", content = "error")]
pub enum Outcome {
    /// It succeeded.
    Done,
    /// The service rejected it, so that its effect is known.
    Failed(ProviderError),
    /// It was abandoned without a response. It stays pending.
    Unknown(ProviderError),
}

/// A change of an operation's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transition {
    /// It begins.
    Begin,
    /// The service's request becomes known.
    Request,
    /// An id becomes known.
    Identify,
    /// It ends well.
    Done,
    /// It fails.
    Fail,
    /// It is abandoned.
    GiveUp,
}

/// A journal entry that is not permitted in the operation's state. It means a bug of the engine or a damaged store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("journal: operation {op} cannot {transition:?} when it is {from:?}")]
pub struct IllegalTransition {
    /// The operation.
    pub op: String,
    /// The operation's state; `None` for an operation that is not pending.
    pub from: Option<PendingState>,
    /// The transition that was requested.
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
        // A failed request may be followed by another one.
        (Some(state), T::Request) => Ok(Some(state)),
        (Some(S::Begun | S::Unknown), T::Identify) => Ok(Some(S::Identified)),
        (Some(_), T::Done | T::Fail) => Ok(None),
        (Some(S::Begun | S::Unknown), T::GiveUp) => Ok(Some(S::Unknown)),
        // An operation with a known id keeps it.
        (Some(S::Identified), T::GiveUp) => Ok(Some(S::Identified)),
        (from, transition) => Err(IllegalTransition { op: op.to_owned(), from, transition }),
    }
}
