//! What is in a cluster: EKS lists it by names, and tells everything else of one a call.

use std::collections::BTreeSet;
use std::future::Future;

use archipel_engine::resource::{Cx, Glance, Id, Resource, Result};

use super::common::parts;
use crate::aws::{Aws, Tags, each, if_there, list_all};
use crate::natural::is_of_stack;

/// What is in a cluster, and has an id of the cluster's name and one of its own.
pub(super) trait InCluster: Resource<Api = Aws> {
    /// The own ids of all of a cluster.
    fn names(cx: &Cx<Aws>, cluster: &str) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// Its tags, if there is such a thing.
    fn tags(cx: &Cx<Aws>, id: &Id) -> impl Future<Output = Result<Option<Tags>>> + Send;
}

/// All that this stack owns in the clusters of the region.
pub(super) async fn list_owned<R: InCluster>(cx: &Cx<Aws>) -> Result<Vec<Id>> {
    let mut ids = Vec::new();
    for cluster in list_all!(cx, cx.api().eks().list_clusters())? {
        ids.extend(R::names(cx, &cluster).await?.iter().map(|name| Id::joined([cluster.as_str(), name])));
    }
    each(&ids, |id| async move {
        let tags = R::tags(cx, id).await?;
        Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| id.clone()))
    })
    .await
}

/// Which of these there are, with one list a cluster.
pub(super) async fn listed<R: InCluster>(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<R>>> {
    let clusters: BTreeSet<&str> = ids.iter().map(|id| parts(id).0).collect();
    let mut found = Vec::new();
    for cluster in clusters {
        let names = if_there(R::names(cx, cluster).await)?.unwrap_or_default();
        let there: BTreeSet<Id> = names.iter().map(|name| Id::joined([cluster, name])).collect();
        found.extend(ids.iter().filter(|id| there.contains(id)).cloned().map(Glance::there));
    }
    Ok(found)
}
