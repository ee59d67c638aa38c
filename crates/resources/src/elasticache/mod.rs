//! Amazon ElastiCache: Redis and Valkey, in one region and in two.

mod common;
mod global_replication_group;
mod parameter_group;
mod replication_group;
mod subnet_group;
mod user;
mod user_group;

pub use global_replication_group::{
    GlobalReplicationGroup, GlobalReplicationGroupArgs, GlobalReplicationGroupAttrs, GlobalReplicationGroupProps,
};
pub use parameter_group::{ParameterGroup, ParameterGroupArgs, ParameterGroupAttrs, ParameterGroupProps};
pub use replication_group::{ReplicationGroup, ReplicationGroupArgs, ReplicationGroupAttrs, ReplicationGroupProps};
pub use subnet_group::{SubnetGroup, SubnetGroupArgs, SubnetGroupAttrs, SubnetGroupProps};
pub use user::{User, UserArgs, UserAttrs, UserProps};
pub use user_group::{UserGroup, UserGroupArgs, UserGroupAttrs, UserGroupProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry
        .resource::<GlobalReplicationGroup>()
        .resource::<ParameterGroup>()
        .resource::<ReplicationGroup>()
        .resource::<SubnetGroup>()
        .resource::<User>()
        .resource::<UserGroup>()
}
