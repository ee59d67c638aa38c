//! One role for each workload, under a permissions boundary.

use archipel::aws::iam::*;
use archipel::prelude::*;

use super::policy_builder::PolicyBuilder;
use super::trust::trust_of_pods;
use super::{Artifacts, Domain, Keys, RegionContext, Secrets, boundary};
use crate::config;

/// The roles of the workloads in the clusters, and the permissions boundaries.
pub struct Identity {
    /// The role of each workload, by name.
    pub workloads: Vec<(String, Role)>,
    /// The permissions boundary of the roles of the clusters' add-ons.
    pub addons_boundary: ManagedPolicy,
}

impl Identity {
    /// Declares them. IAM is global: the tags are those of the first region.
    pub fn declare(
        contexts: [&RegionContext; 2],
        keys: &Keys,
        artifacts: &Artifacts,
        domain: &Domain,
        settings: &config::Identity,
    ) -> Self {
        let scope = &contexts[0].scope.component("identity");
        let prefix = contexts[0].stack_prefix();
        let args =
            ManagedPolicyArgs::new(format!("{prefix}-boundary"), boundary::of_workloads(contexts, keys, artifacts));
        let args = args.description("The most that a workload's role can be given");
        let workloads_boundary = ManagedPolicy::new(scope, "boundary", args);
        let args = ManagedPolicyArgs::new(format!("{prefix}-addons-boundary"), boundary::of_addons(contexts, domain));
        let args = args.description("The most that an add-on's role can be given");
        let addons_boundary = ManagedPolicy::new(scope, "addons-boundary", args);

        let role = |workload: &config::Workload| {
            let name = &workload.name;
            // Each workload has its own namespace, with a service account of the same name.
            let args = RoleArgs::new(format!("{prefix}-{name}"), trust_of_pods(&contexts, name, name));
            (name.clone(), Role::new(scope, name, args.permissions_boundary(workloads_boundary.arn())))
        };
        let workloads = settings.workloads.iter().map(role).collect();
        Self { workloads, addons_boundary }
    }

    /// Allows each workload to read its secrets and its buckets in both regions, where it runs alike, and to write to
    /// its buckets of the primary region: writes to a replica would not be replicated.
    pub fn allow(
        &self,
        contexts: [&RegionContext; 2],
        keys: &Keys,
        secrets: &Secrets,
        artifacts: &Artifacts,
        settings: &config::Identity,
    ) {
        let scope = &contexts[0].scope.component("identity");
        for (workload, (name, role)) in settings.workloads.iter().zip(&self.workloads) {
            let uses = [("secretsmanager", &workload.secrets), ("s3", &workload.buckets)];
            let services = uses.into_iter().filter(|(_, names)| !names.is_empty()).map(|(service, _)| service);
            let [here, there]: [Vec<String>; 2] =
                contexts.map(|context| services.clone().map(|one| context.service(one)).collect());
            if here.is_empty() {
                continue;
            }
            let buckets = || artifacts.buckets.iter().filter(|bucket| workload.buckets.contains(&bucket.name));
            let written: Vec<_> = buckets().map(|bucket| output_format!("{}/*", bucket.primary.arn())).collect();
            let copies = buckets().map(|bucket| output_format!("{}/*", bucket.secondary.arn()));
            let encrypts = (!written.is_empty()).then(|| keys.primary.arn());
            let builder = PolicyBuilder::default()
                .allow(
                    &["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                    secrets.arns(&workload.secrets),
                )
                .allow(&["s3:GetObject"], written.iter().cloned().chain(copies))
                .allow(&["s3:PutObject"], written)
                .allow_via(&here, &["kms:Decrypt"], [keys.primary.arn()])
                .allow_via(&there, &["kms:Decrypt"], [keys.secondary.arn()])
                .allow_via(&[contexts[0].service("s3")], &["kms:GenerateDataKey"], encrypts);
            RolePolicy::new(scope, name, RolePolicyArgs::new(role.name(), "workload", builder.policy()));
        }
    }
}
