//! The database: Aurora PostgreSQL, writable in the primary region and readable in both.

use archipel::aws::rds::*;
use archipel::prelude::*;

use super::{Keys, Network, RegionContext, Secrets, ServiceSecurityGroup};
use crate::config;

const ENGINE: &str = "aurora-postgresql";
const PORT: i32 = 5432;

/// The database in both regions.
pub struct AuroraGlobal {
    /// In the primary region and in the secondary.
    pub regions: [AuroraRegion; 2],
}

/// The database in one region.
pub struct AuroraRegion {
    pub cluster: Cluster,
    /// The security group of the port for applications.
    pub security_group: ServiceSecurityGroup,
}

impl AuroraGlobal {
    /// Declares the database. Versions and instance classes are checked against the regions' offerings before any
    /// resource is created.
    pub fn new(
        contexts: [&RegionContext; 2],
        networks: [&Network; 2],
        keys: &Keys,
        secrets: &mut Secrets,
        settings: &config::Aurora,
    ) -> Self {
        let scopes = contexts.map(|context| context.scope.component("database"));
        // None of these can move to another VPC.
        let inside = [0, 1].map(|index| scopes[index].with_options(Options::new().replace_with(&networks[index].vpc)));
        let name = contexts[0].stack_prefix();
        let [here, there] = scopes.each_ref().map(|scope| validate_offering(scope, settings));
        let args = GlobalClusterArgs::new(name.as_str(), ENGINE, here.0.clone());
        let global = GlobalCluster::new(&scopes[0], "main", args.deletion_protection(settings.deletion_protection));

        // RDS cannot manage the password of a cluster with replicas, so Secrets Manager generates it.
        let password = secrets.generate(&scopes[0], config::Aurora::PASSWORD, "luneo");

        let [first, second] =
            [0, 1].map(|index| ClusterDependencies::new(contexts[index], &inside[index], networks[index], settings));
        let cluster = |index: usize, dependencies: &ClusterDependencies, version: Output<String>| {
            let region = contexts[index].scope.region();
            let identifier = format!("{name}-{region}");
            let key = if index == 0 { keys.primary.arn() } else { keys.secondary.arn() };
            let args = ClusterArgs::new(identifier.as_str(), ENGINE, version, dependencies.subnets.name())
                .global_cluster(global.identifier())
                .security_group_ids([dependencies.security_group.group.id()])
                .parameter_group(dependencies.parameters.name())
                .kms_key_arn(key)
                .backup_retention_days(settings.backup_retention_days)
                .log_exports(["postgresql"])
                .deletion_protection(settings.deletion_protection);
            // The final snapshot outlives the database, and the next one needs another name. The group's id is
            // unique.
            let last = dependencies.security_group.group.id().map(move |group| {
                let id = group.to_string();
                format!("{identifier}-last-{}", id.trim_start_matches("sg-"))
            });
            if settings.final_snapshot { args.final_snapshot(last) } else { args }
        };
        let args = cluster(0, &first, here.0)
            .database_name("luneo")
            .master_username("luneo")
            .master_password(password.password());
        // Rotation changes it later.
        let writer = Cluster::new_with(&inside[0], "main", args, Options::new().ignore_changes("master_password"));
        let writers = instances(&inside[0], &writer, settings.primary_instances, here.1);
        // A secondary can be created only after the primary is running, which no property expresses.
        let after = writers.iter().fold(Options::new().replace_with(&writer), Options::depends_on);
        let reader = Cluster::new_with(&inside[1], "main", cluster(1, &second, there.0), after);
        instances(&inside[1], &reader, settings.secondary_instances, there.1);

        let readers = [&writer.reader_endpoint(), &reader.reader_endpoint()];
        secrets.publish_hosts(config::Aurora::HOSTS, &writer.endpoint(), readers);
        Self {
            regions: [
                AuroraRegion { cluster: writer, security_group: first.security_group },
                AuroraRegion { cluster: reader, security_group: second.security_group },
            ],
        }
    }
}

/// The version and the instance class of the configuration, if the region offers them.
fn validate_offering(scope: &Scope, settings: &config::Aurora) -> (Output<String>, Output<String>) {
    let region = scope.region().to_owned();
    let (version, class) = (settings.engine_version.clone(), settings.instance_class.clone());
    let versions = EngineVersions::get(scope, "versions", EngineVersionsArgs::new(ENGINE));
    let wanted = version.clone();
    let known = versions.global_versions().try_map({
        let region = region.clone();
        move |versions| {
            let there = versions.join(", ");
            let is_known = versions.contains(&wanted);
            is_known.then(|| wanted.clone()).ok_or_else(|| {
                format!(
                    "{region} has no {ENGINE} {wanted} for global databases (`aurora.engine_version`), only {there}"
                )
            })
        }
    });
    let classes = OrderableInstancesArgs::new(ENGINE, version.as_str());
    let classes = OrderableInstances::get(scope, "classes", classes);
    let class = classes.classes().try_map(move |classes| {
        let is_known = classes.contains(&class);
        is_known.then(|| class.clone()).ok_or_else(|| {
            format!(
                "{region} offers no {class} for {ENGINE} {version} (`aurora.instance_class`), only {}",
                classes.join(", ")
            )
        })
    });
    (known, class)
}

/// The resources of a region that its cluster depends on.
struct ClusterDependencies {
    subnets: SubnetGroup,
    parameters: ClusterParameterGroup,
    security_group: ServiceSecurityGroup,
}

impl ClusterDependencies {
    fn new(context: &RegionContext, scope: &Scope, network: &Network, settings: &config::Aurora) -> Self {
        let name = format!("{}-database", context.prefix());
        let major = settings.engine_version.split('.').next().unwrap_or_default();
        let subnets = SubnetGroupArgs::new(name.as_str(), network.private_subnet_ids());
        let parameters = ParameterGroupArgs::new(name.as_str(), format!("{ENGINE}{major}"))
            .parameters([("rds.force_ssl", "1"), ("log_min_duration_statement", "1000")]);
        Self {
            subnets: SubnetGroup::new(scope, "main", subnets),
            parameters: ClusterParameterGroup::new(scope, "main", parameters),
            security_group: ServiceSecurityGroup::new(
                context,
                scope,
                network,
                "database",
                "Who may open the database",
                PORT,
            ),
        }
    }
}

fn instances(scope: &Scope, cluster: &Cluster, count: u16, class: Output<String>) -> Vec<ClusterInstance> {
    let declare = |index: u16| {
        let name = format!("{}", index + 1);
        let identifier = cluster.identifier().map({
            let name = name.clone();
            move |cluster| format!("{cluster}-{name}")
        });
        let args = ClusterInstanceArgs::new(identifier, cluster.identifier(), ENGINE, class.clone());
        ClusterInstance::new_with(scope, &name, args, Options::new().replace_with(cluster))
    };
    (0..count).map(declare).collect()
}
