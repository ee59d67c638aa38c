//! The cache: Redis, writable in the primary region and replicated to the secondary.

use archipel::aws::elasticache::*;
use archipel::aws::secretsmanager::GeneratedPassword;
use archipel::prelude::*;

use super::{CacheCredential, Hosts, Keys, Network, RegionContext, Secrets, ServiceSecurityGroup};
use crate::config;

const PORT: i32 = 6379;
/// The user of the applications.
const USER: &str = "luneo";

/// The cache in both regions.
pub struct RedisGlobal {
    /// In the primary region and in the secondary.
    pub regions: PerRegion<RedisRegion>,
    pub credential: CacheCredential,
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
        contexts: PerRegion<&RegionContext>,
        networks: PerRegion<&Network>,
        keys: &Keys,
        secrets: &mut Secrets,
        settings: &config::Redis,
    ) -> Self {
        let scopes = contexts.map(|context| context.scope.component("cache"));
        // None of these can move to another VPC.
        let inside = scopes.as_ref().zip(networks);
        let inside = inside.map(|(scope, network)| scope.with_options(Options::new().replace_with(&network.vpc)));
        let name = contexts.primary.stack_prefix();
        let (secret, password) = secrets.generate(&scopes.primary, config::Redis::PASSWORD, USER);
        let dependencies = contexts.zip(inside.as_ref()).zip(networks);
        let PerRegion { primary: first, secondary: second } = dependencies
            .map(|((context, inside), network)| ClusterDependencies::new(context, inside, network, &name, &password));

        // With the region in their names, the members are easier to tell apart.
        let common = |context: &RegionContext, dependencies: &ClusterDependencies, key: Output<Arn>, replicas: u16| {
            ReplicationGroupArgs::new(format!("{name}-{}", context.scope.region()))
                .replicas(replicas)
                .multi_az(replicas > 0)
                .subnet_group(dependencies.subnets.name())
                .security_group_ids([dependencies.security_group.group.id()])
                .user_group_ids([dependencies.users.group_id()])
                .kms_key_arn(key)
                .snapshot_retention_days(settings.snapshot_retention_days)
        };
        let replicas = settings.replicas_per_region();
        let args = common(contexts.primary, &first, keys.primary.arn(), replicas.primary)
            .engine("redis")
            .engine_version(&settings.engine_version)
            .node_type(&settings.node_type);
        let writer = ReplicationGroup::new(&inside.primary, "main", args);
        let global = GlobalReplicationGroupArgs::new(&name, writer.group_id());
        let global =
            GlobalReplicationGroup::with_options(&scopes.primary, "main", global, Options::new().replace_with(&writer));
        let args = common(contexts.secondary, &second, keys.secondary.arn(), replicas.secondary)
            .global_replication_group(global.id());
        let reader =
            ReplicationGroup::with_options(&inside.secondary, "main", args, Options::new().replace_with(&global));

        let readers = PerRegion::new(writer.reader_endpoint(), reader.reader_endpoint());
        let endpoints = PerRegion::new(writer.primary_endpoint(), reader.primary_endpoint());
        let hosts = Hosts { writer: endpoints.primary.clone(), readers, endpoints };
        // A failover writes another writer there, which no later run takes back. With new members the first one writes again.
        let role = Options::new().ignore_changes("value").replace_with(&writer).replace_with(&reader);
        let (hosts, published) = secrets.publish_role(config::Redis::HOSTS, &hosts, &role);
        let credential = CacheCredential {
            user: USER.to_owned(),
            users: PerRegion::new(first.user, second.user),
            secret,
            hosts,
            published,
        };
        Self {
            credential,
            regions: PerRegion::new(
                RedisRegion { cache: writer, security_group: first.security_group },
                RedisRegion { cache: reader, security_group: second.security_group },
            ),
        }
    }

    /// The security group of its port in each region.
    pub fn security_groups(&self) -> PerRegion<&ServiceSecurityGroup> {
        self.regions.as_ref().map(|region| &region.security_group)
    }
}

/// The resources of a region that its cache depends on.
struct ClusterDependencies {
    subnets: SubnetGroup,
    security_group: ServiceSecurityGroup,
    users: UserGroup,
    /// The user of the applications.
    user: User,
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
        let disabled = UserArgs::new(format!("{name}-disabled"), "default", "off ~* -@all");
        let disabled = User::new(scope, "disabled", disabled);
        let user = UserArgs::new(format!("{name}-app"), USER, "on ~* &* +@all -@dangerous");
        // Rotation changes it later.
        let options = Options::new().ignore_changes("password");
        let user = User::with_options(scope, "app", user.password(password.password()), options);
        let users = UserGroupArgs::new(format!("{name}-cache"), [disabled.user_id(), user.user_id()]);
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
            user,
        }
    }
}
