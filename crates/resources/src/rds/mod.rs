//! Amazon RDS: Aurora clusters, in one region and in several.

mod cluster;
mod cluster_instance;
mod common;
mod engine_versions;
mod global_cluster;
mod orderable_instances;
mod parameter_groups;
mod subnet_group;

pub use cluster::{Cluster, ClusterArgs, ClusterAttrs, ClusterProps, Scaling, ScalingProps};
pub use cluster_instance::{ClusterInstance, ClusterInstanceArgs, ClusterInstanceAttrs, ClusterInstanceProps};
pub use engine_versions::{EngineVersions, EngineVersionsArgs, EngineVersionsAttrs, EngineVersionsProps};
pub use global_cluster::{GlobalCluster, GlobalClusterArgs, GlobalClusterAttrs, GlobalClusterProps};
pub use orderable_instances::{
    OrderableInstances, OrderableInstancesArgs, OrderableInstancesAttrs, OrderableInstancesProps,
};
pub use parameter_groups::{
    ClusterParameterGroup, ClusterParameterGroupAttrs, ParameterGroup, ParameterGroupArgs, ParameterGroupAttrs,
    ParameterGroupProps,
};
pub use subnet_group::{SubnetGroup, SubnetGroupArgs, SubnetGroupAttrs, SubnetGroupProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry
        .resource::<Cluster>()
        .resource::<ClusterInstance>()
        .resource::<ClusterParameterGroup>()
        .resource::<GlobalCluster>()
        .resource::<ParameterGroup>()
        .resource::<SubnetGroup>()
        .data_source::<EngineVersions>()
        .data_source::<OrderableInstances>()
}
