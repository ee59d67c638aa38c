//! `aws:eks/AccessPolicyAssociation`: the rights of a principal in a cluster.

use aws_sdk_eks::types::{self as sdk, AccessScopeType};

use super::common::{CONFLICT_CODES, created};
use crate::prelude::*;

/// The properties of the association of an access policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AccessPolicyAssociationProps {
    /// The cluster.
    #[arg(replace = "an association stays in its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The role or user, which must have an access entry.
    #[arg(replace = "an association is for one principal")]
    pub principal_arn: Arn,
    /// The ARN of the access policy: `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`.
    #[arg(replace = "an association is of one policy")]
    pub policy_arn: Arn,
    /// The namespaces. The default is the whole cluster.
    #[arg(set)]
    pub namespaces: Vec<String>,
}

/// The association of an access policy with an access entry (`AssociateAccessPolicy`). An existing one is overwritten.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html>
#[resource("aws:eks/AccessPolicyAssociation", props = AccessPolicyAssociationProps)]
pub struct AccessPolicyAssociation {
    /// The role or user.
    #[attr(input = "principal_arn")]
    pub principal_arn: Arn,
    /// The ARN of the access policy.
    #[attr(input = "policy_arn")]
    pub policy_arn: Arn,
}

impl Resource for AccessPolicyAssociation {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        // Repeating the call has no further effect.
        meta::<Self>()
            .terraform(&[("aws_eks_access_policy_association", "{cluster_name}|{principal_arn}|{policy_arn}")])
            .unique(&[&["cluster_name", "principal_arn", "policy_arn"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &AccessPolicyAssociationProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            associate(cx, props).await?;
            Ok(id_of(props))
        })
        .await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let parts = id.parts();
            let [cluster, principal, policy] = parts.as_slice() else { return Ok(None) };
            let call = cx.api().eks().list_associated_access_policies().cluster_name(*cluster);
            let all = optional(list_all!(cx, call.principal_arn(*principal)))?.unwrap_or_default();
            let found = all.into_iter().find(|one| one.policy_arn() == Some(*policy));
            Ok(found.map(|one| {
                let props = AccessPolicyAssociationProps {
                    cluster_name: (*cluster).to_owned(),
                    principal_arn: Arn::new(*principal),
                    policy_arn: Arn::new(*policy),
                    namespaces: one.access_scope().map(|scope| scope.namespaces().to_vec()).unwrap_or_default(),
                };
                ResourceState { id: id.clone(), attrs: attrs_of(&props), props, status: Status::Ready }
            }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(CONFLICT_CODES, || associate(cx, &change.new)).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let parts = id.parts();
        let [cluster, principal, policy] = parts.as_slice() else { return Ok(()) };
        let call = cx.api().eks().disassociate_access_policy().cluster_name(*cluster).principal_arn(*principal);
        retry!(cx, CONFLICT_CODES, call.policy_arn(*policy)).ignore_not_found()
    }
}

impl Identity<Self> for AccessPolicyAssociation {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &AccessPolicyAssociationProps) -> Result<Vec<Id>> {
        let found = Self::read(cx, &[id_of(props)]).await?;
        Ok(found.into_iter().map(|found| found.id).collect())
    }
}

async fn associate(cx: &OperationContext<AccessPolicyAssociation>, props: &AccessPolicyAssociationProps) -> Result<()> {
    let everywhere = props.namespaces.is_empty();
    let scope = sdk::AccessScope::builder()
        .r#type(if everywhere { AccessScopeType::Cluster } else { AccessScopeType::Namespace })
        .set_namespaces((!everywhere).then(|| props.namespaces.clone()));
    let api = cx.api().eks();
    let call = api
        .associate_access_policy()
        .cluster_name(&props.cluster_name)
        .principal_arn(props.principal_arn.as_str())
        .policy_arn(props.policy_arn.as_str())
        .access_scope(scope.build());
    // EKS may have created the access entry itself, with a capability, and it may not be visible yet.
    not_found_as_retryable(created(send!(cx, call))).map(drop)
}

fn id_of(props: &AccessPolicyAssociationProps) -> Id {
    Id::joined([props.cluster_name.as_str(), props.principal_arn.as_str(), props.policy_arn.as_str()])
}

fn attrs_of(props: &AccessPolicyAssociationProps) -> AccessPolicyAssociationAttrs {
    AccessPolicyAssociationAttrs { principal_arn: props.principal_arn.clone(), policy_arn: props.policy_arn.clone() }
}
