//! What the executor offers an operation.

use std::time::Duration;

use async_trait::async_trait;

use super::error::Result;
use super::{Id, Leftover, Status};
use crate::model::environment::Place;
use crate::model::urn::Urn;

/// What is known of a create that may have begun in an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resume {
    /// It has not begun.
    Fresh,
    /// It began, and nobody knows whether the call was carried out.
    Uncertain,
    /// It made this.
    Identified(Id),
}

/// What the executor offers an operation.
#[async_trait]
pub trait OpHost: Send + Sync {
    /// The resource's name.
    fn urn(&self) -> &Urn;

    /// The stack, as `project/stack`.
    fn stack(&self) -> &str;

    /// The deterministic token of this operation: 32 characters of hexadecimal from stack, URN, generation and
    /// the digest of the request.
    fn token(&self) -> &str;

    /// What is known of an earlier try of this create.
    fn resume(&self) -> Resume;

    /// Whether state already has this id, of the same type and in the same place: then it is not what this create
    /// made, but an old generation of it, or another resource.
    fn is_recorded(&self, id: &Id) -> bool;

    /// Makes the id durable. Returns once it is on disk.
    async fn identified(&self, id: &Id) -> Result<()>;

    /// Waits until it is time to look again and gives the status of one resource, from a poll that answers
    /// everyone who waits for that type in that place. Holds no worker meanwhile.
    ///
    /// # Errors
    /// `Timeout` when the operation's time is over, `Cancelled` when the run is abandoned, and what the poll
    /// itself answered if it cannot be retried.
    async fn poll(&self, type_name: &str, place: &Place, id: &Id, attempt: u32) -> Result<Status>;

    /// Waits without holding a worker.
    ///
    /// # Errors
    /// `Timeout` when the operation's time would be over, `Cancelled` when the run is abandoned.
    async fn pause(&self, time: Duration) -> Result<()>;

    /// Says what the operation waits for, for the display.
    fn waiting(&self, what: &str);

    /// Says what the delete leaves behind on purpose. It is told once the delete has ended well.
    fn leaves(&self, leftover: Leftover);
}
