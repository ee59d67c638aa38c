//! The database: Aurora PostgreSQL, writable in the primary region and readable in both.

use archipel::aws::logs::*;
use archipel::aws::rds::*;
use archipel::prelude::*;

use super::{DatabaseCredentials, Hosts, Keys, Network, RegionContext, Secrets, ServiceSecurityGroup};
use crate::config;

const ENGINE: &str = "aurora-postgresql";
const PORT: i32 = 5432;
/// The log that the database sends to CloudWatch.
const LOG: &str = "postgresql";
const DATABASE: &str = "luneo";
/// The master user. Only the rotation uses it.
const ADMINISTRATOR: &str = "luneo_admin";

/// The database in both regions.
pub struct AuroraGlobal {
    /// The host name of the writer, in whichever region it is.
    pub endpoint: Output<String>,
    /// In the primary region and in the secondary.
    pub regions: PerRegion<AuroraRegion>,
    pub credentials: DatabaseCredentials,
}

/// The database in one region.
pub struct AuroraRegion {
    pub cluster: Cluster,
    pub subnet_group: SubnetGroup,
    /// The security group of the port for applications.
    pub security_group: ServiceSecurityGroup,
}

impl AuroraGlobal {
    /// Declares the database. Versions and instance classes are checked against the regions' offerings before any
    /// resource is created.
    pub fn new(
        contexts: PerRegion<&RegionContext>,
        networks: PerRegion<&Network>,
        keys: &Keys,
        secrets: &mut Secrets,
        settings: &config::Aurora,
    ) -> Self {
        let scopes = contexts.map(|context| context.scope.component("database"));
        // None of these can move to another VPC.
        let inside = scopes.as_ref().zip(networks);
        let inside = inside.map(|(scope, network)| scope.with_options(Options::new().replace_with(&network.vpc)));
        let name = contexts.primary.stack_prefix();
        let PerRegion { primary: here, secondary: there } =
            scopes.as_ref().map(|scope| validate_offering(scope, settings));
        let args = GlobalClusterArgs::new(&name, ENGINE, &here.0);
        let global =
            GlobalCluster::new(&scopes.primary, "main", args.deletion_protection(settings.deletion_protection));

        // RDS manages no passwords of a global database, so Secrets Manager generates it. Applications have a user of their
        // own, which the rotation creates.
        let (administrator_secret, password) =
            secrets.generate(&scopes.primary, config::Aurora::ADMINISTRATOR, ADMINISTRATOR);
        let application_secret = secrets.declare(config::Aurora::PASSWORD);

        let dependencies = contexts.zip(inside.as_ref()).zip(networks);
        let PerRegion { primary: first, secondary: second } = dependencies
            .map(|((context, inside), network)| ClusterDependencies::new(context, inside, network, settings));
        let cluster = |region: &str, dependencies: &ClusterDependencies, version: Output<String>, key: Output<Arn>| {
            let identifier = identifier(&name, region);
            let args = ClusterArgs::new(&identifier, ENGINE, version, dependencies.subnets.name())
                .global_cluster(global.identifier())
                .security_group_ids([dependencies.security_group.group.id()])
                .parameter_group(dependencies.parameters.name())
                .kms_key_arn(key)
                .backup_retention_days(settings.backup_retention_days)
                .log_exports([LOG])
                .tags([super::backup::TAG])
                .deletion_protection(settings.deletion_protection);
            // The final snapshot outlives the database, and the next one needs another name. The group's id is
            // unique.
            let last = dependencies
                .security_group
                .group
                .id()
                .map(move |group| format!("{identifier}-last-{}", group.as_str().trim_start_matches("sg-")));
            if settings.final_snapshot { args.final_snapshot(last) } else { args }
        };
        let args = cluster(contexts.primary.scope.region(), &first, here.0, keys.primary.arn())
            .database_name(DATABASE)
            .master_username(ADMINISTRATOR)
            .master_password(password.password());
        let logs = contexts.zip(scopes.as_ref()).map(|(context, scope)| {
            // RDS would create a group that keeps the logs without limit.
            let group = format!("/aws/rds/cluster/{}/{LOG}", identifier(&name, context.scope.region()));
            LogGroup::new(scope, "logs", LogGroupArgs::new(group).retention_in_days(settings.log_days))
        });
        // Rotation changes it later.
        let options = Options::new().ignore_changes("master_password").depends_on(&logs.primary);
        let writer = Cluster::with_options(&inside.primary, "main", args, options);
        let writers = instances(&inside.primary, &writer, settings.primary_instances, here.1, settings);
        // A secondary can be created only after the primary is running, which no property expresses.
        let after = Options::new().replace_with(&writer).depends_on(&logs.secondary);
        let after = writers.iter().fold(after, Options::depends_on);
        let args = cluster(contexts.secondary.scope.region(), &second, there.0, keys.secondary.arn())
            .global_write_forwarding(settings.write_forwarding);
        let reader = Cluster::with_options(&inside.secondary, "main", args, after);
        instances(&inside.secondary, &reader, settings.secondary_instances, there.1, settings);

        let readers = PerRegion::new(writer.reader_endpoint(), reader.reader_endpoint());
        // RDS moves the endpoint of the global cluster to the new writer in a failover or switchover.
        let endpoint =
            global.endpoint().zip(&writer.endpoint(), |global: Option<String>, own: String| global.unwrap_or(own));
        let endpoints = PerRegion::new(writer.endpoint(), reader.endpoint());
        let hosts = Hosts { writer: endpoint.clone(), readers, endpoints };
        let (hosts, published) = secrets.publish_hosts(config::Aurora::HOSTS, hosts);
        let credentials = DatabaseCredentials {
            name: DATABASE.to_owned(),
            administrator: ADMINISTRATOR.to_owned(),
            administrator_secret,
            application_secret,
            hosts,
            published,
            writers,
        };
        Self {
            endpoint,
            credentials,
            regions: PerRegion::new(
                AuroraRegion { cluster: writer, subnet_group: first.subnets, security_group: first.security_group },
                AuroraRegion { cluster: reader, subnet_group: second.subnets, security_group: second.security_group },
            ),
        }
    }

    /// The security group of its port in each region.
    pub fn security_groups(&self) -> PerRegion<&ServiceSecurityGroup> {
        self.regions.as_ref().map(|region| &region.security_group)
    }
}

/// The identifier of the cluster of a region.
fn identifier(stack: &str, region: &str) -> String {
    format!("{stack}-{region}")
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
    let classes = OrderableInstancesArgs::new(ENGINE, &version);
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
        let subnets = SubnetGroupArgs::new(&name, network.private_subnet_ids());
        // An upgrade to another major version needs a group of another family, while this one is in use.
        let parameters = ParameterGroupArgs::new(format!("{name}-{major}"), format!("{ENGINE}{major}"))
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

fn instances(
    scope: &Scope,
    cluster: &Cluster,
    count: u16,
    class: Output<String>,
    settings: &config::Aurora,
) -> Vec<ClusterInstance> {
    let declare = |index: u16| {
        let name = (index + 1).to_string();
        let identifier = output_format!("{}-{name}", cluster.identifier());
        let args = ClusterInstanceArgs::new(identifier, cluster.identifier(), ENGINE, class.clone());
        let args = args.performance_insights(settings.performance_insights);
        ClusterInstance::with_options(scope, name, args, Options::new().replace_with(cluster))
    };
    (0..count).map(declare).collect()
}
