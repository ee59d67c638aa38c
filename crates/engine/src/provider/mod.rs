//! Resource types and the provider that serves them.
//!
//! A resource type implements [`Resource`], a data source [`DataSource`]. A [`Registry`] of them is a [`Provider`]: it
//! finds the [`TypeOperations`] of a type by name. The planner uses only their [`TypeRules`].

mod context;
mod error;
mod hook;
mod id;
pub mod limiter;
mod operation;
mod operation_host;
mod operations;
pub mod prelude;
#[expect(clippy::module_inception, reason = "the trait that gives the folder its name")]
mod provider;
mod providers;
mod read_batch;
mod registry;
mod resource;
mod schemas;
mod stack_check;
mod status;
mod typed;
mod violations;

pub use context::ReadContext;
pub use error::{ErrorKind, ProviderError, Result};
pub use hook::{HookHandler, HookRequest};
pub use id::Id;
pub(crate) use operation::Operation;
pub use operation_host::{OperationHost, Resume};
pub use operations::{
    Foreseen, ForeseenChange, Found, Observed, OperationRequest, PlannedChange, ReadRequest, RecordedValues,
    TypeOperations, TypeRules, UpdateValues,
};
pub use provider::Provider;
pub use providers::Providers;
pub use read_batch::{ReadBatch, ReadMode};
pub use registry::{CheckInputs, Ownership, RecordedAccount, Registry};
pub use resource::{ByClientToken, DataSource, Identity, OperationContext, Resource, resource_meta};
pub use schemas::Schemas;
pub use stack_check::{CheckStack, Conflict, PlannedResource, PlannedResources, Reference};
pub use status::{RetainedResource, Status};
pub use typed::{Attributes, DeleteRequest, ListedState, ResourceSchema, ResourceState, UpdateRequest, schema_of};
pub use violations::violations;
