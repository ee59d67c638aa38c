//! `aws:elasticache/GlobalReplicationGroup`: one cache in two regions.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types as sdk;

use super::common::{BUSY, status_of, tags_of, update_tags};
use crate::prelude::*;

/// What ElastiCache puts before the suffix, and a hyphen: it differs by region.
const PREFIX: usize = 5;

/// What a global replication group is made of. Engine, node type and the like are its first group's.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalReplicationGroupProps {
    /// What its id ends with; ElastiCache puts a prefix before it. Up to 34 lower-case letters, digits and hyphens.
    #[arg(
        replace = "ElastiCache cannot change the id of a global replication group",
        length = 1..=34, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub suffix: String,
    /// The replication group that writes at first, in this region.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "another group writes after a failover, not after a change")]
    pub primary_group: String,
    /// What it is for.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A global replication group (`CreateGlobalReplicationGroup`), made of a replication group that is there. Groups in
/// other regions name it, and leave it before it is deleted. Deleting it leaves the first group as it is.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateGlobalReplicationGroup.html>
#[resource("aws:elasticache/GlobalReplicationGroup", props = GlobalReplicationGroupProps)]
pub struct GlobalReplicationGroup {
    /// The ARN, which names no region.
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
            let response = retry_on(send!(cx, call), BUSY)?;
            let group = response.global_replication_group().ok_or_else(|| unreadable("global replication group"))?;
            Ok((Id::new(id_of(group)), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let all = describe(cx).await?.into_iter().filter(|group| ids.iter().any(|id| id.as_str() == id_of(group)));
        let seen = all.map(|group| async move {
            Ok(tags_of(cx, group.arn().unwrap_or_default()).await?.map(|tags| seen(&group, tags)))
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("description") {
            let call = cx.api().elasticache().modify_global_replication_group();
            let call = call.global_replication_group_id(id.as_str()).apply_immediately(true);
            let call = call.global_replication_group_description(&change.new.description);
            retry!(cx, BUSY, call)?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Members leave it before they are deleted, and that takes the longest of all.
        cx.eventually(BUSY, || async {
            let call = cx.api().elasticache().delete_global_replication_group();
            let call = call.global_replication_group_id(id.as_str()).retain_primary_replication_group(true);
            match send!(cx, call) {
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

impl NaturalKey for GlobalReplicationGroup {
    fn display_name(props: &GlobalReplicationGroupProps) -> String {
        format!("the global replication group {}", props.suffix)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &GlobalReplicationGroupProps) -> Result<Option<(Id, Tags)>> {
        let all = describe(cx).await?;
        let Some(group) = all.iter().find(|group| suffix_of(id_of(group)) == props.suffix) else { return Ok(None) };
        let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
        Ok(tags.map(|tags| (Id::new(id_of(group)), tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let ours = describe(cx).await?.into_iter().map(|group| async move {
            let tags = tags_of(cx, group.arn().unwrap_or_default()).await?;
            // Every region shows it: it is listed where it was declared.
            let here = |tags: &Tags| {
                let urn = tags.get(crate::aws::URN_TAG);
                is_of_stack(cx.stack(), tags) && urn.is_some_and(|urn| urn.split("::").next() == Some(cx.region()))
            };
            Ok(tags.filter(here).map(|_| Id::new(id_of(&group))))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

/// All of the account, with their members.
async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<sdk::GlobalReplicationGroup>> {
    let call = cx.api().elasticache().describe_global_replication_groups().show_member_info(true);
    let mut all = list_all!(cx, call)?;
    // It stays visible for a while.
    all.retain(|group| group.status() != Some("deleted"));
    Ok(all)
}

async fn is_going(cx: &OperationContext<GlobalReplicationGroup>, id: &Id) -> Result<bool> {
    let all = describe(cx).await?;
    let there = all.iter().find(|group| id_of(group) == id.as_str());
    Ok(there.is_none_or(|group| group.status().is_some_and(|state| state.starts_with("delet"))))
}

fn id_of(group: &sdk::GlobalReplicationGroup) -> &str {
    group.global_replication_group_id().unwrap_or_default()
}

/// What a program gave of an id.
fn suffix_of(id: &str) -> &str {
    id.get(PREFIX..).and_then(|rest| rest.strip_prefix('-')).unwrap_or(id)
}

fn seen(group: &sdk::GlobalReplicationGroup, tags: Tags) -> ResourceState<GlobalReplicationGroup> {
    let attrs = GlobalReplicationGroupAttrs { arn: Arn::new(text(group.arn())), id: id_of(group).to_owned() };
    // After a failover another member writes; what was declared is the one in the region of the declaration.
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
    ResourceState { id: Id::new(&attrs.id), props, attrs, status: status_of(group.status()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_elasticache_puts_before_a_suffix_is_told_from_it() {
        assert_eq!(suffix_of("sgaui-luneo-prod"), "luneo-prod");
        assert_eq!(suffix_of("odd"), "odd");
    }
}
