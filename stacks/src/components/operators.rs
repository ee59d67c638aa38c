//! The role of the people who operate the platform. They reach the private endpoints of the clusters through the
//! bastions, by Session Manager, from the allowed addresses only.

use archipel::aws::iam::*;
use archipel::prelude::*;

use super::{Bastion, RegionContext};
use crate::config;

/// The operators' role.
pub struct Operators {
    pub role: Role,
    /// The ARN of its access policy in the clusters.
    pub access_policy_arn: String,
    scope: Scope,
    allowed_cidrs: Vec<Cidr>,
}

impl Operators {
    /// Declares the role.
    pub fn new(context: &RegionContext, settings: &config::Operators) -> Self {
        let scope = context.scope.component("identity");
        let args = RoleArgs::new(format!("{}-operators", context.stack_prefix()), trust(context, settings))
            .description("Operates the clusters, through the bastions");
        Self {
            role: Role::new(&scope, "operators", args),
            access_policy_arn: format!("arn:aws:eks::aws:cluster-access-policy/{}", settings.access_policy),
            scope,
            allowed_cidrs: settings.allowed_cidrs.clone(),
        }
    }

    /// Allows the role to find the clusters and to start sessions on the bastions.
    pub fn allow(&self, contexts: PerRegion<&RegionContext>, bastions: Option<PerRegion<&Bastion>>) {
        let clusters = contexts.map(|context| {
            let (region, account) = (context.scope.region(), &context.account);
            output_format!("arn:aws:eks:{region}:{account}:cluster/{}", context.prefix())
        });
        let mut statements = vec![Statement::allow("eks:DescribeCluster").on(clusters.into_iter().collect::<Vec<_>>())];
        if let Some(bastions) = bastions {
            let instances = contexts.zip(bastions).map(|(context, bastion)| {
                let (region, account) = (context.scope.region(), &context.account);
                output_format!("arn:aws:ec2:{region}:{account}:instance/{}", bastion.instance.id())
            });
            // A shell on the bastion, and a forwarded port of a host behind it. AWS's documents belong to no account.
            let documents = [
                output_format!("arn:aws:ssm:*:{}:document/SSM-SessionManagerRunShell", contexts.primary.account),
                Output::known("arn:aws:ssm:*::document/AWS-StartPortForwardingSessionToRemoteHost".to_owned()),
            ];
            let start: Vec<_> = instances.into_iter().chain(documents).collect();
            let own = "arn:aws:ssm:*:*:session/${aws:userid}-*";
            statements.extend([
                // Without this condition a request that names no document would pass for any of them.
                Statement::allow("ssm:StartSession")
                    .on(start)
                    .when("IpAddress", "aws:SourceIp", &self.allowed_cidrs)
                    .when("BoolIfExists", "ssm:SessionDocumentAccessCheck", "true"),
                Statement::allow(["ssm:ResumeSession", "ssm:TerminateSession"]).on(own),
            ]);
        }
        let args = RolePolicyArgs::new(self.role.name(), "operate", Policy::new(statements));
        RolePolicy::new(&self.scope, "operators", args);
    }
}

/// Trusts the roles of these permission sets in the account, from the allowed addresses.
///
/// Identity Center creates one role for a permission set, with a random suffix and the region of the instance in its
/// path: <https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html>
fn trust(context: &RegionContext, settings: &config::Operators) -> Policy {
    let account = &context.account;
    let roles = settings.permission_sets.iter().map(|set| {
        output_format!("arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_{set}_*")
    });
    let statement = Statement::allow("sts:AssumeRole")
        .principal(Principal::Aws, output_format!("arn:aws:iam::{account}:root"))
        .when("ArnLike", "aws:PrincipalArn", roles.collect::<Vec<_>>())
        .when("IpAddress", "aws:SourceIp", &settings.allowed_cidrs);
    Policy::new([statement])
}
