//! `aws:iam/ManagedPolicy`: a customer managed policy, for several roles or as a permissions boundary.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_iam::types::{self as sdk, PolicyScopeType, PolicyUsageType};

use super::common::{CONFLICT_CODES, FEW, check_size, document, policy_details};
use crate::prelude::*;

/// The properties of a managed policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ManagedPolicyProps {
    /// The name, unique in the account: up to 128 letters, digits and `+=,.@_-`.
    #[arg(replace = "IAM cannot rename a policy", length = 1..=128, pattern = "[A-Za-z0-9_+=,.@-]+")]
    pub name: String,
    /// The policy document: up to 6,144 characters without white space. An update creates a new default version; IAM
    /// keeps five versions, so the oldest is deleted.
    pub document: PolicyDocument,
    /// The path, which other policies can match in ARNs.
    #[arg(
        default = "/", replace = "IAM cannot move a policy to another path",
        length = 1..=512, pattern = "((/[A-Za-z0-9.,+@=_-]+)*)/",
    )]
    pub path: String,
    /// The description: up to 1,000 characters.
    #[arg(default = "", replace = "IAM cannot change a policy's description", length = ..=1000)]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A customer managed policy (`CreatePolicy`). As the `permissions_boundary` of a `Role` it limits the permissions of
/// the role.
///
/// A delete detaches the policy from all principals, including those that other tools attached. It fails while the
/// policy is the boundary of a role or a user, whose permissions would grow without it.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
#[resource("aws:iam/ManagedPolicy", props = ManagedPolicyProps)]
pub struct ManagedPolicy {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The stable id: `ANPA...`.
    pub policy_id: String,
}

impl Resource for ManagedPolicy {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().global().terraform(&[("aws_iam_policy", "{arn}")]).unique(&[&["name"]]).undeletable_in_use()
    }

    fn check(props: &ManagedPolicyProps) -> Vec<String> {
        check_size("document", &props.document, 6144).into_iter().collect()
    }

    async fn create(cx: &OperationContext<Self>, props: &ManagedPolicyProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().iam();
            let call = api
                .create_policy()
                .policy_name(&props.name)
                .path(&props.path)
                .policy_document(props.document.to_json())
                .set_description((!props.description.is_empty()).then(|| props.description.clone()))
                .set_tags(Some(create_tags(cx, &props.tags)));
            let response = send!(cx, call.customize().config_override(no_retry::iam()))?;
            let id = id_in(response.policy().and_then(sdk::Policy::arn))?;
            let policy_id = response.policy().and_then(sdk::Policy::policy_id);
            let attrs = attrs_of(&props.name, Some(id.as_str()), policy_id);
            Ok((id, Some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (arn, new) = (id.as_str(), &change.new);
        if change.has("document") {
            new_version(cx, id, &new.document).await?;
        }
        update_tags!(cx, iam, tag_policy / untag_policy, policy_arn(arn); &change.old.tags => &new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let arn = id.as_str();
        let delete = || async { send!(cx, cx.api().iam().delete_policy().policy_arn(arn)) };
        match cx.eventually(&[], delete).await {
            Err(error) if error.has_code(CONFLICT_CODES) => {}
            other => return other.ignore_not_found(),
        }
        cx.eventually(CONFLICT_CODES, || async {
            release(cx, arn).await?;
            for version in versions(cx, arn).await?.iter().filter(|version| !version.is_default_version()) {
                delete_version(cx, arn, version).await?;
            }
            delete().await
        })
        .await
        .ignore_not_found()
    }
}

/// A policy with its document, where the call returned it.
pub(crate) struct Described {
    policy: sdk::Policy,
    document: Option<String>,
}

lookup! {
    ManagedPolicy: Described, "policy" by name,
    list: |cx| {
        let policies = list_all!(cx, cx.api().iam().list_policies().scope(PolicyScopeType::Local))?;
        Ok(policies.into_iter().map(|policy| Described { policy, document: None }).collect())
    },
    find: |cx, wanted| {
        // The ARN contains the account id, so the policy is found by listing.
        let policies = Self::describe_all(cx).await?;
        Ok(policies.into_iter().find(|found| found.policy.policy_name() == Some(&wanted.name)))
    };
    id_of: |found| Id::new(found.policy.arn().unwrap_or_default()),
    describe: |cx, ids| {
        let details = if ids.len() <= FEW { None } else { policy_details(cx).await? };
        let Some(mut details) = details else { return read_each(ids, |id| get(cx, id)).await };
        details.retain(|policy| ids.iter().any(|id| Some(id.as_str()) == policy.arn()));
        Ok(details.into_iter().map(from_details).collect())
    },
    tags: |cx, found| {
        // Lists contain no tags.
        match &found.policy.tags {
            Some(tags) => Ok(Some(all_tags(tags))),
            None => tags_of(cx, found.policy.arn().unwrap_or_default()).await,
        }
    },
    state: |found, tags| {
        let policy = &found.policy;
        let attrs = attrs_of(policy.policy_name().unwrap_or_default(), policy.arn(), policy.policy_id());
        let props = ManagedPolicyProps {
            name: attrs.name.clone(),
            document: document(found.document.as_deref())?,
            path: policy.path().unwrap_or("/").to_owned(),
            description: text(policy.description()),
            tags: own_tags(tags),
        };
        Ok((props, attrs))
    },
}

fn from_details(policy: sdk::ManagedPolicyDetail) -> Described {
    let versions = policy.policy_version_list.unwrap_or_default();
    let default = versions.into_iter().find(sdk::PolicyVersion::is_default_version);
    // An ARN ends in path and name; emulators do not return the name here.
    let name = policy.arn.as_deref().and_then(|arn| arn.rsplit('/').next()).map(str::to_owned);
    let policy = sdk::Policy::builder()
        .set_policy_name(name)
        .set_arn(policy.arn)
        .set_policy_id(policy.policy_id)
        .set_path(policy.path)
        .set_description(policy.description)
        .build();
    Described { policy, document: default.and_then(|version| version.document) }
}

fn attrs_of(name: &str, arn: Option<&str>, policy_id: Option<&str>) -> ManagedPolicyAttrs {
    ManagedPolicyAttrs { arn: Arn::new(text(arn)), name: name.to_owned(), policy_id: text(policy_id) }
}

async fn get(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<Described>> {
    let answer = send!(cx, cx.api().iam().get_policy().policy_arn(id.as_str()));
    let Some(policy) = optional(answer)?.and_then(|answer| answer.policy) else { return Ok(None) };
    let version = policy.default_version_id().unwrap_or_default();
    let call = cx.api().iam().get_policy_version().policy_arn(id.as_str()).version_id(version);
    let Some(version) = optional(send!(cx, call))? else { return Ok(None) };
    Ok(Some(Described { policy, document: version.policy_version.and_then(|version| version.document) }))
}

async fn tags_of(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    let tags = list_all!(cx, cx.api().iam().list_policy_tags().policy_arn(arn));
    Ok(optional(tags)?.map(|tags| all_tags(&tags)))
}

async fn versions(cx: &ReadContext<Aws>, arn: &str) -> Result<Vec<sdk::PolicyVersion>> {
    list_all!(cx, cx.api().iam().list_policy_versions().policy_arn(arn))
}

async fn delete_version(cx: &ReadContext<Aws>, arn: &str, version: &sdk::PolicyVersion) -> Result<()> {
    let call = cx.api().iam().delete_policy_version().policy_arn(arn).set_version_id(version.version_id.clone());
    send!(cx, call).ignore_not_found()
}

/// Creates a new default version, and deletes the oldest of five.
async fn new_version(cx: &OperationContext<ManagedPolicy>, id: &Id, new: &PolicyDocument) -> Result<()> {
    let sent = AtomicBool::new(false);
    cx.eventually(&[], || async {
        // Each successful call creates a version. After a lost response, read whether it did.
        if sent.swap(true, Ordering::Relaxed) {
            let now = get(cx, id).await?.map(|found| document(found.document.as_deref())).transpose()?;
            if now.as_ref() == Some(new) {
                return Ok(());
            }
        }
        let call = cx.api().iam().create_policy_version().policy_arn(id.as_str()).set_as_default(true);
        let call = call.policy_document(new.to_json()).customize().config_override(no_retry::iam());
        match send!(cx, call) {
            Err(error) if error.has_code(&["LimitExceeded", "LimitExceededException"]) => {
                let versions = versions(cx, id.as_str()).await?;
                let oldest = versions.iter().filter(|version| !version.is_default_version()).min_by_key(|version| {
                    let number = version.version_id().and_then(|id| id.strip_prefix('v')).map(str::parse::<u64>);
                    number.and_then(std::result::Result::ok)
                });
                if let Some(oldest) = oldest {
                    delete_version(cx, id.as_str(), oldest).await?;
                }
                Err(ProviderError { kind: ErrorKind::NotYet, ..error })
            }
            other => other.map(|_| ()),
        }
    })
    .await
}

/// Detaches a policy from everything; fails while it is a permissions boundary.
async fn release(cx: &OperationContext<ManagedPolicy>, arn: &str) -> Result<()> {
    let bounded = bounded(cx, arn).await?;
    if !bounded.is_empty() {
        let who = bounded.join(", ");
        let message = format!(
            "it is the permissions boundary of {who}: set another boundary there, or delete them, and try again"
        );
        return Err(ProviderError {
            service: Some("iam".into()),
            operation: Some("DeletePolicy".into()),
            ..ProviderError::new(ErrorKind::Invalid, message)
        });
    }
    let iam = cx.api().iam();
    let call = iam.list_entities_for_policy().policy_arn(arn);
    let mut pages = call.policy_usage_filter(PolicyUsageType::PermissionsPolicy).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.into_provider_result(cx.region())?;
        for role in page.policy_roles().iter().filter_map(sdk::PolicyRole::role_name) {
            let call = iam.detach_role_policy().role_name(role).policy_arn(arn);
            send!(cx, call).ignore_not_found()?;
        }
        for user in page.policy_users().iter().filter_map(sdk::PolicyUser::user_name) {
            let call = iam.detach_user_policy().user_name(user).policy_arn(arn);
            send!(cx, call).ignore_not_found()?;
        }
        for group in page.policy_groups().iter().filter_map(sdk::PolicyGroup::group_name) {
            let call = iam.detach_group_policy().group_name(group).policy_arn(arn);
            send!(cx, call).ignore_not_found()?;
        }
    }
    Ok(())
}

/// The roles and users with the policy as boundary. IAM's list is outdated for some seconds, so each principal is read.
async fn bounded(cx: &OperationContext<ManagedPolicy>, arn: &str) -> Result<Vec<String>> {
    let iam = cx.api().iam();
    let is_it = |boundary: Option<&sdk::AttachedPermissionsBoundary>| {
        boundary.and_then(sdk::AttachedPermissionsBoundary::permissions_boundary_arn) == Some(arn)
    };
    let call = iam.list_entities_for_policy().policy_arn(arn);
    let mut pages = call.policy_usage_filter(PolicyUsageType::PermissionsBoundary).into_paginator().send();
    let mut bounded = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.into_provider_result(cx.region())?;
        for name in page.policy_roles().iter().filter_map(sdk::PolicyRole::role_name) {
            let role = optional(send!(cx, iam.get_role().role_name(name)))?;
            if role.is_some_and(|role| is_it(role.role().and_then(sdk::Role::permissions_boundary))) {
                bounded.push(format!("the role `{name}`"));
            }
        }
        for name in page.policy_users().iter().filter_map(sdk::PolicyUser::user_name) {
            let user = optional(send!(cx, iam.get_user().user_name(name)))?;
            if user.is_some_and(|user| is_it(user.user().and_then(sdk::User::permissions_boundary))) {
                bounded.push(format!("the user `{name}`"));
            }
        }
    }
    Ok(bounded)
}
