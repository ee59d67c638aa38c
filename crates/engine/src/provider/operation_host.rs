//! The services of the executor that an operation uses.

use std::time::Duration;

use async_trait::async_trait;

use super::error::Result;
use super::{Id, RetainedResource, Status};
use crate::model::environment::Environment;
use crate::model::path::Path;
use crate::model::urn::Urn;

/// How far an earlier run got with a create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resume {
    /// No earlier run started it.
    Fresh,
    /// An earlier run started it, and its outcome is unknown.
    Uncertain,
    /// An earlier run created this resource.
    Identified(Id),
}

/// The services of the executor that an operation uses.
#[async_trait]
pub trait OperationHost: Send + Sync {
    /// The resource's name.
    fn urn(&self) -> &Urn;

    /// The stack, as `project/stack`.
    fn stack(&self) -> &str;

    /// The deterministic token of this operation: 32 characters of hexadecimal from stack, URN, revision and
    /// the digest of the request.
    fn token(&self) -> &str;

    /// How far an earlier attempt of this create got.
    fn resume(&self) -> Resume;

    /// When the first attempt with this token began, in this run or an earlier one, in seconds since 1970. Services forget
    /// tokens after a time.
    fn first_began(&self) -> u64;

    /// The service's request that this operation, or the earlier attempt that it continues, is known to have started.
    fn request(&self) -> Option<String>;

    /// Records the name by which the service knows the request of this operation, for services whose requests can be
    /// followed. A later request replaces it. Returns once it is durable.
    async fn requested(&self, request: &str) -> Result<()>;

    /// Whether state already has this id, for the same type and environment: then the resource is an old revision or
    /// another resource, and not the one that this create created.
    fn is_recorded(&self, id: &Id) -> bool;

    /// Records the id. Returns once it is durable.
    async fn identified(&self, id: &Id) -> Result<()>;

    /// Waits for the next poll and returns the status of one resource. One poll serves all waiters for that type in
    /// that environment. Holds no worker meanwhile.
    ///
    /// # Errors
    /// `Timeout` when the operation times out, `Cancelled` when the run is abandoned, and errors of the poll that
    /// cannot be retried.
    async fn poll(&self, type_name: &str, environment: &Environment, id: &Id, attempt: u32) -> Result<Status>;

    /// Waits without occupying a worker.
    ///
    /// # Errors
    /// `Timeout` when the operation's time would be over, `Cancelled` when the run is abandoned.
    async fn pause(&self, time: Duration) -> Result<()>;

    /// The paths of the inputs that are secret: the inputs of an operation have no marks any more.
    fn secret_inputs(&self) -> Vec<Path> {
        Vec::new()
    }

    /// The time until the operation times out. A call that may take longer than a moment ends with it.
    fn time_left(&self) -> Duration {
        Duration::MAX
    }

    /// Whether the run was cancelled, so that nothing new is begun. A create that the service has not accepted yet then
    /// ends instead of being tried again.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// Reports the reason for a wait, for the display.
    fn waiting(&self, what: &str);

    /// Reports a resource that the delete retains on purpose. The event follows once the delete succeeds.
    fn report_retained(&self, retained: RetainedResource);
}
