//! Resource types and the provider that serves them.
//!
//! A resource type implements [`Resource`], a data source [`DataSource`]; a [`Registry`] of them is a
//! [`Provider`], which is all that the planner and the executor know.

mod context;
mod error;
pub mod limiter;
mod operation;
#[expect(clippy::module_inception, reason = "the trait that gives the folder its name")]
mod provider;
mod providers;
mod read_batch;
mod registry;
mod typed;

pub use context::{Cx, OpCx, OpHost, Resume};
pub use error::{ErrorKind, ProviderError, Result};
pub(crate) use operation::Operation;
pub use provider::{Found, Observed, OpRequest, Provider};
pub use providers::Providers;
pub use read_batch::{Depth, Round};
pub use registry::{Ownership, Registry};
pub use typed::{Attributes, Change, DataSource, Described, Glance, Last, Resource, Seen, schema_of};

use serde::{Deserialize, Serialize};

/// The id that the provider's API knows a resource by: `vpc-0a1b`. Parts of a composed id are joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// Wraps an id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// An id made of several parts.
    #[must_use]
    pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(parts.into_iter().collect::<Vec<_>>().join("|"))
    }

    /// The parts of a composed id.
    #[must_use]
    pub fn parts(&self) -> Vec<&str> {
        self.0.split('|').collect()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Into<String>> From<S> for Id {
    fn from(id: S) -> Self {
        Self(id.into())
    }
}

/// What a delete leaves behind on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What it is: "the key, which can be had back until then".
    pub what: String,
    /// What the API knows it by.
    pub id: Id,
    /// When it goes by itself, in seconds since 1970. `None`: it stays, or nobody knows.
    pub until: Option<u64>,
}

/// Whether a resource can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It can.
    Ready,
    /// Not yet, or it is being changed; the words are the service's: `pending`.
    Pending(String),
    /// It never will; with the service's reason.
    Failed(String),
    /// It is being deleted, still visible; the words are the service's.
    Deleting(String),
    /// There is no such thing.
    Absent,
}
