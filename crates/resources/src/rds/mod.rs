//! Amazon RDS: Aurora clusters, in one region and in several.

mod changes;
mod cluster;
mod cluster_instance;
mod common;
mod engine_versions;
mod global_cluster;
mod global_cluster_writer;
mod insights;
mod orderable_instances;
mod parameter_groups;
mod restore;
mod subnet_group;

crate::service! {
    resources {
        cluster: Cluster;
        cluster_instance: ClusterInstance;
        global_cluster: GlobalCluster;
        global_cluster_writer: GlobalClusterWriter;
        insights:;
        parameter_groups: ClusterParameterGroup, ParameterGroup;
        restore:;
        subnet_group: SubnetGroup;
    }
    data_sources {
        engine_versions: EngineVersions;
        orderable_instances: OrderableInstances;
    }
}
