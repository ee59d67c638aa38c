//! Amazon EKS: clusters, their nodes and add-ons, and who may do what in them.

mod access_entry;
mod access_policy_association;
mod addon;
mod capability;
mod cluster;
mod common;
mod in_cluster;
mod node_group;
mod pod_identity_association;

pub use access_entry::{AccessEntry, AccessEntryArgs, AccessEntryAttrs, AccessEntryKind, AccessEntryProps};
pub use access_policy_association::{
    AccessPolicyAssociation, AccessPolicyAssociationArgs, AccessPolicyAssociationAttrs, AccessPolicyAssociationProps,
};
pub use addon::{Addon, AddonArgs, AddonAttrs, AddonProps, ResolveConflicts};
pub use capability::{
    ArgoAccess, ArgoAccessProps, ArgoCd, ArgoCdProps, ArgoRole, Capability, CapabilityArgs, CapabilityAttrs,
    CapabilityKind, CapabilityProps,
};
pub use cluster::{
    AuthenticationMode, AutoMode, AutoModeProps, Cluster, ClusterArgs, ClusterAttrs, ClusterProps, LogType, Support,
};
pub use node_group::{
    CapacityType, NodeGroup, NodeGroupArgs, NodeGroupAttrs, NodeGroupProps, NodeTemplate, NodeTemplateProps, Taint,
    TaintEffect, TaintProps,
};
pub use pod_identity_association::{
    PodIdentityAssociation, PodIdentityAssociationArgs, PodIdentityAssociationAttrs, PodIdentityAssociationProps,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry
        .resource::<AccessEntry>()
        .resource::<AccessPolicyAssociation>()
        .resource::<Addon>()
        .resource::<Capability>()
        .resource::<Cluster>()
        .resource::<NodeGroup>()
        .resource::<PodIdentityAssociation>()
}
