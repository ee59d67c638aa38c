//! `aws:iam/Role`: an identity with permissions, for services and people.

use aws_sdk_iam::types::{self as sdk, AttachedPermissionsBoundary, RoleDetail};

use super::common::{CONFLICT_CODES, FEW, check_size, document, role_details};
use crate::prelude::*;

/// The properties of a role.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RoleProps {
    /// The name, unique in the account: up to 64 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename a role", length = 1..=64, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub name: RoleName,
    /// The trust policy: a document of up to 2,048 characters without white space.
    pub assume_role_policy: PolicyDocument,
    /// The path, which policies can match in ARNs.
    #[arg(default = "/", replace = "IAM cannot move a role to another path", length = 1..=512, pattern = "/|/[!-~]+/")]
    pub path: String,
    /// The description: up to 1,000 characters.
    #[arg(default = "", length = ..=1000, pattern = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*")]
    pub description: String,
    /// The maximum session duration in seconds: 3,600 to 43,200.
    #[arg(default = 3600, range = 3600..=43200)]
    pub max_session_duration: u32,
    /// The permissions boundary: the policy that limits the permissions of the role. It applies from the creation.
    pub permissions_boundary: Option<Arn>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A role (`CreateRole`).
///
/// A delete removes the role from all instance profiles, detaches its managed policies and deletes its inline policies,
/// including those of other tools: an instance profile that a service created would otherwise block the delete
/// permanently.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>
#[resource("aws:iam/Role", props = RoleProps)]
pub struct Role {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: RoleName,
    /// The stable id: `AROA...`. A recreated role has another id.
    pub role_id: String,
}

impl Resource for Role {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().global().terraform(&[("aws_iam_role", "{name}")]).unique(&[&["name"]]).typical(Seconds {
            create: 2,
            update: 2,
            delete: 3,
        })
    }

    fn check(props: &RoleProps) -> Vec<String> {
        check_size("assume_role_policy", &props.assume_role_policy, 2048).into_iter().collect()
    }

    async fn create(cx: &OperationContext<Self>, props: &RoleProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().iam();
            let call = api
                .create_role()
                .role_name(props.name.as_str())
                .assume_role_policy_document(props.assume_role_policy.to_json())
                .path(&props.path)
                .set_description((!props.description.is_empty()).then(|| props.description.clone()))
                .max_session_duration(number(props.max_session_duration))
                .set_permissions_boundary(props.permissions_boundary.as_ref().map(Arn::to_string))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = send!(cx, call.customize().config_override(no_retry::iam()))?;
            Ok((Id::new(props.name.as_str()), response.role().map(attrs_of)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (name, new) = (id.as_str(), &change.new);
        if change.has("assume_role_policy") {
            let call = cx.api().iam().update_assume_role_policy().role_name(name);
            retry!(cx, &[], call.policy_document(new.assume_role_policy.to_json()))?;
        }
        if change.has("description") || change.has("max_session_duration") {
            let seconds = i32::try_from(new.max_session_duration).unwrap_or(i32::MAX);
            let call = cx.api().iam().update_role().role_name(name).description(&new.description);
            retry!(cx, &[], call.max_session_duration(seconds))?;
        }
        if change.has("permissions_boundary") {
            bound(cx, name, new.permissions_boundary.as_ref()).await?;
        }
        update_tags!(cx, iam, tag_role / untag_role, role_name(name); &change.old.tags => &new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let name = id.as_str();
        let delete = || async { send!(cx, cx.api().iam().delete_role().role_name(name)) };
        // Policies and profiles of the same stack are deleted before, so this is usually the only call.
        match cx.eventually(&[], delete).await {
            Err(error) if error.has_code(CONFLICT_CODES) => {}
            other => return other.ignore_not_found(),
        }
        cx.eventually(CONFLICT_CODES, || async {
            release(cx, name).await?;
            delete().await
        })
        .await
        .ignore_not_found()
    }
}

lookup! {
    Role: sdk::Role, "role" by name,
    list: |cx| from_lists(cx, |_| true).await;
    id_of: |role| Id::new(role.role_name()),
    describe: |cx, ids| {
        if ids.len() <= FEW {
            return read_each(ids, |id| get(cx, id.as_str())).await;
        }
        from_lists(cx, |name| ids.iter().any(|id| id.as_str() == name)).await
    },
    tags: |_cx, role| Ok(Some(all_tags(role.tags()))),
    state: |role, tags| {
        let boundary = role.permissions_boundary().and_then(AttachedPermissionsBoundary::permissions_boundary_arn);
        let props = RoleProps {
            name: RoleName::new(role.role_name()),
            assume_role_policy: document(role.assume_role_policy_document())?,
            path: role.path().to_owned(),
            description: text(role.description()),
            max_session_duration: role.max_session_duration().and_then(|s| u32::try_from(s).ok()).unwrap_or(3600),
            permissions_boundary: boundary.map(Arn::new),
            tags: own_tags(tags),
        };
        Ok((props, attrs_of(role)))
    },
}

async fn get(cx: &ReadContext<Aws>, name: &str) -> Result<Option<sdk::Role>> {
    let answer = send!(cx, cx.api().iam().get_role().role_name(name));
    Ok(optional(answer)?.and_then(|answer| answer.role))
}

/// Reads roles from two lists, of which neither is complete: one has the tags and boundaries, the other the descriptions
/// and durations.
async fn from_lists(cx: &ReadContext<Aws>, wanted: impl Fn(&str) -> bool) -> Result<Vec<sdk::Role>> {
    let (details, mut roles) =
        futures::try_join!(role_details(cx), async { list_all!(cx, cx.api().iam().list_roles()) })?;
    roles.retain(|role| wanted(role.role_name()));
    let mut complete = Vec::new();
    for mut role in roles {
        let detail = |detail: &&RoleDetail| detail.role_name() == Some(role.role_name());
        match details.iter().flatten().find(detail) {
            Some(detail) => {
                role.tags.clone_from(&detail.tags);
                role.permissions_boundary.clone_from(&detail.permissions_boundary);
                complete.push(role);
            }
            // It was created or deleted between the two lists, or the first one is not allowed.
            None => complete.extend(get(cx, role.role_name()).await?),
        }
    }
    Ok(complete)
}

fn attrs_of(role: &sdk::Role) -> RoleAttrs {
    RoleAttrs { arn: Arn::new(role.arn()), name: RoleName::new(role.role_name()), role_id: role.role_id().to_owned() }
}

/// Sets or removes the boundary. Retries while a new policy is not visible yet.
async fn bound(cx: &OperationContext<Role>, name: &str, boundary: Option<&Arn>) -> Result<()> {
    let iam = cx.api().iam();
    match boundary {
        Some(policy) => {
            let call = iam.put_role_permissions_boundary().role_name(name).permissions_boundary(policy.as_str());
            retry!(cx, &[], call, not_found_as_retryable).map(drop)
        }
        None => retry!(cx, &[], iam.delete_role_permissions_boundary().role_name(name)).ignore_not_found(),
    }
}

/// Removes everything that keeps a role from being deleted, including what other tools attached.
async fn release(cx: &OperationContext<Role>, name: &str) -> Result<()> {
    let iam = cx.api().iam();
    for profile in list_all!(cx, iam.list_instance_profiles_for_role().role_name(name))? {
        let call = iam.remove_role_from_instance_profile().role_name(name);
        send!(cx, call.instance_profile_name(profile.instance_profile_name())).ignore_not_found()?;
    }
    for policy in list_all!(cx, iam.list_attached_role_policies().role_name(name))? {
        let call = iam.detach_role_policy().role_name(name).set_policy_arn(policy.policy_arn);
        send!(cx, call).ignore_not_found()?;
    }
    for policy in list_all!(cx, iam.list_role_policies().role_name(name))? {
        let call = iam.delete_role_policy().role_name(name).policy_name(policy);
        send!(cx, call).ignore_not_found()?;
    }
    Ok(())
}
