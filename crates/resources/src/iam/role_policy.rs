//! `aws:iam/RolePolicy`: an inline policy of a role.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::common::{FEW, check_size, document, parts, role_details};
use crate::prelude::*;

/// The properties of an inline policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RolePolicyProps {
    /// The role.
    #[arg(replace = "an inline policy is a part of its role", length = 1..=64, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub role: RoleName,
    /// The name, unique in the role: up to 128 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename a policy", length = 1..=128, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub name: String,
    /// The policy document: up to 10,240 characters without white space in all inline policies of the role together.
    pub policy: PolicyDocument,
}

/// An inline policy of a role (`PutRolePolicy`). An existing one of the same name is overwritten: inline policies have
/// neither tags nor owners.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>
#[resource("aws:iam/RolePolicy", props = RolePolicyProps)]
pub struct RolePolicy {
    /// The role.
    #[attr(input = "role")]
    pub role: RoleName,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for RolePolicy {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        // Repeating the call has no further effect, so it is sent again after a lost response.
        meta::<Self>()
            .global()
            .terraform(&[("aws_iam_role_policy", "{role}|{name}")])
            .unique(&[&["role", "name"]])
            .typical(Seconds::each(1))
    }

    fn check(props: &RolePolicyProps) -> Vec<String> {
        check_size("policy", &props.policy, 10_240).into_iter().collect()
    }

    async fn create(cx: &OperationContext<Self>, props: &RolePolicyProps) -> Result<Self::Attrs> {
        cx.allocate(props, || put(cx, props)).await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let roles: BTreeSet<&str> = ids.iter().map(|id| parts(id).0).collect();
        let details = if ids.len() <= FEW { Arc::default() } else { role_details(cx).await? };
        let Some(details) = &*details else {
            return Ok(try_join_all(ids.iter().map(|id| get(cx, id))).await?.into_iter().flatten().collect());
        };
        let mut found = Vec::new();
        for role in details.iter().filter(|role| role.role_name().is_some_and(|name| roles.contains(name))) {
            for policy in role.role_policy_list() {
                let (role, name) = (role.role_name().unwrap_or_default(), policy.policy_name().unwrap_or_default());
                if ids.iter().any(|id| parts(id) == (role, name)) {
                    found.push(state_of(role, name, policy.policy_document())?);
                }
            }
        }
        Ok(found)
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || async { not_found_as_retryable(put(cx, &change.new).await) }).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (role, name) = parts(id);
        let call = cx.api().iam().delete_role_policy().role_name(role).policy_name(name);
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for RolePolicy {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &RolePolicyProps) -> Result<Vec<Id>> {
        Ok(get(cx, &id_of(props)).await?.map(|seen| seen.id).into_iter().collect())
    }
}

fn id_of(props: &RolePolicyProps) -> Id {
    Id::joined([props.role.as_str(), &props.name])
}

fn attrs_of(props: &RolePolicyProps) -> RolePolicyAttrs {
    RolePolicyAttrs { role: props.role.clone(), name: props.name.clone() }
}

async fn put(cx: &OperationContext<RolePolicy>, props: &RolePolicyProps) -> Result<Id> {
    let call = cx.api().iam().put_role_policy().role_name(props.role.as_str()).policy_name(&props.name);
    send!(cx, call.policy_document(props.policy.to_json()))?;
    Ok(id_of(props))
}

async fn get(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<ResourceState<RolePolicy>>> {
    let (role, name) = parts(id);
    let call = cx.api().iam().get_role_policy().role_name(role).policy_name(name);
    let policy = optional(send!(cx, call))?;
    policy.map(|policy| state_of(role, name, Some(policy.policy_document()))).transpose()
}

fn state_of(role: &str, name: &str, text: Option<&str>) -> Result<ResourceState<RolePolicy>> {
    let props = RolePolicyProps { role: RoleName::new(role), name: name.to_owned(), policy: document(text)? };
    Ok(ResourceState { id: id_of(&props), attrs: attrs_of(&props), props, status: Status::Ready })
}
