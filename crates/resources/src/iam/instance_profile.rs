//! `aws:iam/InstanceProfile`: the role that instances act as.

use aws_sdk_iam::types as sdk;

use super::common::CONFLICT;
use crate::prelude::*;

/// What an instance profile is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InstanceProfileProps {
    /// The name, unique in the account: up to 128 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename an instance profile", length = 1..=128, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub name: String,
    /// The role that instances with the profile act as. There is room for one.
    #[arg(length = 1..=64, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub role: Option<RoleName>,
    /// The path.
    #[arg(
        default = "/", replace = "IAM cannot move an instance profile to another path",
        length = 1..=512, pattern = "/|/[!-~]+/",
    )]
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
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().global().terraform(&[("aws_iam_instance_profile", "{name}")]).unique(&[&["name"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &InstanceProfileProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let call = cx.api().iam().create_instance_profile().instance_profile_name(&props.name);
            let call = call.path(&props.path).set_tags(Some(create_tags(cx, &props.tags)));
            let response = send!(cx, call.customize().config_override(no_retry::iam()))?;
            Ok((Id::new(&props.name), response.instance_profile().map(attrs_of)))
        })
        .await?;
        if let Some(role) = &props.role {
            add(cx, &Id::new(&props.name), role).await?;
        }
        Ok(attrs)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        // List calls do not return tags.
        let profiles = try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?;
        Ok(profiles.iter().flatten().map(seen).collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (name, new) = (id.as_str(), &change.new);
        if change.has("role") {
            clear(cx, id, new.role.as_ref()).await?;
            if let Some(role) = &new.role {
                add(cx, id, role).await?;
            }
        }
        update_tags!(cx, iam, tag_instance_profile / untag_instance_profile, instance_profile_name(name); &change.old.tags => &new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        clear(cx, id, None).await.ignore_not_found()?;
        let delete = || async {
            let call = cx.api().iam().delete_instance_profile().instance_profile_name(id.as_str());
            send!(cx, call)
        };
        match cx.eventually(&[], delete).await {
            Err(error) if error.has_code(CONFLICT) => {}
            other => return other.ignore_not_found(),
        }
        cx.eventually(CONFLICT, || async {
            clear(cx, id, None).await?;
            delete().await
        })
        .await
        .ignore_not_found()
    }
}

impl NaturalKey for InstanceProfile {
    fn display_name(props: &InstanceProfileProps) -> String {
        format!("the instance profile {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &InstanceProfileProps) -> Result<Option<(Id, Tags)>> {
        let profile = get(cx, &props.name).await?;
        Ok(profile.map(|profile| (Id::new(&props.name), all_tags(profile.tags()))))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let profiles = list_all!(cx, cx.api().iam().list_instance_profiles())?;
        let read = profiles.iter().map(|profile| get(cx, profile.instance_profile_name()));
        let profiles = try_join_all(read).await?;
        let ours = profiles.iter().flatten().filter(|profile| is_of_stack(cx.stack(), &all_tags(profile.tags())));
        Ok(ours.map(|profile| Id::new(profile.instance_profile_name())).collect())
    }
}

async fn get(cx: &ReadContext<Aws>, name: &str) -> Result<Option<sdk::InstanceProfile>> {
    let call = cx.api().iam().get_instance_profile().instance_profile_name(name);
    Ok(optional(send!(cx, call))?.and_then(|answer| answer.instance_profile))
}

fn attrs_of(profile: &sdk::InstanceProfile) -> InstanceProfileAttrs {
    InstanceProfileAttrs {
        arn: Arn::new(profile.arn()),
        name: profile.instance_profile_name().to_owned(),
        instance_profile_id: profile.instance_profile_id().to_owned(),
    }
}

fn seen(profile: &sdk::InstanceProfile) -> ResourceState<InstanceProfile> {
    let props = InstanceProfileProps {
        name: profile.instance_profile_name().to_owned(),
        role: profile.roles().first().map(|role| RoleName::new(role.role_name())),
        path: profile.path().to_owned(),
        tags: own_tags(all_tags(profile.tags())),
    };
    ResourceState {
        id: Id::new(profile.instance_profile_name()),
        attrs: attrs_of(profile),
        props,
        status: Status::Ready,
    }
}

/// Puts a role in. A role or profile that was made a moment ago is waited for.
async fn add(cx: &OperationContext<InstanceProfile>, id: &Id, role: &RoleName) -> Result<()> {
    cx.eventually(&[], || async {
        let call = cx.api().iam().add_role_to_instance_profile().instance_profile_name(id.as_str());
        match send!(cx, call.role_name(role.as_str())) {
            // There is room for one: it may be this one, put there by a call whose answer was lost.
            Err(error) if error.kind == ErrorKind::Quota => {
                let profile = get(cx, id.as_str()).await?;
                let there = profile.is_some_and(|p| p.roles().iter().any(|r| r.role_name() == role.as_str()));
                if there { Ok(()) } else { Err(error) }
            }
            answer => not_found_as_retryable(answer).map(|_| ()),
        }
    })
    .await
}

/// Takes out whatever role is in it, except for `keep`.
async fn clear(cx: &OperationContext<InstanceProfile>, id: &Id, keep: Option<&RoleName>) -> Result<()> {
    cx.eventually(&[], || async {
        let profile = get(cx, id.as_str()).await?;
        for role in profile.iter().flat_map(|profile| profile.roles()).map(sdk::Role::role_name) {
            if keep.is_none_or(|keep| keep.as_str() != role) {
                let call = cx.api().iam().remove_role_from_instance_profile().role_name(role);
                send!(cx, call.instance_profile_name(id.as_str())).ignore_not_found()?;
            }
        }
        Ok(())
    })
    .await
}
