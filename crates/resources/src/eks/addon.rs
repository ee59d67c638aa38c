//! `aws:eks/Addon`: software that EKS installs and updates in a cluster.

use aws_sdk_eks::types::{self as sdk, AddonStatus};

use super::common::{CONFLICT_CODES, Part, created, parts, update_tags, updated};
use super::in_cluster::{in_cluster, lookup_in_cluster};
use crate::prelude::*;

/// The properties of an add-on.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AddonProps {
    /// The cluster.
    #[arg(replace = "an add-on stays in its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The name of the add-on: `vpc-cni`, `coredns`.
    #[arg(replace = "another add-on is another thing", length = 1..)]
    pub name: String,
    /// The version. The default is the default version for the cluster's Kubernetes version.
    #[arg(computed)]
    pub version: Option<String>,
    /// The settings: a JSON document.
    pub configuration: Option<JsonDocument>,
    /// The role of the add-on's service account, by the cluster's identity provider.
    pub service_account_role_arn: Option<Arn>,
    /// The roles of the add-on's service accounts, by EKS Pod Identity. The add-on owns these associations: EKS changes and deletes
    /// them with it. A service account has one association, so that a `PodIdentityAssociation` for the same one fails.
    #[arg(set)]
    pub pod_identity_associations: Vec<AddonPodIdentityProps>,
    /// How EKS treats settings that other tools have changed.
    #[arg(default = ResolveConflicts::Overwrite, write_only)]
    pub resolve_conflicts: ResolveConflicts,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The role of a service account of an add-on.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(AddonPodIdentity)]
pub struct AddonPodIdentityProps {
    /// The service account, in the namespace of the add-on.
    #[arg(length = 1..=253, pattern = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?")]
    pub service_account: String,
    /// The role. Its trust policy must allow `pods.eks.amazonaws.com` to call `sts:AssumeRole` and `sts:TagSession`.
    pub role_arn: Arn,
}

/// How EKS treats settings of an add-on that other tools have changed.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum ResolveConflicts {
    /// EKS overwrites them.
    Overwrite,
    /// EKS keeps them.
    Preserve,
    /// The update fails.
    None,
}

/// An add-on (`CreateAddon`). It is ready when it runs; some add-ons need nodes.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html>
#[resource("aws:eks/Addon", props = AddonProps)]
pub struct Addon {
    /// The ARN.
    pub arn: Arn,
    /// The name of the add-on.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for Addon {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eks_addon", "{cluster_name}|{addon_name}")])
            .unique(&[&["cluster_name", "name"]])
            .typical(Seconds { create: 45, update: 45, delete: 30 })
            .timeouts(Seconds { create: 1500, update: 1500, delete: 1800 })
            .polling(PollInterval { first_millis: 1000, max_secs: 15 })
    }

    fn check(props: &AddonProps) -> Vec<String> {
        let all = &props.pod_identity_associations;
        let is_repeated = |(index, one): (usize, &AddonPodIdentityProps)| {
            all.iter().take(index).any(|other| other.service_account == one.service_account)
        };
        let repeated =
            all.iter().enumerate().find(|one| is_repeated(*one)).map(|(_, one)| one.service_account.as_str());
        violations! {
            repeated.is_some() =>
                "`pod_identity_associations` has the service account `{}` twice: it has one role", repeated.unwrap_or_default();
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &AddonProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().eks();
            let call = api
                .create_addon()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .addon_name(&props.name)
                .set_addon_version(props.version.clone())
                .set_configuration_values(props.configuration.as_ref().map(JsonDocument::to_json))
                .set_service_account_role_arn(props.service_account_role_arn.as_ref().map(Arn::to_string))
                .set_pod_identity_associations(Some(associations(props)?).filter(|all| !all.is_empty()))
                .resolve_conflicts(props.resolve_conflicts.as_str().into())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(send!(cx, call))?;
            Ok((id_of(props), None))
        })
        .await
    }

    in_cluster!(delete_addon / addon_name);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let (cluster, name) = parts(id);
        if change.has_besides(&["tags"]) {
            let configuration = new.configuration.as_ref().map_or_else(|| "{}".to_owned(), JsonDocument::to_json);
            // EKS keeps the associations that a request leaves out.
            let changed = change.has("pod_identity_associations").then(|| associations(new)).transpose()?;
            let api = cx.api().eks();
            let call = api
                .update_addon()
                .cluster_name(cluster)
                .addon_name(name)
                .set_addon_version(new.version.clone())
                .configuration_values(configuration)
                .set_service_account_role_arn(new.service_account_role_arn.as_ref().map(Arn::to_string))
                .set_pod_identity_associations(changed)
                .resolve_conflicts(new.resolve_conflicts.as_str().into());
            let response = retry!(cx, CONFLICT_CODES, call)?;
            updated(cx, cluster, Part::Addon(name), response.update).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }
}

lookup_in_cluster! {
    Addon: sdk::Addon { describe_addon / addon_name => addon },
    "add-on" by AddonProps.name,
    names: |cx, cluster| list_all!(cx, cx.api().eks().list_addons().cluster_name(cluster));
    id: addon_name,
    status: status_of,
    details: Vec<sdk::PodIdentityAssociation> = |cx, addon| associations_of(cx, addon).await,
    unlisted: &["pod_identity_associations"],
    state: state,
}

fn associations(props: &AddonProps) -> Result<Vec<sdk::AddonPodIdentityAssociations>> {
    let association = |of: &AddonPodIdentityProps| {
        let association = sdk::AddonPodIdentityAssociations::builder().service_account(&of.service_account);
        build_input(association.role_arn(of.role_arn.as_str()).build())
    };
    props.pod_identity_associations.iter().map(association).collect()
}

/// The associations of an add-on, which contains their ARNs only: `arn:aws:eks:REGION:ACCOUNT:podidentityassociation/CLUSTER/ID`.
async fn associations_of(
    cx: &ReadContext<Aws>,
    addon: &sdk::Addon,
) -> Result<Option<Vec<sdk::PodIdentityAssociation>>> {
    let of = |arn: String| async move {
        let id = arn.rsplit('/').next().unwrap_or_default();
        let call = cx.api().eks().describe_pod_identity_association().cluster_name(text(addon.cluster_name()));
        let response = optional(send!(cx, call.association_id(id)))?;
        Ok::<_, ProviderError>(response.and_then(|response| response.association))
    };
    let found = try_join_all(addon.pod_identity_associations().iter().cloned().map(of)).await?;
    Ok(Some(found.into_iter().flatten().collect()))
}

fn status_of(addon: &sdk::Addon) -> Status {
    let issues = addon.health().map(|health| health.issues()).unwrap_or_default();
    let why = issues.iter().filter_map(|issue| issue.message()).collect::<Vec<_>>().join("; ");
    match addon.status() {
        Some(AddonStatus::Active) => Status::Ready,
        Some(AddonStatus::Deleting) => Status::Deleting("DELETING".to_owned()),
        Some(AddonStatus::CreateFailed | AddonStatus::UpdateFailed | AddonStatus::DeleteFailed) => Status::Failed(why),
        // Too few of its pods run, usually because the cluster has no nodes yet.
        Some(AddonStatus::Degraded) => Status::Pending(format!("DEGRADED: {why}")),
        other => Status::Pending(other.map_or("CREATING", |status| status.as_str()).to_owned()),
    }
}

fn state(addon: &sdk::Addon, associations: &[sdk::PodIdentityAssociation], tags: Tags) -> Result<State<Addon>> {
    let association = |of: &sdk::PodIdentityAssociation| AddonPodIdentityProps {
        service_account: text(of.service_account()),
        role_arn: Arn::new(text(of.role_arn())),
    };
    let configuration = addon.configuration_values().filter(|text| !matches!(*text, "" | "{}"));
    let props = AddonProps {
        cluster_name: text(addon.cluster_name()),
        name: text(addon.addon_name()),
        version: addon.addon_version().map(str::to_owned),
        configuration: configuration.map(JsonDocument::parse).transpose().map_err(|_| unreadable("configuration"))?,
        service_account_role_arn: addon.service_account_role_arn().filter(|arn| !arn.is_empty()).map(Arn::new),
        pod_identity_associations: associations.iter().map(association).collect(),
        resolve_conflicts: ResolveConflicts::Overwrite,
        tags: own_tags(tags),
    };
    let attrs = AddonAttrs { arn: Arn::new(text(addon.addon_arn())), name: props.name.clone() };
    Ok((props, attrs))
}
