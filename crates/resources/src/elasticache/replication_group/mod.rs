//! `aws:elasticache/ReplicationGroup`: a cache and its replicas in one region.

use crate::prelude::*;

mod check;
mod logs;
mod state;
mod update;

use archipel_engine::equivalence;
use aws_sdk_elasticache::types as sdk;

pub use self::logs::{LogDelivery, LogDeliveryProps, LogDestination, LogFormat, LogType};
use self::state::state;
use super::common::{CONFLICT_CODES, known, status_of, tags_of, update_tags};
use crate::versions;

/// The tag that records that the group was created as a secondary. After a failover it may be the primary.
const FOLLOWS_TAG: &str = "archipel:follows";

/// A group without cluster mode stays one.
const CLUSTER_MODE: ReplacesWhen =
    ReplacesWhen { name: "between none and some", applies: |old, new| (*old == Value::Null) != (*new == Value::Null) };

/// The properties of a replication group: a primary and its replicas, in one shard or in several.
///
/// A secondary of a global replication group has the engine, version, node type, parameters and encryption of the
/// global group, and must not set them.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ReplicationGroupProps {
    /// The id, unique in the account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(
        replace = "ElastiCache cannot change the id of a replication group",
        length = 1..=40, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub id: String,
    /// The global replication group of which this group is a secondary.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "a replication group follows from its creation")]
    pub global_replication_group: Option<String>,
    /// The description.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// `redis` or `valkey`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub engine: Option<String>,
    /// The engine version, as precisely as ElastiCache accepts it: `7.1`.
    #[arg(equivalence = equivalences::VERSION, computed, pattern = "\\d+\\.\\d+")]
    pub engine_version: Option<String>,
    /// The node type: `cache.r7g.large`. Global groups need at least this size.
    #[arg(computed)]
    pub node_type: Option<String>,
    /// The number of shards, with cluster mode. Without it, the group has one shard and no cluster mode. Cluster mode needs a
    /// parameter group with `cluster-enabled`: `default.redis7.cluster.on`.
    #[arg(range = 1..=500, replace = "ElastiCache turns cluster mode on with the group", replace_when = CLUSTER_MODE)]
    pub shards: Option<u16>,
    /// The number of replicas, in each shard: 0 to 5.
    #[arg(default = 1, range = 0..=5)]
    pub replicas: u16,
    /// Whether the replicas are in other zones and one becomes the primary when the primary fails.
    #[arg(default = true)]
    pub multi_az: bool,
    /// The parameter group.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// The subnet group of the replication group.
    #[arg(equivalence = equivalence::ANY_CASE, computed, replace = "ElastiCache cannot move a replication group to other subnets")]
    pub subnet_group: Option<String>,
    /// The security groups.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The port.
    #[arg(default = 6379, replace = "ElastiCache cannot change the port")]
    pub port: u16,
    /// Whether connections are encrypted. The default is true.
    #[arg(computed, replace = "connections are encrypted from the creation")]
    pub transit_encryption: Option<bool>,
    /// Whether stored data is encrypted. The default is true.
    #[arg(computed, replace = "ElastiCache encrypts from the creation")]
    pub at_rest_encryption: Option<bool>,
    /// The KMS key that encrypts the storage, in the same region.
    #[arg(equivalence = equivalences::KMS_KEY, computed, replace = "ElastiCache cannot change the key")]
    pub kms_key_arn: Option<Arn>,
    /// The authentication token, if there is no user group: 16 to 128 characters. AWS does not return it. After an
    /// update the previous token stays valid until the next update.
    #[arg(secret, write_only, length = 16..=128)]
    pub auth_token: Option<String>,
    /// The id of the user group: at most one.
    #[arg(equivalence = equivalence::ANY_CASE, set, items = ..=1, length = 1.., pattern = "[a-zA-Z][a-zA-Z0-9-]*")]
    pub user_group_ids: Vec<String>,
    /// The logs that ElastiCache delivers.
    #[arg(set)]
    pub log_delivery: Vec<LogDeliveryProps>,
    /// The retention of snapshots in days; 0 disables them.
    #[arg(default = 0)]
    pub snapshot_retention_days: u16,
    /// The daily snapshot window in UTC: `02:00-03:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub snapshot_window: Option<String>,
    /// The weekly maintenance window in UTC: `sun:03:00-sun:04:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub maintenance_window: Option<String>,
    /// Whether ElastiCache upgrades minor engine versions automatically.
    #[arg(default = true)]
    pub auto_minor_version_upgrade: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A replication group (`CreateReplicationGroup`).
///
/// The delete of a secondary removes it from the global group first, which can take more than twenty minutes.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html>
#[resource("aws:elasticache/ReplicationGroup", props = ReplicationGroupProps)]
pub struct ReplicationGroup {
    /// The ARN.
    pub arn: Arn,
    /// The id.
    #[attr(input = "id")]
    pub group_id: String,
    /// The host name of the primary endpoint; with shards, of the configuration endpoint.
    pub primary_endpoint: String,
    /// The host name of the reader endpoint; with shards, of the configuration endpoint.
    pub reader_endpoint: String,
}

impl Resource for ReplicationGroup {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .unique(&[&["id"]])
            .typical(Seconds { create: 480, update: 300, delete: 420 })
            .timeouts(Seconds { create: 3600, update: 5400, delete: 7200 })
            .polling(PollInterval { first_millis: 2000, max_secs: 20 })
            .visible_within_secs(120)
            .holds_data("what is in the cache")
    }

    fn check(props: &ReplicationGroupProps) -> Vec<String> {
        check::check(props)
    }

    async fn create(cx: &OperationContext<Self>, props: &ReplicationGroupProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let follows = props.global_replication_group.clone();
            let first = follows.is_none();
            let api = cx.api().elasticache();
            let call = api
                .create_replication_group()
                .replication_group_id(&props.id)
                .replication_group_description(&props.description)
                .set_global_replication_group_id(follows)
                .set_engine(props.engine.clone())
                .set_engine_version(props.engine_version.clone())
                .set_cache_node_type(props.node_type.clone())
                .set_num_cache_clusters(props.shards.is_none().then(|| number(props.replicas + 1)))
                .set_cluster_mode(props.shards.map(|_| sdk::ClusterMode::Enabled))
                .set_num_node_groups(props.shards.map(number))
                .set_replicas_per_node_group(props.shards.map(|_| number(props.replicas)))
                .set_automatic_failover_enabled(first.then_some(fails_over(props)))
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
                .set_log_delivery_configurations(logs::requested(&props.log_delivery))
                .snapshot_retention_limit(number(props.snapshot_retention_days))
                .set_snapshot_window(props.snapshot_window.clone())
                .set_preferred_maintenance_window(props.maintenance_window.clone())
                .auto_minor_version_upgrade(props.auto_minor_version_upgrade)
                .set_tags(Some(sdk_tags(&with_mark(owned_tags(cx, &props.tags), props))));
            let answer = retry_on(send!(cx, call), CONFLICT_CODES);
            versions::with_choices(answer, known(cx, props.engine.as_deref())).await?;
            Ok((Id::new(&props.id), None))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        update::apply(cx, id, change).await?;
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        if last.props.global_replication_group.is_some() {
            update::leave(cx, id).await?;
        }
        let call = cx.api().elasticache().delete_replication_group().replication_group_id(id.as_str());
        delete!(cx, id, CONFLICT_CODES, call.retain_primary_cluster(false))
    }
}

lookup! {
    ReplicationGroup: sdk::ReplicationGroup, "replication group" by id,
    list: |cx| list_all!(cx, cx.api().elasticache().describe_replication_groups());
    id: replication_group_id,
    status: |group| status_of(group.status()),
    tags: |cx, group| tags_of(cx, group.arn()).await,
    all_details: Option<sdk::CacheCluster> = nodes_of,
    state: state,
}

/// A node of each group. Only nodes return some properties of their group.
async fn nodes_of(
    cx: &ReadContext<Aws>,
    groups: &[sdk::ReplicationGroup],
) -> Result<Vec<Option<Option<sdk::CacheCluster>>>> {
    let nodes = list_all!(cx, cx.api().elasticache().describe_cache_clusters())?;
    let node_of = |group: &sdk::ReplicationGroup| {
        nodes.iter().find(|node| node.replication_group_id() == group.replication_group_id()).cloned()
    };
    Ok(groups.iter().map(|group| Some(node_of(group))).collect())
}

/// The global group of a replication group, if any.
async fn global_of(cx: &OperationContext<ReplicationGroup>, id: &Id) -> Result<Option<String>> {
    let group = describe_one::<ReplicationGroup>(cx, id).await?;
    Ok(group.as_ref().and_then(in_global).map(str::to_owned))
}

fn in_global(group: &sdk::ReplicationGroup) -> Option<&str> {
    group.global_replication_group_info()?.global_replication_group_id().filter(|id| !id.is_empty())
}

/// Whether a replica becomes the primary of its shard. Cluster mode requires it.
fn fails_over(props: &ReplicationGroupProps) -> bool {
    props.multi_az || props.shards.is_some()
}

fn groups(props: &ReplicationGroupProps) -> Option<Vec<String>> {
    let ids: Vec<String> = texts(&props.security_group_ids);
    (!ids.is_empty()).then_some(ids)
}

fn with_mark(mut tags: Tags, props: &ReplicationGroupProps) -> Tags {
    if let Some(global) = &props.global_replication_group {
        tags.insert(FOLLOWS_TAG.to_owned(), global.clone());
    }
    tags
}
