//! Resources in a cluster: EKS lists their names, and returns everything else for one per call.

use std::collections::BTreeSet;
use std::future::Future;

use super::common::parts;
use crate::prelude::*;

/// What is in a cluster, and has an id of the cluster's name and one of its own.
pub(super) trait InCluster: Resource<Api = Aws> {
    /// The own ids of all of a cluster.
    fn names(cx: &ReadContext<Aws>, cluster: &str) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// Its tags, if there is such a thing.
    fn tags(cx: &ReadContext<Aws>, id: &Id) -> impl Future<Output = Result<Option<Tags>>> + Send;
}

/// All that this stack owns in the clusters of the region.
pub(super) async fn list_owned<R: InCluster>(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
    let mut ids = Vec::new();
    for cluster in list_all!(cx, cx.api().eks().list_clusters())? {
        ids.extend(R::names(cx, &cluster).await?.iter().map(|name| Id::joined([cluster.as_str(), name])));
    }
    read_each(&ids, |id| async move {
        let tags = R::tags(cx, id).await?;
        Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| id.clone()))
    })
    .await
}

/// Which of these there are, with one list a cluster.
pub(super) async fn listed<R: InCluster>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<R>>> {
    let clusters: BTreeSet<&str> = ids.iter().map(|id| parts(id).0).collect();
    let mut found = Vec::new();
    for cluster in clusters {
        let names = optional(R::names(cx, cluster).await)?.unwrap_or_default();
        let there: BTreeSet<Id> = names.iter().map(|name| Id::joined([cluster, name])).collect();
        found.extend(ids.iter().filter(|id| there.contains(id)).cloned().map(ListedState::exists_only));
    }
    Ok(found)
}
