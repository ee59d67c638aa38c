//! `aws:iam/RolePolicyAttachment`: a managed policy on a role.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_iam::types::{AttachedPolicy, RoleDetail};
use futures::future::try_join_all;

use super::common::{FEW, check_name, role_details};
use crate::aws::{Answer, Aws, OrGone, if_there, list_all};
use crate::types::{Arn, RoleName};

/// What an attachment is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RolePolicyAttachmentProps {
    /// The role.
    #[arg(replace = "it is another attachment")]
    pub role: RoleName,
    /// The policy: one of the account's own, or one of AWS's (`arn:aws:iam::aws:policy/...`).
    #[arg(replace = "it is another attachment")]
    pub policy_arn: Arn,
}

/// A managed policy that is attached to a role (`AttachRolePolicy`).
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

    fn meta() -> Meta {
        // Attaching twice is the same as attaching once, so that a call whose answer was lost is simply sent again.
        Meta::new("iam")
            .global()
            .terraform(&[("aws_iam_role_policy_attachment", "{role}|{policy_arn}")])
            .identity(Identity::ClientToken)
            .unique(&[&["role", "policy_arn"]])
            .typical(1, 1, 1)
            .actions(Actions {
                create: &["iam:AttachRolePolicy"],
                read: &["iam:ListAttachedRolePolicies", "iam:GetAccountAuthorizationDetails"],
                update: &[],
                delete: &["iam:DetachRolePolicy"],
            })
    }

    fn check(props: &RolePolicyAttachmentProps) -> Vec<String> {
        let mut wrong: Vec<String> = check_name("role", props.role.as_str(), 64).into_iter().collect();
        if !props.policy_arn.as_str().contains(":policy/") {
            wrong.push(format!("`policy_arn` is {}: that is no policy", props.policy_arn));
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &RolePolicyAttachmentProps) -> Result<RolePolicyAttachmentAttrs> {
        cx.allocate(props, || async {
            let call = cx.api().iam().attach_role_policy().role_name(props.role.as_str());
            call.policy_arn(props.policy_arn.as_str()).send().await.answer(cx.region())?;
            Ok(id_of(props))
        })
        .await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for id in ids {
            let (role, policy) = parts(id);
            wanted.entry(role).or_default().push(policy);
        }
        let attached: Vec<(String, Vec<AttachedPolicy>)> = if wanted.len() <= FEW {
            try_join_all(wanted.keys().map(|role| async { Ok(((*role).to_owned(), attached(cx, role).await?)) }))
                .await?
        } else {
            let roles = role_details(cx).await?;
            let attached = |role: &RoleDetail| {
                Some((role.role_name.clone()?, role.attached_managed_policies.clone().unwrap_or_default()))
            };
            roles.iter().filter_map(attached).collect()
        };
        let mut found = Vec::new();
        for (role, policies) in &attached {
            let Some(wanted) = wanted.get(role.as_str()) else { continue };
            let policies = policies.iter().filter_map(AttachedPolicy::policy_arn);
            found.extend(policies.filter(|policy| wanted.contains(policy)).map(|policy| seen(role, policy)));
        }
        Ok(found)
    }

    /// Every property replaces it.
    async fn update(
        _: &OpCx<Self>,
        _: &Id,
        change: &Change<RolePolicyAttachmentProps, RolePolicyAttachmentAttrs>,
    ) -> Result<RolePolicyAttachmentAttrs> {
        Ok(change.attrs.clone())
    }

    async fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        _: &Last<RolePolicyAttachmentProps, RolePolicyAttachmentAttrs>,
    ) -> Result<()> {
        let (role, policy) = parts(id);
        cx.eventually(&[], || async {
            let call = cx.api().iam().detach_role_policy().role_name(role).policy_arn(policy);
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &RolePolicyAttachmentProps) -> Result<Vec<Id>> {
        let policies = attached(cx, props.role.as_str()).await?;
        let there = policies.iter().any(|policy| policy.policy_arn() == Some(props.policy_arn.as_str()));
        Ok(there.then(|| id_of(props)).into_iter().collect())
    }
}

fn id_of(props: &RolePolicyAttachmentProps) -> Id {
    Id::joined([props.role.as_str(), props.policy_arn.as_str()])
}

/// Role and policy of an id. Neither can have a `|` in it.
fn parts(id: &Id) -> (&str, &str) {
    id.as_str().split_once('|').unwrap_or((id.as_str(), ""))
}

fn attrs_of(props: &RolePolicyAttachmentProps) -> RolePolicyAttachmentAttrs {
    RolePolicyAttachmentAttrs { role: props.role.clone(), policy_arn: props.policy_arn.clone() }
}

/// What is attached to a role: nothing, if there is no such role.
async fn attached(cx: &Cx<Aws>, role: &str) -> Result<Vec<AttachedPolicy>> {
    let listed = list_all!(cx, cx.api().iam().list_attached_role_policies().role_name(role));
    Ok(if_there(listed)?.unwrap_or_default())
}

fn seen(role: &str, policy: &str) -> Seen<RolePolicyAttachment> {
    let props = RolePolicyAttachmentProps { role: RoleName::new(role), policy_arn: Arn::new(policy) };
    Seen { id: id_of(&props), attrs: attrs_of(&props), props, status: Status::Ready }
}
