//! Amazon ElastiCache: Redis and Valkey, in one region and in two.

mod common;
mod global_replication_group;
mod global_replication_group_primary;
mod parameter_group;
mod replication_group;
mod subnet_group;
mod user;
mod user_group;

pub(crate) use common::CONFLICT_CODES;

crate::service! {
    resources {
        global_replication_group: GlobalReplicationGroup;
        global_replication_group_primary: GlobalReplicationGroupPrimary;
        parameter_group: ParameterGroup;
        replication_group: ReplicationGroup;
        subnet_group: SubnetGroup;
        user: User;
        user_group: UserGroup;
    }
}
