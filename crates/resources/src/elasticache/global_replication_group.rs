//! `aws:elasticache/GlobalReplicationGroup`: one cache in two regions.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types as sdk;

use super::common::{CONFLICT_CODES, status_of, tags_of, update_tags};
use crate::lookup::is_owned_here;
use crate::prelude::*;

/// The length of the prefix, which differs by region, that ElastiCache adds with a hyphen.
const PREFIX: usize = 5;

/// The properties of a global replication group. It has the engine, node type and version of its first group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalReplicationGroupProps {
    /// The suffix of the id, to which ElastiCache adds a prefix: up to 34 lower-case letters, digits and hyphens.
    #[arg(
        replace = "ElastiCache cannot change the id of a global replication group",
        length = 1..=34, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub suffix: String,
    /// The replication group in this region that is the primary at first.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "another group writes after a failover, not after a change")]
    pub primary_group: String,
    /// The description.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A global replication group (`CreateGlobalReplicationGroup`), created from an existing replication group. Groups in
/// other regions refer to it, and leave it before it is deleted. A delete does not change the first group.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateGlobalReplicationGroup.html>
#[resource("aws:elasticache/GlobalReplicationGroup", props = GlobalReplicationGroupProps)]
pub struct GlobalReplicationGroup {
    /// The ARN, which contains no region.
    pub arn: Arn,
    /// The id, with ElastiCache's prefix.
    pub id: String,
}

impl Resource for GlobalReplicationGroup {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .unique(&[&["suffix"], &["primary_group"]])
            .typical(Seconds { create: 180, update: 60, delete: 300 })
            .timeouts(Seconds { create: 3600, update: 3600, delete: 7200 })
            .polling(PollInterval { first_millis: 1000, max_secs: 30 })
            .visible_within_secs(120)
    }

    async fn create(cx: &OperationContext<Self>, props: &GlobalReplicationGroupProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().elasticache();
            let call = api
                .create_global_replication_group()
                .global_replication_group_id_suffix(&props.suffix)
                .primary_replication_group_id(&props.primary_group)
                .global_replication_group_description(&props.description)
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = retry_on(send!(cx, call), CONFLICT_CODES)?;
            let group = response.global_replication_group().ok_or_else(|| unreadable("global replication group"))?;
            Ok((id_in(group.global_replication_group_id())?, None))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("description") {
            let call = cx.api().elasticache().modify_global_replication_group();
            let call = call.global_replication_group_id(id.as_str()).apply_immediately(true);
            let call = call.global_replication_group_description(&change.new.description);
            retry!(cx, CONFLICT_CODES, call)?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Members leave it before they are deleted, which takes the longest.
        let call = cx.api().elasticache().delete_global_replication_group();
        let call = call.global_replication_group_id(id.as_str()).retain_primary_replication_group(true);
        delete!(cx, id, CONFLICT_CODES, call)
    }
}

lookup! {
    GlobalReplicationGroup: sdk::GlobalReplicationGroup, "global replication group" by suffix,
    list: |cx| describe(cx).await,
    find: |cx, props| {
        let mut all = describe(cx).await?.into_iter();
        Ok(all.find(|group| suffix_of(group.global_replication_group_id().unwrap_or_default()) == props.suffix))
    },
    owned: is_owned_here;
    id: global_replication_group_id,
    status: |group| status_of(group.status()),
    tags: |cx, group| tags_of(cx, group.arn()).await,
    state: state,
}

/// All global groups of the account, with their members.
async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<sdk::GlobalReplicationGroup>> {
    let call = cx.api().elasticache().describe_global_replication_groups().show_member_info(true);
    let mut all = list_all!(cx, call)?;
    // A deleted group stays visible for a while.
    all.retain(|group| group.status() != Some("deleted"));
    Ok(all)
}

/// The part of an id that the program sets.
fn suffix_of(id: &str) -> &str {
    id.get(PREFIX..).and_then(|rest| rest.strip_prefix('-')).unwrap_or(id)
}

fn state(group: &sdk::GlobalReplicationGroup, tags: Tags) -> Result<State<GlobalReplicationGroup>> {
    let id = text(group.global_replication_group_id());
    let attrs = GlobalReplicationGroupAttrs { arn: Arn::new(text(group.arn())), id };
    // After a failover another member is the primary. The declared group is the member in the region of the
    // declaration.
    let home = tags.get(crate::aws::URN_TAG).and_then(|urn| urn.split("::").next());
    let members = group.members();
    let is_home =
        |member: &&sdk::GlobalReplicationGroupMember| home.is_some() && member.replication_group_region() == home;
    let is_primary = |member: &&sdk::GlobalReplicationGroupMember| {
        member.role().is_some_and(|role| role.eq_ignore_ascii_case("primary"))
    };
    let first = members.iter().find(is_home).or_else(|| members.iter().find(is_primary));
    let props = GlobalReplicationGroupProps {
        suffix: suffix_of(&attrs.id).to_owned(),
        primary_group: text(first.and_then(|member| member.replication_group_id())),
        description: text(group.global_replication_group_description()),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_elasticache_is_removed_from_an_id() {
        assert_eq!(suffix_of("sgaui-luneo-prod"), "luneo-prod");
        assert_eq!(suffix_of("odd"), "odd");
    }
}
