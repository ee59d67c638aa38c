//! One role for each workload, under a permissions boundary.

use archipel::aws::iam::*;
use archipel::prelude::*;

use super::statements::{allow_via, on_some};
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
        contexts: PerRegion<&RegionContext>,
        keys: &Keys,
        artifacts: &Artifacts,
        domain: &Domain,
        settings: &config::Identity,
    ) -> Self {
        let scope = &contexts.primary.scope.component("identity");
        let prefix = contexts.primary.stack_prefix();
        let args =
            ManagedPolicyArgs::new(format!("{prefix}-boundary"), boundary::of_workloads(contexts, keys, artifacts));
        let args = args.description("The most that a workload's role can be given");
        let workloads_boundary = ManagedPolicy::new(scope, "boundary", args);
        let args = ManagedPolicyArgs::new(format!("{prefix}-addons-boundary"), boundary::of_addons(contexts, domain));
        let args = args.description("The most that an add-on's role can be given");
        let addons_boundary = ManagedPolicy::new(scope, "addons-boundary", args);

        let role = |workload: &config::Workload| {
            let name = &workload.name;
            let trust = trust_of_pods(&[contexts.primary, contexts.secondary], config::NAMESPACE, name);
            let args = RoleArgs::new(format!("{prefix}-{name}"), trust);
            (name.clone(), Role::new(scope, name, args.permissions_boundary(workloads_boundary.arn())))
        };
        let workloads = settings.workloads.iter().map(role).collect();
        Self { workloads, addons_boundary }
    }

    /// Allows each workload to read its secrets, and to read and write its buckets, in both regions, where it runs alike.
    pub fn allow(
        &self,
        contexts: PerRegion<&RegionContext>,
        keys: &Keys,
        secrets: &Secrets,
        artifacts: &Artifacts,
        settings: &config::Identity,
    ) {
        let scope = &contexts.primary.scope.component("identity");
        for (workload, (name, role)) in settings.workloads.iter().zip(&self.workloads) {
            let uses = [("secretsmanager", &workload.secrets), ("s3", &workload.buckets)];
            let services = uses.into_iter().filter(|(_, names)| !names.is_empty()).map(|(service, _)| service);
            let used: PerRegion<Vec<String>> =
                contexts.map(|context| services.clone().map(|one| context.service(one)).collect());
            if used.primary.is_empty() {
                continue;
            }
            let buckets = || artifacts.buckets.iter().filter(|bucket| workload.buckets.contains(&bucket.name));
            let arns = buckets().flat_map(|bucket| [bucket.primary.arn(), bucket.secondary.arn()]);
            let objects: Vec<_> = arns.map(|arn| output_format!("{arn}/*")).collect();
            let encrypts = contexts.zip(keys.arns()).into_iter().filter(|_| !objects.is_empty());
            let encrypts =
                encrypts.map(|(context, key)| Some(allow_via(context.service("s3"), "kms:GenerateDataKey", key)));
            let secret = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
            let statements = [
                on_some(Statement::allow(secret), secrets.arns(&workload.secrets)),
                on_some(Statement::allow(["s3:GetObject", "s3:PutObject"]), objects.clone()),
                Some(allow_via(used.primary, "kms:Decrypt", keys.primary.arn())),
                Some(allow_via(used.secondary, "kms:Decrypt", keys.secondary.arn())),
            ];
            let policy = Policy::new(statements.into_iter().chain(encrypts).flatten());
            RolePolicy::new(scope, name, RolePolicyArgs::new(role.name(), "workload", policy));
        }
    }
}
