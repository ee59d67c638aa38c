//! When an object can be used.
//!
//! A controller's status counts only if the controller has seen the present generation of the object: until then it describes
//! an earlier one.

mod conditions;
mod kinds;
mod workloads;

use archipel_engine::resource::Status;
use serde_json::Value as Json;

use crate::identity::group_of;
use crate::ownership;
use crate::wait::Wait;
use conditions::{condition, pending};

/// The status of an object: by the program's override, or by the rule of its kind.
pub(crate) fn status(live: &Json) -> Status {
    let metadata = &live["metadata"];
    if !metadata["deletionTimestamp"].is_null() {
        return Status::Deleting(deleting(live));
    }
    match ownership::wait(live) {
        Some(Wait::None) => Status::Ready,
        Some(Wait::Condition(name)) => {
            if let Some(behind) = behind(live) {
                return behind;
            }
            match condition(live, &name) {
                Some(found) if found.is_true() => Status::Ready,
                Some(found) => pending(found.text()),
                None => pending(format!("the condition {name} does not exist yet")),
            }
        }
        Some(Wait::Path(path, value)) => {
            let found = path.split('.').filter(|part| !part.is_empty()).fold(live, |json, part| &json[part]);
            let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            if found == value { Status::Ready } else { pending(format!("{path} is {found}, not {value}")) }
        }
        None => of_kind(live),
    }
}

fn of_kind(live: &Json) -> Status {
    let group = group_of(live["apiVersion"].as_str().unwrap_or_default());
    match (group, live["kind"].as_str().unwrap_or_default()) {
        ("apps", "Deployment") => workloads::deployment(live),
        ("apps", "StatefulSet") => workloads::stateful_set(live),
        ("apps", "DaemonSet") => workloads::daemon_set(live),
        ("batch", "Job") => workloads::job(live),
        ("", "Pod") => workloads::pod(live),
        ("argoproj.io", "Rollout") => workloads::rollout(live),
        ("argoproj.io", "Application") => kinds::application(live),
        ("", "Service") => kinds::service(live),
        ("networking.k8s.io" | "extensions", "Ingress") => kinds::address(live),
        ("gateway.networking.k8s.io", "Gateway") => kinds::address(live),
        ("elbv2.k8s.aws" | "eks.amazonaws.com", "TargetGroupBinding") => kinds::observed(live),
        ("", "PersistentVolumeClaim") => kinds::claim(live),
        ("", "Namespace") => kinds::namespace(live),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => kinds::definition(live),
        ("apiregistration.k8s.io", "APIService") => kinds::needs(live, "Available"),
        ("karpenter.sh", "NodePool" | "NodeClaim")
        | ("karpenter.k8s.aws", "EC2NodeClass")
        | ("eks.amazonaws.com", "NodeClass")
        | ("cert-manager.io", "Certificate" | "Issuer" | "ClusterIssuer")
        | ("external-secrets.io", "ExternalSecret" | "SecretStore" | "ClusterSecretStore") => {
            kinds::needs(live, "Ready")
        }
        // Built-in kinds without a rule exist or do not.
        (group, _) if !group.contains('.') || group.ends_with(".k8s.io") => Status::Ready,
        _ => kinds::if_it_has(live, "Ready"),
    }
}

/// The wait for a controller that has not seen the present generation of the object.
fn behind(live: &Json) -> Option<Status> {
    let generation = live["metadata"]["generation"].as_i64()?;
    // A Rollout's is a text.
    let observed = &live["status"]["observedGeneration"];
    let observed = observed.as_i64().or_else(|| observed.as_str()?.parse().ok())?;
    (observed < generation).then(|| pending("its controller has not seen the change yet".to_owned()))
}

/// Who keeps an object that is being deleted: its finalizers, with the managers that set them, or what a namespace still has.
pub(crate) fn deleting(live: &Json) -> String {
    let metadata = &live["metadata"];
    let mut reasons = Vec::new();
    for finalizer in metadata["finalizers"].as_array().into_iter().flatten().filter_map(Json::as_str) {
        let element = format!("v:\"{finalizer}\"");
        let managers = ownership::managers_of(live, |fields| !fields["f:metadata"]["f:finalizers"][&element].is_null());
        reasons.push(match (finalizer, managers.as_slice()) {
            ("foregroundDeletion", _) => "its dependents are deleted first".to_owned(),
            (finalizer, []) => format!("the finalizer `{finalizer}`"),
            (finalizer, managers) => format!("the finalizer `{finalizer}`, set by {}", managers.join(", ")),
        });
    }
    if live["kind"] == "Namespace" {
        for name in ["NamespaceDeletionDiscoveryFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining"] {
            reasons.extend(condition(live, name).filter(conditions::Condition::is_true).map(|found| found.message));
        }
    }
    if reasons.is_empty() { "being deleted".to_owned() } else { reasons.join("; ") }
}

#[cfg(test)]
mod tests;
