//! A database, a cache and health checks in two regions, and the program that moves them to the other region.

mod recovery;

use archipel::aws::ec2::{SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel::aws::elasticache::{
    self, GlobalReplicationGroup, GlobalReplicationGroupArgs, ReplicationGroup, ReplicationGroupArgs,
};
use archipel::aws::rds::{
    self, Cluster, ClusterArgs, ClusterInstance, ClusterInstanceArgs, GlobalCluster, GlobalClusterArgs,
};
use archipel::aws::route53::{HealthCheck, HealthCheckArgs, HealthCheckKind};
use archipel::aws::secretsmanager::{GeneratedPassword, GeneratedPasswordArgs, Secret, SecretArgs};
use archipel::prelude::*;

pub use recovery::{recovery, regions};

const ENGINE: &str = "aurora-postgresql";
const VERSION: &str = "16.6";

/// The content of `config/NAME.toml`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The domain of the name that users call.
    pub domain: String,
    /// The region that takes writes at first.
    pub home: Region,
    /// The region that takes over.
    pub standby: Region,
}

/// A region with its network.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Region {
    /// Its name: `eu-west-1`.
    pub name: String,
    /// The range of its network.
    pub cidr: Cidr,
}

impl Configuration for Config {}

/// The network of one region.
struct Network {
    scope: Scope,
    database: rds::SubnetGroup,
    cache: elasticache::SubnetGroup,
    group: SecurityGroup,
}

impl Network {
    fn new(stack: &Stack, region: &Region) -> Self {
        let scope = stack.region(&region.name);
        let vpc = Vpc::new(&scope, "main", VpcArgs::new(region.cidr));
        let subnet = |(number, zone): (usize, &str)| {
            let args = SubnetArgs::new(vpc.id(), region.cidr.subnet(4, number));
            Subnet::new(&scope, zone, args.availability_zone(format!("{}{zone}", region.name))).id()
        };
        let subnets: Vec<_> = ["a", "b"].into_iter().enumerate().map(subnet).collect();
        Self {
            database: rds::SubnetGroup::new(&scope, "main", rds::SubnetGroupArgs::new("shop", subnets.clone())),
            cache: elasticache::SubnetGroup::new(&scope, "main", elasticache::SubnetGroupArgs::new("shop", subnets)),
            group: SecurityGroup::new(&scope, "data", SecurityGroupArgs::new(vpc.id(), "data")),
            scope,
        }
    }
}

/// The stack. It declares both regions, and none of the roles that a failover moves.
///
/// # Errors
/// None: errors of the program are reported with their source lines.
pub fn program(stack: &Stack, config: &Config) -> Result<(), String> {
    let regions = PerRegion::new(&config.home, &config.standby);
    let networks = regions.map(|region| Network::new(stack, region));
    database(&networks);
    cache(&networks);
    let scope = stack.region(&config.home.name);
    for region in regions {
        let args = HealthCheckArgs::new(HealthCheckKind::Https)
            .fqdn(format!("{}.{}", region.name, config.domain))
            .port(443)
            .path("/health");
        // A recovery plan leads users away from a region by these.
        let role = Options::new().ignore_changes("disabled").ignore_changes("inverted");
        HealthCheck::with_options(&scope, &region.name, args, role);
    }
    Ok(())
}

/// A database that is written in one region and read in both.
fn database(networks: &PerRegion<Network>) {
    let PerRegion { primary: home, secondary: standby } = networks;
    let secret = Secret::new(&home.scope, "database", SecretArgs::new("shop/database"));
    let password = GeneratedPassword::new(&home.scope, "main", GeneratedPasswordArgs::new(secret.arn(), "shop"));
    let global = GlobalCluster::new(&home.scope, "main", GlobalClusterArgs::new("shop", ENGINE, VERSION));
    let member = |network: &Network| {
        ClusterArgs::new(format!("shop-{}", network.scope.region()), ENGINE, VERSION, network.database.name())
            .global_cluster(global.identifier())
            .security_group_ids([network.group.id()])
    };
    let instance = |network: &Network, cluster: &Cluster| {
        let name = format!("shop-{}-1", network.scope.region());
        let args = ClusterInstanceArgs::new(name, cluster.identifier(), ENGINE, "db.r6g.large");
        ClusterInstance::new(&network.scope, "1", args)
    };
    let args = member(home).master_username("shop").master_password(password.password());
    let options = Options::new().ignore_changes("master_password");
    let cluster = Cluster::with_options(&home.scope, "main", args, options);
    let writer = instance(home, &cluster);
    // A secondary can be created only after the primary is running, which no property expresses.
    let after = Options::new().depends_on(&writer);
    let cluster = Cluster::with_options(&standby.scope, "main", member(standby), after);
    instance(standby, &cluster);
}

/// A cache that is written in one region and read in both.
fn cache(networks: &PerRegion<Network>) {
    let PerRegion { primary: home, secondary: standby } = networks;
    let member = |network: &Network| {
        ReplicationGroupArgs::new(format!("shop-{}", network.scope.region()))
            .replicas(1_u16)
            .subnet_group(network.cache.name())
            .security_group_ids([network.group.id()])
    };
    let args = member(home).engine("redis").engine_version("7.1").node_type("cache.r7g.large");
    let primary = ReplicationGroup::new(&home.scope, "main", args);
    let global = GlobalReplicationGroupArgs::new("shop", primary.group_id());
    let global = GlobalReplicationGroup::new(&home.scope, "main", global);
    let args = member(standby).global_replication_group(global.id());
    ReplicationGroup::new(&standby.scope, "main", args);
}
