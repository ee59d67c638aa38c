//! Roles that AWS's services and pods take.

use archipel::aws::iam::*;
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;

/// A role, and what it is allowed.
pub(super) struct ServiceRole {
    scope: Scope,
    pub(super) role: Role,
    /// AWS's own policies on it: who acts as it needs them, and needs them to the end.
    pub(super) rights: Vec<RolePolicyAttachment>,
}

impl ServiceRole {
    /// A role with this trust policy and these of AWS's own policies. IAM has no regions: what is the region's is named
    /// after it.
    pub(super) fn new(
        scope: &Scope,
        cluster: &str,
        part: &str,
        trust: Output<PolicyDocument>,
        policies: &[&str],
        boundary: Option<&ManagedPolicy>,
    ) -> Self {
        let scope = scope.component(scope.region());
        let args = RoleArgs::new(format!("{cluster}-{part}"), trust);
        let args = match boundary {
            Some(boundary) => args.permissions_boundary(boundary.arn()),
            None => args,
        };
        let role = Role::new(&scope, part, args);
        let attach = |policy: &&str| {
            let short = policy.rsplit('/').next().unwrap_or(policy);
            let args = RolePolicyAttachmentArgs::new(role.name(), format!("arn:aws:iam::aws:policy/{policy}"));
            RolePolicyAttachment::new(&scope, &format!("{part}-{short}"), args)
        };
        let rights = policies.iter().map(attach).collect();
        Self { scope, role, rights }
    }

    /// Allows it what the policy `called` says, too.
    pub(super) fn allow(&self, name: &str, called: &str, policy: impl IntoInput<PolicyDocument>) -> RolePolicy {
        RolePolicy::new(&self.scope, name, RolePolicyArgs::new(self.role.name(), called, policy))
    }
}
