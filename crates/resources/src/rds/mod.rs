//! Amazon RDS: Aurora clusters, in one region and in several.

mod changes;
mod cluster;
mod cluster_instance;
mod common;
mod engine_versions;
mod global_cluster;
mod global_cluster_writer;
mod orderable_instances;
mod parameter_groups;
mod subnet_group;

crate::service! {
    resources {
        cluster: Cluster;
        cluster_instance: ClusterInstance;
        global_cluster: GlobalCluster;
        global_cluster_writer: GlobalClusterWriter;
        parameter_groups: ClusterParameterGroup, ParameterGroup;
        subnet_group: SubnetGroup;
    }
    data_sources {
        engine_versions: EngineVersions;
        orderable_instances: OrderableInstances;
    }
}
