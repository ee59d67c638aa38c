//! `aws:iam/Role`: what services and people act as.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use archipel_engine::resource::{Change, Cx, ErrorKind, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_iam::types::{self as sdk, AttachedPermissionsBoundary};
use futures::future::try_join_all;

use super::common::{
    CONFLICT, FEW, all_tags, check_name, check_path, check_size, document, role_details, sdk_tags, sync_tags,
};
use crate::aws::{Answer, Aws, OrGone, if_there, list_all, once, own_tags, owned_tags};
use crate::natural::{converge, is_of_stack, is_ours, taken};
use crate::types::{Arn, PolicyDocument, RoleName};

/// What a role is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RoleProps {
    /// The name, unique in the account: up to 64 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename a role")]
    pub name: RoleName,
    /// Who may assume the role: a policy document of up to 2,048 characters without white space.
    pub assume_role_policy: PolicyDocument,
    /// The path, for policies that mean groups of roles by their ARNs.
    #[arg(default = "/", replace = "IAM cannot move a role to another path")]
    pub path: String,
    /// What the role is for: up to 1,000 characters.
    #[arg(default = "")]
    pub description: String,
    /// The longest session that may be asked for, in seconds: 3,600 to 43,200.
    #[arg(default = 3600)]
    pub max_session_duration: u32,
    /// The policy that bounds what the role can be allowed. In force from the role's first moment.
    pub permissions_boundary: Option<Arn>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A role (`CreateRole`).
///
/// Deleting it takes it out of every instance profile, detaches its managed policies and deletes its inline ones,
/// those that others put there included: a service's own instance profile would otherwise keep the role for ever.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>
#[resource("aws:iam/Role", props = RoleProps)]
pub struct Role {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: RoleName,
    /// The stable id that IAM gives it: `AROA...`. A role that is made again under the same name has another.
    pub role_id: String,
}

impl Resource for Role {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("iam")
            .global()
            .terraform(&[("aws_iam_role", "{name}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(2, 2, 3)
            .actions(Actions {
                create: &["iam:CreateRole", "iam:TagRole", "iam:PutRolePermissionsBoundary"],
                read: &["iam:GetRole", "iam:ListRoles", "iam:GetAccountAuthorizationDetails"],
                update: &[
                    "iam:UpdateAssumeRolePolicy",
                    "iam:UpdateRole",
                    "iam:PutRolePermissionsBoundary",
                    "iam:DeleteRolePermissionsBoundary",
                    "iam:TagRole",
                    "iam:UntagRole",
                ],
                delete: &[
                    "iam:DeleteRole",
                    "iam:ListInstanceProfilesForRole",
                    "iam:RemoveRoleFromInstanceProfile",
                    "iam:ListAttachedRolePolicies",
                    "iam:DetachRolePolicy",
                    "iam:ListRolePolicies",
                    "iam:DeleteRolePolicy",
                ],
            })
    }

    fn check(props: &RoleProps) -> Vec<String> {
        let mut wrong = Vec::new();
        wrong.extend(Self::check_text("name", props.name.as_str()));
        wrong.extend(check_path(&props.path));
        wrong.extend(check_size("assume_role_policy", &props.assume_role_policy, 2048));
        if !(3600..=43200).contains(&props.max_session_duration) {
            let given = props.max_session_duration;
            wrong.push(format!("`max_session_duration` is {given} seconds: a role's sessions take 3600 to 43200"));
        }
        let length = props.description.chars().count();
        if length > 1000 {
            wrong.push(format!("`description` has {length} characters: IAM takes up to 1000"));
        }
        wrong
    }

    fn check_text(property: &str, text: &str) -> Option<String> {
        (property == "name").then(|| check_name(property, text, 64)).flatten()
    }

    async fn create(cx: &OpCx<Self>, props: &RoleProps) -> Result<RoleAttrs> {
        let made = OnceLock::new();
        let allocated = cx
            .allocate(props, || async {
                let call = cx
                    .api()
                    .iam()
                    .create_role()
                    .role_name(props.name.as_str())
                    .assume_role_policy_document(props.assume_role_policy.to_json())
                    .path(&props.path)
                    .set_description((!props.description.is_empty()).then(|| props.description.clone()))
                    .max_session_duration(i32::try_from(props.max_session_duration).unwrap_or(i32::MAX))
                    .set_permissions_boundary(props.permissions_boundary.as_ref().map(Arn::to_string))
                    .set_tags(Some(sdk_tags(&owned_tags(cx, &props.tags))));
                let answer = call.customize().config_override(once::iam()).send().await.answer(cx.region())?;
                if let Some(role) = answer.role() {
                    let _ = made.set(attrs_of(role));
                }
                Ok(Id::new(props.name.as_str()))
            })
            .await;
        let id = match allocated {
            Err(error) if error.kind == ErrorKind::AlreadyExists => {
                let tags = get(cx, props.name.as_str()).await.ok().flatten().map(|role| all_tags(role.tags()));
                return Err(taken(error, &format!("the role {}", props.name), tags.as_ref()));
            }
            other => other?,
        };
        match made.into_inner() {
            Some(attrs) => Ok(attrs),
            None => converge(cx, &id, props).await,
        }
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        if ids.len() <= FEW {
            let roles = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
            return roles.iter().flatten().map(|role| seen(role, role.tags(), role.permissions_boundary())).collect();
        }
        // Neither listing has everything: one has the tags and boundaries, the other the descriptions and durations.
        let (details, roles) = futures::try_join!(role_details(cx), list_roles(cx))?;
        let mut all = Vec::new();
        for role in roles.iter().filter(|role| ids.iter().any(|id| id.as_str() == role.role_name())) {
            let detail = details.iter().find(|detail| detail.role_name() == Some(role.role_name()));
            // Made or deleted between the two listings: asked for by itself.
            all.extend(match detail {
                Some(detail) => Some(seen(role, detail.tags(), detail.permissions_boundary())?),
                None => match get(cx, role.role_name()).await? {
                    Some(role) => Some(seen(&role, role.tags(), role.permissions_boundary())?),
                    None => None,
                },
            });
        }
        Ok(all)
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<RoleProps, RoleAttrs>) -> Result<RoleAttrs> {
        let (name, new) = (id.as_str(), &change.new);
        if change.has("assume_role_policy") {
            cx.eventually(&[], || async {
                let call = cx.api().iam().update_assume_role_policy().role_name(name);
                call.policy_document(new.assume_role_policy.to_json()).send().await.answer(cx.region())
            })
            .await?;
        }
        if change.has("description") || change.has("max_session_duration") {
            cx.eventually(&[], || async {
                let seconds = i32::try_from(new.max_session_duration).unwrap_or(i32::MAX);
                let call = cx.api().iam().update_role().role_name(name).description(&new.description);
                call.max_session_duration(seconds).send().await.answer(cx.region())
            })
            .await?;
        }
        if change.has("permissions_boundary") {
            bound(cx, name, new.permissions_boundary.as_ref()).await?;
        }
        sync_tags!(cx, &change.old.tags, &new.tags, tag_role, untag_role, role_name(name))?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<RoleProps, RoleAttrs>) -> Result<()> {
        let name = id.as_str();
        let delete = || async { cx.api().iam().delete_role().role_name(name).send().await.answer(cx.region()) };
        // Policies and profiles of the same stack are gone by now, so that this is mostly the only call.
        match cx.eventually(&[], delete).await {
            Err(error) if error.has_code(CONFLICT) => {}
            other => return other.or_gone(),
        }
        cx.eventually(CONFLICT, || async {
            release(cx, name).await?;
            delete().await
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &RoleProps) -> Result<Vec<Id>> {
        let role = get(cx, props.name.as_str()).await?;
        Ok(role
            .filter(|role| is_ours(cx, &all_tags(role.tags())))
            .map(|role| Id::new(role.role_name()))
            .into_iter()
            .collect())
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let details = role_details(cx).await?;
        let ours = details.iter().filter(|detail| is_of_stack(cx.stack(), &all_tags(detail.tags())));
        Ok(ours.filter_map(|detail| detail.role_name()).map(Id::new).collect())
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let there: Vec<bool> = if ids.len() <= FEW {
            let roles = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
            roles.iter().map(Option::is_some).collect()
        } else {
            let roles = list_roles(cx).await?;
            ids.iter().map(|id| roles.iter().any(|role| role.role_name() == id.as_str())).collect()
        };
        Ok(there.into_iter().map(|there| if there { Status::Ready } else { Status::Absent }).collect())
    }
}

async fn get(cx: &Cx<Aws>, name: &str) -> Result<Option<sdk::Role>> {
    let answer = cx.api().iam().get_role().role_name(name).send().await.answer(cx.region());
    Ok(if_there(answer)?.and_then(|answer| answer.role))
}

async fn list_roles(cx: &Cx<Aws>) -> Result<Vec<sdk::Role>> {
    list_all!(cx, cx.api().iam().list_roles())
}

fn attrs_of(role: &sdk::Role) -> RoleAttrs {
    RoleAttrs { arn: Arn::new(role.arn()), name: RoleName::new(role.role_name()), role_id: role.role_id().to_owned() }
}

fn seen(role: &sdk::Role, tags: &[sdk::Tag], boundary: Option<&AttachedPermissionsBoundary>) -> Result<Seen<Role>> {
    let boundary = boundary.and_then(AttachedPermissionsBoundary::permissions_boundary_arn);
    let props = RoleProps {
        name: RoleName::new(role.role_name()),
        assume_role_policy: document(role.assume_role_policy_document())?,
        path: role.path().to_owned(),
        description: role.description().unwrap_or_default().to_owned(),
        max_session_duration: role.max_session_duration().and_then(|s| u32::try_from(s).ok()).unwrap_or(3600),
        permissions_boundary: boundary.map(Arn::new),
        tags: own_tags(all_tags(tags)),
    };
    Ok(Seen { id: Id::new(role.role_name()), props, attrs: attrs_of(role), status: Status::Ready })
}

/// Sets the boundary, or takes it away. A policy that was made a moment ago is waited for.
async fn bound(cx: &OpCx<Role>, name: &str, boundary: Option<&Arn>) -> Result<()> {
    match boundary {
        Some(policy) => cx
            .eventually(&[], || async {
                let call = cx.api().iam().put_role_permissions_boundary().role_name(name);
                crate::natural::not_yet(call.permissions_boundary(policy.as_str()).send().await.answer(cx.region()))
            })
            .await
            .map(|_| ()),
        None => cx
            .eventually(&[], || async {
                let call = cx.api().iam().delete_role_permissions_boundary().role_name(name);
                call.send().await.answer(cx.region())
            })
            .await
            .or_gone(),
    }
}

/// Takes away everything that keeps a role from being deleted, whoever put it there.
async fn release(cx: &OpCx<Role>, name: &str) -> Result<()> {
    let iam = cx.api().iam();
    for profile in list_all!(cx, iam.list_instance_profiles_for_role().role_name(name))? {
        let call = iam.remove_role_from_instance_profile().role_name(name);
        call.instance_profile_name(profile.instance_profile_name()).send().await.answer(cx.region()).or_gone()?;
    }
    for policy in list_all!(cx, iam.list_attached_role_policies().role_name(name))? {
        let call = iam.detach_role_policy().role_name(name).set_policy_arn(policy.policy_arn);
        call.send().await.answer(cx.region()).or_gone()?;
    }
    for policy in list_all!(cx, iam.list_role_policies().role_name(name))? {
        let call = iam.delete_role_policy().role_name(name).policy_name(policy);
        call.send().await.answer(cx.region()).or_gone()?;
    }
    Ok(())
}
