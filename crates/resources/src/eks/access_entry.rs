//! `aws:eks/AccessEntry`: a role or user that a cluster lets in.

use aws_sdk_eks::types as sdk;

use super::common::{BUSY, all_tags, created, parts, update_tags};
use super::in_cluster::{InCluster, list_owned, listed};
use crate::prelude::*;

/// What an access entry is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AccessEntryProps {
    /// The cluster. It decides by access entries, alone or with others.
    #[arg(replace = "an access entry stays in its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The role or user. When it is made again, this must be too.
    #[arg(replace = "an access entry is for one principal")]
    pub principal_arn: Arn,
    /// What it is.
    #[arg(default = AccessEntryKind::Standard, replace = "EKS cannot change the type of an access entry")]
    pub kind: AccessEntryKind,
    /// The groups that it is in, for Kubernetes' own rules.
    #[arg(set)]
    pub kubernetes_groups: Vec<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What a principal is to a cluster.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum AccessEntryKind {
    /// People and programs.
    Standard,
    /// Nodes that run Linux.
    #[prop("EC2_LINUX")]
    Ec2Linux,
    /// Nodes of the auto mode.
    #[prop("EC2")]
    Ec2,
}

/// An access entry (`CreateAccessEntry`). In force after some seconds.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html>
#[resource("aws:eks/AccessEntry", props = AccessEntryProps)]
pub struct AccessEntry {
    /// The ARN.
    pub arn: Arn,
    /// The role or user.
    #[attr(input = "principal_arn")]
    pub principal_arn: Arn,
}

impl Resource for AccessEntry {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eks_access_entry", "{cluster_name}|{principal_arn}")])
            .unique(&[&["cluster_name", "principal_arn"]])
            .typical(Seconds { create: 5, update: 2, delete: 2 })
    }

    async fn create(cx: &OperationContext<Self>, props: &AccessEntryProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().eks();
            let call = api
                .create_access_entry()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .principal_arn(props.principal_arn.as_str())
                .r#type(props.kind.as_str())
                .set_kubernetes_groups((!props.kubernetes_groups.is_empty()).then(|| props.kubernetes_groups.clone()))
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            let response = created(send!(cx, call))?;
            let arn = response.access_entry().and_then(|entry| entry.access_entry_arn()).map(Arn::new);
            let attrs = arn.map(|arn| AccessEntryAttrs { arn, principal_arn: props.principal_arn.clone() });
            Ok((id_of(props), attrs))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move { Ok(describe(cx, id).await?.map(|entry| seen(id, &entry))) }).await
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        listed(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (cluster, principal) = parts(id);
        if change.has("kubernetes_groups") {
            let call = cx.api().eks().update_access_entry().cluster_name(cluster).principal_arn(principal);
            let groups = change.new.kubernetes_groups.clone();
            retry!(cx, BUSY, call.set_kubernetes_groups(Some(groups)))?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (cluster, principal) = parts(id);
        let call = cx.api().eks().delete_access_entry().cluster_name(cluster).principal_arn(principal);
        retry!(cx, BUSY, call).ignore_not_found()
    }
}

impl InCluster for AccessEntry {
    async fn names(cx: &ReadContext<Aws>, cluster: &str) -> Result<Vec<String>> {
        list_all!(cx, cx.api().eks().list_access_entries().cluster_name(cluster))
    }

    async fn tags(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<Tags>> {
        Ok(describe(cx, id).await?.map(|found| all_tags(found.tags())))
    }
}

impl NaturalKey for AccessEntry {
    fn display_name(props: &AccessEntryProps) -> String {
        format!("the access entry of {} in {}", props.principal_arn, props.cluster_name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &AccessEntryProps) -> Result<Option<(Id, Tags)>> {
        let id = id_of(props);
        Ok(describe(cx, &id).await?.map(|entry| (id, all_tags(entry.tags()))))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_owned::<Self>(cx).await
    }
}

fn id_of(props: &AccessEntryProps) -> Id {
    Id::joined([props.cluster_name.as_str(), props.principal_arn.as_str()])
}

async fn describe(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<sdk::AccessEntry>> {
    let (cluster, principal) = parts(id);
    let call = cx.api().eks().describe_access_entry().cluster_name(cluster).principal_arn(principal);
    Ok(optional(send!(cx, call))?.and_then(|response| response.access_entry))
}

fn seen(id: &Id, entry: &sdk::AccessEntry) -> ResourceState<AccessEntry> {
    let props = AccessEntryProps {
        cluster_name: text(entry.cluster_name()),
        principal_arn: Arn::new(text(entry.principal_arn())),
        kind: entry.r#type().and_then(|kind| kind.parse().ok()).unwrap_or(AccessEntryKind::Standard),
        kubernetes_groups: entry.kubernetes_groups().to_vec(),
        tags: own_tags(all_tags(entry.tags())),
    };
    let arn = Arn::new(text(entry.access_entry_arn()));
    let attrs = AccessEntryAttrs { arn, principal_arn: props.principal_arn.clone() };
    ResourceState { id: id.clone(), props, attrs, status: Status::Ready }
}
