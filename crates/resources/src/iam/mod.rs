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

crate::service! {
    resources {
        instance_profile: InstanceProfile;
        managed_policy: ManagedPolicy;
        open_id_connect_provider: OpenIdConnectProvider;
        role: Role;
        role_policy: RolePolicy;
        role_policy_attachment: RolePolicyAttachment;
    }
}
