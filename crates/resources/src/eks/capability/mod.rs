//! `aws:eks/Capability`: software that EKS runs for a cluster outside of it, such as Argo CD.

use crate::prelude::*;

mod argo_cd;

use aws_sdk_eks::types::{self as sdk, CapabilityDeletePropagationPolicy, CapabilityStatus};

pub use self::argo_cd::{ArgoAccess, ArgoAccessProps, ArgoCd, ArgoCdProps, ArgoRole};

use super::common::{CONFLICT_CODES, Part, created, parts, update_tags, updated};
use super::in_cluster::{in_cluster, lookup_in_cluster};

/// The properties of a capability.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CapabilityProps {
    /// The cluster, whose authentication mode must include access entries.
    #[arg(replace = "a capability stays with its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The name, unique in the cluster.
    #[arg(replace = "EKS cannot rename a capability", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub name: String,
    /// The type.
    #[arg(replace = "EKS cannot make a capability another one")]
    pub kind: CapabilityKind,
    /// The role of the capability. Its trust policy must allow `capabilities.eks.amazonaws.com` to call
    /// `sts:AssumeRole` and `sts:TagSession`.
    pub role_arn: Arn,
    /// The settings of Argo CD.
    pub argo_cd: Option<ArgoCdProps>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The type of a capability.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapabilityKind {
    /// Argo CD, which applies the content of a repository to the cluster.
    #[prop("ARGOCD")]
    ArgoCd,
    /// AWS Controllers for Kubernetes, which manage AWS resources as Kubernetes objects.
    #[prop("ACK")]
    Ack,
    /// Kube Resource Orchestrator, which composes objects into custom kinds.
    #[prop("KRO")]
    Kro,
}

/// A capability (`CreateCapability`). A delete does not delete the objects that it created in the cluster.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCapability.html>
#[resource("aws:eks/Capability", props = CapabilityProps)]
pub struct Capability {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The URL of Argo CD's server.
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
        violations! {
            is_argo && props.argo_cd.is_none() => "`argo_cd` is missing: Argo CD needs its identity center";
            !is_argo && props.argo_cd.is_some() => "`argo_cd` is for the kind ARGOCD only";
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
                // The API has no other value.
                .delete_propagation_policy(CapabilityDeletePropagationPolicy::Retain)
                .set_configuration(configuration.clone())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(send!(cx, call))?;
            Ok((id_of(props), None))
        })
        .await
    }

    in_cluster!(delete_capability / capability_name);

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
            let response = retry!(cx, CONFLICT_CODES, call.set_configuration(configuration.clone()))?;
            updated(cx, cluster, Part::Capability(name), response.update).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &old.tags, &new.tags).await?;
        ready(cx, id).await
    }
}

lookup_in_cluster! {
    Capability: sdk::Capability { describe_capability / capability_name => capability },
    "capability" by CapabilityProps.name,
    names: |cx, cluster| {
        let all = list_all!(cx, cx.api().eks().list_capabilities().cluster_name(cluster))?;
        Ok(all.into_iter().filter_map(|one| one.capability_name).collect())
    };
    id: capability_name,
    status: status_of,
    state: state,
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

fn state(capability: &sdk::Capability, tags: Tags) -> Result<State<Capability>> {
    let argo = capability.configuration().and_then(|configuration| configuration.argo_cd());
    let kind = parsed_option("type", capability.r#type().map(|kind| kind.as_str()))?;
    let props = CapabilityProps {
        cluster_name: text(capability.cluster_name()),
        name: text(capability.capability_name()),
        kind: kind.unwrap_or(CapabilityKind::ArgoCd),
        role_arn: Arn::new(text(capability.role_arn())),
        argo_cd: argo.map(ArgoCdProps::shown).transpose()?,
        tags: own_tags(tags),
    };
    let attrs = CapabilityAttrs {
        arn: Arn::new(text(capability.arn())),
        name: props.name.clone(),
        server_url: argo.and_then(|argo| argo.server_url()).map(str::to_owned),
    };
    Ok((props, attrs))
}
