//! What a service says of one resource.

use super::id::Id;

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
