//! `aws:eks/Capability`: what EKS runs for a cluster outside of it, such as Argo CD.

use crate::prelude::*;

mod argo_cd;

use aws_sdk_eks::types::{self as sdk, CapabilityDeletePropagationPolicy, CapabilityStatus};

pub use self::argo_cd::{ArgoAccess, ArgoAccessProps, ArgoCd, ArgoCdProps, ArgoRole};

use super::common::{BUSY, Part, all_tags, created, parts, update_tags, updated};
use super::in_cluster::{InCluster, list_owned, listed};

/// What a capability is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CapabilityProps {
    /// The cluster, which decides by access entries who may do what.
    #[arg(replace = "a capability stays with its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The name, unique in the cluster.
    #[arg(replace = "EKS cannot rename a capability", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub name: String,
    /// What it is.
    #[arg(replace = "EKS cannot make a capability another one")]
    pub kind: CapabilityKind,
    /// The role that it acts as, which `capabilities.eks.amazonaws.com` may assume and tag sessions of.
    pub role_arn: Arn,
    /// Argo CD's settings.
    pub argo_cd: Option<ArgoCdProps>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What EKS runs.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapabilityKind {
    /// Argo CD: what is in a cluster follows what is in a repository.
    #[prop("ARGOCD")]
    ArgoCd,
    /// AWS Controllers for Kubernetes: resources of AWS as objects of Kubernetes.
    #[prop("ACK")]
    Ack,
    /// Kube Resource Orchestrator: one's own kinds of objects out of others.
    #[prop("KRO")]
    Kro,
}

/// A capability (`CreateCapability`). What it made in the cluster stays when it is deleted.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCapability.html>
#[resource("aws:eks/Capability", props = CapabilityProps)]
pub struct Capability {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// Where Argo CD answers.
    pub server_url: Option<String>,
}

impl Resource for Capability {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eks_capability", "{cluster_name}|{capability_name}")])
            .unique(&[&["cluster_name", "name"]])
            .typical(Seconds { create: 150, update: 120, delete: 120 })
            .timeouts(Seconds { create: 1500, update: 1500, delete: 1800 })
            .polling(PollInterval { first_millis: 2000, max_secs: 15 })
    }

    fn check(props: &CapabilityProps) -> Vec<String> {
        let is_argo = props.kind == CapabilityKind::ArgoCd;
        match (is_argo, &props.argo_cd) {
            (true, None) => vec!["`argo_cd` is missing: Argo CD wants to know its identity center".to_owned()],
            (false, Some(_)) => vec!["`argo_cd` is for the kind ARGOCD only".to_owned()],
            _ => Vec::new(),
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &CapabilityProps) -> Result<Self::Attrs> {
        let argo = props.argo_cd.as_ref().map(ArgoCdProps::asked).transpose()?;
        let configuration = argo.map(|argo| sdk::CapabilityConfigurationRequest::builder().argo_cd(argo).build());
        create_named(cx, props, || async {
            let api = cx.api().eks();
            let call = api
                .create_capability()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .capability_name(&props.name)
                .r#type(props.kind.as_str().into())
                .role_arn(props.role_arn.as_str())
                // It is the only one.
                .delete_propagation_policy(CapabilityDeletePropagationPolicy::Retain)
                .set_configuration(configuration.clone())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(send!(cx, call))?;
            Ok((id_of(props), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move { Ok(describe(cx, id).await?.map(|capability| seen(id, &capability))) }).await
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        listed(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        let (cluster, name) = parts(id);
        if change.has("role_arn") || change.has("argo_cd") {
            let argo = match (&old.argo_cd, &new.argo_cd) {
                (Some(old), Some(new)) => Some(ArgoCdProps::changed(old, new)?),
                _ => None,
            };
            let configuration = argo.map(|argo| sdk::UpdateCapabilityConfiguration::builder().argo_cd(argo).build());
            let call = cx.api().eks().update_capability().cluster_name(cluster).capability_name(name);
            let call = call.client_request_token(cx.token_for("update")).role_arn(new.role_arn.as_str());
            let response = retry!(cx, BUSY, call.set_configuration(configuration.clone()))?;
            updated(cx, cluster, Part::Capability(name), response.update).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (cluster, name) = parts(id);
        cx.eventually(BUSY, || async {
            let call = cx.api().eks().delete_capability().cluster_name(cluster).capability_name(name);
            match send!(cx, call) {
                Err(error) if error.has_code(BUSY) => match describe(cx, id).await? {
                    Some(one) if one.status() != Some(&CapabilityStatus::Deleting) => Err(error),
                    _ => Ok(()),
                },
                other => other.map(drop),
            }
        })
        .await
        .ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl InCluster for Capability {
    async fn names(cx: &ReadContext<Aws>, cluster: &str) -> Result<Vec<String>> {
        let all = list_all!(cx, cx.api().eks().list_capabilities().cluster_name(cluster))?;
        Ok(all.into_iter().filter_map(|one| one.capability_name).collect())
    }

    async fn tags(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<Tags>> {
        Ok(describe(cx, id).await?.map(|found| all_tags(found.tags())))
    }
}

impl NaturalKey for Capability {
    fn display_name(props: &CapabilityProps) -> String {
        format!("the capability {} of {}", props.name, props.cluster_name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &CapabilityProps) -> Result<Option<(Id, Tags)>> {
        let id = id_of(props);
        Ok(describe(cx, &id).await?.map(|capability| (id, all_tags(capability.tags()))))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_owned::<Self>(cx).await
    }
}

fn id_of(props: &CapabilityProps) -> Id {
    Id::joined([props.cluster_name.as_str(), &props.name])
}

async fn describe(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<sdk::Capability>> {
    let (cluster, name) = parts(id);
    let call = cx.api().eks().describe_capability().cluster_name(cluster).capability_name(name);
    Ok(optional(send!(cx, call))?.and_then(|response| response.capability))
}

fn status_of(capability: &sdk::Capability) -> Status {
    let issues = capability.health().map(|health| health.issues()).unwrap_or_default();
    let why = issues.iter().filter_map(|issue| issue.message()).collect::<Vec<_>>().join("; ");
    match capability.status() {
        Some(CapabilityStatus::Active) => Status::Ready,
        Some(CapabilityStatus::Deleting) => Status::Deleting("DELETING".to_owned()),
        Some(CapabilityStatus::CreateFailed | CapabilityStatus::DeleteFailed) => Status::Failed(why),
        Some(CapabilityStatus::Degraded) => Status::Pending(format!("DEGRADED: {why}")),
        other => Status::Pending(other.map_or("CREATING", |status| status.as_str()).to_owned()),
    }
}

fn seen(id: &Id, capability: &sdk::Capability) -> ResourceState<Capability> {
    let argo = capability.configuration().and_then(|configuration| configuration.argo_cd());
    let kind = capability.r#type().and_then(|kind| kind.as_str().parse().ok());
    let props = CapabilityProps {
        cluster_name: text(capability.cluster_name()),
        name: text(capability.capability_name()),
        kind: kind.unwrap_or(CapabilityKind::ArgoCd),
        role_arn: Arn::new(text(capability.role_arn())),
        argo_cd: argo.map(ArgoCdProps::shown),
        tags: own_tags(all_tags(capability.tags())),
    };
    let attrs = CapabilityAttrs {
        arn: Arn::new(text(capability.arn())),
        name: props.name.clone(),
        server_url: argo.and_then(|argo| argo.server_url()).map(str::to_owned),
    };
    ResourceState { id: id.clone(), props, attrs, status: status_of(capability) }
}
