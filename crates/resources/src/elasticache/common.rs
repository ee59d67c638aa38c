//! What ElastiCache's types share: states, tags, names.

use crate::prelude::*;

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
pub(super) async fn known(cx: &ReadContext<Aws>, engine: Option<&str>) -> Result<Vec<String>> {
    let call = cx.api().elasticache().describe_cache_engine_versions().set_engine(engine.map(str::to_owned));
    let all = list_pages!(cx, call, cache_engine_versions)?;
    Ok(all.into_iter().filter_map(|version| version.engine_version).collect())
}

/// The tags, which no description shows.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, arn).await? {
        return Ok(Some(tags));
    }
    let response = send!(cx, cx.api().elasticache().list_tags_for_resource().resource_name(arn));
    Ok(optional(response)?.map(|response| all_tags(response.tag_list())))
}

/// Brings the tags of anything in ElastiCache from `old` to `new`.
pub(super) async fn update_tags<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    arn: &str,
    old: &Tags,
    new: &Tags,
) -> Result<()> {
    update_tags!(cx, elasticache, add_tags_to_resource / remove_tags_from_resource, resource_name(arn); old => new, BUSY)
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
