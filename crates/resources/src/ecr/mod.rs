//! Amazon ECR: repositories of container images, and their replication.

mod replication;
mod repository;

pub use replication::{
    Replication, ReplicationArgs, ReplicationAttrs, ReplicationDestination, ReplicationDestinationProps,
    ReplicationProps, ReplicationRule, ReplicationRuleProps,
};
pub use repository::{Repository, RepositoryArgs, RepositoryAttrs, RepositoryProps, TagMutability};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Replication>().resource::<Repository>()
}
