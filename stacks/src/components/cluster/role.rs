//! Roles for AWS services and pods.

use archipel::aws::iam::*;
use archipel::prelude::*;

/// A role and its policies.
pub(super) struct ServiceRole {
    scope: Scope,
    pub(super) role: Role,
    /// The attachments of AWS managed policies. Resources that act as the role depend on them until their deletion.
    pub(super) attachments: Vec<RolePolicyAttachment>,
}

impl ServiceRole {
    /// A role with this trust policy and these AWS managed policies. IAM is global, so a role of a region has the
    /// region in its name.
    pub(super) fn new(
        scope: &Scope,
        cluster: &str,
        part: &str,
        trust: Policy,
        policies: &[&str],
        boundary: Option<&ManagedPolicy>,
    ) -> Self {
        let scope = scope.component(scope.region());
        let args = RoleArgs::new(format!("{cluster}-{part}"), trust);
        let args = args.permissions_boundary(boundary.map(ManagedPolicy::arn));
        let role = Role::new(&scope, part, args);
        let attach = |policy: &&str| {
            let short = policy.rsplit('/').next().unwrap_or(policy);
            let args = RolePolicyAttachmentArgs::new(role.name(), format!("arn:aws:iam::aws:policy/{policy}"));
            RolePolicyAttachment::new(&scope, format!("{part}-{short}"), args)
        };
        let attachments = policies.iter().map(attach).collect();
        Self { scope, role, attachments }
    }

    /// Adds an inline policy with this name.
    pub(super) fn allow(&self, name: &str, called: &str, policy: Policy) -> RolePolicy {
        RolePolicy::new(&self.scope, name, RolePolicyArgs::new(self.role.name(), called, policy))
    }
}
