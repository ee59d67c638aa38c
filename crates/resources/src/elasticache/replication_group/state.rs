//! The state of a replication group, from ElastiCache's description.

use aws_sdk_elasticache::types::{self as sdk, AutomaticFailoverStatus, MultiAzStatus};

use super::logs;
use super::{FOLLOWS_TAG, ReplicationGroup, ReplicationGroupAttrs, ReplicationGroupProps, in_global};
use crate::aws::STACK_TAG;
use crate::prelude::*;

/// The part of a version that can be chosen: `7.1` of `7.1.0`.
fn chosen(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// The state of a group, from its description, one of its nodes and its tags.
pub(super) fn state(
    group: &sdk::ReplicationGroup,
    node: &Option<sdk::CacheCluster>,
    tags: Tags,
) -> Result<State<ReplicationGroup>> {
    let node = node.as_ref();
    let own = |text: Option<&str>| text.map(str::to_owned);
    let first = group.node_groups().first();
    let host = |endpoint: Option<&sdk::Endpoint>| text(endpoint.and_then(|endpoint| endpoint.address()));
    let shards = u16::try_from(group.node_groups().len()).unwrap_or_default().max(1);
    let sharded = group.cluster_enabled() == Some(true) || group.cluster_mode() == Some(&sdk::ClusterMode::Enabled);
    // Clients of cluster mode find the shards themselves.
    let configuration = group.configuration_endpoint().filter(|_| sharded);
    let primary = configuration.or(first.and_then(|shard| shard.primary_endpoint()));
    let reader = configuration.or(first.and_then(|shard| shard.reader_endpoint()));
    let global = in_global(group).filter(|_| {
        let role = group.global_replication_group_info().and_then(|info| info.global_replication_group_member_role());
        let follows = role.is_some_and(|role| role.eq_ignore_ascii_case("secondary"));
        // Groups that Archipel created have a tag; for others only the current role is known.
        if tags.contains_key(STACK_TAG) { tags.contains_key(FOLLOWS_TAG) } else { follows }
    });
    let attrs = ReplicationGroupAttrs {
        arn: Arn::new(text(group.arn())),
        group_id: text(group.replication_group_id()),
        primary_endpoint: host(primary),
        reader_endpoint: host(reader),
    };
    let members = u16::try_from(group.member_clusters().len()).unwrap_or_default();
    let security = node.map(|node| node.security_groups()).unwrap_or_default();
    let failover = group.automatic_failover();
    let multi_az = group.multi_az() == Some(&MultiAzStatus::Enabled)
        && matches!(failover, Some(AutomaticFailoverStatus::Enabled | AutomaticFailoverStatus::Enabling));
    let props = ReplicationGroupProps {
        id: attrs.group_id.clone(),
        global_replication_group: global.map(str::to_owned),
        description: text(group.description()),
        engine: own(group.engine().or_else(|| node.and_then(|node| node.engine()))),
        engine_version: node.and_then(|node| node.engine_version()).map(chosen),
        node_type: own(group.cache_node_type()),
        // A secondary has the shards of its primary.
        shards: (sharded && global.is_none()).then_some(shards),
        replicas: (members / shards).saturating_sub(1),
        multi_az,
        parameter_group: own(node
            .and_then(|node| node.cache_parameter_group())
            .and_then(|one| one.cache_parameter_group_name())),
        subnet_group: own(node.and_then(|node| node.cache_subnet_group_name())),
        security_group_ids: security
            .iter()
            .filter_map(|one| one.security_group_id())
            .map(SecurityGroupId::new)
            .collect(),
        port: count(primary.and_then(|endpoint| endpoint.port())),
        transit_encryption: group.transit_encryption_enabled(),
        at_rest_encryption: group.at_rest_encryption_enabled(),
        kms_key_arn: group.kms_key_id().map(Arn::new),
        auth_token: None,
        user_group_ids: group.user_group_ids().to_vec(),
        log_delivery: logs::from_sdk(group.log_delivery_configurations())?,
        snapshot_retention_days: count(group.snapshot_retention_limit()),
        snapshot_window: own(group.snapshot_window()),
        maintenance_window: own(node.and_then(|node| node.preferred_maintenance_window())),
        auto_minor_version_upgrade: group.auto_minor_version_upgrade().unwrap_or(true),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_is_chosen() {
        assert_eq!(chosen("7.1.0"), "7.1");
        assert_eq!(chosen("8.0"), "8.0");
    }
}
