//! `aws:iam/RolePolicyAttachment`: a managed policy on a role.

use std::sync::Arc;

use aws_sdk_iam::types::{AttachedPolicy, RoleDetail};

use super::common::{FEW, parts, role_details};
use crate::prelude::*;

/// The properties of an attachment.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RolePolicyAttachmentProps {
    /// The role.
    #[arg(replace = "it is another attachment", length = 1..=64, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub role: RoleName,
    /// The ARN of a customer managed or AWS managed policy (`arn:aws:iam::aws:policy/...`).
    #[arg(replace = "it is another attachment")]
    pub policy_arn: Arn,
}

/// The attachment of a managed policy to a role (`AttachRolePolicy`).
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>
#[resource("aws:iam/RolePolicyAttachment", props = RolePolicyAttachmentProps)]
pub struct RolePolicyAttachment {
    /// The role.
    #[attr(input = "role")]
    pub role: RoleName,
    /// The policy.
    #[attr(input = "policy_arn")]
    pub policy_arn: Arn,
}

impl Resource for RolePolicyAttachment {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        // Repeating the call has no further effect, so it is sent again after a lost response.
        meta::<Self>()
            .global()
            .terraform(&[("aws_iam_role_policy_attachment", "{role}|{policy_arn}")])
            .unique(&[&["role", "policy_arn"]])
            .typical(Seconds::each(1))
    }

    fn check(props: &RolePolicyAttachmentProps) -> Vec<String> {
        violations! {
            !props.policy_arn.as_str().contains(":policy/") =>
                "invalid `policy_arn` `{}`: expected the ARN of a policy", props.policy_arn;
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &RolePolicyAttachmentProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            let call = cx.api().iam().attach_role_policy().role_name(props.role.as_str());
            send!(cx, call.policy_arn(props.policy_arn.as_str()))?;
            Ok(id_of(props))
        })
        .await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for id in ids {
            let (role, policy) = parts(id);
            wanted.entry(role).or_default().push(policy);
        }
        let details = if wanted.len() <= FEW { Arc::default() } else { role_details(cx).await? };
        let attached: Vec<(String, Vec<AttachedPolicy>)> = if let Some(roles) = &*details {
            let attached = |role: &RoleDetail| {
                Some((role.role_name.clone()?, role.attached_managed_policies.clone().unwrap_or_default()))
            };
            roles.iter().filter_map(attached).collect()
        } else {
            try_join_all(wanted.keys().map(|role| async { Ok(((*role).to_owned(), attached(cx, role).await?)) }))
                .await?
        };
        let mut found = Vec::new();
        for (role, policies) in &attached {
            let Some(wanted) = wanted.get(role.as_str()) else { continue };
            let policies = policies.iter().filter_map(AttachedPolicy::policy_arn);
            found.extend(policies.filter(|policy| wanted.contains(policy)).map(|policy| state_of(role, policy)));
        }
        Ok(found)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (role, policy) = parts(id);
        let call = cx.api().iam().detach_role_policy().role_name(role).policy_arn(policy);
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for RolePolicyAttachment {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &RolePolicyAttachmentProps) -> Result<Vec<Id>> {
        let policies = attached(cx, props.role.as_str()).await?;
        let there = policies.iter().any(|policy| policy.policy_arn() == Some(props.policy_arn.as_str()));
        Ok(there.then(|| id_of(props)).into_iter().collect())
    }
}

fn id_of(props: &RolePolicyAttachmentProps) -> Id {
    Id::joined([props.role.as_str(), props.policy_arn.as_str()])
}

fn attrs_of(props: &RolePolicyAttachmentProps) -> RolePolicyAttachmentAttrs {
    RolePolicyAttachmentAttrs { role: props.role.clone(), policy_arn: props.policy_arn.clone() }
}

/// The policies attached to a role; empty when the role does not exist.
async fn attached(cx: &ReadContext<Aws>, role: &str) -> Result<Vec<AttachedPolicy>> {
    let listed = list_all!(cx, cx.api().iam().list_attached_role_policies().role_name(role));
    Ok(optional(listed)?.unwrap_or_default())
}

fn state_of(role: &str, policy: &str) -> ResourceState<RolePolicyAttachment> {
    let props = RolePolicyAttachmentProps { role: RoleName::new(role), policy_arn: Arn::new(policy) };
    ResourceState { id: id_of(&props), attrs: attrs_of(&props), props, status: Status::Ready }
}
