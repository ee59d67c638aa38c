//! The status of a resource, and retained resources.

use super::id::Id;

/// A resource that a delete leaves in place on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetainedResource {
    /// A description: "the key, which can be restored until then".
    pub what: String,
    /// The id that the API knows it by.
    pub id: Id,
    /// When the service deletes it, in seconds since 1970. `None`: never, or the time is unknown.
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
    /// The resource does not exist.
    Absent,
}
