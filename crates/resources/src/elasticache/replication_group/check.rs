//! Checks of a replication group's properties.

use super::{ReplicationGroupProps, logs};
use crate::violations::violations;

/// Checks the properties beyond their constraints.
pub(super) fn check(props: &ReplicationGroupProps) -> Vec<String> {
    let secondary = props.global_replication_group.is_some();
    let node = props.node_type.as_deref().unwrap_or_default();
    let inherited = props.engine.is_some()
        || props.engine_version.is_some()
        || props.parameter_group.is_some()
        || props.transit_encryption.is_some()
        || props.at_rest_encryption.is_some()
        || !node.is_empty();
    let (token, users) = (props.auth_token.is_some(), !props.user_group_ids.is_empty());
    let sharded = props.shards.is_some();
    violations! {
        after logs::check(&props.log_delivery);
        sharded && secondary => "a group that follows another has its shards: `shards` is set";
        sharded && props.parameter_group.is_none() =>
            "`shards` is set without `parameter_group`: cluster mode needs one with `cluster-enabled`, such as \
             default.redis7.cluster.on";
        !secondary && node.is_empty() => "`node_type` is missing: only a group that follows another takes that one's";
        secondary && inherited =>
            "a group that follows another takes engine, version, node type, parameters and encryption from it: give none";
        props.multi_az && props.replicas == 0 => "`multi_az` needs a copy: `replicas` is 0";
        token && users => "users open it or `auth_token` does: not both";
        (token || users) && props.transit_encryption == Some(false) =>
            "users and `auth_token` want encrypted connections: `transit_encryption` is false";
    }
}
