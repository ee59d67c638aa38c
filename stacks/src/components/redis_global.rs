//! The cache: Redis, writable in the primary region and replicated to the secondary.

use archipel::aws::elasticache::*;
use archipel::aws::secretsmanager::GeneratedPassword;
use archipel::prelude::*;

use super::{Keys, Network, RegionContext, Secrets, ServiceSecurityGroup};
use crate::config;

const PORT: i32 = 6379;
/// The user of the applications.
const USER: &str = "luneo";

/// The cache in both regions.
pub struct RedisGlobal {
    /// In the primary region and in the secondary.
    pub regions: [RedisRegion; 2],
}

/// The cache in one region.
pub struct RedisRegion {
    pub cache: ReplicationGroup,
    /// The security group of the port for applications.
    pub security_group: ServiceSecurityGroup,
}

impl RedisGlobal {
    /// Declares the cache.
    pub fn new(
        contexts: [&RegionContext; 2],
        networks: [&Network; 2],
        keys: &Keys,
        secrets: &mut Secrets,
        settings: &config::Redis,
    ) -> Self {
        let scopes = contexts.map(|context| context.scope.component("cache"));
        // None of these can move to another VPC.
        let inside = [0, 1].map(|index| scopes[index].with_options(Options::new().replace_with(&networks[index].vpc)));
        let name = contexts[0].stack_prefix();
        let password = secrets.generate(&scopes[0], config::Redis::PASSWORD, USER);
        let [first, second] = [0, 1]
            .map(|index| ClusterDependencies::new(contexts[index], &inside[index], networks[index], &name, &password));

        // With the region in their names, the members are easier to tell apart.
        let common = |index: usize, dependencies: &ClusterDependencies, key: Output<Arn>| {
            ReplicationGroupArgs::new(format!("{name}-{}", contexts[index].scope.region()))
                .replicas(settings.replicas)
                .multi_az(settings.replicas > 0)
                .subnet_group(dependencies.subnets.name())
                .security_group_ids([dependencies.security_group.group.id()])
                .user_group_ids([dependencies.users.group_id()])
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
                RedisRegion { cache: writer, security_group: first.security_group },
                RedisRegion { cache: reader, security_group: second.security_group },
            ],
        }
    }
}

/// The resources of a region that its cache depends on.
struct ClusterDependencies {
    subnets: SubnetGroup,
    security_group: ServiceSecurityGroup,
    users: UserGroup,
}

impl ClusterDependencies {
    fn new(
        context: &RegionContext,
        inside: &Scope,
        network: &Network,
        name: &str,
        password: &GeneratedPassword,
    ) -> Self {
        let scope = &context.scope.component("cache");
        let subnets = SubnetGroupArgs::new(format!("{name}-cache"), network.private_subnet_ids());
        // Every user group requires a user with the name `default`; here it has no permissions.
        let nobody = UserArgs::new(format!("{name}-nobody"), "default", "off ~* -@all");
        let nobody = User::new(scope, "nobody", nobody);
        let user = UserArgs::new(format!("{name}-app"), USER, "on ~* &* +@all -@dangerous");
        // Rotation changes it later.
        let options = Options::new().ignore_changes("password");
        let user = User::new_with(scope, "app", user.password(password.password()), options);
        let users = UserGroupArgs::new(format!("{name}-cache"), [nobody.user_id(), user.user_id()]);
        Self {
            subnets: SubnetGroup::new(inside, "main", subnets),
            security_group: ServiceSecurityGroup::new(
                context,
                inside,
                network,
                "cache",
                "Who may reach the cache",
                PORT,
            ),
            users: UserGroup::new(scope, "main", users),
        }
    }
}
