//! Resource types and the provider that serves them.
//!
//! A resource type implements [`Resource`], a data source [`DataSource`]; a [`Registry`] of them is a
//! [`Provider`], which is all that the planner and the executor know.

mod context;
mod error;
mod id;
pub mod limiter;
mod operation;
mod operation_host;
pub mod prelude;
#[expect(clippy::module_inception, reason = "the trait that gives the folder its name")]
mod provider;
mod providers;
mod read_batch;
mod registry;
mod schemas;
mod status;
mod typed;
mod violations;

pub use context::{OperationContext, ReadContext};
pub use error::{ErrorKind, ProviderError, Result};
pub use id::Id;
pub(crate) use operation::Operation;
pub use operation_host::{OperationHost, Resume};
pub use provider::{Found, Observed, OperationRequest, Provider};
pub use providers::Providers;
pub use read_batch::{ReadBatch, ReadMode};
pub use registry::{Ownership, RecordedAccount, Registry};
pub use schemas::Schemas;
pub use status::{RetainedResource, Status};
pub use typed::{
    Attributes, ByClientToken, DataSource, DeleteRequest, Identity, ListedState, Resource, ResourceSchema,
    ResourceState, UpdateRequest, resource_meta, schema_of,
};
