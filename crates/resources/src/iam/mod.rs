//! AWS IAM: roles, policies, and who may take them.
//!
//! IAM's answers lag behind its writes for some seconds. What refers to a role made a moment ago is not found, or is
//! an invalid principal, until they have caught up; both are waited for where they are met.

mod common;
mod instance_profile;
mod managed_policy;
mod open_id_connect_provider;
mod role;
mod role_policy;
mod role_policy_attachment;

pub use instance_profile::{InstanceProfile, InstanceProfileArgs, InstanceProfileAttrs, InstanceProfileProps};
pub use managed_policy::{ManagedPolicy, ManagedPolicyArgs, ManagedPolicyAttrs, ManagedPolicyProps};
pub use open_id_connect_provider::{
    OpenIdConnectProvider, OpenIdConnectProviderArgs, OpenIdConnectProviderAttrs, OpenIdConnectProviderProps,
};
pub use role::{Role, RoleArgs, RoleAttrs, RoleProps};
pub use role_policy::{RolePolicy, RolePolicyArgs, RolePolicyAttrs, RolePolicyProps};
pub use role_policy_attachment::{
    RolePolicyAttachment, RolePolicyAttachmentArgs, RolePolicyAttachmentAttrs, RolePolicyAttachmentProps,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry
        .resource::<InstanceProfile>()
        .resource::<ManagedPolicy>()
        .resource::<OpenIdConnectProvider>()
        .resource::<Role>()
        .resource::<RolePolicy>()
        .resource::<RolePolicyAttachment>()
}
