//! Misbehaviour.

use std::time::Duration;

use crate::provider::{ErrorKind, ProviderError};

/// A call to the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// The one that makes a thing.
    Create,
    /// The second one of a create, after the id is known.
    Configure,
    /// Reads things.
    Read,
    /// Looks at the status of things.
    Status,
    /// Changes a thing.
    Update,
    /// Deletes a thing.
    Delete,
    /// Looks for what an interrupted create made.
    Find,
    /// Lists things.
    List,
    /// Reads a data source.
    Data,
}

/// What happens to a call.
#[derive(Clone, Debug)]
pub enum Effect {
    /// It is not carried out, and answers this.
    Error(ProviderError),
    /// It is carried out, and its answer is lost.
    Lost,
    /// It takes this much longer.
    Delay(Duration),
    /// It is carried out and never answers.
    Hang,
    /// The resource type panics.
    Panic,
}

/// When what happens.
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
        Self::at(call, Effect::Error(ProviderError::new(kind, "as the test wants it")))
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

    /// Counts a call, and gives what happens to it.
    pub(super) fn strike(&mut self, call: Call, type_name: &str) -> Option<Effect> {
        if self.call != call || self.type_name.as_deref().is_some_and(|only| only != type_name) {
            return None;
        }
        self.seen += 1;
        (self.first..=self.last).contains(&self.seen).then(|| self.effect.clone())
    }
}
