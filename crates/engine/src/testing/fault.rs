//! Faults of a cloud in memory.

use std::time::Duration;

use crate::provider::{ErrorKind, ProviderError};

/// A call to the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// Creates a resource.
    Create,
    /// The second one of a create, after the id is known.
    Configure,
    /// Reads resources.
    Read,
    /// Reads the status of resources.
    Status,
    /// Updates a resource.
    Update,
    /// Deletes a resource.
    Delete,
    /// Looks up the resources of an interrupted create.
    Find,
    /// Lists resources.
    List,
    /// Reads a data source.
    Data,
}

/// A recorded call.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The kind of call.
    pub call: Call,
    /// The resource type.
    pub type_name: String,
    /// The ids that it is about, or the URN for a create.
    pub about: Vec<String>,
    /// The time since the cloud was created.
    pub at: Duration,
}

/// The effect of a fault on a call.
#[derive(Clone, Debug)]
pub enum Effect {
    /// The call is not executed and returns this error.
    Error(ProviderError),
    /// The call is executed and its response is lost.
    Lost,
    /// The call takes this much longer.
    Delay(Duration),
    /// The call is executed and never returns.
    Hang,
    /// A lookup does not find the resources that exist, as when an index lags behind.
    Overlook,
    /// The resource type panics.
    Panic,
}

/// The calls that fail, and how.
#[derive(Clone, Debug)]
pub struct Fault {
    pub(super) call: Call,
    pub(super) type_name: Option<String>,
    /// Counted from 1, among the calls that match.
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) effect: Effect,
    pub(super) seen: u64,
}

impl Fault {
    /// At every call of this kind.
    #[must_use]
    pub fn at(call: Call, effect: Effect) -> Self {
        Self { call, type_name: None, first: 1, last: u64::MAX, effect, seen: 0 }
    }

    /// Calls of this kind are refused with an error of this kind.
    #[must_use]
    pub fn refuse(call: Call, kind: ErrorKind) -> Self {
        Self::at(call, Effect::Error(ProviderError::new(kind, "injected by the test")))
    }

    /// Only for this type.
    #[must_use]
    pub fn of(mut self, type_name: impl Into<String>) -> Self {
        self.type_name = Some(type_name.into());
        self
    }

    /// Only at the n-th call that matches, counted from 1.
    #[must_use]
    pub fn nth(mut self, n: u64) -> Self {
        self.first = n;
        self.last = n;
        self
    }

    /// Only at the first n calls that match.
    #[must_use]
    pub fn times(mut self, n: u64) -> Self {
        self.first = 1;
        self.last = n;
        self
    }

    /// Counts a call and returns the effect on it.
    pub(super) fn next_effect(&mut self, call: Call, type_name: &str) -> Option<Effect> {
        if self.call != call || self.type_name.as_deref().is_some_and(|only| only != type_name) {
            return None;
        }
        self.seen += 1;
        (self.first..=self.last).contains(&self.seen).then(|| self.effect.clone())
    }
}
