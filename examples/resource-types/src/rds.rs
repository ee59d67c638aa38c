//! Databases.

use archipel::aws::ec2::{SecurityGroup, Subnet};
use archipel::aws::rds::*;
use archipel::prelude::*;

/// `rds/Cluster`: Aurora PostgreSQL whose password RDS manages in Secrets Manager.
pub fn cluster(
    scope: &Scope,
    subnets: &SubnetGroup,
    parameters: &ClusterParameterGroup,
    group: &SecurityGroup,
) -> Cluster {
    let args = ClusterArgs::new("shop", "aurora-postgresql", "17.5", subnets.name())
        .parameter_group(parameters.name())
        .security_group_ids([group.id()])
        .database_name("shop")
        .master_username("shop")
        .manage_master_password(true)
        .backup_retention_days(14)
        .deletion_protection(true)
        .final_snapshot("shop-last");
    Cluster::with_options(scope, "main", args, Options::new().protect(true))
}

/// `rds/ClusterInstance`: an instance of a cluster.
pub fn cluster_instance(scope: &Scope, cluster: &Cluster, parameters: &ParameterGroup) -> ClusterInstance {
    let args = ClusterInstanceArgs::new("shop-1", cluster.identifier(), "aurora-postgresql", "db.r8g.large")
        .parameter_group(parameters.name())
        .performance_insights(true);
    ClusterInstance::new(scope, "1", args)
}

/// `rds/ClusterParameterGroup`: parameters of a cluster: connections require TLS.
pub fn cluster_parameter_group(scope: &Scope) -> ClusterParameterGroup {
    let args = ParameterGroupArgs::new("shop", "aurora-postgresql17").parameters([("rds.force_ssl", "1")]);
    ClusterParameterGroup::new(scope, "main", args)
}

/// `rds/EngineVersions`: the newest version that a region offers.
pub fn engine_versions(scope: &Scope) -> Output<String> {
    let engine = EngineVersions::get(scope, "versions", EngineVersionsArgs::new("aurora-postgresql"));
    engine.versions().try_map(|versions| versions.last().cloned().ok_or("the region has no Aurora PostgreSQL"))
}

/// `rds/GlobalCluster`: a database that is replicated to other regions.
pub fn global_cluster(scope: &Scope) -> GlobalCluster {
    let args = GlobalClusterArgs::new("shop-global", "aurora-postgresql", "17.5").deletion_protection(true);
    GlobalCluster::new(scope, "main", args)
}

/// `rds/GlobalClusterWriter`: the database takes writes in the other region, in a recovery plan.
pub fn global_cluster_writer(scope: &Scope, global: &GlobalCluster, other: &Cluster) -> GlobalClusterWriter {
    GlobalClusterWriter::new(scope, "main", GlobalClusterWriterArgs::new(global.identifier(), other.arn()))
}

/// `rds/OrderableInstances`: a check that a region offers an instance class, before anything is created.
pub fn orderable_instances(scope: &Scope) -> Output<String> {
    let offered = OrderableInstancesArgs::new("aurora-postgresql", "17.5");
    let offered = OrderableInstances::get(scope, "classes", offered);
    offered.classes().try_map(|classes| {
        let class = "db.r8g.large";
        classes.iter().any(|offered| offered == class).then(|| class.to_owned()).ok_or("the class is not offered")
    })
}

/// `rds/ParameterGroup`: parameters of an instance.
pub fn parameter_group(scope: &Scope) -> ParameterGroup {
    let args =
        ParameterGroupArgs::new("shop", "aurora-postgresql17").parameters([("log_min_duration_statement", "1000")]);
    ParameterGroup::new(scope, "main", args)
}

/// `rds/SubnetGroup`: the subnets of a database.
pub fn subnet_group(scope: &Scope, subnets: &[Subnet]) -> SubnetGroup {
    let subnets: Vec<_> = subnets.iter().map(Subnet::id).collect();
    SubnetGroup::new(scope, "main", SubnetGroupArgs::new("shop", subnets))
}
