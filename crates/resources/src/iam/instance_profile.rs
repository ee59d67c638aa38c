//! `aws:iam/InstanceProfile`: the role that instances act as.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use archipel_engine::resource::{Change, Cx, ErrorKind, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_iam::types as sdk;
use futures::future::try_join_all;

use super::common::{CONFLICT, all_tags, check_name, check_path, sdk_tags, sync_tags};
use crate::aws::{Answer, Aws, OrGone, if_there, list_all, once, own_tags, owned_tags};
use crate::natural::{converge, is_of_stack, is_ours, not_yet, taken};
use crate::types::{Arn, RoleName};

/// What an instance profile is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InstanceProfileProps {
    /// The name, unique in the account: up to 128 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename an instance profile")]
    pub name: String,
    /// The role that instances with the profile act as. There is room for one.
    pub role: Option<RoleName>,
    /// The path.
    #[arg(default = "/", replace = "IAM cannot move an instance profile to another path")]
    pub path: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An instance profile and the role in it (`CreateInstanceProfile`, `AddRoleToInstanceProfile`).
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html>
#[resource("aws:iam/InstanceProfile", props = InstanceProfileProps)]
pub struct InstanceProfile {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The stable id that IAM gives it: `AIPA...`.
    pub instance_profile_id: String,
}

impl Resource for InstanceProfile {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("iam")
            .global()
            .terraform(&[("aws_iam_instance_profile", "{name}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .typical(2, 2, 2)
            .actions(Actions {
                create: &[
                    "iam:CreateInstanceProfile",
                    "iam:TagInstanceProfile",
                    "iam:AddRoleToInstanceProfile",
                    "iam:PassRole",
                ],
                read: &["iam:GetInstanceProfile", "iam:ListInstanceProfiles", "iam:ListInstanceProfileTags"],
                update: &[
                    "iam:AddRoleToInstanceProfile",
                    "iam:RemoveRoleFromInstanceProfile",
                    "iam:PassRole",
                    "iam:TagInstanceProfile",
                    "iam:UntagInstanceProfile",
                ],
                delete: &["iam:DeleteInstanceProfile", "iam:GetInstanceProfile", "iam:RemoveRoleFromInstanceProfile"],
            })
    }

    fn check(props: &InstanceProfileProps) -> Vec<String> {
        let mut wrong = Vec::new();
        wrong.extend(check_name("name", &props.name, 128));
        wrong.extend(props.role.as_ref().and_then(|role| check_name("role", role.as_str(), 64)));
        wrong.extend(check_path(&props.path));
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &InstanceProfileProps) -> Result<InstanceProfileAttrs> {
        let made = OnceLock::new();
        let allocated = cx
            .allocate(props, || async {
                let call = cx.api().iam().create_instance_profile().instance_profile_name(&props.name);
                let call = call.path(&props.path).set_tags(Some(sdk_tags(&owned_tags(cx, &props.tags))));
                let answer = call.customize().config_override(once::iam()).send().await.answer(cx.region())?;
                if let Some(profile) = answer.instance_profile() {
                    let _ = made.set(attrs_of(profile));
                }
                Ok(Id::new(&props.name))
            })
            .await;
        let id = match allocated {
            Err(error) if error.kind == ErrorKind::AlreadyExists => {
                let tags = get(cx, &props.name).await.ok().flatten().map(|profile| all_tags(profile.tags()));
                return Err(taken(error, &format!("the instance profile {}", props.name), tags.as_ref()));
            }
            other => other?,
        };
        let Some(attrs) = made.into_inner() else { return converge(cx, &id, props).await };
        if let Some(role) = &props.role {
            add(cx, &id, role).await?;
        }
        Ok(attrs)
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        // What lists them does not tell their tags.
        let profiles = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
        Ok(profiles.iter().flatten().map(seen).collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<InstanceProfileProps, InstanceProfileAttrs>,
    ) -> Result<InstanceProfileAttrs> {
        let (name, new) = (id.as_str(), &change.new);
        if change.has("role") {
            clear(cx, id, new.role.as_ref()).await?;
            if let Some(role) = &new.role {
                add(cx, id, role).await?;
            }
        }
        sync_tags!(
            cx,
            &change.old.tags,
            &new.tags,
            tag_instance_profile,
            untag_instance_profile,
            instance_profile_name(name)
        )?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<InstanceProfileProps, InstanceProfileAttrs>) -> Result<()> {
        clear(cx, id, None).await.or_gone()?;
        let delete = || async {
            let call = cx.api().iam().delete_instance_profile().instance_profile_name(id.as_str());
            call.send().await.answer(cx.region())
        };
        match cx.eventually(&[], delete).await {
            Err(error) if error.has_code(CONFLICT) => {}
            other => return other.or_gone(),
        }
        cx.eventually(CONFLICT, || async {
            clear(cx, id, None).await?;
            delete().await
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, props: &InstanceProfileProps) -> Result<Vec<Id>> {
        let profile = get(cx, &props.name).await?.filter(|profile| is_ours(cx, &all_tags(profile.tags())));
        Ok(profile.map(|_| Id::new(&props.name)).into_iter().collect())
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let profiles = list_all!(cx, cx.api().iam().list_instance_profiles())?;
        let read = profiles.iter().map(|profile| get(cx, profile.instance_profile_name()));
        let profiles = try_join_all(read).await?;
        let ours = profiles.iter().flatten().filter(|profile| is_of_stack(cx.stack(), &all_tags(profile.tags())));
        Ok(ours.map(|profile| Id::new(profile.instance_profile_name())).collect())
    }
}

async fn get(cx: &Cx<Aws>, name: &str) -> Result<Option<sdk::InstanceProfile>> {
    let call = cx.api().iam().get_instance_profile().instance_profile_name(name);
    Ok(if_there(call.send().await.answer(cx.region()))?.and_then(|answer| answer.instance_profile))
}

fn attrs_of(profile: &sdk::InstanceProfile) -> InstanceProfileAttrs {
    InstanceProfileAttrs {
        arn: Arn::new(profile.arn()),
        name: profile.instance_profile_name().to_owned(),
        instance_profile_id: profile.instance_profile_id().to_owned(),
    }
}

fn seen(profile: &sdk::InstanceProfile) -> Seen<InstanceProfile> {
    let props = InstanceProfileProps {
        name: profile.instance_profile_name().to_owned(),
        role: profile.roles().first().map(|role| RoleName::new(role.role_name())),
        path: profile.path().to_owned(),
        tags: own_tags(all_tags(profile.tags())),
    };
    Seen { id: Id::new(profile.instance_profile_name()), attrs: attrs_of(profile), props, status: Status::Ready }
}

/// Puts a role in. A role or profile that was made a moment ago is waited for.
async fn add(cx: &OpCx<InstanceProfile>, id: &Id, role: &RoleName) -> Result<()> {
    cx.eventually(&[], || async {
        let call = cx.api().iam().add_role_to_instance_profile().instance_profile_name(id.as_str());
        match call.role_name(role.as_str()).send().await.answer(cx.region()) {
            // There is room for one: it may be this one, put there by a call whose answer was lost.
            Err(error) if error.kind == ErrorKind::Quota => {
                let profile = get(cx, id.as_str()).await?;
                let there = profile.is_some_and(|p| p.roles().iter().any(|r| r.role_name() == role.as_str()));
                if there { Ok(()) } else { Err(error) }
            }
            answer => not_yet(answer).map(|_| ()),
        }
    })
    .await
}

/// Takes out whatever role is in it, except for `keep`.
async fn clear(cx: &OpCx<InstanceProfile>, id: &Id, keep: Option<&RoleName>) -> Result<()> {
    cx.eventually(&[], || async {
        let profile = get(cx, id.as_str()).await?;
        for role in profile.iter().flat_map(|profile| profile.roles()).map(sdk::Role::role_name) {
            if keep.is_none_or(|keep| keep.as_str() != role) {
                let call = cx.api().iam().remove_role_from_instance_profile().role_name(role);
                call.instance_profile_name(id.as_str()).send().await.answer(cx.region()).or_gone()?;
            }
        }
        Ok(())
    })
    .await
}
