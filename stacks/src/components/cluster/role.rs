//! Roles that AWS's services and pods take.

use archipel::aws::iam::*;
use archipel::prelude::*;
use serde_json::json;

/// Services that say in the tags of a session for whom they take a role.
const SESSIONS: [&str; 2] = ["pods.eks.amazonaws.com", "capabilities.eks.amazonaws.com"];

/// A role, and what it is allowed.
pub(super) struct ServiceRole {
    pub(super) role: Role,
    /// AWS's own policies on it: who acts as it needs them, and needs them to the end.
    pub(super) rights: Vec<RolePolicyAttachment>,
}

impl ServiceRole {
    /// A role that `service` takes, with these of AWS's own policies.
    pub(super) fn new(scope: &Scope, cluster: &str, part: &str, service: &str, policies: &[&str]) -> Self {
        Self::declare(scope, cluster, part, service, policies, None)
    }

    /// A role that pods take, which can be given no more than the boundary.
    pub(super) fn for_pods(
        scope: &Scope,
        cluster: &str,
        part: &str,
        policies: &[&str],
        boundary: &ManagedPolicy,
    ) -> Self {
        Self::declare(scope, cluster, part, "pods.eks.amazonaws.com", policies, Some(boundary))
    }

    /// IAM has no regions: what is the region's is named after it.
    fn declare(
        scope: &Scope,
        cluster: &str,
        part: &str,
        service: &str,
        policies: &[&str],
        boundary: Option<&ManagedPolicy>,
    ) -> Self {
        let scope = &scope.component(scope.region());
        let tagged = SESSIONS.contains(&service);
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": if tagged { vec!["sts:AssumeRole", "sts:TagSession"] } else { vec!["sts:AssumeRole"] },
            }],
        });
        let args = RoleArgs::new(format!("{cluster}-{part}"), trust);
        let args = match boundary {
            Some(boundary) => args.permissions_boundary(boundary.arn()),
            None => args,
        };
        let role = Role::new(scope, part, args);
        let attach = |policy: &&str| {
            let short = policy.rsplit('/').next().unwrap_or(policy);
            let args = RolePolicyAttachmentArgs::new(role.name(), format!("arn:aws:iam::aws:policy/{policy}"));
            RolePolicyAttachment::new(scope, &format!("{part}-{short}"), args)
        };
        let rights = policies.iter().map(attach).collect();
        Self { role, rights }
    }
}
