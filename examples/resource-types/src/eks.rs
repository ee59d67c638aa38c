//! Kubernetes clusters.

use archipel::aws::ec2::Subnet;
use archipel::aws::eks::*;
use archipel::aws::iam::Role;
use archipel::prelude::*;

/// `eks/AccessEntry`: access to a cluster for an IAM role.
pub fn access_entry(scope: &Scope, cluster: &Cluster, admin: &Role) -> AccessEntry {
    AccessEntry::new(scope, "admin", AccessEntryArgs::new(cluster.name(), admin.arn()))
}

/// `eks/AccessPolicyAssociation`: the permissions of an access entry.
pub fn access_policy_association(scope: &Scope, cluster: &Cluster, entry: &AccessEntry) -> AccessPolicyAssociation {
    let policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
    let args = AccessPolicyAssociationArgs::new(cluster.name(), entry.principal_arn(), policy);
    AccessPolicyAssociation::new(scope, "admin", args)
}

/// `eks/Addon`: the DNS of a cluster, in the version that EKS chooses.
pub fn addon(scope: &Scope, cluster: &Cluster, nodes: &NodeGroup) -> Addon {
    Addon::with_options(scope, "coredns", AddonArgs::new(cluster.name(), "coredns"), Options::new().depends_on(nodes))
}

/// `eks/AddonVersions`: the version of an add-on that EKS installs by default for a version of Kubernetes.
pub fn addon_versions(scope: &Scope) -> Output<String> {
    AddonVersions::get(scope, "vpc-cni", AddonVersionsArgs::new("vpc-cni", "1.33")).default_version()
}

/// `eks/Capability`: Argo CD, run by EKS.
pub fn capability(scope: &Scope, cluster: &Cluster, role: &Role) -> Capability {
    let admins = ArgoAccess::new(ArgoRole::Admin).groups(["a1b2c3d4-5678-90ab-cdef-111122223333"]);
    let argo = ArgoCd::new("arn:aws:sso:::instance/ssoins-1234567890abcdef", "eu-west-1").access([admins]);
    let args = CapabilityArgs::new(cluster.name(), "argo-cd", CapabilityKind::ArgoCd, role.arn()).argo_cd(argo);
    Capability::new(scope, "argo-cd", args)
}

/// `eks/Cluster`: a cluster with a private endpoint.
pub fn cluster(scope: &Scope, role: &Role, subnets: &[Subnet]) -> Cluster {
    let subnets: Vec<_> = subnets.iter().map(Subnet::id).collect();
    let args = ClusterArgs::new("shop", "1.33", role.arn(), subnets)
        .endpoint_private_access(true)
        .endpoint_public_access(false)
        .log_types([LogType::Api, LogType::Audit])
        .deletion_protection(true);
    Cluster::new(scope, "main", args)
}

/// `eks/NodeGroup`: one to five nodes.
pub fn node_group(scope: &Scope, cluster: &Cluster, role: &Role, subnets: &[Subnet]) -> NodeGroup {
    let subnets: Vec<_> = subnets.iter().map(Subnet::id).collect();
    let args = NodeGroupArgs::new(cluster.name(), "general", role.arn(), subnets)
        .instance_types(["m7g.large"])
        .ami_type("AL2023_ARM_64_STANDARD")
        .min_size(1)
        .max_size(5)
        .labels([("workload", "general")]);
    NodeGroup::new(scope, "general", args)
}

/// `eks/PodIdentityAssociation`: the role of the pods of a service account.
pub fn pod_identity_association(scope: &Scope, cluster: &Cluster, role: &Role) -> PodIdentityAssociation {
    let args = PodIdentityAssociationArgs::new(cluster.name(), "shop", "web", role.arn());
    PodIdentityAssociation::new(scope, "web", args)
}
