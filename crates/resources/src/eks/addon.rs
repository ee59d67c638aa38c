//! `aws:eks/Addon`: software that EKS keeps in a cluster.

use aws_sdk_eks::types::{self as sdk, AddonStatus};

use super::common::{BUSY, Part, all_tags, created, parts, update_tags, updated};
use super::in_cluster::{InCluster, list_owned, listed};
use crate::prelude::*;

/// What an add-on is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AddonProps {
    /// The cluster.
    #[arg(replace = "an add-on stays in its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The add-on: `vpc-cni`, `coredns`.
    #[arg(replace = "another add-on is another thing", length = 1..)]
    pub name: String,
    /// Its version; the usual one for the cluster's version, if not given.
    #[arg(computed)]
    pub version: Option<String>,
    /// Its settings: a JSON document.
    pub configuration: Option<PolicyDocument>,
    /// The role of its service account, by the cluster's identity provider. Roles by pod identity are declared as
    /// associations.
    pub service_account_role_arn: Option<Arn>,
    /// What happens to what others have changed of it.
    #[arg(default = ResolveConflicts::Overwrite, write_only)]
    pub resolve_conflicts: ResolveConflicts,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What happens to what others have changed of an add-on.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum ResolveConflicts {
    /// It is put back.
    Overwrite,
    /// It stays.
    Preserve,
    /// The change fails.
    None,
}

/// An add-on (`CreateAddon`). Ready when it runs, for which some need nodes.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html>
#[resource("aws:eks/Addon", props = AddonProps)]
pub struct Addon {
    /// The ARN.
    pub arn: Arn,
    /// The add-on.
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

    async fn create(cx: &OperationContext<Self>, props: &AddonProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().eks();
            let call = api
                .create_addon()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .addon_name(&props.name)
                .set_addon_version(props.version.clone())
                .set_configuration_values(props.configuration.as_ref().map(PolicyDocument::to_json))
                .set_service_account_role_arn(props.service_account_role_arn.as_ref().map(Arn::to_string))
                .resolve_conflicts(props.resolve_conflicts.as_str().into())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(send!(cx, call))?;
            Ok((id_of(props), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move { describe(cx, id).await?.map(|addon| seen(id, &addon)).transpose() }).await
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        listed(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let (cluster, name) = parts(id);
        if change.changed.iter().any(|property| property != "tags") {
            let configuration = new.configuration.as_ref().map_or_else(|| "{}".to_owned(), PolicyDocument::to_json);
            let api = cx.api().eks();
            let call = api
                .update_addon()
                .cluster_name(cluster)
                .addon_name(name)
                .set_addon_version(new.version.clone())
                .configuration_values(configuration)
                .set_service_account_role_arn(new.service_account_role_arn.as_ref().map(Arn::to_string))
                .resolve_conflicts(new.resolve_conflicts.as_str().into());
            let response = retry!(cx, BUSY, call)?;
            updated(cx, cluster, Part::Addon(name), response.update).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (cluster, name) = parts(id);
        let call = cx.api().eks().delete_addon().cluster_name(cluster).addon_name(name);
        retry!(cx, BUSY, call).ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl InCluster for Addon {
    async fn names(cx: &ReadContext<Aws>, cluster: &str) -> Result<Vec<String>> {
        list_all!(cx, cx.api().eks().list_addons().cluster_name(cluster))
    }

    async fn tags(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<Tags>> {
        Ok(describe(cx, id).await?.map(|found| all_tags(found.tags())))
    }
}

impl NaturalKey for Addon {
    fn display_name(props: &AddonProps) -> String {
        format!("the add-on {} of {}", props.name, props.cluster_name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &AddonProps) -> Result<Option<(Id, Tags)>> {
        let id = id_of(props);
        Ok(describe(cx, &id).await?.map(|addon| (id, all_tags(addon.tags()))))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_owned::<Self>(cx).await
    }
}

fn id_of(props: &AddonProps) -> Id {
    Id::joined([props.cluster_name.as_str(), &props.name])
}

async fn describe(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<sdk::Addon>> {
    let (cluster, name) = parts(id);
    let call = cx.api().eks().describe_addon().cluster_name(cluster).addon_name(name);
    Ok(optional(send!(cx, call))?.and_then(|response| response.addon))
}

fn status_of(addon: &sdk::Addon) -> Status {
    let issues = addon.health().map(|health| health.issues()).unwrap_or_default();
    let why = issues.iter().filter_map(|issue| issue.message()).collect::<Vec<_>>().join("; ");
    match addon.status() {
        Some(AddonStatus::Active) => Status::Ready,
        Some(AddonStatus::Deleting) => Status::Deleting("DELETING".to_owned()),
        Some(AddonStatus::CreateFailed | AddonStatus::UpdateFailed | AddonStatus::DeleteFailed) => Status::Failed(why),
        // Too few of its pods run, mostly because there are no nodes yet.
        Some(AddonStatus::Degraded) => Status::Pending(format!("DEGRADED: {why}")),
        other => Status::Pending(other.map_or("CREATING", |status| status.as_str()).to_owned()),
    }
}

fn seen(id: &Id, addon: &sdk::Addon) -> Result<ResourceState<Addon>> {
    let configuration = addon.configuration_values().filter(|text| !matches!(*text, "" | "{}"));
    let props = AddonProps {
        cluster_name: text(addon.cluster_name()),
        name: text(addon.addon_name()),
        version: addon.addon_version().map(str::to_owned),
        configuration: configuration.map(PolicyDocument::parse).transpose().map_err(|_| unreadable("configuration"))?,
        service_account_role_arn: addon.service_account_role_arn().filter(|arn| !arn.is_empty()).map(Arn::new),
        resolve_conflicts: ResolveConflicts::Overwrite,
        tags: own_tags(all_tags(addon.tags())),
    };
    let attrs = AddonAttrs { arn: Arn::new(text(addon.addon_arn())), name: props.name.clone() };
    Ok(ResourceState { id: id.clone(), props, attrs, status: status_of(addon) })
}
