//! The controllers of load balancers, volumes, node pools, target groups and Argo CD.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Outcome, StandIn, accept, conditions, now, pods, text};
use crate::gateway::BoxError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    /// A Service, if it is a load balancer.
    Service,
    Ingress,
    /// A PersistentVolumeClaim.
    Claim,
    NodePool,
    /// A kind whose condition `Ready` is all that its controller reports.
    Ready,
    TargetGroupBinding,
    Application,
    ApplicationSet,
    Rollout,
}

/// API version and plural of each kind. Those that a cluster does not have are ignored.
pub(super) const KINDS: [(&str, &str, Other); 14] = [
    ("/api/v1", "services", Other::Service),
    ("/apis/networking.k8s.io/v1", "ingresses", Other::Ingress),
    ("/api/v1", "persistentvolumeclaims", Other::Claim),
    ("/apis/karpenter.sh/v1", "nodepools", Other::NodePool),
    ("/apis/eks.amazonaws.com/v1", "nodeclasses", Other::Ready),
    ("/apis/karpenter.k8s.aws/v1", "ec2nodeclasses", Other::Ready),
    ("/apis/cert-manager.io/v1", "certificates", Other::Ready),
    ("/apis/cert-manager.io/v1", "issuers", Other::Ready),
    ("/apis/cert-manager.io/v1", "clusterissuers", Other::Ready),
    ("/apis/eks.amazonaws.com/v1", "targetgroupbindings", Other::TargetGroupBinding),
    ("/apis/elbv2.k8s.aws/v1beta1", "targetgroupbindings", Other::TargetGroupBinding),
    ("/apis/argoproj.io/v1alpha1", "applications", Other::Application),
    ("/apis/argoproj.io/v1alpha1", "applicationsets", Other::ApplicationSet),
    ("/apis/argoproj.io/v1alpha1", "rollouts", Other::Rollout),
];

pub(super) async fn reconcile(
    standin: &StandIn,
    other: Other,
    path: &str,
    object: &Value,
) -> Result<Outcome, BoxError> {
    let generation = &object["metadata"]["generation"];
    let status = match other {
        Other::Service if object["spec"]["type"] != "LoadBalancer" => return Ok(Outcome::Settled),
        Other::Service | Other::Ingress => {
            json!({"loadBalancer": {"ingress": [{"hostname": host(standin, object)}]}})
        }
        Other::Claim => return claim(standin, path, object).await,
        Other::NodePool => json!({
            "conditions": observed(object, &["ValidationSucceeded", "NodeClassReady", "Ready"]),
            "nodes": 0, "resources": {"nodes": "0"},
        }),
        Other::Ready => json!({"conditions": observed(object, &["Ready"])}),
        Other::TargetGroupBinding => json!({"observedGeneration": generation}),
        Other::Application => return application(standin, path, object).await,
        Other::ApplicationSet => json!({"conditions": conditions(object, &[
            ("ErrorOccurred", "False", "ApplicationSetUpToDate", "All applications have been generated successfully"),
            ("ParametersGenerated", "True", "ParametersGenerated", "Successfully generated parameters for all Applications"),
            ("ResourcesUpToDate", "True", "ApplicationSetUpToDate", "All applications have been generated successfully"),
        ])}),
        Other::Rollout => rollout(object),
    };
    standin.set_status(path, object, &status).await?;
    Ok(Outcome::Settled)
}

/// The name that a load balancer of EKS would have.
fn host(standin: &StandIn, object: &Value) -> String {
    let metadata = &object["metadata"];
    let cut = |name: &str| name.chars().take(8).collect::<String>();
    let hash = crate::digest::hex(&Sha256::digest(text(&metadata["uid"]))[..5]);
    let (namespace, name) = (cut(text(&metadata["namespace"])), cut(text(&metadata["name"])));
    format!("k8s-{namespace}-{name}-{hash}.elb.{}.amazonaws.com", standin.region)
}

/// Conditions that are true for the object's generation.
fn observed(object: &Value, kinds: &[&str]) -> Value {
    let set: Vec<_> = kinds.iter().map(|kind| (*kind, "True", *kind, "")).collect();
    let mut conditions = conditions(object, &set);
    for condition in conditions.as_array_mut().into_iter().flatten() {
        condition["observedGeneration"] = object["metadata"]["generation"].clone();
    }
    conditions
}

fn rollout(object: &Value) -> Value {
    let replicas = object["spec"]["replicas"].as_u64().unwrap_or(1);
    json!({
        "observedGeneration": object["metadata"]["generation"].to_string(),
        "phase": "Healthy",
        "replicas": replicas, "updatedReplicas": replicas, "readyReplicas": replicas, "availableReplicas": replicas,
        "conditions": conditions(object, &[
            ("Available", "True", "AvailableReason", "Rollout has minimum availability"),
            ("Healthy", "True", "RolloutHealthy", "Rollout is healthy"),
        ]),
    })
}

/// The status after a sync of the wanted revision. Nothing of the repository is read or applied.
async fn application(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    let source =
        if object["spec"]["source"].is_null() { &object["spec"]["sources"][0] } else { &object["spec"]["source"] };
    let revision = match text(&source["targetRevision"]) {
        commit if commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) => commit.to_owned(),
        branch => crate::digest::hex(&Sha256::digest(format!("{}{branch}", source["repoURL"]))[..20]),
    };
    let status = &object["status"];
    let compared = json!({"source": source, "destination": object["spec"]["destination"]});
    if status["sync"]["revision"] == revision.as_str() && super::contains(&status["sync"]["comparedTo"], &compared) {
        return Ok(Outcome::Settled);
    }
    let now = now();
    let wanted = json!({
        "sync": {"status": "Synced", "revision": revision, "comparedTo": compared},
        "health": {"status": "Healthy", "lastTransitionTime": now},
        "operationState": {
            "phase": "Succeeded", "message": "successfully synced (all tasks run)",
            "operation": {"sync": {"revision": revision}},
            "syncResult": {"revision": revision, "source": source, "resources": []},
            "startedAt": now, "finishedAt": now,
        },
        "reconciledAt": now, "sourceType": "Kustomize", "resources": [], "summary": {},
    });
    // Argo CD's applications have no subresource for their status.
    let patch = json!({"metadata": {"resourceVersion": object["metadata"]["resourceVersion"]}, "status": wanted});
    let (code, answer) = standin.client.merge(&format!("{path}{}", super::MANAGER), &patch).await?;
    accept(path, code, &answer)?;
    Ok(Outcome::Settled)
}

/// Binds a claim whose storage class binds immediately. Others wait for a pod.
async fn claim(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    if object["status"]["phase"] == "Bound" {
        return Ok(Outcome::Settled);
    }
    if let Some(class) = storage_class(standin, object).await?
        && class["volumeBindingMode"] != "WaitForFirstConsumer"
    {
        bind(standin, path, object).await?;
    }
    Ok(Outcome::Settled)
}

/// The storage class of a claim; `None` if it does not exist. A claim without one has the default class.
async fn storage_class(standin: &StandIn, claim: &Value) -> Result<Option<Value>, BoxError> {
    let classes = "/apis/storage.k8s.io/v1/storageclasses";
    let (code, list) = standin.client.get(classes).await?;
    accept(classes, code, &list)?;
    let wanted = claim["spec"]["storageClassName"].as_str();
    let is_default =
        |class: &Value| class["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"] == "true";
    let found = list["items"].as_array().into_iter().flatten().find(|class| match wanted {
        Some(name) => class["metadata"]["name"] == name,
        None => is_default(class),
    });
    Ok(found.cloned())
}

async fn bind(standin: &StandIn, path: &str, claim: &Value) -> Result<(), BoxError> {
    let volume = format!("pvc-{}", text(&claim["metadata"]["uid"]));
    let (code, answer) =
        standin.client.merge(&format!("{path}{}", super::MANAGER), &json!({"spec": {"volumeName": volume}})).await?;
    accept(path, code, &answer)?;
    let capacity = &claim["spec"]["resources"]["requests"];
    let status = json!({"phase": "Bound", "capacity": capacity, "accessModes": claim["spec"]["accessModes"]});
    standin.set_status(path, &answer, &status).await
}

/// Binds the claims that a pod uses.
pub(super) async fn bind_claims_of(standin: &StandIn, pod: &Value) -> Result<(), BoxError> {
    for volume in pod["spec"]["volumes"].as_array().into_iter().flatten() {
        let Some(name) = volume["persistentVolumeClaim"]["claimName"].as_str() else { continue };
        let path = format!("{}/{name}", pods::in_namespace(pod, "persistentvolumeclaims"));
        let (code, claim) = standin.client.get(&path).await?;
        if code.is_success() && claim["status"]["phase"] != "Bound" && storage_class(standin, &claim).await?.is_some() {
            bind(standin, &path, &claim).await?;
        }
    }
    Ok(())
}

/// Lets a claim that is being deleted go once no pod uses it.
pub(super) async fn release(standin: &StandIn, path: &str, object: &Value) -> Result<Outcome, BoxError> {
    const PROTECTION: &str = "kubernetes.io/pvc-protection";
    let finalizers = object["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
    if !finalizers.iter().any(|finalizer| finalizer == PROTECTION) {
        return Ok(Outcome::Settled);
    }
    let pods = pods::in_namespace(object, "pods");
    let (code, list) = standin.client.get(&pods).await?;
    accept(&pods, code, &list)?;
    let name = &object["metadata"]["name"];
    let uses = |pod: &Value| {
        let volumes = pod["spec"]["volumes"].as_array();
        volumes.into_iter().flatten().any(|volume| &volume["persistentVolumeClaim"]["claimName"] == name)
    };
    if list["items"].as_array().into_iter().flatten().any(uses) {
        return Ok(Outcome::InProgress);
    }
    let kept: Vec<_> = finalizers.into_iter().filter(|finalizer| finalizer != PROTECTION).collect();
    let version = &object["metadata"]["resourceVersion"];
    let patch = json!({"metadata": {"resourceVersion": version, "finalizers": kept}});
    let (code, answer) = standin.client.merge(path, &patch).await?;
    accept(path, code, &answer)?;
    Ok(Outcome::Settled)
}
