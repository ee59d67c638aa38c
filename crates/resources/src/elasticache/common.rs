//! Shared code of ElastiCache's types: states and tags.

pub(super) use crate::aws::service_tags::elasticache::{tags_of, update_tags};
use crate::prelude::*;

/// Error codes while the state of a group, a user or a cluster does not allow a call.
pub(crate) const CONFLICT_CODES: &[&str] = &[
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

/// The status of a group or a user.
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

/// The versions of an engine, or of all engines.
pub(super) async fn known(cx: &ReadContext<Aws>, engine: Option<&str>) -> Result<Vec<String>> {
    let call = cx.api().elasticache().describe_cache_engine_versions().set_engine(engine.map(str::to_owned));
    let all = list_pages!(cx, call, cache_engine_versions)?;
    Ok(all.into_iter().filter_map(|version| version.engine_version).collect())
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
