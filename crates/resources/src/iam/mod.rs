//! AWS IAM: roles, policies and identity providers.
//!
//! IAM is eventually consistent: for some seconds after a create, references to a role fail with "not found" or
//! "invalid principal". Calls that can fail in this way are retried.

mod account_password_policy;
mod common;
mod instance_profile;
mod managed_policy;
mod open_id_connect_provider;
mod role;
mod role_policy;
mod role_policy_attachment;

crate::service! {
    resources {
        account_password_policy: AccountPasswordPolicy;
        instance_profile: InstanceProfile;
        managed_policy: ManagedPolicy;
        open_id_connect_provider: OpenIdConnectProvider;
        role: Role;
        role_policy: RolePolicy;
        role_policy_attachment: RolePolicyAttachment;
    }
}
