//! What ElastiCache's types share: states, tags, names.

use archipel_engine::resource::{Cx, OpCx, Resource, Result, Status};

use crate::aws::{Answer, Aws, Tags, all_tags, if_there, indexed_tags, list_pages, sdk_tags, sync_tags};

/// Codes of what the state of a group, a user or a cluster does not allow at the moment.
pub(super) const BUSY: &[&str] = &[
    "CacheSubnetGroupInUse",
    "InvalidCacheClusterState",
    "InvalidCacheClusterStateFault",
    "InvalidCacheParameterGroupState",
    "InvalidCacheParameterGroupStateFault",
    "InvalidGlobalReplicationGroupState",
    "InvalidGlobalReplicationGroupStateFault",
    "InvalidReplicationGroupState",
    "InvalidReplicationGroupStateFault",
    "InvalidUserGroupState",
    "InvalidUserGroupStateFault",
    "InvalidUserState",
    "InvalidUserStateFault",
];

/// What ElastiCache says of a group or a user.
pub(super) fn status_of(state: Option<&str>) -> Status {
    match state.unwrap_or("creating") {
        "available" | "active" | "primary-only" => Status::Ready,
        state @ ("deleting" | "deleted") => Status::Deleting(state.to_owned()),
        state @ ("create-failed" | "restore-failed") => {
            Status::Failed(format!("ElastiCache says that it is `{state}`"))
        }
        state => Status::Pending(state.to_owned()),
    }
}

/// The versions of an engine, or of all where none is said.
pub(super) async fn known(cx: &Cx<Aws>, engine: Option<&str>) -> Result<Vec<String>> {
    let call = cx.api().elasticache().describe_cache_engine_versions().set_engine(engine.map(str::to_owned));
    let all = list_pages!(cx, call, cache_engine_versions)?;
    Ok(all.into_iter().filter_map(|version| version.engine_version).collect())
}

/// The tags, which no description shows.
pub(super) async fn tags_of(cx: &Cx<Aws>, arn: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, arn).await? {
        return Ok(Some(tags));
    }
    let told = cx.api().elasticache().list_tags_for_resource().resource_name(arn).send().await.answer(cx.region());
    Ok(if_there(told)?.map(|told| all_tags(told.tag_list())))
}

/// Brings the tags of anything in ElastiCache from `old` to `new`.
pub(super) async fn retag<R: Resource<Api = Aws>>(cx: &OpCx<R>, arn: &str, old: &Tags, new: &Tags) -> Result<()> {
    let api = cx.api().elasticache();
    let set = |tags: Tags| async move {
        let call = api.add_tags_to_resource().resource_name(arn).set_tags(Some(sdk_tags(&tags)));
        // Tags are refused while what they are on changes.
        cx.eventually(BUSY, || async { call.clone().send().await.answer(cx.region()).map(drop) }).await
    };
    let remove = |keys: Vec<String>| async move {
        let call = api.remove_tags_from_resource().resource_name(arn).set_tag_keys(Some(keys));
        cx.eventually(BUSY, || async { call.clone().send().await.answer(cx.region()).map(drop) }).await
    };
    sync_tags(cx, old, new, set, remove).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_that_could_not_be_made_ends_the_wait() {
        assert_eq!(status_of(Some("available")), Status::Ready);
        assert_eq!(status_of(Some("primary-only")), Status::Ready);
        assert_eq!(status_of(Some("snapshotting")), Status::Pending("snapshotting".to_owned()));
        assert!(matches!(status_of(Some("create-failed")), Status::Failed(_)));
    }
}
