//! Amazon RDS: Aurora clusters, in one region and in several.

mod changes;
mod cluster;
mod cluster_instance;
mod common;
mod engine_versions;
mod global_cluster;
mod orderable_instances;
mod parameter_groups;
mod subnet_group;

crate::service! {
    resources {
        cluster: Cluster;
        cluster_instance: ClusterInstance;
        global_cluster: GlobalCluster;
        parameter_groups: ClusterParameterGroup, ParameterGroup;
        subnet_group: SubnetGroup;
    }
    data_sources {
        engine_versions: EngineVersions;
        orderable_instances: OrderableInstances;
    }
}
