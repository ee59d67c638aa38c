//! Objects that stand for something outside of the cluster.

use archipel_engine::Value;

use super::object::ManifestObject;

/// Whether a controller creates something outside of the cluster for an object, such as a load balancer, a volume or an
/// instance. It must be deleted while its controller lives, and not together with the cluster.
pub(crate) fn has_outside_effects(object: &ManifestObject) -> bool {
    match (object.id.group.as_str(), object.id.kind.as_str()) {
        ("", "Service") => match object.node.path(&["spec", "type"]) {
            None => false,
            // What a value of the program says is not known here.
            Some(of) => of.to_value().is_none_or(|of| of == Value::from("LoadBalancer")),
        },
        ("", "PersistentVolumeClaim" | "PersistentVolume")
        | ("networking.k8s.io", "Ingress")
        | ("gateway.networking.k8s.io", "Gateway")
        | ("eks.amazonaws.com" | "elbv2.k8s.aws", "TargetGroupBinding")
        | ("karpenter.sh", "NodePool" | "NodeClaim")
        | ("eks.amazonaws.com", "NodeClass")
        | ("karpenter.k8s.aws", "EC2NodeClass")
        | ("argoproj.io", "Application" | "ApplicationSet")
        | ("snapshot.storage.k8s.io", "VolumeSnapshot" | "VolumeSnapshotContent")
        | ("externaldns.k8s.io", "DNSEndpoint")
        | ("external-secrets.io", "PushSecret" | "ClusterPushSecret") => true,
        // AWS Controllers for Kubernetes, Crossplane's and Google's and Azure's counterparts.
        (group, _) => {
            group.ends_with(".services.k8s.aws")
                || group.ends_with(".upbound.io")
                || group.ends_with(".crossplane.io")
                || group.ends_with(".cnrm.cloud.google.com")
                || group.ends_with(".azure.com")
        }
    }
}
