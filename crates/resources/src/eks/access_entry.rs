//! `aws:eks/AccessEntry`: access of an IAM principal to a cluster.

use aws_sdk_eks::types as sdk;

use super::common::{CONFLICT_CODES, created, parts, update_tags};
use super::in_cluster::{in_cluster, lookup_in_cluster};
use crate::prelude::*;

/// The properties of an access entry.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AccessEntryProps {
    /// The cluster, whose authentication mode must include access entries.
    #[arg(replace = "an access entry stays in its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The role or user. When it is recreated, the access entry must be recreated too.
    #[arg(replace = "an access entry is for one principal")]
    pub principal_arn: Arn,
    /// The type.
    #[arg(default = AccessEntryKind::Standard, replace = "EKS cannot change the type of an access entry")]
    pub kind: AccessEntryKind,
    /// The Kubernetes groups of the principal, for RBAC.
    #[arg(set)]
    pub kubernetes_groups: Vec<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The type of a principal.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum AccessEntryKind {
    /// People and programs, with the rights of access policies and groups.
    Standard,
    /// Linux nodes.
    #[prop("EC2_LINUX")]
    Ec2Linux,
    /// Nodes of EKS Auto Mode.
    #[prop("EC2")]
    Ec2,
}

/// An access entry (`CreateAccessEntry`). It takes effect after some seconds.
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

    in_cluster!();

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (cluster, principal) = parts(id);
        if change.has("kubernetes_groups") {
            let call = cx.api().eks().update_access_entry().cluster_name(cluster).principal_arn(principal);
            let groups = change.new.kubernetes_groups.clone();
            retry!(cx, CONFLICT_CODES, call.set_kubernetes_groups(Some(groups)))?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (cluster, principal) = parts(id);
        let call = cx.api().eks().delete_access_entry().cluster_name(cluster).principal_arn(principal);
        retry!(cx, CONFLICT_CODES, call).ignore_not_found()
    }
}

lookup_in_cluster! {
    AccessEntry: sdk::AccessEntry { describe_access_entry / principal_arn => access_entry },
    "access entry" by AccessEntryProps.principal_arn,
    names: |cx, cluster| list_all!(cx, cx.api().eks().list_access_entries().cluster_name(cluster));
    id: principal_arn,
    state: state,
}

fn state(entry: &sdk::AccessEntry, tags: Tags) -> Result<State<AccessEntry>> {
    let props = AccessEntryProps {
        cluster_name: text(entry.cluster_name()),
        principal_arn: Arn::new(text(entry.principal_arn())),
        kind: parsed_option("type", entry.r#type())?.unwrap_or(AccessEntryKind::Standard),
        kubernetes_groups: entry.kubernetes_groups().to_vec(),
        tags: own_tags(tags),
    };
    let arn = Arn::new(text(entry.access_entry_arn()));
    let attrs = AccessEntryAttrs { arn, principal_arn: props.principal_arn.clone() };
    Ok((props, attrs))
}
