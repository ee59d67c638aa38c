//! The database: Aurora PostgreSQL, written in the primary region and read in both.

use archipel::aws::rds::*;
use archipel::prelude::*;

use super::{Door, Keys, Network, Secrets, Site};
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
    /// The cluster.
    pub cluster: Cluster,
    /// Where applications come in.
    pub door: Door,
}

impl AuroraGlobal {
    /// Declares it. Versions and instance classes are held against what the regions offer before anything is made.
    pub fn new(
        sites: [&Site; 2],
        networks: [&Network; 2],
        keys: &Keys,
        secrets: &mut Secrets,
        settings: &config::Aurora,
    ) -> Self {
        let scopes = sites.map(|site| site.scope.component("database"));
        // None of these can move to another VPC.
        let inside = [0, 1].map(|index| scopes[index].with_options(Options::new().replace_with(&networks[index].vpc)));
        let name = sites[0].stack_prefix();
        let [here, there] = scopes.each_ref().map(|scope| offered(scope, settings));
        let args = GlobalClusterArgs::new(name.as_str(), ENGINE, here.0.clone());
        let global = GlobalCluster::new(&scopes[0], "main", args.deletion_protection(settings.deletion_protection));

        // RDS keeps no password of a cluster that has copies: Secrets Manager makes one up.
        let password = secrets.generate(&scopes[0], config::Aurora::PASSWORD, "luneo");

        let [first, second] =
            [0, 1].map(|index| Groundwork::new(sites[index], &inside[index], networks[index], settings));
        let cluster = |index: usize, ground: &Groundwork, version: Output<String>| {
            let region = sites[index].scope.region();
            let identifier = format!("{name}-{region}");
            let key = if index == 0 { keys.primary.arn() } else { keys.secondary.arn() };
            let args = ClusterArgs::new(identifier.as_str(), ENGINE, version, ground.subnets.name())
                .global_cluster(global.identifier())
                .security_group_ids([ground.door.group.id()])
                .parameter_group(ground.parameters.name())
                .kms_key_arn(key)
                .backup_retention_days(settings.backup_retention_days)
                .log_exports(["postgresql"])
                .deletion_protection(settings.deletion_protection);
            // It stays when the database goes, and the next one must not want its name: the group's id never comes again.
            let last = ground.door.group.id().map(move |group| {
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
        // A copy can be made once what it copies runs, which no property says.
        let after = writers.iter().fold(Options::new().replace_with(&writer), Options::depends_on);
        let reader = Cluster::new_with(&inside[1], "main", cluster(1, &second, there.0), after);
        instances(&inside[1], &reader, settings.secondary_instances, there.1);

        let readers = [&writer.reader_endpoint(), &reader.reader_endpoint()];
        secrets.publish_hosts(config::Aurora::HOSTS, &writer.endpoint(), readers);
        Self {
            regions: [
                AuroraRegion { cluster: writer, door: first.door },
                AuroraRegion { cluster: reader, door: second.door },
            ],
        }
    }
}

/// The version and the instance class of the configuration, if the region offers them.
fn offered(scope: &Scope, settings: &config::Aurora) -> (Output<String>, Output<String>) {
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

/// What stands in a region before its cluster.
struct Groundwork {
    subnets: SubnetGroup,
    parameters: ClusterParameterGroup,
    door: Door,
}

impl Groundwork {
    fn new(site: &Site, scope: &Scope, network: &Network, settings: &config::Aurora) -> Self {
        let name = format!("{}-database", site.prefix());
        let major = settings.engine_version.split('.').next().unwrap_or_default();
        let subnets = SubnetGroupArgs::new(name.as_str(), network.private_subnet_ids());
        let parameters = ParameterGroupArgs::new(name.as_str(), format!("{ENGINE}{major}"))
            .parameters([("rds.force_ssl", "1"), ("log_min_duration_statement", "1000")]);
        Self {
            subnets: SubnetGroup::new(scope, "main", subnets),
            parameters: ClusterParameterGroup::new(scope, "main", parameters),
            door: Door::new(site, scope, network, "database", "Who may open the database", PORT),
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
