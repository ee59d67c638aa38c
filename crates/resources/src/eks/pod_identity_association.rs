//! `aws:eks/PodIdentityAssociation`: the role of a service account's pods.

use aws_sdk_eks::types as sdk;

use super::common::{CONFLICT_CODES, created, parts, update_tags};
use super::in_cluster::{in_cluster, lookup_in_cluster};
use crate::prelude::*;

/// The properties of the association of a role.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PodIdentityAssociationProps {
    /// The cluster.
    #[arg(replace = "an association stays in its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The namespace of the service account.
    #[arg(
        replace = "an association is for one service account",
        length = 1..=63, pattern = "[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    )]
    pub namespace: String,
    /// The service account.
    #[arg(
        replace = "an association is for one service account",
        length = 1..=253, pattern = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?",
    )]
    pub service_account: String,
    /// The role. Its trust policy must allow `pods.eks.amazonaws.com` to call `sts:AssumeRole` and `sts:TagSession`.
    pub role_arn: Arn,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The association of a role with a service account (`CreatePodIdentityAssociation`). Running pods get the role after a
/// restart.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html>
#[resource("aws:eks/PodIdentityAssociation", props = PodIdentityAssociationProps)]
pub struct PodIdentityAssociation {
    /// The ARN.
    pub arn: Arn,
}

impl Resource for PodIdentityAssociation {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eks_pod_identity_association", "{cluster_name}|{association_id}")])
            .unique(&[&["cluster_name", "namespace", "service_account"]])
            .typical(Seconds { create: 3, update: 2, delete: 2 })
    }

    async fn create(cx: &OperationContext<Self>, props: &PodIdentityAssociationProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().eks();
            let call = api
                .create_pod_identity_association()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .namespace(&props.namespace)
                .service_account(&props.service_account)
                .role_arn(props.role_arn.as_str())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            let response = created(send!(cx, call))?;
            let made = response.association().ok_or_else(|| unreadable("association"))?;
            let id = Id::joined([props.cluster_name.as_str(), made.association_id().unwrap_or_default()]);
            Ok((id, Some(attrs_of(made))))
        })
        .await
    }

    in_cluster!();

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (cluster, association) = parts(id);
        if change.has("role_arn") {
            cx.eventually(CONFLICT_CODES, || async {
                let call = cx.api().eks().update_pod_identity_association().cluster_name(cluster);
                let call = call.association_id(association).role_arn(change.new.role_arn.as_str());
                retry_on(send!(cx, call), &["does not exist", "cannot be assumed"])
            })
            .await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (cluster, association) = parts(id);
        let call = cx.api().eks().delete_pod_identity_association().cluster_name(cluster);
        retry!(cx, CONFLICT_CODES, call.association_id(association)).ignore_not_found()
    }
}

lookup_in_cluster! {
    PodIdentityAssociation: sdk::PodIdentityAssociation {
        describe_pod_identity_association / association_id => association
    },
    "pod identity association" keyed |props| {
        format!("{}|{}/{}", props.cluster_name, props.namespace, props.service_account)
    },
    names: |cx, cluster| {
        let all = list_all!(cx, cx.api().eks().list_pod_identity_associations().cluster_name(cluster))?;
        // Those of an add-on are a property of it.
        let own = all.into_iter().filter(|one| one.owner_arn().is_none_or(str::is_empty));
        Ok(own.filter_map(|one| one.association_id).collect())
    },
    find: |cx, props| {
        let call = cx.api().eks().list_pod_identity_associations().cluster_name(&props.cluster_name);
        let call = call.namespace(&props.namespace).service_account(&props.service_account);
        let all = optional(list_all!(cx, call))?.unwrap_or_default();
        let same = all.into_iter().find(|one| {
            one.namespace() == Some(&props.namespace) && one.service_account() == Some(&props.service_account)
        });
        let Some(association) = same.and_then(|one| one.association_id) else { return Ok(None) };
        describe_one::<Self>(cx, &Id::joined([props.cluster_name.as_str(), &association])).await
    };
    id: association_id,
    state: state,
}

fn attrs_of(association: &sdk::PodIdentityAssociation) -> PodIdentityAssociationAttrs {
    PodIdentityAssociationAttrs { arn: Arn::new(association.association_arn().unwrap_or_default()) }
}

fn state(association: &sdk::PodIdentityAssociation, tags: Tags) -> Result<State<PodIdentityAssociation>> {
    let props = PodIdentityAssociationProps {
        cluster_name: text(association.cluster_name()),
        namespace: text(association.namespace()),
        service_account: text(association.service_account()),
        role_arn: Arn::new(text(association.role_arn())),
        tags: own_tags(tags),
    };
    Ok((props, attrs_of(association)))
}
