//! `aws:elasticache/ReplicationGroup`: a cache and its copies in one region.

use std::collections::BTreeMap;

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, ErrorKind, Id, Last, OpCx, ProviderError, Resource, Result, Seen};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_elasticache::operation::modify_global_replication_group::builders::ModifyGlobalReplicationGroupFluentBuilder as ModifyGlobal;
use aws_sdk_elasticache::operation::modify_replication_group::builders::ModifyReplicationGroupFluentBuilder as Modify;
use aws_sdk_elasticache::types::{self as sdk, AuthTokenUpdateStrategyType, AutomaticFailoverStatus, MultiAzStatus};
use futures::future::try_join_all;

use super::common::{BUSY, known, retag, status_of, tags_of};
use crate::aws::{Answer, Aws, OrGone, STACK_TAG, Tags, count, list_all, number, own_tags, owned_tags, sdk_tags};
use crate::forms;
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack, passing, ready};
use crate::types::{Arn, SecurityGroupId};
use crate::versions;

/// Says on the group that it was made to follow another: after a failover it may be the one that writes.
const FOLLOWS_TAG: &str = "archipel:follows";

/// Our code for a group that has not left its global group yet.
const LEAVING: &str = "LeavingGlobalReplicationGroup";

/// What a replication group is made of: one that writes and its copies, without shards.
///
/// A group that follows another one through a global replication group takes engine, version, node type, parameters
/// and encryption from there, and is given none of them.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ReplicationGroupProps {
    /// The id, unique in account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot change the id of a replication group")]
    pub id: String,
    /// The global replication group that it follows.
    #[arg(form = form::ANY_CASE, replace = "a replication group follows from its creation")]
    pub global_replication_group: Option<String>,
    /// What it is for.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// `redis` or `valkey`.
    #[arg(form = form::ANY_CASE, computed)]
    pub engine: Option<String>,
    /// The version of the engine, as far as ElastiCache lets one choose: `7.1`.
    #[arg(form = forms::VERSION, computed)]
    pub engine_version: Option<String>,
    /// The node type: `cache.r7g.large`. Global groups want this size or more.
    #[arg(computed)]
    pub node_type: Option<String>,
    /// How many copies there are beside the one that writes: 0 to 5.
    #[arg(default = 1)]
    pub replicas: u16,
    /// Whether the copies stand in other zones, and one takes over when the one that writes fails.
    #[arg(default = true)]
    pub multi_az: bool,
    /// Its settings.
    #[arg(form = form::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// The subnets that it stands in.
    #[arg(form = form::ANY_CASE, computed, replace = "ElastiCache cannot move a replication group to other subnets")]
    pub subnet_group: Option<String>,
    /// Who may reach it.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The port.
    #[arg(default = 6379, replace = "ElastiCache cannot change the port")]
    pub port: u16,
    /// Whether connections are encrypted; they are, if not given.
    #[arg(computed, replace = "connections are encrypted from the creation")]
    pub transit_encryption: Option<bool>,
    /// Whether what is stored is encrypted; it is, if not given.
    #[arg(computed, replace = "ElastiCache encrypts from the creation")]
    pub at_rest_encryption: Option<bool>,
    /// The key that encrypts it, in its own region.
    #[arg(form = forms::KMS_KEY, computed, replace = "ElastiCache cannot change the key")]
    pub kms_key_arn: Option<Arn>,
    /// What opens it, where there are no users: 16 to 128 characters. Never read back. After a change the old one is
    /// good too, until the next change.
    #[arg(secret, write_only)]
    pub auth_token: Option<String>,
    /// The user group that opens it: one at the most.
    #[arg(form = form::ANY_CASE, set)]
    pub user_group_ids: Vec<String>,
    /// For how many days snapshots are kept; none are made with 0.
    #[arg(default = 0)]
    pub snapshot_retention_days: u16,
    /// When snapshots are made, in UTC: `02:00-03:00`.
    #[arg(form = form::ANY_CASE, computed)]
    pub snapshot_window: Option<String>,
    /// When it may be changed, in UTC: `sun:03:00-sun:04:00`.
    #[arg(form = form::ANY_CASE, computed)]
    pub maintenance_window: Option<String>,
    /// Whether small upgrades come by themselves.
    #[arg(default = true)]
    pub auto_minor_version_upgrade: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A replication group (`CreateReplicationGroup`).
///
/// Deleting one that follows another takes it out of the global group first, which can take more than twenty minutes.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html>
#[resource("aws:elasticache/ReplicationGroup", props = ReplicationGroupProps)]
pub struct ReplicationGroup {
    /// The ARN.
    pub arn: Arn,
    /// The id.
    #[attr(input = "id")]
    pub group_id: String,
    /// The name of the host that writes.
    pub primary_endpoint: String,
    /// The name of the hosts that read.
    pub reader_endpoint: String,
}

impl Resource for ReplicationGroup {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("elasticache")
            .identity(Identity::NaturalKey)
            .unique(&[&["id"]])
            .typical(480, 300, 420)
            .timeouts(3600, 5400, 7200)
            .polling(2000, 20)
            .visible_within(120)
            .holds_data("what is in the cache")
            .actions(Actions {
                create: &["elasticache:CreateReplicationGroup", "elasticache:AddTagsToResource", "kms:CreateGrant"],
                read: &[
                    "elasticache:DescribeReplicationGroups",
                    "elasticache:DescribeCacheClusters",
                    "elasticache:ListTagsForResource",
                ],
                update: &[
                    "elasticache:ModifyReplicationGroup",
                    "elasticache:ModifyGlobalReplicationGroup",
                    "elasticache:IncreaseReplicaCount",
                    "elasticache:DecreaseReplicaCount",
                    "elasticache:AddTagsToResource",
                    "elasticache:RemoveTagsFromResource",
                ],
                delete: &["elasticache:DisassociateGlobalReplicationGroup", "elasticache:DeleteReplicationGroup"],
            })
    }

    fn check(props: &ReplicationGroupProps) -> Vec<String> {
        check(props)
    }

    fn check_text(property: &str, text: &str) -> Option<String> {
        (property == "id").then(|| check_lower(property, text, 40)).flatten()
    }

    async fn create(cx: &OpCx<Self>, props: &ReplicationGroupProps) -> Result<ReplicationGroupAttrs> {
        create_named(cx, props, || async {
            let follows = props.global_replication_group.clone();
            let first = follows.is_none();
            let call = cx
                .api()
                .elasticache()
                .create_replication_group()
                .replication_group_id(&props.id)
                .replication_group_description(&props.description)
                .set_global_replication_group_id(follows)
                .set_engine(props.engine.clone())
                .set_engine_version(props.engine_version.clone())
                .set_cache_node_type(props.node_type.clone())
                .num_cache_clusters(number(props.replicas + 1))
                .set_automatic_failover_enabled(first.then_some(props.multi_az))
                .multi_az_enabled(props.multi_az)
                .set_cache_parameter_group_name(props.parameter_group.clone())
                .set_cache_subnet_group_name(props.subnet_group.clone())
                .set_security_group_ids(groups(props))
                .port(number(props.port))
                .set_transit_encryption_enabled(first.then_some(props.transit_encryption.unwrap_or(true)))
                .set_at_rest_encryption_enabled(first.then_some(props.at_rest_encryption.unwrap_or(true)))
                .set_kms_key_id(props.kms_key_arn.as_ref().map(Arn::to_string))
                .set_auth_token(props.auth_token.clone())
                .set_user_group_ids((!props.user_group_ids.is_empty()).then(|| props.user_group_ids.clone()))
                .snapshot_retention_limit(number(props.snapshot_retention_days))
                .set_snapshot_window(props.snapshot_window.clone())
                .set_preferred_maintenance_window(props.maintenance_window.clone())
                .auto_minor_version_upgrade(props.auto_minor_version_upgrade)
                .set_tags(Some(sdk_tags(&with_mark(owned_tags(cx, &props.tags), props))));
            let answer = passing(call.send().await.answer(cx.region()), BUSY);
            versions::told(answer, known(cx, props.engine.as_deref())).await?;
            Ok((Id::new(&props.id), None))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let nodes = async { list_all!(cx, cx.api().elasticache().describe_cache_clusters()) };
        let (all, nodes) = futures::try_join!(described(cx, ids), nodes)?;
        let seen = all.into_iter().map(|group| {
            // Some of what a group is made with only its nodes tell.
            let node = nodes.iter().find(|node| node.replication_group_id() == group.replication_group_id());
            async move { Ok(tags_of(cx, group.arn().unwrap_or_default()).await?.map(|tags| seen(&group, node, tags))) }
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    /// One kind of change at a time, each to its end: ElastiCache takes no other before.
    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<ReplicationGroupProps, ReplicationGroupAttrs>,
    ) -> Result<ReplicationGroupAttrs> {
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
        // Zones can only be left when nothing is to take over, and copies must be there before something can.
        if new.replicas > old.replicas {
            recount(cx, id, new.replicas).await?;
        }
        if has(&["multi_az"]) {
            let on = new.multi_az;
            modify_anywhere(
                cx,
                id,
                |call| call.automatic_failover_enabled(on).multi_az_enabled(on),
                |call| call.automatic_failover_enabled(on),
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
        retag(cx, change.attrs.arn.as_str(), &old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, last: &Last<ReplicationGroupProps, ReplicationGroupAttrs>) -> Result<()> {
        if last.props.global_replication_group.is_some() {
            leave(cx, id).await?;
        }
        cx.eventually(BUSY, || async {
            let call = cx.api().elasticache().delete_replication_group().replication_group_id(id.as_str());
            match call.retain_primary_cluster(false).send().await.answer(cx.region()) {
                // An earlier try of this delete was carried out.
                Err(error) if error.has_code(BUSY) && is_going(cx, id).await? => Ok(()),
                other => other.map(drop),
            }
        })
        .await
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, props: &ReplicationGroupProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let ours = describe(cx).await?.into_iter().map(|group| async move {
            let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| Id::new(id_of(&group))))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

impl Named for ReplicationGroup {
    fn named(props: &ReplicationGroupProps) -> String {
        format!("the replication group {}", props.id)
    }

    async fn there(cx: &Cx<Aws>, props: &ReplicationGroupProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.id);
        let groups = described(cx, std::slice::from_ref(&id)).await?;
        let Some(arn) = groups.first().and_then(|group| group.arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (id, tags)))
    }
}

fn check(props: &ReplicationGroupProps) -> Vec<String> {
    let mut wrong: Vec<String> = ReplicationGroup::check_text("id", &props.id).into_iter().collect();
    let mut say = |is_wrong: bool, text: &str| {
        if is_wrong {
            wrong.push(text.to_owned());
        }
    };
    let follows = props.global_replication_group.is_some();
    let node = props.node_type.as_deref().unwrap_or_default();
    say(!follows && node.is_empty(), "`node_type` is missing: only a group that follows another takes that one's");
    let inherited = props.engine.is_some()
        || props.engine_version.is_some()
        || props.parameter_group.is_some()
        || props.transit_encryption.is_some()
        || props.at_rest_encryption.is_some()
        || !node.is_empty();
    say(
        follows && inherited,
        "a group that follows another takes engine, version, node type, parameters and encryption from it: give none",
    );
    say(props.replicas > 5, "`replicas` is more than 5");
    say(props.multi_az && props.replicas == 0, "`multi_az` needs a copy: `replicas` is 0");
    say(props.user_group_ids.len() > 1, "`user_group_ids` has more than one user group");
    say(props.auth_token.is_some() && !props.user_group_ids.is_empty(), "users open it or `auth_token` does: not both");
    let opened = props.auth_token.is_some() || !props.user_group_ids.is_empty();
    say(
        opened && props.transit_encryption == Some(false),
        "users and `auth_token` want encrypted connections: `transit_encryption` is false",
    );
    if let Some(version) = &props.engine_version {
        let numbers: Vec<&str> = version.split('.').collect();
        let good = numbers.len() == 2 && numbers.iter().all(|number| number.bytes().all(|b| b.is_ascii_digit()));
        say(!good, &format!("`engine_version` is `{version}`: it has two numbers, as `7.1`"));
    }
    wrong
}

async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::ReplicationGroup>> {
    list_all!(cx, cx.api().elasticache().describe_replication_groups())
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::ReplicationGroup>> {
    let mut groups = describe(cx).await?;
    groups.retain(|group| ids.iter().any(|id| id.as_str() == id_of(group)));
    Ok(groups)
}

async fn is_going(cx: &OpCx<ReplicationGroup>, id: &Id) -> Result<bool> {
    let groups = described(cx, std::slice::from_ref(id)).await?;
    Ok(groups.first().is_none_or(|group| group.status() == Some("deleting")))
}

/// The global group that it is in, if it is in one.
async fn global_of(cx: &OpCx<ReplicationGroup>, id: &Id) -> Result<Option<String>> {
    let groups = described(cx, std::slice::from_ref(id)).await?;
    Ok(groups.first().and_then(|group| in_global(group)).map(str::to_owned))
}

fn in_global(group: &sdk::ReplicationGroup) -> Option<&str> {
    group.global_replication_group_info()?.global_replication_group_id().filter(|id| !id.is_empty())
}

fn id_of(group: &sdk::ReplicationGroup) -> &str {
    group.replication_group_id().unwrap_or_default()
}

fn groups(props: &ReplicationGroupProps) -> Option<Vec<String>> {
    let ids: Vec<String> = props.security_group_ids.iter().map(SecurityGroupId::to_string).collect();
    (!ids.is_empty()).then_some(ids)
}

fn with_mark(mut tags: Tags, props: &ReplicationGroupProps) -> Tags {
    if let Some(global) = &props.global_replication_group {
        tags.insert(FOLLOWS_TAG.to_owned(), global.clone());
    }
    tags
}

/// Changes who opens it. A token comes beside the one before; it goes when users take its place.
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

async fn modify<F: Fn(Modify) -> Modify + Send + Sync>(cx: &OpCx<ReplicationGroup>, id: &Id, what: F) -> Result<()> {
    cx.eventually(BUSY, || {
        let call = cx.api().elasticache().modify_replication_group().replication_group_id(id.as_str());
        let call = what(call.apply_immediately(true));
        async move { call.send().await.answer(cx.region()).map(drop) }
    })
    .await?;
    cx.until_ready(id).await
}

/// What all members of a global group have in common is changed there, and by any of them.
async fn modify_anywhere<F, G>(cx: &OpCx<ReplicationGroup>, id: &Id, alone: F, together: G) -> Result<()>
where
    F: Fn(Modify) -> Modify + Send + Sync,
    G: Fn(ModifyGlobal) -> ModifyGlobal + Send + Sync,
{
    let Some(global) = global_of(cx, id).await? else { return modify(cx, id, alone).await };
    cx.eventually(BUSY, || {
        let call = cx.api().elasticache().modify_global_replication_group().global_replication_group_id(&global);
        let call = together(call.apply_immediately(true));
        async move { call.send().await.answer(cx.region()).map(drop) }
    })
    .await?;
    cx.until_ready(id).await
}

/// Brings the number of copies to `replicas`. What is there decides which call that is.
async fn recount(cx: &OpCx<ReplicationGroup>, id: &Id, replicas: u16) -> Result<()> {
    cx.eventually(BUSY, || async {
        let group = described(cx, std::slice::from_ref(id)).await?.pop();
        let there = group.map(|group| group.member_clusters().len()).unwrap_or_default();
        let api = cx.api().elasticache();
        match (usize::from(replicas) + 1).cmp(&there) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => {
                let call = api.increase_replica_count().replication_group_id(id.as_str()).apply_immediately(true);
                call.new_replica_count(number(replicas)).send().await.answer(cx.region()).map(drop)
            }
            std::cmp::Ordering::Less => {
                let call = api.decrease_replica_count().replication_group_id(id.as_str()).apply_immediately(true);
                call.new_replica_count(number(replicas)).send().await.answer(cx.region()).map(drop)
            }
        }
    })
    .await?;
    cx.until_ready(id).await
}

/// Takes it out of its global group, and waits until it stands by itself.
async fn leave(cx: &OpCx<ReplicationGroup>, id: &Id) -> Result<()> {
    let passes: Vec<&str> = BUSY.iter().copied().chain([LEAVING]).collect();
    cx.eventually(&passes, || async {
        let Some(there) = global_of(cx, id).await? else { return Ok(()) };
        let call = cx.api().elasticache().disassociate_global_replication_group().global_replication_group_id(&there);
        let call = call.replication_group_id(id.as_str()).replication_group_region(cx.region());
        call.send().await.answer(cx.region()).or_gone()?;
        // It is out when it says so itself.
        let error = ProviderError::new(ErrorKind::NotYet, format!("{id} is leaving {there}"));
        match global_of(cx, id).await? {
            Some(_) => Err(ProviderError { code: Some(LEAVING.to_owned()), ..error }),
            None => Ok(()),
        }
    })
    .await
}

/// A version as one chooses it: `7.1` of `7.1.0`.
fn chosen(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn seen(group: &sdk::ReplicationGroup, node: Option<&sdk::CacheCluster>, tags: Tags) -> Seen<ReplicationGroup> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let own = |text: Option<&str>| text.map(str::to_owned);
    let first = group.node_groups().first();
    let host = |endpoint: Option<&sdk::Endpoint>| text(endpoint.and_then(|endpoint| endpoint.address()));
    let primary = first.and_then(|shard| shard.primary_endpoint());
    let global = in_global(group).filter(|_| {
        let role = group.global_replication_group_info().and_then(|info| info.global_replication_group_member_role());
        let follows = role.is_some_and(|role| role.eq_ignore_ascii_case("secondary"));
        // What we made says itself what it was made as; of others the role is all there is.
        if tags.contains_key(STACK_TAG) { tags.contains_key(FOLLOWS_TAG) } else { follows }
    });
    let attrs = ReplicationGroupAttrs {
        arn: Arn::new(text(group.arn())),
        group_id: id_of(group).to_owned(),
        primary_endpoint: host(primary),
        reader_endpoint: host(first.and_then(|shard| shard.reader_endpoint())),
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
        replicas: members.saturating_sub(1),
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
        snapshot_retention_days: count(group.snapshot_retention_limit()),
        snapshot_window: own(group.snapshot_window()),
        maintenance_window: own(node.and_then(|node| node.preferred_maintenance_window())),
        auto_minor_version_upgrade: group.auto_minor_version_upgrade().unwrap_or(true),
        tags: own_tags(tags),
    };
    Seen { id: Id::new(&attrs.group_id), props, attrs, status: status_of(group.status()) }
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
