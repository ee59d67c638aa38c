//! Updates of a replication group. ElastiCache accepts one kind of update at a time.

use aws_sdk_elasticache::operation::modify_global_replication_group::builders::ModifyGlobalReplicationGroupFluentBuilder as ModifyGlobal;
use aws_sdk_elasticache::operation::modify_replication_group::builders::ModifyReplicationGroupFluentBuilder as Modify;
use aws_sdk_elasticache::types::{AuthTokenUpdateStrategyType, GlobalReplicationGroupMember};

use super::{ReplicationGroup, ReplicationGroupProps, fails_over, global_of, groups, logs};
use crate::elasticache::common::CONFLICT_CODES;
use crate::prelude::*;

/// Archipel's own error code for a group that has not left its global group yet.
const LEAVING: &str = "LeavingGlobalReplicationGroup";

/// Applies the changes, except for tags.
pub(super) async fn apply(
    cx: &OperationContext<ReplicationGroup>,
    id: &Id,
    change: &UpdateRequest<ReplicationGroup>,
) -> Result<()> {
    let (old, new) = (&change.old, &change.new);
    let has = |names: &[&str]| names.iter().any(|name| change.has(name));
    let settings = [
        "description",
        "security_group_ids",
        "snapshot_retention_days",
        "snapshot_window",
        "maintenance_window",
        "auto_minor_version_upgrade",
    ];
    if has(&settings) {
        modify(cx, id, |call| {
            call.replication_group_description(&new.description)
                .set_security_group_ids(groups(new).filter(|_| has(&["security_group_ids"])))
                .snapshot_retention_limit(number(new.snapshot_retention_days))
                .set_snapshot_window(new.snapshot_window.clone())
                .set_preferred_maintenance_window(new.maintenance_window.clone())
                .auto_minor_version_upgrade(new.auto_minor_version_upgrade)
        })
        .await?;
    }
    if has(&["auth_token", "user_group_ids"]) {
        modify(cx, id, |call| access(call, old, new)).await?;
    }
    if has(&["log_delivery"]) {
        let logs = logs::changed(&old.log_delivery, &new.log_delivery);
        modify(cx, id, |call| call.set_log_delivery_configurations(Some(logs.clone()))).await?;
    }
    if has(&["shards"])
        && let Some(shards) = new.shards
    {
        reshard(cx, id, shards).await?;
    }
    // Multi-AZ can only be disabled without failover, and failover needs replicas.
    if new.replicas > old.replicas {
        recount(cx, id, new.replicas).await?;
    }
    if has(&["multi_az"]) {
        let (on, fails_over) = (new.multi_az, fails_over(new));
        modify_anywhere(
            cx,
            id,
            |call| call.automatic_failover_enabled(fails_over).multi_az_enabled(on),
            |call| call.automatic_failover_enabled(fails_over),
        )
        .await?;
    }
    if new.replicas < old.replicas {
        recount(cx, id, new.replicas).await?;
    }
    if has(&["node_type"]) {
        let node = new.node_type.clone();
        let global = node.clone();
        modify_anywhere(
            cx,
            id,
            move |call| call.set_cache_node_type(node.clone()),
            move |call| call.set_cache_node_type(global.clone()),
        )
        .await?;
    }
    if has(&["engine", "engine_version", "parameter_group"]) {
        modify_anywhere(
            cx,
            id,
            |call| {
                call.set_engine(new.engine.clone().filter(|_| has(&["engine"])))
                    .set_engine_version(new.engine_version.clone().filter(|_| has(&["engine_version"])))
                    .set_cache_parameter_group_name(new.parameter_group.clone())
            },
            |call| {
                call.set_engine(new.engine.clone().filter(|_| has(&["engine"])))
                    .set_engine_version(new.engine_version.clone().filter(|_| has(&["engine_version"])))
                    .set_cache_parameter_group_name(new.parameter_group.clone())
            },
        )
        .await?;
    }
    Ok(())
}

/// Changes the authentication. A new token is valid beside the old one, and both end when users replace them.
fn access(call: Modify, old: &ReplicationGroupProps, new: &ReplicationGroupProps) -> Modify {
    let only = |of: &[String], other: &[String]| -> Option<Vec<String>> {
        let ids: Vec<_> = of.iter().filter(|id| !other.contains(id)).cloned().collect();
        (!ids.is_empty()).then_some(ids)
    };
    let strategy = match (&old.auth_token, &new.auth_token) {
        (Some(_), None) => Some(AuthTokenUpdateStrategyType::Delete),
        (before, Some(token)) if before.as_ref() != Some(token) => Some(AuthTokenUpdateStrategyType::Rotate),
        _ => None,
    };
    call.set_auth_token(new.auth_token.clone().filter(|_| strategy.is_some()))
        .set_auth_token_update_strategy(strategy)
        .set_user_group_ids_to_add(only(&new.user_group_ids, &old.user_group_ids))
        .set_user_group_ids_to_remove(only(&old.user_group_ids, &new.user_group_ids))
}

async fn modify<F: Fn(Modify) -> Modify + Send + Sync>(
    cx: &OperationContext<ReplicationGroup>,
    id: &Id,
    what: F,
) -> Result<()> {
    cx.eventually(CONFLICT_CODES, || {
        let call = cx.api().elasticache().modify_replication_group().replication_group_id(id.as_str());
        let call = what(call.apply_immediately(true));
        async move { send!(cx, call).map(drop) }
    })
    .await?;
    cx.until_ready(id).await
}

/// Properties that all members of a global group share are changed on the global group, by any member.
async fn modify_anywhere<F, G>(cx: &OperationContext<ReplicationGroup>, id: &Id, alone: F, together: G) -> Result<()>
where
    F: Fn(Modify) -> Modify + Send + Sync,
    G: Fn(ModifyGlobal) -> ModifyGlobal + Send + Sync,
{
    let Some(global) = global_of(cx, id).await? else { return modify(cx, id, alone).await };
    cx.eventually(CONFLICT_CODES, || {
        let call = cx.api().elasticache().modify_global_replication_group().global_replication_group_id(&global);
        let call = together(call.apply_immediately(true));
        async move { send!(cx, call).map(drop) }
    })
    .await?;
    cx.until_ready(id).await
}

/// Sets the number of replicas. The current number decides which call that needs.
async fn recount(cx: &OperationContext<ReplicationGroup>, id: &Id, replicas: u16) -> Result<()> {
    cx.eventually(CONFLICT_CODES, || async {
        let group = describe_one::<ReplicationGroup>(cx, id).await?;
        let there = group.map(|group| group.member_clusters().len() / group.node_groups().len().max(1));
        let there = there.unwrap_or_default();
        let api = cx.api().elasticache();
        match (usize::from(replicas) + 1).cmp(&there) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => {
                let call = api.increase_replica_count().replication_group_id(id.as_str()).apply_immediately(true);
                send!(cx, call.new_replica_count(number(replicas))).map(drop)
            }
            std::cmp::Ordering::Less => {
                let call = api.decrease_replica_count().replication_group_id(id.as_str()).apply_immediately(true);
                send!(cx, call.new_replica_count(number(replicas))).map(drop)
            }
        }
    })
    .await?;
    cx.until_ready(id).await
}

/// Sets the number of shards. ElastiCache moves the slots, which takes long, and removes the last shards.
async fn reshard(cx: &OperationContext<ReplicationGroup>, id: &Id, shards: u16) -> Result<()> {
    cx.eventually(CONFLICT_CODES, || async {
        let group = describe_one::<ReplicationGroup>(cx, id).await?;
        let groups = group.as_ref().map(|group| group.node_groups()).unwrap_or_default();
        let mut names: Vec<&str> = groups.iter().filter_map(|group| group.node_group_id()).collect();
        if names.len() == usize::from(shards) {
            return Ok(());
        }
        names.sort_unstable();
        let removed: Vec<String> = names.into_iter().skip(usize::from(shards)).map(str::to_owned).collect();
        let api = cx.api().elasticache();
        let call = api
            .modify_replication_group_shard_configuration()
            .replication_group_id(id.as_str())
            .node_group_count(number(shards))
            .set_node_groups_to_remove((!removed.is_empty()).then_some(removed))
            .apply_immediately(true);
        send!(cx, call).map(drop)
    })
    .await?;
    cx.until_ready(id).await
}

/// Makes another member the primary of a global group, if this one is: only secondaries can leave. Returns whether it did.
async fn hand_over(cx: &OperationContext<ReplicationGroup>, id: &Id, global: &str) -> Result<bool> {
    let api = cx.api().elasticache();
    let call = api.describe_global_replication_groups().global_replication_group_id(global).show_member_info(true);
    let Some(found) = optional(send!(cx, call))?.and_then(|response| response.global_replication_groups) else {
        return Ok(false);
    };
    let members = found.first().map(|group| group.members()).unwrap_or_default();
    let is_own = |member: &&GlobalReplicationGroupMember| {
        member.replication_group_id() == Some(id.as_str()) && member.replication_group_region() == Some(cx.region())
    };
    let is_primary =
        |member: GlobalReplicationGroupMember| member.role().is_some_and(|role| role.eq_ignore_ascii_case("primary"));
    let own = members.iter().find(is_own).cloned();
    let Some(other) = members.iter().find(|member| !is_own(member)).filter(|_| own.is_some_and(is_primary)) else {
        return Ok(false);
    };
    let call = api
        .failover_global_replication_group()
        .global_replication_group_id(global)
        .set_primary_region(other.replication_group_region.clone())
        .set_primary_replication_group_id(other.replication_group_id.clone());
    send!(cx, call).map(|_| true)
}

/// Removes the group from its global group, and waits until it is independent.
pub(super) async fn leave(cx: &OperationContext<ReplicationGroup>, id: &Id) -> Result<()> {
    let passes: Vec<&str> = CONFLICT_CODES.iter().copied().chain([LEAVING]).collect();
    cx.eventually(&passes, || async {
        let Some(there) = global_of(cx, id).await? else { return Ok(()) };
        let leaving = || ProviderError {
            code: Some(LEAVING.to_owned()),
            ..ProviderError::new(ErrorKind::NotYet, format!("{id} is leaving {there}"))
        };
        if hand_over(cx, id, &there).await? {
            return Err(leaving());
        }
        let call = cx.api().elasticache().disassociate_global_replication_group().global_replication_group_id(&there);
        let call = call.replication_group_id(id.as_str()).replication_group_region(cx.region());
        send!(cx, call).ignore_not_found()?;
        // The group's own description shows when it has left.
        if global_of(cx, id).await?.is_some() { Err(leaving()) } else { Ok(()) }
    })
    .await
}
