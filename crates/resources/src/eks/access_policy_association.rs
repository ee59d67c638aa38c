//! `aws:eks/AccessPolicyAssociation`: what a principal may do in a cluster.

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_eks::types::{self as sdk, AccessScopeType};

use super::common::{BUSY, created};
use crate::aws::{Answer, Aws, OrGone, each, if_there, list_all};
use crate::natural::not_yet;
use crate::types::Arn;

/// What the association of an access policy is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AccessPolicyAssociationProps {
    /// The cluster.
    #[arg(replace = "an association stays in its cluster")]
    pub cluster_name: String,
    /// The role or user, which has an access entry.
    #[arg(replace = "an association is for one principal")]
    pub principal_arn: Arn,
    /// What it may do: `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`.
    #[arg(replace = "an association is of one policy")]
    pub policy_arn: Arn,
    /// In which namespaces; in all of the cluster, if not given.
    #[arg(set)]
    pub namespaces: Vec<String>,
}

/// The association of an access policy with an access entry (`AssociateAccessPolicy`). One that is there already is
/// overwritten.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html>
#[resource("aws:eks/AccessPolicyAssociation", props = AccessPolicyAssociationProps)]
pub struct AccessPolicyAssociation {
    /// The role or user.
    #[attr(input = "principal_arn")]
    pub principal_arn: Arn,
    /// What it may do.
    #[attr(input = "policy_arn")]
    pub policy_arn: Arn,
}

impl Resource for AccessPolicyAssociation {
    type Api = Aws;

    fn meta() -> Meta {
        // Associating it twice is the same as associating it once.
        Meta::new("eks")
            .terraform(&[("aws_eks_access_policy_association", "{cluster_name}|{principal_arn}|{policy_arn}")])
            .identity(Identity::ClientToken)
            .unique(&[&["cluster_name", "principal_arn", "policy_arn"]])
            .typical(2, 2, 2)
            .actions(Actions {
                create: &["eks:AssociateAccessPolicy"],
                read: &["eks:ListAssociatedAccessPolicies"],
                update: &["eks:AssociateAccessPolicy"],
                delete: &["eks:DisassociateAccessPolicy"],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &AccessPolicyAssociationProps) -> Result<AccessPolicyAssociationAttrs> {
        cx.allocate(props, || async {
            associate(cx, props).await?;
            Ok(Id::joined([props.cluster_name.as_str(), props.principal_arn.as_str(), props.policy_arn.as_str()]))
        })
        .await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        each(ids, |id| async move {
            let parts = id.parts();
            let [cluster, principal, policy] = parts.as_slice() else { return Ok(None) };
            let call = cx.api().eks().list_associated_access_policies().cluster_name(*cluster);
            let all = if_there(list_all!(cx, call.principal_arn(*principal)))?.unwrap_or_default();
            let found = all.into_iter().find(|one| one.policy_arn() == Some(*policy));
            Ok(found.map(|one| {
                let props = AccessPolicyAssociationProps {
                    cluster_name: (*cluster).to_owned(),
                    principal_arn: Arn::new(*principal),
                    policy_arn: Arn::new(*policy),
                    namespaces: one.access_scope().map(|scope| scope.namespaces().to_vec()).unwrap_or_default(),
                };
                Seen { id: id.clone(), attrs: attrs_of(&props), props, status: Status::Ready }
            }))
        })
        .await
    }

    async fn update(
        cx: &OpCx<Self>,
        _: &Id,
        change: &Change<AccessPolicyAssociationProps, AccessPolicyAssociationAttrs>,
    ) -> Result<AccessPolicyAssociationAttrs> {
        cx.eventually(BUSY, || associate(cx, &change.new)).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        _: &Last<AccessPolicyAssociationProps, AccessPolicyAssociationAttrs>,
    ) -> Result<()> {
        let parts = id.parts();
        let [cluster, principal, policy] = parts.as_slice() else { return Ok(()) };
        cx.eventually(BUSY, || async {
            let call = cx.api().eks().disassociate_access_policy().cluster_name(*cluster).principal_arn(*principal);
            call.policy_arn(*policy).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }
}

async fn associate(cx: &OpCx<AccessPolicyAssociation>, props: &AccessPolicyAssociationProps) -> Result<()> {
    let everywhere = props.namespaces.is_empty();
    let scope = sdk::AccessScope::builder()
        .r#type(if everywhere { AccessScopeType::Cluster } else { AccessScopeType::Namespace })
        .set_namespaces((!everywhere).then(|| props.namespaces.clone()));
    let call = cx
        .api()
        .eks()
        .associate_access_policy()
        .cluster_name(&props.cluster_name)
        .principal_arn(props.principal_arn.as_str())
        .policy_arn(props.policy_arn.as_str())
        .access_scope(scope.build());
    // The entry may have been made by EKS itself a moment ago, with a capability.
    not_yet(created(call.send().await.answer(cx.region()))).map(drop)
}

fn attrs_of(props: &AccessPolicyAssociationProps) -> AccessPolicyAssociationAttrs {
    AccessPolicyAssociationAttrs { principal_arn: props.principal_arn.clone(), policy_arn: props.policy_arn.clone() }
}
