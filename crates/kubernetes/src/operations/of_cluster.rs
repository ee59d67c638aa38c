//! The objects that every cluster has without a program: a list of every owner leaves them out.

use serde_json::Value as Json;

use crate::client::Kind;

/// Kinds whose objects controllers and nodes create.
const KINDS: &[(&str, &str)] = &[
    ("", "ComponentStatus"),
    ("", "Endpoints"),
    ("", "Event"),
    ("", "Node"),
    ("apps", "ControllerRevision"),
    ("coordination.k8s.io", "Lease"),
    ("discovery.k8s.io", "EndpointSlice"),
    ("events.k8s.io", "Event"),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
    ("metrics.k8s.io", "NodeMetrics"),
    ("metrics.k8s.io", "PodMetrics"),
    ("storage.k8s.io", "CSINode"),
    ("storage.k8s.io", "VolumeAttachment"),
];
/// Objects that the control plane creates: kind and name.
const OBJECTS: &[(&str, &str)] = &[
    ("ConfigMap", "kube-root-ca.crt"),
    ("Namespace", "default"),
    ("Namespace", "kube-node-lease"),
    ("Namespace", "kube-public"),
    ("Namespace", "kube-system"),
    ("PriorityClass", "system-cluster-critical"),
    ("PriorityClass", "system-node-critical"),
    ("Service", "kubernetes"),
    ("ServiceAccount", "default"),
];
/// Labels of objects that the control plane creates and repairs.
const LABELS: &[&str] = &["kubernetes.io/bootstrapping", "kube-aggregator.kubernetes.io/automanaged"];

/// Whether no program declares objects of a kind.
pub(super) fn is_kind(kind: &Kind) -> bool {
    KINDS.contains(&(kind.group.as_str(), kind.kind.as_str()))
}

/// Whether the cluster itself or a controller created an object.
pub(super) fn is_object(live: &Json) -> bool {
    let metadata = &live["metadata"];
    let [kind, name, namespace] =
        [&live["kind"], &metadata["name"], &metadata["namespace"]].map(|value| value.as_str().unwrap_or_default());
    metadata["ownerReferences"].as_array().is_some_and(|owners| !owners.is_empty())
        || LABELS.iter().any(|label| !metadata["labels"][label].is_null())
        || OBJECTS.contains(&(kind, name))
        || ["kube-node-lease", "kube-public"].contains(&namespace)
        || live["type"] == "kubernetes.io/service-account-token"
        || (namespace == "kube-system" && name == "extension-apiserver-authentication")
}
