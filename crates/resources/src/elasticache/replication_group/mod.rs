//! `aws:elasticache/ReplicationGroup`: a cache and its copies in one region.

use crate::prelude::*;

mod check;
mod seen;
mod update;

use archipel_engine::equivalence;
use aws_sdk_elasticache::types as sdk;

use self::seen::seen;
use super::common::{BUSY, known, tags_of, update_tags};
use crate::versions;

/// Says on the group that it was made to follow another: after a failover it may be the one that writes.
const FOLLOWS_TAG: &str = "archipel:follows";

/// What a replication group is made of: one that writes and its copies, without shards.
///
/// A group that follows another one through a global replication group takes engine, version, node type, parameters
/// and encryption from there, and is given none of them.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ReplicationGroupProps {
    /// The id, unique in account and region: up to 40 lower-case letters, digits and hyphens.
    #[arg(
        replace = "ElastiCache cannot change the id of a replication group",
        length = 1..=40, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub id: String,
    /// The global replication group that it follows.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "a replication group follows from its creation")]
    pub global_replication_group: Option<String>,
    /// What it is for.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// `redis` or `valkey`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub engine: Option<String>,
    /// The version of the engine, as far as ElastiCache lets one choose: `7.1`.
    #[arg(equivalence = equivalences::VERSION, computed, pattern = "\\d+\\.\\d+")]
    pub engine_version: Option<String>,
    /// The node type: `cache.r7g.large`. Global groups want this size or more.
    #[arg(computed)]
    pub node_type: Option<String>,
    /// How many copies there are beside the one that writes: 0 to 5.
    #[arg(default = 1, range = 0..=5)]
    pub replicas: u16,
    /// Whether the replicas are in other zones and one takes over when the primary fails.
    #[arg(default = true)]
    pub multi_az: bool,
    /// Its settings.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// The subnet group of the replication group.
    #[arg(equivalence = equivalence::ANY_CASE, computed, replace = "ElastiCache cannot move a replication group to other subnets")]
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
    #[arg(equivalence = equivalences::KMS_KEY, computed, replace = "ElastiCache cannot change the key")]
    pub kms_key_arn: Option<Arn>,
    /// What opens it, where there are no users: 16 to 128 characters. Never read back. After a change the old one is
    /// good too, until the next change.
    #[arg(secret, write_only, length = 16..=128)]
    pub auth_token: Option<String>,
    /// The user group that opens it: one at the most.
    #[arg(equivalence = equivalence::ANY_CASE, set, items = ..=1, length = 1.., pattern = "[a-zA-Z][a-zA-Z0-9-]*")]
    pub user_group_ids: Vec<String>,
    /// For how many days snapshots are kept; none are made with 0.
    #[arg(default = 0)]
    pub snapshot_retention_days: u16,
    /// When snapshots are made, in UTC: `02:00-03:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub snapshot_window: Option<String>,
    /// When it may be changed, in UTC: `sun:03:00-sun:04:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
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
            let answer = retry_on(send!(cx, call), BUSY);
            versions::with_choices(answer, known(cx, props.engine.as_deref())).await?;
            Ok((Id::new(&props.id), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let nodes = async { list_all!(cx, cx.api().elasticache().describe_cache_clusters()) };
        let (all, nodes) = futures::try_join!(described(cx, ids), nodes)?;
        let seen = all.into_iter().map(|group| {
            // Only the nodes return some properties of the group.
            let node = nodes.iter().find(|node| node.replication_group_id() == group.replication_group_id());
            async move { Ok(tags_of(cx, group.arn().unwrap_or_default()).await?.map(|tags| seen(&group, node, tags))) }
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        update::apply(cx, id, change).await?;
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        if last.props.global_replication_group.is_some() {
            update::leave(cx, id).await?;
        }
        cx.eventually(BUSY, || async {
            let call = cx.api().elasticache().delete_replication_group().replication_group_id(id.as_str());
            match send!(cx, call.retain_primary_cluster(false)) {
                // An earlier try of this delete was carried out.
                Err(error) if error.has_code(BUSY) && is_going(cx, id).await? => Ok(()),
                other => other.map(drop),
            }
        })
        .await
        .ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl NaturalKey for ReplicationGroup {
    fn display_name(props: &ReplicationGroupProps) -> String {
        format!("the replication group {}", props.id)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &ReplicationGroupProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.id);
        let groups = described(cx, std::slice::from_ref(&id)).await?;
        let Some(arn) = groups.first().and_then(|group| group.arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (id, tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let ours = describe(cx).await?.into_iter().map(|group| async move {
            let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| Id::new(id_of(&group))))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<sdk::ReplicationGroup>> {
    list_all!(cx, cx.api().elasticache().describe_replication_groups())
}

async fn described(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::ReplicationGroup>> {
    let mut groups = describe(cx).await?;
    groups.retain(|group| ids.iter().any(|id| id.as_str() == id_of(group)));
    Ok(groups)
}

async fn is_going(cx: &OperationContext<ReplicationGroup>, id: &Id) -> Result<bool> {
    let groups = described(cx, std::slice::from_ref(id)).await?;
    Ok(groups.first().is_none_or(|group| group.status() == Some("deleting")))
}

/// The global group that it is in, if it is in one.
async fn global_of(cx: &OperationContext<ReplicationGroup>, id: &Id) -> Result<Option<String>> {
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
