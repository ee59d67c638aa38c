//! Identities and permissions.

use archipel::aws::iam::*;
use archipel::aws::s3::Bucket;
use archipel::prelude::*;

/// `iam/AccountPasswordPolicy`: passwords of 14 characters, none of the last 24 again. The policy outlives the stack.
pub fn account_password_policy(scope: &Scope) -> AccountPasswordPolicy {
    let args = AccountPasswordPolicyArgs::new()
        .minimum_password_length(14_u8)
        .password_reuse_prevention(24_u8)
        .allow_users_to_change_password(true);
    AccountPasswordPolicy::with_options(scope, "account", args, Options::new().retain_on_delete(true))
}

/// `iam/InstanceProfile`: the role of an instance.
pub fn instance_profile(scope: &Scope, role: &Role) -> InstanceProfile {
    InstanceProfile::new(scope, "web", InstanceProfileArgs::new("shop-web").role(role.name()))
}

/// `iam/ManagedPolicy`: a policy for several roles.
pub fn managed_policy(scope: &Scope) -> ManagedPolicy {
    let pull = Policy::new([Statement::allow("ecr:GetAuthorizationToken").on("*")]);
    ManagedPolicy::new(scope, "pull", ManagedPolicyArgs::new("shop-pull", pull))
}

/// `iam/OpenIdConnectProvider`: GitHub's tokens, so that workflows assume roles without keys.
pub fn open_id_connect_provider(scope: &Scope) -> OpenIdConnectProvider {
    let args = OpenIdConnectProviderArgs::new("https://token.actions.githubusercontent.com", ["sts.amazonaws.com"]);
    OpenIdConnectProvider::new(scope, "github", args)
}

/// `iam/Role`: a role that an AWS service assumes.
pub fn role(scope: &Scope, name: &str, service: &str) -> Role {
    let trust = Policy::new([Statement::allow("sts:AssumeRole").principal(Principal::Service, service)]);
    Role::new(scope, name, RoleArgs::new(format!("shop-{name}"), trust))
}

/// `iam/RolePolicy`: permission to read the objects of a bucket.
pub fn role_policy(scope: &Scope, role: &Role, bucket: &Bucket) -> RolePolicy {
    let read = Policy::new([Statement::allow("s3:GetObject").on(output_format!("{}/*", bucket.arn()))]);
    RolePolicy::new(scope, "read", RolePolicyArgs::new(role.name(), "read", read))
}

/// `iam/RolePolicyAttachment`: an AWS managed policy for a role.
pub fn role_policy_attachment(scope: &Scope, role: &Role) -> RolePolicyAttachment {
    let policy = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    RolePolicyAttachment::new(scope, "cluster", RolePolicyAttachmentArgs::new(role.name(), policy))
}
