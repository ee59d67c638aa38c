//! `aws:iam/InstanceProfile`: the role of instances.

use aws_sdk_iam::types as sdk;

use super::common::CONFLICT_CODES;
use crate::lookup::Describe as _;
use crate::prelude::*;

/// The properties of an instance profile.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InstanceProfileProps {
    /// The name, unique in the account: up to 128 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename an instance profile", length = 1..=128, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub name: String,
    /// The role of instances with the profile.
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
    /// The stable id: `AIPA...`.
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

    reads!(read, status);

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
            Err(error) if error.has_code(CONFLICT_CODES) => {}
            other => return other.ignore_not_found(),
        }
        cx.eventually(CONFLICT_CODES, || async {
            clear(cx, id, None).await?;
            delete().await
        })
        .await
        .ignore_not_found()
    }
}

lookup! {
    InstanceProfile: sdk::InstanceProfile, "instance profile" by name,
    list: |cx| {
        // List calls do not return tags.
        let profiles = list_all!(cx, cx.api().iam().list_instance_profiles())?;
        let ids: Vec<Id> = profiles.iter().map(|profile| Id::new(profile.instance_profile_name())).collect();
        Self::describe(cx, &ids).await
    };
    id_of: |profile| Id::new(profile.instance_profile_name()),
    describe: |cx, ids| Ok(try_join_all(ids.iter().map(|id| get(cx, id.as_str()))).await?.into_iter().flatten().collect()),
    tags: |_cx, profile| Ok(Some(all_tags(profile.tags()))),
    state: state,
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

fn state(profile: &sdk::InstanceProfile, tags: Tags) -> Result<State<InstanceProfile>> {
    let props = InstanceProfileProps {
        name: profile.instance_profile_name().to_owned(),
        role: profile.roles().first().map(|role| RoleName::new(role.role_name())),
        path: profile.path().to_owned(),
        tags: own_tags(tags),
    };
    Ok((props, attrs_of(profile)))
}

/// Adds a role. Retries while a new role or profile is not visible yet.
async fn add(cx: &OperationContext<InstanceProfile>, id: &Id, role: &RoleName) -> Result<()> {
    cx.eventually(&[], || async {
        let call = cx.api().iam().add_role_to_instance_profile().instance_profile_name(id.as_str());
        match send!(cx, call.role_name(role.as_str())) {
            // A profile has one role at most. A call with a lost response may have added it.
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

/// Removes the role of the profile unless it is `keep`.
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
