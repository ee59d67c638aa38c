//! Amazon EKS: clusters, their nodes and add-ons, and access to them.

mod access_entry;
mod access_policy_association;
mod addon;
mod addon_versions;
mod capability;
mod cluster;
mod common;
mod in_cluster;
mod node_group;
mod pod_identity_association;

crate::service! {
    resources {
        access_entry: AccessEntry;
        access_policy_association: AccessPolicyAssociation;
        addon: Addon;
        capability: Capability;
        cluster: Cluster;
        node_group: NodeGroup;
        pod_identity_association: PodIdentityAssociation;
    }
    data_sources {
        addon_versions: AddonVersions;
    }
}
