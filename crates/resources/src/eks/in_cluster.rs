//! Resources in a cluster: EKS lists their names, and returns everything else for one per call.

use std::collections::BTreeSet;
use std::future::Future;

use super::common::parts;
use crate::lookup::Describe;
use crate::prelude::*;

/// A type whose ids consist of the name of a cluster and a name in the cluster.
pub(super) trait InCluster: Describe {
    /// Lists the names in a cluster.
    fn names(cx: &ReadContext<Aws>, cluster: &str) -> impl Future<Output = Result<Vec<String>>> + Send;
}

/// Implements [`InCluster`] and [`Lookup`](crate::lookup::Lookup). `describe` is the call with the setter of its name, and
/// the field of its response. `by Props.name` also writes `id_of(props)`.
macro_rules! lookup_in_cluster {
    (
        $type:ident: $item:ty { $describe:ident / $name:ident => $described:ident },
        $noun:literal $(by $props:ident . $key:ident)? $(keyed |$keyed:ident| $key_of:expr)?,
        names: |$names_cx:ident, $cluster:ident| $names:expr
        $(, find: |$find_cx:ident, $wanted:ident| $find:expr)?;
        id: $id:ident,
        $(status: $status:expr,)?
        $(details: $details:ty = |$details_cx:ident, $detailed:ident| $read:expr, unlisted: $unlisted:expr,)?
        state: $state:expr $(,)?
    ) => {
        $(
            fn id_of(props: &$props) -> Id {
                Id::joined([props.cluster_name.as_str(), props.$key.as_str()])
            }
        )?

        impl $crate::eks::in_cluster::InCluster for $type {
            async fn names($names_cx: &ReadContext<Aws>, $cluster: &str) -> Result<Vec<String>> {
                $names
            }
        }

        lookup! {
            $type: $item, $noun
            $(keyed |props| {
                let props: &$props = props;
                id_of(props).to_string()
            })?
            $(keyed |$keyed| $key_of)?,
            list: |cx| $crate::eks::in_cluster::describe_all::<Self>(cx).await
            $(, find: |$find_cx, $wanted| $find)?;
            id_of: |item| Id::joined([item.cluster_name().unwrap_or_default(), item.$id().unwrap_or_default()]),
            $(status: $status,)?
            describe: |cx, ids| {
                read_each(ids, |id| async move {
                    let (cluster, name) = $crate::eks::common::parts(id);
                    let call = cx.api().eks().$describe().cluster_name(cluster).$name(name);
                    Ok(optional(send!(cx, call))?.and_then(|response| response.$described))
                })
                .await
            },
            tags: |_cx, item| Ok(Some($crate::eks::common::all_tags(item.tags()))),
            $(details: $details = |$details_cx, $detailed| $read, unlisted: $unlisted,)?
            state: $state,
        }
    };
}
pub(super) use lookup_in_cluster;

/// Writes the reads of such a type for its `impl Resource`, and a delete that waits, from its call and the setter of the name.
macro_rules! in_cluster {
    ($($delete:ident / $name:ident)?) => {
        reads!(read, status);

        async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
            $crate::eks::in_cluster::listed(cx, ids).await
        }

        $(
            async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                let (cluster, name) = $crate::eks::common::parts(id);
                delete!(cx, id, CONFLICT_CODES, cx.api().eks().$delete().cluster_name(cluster).$name(name))
            }
        )?
    };
}
pub(super) use in_cluster;

/// Describes the resources of a type in all clusters of the region.
pub(super) async fn describe_all<R: InCluster>(cx: &ReadContext<Aws>) -> Result<Vec<R::Item>> {
    let mut ids = Vec::new();
    for cluster in list_all!(cx, cx.api().eks().list_clusters())? {
        ids.extend(R::names(cx, &cluster).await?.iter().map(|name| Id::joined([cluster.as_str(), name])));
    }
    R::describe(cx, &ids).await
}

/// The existing ones of these resources, with one list call for each cluster.
pub(super) async fn listed<R: InCluster>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<R>>> {
    let clusters: BTreeSet<&str> = ids.iter().map(|id| parts(id).0).collect();
    let mut found = Vec::new();
    for cluster in clusters {
        let names = optional(R::names(cx, cluster).await)?.unwrap_or_default();
        let existing: BTreeSet<Id> = names.iter().map(|name| Id::joined([cluster, name])).collect();
        found.extend(ids.iter().filter(|id| existing.contains(id)).cloned().map(ListedState::exists_only));
    }
    Ok(found)
}
