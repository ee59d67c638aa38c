//! The cache: Redis, written in the primary region and copied to the secondary.

use archipel::aws::elasticache::*;
use archipel::aws::secretsmanager::GeneratedPassword;
use archipel::prelude::*;

use super::{Door, Keys, Network, Secrets, Site};
use crate::config;

const PORT: i32 = 6379;
/// The user that applications log in as.
const USER: &str = "luneo";

/// The cache in both regions.
pub struct RedisGlobal {
    /// In the primary region and in the secondary.
    pub regions: [RedisRegion; 2],
}

/// The cache in one region.
pub struct RedisRegion {
    /// The group.
    pub cache: ReplicationGroup,
    /// Where applications come in.
    pub door: Door,
}

impl RedisGlobal {
    /// Declares it.
    pub fn new(
        sites: [&Site; 2],
        networks: [&Network; 2],
        keys: &Keys,
        secrets: &mut Secrets,
        settings: &config::Redis,
    ) -> Self {
        let scopes = sites.map(|site| site.scope.component("cache"));
        // None of these can move to another VPC.
        let inside = [0, 1].map(|index| scopes[index].with_options(Options::new().replace_with(&networks[index].vpc)));
        let name = sites[0].stack_prefix();
        let password = secrets.generate(&scopes[0], config::Redis::PASSWORD, USER);
        let [first, second] =
            [0, 1].map(|index| Groundwork::new(sites[index], &inside[index], networks[index], &name, &password));

        // Members of one name in two regions are hard to tell apart.
        let common = |index: usize, ground: &Groundwork, key: Output<Arn>| {
            ReplicationGroupArgs::new(format!("{name}-{}", sites[index].scope.region()))
                .replicas(settings.replicas)
                .multi_az(settings.replicas > 0)
                .subnet_group(ground.subnets.name())
                .security_group_ids([ground.door.group.id()])
                .user_group_ids([ground.users.group_id()])
                .kms_key_arn(key)
                .snapshot_retention_days(settings.snapshot_retention_days)
        };
        let args = common(0, &first, keys.primary.arn())
            .engine("redis")
            .engine_version(settings.engine_version.as_str())
            .node_type(settings.node_type.as_str());
        let writer = ReplicationGroup::new(&inside[0], "main", args);
        let global = GlobalReplicationGroupArgs::new(name.as_str(), writer.group_id());
        let global = GlobalReplicationGroup::new_with(&scopes[0], "main", global, Options::new().replace_with(&writer));
        let args = common(1, &second, keys.secondary.arn()).global_replication_group(global.id());
        let reader = ReplicationGroup::new_with(&inside[1], "main", args, Options::new().replace_with(&global));

        let readers = [&writer.reader_endpoint(), &reader.reader_endpoint()];
        secrets.publish_hosts(config::Redis::HOSTS, &writer.primary_endpoint(), readers);
        Self {
            regions: [
                RedisRegion { cache: writer, door: first.door },
                RedisRegion { cache: reader, door: second.door },
            ],
        }
    }
}

/// What stands in a region before its cache: where, and who may do what.
struct Groundwork {
    subnets: SubnetGroup,
    door: Door,
    users: UserGroup,
}

impl Groundwork {
    fn new(site: &Site, inside: &Scope, network: &Network, name: &str, password: &GeneratedPassword) -> Self {
        let scope = &site.scope.component("cache");
        let subnets = SubnetGroupArgs::new(format!("{name}-cache"), network.private_subnet_ids());
        // Every user group has a user of this name: here it can do nothing.
        let nobody = UserArgs::new(format!("{name}-nobody"), "default", "off ~* -@all");
        let nobody = User::new(scope, "nobody", nobody);
        let user = UserArgs::new(format!("{name}-app"), USER, "on ~* &* +@all -@dangerous");
        // Rotation changes it later.
        let options = Options::new().ignore_changes("password");
        let user = User::new_with(scope, "app", user.password(password.password()), options);
        let users = UserGroupArgs::new(format!("{name}-cache"), [nobody.user_id(), user.user_id()]);
        Self {
            subnets: SubnetGroup::new(inside, "main", subnets),
            door: Door::new(site, inside, network, "cache", "Who may reach the cache", PORT),
            users: UserGroup::new(scope, "main", users),
        }
    }
}
