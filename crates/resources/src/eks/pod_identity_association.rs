//! `aws:eks/PodIdentityAssociation`: the role that a service account's pods act as.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Glance, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_eks::types as sdk;

use super::common::{BUSY, all_tags, created, parts, retag};
use super::in_cluster::{InCluster, list_owned, listed};
use crate::aws::{Answer, Aws, OrGone, Tags, each, if_there, list_all, own_tags, owned_tags, unreadable};
use crate::natural::{Named, create_named, find_named, passing};
use crate::types::Arn;

/// What the association of a role is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PodIdentityAssociationProps {
    /// The cluster.
    #[arg(replace = "an association stays in its cluster")]
    pub cluster_name: String,
    /// The namespace of the service account.
    #[arg(replace = "an association is for one service account")]
    pub namespace: String,
    /// The service account.
    #[arg(replace = "an association is for one service account")]
    pub service_account: String,
    /// The role, which `pods.eks.amazonaws.com` may assume and tag sessions of.
    pub role_arn: Arn,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The association of a role with a service account (`CreatePodIdentityAssociation`). Pods that run already get it
/// when they are started again.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html>
#[resource("aws:eks/PodIdentityAssociation", props = PodIdentityAssociationProps)]
pub struct PodIdentityAssociation {
    /// The ARN.
    pub arn: Arn,
}

impl Resource for PodIdentityAssociation {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("eks")
            .terraform(&[("aws_eks_pod_identity_association", "{cluster_name}|{association_id}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["cluster_name", "namespace", "service_account"]])
            .typical(3, 2, 2)
            .actions(Actions {
                create: &["eks:CreatePodIdentityAssociation", "eks:TagResource", "iam:PassRole", "iam:GetRole"],
                read: &["eks:DescribePodIdentityAssociation", "eks:ListPodIdentityAssociations"],
                update: &["eks:UpdatePodIdentityAssociation", "eks:TagResource", "eks:UntagResource", "iam:PassRole"],
                delete: &["eks:DeletePodIdentityAssociation"],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &PodIdentityAssociationProps) -> Result<PodIdentityAssociationAttrs> {
        create_named(cx, props, || async {
            let call = cx
                .api()
                .eks()
                .create_pod_identity_association()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .namespace(&props.namespace)
                .service_account(&props.service_account)
                .role_arn(props.role_arn.as_str())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            let told = created(call.send().await.answer(cx.region()))?;
            let made = told.association().ok_or_else(|| unreadable("association"))?;
            let id = Id::joined([props.cluster_name.as_str(), made.association_id().unwrap_or_default()]);
            Ok((id, Some(attrs_of(made))))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        each(ids, |id| async move { Ok(describe(cx, id).await?.map(|association| seen(id, &association))) }).await
    }

    async fn glance(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<Self>>> {
        listed(cx, ids).await
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<PodIdentityAssociationProps, PodIdentityAssociationAttrs>,
    ) -> Result<PodIdentityAssociationAttrs> {
        let (cluster, association) = parts(id);
        if change.has("role_arn") {
            cx.eventually(BUSY, || async {
                let call = cx.api().eks().update_pod_identity_association().cluster_name(cluster);
                let call = call.association_id(association).role_arn(change.new.role_arn.as_str());
                passing(call.send().await.answer(cx.region()), &["does not exist", "cannot be assumed"])
            })
            .await?;
        }
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        _: &Last<PodIdentityAssociationProps, PodIdentityAssociationAttrs>,
    ) -> Result<()> {
        let (cluster, association) = parts(id);
        cx.eventually(BUSY, || async {
            let call = cx.api().eks().delete_pod_identity_association().cluster_name(cluster);
            call.association_id(association).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &PodIdentityAssociationProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_owned::<Self>(cx).await
    }
}

impl InCluster for PodIdentityAssociation {
    async fn names(cx: &Cx<Aws>, cluster: &str) -> Result<Vec<String>> {
        let all = list_all!(cx, cx.api().eks().list_pod_identity_associations().cluster_name(cluster))?;
        Ok(all.into_iter().filter_map(|one| one.association_id).collect())
    }

    async fn tags(cx: &Cx<Aws>, id: &Id) -> Result<Option<Tags>> {
        Ok(describe(cx, id).await?.map(|found| all_tags(found.tags())))
    }
}

impl Named for PodIdentityAssociation {
    fn named(props: &PodIdentityAssociationProps) -> String {
        let PodIdentityAssociationProps { namespace, service_account, cluster_name, .. } = props;
        format!("the role of {namespace}/{service_account} in {cluster_name}")
    }

    async fn there(cx: &Cx<Aws>, props: &PodIdentityAssociationProps) -> Result<Option<(Id, Tags)>> {
        let call = cx.api().eks().list_pod_identity_associations().cluster_name(&props.cluster_name);
        let call = call.namespace(&props.namespace).service_account(&props.service_account);
        let all = if_there(list_all!(cx, call))?.unwrap_or_default();
        let same = all.into_iter().find(|one| {
            one.namespace() == Some(&props.namespace) && one.service_account() == Some(&props.service_account)
        });
        let Some(association) = same.and_then(|one| one.association_id) else { return Ok(None) };
        let id = Id::joined([props.cluster_name.as_str(), &association]);
        Ok(describe(cx, &id).await?.map(|association| (id, all_tags(association.tags()))))
    }
}

async fn describe(cx: &Cx<Aws>, id: &Id) -> Result<Option<sdk::PodIdentityAssociation>> {
    let (cluster, association) = parts(id);
    let call = cx.api().eks().describe_pod_identity_association().cluster_name(cluster).association_id(association);
    Ok(if_there(call.send().await.answer(cx.region()))?.and_then(|told| told.association))
}

fn attrs_of(association: &sdk::PodIdentityAssociation) -> PodIdentityAssociationAttrs {
    PodIdentityAssociationAttrs { arn: Arn::new(association.association_arn().unwrap_or_default()) }
}

fn seen(id: &Id, association: &sdk::PodIdentityAssociation) -> Seen<PodIdentityAssociation> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let props = PodIdentityAssociationProps {
        cluster_name: text(association.cluster_name()),
        namespace: text(association.namespace()),
        service_account: text(association.service_account()),
        role_arn: Arn::new(text(association.role_arn())),
        tags: own_tags(all_tags(association.tags())),
    };
    Seen { id: id.clone(), attrs: attrs_of(association), props, status: Status::Ready }
}
