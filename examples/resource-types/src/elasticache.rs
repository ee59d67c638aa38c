//! Caches.

use archipel::aws::ec2::{SecurityGroup, Subnet};
use archipel::aws::elasticache::*;
use archipel::aws::secretsmanager::GeneratedPassword;
use archipel::prelude::*;

/// `elasticache/GlobalReplicationGroup`: a cache that is replicated to other regions.
pub fn global_replication_group(scope: &Scope, primary: &ReplicationGroup) -> GlobalReplicationGroup {
    GlobalReplicationGroup::new(scope, "main", GlobalReplicationGroupArgs::new("shop", primary.group_id()))
}

/// `elasticache/GlobalReplicationGroupPrimary`: the cache takes writes in the other region, in a recovery plan.
pub fn global_replication_group_primary(
    scope: &Scope,
    global: &GlobalReplicationGroup,
    other: &ReplicationGroup,
) -> GlobalReplicationGroupPrimary {
    let args = GlobalReplicationGroupPrimaryArgs::new(global.id(), other.group_id(), "us-east-1");
    GlobalReplicationGroupPrimary::new(scope, "main", args)
}

/// `elasticache/ParameterGroup`: parameters of Redis 7.
pub fn parameter_group(scope: &Scope) -> ParameterGroup {
    let args = ParameterGroupArgs::new("shop", "redis7").parameters([("maxmemory-policy", "allkeys-lru")]);
    ParameterGroup::new(scope, "main", args)
}

/// `elasticache/ReplicationGroup`: Redis with one replica, in private subnets.
pub fn replication_group(
    scope: &Scope,
    subnets: &SubnetGroup,
    parameters: &ParameterGroup,
    group: &SecurityGroup,
    users: &UserGroup,
) -> ReplicationGroup {
    let args = ReplicationGroupArgs::new("shop")
        .engine("redis")
        .engine_version("7.1")
        .node_type("cache.r7g.large")
        .replicas(1)
        .subnet_group(subnets.name())
        .parameter_group(parameters.name())
        .security_group_ids([group.id()])
        .user_group_ids([users.group_id()])
        .transit_encryption(true)
        .snapshot_retention_days(7);
    ReplicationGroup::new(scope, "main", args)
}

/// `elasticache/SubnetGroup`: the subnets of a cache.
pub fn subnet_group(scope: &Scope, subnets: &[Subnet]) -> SubnetGroup {
    let subnets: Vec<_> = subnets.iter().map(Subnet::id).collect();
    SubnetGroup::new(scope, "main", SubnetGroupArgs::new("shop-cache", subnets))
}

/// `elasticache/User`: a user with a generated password, which a rotation changes later.
pub fn user(scope: &Scope, password: &GeneratedPassword) -> User {
    let args = UserArgs::new("shop-app", "app", "on ~* &* +@all -@dangerous").password(password.password());
    User::with_options(scope, "app", args, Options::new().ignore_changes("password"))
}

/// `elasticache/UserGroup`: the users of a cache. A user named `default` is required; this one has no permissions.
pub fn user_group(scope: &Scope, app: &User) -> UserGroup {
    let default = User::new(scope, "default", UserArgs::new("shop-default", "default", "off ~* -@all"));
    UserGroup::new(scope, "main", UserGroupArgs::new("shop-cache", [default.user_id(), app.user_id()]))
}
